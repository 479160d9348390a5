/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/vsl-results-numbers.h"
#include "ui/vsl-results-targets.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "app/vsl-results.h"
#include "ui/vsl-number-card.h"

typedef struct {
  GtkGrid *grid;
  int at;
  VslSampleKind kind;  /* what they are about */
  VslNumberFunc func;
  gpointer data;
} Cards;

typedef struct {
  VslCasesWhich which;
  char *title;
  VslNumberFunc func;
  gpointer data;
} Opens;

static void
opens_free (gpointer data, GClosure *closure)
{
  g_free (((Opens *) data)->title);
  g_free (data);
}

static void
on_clicked (GtkWidget *button, Opens *opens)
{
  opens->func (&opens->which, opens->title, opens->data);
}

/* counts and title are taken. */
static void
add_card (Cards *cards, const char *id, const char *name, VslInterval value, char *counts, const char *tooltip, VslCasesWhich which, char *title)
{
  GtkWidget *card = vsl_number_card_new (name, &value, counts, tooltip);
  Opens *opens = g_new0 (Opens, 1);

  opens->which = which;
  opens->title = title;
  opens->func = cards->func;
  opens->data = cards->data;
  gtk_widget_set_name (card, id);
  g_signal_connect_data (card, "clicked", G_CALLBACK (on_clicked), opens, opens_free, 0);
  gtk_grid_attach (cards->grid, card, cards->at % 2, cards->at / 2 + (cards->at >= 2 ? 1 : 0), 1, 1);    /* row 1: the baseline */
  cards->at++;
  g_free (counts);
}

/* The word for what a project's samples are. */
static const char *by_kind (VslSampleKind kind, const char *scans, const char *notes, const char *rows) G_GNUC_FORMAT (2) G_GNUC_FORMAT (3) G_GNUC_FORMAT (4);

static const char *
by_kind (VslSampleKind kind, const char *scans, const char *notes, const char *rows)
{
  return kind == VSL_SAMPLE_NOTE ? notes : kind == VSL_SAMPLE_TABLE ? rows : scans;
}

static char *
over_text (const Cards *cards, guint n)
{
  return g_strdup_printf (by_kind (cards->kind, ngettext ("over %u scan", "over %u scans", n), ngettext ("over %u note", "over %u notes", n),
                                   ngettext ("over %u row", "over %u rows", n)), n);
}

/* Sensitivity and its kin, for two classes: pos is looked for, neg is the other one. */
static void
add_two_class_cards (Cards *cards, const VslResults *results, char **names)
{
  const VslEvaluation *e = results->evaluation;
  const VslPredictions *p = results->predictions;
  int pos = e->positive, neg = 1 - pos;
  guint positives = vsl_cases_count (p, (VslCasesWhich){ pos, -1, -1 }), negatives = vsl_cases_count (p, (VslCasesWhich){ neg, -1, -1 });
  guint said_pos = vsl_cases_count (p, (VslCasesWhich){ -1, pos, -1 }), said_neg = vsl_cases_count (p, (VslCasesWhich){ -1, neg, -1 });
  guint found = vsl_cases_count (p, (VslCasesWhich){ pos, pos, -1 }), cleared = vsl_cases_count (p, (VslCasesWhich){ neg, neg, -1 });

  add_card (cards, "sensitivity", _("Sensitivity"), e->sensitivity, g_strdup_printf (_("%u of %u found"), found, positives),
            by_kind (cards->kind, _("The share of the scans looked for that are found"),
                     _("The share of the notes looked for that are found"),
                     _("The share of the rows looked for that are found")),
            (VslCasesWhich){ pos, -1, -1 }, g_strdup_printf (_("All %s"), names[pos]));
  add_card (cards, "specificity", _("Specificity"), e->specificity, g_strdup_printf (_("%u of %u cleared"), cleared, negatives),
            by_kind (cards->kind, _("The share of the other scans that are told apart"),
                     _("The share of the other notes that are told apart"),
                     _("The share of the other rows that are told apart")),
            (VslCasesWhich){ neg, -1, -1 }, g_strdup_printf (_("All %s"), names[neg]));
  add_card (cards, "ppv", _("Predictive value, positive"), e->ppv, g_strdup_printf (_("%u of %u right"), found, said_pos),
            by_kind (cards->kind, _("Of the scans read as the class looked for, the share that is; it depends on how common the class is"),
                     _("Of the notes read as the class looked for, the share that is; it depends on how common the class is"),
                     _("Of the rows read as the class looked for, the share that is; it depends on how common the class is")),
            (VslCasesWhich){ -1, pos, -1 }, g_strdup_printf (_("Read as %s"), names[pos]));
  add_card (cards, "npv", _("Predictive value, negative"), e->npv, g_strdup_printf (_("%u of %u right"), cleared, said_neg),
            by_kind (cards->kind, _("Of the scans read as the other class, the share that is"),
                     _("Of the notes read as the other class, the share that is"),
                     _("Of the rows read as the other class, the share that is")),
            (VslCasesWhich){ -1, neg, -1 }, g_strdup_printf (_("Read as %s"), names[neg]));
}

