/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Single values of de-identified copies: new UIDs, shifted dates, cleaned texts, dummies. */
#include <string.h>

#include "data/decoder/dicom-deidentify-private.h"

/* HMAC-SHA256, its first bytes. */
static void
keyed (const guint8 key[32], const char *text, gsize n, guint8 *out, gsize wanted)
{
  guint8 digest[32];
  gsize length = sizeof digest;
  GHmac *hmac = g_hmac_new (G_CHECKSUM_SHA256, key, 32);
  g_hmac_update (hmac, (const guchar *) text, (gssize) n);
  g_hmac_get_digest (hmac, digest, &length);
  g_hmac_unref (hmac);
  memcpy (out, digest, wanted);
}

/**
 * dicom_new_uid:
 * @uid: the old one, @n bytes without padding
 * @out: (out): "2.25." and 128 bits as a decimal number, at most 44 characters
 */
void
dicom_new_uid (const guint8 key[32], const char *uid, gsize n, char out[65])
{
  guint8 bytes[16];
  char digits[48], *at = digits + sizeof digits - 1;
  keyed (key, uid, n, bytes, sizeof bytes);
  *at = '\0';
  for (gboolean more = TRUE; more;) {
    guint rest = 0;
    more = FALSE;
    for (guint i = 0; i < sizeof bytes; i++) {
      guint value = rest << 8 | bytes[i];
      bytes[i] = (guint8) (value / 10);
      rest = value % 10;
      more = more || bytes[i] != 0;
    }
    *--at = (char) ('0' + rest);
  }
  g_snprintf (out, 65, "2.25.%s", at);
}

/**
 * dicom_pseudonym:
 * @out: (out): 64 bits in hexadecimal behind "P"
 */
void
dicom_pseudonym (const guint8 key[32], const char *id, gsize n, char out[40])
{
  guint8 bytes[8];
  keyed (key, id, n, bytes, sizeof bytes);
  g_strlcpy (out, "P", 40);
  for (guint i = 0; i < sizeof bytes; i++)
    g_snprintf (out + 1 + 2 * i, 3, "%02X", bytes[i]);
}

/**
 * dicom_shift_of:
 *
 * Returns: by how many days the dates of a patient become earlier: between one and ten years, so that no date lies in the future
 */
int
dicom_shift_of (const guint8 key[32], const char *patient)
{
  guint8 b[8];
  guint64 v = 0;
  keyed (key, patient, strlen (patient), b, sizeof b);
  for (guint i = 0; i < sizeof b; i++)
    v = v << 8 | b[i];
  return 365 + (int) (v % (3650 - 365 + 1));
}

/* Days since 1 March of the year 0 in the Gregorian calendar, and back. */
static int
day_number (int year, int month, int day)
{
  int y = month > 2 ? year : year - 1, m = (month + 9) % 12;
  return 365 * y + y / 4 - y / 100 + y / 400 + (153 * m + 2) / 5 + day - 1;
}

static void
date_of (int number, int *year, int *month, int *day)
{
  int y = (int) ((10000 * (gint64) number + 14780) / 3652425);
  int rest = number - (365 * y + y / 4 - y / 100 + y / 400);
  if (rest < 0) {
    y--;
    rest = number - (365 * y + y / 4 - y / 100 + y / 400);
  }
  int m = (100 * rest + 52) / 3060;
  *month = (m + 2) % 12 + 1;
  *year = y + (m + 2) / 12;
  *day = rest - (m * 306 + 5) / 10 + 1;
}

static gboolean
digits (const char *at, guint n, int *value)
{
  *value = 0;
  for (guint i = 0; i < n; i++) {
    if (!g_ascii_isdigit (at[i]))
      return FALSE;
    *value = *value * 10 + (at[i] - '0');
  }
  return TRUE;
}

/* A year, or a year and a month, are moved as if they were their first day and stay as short. */
static gboolean
shift_date (const char *text, gsize n, int days, GString *out)
{
  int year, month = 1, day = 1;
  char shown[32];
  if ((n != 4 && n != 6 && n != 8) || !digits (text, 4, &year) || (n > 4 && !digits (text + 4, 2, &month)) || (n > 6 && !digits (text + 6, 2, &day)))
    return FALSE;
  if (year < 20 || !g_date_valid_dmy ((GDateDay) day, (GDateMonth) month, (GDateYear) year))
    return FALSE;
  date_of (day_number (year, month, day) - days, &year, &month, &day);
  g_snprintf (shown, sizeof shown, "%04d%02d%02d", year, month, day);
  g_string_append_len (out, shown, (gssize) n);
  return TRUE;
}

