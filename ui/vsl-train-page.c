/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/vsl-train-page.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "ui/vsl-chart-view.h"
#include "core/vsl-error.h"
#include "ui/vsl-dialogs.h"
#include "ui/vsl-leak-dialog.h"
#include "ui/vsl-page.h"
#include "ui/vsl-run-table.h"
#include "ui/vsl-train-charts.h"
#include "ui/vsl-train-panel.h"

struct _VslTrainPage {
  AdwBin parent;
  VslDocument *document;
  VslSession *session;
  AdwBin *options;
  GtkButton *start_button, *pause_button, *stop_button, *lead_button;
  AdwButtonContent *pause_content;
  GtkLabel *status, *runs_note, *next_note;
  GtkProgressBar *progress;
  GtkBox *charts;
  GtkStack *runs_stack;
  VslRunTable *table;
  VslTrainPanel *panel;               /* in options */
  VslTrainCharts *curves;
  char *last_words;                   /* what the last run ended with, NULL: nothing ran yet */
  guint refresh;                      /* source that will show epochs that have come, 0: none */
  gint64 refreshed_at, refresh_cost;  /* microseconds */
};

G_DEFINE_FINAL_TYPE (VslTrainPage, vsl_train_page, ADW_TYPE_BIN)

static void
toast (VslTrainPage *self, const char *message)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "win.toast", "s", message);
}

static VslSessionState
session_state (VslTrainPage *self)
{
  return self->session ? vsl_session_state (self->session) : VSL_SESSION_IDLE;
}

/* ---- status ---- */

/* "1 min 12 s left"; "" while it is not known. */
static char *
time_left (double seconds)
{
  if (!(seconds >= 0))
    return g_strdup ("");
  if (seconds < 90)
    return g_strdup_printf (_(" · %.0f s left"), ceil (seconds));
  if (seconds < 5400)
    return g_strdup_printf (_(" · %d min %d s left"), (int) (seconds / 60), (int) seconds % 60);
  return g_strdup_printf (_(" · %.1f h left"), seconds / 3600);
}

static char *
training_text (VslTrainPage *self)
{
  guint epoch = 0, epochs = 0;
  double speed = 0;
  g_object_get (self->session, "epoch", &epoch, "epochs", &epochs, "samples-per-second", &speed, NULL);
  g_autofree char *left = time_left (vsl_session_seconds_left (self->session));
  g_autofree char *rate = speed > 0 && session_state (self) == VSL_SESSION_TRAINING ? g_strdup_printf (_(" · %.0f samples/s"), speed) : g_strdup ("");
  return g_strdup_printf (_("Run %d · epoch %u of %u%s%s"), vsl_session_run_number (self->session), epoch, epochs, left, rate);
}

/* What keeps a training from starting, in words, with where to go; NULL: nothing. */
static const char *
missing (VslTrainPage *self, const char **label, const char **stage)
{
  guint n = 0;
  if (!self->document)
    return "";
  g_object_get (self->document, "n-samples", &n, NULL);
  const VslReport *report = vsl_document_report (self->document);
  if (n == 0) {
    *label = _("Go to Data");
    *stage = "data";
    return _("There is nothing to learn from yet.");
  }
  *label = _("Go to Network");
  *stage = "network";
  if (vsl_document_network (self->document)->nodes->len == 0)
    return _("There is no network yet: choose a template or draw one.");
  if (report && !vsl_report_ok (report))
    return report->message ? report->message : _("The network has a problem that must be mended first.");
  return NULL;
}

static const char *
preparing_text (VslSampleKind kind)
{
  return kind == VSL_SAMPLE_NOTE ? _("Preparing the notes…") : kind == VSL_SAMPLE_TABLE ? _("Preparing the rows…") : _("Preparing the scans…");
}

static char *
status_text (VslTrainPage *self, const char *lacking)
{
  switch (session_state (self)) {
  case VSL_SESSION_PREPARING:
    return g_strdup (preparing_text (self->document ? vsl_document_info (self->document)->kind : VSL_SAMPLE_SCAN));
  case VSL_SESSION_TRAINING:
    return training_text (self);
  case VSL_SESSION_PAUSING:
    return g_strdup (_("Pausing after this batch…"));
  case VSL_SESSION_PAUSED: {
    g_autofree char *where = training_text (self);
    return g_strdup_printf (_("Paused · %s"), where);
  }
  case VSL_SESSION_STOPPING:
    return g_strdup (_("Stopping after this batch…"));
  case VSL_SESSION_IDLE:
    break;
  }
  return g_strdup (lacking ? lacking : self->last_words ? self->last_words : _("Ready to train"));
}

