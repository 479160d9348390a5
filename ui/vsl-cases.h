/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/vsl-document.h"

G_BEGIN_DECLS

/* One case of the results: a sample and where its prediction stands. */
#define VSL_TYPE_CASE (vsl_case_get_type ())
G_DECLARE_FINAL_TYPE (VslCase, vsl_case, VSL, CASE, GObject)

VslSample *vsl_case_sample (VslCase *self);        /* borrowed */
guint vsl_case_index (VslCase *self);              /* into the predictions */

/* Which cases: those with this truth and this prediction; ANY: whatever it is. */
#define VSL_CASES_ANY -1
typedef struct {
  int truth, predicted;
  int right;                   /* 1: right ones, 0: wrong ones, ANY */
  double from, to;             /* of an autoencoder the error, of numbers what the answer is off by, is from … to; both 0: whatever it is */
} VslCasesWhich;

typedef enum { VSL_CASES_MOST_WRONG, VSL_CASES_LEAST_SURE, VSL_CASES_MOST_SURE, VSL_CASES_IN_ORDER } VslCasesSort;

gboolean vsl_cases_match (const VslPredictions *predictions, guint i, VslCasesWhich which);
/* The error of an autoencoder; of a number the answer minus the truth; NaN: neither is known. */
double vsl_cases_error (const VslPredictions *predictions, guint i);
guint vsl_cases_count (const VslPredictions *predictions, VslCasesWhich which);
/* Replaces the content of store (of VslCase). For autoencoders "wrong" and "sure" go by the error. */
void vsl_cases_fill (GListStore *store, VslDocument *document, const VslPredictions *predictions, VslCasesWhich which, VslCasesSort sort);

G_END_DECLS
