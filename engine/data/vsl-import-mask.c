/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What tells who a note is about is masked before the note reaches the sink: a project only ever has the masked text. */
#include <string.h>

#include "data/vsl-cell.h"
#include "data/vsl-column.h"
#include "data/vsl-import-private.h"
#include "privacy/vsl-pseudonym.h"

/**
 * vsl_import_plan_note:
 *
 * Returns: (transfer full) (nullable): the note as it is in the file, for a person to look at
 */
char *
vsl_import_plan_note (const VslImportPlan *plan, guint item, GError **error)
{
  const VslImportItem *it = g_ptr_array_index (plan->items, item);
  VslImage image = { 0 };
  if (it->note || it->text || plan->kind == VSL_SAMPLE_SCAN)      /* beside a scan there may be none */
    return g_strdup (it->note ? it->note : it->text ? it->text : "");
  if (!vsl_note_read (it->path, &image, NULL, error))
    return NULL;
  char *text = g_strndup (image.data, image.size);
  vsl_image_clear (&image);
  return text;
}

/* The wider of two marks that meet, for as long as there are such. */
static void
add_span (GArray *spans, VslDeidSpan added)
{
  guint at = 0;
  for (guint i = spans->len; i-- > 0;) {
    const VslDeidSpan s = g_array_index (spans, VslDeidSpan, i);
    if (s.start >= added.end || s.end <= added.start)
      continue;
    added.start = MIN (added.start, s.start);
    added.end = MAX (added.end, s.end);
    g_array_remove_index (spans, i);
  }
  while (at < spans->len && g_array_index (spans, VslDeidSpan, at).start < added.start)
    at++;
  g_array_insert_val (spans, at, added);
}

static void
add_terms (const VslImportPlan *plan, const char *text, gsize length, GArray *spans)
{
  for (guint k = 0; plan->terms && k < plan->terms->len; k++) {
    const VslDeidTerm *term = &g_array_index (plan->terms, VslDeidTerm, k);
    g_autoptr (GArray) more = vsl_deid_occurrences (text, length, term->value);
    for (guint i = 0; i < more->len; i++) {
      VslDeidSpan s = g_array_index (more, VslDeidSpan, i);
      s.type = term->type;
      add_span (spans, s);
    }
  }
}

static void
term_clear (gpointer data)
{
  g_free (((VslDeidTerm *) data)->value);
}

/**
 * vsl_import_plan_add_term:
 * @value: words that a person marked
 *
 * They are masked wherever they stand, in all notes of the plan that nobody settled one by one.
 */
void
vsl_import_plan_add_term (VslImportPlan *plan, const char *value, VslDeidType type)
{
  VslDeidTerm term = { g_strdup (value), type };
  vsl_import_plan_remove_term (plan, value);
  if (!plan->terms) {
    plan->terms = g_array_new (FALSE, FALSE, sizeof (VslDeidTerm));
    g_array_set_clear_func (plan->terms, term_clear);
  }
  g_array_append_val (plan->terms, term);
}

/**
 * vsl_import_plan_remove_term:
 *
 * Returns: whether it was one
 */
gboolean
vsl_import_plan_remove_term (VslImportPlan *plan, const char *value)
{
  g_autofree char *small = g_utf8_casefold (value, -1);
  for (guint i = 0; plan->terms && i < plan->terms->len; i++) {
    g_autofree char *other = g_utf8_casefold (g_array_index (plan->terms, VslDeidTerm, i).value, -1);
    if (g_str_equal (small, other)) {
      g_array_remove_index (plan->terms, i);
      return TRUE;
    }
  }
  return FALSE;
}

/**
 * vsl_import_plan_found:
 *
 * Returns: (transfer full): what is found in a note by rules, and of the words that a person marked everywhere
 */
GArray *
vsl_import_plan_found (const VslImportPlan *plan, const char *text, gsize length)
{
  GArray *spans = vsl_deid_find (text, length);
  add_terms (plan, text, length, spans);
  return spans;
}
/**
 * vsl_import_plan_spans:
 *
 * Returns: (transfer full): what a person settled, else what is found, without the types that stay; empty where all stays
 */
