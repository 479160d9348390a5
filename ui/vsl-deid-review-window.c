/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/vsl-deid-review-window.h"

#include <glib/gi18n-lib.h>

struct _VslDeidReviewWindow {
  AdwWindow parent_instance;
  GtkWidget *previous, *next, *types, *type_box, *heading, *original, *masked, *toggle, *state, *kind, *add, *everywhere, *only_marked;
  GtkWidget *check[VSL_N_DEID];
  VslDeidReview *review;
  void (*changed) (gpointer data);
  gpointer data;
  gboolean filling;
};

G_DEFINE_TYPE (VslDeidReviewWindow, vsl_deid_review_window, ADW_TYPE_WINDOW)

/* ---- marks ---- */

/* Ground and underline: seen on light and dark alike, and without colours. What is kept all the same is struck under with a dotted grey. */
static void
add_tags (GtkWidget *view)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (view));
  GdkRGBA ground = { 0.21f, 0.52f, 0.89f, 0.25f }, line = { 0.21f, 0.52f, 0.89f, 1 }, grey = { 0.55f, 0.55f, 0.55f, 1 };

  gtk_text_buffer_create_tag (buffer, "masked", "background-rgba", &ground, "underline", PANGO_UNDERLINE_SINGLE, "underline-rgba", &line, NULL);
  gtk_text_buffer_create_tag (buffer, "kept", "underline", PANGO_UNDERLINE_DOUBLE, "underline-rgba", &grey, NULL);
}

static void
apply (GtkWidget *view, const char *tag, const VslDeidSpan *span)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (view));
  GtkTextIter start, end;

  gtk_text_buffer_get_iter_at_offset (buffer, &start, (int) span->start);
  gtk_text_buffer_get_iter_at_offset (buffer, &end, (int) span->end);
  gtk_text_buffer_apply_tag_by_name (buffer, tag, &start, &end);
}

/* The marks of the original alone: its text and the cursor in it stay. */
static void
mark_original (VslDeidReviewWindow *self)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (self->original));
  const GArray *spans = vsl_deid_review_spans (self->review);
  GtkTextIter start, end;

  gtk_text_buffer_get_bounds (buffer, &start, &end);
  gtk_text_buffer_remove_all_tags (buffer, &start, &end);
  for (guint i = 0; i < spans->len; i++)
    apply (self->original, vsl_deid_review_is_masked (self->review, i) ? "masked" : "kept", &g_array_index (spans, VslReviewSpan, i).span);
}

static void
fill_masked (VslDeidReviewWindow *self)
{
  g_autoptr (GArray) marks = g_array_new (FALSE, FALSE, sizeof (VslDeidSpan));
  g_autofree char *text = vsl_deid_review_masked (self->review, marks);

  gtk_text_buffer_set_text (gtk_text_view_get_buffer (GTK_TEXT_VIEW (self->masked)), text, -1);
  for (guint i = 0; i < marks->len; i++)
    apply (self->masked, "masked", &g_array_index (marks, VslDeidSpan, i));
}

static int
span_at_cursor (VslDeidReviewWindow *self)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (self->original));
  GtkTextIter iter;

  gtk_text_buffer_get_iter_at_mark (buffer, &iter, gtk_text_buffer_get_insert (buffer));
  return vsl_deid_review_at (self->review, (guint) gtk_text_iter_get_offset (&iter));
}

static void
on_cursor (VslDeidReviewWindow *self)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (self->original));
  int span;
  gboolean masked;

  if (self->filling || vsl_deid_review_text (self->review) == NULL)
    return;
  span = span_at_cursor (self);
  masked = span >= 0 && vsl_deid_review_is_masked (self->review, (guint) span);
  gtk_widget_set_sensitive (self->toggle, span >= 0);
  gtk_widget_set_sensitive (self->add, gtk_text_buffer_get_has_selection (buffer));
  gtk_button_set_label (GTK_BUTTON (self->toggle), span >= 0 && !masked ? _("Mas_k Again") : _("_Keep as It Is"));
  if (span >= 0)
    gtk_label_set_label (GTK_LABEL (self->state),
                         vsl_deid_type_title (g_array_index (vsl_deid_review_spans (self->review), VslReviewSpan, span).span.type));
  else
    gtk_label_set_label (GTK_LABEL (self->state), _("No mark at the cursor"));
}

