/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/vsl-network-page.h"

#include <glib/gi18n-lib.h>

#include "app/vsl-document-nodes.h"
#include "draw/vsl-network-drawing.h"
#include "ui/vsl-canvas.h"
#include "ui/vsl-dialogs.h"
#include "ui/vsl-minimap.h"
#include "ui/vsl-network-facts.h"
#include "ui/vsl-node-card.h"
#include "ui/vsl-page.h"
#include "ui/vsl-palette.h"
#include "ui/vsl-property-panel.h"
#include "ui/vsl-use-template.h"

struct _VslNetworkPage {
  AdwBin parent;
  VslDocument *document;
  VslSession *session;
  VslPalette *palette;
  VslCanvas *canvas;
  VslMinimap *minimap;
  GtkBox *tools, *steps;
  GtkButton *tidy_button, *out_button, *fit_button, *in_button, *problem_button, *picture_button;
  GtkLabel *zoom_label, *hint, *empty, *status, *title, *summary;
  GtkListBox *identity, *facts;
  AdwEntryRow *name_row;
  AdwActionRow *trainable_row;
  GtkSwitch *trainable;
  AdwBin *options;
  VslPropertyPanel *properties;
  char *shown;                 /* id of the node in the panel, NULL: the network */
  GPtrArray *step_panels;
  gboolean quiet;
};

G_DEFINE_FINAL_TYPE (VslNetworkPage, vsl_network_page, ADW_TYPE_BIN)

static void
toast (VslNetworkPage *self, const char *message)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "win.toast", "s", message);
}

static const VslNode *
shown_node (VslNetworkPage *self)
{
  return self->document && self->shown ? vsl_network_find (vsl_document_network (self->document), self->shown) : NULL;
}

/* ---- edits from the panel ---- */

/* "schedule.decay_rate": the object as it is, with one option changed. */
static JsonNode *
with_nested (const VslNode *node, const char *object, const char *option, JsonNode *value)
{
  JsonNode *all = vsl_config_get (&node->cls->head, node->config, object);
  if (all && JSON_NODE_HOLDS_OBJECT (all))
    json_object_set_member (json_object_get_object_member (json_node_get_object (all), "config"), option, json_node_copy (value));
  return all;
}

static gboolean
set_option (const char *option, JsonNode *value, gpointer data, GError **error)
{
  VslNetworkPage *self = data;
  const VslNode *node = shown_node (self);
  const char *dot = strchr (option, '.');
  if (!node)
    return TRUE;
  if (dot && !vsl_kind_prop (&node->cls->head, option)) {
    g_autofree char *object = g_strndup (option, (gsize) (dot - option));
    g_autoptr (JsonNode) whole = with_nested (node, object, dot + 1, value);
    return vsl_document_set_option (self->document, self->shown, object, whole, error);
  }
  return vsl_document_set_option (self->document, self->shown, option, value, error);
}

/* Which step of the preprocessing a panel edits. */
typedef struct {
  VslNetworkPage *page;
  guint step;
} StepRef;

static gboolean
set_step_option (const char *option, JsonNode *value, gpointer data, GError **error)
{
  StepRef *ref = data;
  g_autofree char *id = g_strdup (ref->page->shown);
  return !id || vsl_document_set_step_option (ref->page->document, id, ref->step, option, value, error);
}

static void
name_applied (VslNetworkPage *self)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *name = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->name_row))));
  g_autofree char *old = g_strdup (self->shown);
  if (!old || g_str_equal (old, name))
    return;
  if (!vsl_document_rename_node (self->document, old, name, &error)) {
    gtk_widget_add_css_class (GTK_WIDGET (self->name_row), "error");
    toast (self, error->message);
    return;
  }
  gtk_widget_remove_css_class (GTK_WIDGET (self->name_row), "error");
  vsl_canvas_select (self->canvas, name, FALSE);
}

static void
trainable_changed (VslNetworkPage *self)
{
  g_autoptr (GError) error = NULL;
  if (!self->quiet && self->shown
      && !vsl_document_set_trainable (self->document, self->shown, gtk_switch_get_active (self->trainable), &error))
    toast (self, error ? error->message : _("That is not possible here."));
}

/* ---- the panel ---- */

