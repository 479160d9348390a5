/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Chinese names: a family name and one or two characters, where the words around them speak of a person. */
#include <string.h>

#include "privacy/vsl-deid-private.h"

/* What may stand before a name. The longest first where one ends in the other. */
static const char *const leads[] = {
  "联系", "患者姓名", "病人姓名", "家属姓名", "姓名", "名字叫", "名叫", "患者", "病人", "病患", "患儿", "产妇", "联系人", "紧急联系人", "监护人", "家属", "委托人", "主治医生", "主治医师", "主管医生", "主管医师", "管床医生",
  "住院医师", "经治医师", "接诊医生", "接诊医师", "责任护士", "主刀医生", "主刀", "术者", "助手", "麻醉师", "麻醉医师", "医生", "医师", "大夫", "护士", "护士长", "主任", "副主任", "主任医师", "教授", "院长", "专家",
  "检查者", "报告者", "报告医师", "审核者", "审核医师", "记录者", "记录人", "签名", "签字", "经手人", "申请医生", "申请医师", "送检医师", "操作者", "陪护人", "陪同人", "本人", "我叫", "我是", "他叫", "她叫", "叫做", "叫", "其子", "其女",
  "其妻", "其夫", "其父", "其母", "儿子", "女儿", "妻子", "丈夫", "父亲", "母亲", "爱人", "老公", "老婆", "哥哥", "弟弟", "姐姐", "妹妹", "同事", "朋友", "邻居", "同学", "老师", "由", "经", "请", "与", "向", "找", "及",
  "女士", "先生", "收件人", "寄件人", "投保人", "被保险人", "受试者", "志愿者", "负责人", "转诊医生", "会诊医师", "会诊医生", "随访人", "随访医生", "曾用名", "乳名", "小名", "知情人", "代理人", NULL
};
/* Those of the list that often stand before other words: a name behind them needs usual characters. */
#define WEAK_LEADS "|联系|叫|由|经|请|与|向|找|及|患者|病人|患儿|产妇|医生|医师|大夫|护士|主任|教授|专家|我是|本人|儿子|女儿|妻子|丈夫|父亲|母亲|爱人|老公|老婆|哥哥|弟弟|姐姐|妹妹|同事|朋友|邻居|同学|老师|家属|女士|先生|主刀|助手|院长|病患|志愿者|受试者|签名|签字|"

/* What may stand behind one. */
static const char *const titles[] = { "先生", "女士", "小姐", "太太", "夫人", "医生", "医师", "大夫", "主任", "副主任", "教授", "护士长", "护士", "院长", "博士", "老师", "同志", "阿姨", "叔叔", "大爷", "大妈", "奶奶", "爷爷",
                                      "师傅", "老人", "女孩", "男孩", "药师", "技师", "主任医师", "副教授", "住院医师", "经理", "某某", "某", NULL };
static const char *const followers[] = { "于", "因", "在", "来", "说", "称", "诉", "曾", "已", "的", "电话", "手机", "建议", "告诉", "告知", "表示", "认为", "联系", "性别", "男", "女", "年龄", "年", "住", "与", "和", "及", "是", "为", "被",
                                         "做", "开", "给", "会诊", "查房", "签", "负责", "主刀", "行", "前", "病历", "身份证", "家属", "陪", "到", "去", "从", "有", "也", "就", "对", "经", "由", "一", "今", "现", "近", "自", "无", "患", "入院",
                                         "出院", "复诊", "复查", "就诊", "接诊", "处", "那", "这", "让", "要", "叫", "帮", "看", "提", "指", "随", "转", "医", "护", "主", "老", "先", "同", "以", "反", "目", "出", "入", "门", "拒", "要求", NULL };

static const char *const acts[] = { "陪", "说", "诉", "称", "会诊", "查房", "签", "主刀", "代诉", "护送", "来院", "负责", NULL };

static gboolean
is_han (gunichar c)
{
  return c >= 0x4e00 && c <= 0x9fff;
}

/* Characters at place that are those of the word: how many, or 0. */
static guint
word_at (const VslDeidText *t, guint place, const char *w)
{
  guint n = 0;
  for (; *w; w = g_utf8_next_char (w), n++)
    if (place + n >= t->n || t->c[place + n] != g_utf8_get_char (w))
      return 0;
  return n;
}

