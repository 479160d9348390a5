/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The import itself: decode, hash, hand over in batches. A file that fails is listed and the rest goes on. */
#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "data/vsl-import-dicom.h"
#include "privacy/vsl-pseudonym.h"

#define BATCH 256
#define BATCH_BYTES ((gsize) 256 << 20)      /* of decoded pixels or text that may wait for the sink */
#define MAX_THREADS 8

typedef struct {
  const VslImportPlan *plan;
  const VslImportSink *sink;
  gpointer sink_data;
  VslProgressFunc progress;
  gpointer data;
  VslImportResult *result;
  GHashTable *class_of;         /* label > index + 1 */
  GHashTable *pseudonyms;       /* patient > hash, both owned */
  GHashTable *met;              /* hashes of patients that came in */
  VslSplit *split;              /* of each item */
  VslNpzReader *npz;
  VslImportMasker *masker;      /* NULL: nothing is masked */
  gboolean want_traits;         /* the split is drawn: copies and look-alikes are going to be kept together */
} Run;

/* Some of the plan's items on their way. */
typedef struct {
  const Run *run;
  guint first, n;
  int next;                     /* atomic: the next item to decode */
  gssize bytes;                 /* atomic: pixels decoded */
  VslNewSample sample[BATCH];
  VslTraits traits[BATCH];
  char *reason[BATCH];          /* of a failure */
  char *study[BATCH], *series[BATCH], *accession[BATCH];      /* as the file names them; hashed before the sink sees them */
  GArray *spans[BATCH];         /* what is masked of a note; NULL: nothing was looked for */
  gboolean done[BATCH];
} Batch;

static gboolean
decode_scan (const VslImportItem *item, Batch *b, int i)
{
  VslScanInfo info;
  VslImage *image = &b->sample[i].image;
  gboolean ok = item->slices ? _vsl_import_decode_series (item, image, &info, &b->reason[i]) : vsl_decode_file (item->path, image, &info, NULL);
  if (!ok && !b->reason[i])
    b->reason[i] = g_strdup (info.reason);
  if (ok) {
    b->sample[i].attributes = g_steal_pointer (&info.attributes);
    b->study[i] = g_steal_pointer (&info.identity[VSL_IDENTITY_STUDY]);
    b->series[i] = g_steal_pointer (&info.identity[VSL_IDENTITY_SERIES]);
    b->accession[i] = g_steal_pointer (&info.identity[VSL_IDENTITY_ACCESSION]);
  }
  vsl_scan_info_clear (&info);
  return ok;
}

/* One item in memory; its reason when it could not be. */
static gboolean
decode (const VslImportPlan *plan, const VslImportItem *item, Batch *b, int i)
{
  g_autoptr (GError) error = NULL;
  VslImage *image = &b->sample[i].image;
  char **reason = &b->reason[i];
  if (plan->kind == VSL_SAMPLE_TABLE) {
    guint n;
    VslCell *cells = _vsl_import_cells (plan, item->row, &n);
    gboolean made = vsl_row_new (image, cells, n, &error);
    _vsl_import_cells_free (cells, n);
    *reason = made ? NULL : g_strdup (error->message);
    return made;
  }
  if (plan->kind != VSL_SAMPLE_NOTE)
    return decode_scan (item, b, i);
  gboolean ok = item->text ? vsl_note_from_text (image, item->text, strlen (item->text), &error) : vsl_note_read (item->path, image, NULL, &error);
  if (ok && vsl_note_has_text (image->data, image->size))
    return TRUE;
  vsl_image_clear (image);
  *reason = g_strdup (ok ? _("it has no text") : error->message);
  return FALSE;
}

/* What is asked of content while it is in memory: reading it back later would cost more. */
static void
look_at (Batch *b, guint i)
{
  VslNewSample *s = &b->sample[i];
  vsl_image_sha256 (&s->image, s->sha256);
  if (!b->run->want_traits)
    return;
  vsl_traits_of_scan (&b->traits[i], &s->image);
  b->traits[i].version = vsl_traits_version (FALSE, NULL);
}

/**
 * vsl_import_known_key:
 */
