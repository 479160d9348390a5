/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/vsl-quality.h"

#include <glib/gi18n-lib.h>

#define DELAY 400        /* milliseconds after the last change */
#define LOOK 250         /* between two looks at how far it is */

struct _VslQuality {
  AdwBin parent_instance;
  GtkWidget *status, *bar, *cancel, *again, *list;
  VslDocument *document;
  VslReportCard *card;          /* NULL: none yet */
  GCancellable *cancellable;    /* of the report that is being made */
  VslJob *job;
  guint later, look;            /* sources */
  char *chosen;                 /* vsl_quality_mend_name() of the chosen finding; NULL: none */
  gboolean stale, cancelled, filling;
};

G_DEFINE_TYPE (VslQuality, vsl_quality, ADW_TYPE_BIN)

enum { CHOSEN, REPORTED, N_SIGNALS };
static guint signals[N_SIGNALS];

char *
vsl_quality_mend_name (const VslFinding *finding)
{
  return finding->name != NULL ? g_strdup_printf ("%s=%s", finding->id, finding->name) : g_strdup (finding->id);
}

/* Counts that stand elsewhere on the page are no findings. */
static gboolean
is_told (const VslFinding *finding)
{
  return finding->severity != VSL_SEVERITY_INFO || finding->samples->len > 0;
}

static const VslFinding *
find (VslQuality *self, const char *name)
{
  for (guint i = 0; name != NULL && self->card != NULL && i < self->card->findings->len; i++)
    {
      const VslFinding *finding = self->card->findings->pdata[i];
      g_autofree char *own = vsl_quality_mend_name (finding);

      if (is_told (finding) && g_str_equal (own, name))
        return finding;
    }
  return NULL;
}

GHashTable *
vsl_quality_places (const VslFinding *finding)
{
  GHashTable *places;

  if (finding == NULL || finding->samples->len == 0)
    return NULL;
  places = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  for (guint i = 0; i < finding->samples->len; i++)
    g_hash_table_insert (places, g_memdup2 (&g_array_index (finding->samples, gint64, i), sizeof (gint64)), GUINT_TO_POINTER (i + 1));
  return places;
}

static guint
place_of (VslSample *sample, GHashTable *places)
{
  return GPOINTER_TO_UINT (g_hash_table_lookup (places, &vsl_sample_info (sample)->id));
}

static void
unref_places (gpointer places, GClosure *closure)
{
  g_hash_table_unref (places);
}

/* By numbers that are looked up once for each sample: tens of thousands are no rarity among near-duplicates. */
GtkSorter *
vsl_quality_sorter (GHashTable *places)
{
  return GTK_SORTER (gtk_numeric_sorter_new (gtk_cclosure_expression_new (G_TYPE_UINT, NULL, 0, NULL, G_CALLBACK (place_of), g_hash_table_ref (places),
                                                                         unref_places)));
}

/* ---- the list ---- */

static GtkWidget *
make_row (const VslFinding *finding)
{
  static const char *const icons[] = { "dialog-information-symbolic", "dialog-warning-symbolic", "dialog-error-symbolic" };
  static const char *const css[] = { "dim-label", "warning", "error" };
  GtkWidget *row = gtk_list_box_row_new (), *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6), *icon = gtk_image_new_from_icon_name (icons[finding->severity]);
  g_autofree char *title = finding->name != NULL ? g_strdup_printf ("%s: %s", _(finding->cls->head.title), finding->name) : g_strdup (_(finding->cls->head.title));
  g_autofree char *number = g_strdup_printf ("%'u", finding->count), *name = vsl_quality_mend_name (finding);
  GtkWidget *label = gtk_label_new (title), *count = gtk_label_new (number);

  gtk_widget_add_css_class (icon, css[finding->severity]);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_lines (GTK_LABEL (label), 2);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_widget_set_hexpand (label, TRUE);
  gtk_widget_add_css_class (count, "numeric");
  gtk_widget_add_css_class (count, "dim-label");
  gtk_box_append (GTK_BOX (box), icon);
  gtk_box_append (GTK_BOX (box), label);
  gtk_box_append (GTK_BOX (box), count);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_widget_set_tooltip_text (row, finding->text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, finding->text, -1);
  gtk_widget_set_name (row, finding->id);
  g_object_set_data_full (G_OBJECT (row), "vsl-finding", g_steal_pointer (&name), g_free);
  return row;
}

static void
fill (VslQuality *self)
{
  GtkWidget *row;
  guint n = 0;

  self->filling = TRUE;
  while ((row = gtk_widget_get_first_child (self->list)) != NULL)
    gtk_list_box_remove (GTK_LIST_BOX (self->list), row);
  /* The worst first; among equals the order of the checks. */
  for (int severity = VSL_SEVERITY_ERROR; self->card != NULL && severity >= VSL_SEVERITY_INFO; severity--)
    for (guint i = 0; i < self->card->findings->len; i++)
      {
        const VslFinding *finding = self->card->findings->pdata[i];

        if ((int) finding->severity != severity || !is_told (finding))
          continue;
        row = make_row (finding);
        gtk_list_box_append (GTK_LIST_BOX (self->list), row);
        if (g_strcmp0 (g_object_get_data (G_OBJECT (row), "vsl-finding"), self->chosen) == 0)
          gtk_list_box_select_row (GTK_LIST_BOX (self->list), GTK_LIST_BOX_ROW (row));
        n++;
      }
  self->filling = FALSE;
  gtk_widget_set_visible (self->list, n > 0);
}

