/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Normalisation. By rows (LayerNormalization): each row by itself, statistics and result while it is in the first cache. By columns
 * (BatchNormalization, GroupNormalization): sums go down the columns. Sums are of differences from a value near the mean, so that
 * a large mean costs no digits; short float sums are gathered in double. */
#include "kernels/variant-lanes.h"

#include <math.h>

#define CHUNK 2048                   /* values of a row that are summed in float */
#define ROWS 4                       /* rows that are taken at once */

/* ---- rows ---- */

/* For each of `rows` rows the sum of x - centre and, when `squares`, of its square. Several rows at once, since one row's sums are
 * short chains of additions that wait for each other. */
static inline __attribute__ ((always_inline)) void
row_sums (const int rows, const gboolean squares, gsize width, const VslReal *x, const VslReal *centre, double *sum, double *sum2)
{
  Vec c[ROWS];
  for (int r = 0; r < rows; r++) {
    c[r] = vec_all (centre[r]);
    sum[r] = sum2[r] = 0;
  }
  for (gsize from = 0; from < width; from += CHUNK) {
    gsize end = MIN (from + CHUNK, width), i = from;
    Vec a[ROWS], q[ROWS];
    for (int r = 0; r < rows; r++)
      a[r] = q[r] = vec_all (0);
    for (; i + VEC <= end; i += VEC)
      for (int r = 0; r < rows; r++) {
        Vec v = vec_load (x + (gsize) r * width + i) - c[r];
        a[r] += v;
        if (squares)
          q[r] = vec_fma (v, v, q[r]);
      }
    for (int r = 0; r < rows; r++) {
      sum[r] += vec_sum (a[r]);
      if (squares)
        sum2[r] += vec_sum (q[r]);
      for (gsize k = i; k < end; k++) {
        VslReal d = x[(gsize) r * width + k] - centre[r];
        sum[r] += (double) d;
        sum2[r] += (double) d * (double) d;
      }
    }
  }
}

static inline __attribute__ ((always_inline)) void
row_stats (const int rows, VslRowNorm norm, gsize width, const VslReal *x, double epsilon, VslRowStat *stat)
{
  double n = 1 / (double) width, sum[ROWS], sum2[ROWS];
  VslReal centre[ROWS] = { 0 };
  if (norm == VSL_ROW_UNIT) {
    row_sums (rows, TRUE, width, x, centre, sum, sum2);
    for (int r = 0; r < rows; r++)
      stat[r] = (VslRowStat) { .scale = (VslReal) (1 / sqrt (MAX (sum2[r], epsilon))), .clipped = sum2[r] < epsilon };
    return;
  }
  row_sums (rows, FALSE, width, x, centre, sum, sum2);
  for (int r = 0; r < rows; r++)
    centre[r] = (VslReal) (sum[r] * n);
  row_sums (rows, TRUE, width, x, centre, sum, sum2);
  for (int r = 0; r < rows; r++) {
    double rest = sum[r] * n, variance = sum2[r] * n - rest * rest;        /* the mean is centre + rest */
    double scale = 1 / sqrt ((variance > 0 ? variance : 0) + epsilon);
    stat[r] = (VslRowStat) { .centre = centre[r], .rest = (VslReal) rest, .scale = (VslReal) scale };
    stat[r].shift = (VslReal) (norm == VSL_ROW_RMS ? (double) centre[r] * scale : -rest * scale);
  }
}

static inline __attribute__ ((always_inline)) void
row_apply (const int rows, gsize width, const VslReal *x, const VslReal *gamma, const VslReal *beta, const VslRowStat *stat, VslReal *y)
{
  Vec centre[ROWS], scale[ROWS], shift[ROWS];
  gsize i = 0;
  for (int r = 0; r < rows; r++) {
    centre[r] = vec_all (stat[r].centre);
    scale[r] = vec_all (stat[r].scale);
    shift[r] = vec_all (stat[r].shift);
  }
  for (; i + VEC <= width; i += VEC) {
    Vec g = gamma ? vec_load (gamma + i) : vec_all (1), b = beta ? vec_load (beta + i) : vec_all (0);
    for (int r = 0; r < rows; r++) {
      gsize at = (gsize) r * width + i;
      vec_store (y + at, vec_fma (vec_fma (vec_load (x + at) - centre[r], scale[r], shift[r]), g, b));
    }
  }
  for (; i < width; i++)
    for (int r = 0; r < rows; r++) {
      gsize at = (gsize) r * width + i;
      y[at] = ((x[at] - stat[r].centre) * stat[r].scale + stat[r].shift) * (gamma ? gamma[i] : 1) + (beta ? beta[i] : 0);
    }
}

