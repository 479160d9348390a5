/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "app/vsl-results.h"

/* A text of the user's own as a field by RFC 4180. What a spreadsheet would take for a formula is led in by an apostrophe (CWE-1236); numbers, which this
 * file writes itself, are not texts. */
static void
put_text (GString *line, const char *text)
{
  static const char *const formulas[] = { "=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠" };
  if (line->len > 0)
    g_string_append_c (line, ',');
  g_string_append_c (line, '"');
  for (guint i = 0; i < G_N_ELEMENTS (formulas); i++)
    if (g_str_has_prefix (text, formulas[i])) {
      g_string_append_c (line, '\'');
      break;
    }
  for (const char *c = text; *c; c++) {
    if (*c == '"')
      g_string_append_c (line, '"');
    g_string_append_c (line, *c);
  }
  g_string_append_c (line, '"');
}

/* Empty where it is not known. */
static void
put_number (GString *line, double value)
{
  char digits[G_ASCII_DTOSTR_BUF_SIZE];
  if (line->len > 0)
    g_string_append_c (line, ',');
  if (isfinite (value))
    g_string_append (line, g_ascii_formatd (digits, sizeof digits, "%.9g", value));
}

static void
put_name (GString *line, const char *what, const char *name)
{
  g_autofree char *text = g_strconcat (what, name, NULL);
  put_text (line, text);
}

static void
put_head (GString *line, const VslPredictions *p, char **names)
{
  put_text (line, "sample");
  put_text (line, "split");
  if (p->target == VSL_TARGET_LABELS)
    for (int k = 0; k < p->classes; k++)
      put_name (line, "true ", names[k]);
  else {
    put_text (line, "true");
    if (p->target == VSL_TARGET_NUMBER || p->classes > 0)
      put_text (line, "predicted");
    if (p->target == VSL_TARGET_NUMBER)
      put_text (line, "predicted - true");
  }
  for (int k = 0; k < p->classes; k++)
    put_name (line, "p ", names[k]);
  if (p->error)
    put_text (line, p->sequence ? "cross-entropy" : "mean squared error");
}

static void
put_case (GString *line, const VslPredictions *p, guint i, char **names)
{
  char id[24];
  g_snprintf (id, sizeof id, "%" G_GINT64_FORMAT, p->id[i]);
  g_string_append (line, id);
  put_text (line, vsl_split_names[p->split]);
  if (p->target == VSL_TARGET_LABELS)
    for (int k = 0; k < p->classes; k++)
      put_number (line, p->known[i] ? (double) (p->labels[i] >> k & 1) : NAN);
  else if (p->target == VSL_TARGET_NUMBER) {
    put_number (line, p->number[i]);
    put_number (line, p->values[i]);
    put_number (line, p->values[i] - p->number[i]);
  }
  else {
    put_text (line, p->label[i] >= 0 ? names[p->label[i]] : "");
    if (p->classes > 0)
      put_text (line, names[p->predicted[i]]);
  }
  for (int k = 0; k < p->classes; k++)
    put_number (line, p->prob[(gsize) i * p->classes + k]);
  if (p->error)
    put_number (line, p->error[i]);
}

/**
 * vsl_results_save_cases:
 * @results: of a run on a split
 * @class_names: of the project, %NULL-terminated
 * @path: of the file to be written, replaced when it is there; an error leaves what was there
 *
 * Writes a line for each case as CSV (RFC 4180, UTF-8): the sample's number in the project, its split, what is true, what the network said, and each
 * class's probability. There are no file names and no patients in it, because the project has none.
 *
 * Returns: whether the file is written; else @error is of %G_FILE_ERROR
 */
gboolean
vsl_results_save_cases (const VslResults *results, char **class_names, const char *path, GError **error)
{
  const VslPredictions *p = results->predictions;
  g_autoptr (GString) all = g_string_new (NULL), line = g_string_new (NULL);
  put_head (line, p, class_names);
  g_string_append_printf (all, "%s\r\n", line->str);
  for (guint i = 0; i < p->n; i++) {
    g_string_truncate (line, 0);
    put_case (line, p, i, class_names);
    g_string_append_printf (all, "%s\r\n", line->str);
  }
  return g_file_set_contents_full (path, all->str, (gssize) all->len, G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, 0600, error);
}
