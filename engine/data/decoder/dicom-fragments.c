/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Compressed pixels lie in fragments (PS3.5 A.4); which of them make a frame is told by their number, by an offset table, or by what
 * they begin with. */
#include <glib/gi18n-lib.h>
#include <string.h>

#include "core/vsl-error.h"
#include "data/decoder/dicom-pixels.h"

#define OFFSETS DICOM_TAG (0x7fe0, 0x0001)

/* The fragment at @offset bytes behind the offset table; its index, or G_MAXUINT32. They lie in order. */
static guint32
at_offset (const DicomElement *fragment, guint32 n, guint64 offset)
{
  const guint8 *base = fragment[0].value - 8;
  guint32 low = 0, high = n;
  while (low < high) {
    guint32 middle = low + (high - low) / 2;
    guint64 here = (guint64) (fragment[middle].value - 8 - base);
    if (here == offset)
      return middle;
    if (here < offset)
      low = middle + 1;
    else
      high = middle;
  }
  return G_MAXUINT32;
}

static guint64
entry (const DicomElement *table, guint width, guint k)
{
  guint64 v = 0;
  for (guint i = 0; i < width; i++)
    v |= (guint64) table->value[(gsize) k * width + (table->big ? width - 1 - i : i)] << (8 * i);
  return v;
}

/* A table counts when each frame has a place in it, at a fragment's beginning, in rising order. */
static gboolean
by_table (const DicomElement *table, guint width, const DicomElement *fragment, guint32 n, guint frames, guint32 *starts)
{
  if (!table || table->length / width < frames)
    return FALSE;
  for (guint k = 0; k < frames; k++) {
    starts[k] = at_offset (fragment, n, entry (table, width, k));
    if (starts[k] == G_MAXUINT32 || (k > 0 && starts[k] <= starts[k - 1]))
      return FALSE;
  }
  return starts[0] == 0;
}

static gboolean
by_content (const DicomElement *fragment, guint32 n, guint frames, DicomCode code, guint32 *starts)
{
  guint found = 0;
  for (guint32 i = 0; i < n; i++)
    if (dicom_code_guess (fragment[i].value, fragment[i].length) == code) {
      if (found < frames)
        starts[found] = i;
      found++;
    }
  return found == frames && starts[0] == 0;
}

guint32 *
dicom_frame_starts (const DicomPixels *pixels, const DicomData *data, GError **error)
{
  const DicomElement *first = pixels->element + 1;      /* the offset table, then fragments */
  guint32 items = pixels->element->next - (guint32) dicom_index (data, pixels->element) - 1, n = items > 0 ? items - 1 : 0;
  const DicomElement *fragment = first + 1;
  if (n > 0 && fragment[n - 1].length == 0 && n > pixels->frames)      /* an empty one at the end */
    n--;
  if (n < pixels->frames) {
    g_set_error (error, VSL_DATA_ERROR, VSL_ERROR_DATA,
                 data->cut ? _("its pixel data are cut short: the file ends after %u of %u frames; copy or export it again")
                           : _("its pixel data hold %u pieces, fewer than its %u frames: export the file again"),
                 n, pixels->frames);
    return NULL;
  }
  g_autofree guint32 *starts = g_try_new (guint32, (gsize) pixels->frames + 1);
  if (!starts) {
    g_set_error (error, VSL_DATA_ERROR, VSL_ERROR_NOMEM, _("there is not enough memory: close other programs"));
    return NULL;
  }
  starts[pixels->frames] = n;
  starts[0] = 0;
  if (pixels->frames == 1)
    return g_steal_pointer (&starts);
  if (n == pixels->frames) {
    for (guint k = 0; k < n; k++)
      starts[k] = k;
    return g_steal_pointer (&starts);
  }
  if (by_table (first, 4, fragment, n, pixels->frames, starts) ||
      by_table (dicom_find (data, -1, OFFSETS), 8, fragment, n, pixels->frames, starts) ||
      by_content (fragment, n, pixels->frames, pixels->code, starts))
    return g_steal_pointer (&starts);
  g_set_error (error, VSL_DATA_ERROR, VSL_ERROR_DATA, _("which of its %u pieces of pixel data make which of its %u frames is not told: export the file again"),
               n, pixels->frames);
  return NULL;
}

const guint8 *
dicom_frame_bytes (const DicomPixels *pixels, const DicomData *data, const guint32 *starts, guint frame, gsize *n, guint8 **owned, GError **error)
{
  const DicomElement *fragment = pixels->element + 2;
  gsize total = 0;
  *owned = NULL;
  for (guint32 i = starts[frame]; i < starts[frame + 1]; i++) {
    if (fragment[i].cut) {
      g_set_error (error, VSL_DATA_ERROR, VSL_ERROR_DATA, _("its pixel data are cut short: the file ends in frame %u of %u; copy or export it again"),
                   frame + 1, pixels->frames);
      return NULL;
    }
    total += fragment[i].length;
  }
  *n = total;
  if (starts[frame + 1] - starts[frame] == 1)
    return fragment[starts[frame]].value;
  guint8 *to = *owned = g_try_malloc (MAX (total, 1));
  if (!to) {
    g_set_error (error, VSL_DATA_ERROR, VSL_ERROR_NOMEM, _("there is not enough memory: close other programs"));
    return NULL;
  }
  for (guint32 i = starts[frame]; i < starts[frame + 1]; i++) {
    memcpy (to, fragment[i].value, fragment[i].length);
    to += fragment[i].length;
  }
  return *owned;
}
