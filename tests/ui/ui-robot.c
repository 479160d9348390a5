/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui-robot.h"

#include <execinfo.h>
#include <signal.h>
#include <unistd.h>
#include <X11/Xlib.h>
#include <X11/extensions/XTest.h>
#include <X11/keysym.h>
#include <gdk/x11/gdkx.h>
#include <string.h>

static Display *xd;                       /* our own connection */
static GtkWidget *current;                /* the widget last pointed at; weak */

#ifdef __SANITIZE_ADDRESS__
void __sanitizer_malloc_hook (const volatile void *block, size_t size);

#define QUARK_BLOCK 2048                  /* of GLib's gquark.c */
static const volatile void *first_quarks;  /* read by the leak checker alone */

/* GLib gives up its array of quarks for a larger one without freeing it, since others may be reading it without a lock. A window with all its
 * types and properties has more quarks than the first array holds, and the checker cannot tell that array from a leak: its stack ends in
 * g_malloc (). It is made before main () runs, as the first block of that size. */
__attribute__ ((visibility ("default"))) void
__sanitizer_malloc_hook (const volatile void *block, size_t size)
{
  if (!first_quarks && size == QUARK_BLOCK * sizeof (char *))
    first_quarks = block;
}
#endif

/* A test that is killed because it takes too long says where it was. */
static void
say_where (int number)
{
  void *frame[64];
  backtrace_symbols_fd (frame, backtrace (frame, G_N_ELEMENTS (frame)), STDERR_FILENO);
  _exit (128 + number);
}

void
ui_robot_init (void)
{
  GtkCssProvider *css = gtk_css_provider_new ();
  signal (SIGTERM, say_where);
  xd = XOpenDisplay (NULL);
  g_assert_nonnull (xd);
  XAutoRepeatOff (xd);
  g_object_set (gtk_settings_get_default (), "gtk-enable-animations", FALSE, "gtk-cursor-blink", FALSE, NULL);
  gtk_icon_theme_add_resource_path (gtk_icon_theme_get_for_display (gdk_display_get_default ()), "/org/vesalius/Vesalius/icons");
  gtk_css_provider_load_from_resource (css, "/org/vesalius/Vesalius/style.css");
  gtk_style_context_add_provider_for_display (gdk_display_get_default (), GTK_STYLE_PROVIDER (css), GTK_STYLE_PROVIDER_PRIORITY_APPLICATION);
  g_object_unref (css);
}

static GtkWidget *
mapped_toplevel (void)
{
  GListModel *windows = gtk_window_get_toplevels ();
  for (guint i = 0; i < g_list_model_get_n_items (windows); i++) {
    g_autoptr (GtkWidget) window = g_list_model_get_item (windows, i);
    if (gtk_widget_get_mapped (window))
      return window;
  }
  return NULL;
}

#define LONGEST_FRAME 60000     /* ms */

static gboolean
timed_out (gpointer data)
{
  *(gboolean *) data = TRUE;
  return G_SOURCE_REMOVE;
}

static gboolean
ticked (GtkWidget *widget, GdkFrameClock *clock, gpointer data)
{
  return G_SOURCE_REMOVE;
}

static void
tick_gone (gpointer data)
{
  *(gboolean *) data = TRUE;
}

/* Until the widget's frame clock has ticked, or there is no such widget on the screen any more: an answer to a question may take the
 * whole window away while it is waited for, and gtk_test_widget_wait_for_draw() would then wait for ever. */
