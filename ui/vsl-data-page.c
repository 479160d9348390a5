/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/vsl-data-page.h"

#include <glib/gi18n-lib.h>

#include "ui/vsl-column-view.h"
#include "ui/vsl-data-filter.h"
#include "ui/vsl-dialogs.h"
#include "ui/vsl-forget.h"
#include "ui/vsl-left-out.h"
#include "ui/vsl-names.h"
#include "ui/vsl-note-row.h"
#include "ui/vsl-page.h"
#include "ui/vsl-quality.h"
#include "ui/vsl-resplit.h"
#include "ui/vsl-thumbs.h"
#include "ui/vsl-viewer.h"

struct _VslDataPage {
  AdwBin parent_instance;
  GtkWidget *stack, *sidebar, *classes, *splits, *patients, *positive, *positive_box, *left_out, *left_out_content;
  GtkWidget *resplit, *quality, *finding_bar, *finding_text, *finding_mend, *finding_forget, *paned, *grid_box, *grid, *grid_scroll, *list, *list_scroll, *add_button, *shown, *show_all, *viewer;
  GtkWidget *values;            /* how a column of a table is spread */
  GtkWidget *items;             /* the grid of scans or the list of notes, whichever is seen */
  VslDocument *document;
  VslSession *session;
  GtkFilter *filter;
  GtkFilterListModel *filtered;
  GtkSortListModel *sorted;     /* copies beside each other while their finding is shown */
  GtkSingleSelection *selection;
  VslImportResult *result;      /* of the last import, for what was left out */
  VslDataFilter chosen;
  gboolean filling;
};

G_DEFINE_TYPE (VslDataPage, vsl_data_page, ADW_TYPE_BIN)

static void enlarge (VslDataPage *self, gboolean large);

/* ---- filters ---- */

static gboolean
is_shown (gpointer item, gpointer data)
{
  return vsl_data_filter_shows (&((VslDataPage *) data)->chosen, VSL_SAMPLE (item));
}

static gboolean
has_notes (VslDataPage *self)
{
  return self->document != NULL && vsl_document_info (self->document)->kind == VSL_SAMPLE_NOTE;
}

static gboolean
has_rows (VslDataPage *self)
{
  return self->document != NULL && vsl_document_info (self->document)->kind == VSL_SAMPLE_TABLE;
}

static void
update_shown (VslDataPage *self)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->filtered));
  guint all = self->document != NULL ? g_list_model_get_n_items (vsl_document_samples (self->document)) : 0;
  gboolean notes = has_notes (self);
  g_autofree char *text = has_rows (self) ? n != all ? g_strdup_printf (_("%u of %u rows"), n, all) : g_strdup_printf (ngettext ("%u row", "%u rows", n), n)
                          : n != all ? g_strdup_printf (notes ? _("%u of %u notes") : _("%u of %u scans"), n, all)
                                   : g_strdup_printf (notes ? ngettext ("%u note", "%u notes", n) : ngettext ("%u scan", "%u scans", n), n);

  gtk_label_set_label (GTK_LABEL (self->shown), text);
  gtk_widget_set_visible (self->show_all, !vsl_data_filter_is_open (&self->chosen));
}

static void
fill_positive (VslDataPage *self, const VslProjectInfo *info)
{
  gtk_widget_set_visible (self->positive_box, info->positive >= 0);
  if (info->positive < 0)
    return;
  vsl_names_show (GTK_DROP_DOWN (self->positive), info->class_names);
  gtk_drop_down_set_selected (GTK_DROP_DOWN (self->positive), (guint) info->positive);
}

/* Scans in a grid, notes in a list: only one of them has the model, the other would make rows that nobody sees. */
static void
follow_kind (VslDataPage *self)
{
  gboolean notes = has_notes (self) || has_rows (self);
  GtkWidget *items = notes ? self->list : self->grid;

  adw_split_button_set_label (ADW_SPLIT_BUTTON (self->add_button), has_rows (self) ? _("Add Rows…") : notes ? _("Add Notes…") : _("Add Scans…"));
  if (self->items == items)
    return;
  self->items = items;
  gtk_widget_set_size_request (self->viewer, notes ? 400 : 300, -1);      /* lines of a text need room */
  gtk_grid_view_set_model (GTK_GRID_VIEW (self->grid), notes ? NULL : GTK_SELECTION_MODEL (self->selection));
  gtk_list_view_set_model (GTK_LIST_VIEW (self->list), notes ? GTK_SELECTION_MODEL (self->selection) : NULL);
  gtk_widget_set_visible (self->grid_scroll, !notes);
  gtk_widget_set_visible (self->list_scroll, notes);
}

