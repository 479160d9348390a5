/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Attention in every variant that this processor can run, against its definition in double: masks, blocks of queries, dropout,
 * queries that may see nothing, extreme scores. */
#include <math.h>
#include <string.h>

#include "core/vsl-random.h"
#include "kernels/vsl-attention.h"
#include "kernels/vsl-kernels.h"
#include "kernel-rig.h"

static gboolean
seen (const VslAttention *a, gint64 sample, gint64 r, gint64 j)
{
  for (int m = 0; m < 2; m++)
    if (a->key_mask[m] && !(a->key_mask[m][sample * a->s + j] > 0.5f))
      return FALSE;
  return !(a->causal && j > r) && !(a->mask && !(a->mask[(sample * a->t + r) * a->s + j] > 0.5f));
}

/* The weights of one query, before dropout. */
static void
weights (const VslAttention *a, gint64 sample, gint64 head, gint64 r, double *p)
{
  double most = -INFINITY, sum = 0;
  for (gint64 j = 0; j < a->s; j++) {
    p[j] = 0;
    for (gint64 d = 0; d < a->key_dim; d++)
      p[j] += (double) a->q[(sample * a->t + r) * a->ld_q + head * a->key_dim + d] * (double) a->k[(sample * a->s + j) * a->ld_k + head * a->key_dim + d];
    p[j] = seen (a, sample, r, j) ? p[j] * (double) a->factor : -INFINITY;
    most = MAX (most, p[j]);
  }
  for (gint64 j = 0; j < a->s; j++)
    sum += p[j] = most > -INFINITY ? exp (p[j] - most) : 0;
  for (gint64 j = 0; j < a->s; j++)
    p[j] /= sum > 0 ? sum : 1;
}

typedef struct {
  double *o, *dq, *dk, *dv;
} Want;

static void
want_query (const VslAttention *a, const Want *w, gint64 sample, gint64 head, gint64 r, double *p, double *g)
{
  gint64 vd = a->value_dim, out = ((sample * a->t + r) * a->heads + head) * vd, q = (sample * a->t + r) * a->ld_q + head * a->key_dim;
  double dot = 0;
  weights (a, sample, head, r, p);
  for (gint64 j = 0; j < a->s; j++) {
    double f = a->given ? (double) a->given[((sample * a->heads + head) * a->t + r) * a->s + j] : 1;
    gint64 v = (sample * a->s + j) * a->ld_v + head * vd;
    g[j] = 0;
    for (gint64 d = 0; d < vd; d++) {
      w->o[out + d] += p[j] * f * (double) a->v[v + d];
      w->dv[v + d] += p[j] * f * (double) a->d_o[out + d];
      g[j] += f * (double) a->d_o[out + d] * (double) a->v[v + d];
    }
    dot += p[j] * g[j];
  }
  for (gint64 j = 0; j < a->s; j++)
    for (gint64 d = 0; d < a->key_dim; d++) {
      gint64 k = (sample * a->s + j) * a->ld_k + head * a->key_dim + d;
      double ds = (double) a->factor * p[j] * (g[j] - dot);
      w->dq[q + d] += ds * (double) a->k[k];
      w->dk[k] += ds * (double) a->q[q + d];
    }
}

typedef struct {
  gint64 samples, heads, t, s, key_dim, value_dim, more;      /* more: values between rows */
  gboolean causal, key_mask, mask, given;
  double size;                                                /* of the numbers */
} Case;

static void
compare (const VslReal *got, const double *want, gint64 rows, gint64 width, gint64 ld, double tolerance, const char *what)
{
  for (gint64 r = 0; r < rows; r++)
    for (gint64 i = 0; i < width; i++)
      kernel_near_what ((double) got[r * ld + i], want[r * ld + i], tolerance, what);
  g_assert_true (got[rows * ld] == 12345);
}

