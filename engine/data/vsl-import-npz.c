/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A MedMNIST .npz: train_images and train_labels, val_…, test_…; also the names that Keras's data sets have. */
#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "data/vsl-import-private.h"

static const struct {
  const char *images, *labels, *split;
} pairs[] = {
  { "train_images", "train_labels", "train" }, { "val_images", "val_labels", "val" },
  { "validation_images", "validation_labels", "val" }, { "test_images", "test_labels", "test" },
  { "x_train", "y_train", "train" }, { "x_val", "y_val", "val" },
  { "x_test", "y_test", "test" }, { "images", "labels", NULL },
};

static gboolean G_GNUC_PRINTF (3, 4)
refuse (GError **error, VslErrorCode code, const char *format, ...)
{
  va_list ap;
  va_start (ap, format);
  g_autofree char *text = g_strdup_vprintf (format, ap);
  va_end (ap);
  g_set_error_literal (error, VSL_DATA_ERROR, (int) code, text);
  return FALSE;
}

/* [n, height, width] or [n, height, width, 1 or 3] */
static gboolean
check_images (const VslNpyArray *a, GError **error)
{
  const VslShape *s = &a->shape;
  g_autofree char *shape = vsl_shape_to_string (s);
  gint64 c = s->rank == 4 ? s->dim[3] : 1;
  if (s->rank < 3 || s->rank > 4 || (c != 1 && c != 3))
    return refuse (error, VSL_ERROR_SHAPE, _("%s is %s; scans are expected as number × height × width, or with 1 or 3 channels behind"), a->name,
                   shape);
  if (s->dim[0] > VSL_IMPORT_MAX_FILES || s->dim[1] < 1 || s->dim[2] < 1 || s->dim[1] > VSL_IMAGE_MAX_SIDE || s->dim[2] > VSL_IMAGE_MAX_SIDE
      || s->dim[1] * s->dim[2] > VSL_IMAGE_MAX_PIXELS)
    return refuse (error, VSL_ERROR_NOMEM, _("%s is %s, which is too large: save fewer or smaller scans"), a->name, shape);
  return TRUE;
}

/* Whole numbers, one a scan. NULL without error: there are none. */
static double *
read_labels (VslNpz *npz, const char *name, gint64 n, GError **error)
{
  int i = vsl_npz_find (npz, name);
  const VslNpyArray *a = i >= 0 ? vsl_npz_array (npz, (guint) i) : NULL;
  if (!a) {
    refuse (error, VSL_ERROR_NOT_FOUND, _("the labels are missing: an array named “%s” is expected"), name);
    return NULL;
  }
  g_autofree char *shape = vsl_shape_to_string (&a->shape);
  if (a->shape.rank < 1 || a->shape.dim[0] != n || a->count != n) {
    refuse (error, VSL_ERROR_SHAPE, _("%s is %s, but there are %" PRId64 " scans: one label a scan is expected"), name, shape, n);
    return NULL;
  }
  if (a->type == VSL_NPY_F32 || a->type == VSL_NPY_F64) {
    refuse (error, VSL_ERROR_DATA, _("%s holds fractions: whole numbers are expected as labels"), name);
    return NULL;
  }
  g_autofree guint8 *raw = g_try_malloc_n ((gsize) n + 1, (gsize) a->item);
  g_autofree double *values = g_try_new (double, (gsize) n + 1);
  if (!raw || !values) {
    refuse (error, VSL_ERROR_NOMEM, _("there is not enough memory for the labels"));
    return NULL;
  }
  g_autoptr (VslNpyStream) stream = vsl_npz_stream (npz, (guint) i, error);
  if (!stream || !vsl_npy_stream_read (stream, raw, (gsize) n, error))
    return NULL;
  vsl_npy_to_doubles (a->type, raw, (gsize) n, values);
  return g_steal_pointer (&values);
}

static gboolean
take_pair (VslLook *look, VslNpz *npz, guint p, GError **error)
{
  int i = vsl_npz_find (npz, pairs[p].images);
  if (i < 0)
    return TRUE;
  const VslNpyArray *a = vsl_npz_array (npz, (guint) i);
  if (!check_images (a, error))
    return FALSE;
  g_autofree double *labels = read_labels (npz, pairs[p].labels, a->shape.dim[0], error);
  if (!labels)
    return FALSE;
  for (gint64 k = 0; k < a->shape.dim[0]; k++) {
    VslImportItem *item = _vsl_import_add_item (look->plan, g_strdup (a->name), g_strdup_printf ("%s[%" G_GINT64_FORMAT "]", a->name, k));
    item->array_index = k;
    item->label = g_strdup_printf ("%.0f", labels[k]);
    item->split = g_strdup (pairs[p].split);
    if (!_vsl_import_tick (look, error))
      return FALSE;
  }
  return TRUE;
}

