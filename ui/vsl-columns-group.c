/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/vsl-columns-group.h"

#include <glib/gi18n-lib.h>

#include "ui/vsl-column-names.h"
#include "ui/vsl-dialogs.h"

/* More columns are listed, but only those that are seen need widgets at once. */
#define MOST 400

struct _VslColumnsGroup {
  AdwPreferencesGroup parent_instance;
  GtkWidget *text, *label, *target, *patients, *key, *note, *beside, *beside_row, *columns;
  GPtrArray *rows;              /* of the columns, in order */
  VslImportPlan *plan;          /* the assistant's */
  char *text_wanted, *label_wanted, *patients_wanted, *key_wanted, *note_wanted;      /* by the person; NULL: by what is found; "": none */
  GHashTable *touched;          /* name of a column > its type and tick, where the person changed them; see remember() */
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

/* What a person said of a column holds when the files are looked at again. */
static void
remember (VslColumnsGroup *self, const VslColumn *c)
{
  g_hash_table_insert (self->touched, g_strdup (c->name), GINT_TO_POINTER (1 + 2 * (int) c->type + (c->taken != FALSE)));
}

static void
recall (VslColumnsGroup *self)
{
  for (guint i = 0; column_at (self, i) != NULL; i++)
    {
      VslColumn *c = column_at (self, i);
      int said = GPOINTER_TO_INT (g_hash_table_lookup (self->touched, c->name));

      if (said == 0)
        continue;
      if ((said - 1) / 2 != (int) c->type)
        vsl_import_plan_retype (self->plan, i, (VslColumnType) ((said - 1) / 2), NULL);
      c->taken = (said - 1) % 2 && vsl_column_type_is_feature (c->type);
    }
}

static void
show_count (VslColumnsGroup *self)
{
  guint n = self->plan != NULL && self->plan->columns != NULL ? self->plan->columns->len : 0, taken = vsl_columns_group_taken (self);
  g_autofree char *count = g_strdup_printf (ngettext ("%u of %u column is taken", "%u of %u columns are taken", n), taken, n);

  adw_expander_row_set_subtitle (ADW_EXPANDER_ROW (self->columns), count);
}

static void
on_tick (GtkWidget *tick, VslColumnsGroup *self)
{
  guint i = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (tick), "vsl-column"));
  VslColumn *c = column_at (self, i);

  if (self->filling || c == NULL)
    return;
  c->taken = gtk_check_button_get_active (GTK_CHECK_BUTTON (tick));
  remember (self, c);
  show_count (self);
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
set_type (VslColumnsGroup *self, guint i, VslColumnType type)
{
  VslColumn *c = column_at (self, i);

  vsl_import_plan_retype (self->plan, i, type, NULL);
  c->taken = vsl_column_type_is_feature (type);
  remember (self, c);
  show_column (self, i);
  show_count (self);
  g_signal_emit (self, signals[CHANGED], 0);
}

/* A column that tells who somebody is, and becomes a value only when a person agrees. */
typedef struct {
  VslColumnsGroup *self;
  char *name;
  VslColumnType type;
} Question;

static void
question_free (gpointer data)
{
  Question *question = data;

  g_object_unref (question->self);
  g_free (question->name);
  g_free (question);
}

static void
on_agreed (gpointer data)
{
  Question *question = data;

  for (guint i = 0; column_at (question->self, i) != NULL; i++)
    if (g_str_equal (column_at (question->self, i)->name, question->name))
      set_type (question->self, i, question->type);
}

