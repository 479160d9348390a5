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

/* A template has its own size: what is lost by it must be known before a network is blamed. */
char *
vsl_network_reduction (VslDocument *document)
{
  const VslProjectInfo *info = vsl_document_info (document);
  g_autoptr (GPtrArray) inputs = vsl_network_input_nodes (vsl_document_network (document));
  for (guint i = 0; info->kind == VSL_SAMPLE_SCAN && info->n && i < inputs->len; i++) {
    const VslNode *node = inputs->pdata[i];
    const VslProp *p = vsl_kind_prop (&node->cls->head, "shape");
    const VslInts *shape = (gconstpointer) ((const guint8 *) node->config + p->offset);
    if (shape->n == 3 && shape->v[0] > 0 && shape->v[1] > 0 && ((gint64) shape->v[0] < info->raw.dim[0] || (gint64) shape->v[1] < info->raw.dim[1]))
      /* Translators: width × height of the scans, and those that the network sees. */
      return g_strdup_printf (_("Scans of %d × %d are reduced to %d × %d; fine signs are lost. Height and width of the Input can be changed."), (int) info->raw.dim[1],
                              (int) info->raw.dim[0], (int) shape->v[1], (int) shape->v[0]);
  }
  return NULL;
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
  g_autofree char *loss = vsl_network_reduction (wanted->document);
  wanted->used (wanted->page);
  if (loss)
    toast (wanted->page, loss);
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
  Wanted *wanted = NULL;
  g_autoptr (GError) error = NULL;
  /* Nobody is asked for what cannot be done. */
  if (!vsl_document_template_suits (document, id, &error)) {
    vsl_dialog_message (page, _("This Template Does Not Fit"), error->message);      /* a toast would wait behind others */
    return;
  }
  wanted = g_new (Wanted, 1);
  *wanted = (Wanted) { g_object_ref (page), g_object_ref (document), g_strdup (id), used };
  if (!vsl_document_has_own_work (document)) {
    use (wanted);
    wanted_free (wanted);
    return;
  }
  g_autofree char *body = g_strdup_printf (_("The template “%s” takes the place of what is drawn here. Undo brings it back."), vsl_template_title (id));
  vsl_dialog_confirm (page, _("Replace the Drawing?"), body, _("_Replace"), FALSE, use, wanted, wanted_free);
}