static gboolean
check_options (const VslLook *look, GError **error)
{
  const VslImportOptions *o = look->options;
  if (o->patients)
    return refuse (error, VSL_ERROR_CONFIG, _("an .npz names no patients: leave that option away"));
  if (o->labels)
    return refuse (error, VSL_ERROR_CONFIG, _("an .npz holds its own labels: leave that option away"));
  if (o->text)
    return refuse (error, VSL_ERROR_CONFIG, _("an .npz holds no notes: leave that option away"));
  if (o->keep && *o->keep)
    return refuse (error, VSL_ERROR_CONFIG, _("an .npz has no columns to keep: leave that option away"));
  if (o->split && !vsl_split_parse_fractions (o->split, (double[VSL_N_SPLITS]){ 0 }))
    return refuse (error, VSL_ERROR_CONFIG, _("“%s” is no split: give parts such as 70/15/15"), o->split);
  return TRUE;
}

static char *
names_of (const VslNpz *npz)
{
  GString *s = g_string_new (NULL);
  for (guint i = 0; i < vsl_npz_n (npz) && i < 20; i++)
    g_string_append_printf (s, "%s%s", i ? ", " : "", vsl_npz_array (npz, i)->name);
  return g_string_free (s, FALSE);
}

/* A damaged array names its file already. */
static void
name_file (const char *shown, GError **own, GError **error)
{
  g_autofree char *start = g_strconcat (shown, ": ", NULL);
  gboolean named = g_str_has_prefix ((*own)->message, start);
  g_propagate_prefixed_error (error, g_steal_pointer (own), "%s", named ? "" : start);
}

gboolean
_vsl_import_look_npz (VslLook *look, const char *path, GError **error)
{
  g_autoptr (VslNpz) npz = vsl_npz_open (path, error);
  g_autofree char *shown = g_filename_display_basename (path);
  g_autoptr (GError) own = NULL;
  if (!npz)
    return FALSE;
  if (!check_options (look, error)) {
    g_prefix_error (error, "%s: ", shown);
    return FALSE;
  }
  for (guint p = 0; p < G_N_ELEMENTS (pairs); p++)
    if (!take_pair (look, npz, p, &own)) {
      name_file (shown, &own, error);
      return FALSE;
    }
  if (look->plan->items->len == 0) {
    g_autofree char *names = names_of (npz);
    return refuse (error, VSL_ERROR_NOT_FOUND,
                   _("%s: no scans were found. Looked for arrays named train_images and train_labels, val_…, test_…; the file has: %s"), shown, names);
  }
  VslNpzReader *reader = _vsl_npz_reader_new (path, error);      /* says now what would be wrong later */
  if (!reader)
    return FALSE;
  _vsl_npz_reader_free (reader);
  look->plan->npz = g_strdup (path);
  look->plan->title = g_strdup (_("MedMNIST arrays"));
  return TRUE;
}

/* ---- reading ---- */

struct _VslNpzReader {
  VslNpz *npz;
  VslNpyStream *stream;
  int array;               /* the one that stream reads, -1 */
  gint64 next;             /* picture */
  VslPixelType type;       /* of all pictures of the file */
  guint8 *raw;
  double *values;
  gsize per_image;
};

#define SURVEY_VALUES 65536

/* What numbers the pictures hold. */
typedef struct {
  double min, max;
  gboolean whole, finite;
} Survey;

static gboolean
survey_array (VslNpz *npz, guint i, Survey *s, GError **error)
{
  const VslNpyArray *a = vsl_npz_array (npz, i);
  g_autofree guint8 *raw = g_malloc_n (SURVEY_VALUES, (gsize) a->item);
  g_autofree double *values = g_new (double, SURVEY_VALUES);
  g_autoptr (VslNpyStream) stream = vsl_npz_stream (npz, i, error);
  if (!stream)
    return FALSE;
  for (gint64 left = a->count; left > 0;) {
    gsize n = (gsize) MIN (left, SURVEY_VALUES);
    if (!vsl_npy_stream_read (stream, raw, n, error))
      return FALSE;
    left -= (gint64) n;
    if (a->type == VSL_NPY_U8 || a->type == VSL_NPY_U16) {      /* read for the checksum's sake; the type says the rest */
      s->max = MAX (s->max, a->type == VSL_NPY_U8 ? 255 : 65535);
      continue;
    }
    vsl_npy_to_doubles (a->type, raw, n, values);
    for (gsize k = 0; k < n; k++) {
      s->finite = s->finite && isfinite (values[k]);
      s->whole = s->whole && values[k] == floor (values[k]);
      s->min = MIN (s->min, values[k]);
      s->max = MAX (s->max, values[k]);
    }
  }
  return TRUE;
}

