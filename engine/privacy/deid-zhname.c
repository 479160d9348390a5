/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Chinese names: a family name and one or two characters, where the words around them speak of a person. */
#include <string.h>

#include "privacy/vsl-deid-zhname.h"

#define at(t, place, word) _vsl_deid_han_at (t, place, word)
#define any _vsl_deid_han_any
#define is_han _vsl_deid_is_han

/* What may stand before a name. The longest first where one ends in the other. */
static const char *const leads[] = {
  "联系", "患者姓名", "病人姓名", "家属姓名", "姓名", "名字叫", "名叫", "患者", "病人", "病患", "患儿", "产妇", "孕妇", "病员", "伤者", "死者", "逝者", "联系人", "紧急联系人", "监护人", "家属", "委托人", "主治医生", "主治医师", "主管医生", "主管医师", "管床医生", "经管医师", "经管医生",
  "住院医师", "经治医师", "接诊医生", "接诊医师", "责任护士", "主管护师", "护师", "主刀医生", "主刀", "术者", "手术者", "手术医师", "手术医生", "助手", "一助", "二助", "三助", "麻醉师", "麻醉医师", "麻醉医生", "麻醉", "巡回护士", "洗手护士", "器械护士", "值班医师", "值班医生", "值班护士", "上级医师", "医生", "医师", "大夫", "护士", "护士长",
  "主任", "副主任", "主任医师", "教授", "院长", "专家", "检查者", "报告者", "报告医师", "报告人", "审核者", "审核医师", "审核人", "记录者", "记录人", "记录员", "记录", "主持人", "主持", "参加者", "参加人员", "参加人", "与会者", "与会人员", "出席者", "出席人员", "讨论人员", "汇报人", "发言人", "签名", "签字", "签署人",
  "经手人", "申请医生", "申请医师", "送检医师", "送检者", "操作者", "穿刺者", "执行者", "核对者", "陪护人", "陪护", "陪同人", "陪同", "目击者", "报案人", "介绍人", "供者", "受者", "供体", "本人", "我叫", "我是", "他叫", "她叫", "叫做", "叫", "其子", "其女", "之子", "之女", "之妻", "之夫", "之父", "之母",
  "其妻", "其夫", "其父", "其母", "其兄", "其弟", "其姐", "其妹", "儿子", "女儿", "妻子", "丈夫", "父亲", "母亲", "爱人", "老公", "老婆", "老伴", "哥哥", "弟弟", "姐姐", "妹妹", "孙子", "孙女", "外孙", "外孙女", "侄子", "侄女", "外甥", "外甥女", "儿媳", "女婿", "岳父", "岳母", "公公", "婆婆", "爷爷", "奶奶", "祖父", "祖母", "外祖父", "外祖母", "爸爸", "妈妈", "爸", "妈", "公婆", "长女", "次女", "长子", "次子", "三子", "三女", "幼子", "幼女", "大女儿", "小女儿", "大儿子", "小儿子", "孙媳", "养子", "养女", "继子", "继女", "见证人", "助产士", "随访", "随诊", "回访", "收治患者", "治疗师", "康复师", "营养师", "药师", "技师", "咨询师", "班主任", "辅导员", "工友", "民警", "警官", "司机", "科",
  "外公", "外婆", "姑姑", "姑妈", "舅舅", "叔叔", "姨妈", "婶婶", "嫂子", "弟媳", "妹夫", "姐夫", "大姐", "大哥", "继父", "继母", "养父", "养母", "保姆", "护工", "男友", "女友", "同事", "朋友", "邻居", "同学", "老师", "室友", "由", "经", "请", "与", "向", "找", "及", "父", "母", "妻", "夫", "子", "女", "兄",
  "女士", "先生", "收件人", "寄件人", "投保人", "被保险人", "受试者", "志愿者", "负责人", "转诊医生", "会诊医师", "会诊医生", "随访人", "随访员", "随访医生", "曾用名", "乳名", "小名", "知情人", "代理人", "床", "号床", "经办人", "案主", "当事人", "收费员", "社工", "驾驶员", "报警人", "房东", "雇主", "翻译", "签收人", "接收人", "送检人", "采样人", "采集者", "采血者", "检验者", "检验师", "复核者", "复核人", "登记人", "登记者", "录入者", "录入人", "打印人", "发药人", "调配人", "交班者", "接班者", "交班人", "接班人", "换药者", "评估人", "评估者", "评估师", "宣教者", "宣教人", "责护", "责任医师",
  "规培医师", "规培医生", "规培", "进修医师", "进修医生", "实习医师", "实习医生", "实习护士", "质控医师", "质控护士", "科主任", "组长", "跟台护士", "灌注师", "体外循环师", "超声医师", "超声医生", "诊断医师", "诊断医生", "初诊医师", "首诊医师", "首诊医生", "带教老师", "带组教授", "整理者", "书写者", "书写人", "誊写者", "伴侣", "未婚夫", "未婚妻", "前夫", "前妻", "堂兄", "堂弟", "堂姐", "堂妹", "表兄", "表哥", "表弟", "表姐", "表妹", "伯父", "伯母", "舅妈", "姑父", "姨父", "义子", "义女", "孙婿", "曾孙", "重孙", "亲家", "房客", "村医", "校医", "厂医", "邻床", "配偶", "流调人员", "流调员", "调查员", "调查人", "随车医生", "随车医师", "随车护士", "随车人员", "麻醉者", "出诊医生", "出诊医师", "接警人", "呼救人", "送诊人", "转运护士", "转运医生", "健康管理师", "个案管理师", "病友", "同病室", NULL
};
/* Those of the list that often stand before other words: a name behind them needs usual characters. */
#define WEAK_LEADS "|联系|叫|由|经|请|与|向|找|及|患者|病人|患儿|产妇|孕妇|病员|伤者|死者|医生|医师|大夫|护士|主任|教授|专家|我是|本人|儿子|女儿|妻子|丈夫|父亲|母亲|爱人|老公|老婆|老伴|哥哥|弟弟|姐姐|妹妹|同事|朋友|邻居|同学|老师|家属|女士|先生|主刀|助手|院长|病患|志愿者|受试者|签名|签字|孙子|孙女|外孙|外孙女|侄子|侄女|" \
  "外甥|外甥女|儿媳|女婿|岳父|岳母|公公|婆婆|爷爷|奶奶|祖父|祖母|外祖父|外祖母|爸爸|妈妈|爸|妈|公婆|随访|随诊|回访|治疗师|康复师|营养师|药师|技师|咨询师|班主任|辅导员|工友|民警|警官|司机|科|长女|次女|长子|次子|孙媳|外公|外婆|姑姑|姑妈|舅舅|叔叔|姨妈|婶婶|嫂子|弟媳|妹夫|姐夫|大姐|大哥|继父|继母|养父|养母|保姆|护工|男友|女友|室友|麻醉|记录|主持|陪护|陪同|其子|其女|之子|之女|其妻|其夫|其父|其母|之妻|之夫|之父|之母|其兄|其弟|其姐|其妹|翻译|社工|配偶|病友|同病室|案主|当事人|规培|组长|伴侣|未婚夫|未婚妻|前夫|前妻|堂兄|堂弟|堂姐|堂妹|表兄|表哥|表弟|表姐|表妹|伯父|伯母|舅妈|姑父|姨父|义子|义女|孙婿|曾孙|重孙|亲家|房客|村医|校医|厂医|邻床|房东|雇主|责护|父|母|妻|夫|子|女|兄|床|号床|供者|受者|供体|护师|"
