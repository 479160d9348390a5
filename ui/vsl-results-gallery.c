/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/vsl-results-gallery.h"

#include <glib/gi18n-lib.h>

#include "ui/vsl-cases.h"
#include "ui/vsl-note-row.h"
#include "ui/vsl-results-numbers.h"
#include "ui/vsl-thumbs.h"

/* What the network said of a case; owned. */
static char *
answer (const VslGallery *gallery, VslCase *one, const char **css)
{
  return vsl_results_answer (*gallery->results, vsl_document_info (*gallery->document), vsl_case_index (one), css);
}

static void
on_setup (GtkListItemFactory *factory, GtkListItem *item, const VslGallery *gallery)
{
  gtk_list_item_set_child (item, vsl_thumb_new ());
}

static void
on_bind (GtkListItemFactory *factory, GtkListItem *item, const VslGallery *gallery)
{
  VslThumb *thumb = VSL_THUMB (gtk_list_item_get_child (item));
  VslCase *one = gtk_list_item_get_item (item);
  const char *css;
  g_autofree char *text = answer (gallery, one, &css);

  vsl_thumb_set_sample (thumb, *gallery->document, vsl_case_sample (one));
  if (g_strcmp0 (css, "error") == 0 && (*gallery->results)->predictions->target == VSL_TARGET_CLASS)      /* a note's row names its class already */
    {
      g_autofree char *name = NULL, *both = NULL;

      g_object_get (vsl_case_sample (one), "label-name", &name, NULL);
      /* Translators: below a small scan that was read wrongly: its true class, and then “read as …” */
      both = g_strdup_printf (_("%s, %s"), name, text);
      vsl_thumb_set_caption (thumb, both, css);
      return;
    }
  vsl_thumb_set_caption (thumb, text, css);
}

static void
on_unbind (GtkListItemFactory *factory, GtkListItem *item, const VslGallery *gallery)
{
  vsl_thumb_set_sample (VSL_THUMB (gtk_list_item_get_child (item)), NULL, NULL);
}

static void
on_note_setup (GtkListItemFactory *factory, GtkListItem *item, const VslGallery *gallery)
{
  gtk_list_item_set_child (item, vsl_note_row_new ());
}

static void
on_note_bind (GtkListItemFactory *factory, GtkListItem *item, const VslGallery *gallery)
{
  VslNoteRow *row = VSL_NOTE_ROW (gtk_list_item_get_child (item));
  VslCase *one = gtk_list_item_get_item (item);
  const char *css;
  g_autofree char *text = answer (gallery, one, &css);

  vsl_note_row_set_sample (row, *gallery->document, vsl_case_sample (one));
  vsl_note_row_set_caption (row, text, css);
}

static void
on_note_unbind (GtkListItemFactory *factory, GtkListItem *item, const VslGallery *gallery)
{
  vsl_note_row_set_sample (VSL_NOTE_ROW (gtk_list_item_get_child (item)), NULL, NULL);
}

static GtkListItemFactory *
make_factory (const VslGallery *gallery, GCallback setup, GCallback bind, GCallback unbind)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();

  g_signal_connect (factory, "setup", setup, (gpointer) gallery);
  g_signal_connect (factory, "bind", bind, (gpointer) gallery);
  g_signal_connect (factory, "unbind", unbind, (gpointer) gallery);
  return factory;
}

/**
 * vsl_gallery_install:
 */
void
vsl_gallery_install (const VslGallery *gallery, GtkGridView *grid, GtkListView *list)
{
  g_autoptr (GtkListItemFactory) thumbs = make_factory (gallery, G_CALLBACK (on_setup), G_CALLBACK (on_bind), G_CALLBACK (on_unbind));
  g_autoptr (GtkListItemFactory) rows = make_factory (gallery, G_CALLBACK (on_note_setup), G_CALLBACK (on_note_bind), G_CALLBACK (on_note_unbind));

  gtk_grid_view_set_factory (grid, thumbs);
  gtk_list_view_set_factory (list, rows);
}
