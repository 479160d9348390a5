/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What there is to say of the words of notes: none at all, hardly any, none that the trained network knows. */
#include <glib/gi18n-lib.h>

#include "app/vsl-check-private.h"
#include "data/vsl-note-words.h"

/* Fewer words than this are hardly a note. */
#define SHORT 3

struct _VslNoteCheck {
  VslRun *run;                   /* the newest; NULL: none yet */
  const VslTextRules *rules;     /* its own; NULL: it has no vocabulary */
  GArray *empty, *brief, *unknown;
};

static GArray *
ids_new (void)
{
  return g_array_new (FALSE, FALSE, sizeof (gint64));
}

/* The newest run's words, since the drawing takes its own from the data of the next one. */
VslNoteCheck *
_vsl_check_notes_new (VslProject *project)
{
  VslNoteCheck *check = g_new0 (VslNoteCheck, 1);
  check->run = vsl_project_run (project, 0, NULL);
  check->rules = check->run ? vsl_network_text_rules (check->run->network) : NULL;
  if (check->rules && !check->rules->vocabulary)
    check->rules = NULL;
  check->empty = ids_new ();
  check->brief = ids_new ();
  check->unknown = ids_new ();
  return check;
}

static guint
count_words (const VslImage *note)
{
  VslTextSplit split = vsl_text_needs_words (note->data, note->size) ? VSL_TEXT_WORDS : VSL_TEXT_WHITESPACE;
  g_autoptr (GArray) tokens = vsl_text_tokens (note->data, note->size, VSL_TEXT_LOWER_AND_STRIP, split);
  return tokens->len;
}

void
_vsl_check_note (VslNoteCheck *check, gint64 id, const VslImage *note)
{
  guint words = count_words (note), asked = 0, known = 0;
  if (words == 0)
    g_array_append_val (check->empty, id);
  else if (words < SHORT)
    g_array_append_val (check->brief, id);
  if (!check->rules)
    return;
  vsl_note_count_words (check->rules, note, &asked, &known);
  if (known == 0)
    g_array_append_val (check->unknown, id);
}

static void
add (GPtrArray *findings, const char *id, GArray *ids, char *text)
{
  if (ids->len)
    _vsl_check_add (findings, id, VSL_SEVERITY_WARNING, 0, g_array_ref (ids), g_steal_pointer (&text));
  g_array_unref (ids);
  g_free (text);
}

void
_vsl_check_notes_finish (VslNoteCheck *check, GPtrArray *findings)
{
  add (findings, "no_words", check->empty, g_strdup_printf (ngettext ("%u note has no word in it.", "%u notes have no word in them.", check->empty->len),
                                                            check->empty->len));
  add (findings, "few_words", check->brief,
       g_strdup_printf (ngettext ("%u note has only one or two words.", "%u notes have only one or two words.", check->brief->len), check->brief->len));
  add (findings, "no_known_words", check->unknown,
       g_strdup_printf (ngettext ("%u note has no word that the network of run %d knows: to it that note is empty.",
                                  "%u notes have no word that the network of run %d knows: to it those notes are empty.", check->unknown->len),
                        check->unknown->len, check->run ? check->run->run : 0));
  g_clear_pointer (&check->run, vsl_run_free);
  g_free (check);
}
