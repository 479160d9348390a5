/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/vsl-import-assistant.h"

#include <glib/gi18n-lib.h>

#include "app/vsl-deid-review.h"
#include "app/vsl-import-examples.h"
#include "core/vsl-error.h"
#include "ui/vsl-columns-group.h"
#include "ui/vsl-deid-review-window.h"
#include "ui/vsl-here-group.h"
#include "ui/vsl-import-positive.h"
#include "ui/vsl-import-split.h"
#include "ui/vsl-import-unread.h"
#include "ui/vsl-import-tell.h"
#include "ui/vsl-left-out.h"
#include "ui/vsl-scans-group.h"
#include "ui/vsl-scroll-place.h"
#include "ui/vsl-split-chooser.h"

struct _VslImportAssistant {
  AdwWindow parent_instance;
  GtkWidget *stack, *accept, *failed, *failure, *found, *classes, *patients, *positive, *split, *split_given, *split_row, *chooser;
  GtkWidget *left_group, *left, *left_show, *no_test, *no_test_text, *kept, *examples, *encoding, *table_group, *identifiers, *mask, *review_row, *review, *scans_group, *here_group, *missing, *missing_text, *page, *known_group, *known_row, *known;
  GPtrArray *class_rows, *example_rows;         /* in the lists of classes and of examples */
  char **paths;
  VslDeidReview *answers;       /* of the person's review, once it was opened */
  VslDeidCounts *counts;        /* what was found, NULL: still looking */
  VslDocument *document;
  char *table;                  /* the one file that was chosen, NULL: a folder or several */
  gboolean here;                /* it is looked at for the samples that the project has */
  gboolean doubtful;            /* few of its rows tell of these: is it a table of further files? */
  char *not_here;               /* why it tells nothing of these; NULL: it does, or nobody asked */
  VslImportPlan *plan;          /* once looked; given away when accepted */
  char *looked_for;             /* the positive class that the project has already */
  VslImportPositive looks_for;
  char *asked_key;              /* column by which rows are to find files, as it was asked for last; NULL */
  char *refused;                /* why what was asked for last cannot be; NULL */
  GtkWidget *leads_to;          /* what is missing is said there */
  GCancellable *cancellable;
  VslImportFunc callback;
  gpointer data;
  GDestroyNotify destroy;
  gboolean asked;               /* about notes that nobody looked at */
};

G_DEFINE_TYPE (VslImportAssistant, vsl_import_assistant, ADW_TYPE_WINDOW)

static gboolean
has_samples (VslImportAssistant *self)
{
  return vsl_document_info (self->document)->n > 0;
}

/* ---- what was understood ---- */

/* Samples that will be left out because they are here; only where all were looked at is that a number. */
static guint
known_out (VslImportAssistant *self)
{
  const VslImportPlan *plan = self->plan;

  return gtk_widget_get_visible (self->known_group) && gtk_switch_get_active (GTK_SWITCH (self->known)) && plan->known_looked == plan->items->len ? plan->known_found : 0;
}

/* How many will come in, as it stands on the button. */
static guint
show_number (VslImportAssistant *self)
{
  if (self->plan->here)
    {
      gboolean labels = self->plan->target_name != NULL || (self->plan->options.label != NULL && self->plan->options.label[0] != NULL);

      gtk_button_set_label (GTK_BUTTON (self->accept), labels ? _("_Add Labels") : _("_Add"));
      return vsl_import_plan_tells (self->plan) ? self->plan->items->len : 0;
    }
  guint n = vsl_scans_group_taken (VSL_SCANS_GROUP (self->scans_group), self->plan);

  n -= MIN (n, known_out (self));
  g_autofree char *label = vsl_import_tell_button (self->plan, n);

  gtk_button_set_label (GTK_BUTTON (self->accept), label);
  return n;
}

