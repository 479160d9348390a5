/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every registered layer in ONNX: each of its examples becomes a small network, is written, and read back by our own reader, plain and,
 * where the first input is a sequence, with a mask. A class that has no form in ONNX is named before anything is written. With
 * VESALIUS_ONNX_DIR the files are left for onnxruntime. */
#include "onnx-walk.h"

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

#include "core/vsl-random.h"
#include "export/vsl-exporter.h"
#include "export/vsl-onnx-run.h"
#include "graph/vsl-plan.h"

#define N 3
#define TOLERANCE 1e-5

/* ---- a network of one example: the inputs are cut out of one row of numbers, since our reader takes one ---- */

static void
node (GString *s, const char *id, const char *type, const char *inputs, const char *config)
{
  g_string_append_printf (s, "%s{\"id\": \"%s\", \"type\": \"%s\", \"inputs\": [%s], \"config\": %s}", s->str[s->len - 1] == '[' ? "" : ", ", id, type,
                          inputs, config);
}

static char *
dims_text (const VslShape *shape)
{
  GString *s = g_string_new ("[");
  for (int i = 0; i < shape->rank; i++)
    g_string_append_printf (s, "%s%d", i ? ", " : "", (int) shape->dim[i]);
  g_string_append_c (s, ']');
  return g_string_free (s, FALSE);
}

static int
n_inputs (const VslLayerExample *e)
{
  int n = 0;
  while (n < 4 && (e->in[n].rank || e->in[n].dim[0]))
    n++;
  return MAX (n, 1);
}

/* Input k: its numbers out of the row, in its shape. Returns the id. */
static void
add_input (GString *s, GString *wires, int k, const VslShape *shape, gint64 before, gint64 total, gboolean masked)
{
  gint64 count = vsl_shape_count (shape);
  g_autofree char *cut = g_strdup_printf ("cut_%d", k), *in = g_strdup_printf ("in_%d", k), *dims = dims_text (shape), *from = g_strdup_printf ("\"%s\"", cut);
  g_autofree char *cropping = g_strdup_printf ("{\"cropping\": [%d, %d]}", (int) before, (int) (total - before - count));
  g_autofree char *target = g_strdup_printf ("{\"target_shape\": %s}", dims);
  node (s, cut, "Cropping1D", "\"line\"", cropping);
  node (s, in, "Reshape", from, target);
  if (masked) {
    g_autofree char *wire = g_strdup_printf ("\"%s\"", in);
    node (s, "mask", "Masking", wire, "{}");
  }
  g_string_append_printf (wires, "%s\"%s\"", k ? ", " : "", masked ? "mask" : in);
}

static VslNetwork *
example_network (const VslLayerClass *cls, const VslLayerExample *e, gboolean masked, int outputs, gint64 *total, GError **error)
{
  g_autoptr (GString) s = g_string_new ("{\"format\": \"vesalius-network\", \"version\": 1, \"nodes\": ["), wires = g_string_new (NULL);
  gint64 before = 0;
  *total = 0;
  for (int k = 0; k < n_inputs (e); k++)
    *total += vsl_shape_count (&e->in[k]);
  g_autofree char *shape = g_strdup_printf ("{\"shape\": [%d]}", (int) *total), *line = g_strdup_printf ("{\"target_shape\": [%d, 1]}", (int) *total);
  node (s, "numbers", "Input", "", shape);
  node (s, "line", "Reshape", "\"numbers\"", line);
  for (int k = 0; k < n_inputs (e); before += vsl_shape_count (&e->in[k]), k++)
    add_input (s, wires, k, &e->in[k], before, *total, masked && k == 0);
  node (s, "y", cls->head.name, wires->str, e->config ? e->config : "{}");
  g_string_append (s, "], \"outputs\": [\"y\"");
  for (int o = 1; o < outputs; o++)
    g_string_append_printf (s, ", \"y:%d\"", o);
  g_string_append (s, "]}");
  return vsl_network_parse (s->str, -1, error);
}

/* ---- numbers ---- */

static void
fill_params (VslParams *params)
{
  for (guint i = 0; i < params->n; i++) {
    const VslParam *p = &params->param[i];
    guint64 key = vsl_random_key (7, VSL_RANDOM_TEST, i, 0);
    double low = p->state || g_str_has_suffix (p->name, "gamma") ? 0.5 : -0.6;
    for (gsize k = 0; k < p->count; k++)
      params->data[p->offset + k] = (VslReal) (low + vsl_random_uniform (key, k) * 1.1);
  }
}

