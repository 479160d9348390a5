/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/vsl-note-row.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>

#include "app/vsl-tables.h"

/* More than two lines have room for, in the widest list. */
#define EXCERPT_CHARACTERS 280
#define CACHE_MAX 5000

struct _VslNoteRow {
  GtkWidget parent_instance;
  GtkWidget *text, *foot, *caption, *label;
  VslDocument *document;
  VslSample *sample;
  GCancellable *cancellable;    /* of the text being read */
  char *said;                   /* NULL: the split */
  const char *css;
};

G_DEFINE_TYPE (VslNoteRow, vsl_note_row, GTK_TYPE_WIDGET)

/**
 * vsl_note_row_excerpt:
 * @text: UTF-8
 * @length: its bytes
 *
 * Returns: (transfer full): its beginning, with one space where blanks and line ends were
 */
char *
vsl_note_row_excerpt (const char *text, gsize length)
{
  GString *out = g_string_new (NULL);
  const char *end = text + length;
  gboolean blank = FALSE;
  guint n = 0;

  for (const char *at = text; at < end && n < EXCERPT_CHARACTERS; at = g_utf8_next_char (at))
    {
      gunichar c = g_utf8_get_char (at);

      if (g_unichar_isspace (c) || g_unichar_iscntrl (c))
        {
          blank = out->len > 0;
          continue;
        }
      if (blank)
        g_string_append_c (out, ' ');
      blank = FALSE;
      g_string_append_unichar (out, c);
      n++;
    }
  return g_string_free (out, FALSE);
}

/* Beginnings that were read already, kept by the document: scrolling back finds them at once. */
static GHashTable *
excerpts_of (VslDocument *document)
{
  GHashTable *all = g_object_get_data (G_OBJECT (document), "vsl-excerpts");

  if (all == NULL)
    {
      all = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);
      g_object_set_data_full (G_OBJECT (document), "vsl-excerpts", all, (GDestroyNotify) g_hash_table_unref);
    }
  return all;
}

static void
update_spoken (VslNoteRow *self)
{
  g_autofree char *spoken = g_strjoin (". ", gtk_label_get_label (GTK_LABEL (self->label)), gtk_label_get_label (GTK_LABEL (self->caption)),
                                       gtk_label_get_label (GTK_LABEL (self->text)), NULL);

  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
}

static void
update_foot (VslNoteRow *self)
{
  static const char *const splits[] = { N_("Training"), N_("Validation"), N_("Test"), N_("Not used") };
  g_autofree char *name = NULL;
  VslSplit split;

  if (self->sample == NULL)
    return;
  split = vsl_sample_info (self->sample)->split;
  g_object_get (self->sample, "label-name", &name, NULL);
  gtk_label_set_label (GTK_LABEL (self->label), name);
  gtk_label_set_label (GTK_LABEL (self->caption), self->said != NULL ? self->said : vsl_sample_info (self->sample)->excluded ? _("Left out") : _(splits[split == VSL_SPLIT_NONE ? VSL_N_SPLITS : (guint) split]));
  update_spoken (self);
}

static void
show_text (VslNoteRow *self, const char *text)
{
  gtk_label_set_label (GTK_LABEL (self->text), *text != '\0' ? text : _("(no text)"));
  update_spoken (self);
}

static void
on_text (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (VslNoteRow) self = data;
  g_autoptr (GError) error = NULL;
  VslImage image = { 0 };
  GHashTable *all = excerpts_of (VSL_DOCUMENT (source));
  char *text;

  if (!vsl_document_image_finish (VSL_DOCUMENT (source), result, &image, &error))
    {
      if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) && self->text != NULL)
        show_text (self, error->message);
      return;
    }
  text = image.type == VSL_PIXEL_ROW ? vsl_row_excerpt (&image) : image.type == VSL_PIXEL_TEXT ? vsl_note_row_excerpt (image.data, image.size) : g_strdup ("");
  if (self->text != NULL && self->sample != NULL && g_task_get_cancellable (G_TASK (result)) == self->cancellable)
    {
      gint64 *key = g_memdup2 (&vsl_sample_info (self->sample)->id, sizeof (gint64));

      show_text (self, text);
      if (g_hash_table_size (all) >= CACHE_MAX)
        g_hash_table_remove_all (all);
      g_hash_table_insert (all, key, g_steal_pointer (&text));
    }
  g_free (text);
  vsl_image_clear (&image);
}

