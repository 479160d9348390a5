/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every kernel variant that this processor can run, against plain loops in double, at sizes that cross vectors, blocks and parts. */
#include <math.h>
#include <string.h>

#include "core/vsl-random.h"
#include "kernels/vsl-activation.h"
#include "kernels/vsl-conv.h"
#include "kernels/vsl-kernels.h"
#include "kernels/vsl-parallel.h"
#include "kernel-rig.h"

static const gsize sizes[] = { 1, 2, 7, 8, 9, 15, 16, 17, 31, 33, 64, 65, 1000 };

static double
reference_activation (VslActivation act, double x)
{
  double s = 1 / (1 + exp (-x)), sp = x > 30 ? x : log1p (exp (x));
  switch (act) {
  case VSL_ACT_RELU: return x > 0 ? x : 0;
  case VSL_ACT_SIGMOID: return s;
  case VSL_ACT_TANH: return tanh (x);
  case VSL_ACT_GELU: return 0.5 * x * erfc (-x / sqrt (2));
  case VSL_ACT_ELU: return x > 0 ? x : expm1 (x);
  case VSL_ACT_LEAKY_RELU: return x > 0 ? x : 0.2 * x;
  case VSL_ACT_SELU: return 1.0507009873554805 * (x > 0 ? x : 1.6732632423543772 * expm1 (x));
  case VSL_ACT_SILU: return x * s;
  case VSL_ACT_MISH: return x * tanh (sp);
  case VSL_ACT_SOFTPLUS: return sp;
  case VSL_ACT_SOFTSIGN: return x / (1 + fabs (x));
  case VSL_ACT_HARD_SIGMOID: return fmin (fmax (x + 3, 0), 6) / 6;
  case VSL_ACT_HARD_SILU: return x * fmin (fmax (x + 3, 0), 6) / 6;
  case VSL_ACT_RELU6: return fmin (fmax (x, 0), 6);
  case VSL_ACT_EXPONENTIAL: return exp (x);
  case VSL_ACT_CELU: return x > 0 ? x : expm1 (x);
  case VSL_ACT_HARD_TANH: return fmin (fmax (x, -1), 1);
  case VSL_ACT_HARD_SHRINK: return fabs (x) > 0.5 ? x : 0;
  case VSL_ACT_SOFT_SHRINK: return x > 0.5 ? x - 0.5 : x < -0.5 ? x + 0.5 : 0;
  case VSL_ACT_TANH_SHRINK: return fabs (x) < 1e-4 ? x * x * x / 3 : x - tanh (x);
  case VSL_ACT_LOG_SIGMOID: return x < 0 ? x - log1p (exp (x)) : -log1p (exp (-x));
  case VSL_ACT_SPARSE_PLUS: return x <= -1 ? 0 : x < 1 ? 0.25 * (x + 1) * (x + 1) : x;
  case VSL_ACT_SPARSE_SIGMOID: return fmin (fmax (0.5 * (x + 1), 0), 1);
  case VSL_ACT_SQUAREPLUS: return 2 / (sqrt (x * x + 4) - x);
  default: return x;
  }
}

/* A few units in the last place, relative: also for tiny results. */
static void
test_activations (void)
{
  const gsize n = 100003;
  g_autofree VslReal *x = kernel_random (n, 1, -30, 30), *y = g_new (VslReal, n + 1);
  for (gsize i = 0; i < n; i += 2)
    x[i] *= (VslReal) 0.05;          /* half of them near zero */
  for (int a = VSL_ACT_LINEAR; a < VSL_N_ACTIVATIONS; a++) {
    if (vsl_activation_by_row ((VslActivation) a))
      continue;
    vsl_activation_forward ((VslActivation) a, 1, (gint64) n, x, y);
    for (gsize i = 0; i < n; i++) {
      double want = reference_activation ((VslActivation) a, (double) x[i]), got = (double) y[i];
      if (!(fabs (got - want) <= 6e-7 * fabs (want) + 1e-38))
        g_error ("%s %s (%.9g) = %.9g, but %.9g is expected", vsl_kernels_name (), vsl_activation_names[a], (double) x[i], got, want);
    }
  }
}

