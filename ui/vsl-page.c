/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/vsl-page.h"

/**
 * vsl_page_install_properties:
 */
void
vsl_page_install_properties (GObjectClass *klass)
{
  g_object_class_install_property (klass, VSL_PAGE_DOCUMENT,
                                   g_param_spec_object ("document", NULL, NULL, VSL_TYPE_DOCUMENT, G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS));
  g_object_class_install_property (klass, VSL_PAGE_SESSION,
                                   g_param_spec_object ("session", NULL, NULL, VSL_TYPE_SESSION, G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS));
}

/**
 * vsl_page_get_property:
 */
void
vsl_page_get_property (guint id, GValue *value, VslDocument *document, VslSession *session)
{
  g_value_set_object (value, id == VSL_PAGE_DOCUMENT ? (gpointer) document : (gpointer) session);
}
