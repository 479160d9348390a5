/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Table E.1-1 of PS3.15, and what becomes of every one of its rows at every depth. */
#include <string.h>

#include "dicom-rig.h"

/* Counted in the edition of January 2025. */
static void
test_counts (void)
{
  static const guint actions[ACTION_COUNT] = { [ACTION_X] = 384, [ACTION_D] = 92, [ACTION_U] = 54, [ACTION_Z] = 42, [ACTION_X_D] = 22, [ACTION_X_Z] = 11,
                                               [ACTION_X_Z_D] = 8, [ACTION_Z_D] = 6, [ACTION_X_Z_U] = 2 };
  static const struct { guint bit, n; } options[] = {
    { KEEP_FULL_DATES, 165 }, { CLEAN_MODIFIED_DATES, 165 }, { CLEAN_DESCRIPTORS, 125 }, { KEEP_UIDS, 59 }, { KEEP_DEVICE, 46 }, { CLEAN_DEVICE, 11 },
    { KEEP_PATIENT, 9 }, { CLEAN_PATIENT, 4 }, { KEEP_INSTITUTION, 10 }, { CLEAN_GRAPHICS, 4 }, { CLEAN_STRUCTURED, 3 }, { CLEAN_PRIVATE, 1 },
  };
  guint n, found[ACTION_COUNT] = { 0 };
  const DicomProfileRow *rows = dicom_profile_rows (&n);
  g_assert_cmpuint (n, ==, 621);
  for (guint i = 0; i < n; i++) {
    found[rows[i].action]++;
    g_assert_true (i == 0 || rows[i].tag > rows[i - 1].tag);
  }
  for (guint i = 0; i < ACTION_COUNT; i++)
    g_assert_cmpuint (found[i], ==, actions[i]);
  for (guint k = 0; k < G_N_ELEMENTS (options); k++) {
    guint sum = 0;
    for (guint i = 0; i < n; i++)
      sum += (rows[i].options & options[k].bit) != 0;
    g_assert_cmpuint (sum, ==, options[k].n);
  }
}

/* A few rows by hand, as the standard prints them. */
static void
test_rows (void)
{
  static const struct { guint32 tag; DicomBasicAction action; const char *keyword; } some[] = {
    { 0x00080018, ACTION_U, "SOPInstanceUID" }, { 0x00080020, ACTION_Z, "StudyDate" }, { 0x00080021, ACTION_X_D, "SeriesDate" },
    { 0x00080023, ACTION_Z_D, "ContentDate" }, { 0x00080050, ACTION_Z, "AccessionNumber" }, { 0x00080080, ACTION_X_Z_D, "InstitutionName" },
    { 0x00081030, ACTION_X, "StudyDescription" }, { 0x00081140, ACTION_X_Z_U, "ReferencedImageSequence" }, { 0x00082112, ACTION_X_Z_U, "SourceImageSequence" },
    { 0x00100010, ACTION_Z, "PatientName" }, { 0x00100020, ACTION_Z_D, "PatientID" }, { 0x00100030, ACTION_Z, "PatientBirthDate" },
    { 0x00101010, ACTION_X, "PatientAge" }, { 0x00181000, ACTION_X_Z_D, "DeviceSerialNumber" }, { 0x0040a730, ACTION_D, "ContentSequence" },
    { 0x04000561, ACTION_X, "OriginalAttributesSequence" }, { 0x50020010, ACTION_X, "CurveData" }, { 0x60023000, ACTION_X, "OverlayData" },
    { 0x00090010, ACTION_X, "PrivateAttributes" }, { 0x7fe11001, ACTION_X, "PrivateAttributes" },
  };
  for (guint i = 0; i < G_N_ELEMENTS (some); i++) {
    DicomVerdict verdict = dicom_profile_verdict (some[i].tag, 0, NULL, 0);
    g_assert_nonnull (verdict.row);
    g_assert_cmpint (verdict.row->action, ==, some[i].action);
    g_assert_cmpstr (verdict.row->keyword, ==, some[i].keyword);
  }
  g_assert_cmpint (dicom_profile_verdict (0x00280010, 0, NULL, 0).what, ==, DICOM_DO_KEEP);
  g_assert_cmpint (dicom_profile_verdict (0x00280fff, 0, NULL, 0).what, ==, DICOM_DO_UNKNOWN);
  g_assert_cmpint (dicom_profile_verdict (0x60020010, 0, NULL, 0).what, ==, DICOM_DO_UNKNOWN);
}

