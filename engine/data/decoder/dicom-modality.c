/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From stored values to the modality's units (PS3.3 C.11.1, C.7.6.16.2.9): a table, or slope and intercept, of the file or of each
 * frame. */
#include <math.h>
#include <string.h>

#include "data/decoder/dicom-info.h"

#define SHARED DICOM_TAG (0x5200, 0x9229)
#define EACH DICOM_TAG (0x5200, 0x9230)

static gboolean
take_table (DicomModality *m, const DicomData *data)
{
  gint32 item = dicom_item (data, dicom_find (data, -1, DICOM_TAG (0x0028, 0x3000)), 0);
  gint64 n, bits;
  if (item < 0)
    return FALSE;
  const DicomElement *descriptor = dicom_find (data, item, DICOM_TAG (0x0028, 0x3002)), *table = dicom_find (data, item, DICOM_TAG (0x0028, 0x3006));
  if (!table || !dicom_integer (descriptor, 0, &n) || !dicom_integer (descriptor, 1, &m->first) || !dicom_integer (descriptor, 2, &bits))
    return FALSE;
  n = (n & 0xffff) ? n & 0xffff : 65536;
  m->wide = bits > 8 || table->length >= 2 * (guint64) n;
  if (table->length < (guint64) n * (m->wide ? 2 : 1))
    return FALSE;
  m->table = table;
  m->n = (guint) n;
  return TRUE;
}

/* Slope and intercept within a data set or an item. */
static gboolean
take_pair (const DicomData *data, gint32 parent, double *slope, double *intercept)
{
  double a = 1, b = 0;
  gboolean any = dicom_number (dicom_find (data, parent, DICOM_TAG (0x0028, 0x1053)), 0, &a);
  any |= dicom_number (dicom_find (data, parent, DICOM_TAG (0x0028, 0x1052)), 0, &b);
  if (!any || a == 0)
    return FALSE;
  *slope = a;
  *intercept = b;
  return TRUE;
}

static gboolean
take_group (const DicomData *data, const DicomElement *groups, guint k, double *slope, double *intercept)
{
  gint32 item = dicom_item (data, groups, k);
  gint32 values = item < 0 ? -1 : dicom_item (data, dicom_find (data, item, DICOM_TAG (0x0028, 0x9145)), 0);
  return values >= 0 && take_pair (data, values, slope, intercept);
}

static void
take_each (DicomModality *m, const DicomData *data, guint frames)
{
  const DicomElement *each = dicom_find (data, -1, EACH);
  double slope, intercept;
  if (!each || !take_group (data, each, 0, &slope, &intercept))
    return;
  m->slopes = g_try_new (double, frames);
  m->intercepts = g_try_new (double, frames);
  m->frames = frames;
  gint32 item = dicom_item (data, each, 0);
  for (guint k = 0; k < frames && m->slopes && m->intercepts; k++) {
    m->slopes[k] = m->slope;
    m->intercepts[k] = m->intercept;
    if (item >= 0 && (guint32) item < each->next) {
      gint32 values = dicom_item (data, dicom_find (data, item, DICOM_TAG (0x0028, 0x9145)), 0);
      if (values >= 0)
        take_pair (data, values, &m->slopes[k], &m->intercepts[k]);
      item = (gint32) data->element[item].next;
    }
  }
  m->given = TRUE;
  m->slope = slope;
  m->intercept = intercept;
}

/* A dose has a factor of its own (PS3.3 C.8.8.3.4) in place of the modality's: without it values are counts that mean nothing. */
static gboolean
take_dose (const DicomData *data, double *slope)
{
  double factor = 0;
  if (!dicom_is_dose (data) || !dicom_number (dicom_find (data, -1, DICOM_TAG (0x3004, 0x000e)), 0, &factor) || !isfinite (factor) || factor == 0)
    return FALSE;
  *slope = factor;
  return TRUE;
}

void
dicom_modality_read (DicomModality *m, const DicomData *data, const DicomPixels *pixels)
{
  memset (m, 0, sizeof *m);
  m->slope = 1;
  if (pixels->samples != 1 || g_str_has_prefix (pixels->photometric, "PALETTE"))
    return;
  m->dose = take_dose (data, &m->slope);
  if (m->dose)
    return;
  m->given = take_table (m, data) || take_pair (data, -1, &m->slope, &m->intercept) ||
             take_group (data, dicom_find (data, -1, SHARED), 0, &m->slope, &m->intercept);
  if (!m->table)
    take_each (m, data, pixels->frames);
}

void
dicom_modality_clear (DicomModality *m)
{
  g_free (m->slopes);
  g_free (m->intercepts);
  memset (m, 0, sizeof *m);
}

gboolean
dicom_modality_is_plain (const DicomModality *m)
{
  return !m->table && !m->slopes && m->slope == 1 && m->intercept == 0;
}

double
dicom_modality_value (const DicomModality *m, guint frame, double stored)
{
  if (m->table) {
    gint64 at = CLAMP ((gint64) stored - m->first, 0, (gint64) m->n - 1);
    const guint8 *v = m->table->value + (m->wide ? 2 * at : at);
    return !m->wide ? *v : m->table->big ? v[0] << 8 | v[1] : v[1] << 8 | v[0];
  }
  if (m->slopes && m->intercepts && frame < m->frames)
    return stored * m->slopes[frame] + m->intercepts[frame];
  return stored * m->slope + m->intercept;
}

/* Least, largest and sum of whole numbers of at most 16 bits, without a call for each. */
#define SPREAD(type) \
  do { \
    const type *v = image->data; \
    int least = v[0], most = v[0]; \
    for (gsize i = 0; i < n; i++) { \
      least = MIN (least, v[i]); \
      most = MAX (most, v[i]); \
      *sum += v[i]; \
    } \
    *min = least; \
    *max = most; \
  } while (0)

static gboolean
spread (const VslImage *image, double *min, double *max, gint64 *sum)
{
  gsize n = vsl_image_count (image);
  *sum = 0;
  if (image->type == VSL_PIXEL_U16)
    SPREAD (guint16);
  else if (image->type == VSL_PIXEL_S16)
    SPREAD (gint16);
  else if (image->type == VSL_PIXEL_U8)
    SPREAD (guint8);
  else
    return FALSE;
  return TRUE;
}

void
dicom_modality_range (const DicomModality *m, const VslImage *stored, guint first, double *min, double *max, double *mean)
{
  gsize n = vsl_image_count (stored), of_frame = n / (gsize) MAX (stored->frames, 1), finite = 0;
  double sum = 0, low, high;
  gint64 whole;
  if (!m->table && !m->slopes && spread (stored, &low, &high, &whole)) {
    double a = low * m->slope + m->intercept, b = high * m->slope + m->intercept;
    *min = MIN (a, b);
    *max = MAX (a, b);
    *mean = (double) whole / (double) n * m->slope + m->intercept;
    return;
  }
  *min = *max = *mean = NAN;
  for (gsize i = 0; i < n; i++) {
    double v = dicom_modality_value (m, first + (guint) (i / of_frame), vsl_image_value (stored, i));
    if (!isfinite (v))
      continue;
    *min = finite ? MIN (*min, v) : v;
    *max = finite ? MAX (*max, v) : v;
    sum += v;
    finite++;
  }
  if (finite)
    *mean = sum / (double) finite;
}
