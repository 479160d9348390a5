/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What masks do to values and to masks, by numbers worked out by hand from Keras's rules. Sequences of four steps with one value. */
#include "layer-rig.h"

#include <math.h>

typedef struct {
  const char *layer, *config;
  guint masks;                           /* bit k: input k has a mask */
  const char *x[2], *mask[2];            /* of the two inputs; "1 0 …" */
  const char *y, *y_mask;                /* NULL: none */
} Case;

/* Steps: both valid, the first alone, the second alone, none. */
#define A "3 -2 5 7"
#define B "4 6 -1 9"
#define MASK_A "1 1 0 0"
#define MASK_B "1 0 1 0"

static const Case cases[] = {
  { "Add", NULL, 3, { A, B }, { MASK_A, MASK_B }, "7 4 4 16", "1 1 1 0" },
  { "Add", NULL, 1, { A, B }, { MASK_A, NULL }, "7 4 4 16", NULL },
  { "Subtract", NULL, 3, { A, B }, { MASK_A, MASK_B }, "-1 -8 6 -2", "1 1 1 0" },
  { "Average", NULL, 3, { A, B }, { MASK_A, MASK_B }, "3.5 2 2 8", "1 1 1 0" },
  { "Multiply", NULL, 3, { A, B }, { MASK_A, MASK_B }, "12 -2 -1 0", "1 1 1 0" },
  { "Multiply", NULL, 2, { A, B }, { NULL, MASK_B }, "12 -2 -5 7", NULL },
  { "Maximum", NULL, 3, { A, B }, { MASK_A, MASK_B }, "4 -2 -1 7", "1 1 1 0" },
  { "Maximum", NULL, 1, { A, B }, { MASK_A, NULL }, "4 6 -1 9", NULL },
  { "Minimum", NULL, 3, { A, B }, { MASK_A, MASK_B }, "3 -2 -1 7", "1 1 1 0" },
  { "Concatenate", NULL, 3, { A, B }, { MASK_A, MASK_B }, "3 4 -2 6 5 -1 7 9", "1 1 1 0" },
  { "Concatenate", NULL, 1, { A, B }, { MASK_A, NULL }, "3 4 -2 6 5 -1 7 9", "1 1 1 1" },
  { "Concatenate", "{\"axis\": 1}", 3, { A, B }, { MASK_A, MASK_B }, "3 -2 5 7 4 6 -1 9", "1 1 0 0 1 0 1 0" },
  { "Concatenate", "{\"axis\": 1}", 2, { A, B }, { NULL, MASK_B }, "3 -2 5 7 4 6 -1 9", "1 1 1 1 1 0 1 0" },
  { "Dot", "{\"axes\": 1}", 3, { A, B }, { MASK_A, MASK_B }, "58", NULL },
  { "GlobalAveragePooling1D", NULL, 1, { A }, { MASK_B }, "4", NULL },
  { "GlobalAveragePooling1D", "{\"keepdims\": true}", 1, { A }, { "0 0 0 0" }, "0", NULL },
  { "GlobalMaxPooling1D", NULL, 1, { A }, { "1 1 0 0" }, "7", NULL },
  { "Softmax", "{\"axis\": 1}", 1, { "1 1 80 1" }, { "1 1 0 0" }, "0.5 0.5 0 0", "1 1 0 0" },
  { "Softmax", "{\"axis\": 1}", 1, { A }, { "0 0 0 0" }, "0 0 0 0", "0 0 0 0" },
  { "Softmax", NULL, 1, { A }, { "1 0 0 0" }, "1 1 1 1", "1 0 0 0" },
  { "Masking", NULL, 0, { "3 0 -2 0" }, { NULL }, "3 0 -2 0", "1 0 1 0" },
  { "Masking", "{\"mask_value\": 5}", 1, { A }, { "0 0 1 1" }, "3 -2 0 7", "1 1 0 1" },
  { "ReLU", NULL, 1, { A }, { MASK_B }, "3 0 5 7", MASK_B },
  { "Normalization", "{\"mean\": 1, \"variance\": 4}", 1, { A }, { MASK_B }, "1 -1.5 2 3", MASK_B },
  { "ZeroPadding1D", NULL, 1, { A }, { MASK_B }, "0 3 -2 5 7 0", NULL },
  { "MaxPooling1D", NULL, 1, { A }, { MASK_B }, "3 7", NULL },
};

static gsize
read_numbers (const char *text, VslReal *to, gsize room)
{
  g_auto (GStrv) words = g_strsplit (text, " ", -1);
  gsize n = g_strv_length (words);
  g_assert_cmpuint (n, <=, room);
  for (gsize i = 0; i < n; i++)
    to[i] = (VslReal) g_ascii_strtod (words[i], NULL);
  return n;
}

static void
test_case (gconstpointer data)
{
  const Case *c = data;
  const VslLayerClass *cls = vsl_layer_class (c->layer);
  const VslShape steps[2] = { { 2, { 4, 1 } }, { 2, { 4, 1 } } };
  int n_in = c->x[1] ? 2 : 1;
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) config = json_from_string (c->config ? c->config : "{}", &error);
  g_autoptr (Rig) r = rig_new (cls, json_node_get_object (config), steps, n_in, c->masks, 1, FALSE, FALSE, &error);
  VslReal want[16];
  g_assert_no_error (error);
  for (int i = 0; i < n_in; i++) {
    g_assert_cmpuint (read_numbers (c->x[i], r->x[i], 4), ==, 4);
    if (c->mask[i])
      read_numbers (c->mask[i], r->x_mask[i], 4);
  }
  rig_forward (r);
  gsize n = read_numbers (c->y, want, G_N_ELEMENTS (want));
  g_assert_cmpuint (n, ==, rig_out_count (r, 0));
  for (gsize k = 0; k < n; k++)
    g_assert_cmpfloat_with_epsilon ((double) r->y[0][k], (double) want[k], 1e-6);
  g_assert_true ((c->y_mask != NULL) == r->plan.out_mask);
  n = c->y_mask ? read_numbers (c->y_mask, want, G_N_ELEMENTS (want)) : 0;
  for (gsize k = 0; k < n; k++)
    g_assert_cmpfloat ((double) r->y_mask[k], ==, (double) want[k]);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *path = g_strdup_printf ("/masks/%s/%u", cases[i].layer, i);
    g_test_add_data_func (path, &cases[i], test_case);
  }
  return g_test_run ();
}
