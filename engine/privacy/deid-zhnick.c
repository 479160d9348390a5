/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Chinese names that are no whole ones: "赵某", "林××", "老李", "豆豆"; and a name once more where it stands without its lead. */
#include <string.h>

#include "privacy/vsl-deid-zhname.h"

#define at(t, place, word) _vsl_deid_han_at (t, place, word)
#define any _vsl_deid_han_any
#define is_han _vsl_deid_is_han

/* Family names that most people have; of them nicknames are made. */
static const char usual[] = "顾崔熊万龙江史田严武贺赖龚文庞樊兰殷施陶洪翟安颜倪汤牛温俞章鲁葛毕王李张刘陈杨赵吴徐孙朱胡郭林何梁郑罗宋唐韩曹许邓冯蔡彭潘袁董苏叶吕魏蒋杜沈姜范傅钟卢汪戴崔任陆廖姚丘谭韦贾邹孟秦阎薛侯郝邵黄周高马余谢夏方石毛白段雷";
/* Of these words are made as well: 小时, 小便, 小肠, 老年. */
static const char unsure[] = "万龙江史田严武文兰安牛温章黄周高马余谢夏方石毛白段雷叶";

/* Marks that stand for characters that were taken away. */
static guint
hidden_at (const VslDeidText *t, guint place)
{
  guint n = 0;
  while (place + n < t->n && n < 3 && (t->c[place + n] == 0xd7 || t->c[place + n] == 'X' || t->c[place + n] == 'x' || t->c[place + n] == '*' || t->c[place + n] == 0x25cb || t->c[place + n] == 0x25a1 || t->c[place + n] == 0x67d0))
    n++;
  return n;
}

/* "赵某", "李某某", "林××", "张XX", "王某强". */
static void
look_at_hidden (VslDeidText *t, guint i)
{
  static const char *const things[] = { "某院", "某医院", "某日", "某种", "某些", "某处", "某部", "某年", "某月", "某地", "某公司", "某单位", "某天", "某次", "某个", "某校", "某市", "某县", "某省", "某科", "某人", "某厂", "某一", NULL };
  static const char nobodies[] = "于时从有在和与经单由向到对应能都须后全曾左右那解管查步包及是为者家";
  guint family = i + 2 < t->n && _vsl_deid_han_family_2 (t->c[i], t->c[i + 1]) ? 2 : 1, hidden = hidden_at (t, i + family);
  if (!hidden || (family == 1 && !(_vsl_deid_han (t->c[i]) & VSL_HAN_FAMILY)) || (i > 0 && is_han (t->c[i - 1]) && !_vsl_deid_han_border (t, i)))
    return;
  guint end = i + family + hidden;
  gboolean some = t->c[i + family] == 0x67d0;
  if (some && hidden == 1 && (any (t, i + family, things) || g_utf8_strchr (nobodies, -1, t->c[i])))
    return;
  if (!some && (hidden < 2 || g_utf8_strchr (nobodies, -1, t->c[i]) || (end < t->n && ((t->c[end] >= '0' && t->c[end] <= '9') || g_ascii_isalpha ((char) MIN (t->c[end], 127u))))))
    return;
  if (some && hidden == 1 && end + 1 <= t->n && end < t->n && is_han (t->c[end]) && _vsl_deid_han (t->c[end]) & VSL_HAN_GIVEN && (end + 1 >= t->n || !is_han (t->c[end + 1])))
    end++;
  _vsl_deid_add (t, i, end, VSL_DEID_NAME, 64);
}

/* "遵曹医嘱". */
static void
look_at_order (VslDeidText *t, guint i)
{
  guint n = i + 3 < t->n && at (t, i, "遵") ? 1 : 0;
  if (n && _vsl_deid_han (t->c[i + 1]) & VSL_HAN_FAMILY && at (t, i + 2, "医嘱"))
    _vsl_deid_add (t, i + 1, i + 2, VSL_DEID_NAME, 60);
}

static gboolean
begins_clause (const VslDeidText *t, guint i)
{
  return i == 0 || !is_han (t->c[i - 1]);
}