static void
test_extremes (void)
{
  const VslReal inf = (VslReal) INFINITY, big = 3e38f;
  VslReal x[] = { -inf, -big, -1000, -104, -88, 0, 88, 104, 1000, big, inf, (VslReal) NAN }, y[G_N_ELEMENTS (x)];
  const gsize n = G_N_ELEMENTS (x);
  for (int a = VSL_ACT_LINEAR; a < VSL_N_ACTIVATIONS; a++) {
    if (vsl_activation_by_row ((VslActivation) a))
      continue;
    vsl_kernels ()->act_forward ((VslActivation) a, n, x, y);
    g_assert_true (isnan (y[n - 1]));            /* a broken number stays visible */
    for (gsize i = 1; i + 2 < n; i++)
      g_assert_false (isnan (y[i]));
  }
  VslReal row[] = { 1000, -1000, 999 }, p[3];
  vsl_kernels ()->softmax (1, 3, row, p);
  kernel_near ((double) p[0], 1 / (1 + exp (-1)), 1e-6);
  g_assert_true (p[1] == 0);
  vsl_kernels ()->log_softmax (1, 3, row, p);
  kernel_near ((double) p[1], -2000 - log1p (exp (-1)), 1e-6);
}

/* By the definition: sorted values, and the largest number of them that stays positive. */
static void
test_sparsemax (void)
{
  enum { ROWS = 40, WIDTH = 13 };
  g_autofree VslReal *x = kernel_random (ROWS * WIDTH, 9, -2, 2), *y = g_new (VslReal, ROWS * WIDTH);
  for (int i = WIDTH; i < ROWS * WIDTH; i++)
    x[i] *= i / WIDTH % 2 ? 1 : (VslReal) 0.2;         /* half of the rows so close that all values are within one of the largest */
  x[0] = 3e38f;
  vsl_activation_forward (VSL_ACT_SPARSEMAX, ROWS, WIDTH, x, y);
  for (int r = 0; r < ROWS; r++) {
    double z[WIDTH], sum = 0, tau = 0;
    for (int k = 0; k < WIDTH; k++)
      z[k] = (double) x[r * WIDTH + k];
    for (int k = 0; k < WIDTH; k++)
      for (int i = k + 1; i < WIDTH; i++)
        if (z[i] > z[k]) {
          double t = z[k];
          z[k] = z[i];
          z[i] = t;
        }
    for (int k = 0; k < WIDTH; k++) {
      sum += z[k];
      if (1 + (k + 1) * z[k] > sum)
        tau = (sum - 1) / (k + 1);
    }
    for (int k = 0; k < WIDTH && r > 0; k++)
      kernel_near ((double) y[r * WIDTH + k], fmax ((double) x[r * WIDTH + k] - tau, 0), 1e-6);
  }
  for (int k = 0; k < WIDTH; k++)
    g_assert_true (y[k] == (k == 0));
  x[5] = (VslReal) NAN;
  vsl_activation_forward (VSL_ACT_SPARSEMAX, ROWS, WIDTH, x, y);
  g_assert_true (isnan (y[5]));
}

