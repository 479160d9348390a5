/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Dates in English and other languages of Europe. What is relative ("two weeks ago") and a year alone stay, but for a year in which
 * something happened that the world knows of. */
#include <string.h>

#include "privacy/vsl-deid-private.h"

#define MONTH "(?:Jan(?:uary)?|Feb(?:ruary|r)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)"
#define LONG_MONTH "(?:January|February|March|April|May|June|July|August|September|October|November|December)"
#define OTHER_MONTH "(?:janvier|février|fevrier|mars|avril|mai|juin|juillet|août|aout|septembre|octobre|novembre|décembre|decembre|Januar|Februar|März|Maerz|Juni|Juli|Oktober|" \
  "Dezember|enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|setiembre|octubre|noviembre|diciembre|gennaio|febbraio|aprile|maggio|giugno|luglio|settembre|" \
  "ottobre|dicembre|januari|februari|maart|mei|augustus|janeiro|fevereiro|março|maio|junho|julho|setembro|outubro|dezembro)"
#define DAY "(?:3[01]|[12][0-9]|0?[1-9])"
#define NTH "(?:\\s?(?:st|nd|rd|th))?"
#define YEAR "(?:19|20)[0-9]{2}"
#define WEEKDAY "(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|Mon|Tue|Tues|Wed|Thu|Thur|Thurs|Fri|Sat|Sun)\\.?,?\\s+(?:the\\s+)?"
#define TIME "(?:[ T,]+(?:at )?[0-2]?[0-9]:[0-5][0-9](?::[0-5][0-9](?:\\.[0-9]+)?)?(?:\\s?[AaPp]\\.?[Mm]\\.?)?(?:\\s?(?:Z|UTC|GMT|[+-][0-9]{2}:?[0-9]{2}))?)?"

/* Small letters make "may", "march", "mar", "sun" other words, unless nothing is written in capitals or a year follows. */
static gboolean
month_is_month (const VslDeidText *text, guint start, guint end)
{
  guint digits = 0;
  gboolean capital = FALSE;
  for (guint i = start; i < end; i++) {
    capital = capital || g_unichar_isupper (text->c[i]);
    digits += g_unichar_isdigit (text->c[i]);
  }
  if (capital || digits >= 4)
    return TRUE;
  gsize left;
  const char *p = _vsl_deid_at (text, start, &left);
  g_autofree char *lower = g_utf8_substring (p, 0, end - start);
  return text->small_only || !(strstr (lower, "may") || strstr (lower, "mar") || strstr (lower, "dec") || strstr (lower, "sep") || strstr (lower, "oct"));
}

/* Three numbers: day and month in either order, with the year at either end. */
static gboolean
is_calendar (const VslDeidText *text, guint start, guint end)
{
  guint v[3] = { 0 }, k = 0, length[3] = { 0 };
  for (guint i = start; i < end && k < 3; i++) {
    if (text->c[i] >= '0' && text->c[i] <= '9') {
      v[k] = v[k] * 10 + (text->c[i] - '0');
      length[k]++;
    } else if (length[k])
      k++;
    if (k == 2 && length[2] && (i + 1 >= end || text->c[i + 1] < '0' || text->c[i + 1] > '9'))
      break;
  }
  guint a = v[0], b = v[1];
  if (length[0] == 4) {
    a = v[1];
    b = v[2];
    if (v[0] < 1800 || v[0] > 2199)
      return FALSE;
  } else if (length[2] == 4 && (v[2] < 1800 || v[2] > 2199)) {
    return FALSE;
  }
  return a >= 1 && b >= 1 && a <= 31 && b <= 31 && (a <= 12 || b <= 12);
}

