/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Texts that Table E.1-1 lets stay although people can type into them: names of coils and sequences, kernels, versions, body parts, meanings
 * of local codes. Technical codes stay, words that nobody knows go. */
#include <string.h>

#include "data/decoder/dicom-deidentify-private.h"

#define CODE_SCHEME DICOM_TAG (0x0008, 0x0102)
#define CODE_MEANING DICOM_TAG (0x0008, 0x0104)
#define PATIENT_AGE DICOM_TAG (0x0010, 0x1010)

/* Attributes of which only codes are kept, beyond the table. */
static const guint32 coded[] = {
  DICOM_TAG (0x0008, 0x0008),    /* Image Type */
  DICOM_TAG (0x0018, 0x0015),    /* Body Part Examined */
  DICOM_TAG (0x0018, 0x0022),    /* Scan Options */
  DICOM_TAG (0x0018, 0x0024),    /* Sequence Name */
  DICOM_TAG (0x0018, 0x1020),    /* Software Versions */
  DICOM_TAG (0x0018, 0x1160),    /* Filter Type */
  DICOM_TAG (0x0018, 0x1210),    /* Convolution Kernel */
  DICOM_TAG (0x0018, 0x1250),    /* Receive Coil Name */
  DICOM_TAG (0x0018, 0x1251),    /* Transmit Coil Name */
  DICOM_TAG (0x0028, 0x1055),    /* Window Center & Width Explanation */
};

/* Defined terms of image types, body parts and scan options, and what kernels, coils, filters and sequences are called, beside the words of
 * descriptors (dicom-words.inc). */
static const char *const terms[] = {
#include "data/decoder/dicom-terms.inc"
};

static GHashTable *
make_terms (void)
{
  GHashTable *set = g_hash_table_new (g_str_hash, g_str_equal);
  for (guint i = 0; i < G_N_ELEMENTS (terms); i++)
    g_hash_table_add (set, (gpointer) terms[i]);
  return set;
}

static gboolean
is_term (const char *word)
{
  static GHashTable *set;
  if (g_once_init_enter (&set))
    g_once_init_leave (&set, make_terms ());
  return g_hash_table_contains (set, word) || dicom_is_word (word);
}

/* "b30f", "br40d", "tse2d1", "window1", "e11": letters by threes at most, unless they are a term, and three digits at most, with at least one. */
static gboolean
is_code (const char *word)
{
  gboolean any = FALSE;
  for (const char *at = word; *at;) {
    char letters[32];
    gsize n = strcspn (at, "0123456789"), d;
    if (n >= sizeof letters)
      return FALSE;
    g_strlcpy (letters, at, n + 1);
    if (n > 3 && !is_term (letters))
      return FALSE;
    at += n;
    d = strspn (at, "0123456789");
    if (d > 3)
      return FALSE;
    any = any || d > 0;
    at += d;
  }
  return any;
}

static gboolean
is_harmless (const char *text, gsize n)
{
  char word[32];
  if (n == 0 || n >= sizeof word)
    return FALSE;
  for (gsize k = 0; k < n; k++) {
    if ((guint8) text[k] >= 0x80)
      return FALSE;
    word[k] = g_ascii_tolower (text[k]);
  }
  word[n] = '\0';
  return n == 1 || is_term (word) || is_code (word);
}

/* One value: as it is when all of its words are harmless, else those that are. */
static void
put_value (const char *text, gsize n, GString *out, gboolean *changed)
{
  g_autoptr (GString) kept = g_string_new (NULL);
  gboolean all = TRUE;
  for (gsize i = 0; i < n;) {
    gsize from = i;
    while (i < n && (g_ascii_isalnum (text[i]) || (guint8) text[i] >= 0x80))
      i++;
    if (i == from) {
      i++;
      continue;
    }
    gboolean number = TRUE;        /* of a date, perhaps: alone it tells nothing technical */
    for (gsize k = from; k < i; k++)
      number = number && g_ascii_isdigit (text[k]);
    if (!is_harmless (text + from, i - from))
      all = FALSE;
    else if (!number)
      g_string_append_printf (kept, "%s%.*s", kept->len ? " " : "", (int) (i - from), text + from);
  }
  if (all)
    g_string_append_len (out, text, (gssize) n);
  else
    g_string_append_len (out, kept->str, (gssize) kept->len);
  *changed = *changed || !all;
}

