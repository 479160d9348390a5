/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Traits of all samples: those that the project keeps, and those that are computed now, a block at a time. */
#include <glib/gi18n-lib.h>
#include <string.h>

#include "app/vsl-check-private.h"
#include "core/vsl-error.h"
#include "data/vsl-note-words.h"
#include "kernels/vsl-parallel.h"

#define BLOCK 64
#define BLOCK_BYTES ((gsize) 256 << 20)      /* of pixels at a time */

gboolean
_vsl_stretch (gpointer data, double fraction)
{
  const VslStretch *s = data;
  return !s->progress || s->progress (s->data, s->from + (s->to - s->from) * fraction);
}

typedef struct {
  VslImage image[BLOCK];
  guint at[BLOCK];                 /* index of the sample */
  guint n;
  VslFacts *facts;
  const VslClassPhrases *phrases;
} Block;

static void
part (gpointer data, int number)
{
  Block *b = data;
  gint64 begin, end;
  vsl_part_range (b->n, VSL_PARTS, number, &begin, &end);
  for (gint64 k = begin; k < end; k++) {
    VslTraits *t = &b->facts->traits[b->at[k]];
    if (!b->image[k].data)
      *t = (VslTraits) { .flags = VSL_TRAITS_UNREADABLE };
    else if (b->image[k].type == VSL_PIXEL_ROW)
      *t = (VslTraits) { 0 };              /* a row of a table has no look */
    else if (b->image[k].type == VSL_PIXEL_TEXT)
      vsl_traits_of_note (t, &b->image[k], b->phrases);
    else
      vsl_traits_of_scan (t, &b->image[k]);
    t->version = b->facts->version;
  }
}

/* From sample *next on. A sample that cannot be read has no image, which is what is found out about it. */
static void
fill (VslProject *project, Block *b, guint *next)
{
  gsize bytes = 0;
  b->n = 0;
  for (; *next < b->facts->n && b->n < BLOCK && bytes < BLOCK_BYTES; (*next)++) {
    if (b->facts->known[*next])
      continue;
    memset (&b->image[b->n], 0, sizeof b->image[b->n]);
    vsl_project_image (project, b->facts->samples[*next].id, &b->image[b->n], NULL);
    bytes += b->image[b->n].size;
    b->at[b->n++] = *next;
  }
}

/* What is kept together: each commit waits for the disk. */
#define KEEP 1024

typedef struct {
  gint64 ids[KEEP + BLOCK];
  VslTraits traits[KEEP + BLOCK];
  guint n;
} Kept;

static void
add (Kept *kept, const Block *b)
{
  for (guint k = 0; k < b->n; k++) {
    if (b->facts->traits[b->at[k]].flags & VSL_TRAITS_UNREADABLE)
      continue;                    /* looked at each time: the disk may be well again */
    kept->ids[kept->n] = b->facts->samples[b->at[k]].id;
    kept->traits[kept->n++] = b->facts->traits[b->at[k]];
  }
}

static gboolean
keep (VslProject *project, Kept *kept, GError **error)
{
  guint n = kept->n;
  kept->n = 0;
  return vsl_project_mode (project) != VSL_PROJECT_WRITE || vsl_project_set_traits (project, kept->ids, kept->traits, n, error);
}

/* What was computed before a cancel is kept, so that the next check goes on from there. */
static gboolean
compute (VslProject *project, VslFacts *facts, VslProgressFunc progress, gpointer data, GError **error)
{
  g_autoptr (VslClassPhrases) phrases = vsl_class_phrases_new ((const char *const *) facts->info.class_names);
  g_autofree Block *b = g_new0 (Block, 1);
  g_autofree Kept *kept = g_new0 (Kept, 1);
  guint next = 0, done = 0;
  gboolean ok = TRUE, go = TRUE;
  b->facts = facts;
  b->phrases = phrases;
  while (ok && go && done < facts->missing) {
    fill (project, b, &next);
    vsl_parallel_for (VSL_PARTS, part, b);
    done += b->n;
    add (kept, b);
    for (guint k = 0; k < b->n; k++)
      vsl_image_clear (&b->image[k]);
    go = !progress || progress (data, (double) done / facts->missing);
    if (kept->n >= KEEP || !go || done == facts->missing)
      ok = keep (project, kept, error);
  }
  if (ok && !go)
    g_set_error (error, VSL_PROJECT_ERROR, VSL_ERROR_CANCELLED, _("Checking was cancelled."));
  return ok && go;
}

