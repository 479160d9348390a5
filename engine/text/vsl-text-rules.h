/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/vsl-kind.h"
#include "core/vsl-real.h"
#include "text/vsl-text.h"

G_BEGIN_DECLS

/* How notes become numbers: the options of the class TextVectorization, in its own memory. What holds a step of that class may read its
 * config as this. */
typedef struct {
  gint64 max_tokens;               /* with padding and [UNK]; VSL_INT_NULL: no limit */
  int standardize;                 /* VslTextStandardize */
  int split;                       /* VslTextSplit */
  gint64 output_sequence_length;   /* VSL_INT_NULL: not given */
  VslStrings *vocabulary;          /* without padding and [UNK]; NULL: not taken from the training data yet */
  int padding, truncating;         /* VslTextSide: where zeros are put, where a long note is cut */
} VslTextRules;

typedef enum { VSL_TEXT_PRE, VSL_TEXT_POST } VslTextSide;

#define VSL_TEXT_MAX_WORDS 1000000
#define VSL_TEXT_MAX_LENGTH 32768

GArray *vsl_text_rules_tokens (const VslTextRules *rules, const char *text, gsize length);      /* of VslToken */
/* Made once for the list of words, whoever holds it, and kept with it; NULL when there is none. Threads: any. */
const VslVocabulary *vsl_text_rules_vocabulary (const VslTextRules *rules);
/* The commonest words that max_tokens has room for, and `most` (with padding and [UNK]; 0: no other limit), become the vocabulary. */
void vsl_text_rules_adapt (VslTextRules *rules, const VslWordCounts *counts, guint most);

/* Which of n tokens stand where: `count` of them, from token `first` on, at places from `at` on. The other places are padding. */
typedef struct {
  guint first, at, count;
} VslTextPlace;
VslTextPlace vsl_text_rules_place (const VslTextRules *rules, guint n_tokens);
/* output_sequence_length numbers; FALSE: a vocabulary or a length is missing (the error says which). */
gboolean vsl_text_rules_numbers (const VslTextRules *rules, const char *text, gsize length, VslReal *out, GError **error);
gboolean vsl_text_rules_complete (const VslTextRules *rules, GError **error);

G_END_DECLS
