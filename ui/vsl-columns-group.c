/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/vsl-columns-group.h"

#include <glib/gi18n-lib.h>

/* More columns are listed, but only those that are seen need widgets at once. */
#define MOST 400

struct _VslColumnsGroup {
  AdwPreferencesGroup parent_instance;
  GtkWidget *label, *target, *key, *note, *beside, *columns;
  GPtrArray *rows;              /* of the columns, in order */
  VslImportPlan *plan;          /* the assistant's */
  char *label_wanted, *key_wanted, *note_wanted;      /* by the person; NULL: by what is found */
  int target_wanted;            /* as VslImportOptions.target */
  gboolean beside_wanted, filling;
};

G_DEFINE_FINAL_TYPE (VslColumnsGroup, vsl_columns_group, ADW_TYPE_PREFERENCES_GROUP)

enum { ASKED, CHANGED, N_SIGNALS };
static guint signals[N_SIGNALS];

static VslColumn *
column_at (VslColumnsGroup *self, guint i)
{
  return self->plan != NULL && self->plan->columns != NULL && i < self->plan->columns->len ? self->plan->columns->pdata[i] : NULL;
}

static char *
subtitle_of (const VslColumn *c)
{
  GString *s = g_string_new (NULL);
  g_autofree char *spread = vsl_column_spread (c);

  g_string_append (s, spread);
  if (c->missing > 0)
    {
      g_string_append (s, s->len > 0 ? "\n" : "");
      g_string_append_printf (s, ngettext ("%u of %u missing", "%u of %u missing", c->missing), c->missing, c->rows);
    }
  if (c->why != NULL)
    g_string_append_printf (s, "%s%s", s->len > 0 ? "\n" : "", c->why);
  return g_string_free (s, FALSE);
}

static void
show_column (VslColumnsGroup *self, guint i)
{
  GtkWidget *row = self->rows->pdata[i], *tick = g_object_get_data (G_OBJECT (row), "vsl-tick"), *type = g_object_get_data (G_OBJECT (row), "vsl-type");
  const VslColumn *c = column_at (self, i);
  g_autofree char *subtitle = subtitle_of (c);

  self->filling = TRUE;
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  gtk_check_button_set_active (GTK_CHECK_BUTTON (tick), c->taken);
  gtk_widget_set_sensitive (tick, vsl_column_type_is_feature (c->type));
  gtk_drop_down_set_selected (GTK_DROP_DOWN (type), c->type);
  self->filling = FALSE;
}

static void
on_tick (GtkWidget *tick, VslColumnsGroup *self)
{
  guint i = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (tick), "vsl-column"));
  VslColumn *c = column_at (self, i);

  if (self->filling || c == NULL)
    return;
  c->taken = gtk_check_button_get_active (GTK_CHECK_BUTTON (tick));
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
on_type (GtkWidget *type, GParamSpec *pspec, VslColumnsGroup *self)
{
  guint i = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (type), "vsl-column")), chosen = gtk_drop_down_get_selected (GTK_DROP_DOWN (type));
  VslColumn *c = column_at (self, i);

  if (self->filling || c == NULL || chosen >= VSL_N_COLUMN_TYPES || chosen == (guint) c->type)
    return;
  vsl_import_plan_retype (self->plan, i, (VslColumnType) chosen, NULL);
  c->taken = vsl_column_type_is_feature ((VslColumnType) chosen);
  show_column (self, i);
  g_signal_emit (self, signals[CHANGED], 0);
}

static GtkWidget *
type_chooser (void)
{
  const char *titles[VSL_N_COLUMN_TYPES + 1] = { NULL };

  for (int t = 0; t < VSL_N_COLUMN_TYPES; t++)
    titles[t] = vsl_column_type_title ((VslColumnType) t);
  return gtk_drop_down_new_from_strings (titles);
}

