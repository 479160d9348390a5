/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Normalisation and depthwise convolution against their definition in double, in every kernel variant that this processor can run:
 * sizes that cross vectors and blocks, large means, no variance, one sample, masked steps. */
#include <math.h>
#include <string.h>

#include "core/vsl-random.h"
#include "kernels/vsl-depthwise.h"
#include "kernels/vsl-kernels.h"
#include "kernel-rig.h"
#include "layer-rig.h"

/* ---- rows ---- */

typedef struct {
  VslRowNorm norm;
  gsize rows, width;
  double mean, spread;
  gboolean weights, add;
} RowCase;

static void
check_row (const RowCase *c, const VslReal *x, const VslReal *dy, const VslReal *gamma, const VslReal *beta, const VslReal *y, const VslReal *dx,
           double *dgamma, double *dbeta)
{
  gsize n = c->width;
  double mean = 0, variance = 0, squares = 0, s1 = 0, s2 = 0, epsilon = c->norm == VSL_ROW_UNIT ? 1e-12 : 1e-3;
  for (gsize i = 0; i < n; i++) {
    mean += (double) x[i] / (double) n;
    squares += (double) x[i] * (double) x[i];
  }
  for (gsize i = 0; i < n; i++)
    variance += ((double) x[i] - mean) * ((double) x[i] - mean) / (double) n;
  double q = 1 / sqrt (c->norm == VSL_ROW_UNIT ? MAX (squares, epsilon) : variance + epsilon), from = c->norm == VSL_ROW_LAYER ? mean : 0;
  for (gsize i = 0; i < n; i++) {
    double g = (gamma ? (double) gamma[i] : 1) * (double) dy[i];
    s1 += g;
    s2 += g * ((double) x[i] - from);
    dgamma[i] += (double) dy[i] * ((double) x[i] - from) * q;
    dbeta[i] += (double) dy[i];
  }
  for (gsize i = 0; i < n; i++) {
    double g = (gamma ? (double) gamma[i] : 1) * (double) dy[i], centred = (double) x[i] - mean, want;
    kernel_near ((double) y[i], ((double) x[i] - from) * q * (gamma ? (double) gamma[i] : 1) + (beta ? (double) beta[i] : 0), 3e-6);
    if (c->norm == VSL_ROW_UNIT)
      want = q * g - (squares > epsilon ? q * q * q * s2 * (double) x[i] : 0);
    else
      want = q * g - (c->norm == VSL_ROW_LAYER ? q * s1 / (double) n : 0) - q * q * q * s2 * centred / (double) n;
    kernel_near ((double) dx[i], want + (c->add ? 1 : 0), 1e-5);
  }
}

static void
run_row_case (const RowCase *c)
{
  gsize n = c->rows * c->width;
  g_autofree VslReal *x = kernel_random (n, 1, c->mean - c->spread, c->mean + c->spread), *dy = kernel_random (n, 2, -1, 1);
  g_autofree VslReal *gamma = kernel_random (c->width, 3, 0.5, 1.5), *beta = kernel_random (c->width, 4, -1, 1);
  g_autofree VslReal *y = kernel_random (n, 5, 0, 1), *dx = kernel_random (n, 6, 1, 1), *dg = kernel_random (c->width, 7, 0, 0);
  g_autofree VslReal *db = kernel_random (c->width, 8, 0, 0);
  g_autofree double *wg = g_new0 (double, c->width), *wb = g_new0 (double, c->width);
  g_autofree VslRowStat *stat = g_new (VslRowStat, c->rows);
  const VslReal *g = c->weights ? gamma : NULL, *b = c->weights ? beta : NULL;
  vsl_kernels ()->row_norm (c->norm, c->rows, c->width, x, g, b, c->norm == VSL_ROW_UNIT ? 1e-12 : 1e-3, y, stat);
  vsl_kernels ()->row_norm_backward (c->norm, c->rows, c->width, x, dy, g, stat, c->weights ? dg : NULL, c->weights ? db : NULL, dx, c->add);
  for (gsize r = 0; r < c->rows; r++)
    check_row (c, x + r * c->width, dy + r * c->width, g, b, y + r * c->width, dx + r * c->width, wg, wb);
  for (gsize i = 0; c->weights && i < c->width; i++) {
    kernel_near ((double) dg[i], wg[i], 2e-5);
    kernel_near ((double) db[i], wb[i], 1e-5);
  }
  g_assert_true (y[n] == 12345 && dx[n] == 12345 && dg[c->width] == 12345 && db[c->width] == 12345);
}

