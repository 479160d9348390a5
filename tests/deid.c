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
  static const char *const pieces[] = { "Dr. ", "Mary ", "，", "患者", "王", "12/", "3", "-", ":", "\n", "\r", "@", "a.b", "(", "+1 ", "９", "é", "姓名：", "医院", "市", "年", "月", "'s", "'", "St. ", "of ", "MRN ", "\xe2\x80\x8b",
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
