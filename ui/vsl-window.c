/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/vsl-window-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "core/vsl-error.h"
#include "app/vsl-time-left.h"
#include "ui/vsl-dialogs.h"
#include "ui/vsl-meter.h"
#include "ui/vsl-pages.h"
#include "ui/vsl-run-chooser.h"
#include "ui/vsl-settings.h"
#include "ui/vsl-tooltip.h"
#include "ui/vsl-welcome-page.h"

G_DEFINE_TYPE (VslWindow, vsl_window, ADW_TYPE_APPLICATION_WINDOW)

const char *const vsl_window_stage_names[N_STAGES] = { "data", "network", "train", "results", "export" };

/* ---- what each stage needs ---- */

static gboolean
has_trained_run (VslWindow *self)
{
  GListModel *runs = vsl_document_runs (self->document);

  for (guint i = 0; i < g_list_model_get_n_items (runs); i++)
    {
      g_autoptr (VslRunItem) item = g_list_model_get_item (runs, i);

      if (vsl_run_item_run (item)->best_epoch > 0)
        return TRUE;
    }
  return FALSE;
}

static void
update_stages (VslWindow *self)
{
  const VslReport *report;
  gboolean any, ran, training;
  guint n;

  if (self->document == NULL)
    return;
  g_object_get (self->document, "n-samples", &n, NULL);
  any = n > 0;
  ran = has_trained_run (self);
  training = vsl_session_state (self->session) != VSL_SESSION_IDLE;
  report = vsl_document_report (self->document);

  for (int i = STAGE_NETWORK; i <= STAGE_TRAIN; i++)
    vsl_stage_set_missing (self->stage[i], any ? NULL : _("No Data Yet"),
                           _("A network is fitted to the scans or notes it will learn from. Add them first."),
                           _("Go to _Data"), "win.stage::data");
  if (any && !ran && !training && (report == NULL || report->n == 0))
    vsl_stage_set_missing (self->stage[STAGE_TRAIN], _("No Network Yet"),
                           _("Choose a template or draw a network first, then it can be trained."),
                           _("Go to _Network"), "win.stage::network");
  for (int i = STAGE_RESULTS; i <= STAGE_EXPORT; i++)
    vsl_stage_set_missing (self->stage[i], ran ? NULL : _("Nothing Trained Yet"),
                           i == STAGE_RESULTS ? _("Results appear here once a network has been trained for at least one epoch.")
                                              : _("A network can be taken away once it has been trained for at least one epoch."),
                           any ? _("Go to _Train") : _("Go to _Data"), any ? "win.stage::train" : "win.stage::data");
}

/* ---- header ---- */

static void
update_header (VslWindow *self)
{
  g_autofree char *title = NULL, *subtitle = NULL, *undo = NULL, *redo = NULL, *tip = NULL;
  gboolean can_undo = FALSE, can_redo = FALSE;

  if (self->document != NULL)
    g_object_get (self->document, "title", &title, "subtitle", &subtitle, "can-undo", &can_undo, "can-redo", &can_redo,
                  "undo-label", &undo, "redo-label", &redo, NULL);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.undo", can_undo);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.redo", can_redo);
  gtk_label_set_label (GTK_LABEL (self->title_label), title != NULL ? title : "");
  gtk_label_set_label (GTK_LABEL (self->subtitle_label), subtitle != NULL ? subtitle : "");
  gtk_widget_set_tooltip_text (self->title_label, title);
  gtk_widget_set_tooltip_text (self->subtitle_label, subtitle);
  if (self->document != NULL)
    gtk_widget_set_tooltip_text (self->title_box, vsl_document_path (self->document));
  gtk_window_set_title (GTK_WINDOW (self), title != NULL ? title : _("Vesalius"));

  tip = undo != NULL && can_undo ? g_strdup_printf (_("Undo: %s"), undo) : g_strdup (_("Undo"));
  gtk_widget_set_tooltip_text (self->undo_button, tip);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->undo_button), GTK_ACCESSIBLE_PROPERTY_LABEL, tip, -1);
  g_free (tip);
  tip = redo != NULL && can_redo ? g_strdup_printf (_("Redo: %s"), redo) : g_strdup (_("Redo"));
  gtk_widget_set_tooltip_text (self->redo_button, tip);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->redo_button), GTK_ACCESSIBLE_PROPERTY_LABEL, tip, -1);
}

