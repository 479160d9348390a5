/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <json-glib/json-glib.h>

#include "core/vsl-strings.h"

G_BEGIN_DECLS

/* The common head of everything that is kept in a registry (layers, losses, optimizers,
 * schedules, metrics, decoders, exporters ...) and its table of typed properties. The
 * palette, the property panel, validation, the file format, undo, `vsl --set` and the
 * manual are all derived from this table; nobody writes a panel or a serialiser. */

typedef struct _VslKind VslKind;

typedef enum {
  VSL_PROP_INT,          /* gint64 */
  VSL_PROP_REAL,         /* double */
  VSL_PROP_BOOL,         /* gboolean */
  VSL_PROP_ENUM,         /* int, an index into choices */
  VSL_PROP_STRING,       /* char *, owned by the config; never NULL */
  VSL_PROP_INTS,         /* VslInts; JSON takes a list, or one number for all (kernel_size) */
  VSL_PROP_PENALTY,      /* VslPenalty: L1, L2 regulariser */
  VSL_PROP_OBJECT,       /* VslObject: an object of another registry (learning rate schedule) */
  VSL_PROP_STRINGS,      /* VslStrings *, NULL for none: a list of different words, at most `max`; JSON takes a list or null */
} VslPropType;

#define VSL_INTS_MAX 8
typedef struct {
  int n;
  gint64 v[VSL_INTS_MAX];
} VslInts;

/* l1*sum|w| + l2*sum w^2, added to the loss (Keras L1, L2, L1L2). */
typedef struct {
  double l1, l2;
} VslPenalty;

/* A configured member of a registry: class and config, or both NULL. */
typedef struct {
  const VslKind *kind;
  gpointer config;
} VslObject;

typedef enum {
  VSL_PROP_NULLABLE = 1 << 0,   /* INT, REAL, INTS: JSON null is legal (NaN, G_MININT64, n = 0) */
  VSL_PROP_ADVANCED = 1 << 1,   /* shown behind "More options" */
  VSL_PROP_LOG      = 1 << 2,   /* steps are factors (learning rates) */
  VSL_PROP_NUMBERS  = 1 << 4,   /* STRING: numbers as text, "0.5, -1"; JSON has one number, a list of any length, or null for none */
  VSL_PROP_NUMBER_OR_WORD = 1 << 3,   /* STRING: a number as text, or one of choices; JSON has a number or that word */
} VslPropFlags;

#define VSL_INT_NULL G_MININT64
#define VSL_WORD_BYTES 1000         /* of one of STRINGS, at most */

typedef struct {
  const char *name;             /* Keras's, as in the file */
  const char *title;            /* N_(): "Kernel size" */
  const char *help;             /* N_(): one sentence */
  VslPropType type;
  gsize offset;                 /* of the value in the config struct */
  double def;                   /* default of INT, REAL, BOOL, ENUM (index) */
  const char *def_text;         /* default of STRING, INTS ("3,3"); JSON of OBJECT; NULL otherwise */
  double min, max;              /* hard range, inclusive, of INT, REAL and each number of INTS */
  double ui_min, ui_max, step;  /* comfortable range of the editor; 0,0: the hard one */
  int count;                    /* INTS: exact length, 0 for any up to VSL_INTS_MAX */
  const char *unit;             /* N_() or NULL: "pixels" */
  const char *const *choices;   /* ENUM: file names, NULL-terminated; OBJECT: the classes that an editor offers, NULL: the whole family */
  const char *visible_when;     /* "padding=same", "dropout>0" or NULL; an editor's hint only */
  const char *registry;         /* OBJECT: family name */
  guint flags;
} VslProp;

/* The head of each class; a class struct has it as its first member, named head. */
struct _VslKind {
  const char *name;             /* "Conv2D": registry id and file name */
  const char *title;            /* N_(): for people */
  const char *summary;          /* N_(): one sentence of help */
  const char *icon;             /* icon name */
  const char *group;            /* N_(): palette group, NULL when hidden */
  gsize config_size;            /* of the config struct; 0 when there are no properties */
  const VslProp *props;         /* ends with { NULL } */
  const char *aliases;          /* Keras's other names for it, with a space between ("mse"); NULL when there are none */
};

/* A family: the classes in the order of the folder's meson list. */
typedef struct {
  const char *name;             /* "layer", "loss", "optimizer", "schedule", "metric", "initializer", "constraint", "exporter"; the decoders of the helper process are a family there */
  const VslKind *const *kinds;  /* NULL-terminated */
} VslFamily;

const VslFamily *vsl_family (const char *name);            /* NULL when unknown */
const char *const *vsl_family_names (void);                /* NULL-terminated */
/* By class name, its snake_case ("conv2d", "binary_crossentropy") or an alias; NULL when unknown. */
const VslKind *vsl_kind_find (const char *family, const char *name);
/* The nearest names for a message: "Conv2D, Conv2DTranspose"; owned by the caller. */
char *vsl_nearest (const char *name, const char *const *names);

