/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Scans that look the same. Two hashes that differ in at most 7 of 64 bits differ in at most 1 bit of one of 4 parts of 16: so each scan asks, for
 * each part, the bucket of its own value and the 16 that are one bit away. Whoever is met there within the threshold is compared by its small
 * picture. */
#include <math.h>
#include <string.h>

#include "data/quality/vsl-twins-private.h"

#define PARTS 4
#define BITS 16
#define BUCKETS (1u << BITS)
#define DISTANCE 7

/* Correlation of the small pictures of two scans of one thing, saved, scaled or brightened anew. Neighbours in one set, such as chests seen the same
 * way, stay below it; docs/quality.md has the figures. */
#define ALIKE 0.995
/* Sides of one picture that was scaled differ by rounding alone. */
#define ASPECT 0.06
/* Hashes looked at, and small pictures compared, for one scan, the nearest before it first: so a set in which all look much the same costs no
 * more than its size, and what is found is a lower bound there. */
#define MOST_LOOKS 8192
#define MOST_COMPARED 256

gboolean
vsl_scans_alike (const VslSampleInfo *a, const VslTraits *ta, const VslSampleInfo *b, const VslTraits *tb)
{
  double aspect = log ((double) a->width * b->height / ((double) a->height * b->width));
  return __builtin_popcountll (ta->look ^ tb->look) <= DISTANCE && fabs (aspect) <= ASPECT && vsl_traits_correlation (ta, tb) >= ALIKE;
}

/* The places of all scans by one part of their hash: bucket b is order[start[b]] … order[start[b + 1] - 1]. */
typedef struct {
  guint32 *start, *order;
} Table;

static guint
part_of (guint64 look, int part)
{
  return (guint) (look >> (part * BITS)) & (BUCKETS - 1);
}

static Table
table_new (const VslTwinSearch *s, int part)
{
  Table t = { g_new0 (guint32, BUCKETS + 1), g_new (guint32, (gsize) s->n + 1) };
  g_autofree guint32 *at = g_new (guint32, BUCKETS);
  for (guint i = 0; i < s->n; i++)
    t.start[part_of (s->in->traits[s->who[i]].look, part) + 1]++;
  for (guint b = 0; b < BUCKETS; b++)
    t.start[b + 1] += t.start[b];
  memcpy (at, t.start, BUCKETS * sizeof *at);
  for (guint i = 0; i < s->n; i++)
    t.order[at[part_of (s->in->traits[s->who[i]].look, part)]++] = i;
  return t;
}

typedef struct {
  guint hashes, pictures;
} Looks;

static void
look_in (VslTwinSearch *s, const Table *t, guint bucket, guint i, Looks *looks)
{
  const VslTwinsInput *in = s->in;
  guint32 me = s->who[i];
  guint begin = t->start[bucket], low = begin, high = t->start[bucket + 1];
  while (low < high) {              /* who comes before i in the bucket, which is in order */
    guint middle = low + (high - low) / 2;
    if (t->order[middle] < i)
      low = middle + 1;
    else
      high = middle;
  }
  while (low-- > begin && looks->hashes < MOST_LOOKS && looks->pictures < MOST_COMPARED) {
    guint32 you = s->who[t->order[low]];
    looks->hashes++;
    if (__builtin_popcountll (in->traits[me].look ^ in->traits[you].look) > DISTANCE || vsl_groups_find (s->groups, me) == vsl_groups_find (s->groups, you))
      continue;
    looks->pictures++;
    if (vsl_scans_alike (&in->samples[me], &in->traits[me], &in->samples[you], &in->traits[you]))
      vsl_groups_join (s->groups, me, you);
  }
}

gboolean
_vsl_twins_scans (VslTwinSearch *s)
{
  Table table[PARTS];
  gboolean go = TRUE;
  for (int p = 0; p < PARTS; p++)
    table[p] = table_new (s, p);
  for (guint i = 0; i < s->n && go; i++) {
    guint64 look = s->in->traits[s->who[i]].look;
    Looks looks = { 0, 0 };
    for (int p = 0; p < PARTS; p++) {
      guint own = part_of (look, p);
      look_in (s, &table[p], own, i, &looks);
      for (int bit = 0; bit < BITS; bit++)
        look_in (s, &table[p], own ^ 1u << bit, i, &looks);
    }
    if (i % 1024 == 0 && s->progress)
      go = s->progress (s->data, (double) i / s->n);
  }
  for (int p = 0; p < PARTS; p++) {
    g_free (table[p].start);
    g_free (table[p].order);
  }
  return go;
}