static void
wait_for_tick (GtkWidget *widget)
{
  gboolean done = FALSE, over = FALSE;
  GtkWidget *alive = NULL;
  g_set_weak_pointer (&alive, widget);
  guint id = gtk_widget_add_tick_callback (widget, ticked, &done, tick_gone);
  guint limit = g_timeout_add (LONGEST_FRAME, timed_out, &over);
  while (!done && !over && alive && gtk_widget_get_mapped (alive))
    g_main_context_iteration (NULL, TRUE);
  if (!over)
    g_source_remove (limit);
  else if (!done && alive && gtk_widget_get_mapped (alive))
    g_error ("a mapped %s was not drawn for %d s", G_OBJECT_TYPE_NAME (alive), LONGEST_FRAME / 1000);
  if (!done && alive)
    gtk_widget_remove_tick_callback (alive, id);
  g_clear_weak_pointer (&alive);
}

/* The server has taken our input, GDK has it, the frame clock has ticked. */
void
ui_settle (void)
{
  for (int i = 0; i < 2; i++) {
    XSync (xd, False);
    gdk_display_sync (gdk_display_get_default ());
    for (int k = 0; k < 1000 && g_main_context_iteration (NULL, FALSE); k++)
      ;
    GtkWidget *widget = current && gtk_widget_get_mapped (current) ? current : mapped_toplevel ();
    if (widget)
      wait_for_tick (widget);
    for (int k = 0; k < 1000 && g_main_context_iteration (NULL, FALSE); k++)
      ;
  }
}

static void
root_place (GtkWidget *widget, double x, double y, int *rx, int *ry)
{
  GtkNative *native = gtk_widget_get_native (widget);
  graphene_point_t p;
  double nx, ny;
  Window child;
  g_assert_nonnull (native);
  g_assert_true (gtk_widget_compute_point (widget, GTK_WIDGET (native), &GRAPHENE_POINT_INIT ((float) x, (float) y), &p));
  gtk_native_get_surface_transform (native, &nx, &ny);
  XTranslateCoordinates (xd, gdk_x11_surface_get_xid (gtk_native_get_surface (native)), DefaultRootWindow (xd), (int) (p.x + nx),
                         (int) (p.y + ny), rx, ry, &child);
}

static void
motion (int x, int y)
{
  XTestFakeMotionEvent (xd, -1, x, y, CurrentTime);
  ui_settle ();
}

static void
button (guint number, gboolean down)
{
  XTestFakeButtonEvent (xd, number, down, CurrentTime);
  ui_settle ();
}

/* Both before the toolkit looks: what is laid out anew in between would have the release meet another widget than the press, as no person's click does. */
static void
tap (void)
{
  XTestFakeButtonEvent (xd, 1, True, CurrentTime);
  XTestFakeButtonEvent (xd, 1, False, CurrentTime);
  ui_settle ();
}

void
ui_move (GtkWidget *widget, double x, double y)
{
  int rx, ry, now_x, now_y;
  ui_settle ();
  root_place (widget, x, y, &rx, &ry);
  g_set_weak_pointer (&current, widget);
  /* What is still being filled moves what stands below it: on a slow machine the pointer follows. */
  for (int i = 0; i < 20; i++) {
    /* Two motions: after a popover has closed, a press without a motion before it is swallowed. */
    motion (rx + 2, ry + 1);
    motion (rx, ry);
    if (!current || !gtk_widget_get_mapped (widget))
      return;
    root_place (widget, x, y, &now_x, &now_y);
    if (now_x == rx && now_y == ry)
      return;
    rx = now_x;
    ry = now_y;
  }
}

void
ui_click_at (GtkWidget *widget, double x, double y, guint number)
{
  ui_move (widget, x, y);
  button (number, TRUE);
  button (number, FALSE);
}

#define EDGE 12                 /* px: a press so near to the end of a window may drag its border */