/* What stands between the person and the import, and where it is to be mended. NULL: nothing does. */
static const char *
find_missing (VslImportAssistant *self, guint n, GtkWidget **where)
{
  const VslImportPlan *plan = self->plan;
  gboolean told = plan->here && vsl_import_plan_tells (plan);

  *where = self->table_group;
  if (plan->asks)
    return _("Choose the column that has the notes");
  if (plan->here && !told)
    return _("Choose the column that has the labels, or columns to take");
  if (plan->kind == VSL_SAMPLE_TABLE && !plan->here && vsl_columns_group_taken (VSL_COLUMNS_GROUP (self->table_group)) == 0)
    return _("Choose the column that has the notes, or tick one that a network can learn from");
  *where = self->scans_group;
  if (n == 0 && vsl_import_plan_n_burned_in (plan) > 0 && vsl_scans_group_taken (VSL_SCANS_GROUP (self->scans_group), plan) == 0)
    return _("All scans may have text in their pictures: look at them and keep those that have none");
  *where = self->known_group;
  if (n == 0)
    return plan->items->len > 0 && known_out (self) > 0 ? _("All of these are here already") : _("Nothing is left to import");
  *where = self->positive;
  if (gtk_widget_get_visible (self->positive) && vsl_import_positive_get (&self->looks_for) < 0)
    return _("Choose the class you are looking for");
  return NULL;
}

static void
show_missing (VslImportAssistant *self, guint n)
{
  const char *text = find_missing (self, n, &self->leads_to);

  gtk_widget_set_sensitive (self->accept, text == NULL);
  text = self->refused != NULL ? self->refused : text;
  gtk_widget_set_visible (self->missing, text != NULL);
  gtk_label_set_label (GTK_LABEL (self->missing_text), text != NULL ? text : "");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->missing), GTK_ACCESSIBLE_PROPERTY_LABEL, text != NULL ? text : "", -1);
}

/* Leads to where the missing thing is said. */
static void
on_missing (VslImportAssistant *self)
{
  if (self->leads_to != NULL)
    vsl_scroll_lead (self->page, self->leads_to);
}

static void
on_answer (VslImportAssistant *self)
{
  int percent[VSL_N_SPLITS];
  gboolean no_test;

  if (self->plan == NULL)
    return;
  vsl_split_chooser_get (VSL_SPLIT_CHOOSER (self->chooser), percent);
  no_test = self->plan->split_given ? self->plan->split_counts[VSL_SPLIT_TEST] == 0 : percent[VSL_SPLIT_TEST] <= 0;
  gtk_widget_set_visible (self->no_test, no_test && self->plan->items->len > 0 && !self->plan->here);
  show_missing (self, show_number (self));
}

static void
on_positive (VslImportAssistant *self)
{
  if (vsl_import_positive_chosen (&self->looks_for, self->plan))
    on_answer (self);
}

static void
fill_classes (VslImportAssistant *self, const VslImportPlan *plan)
{
  guint n = plan->classes != NULL && plan->target == VSL_TARGET_CLASS ? g_strv_length (plan->classes) : 0;

  vsl_import_tell_classes (plan, self->classes, self->class_rows);
  gtk_widget_set_visible (self->positive, n == 2);
  if (n == 2)
    vsl_import_positive_fill (&self->looks_for, plan, self->looked_for);
}

static void
on_examples (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (VslImportAssistant) self = data;
  g_autoptr (VslImportExamples) examples = vsl_document_examples_finish (VSL_DOCUMENT (source), result, NULL);
  g_autofree char *encoding = NULL;

  if (self->stack == NULL || examples == NULL)
    return;
  vsl_import_tell_examples (examples, gtk_switch_get_active (GTK_SWITCH (self->mask)), self->examples, self->example_rows);
  encoding = examples->encodings == NULL ? NULL : examples->all ? g_strdup (examples->encodings)
                                                                : g_strdup_printf (_("%s (of the files looked at)"), examples->encodings);
  gtk_widget_set_visible (self->encoding, encoding != NULL);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self->encoding), encoding != NULL ? encoding : "");
  gtk_widget_set_visible (self->examples, examples->texts[0] != NULL);
}

/* What the project would keep depends on the switch. */
static void
speak_of_masking (VslImportAssistant *self)
{
  gboolean mask = gtk_switch_get_active (GTK_SWITCH (self->mask));
  g_autofree char *line = NULL;

  if (self->plan == NULL)
    return;
  self->plan->options.keep_identifiers = !mask;
  gtk_widget_set_sensitive (self->review_row, mask);
  gtk_label_set_label (GTK_LABEL (self->kept), vsl_import_unread_kept (self->plan));
  if (self->counts == NULL)
    return;
  line = vsl_import_unread_line (self->plan, self->counts, self->answers);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self->review_row), line);
}

