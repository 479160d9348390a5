/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A note as the recognisers see it: one plain form of each character, and words with what the dictionaries know of them. */
#include <string.h>

#include "privacy/vsl-deid-private.h"

#define IS_HAN(c) (((c) >= 0x3400 && (c) <= 0x9fff) || ((c) >= 0xf900 && (c) <= 0xfaff) || ((c) >= 0x20000 && (c) <= 0x3134f) || (c) == 0x3007)

static gunichar
plain (gunichar c)
{
  if (c < 0x80)
    return c == 0 || c == '\t' || c == '\v' || c == '\f' ? ' ' : c == '\r' ? '\n' : c == '`' ? '\'' : c;
  if (c >= 0xff01 && c <= 0xff5e)
    return c - 0xff01 + '!';
  switch (c) {
  case 0x00a0: case 0x2002: case 0x2003: case 0x2007: case 0x2009: case 0x202f: case 0x3000:
    return ' ';
  case 0x2018: case 0x2019: case 0x02bc: case 0x00b4: case 0x201b:
    return '\'';
  case 0x201c: case 0x201d: case 0x201e:
    return '"';
  case 0x2010: case 0x2011: case 0x2012: case 0x2013: case 0x2014: case 0x2015: case 0x2212:
    return '-';
  case 0x2028: case 0x2029: case 0x0085:
    return '\n';
  default:
    return vsl_han_simplified (c);
  }
}

static gboolean
is_letter (gunichar c)
{
  if (c < 0x80)
    return g_ascii_isalpha (c);
  return !IS_HAN (c) && (g_unichar_isalpha (c) || g_unichar_ismark (c));
}

/* Where the word that begins at i ends. An apostrophe is part of it between letters, but for that of "Mary's". */
static guint
end_of_word (const VslDeidText *t, guint i)
{
  for (;;) {
    while (i < t->n && is_letter (t->c[i]))
      i++;
    if (i + 1 >= t->n || t->c[i] != '\'' || !is_letter (t->c[i + 1]))
      return i;
    guint j = i + 1;
    while (j < t->n && is_letter (t->c[j]))
      j++;
    if (j == i + 2 && (t->c[i + 1] == 's' || t->c[i + 1] == 'S'))
      return i;
    i++;
  }
}

/* McDonald, O'Brien, DeLuca, LaTonya, FitzGerald: a capital letter after a beginning that names have. */
static gboolean
may_rise (const VslDeidText *t, guint start, guint i)
{
  static const char *const begins[] = { "Mc", "Mac", "De", "Di", "Du", "La", "Le", "Van", "Von", "Fitz", "St", "Da", "El", "Al", "Ja", "Ke", "Ni", "Mi", "Jo", "O'", "D'", "L'", "N'", NULL };
  if (t->c[i - 1] == '\'')
    return TRUE;
  for (int k = 0; begins[k]; k++) {
    guint n = (guint) strlen (begins[k]), same = 0;
    while (same < n && start + same < i && t->c[start + same] == (gunichar) begins[k][same])
      same++;
    if (same == n && start + n == i)
      return i + 2 < t->n && g_unichar_islower (t->c[i + 1]);
  }
  return FALSE;
}

static void
know_word (VslDeidText *t, VslDeidToken *token)
{
  char lower[200];
  gsize n = 0;
  gboolean small = FALSE;
  token->upper = token->end - token->start > 1;
  token->capital = g_unichar_isupper (t->c[token->start]) || g_unichar_istitle (t->c[token->start]);
  for (guint i = token->start; i < token->end; i++) {
    gunichar c = t->c[i];
    small = small || g_unichar_islower (c);
    token->foreign = token->foreign || c >= 0x80;
    if (n + 8 < sizeof lower)
      n += (gsize) g_unichar_to_utf8 (g_unichar_tolower (c), lower + n);
  }
  token->upper = token->upper && !small && token->capital;
  for (guint i = token->start + 1; i < token->end && !token->upper; i++)
    token->odd = token->odd || (g_unichar_isupper (t->c[i]) && !may_rise (t, token->start, i));
  token->flags = _vsl_deid_word (lower, n);
}

