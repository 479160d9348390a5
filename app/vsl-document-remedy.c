/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the buttons at marked cards do. */
#include <glib/gi18n-lib.h>
#include <string.h>

#include "app/vsl-document-private.h"
#include "core/vsl-json.h"
#include "data/vsl-prepare.h"

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
