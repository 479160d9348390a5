/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Cells and columns of tables, rows, and the steps that make numbers of them. */
#include <math.h>
#include <string.h>

#include "core/vsl-error.h"
#include "data/vsl-cell.h"
#include "data/vsl-dataset.h"
#include "data/vsl-prepare.h"
#include "data/vsl-row.h"

/* ---- cells ---- */

static void
test_numbers (void)
{
  static const struct {
    const char *cell;
    gboolean comma;
    double value;                /* NaN: no number */
    const char *unit;
    gboolean limit;
  } cases[] = {
    { "5.1", FALSE, 5.1, "" }, { "-5", FALSE, -5, "" }, { "+.5", FALSE, 0.5, "" }, { "1e3", FALSE, 1000, "" }, { "2.5E-2", FALSE, 0.025, "" },
    { "1,234", FALSE, 1234, "" }, { "1,234,567.8", FALSE, 1234567.8, "" }, { "1 234,5", TRUE, 1234.5, "" }, { "1.234,5", TRUE, 1234.5, "" }, { "3,5", TRUE, 3.5, "" },
    { "3,5", FALSE, NAN, "" }, { "3.5", TRUE, NAN, "" }, { "12,34", FALSE, NAN, "" }, { "1,23,456", FALSE, NAN, "" }, { "1'234", FALSE, 1234, "" },
    { "12 %", FALSE, 12, "%" }, { "12%", FALSE, 12, "%" }, { "5.1 mmol/L", FALSE, 5.1, "mmol/L" }, { "37.5°C", FALSE, 37.5, "°C" }, { "80/min", FALSE, 80, "/min" },
    { "<0.5", FALSE, 0.5, "", TRUE }, { "> 100", FALSE, 100, "", TRUE }, { "≤ 3 mg", FALSE, 3, "mg", TRUE },
    { "5 patients seen", FALSE, NAN, "" }, { "120/80", FALSE, NAN, "" }, { "1-2", FALSE, NAN, "" }, { "2+", FALSE, NAN, "" }, { "abc", FALSE, NAN, "" }, { "", FALSE, NAN, "" },
    { "-", FALSE, NAN, "" }, { "1.2.3", FALSE, NAN, "" }, { "2026-03-01", FALSE, NAN, "" }, { "1e999", FALSE, NAN, "" }, { "5.", FALSE, 5, "" },
    { "１２．５", FALSE, 12.5, "" }, { "−3", FALSE, -3, "" },
  };
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    VslCellNumber got;
    g_autofree char *clean = vsl_cell_clean (cases[i].cell);
    gboolean is = vsl_cell_number (clean, cases[i].comma, &got);
    g_test_message ("“%s”", cases[i].cell);
    g_assert_cmpint (is, ==, !isnan (cases[i].value));
    if (!is)
      continue;
    g_assert_cmpfloat_with_epsilon (got.value, cases[i].value, 1e-9);
    g_assert_cmpstr (got.unit, ==, cases[i].unit);
    g_assert_cmpint (got.limit, ==, cases[i].limit);
  }
}

static void
test_missing (void)
{
  static const char *const missing[] = { "", "  ", "NA", "n/a", "#N/A", "NaN", "null", "-", "--", ".", "?", "缺失", NULL };
  static const char *const only_numbers[] = { "none", "not done", "未查", "unknown", NULL };
  for (int i = 0; missing[i]; i++) {
    g_autofree char *clean = vsl_cell_clean (missing[i]);
    g_assert_true (vsl_cell_missing (clean, FALSE));
  }
  for (int i = 0; only_numbers[i]; i++) {
    g_assert_true (vsl_cell_missing (only_numbers[i], TRUE));
    g_assert_false (vsl_cell_missing (only_numbers[i], FALSE));
  }
  g_assert_false (vsl_cell_missing ("0", TRUE));
}

