/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/vsl-palette.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "graph/vsl-template.h"
#include "ui/vsl-node-card.h"

struct _VslPalette {
  GtkBox parent;
  GtkSearchEntry *search;
  GtkListBox *list;
  int kind;                /* VslSampleKind of the data; -1: there are none yet */
};

enum { LAYER, TEMPLATE, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (VslPalette, vsl_palette, GTK_TYPE_BOX)

/* What a row stands for; kept at the row. */
typedef struct {
  gboolean is_template;
  int kind;                /* of a template: what it takes */
  const char *id;
  const char *group;       /* translated */
  char *words;             /* casefolded: what the search looks at */
} Entry;

static void
entry_free (gpointer data)
{
  g_free (((Entry *) data)->words);
  g_free (data);
}

static Entry *
entry_of (GtkListBoxRow *row)
{
  return g_object_get_data (G_OBJECT (row), "vsl-entry");
}

static GdkContentProvider *
drag_prepare (GtkDragSource *source, double x, double y, Entry *entry)
{
  g_autofree char *text = g_strconcat (entry->is_template ? "vesalius-template:" : "vesalius-layer:", entry->id, NULL);
  return gdk_content_provider_new_typed (G_TYPE_STRING, text);
}

static void
drag_begin (GtkDragSource *source, GdkDrag *drag, gpointer data)
{
  GtkWidget *row = gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (source));
  g_autoptr (GdkPaintable) picture = gtk_widget_paintable_new (row);
  gtk_drag_source_set_icon (source, picture, 20, 16);
}

/* A template is one decision: a click takes it, and what a person has drawn is asked about first. Claiming the click keeps the list
 * from taking the second click of a double click as another choice; a drag has claimed it before. */
static void
template_clicked (GtkGestureClick *click, int presses, double x, double y, VslPalette *self)
{
  GtkWidget *row = gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (click));
  gtk_gesture_set_state (GTK_GESTURE (click), GTK_EVENT_SEQUENCE_CLAIMED);
  gtk_list_box_select_row (self->list, GTK_LIST_BOX_ROW (row));
  gtk_widget_grab_focus (row);
  if (presses == 1)
    g_signal_emit (self, signals[TEMPLATE], 0, entry_of (GTK_LIST_BOX_ROW (row))->id);
}

static void
add (VslPalette *self, const char *id, gboolean is_template, const char *title, const char *summary, const char *group, const char *icon)
{
  GtkWidget *row = gtk_list_box_row_new (), *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  GtkWidget *image = gtk_image_new_from_icon_name (icon), *label = gtk_label_new (title);
  Entry *entry = g_new0 (Entry, 1);
  g_autofree char *all = g_strjoin (" ", title, id, summary, group, NULL);
  *entry = (Entry) { is_template, is_template ? (int) vsl_template_kind (id) : -1, id, group, g_utf8_casefold (all, -1) };
  g_object_set_data_full (G_OBJECT (row), "vsl-entry", entry, entry_free);
  gtk_widget_add_css_class (image, "dim-label");
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 14);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_set_hexpand (label, TRUE);
  gtk_box_append (GTK_BOX (box), image);
  gtk_box_append (GTK_BOX (box), label);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_widget_set_tooltip_text (row, summary);
  gtk_widget_set_name (row, id);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, title, GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  summary ? summary : "", -1);
  GtkDragSource *source = gtk_drag_source_new ();
  gtk_drag_source_set_actions (source, GDK_ACTION_COPY);
  g_signal_connect (source, "prepare", G_CALLBACK (drag_prepare), entry);
  g_signal_connect (source, "drag-begin", G_CALLBACK (drag_begin), NULL);
  gtk_widget_add_controller (row, GTK_EVENT_CONTROLLER (source));
  if (is_template) {
    GtkGesture *click = gtk_gesture_click_new ();
    g_signal_connect (click, "released", G_CALLBACK (template_clicked), self);
    gtk_widget_add_controller (row, GTK_EVENT_CONTROLLER (click));
  }
  gtk_list_box_append (self->list, row);
}

/* Rows stand in the order of the registry; a group comes where its first layer is. */
static void
fill_layers (VslPalette *self)
{
  const VslFamily *family = vsl_family ("layer");
  g_autoptr (GPtrArray) groups = g_ptr_array_new ();
  for (int i = 0; family && family->kinds[i]; i++) {
    const VslKind *kind = family->kinds[i];
    if (kind->group && !(((const VslLayerClass *) kind)->flags & VSL_LAYER_HIDDEN)
        && !g_ptr_array_find_with_equal_func (groups, kind->group, g_str_equal, NULL))
      g_ptr_array_add (groups, (gpointer) kind->group);
  }
  for (guint g = 0; g < groups->len; g++)
    for (int i = 0; family->kinds[i]; i++) {
      const VslKind *kind = family->kinds[i];
      if (kind->group && g_str_equal (kind->group, groups->pdata[g]) && !(((const VslLayerClass *) kind)->flags & VSL_LAYER_HIDDEN))
        add (self, kind->name, FALSE, _(kind->title), _(kind->summary), _(kind->group), vsl_layer_icon (kind));
    }
}

