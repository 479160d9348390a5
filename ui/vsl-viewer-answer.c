/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a network said of the sample that a VslViewer shows. */
#include <glib/gi18n-lib.h>
#include <math.h>

#include "app/vsl-difference.h"
#include "ui/vsl-answer-bars.h"
#include "ui/vsl-pixels.h"
#include "ui/vsl-viewer-private.h"

/**
 * vsl_viewer_set_prediction:
 * @self: a viewer
 * @prob: (nullable): @n probabilities by class
 * @n: number of classes
 * @predicted: the class that the network chose, -1: nothing was said
 */
void
vsl_viewer_set_prediction (VslViewer *self, const double *prob, int n, int predicted)
{
  char **names = self->document != NULL ? vsl_document_info (self->document)->class_names : NULL;
  int truth = self->sample != NULL ? vsl_sample_info (self->sample)->label : -1;
  gboolean labels = self->document != NULL && vsl_document_info (self->document)->target == VSL_TARGET_LABELS;
  gboolean shown = prob != NULL && names != NULL && n == (int) g_strv_length (names) && (labels || (predicted >= 0 && predicted < n));
  g_autofree char *text = NULL;

  gtk_widget_set_visible (self->answer, shown);
  if (!shown)
    return;
  gtk_widget_remove_css_class (self->verdict, "error");
  gtk_widget_remove_css_class (self->verdict, "success");
  if (labels)
    text = g_strdup (_("How likely each label holds"));
  else if (truth < 0)
    text = g_strdup_printf (_("Read as %s"), names[predicted]);
  else if (truth == predicted)
    text = g_strdup_printf (_("Read as %s: right"), names[predicted]);
  else
    text = g_strdup_printf (_("Read as %s: wrong, it is %s"), names[predicted], names[truth]);
  if (truth >= 0)
    gtk_widget_add_css_class (self->verdict, truth == predicted ? "success" : "error");
  gtk_label_set_label (GTK_LABEL (self->verdict), text);
  vsl_answer_bars_fill (GTK_GRID (self->bars), prob, n, labels ? VSL_ANSWER_EACH : predicted, truth, names);
}

/**
 * vsl_viewer_set_number:
 * @self: a viewer
 * @said: what the network said, NaN: nothing
 * @truth: the number that the sample has, NaN: unknown
 */
void
vsl_viewer_set_number (VslViewer *self, double said, double truth)
{
  g_autofree char *text = isnan (truth) ? g_strdup_printf (_("Said %.4g"), said) : g_strdup_printf (_("Said %.4g, true %.4g: off by %.4g"), said, truth, said - truth);

  gtk_widget_set_visible (self->answer, !isnan (said));
  if (isnan (said))
    return;
  gtk_widget_remove_css_class (self->verdict, "error");
  gtk_widget_remove_css_class (self->verdict, "success");
  gtk_label_set_label (GTK_LABEL (self->verdict), text);
  vsl_answer_bars_fill (GTK_GRID (self->bars), NULL, 0, -1, -1, NULL);
}

/* Dark where they agree, through red and orange to white where they are furthest apart: lightness alone tells it, too. */
static gboolean
take_heat (VslViewer *self, const VslDifference *d)
{
  VslImage heat = { 0 };

  if (!vsl_pixels_heat (&d->difference, d->largest, &heat))
    return FALSE;
  vsl_scan_view_take_image (VSL_SCAN_VIEW (self->difference), &heat, FALSE);
  vsl_scan_view_full_window (VSL_SCAN_VIEW (self->difference));
  vsl_image_clear (&heat);
  return TRUE;
}

static void
on_difference (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (VslViewer) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (VslDifference) d = vsl_document_difference_finish (VSL_DOCUMENT (source), result, &error);
  g_autofree char *text = NULL;

  if (self->stack == NULL || g_task_get_cancellable (G_TASK (result)) != self->comparing)
    return;
  if (d == NULL || !take_heat (self, d))
    {
      gtk_label_set_label (GTK_LABEL (self->difference_caption), error != NULL ? error->message : _("Not enough memory"));
      return;
    }
  vsl_scan_view_take_image (VSL_SCAN_VIEW (self->other), &d->answer, FALSE);
  vsl_scan_view_full_window (VSL_SCAN_VIEW (self->other));
  /* Translators: below the picture of differences: the largest one, of grey levels between 0 (black) and 1 (white). */
  text = g_strdup_printf (_("Difference, at most %.2f"), d->largest);
  gtk_label_set_label (GTK_LABEL (self->difference_caption), text);
}

/**
 * vsl_viewer_set_run:
 * @self: a viewer
 * @run: whose network has said what is shown
 */
void
vsl_viewer_set_run (VslViewer *self, int run)
{
  self->run = run;
  vsl_note_view_set_run (VSL_NOTE_VIEW (self->note), run);
}

/**
 * vsl_viewer_set_reconstruction:
 * @self: a viewer
 * @answer: (nullable) (array length=width): of the run's network to the shown scan
 * @width: its numbers
 * @error: mean squared error against the scan
 */
void
vsl_viewer_set_reconstruction (VslViewer *self, const VslReal *answer, int width, double error)
{
  g_autofree char *text = NULL;

  if (self->comparing != NULL)
    g_cancellable_cancel (self->comparing);
  g_clear_object (&self->comparing);
  gtk_widget_set_visible (self->other_box, answer != NULL);
  vsl_scan_view_take_image (VSL_SCAN_VIEW (self->other), NULL, FALSE);
  vsl_scan_view_take_image (VSL_SCAN_VIEW (self->difference), NULL, FALSE);
  gtk_label_set_label (GTK_LABEL (self->difference_caption), "…");
  if (answer == NULL || self->sample == NULL)
    return;
  text = g_strdup_printf (_("Reconstruction, error %.4g"), error);
  gtk_label_set_label (GTK_LABEL (self->other_caption), text);
  self->comparing = g_cancellable_new ();
  vsl_document_difference_async (self->document, self->run, vsl_sample_info (self->sample)->id, answer, width, self->comparing, on_difference,
                                 g_object_ref (self));
}

/**
 * vsl_viewer_set_told:
 * @self: a viewer
 * @tokens: (nullable) (array length=n): what a sequence autoencoder told of the shown note
 */
void
vsl_viewer_set_told (VslViewer *self, const VslReal *tokens, int n)
{
  vsl_note_view_set_told (VSL_NOTE_VIEW (self->note), tokens, (guint) n);
}
