/* SPDX-License-Identifier: GPL-3.0-or-later */
/* GIF through giflib. Each picture of a film is laid over those before it, as a viewer shows it, and becomes a frame. Where nothing
 * was drawn yet the background's colour stands; transparent pixels of the first picture show the colour that their number has. */
#include <string.h>

#include <gif_lib.h>

#include "data/decoder/vsl-decode-util.h"

#define BLOCK_TRANSPARENT 1         /* of a graphics control block's flags */

typedef struct {
  int fd;
  gint64 offset;
  gboolean at_end;
  GError *error;                    /* of reading */
  GifFileType *gif;
  VslImage *image;
  VslScanInfo *about;
  guint8 *canvas, *before;          /* width × height × 3 as shown now, and as shown before the last picture */
  guint8 *line;
  int frames, done;                 /* in the file; drawn */
  int first, n;                     /* those asked for */
  int transparent, disposal;        /* of the next picture */
  gboolean grey;
} Reading;

/* What a first pass over the blocks tells, without unpacking any picture. */
typedef struct {
  int frames;
  gboolean grey;                    /* all palettes are of greys alone */
  gboolean ended;                   /* by the mark of the end */
} Survey;

static int
on_read (GifFileType *gif, GifByteType *out, int n)
{
  Reading *r = gif->UserData;
  gssize got = n > 0 ? _vsl_decode_read (r->fd, out, (gsize) n, r->offset, r->error ? NULL : &r->error) : 0;
  r->at_end = r->at_end || (got >= 0 && got < n);
  r->offset += MAX (got, 0);
  return (int) MAX (got, 0);
}

/* Reads the chain of blocks of data behind a place; the place behind them, 0 at the file's end. */
static gsize
skip_chain (const guint8 *data, gsize n, gsize at)
{
  while (at < n && data[at])
    at += 1 + (gsize) data[at];
  return at < n ? at + 1 : 0;
}

static gsize
take_palette (const guint8 *data, gsize n, gsize at, guint8 flags, Survey *s)
{
  gsize colours = flags & 0x80 ? (gsize) 2 << (flags & 7) : 0;
  if (at + 3 * colours > n)
    return 0;
  s->grey = s->grey && _vsl_decode_all_grey (data + at, colours);
  return at + 3 * colours;
}

static void
survey (const guint8 *data, gsize n, Survey *s)
{
  *s = (Survey) { 0, TRUE, FALSE };
  gsize at = n >= 13 ? take_palette (data, n, 13, data[10], s) : 0;
  while (at && at < n) {
    switch (data[at]) {
    case 0x3b:
      s->ended = TRUE;
      return;
    case 0x21:
      at = at + 2 < n ? skip_chain (data, n, at + 2) : 0;
      break;
    case 0x2c:
      s->frames++;
      at = at + 10 < n ? take_palette (data, n, at + 10, data[at + 9], s) : 0;
      at = at && at + 1 < n ? skip_chain (data, n, at + 1) : 0;
      break;
    default:
      return;
    }
  }
}

static gboolean
damaged (Reading *r)
{
  if (r->error)
    return FALSE;
  if (r->at_end)
    return _vsl_decode_fail (&r->error, VSL_ERROR_DATA, _("the GIF is cut short: copy or export the file again"));
  const char *words = r->gif ? GifErrorString (r->gif->Error) : NULL;
  return _vsl_decode_fail (&r->error, VSL_ERROR_DATA, _("the GIF is damaged (%s): copy or export the file again"), words ? words : "LZW");
}

static gboolean
book (Reading *r)
{
  int w = r->gif->SWidth, h = r->gif->SHeight;
  if (!vsl_image_alloc_volume (r->image, w, h, r->n, r->grey ? 1 : 3, VSL_PIXEL_U8, 8, &r->error))
    return FALSE;
  gsize n = (gsize) w * (gsize) h;
  r->canvas = g_try_malloc0_n (n, 3);
  r->before = g_try_malloc_n (n, 3);
  r->line = g_try_malloc (65536);
  if (!r->canvas || !r->before || !r->line)
    return _vsl_decode_fail (&r->error, VSL_ERROR_NOMEM, _("there is not enough memory for a picture of %d × %d: close other programs"), w, h);
  return TRUE;
}

