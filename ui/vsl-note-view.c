/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/vsl-note-view.h"

#include <glib/gi18n-lib.h>

#include "app/vsl-note-text.h"
#include "ui/vsl-forget.h"

/* So many words are marked at most: each costs the text view a little, and nobody reads on so far. */
#define MARKS_MAX 3000

struct _VslNoteView {
  AdwBin parent_instance;
  GtkWidget *text, *told, *told_box, *caption, *legend, *mask;
  VslDocument *document;
  VslSample *sample;
  int run;
  VslWords *words;              /* NULL: not there yet, or the network reads no notes */
  char *key;                    /* of words, or of those being fetched; NULL: none are */
  gboolean fetching;
  char *why;                    /* there are no words; NULL: nothing went wrong */
  VslReal *tokens;              /* that were told; NULL: none */
  guint n_tokens;
  VslNoteText *shown;           /* NULL: none */
  GCancellable *reading, *fitting;
};

G_DEFINE_TYPE (VslNoteView, vsl_note_view, ADW_TYPE_BIN)

/* ---- text and marks ---- */

/* Underline and ground are seen on light and dark alike, and the underline by those who see no colours. */
static void
add_tags (GtkWidget *view)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (view));
  GdkRGBA line = { 0.90f, 0.38f, 0.0f, 1 }, ground = { 1.0f, 0.60f, 0.0f, 0.22f };
  GdkRGBA wrong_line = { 0.88f, 0.11f, 0.14f, 1 }, wrong_ground = { 0.88f, 0.11f, 0.14f, 0.22f }, grey = { 0.55f, 0.55f, 0.55f, 1 };

  gtk_text_buffer_create_tag (buffer, "cut", "foreground-rgba", &grey, NULL);
  gtk_text_buffer_create_tag (buffer, "unknown", "underline", PANGO_UNDERLINE_SINGLE, "underline-rgba", &line, "background-rgba", &ground, NULL);
  gtk_text_buffer_create_tag (buffer, "wrong", "underline", PANGO_UNDERLINE_DOUBLE, "underline-rgba", &wrong_line, "background-rgba", &wrong_ground, NULL);
}

static void
fill (GtkWidget *view, const char *text, const GArray *marks)
{
  static const struct {
    guint flag;
    const char *tag;
  } tags[] = { { VSL_MARK_CUT, "cut" }, { VSL_MARK_UNKNOWN, "unknown" }, { VSL_MARK_WRONG, "wrong" } };
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (view));

  gtk_text_buffer_set_text (buffer, text != NULL ? text : "", -1);
  for (guint i = 0; marks != NULL && i < MIN (marks->len, MARKS_MAX); i++)
    {
      const VslTextMark *mark = &g_array_index (marks, VslTextMark, i);
      GtkTextIter start, end;

      gtk_text_buffer_get_iter_at_offset (buffer, &start, mark->start);
      gtk_text_buffer_get_iter_at_offset (buffer, &end, mark->end);
      for (guint t = 0; t < G_N_ELEMENTS (tags); t++)
        if (mark->flags & tags[t].flag)
          gtk_text_buffer_apply_tag_by_name (buffer, tags[t].tag, &start, &end);
    }
}

static void
show_legend (VslNoteView *self, const VslNoteText *t)
{
  GString *legend = g_string_new (NULL);

  if (!t->judged)
    {
      g_string_append_printf (legend, ngettext ("%u word", "%u words", t->words), t->words);
      g_string_append (legend, " · ");
      g_string_append (legend, self->fetching ? _("reading the training notes to tell which of them are known…")
                               : self->why != NULL ? self->why
                                                   : _("which of them a network knows is shown once the drawing reads notes"));
    }
  else
    {
      int run = vsl_words_run (self->words);

      /* Translators: below a note: how many of its words the network does not know; those are underlined. */
      g_string_append_printf (legend, ngettext ("%u of %u word unknown", "%u of %u words unknown", t->words), t->unknown, t->words);
      if (t->unknown > 0)
        g_string_append (legend, _(" (underlined)"));
      g_string_append (legend, " · ");
      if (run > 0)
        g_string_append_printf (legend, _("vocabulary of run %d"), run);
      else
        g_string_append (legend, _("vocabulary of the training notes"));
      if (t->cut > 0)
        {
          g_string_append (legend, " · ");
          g_string_append_printf (legend, t->cut_first ? ngettext ("the first word (grey) is not read", "the first %u words (grey) are not read", t->cut)
                                                       : ngettext ("the last word (grey) is not read", "the last %u words (grey) are not read", t->cut), t->cut);
        }
    }
  if (t->broken > 0)
    {
      g_string_append (legend, " · ");
      g_string_append (legend, _("very long lines without blanks are broken here, not in the note itself"));
    }
  gtk_label_set_label (GTK_LABEL (self->legend), legend->str);
  g_string_free (legend, TRUE);
}

