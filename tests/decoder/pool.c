/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The helper processes: what comes through, what a misbehaving file costs, that the sandbox refuses, and that no answer is believed unseen. */
#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <linux/seccomp.h>
#include <locale.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/vsl-error.h"
#include "data/vsl-decoder-pool.h"

static const char *selftest, *liar;

/* A file in memory. */
static int
file_of (const char *text, gsize n)
{
  int fd = memfd_create ("case", MFD_CLOEXEC);
  g_assert_cmpint (write (fd, text, n), ==, (gssize) n);
  return fd;
}

static gboolean
decode_word (const char *word, VslImage *image, VslScanInfo *info, GError **error)
{
  g_autofree char *text = g_strconcat ("VSLSELF ", word, NULL);
  VslDecodeRequest request = VSL_DECODE_REQUEST_ALL;
  int fd = file_of (text, strlen (text));
  vsl_scan_info_init (info);
  gboolean ok = vsl_decoder_pool_decode (fd, &request, image, info, error);
  close (fd);
  return ok;
}

static char *
reason_of (const char *word)
{
  VslImage image;
  VslScanInfo info;
  g_autoptr (GError) error = NULL;
  g_assert_false (decode_word (word, &image, &info, &error));
  g_assert_nonnull (error);
  g_assert_null (image.data);
  vsl_scan_info_clear (&info);
  g_test_message ("%s: %s", word, error->message);
  return g_strdup (error->message);
}

static gint64
number_of (const char *word)
{
  g_autofree char *text = reason_of (word);
  return g_ascii_strtoll (strrchr (text, ' ') + 1, NULL, 10);
}

static void
expect (const char *word, const char *part)
{
  g_autofree char *text = reason_of (word);
  if (!strstr (text, part) || strchr (text, '\n'))
    g_error ("%s: “%s” is not in “%s”", word, part, text);
}

static void
use_selftest (double seconds, guint64 memory, int processes)
{
  vsl_decoder_pool_set_limits (&(VslDecoderLimits) { selftest, processes, seconds, memory });
}

/* FALSE in sanitizer builds and on kernels without filters of system calls: then the test is skipped. Elsewhere it has to stand. */
static gboolean
complete_sandbox (void)
{
  g_autofree char *pid = reason_of ("pid"), *warning = vsl_decoder_pool_warning ();
  if (warning)
    g_test_skip (warning);
#ifndef VSL_SANITIZED
  if (warning && prctl (PR_SET_SECCOMP, SECCOMP_MODE_FILTER, NULL) < 0 && errno == EFAULT)      /* EINVAL: the kernel has none */
    g_error ("%s", warning);
#endif
  return warning == NULL;
}

static void
test_volume (void)
{
  VslImage image;
  VslScanInfo info;
  g_autoptr (GError) error = NULL;
  use_selftest (20, 0, 1);
  g_assert_true (decode_word ("volume", &image, &info, &error));
  g_assert_no_error (error);
  g_assert_cmpint (image.frames, ==, 5);
  g_assert_cmpint (image.width, ==, 4);
  g_assert_cmpint (image.type, ==, VSL_PIXEL_S16);
  for (gsize i = 0; i < 60; i++)
    g_assert_cmpint (((gint16 *) image.data)[i], ==, (int) i - 30);
  g_assert_cmpstr (info.format, ==, "selftest");
  g_assert_cmpfloat (info.slope, ==, 2.5);
  g_assert_cmpfloat (info.intercept, ==, -1024);
  g_assert_true (info.is_signed && info.has_rescale && info.status == VSL_SCAN_OK);
  g_assert_cmpstr (vsl_attributes_get ((const char *const *) info.attributes, "modality"), ==, "CT");
  g_assert_cmpstr (info.identity[VSL_IDENTITY_PATIENT], ==, "Somebody^One");
  g_assert_cmpstr (info.warnings[0], ==, "one slice is missing");
  g_assert_null (info.header);
  vsl_image_clear (&image);
  vsl_scan_info_clear (&info);
}