GArray *
vsl_import_plan_spans (const VslImportPlan *plan, guint item, const char *text, gsize length)
{
  const GArray *settled = plan->reviewed ? g_hash_table_lookup (plan->reviewed, GUINT_TO_POINTER (item + 1)) : NULL;
  if (plan->options.keep_identifiers)
    return g_array_new (FALSE, FALSE, sizeof (VslDeidSpan));
  if (settled)
    return g_array_copy ((GArray *) settled);
  GArray *spans = vsl_import_plan_found (plan, text, length);
  for (guint i = spans->len; i-- > 0;)
    if (plan->options.deid_leave & 1u << g_array_index (spans, VslDeidSpan, i).type)
      g_array_remove_index (spans, i);
  return spans;
}

/**
 * vsl_import_plan_review:
 * @spans: (transfer full) (nullable): of #VslDeidSpan, in order, none overlapping: what is masked of this note, whatever is found
 */
void
vsl_import_plan_review (VslImportPlan *plan, guint item, GArray *spans)
{
  if (!plan->reviewed)
    plan->reviewed = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) g_array_unref);
  if (spans)
    g_hash_table_insert (plan->reviewed, GUINT_TO_POINTER (item + 1), spans);
  else
    g_hash_table_remove (plan->reviewed, GUINT_TO_POINTER (item + 1));
}

struct _VslImportMasker {
  const VslImportSink *sink;
  gpointer sink_data;
  VslDeidMasker *masker;
  GHashTable *known;            /* "type:hash" → number */
  GArray *fresh;                /* of VslMaskNumber, not kept yet */
  guint last[VSL_N_DEID];
  GError *error;                /* the first thing that went wrong inside the masker */
};

static void
know (VslImportMasker *m, const VslMaskNumber *n)
{
  m->last[n->type] = MAX (m->last[n->type], n->number);
  g_hash_table_insert (m->known, g_strdup_printf ("%d:%s", n->type, n->hash), GUINT_TO_POINTER (n->number));
}

/* By its hash a value has the number that it got in an earlier import. */
static guint
number_of (gpointer data, VslDeidType type, const char *value)
{
  VslImportMasker *m = data;
  VslMaskNumber n = { .type = type };
  g_autofree char *salted = g_strdup_printf ("note:%s:%s", vsl_deid_type_names[type], value);
  if (!vsl_pseudonym (salted, n.hash, m->error ? NULL : &m->error))
    return 0;
  g_autofree char *key = g_strdup_printf ("%d:%s", type, n.hash);
  n.number = GPOINTER_TO_UINT (g_hash_table_lookup (m->known, key));
  if (n.number)
    return n.number;
  n.number = m->last[type] + 1;
  know (m, &n);
  g_array_append_val (m->fresh, n);
  return n.number;
}

void
_vsl_import_masker_free (VslImportMasker *m)
{
  if (!m)
    return;
  vsl_deid_masker_free (m->masker);
  g_hash_table_unref (m->known);
  g_array_unref (m->fresh);
  g_clear_error (&m->error);
  g_free (m);
}

VslImportMasker *
_vsl_import_masker_new (const VslImportPlan *plan, const VslImportSink *sink, gpointer sink_data, GError **error)
{
  VslImportMasker *m = g_new0 (VslImportMasker, 1);
  g_autoptr (GArray) numbers = g_array_new (FALSE, FALSE, sizeof (VslMaskNumber));
  m->sink = sink;
  m->sink_data = sink_data;
  m->masker = vsl_deid_masker_new (TRUE);
  m->known = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  m->fresh = g_array_new (FALSE, FALSE, sizeof (VslMaskNumber));
  vsl_deid_masker_set_numbers (m->masker, number_of, m);
  if (sink->masks && !sink->masks (sink_data, numbers, error)) {
    _vsl_import_masker_free (m);
    return NULL;
  }
  for (guint i = 0; i < numbers->len; i++)
    know (m, &g_array_index (numbers, VslMaskNumber, i));
  return m;
}

static gboolean
masker_failed (VslImportMasker *m, GError **error)
{
  gboolean failed = m->error != NULL;
  if (failed)
    g_propagate_error (error, g_steal_pointer (&m->error));
  return failed;
}

