/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Mistakes in how notes reach a network: the Input's length, the vocabulary, and the layers that read numbers of words. */
#include <glib/gi18n-lib.h>

#include "graph/vsl-network-private.h"
#include "text/vsl-text-rules.h"

static const VslStepSpec *
notes_step (const VslNode *input)
{
  for (guint i = 0; input->preprocessing && i < input->preprocessing->len; i++) {
    const VslStepSpec *step = &g_array_index (input->preprocessing, VslStepSpec, i);
    if (step->cls->flags & VSL_LAYER_NOTES)
      return step;
  }
  return NULL;
}

/* Remedies outlive the report; there are as many as there are numbers to mend. */
static const char *
remedy_set (const char *option, const char *format, gint64 value)
{
  g_autofree char *number = g_strdup_printf (format, value), *text = g_strdup_printf ("set:%s=%s", option, number);
  return g_intern_string (text);
}

/* Owned, with a remedy where there is one; NULL: all is well. */
static char *
input_problem (const VslNode *input, const VslShape *shape, const VslTextRules *rules, const char **remedy)
{
  gint64 length = rules->output_sequence_length;
  guint size = vsl_strings_length (rules->vocabulary) + 2;
  if (input->preprocessing->len > 1)
    return g_strdup (_("TextVectorization gives numbers of words, which no other step may change: remove the other steps before the network."));
  if (shape->rank != 1 || (length != VSL_INT_NULL && shape->dim[0] != length)) {
    g_autofree char *have = vsl_shape_to_string (shape);
    if (length == VSL_INT_NULL)
      return g_strdup_printf (_("TextVectorization gives a row of words, but this input takes %s: give it a shape of one number."), have);
    *remedy = remedy_set ("shape", "[%" G_GINT64_FORMAT "]", length);
    return g_strdup_printf (_("TextVectorization gives %d words of a note, but this input takes %s: set the shape to %d, or output_sequence_length to the other number."),
                            (int) length, have, (int) length);
  }
  if (rules->vocabulary && rules->max_tokens != VSL_INT_NULL && size > rules->max_tokens)
    return g_strdup_printf (_("The vocabulary has %u entries with padding and unknown words, but max_tokens allows only %d: make max_tokens larger or leave it empty."),
                            size, (int) rules->max_tokens);
  return NULL;
}

/* Takes the message. */
void
_vsl_report_mark (VslReport *report, int i, char *message, const char *remedy)
{
  report->node[i].message = message;
  report->node[i].remedy = remedy;
  report->node[i].ok = FALSE;
  report->problems++;
}

static void
check_input (const VslNetwork *network, VslReport *report, int i)
{
  const VslNode *input = network->nodes->pdata[i];
  const VslStepSpec *step = notes_step (input);
  const char *remedy = NULL;
  char *message = NULL;
  if (step)
    message = input_problem (input, &report->node[i].out, step->config, &remedy);
  else if (input->preprocessing->len && vsl_network_vocabulary (network, input) > 0) {
    const VslStepSpec *first = &g_array_index (input->preprocessing, VslStepSpec, 0);
    remedy = "prepare:TextVectorization";
    message = g_strdup_printf (_("An Embedding reads numbers of words, but %s is for pictures: put TextVectorization in its place."), first->cls->head.name);
  }
  if (message)
    _vsl_report_mark (report, i, message, remedy);
}

/* A table of words must have a row for each entry of the vocabulary that it is read by. */
static void
check_table (const VslNetwork *network, VslReport *report, int i)
{
  const VslNode *node = network->nodes->pdata[i];
  const VslNode *source = node->inputs->len ? vsl_network_source (network, node->inputs->pdata[0], NULL) : NULL;
  const VslStepSpec *step = source ? notes_step (source) : NULL;
  const VslProp *p = vsl_kind_prop (&node->cls->head, "input_dim");
  const VslTextRules *rules = step ? step->config : NULL;
  if (!rules || !rules->vocabulary || !p)
    return;
  gint64 rows = *(const gint64 *) ((const guint8 *) node->config + p->offset), size = (gint64) vsl_strings_length (rules->vocabulary) + 2;
  if (rows >= size)
    return;
  _vsl_report_mark (report, i, g_strdup_printf (_("The vocabulary has %d entries with padding and unknown words, but this layer has room for %d: set input_dim to at least %d."),
                                    (int) size, (int) rows, (int) size),
        remedy_set ("input_dim", "%" G_GINT64_FORMAT, size));
}

void
_vsl_network_check_words (const VslNetwork *network, VslReport *report)
{
  for (guint i = 0; i < report->n; i++) {
    const VslNode *node = network->nodes->pdata[i];
    if (!report->node[i].ok)
      continue;
    if (node->cls->flags & VSL_LAYER_INPUT)
      check_input (network, report, (int) i);
    else if (node->cls->flags & VSL_LAYER_TOKENS)
      check_table (network, report, (int) i);
  }
}

/**
 * vsl_network_check_notes:
 * @report: of vsl_network_check()
 *
 * For a network whose samples are notes, which the drawing alone does not tell: marks an Input without TextVectorization.
 */
void
vsl_network_check_notes (const VslNetwork *network, VslReport *report)
{
  for (guint i = 0; i < report->n; i++) {
    const VslNode *node = network->nodes->pdata[i];
    if (!(node->cls->flags & VSL_LAYER_INPUT) || !report->node[i].ok || notes_step (node))
      continue;
    gboolean row = report->node[i].out.rank == 1;
    _vsl_report_mark (report, (int) i,
          g_strdup (row ? _("The samples are notes, which a network cannot read as they are: put TextVectorization before it.")
                        : _("The samples are notes, but this input takes pictures: choose a template for notes, or give it a shape of one number, the length in words.")),
                      row ? "prepare:TextVectorization" : NULL);
  }
}
