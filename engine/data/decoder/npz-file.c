/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/decoder/npz-file.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zip.h>

#include "core/vsl-error.h"

#define MAX_ENTRIES 256
#define MAX_HEADER 65536
#define MAX_BYTES ((guint64) 1 << 36)         /* of one array, unpacked */
#define MAX_EXPANSION 1100                    /* deflate cannot do more than 1032 */

struct _NpzFile {
  char *name;              /* for messages */
  zip_t *zip;
  GPtrArray *arrays;       /* of VslNpyArray */
  GArray *entry;           /* of zip_uint64_t */
};

struct _NpzStream {
  zip_file_t *file;
  char *name;
  int item;
  gint64 left;             /* values */
};

/**
 * npz_file_free:
 */
void
npz_file_free (NpzFile *npz)
{
  if (npz->zip)
    zip_discard (npz->zip);
  g_clear_pointer (&npz->arrays, g_ptr_array_unref);
  g_clear_pointer (&npz->entry, g_array_unref);
  g_free (npz->name);
  g_free (npz);
}

static gboolean G_GNUC_PRINTF (3, 4)
refuse (GError **error, VslErrorCode code, const char *format, ...)
{
  va_list ap;
  va_start (ap, format);
  g_autofree char *text = g_strdup_vprintf (format, ap);
  va_end (ap);
  g_set_error_literal (error, VSL_DATA_ERROR, (int) code, text);
  return FALSE;
}

/* The value of a key in the header's dictionary: text behind 'key':, up to the comma that ends it. */
static char *
header_value (const char *text, const char *key)
{
  g_autofree char *quoted = g_strdup_printf ("'%s'", key);
  const char *at = strstr (text, quoted);
  if (!at)
    return NULL;
  at += strlen (quoted);
  while (*at == ' ')
    at++;
  if (*at++ != ':')
    return NULL;
  while (*at == ' ')
    at++;
  const char *end = at;
  if (*at == '(') {
    end = strchr (at, ')');
    return end ? g_strndup (at, (gsize) (end - at) + 1) : NULL;
  }
  while (*end && *end != ',' && *end != '}')
    end++;
  return g_strchomp (g_strndup (at, (gsize) (end - at)));
}

static gboolean
parse_type (const char *descr, VslNpyArray *array, GError **error)
{
  static const struct {
    const char *descr;
    VslNpyType type;
    int item;
  } table[] = { { "'|u1'", VSL_NPY_U8, 1 }, { "'|i1'", VSL_NPY_I8, 1 }, { "'<u1'", VSL_NPY_U8, 1 }, { "'<i1'", VSL_NPY_I8, 1 },
                { "'<u2'", VSL_NPY_U16, 2 }, { "'<i2'", VSL_NPY_I16, 2 }, { "'<i4'", VSL_NPY_I32, 4 }, { "'<i8'", VSL_NPY_I64, 8 },
                { "'<f4'", VSL_NPY_F32, 4 }, { "'<f8'", VSL_NPY_F64, 8 } };
  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    if (g_str_equal (descr, table[i].descr)) {
      array->type = table[i].type;
      array->item = table[i].item;
      return TRUE;
    }
  g_autofree char *shown = g_utf8_make_valid (descr, (gssize) MIN (strlen (descr), 40));
  return refuse (error, VSL_ERROR_UNSUPPORTED, _("values of type %s are not read: convert them to uint8, uint16, int64 or float32"), shown);
}

static gboolean
parse_shape (const char *text, VslNpyArray *array, GError **error)
{
  const char *p = text + 1;
  array->shape = (VslShape) { 0 };
  array->count = 1;
  while (*p && *p != ')') {
    char *end;
    if (!g_ascii_isdigit (*p))
      return refuse (error, VSL_ERROR_FORMAT, _("the shape of the array is not readable: save it again with NumPy"));
    guint64 d = g_ascii_strtoull (p, &end, 10);
    if (array->shape.rank == VSL_MAX_RANK || d > G_MAXINT32)
      return refuse (error, VSL_ERROR_FORMAT, _("the shape of the array is too large: save fewer samples"));
    if (d && array->count > G_MAXINT64 / (gint64) d)
      return refuse (error, VSL_ERROR_FORMAT, _("the shape of the array is too large: save fewer samples"));
    array->shape.dim[array->shape.rank++] = (gint64) d;
    array->count *= (gint64) d;
    for (p = end; *p == ',' || *p == ' '; p++)
      ;
  }
  return TRUE;
}

/**
 * npy_parse_header:
 * @data: the beginning of a .npy
 * @array: (out): type and shape; its name stays
 * @header: (out): bytes before the values
 *
 * Format: the magic, a version, the length of the header, then a Python dictionary of three keys
 * (numpy.lib.format). Only little-endian numbers in C order are taken.
 */
