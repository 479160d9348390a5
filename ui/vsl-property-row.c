/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/vsl-property-row.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "ui/vsl-words.h"

#define TYPING_MS 400

static void
commit (VslPropertyRow *row, JsonNode *value, const char *message)
{
  if (!row->quiet)
    row->commit (row, value, message, row->data);
  g_clear_pointer (&value, json_node_free);
}

static char *
number_text (JsonNode *node)
{
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];
  if (!node || JSON_NODE_HOLDS_NULL (node))
    return g_strdup ("");
  return g_strdup (g_ascii_formatd (buffer, sizeof buffer, "%.10g", json_node_get_double (node)));
}

static void
entry_done (VslPropertyRow *row)
{
  const char *message = NULL;
  g_clear_handle_id (&row->typing, g_source_remove);
  JsonNode *value = _vsl_property_read (row, &message);
  if (value && row->shown && json_node_equal (value, row->shown)) {
    json_node_free (value);
    vsl_property_row_set_error (row, NULL);
    return;
  }
  commit (row, value, message);
}

static gboolean
try_typed (gpointer data)
{
  VslPropertyRow *row = data;
  const char *message = NULL;
  row->typing = 0;
  JsonNode *value = GTK_IS_SPIN_BUTTON (row->editor[0]) ? _vsl_property_read_spin (row) : _vsl_property_read (row, &message);
  if (!value || (row->shown && json_node_equal (value, row->shown))) {
    g_clear_pointer (&value, json_node_free);
    return G_SOURCE_REMOVE;
  }
  row->live = TRUE;
  commit (row, value, NULL);
  row->live = FALSE;
  return G_SOURCE_REMOVE;
}

/* A number counts when a person has stopped typing for a moment, so that shapes follow; Enter or leaving the field ends it. */
static void
typed (VslPropertyRow *row)
{
  if (row->quiet || row->prop->type == VSL_PROP_STRING)
    return;
  g_clear_handle_id (&row->typing, g_source_remove);
  row->typing = g_timeout_add (TYPING_MS, try_typed, row);
}

/* Fields would keep these keys for their own text; here they are the document's. */
static gboolean
undo_key (GtkEventControllerKey *controller, guint key, guint code, GdkModifierType state, gpointer data)
{
  GtkWidget *widget = gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (controller));
  if (!(state & GDK_CONTROL_MASK) || gdk_keyval_to_lower (key) != GDK_KEY_z)
    return FALSE;
  return gtk_widget_activate_action (widget, state & GDK_SHIFT_MASK ? "win.redo" : "win.undo", NULL);
}

/**
 * vsl_property_take_undo:
 *
 * Lets Ctrl+Z in a field undo the document's last step.
 */
void
vsl_property_take_undo (GtkWidget *field)
{
  GtkEventController *key = gtk_event_controller_key_new ();
  gtk_event_controller_set_propagation_phase (key, GTK_PHASE_CAPTURE);
  g_signal_connect (key, "key-pressed", G_CALLBACK (undo_key), NULL);
  gtk_widget_add_controller (field, key);
  gtk_editable_set_enable_undo (GTK_EDITABLE (field), FALSE);
}

/* Up and Down step the number in an entry; logarithmic options by factors. */
static gboolean
entry_key (GtkEventControllerKey *controller, guint key, guint code, GdkModifierType state, VslPropertyRow *row)
{
  GtkWidget *entry = gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (controller));
  const VslProp *p = row->prop;
  double value;
  int way = key == GDK_KEY_Up || key == GDK_KEY_KP_Up ? 1 : key == GDK_KEY_Down || key == GDK_KEY_KP_Down ? -1 : 0;
  if (!way || p->type == VSL_PROP_STRING || !vsl_property_parse (gtk_editable_get_text (GTK_EDITABLE (entry)), &value))
    return FALSE;
  gboolean whole = p->type == VSL_PROP_INTS || p->type == VSL_PROP_INT;
  if (p->flags & VSL_PROP_LOG || p->type == VSL_PROP_PENALTY) {
    /* 1, 2, 5, 10 …: the factor to the next one. */
    double power = pow (10, floor (log10 (MAX (value, 1e-12)) + 1e-9)), lead = value / power;
    value = way > 0 ? (lead < 1.99 ? 2 : lead < 4.99 ? 5 : 10) * power : (lead > 5.01 ? 5 : lead > 2.01 ? 2 : lead > 1.01 ? 1 : 0.5) * power;
  } else {
    value += way * (p->step > 0 ? p->step : whole ? 1 : 0.1);
  }
  value = CLAMP (value, p->min, p->max);
  g_autoptr (JsonNode) node = json_node_init_double (json_node_alloc (), value);
  g_autofree char *text = number_text (node);
  gtk_editable_set_text (GTK_EDITABLE (entry), text);
  gtk_editable_set_position (GTK_EDITABLE (entry), -1);
  entry_done (row);
  return TRUE;
}

