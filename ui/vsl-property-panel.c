/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/vsl-property-panel.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "ui/vsl-property-row.h"

struct _VslPropertyPanel {
  GtkBox parent;
  VslPropertySet set;
  gpointer data;
  const VslKind *kind;
  GtkWidget *list, *more;             /* more: AdwExpanderRow, NULL until something is behind it */
  GPtrArray *rows;                    /* of VslPropertyRow */
  GHashTable *choices;                /* option -> names */
  GHashTable *hidden;
  GHashTable *nested;                 /* path of an object -> VslKind whose rows stand below it */
  GHashTable *registries;             /* path of an object -> names to choose from, owned */
  GPtrArray *extra;
};

G_DEFINE_FINAL_TYPE (VslPropertyPanel, vsl_property_panel, GTK_TYPE_BOX)

static void
row_committed (VslPropertyRow *row, JsonNode *value, const char *message, gpointer data)
{
  VslPropertyPanel *self = VSL_PROPERTY_PANEL (data);
  g_autoptr (GError) error = NULL;
  if (!value) {
    vsl_property_row_set_error (row, message);
    return;
  }
  /* The row may be replaced while the change goes round through the document. */
  g_autofree char *path = g_strdup (row->path);
  gboolean live = row->live;
  g_object_ref (self);
  gboolean ok = self->set (path, value, self->data, &error);
  for (guint i = 0; i < self->rows->len; i++) {
    VslPropertyRow *now = self->rows->pdata[i];
    if (g_str_equal (now->path, path) && (ok || !live))
      vsl_property_row_set_error (now, ok ? NULL : error ? error->message : _("This value can not be used."));
  }
  g_object_unref (self);
}

/* "none" first for objects that need not be there. */
static const char *const *
registry_names (VslPropertyPanel *self, const VslProp *prop, const char *path)
{
  const char **names = g_hash_table_lookup (self->registries, path);
  if (names)
    return names;
  const VslFamily *family = vsl_family (prop->registry);
  g_autoptr (GPtrArray) list = g_ptr_array_new ();
  if (!prop->def_text)
    g_ptr_array_add (list, (gpointer) "");
  for (int i = 0; family && family->kinds[i]; i++)
    if (prop->choices ? g_strv_contains (prop->choices, family->kinds[i]->name) : family->kinds[i]->group != NULL)
      g_ptr_array_add (list, (gpointer) family->kinds[i]->name);
  g_ptr_array_add (list, NULL);
  names = (const char **) g_ptr_array_steal (list, NULL);
  g_hash_table_insert (self->registries, g_strdup (path), names);
  return names;
}

static GtkWidget *
more_row (VslPropertyPanel *self)
{
  if (!self->more) {
    self->more = adw_expander_row_new ();
    adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->more), _("More options"));
    gtk_list_box_append (GTK_LIST_BOX (self->list), self->more);
  }
  return self->more;
}

/* at: place in the list, -1 for the end (before "More options"). */
static void
add_row (VslPropertyPanel *self, const VslProp *prop, const char *path, gboolean more, int at)
{
  const char *const *names = g_hash_table_lookup (self->choices, path);
  if (prop->type == VSL_PROP_OBJECT)
    names = registry_names (self, prop, path);
  VslPropertyRow *row = vsl_property_row_new (prop, path, names, row_committed, self);
  g_ptr_array_add (self->rows, row);
  if (strchr (path, '.') && !vsl_kind_prop (self->kind, path))
    gtk_widget_add_css_class (row->row, "vsl-nested-row");
  if (more)
    adw_expander_row_add_row (ADW_EXPANDER_ROW (more_row (self)), row->row);
  else if (at < 0 && self->more)
    gtk_list_box_insert (GTK_LIST_BOX (self->list), row->row, gtk_list_box_row_get_index (GTK_LIST_BOX_ROW (self->more)));
  else
    gtk_list_box_insert (GTK_LIST_BOX (self->list), row->row, at);
}

static gboolean
is_hidden (VslPropertyPanel *self, const char *path)
{
  return g_hash_table_contains (self->hidden, path);
}

static void
remove_row (VslPropertyPanel *self, VslPropertyRow *row)
{
  row->quiet = TRUE;
  if (self->more && gtk_widget_is_ancestor (row->row, self->more))
    adw_expander_row_remove (ADW_EXPANDER_ROW (self->more), row->row);
  else
    gtk_list_box_remove (GTK_LIST_BOX (self->list), row->row);
  g_ptr_array_remove (self->rows, row);
}

