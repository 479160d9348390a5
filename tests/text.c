/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Notes: encodings, words and their places, vocabularies. */
#include <locale.h>
#include <string.h>
#include <time.h>

#include "core/vsl-error.h"
#include "core/vsl-random.h"
#include "text/vsl-text.h"

/* ---- encodings ---- */

typedef struct {
  const char *bytes;
  gsize n;
  const char *text, *encoding;
} Right;

#define RIGHT(bytes, text, encoding) { bytes, sizeof bytes - 1, text, encoding }

static const Right right[] = {
  RIGHT ("", "", "UTF-8"),
  RIGHT ("T 37.2", "T 37.2", "UTF-8"),
  RIGHT ("\xef\xbb\xbf", "", "UTF-8"),
  RIGHT ("\xef\xbb\xbf" "Fi\xc3\xa8vre", "Fièvre", "UTF-8"),
  RIGHT ("\xe4\xbd\x93\xe6\xb8\xa9\n", "体温\n", "UTF-8"),
  RIGHT ("\xff\xfe" "a\0\xe8\0\n\0", "aè\n", "UTF-16LE"),
  RIGHT ("\xfe\xff\0a\0\xe8\0\n", "aè\n", "UTF-16BE"),
  RIGHT ("\xff\xfe\x53\x4f\x29\x6e", "体温", "UTF-16LE"),          /* no zeros at all */
  RIGHT ("\xff\xfe\x3d\xd8\x00\xde", "😀", "UTF-16LE"),
  RIGHT ("f\0\xfc\0r\0 \0x\0", "für x", "UTF-16LE"),
  RIGHT ("\0f\0\xfc\0r\0 \0x", "für x", "UTF-16BE"),
  RIGHT ("\xa3\x60\x05\x80\x20\x00\x00\x4e\x68\x54\x4d\x52\xd1\x53\xed\x70\x02\x30", "患者 一周前发热。", "UTF-16LE"),      /* a zero on either side */
  RIGHT ("\x60\xa3\x80\x05\x00\x20\x4e\x00\x54\x68\x52\x4d\x53\xd1\x70\xed\x30\x02", "患者 一周前发热。", "UTF-16BE"),
  RIGHT ("\xbb\xbc\xd5\xdf 37.2\n", "患者 37.2\n", "GB18030"),
  RIGHT ("T\n\xd2\xbb\xb4\xce\n", "T\n一次\n", "GB18030"),           /* the first sign alone would be UTF-8 too */
  RIGHT ("\xbb\xbc\xd5\xdf\x95\x32\x82\x36\x81\x30\x84\x36", "患者\xf0\xa0\x80\x80\xc2\xa5", "GB18030"),
};

static void
test_right (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (right); i++) {
    const Right *r = &right[i];
    g_autoptr (GError) error = NULL;
    const char *encoding = NULL;
    gsize length = 99;
    g_autofree char *text = vsl_text_decode ((const guint8 *) r->bytes, r->n, &length, &encoding, &error);
    g_assert_no_error (error);
    g_assert_cmpstr (text, ==, r->text);
    g_assert_cmpuint (length, ==, strlen (r->text));
    g_assert_cmpstr (encoding, ==, r->encoding);
  }
  gsize length;
  g_autofree char *none = vsl_text_decode (NULL, 0, &length, NULL, NULL);
  g_assert_cmpstr (none, ==, "");
}

typedef struct {
  const char *bytes;
  gsize n, offset;
  const char *says;
} Wrong;

#define WRONG(bytes, offset, says) { bytes, sizeof bytes - 1, offset, says }
#define UTF8_LINES "\xe4\xbd\x93\xe6\xb8\xa9\n\xe4\xbd\x93\xe6\xb8\xa9\n"

