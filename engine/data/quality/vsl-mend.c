/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/quality/vsl-mend.h"

#include "data/vsl-groups.h"

typedef struct {
  const VslQualityInput *in;
  GHashTable *place;       /* id > index + 1 */
  GArray *changes;
} Plan;

static void
add (Plan *p, guint i, VslSplit split, gboolean out, gboolean invert)
{
  const VslSampleInfo *s = &p->in->samples[i];
  VslChange change = { s->id, { (gint8) s->split, (gint8) split }, { 0, (gint8) out }, (gint8) invert };
  if (split != s->split || out || invert)
    g_array_append_val (p->changes, change);
}

static gboolean
find_place (const Plan *p, const VslFinding *finding, guint k, guint *i)
{
  gint64 id = g_array_index (finding->samples, gint64, k);
  *i = GPOINTER_TO_UINT (g_hash_table_lookup (p->place, &id));
  return (*i)-- > 0;
}

static void
each (Plan *p, const VslFinding *finding, gboolean keep_first, gboolean invert)
{
  for (guint k = 0; k < finding->samples->len; k++) {
    guint i;
    gboolean first = finding->groups && (k == 0 || g_array_index (finding->groups, guint32, k) != g_array_index (finding->groups, guint32, k - 1));
    if ((!keep_first || !first) && find_place (p, finding, k, &i))
      add (p, i, p->in->samples[i].split, !invert, invert);
  }
}

/* The class that the finding names takes the samples of the others. */
static void
merge (Plan *p, const VslFinding *finding)
{
  for (guint k = 0; k < finding->samples->len; k++) {
    guint i;
    if (!find_place (p, finding, k, &i) || p->in->samples[i].label < 0)
      continue;
    const VslSampleInfo *s = &p->in->samples[i];
    VslChange change = { s->id, { (gint8) s->split, (gint8) s->split }, { 0, 0 }, 0,
                         { g_intern_string (p->in->class_names[s->label]), g_intern_string (finding->name) } };
    g_array_append_val (p->changes, change);
  }
}

/* Patients and copies hang together, so whole sets move: to the side where most of a set is; where it is even, to training, since a sample that was
 * learnt from must not come to be judged on. */
static void
one_side (Plan *p, const VslFinding *finding)
{
  const VslQualityInput *in = p->in;
  g_autofree guint32 *patient = g_new (guint32, (gsize) in->n + 1);
  g_autofree guint *count = g_new0 (guint, ((gsize) in->n + 1) * VSL_N_SPLITS);
  g_autofree gboolean *meant = g_new0 (gboolean, (gsize) in->n + 1);
  VslGroups groups;
  vsl_groups_init (&groups, in->n);
  for (guint i = 0; i < in->n; i++)
    patient[i] = in->samples[i].patient;
  vsl_groups_join_by (&groups, patient);
  if (in->twins) {
    vsl_groups_join_by (&groups, in->twins->exact);
    vsl_groups_join_by (&groups, in->twins->near);
  }
  for (guint k = 0; k < finding->samples->len; k++) {
    guint i;
    if (find_place (p, finding, k, &i))
      meant[vsl_groups_find (&groups, i)] = TRUE;
  }
  for (guint i = 0; i < in->n; i++)
    if (in->samples[i].split != VSL_SPLIT_NONE)
      count[vsl_groups_find (&groups, i) * VSL_N_SPLITS + in->samples[i].split]++;
  for (guint i = 0; i < in->n; i++) {
    guint32 root = vsl_groups_find (&groups, i);
    int most = VSL_SPLIT_TRAIN;
    for (int s = VSL_SPLIT_VAL; s < VSL_N_SPLITS; s++)
      if (count[root * VSL_N_SPLITS + s] > count[root * VSL_N_SPLITS + most])
        most = s;
    if (meant[root] && in->samples[i].split != VSL_SPLIT_NONE)
      add (p, i, (VslSplit) most, FALSE, FALSE);
  }
  vsl_groups_clear (&groups);
}

/**
 * vsl_mend_plan:
 * @finding: of vsl_quality_find() over @input
 *
 * Returns: (transfer full) (element-type VslChange)
 */
GArray *
vsl_mend_plan (const VslFinding *finding, const VslQualityInput *input)
{
  Plan p = { input, g_hash_table_new (g_int64_hash, g_int64_equal), g_array_new (FALSE, FALSE, sizeof (VslChange)) };
  for (guint i = 0; i < input->n; i++)
    g_hash_table_insert (p.place, (gpointer) &input->samples[i].id, GUINT_TO_POINTER (i + 1));
  switch (finding->mend) {
  case VSL_MEND_LEAVE_OUT:
    each (&p, finding, FALSE, FALSE);
    break;
  case VSL_MEND_KEEP_ONE:
    each (&p, finding, TRUE, FALSE);
    break;
  case VSL_MEND_INVERT:
    each (&p, finding, FALSE, TRUE);
    break;
  case VSL_MEND_ONE_SIDE:
    one_side (&p, finding);
    break;
  case VSL_MEND_MERGE:
    merge (&p, finding);
    break;
  case VSL_MEND_NONE:
  case VSL_MEND_WEIGH:
  case VSL_MEND_SPLIT:
    break;
  }
  g_hash_table_unref (p.place);
  return p.changes;
}

/**
 * vsl_mend_splits:
 *
 * Returns: (transfer full) (element-type VslChange)
 */
GArray *
vsl_mend_splits (const VslSampleInfo *samples, const VslSplit *split, guint n)
{
  GArray *changes = g_array_new (FALSE, FALSE, sizeof (VslChange));
  for (guint i = 0; i < n; i++) {
    VslChange change = { samples[i].id, { (gint8) samples[i].split, (gint8) split[i] }, { 0, 0 }, 0 };
    if (samples[i].split != split[i])
      g_array_append_val (changes, change);
  }
  return changes;
}