/* The welcome page has nothing to switch, undo or name. */
static void
update_chrome (VslWindow *self)
{
  GtkWidget *widgets[] = { self->switcher, self->title_box, self->undo_button, self->redo_button };

  for (guint i = 0; i < G_N_ELEMENTS (widgets); i++)
    gtk_widget_set_visible (widgets[i], self->document != NULL);
}

/* Where the stages would leave no room for the project's name, their labels go below the icons. */
static void
width_changed (GdkSurface *surface, GParamSpec *pspec, VslWindow *self)
{
  gboolean narrow = gdk_surface_get_width (surface) < 1180;

  adw_view_switcher_set_policy (ADW_VIEW_SWITCHER (self->switcher), narrow ? ADW_VIEW_SWITCHER_POLICY_NARROW : ADW_VIEW_SWITCHER_POLICY_WIDE);
}

static void
follow_width (VslWindow *self)
{
  GdkSurface *surface = gtk_native_get_surface (GTK_NATIVE (self));

  g_signal_connect_object (surface, "notify::width", G_CALLBACK (width_changed), self, 0);
  width_changed (surface, NULL, self);
}

void
vsl_window_set_busy (VslWindow *self, const char *text)
{
  if (text != NULL)
    gtk_label_set_label (GTK_LABEL (self->busy_label), text);
  gtk_widget_set_visible (self->busy_cancel, self->cancellable != NULL);
  gtk_revealer_set_reveal_child (GTK_REVEALER (self->busy_revealer), text != NULL);
  gtk_widget_set_can_target (self->busy_revealer, text != NULL);
}

/* The longest work is an import: how long it will take is what a person wants to know. */
static char *
with_time_left (VslWindow *self, const char *busy, double progress)
{
  gint64 now = g_get_monotonic_time ();
  g_autofree char *left = NULL;

  if (g_strcmp0 (busy, self->busy_what) != 0 || progress <= 0)
    {
      g_free (self->busy_what);
      self->busy_what = g_strdup (busy);
      self->busy_since = now;
    }
  left = busy != NULL ? vsl_time_left ((double) (now - self->busy_since) / G_USEC_PER_SEC, progress) : NULL;
  return left != NULL ? g_strdup_printf (C_("work, time left", "%s, %s"), busy, left) : g_strdup (busy);
}

static void
update_busy (VslWindow *self)
{
  g_autofree char *busy = NULL, *text = NULL;
  double progress;

  if (self->document == NULL)
    return;
  g_object_get (self->document, "busy", &busy, "progress", &progress, NULL);
  if (progress < 0)
    gtk_progress_bar_pulse (GTK_PROGRESS_BAR (self->busy_progress));
  else
    gtk_progress_bar_set_fraction (GTK_PROGRESS_BAR (self->busy_progress), CLAMP (progress, 0, 1));
  text = with_time_left (self, busy, progress);
  vsl_window_set_busy (self, text);
}

/* ---- the document ---- */

/* What was done in the background came to nothing: it says why. */
static void
on_document_failed (VslWindow *self, const char *message)
{
  vsl_dialog_message (GTK_WIDGET (self), _("This Did Not Work"), message);
}

static void
on_document_notify (VslWindow *self, GParamSpec *pspec)
{
  if (g_str_equal (pspec->name, "busy") || g_str_equal (pspec->name, "progress"))
    update_busy (self);
  else
    update_header (self);
}

