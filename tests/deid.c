/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The de-identifier of notes: what must be masked, what must stay, how it is replaced, and that no text breaks it. */
#include <glib.h>
#include <string.h>

#include "privacy/vsl-deid.h"

/* Expected: the text with each thing that must be masked between « and »; everything else must stay. */
static void
expect (const char *marked)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GArray) wanted = g_array_new (FALSE, FALSE, sizeof (VslDeidSpan));
  VslDeidSpan span = { 0 };
  guint place = 0;
  for (const char *p = marked; *p; p = g_utf8_next_char (p)) {
    gunichar c = g_utf8_get_char (p);
    if (c == 0xab) {
      span.start = place;
    } else if (c == 0xbb) {
      span.end = place;
      g_array_append_val (wanted, span);
    } else {
      g_string_append_unichar (text, c);
      place++;
    }
  }
  g_autoptr (GArray) found = vsl_deid_find (text->str, text->len);
  g_autoptr (VslDeidMasker) masker = vsl_deid_masker_new (FALSE);
  g_autofree char *masked = vsl_deid_mask (masker, text->str, text->len, found, NULL, NULL);
  for (guint w = 0; w < wanted->len; w++) {
    const VslDeidSpan *a = &g_array_index (wanted, VslDeidSpan, w);
    gboolean covered = FALSE;
    for (guint f = 0; f < found->len; f++) {
      const VslDeidSpan *b = &g_array_index (found, VslDeidSpan, f);
      covered = covered || (b->start <= a->start && a->end <= b->end);
    }
    if (!covered)
      g_test_message ("not wholly masked: %s  →  %s", marked, masked);
    g_assert_true (covered);
  }
  for (guint f = 0; f < found->len; f++) {
    const VslDeidSpan *b = &g_array_index (found, VslDeidSpan, f);
    gboolean asked = FALSE;
    for (guint w = 0; w < wanted->len; w++) {
      const VslDeidSpan *a = &g_array_index (wanted, VslDeidSpan, w);
      asked = asked || (b->start < a->end && a->start < b->end);
    }
    if (!asked)
      g_test_message ("masked without need: %s  →  %s", marked, masked);
    g_assert_true (asked);
  }
}

static void
test_english (void)
{
  expect ("Mrs. «Okafor», «91» y/o, seen «3/14/2019» by Dr. «May» in «May».");
  expect ("MRN «00412-88», tel «(555) 010-4477 x12», fax «555.010.4478»");
  expect ("He lives near «St. Mary's» in «Springfield», zip «03601».");
  expect ("The pacemaker S/N «PJN482911», plate «KX4-91B», «http://patient.example/ok77», «10.0.4.77»");
  expect ("She was transferred from «4 West» on POD of «12 Dec».");
  expect ("daughter «Ana» called; «ana.ruiz@example.org»");
  expect ("Patient Name: «Wojciechowska, Agnieszka»\nDOB: «1962-07-19»\nSSN: «078-05-1120»");
  expect ("The patient, aged «104», lives at «17 Harbour Lane, Duluth, MN 55802».");
  expect ("Seen by «Siobhan Ní Bhriain», MD, on the «3rd of March 2018» at «Riverbend Medical Center».");
  expect ("Insurance ID: «ABX-778812», account number «004417782», passport «X4482190».");
  expect ("His card is «4111 1111 1111 1111» and his IBAN «DE89 3704 0044 0532 0130 00».");
  expect ("Please call «+44 20 7946 0958» or «0171 555 0123»; fax: «+49 30 5550199».");
  expect ("ninety-two-year-old: «ninety-two»-year-old woman; she has a ninety day supply." + strlen ("ninety-two-year-old: "));
}

static void
test_what_stays (void)
{
  expect ("Foley catheter, Apgar 9/10, Parkinson disease, Hodgkin lymphoma, Hashimoto, Crohn");
  expect ("BP 120/80, T 37.2, EF 55, 5/5 strength, 2/6 murmur, pain 3/10, HbA1c 7.1");
  expect ("A 76-year-old man took aspirin 81 mg daily for 3 weeks; creatinine 1.4, sodium 138, INR 2.3.");
  expect ("The patient was positioned in Trendelenburg; a Kelly clamp and a Kocher incision were used, 4-0 Vicryl.");
  expect ("Lewy body dementia, Babinski sign, Glasgow coma scale 15, Murphy's sign negative, Bell's palsy.");
  expect ("He was diagnosed with diabetes in 2015 and feels well; follow up in two weeks.");
  expect ("Metoprolol 50 mg po bid, Lipitor 40 mg, Plavix 75 mg, vitamin B12 1000 mcg.");
}

