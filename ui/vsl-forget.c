/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/vsl-forget.h"

#include <glib/gi18n-lib.h>

#define WORD_SHOWN 60        /* characters */

typedef struct {
  GtkWidget *from;
  VslDocument *document;
  GArray *ids;
  VslMaskOrder order;
  GtkWidget *everywhere;
} Question;

static void
question_free (gpointer data)
{
  Question *question = data;

  g_clear_pointer (&question->ids, g_array_unref);
  g_clear_object (&question->everywhere);
  g_object_unref (question->document);
  g_object_unref (question->from);
  g_free (question);
}

static Question *
question_new (GtkWidget *from, VslDocument *document)
{
  Question *question = g_new0 (Question, 1);

  question->from = g_object_ref (from);
  question->document = g_object_ref (document);
  return question;
}

static void
on_done (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GtkWidget) from = data;
  g_autoptr (GError) error = NULL;
  g_autofree char *told = NULL;

  if (!vsl_document_forget_finish (VSL_DOCUMENT (source), result, &told, &error))
    vsl_dialog_error (from, _("The Project Was Not Changed"), error);
  else
    gtk_widget_activate_action (from, "win.toast", "s", told);
}

static void
delete_samples (gpointer data)
{
  Question *question = data;

  vsl_document_delete_async (question->document, (const gint64 *) (gpointer) question->ids->data, question->ids->len, on_done, g_object_ref (question->from));
}

/**
 * vsl_forget_samples:
 * @from: a widget in the window
 * @document: where they are
 * @ids: n of them
 */
void
vsl_forget_samples (GtkWidget *from, VslDocument *document, const gint64 *ids, guint n)
{
  Question *question = question_new (from, document);
  g_autofree char *heading = g_strdup_printf (ngettext ("Delete %u Sample from the Project?", "Delete %u Samples from the Project?", n), n);

  question->ids = g_array_sized_new (FALSE, FALSE, sizeof (gint64), n);
  g_array_append_vals (question->ids, ids, n);
  vsl_dialog_confirm (from, heading,
                      _("Pixels and texts are removed from the project file, with what networks said of them. Runs keep their weights and their numbers. The files that were "
                        "imported stay where they are, and so do copies of the project.\n\nThis cannot be undone, and neither can earlier changes of classes and splits."),
                      _("_Delete"), TRUE, delete_samples, question, question_free);
}

static void
mask_words (gpointer data)
{
  Question *question = data;

  question->order.everywhere = gtk_check_button_get_active (GTK_CHECK_BUTTON (question->everywhere));
  vsl_document_mask_async (question->document, &question->order, on_done, g_object_ref (question->from));
}

/**
 * vsl_forget_words:
 * @from: a widget in the window
 * @document: where the note is
 * @order: the place and its type
 * @word: what stands there
 */
void
vsl_forget_words (GtkWidget *from, VslDocument *document, const VslMaskOrder *order, const char *word)
{
  Question *question = question_new (from, document);
  gboolean whole = g_utf8_strlen (word, -1) <= WORD_SHOWN;
  g_autofree char *beginning = whole ? g_strdup (word) : g_utf8_substring (word, 0, WORD_SHOWN);
  /* Translators: the words that are masked, "…" where they are cut, the type of the mask. */
  g_autofree char *heading = g_strdup_printf (_("Mask “%s%s” as %s?"), g_strdelimit (beginning, "\n\r\t", ' '), whole ? "" : "…", vsl_deid_type_title (order->type));

  question->order = *order;
  question->everywhere = g_object_ref_sink (gtk_check_button_new_with_mnemonic (_("A_ll occurrences in all notes and kept columns")));
  gtk_widget_set_name (question->everywhere, "everywhere");
  gtk_widget_set_halign (question->everywhere, GTK_ALIGN_CENTER);
  gtk_check_button_set_active (GTK_CHECK_BUTTON (question->everywhere), order->everywhere);
  vsl_dialog_choose (from, heading, _("The words are replaced in the project file and hidden in the vocabularies of runs. This cannot be undone."), question->everywhere,
                     _("_Mask"), mask_words, NULL, NULL, question, question_free);
}