/* 3/14 is a date only where the words before say so: else it is a strength, a pain, a ratio. */
static gboolean
is_day_of_month (const VslDeidText *text, guint start, guint end)
{
  guint a = 0, b = 0, i = start;
  for (; i < end && text->c[i] != '/'; i++)
    a = a * 10 + (text->c[i] - '0');
  for (i++; i < end; i++)
    b = b * 10 + (text->c[i] - '0');
  if (a >= 1 && b >= 1 && _vsl_deid_before (text, start, 18, "visit|visited|seen|admitted|discharged|dated|dob|born|appointment|scheduled|due|addendum|f/u|appt|follow-up|rtc|recheck|update|lmp|edd|edc"))
    return !_vsl_deid_behind (text, end, 22, "strength|pain|murmur|motor|scale|power|of|out|weeks|months|days");
  if (a < 1 || b < 1 || a > 31 || b > 31 || (a > 12 && b > 12) || (b == 5 && a <= 5) || (b == 10 && a <= 10) || b < a)
    return a >= 1 && b >= 1 && a <= 12 && b <= 31 && b != 5 && b != 10 && b != 6 && b != 4
           && _vsl_deid_before (text, start, 14, "dated|date|dob|born|dos|admitted|discharged|seen on|visit on")
           && !_vsl_deid_behind (text, end, 22, "strength|pain|murmur|motor|scale|power|weeks|months|days|of|out");
  return !_vsl_deid_behind (text, end, 22, "strength|pain|murmur|motor|scale|power|of|out|mg|ml|mmhg|systolic|diastolic|normal");
}

static gboolean
is_compact (const VslDeidText *text, guint start, guint end)
{
  char d[12];
  guint n = _vsl_deid_digits (text, start, end, d, sizeof d);
  if (n != 8)
    return n == 6;
  guint y = (guint) atoi (d) / 10000, m = (guint) atoi (d + 4) / 100, day = (guint) atoi (d + 6), first = (guint) atoi (d) / 1000000;
  return (y >= 1890 && y <= 2100 && m >= 1 && m <= 12 && day >= 1 && day <= 31) || (first >= 1 && first <= 31);
}

/* A year that a reader could look up: of a birth, a foundation, a film. A year of an illness or a guideline says too little and stays. */
static gboolean
is_known_year (const VslDeidText *text, guint start, guint end)
{
  if (_vsl_deid_before (text, start, 60, "diagnosed|guidelines|guideline|update|study|since|treated|surgery|studies|published|et al|repeat|recall|surveillance|recheck")
      || _vsl_deid_behind (text, end, 14, "in"))
    return FALSE;
  return text->everyday || _vsl_deid_before (text, start, 40, "born|founded|established|became|graduated|married|died|released|moved|emigrated|immigrated|joined|incorporated|elected|opened|"
                                            "retired|enlisted|deployed|album|film|movie|hired|started working|divorced|widowed|class of|class|built|formed|launched|won")
         || _vsl_deid_behind (text, end, 44, "film|movie|album|song|season|championship|election|olympics|directed|graduate|comedy|drama|novel|book|concert|tour");
}

/* In a text that no doctor wrote a weekday says when something happened; in a note it mostly says when a tablet is taken. */
static gboolean
is_everyday (const VslDeidText *text, guint start, guint end)
{
  return text->everyday;
}

