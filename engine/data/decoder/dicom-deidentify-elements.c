/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The elements of a file that was read, written once more, each by the verdict of the profile. Nothing is copied that was not understood,
 * so that nothing can hide between elements. */
#include <string.h>

#include "data/decoder/dicom-deidentify-private.h"

#define EXTENDED_OFFSETS DICOM_TAG (0x7fe0, 0x0001)
#define EXTENDED_LENGTHS DICOM_TAG (0x7fe0, 0x0002)

static void
put_sequence (DicomJob *job, const DicomElement *e, gboolean words, int depth)
{
  const DicomElement *all = job->data->element;
  guint32 index = (guint32) dicom_index (job->data, e);
  gsize sequence = dicom_begin_element (job, e->tag, "SQ", 0);
  for (guint32 i = index + 1; i < e->next; i = all[i].next) {
    gsize item = dicom_begin_element (job, DICOM_ITEM, "", 0);
    dicom_write_level (job, i + 1, all[i].next, e->tag, words, depth + 1);
    dicom_end_nested (job, item);
  }
  dicom_end_nested (job, sequence);
  job->result->counts.kept++;
}

/* FALSE: nothing was written, the value is not what the standard says. */
static gboolean
put_kept (DicomJob *job, const DicomElement *e, const char *standard, gboolean words)
{
  char as[3];
  gboolean changed = FALSE;
  if (!dicom_vr_fits (e->vr, standard, as) || (e->big != job->big && memcmp (e->vr, "SQ", 2) != 0))
    return FALSE;
  char vr[3] = { e->vr[0], e->vr[1], '\0' };
  if (strcmp (vr, "UN") == 0)
    memcpy (vr, as, 3);
  guint width = dicom_vr_width (as);
  if (width) {
    if ((as[0] != 'O' && e->length % width != 0) || (!job->implicit && !dicom_is_long_form (vr) && e->length > 65534))
      return FALSE;
    dicom_put_text (job, e->tag, vr, (const char *) e->value, e->length);
  } else if (dicom_vr_is_text (as) && e->length > 0) {
    g_string_truncate (job->text, 0);
    if (words ? !dicom_words_value ((const char *) e->value, e->length, job->text)
              : !dicom_check_value (as, (const char *) e->value, e->length, job->text, &changed))
      return FALSE;
    if (!words && dicom_is_coded (e->tag)) {
      g_autofree char *checked = g_strndup (job->text->str, job->text->len);
      gsize n = strlen (checked);
      g_string_truncate (job->text, 0);
      if (!dicom_codes_value (checked, n, job->text, &changed))
        return FALSE;
    }
    dicom_put_text (job, e->tag, vr, job->text->str, job->text->len);
  } else if (e->length == 0) {
    dicom_put_text (job, e->tag, vr, "", 0);
  } else {
    return FALSE;
  }
  job->result->counts.kept++;
  job->result->counts.cleaned += changed || words;
  return TRUE;
}

/* Texts that people type; codes and numbers are of fixed form. */
static gboolean
is_free_text (const char *standard)
{
  static const char *const texts[] = { "LO", "LT", "PN", "SH", "ST", "UC", "UT", NULL };
  return g_strv_contains (texts, standard);
}

static void
put_fragments (DicomJob *job, const DicomElement *e)
{
  const DicomFragments *f = &job->fragments;
  const DicomElement *table = e->next > (guint32) dicom_index (job->data, e) + 1 ? e + 1 : NULL;
  dicom_begin_element (job, DICOM_PIXELS, "OB", 0xffffffffu);
  guint32 n = table ? table->length / 4 : 0;
  gsize at = dicom_begin_element (job, DICOM_ITEM, "", 0);
  for (guint32 k = 0; k < n; k++) {
    const guint8 *v = table->value + 4 * (gsize) k;
    guint64 now = dicom_fragments_move (f, (guint32) v[0] | (guint32) v[1] << 8 | (guint32) v[2] << 16 | (guint32) v[3] << 24);
    dicom_bytes_add32 (&job->out, now > 0xffffffffu ? 0 : (guint32) now, job->big);
  }
  dicom_end_nested (job, at);
  for (guint k = 0; k < f->n; k++) {
    dicom_begin_element (job, DICOM_ITEM, "", (guint32) (f->start[k + 1] - f->start[k]));
    dicom_bytes_add (&job->out, f->bytes.data + f->start[k], f->start[k + 1] - f->start[k]);
  }
  dicom_begin_element (job, DICOM_SEQUENCE_END, "", 0);
  job->result->counts.segments += f->segments;
  job->result->counts.kept++;
}

