/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What folders say: classes, splits, or only where scans are kept. An archive has a folder for each patient, and its name is a record number or a
 * person's name: that is no class, is no number to be predicted, and is stored nowhere. */
#include <glib/gi18n-lib.h>
#include <string.h>

#include "data/vsl-import-dicom.h"

#define MOST_NUMBERS 20          /* folders named by numbers: grades, digits */
#define LONGEST_NUMBER 3         /* digits; more are record numbers, or years */
#define MANY_SINGLES 20          /* so many folders with one file each are no classes */

/* The folders in a path below what was chosen, and how many of them have been understood. */
typedef struct {
  char **part;             /* folders, then the file's name */
  guint n;
} Place;

static void
place_clear (gpointer data)
{
  g_strfreev (((Place *) data)->part);
}

static GArray *
places_of (const GPtrArray *items)
{
  GArray *places = g_array_sized_new (FALSE, FALSE, sizeof (Place), items->len);
  g_array_set_clear_func (places, place_clear);
  for (guint i = 0; i < items->len; i++) {
    const VslImportItem *item = g_ptr_array_index (items, i);
    Place p = { g_strsplit (item->shown, "/", -1), 0 };
    p.n = g_strv_length (p.part);
    g_array_append_val (places, p);
  }
  return places;
}

/* One folder that only holds folders ("images/") says nothing: the level below it is looked at. A file beside it (a read-me) changes
 * nothing about that. */
static gboolean
only_a_shell (const GArray *places, guint level)
{
  gboolean deeper = FALSE;
  const Place *first = NULL;
  for (guint i = 0; i < places->len; i++) {
    const Place *p = &g_array_index (places, Place, i);
    if (p->n < level + 2)
      continue;
    first = first ? first : p;
    if (!g_str_equal (p->part[level], first->part[level]))
      return FALSE;
    deeper = deeper || p->n > level + 2;
  }
  return deeper;
}

static gboolean
is_split_level (const GArray *places, guint level)
{
  gboolean train = FALSE;
  for (guint i = 0; i < places->len; i++) {
    const Place *p = &g_array_index (places, Place, i);
    if (p->n < level + 2)
      continue;
    VslSplit s = vsl_split_parse (p->part[level]);
    if (s == VSL_SPLIT_NONE)
      return FALSE;
    train = train || s == VSL_SPLIT_TRAIN;
  }
  return train;
}

static gboolean
any_folder (const GArray *places, guint level)
{
  for (guint i = 0; i < places->len; i++)
    if (g_array_index (places, Place, i).n >= level + 2)
      return TRUE;
  return FALSE;
}

/* All files that lie in a folder at this level lie in the same one: one class, of which nothing can be learnt. */
static gboolean
only_one (const GArray *places, guint level)
{
  const Place *first = NULL;
  for (guint i = 0; i < places->len; i++) {
    const Place *p = &g_array_index (places, Place, i);
    if (p->n < level + 2)
      continue;
    first = first ? first : p;
    if (!g_str_equal (p->part[level], first->part[level]))
      return FALSE;
  }
  return first != NULL;
}

/* ---- whether the folders are classes ---- */

/* A folder at the level of classes. */
typedef struct {
  char *name;
  guint files, dicom, own;       /* own: files that have its name as their patient, examination or number */
  const char *patient, *study;   /* of its files while it is the same of all */
  gboolean patients, studies;    /* there are several, or some are not known */
} Folder;

static void
folder_free (gpointer data)
{
  g_free (((Folder *) data)->name);
  g_free (data);
}

/* Letters and digits alone, small: "Smith^Jane" and "Smith_Jane" are one. NULL: nothing is left. */
static char *
letters_of (const char *text)
{
  GString *s = g_string_new (NULL);
  g_autofree char *valid = text ? g_utf8_make_valid (text, -1) : NULL;
  for (const char *p = valid; p && *p; p = g_utf8_next_char (p))
    if (g_unichar_isalnum (g_utf8_get_char (p)))
      g_string_append_unichar (s, g_unichar_tolower (g_utf8_get_char (p)));
  return g_string_free (s, s->len == 0);
}

