/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Bank accounts and cards: numbers with a right check digit, or with a word before that says what they are. */
#include <string.h>

#include "privacy/vsl-deid-private.h"

#define CARD "card|credit|debit|visa|mastercard|amex|discover|maestro|卡号|银行卡|信用卡"

static gboolean
is_card (const VslDeidText *text, guint start, guint end)
{
  char d[24];
  guint n = _vsl_deid_digits (text, start, end, d, sizeof d);
  if (n < 12 || n > 19)
    return FALSE;
  return _vsl_deid_before (text, start, 60, CARD) || _vsl_deid_behind (text, end, 30, CARD)
         || (_vsl_deid_luhn (d) && d[0] != '0' && n != 18 && strspn (d, "0") < n);
}

/* ISO 13616: the number with its first four characters at the end is 1 modulo 97; one that is called an IBAN is taken with any. */
static gboolean
is_iban (const VslDeidText *text, guint start, guint end)
{
  gunichar c[40];
  guint n = 0, rest = 0;
  for (guint i = start; i < end; i++)
    if (text->c[i] != ' ' && text->c[i] != '-') {
      if (n >= G_N_ELEMENTS (c))
        return FALSE;
      c[n++] = g_unichar_toupper (text->c[i]);
    }
  if (n < 15 || n > 34)
    return FALSE;
  for (guint i = 0; i < n; i++) {
    gunichar x = c[(i + 4) % n];
    if (x >= '0' && x <= '9')
      rest = (rest * 10 + (x - '0')) % 97;
    else if (x >= 'A' && x <= 'Z')
      rest = (rest * 100 + (x - 'A' + 10)) % 97;
    else
      return FALSE;
  }
  return rest == 1 || _vsl_deid_before (text, start, 40, "iban|account|acct|bank|transfer|账号|账户");
}

static gboolean
has_digits (const VslDeidText *text, guint start, guint end)
{
  char d[8];
  return _vsl_deid_digits (text, start, end, d, sizeof d) >= 4;
}

static const VslDeidRule rules[] = {
  { "(?<![A-Za-z0-9_.-])[0-9]{4}([- ]?)[0-9]{4}\\1[0-9]{4}\\1[0-9]{0,4}(?:\\1[0-9]{1,3})?(?![A-Za-z0-9_-])", VSL_DEID_ACCOUNT, 0, 86, VSL_NEEDS_DIGITS, is_card },
  { "(?<![A-Za-z0-9_.-])3[0-9]{3}([- ]?)[0-9]{6}\\1[0-9]{4,5}(?![A-Za-z0-9_-])", VSL_DEID_ACCOUNT, 0, 86, VSL_NEEDS_DIGITS, is_card },
  { "(?<![A-Za-z0-9_.-])[0-9]{12,19}(?![A-Za-z0-9_-])", VSL_DEID_ACCOUNT, 0, 78, VSL_NEEDS_DIGITS, is_card },
  { "(?<![A-Za-z0-9])[A-Z]{2}[0-9]{2}(?:[ -]?[A-Z0-9]){11,30}(?![A-Za-z0-9])", VSL_DEID_ACCOUNT, 0, 90, VSL_NEEDS_DIGITS | VSL_ANY_CASE, is_iban },
  { "(?<![A-Za-z0-9_])(?:account|acct|a/c|bank account|checking|savings|routing|sort code|aba|swift|bic)\\b\\.?\\W{0,3}(?:number|no\\.?|num|#|is|id|:|ending(?: in| with)?|\\W){0,6}((?=[A-Z0-9 -]*[0-9]{2})[A-Z0-9](?:[A-Z0-9-]| (?=[0-9])){3,28})(?![A-Za-z0-9_])",
    VSL_DEID_ACCOUNT, 1, 82, VSL_NEEDS_DIGITS | VSL_ANY_CASE, has_digits },
  { "(?<![A-Za-z0-9_])(?:card|visa|mastercard|amex)\\W{0,3}(?:number|no\\.?|#|is|:|\\W){0,4}(?:ending|ends)(?: in| with)? ([0-9]{3,6})\\b", VSL_DEID_ACCOUNT, 1, 80, VSL_NEEDS_DIGITS | VSL_ANY_CASE },
  { "(?<![A-Za-z0-9_])(?:bc1|[13])[a-km-zA-HJ-NP-Z1-9]{25,39}(?![A-Za-z0-9_])", VSL_DEID_ACCOUNT, 0, 60, VSL_NEEDS_DIGITS },
  { "(?:账号|帐号|账户|银行卡号?|卡号|信用卡号?)[:是为 ]{0,3}([0-9][0-9 -]{5,26}[0-9])", VSL_DEID_ACCOUNT, 1, 86, VSL_NEEDS_HAN | VSL_NEEDS_DIGITS },
};

const VslDeidRecogniser vsl_deid_account = { "account", VSL_DEID_RULES (rules), NULL };
