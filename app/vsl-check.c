/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/vsl-check-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "core/vsl-error.h"

const char *const vsl_severity_names[] = { "info", "warning", "error", NULL };

static void
finding_free (VslFinding *finding)
{
  g_array_unref (finding->samples);
  g_free (finding->text);
  g_free (finding->name);
  g_free (finding);
}

/* Takes samples and text; the count is that of the samples when it is 0. */
VslFinding *
_vsl_check_add (GPtrArray *findings, const char *id, VslSeverity severity, guint count, GArray *samples, char *text)
{
  VslFinding *f = g_new0 (VslFinding, 1);
  f->id = id;
  f->severity = severity;
  f->samples = samples ? samples : g_array_new (FALSE, FALSE, sizeof (gint64));
  f->count = count ? count : f->samples->len;
  f->text = text;
  g_ptr_array_add (findings, f);
  return f;
}

#define add _vsl_check_add

static GArray *
ids_new (void)
{
  return g_array_new (FALSE, FALSE, sizeof (gint64));
}

/* ---- counts ---- */

static void
add_classes (GPtrArray *findings, const VslProjectInfo *info, GArray *samples)
{
  guint classes = info->class_names ? g_strv_length (info->class_names) : 0, least = G_MAXUINT, most = 0;
  g_autofree guint *counts = g_new0 (guint, classes + 1);
  for (guint i = 0; i < samples->len; i++) {
    int label = g_array_index (samples, VslSampleInfo, i).label;
    if (label >= 0 && label < (int) classes)
      counts[label]++;
  }
  for (guint c = 0; c < classes; c++) {
    VslFinding *f = add (findings, "class", VSL_SEVERITY_INFO, counts[c], NULL,
                         g_strdup_printf (ngettext ("%s: %u sample", "%s: %u samples", counts[c]), info->class_names[c], counts[c]));
    f->name = g_strdup (info->class_names[c]);
    least = MIN (least, counts[c]);
    most = MAX (most, counts[c]);
  }
  if (classes > 1 && most > 10 * MAX (least, 1))
    add (findings, "class_imbalance", VSL_SEVERITY_WARNING, classes, NULL,
         g_strdup_printf (_("The largest class has %u samples, the smallest %u. Weighting classes (class_weight balanced) may help."), most, least));
}

static void
add_splits (GPtrArray *findings, const VslProjectInfo *info)
{
  for (int s = 0; s < VSL_N_SPLITS; s++) {
    VslFinding *f = add (findings, "split", VSL_SEVERITY_INFO, info->counts[s], NULL,
                         g_strdup_printf (ngettext ("%s: %u sample", "%s: %u samples", info->counts[s]), vsl_split_names[s], info->counts[s]));
    f->name = g_strdup (vsl_split_names[s]);
  }
  if (info->n && !info->counts[VSL_SPLIT_TEST])
    add (findings, "no_test_split", VSL_SEVERITY_WARNING, 1, NULL,
         g_strdup (_("There is no test split: results would be counted on the samples that chose the best epoch.")));
}

/**
 * vsl_check_unlearnable:
 * @samples: of vsl_project_samples()
 *
 * Returns: (transfer full): for each class, in order, whether no sample of it is in the training split although it has samples; all
 *   %FALSE where nothing is in the training split, since such a project is not trained on
 */
gboolean *
vsl_check_unlearnable (const VslProjectInfo *info, GArray *samples)
{
  guint classes = info->class_names ? g_strv_length (info->class_names) : 0, trained = 0;
  gboolean *not = g_new0 (gboolean, classes + 1);
  g_autofree guint *train = g_new0 (guint, classes + 1), *all = g_new0 (guint, classes + 1);
  for (guint i = 0; i < samples->len; i++) {
    const VslSampleInfo *s = &g_array_index (samples, VslSampleInfo, i);
    if (s->label < 0 || s->label >= (int) classes)
      continue;
    all[s->label]++;
    train[s->label] += s->split == VSL_SPLIT_TRAIN;
    trained += s->split == VSL_SPLIT_TRAIN;
  }
  for (guint c = 0; c < classes; c++)
    not[c] = trained && all[c] && !train[c];
  return not;
}

static void
add_unlearnable (GPtrArray *findings, const VslProjectInfo *info, GArray *samples)
{
  g_autofree gboolean *not = vsl_check_unlearnable (info, samples);
  for (guint c = 0; info->class_names && info->class_names[c]; c++) {
    if (!not[c])
      continue;
    GArray *ids = ids_new ();
    for (guint i = 0; i < samples->len; i++)
      if (g_array_index (samples, VslSampleInfo, i).label == (int) c)
        g_array_append_val (ids, g_array_index (samples, VslSampleInfo, i).id);
    VslFinding *f = add (findings, "class_not_in_training", VSL_SEVERITY_WARNING, 0, ids,
                         g_strdup_printf (_("%s: no sample is in the training split, so a network cannot learn it. Split anew."), info->class_names[c]));
    f->name = g_strdup (info->class_names[c]);
  }
}

