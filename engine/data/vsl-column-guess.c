/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a column of a table is taken for, and what of it. */
#include <glib/gi18n-lib.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/vsl-order.h"
#include "data/vsl-column-private.h"

/* So large a share of the cells that say something must fit the type. */
#define MOSTLY 0.9
/* Fewer rows tell nothing about identifiers and free text. */
#define ENOUGH 10
#define LONG_TEXT 40
#define SENTENCE 3          /* blanks in a cell of free text, where the rows are few and all different */
#define MANY_LEVELS 50

static void
say (VslColumn *c, char *why)
{
  g_autofree char *before = c->why;
  c->why = before ? g_strconcat (before, " ", why, NULL) : g_strdup (why);
  g_free (why);
}

/* ---- numbers ---- */

/* Which sign the decimals stand behind: the one under which more cells are numbers. A comma before three digits alone may be either; then
 * a file whose cells are set apart by semicolons has decimal commas. */
static void
find_reading (VslColumn *c, char *const *clean, guint n, char separator)
{
  guint point = 0, comma = 0;
  gboolean any_comma = FALSE;
  for (guint i = 0; i < n; i++) {
    VslCellNumber number;
    if (vsl_cell_missing (clean[i], TRUE))
      continue;
    any_comma |= strchr (clean[i], ',') != NULL;
    point += vsl_cell_number (clean[i], FALSE, &number);
    comma += vsl_cell_number (clean[i], TRUE, &number);
  }
  c->decimal_comma = comma > point || (comma == point && any_comma && separator == ';');
}

/* The unit that most numbers have. A few cells in a unit among plain numbers are not the column's: they are unreadable, unless its name says
 * that unit. Plain ones beside a unit are meant in it, but for "%": 0.5 and 50 % differ. */
static void
find_unit (VslColumn *c, char *const *clean, guint n)
{
  g_autoptr (GHashTable) counts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  guint numbers = 0, most = 0;
  g_clear_pointer (&c->unit, g_free);
  for (guint i = 0; i < n; i++) {
    VslCellNumber number;
    if (vsl_cell_missing (clean[i], TRUE) || !vsl_cell_number (clean[i], c->decimal_comma, &number))
      continue;
    numbers++;
    const char *unit = *number.unit ? number.unit : number.flag;
    if (!*unit)
      continue;
    char *folded = g_utf8_casefold (unit, -1);
    guint have = GPOINTER_TO_UINT (g_hash_table_lookup (counts, folded)) + 1;
    g_hash_table_insert (counts, folded, GUINT_TO_POINTER (have));
    if (have <= most)
      continue;
    most = have;
    g_free (c->unit);
    c->unit = g_strdup (unit);
  }
  if (c->unit && most * 2 <= numbers && !_vsl_column_named_unit (c, c->unit))
    g_clear_pointer (&c->unit, g_free);
}

static void
measure_numbers (VslColumn *c, char *const *clean, guint n)
{
  g_autofree double *v = g_new (double, n + 1);
  guint have = 0;
  double sum = 0;
  for (guint i = 0; i < n; i++) {
    VslCellNumber number;
    if (vsl_cell_missing (clean[i], TRUE)) {
      c->missing++;
    } else if (_vsl_column_read (c, clean[i], &v[have])) {
      gboolean numeric = c->type == VSL_COLUMN_NUMERIC && _vsl_column_read_number (c, clean[i], &number);
      c->limits += numeric && number.limit;
      c->flags += numeric && *number.flag;
      sum += v[have++];
    } else {
      _vsl_column_add_bad (c, i, clean[i]);
    }
  }
  if (!have)
    return;
  qsort (v, have, sizeof *v, vsl_order_doubles);
  c->min = v[0];
  c->q1 = vsl_sorted_quantile (v, have, 0.25);
  c->median = vsl_sorted_quantile (v, have, 0.5);
  c->q3 = vsl_sorted_quantile (v, have, 0.75);
  c->max = v[have - 1];
  c->mean = sum / have;
  for (guint i = 0; i < have && c->distinct <= VSL_COLUMN_LEVELS; i++)
    c->distinct += i == 0 || v[i] != v[i - 1];
}

/* ---- categories ---- */

typedef struct {
  const char *spelling;        /* the commonest */
  guint n, of_spelling, first;
} Level;

static int
by_count (const void *a, const void *b)
{
  const Level *x = *(Level *const *) a, *y = *(Level *const *) b;
  return x->n != y->n ? (x->n < y->n) - (x->n > y->n) : strcmp (x->spelling, y->spelling);
}

