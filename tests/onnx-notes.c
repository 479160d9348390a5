/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The templates for notes in ONNX, from token numbers on, with a smaller vocabulary; masks and all. With VESALIUS_ONNX_DIR the files are
 * left for onnxruntime. */
#include <math.h>
#include <string.h>

#include "core/vsl-random.h"
#include "export/vsl-exporter.h"
#include "export/vsl-onnx-run.h"
#include "graph/vsl-plan.h"
#include "graph/vsl-template.h"
#include "onnx-walk.h"

#define N 3
#define WORDS 150
#define TOLERANCE 1e-5

static VslNetwork *
note_network (const char *id)
{
  g_autoptr (GError) error = NULL;
  VslNetwork *network = vsl_template_make (id, NULL, FALSE, 3, &error);
  g_assert_no_error (error);
  g_autofree char *words = g_strdup_printf ("%d", WORDS);
  g_assert_true (vsl_network_set_text (network, "words", "input_dim", words, &error));
  if (vsl_network_find (network, "tokens"))
    g_assert_true (vsl_network_set_text (network, "tokens", "units", words, &error));
  g_autoptr (GPtrArray) inputs = vsl_network_input_nodes (network);
  g_array_set_size (((VslNode *) inputs->pdata[0])->preprocessing, 0);
  /* Our reader brings samples in as pictures. */
  VslNode *line = vsl_network_insert (network, vsl_layer_class ("Reshape"), "note", "words", &error);
  g_assert_no_error (error);
  g_assert_true (vsl_network_set_text (network, line->id, "target_shape", "[-1]", &error));
  return network;
}

/* Padding at the end, at the beginning, and none. */
static void
fill_notes (VslImage *notes, VslReal *x, gsize length)
{
  for (int i = 0; i < N; i++) {
    guint64 key = vsl_random_key (5, VSL_RANDOM_TEST, (guint64) i, 0);
    g_assert_true (vsl_image_alloc (&notes[i], (int) length, 1, 1, VSL_PIXEL_REAL, VSL_IMAGE_REAL_BITS, NULL));
    VslReal *to = (gpointer) notes[i].data;
    for (gsize t = 0; t < length; t++)
      to[t] = (VslReal) (1 + vsl_random_bits (key, t) % (WORDS - 1));
    if (i < 2)
      memset (i ? to : to + length / 3, 0, (i ? length / 2 : length - length / 3) * sizeof *to);
    memcpy (x + (gsize) i * length, to, length * sizeof *to);
  }
}

static void
add_numbers (GString *s, const char *key, const VslReal *values, gsize n)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];
  g_string_append_printf (s, ", \"%s\": [", key);
  for (gsize k = 0; k < n; k++)
    g_string_append_printf (s, "%s%s", k ? "," : "", g_ascii_dtostr (text, sizeof text, (double) values[k]));
  g_string_append_c (s, ']');
}

static void
leave_case (const char *id, const VslNetwork *network, GBytes *bytes, const VslReal *x, gsize length, const VslReal *y, gsize width)
{
  const char *folder = g_getenv ("VESALIUS_ONNX_DIR");
  if (!folder)
    return;
  g_autoptr (GPtrArray) outputs = vsl_network_output_ids (network);
  g_autoptr (GString) s = g_string_new (NULL);
  g_string_append_printf (s, "{\"input\": \"note\", \"output\": \"%s\", \"shape\": [%d, %d]", (char *) outputs->pdata[0], N, (int) length);
  add_numbers (s, "x", x, N * length);
  add_numbers (s, "y", y, N * width);
  g_string_append (s, "}\n");
  g_autofree char *json = g_strdup_printf ("%s/template-%s.json", folder, id), *onnx = g_strdup_printf ("%s/template-%s.onnx", folder, id);
  gsize size;
  const char *data = g_bytes_get_data (bytes, &size);
  g_assert_true (g_file_set_contents (json, s->str, -1, NULL) && g_file_set_contents (onnx, data, (gssize) size, NULL));
}

static void
test_template (gconstpointer id)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (VslNetwork) network = note_network (id);
  g_autoptr (VslParams) params = vsl_params_new (network, &error);
  g_assert_no_error (error);
  vsl_params_init (params, 7);
  for (gsize k = 0; k < params->total; k++)
    params->data[k] *= (VslReal) 1.5;      /* larger, so that words tell; twice makes memories of forty steps chaotic */
  g_autoptr (VslPlan) plan = vsl_plan_new (network, params, N, 0, &error);
  g_assert_no_error (error);
  gsize length = (gsize) vsl_shape_count (vsl_plan_input_shape (plan, 0)), width = (gsize) vsl_shape_count (vsl_plan_output_shape (plan, 0));
  VslImage notes[N];
  fill_notes (notes, vsl_plan_input (plan, 0), length);
  g_autofree VslReal *x = g_memdup2 (vsl_plan_input (plan, 0), N * length * sizeof *x), *back = g_new0 (VslReal, N * width);
  vsl_plan_forward (plan, N, FALSE, 0, 0);
  const VslReal *y = vsl_plan_output (plan, 0);
  VslExportInput input = { .network = network, .params = params, .positive = -1, .raw_type = VSL_PIXEL_REAL };
  g_autoptr (GBytes) bytes = vsl_exporter_for ("a.onnx")->make (NULL, &input, &error);
  g_assert_no_error (error);
  gboolean read = vsl_onnx_run_images (bytes, notes, N, width, back, &error);
  g_assert_no_error (error);
  g_assert_true (read);
  double worst = 0;
  for (gsize k = 0; k < N * width; k++)
    worst = MAX (worst, isnan (back[k]) ? INFINITY : fabs ((double) back[k] - y[k]));
  g_test_message ("%s: %g", (const char *) id, worst);
  g_assert_cmpfloat (worst, <, TOLERANCE);
  leave_case (id, network, bytes, x, length, y, width);
  for (int i = 0; i < N; i++)
    vsl_image_clear (&notes[i]);
}

gboolean
onnx_takes_notes (const char *id)
{
  g_autoptr (VslNetwork) network = vsl_template_load (id, NULL);
  g_autoptr (GPtrArray) inputs = vsl_network_input_nodes (network);
  return vsl_network_vocabulary (network, inputs->pdata[0]) > 0;
}

void
onnx_notes_add (void)
{
  for (const char *const *id = vsl_template_ids (); *id; id++) {
    g_autofree char *path = g_strdup_printf ("/onnx/template/%s", *id);
    if (onnx_takes_notes (*id))
      g_test_add_data_func (path, *id, test_template);
  }
}
