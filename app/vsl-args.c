/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <errno.h>
#include <inttypes.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#include "app/vsl-cmd.h"

static const VslArgSpec common[] = {
  { "--json", NULL, FALSE, N_("one JSON object a line on standard output") },
  { "--help", NULL, FALSE, N_("this") },
  { NULL },
};

static const VslArgSpec *
find (const VslArgSpec *specs, const char *name)
{
  for (const VslArgSpec *s = specs; s && s->name; s++)
    if (g_str_equal (s->name, name))
      return s;
  for (const VslArgSpec *s = common; s->name; s++)
    if (g_str_equal (s->name, name))
      return s;
  return NULL;
}

static void
say_unknown (const VslArgSpec *specs, const char *command, const char *name)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  for (const VslArgSpec *s = specs; s && s->name; s++)
    g_ptr_array_add (names, (gpointer) s->name);
  g_ptr_array_add (names, (gpointer) "--json");
  g_ptr_array_add (names, (gpointer) "--help");
  g_ptr_array_add (names, NULL);
  g_autofree char *near = vsl_nearest (name, (const char *const *) names->pdata);
  vsl_wrong_usage (_("vsl %s has no option “%s”; nearest: %s."), command, name, near);
}

static const VslCommand *
command (const char *name)
{
  for (const VslCommand *c = vsl_commands; c->name; c++)
    if (g_str_equal (c->name, name))
      return c;
  return NULL;
}

/* The option with its value, and one line of what it does: below where the first is long. */
static void
print_options (const VslArgSpec *specs)
{
  for (const VslArgSpec *s = specs; s && s->name; s++) {
    g_autofree char *left = s->value ? g_strdup_printf ("%s %s", s->name, s->value) : g_strdup (s->name);
    vsl_print (g_utf8_strlen (left, -1) > 30 ? "  %s\n%34s%s\n" : "  %-30s%2s%s\n", left, "", s->help ? _(s->help) : "");
  }
}

/* From the table that is parsed by, so that nothing is missing. */
static void
print_usage (const VslArgSpec *specs, const char *name)
{
  const VslCommand *c = command (name);
  vsl_print ("%s vsl %s%s%s [%s]...\n%s.\n\n", _("Usage:"), name, c && *c->words ? " " : "", c ? c->words : "", _("OPTION"), c ? _(c->summary) : "");
  print_options (specs);
  print_options (common);
}

static gboolean
add_value (VslArgs *args, const VslArgSpec *spec, const char *command_name, const char *value)
{
  GPtrArray *values = g_hash_table_lookup (args->values, spec->name);
  if (values && !spec->many) {
    vsl_wrong_usage (_("vsl %s: %s is given twice."), command_name, spec->name);
    return FALSE;
  }
  if (!values) {
    values = g_ptr_array_new_with_free_func (g_free);
    g_hash_table_insert (args->values, (gpointer) spec->name, values);
  }
  g_ptr_array_add (values, g_strdup (value ? value : ""));
  return TRUE;
}

/* One option at argv[*i], as --name VALUE or --name=VALUE. */
static gboolean
take_option (VslArgs *args, const VslArgSpec *specs, int argc, char **argv, int *i)
{
  const char *equal = strchr (argv[*i], '=');
  g_autofree char *name = equal ? g_strndup (argv[*i], equal - argv[*i]) : g_strdup (argv[*i]);
  const VslArgSpec *spec = find (specs, name);
  if (!spec) {
    say_unknown (specs, argv[0], name);
    return FALSE;
  }
  if (!spec->value && equal) {
    vsl_wrong_usage (_("vsl %s: %s takes no value."), argv[0], name);
    return FALSE;
  }
  const char *value = equal ? equal + 1 : NULL;
  if (spec->value && !value) {
    if (*i + 1 >= argc) {
      vsl_wrong_usage (_("vsl %s: %s needs a value: %s."), argv[0], name, spec->value);
      return FALSE;
    }
    value = argv[++*i];
  }
  return add_value (args, spec, argv[0], value);
}

/**
 * vsl_args_parse:
 * @specs: the command's own options
 * @argv: argv[0] is the command's name
 *
 * Returns: (transfer full) (nullable)
 */
VslArgs *
vsl_args_parse (const VslArgSpec *specs, int argc, char **argv, guint min_words, guint max_words)
{
  g_autoptr (VslArgs) args = g_new0 (VslArgs, 1);
  gboolean only_words = FALSE;
  args->words = g_ptr_array_new_with_free_func (g_free);
  args->values = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) g_ptr_array_unref);
  for (int i = 1; i < argc; i++) {
    if (!only_words && g_str_equal (argv[i], "--"))
      only_words = TRUE;
    else if (only_words || argv[i][0] != '-' || argv[i][1] == '\0')
      g_ptr_array_add (args->words, g_strdup (argv[i]));
    else if (!take_option (args, specs, argc, argv, &i))
      return NULL;
  }
  args->json = vsl_args_has (args, "--json");
  if (vsl_args_has (args, "--help")) {
    print_usage (specs, argv[0]);
    args->done = TRUE;
    return g_steal_pointer (&args);
  }
  if (args->words->len < min_words || args->words->len > max_words) {
    const VslCommand *c = command (argv[0]);
    vsl_wrong_usage (args->words->len < min_words ? _("vsl %s: something is missing. Usage: vsl %s %s")
                                                  : _("vsl %s: there are too many words. Usage: vsl %s %s"),
                     argv[0], argv[0], c ? c->words : "");
    return NULL;
  }
  return g_steal_pointer (&args);
}

/**
 * vsl_args_free:
 */
void
vsl_args_free (VslArgs *args)
{
  if (!args)
    return;
  g_ptr_array_unref (args->words);
  g_hash_table_unref (args->values);
  g_free (args);
}

/**
 * vsl_args_word:
 */
const char *
vsl_args_word (const VslArgs *args, guint i)
{
  return i < args->words->len ? g_ptr_array_index (args->words, i) : NULL;
}

/**
 * vsl_args_all:
 */
GPtrArray *
vsl_args_all (const VslArgs *args, const char *name)
{
  return g_hash_table_lookup (args->values, name);
}

/**
 * vsl_args_get:
 */
const char *
vsl_args_get (const VslArgs *args, const char *name)
{
  GPtrArray *values = vsl_args_all (args, name);
  return values ? g_ptr_array_index (values, values->len - 1) : NULL;
}

/**
 * vsl_args_has:
 */
gboolean
vsl_args_has (const VslArgs *args, const char *name)
{
  return vsl_args_all (args, name) != NULL;
}

/**
 * vsl_args_int:
 */
gboolean
vsl_args_int (const VslArgs *args, const char *name, gint64 min, gint64 max, gint64 *value)
{
  const char *text = vsl_args_get (args, name);
  if (!text || g_ascii_string_to_signed (text, 10, min, max, value, NULL))
    return TRUE;
  vsl_wrong_usage (_("%s takes a whole number from %" PRId64 " to %" PRId64 ", not “%s”."), name, min, max, text);
  return FALSE;
}

/**
 * vsl_args_seed:
 */
gboolean
vsl_args_seed (const VslArgs *args, guint64 *seed)
{
  const char *text = vsl_args_get (args, "--seed");
  if (!text || g_ascii_string_to_unsigned (text, 10, 0, G_MAXINT64, seed, NULL))
    return TRUE;
  vsl_wrong_usage (_("--seed takes a whole number from 0 to %" PRId64 ", not “%s”."), G_MAXINT64, text);
  return FALSE;
}
