/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/vsl-error.h"

G_DEFINE_QUARK (vsl-core-error-quark, vsl_core_error)
G_DEFINE_QUARK (vsl-graph-error-quark, vsl_graph_error)
G_DEFINE_QUARK (vsl-train-error-quark, vsl_train_error)
G_DEFINE_QUARK (vsl-data-error-quark, vsl_data_error)
G_DEFINE_QUARK (vsl-project-error-quark, vsl_project_error)
G_DEFINE_QUARK (vsl-export-error-quark, vsl_export_error)
