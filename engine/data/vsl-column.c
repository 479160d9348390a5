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
  g_strfreev (c->levels);
  g_free (c->level_counts);
  g_free (c);
}

/* Whether the cell is a number in the column's unit. */
gboolean
_vsl_column_read_number (const VslColumn *c, const char *clean, VslCellNumber *number)
{
  if (!vsl_cell_number (clean, c->decimal_comma, number))
    return FALSE;
  if (g_ascii_strcasecmp (number->unit, c->unit ? c->unit : "") == 0)
    return TRUE;
  return !*number->unit && c->unit && *c->unit != '%';
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
  if (strlen (clean) > VSL_CELL_BYTES) {
    const char *end;
    g_utf8_validate (clean, VSL_CELL_BYTES, &end);
    return g_strndup (clean, (gsize) (end - clean));
  }
  return g_steal_pointer (&clean);
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
