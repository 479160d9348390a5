/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/vsl-run-table.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "ui/vsl-words.h"

#define MOST_OPTIONS 6
#define AUTO "auto:"                /* then the class of the loss that it stood for */

typedef enum { COLUMN_RUN, COLUMN_STATE, COLUMN_EPOCHS, COLUMN_BEST, COLUMN_LOSS, COLUMN_ACCURACY, COLUMN_AUC, COLUMN_TIME, N_FIXED } Fixed;

struct _VslRunTable {
  AdwBin parent;
  GtkColumnView *view;
  GtkColumnViewColumn *actions, *accuracy, *auc;
  VslDocument *document;
  GListModel *runs;
  GHashTable *ticked;               /* set of run numbers */
  GPtrArray *options;               /* names of the option columns shown */
  GPtrArray *option_columns;        /* borrowed from the view */
  int running;
};

enum { TICKED, RESUME, RESULTS, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (VslRunTable, vsl_run_table, ADW_TYPE_BIN)

/* ---- texts ---- */

static const char *
state_text (const VslRun *run, gboolean running)
{
  if (running)
    return _("running");
  switch (run->state) {
  case VSL_RUN_RUNNING:
    return _("running");
  case VSL_RUN_PAUSED:
    return _("paused");
  case VSL_RUN_INTERRUPTED:
    return _("interrupted");
  case VSL_RUN_FAILED:
    return _("failed");
  case VSL_RUN_FINISHED:
    return run->stopped == VSL_STOPPED_EARLY ? _("stopped early") : run->stopped == VSL_STOPPED_USER ? _("stopped") : _("finished");
  }
  return "";
}

static const VslEpochEvent *
best_epoch (const VslRun *run)
{
  for (guint i = 0; run->history && i < run->history->len; i++) {
    const VslEpochEvent *event = &g_array_index (run->history, VslEpochEvent, i);
    if (event->epoch == run->best_epoch)
      return event;
  }
  return NULL;
}

static char *
number (double value)
{
  return isnan (value) ? g_strdup ("–") : g_strdup_printf ("%.4g", value);
}

static char *
fixed_text (VslRunTable *self, const VslRun *run, Fixed column)
{
  const VslEpochEvent *best = best_epoch (run);
  switch (column) {
  case COLUMN_RUN:
    return g_strdup_printf ("%d", run->run);
  case COLUMN_STATE:
    return g_strdup (state_text (run, run->run == self->running));
  case COLUMN_EPOCHS:
    return g_strdup_printf (C_("epochs done of all", "%u of %u"), run->epochs_done, run->epochs);
  case COLUMN_BEST:
    return run->best_epoch ? g_strdup_printf ("%u", run->best_epoch) : g_strdup ("–");
  case COLUMN_LOSS:
    return number (best ? (isnan (best->val_loss) ? best->loss : best->val_loss) : NAN);
  case COLUMN_ACCURACY:
    return number (best ? (isnan (best->val_accuracy) ? best->accuracy : best->val_accuracy) : NAN);
  case COLUMN_AUC:
    return number (best ? best->val_auc : NAN);
  case COLUMN_TIME:
    return g_strdup_printf ("%d:%02d", (int) (run->seconds / 60), (int) run->seconds % 60);
  case N_FIXED:
    break;
  }
  return g_strdup ("");
}

/* All options of a run by their dotted names, as text. */
static void
flatten (GHashTable *all, const char *prefix, JsonObject *object)
{
  JsonObjectIter iter;
  const char *name;
  JsonNode *value;
  json_object_iter_init (&iter, object);
  while (json_object_iter_next (&iter, &name, &value)) {
    g_autofree char *full = *prefix ? g_strdup_printf ("%s.%s", prefix, name) : g_strdup (name);
    if (JSON_NODE_HOLDS_OBJECT (value) && json_object_has_member (json_node_get_object (value), "type")) {
      JsonObject *inner = json_node_get_object (value);
      g_hash_table_insert (all, g_strdup (full), g_strdup (json_object_get_string_member_with_default (inner, "type", "")));
      if (json_object_has_member (inner, "config"))
        flatten (all, full, json_object_get_object_member (inner, "config"));
    } else if (JSON_NODE_HOLDS_VALUE (value) && json_node_get_value_type (value) == G_TYPE_STRING) {
      g_hash_table_insert (all, g_steal_pointer (&full), g_strdup (json_node_get_string (value)));
    } else if (JSON_NODE_HOLDS_VALUE (value) && json_node_get_value_type (value) == G_TYPE_DOUBLE) {
      g_hash_table_insert (all, g_steal_pointer (&full), g_strdup_printf ("%.6g", json_node_get_double (value)));
    } else {
      g_hash_table_insert (all, g_steal_pointer (&full), json_to_string (value, FALSE));
    }
  }
}

static GHashTable *
options_of (const VslRun *run)
{
  GHashTable *all = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  if (run->options) {
    g_autoptr (JsonObject) object = vsl_config_to_json (&vsl_train_options_kind, run->options->config, TRUE);
    flatten (all, "", object);
    const VslLossClass *loss = run->network ? vsl_options_loss (run->options, run->network, NULL) : NULL;
    if (loss && g_strcmp0 (run->options->config->loss_name, "auto") == 0)      /* two runs may mean two losses by it */
      g_hash_table_insert (all, g_strdup ("loss"), g_strconcat (AUTO, loss->head.name, NULL));
    g_hash_table_insert (all, g_strdup ("seed"), g_strdup_printf ("%" G_GUINT64_FORMAT, run->options->seed));
  }
  if (run->network)
    g_hash_table_insert (all, g_strdup ("network"), g_strdup_printf (ngettext ("%u layer (drawing %d)", "%u layers (drawing %d)", run->network->nodes->len),
                                                                     run->network->nodes->len, (int) run->network_revision));
  return all;
}

/**
 * vsl_run_table_differing:
 *
 * Returns: (transfer full): names of the options in which at least two runs differ, in alphabetical order
 */
char **
vsl_run_table_differing (VslRunTable *self)
{
  g_autoptr (GHashTable) first = NULL, found = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  for (guint i = 0; self->runs && i < g_list_model_get_n_items (self->runs); i++) {
    g_autoptr (VslRunItem) item = g_list_model_get_item (self->runs, i);
    GHashTable *all = options_of (vsl_run_item_run (item));
    if (!first) {
      first = all;
      continue;
    }
    GHashTableIter iter;
    gpointer name, value;
    for (int side = 0; side < 2; side++) {
      g_hash_table_iter_init (&iter, side ? first : all);
      while (g_hash_table_iter_next (&iter, &name, &value))
        if (g_strcmp0 (g_hash_table_lookup (side ? all : first, name), value) != 0)
          g_hash_table_add (found, g_strdup (name));
    }
    g_hash_table_unref (all);
  }
  guint n;
  g_autofree char **names = (char **) g_hash_table_get_keys_as_array (found, &n);
  g_qsort_with_data (names, (int) n, sizeof *names, (GCompareDataFunc) (void (*) (void)) g_strcmp0, NULL);
  char **sorted = g_new0 (char *, n + 1);
  for (guint i = 0; i < n; i++)
    sorted[i] = g_strdup (names[i]);
  return sorted;
}

/* "optimizer.learning_rate" > "Learning rate". */
static char *
option_title (const char *name)
{
  const VslKind *kind = &vsl_train_options_kind;
  const VslProp *prop = vsl_kind_prop (kind, name);
  const char *dot = strchr (name, '.');
  g_autofree char *owner = dot ? g_strndup (name, (gsize) (dot - name)) : NULL;
  const VslProp *object = owner ? vsl_kind_prop (kind, owner) : NULL;
  const VslFamily *family = object && object->registry ? vsl_family (object->registry) : NULL;
  for (int i = 0; !prop && family && family->kinds[i]; i++)
    prop = vsl_kind_prop (family->kinds[i], dot + 1);
  if (prop)
    return g_strdup (_(prop->title));
  return g_strdup (g_str_equal (name, "seed") ? _("Seed") : g_str_equal (name, "network") ? _("Network") : name);
}

/* Classes of a registry by their titles, other choices in plain words. */
static char *
option_text (const char *name, const char *value)
{
  gboolean automatic = g_str_has_prefix (value, AUTO);
  const VslKind *kind = vsl_kind_find (name, automatic ? value + strlen (AUTO) : value);
  if (kind && automatic)
    return vsl_word_auto (_(kind->title));
  return kind ? g_strdup (_(kind->title)) : vsl_word_value (value);
}

/* ---- cells ---- */

static void
label_setup (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer data)
{
  GtkWidget *label = gtk_label_new (NULL);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  /* The columns every run has are short and stay whole; the table scrolls where it must. */
  if (g_object_get_data (G_OBJECT (factory), "vsl-option"))
    gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (label, "numeric");
  gtk_list_item_set_child (item, label);
}

/* What a cell shows: a fixed column or an option. */
static void
label_fill (GtkListItem *cell, VslRunItem *item, GtkSignalListItemFactory *factory)
{
  VslRunTable *self = g_object_get_data (G_OBJECT (factory), "vsl-table");
  const char *option = g_object_get_data (G_OBJECT (factory), "vsl-option");
  const VslRun *run = vsl_run_item_run (item);
  g_autofree char *text = NULL;
  if (option) {
    g_autoptr (GHashTable) all = options_of (run);
    const char *value = g_hash_table_lookup (all, option);
    text = value ? option_text (option, value) : g_strdup ("–");
  } else {
    text = fixed_text (self, run, (Fixed) GPOINTER_TO_INT (g_object_get_data (G_OBJECT (factory), "vsl-column")));
  }
  gtk_label_set_text (GTK_LABEL (gtk_list_item_get_child (cell)), text);
  gtk_widget_set_tooltip_text (gtk_list_item_get_child (cell), run->message && *run->message ? run->message : NULL);
}

static void
item_changed (VslRunItem *item, GtkListItem *cell)
{
  label_fill (cell, item, g_object_get_data (G_OBJECT (cell), "vsl-factory"));
}

static void
label_bind (GtkSignalListItemFactory *factory, GtkListItem *cell, gpointer data)
{
  VslRunItem *item = gtk_list_item_get_item (cell);
  g_object_set_data (G_OBJECT (cell), "vsl-factory", factory);
  g_signal_connect (item, "changed", G_CALLBACK (item_changed), cell);
  label_fill (cell, item, factory);
}

static void
label_unbind (GtkSignalListItemFactory *factory, GtkListItem *cell, gpointer data)
{
  g_signal_handlers_disconnect_by_data (gtk_list_item_get_item (cell), cell);
}

static GtkColumnViewColumn *
add_column (VslRunTable *self, const char *title, Fixed fixed, const char *option)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  g_object_set_data (G_OBJECT (factory), "vsl-table", self);
  g_object_set_data (G_OBJECT (factory), "vsl-column", GINT_TO_POINTER (fixed));
  g_object_set_data_full (G_OBJECT (factory), "vsl-option", g_strdup (option), g_free);
  g_signal_connect (factory, "setup", G_CALLBACK (label_setup), NULL);
  g_signal_connect (factory, "bind", G_CALLBACK (label_bind), NULL);
  g_signal_connect (factory, "unbind", G_CALLBACK (label_unbind), NULL);
  g_autoptr (GtkColumnViewColumn) column = gtk_column_view_column_new (title, factory);
  gtk_column_view_column_set_resizable (column, TRUE);
  gtk_column_view_append_column (self->view, column);
  return column;
}