static void
clear_box (GtkWidget *box, void (*remove) (GtkWidget *, GtkWidget *))
{
  GtkWidget *child;
  while ((child = gtk_widget_get_first_child (box)))
    remove (box, child);
}

static void
remove_from_list (GtkWidget *list, GtkWidget *child)
{
  gtk_list_box_remove (GTK_LIST_BOX (list), child);
}

static void
remove_from_box (GtkWidget *box, GtkWidget *child)
{
  gtk_box_remove (GTK_BOX (box), child);
}

/* The list of what happens to a raw scan before the network sees it. */
static void
show_steps (VslNetworkPage *self, const VslNode *node, gboolean fresh)
{
  gboolean any = node && node->preprocessing && node->preprocessing->len > 0;
  gtk_widget_set_visible (GTK_WIDGET (self->steps), any);
  guint n = any ? node->preprocessing->len : 0;
  if (fresh || n != self->step_panels->len) {
    clear_box (GTK_WIDGET (self->steps), remove_from_box);
    g_ptr_array_set_size (self->step_panels, 0);
    GtkWidget *heading = gtk_label_new (_("Before the network"));
    gtk_label_set_xalign (GTK_LABEL (heading), 0);
    gtk_widget_add_css_class (heading, "heading");
    gtk_box_append (self->steps, heading);
    for (guint i = 0; i < n; i++) {
      const VslStepSpec *spec = &g_array_index (node->preprocessing, VslStepSpec, i);
      StepRef *ref = g_new0 (StepRef, 1);
      *ref = (StepRef) { self, i };
      g_autofree char *text = g_strdup_printf ("%u. %s", i + 1, _(spec->cls->head.title));
      GtkWidget *label = gtk_label_new (text), *panel = vsl_property_panel_new (set_step_option, ref);
      g_object_set_data_full (G_OBJECT (panel), "vsl-step", ref, g_free);
      gtk_label_set_xalign (GTK_LABEL (label), 0);
      gtk_widget_set_tooltip_text (label, _(spec->cls->head.summary));
      gtk_box_append (self->steps, label);
      gtk_box_append (self->steps, panel);
      g_ptr_array_add (self->step_panels, panel);
    }
  }
  for (guint i = 0; i < n; i++) {
    const VslStepSpec *spec = &g_array_index (node->preprocessing, VslStepSpec, i);
    vsl_property_panel_show (self->step_panels->pdata[i], &spec->cls->head, spec->config);
  }
}

/* What the network loses of the scans stands where the whole of it or its Input is spoken of. */
static void
set_summary (VslNetworkPage *self, const char *text, gboolean of_input)
{
  g_autofree char *loss = of_input && self->document ? vsl_network_reduction (self->document) : NULL;
  g_autofree char *both = loss ? g_strconcat (text, "\n\n", loss, NULL) : g_strdup (text);
  gtk_label_set_text (self->summary, both);
}

static void
show_node (VslNetworkPage *self, const VslNode *node, const VslNodeReport *report, gboolean fresh)
{
  const VslKind *kind = &node->cls->head;
  g_autofree char *title = g_strdup_printf ("%s · %s", node->id, _(kind->title));
  gtk_label_set_text (self->title, title);
  set_summary (self, _(kind->summary), node->preprocessing != NULL);
  if (fresh || !gtk_widget_has_css_class (GTK_WIDGET (self->name_row), "error")) {
    gtk_editable_set_text (GTK_EDITABLE (self->name_row), node->id);
    gtk_widget_remove_css_class (GTK_WIDGET (self->name_row), "error");
  }
  gtk_switch_set_active (self->trainable, node->trainable);
  gtk_widget_set_visible (GTK_WIDGET (self->trainable_row), report && report->ok && report->params > 0);
  vsl_property_panel_show (self->properties, kind, node->config);
  gtk_widget_set_visible (GTK_WIDGET (self->options), !vsl_property_panel_is_empty (self->properties));
  if (report)
    vsl_network_facts_add_node (self->facts, report);
}

