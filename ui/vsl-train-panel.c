/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/vsl-train-panel.h"

#include <glib/gi18n-lib.h>

#include "ui/vsl-property-panel.h"
#include "ui/vsl-property-row.h"
#include "ui/vsl-words.h"

struct _VslTrainPanel {
  VslDocument *document;
  VslPropertyPanel *properties;
  GtkWidget *seed, *threads;          /* spin buttons */
  gboolean quiet;                     /* what is shown changes, nobody has edited it */
};

static gboolean
set_option (const char *option, JsonNode *value, gpointer data, GError **error)
{
  VslTrainPanel *self = data;
  g_autofree char *text = NULL;
  if (!self->document)
    return TRUE;
  if (JSON_NODE_HOLDS_NULL (value))
    text = g_strdup ("none");
  else if (json_node_get_value_type (value) == G_TYPE_STRING)
    text = g_strdup (json_node_get_string (value));
  else
    text = json_to_string (value, FALSE);
  return vsl_document_set_train_option (self->document, option, text, error);
}

static void
whole_changed (GtkSpinButton *spin, VslTrainPanel *self)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *text = g_strdup_printf ("%.0f", gtk_spin_button_get_value (spin));
  if (!self->quiet && self->document
      && !vsl_document_set_train_option (self->document, GTK_WIDGET (spin) == self->seed ? "seed" : "threads", text, &error))
    gtk_widget_activate_action (GTK_WIDGET (spin), "win.toast", "s", error->message);
}

/* No number of threads stands for all processors. */
static gboolean
threads_output (GtkSpinButton *spin, gpointer data)
{
  if (gtk_spin_button_get_value_as_int (spin) != 0)
    return FALSE;
  gtk_editable_set_text (GTK_EDITABLE (spin), C_("all processors", "all"));
  return TRUE;
}

static int
threads_input (GtkSpinButton *spin, double *value, gpointer data)
{
  g_autofree char *text = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (spin))));
  if (*text && g_utf8_collate (text, C_("all processors", "all")) != 0)
    return FALSE;
  *value = 0;
  return TRUE;
}

static GtkWidget *
whole_row (VslTrainPanel *self, const char *title, const char *help, double max, GtkWidget **spin)
{
  GtkWidget *row = adw_action_row_new ();
  *spin = gtk_spin_button_new_with_range (0, max, 1);
  gtk_widget_set_valign (*spin, GTK_ALIGN_CENTER);
  gtk_editable_set_width_chars (GTK_EDITABLE (*spin), 4);
  gtk_editable_set_max_width_chars (GTK_EDITABLE (*spin), 6);
  vsl_property_take_undo (*spin);
  gtk_editable_set_alignment (GTK_EDITABLE (*spin), 1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (*spin), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), *spin);
  gtk_widget_set_tooltip_text (row, help);
  g_signal_connect (*spin, "value-changed", G_CALLBACK (whole_changed), self);
  return row;
}

static void
make_options (VslTrainPanel *self, AdwBin *place)
{
  static const char *const weights[] = { "none", "balanced", NULL };
  const VslFamily *family = vsl_family ("loss");
  guint n = 0;
  while (family && family->kinds[n])
    n++;
  const char **losses = g_new0 (const char *, n + 2);
  losses[0] = "auto";
  for (guint i = 0; i < n; i++)
    losses[i + 1] = family->kinds[i]->name;
  self->properties = VSL_PROPERTY_PANEL (vsl_property_panel_new (set_option, self));
  g_object_set_data_full (G_OBJECT (self->properties), "vsl-losses", losses, g_free);
  vsl_property_panel_set_choices (self->properties, "loss", losses);
  vsl_property_panel_set_choices (self->properties, "class_weight", weights);
  vsl_property_panel_hide_option (self->properties, "loss_options");
  vsl_property_panel_add_row (self->properties, whole_row (self, _("Seed"), _("The same seed gives the same run, bit for bit."), 2147483647, &self->seed));
  vsl_property_panel_add_row (self->properties, whole_row (self, _("Threads"), _("Processors to use. 0 takes all of them."), 64, &self->threads));
  gtk_spin_button_set_numeric (GTK_SPIN_BUTTON (self->threads), FALSE);      /* else the word is filtered out */
  g_signal_connect (self->threads, "output", G_CALLBACK (threads_output), NULL);
  g_signal_connect (self->threads, "input", G_CALLBACK (threads_input), NULL);
  gtk_spin_button_update (GTK_SPIN_BUTTON (self->threads));
  adw_bin_set_child (place, GTK_WIDGET (self->properties));
}

static void
show_options (VslTrainPanel *self)
{
  if (!self->document)
    return;
  const VslOptions *options = vsl_document_options (self->document);
  VslObject loss;
  vsl_document_loss (self->document, &loss);
  self->quiet = TRUE;
  vsl_property_panel_show (self->properties, &vsl_train_options_kind, options->config);
  vsl_property_panel_show_object (self->properties, "loss", &loss);
  g_autofree char *meant = loss.kind && g_str_equal (options->config->loss_name, "auto") ? vsl_word_auto (_(loss.kind->title)) : NULL;
  vsl_property_panel_set_note (self->properties, "loss", meant);
  vsl_object_clear (&loss);
  gtk_spin_button_set_value (GTK_SPIN_BUTTON (self->seed), (double) options->seed);
  gtk_spin_button_set_value (GTK_SPIN_BUTTON (self->threads), options->threads);
  self->quiet = FALSE;
}

/**
 * vsl_train_panel_new:
 * @place: gets the panel as its child
 */
VslTrainPanel *
vsl_train_panel_new (AdwBin *place)
{
  VslTrainPanel *self = g_new0 (VslTrainPanel, 1);
  make_options (self, place);
  return self;
}

/**
 * vsl_train_panel_set_document:
 * @document: (nullable):
 */
void
vsl_train_panel_set_document (VslTrainPanel *self, VslDocument *document)
{
  if (self->document)
    g_signal_handlers_disconnect_by_data (self->document, self);
  g_set_object (&self->document, document);
  if (document) {
    g_signal_connect_swapped (document, "options-changed", G_CALLBACK (show_options), self);
    g_signal_connect_swapped (document, "network-changed", G_CALLBACK (show_options), self);      /* "auto" follows the network */
  }
  show_options (self);
}

/**
 * vsl_train_panel_free:
 *
 * After its widgets are gone: they speak to it.
 */
void
vsl_train_panel_free (VslTrainPanel *self)
{
  vsl_train_panel_set_document (self, NULL);
  g_free (self);
}
