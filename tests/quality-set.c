/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "quality-set.h"

#include <math.h>
#include <string.h>

const char *const set_two[] = { "left", "right", NULL };

static void
image_free (gpointer data)
{
  vsl_image_clear (data);
  g_free (data);
}

Set *
set_new (const char *const *classes)
{
  Set *s = g_new0 (Set, 1);
  s->samples = g_array_new (FALSE, TRUE, sizeof (VslSampleInfo));
  s->images = g_ptr_array_new_with_free_func (image_free);
  s->sha256 = g_array_new (FALSE, TRUE, 32);
  s->traits = g_array_new (FALSE, TRUE, sizeof (VslTraits));
  s->classes = classes;
  return s;
}

void
set_free (Set *s)
{
  g_array_unref (s->samples);
  g_ptr_array_unref (s->images);
  g_array_unref (s->sha256);
  g_array_unref (s->traits);
  g_clear_pointer (&s->twins, vsl_twins_free);
  g_clear_pointer (&s->findings, g_ptr_array_unref);
  g_free (s);
}

/* Takes the pixels. Classes take turns; of ten samples seven train, one is val, two are test. */
VslSampleInfo *
set_add (Set *s, VslImage *image)
{
  guint i = s->samples->len;
  VslSampleInfo info = { .id = i + 1, .label = (int) (i % 2), .patient = i + 1, .width = image->width, .height = image->height,
                         .channels = image->channels, .bits = image->bits, .type = image->type, .frames = 1,
                         .kind = image->type == VSL_PIXEL_TEXT ? VSL_SAMPLE_NOTE : VSL_SAMPLE_SCAN };
  guint8 sha256[32];
  info.split = i / 2 % 10 < 7 ? VSL_SPLIT_TRAIN : i / 2 % 10 < 8 ? VSL_SPLIT_VAL : VSL_SPLIT_TEST;
  vsl_image_sha256 (image, sha256);
  g_array_append_val (s->samples, info);
  g_array_append_vals (s->sha256, sha256, 1);
  g_ptr_array_add (s->images, g_memdup2 (image, sizeof *image));
  memset (image, 0, sizeof *image);
  return &g_array_index (s->samples, VslSampleInfo, i);
}

VslSampleInfo *
set_at (Set *s, guint i)
{
  return &g_array_index (s->samples, VslSampleInfo, i);
}

static gboolean
fetch (gpointer source, gint64 id, VslImage *image, GError **error)
{
  return vsl_image_copy (image, ((Set *) source)->images->pdata[id - 1], error);
}

void
set_run (Set *s)
{
  g_autoptr (VslClassPhrases) phrases = vsl_class_phrases_new (s->classes);
  gboolean notes = set_at (s, 0)->kind == VSL_SAMPLE_NOTE;
  guint patients = 0;
  g_array_set_size (s->traits, s->samples->len);
  for (guint i = 0; i < s->samples->len; i++) {
    VslTraits *t = &g_array_index (s->traits, VslTraits, i);
    if (notes)
      vsl_traits_of_note (t, s->images->pdata[i], phrases);
    else
      vsl_traits_of_scan (t, s->images->pdata[i]);
    patients += set_at (s, i)->patient > 0;
  }
  VslTwinsInput twins = { s->samples->len, (const VslSampleInfo *) (gpointer) s->samples->data, (const guint8 (*)[32]) (gpointer) s->sha256->data,
                          (const VslTraits *) (gpointer) s->traits->data, fetch, s };
  g_clear_pointer (&s->twins, vsl_twins_free);
  s->twins = vsl_twins_find (&twins, NULL, NULL);
  const char *const *burned = s->input.burned_in, *const *spacing = s->input.spacing;
  const guint8 *unknown = s->input.unknown;
  VslTarget target = s->input.target;
  gboolean weighed = s->input.weighed;
  s->input = (VslQualityInput) { .kind = notes ? VSL_SAMPLE_NOTE : VSL_SAMPLE_SCAN, .target = target, .weighed = weighed, .n = s->samples->len, .samples = twins.samples, .traits = twins.traits,
                                 .twins = s->twins, .class_names = s->classes, .patients = patients, .burned_in = burned, .spacing = spacing,
                                 .unknown = unknown, .run = 1 };
  g_clear_pointer (&s->findings, g_ptr_array_unref);
  s->findings = vsl_quality_find (&s->input);
}

const VslFinding *
set_find (const Set *s, const char *id)
{
  for (guint i = 0; i < s->findings->len; i++) {
    const VslFinding *f = s->findings->pdata[i];
    if (g_str_equal (f->id, id))
      return f;
  }
  return NULL;
}

/* ids: "3 7"; NULL: the finding is not there. */
void
set_expect (const Set *s, const char *id, const char *ids)
{
  const VslFinding *f = set_find (s, id);
  g_autoptr (GString) found = g_string_new (NULL);
  for (guint i = 0; f && i < f->samples->len; i++)
    g_string_append_printf (found, i ? " %" G_GINT64_FORMAT : "%" G_GINT64_FORMAT, g_array_index (f->samples, gint64, i));
  if (g_strcmp0 (f ? found->str : NULL, ids) != 0)
    g_error ("%s: %s instead of %s", id, f ? found->str : "not found", ids ? ids : "none");
  g_assert_true (f == NULL || (f->text && *f->text && f->cls));
}

/* Every warning or error that the set has, so that what is not expected is seen. */
void
set_expect_only (const Set *s, const char *wanted)
{
  g_auto (GStrv) names = g_strsplit (wanted, " ", -1);
  for (guint i = 0; i < s->findings->len; i++) {
    const VslFinding *f = s->findings->pdata[i];
    if ((f->severity != VSL_SEVERITY_INFO || f->samples->len) && !g_strv_contains ((const char *const *) names, f->id))
      g_error ("a false alarm: %s (%s)", f->id, f->text);
  }
}

/* Something like a chest: an ellipse that all have, and blobs of its own for each seed. 0 … 255. */
VslImage
set_body (guint seed, int width, int height, double gain, double offset)
{
  VslImage image = { 0 };
  double x[12], y[12], r[12], a[12];
  g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
  g_assert_true (vsl_image_alloc (&image, width, height, 1, VSL_PIXEL_U8, 8, NULL));
  for (int k = 0; k < 12; k++) {
    x[k] = g_rand_double_range (rand, 0.1, 0.9);
    y[k] = g_rand_double_range (rand, 0.1, 0.9);
    r[k] = g_rand_double_range (rand, 0.05, 0.15);
    a[k] = g_rand_double_range (rand, -55, 55);
  }
  for (int j = 0; j < height; j++)
    for (int i = 0; i < width; i++) {
      double u = (i + 0.5) / width, v = (j + 0.5) / height, value = 60 + 100 * exp (-(u - 0.5) * (u - 0.5) / 0.04 - (v - 0.5) * (v - 0.5) / 0.08);
      for (int k = 0; k < 12; k++)
        value += a[k] * exp (-((u - x[k]) * (u - x[k]) + (v - y[k]) * (v - y[k])) / (2 * r[k] * r[k]));
      value += g_rand_double_range (rand, -2, 2);
      ((guint8 *) image.data)[j * width + i] = (guint8) lrint (CLAMP (value * gain + offset, 0, 255));
    }
  return image;
}

Set *
set_clean_scans (guint n)
{
  Set *s = set_new (set_two);
  for (guint i = 0; i < n; i++) {
    VslImage image = set_body (i + 1, 48, 48, 1, 0);
    set_add (s, &image);
  }
  return s;
}
