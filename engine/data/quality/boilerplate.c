/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>

#include "data/quality/vsl-quality.h"

#define OFTEN 5          /* notes with one text, so that it is a form and not a copy */
#define FEWEST 3         /* words */

static void
find (const VslQualityInput *in, VslFindings *out)
{
  g_autoptr (GHashTable) counts = g_hash_table_new (g_int64_hash, g_int64_equal);
  GArray *ids = vsl_ids_new ();
  for (guint i = 0; in->traits && i < in->n; i++)
    if (in->traits[i].words >= FEWEST) {
      guint n = GPOINTER_TO_UINT (g_hash_table_lookup (counts, &in->traits[i].look)) + 1;
      g_hash_table_insert (counts, (gpointer) &in->traits[i].look, GUINT_TO_POINTER (n));
    }
  for (guint i = 0; in->traits && i < in->n; i++)
    if (in->traits[i].words >= FEWEST && GPOINTER_TO_UINT (g_hash_table_lookup (counts, &in->traits[i].look)) >= OFTEN)
      vsl_ids_add (ids, in, i);
  vsl_findings_add (out, VSL_SEVERITY_INFO, 0, ids,
                    g_strdup_printf (_("%u notes are boilerplate: but for numbers, five or more have one and the same text."), ids->len));
}

extern const VslCheckClass vsl_check_boilerplate;

const VslCheckClass vsl_check_boilerplate = {
  .head = {
    .name = "boilerplate",
    .title = N_("Boilerplate"),
    .summary = N_("The same text, but for numbers, in many notes."),
    .icon = "dialog-warning-symbolic",
  },
  .kinds = VSL_CHECK_NOTES,
  .mend = VSL_MEND_LEAVE_OUT,
  .find = find,
};
