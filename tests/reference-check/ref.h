/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "graph/vsl-plan.h"
#include "losses/vsl-loss.h"
#include "optimizers/vsl-optimizer.h"
#include "schedules/vsl-schedule.h"

/* Runs cases of reference vectors through the engine. Nothing here computes a value that is compared: it
 * fills inputs, runs the plan, the loss, the optimizer or the schedule, and reads what comes out. */

typedef enum { REF_PASS, REF_FAIL, REF_UNSUPPORTED } RefVerdict;

typedef struct {
  JsonObject *o;                 /* the case */
  double tolerance;
  double worst;                  /* largest |got - want| / (1 + |want|) */
  gboolean bad;                  /* a shape differs, a value is not finite, or the case cannot be run */
  gboolean unsupported;
  char *why;                     /* the first reason; for --verbose */
} RefCase;

#define REF_MAX_RANK 8
typedef struct {
  int rank;
  gint64 dim[REF_MAX_RANK];
  gsize n;
  double *data;
} RefTensor;
void ref_tensor_clear (RefTensor *t);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (RefTensor, ref_tensor_clear)

void ref_bad (RefCase *c, const char *format, ...) G_GNUC_PRINTF (2, 3);
void ref_unsupported (RefCase *c, const char *format, ...) G_GNUC_PRINTF (2, 3);

/* JSON of any content: NULL or the default where the type is another. */
JsonObject *ref_object (JsonObject *o, const char *key);
JsonArray *ref_array (JsonObject *o, const char *key);
const char *ref_string (JsonObject *o, const char *key);
gboolean ref_number (JsonObject *o, const char *key, double *out);
gint64 ref_int (JsonObject *o, const char *key, gint64 def, gint64 max);
gboolean ref_bool (JsonObject *o, const char *key);
JsonObject *ref_element_object (JsonArray *a, guint i);
JsonArray *ref_element_array (JsonArray *a, guint i);
gboolean ref_element_number (JsonArray *a, guint i, double *out);

/* A tensor of the file; FALSE marks the case bad. */
gboolean ref_tensor (RefCase *c, JsonNode *node, const char *what, RefTensor *out);
gboolean ref_tensor_member (RefCase *c, JsonObject *o, const char *key, RefTensor *out);
void ref_copy (const RefTensor *t, VslReal *out);
/* The shape behind the batch axis. */
VslShape ref_sample_shape (const RefTensor *t);
gboolean ref_shape_is (const RefTensor *t, const VslShape *shape, gint64 batch);   /* batch -1: no batch axis */

void ref_compare_one (RefCase *c, double got, double want, const char *what);
void ref_compare (RefCase *c, const VslReal *got, const RefTensor *want, const char *what);

/* A class with its options; unsupported when the class is unknown, bad when an option is. Keras's base options (name, dtype,
 * trainable) and those in skip are left out. */
gboolean ref_configured (RefCase *c, JsonObject *spec, const char *family, const char *const *skip, VslObject *out);
/* An optimizer whose learning rate may be a schedule. */
gboolean ref_optimizer (RefCase *c, JsonObject *spec, VslObject *optimizer, VslObject *schedule);
double ref_rate (const VslObject *optimizer, const VslObject *schedule, guint64 step);
VslNode *ref_add_node (RefCase *c, VslNetwork *network, const char *id, JsonObject *spec);
VslNode *ref_add_input (RefCase *c, VslNetwork *network, const char *id, const VslShape *shape);
double *ref_class_weights (RefCase *c, JsonObject *o, int *n);

void ref_run_layer (RefCase *c);
void ref_run_loss (RefCase *c);
void ref_run_optimizer (RefCase *c);
void ref_run_schedule (RefCase *c);
void ref_run_callback (RefCase *c);
void ref_run_trajectory (RefCase *c);