/* Lists of people follow these. */
#define LIST_LEADS "|参加者|参加人员|参加人|与会者|与会人员|出席者|出席人员|讨论人员|"
/* One character each: they must be words of their own, and what follows a name without doubt. */
#define SINGLE_LEADS "|叫|由|经|请|与|向|找|及|父|母|妻|夫|子|女|兄|床|科|"

/* What may stand behind one. */
const char *const _vsl_deid_zh_titles[] = { "先生", "女士", "小姐", "太太", "夫人", "医生", "医师", "大夫", "主任", "副主任", "教授", "护士长", "护士", "护师", "院长", "博士", "老师", "同志", "阿姨", "叔叔", "大爷", "大妈", "大娘", "大叔", "大伯", "大姐", "大哥", "奶奶", "爷爷", "师傅", "老人", "老先生", "老太",
                                      "女孩", "男孩", "药师", "技师", "主任医师", "副教授", "住院医师", "主治医师", "经理", "校长", "科长", "所长", "队长", "书记", "主管", "主治", "医助", "之子", "之女", "之妻", "之夫", "之母", "之父", "之侄", "之孙", "之兄", "之弟", "之姐", "之妹", "之友", "某某", "某", NULL };
#define titles _vsl_deid_zh_titles
static const char *const followers[] = { "于", "因", "在", "来", "说", "称", "诉", "曾", "已", "的", "电话", "手机", "建议", "告诉", "告知", "表示", "认为", "联系", "性别", "男", "女", "年龄", "年", "住", "与", "和", "及", "是", "为", "被",
                                         "做", "开", "给", "会诊", "查房", "接听", "回复", "答复", "代管", "接生", "接产", "赶", "带", "介绍", "代为", "通知", "发来", "回答", "代答", "签", "负责", "主刀", "行", "前", "病历", "身份证", "家属", "陪", "到", "去", "从", "有", "也", "就", "对", "经", "由", "一", "今", "现", "近", "自", "无", "患", "入院",
                                         "出院", "复诊", "复查", "就诊", "接诊", "处", "那", "这", "让", "要", "叫", "帮", "看", "提", "指", "随", "转", "医", "护", "主", "老", "先", "同", "以", "反", "目", "出", "入", "门", "拒", "要求", "系", "未", "不", "可", "需", "拟", "予", "仍", "均", "又", "再", "并", "且", "等", "后", "时", "即", "将", "把", "跟", "送", "及", "至", "按", "遵", "示", "述", "见", "其", "此", "该", "之", "术", "输", "咳", "胸", "腹", "头", "呼", "肌", "吸", "拔", "换", "灌", "尿", "腰", "颈", "膝", "饮", "睡", "食", "排", "卧", "坐", "跌", "摔", "服", "测", "抽", "采", "注", "静", "留", "血", "发", "同", "晨", "夜", "昨", "亦", "或", "突", "体", "神", NULL };


