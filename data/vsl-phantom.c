/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Draws a synthetic chest: a body, two lungs, a heart, a spine, ribs, vessels; then a finding; then exposure and noise. What
 * belongs to a patient (sizes, the place of the finding) comes from the patient's stream, the rest from the scan's. */
#include "vsl-phantom.h"

#include <math.h>

#include "core/vsl-random.h"

#define SEED 20240607

const char *const vsl_phantom_names[] = { "clear", "effusion", "nodule", NULL };

typedef struct {
  guint64 key, next;
} Stream;

static double
between (Stream *s, double low, double high)
{
  return low + (high - low) * vsl_random_uniform (s->key, s->next++);
}

static Stream
stream_of (guint patient, guint scan)
{
  return (Stream) { vsl_random_key (SEED, VSL_RANDOM_SAMPLE, patient, scan), 0 };
}

int
vsl_phantom_finding (guint patient)
{
  return (int) (patient % VSL_N_PHANTOMS);
}

guint
vsl_phantom_scans (guint patient)
{
  Stream s = stream_of (patient, 1000);
  return 4 + (guint) between (&s, 0, 3);
}

/* Coordinates go from -1 to 1, x to the right, y down. */
typedef struct {
  double body_w, body_h, lung_x, lung_w, lung_h, lung_y, heart_x, heart_y, heart_r, rib_gap, tissue, air;
  double side;                    /* -1 left, 1 right: where the finding is */
  double nodule_x, nodule_y, nodule_r, strength, level;
} Patient;

typedef struct {
  double shift_x, shift_y, turn, scale, gain, offset, shade_x, shade_y, noise, rib, breath;
} Shot;

static Patient
patient_of (guint patient)
{
  Stream s = stream_of (patient, 0);
  Patient p = {
    .body_w = between (&s, 0.87, 0.95), .body_h = between (&s, 0.96, 1.08), .lung_x = between (&s, 0.39, 0.43),
    .lung_w = between (&s, 0.28, 0.32), .lung_h = between (&s, 0.58, 0.66), .lung_y = between (&s, -0.07, -0.01),
    .heart_x = between (&s, 0.1, 0.16), .heart_y = between (&s, 0.22, 0.3), .heart_r = between (&s, 0.2, 0.26),
    .rib_gap = between (&s, 0.2, 0.26), .tissue = between (&s, 0.52, 0.58), .air = between (&s, 0.18, 0.23),
    .side = between (&s, 0, 1) < 0.5 ? -1 : 1,
  };
  double angle = between (&s, 0, 2 * G_PI), away = between (&s, 0, 0.45);
  p.nodule_x = p.side * p.lung_x + cos (angle) * away * p.lung_w;
  p.nodule_y = p.lung_y - 0.08 + sin (angle) * away * p.lung_h * 0.8;
  p.nodule_r = between (&s, 0.12, 0.19);
  p.strength = between (&s, 0.34, 0.5);
  p.level = between (&s, 0.28, 0.5);
  return p;
}

static Shot
shot_of (Stream *s)
{
  return (Shot) {
    .shift_x = between (s, -0.03, 0.03), .shift_y = between (s, -0.03, 0.03), .turn = between (s, -0.04, 0.04),
    .scale = between (s, 0.96, 1.04), .gain = between (s, 0.88, 1.15), .offset = between (s, -0.03, 0.05),
    .shade_x = between (s, -0.03, 0.03), .shade_y = between (s, -0.03, 0.03), .noise = between (s, 0.01, 0.035),
    .rib = between (s, 0.02, 0.05), .breath = between (s, 0.95, 1.05),
  };
}

/* 1 inside of an ellipse, 0 outside, soft at the rim. */
static double
ellipse (double x, double y, double cx, double cy, double rx, double ry, double soft)
{
  double d = sqrt ((x - cx) * (x - cx) / (rx * rx) + (y - cy) * (y - cy) / (ry * ry));
  double t = (1 - d) / soft + 0.5;
  return CLAMP (t, 0, 1);
}

static double
blob (double x, double y, double cx, double cy, double r)
{
  return exp (-((x - cx) * (x - cx) + (y - cy) * (y - cy)) / (r * r));
}