static void
test_chinese (void)
{
  expect ("姓名：«慕容雪»，女，«九十三岁»，住址：«浙江省宁波市海曙区柳汀街27号3单元502室»");
  expect ("患者«欧阳志远»，男，45岁，于«2021年3月4日»在«华山医院»就诊，主治医师«林婉清»。");
  expect ("联系电话：«13912345678»，身份证号：«110101189001011238»，住院号：«ZY0048213»");
  expect ("«三月四日»复查，«10月9日»出院，随访医生：«顾北辰»。");
  expect ("邮箱«li.na@example.cn»，请联系«王芳»医生。");
}

static void
test_chinese_stays (void)
{
  expect ("高血压五年，血压150/90mmHg，血糖7.8mmol/L，心率每分钟76次。");
  expect ("帕金森病患者，黄疸，白细胞升高，服用阿莫西林三天，每日两次。");
  expect ("去医院检查，医生说是慢性胃炎，三个月后复查，昨天又发烧了。");
  expect ("2012年开始出现头痛，最近一周加重。");
}

static void
test_ages (void)
{
  expect ("«王秀英»，女，«93岁»；男,«93岁»，«93岁»高龄，«93周岁»，«90余岁»，«９３岁»，«九十三岁»。");
  expect ("85岁，八十九岁，89周岁，8个月，体温93，男,85,门诊。");
  expect ("a «93»F, «93»M s/p fall; «97» yrs; «93»-year-old; «93» y/o; she is «ninety-four».");
  expect ("89F, 76 yrs, 88-year-old; T 99F, SpO2 93, followed for 95 months; aged 52 to 88 years; ninety days; 110 male patients");
}

/* What stands right behind a name, or before it. */
static void
test_chinese_names (void)
{
  static const char *const alone[] = { "患者«张伟»好转。", "患者«张伟»今日出院。", "患者«张伟»的家属到场。", "患者«张伟»于昨日入院。", "患者«张伟»因发热入院。", "患者«张伟»系农民。", "«12床»«张伟»诉痛。",
                                       "孙女«高雅琴»代诉。", "营养科«董洁»会诊。", "患者«孔令辉»，男。", "«葛长顺»，男，56岁。", "经«张»主任同意。", "«赵丽华»术后恢复可。", "由«陈晓梅»陪同。", NULL };
  for (int i = 0; alone[i]; i++)
    expect (alone[i]);
  expect ("患者«张伟»好转。患者«张伟»今日出院，患者«张伟»的家属，患者«张伟»于«3月5日»入院，患者«张伟»因发热，患者«张伟»系农民。");
  expect ("今日«张»主任查房。«3月5日»«张»主任查房，昨日«李芳»医师看过，遵«王»医生医嘱，经«张»主任同意。");
  expect ("«12床»«张伟»诉痛；«张伟»（«12床»），【«张伟»】，主持人：«张伟»。");
  expect ("参加人员：«张伟»、«李芳»、«王强»。一助：«孙莉»，麻醉：«吴海»。");
  expect ("父«张伟» 母«李芳»，孙女«王丽»，侄子«李强»，外甥«陈军»，儿媳«赵敏»，老伴«孙兰»，保姆«阿芬»。");
  expect ("«赵某»同意，«李某某»，«林××»，«张XX»，«老李»说头晕，«司徒建国»医师，«T»先生。");
  expect ("患者«古丽娜尔·买买提»，患者«扎西次仁»，男，«史蒂文»医生，患者«田中健一»。");
  expect ("患者«康复»，男，70岁。«康复»诉疼痛好转，康复治疗。");
  expect ("夏天多发，心情高兴，夜间安宁，患者康复后，方圆5cm，黄疸消退，白芍10g、何首乌、王不留行、徐长卿、刘寄奴。");
  expect ("患者高热，患者平卧位，患者安静合作，患者常有胸闷，患者曾行手术，患者何时发病不详，余无异常，于术后第1天，时有胸痛，护理记录：高热。");
  expect ("某院某日，史蒂文斯-约翰逊综合征，吉兰-巴雷综合征，马尾综合征，雷诺现象，利福平。");
}

