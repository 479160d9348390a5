/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/vsl-viewer.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "app/vsl-difference.h"
#include "app/vsl-tables.h"
#include "ui/vsl-answer-bars.h"
#include "ui/vsl-names.h"
#include "ui/vsl-note-view.h"
#include "ui/vsl-pixels.h"
#include "ui/vsl-row-view.h"
#include "ui/vsl-scan-view.h"

struct _VslViewer {
  AdwBin parent_instance;
  GtkWidget *stack, *nothing, *pictures, *view, *other, *other_box, *other_caption, *difference, *difference_caption, *failure, *note, *row, *scan_tools;
  GtkWidget *hand, *invert, *enlarge, *readout, *answer, *verdict, *bars;
  GtkWidget *label, *split, *label_text, *split_text, *elsewhere, *patient, *size;
  VslDocument *document;
  VslSample *sample;
  int run;
  GCancellable *cancellable;    /* of the picture being read */
  GCancellable *comparing;      /* of the difference being made */
  gboolean filling;             /* the controls are set by the program, not by the person */
};

G_DEFINE_TYPE (VslViewer, vsl_viewer, ADW_TYPE_BIN)

enum { ENLARGE, N_SIGNALS };
static guint signals[N_SIGNALS];

/* ---- what is known of the sample ---- */

static void
fill_facts (VslViewer *self)
{
  static const char *const split_titles[] = { N_("Training"), N_("Validation"), N_("Test"), N_("Not used") };
  char **names = self->document != NULL ? vsl_document_info (self->document)->class_names : NULL;
  gboolean notes = self->document != NULL && vsl_document_info (self->document)->kind == VSL_SAMPLE_NOTE;
  const VslSampleInfo *info;
  g_autofree char *size = NULL, *patient = NULL;

  adw_status_page_set_description (ADW_STATUS_PAGE (self->nothing), self->document != NULL && vsl_document_info (self->document)->kind == VSL_SAMPLE_TABLE
                                   ? _("Choose a row to see its values here.") : notes ? _("Choose a note to read it here.") : _("Choose a scan to see it here."));
  adw_status_page_set_icon_name (ADW_STATUS_PAGE (self->nothing), notes ? "text-x-generic-symbolic" : "image-x-generic-symbolic");
  if (self->sample == NULL)
    return;
  info = vsl_sample_info (self->sample);
  self->filling = TRUE;
  gtk_drop_down_set_selected (GTK_DROP_DOWN (self->label), info->label >= 0 ? (guint) info->label : GTK_INVALID_LIST_POSITION);
  gtk_drop_down_set_selected (GTK_DROP_DOWN (self->split), info->split == VSL_SPLIT_NONE ? VSL_N_SPLITS : (guint) info->split);
  self->filling = FALSE;
  gtk_label_set_label (GTK_LABEL (self->label_text), info->label >= 0 && names != NULL ? names[info->label] : _("None"));
  gtk_label_set_label (GTK_LABEL (self->split_text), _(split_titles[info->split == VSL_SPLIT_NONE ? VSL_N_SPLITS : (guint) info->split]));
  g_object_get (self->sample, "patient", &patient, NULL);
  gtk_label_set_label (GTK_LABEL (self->patient), patient);
  if (vsl_document_info (self->document)->target != VSL_TARGET_CLASS)
    {
      g_autofree char *target = vsl_sample_target_text (info, vsl_document_info (self->document));

      gtk_label_set_label (GTK_LABEL (self->label_text), target);
    }
  if (info->kind == VSL_SAMPLE_TABLE)
    size = g_strdup_printf (ngettext ("%u column", "%u columns", vsl_document_info (self->document)->columns), vsl_document_info (self->document)->columns);
  else if (info->kind == VSL_SAMPLE_NOTE)
    size = g_format_size ((guint64) info->width);
  else       /* Translators: width × height of a scan, bits of a pixel. */
    size = g_strdup_printf (info->channels == 3 ? _("%d × %d, %d bit colour") : _("%d × %d, %d bit"), info->width, info->height,
                            info->bits == VSL_IMAGE_OPEN_BITS ? 8 * (int) vsl_pixel_size (info->type) : info->bits);
  gtk_label_set_label (GTK_LABEL (self->size), size);
}