static int
cell_run (GtkListItem *cell)
{
  return vsl_run_item_run (gtk_list_item_get_item (cell))->run;
}

static void
tick_toggled (GtkCheckButton *check, GtkListItem *cell)
{
  VslRunTable *self = g_object_get_data (G_OBJECT (check), "vsl-table");
  vsl_run_table_tick (self, cell_run (cell), gtk_check_button_get_active (check));
}

static void
tick_bind (GtkSignalListItemFactory *factory, GtkListItem *cell, VslRunTable *self)
{
  GtkWidget *check = gtk_check_button_new ();
  int run = cell_run (cell);
  g_autofree char *label = g_strdup_printf (_("Show run %d in the charts"), run);
  g_object_set_data (G_OBJECT (check), "vsl-table", self);
  gtk_check_button_set_active (GTK_CHECK_BUTTON (check), vsl_run_table_is_ticked (self, run));
  gtk_accessible_update_property (GTK_ACCESSIBLE (check), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  gtk_widget_set_tooltip_text (check, label);
  g_signal_connect (check, "toggled", G_CALLBACK (tick_toggled), cell);
  gtk_list_item_set_child (cell, check);
}

static void
unbind (GtkSignalListItemFactory *factory, GtkListItem *cell, gpointer data)
{
  gtk_list_item_set_child (cell, NULL);
}

static void
resume_clicked (GtkButton *button, VslRunTable *self)
{
  g_signal_emit (self, signals[RESUME], 0, GPOINTER_TO_INT (g_object_get_data (G_OBJECT (button), "vsl-run")));
}

static void
results_clicked (GtkButton *button, VslRunTable *self)
{
  g_signal_emit (self, signals[RESULTS], 0, GPOINTER_TO_INT (g_object_get_data (G_OBJECT (button), "vsl-run")));
}

static void
action_button (VslRunTable *self, GtkWidget *box, int run, const char *label, GCallback callback)
{
  GtkWidget *button = gtk_button_new_with_label (label);
  gtk_widget_add_css_class (button, "vsl-table-button");
  g_object_set_data (G_OBJECT (button), "vsl-run", GINT_TO_POINTER (run));
  g_signal_connect (button, "clicked", callback, self);
  gtk_box_append (GTK_BOX (box), button);
}

static void
action_fill (VslRunItem *item, GtkListItem *cell)
{
  VslRunTable *self = g_object_get_data (G_OBJECT (cell), "vsl-table");
  const VslRun *run = vsl_run_item_run (item);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  gtk_widget_set_halign (box, GTK_ALIGN_END);
  gboolean unfinished = run->state == VSL_RUN_INTERRUPTED || run->state == VSL_RUN_PAUSED
                        || (run->state == VSL_RUN_FINISHED && run->stopped == VSL_STOPPED_USER && run->epochs_done < run->epochs);
  if (unfinished && !self->running)
    action_button (self, box, run->run, _("Resume"), G_CALLBACK (resume_clicked));
  if (run->best_epoch && run->run != self->running)
    action_button (self, box, run->run, _("Results"), G_CALLBACK (results_clicked));
  gtk_list_item_set_child (cell, box);
}

static void
action_bind (GtkSignalListItemFactory *factory, GtkListItem *cell, VslRunTable *self)
{
  VslRunItem *item = gtk_list_item_get_item (cell);
  g_object_set_data (G_OBJECT (cell), "vsl-table", self);
  g_signal_connect (item, "changed", G_CALLBACK (action_fill), cell);
  action_fill (item, cell);
}

static void
action_unbind (GtkSignalListItemFactory *factory, GtkListItem *cell, gpointer data)
{
  g_signal_handlers_disconnect_by_data (gtk_list_item_get_item (cell), cell);
  gtk_list_item_set_child (cell, NULL);
}

/* ---- columns ---- */

static void
add_actions (VslRunTable *self)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  g_signal_connect (factory, "bind", G_CALLBACK (action_bind), self);
  g_signal_connect (factory, "unbind", G_CALLBACK (action_unbind), self);
  g_autoptr (GtkColumnViewColumn) column = gtk_column_view_column_new (NULL, factory);
  gtk_column_view_column_set_expand (column, TRUE);
  gtk_column_view_append_column (self->view, column);
  self->actions = column;
}