static void
test_loops (void)
{
  const VslKernels *k = vsl_kernels ();
  for (guint s = 0; s < G_N_ELEMENTS (sizes); s++) {
    gsize n = sizes[s], rows = 13;
    g_autofree VslReal *x = kernel_random (n * rows, 2, -1, 1), *y = kernel_random (n * rows, 3, -1, 1), *b = kernel_random (n, 4, -1, 1);
    g_autofree VslReal *sum = kernel_random (n, 5, 0, 1), *z = g_memdup2 (y, (n * rows + 1) * sizeof (VslReal));
    double squares = 0;
    k->column_sums (rows, n, x, sum);
    k->bias_add (rows, n, b, z);
    for (gsize j = 0; j < n; j++) {
      double want = 0;
      for (gsize r = 0; r < rows; r++) {
        want += (double) x[r * n + j];
        squares += (double) x[r * n + j] * (double) x[r * n + j];
        kernel_near ((double) z[r * n + j], (double) y[r * n + j] + (double) b[j], 1e-6);
      }
      kernel_near ((double) sum[j], want, 1e-5);
    }
    kernel_near (k->sum_squares (n * rows, x), squares, 1e-12);
    g_assert_true (sum[n] == 12345 && z[n * rows] == 12345);
    k->mul (n, x, y, z, FALSE);
    k->axpy (n, 2, x, z);
    k->scale (n, (VslReal) 0.5, z, z);
    for (gsize j = 0; j < n; j++)
      kernel_near ((double) z[j], ((double) x[j] * (double) y[j] + 2 * (double) x[j]) / 2, 1e-6);
  }
}

static void
test_optimizers (void)
{
  const VslKernels *k = vsl_kernels ();
  const gsize n = 37;
  g_autofree VslReal *w = kernel_random (n, 6, -1, 1), *g = kernel_random (n, 7, -1, 1), *m = kernel_random (n, 8, -1, 1),
                     *v = kernel_random (n, 9, 0, 1), *u = g_memdup2 (w, n * sizeof (VslReal)), *q = g_memdup2 (v, n * sizeof (VslReal)),
                     *o = g_memdup2 (m, n * sizeof (VslReal));
  k->adam (n, u, g, o, q, NULL, 0.01, 0.9, 0.999, 1e-7);
  for (gsize i = 0; i < n; i++) {
    double m1 = (double) m[i] + ((double) g[i] - (double) m[i]) * 0.1, v1 = (double) v[i] + ((double) g[i] * (double) g[i] - (double) v[i]) * 0.001;
    kernel_near ((double) u[i], (double) w[i] - 0.01 * m1 / (sqrt (v1) + 1e-7), 1e-6);
  }
  g_assert_true (w[n] == 12345);
}

static void
test_dense (void)
{
  const gint64 rows[] = { 1, 5, 32, 200 }, depth[] = { 1, 7, 130, 600 }, units[] = { 1, 8, 10, 16, 24, 25, 70 };
  for (guint a = 0; a < G_N_ELEMENTS (rows); a++)
    for (guint b = 0; b < G_N_ELEMENTS (depth); b++)
      for (guint c = 0; c < G_N_ELEMENTS (units); c++) {
        VslConv as = { .h = 1, .w = rows[a], .c = depth[b], .oh = 1, .ow = rows[a], .filters = units[c], .kh = 1, .kw = 1, .sh = 1,
                       .sw = 1, .dh = 1, .dw = 1, .groups = 1 };
        gsize nx = (gsize) (rows[a] * depth[b]), ny = (gsize) (rows[a] * units[c]), nw = (gsize) (depth[b] * units[c]);
        g_autofree VslReal *x = kernel_random (nx, 21, -1, 1), *w = kernel_random (nw, 22, -1, 1), *bias = kernel_random ((gsize) units[c], 23, -1, 1);
        g_autofree VslReal *y = kernel_random (ny, 24, 0, 1), *want = kernel_random (ny, 25, 0, 1), *dx = kernel_random (nx, 26, 0, 1),
                           *dw = kernel_random (nw, 27, 0, 1), *wdx = kernel_random (nx, 28, 0, 1), *wdw = kernel_random (nw, 29, 0, 1),
                           *dy = kernel_random (ny, 30, -1, 1), *scratch = g_new (VslReal, vsl_conv_scratch (&as, TRUE));
        vsl_dense_forward (rows[a], depth[b], units[c], x, w, bias, y);
        vsl_conv_forward (&as, 1, x, w, bias, want, FALSE, scratch);
        vsl_dense_backward_weights (rows[a], depth[b], units[c], x, dy, dw);
        vsl_dense_backward_data (rows[a], depth[b], units[c], dy, w, dx, FALSE);
        vsl_conv_backward_weights (&as, 1, x, dy, wdw, NULL, scratch);
        vsl_conv_backward_data (&as, 1, dy, w, wdx, FALSE, scratch);
        for (gsize i = 0; i < ny; i++)
          kernel_near ((double) y[i], (double) want[i], 2e-5);
        for (gsize i = 0; i < nw; i++)
          kernel_near ((double) dw[i], (double) wdw[i], 5e-5);
        for (gsize i = 0; i < nx; i++)
          kernel_near ((double) dx[i], (double) wdx[i], 2e-5);
        g_assert_true (y[ny] == 12345 && dw[nw] == 12345 && dx[nx] == 12345);
      }
}