static guint
any_at (const VslDeidText *t, guint place, const char *const *list)
{
  guint best = 0;
  for (int i = 0; list[i]; i++)
    best = MAX (best, word_at (t, place, list[i]));
  return best;
}

static gboolean
may_end (const VslDeidText *t, guint place)
{
  return place >= t->n || !is_han (t->c[place]) || any_at (t, place, followers) || any_at (t, place, titles);
}

/* The characters of a word that begins like a name and is none; 1: a character that many such words begin with. */
static guint
is_other_word (const VslDeidText *t, guint place)
{
  static const char *const words[] = {
    "高血", "高烧", "高热", "高脂", "高尿", "高胆", "黄疸", "黄体", "白细", "白血", "白带", "白癜", "白天", "金属", "方法", "方面", "方便", "方案", "成人", "成功", "成年", "马上", "马尾", "常见", "常规", "常常", "常年", "时间", "时候", "时常", "时有",
    "平时", "平常", "平素", "平均", "平稳", "平卧", "安全", "安排", "全身", "全部", "全家", "全麻", "全腹", "何时", "何种", "何处", "和其", "和我", "温度", "温水", "关节", "关于", "关系", "于是", "应该", "应当", "应用", "单位", "单纯", "单侧", "石膏",
    "水肿", "水平", "花粉", "路上", "边缘", "曾经", "曾有", "曾在", "曾因", "曾行", "曾用", "年龄", "年纪", "左侧", "左肺", "左右", "左眼", "左下", "左上", "左肾", "左手", "左腿", "左膝", "左乳", "右", "任何", "乐观", "古", "明显", "明确", "明天", "强直", "强调",
    "严重", "严格", "胡言", "云", "计划", "计算", "毛细", "毛病", "毛囊", "祝", "都是", "都有", "都", "相关", "相信", "后来", "后背", "后期", "后", "查体", "查出", "查房", "查看", "查", "服用", "服药", "经常", "经过", "经期", "经济", "经", "向", "有", "通过", "通常", "通气",
    "连续", "荣", "习惯", "充血", "充分", "步行", "步态", "双侧", "双下", "双肺", "双眼", "双", "从小", "从事", "从", "满意", "满月", "师", "那", "简单", "空腹", "红细", "红肿", "红斑", "公司", "肖", "况", "晋", "法", "年", "商", "海", "家属", "家里", "家中", "家人", "家族", "家庭",
    "支气", "支架", "支持", "万", "管理", "管", "干咳", "干呕", "干燥", "干", "宗", "丁", "包括", "包块", "诸", "吉", "龚", "程度", "邢", "裴", "段时", "井", "车祸", "宫颈", "宫腔", "宫", "秋", "武", "景", "幸", "能", "符", "和", "须", "益", "利福", "利尿", "闻", "党", "贡", "劳累", "劳动", "申请", "尚", "农村", "农民", "别人", "别",
    "柴", "慕", "鱼", "古", "易", "慎", "戈", "终", "居住", "居家", "居", "衡", "文化", "东西", "东", "利", "越来", "越", "师", "巩", "冷", "阚", "沙", "养", "须", "丰", "权", "益", "桓", "公", "生活", "生育", "生理", "生", "次", "由于", "火", "奠", "仇", "付", "代", "自行", "时", "夏天", "冬", "严",
    "尿", "强", "周围", "周期", "周身", "周岁", "周一", "周二", "周三", "周四", "周五", "周六", "周日", "周末", "周", "张口", "钱", "许多", "许", "施行", "孔", "曹", "华", "金", "陶", "戚", "谢谢", "谢", "章", "范围", "彭", "鲁", "方", "元", "余", "顾虑", "黄", "江", "童", "林", "钟", "高", "田", "洪",
    "宁", "安", "白", "汪", "米", "伏", "宋代", "熊", "纪", "舒服", "舒张", "舒", "项", "祝您", "梁", "阮", "季节", "麻木", "麻醉", "麻", "贾", "路", "江", "郭", "卢沟", "房颤", "房间", "房", "缪", "解释", "解决", "解除", "解", "应", NULL };
  return any_at (t, place, words);
}