/* Whether a press in the middle would reach the widget: not below the edge of a list that scrolls, nor of the window, whose border would be dragged then. */
static gboolean
in_sight (GtkWidget *widget)
{
  GtkWidget *native = GTK_WIDGET (gtk_widget_get_native (widget)), *picked;
  graphene_point_t p;
  if (!gtk_widget_compute_point (widget, native, &GRAPHENE_POINT_INIT ((float) gtk_widget_get_width (widget) / 2, (float) gtk_widget_get_height (widget) / 2), &p))
    return FALSE;
  if (GTK_IS_WINDOW (native) && (p.x < EDGE || p.y < EDGE || p.x > gtk_widget_get_width (native) - EDGE || p.y > gtk_widget_get_height (native) - EDGE))
    return FALSE;
  picked = gtk_widget_pick (native, p.x, p.y, GTK_PICK_INSENSITIVE | GTK_PICK_NON_TARGETABLE);
  return picked && (picked == widget || gtk_widget_is_ancestor (picked, widget) || gtk_widget_is_ancestor (widget, picked));
}

static gboolean
is_in_sight (gpointer data)
{
  return in_sight (data);
}

void
ui_click (GtkWidget *widget)
{
  ui_settle ();
  /* As a person would, it is scrolled to, and once more where the page was still being laid out; a toast that covers it goes away. */
  for (int i = 0; i < 60; i++) {
    if (!in_sight (widget)) {
      gtk_root_set_focus (gtk_widget_get_root (widget), NULL);      /* what has the focus already is not scrolled to again */
      gtk_widget_grab_focus (widget);
      ui_settle ();
      if (!in_sight (widget))
        ui_wait (is_in_sight, widget, 500);
    }
    ui_move (widget, gtk_widget_get_width (widget) / 2.0, gtk_widget_get_height (widget) / 2.0);
    if (in_sight (widget)) {
      tap ();
      return;
    }
  }
  g_error ("%s “%s” is out of sight", G_OBJECT_TYPE_NAME (widget), gtk_widget_get_name (widget));
}

void
ui_double_click (GtkWidget *widget)
{
  GtkSettings *settings = gtk_settings_get_default ();
  g_object_set (settings, "gtk-double-click-time", 5000, NULL);
  ui_click (widget);
  g_object_set (settings, "gtk-double-click-time", 1, NULL);      /* a click after this one is not the third */
  tap ();
  gtk_settings_reset_property (settings, "gtk-double-click-time");
}

void
ui_drag_button (guint number, GtkWidget *from, double x1, double y1, GtkWidget *to, double x2, double y2)
{
  int ax, ay, bx, by;
  ui_move (from, x1, y1);
  root_place (from, x1, y1, &ax, &ay);
  root_place (to, x2, y2, &bx, &by);
  button (number, TRUE);
  for (int i = 1; i <= 6; i++)
    motion (ax + (bx - ax) * i / 6, ay + (by - ay) * i / 6);
  button (number, FALSE);
}

void
ui_drag (GtkWidget *from, double x1, double y1, GtkWidget *to, double x2, double y2)
{
  ui_drag_button (1, from, x1, y1, to, x2, y2);
}

static void
press_key (KeySym symbol, gboolean down)
{
  KeyCode code = XKeysymToKeycode (xd, symbol);
  g_assert_cmpuint (code, !=, 0);
  XTestFakeKeyEvent (xd, code, down, CurrentTime);
  ui_settle ();
}

/* In one go: a key that is held while a slow frame is drawn begins to repeat. */
static void
stroke (KeySym symbol)
{
  KeyCode code = XKeysymToKeycode (xd, symbol);
  g_assert_cmpuint (code, !=, 0);
  XTestFakeKeyEvent (xd, code, True, CurrentTime);
  XTestFakeKeyEvent (xd, code, False, CurrentTime);
  ui_settle ();
}

void
ui_scroll (GtkWidget *widget, int clicks, gboolean control)
{
  ui_move (widget, gtk_widget_get_width (widget) / 2.0, gtk_widget_get_height (widget) / 2.0);
  if (control)
    press_key (XK_Control_L, TRUE);
  for (int i = 0; i < ABS (clicks); i++) {
    button (clicks > 0 ? 5 : 4, TRUE);
    button (clicks > 0 ? 5 : 4, FALSE);
  }
  if (control)
    press_key (XK_Control_L, FALSE);
}