/**
 * vsl_note_row_set_sample:
 * @self: a row
 * @document: (nullable): where the text is
 * @sample: (nullable): what to show; %NULL forgets the wish for a text
 */
void
vsl_note_row_set_sample (VslNoteRow *self, VslDocument *document, VslSample *sample)
{
  const char *known;

  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  if (self->sample != NULL)
    g_signal_handlers_disconnect_by_func (self->sample, update_foot, self);
  g_set_object (&self->document, document);
  g_set_object (&self->sample, sample);
  if (sample == NULL || document == NULL)
    return;
  g_autofree char *number = g_strdup_printf (_("Sample %" PRId64), vsl_sample_info (sample)->id);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self), number);
  g_signal_connect_swapped (sample, "notify", G_CALLBACK (update_foot), self);
  update_foot (self);
  known = g_hash_table_lookup (excerpts_of (document), &vsl_sample_info (sample)->id);
  if (known != NULL)
    {
      show_text (self, known);
      return;
    }
  gtk_label_set_label (GTK_LABEL (self->text), "…");
  self->cancellable = g_cancellable_new ();
  vsl_document_image_async (document, vsl_sample_info (sample)->id, self->cancellable, on_text, g_object_ref (self));
}

/**
 * vsl_note_row_set_caption:
 * @self: a row
 * @caption: (nullable): what was said of the note; %NULL for its split
 * @css: (nullable): a static style class for it
 */
void
vsl_note_row_set_caption (VslNoteRow *self, const char *caption, const char *css)
{
  g_free (self->said);
  self->said = g_strdup (caption);
  if (self->css != NULL)
    gtk_widget_remove_css_class (self->caption, self->css);
  self->css = css;
  if (css != NULL)
    gtk_widget_add_css_class (self->caption, css);
  update_foot (self);
}

static void
vsl_note_row_dispose (GObject *object)
{
  VslNoteRow *self = VSL_NOTE_ROW (object);

  if (self->text != NULL)
    vsl_note_row_set_sample (self, NULL, NULL);
  g_clear_pointer (&self->text, gtk_widget_unparent);
  g_clear_pointer (&self->foot, gtk_widget_unparent);
  g_clear_pointer (&self->said, g_free);
  G_OBJECT_CLASS (vsl_note_row_parent_class)->dispose (object);
}

static void
vsl_note_row_class_init (VslNoteRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = vsl_note_row_dispose;
  gtk_widget_class_set_css_name (widget_class, "noterow");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BOX_LAYOUT);
}

static void
vsl_note_row_init (VslNoteRow *self)
{
  GtkLayoutManager *layout = gtk_widget_get_layout_manager (GTK_WIDGET (self));

  gtk_orientable_set_orientation (GTK_ORIENTABLE (layout), GTK_ORIENTATION_VERTICAL);
  gtk_box_layout_set_spacing (GTK_BOX_LAYOUT (layout), 2);
  self->text = gtk_label_new (NULL);
  gtk_label_set_xalign (GTK_LABEL (self->text), 0);
  gtk_label_set_wrap (GTK_LABEL (self->text), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (self->text), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_lines (GTK_LABEL (self->text), 2);
  gtk_label_set_ellipsize (GTK_LABEL (self->text), PANGO_ELLIPSIZE_END);
  gtk_widget_set_parent (self->text, GTK_WIDGET (self));
  self->foot = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  self->label = gtk_label_new (NULL);
  self->caption = gtk_label_new (NULL);
  gtk_label_set_ellipsize (GTK_LABEL (self->label), PANGO_ELLIPSIZE_END);
  gtk_label_set_ellipsize (GTK_LABEL (self->caption), PANGO_ELLIPSIZE_END);
  gtk_label_set_xalign (GTK_LABEL (self->caption), 1);
  gtk_widget_set_hexpand (self->caption, TRUE);
  gtk_widget_add_css_class (self->label, "caption-heading");
  gtk_widget_add_css_class (self->caption, "caption");
  gtk_box_append (GTK_BOX (self->foot), self->label);
  gtk_box_append (GTK_BOX (self->foot), self->caption);
  gtk_widget_set_parent (self->foot, GTK_WIDGET (self));
}

GtkWidget *
vsl_note_row_new (void)
{
  return g_object_new (VSL_TYPE_NOTE_ROW, NULL);
}
