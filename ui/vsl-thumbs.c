/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/vsl-thumbs.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>

#include "ui/vsl-pixels.h"

#define IN_FLIGHT 4
#define CACHE_MAX 800

struct _VslThumb {
  GtkWidget parent_instance;
  GtkWidget *picture, *label, *badge, *overlay;
  VslDocument *document;
  VslSample *sample;
  char *caption;                /* NULL: the class */
  const char *css;
};

G_DEFINE_TYPE (VslThumb, vsl_thumb, GTK_TYPE_WIDGET)

/* ---- the loader: one a document, kept by it ---- */

typedef struct {
  VslDocument *document;        /* borrowed: it owns this */
  GHashTable *cache;            /* gint64 -> GdkTexture */
  GQueue order;                 /* of gint64 *, oldest first; the keys of cache */
  GPtrArray *wishes;            /* of VslThumb, borrowed: forgotten before it goes; the last is the newest */
  GPtrArray *served;            /* those whose scan is being read */
  guint in_flight;
  gatomicrefcount refs;         /* the document and each load under way: a load's thread may be the last to know it */
} Loader;

typedef struct {
  Loader *loader;
  gint64 id;
  VslImage image;
} Load;

static void serve (Loader *loader);

static void
loader_unref (Loader *loader)
{
  if (!g_atomic_ref_count_dec (&loader->refs))
    return;
  g_hash_table_unref (loader->cache);
  g_queue_clear (&loader->order);
  g_ptr_array_unref (loader->wishes);
  g_ptr_array_unref (loader->served);
  g_free (loader);
}

static void
loader_orphan (gpointer data)
{
  Loader *loader = data;

  loader->document = NULL;
  loader_unref (loader);
}

static Loader *
loader_of (VslDocument *document)
{
  Loader *loader = g_object_get_data (G_OBJECT (document), "vsl-thumbs");

  if (loader == NULL)
    {
      loader = g_new0 (Loader, 1);
      g_atomic_ref_count_init (&loader->refs);
      loader->document = document;
      loader->cache = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_object_unref);
      g_queue_init (&loader->order);
      loader->wishes = g_ptr_array_new ();
      loader->served = g_ptr_array_new ();
      g_object_set_data_full (G_OBJECT (document), "vsl-thumbs", loader, loader_orphan);
    }
  return loader;
}

static void
load_free (Load *load)
{
  vsl_image_clear (&load->image);
  loader_unref (load->loader);
  g_free (load);
}

static void
keep (Loader *loader, gint64 id, GdkTexture *texture)
{
  gint64 *key = g_new (gint64, 1);

  *key = id;
  if (g_hash_table_insert (loader->cache, key, g_object_ref (texture)))
    g_queue_push_tail (&loader->order, key);
  while (g_queue_get_length (&loader->order) > CACHE_MAX)
    g_hash_table_remove (loader->cache, g_queue_pop_head (&loader->order));
}

/* Small scans are enlarged by whole numbers, so that their pixels stay what they are. */
static cairo_surface_t *
enlarge (cairo_surface_t *small)
{
  int width = cairo_image_surface_get_width (small), height = cairo_image_surface_get_height (small);
  int factor = VSL_THUMB_SIZE / MAX (1, MAX (width, height));
  cairo_surface_t *large;
  cairo_t *cr;

  if (factor < 2)
    return small;
  large = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, width * factor, height * factor);
  cr = cairo_create (large);
  cairo_scale (cr, factor, factor);
  cairo_set_source_surface (cr, small, 0, 0);
  cairo_pattern_set_filter (cairo_get_source (cr), CAIRO_FILTER_NEAREST);
  cairo_paint (cr);
  cairo_destroy (cr);
  cairo_surface_destroy (small);
  cairo_surface_flush (large);
  return large;
}

static void
render_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Load *load = data;
  VslImage frame;
  double low, high;
  cairo_surface_t *surface;

  if (load->image.type == VSL_PIXEL_TEXT || load->image.type == VSL_PIXEL_ROW)      /* a note or a row of a table has a place in a list, no picture */
    {
      g_task_return_pointer (task, NULL, NULL);
      return;
    }
  vsl_image_frame (&load->image, vsl_image_middle (&load->image), &frame);
  if (frame.type == VSL_PIXEL_U8)
    vsl_pixels_full_range (&frame, &low, &high);
  else
    vsl_pixels_auto_range (&frame, &low, &high);
  surface = vsl_pixels_render (&frame, low, high, FALSE, VSL_THUMB_SIZE);
  g_task_return_pointer (task, surface != NULL ? vsl_pixels_texture (enlarge (surface)) : NULL, g_object_unref);
}

