/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "ref.h"

static void
note (RefCase *c, const char *format, va_list ap)
{
  if (!c->why)
    c->why = g_strdup_vprintf (format, ap);
}

void
ref_bad (RefCase *c, const char *format, ...)
{
  va_list ap;
  va_start (ap, format);
  note (c, format, ap);
  va_end (ap);
  c->bad = TRUE;
}

void
ref_unsupported (RefCase *c, const char *format, ...)
{
  va_list ap;
  va_start (ap, format);
  note (c, format, ap);
  va_end (ap);
  c->unsupported = TRUE;
}

static gboolean
is_number (JsonNode *node)
{
  if (!node || !JSON_NODE_HOLDS_VALUE (node))
    return FALSE;
  GType type = json_node_get_value_type (node);
  return type == G_TYPE_INT64 || type == G_TYPE_DOUBLE;
}

JsonObject *
ref_object (JsonObject *o, const char *key)
{
  JsonNode *node = o ? json_object_get_member (o, key) : NULL;
  return node && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
}

JsonArray *
ref_array (JsonObject *o, const char *key)
{
  JsonNode *node = o ? json_object_get_member (o, key) : NULL;
  return node && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
}

const char *
ref_string (JsonObject *o, const char *key)
{
  JsonNode *node = o ? json_object_get_member (o, key) : NULL;
  return node && JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING ? json_node_get_string (node) : NULL;
}

gboolean
ref_number (JsonObject *o, const char *key, double *out)
{
  JsonNode *node = o ? json_object_get_member (o, key) : NULL;
  if (!is_number (node))
    return FALSE;
  *out = json_node_get_double (node);
  return TRUE;
}

/* A whole number from 0 to max; -1 when it is something else. */
gint64
ref_int (JsonObject *o, const char *key, gint64 def, gint64 max)
{
  double v;
  if (!o || !json_object_has_member (o, key))
    return def;
  if (!ref_number (o, key, &v) || !(v >= 0 && v <= (double) max) || v != floor (v))
    return -1;
  return (gint64) v;
}

gboolean
ref_bool (JsonObject *o, const char *key)
{
  JsonNode *node = o ? json_object_get_member (o, key) : NULL;
  return node && JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_BOOLEAN && json_node_get_boolean (node);
}

static JsonNode *
element (JsonArray *a, guint i)
{
  return a && i < json_array_get_length (a) ? json_array_get_element (a, i) : NULL;
}

JsonObject *
ref_element_object (JsonArray *a, guint i)
{
  JsonNode *node = element (a, i);
  return node && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
}

JsonArray *
ref_element_array (JsonArray *a, guint i)
{
  JsonNode *node = element (a, i);
  return node && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
}

gboolean
ref_element_number (JsonArray *a, guint i, double *out)
{
  JsonNode *node = element (a, i);
  if (!is_number (node))
    return FALSE;
  *out = json_node_get_double (node);
  return TRUE;
}

void
ref_tensor_clear (RefTensor *t)
{
  g_clear_pointer (&t->data, g_free);
}

gboolean
ref_tensor (RefCase *c, JsonNode *node, const char *what, RefTensor *out)
{
  JsonObject *o = node && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  JsonArray *shape = ref_array (o, "shape"), *data = ref_array (o, "data");
  RefTensor t = { 0 };
  double v;
  if (!shape || !data || json_array_get_length (shape) > REF_MAX_RANK) {
    ref_bad (c, "%s: no tensor", what);
    return FALSE;
  }
  t.rank = (int) json_array_get_length (shape);
  t.n = 1;
  for (int i = 0; i < t.rank; i++) {
    if (!ref_element_number (shape, (guint) i, &v) || !(v >= 0 && v <= 1 << 28) || v != floor (v) ||
        (double) t.n * v > (double) (1 << 28)) {
      ref_bad (c, "%s: no shape", what);
      return FALSE;
    }
    t.dim[i] = (gint64) v;
    t.n *= (gsize) v;
  }
  if (t.n != json_array_get_length (data)) {
    ref_bad (c, "%s: the shape does not fit the data", what);
    return FALSE;
  }
  t.data = g_new (double, MAX (t.n, 1));
  for (gsize i = 0; i < t.n; i++)
    if (!ref_element_number (data, (guint) i, &t.data[i]) || !isfinite (t.data[i])) {
      ref_bad (c, "%s: value %" G_GSIZE_FORMAT " is no number", what, i);
      g_free (t.data);
      return FALSE;
    }
  *out = t;
  return TRUE;
}

gboolean
ref_tensor_member (RefCase *c, JsonObject *o, const char *key, RefTensor *out)
{
  return ref_tensor (c, o ? json_object_get_member (o, key) : NULL, key, out);
}

void
ref_copy (const RefTensor *t, VslReal *out)
{
  for (gsize i = 0; i < t->n; i++)
    out[i] = (VslReal) t->data[i];
}

VslShape
ref_sample_shape (const RefTensor *t)
{
  VslShape s = { .rank = CLAMP (t->rank - 1, 0, VSL_MAX_RANK) };
  for (int i = 0; i < s.rank; i++)
    s.dim[i] = t->dim[i + 1];
  return s;
}

gboolean
ref_shape_is (const RefTensor *t, const VslShape *shape, gint64 batch)
{
  int lead = batch >= 0;
  if (t->rank != shape->rank + lead || (lead && t->dim[0] != batch))
    return FALSE;
  for (int i = 0; i < shape->rank; i++)
    if (t->dim[i + lead] != shape->dim[i])
      return FALSE;
  return TRUE;
}

void
ref_compare_one (RefCase *c, double got, double want, const char *what)
{
  double off = fabs (got - want) / (1.0 + fabs (want));
  if (!isfinite (off)) {
    ref_bad (c, "%s: not a finite number", what);
    return;
  }
  if (off > c->worst)
    c->worst = off;
  if (off > c->tolerance && !c->why)
    c->why = g_strdup_printf ("%s: %.9g, not %.9g", what, got, want);
}

void
ref_compare (RefCase *c, const VslReal *got, const RefTensor *want, const char *what)
{
  if (!got) {
    ref_bad (c, "%s: there is none", what);
    return;
  }
  for (gsize i = 0; i < want->n; i++)
    ref_compare_one (c, got[i], want->data[i], what);
}
