/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where a NIfTI's voxels lie in space: by its sform, its qform, or a guess; and which way its axes run. */
#include <math.h>
#include <string.h>

#include "data/decoder/nifti-private.h"

/* By a rotation as a quaternion, voxel sizes and an offset. */
static void
affine_by_q (const Nifti *h, double m[16])
{
  double b = h->quatern[0], c = h->quatern[1], d = h->quatern[2], aa = 1 - (b * b + c * c + d * d), a;
  if (aa < 1e-7) {                  /* half a turn, within what floats hold */
    double norm = sqrt (b * b + c * c + d * d);
    a = 0;
    b /= norm;
    c /= norm;
    d /= norm;
  } else {
    a = sqrt (aa);
  }
  double r[9] = { a * a + b * b - c * c - d * d, 2 * (b * c - a * d), 2 * (b * d + a * c), 2 * (b * c + a * d), a * a + c * c - b * b - d * d,
                  2 * (c * d - a * b), 2 * (b * d - a * c), 2 * (c * d + a * b), a * a + d * d - b * b - c * c };
  double zoom[3] = { fabs (h->pixdim[1]), fabs (h->pixdim[2]), fabs (h->pixdim[3]) * (h->pixdim[0] == -1 ? -1 : 1) };
  for (int i = 0; i < 3; i++) {
    for (int j = 0; j < 3; j++)
      m[4 * i + j] = r[3 * i + j] * zoom[j];
    m[4 * i + 3] = h->qoffset[i];
  }
}

/* No orientation is given: sizes alone, the middle at 0, and the first axis to the left, as most programs take it. */
static void
affine_by_size (const Nifti *h, double m[16])
{
  for (int i = 0; i < 3; i++) {
    double zoom = i < h->ndim ? h->pixdim[i + 1] : 1, n = i < h->ndim ? (double) h->dim[i] : 1;
    if (i == 0)
      zoom = -zoom;
    m[5 * i] = zoom;
    m[4 * i + 3] = -(n - 1) / 2 * zoom;
  }
}

static double
determinant (const double m[9])
{
  return m[0] * (m[4] * m[8] - m[5] * m[7]) - m[1] * (m[3] * m[8] - m[5] * m[6]) + m[2] * (m[3] * m[7] - m[4] * m[6]);
}

/* The rotation nearest to a matrix (its polar factor), by Newton's iteration; a singular one is left as it is. */
static void
nearest_rotation (double m[9])
{
  for (int round = 0; round < 60; round++) {
    double det = determinant (m), change = 0, next[9];
    if (!(fabs (det) > 1e-12))
      return;
    for (int i = 0; i < 3; i++)
      for (int j = 0; j < 3; j++) {
        int i1 = (i + 1) % 3, i2 = (i + 2) % 3, j1 = (j + 1) % 3, j2 = (j + 2) % 3;
        double inverse_transposed = (m[3 * i1 + j1] * m[3 * i2 + j2] - m[3 * i1 + j2] * m[3 * i2 + j1]) / det;
        next[3 * i + j] = (m[3 * i + j] + inverse_transposed) / 2;
        change = MAX (change, fabs (next[3 * i + j] - m[3 * i + j]));
      }
    memcpy (m, next, sizeof next);
    if (change < 1e-14)
      return;
  }
}

static void
name_axes (const double affine[16], char axes[4])
{
  static const char up[3] = { 'R', 'A', 'S' }, down[3] = { 'L', 'P', 'I' };
  double m[9];
  gboolean used[3] = { FALSE, FALSE, FALSE };
  for (int j = 0; j < 3; j++) {
    double zoom = sqrt (affine[j] * affine[j] + affine[4 + j] * affine[4 + j] + affine[8 + j] * affine[8 + j]);
    for (int i = 0; i < 3; i++)
      m[3 * i + j] = zoom > 0 ? affine[4 * i + j] / zoom : 0;
  }
  nearest_rotation (m);
  for (int j = 0; j < 3; j++) {
    int best = -1;
    for (int i = 0; i < 3; i++)
      if (!used[i] && fabs (m[3 * i + j]) > 1e-8 && (best < 0 || fabs (m[3 * i + j]) > fabs (m[3 * best + j])))
        best = i;
    axes[j] = best < 0 ? '?' : m[3 * best + j] > 0 ? up[best] : down[best];
    if (best >= 0)
      used[best] = TRUE;
  }
  axes[3] = '\0';
}

gboolean
_vsl_nifti_affine (const Nifti *h, double affine[16], char axes[4])
{
  memset (affine, 0, 16 * sizeof *affine);
  affine[15] = 1;
  gboolean known = h->sform_code > 0 || h->qform_code > 0;
  if (h->sform_code > 0)
    memcpy (affine, h->srow, sizeof h->srow);
  else if (h->qform_code > 0)
    affine_by_q (h, affine);
  else
    affine_by_size (h, affine);
  for (int i = 0; i < 16; i++)
    if (!isfinite (affine[i])) {
      affine_by_size (h, affine);
      known = FALSE;
    }
  name_axes (affine, axes);
  return known;
}
