/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "project/vsl-project-join.h"
#include "project/vsl-project-private.h"

G_BEGIN_DECLS

/* One thing that is different of a sample. */
typedef enum { VSL_TELL_CLASS, VSL_TELL_TARGET, VSL_TELL_CELL, VSL_TELL_KEPT, VSL_TELL_NOTE, VSL_TELL_SPLIT, VSL_TELL_POSITIVE } VslTellWhat;

typedef struct {
  gint64 sample;           /* 0: of the project */
  VslTellWhat what;
  char *name;              /* of the target, the column or the attribute; NULL */
  char *before, *after;    /* NULL: nothing is there */
} VslTelling;

/* vsl-project-join-apply.c, on the store's thread */
gboolean _vsl_join_apply (VslStore *store, const VslJoined *joined, gboolean forward, GError **error);

G_END_DECLS
