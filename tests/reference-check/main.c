/* SPDX-License-Identifier: GPL-3.0-or-later */
/* reference-check [--verbose] DIR: every case file under DIR, in the order of their names. A line a case, separated by
 * tabs: pass, fail or unsupported; the case's name; the largest |got - want| / (1 + |want|), "nan" when a shape
 * differs, a value is not finite or the file is no case. Each case runs in a process of its own, so that a file
 * made to break the program costs only its own line. */
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "ref.h"

#define MAX_DEPTH 64                       /* of folders, and of brackets in a file */
#define MAX_BYTES ((gsize) 256 << 20)

typedef struct {
  RefVerdict verdict;
  double worst;
  char name[256];
  char why[512];
} Result;

/* Finds the cases; a link to a folder is not followed. */
static void
collect (const char *folder, int depth, GPtrArray *files)
{
  GDir *dir = g_dir_open (folder, 0, NULL);
  const char *name;
  if (!dir || depth > MAX_DEPTH) {
    g_clear_pointer (&dir, g_dir_close);
    return;
  }
  while ((name = g_dir_read_name (dir))) {
    g_autofree char *path = g_build_filename (folder, name, NULL);
    if (g_file_test (path, G_FILE_TEST_IS_DIR)) {
      if (!g_file_test (path, G_FILE_TEST_IS_SYMLINK))
        collect (path, depth + 1, files);
    } else if (g_str_has_suffix (name, ".json")) {
      g_ptr_array_add (files, g_steal_pointer (&path));
    }
  }
  g_dir_close (dir);
}

static int
by_name (gconstpointer a, gconstpointer b)
{
  return strcmp (*(char *const *) a, *(char *const *) b);
}

/* Brackets nested deeper than any case has would go as deep in the parser's stack. */
static gboolean
is_flat (const char *text, gsize n)
{
  int depth = 0;
  gboolean quoted = FALSE;
  for (gsize i = 0; i < n; i++) {
    if (quoted && text[i] == '\\')
      i++;
    else if (text[i] == '"')
      quoted = !quoted;
    else if (!quoted && (text[i] == '[' || text[i] == '{') && ++depth > MAX_DEPTH)
      return FALSE;
    else if (!quoted && (text[i] == ']' || text[i] == '}'))
      depth--;
  }
  return TRUE;
}

static void
run_kind (RefCase *c)
{
  static const struct {
    const char *kind;
    void (*run) (RefCase *);
  } kinds[] = { { "layer", ref_run_layer }, { "loss", ref_run_loss }, { "optimizer", ref_run_optimizer },
                { "schedule", ref_run_schedule }, { "callback", ref_run_callback }, { "trajectory", ref_run_trajectory } };
  const char *kind = ref_string (c->o, "kind");
  if (!kind || !ref_number (c->o, "tolerance", &c->tolerance) || !(c->tolerance >= 0 && c->tolerance < 1)) {
    ref_bad (c, "no kind or no tolerance");
    return;
  }
  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (g_str_equal (kinds[i].kind, kind)) {
      kinds[i].run (c);
      return;
    }
  ref_unsupported (c, "kind %s is unknown", kind);
}

static void
run_file (const char *path, Result *result)
{
  RefCase c = { 0 };
  g_autofree char *text = NULL;
  gsize n = 0;
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonParser) parser = json_parser_new ();
  if (!g_file_get_contents (path, &text, &n, &error) || n > MAX_BYTES || !g_utf8_validate (text, (gssize) n, NULL) ||
      !is_flat (text, n) || !json_parser_load_from_data (parser, text, (gssize) n, &error))
    ref_bad (&c, "%s", error ? error->message : "not JSON");
  JsonNode *root = c.bad ? NULL : json_parser_get_root (parser);
  c.o = root && JSON_NODE_HOLDS_OBJECT (root) ? json_node_get_object (root) : NULL;
  if (ref_string (c.o, "case"))
    g_strlcpy (result->name, ref_string (c.o, "case"), sizeof result->name);
  if (c.o)
    run_kind (&c);
  else
    ref_bad (&c, "no case");
  /* What is wrong with the case itself counts before what it asks for. */
  result->verdict = c.bad ? REF_FAIL : c.unsupported ? REF_UNSUPPORTED : c.worst <= c.tolerance ? REF_PASS : REF_FAIL;
  result->worst = c.bad || c.unsupported ? NAN : c.worst;
  g_strlcpy (result->why, c.why && result->verdict != REF_PASS ? c.why : "", sizeof result->why);
  g_free (c.why);
}

static gboolean
read_all (int fd, void *into, gsize n)
{
  for (gsize at = 0; at < n;) {
    gssize got = read (fd, (guint8 *) into + at, n - at);
    if (got <= 0 && !(got < 0 && errno == EINTR))
      return FALSE;
    at += got > 0 ? (gsize) got : 0;
  }
  return TRUE;
}

/* The default for a case that broke its process: failed. */
static void
run_apart (const char *path, Result *result)
{
  g_autofree char *base = g_path_get_basename (path);
  int fds[2] = { -1, -1 };
  *result = (Result) { .verdict = REF_FAIL, .worst = NAN, .why = "the process ended by itself" };
  base[strlen (base) - strlen (".json")] = '\0';
  g_strlcpy (result->name, base, sizeof result->name);
  pid_t child = pipe (fds) == 0 ? fork () : -1;
  if (child == 0) {
    close (fds[0]);
    run_file (path, result);
    exit (write (fds[1], result, sizeof *result) == (gssize) sizeof *result ? 0 : 1);
  }
  if (child > 0) {
    Result own;
    close (fds[1]);
    if (read_all (fds[0], &own, sizeof own))
      *result = own;
    close (fds[0]);
    while (waitpid (child, NULL, 0) < 0 && errno == EINTR)
      ;
  }
  g_strdelimit (result->name, "\t\n\r", ' ');
}

int
main (int argc, char **argv)
{
  gboolean verbose = argc > 2 && strcmp (argv[1], "--verbose") == 0;
  const char *folder = argc == 2 + verbose ? argv[1 + verbose] : NULL;
  static const char *const words[] = { "pass", "fail", "unsupported" };
  int count[3] = { 0 };
  if (!folder || !g_file_test (folder, G_FILE_TEST_IS_DIR)) {
    fprintf (stderr, "usage: reference-check [--verbose] DIR\n");
    return 2;
  }
  g_autoptr (GPtrArray) files = g_ptr_array_new_with_free_func (g_free);
  collect (folder, 0, files);
  g_ptr_array_sort (files, by_name);
  for (guint i = 0; i < files->len; i++) {
    Result result;
    char number[G_ASCII_DTOSTR_BUF_SIZE] = "nan";
    run_apart (files->pdata[i], &result);
    if (isfinite (result.worst))
      g_ascii_formatd (number, sizeof number, "%.3g", result.worst);
    printf ("%s\t%s\t%s\n", words[result.verdict], result.name, number);
    fflush (stdout);
    if (verbose && *result.why)
      fprintf (stderr, "%s: %s\n", result.name, result.why);
    count[result.verdict]++;
  }
  printf ("%d passed, %d failed, %d unsupported\n", count[REF_PASS], count[REF_FAIL], count[REF_UNSUPPORTED]);
  return count[REF_FAIL] == 0 ? 0 : 1;
}