static void
show_network (VslNetworkPage *self, const VslNetwork *network, const VslReport *report)
{
  g_auto (GStrv) ids = vsl_canvas_selection (self->canvas);
  guint n = g_strv_length (ids);
  g_autofree char *many = g_strdup_printf (ngettext ("%u layer selected", "%u layers selected", n), n);
  gtk_label_set_text (self->title, n > 1 ? many : _("Network"));
  set_summary (self, report->message ? report->message : _("Select a card to see and change its options."), TRUE);
  gtk_widget_set_visible (GTK_WIDGET (self->options), FALSE);
  if (network->nodes->len > 0)
    vsl_network_facts_add_all (self->facts, network, report);
}

static void
update_panel (VslNetworkPage *self)
{
  if (!self->document)
    return;
  const VslNode *node = vsl_canvas_selected_node (self->canvas);
  const VslNetwork *network = vsl_document_network (self->document);
  const VslReport *report = vsl_document_report (self->document);
  gboolean fresh = g_strcmp0 (self->shown, node ? node->id : NULL) != 0;
  int index = node ? vsl_network_index (network, node->id) : -1;
  self->quiet = TRUE;
  if (fresh) {
    g_free (self->shown);
    self->shown = g_strdup (node ? node->id : NULL);
    vsl_document_barrier (self->document);
    vsl_property_panel_show (self->properties, NULL, NULL);
  }
  clear_box (GTK_WIDGET (self->facts), remove_from_list);
  gtk_widget_set_visible (GTK_WIDGET (self->identity), node != NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->picture_button), !node && network->nodes->len > 0);
  if (node)
    show_node (self, node, report && (guint) index < report->n ? &report->node[index] : NULL, fresh);
  else if (report)
    show_network (self, network, report);
  gtk_widget_set_visible (GTK_WIDGET (self->facts), node || network->nodes->len > 0);
  show_steps (self, node, fresh);
  self->quiet = FALSE;
}

/* ---- status ---- */

static const char *
first_problem (VslNetworkPage *self)
{
  const VslNetwork *network = vsl_document_network (self->document);
  const VslReport *report = vsl_document_report (self->document);
  for (guint i = 0; i < report->n && i < network->nodes->len; i++)
    if (!report->node[i].ok && !report->node[i].blocked)
      return ((VslNode *) network->nodes->pdata[i])->id;
  return NULL;
}

/* The map is of use only while something lies outside. */
static void
update_minimap (VslNetworkPage *self)
{
  VslBox all, view;
  const VslNetwork *network = self->document ? vsl_document_network (self->document) : NULL;
  if (!network || network->nodes->len == 0) {
    gtk_widget_set_opacity (GTK_WIDGET (self->minimap), 0);
    return;
  }
  vsl_network_draw_bounds (network, &all);
  vsl_canvas_view (self->canvas, &view);
  gboolean inside = all.x >= view.x - 1 && all.y >= view.y - 1 && all.x + all.width <= view.x + view.width + 1
                    && all.y + all.height <= view.y + view.height + 1;
  gtk_widget_set_opacity (GTK_WIDGET (self->minimap), inside ? 0 : 1);
  gtk_widget_set_can_target (GTK_WIDGET (self->minimap), !inside);
}

static void
update_status (VslNetworkPage *self)
{
  const VslReport *report = self->document ? vsl_document_report (self->document) : NULL;
  const VslNetwork *network = self->document ? vsl_document_network (self->document) : NULL;
  gboolean any = network && network->nodes->len > 0;
  gtk_widget_set_visible (GTK_WIDGET (self->empty), !any);
  update_minimap (self);
  gtk_widget_set_visible (GTK_WIDGET (self->problem_button), any && report && !vsl_report_ok (report));
  if (!any || !report) {
    gtk_label_set_text (self->status, "");
    return;
  }
  g_autofree char *params = vsl_draw_count ((double) report->params), *macs = vsl_draw_count (report->macs);
  g_autofree char *memory = g_format_size (report->train_bytes);
  g_autofree char *text = g_strdup_printf (_("%s parameters  ·  %s multiply-adds  ·  trains in %s"), params, macs, memory);
  guint n = MAX (report->problems, report->message ? 1 : 0);
  g_autofree char *problems = g_strdup_printf (ngettext ("%u problem", "%u problems", n), n);
  gtk_label_set_text (self->status, text);
  gtk_button_set_label (self->problem_button, problems);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->problem_button), report->message ? report->message : _("Show the first one"));
}

