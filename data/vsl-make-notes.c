/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Makes the sample projects of notes at build time: vesalius-make-notes ID OUT.vesalius, or --text ID DIR for a folder of texts with
 * a manifest. Not installed. */
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>

#include "data/vsl-note.h"
#include "project/vsl-project.h"
#include "vsl-make-util.h"
#include "vsl-notes.h"

#define BATCH 128

static const VslNoteTask *
find_task (const char *id)
{
  for (guint i = 0; vsl_note_tasks[i]; i++)
    if (g_str_equal (vsl_note_tasks[i]->id, id))
      return vsl_note_tasks[i];
  return NULL;
}

static gboolean
add_batch (VslProject *project, const VslNoteTask *task, const VslNotePlan *plan, guint n, GError **error)
{
  VslNewSample samples[BATCH] = { 0 };
  gboolean ok = TRUE;
  for (guint i = 0; ok && i < n; i++) {
    VslNewSample *s = &samples[i];
    g_autofree char *text = vsl_note_write (task, &plan[i]);
    ok = vsl_note_from_text (&s->image, text, strlen (text), error);
    if (!ok)
      break;
    s->label = plan[i].label;
    s->split = plan[i].split;
    vsl_make_patient (task->id, plan[i].patient, s->patient);
    vsl_image_sha256 (&s->image, s->sha256);
  }
  ok = ok && vsl_project_sink ()->add (project, samples, n, error);
  for (guint i = 0; i < n; i++)
    vsl_image_clear (&samples[i].image);
  return ok;
}

static gboolean
fill_project (VslProject *project, const VslNoteTask *task, GError **error)
{
  const VslImportSink *sink = vsl_project_sink ();
  VslImportPlan plan = { .kind = VSL_SAMPLE_NOTE, .classes = (char **) task->classes, .positive = task->positive, .patients_known = TRUE,
                         .split_given = TRUE };
  VslNotePlan notes[VSL_NOTES];
  int map[16];
  vsl_notes_plan (task, notes);
  if (!sink->begin (project, &plan, map, error))
    return FALSE;
  for (guint first = 0; first < VSL_NOTES; first += BATCH)
    if (!add_batch (project, task, notes + first, MIN (BATCH, VSL_NOTES - first), error))
      return FALSE;
  return sink->end (project, "synthetic notes made by Vesalius", error) && vsl_project_set_meta (project, "synthetic", "true", error)
         && vsl_project_set_meta (project, "title", task->title, error);
}

static gboolean
make_project (const VslNoteTask *task, const char *path, GError **error)
{
  g_unlink (path);
  g_autoptr (VslProject) project = vsl_project_create (path, error);
  return project && fill_project (project, task, error);
}

static gboolean
make_texts (const VslNoteTask *task, const char *dir, GError **error)
{
  VslNotePlan plan[VSL_NOTES];
  g_autoptr (GString) manifest = g_string_new ("path,label,patient_id,split\n");
  vsl_notes_plan (task, plan);
  for (int c = 0; task->classes[c]; c++) {
    g_autofree char *folder = g_build_filename (dir, "notes", task->classes[c], NULL);
    g_mkdir_with_parents (folder, 0755);
  }
  for (guint i = 0; i < VSL_NOTES; i++) {
    const char *name = task->classes[plan[i].label];
    g_autofree char *path = g_strdup_printf ("notes/%s/p%03u_%u.txt", name, plan[i].patient, plan[i].note + 1);
    g_autofree char *file = g_build_filename (dir, path, NULL), *text = vsl_note_write (task, &plan[i]);
    if (!g_file_set_contents (file, text, -1, error))
      return FALSE;
    g_string_append_printf (manifest, "%s,%s,P%03u,%s\n", path, name, plan[i].patient, vsl_split_names[plan[i].split]);
  }
  g_autofree char *path = g_build_filename (dir, "manifest.csv", NULL);
  return g_file_set_contents (path, manifest->str, (gssize) manifest->len, error);
}

int
main (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  gboolean texts = argc == 4 && g_str_equal (argv[1], "--text");
  const VslNoteTask *task = argc == 3 || texts ? find_task (argv[texts ? 2 : 1]) : NULL;
  if (!task) {
    fprintf (stderr, "usage: %s ID OUT.vesalius | --text ID DIR\n", argv[0]);
    return 2;
  }
  if (texts ? make_texts (task, argv[3], &error) : make_project (task, argv[2], &error))
    return 0;
  fprintf (stderr, "%s\n", error->message);
  return 1;
}
