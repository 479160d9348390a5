/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "data/quality/vsl-twins-private.h"

/* The stored content with its form: the same bytes may be another picture. */
typedef struct {
  guint8 sha256[32];
  int form[4];
} Content;

static guint
content_hash (gconstpointer key)
{
  guint value;
  memcpy (&value, key, sizeof value);
  return value;
}

static gboolean
content_equal (gconstpointer a, gconstpointer b)
{
  return memcmp (a, b, sizeof (Content)) == 0;
}

/* For each sample the first one with its content. */
static guint32 *
find_first (const VslTwinsInput *in)
{
  g_autoptr (GHashTable) met = g_hash_table_new (content_hash, content_equal);
  g_autofree Content *content = g_new0 (Content, (gsize) in->n + 1);
  guint32 *first = g_new (guint32, (gsize) in->n + 1);
  for (guint i = 0; i < in->n; i++) {
    const VslSampleInfo *s = &in->samples[i];
    gpointer before;
    memcpy (content[i].sha256, in->sha256[i], 32);
    content[i].form[0] = s->width;
    content[i].form[1] = s->height;
    content[i].form[2] = s->channels;
    content[i].form[3] = s->type;
    first[i] = i;
    if (g_hash_table_lookup_extended (met, &content[i], NULL, &before))
      first[i] = GPOINTER_TO_UINT (before);
    else
      g_hash_table_insert (met, &content[i], GUINT_TO_POINTER (i));
  }
  return first;
}

/* A content on its own keeps no look-alike number, however many exact copies it has. */
static void
finish_near (VslTwins *twins, const guint32 *first, VslGroups *groups)
{
  g_autofree guint *contents = g_new0 (guint, (gsize) twins->n + 1);
  g_autofree guint32 *number = g_new0 (guint32, (gsize) twins->n + 1);
  for (guint i = 0; i < twins->n; i++)
    contents[vsl_groups_find (groups, i)] += first[i] == i;
  for (guint i = 0; i < twins->n; i++) {
    guint32 root = vsl_groups_find (groups, i);
    if (contents[root] < 2)
      continue;
    if (!number[root])
      number[root] = ++twins->n_near;
    twins->near[i] = number[root];
  }
}

/* Samples without a look, blank ones and empty notes, are alike in saying nothing. */
static gboolean
has_look (const VslTwinsInput *in, guint i)
{
  if (in->samples[i].type == VSL_PIXEL_ROW || in->traits[i].flags & (VSL_TRAITS_UNREADABLE | VSL_TRAITS_BLANK | VSL_TRAITS_FLAT))
    return FALSE;
  return in->samples[i].type != VSL_PIXEL_TEXT || in->traits[i].shingles > 0;
}

static gboolean
is_blank (const VslTwinsInput *in, guint i)
{
  return in->traits && (in->traits[i].flags & (VSL_TRAITS_BLANK | VSL_TRAITS_UNREADABLE));
}

/**
 * vsl_twins_find:
 * @progress: (nullable): called from this thread
 *
 * Returns: (transfer full) (nullable): %NULL when @progress said no
 */
VslTwins *
vsl_twins_find (const VslTwinsInput *in, VslProgressFunc progress, gpointer data)
{
  g_autoptr (VslTwins) twins = g_new0 (VslTwins, 1);
  g_autofree guint32 *first = find_first (in);
  g_autofree guint32 *who = g_new (guint32, (gsize) in->n + 1);
  VslGroups groups;
  VslTwinSearch search = { in, who, 0, &groups, (guint64) in->n * 4 + 20000, progress, data };
  gboolean go = TRUE;
  twins->n = in->n;
  twins->near = g_new0 (guint32, (gsize) in->n + 1);
  vsl_groups_init (&groups, in->n);
  for (guint i = 0; i < in->n; i++)
    if (!is_blank (in, i))
      vsl_groups_join (&groups, first[i], i);
  twins->exact = vsl_groups_numbers (&groups, &twins->n_exact);
  for (guint i = 0; in->traits && i < in->n; i++)
    if (first[i] == i && has_look (in, i))
      who[search.n++] = i;
  if (search.n > 1)
    go = in->samples[who[0]].type == VSL_PIXEL_TEXT ? _vsl_twins_notes (&search) : _vsl_twins_scans (&search);
  finish_near (twins, first, &groups);
  vsl_groups_clear (&groups);
  return go ? g_steal_pointer (&twins) : NULL;
}

/**
 * vsl_twins_free:
 */
void
vsl_twins_free (VslTwins *twins)
{
  if (!twins)
    return;
  g_free (twins->exact);
  g_free (twins->near);
  g_free (twins->equal);
  g_free (twins);
}
