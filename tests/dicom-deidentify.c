/* SPDX-License-Identifier: GPL-3.0-or-later */
/* De-identified copies of made files: UIDs, dates, pseudonyms, texts, private attributes, frames, transfer syntaxes. */
#include <stdlib.h>
#include <string.h>

#include "core/vsl-error.h"
#include "data/decoder/dicom-deidentify-private.h"
#include "dicom-rig.h"

#define EXPLICIT "1.2.840.10008.1.2.1"
#define CT "1.2.840.10008.5.1.4.1.1.2"

static void
assert_value (const RigCopy *made, guint32 tag, const char *wanted)
{
  g_autofree char *text = rig_get (&made->data, -1, tag);
  g_test_message ("%08x", tag);
  g_assert_cmpstr (text, ==, wanted);
}

/* ---- dates ---- */

static void
shift (const char *vr, const char *from, int days, const char *to)
{
  g_autoptr (GString) out = g_string_new ("");
  gboolean ok = dicom_shift_value (vr, from, strlen (from), days, out);
  g_test_message ("%s %s - %d", vr, from, days);
  g_assert_cmpint (ok, ==, to != NULL);
  g_assert_cmpstr (out->str, ==, to ? to : "");
}

static void
test_shift (void)
{
  shift ("DA", "20240301", 1, "20240229");
  shift ("DA", "20230301", 1, "20230228");
  shift ("DA", "20000301", 366, "19990301");
  shift ("DA", "19000301", 1, "19000228");
  shift ("DA", "20240101", 1, "20231231");
  shift ("DA", "2024.03.01", 1, "20240229");
  shift ("DA", "20240301\\20240302", 1, "20240229\\20240301");
  shift ("DA", "20240230", 1, NULL);
  shift ("DA", "20241301", 1, NULL);
  shift ("DA", "MILLER", 1, NULL);
  shift ("DA", "20240301\\MILLER", 1, NULL);
  shift ("DT", "20240301000000.000001+0100", 1, "20240229000000.000001+0100");
  shift ("DT", "20240101235959", 1, "20231231235959");
  shift ("DT", "202403", 1, "202402");
  shift ("DT", "2024", 366, "2022");
  shift ("DT", "2024030", 1, NULL);
  shift ("DT", "20240301 Miller", 1, NULL);
  shift ("TM", "235959.999999", 100, "235959.999999");
  shift ("TM", "23:59:59", 100, "23:59:59");
  shift ("TM", "240000", 100, NULL);
  shift ("TM", "Miller", 100, NULL);
  shift ("SH", "+0200", 100, "+0200");
  shift ("SH", "Miller", 100, NULL);
  /* Every day of 400 years, against GLib's calendar. */
  GDate date, moved;
  g_date_set_dmy (&date, 1, 1, 1800);
  for (int i = 0; i < 146097 + 1000; i += 13) {
    char old[16], new[16];
    g_date_set_dmy (&date, 1, 1, 1800);
    g_date_add_days (&date, (guint) i);
    moved = date;
    g_date_subtract_days (&moved, 1234);
    g_snprintf (old, sizeof old, "%04d%02d%02d", g_date_get_year (&date), g_date_get_month (&date), g_date_get_day (&date));
    g_snprintf (new, sizeof new, "%04d%02d%02d", g_date_get_year (&moved), g_date_get_month (&moved), g_date_get_day (&moved));
    g_autoptr (GString) out = g_string_new ("");
    g_assert_true (dicom_shift_value ("DA", old, 8, 1234, out));
    g_assert_cmpstr (out->str, ==, new);
  }
}

static int
days_of (const char *text)
{
  char year[5] = { 0 }, month[3] = { 0 }, day[3] = { 0 };
  GDate date;
  memcpy (year, text, 4);
  memcpy (month, text + 4, 2);
  memcpy (day, text + 6, 2);
  g_date_set_dmy (&date, (GDateDay) atoi (day), (GDateMonth) atoi (month), (GDateYear) atoi (year));
  return (int) g_date_get_julian (&date);
}

static RigCopy *
dated (const char *patient, const char *study, const char *moment)
{
  GByteArray *body = rig_begin (NULL);
  rig_text (body, 0x00080020, "DA", study);
  rig_text (body, 0x0008002a, "DT", moment);
  rig_text (body, 0x00080030, "TM", "235959.5");
  rig_text (body, 0x00100020, "LO", patient);
  return rig_copy (EXPLICIT, body, DICOM_MODIFIED_DATES);
}

