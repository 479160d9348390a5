/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>

#include "app/vsl-document-private.h"

/* The object itself: properties, signals, life. What it does is in vsl-document-*.c. */
G_DEFINE_FINAL_TYPE (VslDocument, vsl_document, G_TYPE_OBJECT)

enum { PROP_0, PROP_TITLE, PROP_SUBTITLE, PROP_BUSY, PROP_PROGRESS, PROP_CAN_UNDO, PROP_CAN_REDO, PROP_UNDO_LABEL, PROP_REDO_LABEL, PROP_N_SAMPLES, N_PROPS };
static GParamSpec *props[N_PROPS];
enum { DATA_CHANGED, NETWORK_CHANGED, OPTIONS_CHANGED, FAILED, PIXELS_CHANGED, N_SIGNALS };
static guint signals[N_SIGNALS];

static char *
make_title (VslDocument *self)
{
  g_autofree char *base = g_path_get_basename (vsl_project_path (self->project));
  if (g_str_has_suffix (base, ".vesalius"))
    base[strlen (base) - strlen (".vesalius")] = '\0';
  return g_filename_display_name (base);
}

static char *
make_subtitle (VslDocument *self)
{
  guint n = self->info.n;
  if (n == 0)
    return g_strdup (_("No data yet"));
  g_autofree char *samples = g_strdup_printf (self->info.kind == VSL_SAMPLE_NOTE    ? ngettext ("%u note", "%u notes", n)
                                              : self->info.kind == VSL_SAMPLE_TABLE ? ngettext ("%u row", "%u rows", n)
                                                                                    : ngettext ("%u scan", "%u scans", n),
                                              n);
  if (self->info.patients == 0)
    return g_steal_pointer (&samples);
  g_autofree char *patients = g_strdup_printf (ngettext ("%u patient", "%u patients", self->info.patients), self->info.patients);
  return g_strdup_printf ("%s · %s", samples, patients);
}

static void
get_property (GObject *object, guint id, GValue *value, GParamSpec *spec)
{
  VslDocument *self = VSL_DOCUMENT (object);
  switch (id) {
  case PROP_TITLE:
    g_value_take_string (value, make_title (self));
    break;
  case PROP_SUBTITLE:
    g_value_take_string (value, make_subtitle (self));
    break;
  case PROP_BUSY:
    g_value_set_string (value, self->busy);
    break;
  case PROP_PROGRESS:
    g_value_set_double (value, self->progress);
    break;
  case PROP_CAN_UNDO:
    g_value_set_boolean (value, vsl_history_undo_label (self->history) != NULL);
    break;
  case PROP_CAN_REDO:
    g_value_set_boolean (value, vsl_history_redo_label (self->history) != NULL);
    break;
  case PROP_UNDO_LABEL:
    g_value_set_string (value, vsl_history_undo_label (self->history));
    break;
  case PROP_REDO_LABEL:
    g_value_set_string (value, vsl_history_redo_label (self->history));
    break;
  case PROP_N_SAMPLES:
    g_value_set_uint (value, self->info.n);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, spec);
  }
}

/* Ours is the only reference once the thread that came here is through with its own; dropping ours before would leave the end to that thread after all. */
static gboolean
drop (gpointer data)
{
  return g_atomic_int_get (&G_OBJECT (data)->ref_count) > 1 ? G_SOURCE_CONTINUE : G_SOURCE_REMOVE;
}

/* A task holds its document until its thread is through, which may be after the window; but what lists, timers and views of the main loop hang on has to
 * end in the main loop. */
static void
end_at_home (VslDocument *self)
{
  GSource *source = g_timeout_source_new (1);

  g_source_set_callback (source, drop, g_object_ref (self), g_object_unref);
  g_source_attach (source, self->context);
  g_source_unref (source);
}

static void
dispose (GObject *object)
{
  VslDocument *self = VSL_DOCUMENT (object);
  if (self->home != g_thread_self ()) {
    end_at_home (self);
    return;
  }
  if (self->project)
    vsl_document_save_now (self);
  g_clear_handle_id (&self->save_source, g_source_remove);
  g_clear_handle_id (&self->busy_source, g_source_remove);
  g_clear_handle_id (&self->runs_later, g_source_remove);
  g_clear_pointer (&self->busy_job, vsl_job_unref);
  g_clear_pointer (&self->writer, vsl_writer_free);
  guint n = self->samples ? g_list_model_get_n_items (G_LIST_MODEL (self->samples)) : 0;
  for (guint i = 0; i < n; i++) {
    g_autoptr (VslSample) sample = g_list_model_get_item (G_LIST_MODEL (self->samples), i);
    vsl_sample_forget_document (sample);
  }
  g_clear_pointer (&self->by_id, g_hash_table_unref);
  g_clear_object (&self->samples);
  g_clear_object (&self->runs);
  G_OBJECT_CLASS (vsl_document_parent_class)->dispose (object);
}

