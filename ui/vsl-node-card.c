/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/vsl-node-card.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

#include "draw/vsl-network-drawing.h"

struct _VslNodeCard {
  GtkWidget parent;
  GtkBox *head;
  GtkImage *icon;
  GtkLabel *name, *kind, *detail;
  char *id;
  const char *group;
  gboolean far;
};

G_DEFINE_FINAL_TYPE (VslNodeCard, vsl_node_card, GTK_TYPE_WIDGET)

/**
 * vsl_layer_icon:
 *
 * Returns: (transfer none): an icon name that exists
 */
const char *
vsl_layer_icon (const VslKind *kind)
{
  GtkIconTheme *theme = gtk_icon_theme_get_for_display (gdk_display_get_default ());
  g_autofree char *lower = g_ascii_strdown (kind->name, -1);
  g_autofree char *own = g_strdup_printf ("vsl-layer-%s-symbolic", lower);
  if (gtk_icon_theme_has_icon (theme, own))
    return g_intern_string (own);
  if (kind->icon && gtk_icon_theme_has_icon (theme, kind->icon))
    return kind->icon;
  return "vsl-layer-symbolic";
}

static char *
describe (const VslNode *node, const VslNodeReport *report, const char *detail)
{
  GString *text = g_string_new (NULL);
  if (report && !report->ok && !report->blocked)
    g_string_append_printf (text, "%s %s", _("There is a problem:"), report->message);
  else
    g_string_append (text, detail);
  if (node->inputs->len) {
    g_autoptr (GString) from = g_string_new (node->inputs->pdata[0]);
    for (guint i = 1; i < node->inputs->len; i++)
      g_string_append_printf (from, ", %s", (const char *) node->inputs->pdata[i]);
    g_string_append (text, ". ");
    g_string_append_printf (text, _("Takes its input from %s."), from->str);
  }
  return g_string_free (text, FALSE);
}

/**
 * vsl_node_card_show:
 */
void
vsl_node_card_show (VslNodeCard *self, const VslNode *node, const VslNodeReport *report)
{
  const VslKind *kind = &node->cls->head;
  gboolean bad = report && !report->ok && !report->blocked;
  g_autofree char *shape = vsl_network_card_shape (report), *params = vsl_network_card_params (report), *detail = NULL;
  if (bad)
    detail = g_strdup (report->message);
  else if (report && report->blocked)
    detail = g_strdup (_("waits for the layer before"));
  else
    detail = params ? g_strdup_printf ("%s · %s", shape, params) : g_strdup (shape ? shape : "");
  g_free (self->id);
  self->id = g_strdup (node->id);
  self->group = kind->group;
  gtk_image_set_from_icon_name (self->icon, vsl_layer_icon (kind));
  gtk_label_set_text (self->name, node->id);
  gtk_label_set_text (self->kind, _(kind->title));
  gtk_label_set_text (self->detail, detail);
  (bad ? gtk_widget_add_css_class : gtk_widget_remove_css_class) (GTK_WIDGET (self), "problem");
  (node->trainable ? gtk_widget_remove_css_class : gtk_widget_add_css_class) (GTK_WIDGET (self), "frozen");
  g_autofree char *label = g_strdup_printf ("%s, %s", node->id, _(kind->title));
  g_autofree char *description = describe (node, report, detail);
  g_autofree char *tip = g_strdup_printf ("%s\n%s", _(kind->title), detail);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self), tip);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, label, GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  description, -1);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/**
 * vsl_node_card_id:
 */
const char *
vsl_node_card_id (VslNodeCard *self)
{
  return self->id;
}

/**
 * vsl_node_card_set_far:
 */
void
vsl_node_card_set_far (VslNodeCard *self, gboolean far)
{
  if (self->far == far)
    return;
  self->far = far;
  gtk_widget_set_visible (GTK_WIDGET (self->kind), !far);
  gtk_widget_set_visible (GTK_WIDGET (self->detail), !far);
  gtk_widget_set_vexpand (GTK_WIDGET (self->head), far);
  gtk_image_set_pixel_size (self->icon, far ? 28 : -1);
  (far ? gtk_widget_add_css_class : gtk_widget_remove_css_class) (GTK_WIDGET (self), "far");
}

/* The strip that tells the group; the style sheet draws the rest. */
static void
snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  VslNodeCard *self = VSL_NODE_CARD (widget);
  VslColor c = vsl_draw_group_color (self->group, adw_style_manager_get_dark (adw_style_manager_get_default ()));
  gtk_snapshot_append_color (snapshot, &(GdkRGBA) { (float) c.r, (float) c.g, (float) c.b, 1 },
                             &GRAPHENE_RECT_INIT (0, 0, 6, (float) gtk_widget_get_height (widget)));
  GTK_WIDGET_CLASS (vsl_node_card_parent_class)->snapshot (widget, snapshot);
}

static void
dispose (GObject *object)
{
  GtkWidget *child;
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))))
    gtk_widget_unparent (child);
  g_clear_pointer (&VSL_NODE_CARD (object)->id, g_free);
  G_OBJECT_CLASS (vsl_node_card_parent_class)->dispose (object);
}

static void
vsl_node_card_class_init (VslNodeCardClass *klass)
{
  GtkWidgetClass *widget = GTK_WIDGET_CLASS (klass);
  G_OBJECT_CLASS (klass)->dispose = dispose;
  widget->snapshot = snapshot;
  gtk_widget_class_set_template_from_resource (widget, "/org/vesalius/Vesalius/ui/vsl-node-card.ui");
  gtk_widget_class_set_css_name (widget, "vsl-node");
  gtk_widget_class_set_accessible_role (widget, GTK_ACCESSIBLE_ROLE_GROUP);
  gtk_widget_class_bind_template_child (widget, VslNodeCard, head);
  gtk_widget_class_bind_template_child (widget, VslNodeCard, icon);
  gtk_widget_class_bind_template_child (widget, VslNodeCard, name);
  gtk_widget_class_bind_template_child (widget, VslNodeCard, kind);
  gtk_widget_class_bind_template_child (widget, VslNodeCard, detail);
}

static void
vsl_node_card_init (VslNodeCard *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * vsl_node_card_new:
 */
GtkWidget *
vsl_node_card_new (void)
{
  return g_object_new (VSL_TYPE_NODE_CARD, NULL);
}
