/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/quality/vsl-quality.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <stdlib.h>

#include "core/vsl-order.h"

const char *const vsl_severity_names[] = { "info", "warning", "error", NULL };

/**
 * vsl_mend_title:
 *
 * Returns: (nullable): what its button says
 */
const char *
vsl_mend_title (VslMend mend)
{
  static const char *const titles[] = { NULL, N_("Leave Out"), N_("Keep One of Each"), N_("Move to One Side"), N_("Invert"), N_("Merge"), N_("Split Anew"), N_("Weigh Classes") };
  return titles[mend] ? _(titles[mend]) : NULL;
}

/**
 * vsl_finding_free:
 */
void
vsl_finding_free (VslFinding *finding)
{
  g_array_unref (finding->samples);
  g_clear_pointer (&finding->groups, g_array_unref);
  g_free (finding->text);
  g_free (finding->name);
  g_free (finding);
}

/**
 * vsl_quality_find:
 *
 * Returns: (transfer full) (element-type VslFinding)
 */
GPtrArray *
vsl_quality_find (const VslQualityInput *input)
{
  const VslFamily *family = vsl_family ("check");
  VslFindings out = { g_ptr_array_new_with_free_func ((GDestroyNotify) vsl_finding_free), NULL };
  for (guint i = 0; family->kinds[i]; i++) {
    out.cls = (const VslCheckClass *) family->kinds[i];
    if (out.cls->kinds & (1u << input->kind))
      out.cls->find (input, &out);
  }
  return out.list;
}

gboolean
vsl_quality_is_burned_in (const char *value)
{
  return value && (g_str_has_prefix (value, "yes") || g_str_has_prefix (value, "suspected"));
}

/* ---- for checks ---- */

guint
vsl_quality_classes (const VslQualityInput *input)
{
  guint n = input->class_names ? g_strv_length ((char **) input->class_names) : 0;
  return input->target == VSL_TARGET_LABELS ? MIN (n, VSL_MAX_LABELS) : n;
}

gboolean
vsl_quality_told (const VslQualityInput *input, guint i)
{
  return input->target == VSL_TARGET_LABELS ? input->samples[i].has_target : input->samples[i].label >= 0;
}

gboolean
vsl_quality_has (const VslQualityInput *input, guint i, guint c)
{
  const VslSampleInfo *s = &input->samples[i];
  return input->target == VSL_TARGET_LABELS ? s->has_target && s->labels >> c & 1 : s->label == (int) c;
}

VslFinding *
vsl_findings_tell (VslFindings *out, VslSeverity severity, guint count, const char *name, char *text)
{
  VslFinding *f = g_new0 (VslFinding, 1);
  f->id = out->cls->head.name;
  f->cls = out->cls;
  f->mend = out->cls->mend;
  f->severity = severity;
  f->samples = vsl_ids_new ();
  f->count = count;
  f->name = g_strdup (name);
  f->text = text;
  g_ptr_array_add (out->list, f);
  return f;
}

VslFinding *
vsl_findings_add (VslFindings *out, VslSeverity severity, guint count, GArray *samples, char *text)
{
  if (!count && (!samples || !samples->len)) {
    g_clear_pointer (&samples, g_array_unref);
    g_free (text);
    return NULL;
  }
  VslFinding *f = vsl_findings_tell (out, severity, count, NULL, text);
  if (samples) {
    g_array_unref (f->samples);
    f->samples = samples;
  }
  f->count = count ? count : f->samples->len;
  return f;
}

GArray *
vsl_ids_new (void)
{
  return g_array_new (FALSE, FALSE, sizeof (gint64));
}

void
vsl_ids_add (GArray *ids, const VslQualityInput *input, guint i)
{
  g_array_append_val (ids, input->samples[i].id);
}

typedef struct {
  guint32 group, at;
} Member;

static int
by_group (gconstpointer a, gconstpointer b)
{
  const Member *x = a, *y = b;
  if (x->group != y->group)
    return x->group < y->group ? -1 : 1;
  return x->at < y->at ? -1 : x->at > y->at;
}

