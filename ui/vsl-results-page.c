/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/vsl-results-page.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "app/vsl-results.h"
#include "ui/vsl-cases.h"
#include "ui/vsl-confusion.h"
#include "ui/vsl-dialogs.h"
#include "ui/vsl-page.h"
#include "ui/vsl-results-gallery.h"
#include "ui/vsl-results-histogram.h"
#include "ui/vsl-results-numbers.h"
#include "ui/vsl-results-targets.h"
#include "ui/vsl-results-warnings.h"
#include "ui/vsl-run-chooser.h"
#include "ui/vsl-seal.h"
#include "ui/vsl-viewer.h"

struct _VslResultsPage {
  AdwBin parent_instance;
  GtkWidget *sidebar, *runs, *split, *about, *warning, *warning_text, *numbers, *confusion, *confusion_box, *more;
  GtkWidget *stack, *spinner, *failure, *gallery, *gallery_stack, *which, *sort, *show_all, *grid, *list, *viewer;
  GtkWidget *waiting, *histogram_box, *histogram_hint, *histogram, *scatter;
  VslDocument *document;
  VslSession *session;
  VslResults *results;
  VslComparison *comparison;    /* on the split of the results; NULL: not there yet, or there is none */
  GCancellable *cancellable;    /* of the evaluation or comparison under way */
  GListStore *cases;
  GtkSingleSelection *selection;
  VslGallery shown;
  VslCasesWhich chosen;
  char *chosen_title;
  gboolean split_chosen;        /* by hand; else test, or val where there is no test */
  GtkWidget *sealed;
  gboolean unsealed;            /* somebody said to look at the test set */
  int looked;                   /* run whose results on the test set were seen last */
  gboolean stale, filling;
};

G_DEFINE_TYPE (VslResultsPage, vsl_results_page, ADW_TYPE_BIN)

static const VslSplit split_order[] = { VSL_SPLIT_TEST, VSL_SPLIT_VAL, VSL_SPLIT_TRAIN };

/* ---- the cases ---- */

/* Those that stand in a list, not in a grid: notes and rows of tables. */
static gboolean
has_notes (VslResultsPage *self)
{
  return self->document != NULL && vsl_document_info (self->document)->kind != VSL_SAMPLE_SCAN;
}

static VslCasesSort
chosen_sort (VslResultsPage *self)
{
  guint chosen = gtk_drop_down_get_selected (GTK_DROP_DOWN (self->sort));

  if (self->results != NULL && (self->results->predictions->classes == 0 || self->results->predictions->labels != NULL))
    return chosen == 1 ? VSL_CASES_MOST_SURE : VSL_CASES_MOST_WRONG;      /* the smallest error first, or the largest */
  return (VslCasesSort) MIN (chosen, (guint) VSL_CASES_IN_ORDER);
}

static void
refill_cases (VslResultsPage *self)
{
  guint n;
  g_autofree char *title = NULL;

  if (self->results == NULL)
    return;
  vsl_cases_fill (self->cases, self->document, self->results->predictions, self->chosen, chosen_sort (self));
  n = g_list_model_get_n_items (G_LIST_MODEL (self->cases));
  title = g_strdup_printf ("%s (%u)", self->chosen_title, n);
  gtk_label_set_label (GTK_LABEL (self->which), title);
  gtk_stack_set_visible_child_name (GTK_STACK (self->gallery_stack), n == 0 ? "none" : has_notes (self) ? "list" : "grid");
  gtk_widget_set_visible (self->show_all, self->chosen.truth != VSL_CASES_ANY || self->chosen.predicted != VSL_CASES_ANY || self->chosen.right != VSL_CASES_ANY
                                             || self->chosen.to > self->chosen.from);
  gtk_single_selection_set_selected (self->selection, n > 0 ? 0 : GTK_INVALID_LIST_POSITION);
  if (n == 0)
    vsl_viewer_show (VSL_VIEWER (self->viewer), NULL);
}

static void
choose (VslResultsPage *self, VslCasesWhich which, const char *title)
{
  self->chosen = which;
  g_free (self->chosen_title);
  self->chosen_title = g_strdup (title);
  vsl_confusion_select (VSL_CONFUSION (self->confusion), which.truth, which.predicted);
  if (!(which.to > which.from))
    vsl_histogram_view_choose (VSL_HISTOGRAM_VIEW (self->histogram), -1);
  refill_cases (self);
}