/* The same number of days for one patient, in every file and form; another for others; the time of day stays. */
static void
test_dates (void)
{
  g_autoptr (RigCopy) a = dated ("4711", "20240229", "20240301001000+0100");
  g_autoptr (RigCopy) b = dated ("4711 ", "20100105", "20100104235900");
  g_autoptr (RigCopy) c = dated ("4712", "20240229", "20240301001000+0100");
  g_autofree char *a1 = rig_get (&a->data, -1, 0x00080020), *a2 = rig_get (&a->data, -1, 0x0008002a), *b1 = rig_get (&b->data, -1, 0x00080020),
                  *b2 = rig_get (&b->data, -1, 0x0008002a), *c1 = rig_get (&c->data, -1, 0x00080020);
  int moved = days_of ("20240229") - days_of (a1);
  g_assert_cmpint (moved, >=, 365);
  g_assert_cmpint (moved, <=, 3650);
  g_assert_cmpint (days_of ("20240301") - days_of (a2), ==, moved);
  g_assert_cmpint (days_of ("20100105") - days_of (b1), ==, moved);
  g_assert_cmpint (days_of ("20100104") - days_of (b2), ==, moved);
  g_assert_cmpint (days_of ("20240229") - days_of (c1), !=, moved);
  g_assert_cmpstr (a2 + 8, ==, "001000+0100");
  assert_value (a, 0x00080030, "235959.5");
  assert_value (a, 0x00280303, "MODIFIED");
  g_autofree char *p = rig_get (&a->data, -1, 0x00100020), *q = rig_get (&b->data, -1, 0x00100020), *r = rig_get (&c->data, -1, 0x00100020);
  g_assert_cmpstr (p, ==, q);
  g_assert_cmpstr (p, !=, r);
  g_assert_cmpuint (strlen (p), ==, 17);
  g_assert_cmpstr (p, ==, a->copy.patient);
}

static void
test_dates_otherwise (void)
{
  static const struct { guint options; const char *date, *says; } cases[] = { { 0, "", "REMOVED" }, { DICOM_RETAIN_FULL_DATES, "20240229", "UNMODIFIED" } };
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    GByteArray *body = rig_begin ("1");
    rig_text (body, 0x00080020, "DA", "20240229");
    g_autoptr (RigCopy) made = rig_copy (EXPLICIT, body, cases[i].options);
    assert_value (made, 0x00080020, cases[i].date);
    assert_value (made, 0x00280303, cases[i].says);
  }
}

/* ---- UIDs ---- */

static void
test_uids (void)
{
  GByteArray *first = rig_begin ("1"), *second = rig_begin ("2"), *item = g_byte_array_new (), *inner = g_byte_array_new ();
  rig_text (first, 0x0020000d, "UI", "1.2.826.0.1.5");
  rig_text (first, 0x00200052, "UI", "1.2.840.10008.1.4.1.1");
  rig_text (inner, 0x00081150, "UI", CT);
  rig_text (inner, 0x00081155, "UI", "1.2.826.0.1.77");
  rig_sequence (item, 0x00081199, inner);
  rig_text (item, 0x0020000e, "UI", "1.2.826.0.1.5");
  rig_sequence (second, 0x00081115, item);
  g_autoptr (RigCopy) a = rig_copy (EXPLICIT, first, 0);
  g_autoptr (RigCopy) b = rig_copy (EXPLICIT, second, 0);
  g_autofree char *sop = rig_get (&a->data, -1, 0x00080018), *meta = rig_get (&a->data, -1, 0x00020003), *study = rig_get (&a->data, -1, 0x0020000d);
  gint32 series = dicom_item (&b->data, dicom_find (&b->data, -1, 0x00081115), 0);
  gint32 image = dicom_item (&b->data, dicom_find (&b->data, series, 0x00081199), 0);
  g_autofree char *reference = rig_get (&b->data, image, 0x00081155), *again = rig_get (&b->data, series, 0x0020000e), *kind = rig_get (&b->data, image, 0x00081150);
  g_assert_true (g_str_has_prefix (sop, "2.25."));
  g_assert_cmpuint (strlen (sop), <=, 44);
  g_assert_cmpstr (sop, ==, meta);
  g_assert_cmpstr (sop, ==, reference);
  g_assert_cmpstr (sop, ==, a->copy.instance);
  g_assert_cmpstr (study, ==, again);
  g_assert_cmpstr (kind, ==, CT);
  assert_value (a, 0x00200052, "1.2.840.10008.1.4.1.1");
  /* HMAC-SHA256 with the key 00 01 … 1f, its first 16 bytes as a decimal number (worked out with another program). */
  g_assert_cmpstr (sop, ==, "2.25.283621493393384005039456681588794119908");
  g_autoptr (RigCopy) kept = rig_copy (EXPLICIT, rig_begin ("1"), DICOM_RETAIN_UIDS);
  assert_value (kept, 0x00080018, "1.2.826.0.1.77");
  assert_value (kept, 0x00020003, "1.2.826.0.1.77");
  g_assert_cmpstr (kept->copy.instance, ==, sop);
}