#define CT "1.2.840.10008.5.1.4.1.1.2"
#define ENHANCED_MR "1.2.840.10008.5.1.4.1.1.4.1"

/* Compound actions go by the type in the object, where it is known, else they keep the file valid. */
static void
test_types (void)
{
  static const struct { guint32 tag, parent; const char *sop; DicomDo what; } cases[] = {
    { 0x00081010, 0, CT, DICOM_DO_REMOVE },               /* Station Name: type 3 */
    { 0x00081010, 0, NULL, DICOM_DO_DUMMY },
    { 0x00081010, 0, "1.2.3", DICOM_DO_DUMMY },
    { 0x00181000, 0, CT, DICOM_DO_REMOVE },               /* Device Serial Number: 3, and 1 in enhanced objects */
    { 0x00181000, 0, ENHANCED_MR, DICOM_DO_DUMMY },
    { 0x00080021, 0, "1.2.840.10008.5.1.4.1.1.128", DICOM_DO_DUMMY },   /* Series Date in PET: 1 */
    { 0x00080021, 0, CT, DICOM_DO_REMOVE },
    { 0x00080023, 0, CT, DICOM_DO_EMPTY },                /* Content Date: 2C */
    { 0x00080023, 0, ENHANCED_MR, DICOM_DO_DUMMY },       /* 1 */
    { 0x00080080, 0x00081072, CT, DICOM_DO_DUMMY },       /* Institution Name beside operators: 1C */
    { 0x00080080, 0x0040a078, NULL, DICOM_DO_EMPTY },     /* 2 */
    { 0x00081140, 0, CT, DICOM_DO_REMOVE },
    { 0x00081140, 0, NULL, DICOM_DO_UID },
    { 0x00081140, 0x00081115, NULL, DICOM_DO_UID },       /* 1 */
  };
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_test_message ("%08x in %08x", cases[i].tag, cases[i].parent);
    g_assert_cmpint (dicom_profile_verdict (cases[i].tag, cases[i].parent, cases[i].sop, 0).what, ==, cases[i].what);
  }
}

static void
test_options (void)
{
  static const struct { guint32 tag; guint options; DicomDo what; } cases[] = {
    { 0x00080018, DICOM_RETAIN_UIDS, DICOM_DO_KEEP }, { 0x00080018, DICOM_RETAIN_DEVICE, DICOM_DO_UID }, { 0x00181000, DICOM_RETAIN_DEVICE, DICOM_DO_KEEP },
    { 0x00080080, DICOM_RETAIN_INSTITUTION, DICOM_DO_KEEP }, { 0x00101010, DICOM_RETAIN_PATIENT, DICOM_DO_KEEP }, { 0x00100040, DICOM_RETAIN_PATIENT, DICOM_DO_KEEP },
    { 0x00102110, DICOM_RETAIN_PATIENT, DICOM_DO_WORDS }, { 0x00080020, DICOM_RETAIN_FULL_DATES, DICOM_DO_KEEP }, { 0x00080020, DICOM_MODIFIED_DATES, DICOM_DO_DATE },
    { 0x00080020, 0, DICOM_DO_EMPTY }, { 0x00100030, DICOM_RETAIN_FULL_DATES, DICOM_DO_EMPTY }, { 0x00081030, DICOM_CLEAN_DESCRIPTORS, DICOM_DO_WORDS },
    { 0x00181203, DICOM_RETAIN_DEVICE, DICOM_DO_EMPTY }, { 0x00181203, DICOM_RETAIN_DEVICE | DICOM_MODIFIED_DATES, DICOM_DO_DATE },
    { 0x00191023, DICOM_RETAIN_SAFE_PRIVATE, DICOM_DO_PRIVATE }, { 0x0040a730, DICOM_CLEAN_DESCRIPTORS, DICOM_DO_DUMMY },
  };
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_test_message ("%08x with %x", cases[i].tag, cases[i].options);
    g_assert_cmpint (dicom_profile_verdict (cases[i].tag, 0, NULL, cases[i].options).what, ==, cases[i].what);
  }
  g_assert_true (dicom_profile_safe_private (0x00191023, "GEMS_ACQU_01"));
  g_assert_true (dicom_profile_safe_private (0x70531009, "Philips PET Private Group"));
  g_assert_false (dicom_profile_safe_private (0x00191099, "GEMS_ACQU_01"));
  g_assert_false (dicom_profile_safe_private (0x00191023, "SIEMENS MR HEADER"));
}

/* ---- every row at every depth ---- */

#define SECRET "SECRETVALUE"

