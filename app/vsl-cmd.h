/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "project/vsl-project.h"

G_BEGIN_DECLS

/* What the commands of vsl share. A command is vsl-cmd-NAME.c and gets its words after its own name, argv[0] being
 * that name; it returns one of these. */
enum { VSL_EXIT_OK = 0, VSL_EXIT_FAILED = 1, VSL_EXIT_USAGE = 2 };

typedef struct {
  const char *name;            /* "--run" */
  const char *value;           /* what stands for the value in the help, NULL: a switch */
  gboolean many;               /* may be given more than once */
  const char *help;            /* one line, N_() */
} VslArgSpec;

typedef struct {
  GPtrArray *words;            /* of char *: what is not an option */
  GHashTable *values;          /* name -> GPtrArray of char * */
  gboolean json;
  gboolean done;               /* --help was asked and printed */
} VslArgs;

/* --json and --help are known to all. NULL: wrong usage, said on standard error. */
VslArgs *vsl_args_parse (const VslArgSpec *specs, int argc, char **argv, guint min_words, guint max_words);
void vsl_args_free (VslArgs *args);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (VslArgs, vsl_args_free)
const char *vsl_args_word (const VslArgs *args, guint i);
const char *vsl_args_get (const VslArgs *args, const char *name);      /* NULL: not given; the last one given */
gboolean vsl_args_has (const VslArgs *args, const char *name);
GPtrArray *vsl_args_all (const VslArgs *args, const char *name);       /* borrowed, NULL: none */
/* *value stays when the option was not given. FALSE: not a whole number in the range, said. */
gboolean vsl_args_int (const VslArgs *args, const char *name, gint64 min, gint64 max, gint64 *value);
gboolean vsl_args_seed (const VslArgs *args, guint64 *seed);

/* Messages go to standard error. */
void vsl_say (const char *format, ...) G_GNUC_PRINTF (1, 2);
int vsl_failed (const GError *error);                       /* says it; VSL_EXIT_FAILED */
int vsl_wrong_usage (const char *format, ...) G_GNUC_PRINTF (1, 2);    /* VSL_EXIT_USAGE */

/* Standard output. One line of JSON, flushed; doubles in the shortest form that reads back to the same bits, with a point, a
 * non-finite one as null. */
void vsl_print_json (JsonObject *object);                   /* takes the object */
char *vsl_json_line (JsonNode *node);
void vsl_print (const char *format, ...) G_GNUC_PRINTF (1, 2);
void vsl_print_kind (const VslKind *kind, gboolean json);   /* a line of layers, templates … */
void vsl_print_described (JsonObject *object, gboolean json);   /* takes {"name","title","summary"} */
gboolean vsl_print_ok (void);                               /* FALSE: standard output could not be written */

gboolean vsl_progress_line (gpointer what, double fraction);    /* VslProgressFunc; on a terminal only */
void vsl_progress_end (void);

VslProject *vsl_open_to_look (const char *path, gboolean *store, GError **error);

int vsl_cmd_new (int argc, char **argv);
int vsl_cmd_import (int argc, char **argv);
int vsl_cmd_check (int argc, char **argv);
int vsl_cmd_deidentify (int argc, char **argv);
int vsl_cmd_split (int argc, char **argv);
int vsl_cmd_columns (int argc, char **argv);
int vsl_cmd_positive (int argc, char **argv);
int vsl_cmd_network (int argc, char **argv);
int vsl_cmd_train (int argc, char **argv);
int vsl_cmd_evaluate (int argc, char **argv);
int vsl_cmd_predict (int argc, char **argv);
int vsl_cmd_export (int argc, char **argv);
int vsl_cmd_inspect (int argc, char **argv);
int vsl_cmd_deidentify (int argc, char **argv);
int vsl_cmd_runs (int argc, char **argv);
int vsl_cmd_options (int argc, char **argv);
int vsl_cmd_layers (int argc, char **argv);
int vsl_cmd_templates (int argc, char **argv);
int vsl_cmd_samples (int argc, char **argv);
int vsl_cmd_benchmark (int argc, char **argv);             /* vsl-benchmark.c */

typedef struct {
  const char *name, *words, *summary;      /* words: what is no option */
  int (*run) (int argc, char **argv);
} VslCommand;
extern const VslCommand vsl_commands[];                     /* ends with { NULL } */

G_END_DECLS
