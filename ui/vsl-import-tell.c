/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/vsl-import-tell.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "core/vsl-error.h"
#include "ui/vsl-note-row.h"

#define CLASS_ROWS 50

void
vsl_import_tell_classes (const VslImportPlan *plan, GtkWidget *classes, GPtrArray *rows)
{
  guint n = plan->classes != NULL ? g_strv_length (plan->classes) : 0;
  g_autofree char *count = g_strdup_printf (ngettext ("%u class", "%u classes", n), n);

  for (guint i = 0; i < rows->len; i++)
    adw_expander_row_remove (ADW_EXPANDER_ROW (classes), rows->pdata[i]);
  g_ptr_array_set_size (rows, 0);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (classes), plan->target == VSL_TARGET_LABELS ? _("Labels") : _("Classes"));
  if (plan->target == VSL_TARGET_LABELS)
    {
      g_free (count);
      count = g_strdup_printf (ngettext ("%u label, which holds or not", "%u labels, each of which holds or not", n), n);
    }
  gtk_widget_set_visible (classes, n > 0);
  adw_expander_row_set_subtitle (ADW_EXPANDER_ROW (classes), count);
  adw_expander_row_set_expanded (ADW_EXPANDER_ROW (classes), n <= 6);
  for (guint c = 0; c < MIN (n, CLASS_ROWS); c++)
    {
      GtkWidget *row = adw_action_row_new (), *label;
      g_autofree char *text = g_strdup_printf (plan->kind == VSL_SAMPLE_TABLE ? ngettext ("%u row", "%u rows", plan->class_counts[c])
                                               : plan->kind == VSL_SAMPLE_NOTE ? ngettext ("%u note", "%u notes", plan->class_counts[c])
                                                                             : ngettext ("%u scan", "%u scans", plan->class_counts[c]),
                                               plan->class_counts[c]);

      adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), plan->classes[c]);
      label = gtk_label_new (text);
      gtk_widget_add_css_class (label, "numeric");
      gtk_widget_add_css_class (label, "dim-label");
      adw_action_row_add_suffix (ADW_ACTION_ROW (row), label);
      adw_expander_row_add_row (ADW_EXPANDER_ROW (classes), row);
      g_ptr_array_add (rows, row);
    }
}

void
vsl_import_tell_left_out (const VslImportPlan *plan, GtkWidget *group, GtkWidget *left)
{
  g_autofree char *counts = vsl_left_out_counts (plan->left_out), *title = NULL;

  gtk_widget_set_visible (group, counts != NULL);
  if (counts == NULL)
    return;
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (left), FALSE);
  title = plan->here ? g_strdup_printf (_("Not matched: %u"), plan->left_out->len) : g_strdup (_("Left out"));
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (left), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (left), counts);
}

/* What came in before: it is no harm to the project, but counts twice. */
void
vsl_import_tell_known (const VslImportPlan *plan, GtkWidget *group, GtkWidget *row)
{
  guint n = plan->items->len, looked = plan->known_looked, found = plan->known_found;
  g_autofree char *title = looked < n ? g_strdup_printf (ngettext ("Of %2$u looked at, %1$u is here already", "Of %2$u looked at, %1$u are here already", found), found, looked)
                                      : g_strdup_printf (ngettext ("%1$u of %2$u is here already", "%1$u of %2$u are here already", found), found, n);

  gtk_widget_set_visible (group, found > 0 && !plan->here);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
}

/* A whole note in its own card: what is garbled here would be garbled in the project. */
static void
add_example (GtkWidget *group, GPtrArray *rows, const char *text, const char *label)
{
  GtkWidget *row = adw_action_row_new ();
  g_autofree char *excerpt = vsl_note_row_excerpt (text, strlen (text));

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), *label != '\0' ? label : _("Note"));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), excerpt);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 4);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), row);
  g_ptr_array_add (rows, row);
}

static void
clear_examples (GtkWidget *group, GPtrArray *rows)
{
  for (guint i = 0; i < rows->len; i++)
    adw_preferences_group_remove (ADW_PREFERENCES_GROUP (group), rows->pdata[i]);
  g_ptr_array_set_size (rows, 0);
}

void
vsl_import_tell_examples (const VslImportExamples *examples, gboolean mask, GtkWidget *group, GPtrArray *rows)
{
  clear_examples (group, rows);
  for (guint i = 0; examples != NULL && examples->texts[i] != NULL; i++)
    add_example (group, rows, mask ? examples->masked[i] : examples->texts[i], examples->labels[i]);
  adw_preferences_group_set_description (ADW_PREFERENCES_GROUP (group), mask ? _("Masked, as they will be kept") : _("As they will be kept"));
}

char *
vsl_import_tell_button (const VslImportPlan *plan, guint n)
{
  return g_strdup_printf (plan->kind == VSL_SAMPLE_TABLE ? ngettext ("_Import %u Row", "_Import %u Rows", n)
                                            : plan->kind == VSL_SAMPLE_NOTE ? ngettext ("_Import %u Note", "_Import %u Notes", n)
                                                                                  : ngettext ("_Import %u Scan", "_Import %u Scans", n), n);
}

char *
vsl_import_tell_refused (const VslImportPlan *plan, const char *key, const GError *error)
{
  const char *column = plan->join.column;

  if (key != NULL && column != NULL && !g_str_equal (key, column) && g_error_matches (error, VSL_DATA_ERROR, VSL_ERROR_NOT_FOUND))
    return g_strdup_printf (_("The column “%s” fits no file: rows find their files by “%s” as before"), key, column);
  return g_strdup_printf (_("Not possible, so it is as before: %s"), error->message);
}
