/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/vsl-document.h"

G_BEGIN_DECLS

/* Notes as the window shows them: their text, and what a network makes of each word. Everything is read and split on workers. */

/* How a network reads notes, with its vocabulary. Immutable, counted; threads: any. */
typedef struct _VslWords VslWords;
VslWords *vsl_words_ref (VslWords *words);
void vsl_words_unref (VslWords *words);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (VslWords, vsl_words_unref)
VslWords *vsl_words_new (const VslNetwork *network, int run);      /* of a network that has its vocabulary; NULL: it reads no notes */
int vsl_words_run (const VslWords *words);               /* whose vocabulary it is; 0: that of the training notes by the drawing's rules */

/* run 0: the newest trained run that reads notes, else the drawing, whose vocabulary is then taken from the training notes. */
void vsl_document_words_async (VslDocument *self, int run, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data);
VslWords *vsl_document_words_finish (VslDocument *self, GAsyncResult *result, GError **error);    /* NULL without error: it reads no notes */
char *vsl_document_words_key (VslDocument *self, int run);     /* equal keys: equal words, as long as the data stay the same; owned */

typedef enum {
  VSL_MARK_UNKNOWN = 1 << 0,       /* not in the vocabulary */
  VSL_MARK_CUT     = 1 << 1,       /* beyond the length that the network reads */
  VSL_MARK_WRONG   = 1 << 2,       /* of what an autoencoder told: another word than the note's */
} VslMarkFlags;

typedef struct {
  int start, end;                  /* characters of the text */
  guint flags;                     /* VslMarkFlags, never 0 */
} VslTextMark;

typedef struct {
  char *text;                      /* UTF-8, to be shown: a very long paragraph has line ends in place of some blanks, or between letters */
  gsize length;                    /* bytes */
  GArray *marks;                   /* of VslTextMark */
  guint words, unknown, cut;
  gboolean cut_first;              /* what is cut stands at the beginning */
  guint broken;                    /* line ends between letters, which the note itself has not */
  GArray *breaks;                  /* of int: before which characters of the note they stand; NULL: none */
  gboolean judged;                 /* there was a vocabulary */
  char *told;                      /* what an autoencoder made of it; NULL: nothing was given */
  GArray *told_marks;
  guint told_words, told_wrong;
} VslNoteText;
void vsl_note_text_free (VslNoteText *text);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (VslNoteText, vsl_note_text_free)

/* words NULL: the text alone, counted. told: the token number of each place, n of them; NULL: none. */
VslNoteText *vsl_note_text_new (const char *text, gsize length, const VslWords *words, const VslReal *told, guint n);
/* Where in the note itself a character of the shown text stands. */
int vsl_note_text_place (const VslNoteText *text, int shown);
/* Part of it; what it does to a text is tested by itself. */
void vsl_note_text_break (VslNoteText *text);
void vsl_document_note_async (VslDocument *self, gint64 id, VslWords *words, const VslReal *told, guint n, GCancellable *cancellable,
                              GAsyncReadyCallback callback, gpointer data);
VslNoteText *vsl_document_note_finish (VslDocument *self, GAsyncResult *result, GError **error);

G_END_DECLS
