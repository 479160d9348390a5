/* SPDX-License-Identifier: GPL-3.0-or-later */
/* DICOM in an import: the headers of all files are read first. They say who the patient is, which files are one series, and where each
 * slice lies; a series of slices becomes one volume. Identifying values live in here until they are hashed, and go nowhere else. */
#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "data/vsl-import-dicom.h"

#define MAX_THREADS 8
#define CHUNK 512                        /* headers between two looks at Cancel */

static void
facts_clear (gpointer data)
{
  VslDicomFacts *f = data;
  g_free (f->patient);
  g_free (f->study);
  g_free (f->series);
  g_free (f->accession);
  g_free (f->name);
  g_free (f->reason);
}

/* Pictures of other kinds by their names; they are not opened twice. */
static gboolean
is_other_kind (const char *path)
{
  static const char *const endings[] = { ".png", ".jpg", ".jpeg", ".tif", ".tiff", ".bmp", ".gif", ".webp", ".nii", ".nii.gz", ".hdr", ".img", ".npy", NULL };
  g_autofree char *lower = g_ascii_strdown (path, -1);
  for (guint i = 0; endings[i]; i++)
    if (g_str_has_suffix (lower, endings[i]))
      return TRUE;
  return FALSE;
}

static void
take_facts (VslDicomFacts *f, const VslScanInfo *info)
{
  f->dicom = TRUE;
  f->status = info->status;
  f->reason = g_strdup (info->reason);
  f->patient = g_strdup (info->identity[VSL_IDENTITY_PATIENT]);
  f->study = g_strdup (info->identity[VSL_IDENTITY_STUDY]);
  f->series = g_strdup (info->identity[VSL_IDENTITY_SERIES]);
  f->accession = g_strdup (info->identity[VSL_IDENTITY_ACCESSION]);
  f->name = g_strdup (info->identity[VSL_IDENTITY_NAME]);
  f->width = info->width;
  f->height = info->height;
  f->frames = info->frames;
  f->channels = info->channels;
  f->bits = info->bits_allocated;
  f->is_signed = info->is_signed;
  f->placed = info->has_orientation && info->has_position;
  memcpy (f->orientation, info->orientation, sizeof f->orientation);
  memcpy (f->position, info->position, sizeof f->position);
  f->instance = info->instance_number;
  f->burned_in = info->burned_in;
  g_strlcpy (f->photometric, info->photometric, sizeof f->photometric);
  const char *modality = vsl_attributes_get ((const char *const *) info->attributes, "modality");
  g_strlcpy (f->modality, modality ? modality : "", sizeof f->modality);
}

/* ---- reading headers, on several threads ---- */

typedef struct {
  const GPtrArray *items;
  VslDicomFacts *facts;
  guint end;
  int next;                      /* atomic */
} Reading;

static gpointer
read_some (gpointer data)
{
  Reading *r = data;
  for (int i; (i = g_atomic_int_add (&r->next, 1)) < (int) r->end;) {
    const VslImportItem *item = g_ptr_array_index (r->items, i);
    VslDecodeRequest request = { .companion = -1 };
    VslImage image;
    VslScanInfo info;
    if (!item->path || item->array_index >= 0 || is_other_kind (item->path))
      continue;
    vsl_decode_file_request (item->path, &request, &image, &info, NULL);
    if (g_str_equal (info.format, "dicom"))
      take_facts (&r->facts[i], &info);
    vsl_image_clear (&image);
    vsl_scan_info_clear (&info);
  }
  return NULL;
}

