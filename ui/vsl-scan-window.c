/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Greys of a VslScanView, what is told of the pixel under the pointer, and views that go together. */
#include <glib/gi18n-lib.h>
#include <math.h>

#include "ui/vsl-pixels.h"
#include "ui/vsl-scan-view-private.h"

const char *const vsl_preset_names[VSL_N_PRESETS] = { NULL, "full", "file", "lung", "bone", "brain", "abdomen" };

/* Level and width in Hounsfield units, as radiologists use them. */
static const struct { double level, width; } hounsfield[VSL_N_PRESETS] = {
  [VSL_PRESET_LUNG] = { -600, 1500 }, [VSL_PRESET_BONE] = { 400, 1800 }, [VSL_PRESET_BRAIN] = { 40, 80 }, [VSL_PRESET_ABDOMEN] = { 60, 400 },
};

/**
 * vsl_scan_view_set_window:
 * @self: a view
 * @low: stored value shown black
 * @high: stored value shown white
 */
void
vsl_scan_view_set_window (VslScanView *self, double low, double high)
{
  self->low = low;
  self->high = high;
  _vsl_scan_view_shades_changed (self);
}

void
vsl_scan_view_get_window (VslScanView *self, double *low, double *high)
{
  *low = self->low;
  *high = self->high;
}

void
vsl_scan_view_set_invert (VslScanView *self, gboolean invert)
{
  if (self->invert == invert)
    return;
  self->invert = invert;
  _vsl_scan_view_shades_changed (self);
}

gboolean
vsl_scan_view_invert (VslScanView *self)
{
  return self->invert;
}

void
vsl_scan_view_auto_window (VslScanView *self)
{
  if (self->volume != NULL)
    vsl_scan_view_set_window (self, self->volume->auto_low, self->volume->auto_high);
}

void
vsl_scan_view_full_window (VslScanView *self)
{
  if (self->volume != NULL)
    vsl_scan_view_set_window (self, self->volume->full_low, self->volume->full_high);
}

gboolean
vsl_scan_view_has_preset (VslScanView *self, VslPreset preset)
{
  if (self->volume == NULL || preset <= VSL_PRESET_NONE || preset >= VSL_N_PRESETS)
    return FALSE;
  return preset == VSL_PRESET_FULL || (preset == VSL_PRESET_FILE ? self->volume->has_window : self->volume->ct);
}

static void
apply (VslScanView *self, VslPreset preset)
{
  const VslVolume *volume = self->volume;

  if (preset == VSL_PRESET_FULL)
    vsl_scan_view_set_window (self, volume->full_low, volume->full_high);
  else if (preset == VSL_PRESET_FILE)
    vsl_scan_view_set_window (self, volume->low, volume->high);
  else
    vsl_scan_view_set_window (self, hounsfield[preset].level - hounsfield[preset].width / 2, hounsfield[preset].level + hounsfield[preset].width / 2);
}

/**
 * vsl_scan_view_preset:
 * @self: a view
 * @preset: which window; remembered for the next scans where it makes sense
 */
gboolean
vsl_scan_view_preset (VslScanView *self, VslPreset preset)
{
  if (!vsl_scan_view_has_preset (self, preset))
    return FALSE;
  self->preset = preset;
  apply (self, preset);
  return TRUE;
}

void
_vsl_scan_view_choose_window (VslScanView *self)
{
  const VslVolume *volume = self->volume;

  if (vsl_scan_view_has_preset (self, self->preset))
    apply (self, self->preset);
  else if (volume->has_window)
    apply (self, VSL_PRESET_FILE);
  else if (volume->image.type == VSL_PIXEL_U8)
    vsl_scan_view_full_window (self);
  else
    vsl_scan_view_auto_window (self);
}

void
vsl_scan_view_reset (VslScanView *self)
{
  self->flip_x = self->flip_y = FALSE;
  self->invert = FALSE;
  self->preset = VSL_PRESET_NONE;
  if (self->volume != NULL)
    _vsl_scan_view_choose_window (self);
  vsl_scan_view_zoom_fit (self);
}

/* ---- two views of the same kind of thing ---- */

/* How often the picture would have to be enlarged to fill its view. */
static double
fitting (VslScanView *self)
{
  int width = gtk_widget_get_width (GTK_WIDGET (self)), height = gtk_widget_get_height (GTK_WIDGET (self));

  return MAX (MIN (width / (self->image.width * self->kx), height / (self->image.height * self->ky)), 1e-6);
}

