/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/vsl-cases.h"

#include <math.h>

struct _VslCase {
  GObject parent_instance;
  VslSample *sample;
  guint index;
};

G_DEFINE_TYPE (VslCase, vsl_case, G_TYPE_OBJECT)

static void
vsl_case_finalize (GObject *object)
{
  g_clear_object (&VSL_CASE (object)->sample);
  G_OBJECT_CLASS (vsl_case_parent_class)->finalize (object);
}

static void
vsl_case_class_init (VslCaseClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = vsl_case_finalize;
}

static void
vsl_case_init (VslCase *self)
{
}

VslSample *
vsl_case_sample (VslCase *self)
{
  return self->sample;
}

guint
vsl_case_index (VslCase *self)
{
  return self->index;
}

/**
 * vsl_cases_error:
 */
double
vsl_cases_error (const VslPredictions *p, guint i)
{
  if (p->error != NULL)
    return p->error[i];
  return p->number != NULL && p->values != NULL && p->width == 1 ? (double) p->values[i] - p->number[i] : NAN;
}

/* Labels that are told wrongly; -1: they are not known. */
static int
wrong_labels (const VslPredictions *p, guint i)
{
  int wrong = 0;

  if (p->known == NULL || !p->known[i])
    return -1;
  for (int k = 0; k < p->classes; k++)
    wrong += (p->prob[(gsize) i * p->classes + k] > 0.5) != (p->labels[i] >> k & 1);
  return wrong;
}

/**
 * vsl_cases_match:
 * @predictions: of a split
 * @i: index of a case
 * @which: what is asked for
 *
 * Returns: whether the case is one of them. A case without a known class is neither right nor wrong.
 */
gboolean
vsl_cases_match (const VslPredictions *predictions, guint i, VslCasesWhich which)
{
  double error = vsl_cases_error (predictions, i);
  int wrong = predictions->labels != NULL ? wrong_labels (predictions, i) : -1;

  if (predictions->labels != NULL)      /* truth: a label that holds; predicted: one that is said */
    return (which.truth == VSL_CASES_ANY || (predictions->labels[i] >> which.truth & 1))
           && (which.predicted == VSL_CASES_ANY || predictions->prob[(gsize) i * predictions->classes + which.predicted] > 0.5)
           && (which.right == VSL_CASES_ANY || (wrong >= 0 && (wrong == 0) == (which.right == 1)));
  int truth = predictions->label[i], predicted = predictions->classes > 0 ? predictions->predicted[i] : -1;

  return (which.truth == VSL_CASES_ANY || truth == which.truth)
         && (which.predicted == VSL_CASES_ANY || predicted == which.predicted)
         && (which.right == VSL_CASES_ANY || (truth >= 0 && (truth == predicted) == (which.right == 1)))
         && (!(which.to > which.from) || (error >= which.from && error < which.to));
}

guint
vsl_cases_count (const VslPredictions *predictions, VslCasesWhich which)
{
  guint n = 0;

  for (guint i = 0; i < predictions->n; i++)
    n += vsl_cases_match (predictions, i, which);
  return n;
}

typedef struct {
  guint index;
  double key;
} Entry;

/* Smaller comes first. */
static double
sort_key (const VslPredictions *p, guint i, VslCasesSort sort)
{
  const double *prob = p->prob + (gsize) i * p->classes;
  double error = vsl_cases_error (p, i);

  if (p->labels != NULL)
    return sort == VSL_CASES_MOST_WRONG ? -(double) wrong_labels (p, i) : sort == VSL_CASES_MOST_SURE ? (double) wrong_labels (p, i) : (double) i;
  if (p->classes == 0 && isnan (error))
    return p->error == NULL && p->number == NULL ? i : INFINITY;
  if (p->classes == 0)
    return sort == VSL_CASES_IN_ORDER ? i : sort == VSL_CASES_MOST_SURE ? fabs (error) : -fabs (error);
  switch (sort)
    {
    case VSL_CASES_MOST_WRONG:
      return p->label[i] >= 0 ? prob[p->label[i]] : 2;
    case VSL_CASES_LEAST_SURE:
      return prob[p->predicted[i]];
    case VSL_CASES_MOST_SURE:
      return -prob[p->predicted[i]];
    case VSL_CASES_IN_ORDER:
    default:
      return i;
    }
}

static int
compare_entries (gconstpointer a, gconstpointer b)
{
  const Entry *x = a, *y = b;

  if (x->key != y->key)
    return x->key < y->key ? -1 : 1;
  return x->index < y->index ? -1 : 1;
}

/**
 * vsl_cases_fill:
 * @store: of VslCase; what was in it goes
 * @document: where the samples are
 * @predictions: of a split
 * @which: which of them
 * @sort: in which order
 */
void
vsl_cases_fill (GListStore *store, VslDocument *document, const VslPredictions *predictions, VslCasesWhich which, VslCasesSort sort)
{
  g_autoptr (GArray) entries = g_array_new (FALSE, FALSE, sizeof (Entry));
  g_autoptr (GPtrArray) cases = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < predictions->n; i++)
    if (vsl_cases_match (predictions, i, which))
      {
        Entry entry = { i, sort_key (predictions, i, sort) };

        g_array_append_val (entries, entry);
      }
  g_array_sort (entries, compare_entries);
  for (guint i = 0; i < entries->len; i++)
    {
      guint index = g_array_index (entries, Entry, i).index;
      VslSample *sample = vsl_document_sample_by_id (document, predictions->id[index]);
      VslCase *item;

      if (sample == NULL)
        continue;
      item = g_object_new (VSL_TYPE_CASE, NULL);
      item->sample = g_object_ref (sample);
      item->index = index;
      g_ptr_array_add (cases, item);
    }
  g_list_store_splice (store, 0, g_list_model_get_n_items (G_LIST_MODEL (store)), cases->pdata, cases->len);
}