static gboolean
read_headers (VslLook *look, VslDicomFacts *facts, GError **error)
{
  Reading r = { look->plan->items, facts, 0, 0 };
  guint n = look->plan->items->len;
  for (guint first = 0; first < n; first = r.end) {
    GThread *threads[MAX_THREADS] = { NULL };
    int count = CLAMP ((int) g_get_num_processors (), 1, MAX_THREADS);
    r.end = MIN (first + CHUNK, n);
    r.next = (int) first;
    for (int t = 1; t < count && n > 16; t++)
      threads[t] = g_thread_try_new ("dicom-look", read_some, &r, NULL);
    read_some (&r);
    for (int t = 1; t < count; t++)
      if (threads[t])
        g_thread_join (threads[t]);
    if (look->progress && !look->progress (look->data, (double) r.end / n)) {
      g_set_error (error, VSL_DATA_ERROR, VSL_ERROR_CANCELLED, _("Looking at the files was cancelled."));
      return FALSE;
    }
  }
  return TRUE;
}

/* Headers that were read before the plan's items were joined with a table; items may have gone since. */
struct _VslDicomHeaders {
  VslDicomFacts *facts;
  guint n;
  GHashTable *place;             /* item > its place in facts, plus one */
};

void
_vsl_import_headers_free (VslDicomHeaders *headers)
{
  for (guint i = 0; i < headers->n; i++)
    facts_clear (&headers->facts[i]);
  g_free (headers->facts);
  g_hash_table_unref (headers->place);
  g_free (headers);
}

static gboolean
no_memory (GError **error)
{
  g_set_error (error, VSL_DATA_ERROR, VSL_ERROR_NOMEM, _("There are more than %d files: import them in parts"), VSL_IMPORT_MAX_FILES);
  return FALSE;
}

/**
 * _vsl_import_read_headers:
 *
 * Reads the headers of all items that may be DICOM, once.
 */
gboolean
_vsl_import_read_headers (VslLook *look, GError **error)
{
  GPtrArray *items = look->plan->items;
  if (look->plan->kind != VSL_SAMPLE_SCAN || look->headers)
    return TRUE;
  VslDicomHeaders *h = look->headers = g_new0 (VslDicomHeaders, 1);
  h->place = g_hash_table_new (NULL, NULL);
  h->facts = g_try_new0 (VslDicomFacts, items->len + 1);
  if (!h->facts)
    return no_memory (error);
  h->n = items->len;
  if (!read_headers (look, h->facts, error))
    return FALSE;
  for (guint i = 0; i < h->n; i++)
    g_hash_table_insert (h->place, items->pdata[i], GUINT_TO_POINTER (i + 1));
  return TRUE;
}

const VslDicomFacts *
_vsl_import_facts_of (const VslLook *look, const VslImportItem *item)
{
  guint place = look->headers ? GPOINTER_TO_UINT (g_hash_table_lookup (look->headers->place, item)) : 0;
  return place ? &look->headers->facts[place - 1] : NULL;
}

/**
 * _vsl_import_read_identities:
 *
 * Gives the items the patient's and the accession number that stand in their headers, where no other patient is known.
 */
gboolean
_vsl_import_read_identities (VslLook *look, GError **error)
{
  if (!_vsl_import_read_headers (look, error))
    return FALSE;
  for (guint i = 0; i < look->plan->items->len; i++) {
    VslImportItem *item = look->plan->items->pdata[i];
    const VslDicomFacts *f = _vsl_import_facts_of (look, item);
    if (!f)
      continue;
    item->accession = item->accession ? item->accession : g_strdup (f->accession);
    item->patient = item->patient ? item->patient : g_strdup (f->patient);
  }
  return TRUE;
}

/* Of each of the plan's items, in their order. */
static gboolean
find_facts (VslLook *look, VslDicomFacts *facts, GError **error)
{
  VslDicomHeaders *h = look->headers;
  if (!h)
    return read_headers (look, facts, error);
  for (guint i = 0; i < look->plan->items->len; i++) {
    guint place = GPOINTER_TO_UINT (g_hash_table_lookup (h->place, look->plan->items->pdata[i]));
    if (place)
      facts[i] = h->facts[place - 1];
    if (place)
      memset (&h->facts[place - 1], 0, sizeof (VslDicomFacts));
  }
  return TRUE;
}

/* ---- what follows for the plan ---- */

/* Files without a picture go, with what they are; patients, where nobody said otherwise. A file without a patient's number counts by its
 * study, which is of one patient. */
