/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Character sets (PS3.3 C.12.1.1.2, PS3.5 6.1): single-byte ones, UTF-8, GB18030 and GBK as they stand, and ISO 2022 with its escapes. */
#include "data/decoder/dicom-text.h"

#include <iconv.h>
#include <string.h>

typedef enum { ASCII, LATIN1, LATIN2, LATIN3, LATIN4, CYRILLIC, ARABIC, GREEK, HEBREW, LATIN5, LATIN9, THAI, JAPANESE, KOREAN, CHINESE, GB18030, GBK, UTF8,
               N_ENCODINGS } Encoding;

static const char *const names[N_ENCODINGS] = {
  "ISO-8859-1", "ISO-8859-1", "ISO-8859-2", "ISO-8859-3", "ISO-8859-4", "ISO-8859-5", "ISO-8859-6", "ISO-8859-7", "ISO-8859-8", "ISO-8859-9",
  "ISO-8859-15", "TIS-620", "EUC-JP", "EUC-KR", "GB2312", "GB18030", "GBK", "UTF-8",
};

/* Numbers of the international registry; the same set stands behind “ISO_IR 100” and “ISO 2022 IR 100”. */
static const struct { int number; Encoding encoding; char g1; } registered[] = {
  { 6, ASCII, 0 }, { 100, LATIN1, 'A' }, { 101, LATIN2, 'B' }, { 109, LATIN3, 'C' }, { 110, LATIN4, 'D' }, { 144, CYRILLIC, 'L' }, { 127, ARABIC, 'G' },
  { 126, GREEK, 'F' }, { 138, HEBREW, 'H' }, { 148, LATIN5, 'M' }, { 203, LATIN9, 'b' }, { 166, THAI, 'T' }, { 13, JAPANESE, 0 }, { 87, JAPANESE, 0 },
  { 159, JAPANESE, 0 }, { 149, KOREAN, 0 }, { 58, CHINESE, 0 }, { 192, UTF8, 0 },
};

static GMutex lock;
static iconv_t converters[N_ENCODINGS];
static gboolean opened[N_ENCODINGS];

static iconv_t
converter (Encoding encoding)
{
  if (!opened[encoding]) {
    converters[encoding] = iconv_open ("UTF-8", names[encoding]);
    opened[encoding] = TRUE;
  }
  return converters[encoding];
}

void
dicom_text_prepare (void)
{
  g_mutex_lock (&lock);
  for (int i = 0; i < UTF8; i++)
    converter (i);
  g_mutex_unlock (&lock);
}

/* Bytes that mean nothing become one U+FFFD each. */
static void
convert (GString *out, Encoding encoding, const guint8 *from, gsize n)
{
  char buffer[512], *in = (char *) from;
  iconv_t to_utf8 = encoding == UTF8 ? (iconv_t) -1 : converter (encoding);
  if (to_utf8 == (iconv_t) -1) {
    g_autofree char *valid = g_utf8_make_valid ((const char *) from, (gssize) n);
    g_string_append (out, valid);
    return;
  }
  iconv (to_utf8, NULL, NULL, NULL, NULL);
  while (n > 0) {
    char *to = buffer;
    gsize room = sizeof buffer, before = n;
    gsize got = iconv (to_utf8, &in, &n, &to, &room);
    g_string_append_len (out, buffer, (gssize) (sizeof buffer - room));
    if (got != (gsize) -1 || (n < before && room < sizeof buffer))
      continue;
    g_string_append (out, "\357\277\275");
    in++;
    n--;
  }
}

static Encoding
encoding_of (const char *term, gboolean *escapes)
{
  const char *number = strstr (term, "IR ");
  if (!number)
    number = strstr (term, "IR_");
  *escapes = *escapes || g_str_has_prefix (term, "ISO 2022");
  if (g_str_has_prefix (term, "GB18030"))
    return GB18030;
  if (g_str_has_prefix (term, "GBK"))
    return GBK;
  if (strstr (term, "UTF"))
    return UTF8;
  for (guint i = 0; number && i < G_N_ELEMENTS (registered); i++)
    if (registered[i].number == atoi (number + 3))
      return registered[i].encoding;
  return ASCII;
}