/* A tag that stands for the row; private and repeating ones get numbers of their own. */
static guint32
tag_of (const DicomProfileRow *row)
{
  return row->mask == 0xffffffffu ? row->tag : strcmp (row->keyword, "PrivateAttributes") == 0 ? 0x00091001 : row->tag | 0x00020000 | (row->mask & 0xffff ? 0 : 0x10);
}

static void
add_row (GByteArray *out, const DicomProfileRow *row)
{
  char vr[3];
  g_strlcpy (vr, row->vr, sizeof vr);
  if (strcmp (vr, "SQ") == 0) {
    GByteArray *item = g_byte_array_new ();
    rig_text (item, 0x00081155, "UI", "1.2.840.99.1");
    rig_text (item, 0x00100010, "PN", SECRET);
    rig_sequence (out, tag_of (row), item);
  } else if (strcmp (vr, "DA") == 0) {
    rig_text (out, tag_of (row), vr, "20240229");
  } else if (strcmp (vr, "TM") == 0) {
    rig_text (out, tag_of (row), vr, "235959.5");
  } else if (strcmp (vr, "DT") == 0) {
    rig_text (out, tag_of (row), vr, "20240229235959.5+0100");
  } else if (strcmp (vr, "UI") == 0) {
    rig_text (out, tag_of (row), vr, "1.2.840.99.2");
  } else if (strcmp (vr, "US") == 0 || strcmp (vr, "UL") == 0 || strcmp (vr, "FD") == 0) {
    rig_element (out, tag_of (row), vr, "\1\2\3\4\5\6\7\10", strcmp (vr, "US") == 0 ? 2 : strcmp (vr, "UL") == 0 ? 4 : 8);
  } else {
    rig_text (out, tag_of (row), vr, strcmp (vr, "AS") == 0 ? "093Y" : SECRET);
  }
}

static gboolean
is_meta (const DicomProfileRow *row)
{
  return row->tag >> 16 <= 4 && row->mask == 0xffffffffu;
}

/* A file with a whole document in it is not copied at all (test_document); deeper ones are as every other row. */
static gboolean
is_document (const DicomProfileRow *row)
{
  return row->tag == 0x00420011;
}

/* All rows, and at the end a sequence that is kept with all of them once more. */
static GByteArray *
level (int depth)
{
  guint n;
  const DicomProfileRow *rows = dicom_profile_rows (&n);
  GByteArray *out = g_byte_array_new ();
  if (depth == 0) {
    rig_text (out, 0x00080016, "UI", "1.2.3.99");
    rig_us (out, 0x00280010, 1);
  }
  for (guint i = 0; i < n; i++)
    if (!is_meta (&rows[i]) && (depth > 0 || !is_document (&rows[i])))
      add_row (out, &rows[i]);
  if (depth < 3)
    rig_sequence (out, 0x52009229, level (depth + 1));      /* Shared Functional Groups Sequence */
  return out;
}

static gboolean
value_is (const DicomElement *e, const char *text)
{
  return e && e->length == strlen (text) + (strlen (text) & 1) && memcmp (e->value, text, strlen (text)) == 0;
}

/* What the standard says of the action, told apart from the code under test. */
static void
check_row (const DicomData *data, gint32 parent, const DicomProfileRow *row, gboolean dates)
{
  const DicomElement *e = dicom_find (data, parent, tag_of (row));
  gboolean sequence = strcmp (row->vr, "SQ") == 0;
  g_test_message ("%s (%08x)", row->keyword, row->tag);
  if (dates && (row->options & CLEAN_MODIFIED_DATES) && (strcmp (row->vr, "DA") == 0 || strcmp (row->vr, "DT") == 0 || strcmp (row->vr, "TM") == 0)) {
    g_assert_nonnull (e);
    g_assert_cmpuint (e->length, >=, 8);
    g_assert_false (strcmp (row->vr, "TM") != 0 && memcmp (e->value, "2024", 4) == 0);
    return;
  }
  switch (row->action) {
  case ACTION_X:
    g_assert_null (e);
    break;
  case ACTION_Z:
  case ACTION_X_Z:
    g_assert_nonnull (e);
    g_assert_cmpuint (e->length, ==, 0);
    break;
  case ACTION_U:
  case ACTION_X_Z_U:
    g_assert_nonnull (e);
    if (sequence) {
      g_autofree char *uid = rig_get (data, dicom_item (data, e, 0), 0x00081155), *name = rig_get (data, dicom_item (data, e, 0), 0x00100010);
      g_assert_true (g_str_has_prefix (uid, "2.25."));
      g_assert_cmpstr (name, ==, "");
    } else {
      g_assert_true (e->length > 20 && memcmp (e->value, "2.25.", 5) == 0);
    }
    break;
  case ACTION_D:
  case ACTION_X_D:
  case ACTION_X_Z_D:
  case ACTION_Z_D:
  case ACTION_COUNT:
  default:
    g_assert_nonnull (e);
    g_assert_cmpuint (e->length, >, 0);
    g_assert_false (value_is (e, SECRET) || value_is (e, "20240229") || value_is (e, "1.2.840.99.2"));
    g_assert_true (!sequence || dicom_item (data, e, 0) >= 0);
  }
}