static void
problem_clicked (VslNetworkPage *self)
{
  const char *id = first_problem (self);
  const VslReport *report = vsl_document_report (self->document);
  if (id)
    vsl_canvas_reveal (self->canvas, id);
  else if (report->message)
    toast (self, report->message);
}

static void
view_changed (VslNetworkPage *self)
{
  update_minimap (self);
  g_autofree char *text = g_strdup_printf ("%.0f %%", 100 * vsl_canvas_zoom (self->canvas));
  if (g_strcmp0 (text, gtk_label_get_text (self->zoom_label)) != 0)
    gtk_label_set_text (self->zoom_label, text);
}

static void
hinted (VslNetworkPage *self, const char *text)
{
  gtk_label_set_text (self->hint, text ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (self->hint), text != NULL);
}

static void
network_changed (VslNetworkPage *self)
{
  update_status (self);
  update_panel (self);
}

/* ---- palette and pictures ---- */

static void
layer_chosen (VslNetworkPage *self, const char *type)
{
  vsl_canvas_add_layer (self->canvas, type);
}

static void
template_used (gpointer data)
{
  VslNetworkPage *self = data;
  vsl_canvas_select (self->canvas, NULL, FALSE);
  vsl_canvas_fit (self->canvas, FALSE);
}

static void
template_chosen (VslNetworkPage *self, const char *id)
{
  if (self->document)
    vsl_use_template (GTK_WIDGET (self), self->document, id, template_used);
}

static void
save_picture (char **paths, gpointer data)
{
  VslNetworkPage *self = data;
  g_autoptr (GError) error = NULL;
  if (!vsl_network_draw_save (vsl_document_network (self->document), vsl_document_report (self->document), paths[0], &error))
    vsl_dialog_error (GTK_WIDGET (self), _("The Picture Was Not Saved"), error);
  else
    toast (self, _("Picture saved"));
}

static void
picture_clicked (VslNetworkPage *self)
{
  vsl_dialog_files (GTK_WIDGET (self), VSL_DIALOG_SAVE, _("Save the Network as a Picture"), _("_Save"), "network.svg", NULL, NULL, save_picture,
                    g_object_ref (self), g_object_unref);
}

/* ---- the object ---- */

static void
data_changed (VslNetworkPage *self)
{
  const VslProjectInfo *info = self->document ? vsl_document_info (self->document) : NULL;
  vsl_palette_set_kind (VSL_PALETTE (self->palette), info && info->n ? (int) info->kind : -1);
}

static void
set_document (VslNetworkPage *self, VslDocument *document)
{
  if (self->document == document)
    return;
  if (self->document)
    g_signal_handlers_disconnect_by_data (self->document, self);
  g_set_object (&self->document, document);
  vsl_canvas_set_document (self->canvas, document);
  vsl_minimap_set_document (self->minimap, document);
  /* After the canvas: it has taken what is gone out of the selection when the panel looks. */
  if (document) {
    g_signal_connect_swapped (document, "network-changed", G_CALLBACK (network_changed), self);
    g_signal_connect_swapped (document, "data-changed", G_CALLBACK (data_changed), self);
  }
  network_changed (self);
  data_changed (self);
}

static void
set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  VslNetworkPage *self = VSL_NETWORK_PAGE (object);
  if (id == VSL_PAGE_DOCUMENT)
    set_document (self, g_value_get_object (value));
  else if (id == VSL_PAGE_SESSION)
    g_set_object (&self->session, g_value_get_object (value));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  VslNetworkPage *self = VSL_NETWORK_PAGE (object);
  vsl_page_get_property (id, value, self->document, self->session);
}

static void
dispose (GObject *object)
{
  VslNetworkPage *self = VSL_NETWORK_PAGE (object);
  if (self->document) {
    g_signal_handlers_disconnect_by_data (self->document, self);
    vsl_minimap_set_canvas (self->minimap, NULL);
    vsl_minimap_set_document (self->minimap, NULL);
    vsl_canvas_set_document (self->canvas, NULL);
  }
  g_clear_object (&self->document);
  g_clear_object (&self->session);
  g_clear_pointer (&self->step_panels, g_ptr_array_unref);
  G_OBJECT_CLASS (vsl_network_page_parent_class)->dispose (object);
}