/**
 * dicom_is_coded:
 *
 * Returns: whether only codes of the attribute are kept
 */
gboolean
dicom_is_coded (guint32 tag)
{
  for (guint i = 0; i < G_N_ELEMENTS (coded); i++)
    if (coded[i] == tag)
      return TRUE;
  return FALSE;
}

/**
 * dicom_codes_value:
 * @text: values with a backslash between
 * @out: gets them, those that say too much empty or shorter
 * @changed: set when something went
 *
 * Returns: FALSE when nothing stays of values that had something
 */
gboolean
dicom_codes_value (const char *text, gsize n, GString *out, gboolean *changed)
{
  gsize before = out->len;
  gboolean any = FALSE, had = FALSE;
  for (gsize i = 0; i <= n;) {
    const char *stop = memchr (text + i, '\\', n - i);
    gsize end = stop ? (gsize) (stop - text) : n, length = out->len;
    if (i > 0)
      g_string_append_c (out, '\\');
    length = out->len;
    put_value (text + i, end - i, out, changed);
    any = any || out->len > length;
    had = had || end > i;
    i = end + 1;
  }
  if (!any)
    g_string_truncate (out, before);
  return any || !had;
}

/* Schemes that everybody knows; what a hospital or a maker calls its own begins with 99 or L. */
static gboolean
is_public_scheme (const char *scheme)
{
  static const char *const known[] = { "DCM", "SCPECG", "SCT", "SRT", "SNM3", "SNOMED-RT", "LN", "UCUM", "RADLEX", "RADELEMENT", "FMA", "I9C", "I10", "I10P", "I9", "I11", "ICDO3", "ICD10", "NCIT", "NCI", "MDC", "UMLS", "BARI", "RXNORM", "C4", "C5", "CD2",
                                       "HL7V2", "HL7V3", "NDC", "ATC", "ACR", "BI", "BIRADS", "IBSI", "PUBCHEM_CID", "NYUMCCG", "RFC3066", "RFC5646", "ISO639_1", "ISO639_2", "ISO3166_1", "ITIS_TSN", "UBERON", "MGI", "UNS", "CADSR", "DCMUID", "POS", NULL };
  for (guint i = 0; known[i]; i++)
    if (g_ascii_strcasecmp (known[i], scheme) == 0)
      return TRUE;
  return FALSE;
}

/**
 * dicom_is_local_meaning:
 * @from: index of the first element of the level of @e, @to of what stands behind it
 *
 * Returns: whether @e is the meaning of a code that no public scheme has
 */
gboolean
dicom_is_local_meaning (const DicomJob *job, guint32 from, guint32 to, const DicomElement *e)
{
  const DicomElement *all = job->data->element;
  if (e->tag != CODE_MEANING)
    return FALSE;
  for (guint32 i = from; i < to; i = all[i].next)
    if (all[i].tag == CODE_SCHEME) {
      const char *text;
      gsize n;
      dicom_trim (&all[i], &text, &n);
      g_autofree char *scheme = g_strndup (text, n);
      return !is_public_scheme (scheme);
    }
  return TRUE;
}

/**
 * dicom_put_meaning:
 *
 * The words of the meaning of a local code that are harmless; a code needs a meaning, so "REMOVED" where there are none.
 */
void
dicom_put_meaning (DicomJob *job, const DicomElement *e)
{
  const char *text;
  gsize n;
  dicom_trim (e, &text, &n);
  g_string_truncate (job->text, 0);
  if (!dicom_words_value (text, n, job->text))
    g_string_assign (job->text, "REMOVED");
  dicom_put_text (job, e->tag, "LO", job->text->str, job->text->len);
  job->result->counts.cleaned++;
}

/**
 * dicom_put_old_age:
 *
 * Returns: TRUE when it was an age over 89 years, which few people have, and "090Y" was put in its place
 */
gboolean
dicom_put_old_age (DicomJob *job, const DicomElement *e)
{
  const char *text;
  gsize n;
  if (e->tag != PATIENT_AGE)
    return FALSE;
  dicom_trim (e, &text, &n);
  if (n != 4 || text[3] != 'Y' || !g_ascii_isdigit (text[0]) || !g_ascii_isdigit (text[1]) || !g_ascii_isdigit (text[2]) || memcmp (text, "089", 3) <= 0)
    return FALSE;
  dicom_put_string (job, e->tag, "AS", "090Y");
  job->result->counts.cleaned++;
  return TRUE;
}
