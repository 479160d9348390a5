/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/vsl-burned-in.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

#include "data/vsl-decoder.h"
#include "ui/vsl-dialogs.h"
#include "ui/vsl-pixels.h"

#define SIDE 900                /* pixels of the longer side at most */
#define HEIGHT 420              /* of a picture in the list */

/* ---- one scan, decoded on a worker ---- */

static void
decode_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  VslImage image, frame;
  VslScanInfo info;
  double low, high;
  cairo_surface_t *surface = NULL;

  if (g_task_return_error_if_cancelled (task))
    return;
  if (vsl_decode_file (data, &image, &info, NULL))
    {
      vsl_image_frame (&image, image.frames / 2, &frame);
      vsl_pixels_auto_range (&frame, &low, &high);
      surface = vsl_pixels_render (&frame, low, high, FALSE, SIDE);
    }
  vsl_image_clear (&image);
  vsl_scan_info_clear (&info);
  g_task_return_pointer (task, surface != NULL ? vsl_pixels_texture (surface) : NULL, g_object_unref);
}

static void
on_decoded (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GtkPicture) picture = data;
  g_autoptr (GdkTexture) texture = g_task_propagate_pointer (G_TASK (result), NULL);

  if (texture != NULL)
    gtk_picture_set_paintable (picture, GDK_PAINTABLE (texture));
}

/* ---- the list ---- */

typedef struct {
  GHashTable *kept;
  GCallback changed;
  GObject *data;
} Answers;

static void
answers_free (gpointer data)
{
  Answers *answers = data;

  g_hash_table_unref (answers->kept);
  g_object_unref (answers->data);
  g_free (answers);
}

static void
on_tick (GtkCheckButton *tick, Answers *answers)
{
  const char *path = g_object_get_data (G_OBJECT (tick), "vsl-path");
  gboolean keep = gtk_check_button_get_active (tick);

  if (path == NULL || keep == g_hash_table_contains (answers->kept, path))
    return;
  if (keep)
    g_hash_table_add (answers->kept, g_strdup (path));
  else
    g_hash_table_remove (answers->kept, path);
  ((void (*) (gpointer)) answers->changed) (answers->data);
}

static void
on_setup (GtkListItemFactory *factory, GtkListItem *item, gpointer data)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6), *picture = gtk_picture_new (), *label = gtk_label_new (NULL), *tick = gtk_check_button_new_with_label (_("Keep this one"));

  gtk_widget_set_size_request (picture, -1, HEIGHT);
  gtk_picture_set_can_shrink (GTK_PICTURE (picture), TRUE);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_MIDDLE);
  gtk_widget_add_css_class (label, "caption");
  gtk_widget_add_css_class (label, "dim-label");
  gtk_widget_set_margin_top (box, 12);
  gtk_widget_set_margin_bottom (box, 12);
  gtk_widget_set_margin_start (box, 12);
  gtk_widget_set_margin_end (box, 12);
  gtk_widget_set_halign (tick, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (box), picture);
  gtk_box_append (GTK_BOX (box), label);
  gtk_box_append (GTK_BOX (box), tick);
  g_signal_connect (tick, "toggled", G_CALLBACK (on_tick), data);
  gtk_list_item_set_child (item, box);
}

/* What is scrolled away is not decoded any more. */
static void
on_unbind (GtkListItemFactory *factory, GtkListItem *item, gpointer data)
{
  GtkWidget *picture = gtk_widget_get_first_child (gtk_list_item_get_child (item));
  GCancellable *cancellable = g_object_get_data (G_OBJECT (picture), "vsl-cancellable");

  g_object_set_data (G_OBJECT (gtk_widget_get_last_child (gtk_list_item_get_child (item))), "vsl-path", NULL);
  if (cancellable != NULL)
    g_cancellable_cancel (cancellable);
  g_object_set_data (G_OBJECT (picture), "vsl-cancellable", NULL);
  gtk_picture_set_paintable (GTK_PICTURE (picture), NULL);
}