static void
show_told (VslNoteView *self, const VslNoteText *t)
{
  g_autofree char *caption = NULL;

  gtk_widget_set_visible (self->told_box, t->told != NULL);
  fill (self->told, t->told, t->told_marks);
  if (t->told == NULL)
    return;
  /* Translators: below a note told again by an autoencoder: wrong words, all words; [?] stands in the text. */
  caption = g_strdup_printf (ngettext ("Told again: %u of %u word wrong (underlined). [?] is a word that the network does not know.",
                                       "Told again: %u of %u words wrong (underlined). [?] is a word that the network does not know.", t->told_words),
                             t->told_wrong, t->told_words);
  gtk_label_set_label (GTK_LABEL (self->caption), caption);
}

static void
on_note (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (VslNoteView) self = data;
  g_autoptr (GError) error = NULL;
  VslNoteText *t = vsl_document_note_finish (VSL_DOCUMENT (source), result, &error);

  if (self->text == NULL || self->sample == NULL || g_task_get_cancellable (G_TASK (result)) != self->reading)
    {
      g_clear_pointer (&t, vsl_note_text_free);
      return;
    }
  g_clear_pointer (&self->shown, vsl_note_text_free);
  self->shown = t;
  if (t == NULL)
    {
      fill (self->text, NULL, NULL);
      gtk_widget_set_visible (self->told_box, FALSE);
      gtk_label_set_label (GTK_LABEL (self->legend), error->message);
      return;
    }
  fill (self->text, t->text, t->marks);
  show_legend (self, t);
  show_told (self, t);
}

static void
read_note (VslNoteView *self)
{
  if (self->reading != NULL)
    g_cancellable_cancel (self->reading);
  g_clear_object (&self->reading);
  if (self->sample == NULL || self->document == NULL)
    {
      fill (self->text, NULL, NULL);
      gtk_label_set_label (GTK_LABEL (self->legend), "");
      return;
    }
  self->reading = g_cancellable_new ();
  vsl_document_note_async (self->document, vsl_sample_info (self->sample)->id, self->words, self->tokens, self->n_tokens, self->reading, on_note,
                           g_object_ref (self));
}

/* ---- words that should not be there ---- */

static void
on_selection (VslNoteView *self)
{
  gboolean some = gtk_text_buffer_get_has_selection (gtk_text_view_get_buffer (GTK_TEXT_VIEW (self->text)));

  gtk_widget_set_sensitive (self->mask, some);
  gtk_widget_set_tooltip_text (self->mask, some ? _("Replace the selected words in the project for good") : _("Select words that should be masked first"));
}

static void
mask_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  VslNoteView *self = VSL_NOTE_VIEW (widget);
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (self->text));
  VslMaskOrder order = { .everywhere = TRUE };
  GtkTextIter start, end;
  g_autofree char *word = NULL;

  if (self->shown == NULL || self->sample == NULL || !vsl_deid_type_parse (g_variant_get_string (parameter, NULL), &order.type)
      || !gtk_text_buffer_get_selection_bounds (buffer, &start, &end))
    return;
  /* Blanks around the words are none of them. */
  while (gtk_text_iter_compare (&start, &end) < 0 && g_unichar_isspace (gtk_text_iter_get_char (&start)))
    gtk_text_iter_forward_char (&start);
  while (gtk_text_iter_compare (&start, &end) < 0)
    {
      GtkTextIter last = end;

      gtk_text_iter_backward_char (&last);
      if (!g_unichar_isspace (gtk_text_iter_get_char (&last)))
        break;
      end = last;
    }
  order.sample = vsl_sample_info (self->sample)->id;
  order.start = (guint) vsl_note_text_place (self->shown, gtk_text_iter_get_offset (&start));
  order.end = (guint) vsl_note_text_place (self->shown, gtk_text_iter_get_offset (&end));
  word = gtk_text_buffer_get_text (buffer, &start, &end, FALSE);
  if (order.start < order.end)
    vsl_forget_words (widget, self->document, &order, word);
}

