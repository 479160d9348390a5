/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/vsl-column-view.h"

#include <glib/gi18n-lib.h>

#include "app/vsl-tables.h"
#include "ui/vsl-histogram-view.h"

/* Bars of more categories than these would be too thin to read. */
#define MOST_BARS 12

struct _VslColumnView {
  AdwBin parent_instance;
  GtkWidget *box, *column, *histogram, *bars, *missing;
  VslDocument *document;
  GCancellable *cancellable;
  gboolean filling;
};

G_DEFINE_FINAL_TYPE (VslColumnView, vsl_column_view, ADW_TYPE_BIN)

static void load (VslColumnView *self);

static void
clear_bars (VslColumnView *self)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (self->bars)) != NULL)
    gtk_grid_remove (GTK_GRID (self->bars), child);
}

static void
fill_columns (VslColumnView *self, const VslColumnValues *values)
{
  g_autoptr (GtkStringList) list = gtk_string_list_new (NULL);

  self->filling = TRUE;
  for (guint i = 0; i < values->columns->len; i++)
    gtk_string_list_append (list, ((const VslColumn *) values->columns->pdata[i])->name);
  gtk_drop_down_set_model (GTK_DROP_DOWN (self->column), G_LIST_MODEL (list));
  gtk_drop_down_set_selected (GTK_DROP_DOWN (self->column), values->chosen);
  self->filling = FALSE;
}

/* Stacked by class, so that it is seen whether a value tells the classes apart. */
static void
fill_histogram (VslColumnView *self, const VslColumnValues *values)
{
  const VslProjectInfo *info = vsl_document_info (self->document);
  VslHistogram *h = vsl_histogram_view_histogram (VSL_HISTOGRAM_VIEW (self->histogram));
  GListModel *samples = vsl_document_samples (self->document);
  guint n = info->target == VSL_TARGET_CLASS && info->class_names != NULL ? g_strv_length (info->class_names) : 0, without = 0;

  vsl_histogram_clear (h);
  for (guint c = 0; c < n; c++)
    vsl_histogram_add_group (h, info->class_names[c], (int) c);
  for (guint i = 0; i < g_list_model_get_n_items (samples); i++)
    {
      g_autoptr (VslSample) sample = g_list_model_get_item (samples, i);

      without += vsl_sample_info (sample)->label < 0;
    }
  if (without > 0)
    vsl_histogram_add_group (h, n > 0 ? _("No class") : _("Rows"), (int) n);
  for (guint i = 0; i < g_list_model_get_n_items (samples); i++)
    {
      g_autoptr (VslSample) sample = g_list_model_get_item (samples, i);
      const VslSampleInfo *s = vsl_sample_info (sample);
      const char *value = g_hash_table_lookup (values->values, &s->id);

      if (value != NULL)
        vsl_histogram_add (h, s->label >= 0 && s->label < (int) n ? (guint) s->label : n, g_ascii_strtod (value, NULL));
    }
  vsl_histogram_view_update (VSL_HISTOGRAM_VIEW (self->histogram));
}

typedef struct {
  const char *value;
  guint n;
} Counted;

static int
by_count (gconstpointer a, gconstpointer b)
{
  const Counted *x = a, *y = b;

  return x->n != y->n ? (x->n < y->n) - (x->n > y->n) : g_strcmp0 (x->value, y->value);
}

static void
add_bar (VslColumnView *self, int row, const char *name, guint n, guint most)
{
  GtkWidget *label = gtk_label_new (name), *number, *bar = gtk_progress_bar_new ();
  g_autofree char *text = g_strdup_printf ("%'u", n);

  number = gtk_label_new (text);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_widget_set_hexpand (label, TRUE);
  gtk_widget_add_css_class (number, "numeric");
  gtk_widget_add_css_class (number, "dim-label");
  gtk_progress_bar_set_fraction (GTK_PROGRESS_BAR (bar), (double) n / MAX (most, 1));
  gtk_widget_add_css_class (bar, "vsl-share");
  gtk_accessible_update_property (GTK_ACCESSIBLE (bar), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  gtk_grid_attach (GTK_GRID (self->bars), label, 0, 2 * row, 1, 1);
  gtk_grid_attach (GTK_GRID (self->bars), number, 1, 2 * row, 1, 1);
  gtk_grid_attach (GTK_GRID (self->bars), bar, 0, 2 * row + 1, 2, 1);
}

static void
fill_bars (VslColumnView *self, const VslColumnValues *values)
{
  g_autoptr (GHashTable) counts = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GArray) sorted = g_array_new (FALSE, FALSE, sizeof (Counted));
  GHashTableIter iter;
  gpointer key, value;
  guint others = 0, most = 0;

  g_hash_table_iter_init (&iter, values->values);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    g_hash_table_insert (counts, value, GUINT_TO_POINTER (GPOINTER_TO_UINT (g_hash_table_lookup (counts, value)) + 1));
  g_hash_table_iter_init (&iter, counts);
  while (g_hash_table_iter_next (&iter, &key, &value))
    {
      Counted one = { key, GPOINTER_TO_UINT (value) };

      g_array_append_val (sorted, one);
    }
  g_array_sort (sorted, by_count);
  for (guint i = 0; i < sorted->len; i++)
    {
      const Counted *one = &g_array_index (sorted, Counted, i);

      most = MAX (most, one->n);
      if (i < MOST_BARS)
        add_bar (self, (int) i, one->value, one->n, most);
      else
        others += one->n;
    }
  if (others > 0)
    add_bar (self, MOST_BARS, _("Others"), others, MAX (most, others));
}

