/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "data/vsl-decoder.h"

G_BEGIN_DECLS

/* Keys of a line of vsl inspect; what there is nothing to say of stays as it is. */
void vsl_inspect_header (JsonObject *o, const VslScanInfo *info);
void vsl_inspect_picture (JsonObject *o, const VslImage *image, const VslScanInfo *info);

G_END_DECLS