static void
check (const Case *c)
{
  VslAttention a = { .samples = c->samples, .heads = c->heads, .t = c->t, .s = c->s, .key_dim = c->key_dim, .value_dim = c->value_dim,
                     .factor = (VslReal) (1 / sqrt ((double) c->key_dim)), .causal = c->causal };
  a.ld_q = a.ld_k = c->heads * c->key_dim + c->more;
  a.ld_v = c->heads * c->value_dim + c->more;
  gint64 nt = c->samples * c->t, ns = c->samples * c->s, ld_o = c->heads * c->value_dim;
  g_autofree VslReal *q = kernel_random (nt * a.ld_q, 1, -c->size, c->size), *k = kernel_random (ns * a.ld_k, 2, -c->size, c->size),
                     *v = kernel_random (ns * a.ld_v, 3, -1, 1), *o = kernel_random (nt * ld_o, 4, 0, 1), *d_o = kernel_random (nt * ld_o, 5, -1, 1),
                     *dq = kernel_random (nt * a.ld_q, 6, 0, 1), *dk = kernel_random (ns * a.ld_k, 7, 0, 1), *dv = kernel_random (ns * a.ld_v, 8, 0, 1),
                     *m1 = kernel_random (ns, 9, 0, 1), *m2 = kernel_random (ns, 10, 0.3, 1.2), *m = kernel_random (nt * c->s, 11, 0, 1),
                     *f = kernel_random (nt * c->heads * c->s, 12, 0, 2), *stats = kernel_random (2 * nt * c->heads, 13, 0, 1),
                     *scratch = g_new (VslReal, vsl_attention_scratch (&a, TRUE));
  for (gint64 j = 0; j < c->s; j++)
    m1[j] = 0;                       /* the first sample sees nothing */
  if (c->key_mask) {
    a.key_mask[0] = m1;
    a.key_mask[1] = m2;
  }
  a.mask = c->mask ? m : NULL;
  a.given = c->given ? f : NULL;
  a.q = q, a.k = k, a.v = v, a.o = o, a.d_o = d_o, a.d_q = dq, a.d_k = dk, a.d_v = dv, a.stats = stats, a.scratch = scratch;
  vsl_attention_forward (&a);
  vsl_attention_backward (&a);
  g_autofree double *wo = g_new0 (double, nt * ld_o), *wq = g_new0 (double, nt * a.ld_q), *wk = g_new0 (double, ns * a.ld_k),
                    *wv = g_new0 (double, ns * a.ld_v), *p = g_new (double, c->s), *g = g_new (double, c->s);
  Want w = { wo, wq, wk, wv };
  for (gint64 i = 0; i < nt * c->heads; i++)
    want_query (&a, &w, i / c->heads / c->t, i % c->heads, i / c->heads % c->t, p, g);
  double tolerance = 2e-5 * c->size * c->size;
  compare (o, wo, nt, ld_o, ld_o, tolerance, "result");
  compare (dq, wq, nt, c->heads * c->key_dim, a.ld_q, tolerance * c->size, "gradient of the queries");
  compare (dk, wk, ns, c->heads * c->key_dim, a.ld_k, tolerance * c->size, "gradient of the keys");
  compare (dv, wv, ns, ld_o, a.ld_v, tolerance, "gradient of the values");
  g_assert_true (stats[2 * nt * c->heads] == 12345);
  for (gint64 i = 0; c->key_mask && i < c->t * ld_o; i++)
    g_assert_true (o[i] == 0);
}

static void
test_definition (void)
{
  const Case cases[] = {
    { 1, 1, 1, 1, 1, 1, .size = 1 },
    { 2, 3, 5, 7, 4, 6, .more = 2, .size = 1 },
    { 3, 2, 17, 33, 8, 9, .causal = TRUE, .given = TRUE, .size = 2 },
    { 2, 2, 31, 16, 3, 5, .key_mask = TRUE, .mask = TRUE, .size = 1 },
    { 3, 4, 128, 128, 32, 32, .more = 64, .given = TRUE, .size = 1 },
    { 1, 2, 45, 1500, 5, 3, .mask = TRUE, .causal = TRUE, .size = 1 },
    { 2, 1, 9, 40, 16, 16, .size = 20 },
  };
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    check (&cases[i]);
}

/* Scores whose exponentials would overflow, and numbers that are none. */
static void
test_extremes (void)
{
  VslReal x[] = { 1000, -1000, 999, 0, -INFINITY, 3e38f, -INFINITY, -INFINITY, -INFINITY, 1, NAN, 2 }, stats[8];
  vsl_kernels ()->weights_forward (4, 3, 1, x, stats);
  kernel_near_what ((double) x[0], 1 / (1 + exp (-1)), 1e-6, "weight");
  g_assert_true (x[1] == 0 && x[3] == 0 && x[4] == 0 && x[5] == 1);
  g_assert_true (x[6] == 0 && x[7] == 0 && x[8] == 0);
  for (int i = 9; i < 12; i++)
    g_assert_true (isnan (x[i]));    /* a broken number stays visible */
}

/* The same bits as the plain function, wherever a part begins. */
static void
test_random (void)
{
  const gsize n = 1500;
  guint64 key = vsl_random_key (1, VSL_RANDOM_TEST, 2, 3), limit = (guint64) (0.3 * 4294967296.0);
  g_autofree VslReal *mask = kernel_random ((gint64) n, 1, 0, 1);
  for (guint64 begin = 0; begin < 3; begin++) {
    gsize kept = 0;
    vsl_kernels ()->random_keep (key, begin, n, limit, 2, mask);
    for (guint64 i = 0; i < n; i++) {
      guint64 bits = vsl_random_bits (key, (begin + i) / 2) >> ((begin + i) % 2 * 32) & 0xFFFFFFFFu;
      g_assert_true (mask[i] == (bits >= limit ? 2 : 0));
      kept += mask[i] > 0;
    }
    g_assert_cmpint ((int) kept, >, 970);
    g_assert_cmpint ((int) kept, <, 1130);
    g_assert_true (mask[n] == 12345);
  }
}

int
main (int argc, char **argv)
{
  static const KernelTest tests[] = { { "definition", test_definition }, { "extremes", test_extremes }, { "random", test_random } };
  g_test_init (&argc, &argv, NULL);
  kernel_add_tests ("/attention", tests, G_N_ELEMENTS (tests));
  return g_test_run ();
}
