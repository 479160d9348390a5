/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Decoders may be C++, and what a library throws must not pass through C. */
#include <exception>
#include <glib/gi18n-lib.h>
#include <new>

#include "core/vsl-error.h"
#include "data/decoder/vsl-decode.h"

extern "C" gboolean
vsl_decode_guarded (const VslDecoderClass *cls, int fd, const VslDecodeRequest *request, VslImage *image, VslScanInfo *info, GError **error)
{
  GError *own = nullptr;
  try {
    if (cls->decode (fd, request, image, info, &own))
      return TRUE;
  } catch (const std::bad_alloc &) {
    g_clear_error (&own);
    g_set_error (&own, VSL_DATA_ERROR, VSL_ERROR_NOMEM, _("the file needs more memory than there is: close other programs, or make it smaller"));
  } catch (const std::exception &thrown) {
    g_clear_error (&own);
    g_set_error (&own, VSL_DATA_ERROR, VSL_ERROR_DATA, _("the file is damaged (%s): copy or export it again"), thrown.what ());
  } catch (...) {
    g_clear_error (&own);
  }
  if (!own)
    g_set_error (&own, VSL_DATA_ERROR, VSL_ERROR_DATA, _("the file is damaged: copy or export it again"));
  g_propagate_error (error, own);
  return FALSE;
}