/* ---- texts ---- */

static void
words (const char *from, const char *to)
{
  g_autoptr (GString) out = g_string_new ("");
  gboolean ok = dicom_words_value (from, strlen (from), out);
  g_assert_cmpint (ok, ==, to != NULL);
  g_assert_cmpstr (out->str, ==, to ? to : "");
}

static void
test_words (void)
{
  words ("CT CHEST W CON for Mr Miller", "CT CHEST W CON");
  words ("t2_tse_sag 3mm 20240229", "t2 tse sag 3mm");
  words ("Thorax 5.0 B31f Dr. Yilmaz", "Thorax 5.0");
  words ("MILLER^JOHN", NULL);
  words ("12345678", NULL);
  words ("M\xc3\xbcller HEAD", "HEAD");
  words ("\xe5\xbc\xa0\xe4\xb8\x89 MR BRAIN", "MR BRAIN");
}

static void
test_texts (void)
{
  GByteArray *body = rig_begin ("1");
  rig_text (body, 0x00080070, "LO", "ACME");
  rig_text (body, 0x00081030, "LO", "CHEST MILLER");
  rig_text (body, 0x00081090, "LO", "Scanner\0MILLER");
  rig_element (body, 0x00180024, "SH", "fl3d\0MILLER", 11);
  rig_text (body, 0x00180050, "DS", "MILLER");
  rig_text (body, 0x00180060, "DS", "120\\MILLER");
  rig_text (body, 0x00185100, "CS", "HFS\\M\xc3\xbcller, John");
  rig_text (body, 0x00280010, "LT", "MILLER WAS HERE");
  rig_element (body, 0x00280011, "UL", "\1\0\0\0", 4);
  g_autoptr (RigCopy) plain = rig_copy (EXPLICIT, g_byte_array_append (g_byte_array_sized_new (body->len), body->data, body->len), 0);
  g_autoptr (RigCopy) cleaned = rig_copy (EXPLICIT, body, DICOM_CLEAN_DESCRIPTORS);
  g_assert_false (rig_contains (plain->copy.data, plain->copy.n, "MILLER") || rig_contains (plain->copy.data, plain->copy.n, "ller"));
  g_assert_false (rig_contains (cleaned->copy.data, cleaned->copy.n, "MILLER"));
  assert_value (plain, 0x00080070, "ACME");
  assert_value (plain, 0x00081030, NULL);
  assert_value (cleaned, 0x00081030, "CHEST");
  assert_value (plain, 0x00180024, "fl3d");
  assert_value (plain, 0x00180050, NULL);
  assert_value (plain, 0x00180060, "120\\");
  assert_value (plain, 0x00185100, "HFS\\");
  assert_value (plain, 0x00280010, NULL);
  g_assert_nonnull (dicom_find (&plain->data, -1, 0x00280011));
}

static GByteArray *
code (const char *meaning)
{
  GByteArray *item = g_byte_array_new ();
  rig_text (item, 0x00080100, "SH", "R-1");
  rig_text (item, 0x00080102, "SH", "SCT");
  rig_text (item, 0x00080104, "LO", meaning);
  rig_text (item, 0x00280fff, "LO", "UNKNOWN");
  return item;
}