char *
vsl_import_known_key (const guint8 sha256[32], int width, int height)
{
  char hex[65];
  for (int i = 0; i < 32; i++)
    g_snprintf (hex + 2 * i, 3, "%02x", sha256[i]);
  return g_strdup_printf ("%s %d %d", hex, width, height);
}

/* A thread takes items in order until the batch is through or holds enough pixels; so those taken are always the first ones. */
static gpointer
decode_some (gpointer data)
{
  Batch *b = data;
  while (g_atomic_pointer_get (&b->bytes) < (gssize) BATCH_BYTES) {
    int i = g_atomic_int_add (&b->next, 1);
    if (i >= (int) b->n)
      break;
    const VslImportItem *item = g_ptr_array_index (b->run->plan->items, b->first + (guint) i);
    if (decode (b->run->plan, item, b, i)) {
      const VslImage *image = &b->sample[i].image;
      look_at (b, (guint) i);
      const char *note = b->run->plan->kind == VSL_SAMPLE_NOTE ? image->data : item->note;
      if (b->run->masker && note)
        b->spans[i] = vsl_import_plan_spans (b->run->plan, b->first + (guint) i, note, note == item->note ? strlen (note) : image->size);
      g_atomic_pointer_add (&b->bytes, (gssize) b->sample[i].image.size);
    }
    b->done[i] = TRUE;
  }
  return NULL;
}

static void
decode_files (Batch *b)
{
  GThread *threads[MAX_THREADS];
  int n = CLAMP ((int) g_get_num_processors (), 1, MAX_THREADS);
  n = MIN (n, (int) (b->n + 15) / 16);      /* a thread is not worth it for a few */
  for (guint i = 0; i < b->n && n > 1; i++)      /* volumes are large: one at a time, whose slices have threads of their own */
    if (((const VslImportItem *) g_ptr_array_index (b->run->plan->items, b->first + i))->slices)
      n = 1;
  for (int t = 1; t < n; t++)
    threads[t] = g_thread_try_new ("import", decode_some, b, NULL);
  decode_some (b);
  for (int t = 1; t < n; t++)
    if (threads[t])
      g_thread_join (threads[t]);
}

/* An .npz is one stream, read here. That it fails in the middle is no matter of one picture. */
static gboolean
decode_npz (Run *run, Batch *b, GError **error)
{
  gsize bytes = 0;
  for (guint i = 0; i < b->n && bytes < BATCH_BYTES; i++) {
    const VslImportItem *item = g_ptr_array_index (run->plan->items, b->first + i);
    if (!_vsl_npz_reader_next (run->npz, item, &b->sample[i].image, error))
      return FALSE;
    look_at (b, i);
    bytes += b->sample[i].image.size;
    b->done[i] = TRUE;
  }
  return TRUE;
}

static const char *
pseudonym_of (Run *run, const char *patient, GError **error)
{
  char hash[33];
  const char *known = g_hash_table_lookup (run->pseudonyms, patient);
  if (known)
    return known;
  if (!vsl_pseudonym (patient, hash, error))
    return NULL;
  g_hash_table_insert (run->pseudonyms, g_strdup (patient), g_strdup (hash));
  return g_hash_table_lookup (run->pseudonyms, patient);
}

static int
class_of (const Run *run, const VslImportItem *item)
{
  return item->label ? GPOINTER_TO_INT (g_hash_table_lookup (run->class_of, item->label)) - 1 : -1;
}

/* Patients stay together, and samples of one value of the column where one was asked for. A column that only the stored samples have (the study of
 * DICOM files) is divided by after the import. */
