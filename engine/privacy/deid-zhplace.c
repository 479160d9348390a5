/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Chinese addresses and hospitals. */
#include <string.h>

#include "privacy/vsl-deid-private.h"

#define H "[\\x{4e00}-\\x{9fff}]"
#define NUM "[0-9一二三四五六七八九十百]{1,6}"

/* "肺部3-4" has no village in it. */
static gboolean
is_no_count (const VslDeidText *t, guint start, guint end)
{
  guint dashes = 0;
  for (guint i = start; i < end; i++)
    dashes += t->c[i] == '-';
  return dashes >= 2 || _vsl_deid_before (t, start, 6, "住|址|门牌|地址|家");
}

static const VslDeidRule rules[] = {
  { "(?:住址|地址|家庭住址|现住址|联系地址|通讯地址|户籍地址?|户口所在地|籍贯|出生地|工作单位|单位|居住地|住所)\\s?[:]\\s?(" H "[\\x{4e00}-\\x{9fff}0-9A-Za-z#()-]{1,48})", VSL_DEID_ADDRESS, 1, 76, VSL_NEEDS_HAN },
  { "(?:住址|地址|家庭住址|现住址|户籍|籍贯|家住|现住|居住在|居住于|居于|住在|暂住|来自|老家在?|家在)[是为在于]?\\s?((?!院|农村|乡下|城市|学校|单位|公司|城里)" H "{1,12}?(?:省|市|县|区|镇|乡|村|路|街|道|小区|州|盟|旗|屯|组|庄|邨)[\\x{4e00}-\\x{9fff}0-9A-Za-z#()-]{0,40}?)(?=[,.;:\\s\\x{3002}\\x{3001}]|$)", VSL_DEID_ADDRESS, 1, 74, VSL_NEEDS_HAN },
  { "(?:(?:现?家?(?:居|暂)?住址?(?:在|于|为|是)?|位于|来自|返回|自|地址[:]?)(?=" H "{3}))?\\K(?:" H "{2,8}?(?:省|自治区))?(?:" H "{1,7}?(?:市|自治州|地区|盟))?(?:" H "{1,7}?(?:区|县|旗|市))?(?:" H "{1,8}?(?:镇|乡|街道))?" H "{1,9}?(?:路|街|大道|道|巷|弄|胡同|里|村|屯|小区|花园|新村|家园|公寓|大厦|广场|庄|苑|园)" NUM "\\s?-?"
    "(?:号院?|弄|巷|栋|幢|座|楼|组|排)(?:[\\x{4e00}-\\x{9fff}0-9A-Za-z-]{0,8}?" NUM "(?:栋|幢|座|单元|楼|室|号|层|户|房|门))*", VSL_DEID_ADDRESS, 0, 78, VSL_NEEDS_HAN },
  { "(?<![0-9])" NUM "(?:号楼|栋|幢)(?:" NUM "单元)?(?:[0-9]{2,5}(?:室|号|房)?)", VSL_DEID_ADDRESS, 0, 70, VSL_NEEDS_HAN },
  { "(?:(?:门牌号?|住|家住|地址)[:]?)?\\K" H "{2,8}(?:里|园|苑|村|小区|路|街|巷|弄|胡同|新村|花园|家园|公寓|小镇|城|庭|府|湾)\\s?[0-9]{1,4}-[0-9]{1,4}(?:-[0-9]{1,5}){0,2}(?![0-9-])(?!年|月|日|天|次|岁|分|小时)", VSL_DEID_ADDRESS, 0, 76, VSL_NEEDS_HAN | VSL_NEEDS_DIGITS, is_no_count },
  { "(?<![0-9])" NUM "单元[0-9]{2,5}(?:室|号)?", VSL_DEID_ADDRESS, 0, 70, VSL_NEEDS_HAN },
  { "(?:(?<![\\x{4e00}-\\x{9fff}])|(?<=[在于到至转去往自从经由]))(?:" H "{0,3}?[市省县区州])(?:[一二三四五六七八九十]|第[一二三四五六七八九十])(?:人民|附|附属)?院", VSL_DEID_HOSPITAL, 0, 72, VSL_NEEDS_HAN },
  { "(?:(?<=[在于到至转去往自从经由赴回,;:\\s\\x{3002}])|^)(?:北京|上海|武汉|四川|湖南|浙江|西安|山东|广州|中国)?(?:协和|华西(?:[一二三四]院)?|湘雅(?:[一二三四]院)?|中南|同济|瑞金|仁济|浙一|浙二|浙大[一二]院|邵逸夫|华山|中山|齐鲁|西京|唐都|宣武|天坛|阜外|积水潭|安贞|朝阳|友谊|同仁|北大(?:一|三|人民)?院?|北医[一三]院|盛京|鼓楼|省人民|市中心|中日友好|[1-9][0-9]{2}医?院|[一二三四五六七八九]院)(?=急诊|就诊|住院|门诊|会诊|检查|查|行|治疗|确诊|诊断|手术|复查|复诊|看|出院|转|入院|放疗|化疗|体检|内科|外科|做|拍|开|[一-龥]{1,3}科)",
    VSL_DEID_HOSPITAL, 0, 66, VSL_NEEDS_HAN },
  { "(?:(?<!" H ")|(?<=[在于至到距]|地点|地址|位于|行至|途经))(?!在|于|至|行)" H "{2,6}?(?:路|街|大道)(?:与|和|、)" H "{2,6}?(?:路|街|大道)(?:交叉路?口|交界处?|交汇处?|路口|口)", VSL_DEID_ADDRESS, 0, 70, VSL_NEEDS_HAN },
  { H "{2,6}盟" H "{2,8}?旗(?![帜杆舰袍手])", VSL_DEID_ADDRESS, 0, 68, VSL_NEEDS_HAN },
  { "(?<=[从在到回去往于住系,;:(])(?:李|王|张|刘|陈|杨|赵|黄|周|吴|徐|孙|胡|朱|高|林|何|郭|马|罗|梁|宋|郑|谢|韩|唐|冯|于|董|萧|程|曹|袁|邓|许|傅|沈|曾|彭|吕|苏|卢|蒋|蔡|贾|丁|魏|薛|叶|阎|余|潘|杜|戴|夏|钟|汪|田|任|姜|范|方|石|姚|谭|廖|邹|熊|金|陆|郝|孔|白|崔|康|毛|邱|秦|江|史|顾|侯|邵|孟|龙|万|段|雷|钱|汤|尹|黎|易|常|武|乔|贺|赖|龚|文|牛|葛|柳|温|安|耿|焦|牟|石)家(?:沟|庄|屯|湾|坪|坝|岭|堡|营|寨|坡|峪|洼|店村|河村|村)", VSL_DEID_ADDRESS, 0, 62, VSL_NEEDS_HAN },
  /* A county with its town or village, wherever it stands: "系清河县油坊镇西王庄村村民" */
  { "(?:(?<!" H ")|(?<=[系在于到住是为自由从回]))(?!" H "?(?:院|农村|城|本|该|我|各|每|县|市|区))(?:" H "{2,4}(?:省|市|州))?" H "{2,4}?(?:县|旗|区|市)(?!" H "?(?:乡镇|医|人民|级|域))" H "{1,4}?(?:镇|乡|街道|苏木)(?:(?!" H "{0,2}卫生)" H "{1,6}?(?:村|社区|屯|寨)(?:[0-9一二三四五六七八九十]{1,3}(?:组|队|社|号))?)?(?!卫生|中心|医)", VSL_DEID_ADDRESS, 0, 66, VSL_NEEDS_HAN },
  { "(?:邮编|邮政编码)\\s?[:是为]?\\s?([0-9]{6})(?![0-9])", VSL_DEID_ADDRESS, 1, 80, VSL_NEEDS_HAN | VSL_NEEDS_DIGITS },
};