/* How bright the finding makes this place; lung is how much of it is lung. */
static double
finding_at (int finding, const Patient *p, double x, double y, double lung, double bottom)
{
  if (finding == VSL_PHANTOM_NODULE)
    return p->strength * blob (x, y, p->nodule_x, p->nodule_y, p->nodule_r);
  if (finding == VSL_PHANTOM_EFFUSION && x * p->side > 0) {
    /* Fluid stands at the bottom of one lung and climbs at its outer wall. */
    double out = (fabs (x) - p->lung_x) / p->lung_w;
    double top = bottom - p->level * 2 * p->lung_h * (0.55 + 0.25 * out * out + 0.15 * out);
    double t = (y - top) / 0.08 + 0.5;
    return (p->strength + 0.04) * CLAMP (t, 0, 1) * lung;
  }
  return 0;
}

/* Vessels: faint spots near the middle, so that not every bright spot is a finding. */
typedef struct {
  double x, y, r, strength;
} Spot;

static double
brightness (int finding, const Patient *p, const Shot *shot, const Spot *spots, guint n_spots, double x, double y)
{
  double lung_h = p->lung_h * shot->breath, bottom = p->lung_y + lung_h;
  double body = ellipse (x, y, 0, 0.1, p->body_w, p->body_h, 0.06);
  double lung = MAX (ellipse (x, y, -p->lung_x, p->lung_y, p->lung_w, lung_h, 0.12), ellipse (x, y, p->lung_x, p->lung_y, p->lung_w, lung_h, 0.12));
  double heart = ellipse (x, y, p->heart_x, p->heart_y, p->heart_r, p->heart_r * 1.2, 0.2);
  double v = 0.04 + (p->tissue - 0.04) * body;
  v += (p->air - p->tissue) * lung * (1 - 0.85 * heart);
  v += 0.16 * blob (x * 1.6, 0, 0, 0, 0.13) * body;
  v += shot->rib * lung * (0.5 + 0.5 * cos (2 * G_PI * (y + 0.5 * x * x) / p->rib_gap));
  for (guint i = 0; i < n_spots; i++)
    v += spots[i].strength * blob (x, y, spots[i].x, spots[i].y, spots[i].r) * lung;
  return v + finding_at (finding, p, x, y, lung * (1 - heart), bottom);
}

gboolean
vsl_phantom_draw (guint patient, guint scan, VslImage *image, GError **error)
{
  const int side = VSL_PHANTOM_SIDE, finding = vsl_phantom_finding (patient);
  Patient p = patient_of (patient);
  Stream s = stream_of (patient, scan + 1);
  Shot shot = shot_of (&s);
  Spot spots[5];
  for (guint i = 0; i < G_N_ELEMENTS (spots); i++)
    spots[i] = (Spot) { (i % 2 ? 1 : -1) * between (&s, 0.2, 0.45), between (&s, -0.45, 0.3), between (&s, 0.04, 0.07), between (&s, 0.02, 0.07) };
  if (!vsl_image_alloc (image, side, side, 1, VSL_PIXEL_U16, 16, error))
    return FALSE;
  guint64 noise = vsl_random_key (SEED, VSL_RANDOM_SAMPLE, patient, 2000 + scan);
  for (int i = 0; i < side; i++)
    for (int j = 0; j < side; j++) {
      double u = (2 * (j + 0.5) / side - 1 - shot.shift_x) / shot.scale, w = (2 * (i + 0.5) / side - 1 - shot.shift_y) / shot.scale;
      double x = u * cos (shot.turn) - w * sin (shot.turn), y = u * sin (shot.turn) + w * cos (shot.turn);
      double v = brightness (finding, &p, &shot, spots, G_N_ELEMENTS (spots), x, y);
      v = v * shot.gain + shot.offset + shot.shade_x * u + shot.shade_y * w;
      v += shot.noise * vsl_random_normal (noise, (guint64) (i * side + j));
      ((guint16 *) image->data)[i * side + j] = (guint16) (CLAMP (v, 0, 1) * 65535 + 0.5);
    }
  return TRUE;
}
