/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Layers that take statistics from the training data before the first step: one after another, with large means, through the
 * trainer, and not again when a run goes on. */
#include <math.h>
#include <string.h>

#include "core/vsl-random.h"
#include "kernels/vsl-parallel.h"
#include "train/vsl-trainer.h"

#define N 61
#define WIDTH 3

static VslReal samples[N][WIDTH];

static void
make_samples (void)
{
  guint64 key = vsl_random_key (5, VSL_RANDOM_TEST, 0, 0);
  for (int i = 0; i < N; i++)
    for (int k = 0; k < WIDTH; k++)
      samples[i][k] = (VslReal) (3000 * k + (1 + k) * vsl_random_normal (key, (guint64) (i * WIDTH + k)));
}

static VslNetwork *
parse (const char *layers, const char *output)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *text = g_strdup_printf ("{\"format\": \"vesalius-network\", \"version\": 1, \"nodes\": [{\"id\": \"in\", \"type\": \"Input\", "
                                           "\"config\": {\"shape\": [3]}}, %s], \"outputs\": [\"%s\"]}", layers, output);
  VslNetwork *network = vsl_network_parse (text, -1, &error);
  g_assert_no_error (error);
  return network;
}

#define NODE(id, type, config, input) "{\"id\": \"" id "\", \"type\": \"" type "\", \"config\": {" config "}, \"inputs\": [\"" input "\"]}"

static int
source (gpointer data, VslPlan *plan, guint64 from, GError **error)
{
  int n = (int) MIN ((guint64) vsl_plan_batch (plan), N - MIN (from, (guint64) N));
  int *reads = data;
  *reads += n;
  memcpy (vsl_plan_input (plan, 0), samples[MIN (from, N - 1)], (gsize) n * sizeof samples[0]);
  return n;
}

static const VslReal *
numbers (const VslParams *params, const char *name)
{
  const VslParam *p = vsl_params_find (params, name);
  g_assert_nonnull (p);
  g_assert_false (p->trainable);
  return params->data + p->offset;
}

/* Mean and population variance of feature k of the first n samples. */
static void
expect (const VslReal *mean, const VslReal *variance, int k, int n, const int *index)
{
  double m = 0, v = 0;
  for (int i = 0; i < n; i++)
    m += (double) samples[index ? index[i] : i][k] / n;
  for (int i = 0; i < n; i++)
    v += pow ((double) samples[index ? index[i] : i][k] - m, 2) / n;
  g_assert_cmpfloat_with_epsilon ((double) mean[k], m, 1e-6 * (1 + fabs (m)));
  g_assert_cmpfloat_with_epsilon ((double) variance[k], v, 1e-5 * v);
}

static void
test_statistics (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (VslNetwork) network = parse (NODE ("a", "Normalization", "", "in") "," NODE ("b", "Rescaling", "\"scale\": 4, \"offset\": 1", "a") ","
                                          NODE ("c", "Normalization", "\"axis\": null", "b"), "c");
  g_autoptr (VslParams) params = vsl_params_new (network, &error);
  g_assert_no_error (error);
  vsl_params_init (params, 1);
  int reads = 0;
  g_assert_true (vsl_plan_fit (network, params, 7, source, &reads, &error));
  g_assert_no_error (error);
  g_assert_cmpint (reads, ==, 2 * N);              /* c sees what a makes of its statistics */
  for (int k = 0; k < WIDTH; k++)
    expect (numbers (params, "a/mean"), numbers (params, "a/variance"), k, N, NULL);
  g_assert_cmpfloat ((double) *numbers (params, "a/count"), ==, N);
  g_assert_cmpfloat_with_epsilon ((double) *numbers (params, "c/mean"), 1, 1e-3);          /* a/mean is 6000 in single precision */
  g_assert_cmpfloat_with_epsilon ((double) *numbers (params, "c/variance"), 16, 1e-3);
  g_assert_cmpfloat ((double) *numbers (params, "c/count"), ==, N * WIDTH);
  g_assert_true (vsl_plan_fit (network, params, 7, source, &reads, &error));
  g_assert_cmpint (reads, ==, 2 * N);              /* not again */
}

static int
nothing (gpointer data, VslPlan *plan, guint64 from, GError **error)
{
  return 0;
}

