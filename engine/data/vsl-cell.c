/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/vsl-cell.h"

#include <math.h>
#include <string.h>

#define MAX_NUMERAL 64

/* ---- what a cell looks like ---- */

/* Full-width forms and the signs that look like plain ones are what they look like. */
static gunichar
plain (gunichar c)
{
  if (c >= 0xff01 && c <= 0xff5e)
    return c - 0xff01 + '!';
  switch (c) {
  case 0x2212: case 0x2013: case 0x2012:
    return '-';
  case 0x00a0: case 0x2009: case 0x202f: case 0x3000: case '\t': case '\n': case '\r':
    return ' ';
  default:
    return c;
  }
}

/**
 * vsl_cell_clean:
 * @cell: (nullable): UTF-8
 *
 * Returns: (transfer full): the cell in the form that the other functions take; "" for %NULL
 */
char *
vsl_cell_clean (const char *cell)
{
  GString *s = g_string_new (NULL);
  gboolean blank = FALSE;
  for (const char *p = cell ? cell : ""; *p; p = g_utf8_next_char (p)) {
    gunichar c = plain (g_utf8_get_char (p));
    if (c == ' ') {
      blank = s->len > 0;
      continue;
    }
    if (c == 0xfeff || g_unichar_iscntrl (c))
      continue;
    if (blank)
      g_string_append_c (s, ' ');
    blank = FALSE;
    g_string_append_unichar (s, c);
  }
  return g_string_free (s, FALSE);
}

static gboolean
is_one_of (const char *clean, const char *const *list)
{
  for (; *list; list++)
    if (g_ascii_strcasecmp (clean, *list) == 0)
      return TRUE;
  return FALSE;
}

/**
 * vsl_cell_missing:
 * @number: whether the column has numbers, where words such as "none" stand for nothing
 */
gboolean
vsl_cell_missing (const char *clean, gboolean number)
{
  static const char *const always[] = { "", "na", "n/a", "#n/a", "n.a.", "nan", "null", "<na>", "-", "--", "---", ".", "..", "?", "missing", "#value!",
                                        "#ref!", "#div/0!", "#null!", "缺失", "缺", NULL };
  static const char *const numbers[] = { "none", "nil", "unknown", "unk", "nd", "n.d.", "not done", "not available", "not measured", "not tested",
                                         "pending", "inf", "-inf", "infinity", "无", "未查", "未测", "未做", "未知", "不详", NULL };
  return is_one_of (clean, always) || (number && is_one_of (clean, numbers));
}

/* ---- numbers ---- */

typedef struct {
  char text[MAX_NUMERAL];      /* for g_ascii_strtod */
  guint n;
} Numeral;

static gboolean
put (Numeral *n, char c)
{
  if (n->n + 1 >= sizeof n->text)
    return FALSE;
  n->text[n->n++] = c;
  n->text[n->n] = '\0';
  return TRUE;
}

/* Three digits, and then none. */
static gboolean
is_group (const char *p)
{
  return g_ascii_isdigit (p[0]) && g_ascii_isdigit (p[1]) && g_ascii_isdigit (p[2]) && !g_ascii_isdigit (p[3]);
}

/* The digits before the decimal sign. Thousands are set apart by one kind of sign, in groups of three. */
static const char *
read_whole (Numeral *n, const char *p, char group)
{
  guint first = 0;
  char used = 0;
  for (; g_ascii_isdigit (*p); p++, first++)
    if (!put (n, *p))
      return NULL;
  while (first >= 1 && first <= 3 && (*p == group || *p == ' ' || *p == '\'') && (!used || used == *p) && is_group (p + 1)) {
    used = *p++;
    for (int i = 0; i < 3; i++)
      if (!put (n, *p++))
        return NULL;
  }
  return p;
}

static const char *
read_fraction (Numeral *n, const char *p, char decimal)
{
  if (*p != decimal)
    return p;
  if (!g_ascii_isdigit (p[1]))
    return n->n && g_ascii_isdigit (n->text[n->n - 1]) && !g_ascii_isalnum (p[1]) && p[1] != decimal ? p + 1 : NULL;      /* "5." */
  put (n, '.');
  for (p++; g_ascii_isdigit (*p); p++)
    if (!put (n, *p))
      return NULL;
  return p;
}

static const char *
read_power (Numeral *n, const char *p)
{
  guint sign = p[0] && (p[1] == '-' || p[1] == '+');
  if ((*p != 'e' && *p != 'E') || !g_ascii_isdigit (p[1 + sign]))
    return p;
  put (n, 'e');
  if (sign)
    put (n, p[1]);
  for (p += 1 + sign; g_ascii_isdigit (*p); p++)
    if (!put (n, *p))
      return NULL;
  return p;
}

/* The flag of a laboratory behind a value, with a blank before it; arrows also without. text is cut before it. */
static void
take_flag (char *text, char flag[VSL_FLAG_BYTES])
{
  static const char *const flags[] = { "H", "L", "HH", "LL", "*", "**", "***", "↑", "↓", "↑↑", "↓↓" };
  gsize n = strlen (text);
  for (guint i = G_N_ELEMENTS (flags); i-- > 0;) {
    gsize m = strlen (flags[i]);
    gboolean arrow = (guchar) *flags[i] >= 0x80;
    if (n < m || !g_str_equal (text + n - m, flags[i]) || !(arrow || (n > m && text[n - m - 1] == ' ')))
      continue;
    g_strlcpy (flag, flags[i], VSL_FLAG_BYTES);
    text[n - m] = '\0';
    g_strchomp (text);
    return;
  }
}