/* Values that differ only in large and small letters are one. Owned by the caller; each Level points at cells. */
static GPtrArray *
find_levels (VslColumn *c, char *const *clean, guint n)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL), spellings = g_hash_table_new (g_str_hash, g_str_equal);
  GPtrArray *levels = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < n; i++) {
    if (vsl_cell_missing (clean[i], FALSE)) {
      c->missing++;
      continue;
    }
    char *folded = g_utf8_casefold (clean[i], -1);
    Level *level = g_hash_table_lookup (seen, folded);
    if (!level && levels->len > VSL_COLUMN_LEVELS) {
      g_free (folded);
      continue;
    }
    if (!level) {
      level = g_new0 (Level, 1);
      level->first = i;
      g_ptr_array_add (levels, level);
      g_hash_table_insert (seen, folded, level);
    } else {
      g_free (folded);
    }
    guint of = GPOINTER_TO_UINT (g_hash_table_lookup (spellings, clean[i])) + 1;
    g_hash_table_insert (spellings, clean[i], GUINT_TO_POINTER (of));
    level->n++;
    if (of > level->of_spelling) {
      level->of_spelling = of;
      level->spelling = clean[i];
    }
  }
  qsort (levels->pdata, levels->len, sizeof *levels->pdata, by_count);
  c->distinct = levels->len;
  return levels;
}

static void
keep_levels (VslColumn *c, const GPtrArray *levels, const char *const *order)
{
  guint n = MIN (levels->len, VSL_COLUMN_LEVELS), k = 0;
  g_strfreev (c->levels);
  g_free (c->level_counts);
  c->levels = g_new0 (char *, n + (order ? g_strv_length ((char **) order) : 0) + 1);
  c->level_counts = g_new0 (guint, n + (order ? g_strv_length ((char **) order) : 0) + 1);
  for (int i = 0; order && order[i]; i++) {
    g_autofree char *folded = g_utf8_casefold (order[i], -1);
    for (guint j = 0; j < n; j++) {
      const Level *level = levels->pdata[j];
      g_autofree char *own = g_utf8_casefold (level->spelling, -1);
      if (g_str_equal (own, folded)) {
        c->level_counts[k] = level->n;
        c->levels[k] = g_strdup (level->spelling);
      }
    }
    if (!c->levels[k])
      c->levels[k] = g_strdup (order[i]);
    k++;
  }
  for (guint j = 0; !order && j < n; j++) {
    c->level_counts[k] = ((const Level *) levels->pdata[j])->n;
    c->levels[k++] = g_strdup (((const Level *) levels->pdata[j])->spelling);
  }
}

/* ---- what it is ---- */

/* Whole numbers that count up, or all of the same many digits: a register's numbers, no measurement. */
static gboolean
counts_up (char *const *clean, guint n)
{
  gint64 before = 0;
  gsize digits = 0;
  gboolean steps = TRUE, alike = TRUE;
  for (guint i = 0; i < n; i++) {
    char *end;
    gint64 v = g_ascii_strtoll (clean[i], &end, 10);
    if (!*clean[i] || *end || strlen (clean[i]) > 18)
      return FALSE;
    steps = steps && (i == 0 || v == before + 1);
    alike = alike && (i == 0 || strlen (clean[i]) == digits);
    digits = strlen (clean[i]);
    before = v;
  }
  return steps || (alike && digits >= 6);
}

/* A number with a word behind it that looks like a unit, not like one letter of a code such as "2b". */
static gboolean
in_other_unit (const VslColumn *c, const char *clean)
{
  VslCellNumber number;
  return vsl_cell_number (clean, c->decimal_comma, &number) && (!*number.unit || g_utf8_strlen (number.unit, -1) > 1);
}

/* How many cells, unreadable as they are, are numbers with the other sign before the decimals. */
static guint
count_other_reading (const VslColumn *c, char *const *clean, guint n)
{
  VslColumn other = *c;
  guint count = 0;
  other.decimal_comma = !c->decimal_comma;
  for (guint i = 0; i < n; i++) {
    VslCellNumber number;
    count += !vsl_cell_missing (clean[i], TRUE) && !_vsl_column_read_number (c, clean[i], &number) && _vsl_column_read_number (&other, clean[i], &number);
  }
  return count;
}

