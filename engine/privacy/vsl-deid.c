/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Runs the recognisers over a note and settles who is right where they overlap. */
#include "privacy/vsl-deid.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "privacy/vsl-deid-private.h"

const char *const vsl_deid_type_names[VSL_N_DEID + 1] = {
  "NAME", "DATE", "AGE", "PHONE", "FAX", "EMAIL", "ADDRESS", "HOSPITAL", "MRN", "ID", "SSN", "ACCOUNT", "URL", "IP", "OTHER", NULL
};

static const char *const titles[VSL_N_DEID] = {
  N_("Names"), N_("Dates"), N_("Ages over 89"), N_("Telephone numbers"), N_("Fax numbers"), N_("E-mail addresses"), N_("Addresses and places"),
  N_("Hospitals and clinics"), N_("Record numbers"), N_("Identity, insurance and licence numbers"), N_("Social security numbers"),
  N_("Account and card numbers"), N_("Web addresses"), N_("Network addresses"), N_("Other identifiers"),
};

/**
 * vsl_deid_type_title:
 *
 * Returns: (transfer none): what people call the type, translated
 */
const char *
vsl_deid_type_title (VslDeidType type)
{
  return _(titles[type]);
}

/**
 * vsl_deid_type_parse:
 * @name: as in vsl_deid_type_names, in any case
 */
gboolean
vsl_deid_type_parse (const char *name, VslDeidType *type)
{
  for (int t = 0; t < VSL_N_DEID; t++)
    if (g_ascii_strcasecmp (name, vsl_deid_type_names[t]) == 0) {
      *type = (VslDeidType) t;
      return TRUE;
    }
  return FALSE;
}

/* ---- rules ---- */

static GMutex lock;
static GHashTable *compiled;       /* VslDeidRule → GRegex; lives as long as the process */

static GRegex *
regex_of (const VslDeidRule *rule)
{
  g_mutex_lock (&lock);
  if (!compiled)
    compiled = g_hash_table_new (NULL, NULL);
  GRegex *regex = g_hash_table_lookup (compiled, rule);
  if (!regex) {
    g_autoptr (GError) error = NULL;
    regex = g_regex_new (rule->pattern, G_REGEX_OPTIMIZE | G_REGEX_MULTILINE | (rule->needs & VSL_ANY_CASE ? G_REGEX_CASELESS : 0), 0, &error);
    g_assert (regex);             /* a table is ours, and tests/deid.c runs each rule */
    g_hash_table_insert (compiled, (gpointer) rule, regex);
  }
  g_mutex_unlock (&lock);
  return regex;
}

static gboolean
may_match (const VslDeidText *text, VslDeidNeeds needs)
{
  return (!(needs & VSL_NEEDS_DIGITS) || text->digits) && (!(needs & VSL_NEEDS_AT) || text->at_sign)
         && (!(needs & VSL_NEEDS_SPOKEN) || text->spoken) && (!(needs & VSL_NEEDS_HAN) || text->han) && (!(needs & VSL_NEEDS_LATIN) || text->latin);
}

static void
run_rule (VslDeidText *text, const VslDeidRule *rule)
{
  g_autoptr (GMatchInfo) match = NULL;
  if (!may_match (text, rule->needs))
    return;
  g_regex_match_full (regex_of (rule), text->norm, (gssize) text->norm_bytes, 0, 0, &match, NULL);
  while (g_match_info_matches (match)) {
    int from, to;
    if (g_match_info_fetch_pos (match, (int) rule->group, &from, &to) && from >= 0 && to > from) {
      guint start = text->at[from], end = text->at[to];
      if (!rule->check || rule->check (text, start, end))
        _vsl_deid_add (text, start, end, rule->type, rule->score);
    }
    if (!g_match_info_next (match, NULL))
      break;
  }
}

/* ---- settling ---- */

static int
by_place (gconstpointer a, gconstpointer b)
{
  const VslDeidFound *x = a, *y = b;
  if (x->start != y->start)
    return x->start < y->start ? -1 : 1;
  return x->end != y->end ? (x->end > y->end ? -1 : 1) : 0;
}

/* What overlaps becomes one span that covers all of it, so that nothing that anybody found is left over; the highest score names it. */
static GArray *
settle (VslDeidText *text)
{
  GArray *spans = g_array_new (FALSE, FALSE, sizeof (VslDeidSpan));
  guint best = 0;
  g_array_sort (text->found, by_place);
  for (guint i = 0; i < text->found->len; i++) {
    const VslDeidFound *f = &g_array_index (text->found, VslDeidFound, i);
    VslDeidSpan *last = spans->len ? &g_array_index (spans, VslDeidSpan, spans->len - 1) : NULL;
    if (last && f->start < last->end) {
      last->end = MAX (last->end, f->end);
      if (f->score > best) {
        best = f->score;
        last->type = f->type;
      }
      continue;
    }
    VslDeidSpan span = { f->start, f->end, f->type };
    best = f->score;
    g_array_append_val (spans, span);
  }
  return spans;
}

/**
 * vsl_deid_find:
 * @text: UTF-8, English or Chinese or both
 * @length: bytes
 *
 * Looks for names, places, dates, ages over 89, numbers and addresses by rules and dictionaries. It misses some, and takes some words
 * for names that are none: what comes out wants a person's review. Threads: any.
 *
 * Returns: (transfer full): of #VslDeidSpan, in the order of the text, none overlapping; empty for what is no UTF-8
 */
GArray *
vsl_deid_find (const char *text, gsize length)
{
  VslDeidText t;
  if (!_vsl_deid_text_init (&t, text, length))
    return g_array_new (FALSE, FALSE, sizeof (VslDeidSpan));
  for (int r = 0; _vsl_deid_recognisers[r]; r++) {
    const VslDeidRecogniser *recogniser = _vsl_deid_recognisers[r];
    for (guint k = 0; k < recogniser->n_rules; k++)
      run_rule (&t, &recogniser->rules[k]);
    if (recogniser->find)
      recogniser->find (&t);
  }
  GArray *spans = settle (&t);
  _vsl_deid_text_clear (&t);
  return spans;
}
