/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "vsl-notes.h"

#include <string.h>

#include "core/vsl-random.h"
#include "data/vsl-import.h"

const VslNoteTask *const vsl_note_tasks[] = { &vsl_notes_en, &vsl_notes_zh, &vsl_departments_en, &vsl_departments_zh, NULL };

#define MOST_SENTENCES 16
#define MOST_KEPT 16

typedef struct {
  const VslNoteTask *task;
  guint64 key, next;
  gboolean female;
  guint age;
  struct {
    const VslNoteRule *rule;
    char slot;
    guint choice;
  } kept[MOST_KEPT];               /* what {name!1} stands for */
  guint n_kept;
} Writer;

static double
uniform (Writer *w)
{
  return vsl_random_uniform (w->key, w->next++);
}

static guint
below (Writer *w, guint n)
{
  return (guint) (uniform (w) * n);
}

static guint
n_classes (const VslNoteTask *task)
{
  return g_strv_length ((char **) task->classes);
}

/* ---- who has which notes ---- */

static Writer
writer_of (const VslNoteTask *task, guint patient, guint note)
{
  Writer p = { .task = task, .key = vsl_random_key (task->seed, VSL_RANDOM_SAMPLE, patient, 0) };
  gboolean female = uniform (&p) < 0.5;
  guint age = 19 + below (&p, 72);
  return (Writer) { .task = task, .key = vsl_random_key (task->seed, VSL_RANDOM_SAMPLE, patient, note + 1), .female = female, .age = age };
}

static int
draw_label (Writer *w)
{
  double u = uniform (w);
  if (w->task->share > 0)
    return u < w->task->share ? 0 : 1;
  return (int) (u * n_classes (w->task));
}

void
vsl_notes_plan (const VslNoteTask *task, VslNotePlan plan[VSL_NOTES])
{
  static const double fractions[VSL_N_SPLITS] = { 0.7, 0.15, 0.15 };
  int labels[VSL_NOTES];
  guint32 patients[VSL_NOTES];
  VslSplit split[VSL_NOTES];
  for (guint i = 0, patient = 1; i < VSL_NOTES; patient++) {
    Writer p = { .task = task, .key = vsl_random_key (task->seed, VSL_RANDOM_SAMPLE, patient, 1000) };
    guint n = 1 + below (&p, 4);
    for (guint note = 0; note < n && i < VSL_NOTES; note++, i++) {
      plan[i] = (VslNotePlan) { patient, note, draw_label (&p), VSL_SPLIT_NONE };
      labels[i] = plan[i].label;
      patients[i] = patient;
    }
  }
  vsl_split_assign (VSL_NOTES, labels, patients, fractions, task->seed, split);
  for (guint i = 0; i < VSL_NOTES; i++)
    plan[i].split = split[i];
}

/* ---- sentences ---- */

static const VslNoteRule *
find_rule (const Writer *w, const char *name, gsize length)
{
  const VslNoteRule *tables[] = { w->task->rules, w->female ? w->task->female : w->task->male };
  for (guint t = 0; t < G_N_ELEMENTS (tables); t++)
    for (const VslNoteRule *r = tables[t]; r->name; r++)
      if (strlen (r->name) == length && strncmp (r->name, name, length) == 0)
        return r;
  return NULL;
}

static guint
n_choices (const VslNoteRule *rule)
{
  return g_strv_length ((char **) rule->choices);
}

/* What a slot stands for in this note: drawn at its first use, unlike the rule's other slots. */
static guint
keep_choice (Writer *w, const VslNoteRule *rule, char slot)
{
  gboolean taken;
  guint choice;
  for (guint i = 0; i < w->n_kept; i++)
    if (w->kept[i].rule == rule && w->kept[i].slot == slot)
      return w->kept[i].choice;
  do {
    taken = FALSE;
    choice = below (w, n_choices (rule));
    for (guint i = 0; i < w->n_kept; i++)
      taken |= w->kept[i].rule == rule && w->kept[i].choice == choice;
  } while (taken);
  g_assert (w->n_kept < MOST_KEPT);
  w->kept[w->n_kept].rule = rule;
  w->kept[w->n_kept].slot = slot;
  w->kept[w->n_kept++].choice = choice;
  return choice;
}