static const Wrong wrong[] = {
  WRONG ("\xe4\xbd\x93\xe6\xb8", 3, "cut off"),                       /* UTF-8 without its last byte */
  WRONG ("\xef\xbb\xbf" "a\xe6\xb8", 4, "cut off"),
  WRONG ("\xff\xfe" "a\0b", 4, "cut off"),
  WRONG ("a\0b\0c\0d", 6, "cut off"),
  WRONG ("\xff\xfe" "a\0\x3d\xd8", 4, "cut off"),                      /* the first half of a pair */
  WRONG ("\xff\xfe" "a\0\x3d\xd8" "b\0", 4, "half a character"),
  WRONG ("\xff\xfe" "a\0\x00\xde" "b\0", 4, "half a character"),
  WRONG ("\xbb\xbc\xd5\xdf\xbb\xbc\xd5", 6, "cut off"),
  WRONG (UTF8_LINES "\xbb\xbc\xd5\xdf\n" UTF8_LINES, 14, "line 3"),   /* a line of GB18030 among UTF-8 */
  WRONG ("Temp\xc3\xa9rature\n\xc3\xa9t\xc3\xa9\nfi\xe8vre\n", 21, "line 3"),      /* a line of Latin-1 */
  WRONG ("\xef\xbb\xbf" "ok\nfi\xe8vre", 8, "line 2"),
  WRONG ("Fi\xe8vre et toux\n", 2, "Latin-1"),
  WRONG ("ok\nT 37\xb0" "C, f\xfcr 2 Tage\n", 7, "Latin-1"),
  WRONG ("Temp\xe9 37", 4, "neither"),
  WRONG ("\xbb\xbc\xd5\xdf\n\xff\xbb\xbc", 5, "line 2"),
  WRONG ("\xbb\xbc\xd5\xdf\x01", 4, "neither"),                       /* bytes that do not say what they are hold no controls */
  WRONG ("T 37.2, no cough\0", 16, "not a text"),                     /* would be Chinese in UTF-16 */
  WRONG (UTF8_LINES "\0" UTF8_LINES, 14, "not a text"),
  WRONG ("\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\1\0", 8, "not a text"),
  WRONG ("\x7f" "ELF\2\1\1\0\0\0\0\0\0\0\0\0\3\0>\0\1\0\0\0", 7, "not a text"),
  WRONG ("\1\0\2\0\3\0\4\0\5\0\6\0", 0, "not a text"),                 /* numbers of 16 bits have UTF-16's zeros */
  WRONG ("\xff\xfe" "a\0\0\0", 4, "not a text"),
};

static void
test_wrong (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++) {
    const Wrong *w = &wrong[i];
    g_autoptr (GError) error = NULL;
    g_autofree char *offset = g_strdup_printf ("offset %" G_GSIZE_FORMAT, w->offset);
    gsize length;
    g_autofree char *text = vsl_text_decode ((const guint8 *) w->bytes, w->n, &length, NULL, &error);
    g_test_message ("%u: %s", i, error ? error->message : text);
    g_assert_null (text);
    g_assert_error (error, VSL_DATA_ERROR, VSL_ERROR_DATA);
    g_assert_nonnull (strstr (error->message, offset));
    g_assert_nonnull (strstr (error->message, w->says));
  }
}

/* Every sign of GB18030's tables and of Unicode survives the way there and back through the converters of this test's own. */
static void
test_all_characters (void)
{
  for (gunichar c = 1; c < 0x110000; c += c < 0x3000 ? 1 : 37) {
    char utf8[16] = "\xe4\xbd\x93";
    guint8 utf16[] = { 0xff, 0xfe, 'a', 0, 0, 0, 0, 0 };
    gsize n = 6, length, size = 3 + (gsize) (g_unichar_validate (c) ? g_unichar_to_utf8 (c, utf8 + 3) : 0);
    if (!g_unichar_validate (c))
      continue;
    g_autofree char *same = vsl_text_decode ((const guint8 *) utf8, size, &length, NULL, NULL);
    g_assert_cmpmem (same, length, utf8, size);
    gunichar low = c < 0x10000 ? c : 0xd800 + ((c - 0x10000) >> 10), high = 0xdc00 + ((c - 0x10000) & 0x3ff);
    utf16[4] = low & 255;
    utf16[5] = (guint8) (low >> 8);
    if (c >= 0x10000) {
      utf16[6] = high & 255;
      utf16[7] = (guint8) (high >> 8);
      n = 8;
    }
    g_autofree char *text = vsl_text_decode (utf16, n, &length, NULL, NULL);
    g_assert_cmpmem (text + 1, length - 1, utf8 + 3, size - 3);
  }
}

