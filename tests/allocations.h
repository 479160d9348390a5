/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/* How often the whole program has asked for memory; -1: this build cannot count. */
int allocations_so_far (void);