static void
ask_to_store (VslColumnsGroup *self, const VslColumn *c, VslColumnType type)
{
  Question *question = g_new (Question, 1);
  g_autofree char *heading = g_strdup_printf (_("Store “%s” in the Project?"), c->name);
  g_autofree char *body = g_strdup_printf (ngettext ("The column seems to tell who somebody is. As a value its %u cell will stand readable in the project, in every copy of it, and perhaps in "
                                                     "models that learn from it. A network learns nothing from names and numbers of people that holds for others.",
                                                     "The column seems to tell who somebody is. As a value its %u cells will stand readable in the project, in every copy of it, and perhaps in "
                                                     "models that learn from it. A network learns nothing from names and numbers of people that holds for others.",
                                                     c->rows), c->rows);

  *question = (Question) { g_object_ref (self), g_strdup (c->name), type };
  vsl_dialog_confirm (GTK_WIDGET (self), heading, body, _("_Store It Readable"), TRUE, on_agreed, question, question_free);
}

static void
choose_patients (VslColumnsGroup *self, const char *name)
{
  g_free (self->patients_wanted);
  self->patients_wanted = g_strdup (name);
  g_signal_emit (self, signals[ASKED], 0);
}

static void
on_type (GtkWidget *type, GParamSpec *pspec, VslColumnsGroup *self)
{
  guint i = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (type), "vsl-column")), chosen = gtk_drop_down_get_selected (GTK_DROP_DOWN (type));
  VslColumn *c = column_at (self, i);

  if (self->filling || c == NULL || chosen > VSL_N_COLUMN_TYPES || chosen == (guint) c->type)
    return;
  if (chosen == VSL_N_COLUMN_TYPES)
    {
      g_autofree char *name = g_strdup (c->name);

      show_column (self, i);
      choose_patients (self, name);
    }
  else if (vsl_column_type_is_feature ((VslColumnType) chosen) && !vsl_column_type_is_feature (c->type) && (vsl_column_names_identifier (c->name) || c->type == VSL_COLUMN_IDENTIFIER))
    {
      show_column (self, i);      /* as it was, until the answer is there */
      ask_to_store (self, c, (VslColumnType) chosen);
    }
  else
    set_type (self, i, (VslColumnType) chosen);
}

/* Who the patients are is said of a table's own rows and of files alike, but not of what is here already. */
static GtkWidget *
type_chooser (gboolean patients)
{
  const char *titles[VSL_N_COLUMN_TYPES + 2] = { NULL };

  for (int t = 0; t < VSL_N_COLUMN_TYPES; t++)
    titles[t] = vsl_column_type_title ((VslColumnType) t);
  titles[VSL_N_COLUMN_TYPES] = patients ? _("Patient") : NULL;
  return gtk_drop_down_new_from_strings (titles);
}

