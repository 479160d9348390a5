/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/quality/vsl-leaks.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>

#define SHOWN 8          /* samples that a sentence names */

/* The patients on two sides, marked by number. */
static guint8 *
torn_patients (const VslQualityInput *in, guint *n)
{
  guint most = 0;
  g_autofree guint32 *patient = g_new (guint32, (gsize) in->n + 1);
  for (guint i = 0; i < in->n; i++) {
    patient[i] = in->samples[i].patient;
    most = MAX (most, patient[i]);
  }
  return vsl_groups_across (in, patient, most, n);
}

static guint
smallest_split (const VslQualityInput *in)
{
  guint count[VSL_N_SPLITS] = { 0 }, least = 0;
  for (guint i = 0; i < in->n; i++)
    if (in->samples[i].split != VSL_SPLIT_NONE)
      count[in->samples[i].split]++;
  for (int s = 0; s < VSL_N_SPLITS; s++)
    if (count[s] && (!least || count[s] < least))
      least = count[s];
  return least;
}

/**
 * vsl_leaks_find:
 * @input: with twins
 *
 * Returns: (transfer full)
 */
VslLeaks *
vsl_leaks_find (const VslQualityInput *in)
{
  VslLeaks *leaks = g_new0 (VslLeaks, 1);
  guint torn = 0, alike = 0;
  g_autofree guint8 *patient = torn_patients (in, &leaks->patients);
  g_autofree guint8 *exact = vsl_groups_across (in, in->twins->exact, in->twins->n_exact, &torn);
  g_autofree guint32 *near = g_memdup2 (in->twins->near, ((gsize) in->n + 1) * sizeof (guint32));
  leaks->samples = vsl_ids_new ();
  leaks->smaller = smallest_split (in);
  for (guint i = 0; i < in->n; i++) {
    const VslSampleInfo *s = &in->samples[i];
    if ((s->patient && patient[s->patient]) || (in->twins->exact[i] && exact[in->twins->exact[i]]))
      vsl_ids_add (leaks->samples, in, i);
    if (in->twins->exact[i])
      near[i] = 0;                   /* told as a copy already */
  }
  leaks->copies = vsl_copies_elsewhere (in, in->twins->exact, in->twins->n_exact);
  alike = vsl_copies_elsewhere (in, near, in->twins->n_near);
  leaks->look_alikes = alike;
  return leaks;
}

/**
 * vsl_leaks_free:
 */
void
vsl_leaks_free (VslLeaks *leaks)
{
  if (!leaks)
    return;
  g_array_unref (leaks->samples);
  g_free (leaks);
}

/**
 * vsl_leaks_any:
 */
gboolean
vsl_leaks_any (const VslLeaks *leaks)
{
  return leaks->patients || leaks->copies || leaks->look_alikes;
}

/**
 * vsl_leaks_stop:
 *
 * Returns: whether a patient stands on two sides, or copies make up more of the smallest split than is tolerated
 */
gboolean
vsl_leaks_stop (const VslLeaks *leaks)
{
  return leaks->patients || leaks->copies > VSL_LEAKS_TOLERATED * leaks->smaller;
}

/**
 * vsl_leaks_text:
 *
 * Returns: (transfer full)
 */
char *
vsl_leaks_text (const VslLeaks *leaks)
{
  g_autoptr (GString) text = g_string_new (NULL);
  if (leaks->patients)
    g_string_append_printf (text, ngettext ("%u patient is on two sides of the split. ", "%u patients are on two sides of the split. ", leaks->patients),
                            leaks->patients);
  if (leaks->copies)
    g_string_append_printf (text, ngettext ("%u exact copy stands in another split than its twin (%.1f %% of the smallest split). ",
                                            "%u exact copies stand in another split than their twins (%.1f %% of the smallest split). ", leaks->copies),
                            leaks->copies, 100.0 * leaks->copies / MAX (leaks->smaller, 1));
  if (leaks->look_alikes)
    g_string_append_printf (text, ngettext ("%u more sample is all but equal to one in another split. ",
                                            "%u more samples are all but equal to some in another split. ", leaks->look_alikes), leaks->look_alikes);
  for (guint i = 0; i < leaks->samples->len && i < SHOWN; i++)
    g_string_append_printf (text, i ? ", %" PRId64 : _("Samples: %" PRId64), g_array_index (leaks->samples, gint64, i));
  if (leaks->samples->len > SHOWN)
    g_string_append_printf (text, ngettext (" and %u more", " and %u more", leaks->samples->len - SHOWN), leaks->samples->len - SHOWN);
  if (leaks->samples->len)
    g_string_append (text, ".");
  return g_strchomp (g_string_free (g_steal_pointer (&text), FALSE));
}