static gboolean
shift_da (const char *text, gsize n, int days, GString *out)
{
  char plain[9];
  if (n == 8)
    return shift_date (text, n, days, out);
  if (n != 10 || text[4] != '.' || text[7] != '.')      /* the form before 1993 */
    return FALSE;
  g_snprintf (plain, sizeof plain, "%.4s%.2s%.2s", text, text + 5, text + 8);
  return shift_date (plain, 8, days, out);
}

/* YYYYMMDDHHMMSS.FFFFFF&ZZXX, cut anywhere. What is behind the date stays. */
static gboolean
shift_dt (const char *text, gsize n, int days, GString *out)
{
  gsize date = 0;
  while (date < n && date < 8 && g_ascii_isdigit (text[date]))
    date++;
  for (gsize i = date; i < n; i++)
    if (!g_ascii_isdigit (text[i]) && text[i] != '.' && text[i] != '+' && text[i] != '-')
      return FALSE;
  if (n > 26 || !shift_date (text, date, days, out))
    return FALSE;
  g_string_append_len (out, text + date, (gssize) (n - date));
  return TRUE;
}

static gboolean
is_time (const char *text, gsize n)
{
  int hour, minute = 0;
  for (gsize i = 0; i < n; i++)
    if (!g_ascii_isdigit (text[i]) && text[i] != '.' && text[i] != ':')
      return FALSE;
  if (n < 2 || n > 16 || !digits (text, 2, &hour) || hour > 23)
    return FALSE;
  const char *second = n >= 5 && text[2] == ':' ? text + 3 : text + 2;
  return n < 4 || (digits (second, 2, &minute) && minute < 60);
}

static gboolean
is_offset (const char *text, gsize n)
{
  int value;
  return n == 5 && (text[0] == '+' || text[0] == '-') && digits (text + 1, 4, &value) && value <= 1400;
}

/* One value of several, without the blanks around it. */
static gboolean
next_part (const char **at, const char *end, const char **part, gsize *n)
{
  if (!*at)
    return FALSE;
  const char *stop = memchr (*at, '\\', (gsize) (end - *at)), *from = *at;
  *at = stop ? stop + 1 : NULL;
  stop = stop ? stop : end;
  while (from < stop && *from == ' ')
    from++;
  while (stop > from && stop[-1] == ' ')
    stop--;
  *part = from;
  *n = (gsize) (stop - from);
  return TRUE;
}

/**
 * dicom_shift_value:
 * @vr: DA, DT, TM, or SH for an offset from UTC
 *
 * Whole days are moved, so the time of day stays as it is, and what lies between two moments too.
 *
 * Returns: FALSE when it is no date
 */
gboolean
dicom_shift_value (const char *vr, const char *text, gsize n, int days, GString *out)
{
  const char *at = text, *part;
  gsize length, before = out->len;
  gboolean ok = TRUE;
  for (guint k = 0; ok && next_part (&at, text + n, &part, &length); k++) {
    if (k > 0)
      g_string_append_c (out, '\\');
    if (length == 0)
      continue;
    if (strcmp (vr, "DA") == 0)
      ok = shift_da (part, length, days, out);
    else if (strcmp (vr, "DT") == 0)
      ok = shift_dt (part, length, days, out);
    else if ((ok = strcmp (vr, "TM") == 0 ? is_time (part, length) : strcmp (vr, "SH") == 0 && is_offset (part, length)))
      g_string_append_len (out, part, (gssize) length);
  }
  if (!ok)
    g_string_truncate (out, before);
  return ok;
}

/* ---- checks of what is kept ---- */

gboolean
dicom_vr_is_text (const char *vr)
{
  static const char *const texts[] = { "AE", "AS", "CS", "DA", "DS", "DT", "IS", "LO", "LT", "PN", "SH", "ST", "TM", "UC", "UI", "UR", "UT", NULL };
  return g_strv_contains (texts, vr);
}

guint
dicom_vr_width (const char *vr)
{
  static const struct { char vr[3]; guint n; } widths[] = {
    { "US", 2 }, { "SS", 2 }, { "OW", 2 }, { "UL", 4 }, { "SL", 4 }, { "FL", 4 }, { "OF", 4 }, { "OL", 4 }, { "AT", 4 }, { "FD", 8 }, { "OD", 8 },
    { "UV", 8 }, { "SV", 8 }, { "OV", 8 }, { "OB", 1 },
  };
  for (guint i = 0; i < G_N_ELEMENTS (widths); i++)
    if (strcmp (widths[i].vr, vr) == 0)
      return widths[i].n;
  return 0;
}

static gboolean
is_number (const char *vr)
{
  static const char *const numbers[] = { "US", "SS", "UL", "SL", "FL", "FD", "UV", "SV", NULL };
  return g_strv_contains (numbers, vr);
}

/* Rows as UL instead of US, a code as long text: such files exist, and readers read them. Numbers may stand for numbers, texts for
 * texts (which are checked by the form that the standard wants), bytes for bytes. All else is something different under a known name. */
