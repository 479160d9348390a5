/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/vsl-volume.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "ui/vsl-pixels.h"

/* ---- what the attributes say ---- */

/* Numbers between backslashes; returns how many were read. */
static guint
numbers (const VslVolume *self, const char *name, double *to, guint most)
{
  const char *text = vsl_attributes_get ((const char *const *) self->attributes, name);
  guint n = 0;

  while (text != NULL && n < most)
    {
      char *end;
      double value = g_ascii_strtod (text, &end);

      if (end == text || !isfinite (value))
        break;
      to[n++] = value;
      text = *end == '\\' ? end + 1 : NULL;
    }
  return n;
}

static const char *
attribute (const VslVolume *self, const char *name)
{
  const char *value = vsl_attributes_get ((const char *const *) self->attributes, name);

  return value != NULL ? value : "";
}

/* The axis of the body (in DICOM's sense: to the left, to the back, to the head) that a direction follows most. */
static char
letter_of (const double d[3])
{
  static const char plus[] = "LPS", minus[] = "RAI";
  int most = 0;

  for (int i = 1; i < 3; i++)
    if (fabs (d[i]) > fabs (d[most]))
      most = i;
  return d[most] >= 0 ? plus[most] : minus[most];
}

static int
body_axis (char letter)
{
  return letter == 'L' || letter == 'R' ? 0 : letter == 'P' || letter == 'A' ? 1 : letter == 'S' || letter == 'I' ? 2 : -1;
}

static gboolean
axes_differ (const char axes[4])
{
  return strlen (axes) == 3 && body_axis (axes[0]) >= 0 && body_axis (axes[1]) >= 0 && body_axis (axes[2]) >= 0
         && body_axis (axes[0]) != body_axis (axes[1]) && body_axis (axes[0]) != body_axis (axes[2]) && body_axis (axes[1]) != body_axis (axes[2]);
}

/* A NIfTI says its axes; a DICOM series where rows and columns run, and its slices are in order along their normal. */
static void
read_axes (VslVolume *self)
{
  double o[6], normal[3];

  g_strlcpy (self->axes, attribute (self, "axes"), sizeof self->axes);
  if (!axes_differ (self->axes) && numbers (self, "orientation", o, 6) == 6)
    {
      normal[0] = o[1] * o[5] - o[2] * o[4];
      normal[1] = o[2] * o[3] - o[0] * o[5];
      normal[2] = o[0] * o[4] - o[1] * o[3];
      self->axes[0] = letter_of (o);
      self->axes[1] = letter_of (o + 3);
      self->axes[2] = letter_of (normal);
      self->axes[3] = '\0';
    }
  if (!axes_differ (self->axes))
    self->axes[0] = '\0';
}

static void
read_units (VslVolume *self)
{
  const char *units = attribute (self, "units");

  self->ct = g_str_equal (attribute (self, "modality"), "CT") && self->image.channels == 1 && !vsl_image_has_white (&self->image);
  if (self->ct)
    units = "HU";
  else if (g_str_equal (units, "BQML"))
    units = "Bq/ml";
  else if (g_str_equal (units, "GML"))
    units = "g/ml";
  else if (g_str_equal (units, "CNTS"))
    units = _("counts");
  else if (g_str_equal (units, "NONE"))
    units = "";
  g_strlcpy (self->units, units, sizeof self->units);
}

static void
read_attributes (VslVolume *self)
{
  double window[2];
  guint n = numbers (self, "spacing", self->spacing, 3);

  for (guint i = 0; i < 3; i++)
    if (i >= n || self->spacing[i] < 1e-6 || self->spacing[i] > 1e6)
      self->spacing[i] = 0;
  read_axes (self);
  read_units (self);
  /* A picture that was turned over when it was read has other numbers than the window was given for. */
  if (self->image.channels == 1 && numbers (self, "window", window, 2) == 2 && window[1] > 0 && !g_str_equal (attribute (self, "photometric"), "MONOCHROME1"))
    {
      self->has_window = TRUE;
      self->low = window[0] - window[1] / 2;
      self->high = window[0] + window[1] / 2;
    }
}

