/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The quality report on made data: each finding where it belongs, and none on a clean set; copies and look-alikes; leaks; mends. */
#include "quality-set.h"

#include <math.h>
#include <string.h>

/* ---- scans ---- */

static void
test_clean_scans (void)
{
  Set *s = set_clean_scans (200);
  set_run (s);
  set_expect_only (s, "");
  g_assert_nonnull (set_find (s, "samples"));
  g_assert_nonnull (set_find (s, "class"));
  g_assert_nonnull (set_find (s, "split"));
  g_assert_cmpuint (set_find (s, "patients")->count, ==, 200);
  set_free (s);
}

static void
test_pixels (void)
{
  Set *s = set_clean_scans (100);
  VslImage image = { 0 };
  g_assert_true (vsl_image_alloc (&image, 48, 48, 1, VSL_PIXEL_U8, 8, NULL));
  memset (image.data, 77, image.size);
  set_add (s, &image);                                             /* 101: blank */
  g_assert_true (vsl_image_alloc (&image, 48, 48, 1, VSL_PIXEL_U8, 8, NULL));
  memset (image.data, 100, image.size);
  ((guint8 *) image.data)[5] = 101;
  set_add (s, &image);                                             /* 102: all but blank */
  image = set_body (500, 48, 48, 4, -80);
  set_add (s, &image);                                             /* 103: much of it white */
  image = set_body (501, 48, 48, 1, 0);
  vsl_image_invert (&image);
  set_add (s, &image);                                             /* 104: inverted */
  image = set_body (502, 20, 60, 1, 0);
  set_add (s, &image);                                             /* 105: another size */
  set_run (s);
  set_expect (s, "blank", "101");
  set_expect (s, "constant", "102");
  set_expect (s, "clipped", "103");
  set_expect (s, "inverted", "104");
  set_expect (s, "odd_size", "105");
  const VslFinding *bright = set_find (s, "intensity_outliers");
  g_assert_nonnull (bright);
  set_expect_only (s, "blank constant clipped inverted odd_size intensity_outliers");
  set_free (s);
}

static void
test_intensity (void)
{
  Set *s = set_clean_scans (80);
  VslImage image = set_body (600, 48, 48, 0.12, 0);
  set_add (s, &image);                                             /* 81: dark, with little contrast */
  set_run (s);
  set_expect (s, "intensity_outliers", "81");
  set_free (s);
}

static void
test_sizes (void)
{
  Set *s = set_new (set_two);
  for (guint i = 0; i < 60; i++) {
    VslImage image = set_body (i + 1, 40 + (int) (i % 17), 44 + (int) (i % 13), 1, 0);
    set_add (s, &image);
  }
  set_run (s);
  set_expect (s, "size_outliers", NULL);
  set_expect (s, "odd_size", NULL);
  VslImage image = set_body (700, 400, 420, 1, 0);
  set_add (s, &image);
  set_run (s);
  set_expect (s, "size_outliers", "61");
  g_autofree const char **spacing = g_new0 (const char *, 62);
  for (guint i = 0; i < 61; i++)
    spacing[i] = i == 30 ? "5.0\\5.0" : "0.5\\0.5";
  s->input.spacing = spacing;
  set_run (s);
  set_expect (s, "size_outliers", "31 61");
  set_free (s);
}

static void
test_burned_in (void)
{
  Set *s = set_clean_scans (30);
  g_autofree const char **burned = g_new0 (const char *, 31);
  burned[3] = "suspected: secondary capture";
  burned[4] = "no";
  burned[9] = "yes";
  s->input.burned_in = burned;
  set_run (s);
  set_expect (s, "burned_in", "4 10");
  set_free (s);
}

