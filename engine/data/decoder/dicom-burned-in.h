/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/decoder/dicom-data.h"

G_BEGIN_DECLS

/* Why identifying text is suspected in the pixels (N_ string, static); NULL: it is not. */
const char *dicom_burned_in (const DicomData *data);

G_END_DECLS
