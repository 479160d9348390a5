/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>
#include <string.h>
#include "data/quality/vsl-quality.h"

typedef struct {
  int width, height, frames, channels, type;
} Form;

static guint
form_hash (gconstpointer key)
{
  const Form *f = key;
  return (guint) (f->width * 31 + f->height) * 31 + (guint) (f->channels * 8 + f->type);
}

static gboolean
form_equal (gconstpointer a, gconstpointer b)
{
  return memcmp (a, b, sizeof (Form)) == 0;
}

static void
find (const VslQualityInput *in, VslFindings *out)
{
  g_autoptr (GHashTable) counts = g_hash_table_new (form_hash, form_equal);
  g_autofree Form *form = g_new0 (Form, (gsize) in->n + 1);
  guint most = 0, usual = 0;
  for (guint i = 0; i < in->n; i++) {
    const VslSampleInfo *s = &in->samples[i];
    form[i] = (Form) { s->width, s->height, MAX (s->frames, 1), s->channels, s->type };
    guint n = GPOINTER_TO_UINT (g_hash_table_lookup (counts, &form[i])) + 1;
    g_hash_table_insert (counts, &form[i], GUINT_TO_POINTER (n));
    if (n > most) {
      most = n;
      usual = i;
    }
  }
  if (most == in->n || most < in->n * 0.9)
    return;                       /* all the same, or sizes simply vary */
  GArray *ids = vsl_ids_new ();
  for (guint i = 0; i < in->n; i++)
    if (!form_equal (&form[i], &form[usual]))
      vsl_ids_add (ids, in, i);
  vsl_findings_add (out, VSL_SEVERITY_WARNING, 0, ids,
                    g_strdup_printf (ngettext ("%u scan has another size, number of colours or depth than the others (%d × %d).",
                                               "%u scans have another size, number of colours or depth than the others (%d × %d).", ids->len), ids->len,
                                     form[usual].width, form[usual].height));
}

extern const VslCheckClass vsl_check_odd_size;

const VslCheckClass vsl_check_odd_size = {
  .head = {
    .name = "odd_size",
    .title = N_("Odd size"),
    .summary = N_("Scans of another size or number of channels than nine of ten others."),
    .icon = "dialog-warning-symbolic",
  },
  .kinds = VSL_CHECK_SCANS,
  .mend = VSL_MEND_LEAVE_OUT,
  .find = find,
};
