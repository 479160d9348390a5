/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#include "train/vsl-trainer.h"

G_BEGIN_DECLS

/* From the trainer's thread to the main loop. The live lane folds numbers that come faster than anybody can look at;
 * the log lane keeps everything in order. The first post after a drain arms one source, so that the main loop wakes
 * at most 20 times a second. */
typedef struct _VslMailbox VslMailbox;

typedef struct {
  guint64 count;
  double last, min, max, mean;         /* of the batch losses; a non-finite one is counted, not averaged */
  VslBatchEvent event;                 /* the newest */
} VslLive;

typedef enum { VSL_LOG_NOTE, VSL_LOG_PREPARING, VSL_LOG_RUN, VSL_LOG_STATE, VSL_LOG_EPOCH, VSL_LOG_FINISHED } VslLogKind;
typedef struct {
  VslLogKind kind;
  char *text;                          /* NOTE */
  int run;                             /* RUN */
  guint epochs, epochs_done;           /* RUN */
  VslControlWord word;                 /* STATE */
  VslEpochEvent epoch;                 /* EPOCH */
  VslStopped stopped;                  /* FINISHED */
  guint best_epoch;
  GError *error;
} VslLog;

/* Called in the main loop with no lock held: first the log in order, then the live numbers (NULL: none). */
typedef void (*VslMailFunc) (gpointer owner, GPtrArray *log, const VslLive *live);

#define VSL_MAILBOX_PERIOD (G_USEC_PER_SEC / 20)

VslMailbox *vsl_mailbox_new (GMainContext *context, VslMailFunc func, gpointer owner);
VslMailbox *vsl_mailbox_ref (VslMailbox *mailbox);
void vsl_mailbox_unref (VslMailbox *mailbox);
/* Any thread. */
void vsl_mailbox_live (VslMailbox *mailbox, const VslBatchEvent *event);
void vsl_mailbox_fraction (VslMailbox *mailbox, double fraction);      /* of preparing; folds too */
double vsl_mailbox_take_fraction (VslMailbox *mailbox);                /* the newest, -1: none */
void vsl_mailbox_log (VslMailbox *mailbox, const VslLog *log);         /* takes text and error */
/* Main loop: no call after this. */
void vsl_mailbox_close (VslMailbox *mailbox);
guint vsl_mailbox_drains (VslMailbox *mailbox);                        /* so far, for tests */

G_END_DECLS
