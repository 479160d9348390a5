/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/vsl-history.h"

typedef struct {
  const VslCommandClass *cls;
  gpointer command;
} Entry;

/* One thing that Undo undoes. */
typedef struct {
  GArray *entries;              /* of Entry, in the order they were done */
  char *label;
  char *key;
  gint64 time;
  guint64 serial;               /* of the state after the step, for the saved mark */
} Step;

struct _VslHistory {
  gpointer owner;
  void (*changed) (gpointer owner);
  GPtrArray *undo, *redo;       /* of Step, the newest last */
  Step *group;                  /* open group, empty or not */
  guint depth;
  gboolean applying;
  gboolean barrier;             /* the next command may not merge */
  guint limit;
  guint64 serial, base, saved;  /* last serial given, of the state before the oldest step, of the saved state */
};

static void
entry_clear (Entry *entry)
{
  if (entry->cls->free)
    entry->cls->free (entry->command);
}

static void
step_free (Step *step)
{
  g_array_unref (step->entries);
  g_free (step->label);
  g_free (step->key);
  g_free (step);
}

static Step *
step_new (const char *label, const char *key)
{
  Step *step = g_new0 (Step, 1);
  step->entries = g_array_new (FALSE, FALSE, sizeof (Entry));
  g_array_set_clear_func (step->entries, (GDestroyNotify) entry_clear);
  step->label = g_strdup (label);
  step->key = g_strdup (key);
  step->time = g_get_monotonic_time ();
  return step;
}

/**
 * vsl_history_new:
 * @owner: (not nullable): handed to apply and @changed; borrowed, outlives the history
 * @changed: (nullable): called when what can be undone or redone is different
 *
 * Returns: (transfer full): an empty history
 */
VslHistory *
vsl_history_new (gpointer owner, void (*changed) (gpointer owner))
{
  VslHistory *h = g_new0 (VslHistory, 1);
  h->owner = owner;
  h->changed = changed;
  h->undo = g_ptr_array_new_with_free_func ((GDestroyNotify) step_free);
  h->redo = g_ptr_array_new_with_free_func ((GDestroyNotify) step_free);
  h->limit = 200;
  return h;
}

/**
 * vsl_history_free:
 */
void
vsl_history_free (VslHistory *h)
{
  if (!h)
    return;
  g_ptr_array_unref (h->undo);
  g_ptr_array_unref (h->redo);
  g_clear_pointer (&h->group, step_free);
  g_free (h);
}

static void
tell (VslHistory *h)
{
  if (h->changed)
    h->changed (h->owner);
}

static Step *
last (GPtrArray *steps)
{
  return steps->len ? g_ptr_array_index (steps, steps->len - 1) : NULL;
}

static void
add_step (VslHistory *h, Step *step)
{
  step->serial = ++h->serial;
  g_ptr_array_set_size (h->redo, 0);
  g_ptr_array_add (h->undo, step);
  if (h->limit && h->undo->len > h->limit) {
    h->base = ((Step *) g_ptr_array_index (h->undo, 0))->serial;
    g_ptr_array_remove_index (h->undo, 0);
  }
  h->barrier = FALSE;
  tell (h);
}

/* A quick repeat joins the step before it. */
static gboolean
try_merge (VslHistory *h, const VslCommandClass *cls, gpointer command, const char *key, gint64 window)
{
  Step *before = last (h->undo);
  if (!key || !cls->merge || h->barrier || h->redo->len || !before || g_strcmp0 (before->key, key) != 0 || before->entries->len != 1)
    return FALSE;
  Entry *entry = &g_array_index (before->entries, Entry, 0);
  gint64 now = g_get_monotonic_time ();
  if (entry->cls != cls || (window && now - before->time > window) || before->serial == h->saved)
    return FALSE;
  cls->merge (entry->command, command);
  if (cls->free)
    cls->free (command);
  before->time = now;
  before->serial = ++h->serial;
  tell (h);
  return TRUE;
}

/**
 * vsl_history_push:
 * @command: (transfer full): applied already
 * @label: (nullable): what the menu calls it, translated
 * @key: (nullable): commands of one key merge
 * @window: microseconds after which a repeat is a step of its own; 0: never
 *
 * Does nothing but free the command while an undo or redo is being applied.
 */
void
vsl_history_push (VslHistory *h, const VslCommandClass *cls, gpointer command, const char *label, const char *key, gint64 window)
{
  if (h->applying) {
    if (cls->free)
      cls->free (command);
    return;
  }
  Entry entry = { cls, command };
  if (h->depth) {
    g_array_append_val (h->group->entries, entry);
    if (!h->group->label)
      h->group->label = g_strdup (label);
    return;
  }
  if (try_merge (h, cls, command, key, window))
    return;
  Step *step = step_new (label, key);
  g_array_append_val (step->entries, entry);
  add_step (h, step);
}