static void
choose_all (VslResultsPage *self)
{
  VslSampleKind kind = self->document != NULL ? vsl_document_info (self->document)->kind : VSL_SAMPLE_SCAN;

  choose (self, (VslCasesWhich){ VSL_CASES_ANY, VSL_CASES_ANY, VSL_CASES_ANY, 0, 0 },
          kind == VSL_SAMPLE_TABLE ? _("All rows") : kind == VSL_SAMPLE_NOTE ? _("All notes") : _("All scans"));
}

static void
on_range (VslResultsPage *self, double from, double to)
{
  g_autofree char *title = g_strdup_printf (_("Error from %.4g to %.4g"), from, to);

  if (to > from)
    choose (self, (VslCasesWhich){ VSL_CASES_ANY, VSL_CASES_ANY, VSL_CASES_ANY, from, to }, title);
  else
    choose_all (self);
}

static void
on_cell (VslResultsPage *self, int truth, int predicted)
{
  char **names = vsl_document_info (self->document)->class_names;
  g_autofree char *title = truth == predicted ? g_strdup_printf (_("%s, read right"), names[truth])
                                              : g_strdup_printf (_("%s, read as %s"), names[truth], names[predicted]);

  choose (self, (VslCasesWhich){ truth, predicted, VSL_CASES_ANY, 0, 0 }, title);
}

static void
on_number (const VslCasesWhich *which, const char *title, gpointer data)
{
  choose (data, *which, title);
}

static void
on_selected (VslResultsPage *self)
{
  VslCase *item = gtk_single_selection_get_selected_item (self->selection);
  const VslPredictions *p;
  guint i;

  if (item == NULL || self->results == NULL)
    return;
  p = self->results->predictions;
  i = vsl_case_index (item);
  vsl_viewer_show (VSL_VIEWER (self->viewer), vsl_case_sample (item));
  if (p->number != NULL && p->values != NULL && p->width == 1)
    {
      vsl_viewer_set_number (VSL_VIEWER (self->viewer), (double) p->values[i], p->number[i]);
      vsl_scatter_view_mark (VSL_SCATTER_VIEW (self->scatter), i);
    }
  else if (p->classes > 0)
    vsl_viewer_set_prediction (VSL_VIEWER (self->viewer), p->prob + (gsize) i * p->classes, p->classes, p->predicted[i]);
  else if (p->values != NULL && p->error != NULL && p->sequence)
    vsl_viewer_set_told (VSL_VIEWER (self->viewer), p->values + (gsize) i * p->width, p->width);
  else if (p->values != NULL && p->error != NULL)
    vsl_viewer_set_reconstruction (VSL_VIEWER (self->viewer), p->values + (gsize) i * p->width, p->width, p->error[i]);
}

/* ---- the gallery ---- */

static void
on_enlarge (VslResultsPage *self, gboolean large)
{
  gtk_widget_set_visible (self->gallery, !large);
  gtk_widget_set_visible (self->sidebar, !large);
  vsl_viewer_set_enlarged (VSL_VIEWER (self->viewer), large);
}

static gboolean
on_key (GtkEventControllerKey *key, guint keyval, guint code, GdkModifierType state, VslResultsPage *self)
{
  if (keyval != GDK_KEY_Escape || gtk_widget_get_visible (self->gallery))
    return FALSE;
  if (!vsl_viewer_stop_comparing (VSL_VIEWER (self->viewer)))
    on_enlarge (self, FALSE);
  return TRUE;
}

static void
on_activate (VslResultsPage *self, guint position)
{
  gtk_single_selection_set_selected (self->selection, position);
  on_enlarge (self, TRUE);
}

/* ---- results ---- */

static void
show_warnings (VslResultsPage *self)
{
  g_autofree char *text = vsl_results_warnings (self->results, vsl_document_info (self->document), self->comparison);

  gtk_widget_set_visible (self->warning, text != NULL);
  gtk_label_set_label (GTK_LABEL (self->warning_text), text != NULL ? text : "");
}

