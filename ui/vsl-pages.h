/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ui/vsl-data-page.h"
#include "ui/vsl-export-page.h"
#include "ui/vsl-network-page.h"
#include "ui/vsl-results-page.h"
#include "ui/vsl-train-page.h"
