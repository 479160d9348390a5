/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The drawing and the samples it will learn from: new layers fitted to them, and what of it is kept nowhere else. */
#include <glib/gi18n-lib.h>

#include "app/vsl-document-private.h"
#include "data/vsl-prepare.h"

/**
 * vsl_data_facts:
 *
 * Returns: what a drawing has to know of a project's samples; of notes not how long they are
 */
VslDataFacts
vsl_data_facts (const VslProjectInfo *info)
{
  VslDataFacts facts = { .notes = info->n && info->kind == VSL_SAMPLE_NOTE, .uniform = info->uniform,
                         .classes = info->target == VSL_TARGET_CLASS && info->class_names ? (int) g_strv_length (info->class_names) : 0 };
  if (info->n && info->kind == VSL_SAMPLE_SCAN)
    facts.raw = info->raw;
  return facts;
}

/**
 * vsl_document_facts:
 *
 * What is known of the samples now; of notes their words only after vsl_document_read_for_input().
 */
VslDataFacts
vsl_document_facts (VslDocument *self)
{
  VslDataFacts facts = vsl_data_facts (&self->info);
  if (facts.notes && self->words_counted == self->info.n) {
    facts.words = self->words.length;
    facts.distinct = self->words.distinct;
  }
  return facts;
}

/* ---- new layers ---- */

/* A table of words needs no more rows than there are words. */
static gboolean
fit_table (VslNode *node, const VslDataFacts *facts)
{
  g_autoptr (JsonNode) now = vsl_config_get (&node->cls->head, node->config, "input_dim");
  if (!facts->distinct || !now || json_node_get_int (now) <= (gint64) facts->distinct + 2)
    return FALSE;
  g_autoptr (JsonNode) rows = json_node_init_int (json_node_alloc (), (gint64) facts->distinct + 2);      /* padding and [UNK] */
  return vsl_config_set (&node->cls->head, node->config, "input_dim", rows, node->id, NULL);
}

static gboolean
reads_input (const VslNetwork *network, const VslNode *node)
{
  const VslNode *source = node->inputs->len ? vsl_network_source (network, node->inputs->pdata[0], NULL) : NULL;
  return source && (source->cls->flags & VSL_LAYER_INPUT) && vsl_prepare_text_rules (source);
}

/**
 * vsl_document_fit_node:
 * @network: a copy that is being changed
 * @node: new in it, with its options as they are by themselves
 */
void
vsl_document_fit_node (VslDocument *self, VslNetwork *network, VslNode *node)
{
  VslDataFacts facts = vsl_document_facts (self);
  if (node->cls->flags & VSL_LAYER_INPUT)
    vsl_network_fit_input (node, &facts);
  else if ((node->cls->flags & VSL_LAYER_TOKENS) && reads_input (network, node))
    fit_table (node, &facts);
}

static char *
fit_key (const char *id)
{
  return g_strconcat ("fit:", id, NULL);
}

/**
 * vsl_document_take_added:
 * @next: (transfer full): the drawing with one node more
 * @node: that one
 * @id: (out) (optional): its name
 *
 * Fits the node to the samples and puts the drawing in place. For notes and rows of tables a new Input gets its shape
 * a little later, within the same step of undo.
 */
void
vsl_document_take_added (VslDocument *self, VslNetwork *next, VslNode *node, char **id)
{
  gboolean input = (node->cls->flags & VSL_LAYER_INPUT) != 0;
  g_autofree char *name = g_strdup (node->id), *key = input ? fit_key (node->id) : NULL;
  g_autofree char *label = g_strdup_printf (_("Add %s"), _(node->cls->head.title));
  vsl_document_fit_node (self, next, node);
  if (id)
    *id = g_strdup (name);
  vsl_document_commit (self, next, label, key, 0, FALSE);
  gboolean unread = self->info.kind == VSL_SAMPLE_TABLE || (self->info.kind == VSL_SAMPLE_NOTE && self->words_counted != self->info.n);
  if (input && self->info.n && unread)
    vsl_document_read_for_input (self, name);
}

/* ---- samples that have to be read first: the words of notes, the columns of a table ---- */

typedef struct {
  VslProject *project;
  char *id;                        /* of the Input that waits for it */
  VslSampleKind kind;
  guint n;                         /* samples that there were */
  VslTextFacts facts;              /* of notes */
  VslNetwork *row;                 /* of a table: the simplest network for it */
  VslJob *job;
} Count;

static void
count_free (Count *count)
{
  vsl_project_unref (count->project);
  g_clear_pointer (&count->row, vsl_network_free);
  g_free (count->id);
  vsl_job_unref (count->job);
  g_free (count);
}

static void
count_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Count *count = data;
  GError *error = NULL;
  gboolean notes = count->kind == VSL_SAMPLE_NOTE;
  if (!notes)
    count->row = vsl_project_make_template (count->project, "logistic", vsl_job_progress, count->job, &error);
  if (notes ? vsl_project_text_facts (count->project, &count->facts, vsl_job_progress, count->job, &error) : count->row != NULL)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static gboolean