static void
test_gb18030_all (void)
{
  for (gunichar c = 0x80; c < 0x110000; c += c < 0xa000 ? 1 : 101) {
    char utf8[8] = { 0 };
    gsize n, length;
    if (!g_unichar_validate (c) || (c >= 0xe000 && c < 0xf900) || (c & 0xfffe) == 0xfffe || (c >= 0xfdd0 && c < 0xfdf0) || (c >= 0xfe10 && c < 0xfe20) || (c >= 0x9fb4 && c < 0x9fbc))
      continue;                  /* where editions of the standard differ */
    g_unichar_to_utf8 (c, utf8);
    g_autofree char *one = g_convert (utf8, -1, "GB18030", "UTF-8", NULL, &n, NULL);
    if (!one)
      continue;
    g_autofree char *row = g_strconcat ("\xbb\xbc\xbb\xbc", one, "\xbb\xbc\xbb\xbc", NULL);
    g_autofree char *want = g_strconcat ("患患", utf8, "患患", NULL);
    g_autofree char *text = vsl_text_decode ((const guint8 *) row, strlen (row), &length, NULL, NULL);
    g_assert_cmpstr (text, ==, want);
  }
}

/* Long enough that pairs and characters fall across every block of the converter. */
static void
test_blocks (void)
{
  for (guint shift = 0; shift < 5; shift++) {
    g_autoptr (GString) bytes = g_string_new ("xxxxx" + shift), want = g_string_new (bytes->str);
    gsize length;
    for (guint i = 0; i < 20000; i++) {
      g_string_append (bytes, i % 3 ? "\xbb\xbc" : "\x95\x32\x82\x36");
      g_string_append (want, i % 3 ? "患" : "\xf0\xa0\x80\x80");
    }
    g_autofree char *text = vsl_text_decode ((const guint8 *) bytes->str, bytes->len, &length, NULL, NULL);
    g_assert_cmpmem (text, length, want->str, want->len);
    g_autoptr (GError) error = NULL;
    g_autofree char *place = g_strdup_printf ("offset %" G_GSIZE_FORMAT, bytes->len);
    g_string_append (bytes, "\xff\xbb\xbc");
    g_assert_null (vsl_text_decode ((const guint8 *) bytes->str, bytes->len, &length, NULL, &error));
    g_assert_nonnull (strstr (error->message, place));
  }
}

/* ---- words ---- */

typedef struct {
  VslTextStandardize standardize;
  VslTextSplit split;
  const char *text, *words;      /* between "|"; what Keras gives, worked out by its rules */
  const char *places;            /* "start-end" of each */
} Words;

#define BOTH VSL_TEXT_LOWER_AND_STRIP

