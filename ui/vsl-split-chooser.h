/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "data/vsl-dataset.h"

G_BEGIN_DECLS

/* Percentages of training, validation and test; test is what remains. Signal "changed". */
#define VSL_TYPE_SPLIT_CHOOSER (vsl_split_chooser_get_type ())
G_DECLARE_FINAL_TYPE (VslSplitChooser, vsl_split_chooser, VSL, SPLIT_CHOOSER, AdwBin)

GtkWidget *vsl_split_chooser_new (void);
void vsl_split_chooser_get (VslSplitChooser *self, int percent[VSL_N_SPLITS]);

G_END_DECLS