static GtkWidget *
add_entry (VslPropertyRow *row, int chars, const char *label, gboolean expand)
{
  GtkWidget *entry = gtk_entry_new ();
  gtk_widget_set_valign (entry, GTK_ALIGN_CENTER);
  gtk_editable_set_width_chars (GTK_EDITABLE (entry), chars);
  gtk_editable_set_max_width_chars (GTK_EDITABLE (entry), expand ? 40 : chars);
  vsl_property_take_undo (entry);
  gtk_widget_set_hexpand (entry, expand);
  if (!expand)
    gtk_editable_set_alignment (GTK_EDITABLE (entry), 1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  g_signal_connect_swapped (entry, "activate", G_CALLBACK (entry_done), row);
  g_signal_connect_swapped (entry, "changed", G_CALLBACK (typed), row);
  GtkEventController *focus = gtk_event_controller_focus_new ();
  g_signal_connect_swapped (focus, "leave", G_CALLBACK (entry_done), row);
  gtk_widget_add_controller (entry, focus);
  GtkEventController *key = gtk_event_controller_key_new ();
  gtk_event_controller_set_propagation_phase (key, GTK_PHASE_CAPTURE);
  g_signal_connect (key, "key-pressed", G_CALLBACK (entry_key), row);
  gtk_widget_add_controller (entry, key);
  row->editor[row->n_editors++] = entry;
  return entry;
}

static GtkWidget *
dim_label (const char *text)
{
  GtkWidget *label = gtk_label_new (text);
  gtk_widget_add_css_class (label, "dim-label");
  return label;
}

static void
spin_changed (GtkSpinButton *spin, VslPropertyRow *row)
{
  commit (row, json_node_init_int (json_node_alloc (), (gint64) gtk_spin_button_get_value (spin)), NULL);
}

static void
switch_changed (GtkSwitch *toggle, GParamSpec *pspec, VslPropertyRow *row)
{
  commit (row, json_node_init_boolean (json_node_alloc (), gtk_switch_get_active (toggle)), NULL);
}

static void
combo_changed (AdwComboRow *combo, GParamSpec *pspec, VslPropertyRow *row)
{
  guint i = adw_combo_row_get_selected (combo);
  if (i == GTK_INVALID_LIST_POSITION || row->quiet)
    return;
  const char *name = i < g_strv_length ((char **) row->names) ? row->names[i] : row->own;
  if (row->prop->type == VSL_PROP_OBJECT && !*name)
    commit (row, json_node_init_null (json_node_alloc ()), NULL);
  else
    commit (row, json_node_init_string (json_node_alloc (), name), NULL);
}

/* What a list shows for a stored name: titles of a registry's classes, plain words otherwise. */
static char *
choice_title (const VslPropertyRow *row, const char *name)
{
  const VslKind *kind = vsl_kind_find (row->prop->registry ? row->prop->registry : row->path, name);
  if (kind)
    return g_strdup (_(kind->title));
  return *name ? vsl_word_value (name) : g_strdup (_("none"));
}

static void
make_combo (VslPropertyRow *row)
{
  g_autoptr (GtkStringList) list = gtk_string_list_new (NULL);
  for (int i = 0; row->names[i]; i++)
    gtk_string_list_take (list, choice_title (row, row->names[i]));
  row->row = adw_combo_row_new ();
  row->quiet = TRUE;
  adw_combo_row_set_model (ADW_COMBO_ROW (row->row), G_LIST_MODEL (list));
  g_signal_connect (row->row, "notify::selected", G_CALLBACK (combo_changed), row);
}

static void
make_spin (VslPropertyRow *row, const char *title)
{
  const VslProp *p = row->prop;
  double step = p->step >= 1 ? p->step : 1;
  GtkAdjustment *adjustment = gtk_adjustment_new (p->def, p->min, p->max, step, step * 10, 0);
  GtkWidget *spin = gtk_spin_button_new (adjustment, 1, 0);
  gtk_spin_button_set_numeric (GTK_SPIN_BUTTON (spin), TRUE);
  gtk_editable_set_width_chars (GTK_EDITABLE (spin), 4);
  gtk_editable_set_max_width_chars (GTK_EDITABLE (spin), 6);
  vsl_property_take_undo (spin);
  gtk_editable_set_alignment (GTK_EDITABLE (spin), 1);
  gtk_widget_set_valign (spin, GTK_ALIGN_CENTER);
  gtk_accessible_update_property (GTK_ACCESSIBLE (spin), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  g_signal_connect (spin, "value-changed", G_CALLBACK (spin_changed), row);
  g_signal_connect_swapped (spin, "changed", G_CALLBACK (typed), row);
  row->editor[row->n_editors++] = spin;
  adw_action_row_add_suffix (ADW_ACTION_ROW (row->row), spin);
}

static void
make_switch (VslPropertyRow *row, const char *title)
{
  GtkWidget *toggle = gtk_switch_new ();
  gtk_widget_set_valign (toggle, GTK_ALIGN_CENTER);
  gtk_accessible_update_property (GTK_ACCESSIBLE (toggle), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  g_signal_connect (toggle, "notify::active", G_CALLBACK (switch_changed), row);
  row->editor[row->n_editors++] = toggle;
  adw_action_row_add_suffix (ADW_ACTION_ROW (row->row), toggle);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row->row), toggle);
}

static void
make_entries (VslPropertyRow *row, const char *title)
{
  const VslProp *p = row->prop;
  AdwActionRow *action = ADW_ACTION_ROW (row->row);
  if (p->type == VSL_PROP_PENALTY) {
    for (int i = 0; i < 2; i++) {
      g_autofree char *label = g_strdup_printf ("%s %s", title, i ? "L2" : "L1");
      adw_action_row_add_suffix (action, dim_label (i ? "L2" : "L1"));
      adw_action_row_add_suffix (action, add_entry (row, 4, label, FALSE));
    }
    return;
  }
  int n = p->type == VSL_PROP_INTS && p->count > 0 ? p->count : 1;
  for (int i = 0; i < n; i++) {
    g_autofree char *label = n > 1 ? g_strdup_printf ("%s %d", title, i + 1) : g_strdup (title);
    if (i)
      adw_action_row_add_suffix (action, dim_label ("×"));
    gboolean text = p->type == VSL_PROP_STRING;
    GtkWidget *entry = add_entry (row, n > 1 ? 3 : text ? 10 : p->type == VSL_PROP_INTS ? 9 : 8, label, text);
    if (p->flags & VSL_PROP_NULLABLE)
      gtk_entry_set_placeholder_text (GTK_ENTRY (entry), C_("an option that is not set", "none"));
    adw_action_row_add_suffix (action, entry);
  }
}

static void
forget_words (GtkButton *button, VslPropertyRow *row)
{
  commit (row, json_node_init_null (json_node_alloc ()), NULL);
}

/* A vocabulary is too long to edit here: how many words it has, and a button that lets them be taken anew. */
static void
make_words (VslPropertyRow *row)
{
  GtkWidget *label = gtk_label_new (NULL), *button = gtk_button_new_from_icon_name ("edit-clear-symbolic");
  gtk_widget_add_css_class (label, "dim-label");
  gtk_widget_add_css_class (label, "numeric");
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_width_chars (GTK_LABEL (label), 14);       /* a number of words on one line */
  gtk_label_set_justify (GTK_LABEL (label), GTK_JUSTIFY_RIGHT);
  gtk_label_set_xalign (GTK_LABEL (label), 1);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (button, _("Take the words anew from the training data"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Take the words anew from the training data"), -1);
  g_signal_connect (button, "clicked", G_CALLBACK (forget_words), row);
  row->editor[row->n_editors++] = label;
  row->editor[row->n_editors++] = button;
  adw_action_row_add_suffix (ADW_ACTION_ROW (row->row), label);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row->row), button);
}

static void
show_words (VslPropertyRow *row, JsonNode *value)
{
  gboolean any = JSON_NODE_HOLDS_ARRAY (value);
  guint n = any ? json_array_get_length (json_node_get_array (value)) : 0;
  g_autofree char *text = any ? g_strdup_printf (ngettext ("%'u word", "%'u words", n), n) : g_strdup (_("taken from the training data"));
  gtk_label_set_text (GTK_LABEL (row->editor[0]), text);
  gtk_widget_set_visible (row->editor[1], any);
}

/**
 * vsl_property_row_new:
 * @path: the option's full name, for the caller
 * @names: (nullable): values to choose from, "" for none
 *
 * Returns: (transfer full): the row; its widget is floating until it is put somewhere
 */
VslPropertyRow *
vsl_property_row_new (const VslProp *prop, const char *path, const char *const *names, VslPropertyCommit callback, gpointer data)
{
  VslPropertyRow *row = g_new0 (VslPropertyRow, 1);
  const char *title = _(prop->title);
  *row = (VslPropertyRow) { .prop = prop, .path = g_strdup (path), .names = names ? names : prop->choices, .commit = callback, .data = data,
                            .quiet = TRUE };
  if (row->names)
    make_combo (row);
  else
    row->row = adw_action_row_new ();
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row->row), title);
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row->row), FALSE);
  if (!row->names && prop->type == VSL_PROP_INT && !(prop->flags & VSL_PROP_NULLABLE))
    make_spin (row, title);
  else if (!row->names && prop->type == VSL_PROP_BOOL)
    make_switch (row, title);
  else if (prop->type == VSL_PROP_STRINGS)
    make_words (row);
  else if (!row->names)
    make_entries (row, title);
  g_autofree char *help = prop->unit ? g_strdup_printf ("%s (%s)", prop->help ? _(prop->help) : title, _(prop->unit))
                                     : g_strdup (prop->help ? _(prop->help) : title);
  gtk_widget_set_tooltip_text (row->row, help);
  gtk_widget_set_name (row->row, path);
  g_object_ref_sink (row->row);
  row->quiet = FALSE;
  return row;
}