static void
add_labels (GPtrArray *findings, GArray *samples)
{
  GArray *none = ids_new (), *unused = ids_new ();
  for (guint i = 0; i < samples->len; i++) {
    const VslSampleInfo *s = &g_array_index (samples, VslSampleInfo, i);
    if (s->label < 0)
      g_array_append_val (none, s->id);
    if (s->split == VSL_SPLIT_NONE)
      g_array_append_val (unused, s->id);
  }
  if (none->len)
    add (findings, "no_class", VSL_SEVERITY_WARNING, 0, g_array_ref (none),
         g_strdup_printf (ngettext ("%u sample has no class.", "%u samples have no class.", none->len), none->len));
  if (unused->len)
    add (findings, "no_split", VSL_SEVERITY_WARNING, 0, g_array_ref (unused),
         g_strdup_printf (ngettext ("%u sample is in no split and is not used.", "%u samples are in no split and are not used.", unused->len),
                          unused->len));
  g_array_unref (none);
  g_array_unref (unused);
}

/* ---- patients ---- */

static void
add_patients (GPtrArray *findings, const VslProjectInfo *info, GArray *samples)
{
  if (!info->patients) {
    if (info->n)
      add (findings, "patients_unknown", VSL_SEVERITY_WARNING, info->n, NULL,
           g_strdup (_("Patients are not known, so one patient may stand on both sides of a split. Import with a column of patients.")));
    return;
  }
  add (findings, "patients", VSL_SEVERITY_INFO, info->patients, NULL,
       g_strdup_printf (ngettext ("%u patient", "%u patients", info->patients), info->patients));
  g_autoptr (GHashTable) sides = g_hash_table_new (NULL, NULL);       /* patient -> bits of splits */
  for (guint i = 0; i < samples->len; i++) {
    const VslSampleInfo *s = &g_array_index (samples, VslSampleInfo, i);
    gpointer key = GUINT_TO_POINTER (s->patient);
    if (s->patient && s->split != VSL_SPLIT_NONE)
      g_hash_table_insert (sides, key, GUINT_TO_POINTER (GPOINTER_TO_UINT (g_hash_table_lookup (sides, key)) | 1u << s->split));
  }
  g_autoptr (GHashTable) both = g_hash_table_new (NULL, NULL);
  GArray *ids = ids_new ();
  for (guint i = 0; i < samples->len; i++) {
    const VslSampleInfo *s = &g_array_index (samples, VslSampleInfo, i);
    guint bits = GPOINTER_TO_UINT (g_hash_table_lookup (sides, GUINT_TO_POINTER (s->patient)));
    if (!(bits & (bits - 1)))
      continue;
    g_hash_table_add (both, GUINT_TO_POINTER (s->patient));
    g_array_append_val (ids, s->id);
  }
  guint n = g_hash_table_size (both);
  if (n)
    add (findings, "patient_on_both_sides", VSL_SEVERITY_ERROR, n, ids,
         g_strdup_printf (ngettext ("%u patient is on both sides of a split: results would look better than they are. Split anew.",
                                    "%u patients are on both sides of a split: results would look better than they are. Split anew.", n), n));
  else
    g_array_unref (ids);
}

/* ---- pixels and texts ---- */

static gboolean
is_blank (const VslImage *image)
{
  gsize size = vsl_pixel_size (image->type) * image->channels;
  return image->type != VSL_PIXEL_TEXT && image->size > size && memcmp (image->data, (const char *) image->data + size, image->size - size) == 0;
}

static char *
pixel_hash (const VslImage *image)
{
  g_autoptr (GChecksum) sha = g_checksum_new (G_CHECKSUM_SHA256);
  const int head[] = { image->width, image->height, image->channels, image->type };
  g_checksum_update (sha, (const guchar *) head, sizeof head);
  g_checksum_update (sha, image->data, image->size);
  return g_strdup (g_checksum_get_string (sha));
}

typedef struct {
  GHashTable *first;           /* hash -> index of the first sample + 1 */
  GArray *duplicates, *conflicts, *leaks, *blank, *broken;
  VslNoteCheck *notes;         /* NULL: the samples are scans */
} Pixels;

