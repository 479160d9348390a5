/* SPDX-License-Identifier: GPL-3.0-or-later */
/* vsl benchmark: speed of training and inference, through the same trainer and plan as everything else. Each case runs in a
 * process of its own, so that its memory is its own. */
#include "app/vsl-benchmark.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>
#include <sys/resource.h>

#include "app/vsl-cmd.h"
#include "core/vsl-random.h"
#include "kernels/vsl-kernels.h"
#include "kernels/vsl-parallel.h"
#include "train/vsl-trainer.h"

/* Set for the process of one case: when it was started, on the monotonic clock. */
#define START_VARIABLE "VSL_BENCHMARK_START"
#define PROFILE_SECONDS 0.3

typedef struct {
  const VslBenchmarkCase *spec;
  VslNetwork *network;
  VslDataset *dataset;
  VslTrainer *trainer;           /* training */
  VslParams *params;             /* inference */
  VslPlan *plan;                 /* of either; the trainer owns its own */
  VslReal *x, *y;                /* spec->dataset samples */
  gsize count;                   /* values a sample */
  int at;                        /* first sample of the next step */
} Bench;

static void
bench_clear (Bench *b)
{
  if (b->trainer)
    vsl_trainer_free (b->trainer);
  else
    vsl_plan_free (b->plan);
  vsl_params_free (b->params);
  if (b->dataset)
    vsl_dataset_unref (b->dataset);
  if (b->network)
    vsl_network_free (b->network);
  g_free (b->x);
  g_free (b->y);
}

/* ---- one case ---- */

static void
make_data (Bench *b, const VslShape *shape)
{
  const VslBenchmarkCase *c = b->spec;
  b->count = (gsize) vsl_shape_count (shape);
  b->x = g_new (VslReal, b->count * c->dataset);
  b->y = g_new0 (VslReal, c->dataset);
  guint64 key = vsl_random_key (0, VSL_RANDOM_SAMPLE, 0, 0), labels = vsl_random_key (0, VSL_RANDOM_SAMPLE, 1, 0);
  for (gsize i = 0; i < b->count * c->dataset; i++)
    b->x[i] = (VslReal) vsl_random_uniform (key, i);
  for (int i = 0; i < c->dataset; i++)
    b->y[i] = (VslReal) floor (vsl_random_uniform (labels, i) * MAX (c->classes, 1));
}

static gboolean
make_trainer (Bench *b, const VslShape *shape, int threads, GError **error)
{
  const VslBenchmarkCase *c = b->spec;
  g_autofree int *labels = g_new (int, c->dataset);
  for (int i = 0; i < c->dataset; i++)
    labels[i] = (int) b->y[i];
  b->dataset = vsl_dataset_from_arrays (shape, c->dataset, b->x, c->classes ? labels : NULL, c->classes, NULL);
  g_autoptr (VslOptions) options = vsl_options_new ();
  g_autofree char *batch = g_strdup_printf ("%d", c->batch);
  options->threads = threads;
  if (!b->dataset || !vsl_options_set (options, b->network, "batch_size", batch, error))
    return FALSE;
  b->trainer = vsl_trainer_new (b->network, options, b->dataset, error);
  b->plan = b->trainer ? vsl_trainer_plan (b->trainer) : NULL;
  return b->trainer != NULL;
}

static gboolean
bench_make (Bench *b, const VslBenchmarkCase *spec, int threads, GError **error)
{
  b->spec = spec;
  b->network = spec->network (error);
  if (!b->network)
    return FALSE;
  g_autoptr (VslReport) report = vsl_network_check (b->network, spec->batch);
  if (!vsl_report_ok (report)) {
    vsl_report_to_error (b->network, report, error);
    return FALSE;
  }
  VslShape shape = report->node[report->order[0]].out;
  vsl_parallel_set_threads (threads);
  make_data (b, &shape);
  if (spec->train)
    return make_trainer (b, &shape, threads, error);
  b->params = vsl_params_new (b->network, error);
  if (!b->params)
    return FALSE;
  vsl_params_init (b->params, 0);
  b->plan = vsl_plan_new (b->network, b->params, spec->batch, 0, error);
  return b->plan != NULL;
}

static void
bench_step (gpointer data)
{
  Bench *b = data;
  int n = b->spec->batch;
  const VslReal *x = b->x + (gsize) b->at * b->count;
  if (b->trainer)
    vsl_trainer_step (b->trainer, n, x, b->y + b->at, NULL);
  else {
    memcpy (vsl_plan_input (b->plan, 0), x, (gsize) n * b->count * sizeof (VslReal));
    vsl_plan_forward (b->plan, n, FALSE, 0, 0);
  }
  b->at = (b->at + n) % b->spec->dataset;
}

/* ---- what is printed ---- */

