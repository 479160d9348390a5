/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Makes the sample projects of notes at build time: vesalius-make-notes ID OUT.vesalius, or --text ID DIR for a folder of texts with
 * a manifest. Not installed. */
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>

#include "core/vsl-error.h"
#include "vsl-notes.h"

static const VslNoteTask *
find_task (const char *id)
{
  for (guint i = 0; vsl_note_tasks[i]; i++)
    if (g_str_equal (vsl_note_tasks[i]->id, id))
      return vsl_note_tasks[i];
  return NULL;
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
  const VslNoteTask *task = argc == 4 && g_str_equal (argv[1], "--text") ? find_task (argv[2]) : NULL;
  if (!task) {
    fprintf (stderr, "usage: %s --text ID DIR\n", argv[0]);
    return 2;
  }
  if (make_texts (task, argv[3], &error))
    return 0;
  fprintf (stderr, "%s\n", error->message);
  return 1;
}