/* Within sequences: what may stay stays as it is, descriptors go or are cleaned whole, and unknown attributes go everywhere. */
static void
test_sequences (void)
{
  static const struct { guint options; const char *diagnosis; } cases[] = { { 0, NULL }, { DICOM_CLEAN_DESCRIPTORS, "CHEST" } };
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    GByteArray *body = rig_begin ("1"), *empty = g_byte_array_new ();
    rig_sequence (body, 0x00081084, code ("CHEST MILLER"));      /* Admitting Diagnoses Code Sequence */
    rig_sequence (body, 0x00082218, code ("Xyzzy region"));      /* Anatomic Region Sequence */
    rig_text (body, 0x00280fff, "LO", "UNKNOWN");
    rig_sequence (empty, 0x00281fff, code ("UNKNOWN"));
    g_byte_array_append (body, empty->data, empty->len);
    g_byte_array_unref (empty);
    g_autoptr (RigCopy) made = rig_copy (EXPLICIT, body, cases[i].options);
    const DicomElement *diagnosis = dicom_find (&made->data, -1, 0x00081084);
    g_autofree char *region = rig_get (&made->data, dicom_item (&made->data, dicom_find (&made->data, -1, 0x00082218), 0), 0x00080104);
    g_assert_cmpstr (region, ==, "Xyzzy region");
    g_assert_cmpint (diagnosis != NULL, ==, cases[i].diagnosis != NULL);
    if (diagnosis) {
      g_autofree char *meaning = rig_get (&made->data, dicom_item (&made->data, diagnosis, 0), 0x00080104);
      g_assert_cmpstr (meaning, ==, cases[i].diagnosis);
    }
    g_assert_false (rig_contains (made->copy.data, made->copy.n, "UNKNOWN") || rig_contains (made->copy.data, made->copy.n, "MILLER"));
    g_assert_cmpuint (made->copy.counts.unknown, ==, diagnosis ? 5 : 3);      /* of a descriptor the code itself too */
  }
}

static void
test_method (void)
{
  static const struct { guint option; const char *code; } options[] = {
    { 0, "113100" }, { DICOM_CLEAN_DESCRIPTORS, "113105" }, { DICOM_RETAIN_FULL_DATES, "113106" }, { DICOM_MODIFIED_DATES, "113107" }, { DICOM_RETAIN_PATIENT, "113108" },
    { DICOM_RETAIN_DEVICE, "113109" }, { DICOM_RETAIN_UIDS, "113110" }, { DICOM_RETAIN_SAFE_PRIVATE, "113111" }, { DICOM_RETAIN_INSTITUTION, "113112" },
  };
  for (guint i = 0; i < G_N_ELEMENTS (options); i++) {
    GByteArray *body = rig_begin ("1");
    rig_text (body, 0x00120063, "LO", "by hand, Dr Miller");
    rig_us (body, 0x00280010, 2);
    g_autoptr (RigCopy) made = rig_copy (EXPLICIT, body, options[i].option);
    const DicomElement *codes = dicom_find (&made->data, -1, 0x00120064);
    gboolean basic = FALSE, its = FALSE;
    for (guint k = 0; dicom_item (&made->data, codes, k) >= 0; k++) {
      g_autofree char *code = rig_get (&made->data, dicom_item (&made->data, codes, k), 0x00080100);
      g_autofree char *scheme = rig_get (&made->data, dicom_item (&made->data, codes, k), 0x00080102);
      g_assert_cmpstr (scheme, ==, "DCM");
      basic = basic || g_str_equal (code, "113100");
      its = its || g_str_equal (code, options[i].code);
    }
    g_assert_true (basic && its);
    assert_value (made, 0x00120062, "YES");
    g_assert_false (rig_contains (made->copy.data, made->copy.n, "Miller"));
    guint32 before = 0;
    for (guint32 e = 0; e < made->data.n; e = made->data.element[e].next) {
      g_assert_cmpuint (made->data.element[e].tag, >, before);
      before = made->data.element[e].tag;
    }
    for (guint b = 0; b < 128; b++)
      g_assert_cmpuint (made->copy.data[b], ==, 0);
  }
}