static double
rounded (double value, double digits)
{
  double factor = pow (10, digits);
  return round (value * factor) / factor;
}

static double
peak_rss_mb (void)
{
  struct rusage r;
  getrusage (RUSAGE_SELF, &r);
  return (double) r.ru_maxrss / 1024;
}

static void
print_line (const Bench *b, const VslTiming *t, double start)
{
  double n = b->spec->batch;
  JsonObject *o = json_object_new ();
  json_object_set_string_member (o, "case", b->spec->name);
  json_object_set_string_member (o, "engine", "vesalius");
  json_object_set_string_member (o, "version", VSL_VERSION);
  json_object_set_string_member (o, "kernels", vsl_kernels_name ());
  json_object_set_int_member (o, "threads", vsl_parallel_threads ());
  json_object_set_double_member (o, "samples_per_s", rounded (n / t->median, 3));
  json_object_set_string_member (o, "unit", "samples/s");
  json_object_set_double_member (o, "best", rounded (n / t->best, 3));
  json_object_set_double_member (o, "worst", rounded (n / t->worst, 3));
  json_object_set_double_member (o, "ms_per_step", rounded (t->median * 1e3, 4));
  json_object_set_double_member (o, "first_step_ms", rounded (t->first * 1e3, 3));
  json_object_set_int_member (o, "clean_rounds", t->clean);
  json_object_set_int_member (o, "all_rounds", t->all);
  json_object_set_double_member (o, "peak_rss_mb", rounded (peak_rss_mb (), 1));
  json_object_set_double_member (o, "import_s", rounded (start, 4));
  vsl_print_json (o);
}

static void
print_row (const char *node, const char *kind, double forward, double backward, double share, double gflops, double peak)
{
  vsl_print ("  %-16.16s %-24.24s %10.2f %10.2f %6.1f %%", node, kind, forward, backward, share * 100);
  if (gflops > 0)
    vsl_print (" %8.1f %5.0f %%", gflops, peak > 0 ? gflops * 1e9 / peak * 100 : 0);
  vsl_print ("\n");
}

/* Where the time goes, in microseconds a sample. Products count twice (multiply and add), in the backward pass once for the input
 * and once for the weights, those with padding included. */
static void
print_profile (Bench *b, double median)
{
  double peak = vsl_benchmark_peak () * vsl_parallel_threads (), end = vsl_benchmark_now () + PROFILE_SECONDS;
  vsl_plan_profile (b->plan, TRUE);
  do
    bench_step (b);
  while (vsl_benchmark_now () < end);
  g_autoptr (GArray) times = vsl_plan_times (b->plan);
  double whole = median / b->spec->batch * 1e6, rest = whole;
  vsl_print ("  %-16s %-24s %10s %10s %8s %8s %7s\n", _("layer"), _("kind"), _("forward"), _("backward"), _("share"), _("GFLOP/s"), _("of peak"));
  for (guint i = 0; i < times->len; i++) {
    const VslStepTime *s = &g_array_index (times, VslStepTime, i);
    if (!s->samples)
      continue;
    double forward = s->forward_s / (double) s->samples * 1e6, backward = s->backward_s / (double) s->samples * 1e6;
    /* The first layer computes no gradient of its input. */
    double flops = 2 * s->macs * (s->backward_s > 0 ? (i == 0 ? 2 : 3) : 1), time = forward + backward;
    rest -= time;
    print_row (s->node, s->kind, forward, backward, time / whole, time > 0 && s->macs >= 1000 ? flops / time * 1e-3 : 0, peak);
  }
  if (b->trainer)
    print_row (_("the rest"), _("loss, optimizer, copies"), MAX (rest, 0), 0, MAX (rest, 0) / whole, 0, peak);
  vsl_print (_("  microseconds a sample; the processor's limit for these threads was measured at %.0f GFLOP/s\n\n"), peak * 1e-9);
}

static int
run_case (const VslBenchmarkCase *spec, int threads, double seconds, gboolean json, double start)
{
  g_autoptr (GError) error = NULL;
  Bench b = { 0 };
  if (!bench_make (&b, spec, threads, &error)) {
    bench_clear (&b);
    return vsl_failed (error);
  }
  VslTiming t = vsl_benchmark_time (bench_step, &b, seconds);
  if (json)
    print_line (&b, &t, start);
  else {
    vsl_print (_("%s: %.0f samples a second (%.0f to %.0f), %.3f ms a step, threads: %d, kernels: %s, %.0f MB\n"), spec->name,
               spec->batch / t.median, spec->batch / t.worst, spec->batch / t.best, t.median * 1e3, vsl_parallel_threads (),
               vsl_kernels_name (), peak_rss_mb ());
    print_profile (&b, t.median);
  }
  bench_clear (&b);
  return vsl_print_ok () ? VSL_EXIT_OK : VSL_EXIT_FAILED;
}

