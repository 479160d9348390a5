/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A column of a table and the rules by which its cells become values. */
#include "data/vsl-column.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "data/vsl-cell.h"
#include "data/vsl-column-private.h"

const char *const vsl_column_type_names[] = { "numeric", "categorical", "ordinal", "date", "text", "identifier", NULL };

/**
 * vsl_column_type_find:
 */
int
vsl_column_type_find (const char *name)
{
  static const struct {
    const char *name;
    VslColumnType type;
  } others[] = { { "number", VSL_COLUMN_NUMERIC }, { "category", VSL_COLUMN_CATEGORICAL }, { "ordered", VSL_COLUMN_ORDINAL }, { "id", VSL_COLUMN_IDENTIFIER } };
  for (int i = 0; vsl_column_type_names[i]; i++)
    if (g_ascii_strcasecmp (name, vsl_column_type_names[i]) == 0)
      return i;
  for (guint i = 0; i < G_N_ELEMENTS (others); i++)
    if (g_ascii_strcasecmp (name, others[i].name) == 0)
      return (int) others[i].type;
  return -1;
}

/**
 * vsl_column_type_title:
 */
const char *
vsl_column_type_title (VslColumnType type)
{
  static const char *const titles[] = { N_("Number"), N_("Category"), N_("Ordered"), N_("Date"), N_("Text"), N_("Identifier") };
  return (int) type >= 0 && type < VSL_N_COLUMN_TYPES ? _(titles[type]) : "";
}

/**
 * vsl_column_type_is_feature:
 */
gboolean
vsl_column_type_is_feature (VslColumnType type)
{
  return type == VSL_COLUMN_NUMERIC || type == VSL_COLUMN_CATEGORICAL || type == VSL_COLUMN_ORDINAL || type == VSL_COLUMN_DATE;
}

/**
 * vsl_column_new:
 *
 * Returns: (transfer full): a column without values
 */
VslColumn *
vsl_column_new (const char *name, VslColumnType type)
{
  VslColumn *c = g_new0 (VslColumn, 1);
  c->name = g_strdup (name);
  c->type = type;
  c->min = c->q1 = c->median = c->q3 = c->max = c->mean = NAN;
  return c;
}

/**
 * vsl_column_copy:
 */
VslColumn *
vsl_column_copy (const VslColumn *column)
{
  VslColumn *c = g_memdup2 (column, sizeof *column);
  c->name = g_strdup (column->name);
  c->why = g_strdup (column->why);
  c->unit = g_strdup (column->unit);
  c->levels = g_strdupv (column->levels);
  for (guint i = 0; i < c->n_bad; i++)
    c->bad[i].text = g_strdup (column->bad[i].text);
  c->level_counts = column->levels ? g_memdup2 (column->level_counts, (g_strv_length (column->levels) + 1) * sizeof *c->level_counts) : NULL;
  return c;
}

/**
 * vsl_column_free:
 */
void
vsl_column_free (VslColumn *c)
{
  if (!c)
    return;
  g_free (c->name);
  g_free (c->why);
  g_free (c->unit);
  _vsl_column_forget_bad (c);
  g_strfreev (c->levels);
  g_free (c->level_counts);
  g_free (c);
}

void
_vsl_column_forget_bad (VslColumn *c)
{
  for (guint i = 0; i < c->n_bad; i++)
    g_clear_pointer (&c->bad[i].text, g_free);
  c->n_bad = 0;
}

/* Counts an unreadable cell, which is one of the missing. */
void
_vsl_column_add_bad (VslColumn *c, guint row, const char *clean)
{
  c->missing++;
  c->unreadable++;
  if (c->n_bad == VSL_COLUMN_SHOWN)
    return;
  g_autofree char *cut = g_utf8_strlen (clean, -1) > 40 ? g_utf8_substring (clean, 0, 40) : NULL;
  c->bad[c->n_bad++] = (VslColumnBad) { row, 0, cut ? g_strconcat (cut, "…", NULL) : g_strdup (clean) };
}

/* Whether two units are written alike, whatever the case and the sign for micro. */
static gboolean
same_unit (const char *a, const char *b)
{
  for (;; a = g_utf8_next_char (a), b = g_utf8_next_char (b)) {
    gunichar x = g_unichar_tolower (g_utf8_get_char (a)), y = g_unichar_tolower (g_utf8_get_char (b));
    x = x == 0xb5 || x == 0x3bc ? 'u' : x;
    y = y == 0xb5 || y == 0x3bc ? 'u' : y;
    if (x != y)
      return FALSE;
    if (!x)
      return TRUE;
  }
}

/* Whether the column's name says the unit, as the last thing in it: "creatinine (umol/l)", "crp [mg/L]", "weight_kg", "肌酐（umol/L）". */
gboolean
_vsl_column_named_unit (const VslColumn *c, const char *unit)
{
  static const char *const pairs[] = { "()", "[]", "{}" };
  g_autofree char *name = vsl_cell_clean (c->name);
  gsize n = strlen (name);
  for (guint i = 0; n && i < G_N_ELEMENTS (pairs); i++) {
    char *open = name[n - 1] == pairs[i][1] ? strrchr (name, pairs[i][0]) : NULL;
    if (!open)
      continue;
    name[n - 1] = '\0';
    return same_unit (g_strstrip (open + 1), unit);
  }
  char *last = name + n;
  while (last > name && !strchr ("_ ,", last[-1]))
    last--;
  return last > name && *last && same_unit (last, unit);
}

/* Whether the cell is a number in the column's unit: with the unit that most have, with that of the column's name, or plain. Any other word
 * behind a number makes it unreadable, since 1.4 mg/dl is not 1.4 umol/l, and 12o is no 12. */
