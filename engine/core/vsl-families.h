/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/vsl-kind.h"

/* All registries, NULL-terminated; families.c is written by meson from the folders' lists. */
extern const VslFamily *const vsl_families[];