static void
look_at (Pixels *p, GArray *samples, guint i, const VslImage *image)
{
  const VslSampleInfo *s = &g_array_index (samples, VslSampleInfo, i);
  if (p->notes)
    _vsl_check_note (p->notes, s->id, image);
  if (is_blank (image)) {
    g_array_append_val (p->blank, s->id);
    return;
  }
  char *hash = pixel_hash (image);
  guint before = GPOINTER_TO_UINT (g_hash_table_lookup (p->first, hash));
  if (!before) {
    g_hash_table_insert (p->first, hash, GUINT_TO_POINTER (i + 1));
    return;
  }
  g_free (hash);
  const VslSampleInfo *twin = &g_array_index (samples, VslSampleInfo, before - 1);
  g_array_append_val (p->duplicates, s->id);
  if (twin->label != s->label)
    g_array_append_val (p->conflicts, s->id);
  if (twin->split != s->split)
    g_array_append_val (p->leaks, s->id);
}

/* Takes ids. format has one %u. */
static void
add_pixels (GPtrArray *findings, const char *id, VslSeverity severity, GArray *ids, const char *format)
{
  if (ids->len)
    add (findings, id, severity, 0, ids, g_strdup_printf (format, ids->len));
  else
    g_array_unref (ids);
}

static void
add_copies (GPtrArray *findings, const Pixels *p)
{
  guint n = p->duplicates->len;
  add_pixels (findings, "duplicates", VSL_SEVERITY_WARNING, p->duplicates,
              p->notes ? ngettext ("%u note is an exact copy of another.", "%u notes are exact copies of others.", n)
                       : ngettext ("%u scan is an exact copy of another.", "%u scans are exact copies of others.", n));
  add_pixels (findings, "duplicates_across_splits", VSL_SEVERITY_ERROR, p->leaks,
              ngettext ("%u copy stands in another split than its twin.", "%u copies stand in another split than their twins.", p->leaks->len));
  add_pixels (findings, "conflicting_labels", VSL_SEVERITY_ERROR, p->conflicts,
              ngettext ("%u copy has another class than its twin.", "%u copies have another class than their twins.", p->conflicts->len));
}

static gboolean
check_each (GPtrArray *findings, VslProject *project, gboolean notes, GArray *samples, VslProgressFunc progress, gpointer data, GError **error)
{
  g_autoptr (GHashTable) first = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  Pixels p = { first, ids_new (), ids_new (), ids_new (), ids_new (), ids_new (), notes ? _vsl_check_notes_new (project) : NULL };
  gboolean go = TRUE;
  for (guint i = 0; i < samples->len && go; i++) {
    VslImage image = { 0 };
    gint64 id = g_array_index (samples, VslSampleInfo, i).id;
    if (vsl_project_image (project, id, &image, NULL))
      look_at (&p, samples, i, &image);
    else
      g_array_append_val (p.broken, id);
    vsl_image_clear (&image);
    go = !progress || progress (data, (i + 1.0) / samples->len);
  }
  add_pixels (findings, "unreadable", VSL_SEVERITY_ERROR, p.broken,
              ngettext ("%u sample cannot be read back.", "%u samples cannot be read back.", p.broken->len));
  add_pixels (findings, "blank", VSL_SEVERITY_WARNING, p.blank, ngettext ("%u scan is blank.", "%u scans are blank.", p.blank->len));
  add_copies (findings, &p);
  if (p.notes)
    _vsl_check_notes_finish (p.notes, findings);
  if (!go)
    g_set_error (error, VSL_PROJECT_ERROR, VSL_ERROR_CANCELLED, _("Checking was cancelled."));
  return go;
}

/**
 * vsl_check_project:
 *
 * Returns: (transfer full) (nullable) (element-type VslFinding): counts first, then what is found in the pixels or texts
 */
GPtrArray *
vsl_check_project (VslProject *project, VslProgressFunc progress, gpointer data, GError **error)
{
  VslProjectInfo info = { 0 };
  if (!vsl_project_info (project, &info, error))
    return NULL;
  g_autoptr (GPtrArray) findings = g_ptr_array_new_with_free_func ((GDestroyNotify) finding_free);
  g_autoptr (GArray) samples = vsl_project_samples (project, error);
  if (samples) {
    add (findings, "samples", VSL_SEVERITY_INFO, info.n, NULL, g_strdup_printf (ngettext ("%u sample", "%u samples", info.n), info.n));
    add_classes (findings, &info, samples);
    add_splits (findings, &info);
    add_labels (findings, samples);
    add_unlearnable (findings, &info, samples);
    add_patients (findings, &info, samples);
  }
  gboolean ok = samples && (info.kind == VSL_SAMPLE_TABLE
                            || check_each (findings, project, info.kind == VSL_SAMPLE_NOTE, samples, progress, data, error));
  vsl_project_info_clear (&info);
  return ok ? g_steal_pointer (&findings) : NULL;
}
