/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The linear baseline: its minimiser and model against conditions that hold at an optimum, worked out apart from them; its
 * reading of scans; its edges. */
#include <math.h>
#include <string.h>

#include "core/vsl-error.h"
#include "core/vsl-random.h"
#include "data/vsl-note.h"
#include "evaluate/vsl-baseline-private.h"
#include "evaluate/vsl-baseline.h"
#include "evaluate/vsl-lbfgs.h"
#include "evaluate/vsl-logistic.h"
#include "kernels/vsl-parallel.h"

/* ---- the minimiser ---- */

/* A bowl whose axes differ by 10^3, with its bottom at 1, 2, 3 … */
static double
bowl (gpointer data, const double *x, double *gradient)
{
  int n = *(int *) data;
  double value = 0;
  for (int i = 0; i < n; i++) {
    double steep = pow (10, 3.0 * i / (n - 1)), away = x[i] - (i + 1);
    value += steep * away * away / 2;
    gradient[i] = steep * away;
  }
  return value;
}

static gboolean
give_up (gpointer data, int step, double norm)
{
  return step < *(int *) data;
}

static void
test_bowl (void)
{
  int n = 20, three = 3;
  double x[20] = { 0 };
  g_assert_cmpint (vsl_lbfgs (20, x, bowl, &n, 500, 1e-9, NULL, NULL), ==, VSL_LBFGS_CONVERGED);
  for (int i = 0; i < n; i++)
    g_assert_cmpfloat_with_epsilon (x[i], i + 1, 1e-8);
  memset (x, 0, sizeof x);
  g_assert_cmpint (vsl_lbfgs (20, x, bowl, &n, 500, 1e-9, give_up, &three), ==, VSL_LBFGS_STOPPED);
  g_assert_cmpint (vsl_lbfgs (20, x, bowl, &n, 2, 1e-9, NULL, NULL), ==, VSL_LBFGS_STEPS);
}

/* ---- the model ---- */

typedef struct {
  guint n, width;
  int classes;
  float *x;
  int *label;
} Made;

/* Classes by a linear rule with weights of its own, and as much noise as asked. */
static Made
made_new (guint n, guint width, int classes, double noise)
{
  guint64 key = vsl_random_key (5, VSL_RANDOM_TEST, n, (guint64) classes), at = 0;
  g_autofree double *rule = g_new (double, width * (guint) classes);
  Made m = { n, width, classes, g_new (float, n * width), g_new (int, n) };
  for (guint i = 0; i < width * (guint) classes; i++)
    rule[i] = vsl_random_normal (key, at++);
  for (guint i = 0; i < n; i++) {
    double best = -INFINITY;
    for (guint j = 0; j < width; j++)
      m.x[i * width + j] = vsl_random_uniform (key, 1000000 + at++) < 0.4 ? (float) vsl_random_normal (key, at) : 0;
    for (int c = 0; c < classes; c++) {
      double score = noise * vsl_random_normal (key, at++);
      for (guint j = 0; j < width; j++)
        score += m.x[i * width + j] * rule[j * (guint) classes + (guint) c];
      if (score > best) {
        best = score;
        m.label[i] = c;
      }
    }
  }
  return m;
}

static void
made_clear (Made *m)
{
  g_free (m->x);
  g_free (m->label);
}

static VslFeatures *
dense_of (const Made *m)
{
  VslFeatures *f = vsl_features_dense (m->n, m->width, NULL);
  memcpy (f->dense, m->x, sizeof *m->x * m->n * m->width);
  return f;
}

static VslFeatures *
sparse_of (const Made *m)
{
  VslFeatures *f = vsl_features_sparse (m->width);
  g_autofree guint32 *column = g_new (guint32, m->width);
  g_autofree float *value = g_new (float, m->width);
  for (guint i = 0; i < m->n; i++) {
    guint k = 0;
    for (guint j = 0; j < m->width; j++)
      if (m->x[i * m->width + j] != 0) {
        column[k] = j;
        value[k++] = m->x[i * m->width + j];
      }
    g_assert_true (vsl_features_add_row (f, k, column, value, NULL));
  }
  return f;
}

static VslLogistic *
fit (VslFeatures *f, const Made *m, double strength)
{
  g_autoptr (GError) error = NULL;
  VslLogistic *model = vsl_logistic_new (m->width, m->classes, m->n, m->label, &error);
  g_assert_no_error (error);
  model->tolerance = 1e-6;
  g_assert_true (vsl_logistic_fit (model, f, m->label, strength, NULL, NULL, &error));
  g_assert_no_error (error);
  return model;
}