/**
 * vsl_history_begin:
 * @label: (nullable): of the step; of its first command when %NULL
 */
void
vsl_history_begin (VslHistory *h, const char *label)
{
  if (h->depth++ == 0)
    h->group = step_new (label, NULL);
}

/**
 * vsl_history_end:
 *
 * An empty group leaves no step.
 */
void
vsl_history_end (VslHistory *h)
{
  g_return_if_fail (h->depth > 0);
  if (--h->depth)
    return;
  Step *group = g_steal_pointer (&h->group);
  if (group->entries->len)
    add_step (h, group);
  else
    step_free (group);
}

/**
 * vsl_history_barrier:
 *
 * The next command starts a new step, whatever its key.
 */
void
vsl_history_barrier (VslHistory *h)
{
  h->barrier = TRUE;
}

/**
 * vsl_history_lift_barrier:
 *
 * Takes a barrier back, for a command that came from elsewhere and belongs to the last step by its key, however long ago that was.
 */
void
vsl_history_lift_barrier (VslHistory *h)
{
  h->barrier = FALSE;
}

static gboolean
move (VslHistory *h, GPtrArray *from, GPtrArray *to, gboolean forward)
{
  if (h->applying || h->depth || !from->len)
    return FALSE;
  Step *step = g_ptr_array_steal_index (from, from->len - 1);
  h->applying = TRUE;
  for (guint i = 0; i < step->entries->len; i++) {
    Entry *entry = &g_array_index (step->entries, Entry, forward ? i : step->entries->len - 1 - i);
    entry->cls->apply (h->owner, entry->command, forward);
  }
  h->applying = FALSE;
  g_ptr_array_add (to, step);
  h->barrier = TRUE;
  tell (h);
  return TRUE;
}

/**
 * vsl_history_undo:
 *
 * Returns: FALSE when there is nothing to undo, a group is open or an undo is being applied
 */
gboolean
vsl_history_undo (VslHistory *h)
{
  return move (h, h->undo, h->redo, FALSE);
}

/**
 * vsl_history_redo:
 */
gboolean
vsl_history_redo (VslHistory *h)
{
  return move (h, h->redo, h->undo, TRUE);
}

/**
 * vsl_history_undo_label:
 *
 * Returns: (nullable): what would be undone, "" when it has no name
 */
const char *
vsl_history_undo_label (const VslHistory *h)
{
  const Step *step = last (h->undo);
  return step ? (step->label ? step->label : "") : NULL;
}

/**
 * vsl_history_redo_label:
 */
const char *
vsl_history_redo_label (const VslHistory *h)
{
  const Step *step = last (h->redo);
  return step ? (step->label ? step->label : "") : NULL;
}

/**
 * vsl_history_applying:
 */
gboolean
vsl_history_applying (const VslHistory *h)
{
  return h->applying;
}

static guint
forget_in (GPtrArray *steps, const VslCommandClass *cls)
{
  guint gone = 0;
  for (guint i = steps->len; i-- > 0;) {
    Step *step = g_ptr_array_index (steps, i);
    gboolean hit = FALSE;
    for (guint j = 0; j < step->entries->len; j++)
      hit |= g_array_index (step->entries, Entry, j).cls == cls;
    if (hit) {
      g_ptr_array_remove_index (steps, i);
      gone++;
    }
  }
  return gone;
}

/**
 * vsl_history_forget:
 *
 * The commands of the other classes must not depend on those of this one.
 */
void
vsl_history_forget (VslHistory *h, const VslCommandClass *cls)
{
  if (forget_in (h->undo, cls) + forget_in (h->redo, cls))
    tell (h);
}

static guint64
current (const VslHistory *h)
{
  const Step *step = last (h->undo);
  return step ? step->serial : h->base;
}

/**
 * vsl_history_modified:
 *
 * Returns: whether the state is another than at the last vsl_history_set_saved()
 */
gboolean
vsl_history_modified (const VslHistory *h)
{
  return current (h) != h->saved;
}

/**
 * vsl_history_set_saved:
 */
void
vsl_history_set_saved (VslHistory *h)
{
  h->saved = current (h);
  tell (h);
}

/**
 * vsl_history_set_limit:
 * @steps: the oldest steps beyond it are forgotten; 0: none
 */
void
vsl_history_set_limit (VslHistory *h, guint steps)
{
  h->limit = steps;
}