static void
add_class_cards (Cards *cards, const VslResults *results, char **names)
{
  const VslEvaluation *e = results->evaluation;
  VslCasesWhich wrong = { VSL_CASES_ANY, VSL_CASES_ANY, 0 }, all = { VSL_CASES_ANY, VSL_CASES_ANY, VSL_CASES_ANY };
  gboolean two = e->positive >= 0 && e->classes == 2;

  add_card (cards, "accuracy", _("Accuracy"), e->accuracy, g_strdup_printf (_("%u of %u right"), e->correct, e->n),
            by_kind (cards->kind, _("The share of scans that are read right; a click shows the wrong ones"),
                     _("The share of notes that are read right; a click shows the wrong ones"),
                     _("The share of rows that are read right; a click shows the wrong ones")),
            wrong, g_strdup (_("Read wrong")));
  add_card (cards, "auc", _("AUC"), e->auc,
            two ? g_strdup_printf ("%s: %u · %s: %u", names[e->positive],
                                   vsl_cases_count (results->predictions, (VslCasesWhich){ e->positive, -1, -1 }), names[1 - e->positive],
                                   vsl_cases_count (results->predictions, (VslCasesWhich){ 1 - e->positive, -1, -1 }))
                : over_text (cards, e->n),
            by_kind (cards->kind, _("How often a scan of a class ranks above one of the others, whatever the threshold"),
                     _("How often a note of a class ranks above one of the others, whatever the threshold"),
                     _("How often a row of a class ranks above one of the others, whatever the threshold")),
            all, g_strdup (by_kind (cards->kind, _("All scans"), _("All notes"), _("All rows"))));
  if (two)
    add_two_class_cards (cards, results, names);
  else
    {
      add_card (cards, "sensitivity", _("Sensitivity"), e->sensitivity, g_strdup_printf (_("mean of %d classes"), e->classes),
                _("The share of each class that is found, averaged over the classes; a click shows what was missed"), wrong, g_strdup (_("Read wrong")));
      add_card (cards, "specificity", _("Specificity"), e->specificity, g_strdup_printf (_("mean of %d classes"), e->classes),
                by_kind (cards->kind, _("For each class, the share of the others that is told apart, averaged; a click shows the scans read right"),
                         _("For each class, the share of the others that is told apart, averaged; a click shows the notes read right"),
                         _("For each class, the share of the others that is told apart, averaged; a click shows the rows read right")),
                (VslCasesWhich){ VSL_CASES_ANY, VSL_CASES_ANY, 1 }, g_strdup (_("Read right")));
    }
}

static char *
over_samples (guint n)
{
  return g_strdup_printf (ngettext ("over %u sample", "over %u samples", n), n);
}

/* How far the answers are off. */
static void
add_number_cards (Cards *cards, const VslResults *results)
{
  const VslEvaluation *e = results->evaluation;
  VslCasesWhich all = { VSL_CASES_ANY, VSL_CASES_ANY, VSL_CASES_ANY };

  add_card (cards, "mae", _("Mean absolute error"), e->mae_interval, over_samples (e->n), _("How far the answers are from the truth on average, in its own unit"), all,
            g_strdup (_("All samples")));
  add_card (cards, "r2", "R²", e->r2, over_samples (e->n), _("The share of the spread of the truth that the answers explain: 1 is perfect, 0 is no better than always the mean"), all,
            g_strdup (_("All samples")));
  add_card (cards, "bias", _("Bias"), e->bias, over_samples (e->n), _("The mean of answer minus truth: above 0 the answers are too large on average, below too small"), all,
            g_strdup (_("All samples")));
  add_card (cards, "rmse", "RMSE", e->rmse, over_samples (e->n), _("As the mean absolute error, but large errors count more: the root of the mean of their squares"), all,
            g_strdup (_("All samples")));
}