/* Whether the key needs Shift on this keyboard. */
static gboolean
shifted (KeySym symbol)
{
  KeyCode code = XKeysymToKeycode (xd, symbol);
  int per = 0;
  KeySym *symbols = XGetKeyboardMapping (xd, code, 1, &per);
  gboolean shift = per > 1 && symbols[0] != symbol && symbols[1] == symbol;
  XFree (symbols);
  return shift;
}

void
ui_key (const char *accelerator)
{
  static const struct {
    const char *name;
    KeySym symbol;
  } modifiers[] = { { "<Control>", XK_Control_L }, { "<Shift>", XK_Shift_L }, { "<Alt>", XK_Alt_L } };
  KeySym held[4];
  int n = 0;
  for (gboolean again = TRUE; again;) {
    again = FALSE;
    for (guint i = 0; i < G_N_ELEMENTS (modifiers); i++)
      if (g_str_has_prefix (accelerator, modifiers[i].name)) {
        held[n++] = modifiers[i].symbol;
        accelerator += strlen (modifiers[i].name);
        again = TRUE;
      }
  }
  KeySym symbol = XStringToKeysym (accelerator);
  g_assert_cmpuint (symbol, !=, NoSymbol);
  if (n == 0 && shifted (symbol))
    held[n++] = XK_Shift_L;
  ui_settle ();
  for (int i = 0; i < n; i++)
    press_key (held[i], TRUE);
  stroke (symbol);
  while (n > 0)
    press_key (held[--n], FALSE);
}

void
ui_type (const char *text)
{
  for (; *text; text++) {
    static const struct {
      char c;
      const char *name;
    } names[] = { { ' ', "space" }, { '-', "minus" }, { '.', "period" }, { ',', "comma" }, { '_', "underscore" },
                  { '/', "slash" }, { '~', "asciitilde" }, { ':', "colon" } };
    char one[2] = { *text, 0 };
    const char *name = one;
    for (guint i = 0; i < G_N_ELEMENTS (names); i++)
      if (names[i].c == *text)
        name = names[i].name;
    ui_key (name);
  }
}

gboolean
ui_wait (UiCondition condition, gpointer data, guint milliseconds)
{
  gboolean over = FALSE;
  guint id = g_timeout_add (milliseconds, timed_out, &over);
  while (!over && !condition (data))
    g_main_context_iteration (NULL, TRUE);
  if (!over)
    g_source_remove (id);
  return condition (data);
}

static gboolean
has_name (GtkWidget *widget, const char *name)
{
  const char *id = GTK_IS_BUILDABLE (widget) ? gtk_buildable_get_buildable_id (GTK_BUILDABLE (widget)) : NULL;
  if (g_strcmp0 (id, name) == 0 || g_strcmp0 (gtk_widget_get_name (widget), name) == 0)
    return TRUE;
  if (GTK_IS_LABEL (widget))
    return g_strcmp0 (gtk_label_get_text (GTK_LABEL (widget)), name) == 0;
  if (GTK_IS_BUTTON (widget))
    return g_strcmp0 (gtk_button_get_label (GTK_BUTTON (widget)), name) == 0;
  if (ADW_IS_PREFERENCES_ROW (widget))
    return g_strcmp0 (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (widget)), name) == 0;
  return FALSE;
}

GtkWidget *
ui_find (GtkWidget *root, const char *type, const char *name)
{
  if (!gtk_widget_get_mapped (root))
    return NULL;
  GType wanted = type ? g_type_from_name (type) : GTK_TYPE_WIDGET;
  if (wanted && g_type_is_a (G_OBJECT_TYPE (root), wanted) && (!name || has_name (root, name)))
    return root;
  for (GtkWidget *child = gtk_widget_get_first_child (root); child; child = gtk_widget_get_next_sibling (child)) {
    GtkWidget *found = ui_find (child, type, name);
    if (found)
      return found;
  }
  return NULL;
}

