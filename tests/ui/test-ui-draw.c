/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Drawing a network by hand in the real window: a person who doesn't know what a wire is gets a chain, what doesn't fit the scans is said on
 * the card and mended by its button, and nothing that was drawn is lost by a click. */
#include "ui-common.h"

#include <math.h>
#include <string.h>

#include "data/vsl-prepare.h"
#include "draw/vsl-network-drawing.h"
#include "ui/vsl-canvas.h"
#include "ui/vsl-welcome-page.h"


typedef struct {
  VslWindow *window;
  GtkWidget *page;
  VslCanvas *canvas;
  VslDocument *document;
} Scene;

static Scene shared;              /* one window for all: importing takes longer than most of the tests */

/* 60 scans of 32 × 32 in two classes, and nothing drawn. */
static void
set_up (Scene *scene, gconstpointer data)
{
  g_autofree char *folder = ui_scratch ("draw-scans");
  g_autoptr (VslNetwork) nothing = vsl_network_new ();

  if (shared.window == NULL)
    {
      ui_make_scans (folder, 30);
      shared.window = ui_new_project ("draw.vesalius");
      ui_accept_import (shared.window, ui_look_at (shared.window, folder), 60);
      shared.document = vsl_window_document (shared.window);
      shared.page = vsl_window_page (shared.window, "network");
      ui_go_to (shared.window, "<Control>2", "network");
      shared.canvas = VSL_CANVAS (ui_find_type (shared.page, VSL_TYPE_CANVAS));
    }
  *scene = shared;
  vsl_document_set_network (scene->document, nothing, NULL);
  vsl_canvas_select (scene->canvas, NULL, FALSE);
  vsl_canvas_fit (scene->canvas, FALSE);
  ui_settle ();
}

static void
tear_down (Scene *scene, gconstpointer data)
{
}

static const VslNode *
node (Scene *scene, const char *id)
{
  const VslNode *found = vsl_network_find (vsl_document_network (scene->document), id);

  g_assert_nonnull (found);
  return found;
}

static guint
count (Scene *scene)
{
  return vsl_document_network (scene->document)->nodes->len;
}

/* The one wire into a node. */
static void
assert_wired (Scene *scene, const char *from, const char *to)
{
  g_assert_cmpuint (node (scene, to)->inputs->len, ==, 1);
  g_assert_cmpstr (node (scene, to)->inputs->pdata[0], ==, from);
}

static void
assert_option (Scene *scene, const char *id, const char *option, const char *expected)
{
  g_autofree char *value = vsl_config_get_text (&node (scene, id)->cls->head, node (scene, id)->config, option);

  g_assert_cmpstr (value, ==, expected);
}

static void
assert_nothing_covered (Scene *scene)
{
  GPtrArray *nodes = vsl_document_network (scene->document)->nodes;

  for (guint i = 0; i < nodes->len; i++)
    for (guint k = 0; k < i; k++)
      {
        const VslNode *a = nodes->pdata[i], *b = nodes->pdata[k];

        g_assert_true (fabs (a->x - b->x) >= VSL_CARD_WIDTH || fabs (a->y - b->y) >= VSL_CARD_HEIGHT);
      }
}

static GtkWidget *
palette_row (Scene *scene, const char *id)
{
  GtkWidget *row = ui_find_name (scene->page, id);

  g_assert_nonnull (row);
  gtk_widget_grab_focus (row);      /* scrolls the list */
  ui_settle ();
  return row;
}

static void
add (Scene *scene, const char *id)
{
  guint before = count (scene);

  ui_double_click (palette_row (scene, id));
  ui_settle ();
  g_assert_cmpuint (count (scene), ==, before + 1);
}

static gboolean
report_is_ok (gpointer scene)
{
  return vsl_report_ok (vsl_document_report (((Scene *) scene)->document));
}

static GtkWidget *
remedy (Scene *scene)
{
  return ui_find_name (scene->page, "remedy");
}

/* ---- a chain ---- */