/* Replaces the sample's text and its hash, or the note beside a scan. */
gboolean
_vsl_import_masker_apply (VslImportMasker *m, const GArray *spans, const VslImportItem *item, VslNewSample *sample, guint64 counts[VSL_N_DEID], GError **error)
{
  VslImage masked = { 0 };
  gsize n;
  gboolean beside = sample->image.type != VSL_PIXEL_TEXT;
  if (!spans->len)
    return TRUE;
  g_autofree char *text = beside ? vsl_deid_mask (m->masker, item->note, strlen (item->note), spans, &n, counts)
                                 : vsl_deid_mask (m->masker, sample->image.data, sample->image.size, spans, &n, counts);
  if (masker_failed (m, error))
    return FALSE;
  if (beside) {
    sample->note = g_steal_pointer (&text);
    return TRUE;
  }
  if (!vsl_note_from_text (&masked, text, n, error))
    return FALSE;
  vsl_image_clear (&sample->image);
  sample->image = masked;
  vsl_image_sha256 (&sample->image, sample->sha256);
  return TRUE;
}

gboolean
_vsl_import_masker_keep (VslImportMasker *m, GError **error)
{
  gboolean ok = !m->fresh->len || !m->sink->keep_masks || m->sink->keep_masks (m->sink_data, m->fresh, error);
  g_array_set_size (m->fresh, 0);
  return ok;
}

/* ---- columns that are kept ---- */

gboolean
_vsl_import_masks (const VslImportPlan *plan)
{
  const VslImportOptions *o = &plan->options;
  return (plan->kind == VSL_SAMPLE_NOTE || o->note || (o->keep && *o->keep)) && !o->keep_identifiers;
}

/* Numbers and dates are no text: splits go by them. */
static gboolean
is_value (const char *cell)
{
  g_autofree char *clean = vsl_cell_clean (cell);
  VslCellNumber number;
  double days;
  return vsl_cell_number (clean, FALSE, &number) || vsl_cell_number (clean, TRUE, &number) || vsl_cell_date (clean, &days) || vsl_cell_missing (clean, TRUE);
}

/* Spans of a cell. What stands before a name in a note stands in the header here, so the header is read in front of the cell as well; the reading that
 * finds more is taken. A column that says who somebody is goes as a whole. */
static GArray *
cell_spans (const char *header, const char *cell)
{
  guint length = (guint) g_utf8_strlen (cell, -1);
  gboolean value = is_value (cell), people = !value && vsl_column_names_people (header);
  if (people || vsl_column_names_identifier (header)) {
    GArray *whole = g_array_new (FALSE, FALSE, sizeof (VslDeidSpan));
    VslDeidSpan all = { 0, length, people ? VSL_DEID_NAME : VSL_DEID_ID };
    g_array_append_val (whole, all);
    return whole;
  }
  g_autofree char *words = g_strdelimit (g_strdup (header), "_-.", ' '), *spoken = g_strconcat (words, ": ", cell, NULL);
  guint before = (guint) g_utf8_strlen (spoken, -1) - length, alone = 0, behind = 0;
  GArray *spans = value ? g_array_new (FALSE, FALSE, sizeof (VslDeidSpan)) : vsl_deid_find (cell, strlen (cell));
  g_autoptr (GArray) found = value ? g_array_new (FALSE, FALSE, sizeof (VslDeidSpan)) : vsl_deid_find (spoken, strlen (spoken));
  for (guint i = found->len; i-- > 0;) {
    VslDeidSpan *s = &g_array_index (found, VslDeidSpan, i);
    if (s->end <= before) {
      g_array_remove_index (found, i);
      continue;
    }
    s->start = MAX (s->start, before) - before;
    s->end -= before;
    behind += s->end - s->start;
  }
  for (guint i = 0; i < spans->len; i++)
    alone += g_array_index (spans, VslDeidSpan, i).end - g_array_index (spans, VslDeidSpan, i).start;
  if (behind <= alone)
    return spans;
  g_array_unref (spans);
  return g_steal_pointer (&found);
}