/* Bytes where all numbers fit into bytes, 16 bits where they fit there, else fractions as they are. */
static gboolean
choose_type (VslNpzReader *r, GError **error)
{
  Survey s = { 0, 0, TRUE, TRUE };
  gboolean fractions = FALSE, any = FALSE;
  for (guint p = 0; p < G_N_ELEMENTS (pairs); p++) {
    int i = vsl_npz_find (r->npz, pairs[p].images);
    if (i < 0 || vsl_npz_array (r->npz, (guint) i)->count == 0)
      continue;
    VslNpyType type = vsl_npz_array (r->npz, (guint) i)->type;
    any = TRUE;
    fractions = fractions || type == VSL_NPY_F32 || type == VSL_NPY_F64;
    if (!survey_array (r->npz, (guint) i, &s, error))
      return FALSE;
  }
  if (!any)
    return refuse (error, VSL_ERROR_NOT_FOUND, _("the file holds no scans"));
  if (!s.finite)
    return refuse (error, VSL_ERROR_DATA, _("some pixels are not numbers (NaN or infinite): clean the arrays and save them again"));
  /* Fractions up to 1 are left as fractions, even where all happen to be 0 and 1. */
  gboolean as_fractions = fractions && (!s.whole || s.max <= 1 || s.min < 0 || s.max > 65535);
  if (!as_fractions && (s.min < 0 || s.max > 65535))
    return refuse (error, VSL_ERROR_DATA, _("pixels go from %g to %g; whole numbers from 0 to 65535 are read: shift them and save as uint16"), s.min,
                   s.max);
  r->type = as_fractions ? VSL_PIXEL_REAL : s.max > 255 ? VSL_PIXEL_U16 : VSL_PIXEL_U8;
  return TRUE;
}

VslNpzReader *
_vsl_npz_reader_new (const char *path, GError **error)
{
  g_autoptr (VslNpz) npz = vsl_npz_open (path, error);
  g_autofree char *shown = g_filename_display_basename (path);
  if (!npz)
    return NULL;
  VslNpzReader *r = g_new0 (VslNpzReader, 1);
  r->npz = g_steal_pointer (&npz);
  r->array = -1;
  g_autoptr (GError) own = NULL;
  if (choose_type (r, &own))
    return r;
  name_file (shown, &own, error);
  _vsl_npz_reader_free (r);
  return NULL;
}

void
_vsl_npz_reader_free (VslNpzReader *reader)
{
  g_clear_pointer (&reader->stream, vsl_npy_stream_free);
  g_clear_pointer (&reader->npz, vsl_npz_free);
  g_free (reader->raw);
  g_free (reader->values);
  g_free (reader);
}

static gboolean
open_array (VslNpzReader *r, int i, GError **error)
{
  const VslNpyArray *a = vsl_npz_array (r->npz, (guint) i);
  g_clear_pointer (&r->stream, vsl_npy_stream_free);
  g_clear_pointer (&r->raw, g_free);
  g_clear_pointer (&r->values, g_free);
  if (!check_images (a, error))
    return FALSE;
  r->per_image = (gsize) (a->count / a->shape.dim[0]);
  r->raw = g_try_malloc_n (r->per_image, (gsize) a->item);
  r->values = g_try_new (double, r->per_image);
  if (!r->raw || !r->values)
    return refuse (error, VSL_ERROR_NOMEM, _("there is not enough memory for scans of this size"));
  r->array = i;
  r->next = 0;
  r->stream = vsl_npz_stream (r->npz, (guint) i, error);
  return r->stream != NULL;
}

/* The next picture; item names it, and pictures come in order. */
gboolean
_vsl_npz_reader_next (VslNpzReader *r, const VslImportItem *item, VslImage *image, GError **error)
{
  int i = vsl_npz_find (r->npz, item->path);
  if (i < 0 || vsl_npz_array (r->npz, (guint) i)->shape.dim[0] <= item->array_index)
    return refuse (error, VSL_ERROR_DATA, _("the file has changed since it was looked at: import it again"));
  if ((i != r->array || item->array_index < r->next) && !open_array (r, i, error))
    return FALSE;
  const VslNpyArray *a = vsl_npz_array (r->npz, (guint) i);
  for (; r->next <= item->array_index; r->next++)
    if (!vsl_npy_stream_read (r->stream, r->raw, r->per_image, error))
      return FALSE;
  int bits = r->type == VSL_PIXEL_U8 ? 8 : r->type == VSL_PIXEL_U16 ? 16 : VSL_IMAGE_REAL_BITS;
  if (!vsl_image_alloc (image, (int) a->shape.dim[2], (int) a->shape.dim[1], a->shape.rank == 4 ? (int) a->shape.dim[3] : 1, r->type, bits, error))
    return FALSE;
  vsl_npy_to_doubles (a->type, r->raw, r->per_image, r->values);
  for (gsize k = 0; k < r->per_image; k++)
    if (r->type == VSL_PIXEL_U8)
      ((guint8 *) image->data)[k] = (guint8) r->values[k];
    else if (r->type == VSL_PIXEL_U16)
      ((guint16 *) image->data)[k] = (guint16) r->values[k];
    else
      ((VslReal *) image->data)[k] = (VslReal) r->values[k];
  return TRUE;
}