static void
on_counts (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (VslImportAssistant) self = data;
  VslDeidCounts *counts = vsl_document_deid_counts_finish (VSL_DOCUMENT (source), result, NULL);

  if (self->stack == NULL || counts == NULL)
    {
      g_free (counts);
      return;
    }
  g_free (self->counts);
  self->counts = counts;
  speak_of_masking (self);
}

static void show_examples (VslImportAssistant *self);

static void
on_reviewed (gpointer data)
{
  speak_of_masking (data);
  show_examples (data);
}

static void
on_review (VslImportAssistant *self)
{
  if (self->plan == NULL || self->plan->items->len == 0)
    return;
  if (self->answers == NULL)
    self->answers = vsl_deid_review_new (self->plan);
  vsl_deid_review_window_present (GTK_WINDOW (self), self->answers, G_CALLBACK (on_reviewed), self);
}

/* Notes that are samples, or that stand beside scans: what is masked can be reviewed. */
static void
show_identifiers (VslImportAssistant *self)
{
  gboolean notes = (self->plan->kind == VSL_SAMPLE_NOTE && !self->plan->here) || (self->plan->kind == VSL_SAMPLE_SCAN && self->plan->options.note != NULL);

  gtk_widget_set_visible (self->identifiers, notes);
  if (!notes)
    return;
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self->review_row), _("Looking for identifiers…"));
  speak_of_masking (self);
  vsl_document_deid_counts_async (self->document, self->plan, self->cancellable, on_counts, g_object_ref (self));
}

static void
show_examples (VslImportAssistant *self)
{
  if (self->plan != NULL && self->plan->kind == VSL_SAMPLE_NOTE && !self->plan->here && self->plan->items->len > 0)
    vsl_document_examples_async (self->document, self->plan, self->table, self->cancellable, on_examples, g_object_ref (self));
}

static void
on_mask (VslImportAssistant *self)
{
  speak_of_masking (self);
  show_examples (self);
}

static void
speak_of_notes (VslImportAssistant *self)
{
  gtk_window_set_title (GTK_WINDOW (self), _("Add Notes"));
  gtk_label_set_label (GTK_LABEL (self->no_test_text), _("No note is kept for the test. Results will be counted on notes that helped to choose the best epoch, and "
                                                         "will look better than they are."));
  show_examples (self);
}

static void
show_plan (VslImportAssistant *self)
{
  gboolean again = g_strcmp0 (gtk_stack_get_visible_child_name (GTK_STACK (self->stack)), "plan") == 0;
  double place = vsl_scroll_place (self->page);
  g_autofree char *title = g_markup_escape_text (self->plan->join.column != NULL && self->plan->kind == VSL_SAMPLE_SCAN ? _("Scans and Their Table") : self->plan->title, -1);
  g_autofree char *detail = g_markup_escape_text (self->plan->detail != NULL ? self->plan->detail : "", -1);

  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (self->found), title);
  adw_preferences_group_set_description (ADW_PREFERENCES_GROUP (self->found), detail);
  fill_classes (self, self->plan);
  vsl_import_show_split (self->plan, &(VslImportSplitRows){ self->split, self->split_given, self->split_row, self->patients, self->no_test_text, self->kept });
  vsl_columns_group_show (VSL_COLUMNS_GROUP (self->table_group), self->plan);
  vsl_scans_group_show (VSL_SCANS_GROUP (self->scans_group), self->plan->here ? NULL : self->plan);
  vsl_here_group_show (VSL_HERE_GROUP (self->here_group), self->plan->here || (self->table != NULL && self->not_here == NULL && has_samples (self)) ? self->plan : NULL);
  if (self->plan->kind == VSL_SAMPLE_SCAN && self->plan->patients_known)
    {
      g_autofree char *patients = vsl_scans_group_patients (self->plan);

      adw_action_row_set_subtitle (ADW_ACTION_ROW (self->patients), patients);
    }
  vsl_import_tell_left_out (self->plan, self->left_group, self->left);
  vsl_import_tell_known (self->plan, self->known_group, self->known_row);
  vsl_import_tell_examples (NULL, FALSE, self->examples, self->example_rows);
  gtk_widget_set_visible (self->examples, FALSE);
  gtk_window_set_title (GTK_WINDOW (self), self->plan->kind == VSL_SAMPLE_TABLE ? _("Add a Table") : _("Add Scans"));
  if (self->plan->kind == VSL_SAMPLE_NOTE && !self->plan->here)
    speak_of_notes (self);
  if (self->plan->here)
    gtk_window_set_title (GTK_WINDOW (self), _("Add Labels"));
  show_identifiers (self);
  on_answer (self);
  gtk_stack_set_visible_child_name (GTK_STACK (self->stack), "plan");
  gtk_window_set_default_widget (GTK_WINDOW (self), self->accept);
  if (again)
    vsl_scroll_keep (self->page, place);
  else
    gtk_widget_grab_focus (gtk_widget_get_sensitive (self->accept) || !gtk_widget_get_visible (self->positive) ? self->accept : self->positive);
}