static void
test_rows (void)
{
  static const gsize widths[] = { 1, 3, 7, 8, 9, 16, 31, 33, 128, 2047, 5000 };
  for (int norm = VSL_ROW_LAYER; norm <= VSL_ROW_UNIT; norm++)
    for (guint i = 0; i < G_N_ELEMENTS (widths); i++) {
      run_row_case (&(RowCase) { (VslRowNorm) norm, 1 + i % 7, widths[i], 0, 1, TRUE, FALSE });
      run_row_case (&(RowCase) { (VslRowNorm) norm, 6, widths[i], 0.5, 2, FALSE, TRUE });
    }
}

/* Mean 10,000 and deviation 1; a constant row; a row of zeros. */
static void
test_row_pitfalls (void)
{
  run_row_case (&(RowCase) { VSL_ROW_LAYER, 5, 100, 1e4, 1.7, TRUE, FALSE });
  run_row_case (&(RowCase) { VSL_ROW_LAYER, 5, 5000, -1e4, 1.7, FALSE, FALSE });
  run_row_case (&(RowCase) { VSL_ROW_LAYER, 4, 19, 1e4, 0, TRUE, FALSE });
  run_row_case (&(RowCase) { VSL_ROW_LAYER, 3, 64, 0, 0, TRUE, FALSE });
  run_row_case (&(RowCase) { VSL_ROW_UNIT, 3, 64, 0, 0, FALSE, FALSE });
  run_row_case (&(RowCase) { VSL_ROW_UNIT, 3, 9, 0, 1e-8, FALSE, FALSE });
}

/* ---- columns ---- */

static void
test_columns (void)
{
  static const gsize widths[] = { 1, 2, 5, 8, 17, 31, 64, 65, 300 }, all_rows[] = { 1, 3, 40, 259 };
  const VslKernels *k = vsl_kernels ();
  for (guint i = 0; i < G_N_ELEMENTS (widths) * G_N_ELEMENTS (all_rows); i++) {
    gsize width = widths[i % G_N_ELEMENTS (widths)], rows = all_rows[i / G_N_ELEMENTS (widths)], n = rows * width;
    g_autofree VslReal *x = kernel_random (n, 11, 9999, 10001), *dy = kernel_random (n, 12, -1, 1), *centre = kernel_random (width, 13, 1e4, 1e4);
    g_autofree VslReal *a = kernel_random (width, 14, -1, 1), *b = kernel_random (width, 15, -1, 1), *c = kernel_random (width, 16, -1, 1);
    g_autofree VslReal *y = kernel_random (n, 17, 0, 1), *dx = kernel_random (n, 18, 1, 1);
    g_autofree double *sum = g_new0 (double, width), *sum2 = g_new0 (double, width), *s1 = g_new0 (double, width), *s2 = g_new0 (double, width);
    k->moments (rows, width, x, centre, sum, sum2);
    k->norm_sums (rows, width, x, dy, centre, s1, s2);
    k->scale_shift (rows, width, x, centre, a, b, y);
    k->norm_backward (rows, width, x, dy, centre, a, b, c, dx, TRUE);
    for (gsize j = 0; j < width; j++) {
      for (gsize r = 0; r < rows; r++) {
        double d = (double) x[r * width + j] - 1e4, v = (double) dy[r * width + j];
        sum[j] -= d;
        sum2[j] -= d * d;
        s1[j] -= v;
        s2[j] -= v * d;
        kernel_near ((double) y[r * width + j], d * (double) a[j] + (double) b[j], 1e-6);
        kernel_near ((double) dx[r * width + j], 1 + (double) a[j] * v + (double) b[j] * d + (double) c[j], 1e-6);
      }
      kernel_near (sum[j] / (double) rows, 0, 1e-6);
      kernel_near (sum2[j] / (double) rows, 0, 1e-6);
      kernel_near (s1[j] / (double) rows, 0, 1e-6);
      kernel_near (s2[j] / (double) rows, 0, 1e-6);
    }
    g_assert_true (y[n] == 12345 && dx[n] == 12345);
  }
}