gboolean
npy_parse_header (const guint8 *data, gsize n, VslNpyArray *array, gsize *header, GError **error)
{
  if (n < 10 || memcmp (data, "\x93NUMPY", 6) != 0)
    return refuse (error, VSL_ERROR_FORMAT, _("this is no NumPy array: save it with numpy.savez"));
  gsize start = data[6] == 1 ? 10 : 12, length;
  if (data[6] < 1 || data[6] > 3 || n < start)
    return refuse (error, VSL_ERROR_UNSUPPORTED, _("version %d of the NumPy format is not known"), data[6]);
  length = data[8] | (gsize) data[9] << 8;
  if (start == 12)
    length |= (gsize) data[10] << 16 | (gsize) data[11] << 24;
  if (length > MAX_HEADER || start + length > n)
    return refuse (error, VSL_ERROR_FORMAT, _("the header of the array is cut short or too long: save it again with NumPy"));
  g_autofree char *text = g_strndup ((const char *) data + start, length);
  g_autofree char *descr = header_value (text, "descr"), *fortran = header_value (text, "fortran_order"), *shape = header_value (text, "shape");
  if (!descr || !fortran || !shape || *shape != '(')
    return refuse (error, VSL_ERROR_FORMAT, _("the header of the array is not readable: save it again with NumPy"));
  if (!parse_type (descr, array, error) || !parse_shape (shape, array, error))
    return FALSE;
  if (!g_str_equal (fortran, "False") && array->shape.rank > 1)
    return refuse (error, VSL_ERROR_UNSUPPORTED, _("the array is in Fortran order: save numpy.ascontiguousarray of it"));
  *header = start + length;
  return TRUE;
}

/* Opens an entry and reads its header. */
static zip_file_t *
open_entry (zip_t *zip, zip_uint64_t entry, VslNpyArray *array, gsize *header, GError **error)
{
  guint8 start[12];
  zip_file_t *file = zip_fopen_index (zip, entry, 0);
  if (!file) {
    refuse (error, VSL_ERROR_FORMAT, _("the array could not be opened: %s"), zip_strerror (zip));
    return NULL;
  }
  g_autofree guint8 *whole = NULL;
  gboolean ok = zip_fread (file, start, 10) == 10;
  gsize length = ok ? (gsize) (start[8] | start[9] << 8) : 0, fixed = 10;
  if (ok && start[6] > 1) {
    ok = zip_fread (file, start + 10, 2) == 2;
    length |= (gsize) start[10] << 16 | (gsize) start[11] << 24;
    fixed = 12;
  }
  if (ok && length <= MAX_HEADER) {
    whole = g_malloc (fixed + length);
    memcpy (whole, start, fixed);
    ok = zip_fread (file, whole + fixed, length) == (zip_int64_t) length;
  }
  if (!ok || !whole)
    refuse (error, VSL_ERROR_FORMAT, _("the header of the array is cut short or too long: save it again with NumPy"));
  else if (npy_parse_header (whole, fixed + length, array, header, error))
    return file;
  zip_fclose (file);
  return NULL;
}

static gboolean
add_entry (NpzFile *npz, zip_uint64_t i, const zip_stat_t *st, GError **error)
{
  g_autoptr (GError) own = NULL;
  gsize header = 0;
  VslNpyArray *array = g_new0 (VslNpyArray, 1);
  array->name = g_utf8_make_valid (st->name, (gssize) (strlen (st->name) - strlen (".npy")));
  zip_file_t *file = open_entry (npz->zip, i, array, &header, &own);
  if (file)
    zip_fclose (file);
  if (file && (array->count > (gint64) (MAX_BYTES / (guint64) array->item) || header + (guint64) array->count * (guint64) array->item != st->size))
    refuse (&own, VSL_ERROR_FORMAT, _("its shape and its size don't agree: the file is damaged; save it again"));
  if (own) {
    g_set_error (error, own->domain, own->code, "%s: %s: %s", npz->name, array->name, own->message);
    vsl_npy_array_free (array);
    return FALSE;
  }
  g_ptr_array_add (npz->arrays, array);
  g_array_append_val (npz->entry, i);
  return TRUE;
}

/* Sizes that a ZIP claims are believed only as far as they can be true: entries that share bytes, or unpack to more than
 * deflate can, are how small files fill a disk. */