static void
test_dates (void)
{
  static const struct {
    const char *cell;
    double days;
  } cases[] = { { "1970-01-02", 1 }, { "1970/1/31", 30 }, { "31.01.1970", 30 }, { "01/31/1970", 30 }, { "1970年1月31日", 30 }, { "1970-01-02 10:30", 1 },
                { "1969-12-31T08:00:00", -1 }, { "1970-13-40", NAN }, { "12", NAN }, { "1970-02-30", NAN }, { "70-01-02", NAN }, { "1970-01", NAN } };
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    double days = NAN;
    gboolean is = vsl_cell_date (cases[i].cell, &days);
    g_test_message ("“%s”", cases[i].cell);
    g_assert_cmpint (is, ==, !isnan (cases[i].days));
    if (is)
      g_assert_cmpfloat (days, ==, cases[i].days);
  }
}

/* ---- columns ---- */

/* The cells are repeated up to 30. */
static VslColumn *
guess (const char *name, const char *cells, char separator)
{
  g_auto (GStrv) parts = g_strsplit (cells, "|", -1);
  guint n = g_strv_length (parts);
  const char *all[30];
  for (guint i = 0; i < 30; i++)
    all[i] = parts[i % n];
  return vsl_column_guess (name, all, 30, separator);
}

static void
test_guess (void)
{
  static const struct {
    const char *name, *cells;
    char separator;
    VslColumnType type;
    gboolean taken;
    double min, max;
    guint missing, unreadable;
    const char *why;             /* part of it; NULL: nothing */
  } cases[] = {
    { "age", "63|71|58|44|90|35", ',', VSL_COLUMN_NUMERIC, TRUE, 35, 90, 0, 0, NULL },
    { "crp", "5.1 mg/L|<0.5 mg/L|12 mg/L|n/a|3.3 mg/L", ',', VSL_COLUMN_NUMERIC, TRUE, 0.5, 12, 6, 0, "mg/L" },
    { "crp", "5.1|3 mg/L|4|2.5", ',', VSL_COLUMN_NUMERIC, TRUE, 2.5, 5.1, 8, 8, "8 cells are no numbers" },      /* most are plain: not the column's unit */
    { "crp (mg/l)", "5.1|3 mg/L|4|2.5", ',', VSL_COLUMN_NUMERIC, TRUE, 2.5, 5.1, 0, 0, "mg/L" },                /* its name says it */
    { "肌酐（µmol/L）", "80|95 umol/l|70|85", ',', VSL_COLUMN_NUMERIC, TRUE, 70, 95, 0, 0, "umol/l" },
    { "creatinine (umol/l)", "80|95|70|85|88|91|77|60|66|64|74|59|1.4 mg/dl|72|71", ',', VSL_COLUMN_NUMERIC, TRUE, 59, 95, 2, 2, "2 cells" },
    { "age", "63|71|58|44|90|35|12|14|22|7 months", ',', VSL_COLUMN_NUMERIC, TRUE, 12, 90, 3, 3, "3 cells" },
    { "age", "63|71|58|44|90|35|13|14|22|12o", ',', VSL_COLUMN_NUMERIC, TRUE, 13, 90, 3, 3, "3 cells" },
    { "potassium", "4.1|3.2 L|4.0|5.9 H|4.4|4.2 *|4.4|6.1↑|4.4|4.5", ',', VSL_COLUMN_NUMERIC, TRUE, 3.2, 6.1, 0, 0, "12 flags" },
    { "potassium", "4.1 mmol/L|3.2 mmol/L L|4.0 mmol/L", ',', VSL_COLUMN_NUMERIC, TRUE, 3.2, 4.1, 0, 0, "10 flags" },
    { "fev", "3.2 L|2.9 L|4.1 L|3.3", ',', VSL_COLUMN_NUMERIC, TRUE, 2.9, 4.1, 0, 0, "unit" },                 /* litres */
    { "hb", "13.5|12.1|11.9|14.0|12.2|13,1|13.3|12.9|12.8|12.7", ',', VSL_COLUMN_NUMERIC, TRUE, 11.9, 14, 3, 3, "3 cells have a decimal comma" },
    { "stage", "1a|2|2b|3|1|4", ',', VSL_COLUMN_CATEGORICAL, TRUE, NAN, NAN, 0, 0, "numbers" },
    { "hb", "13,5|12,25|9|14,1", ';', VSL_COLUMN_NUMERIC, TRUE, 9, 14.1, 0, 0, "comma" },
    { "wbc", "1,234|5,600|12,345", ',', VSL_COLUMN_NUMERIC, TRUE, 1234, 12345, 0, 0, NULL },
    { "wbc", "1,234|5,600|2,345", ';', VSL_COLUMN_NUMERIC, TRUE, 1.234, 5.6, 0, 0, "comma" },
    { "sat", "97 %|88%|91 %", ',', VSL_COLUMN_NUMERIC, TRUE, 88, 97, 0, 0, "Percent" },
    { "sat", "97 %|88%|91 %|93%|95 %|90%|96%|94%|89%|0.9", ',', VSL_COLUMN_NUMERIC, TRUE, 88, 97, 3, 3, "3 cells" },      /* 0.9 and 90 % differ */
    { "k", "4.1|3.9|5.0|4.4|4.0|4.2|3.8|4.6|4.7|broken", ',', VSL_COLUMN_NUMERIC, TRUE, 3.8, 5, 3, 3, "3 cells" },
    { "mixed", "1|two|three|four", ',', VSL_COLUMN_CATEGORICAL, TRUE, NAN, NAN, 0, 0, NULL },
    { "mixed", "1|2|3|four", ',', VSL_COLUMN_CATEGORICAL, TRUE, NAN, NAN, 0, 0, "numbers" },
    { "sex", "F|M|f|M|m", ',', VSL_COLUMN_CATEGORICAL, TRUE, NAN, NAN, 0, 0, NULL },
    { "pain", "severe|mild|moderate", ',', VSL_COLUMN_ORDINAL, TRUE, NAN, NAN, 0, 0, "mild < moderate < severe" },
    { "stage", "T2|T10|T1|T3", ',', VSL_COLUMN_ORDINAL, TRUE, NAN, NAN, 0, 0, "T1 < T2 < T3 < T10" },
    { "protein", "+|-|++|+++", ',', VSL_COLUMN_ORDINAL, TRUE, NAN, NAN, 0, 0, "− < + < ++ < +++" },
    { "severity", "轻度|重度|中度", ',', VSL_COLUMN_ORDINAL, TRUE, NAN, NAN, 0, 0, "轻度 < 中度 < 重度" },
    { "empty", "|NA|-", ',', VSL_COLUMN_TEXT, FALSE, NAN, NAN, 30, 0, "empty" },
    { "constant", "7", ',', VSL_COLUMN_NUMERIC, FALSE, 7, 7, 0, 0, "same value" },
    { "constant", "yes", ',', VSL_COLUMN_CATEGORICAL, FALSE, NAN, NAN, 0, 0, "same value" },
    { "admitted", "2026-03-01|2026-03-02|2025-12-24", ',', VSL_COLUMN_DATE, FALSE, 20446, 20514, 0, 0, "Dates" },
    { "patient_id", "1|2|3", ',', VSL_COLUMN_IDENTIFIER, FALSE, 1, 3, 0, 0, "name" },
    { "lab_id", "R0001|R0002|R0003|R0004|R0005|R0006", ',', VSL_COLUMN_IDENTIFIER, FALSE, NAN, NAN, 0, 0, "name" },
    { "doctor", "Miller|Okafor|Wintergruen", ',', VSL_COLUMN_CATEGORICAL, FALSE, NAN, NAN, 0, 0, "people" },
    { "reported_by", "Miller|Okafor", ',', VSL_COLUMN_CATEGORICAL, FALSE, NAN, NAN, 0, 0, "people" },
    { "doctor_visits", "1|2|5", ',', VSL_COLUMN_NUMERIC, TRUE, 1, 5, 0, 0, NULL },
    { "住院号", "a1|a2", ',', VSL_COLUMN_IDENTIFIER, FALSE, NAN, NAN, 0, 0, "name" },
  };
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    VslColumn *c = guess (cases[i].name, cases[i].cells, cases[i].separator);
    g_test_message ("%s: %s: %s", cases[i].name, cases[i].cells, c->why);
    g_assert_cmpint (c->type, ==, cases[i].type);
    g_assert_cmpint (c->taken, ==, cases[i].taken);
    g_assert_cmpuint (c->missing, ==, cases[i].missing);
    g_assert_cmpuint (c->unreadable, ==, cases[i].unreadable);
    if (!isnan (cases[i].min)) {
      g_assert_cmpfloat_with_epsilon (c->min, cases[i].min, 1e-9);
      g_assert_cmpfloat_with_epsilon (c->max, cases[i].max, 1e-9);
    }
    if (cases[i].why)
      g_assert_nonnull (c->why && strstr (c->why, cases[i].why) ? c->why : NULL);
    else
      g_assert_null (c->why);
    vsl_column_free (c);
  }
}

