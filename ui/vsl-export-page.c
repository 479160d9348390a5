/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/vsl-export-page.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "data/vsl-prepare.h"
#include "ui/vsl-dialogs.h"
#include "ui/vsl-page.h"
#include "ui/vsl-run-chooser.h"

struct _VslExportPage {
  AdwBin parent_instance;
  GtkWidget *done, *done_row, *difference_row, *show_folder, *formats, *runs, *network, *input, *preparing, *words, *contents, *classes, *beside_row;
  GPtrArray *buttons;           /* borrowed: one a format */
  VslDocument *document;
  VslSession *session;
  char *path;                   /* of the last export */
  gboolean busy;
};

G_DEFINE_TYPE (VslExportPage, vsl_export_page, ADW_TYPE_BIN)

/* ---- what is inside ---- */

static const VslNode *
input_node (const VslNetwork *network)
{
  for (guint i = 0; i < network->nodes->len; i++)
    {
      const VslNode *node = network->nodes->pdata[i];

      if (node->preprocessing != NULL)
        return node;
    }
  return NULL;
}

/* "(Height 28, Width 28)": the first option and those that are not as usual. */
static void
describe_options (GString *text, const VslKind *kind, gconstpointer config)
{
  g_autoptr (JsonObject) unusual = vsl_config_to_json (kind, config, FALSE);
  const char *before = " (";

  for (const VslProp *prop = kind->props; prop != NULL && prop->name != NULL; prop++)
    if (prop == kind->props || json_object_has_member (unusual, prop->name))
      {
        g_autofree char *value = vsl_config_get_text (kind, config, prop->name);

        g_string_append_printf (text, "%s%s %s", before, _(prop->title), value);
        before = ", ";
      }
  if (before[0] == ',')
    g_string_append_c (text, ')');
}

static char *
describe_steps (const VslNode *input)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; input->preprocessing != NULL && i < input->preprocessing->len; i++)
    {
      const VslStepSpec *step = &g_array_index (input->preprocessing, VslStepSpec, i);

      if (text->len > 0)
        g_string_append (text, " → ");
      g_string_append (text, _(step->cls->head.title));
      describe_options (text, &step->cls->head, step->config);
    }
  if (text->len == 0)
    g_string_append (text, _("as it is"));
  return g_string_free (text, FALSE);
}

static void
set_row (GtkWidget *row, const char *text)
{
  g_autofree char *escaped = g_markup_escape_text (text, -1);    /* subtitles are markup */

  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), escaped);
}

/* What is written beside an .onnx of a network for notes, by its name. */
static void
fill_words (VslExportPage *self)
{
  g_autofree char *title = NULL, *path = NULL, *beside = NULL, *text = NULL;

  g_object_get (self->document, "title", &title, NULL);
  path = g_strconcat (title, ".onnx", NULL);
  beside = vsl_export_beside (self->document, path);
  gtk_widget_set_visible (self->words, beside != NULL);
  /* Translators: the name of a file: "My project.vocabulary.json". */
  text = g_strdup_printf (_("%s, beside the .onnx file: the vocabulary and the rules by which a note becomes numbers of words"), beside);
  if (beside != NULL) {
    set_row (self->words, text);
    gtk_label_set_label (GTK_LABEL (self->contents), _("No scan, no whole note and no patient is in the file, but the words of the vocabulary that stand in at least two notes (in those of two patients, where patients are known). It is for research and teaching only, and says so itself: not a medical device."));
  }
}

static void
fill (VslExportPage *self)
{
  const VslRun *run = vsl_run_chooser_record (VSL_RUN_CHOOSER (self->runs));
  const VslNode *input;
  char **names;

  for (guint i = 0; i < self->buttons->len; i++)
    gtk_widget_set_sensitive (self->buttons->pdata[i], run != NULL && !self->busy);
  if (run == NULL || run->network == NULL)
    return;
  {
    g_autofree char *text = g_strdup_printf (ngettext ("%u layer, weights of epoch %u", "%u layers, weights of epoch %u", run->network->nodes->len),
                                             run->network->nodes->len, run->best_epoch);
    set_row (self->network, text);
  }
  input = input_node (run->network);
  if (input != NULL)
    {
      g_autofree char *shape = vsl_config_get_text (&input->cls->head, input->config, "shape");
      g_autofree char *steps = describe_steps (input);
      /* Translators: the shape of a network's input: "28, 28, 1 (height, width, channels)". */
      g_autofree char *takes = g_strdup_printf (vsl_prepare_text_rules (input) != NULL ? _("%s words of a note, as numbers")
                                                                                       : _("%s (height, width, channels), after preparing"), shape);

      set_row (self->input, takes);
      set_row (self->preparing, steps);
    }
  fill_words (self);
  names = vsl_document_info (self->document)->class_names;
  if (names != NULL && names[0] != NULL)
    {
      g_autofree char *list = g_strjoinv (", ", names);
      g_autofree char *text = g_strdup_printf (_("a probability for each class: %s"), list);

      set_row (self->classes, text);
    }
}

