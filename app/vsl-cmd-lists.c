/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>

#include "app/vsl-cmd.h"
#include "data/vsl-decoder.h"
#include "graph/vsl-template.h"

/* Decoders are known to the process that has them. */
static int
print_decoders (gboolean json)
{
  g_autoptr (GPtrArray) formats = vsl_decoder_formats ();
  for (guint i = 0; i < formats->len; i++) {
    const VslDecoderFormat *format = g_ptr_array_index (formats, i);
    VslKind kind = { .name = format->name, .title = format->title, .summary = format->summary };
    vsl_print_kind (&kind, json);
  }
  return formats->len ? VSL_EXIT_OK : VSL_EXIT_FAILED;
}

/* vsl layers | templates: what there is, from the registries. */
int
vsl_cmd_layers (int argc, char **argv)
{
  static const VslArgSpec specs[] = {
    { "--family", "NAME", FALSE, N_("another family: loss, optimizer, schedule, metric, decoder, exporter") },
    { NULL },
  };
  g_autoptr (VslArgs) args = vsl_args_parse (specs, argc, argv, 0, 0);
  if (!args)
    return VSL_EXIT_USAGE;
  if (args->done)
    return VSL_EXIT_OK;
  const char *name = vsl_args_has (args, "--family") ? vsl_args_get (args, "--family") : "layer";
  const VslFamily *family = vsl_family (name);
  if (g_str_equal (name, "decoder"))
    return print_decoders (args->json);
  if (!family) {
    g_autofree char *near = vsl_nearest (name, vsl_family_names ());
    return vsl_wrong_usage (_("There is no family “%s”; nearest: %s."), name, near);
  }
  for (guint i = 0; family->kinds[i]; i++)
    vsl_print_kind (family->kinds[i], args->json);
  return VSL_EXIT_OK;
}

int
vsl_cmd_templates (int argc, char **argv)
{
  g_autoptr (VslArgs) args = vsl_args_parse (NULL, argc, argv, 0, 0);
  if (!args)
    return VSL_EXIT_USAGE;
  const char *const *ids = args->done ? NULL : vsl_template_ids ();
  for (guint i = 0; ids && ids[i]; i++)
    vsl_print_described (vsl_template_describe (ids[i]), args->json);
  return VSL_EXIT_OK;
}