static gboolean
draw_splits (Run *run, const VslStrata *strata, const guint32 *patient, GError **error)
{
  const VslImportPlan *plan = run->plan;
  const VslImportOptions *o = &plan->options;
  guint n = plan->items->len;
  VslSplitRule rule = { .seed = o->seed, .folds = o->folds, .fold = o->folds ? MAX (o->fold, 1) : 0 };
  VslSplitInput input = { .n = n, .strata = *strata, .patient = patient, .column = o->split_by };
  VslSplitSummary summary;
  g_autofree const char **value = g_new0 (const char *, (gsize) n + 1);
  gboolean any = FALSE;
  for (guint i = 0; i < n; i++) {
    value[i] = ((const VslImportItem *) g_ptr_array_index (plan->items, i))->group;
    any = any || value[i];
  }
  memcpy (rule.fractions, plan->fractions, sizeof rule.fractions);
  input.value = any ? value : NULL;
  return vsl_split_plan (&input, &rule, run->split, &summary, error);
}

/* Splits of all items: as given, else by fractions over patients. */
static gboolean
assign_splits (Run *run, GError **error)
{
  const VslImportPlan *plan = run->plan;
  guint n = plan->items->len;
  g_autofree int *label = g_new (int, n + 1);
  g_autofree double *value = g_new (double, n + 1);
  g_autofree guint64 *labels = g_new (guint64, n + 1);
  g_autofree guint8 *known = g_new (guint8, n + 1);
  g_autofree guint32 *patient = g_new0 (guint32, n + 1);
  VslStrata strata = { plan->target, label, value, labels, known };
  g_autoptr (GHashTable) number = g_hash_table_new (g_str_hash, g_str_equal);
  run->split = g_new (VslSplit, n + 1);
  for (guint i = 0; i < n; i++) {
    const VslImportItem *item = g_ptr_array_index (plan->items, i);
    run->split[i] = vsl_split_parse (item->split);
    label[i] = class_of (run, item);
    value[i] = item->has_target ? item->number : NAN;
    labels[i] = item->labels;
    known[i] = item->has_target != 0;
    if (!item->patient)
      continue;
    if (!pseudonym_of (run, item->patient, error))
      return FALSE;
    patient[i] = GPOINTER_TO_UINT (g_hash_table_lookup (number, item->patient));
    if (!patient[i]) {
      patient[i] = g_hash_table_size (number) + 1;
      g_hash_table_insert (number, item->patient, GUINT_TO_POINTER (patient[i]));
    }
  }
  return plan->split_given || draw_splits (run, &strata, patient, error);
}

/* Study, series and accession number as keyed hashes among the attributes. */
static gboolean
hash_identities (Run *run, const Batch *b, guint at, VslNewSample *sample, GError **error)
{
  const char *const value[] = { b->study[at], b->series[at], b->accession[at] }, *const name[] = { "study", "series", "accession" };
  for (guint k = 0; k < G_N_ELEMENTS (value); k++) {
    const char *hash = value[k] ? pseudonym_of (run, value[k], error) : NULL;
    char letters[33] = "";
    if (value[k] && !hash)
      return FALSE;
    /* In letters a to p: digits in a row could pass for a date or a time. */
    for (guint i = 0; hash && i < 32; i++)
      letters[i] = (char) ('a' + g_ascii_xdigit_value (hash[i]));
    vsl_attributes_set (&sample->attributes, name[k], letters);
  }
  if (vsl_attributes_get ((const char *const *) sample->attributes, "burned_in")) {
    const VslImportItem *item = g_ptr_array_index (run->plan->items, b->first + at);
    run->result->burned_in++;
    g_ptr_array_add (run->result->burned_in_files, g_strdup (item->shown));
  }
  return TRUE;
}

/* Notes and kept columns in the order of the plan: numbers of masks do not depend on threads. */
static gboolean
mask (Run *run, Batch *b, GError **error)
{
  for (guint i = 0; i < b->n && b->done[i]; i++) {
    const VslImportItem *item = g_ptr_array_index (run->plan->items, b->first + i);
    if (b->reason[i])
      continue;
    if (b->spans[i] && !_vsl_import_masker_apply (run->masker, b->spans[i], item, &b->sample[i], run->result->masked, error))
      return FALSE;
    if (!_vsl_import_keep_columns (run->plan, run->masker, item, &b->sample[i].attributes, run->result, error))
      return FALSE;
  }
  return !run->masker || _vsl_import_masker_keep (run->masker, error);
}

