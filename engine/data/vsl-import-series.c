/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Slices of a series to a volume: those of one plane and one form, in the order in which they lie along its normal. */
#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "data/vsl-import-dicom.h"

#define SAME_PLACE 1e-3                  /* mm */
#define MAX_THREADS 8

typedef struct {
  guint item;                    /* its place in the plan */
  const VslDicomFacts *facts;
  const char *label, *split;
  double place;                  /* along the normal */
} Slice;

static double
place_of (const VslDicomFacts *f)
{
  const double *o = f->orientation, *p = f->position;
  return (o[1] * o[5] - o[2] * o[4]) * p[0] + (o[2] * o[3] - o[0] * o[5]) * p[1] + (o[0] * o[4] - o[1] * o[3]) * p[2];
}

static int
by_text (const char *a, const char *b)
{
  return strcmp (a ? a : "", b ? b : "");
}

/* Planes that differ by less than a thousandth are the same one. */
static int
by_plane (const VslDicomFacts *a, const VslDicomFacts *b)
{
  if (a->placed != b->placed)
    return a->placed ? -1 : 1;
  for (guint i = 0; a->placed && i < 6; i++) {
    double x = floor (a->orientation[i] * 500 + 0.5), y = floor (b->orientation[i] * 500 + 0.5);
    if (x != y)
      return x < y ? -1 : 1;
  }
  return 0;
}

static int
by_form (const VslDicomFacts *a, const VslDicomFacts *b)
{
  const int x[] = { a->width, a->height, a->channels, a->bits, a->is_signed }, y[] = { b->width, b->height, b->channels, b->bits, b->is_signed };
  for (guint i = 0; i < G_N_ELEMENTS (x); i++)
    if (x[i] != y[i])
      return x[i] < y[i] ? -1 : 1;
  return strcmp (a->photometric, b->photometric);
}

/* Slices of one stack stand together after sorting. */
static int
by_stack (const Slice *a, const Slice *b)
{
  int order = by_text (a->facts->series, b->facts->series);
  order = order ? order : by_text (a->label, b->label);
  order = order ? order : by_text (a->split, b->split);
  order = order ? order : by_form (a->facts, b->facts);
  return order ? order : by_plane (a->facts, b->facts);
}

static int
by_place (gconstpointer x, gconstpointer y)
{
  const Slice *a = x, *b = y;
  int order = by_stack (a, b);
  if (order)
    return order;
  if (a->facts->placed && fabs (a->place - b->place) > 0)
    return a->place < b->place ? -1 : 1;
  if (a->facts->instance != b->facts->instance)
    return a->facts->instance < b->facts->instance ? -1 : 1;
  return a->item < b->item ? -1 : a->item > b->item;
}

/* Numbers alone make a stack only where pictures of a series are slices. */
static gboolean
is_sliced (const char *modality)
{
  static const char *const modalities[] = { "CT", "MR", "PT", "NM", "OPT", NULL };
  return g_strv_contains (modalities, modality);
}

/* How many slices lie at each place of a stack (moments, echoes); 0: not the same number everywhere, or no stack. */
static guint
depth_of (const Slice *s, guint n)
{
  guint each = 0, run = 1;
  if (n < 2)
    return 0;
  if (!s[0].facts->placed) {
    for (guint i = 0; i < n; i++)
      if (s[i].facts->instance < 0 || (i > 0 && s[i].facts->instance == s[i - 1].facts->instance))
        return 0;
    return is_sliced (s[0].facts->modality) ? 1 : 0;
  }
  for (guint i = 1; i <= n; i++) {
    if (i < n && s[i].place - s[i - 1].place < SAME_PLACE) {
      run++;
      continue;
    }
    if (each && each != run)
      return 0;
    each = run;
    run = 1;
  }
  return n / each >= 2 ? each : 0;
}

/* One volume of count slices, every each-th from s on; its first item stays and stands for it. */
static void
put_together (VslLook *look, const Slice *s, guint count, guint each, gboolean *taken)
{
  guint first = s[0].item;
  for (guint k = 0; k < count; k++)
    first = MIN (first, s[k * each].item);
  VslImportItem *volume = g_ptr_array_index (look->plan->items, first);
  volume->slices = g_new0 (char *, count + 1);
  for (guint k = 0; k < count; k++) {
    const VslImportItem *item = g_ptr_array_index (look->plan->items, s[k * each].item);
    volume->slices[k] = g_strdup (item->path);
    if (item->burned_in != VSL_BURNED_IN_NO)
      volume->burned_in = item->burned_in;
    if (s[k * each].item != first)
      taken[s[k * each].item] = TRUE;
  }
  if (s[0].facts->placed)
    volume->step = (s[(count - 1) * each].place - s[0].place) / (count - 1);
  look->plan->n_volumes++;
  look->plan->n_slices += count;
}

/* A series in several classes: labels are of single files. */
static gboolean
labels_differ_within (const Slice *s, guint n)
{
  for (guint i = 1; i < n; i++)
    if (g_strcmp0 (s[i].facts->series, s[i - 1].facts->series) == 0 && g_strcmp0 (s[i].label, s[i - 1].label) != 0)
      return TRUE;
  return FALSE;
}