static void
fill_classes (VslViewer *self)
{
  self->filling = TRUE;
  vsl_names_show (GTK_DROP_DOWN (self->label), self->document != NULL ? vsl_document_info (self->document)->class_names : NULL);
  self->filling = FALSE;
  fill_facts (self);
}

static void
on_label_chosen (VslViewer *self)
{
  guint chosen = gtk_drop_down_get_selected (GTK_DROP_DOWN (self->label));

  if (self->filling || self->sample == NULL || chosen == GTK_INVALID_LIST_POSITION)
    return;
  vsl_document_set_label (self->document, &vsl_sample_info (self->sample)->id, 1, (int) chosen);
}

/* One patient on both sides would make results look better than they are, so all scans of one move together. */
static void
on_split_chosen (VslViewer *self)
{
  guint chosen = gtk_drop_down_get_selected (GTK_DROP_DOWN (self->split));
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  const VslSampleInfo *info;
  GListModel *samples;

  if (self->filling || self->sample == NULL || chosen == GTK_INVALID_LIST_POSITION)
    return;
  info = vsl_sample_info (self->sample);
  samples = vsl_document_samples (self->document);
  if (info->patient == 0)
    g_array_append_val (ids, info->id);
  for (guint i = 0; info->patient != 0 && i < g_list_model_get_n_items (samples); i++)
    {
      g_autoptr (VslSample) sample = g_list_model_get_item (samples, i);

      if (vsl_sample_info (sample)->patient == info->patient)
        g_array_append_val (ids, vsl_sample_info (sample)->id);
    }
  vsl_document_set_split (self->document, (const gint64 *) (gpointer) ids->data, ids->len, chosen == VSL_N_SPLITS ? VSL_SPLIT_NONE : (VslSplit) chosen);
}

/* ---- the picture ---- */

static void
update_readout (VslViewer *self)
{
  VslScanView *view = VSL_SCAN_VIEW (self->view);
  g_autofree char *probe = vsl_scan_view_probe (view);
  g_autofree char *text = NULL;
  double low, high;

  vsl_scan_view_get_window (view, &low, &high);
  /* Translators: grey levels of a viewing station: middle and width of the window, then the zoom. */
  if (vsl_scan_view_image (view) != NULL && vsl_pixels_fractional (vsl_scan_view_image (view)))
    text = g_strdup_printf (_("level %.3g · width %.3g · %.0f %%"), (low + high) / 2, high - low, vsl_scan_view_zoom (view) * 100);
  else
    text = g_strdup_printf (_("level %.0f · width %.0f · %.0f %%"), (low + high) / 2, high - low, vsl_scan_view_zoom (view) * 100);
  if (probe != NULL)
    {
      char *both = g_strconcat (text, " · ", probe, NULL);

      g_free (text);
      text = both;
    }
  gtk_label_set_label (GTK_LABEL (self->readout), text);
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (self->invert), vsl_scan_view_invert (view));
}