static void
update_status (VslQuality *self)
{
  const char *text = self->job != NULL      ? _("Checking…")
                     : self->cancelled      ? _("Not checked")
                     : self->card == NULL   ? NULL
                     : !gtk_widget_get_visible (self->list) ? vsl_document_info (self->document)->kind == VSL_SAMPLE_SCAN
                         ? _("Nothing was found. Text in the picture is looked for in the headers of DICOM files alone: the pixels themselves were not read for it.")
                         : _("Nothing was found.")
                                            : NULL;

  gtk_label_set_label (GTK_LABEL (self->status), text != NULL ? text : "");
  gtk_widget_set_visible (self->status, text != NULL);
  gtk_widget_set_visible (self->bar, self->job != NULL);
  gtk_widget_set_visible (self->cancel, self->job != NULL);
  gtk_widget_set_visible (self->again, self->job == NULL && self->cancelled);
}

static void
choose (VslQuality *self, const char *name)
{
  g_free (self->chosen);
  self->chosen = g_strdup (name);
  g_signal_emit (self, signals[CHOSEN], 0);
}

static void
on_row (VslQuality *self, GtkListBoxRow *row)
{
  if (!self->filling)
    choose (self, row != NULL ? g_object_get_data (G_OBJECT (row), "vsl-finding") : NULL);
}

/* ---- making the report ---- */

static gboolean
on_look (gpointer data)
{
  VslQuality *self = data;
  double fraction = self->job != NULL ? vsl_job_fraction (self->job) : 0;

  gtk_progress_bar_set_fraction (GTK_PROGRESS_BAR (self->bar), CLAMP (fraction, 0, 1));
  return G_SOURCE_CONTINUE;
}

static void
stop (VslQuality *self)
{
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->job, vsl_job_unref);
  g_clear_handle_id (&self->look, g_source_remove);
  g_clear_handle_id (&self->later, g_source_remove);
}

static void
on_checked (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (VslQuality) self = data;
  g_autoptr (GError) error = NULL;
  VslReportCard *card = vsl_document_check_finish (VSL_DOCUMENT (source), result, &error);

  if (g_task_get_cancellable (G_TASK (result)) != self->cancellable || self->list == NULL)      /* a newer one was asked for */
    {
      g_clear_pointer (&card, vsl_report_card_free);
      return;
    }
  stop (self);
  if (card != NULL)
    {
      g_clear_pointer (&self->card, vsl_report_card_free);
      self->card = card;
      fill (self);
      if (self->chosen != NULL && find (self, self->chosen) == NULL)
        choose (self, NULL);
      else if (self->chosen != NULL)
        g_signal_emit (self, signals[CHOSEN], 0);
    }
  else
    gtk_widget_set_tooltip_text (self->status, error->message);
  update_status (self);
  g_signal_emit (self, signals[REPORTED], 0);
}

static gboolean
begin (gpointer data)
{
  VslQuality *self = data;

  self->later = 0;
  if (self->document == NULL || g_list_model_get_n_items (vsl_document_samples (self->document)) == 0)
    return G_SOURCE_REMOVE;
  stop (self);
  self->cancelled = FALSE;
  self->cancellable = g_cancellable_new ();
  self->job = vsl_document_check_async (self->document, self->cancellable, on_checked, g_object_ref (self));
  self->look = g_timeout_add (LOOK, on_look, self);
  on_look (self);
  update_status (self);
  return G_SOURCE_REMOVE;
}

static void
on_data_changed (VslQuality *self)
{
  self->stale = TRUE;
  if (!gtk_widget_get_mapped (GTK_WIDGET (self)) || self->cancelled)
    return;
  self->stale = FALSE;
  g_clear_handle_id (&self->later, g_source_remove);
  self->later = g_timeout_add (DELAY, begin, self);
}

/* One of them is part of the report. */
static void
on_options_changed (VslQuality *self)
{
  const char *weights = vsl_document_options (self->document)->config->class_weight;
  gboolean weighed = *weights != '\0' && !g_str_equal (weights, "none");

  if (self->card != NULL && self->card->input.weighed != weighed)
    on_data_changed (self);
}

static void
on_cancel (VslQuality *self)
{
  stop (self);
  self->cancelled = TRUE;
  update_status (self);
}

static void
on_again (VslQuality *self)
{
  self->cancelled = FALSE;
  begin (self);
}

/* ---- reading ---- */

const VslFinding *
vsl_quality_finding (VslQuality *self)
{
  return find (self, self->chosen);
}

