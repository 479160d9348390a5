/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "graph/vsl-template.h"

#include <glib/gi18n-lib.h>

#include "data/vsl-prepare.h"
#include "graph/vsl-template-private.h"

/* Larger scans are brought to the template's own size. */
#define MAX_DATA_SIDE 64

/* A note shorter than this is padded, so that every template's windows find room. */
#define MIN_NOTE 8

/* What people read; the drawings have no language. A test holds this table and the list of files together. */
static const struct {
  const char *id, *title, *summary;
} words[] = {
  { "logistic", N_("Logistic regression"),
    N_("A single dense layer on the plain pixels: the linear baseline that a better network must beat.") },
  { "perceptron", N_("Perceptron"),
    N_("One hidden dense layer on the plain pixels: a simple baseline to compare with.") },
  { "classic-cnn", N_("Classic CNN"),
    N_("One convolution, one pooling and one dense layer: quick to train and a good first try on small scans.") },
  { "lenet", N_("LeNet-5"),
    N_("Two convolutions with average pooling and three dense layers, as first used to read handwritten digits.") },
  { "vgg-small", N_("Small VGG"),
    N_("Four pairs of convolutions with growing width, for larger scans with fine detail.") },
  { "mobilenet-small", N_("Small MobileNet"),
    N_("Separate convolutions for space and for channels: nearly as able as larger networks, with few weights and quick to run.") },
  { "resnet18-small", N_("Small ResNet-18"),
    N_("Eighteen layers with shortcuts and batch normalization: accurate on many scans, slow to train on a processor.") },
  { "conv-autoencoder", N_("Convolutional autoencoder"),
    N_("Squeezes each scan through a narrow code and draws it again; what it draws badly is unusual. Needs no labels.") },
  { "unet-autoencoder", N_("U-Net autoencoder"),
    N_("Cleans noisy scans, with shortcuts that keep fine detail: draws more sharply than the plain autoencoder. Needs no labels.") },
  { "embedding-average", N_("Average of words"),
    N_("The meanings of a note's words, averaged and the strongest of each, whatever their order: trains in seconds and is often hard to beat.") },
  { "text-cnn", N_("Text CNN"),
    N_("Looks for telling phrases of three, four and five words, wherever they stand in a note.") },
  { "notes-gru", N_("GRU"),
    N_("Reads a note word by word with a memory; somewhat smaller and quicker than the LSTM.") },
  { "notes-lstm", N_("LSTM"),
    N_("Reads a note word by word with a memory, so that the order of words counts.") },
  { "notes-bilstm", N_("Bidirectional LSTM"),
    N_("Reads a note from its start and from its end, so that each word is seen with what comes before and after it.") },
  { "notes-attention", N_("Attention"),
    N_("Compares all words of a note with each other at once, as language models do; wants many notes.") },
  { "sequence-autoencoder", N_("Sequence autoencoder"),
    N_("Squeezes the beginning of each note through a narrow code and spells it again; what it spells badly is unusual. Needs no labels.") },
  { "scan-and-table", N_("Scan and table"),
    N_("Looks at each scan and at the values of its row in a table, and answers from both.") },
  { "scan-and-note", N_("Scan and note"),
    N_("Looks at each scan and at the words of the note beside it, and answers from both.") },
};

static int
find_words (const char *id)
{
  for (guint i = 0; id && i < G_N_ELEMENTS (words); i++)
    if (g_str_equal (words[i].id, id))
      return i;
  return -1;
}

/**
 * vsl_template_ids:
 *
 * Returns: (transfer none): the ids of all templates, %NULL-terminated, in the order in which they are offered
 */
const char *const *
vsl_template_ids (void)
{
  static const char *ids[64];
  static gsize done = 0;
  if (g_once_init_enter (&done)) {
    for (guint i = 0; vsl_template_texts[i].id && i + 1 < G_N_ELEMENTS (ids); i++)
      ids[i] = vsl_template_texts[i].id;
    g_once_init_leave (&done, 1);
  }
  return ids;
}

/**
 * vsl_template_title:
 *
 * Returns: (transfer none) (nullable): a few words for people, in their language
 */
