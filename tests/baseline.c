/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The linear baseline: how it reads scans and notes, which split may choose, its edges; and the majority class. */
#include <math.h>
#include <string.h>

#include "core/vsl-error.h"
#include "core/vsl-random.h"
#include "data/vsl-note.h"
#include "evaluate/vsl-baseline-private.h"
#include "evaluate/vsl-baseline.h"

typedef struct {
  guint n, side, fetched, broken;
  gboolean sizes_differ;
} Source;

static int
class_of (gint64 id)
{
  return (int) (id / 4 % 2);
}

/* Noise, and a disc of brightness on the left or on the right. */
static gboolean
fetch (gpointer data, gint64 id, VslImage *image, GError **error)
{
  Source *source = data;
  int side = (int) source->side + (source->sizes_differ ? (int) (id % 3) : 0);
  source->fetched++;
  if (source->broken == id) {
    g_set_error (error, VSL_DATA_ERROR, VSL_ERROR_DATA, "damaged");
    return FALSE;
  }
  g_assert_true (vsl_image_alloc (image, side, side, 1, VSL_PIXEL_U16, 16, error));
  guint64 key = vsl_random_key (1, VSL_RANDOM_TEST, (guint64) id, 0);
  double at = (class_of (id) ? 0.7 : 0.3) + 0.1 * vsl_random_normal (key, 1);
  for (int i = 0; i < side * side; i++) {
    double x = (i % side + 0.5) / side - at, y = (double) (i / side) / side - 0.5;
    double v = 0.3 + 0.3 * exp (-(x * x + y * y) / 0.05) + 0.15 * vsl_random_normal (key, 10 + (guint64) i);
    ((guint16 *) image->data)[i] = (guint16) (CLAMP (v, 0, 1) * 65535);
  }
  return TRUE;
}

static VslDataset *
dataset_of (Source *source, VslSplit rest, int unlabelled_from)
{
  static const char *const names[] = { "left", "right", NULL };
  g_autofree VslSampleInfo *info = g_new0 (VslSampleInfo, source->n);
  for (guint i = 0; i < source->n; i++) {
    int side = (int) source->side + (source->sizes_differ ? (int) ((i + 1) % 3) : 0);
    info[i] = (VslSampleInfo) { .id = i + 1, .label = (int) i < unlabelled_from ? class_of (i + 1) : -1, .width = side, .height = side,
                                .channels = 1, .bits = 16, .type = VSL_PIXEL_U16,
                                .split = i % 4 == 3 ? rest : i % 4 == 2 && rest == VSL_SPLIT_TEST ? VSL_SPLIT_VAL : VSL_SPLIT_TRAIN };
  }
  return vsl_dataset_new (info, source->n, names, 1, fetch, source, NULL);
}

static void
test_scans (void)
{
  const guint sides[] = { 12, 28, 61 };
  for (guint i = 0; i < G_N_ELEMENTS (sides); i++) {
    Source source = { .n = 240, .side = sides[i], .sizes_differ = i == 2 };
    g_autoptr (GError) error = NULL;
    g_autoptr (VslDataset) dataset = dataset_of (&source, VSL_SPLIT_TEST, G_MAXINT);
    g_autoptr (VslBaseline) b = vsl_baseline_make (dataset, VSL_SPLIT_TEST, NULL, NULL, &error);
    g_assert_no_error (error);
    g_autoptr (VslEvaluation) e = vsl_evaluate (b->predictions, dataset, 1);
    g_assert_cmpstr (b->kind, ==, "pixels + logistic regression");
    g_assert_cmpuint (b->features, ==, MIN (sides[i], 28) * MIN (sides[i], 28));
    g_assert_cmpuint (b->learnt, ==, 120);
    g_assert_cmpuint (e->n, ==, 60);
    g_assert_cmpfloat (e->accuracy.value, >, 0.9);
    g_assert_cmpfloat (e->auc.value, >, 0.95);
    for (guint k = 0; k < 60; k++)
      g_assert_cmpfloat_with_epsilon (b->predictions->prob[2 * k] + b->predictions->prob[2 * k + 1], 1, 1e-12);
  }
}