static const char *const endings[] = {
  "医院", "卫生院", "卫生服务中心", "卫生服务站", "卫生所", "卫生站", "保健院", "保健所", "诊所", "门诊部", "疗养院", "医学中心", "医疗中心", "体检中心", "急救中心", "防治院", "防治所", "血液中心", "护理院", "康复中心", "肿瘤中心", "福利院", "养老院", "敬老院",
  "医科大学", "医学院", NULL
};
/* In front of an ending these say no more than which kind of house it is. */
static const char *const plain[] = {
  "医院", "去", "到", "在", "来", "大", "小", "本", "我", "我们", "你们", "你", "您", "他", "当地", "正规", "三甲", "三级甲等", "三级", "二级", "甲等", "综合", "专科", "中医", "西医", "各大", "大型", "公立", "私立", "民营", "外", "外地", "外院", "好", "好的", "这家", "那家", "一家",
  "几家", "多家", "其他", "其它", "别的", "该", "此", "上级", "下级", "基层", "附近", "县", "市", "省", "乡镇", "镇", "地方", "专业", "的", "了", "住", "入", "出", "转", "送", "原", "某", "肿瘤", "精神病", "儿童", "妇产", "口腔", "眼科", "传染病", "骨科", "肝病", "癫痫", "癫痫病",
  "糖尿病", "胃肠", "专门", "权威", "知名", "著名", "更好的", "有名的", "正规的", "当地的", "社区", "村", "医", "看", "哪家", "哪个", "什么", "什么样的", "哪些", "每家", "同一", "不同", "两家", "老家", "教学", "许多", "很多大", "县级", "本地中", "城里", "镇上", "上", "经常要上", "综合性", "全国", "中国", "国内", "国外", "皮肤病", "心血管", "脑病", "肾病", "男科",
  "妇科", "不孕不育", "整形", "美容", "康复", "体检", "中西医结合", "西医院", "结合", "等", "及", "和", "或", "与", "至", "于", "对", "从", "各", "查", "做", "家", "个", "是", "有", "找", "选择", "选", "请问", "推荐", "普通", "一般", "一些", "任何", "所有", "各级", "本地", "检", "诊", "治", "报销", "定点", "医保", NULL
};
/* Where a name of a house that is read from its end begins. */
static const char stops[] = "们次在于到去从至来我你您他她它的了着过给被把由是就又也都还往及和或与对让叫说请问看找选哪这那个家些住入出转送后前时天年月日，。：；、";

