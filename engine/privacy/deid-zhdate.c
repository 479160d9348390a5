/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Dates as they are written in Chinese. "三个月", "昨天", "2012年" stay. */
#include <stdlib.h>

#include "privacy/vsl-deid-private.h"

#define YEAR "(?:民国\\s?[0-9一二三四五六七八九十百〇零]{1,5}|(?:19|20)[0-9]{2}|[0-9]{2}|[一二三四五六七八九〇零○Ｏ]{4}|[一二三四五六七八九〇零]{2})\\s?年\\s?"
#define MONTH "(?:1[0-2]|0?[1-9])\\s?月"
#define DAY "(?:3[01]|[12][0-9]|0?[1-9])"
#define HAN_MONTH "(?:正|十[一二]|[一二三四五六七八九十]|冬|腊)月"
#define HAN_DAY "(?:初[一二三四五六七八九十]|[二三]?十[一二三四五六七八九]?|廿[一二三四五六七八九]?|[一二三四五六七八九])"

/* Eight digits that the calendar knows, where no number of something stands before them. */
static gboolean
is_compact (const VslDeidText *text, guint start, guint end)
{
  char d[12];
  if (_vsl_deid_digits (text, start, end, d, sizeof d) != 8)
    return FALSE;
  guint y = (guint) atoi (d) / 10000, m = (guint) atoi (d) / 100 % 100, day = (guint) atoi (d) % 100;
  return y >= 1900 && y <= 2100 && m >= 1 && m <= 12 && day >= 1 && day <= 31 && !_vsl_deid_before (text, start, 6, "号|码|编号|账户|电话");
}

/* Year, month and day with points, the year in two digits: no number of a version or a section. */
static gboolean
is_short_date (const VslDeidText *text, guint start, guint end)
{
  guint v[3] = { 0 }, k = 0;
  for (guint i = start; i < end && k < 3; i++) {
    if (text->c[i] >= '0' && text->c[i] <= '9')
      v[k] = v[k] * 10 + (text->c[i] - '0');
    else
      k++;
  }
  return v[0] <= 40 && v[1] >= 1 && v[1] <= 12 && v[2] >= 1 && v[2] <= 31 && !_vsl_deid_before (text, start, 4, "版|版本|第|v|图|表");
}

#define DONE "入院|出院|入住|住院|复查|复诊|手术|术|行|查|检|至|起|因|在|就诊|来院|随访|化疗|放疗|晨|晚|上午|下午|夜|出入量|发病|起病|转|拍|做|开始|停|月经"
#define WEEK "(?:\\s?[(]?(?:星期|周|礼拜)[一二三四五六日天][)]?)?"

