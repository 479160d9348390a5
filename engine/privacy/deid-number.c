/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Numbers of records, identities, insurances, licences and devices: a word that says so, then letters and digits with at least one digit. */
#include <string.h>

#include "privacy/vsl-deid-private.h"

#define LINK "(?:\\s*(?:number|numbers|num|no\\.?|nr\\.?|id|#|code|is|was|:|=|-|\\()){0,4}[\\s:#(-]{0,4}"
#define TOKEN "((?=[A-Za-z0-9./-]*[0-9])[A-Za-z0-9](?:[A-Za-z0-9/-]|\\.(?=[A-Za-z0-9])){2,30}(?:(?: [0-9]{2,6}){1,4})?)(?![A-Za-z0-9])"
#define SPACED "((?=[A-Za-z0-9./ -]*[0-9]{2})[A-Za-z0-9](?:[A-Za-z0-9/.-]| (?=[0-9])){3,30})(?![A-Za-z0-9])"

/* What follows such a word by chance: a dose, a date, a value with a unit, an "ID" of a study that is public. */
static gboolean
is_number (const VslDeidText *text, guint start, guint end)
{
  char d[40];
  guint digits = _vsl_deid_digits (text, start, end, d, sizeof d);
  return digits >= 2 && !_vsl_deid_behind (text, end, 8, "mg|mcg|ml|cm|mm|kg|percent|years|year|weeks|days|months|hours|units");
}

static gboolean
is_long_number (const VslDeidText *text, guint start, guint end)
{
  char d[40];
  guint digits = _vsl_deid_digits (text, start, end, d, sizeof d), letters = 0, slashes = 0, others = 0;
  for (guint i = start; i < end; i++) {
    letters += g_unichar_isalpha (text->c[i]);
    slashes += text->c[i] == '/';
    others += text->c[i] == '-' || text->c[i] == ' ' || text->c[i] == '.';
  }
  if (slashes && !letters && !others)         /* a pressure, a ratio */
    return FALSE;
  return digits >= 4 && (digits >= 5 || letters) && is_number (text, start, end);
}

/* The number of a Chinese identity card: 17 digits and a check digit of ISO 7064 MOD 11-2. A wrong one is masked as well: it is a slip. */
static gboolean
is_identity (const VslDeidText *text, guint start, guint end)
{
  static const guint weights[17] = { 7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2 };
  guint sum = 0;
  for (guint i = 0; i < 17; i++)
    sum += (text->c[start + i] - '0') * weights[i];
  gboolean right = (gunichar) "10X98765432"[sum % 11] == g_unichar_toupper (text->c[start + 17]);
  guint month = (text->c[start + 10] - '0') * 10 + (text->c[start + 11] - '0'), day = (text->c[start + 12] - '0') * 10 + (text->c[start + 13] - '0');
  return end - start == 18 && (right || (month >= 1 && month <= 12 && day >= 1 && day <= 31));
}

/* A code by its looks alone. Trial registrations, articles, genes and standards look alike and are public. */
static gboolean
is_code (const VslDeidText *text, guint start, guint end)
{
  static const char *const public_codes[] = { "nct", "chictr", "pmid", "pmc", "isrctn", "eudract", "icd", "cas", "covid", "sars", "umin", "jprn", "actrn", "iso", "doi", "chembl", "rs",
                                              "loinc", "snomed", "cpt", "hla", "h1n1", "bmi", "gse", "ctri", "irct", "drks", "grid", NULL };
  char d[40];
  gsize left;
  guint digits = _vsl_deid_digits (text, start, end, d, sizeof d);
  const char *p = _vsl_deid_at (text, start, &left);
  for (int i = 0; public_codes[i]; i++)
    if (left >= strlen (public_codes[i]) && g_ascii_strncasecmp (p, public_codes[i], strlen (public_codes[i])) == 0)
      return FALSE;
  gboolean dash = FALSE;
  for (guint i = start; i < end; i++)
    dash = dash || text->c[i] == '-';
  return digits >= (dash ? 5 : 6) && is_number (text, start, end);
}