/* Rows of values may well be equal by chance. */
static gboolean
is_here (const VslImportPlan *plan, const VslNewSample *s)
{
  g_autofree char *key = plan->known && s->image.type != VSL_PIXEL_ROW ? vsl_import_known_key (s->sha256, s->image.width, s->image.height) : NULL;
  return key && g_hash_table_contains (plan->known, key);
}

/* The samples that came out move together to the front; the others are listed. Returns how many items were looked at; *good is G_MAXUINT
 * when nothing can go on. */
static guint
settle (Run *run, Batch *b, guint *good, GError **error)
{
  guint taken = 0;
  *good = 0;
  for (; taken < b->n && b->done[taken]; taken++) {
    guint at = b->first + taken;
    const VslImportItem *item = g_ptr_array_index (run->plan->items, at);
    VslNewSample s = b->sample[taken];
    memset (&b->sample[taken], 0, sizeof s);
    if (!b->reason[taken] && is_here (run->plan, &s)) {
      _vsl_import_leave_out_item (run->plan, run->result->left_out, VSL_LEFT_HERE, item, _("the project has it already"));
      vsl_image_clear (&s.image);
      g_clear_pointer (&s.attributes, g_strfreev);
      g_clear_pointer (&s.note, g_free);
      continue;
    }
    if (b->reason[taken]) {
      _vsl_import_leave_out_item (run->plan, run->result->left_out, item->path ? VSL_LEFT_UNREADABLE : VSL_LEFT_ROW_BAD, item, b->reason[taken]);
      g_clear_pointer (&b->reason[taken], g_free);
      continue;
    }
    if (!hash_identities (run, b, taken, &s, error)) {
      vsl_image_clear (&s.image);
      g_clear_pointer (&s.attributes, g_strfreev);
      g_clear_pointer (&s.note, g_free);
      *good = G_MAXUINT;
      return taken;
    }
    s.label = class_of (run, item);
    s.has_target = item->has_target;
    s.number = item->number;
    s.labels = item->labels;
    s.cells = _vsl_import_cells (run->plan, item->row, &s.n_cells);
    s.note = s.note ? s.note : g_strdup (item->note);
    s.traits = run->want_traits && !(b->traits[taken].flags & VSL_TRAITS_UNREADABLE) ? &b->traits[taken] : NULL;
    g_array_append_val (run->result->items, at);
    s.split = run->split[at];
    if (item->patient)
      g_strlcpy (s.patient, g_hash_table_lookup (run->pseudonyms, item->patient), sizeof s.patient);
    b->sample[(*good)++] = s;
  }
  return taken;
}

static void
count (Run *run, const VslNewSample *samples, guint n)
{
  for (guint i = 0; i < n; i++) {
    const VslNewSample *s = &samples[i];
    run->result->imported++;
    if (s->label >= 0)
      run->result->class_counts[s->label]++;
    for (int k = 0; run->plan->target == VSL_TARGET_LABELS && s->has_target && k < VSL_MAX_LABELS; k++)
      run->result->class_counts[k] += s->labels >> k & 1;
    if (run->plan->target != VSL_TARGET_CLASS || *run->plan->classes)      /* where nobody has a label none is missing */
      run->result->unlabelled += run->plan->target == VSL_TARGET_CLASS ? s->label < 0 : !s->has_target;
    run->result->repeated += s->repeated != FALSE;
    if (s->split != VSL_SPLIT_NONE)
      run->result->split_counts[s->split]++;
    if (*s->patient)
      g_hash_table_add (run->met, g_strdup (s->patient));
  }
  run->result->n_patients = g_hash_table_size (run->met);
}

static void
batch_clear (Batch *b)
{
  for (guint i = 0; i < BATCH; i++) {
    vsl_image_clear (&b->sample[i].image);
    g_clear_pointer (&b->sample[i].attributes, g_strfreev);
    _vsl_import_cells_free (b->sample[i].cells, b->sample[i].n_cells);
    g_free (b->sample[i].note);
    g_clear_pointer (&b->reason[i], g_free);
    g_clear_pointer (&b->study[i], g_free);
    g_clear_pointer (&b->series[i], g_free);
    g_clear_pointer (&b->accession[i], g_free);
    g_clear_pointer (&b->spans[i], g_array_unref);
  }
}

