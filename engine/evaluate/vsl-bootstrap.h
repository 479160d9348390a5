/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "evaluate/vsl-evaluate.h"

G_BEGIN_DECLS

/* Which samples are drawn together, and how often each group was drawn this time. */
typedef struct {
  guint *group;                  /* [samples] patient, or the sample itself */
  double *drawn;                 /* [n_groups] */
  guint n_groups;
  guint patients;                /* known ones among the groups */
} VslBootstrap;

/* Numbers of samples that count drawn[group[i]] times each; NAN: undefined for this draw. */
typedef void (*VslBootstrapFunc) (gpointer data, double *out);

/* @patient: [n], 0 unknown. */
void vsl_bootstrap_init (VslBootstrap *b, const guint32 *patient, guint n);
void vsl_bootstrap_run (VslBootstrap *b, guint64 seed, VslBootstrapFunc compute, gpointer data, VslInterval *const *into, int n_numbers);
void vsl_bootstrap_clear (VslBootstrap *b);

G_END_DECLS