/* ---- exporting ---- */

static gboolean
is_compared (const char *path)
{
  const VslFamily *family = vsl_family ("exporter");

  for (guint i = 0; family != NULL && family->kinds[i] != NULL; i++)
    if (g_str_has_suffix (path, vsl_export_ending (family->kinds[i])))
      return vsl_export_is_compared (family->kinds[i]);
  return FALSE;
}

static void
show_done (VslExportPage *self, double difference)
{
  gboolean notes;
  g_autofree char *text = NULL, *beside = vsl_export_beside (self->document, self->path);

  gtk_widget_set_visible (self->done, TRUE);
  gtk_widget_set_visible (self->beside_row, beside != NULL);
  if (beside != NULL)
    set_row (self->beside_row, beside);
  gtk_widget_set_visible (self->difference_row, is_compared (self->path));      /* a drawing has no answers to compare */
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->done_row), _("Exported"));
  set_row (self->done_row, self->path);
  notes = vsl_document_info (self->document)->kind == VSL_SAMPLE_NOTE;
  text = isfinite (difference) ? g_strdup_printf (notes ? _("The file was read back and run on stored notes: its answers differ by at most %.1e.")
                                                        : _("The file was read back and run on stored scans: its answers differ by at most %.1e."), difference)
                               : g_strdup (notes ? _("The file was read back. No stored note could be given to it, so its answers could not be compared.")
                                                 : _("The file was read back. No stored scan has the size that it takes, so its answers could not be compared."));
  set_row (self->difference_row, text);
}

/* The file, and whether its answers were compared. */
static void
tell (VslExportPage *self, double difference)
{
  g_autofree char *name = g_path_get_basename (self->path);
  g_autofree char *shown = g_filename_display_name (name);
  g_autofree char *text = is_compared (self->path) && isfinite (difference) ? g_strdup_printf (_("“%s” was exported, read back and checked"), shown)
                                                                             : g_strdup_printf (_("“%s” was exported"), shown);

  gtk_widget_activate_action (GTK_WIDGET (self), "win.toast", "s", text);
}

static void
on_exported (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (VslExportPage) self = data;
  g_autoptr (GError) error = NULL;
  double difference = NAN;
  gboolean done = vsl_document_export_finish (VSL_DOCUMENT (source), result, &difference, &error);

  self->busy = FALSE;
  if (self->document == NULL)   /* the window went away meanwhile */
    return;
  fill (self);
  if (!done)
    {
      vsl_dialog_error (GTK_WIDGET (self), _("The Network Was Not Exported"), error);
      return;
    }
  show_done (self, difference);
  tell (self, difference);
}

/**
 * vsl_export_page_export:
 * @self: the page
 * @path: of the file; its ending says which format
 */
void
vsl_export_page_export (VslExportPage *self, const char *path)
{
  int run = vsl_run_chooser_run (VSL_RUN_CHOOSER (self->runs));

  if (run == 0 || self->busy)
    return;
  g_free (self->path);
  self->path = g_strdup (path);
  self->busy = TRUE;
  gtk_widget_set_visible (self->done, FALSE);
  fill (self);
  vsl_document_export_async (self->document, run, path, NULL, on_exported, g_object_ref (self));
}

static void
on_path (char **paths, gpointer data)
{
  vsl_export_page_export (data, paths[0]);
}

static void
on_export (GtkWidget *button, VslExportPage *self)
{
  const VslKind *kind = g_object_get_data (G_OBJECT (button), "vsl-exporter");
  g_autofree char *title = NULL, *name = NULL, *filter = g_strconcat ("*", vsl_export_ending (kind), NULL);

  g_object_get (self->document, "title", &title, NULL);
  name = g_strconcat (title, vsl_export_ending (kind), NULL);
  vsl_dialog_files (GTK_WIDGET (self), VSL_DIALOG_SAVE, _("Export the Network"), _("_Export"), name, _(kind->title), filter,
                    on_path, g_object_ref (self), g_object_unref);
}