static void look (VslImportAssistant *self, const VslImportOptions *options);

/* The table tells nothing of what is here: then its rows are looked at as samples. */
static gboolean
turns_away (VslImportAssistant *self, const GError *error)
{
  if (!self->here || self->plan != NULL || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || g_error_matches (error, VSL_DATA_ERROR, VSL_ERROR_CANCELLED))
    return FALSE;
  self->here = FALSE;
  self->not_here = g_strdup (error->message);
  look (self, NULL);
  return TRUE;
}

/* Rows of a table in a project of scans: that they do not join is what there is to be told. */
static void
refuse_kind (VslImportAssistant *self, VslImportPlan **plan, GError **error)
{
  if (*plan == NULL || (*plan)->here || self->table == NULL || !has_samples (self) || (*plan)->kind == vsl_document_info (self->document)->kind)
    return;
  g_clear_pointer (plan, vsl_import_plan_free);
  adw_status_page_set_title (ADW_STATUS_PAGE (self->failed), _("The Table Fits Nothing That Is Here"));
  g_set_error_literal (error, VSL_DATA_ERROR, VSL_ERROR_DATA, self->not_here != NULL ? self->not_here : _("These rows are of another kind than what the project has. Make a new project for them."));
}

static void
take_look (VslImportAssistant *self, VslImportPlan *plan, GError *own)
{
  g_autoptr (GError) error = own;

  if (self->stack == NULL)      /* closed meanwhile */
    {
      g_clear_pointer (&plan, vsl_import_plan_free);
      return;
    }
  if (plan == NULL && turns_away (self, error))
    return;
  refuse_kind (self, &plan, &error);
  if (self->plan == NULL && vsl_here_group_turns (plan, &self->here, &self->doubtful))      /* the other use is looked at first */
    {
      g_clear_pointer (&plan, vsl_import_plan_free);
      look (self, NULL);
      return;
    }
  if (plan == NULL && self->plan != NULL)      /* another label or key does not do: what stood there stays */
    {
      vsl_columns_group_refuse (VSL_COLUMNS_GROUP (self->table_group));
      self->refused = vsl_import_tell_refused (self->plan, self->asked_key, error);
      show_missing (self, show_number (self));
      g_clear_pointer (&self->refused, g_free);
      self->leads_to = self->table_group;
      return;
    }
  vsl_columns_group_forget (VSL_COLUMNS_GROUP (self->table_group));
  vsl_scans_group_show (VSL_SCANS_GROUP (self->scans_group), NULL);
  vsl_here_group_show (VSL_HERE_GROUP (self->here_group), NULL);
  g_clear_pointer (&self->answers, vsl_deid_review_free);      /* of the plan before */
  g_clear_pointer (&self->counts, g_free);
  g_clear_pointer (&self->plan, vsl_import_plan_free);
  self->plan = plan;
  if (plan != NULL)
    {
      show_plan (self);
      return;
    }
  gtk_label_set_label (GTK_LABEL (self->failure), error->message);
  gtk_stack_set_visible_child_name (GTK_STACK (self->stack), "failed");
}

static void
on_looked (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (VslImportAssistant) self = data;
  GError *error = NULL;
  VslImportPlan *plan = vsl_document_look_finish (VSL_DOCUMENT (source), result, &error);

  take_look (self, plan, error);
}

static void
on_looked_here (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (VslImportAssistant) self = data;
  GError *error = NULL;
  VslImportPlan *plan = vsl_document_look_here_finish (VSL_DOCUMENT (source), result, &error);

  take_look (self, plan, error);
}

