/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/vsl-prepare.h"
#include "export/vsl-exporter.h"

G_BEGIN_DECLS

/* What a file must say besides its numbers so that notes can be brought to them: the vocabulary and the rules. Keys of ONNX's metadata. */
#define VSL_EXPORT_VOCABULARY_KEY "vesalius.text.vocabulary"
#define VSL_EXPORT_RULES_KEY "vesalius.text.rules"
#define VSL_EXPORT_VOCABULARY_ENDING ".vocabulary.json"

/* Of the network's Input; NULL: it takes no notes. */
const VslTextRules *vsl_export_text_rules (const VslNetwork *network);
/* Whether the Input's rules are complete and give as many numbers as it takes; TRUE without rules. */
gboolean vsl_export_text_check (const VslNetwork *network, GError **error);
char *vsl_export_vocabulary_json (const VslTextRules *rules);        /* ["", "[UNK]", "the", …]: the place of a word is its number */
char *vsl_export_rules_json (const VslTextRules *rules);
/* Both in one file; NULL when the network takes no notes. A VslExporterClass.beside. */
GBytes *vsl_export_vocabulary_file (const VslExportInput *input);
/* Rules made of the two texts, as a config of TextVectorization; vsl_export_rules_free() it. NULL with an error when they are not whole. */
VslTextRules *vsl_export_rules_read (const char *vocabulary, const char *rules, GError **error);
void vsl_export_rules_free (VslTextRules *rules);

G_END_DECLS
