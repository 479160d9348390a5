/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "app/vsl-time-left.h"
#include "app/vsl-cmd.h"
#include "core/vsl-error.h"

static gboolean broken;         /* writing to standard output failed */

/**
 * vsl_say:
 *
 * One message on standard error.
 */
void
vsl_say (const char *format, ...)
{
  va_list ap;
  va_start (ap, format);
  g_autofree char *text = g_strdup_vprintf (format, ap);
  va_end (ap);
  vsl_progress_end ();
  fprintf (stderr, "vsl: %s\n", text);
}

/**
 * vsl_failed:
 */
int
vsl_failed (const GError *error)
{
  vsl_say ("%s", error ? error->message : _("It did not work, and no reason is known."));
  return VSL_EXIT_FAILED;
}

/**
 * vsl_wrong_usage:
 */
int
vsl_wrong_usage (const char *format, ...)
{
  va_list ap;
  va_start (ap, format);
  g_autofree char *text = g_strdup_vprintf (format, ap);
  va_end (ap);
  vsl_say ("%s", text);
  return VSL_EXIT_USAGE;
}

/**
 * vsl_print:
 *
 * For people, on standard output.
 */
void
vsl_print (const char *format, ...)
{
  va_list ap;
  va_start (ap, format);
  g_autofree char *text = g_strdup_vprintf (format, ap);
  va_end (ap);
  vsl_progress_end ();
  if (fputs (text, stdout) < 0 || fflush (stdout) != 0)
    broken = TRUE;
}

/**
 * vsl_print_ok:
 */
gboolean
vsl_print_ok (void)
{
  return !broken;
}

static void
append_string (GString *out, const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  g_string_append_c (out, '"');
  for (const char *p = valid; *p; p++) {
    if (*p == '"' || *p == '\\')
      g_string_append_printf (out, "\\%c", *p);
    else if ((guchar) *p < 0x20)
      g_string_append_printf (out, "\\u%04x", (guchar) *p);
    else
      g_string_append_c (out, *p);
  }
  g_string_append_c (out, '"');
}

static void
append_double (GString *out, double value)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];
  if (!isfinite (value)) {
    g_string_append (out, "null");
    return;
  }
  for (int digits = 15; digits <= 17; digits++) {
    char format[8];
    g_snprintf (format, sizeof format, "%%.%dg", digits);
    g_ascii_formatd (text, sizeof text, format, value);
    if (g_ascii_strtod (text, NULL) == value)
      break;
  }
  g_string_append (out, text);
}

static void append (GString *out, JsonNode *node);

static void
append_value (GString *out, JsonNode *node)
{
  GType type = json_node_get_value_type (node);
  if (type == G_TYPE_STRING)
    append_string (out, json_node_get_string (node));
  else if (type == G_TYPE_DOUBLE)
    append_double (out, json_node_get_double (node));
  else if (type == G_TYPE_BOOLEAN)
    g_string_append (out, json_node_get_boolean (node) ? "true" : "false");
  else
    g_string_append_printf (out, "%" G_GINT64_FORMAT, json_node_get_int (node));
}

static void
append (GString *out, JsonNode *node)
{
  if (!node || JSON_NODE_HOLDS_NULL (node)) {
    g_string_append (out, "null");
  } else if (JSON_NODE_HOLDS_VALUE (node)) {
    append_value (out, node);
  } else if (JSON_NODE_HOLDS_ARRAY (node)) {
    JsonArray *array = json_node_get_array (node);
    g_string_append_c (out, '[');
    for (guint i = 0; i < json_array_get_length (array); i++) {
      if (i)
        g_string_append_c (out, ',');
      append (out, json_array_get_element (array, i));
    }
    g_string_append_c (out, ']');
  } else {
    g_autoptr (GList) members = json_object_get_members (json_node_get_object (node));
    g_string_append_c (out, '{');
    for (GList *l = members; l; l = l->next) {
      if (l != members)
        g_string_append_c (out, ',');
      append_string (out, l->data);
      g_string_append_c (out, ':');
      append (out, json_object_get_member (json_node_get_object (node), l->data));
    }
    g_string_append_c (out, '}');
  }
}

/**
 * vsl_json_line:
 *
 * Written here, since json-glib writes 1e22 as "1e+22.0", NaN as "nan" and 0.1 with 17 digits.
 *
 * Returns: (transfer full): without a newline
 */
char *
vsl_json_line (JsonNode *node)
{
  GString *out = g_string_new (NULL);
  append (out, node);
  return g_string_free (out, FALSE);
}

/**
 * vsl_print_json:
 * @object: (transfer full)
 */
void
vsl_print_json (JsonObject *object)
{
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);
  json_node_take_object (node, object);
  g_autofree char *line = vsl_json_line (node);
  vsl_print ("%s\n", line);
}

/**
 * vsl_print_described:
 * @object: (transfer full)
 */
void
vsl_print_described (JsonObject *object, gboolean json)
{
  if (json) {
    vsl_print_json (object);
    return;
  }
  vsl_print ("%-24s %s\n", json_object_get_string_member (object, "name"), json_object_get_string_member (object, "title"));
  vsl_print ("%-24s %s\n", "", json_object_get_string_member (object, "summary"));
  json_object_unref (object);
}

/**
 * vsl_print_kind:
 */
void
vsl_print_kind (const VslKind *kind, gboolean json)
{
  vsl_print_described (vsl_kind_describe (kind, !json), json);
}

static gboolean line_open;

/**
 * vsl_progress_line:
 * @what: (type utf8): what is going on
 */
gboolean
vsl_progress_line (gpointer what, double fraction)
{
  static gint64 last, since;
  static gpointer before;
  gint64 now = g_get_monotonic_time ();
  if (what != before)
    since = now;
  before = what;
  if (!isatty (STDERR_FILENO) || now - last < G_USEC_PER_SEC / 5)
    return TRUE;
  last = now;
  line_open = TRUE;
  if (fraction >= 0)
    {
      g_autofree char *left = vsl_time_left ((double) (now - since) / G_USEC_PER_SEC, fraction);
      fprintf (stderr, "\r%s %3.0f %%%s%s\033[K", (const char *) what, fraction * 100, left ? ", " : "", left ? left : "");
    }
  else
    fprintf (stderr, "\r%s", (const char *) what);
  return TRUE;
}

/**
 * vsl_progress_end:
 *
 * Wipes the line of progress, so that what follows starts on a clean one.
 */
void
vsl_progress_end (void)
{
  if (line_open)
    fputs ("\r\033[K", stderr);
  line_open = FALSE;
}
