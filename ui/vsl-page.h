/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/vsl-document.h"
#include "app/vsl-session.h"

G_BEGIN_DECLS

/* Every page of the window looks at the window's document and session, by properties of these names and numbers. */
enum { VSL_PAGE_DOCUMENT = 1, VSL_PAGE_SESSION };

void vsl_page_install_properties (GObjectClass *klass);
/* For get_property(). */
void vsl_page_get_property (guint id, GValue *value, VslDocument *document, VslSession *session);

G_END_DECLS
