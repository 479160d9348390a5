/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The dictionaries of the de-identifier, as written in vsl-deid-words-*.c: words with a space between, phrases with "|". */
extern const char _vsl_deid_given[], _vsl_deid_family[], _vsl_deid_common_1[], _vsl_deid_common_2[], _vsl_deid_medical[], _vsl_deid_eponyms[], _vsl_deid_eponym_pairs[];
extern const char _vsl_deid_cities[], _vsl_deid_countries[], _vsl_deid_states[], _vsl_deid_hospitals[];
extern const char _vsl_deid_zh_family[], _vsl_deid_zh_family_2[], _vsl_deid_zh_given[], _vsl_deid_zh_given_2[], _vsl_deid_zh_places[];
extern const char *const _vsl_deid_zh_not_names[];            /* ends with NULL */

/* What a word is known as; several at once ("Rose", "Long", "Wilson"). */
typedef enum {
  VSL_WORD_GIVEN    = 1 << 0,
  VSL_WORD_FAMILY   = 1 << 1,
  VSL_WORD_COMMON   = 1 << 2,      /* an ordinary word */
  VSL_WORD_MEDICAL  = 1 << 3,      /* an eponym, medicine, maker, germ */
  VSL_WORD_CITY     = 1 << 4,
  VSL_WORD_COUNTRY  = 1 << 5,
  VSL_WORD_STATE    = 1 << 6,
  VSL_WORD_HOSPITAL = 1 << 7,      /* known by that name alone */
  VSL_WORD_PHRASE   = 1 << 8,      /* begins a phrase of several words */
  VSL_WORD_FACILITY = 1 << 9,      /* Hospital, Clinic … */
  VSL_WORD_TITLE    = 1 << 10,     /* Dr, Mrs … */
  VSL_WORD_DEGREE   = 1 << 11,     /* MD, RN … */
  VSL_WORD_MONTH    = 1 << 12,
  VSL_WORD_PARTICLE = 1 << 13,     /* van, de … */
  VSL_WORD_EPONYMIC = 1 << 14,     /* disease, sign, score …: what stands before it is no person */
  VSL_WORD_SPEAKS   = 1 << 15,     /* said, reports …: what stands before it may be a person */
  VSL_WORD_BEFORE   = 1 << 16,     /* named, with …: what stands behind it may be a person */
  VSL_WORD_STREET   = 1 << 17,
  VSL_WORD_GENERIC  = 1 << 18,     /* in the name of a facility it says nothing: Medical, Surgery, Emergency … */
  VSL_WORD_RELATIVE = 1 << 19,     /* daughter, husband … */
  VSL_WORD_ACTS     = 1 << 20,     /* said, asked …: only people do so */
  VSL_WORD_CLINICAL = 1 << 21,     /* patient, mg, diagnosis …: the text is a doctor's */
} VslWordFlags;
#define VSL_WORD_PERSON (VSL_WORD_GIVEN | VSL_WORD_FAMILY)

guint32 _vsl_deid_word (const char *lower, gsize n);          /* flags; 0: not known */
guint32 _vsl_deid_phrase (const char *lower, gsize n);        /* of several words, single spaces between */
#define VSL_PHRASE_WORDS 5                                    /* at most */

typedef enum { VSL_HAN_FAMILY = 1, VSL_HAN_GIVEN = 2, VSL_HAN_GIVEN_RARE = 4 } VslHanFlags;
guint _vsl_deid_han (gunichar c);
gboolean _vsl_deid_han_family_2 (gunichar a, gunichar b);
guint _vsl_deid_han_place (const gunichar *c, guint n);       /* characters of the longest province or town that c begins with; 0 */

G_END_DECLS
