/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/vsl-resplit.h"

#include <glib/gi18n-lib.h>

#include "ui/vsl-dialogs.h"
#include "ui/vsl-split-chooser.h"

#define FEWEST_FOLDS 3
#define MOST_FOLDS 20

struct _VslResplit {
  AdwBin parent_instance;
  GtkWidget *way, *shares, *folds_box, *folds, *fold, *by_box, *by, *seed, *apply;
  VslDocument *document;
  char **columns;               /* as the project names them; NULL: none is known */
};

G_DEFINE_TYPE (VslResplit, vsl_resplit, ADW_TYPE_BIN)

static void
toast (VslResplit *self, const char *text)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "win.toast", "s", text);
}

static void
on_split (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (VslResplit) self = data;
  g_autoptr (GError) error = NULL;
  VslSplitSummary summary = { 0 };
  VslSampleKind kind = vsl_document_info (VSL_DOCUMENT (source))->kind;

  if (!vsl_document_split_finish (VSL_DOCUMENT (source), result, &summary, &error))
    vsl_dialog_error (GTK_WIDGET (self), _("The Data Were Not Split"), error);
  else if (summary.by_date)
    toast (self, _("Split in time: what is later is in test; undo brings the old split back"));
  else
    toast (self, kind == VSL_SAMPLE_TABLE  ? _("The rows were split anew; undo brings the old split back")
                 : kind == VSL_SAMPLE_NOTE ? _("The notes were split anew; undo brings the old split back")
                                           : _("The scans were split anew; undo brings the old split back"));
}

static void
on_apply (VslResplit *self)
{
  GtkWidget *popover = gtk_widget_get_ancestor (GTK_WIDGET (self), GTK_TYPE_POPOVER);
  guint by = gtk_drop_down_get_selected (GTK_DROP_DOWN (self->by));
  gboolean folds = gtk_drop_down_get_selected (GTK_DROP_DOWN (self->way)) == 1;
  VslSplitRule rule = { .seed = (guint64) gtk_spin_button_get_value_as_int (GTK_SPIN_BUTTON (self->seed)) };
  int percent[VSL_N_SPLITS];

  if (self->document == NULL)
    return;
  vsl_split_chooser_get (VSL_SPLIT_CHOOSER (self->shares), percent);
  for (int s = 0; s < VSL_N_SPLITS; s++)
    rule.fractions[s] = percent[s] / 100.0;
  rule.folds = folds ? (guint) gtk_spin_button_get_value_as_int (GTK_SPIN_BUTTON (self->folds)) : 0;
  rule.fold = folds ? (guint) gtk_spin_button_get_value_as_int (GTK_SPIN_BUTTON (self->fold)) : 0;
  if (popover != NULL)
    gtk_popover_popdown (GTK_POPOVER (popover));
  vsl_document_split_async (self->document, &rule, self->columns != NULL && by < g_strv_length (self->columns) ? self->columns[by] : NULL, NULL, on_split,
                            g_object_ref (self));
}

static void
on_way (VslResplit *self)
{
  gboolean folds = gtk_drop_down_get_selected (GTK_DROP_DOWN (self->way)) == 1;

  gtk_widget_set_visible (self->shares, !folds);
  gtk_widget_set_visible (self->folds_box, folds);
}

static void
on_folds (VslResplit *self)
{
  gtk_spin_button_set_range (GTK_SPIN_BUTTON (self->fold), 1, gtk_spin_button_get_value (GTK_SPIN_BUTTON (self->folds)));
}

void
vsl_resplit_set_document (VslResplit *self, VslDocument *document)
{
  g_set_object (&self->document, document);
  vsl_resplit_set_columns (self, NULL);
}