static void
test_no_samples (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (VslNetwork) network = parse (NODE ("a", "Normalization", "", "in"), "a"), given = parse (NODE ("a", "Normalization", "\"mean\": 1, \"variance\": 2", "in"), "a");
  g_autoptr (VslParams) params = vsl_params_new (network, NULL), none = vsl_params_new (given, NULL);
  vsl_params_init (params, 1);
  g_assert_false (vsl_plan_fit (network, params, 7, nothing, NULL, &error));
  g_assert_nonnull (strstr (error->message, "a:"));
  g_clear_error (&error);
  g_assert_true (vsl_plan_fit (given, none, 7, nothing, NULL, &error));
}

static GBytes *
run (VslTrainer *t)
{
  g_autoptr (GError) error = NULL;
  g_assert_true (vsl_trainer_run (t, NULL, NULL, NULL, NULL, NULL, &error));
  g_assert_no_error (error);
  return vsl_trainer_state (t);
}

/* By the training split alone, and kept in the checkpoint. */
static void
test_trainer (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (VslNetwork) network = parse (NODE ("n", "Normalization", "", "in") "," NODE ("y", "Dense", "\"units\": 2, \"activation\": \"softmax\"", "n"), "y");
  VslShape shape = vsl_shape_make (1, WIDTH);
  VslSplit split[N];
  int y[N], index[N], n = 0;
  for (int i = 0; i < N; i++) {
    split[i] = i % 4 ? VSL_SPLIT_TRAIN : VSL_SPLIT_VAL;
    y[i] = samples[i][0] > 0;
    if (i % 4)
      index[n++] = i;
  }
  g_autoptr (VslDataset) dataset = vsl_dataset_from_arrays (&shape, N, samples[0], y, 2, split);
  g_autoptr (VslOptions) options = vsl_options_new ();
  g_assert_true (vsl_options_set (options, NULL, "batch_size", "8", &error) && vsl_options_set (options, NULL, "epochs", "2", &error));
  VslTrainer *t = vsl_trainer_new (network, options, dataset, &error), *again = vsl_trainer_new (network, options, dataset, &error);
  g_assert_no_error (error);
  g_autoptr (GBytes) state = run (t);
  for (int k = 0; k < WIDTH; k++)
    expect (numbers (vsl_trainer_params (t), "n/mean"), numbers (vsl_trainer_params (t), "n/variance"), k, n, index);
  g_assert_true (vsl_trainer_restore (again, state, &error));
  g_autoptr (GBytes) same = run (again);
  g_assert_true (g_bytes_equal (state, same));
  vsl_trainer_free (t);
  vsl_trainer_free (again);
}

/* ---- a Normalization in the Input's preprocessing ---- */

enum { SCANS = 150, HEIGHT = 4, BREADTH = 3, CHANNELS = 2 };

static guint8
pixel (gint64 scan, int i)
{
  guint64 key = vsl_random_key (6, VSL_RANDOM_TEST, (guint64) scan, 0);
  return (guint8) ((i % CHANNELS ? 180 : 20) + 40 * vsl_random_uniform (key, (guint64) i));
}

static gboolean
fetch (gpointer source, gint64 id, VslImage *image, GError **error)
{
  if (!vsl_image_alloc (image, BREADTH, HEIGHT, CHANNELS, VSL_PIXEL_U8, 8, error))
    return FALSE;
  for (int i = 0; i < HEIGHT * BREADTH * CHANNELS; i++)
    ((guint8 *) image->data)[i] = pixel (id, i);
  return TRUE;
}

static VslDataset *
scans (VslSplit others)
{
  static const char *const classes[] = { "a", "b", NULL };
  VslSampleInfo info[SCANS];
  for (int i = 0; i < SCANS; i++)
    info[i] = (VslSampleInfo) { .id = i + 1, .label = i % 2, .split = i % 3 ? others : VSL_SPLIT_VAL, .width = BREADTH, .height = HEIGHT,
                                .channels = CHANNELS, .bits = 8, .type = VSL_PIXEL_U8 };
  return vsl_dataset_new (info, SCANS, classes, 1, fetch, NULL, NULL);
}