/* A note has its place where scans have theirs; what is for pictures alone goes away. */
static void
follow_kind (VslViewer *self, VslSampleKind kind)
{
  gboolean note = kind == VSL_SAMPLE_NOTE, scan = kind == VSL_SAMPLE_SCAN;
  gboolean classes = self->document != NULL && vsl_document_info (self->document)->target == VSL_TARGET_CLASS;

  gtk_widget_set_visible (self->pictures, scan);
  gtk_widget_set_visible (self->scan_tools, scan);
  gtk_widget_set_visible (self->readout, scan);
  gtk_widget_set_visible (self->note, note);
  gtk_widget_set_visible (self->row, self->document != NULL && vsl_document_info (self->document)->columns > 0);
  gtk_widget_set_vexpand (self->row, !scan && !note);
  /* A class can be chosen, a number or labels are told. */
  gtk_widget_set_visible (self->label, classes && !gtk_widget_get_visible (self->split_text));
  gtk_widget_set_visible (self->label_text, !classes || gtk_widget_get_visible (self->split_text));
  gtk_widget_set_tooltip_text (self->split, note ? _("All notes of a patient stay on the same side") : _("All scans of a patient stay on the same side"));
  gtk_widget_set_tooltip_text (self->elsewhere, note ? _("Opens this note where its class and split can be changed")
                                                     : _("Opens this scan where its class and split can be changed"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->label), GTK_ACCESSIBLE_PROPERTY_LABEL, note ? _("Class of this note") : _("Class of this scan"), -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->split), GTK_ACCESSIBLE_PROPERTY_LABEL, note ? _("Split of this note") : _("Split of this scan"), -1);
}

static void
on_image (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (VslViewer) self = data;
  g_autoptr (GError) error = NULL;
  VslImage image = { 0 };

  if (!vsl_document_image_finish (VSL_DOCUMENT (source), result, &image, &error))
    {
      if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || self->stack == NULL)
        return;
      vsl_scan_view_take_image (VSL_SCAN_VIEW (self->view), NULL, FALSE);
      gtk_label_set_label (GTK_LABEL (self->failure), error->message);
      gtk_widget_set_visible (self->failure, TRUE);
      return;
    }
  if (self->stack != NULL)
    {
      gtk_widget_set_visible (self->failure, FALSE);
      vsl_scan_view_take_image (VSL_SCAN_VIEW (self->view), &image, FALSE);
    }
  vsl_image_clear (&image);
}

static void
load_picture (VslViewer *self)
{
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  if (self->sample == NULL || vsl_sample_info (self->sample)->kind != VSL_SAMPLE_SCAN)
    return;
  self->cancellable = g_cancellable_new ();
  vsl_document_image_async (self->document, vsl_sample_info (self->sample)->id, self->cancellable, on_image, g_object_ref (self));
}

/* ---- actions ---- */

static void
zoom_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  VslViewer *self = VSL_VIEWER (widget);
  GtkWidget *views[] = { self->view, self->other, self->difference };

  for (guint i = 0; i < G_N_ELEMENTS (views); i++)
    if (g_str_equal (name, "viewer.zoom-fit"))
      vsl_scan_view_zoom_fit (VSL_SCAN_VIEW (views[i]));
    else
      vsl_scan_view_zoom_by (VSL_SCAN_VIEW (views[i]), g_str_equal (name, "viewer.zoom-in") ? 1.25 : 0.8);
}

static void
window_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  VslScanView *view = VSL_SCAN_VIEW (VSL_VIEWER (widget)->view);
  const char *preset = g_variant_get_string (parameter, NULL);
  const VslImage *image = vsl_scan_view_image (view);
  double low, high, third;

  if (image == NULL)
    return;
  if (g_str_equal (preset, "full"))
    {
      vsl_scan_view_full_window (view);
      return;
    }
  vsl_scan_view_auto_window (view);
  vsl_scan_view_get_window (view, &low, &high);
  third = (high - low) / 3;
  if (g_str_equal (preset, "dark"))
    vsl_scan_view_set_window (view, low, low + third);
  else if (g_str_equal (preset, "middle"))
    vsl_scan_view_set_window (view, low + third, high - third);
  else if (g_str_equal (preset, "bright"))
    vsl_scan_view_set_window (view, high - third, high);
}

static void
on_invert (VslViewer *self)
{
  gboolean invert = gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (self->invert));

  vsl_scan_view_set_invert (VSL_SCAN_VIEW (self->view), invert);
  vsl_scan_view_set_invert (VSL_SCAN_VIEW (self->other), invert);
}