static GtkWidget *
make_mask (void)
{
  GtkWidget *button = gtk_menu_button_new ();
  g_autoptr (GMenu) menu = g_menu_new ();

  for (int t = 0; t < VSL_N_DEID; t++)
    {
      g_autoptr (GMenuItem) item = g_menu_item_new (vsl_deid_type_title ((VslDeidType) t), NULL);

      g_menu_item_set_action_and_target (item, "note.mask", "s", vsl_deid_type_names[t]);
      g_menu_append_item (menu, item);
    }
  gtk_menu_button_set_label (GTK_MENU_BUTTON (button), _("Mas_k As"));
  gtk_menu_button_set_use_underline (GTK_MENU_BUTTON (button), TRUE);
  gtk_menu_button_set_menu_model (GTK_MENU_BUTTON (button), G_MENU_MODEL (menu));
  gtk_menu_button_set_direction (GTK_MENU_BUTTON (button), GTK_ARROW_UP);
  gtk_widget_set_valign (button, GTK_ALIGN_START);
  gtk_widget_set_name (button, "mask_as");
  gtk_widget_set_visible (button, FALSE);
  return button;
}

/**
 * vsl_note_view_set_maskable:
 * @self: a view
 * @maskable: whether selected words can be masked in the project
 */
void
vsl_note_view_set_maskable (VslNoteView *self, gboolean maskable)
{
  gtk_widget_set_visible (self->mask, maskable);
}

/* ---- whose words ---- */

static void
on_words (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (VslNoteView) self = data;
  g_autoptr (GError) error = NULL;
  VslWords *words = vsl_document_words_finish (VSL_DOCUMENT (source), result, &error);

  if (self->text == NULL || g_task_get_cancellable (G_TASK (result)) != self->fitting)
    {
      g_clear_pointer (&words, vsl_words_unref);
      return;
    }
  g_clear_object (&self->fitting);
  self->fetching = FALSE;
  g_free (self->why);
  self->why = g_strdup (error != NULL ? error->message : NULL);
  g_clear_pointer (&self->words, vsl_words_unref);
  self->words = words;
  read_note (self);
}

/* Only while a note is looked at: nothing is counted for words that nobody sees. */
static void
find_words (VslNoteView *self)
{
  g_autofree char *key = NULL;

  if (self->document == NULL || self->sample == NULL || !gtk_widget_get_mapped (GTK_WIDGET (self)))
    return;
  key = vsl_document_words_key (self->document, self->run);
  if (g_strcmp0 (key, self->key) == 0)
    return;
  g_free (self->key);
  self->key = g_steal_pointer (&key);
  if (self->fitting != NULL)
    g_cancellable_cancel (self->fitting);
  g_clear_object (&self->fitting);
  self->fitting = g_cancellable_new ();
  self->fetching = TRUE;
  vsl_document_words_async (self->document, self->run, self->fitting, on_words, g_object_ref (self));
}

/* Other notes are learnt from: a vocabulary taken from them is another one. That of a run stays. */
static void
on_data_changed (VslNoteView *self)
{
  if (self->words != NULL && vsl_words_run (self->words) > 0)
    return;
  g_clear_pointer (&self->key, g_free);
  find_words (self);
}

static void
vsl_note_view_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (vsl_note_view_parent_class)->map (widget);
  find_words (VSL_NOTE_VIEW (widget));
}

/* ---- from outside ---- */

static void
forget_words (VslNoteView *self)
{
  if (self->fitting != NULL)
    g_cancellable_cancel (self->fitting);
  g_clear_object (&self->fitting);
  g_clear_pointer (&self->words, vsl_words_unref);
  g_clear_pointer (&self->key, g_free);
  g_clear_pointer (&self->why, g_free);
  self->fetching = FALSE;
}

/**
 * vsl_note_view_set_document:
 * @self: a view
 * @document: (nullable): where the notes are
 */
