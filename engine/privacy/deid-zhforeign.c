/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names of foreigners written with Chinese characters, of Japanese, and of people of other nationalities of China. */
#include <string.h>

#include "privacy/vsl-deid-zhname.h"

#define at(t, place, word) _vsl_deid_han_at (t, place, word)
#define any _vsl_deid_han_any
#define is_han _vsl_deid_is_han

/* Family names of Japan of two characters. */
static const char *const japanese[] = {
  "佐藤", "铃木", "高桥", "田中", "渡边", "渡部", "伊藤", "山本", "中村", "小林", "加藤", "吉田", "山田", "佐佐", "山口", "松本", "井上", "木村", "斋藤", "清水", "山崎", "中岛", "池田", "阿部", "桥本", "山下", "石川", "石井", "小川", "前田", "冈田", "长谷", "藤田", "后藤", "近藤", "村上", "远藤", "青木", "坂本",
  "福田", "太田", "西村", "藤井", "金子", "冈本", "藤原", "三浦", "中野", "中川", "原田", "松田", "竹内", "小野", "田村", "中山", "和田", "石田", "上田", "森田", "柴田", "酒井", "工藤", "宫崎", "宫本", "横山", "内田", "高木", "安藤", "谷口", "大野", "丸山", "今井", "高田", "河野", "藤本", "小岛", "村田", "武田", "上野",
  "杉山", "增田", "小山", "大塚", "平野", "菅原", "久保", "松井", "千叶", "岩崎", "樱井", "木下", "野口", "松尾", "菊地", "野村", "新井", "佐野", "大西", "黑田", NULL };

/* Names as they are mostly written: of Uighurs, Kazakhs, Hui, Tibetans, Mongols; and of other countries. */
static const char *const whole[] = {
  "古丽娜尔", "古丽", "阿依古丽", "买买提", "买合木提", "麦麦提", "艾合买提", "艾买提", "吐尔逊", "吐尔洪", "吐尔地", "阿卜杜拉", "阿卜杜", "阿布都", "阿不都", "阿不力孜", "阿里木江", "阿里木", "艾力", "艾尼瓦尔", "艾山", "艾孜孜", "玉素甫", "玉山江", "依明", "依布拉音", "伊布拉音", "伊力哈木", "库尔班", "穆罕默德", "穆哈买提", "穆萨", "木沙",
  "帕提古丽", "帕提曼", "帕尔哈提", "热依汗", "热合曼", "热孜万", "茹仙", "茹鲜", "阿依谢姆", "阿依努尔", "阿依夏木", "阿孜古丽", "祖农", "赛买提", "塔依尔", "托合提", "吾买尔", "肉孜", "亚森", "哈斯木", "阿瓦古丽", "迪丽努尔", "迪力夏提", "努尔买买提", "努尔古丽", "米吉提", "巴哈尔古丽", "叶尔肯", "叶尔江", "哈力克", "别克",
  "扎西", "卓玛", "次仁", "才让", "多吉", "央金", "格桑", "拉姆", "旺堆", "平措", "尼玛", "达瓦", "米玛", "拉巴", "普布", "巴桑", "边巴", "索朗", "索南", "德吉", "白玛", "强巴", "丹增", "洛桑", "嘉措", "仁青", "桑吉", "曲珍", "措姆", "旦增", "贡布", "加央", "土登", "阿旺", "次旦", "巴图", "巴特尔", "其其格", "乌云", "娜仁", "苏和",
  "哈斯", "萨仁", "高娃", "布和", "孟和", "斯琴", "乌兰", "呼和", "满都拉", "宝音", "额尔敦", "阿木尔", "那木", "吉日嘎拉", "朝鲁", "牧仁", "敖登", "其木格", "通拉嘎", "苏日娜", "阿古达木", "阿果", "阿木", "吉克", "曲比", "莫色", "沙马",
  "史蒂文", "约翰", "玛丽", "大卫", "迈克尔", "麦克", "彼得", "保罗", "托马斯", "詹姆斯", "罗伯特", "威廉", "理查德", "查尔斯", "丹尼尔", "马修", "安东尼", "马克", "史密斯", "约翰逊", "布朗", "威尔逊", "安德森", "杰克", "杰克逊", "杰西卡", "珍妮弗", "琳达", "苏珊", "凯瑟琳", "伊丽莎白", "安娜", "玛丽亚", "艾米丽", "艾玛", "索菲亚", "露西",
  "亚历山大", "亚历克斯", "伊万", "安德烈", "谢尔盖", "弗拉基米尔", "娜塔莎", "奥尔加", "卡洛斯", "何塞", "皮埃尔", "克里斯", "克里斯蒂", "爱德华", "乔治", "亨利", "凯文", "布莱恩", "埃里克", "杰森", "本杰明", "山姆", "汤姆", "莉莉", "露丝", "海伦", "南希", "艾伦", "雷蒙德", "阿里", "哈桑", "侯赛因", "奥马尔", "阿米尔", "法蒂玛", NULL };

