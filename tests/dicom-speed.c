/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How long a CT of 512 × 512 with 16 bits takes to decode, beside DCMTK's own tools where they are installed. Printed, not asserted. */
#include <glib/gstdio.h>
#include <string.h>

#include "data-util.h"

#define ROUNDS 20

typedef struct {
  const char *file, *tool;       /* tool: its words before the two paths */
} Case;

static const Case cases[] = {
  { "CT1_UNC", "dcmconv" }, { "CT1_RLE", "dcmdrle" }, { "CT1_JPLL", "dcmdjpeg" }, { "CT1_JLSL", "dcmdjpls" }, { "CT1_J2KR", NULL }, { "CT1_J2KI", NULL },
};

/* The best of some rounds, in milliseconds: others use this machine, too. */
static double
decode_ms (const char *path, gboolean stored)
{
  double best = G_MAXDOUBLE;
  VslDecodeRequest request = { .flags = VSL_DECODE_PIXELS | (stored ? VSL_DECODE_STORED : 0), .companion = -1 };
  for (guint i = 0; i < ROUNDS; i++) {
    VslImage image;
    VslScanInfo info;
    gint64 start = g_get_monotonic_time ();
    g_assert_true (vsl_decode_file_request (path, &request, &image, &info, NULL));
    best = MIN (best, (double) (g_get_monotonic_time () - start) / 1000);
    vsl_image_clear (&image);
    vsl_scan_info_clear (&info);
  }
  return best;
}

static double
tool_ms (const char *tool, const char *path, const char *out)
{
  double best = G_MAXDOUBLE;
  g_autofree char *program = tool ? g_find_program_in_path (tool) : NULL;
  for (guint i = 0; program && i < ROUNDS; i++) {
    char *argv[] = { program, (char *) path, (char *) out, NULL };
    int status = 1;
    gint64 start = g_get_monotonic_time ();
    if (!g_spawn_sync (NULL, argv, NULL, G_SPAWN_STDOUT_TO_DEV_NULL | G_SPAWN_STDERR_TO_DEV_NULL, NULL, NULL, NULL, NULL, &status, NULL) || status != 0)
      return 0;
    best = MIN (best, (double) (g_get_monotonic_time () - start) / 1000);
  }
  return program ? best : 0;
}

static void
test_speed (gconstpointer data)
{
  const Case *c = data;
  g_autofree char *name = g_strconcat ("data/dicom/files/", c->file, NULL), *path = test_shared (name);
  if (!path)
    return;
  char *dir = test_dir_new ();
  g_autofree char *out = g_build_filename (dir, "out.dcm", NULL);
  double stored = decode_ms (path, TRUE), sample = decode_ms (path, FALSE), tool = tool_ms (c->tool, path, out);
  if (tool > 0)
    g_test_message ("%s: %.2f ms as stored, %.2f ms as a sample; %s takes %.2f ms with its start and its writing: %.2f of that", c->file, stored, sample, c->tool,
                    tool, sample / tool);
  else
    g_test_message ("%s: %.2f ms as stored, %.2f ms as a sample; no tool of DCMTK's to compare with", c->file, stored, sample);
  test_dir_free (dir);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *test = g_strconcat ("/dicom-speed/", cases[i].file, NULL);
    g_test_add_data_func (test, &cases[i], test_speed);
  }
  return g_test_run ();
}
