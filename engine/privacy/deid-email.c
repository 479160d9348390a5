/* SPDX-License-Identifier: GPL-3.0-or-later */
/* E-mail addresses, also such as are written to be read aloud. */
#include "privacy/vsl-deid-private.h"

static const VslDeidRule rules[] = {
  { "(?<![A-Za-z0-9_.+-])[A-Za-z0-9_.%+'-]{1,64}@(?:[A-Za-z0-9_-]{1,63}\\.){1,6}[A-Za-z]{2,18}(?![A-Za-z])", VSL_DEID_EMAIL, 0, 95, VSL_NEEDS_AT },
  { "(?<![A-Za-z0-9_.])[a-z0-9._-]{2,40}\\s?(?:\\(at\\)|\\[at\\]|\\{at\\}| at )\\s?[a-z0-9-]{2,40}\\s?(?:\\(dot\\)|\\[dot\\]|\\{dot\\}| dot )\\s?[a-z]{2,10}\\b", VSL_DEID_EMAIL, 0, 95,
    VSL_NEEDS_SPOKEN | VSL_ANY_CASE },
  { "(?<![A-Za-z0-9_.+-])[A-Za-z][A-Za-z0-9_.-]{1,40} ?@ ?[A-Za-z][A-Za-z0-9_-]{1,40} ?\\. ?(?:com|org|net|edu|gov|cn|uk|de|fr)\\b", VSL_DEID_EMAIL, 0, 94, VSL_NEEDS_AT },
  { "(?:twitter|instagram|facebook|skype|wechat|handle|username|user name|login|screen name)\\W{1,4}(?:is |id |name )*(?!(?:from|to|in|on|at|was|is|with|failed|page|required|attempt|attempts|and|or|for|by|via|as|the|his|her|their)\\b)(@?[A-Za-z0-9_.]{3,30})(?=[\\s,;.)]|$)", VSL_DEID_OTHER, 1, 60,
    VSL_NEEDS_AT | VSL_ANY_CASE },
  { "(?<![A-Za-z])(?:wechat|weixin|whatsapp|telegram|instagram|insta|twitter|facebook|snapchat|tiktok|douyin|skype|signal|discord|linkedin|handle|username|user name|screen name)(?: id| handle| name| user)?\\s*[:(@]?\\s?(@?[A-Za-z](?=[A-Za-z_.-]*[0-9_])[A-Za-z0-9_.-]{2,30})(?![A-Za-z0-9_@])",
    VSL_DEID_OTHER, 1, 64, VSL_NEEDS_LATIN | VSL_ANY_CASE },
  { "(?:微信号?|QQ号?|微博)[:是为 ]{0,3}([A-Za-z0-9_-]{5,20})", VSL_DEID_OTHER, 1, 70, VSL_NEEDS_HAN },
};

const VslDeidRecogniser vsl_deid_email = { "email", VSL_DEID_RULES (rules), NULL };
