/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Notes in an import: those that a table or a line holds itself, and files of notes beside files of scans. */
#include <glib/gi18n-lib.h>
#include <string.h>

#include "data/vsl-import-private.h"

const char *const _vsl_import_text_names[] = { "text", "note_text", "note", "report", "病程记录", "病程", "病历", "病历内容", "病历文本", "文本", "内容", "主诉", "现病史",
                                               "报告", NULL };
const char *const _vsl_import_label_names[] = { "label", "class", "diagnosis", "finding", "诊断", "标签", "类别", "分类", "结果", NULL };
const char *const _vsl_import_patient_names[] = { "patient_id", "patient", "patientid", "patient id", "patient-id", "patient_no", "patient no", "patient number", "subject_id", "subject",
                                                  "mrn", "medical_record_number", "medical record number", "record_number", "record number", "record_no", "record no",
                                                  "患者编号", "患者id", "患者号", "病人编号", "病人id", "病历号", "病案号", "住院号", "门诊号", "患者", "病人", NULL };
const char *const _vsl_import_split_names[] = { "split", "拆分", "划分", NULL };

void
_vsl_import_note_row_clear (VslNoteRow *row)
{
  g_free (row->text);
  g_free (row->label);
  g_free (row->patient);
  g_free (row->split);
  g_free (row->group);
  g_free (row->reason);
  memset (row, 0, sizeof *row);
}

char *
_vsl_import_check_label (const char *label)
{
  return label && g_utf8_strlen (label, -1) > VSL_IMPORT_MAX_LABEL
           ? g_strdup_printf (_("the label is longer than %d characters: is it the right column?"), VSL_IMPORT_MAX_LABEL) : NULL;
}

char *
_vsl_import_check_split (const char *split)
{
  return split && vsl_split_parse (split) == VSL_SPLIT_NONE
           ? g_strdup_printf (_("the split “%s” is not known: train, val or test is expected"), split) : NULL;
}

/* A reason never quotes the note: it may be printed, mailed, kept in a log. */
static char *
find_reason (const VslNoteRow *row, gboolean may_be_empty)
{
  gsize n = row->text ? strlen (row->text) : 0;
  if (!row->text || (!may_be_empty && !vsl_note_has_text (row->text, n)))
    return g_strdup (_("it has no text"));
  if (n > VSL_NOTE_MAX_BYTES)
    return g_strdup_printf (_("the note has %zu bytes; at most %zu are taken: cut it into several, or look for a quotation "
                              "mark that is not closed"), n, VSL_NOTE_MAX_BYTES);
  if (!row->label && row->labelled)
    return g_strdup (_("it has no label"));
  char *reason = _vsl_import_check_label (row->label);
  return reason ? reason : _vsl_import_check_split (row->split);
}

void
_vsl_import_take_note (VslLook *look, VslNoteRow *row)
{
  if (!row->reason)
    row->reason = find_reason (row, look->options->texts_alone);
  if (row->reason) {
    _vsl_import_leave_out (look->plan->left_out, row->text && *row->text && row->labelled && !row->label ? VSL_LEFT_UNLABELLED : VSL_LEFT_ROW_BAD, row->file, row->line, row->reason);
  } else {
    VslImportItem *item = _vsl_import_add_item (look->plan, NULL, g_strdup (row->file));
    item->line = row->line;
    item->text = g_steal_pointer (&row->text);
    item->label = g_steal_pointer (&row->label);
    item->patient = g_steal_pointer (&row->patient);
    item->split = g_steal_pointer (&row->split);
    item->group = g_steal_pointer (&row->group);
    item->row = row->row;
  }
  _vsl_import_note_row_clear (row);
}

/* ---- files of both kinds ---- */

static gboolean
is_note (const VslImportItem *item)
{
  return item->text || vsl_note_is_file (item->path);
}

void
_vsl_import_settle_kind (VslLook *look)
{
  GPtrArray *items = look->plan->items;
  guint notes = 0, kept = 0;
  for (guint i = 0; i < items->len; i++)
    notes += is_note (items->pdata[i]);
  look->plan->kind = notes > items->len - notes + look->foreign ? VSL_SAMPLE_NOTE : VSL_SAMPLE_SCAN;
  gboolean wanted = look->plan->kind == VSL_SAMPLE_NOTE;
  for (guint i = 0; i < items->len; i++) {
    VslImportItem *item = items->pdata[i];
    if (is_note (item) != wanted) {
      _vsl_import_leave_out_item (look->plan, look->plan->left_out, VSL_LEFT_OTHER, item,
                             wanted ? _("this is a picture among notes: import scans into a project of their own")
                                    : _("this is a text among scans: import notes into a project of their own"));
      continue;
    }
    items->pdata[i] = items->pdata[kept];
    items->pdata[kept++] = item;
  }
  g_ptr_array_set_size (items, (int) kept);      /* frees those left out, which have moved to the end */
}