static void
test_requests (void)
{
  VslImage image;
  VslScanInfo info;
  int fd = file_of ("VSLSELF volume", 14);
  VslDecodeRequest request = { .flags = VSL_DECODE_PIXELS, .first_frame = 2, .n_frames = 2, .companion = -1 };
  vsl_scan_info_init (&info);
  g_assert_true (vsl_decoder_pool_decode (fd, &request, &image, &info, NULL));
  g_assert_cmpint (image.frames, ==, 2);
  g_assert_cmpint (((gint16 *) image.data)[0], ==, -6);
  vsl_image_clear (&image);
  vsl_scan_info_clear (&info);
  request = (VslDecodeRequest) { .flags = VSL_DECODE_HEADER, .companion = fd };
  g_assert_true (vsl_decoder_pool_decode (fd, &request, &image, &info, NULL));
  g_assert_null (image.data);
  g_assert_cmpint (info.frames, ==, 5);
  g_assert_cmpuint (info.header->len, ==, 1);
  g_assert_cmpstr (((VslHeaderLine *) info.header->pdata[0])->name, ==, "Modality");
  vsl_scan_info_clear (&info);
  g_assert_true (vsl_decoder_pool_sniff (fd, -1, NULL));
  g_assert_true (vsl_decoder_knows_ending ("/a/b.SelfTest"));
  g_assert_true (vsl_decoder_knows_ending ("x.png"));
  g_assert_false (vsl_decoder_knows_ending ("x.png.bak"));
  close (fd);
}

static void
test_statuses (void)
{
  static const struct {
    const char *word;
    VslScanStatus status;
  } cases[] = { { "report", VSL_SCAN_NO_PIXELS }, { "broken", VSL_SCAN_BROKEN_PIXELS }, { "nonsense", VSL_SCAN_REJECT } };
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    VslImage image;
    VslScanInfo info;
    g_assert_false (decode_word (cases[i].word, &image, &info, NULL));
    g_assert_cmpint (info.status, ==, cases[i].status);
    g_assert_nonnull (info.reason);
    vsl_scan_info_clear (&info);
  }
}

/* Each costs its file and its process, and the next file is read. */
static void
test_crashes (void)
{
  use_selftest (20, 0, 1);
  guint before = vsl_decoder_pool_started ();
  expect ("throw", "thrown on purpose");
  expect ("throw-number", "damaged");
  g_assert_cmpuint (vsl_decoder_pool_started (), ==, before + 1);      /* thrown is not lost */
  g_autofree char *warning = vsl_decoder_pool_warning ();
  if (!warning) {
    expect ("crash", "stopped: signal 11");
    expect ("abort", "stopped: signal 6");
  } else {
    expect ("crash", "stopped: ");
    expect ("abort", "stopped: ");
  }
  expect ("leave", "status 3");
  g_assert_cmpuint (vsl_decoder_pool_started (), ==, before + 3);
  test_volume ();
}

static void
test_hangs (void)
{
  use_selftest (1, 0, 1);
  gint64 start = g_get_monotonic_time ();
  expect ("spin", "longer than 1 second");
  expect ("wait", "longer than 1 second");
  g_assert_cmpfloat ((double) (g_get_monotonic_time () - start) / 1e6, <, 30);
  test_volume ();
}

static void
test_bombs (void)
{
  use_selftest (60, (guint64) 600 << 20, 1);
  if (!complete_sandbox ())
    return;
  expect ("bomb", "more memory than 600.0\xc2\xa0MiB");
  expect ("new-bomb", "more memory than there is");
  expect ("try-bomb", "memory is at its end");
  test_volume ();
}

static void
test_sandbox (void)
{
  static const char *const words[] = { "open", "create", "socket", "fork", "exec", "kill", "ptrace", "code", "unlink" };
  use_selftest (20, 0, 1);
  if (!complete_sandbox ())
    return;
  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    expect (words[i], "forbidden to it (signal 31)");
  g_assert_false (g_file_test ("/tmp/vesalius-was-here", G_FILE_TEST_EXISTS));
  expect ("stat", "forbidden to it (signal 31)");
}

/* Nothing of the application is there: 0, 1, 2, the socket and the file; no variables but language and time zone; the file cannot be written. */
static void
test_inheritance (void)
{
  int fd = open ("/etc/passwd", O_RDONLY);      /* without close-on-exec, as a library might leave it */
  g_autofree char *path = NULL;
  int file = g_file_open_tmp ("vsl-XXXXXX", &path, NULL);
  VslImage image;
  VslScanInfo info;
  g_autoptr (GError) error = NULL;
  use_selftest (20, 0, 1);
  g_assert_cmpint (number_of ("descriptors"), ==, 5);
  g_assert_cmpint (number_of ("environment"), <=, g_getenv ("ASAN_OPTIONS") || g_getenv ("UBSAN_OPTIONS") ? 7 : 2);
  g_assert_cmpint (write (file, "VSLSELF write", 13), ==, 13);
  close (file);
  g_assert_false (vsl_decode_file (path, &image, &info, &error));
  g_assert_nonnull (strstr (error->message, "writing to the file gave -1"));
  g_assert_nonnull (strstr (error->message, path));
  g_assert_null (strstr (info.reason, path));
  vsl_scan_info_clear (&info);
  g_unlink (path);
  close (fd);
}