/* What no other row has is no category. */
static void
test_guess_texts (void)
{
  g_autoptr (GPtrArray) ids = g_ptr_array_new_with_free_func (g_free), texts = g_ptr_array_new_with_free_func (g_free), numbers = g_ptr_array_new_with_free_func (g_free);
  for (int i = 0; i < 40; i++) {
    g_ptr_array_add (ids, g_strdup_printf ("K-%04x", i * 7919 % 65536));
    g_ptr_array_add (texts, g_strdup_printf ("seen on the ward, number %d", i));
    g_ptr_array_add (numbers, g_strdup_printf ("%d", 500 + i));
  }
  VslColumn *c = vsl_column_guess ("code", (const char *const *) ids->pdata, 40, ',');
  g_assert_cmpint (c->type, ==, VSL_COLUMN_IDENTIFIER);
  vsl_column_free (c);
  c = vsl_column_guess ("remark", (const char *const *) texts->pdata, 40, ',');
  g_assert_cmpint (c->type, ==, VSL_COLUMN_TEXT);
  vsl_column_free (c);
  /* Sentences are no categories either where there are only few of them. */
  static const char *const few[] = { "came in walking after a fall", "short of breath since last night", "no complaints at all today" };
  static const char *const plain[] = { "upper left lobe", "lower right lobe", "middle lobe" };
  c = vsl_column_guess ("remark", few, 3, ',');
  g_assert_cmpint (c->type, ==, VSL_COLUMN_TEXT);
  g_assert_false (c->taken);
  vsl_column_free (c);
  c = vsl_column_guess ("place", plain, 3, ',');
  g_assert_cmpint (c->type, ==, VSL_COLUMN_CATEGORICAL);
  g_assert_true (c->taken);
  vsl_column_free (c);
  c = vsl_column_guess ("lab", (const char *const *) numbers->pdata, 40, ',');
  g_assert_cmpint (c->type, ==, VSL_COLUMN_IDENTIFIER);
  g_assert_false (c->taken);
  vsl_column_retype (c, VSL_COLUMN_NUMERIC, NULL, (const char *const *) numbers->pdata, 40);
  g_assert_cmpfloat (c->median, ==, 519.5);
  g_assert_cmpfloat (c->q1, ==, 509.75);
  vsl_column_free (c);
}

