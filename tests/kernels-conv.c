/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Convolution and its gradients against their definition, in every kernel variant that this processor can run, over shapes that cross
 * every tile and threshold; and the same bits on any number of threads. */
#include <math.h>
#include <string.h>

#include "core/vsl-random.h"
#include "kernels/vsl-conv.h"
#include "kernels/vsl-kernels.h"
#include "kernels/vsl-parallel.h"
#include "kernel-rig.h"

/* What a convolution and its gradients are, in double. */
typedef struct {
  const VslConv *c;
  gint64 n;
  gsize nx, ny, nw;
  VslReal *x, *w, *dy, *b;
  double *wy, *ww, *wx, *wb;
} ConvCase;

static void
add_window (const ConvCase *k, gint64 s, gint64 oy, gint64 ox, gint64 o)
{
  const VslConv *c = k->c;
  gint64 cg = c->c / c->groups, g = o / (c->filters / c->groups), out = ((s * c->oh + oy) * c->ow + ox) * c->filters + o;
  double dy = (double) k->dy[out];
  k->wy[out] = (double) k->b[o];
  k->wb[o] += dy;
  for (gint64 ky = 0; ky < c->kh; ky++)
    for (gint64 kx = 0; kx < c->kw; kx++) {
      gint64 iy = oy * c->sh - c->top + ky * c->dh, ix = ox * c->sw - c->left + kx * c->dw;
      if (iy < 0 || iy >= c->h || ix < 0 || ix >= c->w)
        continue;
      gint64 in = ((s * c->h + iy) * c->w + ix) * c->c + g * cg, weight = (ky * c->kw + kx) * cg * c->filters + o;
      for (gint64 i = 0; i < cg; i++, in++, weight += c->filters) {
        k->wy[out] += (double) k->x[in] * (double) k->w[weight];
        k->ww[weight] += (double) k->x[in] * dy;
        k->wx[in] += dy * (double) k->w[weight];
      }
    }
}

static void
near_all (gsize n, const VslReal *got, const double *want, double scale, double tolerance)
{
  for (gsize i = 0; i < n; i++)
    kernel_near ((double) got[i], want[i] * scale, tolerance);
  g_assert_true (got[n] == 12345);
}

/* twice: results are added to what is there. */
static void
check_ways (const ConvCase *k, gboolean exact, gboolean twice)
{
  const VslConv *c = k->c;
  /* Winograd's rounding errors are up to 1e-4 of the root mean square of the sums. */
  const double root = sqrt ((double) MAX (9 * MAX (c->c, c->filters), k->n * c->oh * c->ow)), loose = exact ? MAX (2e-5, 2e-6 * root) : 3.5e-5 * root;
  g_autofree VslReal *y = kernel_random (k->ny, 15, 0, 1), *dw = kernel_random (k->nw, 16, 0, 1), *dx = kernel_random (k->nx, 17, 0, 1),
                     *db = kernel_random ((gsize) c->filters, 18, 0, 1), *scratch = g_new (VslReal, vsl_conv_scratch (c, TRUE));
  g_autofree double *wy = g_memdup2 (k->wy, k->ny * sizeof (double));
  vsl_conv_set_exact (exact);
  vsl_conv_forward (c, k->n, k->x, k->w, k->b, y, FALSE, scratch);
  vsl_conv_backward_weights (c, k->n, k->x, k->dy, dw, db, scratch);
  vsl_conv_backward_data (c, k->n, k->dy, k->w, dx, FALSE, scratch);
  for (gsize i = 0; i < k->ny && twice; i++)
    wy[i] += wy[i] - (double) k->b[i % (gsize) c->filters];
  if (twice) {
    vsl_conv_forward (c, k->n, k->x, k->w, NULL, y, TRUE, scratch);
    vsl_conv_backward_data (c, k->n, k->dy, k->w, dx, TRUE, scratch);
  }
  vsl_conv_set_exact (FALSE);
  near_all (k->ny, y, wy, 1, loose);
  near_all (k->nx, dx, k->wx, twice ? 2 : 1, loose);
  near_all (k->nw, dw, k->ww, 1, loose + 3e-5);
  near_all ((gsize) c->filters, db, k->wb, 1, 5e-5);
}