static void
finalize (GObject *object)
{
  VslDocument *self = VSL_DOCUMENT (object);
  vsl_history_free (self->history);
  vsl_project_info_clear (&self->info);
  g_clear_pointer (&self->drawing, vsl_drawing_unref);
  g_clear_pointer (&self->from_template, vsl_drawing_unref);
  g_clear_pointer (&self->looks_by_test, g_hash_table_unref);
  g_clear_pointer (&self->test_seen, g_hash_table_unref);
  g_clear_pointer (&self->test, g_free);
  g_clear_pointer (&self->report, vsl_report_free);
  g_clear_pointer (&self->options, vsl_options_free);
  g_clear_pointer (&self->project, vsl_project_unref);
  g_free (self->busy);
  g_free (self->left_out);
  g_main_context_unref (self->context);
  G_OBJECT_CLASS (vsl_document_parent_class)->finalize (object);
}

static void
vsl_document_class_init (VslDocumentClass *class)
{
  GObjectClass *object = G_OBJECT_CLASS (class);
  object->get_property = get_property;
  object->dispose = dispose;
  object->finalize = finalize;
  const GParamFlags ro = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;
  props[PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, NULL, ro);
  props[PROP_SUBTITLE] = g_param_spec_string ("subtitle", NULL, NULL, NULL, ro);
  props[PROP_BUSY] = g_param_spec_string ("busy", NULL, NULL, NULL, ro);
  props[PROP_PROGRESS] = g_param_spec_double ("progress", NULL, NULL, -1, 1, -1, ro);
  props[PROP_CAN_UNDO] = g_param_spec_boolean ("can-undo", NULL, NULL, FALSE, ro);
  props[PROP_CAN_REDO] = g_param_spec_boolean ("can-redo", NULL, NULL, FALSE, ro);
  props[PROP_UNDO_LABEL] = g_param_spec_string ("undo-label", NULL, NULL, NULL, ro);
  props[PROP_REDO_LABEL] = g_param_spec_string ("redo-label", NULL, NULL, NULL, ro);
  props[PROP_N_SAMPLES] = g_param_spec_uint ("n-samples", NULL, NULL, 0, G_MAXUINT, 0, ro);
  g_object_class_install_properties (object, N_PROPS, props);
  signals[DATA_CHANGED] = g_signal_new ("data-changed", VSL_TYPE_DOCUMENT, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[NETWORK_CHANGED] = g_signal_new ("network-changed", VSL_TYPE_DOCUMENT, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[OPTIONS_CHANGED] = g_signal_new ("options-changed", VSL_TYPE_DOCUMENT, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[PIXELS_CHANGED] = g_signal_new ("pixels-changed", VSL_TYPE_DOCUMENT, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[FAILED] = g_signal_new ("failed", VSL_TYPE_DOCUMENT, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
vsl_document_init (VslDocument *self)
{
  self->home = g_thread_self ();
  self->context = g_main_context_ref_thread_default ();
  self->samples = g_list_store_new (VSL_TYPE_SAMPLE);
  self->runs = g_list_store_new (VSL_TYPE_RUN_ITEM);
  self->by_id = g_hash_table_new (g_int64_hash, g_int64_equal);
  self->history = vsl_history_new (self, vsl_document_changed_history);
  self->progress = -1;
}

/* Of the history. */
void
vsl_document_changed_history (gpointer data)
{
  GObject *object = data;
  g_object_notify_by_pspec (object, props[PROP_CAN_UNDO]);
  g_object_notify_by_pspec (object, props[PROP_CAN_REDO]);
  g_object_notify_by_pspec (object, props[PROP_UNDO_LABEL]);
  g_object_notify_by_pspec (object, props[PROP_REDO_LABEL]);
}

void
vsl_document_emit_network_changed (VslDocument *self)
{
  g_signal_emit (self, signals[NETWORK_CHANGED], 0);
}

void
vsl_document_emit_options_changed (VslDocument *self)
{
  g_signal_emit (self, signals[OPTIONS_CHANGED], 0);
}

void
vsl_document_emit_data_changed (VslDocument *self)
{
  vsl_document_forget_test (self);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_SUBTITLE]);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_N_SAMPLES]);
  g_signal_emit (self, signals[DATA_CHANGED], 0);
}

void
vsl_document_failed (gpointer self, const char *message)
{
  g_signal_emit (self, signals[FAILED], 0, message);
}

/* ---- long jobs ---- */

VslJob *
vsl_job_ref (VslJob *job)
{
  g_atomic_int_inc (&job->refs);
  return job;
}

void
vsl_job_unref (VslJob *job)
{
  if (!g_atomic_int_dec_and_test (&job->refs))
    return;
  g_clear_object (&job->cancellable);
  g_free (job);
}

/* On the worker. The main loop looks ten times a second instead of being woken by each call. */
gboolean
vsl_job_progress (gpointer data, double fraction)
{
  VslJob *job = data;
  g_atomic_int_set (&job->permille, fraction < 0 ? -1 : (int) (CLAMP (fraction, 0, 1) * 1000));
  return !job->cancellable || !g_cancellable_is_cancelled (job->cancellable);
}

static gboolean
look_at_progress (gpointer data)
{
  VslDocument *self = data;
  int permille = g_atomic_int_get (&self->busy_job->permille);
  double progress = permille < 0 ? -1 : permille / 1000.0;
  if (progress != self->progress) {
    self->progress = progress;
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_PROGRESS]);
  }
  return G_SOURCE_CONTINUE;
}