static void
update_status (VslTrainPage *self)
{
  const char *label = NULL, *stage = NULL;
  VslSessionState state = session_state (self);
  gboolean idle = state == VSL_SESSION_IDLE, paused = state == VSL_SESSION_PAUSED;
  const char *lacking = idle ? missing (self, &label, &stage) : NULL;
  g_autofree char *text = status_text (self, lacking);
  double fraction = 0;
  gtk_label_set_text (self->status, text);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->status), text);
  gtk_widget_set_visible (GTK_WIDGET (self->lead_button), lacking && stage);
  if (lacking && stage) {
    gtk_button_set_label (self->lead_button, label);
    gtk_actionable_set_action_target (GTK_ACTIONABLE (self->lead_button), "s", stage);      /* before the name: the action wants it */
    gtk_actionable_set_action_name (GTK_ACTIONABLE (self->lead_button), "win.stage");
  }
  gtk_widget_set_sensitive (GTK_WIDGET (self->start_button), idle && !lacking);
  gtk_widget_set_sensitive (GTK_WIDGET (self->pause_button), state == VSL_SESSION_TRAINING || paused);
  gtk_widget_set_sensitive (GTK_WIDGET (self->stop_button), !idle && state != VSL_SESSION_STOPPING);
  adw_button_content_set_label (self->pause_content, paused ? _("_Continue") : _("_Pause"));
  adw_button_content_set_icon_name (self->pause_content, paused ? "media-playback-start-symbolic" : "media-playback-pause-symbolic");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->pause_button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  paused ? _("Continue Training") : _("Pause Training"), -1);
  if (self->session && !idle)
    g_object_get (self->session, "fraction", &fraction, NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->progress), !idle);
  gtk_widget_set_visible (GTK_WIDGET (self->next_note), !idle);
  gtk_widget_set_sensitive (GTK_WIDGET (self->options), idle);
  gtk_progress_bar_set_fraction (self->progress, CLAMP (fraction, 0, 1));
  vsl_run_table_set_running (self->table, idle ? 0 : vsl_session_run_number (self->session));
}

/* ---- runs and curves ---- */

static void
update_runs (VslTrainPage *self)
{
  GListModel *runs = self->document ? vsl_document_runs (self->document) : NULL;
  guint n = runs ? g_list_model_get_n_items (runs) : 0, drawn = 0, without = 0;
  for (guint i = 0; i < n; i++) {
    g_autoptr (VslRunItem) item = g_list_model_get_item (runs, i);
    const VslRun *run = vsl_run_item_run (item);
    gboolean curves = run->history && run->history->len > 0;
    if (vsl_run_table_is_ticked (self->table, run->run))
      curves ? drawn++ : without++;
  }
  g_autofree char *note = NULL;
  if (without)
    note = g_strdup_printf (ngettext ("only options that differ · %u ticked has no curves yet", "only options that differ · %u ticked have no curves yet",
                                      without), without);
  else if (drawn)
    note = g_strdup_printf (ngettext ("only options that differ · %u ticked is drawn above", "only options that differ · %u ticked are drawn above",
                                      drawn), drawn);
  else
    note = g_strdup (_("only options that differ · click a run to see it, tick runs to compare them"));
  gtk_label_set_text (self->runs_note, n ? note : "");
  gtk_stack_set_visible_child_name (self->runs_stack, n ? "table" : "empty");
  vsl_train_charts_rebuild (self->curves, self->document, self->session, self->table);
}

static void
progressed (VslTrainPage *self)
{
  update_status (self);
  vsl_train_charts_progress (self->curves, self->document, self->session, self->table);
}

/* The record is there from its first moment on, not only after an epoch. */
static void
run_begun (VslTrainPage *self)
{
  if (self->document && vsl_session_run_number (self->session) > 0)
    vsl_document_reload_runs (self->document);
}

static gboolean
refresh (gpointer data)
{
  VslTrainPage *self = data;
  gint64 begun = g_get_monotonic_time ();
  self->refresh = 0;
  vsl_train_charts_rebuild (self->curves, self->document, self->session, self->table);
  if (self->document)
    vsl_document_reload_runs (self->document);
  self->refreshed_at = g_get_monotonic_time ();
  self->refresh_cost = self->refreshed_at - begun;
  return G_SOURCE_REMOVE;
}

/* Curves are drawn from their first epoch on, so each costs more than the one before it. Epochs of a few milliseconds would soon leave the main
 * loop no time for a click on Stop: drawing takes at most a tenth of it. */
