/* SPDX-License-Identifier: GPL-3.0-or-later */
/* PS3.10 and PS3.5 section 7: the file's meta header and the elements of its data set, in every encoding that there is. Written for
 * files that lie: a length is looked at before it is used, nesting has an end, and the number of elements too. */
#include "data/decoder/dicom-data.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "core/vsl-error.h"

#define UNDEFINED 0xffffffffu
/* A deflated data set; whole series are not written like that. */
#define MOST_INFLATED ((gsize) 1 << 30)

typedef struct {
  DicomData *data;
  gboolean failed;               /* no memory, or too many elements: nothing goes on */
} Walk;

typedef struct {
  gboolean implicit, big;
} Form;

static guint16
get16 (const guint8 *at, gboolean big)
{
  return big ? (guint16) (at[0] << 8 | at[1]) : (guint16) (at[1] << 8 | at[0]);
}

static guint32
get32 (const guint8 *at, gboolean big)
{
  return big ? (guint32) get16 (at, TRUE) << 16 | get16 (at + 2, TRUE) : (guint32) get16 (at + 2, FALSE) << 16 | get16 (at, FALSE);
}

static guint32
get_tag (const guint8 *at, gboolean big)
{
  return DICOM_TAG (get16 (at, big), get16 (at + 2, big));
}

static const char short_vrs[] = "AEASATCSDADSDTFLFDISLOLTPNSHSLSSSTTMUIULUS";
static const char long_vrs[] = "OBODOFOLOVOWSQSVUCUNURUTUV";

static gboolean
is_one_of (const char *list, const guint8 *vr)
{
  for (; *list; list += 2)
    if (list[0] == (char) vr[0] && list[1] == (char) vr[1])
      return TRUE;
  return FALSE;
}

static gboolean
is_vr (const guint8 *vr)
{
  return is_one_of (short_vrs, vr) || is_one_of (long_vrs, vr);
}

static DicomElement *
append (Walk *walk, guint32 tag, const guint8 *vr, int depth, gint32 parent, const guint8 *value, guint32 length, gboolean big)
{
  DicomData *d = walk->data;
  if (d->n == d->room) {
    guint32 room = d->room ? d->room * 2 : 256;
    DicomElement *more = room <= DICOM_MAX_ELEMENTS ? g_try_renew (DicomElement, d->element, room) : NULL;
    if (!more) {
      walk->failed = TRUE;
      return NULL;
    }
    d->element = more;
    d->room = room;
  }
  DicomElement *e = &d->element[d->n++];
  *e = (DicomElement) { .tag = tag, .depth = (guint8) depth, .big = big, .parent = parent, .next = d->n, .length = length, .value = value };
  memcpy (e->vr, vr, 2);
  return e;
}

/* The head of an element: tag, VR, length. */
typedef struct {
  guint32 tag, length;
  guint8 vr[2];
  gboolean un;                   /* written as unknown: the value is in the implicit little-endian form */
  const guint8 *value;
} Head;

static gboolean
read_head (const guint8 *at, const guint8 *end, Form form, Head *head)
{
  if (end - at < 8)
    return FALSE;
  head->tag = get_tag (at, form.big);
  memcpy (head->vr, "UN", 2);
  head->un = FALSE;
  head->value = at + 8;
  if (head->tag >> 16 == 0xfffe) {
    head->length = get32 (at + 4, form.big);
    return TRUE;
  }
  gboolean letters = g_ascii_isupper (at[4]) && g_ascii_isupper (at[5]);
  if (form.implicit || !letters) {      /* a VR that is none: some writers slip into the implicit form */
    head->length = get32 (at + 4, form.big);
    dicom_dictionary (head->tag, (char *) head->vr, NULL);
    return TRUE;
  }
  memcpy (head->vr, at + 4, 2);
  head->un = memcmp (head->vr, "UN", 2) == 0;
  /* An unknown VR has the long form by the standard, but short ones were seen; the two reserved bytes tell them apart. */
  gboolean wide = is_one_of (long_vrs, head->vr) || (!is_one_of (short_vrs, head->vr) && at[6] == 0 && at[7] == 0 && end - at >= 12);
  if (!wide) {
    head->length = get16 (at + 6, form.big);
    return TRUE;
  }
  if (end - at < 12)
    return FALSE;
  head->length = get32 (at + 8, form.big);
  head->value = at + 12;
  if (head->un)                  /* its writer did not know it; the dictionary may */
    dicom_dictionary (head->tag, (char *) head->vr, NULL);
  return TRUE;
}