const char *
vsl_template_title (const char *id)
{
  int i = find_words (id);
  return i < 0 ? NULL : _(words[i].title);
}

/**
 * vsl_template_summary:
 *
 * Returns: (transfer none) (nullable): one sentence for people, in their language
 */
const char *
vsl_template_summary (const char *id)
{
  int i = find_words (id);
  return i < 0 ? NULL : _(words[i].summary);
}

/**
 * vsl_template_load:
 *
 * Returns: (transfer full) (nullable): the template as its file has it; an unknown id is an error with the nearest ones
 */
VslNetwork *
vsl_template_load (const char *id, GError **error)
{
  for (guint i = 0; vsl_template_texts[i].id; i++)
    if (id && g_str_equal (vsl_template_texts[i].id, id))
      return vsl_network_parse (vsl_template_texts[i].json, -1, error);
  g_autofree char *nearest = vsl_nearest (id ? id : "", vsl_template_ids ());
  g_set_error (error, VSL_GRAPH_ERROR, VSL_ERROR_NOT_FOUND, _("There is no network template “%s”. The nearest are: %s."), id ? id : "", nearest);
  return NULL;
}

/* The Input's shape as its configuration has it, when it has so many axes. */
static gboolean
get_shape (const VslNode *input, int rank, VslShape *shape)
{
  g_autoptr (JsonNode) value = vsl_config_get (&input->cls->head, input->config, "shape");
  if (!value || !JSON_NODE_HOLDS_ARRAY (value))
    return FALSE;
  JsonArray *a = json_node_get_array (value);
  *shape = (VslShape) { .rank = json_array_get_length (a) };
  if (shape->rank != rank)
    return FALSE;
  for (int i = 0; i < shape->rank; i++)
    shape->dim[i] = json_array_get_int_element (a, i);
  return TRUE;
}

static gboolean
set_shape (VslNode *input, const VslShape *shape, GError **error)
{
  g_autoptr (JsonNode) value = json_node_new (JSON_NODE_ARRAY);
  JsonArray *a = json_array_new ();
  for (int i = 0; i < shape->rank; i++)
    json_array_add_int_element (a, shape->dim[i]);
  json_node_take_array (value, a);
  return vsl_config_set (&input->cls->head, input->config, "shape", value, input->id, error);
}

static gboolean
set_int (VslNode *node, const char *option, gint64 number, GError **error)
{
  g_autoptr (JsonNode) value = json_node_init_int (json_node_alloc (), number);
  return vsl_config_set (&node->cls->head, node->config, option, value, node->id, error);
}

static gboolean
set_word (VslNode *node, const char *option, const char *word, GError **error)
{
  g_autoptr (JsonNode) value = json_node_init_string (json_node_alloc (), word);
  return vsl_config_set (&node->cls->head, node->config, option, value, node->id, error);
}

/* A network that draws a picture must draw it in the size of its input. */
static gboolean
fits (const VslNetwork *network, const VslShape *shape, const VslNode *output, gboolean picture)
{
  g_autoptr (VslReport) report = vsl_network_check (network, 1);
  if (!vsl_report_ok (report))
    return FALSE;
  return !picture || vsl_shape_equal (&report->node[vsl_network_index (network, output->id)].out, shape);
}

/* Finds the Input's shape: the data's own size when that is uniform and small, rounded up to a multiple of 2, 4 … 16
 * where the network halves and doubles its picture; otherwise the size in the template's file. */
static gboolean
fit_shape (VslNetwork *network, VslNode *input, VslNode *output, gboolean picture, const VslShape *raw, gboolean uniform, GError **error)
{
  VslShape own;
  if (!get_shape (input, 3, &own)) {
    g_set_error (error, VSL_GRAPH_ERROR, VSL_ERROR_SHAPE, _("This template does not take scans. Choose another one."));
    return FALSE;
  }
  own.dim[2] = raw->dim[2];
  if (uniform && raw->dim[0] <= MAX_DATA_SIDE && raw->dim[1] <= MAX_DATA_SIDE)
    for (int multiple = 1; multiple <= 16; multiple *= 2) {
      VslShape shape = *raw;
      for (int i = 0; i < 2; i++)
        shape.dim[i] = (raw->dim[i] + multiple - 1) / multiple * multiple;
      if (!set_shape (input, &shape, error))
        return FALSE;
      if (fits (network, &shape, output, picture))
        return TRUE;
    }
  return set_shape (input, &own, error);
}