/* After an import or a deletion there are other objects: what is shown is that of now, or nothing. */
static void
follow_samples (VslDataPage *self)
{
  VslSample *shown = vsl_viewer_sample (VSL_VIEWER (self->viewer)), *now;
  gint64 id = shown != NULL ? vsl_sample_info (shown)->id : 0;

  if (shown == NULL)
    return;
  now = vsl_document_sample_by_id (self->document, id);
  if (now == shown)
    return;
  vsl_viewer_show (VSL_VIEWER (self->viewer), now);
  if (now == NULL)
    enlarge (self, FALSE);
  else
    vsl_data_page_show_sample (self, id);
}

static void
on_data_changed (VslDataPage *self)
{
  const VslProjectInfo *info = vsl_document_info (self->document);
  guint all = g_list_model_get_n_items (vsl_document_samples (self->document));
  g_autofree char *patients = NULL;

  follow_kind (self);
  follow_samples (self);
  self->filling = TRUE;
  vsl_data_filter_fill (&self->chosen, self->classes, self->splits);
  fill_positive (self, info);
  self->filling = FALSE;
  patients = info->patients > 0
    ? g_strdup_printf (ngettext ("Split by patient (%u patient)", "Split by patient (%u patients)", info->patients), info->patients)
    : g_strdup (has_rows (self) ? _("Patients are unknown: rows of one person may stand on both sides of a split.")
                : has_notes (self) ? _("Patients are unknown: notes of one person may stand on both sides of a split.")
                                 : _("Patients are unknown: scans of one person may stand on both sides of a split."));
  gtk_label_set_label (GTK_LABEL (self->patients), patients);
  gtk_filter_changed (self->filter, GTK_FILTER_CHANGE_DIFFERENT);
  gtk_stack_set_visible_child_name (GTK_STACK (self->stack), all > 0 ? "data" : "empty");
  update_shown (self);
  vsl_column_view_show (VSL_COLUMN_VIEW (self->values), self->document);
}

static void
on_class_row (VslDataPage *self, GtkListBoxRow *row)
{
  if (self->filling || row == NULL)
    return;
  self->chosen.class = GPOINTER_TO_INT (g_object_get_data (G_OBJECT (row), "vsl-value"));
  gtk_filter_changed (self->filter, GTK_FILTER_CHANGE_DIFFERENT);
}

static void
on_split_row (VslDataPage *self, GtkListBoxRow *row)
{
  if (self->filling || row == NULL)
    return;
  self->chosen.split = GPOINTER_TO_INT (g_object_get_data (G_OBJECT (row), "vsl-value"));
  gtk_filter_changed (self->filter, GTK_FILTER_CHANGE_DIFFERENT);
}

static void
show_all (VslDataPage *self)
{
  gtk_list_box_select_row (GTK_LIST_BOX (self->classes), gtk_list_box_get_row_at_index (GTK_LIST_BOX (self->classes), 0));
  gtk_list_box_select_row (GTK_LIST_BOX (self->splits), gtk_list_box_get_row_at_index (GTK_LIST_BOX (self->splits), 0));
  vsl_quality_choose_none (VSL_QUALITY (self->quality));
}

static void
on_positive (VslDataPage *self)
{
  guint chosen = gtk_drop_down_get_selected (GTK_DROP_DOWN (self->positive));

  if (!self->filling && self->document != NULL && chosen != GTK_INVALID_LIST_POSITION)
    vsl_document_set_positive (self->document, (int) chosen);
}

/* ---- the finding that is shown ---- */

static gboolean
is_left_out (const VslFinding *finding)
{
  return g_str_equal (finding->id, "left_out");
}

