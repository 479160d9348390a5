/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/vsl-attributes.h"

#include <string.h>

/* Nothing here tells who somebody is: study, series and accession number are keyed hashes, ages are bands. Documented in docs/project-format.md. */
static const char *const allowed[] = { "modality",    "body_part",   "view",      "laterality", "sex",     "age_band", "study", "series", "accession",
                                       "spacing",     "orientation", "position",  "axes",       "affine",  "window",   "rescale",
                                       "photometric", "units",       "instance",  "burned_in",  "lossy" };

/**
 * vsl_attribute_allowed:
 *
 * Returns: whether the store may keep an attribute of this name
 */
gboolean
vsl_attribute_allowed (const char *name)
{
  if (g_str_has_prefix (name, VSL_ATTRIBUTE_COLUMN))
    return name[strlen (VSL_ATTRIBUTE_COLUMN)] != '\0' && strlen (name) <= 256 && g_utf8_validate (name, -1, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (allowed); i++)
    if (g_str_equal (name, allowed[i]))
      return TRUE;
  return FALSE;
}

static char *
cut (const char *value)
{
  char *valid = g_utf8_make_valid (value, (gssize) strnlen (value, VSL_ATTRIBUTE_BYTES));
  if (strlen (valid) > VSL_ATTRIBUTE_BYTES)
    *g_utf8_find_prev_char (valid, valid + VSL_ATTRIBUTE_BYTES + 1) = '\0';
  return valid;
}

/**
 * vsl_attributes_set:
 * @list: (inout): a list or a %NULL
 * @value: (nullable): %NULL or "" takes the name out
 *
 * Returns: FALSE when the name is not allowed or the list is full
 */
gboolean
vsl_attributes_set (char ***list, const char *name, const char *value)
{
  guint n = *list ? g_strv_length (*list) : 0, at = 0;
  if (!vsl_attribute_allowed (name))
    return FALSE;
  while (at < n && !g_str_equal ((*list)[at], name))
    at += 2;
  if (!value || !*value) {
    if (at < n) {
      g_free ((*list)[at]);
      g_free ((*list)[at + 1]);
      memmove (*list + at, *list + at + 2, (n - at - 1) * sizeof **list);
    }
    return TRUE;
  }
  if (at < n) {
    g_free ((*list)[at + 1]);
    (*list)[at + 1] = cut (value);
    return TRUE;
  }
  if (n >= 2 * VSL_ATTRIBUTES_MAX)
    return FALSE;
  *list = g_renew (char *, *list, n + 3);
  (*list)[n] = g_strdup (name);
  (*list)[n + 1] = cut (value);
  (*list)[n + 2] = NULL;
  return TRUE;
}

/**
 * vsl_attributes_get:
 * @list: (nullable): name, value, …, %NULL
 *
 * Returns: (transfer none) (nullable): the value
 */
const char *
vsl_attributes_get (const char *const *list, const char *name)
{
  for (guint i = 0; list && list[i] && list[i + 1]; i += 2)
    if (g_str_equal (list[i], name))
      return list[i + 1];
  return NULL;
}
