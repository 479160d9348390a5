/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/vsl-viewer-private.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>

#include "app/vsl-tables.h"
#include "ui/vsl-forget.h"
#include "ui/vsl-names.h"
#include "ui/vsl-row-view.h"

G_DEFINE_TYPE (VslViewer, vsl_viewer, ADW_TYPE_BIN)

enum { ENLARGE, STEP, N_SIGNALS };
static guint signals[N_SIGNALS];

/* ---- what is known of the sample ---- */

static void
fill_facts (VslViewer *self)
{
  static const char *const split_titles[] = { N_("Training"), N_("Validation"), N_("Test"), N_("Not used") };
  char **names = self->document != NULL ? vsl_document_info (self->document)->class_names : NULL;
  gboolean notes = self->document != NULL && vsl_document_info (self->document)->kind == VSL_SAMPLE_NOTE;
  const VslSampleInfo *info;
  g_autofree char *size = NULL, *patient = NULL, *number = NULL;

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
  /* Translators: whose scan (or note) it is, and its number in the project, by which it is found again in lists and tables. */
  number = g_strdup_printf (_("%s · number %" PRId64), patient, info->id);
  gtk_label_set_label (GTK_LABEL (self->patient), number);
  if (vsl_document_info (self->document)->target != VSL_TARGET_CLASS)
    {
      g_autofree char *target = vsl_sample_target_text (info, vsl_document_info (self->document));

      gtk_label_set_label (GTK_LABEL (self->label_text), target);
    }
  if (info->kind == VSL_SAMPLE_NOTE)
    size = g_format_size ((guint64) info->width);
  else if (info->kind == VSL_SAMPLE_TABLE)
    size = g_strdup_printf (ngettext ("%u column", "%u columns", vsl_document_info (self->document)->columns), vsl_document_info (self->document)->columns);
  else if (info->frames > 1)      /* Translators: width × height × slices of a volume, bits of a pixel. */
    size = g_strdup_printf (info->channels == 3 ? _("%d × %d × %d, %d bit colour") : _("%d × %d × %d, %d bit"), info->width, info->height, info->frames,
                            info->bits == VSL_IMAGE_OPEN_BITS ? 8 * (int) vsl_pixel_size (info->type) : info->bits);
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

/* ---- kinds of samples ---- */

/* A note or a row has its place where scans have theirs; what is for pictures alone goes away. */
static void
follow_kind (VslViewer *self, VslSampleKind kind)
{
  gboolean note = kind == VSL_SAMPLE_NOTE, scan = kind == VSL_SAMPLE_SCAN;
  gboolean classes = self->document != NULL && vsl_document_info (self->document)->target == VSL_TARGET_CLASS;

  gtk_widget_set_visible (self->pictures, scan);
  gtk_widget_set_visible (self->scan_tools, scan);
  gtk_widget_set_visible (self->readout, scan);
  gtk_widget_set_visible (self->details, scan);
  gtk_widget_set_visible (self->note, note);
  gtk_widget_set_visible (self->row, self->document != NULL && vsl_document_info (self->document)->columns > 0);
  gtk_widget_set_vexpand (self->row, !scan && !note);
  /* A class can be chosen, a number or labels are told. */
  gtk_widget_set_visible (self->label, classes && !gtk_widget_get_visible (self->split_text));
  gtk_widget_set_visible (self->label_text, !classes || gtk_widget_get_visible (self->split_text));
  if (!scan)
    gtk_widget_set_visible (self->slice_bar, FALSE);
  gtk_widget_set_tooltip_text (self->split, note ? _("All notes of a patient stay on the same side") : _("All scans of a patient stay on the same side"));
  gtk_widget_set_tooltip_text (self->elsewhere, note ? _("Opens this note where its class and split can be changed")
                                                     : _("Opens this scan where its class and split can be changed"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->label), GTK_ACCESSIBLE_PROPERTY_LABEL, note ? _("Class of this note") : _("Class of this scan"), -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->split), GTK_ACCESSIBLE_PROPERTY_LABEL, note ? _("Split of this note") : _("Split of this scan"), -1);
}

/* ---- actions ---- */

static void
on_enlarge (VslViewer *self)
{
  if (!self->filling)
    g_signal_emit (self, signals[ENLARGE], 0, gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (self->enlarge)));
}

void
vsl_viewer_forget (VslViewer *self)
{
  if (self->sample != NULL && gtk_widget_get_visible (self->forget))
    vsl_forget_samples (GTK_WIDGET (self), self->document, &vsl_sample_info (self->sample)->id, 1);
}

static void
on_before (VslViewer *self)
{
  g_signal_emit (self, signals[STEP], 0, -1);
}

static void
on_after (VslViewer *self)
{
  g_signal_emit (self, signals[STEP], 0, 1);
}

