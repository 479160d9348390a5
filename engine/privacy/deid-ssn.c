/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Social security numbers of the United States and the like of other countries. */
#include "privacy/vsl-deid-private.h"

/* Nine digits in a row or with spaces: only those that can be one, with a word before that says so. */
static gboolean
may_be_one (const VslDeidText *text, guint start, guint end)
{
  char d[12];
  if (_vsl_deid_digits (text, start, end, d, sizeof d) != 9)
    return FALSE;
  if (_vsl_deid_before (text, start, 40, "ssn|social|security|ss|tin|itin|taxpayer|sin"))
    return TRUE;
  gboolean area = !(d[0] == '0' && d[1] == '0' && d[2] == '0') && !(d[0] == '6' && d[1] == '6' && d[2] == '6');
  return area && !(d[3] == '0' && d[4] == '0') && !(d[5] == '0' && d[6] == '0' && d[7] == '0' && d[8] == '0')
         && text->c[start + 3] != ' ';
}

static const VslDeidRule rules[] = {
  { "(?<![A-Za-z0-9_-])[0-9]{3}-[0-9]{2}-[0-9]{4}(?![A-Za-z0-9_-])", VSL_DEID_SSN, 0, 70, VSL_NEEDS_DIGITS },
  { "(?<![A-Za-z0-9_])(?:SSN|SS ?#|S\\.S\\.N\\.?|social security(?: number| no\\.?| #)?|social|soc\\.? sec\\.?)\\W{0,3}(?:number |no\\.? |# ?|is |was |ending in |: ?)*((?:[0-9Xx*]{3}[- ]?[0-9Xx*]{2}[- ]?)?[0-9]{4})(?![0-9])",
    VSL_DEID_SSN, 1, 93, VSL_NEEDS_DIGITS | VSL_ANY_CASE },
  { "(?<![A-Za-z0-9_.-])[0-9]{3}[ .][0-9]{2}[ .][0-9]{4}(?![A-Za-z0-9_-])", VSL_DEID_SSN, 0, 70, VSL_NEEDS_DIGITS, may_be_one },
  { "(?<![A-Za-z0-9_])(?:SIN|social insurance(?: number)?)\\W{0,3}(?:is )?([0-9]{3}[- ]?[0-9]{3}[- ]?[0-9]{3})(?![0-9])", VSL_DEID_SSN, 1, 92, VSL_NEEDS_DIGITS | VSL_ANY_CASE },
  { "(?<![A-Za-z0-9_])(?:NINO|national insurance(?: number)?)\\W{0,3}(?:is )?([A-Za-z]{2} ?[0-9]{2} ?[0-9]{2} ?[0-9]{2} ?[A-Da-d])\\b", VSL_DEID_SSN, 1, 92, VSL_NEEDS_DIGITS | VSL_ANY_CASE },
  { "(?<![A-Za-z0-9_])[A-CEGHJ-PR-TW-Z]{2} [0-9]{2} [0-9]{2} [0-9]{2} [A-D](?![A-Za-z0-9_])", VSL_DEID_SSN, 0, 80, VSL_NEEDS_DIGITS },
  { "(?:社保|社会保障|医保|社会保险)(?:卡)?(?:号码?|编号)?[:是为 ]{0,3}([A-Za-z0-9]{6,20})", VSL_DEID_SSN, 1, 85, VSL_NEEDS_HAN | VSL_NEEDS_DIGITS },
};

const VslDeidRecogniser vsl_deid_ssn = { "ssn", VSL_DEID_RULES (rules), NULL };
