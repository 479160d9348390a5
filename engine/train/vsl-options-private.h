/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "train/vsl-options.h"

G_BEGIN_DECLS

/* "none", "balanced" or a JSON object of weights that are not negative. */
/* option: "losses" or "loss_weights". */
gboolean vsl_options_check_losses (const char *option, const char *text, GError **error);
gboolean vsl_options_check_class_weight (const char *value, GError **error);

/* ["accuracy", "auc"] as accuracy,auc; anything else as it is. Owned. */
char *_vsl_metrics_text (const char *text);

G_END_DECLS