/* Who is led to by what they do or are, without a colon; signs that bear a name stay, whatever they are in English. */
static void
test_chinese_roles (void)
{
  expect ("患者老伴«蒋阿妹»接听，麻醉师«柳絮»，系«赖秀珍»之子，经办人«单丽»，案主«翁»太，配偶«关秀云»体健。");
  expect ("麻醉者«卜凡»，随车医生«麦子豪»，流调人员：«植慧敏»，保姆«唐嫂»照顾，同事«小顾»一同就餐，同病室«老马»也有症状。");
  expect ("患儿«毛毛»（乳名），就读于«阳光幼儿园»大二班。就读于«红旗小学»三年级。");
  expect ("患者系«清河县油坊镇西王庄村»村民，接诊地点«建设路与人民路交叉口»，复诊时间：«6/18»上午。");
  expect ("来访者«小雯»（化名），«布仁巴雅尔»，蒙古族牧民，«锡林郭勒盟苏尼特左旗»人。被通知人«严永红»，与患者关系：夫妻。");
  expect ("«老孙头»昨晚从«牛家沟»赶来，助产士«黎秋菊»接产，就读«西南科技大学»，家庭医生«金建国»回复。");
  expect ("Murphy征阳性，Allen试验阳性，Wilson病，Parks分型II型，Kernig 征阴性，乡镇卫生院，本区街道通知，全县各乡镇。");
}

static void
test_chinese_rest (void)
{
  expect ("于«20240314»入院，«24.3.14»复查，昨日«3.13»出入量2100，«7/14»复查，«2022年夏»，«1934年冬»，«大年初三»，去年«腊月»。");
  expect ("«18床»，«302房间»，住«朝阳里3-2-601»，系«江州市第三中学»教师，在«丰和汽车有限公司»工作，«某部队82集团军»。");
  expect ("转«市一院»急诊，在«协和»住院，车牌«江A·K8821»，抖音号«abc_123»，工号«A0417»，护照号«E28374651»。");
  expect ("床旁超声，3张床，血糖7.8，血压3/4，7/10分，2012年起病，肌力3-4级，房颤，1.5mg，某公司，我们学校的。");
}

/* Traditional characters are looked up as simplified ones; places stay those of the text. */
static void
test_traditional (void)
{
  expect ("患者«張偉»好轉，«王»醫師查房，«民國113年3月14日»入院，現年«93歲»，住«臺北»。");
  expect ("黃疸消退，頭痛三天，高熱，服藥後緩解。");
}

static void
test_english_names (void)
{
  expect ("Pt «smith» seen w/ dr «jones» this am; f/u jones «2/3». RN «Foley» called.");
  expect ("«J.K.» is a 45 year old; Ms. «April June Summers»; Prof. «van der Waals»; Pt «Xiaoming Zhang»; Husb «Anand» came.");
  expect ("Patient: «HERNANDEZ, LUZ MARIA». Admission: «2023-11-02». Attending: «P. J. Vandermeulen, MD». Stage T4.");
  expect ("Patient Name: «Peter». Heparin was given. Dr. «Foley» placed a Foley. Mrs. «Clark» has Clark level III.");
  expect ("WeChat «xm_zhang1987», paged «x4471», badge «4471», policy «UHC 902-114-773», UID «1.2.840.113619.2.55.3», «Flat 9», «23 Rosebery Crescent».");
  expect ("addendum «4/1»: called; seen on «the 3rd» at 9:30; next «Mon 6th».");
}

static void
test_eponyms_stay (void)
{
  expect ("NIHSS 4, MMSE 24, Gleason 7, Kellgren-Lawrence 3, Hunt-Hess 2, Fisher 3, Fazekas 2, Ann Arbor II, Apgars 8 and 9.");
  expect ("Clark level III, Braxton Hicks, Barrett C2M4, Wagner 3, Salter-Harris 3, Weber B, Child-Pugh B, Alvarado 7, Bosniak 2F, Forrest Ib, Bishop 6.");
  expect ("Todd paralysis, Merkel cell, Cushing triad, Hashimoto, Heller myotomy, Ivor Lewis, Lichtenstein repair, Hartmann, Jackson-Pratt drain.");
  expect ("login from the ward; Repeat 2027 in 3 years; GCS 3T. Glasgow.");
}