static void
look (VslImportAssistant *self, const VslImportOptions *options)
{
  if (self->here)
    vsl_document_look_here_async (self->document, self->table, options, self->cancellable, on_looked_here, g_object_ref (self));
  else
    vsl_document_look_async (self->document, (const char *const *) self->paths, options, self->cancellable, on_looked, g_object_ref (self));
}

/* Another use of the table: what was said of its columns is asked anew. */
static void
on_use (VslImportAssistant *self)
{
  gtk_widget_set_sensitive (self->accept, FALSE);
  self->here = vsl_here_group_wanted (VSL_HERE_GROUP (self->here_group));
  look (self, NULL);
}

/* Another label, target or key: the files are looked at again. */
static void
on_asked (VslImportAssistant *self)
{
  VslImportOptions options = { 0 };

  gtk_widget_set_sensitive (self->accept, FALSE);
  vsl_columns_group_get (VSL_COLUMNS_GROUP (self->table_group), &options);
  vsl_scans_group_get (VSL_SCANS_GROUP (self->scans_group), &options);
  g_free (self->asked_key);
  self->asked_key = g_strdup (options.key);
  look (self, &options);
  vsl_import_options_clear (&options);
}

/* ---- the answers ---- */

static void
take_answers (VslImportAssistant *self, VslImportPlan *plan)
{
  if (gtk_widget_get_visible (self->known_group) && gtk_switch_get_active (GTK_SWITCH (self->known)))
    {
      g_free (plan->options.known);
      plan->options.known = g_strdup ("leave-out");
    }
  plan->options.replace_labels = vsl_here_group_replace (VSL_HERE_GROUP (self->here_group));
  vsl_import_take_split (plan, self->chooser);
  if (gtk_widget_get_visible (self->positive))
    {
      plan->positive = vsl_import_positive_get (&self->looks_for);
      g_free (plan->options.positive);
      plan->options.positive = g_strdup (plan->classes[plan->positive]);
    }
}

static void on_accept (VslImportAssistant *self);

/* Asked once: whoever looked at some of them has been told. */
static void
on_unread (gpointer data, gboolean import)
{
  VSL_IMPORT_ASSISTANT (data)->asked = TRUE;
  if (VSL_IMPORT_ASSISTANT (data)->stack != NULL)
    (import ? on_accept : on_review) (data);
}

static void
on_accept (VslImportAssistant *self)
{
  VslImportPlan *plan;

  if (self->plan == NULL || !gtk_widget_get_sensitive (self->accept))
    return;
  if (!self->asked && vsl_import_unread (self->plan, self->answers) > 0)
    {
      vsl_import_unread_ask (GTK_WIDGET (self), vsl_import_unread (self->plan, self->answers), on_unread, G_OBJECT (self));
      return;
    }
  g_clear_pointer (&self->answers, vsl_deid_review_free);
  plan = g_steal_pointer (&self->plan);
  vsl_columns_group_show (VSL_COLUMNS_GROUP (self->table_group), NULL);
  vsl_scans_group_show (VSL_SCANS_GROUP (self->scans_group), NULL);
  vsl_scans_group_settle (VSL_SCANS_GROUP (self->scans_group), plan);
  take_answers (self, plan);
  self->callback (plan, self->data);
  gtk_window_destroy (GTK_WINDOW (self));
}

static void
on_left_show (VslImportAssistant *self)
{
  gtk_window_present (GTK_WINDOW (vsl_left_out_window (GTK_WINDOW (self), self->plan->left_out)));
}

/* ---- life ---- */

static void
vsl_import_assistant_dispose (GObject *object)
{
  VslImportAssistant *self = VSL_IMPORT_ASSISTANT (object);

  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->answers, vsl_deid_review_free);
  g_clear_pointer (&self->counts, g_free);
  g_clear_pointer (&self->plan, vsl_import_plan_free);
  g_clear_pointer (&self->looked_for, g_free);
  g_clear_pointer (&self->table, g_free);
  g_clear_pointer (&self->not_here, g_free);
  g_clear_pointer (&self->paths, g_strfreev);
  g_clear_pointer (&self->class_rows, g_ptr_array_unref);
  g_clear_pointer (&self->example_rows, g_ptr_array_unref);
  g_clear_pointer (&self->looks_for.chosen, g_free);
  g_clear_pointer (&self->asked_key, g_free);
  g_clear_pointer (&self->refused, g_free);
  g_clear_object (&self->document);
  if (self->destroy != NULL)
    self->destroy (self->data);
  self->destroy = NULL;
  G_OBJECT_CLASS (vsl_import_assistant_parent_class)->dispose (object);
  self->stack = NULL;
}