/* Endings of medicines and of what doctors call things: no name has them. */
gboolean
_vsl_deid_medical_form (const VslDeidText *t, const VslDeidToken *w)
{
  static const char *const ends[] = { "mab", "nib", "pril", "olol", "statin", "azole", "cillin", "mycin", "oxacin", "sartan", "dipine", "itis", "osis", "iasis", "amines", "idines", "emia", "aemia", "oma", "pathy", "ectomy", "otomy", "ostomy",
                                      "plasty", "scopy", "gram", "graphy", "logy", "algia", "uria", "rrhea", "rrhage", "plegia", "paresis", "trophy", "genesis", "lysis", "penia", "philia", "phobia", "sclerosis",
                                      "amine", "idine", "azine", "oxide", "olone", "isone", "afil", "gliptin", "gliflozin", "tide", "vir", "platin", "rubicin", "taxel", "cycline", "dronate", "parin", "grel", "xaban",
                                      "ide", "ine", "ate", "one", "ium", "ase", "gen", "cin", "zole", "lol", "pam", "lam", "triptan", "setron", "phen", "fen", "tadine", "zepam", "barbital", "caine", "curium", "vax",
                                      "virus", "coccus", "bacter", "ella", "monas", "ism", "ics", "ology", "ment", "tion", "sion", "ness", "ity", "ical", "ial", "eal", "ary", "ous", "ive", "ing", "ally", "able", "ible", NULL };
  gsize n = w->to - w->from;
  if (w->flags & VSL_WORD_PERSON)
    return FALSE;
  for (int i = 0; ends[i] && n >= 6; i++) {
    gsize k = strlen (ends[i]);
    if (n > k + 2 && g_ascii_strncasecmp (t->norm + w->to - k, ends[i], k) == 0)
      return TRUE;
  }
  return FALSE;
}

/* Endings that only doctors' words have: a text with one is theirs. */
static gboolean
is_doctors_word (const VslDeidText *t, const VslDeidToken *w)
{
  static const char *const ends[] = { "itis", "osis", "emia", "aemia", "oma", "pathy", "ectomy", "otomy", "ostomy", "plasty", "scopy", "algia", "uria", "penia", "mycin", "cillin", "statin", "azole", "olol", "pril", "sartan",
                                      "idine", "azine", "amide", "amine", "oxide", "mab", "nib", "aceae", "oid", "ase", "rrhea", "rrhoea", "lysis", "trophy", "plegia", "toxic", "genic", "kinase", "caine", "oxacin", "vir",
                                      "platin", "emic", "otic", "itic", "metry", "ation", "ose", "urea", "phylaxis", NULL };
  gsize n = w->to - w->from;
  if (w->flags || n < 7 || w->capital)
    return FALSE;
  for (int i = 0; ends[i]; i++) {
    gsize k = strlen (ends[i]);
    if (n > k + 2 && strncmp (t->norm + w->to - k, ends[i], k) == 0)
      return TRUE;
  }
  return FALSE;
}

static void
cut (VslDeidText *t)
{
  guint capitals = 0, small = 0, clinical = 0, plain_words = 0, strange = 0;
  gboolean words = FALSE;
  for (guint i = 0; i < t->n;) {
    VslDeidToken token = { .start = i };
    gunichar c = t->c[i];
    if (is_letter (c)) {
      token.kind = VSL_DEID_WORD;
      i = end_of_word (t, i);
      t->latin = TRUE;
    } else if (c < 0x80 && g_ascii_isdigit (c)) {
      token.kind = VSL_DEID_DIGITS;
      while (i < t->n && t->c[i] < 0x80 && g_ascii_isdigit (t->c[i]))
        i++;
      t->digits = TRUE;
    } else if (c == ' ' || c == '\n') {
      token.kind = VSL_DEID_SPACE;
      for (; i < t->n && (t->c[i] == ' ' || t->c[i] == '\n'); i++)
        if (t->c[i] == '\n')
          token.kind = VSL_DEID_LINE;
    } else if (IS_HAN (c)) {
      token.kind = VSL_DEID_HAN;
      while (i < t->n && IS_HAN (t->c[i]))
        i++;
      t->han = TRUE;
    } else {
      token.kind = VSL_DEID_MARK;
      i++;
      t->at_sign = t->at_sign || c == '@';
    }
    token.end = i;
    if (token.kind == VSL_DEID_WORD) {
      know_word (t, &token);
      capitals += token.capital && token.end - token.start > 1;
      small += !token.capital || !token.upper;
      words = TRUE;
    }
    g_array_append_val (t->tokens, token);
  }
  gsize byte = 0;
  for (guint i = 0; i < t->tokens->len; i++) {
    VslDeidToken *token = VSL_TOKEN (t, i);
    token->from = (guint) byte;
    while (byte < t->norm_bytes && t->at[byte] < token->end)
      byte++;
    token->to = (guint) byte;
    plain_words += (token->flags & VSL_WORD_COMMON) != 0;
    strange += token->kind == VSL_DEID_WORD && !token->capital && !token->flags && !token->foreign;
    clinical += words && token->kind == VSL_DEID_WORD && (token->flags & VSL_WORD_CLINICAL || is_doctors_word (t, token));
  }
  t->spoken = strstr (t->norm, "dot") != NULL;
  t->small_only = capitals == 0;
  t->everyday = clinical == 0 && words && !t->han && plain_words >= strange;      /* else it is no English */
  t->capitals_only = small == 0;
}

