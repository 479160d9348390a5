/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "viewer-data.h"

#include <string.h>

#include "data/vsl-import.h"
#include "project/vsl-project.h"

static VslImage
make_volume (void)
{
  VslImage image;
  gint16 *p;

  g_assert_true (vsl_image_alloc_volume (&image, VOLUME_X, VOLUME_Y, VOLUME_Z, 1, VSL_PIXEL_S16, 16, NULL));
  p = image.data;
  for (int z = 0; z < VOLUME_Z; z++)
    for (int y = 0; y < VOLUME_Y; y++)
      for (int x = 0; x < VOLUME_X; x++)
        *p++ = (gint16) VOLUME_AT (x, y, z);
  return image;
}

static VslImage
make_colour (void)
{
  VslImage image;

  g_assert_true (vsl_image_alloc (&image, 16, 16, 3, VSL_PIXEL_U8, 8, NULL));
  for (int i = 0; i < 16 * 16; i++)
    memcpy ((guint8 *) image.data + 3 * i, "\x0a\x14\x1e", 3);
  return image;
}

void
viewer_make_project (const char *path)
{
  static const char *const ct[] = { "modality", "CT", "body_part", "HEAD", "spacing", "0.5\\0.5\\2", "window", "40\\80", "orientation", "1\\0\\0\\0\\1\\0",
                                    "sex", "F", "age_band", "50-59", "series", "abcdefghijklmnop", NULL };
  char *classes[] = { (char *) "calm", (char *) "ill", NULL };
  guint counts[] = { 2, 2 };
  int map[2];
  VslImportPlan plan = { .kind = VSL_SAMPLE_SCAN, .classes = classes, .class_counts = counts, .positive = 1, .target = VSL_TARGET_CLASS };
  const VslImportSink *sink = vsl_project_sink ();
  g_autoptr (GError) error = NULL;
  g_autoptr (VslProject) project = vsl_project_create (path, &error);

  g_assert_no_error (error);
  g_assert_true (sink->begin (project, &plan, map, &error));
  for (int i = 0; i < 4; i++)
    {
      VslNewSample sample = { .image = i == 2 ? make_colour () : make_volume (), .label = i % 2, .split = VSL_SPLIT_TRAIN };

      if (i < 2)
        for (int k = 0; ct[k] != NULL; k += 2)
          g_assert_true (vsl_attributes_set (&sample.attributes, ct[k], ct[k + 1]));
      if (i == 1)      /* not the same voxels twice */
        ((gint16 *) sample.image.data)[0] = 77;
      vsl_image_sha256 (&sample.image, sample.sha256);
      g_assert_true (sink->add (project, &sample, 1, &error));
      g_assert_no_error (error);
      vsl_image_clear (&sample.image);
      g_strfreev (sample.attributes);
    }
  g_assert_true (sink->end (project, "made", &error));
  g_assert_no_error (error);
}