static void
test_private (void)
{
  GByteArray *body = rig_begin ("1");
  rig_text (body, 0x00190010, "LO", "GEMS_ACQU_01");
  rig_text (body, 0x00190011, "LO", "MILLER PRIVATE");
  rig_text (body, 0x00191023, "DS", "12.5");
  rig_text (body, 0x00191024, "DS", "MILLER");
  rig_text (body, 0x001910aa, "LO", "MILLER");
  rig_text (body, 0x00191123, "DS", "99");
  rig_us (body, 0x00280010, 2);
  g_autoptr (RigCopy) none = rig_copy (EXPLICIT, g_byte_array_append (g_byte_array_sized_new (body->len), body->data, body->len), 0);
  g_autoptr (RigCopy) some = rig_copy (EXPLICIT, body, DICOM_RETAIN_SAFE_PRIVATE);
  for (guint32 e = 0; e < none->data.n; e++)
    g_assert_cmpuint ((none->data.element[e].tag >> 16) & 1 && none->data.element[e].tag >> 16 != 0xffff, ==, 0);
  g_assert_cmpuint (none->copy.counts.private_, ==, 6);
  assert_value (some, 0x00190010, "GEMS_ACQU_01");
  assert_value (some, 0x00191023, "12.5");
  assert_value (some, 0x00191024, NULL);
  assert_value (some, 0x00190011, NULL);
  assert_value (some, 0x00191123, NULL);
  g_assert_false (rig_contains (some->copy.data, some->copy.n, "MILLER"));
}

/* ---- frames ---- */

/* SOI, JFIF with a small picture, EXIF, Adobe, comment, SOF, SOS, scan with stuffing and a restart, EOI, rubbish. */
static const guint8 jpeg[] = "\xff\xd8\xff\xe0\x00\x13JFIF\0\1\1\0\0\1\0\1\1\1XYZ\xff\xe1\x00\x0e" "Exif\0\0MILLER" "\xff\xee\x00\x0e" "Adobe\0\x64\0\0\0\0\1" "\xff\xfe\x00\x08MILLER"
  "\xff\xc0\x00\x0b\x08\0\1\0\1\1\1\x11\0" "\xff\xda\x00\x08\1\1\0\0\x3f\0" "\x12\xff\x00\x34\xff\xd0\x56MILLER\xff\xd9" "MILLER!!";
static const guint8 clean[] = "\xff\xd8\xff\xe0\x00\x10JFIF\0\1\1\0\0\1\0\1\0\0" "\xff\xee\x00\x0e" "Adobe\0\x64\0\0\0\0\1"
  "\xff\xc0\x00\x0b\x08\0\1\0\1\1\1\x11\0" "\xff\xda\x00\x08\1\1\0\0\x3f\0" "\x12\xff\x00\x34\xff\xd0\x56MILLER\xff\xd9" "\0\0\0\0\0\0\0\0";

/* Two frames, the second in two fragments that part anywhere. */
static void
check_jpeg (guint cut)
{
  GByteArray *body = rig_begin ("1"), *items = g_byte_array_new ();
  guint32 n = sizeof jpeg - 1, padded = n + (n & 1), offsets[2] = { 0, GUINT32_TO_LE (8 + padded) };
  rig_element (body, 0x7fe00010, "OB", NULL, 0xffffffffu);
  rig_item (items, offsets, 8);
  rig_item (items, jpeg, padded);
  rig_item (items, jpeg, cut);
  rig_item (items, jpeg + cut, padded - cut);
  g_byte_array_append (items, (const guint8 *) "\xfe\xff\xdd\xe0\0\0\0\0", 8);
  g_byte_array_append (body, items->data, items->len);
  g_byte_array_unref (items);
  g_autoptr (RigCopy) made = rig_copy ("1.2.840.10008.1.2.4.50", body, 0);
  const DicomElement *pixels = dicom_find (&made->data, -1, DICOM_PIXELS), *table = pixels + 1, *one = pixels + 2, *two = pixels + 3, *three = pixels + 4;
  g_assert_true (pixels->fragments);
  g_assert_cmpuint (made->data.n - (guint) (pixels - made->data.element), ==, 5);
  g_assert_cmpuint (made->copy.counts.segments, ==, 4);
  g_assert_cmpmem (one->value, sizeof clean - 1, clean, sizeof clean - 1);
  guint32 second = (guint32) table->value[4] | (guint32) table->value[5] << 8;
  g_assert_cmpuint (second, ==, 8 + one->length);
  g_autoptr (GByteArray) joined = g_byte_array_new ();
  g_byte_array_append (joined, two->value, two->length);
  g_byte_array_append (joined, three->value, three->length);
  g_assert_cmpuint (two->length % 2, ==, 0);
  g_assert_cmpuint (three->length % 2, ==, 0);
  g_assert_cmpmem (joined->data, MIN (joined->len, sizeof clean - 1), clean, sizeof clean - 1);
}