/* What somebody may want out of the file, and not only out of sight. */
static gboolean
can_be_forgotten (const VslFinding *finding)
{
  static const char *const ids[] = { "burned_in", "burned_in_kept", "left_out", "unreadable", "blank", NULL };

  return finding->samples->len > 0 && g_strv_contains (ids, finding->id);
}

static void
on_forget (VslDataPage *self)
{
  const VslFinding *finding = vsl_quality_finding (VSL_QUALITY (self->quality));

  if (finding != NULL)
    vsl_forget_samples (GTK_WIDGET (self), self->document, (const gint64 *) (gpointer) finding->samples->data, finding->samples->len);
}

static void
on_finding (VslDataPage *self)
{
  const VslFinding *finding = vsl_quality_finding (VSL_QUALITY (self->quality));
  g_autoptr (GtkSorter) sorter = NULL;
  const char *mend = finding == NULL ? NULL : is_left_out (finding) ? _("Take In Again") : vsl_mend_title (finding->mend);

  g_clear_pointer (&self->chosen.found, g_hash_table_unref);
  self->chosen.found = vsl_quality_places (finding);
  gtk_widget_set_visible (self->finding_bar, finding != NULL);
  gtk_label_set_label (GTK_LABEL (self->finding_text), finding != NULL ? finding->text : "");
  gtk_widget_set_visible (self->finding_mend, mend != NULL);
  gtk_widget_set_visible (self->finding_forget, finding != NULL && can_be_forgotten (finding));
  gtk_button_set_label (GTK_BUTTON (self->finding_mend), mend != NULL ? mend : "");
  sorter = finding != NULL && finding->groups != NULL ? vsl_quality_sorter (self->chosen.found) : NULL;
  gtk_sort_list_model_set_sorter (self->sorted, sorter);
  gtk_filter_changed (self->filter, GTK_FILTER_CHANGE_DIFFERENT);
  update_shown (self);
}

static void
on_mended (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (VslDataPage) self = data;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  const VslFinding *finding = vsl_quality_finding (VSL_QUALITY (self->quality));
  gboolean left_out = finding != NULL && (finding->cls->mend == VSL_MEND_LEAVE_OUT || finding->cls->mend == VSL_MEND_KEEP_ONE);
  guint n = 0;

  if (!vsl_document_mend_finish (VSL_DOCUMENT (source), result, &n, &error))
    {
      vsl_dialog_error (GTK_WIDGET (self), _("The Data Were Not Mended"), error);
      return;
    }
  text = g_strdup_printf (left_out ? ngettext ("%u sample was left out; undo takes it in again", "%u samples were left out; undo takes them in again", n)
                                   : ngettext ("%u sample was mended; undo brings the old state back", "%u samples were mended; undo brings the old state back", n), n);
  gtk_widget_activate_action (GTK_WIDGET (self), "win.toast", "s", n > 0 ? text : _("There was nothing to mend"));
}

static void
on_mend (VslDataPage *self)
{
  const VslFinding *finding = vsl_quality_finding (VSL_QUALITY (self->quality));
  g_autofree char *name = finding != NULL ? vsl_quality_mend_name (finding) : NULL;
  const char *const names[] = { name, NULL };

  if (finding == NULL)
    return;
  if (finding->mend == VSL_MEND_WEIGH)
    vsl_quality_weigh (VSL_QUALITY (self->quality));
  else if (is_left_out (finding))
    vsl_document_leave_out (self->document, (const gint64 *) (gpointer) finding->samples->data, finding->samples->len, FALSE);
  else
    vsl_document_mend_async (self->document, names, NULL, on_mended, g_object_ref (self));
}

static void
on_reported (VslDataPage *self)
{
  vsl_resplit_set_columns (VSL_RESPLIT (self->resplit), vsl_quality_columns (VSL_QUALITY (self->quality)));
}

/* Scans that were inverted are drawn anew. */
static void
on_pixels_changed (VslDataPage *self)
{
  VslSample *sample = gtk_single_selection_get_selected_item (self->selection);

  vsl_thumbs_forget (self->document);
  gtk_filter_list_model_set_model (self->filtered, NULL);
  gtk_filter_list_model_set_model (self->filtered, vsl_document_samples (self->document));
  if (sample != NULL)
    {
      vsl_viewer_show (VSL_VIEWER (self->viewer), NULL);
      vsl_viewer_show (VSL_VIEWER (self->viewer), sample);
    }
}

