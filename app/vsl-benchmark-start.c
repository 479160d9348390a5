/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From nothing to the first prediction: a new process reads network and weights, makes the plan and predicts one sample. */
#include <errno.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <stdio.h>

#include "app/vsl-benchmark.h"
#include "app/vsl-cmd.h"
#include "core/vsl-error.h"
#include "core/vsl-order.h"
#include "kernels/vsl-parallel.h"

#define MIN_STARTS 7
#define MAX_STARTS 1000

static gboolean
save (const VslBenchmarkCase *c, const char *network_file, const char *weights_file, GError **error)
{
  g_autoptr (VslNetwork) network = c->network (c, error);
  g_autoptr (VslParams) params = network ? vsl_params_new (network, error) : NULL;
  if (!params)
    return FALSE;
  vsl_params_init (params, 0);
  g_autofree char *text = vsl_network_to_text (network);
  g_autoptr (GBytes) weights = vsl_params_to_bytes (params);
  gsize size;
  const char *data = g_bytes_get_data (weights, &size);
  return g_file_set_contents (network_file, text, -1, error) && g_file_set_contents (weights_file, data, (gssize) size, error);
}

static VslParams *
load_weights (const VslNetwork *network, const char *file, GError **error)
{
  g_autoptr (GMappedFile) mapped = g_mapped_file_new (file, FALSE, error);
  g_autoptr (VslParams) params = mapped ? vsl_params_new (network, error) : NULL;
  g_autoptr (GBytes) bytes = mapped ? g_mapped_file_get_bytes (mapped) : NULL;
  if (!params || !vsl_params_from_bytes (params, bytes, error))
    return NULL;
  return g_steal_pointer (&params);
}

/**
 * vsl_benchmark_load:
 * @folder: with network.json and weights
 * @started: when this process was started
 *
 * What the process does that a start is measured by: prints the seconds until the first prediction, and its memory.
 *
 * Returns: exit status
 */
int
vsl_benchmark_load (const char *folder, double started)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *file = g_build_filename (folder, "network.json", NULL), *weights = g_build_filename (folder, "weights", NULL), *text = NULL;
  g_autoptr (VslNetwork) network = g_file_get_contents (file, &text, NULL, &error) ? vsl_network_parse (text, -1, &error) : NULL;
  g_autoptr (VslParams) params = network ? load_weights (network, weights, &error) : NULL;
  g_autoptr (VslPlan) plan = params ? vsl_plan_new (network, params, 1, 0, &error) : NULL;
  if (!plan)
    return vsl_failed (error);
  vsl_plan_forward (plan, 1, FALSE, 0, 0);
  double seconds = vsl_benchmark_now () - started;
  vsl_print ("%.6f %.3f\n", seconds, vsl_benchmark_memory (TRUE));
  return vsl_print_ok () ? VSL_EXIT_OK : VSL_EXIT_FAILED;
}

static gboolean
start_once (const char *folder, double *seconds, double *memory, GError **error)
{
  char now[G_ASCII_DTOSTR_BUF_SIZE];
  char *argv[] = { (char *) "/proc/self/exe", (char *) "benchmark", NULL };
  g_auto (GStrv) environment = g_environ_setenv (g_get_environ (), VSL_BENCHMARK_LOAD_VARIABLE, folder, TRUE);
  environment = g_environ_setenv (environment, VSL_BENCHMARK_START_VARIABLE, g_ascii_dtostr (now, sizeof now, vsl_benchmark_now ()), TRUE);
  g_autofree char *out = NULL;
  int status = 0;
  double mb = 0;
  if (!g_spawn_sync (NULL, argv, environment, G_SPAWN_DEFAULT, NULL, NULL, &out, NULL, &status, error)
      || !g_spawn_check_wait_status (status, error))
    return FALSE;
  char *rest = NULL;
  *seconds = g_ascii_strtod (out, &rest);
  mb = g_ascii_strtod (rest, NULL);
  *memory = MAX (*memory, mb);
  return TRUE;
}

static gboolean
start_often (const char *folder, double seconds, VslBenchmarkResult *result, GError **error)
{
  g_autoptr (GArray) times = g_array_new (FALSE, FALSE, sizeof (double));
  double end = vsl_benchmark_now () + seconds;
  result->peak_mb = 0;
  while (times->len < MIN_STARTS || (vsl_benchmark_now () < end && times->len < MAX_STARTS)) {
    double one = 0;
    if (!start_once (folder, &one, &result->peak_mb, error))
      return FALSE;
    if (times->len == 0 && result->timing.first == 0)
      result->timing.first = one;         /* from a cold cache, perhaps; not counted */
    else
      g_array_append_val (times, one);
  }
  g_array_sort (times, vsl_order_doubles);
  result->timing.median = g_array_index (times, double, times->len / 2);
  result->timing.best = g_array_index (times, double, 0);
  result->timing.worst = g_array_index (times, double, times->len - 1);
  result->timing.clean = result->timing.all = (int) times->len;
  return TRUE;
}

/**
 * vsl_benchmark_run_start:
 *
 * Returns: FALSE with an error; %VSL_ERROR_UNSUPPORTED: a layer of it does not exist here
 */
gboolean
vsl_benchmark_run_start (const VslBenchmarkRun *run, VslBenchmarkResult *result, GError **error)
{
  vsl_parallel_set_threads (run->threads);
  g_autofree char *folder = g_dir_make_tmp ("vsl-benchmark-XXXXXX", error);
  if (!folder)
    return FALSE;
  g_autofree char *network = g_build_filename (folder, "network.json", NULL), *weights = g_build_filename (folder, "weights", NULL);
  gboolean ok = save (run->spec, network, weights, error) && start_often (folder, run->seconds, result, error);
  g_remove (network);
  g_remove (weights);
  g_rmdir (folder);
  result->per_step = 1;
  result->unit = "starts/s";
  return ok;
}