static const VslDeidRule rules[] = {
  { "(?<![A-Za-z0-9_-])(?:" WEEKDAY ")?" MONTH "\\.?(?:\\s+|-)(?:the\\s+)?" DAY NTH "(?![0-9%]|\\.[0-9]|\\s?(?:mg|mcg|ml|cm|mm|patients|people|cases)\\b)(?:,?\\s*" YEAR "|,?\\s*'[0-9]{2}|,\\s*[0-9]{2}(?![0-9]))?" TIME
    "(?![A-Za-z0-9_])", VSL_DEID_DATE, 0, 85, VSL_NEEDS_DIGITS | VSL_ANY_CASE, month_is_month },
  { "(?<![A-Za-z0-9_./-])(?:" WEEKDAY ")?" DAY NTH "(?:\\s+(?:day\\s+)?of)?[\\s.-]{1,2}" MONTH "\\b\\.?(?:[\\s,-]{0,3}(?:" YEAR "|'?[0-9]{2}(?![0-9:%])))?" TIME, VSL_DEID_DATE, 0, 85,
    VSL_NEEDS_DIGITS | VSL_ANY_CASE, month_is_month },
  { "(?<![A-Za-z0-9_-])(?:early |late |mid-? ?)?" MONTH "\\.?,?(?:\\s+of)?\\s*[-/']?\\s?(?:" YEAR "|(?<=')[0-9]{2})(?![0-9])", VSL_DEID_DATE, 0, 80, VSL_NEEDS_DIGITS | VSL_ANY_CASE, month_is_month },
  { "(?<![A-Za-z0-9_.])(?:" WEEKDAY ")?(?:the )?" DAY "(?:\\.|er|º|ª)?\\s(?:de |di )?" OTHER_MONTH "\\b(?:,? (?:de |del )?" YEAR ")?", VSL_DEID_DATE, 0, 80, VSL_NEEDS_DIGITS | VSL_ANY_CASE },
  { "(?<![A-Za-z0-9_./-])[12][0-9]{3}([-/.])[01]?[0-9]\\1[0-3]?[0-9]" TIME "(?![0-9])", VSL_DEID_DATE, 0, 88, VSL_NEEDS_DIGITS, is_calendar },
  { "(?<![A-Za-z0-9_./-])(?:" WEEKDAY ")?([0-3]?[0-9]([-/])[0-3]?[0-9]\\2(?:[12][0-9]{3}|'?[0-9]{2}))" TIME "(?![0-9/-]|\\.[0-9])", VSL_DEID_DATE, 1, 88, VSL_NEEDS_DIGITS | VSL_ANY_CASE, is_calendar },
  { "(?<![A-Za-z0-9_./-])[0-3]?[0-9]\\.\\s?[01]?[0-9]\\.\\s?(?:[12][0-9]{3})" TIME "(?![0-9.])", VSL_DEID_DATE, 0, 88, VSL_NEEDS_DIGITS, is_calendar },
  { "(?<![A-Za-z0-9_./-])[0-3][0-9]\\.[01][0-9]\\.[0-9]{2}(?![0-9.])", VSL_DEID_DATE, 0, 86, VSL_NEEDS_DIGITS, is_calendar },
  { "(?<![A-Za-z0-9_])(?:on|dated?|since|until|till|through|admitted|discharged|seen|visit(?:ed)?|dob|dos|born|surgery|operated|due|appointment|scheduled|as of|addendum|note|update|updated|f/u|follow-?up|appt|rtc|next|recheck|labs?|echo|cxr|lmp|edd|edc|d/c|dc'd|admit|started|stopped|last seen|collected|drawn)(?: on| of)?:? ?(?:(?:with |w/ |dr\\.? )?[A-Za-z'-]{3,20} (?=[0-9]{1,2}/[0-9]{1,2}[.,; ]))?(?:" WEEKDAY ")?"
    "((?:1[0-2]|0?[1-9])/" DAY ")(?![0-9/%]|\\.[0-9])", VSL_DEID_DATE, 1, 70, VSL_NEEDS_DIGITS | VSL_ANY_CASE, is_day_of_month },
  { "(?<![A-Za-z0-9_./-])((?:1[0-2]|0?[1-9])/" DAY ")(?= (?:CT|MRI|CXR|labs?|visit|note|echo|admission|scan|x-?ray|study|EKG|ECG|biopsy|surgery|appointment|clinic)\\b)", VSL_DEID_DATE, 1, 62, VSL_NEEDS_DIGITS | VSL_ANY_CASE },
  { "^((?:1[0-2]|0?[1-9])/" DAY ")(?=\\s?:|\\s+(?:AM|PM|am|pm|note|addendum|update)\\b)", VSL_DEID_DATE, 1, 66, VSL_NEEDS_DIGITS },
  { "(?<![A-Za-z0-9_])(?:on|by|until|till|since|from|before|after) (the " DAY "(?:st|nd|rd|th))(?=\\s*(?:[.,;)\\n]|$|at\\b|around\\b|with\\b|for\\b|of (?:the |this |next )?month|in the (?:morning|evening|afternoon)))", VSL_DEID_DATE, 1, 62, VSL_NEEDS_DIGITS },
  { "(?<![A-Za-z0-9_])(?:Mon|Tues?|Wed(?:nes)?|Thu(?:rs?)?|Fri|Sat(?:ur)?|Sun)(?:day)?\\.?,? (?:the )?" DAY "(?:st|nd|rd|th)(?![A-Za-z0-9_])", VSL_DEID_DATE, 0, 70, VSL_NEEDS_DIGITS },
  { "(?<![A-Za-z0-9_./-])(?:1[0-2]|0?[1-9])[/-]" YEAR "(?![0-9/-]|\\.[0-9])", VSL_DEID_DATE, 0, 75, VSL_NEEDS_DIGITS },
  { "(?<![A-Za-z0-9_])(?:DOB|D\\.O\\.B\\.?|date of birth|birth ?date|born(?: on)?|dos|(?:[a-z]+ )?date(?: of [a-z]+)?|admitted|discharged|collected|received|reported)\\W{0,4}([0-9]{6}|[0-9]{8})(?![0-9])",
    VSL_DEID_DATE, 1, 88, VSL_NEEDS_DIGITS | VSL_ANY_CASE, is_compact },
  { "(?<![A-Za-z0-9_])(?:in|since|last|this|next|early|late|mid|until|till|by|during|from|through|end of|beginning of|month of|every|following|previous)[ -](?:of )?(" LONG_MONTH ")(?![A-Za-z'-]|\\s[0-9]|\\s+[A-Z][a-z])",
    VSL_DEID_DATE, 1, 70, VSL_NEEDS_LATIN },
  { "(?<![A-Za-z0-9_])(?:the )?(?:spring|summer|fall|autumn|winter|Q[1-4]|first quarter|second quarter|third quarter|fourth quarter)(?: of|,)? " YEAR "(?![0-9])", VSL_DEID_DATE, 0, 88,
    VSL_NEEDS_DIGITS | VSL_ANY_CASE },
  { "(?<![A-Za-z0-9_])(?:Christmas|Thanksgiving|Easter|Halloween|New Year's|Valentine's|Memorial|Labor|Independence|Veterans|Mother's|Father's|Columbus|Presidents'?|Martin Luther King|Boxing|Good Friday|"
    "Hanukkah|Diwali|Ramadan|Yom Kippur|Rosh Hashanah|Passover|Chinese New Year)(?:(?: Day| Eve| Sunday| Monday)+(?:,? (?:of )?" YEAR ")?|,? (?:of )?" YEAR ")", VSL_DEID_DATE, 0, 70, VSL_NEEDS_LATIN },
  { "(?<![A-Za-z0-9_./-])the " DAY "(?:st|nd|rd|th) of (?:this|last|next) month\\b", VSL_DEID_DATE, 0, 60, VSL_NEEDS_DIGITS },
  { "(?<![A-Za-z0-9_])(?:last|this|next|this past)\\s((?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day))(?![A-Za-z])", VSL_DEID_DATE, 1, 40, VSL_NEEDS_LATIN },
  { "(?<![A-Za-z0-9_])(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)s?(?![A-Za-z])", VSL_DEID_DATE, 0, 40, VSL_NEEDS_LATIN, is_everyday },
  { "(?<![A-Za-z0-9_./-])" YEAR "(?![A-Za-z0-9_/-]|\\.[0-9])", VSL_DEID_DATE, 0, 50, VSL_NEEDS_DIGITS, is_known_year },
};

const VslDeidRecogniser vsl_deid_date = { "date", VSL_DEID_RULES (rules), NULL };