/* A copy that was brightened, scaled or saved with loss is found; a neighbour of the same kind is not. */
static void
test_look_alikes (void)
{
  Set *s = set_clean_scans (120);
  VslImage image = set_body (3, 48, 48, 0.85, 12);
  set_add (s, &image);                                             /* 121 ~ 3: less contrast, brighter */
  image = set_body (7, 96, 96, 1, 0);
  set_add (s, &image);                                             /* 122 ~ 7: twice the size */
  image = set_body (11, 48, 48, 1, 0);
  for (gsize i = 0; i < image.size; i++)
    ((guint8 *) image.data)[i] = (guint8) (((guint8 *) image.data)[i] / 8 * 8 + 3);
  set_add (s, &image);                                             /* 123 ~ 11: fewer greys */
  image = set_body (2, 48, 48, 1, 0);
  set_add (s, &image);                                             /* 124 = 2: the same bytes */
  for (guint i = 120; i < 124; i++)
    set_at (s, i)->split = VSL_SPLIT_TEST;
  set_at (s, 121)->label = set_at (s, 6)->label;
  set_run (s);
  set_expect (s, "near_duplicates", "3 121 7 122 11 123");
  set_expect (s, "near_duplicates_across_splits", "3 121 7 122 11 123");
  set_expect (s, "duplicates", "2 124");
  set_expect (s, "duplicates_across_splits", "2 124");
  set_expect (s, "conflicting_labels", NULL);
  set_expect (s, "near_conflicting_labels", NULL);
  g_assert_cmpuint (set_find (s, "near_duplicates")->count, ==, 3);
  g_assert_cmpuint (set_find (s, "duplicates")->count, ==, 1);
  set_at (s, 123)->label = 0;
  set_at (s, 1)->label = 1;
  set_run (s);
  set_expect (s, "conflicting_labels", "2 124");
  set_expect (s, "near_conflicting_labels", NULL);
  /* Of look-alikes: one of another class; one without a class contradicts nobody. */
  set_at (s, 121)->label = 1 - set_at (s, 6)->label;
  set_at (s, 122)->label = -1;
  set_run (s);
  set_expect (s, "near_conflicting_labels", "7 122");
  g_assert_cmpuint (set_find (s, "near_conflicting_labels")->count, ==, 1);
  set_free (s);
}

/* ---- several labels ---- */

/* 400 scans; "half" holds for every other one, "rare" for one in twenty, "always" for nearly all, "tiny" for four, "untrained" for three in test. */
static Set *
labelled_set (void)
{
  static const char *const names[] = { "half", "rare", "always", "tiny", "untrained", NULL };
  Set *s = set_clean_scans (400);
  s->classes = names;
  s->input.target = VSL_TARGET_LABELS;
  for (guint i = 0; i < 400; i++) {
    VslSampleInfo *sample = set_at (s, i);
    sample->label = -1;
    sample->has_target = TRUE;
    sample->labels = (i % 2 ? 1 : 0) | (i / 2 % 20 == 3 ? 2 : 0) | (i % 40 ? 4 : 0) | (i >= 20 && i < 24 ? 8 : 0) | (i >= 36 && i < 39 ? 16 : 0);
  }
  return s;
}

static void
test_several_labels (void)
{
  Set *s = labelled_set ();
  set_run (s);
  const VslFinding *f = set_find (s, "class_imbalance");
  g_assert_nonnull (f);
  g_assert_cmpuint (f->count, ==, 4);
  g_assert_cmpint (f->mend, ==, VSL_MEND_NONE);
  g_assert_nonnull (strstr (f->text, "rare (5 %)"));
  g_assert_nonnull (strstr (f->text, "always (97.5 %)"));
  g_assert_null (strstr (f->text, "half"));
  g_assert_nonnull (strstr (f->text, "BinaryFocalCrossentropy"));
  set_expect (s, "tiny_classes", "21 22 23 24");
  f = set_find (s, "tiny_classes");
  g_assert_nonnull (strstr (f->text, "tiny (4)"));
  g_assert_cmpint (f->mend, ==, VSL_MEND_NONE);
  set_expect (s, "class_not_in_training", "37 38 39");
  set_expect (s, "class_drift", NULL);
  set_expect (s, "no_class", NULL);
  /* A label that is rare, and four times as rare in test; half of them turned round elsewhere. */
  guint test = 0;
  for (guint i = 0; i < 400; i++) {
    VslSampleInfo *sample = set_at (s, i);
    if (sample->split == VSL_SPLIT_TEST)
      sample->labels = (sample->labels & ~(guint64) 2) | (test++ % 3 == 0 ? 2 : 0);
  }
  set_run (s);
  f = set_find (s, "class_drift");
  g_assert_nonnull (f);
  g_assert_cmpstr (f->name, ==, "test");
  g_assert_nonnull (strstr (f->text, "rare"));
  set_free (s);
}