static void
add_column (VslColumnsGroup *self, guint i)
{
  GtkWidget *row = adw_action_row_new (), *tick = gtk_check_button_new (), *type = type_chooser ();
  const VslColumn *c = column_at (self, i);
  g_autofree char *spoken = g_strdup_printf (_("Take the column %s"), c->name), *kind = g_strdup_printf (_("Type of the column %s"), c->name);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), c->name);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 4);
  gtk_widget_set_valign (tick, GTK_ALIGN_CENTER);
  gtk_widget_set_valign (type, GTK_ALIGN_CENTER);
  gtk_accessible_update_property (GTK_ACCESSIBLE (tick), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (type), GTK_ACCESSIBLE_PROPERTY_LABEL, kind, -1);
  g_object_set_data (G_OBJECT (tick), "vsl-column", GUINT_TO_POINTER (i));
  g_object_set_data (G_OBJECT (type), "vsl-column", GUINT_TO_POINTER (i));
  g_object_set_data (G_OBJECT (row), "vsl-tick", tick);
  g_object_set_data (G_OBJECT (row), "vsl-type", type);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), tick);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), type);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), tick);
  adw_expander_row_add_row (ADW_EXPANDER_ROW (self->columns), row);
  g_ptr_array_add (self->rows, row);
  show_column (self, i);
  g_signal_connect_object (tick, "toggled", G_CALLBACK (on_tick), self, 0);
  g_signal_connect_object (type, "notify::selected", G_CALLBACK (on_type), self, 0);
}

/* ---- what the table's columns mean ---- */

static void
fill_names (GtkWidget *combo, const VslImportPlan *plan, const char *first, const char *chosen)
{
  g_autoptr (GtkStringList) list = gtk_string_list_new (NULL);
  guint at = 0;

  gtk_string_list_append (list, first);
  for (guint i = 0; i < plan->table->columns; i++)
    {
      gtk_string_list_append (list, plan->table->header[i]);
      if (chosen != NULL && g_str_equal (plan->table->header[i], chosen))
        at = i + 1;
    }
  adw_combo_row_set_model (ADW_COMBO_ROW (combo), G_LIST_MODEL (list));
  adw_combo_row_set_selected (ADW_COMBO_ROW (combo), at);
}

static char *
chosen_name (VslColumnsGroup *self, GtkWidget *combo)
{
  guint at = adw_combo_row_get_selected (ADW_COMBO_ROW (combo));

  return self->plan != NULL && self->plan->table != NULL && at > 0 && at <= self->plan->table->columns ? g_strdup (self->plan->table->header[at - 1]) : NULL;
}

static void
on_meaning (VslColumnsGroup *self)
{
  if (self->filling || self->plan == NULL)
    return;
  g_free (self->label_wanted);
  g_free (self->key_wanted);
  g_free (self->note_wanted);
  self->note_wanted = gtk_widget_get_visible (self->note) ? chosen_name (self, self->note) : NULL;
  self->label_wanted = chosen_name (self, self->label);
  self->key_wanted = self->plan->join.column != NULL ? chosen_name (self, self->key) : NULL;
  self->target_wanted = (int) adw_combo_row_get_selected (ADW_COMBO_ROW (self->target));
  self->beside_wanted = gtk_switch_get_active (GTK_SWITCH (self->beside));
  g_signal_emit (self, signals[ASKED], 0);
}

void
vsl_columns_group_get (VslColumnsGroup *self, VslImportOptions *options)
{
  g_strfreev (options->label);
  g_free (options->key);
  g_free (options->columns);
  options->label = NULL;
  if (self->label_wanted != NULL)
    {
      options->label = g_new0 (char *, 2);
      options->label[0] = g_strdup (self->label_wanted);
    }
  g_free (options->note);
  options->note = g_strdup (self->note_wanted);
  options->key = g_strdup (self->key_wanted);
  options->target = self->target_wanted;
  options->columns = self->beside_wanted ? g_strdup ("auto") : NULL;
}

guint
vsl_columns_group_taken (VslColumnsGroup *self)
{
  guint n = 0;

  for (guint i = 0; column_at (self, i) != NULL; i++)
    n += column_at (self, i)->taken != FALSE;
  return n;
}

static void
clear_columns (VslColumnsGroup *self)
{
  for (guint i = 0; i < self->rows->len; i++)
    adw_expander_row_remove (ADW_EXPANDER_ROW (self->columns), self->rows->pdata[i]);
  g_ptr_array_set_size (self->rows, 0);
}

