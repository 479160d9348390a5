/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where the pixels lie in the patient (PS3.3 C.7.6.2, C.7.6.16.2): of the file, or of each of its frames. */
#include <math.h>
#include <string.h>

#include "data/decoder/dicom-info.h"

#define SHARED DICOM_TAG (0x5200, 0x9229)
#define EACH DICOM_TAG (0x5200, 0x9230)

static gboolean
take (const DicomData *data, gint32 parent, guint32 tag, double *out, guint n)
{
  const DicomElement *e = dicom_find (data, parent, tag);
  double v[6];
  for (guint i = 0; i < n; i++)
    if (!dicom_number (e, i, &v[i]))
      return FALSE;
  memcpy (out, v, n * sizeof *v);
  return TRUE;
}

/* Numbers of a functional group: of the frame, else of all. */
static gboolean
take_group (const DicomData *data, gint32 frame, gint32 shared, guint32 sequence, guint32 tag, double *out, guint n)
{
  gint32 places[] = { frame, shared };
  for (guint i = 0; i < G_N_ELEMENTS (places); i++) {
    gint32 item = places[i] < 0 ? -1 : dicom_item (data, dicom_find (data, places[i], sequence), 0);
    if (item >= 0 && take (data, item, tag, out, n))
      return TRUE;
  }
  return FALSE;
}

static gboolean
is_orientation (const double o[6])
{
  double row = o[0] * o[0] + o[1] * o[1] + o[2] * o[2], column = o[3] * o[3] + o[4] * o[4] + o[5] * o[5];
  double product = o[0] * o[3] + o[1] * o[4] + o[2] * o[5];
  return fabs (row - 1) < 0.01 && fabs (column - 1) < 0.01 && fabs (product) < 0.01;
}

static void
normal_of (const double o[6], double n[3])
{
  n[0] = o[1] * o[5] - o[2] * o[4];
  n[1] = o[2] * o[3] - o[0] * o[5];
  n[2] = o[0] * o[4] - o[1] * o[3];
}

static double
along (const double n[3], const double p[3])
{
  return n[0] * p[0] + n[1] * p[1] + n[2] * p[2];
}

static void
take_spacing (VslScanInfo *info, const DicomData *data, gint32 frame, gint32 shared)
{
  static const guint32 tags[] = { DICOM_TAG (0x0028, 0x0030), DICOM_TAG (0x0018, 0x1164), DICOM_TAG (0x0018, 0x2010) };
  double pair[2] = { 0 }, slice = 0;
  gboolean found = take_group (data, frame, shared, DICOM_TAG (0x0028, 0x9110), tags[0], pair, 2);
  for (guint i = 0; i < G_N_ELEMENTS (tags) && !found; i++)
    found = take (data, -1, tags[i], pair, 2);
  if (found && pair[0] > 0 && pair[1] > 0 && pair[0] < 1e4 && pair[1] < 1e4) {
    info->spacing[0] = pair[1];
    info->spacing[1] = pair[0];
  }
  if (!take (data, -1, DICOM_TAG (0x0018, 0x0088), &slice, 1) && !take_group (data, frame, shared, DICOM_TAG (0x0028, 0x9110), DICOM_TAG (0x0018, 0x0088), &slice, 1) &&
      !take (data, -1, DICOM_TAG (0x0018, 0x0050), &slice, 1))
    take_group (data, frame, shared, DICOM_TAG (0x0028, 0x9110), DICOM_TAG (0x0018, 0x0050), &slice, 1);
  if (fabs (slice) > 0 && fabs (slice) < 1e4)
    info->spacing[2] = fabs (slice);
}

/* Places of frames along the normal; FALSE when one has none. */
static gboolean
frame_places (const DicomData *data, guint frames, const double n[3], double *place)
{
  const DicomElement *each = dicom_find (data, -1, EACH), *offsets = dicom_find (data, -1, DICOM_TAG (0x3004, 0x000c));
  if (!each && dicom_count (offsets) >= frames) {
    for (guint k = 0; k < frames; k++)
      if (!dicom_number (offsets, k, &place[k]))
        return FALSE;
    return TRUE;
  }
  gint32 item = dicom_item (data, each, 0);
  for (guint k = 0; k < frames; k++) {
    double p[3];
    if (item < 0 || (guint32) item >= each->next || !take_group (data, item, -1, DICOM_TAG (0x0020, 0x9113), DICOM_TAG (0x0020, 0x0032), p, 3))
      return FALSE;
    place[k] = along (n, p);
    item = (gint32) data->element[item].next;
  }
  return TRUE;
}

typedef struct {
  double place;
  guint frame;
} Placed;

static int
by_place (gconstpointer a, gconstpointer b)
{
  const Placed *x = a, *y = b;
  return x->place < y->place ? -1 : x->place > y->place ? 1 : x->frame < y->frame ? -1 : 1;
}