/**
 * vsl_property_row_free:
 */
void
vsl_property_row_free (VslPropertyRow *row)
{
  /* Entries tell of losing the focus while they are taken down. */
  row->quiet = TRUE;
  g_clear_handle_id (&row->typing, g_source_remove);
  for (int i = 0; i < row->n_editors; i++)
    g_signal_handlers_disconnect_by_data (row->editor[i], row);
  g_signal_handlers_disconnect_by_data (row->row, row);
  g_clear_pointer (&row->shown, json_node_free);
  g_free (row->path);
  g_free (row->own);
  g_free (row->note);
  g_object_unref (row->row);
  g_free (row);
}

static void
show_entries (VslPropertyRow *row, JsonNode *value)
{
  const VslProp *p = row->prop;
  JsonArray *array = JSON_NODE_HOLDS_ARRAY (value) ? json_node_get_array (value) : NULL;
  JsonObject *object = JSON_NODE_HOLDS_OBJECT (value) ? json_node_get_object (value) : NULL;
  for (int i = 0; i < row->n_editors; i++) {
    g_autofree char *text = NULL;
    if (p->type == VSL_PROP_PENALTY) {
      text = object ? number_text (json_object_get_member (object, i ? "l2" : "l1")) : g_strdup ("0");
    } else if (array && row->n_editors == 1) {
      g_autoptr (GString) all = g_string_new (NULL);
      for (guint k = 0; k < json_array_get_length (array); k++) {
        g_autofree char *one = number_text (json_array_get_element (array, k));
        g_string_append_printf (all, "%s%s", k ? ", " : "", one);
      }
      text = g_strdup (all->str);
    } else if (array) {
      text = (guint) i < json_array_get_length (array) ? number_text (json_array_get_element (array, (guint) i)) : g_strdup ("");
    } else if (p->type == VSL_PROP_STRING) {
      text = g_strdup (JSON_NODE_HOLDS_VALUE (value) ? json_node_get_string (value) : "");
    } else {
      text = number_text (value);
    }
    gtk_editable_set_text (GTK_EDITABLE (row->editor[i]), text);
  }
}

