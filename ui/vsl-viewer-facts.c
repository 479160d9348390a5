/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is kept of a scan, as a list in a VslViewer. */
#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <string.h>

#include "ui/vsl-pixels.h"
#include "ui/vsl-viewer-private.h"

/* In the order of interest; what is not here comes behind by its own name. */
static const struct { const char *name, *title; } known[] = {
  { "modality", N_("Modality") },       { "body_part", N_("Body part") },     { "view", N_("View") },
  { "laterality", N_("Side") },         { "sex", N_("Sex") },                 { "age_band", N_("Age") },
  { "spacing", N_("Pixel size, mm") },  { "window", N_("Level and width of the file") }, { "units", N_("Unit") },
  { "axes", N_("Axes grow towards") },  { "orientation", N_("Orientation") }, { "position", N_("Position, mm") },
  { "affine", N_("Voxel to mm") },      { "rescale", N_("Slope and intercept") }, { "photometric", N_("Photometric interpretation") },
  { "instance", N_("Number in its series") }, { "burned_in", N_("Text in the picture") }, { "lossy", N_("Compressed with loss") },
  { "study", N_("Study (pseudonym)") }, { "series", N_("Series (pseudonym)") }, { "accession", N_("Accession number (pseudonym)") },
};

static const char *
title_of (const char *name)
{
  if (g_str_has_prefix (name, VSL_ATTRIBUTE_COLUMN))
    return name + strlen (VSL_ATTRIBUTE_COLUMN);
  for (guint i = 0; i < G_N_ELEMENTS (known); i++)
    if (g_str_equal (name, known[i].name))
      return _(known[i].title);
  return name;
}

/* Numbers get a cross between them; a hash is told by its beginning. */
static char *
value_of (const char *name, const char *value)
{
  g_auto (GStrv) parts = NULL;

  if (g_str_equal (name, "study") || g_str_equal (name, "series") || g_str_equal (name, "accession"))
    return g_strndup (value, 8);
  if (strchr (value, '\\') == NULL || g_str_has_prefix (name, VSL_ATTRIBUTE_COLUMN))
    return g_strdup (value);
  parts = g_strsplit (value, "\\", -1);
  return g_strjoinv (g_str_equal (name, "spacing") ? " × " : ", ", parts);
}

static void
add_pixels (VslFactsList *list, const VslVolume *volume)
{
  const VslImage *image = &volume->image;
  double low, high;
  g_autofree char *size = volume->size[2] > 1 ? g_strdup_printf ("%d × %d × %d", volume->size[0], volume->size[1], volume->size[2])
                                              : g_strdup_printf ("%d × %d", volume->size[0], volume->size[1]);
  g_autofree char *bits = g_strdup_printf ("%d", image->bits == VSL_IMAGE_OPEN_BITS ? 8 * (int) vsl_pixel_size (image->type) : image->bits);
  g_autofree char *range = NULL, *mean = NULL;

  if (vsl_image_has_white (image))      /* else it was looked for when the scan was read */
    vsl_image_range (image, &low, &high);
  else
    low = volume->full_low, high = volume->full_high;
  range = g_strdup_printf ("%.6g … %.6g%s%s", low, high, volume->units[0] != '\0' ? " " : "", volume->units);
  vsl_facts_list_add (list, _("Size"), size);
  vsl_facts_list_add (list, _("Colours"), image->channels >= 3 ? _("RGB") : _("Grey"));
  vsl_facts_list_add (list, _("Bits"), bits);
  vsl_facts_list_add (list, _("Type"), vsl_pixel_dtype (image->type));
  vsl_facts_list_add (list, _("Values"), range);
}

/**
 * _vsl_viewer_fill_details:
 * @volume: (nullable): what is shown
 */
void
_vsl_viewer_fill_details (VslViewer *self, const VslVolume *volume)
{
  VslFactsList *list = VSL_FACTS_LIST (self->facts);
  char **attributes = volume != NULL ? volume->attributes : NULL;

  vsl_facts_list_clear (list);
  gtk_widget_set_sensitive (self->details, volume != NULL);
  if (volume == NULL)
    return;
  if (self->sample != NULL)
    {
      g_autofree char *number = g_strdup_printf ("%" PRId64, vsl_sample_info (self->sample)->id);

      vsl_facts_list_add (list, _("Number in the project"), number);
    }
  add_pixels (list, volume);
  for (guint k = 0; k < G_N_ELEMENTS (known); k++)
    {
      const char *value = vsl_attributes_get ((const char *const *) attributes, known[k].name);
      g_autofree char *text = value != NULL ? value_of (known[k].name, value) : NULL;

      if (text != NULL)
        vsl_facts_list_add (list, title_of (known[k].name), text);
    }
  for (guint i = 0; attributes != NULL && attributes[i] != NULL && attributes[i + 1] != NULL; i += 2)
    if (g_str_has_prefix (attributes[i], VSL_ATTRIBUTE_COLUMN))
      vsl_facts_list_add (list, title_of (attributes[i]), attributes[i + 1]);
}