/* One that was killed while it waited costs no file. */
static void
test_killed (void)
{
  use_selftest (20, 0, 1);
  gint64 pid = number_of ("pid");
  g_assert_cmpint (kill ((pid_t) pid, SIGKILL), ==, 0);
  g_usleep (50000);
  test_volume ();
}

static gboolean
is_alive (gint64 pid)
{
  g_autofree char *path = g_strdup_printf ("/proc/%d/stat", (int) pid), *text = NULL;
  if (!g_file_get_contents (path, &text, NULL, NULL))
    return FALSE;
  return strstr (text, ") Z") == NULL && strstr (text, ") X") == NULL;
}

/* The application is killed while a file is being read: its processes end with it. */
static void
test_orphans (void)
{
  int out;
  GPid pid;
  char text[32] = "";
  const char *argv[] = { "/proc/self/exe", "--hold", NULL };
  g_autofree char *self = g_file_read_link ("/proc/self/exe", NULL);
  argv[0] = self;
  g_assert_true (g_spawn_async_with_pipes (NULL, (char **) argv, NULL, G_SPAWN_DO_NOT_REAP_CHILD, NULL, NULL, &pid, NULL, &out, NULL, NULL));
  g_assert_cmpint (read (out, text, sizeof text - 1), >, 0);
  gint64 decoder = g_ascii_strtoll (text, NULL, 10);
  g_assert_true (is_alive (decoder));
  kill (pid, SIGKILL);
  waitpid (pid, NULL, 0);
  for (int i = 0; i < 200 && is_alive (decoder); i++)
    g_usleep (50000);
  g_assert_false (is_alive (decoder));
  close (out);
}

/* What test_orphans() starts: a decoder that waits for ever over its file. */
static int
hold (void)
{
  VslImage image;
  VslScanInfo info;
  g_autoptr (GError) error = NULL;
  use_selftest (600, 0, 1);
  decode_word ("pid", &image, &info, &error);
  vsl_scan_info_clear (&info);
  printf ("%s\n", strrchr (error->message, ' ') + 1);
  fflush (stdout);
  decode_word ("wait", &image, &info, NULL);
  return 0;
}

/* ---- threads ---- */

static gpointer
read_many (gpointer data)
{
  static const char *const words[] = { "volume", "report", "throw", "volume", "leave", "volume", "broken", "crash" };
  static const gboolean good[] = { TRUE, FALSE, FALSE, TRUE, FALSE, TRUE, FALSE, FALSE };
  guint offset = GPOINTER_TO_UINT (data), wrong = 0;
  for (guint i = 0; i < 24; i++) {
    VslImage image;
    VslScanInfo info;
    guint k = (i + offset) % G_N_ELEMENTS (words);
    gboolean ok = decode_word (words[k], &image, &info, NULL);
    wrong += ok != good[k] || (ok && (image.frames != 5 || ((gint16 *) image.data)[59] != 29));
    vsl_image_clear (&image);
    vsl_scan_info_clear (&info);
  }
  return GUINT_TO_POINTER (wrong);
}

static void
test_threads (void)
{
  GThread *threads[8];
  use_selftest (60, 0, 3);
  for (guint t = 0; t < G_N_ELEMENTS (threads); t++)
    threads[t] = g_thread_new ("reader", read_many, GUINT_TO_POINTER (t));
  for (guint t = 0; t < G_N_ELEMENTS (threads); t++)
    g_assert_cmpuint (GPOINTER_TO_UINT (g_thread_join (threads[t])), ==, 0);
}

/* ---- lies ---- */

static void
call_liar (const char *dir, const char *lie, gboolean *ok, char **reason)
{
  g_autofree char *path = g_build_filename (dir, lie, NULL);
  g_autoptr (GError) error = NULL;
  VslDecodeRequest request = VSL_DECODE_REQUEST_ALL;
  VslImage image;
  VslScanInfo info;
  int fd = file_of ("anything", 8);
  g_assert_cmpint (symlink (liar, path), ==, 0);
  vsl_decoder_pool_set_limits (&(VslDecoderLimits) { path, 1, 2, 0 });
  vsl_scan_info_init (&info);
  *ok = vsl_decoder_pool_decode (fd, &request, &image, &info, &error);
  g_assert_true (*ok == (image.data != NULL));
  *reason = g_strdup (error ? error->message : NULL);
  vsl_image_clear (&image);
  vsl_scan_info_clear (&info);
  close (fd);
  g_unlink (path);
}