/* What text of an element is written in. */
typedef struct {
  Encoding high;                 /* of bytes from 128 on, before any escape */
  gboolean escapes;
} Charset;

static Charset
charset_of (const DicomData *data, const DicomElement *e)
{
  const DicomElement *set = NULL;
  Charset c = { ASCII, FALSE };
  gint32 parent = e->parent;
  do {
    set = dicom_find (data, parent, DICOM_TAG (0x0008, 0x0005));
    if (parent < 0)
      break;
    parent = data->element[parent].parent;
  } while (!set);
  guint n = set ? MIN (dicom_count (set), 16) : 0;
  for (guint i = 0; i < n; i++) {
    g_autofree char *term = dicom_string (set, i);
    Encoding one = term ? encoding_of (term, &c.escapes) : ASCII;
    /* Korean and simplified Chinese are often written without their escapes. */
    if (i == 0 || (c.high == ASCII && (one == KOREAN || one == CHINESE)))
      c.high = one;
    c.escapes = c.escapes || i > 0;
  }
  return c;
}

/* A run of bytes in one set waits here. */
typedef struct {
  GString *out;
  GByteArray *run;
  Encoding encoding;
} Runs;

static void
flush (Runs *r)
{
  convert (r->out, r->encoding, r->run->data, r->run->len);
  g_byte_array_set_size (r->run, 0);
}

static void
push (Runs *r, Encoding encoding, guint8 byte)
{
  if (encoding != r->encoding)
    flush (r);
  r->encoding = encoding;
  g_byte_array_append (r->run, &byte, 1);
}

typedef enum { G0_ASCII, G0_KANJI, G0_KANJI_MORE } Low;

/* ESC, intermediates, a final byte. Returns how long the escape is; 1: none that is known. */
static gsize
escape (const guint8 *at, gsize n, Low *low, Encoding *high)
{
  if (n >= 3 && at[1] == '(' && (at[2] == 'B' || at[2] == 'J'))
    *low = G0_ASCII;
  else if (n >= 3 && at[1] == '$' && (at[2] == 'B' || at[2] == '@'))
    *low = G0_KANJI;
  else if (n >= 3 && at[1] == ')' && at[2] == 'I')
    *high = JAPANESE;
  else if (n >= 4 && at[1] == '$' && at[2] == '(' && at[3] == 'D')
    *low = G0_KANJI_MORE;
  else if (n >= 4 && at[1] == '$' && at[2] == ')' && (at[3] == 'C' || at[3] == 'A'))
    *high = at[3] == 'C' ? KOREAN : CHINESE;
  else if (n >= 3 && at[1] == '-') {
    for (guint i = 0; i < G_N_ELEMENTS (registered); i++)
      if (registered[i].g1 == (char) at[2])
        *high = registered[i].encoding;
  } else {
    return 1;
  }
  return at[1] == '$' && (at[2] == '(' || at[2] == ')') ? 4 : 3;
}

static void
convert_escaped (GString *out, Charset set, const guint8 *at, gsize n)
{
  g_autoptr (GByteArray) run = g_byte_array_new ();
  Runs r = { out, run, ASCII };
  Low low = G0_ASCII;
  Encoding high = set.high;
  gboolean kana = set.high == JAPANESE;
  for (gsize i = 0; i < n;) {
    if (at[i] == 0x1b) {
      Encoding before = high;
      i += escape (at + i, n - i, &low, &high);
      kana = kana || (high == JAPANESE && before != JAPANESE);
      continue;
    }
    /* Delimiters put the sets back (6.1.2.5.3). */
    if (at[i] == '\r' || at[i] == '\n' || at[i] == '\f' || (low == G0_ASCII && (at[i] == '\\' || at[i] == '^' || at[i] == '=')))
      high = set.high;
    if (at[i] == '\r' || at[i] == '\n' || at[i] == '\f')
      low = G0_ASCII;
    if (at[i] < 0x80 && low != G0_ASCII && at[i] > 0x20 && i + 1 < n) {
      if (low == G0_KANJI_MORE)
        push (&r, JAPANESE, 0x8f);
      push (&r, JAPANESE, at[i] | 0x80);
      push (&r, JAPANESE, at[i + 1] | 0x80);
      i += 2;
      continue;
    }
    if (at[i] >= 0x80 && high == JAPANESE && kana)
      push (&r, JAPANESE, 0x8e);
    push (&r, at[i] < 0x80 && high != KOREAN && high != CHINESE ? ASCII : high, at[i]);
    i++;
  }
  flush (&r);
}