static void
on_label (GtkWidget *button, Opens *opens)
{
  opens->func (&opens->which, opens->title, opens->data);
}

static void
add_label_number (GtkGrid *table, int column, int row, double value, gboolean bold)
{
  g_autofree char *text = isnan (value) ? g_strdup ("–") : g_strdup_printf ("%.3f", value);
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 1);
  gtk_widget_add_css_class (label, "numeric");
  if (bold)
    gtk_widget_add_css_class (label, "heading");
  gtk_grid_attach (table, label, column, row, 1, 1);
}

/* A row a label: how often it holds, AUC, F1, sensitivity, specificity; its name opens its samples. */
static GtkWidget *
make_label_table (Cards *cards, const VslEvaluation *e, char **names)
{
  static const char *const titles[] = { N_("AUC"), N_("F1"), N_("Sens."), N_("Spec.") };
  GtkWidget *table = gtk_grid_new ();

  gtk_widget_set_name (table, "labels");
  gtk_grid_set_column_spacing (GTK_GRID (table), 10);
  gtk_grid_set_row_spacing (GTK_GRID (table), 2);
  for (guint i = 0; i < G_N_ELEMENTS (titles); i++)
    {
      GtkWidget *title = gtk_label_new (_(titles[i]));

      gtk_label_set_xalign (GTK_LABEL (title), 1);
      gtk_widget_add_css_class (title, "caption");
      gtk_widget_add_css_class (title, "dim-label");
      gtk_grid_attach (GTK_GRID (table), title, (int) i + 1, 0, 1, 1);
    }
  for (int k = 0; k < e->classes; k++)
    {
      const VslLabelEvaluation *l = &e->label[k];
      g_autofree char *text = g_strdup_printf ("%s (%u)", names[k], l->positives);
      GtkWidget *button = gtk_button_new (), *name = gtk_label_new (text);
      Opens *opens = g_new0 (Opens, 1);

      *opens = (Opens){ { k, VSL_CASES_ANY, VSL_CASES_ANY }, g_strdup_printf (_("All %s"), names[k]), cards->func, cards->data };
      gtk_label_set_xalign (GTK_LABEL (name), 0);
      gtk_label_set_ellipsize (GTK_LABEL (name), PANGO_ELLIPSIZE_END);
      gtk_button_set_child (GTK_BUTTON (button), name);
      gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
      gtk_widget_add_css_class (button, "flat");
      gtk_widget_set_hexpand (button, TRUE);
      gtk_widget_set_tooltip_text (button, _("Shows the samples for which it holds"));
      g_signal_connect_data (button, "clicked", G_CALLBACK (on_label), opens, opens_free, 0);
      gtk_grid_attach (GTK_GRID (table), button, 0, k + 1, 1, 1);
      add_label_number (GTK_GRID (table), 1, k + 1, l->auc.value, TRUE);
      add_label_number (GTK_GRID (table), 2, k + 1, l->f1.value, FALSE);
      add_label_number (GTK_GRID (table), 3, k + 1, l->sensitivity.value, FALSE);
      add_label_number (GTK_GRID (table), 4, k + 1, l->specificity.value, FALSE);
    }
  return table;
}

static void
add_label_cards (Cards *cards, const VslResults *results, char **names)
{
  const VslEvaluation *e = results->evaluation;
  VslCasesWhich all = { VSL_CASES_ANY, VSL_CASES_ANY, VSL_CASES_ANY }, wrong = { VSL_CASES_ANY, VSL_CASES_ANY, 0 };
  VslInterval exact = { e->exact_match, NAN, NAN };

  add_card (cards, "auc", _("AUC"), e->auc, g_strdup_printf (ngettext ("mean of %d label", "mean of %d labels", (gulong) e->classes), e->classes),
            _("How often a sample for which a label holds ranks above one for which it does not, averaged over the labels"), all, g_strdup (_("All samples")));
  add_card (cards, "accuracy", _("Labels told rightly"), e->accuracy, over_samples (e->n), _("The share of all labels of all samples that are told rightly"), all,
            g_strdup (_("All samples")));
  add_card (cards, "f1", "F1", e->f1, g_strdup_printf (ngettext ("mean of %d label", "mean of %d labels", (gulong) e->classes), e->classes),
            _("Sensitivity and predictive value in one number, averaged over the labels"), all, g_strdup (_("All samples")));
  add_card (cards, "exact", _("Without a mistake"), exact, g_strdup_printf (_("%u of %u right"), e->correct, e->n),
            _("The share of samples all of whose labels are told rightly; a click shows the others"), wrong, g_strdup (_("With a mistake")));
  gtk_grid_attach (cards->grid, make_label_table (cards, e, names), 0, 9, 2, 1);
}

