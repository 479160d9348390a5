/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Web addresses, with or without what stands before the host. */
#include "privacy/vsl-deid-private.h"

#define TLD "(?:com|org|net|edu|gov|info|biz|io|co|me|us|uk|de|fr|nl|se|no|dk|fi|ch|at|be|it|es|pt|pl|cz|hu|ru|cn|jp|kr|in|au|ca|br|mx|ie|eu|tv|health|care|clinic|app|dev|online|site|xyz|example|com\\.cn|org\\.cn|co\\.uk|com\\.au)"

static const VslDeidRule rules[] = {
  { "(?<![A-Za-z])(?:https?|ftp|sftp)://[^\\s<>\"'\\x{3002}\\x{ff0c}\\x{4e00}-\\x{9fff}]+", VSL_DEID_URL, 0, 95, VSL_NEEDS_LATIN | VSL_ANY_CASE },
  { "(?<![A-Za-z0-9_.@])www\\.[^\\s<>\"'\\x{3002}\\x{ff0c}\\x{4e00}-\\x{9fff}]+", VSL_DEID_URL, 0, 95, VSL_NEEDS_LATIN | VSL_ANY_CASE },
  { "(?<![A-Za-z0-9_.@/-])(?:[a-z0-9][a-z0-9-]{0,40}\\.){1,4}" TLD "(?:/[^\\s<>\"')]*|(?![A-Za-z0-9_.-]))", VSL_DEID_URL, 0, 80, VSL_NEEDS_LATIN },
  { "(?<![A-Za-z0-9_.@/-])(?:[A-Za-z0-9][A-Za-z0-9-]{1,40}\\.){1,4}(?:com|org|net|edu|gov|example)(?:/[^\\s<>\"')]*|(?![A-Za-z0-9_-]))", VSL_DEID_URL, 0, 80, VSL_NEEDS_LATIN },
};

const VslDeidRecogniser vsl_deid_url = { "url", VSL_DEID_RULES (rules), NULL };
