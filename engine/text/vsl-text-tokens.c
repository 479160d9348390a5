/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Text as words, by the rules of Keras's TextVectorization (Keras 3, layers/preprocessing/text_vectorization.py): lower case, the 32 signs
 * of ASCII taken away wherever they stand, then split. Beyond Keras, lower case is Unicode's, and a text can be split at ICU's word
 * boundaries, which finds words in Chinese, Japanese and Thai too. Each token knows the bytes that it came from. */
#include "text/vsl-text.h"

#include <string.h>
#include <unicode/ubrk.h>
#include <unicode/ucasemap.h>
#include <unicode/uchar.h>
#include <unicode/uscript.h>
#include <unicode/utext.h>

typedef struct {
  const char *text;             /* UTF-8 without zeros */
  gsize length;
  VslTextStandardize standardize;
  VslTextSplit split;
  UCaseMap *lower;              /* opened for the first word that is not ASCII */
  GString *room;
  GArray *tokens;
} Reader;

static void
clear_token (gpointer data)
{
  g_free (((VslToken *) data)->word);
}

/* ---- kinds of characters ---- */

/* g_ascii_ispunct() is true for just the 32 signs that Keras takes away. */
static gboolean
is_sign (gunichar c)
{
  return c < 0x80 ? g_ascii_ispunct ((char) c) : u_ispunct ((UChar32) c);
}

static gboolean
is_stripped (const Reader *r, gunichar c)
{
  if (r->standardize != VSL_TEXT_STRIP_PUNCTUATION && r->standardize != VSL_TEXT_LOWER_AND_STRIP)
    return FALSE;
  return c < 0x80 || r->split == VSL_TEXT_WORDS ? is_sign (c) : FALSE;
}

static gboolean
is_space (gunichar c)
{
  return c < 0x80 ? c == ' ' || (c >= '\t' && c <= '\r') : u_isUWhiteSpace ((UChar32) c);
}

static gboolean
is_visible (gunichar c)
{
  return !is_space (c) && !u_iscntrl ((UChar32) c) && u_charType ((UChar32) c) != U_FORMAT_CHAR;
}

/* Whether a piece of text may be a token: in words and characters, space is none, and a sign alone is no word. */
static gboolean
counts (const Reader *r, gunichar c)
{
  if (is_stripped (r, c))
    return FALSE;
  if (r->split == VSL_TEXT_WHITESPACE)
    return TRUE;
  return is_visible (c) && (r->split == VSL_TEXT_CHARACTER || !is_sign (c));
}

/* ---- one token ---- */

/* In lower case, into r->room. A whole piece at once, since a letter's form may depend on those around it (the final sigma). */
static void
lower_case (Reader *r, const char *from, gsize n)
{
  UErrorCode status = U_ZERO_ERROR;
  gboolean ascii = TRUE;
  g_string_truncate (r->room, 0);
  for (gsize i = 0; i < n && ascii; i++)
    ascii = (guchar) from[i] < 0x80;
  if (ascii) {
    g_string_append_len (r->room, from, (gssize) n);
    g_string_ascii_down (r->room);
    return;
  }
  if (!r->lower)
    r->lower = ucasemap_open ("", 0, &status);       /* of no language: Turkish dots are not for us to guess */
  int32_t need = U_SUCCESS (status) ? ucasemap_utf8ToLower (r->lower, r->room->str, (int32_t) r->room->allocated_len - 1, from, (int32_t) n, &status) : 0;
  if (status == U_BUFFER_OVERFLOW_ERROR) {
    status = U_ZERO_ERROR;
    g_string_set_size (r->room, (gsize) need);
    need = ucasemap_utf8ToLower (r->lower, r->room->str, (int32_t) r->room->allocated_len - 1, from, (int32_t) n, &status);
  }
  if (U_SUCCESS (status)) {
    r->room->len = (gsize) need;
    r->room->str[need] = 0;
  } else {
    g_critical ("ICU: %s", u_errorName (status));
    g_string_truncate (r->room, 0);
    g_string_append_len (r->room, from, (gssize) n);
  }
}

static char *
without_signs (const Reader *r, const char *from, gsize n)
{
  char *word = g_malloc (n + 1), *to = word;
  for (const char *p = from; p < from + n; p = g_utf8_next_char (p)) {
    gsize size = (gsize) (g_utf8_next_char (p) - p);
    if (is_stripped (r, g_utf8_get_char (p)))
      continue;
    memcpy (to, p, size);
    to += size;
  }
  *to = 0;
  return word;
}

/* The piece from start to end as a token, if it is one. Its place begins and ends with a character that stays. */
static void
add (Reader *r, gsize start, gsize end)
{
  const char *first = NULL, *last = NULL, *stop = r->text + end;
  gboolean any = FALSE;
  for (const char *p = r->text + start; p < stop; p = g_utf8_next_char (p)) {
    gunichar c = g_utf8_get_char (p);
    if (is_stripped (r, c))
      continue;
    first = first ? first : p;
    last = p;
    any |= counts (r, c);
  }
  if (!any)
    return;
  const char *from = r->text + start;
  gsize n = end - start;
  if (r->standardize == VSL_TEXT_LOWER || r->standardize == VSL_TEXT_LOWER_AND_STRIP) {
    lower_case (r, from, n);
    from = r->room->str;
    n = r->room->len;
  }
  VslToken token = { without_signs (r, from, n), (gsize) (first - r->text), (gsize) (g_utf8_next_char (last) - r->text) };
  g_array_append_val (r->tokens, token);
}

/* ---- splitting ---- */

