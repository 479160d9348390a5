/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Weights as bytes: "VSLW", version, count, then for each tensor its name, shape and float32 values, all little-endian,
 * and a SHA-256 of everything before it. */
#include <glib/gi18n-lib.h>
#include <string.h>

#include "core/vsl-sha256.h"
#include "graph/vsl-params.h"

#define MAGIC "VSLW\1\0\0\0"
#define DIGEST VSL_SHA256_BYTES

static void
put_u32 (GByteArray *out, guint32 v)
{
  guint32 le = GUINT32_TO_LE (v);
  g_byte_array_append (out, (const guint8 *) &le, 4);
}

static void
put_values (GByteArray *out, const VslReal *w, gsize n)
{
  gsize at = out->len;
  g_byte_array_set_size (out, (guint) (at + 4 * n));
  for (gsize i = 0; i < n; i++) {
    union { float f; guint32 u; } v = { .f = (float) w[i] };
    v.u = GUINT32_TO_LE (v.u);
    memcpy (out->data + at + 4 * i, &v, 4);
  }
}

/**
 * vsl_params_to_bytes:
 *
 * Returns: (transfer full): names, shapes and values
 */
GBytes *
vsl_params_to_bytes (const VslParams *params)
{
  GByteArray *out = g_byte_array_new ();
  g_byte_array_append (out, (const guint8 *) MAGIC, 8);
  put_u32 (out, params->n);
  for (guint i = 0; i < params->n; i++) {
    const VslParam *p = &params->param[i];
    put_u32 (out, (guint32) strlen (p->name));
    g_byte_array_append (out, (const guint8 *) p->name, (guint) strlen (p->name));
    put_u32 (out, (guint32) p->shape.rank);
    for (int k = 0; k < p->shape.rank; k++)
      put_u32 (out, (guint32) p->shape.dim[k]);
    put_values (out, params->data + p->offset, p->count);
  }
  guint8 digest[DIGEST];
  vsl_sha256 (out->data, out->len, digest);
  g_byte_array_append (out, digest, DIGEST);
  return g_byte_array_free_to_bytes (out);
}

typedef struct {
  const guint8 *p;
  gsize left;
} Reader;

static gboolean
get_u32 (Reader *r, guint32 *v)
{
  if (r->left < 4)
    return FALSE;
  memcpy (v, r->p, 4);
  *v = GUINT32_FROM_LE (*v);
  r->p += 4;
  r->left -= 4;
  return TRUE;
}

/* Checks one tensor's head against the block; the values follow at r->p. */
static gboolean
get_head (Reader *r, const VslParam *p)
{
  guint32 n, rank, d;
  if (!get_u32 (r, &n) || n != strlen (p->name) || r->left < n || memcmp (r->p, p->name, n) != 0)
    return FALSE;
  r->p += n;
  r->left -= n;
  if (!get_u32 (r, &rank) || rank != (guint32) p->shape.rank)
    return FALSE;
  for (guint32 k = 0; k < rank; k++)
    if (!get_u32 (r, &d) || d != (guint32) p->shape.dim[k])
      return FALSE;
  return r->left >= 4 * p->count;
}

static gboolean
get_all (Reader *r, const VslParams *params, VslReal *out)
{
  guint32 n;
  if (!get_u32 (r, &n) || n != params->n)
    return FALSE;
  for (guint i = 0; i < n; i++) {
    const VslParam *p = &params->param[i];
    if (!get_head (r, p))
      return FALSE;
    for (gsize k = 0; out && k < p->count; k++) {
      union { float f; guint32 u; } v;
      memcpy (&v, r->p + 4 * k, 4);
      v.u = GUINT32_FROM_LE (v.u);
      out[p->offset + k] = v.f;
    }
    r->p += 4 * p->count;
    r->left -= 4 * p->count;
  }
  return r->left == 0;
}

/**
 * vsl_params_from_bytes:
 * @params: a block of the same network
 * @bytes: of vsl_params_to_bytes()
 *
 * Returns: FALSE when the bytes are damaged or belong to another network; @params is unchanged then
 */
gboolean
vsl_params_from_bytes (VslParams *params, GBytes *bytes, GError **error)
{
  gsize size;
  const guint8 *data = g_bytes_get_data (bytes, &size);
  guint8 digest[DIGEST];
  if (size < 8 + 4 + DIGEST || memcmp (data, MAGIC, 8) != 0) {
    g_set_error_literal (error, VSL_GRAPH_ERROR, VSL_ERROR_FORMAT, _("These are not weights of this program."));
    return FALSE;
  }
  vsl_sha256 (data, size - DIGEST, digest);
  if (memcmp (digest, data + size - DIGEST, DIGEST) != 0) {
    g_set_error_literal (error, VSL_GRAPH_ERROR, VSL_ERROR_DATA, _("The stored weights are damaged: their checksum is wrong. Use an earlier checkpoint."));
    return FALSE;
  }
  Reader look = { data + 8, size - 8 - DIGEST }, read = look;
  if (!get_all (&look, params, NULL)) {
    g_set_error_literal (error, VSL_GRAPH_ERROR, VSL_ERROR_SHAPE, _("The stored weights belong to another network: names or shapes differ."));
    return FALSE;
  }
  return get_all (&read, params, params->data);
}
