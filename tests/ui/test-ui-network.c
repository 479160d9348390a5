/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The Network page with real mouse and key events. */
#include <glib/gstdio.h>
#include <math.h>

#include "data/vsl-prepare.h"
#include "draw/vsl-network-drawing.h"
#include "ui-robot.h"
#include "ui/vsl-canvas.h"
#include "ui/vsl-network-page.h"

typedef struct {
  char *dir;
  VslDocument *document;
  GtkWidget *window, *page;
  VslCanvas *canvas;
} Scene;

static void
created (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;
  *(VslDocument **) data = vsl_document_create_finish (result, &error);
  g_assert_no_error (error);
}

static gboolean
is_set (gpointer data)
{
  return *(gpointer *) data != NULL;
}

static void
undo (GSimpleAction *action, GVariant *parameter, gpointer document)
{
  vsl_document_undo (document);
}

static void
redo (GSimpleAction *action, GVariant *parameter, gpointer document)
{
  vsl_document_redo (document);
}

/* What the real window gives its pages. */
static void
give_actions (Scene *scene)
{
  static const GActionEntry entries[] = { { .name = "undo", .activate = undo }, { .name = "redo", .activate = redo } };
  g_autoptr (GSimpleActionGroup) group = g_simple_action_group_new ();
  GtkEventController *keys = gtk_shortcut_controller_new ();
  g_action_map_add_action_entries (G_ACTION_MAP (group), entries, G_N_ELEMENTS (entries), scene->document);
  gtk_widget_insert_action_group (scene->window, "win", G_ACTION_GROUP (group));
  gtk_shortcut_controller_set_scope (GTK_SHORTCUT_CONTROLLER (keys), GTK_SHORTCUT_SCOPE_GLOBAL);
  gtk_shortcut_controller_add_shortcut (GTK_SHORTCUT_CONTROLLER (keys), gtk_shortcut_new (gtk_shortcut_trigger_parse_string ("<Control>z"),
                                                                                          gtk_named_action_new ("win.undo")));
  gtk_shortcut_controller_add_shortcut (GTK_SHORTCUT_CONTROLLER (keys), gtk_shortcut_new (gtk_shortcut_trigger_parse_string ("<Control><Shift>z"),
                                                                                          gtk_named_action_new ("win.redo")));
  gtk_widget_add_controller (scene->window, keys);
}