static void
fill (VslPalette *self)
{
  const char *const *ids = vsl_template_ids ();
  for (int i = 0; ids[i]; i++)
    add (self, ids[i], TRUE, vsl_template_title (ids[i]), vsl_template_summary (ids[i]), _("Templates"), "vsl-network-symbolic");
  fill_layers (self);
}

static void
header (GtkListBoxRow *row, GtkListBoxRow *before, gpointer data)
{
  const char *group = entry_of (row)->group;
  if (before && g_str_equal (entry_of (before)->group, group)) {
    gtk_list_box_row_set_header (row, NULL);
    return;
  }
  GtkWidget *label = gtk_label_new (group);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, "vsl-palette-group");
  gtk_list_box_row_set_header (row, label);
}

/* A template for other data than there are is not offered. */
static gboolean
matches (GtkListBoxRow *row, gpointer data)
{
  const Entry *entry = entry_of (row);
  if (entry->is_template && VSL_PALETTE (data)->kind >= 0 && !vsl_template_takes (entry->id, (VslSampleKind) VSL_PALETTE (data)->kind))
    return FALSE;
  g_autofree char *text = g_utf8_casefold (gtk_editable_get_text (GTK_EDITABLE (VSL_PALETTE (data)->search)), -1);
  g_auto (GStrv) words = g_strsplit (g_strstrip (text), " ", -1);
  for (int i = 0; words[i]; i++)
    if (!strstr (entry->words, words[i]))
      return FALSE;
  return TRUE;
}

static void
activated (VslPalette *self, GtkListBoxRow *row)
{
  const Entry *entry = entry_of (row);
  g_signal_emit (self, signals[entry->is_template ? TEMPLATE : LAYER], 0, entry->id);
}

/* Enter in the search takes the first layer that matches. A template would replace the drawing: that takes a click, or Enter on its row, unless
 * nothing else matches. */
static void
search_activated (VslPalette *self)
{
  gtk_list_box_invalidate_filter (self->list);      /* the search tells of changes a moment later */
  GtkListBoxRow *template = NULL, *row;
  for (int i = 0; (row = gtk_list_box_get_row_at_index (self->list, i)); i++) {
    if (!gtk_widget_get_child_visible (GTK_WIDGET (row)))
      continue;
    if (!entry_of (row)->is_template) {
      activated (self, row);
      return;
    }
    template = template ? template : row;
  }
  if (template)
    activated (self, template);
}

static void
dispose (GObject *object)
{
  GtkWidget *child;
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))))
    gtk_widget_unparent (child);
  G_OBJECT_CLASS (vsl_palette_parent_class)->dispose (object);
}

static void
vsl_palette_class_init (VslPaletteClass *klass)
{
  GtkWidgetClass *widget = GTK_WIDGET_CLASS (klass);
  G_OBJECT_CLASS (klass)->dispose = dispose;
  signals[LAYER] = g_signal_new ("layer", VSL_TYPE_PALETTE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[TEMPLATE] = g_signal_new ("template", VSL_TYPE_PALETTE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  gtk_widget_class_set_template_from_resource (widget, "/org/vesalius/Vesalius/ui/vsl-palette.ui");
  gtk_widget_class_bind_template_child (widget, VslPalette, search);
  gtk_widget_class_bind_template_child (widget, VslPalette, list);
}

/* Escape: all layers again. */
static void
stop_search (GtkSearchEntry *search)
{
  gtk_editable_set_text (GTK_EDITABLE (search), "");
}

static void
vsl_palette_init (VslPalette *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->kind = -1;
  gtk_list_box_set_header_func (self->list, header, NULL, NULL);
  gtk_list_box_set_filter_func (self->list, matches, self, NULL);
  g_signal_connect_swapped (self->list, "row-activated", G_CALLBACK (activated), self);
  g_signal_connect (self->search, "stop-search", G_CALLBACK (stop_search), NULL);
  g_signal_connect_swapped (self->search, "search-changed", G_CALLBACK (gtk_list_box_invalidate_filter), self->list);
  g_signal_connect_swapped (self->search, "activate", G_CALLBACK (search_activated), self);
  fill (self);
}

/**
 * vsl_palette_set_kind:
 * @kind: VslSampleKind of the data; -1 offers all templates
 */
void
vsl_palette_set_kind (VslPalette *self, int kind)
{
  if (self->kind == kind)
    return;
  self->kind = kind;
  gtk_list_box_invalidate_filter (self->list);
}

/**
 * vsl_palette_new:
 */
GtkWidget *
vsl_palette_new (void)
{
  return g_object_new (VSL_TYPE_PALETTE, NULL);
}
