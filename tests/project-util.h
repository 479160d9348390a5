/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "project/vsl-project.h"

/* A folder of the test's own, removed with all that is in it. */
char *test_folder_new (void);
void test_folder_remove (const char *folder);
VslNetwork *test_network (void);
/* Samples of 8×6 grey 16-bit pixels whose values follow from seed; patient i / 2. */
gboolean test_add_samples (VslProject *project, const char *const *classes, guint n, guint32 seed, GError **error);
guint16 test_pixel (guint32 seed, guint sample, guint at);
/* size bytes that follow from seed. */
GBytes *test_state (gsize size, guint32 seed);
VslEpochEvent test_epoch (guint epoch, gboolean best);
/* A run with `epochs` epochs and checkpoints of size bytes; its number. */
int test_run (VslProject *project, guint epochs, gsize size);
/* One statement on the file, outside the project's own code. */
void test_sql (const char *path, const char *sql);
gboolean test_sql_fails (const char *path, const char *sql);
gint64 test_sql_number (const char *path, const char *sql);
/* Changes one byte of a row's column data, and nothing else. */
void test_flip_blob (const char *path, const char *table, gint64 rowid, int at);