gboolean
_vsl_check_facts (VslProject *project, VslFacts *facts, VslProgressFunc progress, gpointer data, GError **error)
{
  if (!vsl_project_facts (project, facts, error))
    return FALSE;
  return facts->info.kind == VSL_SAMPLE_TABLE || compute (project, facts, progress, data, error);
}

static gboolean
fetch (gpointer source, gint64 id, VslImage *image, GError **error)
{
  return vsl_project_image (source, id, image, error);
}

VslTwins *
_vsl_check_twins (VslProject *project, const VslFacts *facts, VslProgressFunc progress, gpointer data, GError **error)
{
  VslTwinsInput input = { facts->n, facts->samples, (const guint8 (*)[32]) facts->sha256,
                          facts->info.kind == VSL_SAMPLE_TABLE ? NULL : facts->traits, fetch, project };
  VslTwins *twins = vsl_twins_find (&input, progress, data);
  if (!twins)
    g_set_error (error, VSL_PROJECT_ERROR, VSL_ERROR_CANCELLED, _("Checking was cancelled."));
  return twins;
}

/* The columns are in the order of the project. */
static VslTableFacts *
load_table (VslProject *project, const VslFacts *facts, GError **error)
{
  g_autoptr (GPtrArray) columns = vsl_project_columns (project, error);
  g_autoptr (VslTableFacts) table = vsl_table_facts_new (facts->n);
  g_autofree const char **values = g_new0 (const char *, (gsize) facts->n + 1);
  for (guint k = 0; columns && k < columns->len; k++) {
    const VslColumn *c = columns->pdata[k];
    g_autoptr (GHashTable) met = vsl_project_column_values (project, c->name, error);
    if (!met)
      return NULL;
    for (guint i = 0; i < facts->n; i++)
      values[i] = g_hash_table_lookup (met, &facts->samples[i].id);
    vsl_table_facts_add (table, c->name, c->type, values, c->type == VSL_COLUMN_ORDINAL ? (const char *const *) c->levels : NULL);
  }
  return columns ? g_steal_pointer (&table) : NULL;
}

gboolean
_vsl_check_table (VslProject *project, const VslFacts *facts, VslTwins *twins, VslTableFacts **table, GError **error)
{
  *table = NULL;
  if (facts->info.kind != VSL_SAMPLE_TABLE)
    return TRUE;
  *table = load_table (project, facts, error);
  if (*table)
    vsl_table_settle_twins (*table, twins);
  return *table != NULL;
}

void
_vsl_check_input (VslQualityInput *input, const VslFacts *facts, const VslTwins *twins, const VslTableFacts *table)
{
  *input = (VslQualityInput) {
    .kind = facts->info.kind,
    .target = facts->info.target,
    .weighed = facts->weighed,
    .n = facts->n,
    .samples = facts->samples,
    .traits = facts->info.kind == VSL_SAMPLE_TABLE ? NULL : facts->traits,
    .twins = twins,
    .table = table,
    .class_names = (const char *const *) facts->info.class_names,
    .patients = facts->info.patients,
    .spacing = (const char *const *) facts->spacing,
    .burned_in = (const char *const *) facts->burned_in,
    .left_out = (const gint64 *) (gpointer) facts->left_out->data,
    .n_left_out = facts->left_out->len,
    .left_out_burned_in = (const gint64 *) (gpointer) facts->left_out_burned_in->data,
    .n_left_out_burned_in = facts->left_out_burned_in->len,
    .not_imported = facts->not_imported,
  };
}

gboolean
_vsl_check_unknown (VslProject *project, const VslFacts *facts, const VslRun *run, guint8 **unknown, VslProgressFunc progress, gpointer data,
                    GError **error)
{
  const VslTextRules *rules = run && facts->info.kind == VSL_SAMPLE_NOTE ? vsl_network_text_rules (run->network) : NULL;
  *unknown = NULL;
  if (!rules || !rules->vocabulary)
    return TRUE;
  *unknown = g_new0 (guint8, (gsize) facts->n + 1);
  for (guint i = 0; i < facts->n; i++) {
    VslImage note = { 0 };
    guint asked = 0, known = 0;
    if (i % 256 == 0 && progress && !progress (data, (double) i / facts->n)) {
      g_set_error (error, VSL_PROJECT_ERROR, VSL_ERROR_CANCELLED, _("Checking was cancelled."));
      return FALSE;
    }
    if (vsl_project_image (project, facts->samples[i].id, &note, NULL)) {
      vsl_note_count_words (rules, &note, &asked, &known);
      (*unknown)[i] = known == 0;
    }
    vsl_image_clear (&note);
  }
  return TRUE;
}