static const char *const acts[] = { "陪", "说", "诉", "称", "会诊", "查房", "签", "主刀", "代诉", "护送", "来院", "负责", "审核", "签发", "书写", "读取", "执行", "来电", "代述", "指出", "补充", "汇报", "值班", "接诊", "家属", NULL };

/* Characters that are words by themselves: as the first one behind a family name that is a word too they are rather that ("常有", "曾行"). */
static const char particles[] = "有无不未已曾可能在于因为以从由向对给被把将要会做用服来去到出入上下前后内外中多少低左右日月年周岁次个号床例该此其我他她你与和及或并且但若如是否系属示见感觉得诉称述说予给饮食起病痛胀麻晕吐咳热的了着过们疼肿";
static const char word_families[] = "常时有从由向和应能都经须需后全单双曾平安左右高方成水温明易况终那解万管查步包习满强连益养生充支须冷干毛皮相强松通";

/* The characters of a word that begins like a name and is none, 0: no such word. */
static guint
is_other_word (const VslDeidText *t, guint place)
{
  static const char *const more[] = { "别人", "别处", "方面", "方便", "方案", "方法", "白天", "白细", "白血", "白带", "白癜", "金属", "成人", "成功", "成年", "马上", "路上", "年龄", "年纪", "相关", "相信", "公司", "法定", "商量", "海外", "周围", "周期", "周身", "周岁", "周一", "周二", "周三", "周四", "周五",
                                      "周六", "周日", "周末", "张口", "许多", "谢谢", "范围", "顾虑", "宋代", "冬天", "冬季", "火罐", "自行", "代谢", "付费", "利于", "东西", "时间", "时候", "时常", "何时", "何种", "何处", "和其", "和我", "关于", NULL };
  return MAX (any (t, place, _vsl_deid_zh_not_names), any (t, place, more));
}