/* Offsets and lengths of frames in 64 bits, where the fragments became shorter. */
static void
put_extended (DicomJob *job, const DicomElement *e)
{
  guint32 n = e->length / 8;
  dicom_begin_element (job, e->tag, "OV", n * 8);
  for (guint32 k = 0; k < n; k++) {
    guint64 v = 0;
    for (int b = 7; b >= 0; b--)
      v = v << 8 | e->value[8 * (gsize) k + (gsize) b];
    v = e->tag == EXTENDED_OFFSETS ? dicom_fragments_move (&job->fragments, v) : dicom_fragments_length (&job->fragments, k, v);
    v = GUINT64_TO_LE (v);
    dicom_bytes_add (&job->out, &v, 8);
  }
  job->result->counts.kept++;
}

/* ---- private attributes ---- */

/* The creator of an element's block in its level; "" none. */
static void
creator_of (const DicomJob *job, guint32 from, guint32 to, guint32 tag, char out[65])
{
  const DicomElement *all = job->data->element;
  guint32 wanted = (tag & 0xffff0000u) | (tag >> 8 & 0xff);
  out[0] = '\0';
  for (guint32 i = from; i < to; i = all[i].next)
    if (all[i].tag == wanted) {
      const char *text;
      gsize n;
      dicom_trim (&all[i], &text, &n);
      g_strlcpy (out, n < 64 ? text : "", MIN (n, 63) + 1);
      return;
    }
}

static gboolean
is_safe_private (const DicomJob *job, guint32 from, guint32 to, const DicomElement *e)
{
  static const char *const vrs[] = { "US", "SS", "UL", "SL", "FL", "FD", "DS", "IS", "CS", NULL };
  char creator[65], vr[3] = { e->vr[0], e->vr[1], '\0' };
  if ((e->tag & 0xffff) < 0x1000 || !g_strv_contains (vrs, vr))
    return FALSE;
  creator_of (job, from, to, e->tag, creator);
  return *creator && dicom_profile_safe_private (e->tag, creator);
}

static void
write_private (DicomJob *job, guint32 from, guint32 to, const DicomElement *e)
{
  const DicomElement *all = job->data->element;
  guint32 element = e->tag & 0xffff;
  gboolean stays = FALSE;
  if (element >= 0x10 && element <= 0xff)            /* a creator stays with what it created */
    for (guint32 i = from; i < to && !stays; i = all[i].next)
      stays = all[i].tag >> 16 == e->tag >> 16 && (all[i].tag >> 8 & 0xff) == element && is_safe_private (job, from, to, &all[i]);
  else
    stays = is_safe_private (job, from, to, e);
  char vr[3] = { e->vr[0], e->vr[1], '\0' };
  if (!stays || !put_kept (job, e, element <= 0xff ? "LO" : vr, FALSE))
    job->result->counts.private_++;
}

/* ---- levels ---- */

static void
first_vr (const char *standard, char vr[3])
{
  g_strlcpy (vr, standard, 3);
}

/* FALSE: the value is not of its form, or is to be treated otherwise. */
static gboolean
write_verdict (DicomJob *job, const DicomElement *e, const DicomVerdict *verdict, gboolean words)
{
  char vr[3];
  first_vr (verdict->vr, vr);
  if ((e->tag == EXTENDED_OFFSETS || e->tag == EXTENDED_LENGTHS) && job->has_fragments && verdict->what == DICOM_DO_KEEP) {
    put_extended (job, e);
    return TRUE;
  }
  switch (verdict->what) {
  case DICOM_DO_UID:
    dicom_put_uids (job, e);
    return TRUE;
  case DICOM_DO_DATE:
    return dicom_put_date (job, e, vr);
  case DICOM_DO_WORDS:
    return is_free_text (vr) && put_kept (job, e, verdict->vr, TRUE);
  case DICOM_DO_KEEP:
    return put_kept (job, e, verdict->vr, words && is_free_text (vr));
  case DICOM_DO_REMOVE:
  case DICOM_DO_EMPTY:
  case DICOM_DO_DUMMY:
  case DICOM_DO_PRIVATE:
  case DICOM_DO_UNKNOWN:
  default:
    return FALSE;
  }
}