void
vsl_ids_of_groups (const VslQualityInput *input, const guint32 *group, const guint8 *chosen, GArray **ids, GArray **groups)
{
  g_autoptr (GArray) members = g_array_new (FALSE, FALSE, sizeof (Member));
  for (guint i = 0; i < input->n; i++)
    if (group[i] && (!chosen || chosen[group[i]])) {
      Member m = { group[i], i };
      g_array_append_val (members, m);
    }
  g_array_sort (members, by_group);
  *ids = vsl_ids_new ();
  *groups = g_array_new (FALSE, FALSE, sizeof (guint32));
  for (guint k = 0; k < members->len; k++) {
    const Member *m = &g_array_index (members, Member, k);
    vsl_ids_add (*ids, input, m->at);
    g_array_append_val (*groups, m->group);
  }
}

guint8 *
vsl_groups_across (const VslQualityInput *input, const guint32 *group, guint n_groups, guint *count)
{
  guint8 *sides = g_new0 (guint8, (gsize) n_groups + 1);
  *count = 0;
  for (guint i = 0; i < input->n; i++)
    if (group[i] && input->samples[i].split != VSL_SPLIT_NONE)
      sides[group[i]] |= (guint8) (1u << input->samples[i].split);
  for (guint g = 0; g <= n_groups; g++) {
    sides[g] = (sides[g] & (sides[g] - 1)) != 0;
    *count += sides[g];
  }
  return sides;
}

/* ---- robust numbers ---- */

double
vsl_quantile (double *values, guint n, double q)
{
  if (n == 0)
    return NAN;
  qsort (values, n, sizeof *values, vsl_order_doubles);
  return vsl_sorted_quantile (values, n, q);
}

void
vsl_robust (double *values, guint n, double *middle, double *spread)
{
  *middle = vsl_quantile (values, n, 0.5);
  for (guint i = 0; i < n; i++)
    values[i] = fabs (values[i] - *middle);
  *spread = 1.4826 * vsl_quantile (values, n, 0.5);
}

guint
vsl_copies (const GArray *groups)
{
  guint n = 0;
  for (guint i = 1; i < groups->len; i++)
    n += g_array_index (groups, guint32, i) == g_array_index (groups, guint32, i - 1);
  return n;
}

guint
vsl_copies_elsewhere (const VslQualityInput *in, const guint32 *group, guint n_groups)
{
  g_autofree guint8 *first = g_new0 (guint8, (gsize) n_groups + 1);      /* its split + 1 */
  guint n = 0;
  for (guint i = 0; i < in->n; i++) {
    if (!group[i] || in->samples[i].split == VSL_SPLIT_NONE)
      continue;
    if (!first[group[i]])
      first[group[i]] = (guint8) (in->samples[i].split + 1);
    n += first[group[i]] != in->samples[i].split + 1;
  }
  return n;
}

#define FAR 6
#define FEWEST 20          /* values, for a middle to mean anything */
#define MOST 0.02          /* of all: more are no outliers */

guint8 *
vsl_outliers (const VslQualityInput *in, const double *value, double floor, int side)
{
  guint8 *far = g_new0 (guint8, (gsize) in->n + 1);
  g_autofree double *sorted = g_new (double, (gsize) in->n + 1);
  double middle, spread;
  guint n = 0, found = 0;
  for (guint i = 0; i < in->n; i++)
    if (!isnan (value[i]))
      sorted[n++] = value[i];
  if (n < FEWEST)
    return far;
  vsl_robust (sorted, n, &middle, &spread);
  for (guint i = 0; i < in->n; i++) {
    double away = (value[i] - middle) / fmax (spread, floor);
    far[i] = side > 0 ? away > FAR : fabs (away) > FAR;
    found += far[i];
  }
  for (guint i = 0; found > fmax (MOST * n, 3) && i < in->n; i++)
    far[i] = FALSE;
  return far;
}