/**
 * vsl_results_fill_numbers:
 * @grid: two columns of cards; what was in it goes
 * @results: of a run on a split
 * @info: of the project
 * @func: called when a number is chosen
 * @data: for @func
 */
void
vsl_results_fill_numbers (GtkGrid *grid, const VslResults *results, const VslProjectInfo *info, VslNumberFunc func, gpointer data)
{
  const VslEvaluation *e = results->evaluation;
  VslCasesWhich all = { VSL_CASES_ANY, VSL_CASES_ANY, VSL_CASES_ANY };
  Cards cards = { grid, 0, info->kind, func, data };
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (grid))) != NULL)
    gtk_grid_remove (grid, child);
  if (e->target == VSL_TARGET_NUMBER)
    {
      add_number_cards (&cards, results);
      return;
    }
  if (e->label != NULL)
    {
      add_label_cards (&cards, results, info->class_names);
      return;
    }
  if (results->predictions->classes > 0)
    {
      add_class_cards (&cards, results, info->class_names);
      return;
    }
  if (e->has_error_auc)
    add_card (&cards, "error-auc", _("AUC of the error"), e->error_auc, g_strdup_printf ("%s: %u", info->class_names[e->error_positive],
                                                                                          vsl_cases_count (results->predictions, (VslCasesWhich){ e->error_positive, -1, -1 })),
              _("How often a sample of the class looked for is repeated worse than one of the other class"), all, g_strdup (by_kind (cards.kind, _("All scans"),
                                                                                                                                     _("All notes"),
                                                                                                                                     _("All rows"))));
  if (e->sequence)
    {
      add_card (&cards, "cross-entropy", _("Cross-entropy"), (VslInterval){ e->cross_entropy, NAN, NAN },
                over_text (&cards, e->n),
                _("How surprising a note's words are to the network, averaged over them; 0 is none"), all, g_strdup (_("All notes")));
      add_card (&cards, "token-accuracy", _("Words told right"), (VslInterval){ e->token_accuracy, NAN, NAN },
                over_text (&cards, e->n),
                _("The share of a note's words that the network tells again"), all, g_strdup (_("All notes")));
      return;
    }
  add_card (&cards, "mse", _("Mean squared error"), (VslInterval){ e->mse, NAN, NAN }, over_text (&cards, e->n),
            _("How far the answer is from the scan, squared, averaged over all pixels"), all, g_strdup (_("All scans")));
  if (isfinite (e->mae))
    add_card (&cards, "mae", _("Mean absolute error"), (VslInterval){ e->mae, NAN, NAN }, over_text (&cards, e->n),
              _("How far the answer is from the scan, averaged over all pixels"), all, g_strdup (_("All scans")));
}

/**
 * vsl_results_set_baseline:
 * @grid: filled by vsl_results_fill_numbers()
 * @text: (nullable): a quiet line below accuracy and AUC; %NULL: none
 */
void
vsl_results_set_baseline (GtkGrid *grid, const char *text)
{
  GtkWidget *label = gtk_grid_get_child_at (grid, 0, 1);

  if (label == NULL)
    {
      label = gtk_label_new (NULL);
      gtk_widget_set_name (label, "baseline");
      gtk_label_set_xalign (GTK_LABEL (label), 0);
      gtk_label_set_wrap (GTK_LABEL (label), TRUE);
      gtk_widget_add_css_class (label, "caption");
      gtk_widget_add_css_class (label, "dim-label");
      gtk_widget_set_tooltip_text (label, _("What needs no network: a linear model, learnt in seconds from the same training samples, and "
                                            "always answering the most frequent class. A network is worth its trouble when it beats both."));
      gtk_grid_attach (grid, label, 0, 1, 2, 1);
    }
  gtk_label_set_label (GTK_LABEL (label), text != NULL ? text : "");
  gtk_widget_set_visible (label, text != NULL);
}