static void
write_element (DicomJob *job, guint32 from, guint32 to, const DicomElement *e, guint32 parent, gboolean words, int depth)
{
  DicomDeidentifyCounts *counts = &job->result->counts;
  DicomVerdict verdict = dicom_profile_verdict (e->tag, parent, job->sop_class, job->request->options);
  gboolean sequence = memcmp (e->vr, "SQ", 2) == 0, goes = verdict.what == DICOM_DO_REMOVE || verdict.what == DICOM_DO_EMPTY || verdict.what == DICOM_DO_DUMMY;
  char vr[3];
  if ((e->tag >> 16) & 1) {
    if (verdict.what == DICOM_DO_PRIVATE)
      write_private (job, from, to, e);
    else
      counts->private_++;
    return;
  }
  /* Pixels are pixels in the data set alone; what carries some elsewhere is an icon. */
  if (verdict.what == DICOM_DO_UNKNOWN || (depth > 0 && e->tag >> 16 == 0x7fe0)) {
    counts->unknown += (e->tag & 0xffff) != 0;       /* lengths of groups are no loss */
    return;
  }
  if (!goes && e->fragments && e->tag == DICOM_PIXELS && job->has_fragments) {
    put_fragments (job, e);
    return;
  }
  gboolean as_it_should = sequence == (strcmp (verdict.vr, "SQ") == 0) && !e->fragments;
  if (!goes && as_it_should && sequence) {
    put_sequence (job, e, words || verdict.what == DICOM_DO_WORDS, depth);
    return;
  }
  if (!goes && as_it_should && !words && verdict.what == DICOM_DO_KEEP && e->length > 0) {
    if (dicom_put_old_age (job, e))
      return;
    if (dicom_is_local_meaning (job, from, to, e)) {
      dicom_put_meaning (job, e);
      return;
    }
  }
  if (!goes && as_it_should && write_verdict (job, e, &verdict, words))
    return;
  first_vr (verdict.vr, vr);
  if (verdict.row)
    dicom_put_basic (job, e, verdict.otherwise, vr, verdict.row->keyword);
  else
    counts->unknown++;
}

/* ---- levels ---- */

static const struct { guint code; guint option; const char *meaning; } methods[] = {
  { 113100, 0, "Basic Application Confidentiality Profile" },
  { 113105, DICOM_CLEAN_DESCRIPTORS, "Clean Descriptors Option" },
  { 113106, DICOM_RETAIN_FULL_DATES, "Retain Longitudinal Temporal Information Full Dates Option" },
  { 113107, DICOM_MODIFIED_DATES, "Retain Longitudinal Temporal Information Modified Dates Option" },
  { 113108, DICOM_RETAIN_PATIENT, "Retain Patient Characteristics Option" },
  { 113109, DICOM_RETAIN_DEVICE, "Retain Device Identity Option" },
  { 113110, DICOM_RETAIN_UIDS, "Retain UIDs Option" },
  { 113111, DICOM_RETAIN_SAFE_PRIVATE, "Retain Safe Private Option" },
  { 113112, DICOM_RETAIN_INSTITUTION, "Retain Institution Identity Option" },
};

/* What says that and how the copy was de-identified. */
static void
put_method (DicomJob *job, guint32 tag)
{
  guint options = job->request->options;
  if (tag == DICOM_TAG (0x0012, 0x0062)) {
    dicom_put_string (job, tag, "CS", "YES");
  } else if (tag == DICOM_TAG (0x0012, 0x0063)) {
    dicom_put_string (job, tag, "LO", "DICOM PS3.15 Annex E, Table E.1-1 of January 2025\\Vesalius " VSL_VERSION);
  } else if (tag == DICOM_TAG (0x0028, 0x0303)) {
    dicom_put_string (job, tag, "CS", options & DICOM_RETAIN_FULL_DATES ? "UNMODIFIED" : options & DICOM_MODIFIED_DATES ? "MODIFIED" : "REMOVED");
  } else {
    gsize sequence = dicom_begin_element (job, tag, "SQ", 0);
    for (guint i = 0; i < G_N_ELEMENTS (methods); i++)
      if (methods[i].option == 0 || (options & methods[i].option)) {
        char code[16];
        g_snprintf (code, sizeof code, "%u", methods[i].code);
        dicom_put_code (job, code, "DCM", methods[i].meaning);
      }
    dicom_end_nested (job, sequence);
  }
}

/**
 * dicom_write_level:
 * @from: index of the level's first element, @to of what stands behind it
 * @parent: tag of the sequence, 0: the data set itself, which gets the codes of the method
 * @words: texts are cleaned, since the whole sequence is a descriptor
 */
void
dicom_write_level (DicomJob *job, guint32 from, guint32 to, guint32 parent, gboolean words, int depth)
{
  static const guint32 ours[] = { DICOM_TAG (0x0012, 0x0062), DICOM_TAG (0x0012, 0x0063), DICOM_TAG (0x0012, 0x0064), DICOM_TAG (0x0028, 0x0303) };
  const DicomElement *all = job->data->element;
  guint next = depth == 0 ? 0 : G_N_ELEMENTS (ours);
  for (guint32 i = from; i < to; i = all[i].next) {
    if (all[i].tag >> 16 <= 2 && depth == 0)         /* the meta header is made anew */
      continue;
    while (next < G_N_ELEMENTS (ours) && all[i].tag > ours[next])
      put_method (job, ours[next++]);
    write_element (job, from, to, &all[i], parent, words, depth);
  }
  while (next < G_N_ELEMENTS (ours))
    put_method (job, ours[next++]);
}