/* Copied rows make identifiers repeat; their name still says what they are. */
static void
test_guess_repeated (void)
{
  g_autoptr (GPtrArray) ids = g_ptr_array_new_with_free_func (g_free);
  for (int i = 0; i < 200; i++)
    g_ptr_array_add (ids, g_strdup_printf ("R%05d", i % 120));
  VslColumn *c = vsl_column_guess ("lab_id", (const char *const *) ids->pdata, 200, ',');
  g_assert_cmpint (c->type, ==, VSL_COLUMN_IDENTIFIER);
  g_assert_null (strstr (c->why, "copied"));           /* so many are meant */
  vsl_column_free (c);
  c = vsl_column_guess ("lab_id", (const char *const *) ids->pdata, 125, ',');
  g_assert_nonnull (strstr (c->why, "5 rows repeat values of others"));
  vsl_column_free (c);
}

/* An order that does not name a level makes its cells unreadable; where they stand is told. */
static void
test_unreadable (void)
{
  static const char *const cells[] = { "mild", "moderate", "severe", "Mild", "moderate", "", "moderate", "moderate" }, *const order[] = { "mild", "severe", NULL };
  static const guint lines[] = { 2, 3, 4, 6, 7, 8, 9, 10 };
  VslColumn *c = vsl_column_guess ("severity", cells, 8, ','), *copy;
  g_assert_cmpuint (c->unreadable, ==, 0);
  vsl_column_retype (c, VSL_COLUMN_ORDINAL, order, cells, 8);
  vsl_column_locate (c, lines);
  g_assert_cmpuint (c->unreadable, ==, 4);
  g_assert_cmpuint (c->missing, ==, 5);
  g_assert_cmpuint (c->n_bad, ==, VSL_COLUMN_SHOWN);
  g_assert_cmpuint (c->bad[1].line, ==, 7);
  g_assert_cmpstr (c->bad[1].text, ==, "moderate");
  g_assert_nonnull (strstr (c->why, "line 3 “moderate”, line 7 “moderate”, line 9 “moderate” …"));
  g_assert_true (vsl_column_unreadable (c, "moderate"));
  g_assert_false (vsl_column_unreadable (c, "n/a"));
  g_assert_false (vsl_column_unreadable (c, "SEVERE"));
  copy = vsl_column_copy (c);
  vsl_column_retype (c, VSL_COLUMN_CATEGORICAL, NULL, cells, 8);
  g_assert_cmpuint (c->n_bad + c->unreadable, ==, 0);
  g_assert_cmpstr (copy->bad[2].text, ==, "moderate");
  vsl_column_free (copy);
  vsl_column_free (c);
}

