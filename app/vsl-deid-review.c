/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/vsl-deid-review.h"

#include <string.h>

#include "data/vsl-note.h"

#define LOOKED_AT 1000          /* notes whose identifiers are counted before an import */
#define REACH 5000              /* notes that a step to the next find goes over at most */

struct _VslDeidReview {
  VslImportPlan *plan;
  guint note;
  char *text;
  guint length;                 /* code points */
  GArray *spans;                /* of VslReviewSpan, of the note that is looked at */
  GHashTable *changed;          /* note + 1 → GArray of VslReviewSpan */
  GHashTable *seen;             /* note + 1: looked at */
  gint delta[VSL_N_DEID];       /* by the changes: marks more or fewer than are found */
};

/**
 * vsl_deid_review_new:
 * @plan: of notes, or of scans with notes beside them; must outlive the review
 */
VslDeidReview *
vsl_deid_review_new (VslImportPlan *plan)
{
  VslDeidReview *review = g_new0 (VslDeidReview, 1);
  review->plan = plan;
  review->seen = g_hash_table_new (NULL, NULL);
  review->changed = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) g_array_unref);
  return review;
}

/**
 * vsl_deid_review_free:
 */
void
vsl_deid_review_free (VslDeidReview *review)
{
  if (!review)
    return;
  g_hash_table_unref (review->changed);
  g_hash_table_unref (review->seen);
  g_clear_pointer (&review->spans, g_array_unref);
  g_free (review->text);
  g_free (review);
}

guint
vsl_deid_review_n (const VslDeidReview *review)
{
  return review->plan->items->len;
}

guint
vsl_deid_review_note (const VslDeidReview *review)
{
  return review->note;
}

const char *
vsl_deid_review_text (const VslDeidReview *review)
{
  return review->text;
}

const GArray *
vsl_deid_review_spans (const VslDeidReview *review)
{
  return review->spans;
}

/* What stands there without a person's changes to this note. */
static GArray *
found_in (const VslDeidReview *review, const char *text)
{
  g_autoptr (GArray) found = vsl_import_plan_found (review->plan, text, strlen (text));
  GArray *spans = g_array_new (FALSE, FALSE, sizeof (VslReviewSpan));
  for (guint i = 0; i < found->len; i++) {
    VslReviewSpan span = { g_array_index (found, VslDeidSpan, i), FALSE };
    g_array_append_val (spans, span);
  }
  return spans;
}

static GArray *
spans_of (const VslDeidReview *review, guint note, const char *text)
{
  GArray *changed = g_hash_table_lookup (review->changed, GUINT_TO_POINTER (note + 1));
  return changed ? g_array_ref (changed) : found_in (review, text);
}

/**
 * vsl_deid_review_go:
 *
 * Returns: FALSE when the note cannot be read; the one before is still looked at then
 */
gboolean
vsl_deid_review_go (VslDeidReview *review, guint note, GError **error)
{
  char *text = vsl_import_plan_note (review->plan, note, error);
  if (!text)
    return FALSE;
  g_free (review->text);
  review->text = text;
  review->length = (guint) g_utf8_strlen (text, -1);
  review->note = note;
  g_hash_table_add (review->seen, GUINT_TO_POINTER (note + 1));
  g_clear_pointer (&review->spans, g_array_unref);
  review->spans = spans_of (review, note, text);
  return TRUE;
}

/**
 * vsl_deid_review_next:
 * @step: 1 or -1
 * @marked: whether something must be found in it; else each note is one, but those beside scans that are empty
 */
int
vsl_deid_review_next (VslDeidReview *review, int step, gboolean marked)
{
  int n = (int) vsl_deid_review_n (review), note = (int) review->note + step;
  for (guint k = 0; k < REACH && note >= 0 && note < n; k++, note += step) {
    g_autofree char *text = vsl_import_plan_note (review->plan, (guint) note, NULL);
    if (text && !marked && *text)
      return note;
    g_autoptr (GArray) spans = text && marked ? spans_of (review, (guint) note, text) : NULL;
    if (spans && spans->len)
      return note;
  }
  return -1;
}

gboolean
vsl_deid_review_type (const VslDeidReview *review, VslDeidType type)
{
  return !(review->plan->options.deid_leave & 1u << type);
}