/* Every number of units that has a kernel of its own, with few and odd rows, and gradients added to what is there. */
static void
test_few_units (void)
{
  static const gint64 rows[] = { 1, 2, 3, 4, 5, 9 }, depth[] = { 3, 8, 61, 700 };
  for (gint64 units = 1; units <= VSL_DENSE_FEW + 1; units++)
    for (guint a = 0; a < G_N_ELEMENTS (rows); a++)
      for (guint d = 0; d < G_N_ELEMENTS (depth); d++) {
        gint64 r = rows[a], k = depth[d];
        gsize nx = (gsize) (r * k), nw = (gsize) (k * units), ny = (gsize) (r * units);
        g_autofree VslReal *x = kernel_random (nx, 41, -1, 1), *w = kernel_random (nw, 42, -1, 1), *bias = kernel_random ((gsize) units, 43, -1, 1);
        g_autofree VslReal *dy = kernel_random (ny, 44, -1, 1), *y = kernel_random (ny, 45, 0, 1), *dw = kernel_random (nw, 46, 0, 1);
        g_autofree VslReal *dx = kernel_random (nx, 47, 0, 1), *before = g_memdup2 (dx, nx * sizeof *dx);
        vsl_dense_forward (r, k, units, x, w, a % 2 ? NULL : bias, y);
        vsl_dense_backward_weights (r, k, units, x, dy, dw);
        vsl_dense_backward_data (r, k, units, dy, w, dx, a % 2);
        for (gint64 i = 0; i < r; i++)
          for (gint64 u = 0; u < units; u++) {
            double sum = a % 2 ? 0 : (double) bias[u];
            for (gint64 j = 0; j < k; j++)
              sum += (double) x[i * k + j] * (double) w[j * units + u];
            kernel_near ((double) y[i * units + u], sum, 2e-5);
          }
        for (gint64 j = 0; j < k; j++) {
          for (gint64 u = 0; u < units; u++) {
            double sum = 0;
            for (gint64 i = 0; i < r; i++)
              sum += (double) x[i * k + j] * (double) dy[i * units + u];
            kernel_near ((double) dw[j * units + u], sum, 1e-5);
          }
          for (gint64 i = 0; i < r; i++) {
            double sum = a % 2 ? (double) before[i * k + j] : 0;
            for (gint64 u = 0; u < units; u++)
              sum += (double) dy[i * units + u] * (double) w[j * units + u];
            kernel_near ((double) dx[i * k + j], sum, 1e-5);
          }
        }
        g_assert_true (y[ny] == 12345 && dw[nw] == 12345 && dx[nx] == 12345);
      }
}

/* The pixel under tap (ky, t) of pixel (i / 2, i % 2) of a pooling window. */
static gint64
pixel (const VslConvPool *p, gint64 r, gint64 c, int i, gint64 ky, gint64 t)
{
  return (2 * r + i / 2 + ky) * p->line + (2 * c + i % 2) * p->c + t;
}

