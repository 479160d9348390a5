/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/vsl-attributes.h"

G_BEGIN_DECLS

/* What a file says beside its pixels. Decoders fill it in; it travels from the helper process to the application as bytes, see
 * vsl_scan_info_pack(). Short words are arrays, to be set with g_strlcpy(); longer texts are owned. */

typedef enum {
  VSL_SCAN_OK,
  VSL_SCAN_NO_PIXELS,          /* a sound file of its kind without a picture: a report, an ECG, a plan */
  VSL_SCAN_BROKEN_PIXELS,      /* the header was read, the picture could not be */
  VSL_SCAN_REJECT              /* not read at all */
} VslScanStatus;
extern const char *const vsl_scan_status_names[];      /* "ok", "no_pixels", "broken_pixels", "reject" */

typedef enum { VSL_BURNED_IN_NO, VSL_BURNED_IN_YES, VSL_BURNED_IN_SUSPECTED } VslBurnedIn;

/* Identifying values: for the importer alone, which hashes them at once or drops them. Never stored, printed or logged. */
typedef enum {
  VSL_IDENTITY_PATIENT,
  VSL_IDENTITY_STUDY,
  VSL_IDENTITY_SERIES,
  VSL_IDENTITY_INSTANCE,
  VSL_IDENTITY_ACCESSION,
  VSL_IDENTITY_STUDY_DATE,
  VSL_IDENTITY_NAME,
  VSL_N_IDENTITIES
} VslIdentity;

/* A line of the header table that the viewer shows of a file; only when the request asked for it. */
typedef struct {
  char *tag, *name, *vr, *value;
  guint depth;                 /* inside sequences; 0: the data set itself */
} VslHeaderLine;

#define VSL_SCAN_MAX_AXES 7

typedef struct {
  VslScanStatus status;        /* set by vsl_decode_file() from what came out, unless the decoder has said NO_PIXELS or BROKEN_PIXELS */
  char *reason;                /* why nothing came out, without the file's name; also in the GError */
  char format[16];             /* "png", "dicom"; "" when nobody knows the file */
  char kind[64];               /* what a file without a picture is: "report", "ECG" … */
  char transfer_syntax[66];    /* UID, "" */
  char photometric[32];        /* "grayscale", "rgb", "palette", "MONOCHROME2" … of the file as stored */
  char dtype[16];              /* of the stored values where it is not the image's own type ("int64"); "" otherwise */
  int bits_allocated, bits_stored;
  int width, height;           /* as the header says, when the pixels could not be read; 0: unknown */
  int frames, channels;        /* of the file, whatever part of it was asked for */
  int widened;                 /* grey of 1, 2 or 4 bits was multiplied by this to fill 0 … 255; 0 and 1: values are the stored ones */
  gboolean is_signed, had_alpha, lossy;
  gboolean has_rescale;        /* slope and intercept stand in the file; else they are 1 and 0 */
  double slope, intercept;     /* real value = stored * slope + intercept */
  double rescaled_min, rescaled_max, rescaled_mean;      /* when has_rescaled: by a modality table, or a slope for each frame */
  gboolean has_rescaled;
  double dose;                 /* of a radiotherapy dose: what a stored value is multiplied by to be one, in the attribute “units”; 0: it is none */
  double window_center, window_width;      /* NaN: none */
  double spacing[3];           /* mm between columns, rows, slices; 0 unknown */
  double affine[16];           /* rows of a 4 × 4 matrix from voxel to world, mm */
  gboolean has_affine;
  char axes[8];                /* "LAS": where the voxel axes grow to; "" unknown */
  int shape[VSL_SCAN_MAX_AXES], n_shape;      /* the file's own axes; n_shape 0: frames × height × width × channels */
  double zooms[VSL_SCAN_MAX_AXES];            /* one for each axis of shape */
  double orientation[6], position[3];         /* of the first frame, in the patient */
  gboolean has_orientation, has_position;
  gint64 instance_number;      /* place in its series; -1 unknown */
  VslBurnedIn burned_in;
  char *burned_in_rule;        /* which rule said so, for people */
  char *identity[VSL_N_IDENTITIES];
  char **attributes;           /* allow-listed, see vsl_attributes_set() */
  char **warnings;             /* sentences, or NULL */
  GPtrArray *header;           /* of VslHeaderLine, or NULL */
} VslScanInfo;

void vsl_scan_info_init (VslScanInfo *info);
void vsl_scan_info_clear (VslScanInfo *info);          /* frees what it owns and inits it again */
void vsl_scan_info_warn (VslScanInfo *info, const char *warning);
void vsl_scan_info_identity (VslScanInfo *info, VslIdentity which, const char *value);
/* At most VSL_HEADER_LINES lines are taken; texts are made valid UTF-8 and cut. */
#define VSL_HEADER_LINES 10000
void vsl_scan_info_header (VslScanInfo *info, guint depth, const char *tag, const char *name, const char *vr, const char *value);

/* Bytes for another process of the same build, and back. Nothing in the bytes is trusted: lengths, counts, numbers and texts are checked,
 * names of attributes against the list. NULL: more than VSL_SCAN_INFO_BYTES. */
#define VSL_SCAN_INFO_BYTES ((gsize) 8 << 20)
GBytes *vsl_scan_info_pack (const VslScanInfo *info);
gboolean vsl_scan_info_unpack (VslScanInfo *info, const guint8 *data, gsize size);

G_END_DECLS