/* ---- the sizes of scans ---- */

#define ACROSS 40
#define DOWN 70
#define MANY 9

static guint16
pixel_of (gint64 id, int i)
{
  return (guint16) (vsl_random_bits (vsl_random_key (9, VSL_RANDOM_TEST, (guint64) id, 0), (guint64) i) >> 48);
}

static gboolean
fetch_odd (gpointer data, gint64 id, VslImage *image, GError **error)
{
  g_assert_true (vsl_image_alloc (image, ACROSS, DOWN, 1, VSL_PIXEL_U16, 16, error));
  for (int i = 0; i < ACROSS * DOWN; i++)
    ((guint16 *) image->data)[i] = pixel_of (id, i);
  return TRUE;
}

/* A scan drawn 28 times as large in both directions falls into whole squares: their means, the slow way. */
static double
square_of (gint64 id, int row, int column)
{
  double sum = 0;
  for (int y = row * DOWN; y < (row + 1) * DOWN; y++)
    for (int x = column * ACROSS; x < (column + 1) * ACROSS; x++)
      sum += pixel_of (id, y / 28 * ACROSS + x / 28);
  return sum / (ACROSS * DOWN) / 65535;
}

static void
test_shrink (void)
{
  static const char *const names[] = { "a", NULL };
  VslSampleInfo info[MANY] = { 0 };
  g_autoptr (GError) error = NULL;
  for (guint i = 0; i < MANY; i++)
    info[i] = (VslSampleInfo) { .id = i + 1, .width = ACROSS, .height = DOWN, .channels = 1, .bits = 16, .type = VSL_PIXEL_U16 };
  g_autoptr (VslDataset) dataset = vsl_dataset_new (info, MANY, names, -1, fetch_odd, NULL, NULL);
  guint n;
  const guint32 *index = vsl_dataset_split (dataset, VSL_SPLIT_TRAIN, &n);
  VslBaselineJob job = { .dataset = dataset, .to = 1 };
  VslFeatures *made = NULL;
  _vsl_baseline_scans.free (_vsl_baseline_scans.learn (&job, index, n, 1000, &made, &error));
  g_autoptr (VslFeatures) rows = made;
  g_assert_cmpuint (rows->width, ==, 28 * 28);
  for (int p = 0; p < 28 * 28; p += 31) {
    double v[MANY], mean = 0, squares = 0;
    for (int i = 0; i < MANY; i++)
      mean += (v[i] = square_of (i + 1, p / 28, p % 28)) / MANY;
    for (int i = 0; i < MANY; i++)
      squares += (v[i] - mean) * (v[i] - mean) / MANY;
    for (int i = 0; i < MANY; i++)
      g_assert_cmpfloat_with_epsilon (rows->dense[i * 28 * 28 + p], (v[i] - mean) / sqrt (squares) / 28, 1e-5);
  }
}