static char *
about (const VslResults *results, const VslProjectInfo *info)
{
  const VslEvaluation *e = results->evaluation;
  g_autofree char *scans = g_strdup_printf (by_kind (info->kind, ngettext ("%u scan", "%u scans", e->n), ngettext ("%u note", "%u notes", e->n),
                                                     ngettext ("%u row", "%u rows", e->n)), e->n);
  g_autofree char *patients = e->patients > 0 ? g_strdup_printf (ngettext ("%u patient", "%u patients", e->patients), e->patients) : NULL;
  gboolean intervals = results->predictions->classes > 0 || e->has_error_auc || e->target == VSL_TARGET_NUMBER;

  if (patients != NULL)
    return g_strdup_printf (intervals ? _("%s of %s. Ranges are 95 %% intervals, resampled by patient.") : _("%s of %s."), scans, patients);
  if (!intervals)
    return g_strdup_printf (_("%s."), scans);
  return g_strdup_printf (by_kind (info->kind, _("%s. Ranges are 95 %% intervals, resampled by scan since patients are unknown."),
                                   _("%s. Ranges are 95 %% intervals, resampled by note since patients are unknown."),
                                   _("%s. Ranges are 95 %% intervals, resampled by row since patients are unknown.")), scans);
}

/**
 * vsl_results_about:
 * @results: of a run on a split
 * @info: of the project
 *
 * Returns: (transfer full): what the numbers are about; of the test set also how often it was looked at.
 */
char *
vsl_results_about (const VslResults *results, const VslProjectInfo *info)
{
  g_autofree char *first = about (results, info), *looks = vsl_results_looks_text (results);
  GString *text = g_string_new (first);

  if (vsl_evaluation_has_formula (results->evaluation))
    g_string_append_printf (text, "\n%s", _("Where all resamplings agree, as at 0 and 1, the range is Wilson's (of an AUC: Newcombe's) instead."));
  if (looks != NULL)
    g_string_append_printf (text, "\n%s", looks);
  return g_string_free (text, FALSE);
}

/**
 * vsl_results_more:
 * @results: of a run on a split
 * @info: of the project
 *
 * Returns: (transfer full): the numbers about probabilities, in one line.
 */
char *
vsl_results_more (const VslResults *results, const VslProjectInfo *info)
{
  const VslEvaluation *e = results->evaluation;
  GString *text = g_string_new (NULL);

  if (e->label != NULL)
    g_string_append (text, _("Each label by itself, read as holding from a probability of 0.50. Choose its name to see its samples."));
  else if (results->predictions->classes > 0)
    {
      g_string_append_printf (text, by_kind (info->kind, ngettext ("Brier score %.3f, calibration error %.3f over %u scan.", "Brier score %.3f, calibration error %.3f over %u scans.", e->n),
                                             ngettext ("Brier score %.3f, calibration error %.3f over %u note.", "Brier score %.3f, calibration error %.3f over %u notes.", e->n),
                                             ngettext ("Brier score %.3f, calibration error %.3f over %u row.", "Brier score %.3f, calibration error %.3f over %u rows.", e->n)),
                              e->brier, e->ece, e->n);
      g_string_append_printf (text, " %s", e->positive >= 0 ? _("The Brier score is that of the class looked for, 0 to 1.") : _("The Brier score is summed over the classes, 0 to 2."));
      if (e->positive >= 0)
        {
          g_string_append_c (text, ' ');
          g_string_append_printf (text, _("Read as %s from a probability of %.2f."), info->class_names[e->positive], e->threshold);
        }
    }
  return g_string_free (text, FALSE);
}

/**
 * vsl_results_answer:
 * @css: (out): a static style class, or %NULL
 *
 * Returns: (transfer full) (nullable)
 */
char *
vsl_results_answer (const VslResults *results, const VslProjectInfo *info, guint i, const char **css)
{
  const VslPredictions *p = results->predictions;

  if (p->target != VSL_TARGET_CLASS)
    return vsl_results_target_text (p, i, info->class_names, css);
  *css = NULL;
  if (p->classes == 0)
    return p->error != NULL ? g_strdup_printf (_("error %.4g"), p->error[i]) : NULL;
  *css = p->label[i] < 0 ? NULL : p->label[i] == p->predicted[i] ? "success" : "error";
  /* Translators: with a small picture or a note: the class a network chose, and its probability. */
  return g_strdup_printf (_("read as %s %.2f"), info->class_names[p->predicted[i]], p->prob[(gsize) i * p->classes + p->predicted[i]]);
}