/* All frames of one plane's orientation? A localizer has several; it is left as it is. */
static gboolean
one_orientation (const DicomData *data, guint frames, const double o[6])
{
  const DicomElement *each = dicom_find (data, -1, EACH);
  gint32 item = dicom_item (data, each, 0);
  for (guint k = 0; k < frames && each && item >= 0 && (guint32) item < each->next; k++) {
    double mine[6];
    if (take_group (data, item, -1, DICOM_TAG (0x0020, 0x9116), DICOM_TAG (0x0020, 0x0037), mine, 6))
      for (guint i = 0; i < 6; i++)
        if (fabs (mine[i] - o[i]) > 1e-3)
          return FALSE;
    item = (gint32) data->element[item].next;
  }
  return TRUE;
}

static gboolean
take_orientation (const DicomData *data, double o[6])
{
  gint32 frame = dicom_item (data, dicom_find (data, -1, EACH), 0), shared = dicom_item (data, dicom_find (data, -1, SHARED), 0);
  return (take_group (data, frame, shared, DICOM_TAG (0x0020, 0x9116), DICOM_TAG (0x0020, 0x0037), o, 6) ||
          take (data, -1, DICOM_TAG (0x0020, 0x0037), o, 6)) && is_orientation (o);
}

gboolean
dicom_frame_order (const DicomData *data, guint frames, guint *order)
{
  double o[6], n[3];
  gboolean sorted = TRUE, apart = TRUE;
  g_autofree Placed *placed = g_try_new (Placed, frames);
  g_autofree double *place = g_try_new (double, frames);
  if (frames < 2 || !placed || !place || !take_orientation (data, o) || !one_orientation (data, frames, o))
    return FALSE;
  normal_of (o, n);
  if (!frame_places (data, frames, n, place))
    return FALSE;
  for (guint k = 0; k < frames; k++) {
    placed[k] = (Placed) { place[k], k };
    sorted = sorted && (k == 0 || place[k] >= place[k - 1]);
  }
  qsort (placed, frames, sizeof *placed, by_place);
  for (guint k = 0; k < frames; k++) {
    order[k] = placed[k].frame;
    apart = apart && (k == 0 || placed[k].place - placed[k - 1].place > 1e-4);
  }
  return apart && !sorted;       /* two frames at one place: a moment or an echo each, not a stack */
}

/* From (column, row, slice) to the patient, x to the right, y to the front, z to the head. */
static void
take_affine (VslScanInfo *info, double step)
{
  static const char letters[] = "LRPAIS";
  double n[3], column[3][3];
  normal_of (info->orientation, n);
  for (guint i = 0; i < 3; i++) {
    double turn = i < 2 ? -1 : 1;
    column[0][i] = turn * info->orientation[i] * info->spacing[0];
    column[1][i] = turn * info->orientation[3 + i] * info->spacing[1];
    column[2][i] = turn * n[i] * step;
    info->affine[4 * i + 3] = turn * info->position[i];
    for (guint c = 0; c < 3; c++)
      info->affine[4 * i + c] = column[c][i];
  }
  info->affine[15] = 1;
  info->has_affine = TRUE;
  for (guint c = 0; c < 3; c++) {
    guint most = 0;
    for (guint i = 1; i < 3; i++)
      if (fabs (column[c][i]) > fabs (column[c][most]))
        most = i;
    info->axes[c] = letters[2 * most + (column[c][most] > 0)];
  }
  info->axes[3] = '\0';
}

void
dicom_geometry_fill (VslScanInfo *info, const DicomData *data, guint frames)
{
  gint32 frame = dicom_item (data, dicom_find (data, -1, EACH), 0), shared = dicom_item (data, dicom_find (data, -1, SHARED), 0);
  take_spacing (info, data, frame, shared);
  info->has_orientation = take_orientation (data, info->orientation);
  info->has_position = take_group (data, frame, shared, DICOM_TAG (0x0020, 0x9113), DICOM_TAG (0x0020, 0x0032), info->position, 3) ||
                       take (data, -1, DICOM_TAG (0x0020, 0x0032), info->position, 3);
  double step = info->spacing[2];
  if (frames > 1 && info->has_orientation) {
    double n[3];
    g_autofree double *place = g_try_new (double, frames);
    normal_of (info->orientation, n);
    if (place && frame_places (data, frames, n, place) && fabs (place[1] - place[0]) > 1e-4) {
      step = place[1] - place[0];
      info->spacing[2] = fabs (step);
    }
  }
  if (info->has_orientation && info->has_position && info->spacing[0] > 0 && info->spacing[1] > 0)
    take_affine (info, step != 0 ? step : 1);
}