static void
split_at_space (Reader *r)
{
  gsize start = 0;
  for (gsize i = 0; i < r->length;) {
    gsize next = (gsize) (g_utf8_next_char (r->text + i) - r->text);
    if (is_space (g_utf8_get_char (r->text + i))) {
      if (i > start)
        add (r, start, i);
      start = next;
    }
    i = next;
  }
  if (r->length > start)
    add (r, start, r->length);
}

static void
close_iterator (gpointer iterator)
{
  ubrk_close (iterator);
}

/* Opening one reads tables, so each thread keeps its own; they cannot be shared. */
static UBreakIterator *
iterator_of (VslTextSplit split, UErrorCode *status)
{
  static GPrivate words = G_PRIVATE_INIT (close_iterator), characters = G_PRIVATE_INIT (close_iterator);
  GPrivate *kept = split == VSL_TEXT_WORDS ? &words : &characters;
  UBreakIterator *iterator = g_private_get (kept);
  if (!iterator) {
    iterator = ubrk_open (split == VSL_TEXT_WORDS ? UBRK_WORD : UBRK_CHARACTER, "", NULL, 0, status);
    if (U_SUCCESS (*status))
      g_private_set (kept, iterator);
  }
  return iterator;
}

static void
split_at_boundaries (Reader *r)
{
  static const UChar nothing[] = { 0 };
  UErrorCode status = U_ZERO_ERROR;
  UText text = UTEXT_INITIALIZER;
  UBreakIterator *iterator = iterator_of (r->split, &status);
  utext_openUTF8 (&text, r->text, (int64_t) r->length, &status);
  if (U_SUCCESS (status))
    ubrk_setUText (iterator, &text, &status);
  if (U_SUCCESS (status)) {
    for (int32_t start = ubrk_first (iterator), end; (end = ubrk_next (iterator)) != UBRK_DONE; start = end)
      add (r, (gsize) start, (gsize) end);
    ubrk_setText (iterator, nothing, 0, &status);     /* the iterator outlives this text */
  }
  utext_close (&text);
  if (U_FAILURE (status))
    g_critical ("ICU: %s", u_errorName (status));
}

/* A copy in which bytes that are not UTF-8, and zeros, are spaces, so that all places stay; NULL when there are none. */
static char *
mend (const char *text, gsize length)
{
  const char *bad;
  char *copy = NULL;
  for (const char *p = text, *end = text + length; !g_utf8_validate_len (p, (gsize) (end - p), &bad);) {
    if (!copy) {
      copy = g_malloc (length + 1);
      memcpy (copy, text, length);
      copy[length] = 0;
    }
    copy[bad - text] = ' ';
    p = bad + 1;
  }
  return copy;
}

/**
 * vsl_text_tokens:
 * @text: UTF-8; what is not, counts as a space
 * @length: bytes of @text, of which %VSL_TEXT_MAX_BYTES are read at most
 * @standardize: what is done before splitting
 * @split: where
 *
 * Keras's rules, to the byte for ASCII text split at white space: %VSL_TEXT_LOWER_AND_STRIP makes one token "dont" of "don't" and none of
 * "--". With %VSL_TEXT_WORDS the signs of all scripts are taken away, and what is only space or signs is no token even where signs are
 * kept. A %VSL_TEXT_CHARACTER is one for the eye: a letter with its accents. Takes time in proportion to @length. Threads: any.
 *
 * Returns: (transfer full) (element-type VslToken): the tokens in their order; g_array_unref() frees the words too
 */
GArray *
vsl_text_tokens (const char *text, gsize length, VslTextStandardize standardize, VslTextSplit split)
{
  length = MIN (length, VSL_TEXT_MAX_BYTES);
  g_autofree char *mended = mend (text, length);
  Reader r = { .text = mended ? mended : text, .length = length, .standardize = standardize, .split = split };
  r.tokens = g_array_new (FALSE, FALSE, sizeof (VslToken));
  g_array_set_clear_func (r.tokens, clear_token);
  r.room = g_string_sized_new (256);
  if (split == VSL_TEXT_WHITESPACE)
    split_at_space (&r);
  else
    split_at_boundaries (&r);
  g_string_free (r.room, TRUE);
  if (r.lower)
    ucasemap_close (r.lower);
  return r.tokens;
}

static gboolean
is_unspaced (UScriptCode script)
{
  return script == USCRIPT_HAN || script == USCRIPT_HIRAGANA || script == USCRIPT_KATAKANA || script == USCRIPT_THAI || script == USCRIPT_LAO
         || script == USCRIPT_KHMER || script == USCRIPT_MYANMAR;
}

/**
 * vsl_text_needs_words:
 * @text: UTF-8
 *
 * A sign of such a script weighs as much as a word of the others, so that a Chinese note full of Latin abbreviations is still Chinese.
 *
 * Returns: whether most of the text is written without spaces between words, so that %VSL_TEXT_WORDS is needed to find them
 */
gboolean
vsl_text_needs_words (const char *text, gsize length)
{
  gsize unspaced = 0, words = 0;
  gboolean inside = FALSE;
  int32_t n = (int32_t) MIN (length, VSL_TEXT_MAX_BYTES);
  for (int32_t i = 0; i < n;) {
    UChar32 c;
    UErrorCode status = U_ZERO_ERROR;
    U8_NEXT (text, i, n, c);
    gboolean letter = c >= 0 && u_isalpha (c);
    UScriptCode script = letter && c >= 0x80 ? uscript_getScript (c, &status) : USCRIPT_LATIN;
    gboolean sign = letter && is_unspaced (script), other = letter && !sign && script != USCRIPT_COMMON && script != USCRIPT_INHERITED;
    unspaced += sign;
    words += other && !inside;
    inside = other;
  }
  return unspaced > words;
}
