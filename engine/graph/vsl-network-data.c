/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A drawing against the samples that it will learn from. */
#include "graph/vsl-network-data.h"

#include <glib/gi18n-lib.h>

#include "data/vsl-prepare.h"
#include "graph/vsl-network-private.h"

/* A new Input takes scans as they are up to this side; larger ones, and scans of several sizes, are resized. */
#define MAX_SIDE 128

/* Of a note, until its project has been read, and at most. */
#define SOME_WORDS 100
#define MAX_WORDS 400
#define MIN_WORDS 8

/* ---- the input ---- */

static gint64
whole_option (const VslStepSpec *step, const char *name, gint64 otherwise)
{
  g_autoptr (JsonNode) value = vsl_config_get (&step->cls->head, step->config, name);
  return value && JSON_NODE_HOLDS_VALUE (value) ? json_node_get_int (value) : otherwise;
}

/* What the preprocessing makes of a scan; by the options alone, since this is asked at every edit. fixed: whether it no longer depends on
 * the scan's own size and colour. */
static void
prepared_shape (const VslNode *input, VslShape *shape, gboolean *size_fixed, gboolean *color_fixed)
{
  *size_fixed = *color_fixed = FALSE;
  for (guint i = 0; input->preprocessing && i < input->preprocessing->len; i++) {
    const VslStepSpec *step = &g_array_index (input->preprocessing, VslStepSpec, i);
    if (vsl_kind_prop (&step->cls->head, "height") && vsl_kind_prop (&step->cls->head, "width")) {
      shape->dim[0] = whole_option (step, "height", shape->dim[0]);
      shape->dim[1] = whole_option (step, "width", shape->dim[1]);
      *size_fixed = TRUE;
    } else if (vsl_kind_prop (&step->cls->head, "mode")) {
      g_autofree char *mode = vsl_config_get_text (&step->cls->head, step->config, "mode");
      shape->dim[2] = g_str_equal (mode, "grayscale") ? 1 : 3;
      *color_fixed = TRUE;
    }
  }
}

static void
check_scans (const VslNode *input, VslReport *report, int i, const VslDataFacts *facts)
{
  VslShape own = report->node[i].out, shape = facts->raw;
  gboolean size_fixed, color_fixed;
  g_autofree char *want = vsl_shape_to_string (&own), *raw = vsl_shape_to_string (&facts->raw);
  if (own.rank != 2 && own.rank != 3) {
    _vsl_report_mark (report, i, g_strdup_printf (_("The samples are scans (%s), but this input takes %s: give it height, width and channels."), raw, want), "fit:samples");
    return;
  }
  if (own.rank == 2) {
    own.rank = 3;
    own.dim[2] = 1;
  }
  prepared_shape (input, &shape, &size_fixed, &color_fixed);
  if (vsl_shape_equal (&shape, &own) && (facts->uniform || (size_fixed && (color_fixed || own.dim[2] == facts->raw.dim[2]))))
    return;
  g_autofree char *have = vsl_shape_to_string (&shape);
  char *text;
  if (vsl_shape_equal (&shape, &own))
    text = g_strdup_printf (_("The scans are not all of one size or kind, but this input takes %s: let Resizing bring them to it."), want);
  else if (size_fixed || color_fixed)
    text = g_strdup_printf (_("What is done before the network gives %s, but this input takes %s: let Resizing and ColorMode bring the scans to it."), have, want);
  else
    text = g_strdup_printf (_("The scans are %s, but this input takes %s: let them be resized, or give it their shape."), raw, want);
  _vsl_report_mark (report, i, text, "prepare:Resizing");
}

/* ---- the answer ---- */

static gboolean
is_dense (const VslNode *node)
{
  return g_str_equal (node->cls->head.name, "Dense");
}

static char *
activation_of (const VslNode *node)
{
  return vsl_kind_prop (&node->cls->head, "activation") ? vsl_config_get_text (&node->cls->head, node->config, "activation") : g_strdup ("");
}

/* Remedies outlive the report. "answer:2,softmax" */
static const char *
answer (int units, const char *activation)
{
  g_autofree char *text = g_strdup_printf ("answer:%d,%s", units, activation);
  return g_intern_string (text);
}

/* Tells its input again, or a row of the vocabulary for each token: it has no classes to answer with. */
static gboolean
is_autoencoder (const VslNetwork *network, const VslNode *input, const VslShape *in, const VslShape *out)
{
  gint64 vocabulary = vsl_network_vocabulary (network, input);
  if (vsl_shape_equal (in, out) && vsl_shape_count (out) > 1)
    return TRUE;
  return vocabulary > 1 && in->rank == 1 && out->rank == 2 && out->dim[0] == in->dim[0] && out->dim[1] == vocabulary;
}

