/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The archive is read by a helper process, which this file keeps to itself for as long as it is open; here stand a descriptor and the list of
 * arrays, and values are asked for in pieces. */
#include "data/vsl-npz.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/vsl-error.h"
#include "data/vsl-decoder-pool.h"

/* Of values that are fetched at once, so that small pictures do not cost a message each. */
#define AHEAD ((gsize) 1 << 20)
#define MOST ((gsize) 64 << 20)

struct _VslNpz {
  char *name;              /* for messages */
  int fd;
  VslDecoderSession *session;
  GPtrArray *arrays;       /* of VslNpyArray */
};

struct _VslNpyStream {
  VslNpz *npz;
  guint array;
  gboolean begun;
  gsize item;
  gint64 left, waiting;    /* values not handed out; of them, those not fetched */
  guint8 *ahead;
  gsize have, used;        /* bytes */
};

/**
 * vsl_npz_free:
 */
void
vsl_npz_free (VslNpz *npz)
{
  g_clear_pointer (&npz->session, vsl_decoder_session_free);
  if (npz->fd >= 0)
    close (npz->fd);
  g_clear_pointer (&npz->arrays, g_ptr_array_unref);
  g_free (npz->name);
  g_free (npz);
}

static gboolean
open_file (VslNpz *npz, const char *path, GError **error)
{
  struct stat st;
  npz->fd = open (path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
  int e = errno;
  if (npz->fd >= 0 && fstat (npz->fd, &st) == 0 && S_ISREG (st.st_mode))
    return TRUE;
  g_set_error (error, VSL_DATA_ERROR, npz->fd < 0 && e == ENOENT ? VSL_ERROR_NOT_FOUND : VSL_ERROR_IO, _("%s: the file could not be read: %s"), npz->name,
               npz->fd < 0 ? g_strerror (e) : _("this is not an ordinary file"));
  return FALSE;
}

/* The helper's own messages begin with the file's name; those about the helper do not. */
static void
name_file (const VslNpz *npz, GError **error)
{
  if (error && *error && !g_str_has_prefix ((*error)->message, npz->name))
    g_prefix_error (error, "%s: ", npz->name);
}

/**
 * vsl_npz_open:
 *
 * Returns: (transfer full) (nullable): the file with the headers of all its arrays read and checked
 */
VslNpz *
vsl_npz_open (const char *path, GError **error)
{
  g_autoptr (VslNpz) npz = g_new0 (VslNpz, 1);
  g_autofree guint8 *list = NULL;
  VslWireArrays wanted = { 0 };
  gsize n;
  npz->fd = -1;
  npz->name = g_filename_display_basename (path);
  g_strlcpy (wanted.name, npz->name, sizeof wanted.name);
  if (!g_utf8_validate (wanted.name, -1, NULL))      /* cut within a character */
    g_strlcpy (wanted.name, "npz", sizeof wanted.name);
  if (!open_file (npz, path, error))
    return NULL;
  npz->session = vsl_decoder_session_new (error);
  if (!npz->session || !vsl_decoder_session_ask (npz->session, VSL_WIRE_ARRAYS, npz->fd, &wanted, &list, &n, error)) {
    name_file (npz, error);
    return NULL;
  }
  npz->arrays = vsl_npy_list_unpack (list, n);
  if (npz->arrays)
    return g_steal_pointer (&npz);
  g_set_error (error, VSL_DATA_ERROR, VSL_ERROR_FORMAT, _("%s: the list of arrays is damaged: copy or save the file again"), npz->name);
  return NULL;
}

/**
 * vsl_npz_n:
 */
guint
vsl_npz_n (const VslNpz *npz)
{
  return npz->arrays->len;
}

/**
 * vsl_npz_array:
 */
const VslNpyArray *
vsl_npz_array (const VslNpz *npz, guint i)
{
  return g_ptr_array_index (npz->arrays, i);
}

/**
 * vsl_npz_find:
 */
int
vsl_npz_find (const VslNpz *npz, const char *name)
{
  for (guint i = 0; i < npz->arrays->len; i++)
    if (g_str_equal (vsl_npz_array (npz, i)->name, name))
      return (int) i;
  return -1;
}

/**
 * vsl_npz_stream:
 *
 * Returns: (transfer full): free it before @npz
 */
VslNpyStream *
vsl_npz_stream (VslNpz *npz, guint i, GError **error)
{
  const VslNpyArray *array = vsl_npz_array (npz, i);
  VslNpyStream *stream = g_new (VslNpyStream, 1);
  *stream = (VslNpyStream) { npz, i, FALSE, (gsize) array->item, array->count, array->count, NULL, 0, 0 };
  return stream;
}

/**
 * vsl_npy_stream_free:
 */
void
vsl_npy_stream_free (VslNpyStream *stream)
{
  g_free (stream->ahead);
  g_free (stream);
}

/* The next piece; never more than the array has. */
static gboolean
fetch (VslNpyStream *stream, gsize n, GError **error)
{
  gsize values = MIN (MAX (n, AHEAD / stream->item), MOST / stream->item), got;
  VslWireArrays wanted = { .array = stream->array, .restart = !stream->begun, .n = MIN ((gint64) values, stream->waiting) };
  g_clear_pointer (&stream->ahead, g_free);
  stream->have = stream->used = 0;
  if (!vsl_decoder_session_ask (stream->npz->session, VSL_WIRE_VALUES, stream->npz->fd, &wanted, &stream->ahead, &got, error)) {
    name_file (stream->npz, error);
    return FALSE;
  }
  stream->begun = TRUE;
  if (got != (gsize) wanted.n * stream->item || got == 0) {
    g_set_error (error, VSL_DATA_ERROR, VSL_ERROR_DATA, _("%s: there are fewer values than asked for"), stream->npz->name);
    return FALSE;
  }
  stream->waiting -= wanted.n;
  stream->have = got;
  return TRUE;
}

/**
 * vsl_npy_stream_read:
 */
gboolean
vsl_npy_stream_read (VslNpyStream *stream, gpointer out, gsize n, GError **error)
{
  guint8 *p = out;
  if (n > (guint64) stream->left) {
    g_set_error (error, VSL_DATA_ERROR, VSL_ERROR_DATA, _("%s: there are fewer values than asked for"), stream->npz->name);
    return FALSE;
  }
  for (gsize left = n * stream->item; left > 0;) {
    if (stream->used == stream->have && !fetch (stream, left / stream->item, error))
      return FALSE;
    gsize take = MIN (left, stream->have - stream->used);
    memcpy (p, stream->ahead + stream->used, take);
    stream->used += take;
    p += take;
    left -= take;
  }
  stream->left -= (gint64) n;
  return TRUE;
}

/**
 * vsl_npy_to_doubles:
 * @raw: n values as stored, at any alignment
 */
void
vsl_npy_to_doubles (VslNpyType type, gconstpointer raw, gsize n, double *out)
{
  const guint8 *p = raw;
  for (gsize i = 0; i < n; i++) {
    guint64 bits = 0;
    int item = vsl_npy_item (type);
    for (int k = 0; k < item; k++)
      bits |= (guint64) p[i * (gsize) item + (gsize) k] << (8 * k);
    guint32 low = (guint32) bits;
    float f;
    switch (type) {
    case VSL_NPY_U8:
    case VSL_NPY_U16:
      out[i] = (double) bits;
      break;
    case VSL_NPY_I8:
      out[i] = (gint8) bits;
      break;
    case VSL_NPY_I16:
      out[i] = (gint16) bits;
      break;
    case VSL_NPY_I32:
      out[i] = (gint32) bits;
      break;
    case VSL_NPY_I64:
      out[i] = (double) (gint64) bits;
      break;
    case VSL_NPY_F32:
      memcpy (&f, &low, sizeof f);
      out[i] = f;
      break;
    case VSL_NPY_F64:
      memcpy (&out[i], &bits, sizeof bits);
      break;
    }
  }
}