/* ---- the grid ---- */

static void
on_setup (GtkListItemFactory *factory, GtkListItem *item, VslDataPage *self)
{
  gtk_list_item_set_child (item, vsl_thumb_new ());
}

static void
on_bind (GtkListItemFactory *factory, GtkListItem *item, VslDataPage *self)
{
  vsl_thumb_set_sample (VSL_THUMB (gtk_list_item_get_child (item)), self->document, gtk_list_item_get_item (item));
}

static void
on_unbind (GtkListItemFactory *factory, GtkListItem *item, VslDataPage *self)
{
  vsl_thumb_set_sample (VSL_THUMB (gtk_list_item_get_child (item)), NULL, NULL);
}

static void
on_note_setup (GtkListItemFactory *factory, GtkListItem *item, VslDataPage *self)
{
  gtk_list_item_set_child (item, vsl_note_row_new ());
}

static void
on_note_bind (GtkListItemFactory *factory, GtkListItem *item, VslDataPage *self)
{
  vsl_note_row_set_sample (VSL_NOTE_ROW (gtk_list_item_get_child (item)), self->document, gtk_list_item_get_item (item));
}

static void
on_note_unbind (GtkListItemFactory *factory, GtkListItem *item, VslDataPage *self)
{
  vsl_note_row_set_sample (VSL_NOTE_ROW (gtk_list_item_get_child (item)), NULL, NULL);
}

static void
on_selected (VslDataPage *self)
{
  VslSample *sample = gtk_single_selection_get_selected_item (self->selection);

  /* A label that was just changed may take its scan out of the filter: it stays in the viewer. */
  if (sample != NULL)
    vsl_viewer_show (VSL_VIEWER (self->viewer), sample);
}

static void
enlarge (VslDataPage *self, gboolean large)
{
  gtk_widget_set_visible (self->grid_box, !large);
  gtk_widget_set_visible (self->sidebar, !large);
  vsl_viewer_set_enlarged (VSL_VIEWER (self->viewer), large);
  if (!large)
    gtk_widget_grab_focus (self->items);
}

static void
on_enlarge (VslDataPage *self, gboolean large)
{
  enlarge (self, large);
}

static void
on_activate (VslDataPage *self, guint position)
{
  gtk_single_selection_set_selected (self->selection, position);
  enlarge (self, TRUE);
}

static void
on_step (VslDataPage *self, int by)
{
  guint now = gtk_single_selection_get_selected (self->selection), n = g_list_model_get_n_items (G_LIST_MODEL (self->filtered));

  if (now != GTK_INVALID_LIST_POSITION && (by > 0 ? now + 1 < n : now > 0))
    gtk_single_selection_set_selected (self->selection, by > 0 ? now + 1 : now - 1);
}

static gboolean
on_key (GtkEventControllerKey *key, guint keyval, guint code, GdkModifierType state, VslDataPage *self)
{
  guint now = gtk_single_selection_get_selected (self->selection);

  if (keyval == GDK_KEY_Delete && now != GTK_INVALID_LIST_POSITION)
    {
      vsl_viewer_forget (VSL_VIEWER (self->viewer));
      return TRUE;
    }
  if (gtk_widget_get_visible (self->grid_box))
    return FALSE;
  if (keyval == GDK_KEY_Escape && vsl_viewer_stop_comparing (VSL_VIEWER (self->viewer)))
    return TRUE;
  if (keyval == GDK_KEY_Escape)
    enlarge (self, FALSE);
  else if (keyval == GDK_KEY_Page_Down || keyval == GDK_KEY_Page_Up)
    on_step (self, keyval == GDK_KEY_Page_Down ? 1 : -1);
  else
    return FALSE;
  return TRUE;
}

static GtkListItemFactory *
make_factory (VslDataPage *self, GCallback setup, GCallback bind, GCallback unbind)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();

  g_signal_connect (factory, "setup", setup, self);
  g_signal_connect (factory, "bind", bind, self);
  g_signal_connect (factory, "unbind", unbind, self);
  return factory;
}