/* Record numbers may stand without the zeros in front, or with something before and after them. */
static gboolean
names_it (const char *folder, const char *identity)
{
  g_autofree char *plain = letters_of (identity);
  if (!plain || !folder)
    return FALSE;
  if (g_str_equal (folder, plain))
    return TRUE;
  const char *p = plain, *f = folder;
  while (*p == '0' && p[1])
    p++;
  while (*f == '0' && f[1])
    f++;
  return g_str_equal (f, p) || (strlen (p) >= 4 && strstr (f, p));
}

static gboolean
is_own_name (const char *folder, const VslDicomFacts *f)
{
  const char *const identities[] = { f->patient, f->name, f->accession, f->study, f->series };
  g_autofree char *plain = letters_of (folder);
  for (guint i = 0; i < G_N_ELEMENTS (identities); i++)
    if (names_it (plain, identities[i]))
      return TRUE;
  return FALSE;
}

static void
add_file (Folder *folder, const VslDicomFacts *f)
{
  folder->files++;
  if (!f || !f->dicom)
    return;
  folder->own += is_own_name (folder->name, f);
  folder->patients |= !f->patient || (folder->patient && !g_str_equal (folder->patient, f->patient));
  folder->studies |= !f->study || (folder->study && !g_str_equal (folder->study, f->study));
  folder->patient = f->patient;
  folder->study = f->study;
  folder->dicom++;
}

static GPtrArray *
folders_of (VslLook *look, const GArray *places, guint level)
{
  GPtrArray *folders = g_ptr_array_new_with_free_func (folder_free);
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  for (guint i = 0; i < places->len; i++) {
    const Place *p = &g_array_index (places, Place, i);
    if (p->n < level + 2)
      continue;
    Folder *folder = g_hash_table_lookup (seen, p->part[level]);
    if (!folder) {
      folder = g_new0 (Folder, 1);
      folder->name = g_strdup (p->part[level]);
      g_hash_table_insert (seen, folder->name, folder);
      g_ptr_array_add (folders, folder);
    }
    add_file (folder, _vsl_import_facts_of (look, look->plan->items->pdata[i]));
  }
  return folders;
}

/* Each folder holds files of one patient, or of one study, and none shares it with another folder. */
static gboolean
are_of_one_each (const GPtrArray *folders, gboolean studies)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  for (guint i = 0; i < folders->len; i++) {
    const Folder *f = folders->pdata[i];
    const char *one = studies ? f->study : f->patient;
    if (!f->dicom || f->dicom < f->files || (studies ? f->studies : f->patients) || !g_hash_table_add (seen, (gpointer) one))
      return FALSE;
  }
  return folders->len > 1;
}

static VslNoClasses
distrust (const GPtrArray *folders)
{
  guint numbers = 0, longer = 0, single = 0;
  for (guint i = 0; i < folders->len; i++) {
    const Folder *f = folders->pdata[i];
    gboolean number = strspn (f->name, "0123456789") == strlen (f->name);
    if (f->dicom && 2 * f->own > f->dicom)
      return VSL_NO_CLASSES_PATIENTS;
    numbers += number;
    longer += number && strlen (f->name) > LONGEST_NUMBER;
    single += f->files == 1;
  }
  if (are_of_one_each (folders, FALSE) || are_of_one_each (folders, TRUE))
    return VSL_NO_CLASSES_PATIENTS;
  if (folders->len > 1 && 2 * numbers > folders->len && (numbers > MOST_NUMBERS || longer || 2 * single > folders->len))
    return VSL_NO_CLASSES_NUMBERS;
  return folders->len > MANY_SINGLES && 10 * single >= 9 * folders->len ? VSL_NO_CLASSES_SINGLE : VSL_NO_CLASSES_NOT;
}

/* Classes of folders whose files say that the folders are named after them are refused even to who asks for them. */
static gboolean
refuse_identities (const GPtrArray *folders, GError **error)
{
  guint own = 0;
  for (guint i = 0; i < folders->len; i++)
    own += ((Folder *) folders->pdata[i])->dicom && 2 * ((Folder *) folders->pdata[i])->own > ((Folder *) folders->pdata[i])->dicom;
  if (own)
    g_set_error (error, VSL_DATA_ERROR, VSL_ERROR_CONFIG,
                 ngettext ("%u folder has the name or a number of the patient whose scans it holds: that is no class and is not stored. Give a table of labels.",
                           "%u folders have the name or a number of the patient whose scans they hold: these are no classes and are not stored. Give a table of labels.",
                           own), own);
  return own == 0;
}

