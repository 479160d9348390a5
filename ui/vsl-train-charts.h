/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/vsl-session.h"
#include "ui/vsl-chart-view.h"
#include "ui/vsl-run-table.h"

G_BEGIN_DECLS

/* The two charts of the Train page: loss, and accuracy with AUC. Which runs they show: the ticked ones and the one
 * that is learning; without any, the newest. */
typedef struct _VslTrainCharts VslTrainCharts;

VslTrainCharts *vsl_train_charts_new (GtkBox *box);            /* puts its two views into box */
void vsl_train_charts_free (VslTrainCharts *charts);
void vsl_train_charts_start (VslTrainCharts *charts);          /* a run begins: its epochs so far are forgotten */
void vsl_train_charts_epoch (VslTrainCharts *charts, int run, const VslEpochEvent *event);
void vsl_train_charts_progress (VslTrainCharts *charts, VslDocument *document, VslSession *session, VslRunTable *table);
void vsl_train_charts_rebuild (VslTrainCharts *charts, VslDocument *document, VslSession *session, VslRunTable *table);

G_END_DECLS
