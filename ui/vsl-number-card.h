/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "evaluate/vsl-evaluate.h"

G_BEGIN_DECLS

/* A number with its interval and the counts behind it, as a button that opens the cases. */
GtkWidget *vsl_number_card_new (const char *title, const VslInterval *value, const char *counts, const char *tooltip);

G_END_DECLS
