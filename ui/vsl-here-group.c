/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/vsl-here-group.h"

#include <glib/gi18n-lib.h>

enum { HERE, OWN };

struct _VslHereGroup {
  AdwPreferencesGroup parent_instance;
  GtkWidget *use, *labels, *rows, *replace_row, *replace;
  gboolean filling;
};

G_DEFINE_FINAL_TYPE (VslHereGroup, vsl_here_group, ADW_TYPE_PREFERENCES_GROUP)

enum { ASKED, CHANGED, N_SIGNALS };
static guint signals[N_SIGNALS];

/* ---- what is shown ---- */

static void
show_use (VslHereGroup *self, const VslImportPlan *plan)
{
  const char *const uses[] = { plan->kind == VSL_SAMPLE_NOTE ? _("Labels for these notes") : plan->kind == VSL_SAMPLE_TABLE ? _("Labels for these rows")
                                                                                                                              : _("Labels for these scans"),
                               _("Samples of its own"), NULL };
  g_autoptr (GtkStringList) list = gtk_string_list_new (uses);

  adw_combo_row_set_model (ADW_COMBO_ROW (self->use), G_LIST_MODEL (list));
  adw_combo_row_set_selected (ADW_COMBO_ROW (self->use), plan->here ? HERE : OWN);
}

static void
show_counts (VslHereGroup *self, const VslImportPlan *plan)
{
  const VslJoin *join = &plan->join;
  g_autoptr (GString) s = g_string_new (NULL), t = g_string_new (NULL);
  g_autofree char *differs = g_strdup_printf (ngettext ("%u has another label than the table gives. Else it stays as it is.",
                                                        "%u have another label than the table gives. Else they stay as they are.", join->differing), join->differing);

  g_string_append_printf (s, ngettext ("%u gets its first label. ", "%u get their first label. ", join->fresh), join->fresh);
  if (join->same > 0)
    g_string_append_printf (s, ngettext ("%u has the same one already. ", "%u have the same one already. ", join->same), join->same);
  if (plan->unlabelled > 0)
    g_string_append_printf (s, ngettext ("%u row has no label.", "%u rows have no label.", plan->unlabelled), plan->unlabelled);
  g_string_append_printf (t, _("With a row: %u; without: %u. Rows that fit nothing: %u."), join->matched, join->files_without_row, join->rows_without_file);
  if (join->conflicts > 0)
    g_string_append_printf (t, ngettext (" Rows contradict each other about %u.", " Rows contradict each other about %u.", join->conflicts), join->conflicts);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self->labels), g_strchomp (s->str));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self->rows), t->str);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self->replace_row), differs);
}

void
vsl_here_group_show (VslHereGroup *self, const VslImportPlan *plan)
{
  gboolean here = plan != NULL && plan->here, told = here && (plan->target_name != NULL || (plan->options.label != NULL && plan->options.label[0] != NULL));

  gtk_widget_set_visible (GTK_WIDGET (self), plan != NULL);
  gtk_widget_set_visible (self->labels, told);
  gtk_widget_set_visible (self->rows, here);
  gtk_widget_set_visible (self->replace_row, here && plan->join.differing > 0);
  if (plan == NULL)
    return;
  self->filling = TRUE;
  show_use (self, plan);
  if (here)
    show_counts (self, plan);
  self->filling = FALSE;
}

gboolean
vsl_here_group_takes (const char *path)
{
  g_autofree char *lower = g_ascii_strdown (path, -1);

  return g_str_has_suffix (lower, ".csv") || g_str_has_suffix (lower, ".tsv");
}

gboolean
vsl_here_group_turns (const VslImportPlan *plan, gboolean *here, gboolean *doubtful)
{
  gboolean few = *here && plan != NULL && !*doubtful && plan->join.rows_without_file > plan->items->len;
  gboolean none = !*here && plan == NULL && *doubtful;

  if (few || none)
    {
      *here = none;
      *doubtful = TRUE;
    }
  return few || none;
}

/* ---- the answers ---- */

gboolean
vsl_here_group_wanted (VslHereGroup *self)
{
  return adw_combo_row_get_selected (ADW_COMBO_ROW (self->use)) == HERE;
}

gboolean
vsl_here_group_replace (VslHereGroup *self)
{
  return gtk_widget_get_visible (self->replace_row) && gtk_switch_get_active (GTK_SWITCH (self->replace));
}

static void
on_use (VslHereGroup *self)
{
  if (!self->filling)
    g_signal_emit (self, signals[ASKED], 0);
}

static void
on_replace (VslHereGroup *self)
{
  if (!self->filling)
    g_signal_emit (self, signals[CHANGED], 0);
}

/* ---- life ---- */

static void
vsl_here_group_class_init (VslHereGroupClass *klass)
{
  signals[ASKED] = g_signal_new ("asked", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static GtkWidget *
add_row (VslHereGroup *self, GtkWidget *row, const char *title, const char *name)
{
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 0);
  gtk_widget_set_name (row, name);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (self), row);
  return row;
}

static void
vsl_here_group_init (VslHereGroup *self)
{
  self->filling = TRUE;
  self->use = add_row (self, adw_combo_row_new (), _("What the table is for"), "use");
  self->labels = add_row (self, adw_action_row_new (), _("Labels"), "here_labels");
  self->rows = add_row (self, adw_action_row_new (), _("Found by its rows"), "here_rows");
  self->replace_row = add_row (self, adw_action_row_new (), _("Replace labels that differ"), "replace_row");
  self->replace = gtk_switch_new ();
  gtk_widget_set_valign (self->replace, GTK_ALIGN_CENTER);
  gtk_widget_set_name (self->replace, "replace");
  adw_action_row_add_suffix (ADW_ACTION_ROW (self->replace_row), self->replace);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (self->replace_row), self->replace);
  g_signal_connect_object (self->use, "notify::selected", G_CALLBACK (on_use), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->replace, "notify::active", G_CALLBACK (on_replace), self, G_CONNECT_SWAPPED);
  self->filling = FALSE;
}
