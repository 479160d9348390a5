/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "draw/vsl-draw.h"

G_BEGIN_DECLS

/* What every chart on screen does: takes the interface's font and colours, is read with the mouse and with keys, and is saved as a
 * picture by the button in its corner. What is drawn and read is a subclass's. */
#define VSL_TYPE_PLOT_VIEW (vsl_plot_view_get_type ())
G_DECLARE_DERIVABLE_TYPE (VslPlotView, vsl_plot_view, VSL, PLOT_VIEW, GtkWidget)

struct _VslPlotViewClass {
  GtkWidgetClass parent_class;
  void (*draw) (VslPlotView *self, cairo_t *cr, double width, double height, const VslDrawPalette *palette);
  void (*set_font) (VslPlotView *self, const char *font);                   /* a Pango description */
  gboolean (*save) (VslPlotView *self, const char *path, GError **error);
  void (*moved) (VslPlotView *self, double x, double y);                    /* the pointer; NaN: it has left */
  gboolean (*key) (VslPlotView *self, guint key);
  void (*pressed) (VslPlotView *self, double x, double y);                  /* optional; the focus is there already */
  void (*set_inset) (VslPlotView *self, double width);                      /* optional: room that the button takes at the right */
  int natural_width, min_height, natural_height;
  const char *help;                                                         /* untranslated: how to read it by keys */
};

void vsl_plot_view_set_title (VslPlotView *self, const char *title);        /* for screen readers */
/* What is read now, for screen readers; NULL: nothing, the help stands there. Draws again. */
void vsl_plot_view_set_readout (VslPlotView *self, const char *text);
void vsl_plot_view_set_saveable (VslPlotView *self, gboolean saveable);     /* whether the button is there */

G_END_DECLS