void
vsl_columns_group_show (VslColumnsGroup *self, VslImportPlan *plan)
{
  gboolean table = plan != NULL && plan->table != NULL, values = table && plan->kind == VSL_SAMPLE_TABLE;
  guint n = table && plan->columns != NULL ? plan->columns->len : 0, taken;
  g_autofree char *count = NULL, *by = NULL;

  self->plan = table ? plan : NULL;
  clear_columns (self);
  gtk_widget_set_visible (GTK_WIDGET (self), table);
  if (!table)
    return;
  self->filling = TRUE;
  fill_names (self->label, plan, _("By the column’s name"), self->label_wanted != NULL ? self->label_wanted : plan->target_name);
  fill_names (self->key, plan, _("The one that fits most files"), plan->join.column);
  gtk_widget_set_visible (self->key, plan->join.column != NULL);
  fill_names (self->note, plan, _("None"), plan->options.note);
  gtk_widget_set_visible (self->note, plan->kind == VSL_SAMPLE_SCAN && plan->npz == NULL);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->key), plan->here ? _("Rows find what is here by") : _("Rows find their files by"));
  by = plan->here ? g_strdup (plan->join.by == VSL_JOIN_PATIENT ? _("It is compared with the patients") : _("It is compared with the accession numbers"))
       : plan->join.column != NULL ? g_strdup_printf (_("Files with a row: %u; files without: %u; rows without a file: %u"), plan->join.matched,
                                                    plan->join.files_without_row, plan->join.rows_without_file)
                                 : NULL;
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self->key), by != NULL ? by : "");
  gtk_widget_set_visible (gtk_widget_get_ancestor (self->beside, ADW_TYPE_ACTION_ROW), !values);
  self->filling = FALSE;
  for (guint i = 0; i < MIN (n, MOST); i++)
    add_column (self, i);
  taken = vsl_columns_group_taken (self);
  count = g_strdup_printf (ngettext ("%u of %u column is taken", "%u of %u columns are taken", n), taken, n);
  adw_expander_row_set_subtitle (ADW_EXPANDER_ROW (self->columns), count);
  gtk_widget_set_visible (self->columns, n > 0);
  adw_expander_row_set_expanded (ADW_EXPANDER_ROW (self->columns), n > 0 && n <= 12);
}

/* ---- life ---- */

static void
vsl_columns_group_finalize (GObject *object)
{
  VslColumnsGroup *self = VSL_COLUMNS_GROUP (object);

  g_ptr_array_unref (self->rows);
  g_free (self->label_wanted);
  g_free (self->key_wanted);
  g_free (self->note_wanted);
  G_OBJECT_CLASS (vsl_columns_group_parent_class)->finalize (object);
}

static void
vsl_columns_group_class_init (VslColumnsGroupClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = vsl_columns_group_finalize;
  signals[ASKED] = g_signal_new ("asked", VSL_TYPE_COLUMNS_GROUP, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[CHANGED] = g_signal_new ("changed", VSL_TYPE_COLUMNS_GROUP, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static GtkWidget *
combo (VslColumnsGroup *self, const char *title, const char *subtitle)
{
  GtkWidget *row = adw_combo_row_new ();

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (self), row);
  g_signal_connect_object (row, "notify::selected", G_CALLBACK (on_meaning), self, G_CONNECT_SWAPPED);
  return row;
}

static void
vsl_columns_group_init (VslColumnsGroup *self)
{
  const char *targets[] = { _("By what it holds"), _("A class"), _("A number"), _("Several labels, set apart by |"), NULL };
  g_autoptr (GtkStringList) list = gtk_string_list_new (targets);
  GtkWidget *row = adw_action_row_new ();

  self->rows = g_ptr_array_new ();
  self->filling = TRUE;
  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (self), _("Table"));
  self->label = combo (self, _("Label"), _("The column that the network is to tell"));
  self->target = combo (self, _("The label is"), "");
  adw_combo_row_set_model (ADW_COMBO_ROW (self->target), G_LIST_MODEL (list));
  self->key = combo (self, _("Rows find their files by"), "");
  self->note = combo (self, _("Note beside each scan"), _("A network can then read it with the scan"));
  gtk_widget_set_name (self->note, "note");
  self->beside = gtk_switch_new ();
  gtk_widget_set_valign (self->beside, GTK_ALIGN_CENTER);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _("Take values too"));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), _("A network can then look at the values of a row beside its scan"));
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), self->beside);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), self->beside);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (self), row);
  g_signal_connect_object (self->beside, "notify::active", G_CALLBACK (on_meaning), self, G_CONNECT_SWAPPED);
  self->columns = adw_expander_row_new ();
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->columns), _("Columns"));
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (self), self->columns);
  self->filling = FALSE;
}

GtkWidget *
vsl_columns_group_new (void)
{
  return g_object_new (VSL_TYPE_COLUMNS_GROUP, NULL);
}