static void
drop_taken (GPtrArray *items, const gboolean *taken)
{
  guint kept = 0;
  for (guint i = 0; i < items->len; i++) {
    gpointer item = items->pdata[i];
    if (taken[i])
      continue;
    items->pdata[i] = items->pdata[kept];
    items->pdata[kept++] = item;
  }
  g_ptr_array_set_size (items, (int) kept);
}

/**
 * _vsl_import_stack_series:
 * @facts: of each of the plan's items
 * @by_row: a table names each file; each is a sample then, unless volumes were asked for
 *
 * Afterwards facts and items don't stand beside each other any more.
 */
void
_vsl_import_stack_series (VslLook *look, VslDicomFacts *facts, gboolean by_row)
{
  GPtrArray *items = look->plan->items;
  g_autoptr (GArray) slices = g_array_new (FALSE, FALSE, sizeof (Slice));
  g_autofree gboolean *taken = g_new0 (gboolean, items->len + 1);
  const char *asked = look->options->volumes;
  gboolean wanted = asked ? g_str_equal (asked, "series") : !by_row;
  for (guint i = 0; i < items->len && wanted; i++) {
    const VslImportItem *item = items->pdata[i];
    if (facts[i].dicom && facts[i].series && facts[i].frames == 1) {
      Slice s = { i, &facts[i], item->label, item->split, place_of (&facts[i]) };
      g_array_append_val (slices, s);
    }
  }
  g_array_sort (slices, by_place);
  Slice *s = (Slice *) (gpointer) slices->data;
  if (!asked && labels_differ_within (s, slices->len))
    return;
  for (guint first = 0, end; first < slices->len; first = end) {
    for (end = first + 1; end < slices->len && by_stack (&s[first], &s[end]) == 0;)
      end++;
    guint each = depth_of (s + first, end - first);
    for (guint k = 0; k < each; k++)
      put_together (look, s + first + k, (end - first) / each, each, taken);
  }
  drop_taken (items, taken);
}

/* ---- the pixels ---- */

/* The smallest type that holds the values of both. */
static VslPixelType
common_type (VslPixelType a, VslPixelType b)
{
  static const VslPixelType wider[] = { VSL_PIXEL_S16, VSL_PIXEL_S32 };
  if (a == b)
    return a;
  gboolean measured = a == VSL_PIXEL_REAL || b == VSL_PIXEL_REAL || a == VSL_PIXEL_F64 || b == VSL_PIXEL_F64;
  gboolean big = vsl_pixel_size (a) >= 4 && vsl_pixel_size (b) >= 4;
  if (measured)
    return a == VSL_PIXEL_F64 || b == VSL_PIXEL_F64 || big ? VSL_PIXEL_F64 : VSL_PIXEL_REAL;
  if (a == VSL_PIXEL_U32 || b == VSL_PIXEL_U32)
    return VSL_PIXEL_F64;
  if ((a == VSL_PIXEL_U16 && b == VSL_PIXEL_U8) || (a == VSL_PIXEL_U8 && b == VSL_PIXEL_U16))
    return VSL_PIXEL_U16;
  gboolean wide = a == VSL_PIXEL_U16 || b == VSL_PIXEL_U16 || a == VSL_PIXEL_S32 || b == VSL_PIXEL_S32;
  return wider[wide];
}

static void
put (const VslImage *from, VslImage *to, gsize at)
{
  gsize n = vsl_image_count (from);
  if (from->type == to->type) {
    memcpy ((guint8 *) to->data + at * vsl_pixel_size (to->type), from->data, from->size);
    return;
  }
  for (gsize i = 0; i < n; i++) {
    double v = vsl_image_value (from, i);
    switch (to->type) {
    case VSL_PIXEL_U16:
      ((guint16 *) to->data)[at + i] = (guint16) v;
      break;
    case VSL_PIXEL_S16:
      ((gint16 *) to->data)[at + i] = (gint16) v;
      break;
    case VSL_PIXEL_S32:
      ((gint32 *) to->data)[at + i] = (gint32) v;
      break;
    case VSL_PIXEL_F64:
      ((double *) to->data)[at + i] = v;
      break;
    default:
      ((VslReal *) to->data)[at + i] = (VslReal) v;
    }
  }
}

/* A volume on its way: slices come from several threads and go straight to their places. */
typedef struct {
  const VslImportItem *item;
  VslImage *slice;               /* of those of another type than the first; what has its place is cleared */
  guint n;
  VslImage *volume;
  int next;                      /* atomic: the next slice */
  GMutex lock;
  guint failed;                  /* the lowest slice that failed, n: none */
  char *reason;
} Joining;

static void
fail (Joining *j, guint k, const char *reason)
{
  g_mutex_lock (&j->lock);
  if (k < j->failed) {
    j->failed = k;
    g_free (j->reason);
    j->reason = g_strdup (reason);
  }
  g_mutex_unlock (&j->lock);
}

static gboolean
has_failed (Joining *j)
{
  g_mutex_lock (&j->lock);
  gboolean failed = j->failed < j->n;
  g_mutex_unlock (&j->lock);
  return failed;
}