/* One frame whose first three bytes, by which it is known, part. */
static void
check_jpeg_parted (void)
{
  GByteArray *body = rig_begin ("1");
  rig_element (body, 0x7fe00010, "OB", NULL, 0xffffffffu);
  rig_item (body, "", 0);
  rig_item (body, jpeg, 2);
  rig_item (body, jpeg + 2, sizeof jpeg - 3 + ((sizeof jpeg - 3) & 1));
  g_byte_array_append (body, (const guint8 *) "\xfe\xff\xdd\xe0\0\0\0\0", 8);
  g_autoptr (RigCopy) made = rig_copy ("1.2.840.10008.1.2.4.50", body, 0);
  g_assert_cmpuint (made->copy.counts.segments, ==, 2);
  g_assert_false (rig_contains (made->copy.data, made->copy.n, "Exif"));
}

static void
test_jpeg (void)
{
  check_jpeg_parted ();
  for (guint cut = 2; cut < sizeof jpeg - 12; cut += 2)
    check_jpeg (cut);
}

/* A frame in two fragments that part anywhere, within a comment too. */
static void
check_jpeg2000 (guint cut)
{
  static const guint8 j2k[] = "\xff\x4f\xff\x51\x00\x06\1\2\3\4\xff\x64\x00\x0a\0\1MILLER\xff\x90\x00\x0a\0\0\0\0\0\x1e\0\1\xff\x64\x00\x0a\0\1MILLER\xff\x93" "AB\xff\xd9";
  GByteArray *body = rig_begin ("1");
  g_autoptr (GByteArray) joined = g_byte_array_new ();
  const guint32 n = sizeof j2k - 1 + ((sizeof j2k - 1) & 1);
  rig_element (body, 0x7fe00010, "OB", NULL, 0xffffffffu);
  rig_item (body, "", 0);
  rig_item (body, j2k, cut);
  rig_item (body, j2k + cut, n - cut);
  g_byte_array_append (body, (const guint8 *) "\xfe\xff\xdd\xe0\0\0\0\0", 8);
  g_autoptr (RigCopy) made = rig_copy ("1.2.840.10008.1.2.4.90", body, 0);
  const DicomElement *one = dicom_find (&made->data, -1, DICOM_PIXELS) + 2;
  g_assert_cmpuint (one->length, ==, cut);
  g_byte_array_append (joined, one->value, one->length);
  g_byte_array_append (joined, one[1].value, one[1].length);
  g_assert_false (rig_contains (joined->data, joined->len, "MILLER"));
  g_assert_cmpuint (made->copy.counts.segments, ==, 2);
  g_assert_cmpuint (joined->len, ==, n);
  g_assert_true (rig_contains (joined->data, joined->len, "AB\xff\xd9"));
}

static void
test_jpeg2000 (void)
{
  for (guint cut = 4; cut < 50; cut += 2)
    check_jpeg2000 (cut);
}

/* Bytes of pixels stay whatever their number, and a transfer syntax that others know by its name stays too. */
static void
test_forms (void)
{
  GByteArray *body = rig_begin ("1");
  rig_element (body, 0x7fe00010, "OW", "0123456789A", 11);
  body->data[body->len - 16] = 11;                   /* an odd length, which is not legal */
  g_byte_array_set_size (body, body->len - 1);
  g_autoptr (RigCopy) odd = rig_copy (EXPLICIT, body, 0);
  const DicomElement *pixels = dicom_find (&odd->data, -1, DICOM_PIXELS);
  g_assert_cmpmem (pixels->value, pixels->length, "0123456789A", 12);
  /* Implicit elements: tag, length, value. */
  static const guint8 plain[] = "\x08\0\x60\0\2\0\0\0CT\x10\0\x10\0\6\0\0\0MILLER\x28\0\x10\0\2\0\0\0\1\0\xe0\x7f\x10\0\4\0\0\0" "abcd";
  static const char *const syntaxes[] = { "1.2.840.10008.1.2", "1.2.840.113619.5.2" };
  for (guint i = 0; i < G_N_ELEMENTS (syntaxes); i++) {
    g_autoptr (RigCopy) made = rig_copy (syntaxes[i], g_byte_array_append (g_byte_array_new (), plain, sizeof plain - 1), 0);
    g_assert_cmpstr (made->data.syntax, ==, syntaxes[i]);
    g_assert_true (made->data.implicit);
    assert_value (made, 0x00100010, "");
    assert_value (made, 0x00080060, "CT");
    g_assert_cmpmem (dicom_find (&made->data, -1, DICOM_PIXELS)->value, 4, "abcd", 4);
  }
}

