/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/vsl-seal.h"

#include <glib/gi18n-lib.h>

static GtkWidget *
make_button (const char *label, const char *name, GCallback clicked, GObject *object)
{
  GtkWidget *button = gtk_button_new_with_mnemonic (label);

  gtk_widget_add_css_class (button, "pill");
  gtk_widget_set_name (button, name);
  g_signal_connect_object (button, "clicked", clicked, object, G_CONNECT_SWAPPED);
  return button;
}

GtkWidget *
vsl_seal_new (GCallback look, GCallback validation, GObject *object)
{
  GtkWidget *page = adw_status_page_new (), *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *first = make_button (_("Show _Validation"), "unseal_validation", validation, object);

  adw_status_page_set_icon_name (ADW_STATUS_PAGE (page), "changes-prevent-symbolic");
  adw_status_page_set_title (ADW_STATUS_PAGE (page), _("The Test Set Is Sealed"));
  adw_status_page_set_description (ADW_STATUS_PAGE (page), _("It says how good a network is only as long as nothing was chosen by it. Compare networks on the validation set, and look here "
                                                             "once you have decided. Each look is counted and told with the results."));
  gtk_widget_add_css_class (first, "suggested-action");
  gtk_widget_set_halign (box, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (box), first);
  gtk_box_append (GTK_BOX (box), make_button (_("_Look at the Test Set"), "unseal", look, object));
  adw_status_page_set_child (ADW_STATUS_PAGE (page), box);
  return page;
}

gboolean
vsl_seal_holds (VslDocument *document, VslSplit split)
{
  if (split == VSL_SPLIT_NONE && vsl_document_info (document)->counts[VSL_SPLIT_TEST] > 0)
    split = VSL_SPLIT_TEST;
  /* Whoever opens the project is asked anew: a look that nobody wanted is none. */
  return split == VSL_SPLIT_TEST && (!vsl_document_has_looked (document) || (vsl_document_looks (document) == 0 && !vsl_document_test_seen (document)));
}

void
vsl_seal_look (VslDocument *document, VslResults *results, int *looked)
{
  if (results->split != VSL_SPLIT_TEST)
    return;
  if (*looked != results->run || vsl_document_looks (document) == 0)      /* the same run, on other samples */
    vsl_document_look (document, results->run);
  *looked = results->run;
  results->looks = vsl_document_looks (document);
  results->looks_all = vsl_document_looks_all (document);
}
