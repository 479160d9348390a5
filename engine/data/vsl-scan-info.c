/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/vsl-scan-info.h"

#include <math.h>
#include <string.h>

const char *const vsl_scan_status_names[] = { "ok", "no_pixels", "broken_pixels", "reject", NULL };

static void
header_line_free (gpointer data)
{
  VslHeaderLine *line = data;
  g_free (line->tag);
  g_free (line->name);
  g_free (line->vr);
  g_free (line->value);
  g_free (line);
}

/**
 * vsl_scan_info_init:
 * @info: (out): anything; overwritten, not freed
 */
void
vsl_scan_info_init (VslScanInfo *info)
{
  *info = (VslScanInfo) { .slope = 1, .window_center = NAN, .window_width = NAN, .instance_number = -1 };
}

/**
 * vsl_scan_info_clear:
 *
 * Frees what @info owns; it is as new afterwards.
 */
void
vsl_scan_info_clear (VslScanInfo *info)
{
  g_free (info->reason);
  g_free (info->burned_in_rule);
  for (int i = 0; i < VSL_N_IDENTITIES; i++)
    g_free (info->identity[i]);
  g_strfreev (info->attributes);
  g_strfreev (info->warnings);
  g_clear_pointer (&info->header, g_ptr_array_unref);
  vsl_scan_info_init (info);
}

static char *
tidy (const char *text, gsize most)
{
  return g_utf8_make_valid (text ? text : "", (gssize) strnlen (text ? text : "", most));
}

/**
 * vsl_scan_info_warn:
 * @warning: a sentence for people, without identifying values
 */
void
vsl_scan_info_warn (VslScanInfo *info, const char *warning)
{
  guint n = info->warnings ? g_strv_length (info->warnings) : 0;
  if (n >= 16 || (n && g_strv_contains ((const char *const *) info->warnings, warning)))
    return;
  info->warnings = g_renew (char *, info->warnings, n + 2);
  info->warnings[n] = tidy (warning, 500);
  info->warnings[n + 1] = NULL;
}

/**
 * vsl_scan_info_identity:
 * @value: (nullable): cut to 256 bytes; blanks around it are dropped; "" is none
 */
void
vsl_scan_info_identity (VslScanInfo *info, VslIdentity which, const char *value)
{
  char *text = g_strstrip (tidy (value, 256));
  g_free (info->identity[which]);
  info->identity[which] = *text ? text : NULL;
  if (!info->identity[which])
    g_free (text);
}

/**
 * vsl_scan_info_header:
 * @depth: how many sequences the line is in
 *
 * Adds a line to the header table.
 */
void
vsl_scan_info_header (VslScanInfo *info, guint depth, const char *tag, const char *name, const char *vr, const char *value)
{
  if (!info->header)
    info->header = g_ptr_array_new_with_free_func (header_line_free);
  if (info->header->len >= VSL_HEADER_LINES)
    return;
  VslHeaderLine *line = g_new (VslHeaderLine, 1);
  *line = (VslHeaderLine) { tidy (tag, 32), tidy (name, 128), tidy (vr, 8), tidy (value, 512), MIN (depth, 64) };
  g_ptr_array_add (info->header, line);
}