/* The cell as it is kept; NULL with an error. */
static char *
mask_cell (const VslImportPlan *plan, VslImportMasker *m, const char *header, const char *cell, VslImportResult *result, GError **error)
{
  g_autoptr (GArray) spans = cell_spans (header, cell);
  add_terms (plan, cell, strlen (cell), spans);
  if (!spans->len)
    return g_strdup (cell);
  g_autofree char *masked = vsl_deid_mask (m->masker, cell, strlen (cell), spans, NULL, result->masked);
  if (masker_failed (m, error))
    return NULL;
  result->kept_masked++;
  return g_steal_pointer (&masked);
}

gboolean
_vsl_import_keep_columns (const VslImportPlan *plan, VslImportMasker *masker, const VslImportItem *item, char ***attributes, VslImportResult *result,
                          GError **error)
{
  guint width = item->row ? g_strv_length ((char **) item->row) : 0;
  for (int i = 0; plan->table && plan->options.keep && plan->options.keep[i]; i++) {
    int c = vsl_csv_column (plan->table, plan->options.keep[i]);
    g_autofree char *name = c >= 0 ? g_strconcat (VSL_ATTRIBUTE_COLUMN, plan->table->header[c], NULL) : NULL;
    g_autofree char *cell = name && (guint) c < width ? g_strstrip (g_strdup (item->row[c])) : NULL;
    if (!cell || !*cell)
      continue;
    g_autofree char *value = masker ? mask_cell (plan, masker, plan->table->header[c], cell, result, error) : g_strdup (cell);
    if (!value)
      return FALSE;
    vsl_attributes_set (attributes, name, value);
  }
  return TRUE;
}

/**
 * vsl_import_plan_mask_here:
 * @plan: of vsl_import_look_here()
 * @sink: the project's; asked for the numbers of masks
 * @result: its masked, kept_masked and deidentified are set
 *
 * The items' notes are masked in place and their kept columns made, so that what the project gets is what an import would have given it.
 */
gboolean
vsl_import_plan_mask_here (VslImportPlan *plan, const VslImportSink *sink, gpointer sink_data, VslImportResult *result, GError **error)
{
  result->deidentified = _vsl_import_masks (plan);
  VslImportMasker *masker = result->deidentified ? _vsl_import_masker_new (plan, sink, sink_data, error) : NULL;
  gboolean ok = masker || !result->deidentified;
  for (guint i = 0; ok && i < plan->items->len; i++) {
    VslImportItem *item = plan->items->pdata[i];
    if (masker && item->note) {
      g_autoptr (GArray) spans = vsl_import_plan_spans (plan, i, item->note, strlen (item->note));
      char *text = vsl_deid_mask (masker->masker, item->note, strlen (item->note), spans, NULL, result->masked);
      g_free (item->note);
      item->note = text;
      ok = !masker_failed (masker, error);
    }
    ok = ok && _vsl_import_keep_columns (plan, masker, item, &item->kept, result, error);
  }
  ok = ok && (!masker || _vsl_import_masker_keep (masker, error));
  _vsl_import_masker_free (masker);
  return ok;
}

/**
 * vsl_import_mask_texts:
 * @sink: the project's; asked for the numbers of masks
 * @texts: n of them, each replaced by what it is masked
 * @spans: of each, #VslDeidSpan
 *
 * For what is in a project already.
 */
gboolean
vsl_import_mask_texts (const VslImportSink *sink, gpointer sink_data, char **texts, GArray *const *spans, guint n, guint64 counts[VSL_N_DEID], GError **error)
{
  VslImportMasker *masker = _vsl_import_masker_new (NULL, sink, sink_data, error);
  gboolean ok = masker != NULL;
  for (guint i = 0; ok && i < n; i++) {
    char *text = vsl_deid_mask (masker->masker, texts[i], strlen (texts[i]), spans[i], NULL, counts);
    g_free (texts[i]);
    texts[i] = text;
    ok = !masker_failed (masker, error);
  }
  ok = ok && _vsl_import_masker_keep (masker, error);
  _vsl_import_masker_free (masker);
  return ok;
}