static const Words words[] = {
  { BOTH, VSL_TEXT_WHITESPACE, "", "", "" },
  { BOTH, VSL_TEXT_WHITESPACE, " \t\r\n", "", "" },
  { BOTH, VSL_TEXT_WHITESPACE, "The patient's BP was 120/80.", "the|patients|bp|was|12080", "0-3 4-13 14-16 17-20 21-27" },
  { BOTH, VSL_TEXT_WHITESPACE, "don't -- stop", "dont|stop", "0-5 9-13" },
  { BOTH, VSL_TEXT_WHITESPACE, "a-b,c (d) [e]!", "abc|d|e", "0-5 7-8 11-12" },
  { BOTH, VSL_TEXT_WHITESPACE, "!\"#$%&()*+,-./:;<=>?@[\\]^_`{|}~'", "", "" },
  { BOTH, VSL_TEXT_WHITESPACE, "a\vb\fc\x1c" "d\xc2\xa0" "e\xe3\x80\x80" "f", "a|b|c\x1c" "d|e|f", "0-1 2-3 4-7 9-10 13-14" },
  { BOTH, VSL_TEXT_WHITESPACE, "\xc3\x89TAT, G\xc3\x89N\xc3\x89RAL", "\xc3\xa9tat|g\xc3\xa9n\xc3\xa9ral", "0-5 7-16" },
  { BOTH, VSL_TEXT_WHITESPACE, "\xce\x9f\xce\x94\xce\x9f\xce\xa3.", "\xce\xbf\xce\xb4\xce\xbf\xcf\x82", "0-8" },        /* final sigma */
  { BOTH, VSL_TEXT_WHITESPACE, "\xc4\xb0X \xe1\xba\x9e", "i\xcc\x87x|\xc3\x9f", "0-3 4-7" },      /* lower case is longer, and shorter */
  { BOTH, VSL_TEXT_WHITESPACE, "\xe6\x82\xa3\xe8\x80\x85\xef\xbc\x8c\xe5\xa5\xbd.", "\xe6\x82\xa3\xe8\x80\x85\xef\xbc\x8c\xe5\xa5\xbd", "0-12" },
  { VSL_TEXT_KEEP, VSL_TEXT_WHITESPACE, "Don't -- STOP.", "Don't|--|STOP.", "0-5 6-8 9-14" },
  { VSL_TEXT_LOWER, VSL_TEXT_WHITESPACE, "Don't -- STOP.", "don't|--|stop.", "0-5 6-8 9-14" },
  { VSL_TEXT_STRIP_PUNCTUATION, VSL_TEXT_WHITESPACE, "Don't -- STOP.", "Dont|STOP", "0-5 9-13" },
  { BOTH, VSL_TEXT_WORDS, "Don't stop: 3.5 mg/day (oral)!", "dont|stop|35|mg|day|oral", "0-5 6-10 12-15 16-18 19-22 24-28" },
  { VSL_TEXT_KEEP, VSL_TEXT_WORDS, "Don't stop: 3.5 \xe2\x80\x9cmg\xe2\x80\x9d.", "Don't|stop|3.5|mg", "0-5 6-10 12-15 19-21" },
  { BOTH, VSL_TEXT_WORDS, "can\xe2\x80\x99t", "cant", "0-7" },
  { BOTH, VSL_TEXT_WORDS, "患者有高血压，体温38.5℃。", "患者|有|高血压|体温|385|℃", "0-6 6-9 9-18 21-27 27-31 31-34" },
  { BOTH, VSL_TEXT_WORDS, "\xe3\x80\x80\xef\xbc\x8c\xe3\x80\x82 \xe2\x80\x8b", "", "" },
  { BOTH, VSL_TEXT_CHARACTER, "Ab. c", "a|b|c", "0-1 1-2 4-5" },
  { VSL_TEXT_KEEP, VSL_TEXT_CHARACTER, "Ab. 体温，", "A|b|.|体|温|，", "0-1 1-2 2-3 4-7 7-10 10-13" },
  { BOTH, VSL_TEXT_CHARACTER, "E\xcc\x81x \xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x94\xac", "e\xcc\x81|x|\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x94\xac",
    "0-3 3-4 5-16" },          /* a letter with its accent, and a figure of three code points, are one each */
};

static char *
joined (const GArray *tokens, gboolean places)
{
  GString *s = g_string_new (NULL);
  for (guint i = 0; i < tokens->len; i++) {
    const VslToken *t = &g_array_index (tokens, VslToken, i);
    if (places)
      g_string_append_printf (s, "%s%" G_GSIZE_FORMAT "-%" G_GSIZE_FORMAT, i ? " " : "", t->start, t->end);
    else
      g_string_append_printf (s, "%s%s", i ? "|" : "", t->word);
  }
  return g_string_free (s, FALSE);
}

static void
test_words (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (words); i++) {
    const Words *w = &words[i];
    g_autoptr (GArray) tokens = vsl_text_tokens (w->text, strlen (w->text), w->standardize, w->split);
    g_autofree char *got = joined (tokens, FALSE), *places = joined (tokens, TRUE);
    g_assert_cmpstr (got, ==, w->words);
    g_assert_cmpstr (places, ==, w->places);
  }
}

