/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Notes that say nearly the same: those that share a band of their MinHash are candidates, whose texts are then compared. */
#include <string.h>

#include "data/quality/vsl-twins-private.h"

#define ROWS 4                                  /* hashes of a band: two notes that share 0.85 of their shingles meet in one of 16 bands … */
#define BANDS (VSL_TRAITS_HASHES / ROWS)        /* … with a probability above 0.99999, those that share 0.3 with 0.12 */
#define ALIKE 0.8                               /* of all their shingles are shared */
#define GUESS 0.7                               /* by MinHash, whose error is about 0.06 */
#define FEWEST 8                                /* shingles: two short sentences are alike by chance */
#define MOST_BEFORE 24                          /* of a crowded band, so that a set of one form costs no more than its size */

typedef struct {
  guint64 band;
  guint32 who;
} Entry;

static int
by_band (gconstpointer a, gconstpointer b)
{
  const Entry *x = a, *y = b;
  if (x->band != y->band)
    return x->band < y->band ? -1 : 1;
  return x->who < y->who ? -1 : x->who > y->who;
}

static double
guess (const VslTraits *a, const VslTraits *b)
{
  guint same = 0;
  for (guint k = 0; k < VSL_TRAITS_HASHES; k++)
    same += a->of.hash[k] == b->of.hash[k];
  return (double) same / VSL_TRAITS_HASHES;
}

static GArray *
read_shingles (const VslTwinsInput *in, guint32 i)
{
  VslImage note = { 0 };
  if (!in->fetch (in->source, in->samples[i].id, &note, NULL))
    return NULL;
  GArray *shingles = vsl_note_shingles (&note);
  vsl_image_clear (&note);
  return shingles;
}

static gboolean
notes_alike (VslTwinSearch *s, guint32 a, guint32 b)
{
  const VslTwinsInput *in = s->in;
  double share = guess (&in->traits[a], &in->traits[b]);
  if (!in->fetch || share < GUESS || s->readings == 0)
    return share >= ALIKE;
  s->readings--;
  g_autoptr (GArray) x = read_shingles (in, a);
  g_autoptr (GArray) y = x ? read_shingles (in, b) : NULL;
  return y && vsl_note_overlap (x, y) >= ALIKE;
}

/* One run of equal bands. Each note meets the first ones and the nearest before it. */
static void
compare_run (VslTwinSearch *s, const Entry *entry, guint n)
{
  for (guint i = 1; i < n; i++)
    for (guint j = 0; j < i; j++) {
      if (j >= MOST_BEFORE && j + MOST_BEFORE < i)
        j = i - MOST_BEFORE;
      if (vsl_groups_find (s->groups, entry[i].who) != vsl_groups_find (s->groups, entry[j].who) && notes_alike (s, entry[i].who, entry[j].who))
        vsl_groups_join (s->groups, entry[i].who, entry[j].who);
    }
}

gboolean
_vsl_twins_notes (VslTwinSearch *s)
{
  g_autofree Entry *entry = g_new (Entry, (gsize) s->n + 1);
  gboolean go = TRUE;
  for (guint band = 0; band < BANDS && go; band++) {
    guint n = 0;
    for (guint i = 0; i < s->n; i++) {
      const VslTraits *t = &s->in->traits[s->who[i]];
      guint64 key = 0;
      if (t->shingles < FEWEST)
        continue;
      for (guint k = 0; k < ROWS; k++)
        key = (key ^ t->of.hash[band * ROWS + k]) * G_GUINT64_CONSTANT (0x9e3779b97f4a7c15) + (key >> 29);
      entry[n++] = (Entry) { key, s->who[i] };
    }
    qsort (entry, n, sizeof *entry, by_band);
    for (guint from = 0, to; from < n; from = to) {
      for (to = from + 1; to < n && entry[to].band == entry[from].band; to++)
        ;
      compare_run (s, entry + from, to - from);
    }
    go = !s->progress || s->progress (s->data, (band + 1.0) / BANDS);
  }
  return go;
}