static void
take_patients (VslLook *look, VslDicomFacts *facts)
{
  const char *asked = look->options->patients;
  gboolean from_header = !asked || g_str_equal (asked, "dicom");
  for (guint i = 0; i < look->plan->items->len; i++) {
    VslImportItem *item = g_ptr_array_index (look->plan->items, i);
    VslDicomFacts *f = &facts[i];
    if (!f->dicom || f->status != VSL_SCAN_OK)
      continue;
    if (from_header && !item->patient && f->patient)
      item->patient = g_strdup (f->patient);
    else if (from_header && !item->patient && f->study)
      item->patient = g_strconcat ("study ", f->study, NULL);
    item->burned_in = f->burned_in;
    look->plan->burned_in += f->burned_in != VSL_BURNED_IN_NO;
  }
}

/* Items that are kept move to the front, and their facts with them. */
static void
drop_items (VslLook *look, VslDicomFacts *facts, gboolean (*keep) (const VslImportItem *item, const VslDicomFacts *f))
{
  GPtrArray *items = look->plan->items;
  guint kept = 0;
  for (guint i = 0; i < items->len; i++) {
    VslImportItem *item = items->pdata[i];
    if (!keep (item, &facts[i]))
      continue;
    VslDicomFacts f = facts[kept];
    items->pdata[i] = items->pdata[kept];
    items->pdata[kept] = item;
    facts[kept] = facts[i];
    facts[i] = f;
    kept++;
  }
  g_ptr_array_set_size (items, (int) kept);
}

static gboolean
has_picture (const VslImportItem *item, const VslDicomFacts *f)
{
  return !f->dicom || f->status == VSL_SCAN_OK;
}

static void
leave_out_without_picture (VslLook *look, VslDicomFacts *facts)
{
  for (guint i = 0; i < look->plan->items->len; i++) {
    const VslImportItem *item = g_ptr_array_index (look->plan->items, i);
    if (!has_picture (item, &facts[i]))
      _vsl_import_leave_out_item (look->plan, look->plan->left_out, VSL_LEFT_UNREADABLE, item, facts[i].reason);
  }
  drop_items (look, facts, has_picture);
}

/**
 * _vsl_import_settle_dicom:
 * @by_row: the items come from a table that names each file
 *
 * Reads the headers of all items that may be DICOM; takes patients from them, leaves out what holds no picture, and puts series together.
 */
gboolean
_vsl_import_settle_dicom (VslLook *look, gboolean by_row, GError **error)
{
  guint n = look->plan->items->len, found = 0;
  gboolean asked = g_strcmp0 (look->options->patients, "dicom") == 0;
  if (look->plan->kind != VSL_SAMPLE_SCAN || look->plan->npz || n == 0)
    n = 0;
  g_autofree VslDicomFacts *facts = g_try_new0 (VslDicomFacts, n + 1);
  if (!facts)
    return no_memory (error);
  gboolean ok = n == 0 || find_facts (look, facts, error);
  for (guint i = 0; i < n; i++)
    found += facts[i].dicom;
  if (ok && asked && !found) {
    g_set_error (error, VSL_DATA_ERROR, VSL_ERROR_CONFIG, _("Patients are to come from DICOM headers, but there are no DICOM files"));
    ok = FALSE;
  }
  if (ok && found) {
    leave_out_without_picture (look, facts);
    take_patients (look, facts);
    _vsl_import_stack_series (look, facts, by_row);
    if (look->plan->items->len == 0) {
      const VslLeftOut *last = g_ptr_array_index (look->plan->left_out, look->plan->left_out->len - 1);
      g_set_error (error, VSL_DATA_ERROR, VSL_ERROR_NOT_FOUND, _("None of the files holds a picture. For instance “%s”: %s."), last->file, last->reason);
      ok = FALSE;
    }
  }
  for (guint i = 0; i < n; i++)
    facts_clear (&facts[i]);
  return ok;
}