static void
on_hand (VslViewer *self)
{
  gboolean hand = gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (self->hand));

  vsl_scan_view_set_hand (VSL_SCAN_VIEW (self->view), hand);
  vsl_scan_view_set_hand (VSL_SCAN_VIEW (self->other), hand);
  vsl_scan_view_set_hand (VSL_SCAN_VIEW (self->difference), hand);
}

static void
on_enlarge (VslViewer *self)
{
  if (!self->filling)
    g_signal_emit (self, signals[ENLARGE], 0, gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (self->enlarge)));
}

static void
on_elsewhere (VslViewer *self)
{
  if (self->sample != NULL)
    gtk_widget_activate_action (GTK_WIDGET (self), "win.show-sample", "x", vsl_sample_info (self->sample)->id);
}

static void
on_view_pressed (GtkGestureClick *click, int n, double x, double y, VslViewer *self)
{
  if (n == 2)
    gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (self->enlarge), !gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (self->enlarge)));
}

/* ---- life ---- */

static void
vsl_viewer_dispose (GObject *object)
{
  VslViewer *self = VSL_VIEWER (object);

  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  if (self->comparing != NULL)
    g_cancellable_cancel (self->comparing);
  g_clear_object (&self->comparing);
  if (self->sample != NULL)
    g_signal_handlers_disconnect_by_func (self->sample, fill_facts, self);
  g_clear_object (&self->sample);
  if (self->document != NULL)
    g_signal_handlers_disconnect_by_func (self->document, fill_classes, self);
  g_clear_object (&self->document);
  G_OBJECT_CLASS (vsl_viewer_parent_class)->dispose (object);
  self->stack = NULL;
}

static void
vsl_viewer_class_init (VslViewerClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = vsl_viewer_dispose;
  g_type_ensure (VSL_TYPE_SCAN_VIEW);
  g_type_ensure (VSL_TYPE_NOTE_VIEW);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/vesalius/Vesalius/ui/vsl-viewer.ui");
#define BIND(name) gtk_widget_class_bind_template_child (widget_class, VslViewer, name)
  BIND (stack), BIND (view), BIND (other), BIND (other_box), BIND (other_caption), BIND (failure), BIND (hand), BIND (invert);
  BIND (enlarge), BIND (readout), BIND (answer), BIND (verdict), BIND (bars), BIND (label), BIND (split), BIND (patient), BIND (size);
  BIND (label_text), BIND (split_text), BIND (elsewhere), BIND (pictures), BIND (note), BIND (scan_tools), BIND (nothing);
  BIND (difference), BIND (difference_caption);
#undef BIND
  gtk_widget_class_install_action (widget_class, "viewer.zoom-in", NULL, zoom_action);
  gtk_widget_class_install_action (widget_class, "viewer.zoom-out", NULL, zoom_action);
  gtk_widget_class_install_action (widget_class, "viewer.zoom-fit", NULL, zoom_action);
  gtk_widget_class_install_action (widget_class, "viewer.window", "s", window_action);
  signals[ENLARGE] = g_signal_new ("enlarge", VSL_TYPE_VIEWER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_BOOLEAN);
}

static void
vsl_viewer_init (VslViewer *self)
{
  GtkGesture *click = gtk_gesture_click_new ();

  gtk_widget_init_template (GTK_WIDGET (self));
  self->row = vsl_row_view_new ();
  gtk_widget_set_visible (self->row, FALSE);
  gtk_widget_set_margin_top (self->row, 12);
  gtk_widget_set_margin_start (self->row, 12);
  gtk_widget_set_margin_end (self->row, 12);
  gtk_widget_set_size_request (self->row, -1, 140);
  gtk_box_insert_child_after (GTK_BOX (gtk_widget_get_parent (self->note)), self->row, self->note);
  g_signal_connect_object (self->view, "changed", G_CALLBACK (update_readout), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->label, "notify::selected", G_CALLBACK (on_label_chosen), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->split, "notify::selected", G_CALLBACK (on_split_chosen), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->invert, "toggled", G_CALLBACK (on_invert), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->hand, "toggled", G_CALLBACK (on_hand), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->elsewhere, "clicked", G_CALLBACK (on_elsewhere), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->enlarge, "toggled", G_CALLBACK (on_enlarge), self, G_CONNECT_SWAPPED);
  g_signal_connect (click, "pressed", G_CALLBACK (on_view_pressed), self);
  gtk_widget_add_controller (self->view, GTK_EVENT_CONTROLLER (click));
}