/* ASCII notes against the rules written down once more, in the plainest way. */
static void
test_keras_ascii (void)
{
  for (guint round = 0; round < 300; round++) {
    guint64 key = vsl_random_key (5, VSL_RANDOM_TEST, round, 0);
    g_autoptr (GString) text = g_string_new (NULL), plain = g_string_new (NULL), got = g_string_new (NULL);
    guint n = 1 + (guint) (vsl_random_uniform (key, 0) * 400);
    for (guint i = 1; i <= n; i++) {
      char c = (char) (1 + vsl_random_uniform (key, i) * 126.99);
      g_string_append_c (text, vsl_random_uniform (key, 1000 + i) < 0.2 ? ' ' : c);
    }
    for (const char *p = text->str; *p; p++)
      if (!strchr ("!\"#$%&()*+,-./:;<=>?@[\\]^_`{|}~'", *p))
        g_string_append_c (plain, *p >= 'A' && *p <= 'Z' ? *p + 32 : strchr (" \t\n\v\f\r", *p) ? ' ' : *p);
    g_autoptr (GArray) tokens = vsl_text_tokens (text->str, text->len, BOTH, VSL_TEXT_WHITESPACE);
    g_auto (GStrv) want = g_strsplit (plain->str, " ", -1);
    guint k = 0;
    for (guint i = 0; want[i]; i++)
      if (*want[i])
        g_assert_cmpstr (g_array_index (tokens, VslToken, k++).word, ==, want[i]);
    g_assert_cmpuint (k, ==, tokens->len);
  }
}

static char *
random_text (guint64 key, guint n)
{
  static const char *const pieces[] = { "a", "B", "'", ".", " ", "\n", "É", "ß", "İ", "Σ", "患", "者", "，", "。", "e\xcc\x81", "😀", "ไทย", "9", "\xe2\x80\x99",
                                        "\xe2\x80\x8b", "ก", "カ", "한", "\xf0\xa0\x80\x80" };
  GString *s = g_string_new (NULL);
  for (guint i = 0; i < n; i++)
    g_string_append (s, pieces[(guint) (vsl_random_uniform (key, i) * G_N_ELEMENTS (pieces))]);
  return g_string_free (s, FALSE);
}

/* Places are in order, whole characters, and reading just them gives the same word. */
static void
check_places (const char *text, VslTextStandardize standardize, VslTextSplit split)
{
  g_autoptr (GArray) tokens = vsl_text_tokens (text, strlen (text), standardize, split);
  gsize before = 0;
  for (guint i = 0; i < tokens->len; i++) {
    const VslToken *t = &g_array_index (tokens, VslToken, i);
    g_assert_cmpuint (t->start, >=, before);
    g_assert_cmpuint (t->end, >, t->start);
    g_assert_cmpuint (t->end, <=, strlen (text));
    g_assert_true (g_utf8_validate (text + t->start, (gssize) (t->end - t->start), NULL));
    g_assert_true (*t->word && g_utf8_validate (t->word, -1, NULL));
    before = t->end;
    if (split != VSL_TEXT_WHITESPACE)
      continue;                  /* boundaries depend on what stands around */
    g_autoptr (GArray) again = vsl_text_tokens (text + t->start, t->end - t->start, standardize, split);
    g_assert_cmpuint (again->len, ==, 1);
    g_assert_cmpstr (g_array_index (again, VslToken, 0).word, ==, t->word);
  }
}

static void
test_places (void)
{
  for (guint round = 0; round < 200; round++) {
    g_autofree char *text = random_text (vsl_random_key (6, VSL_RANDOM_TEST, round, 0), 60);
    for (int s = VSL_TEXT_KEEP; s <= VSL_TEXT_LOWER_AND_STRIP; s++)
      for (int p = VSL_TEXT_WHITESPACE; p <= VSL_TEXT_CHARACTER; p++)
        check_places (text, (VslTextStandardize) s, (VslTextSplit) p);
  }
}

