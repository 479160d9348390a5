/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* An unchangeable list of texts, such as a vocabulary, shared by all who hold it: copying a network does not copy its words. */
typedef struct _VslStrings VslStrings;

VslStrings *vsl_strings_new (const char *const *texts, guint n);           /* copied */
VslStrings *vsl_strings_ref (VslStrings *strings);                         /* NULL stays NULL */
void vsl_strings_unref (VslStrings *strings);                              /* nullable */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (VslStrings, vsl_strings_unref)
guint vsl_strings_length (const VslStrings *strings);                      /* 0 for NULL */
const char *const *vsl_strings_list (const VslStrings *strings);           /* NULL-terminated; empty for NULL */
gboolean vsl_strings_equal (const VslStrings *a, const VslStrings *b);     /* both nullable */

/* What is made of the list once and kept with it: `make` is called at the first time only, and `free_made` with its result when the list
 * goes. Threads: any. One list has one such thing. */
typedef gpointer (*VslStringsMake) (const char *const *texts, guint n);
gconstpointer vsl_strings_made (const VslStrings *strings, VslStringsMake make, GDestroyNotify free_made);

G_END_DECLS
