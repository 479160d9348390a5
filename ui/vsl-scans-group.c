/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/vsl-scans-group.h"

#include <glib/gi18n-lib.h>

#include "ui/vsl-burned-in.h"
#include "ui/vsl-dialogs.h"

enum { LEAVE_OUT, KEEP, ONE_BY_ONE };

struct _VslScansGroup {
  AdwPreferencesGroup parent_instance;
  GtkWidget *table, *choose, *joined, *suspected, *burned_in, *look;
  const VslImportPlan *plan;    /* the assistant's */
  GHashTable *kept;             /* of vsl_burned_in_path(): those that the person looked at and keeps */
  gboolean filling;
  char *wanted;                 /* the table that the person chose; NULL: what is found */
};

G_DEFINE_FINAL_TYPE (VslScansGroup, vsl_scans_group, ADW_TYPE_PREFERENCES_GROUP)

enum { ASKED, CHANGED, N_SIGNALS };
static guint signals[N_SIGNALS];

/* ---- what is shown ---- */

static const char *
by_what (VslJoinBy by)
{
  switch (by)
    {
    case VSL_JOIN_PATIENT:
      return _("the patient’s number in the files");
    case VSL_JOIN_ACCESSION:
      return _("the accession number in the files");
    case VSL_JOIN_PATH:
      return _("the paths of the files");
    case VSL_JOIN_STEM:
      return _("the names of the files without their endings");
    default:
      return _("the names of the files");
    }
}

static void
show_table (VslScansGroup *self)
{
  const VslImportPlan *plan = self->plan;
  const VslJoin *join = &plan->join;
  g_autofree char *name = plan->options.labels != NULL && plan->table != NULL ? g_path_get_basename (plan->options.labels) : NULL;
  g_autofree char *text = NULL;

  if (join->column == NULL)
    text = g_strdup (plan->table != NULL ? _("The table names each file.") : plan->classes != NULL && plan->classes[0] != NULL
                                                                                 ? _("Classes are those of the folders.")
                                                                                 : _("Nothing says what is to be learnt. A table with a row for each patient or file can."));
  else if (plan->target_name != NULL)
    text = g_strdup_printf (_("Its column “%s” has the labels; its column “%s” finds %s."), plan->target_name, join->column, by_what (join->by));
  else
    text = g_strdup_printf (_("Its column “%s” finds %s."), join->column, by_what (join->by));
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->table), name != NULL ? name : _("Labels from a Table"));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self->table), text);
  gtk_widget_set_visible (self->joined, join->column != NULL);
  if (join->column != NULL)
    {
      GString *s = g_string_new (NULL);

      g_string_append_printf (s, ngettext ("%u file has a row, ", "%u files have a row, ", join->matched), join->matched);
      g_string_append_printf (s, ngettext ("%u has none.", "%u have none.", join->files_without_row), join->files_without_row);
      g_string_append_c (s, ' ');
      g_string_append_printf (s, ngettext ("%u row fits no file.", "%u rows fit no file.", join->rows_without_file), join->rows_without_file);
      if (join->conflicts > 0)
        g_string_append_printf (s, ngettext (" Rows contradict each other about %u file.", " Rows contradict each other about %u files.", join->conflicts),
                                join->conflicts);
      adw_action_row_set_subtitle (ADW_ACTION_ROW (self->joined), s->str);
      g_string_free (s, TRUE);
    }
}

static void
show_burned_in (VslScansGroup *self)
{
  guint n = vsl_import_plan_n_burned_in (self->plan);
  g_autofree char *title = g_strdup_printf (ngettext ("%u scan may have text in its picture", "%u scans may have text in their pictures", n), n);

  if (self->plan->items->len > 0 && n > 0)
    {
      guint kept = n - (self->plan->items->len - vsl_scans_group_taken (self, self->plan));
      g_autofree char *text = g_strdup_printf (ngettext ("%u is kept, ", "%u are kept, ", kept), kept), *out = g_strdup_printf (ngettext ("%u left out", "%u left out", n - kept), n - kept);
      g_autofree char *both = g_strconcat (text, out, NULL);

      adw_action_row_set_subtitle (ADW_ACTION_ROW (self->burned_in), both);
    }
  gtk_widget_set_visible (self->suspected, n > 0);
  gtk_widget_set_visible (self->burned_in, n > 0);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->suspected), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self->suspected),
                               n > 0 && n == self->plan->items->len
                                 ? _("These are all. Names in a picture stay in the project: look at them, and keep them if there are none.")
                                 : _("Names in a picture stay in the project: look at them before you keep them."));
}

void
vsl_scans_group_show (VslScansGroup *self, const VslImportPlan *plan)
{
  self->plan = plan != NULL && plan->kind == VSL_SAMPLE_SCAN && plan->npz == NULL ? plan : NULL;
  gtk_widget_set_visible (GTK_WIDGET (self), self->plan != NULL);
  if (self->plan == NULL)
    return;
  show_table (self);
  show_burned_in (self);
}

char *
vsl_scans_group_patients (const VslImportPlan *plan)
{
  g_autoptr (GHashTable) patients = g_hash_table_new (g_str_hash, g_str_equal);
  guint n;

  for (guint i = 0; i < plan->items->len; i++)
    if (((const VslImportItem *) plan->items->pdata[i])->patient != NULL)
      g_hash_table_add (patients, ((const VslImportItem *) plan->items->pdata[i])->patient);
  n = g_hash_table_size (patients);
  return g_strdup_printf (ngettext ("%u patient: splits and intervals go by patient.", "%u patients: splits and intervals go by patient.", n), n);
}

/* ---- the answers ---- */