/* ---- what is refused ---- */

static void
refused (const guint8 *file, gsize n, const char *word)
{
  g_autoptr (GError) error = NULL;
  DicomDeidentifyRequest request = rig_request (0);
  DicomDeidentified copy;
  g_assert_false (dicom_deidentify (file, n, &request, &copy, &error));
  g_assert_nonnull (error);
  g_test_message ("%s", error->message);
  g_assert_nonnull (strstr (error->message, word));
  g_assert_null (copy.data);
}

static void
test_refused (void)
{
  GByteArray *deep = rig_begin ("1"), *item = g_byte_array_new (), *directory = rig_begin ("1");
  refused ((const guint8 *) "", 0, "not a DICOM");
  refused ((const guint8 *) "hello, this is a text and not a scan at all", 44, "not a DICOM");
  for (int i = 0; i < 100; i++) {
    GByteArray *outer = g_byte_array_new ();
    rig_sequence (outer, 0x0040a043, item);
    item = outer;
  }
  g_byte_array_append (deep, item->data, item->len);
  g_byte_array_unref (item);
  g_autoptr (GByteArray) nested = rig_file (EXPLICIT, CT, deep);
  refused (nested->data, nested->len, "nested");
  rig_sequence (directory, 0x00041220, g_byte_array_new ());
  g_autoptr (GByteArray) list = rig_file (EXPLICIT, "1.2.840.10008.1.3.10", directory);
  refused (list->data, list->len, "DICOMDIR");
  g_autoptr (GByteArray) served = rig_file ("1.2.840.10008.1.2.4.94", CT, rig_begin ("1"));
  refused (served->data, served->len, "JPIP");
  GByteArray *body = rig_begin ("1");
  rig_element (body, 0x7fe00010, "OW", "0123456789", 10);
  g_autoptr (GByteArray) whole = rig_file (EXPLICIT, CT, body);
  refused (whole->data, whole->len - 4, "ends");
}

/* Every bit of a small file turned, and every length: a copy or a reason, and never the name. */
static void
test_damaged (void)
{
  GByteArray *body = rig_begin ("4711"), *item = g_byte_array_new ();
  rig_text (item, 0x00081155, "UI", "1.2.826.0.1.77");
  rig_sequence (body, 0x00081140, item);
  rig_text (body, 0x00100010, "PN", "MILLERMILLER");
  rig_us (body, 0x00280010, 2);
  rig_element (body, 0x7fe00010, "OW", "0123456789", 10);
  g_autoptr (GByteArray) file = rig_file (EXPLICIT, CT, body);
  DicomDeidentifyRequest request = rig_request (DICOM_MODIFIED_DATES | DICOM_CLEAN_DESCRIPTORS | DICOM_RETAIN_SAFE_PRIVATE);
  guint copies = 0;
  for (gsize bit = 128 * 8; bit < (gsize) file->len * 8; bit++) {
    g_autofree guint8 *bytes = g_memdup2 (file->data, file->len);
    DicomDeidentified copy;
    bytes[bit / 8] ^= (guint8) (1 << bit % 8);
    copies += dicom_deidentify (bytes, file->len, &request, &copy, NULL);
    dicom_deidentified_clear (&copy);
  }
  for (gsize n = 0; n < file->len; n++) {
    g_autofree guint8 *bytes = g_memdup2 (file->data, n);
    DicomDeidentified copy;
    if (dicom_deidentify (bytes, n, &request, &copy, NULL))
      g_assert_false (rig_contains (copy.data, copy.n, "MILLER"));
    dicom_deidentified_clear (&copy);
  }
  g_test_message ("%u copies", copies);
  g_assert_cmpuint (copies, >, 100);
}