static void
test_chain (Scene *scene, gconstpointer data)
{
  GtkWidget *empty = ui_find_id (scene->page, "empty");
  const VslNode *input;

  g_assert_nonnull (empty);
  g_assert_nonnull (strstr (gtk_label_get_label (GTK_LABEL (empty)), "Double-click"));
  g_assert_nonnull (strstr (gtk_label_get_label (GTK_LABEL (empty)), "drag"));
  ui_photograph (GTK_WIDGET (scene->window), "draw-empty");
  add (scene, "Input");
  input = node (scene, "input");
  assert_option (scene, "input", "shape", "32 × 32 × 1");                       /* as the scans are */
  g_assert_cmpuint (input->preprocessing->len, ==, 1);
  g_assert_cmpstr (g_array_index (input->preprocessing, VslStepSpec, 0).cls->head.name, ==, "Rescaling");
  add (scene, "Conv2D");
  assert_wired (scene, "input", "conv2d");
  vsl_canvas_select (scene->canvas, NULL, FALSE);
  add (scene, "MaxPooling2D");                                                /* nothing is selected: behind the open end */
  assert_wired (scene, "conv2d", "maxpooling2d");
  ui_click (ui_find_id (GTK_WIDGET (scene->window), "undo_button"));
  g_assert_cmpuint (count (scene), ==, 2);
  add (scene, "MaxPooling2D");                                                /* also after Undo */
  assert_wired (scene, "conv2d", "maxpooling2d");
  ui_click (ui_find_id (scene->page, "search"));
  ui_type ("flatt");
  ui_key ("Return");
  assert_wired (scene, "maxpooling2d", "flatten");
  ui_click (ui_find_id (scene->page, "search"));
  ui_key ("<Control>a");
  ui_key ("Delete");
  ui_settle ();
  assert_nothing_covered (scene);
  ui_photograph (GTK_WIDGET (scene->window), "draw-chain");
}

/* Behind a card in the middle: on its wire, with what is downstream moved aside, and back in one step. */
static void
test_insert (Scene *scene, gconstpointer data)
{
  double pool_x;

  add (scene, "Input");
  add (scene, "Conv2D");
  add (scene, "Flatten");
  pool_x = node (scene, "flatten")->x;
  ui_click (vsl_canvas_card (scene->canvas, "conv2d"));
  add (scene, "MaxPooling2D");
  assert_wired (scene, "conv2d", "maxpooling2d");
  assert_wired (scene, "maxpooling2d", "flatten");
  assert_nothing_covered (scene);
  g_assert_cmpfloat (node (scene, "flatten")->x, >, pool_x);
  ui_key ("<Control>z");
  g_assert_cmpuint (count (scene), ==, 3);
  g_assert_cmpfloat (node (scene, "flatten")->x, ==, pool_x);
  assert_wired (scene, "conv2d", "flatten");
}

/* ---- dropping ---- */

typedef struct {
  Scene *scene;
  gboolean seen;
  guint n;
} Preview;

static gboolean
watch (gpointer data)
{
  Preview *preview = data;

  preview->seen |= g_strcmp0 (vsl_canvas_drop_target (preview->scene->canvas), "input") == 0;
  return G_SOURCE_CONTINUE;
}

static gboolean
has_more (gpointer data)
{
  Preview *preview = data;

  return count (preview->scene) == preview->n;
}

/* A drop at a place of the drawing. */
static gboolean
drop (Scene *scene, const char *type, double x, double y)
{
  Preview preview = { scene, FALSE, count (scene) + 1 };
  guint source = g_timeout_add (2, watch, &preview);
  double view_x, view_y;

  vsl_canvas_to_view (scene->canvas, x, y, &view_x, &view_y);
  ui_drag (palette_row (scene, type), 40, 12, GTK_WIDGET (scene->canvas), view_x, view_y);
  g_assert_true (ui_wait (has_more, &preview, 3000));
  g_source_remove (source);
  ui_settle ();
  return preview.seen;
}

static void
test_drop_near (Scene *scene, gconstpointer data)
{
  const VslNode *input;

  add (scene, "Input");
  input = node (scene, "input");
  g_assert_true (drop (scene, "Conv2D", input->x + 1.8 * VSL_CARD_WIDTH, input->y + 60));      /* its wire was shown before */
  assert_wired (scene, "input", "conv2d");
  g_assert_cmpfloat_with_epsilon (node (scene, "conv2d")->x, node (scene, "input")->x + 1.3 * VSL_CARD_WIDTH, 10);
  ui_key ("<Control>z");                                                                       /* card and wire in one step */
  g_assert_cmpuint (count (scene), ==, 1);
}