/* Copies whose labels are not the same. */
static void
test_label_conflict (void)
{
  Set *s = labelled_set ();
  VslImage image = set_body (3, 48, 48, 1, 0);
  set_add (s, &image);                                             /* 401 = 3 */
  set_at (s, 400)->label = -1;
  set_at (s, 400)->has_target = TRUE;
  set_at (s, 400)->labels = set_at (s, 2)->labels;
  set_run (s);
  set_expect (s, "conflicting_labels", NULL);
  set_at (s, 400)->labels ^= 1;
  set_run (s);
  set_expect (s, "conflicting_labels", "3 401");
  s->input.target = VSL_TARGET_NUMBER;
  set_at (s, 400)->number = set_at (s, 2)->number = 4.5;
  set_run (s);
  set_expect (s, "conflicting_labels", NULL);
  set_at (s, 400)->number = 5;
  set_run (s);
  set_expect (s, "conflicting_labels", "3 401");
  set_free (s);
}

/* Weights are offered where there are none yet. */
static void
test_weights (void)
{
  Set *s = set_clean_scans (240);
  for (guint i = 0; i < 240; i++)
    set_at (s, i)->label = i / 2 % 20 == 2;
  set_run (s);
  const VslFinding *f = set_find (s, "class_imbalance");
  g_assert_nonnull (f);
  g_assert_cmpint (f->mend, ==, VSL_MEND_WEIGH);
  g_assert_cmpint (f->severity, ==, VSL_SEVERITY_WARNING);
  s->input.weighed = TRUE;
  set_run (s);
  f = set_find (s, "class_imbalance");
  g_assert_cmpint (f->mend, ==, VSL_MEND_NONE);
  g_assert_cmpint (f->severity, ==, VSL_SEVERITY_INFO);
  set_free (s);
}

/* ---- labels, splits, patients ---- */

static void
test_labels (void)
{
  static const char *const three[] = { "left", "right", "rare", NULL };
  Set *s = set_clean_scans (60);
  s->classes = three;
  set_at (s, 4)->label = -1;
  set_at (s, 5)->split = VSL_SPLIT_NONE;
  set_at (s, 8)->label = set_at (s, 9)->label = 2;                    /* both in training */
  set_run (s);
  set_expect (s, "no_class", "5");
  set_expect (s, "no_split", "6");
  set_expect (s, "tiny_classes", "9 10");
  g_assert_nonnull (set_find (s, "class_imbalance"));
  g_assert_null (set_find (s, "class_not_in_training"));
  set_at (s, 8)->split = set_at (s, 9)->split = VSL_SPLIT_TEST;
  set_run (s);
  set_expect (s, "class_not_in_training", "9 10");
  g_assert_cmpstr (set_find (s, "class_not_in_training")->name, ==, "rare");
  set_expect (s, "tiny_classes", NULL);
  g_assert_null (set_find (s, "no_test_split"));
  for (guint i = 0; i < 60; i++)
    if (set_at (s, i)->split == VSL_SPLIT_TEST)
      set_at (s, i)->split = VSL_SPLIT_VAL;
  set_run (s);
  g_assert_nonnull (set_find (s, "no_test_split"));
  set_free (s);
}

/* MedMNIST's pneumonia: 74 % of training and 62 % of the test set. */
static void
test_drift (void)
{
  Set *s = set_clean_scans (1);
  g_ptr_array_set_size (s->images, 1);
  for (guint i = 1; i < 5332; i++) {                           /* shares alone: the pictures do not matter */
    VslSampleInfo info = *set_at (s, 0);
    info.id = i + 1;
    info.patient = i + 1;
    info.split = i < 4708 ? VSL_SPLIT_TRAIN : VSL_SPLIT_TEST;
    info.label = i * 7919 % 1000 < (i < 4708 ? 742u : 622u);
    g_array_append_val (s->samples, info);
  }
  VslFindings out = { g_ptr_array_new_with_free_func ((GDestroyNotify) vsl_finding_free), (const VslCheckClass *) vsl_kind_find ("check", "class_drift") };
  VslQualityInput input = { .n = s->samples->len, .samples = (const VslSampleInfo *) (gpointer) s->samples->data, .class_names = set_two };
  out.cls->find (&input, &out);
  g_assert_cmpuint (out.list->len, ==, 1);
  const VslFinding *f = out.list->pdata[0];
  g_assert_cmpstr (f->name, ==, "test");
  g_assert_nonnull (strstr (f->text, "74 %"));
  g_assert_nonnull (strstr (f->text, "62 %"));
  g_ptr_array_set_size (out.list, 0);
  for (guint i = 4708; i < 5332; i++)                          /* what chance does is no drift */
    set_at (s, i)->label = i * 7919 % 1000 < 715;
  out.cls->find (&input, &out);
  g_assert_cmpuint (out.list->len, ==, 0);
  g_ptr_array_unref (out.list);
  set_free (s);
}