void
V (row_norm) (VslRowNorm norm, gsize rows, gsize width, const VslReal *x, const VslReal *gamma, const VslReal *beta, double epsilon, VslReal *y,
              VslRowStat *stat)
{
  gsize r = 0;
  for (; r + ROWS <= rows; r += ROWS, x += ROWS * width, y += ROWS * width) {
    row_stats (ROWS, norm, width, x, epsilon, stat + r);
    row_apply (ROWS, width, x, gamma, beta, stat + r, y);
  }
  for (; r < rows; r++, x += width, y += width) {
    row_stats (1, norm, width, x, epsilon, stat + r);
    row_apply (1, width, x, gamma, beta, stat + r, y);
  }
}

/* With g = gamma * dy and d = x - centre: s1 = sum g, s2 = sum g d; gradients of gamma and beta are added to. `rows`: 1 or 2. */
static inline __attribute__ ((always_inline)) void
row_gradient_sums (const int rows, const gboolean weights, gsize width, const VslReal *x, const VslReal *dy, const VslReal *gamma,
                   const VslRowStat *stat, VslReal *dgamma, VslReal *dbeta, double *s1, double *s2)
{
  Vec sum[2] = { { 0 }, { 0 } }, sum2[2] = { { 0 }, { 0 } }, centre[2], scale[2], shift[2];
  gsize i = 0;
  for (int r = 0; r < rows; r++) {
    centre[r] = vec_all (stat[r].centre);
    scale[r] = vec_all (stat[r].scale);
    shift[r] = vec_all (stat[r].shift);
    s1[r] = s2[r] = 0;
  }
  for (; i + VEC <= width; i += VEC) {
    Vec g = gamma ? vec_load (gamma + i) : vec_all (1), dg = vec_all (0), db = dg;
    for (int r = 0; r < rows; r++) {
      Vec v = vec_load (dy + (gsize) r * width + i), d = vec_load (x + (gsize) r * width + i) - centre[r], gv = g * v;
      sum[r] += gv;
      sum2[r] = vec_fma (gv, d, sum2[r]);
      if (weights) {
        dg = vec_fma (v, vec_fma (d, scale[r], shift[r]), dg);
        db += v;
      }
    }
    if (weights) {
      vec_store (dgamma + i, vec_load (dgamma + i) + dg);
      vec_store (dbeta + i, vec_load (dbeta + i) + db);
    }
  }
  for (int r = 0; r < rows; r++) {
    s1[r] += vec_sum (sum[r]);
    s2[r] += vec_sum (sum2[r]);
    for (gsize k = i; k < width; k++) {
      VslReal v = dy[(gsize) r * width + k], d = x[(gsize) r * width + k] - stat[r].centre, gv = (gamma ? gamma[k] : 1) * v;
      s1[r] += (double) gv;
      s2[r] += (double) gv * (double) d;
      if (weights) {
        dgamma[k] += v * (d * stat[r].scale + stat[r].shift);
        dbeta[k] += v;
      }
    }
  }
}

/* dx = a g + b (x - centre) + c; with q = scale and the mean at centre + rest:
 * layer: q (g - s1 / n - (x - mean) q² s2' / n), s2' = sum g (x - mean); the square root sees x - mean, the product too.
 * rms: the product sees x itself. unit: no mean, and nothing but a where the norm was too small. */
