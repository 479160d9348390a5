/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/vsl-import-split.h"

#include <glib/gi18n-lib.h>

#include "ui/vsl-split-chooser.h"

static void
speak_of_rows (const VslImportPlan *plan, const VslImportSplitRows *rows)
{
  g_autofree char *text = g_strdup_printf (_("%u training, %u validation, %u test"), plan->split_counts[VSL_SPLIT_TRAIN], plan->split_counts[VSL_SPLIT_VAL],
                                           plan->split_counts[VSL_SPLIT_TEST]);

  gtk_widget_set_visible (rows->split_given, plan->split_given);
  gtk_widget_set_visible (rows->split_row, !plan->split_given);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (rows->split_given), text);
  adw_preferences_group_set_description (ADW_PREFERENCES_GROUP (rows->split), plan->split_given     ? NULL
                                                                              : plan->patients_known ? _("All rows of a patient stay on the same side.")
                                                                                                     : _("Row by row, since patients are unknown."));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (rows->patients),
                               plan->patients_known ? _("Known: splits and intervals go by patient.")
                                                    : _("Unknown: rows of one person may stand on both sides, and results then look better than they are. "
                                                        "Choose the patient’s column below, if there is one."));
  gtk_label_set_label (GTK_LABEL (rows->no_test_text), _("No row is kept for the test. Results will be counted on rows that helped to choose the best epoch, and "
                                                         "will look better than they are."));
  gtk_label_set_label (GTK_LABEL (rows->kept), _("The project keeps the values of the columns that are taken, with labels and splits. Other columns are not stored; "
                                                 "patients are stored as keyed hashes only."));
}

static void
speak_of_files (const VslImportPlan *plan, const VslImportSplitRows *rows)
{
  gboolean notes = plan->kind != VSL_SAMPLE_SCAN;

  gtk_widget_set_visible (rows->split_given, plan->split_given);
  gtk_widget_set_visible (rows->split_row, !plan->split_given);
  if (plan->split_given)
    {
      g_autofree char *text = g_strdup_printf (_("%u training, %u validation, %u test"), plan->split_counts[VSL_SPLIT_TRAIN],
                                               plan->split_counts[VSL_SPLIT_VAL], plan->split_counts[VSL_SPLIT_TEST]);

      adw_action_row_set_subtitle (ADW_ACTION_ROW (rows->split_given), text);
    }
  else
    adw_preferences_group_set_description (ADW_PREFERENCES_GROUP (rows->split),
                                           plan->patients_known ? (notes ? _("All notes of a patient stay on the same side.")
                                                                         : _("All scans of a patient stay on the same side."))
                                                                : (notes ? _("Note by note, since patients are unknown.")
                                                                         : _("Scan by scan, since patients are unknown.")));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (rows->patients),
                               plan->patients_known ? _("Known: splits and intervals go by patient.")
                               : notes && plan->table != NULL ? _("Unknown: notes of one person may stand on both sides, and results then look better than they are. "
                                                                  "Choose the patient’s column below, if there is one.")
                               : notes             ? _("Unknown: notes of one person may stand on both sides, and results then look better than they are. "
                                                       "A column patient_id tells them apart.")
                                                   : _("Unknown: scans of one person may stand on both sides, and results then look better than they are. "
                                                       "A manifest.csv with a column patient_id tells them apart."));
}

/* Nothing comes in: no patients to be known, and a split only where the table gives one. */
static void
speak_of_here (const VslImportPlan *plan, const VslImportSplitRows *rows)
{
  g_autofree char *text = g_strdup_printf (_("%u training, %u validation, %u test"), plan->split_counts[VSL_SPLIT_TRAIN], plan->split_counts[VSL_SPLIT_VAL],
                                           plan->split_counts[VSL_SPLIT_TEST]);

  gtk_widget_set_visible (rows->split_given, TRUE);
  gtk_widget_set_visible (rows->split_row, FALSE);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (rows->split_given), text);
  adw_preferences_group_set_description (ADW_PREFERENCES_GROUP (rows->split), _("What has a row goes to the side that the table says."));
  gtk_label_set_label (GTK_LABEL (rows->kept), _("What is here gets its labels, and the columns that are taken. Other columns are not stored, nor are the numbers of patients. "
                                                 "This can be undone."));
}

/**
 * vsl_import_show_split:
 *
 * What the assistant says about the split, about patients, and about what the project will keep.
 */
void
vsl_import_show_split (const VslImportPlan *plan, const VslImportSplitRows *rows)
{
  gtk_widget_set_visible (rows->patients, !plan->here);
  gtk_widget_set_visible (rows->split, !plan->here || plan->split_given);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (rows->split_given), plan->here ? _("Given by the table") : _("Given by the files"));
  (plan->here ? speak_of_here : plan->kind == VSL_SAMPLE_TABLE ? speak_of_rows : speak_of_files) (plan, rows);
}

void
vsl_import_take_split (VslImportPlan *plan, GtkWidget *chooser)
{
  if (!plan->split_given && !plan->here)
    {
      int percent[VSL_N_SPLITS];

      vsl_split_chooser_get (VSL_SPLIT_CHOOSER (chooser), percent);
      g_free (plan->options.split);
      plan->options.split = g_strdup_printf ("%d/%d/%d", percent[VSL_SPLIT_TRAIN], percent[VSL_SPLIT_VAL], percent[VSL_SPLIT_TEST]);
      for (int s = 0; s < VSL_N_SPLITS; s++)
        plan->fractions[s] = percent[s] / 100.0;
    }
}