/* Numbers between -1 and 1, tokens, or with some steps of the first input all zero, which masks them: at the end, in the middle, all. */
static void
fill_scan (VslImage *scan, int sample, gint64 total, const VslLayerClass *cls, const VslLayerExample *e, gboolean masked)
{
  g_assert_true (vsl_image_alloc (scan, (int) total, 1, 1, VSL_PIXEL_REAL, VSL_IMAGE_REAL_BITS, NULL));
  VslReal *x = (gpointer) scan->data;
  guint64 key = vsl_random_key (3, VSL_RANDOM_TEST, (guint64) sample, 0);
  gboolean tokens = g_str_equal (cls->head.name, "Embedding");
  for (gint64 k = 0; k < total; k++)
    x[k] = (VslReal) (tokens ? floor (vsl_random_uniform (key, (guint64) k) * 9) : vsl_random_uniform (key, (guint64) k) * 2 - 1);
  gint64 steps = e->in[0].dim[0], width = masked ? e->in[0].dim[1] : 0;
  for (gint64 t = 0; t < steps && masked; t++)
    if (sample == 2 || (sample == 1 ? t % 2 == 0 : t >= (steps + 1) / 2))
      memset (x + t * width, 0, (gsize) width * sizeof (VslReal));
}

/* All outputs of a sample after each other. */
static VslReal *
engine_values (const VslNetwork *network, VslParams *params, const VslImage *scans, gsize total, gsize *width)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (VslPlan) plan = vsl_plan_new (network, params, N, 0, &error);
  g_assert_no_error (error);
  for (int i = 0; i < N; i++)
    memcpy (vsl_plan_input (plan, 0) + (gsize) i * total, scans[i].data, total * sizeof (VslReal));
  vsl_plan_forward (plan, N, FALSE, 0, 0);
  *width = 0;
  for (int o = 0; o < vsl_plan_n_outputs (plan); o++)
    *width += (gsize) vsl_shape_count (vsl_plan_output_shape (plan, o));
  VslReal *y = g_new (VslReal, N * *width), *to = y;
  for (int i = 0; i < N; i++)
    for (int o = 0; o < vsl_plan_n_outputs (plan); o++) {
      gsize count = (gsize) vsl_shape_count (vsl_plan_output_shape (plan, o));
      memcpy (to, vsl_plan_output (plan, o) + (gsize) i * count, count * sizeof (VslReal));
      to += count;
    }
  return y;
}

static void
add_numbers (GString *s, const char *key, const VslReal *values, gsize n)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];
  g_string_append_printf (s, "%s\"%s\": [", s->len > 1 ? ", " : "", key);
  for (gsize k = 0; k < n; k++)
    g_string_append_printf (s, "%s%s", k ? "," : "", g_ascii_dtostr (text, sizeof text, (double) values[k]));
  g_string_append_c (s, ']');
}

static void
leave_case (const char *name, GBytes *bytes, int outputs, const VslImage *scans, gsize total, const VslReal *y, gsize width)
{
  const char *folder = g_getenv ("VESALIUS_ONNX_DIR");
  if (!folder)
    return;
  g_autoptr (GString) s = g_string_new ("{");
  g_autofree VslReal *x = g_new (VslReal, N * total);
  for (int i = 0; i < N; i++)
    memcpy (x + (gsize) i * total, scans[i].data, total * sizeof (VslReal));
  add_numbers (s, "x", x, N * total);
  add_numbers (s, "y", y, N * width);
  g_string_append_printf (s, ", \"input\": \"numbers\", \"shape\": [%d, %d], \"outputs\": [\"y\"", N, (int) total);
  for (int o = 1; o < outputs; o++)
    g_string_append_printf (s, ", \"y:%d\"", o);
  g_string_append (s, "]}\n");
  g_autofree char *json = g_strdup_printf ("%s/%s.json", folder, name), *onnx = g_strdup_printf ("%s/%s.onnx", folder, name);
  gsize size;
  const char *data = g_bytes_get_data (bytes, &size);
  g_assert_true (g_file_set_contents (json, s->str, -1, NULL) && g_file_set_contents (onnx, data, (gssize) size, NULL));
}

/* ---- one example ---- */

static void
compare (const char *name, GBytes *bytes, const VslNetwork *network, VslParams *params, const VslLayerClass *cls, const VslLayerExample *e, gboolean masked,
         gint64 total)
{
  g_autoptr (GError) error = NULL;
  VslImage scans[N] = { { 0 } };
  gsize width;
  for (int i = 0; i < N; i++)
    fill_scan (&scans[i], i, total, cls, e, masked);
  g_autofree VslReal *y = engine_values (network, params, scans, (gsize) total, &width), *back = g_new0 (VslReal, N * width);
  gboolean read = vsl_onnx_run_images (bytes, scans, N, width, back, &error);
  if (error)
    g_test_message ("%s: %s", name, error->message);
  g_assert_true (read);
  double worst = 0;
  for (gsize k = 0; k < N * width; k++) {
    double d = fabs ((double) (back[k] - y[k])) / MAX (1, fabs ((double) y[k]));
    worst = d <= worst ? worst : isnan (d) ? INFINITY : d;
  }
  g_test_message ("%s: %g", name, worst);
  g_assert_cmpfloat (worst, <, TOLERANCE);
  leave_case (name, bytes, (int) network->outputs->len, scans, (gsize) total, y, width);
  for (int i = 0; i < N; i++)
    vsl_image_clear (&scans[i]);
}