static void
on_elsewhere (VslViewer *self)
{
  if (self->sample != NULL)
    gtk_widget_activate_action (GTK_WIDGET (self), "win.show-sample", "x", vsl_sample_info (self->sample)->id);
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
  if (self->second != NULL)
    g_cancellable_cancel (self->second);
  g_clear_object (&self->second);
  if (self->sample != NULL)
    g_signal_handlers_disconnect_by_func (self->sample, fill_facts, self);
  g_clear_object (&self->sample);
  g_clear_object (&self->order);
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
  g_type_ensure (VSL_TYPE_FACTS_LIST);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/vesalius/Vesalius/ui/vsl-viewer.ui");
#define BIND(name) gtk_widget_class_bind_template_child (widget_class, VslViewer, name)
  BIND (stack), BIND (views), BIND (view), BIND (other), BIND (other_box), BIND (other_caption), BIND (failure), BIND (hand), BIND (invert);
  BIND (before), BIND (after), BIND (forget), BIND (enlarge), BIND (readout), BIND (answer), BIND (verdict), BIND (bars), BIND (label), BIND (split), BIND (patient), BIND (size);
  BIND (label_text), BIND (split_text), BIND (elsewhere), BIND (pictures), BIND (note), BIND (scan_tools), BIND (nothing);
  BIND (difference), BIND (difference_caption), BIND (window_button), BIND (details), BIND (facts), BIND (facts_grid);
  BIND (view_box), BIND (plane_b), BIND (plane_c), BIND (slice_bar), BIND (slider), BIND (slice_text), BIND (planes);
  BIND (compare_box), BIND (compare), BIND (compare_caption), BIND (view_caption), BIND (linked);
#undef BIND
  _vsl_viewer_install_tools (widget_class);
  _vsl_viewer_install_compare (widget_class);
  signals[STEP] = g_signal_new ("step", VSL_TYPE_VIEWER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_INT);
  signals[ENLARGE] = g_signal_new ("enlarge", VSL_TYPE_VIEWER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_BOOLEAN);
}

static void
vsl_viewer_init (VslViewer *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->row = vsl_row_view_new ();
  gtk_widget_set_visible (self->row, FALSE);
  gtk_widget_set_margin_top (self->row, 12);
  gtk_widget_set_margin_start (self->row, 12);
  gtk_widget_set_margin_end (self->row, 12);
  gtk_widget_set_size_request (self->row, -1, 140);
  gtk_box_insert_child_after (GTK_BOX (gtk_widget_get_parent (self->note)), self->row, self->note);
  _vsl_viewer_connect_tools (self);
  _vsl_viewer_connect_planes (self);
  _vsl_viewer_connect_compare (self);
  g_signal_connect_object (self->label, "notify::selected", G_CALLBACK (on_label_chosen), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->split, "notify::selected", G_CALLBACK (on_split_chosen), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->elsewhere, "clicked", G_CALLBACK (on_elsewhere), self, G_CONNECT_SWAPPED);
  vsl_note_view_set_maskable (VSL_NOTE_VIEW (self->note), TRUE);
  g_signal_connect_object (self->forget, "clicked", G_CALLBACK (vsl_viewer_forget), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->before, "clicked", G_CALLBACK (on_before), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->after, "clicked", G_CALLBACK (on_after), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->enlarge, "toggled", G_CALLBACK (on_enlarge), self, G_CONNECT_SWAPPED);
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
  _vsl_viewer_compare (self, NULL);
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
  _vsl_viewer_compare_name (self);
  _vsl_viewer_load (self);
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
  gtk_widget_set_visible (self->forget, !read_only);
  gtk_widget_set_halign (self->enlarge, GTK_ALIGN_END);
  gtk_widget_set_hexpand (self->enlarge, read_only);
  vsl_note_view_set_maskable (VSL_NOTE_VIEW (self->note), !read_only);
}

/* A divider of GTK 4.8 takes presses where it stood last, also while the side beside it is hidden: a strip of the large scan would be dead. */
static void
let_dividers (VslViewer *self, gboolean listen)
{
  for (GtkWidget *paned = gtk_widget_get_parent (GTK_WIDGET (self)); paned != NULL; paned = gtk_widget_get_parent (paned))
    {
      g_autoptr (GListModel) controllers = GTK_IS_PANED (paned) ? gtk_widget_observe_controllers (paned) : NULL;

      for (guint i = 0; controllers != NULL && i < g_list_model_get_n_items (controllers); i++)
        {
          g_autoptr (GtkEventController) controller = g_list_model_get_item (controllers, i);

          if (GTK_IS_GESTURE_DRAG (controller))
            gtk_event_controller_set_propagation_phase (controller, listen ? GTK_PHASE_CAPTURE : GTK_PHASE_NONE);
        }
    }
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
  self->enlarged = enlarged;
  let_dividers (self, !enlarged);
  /* Only where a page goes through its list, which is hidden now. */
  gtk_widget_set_visible (self->before, enlarged && g_signal_has_handler_pending (self, signals[STEP], 0, TRUE));
  gtk_widget_set_visible (self->after, gtk_widget_get_visible (self->before));
  _vsl_viewer_arrange (self);
  /* The list that had the keys is gone; a text would keep Page Down for itself, which leads to the next note. */
  if (enlarged)
    gtk_widget_grab_focus (gtk_widget_get_visible (self->pictures) ? self->view : self->enlarge);
}