static void
on_show_folder (VslExportPage *self)
{
  g_autofree char *folder = g_path_get_dirname (self->path);
  g_autofree char *uri = g_filename_to_uri (folder, NULL, NULL);

  gtk_show_uri (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))), uri, GDK_CURRENT_TIME);
}

/* A row for each exporter that is registered. */
static void
add_formats (VslExportPage *self)
{
  const VslFamily *family = vsl_family ("exporter");

  for (guint i = 0; family != NULL && family->kinds[i] != NULL; i++)
    {
      const VslKind *kind = family->kinds[i];
      GtkWidget *row = adw_action_row_new (), *button = gtk_button_new_with_mnemonic (_("_Export…"));
      g_autofree char *spoken = g_strdup_printf (_("Export as %s"), _(kind->title));

      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _(kind->title));
      set_row (row, _(kind->summary));
      gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
      gtk_widget_add_css_class (button, "suggested-action");
      gtk_widget_set_name (button, kind->name);
      gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
      g_object_set_data (G_OBJECT (button), "vsl-exporter", (gpointer) kind);
      g_signal_connect (button, "clicked", G_CALLBACK (on_export), self);
      adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
      adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), button);
      adw_preferences_group_add (ADW_PREFERENCES_GROUP (self->formats), row);
      g_ptr_array_add (self->buttons, button);
    }
}

/* ---- life ---- */

static void
set_document (VslExportPage *self, VslDocument *document)
{
  if (self->document != NULL)
    g_signal_handlers_disconnect_by_func (self->document, fill, self);
  g_set_object (&self->document, document);
  vsl_run_chooser_set_document (VSL_RUN_CHOOSER (self->runs), document);
  if (document != NULL)
    g_signal_connect_object (document, "data-changed", G_CALLBACK (fill), self, G_CONNECT_SWAPPED);
}

static void
vsl_export_page_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  VslExportPage *self = VSL_EXPORT_PAGE (object);

  if (id == VSL_PAGE_DOCUMENT)
    set_document (self, g_value_get_object (value));
  else
    g_set_object (&self->session, g_value_get_object (value));
}

static void
vsl_export_page_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  VslExportPage *self = VSL_EXPORT_PAGE (object);

  vsl_page_get_property (id, value, self->document, self->session);
}

static void
vsl_export_page_dispose (GObject *object)
{
  VslExportPage *self = VSL_EXPORT_PAGE (object);

  if (self->document != NULL)
    set_document (self, NULL);
  g_clear_object (&self->session);
  g_clear_pointer (&self->path, g_free);
  G_OBJECT_CLASS (vsl_export_page_parent_class)->dispose (object);
}

static void
vsl_export_page_finalize (GObject *object)
{
  g_ptr_array_unref (VSL_EXPORT_PAGE (object)->buttons);
  G_OBJECT_CLASS (vsl_export_page_parent_class)->finalize (object);
}

static void
vsl_export_page_class_init (VslExportPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->set_property = vsl_export_page_set_property;
  object_class->get_property = vsl_export_page_get_property;
  object_class->dispose = vsl_export_page_dispose;
  object_class->finalize = vsl_export_page_finalize;
  vsl_page_install_properties (object_class);
  g_type_ensure (VSL_TYPE_RUN_CHOOSER);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/vesalius/Vesalius/ui/vsl-export-page.ui");
#define BIND(name) gtk_widget_class_bind_template_child (widget_class, VslExportPage, name)
  BIND (done), BIND (done_row), BIND (difference_row), BIND (show_folder), BIND (formats), BIND (runs), BIND (network), BIND (input);
  BIND (preparing), BIND (words), BIND (contents), BIND (classes), BIND (beside_row);
#undef BIND
}

static void
vsl_export_page_init (VslExportPage *self)
{
  self->buttons = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  add_formats (self);
  g_signal_connect_object (self->runs, "changed", G_CALLBACK (fill), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->show_folder, "clicked", G_CALLBACK (on_show_folder), self, G_CONNECT_SWAPPED);
}

GtkWidget *
vsl_export_page_new (void)
{
  return g_object_new (VSL_TYPE_EXPORT_PAGE, NULL);
}
