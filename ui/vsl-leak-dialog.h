/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/vsl-document.h"
#include "ui/vsl-dialogs.h"

G_BEGIN_DECLS

/* Training was stopped, since the split leaks: what is on two sides, and what can be done. `mend` is called after the person chose it, `anyway`
 * when training is to go on although it leaks; destroy frees data in every case. */
void vsl_leak_dialog (GtkWidget *from, VslDocument *document, const VslLeaks *leaks, VslDialogFunc mend, VslDialogFunc anyway, gpointer data,
                      GDestroyNotify destroy);

G_END_DECLS
