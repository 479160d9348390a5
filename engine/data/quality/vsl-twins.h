/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/quality/vsl-traits.h"
#include "data/vsl-dataset.h"

G_BEGIN_DECLS

/* Which samples are copies of each other. Numbers of groups count from 1; 0: alone. */
typedef struct {
  guint n;
  guint32 *exact;          /* the same stored content */
  guint32 *near;           /* look-alikes; exact copies of one of them belong to its group. A group has two contents at least */
  guint32 *equal;          /* rows of a table that are the same and say too little to be copies; NULL: not asked */
  guint n_exact, n_near, n_equal;
} VslTwins;

typedef struct {
  guint n;
  const VslSampleInfo *samples;
  const guint8 (*sha256)[32];
  const VslTraits *traits;              /* NULL: exact copies alone are found */
  VslFetchFunc fetch;                   /* for notes: the texts of candidates are compared; NULL: their MinHash decides */
  gpointer source;
} VslTwinsInput;

/* Never compares all with all: scans meet in buckets of parts of their hashes, notes in bands of theirs. progress FALSE: NULL is returned. */
VslTwins *vsl_twins_find (const VslTwinsInput *input, VslProgressFunc progress, gpointer data);
void vsl_twins_free (VslTwins *twins);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (VslTwins, vsl_twins_free)

/* One pair, by the rule of the search. */
gboolean vsl_scans_alike (const VslSampleInfo *a, const VslTraits *ta, const VslSampleInfo *b, const VslTraits *tb);

G_END_DECLS
