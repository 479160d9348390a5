/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/decoder/dicom-profile.h"

#include <string.h>

#define X ACTION_X
#define Z ACTION_Z
#define D ACTION_D
#define U ACTION_U
#define X_D ACTION_X_D
#define X_Z ACTION_X_Z
#define X_Z_D ACTION_X_Z_D
#define Z_D ACTION_Z_D
#define X_Z_U ACTION_X_Z_U

#define ROW(tag, mask, keyword, vr, action, options) { tag, mask, #keyword, vr, action, options },
static const DicomProfileRow rows[] = {
#include "data/decoder/dicom-profile.inc"
};

#define STRICTER(tag, mask, keyword, vr, action, options) { tag, mask, #keyword, vr, action, options },
#define KEEP(tag, vr)
#define REUID(tag, vr)
static const DicomProfileRow stricter[] = {
#include "data/decoder/dicom-attributes.inc"
};
#undef STRICTER
#undef KEEP
#undef REUID

typedef struct {
  guint32 tag;
  gboolean new_uid;
  const char *vr;
} Attribute;

#define STRICTER(tag, mask, keyword, vr, action, options)
#define KEEP(tag, vr) { tag, FALSE, vr },
#define REUID(tag, vr) { tag, TRUE, vr },
static const Attribute attributes[] = {
#include "data/decoder/dicom-attributes.inc"
};

#define IOD(number, uid) { number, uid },
#define TYPE(tag, parent, type, iods)
static const struct { guint16 number; const char *uid; } iods[] = {
#include "data/decoder/dicom-types.inc"
};
#undef IOD
#undef TYPE

#define IOD(number, uid)
#define TYPE(tag, parent, type, iods) { tag, parent, type, iods },
static const struct { guint32 tag, parent; guint8 type; const char *iods; } types[] = {
#include "data/decoder/dicom-types.inc"
};

#define SAFE(group, creator, elements) { group, creator, elements },
static const struct { guint16 group; const char *creator, *elements; } safe[] = {
#include "data/decoder/dicom-safe-private.inc"
};

/**
 * dicom_profile_rows:
 * @n: (out): 621
 *
 * Returns: (transfer none): static
 */
const DicomProfileRow *
dicom_profile_rows (guint *n)
{
  *n = G_N_ELEMENTS (rows);
  return rows;
}

/* Both lists are sorted; the few rows with a mask are looked at last. */
static const DicomProfileRow *
find_in (const DicomProfileRow *list, guint n, guint32 tag)
{
  guint from = 0, to = n;
  while (from < to) {
    guint middle = (from + to) / 2;
    if (list[middle].tag < tag)
      from = middle + 1;
    else
      to = middle;
  }
  return from < n && list[from].tag == tag && list[from].mask == 0xffffffffu ? &list[from] : NULL;
}

static const DicomProfileRow *
find_row (guint32 tag)
{
  const DicomProfileRow *row = find_in (rows, G_N_ELEMENTS (rows), tag);
  if (!row)
    row = find_in (stricter, G_N_ELEMENTS (stricter), tag);
  guint group = tag >> 16;
  gboolean masked = (group & 1) || (group >= 0x5000 && group <= 0x50ff) || (group >= 0x6000 && group <= 0x60ff);
  for (guint i = 0; masked && !row && i < G_N_ELEMENTS (rows); i++)
    if (rows[i].mask != 0xffffffffu && (tag & rows[i].mask) == rows[i].tag)
      row = &rows[i];
  return row;
}

static const Attribute *
find_attribute (guint32 tag)
{
  guint from = 0, to = G_N_ELEMENTS (attributes);
  while (from < to) {
    guint middle = (from + to) / 2;
    if (attributes[middle].tag < tag)
      from = middle + 1;
    else
      to = middle;
  }
  return from < G_N_ELEMENTS (attributes) && attributes[from].tag == tag ? &attributes[from] : NULL;
}

static guint
iod_of (const char *sop_class)
{
  for (guint i = 0; sop_class && i < G_N_ELEMENTS (iods); i++)
    if (strcmp (iods[i].uid, sop_class) == 0)
      return iods[i].number;
  return 0;
}

/**
 * dicom_profile_type:
 * @tag: one of the attributes with more than one action; of others nothing is known
 * @parent: tag of the sequence around it, 0: none
 * @sop_class: (nullable): UID
 *
 * An attribute that other objects have, but not this known one, is of type 3: it was added to it.
 *
 * Returns: 1, 2 or 3, conditional types as the unconditional; 0 where it is not known
 */
int
dicom_profile_type (guint32 tag, guint32 parent, const char *sop_class)
{
  char number[16];
  guint iod = iod_of (sop_class);
  gboolean seen = FALSE;
  g_snprintf (number, sizeof number, " %u ", iod);
  for (guint i = 0; i < G_N_ELEMENTS (types); i++) {
    if (types[i].tag != tag || types[i].parent != parent)
      continue;
    if (parent != 0 || (iod != 0 && (types[i].iods[0] == '*' || strstr (types[i].iods, number))))
      return types[i].type;
    seen = TRUE;
  }
  return seen && iod != 0 ? 3 : 0;
}