static gboolean
is_particle (gunichar c)
{
  return g_utf8_strchr (particles, -1, c) != NULL;
}

/* How certainly a name may end before place: 3 at a mark or a title, 2 where a word begins, 0. */
static guint
end_at (const VslDeidText *t, guint place)
{
  if (place >= t->n || !is_han (t->c[place]) || any (t, place, titles) || any (t, place, acts))
    return 3;
  if (any (t, place, followers))
    return 2;
  return _vsl_deid_han_word (t, place) >= 2 ? 2 : 0;
}

/* What says that the word before it is somebody: ", 男", "(12床)", ", 56岁". */
static gboolean
is_described (const VslDeidText *t, guint place)
{
  guint i = place;
  while (i < t->n && i < place + 3 && (t->c[i] == ' ' || t->c[i] == ',' || t->c[i] == '(' || t->c[i] == 0x3001 || t->c[i] == '/'))
    i++;
  if (i == place || i >= t->n)
    return FALSE;
  if ((t->c[i] == 0x7537 || t->c[i] == 0x5973) && (i + 1 >= t->n || !_vsl_deid_is_han (t->c[i + 1]) || at (t, i, "男性") || at (t, i, "女性")))
    return TRUE;
  if (at (t, i, "性别"))
    return TRUE;
  guint d = i;
  while (d < t->n && d < i + 3 && t->c[d] >= '0' && t->c[d] <= '9')
    d++;
  return d > i && (at (t, d, "岁") || at (t, d, "床") || at (t, d, "月龄"));
}

/* How well the characters from one on, n of them, are a given name: 0 not at all, 2 each of them usual. */
static guint
given_fit (const VslDeidText *t, guint one, guint n, VslZhNameMode mode)
{
  guint fit = 2;
  for (guint k = 0; k < n; k++) {
    guint kind = _vsl_deid_han (t->c[one + k]);
    if (mode < VSL_ZH_SURE && is_particle (t->c[one + k]) && (n == 1 || k == 0 || !(kind & VSL_HAN_GIVEN)))
      return 0;
    fit = MIN (fit, kind & VSL_HAN_GIVEN ? 2u : kind & VSL_HAN_GIVEN_RARE ? 1u : 0u);
  }
  return fit;
}

static guint
try_length (const VslDeidText *t, guint place, guint family, guint n, VslZhNameMode mode)
{
  guint one = place + family, end = one + n;
  for (guint k = 0; k < n; k++)
    if (one + k >= t->n || !is_han (t->c[one + k]))
      return 0;
  if (any (t, one, titles) || (n == 2 && any (t, one + 1, titles) > 1))
    return 0;
  guint fit = given_fit (t, one, n, mode), stop = end_at (t, end);
  if (!fit && mode >= VSL_ZH_LEAD && is_described (t, end) && !is_particle (t->c[one]))      /* "患者孔令辉，男" */
    fit = 1;
  gboolean border = _vsl_deid_han_border (t, end), apart = end < t->n && is_han (t->c[end]);
  if (mode == VSL_ZH_LINKED)
    return stop && (border || stop == 3 || any (t, end, followers)) ? 10 + stop * 2 + fit : 0;
  if (!fit || !stop || (apart && !border && !any (t, end, titles) && !any (t, end, acts)))
    return 0;
  if (mode == VSL_ZH_ALONE && (fit < 2 || stop < 3))
    return 0;
  if (mode == VSL_ZH_LEAD && fit < 2 && stop < 3 && n == 1)
    return 0;
  if (family == 1 && mode < VSL_ZH_SURE && g_utf8_strchr (word_families, -1, t->c[place]) && (fit < 2 || (apart && n == 1 && stop < 3)))
    return 0;
  return stop * 2 + fit + (border ? 2 : 0);
}

/**
 * _vsl_deid_zh_name_at:
 *
 * Returns: the characters of a name that begins at place, 0: none
 */
