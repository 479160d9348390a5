/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "graph/vsl-network-data.h"
#include "project/vsl-project.h"

G_BEGIN_DECLS

VslDataFacts vsl_data_facts (const VslProjectInfo *info);

G_END_DECLS
