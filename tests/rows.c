/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tables of words: updating only the rows that a batch reads gives the bits of updating all. And long or wholly masked sequences. */
#include <math.h>
#include <string.h>

#include "core/vsl-random.h"
#include "kernels/vsl-kernels.h"
#include "kernels/vsl-parallel.h"
#include "train/vsl-train-step.h"

#define VOCABULARY 300
#define WIDTH 13
#define LENGTH 9
#define BATCH 8

typedef struct {
  VslNetwork *network;
  VslParams *params;
  const VslKind *optimizer;
  gpointer loss_config, config;
  VslTrainStep *step;
} Run;

static VslNetwork *
network_of (const char *layers)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *text = g_strdup_printf ("{\"format\": \"vesalius-network\", \"version\": 1, \"nodes\": [%s]}", layers);
  VslNetwork *network = vsl_network_parse (text, -1, &error);
  g_assert_no_error (error);
  return network;
}

static void
set (gpointer config, const VslKind *kind, const char *option)
{
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) part = g_strsplit (option ? option : "", "=", 2);
  if (part[0] && part[1])
    vsl_config_set_text (kind, config, part[0], part[1], NULL, &error);
  g_assert_no_error (error);
}

static Run
start (const char *optimizer, const char *option, gboolean rows_only)
{
  g_autoptr (GError) error = NULL;
  const VslOptimizerClass *cls = vsl_optimizer_class (optimizer);
  VslTrainLoss loss = { (const VslLossClass *) vsl_kind_find ("loss", "BinaryCrossentropy"), NULL, 1 };
  Run run = { 0 };
  run.network = network_of ("{\"id\": \"text\", \"type\": \"Input\", \"config\": {\"shape\": [9]}, \"inputs\": []},"
                            "{\"id\": \"words\", \"type\": \"Embedding\", \"config\": {\"input_dim\": 300, \"output_dim\": 13}, \"inputs\": [\"text\"]},"
                            "{\"id\": \"read\", \"type\": \"GRU\", \"config\": {\"units\": 5}, \"inputs\": [\"words\"]},"
                            "{\"id\": \"answer\", \"type\": \"Dense\", \"config\": {\"units\": 1, \"activation\": \"sigmoid\"}, \"inputs\": [\"read\"]}");
  run.params = vsl_params_new (run.network, &error);
  vsl_params_init (run.params, 3);
  loss.config = run.loss_config = vsl_config_new (&loss.cls->head);
  run.optimizer = &cls->head;
  run.config = vsl_config_new (&cls->head);
  set (run.config, &cls->head, option);
  run.step = vsl_train_step_new (run.network, run.params, BATCH, &loss, 1, cls, run.config, &error);
  g_assert_no_error (error);
  if (rows_only)
    vsl_train_step_rows_only (run.step);
  return run;
}

static void
end (Run *run)
{
  vsl_config_free (run->optimizer, run->config);
  vsl_config_free (&vsl_loss_class ("BinaryCrossentropy")->head, run->loss_config);
  vsl_train_step_free (run->step);
  vsl_params_free (run->params);
  vsl_network_free (run->network);
}

/* Some words often, some seldom, some never; the rate changes from step to step. */
static void
train (Run *run, guint64 from, guint64 to)
{
  VslReal truth[BATCH];
  const VslReal *y = truth;
  for (guint64 s = from; s < to; s++) {
    VslReal *x = vsl_plan_input (vsl_train_step_plan (run->step), 0);
    guint64 key = vsl_random_key (5, VSL_RANDOM_TEST, s, 0);
    for (int i = 0; i < BATCH * LENGTH; i++) {
      double u = vsl_random_uniform (key, (guint64) i);
      x[i] = (VslReal) floor (200 * u * u * u * u);
    }
    for (int i = 0; i < BATCH; i++)
      truth[i] = (VslReal) (vsl_random_bits (key, 1000 + (guint64) i) & 1);
    vsl_train_step_gradient (run->step, s % 5 ? BATCH : 3, &y, NULL, 1, s);
    vsl_train_step_update (run->step, 0.01 / (1 + 0.01 * (double) s));
  }
}

static void
assert_same (Run *a, Run *b)
{
  g_assert_cmpmem (a->params->data, a->params->total * sizeof (VslReal), b->params->data, b->params->total * sizeof (VslReal));
  for (int s = 0; vsl_optimizer_slot (vsl_train_step_optimizer (a->step), s); s++)
    g_assert_cmpmem (vsl_optimizer_slot (vsl_train_step_optimizer (a->step), s), a->params->trainable * sizeof (VslReal),
                     vsl_optimizer_slot (vsl_train_step_optimizer (b->step), s), b->params->trainable * sizeof (VslReal));
}