/* Another file of the same columns may have its decimals behind the other sign. */
static void
test_read_as (void)
{
  static const char *const commas[] = { "13,5", "12,25", "9" }, *const points[] = { "13.5", "12.25", "9" };
  VslColumn *c = guess ("hb", "13.5|12.25|9|14.1", ',');
  vsl_column_read_as (c, commas, 3, ';');
  g_autofree char *value = vsl_column_value (c, "13,5");
  g_assert_cmpstr (value, ==, "13.5");
  vsl_column_read_as (c, points, 3, ',');
  g_autofree char *again = vsl_column_value (c, "13.5");
  g_assert_cmpstr (again, ==, "13.5");
  vsl_column_free (c);
}

static void
test_values (void)
{
  VslColumn *c = guess ("hb", "13,5|12,25|9|14,1", ';');
  g_autofree char *number = vsl_column_value (c, " 1.013,5 "), *none = vsl_column_value (c, "not done"), *broken = vsl_column_value (c, "high");
  g_assert_cmpstr (number, ==, "1013.5");
  g_assert_null (none);
  g_assert_null (broken);
  vsl_column_free (c);
  c = guess ("sex", "F|M|f|M|m|F|F", ',');
  g_assert_cmpstr (c->levels[0], ==, "F");
  g_autofree char *level = vsl_column_value (c, "f "), *other = vsl_column_value (c, "diverse");
  g_assert_cmpstr (level, ==, "F");
  g_assert_cmpstr (other, ==, "diverse");
  vsl_column_free (c);
}

/* ---- rows and steps ---- */

#define N 12
static const char *const ages[N] = { "50", "60", "70", NULL, "40", "80", "10", "20", "30", "990", "990", "990" };
static const char *const sexes[N] = { "F", "M", "F", "M", "F", "M", "F", "rare", NULL, "X", "X", "X" };
static const char *const pains[N] = { "mild", "severe", "moderate", "mild", NULL, "severe", "mild", "odd", "mild", "severe", "severe", "severe" };

static gboolean
fetch (gpointer source, gint64 id, VslImage *image, GError **error)
{
  VslCell cells[] = { { "age", VSL_COLUMN_NUMERIC, ages[id - 1] }, { "sex", VSL_COLUMN_CATEGORICAL, sexes[id - 1] }, { "pain", VSL_COLUMN_ORDINAL, pains[id - 1] } };
  return vsl_row_new (image, cells, source ? 2 : 3, error);
}