/* Option columns follow what differs; they are only rebuilt when that changes. */
/* Of numbers there is no accuracy, but an error in their own unit. */
static void
name_measure (VslRunTable *self)
{
  gboolean number = self->document && vsl_document_info (self->document)->target == VSL_TARGET_NUMBER;
  gtk_column_view_column_set_title (self->accuracy, number ? _("Val. mean error") : _("Val. accuracy"));
  gtk_column_view_column_set_visible (self->auc, !number);
}

static void
update_columns (VslRunTable *self)
{
  g_auto (GStrv) names = vsl_run_table_differing (self);
  guint n = MIN (g_strv_length (names), MOST_OPTIONS);
  gboolean same = n == self->options->len;
  name_measure (self);
  for (guint i = 0; same && i < n; i++)
    same = g_str_equal (names[i], self->options->pdata[i]);
  if (same)
    return;
  for (guint i = 0; i < self->option_columns->len; i++)
    gtk_column_view_remove_column (self->view, self->option_columns->pdata[i]);
  gtk_column_view_remove_column (self->view, self->actions);
  g_ptr_array_set_size (self->options, 0);
  g_ptr_array_set_size (self->option_columns, 0);
  for (guint i = 0; i < n; i++) {
    g_autofree char *title = option_title (names[i]);
    g_ptr_array_add (self->options, g_strdup (names[i]));
    g_ptr_array_add (self->option_columns, add_column (self, title, N_FIXED, names[i]));
  }
  add_actions (self);
}

