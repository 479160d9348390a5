/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/vsl-image.h"

G_BEGIN_DECLS

/* What the quality report has to know of a sample's content, computed once and kept with the project: a fixed block without pointers
 * or padding, so that 100,000 samples need 31 MB. */
enum {
  VSL_TRAITS_UNREADABLE = 1 << 0,     /* the stored content cannot be read back */
  VSL_TRAITS_BLANK = 1 << 1,          /* all pixels are the same */
  VSL_TRAITS_FLAT = 1 << 2,           /* too little contrast for the look to mean anything */
};

#define VSL_TRAITS_SIDE 16            /* of the small picture */
#define VSL_TRAITS_HASHES 64          /* least hashes of a note's shingles */

typedef struct {
  guint32 version;                    /* vsl_traits_version(): of the rules here, and for notes of the class names */
  guint32 flags;
  guint64 look;                       /* scans: 64-bit DCT hash; notes: hash of the words without those that have digits */
  guint64 named;                      /* notes: bit c: the name of class c stands in the text (the first 64 classes) */
  float low, high, mean, sd;          /* scans: of the mean of channels, in parts of white */
  float at_low, at_high;              /* share of pixels that have the least, the greatest value of the scan */
  guint32 words, shingles;            /* notes */
  union {
    guint8 thumb[VSL_TRAITS_SIDE * VSL_TRAITS_SIDE];      /* scans: small picture, its darkest 0, its brightest 255 */
    guint32 hash[VSL_TRAITS_HASHES];                      /* notes: MinHash */
  } of;
} VslTraits;

/* The names of classes as they would stand in a note. */
typedef struct _VslClassPhrases VslClassPhrases;
VslClassPhrases *vsl_class_phrases_new (const char *const *class_names);
void vsl_class_phrases_free (VslClassPhrases *phrases);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (VslClassPhrases, vsl_class_phrases_free)

/* Traits of another version are computed anew. class_names matter for notes alone. */
guint32 vsl_traits_version (gboolean notes, const char *const *class_names);
void vsl_traits_of_scan (VslTraits *traits, const VslImage *image);
void vsl_traits_of_note (VslTraits *traits, const VslImage *note, const VslClassPhrases *phrases);

void vsl_image_invert (VslImage *image);

/* How alike two small pictures are: their correlation. */
double vsl_traits_correlation (const VslTraits *a, const VslTraits *b);
/* Sorted hashes of a note's shingles of three words, each once; element: guint64. */
GArray *vsl_note_shingles (const VslImage *note);
double vsl_note_overlap (const GArray *a, const GArray *b);      /* Jaccard: shared shingles by all shingles */

G_END_DECLS
