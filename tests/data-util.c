/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data-util.h"

#include <glib/gstdio.h>
#include <string.h>

static void
append (png_structp png, png_bytep data, size_t n)
{
  g_byte_array_append (png_get_io_ptr (png), data, (guint) n);
}

static void
flush (png_structp png)
{
}

GByteArray *
test_png (const TestPng *t)
{
  GByteArray *out = g_byte_array_new ();
  png_structp png = png_create_write_struct (PNG_LIBPNG_VER_STRING, NULL, NULL, NULL);
  png_infop info = png_create_info_struct (png);
  if (setjmp (png_jmpbuf (png)))
    g_assert_not_reached ();
  png_set_write_fn (png, out, append, flush);
  png_set_IHDR (png, info, t->width, t->height, t->depth, t->color, t->interlaced ? PNG_INTERLACE_ADAM7 : PNG_INTERLACE_NONE,
                PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
  if (t->palette)
    png_set_PLTE (png, info, t->palette, t->n_palette);
  if (t->n_alpha || t->transparent)
    png_set_tRNS (png, info, t->palette_alpha, t->n_alpha, t->transparent);
  png_write_info (png, info);
  gsize stride = png_get_rowbytes (png, info);
  g_autofree png_bytep *rows = g_new (png_bytep, t->height);
  for (guint32 y = 0; y < t->height; y++)
    rows[y] = (png_bytep) t->rows + y * stride;
  png_write_image (png, rows);
  png_write_end (png, NULL);
  png_destroy_write_struct (&png, &info);
  return out;
}

void
test_write_grey (const char *path, guint32 width, guint32 height, guint8 value)
{
  g_autofree guint8 *rows = g_malloc ((gsize) width * height);
  memset (rows, value, (gsize) width * height);
  TestPng t = { .width = width, .height = height, .depth = 8, .color = PNG_COLOR_TYPE_GRAY, .rows = rows };
  g_autoptr (GByteArray) bytes = test_png (&t);
  g_autofree char *dir = g_path_get_dirname (path);
  g_assert_cmpint (g_mkdir_with_parents (dir, 0700), ==, 0);
  g_assert_true (g_file_set_contents (path, (const char *) bytes->data, bytes->len, NULL));
}

char *
test_dir_new (void)
{
  char *dir = g_dir_make_tmp ("vesalius-test-XXXXXX", NULL);
  g_assert_nonnull (dir);
  return dir;
}

static void
remove_tree (const char *path)
{
  if (g_file_test (path, G_FILE_TEST_IS_DIR) && !g_file_test (path, G_FILE_TEST_IS_SYMLINK)) {
    g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
    const char *name;
    while (dir && (name = g_dir_read_name (dir))) {
      g_autofree char *child = g_build_filename (path, name, NULL);
      remove_tree (child);
    }
  }
  g_remove (path);
}

void
test_dir_free (char *dir)
{
  remove_tree (dir);
  g_free (dir);
}

char *
test_write (const char *dir, const char *name, gconstpointer data, gssize n)
{
  char *path = g_build_filename (dir, name, NULL);
  g_autofree char *folder = g_path_get_dirname (path);
  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  g_assert_true (g_file_set_contents (path, data, n, NULL));
  return path;
}

char *
test_shared (const char *name)
{
  const char *root = g_getenv ("VESALIUS_SHARED");
  g_autofree char *path = root ? g_build_filename (root, name, NULL) : g_build_filename (TEST_SOURCE_ROOT, "..", "shared", name, NULL);
  if (g_file_test (path, G_FILE_TEST_EXISTS))
    return g_steal_pointer (&path);
  g_test_skip ("the shared data are not here; VESALIUS_SHARED names their folder");
  return NULL;
}

static gboolean
begin (gpointer data, const VslImportPlan *plan, int *map, GError **error)
{
  TestSink *sink = data;
  sink->samples = g_array_new (FALSE, TRUE, sizeof (VslNewSample));
  for (int c = 0; plan->classes[c]; c++)
    map[c] = c;
  return TRUE;
}

static gboolean
add (gpointer data, VslNewSample *samples, guint n, GError **error)
{
  TestSink *sink = data;
  g_assert_cmpuint (n, <=, 256);
  sink->batches++;
  for (guint i = 0; i < n; i++) {
    VslNewSample s = samples[i];
    g_assert_nonnull (s.image.data);
    s.image.data = NULL;
    g_array_append_val (sink->samples, s);
  }
  return TRUE;
}

static gboolean
end (gpointer data, const char *summary, GError **error)
{
  ((TestSink *) data)->ended++;
  return TRUE;
}

const VslImportSink test_sink = { begin, add, end };

void
test_sink_clear (TestSink *sink)
{
  g_clear_pointer (&sink->samples, g_array_unref);
}