/* By the type; where that is not known, what keeps the file valid for every type. */
static DicomDo
resolve (DicomBasicAction action, int type)
{
  switch (action) {
  case ACTION_X:
    return DICOM_DO_REMOVE;
  case ACTION_Z:
    return DICOM_DO_EMPTY;
  case ACTION_U:
    return DICOM_DO_UID;
  case ACTION_X_D:
    return type == 3 ? DICOM_DO_REMOVE : DICOM_DO_DUMMY;
  case ACTION_X_Z:
    return type == 3 ? DICOM_DO_REMOVE : DICOM_DO_EMPTY;
  case ACTION_X_Z_D:
    return type == 3 ? DICOM_DO_REMOVE : type == 2 ? DICOM_DO_EMPTY : DICOM_DO_DUMMY;
  case ACTION_Z_D:
    return type == 2 ? DICOM_DO_EMPTY : DICOM_DO_DUMMY;
  case ACTION_X_Z_U:
    return type == 3 ? DICOM_DO_REMOVE : type == 2 ? DICOM_DO_EMPTY : DICOM_DO_UID;
  case ACTION_D:
  case ACTION_COUNT:
  default:
    return DICOM_DO_DUMMY;
  }
}

static const struct { guint chosen, keeps, cleans; } effects[] = {
  { DICOM_RETAIN_UIDS, KEEP_UIDS, 0 },
  { DICOM_RETAIN_DEVICE, KEEP_DEVICE, CLEAN_DEVICE },
  { DICOM_RETAIN_INSTITUTION, KEEP_INSTITUTION, 0 },
  { DICOM_RETAIN_PATIENT, KEEP_PATIENT, CLEAN_PATIENT },
  { DICOM_CLEAN_DESCRIPTORS, 0, CLEAN_DESCRIPTORS },
};

/* For what is a date the options of dates decide alone: keeping devices does not bring the dates of their calibration back. */
static DicomDo
by_options (const DicomProfileRow *row, DicomDo basic, guint options)
{
  gboolean cleans = FALSE;
  if (row->options & KEEP_FULL_DATES)
    return options & DICOM_RETAIN_FULL_DATES ? DICOM_DO_KEEP : options & DICOM_MODIFIED_DATES ? DICOM_DO_DATE : basic;
  for (guint i = 0; i < G_N_ELEMENTS (effects); i++) {
    if ((options & effects[i].chosen) && (row->options & effects[i].keeps))
      return DICOM_DO_KEEP;
    cleans = cleans || ((options & effects[i].chosen) && (row->options & effects[i].cleans));
  }
  if ((row->options & CLEAN_PRIVATE) && (options & DICOM_RETAIN_SAFE_PRIVATE))
    return DICOM_DO_PRIVATE;
  return cleans ? DICOM_DO_WORDS : basic;
}

/**
 * dicom_profile_verdict:
 * @tag: attribute
 * @parent: tag of the sequence around it, 0: none
 * @sop_class: (nullable): of the data set
 * @options: DicomProfileOptions
 *
 * Returns: what to do with it
 */
DicomVerdict
dicom_profile_verdict (guint32 tag, guint32 parent, const char *sop_class, guint options)
{
  const DicomProfileRow *row = find_row (tag);
  const Attribute *attribute = row ? NULL : find_attribute (tag);
  if (row) {
    DicomDo basic = resolve (row->action, row->action >= ACTION_X_D ? dicom_profile_type (tag, parent, sop_class) : 0);
    return (DicomVerdict) { by_options (row, basic, options), basic, row->vr, row };
  }
  if (!attribute)
    return (DicomVerdict) { DICOM_DO_UNKNOWN, DICOM_DO_REMOVE, NULL, NULL };
  DicomDo what = attribute->new_uid && !(options & DICOM_RETAIN_UIDS) ? DICOM_DO_UID : DICOM_DO_KEEP;
  return (DicomVerdict) { what, DICOM_DO_REMOVE, attribute->vr, NULL };
}

/**
 * dicom_profile_safe_private:
 * @tag: with its block, e.g. 0019,1023
 * @creator: of that block, without padding
 */
gboolean
dicom_profile_safe_private (guint32 tag, const char *creator)
{
  char element[4];
  g_snprintf (element, sizeof element, "%02x", tag & 0xff);
  for (guint i = 0; i < G_N_ELEMENTS (safe); i++)
    if (safe[i].group == tag >> 16 && strcmp (safe[i].creator, creator) == 0 && strstr (safe[i].elements, element))
      return TRUE;
  return FALSE;
}
