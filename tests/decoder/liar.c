/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Speaks as vesalius-decoder does, but lies: what a process might say that a forged file has taken over. The name that it is called by says
 * which lie. */
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "core/vsl-error.h"
#include "data/vsl-decoder-wire.h"
#include "data/vsl-image.h"
#include "data/vsl-scan-info.h"

#define SEALS (F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE | F_SEAL_SEAL)

static const char *lie;

static gboolean
is (const char *word)
{
  return g_str_equal (lie, word);
}

static GBytes *
make_info (void)
{
  VslScanInfo info;
  vsl_scan_info_init (&info);
  g_strlcpy (info.format, "png", sizeof info.format);
  if (is ("endless-reason"))
    info.reason = g_strnfill (3000, 'x');
  GBytes *bytes = vsl_scan_info_pack (&info);
  vsl_scan_info_clear (&info);
  if (!is ("info-garbage") && !is ("info-cut") && !is ("info-more"))
    return bytes;
  gsize n;
  guint8 *data = g_bytes_unref_to_data (bytes, &n);
  if (is ("info-garbage"))
    memset (data, 0xa5, n);
  if (is ("info-more"))
    data = g_realloc (data, n + 1);
  return g_bytes_new_take (data, is ("info-cut") ? n - 1 : is ("info-more") ? n + 1 : n);
}

static int
make_memory (GBytes *info, gsize pixels)
{
  static const guint8 zeros[65536];
  gsize n;
  gconstpointer data = g_bytes_get_data (info, &n);
  if (is ("dev-zero"))
    return open ("/dev/zero", O_RDWR | O_CLOEXEC);
  if (is ("pipe")) {
    int pair[2];
    return pipe (pair) == 0 ? pair[0] : -1;
  }
  int fd = memfd_create ("lie", MFD_CLOEXEC | MFD_ALLOW_SEALING);
  if (write (fd, data, n) != (ssize_t) n || write (fd, zeros, pixels) != (ssize_t) pixels)
    exit (9);
  if (is ("smaller"))
    g_assert_cmpint (ftruncate (fd, (off_t) (n + pixels - 1)), ==, 0);
  if (is ("larger"))
    g_assert_cmpint (ftruncate (fd, (off_t) (n + pixels + 1)), ==, 0);
  if (!is ("unsealed"))
    fcntl (fd, F_ADD_SEALS, is ("half-sealed") ? F_SEAL_SHRINK | F_SEAL_GROW : SEALS);
  return fd;
}

static void
bend (VslWireAnswer *a)
{
  if (is ("huge"))
    a->width = a->height = G_MAXINT;
  if (is ("overflow")) {
    a->width = a->height = 32768;
    a->frames = 65536;
    a->channels = 4;
  }
  if (is ("negative"))
    a->width = a->height = -8;
  if (is ("no-frames"))
    a->frames = 0;
  if (is ("type"))
    a->type = 77;
  if (is ("negative-type"))
    a->type = -1;
  if (is ("text"))
    a->type = VSL_PIXEL_TEXT;
  if (is ("row"))      /* 64 bytes of numbers would be one */
    a->type = VSL_PIXEL_ROW, a->width = 64 / (int) vsl_pixel_size (VSL_PIXEL_ROW), a->height = 1;
  if (is ("bits"))
    a->bits = 1000;
  if (is ("channels"))
    a->channels = 64;
  if (is ("twice"))
    a->width = 16;
  if (is ("sequence"))
    a->sequence += 1;
  if (is ("magic"))
    a->magic ^= 1;
  if (is ("version"))
    a->version++;
  if (is ("info-huge"))
    a->info_bytes = G_MAXUINT64 - a->pixel_bytes + 1;
  if (is ("pixels-huge"))
    a->pixel_bytes = G_MAXUINT64;
  if (is ("no-reason"))
    a->ok = 0, a->pixel_bytes = 0;
  if (is ("maybe"))
    a->ok = 7;
}

/* What is said of a copy: its names become names of files. */
static void
bend_copy (DicomDeidentified *copy)
{
  copy->n = is ("copy-longer") ? 65 : is ("copy-shorter") ? 63 : 64;
  g_strlcpy (copy->patient, is ("copy-patient") ? "../../../tmp/x" : "P0123456789ABCDEF", sizeof copy->patient);
  g_strlcpy (copy->series, is ("copy-series") ? "2.25./../../x" : is ("copy-no-series") ? "" : "2.25.1", sizeof copy->series);
  g_strlcpy (copy->instance, is ("copy-instance") ? "2.25.1/x" : is ("copy-dots") ? ".." : "2.25.2", sizeof copy->instance);
  if (is ("copy-unended"))
    memset (copy->series + 5, '1', sizeof copy->series - 5);
  if (is ("copy-rule"))
    memset (copy->burned_in, 0xff, 4);
  if (is ("copy-endless-rule"))
    memset (copy->burned_in, 'x', sizeof copy->burned_in);
  if (is ("copy-pointer"))
    copy->data = (guint8 *) 8;
}

static void
answer (int socket, const VslWireRequest *request)
{
  gsize pixels = is ("no-pixels") || is ("no-reason") ? 0 : 64;
  g_autoptr (GBytes) info = make_info ();
  VslWireAnswer a = { VSL_WIRE_MAGIC, VSL_WIRE_VERSION, request->sequence, 1, 0, 8, 8, 1, 1, VSL_PIXEL_U8, 8, g_bytes_get_size (info), pixels };
  int fds[2] = { make_memory (info, pixels), 0 };
  if (request->task == VSL_WIRE_DEIDENTIFY)
    bend_copy (&a.copy);
  bend (&a);
  if (is ("garbage"))
    memset (&a, 0x5a, sizeof a);
  vsl_wire_send (socket, &a, is ("short") ? sizeof a - 4 : sizeof a, fds, is ("no-memory") ? 0 : is ("two") ? 2 : 1);
  if (is ("twice-said"))
    vsl_wire_send (socket, &a, sizeof a, fds, 1);
  close (fds[0]);
}

int
main (int argc, char **argv)
{
  VslWireHello hello = { VSL_WIRE_MAGIC, VSL_WIRE_VERSION, sizeof (VslWireAnswer) + sizeof (VslScanInfo), 7, 1 << 30, "png\t.png\tPNG\t\n" };
  int socket = argc == 6 ? atoi (argv[1]) : -1;
  lie = g_path_get_basename (argv[0]);
  if (is ("no-hello"))
    return 0;
  if (is ("bad-hello"))
    hello.magic++;
  if (is ("endless-hello"))
    memset (hello.formats, 'x', sizeof hello.formats);
  vsl_wire_send (socket, &hello, sizeof hello, NULL, 0);
  for (;;) {
    VslWireRequest request;
    int fds[2], n_fds = 2;
    if (vsl_wire_receive (socket, &request, sizeof request, fds, &n_fds) != (gssize) sizeof request)
      return 0;
    if (is ("leaves"))
      return 3;
    if (!is ("silent"))
      answer (socket, &request);
    for (int i = 0; i < n_fds; i++)
      close (fds[i]);
  }
}