static VslNetwork *
make_network (void)
{
  const char *json = "{\"format\": \"vesalius-network\", \"version\": 1, \"nodes\": ["
                     "{\"id\": \"row\", \"type\": \"Input\", \"config\": {\"shape\": [1]}, \"preprocessing\": ["
                     "{\"type\": \"NumberColumn\", \"config\": {\"column\": \"age\"}}, {\"type\": \"CategoryColumn\", \"config\": {\"column\": \"sex\"}},"
                     "{\"type\": \"OrderColumn\", \"config\": {\"column\": \"pain\", \"levels\": [\"mild\", \"moderate\", \"severe\"]}}]},"
                     "{\"id\": \"answer\", \"type\": \"Dense\", \"config\": {\"units\": 1}, \"inputs\": [\"row\"]}], \"outputs\": [\"answer\"]}";
  g_autoptr (GError) error = NULL;
  VslNetwork *network = vsl_network_parse (json, -1, &error);
  g_assert_no_error (error);
  return network;
}

static VslDataset *
make_dataset (gpointer source)
{
  VslSampleInfo samples[N] = { { 0 } };
  for (int i = 0; i < N; i++)
    samples[i] = (VslSampleInfo) { .id = i + 1, .kind = VSL_SAMPLE_TABLE, .label = -1, .split = i < 9 ? VSL_SPLIT_TRAIN : VSL_SPLIT_VAL, .has_target = TRUE, .number = i };
  VslDataset *dataset = vsl_dataset_new (samples, N, NULL, -1, fetch, source, NULL);
  vsl_dataset_set_target (dataset, VSL_TARGET_NUMBER, "los");
  return dataset;
}

/* Only the training rows are looked at: 990 and X are validation's. */
static void
test_learn (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (VslNetwork) network = make_network ();
  g_autoptr (VslDataset) dataset = make_dataset (NULL);
  g_assert_true (vsl_dataset_adapt (dataset, network, NULL, NULL, &error));
  const VslNode *input = network->nodes->pdata[0];
  /* age with its indicator; unknown, F, M and the indicator; pain with its indicator */
  g_assert_cmpint (vsl_row_width (input), ==, 2 + 4 + 2);
  g_assert_true (vsl_dataset_prepare (dataset, network, NULL, NULL, &error));
  g_assert_no_error (error);
  VslReal x[N][8], y[N];
  guint32 index[N];
  for (guint32 i = 0; i < N; i++)
    index[i] = i;
  vsl_dataset_read (dataset, index, N, x[0], y);
  double mean = (50 + 60 + 70 + 40 + 80 + 10 + 20 + 30) / 8.0, spread = sqrt ((25 + 225 + 625 + 25 + 1225 + 1225 + 625 + 225) / 8.0), median = 45;
  g_assert_cmpfloat_with_epsilon (x[0][0], (50 - mean) / spread, 1e-6);
  g_assert_cmpfloat_with_epsilon (x[3][0], (median - mean) / spread, 1e-6);
  g_assert_cmpfloat (x[3][1], ==, 1);
  g_assert_cmpfloat (x[0][1], ==, 0);
  static const float sex[N][4] = { { 0, 1, 0, 0 }, { 0, 0, 1, 0 }, { 0, 1, 0, 0 }, { 0, 0, 1, 0 }, { 0, 1, 0, 0 }, { 0, 0, 1, 0 }, { 0, 1, 0, 0 },
                                   { 1, 0, 0, 0 }, { 0, 1, 0, 1 }, { 1, 0, 0, 0 }, { 1, 0, 0, 0 }, { 1, 0, 0, 0 } };
  static const float pain[N][2] = { { 0, 0 }, { 1, 0 }, { 0.5, 0 }, { 0, 0 }, { 0, 1 }, { 1, 0 }, { 0, 0 }, { 0, 1 }, { 0, 0 }, { 1, 0 }, { 1, 0 }, { 1, 0 } };
  for (int i = 0; i < N; i++) {
    for (int k = 0; k < 4; k++)
      g_assert_cmpfloat (x[i][2 + k], ==, sex[i][k]);
    for (int k = 0; k < 2; k++)
      g_assert_cmpfloat (x[i][6 + k], ==, pain[i][k]);
    g_assert_cmpfloat (y[i], ==, i);
  }
}