gboolean
vsl_deid_review_is_masked (const VslDeidReview *review, guint span)
{
  const VslReviewSpan *s = &g_array_index (review->spans, VslReviewSpan, span);
  return !s->off && vsl_deid_review_type (review, s->span.type);
}

/**
 * vsl_deid_review_masked:
 *
 * Returns: (transfer full): the note as the project would keep it, without the numbers that masks get when they are kept
 */
char *
vsl_deid_review_masked (const VslDeidReview *review, GArray *marks)
{
  g_autoptr (VslDeidMasker) masker = vsl_deid_masker_new (FALSE);
  g_autoptr (GArray) whole = g_array_new (FALSE, FALSE, sizeof (VslDeidSpan));
  GString *s = g_string_new (NULL);
  const char *p = review->text;
  guint place = 0, at = 0;
  for (guint i = 0; i < review->spans->len; i++) {
    const VslDeidSpan *span = &g_array_index (review->spans, VslReviewSpan, i).span;
    if (!vsl_deid_review_is_masked (review, i))
      continue;
    const char *from = g_utf8_offset_to_pointer (p, (glong) (span->start - place)), *to = g_utf8_offset_to_pointer (from, (glong) (span->end - span->start));
    VslDeidSpan all = { 0, span->end - span->start, span->type };
    g_array_set_size (whole, 0);
    g_array_append_val (whole, all);
    g_autofree char *label = vsl_deid_mask (masker, from, (gsize) (to - from), whole, NULL, NULL);
    g_string_append_len (s, p, from - p);
    g_string_append (s, label);
    at += span->start - place;
    VslDeidSpan mark = { at, at + (guint) g_utf8_strlen (label, -1), span->type };
    g_array_append_val (marks, mark);
    at = mark.end;
    p = to;
    place = span->end;
  }
  g_string_append (s, p);
  return g_string_free (s, FALSE);
}

/* ---- answers ---- */

/* The plan gets what is left of a note's spans; it is asked for this note no more. */
static void
hand_over (VslDeidReview *review, guint note, const GArray *spans)
{
  GArray *settled = g_array_new (FALSE, FALSE, sizeof (VslDeidSpan));
  for (guint i = 0; i < spans->len; i++) {
    const VslReviewSpan *s = &g_array_index (spans, VslReviewSpan, i);
    if (!s->off && vsl_deid_review_type (review, s->span.type))
      g_array_append_val (settled, s->span);
  }
  vsl_import_plan_review (review->plan, note, settled);
}

/* One row of a table may stand beside several scans: what is settled of its note holds for all of them. */
static gboolean
is_same_note (const VslDeidReview *review, guint other)
{
  const VslImportItem *a = review->plan->items->pdata[review->note], *b = review->plan->items->pdata[other];
  return other == review->note || (a->note && a->row && a->row == b->row);
}

static void
count_delta (VslDeidReview *review, const GArray *spans, int by)
{
  for (guint i = 0; i < spans->len; i++) {
    const VslReviewSpan *s = &g_array_index (spans, VslReviewSpan, i);
    if (!s->off)
      review->delta[s->span.type] += by;
  }
}

static gboolean
is_same (const GArray *a, const GArray *b)
{
  gboolean same = a->len == b->len;
  for (guint i = 0; same && i < a->len; i++) {
    const VslReviewSpan *x = &g_array_index (a, VslReviewSpan, i), *y = &g_array_index (b, VslReviewSpan, i);
    same = x->off == y->off && x->span.start == y->span.start && x->span.end == y->span.end && x->span.type == y->span.type;
  }
  return same;
}

/* Spans that are as they were found are no change: nobody is told of them, and words marked later are masked in the note, too. */
static void
keep_change (VslDeidReview *review)
{
  g_autoptr (GArray) found = found_in (review, review->text);
  gboolean same = is_same (review->spans, found);
  for (guint i = 0; i < review->plan->items->len; i++) {
    gpointer key = GUINT_TO_POINTER (i + 1);
    if (!is_same_note (review, i))
      continue;
    if (same) {
      g_hash_table_remove (review->changed, key);
      vsl_import_plan_review (review->plan, i, NULL);
      continue;
    }
    if (g_hash_table_lookup (review->changed, key) != review->spans)
      g_hash_table_insert (review->changed, key, g_array_ref (review->spans));
    hand_over (review, i, review->spans);
  }
}

