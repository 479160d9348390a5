/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/vsl-train-charts.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "app/vsl-results.h"

struct _VslTrainCharts {
  VslChartView *loss, *metric;
  GArray *epochs;              /* VslEpochEvents of the run going on; its record may come later */
  int run;                     /* whose they are, 0: none */
  int live_run;                /* whose batches the faint curve shows */
  guint live;                  /* how many of them are in the chart */
  int live_series;             /* -1: none */
};

/**
 * vsl_train_charts_new:
 */
VslTrainCharts *
vsl_train_charts_new (GtkBox *box)
{
  VslTrainCharts *charts = g_new0 (VslTrainCharts, 1);
  charts->loss = VSL_CHART_VIEW (vsl_chart_view_new (_("Loss")));
  charts->metric = VSL_CHART_VIEW (vsl_chart_view_new (_("Accuracy · AUC")));
  charts->epochs = g_array_new (FALSE, FALSE, sizeof (VslEpochEvent));
  charts->live_series = -1;
  vsl_chart_view_chart (charts->metric)->y_high = 1;
  vsl_chart_view_chart (charts->metric)->y_low = 0;
  gtk_widget_add_css_class (GTK_WIDGET (charts->loss), "card");
  gtk_widget_add_css_class (GTK_WIDGET (charts->metric), "card");
  gtk_box_append (box, GTK_WIDGET (charts->loss));
  gtk_box_append (box, GTK_WIDGET (charts->metric));
  return charts;
}

/**
 * vsl_train_charts_free:
 */
void
vsl_train_charts_free (VslTrainCharts *charts)
{
  g_array_unref (charts->epochs);
  g_free (charts);
}

/**
 * vsl_train_charts_start:
 */
void
vsl_train_charts_start (VslTrainCharts *charts)
{
  g_array_set_size (charts->epochs, 0);
  charts->run = 0;
}

/**
 * vsl_train_charts_epoch:
 */
void
vsl_train_charts_epoch (VslTrainCharts *charts, int run, const VslEpochEvent *event)
{
  if (charts->run != run)
    g_array_set_size (charts->epochs, 0);
  charts->run = run;
  g_array_append_val (charts->epochs, *event);
}

/* Epochs of the record, then what has come since. */
static GArray *
history_of (VslTrainCharts *charts, const VslRun *run, int number)
{
  GArray *all = g_array_new (FALSE, FALSE, sizeof (VslEpochEvent));
  guint last = 0;
  if (run && run->history && run->history->len) {
    g_array_append_vals (all, run->history->data, run->history->len);
    last = g_array_index (run->history, VslEpochEvent, run->history->len - 1).epoch;
  }
  for (guint i = 0; charts->run == number && i < charts->epochs->len; i++)
    if (g_array_index (charts->epochs, VslEpochEvent, i).epoch > last)
      g_array_append_val (all, g_array_index (charts->epochs, VslEpochEvent, i));
  return all;
}

typedef enum { LOSS, VAL_LOSS, ACCURACY, VAL_ACCURACY, VAL_AUC } Value;

static double
value_of (const VslEpochEvent *event, Value value)
{
  switch (value) {
  case LOSS:
    return event->loss;
  case VAL_LOSS:
    return event->val_loss;
  case ACCURACY:
    return event->accuracy;
  case VAL_ACCURACY:
    return event->val_accuracy;
  case VAL_AUC:
    return event->val_auc;
  }
  return NAN;
}

/* Only what was measured at least once gets a line and a place in the legend. */
static void
add_values (VslChartView *view, GArray *history, Value value, const char *name, int color, guint flags)
{
  gboolean any = FALSE;
  for (guint i = 0; i < history->len && !any; i++)
    any = !isnan (value_of (&g_array_index (history, VslEpochEvent, i), value));
  if (!any)
    return;
  VslChart *chart = vsl_chart_view_chart (view);
  guint series = vsl_chart_add_series (chart, name, color, flags);
  for (guint i = 0; i < history->len; i++) {
    const VslEpochEvent *event = &g_array_index (history, VslEpochEvent, i);
    vsl_chart_append (chart, series, event->epoch, value_of (event, value));
  }
}

static guint
best_of (GArray *history)
{
  guint best = 0;
  for (guint i = 0; i < history->len; i++)
    if (g_array_index (history, VslEpochEvent, i).best)
      best = g_array_index (history, VslEpochEvent, i).epoch;
  return best;
}

/* One run: training and validation by colour. Several: a colour a run, validation dashed. */
static void
add_run (VslTrainCharts *charts, const VslRun *run, int number, int place, gboolean alone, gboolean live)
{
  g_autoptr (GArray) history = history_of (charts, run, number);
  VslChart *loss = vsl_chart_view_chart (charts->loss), *metric = vsl_chart_view_chart (charts->metric);
  guint best = best_of (history);
  if (alone) {
    add_values (charts->loss, history, LOSS, _("training"), 0, 0);
    add_values (charts->loss, history, VAL_LOSS, _("validation"), 1, 0);
    add_values (charts->metric, history, ACCURACY, _("training"), 0, 0);
    add_values (charts->metric, history, VAL_ACCURACY, _("validation"), 1, 0);
    add_values (charts->metric, history, VAL_AUC, _("val. AUC"), 3, VSL_SERIES_DASHED);
    loss->best = metric->best = best ? best : NAN;
    return;
  }
  g_autofree char *training = g_strdup_printf (live ? _("%d training, live") : _("%d training"), number);
  g_autofree char *validation = g_strdup_printf (_("%d validation"), number);
  add_values (charts->loss, history, LOSS, training, place, 0);
  add_values (charts->loss, history, VAL_LOSS, validation, place, VSL_SERIES_DASHED);
  add_values (charts->metric, history, ACCURACY, training, place, 0);
  add_values (charts->metric, history, VAL_ACCURACY, validation, place, VSL_SERIES_DASHED);
}