/* One word that no digit begins: what a number may have behind it. */
static gboolean
read_unit (const char *p, char unit[VSL_UNIT_BYTES])
{
  while (*p == ' ')
    p++;
  gunichar c = g_utf8_get_char (p);
  gboolean begins = *p == '\0' || *p == '%' || g_unichar_isalpha (c) || c >= 0x80 || (*p == '/' && g_unichar_isalpha (g_utf8_get_char (p + 1)));
  if (!begins || strchr (p, ' ') || strlen (p) >= VSL_UNIT_BYTES)
    return FALSE;
  g_strlcpy (unit, p, VSL_UNIT_BYTES);
  return TRUE;
}

/* "<", ">", "<=", "≥", "~" before a number: a value beyond what was measured counts as that limit. */
static const char *
skip_limit (const char *p, gboolean *limit)
{
  static const char *const signs[] = { "<=", ">=", "<", ">", "≤", "≥", "~", "≈" };
  for (guint i = 0; i < G_N_ELEMENTS (signs); i++)
    if (g_str_has_prefix (p, signs[i])) {
      *limit = TRUE;
      p += strlen (signs[i]);
      break;
    }
  while (*p == ' ')
    p++;
  return p;
}

/**
 * vsl_cell_number:
 * @clean: of vsl_cell_clean()
 * @decimal_comma: whether the column's decimals stand behind a comma
 * @out: (out): filled when it is a number
 *
 * Thousands may be set apart in groups of three by the other sign, by a blank or an apostrophe. Behind the number may stand one word,
 * its unit, and a laboratory's flag; before it a sign of comparison. Whether the unit is one of the column is for the caller to say, and
 * so is an "L" that may be litres: it is given as a flag.
 */
gboolean
vsl_cell_number (const char *clean, gboolean decimal_comma, VslCellNumber *out)
{
  Numeral n = { .n = 0 };
  *out = (VslCellNumber) { 0 };
  const char *p = skip_limit (clean, &out->limit);
  if (*p == '-' || *p == '+')
    put (&n, *p++);
  guint sign = n.n;
  p = read_whole (&n, p, decimal_comma ? '.' : ',');
  p = p ? read_fraction (&n, p, decimal_comma ? ',' : '.') : NULL;
  if (!p || n.n == sign)
    return FALSE;
  p = read_power (&n, p);
  g_autofree char *rest = p ? g_strdup (p) : NULL;
  if (!p)
    return FALSE;
  take_flag (rest, out->flag);
  if (!read_unit (rest, out->unit))
    return FALSE;
  out->value = g_ascii_strtod (n.text, NULL);
  return isfinite (out->value);
}

/* ---- dates ---- */

static const char *
read_int (const char *p, guint most, guint *value, guint *digits)
{
  *value = *digits = 0;
  for (; g_ascii_isdigit (*p) && *digits < most; p++, ++*digits)
    *value = *value * 10 + (guint) (*p - '0');
  return *digits ? p : NULL;
}

static const char *
skip_sign (const char *p, const char *const *signs)
{
  for (; *signs; signs++)
    if (g_str_has_prefix (p, *signs))
      return p + strlen (*signs);
  return NULL;
}

/* Nothing, or a time of day. */
static gboolean
ends_well (const char *p)
{
  if (*p == 'T' || *p == ' ')
    return g_ascii_isdigit (p[1]);
  return *p == '\0' || g_str_equal (p, "日");
}

/**
 * vsl_cell_date:
 * @days: (out): since 1970-01-01
 *
 * Of two numbers before a year the first is the day, unless only the second can be one.
 */
gboolean
vsl_cell_date (const char *clean, double *days)
{
  static const char *const signs[] = { "-", "/", ".", "年", "月", NULL };
  guint v[3], n[3];
  const char *p = clean;
  for (int i = 0; i < 3; i++) {
    if (!(p = read_int (p, 4, &v[i], &n[i])) || (i < 2 && !(p = skip_sign (p, signs))))
      return FALSE;
  }
  gboolean year_first = n[0] == 4;
  guint year = year_first ? v[0] : v[2], month = v[1], day = year_first ? v[2] : v[0];
  if (!ends_well (p) || n[year_first ? 0 : 2] != 4 || n[year_first ? 2 : 0] > 2)
    return FALSE;
  if (month > 12 && !year_first && day <= 12) {
    guint swap = month;
    month = day;
    day = swap;
  }
  if (year < 1800 || year > 2200 || !g_date_valid_dmy ((GDateDay) day, (GDateMonth) month, (GDateYear) year))
    return FALSE;
  GDate date, epoch;
  g_date_clear (&date, 1);
  g_date_clear (&epoch, 1);
  g_date_set_dmy (&date, (GDateDay) day, (GDateMonth) month, (GDateYear) year);
  g_date_set_dmy (&epoch, 1, 1, 1970);
  *days = g_date_days_between (&epoch, &date);
  return TRUE;
}
