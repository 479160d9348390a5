/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ui/vsl-dialogs.h"

#include "app/vsl-document.h"

G_BEGIN_DECLS

/* Asks, and then takes something out of the project for good; a toast tells what was done. */
void vsl_forget_samples (GtkWidget *from, VslDocument *document, const gint64 *ids, guint n);
/* word: what is masked, for the question; order->everywhere is what the box says at first. */
void vsl_forget_words (GtkWidget *from, VslDocument *document, const VslMaskOrder *order, const char *word);

G_END_DECLS