void
vsl_note_view_set_document (VslNoteView *self, VslDocument *document)
{
  vsl_note_view_show (self, NULL);
  forget_words (self);
  if (self->document != NULL)
    {
      g_signal_handlers_disconnect_by_func (self->document, on_data_changed, self);
      g_signal_handlers_disconnect_by_func (self->document, find_words, self);
      g_signal_handlers_disconnect_by_func (vsl_document_runs (self->document), find_words, self);
    }
  g_set_object (&self->document, document);
  if (document == NULL)
    return;
  g_signal_connect_object (document, "data-changed", G_CALLBACK (on_data_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (document, "network-changed", G_CALLBACK (find_words), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (vsl_document_runs (document), "items-changed", G_CALLBACK (find_words), self, G_CONNECT_SWAPPED);
}

/**
 * vsl_note_view_set_run:
 * @self: a view
 * @run: whose vocabulary it is; 0: the newest trained one's, else the drawing's
 */
void
vsl_note_view_set_run (VslNoteView *self, int run)
{
  if (self->run == run)
    return;
  self->run = run;
  find_words (self);
}

/**
 * vsl_note_view_show:
 * @self: a view
 * @sample: (nullable): a note
 */
void
vsl_note_view_show (VslNoteView *self, VslSample *sample)
{
  g_set_object (&self->sample, sample);
  g_clear_pointer (&self->tokens, g_free);
  self->n_tokens = 0;
  gtk_widget_set_visible (self->told_box, FALSE);
  find_words (self);
  read_note (self);
}

/**
 * vsl_note_view_set_told:
 * @self: a view
 * @tokens: (nullable) (array length=n): what a sequence autoencoder told of the shown note
 */
void
vsl_note_view_set_told (VslNoteView *self, const VslReal *tokens, guint n)
{
  if (tokens == NULL && self->tokens == NULL)
    return;
  g_free (self->tokens);
  self->tokens = tokens != NULL ? g_memdup2 (tokens, n * sizeof *tokens) : NULL;
  self->n_tokens = tokens != NULL ? n : 0;
  read_note (self);
}

/* ---- life ---- */

static GtkWidget *
make_text (const char *id, const char *label, GtkWidget **text)
{
  GtkWidget *scroll = gtk_scrolled_window_new ();

  *text = gtk_text_view_new ();
  gtk_text_view_set_editable (GTK_TEXT_VIEW (*text), FALSE);
  gtk_text_view_set_cursor_visible (GTK_TEXT_VIEW (*text), FALSE);
  gtk_text_view_set_accepts_tab (GTK_TEXT_VIEW (*text), FALSE);
  gtk_text_view_set_wrap_mode (GTK_TEXT_VIEW (*text), GTK_WRAP_WORD_CHAR);
  g_object_set (*text, "left-margin", 12, "right-margin", 12, "top-margin", 12, "bottom-margin", 12, "pixels-inside-wrap", 2, NULL);
  gtk_widget_set_name (*text, id);
  gtk_accessible_update_property (GTK_ACCESSIBLE (*text), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  add_tags (*text);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroll), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroll), *text);
  gtk_widget_add_css_class (scroll, "card");
  gtk_widget_set_overflow (scroll, GTK_OVERFLOW_HIDDEN);
  gtk_widget_set_vexpand (scroll, TRUE);
  return scroll;
}

static GtkWidget *
make_caption (const char *id)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_widget_add_css_class (label, "caption");
  gtk_widget_add_css_class (label, "dim-label");
  gtk_widget_set_name (label, id);
  return label;
}

static void
vsl_note_view_dispose (GObject *object)
{
  VslNoteView *self = VSL_NOTE_VIEW (object);

  if (self->text != NULL)
    vsl_note_view_set_document (self, NULL);
  g_clear_object (&self->sample);
  g_clear_pointer (&self->shown, vsl_note_text_free);
  G_OBJECT_CLASS (vsl_note_view_parent_class)->dispose (object);
  self->text = NULL;
}

static void
vsl_note_view_class_init (VslNoteViewClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = vsl_note_view_dispose;
  GTK_WIDGET_CLASS (klass)->map = vsl_note_view_map;
  gtk_widget_class_install_action (GTK_WIDGET_CLASS (klass), "note.mask", "s", mask_action);
}

static void
vsl_note_view_init (VslNoteView *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6), *left = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *below = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  gtk_box_append (GTK_BOX (left), make_text ("note_text", _("Text of the note"), &self->text));
  self->legend = make_caption ("note_legend");
  self->mask = make_mask ();
  gtk_widget_set_hexpand (self->legend, TRUE);
  gtk_box_append (GTK_BOX (below), self->legend);
  gtk_box_append (GTK_BOX (below), self->mask);
  gtk_box_append (GTK_BOX (left), below);
  self->told_box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  gtk_box_append (GTK_BOX (self->told_box), make_text ("note_told", _("The note as the network tells it again"), &self->told));
  self->caption = make_caption ("told_caption");
  gtk_box_append (GTK_BOX (self->told_box), self->caption);
  gtk_widget_set_visible (self->told_box, FALSE);
  gtk_box_set_homogeneous (GTK_BOX (box), TRUE);
  gtk_box_append (GTK_BOX (box), left);
  gtk_box_append (GTK_BOX (box), self->told_box);
  adw_bin_set_child (ADW_BIN (self), box);
  g_signal_connect_object (gtk_text_view_get_buffer (GTK_TEXT_VIEW (self->text)), "notify::has-selection", G_CALLBACK (on_selection), self, G_CONNECT_SWAPPED);
  on_selection (self);
}

GtkWidget *
vsl_note_view_new (void)
{
  return g_object_new (VSL_TYPE_NOTE_VIEW, NULL);
}