/* The linear baseline comes after the network's numbers, which do not wait for it. */
static void
on_compared (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (VslResultsPage) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (VslComparison) comparison = vsl_document_compare_finish (VSL_DOCUMENT (source), result, &error);
  g_autofree char *line = NULL;

  if (g_task_get_cancellable (G_TASK (result)) != self->cancellable || self->stack == NULL || self->results == NULL)
    return;
  g_clear_object (&self->cancellable);
  self->comparison = g_steal_pointer (&comparison);
  line = self->comparison != NULL ? vsl_comparison_line (self->comparison) : g_strdup (error->message);
  vsl_results_set_baseline (GTK_GRID (self->numbers), line);
  show_warnings (self);
}

static void
compare (VslResultsPage *self)
{
  self->cancellable = g_cancellable_new ();
  vsl_results_set_baseline (GTK_GRID (self->numbers), _("Learning the linear baseline…\n"));      /* two lines as its answer has, so that nothing below moves */
  vsl_document_compare_async (self->document, self->results->split, self->cancellable, on_compared, g_object_ref (self));
}

/* Scans in a grid, notes in a list; only the one that is seen has the cases. */
static void
follow_kind (VslResultsPage *self)
{
  gboolean notes = has_notes (self);
  GtkSelectionModel *model = GTK_SELECTION_MODEL (self->selection);

  if (gtk_list_view_get_model (GTK_LIST_VIEW (self->list)) != (notes ? model : NULL))
    gtk_list_view_set_model (GTK_LIST_VIEW (self->list), notes ? model : NULL);
  if (gtk_grid_view_get_model (GTK_GRID_VIEW (self->grid)) != (notes ? NULL : model))
    gtk_grid_view_set_model (GTK_GRID_VIEW (self->grid), notes ? NULL : model);
  adw_status_page_set_title (ADW_STATUS_PAGE (self->waiting), notes ? _("Reading the Notes…") : _("Reading the Scans…"));
  adw_status_page_set_description (ADW_STATUS_PAGE (self->waiting), notes ? _("The network reads each note of the split once.")
                                                                          : _("The network looks at each scan of the split once."));
}

static void
show_results (VslResultsPage *self)
{
  const VslEvaluation *e = self->results->evaluation;
  const VslProjectInfo *info = vsl_document_info (self->document);
  gboolean target = e->target != VSL_TARGET_CLASS, classes = self->results->predictions->classes > 0 && !target;
  static const char *const by_class[] = { N_("Most wrong first"), N_("Least sure first"), N_("Most sure first"), N_("In order"), NULL };
  static const char *const by_labels[] = { N_("Most mistakes first"), N_("Fewest mistakes first"), NULL };
  static const char *const by_error[] = { N_("Largest error first"), N_("Smallest error first"), NULL };
  const char *const *orders = classes ? by_class : e->label != NULL ? by_labels : by_error;
  g_autoptr (GtkStringList) list = gtk_string_list_new (NULL);
  g_autofree char *about = NULL, *more = NULL;

  for (guint i = 0; orders[i] != NULL; i++)
    gtk_string_list_append (list, _(orders[i]));
  self->filling = TRUE;
  gtk_drop_down_set_model (GTK_DROP_DOWN (self->sort), G_LIST_MODEL (list));
  for (guint i = 0; i < G_N_ELEMENTS (split_order); i++)
    if (split_order[i] == self->results->split)
      gtk_drop_down_set_selected (GTK_DROP_DOWN (self->split), i);
  self->filling = FALSE;

  about = vsl_results_about (self->results, info);
  more = vsl_results_more (self->results, info);
  gtk_label_set_label (GTK_LABEL (self->about), about);
  gtk_label_set_label (GTK_LABEL (self->more), more);
  show_warnings (self);
  gtk_widget_set_visible (self->histogram_box, vsl_results_fill_histogram (VSL_HISTOGRAM_VIEW (self->histogram), self->results, info));
  gtk_widget_set_visible (self->scatter, vsl_results_fill_scatter (VSL_SCATTER_VIEW (self->scatter), self->results->predictions));
  gtk_label_set_label (GTK_LABEL (self->histogram_hint), vsl_results_histogram_hint (self->results, info));
  vsl_viewer_set_run (VSL_VIEWER (self->viewer), self->results->run);
  vsl_results_fill_numbers (GTK_GRID (self->numbers), self->results, info, on_number, self);
  gtk_widget_set_visible (self->confusion_box, classes);
  vsl_confusion_set (VSL_CONFUSION (self->confusion), classes ? e->classes : 0, e->confusion, (const char *const *) info->class_names);
  gtk_stack_set_visible_child_name (GTK_STACK (self->stack), "cases");
  choose_all (self);
  if (classes || target)
    compare (self);
}