/* ---- life ---- */

/**
 * vsl_volume_new:
 * @image: its pixels are taken out of it
 * @attributes: (transfer full) (nullable): name, value, …, %NULL
 */
VslVolume *
vsl_volume_new (VslImage *image, char **attributes)
{
  VslVolume *self = g_new0 (VslVolume, 1);

  self->refs = 1;
  self->image = *image;
  memset (image, 0, sizeof *image);
  self->attributes = attributes;
  self->size[0] = self->image.width;
  self->size[1] = self->image.height;
  self->size[2] = MAX (self->image.frames, 1);
  read_attributes (self);
  vsl_pixels_full_range (&self->image, &self->full_low, &self->full_high);
  vsl_pixels_auto_range (&self->image, &self->auto_low, &self->auto_high);
  return self;
}

VslVolume *
vsl_volume_ref (VslVolume *self)
{
  g_atomic_int_inc (&self->refs);
  return self;
}

void
vsl_volume_unref (VslVolume *self)
{
  if (!g_atomic_int_dec_and_test (&self->refs))
    return;
  vsl_image_clear (&self->image);
  g_strfreev (self->attributes);
  g_free (self);
}

/* ---- cutting ---- */

gboolean
vsl_volume_is_solid (const VslVolume *self)
{
  if (self->size[2] < 3 || self->size[0] < 2 || self->size[1] < 2)
    return FALSE;
  return self->axes[0] != '\0' || self->spacing[2] > 0 || self->size[2] > 4;
}

/**
 * vsl_volume_plane:
 * @self: a volume
 * @which: one of the enumeration's
 *
 * As radiologists look: from the feet, from the front, from the left, so that the screen's left is the body's right, and up is the front or the head.
 */
VslPlane
vsl_volume_plane (const VslVolume *self, int which)
{
  static const VslPlane plain[] = { { 0, 1, 2, FALSE, FALSE }, { 0, 1, 2, FALSE, FALSE }, { 0, 2, 1, FALSE, FALSE }, { 1, 2, 0, FALSE, FALSE } };
  /* Axes of the body (left, back, head) along the screen, and the letters to its right and bottom. */
  static const struct { int x, y, z; char right, bottom; } body[] = { { 0 }, { 0, 1, 2, 'L', 'P' }, { 0, 2, 1, 'L', 'I' }, { 1, 2, 0, 'P', 'I' } };
  VslPlane plane = plain[which];
  int voxel[3];

  if (self->axes[0] == '\0' || which == VSL_PLANE_STORED)
    return plane;
  for (int i = 0; i < 3; i++)
    voxel[body_axis (self->axes[i])] = i;
  plane.x = voxel[body[which].x];
  plane.y = voxel[body[which].y];
  plane.z = voxel[body[which].z];
  plane.turn_x = self->axes[plane.x] != body[which].right;
  plane.turn_y = self->axes[plane.y] != body[which].bottom;
  return plane;
}

void
vsl_volume_to_voxel (const VslVolume *self, const VslPlane *plane, int u, int v, int index, int voxel[3])
{
  voxel[plane->x] = plane->turn_x ? self->size[plane->x] - 1 - u : u;
  voxel[plane->y] = plane->turn_y ? self->size[plane->y] - 1 - v : v;
  voxel[plane->z] = index;
}

void
vsl_volume_to_cut (const VslVolume *self, const VslPlane *plane, const int voxel[3], int *u, int *v)
{
  *u = plane->turn_x ? self->size[plane->x] - 1 - voxel[plane->x] : voxel[plane->x];
  *v = plane->turn_y ? self->size[plane->y] - 1 - voxel[plane->y] : voxel[plane->y];
}

/**
 * vsl_volume_cut:
 * @self: a volume
 * @plane: which way
 * @index: along the plane's third axis, within the volume
 * @out: (out caller-allocates): one frame
 * @owned: (out): whether @out has pixels of its own, else they are the volume's
 */
