/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tiff-memory.h"

#include <string.h>

static tmsize_t
on_read (thandle_t h, void *out, tmsize_t n)
{
  TiffMemory *m = h;
  gsize take = m->at < m->data->len ? MIN ((gsize) n, m->data->len - m->at) : 0;
  memcpy (out, m->data->data + m->at, take);
  m->at += take;
  return (tmsize_t) take;
}

static tmsize_t
on_write (thandle_t h, void *in, tmsize_t n)
{
  TiffMemory *m = h;
  guint old = m->data->len;
  if (m->at + (gsize) n > old) {
    g_byte_array_set_size (m->data, (guint) (m->at + (gsize) n));
    memset (m->data->data + old, 0, m->data->len - old);
  }
  memcpy (m->data->data + m->at, in, (gsize) n);
  m->at += (gsize) n;
  return n;
}

static toff_t
on_seek (thandle_t h, toff_t offset, int whence)
{
  TiffMemory *m = h;
  m->at = whence == SEEK_SET ? offset : whence == SEEK_CUR ? m->at + offset : m->data->len + offset;
  return m->at;
}

static int
on_close (thandle_t h)
{
  return 0;
}

static toff_t
on_size (thandle_t h)
{
  return ((TiffMemory *) h)->data->len;
}

TIFF *
tiff_memory_open (TiffMemory *memory, const char *mode)
{
  *memory = (TiffMemory) { g_byte_array_new (), 0 };
  TIFF *t = TIFFClientOpen ("test", mode, memory, on_read, on_write, on_seek, on_close, on_size, NULL, NULL);
  g_assert_nonnull (t);
  return t;
}
