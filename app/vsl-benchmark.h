/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "graph/vsl-network.h"
#include "graph/vsl-plan.h"

G_BEGIN_DECLS

/* What `vsl benchmark` measures: networks and single operations of fixed shape on made-up data. Names and shapes are kept, so that
 * numbers stay comparable. Classes are named by text: a case whose layer does not exist is not available, and nothing else. */

typedef enum {
  VSL_BENCHMARK_TRAIN, VSL_BENCHMARK_INFER,
  VSL_BENCHMARK_START,           /* a process that loads the network with its weights and predicts one sample */
  VSL_BENCHMARK_FORWARD, VSL_BENCHMARK_DATA, VSL_BENCHMARK_WEIGHTS, VSL_BENCHMARK_BOTH,    /* passes of one layer; BOTH: forward and backward */
  VSL_BENCHMARK_ACTIVATION, VSL_BENCHMARK_OPTIMIZER, VSL_BENCHMARK_MATMUL,
} VslBenchmarkKind;

typedef struct _VslBenchmarkCase VslBenchmarkCase;
struct _VslBenchmarkCase {
  const char *name;
  VslBenchmarkKind kind;
  int batch;
  /* networks: a network file of this case, see vsl-benchmark-networks.c */
  VslNetwork *(*network) (const VslBenchmarkCase *c, GError **error);
  int classes;                   /* 0: the network draws its input again */
  int dataset;                   /* samples that training walks through */
  const char *optimizer;         /* NULL: Adam */
  int height, width, channels;   /* 0: the family's own */
  int filters, kernel;
  int length;                    /* texts and sequences; the values of an image are numbers, of a text places in a vocabulary */
  const char *cell;              /* "LSTM", "GRU", "Bidirectional" */
  double dropout, recurrent;
  /* operations */
  const char *layer, *config;    /* class and its options as JSON; of ACTIVATION and OPTIMIZER the name */
  VslShape in;
  double arrays;                 /* times the input is moved; 0: products are counted instead */
  double extra;                  /* bytes moved beside that */
};

extern const VslBenchmarkCase vsl_benchmark_networks[], vsl_benchmark_operations[];   /* each ends with { NULL } */
/* The case's word or any that fits it ("conv_*"); -1 none. Cases are numbered through both lists. */
const VslBenchmarkCase *vsl_benchmark_case (guint i);          /* NULL: no more */

VslNetwork *vsl_benchmark_cnn (const VslBenchmarkCase *c, GError **error);
VslNetwork *vsl_benchmark_vgg (const VslBenchmarkCase *c, GError **error);
VslNetwork *vsl_benchmark_resnet (const VslBenchmarkCase *c, GError **error);
VslNetwork *vsl_benchmark_unet (const VslBenchmarkCase *c, GError **error);
VslNetwork *vsl_benchmark_text (const VslBenchmarkCase *c, GError **error);
VslNetwork *vsl_benchmark_encoder (const VslBenchmarkCase *c, GError **error);
#define VSL_BENCHMARK_VOCABULARY 20000

/* ---- time ---- */

/* Short rounds of a number of steps. A round in which other processes took more than 15 % of a core is set aside. */
typedef struct {
  double median, best, worst;    /* seconds a step; best is the shortest */
  double first;                  /* seconds of the first step */
  int clean, all;                /* rounds */
} VslTiming;
typedef struct _VslRounds VslRounds;
VslRounds *vsl_rounds_new (double seconds);
double vsl_rounds_warm (const VslRounds *rounds);              /* seconds to work before the first round */
void vsl_rounds_begin (VslRounds *rounds);
gboolean vsl_rounds_long_enough (const VslRounds *rounds);     /* the round under way may end */
gboolean vsl_rounds_end (VslRounds *rounds, double steps);     /* TRUE: there are enough */
VslTiming vsl_rounds_finish (VslRounds *rounds);               /* frees */

typedef void (*VslStepFunc) (gpointer data);
VslTiming vsl_benchmark_time (VslStepFunc step, gpointer data, double seconds);
double vsl_benchmark_now (void);                               /* seconds, monotonic */
double vsl_benchmark_memory (gboolean peak);                   /* MiB of this process in memory now or at its highest */

/* What the machine can do; measured once and handed on to the processes of the cases. */
typedef struct {
  double peak;                   /* floating-point operations a second on that many threads */
  double memory, cache;          /* bytes a second: a[i] = b[i] + s c[i] far larger than all caches, and within the last one */
} VslMachine;
VslMachine vsl_machine_measure (int threads);
char *vsl_machine_to_text (const VslMachine *machine);
gboolean vsl_machine_from_text (VslMachine *machine, const char *text);

/* ---- one case ---- */

typedef struct {
  const VslBenchmarkCase *spec;
  int threads;
  double seconds;
  gboolean profile;
  VslMachine machine;            /* zeros: not known */
} VslBenchmarkRun;

typedef struct {
  VslTiming timing;
  double per_step;               /* samples, GFLOP or GB */
  const char *unit;
  double peak_mb;                /* of this process at its highest, before anything is profiled */
  double estimate_mb, used_mb;   /* of the plan, weights and optimizer: said by the check of the network; seen to be used. 0: unknown */
  double said;                   /* samples a second as the session's own events had them; 0: unknown */
  GArray *steps;                 /* of VslBenchmarkStep, NULL: not asked for */
} VslBenchmarkResult;

/* Where the time goes: a step of the plan, or what is done besides. */
typedef struct {
  char node[64], kind[64];
  double forward, backward;      /* seconds a sample */
  double macs, bytes;            /* of a sample's forward pass */
  gboolean first;                /* no gradient of its input */
} VslBenchmarkStep;

gboolean vsl_benchmark_run_network (const VslBenchmarkRun *run, VslBenchmarkResult *result, GError **error);
gboolean vsl_benchmark_run_operation (const VslBenchmarkRun *run, VslBenchmarkResult *result, GError **error);
gboolean vsl_benchmark_run_start (const VslBenchmarkRun *run, VslBenchmarkResult *result, GError **error);
int vsl_benchmark_load (const char *folder, double started);   /* the process that a START case starts */
#define VSL_BENCHMARK_START_VARIABLE "VSL_BENCHMARK_START"     /* when the process was started, on the monotonic clock */
#define VSL_BENCHMARK_LOAD_VARIABLE "VSL_BENCHMARK_LOAD"

void vsl_benchmark_print (const VslBenchmarkRun *run, const VslBenchmarkResult *result);
JsonObject *vsl_benchmark_json (const VslBenchmarkRun *run, const VslBenchmarkResult *result, double start);

G_END_DECLS
