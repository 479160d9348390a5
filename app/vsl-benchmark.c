/* SPDX-License-Identifier: GPL-3.0-or-later */
/* vsl benchmark: speed and memory, through the same session, loader and plan as everything else. Each case runs in a process of its
 * own, so that its memory is its own. */
#include "app/vsl-benchmark.h"

#include <glib/gi18n-lib.h>

#include "app/vsl-cmd.h"
#include "core/vsl-error.h"

#define MACHINE_VARIABLE "VSL_BENCHMARK_MACHINE"

/* ---- one case, in its own process ---- */

static void
not_available (const VslBenchmarkCase *spec, const GError *why, gboolean json)
{
  if (!json) {
    vsl_print (_("%s: not available: %s\n"), spec->name, why->message);
    return;
  }
  JsonObject *o = json_object_new ();
  json_object_set_string_member (o, "case", spec->name);
  json_object_set_string_member (o, "engine", "vesalius");
  json_object_set_string_member (o, "not_available", why->message);
  vsl_print_json (o);
}

static int
run_case (VslBenchmarkRun *run, gboolean json, double start)
{
  g_autoptr (GError) error = NULL;
  VslBenchmarkResult r = { 0 };
  run->profile = run->profile || !json;
  g_autoptr (GArray) steps = run->profile ? g_array_new (FALSE, TRUE, sizeof (VslBenchmarkStep)) : NULL;
  VslBenchmarkKind kind = run->spec->kind;
  r.steps = steps;
  gboolean ok = kind == VSL_BENCHMARK_START                                    ? vsl_benchmark_run_start (run, &r, &error)
                : kind == VSL_BENCHMARK_TRAIN || kind == VSL_BENCHMARK_INFER   ? vsl_benchmark_run_network (run, &r, &error)
                                                                               : vsl_benchmark_run_operation (run, &r, &error);
  if (!ok && error->code == VSL_ERROR_UNSUPPORTED)
    not_available (run->spec, error, json);
  else if (!ok)
    return vsl_failed (error);
  else if (json)
    vsl_print_json (vsl_benchmark_json (run, &r, start));
  else
    vsl_benchmark_print (run, &r);
  return vsl_print_ok () ? VSL_EXIT_OK : VSL_EXIT_FAILED;
}

/* ---- the command ---- */

/* A case's name, or a word with "*" that it fits. */
static gboolean
wanted (const VslArgs *args, const VslBenchmarkCase *c)
{
  if (!args->words->len)
    return TRUE;
  for (guint i = 0; vsl_args_word (args, i); i++)
    if (g_pattern_match_simple (vsl_args_word (args, i), c->name))
      return TRUE;
  return FALSE;
}

/* Each word must fit a case. */
static int
check_words (const VslArgs *args)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  for (guint k = 0; vsl_benchmark_case (k); k++)
    g_ptr_array_add (names, (gpointer) vsl_benchmark_case (k)->name);
  g_ptr_array_add (names, NULL);
  for (guint i = 0; vsl_args_word (args, i); i++) {
    gboolean fits = FALSE;
    for (guint k = 0; !fits && names->pdata[k]; k++)
      fits = g_pattern_match_simple (vsl_args_word (args, i), names->pdata[k]);
    if (!fits) {
      g_autofree char *near = vsl_nearest (vsl_args_word (args, i), (const char *const *) names->pdata);
      return vsl_wrong_usage (_("There is no benchmark “%s”; nearest: %s. “vsl benchmark --list” lists them."), vsl_args_word (args, i), near);
    }
  }
  return VSL_EXIT_OK;
}