static const GifColorType *
background_of (const GifFileType *gif)
{
  const ColorMapObject *map = gif->SColorMap;
  return map && gif->SBackGroundColor < map->ColorCount ? &map->Colors[gif->SBackGroundColor] : NULL;
}

static void
clear (Reading *r, int left, int top, int width, int height)
{
  const GifColorType *c = background_of (r->gif);
  for (int y = top; y < top + height; y++)
    for (int x = left; x < left + width; x++) {
      guint8 *p = r->canvas + ((gsize) y * (gsize) r->gif->SWidth + (gsize) x) * 3;
      p[0] = c ? c->Red : 0;
      p[1] = c ? c->Green : 0;
      p[2] = c ? c->Blue : 0;
    }
}

static void
draw_line (Reading *r, const ColorMapObject *map, int y)
{
  const GifImageDesc *d = &r->gif->Image;
  guint8 *p = r->canvas + ((gsize) y * (gsize) r->gif->SWidth + (gsize) d->Left) * 3;
  for (int x = 0; x < d->Width; x++, p += 3) {
    int i = r->line[x];
    if (i >= map->ColorCount || (i == r->transparent && r->done > 0))
      continue;
    p[0] = map->Colors[i].Red;
    p[1] = map->Colors[i].Green;
    p[2] = map->Colors[i].Blue;
  }
}

static gboolean
draw_picture (Reading *r)
{
  static const int first[] = { 0, 4, 2, 1 }, step[] = { 8, 8, 4, 2 };
  const GifImageDesc *d = &r->gif->Image;
  const ColorMapObject *map = d->ColorMap ? d->ColorMap : r->gif->SColorMap;
  if (!map)
    return _vsl_decode_fail (&r->error, VSL_ERROR_DATA, _("the GIF has no colours: copy or export the file again"));
  for (int pass = 0; pass < (d->Interlace ? 4 : 1); pass++)
    for (int y = d->Interlace ? first[pass] : 0; y < d->Height; y += d->Interlace ? step[pass] : 1) {
      if (DGifGetLine (r->gif, r->line, d->Width) != GIF_OK)
        return damaged (r);
      draw_line (r, map, d->Top + y);
    }
  return TRUE;
}

static void
keep_frame (Reading *r)
{
  gsize n = (gsize) r->image->width * (gsize) r->image->height;
  int k = r->done++ - r->first;
  if (k < 0)
    return;
  guint8 *to = (guint8 *) r->image->data + n * (gsize) r->image->channels * (gsize) k;
  if (!r->grey)
    memcpy (to, r->canvas, n * 3);
  for (gsize i = 0; r->grey && i < n; i++)
    to[i] = r->canvas[3 * i];
}

static gboolean
take_picture (Reading *r)
{
  if (DGifGetImageDesc (r->gif) != GIF_OK)
    return damaged (r);
  const GifImageDesc *d = &r->gif->Image;
  if (d->Left < 0 || d->Top < 0 || d->Width < 1 || d->Height < 1 || d->Left + d->Width > r->gif->SWidth || d->Top + d->Height > r->gif->SHeight)
    return _vsl_decode_fail (&r->error, VSL_ERROR_DATA, _("the GIF is damaged (a picture in it is larger than the whole): copy or export the file again"));
  if (r->done == 0)
    clear (r, 0, 0, r->gif->SWidth, r->gif->SHeight);
  if (r->disposal == DISPOSE_PREVIOUS)
    memcpy (r->before, r->canvas, (gsize) r->gif->SWidth * (gsize) r->gif->SHeight * 3);
  r->about->had_alpha = r->about->had_alpha || r->transparent >= 0;
  if (!draw_picture (r))
    return FALSE;
  keep_frame (r);
  if (r->disposal == DISPOSE_PREVIOUS)
    memcpy (r->canvas, r->before, (gsize) r->gif->SWidth * (gsize) r->gif->SHeight * 3);
  else if (r->disposal == DISPOSE_BACKGROUND)
    clear (r, d->Left, d->Top, d->Width, d->Height);
  r->transparent = -1;
  r->disposal = DISPOSAL_UNSPECIFIED;
  return TRUE;
}

