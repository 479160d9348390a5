/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

JsonNode *vsl_json_parse (const char *text, gssize length, GError **error);

G_END_DECLS