/* The split that is judged never chooses: with and without its labels the predictions are the same. */
static void
test_val_is_judged (void)
{
  Source source = { .n = 120, .side = 12 };
  g_autoptr (GError) error = NULL;
  g_autoptr (VslDataset) dataset = dataset_of (&source, VSL_SPLIT_VAL, G_MAXINT);
  g_autofree VslSampleInfo *info = g_new0 (VslSampleInfo, source.n);
  static const char *const names[] = { "left", "right", NULL };
  for (guint i = 0; i < source.n; i++) {
    info[i] = *vsl_dataset_sample (dataset, i);
    if (info[i].split == VSL_SPLIT_VAL)
      info[i].label = -1;
  }
  g_autoptr (VslDataset) blind = vsl_dataset_new (info, source.n, names, 1, fetch, &source, NULL);
  g_autoptr (VslBaseline) b = vsl_baseline_make (dataset, VSL_SPLIT_VAL, NULL, NULL, &error);
  g_autoptr (VslBaseline) c = vsl_baseline_make (blind, VSL_SPLIT_VAL, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpmem (b->predictions->prob, 60 * sizeof (double), c->predictions->prob, 60 * sizeof (double));
}

static gboolean
stop_at (gpointer data, double fraction)
{
  double *last = data;
  g_assert_cmpfloat (fraction, >=, last[1] - 1e-12);
  last[1] = fraction;
  return fraction < last[0];
}

static void
test_refusals (void)
{
  Source source = { .n = 80, .side = 12 };
  g_autoptr (GError) error = NULL;
  g_autoptr (VslDataset) unlabelled = dataset_of (&source, VSL_SPLIT_TEST, 0), all = dataset_of (&source, VSL_SPLIT_TEST, G_MAXINT);
  g_assert_null (vsl_baseline_make (unlabelled, VSL_SPLIT_TEST, NULL, NULL, &error));
  g_assert_error (error, VSL_TRAIN_ERROR, VSL_ERROR_DATA);
  g_assert_cmpint (vsl_majority_class (unlabelled), ==, -1);
  g_assert_true (isnan (vsl_majority_accuracy (unlabelled, VSL_SPLIT_TEST)));
  g_clear_error (&error);
  for (double at = 0; at < 1; at += 0.23) {
    double last[] = { at, 0 };
    g_assert_null (vsl_baseline_make (all, VSL_SPLIT_TEST, stop_at, last, &error));
    g_assert_error (error, VSL_TRAIN_ERROR, VSL_ERROR_CANCELLED);
    g_clear_error (&error);
  }
  source.broken = 9;                       /* of train: it is fetched */
  g_assert_null (vsl_baseline_make (all, VSL_SPLIT_TEST, NULL, NULL, &error));
  g_assert_error (error, VSL_DATA_ERROR, VSL_ERROR_DATA);
  g_assert_nonnull (strstr (error->message, "Sample 9: damaged"));
}

/* ---- notes ---- */

static gboolean
fetch_note (gpointer texts, gint64 id, VslImage *image, GError **error)
{
  const char *text = ((const char *const *) texts)[id - 1];
  return vsl_note_from_text (image, text, strlen (text), error);
}

/* All in train; the classes in turn. */
static VslDataset *
notes_of (const char *const *texts)
{
  static const char *const names[] = { "a", "b", NULL };
  guint n = g_strv_length ((char **) texts);
  g_autofree VslSampleInfo *info = g_new0 (VslSampleInfo, n);
  for (guint i = 0; i < n; i++)
    info[i] = (VslSampleInfo) { .id = i + 1, .kind = VSL_SAMPLE_NOTE, .label = (int) (i % 2), .width = (int) strlen (texts[i]), .height = 1,
                                .channels = 1, .bits = 8, .type = VSL_PIXEL_TEXT, .split = VSL_SPLIT_TRAIN };
  return vsl_dataset_new (info, n, names, 1, fetch_note, (gpointer) texts, NULL);
}

static VslFeatures *
rows_of (const char *const *texts, guint most)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (VslDataset) dataset = notes_of (texts);
  guint n;
  const guint32 *index = vsl_dataset_split (dataset, VSL_SPLIT_TRAIN, &n);
  VslBaselineJob job = { .dataset = dataset, .to = 1 };
  VslFeatures *rows = NULL;
  gpointer state = _vsl_baseline_notes.learn (&job, index, n, most, &rows, &error);
  g_assert_no_error (error);
  _vsl_baseline_notes.free (state);
  return rows;
}

/* By hand: of three notes “aa” is in all (ln (4/4) + 1 = 1), “bb” and the pair “aa bb” in two (ln (4/3) + 1), “cc” in one, which is
 * too few. In the third “aa” stands twice: 1 + ln 2. Words come first in a row and have length 1, characters after them too. */
