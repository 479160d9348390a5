/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/vsl-dicom-ahead.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/vsl-error.h"
#include "privacy/vsl-pseudonym.h"

#define MOST_FILES 5000000u
#define MOST_DEPTH 64

typedef struct {
  const VslDicomCopyOptions *options;
  const VslDicomCopyEvents *events;
  VslDicomCopied *copied;
  VslDicomAhead *ahead;
  const char *out;
  gboolean one;                  /* @out is the copy's name */
  GHashTable *names;             /* copies of this run: name below @out > SHA-256 */
  GHashTable *patients, *series;
} Run;

static gboolean
fail (GError **error, int code, const char *format, const char *path)
{
  g_autofree char *shown = g_filename_display_name (path);
  g_set_error (error, VSL_DATA_ERROR, code, format, shown);
  return FALSE;
}

static gboolean
fail_errno (GError **error, const char *format, const char *path)
{
  int e = errno;
  g_autofree char *shown = g_filename_display_name (path);
  g_set_error (error, VSL_DATA_ERROR, VSL_ERROR_IO, format, shown, g_strerror (e));
  return FALSE;
}

/* ---- what there is ---- */

static gboolean
find_files (const char *folder, int depth, GPtrArray *files, GError **error)
{
  g_autoptr (GError) own = NULL;
  g_autoptr (GDir) dir = depth <= MOST_DEPTH ? g_dir_open (folder, 0, &own) : NULL;
  if (!dir)
    return own ? fail (error, VSL_ERROR_IO, _("The folder %s cannot be read: change its permissions."), folder)
               : fail (error, VSL_ERROR_DATA, _("The folder %s is nested too deep: copy what is in it elsewhere."), folder);
  const char *name;
  while ((name = g_dir_read_name (dir))) {
    struct stat st;
    g_autofree char *path = g_build_filename (folder, name, NULL);
    if (lstat (path, &st) != 0)
      continue;
    if (S_ISDIR (st.st_mode)) {
      if (!find_files (path, depth + 1, files, error))
        return FALSE;
    } else if (files->len < MOST_FILES) {
      g_ptr_array_add (files, g_steal_pointer (&path));
    } else {
      return fail (error, VSL_ERROR_DATA, _("There are too many files in %s: take it in parts."), folder);
    }
  }
  return TRUE;
}