static void
items_changed (VslRunTable *self)
{
  update_columns (self);
  g_signal_emit (self, signals[TICKED], 0);
}

static void
row_chosen (VslRunTable *self)
{
  g_signal_emit (self, signals[TICKED], 0);
}

/**
 * vsl_run_table_chosen:
 *
 * Returns: the run whose row is chosen, 0: none
 */
int
vsl_run_table_chosen (VslRunTable *self)
{
  GtkSelectionModel *model = gtk_column_view_get_model (self->view);
  VslRunItem *item = model ? gtk_single_selection_get_selected_item (GTK_SINGLE_SELECTION (model)) : NULL;
  return item ? vsl_run_item_run (item)->run : 0;
}

/**
 * vsl_run_table_choose_none:
 */
void
vsl_run_table_choose_none (VslRunTable *self)
{
  GtkSelectionModel *model = gtk_column_view_get_model (self->view);
  if (model)
    gtk_single_selection_set_selected (GTK_SINGLE_SELECTION (model), GTK_INVALID_LIST_POSITION);
}

/**
 * vsl_run_table_set_document:
 * @document: (nullable):
 */
void
vsl_run_table_set_document (VslRunTable *self, VslDocument *document)
{
  if (self->runs)
    g_signal_handlers_disconnect_by_data (self->runs, self);
  g_hash_table_remove_all (self->ticked);
  g_set_object (&self->document, document);
  GListModel *runs = document ? vsl_document_runs (document) : NULL;
  g_set_object (&self->runs, runs);
  gtk_column_view_set_model (self->view, NULL);
  if (!self->runs)
    return;
  g_autoptr (GtkSingleSelection) model = gtk_single_selection_new (NULL);
  gtk_single_selection_set_autoselect (model, FALSE);
  gtk_single_selection_set_can_unselect (model, TRUE);
  gtk_single_selection_set_model (model, self->runs);
  gtk_column_view_set_model (self->view, GTK_SELECTION_MODEL (model));
  g_signal_connect_object (model, "notify::selected-item", G_CALLBACK (row_chosen), self, G_CONNECT_SWAPPED);
  g_signal_connect_swapped (self->runs, "items-changed", G_CALLBACK (items_changed), self);
  update_columns (self);
}