static gboolean
list_entries (NpzFile *npz, guint64 file_size, GError **error)
{
  zip_int64_t n = zip_get_num_entries (npz->zip, 0);
  guint64 packed = 0;
  if (n > MAX_ENTRIES)
    return refuse (error, VSL_ERROR_DATA, _("%s: more than %d arrays in one file are not read"), npz->name, MAX_ENTRIES);
  for (zip_int64_t i = 0; i < n; i++) {
    zip_stat_t st;
    const guint64 need = ZIP_STAT_NAME | ZIP_STAT_SIZE | ZIP_STAT_COMP_SIZE | ZIP_STAT_COMP_METHOD;
    if (zip_stat_index (npz->zip, (zip_uint64_t) i, 0, &st) != 0 || (st.valid & need) != need)
      return refuse (error, VSL_ERROR_FORMAT, _("%s: the list of arrays is damaged: copy or save the file again"), npz->name);
    if (!g_str_has_suffix (st.name, ".npy"))
      continue;
    if (st.comp_method != ZIP_CM_STORE && st.comp_method != ZIP_CM_DEFLATE)
      return refuse (error, VSL_ERROR_UNSUPPORTED, _("%s: %s is packed in a way that is not read: save it with numpy.savez_compressed"), npz->name,
                     st.name);
    packed += st.comp_size;
    if (st.comp_size > file_size || packed > file_size)
      return refuse (error, VSL_ERROR_DATA, _("%s: arrays overlap inside of the file, which is no honest .npz: it is not read"), npz->name);
    if (st.size > MAX_BYTES || st.size > st.comp_size * MAX_EXPANSION + 65536)
      return refuse (error, VSL_ERROR_DATA, _("%s: %s claims to unpack to more than it can hold: the file is damaged or forged"), npz->name, st.name);
    if (!add_entry (npz, (zip_uint64_t) i, &st, error))
      return FALSE;
  }
  return TRUE;
}

/**
 * npz_file_open:
 * @fd: stays the caller's
 * @name: for messages
 *
 * Returns: (transfer full) (nullable): the file with the headers of all its arrays read and checked
 */
NpzFile *
npz_file_open (int fd, const char *name, GError **error)
{
  g_autoptr (NpzFile) npz = g_new0 (NpzFile, 1);
  struct stat st;
  int code = 0, own = dup (fd);      /* libzip closes the one that it takes */
  npz->name = g_strdup (name);
  npz->arrays = g_ptr_array_new_with_free_func (vsl_npy_array_free);
  npz->entry = g_array_new (FALSE, FALSE, sizeof (zip_uint64_t));
  if (own < 0 || fstat (own, &st) != 0) {
    refuse (error, VSL_ERROR_IO, _("%s: the file could not be read: %s"), npz->name, g_strerror (errno));
    if (own >= 0)
      close (own);
    return NULL;
  }
  lseek (own, 0, SEEK_SET);
  npz->zip = zip_fdopen (own, ZIP_CHECKCONS, &code);
  if (!npz->zip) {
    zip_error_t e;
    close (own);
    zip_error_init_with_code (&e, code);
    refuse (error, VSL_ERROR_FORMAT, _("%s: this is no readable .npz (%s): copy or save the file again"), npz->name, zip_error_strerror (&e));
    zip_error_fini (&e);
    return NULL;
  }
  if (!list_entries (npz, (guint64) st.st_size, error))
    return NULL;
  return g_steal_pointer (&npz);
}

/**
 * npz_file_arrays:
 *
 * Returns: (transfer none) (element-type VslNpyArray): in the order of the file
 */
const GPtrArray *
npz_file_arrays (const NpzFile *npz)
{
  return npz->arrays;
}

/**
 * npz_file_stream:
 *
 * Returns: (transfer full) (nullable): free it before @npz
 */
NpzStream *
npz_file_stream (NpzFile *npz, guint i, GError **error)
{
  VslNpyArray again = { 0 };
  gsize header;
  const VslNpyArray *array = g_ptr_array_index (npz->arrays, i);
  zip_file_t *file = open_entry (npz->zip, g_array_index (npz->entry, zip_uint64_t, i), &again, &header, error);
  if (!file)
    return NULL;
  NpzStream *stream = g_new0 (NpzStream, 1);
  *stream = (NpzStream) { file, g_strdup_printf ("%s: %s", npz->name, array->name), array->item, array->count };
  return stream;
}

/**
 * npz_stream_free:
 */
void
npz_stream_free (NpzStream *stream)
{
  zip_fclose (stream->file);
  g_free (stream->name);
  g_free (stream);
}

/**
 * npz_stream_read:
 */
gboolean
npz_stream_read (NpzStream *stream, gpointer out, gsize n, GError **error)
{
  guint8 *p = out, beyond;
  if ((gint64) n > stream->left)
    return refuse (error, VSL_ERROR_DATA, _("%s: there are fewer values than asked for"), stream->name);
  for (gsize left = n * (gsize) stream->item; left;) {
    zip_int64_t got = zip_fread (stream->file, p, left);
    if (got <= 0)
      return refuse (error, VSL_ERROR_DATA, _("%s: the array is damaged or cut short (%s): copy or save the file again"), stream->name,
                     zip_file_strerror (stream->file));
    p += got;
    left -= (gsize) got;
  }
  stream->left -= (gint64) n;
  /* The checksum is compared when the end is reached. */
  if (stream->left == 0 && zip_fread (stream->file, &beyond, 1) != 0)
    return refuse (error, VSL_ERROR_DATA, _("%s: the array is damaged (%s): copy or save the file again"), stream->name,
                   zip_file_strerror (stream->file));
  return TRUE;
}