void
vsl_scans_group_get (VslScansGroup *self, VslImportOptions *options)
{
  if (self->wanted == NULL)
    return;
  g_free (options->labels);
  options->labels = g_strdup (self->wanted);
}

static gboolean
is_kept (VslScansGroup *self, const VslImportItem *item)
{
  guint answer = adw_combo_row_get_selected (ADW_COMBO_ROW (self->burned_in));
  const char *path = vsl_burned_in_path (item);

  return answer == KEEP || (answer == ONE_BY_ONE && path != NULL && g_hash_table_contains (self->kept, path));
}

guint
vsl_scans_group_taken (VslScansGroup *self, const VslImportPlan *plan)
{
  guint n = plan->items->len;

  for (guint i = 0; i < plan->items->len; i++)
    n -= ((const VslImportItem *) plan->items->pdata[i])->burned_in != VSL_BURNED_IN_NO && !is_kept (self, plan->items->pdata[i]);
  return n;
}

void
vsl_scans_group_settle (VslScansGroup *self, VslImportPlan *plan)
{
  for (guint i = 0; i < plan->items->len; i++)
    ((VslImportItem *) plan->items->pdata[i])->keep_text = is_kept (self, plan->items->pdata[i]);
  vsl_import_plan_settle_burned_in (plan);
}

static void
on_table_chosen (char **paths, gpointer data)
{
  VslScansGroup *self = data;

  g_free (self->wanted);
  self->wanted = g_strdup (paths[0]);
  g_signal_emit (self, signals[ASKED], 0);
}

static void
on_choose (VslScansGroup *self)
{
  vsl_dialog_files (GTK_WIDGET (self), VSL_DIALOG_OPEN_FILES, _("Choose the Table with the Labels"), _("_Choose"), NULL, _("Tables"), "*.[ct]sv", on_table_chosen,
                    g_object_ref (self), g_object_unref);
}

static void
on_answer (VslScansGroup *self)
{
  if (self->plan != NULL && !self->filling)
    {
      show_burned_in (self);
      g_signal_emit (self, signals[CHANGED], 0);
    }
}

/* A tick at one of the pictures. */
static void
on_kept (gpointer data)
{
  VslScansGroup *self = data;

  self->filling = TRUE;
  adw_combo_row_set_selected (ADW_COMBO_ROW (self->burned_in), ONE_BY_ONE);
  self->filling = FALSE;
  on_answer (self);
}

/* The ticks begin as the answer for all is. */
static void
on_look (VslScansGroup *self)
{
  guint answer = adw_combo_row_get_selected (ADW_COMBO_ROW (self->burned_in));

  if (answer != ONE_BY_ONE)
    g_hash_table_remove_all (self->kept);
  for (guint i = 0; answer == KEEP && i < self->plan->items->len; i++)
    if (((const VslImportItem *) self->plan->items->pdata[i])->burned_in != VSL_BURNED_IN_NO && vsl_burned_in_path (self->plan->items->pdata[i]) != NULL)
      g_hash_table_add (self->kept, g_strdup (vsl_burned_in_path (self->plan->items->pdata[i])));
  gtk_window_present (GTK_WINDOW (vsl_burned_in_window (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))), self->plan, self->kept, G_CALLBACK (on_kept), G_OBJECT (self))));
}

/* ---- life ---- */

static void
vsl_scans_group_finalize (GObject *object)
{
  g_free (VSL_SCANS_GROUP (object)->wanted);
  g_hash_table_unref (VSL_SCANS_GROUP (object)->kept);
  G_OBJECT_CLASS (vsl_scans_group_parent_class)->finalize (object);
}

static void
vsl_scans_group_class_init (VslScansGroupClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = vsl_scans_group_finalize;
  signals[ASKED] = g_signal_new ("asked", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static GtkWidget *
button_new (const char *label, const char *name)
{
  GtkWidget *button = gtk_button_new_with_mnemonic (label);

  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_set_name (button, name);
  return button;
}

static void
vsl_scans_group_init (VslScansGroup *self)
{
  const char *const answers[] = { _("Leave them out"), _("Keep them"), _("Those that were ticked"), NULL };
  g_autoptr (GtkStringList) list = gtk_string_list_new (answers);
  GtkWidget *rows[4];

  self->kept = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->table = rows[2] = adw_action_row_new ();
  self->choose = button_new (_("Choose a _Table…"), "choose_table");
  adw_action_row_add_suffix (ADW_ACTION_ROW (self->table), self->choose);
  self->joined = rows[3] = adw_action_row_new ();
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->joined), _("Files and Rows"));
  gtk_widget_set_name (self->joined, "joined");
  self->suspected = rows[0] = adw_action_row_new ();
  gtk_widget_set_name (self->suspected, "suspected");
  self->burned_in = rows[1] = adw_combo_row_new ();
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->burned_in), _("Scans that may have text"));
  gtk_widget_set_name (self->burned_in, "burned_in");
  adw_combo_row_set_model (ADW_COMBO_ROW (self->burned_in), G_LIST_MODEL (list));
  self->look = button_new (_("_Look at Them"), "look_burned_in");
  adw_action_row_add_suffix (ADW_ACTION_ROW (self->suspected), self->look);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (rows[i]), FALSE);
      adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (rows[i]), 0);
      adw_preferences_group_add (ADW_PREFERENCES_GROUP (self), rows[i]);
    }
  gtk_widget_set_name (self->table, "table_row");
  g_signal_connect_object (self->choose, "clicked", G_CALLBACK (on_choose), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->look, "clicked", G_CALLBACK (on_look), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->burned_in, "notify::selected", G_CALLBACK (on_answer), self, G_CONNECT_SWAPPED);
}
