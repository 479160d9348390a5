/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What arrays an .npz has, as bytes between the helper process and the application. The reader trusts nothing. */
#include <string.h>

#include "data/vsl-npz.h"

#define MAX_ARRAYS 256
#define MAX_NAME 4096

typedef struct {
  guint32 name_bytes, type, rank;
  gint64 dim[VSL_MAX_RANK];
} Packed;

/**
 * vsl_npy_array_free:
 * @data: a #VslNpyArray
 */
void
vsl_npy_array_free (gpointer data)
{
  g_free (((VslNpyArray *) data)->name);
  g_free (data);
}

/**
 * vsl_npy_item:
 *
 * Returns: the bytes of a value
 */
int
vsl_npy_item (VslNpyType type)
{
  static const int item[] = { 1, 1, 2, 2, 4, 8, 4, 8 };
  g_return_val_if_fail ((guint) type < G_N_ELEMENTS (item), 1);
  return item[type];
}

/**
 * vsl_npy_list_pack:
 * @arrays: (element-type VslNpyArray):
 */
GBytes *
vsl_npy_list_pack (const GPtrArray *arrays)
{
  GByteArray *out = g_byte_array_new ();
  for (guint i = 0; i < arrays->len; i++) {
    const VslNpyArray *a = g_ptr_array_index (arrays, i);
    Packed p = { .name_bytes = (guint32) MIN (strlen (a->name), MAX_NAME), .type = a->type, .rank = (guint32) a->shape.rank };
    memcpy (p.dim, a->shape.dim, sizeof p.dim);
    g_byte_array_append (out, (const guint8 *) &p, sizeof p);
    g_byte_array_append (out, (const guint8 *) a->name, p.name_bytes);
  }
  return g_byte_array_free_to_bytes (out);
}

static gboolean
take_shape (const Packed *p, VslNpyArray *a)
{
  if (p->type > VSL_NPY_F64 || p->rank > VSL_MAX_RANK)
    return FALSE;
  a->type = (VslNpyType) p->type;
  a->item = vsl_npy_item (a->type);
  a->shape.rank = (int) p->rank;
  a->count = 1;
  for (guint i = 0; i < p->rank; i++) {
    if (p->dim[i] < 0 || p->dim[i] > G_MAXINT32 || (p->dim[i] && a->count > G_MAXINT64 / 16 / p->dim[i]))
      return FALSE;
    a->shape.dim[i] = p->dim[i];
    a->count *= p->dim[i];
  }
  return TRUE;
}

/**
 * vsl_npy_list_unpack:
 * @data: not trusted
 *
 * Returns: (transfer full) (nullable) (element-type VslNpyArray): %NULL when the bytes are no such list
 */
GPtrArray *
vsl_npy_list_unpack (const guint8 *data, gsize n)
{
  g_autoptr (GPtrArray) arrays = g_ptr_array_new_with_free_func (vsl_npy_array_free);
  while (n > 0) {
    Packed p;
    if (n < sizeof p || arrays->len == MAX_ARRAYS)
      return NULL;
    memcpy (&p, data, sizeof p);
    data += sizeof p;
    n -= sizeof p;
    if (p.name_bytes > MAX_NAME || p.name_bytes > n)
      return NULL;
    VslNpyArray *a = g_new0 (VslNpyArray, 1);
    a->name = g_strndup ((const char *) data, p.name_bytes);
    g_ptr_array_add (arrays, a);
    if (!take_shape (&p, a) || !g_utf8_validate (a->name, -1, NULL))
      return NULL;
    data += p.name_bytes;
    n -= p.name_bytes;
  }
  return g_steal_pointer (&arrays);
}