/* Whether folders at that level are classes; FALSE with an error where they must not be. */
static gboolean
settle_classes (VslLook *look, const GArray *places, guint level, gboolean *labelled, GError **error)
{
  VslImportPlan *plan = look->plan;
  const VslImportOptions *o = look->options;
  if (o->target == VSL_TARGET_NUMBER + 1) {
    g_set_error (error, VSL_DATA_ERROR, VSL_ERROR_CONFIG, _("Folders give classes, never numbers: a number to be predicted comes from a column of a table"));
    return FALSE;
  }
  if (!_vsl_import_read_headers (look, error))
    return FALSE;
  g_autoptr (GPtrArray) folders = folders_of (look, places, level);
  if (o->labels)
    return refuse_identities (folders, error);
  VslNoClasses found = only_one (places, level) && !o->has_classes ? VSL_NO_CLASSES_ONE_FOLDER : VSL_NO_CLASSES_NOT;
  VslNoClasses patients = distrust (folders);
  plan->no_classes = patients == VSL_NO_CLASSES_PATIENTS || !found ? patients : found;
  plan->one_folder = plan->no_classes == VSL_NO_CLASSES_ONE_FOLDER;
  *labelled = plan->no_classes == VSL_NO_CLASSES_NOT;
  return TRUE;
}

/* A folder for each patient, of files that do not say so themselves: who lies in one of them stays on one side of the split. */
static gboolean
tells_patients (const VslLook *look)
{
  return look->plan->no_classes == VSL_NO_CLASSES_NUMBERS && !look->options->patients;
}

/* A broken file is left out as such, wherever it lies. */
static gboolean
is_broken (VslLook *look, const VslImportItem *item)
{
  const VslDicomFacts *f = _vsl_import_facts_of (look, item);
  return f && f->dicom && f->status != VSL_SCAN_OK;
}

static gboolean
is_dicom (VslLook *look, const VslImportItem *item)
{
  const VslDicomFacts *f = _vsl_import_facts_of (look, item);
  return f && f->dicom;
}

static void
set_title (VslImportPlan *plan, gboolean labelled, gboolean split)
{
  if (labelled)
    plan->title = g_strdup (split ? _("Folder per class, split given by folders") : _("Folder per class"));
  else if (plan->no_classes == VSL_NO_CLASSES_PATIENTS)
    plan->title = g_strdup (_("A folder for each patient, no classes"));
  else
    plan->title = g_strdup (plan->kind == VSL_SAMPLE_NOTE ? _("Notes without classes") : _("Scans without classes"));
}

/* Labels and splits from the folders' names. One folder alone is no class, unless the project has classes that it may be another one of, or somebody
 * says that it is. */
gboolean
_vsl_import_name_by_folder (VslLook *look, GError **error)
{
  VslImportPlan *plan = look->plan;
  g_autoptr (GArray) places = places_of (plan->items);
  guint level = 0, kept = 0;
  while (only_a_shell (places, level))
    level++;
  gboolean split = is_split_level (places, level);
  guint class_level = split ? level + 1 : level;
  gboolean labelled = any_folder (places, class_level) && (!look->disc || look->options->labels);
  if (labelled && !settle_classes (look, places, class_level, &labelled, error))
    return FALSE;
  plan->classes_only = TRUE;
  for (guint i = 0; i < plan->items->len; i++) {
    VslImportItem *item = g_ptr_array_index (plan->items, i);
    const Place *p = &g_array_index (places, Place, i);
    gboolean inside = p->n >= class_level + 2;
    if (labelled && !inside && !is_broken (look, item)) {
      _vsl_import_leave_out (plan->left_out, VSL_LEFT_UNLABELLED, item->shown, 0, _("it lies in no class's folder"));
      continue;
    }
    if (split && p->n >= level + 2)
      item->split = g_strdup (p->part[level]);
    if (labelled && inside)
      item->label = g_utf8_make_valid (p->part[class_level], -1);
    if (inside && tells_patients (look) && !is_dicom (look, item))
      item->patient = g_utf8_make_valid (p->part[class_level], -1);
    g_ptr_array_index (plan->items, i) = g_ptr_array_index (plan->items, kept);
    g_ptr_array_index (plan->items, kept++) = item;
  }
  g_ptr_array_set_size (plan->items, (int) kept);      /* frees those left out, which have moved to the end */
  set_title (plan, labelled, split);
  return TRUE;
}