/* A sequence autoencoder spells its input again: as many places as the Input has, a row of the vocabulary at each. */
static gboolean
fit_spelling (VslNetwork *network, VslNode *input, VslNode *output, GError **error)
{
  g_autoptr (JsonNode) shape = vsl_config_get (&input->cls->head, input->config, "shape");
  gint64 length = json_array_get_int_element (json_node_get_array (shape), 0);
  for (guint i = 0; i < network->nodes->len; i++) {
    VslNode *node = network->nodes->pdata[i];
    if (g_str_equal (node->cls->head.name, "RepeatVector") && !set_int (node, "n", length, error))
      return FALSE;
  }
  return set_int (output, "units", vsl_network_vocabulary (network, input), error);
}

/* Dense answers: one unit a class and softmax, but for notes of two classes a single sigmoid unit. */
static gboolean
fit_answer (VslNode *output, gboolean note, int classes, GError **error)
{
  gboolean two = note && classes == 2;
  if (classes <= 0 || (note && classes == 1))
    return TRUE;
  if (note && !set_word (output, "activation", two ? "sigmoid" : "softmax", error))
    return FALSE;
  return set_int (output, "units", two ? 1 : classes, error);
}

/* After the Input has its shape: a sequence autoencoder is known by its output, which has an axis more than its input. */
static gboolean
fit_output (VslNetwork *network, VslNode *input, VslNode *output, int classes, GError **error)
{
  gboolean note = vsl_network_vocabulary (network, input) > 0;
  g_autoptr (VslReport) report = vsl_network_infer (network, 1, FALSE, NULL);
  int in = vsl_network_index (network, input->id), out = vsl_network_index (network, output->id);
  if (note && report->node[out].out.rank > report->node[in].out.rank)
    return fit_spelling (network, input, output, error);
  return fit_answer (output, note, classes, error);
}

/* A template with its one input and its one output. */
static VslNetwork *
load_ends (const char *id, VslNode **input, VslNode **output, GError **error)
{
  g_autoptr (VslNetwork) network = vsl_template_load (id, error);
  if (!network)
    return NULL;
  g_autoptr (GPtrArray) inputs = vsl_network_input_nodes (network);
  g_autoptr (GPtrArray) outputs = vsl_network_output_ids (network);
  if (inputs->len != 1 || outputs->len != 1) {
    g_set_error (error, VSL_GRAPH_ERROR, VSL_ERROR_SHAPE, _("The template “%s” needs exactly one input and one output."), id);
    return NULL;
  }
  *input = inputs->pdata[0];
  *output = vsl_network_source (network, outputs->pdata[0], NULL);
  return g_steal_pointer (&network);
}

static VslNetwork *
checked (VslNetwork *network, GError **error)
{
  g_autoptr (VslReport) report = vsl_network_check (network, 1);
  if (vsl_report_ok (report))
    return network;
  vsl_report_to_error (network, report, error);
  vsl_network_free (network);
  return NULL;
}

/**
 * vsl_template_make:
 * @template_id: one of vsl_template_ids()
 * @raw: (nullable): height, width and channels of the scans; %NULL when there are none yet
 * @uniform: whether all scans have that size
 * @classes: number of classes; 0 when unknown
 *
 * Brings a template to the data. Scans of one size up to 64 × 64 are taken as they are; others are resized to the size in
 * the template's file. The channels are the data's. The Input gets its preprocessing (vsl_prepare_default()), a Dense
 * output one unit a class (for notes of two classes one sigmoid unit), a convolution at the output (autoencoders) one filter a
 * channel, the output of a sequence autoencoder one unit a word of the vocabulary.
 *
 * Returns: (transfer full) (nullable): a network without problems
 */