void
vsl_resplit_set_columns (VslResplit *self, const char *const *columns)
{
  guint chosen = gtk_drop_down_get_selected (GTK_DROP_DOWN (self->by)), n = columns != NULL ? g_strv_length ((char **) columns) : 0;
  g_autofree char *before = self->columns != NULL && chosen < g_strv_length (self->columns) ? g_strdup (self->columns[chosen]) : NULL;
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);

  g_strfreev (self->columns);
  self->columns = g_strdupv ((char **) columns);
  chosen = 0;
  for (guint i = 0; i < n; i++)
    {
      gtk_string_list_append (names, g_str_equal (columns[i], "patient") ? _("Patient") : g_str_equal (columns[i], "study") ? _("Study") : columns[i]);
      if (g_strcmp0 (before, columns[i]) == 0)
        chosen = i;
    }
  gtk_drop_down_set_model (GTK_DROP_DOWN (self->by), G_LIST_MODEL (names));
  gtk_drop_down_set_selected (GTK_DROP_DOWN (self->by), chosen);
  gtk_widget_set_visible (self->by_box, n > 0);
}

static void
vsl_resplit_dispose (GObject *object)
{
  VslResplit *self = VSL_RESPLIT (object);

  g_clear_object (&self->document);
  g_clear_pointer (&self->columns, g_strfreev);
  G_OBJECT_CLASS (vsl_resplit_parent_class)->dispose (object);
}

static void
vsl_resplit_class_init (VslResplitClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = vsl_resplit_dispose;
}

/* A title at the left, an editor at the right. */
static GtkWidget *
line (GtkWidget *box, const char *title, GtkWidget *editor, const char *name)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12), *label = gtk_label_new (title);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_set_hexpand (label, TRUE);
  gtk_widget_set_name (editor, name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (editor), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  gtk_box_append (GTK_BOX (row), label);
  gtk_box_append (GTK_BOX (row), editor);
  gtk_box_append (GTK_BOX (box), row);
  return row;
}

static void
vsl_resplit_init (VslResplit *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  const char *const ways[] = { _("Shares"), _("Folds"), NULL };

  self->way = gtk_drop_down_new_from_strings (ways);
  self->shares = vsl_split_chooser_new ();
  self->folds_box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  self->folds = gtk_spin_button_new_with_range (FEWEST_FOLDS, MOST_FOLDS, 1);
  self->fold = gtk_spin_button_new_with_range (1, 5, 1);
  self->by = gtk_drop_down_new (NULL, NULL);
  self->seed = gtk_spin_button_new_with_range (0, G_MAXINT, 1);
  self->apply = gtk_button_new_with_mnemonic (_("_Split Anew"));
  gtk_widget_set_name (self->apply, "resplit_apply");
  gtk_widget_add_css_class (self->apply, "suggested-action");
  gtk_editable_set_width_chars (GTK_EDITABLE (self->seed), 10);
  gtk_spin_button_set_value (GTK_SPIN_BUTTON (self->seed), g_random_int_range (0, 100000));
  gtk_widget_set_tooltip_text (self->seed, _("The same seed gives the same split again"));
  line (box, _("By"), self->way, "resplit_way");
  gtk_box_append (GTK_BOX (box), self->shares);
  gtk_box_append (GTK_BOX (box), self->folds_box);
  line (self->folds_box, _("Number of folds"), self->folds, "resplit_folds");
  line (self->folds_box, _("Fold that tests"), self->fold, "resplit_fold");
  self->by_box = line (box, _("Keep together"), self->by, "resplit_by");
  gtk_widget_set_tooltip_text (self->by, _("Samples with the same value stay on one side; a column of dates puts what is later into test. Patients and copies "
                                           "stay together in any case."));
  line (box, _("Seed"), self->seed, "resplit_seed");
  gtk_box_append (GTK_BOX (box), self->apply);
  adw_bin_set_child (ADW_BIN (self), box);
  g_signal_connect_object (self->way, "notify::selected", G_CALLBACK (on_way), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->folds, "value-changed", G_CALLBACK (on_folds), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->apply, "clicked", G_CALLBACK (on_apply), self, G_CONNECT_SWAPPED);
  gtk_spin_button_set_value (GTK_SPIN_BUTTON (self->folds), 5);
  on_folds (self);
  on_way (self);
  vsl_resplit_set_columns (self, NULL);
}
