/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "graph/vsl-network.h"

G_BEGIN_DECLS

/* What `vsl benchmark` measures: networks of fixed shape on made-up data. Names and shapes are kept, so that numbers stay comparable. */
typedef struct {
  const char *name;
  VslNetwork *(*network) (GError **error);
  int batch;
  gboolean train;
  int classes;                 /* 0: the network draws its input again */
  int dataset;                 /* samples that training walks through */
} VslBenchmarkCase;

extern const VslBenchmarkCase vsl_benchmark_cases[];           /* ends with { NULL } */

/* Short rounds of a calibrated number of steps. A round in which other processes took more than 15 % of a core is set aside. */
typedef struct {
  double median, best, worst;  /* seconds a step; best is the shortest */
  double first;                /* seconds of the first step */
  int clean, all;              /* rounds */
} VslTiming;
typedef void (*VslStepFunc) (gpointer data);
VslTiming vsl_benchmark_time (VslStepFunc step, gpointer data, double seconds);
double vsl_benchmark_now (void);                               /* seconds, monotonic */

/* Multiply-adds a second, times two, that one core can do; measured over a few hundredths of a second. */
double vsl_benchmark_peak (void);

G_END_DECLS