static void
explain_mixture (VslColumn *c, guint count)
{
  if (!count)
    return;
  if (c->decimal_comma)
    say (c, g_strdup_printf (ngettext ("%u cell has a decimal point among decimal commas: write them all alike in the table, then import it again.",
                                       "%u cells have a decimal point among decimal commas: write them all alike in the table, then import it again.", count), count));
  else
    say (c, g_strdup_printf (ngettext ("%u cell has a decimal comma among decimal points: write them all alike in the table, then import it again.",
                                       "%u cells have a decimal comma among decimal points: write them all alike in the table, then import it again.", count), count));
}

static gboolean
guess_number (VslColumn *c, char *const *clean, guint n, guint said)
{
  guint numbers = 0, dates = 0, strange = 0;
  double days;
  for (guint i = 0; i < n; i++) {
    VslCellNumber number;
    if (vsl_cell_missing (clean[i], TRUE))
      continue;
    gboolean is = _vsl_column_read_number (c, clean[i], &number);
    numbers += is;
    strange += !is && in_other_unit (c, clean[i]);
    dates += vsl_cell_date (clean[i], &days);
  }
  if (said == 0)
    return FALSE;
  if (dates >= MOSTLY * said) {
    c->type = VSL_COLUMN_DATE;
    measure_numbers (c, clean, n);
    say (c, g_strdup (_("Dates are left out: they may tell who somebody is, and seldom hold for others.")));
    return TRUE;
  }
  /* Numbers of which many have some unit beside plain ones stay numbers, so that it shows what is wrong with them. */
  if (numbers < MOSTLY * said && (numbers * 2 <= said || numbers + strange < MOSTLY * said))
    return FALSE;
  c->type = VSL_COLUMN_NUMERIC;
  measure_numbers (c, clean, n);
  c->taken = TRUE;
  return TRUE;
}

static void
explain_number (VslColumn *c, char *const *clean, guint n)
{
  if (c->unit)
    say (c, g_str_equal (c->unit, "%") ? g_strdup (_("Percent signs are left away.")) : g_strdup_printf (_("The unit “%s” is left away."), c->unit));
  if (c->decimal_comma)
    say (c, g_strdup (_("Decimals stand behind a comma.")));
  if (c->limits)
    say (c, g_strdup_printf (ngettext ("%u value beyond a limit, such as “<0.5”, counts as the limit.",
                                       "%u values beyond a limit, such as “<0.5”, count as the limit.", c->limits), c->limits));
  if (c->flags)
    say (c, g_strdup_printf (ngettext ("%u flag of the laboratory, such as “H”, is left away.", "%u flags of the laboratory, such as “H”, are left away.", c->flags),
                             c->flags));
  if (c->unreadable)
    say (c, g_strdup_printf (ngettext ("%u cell is no number in that form and counts as missing.",
                                       "%u cells are no numbers in that form and count as missing.", c->unreadable), c->unreadable));
  explain_mixture (c, c->type == VSL_COLUMN_NUMERIC ? count_other_reading (c, clean, n) : 0);
}

static gboolean
try_order (VslColumn *c, const GPtrArray *levels)
{
  g_autofree const char **names = g_new0 (const char *, levels->len + 1);
  for (guint i = 0; i < levels->len; i++)
    names[i] = ((const Level *) levels->pdata[i])->spelling;
  if (levels->len > 32 || !vsl_column_order (names, levels->len))
    return FALSE;
  c->type = VSL_COLUMN_ORDINAL;
  keep_levels (c, levels, names);
  g_autofree char *all = g_strjoinv (" < ", c->levels);
  say (c, g_strdup_printf (_("Taken in this order: %s."), all));
  return TRUE;
}

static int
by_name (const void *a, const void *b)
{
  const Level *x = *(Level *const *) a, *y = *(Level *const *) b;
  return strcmp (x->spelling, y->spelling);
}

static void
keep_sorted (VslColumn *c, GPtrArray *levels)
{
  qsort (levels->pdata, levels->len, sizeof *levels->pdata, by_name);
  keep_levels (c, levels, NULL);
}