/* "老李头晕3天", "同事小刘", "保姆阿芬", "之子小刚". */
static void
look_at_nickname (VslDeidText *t, guint i)
{
  static const char *const persons[] = { "同事", "朋友", "邻居", "同学", "患者", "病人", "名叫", "我叫", "叫", "我是", "战友", "老乡", "工友", "室友", "保姆", "护工", "之子", "之女", "儿子", "女儿", "孙子", "孙女", "外孙", "外孙女", "侄子", "侄女", "弟弟", "妹妹", "哥哥", "姐姐", "丈夫", "妻子", "老伴", "护士", "由",
                                         "爱人", "家属", "陪护", "联系人", "小名", "乳名", "昵称", "患儿", "绰号", "外号", "病友", "同病室", "邻床", "房东", "房客", "雇主", "配偶", NULL };
  static const char *const does[] = { "说", "诉", "称", "带", "来", "告", "讲", "陪", "送", "给", "打", "在", "于", "因", "的", "已", "也", "又", "今", "昨", "前", "照", "去", "微信", "电话", "手机", NULL };
  gunichar first = t->c[i], second = i + 1 < t->n ? t->c[i + 1] : 0;
  if ((first != 0x5c0f && first != 0x8001 && first != 0x963f) || !is_han (second) || !_vsl_deid_han_border (t, i))
    return;
  gboolean family = g_utf8_strchr (usual, -1, second) != NULL, given = _vsl_deid_han (second) & VSL_HAN_GIVEN, doubtful = g_utf8_strchr (unsure, -1, second) != NULL;
  guint end = i + 2, length = 2;
  if (!family && !given)
    return;
  if (end < t->n && is_han (t->c[end]) && first == 0x5c0f && given && _vsl_deid_han (t->c[end]) & VSL_HAN_GIVEN && end + 1 < t->n && !is_han (t->c[end + 1]))
    length = 3;                 /* "小红梅" */
  end = i + length;
  gboolean led = _vsl_deid_han_ends (t, i, persons) || (i > 0 && t->c[i - 1] == ':' && _vsl_deid_han_ends (t, i - 1, persons));
  gboolean word = (!(family && !doubtful) && _vsl_deid_han_is_word (t, i, 2)) || _vsl_deid_han_is_word (t, i, 3) || (t->words && t->words[i] > 2);
  gboolean stops = end >= t->n || !is_han (t->c[end]) || any (t, end, does) || _vsl_deid_han_word (t, end) >= 2;
  if (!stops || word || (end < t->n && is_han (t->c[end]) && !_vsl_deid_han_border (t, end)))
    return;
  if (led || (first != 0x963f && family && !doubtful && (begins_clause (t, i) || t->c[i - 1] == '"') && end < t->n && (is_han (t->c[end]) || t->c[end] == ',')))
    _vsl_deid_add (t, i, end, VSL_DEID_NAME, 50);
}

/* "保姆唐嫂", "房东殷姐说": a usual family name and how one speaks to its bearer; led to by who that is. */
static void
look_at_kin (VslDeidText *t, guint i)
{
  static const char *const persons[] = { "同事", "朋友", "邻居", "同学", "工友", "室友", "保姆", "护工", "病友", "同病室", "邻床", "房东", "房客", "雇主", "家属", "陪护", "陪护人", "联系人", "案主", "阿姨", "护士", "社工", "老板", "由", NULL };
  if (i + 1 >= t->n || !g_utf8_strchr ("姐哥嫂婶姨叔伯爷婆太总工", -1, t->c[i + 1]) || !(_vsl_deid_han (t->c[i]) & VSL_HAN_FAMILY) || (t->words && t->words[i] > 2)
      || (i + 2 < t->n && is_han (t->c[i + 2]) && !_vsl_deid_han_border (t, i + 2)))
    return;
  if (_vsl_deid_han_ends (t, i, persons) || (i > 0 && t->c[i - 1] == ':' && _vsl_deid_han_ends (t, i - 1, persons)))
    _vsl_deid_add (t, i, i + 2, VSL_DEID_NAME, 50);
}

/* A child's: the same character twice, and an age or a lead beside it: "豆豆,7月龄". */
static void
look_at_twice (VslDeidText *t, guint i)
{
  static const char *const persons[] = { "患儿", "宝宝", "乳名", "小名", "昵称", "姓名", "儿子", "女儿", "孙子", "孙女", "之子", "之女", NULL };
  if (i + 2 >= t->n || t->c[i] != t->c[i + 1] || !is_han (t->c[i]) || is_han (t->c[i + 2]))
    return;
  guint d = i + 2, before = i;
  while (d < t->n && (t->c[d] == ',' || t->c[d] == ' ' || t->c[d] == '('))
    d++;
  guint number = d;
  while (number < t->n && t->c[number] >= '0' && t->c[number] <= '9')
    number++;
  while (before > 0 && (t->c[before - 1] == ':' || t->c[before - 1] == ' '))
    before--;
  gboolean aged = d > i + 2 && number > d && (at (t, number, "月") || at (t, number, "岁") || at (t, number, "个月") || at (t, number, "天"));
  gboolean sexed = d > i + 2 && (at (t, d, "男") || at (t, d, "女") || at (t, d, "乳名") || at (t, d, "小名"));
  gboolean common = _vsl_deid_han (t->c[i]) & (VSL_HAN_GIVEN | VSL_HAN_GIVEN_RARE), led = _vsl_deid_han_ends (t, before, persons);
  if (common ? led || (begins_clause (t, i) && (aged || sexed)) : led && (aged || sexed))
    _vsl_deid_add (t, i, i + 2, VSL_DEID_NAME, 56);
}