static gboolean
is_alike (const VslImage *slice, const VslImage *volume)
{
  return slice->width == volume->width && slice->height == volume->height && slice->channels == volume->channels && slice->frames <= 1;
}

static gpointer
decode_slices (gpointer data)
{
  Joining *j = data;
  for (int k; (k = g_atomic_int_add (&j->next, 1)) < (int) j->n;) {
    VslScanInfo info;
    VslImage *slice = &j->slice[k];
    if (!vsl_decode_file (j->item->slices[k], slice, &info, NULL))
      fail (j, (guint) k, info.reason);
    else if (!is_alike (slice, j->volume))
      fail (j, (guint) k, _("the slices of the series are not alike"));
    else if (slice->type == j->volume->type) {
      put (slice, j->volume, (gsize) k * vsl_image_count (slice));
      vsl_image_clear (slice);
    }
    vsl_scan_info_clear (&info);
    if (has_failed (j))          /* those before it were taken by somebody, so the lowest one is told */
      break;
  }
  return NULL;
}

/* Some slices have another type than the first: all become the one that holds both. */
static gboolean
widen (Joining *j, GError **error)
{
  VslImage old = *j->volume, frame;
  VslPixelType type = old.type;
  gsize count = vsl_image_count (&old) / j->n;
  for (guint k = 0; k < j->n; k++)
    type = j->slice[k].data ? common_type (type, j->slice[k].type) : type;
  if (type == old.type)
    return TRUE;
  int bits = type == VSL_PIXEL_REAL || type == VSL_PIXEL_F64 || type == VSL_PIXEL_U16 ? VSL_IMAGE_OPEN_BITS : old.bits;
  if (!vsl_image_alloc_volume (j->volume, old.width, old.height, (int) j->n, old.channels, type, bits, error)) {
    vsl_image_clear (&old);
    return FALSE;
  }
  for (guint k = 0; k < j->n; k++) {
    vsl_image_frame (&old, (int) k, &frame);
    put (j->slice[k].data ? &j->slice[k] : &frame, j->volume, k * count);
  }
  vsl_image_clear (&old);
  return TRUE;
}

/* The first slice, which says what the others must be like, and room for all. */
static gboolean
begin (Joining *j, VslScanInfo *info, GError **error)
{
  VslImage first;
  if (!vsl_decode_file (j->item->slices[0], &first, info, NULL)) {
    fail (j, 0, info->reason);
    return FALSE;
  }
  gboolean ok = vsl_image_alloc_volume (j->volume, first.width, first.height, (int) j->n, first.channels, first.type, first.bits, error);
  if (ok)
    put (&first, j->volume, 0);
  vsl_image_clear (&first);
  return ok;
}

/* The distance of slices, which no header of a single one tells surely. */
static void
set_step (VslScanInfo *info, double step)
{
  char a[G_ASCII_DTOSTR_BUF_SIZE], b[G_ASCII_DTOSTR_BUF_SIZE], c[G_ASCII_DTOSTR_BUF_SIZE];
  if (!(step > 0) || !(info->spacing[0] > 0))
    return;
  g_autofree char *text = g_strdup_printf ("%s\\%s\\%s", g_ascii_formatd (a, sizeof a, "%.9g", info->spacing[0]),
                                           g_ascii_formatd (b, sizeof b, "%.9g", info->spacing[1]), g_ascii_formatd (c, sizeof c, "%.6g", step));
  vsl_attributes_set (&info->attributes, "spacing", text);
}

gboolean
_vsl_import_decode_series (const VslImportItem *item, VslImage *image, VslScanInfo *info, char **reason)
{
  Joining j = { .item = item, .n = g_strv_length (item->slices), .volume = image, .next = 1 };
  GThread *threads[MAX_THREADS] = { NULL };
  g_autofree VslImage *slice = g_new0 (VslImage, j.n);
  g_autoptr (GError) error = NULL;
  j.slice = slice;
  j.failed = j.n;
  g_mutex_init (&j.lock);
  memset (image, 0, sizeof *image);
  gboolean ok = begin (&j, info, &error);
  for (int t = 1; ok && t < CLAMP ((int) g_get_num_processors (), 1, MAX_THREADS); t++)
    threads[t] = g_thread_try_new ("slices", decode_slices, &j, NULL);
  if (ok)
    decode_slices (&j);
  for (int t = 1; t < MAX_THREADS; t++)
    if (threads[t])
      g_thread_join (threads[t]);
  ok = ok && j.failed == j.n && widen (&j, &error);
  if (!ok && j.reason)
    *reason = g_strdup_printf (_("a slice of its series, number %u of %u, cannot be read: %s"), j.failed + 1, j.n, j.reason);
  else if (!ok)
    *reason = g_strdup (error->message);
  for (guint k = 0; k < j.n; k++)
    vsl_image_clear (&slice[k]);
  if (!ok)
    vsl_image_clear (image);
  g_free (j.reason);
  g_mutex_clear (&j.lock);
  set_step (info, item->step);
  return ok;
}