static void
on_bind (GtkListItemFactory *factory, GtkListItem *item, gpointer data)
{
  GtkWidget *picture = gtk_widget_get_first_child (gtk_list_item_get_child (item));
  GtkWidget *tick = gtk_widget_get_last_child (gtk_list_item_get_child (item));
  const Answers *answers = data;
  const char *path = gtk_string_object_get_string (gtk_list_item_get_item (item));
  g_autofree char *name = g_filename_display_basename (path);
  GCancellable *cancellable = g_cancellable_new ();
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, on_decoded, g_object_ref (picture));      /* not of the task: its thread may be the last to let go */

  gtk_label_set_label (GTK_LABEL (gtk_widget_get_next_sibling (picture)), name);
  gtk_check_button_set_active (GTK_CHECK_BUTTON (tick), g_hash_table_contains (answers->kept, path));
  g_object_set_data_full (G_OBJECT (tick), "vsl-path", g_strdup (path), g_free);
  gtk_accessible_update_property (GTK_ACCESSIBLE (picture), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  g_object_set_data_full (G_OBJECT (picture), "vsl-cancellable", cancellable, g_object_unref);
  g_task_set_return_on_cancel (task, FALSE);
  g_task_set_task_data (task, g_strdup (path), g_free);
  g_task_run_in_thread (task, decode_thread);
}

const char *
vsl_burned_in_path (const VslImportItem *item)
{
  return item->slices != NULL ? item->slices[g_strv_length (item->slices) / 2] : item->path;
}

static GtkWidget *
list_new (const VslImportPlan *plan, const char *title, Answers *answers)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  GtkStringList *paths = gtk_string_list_new (NULL);
  GtkWidget *list;

  for (guint i = 0; i < plan->items->len; i++)
    {
      const VslImportItem *item = plan->items->pdata[i];

      if (item->burned_in != VSL_BURNED_IN_NO && item->path != NULL)
        gtk_string_list_append (paths, vsl_burned_in_path (item));
    }
  g_signal_connect (factory, "setup", G_CALLBACK (on_setup), answers);
  g_signal_connect (factory, "bind", G_CALLBACK (on_bind), answers);
  g_signal_connect (factory, "unbind", G_CALLBACK (on_unbind), NULL);
  list = gtk_list_view_new (GTK_SELECTION_MODEL (gtk_no_selection_new (G_LIST_MODEL (paths))), factory);
  gtk_list_view_set_show_separators (GTK_LIST_VIEW (list), TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (list), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  return list;
}

GtkWidget *
vsl_burned_in_window (GtkWindow *parent, const VslImportPlan *plan, GHashTable *kept, GCallback changed, GObject *data)
{
  Answers *answers = g_new (Answers, 1);
  GtkWidget *window = adw_window_new (), *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0), *bar = adw_header_bar_new ();
  GtkWidget *scroll = gtk_scrolled_window_new (), *hint;
  guint n = vsl_import_plan_n_burned_in (plan);
  g_autofree char *title = g_strdup_printf (ngettext ("%u Scan That May Have Text", "%u Scans That May Have Text", n), n);

  *answers = (Answers) { g_hash_table_ref (kept), changed, g_object_ref (data) };
  g_object_set_data_full (G_OBJECT (window), "vsl-answers", answers, answers_free);
  hint = gtk_label_new (_("Their headers, or the kind of device, say that names, dates or other text may stand in the picture. "
                          "Of a volume its middle slice is shown. Tick those without names; the others are left out."));
  gtk_label_set_wrap (GTK_LABEL (hint), TRUE);
  gtk_label_set_xalign (GTK_LABEL (hint), 0);
  gtk_widget_add_css_class (hint, "dim-label");
  gtk_widget_set_margin_start (hint, 12);
  gtk_widget_set_margin_end (hint, 12);
  gtk_widget_set_margin_top (hint, 6);
  gtk_widget_set_margin_bottom (hint, 6);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroll), list_new (plan, title, answers));
  gtk_widget_set_vexpand (scroll, TRUE);
  gtk_box_append (GTK_BOX (box), bar);
  gtk_box_append (GTK_BOX (box), hint);
  gtk_box_append (GTK_BOX (box), scroll);
  adw_window_set_content (ADW_WINDOW (window), box);
  gtk_window_set_title (GTK_WINDOW (window), title);
  gtk_window_set_default_size (GTK_WINDOW (window), 720, 600);
  gtk_window_set_transient_for (GTK_WINDOW (window), parent);
  gtk_window_set_modal (GTK_WINDOW (window), TRUE);
  gtk_window_set_destroy_with_parent (GTK_WINDOW (window), TRUE);
  vsl_dialog_close_with_escape (window);
  return window;
}