static void
test_intensity_drift (void)
{
  Set *s = set_new (set_two);
  for (guint i = 0; i < 120; i++) {
    VslImage image = set_body (i + 1, 48, 48, 1, i / 2 % 10 >= 8 ? 30 : 0);      /* those of test */
    set_add (s, &image);
  }
  set_run (s);
  g_assert_nonnull (set_find (s, "intensity_drift"));
  g_assert_cmpstr (set_find (s, "intensity_drift")->name, ==, "test");
  set_free (s);
}

static void
test_patients (void)
{
  Set *s = set_clean_scans (40);
  set_at (s, 0)->patient = set_at (s, 39)->patient = 500;              /* train and test */
  set_at (s, 1)->patient = set_at (s, 2)->patient = 501;               /* train and train */
  set_run (s);
  set_expect (s, "patient_on_both_sides", "1 40");
  g_assert_cmpuint (set_find (s, "patient_on_both_sides")->count, ==, 1);
  set_expect (s, "patients_unknown", NULL);
  for (guint i = 0; i < 40; i++)
    set_at (s, i)->patient = 0;
  set_run (s);
  set_expect (s, "patient_on_both_sides", NULL);
  g_assert_nonnull (set_find (s, "patients_unknown"));
  set_free (s);
}

/* ---- notes ---- */

static VslSampleInfo *
add_note (Set *s, const char *text)
{
  VslImage image = { 0 };
  g_assert_true (vsl_note_from_text (&image, text, strlen (text), NULL));
  return set_add (s, &image);
}

static char *
sentence (GRand *rand, guint words)
{
  GString *text = g_string_new (NULL);
  for (guint i = 0; i < words; i++)
    g_string_append_printf (text, "%sw%c%c%c", i ? " " : "", 'a' + g_rand_int_range (rand, 0, 26), 'a' + g_rand_int_range (rand, 0, 26),
                            'a' + g_rand_int_range (rand, 0, 26));
  return g_string_free (text, FALSE);
}

static void
test_notes (void)
{
  static const char *const classes[] = { "cardiac failure", "other", NULL };
  Set *s = set_new (classes);
  g_autoptr (GRand) rand = g_rand_new_with_seed (5);
  for (guint i = 0; i < 80; i++) {
    g_autofree char *text = sentence (rand, 40);
    add_note (s, text);
  }
  set_run (s);
  set_expect_only (s, "");
  add_note (s, "...");                                         /* 81 */
  add_note (s, "No pain.");                                    /* 82 */
  for (guint i = 0; i < 5; i++) {                              /* 83 … 87 */
    g_autofree char *text = g_strdup_printf ("Blood pressure %u over %u, no complaints today.", 120 + i, 70 + i);
    add_note (s, text);
  }
  for (guint i = 0; i < 6; i++) {                              /* 88 … 93, of which 89, 91, 93 have class 0 */
    g_autofree char *rest = sentence (rand, 30), *text = g_strdup_printf ("%s signs of Cardiac Failure %s", rest, rest + 20);
    add_note (s, text)->label = i % 2 ? 0 : 1;
    if (i % 2 == 0)
      memset (((VslImage *) s->images->pdata[s->images->len - 1])->data, 'x', 8);
  }
  g_autofree char *long_note = sentence (rand, 60), *nearly = g_strdup (long_note);
  memcpy (nearly + 100, "zzzz", 4);
  add_note (s, long_note)->split = VSL_SPLIT_TRAIN;            /* 94 */
  add_note (s, nearly)->split = VSL_SPLIT_TEST;                /* 95 */
  set_run (s);
  set_expect (s, "no_words", "81");
  set_expect (s, "few_words", "82");
  set_expect (s, "boilerplate", "83 84 85 86 87");
  set_expect (s, "near_duplicates_across_splits", "94 95");
  set_expect (s, "label_in_text", NULL);                           /* named in both classes alike: it tells nothing */
  for (guint i = 87; i < 93; i++)
    set_at (s, i)->label = 0;
  set_run (s);
  set_expect (s, "label_in_text", "88 89 90 91 92 93");
  g_autofree guint8 *unknown = g_new0 (guint8, s->samples->len + 1);
  unknown[1] = TRUE;
  s->input.unknown = unknown;
  set_run (s);
  set_expect (s, "no_known_words", "2");
  set_free (s);
}