static void
add_column (VslColumnsGroup *self, guint i)
{
  GtkWidget *row = adw_action_row_new (), *tick = gtk_check_button_new (), *type = type_chooser (!self->plan->here);
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
forget_wanted (VslColumnsGroup *self)
{
  g_clear_pointer (&self->text_wanted, g_free);
  g_clear_pointer (&self->label_wanted, g_free);
  g_clear_pointer (&self->patients_wanted, g_free);
  g_clear_pointer (&self->key_wanted, g_free);
  g_clear_pointer (&self->note_wanted, g_free);
}

/* That nothing has it is an answer, too. */
static char *
name_or_none (char *name)
{
  return name != NULL ? name : g_strdup ("");
}

static void
on_meaning (VslColumnsGroup *self)
{
  g_autofree char *patients = NULL;

  if (self->filling || self->plan == NULL)
    return;
  patients = g_steal_pointer (&self->patients_wanted);
  forget_wanted (self);
  if (gtk_widget_get_visible (self->text))
    self->text_wanted = name_or_none (chosen_name (self, self->text));
  self->note_wanted = gtk_widget_get_visible (self->note) ? chosen_name (self, self->note) : NULL;
  self->label_wanted = chosen_name (self, self->label);
  self->patients_wanted = g_steal_pointer (&patients);
  self->key_wanted = self->plan->join.column != NULL ? chosen_name (self, self->key) : NULL;
  self->target_wanted = (int) adw_combo_row_get_selected (ADW_COMBO_ROW (self->target));
  self->beside_wanted = gtk_switch_get_active (GTK_SWITCH (self->beside));
  g_signal_emit (self, signals[ASKED], 0);
}

/* Of scans the files say who the patient is where no column does. */
static void
on_patients (VslColumnsGroup *self)
{
  if (self->filling || self->plan == NULL)
    return;
  g_free (self->patients_wanted);
  self->patients_wanted = chosen_name (self, self->patients);
  if (self->patients_wanted == NULL && self->plan->kind != VSL_SAMPLE_SCAN)
    self->patients_wanted = g_strdup ("");
  on_meaning (self);
}

void
vsl_columns_group_get (VslColumnsGroup *self, VslImportOptions *options)
{
  gboolean values = g_strcmp0 (self->text_wanted, "") == 0;

  g_strfreev (options->label);
  g_free (options->key);
  g_free (options->columns);
  g_free (options->text);
  g_free (options->patients);
  options->label = NULL;
  if (self->label_wanted != NULL)
    {
      options->label = g_new0 (char *, 2);
      options->label[0] = g_strdup (self->label_wanted);
    }
  g_free (options->note);
  options->note = g_strdup (self->note_wanted);
  options->key = g_strdup (self->key_wanted);
  options->text = values ? NULL : g_strdup (self->text_wanted);
  options->patients = g_strdup (self->patients_wanted);
  options->target = self->target_wanted;
  options->columns = self->beside_wanted || values ? g_strdup ("auto") : NULL;
}

/* What was wanted cannot be: the choices are again those of the plan that is shown. */
void
vsl_columns_group_refuse (VslColumnsGroup *self)
{
  VslImportPlan *plan = self->plan;
  const VslImportOptions *o = plan != NULL ? &plan->options : NULL;

  if (o == NULL)
    return;
  forget_wanted (self);
  self->text_wanted = g_strdup (o->text);
  self->label_wanted = g_strdup (o->label != NULL ? o->label[0] : NULL);
  self->patients_wanted = g_strdup (o->patients);
  self->key_wanted = g_strdup (o->key);
  self->note_wanted = g_strdup (o->note);
  self->target_wanted = o->target;
  self->beside_wanted = o->columns != NULL && plan->kind != VSL_SAMPLE_TABLE;
  vsl_columns_group_show (self, plan);
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

/* The plan goes; what is shown stays until the next one is. */
void
vsl_columns_group_forget (VslColumnsGroup *self)
{
  self->plan = NULL;
}

static void
show_key (VslColumnsGroup *self)
{
  const VslImportPlan *plan = self->plan;
  g_autofree char *by = NULL;

  fill_names (self->key, plan, _("The one that fits most files"), plan->join.column);
  vsl_column_names_show_fits (self->key, plan->join.fits, plan->table->columns);
  gtk_widget_set_visible (self->key, plan->join.column != NULL);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->key), plan->here ? _("Rows find what is here by") : _("Rows find their files by"));
  by = plan->here ? g_strdup (plan->join.by == VSL_JOIN_PATIENT ? _("It is compared with the patients") : _("It is compared with the accession numbers"))
       : plan->join.column != NULL ? g_strdup_printf (_("Files with a row: %u; files without: %u; rows without a file: %u"), plan->join.matched,
                                                    plan->join.files_without_row, plan->join.rows_without_file)
                                 : NULL;
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self->key), by != NULL ? by : "");
}