VslNetwork *
vsl_template_make (const char *template_id, const VslShape *raw, gboolean uniform, int classes, GError **error)
{
  VslNode *input, *output;
  if (vsl_template_parts (template_id) > 1)
    return vsl_template_make_joint (template_id, raw, uniform, NULL, 0, NULL, classes, error);
  g_autoptr (VslNetwork) network = load_ends (template_id, &input, &output, error);
  if (!network)
    return NULL;
  gboolean picture = vsl_kind_prop (&output->cls->head, "filters") != NULL;
  VslShape own = { 0 };
  gboolean scan = get_shape (input, 3, &own);
  if (raw && (raw->rank != 3 || !vsl_shape_valid (raw))) {
    g_set_error (error, VSL_GRAPH_ERROR, VSL_ERROR_SHAPE, _("The scans need a height, a width and channels to choose a template for them."));
    return NULL;
  }
  if (!raw && scan)
    raw = &own;
  if (picture && raw && !set_int (output, "filters", raw->dim[2], error))
    return NULL;
  if (raw && !fit_shape (network, input, output, picture, raw, uniform && raw != &own, error))
    return NULL;
  if (!picture && !fit_output (network, input, output, classes, error))
    return NULL;
  if (raw)
    vsl_prepare_default (input, raw, uniform && raw != &own);
  if (raw && !picture)                   /* an autoencoder's answer lies between black and white */
    vsl_prepare_standardise (input);
  return checked (g_steal_pointer (&network), error);
}

/* ---- notes ---- */

/* How many token numbers the layers after the Input are to know. */
static gboolean
set_vocabulary (VslNetwork *network, const VslNode *input, gint64 vocabulary, GError **error)
{
  for (guint i = 0; i < network->nodes->len; i++) {
    VslNode *node = network->nodes->pdata[i];
    if ((node->cls->flags & VSL_LAYER_TOKENS) && node->inputs->len && vsl_network_source (network, node->inputs->pdata[0], NULL) == input
        && !set_int (node, "input_dim", vocabulary, error))
      return FALSE;
  }
  return TRUE;
}

/* What stands in the template's file is the most that it takes: a shorter list of words and shorter notes make it smaller. */
gboolean
_vsl_template_fit_notes (VslNetwork *network, VslNode *input, const VslTextFacts *facts, GError **error)
{
  VslShape shape;
  gint64 most = vsl_network_vocabulary (network, input);
  if (!get_shape (input, 1, &shape) || most == 0) {
    g_set_error (error, VSL_GRAPH_ERROR, VSL_ERROR_SHAPE, _("This template does not take notes. Choose another one."));
    return FALSE;
  }
  gint64 vocabulary = facts ? MIN (most, (gint64) facts->distinct + 2) : most;       /* padding and [UNK] */
  if (facts)
    shape.dim[0] = CLAMP ((gint64) facts->length, MIN (MIN_NOTE, shape.dim[0]), shape.dim[0]);
  if (!set_shape (input, &shape, error) || !set_vocabulary (network, input, vocabulary, error))
    return FALSE;
  if (!vsl_prepare_text_rules (input))
    vsl_prepare_default (input, &shape, TRUE);
  VslTextRules *rules = vsl_prepare_text_rules (input);
  rules->max_tokens = vocabulary;
  rules->output_sequence_length = shape.dim[0];
  rules->split = VSL_TEXT_WORDS;                     /* as they were counted */
  return TRUE;
}

/**
 * vsl_template_make_notes:
 * @id: one of vsl_template_ids(), of the kind %VSL_SAMPLE_NOTE
 * @facts: (nullable): of the notes for training; %NULL when there are none yet: the template's own length and vocabulary
 * @classes: number of classes; 0 when unknown
 *
 * Brings a template to notes: the vocabulary holds their words, as many as the template has room for; the length is theirs, at
 * least 8 and at most the template's. Words are found by the rules of languages: in Chinese spaces
 * don't tell, and in English they would join what belongs apart ("drug-induced" into one rare word). The answers are as
 * vsl_template_make() has them.
 *
 * Returns: (transfer full) (nullable): a network without problems, whose vocabulary is taken from the data when it is trained
 */