/* Its place in the list. There is one such value at a time. */
static guint
offer_own (VslPropertyRow *row, const char *text)
{
  guint n = g_strv_length ((char **) row->names);
  g_autofree char *title = choice_title (row, text);
  const char *added[] = { title, NULL };
  gtk_string_list_splice (GTK_STRING_LIST (adw_combo_row_get_model (ADW_COMBO_ROW (row->row))), n, row->own ? 1 : 0, added);
  g_free (row->own);
  row->own = g_strdup (text);
  return n;
}

/* Selects the value in the list; one that is not offered (a hand-written class weight) is not lost: it is added. */
static void
show_choice (VslPropertyRow *row, JsonNode *value)
{
  const char *text = "";
  if (JSON_NODE_HOLDS_OBJECT (value))
    text = json_object_get_string_member_with_default (json_node_get_object (value), "type", "");
  else if (JSON_NODE_HOLDS_VALUE (value))
    text = json_node_get_string (value);
  for (guint i = 0; row->names[i]; i++)
    if (g_strcmp0 (row->names[i], text) == 0) {
      adw_combo_row_set_selected (ADW_COMBO_ROW (row->row), i);
      return;
    }
  adw_combo_row_set_selected (ADW_COMBO_ROW (row->row), text && *text ? offer_own (row, text) : GTK_INVALID_LIST_POSITION);
}

