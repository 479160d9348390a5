/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/vsl-json.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "core/vsl-error.h"

/* json-glib reads a list in a list by calling itself: a file of brackets would end the program for want of stack. */
#define MAX_DEPTH 64

/* What json-glib takes besides JSON (comments, other quotes) could hide brackets from this count, so it is not let through. */
static gboolean
is_harmless (const char *text, gsize length, GError **error)
{
  int depth = 0;
  gboolean quoted = FALSE;
  for (gsize i = 0; i < length; i++) {
    char c = text[i];
    if (quoted && c == '\\')
      i++;
    else if (c == '"')
      quoted = !quoted;
    else if (!quoted && (c == '/' || c == '\'' || c == '#')) {
      g_set_error (error, VSL_CORE_ERROR, VSL_ERROR_FORMAT, _("“%c” stands outside of quotation marks."), c);
      return FALSE;
    } else if (!quoted && (c == '[' || c == '{') && ++depth > MAX_DEPTH) {
      g_set_error (error, VSL_CORE_ERROR, VSL_ERROR_FORMAT, _("It is nested more than %d deep, which nothing of ours is."), MAX_DEPTH);
      return FALSE;
    } else if (!quoted && (c == ']' || c == '}'))
      depth--;
  }
  return TRUE;
}

/**
 * vsl_json_parse:
 * @text: from a file, a project or a command line
 * @length: bytes, -1 when it ends with a NUL
 *
 * Returns: (transfer full) (nullable): what the text says; %NULL with an error when it is no JSON, empty, or nested more than
 *   64 deep
 */
JsonNode *
vsl_json_parse (const char *text, gssize length, GError **error)
{
  gsize n = length < 0 ? strlen (text) : (gsize) length;
  g_autoptr (JsonParser) parser = json_parser_new ();
  if (!is_harmless (text, n, error) || !json_parser_load_from_data (parser, text, (gssize) n, error))
    return NULL;
  JsonNode *root = json_parser_steal_root (parser);
  if (!root)
    g_set_error (error, VSL_CORE_ERROR, VSL_ERROR_FORMAT, _("The JSON is empty."));
  return root;
}
