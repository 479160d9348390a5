/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "app/vsl-document.h"

G_BEGIN_DECLS

/* Looks at files and folders, shows what was understood and asks what is open; nothing is imported before the person agrees. */
#define VSL_TYPE_IMPORT_ASSISTANT (vsl_import_assistant_get_type ())
G_DECLARE_FINAL_TYPE (VslImportAssistant, vsl_import_assistant, VSL, IMPORT_ASSISTANT, AdwWindow)

typedef void (*VslImportFunc) (VslImportPlan *plan, gpointer data);     /* takes the plan */
VslImportAssistant *vsl_import_assistant_present (GtkWindow *parent, VslDocument *document, const char *const *paths,
                                                  VslImportFunc callback, gpointer data, GDestroyNotify destroy);

G_END_DECLS