static gboolean
has_charset (const DicomElement *e)
{
  static const char vrs[] = "SHLOSTLTUTPNUC";
  for (const char *vr = vrs; *vr; vr += 2)
    if (memcmp (e->vr, vr, 2) == 0)
      return TRUE;
  return FALSE;
}

char *
dicom_text (const DicomData *data, const DicomElement *e, gsize most)
{
  GString *out = g_string_new (NULL);
  gsize n = MIN (e->length, most);
  Charset set = { ASCII, FALSE };
  if (has_charset (e))
    set = charset_of (data, e);
  while (n > 0 && (e->value[n - 1] == ' ' || e->value[n - 1] == '\0'))
    n--;
  g_mutex_lock (&lock);
  if (set.escapes || set.high == JAPANESE)
    convert_escaped (out, set, e->value, n);
  else if (set.high == ASCII && g_utf8_validate ((const char *) e->value, (gssize) n, NULL))
    g_string_append_len (out, (const char *) e->value, (gssize) n);
  else
    convert (out, set.high, e->value, n);
  g_mutex_unlock (&lock);
  for (gsize i = 0; i < out->len; i++)
    if ((guint8) out->str[i] < 32 || out->str[i] == 127)
      out->str[i] = ' ';
  return g_string_free (out, FALSE);
}

static gboolean
is_text (const DicomElement *e)
{
  static const char vrs[] = "AEASCSDADSDTISTMUIUR";
  for (const char *vr = vrs; *vr; vr += 2)
    if (memcmp (e->vr, vr, 2) == 0)
      return TRUE;
  return has_charset (e);
}

#define MOST_SHOWN 1024
#define MOST_NUMBERS 64

char *
dicom_show (const DicomData *data, const DicomElement *e)
{
  if (is_text (e))
    return dicom_text (data, e, MOST_SHOWN);
  if (e->fragments || memcmp (e->vr, "SQ", 2) == 0) {
    guint items = 0;
    for (guint32 i = (guint32) dicom_index (data, e) + 1; i < e->next; i = data->element[i].next)
      items++;
    return g_strdup_printf (e->fragments ? "[%u]" : "(%u)", items);
  }
  if (memcmp (e->vr, "AT", 2) == 0 && e->length >= 4) {
    guint group = e->big ? e->value[0] << 8 | e->value[1] : e->value[1] << 8 | e->value[0];
    guint element = e->big ? e->value[2] << 8 | e->value[3] : e->value[3] << 8 | e->value[2];
    return g_strdup_printf ("(%04x,%04x)", group, element);
  }
  gboolean numbers = e->vr[0] == 'U' || e->vr[0] == 'S' || e->vr[0] == 'F';
  guint n = dicom_count (e);
  if (!numbers || n > MOST_NUMBERS || memcmp (e->vr, "UN", 2) == 0)
    return g_strdup_printf ("[%u]", e->length);
  GString *s = g_string_new (NULL);
  for (guint i = 0; i < n; i++) {
    char text[G_ASCII_DTOSTR_BUF_SIZE];
    double v;
    if (dicom_number (e, i, &v))
      g_string_append_printf (s, "%s%s", i ? "\\" : "", g_ascii_formatd (text, sizeof text, "%.10g", v));
  }
  return g_string_free (s, FALSE);
}
