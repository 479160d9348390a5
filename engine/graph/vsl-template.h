/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/vsl-dataset.h"

G_BEGIN_DECLS

/* What is known of the notes that a template is fitted to. */
typedef struct {
  guint distinct;                  /* different words that a vocabulary may hold, split as the templates split them: VSL_TEXT_WORDS */
  guint length;                    /* words of all but the longest notes */
} VslTextFacts;

/* Networks to start from. The drawings are resources/templates/ID.json, compiled into the engine; vsl_template_make
 * (graph/vsl-network.h) fits one to data. */
const char *const *vsl_template_ids (void);                 /* in the order in which they are offered, NULL-terminated */
const char *vsl_template_title (const char *id);            /* translated; NULL when unknown */
const char *vsl_template_summary (const char *id);
/* What its Input takes: notes where that has a TextVectorization, scans where it has height, width and channels, else table rows. */
VslSampleKind vsl_template_kind (const char *id);
/* Whether it can be fitted to such samples: its own kind, and tables where it takes plain numbers. */
gboolean vsl_template_takes (const char *id, VslSampleKind kind);
VslNetwork *vsl_template_make_table (const char *id, GPtrArray *columns, int width, int classes, GError **error);
gboolean vsl_template_answer (VslNetwork *network, VslTarget target, int labels, double mean, double variance, GError **error);
/* How many Inputs it has: 2 of scans with a table or notes beside them. */
int vsl_template_parts (const char *id);
/* Those with several Inputs. raw, columns and facts may be NULL: that part stays as the template has it. */
VslNetwork *vsl_template_make_joint (const char *id, const VslShape *raw, gboolean uniform, GPtrArray *columns, int width, const VslTextFacts *facts, int classes,
                                     GError **error);
/* The error names those that suit. */
gboolean vsl_template_suits (const char *id, VslSampleKind kind, GError **error);
/* facts may be NULL. A template for notes: its vocabulary, length and answers follow the notes and their classes. */
VslNetwork *vsl_template_make_notes (const char *id, const VslTextFacts *facts, int classes, GError **error);
/* A copy as it stands in its file, not fitted to anything. */
VslNetwork *vsl_template_load (const char *id, GError **error);
/* {"name","title","summary","properties":[],"input":[H,W,C],"layers":n,"parameters":n}: a line of `vsl templates --json`. */
JsonObject *vsl_template_describe (const char *id);         /* owned; NULL when unknown */

G_END_DECLS
