/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/decoder/vsl-decode-util.h"

G_BEGIN_DECLS

/* Bytes of a file, unpacked when it is a gzip (of one or several parts). */
typedef struct _VslUnpacker VslUnpacker;
VslUnpacker *_vsl_unpacker_new (int fd, GError **error);
void _vsl_unpacker_free (VslUnpacker *u);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (VslUnpacker, _vsl_unpacker_free)
/* Up to n bytes: fewer only at the end; -1 with an error where the packed data is damaged or cut. NULL for out skips. */
gssize _vsl_unpacker_read (VslUnpacker *u, gpointer out, gsize n, GError **error);
/* The most that the file can unpack to. */
double _vsl_unpacker_most (const VslUnpacker *u);
gboolean _vsl_unpacker_packed (const VslUnpacker *u);
/* The first bytes of a gzip of which only the head is known; how many came out. */
gsize _vsl_unpack_head (const guint8 *head, gsize n, guint8 *out, gsize room);

/* A NIfTI header in numbers. */
typedef struct {
  int version;                      /* 1 or 2 */
  gboolean swapped;                 /* not in this machine's byte order */
  gboolean pair;                    /* the voxels are in a file of their own */
  gboolean big_endian;
  int ndim;
  gint64 dim[7];
  double pixdim[8];                 /* pixdim[0] is qfac */
  int datatype, bitpix;
  double slope, inter;
  double vox_offset;
  double cal_max, cal_min;
  int qform_code, sform_code, xyzt_units;
  double quatern[3], qoffset[3], srow[12];
} Nifti;

#define NIFTI_HEADER_MOST 540
#define NIFTI_SIZE(version) ((version) == 2 ? 540 : 348)

/* 1 or 2: what the first bytes are a header of; 0: none. */
int _vsl_nifti_version (const guint8 *data, gsize n);
gboolean _vsl_nifti_parse (const guint8 *data, gsize n, Nifti *h, GError **error);
/* Voxel to millimetres (or the file's unit), and which way the axes run: three letters of L R P A S I. FALSE: the header says nothing,
 * and what stands there is a guess. */
gboolean _vsl_nifti_affine (const Nifti *h, double affine[16], char axes[4]);

/* Lines for the header table. */
void _vsl_nifti_lines (VslScanInfo *info, const Nifti *h, const guint8 *data);

G_END_DECLS
