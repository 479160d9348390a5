/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "app/vsl-document.h"
#include "app/vsl-session.h"

G_BEGIN_DECLS

#define VSL_TYPE_TRAIN_PAGE (vsl_train_page_get_type ())
G_DECLARE_FINAL_TYPE (VslTrainPage, vsl_train_page, VSL, TRAIN_PAGE, AdwBin)

GtkWidget *vsl_train_page_new (void);

G_END_DECLS
