/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/vsl-split-chooser.h"

#include <glib/gi18n-lib.h>

struct _VslSplitChooser {
  AdwBin parent_instance;
  GtkWidget *spin[2], *rest;
  gboolean mending;
};

G_DEFINE_TYPE (VslSplitChooser, vsl_split_chooser, ADW_TYPE_BIN)

enum { CHANGED, N_SIGNALS };
static guint signals[N_SIGNALS];

/* Something must be left for training; the other number gives way. */
static void
on_changed (VslSplitChooser *self, GtkSpinButton *changed)
{
  int train = gtk_spin_button_get_value_as_int (GTK_SPIN_BUTTON (self->spin[0]));
  int val = gtk_spin_button_get_value_as_int (GTK_SPIN_BUTTON (self->spin[1]));
  g_autofree char *text = NULL;

  if (self->mending)
    return;
  self->mending = TRUE;
  if (train + val > 100 && changed == GTK_SPIN_BUTTON (self->spin[0]))
    val = 100 - train;
  else if (train + val > 100)
    train = 100 - val;
  gtk_spin_button_set_value (GTK_SPIN_BUTTON (self->spin[0]), train);
  gtk_spin_button_set_value (GTK_SPIN_BUTTON (self->spin[1]), val);
  self->mending = FALSE;
  text = g_strdup_printf (_("%d %%"), 100 - train - val);
  gtk_label_set_label (GTK_LABEL (self->rest), text);
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
vsl_split_chooser_class_init (VslSplitChooserClass *klass)
{
  signals[CHANGED] = g_signal_new ("changed", VSL_TYPE_SPLIT_CHOOSER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
vsl_split_chooser_init (VslSplitChooser *self)
{
  static const char *const titles[] = { N_("Training"), N_("Validation"), N_("Test") };
  static const double preset[] = { 70, 15 };
  GtkWidget *grid = gtk_grid_new ();

  gtk_grid_set_row_spacing (GTK_GRID (grid), 6);
  gtk_grid_set_column_spacing (GTK_GRID (grid), 12);
  for (int i = 0; i < 3; i++)
    {
      GtkWidget *label = gtk_label_new (_(titles[i])), *value;

      gtk_label_set_xalign (GTK_LABEL (label), 0);
      gtk_widget_set_hexpand (label, TRUE);
      if (i < 2)
        {
          g_autofree char *spoken = g_strdup_printf (_("%s, per cent"), _(titles[i]));

          value = self->spin[i] = gtk_spin_button_new_with_range (i == 0 ? 10 : 0, i == 0 ? 100 : 90, 5);
          gtk_spin_button_set_value (GTK_SPIN_BUTTON (value), preset[i]);
          gtk_accessible_update_property (GTK_ACCESSIBLE (value), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
        }
      else
        {
          value = self->rest = gtk_label_new (NULL);
          gtk_label_set_xalign (GTK_LABEL (value), 0.5);
          gtk_widget_add_css_class (value, "numeric");
        }
      gtk_grid_attach (GTK_GRID (grid), label, 0, i, 1, 1);
      gtk_grid_attach (GTK_GRID (grid), value, 1, i, 1, 1);
    }
  for (int i = 0; i < 2; i++)
    g_signal_connect_object (self->spin[i], "value-changed", G_CALLBACK (on_changed), self, G_CONNECT_SWAPPED);
  on_changed (self, GTK_SPIN_BUTTON (self->spin[0]));
  adw_bin_set_child (ADW_BIN (self), grid);
}

GtkWidget *
vsl_split_chooser_new (void)
{
  return g_object_new (VSL_TYPE_SPLIT_CHOOSER, NULL);
}

/**
 * vsl_split_chooser_get:
 * @self: a chooser
 * @percent: (out): training, validation, test; the sum is 100
 */
void
vsl_split_chooser_get (VslSplitChooser *self, int percent[VSL_N_SPLITS])
{
  percent[VSL_SPLIT_TRAIN] = gtk_spin_button_get_value_as_int (GTK_SPIN_BUTTON (self->spin[0]));
  percent[VSL_SPLIT_VAL] = gtk_spin_button_get_value_as_int (GTK_SPIN_BUTTON (self->spin[1]));
  percent[VSL_SPLIT_TEST] = 100 - percent[VSL_SPLIT_TRAIN] - percent[VSL_SPLIT_VAL];
}