/* Rows behind "More options" can only be put at the end: those after the owner's own are taken out and put back. */
static void
sort_more (VslPropertyPanel *self, const char *owner, const char *prefix)
{
  gboolean after = FALSE;
  g_autoptr (GPtrArray) moved = g_ptr_array_new ();
  for (guint i = 0; i < self->rows->len; i++) {
    VslPropertyRow *row = self->rows->pdata[i];
    if (after && !g_str_has_prefix (row->path, prefix) && gtk_widget_is_ancestor (row->row, self->more))
      g_ptr_array_add (moved, row->row);
    after |= g_str_equal (row->path, owner);
  }
  for (guint i = 0; i < moved->len; i++) {
    adw_expander_row_remove (ADW_EXPANDER_ROW (self->more), moved->pdata[i]);
    adw_expander_row_add_row (ADW_EXPANDER_ROW (self->more), moved->pdata[i]);
  }
}

/* The rows below an object follow its class; the object's own row stays, because its list may be open just now. */
static void
sync_nested (VslPropertyPanel *self, VslPropertyRow *owner, const VslObject *object)
{
  if (g_hash_table_lookup (self->nested, owner->path) == object->kind)
    return;
  g_autofree char *prefix = g_strconcat (owner->path, ".", NULL);
  for (guint i = self->rows->len; i-- > 0;)
    if (g_str_has_prefix (((VslPropertyRow *) self->rows->pdata[i])->path, prefix))
      remove_row (self, self->rows->pdata[i]);
  g_hash_table_insert (self->nested, g_strdup (owner->path), (gpointer) object->kind);
  gboolean more = (owner->prop->flags & VSL_PROP_ADVANCED) != 0;
  int at = more ? -1 : gtk_list_box_row_get_index (GTK_LIST_BOX_ROW (owner->row));
  guint place = 0;               /* in rows, which are kept in the order of the panel */
  g_ptr_array_find (self->rows, owner, &place);
  for (const VslProp *p = object->kind ? object->kind->props : NULL; p && p->name; p++) {
    g_autofree char *path = g_strconcat (prefix, p->name, NULL);
    if (is_hidden (self, path))
      continue;
    gboolean behind = more || (p->flags & VSL_PROP_ADVANCED);
    add_row (self, p, path, behind, behind ? -1 : ++at);
    g_ptr_array_insert (self->rows, (int) ++place, g_ptr_array_steal_index (self->rows, self->rows->len - 1));
  }
  if (more && object->kind)
    sort_more (self, owner->path, prefix);
}

static void
clear (VslPropertyPanel *self)
{
  GtkWidget *child;
  for (guint i = 0; i < self->extra->len; i++)
    if (gtk_widget_get_parent (self->extra->pdata[i]))
      gtk_list_box_remove (GTK_LIST_BOX (self->list), self->extra->pdata[i]);
  for (guint i = 0; i < self->rows->len; i++)
    ((VslPropertyRow *) self->rows->pdata[i])->quiet = TRUE;
  while ((child = gtk_widget_get_first_child (self->list)))
    gtk_list_box_remove (GTK_LIST_BOX (self->list), child);
  g_ptr_array_set_size (self->rows, 0);
  g_hash_table_remove_all (self->nested);
  self->more = NULL;
}

static void
build (VslPropertyPanel *self, const VslKind *kind)
{
  clear (self);
  self->kind = kind;
  for (const VslProp *p = kind ? kind->props : NULL; p && p->name; p++)
    if (!is_hidden (self, p->name))
      add_row (self, p, p->name, (p->flags & VSL_PROP_ADVANCED) != 0, -1);
  for (guint i = 0; i < self->extra->len; i++)
    gtk_list_box_insert (GTK_LIST_BOX (self->list), self->extra->pdata[i],
                         self->more ? gtk_list_box_row_get_index (GTK_LIST_BOX_ROW (self->more)) : -1);
}

static void
refresh_row (VslPropertyRow *row, const VslKind *kind, gconstpointer config)
{
  g_autoptr (JsonNode) value = vsl_config_get (kind, config, row->prop->name);
  vsl_property_row_show (row, value);
  gtk_widget_set_visible (row->row, vsl_config_visible (kind, config, row->prop));
}

/**
 * vsl_property_panel_show:
 * @kind: (nullable): whose table is edited
 * @config: the values; not kept
 */
