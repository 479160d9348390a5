/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A checkpoint: magic, three lengths, the numbers of the run, the weights, the optimizer, and a SHA-256 over all
 * of it. What follows from these bytes is the same as what would have followed without them. */
#include <glib/gi18n-lib.h>
#include <string.h>

#include "core/vsl-sha256.h"
#include "train/vsl-trainer-private.h"

#define MAGIC "VSLRUN\1"
#define DIGEST VSL_SHA256_BYTES
#define HEAD (8 + 3 * 8)

G_STATIC_ASSERT (sizeof (VslTrainState) % 8 == 0);

/* The fields are all of 8 bytes; their order in memory is their order in the file. */
static void
swap_state (VslTrainState *s)
{
  guint64 *words = (guint64 *) s;
  for (gsize i = 0; i < sizeof *s / 8; i++)
    words[i] = GUINT64_TO_LE (words[i]);
}

/**
 * vsl_trainer_state:
 *
 * Returns: (transfer full): everything that the rest of the run depends on
 */
GBytes *
vsl_trainer_state (VslTrainer *t)
{
  vsl_train_step_flush (t->step);
  g_autoptr (GBytes) params = vsl_params_to_bytes (t->params);
  g_autoptr (GBytes) optimizer = vsl_optimizer_to_bytes (vsl_train_step_optimizer (t->step));
  VslTrainState s = t->s;
  gsize n[3] = { sizeof s, g_bytes_get_size (params), g_bytes_get_size (optimizer) };
  gsize size = HEAD + n[0] + n[1] + n[2];
  guint8 *data = g_malloc (size + DIGEST), *at = data + HEAD;
  memcpy (data, MAGIC, 8);
  for (int i = 0; i < 3; i++) {
    guint64 le = GUINT64_TO_LE ((guint64) n[i]);
    memcpy (data + 8 + 8 * i, &le, 8);
  }
  swap_state (&s);
  memcpy (at, &s, n[0]);
  memcpy (at + n[0], g_bytes_get_data (params, NULL), n[1]);
  memcpy (at + n[0] + n[1], g_bytes_get_data (optimizer, NULL), n[2]);
  vsl_sha256 (data, size, data + size);
  return g_bytes_new_take (data, size + DIGEST);
}

/* Checks the whole and cuts it into its three parts. */
static gboolean
split (GBytes *state, GBytes *part[3], GError **error)
{
  gsize size, at = HEAD;
  const guint8 *data = g_bytes_get_data (state, &size);
  guint8 digest[DIGEST];
  guint64 n[3] = { 0 };
  gboolean ok = size >= HEAD + DIGEST && memcmp (data, MAGIC, 8) == 0;
  for (int i = 0; ok && i < 3; i++) {
    memcpy (&n[i], data + 8 + 8 * i, 8);
    n[i] = GUINT64_FROM_LE (n[i]);
    ok = n[i] <= size;
  }
  ok = ok && (n[0] == sizeof (VslTrainState) || n[0] == VSL_TRAIN_STATE_FIRST) && HEAD + n[0] + n[1] + n[2] + DIGEST == size;
  if (ok) {
    vsl_sha256 (data, size - DIGEST, digest);
    ok = memcmp (digest, data + size - DIGEST, DIGEST) == 0;
  }
  if (!ok) {
    g_set_error (error, VSL_TRAIN_ERROR, VSL_ERROR_FORMAT, _("The checkpoint is damaged or was made by another version."));
    return FALSE;
  }
  for (int i = 0; i < 3; i++) {
    part[i] = g_bytes_new_from_bytes (state, at, n[i]);
    at += n[i];
  }
  return TRUE;
}

static void
free_parts (GBytes *part[3])
{
  for (int i = 0; i < 3; i++)
    g_bytes_unref (part[i]);
}

static gboolean
restore_parts (VslTrainer *t, GBytes *part[3], GError **error)
{
  VslTrainState s = { 0 };
  memcpy (&s, g_bytes_get_data (part[0], NULL), MIN (g_bytes_get_size (part[0]), sizeof s));
  swap_state (&s);
  if (s.n_train != t->n_train || s.batch != t->s.batch || s.seed != t->s.seed || s.position > t->n_train) {
    g_set_error (error, VSL_TRAIN_ERROR, VSL_ERROR_CONFIG,
                 _("The run cannot go on from here: it was trained on %u samples with batches of %u, now there are %u and %u. Start a new run."),
                 (guint) s.n_train, (guint) s.batch, t->n_train, (guint) t->s.batch);
    return FALSE;
  }
  if (!vsl_optimizer_from_bytes (vsl_train_step_optimizer (t->step), part[2], error) ||
      !vsl_params_from_bytes (t->params, part[1], error))
    return FALSE;
  t->s = s;
  return TRUE;
}

/**
 * vsl_trainer_restore:
 * @state: of vsl_trainer_state(), with the same network, options and samples
 *
 * Returns: FALSE with an error when the bytes are damaged or belong to another run; the trainer is then of no
 * further use
 */
gboolean
vsl_trainer_restore (VslTrainer *t, GBytes *state, GError **error)
{
  GBytes *part[3];
  if (!split (state, part, error))
    return FALSE;
  gboolean ok = restore_parts (t, part, error);
  free_parts (part);
  return ok;
}

/**
 * vsl_checkpoint_params:
 * @params: filled with the weights inside @state
 */
gboolean
vsl_checkpoint_params (GBytes *state, VslParams *params, GError **error)
{
  GBytes *part[3];
  if (!split (state, part, error))
    return FALSE;
  gboolean ok = vsl_params_from_bytes (params, part[1], error);
  free_parts (part);
  return ok;
}