/**
 * vsl_property_row_show:
 *
 * Puts a value into the editor without telling anyone. What a person is typing stays unless the value itself changed.
 */
void
vsl_property_row_show (VslPropertyRow *row, JsonNode *value)
{
  if (row->shown && json_node_equal (row->shown, value))
    return;
  row->quiet = TRUE;
  g_clear_pointer (&row->shown, json_node_free);
  row->shown = json_node_copy (value);
  if (row->names)
    show_choice (row, value);
  else if (row->prop->type == VSL_PROP_STRINGS)
    show_words (row, value);
  else if (row->prop->type == VSL_PROP_BOOL)
    gtk_switch_set_active (GTK_SWITCH (row->editor[0]), json_node_get_boolean (value));
  else if (GTK_IS_SPIN_BUTTON (row->editor[0]))
    gtk_spin_button_set_value (GTK_SPIN_BUTTON (row->editor[0]), json_node_get_double (value));
  else if (!row->live)             /* what is being typed stays as it is, with its cursor */
    show_entries (row, value);
  row->quiet = FALSE;
  vsl_property_row_set_error (row, NULL);
}

/**
 * vsl_property_row_set_error:
 * @message: (nullable): what is wrong, %NULL when all is well
 */
void
vsl_property_row_set_error (VslPropertyRow *row, const char *message)
{
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row->row), message ? message : row->note ? row->note : "");
  for (int i = 0; i < row->n_editors; i++) {
    if (message)
      gtk_widget_add_css_class (row->editor[i], "error");
    else
      gtk_widget_remove_css_class (row->editor[i], "error");
    gtk_accessible_update_state (GTK_ACCESSIBLE (row->editor[i]), GTK_ACCESSIBLE_STATE_INVALID,
                                 message ? GTK_ACCESSIBLE_INVALID_TRUE : GTK_ACCESSIBLE_INVALID_FALSE, -1);
  }
  if (message)
    gtk_widget_add_css_class (row->row, "vsl-row-error");
  else
    gtk_widget_remove_css_class (row->row, "vsl-row-error");
}

/**
 * vsl_property_row_set_note:
 * @note: (nullable): what is to be known of the value
 */
void
vsl_property_row_set_note (VslPropertyRow *row, const char *note)
{
  g_autofree char *before = row->note;
  row->note = g_strdup (note);
  if (!gtk_widget_has_css_class (row->row, "vsl-row-error") && g_strcmp0 (before, note) != 0)
    adw_action_row_set_subtitle (ADW_ACTION_ROW (row->row), note ? note : "");
}