static int
n_outputs (const VslNetwork *network)
{
  g_autofree VslLayerPlan *plans = NULL;
  g_autoptr (VslReport) report = vsl_network_infer (network, 1, FALSE, &plans);
  return vsl_report_ok (report) ? plans[vsl_network_index (network, "y")].n_out : 1;
}

/* Whether it was written. What cannot be is refused with a reason that names the node or the class. */
static gboolean
walk_example (const VslLayerClass *cls, guint k, gboolean masked)
{
  const VslLayerExample *e = &cls->examples[k];
  g_autoptr (GError) error = NULL;
  gint64 total;
  g_autoptr (VslNetwork) first = example_network (cls, e, masked, 1, &total, &error);
  g_assert_no_error (error);
  g_autoptr (VslNetwork) network = example_network (cls, e, masked, n_outputs (first), &total, &error);
  g_assert_no_error (error);
  g_autoptr (VslParams) params = vsl_params_new (network, &error);
  if (!params && masked)
    return TRUE;                       /* the layer takes no masked input */
  g_assert_no_error (error);
  fill_params (params);
  VslExportInput input = { .network = network, .params = params, .positive = -1, .raw_type = VSL_PIXEL_REAL };
  g_autoptr (GBytes) bytes = vsl_exporter_for ("a.onnx")->make (NULL, &input, &error);
  if (!bytes) {
    g_assert_error (error, VSL_EXPORT_ERROR, VSL_ERROR_UNSUPPORTED);
    g_assert_true (strstr (error->message, "y") && (cls->onnx || strstr (error->message, cls->head.name)));
    g_test_message ("%s, example %u%s: %s", cls->head.name, k, masked ? ", masked" : "", error->message);
    return FALSE;
  }
  g_autofree char *name = g_strdup_printf ("layer-%s-%u%s", cls->head.name, k, masked ? "-masked" : "");
  compare (name, bytes, network, params, cls, e, masked, total);
  return TRUE;
}

static gboolean
is_there (const VslLayerExample *e)
{
  return e->config || e->in[0].rank || e->in[0].dim[0];
}

static void
test_layer (gconstpointer data)
{
  const VslLayerClass *cls = data;
  guint written = 0, examples = 0;
  gboolean masks = vsl_layer_class ("Masking") != NULL && !g_str_equal (cls->head.name, "Masking");
  for (guint k = 0; cls->examples && is_there (&cls->examples[k]); k++) {
    examples++;
    written += walk_example (cls, k, FALSE);
    if (masks && cls->examples[k].in[0].rank == 2)
      walk_example (cls, k, TRUE);
  }
  if (cls->onnx)
    g_assert_cmpuint (written, >, 0);
  else
    g_assert_cmpuint (written, ==, 0);
}

/* A class without a form, which none is at the moment: named with its node, and no file appears. */
static void
test_no_form (void)
{
  const VslLayerClass *dense = vsl_layer_class ("Dense");
  VslLayerClass mute = *dense;
  g_autoptr (GError) error = NULL;
  gint64 total;
  g_autoptr (VslNetwork) network = example_network (dense, &dense->examples[0], FALSE, 1, &total, &error);
  g_assert_no_error (error);
  mute.onnx = NULL;
  vsl_network_find (network, "y")->cls = &mute;
  g_autoptr (VslParams) params = vsl_params_new (network, &error);
  g_assert_no_error (error);
  VslExportInput input = { .network = network, .params = params, .positive = -1, .raw_type = VSL_PIXEL_REAL };
  g_autofree char *folder = g_dir_make_tmp ("vesalius-onnx-XXXXXX", NULL), *path = g_build_filename (folder, "a.onnx", NULL);
  g_assert_false (vsl_export_file (vsl_exporter_for (path), NULL, &input, NULL, 0, path, NULL, &error));
  g_assert_error (error, VSL_EXPORT_ERROR, VSL_ERROR_UNSUPPORTED);
  g_assert_nonnull (strstr (error->message, "y (Dense)"));
  g_assert_cmpint (g_rmdir (folder), ==, 0);      /* nothing is in it */
}

void
onnx_walk_add (void)
{
  g_test_add_func ("/onnx/no-form-is-named", test_no_form);
  const VslFamily *family = vsl_family ("layer");
  for (int i = 0; family->kinds[i]; i++) {
    const VslLayerClass *cls = (const VslLayerClass *) family->kinds[i];
    g_autofree char *path = g_strdup_printf ("/onnx/layer/%s", cls->head.name);
    if (!(cls->flags & VSL_LAYER_INPUT))
      g_test_add_data_func (path, cls, test_layer);
  }
}