static void
clear_results (VslResultsPage *self)
{
  g_list_store_remove_all (self->cases);
  vsl_viewer_show (VSL_VIEWER (self->viewer), NULL);
  vsl_confusion_set (VSL_CONFUSION (self->confusion), 0, NULL, NULL);
  g_clear_pointer (&self->results, vsl_results_free);
  g_clear_pointer (&self->comparison, vsl_comparison_free);
}

static void
on_evaluated (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (VslResultsPage) self = data;
  g_autoptr (GError) error = NULL;
  VslResults *results = vsl_document_evaluate_finish (VSL_DOCUMENT (source), result, &error);

  if (g_task_get_cancellable (G_TASK (result)) != self->cancellable || self->stack == NULL)    /* a newer one is asked for */
    {
      g_clear_pointer (&results, vsl_results_free);
      return;
    }
  g_clear_object (&self->cancellable);
  gtk_spinner_stop (GTK_SPINNER (self->spinner));
  clear_results (self);
  self->results = results;
  if (results != NULL)
    {
      vsl_seal_look (self->document, self->results, &self->looked);
      self->unsealed = self->unsealed && results->split != VSL_SPLIT_TEST;    /* another test set has a seal of its own */
      show_results (self);
    }
  else
    {
      gtk_label_set_label (GTK_LABEL (self->failure), error->message);
      gtk_stack_set_visible_child_name (GTK_STACK (self->stack), "failed");
    }
}

/* Only while the page is seen: nothing is computed for results that nobody looks at. */
static void
evaluate (VslResultsPage *self)
{
  int run = vsl_run_chooser_run (VSL_RUN_CHOOSER (self->runs));
  guint split = gtk_drop_down_get_selected (GTK_DROP_DOWN (self->split));

  self->stale = TRUE;
  if (!gtk_widget_get_mapped (GTK_WIDGET (self)) || run == 0)
    return;
  self->stale = FALSE;
  follow_kind (self);
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  if (!self->unsealed && vsl_seal_holds (self->document, self->split_chosen ? split_order[MIN (split, 2u)] : VSL_SPLIT_NONE))
    {
      clear_results (self);
      gtk_widget_set_visible (self->confusion_box, FALSE);      /* a heading above nothing */
      gtk_stack_set_visible_child_name (GTK_STACK (self->stack), "sealed");
      return;
    }
  self->cancellable = g_cancellable_new ();
  gtk_spinner_start (GTK_SPINNER (self->spinner));
  gtk_stack_set_visible_child_name (GTK_STACK (self->stack), "waiting");
  vsl_document_evaluate_async (self->document, run, self->split_chosen ? split_order[MIN (split, 2u)] : VSL_SPLIT_NONE, self->cancellable,
                               on_evaluated, g_object_ref (self));
}

/* A list that was read again with nothing new in it is no reason to count again. */
static void
on_run_changed (VslResultsPage *self)
{
  int run = vsl_run_chooser_run (VSL_RUN_CHOOSER (self->runs));
  const VslRun *record = vsl_run_chooser_record (VSL_RUN_CHOOSER (self->runs));

  if (self->results != NULL && self->results->run == run && record != NULL && record->state == VSL_RUN_FINISHED && !self->stale)
    return;
  evaluate (self);
}

static void
on_split (VslResultsPage *self)
{
  if (self->filling)
    return;
  self->split_chosen = TRUE;
  evaluate (self);
}

static void
on_unseal (VslResultsPage *self)
{
  self->unsealed = TRUE;
  evaluate (self);
}

static void
on_validation (VslResultsPage *self)
{
  gtk_drop_down_set_selected (GTK_DROP_DOWN (self->split), 1);      /* asks for it, unless it is chosen already */
  if (gtk_stack_get_visible_child (GTK_STACK (self->stack)) == self->sealed)
    on_split (self);
}

