/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The input's share of recurrent layers, for a chunk of steps at once: what is made here is used while it is still in the cache. */
#include "layers/vsl-recurrent-private.h"

#include "core/vsl-token.h"

#include <string.h>

/* Kernels in panels, by gates: in the forward direction features or units × units, transposed the other way round. */
void
_vsl_rnn_pack (const VslRnn *r, gboolean transposed)
{
  gint64 u = r->units, d = r->features;
  for (int g = 0; g < r->gates; g++) {
    const VslReal *kernel = r->kernel + g * u, *recurrent = r->recurrent + g * u;
    gint64 from_h = g * (gint64) vsl_panels_size (u, u);
    if (transposed) {
      vsl_panels_pack (TRUE, u, d, kernel, r->width, r->wx_t + g * (gint64) vsl_panels_size (u, d));
      vsl_panels_pack (TRUE, u, u, recurrent, r->width, r->wh_t + from_h);
    } else {
      vsl_panels_pack (FALSE, d, u, kernel, r->width, r->wx + g * (gint64) vsl_panels_size (d, u));
      vsl_panels_pack (FALSE, u, u, recurrent, r->width, r->wh + from_h);
    }
  }
}

void
_vsl_rnn_gather (const VslRnn *r, const VslRnnPart *p, int gate, gint64 t0, gint64 count)
{
  gint64 d = r->features;
  VslReal *to = p->x;
  for (gint64 i = 0; i < count; i++)
    for (gint64 s = 0; s < p->n; s++, to += d) {
      const VslReal *from = r->call->x[0] + ((p->begin + s) * r->steps + _vsl_rnn_time (r, t0 + i)) * d;
      if (r->drops_x)
        vsl_kernels ()->mul ((gsize) d, from, p->x_mask + gate * r->batch * d + s * d, to, FALSE);
      else
        memcpy (to, from, (gsize) d * sizeof (VslReal));
    }
}

static void
look_up (const VslRnn *r, const VslRnnPart *p, gint64 t0, gint64 k0, gint64 count)
{
  VslReal *z = p->z + k0 * p->n * r->width;
  for (gint64 i = 0; i < count; i++)
    for (gint64 s = 0; s < p->n; s++, z += r->width) {
      gint64 row = vsl_token_row (r->call->x[0][(p->begin + s) * r->steps + _vsl_rnn_time (r, t0 + i)], r->rows);
      memcpy (z, r->table + row * r->width, (gsize) r->width * sizeof (VslReal));
    }
}

void
_vsl_rnn_input_products (const VslRnn *r, const VslRnnPart *p, gint64 t0, gint64 k0, gint64 count)
{
  if (r->table) {
    look_up (r, p, t0, k0, count);
    return;
  }
  gsize d = (gsize) r->features, u = (gsize) r->units, rows = (gsize) (count * p->n);
  for (int g = 0; g < r->gates; g++) {
    if (g == 0 || (r->drops_x && r->x_masks > 1))
      _vsl_rnn_gather (r, p, g, t0, count);
    vsl_kernels ()->panel_product (rows, u, d, p->x, d, r->wx + (gsize) g * vsl_panels_size (r->features, r->units),
                                   p->z + k0 * p->n * r->width + g * r->units, (gsize) r->width, FALSE);
  }
}

/* dx of a chunk, from the order of the buffers to where it belongs. */
static void
scatter (const VslRnn *r, const VslRnnPart *p, gint64 t0, gint64 count)
{
  gint64 d = r->features;
  const VslReal *from = p->dx;
  gboolean mask = r->drops_x && r->x_masks == 1;
  for (gint64 i = 0; i < count; i++)
    for (gint64 s = 0; s < p->n; s++, from += d) {
      VslReal *to = r->call->dx[0] + ((p->begin + s) * r->steps + _vsl_rnn_time (r, t0 + i)) * d;
      if (mask)
        vsl_kernels ()->mul ((gsize) d, from, p->x_mask + s * d, to, r->call->dx_add[0]);
      else if (r->call->dx_add[0])
        vsl_kernels ()->add ((gsize) d, from, to);
      else
        memcpy (to, from, (gsize) d * sizeof (VslReal));
    }
}

void
_vsl_rnn_input_gradient (const VslRnn *r, const VslRnnPart *p, gint64 t0, gint64 count)
{
  gsize d = (gsize) r->features, u = (gsize) r->units, rows = (gsize) (count * p->n);
  gboolean each = r->drops_x && r->x_masks > 1;
  for (int g = 0; g < r->gates; g++) {
    const VslReal *z = p->z + t0 * p->n * r->width + g * r->units, *panels = r->wx_t + (gsize) g * vsl_panels_size (r->units, r->features);
    if (!each) {
      vsl_kernels ()->panel_product (rows, d, u, z, (gsize) r->width, panels, p->dx, d, g > 0);
      continue;
    }
    vsl_kernels ()->panel_product (rows, d, u, z, (gsize) r->width, panels, p->dx_gate, d, FALSE);
    for (gint64 i = 0; i < count; i++)
      vsl_kernels ()->mul ((gsize) p->n * d, p->dx_gate + i * p->n * r->features, p->x_mask + g * r->batch * r->features,
                           p->dx + i * p->n * r->features, g > 0);
  }
  scatter (r, p, t0, count);
}