gboolean
vsl_volume_cut (const VslVolume *self, const VslPlane *plane, int index, VslImage *out, gboolean *owned)
{
  gsize bytes = vsl_pixel_size (self->image.type) * (gsize) self->image.channels;
  gsize stride[3] = { bytes, bytes * (gsize) self->size[0], bytes * (gsize) self->size[0] * (gsize) self->size[1] };
  int width = self->size[plane->x], height = self->size[plane->y];

  *owned = plane->x != 0 || plane->y != 1 || plane->turn_x || plane->turn_y;
  if (!*owned)
    {
      vsl_image_frame (&self->image, index, out);
      return TRUE;
    }
  if (!vsl_image_alloc (out, width, height, self->image.channels, self->image.type, self->image.bits, NULL))
    return FALSE;
  for (int v = 0; v < height; v++)
    {
      const guint8 *from = (const guint8 *) self->image.data + (gsize) index * stride[plane->z]
                           + (gsize) (plane->turn_y ? height - 1 - v : v) * stride[plane->y];
      guint8 *to = (guint8 *) out->data + (gsize) v * (gsize) width * bytes;

      for (int u = 0; u < width; u++)
        memcpy (to + (gsize) u * bytes, from + (gsize) (plane->turn_x ? width - 1 - u : u) * stride[plane->x], bytes);
    }
  return TRUE;
}

static char
opposite (char letter)
{
  static const char pairs[] = "LRAPSI";
  const char *at = strchr (pairs, letter);

  return at != NULL && *at != '\0' ? pairs[(at - pairs) ^ 1] : 0;
}

char
vsl_volume_letter (const VslVolume *self, const VslPlane *plane, int edge)
{
  int axis = edge < 2 ? plane->x : plane->y;
  gboolean turned = edge < 2 ? plane->turn_x : plane->turn_y;
  char letter = self->axes[0] != '\0' ? self->axes[axis] : 0;

  return letter == 0 ? 0 : ((edge & 1) != 0) != turned ? letter : opposite (letter);
}

const char *
vsl_volume_plane_name (const VslVolume *self, int which)
{
  /* Translators: the three ways to cut a volume; the second line is for one of which nobody knows how it lies in the body. */
  static const char *const body[] = { N_("Slices"), N_("Axial"), N_("Coronal"), N_("Sagittal") };
  static const char *const plain[] = { N_("Slices"), N_("Across frames"), N_("Across rows"), N_("Across columns") };

  return _((self->axes[0] != '\0' ? body : plain)[which]);
}

/* ---- reading ---- */

typedef struct {
  VslProject *project;
  gint64 id;
} Load;

static void
load_free (Load *load)
{
  vsl_project_unref (load->project);
  g_free (load);
}

static void
load_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Load *load = data;
  VslImage image = { 0 };
  GError *error = NULL;

  if (g_task_return_error_if_cancelled (task))
    return;
  if (!vsl_project_image (load->project, load->id, &image, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  if (g_cancellable_is_cancelled (cancellable) || image.type == VSL_PIXEL_TEXT || image.type == VSL_PIXEL_ROW)
    {
      vsl_image_clear (&image);
      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED, "%s", _("this is no scan"));
      return;
    }
  /* A scan can be looked at without what is kept beside it. */
  g_task_return_pointer (task, vsl_volume_new (&image, vsl_project_attributes (load->project, load->id, NULL)), (GDestroyNotify) vsl_volume_unref);
}

/**
 * vsl_volume_load_async:
 */
void
vsl_volume_load_async (VslDocument *document, gint64 id, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (GTask) task = g_task_new (document, cancellable, callback, data);
  Load *load = g_new0 (Load, 1);

  load->project = vsl_project_ref (vsl_document_project (document));
  load->id = id;
  g_task_set_task_data (task, load, (GDestroyNotify) load_free);
  g_task_run_in_thread (task, load_thread);
}

/**
 * vsl_volume_load_finish:
 *
 * Returns: (transfer full) (nullable): %NULL with an error
 */
VslVolume *
vsl_volume_load_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