static const VslDeidRule rules[] = {
  { "(?<![A-Za-z0-9_])(?:MRN?|M\\.R\\.N\\.?|med(?:ical)?\\.? rec(?:ord)?s?|health records?|patient records?|chart|hospital (?:number|no\\.?|#)|record|unit (?:number|no\\.?)|case (?:number|no\\.?|#)|file (?:number|no\\.?)|"
    "encounter|CSN|FIN|accession|visit (?:number|no\\.?|id|#)|specimen (?:number|no\\.?|id|#)|admission (?:number|no\\.?|id|#))\\b" LINK TOKEN, VSL_DEID_MRN, 1, 90,
    VSL_NEEDS_DIGITS | VSL_ANY_CASE, is_number },
  { "(?<![A-Za-z0-9_])(?:patient|pt|pts|client|subject|member|group|subscriber|beneficiary|policy|plan|insurance|ins\\.?|insured|payer|medicare|medicaid|HICN|MBI|NHS|HMO|PPO|health ?plan|health card|coverage|claim|"
    "authorization|referral|certificate|cert\\.?|license|licence|lic\\.?|driver'?s?(?: license| licence)?|DL|passport|visa|permit|registration|NPI|DEA|UPIN|employee|badge|student|staff|military|"
    "service|ID|identification|identifier|identity|tracking|confirmation|reference|ref|order|invoice|booking|unique(?: id)?|personnummer|CPR|PESEL|BSN|DNI|NIF|NIE|CURP|CPF|Aadhaar|PAN|TIN|EIN|VIN|"
    "blue cross|blue shield|aetna|cigna|humana|unitedhealthcare|united healthcare|kaiser|anthem|tricare)\\b(?: (?:policy|plan|member|insurance|group|patient|card|license|licence|beneficiary|ID|identification))?" LINK TOKEN,
    VSL_DEID_ID, 1, 78, VSL_NEEDS_DIGITS | VSL_ANY_CASE, is_long_number },
  { "(?<![A-Za-z0-9_])(?:policy|member|subscriber|beneficiary|insurance|medicare|medicaid|NHS|license|licence|passport|driver'?s license)(?: (?:number|no\\.?|id|#))+\\W{0,3}(?:is )?" SPACED, VSL_DEID_ID, 1, 79,
    VSL_NEEDS_DIGITS | VSL_ANY_CASE, is_long_number },
  { "(?<![A-Za-z0-9_])(?:driver'?s? ?licen[sc]e|driving licen[sc]e|DL|D\\.L\\.)\\b[^\\n.]{0,24}?\\b((?=[A-Z0-9-]*[0-9]{3})[A-Z0-9][A-Z0-9-]{4,18})(?![A-Za-z0-9])", VSL_DEID_ID, 1, 84, VSL_NEEDS_DIGITS | VSL_ANY_CASE },
  { "(?<![A-Za-z0-9_])(?:badge|shield|employee|unit)(?: (?:number|no\\.?|id|#))?\\s?[:#]?\\s?([A-Z]?[0-9]{3,8})(?![A-Za-z0-9]|[.,][0-9]| ?(?:mg|ml|units|days))", VSL_DEID_ID, 1, 62, VSL_NEEDS_DIGITS | VSL_ANY_CASE, is_number },
  { "(?<![0-9A-Za-z.])[0-2]\\.[0-9]{1,3}(?:\\.[0-9]{1,20}){4,}(?![0-9A-Za-z])", VSL_DEID_OTHER, 0, 88, VSL_NEEDS_DIGITS },
  { "(?<![A-Za-z0-9_])(?:policy|member|subscriber|plan|claim|insurance|insured|group|coverage|insurer)(?: (?:number|no\\.?|id|#))?\\s?[:#]?\\s?([A-Z]{2,6}[ -]?[0-9][0-9 -]{4,}[0-9])(?![A-Za-z0-9])", VSL_DEID_ID, 1, 80, VSL_NEEDS_DIGITS | VSL_NEEDS_LATIN },
  { "(?<![A-Za-z0-9_])(?:[Nn]o\\.|[Nn]umber|#|[Ii][Dd]|[Ll]ic\\.?|[Ll]icense|[Rr]eg\\.?)\\s?:?\\s?([A-Z]{2,6} [0-9]{4,12})(?![A-Za-z0-9])", VSL_DEID_ID, 1, 81, VSL_NEEDS_DIGITS | VSL_NEEDS_LATIN },
  { "(?<![A-Za-z0-9_])#\\s?([A-Z]{0,5}-?[0-9][A-Z0-9-]{4,20})(?![A-Za-z0-9])", VSL_DEID_ID, 0, 60, VSL_NEEDS_DIGITS, is_long_number },
  { "(?<![0-9A-Za-z])[1-9][0-9]{16}[0-9Xx](?![0-9A-Za-z])", VSL_DEID_ID, 0, 92, VSL_NEEDS_DIGITS, is_identity },
  { "(?<![A-Za-z0-9_./+-])[A-Z]{1,6}(?:-[A-Z]{1,4})?-?[0-9]{2,}(?:[-/]?[0-9A-Z]{2,}){0,3}(?![A-Za-z0-9_/]|-[A-Za-z0-9])", VSL_DEID_ID, 0, 55, VSL_NEEDS_DIGITS, is_code },
  { "(?<![A-Za-z0-9_./+-])(?=[A-Z0-9]*[A-Z][A-Z0-9]*)(?=[A-Z0-9]*[0-9][A-Z0-9]*[0-9])[A-Z0-9]{8,20}(?![A-Za-z0-9_/-])", VSL_DEID_ID, 0, 50, VSL_NEEDS_DIGITS, is_code },
  { "(?<![A-Za-z0-9_])(?:S/?N|serial|serial (?:number|no\\.?|#)|device (?:id|number|no\\.?|identifier)|UDI|lot|batch|model|implant|pacemaker|ICD|IMEI|IMSI)\\b" LINK TOKEN, VSL_DEID_OTHER, 1, 76,
    VSL_NEEDS_DIGITS | VSL_ANY_CASE, is_long_number },
  { "(?<![A-Za-z0-9_])(?:plate|license plate|licence plate|number plate|tag|registration plate|vehicle|VIN)s?\\b\\W{0,3}(?:number |no\\.? |# ?|is |was |: ?)*((?=[A-Z0-9 -]*[0-9])[A-Z0-9]{1,4}[ -]?[A-Z0-9]{2,5}(?:[ -]?[A-Z0-9]{1,9})?)(?![A-Za-z0-9])",
    VSL_DEID_OTHER, 1, 77, VSL_NEEDS_DIGITS },
  { "[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-Z][·. ]?(?=[A-Z0-9]*[0-9])[A-HJ-NP-Z0-9]{5,6}(?![A-Z0-9])", VSL_DEID_OTHER, 0, 85, VSL_NEEDS_HAN },
  { "(?:病历号|病案号|病例号|住院号|门诊号|就诊号|登记号|患者编号|患者ID|病人号|床号|检查号|影像号|放射号|超声号|病理号|标本号|条码号?|流水号|就诊卡号?|诊疗卡号?|ID号?|编号)(?:码)?[:是为# ]{0,3}(?:No\\.?)?([A-Za-z]{0,6}-?[0-9][A-Za-z0-9-]{1,24})",
    VSL_DEID_MRN, 1, 88, VSL_NEEDS_HAN | VSL_NEEDS_DIGITS },
  { "(?:身份证|护照|驾驶证|驾照|军官证|港澳通行证|台胞证|居留证|户口|医师执业证|工号|学号|保单|保险|证件|合同|订单|执照)(?:号码?|编号)?[:是为# ]{0,3}([A-Za-z]{0,4}-?[0-9][A-Za-z0-9*-]{4,24})", VSL_DEID_ID, 1, 87,
    VSL_NEEDS_HAN | VSL_NEEDS_DIGITS },
  { "(?:序列号|机身号|设备号|产品编号|批号)[:是为# ]{0,3}([A-Za-z0-9-]{4,24})", VSL_DEID_OTHER, 1, 80, VSL_NEEDS_HAN | VSL_NEEDS_DIGITS },
};

const VslDeidRecogniser vsl_deid_number = { "number", VSL_DEID_RULES (rules), NULL };