static void
set_busy (VslDocument *self, VslJob *job, const char *what)
{
  g_clear_handle_id (&self->busy_source, g_source_remove);
  g_clear_pointer (&self->busy_job, vsl_job_unref);
  g_free (self->busy);
  self->busy = g_strdup (what);
  self->progress = -1;
  if (job) {
    self->busy_job = vsl_job_ref (job);
    self->busy_source = g_timeout_add (100, look_at_progress, self);
  }
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_BUSY]);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_PROGRESS]);
}

/* The newest job is the one that shows. Returns: a reference of the caller's. */
VslJob *
vsl_job_new (GCancellable *cancellable)
{
  VslJob *job = g_new0 (VslJob, 1);
  job->refs = 1;
  job->permille = -1;
  job->cancellable = cancellable ? g_object_ref (cancellable) : NULL;
  return job;
}

/**
 * vsl_job_fraction:
 */
double
vsl_job_fraction (VslJob *job)
{
  int permille = __atomic_load_n (&job->permille, __ATOMIC_RELAXED);
  return permille < 0 ? -1 : permille / 1000.0;
}

VslJob *
vsl_document_begin_job (VslDocument *self, const char *what, GCancellable *cancellable)
{
  VslJob *job = vsl_job_new (cancellable);
  set_busy (self, job, what);
  return job;
}

void
vsl_document_end_job (VslDocument *self, VslJob *job)
{
  if (self->busy_job == job)
    set_busy (self, NULL, NULL);
}

/* ---- plain getters ---- */

/**
 * vsl_document_path:
 */
const char *
vsl_document_path (VslDocument *self)
{
  return vsl_project_path (self->project);
}

/**
 * vsl_document_project:
 */
VslProject *
vsl_document_project (VslDocument *self)
{
  return self->project;
}

/**
 * vsl_document_samples:
 */
GListModel *
vsl_document_samples (VslDocument *self)
{
  return G_LIST_MODEL (self->samples);
}

/**
 * vsl_document_sample_by_id:
 */
VslSample *
vsl_document_sample_by_id (VslDocument *self, gint64 id)
{
  return g_hash_table_lookup (self->by_id, &id);
}

/**
 * vsl_document_info:
 */
const VslProjectInfo *
vsl_document_info (VslDocument *self)
{
  return &self->info;
}

/**
 * vsl_document_runs:
 */
GListModel *
vsl_document_runs (VslDocument *self)
{
  return G_LIST_MODEL (self->runs);
}

/**
 * vsl_document_barrier:
 */
void
vsl_document_barrier (VslDocument *self)
{
  vsl_history_barrier (self->history);
}

/**
 * vsl_document_undo:
 */
void
vsl_document_undo (VslDocument *self)
{
  vsl_history_undo (self->history);
}

/**
 * vsl_document_redo:
 */
void
vsl_document_redo (VslDocument *self)
{
  vsl_history_redo (self->history);
}