static const VslRun *
find_run (GListModel *runs, int number)
{
  for (guint i = 0; runs && i < g_list_model_get_n_items (runs); i++) {
    g_autoptr (VslRunItem) item = g_list_model_get_item (runs, i);      /* the list keeps it */
    if (vsl_run_item_run (item)->run == number)
      return vsl_run_item_run (item);
  }
  return NULL;
}

/* The run going on, else the one whose row is chosen, else the newest with a curve; and those that are ticked. */
static GArray *
chosen_runs (VslTrainCharts *charts, GListModel *runs, VslSession *session, VslRunTable *table)
{
  GArray *numbers = g_array_new (FALSE, FALSE, sizeof (int));
  gboolean active = session && vsl_session_state (session) != VSL_SESSION_IDLE;
  int current = active ? vsl_session_run_number (session) : 0, chosen = vsl_run_table_chosen (table), newest = 0;
  if (current > 0)
    g_array_append_val (numbers, current);
  if (chosen > 0 && chosen != current)
    g_array_append_val (numbers, chosen);
  for (guint i = 0; runs && i < g_list_model_get_n_items (runs); i++) {
    g_autoptr (VslRunItem) item = g_list_model_get_item (runs, i);
    const VslRun *run = vsl_run_item_run (item);
    int number = run->run;
    if (run->history && run->history->len && newest == 0)
      newest = number;
    if (number != current && number != chosen && vsl_run_table_is_ticked (table, number) && numbers->len < VSL_DRAW_COLORS)
      g_array_append_val (numbers, number);
  }
  if (numbers->len == 0 && newest > 0)
    g_array_append_val (numbers, newest);
  return numbers;
}

/* The batches' own losses, while a run is going on. */
static void
add_live (VslTrainCharts *charts, VslSession *session)
{
  GArray *points = session ? vsl_session_live (session) : NULL;
  VslChart *loss = vsl_chart_view_chart (charts->loss);
  if (charts->live_series < 0 || !points)
    return;
  for (; charts->live < points->len; charts->live++) {
    const VslLivePoint *p = &g_array_index (points, VslLivePoint, charts->live);
    vsl_chart_append (loss, (guint) charts->live_series, p->epoch, p->mean);
  }
}

/* Whether what stands for accuracy is an error: of numbers and autoencoders. */
static gboolean
measures_error (VslDocument *document, GListModel *runs, const GArray *numbers)
{
  const VslProjectInfo *info = document ? vsl_document_info (document) : NULL;
  gboolean any = FALSE;
  if (!info || info->target == VSL_TARGET_NUMBER)
    return info != NULL;
  for (guint i = 0; i < numbers->len; i++) {
    const VslRun *run = find_run (runs, g_array_index (numbers, int, i));
    if (!run || !run->options || !run->network)
      continue;
    any = TRUE;
    if (vsl_results_classifies (run->options, run->network))
      return FALSE;
  }
  return any;
}

static void
name_metric (VslTrainCharts *charts, gboolean error)
{
  VslChart *metric = vsl_chart_view_chart (charts->metric);
  vsl_chart_view_set_title (charts->metric, error ? _("Mean absolute error") : _("Accuracy · AUC"));
  metric->y_high = error ? NAN : 1;
}

/**
 * vsl_train_charts_rebuild:
 *
 * Fills both charts anew: after an epoch, another choice of runs or another document.
 */
void
vsl_train_charts_rebuild (VslTrainCharts *charts, VslDocument *document, VslSession *session, VslRunTable *table)
{
  GListModel *runs = document ? vsl_document_runs (document) : NULL;
  VslChart *loss = vsl_chart_view_chart (charts->loss), *metric = vsl_chart_view_chart (charts->metric);
  gboolean active = session && vsl_session_state (session) != VSL_SESSION_IDLE && document;
  g_autoptr (GArray) numbers = chosen_runs (charts, runs, session, table);
  guint epochs = 0;
  vsl_chart_clear (loss);
  vsl_chart_clear (metric);
  name_metric (charts, measures_error (document, runs, numbers));
  charts->live_series = -1;
  charts->live = 0;
  if (active) {
    g_autofree char *name = numbers->len > 1 ? g_strdup_printf (_("%d batches"), vsl_session_run_number (session)) : g_strdup (_("batches"));
    charts->live_series = (int) vsl_chart_add_series (loss, name, 0, VSL_SERIES_FAINT | VSL_SERIES_LIVE);
    charts->live_run = vsl_session_run_number (session);
    add_live (charts, session);
    g_object_get (session, "epochs", &epochs, NULL);
    loss->x_end = metric->x_end = epochs > 0 ? epochs : NAN;
  }
  for (guint i = 0; i < numbers->len; i++) {
    int number = g_array_index (numbers, int, i);
    add_run (charts, find_run (runs, number), number, (int) i, numbers->len == 1, active && number == charts->live_run);
  }
  vsl_chart_view_update (charts->loss);
  vsl_chart_view_update (charts->metric);
}

/**
 * vsl_train_charts_progress:
 *
 * Adds the batches that have come since; at most 20 times a second, as often as the session tells.
 */
void
vsl_train_charts_progress (VslTrainCharts *charts, VslDocument *document, VslSession *session, VslRunTable *table)
{
  GArray *points = vsl_session_live (session);
  if (charts->live_series < 0 || charts->live_run != vsl_session_run_number (session) || (points && points->len < charts->live)) {
    vsl_train_charts_rebuild (charts, document, session, table);
    return;
  }
  add_live (charts, session);
  vsl_chart_view_update (charts->loss);
}
