/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Telephone and fax numbers of many countries, with extensions. */
#include "privacy/vsl-deid-private.h"

#define EXT "(?:\\s*(?:,|;)?\\s*(?:x|ext\\.?|extension|转|分机)\\s*:?\\s*[0-9]{1,6})?"
#define NOT_BEFORE "(?<![A-Za-z0-9_.+/-])"
#define NOT_BEHIND "(?![0-9]|[-.][0-9]|/[0-9]|\\s?(?:mg|ml|mcg|cm|mm|kg|%|mmHg|bpm)\\b)"
#define FAX "(?:fax|facsimile|telefax|传真)"
#define CALL "call|calls|called|phone|phones|tel|telephone|mobile|cell|cellphone|contact|contacts|number|reach|reached|ring|dial|text|pager|beeper|page|whatsapp|" \
  "answering|answer|registered|home|work|office|hotline|line|voicemail|sms|handphone|fon|telefon|teléfono|电话|手机|联系|拨打|座机|热线|号码"

static gboolean
is_long (const VslDeidText *text, guint start, guint end)
{
  char d[20];
  guint n = _vsl_deid_digits (text, start, end, d, sizeof d);
  return n >= 7 && n <= 15;
}

/* Groups of digits with spaces or dashes between: only where a call is spoken of, or a zero or a plus sign leads. */
static gboolean
is_called (const VslDeidText *text, guint start, guint end)
{
  char d[20];
  guint n = _vsl_deid_digits (text, start, end, d, sizeof d);
  if (n < 7 || n > 15)
    return FALSE;
  if (_vsl_deid_before (text, start, 24, "mrn|record|account|acct|id|ssn|policy|card|isbn|pmid|doi|claim|病历号|住院号|门诊号|卡号|编号"))
    return FALSE;
  if (_vsl_deid_before (text, start, 48, CALL))
    return TRUE;
  guint groups = 1;
  for (guint i = start + 1; i < end; i++)
    groups += text->c[i] >= '0' && text->c[i] <= '9' && (text->c[i - 1] < '0' || text->c[i - 1] > '9');
  return (d[0] == '0' || text->c[start] == '+') && n >= 9 && groups >= 3;
}

static gboolean
is_fax (const VslDeidText *text, guint start, guint end)
{
  return is_long (text, start, end);
}

/* Ten digits in a row are a telephone number only near a word that says so. */
static gboolean
is_named (const VslDeidText *text, guint start, guint end)
{
  return is_long (text, start, end) && _vsl_deid_before (text, start, 30, CALL)
         && !_vsl_deid_before (text, start, 16, "mrn|record|account|acct|id|ssn|policy|card|insurance|medicare|病历号|住院号|卡号|编号|身份证");
}

/* "paged x4471", not "5 x 700". */
static gboolean
is_extension (const VslDeidText *text, guint start, guint end)
{
  for (guint i = start; i > 0 && text->c[i - 1] != '\n'; i--)
    if (text->c[i - 1] != ' ') {
      if (text->c[i - 1] < 0x80 && g_ascii_isdigit (text->c[i - 1]))
        return FALSE;
      break;
    }
  return _vsl_deid_before (text, start, 48, "ext|page|paged|pager|pages|call|called|phone|at|reach|extension|dial|contact|office|desk|tel|nurse|unit|station");
}

