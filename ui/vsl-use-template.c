/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/vsl-use-template.h"

#include <glib/gi18n-lib.h>

#include "graph/vsl-template.h"
#include "ui/vsl-dialogs.h"

typedef struct {
  GtkWidget *page;
  VslDocument *document;
  char *id;
  void (*used) (gpointer page);
} Wanted;

static void
wanted_free (gpointer data)
{
  Wanted *wanted = data;
  g_object_unref (wanted->page);
  g_object_unref (wanted->document);
  g_free (wanted->id);
  g_free (wanted);
}

static void
toast (GtkWidget *page, const char *message)
{
  gtk_widget_activate_action (page, "win.toast", "s", message);
}

static void
use (gpointer data)
{
  Wanted *wanted = data;
  g_autoptr (GError) error = NULL;
  gboolean had = vsl_document_network (wanted->document)->nodes->len > 0;
  gint64 before = vsl_document_revision (wanted->document);
  if (!vsl_document_use_template (wanted->document, wanted->id, &error)) {
    toast (wanted->page, error ? error->message : _("The template could not be used."));
    return;
  }
  wanted->used (wanted->page);
  if (had && vsl_document_revision (wanted->document) != before)      /* notes are read first */
    toast (wanted->page, _("The network was replaced. Undo brings the old one back."));
}

/**
 * vsl_use_template:
 *
 * One template after another may be tried without a word; what a person has drawn is not taken away by a click.
 */
void
vsl_use_template (GtkWidget *page, VslDocument *document, const char *id, void (*used) (gpointer page))
{
  Wanted *wanted = g_new (Wanted, 1);
  *wanted = (Wanted) { g_object_ref (page), g_object_ref (document), g_strdup (id), used };
  if (!vsl_document_has_own_work (document)) {
    use (wanted);
    wanted_free (wanted);
    return;
  }
  g_autofree char *body = g_strdup_printf (_("The template “%s” takes the place of what is drawn here. Undo brings it back."), vsl_template_title (id));
  vsl_dialog_confirm (page, _("Replace the Drawing?"), body, _("_Replace"), FALSE, use, wanted, wanted_free);
}