static void
test_drop_far (Scene *scene, gconstpointer data)
{
  add (scene, "Input");
  g_assert_false (drop (scene, "Conv2D", node (scene, "input")->x + VSL_CARD_WIDTH / 2, node (scene, "input")->y + 240));
  g_assert_cmpuint (node (scene, "conv2d")->inputs->len, ==, 0);                               /* not behind it */
}

static void
test_drop_on_wire (Scene *scene, gconstpointer data)
{
  const VslNode *a, *b;
  double x;

  add (scene, "Input");
  add (scene, "Conv2D");
  add (scene, "Flatten");
  a = node (scene, "input");
  b = node (scene, "conv2d");
  x = node (scene, "flatten")->x;
  drop (scene, "MaxPooling2D", (a->x + VSL_CARD_WIDTH + b->x) / 2, a->y + VSL_CARD_HEIGHT / 2);
  assert_wired (scene, "input", "maxpooling2d");
  assert_wired (scene, "maxpooling2d", "conv2d");
  assert_nothing_covered (scene);
  g_assert_cmpfloat (node (scene, "flatten")->x, >, x);                 /* aside, not below */
  ui_photograph (GTK_WIDGET (scene->window), "draw-dropped-on-wire");
  ui_key ("<Control>z");
  g_assert_cmpuint (count (scene), ==, 3);
  g_assert_cmpfloat (node (scene, "flatten")->x, ==, x);
}

/* ---- what does not fit the scans ---- */

static void
test_misfits (Scene *scene, gconstpointer data)
{
  add (scene, "Input");
  add (scene, "Flatten");
  g_assert_false (report_is_ok (scene));                /* it does not end in an answer yet: nothing is wrong with a card */
  g_assert_null (remedy (scene));
  add (scene, "Dense");
  g_assert_true (gtk_widget_has_css_class (vsl_canvas_card (scene->canvas, "dense"), "problem"));
  g_assert_cmpstr (gtk_button_get_label (GTK_BUTTON (remedy (scene))), ==, "Make It 2 Units, softmax");
  ui_photograph (GTK_WIDGET (scene->window), "draw-misfit");
  ui_click (remedy (scene));
  g_assert_true (report_is_ok (scene));
  assert_option (scene, "dense", "units", "2");
  assert_option (scene, "dense", "activation", "softmax");
  ui_type_into (scene->page, "units", "1");             /* one unit with softmax says nothing */
  g_assert_false (report_is_ok (scene));
  ui_click (remedy (scene));
  g_assert_true (report_is_ok (scene));
  /* An Input of another size than the scans: they can be resized. */
  ui_click (vsl_canvas_card (scene->canvas, "input"));
  ui_type_into (scene->page, "shape", "28,28,1");
  g_assert_true (gtk_widget_has_css_class (vsl_canvas_card (scene->canvas, "input"), "problem"));
  g_assert_cmpstr (gtk_button_get_label (GTK_BUTTON (remedy (scene))), ==, "Resize the Scans");
  ui_click (remedy (scene));
  g_assert_true (report_is_ok (scene));
  g_assert_cmpuint (node (scene, "input")->preprocessing->len, ==, 2);
  g_assert_cmpstr (g_array_index (node (scene, "input")->preprocessing, VslStepSpec, 0).cls->head.name, ==, "Resizing");
  /* One that takes no scans at all is given theirs. */
  ui_type_into (scene->page, "shape", "40");
  g_assert_cmpstr (gtk_button_get_label (GTK_BUTTON (remedy (scene))), ==, "Fit to the Samples");
  ui_click (remedy (scene));
  assert_option (scene, "input", "shape", "32 × 32 × 1");
  g_assert_true (report_is_ok (scene));
}

/* ---- templates ---- */

static void
answer (const char *label)
{
  GtkWidget *dialog;

  g_assert_true (ui_wait (ui_asks, NULL, 5000));
  dialog = ui_find_toplevel (ADW_TYPE_MESSAGE_DIALOG);
  ui_click (ui_find (dialog, "GtkButton", label));
  ui_settle ();
}