/* The characters of a name that begins at place, 0: none. sure: what stands before says that a name follows. */
static guint
name_at (const VslDeidText *t, guint place, gboolean sure)
{
  guint family = 0;
  if (place + 1 >= t->n || !is_han (t->c[place]) || !is_han (t->c[place + 1]))
    return 0;
  if (place + 2 < t->n && _vsl_deid_han_family_2 (t->c[place], t->c[place + 1]))
    family = 2;
  else if (_vsl_deid_han (t->c[place]) & VSL_HAN_FAMILY)
    family = 1;
  guint other = !sure && family == 1 ? is_other_word (t, place) : 0;
  if (!family || other > 1)
    return 0;
  guint one = place + family, usual = sure ? VSL_HAN_GIVEN | VSL_HAN_GIVEN_RARE : VSL_HAN_GIVEN;
  if (one >= t->n || !is_han (t->c[one]))
    return 0;
  gboolean first = _vsl_deid_han (t->c[one]) & usual, second = one + 1 < t->n && is_han (t->c[one + 1]) && _vsl_deid_han (t->c[one + 1]) & usual;
  if (sure && one + 1 < t->n && is_han (t->c[one + 1]) && may_end (t, one + 2) && !any_at (t, one + 1, titles) && (second || !may_end (t, one + 1)))
    return family + 2;
  if (first && second && may_end (t, one + 2) && !any_at (t, one + 1, titles) && (!other || one + 2 >= t->n || !is_han (t->c[one + 2]) || any_at (t, one + 2, titles)))
    return family + 2;
  if ((first || sure) && may_end (t, one + 1) && !any_at (t, one, titles) && (!other || one + 1 >= t->n || !is_han (t->c[one + 1])))
    return family + 1;
  return sure && first && second ? family + 2 : 0;
}

static guint
skip_link (const VslDeidText *t, guint place)
{
  guint n = 0;
  if (place < t->n && t->c[place] == '(')                 /* "家属(女儿)" */
    for (guint k = place + 1; k < t->n && k < place + 8; k++)
      if (t->c[k] == ')')
        return skip_link (t, k + 1);
  while (place < t->n && n < 4 && (t->c[place] == ':' || t->c[place] == ' ' || t->c[place] == '(' || t->c[place] == '"' || t->c[place] == 0xff1a || t->c[place] == 0x201c || t->c[place] == 0x4e3a || t->c[place] == 0x662f || t->c[place] == '-')) {
    place++;
    n++;
  }
  return place;
}

static gboolean
is_weak (const char *lead)
{
  g_autofree char *needle = g_strconcat ("|", lead, "|", NULL);
  return strstr (WEAK_LEADS, needle) != NULL;
}

/* Behind a lead: as many names as a list of them has ("张伟、李娜"). */
static void
look_behind (VslDeidText *t, guint place, const char *lead, guint n)
{
  guint from = skip_link (t, place + n);
  gboolean linked = from > place + n, weak = is_weak (lead) && !linked;
  for (guint k = 0; k < 6; k++) {
    guint length = name_at (t, from, !weak);
    if (!length)
      return;
    if (weak && length == 2 && from + 2 < t->n && is_han (t->c[from + 2]) && !any_at (t, from + 2, titles) && !any_at (t, from + 2, acts))
      return;
    _vsl_deid_add (t, from, from + length, VSL_DEID_NAME, linked ? 80 : weak ? 60 : 72);
    from += length;
    if (from >= t->n || (t->c[from] != 0x3001 && t->c[from] != '/' && t->c[from] != 0x548c))
      return;
    from++;
  }
}