static void
on_sort (VslResultsPage *self)
{
  if (!self->filling)
    refill_cases (self);
}

static void
vsl_results_page_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (vsl_results_page_parent_class)->map (widget);
  if (VSL_RESULTS_PAGE (widget)->stale)
    evaluate (VSL_RESULTS_PAGE (widget));
}

/**
 * vsl_results_page_show_run:
 * @self: the page
 * @run: number of a run; 0: the newest
 */
void
vsl_results_page_show_run (VslResultsPage *self, int run)
{
  vsl_run_chooser_choose (VSL_RUN_CHOOSER (self->runs), run);
}

/* ---- saving ---- */

static void
save_cases (char **paths, gpointer data)
{
  VslResultsPage *self = data;
  g_autoptr (GError) error = NULL;
  g_autofree char *name = g_filename_display_basename (paths[0]);
  g_autofree char *text = g_strdup_printf (_("“%s” was saved"), name);

  if (self->results == NULL)      /* the project was closed while the dialog was open */
    return;
  if (vsl_results_save_cases (self->results, vsl_document_info (self->document)->class_names, paths[0], &error))
    gtk_widget_activate_action (data, "win.toast", "s", text);
  else
    vsl_dialog_error (data, _("The Cases Were Not Saved"), error);
}

static void
save_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  VslResultsPage *self = VSL_RESULTS_PAGE (widget);
  g_autofree char *file = NULL, *title = NULL;

  if (self->results == NULL)
    return;
  g_object_get (self->document, "title", &title, NULL);
  file = g_strdup_printf ("%s-run-%d-%s.csv", title, self->results->run, vsl_split_names[self->results->split]);
  vsl_dialog_files (widget, VSL_DIALOG_SAVE, _("Save the Cases"), _("_Save"), file, _("Tables (CSV)"), "*.csv", save_cases, g_object_ref (self), g_object_unref);
}

static void
save_path_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  char *paths[] = { (char *) g_variant_get_string (parameter, NULL), NULL };

  save_cases (paths, widget);
}

/* ---- life ---- */

static void
set_document (VslResultsPage *self, VslDocument *document)
{
  if (self->document != NULL)
    g_signal_handlers_disconnect_by_func (self->document, evaluate, self);
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  clear_results (self);
  g_set_object (&self->document, document);
  self->unsealed = FALSE;
  self->looked = 0;
  if (document != NULL)
    follow_kind (self);
  vsl_viewer_set_document (VSL_VIEWER (self->viewer), document);
  vsl_run_chooser_set_document (VSL_RUN_CHOOSER (self->runs), document);
  if (document != NULL)
    g_signal_connect_object (document, "data-changed", G_CALLBACK (evaluate), self, G_CONNECT_SWAPPED);
}

static void
vsl_results_page_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  VslResultsPage *self = VSL_RESULTS_PAGE (object);

  if (id == VSL_PAGE_DOCUMENT)
    set_document (self, g_value_get_object (value));
  else
    g_set_object (&self->session, g_value_get_object (value));
}

static void
vsl_results_page_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  VslResultsPage *self = VSL_RESULTS_PAGE (object);

  vsl_page_get_property (id, value, self->document, self->session);
}

static void
vsl_results_page_dispose (GObject *object)
{
  VslResultsPage *self = VSL_RESULTS_PAGE (object);

  if (self->document != NULL)
    set_document (self, NULL);
  g_clear_object (&self->session);
  g_clear_object (&self->cases);
  g_clear_object (&self->selection);
  g_clear_pointer (&self->chosen_title, g_free);
  G_OBJECT_CLASS (vsl_results_page_parent_class)->dispose (object);
  self->stack = NULL;
}