static void
show_heading (VslDeidReviewWindow *self)
{
  guint n = vsl_deid_review_n (self->review);
  /* Translators: which note is shown; how many of them were looked at so far. */
  g_autofree char *text = g_strdup_printf (_("Note %u of %u, %u looked at"), vsl_deid_review_note (self->review) + 1, n, vsl_deid_review_seen (self->review));

  adw_window_title_set_subtitle (ADW_WINDOW_TITLE (self->heading), text);
}

static void
refresh (VslDeidReviewWindow *self)
{
  mark_original (self);
  fill_masked (self);
  on_cursor (self);
  if (self->changed != NULL)
    self->changed (self->data);
}

static void
show_note (VslDeidReviewWindow *self, guint note)
{
  g_autoptr (GError) error = NULL;

  if (!vsl_deid_review_go (self->review, note, &error))
    {
      gtk_label_set_label (GTK_LABEL (self->state), error->message);
      return;
    }
  self->filling = TRUE;
  gtk_text_buffer_set_text (gtk_text_view_get_buffer (GTK_TEXT_VIEW (self->original)), vsl_deid_review_text (self->review), -1);
  self->filling = FALSE;
  show_heading (self);
  mark_original (self);
  fill_masked (self);
  on_cursor (self);
}

/* ---- answers ---- */

static void
on_toggle (VslDeidReviewWindow *self)
{
  int span = span_at_cursor (self);

  if (span < 0)
    return;
  vsl_deid_review_toggle (self->review, (guint) span);
  refresh (self);
}

static void
on_add (VslDeidReviewWindow *self)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (self->original));
  GtkTextIter start, end;
  guint type = gtk_drop_down_get_selected (GTK_DROP_DOWN (self->kind));

  if (!gtk_text_buffer_get_selection_bounds (buffer, &start, &end) || type >= VSL_N_DEID)
    return;
  if (gtk_check_button_get_active (GTK_CHECK_BUTTON (self->everywhere))
        ? vsl_deid_review_add_everywhere (self->review, (guint) gtk_text_iter_get_offset (&start), (guint) gtk_text_iter_get_offset (&end), (VslDeidType) type)
        : vsl_deid_review_add (self->review, (guint) gtk_text_iter_get_offset (&start), (guint) gtk_text_iter_get_offset (&end), (VslDeidType) type))
    {
      gtk_text_buffer_place_cursor (buffer, &start);
      refresh (self);
    }
}

static void
step (VslDeidReviewWindow *self, int by)
{
  gboolean marked = gtk_check_button_get_active (GTK_CHECK_BUTTON (self->only_marked));
  int note = vsl_deid_review_next (self->review, by, marked);

  if (note >= 0)
    show_note (self, (guint) note);
  else
    gtk_label_set_label (GTK_LABEL (self->state), !marked ? by > 0 ? _("This is the last note") : _("This is the first note")
                                                  : by > 0 ? _("Nothing is found in the notes behind this one") : _("Nothing is found in the notes before this one"));
}

static void
on_previous (VslDeidReviewWindow *self)
{
  step (self, -1);
}

static void
on_next (VslDeidReviewWindow *self)
{
  step (self, 1);
}

static void
on_type (GtkCheckButton *button, gpointer data)
{
  VslDeidReviewWindow *self = data;

  for (int t = 0; t < VSL_N_DEID; t++)
    if (self->check[t] == GTK_WIDGET (button) && self->review != NULL)
      {
        vsl_deid_review_set_type (self->review, (VslDeidType) t, gtk_check_button_get_active (button));
        refresh (self);
      }
}

/* ---- life ---- */

static void
fill_types (VslDeidReviewWindow *self)
{
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);

  for (int t = 0; t < VSL_N_DEID; t++)
    {
      gtk_string_list_append (names, vsl_deid_type_title ((VslDeidType) t));
      self->check[t] = gtk_check_button_new_with_label (vsl_deid_type_title ((VslDeidType) t));
      gtk_widget_set_name (self->check[t], vsl_deid_type_names[t]);
      gtk_box_append (GTK_BOX (self->type_box), self->check[t]);
    }
  gtk_drop_down_set_model (GTK_DROP_DOWN (self->kind), G_LIST_MODEL (names));
}