static void
guess_words (VslColumn *c, char *const *clean, guint n, guint said)
{
  gsize letters = 0, words = 0;
  gboolean blanks = FALSE;
  guint numbers = 0;
  for (guint i = 0; i < n; i++) {
    VslCellNumber number;
    if (vsl_cell_missing (clean[i], FALSE))
      continue;
    letters += (gsize) g_utf8_strlen (clean[i], -1);
    blanks |= strchr (clean[i], ' ') != NULL;
    for (const char *p = clean[i]; *p; p++)
      words += *p == ' ';
    numbers += _vsl_column_read_number (c, clean[i], &number);
  }
  g_autoptr (GPtrArray) levels = find_levels (c, clean, n);
  guint have = c->rows - c->missing;
  double length = have ? (double) letters / have : 0;
  c->type = VSL_COLUMN_CATEGORICAL;
  if (have >= ENOUGH && c->distinct > MOSTLY * have) {
    c->type = blanks || length > LONG_TEXT ? VSL_COLUMN_TEXT : VSL_COLUMN_IDENTIFIER;
    say (c, g_strdup (c->type == VSL_COLUMN_TEXT ? _("Free text is left out: it is no measurement.") : _("Nearly every row has another value, as identifiers have: left out.")));
  } else if (length > LONG_TEXT || c->distinct > MANY_LEVELS || (c->distinct > MOSTLY * have && words >= SENTENCE * have)) {
    c->type = VSL_COLUMN_TEXT;
    say (c, length > LONG_TEXT || c->distinct <= MANY_LEVELS ? g_strdup (_("Free text is left out: it is no measurement."))
                               : g_strdup_printf (_("Left out: %u different values are too many for categories."), c->distinct));
  } else if (!try_order (c, levels)) {
    keep_levels (c, levels, NULL);
    c->taken = TRUE;
  } else {
    c->taken = TRUE;
  }
  if (numbers && numbers * 2 > said) {
    say (c, g_strdup_printf (_("Only %u of %u cells are numbers, so the column is not taken as numbers."), numbers, said));
    explain_mixture (c, count_other_reading (c, clean, n));
  }
}

static void
leave_constant (VslColumn *c)
{
  if (c->distinct > 1 || !c->taken)
    return;
  c->taken = FALSE;
  say (c, g_strdup (_("Always the same value, so nothing can be learnt from it: left out.")));
}

/* A number that nearly each row has for itself, and some have twice: rows were copied. */
static void
say_repeated (VslColumn *c, char *const *clean, guint n)
{
  g_autoptr (GHashTable) met = g_hash_table_new (g_str_hash, g_str_equal);
  guint filled = 0, repeated = 0;
  for (guint i = 0; i < n; i++)
    if (!vsl_cell_missing (clean[i], FALSE)) {
      filled++;
      repeated += !g_hash_table_add (met, clean[i]);
    }
  if (filled >= 2 * ENOUGH && repeated && filled - repeated > MOSTLY * filled)
    say (c, g_strdup_printf (ngettext ("%u row repeats the value of another one: was it copied?", "%u rows repeat values of others: were they copied?", repeated),
                             repeated));
}

static gboolean
is_plus_scale (char *const *clean, guint n)
{
  gboolean plus = FALSE;
  for (guint i = 0; i < n; i++) {
    if (*clean[i] && strspn (clean[i], "+-") != strlen (clean[i]) && !g_str_equal (clean[i], "±"))
      return FALSE;
    plus |= strchr (clean[i], '+') != NULL;
  }
  return plus;
}

/* A minus alone is a value where the others are pluses. */
static char **
clean_all (const char *const *cells, guint n)
{
  char **clean = g_new0 (char *, n + 1);
  for (guint i = 0; i < n; i++)
    clean[i] = vsl_cell_clean (cells[i]);
  gboolean minus = is_plus_scale (clean, n);
  for (guint i = 0; minus && i < n; i++)
    if (g_str_equal (clean[i], "-")) {
      g_free (clean[i]);
      clean[i] = g_strdup (VSL_COLUMN_MINUS);
    }
  return clean;
}

/**
 * vsl_column_guess:
 * @cells: (array length=n): as they stand in the table; any may be %NULL
 * @separator: of the file
 *
 * Returns: (transfer full): what the column seems to be; taken is FALSE where it should not be a feature, and why says the reason
 */