static void
check_conv_pool_window (const VslConvPool *p, gint64 r, gint64 c, gint64 f, const VslReal *x, const VslReal *w, const VslReal *bias,
                        VslReal y, guint8 arg)
{
  double best = 0;
  int which = 4;
  for (int i = 0; i < 4; i++) {
    double sum = bias ? (double) bias[f] : 0;
    for (gint64 ky = 0; ky < p->kh; ky++)
      for (gint64 t = 0; t < p->run; t++)
        sum += (double) x[pixel (p, r, c, i, ky, t)] * (double) w[(ky * p->run + t) * p->filters + f];
    if (sum > best) {
      best = sum;
      which = i;
    }
  }
  kernel_near ((double) y, best, 1e-5);
  if (fabs (best) > 1e-4)             /* nearer to zero rounding may decide */
    g_assert_cmpint (arg, ==, which);
}

static void
check_conv_pool_gradients (const VslConvPool *p, const VslReal *x, const VslReal *dy, const guint8 *arg, const VslReal *dw, const VslReal *db)
{
  for (gint64 f = 0; f < p->filters; f++)
    for (gint64 ky = 0; ky < p->kh; ky++)
      for (gint64 t = 0; t < p->run; t++) {
        double sum = 1, bias = 1;     /* gradients are added to ones */
        for (gint64 o = 0; o < p->ph * p->pw; o++) {
          int i = arg[o * p->filters + f];
          double g = i < 4 ? (double) dy[o * p->filters + f] : 0;
          sum += i < 4 ? g * (double) x[pixel (p, o / p->pw, o % p->pw, i, ky, t)] : 0;
          bias += g;
        }
        kernel_near ((double) dw[(ky * p->run + t) * p->filters + f], sum, 2e-5);
        kernel_near ((double) db[f], bias, 2e-5);
      }
}

/* Convolution, relu and maximum in one, where a variant has it. No two pixels of a window are equal here. */
static void
test_conv_pool (void)
{
  static const struct {
    gint64 c, kh, kw, ph, pw, filters;
  } cases[] = { { 1, 3, 3, 13, 13, 32 }, { 1, 3, 3, 1, 1, 8 }, { 1, 3, 3, 2, 5, 24 }, { 3, 3, 3, 4, 3, 16 }, { 1, 5, 5, 3, 4, 40 },
                { 3, 1, 1, 2, 2, 16 }, { 2, 2, 4, 3, 2, 8 },
                { 3, 3, 3, 3, 3, 32 }, { 1, 5, 5, 2, 3, 32 }, { 3, 5, 5, 2, 2, 24 }, { 8, 3, 3, 2, 2, 56 } };
  for (guint k = 0; k < G_N_ELEMENTS (cases) && vsl_kernels ()->conv_pool_forward; k++) {
    VslConvPool p = { .c = cases[k].c, .kh = cases[k].kh, .run = cases[k].kw * cases[k].c, .ph = cases[k].ph, .pw = cases[k].pw,
                      .filters = cases[k].filters, .line = (2 * cases[k].pw + cases[k].kw - 1) * cases[k].c };
    gsize taps = (gsize) (p.kh * p.run), nw = taps * (gsize) p.filters, ny = (gsize) (p.ph * p.pw * p.filters), nf = (gsize) p.filters;
    g_autofree VslReal *x = kernel_random ((gsize) ((2 * p.ph + p.kh - 1) * p.line), 51, -1, 1), *w = kernel_random (nw, 52, -1, 1);
    g_autofree VslReal *bias = kernel_random (nf, 53, -1, 1), *y = kernel_random (ny, 54, 0, 1), *plain = kernel_random (ny, 55, 0, 1);
    g_autofree VslReal *dy = kernel_random (ny, 56, -1, 1), *dw = kernel_random (nw, 57, 1, 1), *db = kernel_random (nf, 58, 1, 1);
    g_autofree VslReal *pixels = kernel_random (4 * (gsize) p.pw * taps, 59, 0, 1);
    g_autofree guint8 *arg = g_malloc (ny + 1);
    arg[ny] = 77;
    const VslReal *b = k == 2 ? NULL : bias;
    vsl_kernels ()->conv_pool_forward (&p, x, w, b, y, arg);
    vsl_kernels ()->conv_pool_forward (&p, x, w, b, plain, NULL);
    g_assert_cmpmem (y, ny * sizeof *y, plain, ny * sizeof *y);
    for (gsize o = 0; o < ny; o++)
      check_conv_pool_window (&p, (gint64) o / p.filters / p.pw, (gint64) o / p.filters % p.pw, (gint64) o % p.filters, x, w, b, y[o], arg[o]);
    vsl_kernels ()->conv_pool_weights (&p, x, dy, arg, dw, db, pixels);
    check_conv_pool_gradients (&p, x, dy, arg, dw, db);
    g_assert_true (y[ny] == 12345 && dw[nw] == 12345 && db[nf] == 12345 && pixels[4 * (gsize) p.pw * taps] == 12345 && arg[ny] == 77);
  }
}

