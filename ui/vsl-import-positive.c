/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/vsl-import-positive.h"

#include <glib/gi18n-lib.h>

int
vsl_import_positive_get (const VslImportPositive *positive)
{
  guint chosen = adw_combo_row_get_selected (positive->row);

  return chosen == GTK_INVALID_LIST_POSITION ? -1 : (int) chosen - positive->asks;
}

gboolean
vsl_import_positive_chosen (VslImportPositive *positive, const VslImportPlan *plan)
{
  int chosen = plan != NULL && !positive->filling ? vsl_import_positive_get (positive) : -1;

  if (chosen >= 0 && chosen < 2)
    {
      g_free (positive->chosen);
      positive->chosen = g_strdup (plan->classes[chosen]);
    }
  return !positive->filling;
}

/* Which of two classes is looked for turns sensitivity into specificity: nothing is chosen for the person. */
void
vsl_import_positive_fill (VslImportPositive *positive, const VslImportPlan *plan, const char *looked_for)
{
  g_autoptr (GtkStringList) list = gtk_string_list_new (NULL);
  const char *const wanted[] = { positive->chosen, looked_for };
  int known = plan->options.positive != NULL ? plan->positive : -1;

  for (guint k = 0; k < G_N_ELEMENTS (wanted); k++)
    for (int c = 0; c < 2 && wanted[k] != NULL && known < 0; c++)
      if (g_str_equal (plan->classes[c], wanted[k]))
        known = c;
  positive->filling = TRUE;
  positive->asks = known < 0;
  if (positive->asks)
    gtk_string_list_append (list, _("Choose…"));
  gtk_string_list_append (list, plan->classes[0]);
  gtk_string_list_append (list, plan->classes[1]);
  adw_combo_row_set_model (positive->row, G_LIST_MODEL (list));
  adw_combo_row_set_selected (positive->row, positive->asks ? 0 : (guint) known);
  positive->filling = FALSE;
}
