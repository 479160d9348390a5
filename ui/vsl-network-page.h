/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "app/vsl-document.h"
#include "app/vsl-session.h"

G_BEGIN_DECLS

#define VSL_TYPE_NETWORK_PAGE (vsl_network_page_get_type ())
G_DECLARE_FINAL_TYPE (VslNetworkPage, vsl_network_page, VSL, NETWORK_PAGE, AdwBin)

GtkWidget *vsl_network_page_new (void);

G_END_DECLS
