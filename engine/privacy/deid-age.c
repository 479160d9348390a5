/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Ages over 89: few people are that old, so the age points at them. Others stay. */
#include "privacy/vsl-deid-private.h"

#define OLD "(?:9[0-9]|1[0-2][0-9])"

/* "93F" is a patient, not a temperature or the size of a tube. */
static gboolean
is_no_measure (const VslDeidText *text, guint start, guint end)
{
  return !_vsl_deid_before (text, start, 12, "temp|temperature|tmax|t|fever|febrile|temps|hr|bp|pulse|sat|spo2|for|over|past|last|within|after|since|every|next|room|bed|unit|suite|flat|apt|bay|size|about|to|from|and|between|or|range|mean|median");
}

/* Years of somebody's life, not of a study. */
static gboolean
is_no_span (const VslDeidText *text, guint start, guint end)
{
  return is_no_measure (text, start, end) && !_vsl_deid_behind (text, end, 24, "ago|later|earlier|experience|follow|before|after|since|pack|survival|of");
}

#define UNITS "one|two|three|four|five|six|seven|eight|nine"

static const VslDeidRule rules[] = {
  { "(?<![0-9])(?<![0-9][.,/-])" OLD "(?=\\s?-?\\s?(?:(?:years?|yrs?|yr\\.)[\\s-]*(?:old|of[\\s-]age|young)|y\\.?\\s?/?\\s?o\\b|y\\.o\\.|yo[fm]?\\b|y/?o?/?\\s?(?:male|female|m|f|man|woman|gentleman|lady)\\b))",
    VSL_DEID_AGE, 0, 85, VSL_NEEDS_DIGITS | VSL_ANY_CASE },
  { "(?<![A-Za-z0-9_])(?:aged?|ages|age of|age is|age was|at age|turn(?:ed|ing|s)|age\\s?:|age\\s?=)\\s*(?:about |approximately |of |to be )?(" OLD ")(?![0-9%/]|\\.[0-9]|\\s?(?:mg|ml|mcg|cm|mm|bpm|%|percent|days|weeks|months|minutes|hours|degrees|beats|kg|lb|pounds|cc|units|mmhg))",
    VSL_DEID_AGE, 1, 70, VSL_NEEDS_DIGITS | VSL_ANY_CASE },
  { "(?<![0-9])(?<![0-9][.,/-])" OLD "(?:st|nd|rd|th)(?= birthday)", VSL_DEID_AGE, 0, 80, VSL_NEEDS_DIGITS | VSL_ANY_CASE },
  { "(?<![A-Za-z0-9_$])(?<![0-9][.,/-])" OLD "(?=\\s?(?:[MF]|male|female)(?![A-Za-z0-9_/]| [a-z]*(?:patients|residents|subjects|participants|volunteers|rats|mice|cases|controls|students)))", VSL_DEID_AGE, 0, 72, VSL_NEEDS_DIGITS, is_no_measure },
  { "(?<![A-Za-z0-9_$])(?<![0-9][.,/-])" OLD "(?=\\s?-?(?:years?|yrs?|y)(?![A-Za-z0-9_]))", VSL_DEID_AGE, 0, 70, VSL_NEEDS_DIGITS | VSL_ANY_CASE, is_no_span },
  { "(?<![A-Za-z0-9_])(?:is|was|at|now|be|being|aged?|turn(?:ed|ing|s)|nearly|almost|reached) (ninety(?:[- ](?:" UNITS "))?|(?:a|one) hundred(?:(?: and)?[- ](?:" UNITS "|ten))?)(?=\\s*(?:[.,;:)]|$|and\\b|but\\b|years\\b|now\\b|this\\b|next\\b))",
    VSL_DEID_AGE, 1, 72, VSL_NEEDS_LATIN | VSL_ANY_CASE },
  { "(?<![0-9])0" OLD "Y\\b", VSL_DEID_AGE, 0, 80, VSL_NEEDS_DIGITS },
  { "(?<![A-Za-z0-9_])ninety(?:[- ](?:one|two|three|four|five|six|seven|eight|nine))?(?=[- ](?:years?|yrs?)[- ]?(?:old|of age)?\\b)", VSL_DEID_AGE, 0, 80, VSL_NEEDS_LATIN | VSL_ANY_CASE },
  { "(?<![A-Za-z0-9_])(?:aged?|turn(?:ed|ing)) (ninety(?:[- ](?:one|two|three|four|five|six|seven|eight|nine))?|(?:a|one) hundred(?:(?: and)? \\w+)?)\\b", VSL_DEID_AGE, 1, 75, VSL_NEEDS_LATIN | VSL_ANY_CASE },
  { "(?<![A-Za-z0-9_])(?:a|one) hundred(?: and)?(?:[- ](?:one|two|three|four|five|six|seven|eight|nine|ten))?(?=[- ]years?[- ]old\\b)", VSL_DEID_AGE, 0, 80, VSL_NEEDS_LATIN | VSL_ANY_CASE },
  { "(?<![A-Za-z0-9_])(?:his|her|their) (?:early |mid |late |mid-)?(nineties|90'?s|hundreds)\\b", VSL_DEID_AGE, 1, 75, VSL_NEEDS_LATIN | VSL_ANY_CASE },
  { "(?<![A-Za-z0-9_])(?:nonagenarian|centenarian|supercentenarian)\\b", VSL_DEID_AGE, 0, 75, VSL_NEEDS_LATIN | VSL_ANY_CASE },
  { "(?<![0-9])(?<![0-9][.,/-])" OLD "\\s?(?:多|余|来|几)?\\s?(?:周岁|岁|虚岁|高龄)", VSL_DEID_AGE, 0, 85, VSL_NEEDS_HAN | VSL_NEEDS_DIGITS },
  { "年龄[:为是 ]{0,3}(" OLD ")(?![0-9.%])", VSL_DEID_AGE, 1, 85, VSL_NEEDS_HAN | VSL_NEEDS_DIGITS },
  { "(?:九十[一二三四五六七八九]?|(?:一百|百)(?:零?[一二三四五六七八九]|一?十[一二三四五六七八九]?)?)(?:多|余|几|来)?(?:周岁|岁|虚岁|高龄)", VSL_DEID_AGE, 0, 85, VSL_NEEDS_HAN },
  { "(?:年[逾近届]|已)?[九百]旬(?=老|高|男|女|患|[,;\\x{3002}])", VSL_DEID_AGE, 0, 80, VSL_NEEDS_HAN },
  { "(?<=[男女])性?[,/ \\x{3001}]{0,2}(" OLD ")(?=[,;/ \\x{3001}\\x{3002}]|$)(?!\\s?[,/ ]?\\s?[0-9])", VSL_DEID_AGE, 1, 70, VSL_NEEDS_HAN | VSL_NEEDS_DIGITS },
};

const VslDeidRecogniser vsl_deid_age = { "age", VSL_DEID_RULES (rules), NULL };
