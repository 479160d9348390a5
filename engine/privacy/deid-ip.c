/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Network addresses: IP version 4 and 6, and those of network cards. */
#include "privacy/vsl-deid-private.h"

#define OCTET "(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])"
#define HEX "[0-9A-Fa-f]"

/* Numbers of versions and sections have the same form. */
static gboolean
is_address (const VslDeidText *text, guint start, guint end)
{
  return !_vsl_deid_before (text, start, 12, "version|ver|v|section|sec|chapter|figure|table|release");
}

static gboolean
has_letters_or_is_long (const VslDeidText *text, guint start, guint end)
{
  guint colons = 0;
  for (guint i = start; i < end; i++)
    colons += text->c[i] == ':';
  return colons >= 3 || (colons == 2 && end - start > 6);
}

static const VslDeidRule rules[] = {
  { "(?<![\\d.])" OCTET "\\." OCTET "\\." OCTET "\\." OCTET "(?:/\\d{1,2})?(?![\\d]|\\.\\d)", VSL_DEID_IP, 0, 90, VSL_NEEDS_DIGITS, is_address },
  { "(?<![A-Za-z0-9_:.])(?:" HEX "{1,4}:){7}" HEX "{1,4}(?![A-Za-z0-9_:])", VSL_DEID_IP, 0, 90, 0 },
  { "(?<![A-Za-z0-9_:.])(?:" HEX "{1,4}:){1,6}(?::" HEX "{1,4}){1,6}(?:/\\d{1,3})?(?![A-Za-z0-9_:])", VSL_DEID_IP, 0, 90, 0, has_letters_or_is_long },
  { "(?<![A-Za-z0-9_:-])(?:" HEX "{2}[:-]){5}" HEX "{2}(?![A-Za-z0-9_:-])", VSL_DEID_OTHER, 0, 91, VSL_NEEDS_DIGITS },
};

const VslDeidRecogniser vsl_deid_ip = { "ip", VSL_DEID_RULES (rules), NULL };
