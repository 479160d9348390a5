/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "project/vsl-store.h"

G_BEGIN_DECLS

#define VSL_PROJECT_APPLICATION_ID 0x5653414C   /* "VSAL" */
#define VSL_PROJECT_VERSION 1

/* Makes the tables in an empty database, inside the caller's transaction. */
gboolean vsl_schema_create (VslStore *store, GError **error);
/* The file is ours, of this version, and has our tables and nothing else: a foreign trigger or view is refused. */
gboolean vsl_schema_verify (VslStore *store, GError **error);

G_END_DECLS
