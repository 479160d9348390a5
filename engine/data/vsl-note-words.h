/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/vsl-dataset.h"

G_BEGIN_DECLS

/* How a network reads notes: the rules of its first Input that has a TextVectorization; NULL: it reads none. Borrowed. */
VslTextRules *vsl_network_text_rules (const VslNetwork *network);
/* How many words a note has, and how many of them stand in the rules' vocabulary; of the whole note, also what is cut off later. */
void vsl_note_count_words (const VslTextRules *rules, const VslImage *note, guint *words, guint *known);
/* Of prepared notes: those in which the network sees no word that it knows. */
guint vsl_dataset_unread_notes (const VslDataset *dataset);

G_END_DECLS