static gboolean
run_batch (Run *run, Batch *b, guint *taken, GError **error)
{
  guint good = 0;
  gboolean ok = TRUE;
  if (run->npz)
    ok = decode_npz (run, b, error);
  else
    decode_files (b);
  ok = ok && mask (run, b, error);
  *taken = ok ? settle (run, b, &good, error) : 0;
  ok = ok && good != G_MAXUINT;
  if (ok && good)
    ok = run->sink->add (run->sink_data, b->sample, good, error);
  if (ok)
    count (run, b->sample, good);
  batch_clear (b);
  return ok;
}

static gboolean
run_all (Run *run, GError **error)
{
  guint n = run->plan->items->len, taken = 0;
  g_autofree Batch *b = g_new (Batch, 1);
  for (guint first = 0; first < n; first += taken) {
    if (run->progress && !run->progress (run->data, (double) first / n)) {
      g_set_error (error, VSL_DATA_ERROR, VSL_ERROR_CANCELLED, _("The import was cancelled; what had come in before stays."));
      return FALSE;
    }
    memset (b, 0, sizeof *b);
    b->run = run;
    b->first = first;
    b->n = MIN (BATCH, n - first);
    if (!run_batch (run, b, &taken, error))
      return FALSE;
  }
  if (run->progress)
    run->progress (run->data, 1.0);
  return TRUE;
}

/* For the audit log: numbers and the form, never a name of a file. */
static char *
summary_of (const Run *run, gboolean complete)
{
  const VslImportResult *r = run->result;
  GString *s = g_string_new (NULL);
  g_string_append_printf (s, "imported %u %s, %u classes, %u patients, %u left out%s", r->imported, run->plan->kind == VSL_SAMPLE_NOTE ? "notes" : run->plan->kind == VSL_SAMPLE_TABLE ? "rows" : "scans",
                          g_strv_length (run->plan->classes), r->n_patients, r->left_out->len, complete ? "" : ", stopped early");
  if (run->plan->kind == VSL_SAMPLE_NOTE || run->plan->options.note || (run->plan->options.keep && *run->plan->options.keep))
    g_string_append (s, r->deidentified ? ", identifiers masked:" : ", identifiers not looked for");
  for (int t = 0; r->deidentified && t < VSL_N_DEID; t++)
    if (r->masked[t])
      g_string_append_printf (s, " %s %" G_GUINT64_FORMAT, vsl_deid_type_names[t], r->masked[t]);
  g_autofree char *left = vsl_left_out_log (r->left_out, run->plan->table_name);
  if (run->plan->no_classes)
    g_string_append_printf (s, ", folders are no classes: %s", vsl_no_classes_names[run->plan->no_classes]);
  if (run->plan->reviewed && g_hash_table_size (run->plan->reviewed))
    g_string_append_printf (s, ", %u notes changed by a person", g_hash_table_size (run->plan->reviewed));
  if (run->plan->terms && run->plan->terms->len)
    g_string_append_printf (s, ", %u words masked everywhere by a person", run->plan->terms->len);
  if (*left)
    g_string_append_printf (s, "\n%s", left);
  return g_string_free (s, FALSE);
}

static Run *
run_new (const VslImportPlan *plan)
{
  Run *run = g_new0 (Run, 1);
  run->plan = plan;
  run->result = g_new0 (VslImportResult, 1);
  run->result->left_out = _vsl_import_left_out_new ();
  run->result->items = g_array_new (FALSE, FALSE, sizeof (guint));
  run->want_traits = plan->kind == VSL_SAMPLE_SCAN && !plan->split_given;
  run->result->burned_in_files = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < plan->left_out->len; i++) {
    const VslLeftOut *out = g_ptr_array_index (plan->left_out, i);
    _vsl_import_leave_out (run->result->left_out, out->kind, out->file, out->line, out->reason);
    ((VslLeftOut *) run->result->left_out->pdata[i])->table = g_strdup (out->table);
  }
  run->class_of = g_hash_table_new (g_str_hash, g_str_equal);
  for (int c = 0; plan->classes[c]; c++)
    g_hash_table_insert (run->class_of, plan->classes[c], GINT_TO_POINTER (c + 1));
  run->pseudonyms = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  run->met = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  return run;
}

