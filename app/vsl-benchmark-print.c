/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is printed: a line of JSON, or sentences and tables. */
#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "app/vsl-benchmark.h"
#include "app/vsl-cmd.h"
#include "kernels/vsl-kernels.h"
#include "kernels/vsl-parallel.h"

/* Products count twice (multiply and add), in the backward pass once for the input and once for the weights, those with padding included. */
static double
forward_flops (const VslBenchmarkStep *s)
{
  return 2 * s->macs;
}

static double
backward_flops (const VslBenchmarkStep *s)
{
  return s->backward > 0 ? 2 * s->macs * (s->first ? 1 : 2) : 0;
}

/* Worth counting products rather than bytes. */
static gboolean
multiplies (const VslBenchmarkStep *s)
{
  return s->macs * 8 > s->bytes;
}

static double
rounded (double value, double digits)
{
  double factor = pow (10, digits);
  return round (value * factor) / factor;
}

/* ---- JSON ---- */

static void
set (JsonObject *o, const char *name, double value, int digits)
{
  json_object_set_double_member (o, name, rounded (value, digits));
}

static JsonArray *
steps_to_json (const GArray *steps)
{
  JsonArray *a = json_array_new ();
  for (guint i = 0; i < steps->len; i++) {
    const VslBenchmarkStep *s = &g_array_index (steps, VslBenchmarkStep, i);
    JsonObject *o = json_object_new ();
    json_object_set_string_member (o, "layer", s->node);
    json_object_set_string_member (o, "kind", s->kind);
    set (o, "forward_us", s->forward * 1e6, 3);
    set (o, "backward_us", s->backward * 1e6, 3);
    if (multiplies (s)) {
      set (o, "forward_gflops", s->forward > 0 ? forward_flops (s) / s->forward * 1e-9 : 0, 1);
      set (o, "backward_gflops", s->backward > 0 ? backward_flops (s) / s->backward * 1e-9 : 0, 1);
    }
    json_array_add_object_element (a, o);
  }
  return a;
}

/**
 * vsl_benchmark_json:
 * @start: seconds from the start of the process until the command began
 *
 * Returns: (transfer full): one line's object
 */
JsonObject *
vsl_benchmark_json (const VslBenchmarkRun *run, const VslBenchmarkResult *r, double start)
{
  const VslTiming *t = &r->timing;
  JsonObject *o = json_object_new ();
  json_object_set_string_member (o, "case", run->spec->name);
  json_object_set_string_member (o, "engine", "vesalius");
  json_object_set_string_member (o, "version", VSL_VERSION);
  json_object_set_string_member (o, "kernels", vsl_kernels_name ());
  json_object_set_int_member (o, "threads", vsl_parallel_threads ());
  set (o, "samples_per_s", r->per_step / t->median, 3);
  json_object_set_string_member (o, "unit", r->unit);
  set (o, "best", r->per_step / t->best, 3);
  set (o, "worst", r->per_step / t->worst, 3);
  set (o, "ms_per_step", t->median * 1e3, 4);
  set (o, "first_step_ms", t->first * 1e3, 3);
  json_object_set_int_member (o, "clean_rounds", t->clean);
  json_object_set_int_member (o, "all_rounds", t->all);
  set (o, "peak_rss_mb", r->peak_mb, 1);
  set (o, "import_s", start, 4);
  if (r->said > 0)
    set (o, "session_samples_per_second", r->said, 1);
  if (r->estimate_mb > 0) {
    set (o, "estimate_mb", r->estimate_mb, 2);
    set (o, "used_mb", r->used_mb, 2);
  }
  if (run->machine.peak > 0) {
    set (o, "machine_gflops", run->machine.peak * 1e-9, 1);
    set (o, "machine_gbs", run->machine.memory * 1e-9, 1);
    set (o, "machine_cache_gbs", run->machine.cache * 1e-9, 1);
  }
  if (r->steps)
    json_object_set_array_member (o, "profile", steps_to_json (r->steps));
  return o;
}

/* ---- for people ---- */

static void
print_rate (double amount, double seconds, double limit)
{
  if (amount > 0 && seconds > 0)
    vsl_print (" %8.1f %4.0f %%", amount / seconds * 1e-9, limit > 0 ? amount / seconds / limit * 100 : 0);
  else
    vsl_print (" %8s %6s", "", "");
}

static void
print_step (const VslBenchmarkStep *s, double whole, const VslMachine *m)
{
  gboolean flops = multiplies (s);
  vsl_print ("  %-14.14s %-26.26s %9.2f", s->node, s->kind, s->forward * 1e6);
  print_rate (flops ? forward_flops (s) : s->bytes, s->forward, flops ? m->peak : m->memory);
  vsl_print (" %9.2f", s->backward * 1e6);
  print_rate (flops ? backward_flops (s) : s->backward > 0 ? s->bytes : 0, s->backward, flops ? m->peak : m->memory);
  vsl_print ("  %5.1f %% %s\n", (s->forward + s->backward) / whole * 100, s->macs > 0 || s->bytes > 0 ? flops ? "GFLOP/s" : "GB/s" : "");
}

