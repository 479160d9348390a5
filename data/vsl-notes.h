/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/vsl-dataset.h"

G_BEGIN_DECLS

/* Synthetic notes about nobody: sentences put together from phrases of ours by rules. A rule is a name and its choices; in a choice
 * {name} stands for one of another rule's, drawn anew each time, and {name!1} for one that stays the same in a note and differs from
 * {name!2}. {age} and the rules of `female` and `male` go with the patient. */
typedef const char *VslPhrase;

typedef struct {
  const char *name;
  const char *const *choices;      /* NULL-terminated */
} VslNoteRule;

/* A task is a set of rules: "opening"; "class0", "class1" … the sentence that decides; "hint0" … that makes it plainer; "elsewhere0" …
 * about a class that it is not (those of the others are used); "filler" and "closing". */
typedef struct {
  const char *id;                  /* of the sample project */
  const char *title;
  const char *const *classes;      /* in code-point order; NULL-terminated */
  int positive;                    /* of two classes, else -1 */
  double share;                    /* of the first of two classes; 0: all classes alike */
  double hints;                    /* share of notes with a hint */
  guint elsewhere;                 /* sentences about other classes */
  gboolean spaced;                 /* words have spaces between them, and sentences begin with a capital */
  guint least, most;               /* words, or characters where there are no spaces */
  guint64 seed;
  const VslNoteRule *rules, *female, *male;    /* end with { NULL } */
} VslNoteTask;

extern const VslNoteTask vsl_notes_en, vsl_notes_zh, vsl_departments_en, vsl_departments_zh;
extern const VslNoteTask *const vsl_note_tasks[];        /* NULL-terminated */

#define VSL_NOTES 600

typedef struct {
  guint patient, note;             /* from 1; from 0 within the patient */
  int label;
  VslSplit split;
} VslNotePlan;

/* The notes of a task: patients with 1 to 4 each, divided 70/15/15 by patient. */
void vsl_notes_plan (const VslNoteTask *task, VslNotePlan plan[VSL_NOTES]);
/* The same task and plan give the same bytes; UTF-8. */
char *vsl_note_write (const VslNoteTask *task, const VslNotePlan *plan);
guint vsl_note_length (const VslNoteTask *task, const char *text);      /* words or characters */

G_END_DECLS