/* At the optimum the probabilities and the labels balance for every feature but for the pull of the penalty, and for the bias
 * exactly: sum over samples of x (p - y) = - w / strength. Summed here from what predict says. */
static double
imbalance (const VslLogistic *model, VslFeatures *f, const Made *m, double strength)
{
  g_autofree double *prob = g_new (double, m->n * (guint) m->classes);
  double most = 0;
  int offset = m->classes == 2 ? 1 : 0;
  vsl_logistic_predict (model, f, prob);
  for (int k = 0; k < model->units; k++)
    for (int j = -1; j < (int) m->width; j++) {
      double sum = 0;
      for (guint i = 0; i < m->n; i++) {
        double x = j < 0 ? 1 : m->x[i * m->width + (guint) j];
        sum += x * (prob[i * (guint) m->classes + (guint) (k + offset)] - (m->label[i] == k + offset));
      }
      if (j >= 0)
        sum += model->weight[(j + 1) * model->units + k] / strength;
      most = fmax (most, fabs (sum) / m->n);
    }
  return most;
}

static void
test_optimum (void)
{
  const double strengths[] = { 0.01, 1, 100 };
  for (int classes = 2; classes <= 4; classes++) {
    Made m = made_new (300, 12, classes, 2);
    g_autoptr (VslFeatures) f = dense_of (&m), s = sparse_of (&m);
    for (guint i = 0; i < G_N_ELEMENTS (strengths); i++) {
      g_autoptr (VslLogistic) dense = fit (f, &m, strengths[i]), sparse = fit (s, &m, strengths[i]);
      g_assert_cmpint (dense->units, ==, classes == 2 ? 1 : classes);
      g_assert_cmpfloat (imbalance (dense, f, &m, strengths[i]), <, 1e-6);
      g_assert_cmpfloat (imbalance (sparse, s, &m, strengths[i]), <, 1e-6);
      for (guint j = 0; j < (m.width + 1) * (guint) dense->units; j++)
        g_assert_cmpfloat_with_epsilon (dense->weight[j], sparse->weight[j], 1e-3 * (1 + fabs (dense->weight[j])));
    }
    made_clear (&m);
  }
}

/* One feature of 1 in a samples of class 1 out of m, and no feature in the others: with hardly any penalty the probabilities are
 * the frequencies. */
static void
test_frequencies (void)
{
  const float one[] = { 1 };
  const guint32 at[] = { 0 };
  g_autoptr (VslFeatures) f = vsl_features_sparse (1);
  int label[40];
  for (int i = 0; i < 40; i++) {
    label[i] = i < 20 ? i < 15 : i < 28;              /* 15 of 20 with the feature, 8 of 20 without */
    g_assert_true (vsl_features_add_row (f, i < 20, at, one, NULL));
  }
  Made m = { 40, 1, 2, NULL, label };
  g_autoptr (VslLogistic) model = fit (f, &m, 1e9);
  g_autofree double *prob = g_new (double, 80);
  vsl_logistic_predict (model, f, prob);
  g_assert_cmpfloat_with_epsilon (prob[1], 0.75, 1e-3);
  g_assert_cmpfloat_with_epsilon (prob[79], 0.4, 1e-3);
  g_assert_cmpfloat_with_epsilon (vsl_logistic_loss (model, f, label),
                                  -(15 * log (0.75) + 5 * log (0.25) + 8 * log (0.4) + 12 * log (0.6)) / 40, 1e-6);
}

/* What a line separates is separated. */
static void
test_separation (void)
{
  for (int classes = 2; classes <= 3; classes++) {
    Made m = made_new (500, 6, classes, 0);
    g_autoptr (VslFeatures) f = dense_of (&m);
    g_autoptr (VslLogistic) model = fit (f, &m, 1e4);
    g_autofree double *prob = g_new (double, 500 * (guint) classes);
    guint right = 0;
    vsl_logistic_predict (model, f, prob);
    for (guint i = 0; i < 500; i++) {
      double of_truth = prob[i * (guint) classes + (guint) m.label[i]];
      right += of_truth > 0.5;
    }
    g_assert_cmpuint (right, >=, 490);
    made_clear (&m);
  }
}

