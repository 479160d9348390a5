/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What was left out of an import: counted by what it is, told with its place, kept as counts and reasons. */
#include <glib/gi18n-lib.h>
#include <stdlib.h>
#include <string.h>

#include "data/vsl-import-private.h"

const char *const vsl_left_kind_names[] = { "unreadable", "other", "no_label", "contradicted", "text", "chosen", "here", "row", "row_doubled", "row_bad", NULL };
const char *const vsl_no_classes_names[] = { "", "one_folder", "patients", "numbers", "single_files", NULL };

#define MOST_REASONS 20          /* different ones in the log */

void
_vsl_import_left_out_free (gpointer data)
{
  VslLeftOut *out = data;
  g_free (out->file);
  g_free (out->reason);
  g_free (out->table);
  g_free (out);
}

GPtrArray *
_vsl_import_left_out_new (void)
{
  return g_ptr_array_new_with_free_func (_vsl_import_left_out_free);
}

void
_vsl_import_leave_out (GPtrArray *left_out, VslLeftKind kind, const char *file, int line, const char *reason)
{
  VslLeftOut *out = g_new0 (VslLeftOut, 1);
  out->file = g_strdup (file);
  out->line = line;
  out->reason = g_strdup (reason);
  out->kind = kind;
  g_ptr_array_add (left_out, out);
}

void
_vsl_import_leave_out_item (const VslImportPlan *plan, GPtrArray *left_out, VslLeftKind kind, const VslImportItem *item, const char *reason)
{
  _vsl_import_leave_out (left_out, kind, item->shown, item->line, reason);
  VslLeftOut *out = left_out->pdata[left_out->len - 1];
  out->sample = item->sample;
  if (item->line && plan->table_name && g_strcmp0 (plan->table_name, item->shown) != 0)
    out->table = g_strdup (plan->table_name);
}

/**
 * vsl_left_out_place:
 *
 * Returns: (transfer full): the file; of a row the table and its line, and the file that it tells of
 */
char *
vsl_left_out_place (const VslLeftOut *out)
{
  if (out->line && out->table)
    return g_strdup_printf (_("%s line %d (%s)"), out->table, out->line, out->file);
  return out->line ? g_strdup_printf (_("%s line %d"), out->file, out->line) : g_strdup (out->file);
}

/**
 * vsl_left_out_count:
 *
 * Returns: (transfer full): so many of a kind, for people
 */
char *
vsl_left_out_count (VslLeftKind kind, guint n)
{
  switch (kind) {
  case VSL_LEFT_UNREADABLE:
    return g_strdup_printf (ngettext ("%u file could not be read", "%u files could not be read", n), n);
  case VSL_LEFT_OTHER:
    return g_strdup_printf (ngettext ("%u file is of another kind", "%u files are of other kinds", n), n);
  case VSL_LEFT_UNLABELLED:
    return g_strdup_printf (ngettext ("%u has no diagnosis or other label", "%u have no diagnosis or other label", n), n);
  case VSL_LEFT_CONTRADICTED:
    return g_strdup_printf (ngettext ("about %u the rows disagree", "about %u the rows disagree", n), n);
  case VSL_LEFT_TEXT:
    return g_strdup_printf (ngettext ("%u may have text in its picture", "%u may have text in their pictures", n), n);
  case VSL_LEFT_CHOSEN:
    return g_strdup_printf (ngettext ("%u was left out by you", "%u were left out by you", n), n);
  case VSL_LEFT_HERE:
    return g_strdup_printf (ngettext ("%u is here already", "%u are here already", n), n);
  case VSL_LEFT_ROW:
    return g_strdup_printf (ngettext ("%u row fits no file", "%u rows fit no file", n), n);
  case VSL_LEFT_ROW_DOUBLED:
    return g_strdup_printf (ngettext ("%u row says again what another one says", "%u rows say again what others say", n), n);
  default:
    return g_strdup_printf (ngettext ("%u row could not be used", "%u rows could not be used", n), n);
  }
}

static void
count (const GPtrArray *left_out, guint counts[VSL_N_LEFT_KINDS])
{
  memset (counts, 0, VSL_N_LEFT_KINDS * sizeof *counts);
  for (guint i = 0; i < left_out->len; i++)
    counts[((const VslLeftOut *) left_out->pdata[i])->kind]++;
}

/**
 * vsl_left_out_counts:
 *
 * Returns: (transfer full) (nullable): files, rows, and what lacks a label, each counted as what it is
 */
char *
vsl_left_out_counts (const GPtrArray *left_out)
{
  guint counts[VSL_N_LEFT_KINDS];
  GString *s = g_string_new (NULL);
  count (left_out, counts);
  for (int k = 0; k < VSL_N_LEFT_KINDS; k++) {
    g_autofree char *text = counts[k] ? vsl_left_out_count ((VslLeftKind) k, counts[k]) : NULL;
    if (text)
      g_string_append_printf (s, "%s%s", s->len ? _(", ") : "", text);
  }
  return g_string_free (s, s->len == 0);
}

