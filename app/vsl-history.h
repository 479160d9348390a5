/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Undo and redo as data. A command says how to go from one state to another and back; the history only keeps the
 * order: groups, merging of quick repeats, barriers, a saved mark, and a guard so that what an undo causes is not
 * recorded as a new edit. Main loop only. */
typedef struct _VslHistory VslHistory;

typedef struct {
  /* TRUE: to the state after the command, FALSE: to the one before. */
  void (*apply) (gpointer owner, gpointer command, gboolean forward);
  /* Takes the end state of a later command with the same key; the later one is then freed. NULL: never merges. */
  void (*merge) (gpointer command, gpointer later);
  GDestroyNotify free;
} VslCommandClass;

VslHistory *vsl_history_new (gpointer owner, void (*changed) (gpointer owner));
void vsl_history_free (VslHistory *history);
/* The command has been applied already. Takes command. key NULL: a step of its own; else it may merge with a command
 * of the same key right before it, when that is not older than window microseconds (0: any age). */
void vsl_history_push (VslHistory *history, const VslCommandClass *cls, gpointer command, const char *label, const char *key, gint64 window);
/* All commands between belong to one step. Groups may nest. */
void vsl_history_begin (VslHistory *history, const char *label);
void vsl_history_end (VslHistory *history);
void vsl_history_barrier (VslHistory *history);
void vsl_history_lift_barrier (VslHistory *history);
gboolean vsl_history_undo (VslHistory *history);
gboolean vsl_history_redo (VslHistory *history);
const char *vsl_history_undo_label (const VslHistory *history);      /* NULL: nothing to undo */
const char *vsl_history_redo_label (const VslHistory *history);
gboolean vsl_history_applying (const VslHistory *history);
/* Forgets the steps that have a command of this class (its data are no longer what it remembers). */
void vsl_history_forget (VslHistory *history, const VslCommandClass *cls);
/* Whether anything differs from the last vsl_history_set_saved. */
gboolean vsl_history_modified (const VslHistory *history);
void vsl_history_set_saved (VslHistory *history);
void vsl_history_set_limit (VslHistory *history, guint steps);       /* default 200 */

G_END_DECLS