static void
vsl_results_page_class_init (VslResultsPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->set_property = vsl_results_page_set_property;
  object_class->get_property = vsl_results_page_get_property;
  object_class->dispose = vsl_results_page_dispose;
  widget_class->map = vsl_results_page_map;
  vsl_page_install_properties (object_class);
  gtk_widget_class_install_action (widget_class, "results.save", NULL, save_action);
  gtk_widget_class_install_action (widget_class, "results.save-path", "s", save_path_action);
  g_type_ensure (VSL_TYPE_VIEWER);
  g_type_ensure (VSL_TYPE_CONFUSION);
  g_type_ensure (VSL_TYPE_RUN_CHOOSER);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/vesalius/Vesalius/ui/vsl-results-page.ui");
#define BIND(name) gtk_widget_class_bind_template_child (widget_class, VslResultsPage, name)
  BIND (sidebar), BIND (runs), BIND (split), BIND (about), BIND (warning), BIND (warning_text), BIND (numbers), BIND (confusion);
  BIND (confusion_box), BIND (more), BIND (stack), BIND (spinner), BIND (failure), BIND (gallery), BIND (gallery_stack), BIND (which);
  BIND (sort), BIND (show_all), BIND (grid), BIND (list), BIND (viewer), BIND (waiting), BIND (histogram_box), BIND (histogram_hint);
#undef BIND
}

static void
make_lists (VslResultsPage *self)
{
  self->cases = g_list_store_new (VSL_TYPE_CASE);
  self->selection = gtk_single_selection_new (G_LIST_MODEL (g_object_ref (self->cases)));
  self->shown = (VslGallery){ &self->document, &self->results };
  vsl_gallery_install (&self->shown, GTK_GRID_VIEW (self->grid), GTK_LIST_VIEW (self->list));
  g_signal_connect_object (self->selection, "notify::selected-item", G_CALLBACK (on_selected), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->grid, "activate", G_CALLBACK (on_activate), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->list, "activate", G_CALLBACK (on_activate), self, G_CONNECT_SWAPPED);
}

/* The case of a dot, in the list of all. */
static void
on_dot (VslResultsPage *self, guint index)
{
  choose_all (self);
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->cases)); i++)
    {
      g_autoptr (VslCase) one = g_list_model_get_item (G_LIST_MODEL (self->cases), i);

      if (vsl_case_index (one) != index)
        continue;
      gtk_single_selection_set_selected (self->selection, i);
      gtk_widget_activate_action (has_notes (self) ? self->list : self->grid, "list.scroll-to-item", "u", i);
      break;
    }
}

static void
make_histogram (VslResultsPage *self)
{
  self->histogram = vsl_histogram_view_new (_("Reconstruction Error"));
  gtk_widget_add_css_class (self->histogram, "card");
  gtk_widget_set_name (self->histogram, "histogram");
  gtk_box_prepend (GTK_BOX (self->histogram_box), self->histogram);
  self->scatter = vsl_scatter_view_new (_("Said Against True"), _("true"), _("said"));
  gtk_widget_add_css_class (self->scatter, "card");
  gtk_widget_set_name (self->scatter, "scatter");
  gtk_box_prepend (GTK_BOX (self->histogram_box), self->scatter);
  g_signal_connect_object (self->scatter, "chosen", G_CALLBACK (on_dot), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->histogram, "range", G_CALLBACK (on_range), self, G_CONNECT_SWAPPED);
}

static void
vsl_results_page_init (VslResultsPage *self)
{
  GtkEventController *key = gtk_event_controller_key_new ();

  self->stale = TRUE;
  gtk_widget_init_template (GTK_WIDGET (self));
  make_lists (self);
  make_histogram (self);
  self->sealed = vsl_seal_new (G_CALLBACK (on_unseal), G_CALLBACK (on_validation), G_OBJECT (self));
  gtk_stack_add_named (GTK_STACK (self->stack), self->sealed, "sealed");
  follow_kind (self);
  vsl_viewer_set_read_only (VSL_VIEWER (self->viewer), TRUE);
  g_signal_connect_object (self->runs, "changed", G_CALLBACK (on_run_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->split, "notify::selected", G_CALLBACK (on_split), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->sort, "notify::selected", G_CALLBACK (on_sort), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->show_all, "clicked", G_CALLBACK (choose_all), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->confusion, "cell", G_CALLBACK (on_cell), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->viewer, "enlarge", G_CALLBACK (on_enlarge), self, G_CONNECT_SWAPPED);
  g_signal_connect (key, "key-pressed", G_CALLBACK (on_key), self);
  gtk_widget_add_controller (GTK_WIDGET (self), key);
}

GtkWidget *
vsl_results_page_new (void)
{
  return g_object_new (VSL_TYPE_RESULTS_PAGE, NULL);
}