static void
run_free (Run *run)
{
  g_hash_table_unref (run->class_of);
  g_hash_table_unref (run->pseudonyms);
  g_hash_table_unref (run->met);
  g_clear_pointer (&run->npz, _vsl_npz_reader_free);
  g_clear_pointer (&run->masker, _vsl_import_masker_free);
  vsl_import_result_free (run->result);
  g_free (run->split);
  g_free (run);
}

static gboolean
run_into_sink (Run *run, GError **error)
{
  g_autofree int *map = g_new0 (int, g_strv_length (run->plan->classes) + 1);
  if (!run->sink->begin (run->sink_data, run->plan, map, error))
    return FALSE;
  gboolean ok = run_all (run, error);
  g_autofree char *summary = summary_of (run, ok);
  return run->sink->end (run->sink_data, summary, ok ? error : NULL) && ok;
}

/**
 * vsl_import_run:
 * @plan: from vsl_import_look()
 * @sink: where samples go; it gets batches of up to 256 in the plan's order, from this thread
 * @progress: (nullable): called from this thread between batches; FALSE cancels
 *
 * Decodes on several threads. Patients become keyed hashes here. Samples that the sink has taken stay there when
 * a later step fails.
 *
 * Returns: (transfer full) (nullable): what came in and what was left out with reasons; perhaps nothing came in
 */
VslImportResult *
vsl_import_run (const VslImportPlan *plan, const VslImportSink *sink, gpointer sink_data, VslProgressFunc progress, gpointer data, GError **error)
{
  Run *run = run_new (plan);
  run->sink = sink;
  run->sink_data = sink_data;
  run->progress = progress;
  run->data = data;
  gboolean ok = assign_splits (run, error);
  if (ok && plan->npz)
    ok = (run->npz = _vsl_npz_reader_new (plan->npz, error)) != NULL;
  run->result->deidentified = _vsl_import_masks (plan);
  if (ok && run->result->deidentified)
    ok = (run->masker = _vsl_import_masker_new (plan, sink, sink_data, error)) != NULL;
  ok = ok && run_into_sink (run, error);
  VslImportResult *result = ok ? g_steal_pointer (&run->result) : NULL;
  run_free (run);
  return result;
}

/**
 * vsl_import_count_known:
 * @plan: with known; of scans or notes
 * @sink: (nullable): that it would go to, for the numbers of masks that it has
 * @most: so many items are looked at, from all over the list
 * @looked: (out): how many of them could be read
 *
 * Decodes items, and masks notes as an import would, to see which of them the project has already. Nothing is changed.
 *
 * Returns: how many of those that were looked at
 */
guint
vsl_import_count_known (const VslImportPlan *plan, const VslImportSink *sink, gpointer sink_data, guint most, VslProgressFunc progress, gpointer data, guint *looked)
{
  guint n = plan->items->len, found = 0, step = MAX (1, (n + most - 1) / MAX (most, 1));
  Run *run = run_new (plan);
  g_autofree Batch *b = g_new0 (Batch, 1);
  *looked = 0;
  run->want_traits = FALSE;
  b->run = run;
  b->n = 1;
  if (_vsl_import_masks (plan))
    run->masker = _vsl_import_masker_new (plan, sink, sink_data, NULL);
  for (guint i = 0; i < n && !plan->npz && plan->kind != VSL_SAMPLE_TABLE && (!progress || progress (data, (double) i / n)); i += step) {
    b->first = i;
    b->next = 0;
    b->bytes = 0;
    decode_some (b);
    if (!b->reason[0] && (!run->masker || mask (run, b, NULL))) {
      (*looked)++;
      found += is_here (plan, &b->sample[0]);
    }
    batch_clear (b);
    memset (&b->sample[0], 0, sizeof b->sample[0]);
    b->done[0] = FALSE;
  }
  run_free (run);
  return found;
}