/* A NUL inside is a character like others; it must not end the search. */
static gboolean
count_characters (const char *utf8, gsize length, gsize *chars)
{
  const char *p = utf8, *end = utf8 + length;
  for (*chars = 0; p < end; ++*chars) {
    gunichar c = *p ? g_utf8_get_char_validated (p, end - p) : 0;
    if (c == (gunichar) -1 || c == (gunichar) -2)
      return FALSE;
    p = g_utf8_next_char (p);
  }
  return p == end;
}

/* Fills t; FALSE when utf8 is no UTF-8 or the memory is short. */
gboolean
_vsl_deid_text_init (VslDeidText *t, const char *utf8, gsize length)
{
  *t = (VslDeidText) { 0 };
  gsize chars;
  if (length > G_MAXINT / 8 || !count_characters (utf8, length, &chars))
    return FALSE;
  t->c = g_try_new (gunichar, chars + 1);
  t->norm = g_try_malloc (length + 1);
  t->at = g_try_new (guint32, length + 2);
  if (!t->c || !t->norm || !t->at) {
    _vsl_deid_text_clear (t);
    return FALSE;
  }
  const char *p = utf8;
  for (gsize i = 0; i < chars; i++, p = g_utf8_next_char (p)) {
    t->c[i] = plain (g_utf8_get_char (p));       /* never longer in UTF-8 than what it stands for */
    int k = g_unichar_to_utf8 (t->c[i], t->norm + t->norm_bytes);
    for (int b = 0; b < k; b++)
      t->at[t->norm_bytes + (gsize) b] = (guint32) i;
    t->norm_bytes += (gsize) k;
  }
  t->n = (guint) chars;
  t->c[chars] = 0;
  t->norm[t->norm_bytes] = '\0';
  t->at[t->norm_bytes] = t->n;
  t->tokens = g_array_sized_new (FALSE, TRUE, sizeof (VslDeidToken), t->n / 3 + 8);
  t->found = g_array_new (FALSE, FALSE, sizeof (VslDeidFound));
  cut (t);
  if (t->han)
    _vsl_deid_cut_han (t);
  return TRUE;
}

void
_vsl_deid_text_clear (VslDeidText *t)
{
  g_free (t->c);
  g_free (t->norm);
  g_free (t->at);
  g_clear_pointer (&t->tokens, g_array_unref);
  g_clear_pointer (&t->found, g_array_unref);
  _vsl_deid_uncut_han (t);
}

void
_vsl_deid_add (VslDeidText *t, guint start, guint end, VslDeidType type, guint score)
{
  while (start < end && (t->c[start] == ' ' || t->c[start] == '\n'))
    start++;
  while (end > start && (t->c[end - 1] == ' ' || t->c[end - 1] == '\n'))
    end--;
  VslDeidFound found = { start, end, type, score };
  if (start < end)
    g_array_append_val (t->found, found);
}