guint
_vsl_deid_zh_name_at (const VslDeidText *t, guint place, VslZhNameMode mode)
{
  guint family = 0, best = 0, length = 0;
  if (place + 1 >= t->n || !is_han (t->c[place]) || !is_han (t->c[place + 1]))
    return 0;
  if (place + 2 < t->n && (_vsl_deid_han_family_2 (t->c[place], t->c[place + 1]) || (mode >= VSL_ZH_LEAD && _vsl_deid_zh_japanese (t, place))))
    family = 2;
  else if (_vsl_deid_han (t->c[place]) & VSL_HAN_FAMILY)
    family = 1;
  if (!family)
    return 0;
  guint word = _vsl_deid_han_word (t, place), other = is_other_word (t, place);
  for (guint n = 2; n >= 1; n--) {
    guint fit = try_length (t, place, family, n, mode);
    /* A word of the dictionary is a name only where it is described as one, or written in its place. */
    gboolean longer = n == 2 && word <= 2 && other <= 2 && (!other || mode >= VSL_ZH_LEAD) && end_at (t, place + 3) == 3 && given_fit (t, place + 1, 2, mode) >= (other ? 1 : 2);
    if (mode < VSL_ZH_SURE && fit && family == 1 && (word > 1 || other) && !longer && !is_described (t, place + family + n))
      fit = 0;
    if (mode == VSL_ZH_SURE && word > 1 && word == family + n && fit && end_at (t, place + word) < 3)
      fit = 0;
    if (fit > best) {
      best = fit;
      length = family + n;
    }
  }
  return length;
}

static guint
skip_link (const VslDeidText *t, guint place)
{
  guint n = 0;
  if (place < t->n && t->c[place] == '(')                 /* "家属(女儿)" */
    for (guint k = place + 1; k < t->n && k < place + 8; k++)
      if (t->c[k] == ')')
        return skip_link (t, k + 1);
  while (place < t->n && n < 4 && (t->c[place] == ':' || t->c[place] == ' ' || t->c[place] == '(' || t->c[place] == '"' || t->c[place] == 0x4e3a || t->c[place] == 0x662f || t->c[place] == '-')) {
    place++;
    n++;
  }
  return place;
}

static gboolean
is_in (const char *list, const char *lead)
{
  g_autofree char *needle = g_strconcat ("|", lead, "|", NULL);
  return strstr (list, needle) != NULL;
}

/* "参加者宋、唐、韩三位医师": family names alone. */
static guint
lone_family (const VslDeidText *t, guint place, gboolean listed)
{
  static const char *const ends[] = { "三位", "两位", "二位", "四位", "五位", "等", NULL };
  guint n = place + 2 < t->n && _vsl_deid_han_family_2 (t->c[place], t->c[place + 1]) ? 2 : 1;
  if (place + n > t->n || !is_han (t->c[place]) || (n == 1 && !(_vsl_deid_han (t->c[place]) & VSL_HAN_FAMILY)))
    return 0;
  if (place + n < t->n && t->c[place + n] == 0x3001)
    return n;
  return (listed && any (t, place + n, ends)) || any (t, place + n, titles) ? n : 0;
}