static void
answer (GPtrArray *thumbs, gint64 id, GdkTexture *texture)
{
  for (guint i = thumbs->len; i-- > 0;)
    {
      VslThumb *thumb = thumbs->pdata[i];

      if (vsl_sample_info (thumb->sample)->id != id)
        continue;
      gtk_picture_set_paintable (GTK_PICTURE (thumb->picture), GDK_PAINTABLE (texture));
      g_ptr_array_remove_index (thumbs, i);
    }
}

static void
load_done (Load *load, GdkTexture *texture)
{
  Loader *loader = load->loader;

  loader->in_flight--;
  answer (loader->served, load->id, texture);
  answer (loader->wishes, load->id, texture);
  if (texture != NULL)
    keep (loader, load->id, texture);
  serve (loader);
}

static void
on_rendered (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GdkTexture) texture = g_task_propagate_pointer (G_TASK (result), NULL);

  load_done (g_task_get_task_data (G_TASK (result)), texture);
}

static void
on_image (GObject *source, GAsyncResult *result, gpointer data)
{
  Load *load = data;
  g_autoptr (GTask) task = NULL;

  if (!vsl_document_image_finish (VSL_DOCUMENT (source), result, &load->image, NULL))
    {
      load_done (load, NULL);      /* the viewer says why when it is opened */
      load_free (load);
      return;
    }
  task = g_task_new (source, NULL, on_rendered, NULL);
  g_task_set_task_data (task, load, (GDestroyNotify) load_free);
  g_task_run_in_thread (task, render_thread);
}

static void
serve (Loader *loader)
{
  while (loader->document != NULL && loader->in_flight < IN_FLIGHT && loader->wishes->len > 0)
    {
      VslThumb *thumb = g_ptr_array_steal_index (loader->wishes, loader->wishes->len - 1);
      Load *load = g_new0 (Load, 1);

      g_ptr_array_add (loader->served, thumb);
      load->loader = loader;
      load->id = vsl_sample_info (thumb->sample)->id;
      g_atomic_ref_count_inc (&loader->refs);
      loader->in_flight++;
      vsl_document_image_async (loader->document, load->id, NULL, on_image, load);
    }
}

void
vsl_thumbs_forget (VslDocument *document)
{
  Loader *loader = loader_of (document);

  g_queue_clear (&loader->order);
  g_hash_table_remove_all (loader->cache);
}

/* ---- the widget ---- */

static void
forget (VslThumb *self)
{
  if (self->document == NULL || self->sample == NULL)
    return;
  g_ptr_array_remove (loader_of (self->document)->wishes, self);
  g_ptr_array_remove (loader_of (self->document)->served, self);
}

static void
update_caption (VslThumb *self)
{
  g_autofree char *label = NULL, *name = NULL, *spoken = NULL;
  gboolean excluded;

  if (self->sample == NULL)
    return;
  g_object_get (self->sample, "label-name", &name, NULL);
  excluded = vsl_sample_info (self->sample)->excluded;
  label = self->caption != NULL ? g_strdup (self->caption) : excluded ? g_strdup_printf (_("%s, left out"), name) : g_strdup (name);
  gtk_widget_set_opacity (self->picture, excluded ? 0.35 : 1);
  gtk_label_set_label (GTK_LABEL (self->label), label);
  /* Translators: what a screen reader says of a thumbnail: "Scan 12, normal". */
  spoken = g_strdup_printf (_("Scan %" PRId64 ", %s"), vsl_sample_info (self->sample)->id, label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
  if (self->caption == NULL)
    gtk_widget_set_tooltip_text (GTK_WIDGET (self), spoken);
}

/* Slices of a volume, of which the picture is the middle one. */
static void
update_badge (VslThumb *self)
{
  int frames = vsl_sample_info (self->sample)->frames;
  g_autofree char *text = g_strdup_printf ("%d", frames);

  gtk_widget_set_visible (self->badge, frames > 1);
  gtk_label_set_label (GTK_LABEL (self->badge), text);
}

/**
 * vsl_thumb_set_sample:
 * @self: a thumbnail
 * @document: (nullable): where the pixels are
 * @sample: (nullable): what to show; %NULL forgets the wish for a picture
 */
void
vsl_thumb_set_sample (VslThumb *self, VslDocument *document, VslSample *sample)
{
  Loader *loader;
  GdkTexture *texture;

  forget (self);
  if (self->sample != NULL)
    g_signal_handlers_disconnect_by_func (self->sample, update_caption, self);
  g_set_object (&self->document, document);
  g_set_object (&self->sample, sample);
  gtk_picture_set_paintable (GTK_PICTURE (self->picture), NULL);
  gtk_widget_set_visible (self->badge, FALSE);
  if (sample == NULL || document == NULL)
    return;
  g_signal_connect_swapped (sample, "notify", G_CALLBACK (update_caption), self);
  update_caption (self);
  update_badge (self);
  loader = loader_of (document);
  texture = g_hash_table_lookup (loader->cache, &vsl_sample_info (sample)->id);
  if (texture != NULL)
    gtk_picture_set_paintable (GTK_PICTURE (self->picture), GDK_PAINTABLE (texture));
  else
    {
      g_ptr_array_add (loader->wishes, self);
      serve (loader);
    }
}

/**
 * vsl_thumb_set_caption:
 * @self: a thumbnail
 * @caption: (nullable): text under it; %NULL for the sample's class
 * @css: (nullable): a static style class for the text
 */
void
vsl_thumb_set_caption (VslThumb *self, const char *caption, const char *css)
{
  g_free (self->caption);
  self->caption = g_strdup (caption);
  if (self->css != NULL)
    gtk_widget_remove_css_class (self->label, self->css);
  self->css = css;
  if (css != NULL)
    gtk_widget_add_css_class (self->label, css);
  gtk_label_set_wrap (GTK_LABEL (self->label), caption != NULL);       /* an answer with its number needs two lines */
  gtk_label_set_lines (GTK_LABEL (self->label), caption != NULL ? 2 : -1);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self), caption);
  update_caption (self);
}

