/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* One error domain a folder; codes are shared. A message names the file, the node or the
 * option, says what was expected and what to do. */
typedef enum {
  VSL_ERROR_SHAPE,       /* sizes that do not fit together */
  VSL_ERROR_CONFIG,      /* an option or name that is unknown or out of range */
  VSL_ERROR_DATA,        /* the content of a file */
  VSL_ERROR_FORMAT,      /* the structure of a file */
  VSL_ERROR_IO,          /* reading or writing failed; the disk may be full */
  VSL_ERROR_NOMEM,       /* not enough memory, or over a limit */
  VSL_ERROR_NUMERIC,     /* a value that is not finite */
  VSL_ERROR_CANCELLED,
  VSL_ERROR_UNSUPPORTED,
  VSL_ERROR_LOCKED,      /* the project is open elsewhere */
  VSL_ERROR_NOT_FOUND,
  VSL_ERROR_LEAK,        /* the split leaks: training is stopped until somebody says to go on */
} VslErrorCode;

#define VSL_CORE_ERROR (vsl_core_error_quark ())
#define VSL_GRAPH_ERROR (vsl_graph_error_quark ())
#define VSL_TRAIN_ERROR (vsl_train_error_quark ())
#define VSL_DATA_ERROR (vsl_data_error_quark ())
#define VSL_PROJECT_ERROR (vsl_project_error_quark ())
#define VSL_EXPORT_ERROR (vsl_export_error_quark ())

GQuark vsl_core_error_quark (void);
GQuark vsl_graph_error_quark (void);
GQuark vsl_train_error_quark (void);
GQuark vsl_data_error_quark (void);
GQuark vsl_project_error_quark (void);
GQuark vsl_export_error_quark (void);

/* Data for a remedy that the window can offer as a button, e.g. "insert:Flatten";
 * see VslNodeReport.remedy. */

G_END_DECLS