/* Behind a lead: as many names as a list of them has ("张伟、李娜"). */
static void
look_behind (VslDeidText *t, guint place, const char *lead, guint n)
{
  guint from = skip_link (t, place + n);
  gboolean linked = FALSE, is = from > place + n, weak = is_in (WEAK_LEADS, lead), single = is_in (SINGLE_LEADS, lead);
  for (guint k = place + n; k < from; k++)
    linked = linked || t->c[k] == ':' || t->c[k] == '(' || t->c[k] == '"';
  if (is && !linked && (t->c[from - 1] == 0x662f || t->c[from - 1] == 0x4e3a) && g_utf8_strchr (word_families, -1, from < t->n ? t->c[from] : ' '))
    return;
  if (single && !linked && ((!_vsl_deid_han_border (t, place) && !at (t, place, "科")) || !_vsl_deid_han_border (t, place + n)))
    return;
  if (single && at (t, place, "床") && (place == 0 || ((t->c[place - 1] < '0' || t->c[place - 1] > '9') && t->c[place - 1] != '+' && t->c[place - 1] != 0x53f7)))
    return;
  if (single && at (t, place, "科") && (linked || from >= t->n || is_other_word (t, from)))
    return;
  if (single && !at (t, place, "床") && g_utf8_strchr ("父母妻夫子女兄", -1, t->c[place]) && place > 0 && is_han (t->c[place - 1]) && !at (t, place - 1, "其"))
    return;
  VslZhNameMode mode = linked ? (single ? VSL_ZH_SURE : VSL_ZH_LINKED) : weak || is ? VSL_ZH_LEAD : VSL_ZH_SURE;
  for (guint k = 0; k < 12; k++) {
    if (weak && mode == VSL_ZH_LINKED && is_other_word (t, from) && !is_described (t, from + 2) && !is_described (t, from + 3))
      return;
    guint length = _vsl_deid_zh_name_at (t, from, mode);
    if (single && at (t, place, "科") && length && end_at (t, from + length) < 3)      /* "营养科董洁会诊" */
      return;
    gboolean closed = length && (from + length >= t->n || !is_han (t->c[from + length]) || any (t, from + length, titles) || any (t, from + length, acts));
    if (single && length && !closed && end_at (t, from + length) < 2)
      return;
    if (!length && k + 1 < 12 && (linked || k > 0 || is_in (LIST_LEADS, lead)))
      length = lone_family (t, from, k > 0);
    if (!length)
      return;
    _vsl_deid_add (t, from, from + length, VSL_DEID_NAME, linked ? 80 : weak ? 60 : 72);
    from += length;
    from += any (t, from, titles);
    if (from >= t->n || (t->c[from] != 0x3001 && t->c[from] != '/' && t->c[from] != 0x548c && !(linked && (t->c[from] == ',' || t->c[from] == ' '))))
      return;
    from++;
    mode = MAX (mode == VSL_ZH_LINKED ? VSL_ZH_SURE : mode, VSL_ZH_LEAD);
  }
}

/* Whether a name with a title behind it may begin here: at a mark, behind a word of its own, or behind one that leads to people. */
static gboolean
may_begin (const VslDeidText *t, guint from)
{
  static const char edges[] = "系是由的和与请找问让跟给叫向您你我位名被到任长生师士者员科室院部区于在从及同、日前后经遵予转介需应按对为据将据周兹昨今晨";
  if (from == 0 || !is_han (t->c[from - 1]) || g_utf8_strchr (edges, -1, t->c[from - 1]))
    return TRUE;
  for (guint n = 2; n <= 4 && n <= from && t->words; n++)
    if (t->words[from - n] == n)
      return TRUE;
  return FALSE;
}

/* Before a title: "王医生", "李建国主任", "欧阳女士". */
static void
look_before (VslDeidText *t, guint place)
{
  static const char *const short_titles[] = { "医生", "医师", "大夫", "主任", "副主任", "教授", "女士", "先生", "某", "护士", "护士长", "主治", "阿姨", "小姐", "师傅", "院长", "老师", "老先生", "老太", "同志", "大爷", "大妈", "博士", "药师", "校长", "科长", "所长", "队长", "大伯", "大叔", "大姐", "奶奶", "爷爷", NULL };
  static const char nobodies[] = "管经查主从有那时都向看找问请让和与被给对是名老该于能全双应单公生师后别候次谢年宝宿养况终相家水越法";
  for (guint n = 3; n >= 1; n--) {
    if (place < n || !is_han (t->c[place - n]))
      continue;
    guint from = place - n;
    gunichar c = t->c[from];
    gboolean compound = n >= 2 && _vsl_deid_han_family_2 (c, t->c[from + 1]), japanese = n >= 2 && _vsl_deid_zh_japanese (t, from);
    if (!compound && !japanese && !(_vsl_deid_han (c) & VSL_HAN_FAMILY))
      continue;
    if (!may_begin (t, from) || !_vsl_deid_han_border (t, from) || (n == 1 && (!any (t, place, short_titles) || g_utf8_strchr (nobodies, -1, c) || !_vsl_deid_han_border (t, place))))
      continue;
    if (n > 1 && !compound && !japanese) {
      gboolean usual = !g_utf8_strchr ("越有能都", -1, c) && !(n == 2 && g_utf8_strchr ("经由从向与和于请", -1, c) && _vsl_deid_han (t->c[from + 1]) & VSL_HAN_FAMILY);      /* "经张主任" */
      for (guint k = from + 1; k < place; k++)
        usual = usual && _vsl_deid_han (t->c[k]) & (n == 3 || from == 0 || !is_han (t->c[from - 1]) ? VSL_HAN_GIVEN | VSL_HAN_GIVEN_RARE : VSL_HAN_GIVEN) && !(n == 2 && is_particle (t->c[k]));
      if (!usual || is_other_word (t, from) || _vsl_deid_han_word (t, from) > 1)
        continue;
    }
    _vsl_deid_add (t, from, place, VSL_DEID_NAME, 66);
    return;
  }
}

