/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "graph/vsl-layer.h"

G_BEGIN_DECLS

/* The drawing: nodes with options and wires. Edited by the user, never run; a plan is made from it. */

typedef struct {
  const VslLayerClass *cls;
  gpointer config;
} VslStepSpec;                       /* one entry of an Input's preprocessing */

typedef struct {
  char *id;                          /* unique, [A-Za-z0-9_-]{1,64} */
  const VslLayerClass *cls;
  gpointer config;
  gboolean trainable;                /* FALSE: weights are frozen */
  GPtrArray *inputs;                 /* of char *: wires in order, "id" or "id:1" for another output than the first */
  GArray *preprocessing;             /* of VslStepSpec; Input nodes only, else NULL */
  double x, y;                       /* position on the canvas */
} VslNode;

typedef struct {
  GPtrArray *nodes;                  /* of VslNode *, in file order */
  GPtrArray *outputs;                /* of char *: wires; empty: the one node without consumers */
} VslNetwork;

#define VSL_MAX_NODES 2000

VslNetwork *vsl_network_new (void);
VslNetwork *vsl_network_copy (const VslNetwork *network);
void vsl_network_free (VslNetwork *network);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (VslNetwork, vsl_network_free)
gboolean vsl_network_equal (const VslNetwork *a, const VslNetwork *b);

VslNetwork *vsl_network_from_json (JsonNode *root, GError **error);
VslNetwork *vsl_network_parse (const char *text, gssize length, GError **error);
JsonNode *vsl_network_to_json (const VslNetwork *network);
char *vsl_network_to_text (const VslNetwork *network);      /* pretty JSON */

VslNode *vsl_network_find (const VslNetwork *network, const char *id);
int vsl_network_index (const VslNetwork *network, const char *id);          /* -1: none */
/* id NULL: one is made from the class name ("conv2d", "conv2d_1"). Returns a borrowed node. */
VslNode *vsl_network_add (VslNetwork *network, const VslLayerClass *cls, const char *id, double x, double y);
gboolean vsl_network_remove (VslNetwork *network, const char *id);          /* wires to and from it go too */
gboolean vsl_network_rename (VslNetwork *network, const char *id, const char *new_id, GError **error);
/* from is a wire. Refuses loops, doubled wires and more inputs than the class takes. */
gboolean vsl_network_connect (VslNetwork *network, const char *from, const char *to, GError **error);
/* from: a wire, or a node's id where no such wire is: then all wires from that node go. */
gboolean vsl_network_disconnect (VslNetwork *network, const char *from, const char *to);
/* Puts a new node on the wire from -> to (from as above; the first of several). */
VslNode *vsl_network_insert (VslNetwork *network, const VslLayerClass *cls, const char *from, const char *to, GError **error);
gboolean vsl_network_set (VslNetwork *network, const char *id, const char *option, JsonNode *value, GError **error);
gboolean vsl_network_set_text (VslNetwork *network, const char *id, const char *option, const char *value, GError **error);
/* Wires: "lstm" is the first output of the node lstm, "lstm:1" its second. */
#define VSL_ID_SIZE 65               /* of an id with its NUL */
const char *vsl_wire_id (const char *wire, char *id);                       /* fills and returns id, of VSL_ID_SIZE bytes */
int vsl_wire_output (const char *wire);
const char *vsl_wire_rest (const char *wire);                               /* "" or ":1" */
char *vsl_wire_make (const char *id, int output);                           /* owned */
VslNode *vsl_network_source (const VslNetwork *network, const char *wire, int *output);        /* output may be NULL */
int vsl_network_source_index (const VslNetwork *network, const char *wire, int *output);       /* -1: none */
/* Positions from the graph: columns by depth. */
void vsl_network_layout (VslNetwork *network);

/* ---- what is known of each node without running it ---- */
typedef struct {
  gboolean ok;
  gboolean blocked;              /* not looked at because a node before it has a problem */
  char *message;                 /* plain words, NULL when ok */
  const char *remedy;            /* "insert:Flatten", "set:input_dim=400", "prepare:TextVectorization", "prepare:Resizing", "fit:samples",
                                    "answer:2,softmax" or NULL */
  VslShape out;                  /* first output, when ok */
  int n_out;
  VslShape outs[VSL_MAX_OUTPUTS];/* all outputs, when ok */
  gint64 params;                 /* numbers in weights and state */
  gint64 trainable;              /* of them changed by training */
  double macs;
} VslNodeReport;

typedef struct {
  guint n;
  VslNodeReport *node;           /* in the order of network->nodes */
  int *order;                    /* topological, n entries (nodes in a loop are missing: n_order < n) */
  guint n_order;
  guint problems;
  char *message;                 /* a problem of the whole: no input, two loose ends ...; NULL: none */
  gint64 params, trainable;
  double macs;
  gsize train_bytes;             /* estimate for the batch size asked about */
} VslReport;

VslReport *vsl_network_check (const VslNetwork *network, int batch);        /* never fails */
/* More of it for a network whose samples are notes: each Input needs TextVectorization. */
void vsl_network_check_notes (const VslNetwork *network, VslReport *report);
void vsl_report_free (VslReport *report);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (VslReport, vsl_report_free)
gboolean vsl_report_ok (const VslReport *report);
/* The report as an error: the first problem, naming the node. */
void vsl_report_to_error (const VslNetwork *network, const VslReport *report, GError **error);

/* The report without the rules of good drawing (a Dense on a picture is then legal, as in Keras): what plan and
 * parameters are made from. plans, when not NULL, gets one VslLayerPlan a node, in the order of network->nodes; owned. */
VslReport *vsl_network_infer (const VslNetwork *network, int batch, gboolean training, VslLayerPlan **plans);

/* The wires that are the outputs ("id", "id:1"), given or found; owned array of borrowed strings. */
GPtrArray *vsl_network_output_ids (const VslNetwork *network);
/* Input nodes, in file order; owned array of borrowed VslNode. */
GPtrArray *vsl_network_input_nodes (const VslNetwork *network);
/* How many token numbers the layers know that read them straight from an Input (their option "input_dim"; the smallest); 0: none does. */
gint64 vsl_network_vocabulary (const VslNetwork *network, const VslNode *input);
/* Fits the first Input to raw data and the last Dense to the classes: input shape and preprocessing
 * (Resizing, Rescaling) when the template leaves them open, units of the output. */
/* implemented in graph/vsl-template.c */
VslNetwork *vsl_template_make (const char *template_id, const VslShape *raw, gboolean uniform, int classes, GError **error);

G_END_DECLS
