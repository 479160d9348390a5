/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/vsl-dicom-ahead.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/vsl-error.h"

#define WINDOW 16                    /* copies that wait or are made */
#define MOST_BYTES ((guint64) 1 << 30)      /* of their files, unless it is one alone */

typedef struct {
  const char *file;
  guint64 size;
  DicomDeidentified copy;
  GError *error;
  gboolean made, done;
} Slot;

struct _VslDicomAhead {
  const GPtrArray *files;
  DicomDeidentifyRequest request;
  VslDicomCopier copier;
  gpointer copier_data;
  GThreadPool *threads;
  GMutex lock;                       /* done of the slots */
  GCond changed;
  Slot slot[WINDOW];                 /* of file i: slot[i % WINDOW] */
  guint begun, taken;                /* files; of the taking thread alone */
  guint64 bytes;                     /* of files begun and not taken */
};

static int
open_plain (const char *file, GError **error)
{
  struct stat st;
  int fd = open (file, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY | O_NOFOLLOW);
  if (fd < 0 && errno == ELOOP) {
    g_set_error (error, VSL_DATA_ERROR, VSL_ERROR_DATA, _("this is a link to another place: copy the file itself"));
  } else if (fd < 0) {
    g_set_error (error, VSL_DATA_ERROR, VSL_ERROR_IO, _("the file could not be opened: %s"), g_strerror (errno));
  } else if (fstat (fd, &st) != 0 || !S_ISREG (st.st_mode)) {
    close (fd);
    fd = -1;
    g_set_error (error, VSL_DATA_ERROR, VSL_ERROR_DATA, _("this is not an ordinary file"));
  }
  return fd;
}

static void
make (gpointer item, gpointer data)
{
  VslDicomAhead *a = data;
  Slot *s = item;
  int fd = open_plain (s->file, &s->error);
  gboolean made = fd >= 0 && a->copier (fd, &a->request, &s->copy, a->copier_data, &s->error);
  if (fd >= 0)
    close (fd);
  g_mutex_lock (&a->lock);
  s->made = made;
  s->done = TRUE;
  g_cond_broadcast (&a->changed);
  g_mutex_unlock (&a->lock);
}

static guint64
size_of (const char *file)
{
  struct stat st;
  return lstat (file, &st) == 0 && st.st_size > 0 ? (guint64) st.st_size : 0;
}

static void
begin_more (VslDicomAhead *a)
{
  while (a->begun < a->files->len && a->begun - a->taken < WINDOW) {
    Slot *s = &a->slot[a->begun % WINDOW];
    const char *file = a->files->pdata[a->begun];
    guint64 size = size_of (file);
    if (a->begun > a->taken && a->bytes + size > MOST_BYTES)
      return;
    *s = (Slot) { .file = file, .size = size };
    a->bytes += size;
    a->begun++;
    g_thread_pool_push (a->threads, s, NULL);
  }
}

VslDicomAhead *
_vsl_dicom_ahead_new (const GPtrArray *files, const DicomDeidentifyRequest *request, VslDicomCopier copier, gpointer copier_data)
{
  VslDicomAhead *a = g_new0 (VslDicomAhead, 1);
  a->files = files;
  a->request = *request;
  a->copier = copier;
  a->copier_data = copier_data;
  g_mutex_init (&a->lock);
  g_cond_init (&a->changed);
  a->threads = g_thread_pool_new (make, a, (int) MIN (g_get_num_processors (), 8), FALSE, NULL);
  return a;
}

gboolean
_vsl_dicom_ahead_take (VslDicomAhead *a, DicomDeidentified *out, GError **error)
{
  memset (out, 0, sizeof *out);
  begin_more (a);
  g_assert (a->begun > a->taken);
  Slot *s = &a->slot[a->taken++ % WINDOW];
  g_mutex_lock (&a->lock);
  while (!s->done)
    g_cond_wait (&a->changed, &a->lock);
  g_mutex_unlock (&a->lock);
  a->bytes -= s->size;
  if (s->made)
    *out = s->copy;
  else
    g_propagate_error (error, s->error);
  return s->made;
}

void
_vsl_dicom_ahead_free (VslDicomAhead *a)
{
  g_thread_pool_free (a->threads, FALSE, TRUE);
  for (guint i = a->taken; i < a->begun; i++) {
    g_free (a->slot[i % WINDOW].copy.data);
    g_clear_error (&a->slot[i % WINDOW].error);
  }
  g_mutex_clear (&a->lock);
  g_cond_clear (&a->changed);
  explicit_bzero (&a->request, sizeof a->request);      /* keys */
  g_free (a);
}