void
vsl_window_set_document (VslWindow *self, VslDocument *document)
{
  g_return_if_fail (self->document == NULL);
  self->document = g_object_ref (document);
  g_signal_connect_object (document, "notify", G_CALLBACK (on_document_notify), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (document, "data-changed", G_CALLBACK (update_stages), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (document, "network-changed", G_CALLBACK (update_stages), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (document, "failed", G_CALLBACK (on_document_failed), self, G_CONNECT_SWAPPED);
  vsl_runs_watch (vsl_document_runs (document), G_CALLBACK (update_stages), self);
  for (int i = 0; i < N_STAGES; i++)
    g_object_set (vsl_stage_page (self->stage[i]), "document", document, NULL);
  gtk_stack_set_visible_child_name (GTK_STACK (self->root), "project");
  adw_view_stack_set_visible_child_name (ADW_VIEW_STACK (self->views), "data");
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.save-copy", TRUE);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.close-project", TRUE);
  vsl_settings_add_recent (vsl_document_path (document));
  update_chrome (self);
  update_header (self);
  update_stages (self);
}

/* ---- the session ---- */

static void
on_session_state (VslWindow *self)
{
  gboolean idle = vsl_session_state (self->session) == VSL_SESSION_IDLE;

  if (vsl_meter_wanted () && !idle && !vsl_meter_running ())
    vsl_meter_start ();
  if (vsl_meter_running () && idle)
    {
      double p50, p99, max;
      guint n = vsl_meter_stop (&p50, &p99, &max);

      g_print ("# main loop while training: %u iterations, median %.2f ms, 99th percentile %.2f ms, longest %.2f ms\n", n, p50, p99, max);
    }
  update_stages (self);
}

/* Before this window goes: another with the start page, where its project alone was to be closed. */
static void
give_start (VslWindow *self)
{
  if (self->to_start)
    gtk_window_present (GTK_WINDOW (vsl_window_new (gtk_window_get_application (GTK_WINDOW (self)))));
  self->to_start = FALSE;
}

static void
on_session_finished (VslWindow *self, int stopped, guint best_epoch, GError *error)
{
  int run = vsl_session_run_number (self->session);
  AdwToast *toast;
  g_autofree char *text = NULL;

  if (self->closing)
    {
      give_start (self);
      gtk_window_destroy (GTK_WINDOW (self));
      return;
    }
  if (self->document != NULL)
    vsl_document_reload_runs (self->document);
  if (g_error_matches (error, VSL_TRAIN_ERROR, VSL_ERROR_LEAK))      /* the page asks what to do about it */
    return;
  if (error != NULL)
    {
      vsl_dialog_error (GTK_WIDGET (self), run > 0 ? _("Training Stopped") : _("The Training Did Not Start"), error);
      return;
    }
  if (best_epoch == 0)
    return;
  text = g_strdup_printf (stopped == VSL_STOPPED_USER ? _("Run %d was stopped; epoch %u is its best")
                                                      : _("Run %d is finished; epoch %u is its best"), run, best_epoch);
  toast = adw_toast_new (text);
  adw_toast_set_button_label (toast, _("_See Results"));
  adw_toast_set_action_name (toast, "win.show-results");
  adw_toast_set_action_target (toast, "i", run);
  adw_toast_overlay_add_toast (ADW_TOAST_OVERLAY (self->toasts), toast);
}

#define TOAST_CHARS 90      /* about what a small window shows on a line */

/* A toast is a single line: of a long note its first sentence, and all of it as a dialog would be too much in the midst of training; the run keeps it. */
static void
on_session_note (VslWindow *self)
{
  g_autofree char *note = NULL;

  g_object_get (self->session, "note", &note, NULL);
  if (note == NULL || *note == '\0')
    return;
  if (g_utf8_strlen (note, -1) > TOAST_CHARS)
    {
      char *stop = strstr (note, ". "), *wide = strstr (note, "。");

      if (stop != NULL && (wide == NULL || stop < wide))
        stop[1] = '\0';
      else if (wide != NULL)
        wide[strlen ("。")] = '\0';
    }
  vsl_window_toast (self, note);
}

/* ---- actions ---- */

void
vsl_window_toast (VslWindow *self, const char *text)
{
  AdwToast *toast;
  g_autofree char *escaped = g_markup_escape_text (text, -1);    /* toast titles are markup */

  toast = adw_toast_new (escaped);
  adw_toast_overlay_add_toast (ADW_TOAST_OVERLAY (self->toasts), toast);
}

static void
stage_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  VslWindow *self = VSL_WINDOW (widget);
  const char *stage = g_variant_get_string (parameter, NULL);

  if (self->document != NULL && adw_view_stack_get_child_by_name (ADW_VIEW_STACK (self->views), stage) != NULL)
    adw_view_stack_set_visible_child_name (ADW_VIEW_STACK (self->views), stage);
}

static void
toast_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  vsl_window_toast (VSL_WINDOW (widget), g_variant_get_string (parameter, NULL));
}

static void
undo_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  VslWindow *self = VSL_WINDOW (widget);

  if (self->document == NULL)
    return;
  if (g_str_equal (name, "win.undo"))
    vsl_document_undo (self->document);
  else
    vsl_document_redo (self->document);
}

static void
show_sample_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  VslWindow *self = VSL_WINDOW (widget);

  if (self->document == NULL)
    return;
  adw_view_stack_set_visible_child_name (ADW_VIEW_STACK (self->views), "data");
  vsl_data_page_show_sample (VSL_DATA_PAGE (vsl_stage_page (self->stage[STAGE_DATA])), g_variant_get_int64 (parameter));
}

