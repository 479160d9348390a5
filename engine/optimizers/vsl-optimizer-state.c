/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An optimizer's state as bytes, for checkpoints: little-endian counts, then the slots. */
#include <glib/gi18n-lib.h>
#include <string.h>

#include "optimizers/vsl-optimizer-private.h"

#define MAGIC "VSLOPT1"

typedef struct {
  char magic[8];
  char name[32];
  guint64 step, size;
  guint32 n_slots, real_bytes;
  double scalar[4];
} Header;

/* The blocks that are saved: the class's slots, then the average of the weights. */
static int
n_blocks (const VslOptimizer *o)
{
  return o->n_slots + (o->average ? 1 : 0);
}

static VslReal *
block (const VslOptimizer *o, int i)
{
  return i < o->n_slots ? o->update.slot[i] : o->average;
}

/**
 * vsl_optimizer_to_bytes:
 *
 * Returns: (transfer full): everything that the next step depends on, but for the options
 */
GBytes *
vsl_optimizer_to_bytes (const VslOptimizer *o)
{
  Header h = { MAGIC };
  g_strlcpy (h.name, o->cls->head.name, sizeof h.name);
  h.step = GUINT64_TO_LE (o->update.step);
  h.size = GUINT64_TO_LE ((guint64) o->size);
  h.n_slots = GUINT32_TO_LE ((guint32) n_blocks (o));
  h.real_bytes = GUINT32_TO_LE ((guint32) sizeof (VslReal));
  memcpy (h.scalar, o->update.scalar, sizeof h.scalar);
  GByteArray *a = g_byte_array_sized_new ((guint) sizeof h);
  g_byte_array_append (a, (const guint8 *) &h, sizeof h);
  for (int s = 0; s < n_blocks (o); s++)
    g_byte_array_append (a, (const guint8 *) block (o, s), (guint) (o->size * sizeof (VslReal)));
  return g_byte_array_free_to_bytes (a);
}

/**
 * vsl_optimizer_from_bytes:
 * @bytes: of vsl_optimizer_to_bytes(), from an optimizer of the same class and layout
 *
 * Returns: FALSE with %VSL_ERROR_FORMAT, nothing changed, when the bytes are cut or another optimizer's
 */
gboolean
vsl_optimizer_from_bytes (VslOptimizer *o, GBytes *bytes, GError **error)
{
  gsize length;
  const guint8 *data = g_bytes_get_data (bytes, &length);
  gsize slot = o->size * sizeof (VslReal);
  Header h;
  if (length != sizeof h + slot * (gsize) n_blocks (o) || (memcpy (&h, data, sizeof h), memcmp (h.magic, MAGIC, 8) != 0) ||
      strncmp (h.name, o->cls->head.name, sizeof h.name) != 0 || GUINT64_FROM_LE (h.size) != o->size ||
      GUINT32_FROM_LE (h.n_slots) != (guint32) n_blocks (o) || GUINT32_FROM_LE (h.real_bytes) != sizeof (VslReal)) {
    g_set_error (error, VSL_TRAIN_ERROR, VSL_ERROR_FORMAT,
                 _("The saved state of the optimizer is damaged or belongs to another network or optimizer than %s."), o->cls->head.name);
    return FALSE;
  }
  o->update.step = GUINT64_FROM_LE (h.step);
  memcpy (o->update.scalar, h.scalar, sizeof h.scalar);
  for (int s = 0; s < n_blocks (o); s++)
    memcpy (block (o, s), data + sizeof h + slot * (gsize) s, slot);
  _vsl_optimizer_reset_rows (o);
  return TRUE;
}