gboolean
vsl_run_table_is_ticked (VslRunTable *self, int run)
{
  return g_hash_table_contains (self->ticked, GINT_TO_POINTER (run));
}

/**
 * vsl_run_table_tick:
 */
void
vsl_run_table_tick (VslRunTable *self, int run, gboolean on)
{
  if (vsl_run_table_is_ticked (self, run) == on)
    return;
  if (on)
    g_hash_table_add (self->ticked, GINT_TO_POINTER (run));
  else
    g_hash_table_remove (self->ticked, GINT_TO_POINTER (run));
  g_signal_emit (self, signals[TICKED], 0);
}

/**
 * vsl_run_table_set_running:
 */
void
vsl_run_table_set_running (VslRunTable *self, int run)
{
  if (self->running == run)
    return;
  self->running = run;
  for (guint i = 0; self->runs && i < g_list_model_get_n_items (self->runs); i++) {
    g_autoptr (VslRunItem) item = g_list_model_get_item (self->runs, i);
    g_signal_emit_by_name (item, "changed");
  }
}

static void
dispose (GObject *object)
{
  VslRunTable *self = VSL_RUN_TABLE (object);
  if (self->runs)
    g_signal_handlers_disconnect_by_data (self->runs, self);
  g_clear_object (&self->runs);
  g_clear_object (&self->document);
  G_OBJECT_CLASS (vsl_run_table_parent_class)->dispose (object);
}

