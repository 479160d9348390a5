/* SPDX-License-Identifier: GPL-3.0-or-later */
/* fuzz-seeds DIR TARGET: writes a small first corpus for a fuzz target. */
#include <glib/gstdio.h>
#include <string.h>
#include <zip.h>

#include "../decoder/seeds.h"
#include "../dicom-rig.h"
#include "data/vsl-scan-info.h"
#include "graph/vsl-template.h"
#include "project/vsl-project.h"

static void
put (const char *dir, const char *name, gconstpointer data, gsize n)
{
  g_autofree char *path = g_build_filename (dir, name, NULL);
  g_autoptr (GError) error = NULL;
  g_file_set_contents (path, data, (gssize) n, &error);
  g_assert_no_error (error);
}

static void
put_csv (const char *dir)
{
  static const char *const tables[] = { "path,label,patient_id,split\na/1.png,ill,p1,train\n\"a, b.png\",\"well \"\"so\"\"\",p2,val\n",
    "text;label\r\n\"two\r\nlines\";0\r\n\r\n;1\r\n", "\xef\xbb\xbf" "a\tb\tc\n1\t2\n1\t2\t3\t4\n", "\xff\xfe" "a\0,\0b\0\n\0" "1\0,\0" "2\0\n\0" };
  static const gsize sizes[] = { 0, 0, 0, 18 };
  for (guint i = 0; i < G_N_ELEMENTS (tables); i++) {
    g_autofree char *name = g_strdup_printf ("%u.csv", i);
    put (dir, name, tables[i], sizes[i] ? sizes[i] : strlen (tables[i]));
  }
}

static void
put_networks (const char *dir)
{
  const char *const *ids = vsl_template_ids ();
  for (guint i = 0; ids[i]; i++) {
    VslNetwork *network = vsl_template_load (ids[i], NULL);
    g_autoptr (JsonNode) json = network ? vsl_network_to_json (network) : NULL;
    g_autofree char *text = json ? json_to_string (json, FALSE) : NULL;
    if (text)
      put (dir, ids[i], text, strlen (text));
    g_clear_pointer (&network, vsl_network_free);
  }
}

static void
put_project (const char *dir)
{
  g_autofree char *path = g_build_filename (dir, "p.vesalius", NULL), *lock = g_strconcat (path, ".lock", NULL);
  const char *classes[] = { "a", "b", NULL };
  guint counts[] = { 1, 1 };
  g_autoptr (GError) error = NULL;
  g_autoptr (VslProject) project = vsl_project_create (path, &error);
  g_assert_no_error (error);
  VslImportPlan plan = { .classes = (char **) classes, .class_counts = counts, .positive = 1 };
  VslNewSample samples[2] = { { .label = 0, .split = VSL_SPLIT_TRAIN }, { .label = 1, .split = VSL_SPLIT_VAL } };
  int map[2];
  for (int i = 0; i < 2; i++) {
    g_assert_true (vsl_image_alloc_volume (&samples[i].image, 4, 3, 2, 1, VSL_PIXEL_S16, 12, NULL));
    vsl_attributes_set (&samples[i].attributes, "modality", "CT");
  }
  const VslImportSink *sink = vsl_project_sink ();
  g_assert_true (sink->begin (project, &plan, map, NULL) && sink->add (project, samples, 2, NULL) && sink->end (project, "seeds", NULL));
  VslNetwork *network = vsl_template_load ("perceptron", NULL);
  if (network)
    vsl_project_set_network (project, network, NULL);
  g_clear_pointer (&network, vsl_network_free);
  for (int i = 0; i < 2; i++) {
    vsl_image_clear (&samples[i].image);
    g_strfreev (samples[i].attributes);
  }
  vsl_project_unref (g_steal_pointer (&project));
  g_unlink (lock);
}

static void
put_npz (const char *dir)
{
  g_autofree char *path = g_build_filename (dir, "a.npz", NULL);
  static const char header[] = "{'descr': '|u1', 'fortran_order': False, 'shape': (2, 3, 3), }                          \n";
  guint8 npy[10 + sizeof header - 1 + 18] = { 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0, sizeof header - 1, 0 };
  memcpy (npy + 10, header, sizeof header - 1);
  zip_t *zip = zip_open (path, ZIP_CREATE | ZIP_TRUNCATE, NULL);
  g_assert_nonnull (zip);
  static const char *const names[] = { "train_images.npy", "train_labels.npy" };
  for (int i = 0; i < 2; i++) {
    zip_int64_t at = zip_file_add (zip, names[i], zip_source_buffer (zip, npy, sizeof npy, 0), 0);
    zip_set_file_compression (zip, (zip_uint64_t) at, i ? ZIP_CM_STORE : ZIP_CM_DEFLATE, 0);
  }
  g_assert_cmpint (zip_close (zip), ==, 0);
}