static void
finalize (GObject *object)
{
  g_free (VSL_NETWORK_PAGE (object)->shown);
  G_OBJECT_CLASS (vsl_network_page_parent_class)->finalize (object);
}

#define BIND(child) gtk_widget_class_bind_template_child (widget, VslNetworkPage, child)

static void
vsl_network_page_class_init (VslNetworkPageClass *klass)
{
  GtkWidgetClass *widget = GTK_WIDGET_CLASS (klass);
  GObjectClass *object = G_OBJECT_CLASS (klass);
  object->set_property = set_property;
  object->get_property = get_property;
  object->dispose = dispose;
  object->finalize = finalize;
  vsl_page_install_properties (object);
  g_type_ensure (VSL_TYPE_CANVAS);
  g_type_ensure (VSL_TYPE_PALETTE);
  g_type_ensure (VSL_TYPE_MINIMAP);
  gtk_widget_class_set_template_from_resource (widget, "/org/vesalius/Vesalius/ui/vsl-network-page.ui");
  BIND (palette);
  BIND (canvas);
  BIND (minimap);
  BIND (tools);
  BIND (steps);
  BIND (tidy_button);
  BIND (out_button);
  BIND (fit_button);
  BIND (in_button);
  BIND (problem_button);
  BIND (picture_button);
  BIND (zoom_label);
  BIND (hint);
  BIND (empty);
  BIND (status);
  BIND (title);
  BIND (summary);
  BIND (identity);
  BIND (facts);
  BIND (name_row);
  BIND (trainable_row);
  BIND (trainable);
  BIND (options);
}

/* The buttons do what the canvas's actions do; they lie beside it, so the actions are not found from them. */
static void
tool_clicked (GtkButton *button, VslNetworkPage *self)
{
  const char *action = button == self->tidy_button ? "canvas.layout"
                       : button == self->out_button ? "canvas.zoom-out"
                       : button == self->in_button ? "canvas.zoom-in" : "canvas.fit";
  gtk_widget_activate_action (GTK_WIDGET (self->canvas), action, NULL);
}

static void
vsl_network_page_init (VslNetworkPage *self)
{
  GtkWidget *properties = vsl_property_panel_new (set_option, self);
  gtk_widget_init_template (GTK_WIDGET (self));
  self->step_panels = g_ptr_array_new ();
  self->properties = VSL_PROPERTY_PANEL (properties);
  adw_bin_set_child (self->options, properties);
  vsl_minimap_set_canvas (self->minimap, self->canvas);
  GtkButton *tools[] = { self->tidy_button, self->out_button, self->fit_button, self->in_button };
  for (guint i = 0; i < G_N_ELEMENTS (tools); i++)
    g_signal_connect (tools[i], "clicked", G_CALLBACK (tool_clicked), self);
  g_signal_connect_swapped (self->problem_button, "clicked", G_CALLBACK (problem_clicked), self);
  g_signal_connect_swapped (self->picture_button, "clicked", G_CALLBACK (picture_clicked), self);
  g_signal_connect_swapped (self->palette, "layer", G_CALLBACK (layer_chosen), self);
  g_signal_connect_swapped (self->palette, "template", G_CALLBACK (template_chosen), self);
  g_signal_connect_swapped (self->canvas, "template", G_CALLBACK (template_chosen), self);
  g_signal_connect_swapped (self->canvas, "selection-changed", G_CALLBACK (update_panel), self);
  g_signal_connect_swapped (self->canvas, "view-changed", G_CALLBACK (view_changed), self);
  g_signal_connect_swapped (self->canvas, "hint", G_CALLBACK (hinted), self);
  g_signal_connect_swapped (self->canvas, "failed", G_CALLBACK (toast), self);
  g_signal_connect_swapped (self->name_row, "apply", G_CALLBACK (name_applied), self);
  g_signal_connect_swapped (self->trainable, "notify::active", G_CALLBACK (trainable_changed), self);
}

/**
 * vsl_network_page_new:
 */
GtkWidget *
vsl_network_page_new (void)
{
  return g_object_new (VSL_TYPE_NETWORK_PAGE, NULL);
}