static const guint8 *walk_elements (Walk *walk, const guint8 *at, const guint8 *end, int depth, gint32 parent, gboolean open, Form form);

/* Items of fragments: the offset table, then compressed bytes. */
static const guint8 *
walk_fragments (Walk *walk, const guint8 *at, const guint8 *end, int depth, gint32 parent, gboolean big)
{
  DicomData *d = walk->data;
  while (!walk->failed) {
    if (end - at < 8) {
      d->cut = TRUE;
      return NULL;
    }
    guint32 tag = get_tag (at, big), length = get32 (at + 4, big);
    at += 8;
    if (tag == DICOM_SEQUENCE_END)
      return at;
    if (tag != DICOM_ITEM) {
      d->damaged = TRUE;
      return NULL;
    }
    gboolean cut = length > (gsize) (end - at);
    DicomElement *e = append (walk, tag, (const guint8 *) "OB", depth, parent, at, cut ? (guint32) (end - at) : length, big);
    if (!e)
      return NULL;
    if (cut) {
      e->cut = TRUE;
      d->cut = TRUE;
      return NULL;
    }
    at += length;
  }
  return NULL;
}

/* Items of a sequence, up to its end mark or, where it has a length, to @end. */
static const guint8 *
walk_items (Walk *walk, const guint8 *at, const guint8 *end, int depth, gint32 parent, gboolean open, Form form)
{
  DicomData *d = walk->data;
  if (depth > DICOM_MAX_DEPTH) {
    d->too_deep = TRUE;
    return NULL;
  }
  while (!walk->failed && !d->too_deep) {
    if (!open && at >= end)
      return at;
    if (end - at < 8) {
      d->cut = TRUE;
      return NULL;
    }
    guint32 tag = get_tag (at, form.big), length = get32 (at + 4, form.big);
    if (tag == DICOM_SEQUENCE_END)
      return at + 8;
    if (tag != DICOM_ITEM) {
      d->damaged = TRUE;
      return NULL;
    }
    at += 8;
    gboolean known = length != UNDEFINED, cut = known && length > (gsize) (end - at);
    gint32 index = (gint32) d->n;
    if (!append (walk, tag, (const guint8 *) "  ", depth, parent, at, known ? MIN (length, (guint32) MIN ((gsize) (end - at), UNDEFINED)) : 0, form.big))
      return NULL;
    const guint8 *stop = known && !cut ? at + length : end;
    const guint8 *next = walk_elements (walk, at, stop, depth + 1, index, !known, form);
    d->element[index].next = d->n;
    d->cut = d->cut || cut;
    if (known && !cut)
      next = stop;               /* an item with a length ends there, whatever was in it */
    if (!next || cut)
      return NULL;
    at = next;
  }
  return NULL;
}

static gboolean
is_pixels (guint32 tag)
{
  return tag == DICOM_PIXELS || tag == DICOM_FLOAT_PIXELS || tag == DICOM_DOUBLE_PIXELS;
}

static gboolean
is_items (const guint8 *at, const guint8 *end, gboolean big)
{
  return end - at >= 8 && (get_tag (at, big) == DICOM_ITEM || get_tag (at, big) == DICOM_SEQUENCE_END);
}

/* What an element holds, if it holds elements. Returns what stands behind it; NULL: nothing more can be read. */
static const guint8 *
walk_value (Walk *walk, const Head *head, guint32 index, const guint8 *end, int depth, Form form)
{
  DicomData *d = walk->data;
  const guint8 *stop = head->length == UNDEFINED ? end : head->value + head->length, *next;
  gboolean un = head->un, sequence = memcmp (head->vr, "SQ", 2) == 0;
  if (un && head->length != UNDEFINED)
    sequence = sequence && is_items (head->value, stop, FALSE);
  if (head->length != UNDEFINED && !sequence)
    return stop;
  if (!sequence && head->length == UNDEFINED && (is_pixels (head->tag) || head->vr[0] == 'O')) {
    d->element[index].fragments = TRUE;
    next = walk_fragments (walk, head->value, end, depth + 1, (gint32) index, form.big);
  } else {
    Form inner = un ? (Form) { TRUE, FALSE } : form;
    memcpy (d->element[index].vr, "SQ", 2);
    next = walk_items (walk, head->value, stop, depth + 1, (gint32) index, head->length == UNDEFINED, inner);
  }
  d->element[index].next = d->n;
  /* A sequence with a length that cannot be followed is passed over. */
  if (head->length != UNDEFINED && !walk->failed && !d->too_deep)
    return stop;
  return next;
}