static void
epoch_done (VslSession *session, const VslEpochEvent *event, VslTrainPage *self)
{
  gint64 wait = self->refreshed_at + 9 * self->refresh_cost - g_get_monotonic_time ();
  vsl_train_charts_epoch (self->curves, vsl_session_run_number (session), event);
  if (self->refresh)
    return;
  if (wait > 0)
    self->refresh = g_timeout_add ((guint) (wait / 1000) + 1, refresh, self);
  else
    refresh (self);
}

/* ---- a split that leaks ---- */

static void start (VslTrainPage *self, int resume);

static void
mended (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (VslTrainPage) self = data;
  g_autoptr (GError) error = NULL;
  guint n = 0;
  if (!vsl_document_mend_finish (VSL_DOCUMENT (source), result, &n, &error)) {
    vsl_dialog_error (GTK_WIDGET (self), _("The Data Were Not Mended"), error);
    return;
  }
  g_autofree char *text = g_strdup_printf (ngettext ("%u sample was moved to one side; undo takes it back. Start the training now.",
                                                     "%u samples were moved to one side; undo takes it back. Start the training now.", n), n);
  toast (self, text);
}

static void
mend_leaks (gpointer data)
{
  static const char *const findings[] = { "patient_on_both_sides", "duplicates_across_splits", NULL };
  VslTrainPage *self = data;
  if (self->document)
    vsl_document_mend_async (self->document, findings, NULL, mended, g_object_ref (self));
}

static void
train_anyway (gpointer data)
{
  VslTrainPage *self = data;
  if (!self->session || session_state (self) != VSL_SESSION_IDLE)
    return;
  vsl_session_allow_leaks (self->session, TRUE);
  start (self, vsl_session_run_number (self->session));
}

static void
finished (VslSession *session, int stopped, guint best, GError *error, VslTrainPage *self)
{
  static const char *const words[] = { N_("Run %d is finished"), N_("Run %d stopped early: nothing improved any more"), N_("Run %d was stopped"),
                                       N_("Run %d failed") };
  int run = vsl_session_run_number (session);
  gboolean leaks = g_error_matches (error, VSL_TRAIN_ERROR, VSL_ERROR_LEAK);
  g_autofree char *text = leaks ? g_strdup (_("Not started: the split leaks")) : run > 0 ? g_strdup_printf (_(words[CLAMP (stopped, 0, 3)]), run)
                                                                                         : g_strdup (_("The training did not start"));
  g_free (self->last_words);
  self->last_words = best ? g_strdup_printf (_("%s · best epoch %u"), text, best) : g_strdup (text);
  if (self->document)
    vsl_document_reload_runs (self->document);
  update_status (self);
  if (leaks && self->document && vsl_session_leaks (session))
    vsl_leak_dialog (GTK_WIDGET (self), self->document, vsl_session_leaks (session), mend_leaks, train_anyway, g_object_ref (self), g_object_unref);
}

/* ---- commands ---- */

static void
start (VslTrainPage *self, int resume)
{
  g_autoptr (GError) error = NULL;
  if (!self->document || !self->session || session_state (self) != VSL_SESSION_IDLE)
    return;
  vsl_train_charts_start (self->curves);
  vsl_run_table_choose_none (self->table);      /* the curves are the new run's */
  if (!vsl_session_start (self->session, vsl_document_project (self->document), vsl_document_network (self->document),
                          vsl_document_options (self->document), resume, &error)) {
    vsl_dialog_error (GTK_WIDGET (self), _("The Training Did Not Start"), error);
    return;
  }
  update_status (self);
}

static void
start_clicked (VslTrainPage *self)
{
  start (self, 0);
}

static void
pause_clicked (VslTrainPage *self)
{
  if (session_state (self) == VSL_SESSION_PAUSED)
    vsl_session_resume (self->session);
  else
    vsl_session_pause (self->session);
}

static void
stop_clicked (VslTrainPage *self)
{
  vsl_session_stop (self->session);
}

static void
resume_run (VslTrainPage *self, int run)
{
  start (self, run);
}

static void
show_results (VslTrainPage *self, int run)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "win.show-results", "i", run);
}

/* ---- the object ---- */

static void
set_document (VslTrainPage *self, VslDocument *document)
{
  if (self->document == document)
    return;
  if (self->document) {
    g_signal_handlers_disconnect_by_data (self->document, self);
    g_signal_handlers_disconnect_by_data (vsl_document_runs (self->document), self);
  }
  g_set_object (&self->document, document);
  g_clear_pointer (&self->last_words, g_free);
  vsl_train_charts_start (self->curves);
  vsl_run_table_set_document (self->table, document);
  if (document) {
    g_signal_connect_swapped (document, "network-changed", G_CALLBACK (update_status), self);
    g_signal_connect_swapped (document, "data-changed", G_CALLBACK (update_status), self);
    g_signal_connect_swapped (document, "notify::n-samples", G_CALLBACK (update_status), self);
    g_signal_connect_swapped (vsl_document_runs (document), "items-changed", G_CALLBACK (update_runs), self);
  }
  vsl_train_panel_set_document (self->panel, document);
  update_status (self);
  update_runs (self);
}