static gboolean
is_named (GtkWidget *widget)
{
  GtkAccessible *a = GTK_ACCESSIBLE (widget);
  if (gtk_test_accessible_has_property (a, GTK_ACCESSIBLE_PROPERTY_LABEL) || gtk_test_accessible_has_relation (a, GTK_ACCESSIBLE_RELATION_LABELLED_BY))
    return TRUE;
  if (GTK_IS_BUTTON (widget) && gtk_button_get_label (GTK_BUTTON (widget)))
    return TRUE;
  return gtk_test_accessible_has_role (a, GTK_ACCESSIBLE_ROLE_GENERIC) || gtk_test_accessible_has_role (a, GTK_ACCESSIBLE_ROLE_NONE);
}

/* Parts inside the toolkit's own widgets are the toolkit's business, and so are rows named by their titles. */
static gboolean
is_internal (GtkWidget *widget)
{
  return GTK_IS_SCROLLED_WINDOW (widget) || ADW_IS_PREFERENCES_ROW (widget) || GTK_IS_LABEL (widget) || GTK_IS_TEXT (widget)
         || g_str_has_prefix (G_OBJECT_TYPE_NAME (widget), "GtkColumnView") || g_str_has_prefix (G_OBJECT_TYPE_NAME (widget), "GtkListItem")
         || g_str_has_prefix (G_OBJECT_TYPE_NAME (widget), "GtkModelButton") || GTK_IS_POPOVER (widget);
}

guint
ui_check_labels (GtkWidget *root)
{
  guint n = 1;
  if (!gtk_widget_get_mapped (root))
    return 0;
  if (gtk_widget_get_focusable (root) && !is_internal (root) && !is_named (root)) {
    GtkWidget *parent = gtk_widget_get_parent (root);
    const char *id = gtk_buildable_get_buildable_id (GTK_BUILDABLE (root));
    g_test_message ("%s “%s” in %s has no accessible name", G_OBJECT_TYPE_NAME (root), id ? id : gtk_widget_get_name (root),
                    parent ? G_OBJECT_TYPE_NAME (parent) : "nothing");
    g_test_fail ();
  }
  /* What composite widgets of the toolkit are made of has its name from them. */
  if (GTK_IS_SPIN_BUTTON (root) || GTK_IS_ENTRY (root) || GTK_IS_SEARCH_ENTRY (root) || ADW_IS_PREFERENCES_ROW (root) || GTK_IS_DROP_DOWN (root)) {
    if (!ADW_IS_PREFERENCES_ROW (root))
      return n;
  }
  if (ADW_IS_ENTRY_ROW (root) || ADW_IS_COMBO_ROW (root) || ADW_IS_EXPANDER_ROW (root) || GTK_IS_MENU_BUTTON (root))
    return n;
  for (GtkWidget *child = gtk_widget_get_first_child (root); child; child = gtk_widget_get_next_sibling (child))
    n += ui_check_labels (child);
  return n;
}

void
ui_picture (GtkWidget *window, const char *path)
{
  ui_settle ();
  g_autoptr (GdkPaintable) paintable = gtk_widget_paintable_new (window);
  int w = gdk_paintable_get_intrinsic_width (paintable), h = gdk_paintable_get_intrinsic_height (paintable);
  GtkSnapshot *snapshot = gtk_snapshot_new ();
  gdk_paintable_snapshot (paintable, GDK_SNAPSHOT (snapshot), w, h);
  GskRenderNode *node = gtk_snapshot_free_to_node (snapshot);
  if (!node)
    return;
  g_autoptr (GdkTexture) texture = gsk_renderer_render_texture (gtk_native_get_renderer (gtk_widget_get_native (window)), node,
                                                                &GRAPHENE_RECT_INIT (0, 0, (float) w, (float) h));
  gdk_texture_save_to_png (texture, path);
  gsk_render_node_unref (node);
}