start_counting (gpointer data)
{
  g_autoptr (GTask) task = data;
  g_task_run_in_thread (task, count_thread);
  return G_SOURCE_REMOVE;
}

/* Whether nobody has changed what a new Input was given. */
static gboolean
is_as_added (const VslNode *input, const VslDataFacts *facts)
{
  g_autoptr (VslNetwork) network = vsl_network_new ();
  VslNode *fresh = vsl_network_add (network, input->cls, input->id, input->x, input->y);
  vsl_network_fit_input (fresh, facts);
  return vsl_config_equal (&input->cls->head, input->config, fresh->config);
}

/* Shape and preprocessing of another network's Input. */
static void
take_input (VslNode *input, const VslNetwork *other)
{
  g_autoptr (GPtrArray) inputs = vsl_network_input_nodes (other);
  const VslNode *from = inputs->len == 1 ? inputs->pdata[0] : NULL;
  if (!from || from->cls != input->cls)
    return;
  vsl_config_free (&input->cls->head, input->config);
  input->config = vsl_config_copy (&from->cls->head, from->config);
  g_array_set_size (input->preprocessing, 0);
  for (guint i = 0; i < from->preprocessing->len; i++) {
    VslStepSpec step = g_array_index (from->preprocessing, VslStepSpec, i);
    step.config = vsl_config_copy (&step.cls->head, step.config);
    g_array_append_val (input->preprocessing, step);
  }
}

/* Tables of words that were drawn meanwhile and have the size that they have by themselves. */
static void
fit_tables (VslNetwork *network, const VslDataFacts *facts)
{
  for (guint i = 0; i < network->nodes->len; i++) {
    VslNode *node = network->nodes->pdata[i];
    const VslProp *p = (node->cls->flags & VSL_LAYER_TOKENS) ? vsl_kind_prop (&node->cls->head, "input_dim") : NULL;
    g_autoptr (JsonNode) rows = p ? vsl_config_get (&node->cls->head, node->config, "input_dim") : NULL;
    if (rows && json_node_get_int (rows) == (gint64) p->def && reads_input (network, node))
      fit_table (node, facts);
  }
}

static void
on_counted (GObject *source, GAsyncResult *result, gpointer data)
{
  VslDocument *self = VSL_DOCUMENT (source);
  const Count *count = g_task_get_task_data (G_TASK (result));
  gboolean ok = g_task_propagate_boolean (G_TASK (result), NULL);
  g_autofree char *key = fit_key (count->id);
  vsl_document_end_job (self, count->job);
  if (!ok)                         /* the shape stays a guess that can be changed by hand */
    return;
  VslDataFacts before = vsl_document_facts (self);
  VslNetwork *next = vsl_network_copy (self->drawing->network);
  VslNode *input = vsl_network_find (next, count->id);
  gboolean mine = input && (input->cls->flags & VSL_LAYER_INPUT) && is_as_added (input, &before);
  if (count->kind == VSL_SAMPLE_NOTE) {
    self->words = count->facts;
    self->words_counted = count->n;
  }
  VslDataFacts facts = vsl_document_facts (self);
  if (mine && count->row)
    take_input (input, count->row);
  else if (mine)
    vsl_network_fit_input (input, &facts);
  fit_tables (next, &facts);
  vsl_history_lift_barrier (self->history);      /* its card was selected meanwhile, which ends steps of typing */
  vsl_document_commit (self, next, _("Fit to the samples"), key, 0, FALSE);
}

/**
 * vsl_document_read_for_input:
 * @id: an Input that is fitted afterwards, in the same step of undo where nothing else was done meanwhile
 */
void
vsl_document_read_for_input (VslDocument *self, const char *id)
{
  GTask *task = g_task_new (self, NULL, on_counted, NULL);
  Count *count = g_new0 (Count, 1);
  count->project = vsl_project_ref (self->project);
  count->id = g_strdup (id);
  count->kind = self->info.kind;
  count->n = self->info.n;
  count->job = vsl_document_begin_job (self, count->kind == VSL_SAMPLE_NOTE ? _("Reading the notes") : _("Reading the samples"), NULL);
  g_task_set_task_data (task, count, (GDestroyNotify) count_free);
  vsl_writer_notify (self->writer, start_counting, task);
}

/* ---- own work ---- */

/**
 * vsl_document_has_own_work:
 *
 * Returns: whether the drawing is kept nowhere else: it is neither empty, nor what a template has put there, nor what a run was trained with
 */
gboolean
vsl_document_has_own_work (VslDocument *self)
{
  const VslNetwork *network = self->drawing->network;
  if (network->nodes->len == 0 || (self->from_template && vsl_network_same_layers (network, self->from_template->network)))
    return FALSE;
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->runs)); i++) {
    g_autoptr (VslRunItem) item = g_list_model_get_item (G_LIST_MODEL (self->runs), i);
    const VslRun *run = vsl_run_item_run (item);
    if (run->network && run->network_revision > 0 && vsl_network_same_layers (network, run->network))
      return FALSE;
  }
  return TRUE;
}