static void
check_conv (const VslConv *c, gint64 n)
{
  ConvCase k = { .c = c, .n = n, .nx = (gsize) (n * c->h * c->w * c->c), .ny = (gsize) (n * c->oh * c->ow * c->filters),
                 .nw = (gsize) (c->kh * c->kw * (c->c / c->groups) * c->filters) };
  g_autofree VslReal *x = k.x = kernel_random (k.nx, 11, -1, 1), *w = k.w = kernel_random (k.nw, 12, -1, 1),
                     *dy = k.dy = kernel_random (k.ny, 13, -1, 1), *b = k.b = kernel_random ((gsize) c->filters, 14, -1, 1);
  g_autofree double *wy = k.wy = g_new0 (double, k.ny), *ww = k.ww = g_new0 (double, k.nw), *wx = k.wx = g_new0 (double, k.nx),
                    *wb = k.wb = g_new0 (double, (gsize) c->filters);
  for (gint64 s = 0; s < n; s++)
    for (gint64 oy = 0; oy < c->oh; oy++)
      for (gint64 ox = 0; ox < c->ow; ox++)
        for (gint64 o = 0; o < c->filters; o++)
          add_window (&k, s, oy, ox, o);
  check_ways (&k, TRUE, n % 2 == 1);
  check_ways (&k, FALSE, n % 2 == 1);
}

static void
test_conv (void)
{
  const VslConv cases[] = {
    { .h = 28, .w = 28, .c = 1, .oh = 26, .ow = 26, .filters = 32, .kh = 3, .kw = 3, .sh = 1, .sw = 1, .dh = 1, .dw = 1, .groups = 1 },
    { .h = 9, .w = 7, .c = 3, .oh = 9, .ow = 7, .filters = 13, .kh = 3, .kw = 3, .sh = 1, .sw = 1, .dh = 1, .dw = 1, .top = 1, .left = 1, .groups = 1 },
    { .h = 9, .w = 8, .c = 2, .oh = 5, .ow = 4, .filters = 7, .kh = 3, .kw = 2, .sh = 2, .sw = 2, .dh = 2, .dw = 1, .top = 2, .groups = 1 },
    { .h = 11, .w = 10, .c = 16, .oh = 9, .ow = 8, .filters = 17, .kh = 3, .kw = 3, .sh = 1, .sw = 1, .dh = 1, .dw = 1, .groups = 1 },
    { .h = 8, .w = 8, .c = 33, .oh = 8, .ow = 8, .filters = 9, .kh = 3, .kw = 3, .sh = 1, .sw = 1, .dh = 1, .dw = 1, .top = 1, .left = 1, .groups = 1 },
    { .h = 8, .w = 9, .c = 6, .oh = 4, .ow = 5, .filters = 4, .kh = 2, .kw = 3, .sh = 2, .sw = 2, .dh = 1, .dw = 1, .left = 1, .groups = 2 },
    { .h = 5, .w = 6, .c = 20, .oh = 5, .ow = 6, .filters = 8, .kh = 1, .kw = 1, .sh = 1, .sw = 1, .dh = 1, .dw = 1, .groups = 1 },
    { .h = 4, .w = 5, .c = 2, .oh = 4, .ow = 5, .filters = 1, .kh = 3, .kw = 3, .sh = 1, .sw = 1, .dh = 1, .dw = 1, .top = 1, .left = 1, .groups = 1 },
    { .h = 3, .w = 2, .c = 400, .oh = 3, .ow = 2, .filters = 20, .kh = 3, .kw = 3, .sh = 1, .sw = 1, .dh = 1, .dw = 1, .top = 1, .left = 1, .groups = 1 },
    { .h = 4, .w = 4, .c = 130, .oh = 2, .ow = 2, .filters = 390, .kh = 3, .kw = 3, .sh = 2, .sw = 2, .dh = 1, .dw = 1, .groups = 1 },
    { .h = 12, .w = 11, .c = 128, .oh = 12, .ow = 11, .filters = 126, .kh = 3, .kw = 3, .sh = 1, .sw = 1, .dh = 1, .dw = 1, .top = 1, .left = 1, .groups = 1 },
    { .h = 5, .w = 5, .c = 130, .oh = 5, .ow = 5, .filters = 122, .kh = 3, .kw = 3, .sh = 1, .sw = 1, .dh = 1, .dw = 1, .top = 1, .left = 1, .groups = 1 },
    { .h = 20, .w = 300, .c = 8, .oh = 18, .ow = 100, .filters = 24, .kh = 3, .kw = 3, .sh = 1, .sw = 3, .dh = 1, .dw = 1, .left = 1, .groups = 1 },
  };
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    check_conv (&cases[i], 1);
    if (i < 8)
      check_conv (&cases[i], 9);
  }
}