void
vsl_quality_choose_none (VslQuality *self)
{
  gtk_list_box_unselect_all (GTK_LIST_BOX (self->list));
  if (self->chosen != NULL)
    choose (self, NULL);
}

/* No sample is changed, but what training is set to. */
void
vsl_quality_weigh (VslQuality *self)
{
  if (vsl_document_set_train_option (self->document, "class_weight", "balanced", NULL))
    gtk_widget_activate_action (GTK_WIDGET (self), "win.toast", "s", _("Training will weigh the classes; undo brings the old state back"));
}

const char *const *
vsl_quality_columns (VslQuality *self)
{
  return self->card != NULL ? (const char *const *) self->card->columns : NULL;
}

void
vsl_quality_set_document (VslQuality *self, VslDocument *document)
{
  stop (self);
  if (self->document != NULL)
    {
      g_signal_handlers_disconnect_by_func (self->document, on_data_changed, self);
      g_signal_handlers_disconnect_by_func (self->document, on_options_changed, self);
    }
  g_clear_pointer (&self->card, vsl_report_card_free);
  self->cancelled = FALSE;
  g_set_object (&self->document, document);
  if (self->list == NULL)
    return;
  fill (self);
  vsl_quality_choose_none (self);
  update_status (self);
  if (document == NULL)
    return;
  g_signal_connect_object (document, "data-changed", G_CALLBACK (on_data_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (document, "options-changed", G_CALLBACK (on_options_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (document, "pixels-changed", G_CALLBACK (on_data_changed), self, G_CONNECT_SWAPPED);
  on_data_changed (self);
}

/* ---- life ---- */

static void
vsl_quality_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (vsl_quality_parent_class)->map (widget);
  if (VSL_QUALITY (widget)->stale)
    on_data_changed (VSL_QUALITY (widget));
}

static void
vsl_quality_dispose (GObject *object)
{
  VslQuality *self = VSL_QUALITY (object);

  self->list = NULL;
  vsl_quality_set_document (self, NULL);
  g_clear_pointer (&self->chosen, g_free);
  G_OBJECT_CLASS (vsl_quality_parent_class)->dispose (object);
}

static void
vsl_quality_class_init (VslQualityClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = vsl_quality_dispose;
  GTK_WIDGET_CLASS (klass)->map = vsl_quality_map;
  signals[CHOSEN] = g_signal_new ("chosen", VSL_TYPE_QUALITY, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[REPORTED] = g_signal_new ("reported", VSL_TYPE_QUALITY, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static GtkWidget *
make_button (const char *icon, const char *title, const char *name)
{
  GtkWidget *button = gtk_button_new_from_icon_name (icon);

  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "circular");
  gtk_widget_set_tooltip_text (button, title);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  gtk_widget_set_name (button, name);
  return button;
}

static void
vsl_quality_init (VslQuality *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6), *head = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0), *title = gtk_label_new (_("Quality"));

  gtk_label_set_xalign (GTK_LABEL (title), 0);
  gtk_widget_set_hexpand (title, TRUE);
  gtk_widget_set_margin_start (title, 8);
  gtk_widget_add_css_class (title, "heading");
  gtk_widget_add_css_class (title, "dim-label");
  gtk_widget_set_size_request (head, -1, 32);
  self->cancel = make_button ("process-stop-symbolic", _("Stop checking"), "quality_cancel");
  self->again = make_button ("view-refresh-symbolic", _("Check the data"), "quality_again");
  self->status = gtk_label_new (NULL);
  gtk_label_set_xalign (GTK_LABEL (self->status), 0);
  gtk_label_set_wrap (GTK_LABEL (self->status), TRUE);
  gtk_widget_set_margin_start (self->status, 8);
  gtk_widget_add_css_class (self->status, "caption");
  gtk_widget_add_css_class (self->status, "dim-label");
  self->bar = gtk_progress_bar_new ();
  gtk_widget_add_css_class (self->bar, "vsl-share");
  gtk_widget_set_margin_start (self->bar, 8);
  gtk_widget_set_margin_end (self->bar, 8);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->bar), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Checking the data"), -1);
  self->list = gtk_list_box_new ();
  gtk_widget_add_css_class (self->list, "navigation-sidebar");
  gtk_widget_add_css_class (self->list, "vsl-filter");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Show one finding"), -1);
  gtk_box_append (GTK_BOX (head), title);
  gtk_box_append (GTK_BOX (head), self->cancel);
  gtk_box_append (GTK_BOX (head), self->again);
  gtk_box_append (GTK_BOX (box), head);
  gtk_box_append (GTK_BOX (box), self->status);
  gtk_box_append (GTK_BOX (box), self->bar);
  gtk_box_append (GTK_BOX (box), self->list);
  adw_bin_set_child (ADW_BIN (self), box);
  g_signal_connect_object (self->list, "row-selected", G_CALLBACK (on_row), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->cancel, "clicked", G_CALLBACK (on_cancel), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->again, "clicked", G_CALLBACK (on_again), self, G_CONNECT_SWAPPED);
  update_status (self);
}