static inline __attribute__ ((always_inline)) void
row_gradient (VslRowNorm norm, gsize width, const VslReal *x, const VslReal *dy, const VslReal *gamma, const VslRowStat *stat, double s1,
              double s2, VslReal *dx, const gboolean add)
{
  double q = (double) stat->scale, n = (double) width, rest = (double) stat->rest, b, c = 0;
  if (norm == VSL_ROW_UNIT)
    b = stat->clipped ? 0 : -q * q * q * s2;
  else if (norm == VSL_ROW_RMS)
    b = -q * q * q * (s2 + (double) stat->centre * s1) / n;
  else {
    b = -q * q * q * (s2 - rest * s1) / n;
    c = -q * s1 / n;
  }
  c -= b * rest;
  Vec av = vec_all ((VslReal) q), bv = vec_all ((VslReal) b), cv = vec_all ((VslReal) c), centre = vec_all (stat->centre);
  gsize i = 0;
  for (; i + VEC <= width; i += VEC) {
    Vec g = gamma ? vec_load (gamma + i) * vec_load (dy + i) : vec_load (dy + i);
    Vec v = vec_fma (av, g, vec_fma (bv, vec_load (x + i) - centre, cv));
    vec_store (dx + i, add ? v + vec_load (dx + i) : v);
  }
  for (; i < width; i++) {
    VslReal v = (VslReal) q * (gamma ? gamma[i] : 1) * dy[i] + ((VslReal) b * (x[i] - stat->centre) + (VslReal) c);
    dx[i] = add ? dx[i] + v : v;
  }
}

static inline __attribute__ ((always_inline)) void
row_block (const int rows, VslRowNorm norm, gsize width, const VslReal *x, const VslReal *dy, const VslReal *gamma, const VslRowStat *stat,
           VslReal *dgamma, VslReal *dbeta, VslReal *dx, gboolean add)
{
  double s1[2], s2[2];
  if (dgamma)
    row_gradient_sums (rows, TRUE, width, x, dy, gamma, stat, dgamma, dbeta, s1, s2);
  else
    row_gradient_sums (rows, FALSE, width, x, dy, gamma, stat, dgamma, dbeta, s1, s2);
  for (int r = 0; dx && r < rows; r++) {
    gsize o = (gsize) r * width;
    if (add)
      row_gradient (norm, width, x + o, dy + o, gamma, stat + r, s1[r], s2[r], dx + o, TRUE);
    else
      row_gradient (norm, width, x + o, dy + o, gamma, stat + r, s1[r], s2[r], dx + o, FALSE);
  }
}

void
V (row_norm_backward) (VslRowNorm norm, gsize rows, gsize width, const VslReal *x, const VslReal *dy, const VslReal *gamma,
                       const VslRowStat *stat, VslReal *dgamma, VslReal *dbeta, VslReal *dx, gboolean add)
{
  gsize r = 0;
  for (; r + 2 <= rows; r += 2, x += 2 * width, dy += 2 * width, dx = dx ? dx + 2 * width : NULL)
    row_block (2, norm, width, x, dy, gamma, stat + r, dgamma, dbeta, dx, add);
  if (r < rows)
    row_block (1, norm, width, x, dy, gamma, stat + r, dgamma, dbeta, dx, add);
}

/* ---- columns ---- */

#define BLOCK 256                    /* columns whose sums stay in the first cache */
#define FLUSH 64                     /* rows that are summed in float */
#define NARROW 64                    /* fewer columns: several rows are taken as one, so that vectors are filled */
#define STREAM ((gsize) 1 << 19)     /* bytes: more results than this are gone from the caches before somebody reads them */

/* Whether results are written past the caches: what is read twice (x, dy) can then stay there, and no line is read only to be
 * overwritten. Measured on 25,088 × 64: a quarter less time for forward and backward. */
static gboolean
streams (gsize rows, gsize width, const VslReal *to)
{
  return rows * width * sizeof (VslReal) >= STREAM && width % VEC == 0 && (guintptr) to % VEC_BYTES == 0;
}