static void
show_results_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  VslWindow *self = VSL_WINDOW (widget);

  if (self->document == NULL)
    return;
  adw_view_stack_set_visible_child_name (ADW_VIEW_STACK (self->views), "results");
  vsl_results_page_show_run (VSL_RESULTS_PAGE (vsl_stage_page (self->stage[STAGE_RESULTS])), g_variant_get_int32 (parameter));
}

static void
export_path_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  VslWindow *self = VSL_WINDOW (widget);

  if (self->document != NULL)
    vsl_export_page_export (VSL_EXPORT_PAGE (vsl_stage_page (self->stage[STAGE_EXPORT])), g_variant_get_string (parameter, NULL));
}

static void
cancel_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  VslWindow *self = VSL_WINDOW (widget);

  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
}

/* ---- closing ---- */

static void
close_project_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  VSL_WINDOW (widget)->asked_start = VSL_WINDOW (widget)->document != NULL;
  gtk_window_close (GTK_WINDOW (widget));
}

static void
stop_and_close (gpointer data)
{
  VslWindow *self = data;

  if (vsl_session_state (self->session) == VSL_SESSION_IDLE)    /* it ended while the question stood on screen */
    {
      give_start (self);
      gtk_window_destroy (GTK_WINDOW (self));
      return;
    }
  self->closing = TRUE;
  vsl_session_stop (self->session);
  vsl_window_set_busy (self, _("Finishing the batch and saving the run…"));
}

static gboolean
vsl_window_close_request (GtkWindow *window)
{
  VslWindow *self = VSL_WINDOW (window);

  self->to_start = self->closing ? self->to_start : self->asked_start;
  self->asked_start = FALSE;
  if (self->closing)
    return GDK_EVENT_STOP;
  if (vsl_session_state (self->session) != VSL_SESSION_IDLE)
    {
      vsl_dialog_confirm (GTK_WIDGET (self), _("Stop Training and Close?"),
                          _("A network is being trained. The batch under way is finished and saved, so the run can be continued later."),
                          _("_Stop and Close"), TRUE, stop_and_close, self, NULL);
      return GDK_EVENT_STOP;
    }
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  if (!gtk_window_is_maximized (window))
    {
      int width, height;

      gtk_window_get_default_size (window, &width, &height);
      vsl_settings_set_int ("width", width);
      vsl_settings_set_int ("height", height);
    }
  give_start (self);
  return GTK_WINDOW_CLASS (vsl_window_parent_class)->close_request (window);
}

/* ---- life ---- */

static void
vsl_window_dispose (GObject *object)
{
  VslWindow *self = VSL_WINDOW (object);

  vsl_tooltip_leave (GTK_WIDGET (self));

  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->pending_import, g_strfreev);
  g_clear_pointer (&self->busy_what, g_free);
  G_OBJECT_CLASS (vsl_window_parent_class)->dispose (object);
  g_clear_object (&self->session);
  g_clear_object (&self->document);
}

