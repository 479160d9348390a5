/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "app/vsl-document.h"

G_BEGIN_DECLS

/* The options of a run on the Train page: the property panel of training, seed and threads, which follow the document and change it. */
typedef struct _VslTrainPanel VslTrainPanel;

VslTrainPanel *vsl_train_panel_new (AdwBin *place);
void vsl_train_panel_set_document (VslTrainPanel *self, VslDocument *document);
void vsl_train_panel_free (VslTrainPanel *self);

G_END_DECLS