gboolean
dicom_vr_fits (const char vr[2], const char *standard, char as[3])
{
  char its[3] = { vr[0], vr[1], '\0' };
  g_auto (GStrv) wanted = g_strsplit (standard, "|", -1);
  g_strlcpy (as, g_strv_contains ((const char *const *) wanted, its) ? its : wanted[0], 3);
  if (strcmp (as, its) == 0 || strcmp (its, "UN") == 0)
    return TRUE;
  if (is_number (its) && is_number (as)) {
    g_strlcpy (as, its, 3);
    return TRUE;
  }
  if ((strcmp (its, "OB") == 0 || strcmp (its, "OW") == 0) && as[0] == 'O') {
    g_strlcpy (as, its, 3);
    return TRUE;
  }
  return dicom_vr_is_text (its) && dicom_vr_is_text (as);
}

static gboolean
all_of (const char *text, gsize n, const char *allowed)
{
  for (gsize i = 0; i < n; i++)
    if (!g_ascii_isalnum (text[i]) && !strchr (allowed, text[i]))
      return FALSE;
  return TRUE;
}

static gboolean
part_is (const char *vr, const char *part, gsize n)
{
  if (strcmp (vr, "DS") == 0 || strcmp (vr, "IS") == 0) {
    for (gsize i = 0; i < n; i++)
      if (!g_ascii_isdigit (part[i]) && !strchr ("+-.eE ", part[i]))
        return FALSE;
    return n <= 64;
  }
  if (strcmp (vr, "CS") == 0)
    return n <= 24 && !memchr (part, '\0', n) && all_of (part, n, "_ -./+");      /* 16 by the standard, more is seen */
  if (strcmp (vr, "UI") == 0) {
    for (gsize i = 0; i < n; i++)
      if (!g_ascii_isdigit (part[i]) && part[i] != '.')
        return FALSE;
    return n <= 64;
  }
  if (strcmp (vr, "AS") == 0)
    return n == 4;
  return strcmp (vr, "SH") == 0 || strcmp (vr, "LO") == 0 ? n <= 1024 : TRUE;      /* all values; of 64 characters each */
}

/**
 * dicom_check_value:
 * @vr: the standard's
 *
 * A name can hide in a number's place. Values are looked at one by one; one that isn't of its form becomes empty. What stands behind
 * a NUL goes too, since nobody sees it.
 *
 * Returns: FALSE when nothing was left of a value that had something
 */
gboolean
dicom_check_value (const char *vr, const char *text, gsize n, GString *out, gboolean *changed)
{
  const char *nul = memchr (text, '\0', n), *at = text, *part;
  gsize length, before = out->len;
  gboolean any = FALSE, had = FALSE;
  *changed = FALSE;
  if (nul) {
    for (gsize i = (gsize) (nul - text); i < n; i++)
      *changed = *changed || (text[i] != '\0' && text[i] != ' ');
    n = (gsize) (nul - text);
  }
  /* Two-byte characters may hold a backslash: such texts are not cut into values. */
  if (strcmp (vr, "DS") != 0 && strcmp (vr, "IS") != 0 && strcmp (vr, "CS") != 0 && strcmp (vr, "UI") != 0 && strcmp (vr, "AS") != 0) {
    while (n > 0 && text[n - 1] == ' ')
      n--;
    gboolean ok = part_is (vr, text, n);
    if (ok)
      g_string_append_len (out, text, (gssize) n);
    *changed = *changed || !ok;
    return ok;
  }
  for (guint k = 0; next_part (&at, text + n, &part, &length); k++) {
    gboolean ok = part_is (vr, part, length);
    if (k > 0)
      g_string_append_c (out, '\\');
    if (ok)
      g_string_append_len (out, part, (gssize) length);
    any = any || (ok && length > 0);
    had = had || length > 0;
    *changed = *changed || !ok;
  }
  if (!any)
    g_string_truncate (out, before);
  return any || !had;
}

/**
 * dicom_dummy:
 * @out: gets a value of this VR that is not empty and says nothing; its length is even
 */
void
dicom_dummy (const char *vr, gboolean big, GString *out)
{
  static const struct { char vr[3]; const char *text; } texts[] = {
    { "AS", "000Y" }, { "CS", "REMOVED" }, { "DA", "19000101" }, { "DS", "0" }, { "DT", "19000101000000" }, { "IS", "0" }, { "TM", "000000" },
    { "UI", "2.25.0" }, { "UR", "urn:removed" },
  };
  guint width = dicom_vr_width (vr);
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    if (strcmp (texts[i].vr, vr) == 0) {
      g_string_append (out, texts[i].text);
      return;
    }
  if (dicom_vr_is_text (vr))
    g_string_append (out, "REMOVED");
  else
    g_string_append_len (out, "\0\0\0\0\0\0\0\0", (gssize) MAX (width, 2));
}
