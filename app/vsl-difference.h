/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/vsl-document.h"

G_BEGIN_DECLS

/* A scan, what an autoencoder made of it, and how far they are from each other, as pictures of the same size. */
typedef struct {
  VslImage input;                /* as the network got it: after the preparation */
  VslImage answer;
  VslImage difference;           /* one channel: absolute, the mean of the channels */
  double largest;                /* of difference */
} VslDifference;
void vsl_difference_free (VslDifference *difference);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (VslDifference, vsl_difference_free)

/* From raw to pictures, by the network's first Input; answer: `width` numbers. */
VslDifference *vsl_difference_new (const VslNetwork *network, const VslImage *raw, const VslReal *answer, int width, GError **error);
/* Of a sample, by the network of a run; answer is copied. */
void vsl_document_difference_async (VslDocument *self, int run, gint64 id, const VslReal *answer, int width, GCancellable *cancellable,
                                    GAsyncReadyCallback callback, gpointer data);
VslDifference *vsl_document_difference_finish (VslDocument *self, GAsyncResult *result, GError **error);

G_END_DECLS