static guint32
next_random (guint32 *state)
{
  *state ^= *state << 13;
  *state ^= *state >> 17;
  *state ^= *state << 5;
  return *state;
}

/* Files of every kind, bytes turned, lengths forged, ends cut: a copy that can be read, or a reason. */
static void
test_mutated (void)
{
  static const char *const names[] = { "CT_small.dcm", "MR_small_implicit.dcm", "MR_small_bigendian.dcm", "SC_rgb_jpeg_dcmtk.dcm", "MR2_J2KI", "emri_small_jpeg_ls_lossless.dcm",
                                       "image_dfl.dcm", "priv_SQ.dcm", "rtplan.dcm", "test-SR.dcm", "waveform_ecg.dcm", "chrH31.dcm", "SC_rgb_rle_2frame.dcm" };
  const char *root = g_getenv ("VESALIUS_SHARED");
  const guint rounds = g_getenv ("VSL_TEST_LONG") ? 2000 : 60;
  DicomDeidentifyRequest request = rig_request (DICOM_MODIFIED_DATES | DICOM_CLEAN_DESCRIPTORS | DICOM_RETAIN_SAFE_PRIVATE | DICOM_RETAIN_DEVICE);
  guint copies = 0, refusals = 0;
  for (guint k = 0; k < G_N_ELEMENTS (names); k++) {
    g_autofree char *path = g_build_filename (root ? root : TEST_SOURCE_ROOT "/../shared", "data", "dicom", "files", names[k], NULL), *file = NULL;
    gsize n;
    if (!g_file_get_contents (path, &file, &n, NULL)) {
      g_test_skip ("shared/data/dicom is not here; VESALIUS_SHARED names its parent");
      return;
    }
    guint32 state = 77 + k;
    for (guint round = 0; round < rounds; round++) {
      gsize size = round % 4 == 3 ? 140 + next_random (&state) % (n - 140) : n, head = MIN (size, 6000);
      g_autofree guint8 *bytes = g_memdup2 (file, size);      /* of its own size, so that reading behind its end is seen */
      g_autoptr (GError) error = NULL;
      DicomDeidentified copy;
      for (guint b = 0; b < 1 + round % 8; b++) {
        gsize at = round % 3 == 2 ? next_random (&state) % size : 132 + next_random (&state) % (head - 132);
        bytes[at] = next_random (&state) % 3 == 0 ? 0xff : (guint8) next_random (&state);
      }
      if (dicom_deidentify (bytes, size, &request, &copy, &error)) {
        DicomData data;
        g_assert_true (dicom_read (&data, copy.data, copy.n, NULL));
        g_assert_false (data.cut || data.damaged);
        dicom_clear (&data);
        copies++;
      } else {
        g_assert_nonnull (error);
        refusals++;
      }
      dicom_deidentified_clear (&copy);
    }
  }
  g_test_message ("%u copies, %u refusals", copies, refusals);
  g_assert_cmpuint (copies, >, 100);
  g_assert_cmpuint (refusals, >, 100);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/dicom-deidentify/shift", test_shift);
  g_test_add_func ("/dicom-deidentify/dates", test_dates);
  g_test_add_func ("/dicom-deidentify/dates-otherwise", test_dates_otherwise);
  g_test_add_func ("/dicom-deidentify/uids", test_uids);
  g_test_add_func ("/dicom-deidentify/words", test_words);
  g_test_add_func ("/dicom-deidentify/texts", test_texts);
  g_test_add_func ("/dicom-deidentify/sequences", test_sequences);
  g_test_add_func ("/dicom-deidentify/method", test_method);
  g_test_add_func ("/dicom-deidentify/private", test_private);
  g_test_add_func ("/dicom-deidentify/jpeg", test_jpeg);
  g_test_add_func ("/dicom-deidentify/jpeg2000", test_jpeg2000);
  g_test_add_func ("/dicom-deidentify/forms", test_forms);
  g_test_add_func ("/dicom-deidentify/refused", test_refused);
  g_test_add_func ("/dicom-deidentify/damaged", test_damaged);
  g_test_add_func ("/dicom-deidentify/mutated", test_mutated);
  return g_test_run ();
}