/* Adds rows × width (width ≤ BLOCK, distance `step`) to s and q: of x - centre and its square, or of dy and dy (x - centre). */
static inline __attribute__ ((always_inline)) void
add_rows (const int rows, const gboolean gradient, gsize width, gsize step, const VslReal *x, const VslReal *dy, const VslReal *centre, VslReal *s,
          VslReal *q)
{
  gsize j = 0;
  for (; j + VEC <= width; j += VEC) {
    Vec c = vec_load (centre + j), sum = vec_load (s + j), sum2 = vec_load (q + j);
    for (int r = 0; r < rows; r++) {
      Vec d = vec_load (x + (gsize) r * step + j) - c, v = gradient ? vec_load (dy + (gsize) r * step + j) : d;
      sum += v;
      sum2 = vec_fma (v, d, sum2);
    }
    vec_store (s + j, sum);
    vec_store (q + j, sum2);
  }
  for (; j < width; j++)
    for (int r = 0; r < rows; r++) {
      VslReal d = x[(gsize) r * step + j] - centre[j], v = gradient ? dy[(gsize) r * step + j] : d;
      s[j] += v;
      q[j] += v * d;
    }
}

static inline __attribute__ ((always_inline)) void
column_sums_of (const gboolean gradient, gsize rows, gsize width, const VslReal *x, const VslReal *dy, const VslReal *centre, double *sum,
                double *sum2)
{
  VslReal s[BLOCK], q[BLOCK];
  for (gsize from = 0; from < width; from += BLOCK) {
    gsize columns = MIN (BLOCK, width - from);
    for (gsize begin = 0; begin < rows; begin += FLUSH) {
      gsize end = MIN (begin + FLUSH, rows), r = begin;
      memset (s, 0, columns * sizeof (VslReal));
      memset (q, 0, columns * sizeof (VslReal));
      for (; r + 4 <= end; r += 4)
        add_rows (4, gradient, columns, width, x + r * width + from, gradient ? dy + r * width + from : NULL, centre + from, s, q);
      for (; r < end; r++)
        add_rows (1, gradient, columns, width, x + r * width + from, gradient ? dy + r * width + from : NULL, centre + from, s, q);
      for (gsize j = 0; j < columns; j++) {
        sum[from + j] += (double) s[j];
        sum2[from + j] += (double) q[j];
      }
    }
  }
}

static gsize
rows_as_one (gsize rows, gsize width)
{
  gsize k = width < NARROW ? NARROW / width : 1;
  return rows >= 8 * k ? k : 1;
}

static void
repeat (gsize times, gsize width, const VslReal *from, VslReal *to)
{
  for (gsize i = 0; i < times; i++, to += width)
    memcpy (to, from, width * sizeof (VslReal));
}

static inline __attribute__ ((always_inline)) void
sums_of (const gboolean gradient, gsize rows, gsize width, const VslReal *x, const VslReal *dy, const VslReal *centre, double *sum, double *sum2)
{
  gsize k = rows_as_one (rows, width), whole = rows / k;
  if (k > 1) {
    VslReal wide[NARROW];
    double a[NARROW] = { 0 }, b[NARROW] = { 0 };
    repeat (k, width, centre, wide);
    column_sums_of (gradient, whole, k * width, x, dy, wide, a, b);
    for (gsize i = 0; i < k * width; i++) {
      sum[i % width] += a[i];
      sum2[i % width] += b[i];
    }
    x += whole * k * width;
    dy = dy ? dy + whole * k * width : NULL;
    rows -= whole * k;
  }
  column_sums_of (gradient, rows, width, x, dy, centre, sum, sum2);
}

void
V (moments) (gsize rows, gsize width, const VslReal *x, const VslReal *centre, double *sum, double *sum2)
{
  sums_of (FALSE, rows, width, x, NULL, centre, sum, sum2);
}

void
V (norm_sums) (gsize rows, gsize width, const VslReal *x, const VslReal *dy, const VslReal *centre, double *s1, double *s2)
{
  sums_of (TRUE, rows, width, x, dy, centre, s1, s2);
}