static void
test_templates (Scene *scene, gconstpointer data)
{
  ui_click (palette_row (scene, "classic-cnn"));
  g_assert_cmpuint (count (scene), ==, 5);
  ui_click (palette_row (scene, "perceptron"));         /* one after the other, without a word */
  g_assert_false (ui_asks (NULL));
  g_assert_cmpuint (count (scene), ==, 5);
  ui_click (vsl_canvas_card (scene->canvas, "hidden"));
  ui_type_into (scene->page, "units", "7");
  /* Scans without a table: nobody is asked for what cannot be done, and nothing changes. */
  ui_click (palette_row (scene, "scan-and-table"));
  g_assert_true (ui_wait (ui_asks, NULL, 5000));
  g_assert_cmpstr (adw_message_dialog_get_heading (ADW_MESSAGE_DIALOG (ui_find_toplevel (ADW_TYPE_MESSAGE_DIALOG))), ==, "This Template Does Not Fit");
  ui_photograph (GTK_WIDGET (ui_find_toplevel (ADW_TYPE_MESSAGE_DIALOG)), "template-refused");
  answer ("_Close");
  g_assert_cmpuint (count (scene), ==, 5);
  assert_option (scene, "hidden", "units", "7");
  ui_click (palette_row (scene, "classic-cnn"));        /* own work: asked first */
  answer ("_Cancel");
  g_assert_cmpuint (count (scene), ==, 5);
  assert_option (scene, "hidden", "units", "7");
  ui_click (palette_row (scene, "classic-cnn"));
  answer ("_Replace");
  g_assert_cmpuint (count (scene), ==, 5);
  ui_key ("<Control>z");
  assert_option (scene, "hidden", "units", "7");
}

/* ---- the panel ---- */

static gboolean
has_seven_filters (gpointer data)
{
  Scene *scene = data;
  g_autofree char *value = vsl_config_get_text (&node (scene, "conv2d")->cls->head, node (scene, "conv2d")->config, "filters");

  return g_str_equal (value, "7");
}

/* Numbers count while they are typed, and when the field is left. */
static void
test_typing (Scene *scene, gconstpointer data)
{
  GtkWidget *field, *row;
  const VslReport *report;

  add (scene, "Input");
  add (scene, "Conv2D");
  field = ui_find_type (ui_find_name (scene->page, "filters"), GTK_TYPE_TEXT);
  ui_click (field);
  ui_key ("<Control>a");
  ui_type ("7");
  g_assert_true (ui_wait (has_seven_filters, scene, 3000));      /* no Enter */
  report = vsl_document_report (scene->document);
  g_assert_cmpint (report->node[1].out.dim[2], ==, 7);
  g_assert_cmpint (gtk_editable_get_position (GTK_EDITABLE (field)), ==, 1);     /* the cursor stays behind the digit */
  ui_type ("2");
  ui_key ("Tab");                                                /* the field is left at once */
  assert_option (scene, "conv2d", "filters", "72");
  row = ui_find_name (scene->page, "kernel_size");
  field = ui_find_type (row, GTK_TYPE_TEXT);
  ui_click (field);
  ui_key ("<Control>a");
  ui_type ("5");
  ui_click (ui_find_id (scene->page, "search"));
  assert_option (scene, "conv2d", "kernel_size", "5 × 3");
  ui_click (vsl_canvas_card (scene->canvas, "conv2d"));
  row = ui_find_id (scene->page, "trainable_row");
  g_assert_nonnull (row);
  g_assert_cmpstr (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (row)), ==, "Trainable");
  g_assert_nonnull (strstr (gtk_widget_get_tooltip_text (row), "frozen"));
}

/* ---- training that cannot start, and what "auto" means ---- */

static gboolean
says_not_started (gpointer data)
{
  GtkWidget *status = ui_find_id (vsl_window_page (((Scene *) data)->window, "train"), "status");

  return g_str_equal (gtk_label_get_label (GTK_LABEL (status)), "The training did not start");
}

