/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is put into a project comes out of it, after closing and opening too. */
#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

#include "core/vsl-error.h"
#include "project-util.h"

typedef struct {
  char *folder, *path;
  VslProject *project;
} Fixture;

static void
set_up (Fixture *f, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;
  f->folder = test_folder_new ();
  f->path = g_build_filename (f->folder, "Chest Ω.vesalius", NULL);
  f->project = vsl_project_create (f->path, &error);
  g_assert_no_error (error);
}

static void
tear_down (Fixture *f, gconstpointer unused)
{
  g_clear_pointer (&f->project, vsl_project_unref);
  test_folder_remove (f->folder);
  g_free (f->folder);
  g_free (f->path);
}

static void
reopen (Fixture *f)
{
  g_autoptr (GError) error = NULL;
  g_clear_pointer (&f->project, vsl_project_unref);
  f->project = vsl_project_open (f->path, VSL_PROJECT_WRITE, &error);
  g_assert_no_error (error);
}

static void
test_empty (Fixture *f, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;
  VslProjectInfo info;
  reopen (f);
  g_assert_true (vsl_project_info (f->project, &info, &error));
  g_assert_cmpuint (info.n, ==, 0);
  g_assert_cmpuint (info.patients, ==, 0);
  g_assert_cmpint (info.positive, ==, -1);
  g_assert_null (info.class_names[0]);
  g_assert_false (info.synthetic);
  vsl_project_info_clear (&info);
  g_assert_null (vsl_project_network (f->project, &error));
  g_assert_no_error (error);
  g_assert_null (vsl_project_run (f->project, 0, &error));
  g_assert_error (error, VSL_PROJECT_ERROR, VSL_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_null (vsl_project_create (f->path, &error));
  g_assert_error (error, VSL_PROJECT_ERROR, VSL_ERROR_IO);
  g_assert_nonnull (strstr (error->message, "exists already"));
  g_clear_pointer (&f->project, vsl_project_unref);
  g_autofree char *lock = g_strconcat (f->path, ".lock", NULL);
  g_assert_false (g_file_test (lock, G_FILE_TEST_EXISTS));
  g_assert_cmpint (test_sql_number (f->path, "PRAGMA application_id"), ==, 0x5653414C);
  g_assert_cmpint (test_sql_number (f->path, "PRAGMA user_version"), ==, 1);
}

static void
test_samples (Fixture *f, gconstpointer unused)
{
  static const char *const classes[] = { "2", "10", NULL };
  g_autoptr (GError) error = NULL;
  VslProjectInfo info;
  g_assert_true (test_add_samples (f->project, classes, 20, 1, &error));
  reopen (f);
  g_assert_true (vsl_project_info (f->project, &info, &error));
  g_assert_cmpuint (info.n, ==, 20);
  g_assert_cmpuint (info.patients, ==, 10);
  g_assert_cmpuint (info.counts[VSL_SPLIT_TRAIN], ==, 5);
  g_assert_cmpuint (info.counts[VSL_N_SPLITS], ==, 5);
  g_assert_cmpstr (info.class_names[0], ==, "2");
  g_assert_cmpstr (info.class_names[1], ==, "10");
  g_assert_cmpint (info.positive, ==, 1);
  g_assert_true (info.uniform);
  g_assert_cmpint (info.raw.rank, ==, 3);
  g_assert_cmpint (info.raw.dim[0], ==, 6);
  g_assert_cmpint (info.raw.dim[1], ==, 8);
  g_assert_cmpint (info.type, ==, VSL_PIXEL_U16);
  vsl_project_info_clear (&info);
  g_autoptr (GArray) samples = vsl_project_samples (f->project, &error);
  g_assert_cmpuint (samples->len, ==, 20);
  for (guint i = 0; i < samples->len; i++) {
    const VslSampleInfo *s = &g_array_index (samples, VslSampleInfo, i);
    VslImage image;
    g_assert_cmpint (s->label, ==, (int) (i % 3) - 1);
    g_assert_cmpint (s->split, ==, (int) (i % 4) - 1);
    g_assert_cmpuint (s->patient, ==, i / 2 + 1);
    g_assert_true (vsl_project_image (f->project, s->id, &image, &error));
    g_assert_cmpint (image.bits, ==, 12);
    for (guint k = 0; k < 48; k++)
      g_assert_cmpuint (((guint16 *) image.data)[k], ==, test_pixel (1, i, k));
    vsl_image_clear (&image);
  }
  VslImage none;
  g_assert_false (vsl_project_image (f->project, 999, &none, &error));
  g_assert_error (error, VSL_PROJECT_ERROR, VSL_ERROR_NOT_FOUND);
}

/* A later import whose classes sort before the old ones: each label keeps its name. */
static void
test_merge_classes (Fixture *f, gconstpointer unused)
{
  static const char *const first[] = { "beta", "delta", NULL };
  static const char *const second[] = { "alpha", "delta", NULL };
  g_autoptr (GError) error = NULL;
  VslProjectInfo info;
  int map[3] = { -1, -1, -1 };
  VslImportPlan plan = { .kind = VSL_SAMPLE_SCAN, .classes = (char **) second, .positive = 1 };
  g_assert_true (test_add_samples (f->project, first, 3, 1, &error));        /* none, beta, delta */
  g_assert_true (vsl_project_sink ()->begin (f->project, &plan, map, &error));
  g_assert_cmpint (map[0], ==, 0);
  g_assert_cmpint (map[1], ==, 2);
  g_assert_true (vsl_project_info (f->project, &info, &error));
  g_assert_cmpuint (g_strv_length (info.class_names), ==, 2);                /* nothing came yet */
  vsl_project_info_clear (&info);
  g_assert_true (test_add_samples (f->project, second, 3, 2, &error));       /* none, alpha, delta */
  static const int want[] = { -1, 1, 2, -1, 0, 2 };
  g_autoptr (GArray) samples = vsl_project_samples (f->project, &error);
  for (guint i = 0; i < 6; i++)
    g_assert_cmpint (g_array_index (samples, VslSampleInfo, i).label, ==, want[i]);
  g_assert_true (vsl_project_info (f->project, &info, &error));
  g_assert_cmpint (info.positive, ==, -1);
  vsl_project_info_clear (&info);
}

/* A later import that draws sides must not put a known patient on another one. */
static void
test_patient_side (Fixture *f, gconstpointer unused)
{
  char *classes[] = { "a", NULL };
  int map[1];
  guint16 pixels[4] = { 1, 2, 3, 4 };
  g_autoptr (GError) error = NULL;
  VslImportPlan plan = { .kind = VSL_SAMPLE_SCAN, .classes = classes, .positive = -1 };
  const VslImportSink *sink = vsl_project_sink ();
  for (int round = 0; round < 3; round++) {
    VslNewSample s = { .image = { 2, 2, 1, VSL_PIXEL_U16, 16, pixels, sizeof pixels }, .split = round == 0 ? VSL_SPLIT_TEST : VSL_SPLIT_TRAIN };
    g_strlcpy (s.patient, "0123456789abcdef0123456789abcdef", sizeof s.patient);
    plan.split_given = round == 2;               /* what the files say is kept; the check then names the leak */
    g_assert_true (sink->begin (f->project, &plan, map, &error));
    g_assert_true (sink->add (f->project, &s, 1, &error));
    g_assert_true (sink->end (f->project, "{}", &error));
    g_assert_no_error (error);
  }
  g_autoptr (GArray) samples = vsl_project_samples (f->project, &error);
  static const VslSplit want[] = { VSL_SPLIT_TEST, VSL_SPLIT_TEST, VSL_SPLIT_TRAIN };
  for (guint i = 0; i < 3; i++)
    g_assert_cmpint (g_array_index (samples, VslSampleInfo, i).split, ==, want[i]);
}

static void
test_edits (Fixture *f, gconstpointer unused)
{
  static const char *const classes[] = { "a", "b", NULL };
  g_autoptr (GError) error = NULL;
  VslProjectInfo info;
  gint64 ids[] = { 1, 3 }, wrong[] = { 2, 77 };
  VslSplit splits[] = { VSL_SPLIT_TEST, VSL_SPLIT_NONE };
  g_assert_true (test_add_samples (f->project, classes, 4, 1, &error));
  g_assert_true (vsl_project_set_labels (f->project, ids, 2, 0, &error));
  g_assert_true (vsl_project_set_splits (f->project, ids, splits, 2, &error));
  g_assert_true (vsl_project_set_positive (f->project, 0, &error));
  g_assert_true (vsl_project_set_meta (f->project, "synthetic", "true", &error));
  g_assert_false (vsl_project_set_meta (f->project, "data_revision", "7", NULL));
  /* All or none. */
  g_assert_false (vsl_project_set_labels (f->project, wrong, 2, -1, &error));
  g_assert_error (error, VSL_PROJECT_ERROR, VSL_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_false (vsl_project_set_labels (f->project, ids, 2, 2, &error));
  g_assert_error (error, VSL_PROJECT_ERROR, VSL_ERROR_CONFIG);
  g_clear_error (&error);
  reopen (f);
  g_autoptr (GArray) samples = vsl_project_samples (f->project, &error);
  const VslSampleInfo *s = (const VslSampleInfo *) samples->data;
  g_assert_cmpint (s[0].label, ==, 0);
  g_assert_cmpint (s[2].label, ==, 0);
  g_assert_cmpint (s[1].label, ==, 0);          /* as imported: i % 3 - 1 */
  g_assert_cmpint (s[0].split, ==, VSL_SPLIT_TEST);
  g_assert_cmpint (s[2].split, ==, VSL_SPLIT_NONE);
  g_assert_true (vsl_project_info (f->project, &info, &error));
  g_assert_cmpint (info.positive, ==, 0);
  g_assert_true (info.synthetic);
  g_assert_cmpint (info.revision, ==, 3);       /* import, labels, splits; the positive class is no property of a sample */
  vsl_project_info_clear (&info);
  g_autoptr (GPtrArray) log = vsl_project_audit_log (f->project, &error);
  const char *const want[] = { "created", "import", "labels", "splits", "positive" };
  g_assert_cmpuint (log->len, ==, G_N_ELEMENTS (want));
  for (guint i = 0; i < log->len; i++)
    g_assert_cmpstr (((VslAuditEntry *) log->pdata[i])->event, ==, want[i]);
}

static void
test_network_and_options (Fixture *f, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (VslNetwork) network = test_network ();
  g_autoptr (VslOptions) options = vsl_options_new ();
  g_assert_true (vsl_project_set_network (f->project, network, &error));
  g_assert_true (vsl_project_set_network (f->project, network, &error));
  g_assert_true (vsl_options_set (options, NULL, "epochs", "17", &error));
  g_assert_true (vsl_options_set (options, NULL, "optimizer", "SGD", &error));
  g_assert_true (vsl_project_set_options (f->project, options, &error));
  reopen (f);
  g_autoptr (VslNetwork) back = vsl_project_network (f->project, &error);
  g_assert_no_error (error);
  g_assert_true (vsl_network_equal (network, back));
  g_autoptr (VslOptions) again = vsl_project_options (f->project, &error);
  g_assert_no_error (error);
  g_assert_cmpint (again->config->epochs, ==, 17);
  g_assert_cmpstr (again->config->optimizer.kind->name, ==, "SGD");
  g_assert_cmpint (test_sql_number (f->path, "SELECT revision FROM network"), ==, 2);
}

static void
test_runs (Fixture *f, gconstpointer unused)
{
  static const char *const classes[] = { "a", "b", NULL };
  g_autoptr (GError) error = NULL;
  g_assert_true (test_add_samples (f->project, classes, 4, 1, &error));
  g_assert_cmpint (test_run (f->project, 4, 100), ==, 1);
  VslEpochEvent odd = test_epoch (1, TRUE);
  odd.val_auc = NAN;
  odd.loss = INFINITY;
  g_assert_cmpint (test_run (f->project, 0, 1), ==, 2);
  g_assert_true (vsl_project_run_epoch (f->project, 2, &odd, &error));
  g_assert_true (vsl_project_run_end (f->project, 1, VSL_RUN_FINISHED, VSL_STOPPED_EARLY, NULL, &error));
  {
    g_autoptr (VslRun) running = vsl_project_run (f->project, 2, &error);
    g_assert_cmpint (running->state, ==, VSL_RUN_RUNNING);
  }
  g_assert_false (vsl_project_run_end (f->project, 9, VSL_RUN_FINISHED, VSL_STOPPED_USER, NULL, NULL));
  reopen (f);
  g_autoptr (GPtrArray) runs = vsl_project_runs (f->project, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (runs->len, ==, 2);
  const VslRun *one = runs->pdata[0], *two = runs->pdata[1];
  g_assert_cmpint (one->state, ==, VSL_RUN_FINISHED);
  g_assert_cmpint (one->stopped, ==, VSL_STOPPED_EARLY);
  g_assert_cmpuint (one->epochs, ==, 10);
  g_assert_cmpuint (one->epochs_done, ==, 4);
  g_assert_cmpuint (one->best_epoch, ==, 2);
  g_assert_cmpfloat (one->seconds, ==, 2.0);
  g_assert_cmpstr (one->class_names[1], ==, "b");
  g_assert_cmpstr (one->environment, ==, "{\"kernels\":\"test\"}");
  g_assert_cmpint (one->data_revision, ==, 1);
  g_autoptr (VslNetwork) network = test_network ();
  g_assert_true (vsl_network_equal (one->network, network));
  for (guint e = 1; e <= 4; e++) {
    VslEpochEvent want = test_epoch (e, e == 2);
    const VslEpochEvent *got = &g_array_index (one->history, VslEpochEvent, e - 1);
    g_assert_cmpuint (got->epoch, ==, e);
    g_assert_cmpuint (got->epochs, ==, 10);
    g_assert_cmpint (got->best, ==, e == 2);
    for (const double *a = &got->loss, *b = &want.loss; a <= &got->samples_per_second; a++, b++)
      g_assert_cmpfloat (*a, ==, *b);
  }
  g_assert_cmpint (two->state, ==, VSL_RUN_INTERRUPTED);
  /* On the disk too: a reader beside us must not take our lock for a sign that it goes on. */
  g_assert_cmpint (test_sql_number (f->path, "SELECT COUNT(*) FROM runs WHERE state = 'interrupted'"), ==, 1);
  g_assert_true (isnan (g_array_index (two->history, VslEpochEvent, 0).val_auc));
  g_assert_true (isinf (g_array_index (two->history, VslEpochEvent, 0).loss));
  g_assert_true (vsl_project_run_resume (f->project, 2, &error));
  g_autoptr (VslRun) resumed = vsl_project_run (f->project, 0, &error);
  g_assert_cmpint (resumed->run, ==, 2);
  g_assert_cmpint (resumed->state, ==, VSL_RUN_RUNNING);
}

static void
assert_state (VslProject *project, int run, gboolean best, gsize size, guint32 seed)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *note = NULL;
  g_autoptr (GBytes) want = test_state (size, seed);
  g_autoptr (GBytes) state = vsl_project_checkpoint (project, run, best, &note, &error);
  g_assert_no_error (error);
  g_assert_null (note);
  g_assert_true (g_bytes_equal (state, want));
}

static void
test_checkpoints (Fixture *f, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;
  gsize size = ((gsize) 16 << 20) + 12345;       /* crosses a row */
  g_assert_cmpint (test_run (f->project, 5, 1000), ==, 1);
  g_autoptr (GBytes) large = test_state (size, 6);
  g_assert_true (vsl_project_run_checkpoint (f->project, 1, 6, TRUE, FALSE, large, &error));
  reopen (f);
  assert_state (f->project, 1, FALSE, size, 6);
  assert_state (f->project, 0, TRUE, 1000, 2);
  g_assert_cmpint (test_sql_number (f->path, "SELECT COUNT(*) FROM checkpoints"), ==, 3);
  g_assert_cmpint (test_sql_number (f->path, "SELECT COUNT(*) FROM checkpoint_parts"), ==, 4);
  g_assert_cmpint (test_sql_number (f->path, "SELECT MAX(length(data)) FROM checkpoint_parts"), ==, 16 << 20);
  /* A new best one: the old best goes, the last and the one before stay. */
  g_autoptr (GBytes) best = test_state (50, 7);
  g_assert_true (vsl_project_run_checkpoint (f->project, 1, 7, FALSE, TRUE, best, &error));
  g_assert_cmpint (test_sql_number (f->path, "SELECT COUNT(*) FROM checkpoints"), ==, 2);
  assert_state (f->project, 1, TRUE, 50, 7);
  assert_state (f->project, 1, FALSE, 50, 7);
  test_run (f->project, 1, 10);
  g_assert_null (vsl_project_checkpoint (f->project, 2, TRUE, NULL, &error));
  g_assert_error (error, VSL_PROJECT_ERROR, VSL_ERROR_NOT_FOUND);
}

/* What the error of stored predictions is follows from the run's network: that of notes told again is no mean square. */
static void
test_sequence_predictions (Fixture *f, gconstpointer unused)
{
  static const char *const classes[] = { "a", "b", NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (VslOptions) options = vsl_options_new ();
  g_autoptr (VslNetwork) network = vsl_network_parse (
    "{\"format\": \"vesalius-network\", \"version\": 1, \"nodes\": ["
    "{\"id\": \"note\", \"type\": \"Input\", \"config\": {\"shape\": [3]}},"
    "{\"id\": \"words\", \"type\": \"Embedding\", \"config\": {\"input_dim\": 5, \"output_dim\": 2}, \"inputs\": [\"note\"]},"
    "{\"id\": \"told\", \"type\": \"Dense\", \"config\": {\"units\": 5, \"activation\": \"softmax\"}, \"inputs\": [\"words\"]}]}", -1, &error);
  g_assert_no_error (error);
  gint64 id[] = { 2, 6 };
  int label[] = { 0, 1 }, predicted[] = { -1, -1 };
  double surprise[] = { 0.5, NAN }, wrong[] = { 0.25, NAN };
  VslReal values[] = { 4, 2, 0, 1, 1, 1 };
  VslPredictions set = { .n = 2, .id = id, .label = label, .predicted = predicted, .width = 3, .values = values, .error = surprise,
                         .abs_error = wrong, .split = VSL_SPLIT_TRAIN, .sequence = TRUE };
  g_assert_true (test_add_samples (f->project, classes, 8, 1, &error));
  int pictures = test_run (f->project, 1, 10), notes = vsl_project_run_begin (f->project, network, options, "{}", &error);
  g_assert_no_error (error);
  for (int i = 0; i < 2; i++)
    g_assert_true (vsl_project_set_predictions (f->project, i ? notes : pictures, &set, &error));
  reopen (f);
  for (int i = 0; i < 2; i++) {
    g_autoptr (VslPredictions) back = vsl_project_predictions (f->project, i ? notes : pictures, VSL_SPLIT_TRAIN, &error);
    g_assert_no_error (error);
    g_assert_cmpint (back->sequence, ==, i);
    g_assert_cmpfloat (back->error[0], ==, 0.5);
    g_assert_cmpfloat (back->abs_error[0], ==, 0.25);
    g_assert_true (isnan (back->error[1]) && isnan (back->abs_error[1]));
    g_assert_cmpmem (back->values, sizeof values, values, sizeof values);
  }
}

static void
test_predictions (Fixture *f, gconstpointer unused)
{
  static const char *const classes[] = { "a", "b", NULL };
  g_autoptr (GError) error = NULL;
  gint64 id[] = { 2, 6 };
  int label[] = { 9, 9 }, predicted[] = { 1, 0 };
  double prob[] = { 0.25, 0.75, 1 - 1e-9, 1e-9 }, mse[] = { 0.125, 3 };
  VslReal values[] = { 1, 2, 3, -4, 5e-8f, 6 };
  VslPredictions set = { .n = 2, .classes = 2, .id = id, .label = label, .predicted = predicted, .prob = prob, .width = 3, .values = values,
                         .error = mse, .split = VSL_SPLIT_TRAIN };
  g_assert_true (test_add_samples (f->project, classes, 8, 1, &error));
  test_run (f->project, 1, 10);
  g_assert_null (vsl_project_predictions (f->project, 1, VSL_SPLIT_TRAIN, &error));
  g_assert_no_error (error);
  g_assert_true (vsl_project_set_predictions (f->project, 1, &set, &error));
  g_assert_true (vsl_project_set_predictions (f->project, 1, &set, &error));     /* replaces */
  reopen (f);
  g_autoptr (VslPredictions) back = vsl_project_predictions (f->project, 1, VSL_SPLIT_TRAIN, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (back->n, ==, 2);
  g_assert_cmpint (back->id[1], ==, 6);
  g_assert_cmpint (back->label[0], ==, 0);         /* the project's own: i % 3 - 1 */
  g_assert_cmpint (back->label[1], ==, 1);
  g_assert_cmpint (back->predicted[0], ==, 1);
  g_assert_cmpmem (back->prob, sizeof prob, prob, sizeof prob);
  g_assert_cmpmem (back->values, sizeof values, values, sizeof values);
  g_assert_cmpmem (back->error, sizeof mse, mse, sizeof mse);
  g_assert_null (vsl_project_predictions (f->project, 1, VSL_SPLIT_TEST, &error));
  g_assert_no_error (error);
  /* Other weights, another label: they no longer count. */
  g_autoptr (GBytes) state = test_state (10, 2);
  g_assert_true (vsl_project_run_checkpoint (f->project, 1, 2, FALSE, TRUE, state, &error));
  g_assert_null (vsl_project_predictions (f->project, 1, VSL_SPLIT_TRAIN, &error));
  g_assert_no_error (error);
  g_assert_true (vsl_project_set_predictions (f->project, 1, &set, &error));
  g_assert_true (vsl_project_set_labels (f->project, id, 1, 1, &error));
  g_assert_null (vsl_project_predictions (f->project, 1, VSL_SPLIT_TRAIN, &error));
  g_assert_no_error (error);
}

static void
test_copy (Fixture *f, gconstpointer unused)
{
  static const char *const classes[] = { "a", "b", NULL };
  g_autoptr (GError) error = NULL;
  VslProjectInfo info;
  g_autofree char *path = g_build_filename (f->folder, "copy.vesalius", NULL);
  g_autofree char *missing = g_build_filename (f->folder, "none", "copy.vesalius", NULL);
  g_assert_true (test_add_samples (f->project, classes, 8, 1, &error));
  test_run (f->project, 2, 5000);
  g_assert_true (g_file_set_contents (path, "old", -1, NULL));
  g_assert_true (vsl_project_save_copy (f->project, path, &error));
  g_assert_false (vsl_project_save_copy (f->project, missing, &error));
  g_assert_error (error, VSL_PROJECT_ERROR, VSL_ERROR_IO);
  g_clear_error (&error);
  g_assert_false (vsl_project_save_copy (f->project, f->path, &error));
  g_assert_error (error, VSL_PROJECT_ERROR, VSL_ERROR_IO);
  g_clear_error (&error);
  g_autoptr (VslProject) copy = vsl_project_open (path, VSL_PROJECT_WRITE, &error);
  g_assert_no_error (error);
  g_assert_true (vsl_project_info (copy, &info, &error));
  g_assert_cmpuint (info.n, ==, 8);
  vsl_project_info_clear (&info);
  assert_state (copy, 1, FALSE, 5000, 2);
  g_assert_false (vsl_project_save_copy (f->project, path, &error));     /* open elsewhere */
  g_assert_error (error, VSL_PROJECT_ERROR, VSL_ERROR_LOCKED);
  g_autoptr (GDir) dir = g_dir_open (f->folder, 0, NULL);
  for (const char *name = g_dir_read_name (dir); name; name = g_dir_read_name (dir))
    g_assert_false (g_str_has_prefix (name, ".vesalius-copy"));
}

static void
test_dataset (Fixture *f, gconstpointer unused)
{
  static const char *const classes[] = { "a", "b", NULL };
  g_autoptr (GError) error = NULL;
  g_assert_true (test_add_samples (f->project, classes, 8, 1, &error));
  g_autoptr (VslDataset) dataset = vsl_project_dataset (f->project, &error);
  g_assert_no_error (error);
  g_clear_pointer (&f->project, vsl_project_unref);       /* the dataset keeps it */
  g_assert_cmpuint (vsl_dataset_n (dataset), ==, 8);
  g_assert_cmpstr (vsl_dataset_class_name (dataset, 1), ==, "b");
  g_autoptr (VslNetwork) network = test_network ();
  g_autoptr (VslPredictions) unused_predictions = NULL;
  gboolean prepared = vsl_dataset_prepare (dataset, network, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (prepared);
  guint32 index = 3;
  VslReal x[48], y;
  vsl_dataset_read (dataset, &index, 1, x, &y);
  for (guint k = 0; k < 48; k++)
    g_assert_cmpfloat (x[k], ==, test_pixel (1, 3, k));
}

#define ADD(name) g_test_add ("/project/" #name, Fixture, NULL, set_up, test_##name, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD (empty);
  ADD (samples);
  ADD (merge_classes);
  ADD (edits);
  ADD (patient_side);
  ADD (network_and_options);
  ADD (runs);
  ADD (checkpoints);
  ADD (predictions);
  ADD (sequence_predictions);
  ADD (copy);
  ADD (dataset);
  return g_test_run ();
}