static void
vsl_window_class_init (VslWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = vsl_window_dispose;
  GTK_WINDOW_CLASS (klass)->close_request = vsl_window_close_request;

  g_type_ensure (VSL_TYPE_WELCOME_PAGE);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/vesalius/Vesalius/ui/vsl-window.ui");
  gtk_widget_class_bind_template_child (widget_class, VslWindow, toasts);
  gtk_widget_class_bind_template_child (widget_class, VslWindow, root);
  gtk_widget_class_bind_template_child (widget_class, VslWindow, views);
  gtk_widget_class_bind_template_child (widget_class, VslWindow, welcome);
  gtk_widget_class_bind_template_child (widget_class, VslWindow, switcher);
  gtk_widget_class_bind_template_child (widget_class, VslWindow, title_box);
  gtk_widget_class_bind_template_child (widget_class, VslWindow, title_label);
  gtk_widget_class_bind_template_child (widget_class, VslWindow, subtitle_label);
  gtk_widget_class_bind_template_child (widget_class, VslWindow, undo_button);
  gtk_widget_class_bind_template_child (widget_class, VslWindow, redo_button);
  gtk_widget_class_bind_template_child (widget_class, VslWindow, busy_revealer);
  gtk_widget_class_bind_template_child (widget_class, VslWindow, busy_label);
  gtk_widget_class_bind_template_child (widget_class, VslWindow, busy_progress);
  gtk_widget_class_bind_template_child (widget_class, VslWindow, busy_cancel);

  gtk_widget_class_install_action (widget_class, "win.stage", "s", stage_action);
  gtk_widget_class_install_action (widget_class, "win.toast", "s", toast_action);
  gtk_widget_class_install_action (widget_class, "win.undo", NULL, undo_action);
  gtk_widget_class_install_action (widget_class, "win.redo", NULL, undo_action);
  gtk_widget_class_install_action (widget_class, "win.show-sample", "x", show_sample_action);
  gtk_widget_class_install_action (widget_class, "win.show-results", "i", show_results_action);
  gtk_widget_class_install_action (widget_class, "win.export-path", "s", export_path_action);
  gtk_widget_class_install_action (widget_class, "win.cancel", NULL, cancel_action);
  gtk_widget_class_install_action (widget_class, "win.close-project", NULL, close_project_action);
  vsl_window_files_install (widget_class);

  /* Bindings of the class come after the focused entry's own, which has an undo of its own. */
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_z, GDK_CONTROL_MASK, "win.undo", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_z, GDK_CONTROL_MASK | GDK_SHIFT_MASK, "win.redo", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_y, GDK_CONTROL_MASK, "win.redo", NULL);
}

static void
add_stages (VslWindow *self)
{
  static const struct {
    const char *title, *icon;
    GtkWidget *(*make) (void);
  } stages[N_STAGES] = {
    { N_("Data"), "vsl-data-symbolic", vsl_data_page_new },
    { N_("Network"), "vsl-network-symbolic", vsl_network_page_new },
    { N_("Train"), "vsl-train-symbolic", vsl_train_page_new },
    { N_("Results"), "vsl-results-symbolic", vsl_results_page_new },
    { N_("Export"), "vsl-export-symbolic", vsl_export_page_new },
  };

  for (int i = 0; i < N_STAGES; i++)
    {
      GtkWidget *page = stages[i].make ();
      AdwViewStackPage *view;

      g_object_set (page, "session", self->session, NULL);
      self->stage[i] = VSL_STAGE (vsl_stage_new (page, stages[i].icon));
      view = adw_view_stack_add_titled (ADW_VIEW_STACK (self->views), GTK_WIDGET (self->stage[i]), vsl_window_stage_names[i], _(stages[i].title));
      adw_view_stack_page_set_icon_name (view, stages[i].icon);
    }
}

static void
vsl_window_init (VslWindow *self)
{
  self->session = vsl_session_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect (self, "realize", G_CALLBACK (follow_width), NULL);
  add_stages (self);
  gtk_window_set_default_size (GTK_WINDOW (self), vsl_settings_int ("width", 1280), vsl_settings_int ("height", 800));
  g_signal_connect_object (self->session, "notify::state", G_CALLBACK (on_session_state), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->session, "notify::note", G_CALLBACK (on_session_note), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->session, "finished", G_CALLBACK (on_session_finished), self, G_CONNECT_SWAPPED);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.save-copy", FALSE);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.close-project", FALSE);
  vsl_window_drop_install (self);
  update_chrome (self);
  update_header (self);
}

/**
 * vsl_window_new:
 * @application: the application
 *
 * Returns: (transfer none): a window with the welcome page; GTK owns it.
 */
GtkWidget *
vsl_window_new (GtkApplication *application)
{
  return g_object_new (VSL_TYPE_WINDOW, "application", application, NULL);
}

VslDocument *
vsl_window_document (VslWindow *self)
{
  return self->document;
}

VslSession *
vsl_window_session (VslWindow *self)
{
  return self->session;
}

const char *
vsl_window_stage (VslWindow *self)
{
  return self->document == NULL ? NULL : adw_view_stack_get_visible_child_name (ADW_VIEW_STACK (self->views));
}

/**
 * vsl_window_page:
 * @self: a window
 * @stage: "data", "network", "train", "results" or "export"
 *
 * Returns: (transfer none) (nullable): the page of that stage.
 */
GtkWidget *
vsl_window_page (VslWindow *self, const char *stage)
{
  for (int i = 0; i < N_STAGES; i++)
    if (g_str_equal (stage, vsl_window_stage_names[i]))
      return vsl_stage_page (self->stage[i]);
  return NULL;
}
