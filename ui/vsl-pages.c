/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Frames of the pages that are being built; each goes away with the file of its own. */
#include "ui/vsl-pages.h"

#define PAGE(Name, name, NAME) \
  struct _Vsl##Name##Page { AdwBin parent_instance; VslDocument *document; VslSession *session; }; \
  G_DEFINE_TYPE (Vsl##Name##Page, vsl_##name##_page, ADW_TYPE_BIN) \
  static void name##_set (GObject *object, guint id, const GValue *value, GParamSpec *pspec) { \
    Vsl##Name##Page *self = (Vsl##Name##Page *) object; \
    if (id == 1) g_set_object (&self->document, g_value_get_object (value)); \
    else g_set_object (&self->session, g_value_get_object (value)); } \
  static void name##_dispose (GObject *object) { \
    Vsl##Name##Page *self = (Vsl##Name##Page *) object; \
    g_clear_object (&self->document); g_clear_object (&self->session); \
    G_OBJECT_CLASS (vsl_##name##_page_parent_class)->dispose (object); } \
  static void vsl_##name##_page_class_init (Vsl##Name##PageClass *klass) { \
    G_OBJECT_CLASS (klass)->set_property = name##_set; \
    G_OBJECT_CLASS (klass)->dispose = name##_dispose; \
    g_object_class_install_property (G_OBJECT_CLASS (klass), 1, g_param_spec_object ("document", NULL, NULL, VSL_TYPE_DOCUMENT, G_PARAM_WRITABLE | G_PARAM_STATIC_STRINGS)); \
    g_object_class_install_property (G_OBJECT_CLASS (klass), 2, g_param_spec_object ("session", NULL, NULL, VSL_TYPE_SESSION, G_PARAM_WRITABLE | G_PARAM_STATIC_STRINGS)); } \
  static void vsl_##name##_page_init (Vsl##Name##Page *self) { } \
  GtkWidget *vsl_##name##_page_new (void) { return g_object_new (VSL_TYPE_##NAME##_PAGE, NULL); }

PAGE (Results, results, RESULTS)
PAGE (Export, export, EXPORT)

void vsl_results_page_show_run (VslResultsPage *self, int run) { }
void vsl_export_page_export (VslExportPage *self, const char *path) { }