/* Large results are written past the caches: the bits are those of the same rows taken a few at a time, aligned or not. */
static void
test_columns_large (void)
{
  enum { WIDTH = 64, ROWS_ALL = 4099, FEW = 50 };
  const VslKernels *k = vsl_kernels ();
  const gsize n = (gsize) WIDTH * ROWS_ALL, bytes = (n + 64) * sizeof (VslReal);
  g_autofree VslReal *x = kernel_random (n, 11, -1, 1), *dy = kernel_random (n, 12, -1, 1), *centre = kernel_random (WIDTH, 13, -1, 1);
  g_autofree VslReal *a = kernel_random (WIDTH, 14, -1, 1), *b = kernel_random (WIDTH, 15, -1, 1), *c = kernel_random (WIDTH, 16, -1, 1);
  VslReal *y = g_aligned_alloc0 (2, bytes, 64), *small = g_aligned_alloc0 (2, bytes, 64);
  for (int shift = 0; shift < 2; shift++) {
    VslReal *dx = y + n + 64 + shift, *small_dx = small + n + 64 + shift;
    y[shift + n] = dx[n] = 12345;
    k->scale_shift (ROWS_ALL, WIDTH, x, centre, a, b, y + shift);
    k->norm_backward (ROWS_ALL, WIDTH, x, dy, centre, a, b, c, dx, FALSE);
    for (gsize r = 0; r < ROWS_ALL; r += FEW) {
      gsize o = r * WIDTH, rows = MIN (FEW, ROWS_ALL - r);
      k->scale_shift (rows, WIDTH, x + o, centre, a, b, small + shift + o);
      k->norm_backward (rows, WIDTH, x + o, dy + o, centre, a, b, c, small_dx + o, FALSE);
    }
    g_assert_cmpmem (y + shift, n * sizeof (VslReal), small + shift, n * sizeof (VslReal));
    g_assert_cmpmem (dx, n * sizeof (VslReal), small_dx, n * sizeof (VslReal));
    g_assert_true (y[shift + n] == 12345 && dx[n] == 12345);
  }
  g_aligned_free (y);
  g_aligned_free (small);
}

/* ---- depthwise convolution: the plain one with a group a channel is the definition ---- */

