/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define VOLUME_X 24
#define VOLUME_Y 20
#define VOLUME_Z 16
/* The value of a voxel of made volumes, in Hounsfield units. */
#define VOLUME_AT(x, y, z) (-1000 + 40 * (x) + 30 * (y) + 20 * (z))

/* A project of two CT volumes (axial, 0.5 × 0.5 × 2 mm, level 40 and width 80), a colour picture, a volume of which nothing is known. */
void viewer_make_project (const char *path);
/* A test of its own: tests/ui/viewer-speed.c. */
void viewer_test_speed (void);

G_END_DECLS
