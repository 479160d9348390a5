/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/vsl-mailbox.h"
#include "project/vsl-project-quality.h"

G_BEGIN_DECLS

/* The training thread's side of a session: counted plain data, never the GObject. */
typedef struct {
  int refs;                     /* atomic */
  VslProject *project;          /* NULL: a rehearsal on the dataset, nothing is recorded */
  VslDataset *dataset;          /* prepared; NULL: the project's */
  VslNetwork *network;          /* copies */
  VslOptions *options;
  int resume;
  VslControl *control;
  VslMailbox *mailbox;
  gboolean allow_leaks;         /* before the thread starts: go on although the split leaks */
  /* the thread's own */
  VslLeaks *leaks;              /* of the split; NULL: not looked for */
  int run;
  GError *broken;               /* what a sink's call could not write */
} VslWorker;

VslWorker *vsl_worker_new (VslProject *project, const VslNetwork *network, const VslOptions *options, int resume, VslMailbox *mailbox);
VslWorker *vsl_worker_ref (VslWorker *worker);
void vsl_worker_unref (VslWorker *worker);
gpointer vsl_worker_thread (gpointer worker);      /* GThreadFunc; takes the reference */
/* Before the thread starts; a reference is taken. */
void vsl_worker_set_dataset (VslWorker *worker, VslDataset *dataset);
/* JSON: what the bits of a run depend on besides seed and options. */
char *vsl_environment_json (int threads);

G_END_DECLS