/* Long enough that rates run out of memory (1024 steps) and that rows come to rest between two readings. */
static void
test_exact (gconstpointer variant)
{
  if (!vsl_kernels_use (variant)) {
    g_test_skip ("this processor has no such kernels");
    return;
  }
  Run all = start ("Adam", NULL, FALSE), some = start ("Adam", NULL, TRUE);
  vsl_parallel_set_threads (2);
  train (&all, 0, 700);
  train (&some, 0, 700);
  g_assert_cmpint (memcmp (all.params->data, some.params->data, all.params->total * sizeof (VslReal)), !=, 0);     /* some lag behind */
  vsl_train_step_flush (some.step);
  assert_same (&all, &some);
  train (&all, 700, 1900);
  train (&some, 700, 1900);
  vsl_train_step_flush (some.step);
  assert_same (&all, &some);
  end (&all);
  end (&some);
  vsl_kernels_use (NULL);
  vsl_parallel_set_threads (1);
}

/* Where it would not be exact the whole table is updated: the same numbers without a flush. */
static void
test_falls_back (void)
{
  static const struct { const char *optimizer, *option; } cases[] = {
    { "Adam", "amsgrad=true" }, { "Adam", "weight_decay=0.01" }, { "Adam", "clipnorm=0.5" }, { "Adam", "clipvalue=0.01" },
    { "Adam", "use_ema=true" }, { "AdamW", NULL }, { "SGD", "momentum=0.9" }, { "RMSprop", NULL },
  };
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    Run all = start (cases[i].optimizer, cases[i].option, FALSE), some = start (cases[i].optimizer, cases[i].option, TRUE);
    train (&all, 0, 12);
    train (&some, 0, 12);
    assert_same (&all, &some);
    end (&all);
    end (&some);
  }
}

/* A saved state goes on with the same bits. */
static void
test_resumes (void)
{
  g_autoptr (GError) error = NULL;
  Run all = start ("Adam", NULL, FALSE), some = start ("Adam", NULL, TRUE), later = start ("Adam", NULL, TRUE);
  train (&all, 0, 60);
  train (&some, 0, 40);
  vsl_train_step_flush (some.step);
  g_autoptr (GBytes) bytes = vsl_optimizer_to_bytes (vsl_train_step_optimizer (some.step));
  g_assert_true (vsl_optimizer_from_bytes (vsl_train_step_optimizer (later.step), bytes, &error));
  memcpy (later.params->data, some.params->data, some.params->total * sizeof (VslReal));
  train (&later, 40, 60);
  vsl_train_step_flush (later.step);
  assert_same (&all, &later);
  end (&all);
  end (&some);
  end (&later);
}

/* A thousand steps with a state that grows, and extreme inputs: numbers all the way, forward and back. */
static void
test_long (gconstpointer layer)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *text = g_strdup_printf ("{\"id\": \"x\", \"type\": \"Input\", \"config\": {\"shape\": [1000, 3]}, \"inputs\": []},"
                                           "{\"id\": \"r\", %s, \"inputs\": [\"x\"]}", (const char *) layer);
  g_autoptr (VslNetwork) network = network_of (text);
  g_autoptr (VslParams) params = vsl_params_new (network, &error);
  vsl_params_init (params, 1);
  g_autoptr (VslPlan) plan = vsl_plan_new (network, params, 3, VSL_PLAN_TRAIN | VSL_PLAN_INPUT_GRAD | VSL_PLAN_INPUT_MASK (0), &error);
  g_assert_no_error (error);
  VslReal *x = vsl_plan_input (plan, 0), *mask = vsl_plan_input_mask (plan, 0), *dy = vsl_plan_output_grad (plan, 0);
  gsize out = (gsize) vsl_shape_count (vsl_plan_output_shape (plan, 0));
  for (int i = 0; i < 9000; i++)
    x[i] = (VslReal) (i % 7 == 0 ? 1e30 : i % 11 == 0 ? -1e30 : sin (i));
  for (int i = 0; i < 3000; i++)
    mask[i] = i < 1000 || (i >= 2000 && i % 3 == 0);             /* the second sample is masked as a whole */
  for (gsize i = 0; i < 3 * out; i++)
    dy[i] = 1;
  vsl_plan_forward (plan, 3, TRUE, 1, 0);
  vsl_plan_backward (plan, 3);
  const VslReal *y = vsl_plan_output (plan, 0), *dx = vsl_plan_input_grad (plan, 0);
  for (gsize i = 0; i < 3 * out; i++)
    g_assert_true (isfinite ((double) y[i]) && (i / out != 1 || y[i] == 0));
  for (gsize i = 0; i < 9000; i++)
    g_assert_true (isfinite ((double) dx[i]) && (i / 3000 != 1 || dx[i] == 0));
}