gboolean
_vsl_column_read_number (const VslColumn *c, const char *clean, VslCellNumber *number)
{
  if (!vsl_cell_number (clean, c->decimal_comma, number))
    return FALSE;
  if (!*number->unit && *number->flag && c->unit && same_unit (number->flag, c->unit)) {      /* litres */
    g_strlcpy (number->unit, number->flag, sizeof number->unit);
    *number->flag = '\0';
  }
  if (!*number->unit)
    return !c->unit || *c->unit != '%' || _vsl_column_named_unit (c, c->unit);
  return (c->unit && same_unit (number->unit, c->unit)) || _vsl_column_named_unit (c, number->unit);
}

gboolean
_vsl_column_read (const VslColumn *c, const char *clean, double *value)
{
  VslCellNumber number;
  if (c->type == VSL_COLUMN_DATE)
    return vsl_cell_date (clean, value);
  if (!_vsl_column_read_number (c, clean, &number))
    return FALSE;
  *value = number.value;
  return TRUE;
}

/* ---- one cell ---- */

static const char *
find_level (const VslColumn *c, const char *clean)
{
  g_autofree char *folded = g_utf8_casefold (clean, -1);
  for (int i = 0; c->levels && c->levels[i]; i++) {
    g_autofree char *own = g_utf8_casefold (c->levels[i], -1);
    if (g_str_equal (own, folded))
      return c->levels[i];
  }
  return NULL;
}

/* The fewest digits that are read back as the same number. */
static char *
shortest (double value)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];
  g_ascii_formatd (text, sizeof text, "%.15g", value);
  if (g_ascii_strtod (text, NULL) != value)
    g_ascii_dtostr (text, sizeof text, value);
  return g_strdup (text);
}

/**
 * vsl_column_value:
 * @cell: (nullable): as it stands in a table
 *
 * Returns: (transfer full) (nullable): the value as it is stored; %NULL when it is missing, or is nothing of the column's type. A category
 *   that the column does not know yet is given as it is written.
 */
char *
vsl_column_value (const VslColumn *c, const char *cell)
{
  g_autofree char *clean = vsl_cell_clean (cell);
  gboolean number = c->type == VSL_COLUMN_NUMERIC || c->type == VSL_COLUMN_DATE;
  double value;
  if (g_str_equal (clean, "-") && c->levels && g_strv_contains ((const char *const *) c->levels, VSL_COLUMN_MINUS))
    return g_strdup (VSL_COLUMN_MINUS);
  if (vsl_cell_missing (clean, number))
    return NULL;
  if (number) {
    return _vsl_column_read (c, clean, &value) ? shortest (value) : NULL;
  }
  const char *level = find_level (c, clean);
  if (level)
    return g_strdup (level);
  if (c->type == VSL_COLUMN_ORDINAL && c->levels)      /* it has no place among them */
    return NULL;
  if (strlen (clean) > VSL_CELL_BYTES) {
    const char *end;
    g_utf8_validate (clean, VSL_CELL_BYTES, &end);
    return g_strndup (clean, (gsize) (end - clean));
  }
  return g_steal_pointer (&clean);
}

/**
 * vsl_column_unreadable:
 * @cell: (nullable): as it stands in a table
 *
 * Returns: whether something stands there that is no value of the column's type: a word among numbers, a level that an order does not have
 */
gboolean
vsl_column_unreadable (const VslColumn *c, const char *cell)
{
  g_autofree char *clean = vsl_cell_clean (cell), *value = vsl_column_value (c, cell);
  return !value && !vsl_cell_missing (clean, c->type == VSL_COLUMN_NUMERIC || c->type == VSL_COLUMN_DATE);
}

static char *
show_number (const VslColumn *c, double v)
{
  if (c->type != VSL_COLUMN_DATE)
    return g_strdup_printf ("%.6g", v);
  GDate date;
  g_date_clear (&date, 1);
  g_date_set_dmy (&date, 1, 1, 1970);
  if (v >= 0)
    g_date_add_days (&date, (guint) v);
  else
    g_date_subtract_days (&date, (guint) -v);
  return g_strdup_printf ("%04d-%02d-%02d", g_date_get_year (&date), (int) g_date_get_month (&date), g_date_get_day (&date));
}

/**
 * vsl_column_spread:
 *
 * Returns: (transfer full): one line for people
 */
char *
vsl_column_spread (const VslColumn *c)
{
  GString *s = g_string_new (NULL);
  if (c->type == VSL_COLUMN_NUMERIC || c->type == VSL_COLUMN_DATE) {
    const double v[] = { c->min, c->q1, c->median, c->q3, c->max };
    for (guint i = 0; !isnan (c->min) && i < G_N_ELEMENTS (v); i++) {
      g_autofree char *text = show_number (c, v[i]);
      g_string_append_printf (s, "%s%s", i ? " · " : "", text);
    }
  } else if (c->levels) {
    for (int i = 0; c->levels[i] && i < 6; i++)
      g_string_append_printf (s, "%s%s (%u)", i ? ", " : "", c->levels[i], c->level_counts[i]);
    if (g_strv_length (c->levels) > 6)
      g_string_append (s, " …");
  } else if (c->distinct > VSL_COLUMN_LEVELS) {
    g_string_append_printf (s, _("more than %d different values"), VSL_COLUMN_LEVELS);
  } else {
    g_string_append_printf (s, ngettext ("%u value", "%u different values", c->distinct), c->distinct);
  }
  return g_string_free (s, FALSE);
}
