/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/vsl-run-chooser.h"

#include <glib/gi18n-lib.h>

struct _VslRunChooser {
  AdwBin parent_instance;
  GtkWidget *drop_down;
  VslDocument *document;
  GArray *runs;                 /* of int, as in the drop-down */
  int wanted;                   /* chosen by hand; 0: the newest */
  gboolean filling;
};

G_DEFINE_TYPE (VslRunChooser, vsl_run_chooser, ADW_TYPE_BIN)

enum { CHANGED, N_SIGNALS };
static guint signals[N_SIGNALS];

/* ---- watching runs ---- */

static void
watch_items (GListModel *runs, guint position, guint removed, guint added, gpointer data)
{
  GObject *object = g_object_get_data (G_OBJECT (data), "vsl-watch-object");
  GCallback func = (GCallback) g_object_get_data (G_OBJECT (data), "vsl-watch-func");

  for (guint i = 0; i < added; i++)
    {
      g_autoptr (GObject) item = g_list_model_get_item (runs, position + i);

      g_signal_handlers_disconnect_matched (item, G_SIGNAL_MATCH_FUNC | G_SIGNAL_MATCH_DATA, 0, 0, NULL, (gpointer) func, object);
      g_signal_connect_object (item, "changed", func, object, G_CONNECT_SWAPPED);
    }
  if (removed > 0 || added > 0)
    ((void (*) (gpointer)) func) (object);
}

/**
 * vsl_runs_watch:
 * @runs: of VslRunItem
 * @func: `void func (object)`
 * @object: a GObject; watching ends with it
 */
void
vsl_runs_watch (GListModel *runs, GCallback func, gpointer object)
{
  GObject *token = g_object_new (G_TYPE_OBJECT, NULL);       /* lives as long as the object, carries what the handler needs */

  g_object_set_data (token, "vsl-watch-object", object);
  g_object_set_data (token, "vsl-watch-func", (gpointer) func);
  g_object_set_data_full (object, "vsl-watch-token", token, g_object_unref);
  g_signal_connect_object (runs, "items-changed", G_CALLBACK (watch_items), token, 0);
  watch_items (runs, 0, 0, g_list_model_get_n_items (runs), token);
}

/* ---- the list ---- */

static char *
describe (const VslRun *run)
{
  guint best = run->best_epoch;

  /* Translators: a run in a list: its number, how long it trained and its best epoch. */
  return g_strdup_printf (ngettext ("Run %d · %u epoch, best %u", "Run %d · %u epochs, best %u", run->epochs_done), run->run, run->epochs_done, best);
}

static void
refill (VslRunChooser *self)
{
  GListModel *runs = self->document != NULL ? vsl_document_runs (self->document) : NULL;
  g_autoptr (GtkStringList) list = gtk_string_list_new (NULL);
  guint chosen = GTK_INVALID_LIST_POSITION;

  g_array_set_size (self->runs, 0);
  for (guint i = 0; runs != NULL && i < g_list_model_get_n_items (runs); i++)
    {
      g_autoptr (VslRunItem) item = g_list_model_get_item (runs, i);
      const VslRun *run = vsl_run_item_run (item);

      if (run->best_epoch == 0)
        continue;
      if (chosen == GTK_INVALID_LIST_POSITION || run->run == self->wanted)
        chosen = self->runs->len;
      gtk_string_list_take (list, describe (run));
      g_array_append_val (self->runs, run->run);
    }
  self->filling = TRUE;
  gtk_drop_down_set_model (GTK_DROP_DOWN (self->drop_down), G_LIST_MODEL (list));
  gtk_drop_down_set_selected (GTK_DROP_DOWN (self->drop_down), chosen);
  self->filling = FALSE;
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
on_selected (VslRunChooser *self)
{
  if (self->filling)
    return;
  self->wanted = vsl_run_chooser_run (self);
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
vsl_run_chooser_dispose (GObject *object)
{
  VslRunChooser *self = VSL_RUN_CHOOSER (object);

  g_clear_object (&self->document);
  G_OBJECT_CLASS (vsl_run_chooser_parent_class)->dispose (object);
}

static void
vsl_run_chooser_finalize (GObject *object)
{
  g_array_unref (VSL_RUN_CHOOSER (object)->runs);
  G_OBJECT_CLASS (vsl_run_chooser_parent_class)->finalize (object);
}

static void
vsl_run_chooser_class_init (VslRunChooserClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = vsl_run_chooser_dispose;
  G_OBJECT_CLASS (klass)->finalize = vsl_run_chooser_finalize;
  signals[CHANGED] = g_signal_new ("changed", VSL_TYPE_RUN_CHOOSER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
vsl_run_chooser_init (VslRunChooser *self)
{
  self->runs = g_array_new (FALSE, FALSE, sizeof (int));
  self->drop_down = gtk_drop_down_new (NULL, NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->drop_down), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Run"), -1);
  g_signal_connect_object (self->drop_down, "notify::selected", G_CALLBACK (on_selected), self, G_CONNECT_SWAPPED);
  adw_bin_set_child (ADW_BIN (self), self->drop_down);
}

GtkWidget *
vsl_run_chooser_new (void)
{
  return g_object_new (VSL_TYPE_RUN_CHOOSER, NULL);
}

/**
 * vsl_run_chooser_set_document:
 * @self: a chooser
 * @document: (nullable): whose runs are listed
 */
void
vsl_run_chooser_set_document (VslRunChooser *self, VslDocument *document)
{
  if (!g_set_object (&self->document, document))
    return;
  if (document != NULL)
    vsl_runs_watch (vsl_document_runs (document), G_CALLBACK (refill), self);
  refill (self);
}

int
vsl_run_chooser_run (VslRunChooser *self)
{
  guint i = gtk_drop_down_get_selected (GTK_DROP_DOWN (self->drop_down));

  return i < self->runs->len ? g_array_index (self->runs, int, i) : 0;
}

/**
 * vsl_run_chooser_choose:
 * @self: a chooser
 * @run: number of a run; 0: the newest, also when a newer one comes
 */
void
vsl_run_chooser_choose (VslRunChooser *self, int run)
{
  self->wanted = run;
  refill (self);
}

/**
 * vsl_run_chooser_record:
 * @self: a chooser
 *
 * Returns: (transfer none) (nullable): what the project knows of the chosen run; valid until runs change.
 */
const VslRun *
vsl_run_chooser_record (VslRunChooser *self)
{
  int wanted = vsl_run_chooser_run (self);
  GListModel *runs = wanted != 0 ? vsl_document_runs (self->document) : NULL;

  for (guint i = 0; runs != NULL && i < g_list_model_get_n_items (runs); i++)
    {
      g_autoptr (VslRunItem) item = g_list_model_get_item (runs, i);

      if (vsl_run_item_run (item)->run == wanted)
        return vsl_run_item_run (item);
    }
  return NULL;
}
