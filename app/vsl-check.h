/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "project/vsl-project.h"

G_BEGIN_DECLS

/* What there is to know and to worry about in a project's data. */
typedef enum { VSL_SEVERITY_INFO, VSL_SEVERITY_WARNING, VSL_SEVERITY_ERROR } VslSeverity;
extern const char *const vsl_severity_names[];      /* "info", "warning", "error" */

typedef struct {
  const char *id;              /* "duplicates", static */
  VslSeverity severity;
  guint count;
  GArray *samples;             /* of gint64: ids, may be empty */
  char *text;                  /* for people, translated */
  char *name;                  /* of the class or split that a count is of, or NULL */
} VslFinding;

gboolean *vsl_check_unlearnable (const VslProjectInfo *info, GArray *samples);
/* Reads all samples: on a worker. Element: VslFinding. */
GPtrArray *vsl_check_project (VslProject *project, VslProgressFunc progress, gpointer data, GError **error);

G_END_DECLS
