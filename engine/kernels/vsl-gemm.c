/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The only file that knows the BLAS. Its own threads stay off: products are cut into fixed parts by the callers, so that sums
 * have one order on any number of threads. */
#include "kernels/vsl-kernels.h"

#include <string.h>

#include <cblas.h>
#undef I                         /* complex.h comes with cblas.h */

static void
setup (void)
{
  static gsize once;
  if (g_once_init_enter (&once)) {
    openblas_set_num_threads (1);
    g_once_init_leave (&once, 1);
  }
}

/**
 * vsl_blas_core:
 *
 * Returns: (transfer none): which of its kernels OpenBLAS uses on this processor, such as "Zen"
 */
const char *
vsl_blas_core (void)
{
  setup ();
  return openblas_get_corename ();
}

static void
clear (gint64 m, gint64 n, VslReal beta, VslReal *c, gint64 ldc)
{
  if (beta == 0)
    for (gint64 i = 0; i < m; i++)
      memset (c + i * ldc, 0, (gsize) n * sizeof (VslReal));
}

/* Above these the BLAS's blocking pays; chosen by measuring, from the shape alone. */
static gboolean
large (gint64 m, gint64 n, gint64 k)
{
  return m >= 256 && n > 512 && k > 512;
}

/**
 * vsl_gemm_bias:
 * @ta: A is stored as k × m
 * @tb: B is stored as n × k
 * @beta: 0 overwrites C (whatever it held), 1 adds to it
 * @bias: (nullable): n numbers, added to each row
 *
 * C = A B + beta C + bias in row-major order, on the calling thread.
 */
void
vsl_gemm_bias (gboolean ta, gboolean tb, gint64 m, gint64 n, gint64 k, const VslReal *a, gint64 lda, const VslReal *b, gint64 ldb,
               VslReal beta, const VslReal *bias, VslReal *c, gint64 ldc)
{
  const VslKernels *own = vsl_kernels ();
  if (m <= 0 || n <= 0)
    return;
  if (own->gemm && k > 0 && (beta == 0 || beta == 1) && !large (m, n, k)) {
    own->gemm (ta, tb, (gsize) m, (gsize) n, (gsize) k, a, (gsize) lda, b, (gsize) ldb, beta == 1, bias, c, (gsize) ldc);
    return;
  }
  if (k <= 0) {
    clear (m, n, beta, c, ldc);
  } else {
    setup ();
#ifdef VSL_REAL_DOUBLE
    cblas_dgemm
#else
    cblas_sgemm
#endif
      (CblasRowMajor, ta ? CblasTrans : CblasNoTrans, tb ? CblasTrans : CblasNoTrans, (int) m, (int) n, (int) k, 1, a, (int) lda, b,
       (int) ldb, beta, c, (int) ldc);
  }
  for (gint64 r = 0; bias && r < m; r++)
    own->add ((gsize) n, bias, c + r * ldc);
}

/**
 * vsl_gemm:
 *
 * vsl_gemm_bias() without a bias.
 */
void
vsl_gemm (gboolean ta, gboolean tb, gint64 m, gint64 n, gint64 k, const VslReal *a, gint64 lda, const VslReal *b, gint64 ldb, VslReal beta,
          VslReal *c, gint64 ldc)
{
  vsl_gemm_bias (ta, tb, m, n, k, a, lda, b, ldb, beta, NULL, c, ldc);
}