/* Characters that such names are written with. */
static const char sounds[] = "阿艾爱安奥巴拜班贝本比别宾波伯博卜布才蔡查次措达大丹旦德登迪地蒂丁东都杜多额恩尔法凡菲费佛弗夫福噶嘎盖甘冈高戈哥格根贡古哈海罕汗汉合和赫黑亨呼胡华霍基吉季加佳贾江杰金居卡凯坎康科克肯库夸昆拉莱兰朗劳勒雷蕾黎李里力历丽利莉立列林琳龙卢鲁禄路露伦罗洛马玛买麦迈曼芒毛茅梅门蒙孟米密敏明"
  "莫姆木穆拿娜纳乃奈南内尼年涅宁农努女诺欧帕派潘庞佩彭皮平坡珀蒲浦普齐奇恰强乔切秦琼丘热仁荣茹儒瑞若撒萨塞赛森沙珊山善尚绍舍申圣施史士斯丝松苏素孙索所塔泰坦汤唐特腾提廷土吐托瓦万旺威韦维卫温文翁沃乌吾伍西希席夏香肖谢辛欣雄修许雅亚延央扬耶叶伊依易因英尤玉约宰赞早扎泽詹珍芝志朱卓兹孜子祖佐嘉娃其琴仙鲜堆桑吉措增巴"
  "迦兆朵莎丝喀逊迪翰玫瑰露帆姬妮黛艺黎簇甫肉孜森尧卿瑟蓓薇薛魏";

guint
_vsl_deid_zh_japanese (const VslDeidText *t, guint place)
{
  return any (t, place, japanese);
}

static gboolean
is_sound (const VslDeidText *t, guint place)
{
  return place < t->n && is_han (t->c[place]) && g_utf8_strchr (sounds, -1, t->c[place]);
}

static gboolean
is_dot (gunichar c)
{
  return c == 0xb7 || c == 0x2022 || c == 0x30fb || c == 0x2027;
}

/* "阿依古丽·买买提": characters of such names on both sides of the dot; not the eponyms of diseases. */
static void
look_at_dot (VslDeidText *t, guint dot)
{
  static const char *const no[] = { "综合征", "综合症", "病", "征", "氏", "评分", "分级", "反应", "试验", "法", "线", "瘤", "瘫", NULL };
  guint from = dot, to = dot + 1;
  while (from > 0 && dot - from < 7 && is_sound (t, from - 1) && !(dot - from >= 2 && _vsl_deid_han_ends (t, from, (const char *const[]) { "患者", "病人", "医生", "家属", "儿子", "女儿", "妻子", "丈夫", NULL })))
    from--;
  while (to < t->n && to - dot < 9 && (is_sound (t, to) || (is_dot (t->c[to]) && is_sound (t, to + 1))))
    to++;
  if (dot - from < 1 || to - dot < 2 || dot - from + to - dot < 4 || any (t, to, no))
    return;
  _vsl_deid_add (t, from, to, VSL_DEID_NAME, 70);
}

/* A whole name of the list, and what such names are written with behind it: "扎西次仁". */
static guint
whole_at (const VslDeidText *t, guint place)
{
  guint n = any (t, place, whole), more;
  while (n && (more = any (t, place + n, whole)))
    n += more;
  return n;
}

static void
look_at_whole (VslDeidText *t, guint i)
{
  static const char *const persons[] = { "患者", "病人", "患儿", "产妇", "姓名", "家属", "医生", "医师", "大夫", "护士", "之子", "之女", "儿子", "女儿", "妻子", "丈夫", "父亲", "母亲", "床", "记录", "叫", "联系人", "签名", NULL };
  static const char *const diseases[] = { "综合征", "综合症", "病", "征", "氏", "评分", "分级", "反应", "试验", "法", "线", "瘤", "瘫", "菌", "疹", "-", "素", NULL };
  guint n = whole_at (t, i), end = i + n, k = i;
  if (n < 2)
    return;
  gboolean titled = any (t, end, _vsl_deid_zh_titles);
  while (k > 0 && (t->c[k - 1] == ':' || t->c[k - 1] == ' ' || t->c[k - 1] == '-'))
    k--;
  gboolean led = _vsl_deid_han_ends (t, k, persons), begins = i == 0 || !is_han (t->c[i - 1]), ends = end >= t->n || t->c[end] == ',' || t->c[end] == '(' || t->c[end] == 0x3002 || t->c[end] == '\n';
  if (any (t, end, diseases) || (end < t->n && is_dot (t->c[end])))
    return;
  if (titled || (led && _vsl_deid_han_border (t, end)) || (begins && ends && n >= 3))
    _vsl_deid_add (t, i, end, VSL_DEID_NAME, 62);
}

static void
find_foreign (VslDeidText *t)
{
  if (!t->han)
    return;
  for (guint i = 0; i < t->n; i++) {
    if (is_dot (t->c[i]) && i > 0)
      look_at_dot (t, i);
    else if (is_han (t->c[i]))
      look_at_whole (t, i);
  }
}

/* "T先生", "A女士". */
static const VslDeidRule rules[] = {
  { "(?<![A-Za-z0-9])[A-Z](?:[A-Z]|[a-z]{1,14})?(?=先生|女士|小姐|医生|医师|大夫|教授|主任|护士|阿姨|老师)", VSL_DEID_NAME, 0, 62, VSL_NEEDS_HAN | VSL_NEEDS_LATIN },
};

const VslDeidRecogniser vsl_deid_zhforeign = { "zhforeign", VSL_DEID_RULES (rules), find_foreign };
