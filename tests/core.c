/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "core/vsl-sha256.h"

static void
check (const char *text, gsize n, const char *expected)
{
  guint8 digest[VSL_SHA256_BYTES];
  g_autoptr (GString) hex = g_string_new (NULL);
  vsl_sha256 (text, n, digest);
  for (int i = 0; i < VSL_SHA256_BYTES; i++)
    g_string_append_printf (hex, "%02x", digest[i]);
  g_assert_cmpstr (hex->str, ==, expected);
}

/* The examples of FIPS 180-4, and every length around the blocks' ends against the other way. */
static void
test_sha256 (void)
{
  check ("abc", 3, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  check ("", 0, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  const char *two = "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq";
  check (two, strlen (two), "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  guint8 bytes[300], a[VSL_SHA256_BYTES], b[VSL_SHA256_BYTES];
  for (gsize i = 0; i < sizeof bytes; i++)
    bytes[i] = (guint8) (i * 131 + 7);
  for (gsize n = 0; n < sizeof bytes - 1; n++) {
    vsl_sha256 (bytes + 1, n, a);
    vsl_sha256_plain (bytes + 1, n, b);
    g_assert_cmpmem (a, sizeof a, b, sizeof b);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/sha256", test_sha256);
  return g_test_run ();
}