/* Steps of one kind together, the slowest kind first. */
static GArray *
by_kind (const GArray *steps)
{
  GArray *kinds = g_array_new (FALSE, TRUE, sizeof (VslBenchmarkStep));
  for (guint i = 0; i < steps->len; i++) {
    const VslBenchmarkStep *s = &g_array_index (steps, VslBenchmarkStep, i);
    guint k = 0;
    while (k < kinds->len && (!g_str_equal (g_array_index (kinds, VslBenchmarkStep, k).kind, s->kind) || g_array_index (kinds, VslBenchmarkStep, k).first != s->first))
      k++;
    if (k == kinds->len) {
      g_array_append_val (kinds, *s);
      continue;
    }
    VslBenchmarkStep *sum = &g_array_index (kinds, VslBenchmarkStep, k);
    g_strlcpy (sum->node, "", sizeof sum->node);
    sum->forward += s->forward;
    sum->backward += s->backward;
    sum->macs += s->macs;
    sum->bytes += s->bytes;
  }
  return kinds;
}

static int
slowest_first (gconstpointer a, gconstpointer b)
{
  const VslBenchmarkStep *s = a, *t = b;
  double x = s->forward + s->backward, y = t->forward + t->backward;
  return x > y ? -1 : x < y;
}

static void
print_steps (const VslBenchmarkRun *run, const GArray *steps)
{
  double whole = 0;
  for (guint i = 0; i < steps->len; i++)
    whole += g_array_index (steps, VslBenchmarkStep, i).forward + g_array_index (steps, VslBenchmarkStep, i).backward;
  vsl_print ("  %-14s %-26s %9s %8s %6s %9s %8s %6s  %7s\n", _("layer"), _("kind"), _("forward"), "", _("limit"), _("backward"), "", _("limit"), _("share"));
  g_autoptr (GArray) kinds = by_kind (steps);
  if (run->profile || kinds->len == steps->len)
    for (guint i = 0; i < steps->len; i++)
      print_step (&g_array_index (steps, VslBenchmarkStep, i), whole, &run->machine);
  if (kinds->len < steps->len) {
    g_array_sort (kinds, slowest_first);
    vsl_print (_("  layers of a kind together\n"));
    for (guint i = 0; i < kinds->len; i++)
      print_step (&g_array_index (kinds, VslBenchmarkStep, i), whole, &run->machine);
  }
  vsl_print (_("  microseconds a sample; the limit of these threads was measured at %.0f GFLOP/s, %.0f GB/s from memory, %.0f GB/s from the cache\n"),
             run->machine.peak * 1e-9, run->machine.memory * 1e-9, run->machine.cache * 1e-9);
}

/**
 * vsl_benchmark_print:
 */
void
vsl_benchmark_print (const VslBenchmarkRun *run, const VslBenchmarkResult *r)
{
  const VslTiming *t = &r->timing;
  double n = r->per_step;
  if (run->spec->kind == VSL_BENCHMARK_START)
    vsl_print (_("%s: %.1f ms from the start of the process to the first prediction (%.1f to %.1f), %.0f MB\n"), run->spec->name, t->median * 1e3,
               t->best * 1e3, t->worst * 1e3, r->peak_mb);
  else
    vsl_print (_("%s: %.*f %s (%.*f to %.*f), %.3f ms a step, threads: %d, kernels: %s, %d of %d rounds undisturbed, %.0f MB\n"), run->spec->name,
               n / t->median < 1000 ? 1 : 0, n / t->median, r->unit, n / t->median < 1000 ? 1 : 0, n / t->worst, n / t->median < 1000 ? 1 : 0,
               n / t->best, t->median * 1e3, vsl_parallel_threads (), vsl_kernels_name (), t->clean, t->all, r->peak_mb);
  if (r->estimate_mb > 0)
    vsl_print (_("  memory of the network, its training and the session: %.1f MB estimated, %.1f MB used\n"), r->estimate_mb, r->used_mb);
  if (r->said > 0)
    vsl_print (_("  the session itself said %.0f samples a second\n"), r->said);
  if (r->steps && r->steps->len)
    print_steps (run, r->steps);
  else if (run->machine.peak > 0 && g_str_equal (r->unit, "GFLOP/s"))
    vsl_print (_("  %.0f %% of the measured limit of %.0f GFLOP/s\n"), n / t->median * 1e11 / run->machine.peak, run->machine.peak * 1e-9);
  else if (run->machine.memory > 0 && g_str_equal (r->unit, "GB/s"))
    vsl_print (_("  measured limits: %.0f GB/s from memory, %.0f GB/s from the cache\n"), run->machine.memory * 1e-9, run->machine.cache * 1e-9);
}