static void
test_train_page (Scene *scene, gconstpointer data)
{
  GtkWidget *train = vsl_window_page (scene->window, "train"), *dialog;
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  GListModel *samples = vsl_document_samples (scene->document);

  ui_click (palette_row (scene, "classic-cnn"));
  ui_go_to (scene->window, "<Control>3", "train");
  g_assert_cmpstr (adw_action_row_get_subtitle (ADW_ACTION_ROW (ui_find_name (train, "loss"))), ==, "automatic: Sparse categorical cross-entropy");
  for (guint i = 0; i < g_list_model_get_n_items (samples); i++)
    {
      g_autoptr (VslSample) sample = g_list_model_get_item (samples, i);

      g_array_append_val (ids, vsl_sample_info (sample)->id);
    }
  vsl_document_set_split (scene->document, (const gint64 *) (gpointer) ids->data, ids->len, VSL_SPLIT_TEST);
  ui_settle ();
  ui_click (ui_find_id (train, "start_button"));
  g_assert_true (ui_wait (says_not_started, scene, 20000));
  g_assert_true (ui_wait (ui_asks, NULL, 5000));
  dialog = ui_find_toplevel (ADW_TYPE_MESSAGE_DIALOG);
  g_assert_cmpstr (adw_message_dialog_get_heading (ADW_MESSAGE_DIALOG (dialog)), ==, "The Training Did Not Start");
  ui_click (ui_find (dialog, "GtkButton", "_Close"));
  ui_settle ();
}

/* ---- back to the start page ---- */

static VslWindow *
other_window (VslWindow *than)
{
  GListModel *all = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (all); i++)
    {
      g_autoptr (GtkWidget) window = g_list_model_get_item (all, i);

      if (VSL_IS_WINDOW (window) && (gpointer) window != than)
        return VSL_WINDOW (window);
    }
  return NULL;
}

static gboolean
is_gone (gpointer data)
{
  return *(gpointer *) data == NULL;
}

static void
test_close_project (Scene *scene, gconstpointer data)
{
  VslWindow *window = scene->window, *start;
  gpointer weak = window;
  GtkWidget *item;

  g_object_add_weak_pointer (G_OBJECT (window), &weak);
  ui_click (ui_find_id (GTK_WIDGET (window), "menu_button"));
  ui_settle ();
  item = ui_find (GTK_WIDGET (window), NULL, "Close Project");
  g_assert_nonnull (item);
  ui_click (item);
  g_assert_true (ui_wait (is_gone, &weak, 10000));
  start = other_window (NULL);
  g_assert_nonnull (start);
  ui_settle ();
  g_assert_null (vsl_window_document (start));
  g_assert_nonnull (ui_find_type (GTK_WIDGET (start), VSL_TYPE_WELCOME_PAGE));
  /* the samples and what was open before stand on the first screen, with nothing to scroll */
  for (guint i = 0; i < 2; i++)
    {
      GtkWidget *group = ui_find_id (GTK_WIDGET (start), i == 0 ? "recent_group" : "sample_group");
      graphene_point_t end;

      g_assert_nonnull (group);
      g_assert_true (gtk_widget_get_mapped (group));
      g_assert_true (gtk_widget_compute_point (group, GTK_WIDGET (start), &GRAPHENE_POINT_INIT (0, (float) gtk_widget_get_height (group)), &end));
      g_assert_cmpfloat (end.y, <=, 800);
    }
  ui_photograph (GTK_WIDGET (start), "start-page");
  ui_window_close (start);
  shared = (Scene) { 0 };
}

int
main (int argc, char **argv)
{
  ui_start (&argc, &argv);
#define TEST(name, func) g_test_add ("/ui/draw/" name, Scene, NULL, set_up, func, tear_down)
  TEST ("chain", test_chain);
  TEST ("insert", test_insert);
  TEST ("drop-near", test_drop_near);
  TEST ("drop-far", test_drop_far);
  TEST ("drop-on-wire", test_drop_on_wire);
  TEST ("misfits", test_misfits);
  TEST ("templates", test_templates);
  TEST ("typing", test_typing);
  TEST ("train-page", test_train_page);
  TEST ("close-project", test_close_project);           /* the last: it takes the window away */
  return g_test_run ();
}