static void
on_values (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (VslColumnView) self = data;
  g_autoptr (VslColumnValues) values = vsl_document_column_finish (VSL_DOCUMENT (source), result, NULL);
  const VslColumn *c;
  gboolean number;
  guint all;
  g_autofree char *missing = NULL;

  if (self->box == NULL || self->document == NULL || g_task_get_cancellable (G_TASK (result)) != self->cancellable)
    return;
  gtk_widget_set_visible (self->box, values != NULL && values->values != NULL);
  if (values == NULL || values->values == NULL)
    return;
  c = values->columns->pdata[values->chosen];
  number = c->type == VSL_COLUMN_NUMERIC || c->type == VSL_COLUMN_DATE;
  fill_columns (self, values);
  clear_bars (self);
  gtk_widget_set_visible (self->histogram, number);
  gtk_widget_set_visible (self->bars, !number);
  if (number)
    fill_histogram (self, values);
  else
    fill_bars (self, values);
  all = g_list_model_get_n_items (vsl_document_samples (self->document));
  missing = g_strdup_printf (ngettext ("%u missing", "%u missing", all - g_hash_table_size (values->values)), all - g_hash_table_size (values->values));
  gtk_label_set_label (GTK_LABEL (self->missing), missing);
}

static void
load (VslColumnView *self)
{
  guint chosen = gtk_drop_down_get_selected (GTK_DROP_DOWN (self->column));

  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  if (self->document == NULL || vsl_document_info (self->document)->columns == 0)
    {
      gtk_widget_set_visible (self->box, FALSE);
      return;
    }
  self->cancellable = g_cancellable_new ();
  vsl_document_column_async (self->document, chosen == GTK_INVALID_LIST_POSITION ? 0 : chosen, self->cancellable, on_values, g_object_ref (self));
}

static void
on_column (VslColumnView *self)
{
  if (!self->filling)
    load (self);
}

void
vsl_column_view_show (VslColumnView *self, VslDocument *document)
{
  g_set_object (&self->document, document);
  load (self);
}

static void
vsl_column_view_dispose (GObject *object)
{
  VslColumnView *self = VSL_COLUMN_VIEW (object);

  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->document);
  G_OBJECT_CLASS (vsl_column_view_parent_class)->dispose (object);
  self->box = NULL;
}

static void
vsl_column_view_class_init (VslColumnViewClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = vsl_column_view_dispose;
}

static void
vsl_column_view_init (VslColumnView *self)
{
  GtkWidget *title = gtk_label_new (_("Values"));

  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  self->column = gtk_drop_down_new (NULL, NULL);
  self->histogram = vsl_histogram_view_new ("");
  self->bars = gtk_grid_new ();
  self->missing = gtk_label_new (NULL);
  gtk_label_set_xalign (GTK_LABEL (title), 0);
  gtk_widget_set_margin_start (title, 8);
  gtk_widget_set_margin_top (self->box, 6);
  gtk_widget_add_css_class (title, "heading");
  gtk_widget_add_css_class (title, "dim-label");
  gtk_label_set_xalign (GTK_LABEL (self->missing), 0);
  gtk_widget_set_margin_start (self->missing, 8);
  gtk_widget_add_css_class (self->missing, "caption");
  gtk_widget_add_css_class (self->missing, "dim-label");
  gtk_widget_set_margin_start (self->bars, 8);
  gtk_grid_set_column_spacing (GTK_GRID (self->bars), 6);
  gtk_grid_set_row_spacing (GTK_GRID (self->bars), 2);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->column), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Column whose values are shown"), -1);
  gtk_box_append (GTK_BOX (self->box), title);
  gtk_box_append (GTK_BOX (self->box), self->column);
  gtk_box_append (GTK_BOX (self->box), self->histogram);
  gtk_box_append (GTK_BOX (self->box), self->bars);
  gtk_box_append (GTK_BOX (self->box), self->missing);
  gtk_widget_set_visible (self->box, FALSE);
  adw_bin_set_child (ADW_BIN (self), self->box);
  g_signal_connect_object (self->column, "notify::selected", G_CALLBACK (on_column), self, G_CONNECT_SWAPPED);
}

GtkWidget *
vsl_column_view_new (void)
{
  return g_object_new (VSL_TYPE_COLUMN_VIEW, NULL);
}
