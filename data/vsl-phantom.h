/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/vsl-image.h"

G_BEGIN_DECLS

/* Synthetic chest pictures: ellipses and noise that show nobody. */
enum { VSL_PHANTOM_CLEAR, VSL_PHANTOM_EFFUSION, VSL_PHANTOM_NODULE, VSL_N_PHANTOMS };
extern const char *const vsl_phantom_names[];      /* in the order above, which is that of code points; NULL-terminated */
#define VSL_PHANTOM_SIDE 64
#define VSL_PHANTOM_PATIENTS 168

int vsl_phantom_finding (guint patient);
guint vsl_phantom_scans (guint patient);           /* 4 … 6 */
/* 64 × 64, 16 bit grey. The same patient and scan give the same pixels. */
gboolean vsl_phantom_draw (guint patient, guint scan, VslImage *image, GError **error);

G_END_DECLS