static void
check_level (const DicomData *data, gint32 parent, int depth, gboolean dates, guint *seen)
{
  guint n;
  const DicomProfileRow *rows = dicom_profile_rows (&n);
  for (guint i = 0; i < n; i++) {
    g_assert_true (!is_meta (&rows[i]) || rows[i].tag == 0x00020003 || !dicom_find (data, parent, rows[i].tag));
    if (!is_meta (&rows[i]) && (depth > 0 || !is_document (&rows[i])))
      check_row (data, parent, &rows[i], dates);
    ++*seen;
  }
  const DicomElement *deeper = dicom_find (data, parent, 0x52009229);
  g_assert_true ((deeper != NULL) == (depth < 3));
  if (deeper)
    check_level (data, dicom_item (data, deeper, 0), depth + 1, dates, seen);
}

static void
test_all_rows (gconstpointer options)
{
  DicomDeidentifyRequest request = rig_request (GPOINTER_TO_UINT (options));
  g_autoptr (GByteArray) file = rig_file ("1.2.840.10008.1.2.1", "1.2.3.99", level (0));
  g_autoptr (GError) error = NULL;
  DicomDeidentified copy;
  DicomData data;
  guint seen = 0;
  gboolean ok = dicom_deidentify (file->data, file->len, &request, &copy, &error);
  g_assert_no_error (error);
  g_assert_true (ok);
  g_assert_true (dicom_read (&data, copy.data, copy.n, &error));
  g_assert_false (data.cut || data.damaged);
  g_assert_false (rig_contains (copy.data, copy.n, SECRET));
  g_assert_false (rig_contains (copy.data, copy.n, "1.2.840.99"));
  g_assert_false (rig_contains (copy.data, copy.n, "HOSPITALAE"));
  g_assert_false (rig_contains (copy.data, copy.n, "PRIVATEINFO"));
  g_assert_false (rig_contains (copy.data, copy.n, "polyglot"));
  if (!(request.options & DICOM_MODIFIED_DATES))
    g_assert_false (rig_contains (copy.data, copy.n, "20240229"));
  check_level (&data, -1, 0, (request.options & DICOM_MODIFIED_DATES) != 0, &seen);
  g_test_message ("%u rows and depths looked at", seen);
  g_assert_cmpuint (seen, ==, 4 * 621);
  dicom_clear (&data);
  dicom_deidentified_clear (&copy);
}

static void
test_document (void)
{
  GByteArray *body = g_byte_array_new ();
  g_autoptr (GError) error = NULL;
  DicomDeidentifyRequest request = rig_request (0);
  DicomDeidentified copy;
  rig_text (body, 0x00080016, "UI", "1.2.840.10008.5.1.4.1.1.104.1");
  rig_element (body, 0x00420011, "OB", "%PDF-1.7", 8);
  g_autoptr (GByteArray) file = rig_file ("1.2.840.10008.1.2.1", "1.2.840.10008.5.1.4.1.1.104.1", body);
  g_assert_false (dicom_deidentify (file->data, file->len, &request, &copy, &error));
  g_assert_nonnull (strstr (error->message, "PDF"));
  g_assert_cmpint (dicom_profile_verdict (0x00420011, 0, NULL, 0).what, ==, DICOM_DO_DUMMY);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/dicom-profile/counts", test_counts);
  g_test_add_func ("/dicom-profile/rows", test_rows);
  g_test_add_func ("/dicom-profile/types", test_types);
  g_test_add_func ("/dicom-profile/options", test_options);
  g_test_add_data_func ("/dicom-profile/all-rows", GUINT_TO_POINTER (0), test_all_rows);
  g_test_add_data_func ("/dicom-profile/all-rows-shifted", GUINT_TO_POINTER (DICOM_MODIFIED_DATES), test_all_rows);
  g_test_add_func ("/dicom-profile/document", test_document);
  return g_test_run ();
}
