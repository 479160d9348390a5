/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* engine/text/vsl-text-decode.c: bytes of a file as UTF-8. UTF-8 with or without a byte order mark, UTF-16 of either order (by mark or by
 * its zeros), GB18030. *encoding: a static name. An error names the byte that is no text. Result is NUL-terminated, length without it. */
char *vsl_text_decode (const guint8 *bytes, gsize n, gsize *length, const char **encoding, GError **error);
#define VSL_TEXT_MAX_BYTES ((gsize) 1 << 30)       /* more is refused; places in a text are ints to ICU */

typedef enum { VSL_TEXT_KEEP, VSL_TEXT_LOWER, VSL_TEXT_STRIP_PUNCTUATION, VSL_TEXT_LOWER_AND_STRIP } VslTextStandardize;
typedef enum { VSL_TEXT_WHITESPACE, VSL_TEXT_WORDS, VSL_TEXT_CHARACTER } VslTextSplit;   /* WORDS: ICU's word boundaries, Chinese too */

typedef struct {
  char *word;                /* standardized; owned by the array */
  gsize start, end;          /* bytes of the text as it came */
} VslToken;

GArray *vsl_text_tokens (const char *text, gsize length, VslTextStandardize standardize, VslTextSplit split);   /* of VslToken; unref frees */
gboolean vsl_text_needs_words (const char *text, gsize length);      /* mostly written without spaces between words (Chinese, Japanese, Thai) */

/* 0: padding, 1: [UNK], then the words by descending count, ties by descending word (Keras). */
typedef struct _VslVocabulary VslVocabulary;
VslVocabulary *vsl_vocabulary_new (const char *const *words, guint n);      /* words without padding and [UNK] */
void vsl_vocabulary_free (VslVocabulary *vocabulary);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (VslVocabulary, vsl_vocabulary_free)
guint vsl_vocabulary_size (const VslVocabulary *vocabulary);                /* with padding and [UNK] */
guint vsl_vocabulary_index (const VslVocabulary *vocabulary, const char *word);
const char *vsl_vocabulary_word (const VslVocabulary *vocabulary, guint index);

typedef struct _VslWordCounts VslWordCounts;
VslWordCounts *vsl_word_counts_new (void);
void vsl_word_counts_free (VslWordCounts *counts);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (VslWordCounts, vsl_word_counts_free)
void vsl_word_counts_add (VslWordCounts *counts, const GArray *tokens, guint32 patient);     /* one note; patient 0: not known */
void vsl_word_counts_drop_private (VslWordCounts *counts);                  /* words of one note or patient alone, long numbers */
guint vsl_word_counts_distinct (const VslWordCounts *counts);
guint vsl_word_counts_length (const VslWordCounts *counts, double quantile);    /* length in tokens that this share of the notes does not pass */
char **vsl_word_counts_words (const VslWordCounts *counts, guint most);     /* the `most` first ones in Keras's order; NULL-terminated */

G_END_DECLS