/* Before a title: "王医生", "李建国主任", "欧阳女士". */
static void
look_before (VslDeidText *t, guint place)
{
  for (guint n = 3; n >= 1; n--) {
    if (place < n || !is_han (t->c[place - n]))
      continue;
    guint from = place - n;
    gunichar c = t->c[from], edge = from ? t->c[from - 1] : 0;
    gboolean compound = n >= 2 && _vsl_deid_han_family_2 (c, t->c[from + 1]);
    if (!compound && !(_vsl_deid_han (c) & VSL_HAN_FAMILY))
      continue;
    if (n == 1 && (!word_at (t, place, "医生") && !word_at (t, place, "医师") && !word_at (t, place, "大夫") && !word_at (t, place, "主任") && !word_at (t, place, "教授") && !word_at (t, place, "女士") && !word_at (t, place, "先生")
                   && !word_at (t, place, "某") && !word_at (t, place, "护士") && !word_at (t, place, "阿姨") && !word_at (t, place, "小姐") && !word_at (t, place, "师傅") && !word_at (t, place, "院长")))
      continue;
    static const char nobodies[] = "方管经查主从有那时都向看找问请让和与被给对是名老该于利高能全双应单公生师后别候次谢年包宝宿养文";
    static const char edges[] = "是由的和与请找问让跟给叫向您你我位名被到任长生师士者员科室院部区于在从及同、";
    if ((is_han (edge) && !g_utf8_strchr (edges, -1, edge)) || (n == 1 && g_utf8_strchr (nobodies, -1, c)))
      continue;
    if (n > 1 && !compound) {
      gboolean usual = TRUE;
      for (guint k = from + 1; k < place; k++)
        usual = usual && _vsl_deid_han (t->c[k]) & (n == 3 ? VSL_HAN_GIVEN | VSL_HAN_GIVEN_RARE : VSL_HAN_GIVEN);
      if (!usual || is_other_word (t, from) > 1)
        continue;
    }
    _vsl_deid_add (t, from, place, VSL_DEID_NAME, 66);
    return;
  }
}

/* "小刘", "老王" behind a word for a person. */
static void
look_at_nickname (VslDeidText *t, guint i)
{
  static const char *const persons[] = { "同事", "朋友", "邻居", "同学", "患者", "病人", "名叫", "我叫", "叫", "我是", "战友", "老乡", "工友", NULL };
  if ((t->c[i] != 0x5c0f && t->c[i] != 0x8001 && t->c[i] != 0x963f) || i + 1 >= t->n || !(_vsl_deid_han (t->c[i + 1]) & VSL_HAN_FAMILY))
    return;
  for (int p = 0; persons[p]; p++) {
    guint n = (guint) g_utf8_strlen (persons[p], -1);
    if (i >= n && word_at (t, i - n, persons[p]) && !is_other_word (t, i + 1)) {
      _vsl_deid_add (t, i, i + 2, VSL_DEID_NAME, 50);
      return;
    }
  }
}

/* Without a lead: three characters between two marks, all as names have them ("张建国，男，56岁"). */
static void
look_alone (VslDeidText *t, guint i)
{
  if (i > 0 && is_han (t->c[i - 1]))
    return;
  guint n = name_at (t, i, FALSE);
  guint end = i + n;
  if (!n || (end < t->n && is_han (t->c[end])))
    return;
  static const char *const next[] = { ",男", ",女", " 男", " 女", "(男", "(女", "\xef\xbc\x8c男", ", 男", ", 女", NULL };
  if (n >= 3 || any_at (t, end, next))
    _vsl_deid_add (t, i, end, VSL_DEID_NAME, n >= 3 ? 56 : 50);
}

static void
find_names (VslDeidText *t)
{
  if (!t->han)
    return;
  for (guint i = 0; i < t->n; i++) {
    if (!is_han (t->c[i]))
      continue;
    for (int k = 0; leads[k]; k++) {
      guint n = word_at (t, i, leads[k]);
      if (n)
        look_behind (t, i, leads[k], n);
    }
    if (i > 0 && any_at (t, i, titles))
      look_before (t, i);
    look_at_nickname (t, i);
    look_alone (t, i);
  }
}

/* Names of foreigners written with Chinese characters, and of people of other nationalities of China: "阿依古丽·买买提". */
static const VslDeidRule rules[] = {
  { "(?<![\\x{4e00}-\\x{9fff}])?[\\x{4e00}-\\x{9fff}]{2,6}[\\x{b7}\\x{2022}\\x{30fb}][\\x{4e00}-\\x{9fff}]{2,6}", VSL_DEID_NAME, 0, 55, VSL_NEEDS_HAN },
  { "(?:姓名|联系人|患者|病人|家属|医生|医师|签名)\\s?[:]\\s?([A-Za-z][A-Za-z' .-]{1,40}[A-Za-z])", VSL_DEID_NAME, 1, 70, VSL_NEEDS_HAN | VSL_NEEDS_LATIN },
};

const VslDeidRecogniser vsl_deid_zhname = { "zhname", VSL_DEID_RULES (rules), find_names };
