/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "graph/vsl-params.h"

G_BEGIN_DECLS

VslParams *vsl_params_new_raw (guint n, const char *const *names, const VslShape *shapes, GError **error);

G_END_DECLS
