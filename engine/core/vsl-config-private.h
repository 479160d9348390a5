/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/vsl-kind.h"

#define VSL_FIELD(config, prop) ((gpointer) ((guint8 *) (config) + (prop)->offset))
#define VSL_CFIELD(config, prop) ((gconstpointer) ((const guint8 *) (config) + (prop)->offset))