static void
test_check_digits (void)
{
  expect ("The number «79927398713» was on his card.");
  expect ("编号与«11010519491231002X»一致");
  expect ("The ratio of 79927398 to 13 and 1234567890123456 copies were seen in serum.");
}

/* One value, one number, however it is written; types alone where no numbers are wanted. */
static void
test_masks (void)
{
  const char *text = "Mary Jones saw Dr. Peter Brandt. MARY JONES phoned 555-010-4477 on 3/14/2019; she is 95 years old.";
  guint64 counts[VSL_N_DEID] = { 0 };
  g_autoptr (GArray) spans = vsl_deid_find (text, strlen (text));
  g_autoptr (VslDeidMasker) numbered = vsl_deid_masker_new (TRUE), plain = vsl_deid_masker_new (FALSE);
  gsize n;
  g_autofree char *a = vsl_deid_mask (numbered, text, strlen (text), spans, &n, counts), *b = vsl_deid_mask (plain, text, strlen (text), spans, NULL, NULL);
  g_assert_cmpstr (a, ==, "[NAME 1] saw Dr. [NAME 2]. [NAME 1] phoned [PHONE 1] on [DATE 1]; she is [AGE 90+] years old.");
  g_assert_cmpuint (n, ==, strlen (a));
  g_assert_cmpstr (b, ==, "[NAME] saw Dr. [NAME]. [NAME] phoned [PHONE] on [DATE]; she is [AGE 90+] years old.");
  g_assert_cmpuint (counts[VSL_DEID_NAME], ==, 3);
  const char *later = "Peter Brandt called.";
  g_autoptr (GArray) more = vsl_deid_find (later, strlen (later));
  g_autofree char *c = vsl_deid_mask (numbered, later, strlen (later), more, NULL, NULL);
  g_assert_cmpstr (c, ==, "[NAME 2] called.");
}

/* A masked text has nothing left to mask. */
static void
test_twice (void)
{
  const char *text = "Mary Jones, MRN 4471882, was seen at Mercy Hospital on March 3, 2020 (call 555-010-4477, mary@example.org).";
  g_autoptr (GArray) spans = vsl_deid_find (text, strlen (text));
  g_autoptr (VslDeidMasker) masker = vsl_deid_masker_new (TRUE);
  g_autofree char *once = vsl_deid_mask (masker, text, strlen (text), spans, NULL, NULL);
  g_autoptr (GArray) again = vsl_deid_find (once, strlen (once));
  g_assert_cmpuint (spans->len, ==, 6);
  g_assert_cmpuint (again->len, ==, 0);
}

/* Bytes of all kinds: spans lie in the text, in order, and nothing hangs. */
static void
test_any_bytes (void)
{
  static const char *const pieces[] = { "Dr. ", "Mary ", "，", "患者", "王", "张", "遵", "某", "豆豆", "·", "床", "科", "老", "阿", "医嘱", "張偉", "××", "(", "欧阳", "\xf0\xa0\x80\x80", "12/", "3", "-", ":", "\n", "\r", "@", "a.b", "(", "+1 ", "９", "é", "姓名：", "医院", "市", "年", "月", "'s", "'", "St. ", "of ", "MRN ", "\xe2\x80\x8b",
                                        "\xf0\x9f\x98\x80", "A", "0000000000", "http://", "www.", "\x01", "Apt ", "号", ".", " ", "of", "Hospital", "\xcc\x81" };
  g_autoptr (GRand) rand = g_rand_new_with_seed (7);
  for (int round = 0; round < 3000; round++) {
    g_autoptr (GString) s = g_string_new (NULL);
    int n = g_rand_int_range (rand, 0, 40);
    for (int i = 0; i < n; i++)
      g_string_append (s, pieces[g_rand_int_range (rand, 0, G_N_ELEMENTS (pieces))]);
    if (n % 7 == 1)
      g_string_append_c (s, '\0');
    g_autoptr (GArray) spans = vsl_deid_find (s->str, s->len);
    guint last = 0;
    glong length = g_utf8_strlen (s->str, -1) + (n % 7 == 1);
    for (guint k = 0; k < spans->len; k++) {
      const VslDeidSpan *span = &g_array_index (spans, VslDeidSpan, k);
      g_assert_cmpuint (span->start, >=, last);
      g_assert_cmpuint (span->start, <, span->end);
      g_assert_cmpint (span->end, <=, length);
      last = span->end;
    }
  }
  g_autoptr (GArray) bad = vsl_deid_find ("\xff\xfe Mary Jones", 13), none = vsl_deid_find ("", 0);
  g_assert_cmpuint (bad->len, ==, 0);
  g_assert_cmpuint (none->len, ==, 0);
}