/* Elements up to @end, or, in an item without a length (@open), to its end mark. */
static const guint8 *
walk_elements (Walk *walk, const guint8 *at, const guint8 *end, int depth, gint32 parent, gboolean open, Form form)
{
  DicomData *d = walk->data;
  Head head;
  while (at < end && !walk->failed && !d->too_deep) {
    if (!read_head (at, end, form, &head)) {
      for (gboolean zero = TRUE; at < end && zero; at++)
        zero = *at == 0;
      d->cut = d->cut || at < end || depth > 0;
      return NULL;
    }
    if (head.tag == DICOM_ITEM_END && depth > 0)
      return at + 8;
    if (head.tag == DICOM_SEQUENCE_END || head.tag == DICOM_ITEM || head.tag == DICOM_ITEM_END) {
      d->damaged = TRUE;
      return depth > 0 && head.tag == DICOM_SEQUENCE_END ? at : NULL;
    }
    if (head.tag >> 16 == 0 && depth == 0)      /* zeros behind the data set */
      return at;
    gsize left = (gsize) (end - head.value);
    gboolean cut = head.length != UNDEFINED && head.length > left;
    guint32 index = d->n;
    DicomElement *e = append (walk, head.tag, head.vr, depth, parent, head.value, head.length == UNDEFINED ? 0 : cut ? (guint32) left : head.length,
                              form.big && !head.un);
    if (!e)
      return NULL;
    if (cut) {
      e->cut = TRUE;
      d->cut = TRUE;
      return NULL;
    }
    if (!(at = walk_value (walk, &head, index, end, depth, form)))
      return NULL;
  }
  if (open && at >= end)
    d->cut = TRUE;
  return at;
}

/* A data set begins with a low group, so that the smaller reading of the first two bytes is the right one. */
static Form
form_of (const guint8 *at, const guint8 *end, const char *syntax)
{
  Form form = { g_str_equal (syntax, "1.2.840.10008.1.2") || g_str_equal (syntax, "1.2.840.113619.5.2"), g_str_equal (syntax, "1.2.840.10008.1.2.2") };
  if (end - at < 8)
    return form;
  gboolean vr = is_vr (at + 4);
  guint16 little = get16 (at, FALSE), big = get16 (at, TRUE);
  form.implicit = !vr;
  if (vr && little != big)
    form.big = big < little;
  else if (!vr)
    form.big = FALSE;
  return form;
}

/* Two elements in a row, with rising tags, known VRs or tags, and lengths within reason. */
gboolean
dicom_looks_like (const guint8 *head, gsize n)
{
  if (n >= 132 && memcmp (head + 128, "DICM", 4) == 0)
    return TRUE;
  if (n < 24 || (head[0] == 0 && head[1] == 0))
    return FALSE;
  const guint8 *at = head, *end = head + n;
  Form form = form_of (at, end, "");
  guint32 before = 0;
  for (int i = 0; i < 2; i++) {
    Head h;
    char vr[2];
    if (end - at < 8 || (!form.implicit && !is_vr (at + 4)) || !read_head (at, end, form, &h))
      return FALSE;
    guint group = h.tag >> 16;
    if (h.tag <= before || (i == 0 && group != 2 && group != 8) || (i == 1 && group > 0x40))
      return FALSE;
    if (form.implicit && (h.tag & 0xffff) != 0 && !dicom_dictionary (h.tag, vr, NULL))
      return FALSE;
    if (h.length > 1 << 16)
      return i == 1 && h.length == UNDEFINED;
    before = h.tag;
    at = h.value + h.length;
    if (at > end)
      return i == 1;
  }
  return TRUE;
}