/* Who was named with a lead or a title stands elsewhere without: "患者康复，男 … 康复诉疼痛好转" (but "康复治疗" is none). */
static void
look_again (VslDeidText *t)
{
  static const char *const acts[] = { "诉", "称", "说", "的母", "的父", "的妻", "的丈", "的儿", "的女", "电话", "家属", "丈夫", "妻子", "女儿", "儿子", "之", "本人", "先生", "女士", "表示", NULL };
  guint n = t->found->len;
  for (guint f = 0; f < n; f++) {
    const VslDeidFound found = g_array_index (t->found, VslDeidFound, f);
    guint length = found.end - found.start;
    if (found.type != VSL_DEID_NAME || length < 2 || length > 6 || !is_han (t->c[found.start]) || !is_han (t->c[found.end - 1]) || hidden_at (t, found.start + 1))
      continue;
    gboolean word = _vsl_deid_han_is_word (t, found.start, length) || any (t, found.start, _vsl_deid_zh_not_names);
    for (guint i = 0; i + length <= t->n; i++) {
      if (i == found.start || t->c[i] != t->c[found.start] || memcmp (t->c + i, t->c + found.start, length * sizeof *t->c) != 0)
        continue;
      guint end = i + length;
      gboolean apart = begins_clause (t, i) && (end >= t->n || !is_han (t->c[end]));
      if (word ? any (t, end, acts) && begins_clause (t, i) : apart || (_vsl_deid_han_border (t, i) && (_vsl_deid_han_border (t, end) || any (t, end, acts))))
        _vsl_deid_add (t, i, end, VSL_DEID_NAME, 45);
    }
  }
}

static void
find_nicks (VslDeidText *t)
{
  if (!t->han)
    return;
  for (guint i = 0; i < t->n; i++) {
    if (!is_han (t->c[i]))
      continue;
    look_at_hidden (t, i);
    look_at_nickname (t, i);
    look_at_kin (t, i);
    look_at_twice (t, i);
    look_at_order (t, i);
  }
  look_again (t);
}

#define H "[\\x{4e00}-\\x{9fff}]"

static gboolean
is_no_word (const VslDeidText *t, guint start, guint end)
{
  return !_vsl_deid_han_is_word (t, start, end - start) && !any (t, start, _vsl_deid_zh_not_names);
}

static gboolean
is_person (const VslDeidText *t, guint start, guint end)
{
  return _vsl_deid_han (t->c[start]) & VSL_HAN_FAMILY && is_no_word (t, start, end);
}

/* Who is said to have another name, or to be of a people: "小雯(化名)", "布仁巴雅尔,蒙古族". Whoever does something, before a colon: "被通知人:严永红". */
static const VslDeidRule rules[] = {
  { "(?:^|[,;:.(\\s\\x{3002}]|者|患者|患儿)(" H "{2,4}?)(?=\\s?\\(?(?:化名|乳名|小名|曾用名))", VSL_DEID_NAME, 1, 60, VSL_NEEDS_HAN, is_no_word },
  { "(?:^|[,;.\\n\\x{3002}]|患者|患儿|病人)\\s?(" H "{2,8})(?=,(?:[男女],)?(?:[0-9]{1,3}岁,)?(?:汉|满|蒙古|回|藏|维吾尔|苗|彝|壮|布依|朝鲜|侗|瑶|白|土家|哈尼|哈萨克|傣|黎|傈僳|佤|畲|高山|拉祜|水|东乡|纳西|景颇|柯尔克孜|土|达斡尔|羌|撒拉|锡伯|塔吉克|鄂温克|鄂伦春)族)", VSL_DEID_NAME, 1, 64, VSL_NEEDS_HAN, is_no_word },
  { "(?:被" H "{1,3}[人者]|代" H "{1,2}人)\\s?[:]?\\s?(" H "{2,4})(?=[,;.\\s\\x{3002}\\x{3001}]|$)", VSL_DEID_NAME, 1, 72, VSL_NEEDS_HAN, is_person },
  { "(?:^|[,;:.\\s\\x{3002}])(老[王李张刘陈杨赵吴徐孙朱胡郭林何梁郑罗宋唐韩曹许邓冯蔡彭潘袁董苏吕魏蒋杜沈姜范傅钟卢汪戴崔任陆廖姚丘谭韦贾邹孟秦阎薛侯郝邵黄周马余谢夏牛]头)(?!痛|晕|部|颅|皮|面|发)", VSL_DEID_NAME, 1, 60, VSL_NEEDS_HAN },
};

const VslDeidRecogniser vsl_deid_zhnick = { "zhnick", VSL_DEID_RULES (rules), find_nicks };