/* This program again, for one case. */
static int
spawn_case (const VslBenchmarkCase *spec, const VslArgs *args, const char *machine)
{
  g_autoptr (GPtrArray) argv = g_ptr_array_new ();
  g_autoptr (GError) error = NULL;
  g_ptr_array_add (argv, (gpointer) "/proc/self/exe");
  g_ptr_array_add (argv, (gpointer) "benchmark");
  g_ptr_array_add (argv, (gpointer) spec->name);
  if (args->json)
    g_ptr_array_add (argv, (gpointer) "--json");
  if (vsl_args_has (args, "--profile"))
    g_ptr_array_add (argv, (gpointer) "--profile");
  for (int k = 0; k < 2; k++) {
    const char *name = k ? "--seconds" : "--threads";
    if (!vsl_args_has (args, name))
      continue;
    g_ptr_array_add (argv, (gpointer) name);
    g_ptr_array_add (argv, (gpointer) vsl_args_get (args, name));
  }
  g_ptr_array_add (argv, NULL);
  char start[G_ASCII_DTOSTR_BUF_SIZE];
  g_auto (GStrv) environment = g_environ_setenv (g_get_environ (), MACHINE_VARIABLE, machine, TRUE);
  environment = g_environ_setenv (environment, VSL_BENCHMARK_START_VARIABLE, g_ascii_dtostr (start, sizeof start, vsl_benchmark_now ()), TRUE);
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

/* The network file of a case, for `vsl network --load`. */
static int
print_network (const VslBenchmarkCase *c)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (VslNetwork) network = c->network ? c->network (c, &error) : NULL;
  if (!network)
    return error ? vsl_failed (error) : VSL_EXIT_OK;
  g_autofree char *text = vsl_network_to_text (network);
  vsl_print ("%s\n", text);
  return VSL_EXIT_OK;
}

static int
run_all (const VslArgs *args, int threads)
{
  int result = VSL_EXIT_OK;
  g_autofree char *machine = NULL;
  for (guint k = 0; vsl_benchmark_case (k); k++) {
    const VslBenchmarkCase *c = vsl_benchmark_case (k);
    if (!wanted (args, c))
      continue;
    if (vsl_args_has (args, "--list")) {
      vsl_print ("%s\n", c->name);
      continue;
    }
    if (vsl_args_has (args, "--network")) {
      result = MAX (result, print_network (c));
      continue;
    }
    if (!machine) {
      VslMachine m = vsl_machine_measure (threads);
      machine = vsl_machine_to_text (&m);
    }
    if (spawn_case (c, args, machine) != VSL_EXIT_OK)
      result = VSL_EXIT_FAILED;
  }
  return result;
}

/**
 * vsl_cmd_benchmark:
 *
 * vsl benchmark [CASE...] [--threads N] [--seconds S] [--profile] [--network] [--list] [--json]
 */
int
vsl_cmd_benchmark (int argc, char **argv)
{
  static const VslArgSpec specs[] = {
    { "--threads", "N", FALSE, N_("how many processors; 0: all") },
    { "--seconds", "S", FALSE, N_("how long each case is measured") },
    { "--profile", NULL, FALSE, N_("also where the time goes") },
    { "--network", NULL, FALSE, N_("print the network file of a case instead") },
    { "--list", NULL, FALSE, N_("list the cases") },
    { NULL },
  };
  double entered = vsl_benchmark_now ();
  const char *start = g_getenv (VSL_BENCHMARK_START_VARIABLE), *folder = g_getenv (VSL_BENCHMARK_LOAD_VARIABLE);
  if (start && folder)
    return vsl_benchmark_load (folder, g_ascii_strtod (start, NULL));
  g_autoptr (VslArgs) args = vsl_args_parse (specs, argc, argv, 0, G_MAXUINT);
  gint64 threads = 0;
  double seconds = 3;
  if (!args)
    return VSL_EXIT_USAGE;
  if (args->done)
    return VSL_EXIT_OK;
  if (!read_numbers (args, &threads, &seconds))
    return VSL_EXIT_USAGE;
  int code = check_words (args);
  if (code != VSL_EXIT_OK)
    return code;
  if (!start || args->words->len != 1)
    return run_all (args, (int) threads);
  VslBenchmarkRun run = { .threads = (int) threads, .seconds = seconds, .profile = vsl_args_has (args, "--profile") };
  vsl_machine_from_text (&run.machine, g_getenv (MACHINE_VARIABLE));
  for (guint k = 0; vsl_benchmark_case (k); k++)
    if (g_str_equal (vsl_benchmark_case (k)->name, vsl_args_word (args, 0)))
      run.spec = vsl_benchmark_case (k);
  return run_case (&run, args->json, entered - g_ascii_strtod (start, NULL));
}