static void
show_meanings (VslColumnsGroup *self)
{
  const VslImportPlan *plan = self->plan;
  gboolean scans = plan->kind == VSL_SAMPLE_SCAN, values = plan->kind == VSL_SAMPLE_TABLE;

  fill_names (self->text, plan, _("None: rows of values"), plan->text_name);
  gtk_widget_set_visible (self->text, !plan->here && plan->join.column == NULL && !scans && plan->npz == NULL);
  fill_names (self->label, plan, _("By the column’s name"), self->label_wanted != NULL ? self->label_wanted : plan->target_name);
  adw_combo_row_set_selected (ADW_COMBO_ROW (self->target), (guint) self->target_wanted);
  fill_names (self->patients, plan, scans ? _("By the files") : _("Not known"), plan->patient_name);
  gtk_widget_set_visible (self->patients, !plan->here);
  show_key (self);
  fill_names (self->note, plan, _("None"), plan->options.note);
  gtk_widget_set_visible (self->note, scans && plan->npz == NULL);
  gtk_switch_set_active (GTK_SWITCH (self->beside), self->beside_wanted);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self->beside_row), plan->kind == VSL_SAMPLE_NOTE ? _("A network can then look at the values of a row beside its note")
                                                                                                 : _("A network can then look at the values of a row beside its scan"));
  gtk_widget_set_visible (self->beside_row, !values && plan->items->len > 0);
}

void
vsl_columns_group_show (VslColumnsGroup *self, VslImportPlan *plan)
{
  gboolean table = plan != NULL && plan->table != NULL;
  guint n = table && plan->columns != NULL ? plan->columns->len : 0;
  gboolean expanded = self->rows->len > 0 && adw_expander_row_get_expanded (ADW_EXPANDER_ROW (self->columns)), first = self->rows->len == 0;

  self->plan = table ? plan : NULL;
  clear_columns (self);
  gtk_widget_set_visible (GTK_WIDGET (self), table);
  if (!table)
    return;
  self->filling = TRUE;
  show_meanings (self);
  self->filling = FALSE;
  recall (self);
  for (guint i = 0; i < MIN (n, MOST); i++)
    add_column (self, i);
  show_count (self);
  gtk_widget_set_visible (self->columns, n > 0);
  adw_expander_row_set_expanded (ADW_EXPANDER_ROW (self->columns), n > 0 && (first ? n <= 12 : expanded));
}

/* ---- life ---- */

static void
vsl_columns_group_finalize (GObject *object)
{
  VslColumnsGroup *self = VSL_COLUMNS_GROUP (object);

  g_ptr_array_unref (self->rows);
  forget_wanted (self);
  g_hash_table_unref (self->touched);
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
combo (VslColumnsGroup *self, const char *title, const char *subtitle, const char *name, GCallback changed)
{
  GtkWidget *row = adw_combo_row_new ();

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  gtk_widget_set_name (row, name);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (self), row);
  g_signal_connect_object (row, "notify::selected", changed, self, G_CONNECT_SWAPPED);
  return row;
}

static void
vsl_columns_group_init (VslColumnsGroup *self)
{
  const char *targets[] = { _("By what it holds"), _("A class"), _("A number"), _("Several labels, set apart by |"), NULL };
  g_autoptr (GtkStringList) list = gtk_string_list_new (targets);
  GtkWidget *row = adw_action_row_new ();

  self->rows = g_ptr_array_new ();
  self->touched = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->filling = TRUE;
  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (self), _("Table"));
  self->text = combo (self, _("Notes"), _("The column that has the text of each note"), "text", G_CALLBACK (on_meaning));
  self->label = combo (self, _("Label"), _("The column that the network is to tell"), "label", G_CALLBACK (on_meaning));
  self->target = combo (self, _("The label is"), "", "target", G_CALLBACK (on_meaning));
  adw_combo_row_set_model (ADW_COMBO_ROW (self->target), G_LIST_MODEL (list));
  self->patients = combo (self, _("Patient"), _("Rows of one patient stay on the same side of the split; only a keyed hash is stored"), "patient_column", G_CALLBACK (on_patients));
  self->key = combo (self, _("Rows find their files by"), "", "key", G_CALLBACK (on_meaning));
  self->note = combo (self, _("Note beside each scan"), _("A network can then read it with the scan"), "note", G_CALLBACK (on_meaning));
  self->beside = gtk_switch_new ();
  gtk_widget_set_valign (self->beside, GTK_ALIGN_CENTER);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _("Take values too"));
  self->beside_row = row;
  gtk_widget_set_name (self->beside, "beside");
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