static gboolean
is_han (gunichar c)
{
  return c >= 0x4e00 && c <= 0x9fff;
}

static guint
word_at (const VslDeidText *t, guint place, guint end, const char *w)
{
  guint n = 0;
  for (; *w; w = g_utf8_next_char (w), n++)
    if (place + n >= end || t->c[place + n] != g_utf8_get_char (w))
      return 0;
  return n;
}

static gboolean
is_plain (const VslDeidText *t, guint from, guint to)
{
  for (int i = 0; plain[i]; i++)
    if (word_at (t, from, to, plain[i]) == to - from)
      return TRUE;
  return FALSE;
}

/* Left of an ending: as far as the characters can be of a name. */
static void
look_at_house (VslDeidText *t, guint place, guint n)
{
  guint from = place, known = 0;
  while (from > 0 && place - from < 14 && (is_han (t->c[from - 1]) || g_unichar_isdigit (t->c[from - 1])) && !g_utf8_strchr (stops, -1, t->c[from - 1]))
    from--;
  for (guint k = from; k < place; k++)             /* a town inside: the name begins there */
    if (_vsl_deid_han_place (t->c + k, place - k)) {
      known = place - k;
      break;
    }
  if (known)
    from = place - known;
  while (from < place && is_han (t->c[from]) == FALSE && !g_unichar_isdigit (t->c[from]))
    from++;
  for (guint k = from; k < place && !known; k++)       /* what is treated there is no name either */
    if (g_utf8_strchr ("治病痫疗好最哪医药专科", -1, t->c[k]))
      return;
  gboolean maternity = word_at (t, place, t->n, "保健院") && from < place;
  if (from == place || (!known && !maternity && is_plain (t, from, place)))
    return;
  if (!known && place - from > 3 && g_utf8_strchr ("自经由转系赴", -1, t->c[from]))
    from++;
  _vsl_deid_add (t, from, place + n, VSL_DEID_HOSPITAL, 74);
}