/* Three by three with step 1 and a border on any side: Winograd's squares, whole and cut, few and many weights and samples. */
static void
test_conv_squares (void)
{
  for (gint64 i = 0; i < 14; i++) {
    VslConv c = { .h = 4 + i * 5 % 11, .w = 4 + i * 3 % 10, .c = 16 + i * 29 % 57, .filters = 16 + i * 17 % 55, .kh = 3, .kw = 3, .sh = 1, .sw = 1,
                  .dh = 1, .dw = 1, .top = i % 3, .left = i / 2 % 3, .groups = 1 };
    c.oh = c.h + c.top - 2 + i / 3 % 2;
    c.ow = c.w + c.left - 2 + i / 4 % 3;
    check_conv (&c, 3 + 5 * (i % 4));
  }
  const VslConv many[] = {
    { .h = 3, .w = 3, .c = 130, .oh = 3, .ow = 3, .filters = 127, .kh = 3, .kw = 3, .sh = 1, .sw = 1, .dh = 1, .dw = 1, .top = 1, .left = 1, .groups = 1 },
    { .h = 4, .w = 3, .c = 260, .oh = 4, .ow = 3, .filters = 65, .kh = 3, .kw = 3, .sh = 1, .sw = 1, .dh = 1, .dw = 1, .top = 1, .left = 1, .groups = 1 },
  };
  check_conv (&many[0], 13);
  check_conv (&many[1], 12);
}

/* Every number of channels and filters up to 70 once, with kernel, steps, dilation, border, groups, size and batch that change with them. */
static void
test_conv_shapes (void)
{
  for (gint64 i = 1; i <= 70; i++) {
    VslConv c = { .c = i, .filters = 1 + i * 37 % 70, .kh = 1 + i % 4, .kw = 1 + i / 2 % 3, .sh = 1 + i / 3 % 2, .sw = 1 + i / 5 % 3,
                  .dh = 1 + i / 7 % 2, .dw = 1 + i / 11 % 2, .h = 1 + i * 5 % 13, .w = 1 + i * 7 % 17, .groups = 1 };
    if (i % 3 == 0) {
      c.groups = i % 2 ? 3 : 2;
      c.c = (i + 5) / 6 * 6;
      c.filters = (c.filters + 5) / 6 * 6;
    }
    c.top = MIN (i % 3, (c.kh - 1) * c.dh);
    c.left = MIN (i / 2 % 3, (c.kw - 1) * c.dw);
    c.oh = (c.h + 2 * c.top - (c.kh - 1) * c.dh - 1 + c.sh) / c.sh;
    c.ow = (c.w + c.left - (c.kw - 1) * c.dw - 1 + c.sw) / c.sw;
    if (c.h + 2 * c.top > (c.kh - 1) * c.dh && c.w + c.left > (c.kw - 1) * c.dw) {
      check_conv (&c, 1 + i % 3);
      check_conv (&c, 6 + i % 8);
    }
  }
}

#define BEYOND (1 << 20)             /* values after the scratch that must stay as they are: more than all rooms of these cases take */