static void
check_answer (const VslNode *node, VslReport *report, int i, const VslDataFacts *facts)
{
  const VslShape *out = &report->node[i].out;
  gint64 width = vsl_shape_count (out);
  int classes = facts->classes;
  g_autofree char *activation = activation_of (node), *shape = vsl_shape_to_string (out);
  gboolean sigmoid = g_str_equal (activation, "sigmoid"), two = classes == 2 && (sigmoid || facts->notes);
  const char *remedy = is_dense (node) && out->rank == 1 ? answer (two ? 1 : classes, two ? "sigmoid" : "softmax") : NULL;
  if (width == 1 && g_str_equal (activation, "softmax"))
    _vsl_report_mark (report, i, g_strdup_printf (_("One unit with softmax always answers 1. The samples have %d classes: softmax takes a unit for each, two classes also one unit with sigmoid."),
                                      classes), remedy);
  else if (width == 1 && sigmoid && classes > 2)
    _vsl_report_mark (report, i, g_strdup_printf (_("One unit with sigmoid tells two classes apart, but the samples have %d: take %d units with softmax."), classes, classes),
          remedy);
  else if (width != 1 && width != classes && remedy)
    _vsl_report_mark (report, i, g_strdup_printf (_("The network gives %d answers, but the samples have %d classes: set the units to %d."), (int) width, classes, classes), remedy);
  else if (width != 1 && width != classes && !report->message) {
    /* Hardly a mistake of this card: the drawing is not at its end yet. */
    report->message = g_strdup_printf (_("The network ends with %s values a sample, but the samples have %d classes: let it end in a Dense layer with %d units and softmax."),
                                       shape, classes, classes);
    report->problems++;
  }
}

/**
 * vsl_network_check_data:
 * @report: of vsl_network_check()
 */
void
vsl_network_check_data (const VslNetwork *network, VslReport *report, const VslDataFacts *facts)
{
  g_autoptr (GPtrArray) inputs = vsl_network_input_nodes (network), outputs = vsl_network_output_ids (network);
  if (inputs->len != 1)
    return;
  const VslNode *input = inputs->pdata[0];
  int in = vsl_network_index (network, input->id), output = 0;
  if (!report->node[in].ok)
    return;
  VslShape shape = report->node[in].out;
  if (!facts->notes && facts->raw.rank == 3)
    check_scans (input, report, in, facts);
  if (outputs->len != 1 || facts->classes < 2)
    return;
  int out = vsl_network_source_index (network, outputs->pdata[0], &output);
  if (out < 0 || out == in || output != 0 || !report->node[out].ok || is_autoencoder (network, input, &shape, &report->node[out].out))
    return;
  check_answer (network->nodes->pdata[out], report, out, facts);
}

/* ---- a new input ---- */

static gboolean
set_shape (VslNode *input, const gint64 *dim, int rank)
{
  g_autoptr (JsonNode) value = json_node_new (JSON_NODE_ARRAY);
  JsonArray *array = json_array_new ();
  for (int i = 0; i < rank; i++)
    json_array_add_int_element (array, dim[i]);
  json_node_take_array (value, array);
  return vsl_config_set (&input->cls->head, input->config, "shape", value, input->id, NULL);
}

static gboolean
fit_notes (VslNode *input, const VslDataFacts *facts)
{
  gint64 words = facts->words ? CLAMP ((gint64) facts->words, MIN_WORDS, MAX_WORDS) : SOME_WORDS;
  if (!set_shape (input, &words, 1))
    return FALSE;
  vsl_prepare_default (input, &(VslShape) { .rank = 1, .dim = { 1 } }, FALSE);
  vsl_prepare_text_rules (input)->split = VSL_TEXT_WORDS;      /* as they are counted; spaces do not tell in Chinese */
  return TRUE;
}

/**
 * vsl_network_fit_input:
 *
 * Scans of one size up to 128 × 128 are taken as they are, others brought to at most that. Notes get a TextVectorization as long as all but the
 * longest are; its vocabulary is taken when it is trained.
 */
gboolean
vsl_network_fit_input (VslNode *input, const VslDataFacts *facts)
{
  if (facts->notes)
    return fit_notes (input, facts);
  if (facts->raw.rank != 3)
    return FALSE;
  gint64 dim[3] = { MIN (facts->raw.dim[0], MAX_SIDE), MIN (facts->raw.dim[1], MAX_SIDE), facts->raw.dim[2] };
  gboolean small = dim[0] == facts->raw.dim[0] && dim[1] == facts->raw.dim[1];
  if (!small)                                                  /* squeezed to a square rather than cut */
    dim[0] = dim[1] = MAX_SIDE;
  if (!set_shape (input, dim, 3))
    return FALSE;
  vsl_prepare_default (input, &facts->raw, facts->uniform);
  return TRUE;
}

/**
 * vsl_network_same_layers:
 */
gboolean
vsl_network_same_layers (const VslNetwork *a, const VslNetwork *b)
{
  g_autoptr (VslNetwork) x = vsl_network_copy (a), y = vsl_network_copy (b);
  for (guint i = 0; i < x->nodes->len; i++)
    ((VslNode *) x->nodes->pdata[i])->x = ((VslNode *) x->nodes->pdata[i])->y = 0;
  for (guint i = 0; i < y->nodes->len; i++)
    ((VslNode *) y->nodes->pdata[i])->x = ((VslNode *) y->nodes->pdata[i])->y = 0;
  return vsl_network_equal (x, y);
}
