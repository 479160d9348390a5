/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/quality/vsl-leaks.h"
#include "data/quality/vsl-mend.h"
#include "data/vsl-note.h"

/* A made set of scans or notes, and what the report says of it. */
typedef struct {
  GArray *samples;          /* of VslSampleInfo */
  GPtrArray *images;        /* of VslImage */
  GArray *sha256;           /* 32 bytes each */
  GArray *traits;
  VslTwins *twins;
  VslQualityInput input;
  const char *const *classes;
  GPtrArray *findings;
} Set;

extern const char *const set_two[];          /* "left", "right" */
Set *set_new (const char *const *classes);
void set_free (Set *s);
VslSampleInfo *set_add (Set *s, VslImage *image);
VslSampleInfo *set_at (Set *s, guint i);
void set_run (Set *s);
const VslFinding *set_find (const Set *s, const char *id);
void set_expect (const Set *s, const char *id, const char *ids);
void set_expect_only (const Set *s, const char *wanted);
VslImage set_body (guint seed, int width, int height, double gain, double offset);
Set *set_clean_scans (guint n);