void
vsl_property_panel_show (VslPropertyPanel *self, const VslKind *kind, gconstpointer config)
{
  if (kind != self->kind)
    build (self, kind);
  for (guint i = 0; i < self->rows->len; i++) {
    VslPropertyRow *row = self->rows->pdata[i];
    if (row->prop->type == VSL_PROP_OBJECT && !strchr (row->path, '.'))
      sync_nested (self, row, (gconstpointer) ((const guint8 *) config + row->prop->offset));
  }
  for (guint i = 0; i < self->rows->len; i++) {
    VslPropertyRow *row = self->rows->pdata[i];
    const char *dot = strchr (row->path, '.');
    g_autofree char *owner = dot ? g_strndup (row->path, (gsize) (dot - row->path)) : NULL;
    /* A dot may also be part of the table's own name: early_stopping.patience. */
    const VslProp *object = owner ? vsl_kind_prop (kind, owner) : NULL;
    if (object && object->type != VSL_PROP_OBJECT)
      continue;        /* vsl_property_panel_show_object() fills it */
    if (object) {
      const VslObject *o = (gconstpointer) ((const guint8 *) config + object->offset);
      if (o->kind)
        refresh_row (row, o->kind, o->config);
    } else {
      refresh_row (row, kind, config);
    }
  }
  gtk_widget_set_visible (self->list, self->rows->len > 0 || self->extra->len > 0);
}

/**
 * vsl_property_panel_show_object:
 * @option: an option of the table
 * @object: not kept
 */
void
vsl_property_panel_show_object (VslPropertyPanel *self, const char *option, const VslObject *object)
{
  g_autofree char *prefix = g_strconcat (option, ".", NULL);
  for (guint i = 0; i < self->rows->len; i++) {
    VslPropertyRow *row = self->rows->pdata[i];
    if (g_str_equal (row->path, option)) {
      sync_nested (self, row, object);
      break;
    }
  }
  for (guint i = 0; object->kind && i < self->rows->len; i++) {
    VslPropertyRow *row = self->rows->pdata[i];
    if (g_str_has_prefix (row->path, prefix))
      refresh_row (row, object->kind, object->config);
  }
}

/**
 * vsl_property_panel_is_empty:
 */
gboolean
vsl_property_panel_is_empty (VslPropertyPanel *self)
{
  return self->rows->len == 0;
}

/**
 * vsl_property_panel_set_choices:
 */
void
vsl_property_panel_set_choices (VslPropertyPanel *self, const char *option, const char *const *names)
{
  g_hash_table_insert (self->choices, g_strdup (option), (gpointer) names);
}

/**
 * vsl_property_panel_hide_option:
 */
void
vsl_property_panel_hide_option (VslPropertyPanel *self, const char *option)
{
  g_hash_table_add (self->hidden, g_strdup (option));
}

/**
 * vsl_property_panel_set_note:
 */
void
vsl_property_panel_set_note (VslPropertyPanel *self, const char *option, const char *note)
{
  for (guint i = 0; i < self->rows->len; i++)
    if (g_str_equal (((VslPropertyRow *) self->rows->pdata[i])->path, option))
      vsl_property_row_set_note (self->rows->pdata[i], note);
}

/**
 * vsl_property_panel_add_row:
 */
void
vsl_property_panel_add_row (VslPropertyPanel *self, GtkWidget *row)
{
  g_ptr_array_add (self->extra, g_object_ref_sink (row));
}

static void
dispose (GObject *object)
{
  VslPropertyPanel *self = VSL_PROPERTY_PANEL (object);
  if (self->list)
    clear (self);
  self->list = NULL;
  g_ptr_array_set_size (self->extra, 0);
  G_OBJECT_CLASS (vsl_property_panel_parent_class)->dispose (object);
}

static void
finalize (GObject *object)
{
  VslPropertyPanel *self = VSL_PROPERTY_PANEL (object);
  g_ptr_array_unref (self->rows);
  g_ptr_array_unref (self->extra);
  g_hash_table_unref (self->choices);
  g_hash_table_unref (self->hidden);
  g_hash_table_unref (self->nested);
  g_hash_table_unref (self->registries);
  G_OBJECT_CLASS (vsl_property_panel_parent_class)->finalize (object);
}

static void
vsl_property_panel_class_init (VslPropertyPanelClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = dispose;
  G_OBJECT_CLASS (klass)->finalize = finalize;
}

static void
vsl_property_panel_init (VslPropertyPanel *self)
{
  self->rows = g_ptr_array_new_with_free_func ((GDestroyNotify) vsl_property_row_free);
  self->extra = g_ptr_array_new_with_free_func (g_object_unref);
  self->choices = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->hidden = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->nested = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->registries = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  self->list = gtk_list_box_new ();
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (self->list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (self->list, "boxed-list");
  gtk_widget_add_css_class (self->list, "vsl-properties");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Options"), -1);
  gtk_box_append (GTK_BOX (self), self->list);
}

/**
 * vsl_property_panel_new:
 * @set: takes an edit to the document
 *
 * Returns: (transfer full): an empty panel
 */
GtkWidget *
vsl_property_panel_new (VslPropertySet set, gpointer data)
{
  VslPropertyPanel *self = g_object_new (VSL_TYPE_PROPERTY_PANEL, NULL);
  self->set = set;
  self->data = data;
  return GTK_WIDGET (self);
}
