/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A VslScanInfo as bytes between two processes of one build, and back. One list of fields serves both directions, so that they cannot part.
 * The reader trusts nothing: the writer is a process that hostile files have been fed to. */
#include <string.h>

#include "data/vsl-scan-info.h"

typedef struct {
  GByteArray *out;             /* writing; NULL: reading */
  const guint8 *in;
  gsize left;
  gboolean bad;
} Coder;

static void
bytes (Coder *c, gpointer data, gsize n)
{
  if (c->out) {
    if (c->out->len + n > VSL_SCAN_INFO_BYTES)
      c->bad = TRUE;
    else
      g_byte_array_append (c->out, data, (guint) n);
    return;
  }
  if (c->bad || n > c->left) {
    c->bad = TRUE;
    memset (data, 0, n);
    return;
  }
  memcpy (data, c->in, n);
  c->in += n;
  c->left -= n;
}

static void
integer (Coder *c, int *value, int low, int high)
{
  gint32 v = *value;
  bytes (c, &v, sizeof v);
  if (!c->out && (v < low || v > high))
    c->bad = TRUE;
  else
    *value = v;
}

static void
flag (Coder *c, gboolean *value)
{
  integer (c, value, 0, 1);
}

static void
reals (Coder *c, double *values, int n)
{
  bytes (c, values, (gsize) n * sizeof *values);
}

/* A text of at most `most` bytes that is not NULL; the reader gets a copy. */
static char *
text_once (Coder *c, const char *text, gsize most)
{
  guint32 n = c->out ? (guint32) MIN (strlen (text), most) : 0;
  bytes (c, &n, sizeof n);
  if (c->out) {
    bytes (c, (gpointer) text, n);
    return NULL;
  }
  if (c->bad || n > most || n > c->left) {
    c->bad = TRUE;
    return g_strdup ("");
  }
  char *copy = g_malloc ((gsize) n + 1);
  bytes (c, copy, n);
  copy[n] = '\0';
  if (strlen (copy) == n && g_utf8_validate (copy, (gssize) n, NULL))
    return copy;
  c->bad = TRUE;
  g_free (copy);
  return g_strdup ("");
}

static void
word (Coder *c, char *buffer, gsize size)
{
  g_autofree char *copy = text_once (c, buffer, size - 1);
  if (!c->out)
    g_strlcpy (buffer, copy, size);
}

static void
text (Coder *c, char **value, gsize most)
{
  gboolean there = *value != NULL;
  flag (c, &there);
  if (!there || c->bad)
    return;
  char *copy = text_once (c, *value, most);
  if (!c->out)
    *value = copy;
}

static void
lists (Coder *c, VslScanInfo *info)
{
  int n = c->out && info->attributes ? (int) g_strv_length (info->attributes) / 2 : 0;
  int warnings = c->out && info->warnings ? (int) g_strv_length (info->warnings) : 0;
  integer (c, &n, 0, VSL_ATTRIBUTES_MAX);
  for (int i = 0; i < n && !c->bad; i++) {
    g_autofree char *name = text_once (c, c->out ? info->attributes[2 * i] : NULL, 256);
    g_autofree char *value = text_once (c, c->out ? info->attributes[2 * i + 1] : NULL, VSL_ATTRIBUTE_BYTES);
    if (!c->out && !vsl_attributes_set (&info->attributes, name, value))
      c->bad = TRUE;
  }
  integer (c, &warnings, 0, 16);
  for (int i = 0; i < warnings && !c->bad; i++) {
    g_autofree char *warning = text_once (c, c->out ? info->warnings[i] : NULL, 500);
    if (!c->out)
      vsl_scan_info_warn (info, warning);
  }
}

static void
header (Coder *c, VslScanInfo *info)
{
  int n = c->out && info->header ? (int) info->header->len : 0;
  integer (c, &n, 0, VSL_HEADER_LINES);
  for (int i = 0; i < n && !c->bad; i++) {
    const VslHeaderLine *line = c->out ? g_ptr_array_index (info->header, i) : NULL;
    int depth = line ? (int) line->depth : 0;
    integer (c, &depth, 0, 64);
    g_autofree char *tag = text_once (c, line ? line->tag : NULL, 64), *name = text_once (c, line ? line->name : NULL, 256);
    g_autofree char *vr = text_once (c, line ? line->vr : NULL, 16), *value = text_once (c, line ? line->value : NULL, 2048);
    if (!c->out && !c->bad)
      vsl_scan_info_header (info, (guint) depth, tag, name, vr, value);
  }
}

