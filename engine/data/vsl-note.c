/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Notes: files of text and what is wrong with them. */
#include "data/vsl-note.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/vsl-error.h"
#include "text/vsl-text.h"

/* UTF-16 has up to two bytes where UTF-8 has one. */
#define MAX_FILE (2 * VSL_NOTE_MAX_BYTES + 2)

/* Characters of three bytes in a row that no other encoding has by chance. */
#define SURE_RUN 4
#define SURE_LINE 2

/**
 * vsl_note_is_file:
 *
 * Returns: whether the name ends in .txt, whatever its case
 */
gboolean
vsl_note_is_file (const char *path)
{
  gsize n = strlen (path);
  return n > 4 && g_ascii_strcasecmp (path + n - 4, ".txt") == 0;
}

/**
 * vsl_note_has_text:
 * @text: UTF-8
 */
gboolean
vsl_note_has_text (const char *text, gsize length)
{
  for (const char *p = text; p < text + length; p = g_utf8_next_char (p)) {
    gunichar c = g_utf8_get_char (p);
    if (!g_unichar_isspace (c) && !g_unichar_iscntrl (c) && c != 0xfeff)
      return TRUE;
  }
  return FALSE;
}

/**
 * vsl_note_from_text:
 * @image: (out): a copy; free with vsl_image_clear()
 * @text: UTF-8
 */
gboolean
vsl_note_from_text (VslImage *image, const char *text, gsize length, GError **error)
{
  if (!vsl_image_alloc (image, (int) MIN (length, (gsize) G_MAXINT), 1, 1, VSL_PIXEL_TEXT, 8, error))
    return FALSE;
  memcpy (image->data, text, length);
  return TRUE;
}

/* ---- encodings ---- */

/* The characters of three bytes in [p, end), which must be nothing else; 0 when it is something else. */
static guint
three_byte_run (const guint8 *p, const guint8 *end)
{
  guint n = 0;
  for (; p + 3 <= end; p += 3, n++)
    if ((p[0] & 0xf0) != 0xe0 || (p[1] & 0xc0) != 0x80 || (p[2] & 0xc0) != 0x80)
      return 0;
  return p == end && g_utf8_validate ((const char *) end - 3 * n, 3 * n, NULL) ? n : 0;
}

/* Whether a line has characters that can only be meant as UTF-8: one run of bytes above 127 with enough of them, or all of the runs. */
static gboolean
surely_utf8 (const guint8 *p, const guint8 *end)
{
  guint all = 0;
  gboolean others = FALSE;
  while (p < end) {
    const guint8 *from = p;
    while (p < end && *p >= 0x80)
      p++;
    guint n = p > from ? three_byte_run (from, p) : 0;
    if (n >= SURE_RUN)
      return TRUE;
    others = others || (p > from && n == 0);
    all += n;
    p += p == from;
  }
  return !others && all >= SURE_LINE;
}

/* A table in GB18030 with a line in UTF-8 somewhere: too little of the whole to show there, and yet that line would be other words than were
 * written. */
static gboolean
two_encodings (const guint8 *bytes, gsize n, GError **error)
{
  guint line = 1, first = 0, other = 0;
  for (const guint8 *p = bytes, *end = bytes + n; p < end && !(first && other); line++) {
    const guint8 *stop = memchr (p, '\n', (gsize) (end - p));
    stop = stop ? stop : end;
    if (!first && surely_utf8 (p, stop))
      first = line;
    if (!other && !g_utf8_validate_len ((const char *) p, (gsize) (stop - p), NULL))
      other = line;
    p = stop + 1;
  }
  if (!first || !other)
    return FALSE;
  if (first == other)
    g_set_error (error, VSL_DATA_ERROR, VSL_ERROR_FORMAT, _("line %u has two encodings in it, UTF-8 and another: save the whole file as UTF-8"), first);
  else
    g_set_error (error, VSL_DATA_ERROR, VSL_ERROR_FORMAT,
                 _("the file has two encodings: line %u is UTF-8, line %u is another: save the whole file as UTF-8"), first, other);
  return TRUE;
}