/* Configs. Each is a block of config_size bytes, owned by the caller. */
gpointer vsl_config_new (const VslKind *kind);             /* all defaults */
gpointer vsl_config_copy (const VslKind *kind, gconstpointer config);
void vsl_config_free (const VslKind *kind, gpointer config);
gboolean vsl_config_equal (const VslKind *kind, gconstpointer a, gconstpointer b);

const VslProp *vsl_kind_prop (const VslKind *kind, const char *name);
/* Checks type, range and choice; on failure config is unchanged and the message names
 * `where` (a node's id, may be NULL) and the option, with what is legal. */
/* An option of an object is written "kernel_initializer.gain". */
gboolean vsl_config_set (const VslKind *kind, gpointer config, const char *prop, JsonNode *value,
                         const char *where, GError **error);
/* value: JSON, else a bare string ("relu"). */
gboolean vsl_config_set_text (const VslKind *kind, gpointer config, const char *prop, const char *value,
                              const char *where, GError **error);
JsonNode *vsl_config_get (const VslKind *kind, gconstpointer config, const char *prop);   /* owned */
char *vsl_config_get_text (const VslKind *kind, gconstpointer config, const char *prop);  /* owned, for people */
JsonNode *vsl_prop_default (const VslProp *prop);          /* owned */
/* A JSON object of all options that differ from their defaults (all, when full). */
JsonObject *vsl_config_to_json (const VslKind *kind, gconstpointer config, gboolean full);
/* A missing key has its default; an unknown one is an error that lists the nearest. */
gpointer vsl_config_from_json (const VslKind *kind, JsonObject *object, const char *where, GError **error);
gboolean vsl_config_visible (const VslKind *kind, gconstpointer config, const VslProp *prop);

/* {"name","title","summary","properties":[...]} as `vsl layers --json` prints it; titles untranslated when !translate. */
JsonObject *vsl_kind_describe (const VslKind *kind, gboolean translate);

/* The numbers of a VSL_PROP_NUMBERS text; owned; NULL and 0 when there are none. */
double *vsl_config_numbers (const char *text, guint *n);

/* Objects: {"type": NAME, "config": {...}}. */
void vsl_object_clear (VslObject *object);
VslObject vsl_object_copy (const VslObject *object);
gboolean vsl_object_from_json (const char *family, JsonNode *node, const char *where, VslObject *out, GError **error);
JsonNode *vsl_object_to_json (const VslObject *object);

/* Table macros: a row a property. S is the config struct. */
#define VSL_INT(S, field, title_, help_, def_, min_, max_, ...) \
  { .name = #field, .title = title_, .help = help_, .type = VSL_PROP_INT, .offset = G_STRUCT_OFFSET (S, field), .def = def_, .min = min_, .max = max_, ##__VA_ARGS__ }
#define VSL_REAL(S, field, title_, help_, def_, min_, max_, ...) \
  { .name = #field, .title = title_, .help = help_, .type = VSL_PROP_REAL, .offset = G_STRUCT_OFFSET (S, field), .def = def_, .min = min_, .max = max_, ##__VA_ARGS__ }
#define VSL_BOOL(S, field, title_, help_, def_, ...) \
  { .name = #field, .title = title_, .help = help_, .type = VSL_PROP_BOOL, .offset = G_STRUCT_OFFSET (S, field), .def = def_, .min = 0, .max = 1, ##__VA_ARGS__ }
#define VSL_ENUM(S, field, title_, help_, choices_, def_, ...) \
  { .name = #field, .title = title_, .help = help_, .type = VSL_PROP_ENUM, .offset = G_STRUCT_OFFSET (S, field), .choices = choices_, .def = def_, ##__VA_ARGS__ }
#define VSL_STRING(S, field, title_, help_, def_, ...) \
  { .name = #field, .title = title_, .help = help_, .type = VSL_PROP_STRING, .offset = G_STRUCT_OFFSET (S, field), .def_text = def_, ##__VA_ARGS__ }
#define VSL_INTS(S, field, title_, help_, count_, def_, min_, max_, ...) \
  { .name = #field, .title = title_, .help = help_, .type = VSL_PROP_INTS, .offset = G_STRUCT_OFFSET (S, field), .count = count_, .def_text = def_, .min = min_, .max = max_, ##__VA_ARGS__ }
#define VSL_PENALTY(S, field, title_, help_, ...) \
  { .name = #field, .title = title_, .help = help_, .type = VSL_PROP_PENALTY, .offset = G_STRUCT_OFFSET (S, field), .min = 0, .max = 1e6, ##__VA_ARGS__ }
#define VSL_OBJECT(S, field, title_, help_, family_, def_, ...) \
  { .name = #field, .title = title_, .help = help_, .type = VSL_PROP_OBJECT, .offset = G_STRUCT_OFFSET (S, field), .registry = family_, .def_text = def_, ##__VA_ARGS__ }
#define VSL_WORDS(S, field, title_, help_, most_, ...) \
  { .name = #field, .title = title_, .help = help_, .type = VSL_PROP_STRINGS, .offset = G_STRUCT_OFFSET (S, field), .max = most_, ##__VA_ARGS__ }
#define VSL_PROPS_END { .name = NULL }

G_END_DECLS