/* A cell of a table: in quotation marks, which are doubled inside. What a spreadsheet would take for a formula is not left as one. */
static void
add_cell (GString *s, const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text ? text : "", -1);
  g_string_append (s, strchr ("=+-@\t\r", *valid) && *valid ? "\"'" : "\"");
  for (const char *p = valid; *p; p++) {
    if (*p == '"')
      g_string_append_c (s, '"');
    g_string_append_c (s, *p);
  }
  g_string_append_c (s, '"');
}

/**
 * vsl_left_out_csv:
 *
 * A table of all that was left out, with a byte order mark, so that spreadsheets read it as UTF-8. It names files.
 */
char *
vsl_left_out_csv (const GPtrArray *left_out)
{
  GString *s = g_string_new ("\xef\xbb\xbf" "file,table,line,kind,reason\r\n");
  for (guint i = 0; i < left_out->len; i++) {
    const VslLeftOut *out = left_out->pdata[i];
    gboolean row = out->line && !out->table;
    add_cell (s, row ? NULL : out->file);
    g_string_append_c (s, ',');
    add_cell (s, row ? out->file : out->table);
    g_string_append_c (s, ',');
    if (out->line)
      g_string_append_printf (s, "%d", out->line);
    g_string_append_printf (s, ",%s,", vsl_left_kind_names[out->kind]);
    add_cell (s, out->reason);
    g_string_append (s, "\r\n");
  }
  return g_string_free (s, FALSE);
}

/* Reasons may quote a cell or a name of a file: what stands in quotation marks goes, and a number becomes #. */
static char *
without_numbers (const char *text)
{
  GString *s = g_string_new (NULL);
  gboolean quoted = FALSE;
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  for (const char *p = valid; *p; p = g_utf8_next_char (p)) {
    gunichar c = g_utf8_get_char (p);
    quoted = quoted || c == 0x201c;
    if (!quoted && !g_unichar_isdigit (c))
      g_string_append_unichar (s, c);
    else if (!quoted && (s->len == 0 || s->str[s->len - 1] != '#'))
      g_string_append_c (s, '#');
    if (c == 0x201d) {
      quoted = FALSE;
      g_string_append (s, "“…”");
    }
  }
  return g_string_free (s, FALSE);
}

typedef struct {
  char *reason;
  VslLeftKind kind;
  guint n;
} Reason;

static void
reason_free (gpointer data)
{
  g_free (((Reason *) data)->reason);
  g_free (data);
}

static int
by_kind (gconstpointer a, gconstpointer b)
{
  const Reason *x = *(Reason *const *) a, *y = *(Reason *const *) b;
  return x->kind != y->kind ? (int) x->kind - (int) y->kind : x->n != y->n ? (x->n < y->n) - (x->n > y->n) : strcmp (x->reason, y->reason);
}

/**
 * vsl_left_out_log:
 *
 * Returns: (transfer full): a line for each kind and reason, "KIND<tab>COUNT<tab>REASON"; "" when nothing was left out. Never a name of a file, a cell
 *   or a number that stands in one.
 */
char *
vsl_left_out_log (const GPtrArray *left_out, const char *table)
{
  g_autoptr (GPtrArray) reasons = g_ptr_array_new_with_free_func (reason_free);
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  GString *s = g_string_new (NULL);
  for (guint i = 0; i < left_out->len; i++) {
    const VslLeftOut *out = left_out->pdata[i];
    g_autofree char *text = without_numbers (out->reason);
    const char *const names[] = { table, out->table, out->file };
    for (guint k = 0; k < G_N_ELEMENTS (names); k++) {      /* names that stand there without quotation marks */
      g_autofree char *plain = names[k] && strlen (names[k]) > 2 ? without_numbers (names[k]) : NULL;
      g_auto (GStrv) parts = plain ? g_strsplit (text, plain, -1) : NULL;
      if (!parts)
        continue;
      g_free (text);
      text = g_strjoinv ("…", parts);
    }
    g_strdelimit (text, "\t\n\r", ' ');
    Reason *reason = g_hash_table_lookup (seen, text);
    if (!reason || reason->kind != out->kind) {
      reason = g_new0 (Reason, 1);
      reason->reason = g_steal_pointer (&text);
      reason->kind = out->kind;
      g_hash_table_insert (seen, reason->reason, reason);
      g_ptr_array_add (reasons, reason);
    }
    reason->n++;
  }
  g_ptr_array_sort (reasons, by_kind);
  for (guint i = 0; i < MIN (reasons->len, MOST_REASONS); i++) {
    const Reason *r = reasons->pdata[i];
    g_string_append_printf (s, "%s%s\t%u\t%s", i ? "\n" : "", vsl_left_kind_names[r->kind], r->n, r->reason);
  }
  return g_string_free (s, FALSE);
}