static gboolean
looks_like (const VslScanView *a, const VslScanView *b)
{
  return a->fit == b->fit && a->zoom == b->zoom && a->cx == b->cx && a->cy == b->cy && a->flip_x == b->flip_x && a->flip_y == b->flip_y
         && a->invert == b->invert && a->low == b->low && a->high == b->high;
}

static void
follow_place (VslScanView *self, VslScanView *other)
{
  self->fit = other->fit;
  self->flip_x = other->flip_x;
  self->flip_y = other->flip_y;
  if (self->fit)
    {
      _vsl_scan_view_update_fit (self);
      return;
    }
  self->zoom = other->zoom;      /* scans of one size stay of one size; others fill their views alike */
  if (self->image.width != other->image.width || self->image.height != other->image.height || self->kx != other->kx || self->ky != other->ky)
    self->zoom = CLAMP (other->zoom / fitting (other) * fitting (self), VSL_ZOOM_MIN, VSL_ZOOM_MAX);
  self->cx = other->cx / other->image.width * self->image.width;
  self->cy = other->cy / other->image.height * self->image.height;
}

/**
 * vsl_scan_view_follow:
 * @self: a view
 * @other: whose zoom, place, greys and slice it takes over
 *
 * Does nothing, and says nothing, when both look alike already.
 */
void
vsl_scan_view_follow (VslScanView *self, VslScanView *other)
{
  int n = vsl_scan_view_slices (self), m = vsl_scan_view_slices (other), slice;
  VslScanView before = *self;

  if (self->image.data == NULL || other->image.data == NULL)
    return;
  slice = n == m ? other->slice : m > 1 ? (int) lround ((double) other->slice / (m - 1) * (n - 1)) : self->slice;
  follow_place (self, other);
  self->invert = other->invert;
  self->preset = other->preset;
  /* Numbers of different kinds have nothing to do with each other. */
  if (self->volume->image.channels == other->volume->image.channels && vsl_pixels_fractional (&self->image) == vsl_pixels_fractional (&other->image))
    {
      self->low = other->low;
      self->high = other->high;
    }
  vsl_scan_view_set_slice (self, slice);
  if (!looks_like (self, &before))
    _vsl_scan_view_shades_changed (self);
}

/* ---- the pixel under the pointer ---- */

static void
add_value (VslScanView *self, GString *text)
{
  static const char *const colour[] = { "R ", "G ", "B " };
  gboolean rgb = self->image.channels >= 3;

  for (int c = 0; c < MIN (self->image.channels, 3); c++)
    {
      g_string_append_printf (text, "%s%s", c > 0 ? ", " : "", rgb ? colour[c] : "");
      g_string_append_printf (text, vsl_pixels_fractional (&self->image) && !self->volume->ct ? "%.4g" : "%.0f", vsl_pixels_value (&self->image, self->px, self->py, c));
    }
  if (self->volume->units[0] != '\0' && !rgb)
    g_string_append_printf (text, " %s", self->volume->units);
}

/**
 * vsl_scan_view_probe:
 * @self: a view
 *
 * Returns: (transfer full) (nullable): place (column, row, and in a volume slice, counted from 0) and value of the pixel under the pointer, with its unit,
 *   and where the sizes of pixels are known the place in mm from the first pixel
 */
char *
vsl_scan_view_probe (VslScanView *self)
{
  GString *text;
  int voxel[3], n;

  if (self->image.data == NULL || !self->inside)
    return NULL;
  n = self->volume->size[2] > 1 ? 3 : 2;
  vsl_volume_to_voxel (self->volume, &self->plane, self->px, self->py, self->slice, voxel);
  text = g_string_new ("(");
  for (int i = 0; i < n; i++)
    g_string_append_printf (text, "%s%d", i > 0 ? ", " : "", voxel[i]);
  g_string_append (text, ") = ");
  add_value (self, text);
  if (n == 3 && !(self->volume->spacing[2] > 0))
    n = 2;
  if (self->volume->spacing[0] > 0 && self->volume->spacing[1] > 0)
    {
      g_string_append (text, " · ");
      for (int i = 0; i < n; i++)
        g_string_append_printf (text, "%s%.1f", i > 0 ? " × " : "", voxel[i] * self->volume->spacing[i]);
      g_string_append (text, " mm");
    }
  return g_string_free (text, FALSE);
}
