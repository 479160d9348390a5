/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/vsl-document.h"

/* For the tests of app/: a project with n small scans that a network can learn, two classes, two scans a patient, a quarter of
 * the patients in val and a quarter in test. */
char *test_app_folder (void);
void test_app_remove (const char *folder);
VslProject *test_app_project (const char *folder, guint n);
/* Runs the main loop until *flag, at most ten seconds. */
void test_app_wait (const gboolean *flag);
void test_app_spin (guint ms);
VslDocument *test_app_open (const char *path);
/* The folder with shared/data, NULL with the test skipped where there is none. */
char *test_app_shared (void);