/* A network file keeps what was learnt. */
static void
test_network_file (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (VslNetwork) network = make_network ();
  g_autoptr (VslDataset) dataset = make_dataset (NULL);
  g_assert_true (vsl_dataset_adapt (dataset, network, NULL, NULL, &error));
  g_autofree char *text = vsl_network_to_text (network);
  g_autoptr (VslNetwork) again = vsl_network_parse (text, -1, &error);
  g_assert_no_error (error);
  VslReal a[8], b[8];
  VslImage row;
  g_assert_true (fetch (NULL, 1, &row, &error));
  g_assert_true (vsl_row_features (network->nodes->pdata[0], &row, a, &error) && vsl_row_features (again->nodes->pdata[0], &row, b, &error));
  g_assert_cmpmem (a, sizeof a, b, sizeof b);
  vsl_image_clear (&row);
  g_autoptr (VslNetwork) twice = vsl_network_copy (again);
  g_assert_true (vsl_dataset_adapt (dataset, twice, NULL, NULL, &error));      /* has all it needs */
  g_assert_true (vsl_network_equal (again, twice));
}

static void
test_refusals (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (VslNetwork) network = make_network (), learnt = make_network ();
  g_autoptr (VslDataset) short_rows = make_dataset (GINT_TO_POINTER (1)), rows = make_dataset (NULL);
  g_assert_false (vsl_dataset_adapt (short_rows, network, NULL, NULL, &error));
  g_assert_nonnull (strstr (error->message, "“pain”"));
  g_clear_error (&error);
  g_assert_true (vsl_dataset_adapt (rows, learnt, NULL, NULL, &error));
  g_assert_false (vsl_dataset_prepare (short_rows, learnt, NULL, NULL, &error));
  g_assert_nonnull (strstr (error->message, "“pain”"));
  g_assert_nonnull (strstr (error->message, "age, sex"));
  g_clear_error (&error);
  VslReal out[8];
  VslImage scan;
  g_assert_true (vsl_image_alloc (&scan, 4, 4, 1, VSL_PIXEL_U8, 8, &error));
  g_assert_false (vsl_prepare_image (learnt->nodes->pdata[0], &scan, out, &error));
  g_assert_error (error, VSL_DATA_ERROR, VSL_ERROR_DATA);
  g_clear_error (&error);
  vsl_image_clear (&scan);
  /* A row for a network that takes pictures. */
  g_autoptr (VslNetwork) pictures = vsl_network_parse ("{\"format\": \"vesalius-network\", \"version\": 1, \"nodes\": [{\"id\": \"scan\", \"type\": \"Input\"}]}", -1, &error);
  VslImage row;
  g_assert_true (fetch (NULL, 1, &row, &error));
  g_assert_false (vsl_prepare_image (pictures->nodes->pdata[0], &row, out, &error));
  g_assert_nonnull (strstr (error->message, "rows of a table"));
  vsl_image_clear (&row);
}

/* A row that somebody damaged ends early, and nothing is read behind its end. */
static void
test_damaged_row (void)
{
  VslImage row;
  VslCell cell;
  g_assert_true (fetch (NULL, 1, &row, NULL));
  for (gsize n = row.size; n-- > 0;) {
    g_autofree char *cut = g_memdup2 (row.data, n);
    VslImage part = row;
    part.data = cut;
    part.size = n;
    gsize at = 0;
    guint cells = 0;
    while (vsl_row_next (&part, &at, &cell))
      cells++;
    g_assert_cmpuint (cells, <, 3);
  }
  vsl_image_clear (&row);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/columns/numbers", test_numbers);
  g_test_add_func ("/columns/missing", test_missing);
  g_test_add_func ("/columns/dates", test_dates);
  g_test_add_func ("/columns/guess", test_guess);
  g_test_add_func ("/columns/guess-texts", test_guess_texts);
  g_test_add_func ("/columns/guess-repeated", test_guess_repeated);
  g_test_add_func ("/columns/unreadable", test_unreadable);
  g_test_add_func ("/columns/read-as", test_read_as);
  g_test_add_func ("/columns/values", test_values);
  g_test_add_func ("/columns/learn", test_learn);
  g_test_add_func ("/columns/network-file", test_network_file);
  g_test_add_func ("/columns/refusals", test_refusals);
  g_test_add_func ("/columns/damaged-row", test_damaged_row);
  return g_test_run ();
}