static void
test_needs_words (void)
{
  static const struct { const char *text; gboolean needs; } cases[] = {
    { "", FALSE }, { "120/80", FALSE }, { "The patient has a fever.", FALSE }, { "患者有高血压，体温38.5℃。", TRUE },
    { "患者 WBC 12.3, CRP 8, ECG 正常", TRUE }, { "The term 发热 means fever in Chinese", FALSE }, { "ผู้ป่วยมีไข้", TRUE }, { "熱があります", TRUE },
    { "환자는 열이 있다", FALSE }, { "пациент", FALSE }, { "\xff\xfe\xbb", FALSE },
  };
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    g_assert_cmpint (vsl_text_needs_words (cases[i].text, strlen (cases[i].text)), ==, cases[i].needs);
}

/* ---- what a file may hold ---- */

static void
test_random_bytes (void)
{
  for (guint round = 0; round < 3000; round++) {
    guint64 key = vsl_random_key (8, VSL_RANDOM_TEST, round, 0);
    guint n = (guint) (vsl_random_uniform (key, 1u << 20) * 120);
    guint8 bytes[128];
    gsize length;
    for (guint i = 0; i < n; i++) {
      double u = vsl_random_uniform (key, i);
      bytes[i] = (guint8) (round % 3 == 0 ? u * 256 : round % 3 == 1 ? 0x80 + u * 128 : u < 0.4 ? 0 : u * 256);
    }
    g_autoptr (GError) error = NULL;
    g_autofree char *text = vsl_text_decode (bytes, n, &length, NULL, &error);
    g_assert_true ((text != NULL) == (error == NULL));
    g_assert_true (!text || (strlen (text) == length && g_utf8_validate (text, (gssize) length, NULL)));
    for (int p = VSL_TEXT_WHITESPACE; p <= VSL_TEXT_CHARACTER; p++) {
      g_autoptr (GArray) tokens = vsl_text_tokens ((const char *) bytes, n, BOTH, (VslTextSplit) p);
      for (guint i = 0; i < tokens->len; i++) {
        const VslToken *t = &g_array_index (tokens, VslToken, i);
        g_assert_true (g_utf8_validate (t->word, -1, NULL) && t->start < t->end && t->end <= n);
      }
    }
    vsl_text_needs_words ((const char *) bytes, n);
  }
}

static double
seconds_of (const char *piece, gsize n, VslTextSplit split, gboolean decode)
{
  g_autoptr (GString) s = g_string_sized_new (n + 64);
  gsize length;
  while (s->len < n)
    g_string_append (s, piece);
  clock_t before = clock ();
  if (decode) {
    g_autofree char *text = vsl_text_decode ((const guint8 *) s->str, s->len, &length, NULL, NULL);
    (void) text;
  } else {
    g_autoptr (GArray) tokens = vsl_text_tokens (s->str, s->len, BOTH, split);
    g_assert_cmpuint (tokens->len, >, 0);
  }
  return (double) (clock () - before) / CLOCKS_PER_SEC;
}

/* Ten times the text may take some thirty times as long on a busy machine, but not a hundred times. */
static void
linear (const char *piece, VslTextSplit split, gboolean decode)
{
  double small = seconds_of (piece, 1 << 20, split, decode), large = seconds_of (piece, 10 << 20, split, decode);
  g_test_message ("%d %d: %.3f s for 1 MiB, %.3f s for 10", split, decode, small, large);
  g_assert_cmpfloat (large, <, 30 * small + 0.5);
}