/* The meta header is in little-endian explicit form, whatever follows. Its length field is not believed: groups other than 2 end it. */
static const guint8 *
read_meta (Walk *walk, const guint8 *at, const guint8 *end)
{
  DicomData *d = walk->data;
  Form form = { FALSE, FALSE };
  Head head;
  while (end - at >= 8 && get16 (at, FALSE) == 2) {
    form.implicit = !is_vr (at + 4);
    if (!read_head (at, end, form, &head) || head.length > (gsize) (end - head.value)) {
      d->cut = TRUE;
      return end;
    }
    if (!append (walk, head.tag, head.vr, 0, -1, head.value, head.length, FALSE))
      return end;
    d->has_meta = TRUE;
    at = head.value + head.length;
  }
  g_autofree char *syntax = dicom_get_string (d, DICOM_TAG (0x0002, 0x0010));
  dicom_word (d->syntax, sizeof d->syntax, syntax);
  return at;
}

static gboolean
inflate_rest (DicomData *d, const guint8 **at, const guint8 **end, GError **error)
{
  gboolean whole;
  gsize n;
  if (!g_str_equal (d->syntax, "1.2.840.10008.1.2.1.99") && !g_str_equal (d->syntax, "1.2.840.10008.1.2.4.95") &&
      !g_str_equal (d->syntax, "1.2.840.10008.1.2.4.205"))
    return TRUE;
  if (*end - *at >= 8 && get16 (*at, FALSE) == 8 && is_vr (*at + 4))      /* says so, but was never deflated */
    return TRUE;
  d->inflated = dicom_inflate (*at, (gsize) (*end - *at), MOST_INFLATED, &n, &whole, error);
  if (!d->inflated)
    return FALSE;
  d->cut = d->cut || !whole;
  *at = d->inflated;
  *end = d->inflated + n;
  return TRUE;
}

/**
 * dicom_read:
 * @data: (out): free with dicom_clear(), whatever came back
 * @file: the whole file; borrowed as long as @data lives
 *
 * A file that ends early gives the elements that are there, and says so (@data->cut).
 *
 * Returns: FALSE when this is no DICOM file or cannot be one
 */
gboolean
dicom_read (DicomData *data, const guint8 *file, gsize size, GError **error)
{
  memset (data, 0, sizeof *data);
  data->file = file;
  data->size = size;
  Walk walk = { data, FALSE };
  const guint8 *at = file, *end = file + size;
  data->has_magic = size >= 132 && memcmp (file + 128, "DICM", 4) == 0;
  if (data->has_magic)
    at += 132;
  else if (size >= 4 && memcmp (file, "DICM", 4) == 0)
    at += 4;
  at = read_meta (&walk, at, end);
  guint32 meta = data->n;
  if (!inflate_rest (data, &at, &end, error))
    return FALSE;
  if (at < end && !walk.failed) {
    Form form = form_of (at, end, data->syntax);
    data->implicit = form.implicit;
    data->big = form.big;
    walk_elements (&walk, at, end, 0, -1, FALSE, form);
  }
  if (walk.failed) {
    g_set_error (error, VSL_DATA_ERROR, VSL_ERROR_NOMEM, _("the DICOM file has more than %u elements: it is damaged or forged; export it again"),
                 DICOM_MAX_ELEMENTS);
    return FALSE;
  }
  if (data->too_deep) {
    g_set_error (error, VSL_DATA_ERROR, VSL_ERROR_DATA, _("the DICOM file's sequences are nested more than %d deep: it is damaged or forged; export it again"),
                 DICOM_MAX_DEPTH);
    return FALSE;
  }
  if (data->n == meta) {
    g_set_error (error, VSL_DATA_ERROR, VSL_ERROR_DATA, _("the DICOM file ends in its first header, or has nothing behind it: copy or export it again"));
    return FALSE;
  }
  return TRUE;
}

void
dicom_clear (DicomData *data)
{
  g_free (data->element);
  g_free (data->inflated);
  memset (data, 0, sizeof *data);
}

gint32
dicom_index (const DicomData *data, const DicomElement *e)
{
  return (gint32) (e - data->element);
}

const DicomElement *
dicom_find (const DicomData *data, gint32 parent, guint32 tag)
{
  guint32 i = parent < 0 ? 0 : (guint32) parent + 1, end = parent < 0 ? data->n : data->element[parent].next;
  for (; i < end; i = data->element[i].next)
    if (data->element[i].tag == tag)
      return &data->element[i];
  return NULL;
}

gint32
dicom_item (const DicomData *data, const DicomElement *sequence, guint k)
{
  if (!sequence || sequence->fragments)
    return -1;
  for (guint32 i = (guint32) dicom_index (data, sequence) + 1; i < sequence->next; i = data->element[i].next)
    if (k-- == 0)
      return (gint32) i;
  return -1;
}