static gboolean
take_extension (Reading *r)
{
  int code;
  GifByteType *block;
  if (DGifGetExtension (r->gif, &code, &block) != GIF_OK)
    return damaged (r);
  if (code == GRAPHICS_EXT_FUNC_CODE && block && block[0] >= 4) {
    r->transparent = block[1] & BLOCK_TRANSPARENT ? block[4] : -1;
    r->disposal = block[1] >> 2 & 7;
  }
  while (block)
    if (DGifGetExtensionNext (r->gif, &block) != GIF_OK)
      return damaged (r);
  return TRUE;
}

static gboolean
take_all (Reading *r)
{
  while (r->done < r->first + r->n) {
    GifRecordType type;
    if (DGifGetRecordType (r->gif, &type) != GIF_OK)
      return damaged (r);
    if (type == TERMINATE_RECORD_TYPE || type == UNDEFINED_RECORD_TYPE)
      return damaged (r);
    if (type == IMAGE_DESC_RECORD_TYPE ? !take_picture (r) : !take_extension (r))
      return FALSE;
  }
  return TRUE;
}

static gboolean
decode_open (Reading *r, const VslDecodeRequest *request, const Survey *s)
{
  int code = 0;
  r->gif = DGifOpen (r, on_read, &code);
  if (!r->gif && !r->error)
    return r->at_end ? damaged (r) : _vsl_decode_fail (&r->error, VSL_ERROR_DATA, _("the GIF is damaged (%s): copy or export the file again"),
                                                       GifErrorString (code) ? GifErrorString (code) : "");
  if (!r->gif)
    return FALSE;
  _vsl_decode_describe (r->about, s->grey ? "grayscale" : "palette", r->gif->SWidth, r->gif->SHeight, s->frames, s->grey ? 1 : 3, 8);
  if (s->frames == 0)
    return _vsl_decode_fail (&r->error, VSL_ERROR_DATA, _("the GIF has no picture in it, or is cut short: copy or export the file again"));
  if (!_vsl_decode_wants_pixels (request))
    return TRUE;
  return _vsl_decode_range (request, s->frames, &r->first, &r->n, &r->error) && book (r) && take_all (r);
}

static gboolean
gif_decode (int fd, const VslDecodeRequest *request, VslImage *image, VslScanInfo *info, GError **error)
{
  Survey s;
  gsize n;
  int code;
  g_strlcpy (info->format, "gif", sizeof info->format);
  g_autofree guint8 *data = _vsl_decode_read_all (fd, &n, error);
  if (!data)
    return FALSE;
  survey (data, n, &s);
  g_clear_pointer (&data, g_free);
  Reading r = { .fd = fd, .image = image, .about = info, .frames = s.frames, .transparent = -1, .grey = s.grey };
  gboolean ok = decode_open (&r, request, &s);
  if (r.gif)
    DGifCloseFile (r.gif, &code);
  g_free (r.canvas);
  g_free (r.before);
  g_free (r.line);
  if (!ok) {
    g_propagate_error (error, r.error);
    return FALSE;
  }
  g_clear_error (&r.error);
  if (!s.ended)
    _vsl_decode_warn (info, _("the GIF lacks the mark of its end; pictures may be missing behind the %d that are there"), s.frames);
  return TRUE;
}

static gboolean
gif_sniff (const guint8 *head, gsize n)
{
  return n >= 6 && (memcmp (head, "GIF87a", 6) == 0 || memcmp (head, "GIF89a", 6) == 0);
}

static const char *const gif_endings[] = { ".gif", NULL };
extern const VslDecoderClass vsl_decoder_gif;

const VslDecoderClass vsl_decoder_gif = {
  .head = {
    .name = "gif",
    .title = N_ ("GIF picture"),
    .summary = N_ ("Pictures with a palette; films become frames."),
    .icon = "image-x-generic-symbolic",
  },
  .endings = gif_endings,
  .sniff = gif_sniff,
  .decode = gif_decode,
};
