/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "app/vsl-document.h"

G_BEGIN_DECLS

/* The list of findings beside the data: makes the report by itself when the data are different, on a worker, as long as it is seen. */
#define VSL_TYPE_QUALITY (vsl_quality_get_type ())
G_DECLARE_FINAL_TYPE (VslQuality, vsl_quality, VSL, QUALITY, AdwBin)

void vsl_quality_set_document (VslQuality *self, VslDocument *document);      /* NULL: none */
/* Signals: "chosen": another finding is chosen, or none; "reported": there is a new report. */
const VslFinding *vsl_quality_finding (VslQuality *self);                     /* borrowed until the next signal; NULL: none is chosen */
void vsl_quality_choose_none (VslQuality *self);
/* Does what VSL_MEND_WEIGH says. */
void vsl_quality_weigh (VslQuality *self);
const char *const *vsl_quality_columns (VslQuality *self);                    /* what one may split by; NULL: not known yet */
/* What vsl_document_mend_async() calls it; owned. */
char *vsl_quality_mend_name (const VslFinding *finding);

/* The samples of a finding: id > place + 1; NULL: it has none, or is NULL. And a sorter by these places, which puts groups beside each other. */
GHashTable *vsl_quality_places (const VslFinding *finding);
GtkSorter *vsl_quality_sorter (GHashTable *places);

G_END_DECLS