static void
make_lists (VslDataPage *self)
{
  g_autoptr (GtkListItemFactory) thumbs = make_factory (self, G_CALLBACK (on_setup), G_CALLBACK (on_bind), G_CALLBACK (on_unbind));
  g_autoptr (GtkListItemFactory) rows = make_factory (self, G_CALLBACK (on_note_setup), G_CALLBACK (on_note_bind), G_CALLBACK (on_note_unbind));

  self->filter = GTK_FILTER (gtk_custom_filter_new (is_shown, self, NULL));
  self->filtered = gtk_filter_list_model_new (NULL, g_object_ref (self->filter));
  self->sorted = gtk_sort_list_model_new (G_LIST_MODEL (g_object_ref (self->filtered)), NULL);
  self->selection = gtk_single_selection_new (G_LIST_MODEL (g_object_ref (self->sorted)));
  gtk_single_selection_set_autoselect (self->selection, FALSE);
  gtk_single_selection_set_can_unselect (self->selection, TRUE);
  gtk_grid_view_set_factory (GTK_GRID_VIEW (self->grid), thumbs);
  gtk_list_view_set_factory (GTK_LIST_VIEW (self->list), rows);
  follow_kind (self);
  vsl_viewer_set_order (VSL_VIEWER (self->viewer), G_LIST_MODEL (self->sorted));
  g_signal_connect_object (self->filtered, "items-changed", G_CALLBACK (update_shown), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->selection, "notify::selected-item", G_CALLBACK (on_selected), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->grid, "activate", G_CALLBACK (on_activate), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->list, "activate", G_CALLBACK (on_activate), self, G_CONNECT_SWAPPED);
}

/* ---- what was left out ---- */

static void
on_left_out (VslDataPage *self)
{
  vsl_left_out_present (GTK_WIDGET (self), self->result, self->document);
}

/**
 * vsl_data_page_take_result:
 * @self: the page
 * @result: (transfer full): of an import
 *
 * What was left out stays listed with its names until the next import; what the project keeps of it stays for good.
 */
void
vsl_data_page_take_result (VslDataPage *self, VslImportResult *result)
{
  g_clear_pointer (&self->result, vsl_import_result_free);
  self->result = result;
  vsl_left_out_tell (self->result, self->document, self->left_out, self->left_out_content);
}

/**
 * vsl_data_page_show_sample:
 * @self: the page
 * @id: of a sample
 *
 * Selects it in the grid, without the filters where they hide it, and shows it in the viewer.
 */
void
vsl_data_page_show_sample (VslDataPage *self, gint64 id)
{
  VslSample *sample = self->document != NULL ? vsl_document_sample_by_id (self->document, id) : NULL;

  if (sample == NULL)
    return;
  if (!is_shown (sample, self))
    show_all (self);
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->sorted)); i++)
    {
      g_autoptr (VslSample) item = g_list_model_get_item (G_LIST_MODEL (self->sorted), i);

      if (item != sample)
        continue;
      gtk_single_selection_set_selected (self->selection, i);
      gtk_widget_activate_action (self->items, "list.scroll-to-item", "u", i);
      break;
    }
  vsl_viewer_show (VSL_VIEWER (self->viewer), sample);
}

/* ---- life ---- */

static void
set_document (VslDataPage *self, VslDocument *document)
{
  if (self->document != NULL)
    {
      g_signal_handlers_disconnect_by_func (self->document, on_data_changed, self);
      g_signal_handlers_disconnect_by_func (self->document, on_pixels_changed, self);
    }
  gtk_filter_list_model_set_model (self->filtered, NULL);
  g_set_object (&self->document, document);
  self->chosen.document = document;
  vsl_viewer_set_document (VSL_VIEWER (self->viewer), document);
  vsl_resplit_set_document (VSL_RESPLIT (self->resplit), document);
  vsl_quality_set_document (VSL_QUALITY (self->quality), document);
  if (document == NULL)
    {
      vsl_column_view_show (VSL_COLUMN_VIEW (self->values), NULL);
      return;
    }
  g_clear_pointer (&self->result, vsl_import_result_free);      /* another project's */
  vsl_left_out_tell (self->result, self->document, self->left_out, self->left_out_content);
  g_signal_connect_object (document, "pixels-changed", G_CALLBACK (on_pixels_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (document, "data-changed", G_CALLBACK (on_data_changed), self, G_CONNECT_SWAPPED);
  gtk_filter_list_model_set_model (self->filtered, vsl_document_samples (document));
  on_data_changed (self);
}

static void
vsl_data_page_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  VslDataPage *self = VSL_DATA_PAGE (object);

  if (id == VSL_PAGE_DOCUMENT)
    set_document (self, g_value_get_object (value));
  else
    g_set_object (&self->session, g_value_get_object (value));
}

static void
vsl_data_page_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  VslDataPage *self = VSL_DATA_PAGE (object);

  vsl_page_get_property (id, value, self->document, self->session);
}