static void
finalize (GObject *object)
{
  VslRunTable *self = VSL_RUN_TABLE (object);
  g_hash_table_unref (self->ticked);
  g_ptr_array_unref (self->options);
  g_ptr_array_unref (self->option_columns);
  G_OBJECT_CLASS (vsl_run_table_parent_class)->finalize (object);
}

static void
vsl_run_table_class_init (VslRunTableClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = dispose;
  G_OBJECT_CLASS (klass)->finalize = finalize;
  signals[TICKED] = g_signal_new ("ticked", VSL_TYPE_RUN_TABLE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[RESUME] = g_signal_new ("resume", VSL_TYPE_RUN_TABLE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_INT);
  signals[RESULTS] = g_signal_new ("results", VSL_TYPE_RUN_TABLE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_INT);
}

static void
vsl_run_table_init (VslRunTable *self)
{
  static const char *const titles[N_FIXED] = { N_("Run"), N_("State"), N_("Epochs"), N_("Best epoch"), N_("Val. loss"), N_("Val. accuracy"), N_("Val. AUC"), N_("Time") };
  self->ticked = g_hash_table_new (NULL, NULL);
  self->options = g_ptr_array_new_with_free_func (g_free);
  self->option_columns = g_ptr_array_new ();
  GtkWidget *scrolled = gtk_scrolled_window_new ();
  self->view = GTK_COLUMN_VIEW (gtk_column_view_new (NULL));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->view), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Runs"), -1);
  gtk_widget_add_css_class (GTK_WIDGET (self->view), "vsl-runs");
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), GTK_WIDGET (self->view));
  adw_bin_set_child (ADW_BIN (self), scrolled);
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  g_signal_connect (factory, "bind", G_CALLBACK (tick_bind), self);
  g_signal_connect (factory, "unbind", G_CALLBACK (unbind), self);
  g_autoptr (GtkColumnViewColumn) ticks = gtk_column_view_column_new (NULL, factory);
  gtk_column_view_append_column (self->view, ticks);
  for (int i = 0; i < N_FIXED; i++) {
    GtkColumnViewColumn *column = add_column (self, _(titles[i]), (Fixed) i, NULL);
    self->accuracy = i == COLUMN_ACCURACY ? column : self->accuracy;      /* the view keeps them */
    self->auc = i == COLUMN_AUC ? column : self->auc;
  }
  add_actions (self);
}

/**
 * vsl_run_table_new:
 */
GtkWidget *
vsl_run_table_new (void)
{
  return g_object_new (VSL_TYPE_RUN_TABLE, NULL);
}