static void
check_depthwise (VslConv c, gint64 n)
{
  c.groups = c.c;
  gsize nx = (gsize) (n * c.h * c.w * c.c), ny = (gsize) (n * c.oh * c.ow * c.filters), nw = (gsize) (c.kh * c.kw * c.filters);
  gsize nf = (gsize) c.filters;
  g_autofree VslReal *x = kernel_random (nx, 21, -1, 1), *w = kernel_random (nw, 22, -1, 1), *b = kernel_random (nf, 23, -1, 1);
  g_autofree VslReal *dy = kernel_random (ny, 24, -1, 1), *y = kernel_random (ny, 25, 0, 1), *dx = kernel_random (nx, 26, 1, 1);
  g_autofree VslReal *dw = kernel_random (nw, 27, 0, 1), *db = kernel_random (nf, 28, 0, 1), *scratch = g_new (VslReal, vsl_depthwise_scratch (&c, TRUE));
  g_autofree double *wy = g_new0 (double, ny), *wx = g_new0 (double, nx), *ww = g_new0 (double, nw);
  gint64 multiplier = c.filters / c.c;
  for (gint64 i = 0; i < (gint64) ny; i++) {
    gint64 f = i % c.filters, ox = i / c.filters % c.ow, oy = i / c.filters / c.ow % c.oh, s = i / c.filters / c.ow / c.oh;
    wy[i] = (double) b[f];
    for (gint64 t = 0; t < c.kh * c.kw; t++) {
      gint64 iy = oy * c.sh - c.top + t / c.kw * c.dh, ix = ox * c.sw - c.left + t % c.kw * c.dw;
      if (iy < 0 || iy >= c.h || ix < 0 || ix >= c.w)
        continue;
      gint64 at = ((s * c.h + iy) * c.w + ix) * c.c + f / multiplier;
      wy[i] += (double) x[at] * (double) w[t * c.filters + f];
      wx[at] += (double) dy[i] * (double) w[t * c.filters + f];
      ww[t * c.filters + f] += (double) dy[i] * (double) x[at];
    }
  }
  vsl_depthwise_forward (&c, n, x, w, b, y, scratch);
  vsl_depthwise_backward_data (&c, n, dy, w, dx, TRUE, scratch);
  vsl_depthwise_backward_weights (&c, n, x, dy, dw, db, scratch);
  for (gsize i = 0; i < ny; i++)
    kernel_near ((double) y[i], wy[i], 1e-5);
  for (gsize i = 0; i < nx; i++)
    kernel_near ((double) dx[i], wx[i] + 1, 1e-5);
  vsl_depthwise_backward_data (&c, n, dy, w, dx, FALSE, scratch);
  for (gsize i = 0; i < nx; i++)
    kernel_near ((double) dx[i], wx[i], 1e-5);
  for (gsize i = 0; i < nw; i++)
    kernel_near ((double) dw[i], ww[i], 3e-5);
  g_assert_true (y[ny] == 12345 && dx[nx] == 12345 && dw[nw] == 12345 && db[nf] == 12345);
}

static void
test_depthwise (void)
{
  const VslConv cases[] = {
    { .h = 9, .w = 11, .c = 16, .oh = 9, .ow = 11, .filters = 16, .kh = 3, .kw = 3, .sh = 1, .sw = 1, .dh = 1, .dw = 1, .top = 1, .left = 1 },
    { .h = 8, .w = 9, .c = 37, .oh = 4, .ow = 5, .filters = 37, .kh = 3, .kw = 3, .sh = 2, .sw = 2, .dh = 1, .dw = 1, .top = 0, .left = 1 },
    { .h = 7, .w = 6, .c = 3, .oh = 5, .ow = 4, .filters = 9, .kh = 3, .kw = 3, .sh = 1, .sw = 1, .dh = 1, .dw = 1 },
    { .h = 7, .w = 8, .c = 5, .oh = 3, .ow = 3, .filters = 10, .kh = 1, .kw = 2, .sh = 3, .sw = 3, .dh = 1, .dw = 1 },
    { .h = 9, .w = 9, .c = 8, .oh = 9, .ow = 9, .filters = 8, .kh = 5, .kw = 7, .sh = 1, .sw = 1, .dh = 1, .dw = 1, .top = 2, .left = 3 },
    { .h = 10, .w = 12, .c = 9, .oh = 10, .ow = 12, .filters = 9, .kh = 3, .kw = 2, .sh = 1, .sw = 1, .dh = 3, .dw = 4, .top = 3, .left = 2 },
    { .h = 40, .w = 33, .c = 40, .oh = 40, .ow = 33, .filters = 40, .kh = 3, .kw = 3, .sh = 1, .sw = 1, .dh = 1, .dw = 1, .top = 1, .left = 1 },
    { .h = 1, .w = 20, .c = 12, .oh = 1, .ow = 5, .filters = 12, .kh = 1, .kw = 5, .sh = 1, .sw = 4, .dh = 1, .dw = 1, .left = 0 },
  };
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    check_depthwise (cases[i], 1 + i % 3);
}

/* ---- layers: what one batch or few numbers do to statistics ---- */

