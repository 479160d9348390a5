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
