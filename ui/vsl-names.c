/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/vsl-names.h"

static gboolean
same_names (GListModel *model, char **names)
{
  guint n = names != NULL ? g_strv_length (names) : 0;

  if (model == NULL || g_list_model_get_n_items (model) != n)
    return FALSE;
  for (guint i = 0; i < n; i++)
    if (!g_str_equal (gtk_string_list_get_string (GTK_STRING_LIST (model), i), names[i]))
      return FALSE;
  return TRUE;
}

/**
 * vsl_names_show:
 * @drop_down: a drop-down
 * @names: (nullable): what it offers
 */
void
vsl_names_show (GtkDropDown *drop_down, char **names)
{
  g_autoptr (GtkStringList) list = NULL;

  if (same_names (gtk_drop_down_get_model (drop_down), names))
    return;
  list = gtk_string_list_new ((const char *const *) names);
  gtk_drop_down_set_model (drop_down, G_LIST_MODEL (list));
}
