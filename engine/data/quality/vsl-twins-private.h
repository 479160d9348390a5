/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/quality/vsl-twins.h"
#include "data/vsl-groups.h"

G_BEGIN_DECLS

typedef struct {
  const VslTwinsInput *in;
  const guint32 *who;          /* n of them: the first of each content that can have look-alikes */
  guint n;
  VslGroups *groups;           /* of all samples: look-alikes are joined */
  guint64 readings;            /* pairs of notes whose texts may still be read; then their MinHash decides */
  VslProgressFunc progress;
  gpointer data;
} VslTwinSearch;

/* FALSE: cancelled. */
gboolean _vsl_twins_scans (VslTwinSearch *search);
gboolean _vsl_twins_notes (VslTwinSearch *search);

G_END_DECLS
