/* SPDX-License-Identifier: GPL-3.0-or-later */
/* De-identified copies from the helper process: what it may not say, and that a bad file costs only itself. */
#include <glib/gstdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "data/vsl-decoder-pool.h"

static const char *liar;

static gboolean
ask (const char *program, gconstpointer bytes, gsize n, DicomDeidentified *copy, GError **error)
{
  DicomDeidentifyRequest request = { .options = DICOM_MODIFIED_DATES };
  int fd = memfd_create ("case", MFD_CLOEXEC);
  g_assert_cmpint (write (fd, bytes, n), ==, (gssize) n);
  vsl_decoder_pool_set_limits (&(VslDecoderLimits) { program, 1, 10, 0 });
  gboolean ok = vsl_decoder_pool_deidentify (fd, &request, copy, NULL, error);
  g_assert_true (ok == (copy->data != NULL));
  g_assert_true (ok == (error == NULL || *error == NULL));
  close (fd);
  return ok;
}

static void
test_lies (void)
{
  static const char *const lies[] = { "copy-longer", "copy-shorter", "copy-patient", "copy-series", "copy-no-series", "copy-instance", "copy-dots", "copy-unended",
    "copy-rule", "copy-endless-rule", "unsealed", "half-sealed", "smaller", "larger", "sequence", "magic", "version", "info-huge", "pixels-huge", "no-reason",
    "no-pixels", "maybe", "info-garbage", "info-cut", "info-more", "garbage", "short", "no-memory", "two", "dev-zero", "pipe" };
  static const char *const honest[] = { "honest", "copy-pointer" };
  g_autofree char *dir = g_dir_make_tmp ("vsl-liar-XXXXXX", NULL);
  for (guint i = 0; i < G_N_ELEMENTS (lies) + G_N_ELEMENTS (honest); i++) {
    gboolean lie = i < G_N_ELEMENTS (lies);
    const char *name = lie ? lies[i] : honest[i - G_N_ELEMENTS (lies)];
    g_autofree char *path = g_build_filename (dir, name, NULL);
    g_autoptr (GError) error = NULL;
    DicomDeidentified copy;
    g_assert_cmpint (symlink (liar, path), ==, 0);
    gboolean ok = ask (path, "anything", 8, &copy, &error);
    if (ok == lie || (lie && !strstr (error->message, "cannot be")))
      g_error ("%s: %s", name, ok ? "was believed" : error->message);
    if (ok)
      g_assert_cmpuint (copy.n, ==, 64);
    g_free (copy.data);
    g_unlink (path);
  }
  g_rmdir (dir);
}

static void
add (GByteArray *out, guint16 group, guint16 element, const char *vr, const char *text)
{
  guint8 head[8] = { group & 255, group >> 8, element & 255, element >> 8, vr[0], vr[1], (guint8) strlen (text), 0 };
  g_assert_cmpuint (strlen (text) % 2, ==, 0);
  g_byte_array_append (out, head, 8);
  g_byte_array_append (out, (const guint8 *) text, (guint) strlen (text));
}

/* A refusal does not cost the process, and the next file is copied by it; the copy is as one made without a process. */
static void
test_process (void)
{
  static const guint8 zeros[128];      /* the meta header may be missing */
  g_autoptr (GByteArray) file = g_byte_array_new ();
  g_autoptr (GError) error = NULL;
  DicomDeidentified copy;
  g_byte_array_append (file, zeros, sizeof zeros);
  g_byte_array_append (file, (const guint8 *) "DICM", 4);
  add (file, 0x0008, 0x0020, "DA", "20240229");
  add (file, 0x0008, 0x0060, "CS", "CT");
  add (file, 0x0010, 0x0010, "PN", "MILLER");
  add (file, 0x0010, 0x0020, "LO", "4711");
  g_assert_false (ask (NULL, "no DICOM at all", 15, &copy, &error));
  g_assert_nonnull (strstr (error->message, "not a DICOM file"));
  g_clear_error (&error);
  guint before = vsl_decoder_pool_started ();
  DicomDeidentifyRequest request = { .options = DICOM_MODIFIED_DATES };
  int fd = memfd_create ("case", MFD_CLOEXEC);
  g_assert_cmpint (write (fd, file->data, file->len), ==, (gssize) file->len);
  for (int i = 0; i < 3; i++) {
    gboolean ok = vsl_decoder_pool_deidentify (fd, &request, &copy, NULL, &error);
    g_assert_no_error (error);
    g_assert_true (ok);
    g_assert_null (memmem (copy.data, copy.n, "MILLER", 6));
    g_assert_null (memmem (copy.data, copy.n, "20240229", 8));
    g_assert_nonnull (memmem (copy.data, copy.n, copy.patient, strlen (copy.patient)));
    g_assert_cmpuint (copy.counts.dates, ==, 1);
    g_free (copy.data);
  }
  g_assert_cmpuint (vsl_decoder_pool_started (), ==, before);
  close (fd);
}

int
main (int argc, char **argv)
{
  liar = g_getenv ("VSL_DECODER_LIAR");
  g_test_init (&argc, &argv, NULL);
  g_assert_nonnull (liar);
  g_test_add_func ("/decoder-copies/lies", test_lies);
  g_test_add_func ("/decoder-copies/process", test_process);
  return g_test_run ();
}
