/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

typedef struct {
  const char *id, *json;
} VslTemplateText;

/* Ends with { NULL }; templates.c. */
extern const VslTemplateText vsl_template_texts[];