static gboolean
on_shortcut (GtkWidget *widget, GVariant *args, gpointer data)
{
  VslDeidReviewWindow *self = VSL_DEID_REVIEW_WINDOW (widget);

  switch (GPOINTER_TO_INT (data))
    {
    case 0: on_toggle (self); break;
    case 1: on_add (self); break;
    case 2: step (self, -1); break;
    default: step (self, 1);
    }
  return TRUE;
}

static void
add_shortcuts (VslDeidReviewWindow *self)
{
  static const char *const keys[] = { "<Control>k", "<Control>m", "<Alt>Page_Up", "<Alt>Page_Down" };
  GtkEventController *controller = gtk_shortcut_controller_new ();

  gtk_event_controller_set_propagation_phase (controller, GTK_PHASE_CAPTURE);
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    gtk_shortcut_controller_add_shortcut (GTK_SHORTCUT_CONTROLLER (controller),
                                          gtk_shortcut_new (gtk_shortcut_trigger_parse_string (keys[i]),
                                                            gtk_callback_action_new (on_shortcut, GINT_TO_POINTER (i), NULL)));
  gtk_widget_add_controller (GTK_WIDGET (self), controller);
}

static void
vsl_deid_review_window_dispose (GObject *object)
{
  VslDeidReviewWindow *self = VSL_DEID_REVIEW_WINDOW (object);

  self->review = NULL;
  self->changed = NULL;
  G_OBJECT_CLASS (vsl_deid_review_window_parent_class)->dispose (object);
}

static void
vsl_deid_review_window_class_init (VslDeidReviewWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = vsl_deid_review_window_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, "/org/vesalius/Vesalius/ui/vsl-deid-review-window.ui");
#define BIND(name) gtk_widget_class_bind_template_child (widget_class, VslDeidReviewWindow, name)
  BIND (previous), BIND (next), BIND (types), BIND (type_box), BIND (heading), BIND (original), BIND (masked), BIND (toggle), BIND (state), BIND (kind), BIND (add), BIND (everywhere), BIND (only_marked);
#undef BIND
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
vsl_deid_review_window_init (VslDeidReviewWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  add_tags (self->original);
  add_tags (self->masked);
  fill_types (self);
  add_shortcuts (self);
  g_signal_connect_object (self->toggle, "clicked", G_CALLBACK (on_toggle), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->add, "clicked", G_CALLBACK (on_add), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->previous, "clicked", G_CALLBACK (on_previous), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->next, "clicked", G_CALLBACK (on_next), self, G_CONNECT_SWAPPED);
}

/**
 * vsl_deid_review_window_present:
 * @parent: the import assistant
 * @review: of its plan
 * @changed: (nullable): void (*) (gpointer data), after each answer
 *
 * Returns: (transfer none): the window; GTK owns it.
 */
VslDeidReviewWindow *
vsl_deid_review_window_present (GtkWindow *parent, VslDeidReview *review, GCallback changed, gpointer data)
{
  VslDeidReviewWindow *self = g_object_new (VSL_TYPE_DEID_REVIEW_WINDOW, "transient-for", parent, NULL);
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (self->original));

  self->review = review;
  for (int t = 0; t < VSL_N_DEID; t++)
    {
      gtk_check_button_set_active (GTK_CHECK_BUTTON (self->check[t]), vsl_deid_review_type (review, (VslDeidType) t));
      g_signal_connect_object (self->check[t], "toggled", G_CALLBACK (on_type), self, 0);
    }
  show_note (self, vsl_deid_review_note (review));
  if (vsl_deid_review_text (review) != NULL && *vsl_deid_review_text (review) == '\0')      /* beside a scan there may be none */
    step (self, 1);
  g_signal_connect_object (buffer, "notify::cursor-position", G_CALLBACK (on_cursor), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (buffer, "notify::has-selection", G_CALLBACK (on_cursor), self, G_CONNECT_SWAPPED);
  self->changed = (void (*) (gpointer)) changed;
  self->data = data;
  gtk_window_present (GTK_WINDOW (self));
  gtk_widget_grab_focus (self->original);
  return self;
}
