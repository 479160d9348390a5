/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Makes the sample project at build time: vesalius-make-sample OUT.vesalius, or --png DIR for a folder of pictures with a
 * manifest. Not installed. */
#include <glib/gstdio.h>
#include <png.h>
#include <stdio.h>
#include <string.h>

#include "core/vsl-error.h"
#include "project/vsl-project.h"
#include "vsl-make-util.h"
#include "vsl-phantom.h"

#define BATCH 128

typedef struct {
  guint patient, scan;
  VslSplit split;
} Planned;

/* All scans with their splits: by patient, each finding in its share. */
static GArray *
plan_scans (void)
{
  static const double fractions[VSL_N_SPLITS] = { 0.7, 0.15, 0.15 };
  GArray *all = g_array_new (FALSE, TRUE, sizeof (Planned));
  g_autoptr (GArray) labels = g_array_new (FALSE, FALSE, sizeof (int));
  g_autoptr (GArray) patients = g_array_new (FALSE, FALSE, sizeof (guint32));
  for (guint32 p = 1; p <= VSL_PHANTOM_PATIENTS; p++)
    for (guint scan = 0; scan < vsl_phantom_scans (p); scan++) {
      Planned planned = { p, scan, VSL_SPLIT_NONE };
      int label = vsl_phantom_finding (p);
      g_array_append_val (all, planned);
      g_array_append_val (labels, label);
      g_array_append_val (patients, p);
    }
  g_autofree VslSplit *split = g_new (VslSplit, all->len);
  vsl_split_assign (all->len, (const int *) labels->data, (const guint32 *) patients->data, fractions, 1, split);
  for (guint i = 0; i < all->len; i++)
    g_array_index (all, Planned, i).split = split[i];
  return all;
}

static gboolean
add_batch (VslProject *project, const VslImportSink *sink, const Planned *planned, guint n, GError **error)
{
  VslNewSample samples[BATCH] = { 0 };
  gboolean ok = TRUE;
  for (guint i = 0; ok && i < n; i++) {
    VslNewSample *s = &samples[i];
    ok = vsl_phantom_draw (planned[i].patient, planned[i].scan, &s->image, error);
    if (!ok)
      break;
    s->label = vsl_phantom_finding (planned[i].patient);
    s->split = planned[i].split;
    vsl_make_patient ("synthetic patient", planned[i].patient, s->patient);
    vsl_image_sha256 (&s->image, s->sha256);
  }
  ok = ok && sink->add (project, samples, n, error);
  for (guint i = 0; i < n; i++)
    vsl_image_clear (&samples[i].image);
  return ok;
}

static gboolean
fill_project (VslProject *project, const GArray *all, GError **error)
{
  const VslImportSink *sink = vsl_project_sink ();
  VslImportPlan plan = { .kind = VSL_SAMPLE_SCAN, .classes = (char **) vsl_phantom_names, .positive = -1, .patients_known = TRUE };
  int map[VSL_N_PHANTOMS];
  if (!sink->begin (project, &plan, map, error))
    return FALSE;
  for (guint first = 0; first < all->len; first += BATCH)
    if (!add_batch (project, sink, &g_array_index (all, Planned, first), MIN (BATCH, all->len - first), error))
      return FALSE;
  return sink->end (project, "synthetic scans made by Vesalius", error) && vsl_project_set_meta (project, "synthetic", "true", error)
         && vsl_project_set_meta (project, "title", "Synthetic chest scans", error);
}

static gboolean
make_project (const char *path, const GArray *all, GError **error)
{
  g_unlink (path);
  g_autoptr (VslProject) project = vsl_project_create (path, error);
  return project && fill_project (project, all, error);
}

static gboolean
write_png (const char *path, const VslImage *image, GError **error)
{
  g_autofree guint8 *rows = g_malloc (image->size);
  FILE *file = g_fopen (path, "wb");
  png_structp out = png_create_write_struct (PNG_LIBPNG_VER_STRING, NULL, NULL, NULL);
  png_infop info = out ? png_create_info_struct (out) : NULL;
  gboolean ok = file && info && !setjmp (png_jmpbuf (out));
  if (ok) {
    for (gsize i = 0; i < image->size / 2; i++) {
      guint16 v = ((const guint16 *) image->data)[i];
      rows[2 * i] = (guint8) (v >> 8);
      rows[2 * i + 1] = (guint8) v;
    }
    png_init_io (out, file);
    png_set_IHDR (out, info, (png_uint_32) image->width, (png_uint_32) image->height, 16, PNG_COLOR_TYPE_GRAY, PNG_INTERLACE_NONE,
                  PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
    png_write_info (out, info);
    for (int y = 0; y < image->height; y++)
      png_write_row (out, rows + (gsize) y * image->width * 2);
    png_write_end (out, NULL);
  }
  png_destroy_write_struct (&out, &info);
  if (file && fclose (file) != 0)
    ok = FALSE;
  if (!ok)
    g_set_error (error, VSL_DATA_ERROR, VSL_ERROR_IO, "%s could not be written", path);
  return ok;
}

static gboolean
make_pictures (const char *dir, const GArray *all, GError **error)
{
  g_autoptr (GString) manifest = g_string_new ("path,label,patient_id,split\n");
  for (int c = 0; vsl_phantom_names[c]; c++) {
    g_autofree char *folder = g_build_filename (dir, "images", vsl_phantom_names[c], NULL);
    g_mkdir_with_parents (folder, 0755);
  }
  for (guint i = 0; i < all->len; i++) {
    const Planned *p = &g_array_index (all, Planned, i);
    const char *finding = vsl_phantom_names[vsl_phantom_finding (p->patient)];
    g_autofree char *name = g_strdup_printf ("images/%s/p%03u_%u.png", finding, p->patient, p->scan + 1);
    g_autofree char *path = g_build_filename (dir, name, NULL);
    VslImage image = { 0 };
    gboolean ok = vsl_phantom_draw (p->patient, p->scan, &image, error) && write_png (path, &image, error);
    vsl_image_clear (&image);
    if (!ok)
      return FALSE;
    g_string_append_printf (manifest, "%s,%s,P%03u,%s\n", name, finding, p->patient, vsl_split_names[p->split]);
  }
  g_autofree char *path = g_build_filename (dir, "manifest.csv", NULL);
  return g_file_set_contents (path, manifest->str, (gssize) manifest->len, error);
}

int
main (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) all = plan_scans ();
  gboolean pictures = argc == 3 && g_str_equal (argv[1], "--png");
  if (argc != 2 && !pictures) {
    fprintf (stderr, "usage: %s OUT.vesalius | --png DIR\n", argv[0]);
    return 2;
  }
  if (pictures ? make_pictures (argv[2], all, &error) : make_project (argv[1], all, &error))
    return 0;
  fprintf (stderr, "%s\n", error->message);
  return 1;
}