/**
 * vsl_note_decode:
 * @bytes: of a file
 * @length: (out): bytes of the result without its NUL
 * @encoding: (out) (optional): a static name
 *
 * Returns: (transfer full) (nullable): UTF-8; %NULL with %VSL_ERROR_FORMAT that names the line
 */
char *
vsl_note_decode (const guint8 *bytes, gsize n, gsize *length, const char **encoding, GError **error)
{
  g_autoptr (GError) own = NULL;
  const char *name = NULL;
  g_autofree char *text = vsl_text_decode (bytes, n, length, &name, &own);
  gboolean bytewise = text ? g_str_equal (name, "GB18030") : n && !memchr (bytes, 0, n) && bytes[0] < 0xfe;      /* else it is UTF-16 or binary */
  if (bytewise && two_encodings (bytes, n, error))
    return NULL;
  if (!text) {
    g_set_error_literal (error, VSL_DATA_ERROR, own->code == VSL_ERROR_NOMEM ? VSL_ERROR_NOMEM : VSL_ERROR_FORMAT, own->message);
    return NULL;
  }
  if (encoding)
    *encoding = name;
  return g_steal_pointer (&text);
}

/* ---- files ---- */

static gboolean
read_all (int fd, guint8 *to, gsize n, GError **error)
{
  while (n > 0) {
    ssize_t got = read (fd, to, n);
    if (got < 0 && errno == EINTR)
      continue;
    if (got <= 0) {
      g_set_error (error, VSL_DATA_ERROR, VSL_ERROR_IO, _("the file could not be read: %s"),
                   got < 0 ? g_strerror (errno) : _("it became shorter meanwhile"));
      return FALSE;
    }
    to += got;
    n -= (gsize) got;
  }
  return TRUE;
}

static guint8 *
load_fd (int fd, gsize most, gsize *n, GError **error)
{
  struct stat st;
  if (fstat (fd, &st) < 0 || !S_ISREG (st.st_mode)) {
    g_set_error (error, VSL_DATA_ERROR, VSL_ERROR_DATA, S_ISDIR (st.st_mode) ? _("this is a folder, not a file") : _("this is not an ordinary file"));
    return NULL;
  }
  if ((guint64) st.st_size > most) {
    g_set_error (error, VSL_DATA_ERROR, VSL_ERROR_NOMEM, _("the file has %" PRIu64 " bytes; at most %zu are read: cut it into several"),
                 (guint64) st.st_size, most);
    return NULL;
  }
  *n = (gsize) st.st_size;
  g_autofree guint8 *bytes = g_try_malloc (*n + 1);
  if (!bytes) {
    g_set_error (error, VSL_DATA_ERROR, VSL_ERROR_NOMEM, _("there is not enough memory for the file: close other programs"));
    return NULL;
  }
  bytes[*n] = 0;
  return read_all (fd, bytes, *n, error) ? g_steal_pointer (&bytes) : NULL;
}

/**
 * vsl_note_load:
 * @most: bytes
 * @n: (out): bytes of the file
 *
 * Returns: (transfer full) (nullable): a copy, since a mapped file that someone cuts short would end the program
 */
guint8 *
vsl_note_load (const char *path, gsize most, gsize *n, GError **error)
{
  int fd = open (path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
  if (fd < 0) {
    int e = errno;
    g_set_error (error, VSL_DATA_ERROR, e == ENOENT ? VSL_ERROR_NOT_FOUND : VSL_ERROR_IO, _("the file could not be opened: %s"), g_strerror (e));
    return NULL;
  }
  guint8 *bytes = load_fd (fd, most, n, error);
  close (fd);
  return bytes;
}

/**
 * vsl_note_read:
 * @image: (out): the note; free with vsl_image_clear()
 * @encoding: (out) (optional): a static name
 *
 * Returns: FALSE when the file cannot be read, is no text, or is longer than %VSL_NOTE_MAX_BYTES; the reason names no file
 */
gboolean
vsl_note_read (const char *path, VslImage *image, const char **encoding, GError **error)
{
  gsize n, length;
  memset (image, 0, sizeof *image);
  g_autofree guint8 *bytes = vsl_note_load (path, MAX_FILE, &n, error);
  g_autofree char *text = bytes ? vsl_note_decode (bytes, n, &length, encoding, error) : NULL;
  return text && vsl_note_from_text (image, text, length, error);
}
