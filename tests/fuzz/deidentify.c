/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The writer of de-identified copies of DICOM files, as the helper process runs it. What it gives is read again: a copy is whole, and what
 * must never stand in one is not there. */
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "data/decoder/dicom-data.h"
#include "data/decoder/dicom-deidentify.h"

int LLVMFuzzerTestOneInput (const guint8 *data, size_t size);

/* Whatever was asked for: no name, no date of birth, at any depth, and of a patient's number its pseudonym alone. */
static void
check_element (const DicomElement *e, guint options)
{
  static const guint32 empty[] = { DICOM_TAG (0x0010, 0x0010), DICOM_TAG (0x0010, 0x0030) };
  for (guint i = 0; i < G_N_ELEMENTS (empty); i++)
    g_assert (e->tag != empty[i] || e->length == 0);
  g_assert (e->tag != DICOM_TAG (0x0010, 0x0020) || e->length == 0 || (e->length == 18 && e->value[0] == 'P' && e->value[17] == ' '));
  g_assert (!(e->tag >> 16 & 1) || options & DICOM_RETAIN_SAFE_PRIVATE);
}

static void
check_copy (const DicomDeidentified *copy, guint options)
{
  static const guint8 zeros[128];
  DicomData data;
  g_assert (copy->n > sizeof zeros && memcmp (copy->data, zeros, sizeof zeros) == 0);
  g_assert (dicom_read (&data, copy->data, copy->n, NULL));
  g_assert (!data.cut && !data.damaged && !data.too_deep);
  for (guint32 i = 0; i < data.n; i++)
    if (data.element[i].tag >> 16 != 0xfffe)
      check_element (&data.element[i], options);
  /* Names of files are made of these. */
  g_assert (strlen (copy->series) < 65 && strspn (copy->series, "0123456789.") == strlen (copy->series));
  g_assert (strlen (copy->instance) < 65 && strspn (copy->instance, "0123456789.") == strlen (copy->instance));
  g_assert (g_ascii_isalnum (copy->patient[0]) || !*copy->patient);
  dicom_clear (&data);
}

/* The last byte says which options are asked for: DicomProfileOptions are eight. */
int
LLVMFuzzerTestOneInput (const guint8 *data, size_t size)
{
  static int fd = -1;
  DicomDeidentifyRequest request = { .options = size ? data[size - 1] : 0 };
  DicomDeidentified copy;
  GError *error = NULL;
  if (fd < 0) {
    fd = memfd_create ("fuzz", MFD_CLOEXEC);
    dicom_prepare ();
  }
  g_assert (ftruncate (fd, 0) == 0 && pwrite (fd, data, size, 0) == (ssize_t) size);
  gboolean ok = dicom_deidentify_fd (fd, &request, &copy, &error);
  g_assert (ok == (error == NULL));
  g_assert (ok ? copy.data != NULL : copy.data == NULL && error->message && *error->message);
  if (ok)
    check_copy (&copy, request.options);
  dicom_deidentified_clear (&copy);
  g_clear_error (&error);
  return 0;
}