static int
by_name (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

/* ---- where copies go ---- */

/* The real path of what need not be there yet: of its nearest ancestor that is, and the rest. */
static char *
real_path (const char *path)
{
  g_autofree char *absolute = g_canonicalize_filename (path, NULL), *rest = NULL;
  for (;;) {
    g_autofree char *real = realpath (absolute, NULL);
    if (real)
      return rest ? g_build_filename (real, rest, NULL) : g_strdup (real);
    g_autofree char *name = g_path_get_basename (absolute), *parent = g_path_get_dirname (absolute);
    char *longer = rest ? g_build_filename (name, rest, NULL) : g_strdup (name);
    g_free (rest);
    rest = longer;
    if (g_str_equal (parent, absolute))
      return g_strdup (path);
    g_free (absolute);
    absolute = g_steal_pointer (&parent);
  }
}

static gboolean
is_within (const char *inner, const char *outer)
{
  gsize n = strlen (outer);
  return strncmp (inner, outer, n) == 0 && (inner[n] == '\0' || inner[n] == '/' || (n > 0 && outer[n - 1] == '/'));
}

static gboolean
is_empty_folder (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  return dir && !g_dir_read_name (dir);
}

static gboolean
check_places (const char *in, const char *out, gboolean one, gboolean force, GError **error)
{
  g_autofree char *from = real_path (in), *to = real_path (out);
  if (is_within (to, from))
    return fail (error, VSL_ERROR_CONFIG, one ? _("%s is the file itself: choose another name for the copy.")
                                              : _("%s lies in the folder that is copied, or is it: choose another place for the copies."), out);
  if (!one && is_within (from, to))
    return fail (error, VSL_ERROR_CONFIG, _("%s holds the folder that is copied: choose another place for the copies."), out);
  if (!g_file_test (out, G_FILE_TEST_EXISTS) || force)
    return TRUE;
  if (one)
    return fail (error, VSL_ERROR_CONFIG, _("%s is there already: choose another name, or --force to replace it."), out);
  if (!g_file_test (out, G_FILE_TEST_IS_DIR))
    return fail (error, VSL_ERROR_CONFIG, _("%s is a file: name a folder for the copies."), out);
  return is_empty_folder (out) || fail (error, VSL_ERROR_CONFIG, _("%s is not empty: choose another folder, or --force to add to it."), out);
}

/* PATIENT/SERIES/INSTANCE.dcm, all of them pseudonyms. Two files with the same UID and other bytes get a number. NULL: the same file again. */
static char *
name_copy (Run *run, const DicomDeidentified *copy)
{
  g_autofree char *sum = g_compute_checksum_for_data (G_CHECKSUM_SHA256, copy->data, copy->n);
  const char *patient = *copy->patient ? copy->patient : "unnamed";
  for (guint k = 1;; k++) {
    g_autofree char *number = k > 1 ? g_strdup_printf ("-%u", k) : g_strdup ("");
    char *name = g_strdup_printf ("%s/%s/%s%s.dcm", patient, copy->series, copy->instance, number);
    const char *known = g_hash_table_lookup (run->names, name);
    if (!known) {
      g_hash_table_insert (run->names, g_strdup (name), g_steal_pointer (&sum));
      return name;
    }
    g_free (name);
    if (g_str_equal (known, sum))
      return NULL;
  }
}

static gboolean
write_all (int fd, const guint8 *from, gsize n)
{
  for (gsize at = 0; at < n;) {
    ssize_t put = write (fd, from + at, MIN (n - at, (gsize) 1 << 30));
    if (put < 0 && errno == EINTR)
      continue;
    if (put < 0)
      return FALSE;
    at += (gsize) put;
  }
  return TRUE;
}

/* Under another name first, so that a copy is there whole or not at all. The disk is waited for once, at the end: with a wait a file,
 * 100,000 slices would take the time of 100,000 waits. */
static gboolean
put_down (const char *path, const DicomDeidentified *copy, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (path), *temporary = g_build_filename (folder, ".copy-XXXXXX", NULL);
  if (g_mkdir_with_parents (folder, 0777) != 0)
    return fail_errno (error, _("The folder %s could not be made: %s."), folder);
  int fd = g_mkstemp_full (temporary, O_WRONLY | O_CLOEXEC, 0666);
  gboolean ok = fd >= 0 && write_all (fd, copy->data, copy->n);
  int e = errno;
  if (fd >= 0 && close (fd) != 0 && ok) {
    e = errno;
    ok = FALSE;
  }
  if (ok && g_rename (temporary, path) == 0)
    return TRUE;
  errno = ok ? errno : e;
  fail_errno (error, _("A copy could not be written to %s: %s. Copies written before it are whole."), folder);
  if (fd >= 0)
    g_unlink (temporary);
  return FALSE;
}

static gboolean
wait_for_disk (const char *out, gboolean one, GError **error)
{
  g_autofree char *folder = one ? g_path_get_dirname (out) : g_strdup (out);
  int fd = open (folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  gboolean ok = fd < 0 || syncfs (fd) == 0;
  if (!ok)
    fail_errno (error, _("The copies in %s may not have reached the disk: %s. Make them once more."), folder);
  if (fd >= 0)
    close (fd);
  return ok;
}

/* ---- one file ---- */

static void
tell_left_out (Run *run, const char *file, const char *reason)
{
  run->copied->left_out++;
  if (run->events->left_out)
    run->events->left_out (file, reason, run->events->data);
}

static void
add_counts (DicomDeidentifyCounts *sum, const DicomDeidentifyCounts *more)
{
  sum->removed += more->removed;
  sum->unknown += more->unknown;
  sum->private_ += more->private_;
  sum->emptied += more->emptied;
  sum->dummies += more->dummies;
  sum->uids += more->uids;
  sum->dates += more->dates;
  sum->cleaned += more->cleaned;
  sum->kept += more->kept;
  sum->segments += more->segments;
}

static void
count_copy (Run *run, const DicomDeidentified *copy)
{
  VslDicomCopied *all = run->copied;
  all->n++;
  all->heads += copy->head != 0;
  if (*copy->patient)
    g_hash_table_add (run->patients, g_strdup (copy->patient));
  g_hash_table_add (run->series, g_strdup (copy->series));
  all->patients = g_hash_table_size (run->patients);
  all->series = g_hash_table_size (run->series);
  add_counts (&all->counts, &copy->counts);
}

static gboolean
write_copy (Run *run, const char *file, const DicomDeidentified *copy, GError **error)
{
  g_autofree char *name = run->one ? g_strdup ("") : name_copy (run, copy);
  if (!name) {
    tell_left_out (run, file, _("it is the same as an earlier file"));
    return TRUE;
  }
  g_autofree char *path = run->one ? g_strdup (run->out) : g_build_filename (run->out, name, NULL);
  if (!put_down (path, copy, error))
    return FALSE;
  count_copy (run, copy);
  if (run->events->copied)
    run->events->copied (file, run->one ? run->out : name, run->events->data);
  return TRUE;
}

/* FALSE: nothing can be written any more. */
static gboolean
take (Run *run, const char *file, GError **error)
{
  g_autoptr (GError) own = NULL;
  DicomDeidentified copy;
  gboolean ok = TRUE;
  if (!_vsl_dicom_ahead_take (run->ahead, &copy, &own)) {
    tell_left_out (run, file, own->message);
    return TRUE;
  }
  gboolean suspected = *copy.burned_in, written = !suspected || run->options->keep_burned_in;
  if (suspected) {
    run->copied->burned_in++;
    if (run->events->burned_in)
      run->events->burned_in (file, _(copy.burned_in), written, run->events->data);
  }
  if (written) {
    ok = write_copy (run, file, &copy, error);
  } else {
    g_autofree char *reason = g_strdup_printf (_("names may be burned into its pixels (%s): look at it, then take it with --burned-in keep"), _(copy.burned_in));
    tell_left_out (run, file, reason);
  }
  g_free (copy.data);
  return ok;
}

static gboolean
find_keys (DicomDeidentifyRequest *request, GError **error)
{
  return vsl_pseudonym_subkey ("dicom-uid", request->uid_key, error) && vsl_pseudonym_subkey ("dicom-date", request->date_key, error) &&
         vsl_pseudonym_subkey ("dicom-patient", request->patient_key, error);
}

static gboolean
list_files (const char *in, gboolean folder, GPtrArray *files, GError **error)
{
  if (!folder) {
    g_ptr_array_add (files, g_strdup (in));
    return TRUE;
  }
  if (!find_files (in, 0, files, error))
    return FALSE;
  g_ptr_array_sort (files, by_name);
  return TRUE;
}

/**
 * vsl_dicom_copies:
 * @in: a folder that is gone through with all below it, or one file. Links to other places are not followed
 * @out: where copies go: a folder, made when it isn't there; for one file, the copy itself unless it is a folder
 * @copier: makes a copy of an open file; called on several threads at once
 * @events: what to tell; a file that isn't copied is told with its reason
 * @copied: (out): sums
 *
 * Copies lie under @out as PATIENT/SERIES/INSTANCE.dcm, all three new names, so that nothing of the old ones stays. Each is there whole or
 * not at all. Blocks; call it on a worker.
 *
 * Returns: FALSE when nothing was begun, or writing failed in the middle; VSL_ERROR_CONFIG: @in and @out don't fit
 */
gboolean
vsl_dicom_copies (const char *in, const char *out, const VslDicomCopyOptions *options, VslDicomCopier copier, gpointer copier_data,
                  const VslDicomCopyEvents *events, VslDicomCopied *copied, GError **error)
{
  static const VslDicomCopyEvents silent;
  g_autoptr (GPtrArray) files = g_ptr_array_new_with_free_func (g_free);
  gboolean folder = g_file_test (in, G_FILE_TEST_IS_DIR);
  memset (copied, 0, sizeof *copied);
  if (!g_file_test (in, G_FILE_TEST_EXISTS))
    return fail (error, VSL_ERROR_NOT_FOUND, _("There is no %s."), in);
  DicomDeidentifyRequest request = { .options = options->options };
  Run run = { .options = options, .events = events ? events : &silent, .copied = copied, .out = out, .one = !folder && !g_file_test (out, G_FILE_TEST_IS_DIR) && !g_str_has_suffix (out, "/") };
  if (!check_places (in, out, run.one, options->force, error) || !find_keys (&request, error) || !list_files (in, folder, files, error))
    return FALSE;
  run.names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  run.patients = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  run.series = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  run.ahead = _vsl_dicom_ahead_new (files, &request, copier, copier_data);
  explicit_bzero (&request, sizeof request);      /* keys */
  gboolean ok = TRUE;
  for (guint i = 0; ok && !copied->stopped && i < files->len; i++) {
    ok = take (&run, files->pdata[i], error);
    copied->stopped = ok && run.events->progress && !run.events->progress (i + 1, files->len, run.events->data);
  }
  ok = ok && (copied->n == 0 || wait_for_disk (out, run.one, error));
  _vsl_dicom_ahead_free (run.ahead);
  g_hash_table_unref (run.names);
  g_hash_table_unref (run.patients);
  g_hash_table_unref (run.series);
  return ok;
}
