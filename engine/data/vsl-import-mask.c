/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What tells who a note is about is masked before the note reaches the sink: a project only ever has the masked text. */
#include <string.h>

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
  if (it->note || it->text)
    return g_strdup (it->note ? it->note : it->text);
  if (!vsl_note_read (it->path, &image, NULL, error))
    return NULL;
  char *text = g_strndup (image.data, image.size);
  vsl_image_clear (&image);
  return text;
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
  GArray *spans = vsl_deid_find (text, length);
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
  if (m->error) {
    g_propagate_error (error, g_steal_pointer (&m->error));
    return FALSE;
  }
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