static void
fields (Coder *c, VslScanInfo *info)
{
  int status = (int) info->status, burned = (int) info->burned_in;
  integer (c, &status, VSL_SCAN_OK, VSL_SCAN_REJECT);
  integer (c, &burned, VSL_BURNED_IN_NO, VSL_BURNED_IN_SUSPECTED);
  info->status = (VslScanStatus) status;
  info->burned_in = (VslBurnedIn) burned;
  text (c, &info->reason, 4096);
  text (c, &info->burned_in_rule, 512);
  word (c, info->format, sizeof info->format);
  word (c, info->kind, sizeof info->kind);
  word (c, info->transfer_syntax, sizeof info->transfer_syntax);
  word (c, info->photometric, sizeof info->photometric);
  word (c, info->dtype, sizeof info->dtype);
  word (c, info->axes, sizeof info->axes);
  integer (c, &info->bits_allocated, 0, 1024);
  integer (c, &info->bits_stored, 0, 1024);
  integer (c, &info->width, 0, G_MAXINT);
  integer (c, &info->height, 0, G_MAXINT);
  integer (c, &info->frames, 0, G_MAXINT);
  integer (c, &info->channels, 0, G_MAXINT);
  integer (c, &info->widened, 0, 255);
  flag (c, &info->is_signed);
  flag (c, &info->had_alpha);
  flag (c, &info->lossy);
  flag (c, &info->has_rescale);
  flag (c, &info->has_rescaled);
  flag (c, &info->has_affine);
  flag (c, &info->has_orientation);
  flag (c, &info->has_position);
  reals (c, &info->slope, 1);
  reals (c, &info->intercept, 1);
  reals (c, &info->rescaled_min, 1);
  reals (c, &info->rescaled_max, 1);
  reals (c, &info->rescaled_mean, 1);
  reals (c, &info->dose, 1);
  reals (c, &info->window_center, 1);
  reals (c, &info->window_width, 1);
  reals (c, info->spacing, 3);
  reals (c, info->affine, 16);
  reals (c, info->orientation, 6);
  reals (c, info->position, 3);
  integer (c, &info->n_shape, 0, VSL_SCAN_MAX_AXES);
  for (int i = 0; i < VSL_SCAN_MAX_AXES; i++)
    integer (c, &info->shape[i], 0, G_MAXINT);
  reals (c, info->zooms, VSL_SCAN_MAX_AXES);
  bytes (c, &info->instance_number, sizeof info->instance_number);
  for (int i = 0; i < VSL_N_IDENTITIES; i++)
    text (c, &info->identity[i], 1024);
  lists (c, info);
  header (c, info);
}

/**
 * vsl_scan_info_pack:
 *
 * Returns: (transfer full) (nullable): bytes for vsl_scan_info_unpack(); %NULL when there are too many
 */
GBytes *
vsl_scan_info_pack (const VslScanInfo *info)
{
  Coder c = { .out = g_byte_array_sized_new (1024) };
  fields (&c, (VslScanInfo *) info);      /* writing changes nothing */
  if (!c.bad)
    return g_byte_array_free_to_bytes (c.out);
  g_byte_array_unref (c.out);
  return NULL;
}

/**
 * vsl_scan_info_unpack:
 * @info: (out): anything; overwritten. To be cleared in either case
 * @data: not trusted
 *
 * Returns: FALSE when the bytes are not those of a #VslScanInfo; @info is as new then
 */
gboolean
vsl_scan_info_unpack (VslScanInfo *info, const guint8 *data, gsize size)
{
  Coder c = { .in = data, .left = size };
  vsl_scan_info_init (info);
  fields (&c, info);
  if (!c.bad && c.left == 0)
    return TRUE;
  vsl_scan_info_clear (info);
  return FALSE;
}