/* A NUL does not end the search, or what stands behind it would be kept. */
static void
test_nul (void)
{
  static const char text[] = "quiet\0 then Mary Jones called";
  g_autoptr (GArray) spans = vsl_deid_find (text, sizeof text - 1);
  g_assert_cmpuint (spans->len, ==, 1);
  g_assert_cmpuint (g_array_index (spans, VslDeidSpan, 0).start, ==, 12);
}

static void
test_measure (void)
{
  VslDeidMeasure *m = g_new0 (VslDeidMeasure, 1);
  VslDeidGiven given[] = { { 0, 4, "NAME" }, { 10, 12, "DATE" } };
  VslDeidSpan found[] = { { 3, 6, VSL_DEID_OTHER }, { 20, 22, VSL_DEID_NAME } };
  g_autoptr (GArray) spans = g_array_new (FALSE, FALSE, sizeof (VslDeidSpan));
  g_array_append_vals (spans, found, 2);
  vsl_deid_measure_add (m, given, 2, spans);
  g_assert_cmpuint (m->given, ==, 2);
  g_assert_cmpuint (m->given_found, ==, 1);
  g_assert_cmpuint (m->n_masked, ==, 2);
  g_assert_cmpuint (m->n_masked_right, ==, 1);
  g_free (m);
}

/* A megabyte of notes in little time: an import must not wait for it. */
static void
test_speed (void)
{
  const char *note = "The patient is a 56-year-old man with a history of hypertension who was admitted with chest pain on 3/14/2019. "
                     "Dr. Anna Keller ordered an echocardiogram; the ejection fraction was 55 %. He denies fever, cough or nausea. "
                     "Medications: metoprolol 50 mg twice daily, aspirin 81 mg. Blood pressure 132/84, pulse 72, temperature 98.6. ";
  g_autoptr (GString) all = g_string_new (NULL);
  for (int i = 0; i < 9; i++)
    g_string_append (all, note);
  g_autoptr (GArray) warm = vsl_deid_find (all->str, all->len);
  gsize bytes = 0;
  gint64 begin = g_get_monotonic_time ();
  for (; bytes < 1000000; bytes += all->len) {
    g_autoptr (GArray) spans = vsl_deid_find (all->str, all->len);
    g_assert_cmpuint (spans->len, ==, warm->len);
  }
  double seconds = (double) (g_get_monotonic_time () - begin) / G_USEC_PER_SEC;
  g_test_message ("%.2f MB of notes a second", (double) bytes / 1e6 / seconds);
  g_assert_cmpfloat (seconds, <, 60);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/deid/ages", test_ages);
  g_test_add_func ("/deid/chinese-names", test_chinese_names);
  g_test_add_func ("/deid/chinese-roles", test_chinese_roles);
  g_test_add_func ("/deid/chinese-rest", test_chinese_rest);
  g_test_add_func ("/deid/traditional", test_traditional);
  g_test_add_func ("/deid/english-names", test_english_names);
  g_test_add_func ("/deid/eponyms-stay", test_eponyms_stay);
  g_test_add_func ("/deid/english", test_english);
  g_test_add_func ("/deid/what-stays", test_what_stays);
  g_test_add_func ("/deid/chinese", test_chinese);
  g_test_add_func ("/deid/chinese-stays", test_chinese_stays);
  g_test_add_func ("/deid/check-digits", test_check_digits);
  g_test_add_func ("/deid/masks", test_masks);
  g_test_add_func ("/deid/twice", test_twice);
  g_test_add_func ("/deid/any-bytes", test_any_bytes);
  g_test_add_func ("/deid/nul", test_nul);
  g_test_add_func ("/deid/measure", test_measure);
  g_test_add_func ("/deid/speed", test_speed);
  return g_test_run ();
}
