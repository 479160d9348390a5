/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The drawing and the samples it will learn from: new layers fitted to them, and the ready-made remedies. */
#include <glib/gi18n-lib.h>
#include <string.h>

#include "app/vsl-document-private.h"
#include "core/vsl-json.h"
#include "data/vsl-prepare.h"

/**
 * vsl_document_facts:
 *
 * What is known of the samples now; of notes their words only after vsl_document_count_words().
 */
VslDataFacts
vsl_document_facts (VslDocument *self)
{
  const VslProjectInfo *info = &self->info;
  VslDataFacts facts = { .notes = info->n && info->kind == VSL_SAMPLE_NOTE, .uniform = info->uniform,
                         .classes = info->class_names ? (int) g_strv_length (info->class_names) : 0 };
  if (info->n && info->kind == VSL_SAMPLE_SCAN)
    facts.raw = info->raw;
  if (facts.notes && self->words_counted == info->n) {
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
 * Fits the node to the samples and puts the drawing in place. For notes a new Input gets its length a little later, within the same step of undo.
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
  if (input && self->info.n && self->info.kind == VSL_SAMPLE_NOTE && self->words_counted != self->info.n)
    vsl_document_count_words (self, name);
}

/* ---- the words of notes, counted on a worker ---- */

typedef struct {
  VslProject *project;
  char *id;                        /* of the Input that waits for it */
  guint n;                         /* notes that there were */
  VslTextFacts facts;
  VslJob *job;
} Count;

static void
count_free (Count *count)
{
  vsl_project_unref (count->project);
  g_free (count->id);
  vsl_job_unref (count->job);
  g_free (count);
}

static void
count_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Count *count = data;
  GError *error = NULL;
  if (vsl_project_text_facts (count->project, &count->facts, vsl_job_progress, count->job, &error))
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

/* Only an Input that nobody has touched meanwhile is given its length. */
static void
on_counted (GObject *source, GAsyncResult *result, gpointer data)
{
  VslDocument *self = VSL_DOCUMENT (source);
  const Count *count = g_task_get_task_data (G_TASK (result));
  gboolean ok = g_task_propagate_boolean (G_TASK (result), NULL);
  g_autofree char *key = fit_key (count->id);
  vsl_document_end_job (self, count->job);
  if (!ok)                         /* the length stays a guess that can be changed by hand */
    return;
  VslDataFacts before = vsl_document_facts (self), facts;
  self->words = count->facts;
  self->words_counted = count->n;
  facts = vsl_document_facts (self);
  VslNetwork *next = vsl_network_copy (self->drawing->network);
  VslNode *input = vsl_network_find (next, count->id);
  gboolean mine = FALSE;
  if (input && (input->cls->flags & VSL_LAYER_INPUT)) {
    g_autoptr (VslNetwork) fresh = vsl_network_new ();
    VslNode *other = vsl_network_add (fresh, input->cls, input->id, input->x, input->y);
    vsl_network_fit_input (other, &before);
    mine = vsl_config_equal (&input->cls->head, input->config, other->config);
  }
  if (mine)
    vsl_network_fit_input (input, &facts);
  for (guint i = 0; i < next->nodes->len; i++) {
    VslNode *node = next->nodes->pdata[i];
    g_autoptr (JsonNode) rows = (node->cls->flags & VSL_LAYER_TOKENS) ? vsl_config_get (&node->cls->head, node->config, "input_dim") : NULL;
    const VslProp *p = rows ? vsl_kind_prop (&node->cls->head, "input_dim") : NULL;
    if (p && json_node_get_int (rows) == (gint64) p->def && reads_input (next, node))
      fit_table (node, &facts);
  }
  vsl_document_commit (self, next, _("Fit to the notes"), key, 0, FALSE);
}

/**
 * vsl_document_count_words:
 * @id: an Input that is fitted afterwards
 */
void
vsl_document_count_words (VslDocument *self, const char *id)
{
  GTask *task = g_task_new (self, NULL, on_counted, NULL);
  Count *count = g_new (Count, 1);
  *count = (Count) { vsl_project_ref (self->project), g_strdup (id), self->info.n, { 0 },
                     vsl_document_begin_job (self, _("Reading the notes"), NULL) };
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

/* ---- remedies ---- */

/* "input_dim=400" of a remedy. */
static gboolean
remedy_set (VslDocument *self, const char *id, const char *option_and_value, GError **error)
{
  const char *equal = strchr (option_and_value, '=');
  g_autofree char *option = g_strndup (option_and_value, (gsize) (equal - option_and_value));
  g_autoptr (JsonNode) value = vsl_json_parse (equal + 1, -1, error);
  return value && vsl_document_set_option (self, id, option, value, error);
}

/* The list of steps that its samples need. */
static gboolean
remedy_prepare (VslDocument *self, const char *id)
{
  g_autoptr (VslNetwork) network = vsl_network_copy (self->drawing->network);
  VslDataFacts facts = vsl_document_facts (self);
  if (facts.raw.rank == 3) {
    vsl_prepare_refit (vsl_network_find (network, id), &facts.raw, facts.uniform);
    return vsl_document_set_network (self, network, _("Prepare scans"));
  }
  vsl_prepare_default (vsl_network_find (network, id), &(VslShape) { .rank = 1, .dim = { 1 } }, FALSE);
  return vsl_document_set_network (self, network, _("Prepare notes"));
}

/* The Input as it would be if it were added now. */
static gboolean
remedy_fit (VslDocument *self, const char *id)
{
  g_autoptr (VslNetwork) network = vsl_network_copy (self->drawing->network);
  VslDataFacts facts = vsl_document_facts (self);
  vsl_network_fit_input (vsl_network_find (network, id), &facts);
  return vsl_document_set_network (self, network, _("Fit to the samples"));
}

/* "2,softmax": both in one step. */
static gboolean
remedy_answer (VslDocument *self, const char *id, const char *what, GError **error)
{
  const char *comma = strchr (what, ',');
  g_autoptr (VslNetwork) network = vsl_network_copy (self->drawing->network);
  g_autofree char *units = g_strndup (what, (gsize) (comma - what));
  return vsl_network_set_text (network, id, "units", units, error) && vsl_network_set_text (network, id, "activation", comma + 1, error)
         && vsl_document_set_network (self, network, _("Fit the answer to the classes"));
}

/**
 * vsl_document_apply_remedy:
 * @node: the one whose report has a remedy
 *
 * Does what the report says: "insert:Flatten" puts a Flatten on the wire into the node, "set:input_dim=400" sets an option,
 * "prepare:TextVectorization" lets an Input take notes, "prepare:Resizing" brings scans to it, "fit:samples" gives it their shape,
 * "answer:2,softmax" lets a Dense tell two classes apart.
 */
gboolean
vsl_document_apply_remedy (VslDocument *self, const char *node, GError **error)
{
  int index = vsl_network_index (self->drawing->network, node);
  const char *remedy = index >= 0 && index < (int) self->report->n ? self->report->node[index].remedy : NULL;
  const VslNode *at = index >= 0 ? g_ptr_array_index (self->drawing->network->nodes, index) : NULL;
  g_autofree char *to = g_strdup (node);
  if (remedy && g_str_has_prefix (remedy, "set:"))
    return remedy_set (self, to, remedy + strlen ("set:"), error);
  if (remedy && g_str_has_prefix (remedy, "prepare:") && at->preprocessing)
    return remedy_prepare (self, to);
  if (remedy && g_str_equal (remedy, "fit:samples"))
    return remedy_fit (self, to);
  if (remedy && g_str_has_prefix (remedy, "answer:"))
    return remedy_answer (self, to, remedy + strlen ("answer:"), error);
  if (!remedy || !g_str_has_prefix (remedy, "insert:") || at->inputs->len == 0) {
    g_set_error (error, VSL_GRAPH_ERROR, VSL_ERROR_UNSUPPORTED, _("There is no ready-made remedy for “%s”."), node);
    return FALSE;
  }
  g_autofree char *from = g_strdup (g_ptr_array_index (at->inputs, 0));
  return vsl_document_insert_node (self, remedy + strlen ("insert:"), from, to, NULL, error);
}