VslNetwork *
vsl_template_make_notes (const char *id, const VslTextFacts *facts, int classes, GError **error)
{
  VslNode *input, *output;
  g_autoptr (VslNetwork) network = load_ends (id, &input, &output, error);
  if (!network || !_vsl_template_fit_notes (network, input, facts, error) || !fit_output (network, input, output, classes, error))
    return NULL;
  return checked (g_steal_pointer (&network), error);
}

/* ---- what there is for which data ---- */

/**
 * vsl_template_kind:
 *
 * Returns: what the template takes; scans for an unknown one
 */
VslSampleKind
vsl_template_kind (const char *id)
{
  VslShape shape;
  g_autoptr (VslNetwork) network = vsl_template_load (id, NULL);
  g_autoptr (GPtrArray) inputs = network ? vsl_network_input_nodes (network) : NULL;
  if (!inputs || inputs->len != 1)
    return VSL_SAMPLE_SCAN;
  if (vsl_prepare_text_rules (inputs->pdata[0]) || vsl_network_vocabulary (network, inputs->pdata[0]))
    return VSL_SAMPLE_NOTE;
  return get_shape (inputs->pdata[0], 3, &shape) ? VSL_SAMPLE_SCAN : VSL_SAMPLE_TABLE;
}

/**
 * vsl_template_suits:
 * @kind: of the data
 *
 * Returns: FALSE with %VSL_ERROR_CONFIG when the template is for other data; the error names those for these
 */
gboolean
vsl_template_suits (const char *id, VslSampleKind kind, GError **error)
{
  static const char *const refusals[] = { N_("“%s” is no template for scans, which are what the project holds. Those for scans are: %s."),
                                          N_("“%s” is no template for notes, which are what the project holds. Those for notes are: %s."),
                                          N_("“%s” is no template for table rows, which are what the project holds. Those for tables are: %s.") };
  g_autoptr (VslNetwork) network = vsl_template_load (id, error);
  if (!network || vsl_template_takes (id, kind))
    return network != NULL;
  g_autoptr (GPtrArray) suiting = g_ptr_array_new ();
  for (const char *const *other = vsl_template_ids (); *other; other++)
    if (vsl_template_takes (*other, kind))
      g_ptr_array_add (suiting, (gpointer) *other);
  g_ptr_array_add (suiting, NULL);
  g_autofree char *list = suiting->len > 1 ? g_strjoinv (", ", (char **) suiting->pdata) : g_strdup ("–");
  g_set_error (error, VSL_GRAPH_ERROR, VSL_ERROR_CONFIG, _(refusals[kind]), id, list);
  return FALSE;
}

/**
 * vsl_template_describe:
 *
 * Returns: (transfer full) (nullable): name, title, summary, what it takes, an empty list of properties, the input's shape, the
 *   numbers of layers and parameters, as `vsl templates --json` prints them
 */
JsonObject *
vsl_template_describe (const char *id)
{
  g_autoptr (VslNetwork) network = vsl_template_load (id, NULL);
  if (!network)
    return NULL;
  g_autoptr (GPtrArray) inputs = vsl_network_input_nodes (network);
  g_autoptr (VslReport) report = vsl_network_check (network, 1);
  JsonObject *o = json_object_new ();
  json_object_set_string_member (o, "name", id);
  json_object_set_string_member (o, "title", vsl_template_title (id));
  json_object_set_string_member (o, "summary", vsl_template_summary (id));
  json_object_set_string_member (o, "kind", vsl_sample_kind_names[vsl_template_kind (id)]);
  JsonArray *kinds = json_array_new ();
  for (int k = VSL_SAMPLE_SCAN; k <= VSL_SAMPLE_TABLE; k++)
    if (vsl_template_takes (id, (VslSampleKind) k))
      json_array_add_string_element (kinds, vsl_sample_kind_names[k]);
  json_object_set_array_member (o, "kinds", kinds);
  json_object_set_array_member (o, "properties", json_array_new ());
  VslNode *input = inputs->len ? inputs->pdata[0] : NULL;
  if (input)
    json_object_set_member (o, "input", vsl_config_get (&input->cls->head, input->config, "shape"));
  json_object_set_int_member (o, "layers", network->nodes->len);
  json_object_set_int_member (o, "parameters", report->params);
  return o;
}