/* Before and after a change of the note that is looked at. */
static void
begin_change (VslDeidReview *review)
{
  count_delta (review, review->spans, -1);
}

static void
end_change (VslDeidReview *review)
{
  count_delta (review, review->spans, 1);
  keep_change (review);
}

int
vsl_deid_review_at (const VslDeidReview *review, guint place)
{
  for (guint i = 0; review->spans && i < review->spans->len; i++) {
    const VslDeidSpan *span = &g_array_index (review->spans, VslReviewSpan, i).span;
    if (place >= span->start && place < span->end)
      return (int) i;
  }
  return -1;
}

/* What a mark covers; owned. */
static char *
value_at (const VslDeidReview *review, const VslDeidSpan *span)
{
  return g_utf8_substring (review->text, span->start, span->end);
}

/* A mark of words that are marked everywhere is taken back everywhere. */
void
vsl_deid_review_toggle (VslDeidReview *review, guint span)
{
  VslReviewSpan *s = &g_array_index (review->spans, VslReviewSpan, span);
  g_autofree char *value = value_at (review, &s->span);
  gboolean term = !s->off && vsl_import_plan_remove_term (review->plan, value);
  begin_change (review);
  if (term && !g_hash_table_contains (review->changed, GUINT_TO_POINTER (review->note + 1))) {
    g_array_unref (review->spans);
    review->spans = found_in (review, review->text);
  } else {
    s->off = !s->off;
  }
  end_change (review);
}

/* One mark more. Those that are masked and meet it go into it; those that a person took back make room, so that a mark can be made narrower. */
static gboolean
put_span (GArray *spans, VslDeidSpan span)
{
  VslReviewSpan added = { span, FALSE };
  guint at = 0;
  if (span.start >= span.end)
    return FALSE;
  for (guint i = spans->len; i-- > 0;) {
    const VslReviewSpan s = g_array_index (spans, VslReviewSpan, i);
    if (s.span.start >= added.span.end || s.span.end <= added.span.start)
      continue;
    if (!s.off) {
      added.span.start = MIN (added.span.start, s.span.start);
      added.span.end = MAX (added.span.end, s.span.end);
    }
    g_array_remove_index (spans, i);
  }
  while (at < spans->len && g_array_index (spans, VslReviewSpan, at).span.start < added.span.start)
    at++;
  g_array_insert_val (spans, at, added);
  return TRUE;
}

gboolean
vsl_deid_review_add (VslDeidReview *review, guint start, guint end, VslDeidType type)
{
  VslDeidSpan span = { start, MIN (end, review->length), type };
  if (span.start >= span.end)
    return FALSE;
  begin_change (review);
  put_span (review->spans, span);
  end_change (review);
  return TRUE;
}

/* Notes that a person changed before have spans of their own: the words are marked in them, too. */
static void
add_to_changed (VslDeidReview *review, const char *value, VslDeidType type)
{
  GHashTableIter iter;
  gpointer key, spans;
  g_hash_table_iter_init (&iter, review->changed);
  while (g_hash_table_iter_next (&iter, &key, &spans)) {
    guint note = GPOINTER_TO_UINT (key) - 1;
    g_autofree char *text = vsl_import_plan_note (review->plan, note, NULL);
    g_autoptr (GArray) places = text ? vsl_deid_occurrences (text, strlen (text), value) : NULL;
    for (guint i = 0; places && i < places->len; i++) {
      VslDeidSpan span = g_array_index (places, VslDeidSpan, i);
      span.type = type;
      put_span (spans, span);
    }
    hand_over (review, note, spans);
  }
}

/**
 * vsl_deid_review_add_everywhere:
 * @start: of the words in the note that is looked at, to @end
 *
 * Masks the words there, and wherever else they stand in the notes of this import.
 */
