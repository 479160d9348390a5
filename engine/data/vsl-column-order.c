/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Categories that have an order, and columns whose name says that they hold identifiers. */
#include <stdlib.h>
#include <string.h>

#include "data/vsl-column.h"

/* Each from low to high. */
static const char *const scales[][8] = {
  { "none", "mild", "moderate", "severe", "critical" },
  { "absent", "mild", "moderate", "severe" },
  { "no", "mild", "moderate", "severe" },
  { "normal", "mild", "moderate", "severe" },
  { "very low", "low", "medium", "high", "very high" },
  { "low", "moderate", "high" },
  { "low", "intermediate", "high" },
  { "low", "normal", "high" },
  { "poor", "fair", "good", "very good", "excellent" },
  { "never", "rarely", "sometimes", "often", "always" },
  { "negative", "trace", "1+", "2+", "3+", "4+" },
  { "neg", "trace", "1+", "2+", "3+", "4+" },
  { "−", "±", "+", "++", "+++", "++++" },
  { "−", "+-", "+", "++", "+++", "++++" },
  { "i", "ii", "iii", "iv", "v", "vi" },
  { "stage i", "stage ii", "stage iii", "stage iv" },
  { "grade i", "grade ii", "grade iii", "grade iv" },
  { "small", "medium", "large" },
  { "无", "轻度", "中度", "重度", "极重度" },
  { "正常", "轻度", "中度", "重度" },
  { "轻", "中", "重" },
  { "低", "中", "高" },
  { "偏低", "正常", "偏高" },
  { "阴性", "弱阳性", "阳性", "强阳性" },
  { "差", "中", "良", "优" },
};
#define LEAST 3            /* fewer say too little of an order */

static int
place_in (const char *const *scale, const char *level)
{
  g_autofree char *folded = g_utf8_casefold (level, -1);
  for (int i = 0; i < 8 && scale[i]; i++)
    if (g_str_equal (scale[i], folded))
      return i;
  return -1;
}

typedef struct {
  const char *level;
  gint64 place;
} Placed;

static int
by_place (const void *a, const void *b)
{
  gint64 x = ((const Placed *) a)->place, y = ((const Placed *) b)->place;
  return (x > y) - (x < y);
}

static gboolean
by_scale (Placed *placed, guint n, const char *const *scale)
{
  for (guint i = 0; i < n; i++)
    if ((placed[i].place = place_in (scale, placed[i].level)) < 0)
      return FALSE;
  return TRUE;
}

/* "T1" and "T2", "grade 1" and "grade 2", "1+" and "2+": words that differ in one whole number alone. */
static gboolean
by_number (Placed *placed, guint n)
{
  g_autofree char *frame = NULL;
  for (guint i = 0; i < n; i++) {
    const char *p = placed[i].level;
    gsize before = strcspn (p, "0123456789");
    char *rest;
    if (!g_ascii_isdigit (p[before]))
      return FALSE;
    placed[i].place = g_ascii_strtoll (p + before, &rest, 10);
    g_autofree char *head = g_strndup (p, before), *whole = g_strconcat (head, "#", rest, NULL), *folded = g_utf8_casefold (whole, -1);
    if (frame && !g_str_equal (frame, folded))
      return FALSE;
    if (strpbrk (rest, "0123456789"))
      return FALSE;
    if (!frame)
      frame = g_steal_pointer (&folded);
  }
  return TRUE;
}

/**
 * vsl_column_order:
 * @levels: (inout) (array length=n): different values; put in order when they have one
 */
gboolean
vsl_column_order (const char **levels, guint n)
{
  g_autofree Placed *placed = g_new0 (Placed, n + 1);
  gboolean found = FALSE;
  if (n < LEAST || n > 32)
    return FALSE;
  for (guint i = 0; i < n; i++)
    placed[i].level = levels[i];
  for (guint s = 0; !found && s < G_N_ELEMENTS (scales); s++)
    found = by_scale (placed, n, scales[s]);
  found = found || by_number (placed, n);
  if (!found)
    return FALSE;
  qsort (placed, n, sizeof *placed, by_place);
  for (guint i = 0; i < n; i++)
    levels[i] = placed[i].level;
  return TRUE;
}

/* ---- names ---- */

/**
 * vsl_column_names_identifier:
 *
 * Returns: whether the name of a column says that it tells who or which: "patient_id", "MRN", "姓名"
 */
gboolean
vsl_column_names_identifier (const char *name)
{
  static const char *const whole[] = { "id", "name", "mrn", "ssn", "email", "e-mail", "phone", "telephone", "mobile", "address", "accession", "uid", "key",
                                       "patient", "subject", "surname", "uuid", "guid", "record", "firstname", "lastname", "record number", "record_number", "record no", "record_no", "medical record number", "patient number", "patient no", "patient_no", "filename", "file", "path",
                                       "index", "rowid", "no", "no.", "nr", "nr.", NULL };
  static const char *const parts[] = { "姓名", "患者", "病人", "身份证", "住院号", "病历号", "病案号", "门诊号", "电话", "手机", "地址", "编号", "序号", "检查号", NULL };
  static const char *const words[] = { "id", "mrn", "ssn", "uid", "uuid", "name", "accession", "phone", "email", "address", "identifier", NULL };
  g_autofree char *lower = g_utf8_strdown (name, -1);
  if (g_strv_contains (whole, lower))
    return TRUE;
  for (int i = 0; parts[i]; i++)
    if (strstr (lower, parts[i]))
      return TRUE;
  /* The last word counts: patient_id, but not id_type. */
  g_strdelimit (lower, " -.", '_');
  const char *last = strrchr (lower, '_');
  if (last && g_strv_contains (words, last + 1))
    return TRUE;
  gsize n = strlen (name);
  return n > 2 && g_str_equal (name + n - 2, "ID") && (g_ascii_islower (name[n - 3]) || name[n - 3] == '_');       /* PatientID */
}

/**
 * vsl_column_names_people:
 *
 * Returns: whether a column of that name has people in it: "referrer", "reported_by", "医生". A surname alone is told from another word by nothing else.
 */
gboolean
vsl_column_names_people (const char *name)
{
  static const char *const words[] = { "doctor", "dr", "physician", "referrer", "referring", "radiologist", "pathologist", "cardiologist", "surgeon", "reader", "nurse",
                                       "technologist", "technician", "radiographer", "operator", "clinician", "consultant", "practitioner", "provider", "gp", "author",
                                       "reporter", "by", "arzt", "ärztin", NULL };
  static const char *const parts[] = { "姓名", "医生", "医师", "大夫", "护士", "联系人", "技师", NULL };
  g_autofree char *small = g_utf8_casefold (name, -1);
  g_auto (GStrv) word = g_strsplit_set (small, " _-./:()", -1);
  for (int i = 0; parts[i]; i++)
    if (strstr (name, parts[i]))
      return TRUE;
  for (int i = 0; words[i]; i++)
    if (g_strv_contains ((const char *const *) word, words[i]))
      return TRUE;
  return FALSE;
}