static void
set_session (VslTrainPage *self, VslSession *session)
{
  if (self->session == session)
    return;
  if (self->session)
    g_signal_handlers_disconnect_by_data (self->session, self);
  g_set_object (&self->session, session);
  if (session) {
    g_signal_connect_swapped (session, "notify::state", G_CALLBACK (update_status), self);
    g_signal_connect_swapped (session, "notify::run", G_CALLBACK (run_begun), self);
    g_signal_connect_swapped (session, "progress", G_CALLBACK (progressed), self);
    g_signal_connect (session, "epoch", G_CALLBACK (epoch_done), self);
    g_signal_connect (session, "finished", G_CALLBACK (finished), self);
  }
  update_status (self);
}

static void
set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  VslTrainPage *self = VSL_TRAIN_PAGE (object);
  if (id == VSL_PAGE_DOCUMENT)
    set_document (self, g_value_get_object (value));
  else if (id == VSL_PAGE_SESSION)
    set_session (self, g_value_get_object (value));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  VslTrainPage *self = VSL_TRAIN_PAGE (object);
  vsl_page_get_property (id, value, self->document, self->session);
}

static void
dispose (GObject *object)
{
  VslTrainPage *self = VSL_TRAIN_PAGE (object);
  if (self->document) {
    g_signal_handlers_disconnect_by_data (self->document, self);
    g_signal_handlers_disconnect_by_data (vsl_document_runs (self->document), self);
  }
  if (self->session)
    g_signal_handlers_disconnect_by_data (self->session, self);
  g_clear_handle_id (&self->refresh, g_source_remove);
  vsl_train_panel_set_document (self->panel, NULL);
  g_clear_object (&self->document);
  g_clear_object (&self->session);
  g_clear_pointer (&self->curves, vsl_train_charts_free);
  g_clear_pointer (&self->last_words, g_free);
  G_OBJECT_CLASS (vsl_train_page_parent_class)->dispose (object);
}

/* The panel's widgets speak to it until they are gone, which is after dispose. */
static void
finalize (GObject *object)
{
  vsl_train_panel_free (VSL_TRAIN_PAGE (object)->panel);
  G_OBJECT_CLASS (vsl_train_page_parent_class)->finalize (object);
}

#define BIND(child) gtk_widget_class_bind_template_child (widget, VslTrainPage, child)

static void
vsl_train_page_class_init (VslTrainPageClass *klass)
{
  GtkWidgetClass *widget = GTK_WIDGET_CLASS (klass);
  GObjectClass *object = G_OBJECT_CLASS (klass);
  object->set_property = set_property;
  object->get_property = get_property;
  object->dispose = dispose;
  object->finalize = finalize;
  vsl_page_install_properties (object);
  g_type_ensure (VSL_TYPE_RUN_TABLE);
  gtk_widget_class_set_template_from_resource (widget, "/org/vesalius/Vesalius/ui/vsl-train-page.ui");
  BIND (options);
  BIND (start_button);
  BIND (pause_button);
  BIND (stop_button);
  BIND (lead_button);
  BIND (pause_content);
  BIND (status);
  BIND (runs_note);
  BIND (next_note);
  BIND (progress);
  BIND (charts);
  BIND (runs_stack);
  BIND (table);
}

static void
vsl_train_page_init (VslTrainPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->panel = vsl_train_panel_new (self->options);
  self->curves = vsl_train_charts_new (self->charts);
  g_signal_connect_swapped (self->start_button, "clicked", G_CALLBACK (start_clicked), self);
  g_signal_connect_swapped (self->pause_button, "clicked", G_CALLBACK (pause_clicked), self);
  g_signal_connect_swapped (self->stop_button, "clicked", G_CALLBACK (stop_clicked), self);
  g_signal_connect_swapped (self->table, "ticked", G_CALLBACK (update_runs), self);
  g_signal_connect_swapped (self->table, "resume", G_CALLBACK (resume_run), self);
  g_signal_connect_swapped (self->table, "results", G_CALLBACK (show_results), self);
}

/**
 * vsl_train_page_new:
 */
GtkWidget *
vsl_train_page_new (void)
{
  return g_object_new (VSL_TYPE_TRAIN_PAGE, NULL);
}