gboolean
vsl_deid_review_add_everywhere (VslDeidReview *review, guint start, guint end, VslDeidType type)
{
  VslDeidSpan span = { start, MIN (end, review->length), type };
  g_autofree char *value = span.start < span.end ? value_at (review, &span) : NULL;
  if (!value || !*g_strstrip (value))
    return FALSE;
  begin_change (review);
  vsl_import_plan_add_term (review->plan, value, type);
  add_to_changed (review, value, type);
  if (!g_hash_table_contains (review->changed, GUINT_TO_POINTER (review->note + 1))) {
    g_array_unref (review->spans);
    review->spans = found_in (review, review->text);
  }
  put_span (review->spans, span);
  end_change (review);
  return TRUE;
}

guint
vsl_deid_review_terms (const VslDeidReview *review)
{
  return review->plan->terms ? review->plan->terms->len : 0;
}

guint
vsl_deid_review_seen (const VslDeidReview *review)
{
  return g_hash_table_size (review->seen);
}

int
vsl_deid_review_delta (const VslDeidReview *review, VslDeidType type)
{
  return review->delta[type];
}

void
vsl_deid_review_set_type (VslDeidReview *review, VslDeidType type, gboolean masked)
{
  GHashTableIter iter;
  gpointer key, spans;
  guint32 bit = 1u << type;
  review->plan->options.deid_leave = masked ? review->plan->options.deid_leave & ~bit : review->plan->options.deid_leave | bit;
  g_hash_table_iter_init (&iter, review->changed);
  while (g_hash_table_iter_next (&iter, &key, &spans))
    hand_over (review, GPOINTER_TO_UINT (key) - 1, spans);
}

guint
vsl_deid_review_changed (const VslDeidReview *review)
{
  return g_hash_table_size (review->changed);
}

/* ---- counting ---- */

typedef struct {
  GPtrArray *texts, *paths;     /* of char *; what is needed of the plan, which may go meanwhile */
  guint notes;
} Request;

static void
request_free (Request *request)
{
  g_ptr_array_unref (request->texts);
  g_ptr_array_unref (request->paths);
  g_free (request);
}

static void
count_spans (VslDeidCounts *counts, const char *text)
{
  g_autoptr (GArray) spans = vsl_deid_find (text, strlen (text));
  for (guint i = 0; i < spans->len; i++)
    counts->counts[g_array_index (spans, VslDeidSpan, i).type]++;
  counts->looked++;
}

static void
counts_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const Request *request = data;
  VslDeidCounts *counts = g_new0 (VslDeidCounts, 1);
  counts->notes = request->notes;
  for (guint i = 0; i < request->texts->len && !g_cancellable_is_cancelled (cancellable); i++)
    count_spans (counts, request->texts->pdata[i]);
  for (guint i = 0; i < request->paths->len && !g_cancellable_is_cancelled (cancellable); i++) {
    VslImage image = { 0 };
    if (!vsl_note_read (request->paths->pdata[i], &image, NULL, NULL))
      continue;                 /* the import tells why */
    g_autofree char *text = g_strndup (image.data, image.size);
    vsl_image_clear (&image);
    count_spans (counts, text);
  }
  g_task_return_pointer (task, counts, g_free);
}

/**
 * vsl_document_deid_counts_async:
 * @plan: of notes
 */
void
vsl_document_deid_counts_async (VslDocument *self, const VslImportPlan *plan, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, data);
  Request *request = g_new0 (Request, 1);
  guint step = MAX (1, (plan->items->len + LOOKED_AT - 1) / LOOKED_AT);
  request->notes = plan->items->len;
  request->texts = g_ptr_array_new_with_free_func (g_free);
  request->paths = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < plan->items->len; i += step) {
    const VslImportItem *item = plan->items->pdata[i];
    const char *text = item->note ? item->note : plan->kind == VSL_SAMPLE_SCAN ? "" : item->text;
    g_ptr_array_add (text ? request->texts : request->paths, g_strdup (text ? text : item->path));
  }
  g_task_set_task_data (task, request, (GDestroyNotify) request_free);
  g_task_run_in_thread (task, counts_thread);
}

/**
 * vsl_document_deid_counts_finish:
 *
 * Returns: (transfer full) (nullable)
 */
VslDeidCounts *
vsl_document_deid_counts_finish (VslDocument *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