static void
expand (Writer *w, const char *text, GString *out)
{
  const char *open;
  while ((open = strchr (text, '{'))) {
    const char *close = strchr (open, '}'), *mark = memchr (open, '!', (gsize) (close - open));
    g_string_append_len (out, text, open - text);
    text = close + 1;
    if (strncmp (open, "{age}", 5) == 0) {
      g_string_append_printf (out, "%u", w->age);
      continue;
    }
    const VslNoteRule *rule = find_rule (w, open + 1, (gsize) ((mark ? mark : close) - open - 1));
    if (!rule)
      g_error ("%s: there is no rule for %.*s", w->task->id, (int) (close - open + 1), open);
    expand (w, rule->choices[mark ? keep_choice (w, rule, mark[1]) : below (w, n_choices (rule))], out);
  }
  g_string_append (out, text);
}

/* One sentence by the rule; a number after its name where there is one. */
static char *
sentence (Writer *w, const char *name, int number)
{
  g_autofree char *full = number < 0 ? g_strdup (name) : g_strdup_printf ("%s%d", name, number);
  const VslNoteRule *rule = find_rule (w, full, strlen (full));
  if (!rule)
    g_error ("%s has no rule “%s”", w->task->id, full);
  g_autoptr (GString) out = g_string_new (NULL);
  expand (w, rule->choices[below (w, n_choices (rule))], out);
  if (w->task->spaced)
    out->str[0] = g_ascii_toupper (out->str[0]);
  g_string_append (out, w->task->spaced ? "." : "。");
  return g_strdup (out->str);
}

guint
vsl_note_length (const VslNoteTask *task, const char *text)
{
  guint n = 0;
  if (!task->spaced)
    return (guint) g_utf8_strlen (text, -1);
  for (const char *p = text; *p; p++)
    n += *p != ' ' && (p == text || p[-1] == ' ');
  return n;
}

typedef struct {
  char *text[MOST_SENTENCES];
  guint n, length;
} Sentences;

/* Takes the sentence unless it is there already or makes the note too long. */
static gboolean
add (Writer *w, Sentences *s, char *text)
{
  guint length = vsl_note_length (w->task, text);
  gboolean take = s->n < MOST_SENTENCES && s->length + length <= w->task->most;
  for (guint i = 0; i < s->n; i++)
    take = take && !g_str_equal (s->text[i], text);
  if (!take) {
    g_free (text);
    return FALSE;
  }
  s->text[s->n++] = text;
  s->length += length;
  return TRUE;
}

static int
another_class (Writer *w, int label)
{
  int c = (int) below (w, n_classes (w->task) - 1);
  return c < label ? c : c + 1;
}

/* Opening first, closing last, the others in any order. */
static void
shuffle (Writer *w, Sentences *s)
{
  for (guint i = s->n - 2; i > 1; i--) {
    guint j = 1 + below (w, i);
    char *t = s->text[i];
    s->text[i] = s->text[j];
    s->text[j] = t;
  }
}

char *
vsl_note_write (const VslNoteTask *task, const VslNotePlan *plan)
{
  Writer w = writer_of (task, plan->patient, plan->note);
  Sentences s = { .n = 0 };
  add (&w, &s, sentence (&w, "opening", -1));
  add (&w, &s, sentence (&w, "class", plan->label));
  if (uniform (&w) < task->hints)
    add (&w, &s, sentence (&w, "hint", plan->label));
  for (guint i = 0; i < task->elsewhere; i++)
    add (&w, &s, sentence (&w, "elsewhere", another_class (&w, plan->label)));
  guint wanted = task->least + below (&w, (task->most - task->least) / 2);
  char *closing = sentence (&w, "closing", -1);
  guint last = vsl_note_length (task, closing);
  for (guint tries = 0; s.length + last < wanted && tries < 40; tries++)
    add (&w, &s, sentence (&w, "filler", -1));
  add (&w, &s, closing);
  shuffle (&w, &s);
  g_autoptr (GString) note = g_string_new (s.text[0]);
  for (guint i = 1; i < s.n; i++)
    g_string_append_printf (note, "%s%s", task->spaced ? " " : "", s.text[i]);
  for (guint i = 0; i < s.n; i++)
    g_free (s.text[i]);
  return g_strdup (note->str);
}
