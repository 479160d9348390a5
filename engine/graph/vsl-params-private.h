/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "graph/vsl-params.h"

VslParams *_vsl_params_layout (GArray *list, GError **error);