static guint
byte_of (const VslDeidText *t, guint place)
{
  guint low = 0, high = (guint) t->norm_bytes;
  while (low < high) {
    guint middle = low + (high - low) / 2;
    if (t->at[middle] < place)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

const char *
_vsl_deid_at (const VslDeidText *t, guint place, gsize *left)
{
  guint byte = byte_of (t, place);
  if (left)
    *left = t->norm_bytes - byte;
  return t->norm + byte;
}

/* Whether one of the words stands as a whole between the two places. */
static gboolean
holds (const VslDeidText *t, guint from, guint to, const char *list)
{
  const char *p = _vsl_deid_at (t, from, NULL), *end = _vsl_deid_at (t, to, NULL);
  g_autofree char *part = g_utf8_strdown (p, end - p);
  for (const char *w = list; *w;) {
    gsize n = strcspn (w, "|");
    for (const char *hit = part; n && *hit; hit++)
      if (strncmp (hit, w, n) == 0 && ((guchar) *w >= 0x80 || ((hit == part || !g_ascii_isalpha (hit[-1])) && !g_ascii_isalpha (hit[n]))))
        return TRUE;
    w += n + (w[n] == '|');
  }
  return FALSE;
}

gboolean
_vsl_deid_before (const VslDeidText *t, guint place, guint reach, const char *list)
{
  return holds (t, place > reach ? place - reach : 0, place, list);
}

gboolean
_vsl_deid_behind (const VslDeidText *t, guint place, guint reach, const char *list)
{
  return holds (t, place, MIN (t->n, place + reach), list);
}

guint
_vsl_deid_digits (const VslDeidText *t, guint start, guint end, char *digits, guint room)
{
  guint n = 0;
  for (guint i = start; i < end; i++)
    if (t->c[i] < 0x80 && g_ascii_isdigit (t->c[i])) {
      if (n + 1 < room)
        digits[n] = (char) t->c[i];
      n++;
    }
  digits[MIN (n, room - 1)] = '\0';
  return n;
}

gboolean
_vsl_deid_luhn (const char *digits)
{
  guint sum = 0, n = (guint) strlen (digits);
  for (guint i = 0; i < n; i++) {
    guint d = (guint) (digits[n - 1 - i] - '0') * (i % 2 ? 2 : 1);
    sum += d > 9 ? d - 9 : d;
  }
  return n > 0 && sum % 10 == 0;
}

int
_vsl_deid_next (const VslDeidText *t, int token)
{
  int i = token + 1;
  if (i < (int) t->tokens->len && VSL_TOKEN (t, i)->kind == VSL_DEID_SPACE)
    i++;
  return i < (int) t->tokens->len && VSL_TOKEN (t, i)->kind != VSL_DEID_LINE ? i : -1;
}

int
_vsl_deid_previous (const VslDeidText *t, int token)
{
  int i = token - 1;
  if (i >= 0 && VSL_TOKEN (t, i)->kind == VSL_DEID_SPACE)
    i--;
  return i >= 0 && VSL_TOKEN (t, i)->kind != VSL_DEID_LINE ? i : -1;
}

/* The token that holds the place. */
int
_vsl_deid_token_at (const VslDeidText *t, guint place)
{
  guint low = 0, high = t->tokens->len;
  while (low < high) {
    guint middle = low + (high - low) / 2;
    if (VSL_TOKEN (t, middle)->end <= place)
      low = middle + 1;
    else
      high = middle;
  }
  return low < t->tokens->len ? (int) low : -1;
}

gboolean
_vsl_deid_word_is (const VslDeidText *t, const VslDeidToken *token, const char *lower)
{
  gsize n = strlen (lower);
  return token->to - token->from == n && g_ascii_strncasecmp (t->norm + token->from, lower, n) == 0;
}

guint
_vsl_deid_phrase_at (const VslDeidText *t, guint i, guint32 *flags)
{
  GString *s = NULL;
  guint best = 0, words = 0;
  if (!(VSL_TOKEN (t, i)->flags & VSL_WORD_PHRASE))
    return 0;
  s = g_string_sized_new (64);
  for (guint k = i; k < t->tokens->len && words < VSL_PHRASE_WORDS && k < i + 14; k++) {
    const VslDeidToken *token = VSL_TOKEN (t, k);
    if (token->kind == VSL_DEID_SPACE) {
      g_string_append_c (s, ' ');
      continue;
    }
    if (token->kind == VSL_DEID_LINE || token->kind == VSL_DEID_HAN)
      break;
    g_autofree char *lower = g_utf8_strdown (t->norm + token->from, token->to - token->from);
    g_string_append (s, lower);
    words += token->kind == VSL_DEID_WORD;
    guint32 known = k > i ? _vsl_deid_phrase (s->str, s->len) : 0;
    if (known) {
      best = k - i + 1;
      *flags = known;
    }
  }
  g_string_free (s, TRUE);
  return best;
}