/* Bits do not depend on threads. More rows and columns than parts, and a number that parts do not divide. */
static void
test_threads (void)
{
  Made m = made_new (203, 37, 3, 1);
  g_autoptr (VslFeatures) f = sparse_of (&m), d = dense_of (&m);
  for (int way = 0; way < 2; way++) {
    g_autoptr (VslLogistic) first = NULL;
    for (int threads = 1; threads <= 3; threads++) {
      vsl_parallel_set_threads (threads);
      g_autoptr (VslLogistic) model = fit (way ? d : f, &m, 3);
      if (!first)
        first = g_steal_pointer (&model);
      else
        g_assert_cmpmem (model->weight, 38 * 3 * sizeof (double), first->weight, 38 * 3 * sizeof (double));
    }
  }
  vsl_parallel_set_threads (0);
  made_clear (&m);
}

static void
test_one_class (void)
{
  const int label[] = { 2, 2, 2 };
  g_autoptr (VslFeatures) f = vsl_features_dense (3, 4, NULL);
  Made m = { 3, 4, 3, NULL, (int *) label };
  g_autoptr (VslLogistic) model = fit (f, &m, 1);
  double prob[9];
  vsl_logistic_predict (model, f, prob);
  for (int i = 0; i < 9; i++)
    g_assert_cmpfloat (prob[i], ==, i % 3 == 2);
}

/* A class without training samples has probability 0; the others share the rest. */
static void
test_missing_class (void)
{
  Made m = made_new (60, 3, 2, 1);
  for (guint i = 0; i < m.n; i++)
    m.label[i] *= 2;
  m.classes = 3;
  g_autoptr (VslFeatures) f = dense_of (&m);
  g_autoptr (VslLogistic) model = fit (f, &m, 1);
  g_autofree double *prob = g_new (double, 180);
  const int unknown[] = { 1, 1 };
  vsl_logistic_predict (model, f, prob);
  g_assert_cmpint (model->units, ==, 1);
  for (guint i = 0; i < 60; i++) {
    g_assert_cmpfloat (prob[3 * i + 1], ==, 0);
    g_assert_cmpfloat_with_epsilon (prob[3 * i] + prob[3 * i + 2], 1, 1e-12);
  }
  f->n = 2;
  g_assert_true (isnan (vsl_logistic_loss (model, f, unknown)));
  made_clear (&m);
}

/* No feature at all, or features that are all 0: the frequencies of the classes. */
static void
test_no_features (void)
{
  const int label[] = { 0, 1, 1, 2, 2, 2, 2, 2 };
  for (guint width = 0; width <= 3; width += 3) {
    g_autoptr (VslFeatures) f = vsl_features_dense (8, width, NULL), s = vsl_features_sparse (width);
    Made m = { 8, width, 3, NULL, (int *) label };
    double prob[24];
    for (int i = 0; i < 8; i++)
      g_assert_true (vsl_features_add_row (s, 0, NULL, NULL, NULL));
    for (int way = 0; way < 2; way++) {
      g_autoptr (VslLogistic) model = fit (way ? s : f, &m, 1);
      vsl_logistic_predict (model, way ? s : f, prob);
      g_assert_cmpfloat_with_epsilon (prob[0], 1.0 / 8, 1e-4);
      g_assert_cmpfloat_with_epsilon (prob[1], 2.0 / 8, 1e-4);
      g_assert_cmpfloat_with_epsilon (prob[2], 5.0 / 8, 1e-4);
    }
  }
}

/* ---- of a dataset ---- */

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
  g_test_add_func ("/baseline/bowl", test_bowl);
  g_test_add_func ("/baseline/optimum", test_optimum);
  g_test_add_func ("/baseline/frequencies", test_frequencies);
  g_test_add_func ("/baseline/separation", test_separation);
  g_test_add_func ("/baseline/threads", test_threads);
  g_test_add_func ("/baseline/one-class", test_one_class);
  g_test_add_func ("/baseline/missing-class", test_missing_class);
  g_test_add_func ("/baseline/no-features", test_no_features);
  g_test_add_func ("/baseline/scans", test_scans);
  g_test_add_func ("/baseline/val-is-judged", test_val_is_judged);
  g_test_add_func ("/baseline/refusals", test_refusals);
  g_test_add_func ("/baseline/majority", test_majority);
  g_test_add_func ("/baseline/notes/weights", test_weights);
  g_test_add_func ("/baseline/notes/unspaced", test_unspaced);
  g_test_add_func ("/baseline/notes/long-and-blank", test_long_and_blank);
  return g_test_run ();
}