static void
test_weights (void)
{
  const char *const texts[] = { "Aa, bb!", "aa cc", "aa aa BB", NULL };
  g_autoptr (VslFeatures) rows = rows_of (texts, 1000);
  double rare = log (4.0 / 3) + 1, first = sqrt (1 + 2 * rare * rare), often = 1 + log (2), third = sqrt (often * often + 2 * rare * rare);
  const double words[] = { 1 / first, rare / first, rare / first }, again[] = { often / third, rare / third, rare / third };
  const float *one = rows->value, *three = rows->value + rows->row[2];
  for (int i = 0; i < 3; i++)
    g_assert_cmpfloat_with_epsilon (one[i], words[i], 1e-6);
  /* aa, (aa aa is in one note), bb, aa bb */
  for (int i = 0; i < 3; i++)
    g_assert_cmpfloat_with_epsilon (three[i], again[i], 1e-6);
  for (guint i = 0; i < 3; i++) {
    double squares = 0;
    for (gsize e = rows->row[i]; e < rows->row[i + 1]; e++)
      squares += (double) rows->value[e] * rows->value[e];
    g_assert_cmpfloat_with_epsilon (squares, 2, 1e-5);
  }
}

/* Without spaces between words: single characters and runs of two and three, in at least two notes. */
static void
test_unspaced (void)
{
  const char *const texts[] = { "发热咳", "发热咳", "头痛", NULL };
  g_autoptr (VslFeatures) rows = rows_of (texts, 1000);
  g_assert_cmpuint (rows->width, ==, 6);                   /* 发 热 咳 发热 热咳 发热咳 */
  g_assert_cmpuint (rows->row[1], ==, 6);
  g_assert_cmpuint (rows->row[3] - rows->row[2], ==, 0);
  g_autoptr (VslFeatures) few = rows_of (texts, 2);
  g_assert_cmpuint (few->width, ==, 2);
}

/* Of a long note only the beginning is read, up to a whole character; blank notes have no features. */
static void
test_long_and_blank (void)
{
  g_autoptr (GString) a = g_string_new ("x"), b = g_string_new ("xy");
  while (a->len < 3 * VSL_BASELINE_NOTE_BYTES)
    g_string_append (a, "痛");
  while (b->len < 2 * VSL_BASELINE_NOTE_BYTES)
    g_string_append (b, "痛");
  g_string_append (a, "末");
  g_string_append (b, "末");
  const char *const texts[] = { a->str, b->str, " \n\t", NULL };
  g_autoptr (VslFeatures) rows = rows_of (texts, 1000);
  g_assert_cmpuint (rows->width, ==, 4);                   /* x and 痛 痛痛 痛痛痛 are in both; 末 is never seen */
  g_assert_cmpuint (rows->row[3] - rows->row[2], ==, 0);
}

static void
test_majority (void)
{
  static const char *const names[] = { "a", "b", "c", NULL };
  const int labels[] = { 2, 1, 2, 1, 2, -1, 2, 2, 1, 0, -1 };        /* the first six train, the others test */
  VslSampleInfo info[11] = { 0 };
  for (guint i = 0; i < 11; i++)
    info[i] = (VslSampleInfo) { .id = i + 1, .label = labels[i], .split = i < 6 ? VSL_SPLIT_TRAIN : VSL_SPLIT_TEST };
  g_autoptr (VslDataset) dataset = vsl_dataset_new (info, 11, names, -1, NULL, NULL, NULL);
  g_assert_cmpint (vsl_majority_class (dataset), ==, 2);
  g_assert_cmpfloat (vsl_majority_accuracy (dataset, VSL_SPLIT_TEST), ==, 0.5);
  g_assert_true (isnan (vsl_majority_accuracy (dataset, VSL_SPLIT_VAL)));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/baseline/scans", test_scans);
  g_test_add_func ("/baseline/shrink", test_shrink);
  g_test_add_func ("/baseline/val-is-judged", test_val_is_judged);
  g_test_add_func ("/baseline/refusals", test_refusals);
  g_test_add_func ("/baseline/majority", test_majority);
  g_test_add_func ("/baseline/notes/weights", test_weights);
  g_test_add_func ("/baseline/notes/unspaced", test_unspaced);
  g_test_add_func ("/baseline/notes/long-and-blank", test_long_and_blank);
  return g_test_run ();
}