static void
test_linear (void)
{
  linear ("The patient's temperature was 38.5, no cough. ", VSL_TEXT_WHITESPACE, FALSE);
  linear ("a", VSL_TEXT_WHITESPACE, FALSE);                     /* one word */
  linear ("\xc3\x89", VSL_TEXT_WHITESPACE, FALSE);
  linear ("\xff", VSL_TEXT_WHITESPACE, TRUE);
  linear ("\xe4\xbd\x93\xe6\xb8\xa9\n", VSL_TEXT_WORDS, TRUE);
  linear ("\xbb\xbc\xd5\xdf\n", VSL_TEXT_WORDS, TRUE);
  linear ("\xe4\xbd\x93 \xff", VSL_TEXT_WORDS, TRUE);
  linear ("The patient's temperature was 38.5, no cough. ", VSL_TEXT_WORDS, FALSE);
  linear ("患者有高血压，体温正常。", VSL_TEXT_WORDS, FALSE);
  linear ("患者有高血压", VSL_TEXT_WORDS, FALSE);                /* not one boundary that is not looked up */
  linear ("e\xcc\x81", VSL_TEXT_CHARACTER, FALSE);
  linear ("\xcc\x81", VSL_TEXT_CHARACTER, FALSE);               /* one character of a million accents */
}

static gpointer
read_many (gpointer data)
{
  const char *text = data;
  GString *all = g_string_new (NULL);
  for (guint i = 0; i < 60; i++) {
    g_autoptr (GArray) tokens = vsl_text_tokens (text, strlen (text), BOTH, (VslTextSplit) (i % 3));
    g_autofree char *got = joined (tokens, i % 2);
    g_string_append (all, got);
  }
  return g_string_free (all, FALSE);
}

static void
test_threads (void)
{
  g_autofree char *text = random_text (11, 2000);
  g_autofree char *alone = read_many (text);
  GThread *thread[4];
  for (guint i = 0; i < G_N_ELEMENTS (thread); i++)
    thread[i] = g_thread_new ("words", read_many, text);
  for (guint i = 0; i < G_N_ELEMENTS (thread); i++) {
    g_autofree char *got = g_thread_join (thread[i]);
    g_assert_cmpstr (got, ==, alone);
  }
}

/* ---- vocabularies ---- */

static void
count (VslWordCounts *counts, const char *text)
{
  g_autoptr (GArray) tokens = vsl_text_tokens (text, strlen (text), BOTH, VSL_TEXT_WHITESPACE);
  vsl_word_counts_add (counts, tokens, 0);
}

static void
test_counts (void)
{
  g_autoptr (VslWordCounts) counts = vsl_word_counts_new ();
  g_auto (GStrv) none = vsl_word_counts_words (counts, 5);
  g_assert_null (none[0]);
  g_assert_cmpuint (vsl_word_counts_length (counts, 0.95), ==, 0);
  /* Keras: adapt (["a a b b c é z 体", …]).get_vocabulary () sorts equal counts from the last code point down. */
  count (counts, "b b a a c é z 体");
  count (counts, "c, cough!");
  count (counts, "");
  count (counts, "cough a");
  g_assert_cmpuint (vsl_word_counts_distinct (counts), ==, 7);
  g_auto (GStrv) words_ = vsl_word_counts_words (counts, G_MAXUINT);
  g_autofree char *all = g_strjoinv ("|", words_);
  g_assert_cmpstr (all, ==, "a|cough|c|b|体|é|z");
  g_auto (GStrv) two = vsl_word_counts_words (counts, 2);
  g_assert_cmpuint (g_strv_length (two), ==, 2);
  /* Lengths are 8, 2, 0, 2. */
  g_assert_cmpuint (vsl_word_counts_length (counts, 0), ==, 0);
  g_assert_cmpuint (vsl_word_counts_length (counts, 0.25), ==, 0);
  g_assert_cmpuint (vsl_word_counts_length (counts, 0.26), ==, 2);
  g_assert_cmpuint (vsl_word_counts_length (counts, 0.75), ==, 2);
  g_assert_cmpuint (vsl_word_counts_length (counts, 0.76), ==, 8);
  g_assert_cmpuint (vsl_word_counts_length (counts, 1), ==, 8);
}