static VslNetwork *
prepared_by (const char *normalization)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *text = g_strdup_printf ("{\"format\": \"vesalius-network\", \"version\": 1, \"nodes\": [{\"id\": \"in\", \"type\": \"Input\", \"config\": "
                                           "{\"shape\": [4, 3, 2]}, \"preprocessing\": [{\"type\": \"Rescaling\", \"config\": {\"scale\": \"bit-depth\"}}, "
                                           "{\"type\": \"Normalization\", \"config\": {%s}}]}, %s], \"outputs\": [\"y\"]}", normalization,
                                           NODE ("f", "Flatten", "", "in") "," NODE ("y", "Dense", "\"units\": 2", "f"));
  VslNetwork *network = vsl_network_parse (text, -1, &error);
  g_assert_no_error (error);
  return network;
}

/* What training reads has mean 0 and variance 1 over the training split: a channel, or all values. */
static void
check_standard (VslDataset *dataset, const VslNetwork *network, gboolean by_channel)
{
  g_autoptr (GError) error = NULL;
  enum { COUNT = HEIGHT * BREADTH * CHANNELS };
  VslReal x[COUNT];
  guint n;
  const guint32 *index = vsl_dataset_split (dataset, VSL_SPLIT_TRAIN, &n);
  double sum[CHANNELS] = { 0 }, squares[CHANNELS] = { 0 }, each = (double) n * COUNT / (by_channel ? CHANNELS : 1);
  g_assert_true (vsl_dataset_prepare (dataset, network, NULL, NULL, &error));
  g_assert_no_error (error);
  for (guint i = 0; i < n; i++) {
    vsl_dataset_read (dataset, index + i, 1, x, NULL);
    for (int k = 0; k < COUNT; k++) {
      sum[by_channel ? k % CHANNELS : 0] += (double) x[k];
      squares[by_channel ? k % CHANNELS : 0] += (double) x[k] * (double) x[k];
    }
  }
  for (int c = 0; c < (by_channel ? CHANNELS : 1); c++) {
    g_assert_cmpfloat_with_epsilon (sum[c] / each, 0, 1e-5);
    g_assert_cmpfloat_with_epsilon (squares[c] / each, 1, 1e-5);
  }
}

static void
test_preprocessing (void)
{
  static const char *const configs[] = { "", "\"axis\": null" };
  for (int k = 0; k < 2; k++) {
    g_autofree char *first = NULL;
    for (int threads = 1; threads <= 3; threads++) {
      g_autoptr (GError) error = NULL;
      g_autoptr (VslDataset) dataset = scans (VSL_SPLIT_TRAIN);
      g_autoptr (VslNetwork) network = prepared_by (configs[k]);
      vsl_parallel_set_threads (threads);
      g_assert_false (vsl_dataset_prepare (dataset, network, NULL, NULL, &error));       /* the numbers are not known yet */
      g_clear_error (&error);
      g_assert_true (vsl_dataset_adapt (dataset, network, NULL, NULL, &error));
      g_assert_no_error (error);
      check_standard (dataset, network, k == 0);
      g_autofree char *json = vsl_network_to_text (network), *before = g_strdup (json);
      g_assert_cmpstr (first ? first : json, ==, json);              /* to the bit, on any number of threads */
      g_free (first);
      first = g_steal_pointer (&json);
      g_assert_true (vsl_dataset_adapt (dataset, network, NULL, NULL, &error));
      g_autofree char *again = vsl_network_to_text (network);
      g_assert_cmpstr (before, ==, again);                           /* known numbers stay */
    }
  }
  g_autoptr (GError) error = NULL;
  g_autoptr (VslDataset) none = scans (VSL_SPLIT_TEST);
  g_autoptr (VslNetwork) network = prepared_by ("");
  g_assert_false (vsl_dataset_adapt (none, network, NULL, NULL, &error));
  g_assert_nonnull (strstr (error->message, "training"));
  vsl_parallel_set_threads (0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  make_samples ();
  g_test_add_func ("/fit/statistics", test_statistics);
  g_test_add_func ("/fit/no-samples", test_no_samples);
  g_test_add_func ("/fit/trainer", test_trainer);
  g_test_add_func ("/fit/preprocessing", test_preprocessing);
  return g_test_run ();
}