static void
vsl_data_page_dispose (GObject *object)
{
  VslDataPage *self = VSL_DATA_PAGE (object);

  if (self->document != NULL)
    set_document (self, NULL);
  g_clear_object (&self->session);
  g_clear_object (&self->filter);
  g_clear_object (&self->sorted);
  g_clear_object (&self->filtered);
  g_clear_object (&self->selection);
  g_clear_pointer (&self->result, vsl_import_result_free);
  g_clear_pointer (&self->chosen.found, g_hash_table_unref);
  G_OBJECT_CLASS (vsl_data_page_parent_class)->dispose (object);
}

static void
vsl_data_page_class_init (VslDataPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->set_property = vsl_data_page_set_property;
  object_class->get_property = vsl_data_page_get_property;
  object_class->dispose = vsl_data_page_dispose;
  vsl_page_install_properties (object_class);
  g_type_ensure (VSL_TYPE_VIEWER);
  g_type_ensure (VSL_TYPE_QUALITY);
  g_type_ensure (VSL_TYPE_RESPLIT);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/vesalius/Vesalius/ui/vsl-data-page.ui");
#define BIND(name) gtk_widget_class_bind_template_child (widget_class, VslDataPage, name)
  BIND (stack), BIND (sidebar), BIND (classes), BIND (splits), BIND (patients), BIND (positive), BIND (positive_box), BIND (left_out);
  BIND (left_out_content), BIND (resplit), BIND (quality), BIND (finding_bar), BIND (finding_text), BIND (finding_mend), BIND (finding_forget), BIND (paned), BIND (grid_box), BIND (grid);
  BIND (shown), BIND (show_all), BIND (viewer), BIND (grid_scroll), BIND (list), BIND (list_scroll), BIND (add_button);
#undef BIND
}

static void
vsl_data_page_init (VslDataPage *self)
{
  GtkEventController *key = gtk_event_controller_key_new ();

  self->chosen.class = self->chosen.split = VSL_DATA_ALL;
  gtk_widget_init_template (GTK_WIDGET (self));
  make_lists (self);
  self->values = vsl_column_view_new ();
  gtk_box_insert_child_after (GTK_BOX (gtk_widget_get_parent (self->positive_box)), self->values, self->positive_box);
  g_signal_connect_object (self->classes, "row-selected", G_CALLBACK (on_class_row), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->splits, "row-selected", G_CALLBACK (on_split_row), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->show_all, "clicked", G_CALLBACK (show_all), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->positive, "notify::selected", G_CALLBACK (on_positive), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->quality, "chosen", G_CALLBACK (on_finding), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->quality, "reported", G_CALLBACK (on_reported), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->finding_mend, "clicked", G_CALLBACK (on_mend), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->finding_forget, "clicked", G_CALLBACK (on_forget), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->left_out, "clicked", G_CALLBACK (on_left_out), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->viewer, "step", G_CALLBACK (on_step), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->viewer, "enlarge", G_CALLBACK (on_enlarge), self, G_CONNECT_SWAPPED);
  g_signal_connect (key, "key-pressed", G_CALLBACK (on_key), self);
  gtk_widget_add_controller (GTK_WIDGET (self), key);
}

GtkWidget *
vsl_data_page_new (void)
{
  return g_object_new (VSL_TYPE_DATA_PAGE, NULL);
}