static void
bits_of (const VslConv *c, gint64 n, VslReal *out)
{
  gsize nx = (gsize) (n * c->h * c->w * c->c), ny = (gsize) (n * c->oh * c->ow * c->filters), nw = (gsize) (c->kh * c->kw * c->c * c->filters);
  g_autofree VslReal *x = kernel_random (nx, 21, -1, 1), *w = kernel_random (nw, 22, -1, 1), *dy = kernel_random (ny, 23, -1, 1),
                     *scratch = kernel_random (vsl_conv_scratch (c, TRUE) + BEYOND, 24, 0, 1);
  VslReal *beyond = scratch + vsl_conv_scratch (c, TRUE);
  for (gsize i = 0; i < BEYOND; i++)
    beyond[i] = 12345;
  vsl_conv_forward (c, n, x, w, NULL, out, FALSE, scratch);
  vsl_conv_backward_data (c, n, dy, w, out + ny, FALSE, scratch);
  vsl_conv_backward_weights (c, n, x, dy, out + ny + nx, out + ny + nx + nw, scratch);
  for (gsize i = 0; i < BEYOND; i++)
    g_assert_true (beyond[i] == 12345);
}

static void
test_same_bits (void)
{
  const VslConv cases[] = {
    { .h = 12, .w = 13, .c = 24, .oh = 12, .ow = 13, .filters = 40, .kh = 3, .kw = 3, .sh = 1, .sw = 1, .dh = 1, .dw = 1, .top = 1, .left = 1, .groups = 1 },
    { .h = 6, .w = 9, .c = 72, .oh = 6, .ow = 9, .filters = 130, .kh = 3, .kw = 3, .sh = 1, .sw = 1, .dh = 1, .dw = 1, .top = 1, .left = 1, .groups = 1 },
    { .h = 6, .w = 5, .c = 130, .oh = 6, .ow = 5, .filters = 328, .kh = 3, .kw = 3, .sh = 1, .sw = 1, .dh = 1, .dw = 1, .top = 1, .left = 1, .groups = 1 },
    { .h = 13, .w = 12, .c = 20, .oh = 7, .ow = 6, .filters = 33, .kh = 3, .kw = 3, .sh = 2, .sw = 2, .dh = 1, .dw = 1, .top = 1, .left = 1, .groups = 1 },
    { .h = 13, .w = 12, .c = 3, .oh = 13, .ow = 12, .filters = 33, .kh = 3, .kw = 3, .sh = 1, .sw = 1, .dh = 1, .dw = 1, .top = 1, .left = 1, .groups = 1 },
  };
  const int threads[] = { 2, 3, 8 };
  int before = vsl_parallel_threads ();
  for (guint i = 0; i < 2 * G_N_ELEMENTS (cases); i++) {
    const VslConv *c = &cases[i / 2];
    VslConv one_room = *c, some_rooms = *c;
    one_room.rooms = 1;
    some_rooms.rooms = 3;
    gint64 n = 9;
    gsize size = (gsize) (n * c->h * c->w * c->c + n * c->oh * c->ow * c->filters + c->kh * c->kw * c->c * c->filters + c->filters);
    g_autofree VslReal *one = g_new (VslReal, size), *more = g_new (VslReal, size);
    vsl_conv_set_exact (i % 2);
    vsl_parallel_set_threads (1);
    bits_of (c, n, one);
    for (guint t = 0; t < G_N_ELEMENTS (threads); t++) {
      vsl_parallel_set_threads (threads[t]);
      bits_of (c, n, more);
      g_assert_cmpmem (one, size * sizeof *one, more, size * sizeof *more);
      bits_of (t ? &some_rooms : &one_room, n, more);
      g_assert_cmpmem (one, size * sizeof *one, more, size * sizeof *more);
    }
    g_assert_cmpuint (vsl_conv_scratch (&one_room, TRUE), <=, vsl_conv_scratch (&some_rooms, TRUE));
    g_assert_cmpuint (vsl_conv_scratch (&some_rooms, TRUE), <=, vsl_conv_scratch (c, TRUE));
  }
  vsl_conv_set_exact (FALSE);
  vsl_parallel_shutdown ();
  vsl_parallel_set_threads (before);
}

int
main (int argc, char **argv)
{
  static const KernelTest tests[] = { { "definition", test_conv }, { "shapes", test_conv_shapes }, { "squares", test_conv_squares }, { "same-bits", test_same_bits } };
  g_test_init (&argc, &argv, NULL);
  kernel_add_tests ("/kernels-conv", tests, G_N_ELEMENTS (tests));
  return g_test_run ();
}
