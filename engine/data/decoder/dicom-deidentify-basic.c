/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is put in the place of a value: nothing, a dummy, a pseudonym, a new UID, another date. */
#include <string.h>

#include "data/decoder/dicom-deidentify-private.h"

#define PATIENT_ID DICOM_TAG (0x0010, 0x0020)
#define SUBJECT_ID DICOM_TAG (0x0012, 0x0040)
#define CONTENT_SEQUENCE DICOM_TAG (0x0040, 0xa730)

/* A report's content becomes one comment, a code another code, all else an item without content. */
static void
put_dummy_sequence (DicomJob *job, guint32 tag, const char *keyword)
{
  gsize sequence = dicom_begin_element (job, tag, "SQ", 0);
  if (tag == CONTENT_SEQUENCE) {
    gsize item = dicom_begin_element (job, DICOM_ITEM, "", 0);
    dicom_put_string (job, DICOM_TAG (0x0040, 0xa010), "CS", "CONTAINS");
    dicom_put_string (job, DICOM_TAG (0x0040, 0xa040), "CS", "TEXT");
    gsize name = dicom_begin_element (job, DICOM_TAG (0x0040, 0xa043), "SQ", 0);
    dicom_put_code (job, "121106", "DCM", "Comment");
    dicom_end_nested (job, name);
    dicom_put_string (job, DICOM_TAG (0x0040, 0xa160), "UT", "REMOVED");
    dicom_end_nested (job, item);
  } else if (keyword && g_str_has_suffix (keyword, "CodeSequence")) {
    dicom_put_code (job, "REMOVED", "99VSL", "Removed");
  } else {
    dicom_end_nested (job, dicom_begin_element (job, DICOM_ITEM, "", 0));
  }
  dicom_end_nested (job, sequence);
}

static void
put_pseudonym (DicomJob *job, const DicomElement *e, const char *vr)
{
  char pseudonym[40] = "";
  const char *text;
  gsize n;
  dicom_trim (e, &text, &n);
  if (n > 0)
    dicom_pseudonym (job->request->patient_key, text, n, pseudonym);
  dicom_put_string (job, e->tag, vr, pseudonym);
  if (n > 0)
    job->result->counts.dummies++;
  else
    job->result->counts.emptied++;
}

void
dicom_put_basic (DicomJob *job, const DicomElement *e, DicomDo what, const char *vr, const char *keyword)
{
  DicomDeidentifyCounts *counts = &job->result->counts;
  if (e->tag == PATIENT_ID || e->tag == SUBJECT_ID) {
    put_pseudonym (job, e, vr);
  } else if (what == DICOM_DO_EMPTY) {
    dicom_put_text (job, e->tag, vr, "", 0);
    counts->emptied++;
  } else if (what != DICOM_DO_DUMMY) {
    counts->removed++;
  } else if (strcmp (vr, "SQ") == 0) {
    put_dummy_sequence (job, e->tag, keyword);
    counts->dummies++;
  } else {
    g_string_truncate (job->text, 0);
    dicom_dummy (vr, job->big, job->text);
    if (strcmp (vr, "UI") == 0) {      /* different things stay different */
      char uid[65];
      const char *old;
      gsize n;
      dicom_trim (e, &old, &n);
      dicom_new_uid (job->request->uid_key, old, n, uid);
      g_string_assign (job->text, uid);
    }
    dicom_put_text (job, e->tag, vr, job->text->str, job->text->len);
    counts->dummies++;
  }
}

/* The standard's own UIDs (an atlas as frame of reference) name nobody. */
static gboolean
is_well_known (const char *uid, gsize n)
{
  static const char prefix[] = "1.2.840.10008.1.4.";
  return n > sizeof prefix - 1 && n < 28 && memcmp (uid, prefix, sizeof prefix - 1) == 0;
}

void
dicom_put_uids (DicomJob *job, const DicomElement *e)
{
  const char *at, *end;
  gsize n;
  dicom_trim (e, &at, &n);
  end = at + n;
  g_string_truncate (job->text, 0);
  for (gboolean more = n > 0; more;) {
    const char *stop = memchr (at, '\\', (gsize) (end - at));
    char uid[65];
    more = stop != NULL;
    stop = stop ? stop : end;
    gsize length = (gsize) (stop - at);
    while (length > 0 && (at[length - 1] == ' ' || at[length - 1] == '\0'))
      length--;
    if (is_well_known (at, length)) {
      g_string_append_len (job->text, at, (gssize) length);
    } else if (length > 0) {
      dicom_new_uid (job->request->uid_key, at, length, uid);
      g_string_append (job->text, uid);
    }
    if (more)
      g_string_append_c (job->text, '\\');
    at = stop + 1;
  }
  dicom_put_text (job, e->tag, "UI", job->text->str, job->text->len);
  job->result->counts.uids++;
}

gboolean
dicom_put_date (DicomJob *job, const DicomElement *e, const char *vr)
{
  const char *text;
  gsize n;
  dicom_trim (e, &text, &n);
  g_string_truncate (job->text, 0);
  if (n > 0 && !dicom_shift_value (vr, text, n, job->days, job->text))
    return FALSE;
  dicom_put_text (job, e->tag, vr, job->text->str, job->text->len);
  job->result->counts.dates++;
  return TRUE;
}