static void
set_up (Scene *scene, gconstpointer data)
{
  scene->dir = g_dir_make_tmp ("vesalius-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (scene->dir, "test.vesalius", NULL);
  g_autoptr (VslSession) session = vsl_session_new ();
  vsl_document_create_async (path, NULL, created, &scene->document);
  g_assert_true (ui_wait (is_set, &scene->document, 20000));
  if (data)
    g_assert_true (vsl_document_use_template (scene->document, data, NULL));
  scene->window = gtk_window_new ();
  gtk_window_set_default_size (GTK_WINDOW (scene->window), 1200, 760);
  scene->page = vsl_network_page_new ();
  g_object_set (scene->page, "document", scene->document, "session", session, NULL);
  gtk_window_set_child (GTK_WINDOW (scene->window), scene->page);
  give_actions (scene);
  gtk_window_present (GTK_WINDOW (scene->window));
  ui_settle ();
  scene->canvas = VSL_CANVAS (ui_find (scene->window, "VslCanvas", NULL));
  g_assert_nonnull (scene->canvas);
  /* By itself the view stays legible; the tests want every card on the screen. */
  g_assert_cmpfloat (vsl_canvas_zoom (scene->canvas), >=, 0.85);
  gtk_widget_activate_action (GTK_WIDGET (scene->canvas), "canvas.fit", NULL);
  ui_settle ();
}

static void
tear_down (Scene *scene, gconstpointer data)
{
  gtk_window_destroy (GTK_WINDOW (scene->window));
  ui_settle ();
  g_object_unref (scene->document);
  ui_settle ();
  g_autoptr (GDir) dir = g_dir_open (scene->dir, 0, NULL);
  const char *name;
  while ((name = g_dir_read_name (dir))) {
    g_autofree char *path = g_build_filename (scene->dir, name, NULL);
    g_unlink (path);
  }
  g_rmdir (scene->dir);
  g_free (scene->dir);
}

static const VslNode *
node (Scene *scene, const char *id)
{
  return vsl_network_find (vsl_document_network (scene->document), id);
}

static guint
count (Scene *scene)
{
  return vsl_document_network (scene->document)->nodes->len;
}

static gboolean
wired (Scene *scene, const char *from, const char *to)
{
  const VslNode *n = node (scene, to);
  return n && g_ptr_array_find_with_equal_func (n->inputs, from, g_str_equal, NULL);
}

/* Where a port stands on the canvas. */
static void
port (Scene *scene, const char *id, gboolean output, double *x, double *y)
{
  const VslNode *n = node (scene, id);
  g_assert_nonnull (n);
  vsl_canvas_to_view (scene->canvas, n->x + (output ? VSL_CARD_WIDTH : 0), n->y + VSL_CARD_HEIGHT / 2, x, y);
}

static void
click_card (Scene *scene, const char *id)
{
  double x, y;
  const VslNode *n = node (scene, id);
  vsl_canvas_to_view (scene->canvas, n->x + VSL_CARD_WIDTH / 2, n->y + 20, &x, &y);
  ui_click_at (GTK_WIDGET (scene->canvas), x, y, 1);
}

static GtkWidget *
palette_row (Scene *scene, const char *id)
{
  GtkWidget *row = ui_find (scene->window, "GtkListBoxRow", id);
  g_assert_nonnull (row);
  gtk_widget_grab_focus (row);       /* the list is longer than the window: this scrolls the row into it */
  ui_settle ();
  return row;
}

/* ---- the tests ---- */

static void
test_template (Scene *scene, gconstpointer data)
{
  g_assert_cmpuint (count (scene), ==, 0);
  ui_click (palette_row (scene, "classic-cnn"));
  g_assert_cmpuint (count (scene), ==, 5);
  g_assert_nonnull (vsl_canvas_card (scene->canvas, "conv"));
  g_assert_true (vsl_report_ok (vsl_document_report (scene->document)));
  ui_key ("<Control>z");
  g_assert_cmpuint (count (scene), ==, 0);
  g_assert_null (vsl_canvas_card (scene->canvas, "conv"));
  ui_key ("<Control><Shift>z");
  g_assert_cmpuint (count (scene), ==, 5);
}

static gboolean
has_six (gpointer scene)
{
  return count (scene) == 6;
}

static void
test_drag_from_palette (Scene *scene, gconstpointer data)
{
  GtkWidget *canvas = GTK_WIDGET (scene->canvas);
  double x, y;
  ui_drag (palette_row (scene, "Dense"), 40, 12, canvas, 300, 120);
  g_assert_true (ui_wait (has_six, scene, 3000));
  const VslNode *n = node (scene, "dense");
  g_assert_nonnull (n);
  vsl_canvas_to_view (scene->canvas, n->x + VSL_CARD_WIDTH / 2, n->y + VSL_CARD_HEIGHT / 2, &x, &y);
  g_assert_cmpfloat_with_epsilon (x, 300, 8);
  g_assert_cmpfloat_with_epsilon (y, 120, 8);
  g_assert_cmpuint (n->inputs->len, ==, 0);
  ui_key ("<Control>z");
  g_assert_cmpuint (count (scene), ==, 5);
}

static void
test_drop_on_wire (Scene *scene, gconstpointer data)
{
  double x1, y1, x2, y2;
  port (scene, "conv", TRUE, &x1, &y1);
  port (scene, "pool", FALSE, &x2, &y2);
  ui_drag (palette_row (scene, "Flatten"), 40, 12, GTK_WIDGET (scene->canvas), (x1 + x2) / 2, (y1 + y2) / 2);
  g_assert_true (ui_wait (has_six, scene, 3000));
  g_assert_false (wired (scene, "conv", "pool"));
}

static gboolean
template_hidden (gpointer scene)
{
  return ui_find (((Scene *) scene)->window, "GtkListBoxRow", "classic-cnn") == NULL;
}

static void
test_search_and_enter (Scene *scene, gconstpointer data)
{
  click_card (scene, "conv");
  ui_click (ui_find (scene->window, "GtkSearchEntry", NULL));
  ui_type ("dropo");
  ui_key ("Return");      /* at once, before the list is filtered */
  g_assert_cmpuint (count (scene), ==, 6);
  g_assert_true (wired (scene, "conv", "dropout"));      /* behind the selected card, in one step */
  g_assert_true (ui_wait (template_hidden, scene, 3000));
  ui_key ("<Control>z");
  g_assert_cmpuint (count (scene), ==, 5);
}

static void
test_move (Scene *scene, gconstpointer data)
{
  double before_x = node (scene, "conv")->x, before_y = node (scene, "conv")->y, x, y;
  vsl_canvas_to_view (scene->canvas, before_x + 60, before_y + 30, &x, &y);
  ui_drag (GTK_WIDGET (scene->canvas), x, y, GTK_WIDGET (scene->canvas), x + 10, y + 130);
  g_assert_cmpfloat (node (scene, "conv")->y, >, before_y + 50);
  ui_key ("<Control>z");
  g_assert_cmpfloat (node (scene, "conv")->y, ==, before_y);
  g_assert_cmpfloat (node (scene, "conv")->x, ==, before_x);
  /* A box around everything, moved by keys. */
  ui_drag (GTK_WIDGET (scene->canvas), 4, 200, GTK_WIDGET (scene->canvas), gtk_widget_get_width (GTK_WIDGET (scene->canvas)) - 6, 600);
  g_auto (GStrv) ids = vsl_canvas_selection (scene->canvas);
  g_assert_cmpuint (g_strv_length (ids), ==, 5);
  before_y = node (scene, "answer")->y;
  ui_key ("<Shift>Down");
  g_assert_cmpfloat (node (scene, "answer")->y, ==, before_y + 10);
}

static void
test_wire_and_delete (Scene *scene, gconstpointer data)
{
  double x1, y1, x2, y2;
  port (scene, "pool", TRUE, &x1, &y1);
  port (scene, "flat", FALSE, &x2, &y2);
  ui_click_at (GTK_WIDGET (scene->canvas), (x1 + x2) / 2, (y1 + y2) / 2, 1);      /* selects the wire */
  ui_key ("Delete");
  g_assert_false (wired (scene, "pool", "flat"));
  g_assert_cmpuint (count (scene), ==, 5);
  port (scene, "pool", TRUE, &x1, &y1);
  port (scene, "flat", FALSE, &x2, &y2);
  ui_drag (GTK_WIDGET (scene->canvas), x1, y1, GTK_WIDGET (scene->canvas), x2, y2);
  g_assert_true (wired (scene, "pool", "flat"));
  click_card (scene, "flat");
  ui_key ("Delete");
  g_assert_cmpuint (count (scene), ==, 4);
  ui_key ("<Control>z");
  g_assert_true (wired (scene, "pool", "flat") && wired (scene, "flat", "answer"));
}

static void
test_connect_by_keys (Scene *scene, gconstpointer data)
{
  const char *ids[] = { "flat", NULL };
  vsl_document_remove_nodes (scene->document, ids, NULL);
  vsl_document_disconnect (scene->document, "pool", "answer", NULL);
  click_card (scene, "pool");
  ui_key ("c");
  GtkWidget *hint = ui_find (scene->window, "GtkLabel", "hint");
  g_assert_nonnull (hint);
  ui_key ("Right");
  ui_key ("Return");
  g_assert_true (wired (scene, "pool", "answer"));
  g_assert_false (gtk_widget_get_visible (hint));
}

static void
test_mistake_and_remedy (Scene *scene, gconstpointer data)
{
  const char *ids[] = { "flat", NULL };
  vsl_document_remove_nodes (scene->document, ids, NULL);
  vsl_document_connect (scene->document, "pool", "answer", NULL);
  ui_settle ();
  g_assert_false (vsl_report_ok (vsl_document_report (scene->document)));
  g_assert_true (gtk_widget_has_css_class (vsl_canvas_card (scene->canvas, "answer"), "problem"));
  g_assert_false (gtk_widget_has_css_class (vsl_canvas_card (scene->canvas, "pool"), "problem"));
  GtkWidget *problems = ui_find (scene->window, "GtkButton", "problem_button");
  g_assert_nonnull (problems);
  ui_click (problems);
  g_assert_cmpstr (vsl_canvas_selected_node (scene->canvas)->id, ==, "answer");
  GtkWidget *remedy = ui_find (scene->window, "GtkButton", "remedy");
  g_assert_nonnull (remedy);
  ui_click (remedy);
  g_assert_true (vsl_report_ok (vsl_document_report (scene->document)));
  g_assert_cmpuint (count (scene), ==, 5);
  g_assert_false (gtk_widget_has_css_class (vsl_canvas_card (scene->canvas, "answer"), "problem"));
  g_assert_null (ui_find (scene->window, "GtkButton", "remedy"));
}

static gint64
filters (Scene *scene)
{
  g_autoptr (JsonNode) value = vsl_config_get (&node (scene, "conv")->cls->head, node (scene, "conv")->config, "filters");
  return json_node_get_int (value);
}

static void
test_options (Scene *scene, gconstpointer data)
{
  click_card (scene, "conv");
  gint64 before = filters (scene), params = vsl_document_report (scene->document)->params;
  GtkWidget *row = ui_find (scene->window, NULL, "filters");
  g_assert_nonnull (row);
  GtkWidget *spin = ui_find (row, "GtkSpinButton", NULL);
  ui_click_at (spin, gtk_widget_get_width (spin) - 12, gtk_widget_get_height (spin) / 2.0, 1);
  g_assert_cmpint (filters (scene), ==, before + 1);
  g_assert_cmpint (vsl_document_report (scene->document)->params, !=, params);
  ui_key ("<Control>z");
  g_assert_cmpint (filters (scene), ==, before);
  g_assert_cmpfloat (gtk_spin_button_get_value (GTK_SPIN_BUTTON (spin)), ==, (double) before);
  /* A value that is not legal stays in the field, marked, and the network as it was. */
  GtkWidget *entry = ui_find (ui_find (scene->window, NULL, "kernel_size"), "GtkEntry", NULL);
  ui_click (entry);
  ui_key ("<Control>a");
  ui_type ("0");
  ui_key ("Return");
  g_assert_true (gtk_widget_has_css_class (entry, "error"));
  g_assert_true (vsl_report_ok (vsl_document_report (scene->document)));
  ui_key ("<Control>a");
  ui_type ("5");
  ui_key ("Return");
  g_assert_false (gtk_widget_has_css_class (entry, "error"));
  const VslNodeReport *report = &vsl_document_report (scene->document)->node[1];
  g_assert_cmpint (report->out.dim[0], ==, 24);
}

static guint
known_words (Scene *scene)
{
  return vsl_strings_length (vsl_prepare_text_rules (node (scene, "note"))->vocabulary);
}

/* A network for notes: how large its vocabulary is, a button that forgets it and Undo that brings it back, and a table that is too small
 * for it, mended by its own button. */
static void
test_vocabulary (Scene *scene, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (VslNetwork) network = vsl_network_parse (
    "{\"format\": \"vesalius-network\", \"version\": 1, \"nodes\": [{\"id\": \"note\", \"type\": \"Input\", \"config\": {\"shape\": [6]}, \"preprocessing\": "
    "[{\"type\": \"TextVectorization\", \"config\": {\"output_sequence_length\": 6, \"vocabulary\": [\"fever\", \"cough\", \"no\"]}}]}, "
    "{\"id\": \"words\", \"type\": \"Embedding\", \"config\": {\"input_dim\": 4, \"output_dim\": 5}, \"inputs\": [\"note\"]}]}", -1, &error);
  g_assert_no_error (error);
  vsl_document_set_network (scene->document, network, NULL);
  ui_settle ();
  gtk_widget_activate_action (GTK_WIDGET (scene->canvas), "canvas.fit", NULL);
  ui_settle ();
  g_assert_true (gtk_widget_has_css_class (vsl_canvas_card (scene->canvas, "words"), "problem"));
  click_card (scene, "words");
  ui_click (ui_find (scene->window, "GtkButton", "remedy"));
  g_assert_true (vsl_report_ok (vsl_document_report (scene->document)));
  click_card (scene, "note");
  GtkWidget *row = ui_find (scene->window, NULL, "vocabulary");
  g_assert_nonnull (row);
  g_assert_nonnull (ui_find (row, "GtkLabel", "3 words"));
  GtkWidget *button = ui_find (row, "GtkButton", NULL);
  ui_click (button);
  g_assert_cmpuint (known_words (scene), ==, 0);
  g_assert_nonnull (ui_find (row, "GtkLabel", "taken from the training data"));
  g_assert_false (gtk_widget_get_visible (button));
  ui_key ("<Control>z");
  g_assert_cmpuint (known_words (scene), ==, 3);
  g_assert_nonnull (ui_find (row, "GtkLabel", "3 words"));
  g_assert_cmpuint (ui_check_labels (scene->window), >, 50);
}

static void
test_rename (Scene *scene, gconstpointer data)
{
  click_card (scene, "conv");
  GtkWidget *row = ui_find (scene->window, "AdwEntryRow", NULL);
  ui_click (row);
  ui_key ("<Control>a");
  ui_type ("eyes");
  ui_key ("Return");
  g_assert_nonnull (node (scene, "eyes"));
  g_assert_true (wired (scene, "eyes", "pool"));
  g_assert_cmpstr (vsl_canvas_selected_node (scene->canvas)->id, ==, "eyes");
}

static gboolean
has_seven (gpointer scene)
{
  return count (scene) == 7;
}

static void
test_copy_paste (Scene *scene, gconstpointer data)
{
  click_card (scene, "conv");
  vsl_canvas_select (scene->canvas, "pool", TRUE);
  ui_key ("<Control>c");
  ui_key ("<Control>v");
  g_assert_true (ui_wait (has_seven, scene, 3000));
  g_auto (GStrv) ids = vsl_canvas_selection (scene->canvas);
  g_assert_cmpuint (g_strv_length (ids), ==, 2);
  const VslNode *copy = node (scene, g_str_has_prefix (ids[0], "pool") ? ids[0] : ids[1]);
  g_assert_cmpuint (copy->inputs->len, ==, 1);      /* the wire between them came with them */
  g_assert_cmpstr (copy->inputs->pdata[0], !=, "conv");
  ui_key ("<Control>z");
  g_assert_cmpuint (count (scene), ==, 5);
}

static void
test_zoom_and_pan (Scene *scene, gconstpointer data)
{
  GtkWidget *canvas = GTK_WIDGET (scene->canvas);
  double zoom = vsl_canvas_zoom (scene->canvas);
  VslBox before, after;
  ui_scroll (canvas, -3, TRUE);
  g_assert_cmpfloat (vsl_canvas_zoom (scene->canvas), >, zoom * 1.3);
  vsl_canvas_view (scene->canvas, &before);
  ui_drag_button (2, canvas, 300, 300, canvas, 250, 280);
  vsl_canvas_view (scene->canvas, &after);
  g_assert_cmpfloat_with_epsilon (after.x - before.x, 50 / vsl_canvas_zoom (scene->canvas), 1);
  gtk_widget_grab_focus (canvas);
  ui_key ("<Control>0");
  g_assert_cmpfloat_with_epsilon (vsl_canvas_zoom (scene->canvas), zoom, 0.01);
}

static void
test_accessible (Scene *scene, gconstpointer data)
{
  GtkWidget *card = vsl_canvas_card (scene->canvas, "conv");
  gtk_test_accessible_assert_property (card, GTK_ACCESSIBLE_PROPERTY_LABEL, "conv, Conv2D");
  click_card (scene, "conv");
  g_assert_cmpuint (ui_check_labels (scene->window), >, 50);
  click_card (scene, "scan");
  g_assert_cmpuint (ui_check_labels (scene->window), >, 50);
}

#define TEST(name, function, template) g_test_add ("/ui/network/" name, Scene, template, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  ui_robot_init ();
  TEST ("template", test_template, NULL);
  TEST ("drag-from-palette", test_drag_from_palette, "classic-cnn");
  TEST ("drop-on-wire", test_drop_on_wire, "classic-cnn");
  TEST ("search", test_search_and_enter, "classic-cnn");
  TEST ("move", test_move, "classic-cnn");
  TEST ("wire-and-delete", test_wire_and_delete, "classic-cnn");
  TEST ("connect-by-keys", test_connect_by_keys, "classic-cnn");
  TEST ("mistake", test_mistake_and_remedy, "classic-cnn");
  TEST ("options", test_options, "classic-cnn");
  TEST ("vocabulary", test_vocabulary, "classic-cnn");
  TEST ("rename", test_rename, "classic-cnn");
  TEST ("copy-paste", test_copy_paste, "classic-cnn");
  TEST ("zoom", test_zoom_and_pan, "classic-cnn");
  TEST ("accessible", test_accessible, "classic-cnn");
  return g_test_run ();
}