static void
test_lies (void)
{
  static const char *const lies[] = { "unsealed", "half-sealed", "smaller", "larger", "huge", "overflow", "negative", "no-frames", "type",
    "negative-type", "text", "row", "bits", "channels", "twice", "sequence", "magic", "version", "info-huge", "pixels-huge", "no-reason", "no-pixels", "maybe",
    "info-garbage", "info-cut", "info-more", "garbage", "short", "no-memory", "two", "dev-zero", "pipe" };
  g_autofree char *dir = g_dir_make_tmp ("vsl-liar-XXXXXX", NULL), *reason = NULL;
  gboolean ok;
  call_liar (dir, "honest", &ok, &reason);
  g_assert_true (ok);      /* so that it is the lie that is refused below */
  for (guint i = 0; i < G_N_ELEMENTS (lies); i++) {
    g_autofree char *why = NULL;
    call_liar (dir, lies[i], &ok, &why);
    if (ok || !why || !strstr (why, "cannot be"))
      g_error ("%s: %s", lies[i], ok ? "was believed" : why);
  }
  static const char *const others[][2] = { { "no-hello", "could not be started" }, { "bad-hello", "could not be started" },
    { "endless-hello", "could not be started" }, { "silent", "longer than" }, { "leaves", "status 3" } };
  for (guint i = 0; i < G_N_ELEMENTS (others); i++) {
    g_autofree char *why = NULL;
    call_liar (dir, others[i][0], &ok, &why);
    if (ok || !why || !strstr (why, others[i][1]))
      g_error ("%s: %s", others[i][0], ok ? "was believed" : why);
  }
  g_rmdir (dir);
  test_volume ();
}

/* An answer that nobody asked for is not taken for that of the next file. */
static void
test_second_answer (void)
{
  g_autofree char *dir = g_dir_make_tmp ("vsl-liar-XXXXXX", NULL), *path = g_build_filename (dir, "twice-said", NULL);
  VslDecodeRequest request = VSL_DECODE_REQUEST_ALL;
  VslImage image;
  VslScanInfo info;
  int fd = file_of ("anything", 8);
  g_assert_cmpint (symlink (liar, path), ==, 0);
  vsl_decoder_pool_set_limits (&(VslDecoderLimits) { path, 1, 5, 0 });
  guint before = vsl_decoder_pool_started ();
  for (int i = 0; i < 3; i++) {
    vsl_scan_info_init (&info);
    g_assert_true (vsl_decoder_pool_decode (fd, &request, &image, &info, NULL));
    vsl_image_clear (&image);
    vsl_scan_info_clear (&info);
    g_usleep (50000);      /* for the second answer to come */
  }
  g_assert_cmpuint (vsl_decoder_pool_started () - before, ==, 3);      /* each was sent away for talking out of turn */
  close (fd);
  g_unlink (path);
  g_rmdir (dir);
}

static void
test_missing (void)
{
  vsl_decoder_pool_set_limits (&(VslDecoderLimits) { "/nowhere/vesalius-decoder", 1, 2, 0 });
  expect ("volume", "/nowhere/vesalius-decoder");
  test_volume ();
}

int
main (int argc, char **argv)
{
  setlocale (LC_ALL, "C.UTF-8");
  selftest = g_getenv ("VSL_DECODER_SELFTEST");
  liar = g_getenv ("VSL_DECODER_LIAR");
  if (argc == 2 && g_str_equal (argv[1], "--hold"))
    return hold ();
  g_test_init (&argc, &argv, NULL);
  g_assert_true (selftest && liar);
  g_test_add_func ("/decoder/volume", test_volume);
  g_test_add_func ("/decoder/requests", test_requests);
  g_test_add_func ("/decoder/statuses", test_statuses);
  g_test_add_func ("/decoder/crashes", test_crashes);
  g_test_add_func ("/decoder/hangs", test_hangs);
  g_test_add_func ("/decoder/bombs", test_bombs);
  g_test_add_func ("/decoder/sandbox", test_sandbox);
  g_test_add_func ("/decoder/inheritance", test_inheritance);
  g_test_add_func ("/decoder/killed", test_killed);
  g_test_add_func ("/decoder/orphans", test_orphans);
  g_test_add_func ("/decoder/threads", test_threads);
  g_test_add_func ("/decoder/lies", test_lies);
  g_test_add_func ("/decoder/second-answer", test_second_answer);
  g_test_add_func ("/decoder/missing", test_missing);
  return g_test_run ();
}