static void
put_scan_info (const char *dir)
{
  VslScanInfo info;
  vsl_scan_info_init (&info);
  vsl_attributes_set (&info.attributes, "modality", "CT");
  vsl_scan_info_warn (&info, "a warning");
  vsl_scan_info_identity (&info, VSL_IDENTITY_PATIENT, "p");
  vsl_scan_info_header (&info, 0, "(0008,0060)", "Modality", "CS", "CT");
  g_autoptr (GBytes) bytes = vsl_scan_info_pack (&info);
  put (dir, "info", g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  vsl_scan_info_clear (&info);
}

/* The byte behind the end says what is asked for, see decoder.c and deidentify.c. */
static void
put_with_ask (const char *dir, const char *name, gconstpointer data, gsize n, guint8 ask)
{
  g_autofree guint8 *longer = g_malloc (n + 1);
  memcpy (longer, data, n);
  longer[n] = ask;
  put (dir, name, longer, n + 1);
}

static void
put_decoder (const char *dir, const char *format)
{
  g_autoptr (GPtrArray) seeds = seeds_of (format);
  for (guint i = 0; i < seeds->len; i++) {
    const Seed *seed = seeds->pdata[i];
    gsize n;
    gconstpointer data = g_bytes_get_data (seed->bytes, &n);
    put_with_ask (dir, seed->name, data, n, 0);
  }
}

/* What a profile treats each in its way; then native pixels, or the fragments of a frame. */
static GByteArray *
make_dicom (const char *syntax, gconstpointer frame, guint32 n)
{
  static const char ct[] = "1.2.840.10008.5.1.4.1.1.2";
  GByteArray *body = g_byte_array_new (), *item = g_byte_array_new ();
  rig_text (item, 0x00081150, "UI", ct);
  rig_text (item, 0x00081155, "UI", "1.2.826.0.1.77");
  rig_text (body, 0x00080016, "UI", ct);
  rig_text (body, 0x00080018, "UI", "1.2.826.0.1.77");
  rig_text (body, 0x00080020, "DA", "20240229");
  rig_text (body, 0x0008002a, "DT", "20240301001000+0100");
  rig_text (body, 0x00081030, "LO", "CT HEAD 5mm for Mr Miller");
  rig_sequence (body, 0x00081140, item);
  rig_text (body, 0x00100010, "PN", "Miller^Anna");
  rig_text (body, 0x00100020, "LO", "4711");
  rig_text (body, 0x00190010, "LO", "GEMS_ACQU_01");
  rig_text (body, 0x00191023, "DS", "12.5");
  rig_us (body, 0x00280010, 2);
  if (frame) {
    guint32 table = 0;
    rig_element (body, 0x7fe00010, "OB", NULL, 0xffffffffu);
    rig_item (body, &table, 4);
    rig_item (body, frame, n & ~7u);
    rig_item (body, (const guint8 *) frame + (n & ~7u), n & 6u);
    g_byte_array_append (body, (const guint8 *) "\xfe\xff\xdd\xe0\0\0\0\0", 8);
  } else {
    rig_element (body, 0x7fe00010, "OW", "01234567", 8);
  }
  return rig_file (syntax, ct, body);
}

/* Frames are heads with comments: what is behind them is copied without a look. */
static void
put_deidentify (const char *dir)
{
  static const guint8 jpeg[] = "\xff\xd8\xff\xe0\x00\x10JFIF\0\1\1\0\0\1\0\1\0\0\xff\xe1\x00\x0e" "Exif\0\0MILLER" "\xff\xfe\x00\x08MILLER"
    "\xff\xc0\x00\x0b\x08\0\1\0\1\1\1\x11\0" "\xff\xda\x00\x08\1\1\0\0\x3f\0" "\x12\xff\x00\x34\xff\xd9";
  static const guint8 j2k[] = "\xff\x4f\xff\x51\x00\x06\1\2\3\4\xff\x64\x00\x0a\0\1MILLER\xff\x90\x00\x0a\0\0\0\0\0\x1e\0\1\xff\x64\x00\x0a\0\1MILLER"
    "\xff\x93" "AB\xff\xd9";
  static const guint8 jp2[] = "\0\0\0\x0cjP  \x0d\x0a\x87\x0a\0\0\0\x0exml MILLER\0\0\0\0jp2c\xff\x4f\xff\x64\x00\x0a\0\1MILLER\xff\xd9";
  static const struct { const char *name, *syntax; const guint8 *frame; guint32 n; } files[] = {
    { "explicit", "1.2.840.10008.1.2.1", NULL, 0 }, { "jpeg", "1.2.840.10008.1.2.4.50", jpeg, sizeof jpeg - 1 },
    { "j2k", "1.2.840.10008.1.2.4.90", j2k, sizeof j2k - 1 }, { "jp2", "1.2.840.10008.1.2.4.90", jp2, sizeof jp2 - 1 },
  };
  g_autoptr (GPtrArray) shared = seeds_of ("dicom");
  for (guint i = 0; i < G_N_ELEMENTS (files); i++) {
    g_autoptr (GByteArray) file = make_dicom (files[i].syntax, files[i].frame, files[i].n);
    put_with_ask (dir, files[i].name, file->data, file->len, 0);
    g_autofree char *all = g_strconcat (files[i].name, "-all", NULL);
    put_with_ask (dir, all, file->data, file->len, 0xff);
  }
  for (guint i = 0; i < shared->len; i++) {
    const Seed *seed = shared->pdata[i];
    gsize n;
    gconstpointer data = g_bytes_get_data (seed->bytes, &n);
    put_with_ask (dir, seed->name, data, n, (guint8) (i * 37));
  }
}

int
main (int argc, char **argv)
{
  static const struct {
    const char *target;
    void (*put) (const char *dir);
  } targets[] = { { "csv", put_csv }, { "network", put_networks }, { "project", put_project }, { "npz", put_npz }, { "scan-info", put_scan_info },
                  { "deidentify", put_deidentify } };
  g_assert_cmpint (argc, ==, 3);
  g_assert_cmpint (g_mkdir_with_parents (argv[1], 0700), ==, 0);
  for (guint i = 0; i < G_N_ELEMENTS (targets); i++)
    if (g_str_equal (targets[i].target, argv[2]))
      targets[i].put (argv[1]);
  if (g_str_has_prefix (argv[2], "decoder-"))
    put_decoder (argv[1], argv[2] + strlen ("decoder-"));
  return 0;
}