static Rig *
layer_rig (const char *name, const char *config, VslShape shape, guint masks, int batch)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) node = json_from_string (config, NULL);
  Rig *rig = rig_new (vsl_layer_class (name), json_node_get_object (node), &shape, 1, masks, batch, TRUE, FALSE, &error);
  g_assert_no_error (error);
  rig_fill (rig, 5);
  return rig;
}

/* Values of mean 10,000 come out as those of mean 0 do. */
static void
test_large_mean (void)
{
  static const char *const names[] = { "BatchNormalization", "LayerNormalization", "GroupNormalization" };
  for (guint k = 0; k < G_N_ELEMENTS (names); k++) {
    const char *config = k == 2 ? "{\"groups\": 2}" : "{}";
    g_autoptr (Rig) a = layer_rig (names[k], config, vsl_shape_make (3, 6, 5, 10), 0, 4);
    g_autoptr (Rig) b = layer_rig (names[k], config, vsl_shape_make (3, 6, 5, 10), 0, 4);
    for (gsize i = 0; i < rig_in_count (a, 0); i++) {
      a->x[0][i] = (VslReal) ((double) ((gint64) (i * 7919 % 1021) - 510) / 256);        /* exact beside 10,000 in float */
      b->x[0][i] = a->x[0][i] + 10240;
    }
    rig_forward (a);
    rig_forward (b);
    rig_backward (a);
    rig_backward (b);
    for (gsize i = 0; i < rig_in_count (a, 0); i++) {
      kernel_near ((double) b->y[0][i], (double) a->y[0][i], 2e-6);
      kernel_near ((double) b->dx[0][i], (double) a->dx[0][i], 2e-6);
    }
  }
}

/* One sample and one value a channel: the variance is 0, the result beta, and nothing flows back. */
static void
test_one_value (void)
{
  g_autoptr (Rig) r = layer_rig ("BatchNormalization", "{}", vsl_shape_make (1, 9), 0, 1);
  rig_forward (r);
  rig_backward (r);
  for (int c = 0; c < 9; c++) {
    kernel_near ((double) r->y[0][c], (double) r->w[1][c], 1e-6);
    kernel_near ((double) r->dx[0][c], 0, 1e-6);
  }
}

/* Masked steps have no part in the statistics: garbage there changes nothing elsewhere, and a batch without a valid step is legal. */
static void
test_masked_batch (void)
{
  g_autoptr (Rig) a = layer_rig ("BatchNormalization", "{}", vsl_shape_make (2, 7, 5), 1, 3);
  g_autoptr (Rig) b = layer_rig ("BatchNormalization", "{}", vsl_shape_make (2, 7, 5), 1, 3);
  for (int i = 0; i < 21; i++)
    a->x_mask[0][i] = b->x_mask[0][i] = i % 3 == 1;
  for (int i = 0; i < 21 * 5; i++)
    if (i / 5 % 3 != 1)
      b->x[0][i] = 1e5;
  rig_forward (a);
  rig_forward (b);
  for (int i = 0; i < 21 * 5; i++)
    if (i / 5 % 3 == 1)
      kernel_near ((double) b->y[0][i], (double) a->y[0][i], 0);
  g_assert_cmpmem (a->w[2], 5 * sizeof (VslReal), b->w[2], 5 * sizeof (VslReal));
  memset (a->x_mask[0], 0, 21 * sizeof (VslReal));
  rig_forward (a);
  rig_backward (a);
  for (int i = 0; i < 21 * 5; i++)
    g_assert_true (isfinite (a->y[0][i]) && isfinite (a->dx[0][i]));
}

int
main (int argc, char **argv)
{
  static const KernelTest tests[] = { { "rows", test_rows }, { "row-pitfalls", test_row_pitfalls }, { "columns", test_columns },
                { "columns-large", test_columns_large }, { "depthwise", test_depthwise }, { "large-mean", test_large_mean }, { "one-value", test_one_value }, { "masked-batch", test_masked_batch } };
  g_test_init (&argc, &argv, NULL);
  kernel_add_tests ("/kernels-norm", tests, G_N_ELEMENTS (tests));
  return g_test_run ();
}
