/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A decoder that does on request what hostile files make decoders do. Linked into vesalius-decoder-selftest alone, which is never installed.
 * A file is "VSLSELF " and a word. */
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <stdexcept>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

extern "C" {
#include "core/vsl-error.h"
#include "data/vsl-decoder.h"
}

#define MAGIC "VSLSELF "

extern char **environ;

/* An error whose message tells the test something. */
static gboolean
tell (GError **error, const char *format, gint64 value)
{
  char text[100];
  snprintf (text, sizeof text, format, (long long) value);
  g_set_error_literal (error, VSL_DATA_ERROR, VSL_ERROR_DATA, text);
  return FALSE;
}

static void
spin (void)
{
  for (volatile guint64 i = 0;; i = i + 1)
    ;
}

/* Waits for what never comes, without using the processor. */
static void
wait_for_ever (void)
{
  GMutex mutex;
  g_mutex_init (&mutex);
  g_mutex_lock (&mutex);
  g_mutex_lock (&mutex);
}

static void
fill_memory (gboolean politely, gboolean cxx)
{
  const gsize block = 64 << 20;
  for (;;) {
    void *p = cxx ? ::operator new (block) : politely ? g_try_malloc (block) : g_malloc (block);
    if (!p)
      return;
    memset (p, 1, block);
  }
}

static gboolean
volume (const VslDecodeRequest *request, VslImage *image, VslScanInfo *info, GError **error)
{
  info->bits_allocated = info->bits_stored = 16;
  info->is_signed = TRUE;
  info->frames = 5;
  info->slope = 2.5;
  info->intercept = -1024;
  info->has_rescale = TRUE;
  vsl_attributes_set (&info->attributes, "modality", "CT");
  vsl_scan_info_identity (info, VSL_IDENTITY_PATIENT, "  Somebody^One ");
  vsl_scan_info_warn (info, "one slice is missing");
  if (request->flags & VSL_DECODE_HEADER)
    vsl_scan_info_header (info, 1, "(0008,0060)", "Modality", "CS", "CT");
  if (!(request->flags & VSL_DECODE_PIXELS))
    return TRUE;
  int first = request->first_frame, n = request->n_frames ? request->n_frames : 5 - first;
  if (!vsl_image_alloc_volume (image, 4, 3, n, 1, VSL_PIXEL_S16, 16, error))
    return FALSE;
  for (gsize i = 0; i < vsl_image_count (image); i++)
    static_cast<gint16 *> (image->data)[i] = (gint16) (12 * first + (int) i - 30);
  return TRUE;
}

static gboolean
forbidden (const char *word, GError **error)
{
  if (!strcmp (word, "open"))
    return tell (error, "open gave %lld", open ("/etc/passwd", O_RDONLY));
  if (!strcmp (word, "create"))
    return tell (error, "creating gave %lld", syscall (SYS_openat, AT_FDCWD, "/tmp/vesalius-was-here", O_WRONLY | O_CREAT, 0600));
  if (!strcmp (word, "stat")) {
    struct stat st;
    return tell (error, "stat gave %lld", stat ("/etc/passwd", &st));
  }
  if (!strcmp (word, "socket"))
    return tell (error, "socket gave %lld", socket (AF_INET, SOCK_STREAM, 0));
  if (!strcmp (word, "fork"))
    return tell (error, "fork gave %lld", fork ());
  if (!strcmp (word, "exec"))
    return tell (error, "exec gave %lld", execl ("/bin/true", "true", (char *) nullptr));
  if (!strcmp (word, "kill"))
    return tell (error, "kill gave %lld", kill (getppid (), 0));
  if (!strcmp (word, "ptrace"))
    return tell (error, "ptrace gave %lld", ptrace (PTRACE_TRACEME, 0, nullptr, nullptr));
  if (!strcmp (word, "code"))
    return tell (error, "code gave %lld", mmap (nullptr, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) != MAP_FAILED);
  if (!strcmp (word, "unlink"))
    return tell (error, "unlink gave %lld", unlink ("/tmp/vesalius-was-here"));
  return tell (error, "no such word", 0);
}

static gint64
count_descriptors (void)
{
  gint64 n = 0;
  for (int fd = 0; fd < 64; fd++)
    n += fcntl (fd, F_GETFL) >= 0;
  return n;
}

static gboolean
selftest_decode (int fd, const VslDecodeRequest *request, VslImage *image, VslScanInfo *info, GError **error)
{
  char text[64] = "";
  ssize_t n = pread (fd, text, sizeof text - 1, strlen (MAGIC));
  text[MAX (n, 0)] = '\0';
  g_strlcpy (info->format, "selftest", sizeof info->format);
  if (!strcmp (text, "volume"))
    return volume (request, image, info, error);
  if (!strcmp (text, "report")) {
    info->status = VSL_SCAN_NO_PIXELS;
    return tell (error, "this is a report", 0);
  }
  if (!strcmp (text, "broken")) {
    info->status = VSL_SCAN_BROKEN_PIXELS;
    return tell (error, "half of it is missing", 0);
  }
  if (!strcmp (text, "crash"))
    *static_cast<volatile int *> (image->data) = 1;      /* there is none */
  if (!strcmp (text, "abort"))
    abort ();
  if (!strcmp (text, "leave"))
    _exit (3);
  if (!strcmp (text, "spin"))
    spin ();
  if (!strcmp (text, "wait"))
    wait_for_ever ();
  if (!strcmp (text, "bomb"))
    fill_memory (FALSE, FALSE);
  if (!strcmp (text, "new-bomb"))
    fill_memory (FALSE, TRUE);
  if (!strcmp (text, "try-bomb")) {
    fill_memory (TRUE, FALSE);
    return tell (error, "memory is at its end", 0);
  }
  if (!strcmp (text, "throw"))
    throw std::runtime_error ("thrown on purpose");
  if (!strcmp (text, "throw-number"))
    throw 7;
  if (!strcmp (text, "write"))
    return tell (error, "writing to the file gave %lld", write (fd, "x", 1));
  if (!strcmp (text, "pid"))
    return tell (error, "pid %lld", getpid ());
  if (!strcmp (text, "descriptors"))
    return tell (error, "descriptors %lld", count_descriptors ());
  if (!strcmp (text, "environment")) {
    gint64 many = 0;
    while (environ && environ[many])
      many++;
    return tell (error, "variables %lld", many);
  }
  return forbidden (text, error);
}

static gboolean
selftest_sniff (const guint8 *head, gsize n)
{
  return n >= strlen (MAGIC) && memcmp (head, MAGIC, strlen (MAGIC)) == 0;
}

static const char *const selftest_endings[] = { ".selftest", nullptr };

static VslDecoderClass
make_class (void)
{
  VslDecoderClass cls = {};
  cls.head.name = "selftest";
  cls.head.title = "Self-test";
  cls.head.summary = "Misbehaves on request.";
  cls.endings = selftest_endings;
  cls.sniff = selftest_sniff;
  cls.decode = selftest_decode;
  return cls;
}

extern "C" {
extern const VslDecoderClass vsl_decoder_selftest;
const VslDecoderClass vsl_decoder_selftest = make_class ();
}