/* ---- the command ---- */

static const VslBenchmarkCase *
find_case (const char *name)
{
  for (const VslBenchmarkCase *c = vsl_benchmark_cases; c->name; c++)
    if (g_str_equal (c->name, name))
      return c;
  return NULL;
}

static int
unknown_case (const char *name)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  for (const VslBenchmarkCase *c = vsl_benchmark_cases; c->name; c++)
    g_ptr_array_add (names, (gpointer) c->name);
  g_ptr_array_add (names, NULL);
  g_autofree char *near = vsl_nearest (name, (const char *const *) names->pdata);
  return vsl_wrong_usage (_("There is no benchmark “%s”; nearest: %s. “vsl benchmark --list” lists them."), name, near);
}

/* This program again, for one case. */
static int
spawn_case (const VslBenchmarkCase *spec, const VslArgs *args)
{
  g_autoptr (GPtrArray) argv = g_ptr_array_new ();
  g_autoptr (GError) error = NULL;
  const char *const words[] = { "/proc/self/exe", "benchmark", spec->name, args->json ? "--json" : NULL };
  for (guint i = 0; i < G_N_ELEMENTS (words) && words[i]; i++)
    g_ptr_array_add (argv, (gpointer) words[i]);
  for (int k = 0; k < 2; k++) {
    const char *name = k ? "--seconds" : "--threads";
    if (!vsl_args_has (args, name))
      continue;
    g_ptr_array_add (argv, (gpointer) name);
    g_ptr_array_add (argv, (gpointer) vsl_args_get (args, name));
  }
  g_ptr_array_add (argv, NULL);
  char start[G_ASCII_DTOSTR_BUF_SIZE];
  g_auto (GStrv) environment = g_environ_setenv (g_get_environ (), START_VARIABLE, g_ascii_dtostr (start, sizeof start, vsl_benchmark_now ()), TRUE);
  int status = 0;
  if (!g_spawn_sync (NULL, (char **) argv->pdata, environment, G_SPAWN_CHILD_INHERITS_STDIN, NULL, NULL, NULL, NULL, &status, &error))
    return vsl_failed (error);
  return g_spawn_check_wait_status (status, NULL) ? VSL_EXIT_OK : VSL_EXIT_FAILED;
}

static gboolean
read_numbers (const VslArgs *args, gint64 *threads, double *seconds)
{
  const char *text = vsl_args_get (args, "--seconds");
  char *end = NULL;
  if (!vsl_args_int (args, "--threads", 0, 64, threads))
    return FALSE;
  if (!text)
    return TRUE;
  *seconds = g_ascii_strtod (text, &end);
  if (end != text && !*end && *seconds > 0 && *seconds <= 3600)
    return TRUE;
  vsl_wrong_usage (_("--seconds takes a number above 0 and up to 3600, not “%s”."), text);
  return FALSE;
}

/**
 * vsl_cmd_benchmark:
 *
 * vsl benchmark [CASE...] [--threads N] [--seconds S] [--list] [--json]
 */
int
vsl_cmd_benchmark (int argc, char **argv)
{
  static const VslArgSpec specs[] = { { "--threads", "N" }, { "--seconds", "S" }, { "--list", NULL }, { NULL } };
  double entered = vsl_benchmark_now ();
  g_autoptr (VslArgs) args = vsl_args_parse (specs, argc, argv, 0, G_MAXUINT);
  gint64 threads = 0;
  double seconds = 3;
  if (!args)
    return VSL_EXIT_USAGE;
  if (args->done)
    return VSL_EXIT_OK;
  if (!read_numbers (args, &threads, &seconds))
    return VSL_EXIT_USAGE;
  for (guint i = 0; vsl_args_word (args, i); i++)
    if (!find_case (vsl_args_word (args, i)))
      return unknown_case (vsl_args_word (args, i));
  const char *start = g_getenv (START_VARIABLE);
  if (start && vsl_args_word (args, 0))
    return run_case (find_case (vsl_args_word (args, 0)), (int) threads, seconds, args->json, entered - g_ascii_strtod (start, NULL));
  int result = VSL_EXIT_OK;
  for (const VslBenchmarkCase *c = vsl_benchmark_cases; c->name; c++) {
    gboolean wanted = args->words->len == 0;
    for (guint i = 0; !wanted && vsl_args_word (args, i); i++)
      wanted = g_str_equal (vsl_args_word (args, i), c->name);
    if (wanted && vsl_args_has (args, "--list"))
      vsl_print ("%s\n", c->name);
    else if (wanted && spawn_case (c, args) != VSL_EXIT_OK)
      result = VSL_EXIT_FAILED;
  }
  return result;
}
