/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Pieces of a text as numbers of 64 bits: words and pairs of words, runs of characters. The same piece has the same number; two
 * pieces share one by chance once in 10^19. */
void _vsl_grams_words (const char *text, gsize length, GArray *grams);                                    /* of guint64, appended; 1 and 2 words */
void _vsl_grams_characters (const char *text, gsize length, guint shortest, guint longest, GArray *grams);

/* A piece: how many notes have it, and while they are counted the last one of them, so that a note counts once. Among the features
 * `mark` is the piece's column. */
typedef struct {
  guint64 gram;                /* 0: an empty place */
  guint32 notes, mark;
} VslGram;

typedef struct {
  VslGram *place;
  gsize room, used;            /* room: a power of two */
} VslGramTable;

gboolean _vsl_gram_table_init (VslGramTable *table, gsize expected);                /* FALSE: no memory */
void _vsl_gram_table_clear (VslGramTable *table);
VslGram *_vsl_gram_table_find (const VslGramTable *table, guint64 gram);            /* its place, or the empty one where it would stand */
VslGram *_vsl_gram_table_add (VslGramTable *table, guint64 gram);                   /* NULL: no memory */

G_END_DECLS