/* A province or a town, with what belongs to it behind: "江苏省苏州市吴中区". */
static guint
look_at_town (VslDeidText *t, guint i)
{
  static const char *const levels[] = { "特别行政区", "自治区", "自治州", "自治县", "省", "市", "地区", "区", "县", "镇", "乡", "村", NULL };
  guint n = _vsl_deid_han_place (t->c + i, t->n - i), end = i + n;
  if (!n)
    return i;
  for (guint k = 0; k < 5; k++) {
    guint more = 0;
    for (int l = 0; levels[l] && !more; l++)
      more = word_at (t, end, t->n, levels[l]);
    if (!more && end < t->n)
      more = _vsl_deid_han_place (t->c + end, t->n - end);
    for (guint j = 1; !more && j <= 4 && end + j < t->n && is_han (t->c[end + j - 1]); j++)
      for (int l = 5; levels[l] && !more; l++)
        if (word_at (t, end + j, t->n, levels[l]) && !g_utf8_strchr (stops, -1, t->c[end + j - 1]))
          more = j + 1;
    if (!more)
      break;
    end += more;
  }
  static const char *const no_place[] = { "协和", "同仁", "型", "肝炎", "病毒", "脑炎", "猪", "白猪", "话", "菜", "共识", "标准", "评分", "分类", "大学", "发热", "出血热", "血清", "人", "火锅", "酒", "白药", "中医药大学", NULL };
  gboolean level = end > i + n && g_utf8_strchr ("市县区省镇乡州", -1, t->c[end - 1]);      /* "喀什市人" */
  for (int k = 0; no_place[k]; k++)
    if (word_at (t, end, t->n, no_place[k]) && k > 1 && !(t->c[end] == 0x4eba && (level || ((i == 0 || !is_han (t->c[i - 1])) && (end + 1 >= t->n || !is_han (t->c[end + 1]))))))
      return i;
  static const char *const provinces[] = { "河北", "山西", "辽宁", "吉林", "黑龙江", "江苏", "浙江", "安徽", "福建", "江西", "山东", "河南", "湖北", "湖南", "广东", "海南", "四川", "贵州", "云南", "陕西", "甘肃", "青海", "台湾",
                                           "内蒙古", "广西", "西藏", "宁夏", "新疆", "香港", "澳门", NULL };
  for (int k = 0; provinces[k]; k++)             /* a province alone is as large as a country: it stays */
    if (word_at (t, i, i + n, provinces[k]) == n && (end == i + n || (end == i + n + 1 && t->c[end - 1] == 0x7701)))
      return end - 1;
  _vsl_deid_add (t, i, end, VSL_DEID_ADDRESS, 58);
  return end - 1;
}

static void
find_places (VslDeidText *t)
{
  if (!t->han)
    return;
  for (guint i = 0; i < t->n; i++) {
    if (!is_han (t->c[i]))
      continue;
    for (int k = 0; endings[k]; k++) {
      guint n = word_at (t, i, t->n, endings[k]);
      if (n) {
        look_at_house (t, i, n);
        break;
      }
    }
    i = look_at_town (t, i);
  }
}

const VslDeidRecogniser vsl_deid_zhplace = { "zhplace", VSL_DEID_RULES (rules), find_places };
