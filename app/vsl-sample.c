/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>

#include "app/vsl-document-private.h"
#include "app/vsl-tables.h"

/* One sample for grids and lists: its numbers as properties that views can bind. */
struct _VslSample {
  GObject parent;
  VslSampleInfo info;
  VslDocument *document;        /* borrowed, NULL once it is gone */
};
G_DEFINE_FINAL_TYPE (VslSample, vsl_sample, G_TYPE_OBJECT)

enum { PROP_0, PROP_ID, PROP_LABEL, PROP_LABEL_NAME, PROP_SPLIT, PROP_SPLIT_NAME, PROP_PATIENT, PROP_EXCLUDED, N_PROPS };
static GParamSpec *props[N_PROPS];


static const char *
split_name (VslSplit split)
{
  switch (split) {
  case VSL_SPLIT_TRAIN:
    return _("Training");
  case VSL_SPLIT_VAL:
    return _("Validation");
  case VSL_SPLIT_TEST:
    return _("Test");
  default:
    return _("Not used");
  }
}

static void
get_property (GObject *object, guint id, GValue *value, GParamSpec *spec)
{
  VslSample *self = VSL_SAMPLE (object);
  switch (id) {
  case PROP_ID:
    g_value_set_int64 (value, self->info.id);
    break;
  case PROP_LABEL:
    g_value_set_int (value, self->info.label);
    break;
  case PROP_LABEL_NAME:
    g_value_take_string (value, self->document ? vsl_sample_target_text (&self->info, vsl_document_info (self->document)) : g_strdup (_("No class")));
    break;
  case PROP_SPLIT:
    g_value_set_int (value, self->info.split);
    break;
  case PROP_SPLIT_NAME:
    g_value_set_string (value, split_name (self->info.split));
    break;
  case PROP_EXCLUDED:
    g_value_set_boolean (value, self->info.excluded != 0);
    break;
  case PROP_PATIENT:
    if (self->info.patient)
      g_value_take_string (value, g_strdup_printf (_("Patient %u"), self->info.patient));
    else
      g_value_set_string (value, _("Patient unknown"));
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, spec);
  }
}

static void
vsl_sample_class_init (VslSampleClass *class)
{
  const GParamFlags ro = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;
  G_OBJECT_CLASS (class)->get_property = get_property;
  props[PROP_ID] = g_param_spec_int64 ("id", NULL, NULL, 0, G_MAXINT64, 0, ro);
  props[PROP_LABEL] = g_param_spec_int ("label", NULL, NULL, -1, G_MAXINT, -1, ro);
  props[PROP_LABEL_NAME] = g_param_spec_string ("label-name", NULL, NULL, NULL, ro);
  props[PROP_SPLIT] = g_param_spec_int ("split", NULL, NULL, -1, VSL_N_SPLITS, -1, ro);
  props[PROP_SPLIT_NAME] = g_param_spec_string ("split-name", NULL, NULL, NULL, ro);
  props[PROP_EXCLUDED] = g_param_spec_boolean ("excluded", NULL, NULL, FALSE, ro);
  props[PROP_PATIENT] = g_param_spec_string ("patient", NULL, NULL, NULL, ro);
  g_object_class_install_properties (G_OBJECT_CLASS (class), N_PROPS, props);
}

static void
vsl_sample_init (VslSample *self)
{
}

VslSample *
vsl_sample_new (const VslSampleInfo *info, VslDocument *document)
{
  VslSample *self = g_object_new (VSL_TYPE_SAMPLE, NULL);
  self->info = *info;
  self->document = document;
  return self;
}

void
vsl_sample_forget_document (VslSample *self)
{
  self->document = NULL;
}

/* Changes the numbers and tells who is bound to them. */
void
vsl_sample_set (VslSample *self, int label, VslSplit split)
{
  gboolean labels = label != self->info.label, splits = split != self->info.split;
  self->info.label = label;
  self->info.split = split;
  if (labels) {
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_LABEL]);
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_LABEL_NAME]);
  }
  if (splits) {
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_SPLIT]);
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_SPLIT_NAME]);
  }
}

/* Left out by a mend, or taken in again. */
void
vsl_sample_set_excluded (VslSample *self, gboolean excluded)
{
  if (self->info.excluded == excluded)
    return;
  self->info.excluded = excluded;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_EXCLUDED]);
}

/**
 * vsl_sample_info:
 *
 * Returns: (transfer none): changes with the sample
 */
const VslSampleInfo *
vsl_sample_info (VslSample *self)
{
  return &self->info;
}

/* One run of the table. */
struct _VslRunItem {
  GObject parent;
  VslRun *run;
};
G_DEFINE_FINAL_TYPE (VslRunItem, vsl_run_item, G_TYPE_OBJECT)
static guint changed_signal;

static void
run_item_finalize (GObject *object)
{
  vsl_run_free (VSL_RUN_ITEM (object)->run);
  G_OBJECT_CLASS (vsl_run_item_parent_class)->finalize (object);
}

static void
vsl_run_item_class_init (VslRunItemClass *class)
{
  G_OBJECT_CLASS (class)->finalize = run_item_finalize;
  changed_signal = g_signal_new ("changed", VSL_TYPE_RUN_ITEM, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
vsl_run_item_init (VslRunItem *self)
{
}

VslRunItem *
vsl_run_item_new (VslRun *run)
{
  VslRunItem *self = g_object_new (VSL_TYPE_RUN_ITEM, NULL);
  self->run = run;
  return self;
}

void
vsl_run_item_replace (VslRunItem *self, VslRun *run)
{
  vsl_run_free (self->run);
  self->run = run;
  g_signal_emit (self, changed_signal, 0);
}

/**
 * vsl_run_item_run:
 *
 * Returns: (transfer none): until the next "changed"
 */
const VslRun *
vsl_run_item_run (VslRunItem *self)
{
  return self->run;
}