static void
test_unreadable (void)
{
  Set *s = set_clean_scans (30);
  set_run (s);
  set_expect (s, "unreadable", NULL);
  g_array_index (s->traits, VslTraits, 6).flags = VSL_TRAITS_UNREADABLE;
  static const gint64 out[] = { 77, 78 };
  s->input.left_out = out;
  s->input.n_left_out = 2;
  g_ptr_array_unref (s->findings);
  s->findings = vsl_quality_find (&s->input);
  set_expect (s, "unreadable", "7");
  set_expect (s, "left_out", "77 78");
  set_free (s);
}

/* ---- leaks and mends ---- */

static void
test_leaks (void)
{
  Set *s = set_clean_scans (300);
  set_run (s);
  g_autoptr (VslLeaks) none = vsl_leaks_find (&s->input);
  g_assert_false (vsl_leaks_any (none));
  g_assert_false (vsl_leaks_stop (none));
  g_assert_cmpuint (none->smaller, ==, 30);
  set_at (s, 0)->patient = set_at (s, 299)->patient = 900;
  set_run (s);
  g_autoptr (VslLeaks) one = vsl_leaks_find (&s->input);
  g_assert_cmpuint (one->patients, ==, 1);
  g_assert_true (vsl_leaks_stop (one));
  g_assert_cmpuint (one->samples->len, ==, 2);
  g_autofree char *text = vsl_leaks_text (one);
  g_assert_nonnull (strstr (text, "1, 300"));
  set_free (s);

  s = set_clean_scans (1200);                                      /* val has 120: 2 copies are below 2 %, 3 are not */
  for (guint k = 0; k < 3; k++) {
    VslImage image = set_body (k * 20 + 1, 48, 48, 1, 0);
    set_add (s, &image)->split = VSL_SPLIT_VAL;
    set_run (s);
    g_autoptr (VslLeaks) leaks = vsl_leaks_find (&s->input);
    g_assert_cmpuint (leaks->copies, ==, k + 1);
    g_assert_cmpint (vsl_leaks_stop (leaks), ==, k == 2);
  }
  set_free (s);
}

static const VslChange *
change_of (const GArray *changes, gint64 id)
{
  for (guint i = 0; i < changes->len; i++)
    if (g_array_index (changes, VslChange, i).id == id)
      return &g_array_index (changes, VslChange, i);
  return NULL;
}

static void
test_mends (void)
{
  Set *s = set_clean_scans (100);
  VslImage image = set_body (2, 48, 48, 1, 0);
  set_add (s, &image);                                             /* 101 = 2 */
  set_at (s, 100)->split = VSL_SPLIT_TEST;
  set_at (s, 100)->patient = set_at (s, 3)->patient;                   /* whose other scan is in training */
  set_run (s);
  g_autoptr (GArray) keep = vsl_mend_plan (set_find (s, "duplicates"), &s->input);
  g_assert_cmpuint (keep->len, ==, 1);
  g_assert_nonnull (change_of (keep, 101));
  g_assert_cmpint (change_of (keep, 101)->out[1], ==, 1);
  g_autoptr (GArray) side = vsl_mend_plan (set_find (s, "duplicates_across_splits"), &s->input);
  g_assert_cmpuint (side->len, ==, 1);                         /* with 2 and the patient it goes to training */
  g_assert_cmpint (change_of (side, 101)->split[0], ==, VSL_SPLIT_TEST);
  g_assert_cmpint (change_of (side, 101)->split[1], ==, VSL_SPLIT_TRAIN);
  set_free (s);
}

static void
test_invert (void)
{
  static const struct {
    VslPixelType type;
    int bits;
  } kinds[] = { { VSL_PIXEL_U8, 8 }, { VSL_PIXEL_U16, 12 }, { VSL_PIXEL_S16, 12 }, { VSL_PIXEL_S8, 8 }, { VSL_PIXEL_S32, 32 }, { VSL_PIXEL_U32, 32 },
                { VSL_PIXEL_F64, VSL_IMAGE_OPEN_BITS } };
  for (guint k = 0; k < G_N_ELEMENTS (kinds); k++) {
    VslImage image = { 0 }, before = { 0 };
    g_assert_true (vsl_image_alloc (&image, 16, 16, 1, kinds[k].type, kinds[k].bits, NULL));
    for (int i = 0; i < 256; i++)
      switch (kinds[k].type) {
      case VSL_PIXEL_U8:
        ((guint8 *) image.data)[i] = (guint8) i;
        break;
      case VSL_PIXEL_S8:
        ((gint8 *) image.data)[i] = (gint8) (i - 128);
        break;
      case VSL_PIXEL_U16:
        ((guint16 *) image.data)[i] = (guint16) (i * 16);
        break;
      case VSL_PIXEL_S16:
        ((gint16 *) image.data)[i] = (gint16) (i * 16 - 1024);
        break;
      case VSL_PIXEL_U32:
        ((guint32 *) image.data)[i] = (guint32) i * 16777216u;
        break;
      case VSL_PIXEL_S32:
        ((gint32 *) image.data)[i] = (i - 128) * 16000000;
        break;
      default:
        ((double *) image.data)[i] = i * 0.5 - 60;
        break;
      }
    g_assert_true (vsl_image_copy (&before, &image, NULL));
    vsl_image_invert (&image);
    g_assert_cmpfloat (vsl_image_value (&image, 0), >, vsl_image_value (&image, 200));
    vsl_image_invert (&image);
    g_assert_cmpmem (image.data, image.size, before.data, before.size);
    vsl_image_clear (&image);
    vsl_image_clear (&before);
  }
}