static inline __attribute__ ((always_inline)) void
shift_rows_to (const gboolean stream, gsize rows, gsize width, const VslReal *x, const VslReal *centre, const VslReal *a, const VslReal *b,
               VslReal *y)
{
  for (gsize r = 0; r < rows; r++, x += width, y += width) {
    gsize j = 0;
    for (; j + VEC <= width; j += VEC) {
      Vec v = vec_fma (vec_load (x + j) - vec_load (centre + j), vec_load (a + j), vec_load (b + j));
      if (stream)
        vec_stream (y + j, v);
      else
        vec_store (y + j, v);
    }
    for (; j < width; j++)
      y[j] = (x[j] - centre[j]) * a[j] + b[j];
  }
}

static void
shift_rows (gsize rows, gsize width, const VslReal *x, const VslReal *centre, const VslReal *a, const VslReal *b, VslReal *y)
{
  if (streams (rows, width, y)) {
    shift_rows_to (TRUE, rows, width, x, centre, a, b, y);
    vec_fence ();
  } else
    shift_rows_to (FALSE, rows, width, x, centre, a, b, y);
}

void
V (scale_shift) (gsize rows, gsize width, const VslReal *x, const VslReal *centre, const VslReal *a, const VslReal *b, VslReal *y)
{
  gsize k = rows_as_one (rows, width), whole = rows / k;
  if (k > 1) {
    VslReal wide[3][NARROW];
    repeat (k, width, centre, wide[0]);
    repeat (k, width, a, wide[1]);
    repeat (k, width, b, wide[2]);
    shift_rows (whole, k * width, x, wide[0], wide[1], wide[2], y);
    x += whole * k * width;
    y += whole * k * width;
    rows -= whole * k;
  }
  shift_rows (rows, width, x, centre, a, b, y);
}

static inline __attribute__ ((always_inline)) void
gradient_rows_to (const gboolean stream, gsize rows, gsize width, const VslReal *x, const VslReal *dy, const VslReal *centre, const VslReal *a,
                  const VslReal *b, const VslReal *c, VslReal *dx, const gboolean add)
{
  for (gsize r = 0; r < rows; r++, x += width, dy += width, dx += width) {
    gsize j = 0;
    for (; j + VEC <= width; j += VEC) {
      Vec v = vec_fma (vec_load (b + j), vec_load (x + j) - vec_load (centre + j), vec_load (c + j));
      v = vec_fma (vec_load (a + j), vec_load (dy + j), v);
      if (stream)
        vec_stream (dx + j, v);
      else
        vec_store (dx + j, add ? v + vec_load (dx + j) : v);
    }
    for (; j < width; j++) {
      VslReal v = a[j] * dy[j] + (b[j] * (x[j] - centre[j]) + c[j]);
      dx[j] = add ? dx[j] + v : v;
    }
  }
}

static void
gradient_rows (gsize rows, gsize width, const VslReal *x, const VslReal *dy, const VslReal *centre, const VslReal *a, const VslReal *b,
               const VslReal *c, VslReal *dx, gboolean add)
{
  if (add)
    gradient_rows_to (FALSE, rows, width, x, dy, centre, a, b, c, dx, TRUE);
  else if (streams (rows, width, dx)) {
    gradient_rows_to (TRUE, rows, width, x, dy, centre, a, b, c, dx, FALSE);
    vec_fence ();
  } else
    gradient_rows_to (FALSE, rows, width, x, dy, centre, a, b, c, dx, FALSE);
}

void
V (norm_backward) (gsize rows, gsize width, const VslReal *x, const VslReal *dy, const VslReal *centre, const VslReal *a, const VslReal *b,
                   const VslReal *c, VslReal *dx, gboolean add)
{
  gsize k = rows_as_one (rows, width), whole = rows / k;
  if (k > 1) {
    VslReal wide[4][NARROW];
    repeat (k, width, centre, wide[0]);
    repeat (k, width, a, wide[1]);
    repeat (k, width, b, wide[2]);
    repeat (k, width, c, wide[3]);
    gradient_rows (whole, k * width, x, dy, wide[0], wide[1], wide[2], wide[3], dx, add);
    gsize done = whole * k * width;
    x += done;
    dy += done;
    dx += done;
    rows -= whole * k;
  }
  gradient_rows (rows, width, x, dy, centre, a, b, c, dx, add);
}