VslColumn *
vsl_column_guess (const char *name, const char *const *cells, guint n, char separator)
{
  VslColumn *c = vsl_column_new (name, VSL_COLUMN_CATEGORICAL);
  g_auto (GStrv) clean = clean_all (cells, n);
  guint said = 0, any = 0;
  c->rows = n;
  for (guint i = 0; i < n; i++) {
    said += !vsl_cell_missing (clean[i], TRUE);
    any += !vsl_cell_missing (clean[i], FALSE);
  }
  if (!any) {
    c->missing = n;
    c->type = VSL_COLUMN_TEXT;
    say (c, g_strdup (_("The column is empty: left out.")));
    return c;
  }
  find_reading (c, clean, n, separator);
  find_unit (c, clean, n);
  if (!guess_number (c, clean, n, said)) {
    g_clear_pointer (&c->unit, g_free);
    guess_words (c, clean, n, said);
  } else if (c->type == VSL_COLUMN_NUMERIC) {
    explain_number (c, clean, n);
    if (n >= 2 * ENOUGH && c->distinct == n && counts_up (clean, n)) {
      c->type = VSL_COLUMN_IDENTIFIER;
      c->taken = FALSE;
      say (c, g_strdup (_("Nearly every row has another value, as identifiers have: left out.")));
    }
  }
  leave_constant (c);
  if (vsl_column_names_identifier (name)) {
    c->type = VSL_COLUMN_IDENTIFIER;
    c->taken = FALSE;
    g_clear_pointer (&c->why, g_free);
    say (c, g_strdup (_("By its name this tells who or which, not what: left out.")));
    say_repeated (c, clean, n);
  }
  if (c->taken && c->type != VSL_COLUMN_NUMERIC && vsl_column_names_people (name)) {
    c->taken = FALSE;
    say (c, g_strdup (_("By its name there are people in it: left out. Were it taken, their names would be stored as they stand.")));
  }
  return c;
}

/* Cells that an order does not name have no place in it. */
static void
find_without_level (VslColumn *c, char *const *clean, guint n)
{
  for (guint i = 0; i < n; i++)
    if (vsl_column_unreadable (c, clean[i]))
      _vsl_column_add_bad (c, i, clean[i]);
  if (c->unreadable)
    say (c, g_strdup_printf (ngettext ("%u cell has a value that the order does not name and counts as missing.",
                                       "%u cells have values that the order does not name and count as missing.", c->unreadable), c->unreadable));
}

/**
 * vsl_column_locate:
 * @lines: (array): of the file, for each of the cells that the column was made of
 *
 * What could not be read gets its line, and why tells it.
 */
void
vsl_column_locate (VslColumn *c, const guint *lines)
{
  g_autoptr (GString) s = g_string_new (NULL);
  for (guint i = 0; i < c->n_bad; i++) {
    c->bad[i].line = lines[c->bad[i].row];
    g_string_append (s, i ? ", " : "");
    g_string_append_printf (s, _("line %u “%s”"), c->bad[i].line, c->bad[i].text);
  }
  if (c->unreadable > c->n_bad)
    g_string_append (s, " …");
  if (c->n_bad)
    say (c, g_strdup_printf (_("Unreadable: %s."), s->str));
}

/**
 * vsl_column_read_as:
 * @separator: of the file that the cells are from
 *
 * A file that is asked about may have its decimals behind another sign than the one that was learnt from.
 */
void
vsl_column_read_as (VslColumn *c, const char *const *cells, guint n, char separator)
{
  g_auto (GStrv) clean = clean_all (cells, n);
  if (c->type == VSL_COLUMN_NUMERIC)
    find_reading (c, clean, n, separator);
}

/**
 * vsl_column_retype:
 * @order: (nullable): of ordinals, from low to high
 *
 * What a person says that the column is. Whether it is taken stays, unless the type is none of a feature.
 */
void
vsl_column_retype (VslColumn *c, VslColumnType type, const char *const *order, const char *const *cells, guint n)
{
  g_auto (GStrv) clean = clean_all (cells, n);
  g_autofree char *unit = g_steal_pointer (&c->unit);
  c->type = type;
  c->rows = n;
  c->missing = c->distinct = c->unreadable = c->limits = c->flags = 0;
  _vsl_column_forget_bad (c);
  c->min = c->q1 = c->median = c->q3 = c->max = c->mean = NAN;
  g_clear_pointer (&c->why, g_free);
  g_clear_pointer (&c->levels, g_strfreev);
  g_clear_pointer (&c->level_counts, g_free);
  if (!vsl_column_type_is_feature (type))
    c->taken = FALSE;
  if (type == VSL_COLUMN_NUMERIC || type == VSL_COLUMN_DATE) {
    if (type == VSL_COLUMN_NUMERIC)
      find_unit (c, clean, n);
    measure_numbers (c, clean, n);
    explain_number (c, clean, n);
    return;
  }
  g_autoptr (GPtrArray) levels = find_levels (c, clean, n);
  if (type == VSL_COLUMN_CATEGORICAL || order)
    keep_levels (c, levels, type == VSL_COLUMN_ORDINAL ? order : NULL);
  if (type == VSL_COLUMN_ORDINAL && order)
    find_without_level (c, clean, n);
  else if (type == VSL_COLUMN_ORDINAL && !try_order (c, levels))
    keep_sorted (c, levels);
}