/* Without a lead: three characters between two marks, all as names have them ("张建国，男，56岁"); two at the beginning of a line. */
static void
look_alone (VslDeidText *t, guint i)
{
  if (i > 0 && is_han (t->c[i - 1]))
    return;
  gboolean line = i == 0 || t->c[i - 1] == '\n';
  if (line && i + 4 < t->n && is_han (t->c[i + 3]) && _vsl_deid_zh_name_at (t, i, VSL_ZH_LEAD) == 3 && try_length (t, i, 1, 2, VSL_ZH_LEAD) >= 8 && _vsl_deid_han_word (t, i) == 1) {
    _vsl_deid_add (t, i, i + 3, VSL_DEID_NAME, 50);        /* "赵丽华术后恢复可" at the beginning of a line */
    return;
  }
  guint n = _vsl_deid_zh_name_at (t, i, VSL_ZH_ALONE), end = i + n;
  for (guint k = 3; !n && k >= 2; k--)            /* "葛长顺，男，": described as somebody, unusual characters do no harm */
    if (i + k < t->n && !is_han (t->c[i + k]) && is_described (t, i + k) && _vsl_deid_han (t->c[i]) & VSL_HAN_FAMILY && is_han (t->c[i + 1]) && is_han (t->c[i + k - 1]) && !is_other_word (t, i)
        && _vsl_deid_han_word (t, i) == 1 && !is_particle (t->c[i + 1])) {
      n = k;
      end = i + n;
    }
  if (!n || (end < t->n && is_han (t->c[end]) && !any (t, end, titles) && !any (t, end, acts)))
    return;
  gboolean boxed = i > 1 && end < t->n && t->c[i - 1] == '(' && t->c[end] == ')' && g_unichar_isalpha (t->c[i - 2]) && !is_han (t->c[i - 2]);
  boxed = boxed || (i > 0 && end < t->n && (t->c[i - 1] == 0x3010 || t->c[i - 1] == '[') && (t->c[end] == 0x3011 || t->c[end] == ']'));
  gboolean first = (i == 0 || t->c[i - 1] == '\n') && end < t->n && (t->c[end] == ',' || t->c[end] == ':' || t->c[end] == '(');
  first = first || (line && any (t, end, acts));
  if (n >= 3 || boxed || first || is_described (t, end))
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
      guint n = at (t, i, leads[k]);
      if (n)
        look_behind (t, i, leads[k], n);
    }
    if (i > 0 && any (t, i, titles))
      look_before (t, i);
    look_alone (t, i);
  }
}

static const VslDeidRule rules[] = {
  { "(?:姓名|联系人|患者|病人|家属|医生|医师|签名)\\s?[:]\\s?([A-Za-z][A-Za-z' .-]{1,40}[A-Za-z])", VSL_DEID_NAME, 1, 70, VSL_NEEDS_HAN | VSL_NEEDS_LATIN },
};

const VslDeidRecogniser vsl_deid_zhname = { "zhname", VSL_DEID_RULES (rules), find_names };
