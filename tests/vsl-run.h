/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

/* For tests of the built vsl: a run of it, and what it wrote. */
typedef struct {
  int code;                     /* exit code, or minus the signal */
  char *out, *err;
} Ran;

void ran_clear (Ran *ran);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Ran, ran_clear)

char **words (const char *first, va_list ap);
Ran vsl (const char *first, ...) G_GNUC_NULL_TERMINATED;
/* The i-th line of standard output as an object; negative: from the end. */
JsonObject *line (const Ran *ran, int i);
int n_lines (const Ran *ran);
/* What evaluate printed without the number of looks, which each call counts up; owned. */
char *without_looks (const Ran *ran);
void has_keys (JsonObject *object, const char *keys);

/* A new project in a folder of its own, for g_test_add(). */
typedef struct {
  char *folder, *project;
} RunFixture;
void run_set_up (RunFixture *fixture, gconstpointer data);
void run_tear_down (RunFixture *fixture, gconstpointer data);
/* Files in a folder and below it. */
guint run_count_files (const char *folder);
