/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "core/vsl-kind.h"

G_BEGIN_DECLS

/* One row of a property panel: the editor of one option. Values go in and out as JSON. */

typedef struct _VslPropertyRow VslPropertyRow;

/* value NULL: what was typed is no value; message says why. */
typedef void (*VslPropertyCommit) (VslPropertyRow *row, JsonNode *value, const char *message, gpointer data);

struct _VslPropertyRow {
  const VslProp *prop;
  char *path;                       /* "filters", "optimizer.momentum" */
  const char *const *names;         /* offered values of a string or object, owned by the maker */
  char *own;                        /* a value that is not among them, offered last; NULL: none */
  GtkWidget *row;                   /* AdwActionRow or AdwComboRow; borrowed */
  GtkWidget *editor[VSL_INTS_MAX];
  int n_editors;
  JsonNode *shown;
  gboolean quiet;                   /* setting values, not being edited */
  gboolean live;                    /* what is typed is tried before it is finished: refused, it is left alone */
  guint typing;                     /* source that tries it, 0: none */
  char *note;                       /* below the title while there is no error; NULL: none */
  VslPropertyCommit commit;
  gpointer data;
};

/* names: for string options offered as a list (NULL: an entry) and for objects. */
VslPropertyRow *vsl_property_row_new (const VslProp *prop, const char *path, const char *const *names, VslPropertyCommit commit, gpointer data);
void vsl_property_row_free (VslPropertyRow *row);     /* the widgets are their parent's */
void vsl_property_row_show (VslPropertyRow *row, JsonNode *value);
void vsl_property_row_set_error (VslPropertyRow *row, const char *message);
void vsl_property_row_set_note (VslPropertyRow *row, const char *note);
/* Reads a number as people write it: a point or the locale's comma. */
gboolean vsl_property_parse (const char *text, double *value);
/* vsl-property-read.c, for the row: NULL with a message where what was typed is no value; of a spin button the same without a message. */
JsonNode *_vsl_property_read (VslPropertyRow *row, const char **message);
JsonNode *_vsl_property_read_spin (VslPropertyRow *row);
void vsl_property_take_undo (GtkWidget *field);

G_END_DECLS