static const VslDeidRule rules[] = {
  { "(?<![0-9])" YEAR "(?:(?:农历|阴历)?" MONTH "|" HAN_MONTH ")(?:份|初|底|末|中旬|上旬|下旬)?\\s?(?:" DAY "\\s?[日号]?(?![0-9])|" HAN_DAY "[日号]?)?" WEEK "(?:\\s?(?:上午|下午|晚上?|凌晨|早上?)?\\s?[0-9]{1,2}(?:时|点|:[0-9]{2})(?:[0-9]{1,2}分)?)?",
    VSL_DEID_DATE, 0, 88, VSL_NEEDS_HAN },
  { "(?<![0-9.])" MONTH "\\s?" DAY "(?:\\s?[日号]|(?![0-9]))" WEEK, VSL_DEID_DATE, 0, 86, VSL_NEEDS_HAN | VSL_NEEDS_DIGITS },
  { "(?<![0-9.])" MONTH "(?:份|初|底|末|中旬|上旬|下旬)", VSL_DEID_DATE, 0, 80, VSL_NEEDS_HAN | VSL_NEEDS_DIGITS },
  { "(?<![一二三四五六七八九十])" HAN_MONTH HAN_DAY "(?:[日号]|(?=[,.;:\\s\\x{3002}\\x{3001}]|$))", VSL_DEID_DATE, 0, 86, VSL_NEEDS_HAN },
  { "(?<![一二三四五六七八九十])(?:农历|阴历)?(?:正|冬|腊|[一二三四五六七八九十])月初[一二三四五六七八九十]", VSL_DEID_DATE, 0, 86, VSL_NEEDS_HAN },
  { "(?:农历|阴历)" HAN_MONTH HAN_DAY, VSL_DEID_DATE, 0, 86, VSL_NEEDS_HAN },
  { "(?<![一二三四五六七八九十])(?:十[一二]|[一二三四五六七八九十])月(?:份|初|底|中旬|上旬|下旬)", VSL_DEID_DATE, 0, 80, VSL_NEEDS_HAN },
  { "(?:本月|上月|下月|上个月|这个月|下个月|当月|今年|去年|前年)(?:" MONTH ")?\\s?" DAY "\\s?[日号]", VSL_DEID_DATE, 0, 80, VSL_NEEDS_HAN | VSL_NEEDS_DIGITS },
  { "(?<=[于在到从至去年今前,;\\s])(?:十[一二]|[一二三四五六七八九十])月(?=[,;\\s\\x{3002}做行入出因在确住就手检发])", VSL_DEID_DATE, 0, 60, VSL_NEEDS_HAN },
  { "(?:今年|去年|前年|本年度?)(?:1[0-2]|0?[1-9])月(?![0-9余龄])", VSL_DEID_DATE, 0, 80, VSL_NEEDS_HAN | VSL_NEEDS_DIGITS },
  { "(?<=[于在到从至])(?:1[0-2]|0?[1-9])月(?=[做行入出因在确住就手检发])", VSL_DEID_DATE, 0, 60, VSL_NEEDS_HAN | VSL_NEEDS_DIGITS },
  { "(?:" YEAR "|去年|前年|今年)(?:春节|国庆节?|中秋节?|元旦|端午节?|清明节?|元宵节?|五一|十一|除夕|圣诞节?)", VSL_DEID_DATE, 0, 80, VSL_NEEDS_HAN },
  { "(?:出生日期|出生年月|生日|出生于|入院日期|出院日期|就诊日期|检查日期|手术日期|报告日期|日期|时间)[:是为 ]{0,3}([12][0-9]{3}[01][0-9][0-3][0-9])(?![0-9])", VSL_DEID_DATE, 1, 90, VSL_NEEDS_HAN | VSL_NEEDS_DIGITS },
  { "(?:出生日期|出生年月|生日|出生于|生于|生日是)[:是为 ]{0,3}((?:19|20)[0-9]{2}(?:[-/.年]\\s?[0-9]{1,2})?)(?![0-9])", VSL_DEID_DATE, 1, 85, VSL_NEEDS_HAN | VSL_NEEDS_DIGITS },
  { "(?<![0-9./-])(?:19|20)[0-9]{2}[./-](?:1[0-2]|0?[1-9])(?![0-9./-])(?=\\s?[月\\x{4e00}-\\x{9fff},;\\x{3002})])", VSL_DEID_DATE, 0, 60, VSL_NEEDS_HAN | VSL_NEEDS_DIGITS },
  { "(?<![A-Za-z0-9./-])(?:19|20)[0-9]{6}(?![A-Za-z0-9./-])", VSL_DEID_DATE, 0, 76, VSL_NEEDS_HAN | VSL_NEEDS_DIGITS, is_compact },
  { "(?<![A-Za-z0-9./-])[0-9]{2}\\.(?:1[0-2]|0?[1-9])\\." DAY "(?![A-Za-z0-9.%/-])", VSL_DEID_DATE, 0, 72, VSL_NEEDS_HAN | VSL_NEEDS_DIGITS, is_short_date },
  { "(?<=[于自至从日晨夜在到])\\s?((?:1[0-2]|0?[1-9])[./]" DAY ")(?![A-Za-z0-9.%/-])(?=\\s?(?:" DONE "))", VSL_DEID_DATE, 1, 66, VSL_NEEDS_HAN | VSL_NEEDS_DIGITS },
  { "(?<=[,;(:\\s\\x{3002}\\x{3001}])((?:1[0-2]|0?[1-9])/" DAY ")(?![A-Za-z0-9.%/-])(?=\\s?(?:入院|出院|复查|复诊|手术|就诊|来院|随访|发病|起病|化疗|查房|电话|门诊|行|查|患者))", VSL_DEID_DATE, 1, 66, VSL_NEEDS_HAN | VSL_NEEDS_DIGITS },
  { "(?:末次月经|LMP|预产期|月经|(?:发病|就诊|复诊|复查|随访|预约|手术|入院|出院|检查|采样|送检|报告)(?:日期|时间)|日期|预约于?|约定)[:为是 ]{0,2}((?:1[0-2]|0?[1-9])[./]" DAY ")(?![0-9.%/])", VSL_DEID_DATE, 1, 70, VSL_NEEDS_HAN | VSL_NEEDS_DIGITS },
  { "^((?:1[0-2]|0?[1-9])/" DAY ")(?![A-Za-z0-9.%/-])(?=\\s?(?:入院|出院|复查|复诊|手术|就诊|来院|随访|发病|起病|化疗|查房|患者))", VSL_DEID_DATE, 1, 66, VSL_NEEDS_HAN | VSL_NEEDS_DIGITS },
  { "" YEAR "(?:初|早|仲|暮|深|晚)?[春夏秋冬](?:季|天|末|初)?(?!节|游|运)", VSL_DEID_DATE, 0, 76, VSL_NEEDS_HAN },
  { "(?:" YEAR "|去年|前年|今年)?(?:大年(?:初[一二三四五六七八九十]|三十|二十[一二三四五六七八九])|年初[一二三四五六七])(?![岁余多几来])", VSL_DEID_DATE, 0, 70, VSL_NEEDS_HAN },
  { "(?:去年|前年|今年)\\s?" HAN_MONTH "(?:初|底|中旬|上旬|下旬|" HAN_DAY "[日号]?)?", VSL_DEID_DATE, 0, 76, VSL_NEEDS_HAN },
};

const VslDeidRecogniser vsl_deid_zhdate = { "zhdate", VSL_DEID_RULES (rules), NULL };