/* While weights do not change, products by token are kept: the same results as layer by layer, whatever came before. */
static void
test_table (gconstpointer layer)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *text = g_strdup_printf ("{\"id\": \"text\", \"type\": \"Input\", \"config\": {\"shape\": [9]}, \"inputs\": []},"
                                           "{\"id\": \"e\", \"type\": \"Embedding\", \"config\": {\"input_dim\": 300, \"output_dim\": 13}, "
                                           "\"inputs\": [\"text\"]}, {\"id\": \"r\", %s, \"inputs\": [\"e\"]}", (const char *) layer);
  g_autoptr (VslNetwork) network = network_of (text);
  g_autoptr (VslParams) params = vsl_params_new (network, &error);
  vsl_params_init (params, 1);
  g_autoptr (VslPlan) plain = vsl_plan_new (network, params, 40, VSL_PLAN_PLAIN, &error);
  g_autoptr (VslPlan) frozen = vsl_plan_new (network, params, 40, VSL_PLAN_FROZEN, &error);
  g_assert_no_error (error);
  gsize count = (gsize) vsl_shape_count (vsl_plan_output_shape (plain, 0));
  const int samples[] = { 40, 1, 7, 40, 1 };
  gboolean fused = FALSE;
  for (guint round = 0; round < G_N_ELEMENTS (samples); round++) {
    guint64 key = vsl_random_key (9, VSL_RANDOM_TEST, round, 0);
    VslReal *x = vsl_plan_input (plain, 0);
    for (int i = 0; i < samples[round] * 9; i++)
      x[i] = (VslReal) (gint64) (310 * vsl_random_uniform (key, (guint64) i)) - 5;       /* some are no tokens */
    memcpy (vsl_plan_input (frozen, 0), x, (gsize) samples[round] * 9 * sizeof *x);
    vsl_parallel_set_threads (round % 2 ? 1 : 2);
    vsl_plan_forward (plain, samples[round], FALSE, 1, 0);
    vsl_plan_forward (frozen, samples[round], FALSE, 1, 0);
    const VslReal *a = vsl_plan_output (plain, 0), *b = vsl_plan_output (frozen, 0);
    for (gsize i = 0; i < (gsize) samples[round] * count; i++)
      g_assert_cmpfloat_with_epsilon ((double) a[i], (double) b[i], 2e-6);
  }
  g_autoptr (GArray) times = vsl_plan_times (frozen);
  for (guint i = 0; i < times->len; i++)
    fused |= strstr (g_array_index (times, VslStepTime, i).kind, ",") != NULL;
  g_assert_true (fused);
  vsl_parallel_set_threads (1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/rows/exact/generic", "generic", test_exact);
  g_test_add_data_func ("/rows/exact/avx2", "avx2", test_exact);
  g_test_add_data_func ("/rows/exact/avx512", "avx512", test_exact);
  g_test_add_func ("/rows/falls-back", test_falls_back);
  g_test_add_func ("/rows/resumes", test_resumes);
  g_test_add_data_func ("/long/lstm", "\"type\": \"LSTM\", \"config\": {\"units\": 4}", test_long);
  g_test_add_data_func ("/long/lstm-all", "\"type\": \"LSTM\", \"config\": {\"units\": 4, \"return_sequences\": true, \"go_backwards\": true}", test_long);
  g_test_add_data_func ("/long/gru", "\"type\": \"GRU\", \"config\": {\"units\": 4}", test_long);
  g_test_add_data_func ("/long/gru-before", "\"type\": \"GRU\", \"config\": {\"units\": 4, \"reset_after\": false}", test_long);
  g_test_add_data_func ("/long/both", "\"type\": \"Bidirectional\", \"config\": {\"layer\": {\"type\": \"LSTM\", \"config\": {\"units\": 4}}}", test_long);
  g_test_add_data_func ("/table/lstm", "\"type\": \"LSTM\", \"config\": {\"units\": 20}", test_table);
  g_test_add_data_func ("/table/lstm-all", "\"type\": \"LSTM\", \"config\": {\"units\": 64, \"return_sequences\": true, \"go_backwards\": true}",
                        test_table);
  g_test_add_data_func ("/table/gru", "\"type\": \"GRU\", \"config\": {\"units\": 5, \"reset_after\": false, \"activation\": \"relu\"}", test_table);
  return g_test_run ();
}