static void
vsl_thumb_dispose (GObject *object)
{
  VslThumb *self = VSL_THUMB (object);

  if (self->picture != NULL)
    vsl_thumb_set_sample (self, NULL, NULL);
  g_clear_pointer (&self->overlay, gtk_widget_unparent);
  self->picture = NULL;
  g_clear_pointer (&self->label, gtk_widget_unparent);
  g_clear_pointer (&self->caption, g_free);
  G_OBJECT_CLASS (vsl_thumb_parent_class)->dispose (object);
}

static void
vsl_thumb_class_init (VslThumbClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = vsl_thumb_dispose;
  gtk_widget_class_set_css_name (widget_class, "scanthumb");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BOX_LAYOUT);
}

static void
vsl_thumb_init (VslThumb *self)
{
  gtk_orientable_set_orientation (GTK_ORIENTABLE (gtk_widget_get_layout_manager (GTK_WIDGET (self))), GTK_ORIENTATION_VERTICAL);
  gtk_box_layout_set_spacing (GTK_BOX_LAYOUT (gtk_widget_get_layout_manager (GTK_WIDGET (self))), 4);
  self->picture = gtk_picture_new ();
  gtk_picture_set_can_shrink (GTK_PICTURE (self->picture), TRUE);
  gtk_widget_set_size_request (self->picture, VSL_THUMB_SIZE, VSL_THUMB_SIZE);
  gtk_widget_set_halign (self->picture, GTK_ALIGN_CENTER);
  gtk_widget_set_overflow (self->picture, GTK_OVERFLOW_HIDDEN);
  self->badge = gtk_label_new (NULL);
  gtk_widget_add_css_class (self->badge, "vsl-badge");
  gtk_widget_set_halign (self->badge, GTK_ALIGN_END);
  gtk_widget_set_valign (self->badge, GTK_ALIGN_END);
  gtk_widget_set_margin_end (self->badge, 4);
  gtk_widget_set_margin_bottom (self->badge, 4);
  gtk_widget_set_tooltip_text (self->badge, _("Slices"));
  self->overlay = gtk_overlay_new ();
  gtk_overlay_set_child (GTK_OVERLAY (self->overlay), self->picture);
  gtk_overlay_add_overlay (GTK_OVERLAY (self->overlay), self->badge);
  gtk_widget_set_halign (self->overlay, GTK_ALIGN_CENTER);
  gtk_widget_set_parent (self->overlay, GTK_WIDGET (self));
  self->label = gtk_label_new (NULL);
  gtk_label_set_ellipsize (GTK_LABEL (self->label), PANGO_ELLIPSIZE_END);
  gtk_label_set_max_width_chars (GTK_LABEL (self->label), 10);
  gtk_label_set_wrap_mode (GTK_LABEL (self->label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_justify (GTK_LABEL (self->label), GTK_JUSTIFY_CENTER);
  gtk_widget_add_css_class (self->label, "caption");
  gtk_widget_set_parent (self->label, GTK_WIDGET (self));
}

GtkWidget *
vsl_thumb_new (void)
{
  return g_object_new (VSL_TYPE_THUMB, NULL);
}