static const VslDeidRule rules[] = {
  { FAX "[^0-9+(\\n]{0,16}(\\+?[0-9(][0-9 ().-]{5,20}[0-9])" EXT, VSL_DEID_FAX, 1, 92, VSL_NEEDS_DIGITS | VSL_ANY_CASE, is_fax },
  { NOT_BEFORE "(?:\\+?1[-. ]?)?\\([2-9][0-9]{2}\\)[-. ]{0,2}[0-9]{3}[-. ][0-9]{4}" EXT NOT_BEHIND, VSL_DEID_PHONE, 0, 90, VSL_NEEDS_DIGITS | VSL_ANY_CASE },
  { NOT_BEFORE "(?:\\+?1[-. ])?[2-9][0-9]{2}([-.\\x{b7}])[0-9]{3}\\1[0-9]{4}" EXT NOT_BEHIND, VSL_DEID_PHONE, 0, 88, VSL_NEEDS_DIGITS | VSL_ANY_CASE },
  { NOT_BEFORE "[01][0-9]{2}([-.])[0-9]{3}\\1[0-9]{4}" EXT NOT_BEHIND, VSL_DEID_PHONE, 0, 75, VSL_NEEDS_DIGITS | VSL_ANY_CASE },
  { NOT_BEFORE "(?:\\+?1[-. ])?[2-9][0-9]{2} [0-9]{3}[- ][0-9]{4}" EXT NOT_BEHIND, VSL_DEID_PHONE, 0, 80, VSL_NEEDS_DIGITS | VSL_ANY_CASE },
  { NOT_BEFORE "\\(0?[1-9][0-9]{1,3}\\)[ -]?[0-9]{2,4}(?:[- ][0-9]{2,4}){1,3}" EXT NOT_BEHIND, VSL_DEID_PHONE, 0, 70, VSL_NEEDS_DIGITS | VSL_ANY_CASE, is_long },
  { NOT_BEFORE "[2-9][0-9]{2}/[0-9]{3}-[0-9]{4}" EXT NOT_BEHIND, VSL_DEID_PHONE, 0, 80, VSL_NEEDS_DIGITS | VSL_ANY_CASE },
  { NOT_BEFORE "[2-9][0-9]{2}[-.][0-9]{4}" EXT "(?![0-9]|[-./][0-9])", VSL_DEID_PHONE, 0, 60, VSL_NEEDS_DIGITS | VSL_ANY_CASE, is_named },
  { "(?<![A-Za-z0-9_.])\\+[0-9]{1,3}[ .-]?(?:\\(0?\\)[ .-]?)?(?:\\(?[0-9]{1,5}\\)?[ .-]?){1,5}[0-9]{2,5}" EXT NOT_BEHIND, VSL_DEID_PHONE, 0, 85, VSL_NEEDS_DIGITS | VSL_ANY_CASE, is_long },
  { NOT_BEFORE "00[1-9][0-9]{0,2}[ .-](?:[0-9]{1,5}[ .-]?){2,5}" EXT NOT_BEHIND, VSL_DEID_PHONE, 0, 80, VSL_NEEDS_DIGITS | VSL_ANY_CASE, is_long },
  { NOT_BEFORE "\\(?0[0-9]{1,4}\\)?(?:[ .-]|/)?(?:[0-9]{2,4}[ .-]){1,4}[0-9]{2,4}" EXT NOT_BEHIND, VSL_DEID_PHONE, 0, 70, VSL_NEEDS_DIGITS | VSL_ANY_CASE, is_called },
  { "(?<![A-Za-z0-9_.+/-])\\(?[0-9]{1,5}\\)?(?:[ .-]\\(?[0-9]{1,8}\\)?){1,6}" EXT NOT_BEHIND, VSL_DEID_PHONE, 0, 65, VSL_NEEDS_DIGITS | VSL_ANY_CASE, is_called },
  { "(?<![A-Za-z0-9_.+/-])[0-9]{7,12}" EXT NOT_BEHIND, VSL_DEID_PHONE, 0, 62, VSL_NEEDS_DIGITS | VSL_ANY_CASE, is_named },
  { "(?<![0-9.+])(?:\\+?86[- ]?|0086[- ]?)?1[3-9][0-9](?:[0-9]{8}|[- ][0-9]{4}[- ][0-9]{4})(?![0-9])", VSL_DEID_PHONE, 0, 84, VSL_NEEDS_DIGITS },
  { "(?<![0-9.])(?:\\+?86[- ]?)?\\(?0[1-9][0-9]{1,2}\\)?[- ]?[2-9][0-9]{6,7}(?:(?:-|转|分机)[0-9]{1,5})?(?![0-9])", VSL_DEID_PHONE, 0, 82, VSL_NEEDS_DIGITS },
  { "(?<![0-9.])[48]00-?[0-9]{3}-?[0-9]{4}(?![0-9])", VSL_DEID_PHONE, 0, 82, VSL_NEEDS_DIGITS },
  { "(?<![A-Za-z0-9_])(?:ext|extension)\\.?\\s*:?\\s*([0-9]{3,6})\\b", VSL_DEID_PHONE, 1, 50, VSL_NEEDS_DIGITS | VSL_ANY_CASE },
  { "(?<![A-Za-z0-9_.])x\\s?([0-9]{3,6})(?![A-Za-z0-9_.])", VSL_DEID_PHONE, 0, 52, VSL_NEEDS_DIGITS, is_extension },
  { "(?<![A-Za-z0-9_])(?:pager|beeper)\\W{1,4}(?:number |no\\.? |is |# ?)*([0-9][0-9-]{3,})", VSL_DEID_PHONE, 1, 70, VSL_NEEDS_DIGITS | VSL_ANY_CASE },
  { "(?:电话|手机|座机|联系方式)(?:号码?)?[:是为 ]{0,3}([0-9][0-9 -]{5,16}[0-9])", VSL_DEID_PHONE, 1, 80, VSL_NEEDS_HAN | VSL_NEEDS_DIGITS },
};

const VslDeidRecogniser vsl_deid_phone = { "phone", VSL_DEID_RULES (rules), NULL };