GtkWidget *
vsl_viewer_new (void)
{
  return g_object_new (VSL_TYPE_VIEWER, NULL);
}

/**
 * vsl_viewer_set_document:
 * @self: a viewer
 * @document: (nullable): where the samples are
 */
void
vsl_viewer_set_document (VslViewer *self, VslDocument *document)
{
  vsl_viewer_show (self, NULL);
  vsl_note_view_set_document (VSL_NOTE_VIEW (self->note), document);
  if (self->document != NULL)
    g_signal_handlers_disconnect_by_func (self->document, fill_classes, self);
  if (g_set_object (&self->document, document) && document != NULL)
    g_signal_connect_object (document, "data-changed", G_CALLBACK (fill_classes), self, G_CONNECT_SWAPPED);
  fill_classes (self);
}

/**
 * vsl_viewer_show:
 * @self: a viewer
 * @sample: (nullable): what to show; what a network said of the last one goes away
 */
void
vsl_viewer_show (VslViewer *self, VslSample *sample)
{
  if (self->sample == sample)
    return;
  if (self->sample != NULL)
    g_signal_handlers_disconnect_by_func (self->sample, fill_facts, self);
  g_set_object (&self->sample, sample);
  if (sample != NULL)
    g_signal_connect_object (sample, "notify", G_CALLBACK (fill_facts), self, G_CONNECT_SWAPPED);
  vsl_viewer_set_prediction (self, NULL, 0, -1);
  vsl_viewer_set_reconstruction (self, NULL, 0, 0);
  if (sample != NULL)
    follow_kind (self, vsl_sample_info (sample)->kind);
  vsl_row_view_show (VSL_ROW_VIEW (self->row), self->document, sample != NULL && gtk_widget_get_visible (self->row) ? sample : NULL);
  vsl_note_view_show (VSL_NOTE_VIEW (self->note), sample != NULL && vsl_sample_info (sample)->kind == VSL_SAMPLE_NOTE ? sample : NULL);
  gtk_stack_set_visible_child_name (GTK_STACK (self->stack), sample != NULL ? "scan" : "nothing");
  fill_facts (self);
  load_picture (self);
}

VslSample *
vsl_viewer_sample (VslViewer *self)
{
  return self->sample;
}

/**
 * vsl_viewer_set_read_only:
 * @self: a viewer
 * @read_only: class and split are only told, and a button leads to where they are changed
 */
void
vsl_viewer_set_read_only (VslViewer *self, gboolean read_only)
{
  gtk_widget_set_visible (self->label, !read_only);
  gtk_widget_set_visible (self->split, !read_only);
  gtk_widget_set_visible (self->label_text, read_only);
  gtk_widget_set_visible (self->split_text, read_only);
  gtk_widget_set_visible (self->elsewhere, read_only);
}

/**
 * vsl_viewer_set_enlarged:
 * @self: a viewer
 * @enlarged: whether it has most of the page; sets the button without the signal
 */
void
vsl_viewer_set_enlarged (VslViewer *self, gboolean enlarged)
{
  self->filling = TRUE;
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (self->enlarge), enlarged);
  gtk_button_set_icon_name (GTK_BUTTON (self->enlarge), enlarged ? "view-restore-symbolic" : "view-fullscreen-symbolic");
  self->filling = FALSE;
  /* The list that had the keys is gone; a text would keep Page Down for itself, which leads to the next note. */
  if (enlarged)
    gtk_widget_grab_focus (gtk_widget_get_visible (self->pictures) ? self->view : self->enlarge);
}

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
