/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "privacy/vsl-deid-words.h"
#include "privacy/vsl-deid.h"
#include "text/vsl-han.h"

G_BEGIN_DECLS

typedef enum { VSL_DEID_WORD, VSL_DEID_DIGITS, VSL_DEID_SPACE, VSL_DEID_LINE, VSL_DEID_HAN, VSL_DEID_MARK } VslDeidTokenKind;

/* A run of letters (with an apostrophe inside, "O'Brien"), of digits, of spaces, of line ends, of Han characters; or one other character. */
typedef struct {
  guint start, end;             /* code points */
  guint from, to;               /* bytes of norm */
  guint32 flags;                /* VslWordFlags of a word */
  VslDeidTokenKind kind : 8;
  guint8 capital, upper;        /* begins with a capital letter; all are capital letters */
  guint8 foreign;               /* a letter beyond A to Z */
  guint8 odd;                   /* capital letters inside, as no name has them: NSAIDs, mRNA */
} VslDeidToken;

typedef struct {
  guint start, end;
  VslDeidType type;
  guint score;                  /* who decides the type where several overlap */
} VslDeidFound;

/* What the recognisers look at. norm has one character for each of the text, with full-width forms, dashes, quotation marks and spaces
 * brought to ASCII; so patterns need not know them. */
typedef struct {
  gunichar *c;                  /* of norm */
  guint n;
  char *norm;                   /* UTF-8, NUL-terminated */
  gsize norm_bytes;
  guint32 *at;                  /* code point of each byte of norm, and n behind the end */
  GArray *tokens;               /* of VslDeidToken */
  GArray *found;                /* of VslDeidFound */
  gboolean digits, at_sign, spoken, han, latin, small_only, capitals_only;
  guint8 *words;                /* characters of the Chinese word that begins at each place, 0 inside of one; NULL: not known */
  VslHanWords *breaks;
  gboolean everyday;            /* no word of it is a doctor's: words that nobody knows are names rather than medicines */
} VslDeidText;

typedef enum { VSL_NEEDS_DIGITS = 1, VSL_NEEDS_AT = 2, VSL_NEEDS_HAN = 4, VSL_NEEDS_LATIN = 8, VSL_ANY_CASE = 16,
  VSL_NEEDS_SPOKEN = 32 } VslDeidNeeds;

typedef struct {
  const char *pattern;          /* over norm */
  VslDeidType type;
  guint group;                  /* that is the span */
  guint score;
  VslDeidNeeds needs;
  gboolean (*check) (const VslDeidText *text, guint start, guint end);     /* NULL: what matches is right */
} VslDeidRule;

/* One file, one recogniser: rules, or a function, or both. */
typedef struct {
  const char *name;
  const VslDeidRule *rules;
  guint n_rules;
  void (*find) (VslDeidText *text);
} VslDeidRecogniser;
#define VSL_DEID_RULES(r) r, G_N_ELEMENTS (r)

extern const VslDeidRecogniser *const _vsl_deid_recognisers[];      /* written by meson; ends with NULL */

gboolean _vsl_deid_text_init (VslDeidText *text, const char *utf8, gsize length);
void _vsl_deid_text_clear (VslDeidText *text);
void _vsl_deid_add (VslDeidText *text, guint start, guint end, VslDeidType type, guint score);

/* For rules and checks. */
const char *_vsl_deid_at (const VslDeidText *text, guint place, gsize *left);       /* norm from a code point on */
gboolean _vsl_deid_before (const VslDeidText *text, guint place, guint reach, const char *words);   /* one of "a|b|c" stands before, small letters */
gboolean _vsl_deid_behind (const VslDeidText *text, guint place, guint reach, const char *words);
guint _vsl_deid_digits (const VslDeidText *text, guint start, guint end, char *digits, guint room);
gboolean _vsl_deid_luhn (const char *digits);
/* Tokens: the neighbour that is no space, -1: none on this line. */
int _vsl_deid_next (const VslDeidText *text, int token);
int _vsl_deid_previous (const VslDeidText *text, int token);
int _vsl_deid_token_at (const VslDeidText *text, guint place);
#define VSL_TOKEN(text, i) (&g_array_index ((text)->tokens, VslDeidToken, (i)))
gboolean _vsl_deid_medical_form (const VslDeidText *text, const VslDeidToken *word);
gboolean _vsl_deid_word_is (const VslDeidText *text, const VslDeidToken *token, const char *lower);
/* Tokens up to `i` + the returned number - 1 are a phrase that stands in the dictionaries; 0: none. */
guint _vsl_deid_phrase_at (const VslDeidText *text, guint i, guint32 *flags);

/* engine/privacy/vsl-deid-han.c */
void _vsl_deid_cut_han (VslDeidText *text);
void _vsl_deid_uncut_han (VslDeidText *text);
gboolean _vsl_deid_is_han (gunichar c);
gboolean _vsl_deid_han_border (const VslDeidText *text, guint place);
guint _vsl_deid_han_word (const VslDeidText *text, guint place);
gboolean _vsl_deid_han_is_word (const VslDeidText *text, guint place, guint length);
guint _vsl_deid_han_at (const VslDeidText *text, guint place, const char *word);
guint _vsl_deid_han_any (const VslDeidText *text, guint place, const char *const *list);
guint _vsl_deid_han_ends (const VslDeidText *text, guint place, const char *const *list);

G_END_DECLS
