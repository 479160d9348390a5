/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "privacy/vsl-pseudonym.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <sodium.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/vsl-error.h"

#define KEY_BYTES 32
#define HASH_BYTES 16

static GMutex lock;
static guint8 key[KEY_BYTES];
static gboolean have_key;

static gboolean
fail (const char *path, const char *what, GError **error)
{
  int e = errno;
  g_autofree char *shown = g_filename_display_name (path);
  g_set_error (error, VSL_DATA_ERROR, VSL_ERROR_IO,
               _("The key that hides patient identifiers could not be %s (%s: %s). Nothing was imported: mend the folder's permissions or space."),
               what, shown, g_strerror (e));
  return FALSE;
}

/* Reads the key; *missing when there is none yet. */
static gboolean
read_key (const char *path, gboolean *missing, GError **error)
{
  struct stat st;
  guint8 bytes[KEY_BYTES + 1];
  *missing = FALSE;
  int fd = open (path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
  if (fd < 0) {
    *missing = errno == ENOENT;
    return *missing ? FALSE : fail (path, _("read"), error);
  }
  gboolean plain = fstat (fd, &st) == 0 && S_ISREG (st.st_mode);
  ssize_t n = plain ? read (fd, bytes, sizeof bytes) : -1;
  if (plain && (st.st_mode & 077) && fchmod (fd, 0600) != 0)
    n = -1;
  close (fd);
  if (n != KEY_BYTES) {
    g_autofree char *shown = g_filename_display_name (path);
    g_set_error (error, VSL_DATA_ERROR, VSL_ERROR_DATA,
                 _("The key that hides patient identifiers is damaged (%s): bring it back from a back-up, or remove it to start with a new one, which makes known patients look like new ones."),
                 shown);
    return FALSE;
  }
  memcpy (key, bytes, KEY_BYTES);
  sodium_memzero (bytes, sizeof bytes);
  return TRUE;
}

/* A new key under a name of its own, then linked: the first of two programs that do this at once wins. */
static gboolean
make_key (const char *folder, const char *path, GError **error)
{
  guint8 bytes[KEY_BYTES];
  if (g_mkdir_with_parents (folder, 0700) != 0)
    return fail (folder, _("made"), error);
  g_autofree char *temporary = g_build_filename (folder, "pseudonym.key.XXXXXX", NULL);
  int fd = g_mkstemp_full (temporary, O_RDWR | O_CLOEXEC, 0600);
  if (fd < 0)
    return fail (temporary, _("made"), error);
  randombytes_buf (bytes, sizeof bytes);
  gboolean ok = write (fd, bytes, sizeof bytes) == KEY_BYTES && fsync (fd) == 0;
  int e = errno;
  sodium_memzero (bytes, sizeof bytes);
  ok = close (fd) == 0 && ok;
  if (ok && link (temporary, path) != 0 && errno != EEXIST) {
    e = errno;
    ok = FALSE;
  }
  unlink (temporary);
  errno = e;
  if (!ok)
    return fail (path, _("written"), error);
  int dir = open (folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (dir >= 0) {
    fsync (dir);
    close (dir);
  }
  return TRUE;
}

static gboolean
find_key (GError **error)
{
  gboolean missing;
  g_autofree char *folder = g_build_filename (g_get_user_data_dir (), "vesalius", NULL);
  g_autofree char *path = g_build_filename (folder, "pseudonym.key", NULL);
  if (have_key)
    return TRUE;
  if (sodium_init () < 0) {
    g_set_error (error, VSL_DATA_ERROR, VSL_ERROR_UNSUPPORTED, _("The system gives no random numbers, so patient identifiers cannot be hidden."));
    return FALSE;
  }
  if (!read_key (path, &missing, error)) {
    if (!missing || !make_key (folder, path, error) || !read_key (path, &missing, error)) {
      if (missing && error && !*error)
        fail (path, _("read"), error);
      return FALSE;
    }
  }
  have_key = TRUE;
  return TRUE;
}

/**
 * vsl_pseudonym:
 * @identifier: a patient's identifier as it stands in a file or table
 * @out: (out): 32 hexadecimal digits and a NUL
 *
 * The same identifier gives the same pseudonym for one user on one computer; without the key it cannot be found by trying
 * identifiers. Threads: any.
 *
 * Returns: FALSE when the key can be neither read nor made
 */
gboolean
vsl_pseudonym (const char *identifier, char out[33], GError **error)
{
  guint8 hash[HASH_BYTES];
  out[0] = '\0';
  g_mutex_lock (&lock);
  gboolean ok = find_key (error);
  g_mutex_unlock (&lock);
  if (!ok)
    return FALSE;
  crypto_generichash (hash, sizeof hash, (const guint8 *) identifier, strlen (identifier), key, sizeof key);
  sodium_bin2hex (out, 33, hash, sizeof hash);
  return TRUE;
}

/**
 * vsl_pseudonym_subkey:
 * @purpose: what the key is for; another purpose gets another key, and none tells of the others or of the one they come from
 * @out: (out): 32 bytes; clear them with sodium_memzero() or memset() after use
 *
 * A key that may be handed to a helper process. The same for one user on one computer. Threads: any.
 *
 * Returns: FALSE when the user's key can be neither read nor made
 */
gboolean
vsl_pseudonym_subkey (const char *purpose, guint8 out[32], GError **error)
{
  g_mutex_lock (&lock);
  gboolean ok = find_key (error);
  g_mutex_unlock (&lock);
  if (!ok)
    return FALSE;
  g_autofree char *message = g_strconcat ("subkey:", purpose, NULL);
  crypto_generichash (out, 32, (const guint8 *) message, strlen (message), key, sizeof key);
  return TRUE;
}
