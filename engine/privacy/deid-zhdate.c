/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Dates as they are written in Chinese. "三个月", "昨天", "2012年" stay. */
#include "privacy/vsl-deid-private.h"

#define YEAR "(?:(?:19|20)[0-9]{2}|[0-9]{2}|[一二三四五六七八九〇零○Ｏ]{4}|[一二三四五六七八九〇零]{2})\\s?年\\s?"
#define MONTH "(?:1[0-2]|0?[1-9])\\s?月"
#define DAY "(?:3[01]|[12][0-9]|0?[1-9])"
#define HAN_MONTH "(?:正|十[一二]|[一二三四五六七八九十]|冬|腊)月"
#define HAN_DAY "(?:初[一二三四五六七八九十]|[二三]?十[一二三四五六七八九]?|廿[一二三四五六七八九]?|[一二三四五六七八九])"

static const VslDeidRule rules[] = {
  { "(?<![0-9])" YEAR "(?:(?:农历|阴历)?" MONTH "|" HAN_MONTH ")(?:份|初|底|末|中旬|上旬|下旬)?\\s?(?:" DAY "\\s?[日号]?(?![0-9])|" HAN_DAY "[日号]?)?(?:\\s?(?:上午|下午|晚上?|凌晨|早上?)?\\s?[0-9]{1,2}(?:时|点|:[0-9]{2})(?:[0-9]{1,2}分)?)?",
    VSL_DEID_DATE, 0, 88, VSL_NEEDS_HAN },
  { "(?<![0-9.])" MONTH "\\s?" DAY "(?:\\s?[日号]|(?![0-9]))", VSL_DEID_DATE, 0, 86, VSL_NEEDS_HAN | VSL_NEEDS_DIGITS },
  { "(?<![0-9.])" MONTH "(?:份|初|底|末|中旬|上旬|下旬)", VSL_DEID_DATE, 0, 80, VSL_NEEDS_HAN | VSL_NEEDS_DIGITS },
  { "(?<![一二三四五六七八九十])" HAN_MONTH HAN_DAY "(?:[日号]|(?=[,.;:\\s\\x{3002}\\x{3001}]|$))", VSL_DEID_DATE, 0, 86, VSL_NEEDS_HAN },
  { "(?<![一二三四五六七八九十])(?:农历|阴历)?(?:正|冬|腊|[一二三四五六七八九十])月初[一二三四五六七八九十]", VSL_DEID_DATE, 0, 86, VSL_NEEDS_HAN },
  { "(?:农历|阴历)" HAN_MONTH HAN_DAY, VSL_DEID_DATE, 0, 86, VSL_NEEDS_HAN },
  { "(?<![一二三四五六七八九十])(?:十[一二]|[一二三四五六七八九十])月(?:份|初|底|中旬|上旬|下旬)", VSL_DEID_DATE, 0, 80, VSL_NEEDS_HAN },
  { "(?:本月|上月|下月|上个月|这个月|下个月|当月|今年|去年|前年)(?:" MONTH ")?\\s?" DAY "\\s?[日号]", VSL_DEID_DATE, 0, 80, VSL_NEEDS_HAN | VSL_NEEDS_DIGITS },
  { "(?<=[于在到从至去年今前,;\\s])(?:十[一二]|[一二三四五六七八九十])月(?=[,;\\s\\x{3002}做行入出因在确住就手检发])", VSL_DEID_DATE, 0, 60, VSL_NEEDS_HAN },
  { "(?:今年|去年|前年|本年度?)(?:1[0-2]|0?[1-9])月(?![0-9余龄])", VSL_DEID_DATE, 0, 80, VSL_NEEDS_HAN | VSL_NEEDS_DIGITS },
  { "(?<=[于在到从至])(?:1[0-2]|0?[1-9])月(?=[做行入出因在确住就手检发])", VSL_DEID_DATE, 0, 60, VSL_NEEDS_HAN | VSL_NEEDS_DIGITS },
  { YEAR "(?:春节|国庆节?|中秋节?|元旦|端午节?|清明节?|元宵节?|五一|十一|除夕|圣诞节?)", VSL_DEID_DATE, 0, 80, VSL_NEEDS_HAN },
  { "(?:出生日期|出生年月|生日|出生于|入院日期|出院日期|就诊日期|检查日期|手术日期|报告日期|日期|时间)[:是为 ]{0,3}([12][0-9]{3}[01][0-9][0-3][0-9])(?![0-9])", VSL_DEID_DATE, 1, 90, VSL_NEEDS_HAN | VSL_NEEDS_DIGITS },
  { "(?:出生日期|出生年月|生日|出生于|生于|生日是)[:是为 ]{0,3}((?:19|20)[0-9]{2}(?:[-/.年]\\s?[0-9]{1,2})?)(?![0-9])", VSL_DEID_DATE, 1, 85, VSL_NEEDS_HAN | VSL_NEEDS_DIGITS },
  { "(?<![0-9./-])(?:19|20)[0-9]{2}[./-](?:1[0-2]|0?[1-9])(?![0-9./-])(?=\\s?[月\\x{4e00}-\\x{9fff},;\\x{3002})])", VSL_DEID_DATE, 0, 60, VSL_NEEDS_HAN | VSL_NEEDS_DIGITS },
};

const VslDeidRecogniser vsl_deid_zhdate = { "zhdate", VSL_DEID_RULES (rules), NULL };