/* ---- many ---- */

/* 100,000 random looks, and 20,000 that are all but one: neither may cost the square of its number. */
static void
test_many (void)
{
  const guint n = 100000;
  g_autofree VslSampleInfo *samples = g_new0 (VslSampleInfo, n);
  g_autofree VslTraits *traits = g_new0 (VslTraits, n);
  g_autofree guint8 (*sha256)[32] = g_malloc0 ((gsize) n * 32);
  g_autoptr (GRand) rand = g_rand_new_with_seed (1);
  for (guint round = 0; round < 2; round++) {
    for (guint i = 0; i < n; i++) {
      samples[i] = (VslSampleInfo) { .id = i + 1, .width = 8, .height = 8, .type = VSL_PIXEL_U8 };
      memcpy (sha256[i], &i, sizeof i);
      traits[i].look = round ? (guint64) 1 << (i % 16) : (guint64) g_rand_int (rand) << 32 | g_rand_int (rand);
      for (guint k = 0; k < sizeof traits[i].of.thumb; k++)
        traits[i].of.thumb[k] = (guint8) g_rand_int_range (rand, 0, 256);
    }
    traits[777] = traits[55555];
    VslTwinsInput input = { round ? 20000 : n, samples, (const guint8 (*)[32]) sha256, traits, NULL, NULL };
    gint64 start = g_get_monotonic_time ();
    g_autoptr (VslTwins) twins = vsl_twins_find (&input, NULL, NULL);
    double seconds = (g_get_monotonic_time () - start) * 1e-6;
    g_print ("# look-alikes among %u %s scans: %.2f s\n", input.n, round ? "crowded" : "random", seconds);
    if (round == 0)
      g_assert_cmpuint (twins->near[777], ==, twins->near[55555]);
    g_assert_cmpuint (twins->n_near, ==, round == 0 ? 1 : 0);
  }
}

static gboolean
refuse (gpointer data, double fraction)
{
  return FALSE;
}

static void
test_cancel (void)
{
  Set *s = set_clean_scans (30);
  set_run (s);
  VslTwinsInput twins = { s->samples->len, s->input.samples, (const guint8 (*)[32]) (gpointer) s->sha256->data, s->input.traits, NULL, NULL };
  g_assert_null (vsl_twins_find (&twins, refuse, NULL));
  set_free (s);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/quality/clean-scans", test_clean_scans);
  g_test_add_func ("/quality/pixels", test_pixels);
  g_test_add_func ("/quality/intensity", test_intensity);
  g_test_add_func ("/quality/sizes", test_sizes);
  g_test_add_func ("/quality/burned-in", test_burned_in);
  g_test_add_func ("/quality/look-alikes", test_look_alikes);
  g_test_add_func ("/quality/labels", test_labels);
  g_test_add_func ("/quality/drift", test_drift);
  g_test_add_func ("/quality/intensity-drift", test_intensity_drift);
  g_test_add_func ("/quality/patients", test_patients);
  g_test_add_func ("/quality/notes", test_notes);
  g_test_add_func ("/quality/unreadable", test_unreadable);
  g_test_add_func ("/quality/leaks", test_leaks);
  g_test_add_func ("/quality/mends", test_mends);
  g_test_add_func ("/quality/invert", test_invert);
  g_test_add_func ("/quality/many", test_many);
  g_test_add_func ("/quality/several-labels", test_several_labels);
  g_test_add_func ("/quality/label-conflict", test_label_conflict);
  g_test_add_func ("/quality/weights", test_weights);
  g_test_add_func ("/quality/cancel", test_cancel);
  return g_test_run ();
}