static void
vsl_import_assistant_class_init (VslImportAssistantClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = vsl_import_assistant_dispose;
  g_type_ensure (VSL_TYPE_COLUMNS_GROUP);
  g_type_ensure (VSL_TYPE_HERE_GROUP);
  g_type_ensure (VSL_TYPE_SCANS_GROUP);
  g_type_ensure (VSL_TYPE_SPLIT_CHOOSER);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/vesalius/Vesalius/ui/vsl-import-assistant.ui");
#define BIND(name) gtk_widget_class_bind_template_child (widget_class, VslImportAssistant, name)
  BIND (stack), BIND (accept), BIND (failed), BIND (failure), BIND (found), BIND (classes), BIND (patients), BIND (positive), BIND (split);
  BIND (split_given), BIND (split_row), BIND (chooser), BIND (left_group), BIND (left), BIND (left_show), BIND (no_test);
  BIND (no_test_text), BIND (kept), BIND (examples), BIND (encoding), BIND (table_group);
  BIND (identifiers), BIND (mask), BIND (review_row), BIND (review), BIND (scans_group), BIND (here_group);
  BIND (missing), BIND (missing_text), BIND (page), BIND (known_group), BIND (known_row), BIND (known);
#undef BIND
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
vsl_import_assistant_init (VslImportAssistant *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->class_rows = g_ptr_array_new ();
  self->example_rows = g_ptr_array_new ();
  g_signal_connect_object (self->table_group, "asked", G_CALLBACK (on_asked), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->table_group, "changed", G_CALLBACK (on_answer), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->scans_group, "asked", G_CALLBACK (on_asked), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->scans_group, "changed", G_CALLBACK (on_answer), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->here_group, "asked", G_CALLBACK (on_use), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->here_group, "changed", G_CALLBACK (on_answer), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->accept, "clicked", G_CALLBACK (on_accept), self, G_CONNECT_SWAPPED);
  self->looks_for.row = ADW_COMBO_ROW (self->positive);
  g_signal_connect_object (self->positive, "notify::selected", G_CALLBACK (on_positive), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->missing, "clicked", G_CALLBACK (on_missing), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->known, "notify::active", G_CALLBACK (on_answer), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->chooser, "changed", G_CALLBACK (on_answer), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->mask, "notify::active", G_CALLBACK (on_mask), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->review, "clicked", G_CALLBACK (on_review), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->left_show, "clicked", G_CALLBACK (on_left_show), self, G_CONNECT_SWAPPED);
}

/**
 * vsl_import_assistant_present:
 * @parent: the window
 * @document: the project that the scans or notes will go to
 * @paths: files or folders, %NULL-terminated
 * @callback: gets the plan with the person's answers in it, and owns it
 * @data: for @callback
 * @destroy: (nullable): frees @data, in every case
 *
 * Returns: (transfer none): the assistant; GTK owns it.
 */
VslImportAssistant *
vsl_import_assistant_present (GtkWindow *parent, VslDocument *document, const char *const *paths, VslImportFunc callback,
                              gpointer data, GDestroyNotify destroy)
{
  VslImportAssistant *self = g_object_new (VSL_TYPE_IMPORT_ASSISTANT, "transient-for", parent, NULL);
  const VslProjectInfo *info = vsl_document_info (document);

  if (info->positive >= 0 && info->class_names != NULL)
    self->looked_for = g_strdup (info->class_names[info->positive]);
  self->document = g_object_ref (document);
  self->paths = g_strdupv ((char **) paths);
  if (paths[0] != NULL && paths[1] == NULL && g_file_test (paths[0], G_FILE_TEST_IS_REGULAR) && !g_str_has_suffix (paths[0], ".txt"))
    self->table = g_strdup (paths[0]);
  self->callback = callback;
  self->data = data;
  self->destroy = destroy;
  self->cancellable = g_cancellable_new ();
  self->here = self->table != NULL && has_samples (self) && vsl_here_group_takes (self->table);
  look (self, NULL);
  gtk_window_present (GTK_WINDOW (self));
  return self;
}