/* A vocabulary that travels with a model has no word of one note or one patient, and no long number. */
static void
test_private_words (void)
{
  static const struct { const char *text; guint32 patient; } notes[] = {
    { "fever 4471 Okafor 88231 Okafor", 1 }, { "fever pain Okafor 4471 pain", 1 }, { "pain 88231 fever", 2 }, { "rash itch rash", 0 }, { "itch 4471 12a34b5", 0 }, { "12a34b5", 3 } };
  g_autoptr (VslWordCounts) counts = vsl_word_counts_new ();
  for (guint i = 0; i < G_N_ELEMENTS (notes); i++) {
    g_autoptr (GArray) tokens = vsl_text_tokens (notes[i].text, strlen (notes[i].text), BOTH, VSL_TEXT_WHITESPACE);
    vsl_word_counts_add (counts, tokens, notes[i].patient);
  }
  vsl_word_counts_drop_private (counts);
  g_auto (GStrv) kept = vsl_word_counts_words (counts, G_MAXUINT);
  g_autofree char *all = g_strjoinv ("|", kept);
  g_assert_cmpstr (all, ==, "pain|fever|4471|itch");
  g_assert_cmpuint (vsl_word_counts_length (counts, 1), ==, 5);
}

static void
test_quantile (void)
{
  g_autoptr (VslWordCounts) counts = vsl_word_counts_new ();
  g_autoptr (GString) text = g_string_new (NULL);
  for (guint i = 1; i <= 20; i++) {
    g_string_append (text, "w ");
    count (counts, text->str);
  }
  g_assert_cmpuint (vsl_word_counts_length (counts, 0.95), ==, 19);      /* just 95 of 100 notes have 19 words or fewer */
}

static void
test_vocabulary (void)
{
  const char *const list[] = { "fever", "cough", "体温", "fever" };
  g_autoptr (VslVocabulary) v = vsl_vocabulary_new (list, 4), empty = vsl_vocabulary_new (NULL, 0);
  g_assert_cmpuint (vsl_vocabulary_size (v), ==, 6);
  g_assert_cmpuint (vsl_vocabulary_size (empty), ==, 2);
  g_assert_cmpuint (vsl_vocabulary_index (v, "fever"), ==, 2);
  g_assert_cmpuint (vsl_vocabulary_index (v, "cough"), ==, 3);
  g_assert_cmpuint (vsl_vocabulary_index (v, "体温"), ==, 4);
  g_assert_cmpuint (vsl_vocabulary_index (v, "Fever"), ==, 1);
  g_assert_cmpuint (vsl_vocabulary_index (v, "[UNK]"), ==, 1);
  g_assert_cmpuint (vsl_vocabulary_index (v, ""), ==, 0);
  g_assert_cmpuint (vsl_vocabulary_index (empty, "fever"), ==, 1);
  g_assert_cmpstr (vsl_vocabulary_word (v, 0), ==, "");
  g_assert_cmpstr (vsl_vocabulary_word (v, 1), ==, "[UNK]");
  g_assert_cmpstr (vsl_vocabulary_word (v, 4), ==, "体温");
  g_assert_null (vsl_vocabulary_word (v, 6));
}

int
main (int argc, char **argv)
{
  setlocale (LC_ALL, "");
  g_setenv ("LANGUAGE", "C", TRUE);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/text/decode/right", test_right);
  g_test_add_func ("/text/decode/wrong", test_wrong);
  g_test_add_func ("/text/decode/all-characters", test_all_characters);
  g_test_add_func ("/text/decode/all-of-gb18030", test_gb18030_all);
  g_test_add_func ("/text/decode/blocks", test_blocks);
  g_test_add_func ("/text/tokens/words", test_words);
  g_test_add_func ("/text/tokens/keras-ascii", test_keras_ascii);
  g_test_add_func ("/text/tokens/places", test_places);
  g_test_add_func ("/text/tokens/needs-words", test_needs_words);
  g_test_add_func ("/text/tokens/threads", test_threads);
  g_test_add_func ("/text/random-bytes", test_random_bytes);
  g_test_add_func ("/text/linear", test_linear);
  g_test_add_func ("/text/counts", test_counts);
  g_test_add_func ("/text/quantile", test_quantile);
  g_test_add_func ("/text/private-words", test_private_words);
  g_test_add_func ("/text/vocabulary", test_vocabulary);
  return g_test_run ();
}