/* Elementwise kernels promise the same bits in every variant. */
static void
test_same_bits (void)
{
  const gsize n = 10007;
  g_autofree VslReal *x = kernel_random (n, 31, -20, 20), *y = g_new (VslReal, n), *z = g_new (VslReal, n);
  for (int a = VSL_ACT_LINEAR; a < VSL_N_ACTIVATIONS; a++) {
    if (vsl_activation_by_row ((VslActivation) a))
      continue;
    g_assert_true (vsl_kernels_use ("generic"));
    vsl_kernels ()->act_forward ((VslActivation) a, n, x, y);
    g_assert_true (vsl_kernels_use (NULL));
    vsl_kernels ()->act_forward ((VslActivation) a, n, x, z);
    g_assert_cmpmem (y, n * sizeof (VslReal), z, n * sizeof (VslReal));
  }
}

static void
test_choice (void)
{
  g_assert_false (vsl_kernels_use ("no such variant"));
  g_assert_true (vsl_kernels_use (NULL));
  g_assert_cmpstr (vsl_kernels_name (), ==, vsl_kernels_names ()[0]);
  g_assert_nonnull (vsl_blas_core ());
}

static void
count_part (gpointer data, int part)
{
  ((int *) data)[part] += part + 1;
}

/* Calls so short that workers are always late, from two threads at once, while workers come and go. */
static gpointer
many_calls (gpointer data)
{
  for (int i = 0; i < 20000; i++) {
    int seen[40] = { 0 }, parts = 2 + i % 38;
    vsl_parallel_for (parts, count_part, seen);
    for (int k = 0; k < 40; k++)
      if (seen[k] != (k < parts ? k + 1 : 0))
        g_error ("part %d of %d: %d", k, parts, seen[k]);
    if (i % 3000 == 2999)
      vsl_parallel_set_threads (1 + i / 3000 % 4);
    if (i % 5000 == 4999)
      vsl_parallel_shutdown ();
    if (i % 700 == 699)
      g_usleep (300);                /* long enough for the workers to fall asleep */
  }
  return NULL;
}

static void
test_threads (void)
{
  int before = vsl_parallel_threads ();
  vsl_parallel_set_threads (3);
  GThread *other = g_thread_new ("other", many_calls, NULL);
  many_calls (NULL);
  g_thread_join (other);
  vsl_parallel_shutdown ();
  vsl_parallel_set_threads (before);
}

int
main (int argc, char **argv)
{
  static const KernelTest tests[] = { { "activations", test_activations }, { "extremes", test_extremes }, { "sparsemax", test_sparsemax }, { "loops", test_loops },
                { "optimizers", test_optimizers }, { "dense", test_dense },
                { "few-units", test_few_units }, { "conv-pool", test_conv_pool } };
  g_test_init (&argc, &argv, NULL);
  kernel_add_tests ("/kernels", tests, G_N_ELEMENTS (tests));
  g_test_add_func ("/kernels/same-bits", test_same_bits);
  g_test_add_func ("/kernels/choice", test_choice);
  g_test_add_func ("/kernels/threads", test_threads);
  return g_test_run ();
}
