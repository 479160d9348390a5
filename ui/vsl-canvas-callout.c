/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is wrong with a card, in words below it, and the button that mends it. */
#include <glib/gi18n-lib.h>
#include <string.h>

#include "ui/vsl-canvas-private.h"
#include "ui/vsl-words.h"

static const VslNodeReport *
report_of (VslCanvas *self, const char *id)
{
  const VslReport *report = vsl_document_report (self->document);
  int i = vsl_network_index (vsl_document_network (self->document), id);
  return report && i >= 0 && (guint) i < report->n ? &report->node[i] : NULL;
}

/* What the button does, in words. */
static char *
remedy_label (const char *remedy)
{
  const VslKind *kind = remedy && g_str_has_prefix (remedy, "insert:") ? vsl_kind_find ("layer", remedy + strlen ("insert:")) : NULL;
  const char *comma = remedy && g_str_has_prefix (remedy, "answer:") ? strchr (remedy, ',') : NULL;
  if (kind)
    return g_strdup_printf (_("Insert %s"), _(kind->title));
  if (comma) {
    guint units = (guint) g_ascii_strtoull (remedy + strlen ("answer:"), NULL, 10);
    g_autofree char *activation = vsl_word_value (comma + 1);
    /* Translators: then the name of an activation: "Make It 2 Units, softmax". */
    return g_strdup_printf (ngettext ("Make It %u Unit, %s", "Make It %u Units, %s", units), units, activation);
  }
  if (g_strcmp0 (remedy, "prepare:Resizing") == 0)
    return g_strdup (_("Resize the Scans"));
  if (g_strcmp0 (remedy, "fit:samples") == 0)
    return g_strdup (_("Fit to the Samples"));
  return g_strdup (_("Mend This"));
}

/* The words and the button stand below one card: the selected one when it has a problem, else the first with one. */
void
_vsl_canvas_update_callout (VslCanvas *self)
{
  const VslNodeReport *report = NULL;
  const VslNetwork *network = self->document ? vsl_document_network (self->document) : NULL;
  const VslNode *node = vsl_canvas_selected_node (self);
  if (node)
    report = report_of (self, node->id);
  for (guint i = 0; network && i < network->nodes->len && (!report || report->ok || report->blocked); i++) {
    node = network->nodes->pdata[i];
    report = report_of (self, node->id);
  }
  gboolean show = report && !report->ok && !report->blocked;
  g_clear_pointer (&self->callout_id, g_free);
  gtk_widget_set_visible (self->callout, show);
  if (!show)
    return;
  self->callout_id = g_strdup (node->id);
  g_autofree char *title = g_strdup_printf ("%s · %s", node->id, _(node->cls->head.title));
  gtk_label_set_text (GTK_LABEL (self->callout_title), title);
  gtk_label_set_text (GTK_LABEL (self->callout_text), report->message);
  g_autofree char *label = remedy_label (report->remedy);
  gtk_button_set_label (GTK_BUTTON (self->callout_button), label);
  gtk_widget_set_visible (self->callout_button, report->remedy != NULL);
}

/* The button goes away, and the focus with it: to the card that was mended, not to whatever comes next. */
static void
remedy_clicked (VslCanvas *self)
{
  GError *error = NULL;
  g_autofree char *id = g_strdup (self->callout_id);
  if (!id)
    return;
  gtk_widget_grab_focus (GTK_WIDGET (self));
  if (vsl_document_apply_remedy (self->document, id, &error))
    vsl_canvas_reveal (self, id);
  else
    _vsl_canvas_failed (self, error);
}

static GtkWidget *
callout_label (const char *css, GtkWidget *box)
{
  GtkWidget *label = gtk_label_new (NULL);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 32);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, css);
  gtk_box_append (GTK_BOX (box), label);
  return label;
}

void
_vsl_canvas_init_callout (VslCanvas *self)
{
  self->callout = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  gtk_widget_add_css_class (self->callout, "vsl-callout");
  gtk_widget_set_parent (self->callout, GTK_WIDGET (self));
  self->callout_title = callout_label ("vsl-callout-title", self->callout);
  self->callout_text = callout_label ("vsl-callout-text", self->callout);
  self->callout_button = gtk_button_new_with_label (_("Mend This"));
  gtk_widget_set_halign (self->callout_button, GTK_ALIGN_START);
  gtk_widget_set_name (self->callout_button, "remedy");
  g_signal_connect_swapped (self->callout_button, "clicked", G_CALLBACK (remedy_clicked), self);
  gtk_box_append (GTK_BOX (self->callout), self->callout_button);
  gtk_widget_set_visible (self->callout, FALSE);
}
