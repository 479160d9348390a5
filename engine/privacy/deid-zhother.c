/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Chinese: what a patient can be found by that is neither a name nor an address: beds, rooms, employers, plates, names in networks. */
#include <string.h>

#include "privacy/vsl-deid-private.h"

#define H "[\\x{4e00}-\\x{9fff}]"

/* "我们公司", "某中学": no name of one. */
static gboolean
is_named (const VslDeidText *t, guint start, guint end)
{
  static const char *const plain[] = { "某", "我", "他", "她", "该", "本", "一家", "这", "那", "保险公司", "制药公司", "附近", "当地", "外地", "私人", "厂家", "生产", "各", "多家", "两家", "几家", "的", "医药公司", "物业公司", "快递公司", "药业", "制药", "生物", "科技", "医疗", "器械", "药厂", NULL };
  static const char spoken[] = "了到要进上去听个是前最近毕天们你它就来着过给被把没不也都还想让说跟找叫";
  gboolean school = end - start > 2 && (_vsl_deid_han_at (t, end - 2, "大学") || _vsl_deid_han_at (t, end - 2, "学院"));      /* whose names say what is taught there */
  for (guint i = start; i < end; i++)
    if (g_utf8_strchr (spoken, -1, t->c[i]) || (!(school && i > start + 1) && _vsl_deid_han_any (t, i, plain)))
      return FALSE;
  return end - start >= 4;
}

static gboolean
has_digits (const VslDeidText *t, guint start, guint end)
{
  char d[32];
  return _vsl_deid_digits (t, start, end, d, sizeof d) >= 3;
}

static const VslDeidRule rules[] = {
  { "(?<![0-9A-Za-z.])(?:\\+)?[0-9]{1,4}(?:-[0-9]{1,2})?床(?![旁边位上垫单头尾下]|被)", VSL_DEID_OTHER, 0, 50, VSL_NEEDS_HAN | VSL_NEEDS_DIGITS },
  { "(?<![0-9A-Za-z.])床号?\\s?[:]\\s?([0-9A-Z+-]{1,6})", VSL_DEID_OTHER, 1, 60, VSL_NEEDS_HAN | VSL_NEEDS_DIGITS },
  { "(?<![0-9A-Za-z.])[0-9]{3,4}\\s?(?:号)?(?:房间|病房|病室|诊室|房)(?![颤扑性室早间])", VSL_DEID_OTHER, 0, 50, VSL_NEEDS_HAN | VSL_NEEDS_DIGITS },
  { "(?:透析机|机位|透析床|座位|诊位|输液椅)\\s?[:]?\\s?([0-9]{1,3}\\s?号?)", VSL_DEID_OTHER, 1, 50, VSL_NEEDS_HAN | VSL_NEEDS_DIGITS },
  { "(?:车牌号?码?|号牌|牌照)[:是为 ]{0,3}(" H "?[A-Z][\\x{b7}\\x{2022}. -]?[A-Z0-9]{4,6})(?![A-Za-z0-9])", VSL_DEID_OTHER, 1, 86, VSL_NEEDS_HAN | VSL_NEEDS_DIGITS },
  { "(?:微信同?号?|微信名|QQ号?|微博号?|抖音号?|快手号?|小红书号?|支付宝号?|钉钉号?|B站号?|网名|昵称|账号名?|用户名)[:是为 ]{0,3}(@?[A-Za-z0-9][A-Za-z0-9_.-]{3,24})(?![A-Za-z0-9_])", VSL_DEID_OTHER, 1, 72, VSL_NEEDS_HAN },
  { "(?:系|在|于|为|是|由|原|任职于|就职于|供职于|毕业于?|就读于?|单位[:]|[,.;:( \\x{3002}](?:现|曾|原)?(?:系|在|于|为|是)?)((?!就读|毕业|任职|供职|就职)(?:" H "|[0-9]){2,14}?(?:有限责任公司|有限公司|股份公司|集团公司|集团|公司|中学|小学|大学|学院|幼儿园|技校|职校|派出所|公安局|研究所|事务所|合作社|工厂|纺织厂|机械厂|化工厂|钢铁厂|制衣厂|电子厂|服装厂|鞋厂|玩具厂|水泥厂|砖瓦?厂|食品厂|塑料厂|五金厂|家具厂|印刷厂|造纸厂|煤矿|银行))"
    "(?=工作|上班|研究员|教授|干部|工程师|会计|护士|离休|毕业|任|就读|上学|职|员工|教师|老师|学生|退休|司机|工人|的|读|[大中小][一二三四五0-9]?班|[一二三四五六七八九初高][一二三0-9]?年级|[,.;:)\\x{3002}]|$|\\n)", VSL_DEID_OTHER, 1, 62, VSL_NEEDS_HAN, is_named },
  { "(?:某部队?|解放军|武警|陆军|海军|空军|驻" H "{1,3})?(?:第)?(?:[0-9]{2,5}|[一二三四五六七八九十]{1,4})(?:集团军|部队)", VSL_DEID_OTHER, 0, 64, VSL_NEEDS_HAN },
  { "(?:" H "{1,6}(?:证号|单号|本号|卡号|牌号|证号码|工号|学号|警号|编号|证书号|档案号|编码))[:是为 ]{0,3}([A-Za-z]{0,6}-?(?=[A-Za-z0-9*-]*[0-9])[A-Za-z0-9][A-Za-z0-9*-]{2,24})(?![A-Za-z0-9])", VSL_DEID_ID, 1, 70, VSL_NEEDS_HAN | VSL_NEEDS_DIGITS, has_digits },
  { "(?:工号|学号|警号|胸牌|军官证|士兵证|警官证|护照|驾照|医保|社保|医保卡|残疾证|低保证|老年证|出生证)(?:号码?|编号)?[:是为 ]{0,3}(" H "?字?第?[A-Za-z]{0,4}-?[0-9][A-Za-z0-9*-]{2,24}号?)", VSL_DEID_ID, 1, 84, VSL_NEEDS_HAN | VSL_NEEDS_DIGITS },
};

const VslDeidRecogniser vsl_deid_zhother = { "zhother", VSL_DEID_RULES (rules), NULL };
