/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/vsl-import-unread.h"

#include <glib/gi18n-lib.h>

/* Counts follow what was changed where all notes were counted. */
static gint64
count_of (const VslDeidCounts *counts, const VslDeidReview *answers, VslDeidType type)
{
  gint64 n = (gint64) counts->counts[type];

  return answers != NULL && counts->looked == counts->notes ? MAX (n + vsl_deid_review_delta (answers, type), 0) : n;
}

char *
vsl_import_unread_line (const VslImportPlan *plan, const VslDeidCounts *counts, const VslDeidReview *answers)
{
  guint changed = answers != NULL ? vsl_deid_review_changed (answers) : 0, terms = answers != NULL ? vsl_deid_review_terms (answers) : 0;
  GString *s = g_string_new (NULL);
  int n = 0;

  if (counts->looked < counts->notes)
    g_string_append_printf (s, _("In %u of %u notes: "), counts->looked, counts->notes);
  for (int t = 0; t < VSL_N_DEID; t++)
    if (count_of (counts, answers, (VslDeidType) t) > 0 && !(plan->options.deid_leave & 1u << t))
      g_string_append_printf (s, "%s%s %" G_GINT64_FORMAT, n++ > 0 ? ", " : "", vsl_deid_type_title ((VslDeidType) t), count_of (counts, answers, (VslDeidType) t));
  if (n == 0)
    g_string_append (s, _("Nothing was found. Rules miss some identifiers: read some notes all the same."));
  if (changed > 0)
    g_string_append_printf (s, ngettext (" · %u note changed by you", " · %u notes changed by you", changed), changed);
  if (terms > 0)
    g_string_append_printf (s, ngettext (" · %u word masked in all notes", " · %u words masked in all notes", terms), terms);
  if (answers != NULL)
    g_string_append_printf (s, _(" · %u of %u looked at"), vsl_deid_review_seen (answers), vsl_deid_review_n (answers));
  return g_string_free (s, FALSE);
}

const char *
vsl_import_unread_kept (const VslImportPlan *plan)
{
  gboolean mask = !plan->options.keep_identifiers;

  if (plan->kind == VSL_SAMPLE_SCAN)
    return mask ? _("The project keeps pixels, classes and splits, and beside each scan the masked text of its note. Names of files and folders are not "
                    "stored; patients are stored as keyed hashes only.")
                : _("The project keeps pixels, classes and splits, and beside each scan the whole text of its note: names that stand in a note come along. "
                    "Names of files and folders are not stored; patients are stored as keyed hashes only.");
  return mask ? _("The project keeps the masked text of each note, with classes and splits; what was masked is counted by type and not kept. Names of files "
                  "and folders are not stored; patients are stored as keyed hashes only.")
              : _("The project keeps the whole text of each note, with classes and splits: names that stand in a note come along. Names of "
                  "files and folders are not stored; patients are stored as keyed hashes only.");
}

guint
vsl_import_unread (const VslImportPlan *plan, const VslDeidReview *answers)
{
  gboolean notes = (plan->kind == VSL_SAMPLE_NOTE && !plan->here) || (plan->kind == VSL_SAMPLE_SCAN && plan->options.note != NULL);
  guint seen = answers != NULL ? vsl_deid_review_seen (answers) : 0, n = 0;

  if (!notes || plan->options.keep_identifiers)
    return 0;
  for (guint i = 0; i < plan->items->len; i++)
    {
      const VslImportItem *item = plan->items->pdata[i];

      n += plan->kind == VSL_SAMPLE_NOTE || (item->note != NULL && *item->note != '\0');      /* beside a scan there may be none */
    }
  return n > seen ? n - seen : 0;
}

/* ---- the question ---- */

typedef struct {
  void (*callback) (gpointer data, gboolean import);
  GObject *data;
  gboolean import;
} Asked;

static void
asked_free (gpointer data)
{
  g_object_unref (((Asked *) data)->data);
  g_free (data);
}

static gboolean
tell (gpointer data)
{
  Asked *asked = data;

  asked->callback (asked->data, asked->import);
  return G_SOURCE_REMOVE;
}

/* The window that the question belongs to may be closed by the answer: not while the question is still being closed itself. */
static void
tell_later (const Asked *asked, gboolean import)
{
  Asked *copy = g_memdup2 (asked, sizeof *asked);

  g_object_ref (copy->data);
  copy->import = import;
  g_idle_add_full (G_PRIORITY_LOW, tell, copy, asked_free);
}

static void
on_import (gpointer data)
{
  tell_later (data, TRUE);
}

static void
on_review (gpointer data)
{
  tell_later (data, FALSE);
}

/**
 * vsl_import_unread_ask:
 * @unread: so many notes
 */
void
vsl_import_unread_ask (GtkWidget *from, guint unread, void (*callback) (gpointer data, gboolean import), GObject *data)
{
  g_autofree char *heading = g_strdup_printf (ngettext ("%u Note Was Not Looked At", "%u Notes Were Not Looked At", unread), unread);
  Asked *asked = g_new0 (Asked, 1);

  asked->callback = callback;
  asked->data = g_object_ref (data);
  vsl_dialog_choose (from, heading,
                     _("Rules find most names, dates and numbers, and miss some. What they missed comes into the project. It can be masked there, too, for as long as nobody has "
                       "been given the file."), NULL, _("_Import Anyway"), on_import, _("_Review"), on_review, asked, asked_free);
}
