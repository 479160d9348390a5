/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* What a window shows while no project is open: the sample, a new project, the last ones. */
#define VSL_TYPE_WELCOME_PAGE (vsl_welcome_page_get_type ())
G_DECLARE_FINAL_TYPE (VslWelcomePage, vsl_welcome_page, VSL, WELCOME_PAGE, AdwBin)

G_END_DECLS
