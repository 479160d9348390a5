/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Hospitals and towns in English: known by name, or by the words around them. A state or a country alone is none. */
#include <string.h>

#include "privacy/vsl-deid-private.h"

#define STRICT (VSL_WORD_COMMON | VSL_WORD_MEDICAL | VSL_WORD_GENERIC | VSL_WORD_MONTH)
#define SEEN "seen|admitted|treated|evaluated|presented|presenting|presents|followed|transferred|hospitalized|hospitalised|visited|visit|referred|diagnosed|assessed|examined|managed|reviewed|" \
  "monitored|operated|discharged|attended|attending|surgery|procedure|consult|consulted|checked|screened|tested|scanned|delivered|care|appointment|stay|admission|clinic|currently|patient at|" \
  "received|underwent|performed|done|tx'd|dx'd|observed|scheduled|works|employed|studied|teaches|student"
#define LIVES "lives|live|lived|living|resides|residing|resident|resided|native|born|moved|travels|traveled|travelled|trip|visiting|based|arrived|drove|flew"

/* One of its words is of a name: "Golden Oaks Assisted Living", not "The Nursing Home". */
static gboolean
has_own_word (const VslDeidText *t, guint start, guint end)
{
  static const char *const no[] = { "the", "a", "an", "our", "his", "her", "their", "local", "skilled", "another", "current", "private", "public", "from", "to", "at", NULL };
  int i = _vsl_deid_token_at (t, start);
  if (i < 0 || VSL_TOKEN (t, i)->kind != VSL_DEID_WORD || VSL_TOKEN (t, i)->flags & (VSL_WORD_GENERIC | VSL_WORD_TITLE | VSL_WORD_MEDICAL))
    return FALSE;
  for (int k = 0; no[k]; k++)
    if (_vsl_deid_word_is (t, VSL_TOKEN (t, i), no[k]))
      return FALSE;
  return TRUE;
}

static const VslDeidRule rules[] = {
  { "(?<![\\p{L}'-])(?:\\p{Lu}[\\p{L}'-]+ ){1,3}(?:Assisted Living|Nursing Home|Nursing Facility|Retirement Home|Retirement Community|Care Home|Senior Living|Skilled Nursing|Memory Care)(?![\\p{L}])", VSL_DEID_HOSPITAL, 0, 72, VSL_NEEDS_LATIN, has_own_word },
  { "(?<![\\p{L}'-])(?:\\p{Lu}[\\p{L}'-]+ ){1,3}(?:Elementary(?: School)?|Middle School|High School|Academy|Preschool|Kindergarten|Community College|State University)(?![\\p{L}])", VSL_DEID_OTHER, 0, 72, VSL_NEEDS_LATIN, has_own_word },
  { "(?<![A-Za-z0-9_])(?:transferred|admitted|moved|floor|ward|unit|nurse|back|from|to|on)(?: (?:from|to|on|back))?\\s([0-9]{1,2}[ -]?(?:West|East|North|South|Central|Main)(?: (?:Tower|Wing|Unit|Floor|A|B))?)\\b", VSL_DEID_HOSPITAL, 1, 60, VSL_NEEDS_DIGITS },
  { "(?<![A-Za-z0-9_])(?:Ward|Unit|Floor|Location)\\s?:\\s?([0-9]{1,2}[ -]?(?:West|East|North|South|Central|Main|[A-D]\\b))", VSL_DEID_HOSPITAL, 1, 60, VSL_NEEDS_DIGITS },
  { "(?<![A-Za-z0-9_])(?:[Rr]oom|[Rr]m|[Bb]ed|[Ww]ard|[Cc]hair|[Bb]ay|[Cc]ubicle)\\.? ?(?:number |no\\.? |# ?)?([0-9]{1,4}(?:-?[A-Z0-9]{1,3})?)\\b(?! ?(?:hours|air|mg|ml|temp|weeks|days|times|minutes|x|reps|pillows|patients|beds|-)|[.,/][0-9])", VSL_DEID_HOSPITAL, 1, 40, VSL_NEEDS_DIGITS },
};

static gboolean
is_mark (const VslDeidText *t, int i, gunichar c)
{
  return i >= 0 && i < (int) t->tokens->len && VSL_TOKEN (t, i)->kind == VSL_DEID_MARK && t->c[VSL_TOKEN (t, i)->start] == c;
}

static gboolean
is_word (const VslDeidText *t, int i)
{
  return i >= 0 && i < (int) t->tokens->len && VSL_TOKEN (t, i)->kind == VSL_DEID_WORD;
}

static gboolean
capital (const VslDeidText *t, int i)
{
  return is_word (t, i) && VSL_TOKEN (t, i)->capital;
}

/* The "s" of "Mary's". */
static gboolean
is_possessive (const VslDeidText *t, int i)
{
  return is_word (t, i) && VSL_TOKEN (t, i)->end - VSL_TOKEN (t, i)->start == 1 && is_mark (t, i - 1, '\'') && is_word (t, i - 2)
         && VSL_TOKEN (t, i - 1)->start == VSL_TOKEN (t, i - 2)->end;
}

/* The word before i of the same name, or -1: over a hyphen, "&", the point of "St." and "of". */
static int
before (const VslDeidText *t, int i)
{
  int p = _vsl_deid_previous (t, i);
  if (p < 0)
    return -1;
  if (is_possessive (t, p))
    return p - 2;
  if (is_mark (t, p, '-') || is_mark (t, p, '&') || is_mark (t, p, '/'))
    p = _vsl_deid_previous (t, p);
  else if (is_mark (t, p, '.') && is_word (t, p - 1) && VSL_TOKEN (t, p - 1)->end - VSL_TOKEN (t, p - 1)->start <= 3)
    p--;
  else if (is_word (t, p) && (_vsl_deid_word_is (t, VSL_TOKEN (t, p), "of") || _vsl_deid_word_is (t, VSL_TOKEN (t, p), "and")) && capital (t, _vsl_deid_previous (t, p)))
    p = _vsl_deid_previous (t, p);
  return p >= 0 && is_possessive (t, p) ? p - 2 : p;
}

/* Where a name that goes on to the right ends: capitalised words, "of X", "in X", ", X". */
static int
extend (const VslDeidText *t, int i)
{
  for (;;) {
    int n = _vsl_deid_next (t, i);
    if (is_mark (t, i + 1, '\'') && is_possessive (t, i + 2)) {
      i += 2;
      continue;
    }
    if (n < 0)
      return i;
    if (is_mark (t, n, '-') || is_mark (t, n, '&') || (is_mark (t, n, '.') && VSL_TOKEN (t, i)->end - VSL_TOKEN (t, i)->start <= 3 && capital (t, _vsl_deid_next (t, n)))) {
      int k = _vsl_deid_next (t, n);
      if (!capital (t, k))
        return i;
      i = k;
      continue;
    }
    if (capital (t, n) && !(VSL_TOKEN (t, n)->flags & VSL_WORD_TITLE)) {
      i = n;
      continue;
    }
    gboolean comma = is_mark (t, n, ',');
    gboolean link = is_word (t, n) && (_vsl_deid_word_is (t, VSL_TOKEN (t, n), "of") || _vsl_deid_word_is (t, VSL_TOKEN (t, n), "in") || _vsl_deid_word_is (t, VSL_TOKEN (t, n), "and"));
    int k = comma || link ? _vsl_deid_next (t, n) : -1;
    guint32 known = 0;
    if (!capital (t, k))
      return i;
    const VslDeidToken *next = VSL_TOKEN (t, k);
    gboolean place = next->flags & (VSL_WORD_CITY | VSL_WORD_STATE | VSL_WORD_COUNTRY) || _vsl_deid_phrase_at (t, (guint) k, &known) || (next->upper && next->end - next->start == 2);
    if (!place && !(link && _vsl_deid_word_is (t, VSL_TOKEN (t, n), "of") && !(next->flags & STRICT)))
      return i;
    i = k;
  }
}

static void
add_place (VslDeidText *t, int from, int to, VslDeidType type, guint score)
{
  _vsl_deid_add (t, VSL_TOKEN (t, from)->start, VSL_TOKEN (t, to)->end, type, score);
}

/* "Lakeview Clinic", "our Dallas office", "Children's Hospital Los Angeles". */
static void
look_at_facility (VslDeidText *t, int i)
{
  const VslDeidToken *token = VSL_TOKEN (t, i);
  gboolean hospital = _vsl_deid_word_is (t, token, "hospital") || _vsl_deid_word_is (t, token, "hosp") || _vsl_deid_word_is (t, token, "clinic");
  int first = i;
  gboolean special = FALSE, any = FALSE;
  for (int p = before (t, i), k = 0; p >= 0 && k < 8 && is_word (t, p); p = before (t, p), k++) {
    const VslDeidToken *w = VSL_TOKEN (t, p);
    if (!w->capital && !(t->small_only && !(w->flags & VSL_WORD_COMMON)))
      break;
    if (w->flags & VSL_WORD_MONTH && w->flags & VSL_WORD_COMMON)
      break;
    gboolean start_of_sentence = _vsl_deid_previous (t, p) < 0 || is_mark (t, _vsl_deid_previous (t, p), '.');
    if (start_of_sentence && w->flags & VSL_WORD_COMMON && !(w->flags & (VSL_WORD_PERSON | VSL_WORD_CITY | VSL_WORD_HOSPITAL | VSL_WORD_FACILITY)) && special)
      break;
    first = p;
    any = any || !(w->flags & VSL_WORD_FACILITY) || hospital;
    special = special || !(w->flags & VSL_WORD_GENERIC) || (hospital && (_vsl_deid_word_is (t, w, "community") || _vsl_deid_word_is (t, w, "children") || _vsl_deid_word_is (t, w, "university")
              || _vsl_deid_word_is (t, w, "regional") || _vsl_deid_word_is (t, w, "veterans")));
  }
  int last = extend (t, i);
  gboolean shouts = token->upper && !t->capitals_only;
  if (first == i && last == i)
    return;
  if (first == i) {                /* "Hospital of X", "Clinic Hamburg"; not "Hospital Course" */
    guint32 known = 0;
    int n = _vsl_deid_next (t, i);
    gboolean place = n >= 0 && (VSL_TOKEN (t, n)->flags & (VSL_WORD_CITY | VSL_WORD_STATE) || _vsl_deid_phrase_at (t, (guint) n, &known));
    if (token->capital && place)
      add_place (t, i, last, VSL_DEID_HOSPITAL, 60);
    return;
  }
  if (!token->capital && VSL_TOKEN (t, first)->flags & VSL_WORD_COMMON && !(VSL_TOKEN (t, first)->flags & (VSL_WORD_CITY | VSL_WORD_PERSON | VSL_WORD_HOSPITAL)))
    return;
  if (!any || !special || (!token->capital && !(VSL_TOKEN (t, first)->flags & (VSL_WORD_CITY | VSL_WORD_PERSON | VSL_WORD_PHRASE | VSL_WORD_HOSPITAL)) && !hospital))
    return;
  const guint32 own = VSL_WORD_PERSON | VSL_WORD_CITY | VSL_WORD_HOSPITAL | VSL_WORD_PHRASE;
  if (shouts && !(VSL_TOKEN (t, first)->flags & own) && (!hospital || VSL_TOKEN (t, first)->flags & (VSL_WORD_COMMON | VSL_WORD_MEDICAL)))
    return;
  if (token->flags & VSL_WORD_COMMON && !token->capital)
    last = i;
  add_place (t, first, last, VSL_DEID_HOSPITAL, 78);
}

/* "St. Mary's"; not "ST segment", "St. John's wort", a valve of St. Jude. */
static void
look_at_saint (VslDeidText *t, int i)
{
  const VslDeidToken *token = VSL_TOKEN (t, i);
  if (token->upper || !token->capital)
    return;
  gboolean saint = _vsl_deid_word_is (t, token, "st") || _vsl_deid_word_is (t, token, "saint") || _vsl_deid_word_is (t, token, "mt") || _vsl_deid_word_is (t, token, "mount");
  int n = saint ? _vsl_deid_next (t, i) : -1;
  if (n >= 0 && is_mark (t, n, '.'))
    n = _vsl_deid_next (t, n);
  if (!capital (t, n) || VSL_TOKEN (t, n)->end - VSL_TOKEN (t, n)->start < 2)
    return;
  int last = extend (t, n);
  guint end = VSL_TOKEN (t, last)->end;
  if (_vsl_deid_behind (t, end, 22, "wort|valve|valves|mitral|aortic|pacemaker|prosthesis|dance|fire|medical pacemaker|bileaflet|mechanical|ring|score"))
    return;
  add_place (t, i, last, VSL_DEID_HOSPITAL, 76);
}

static gboolean
is_unit (const VslDeidText *t, const VslDeidToken *w)
{
  static const char *const units[] = { "icu", "er", "ed", "or", "pacu", "nicu", "picu", "ccu", "micu", "sicu", "mri", "ct", "egd", "ekg", "ecg", "eeg", "emg", "pet", "iv", "pcp", "snf", "obgyn", "rom",
                                       "birth", "bedside", "baseline", "home", "rest", "discharge", "follow", "least", "time", "mac", "asa", "nyha", "who", "fda", "cdc", "va", "ems", "usa", "opd", "ipd", "hiv",
                                       "copd", "chf", "dvt", "esr", "crp", "hba1c", "bmi", "ldl", "hdl", "gfr", "egfr", "ckd", "esrd", "tia", "uti", "ptsd", "adhd", "als", "gerd", "ibs", "sle", "dna", "rna", NULL };
  for (int i = 0; units[i]; i++)
    if (_vsl_deid_word_is (t, w, units[i]))
      return TRUE;
  return FALSE;
}

/* "seen at Stanford", "lives near Maplewood": capitalised words behind such words, unless they are ordinary. */
static void
look_behind_at (VslDeidText *t, int i)
{
  const VslDeidToken *token = VSL_TOKEN (t, i);
  gboolean at = _vsl_deid_word_is (t, token, "at"), near = _vsl_deid_word_is (t, token, "near"), in = _vsl_deid_word_is (t, token, "in"),
           from = _vsl_deid_word_is (t, token, "from"), to = _vsl_deid_word_is (t, token, "to");
  if (!at && !near && !in && !from && !to)
    return;
  int n = _vsl_deid_next (t, i);
  if (n >= 0 && is_word (t, n) && (_vsl_deid_word_is (t, VSL_TOKEN (t, n), "the") || _vsl_deid_word_is (t, VSL_TOKEN (t, n), "our") || _vsl_deid_word_is (t, VSL_TOKEN (t, n), "downtown")))
    n = _vsl_deid_next (t, n);
  if (!capital (t, n))
    return;
  const VslDeidToken *w = VSL_TOKEN (t, n);
  guint long_enough = w->end - w->start;
  gboolean known = w->flags & (VSL_WORD_CITY | VSL_WORD_HOSPITAL);
  gboolean seen = _vsl_deid_before (t, token->start, at ? 48 : 26, at ? SEEN : in ? "seen|treated|evaluated|hospitalized|hospitalised|admitted|followed|presented|diagnosed|assessed|operated|clinic"
                                    : from ? "discharged|transferred|referred|released|returned" : "transferred|admitted|referred|presented|presents|presenting|sent|brought|taken|flown|airlifted|returned|returns");
  int p = _vsl_deid_previous (t, i);
  gboolean after_name = from && p >= 0 && ((is_word (t, p) && capital (t, p) && !VSL_TOKEN (t, p)->upper) || is_mark (t, p, '.') || is_mark (t, p, ','));
  gboolean lives = _vsl_deid_before (t, token->start, 26, LIVES) || near || (from && (after_name || _vsl_deid_before (t, token->start, 20, "is|comes|came|hails|originally|i'm|he's|she's|gentleman|lady")));
  gboolean strict = (w->flags & STRICT) && !known;
  gboolean state = w->flags & (VSL_WORD_STATE | VSL_WORD_COUNTRY) && !(w->flags & VSL_WORD_CITY);
  if (strict || state || w->odd || w->flags & (VSL_WORD_TITLE | VSL_WORD_MONTH | VSL_WORD_EPONYMIC) || (long_enough < 3 && !(long_enough == 2 && w->upper && capital (t, _vsl_deid_next (t, n)))) || is_unit (t, w)
      || _vsl_deid_medical_form (t, w))
    return;
  guint32 phrase = 0;
  if (_vsl_deid_phrase_at (t, (guint) n, &phrase) && !(phrase & (VSL_WORD_CITY | VSL_WORD_HOSPITAL)))
    return;
  int last = extend (t, n);
  for (int k = n; k <= last; k++)
    if (is_word (t, k) && VSL_TOKEN (t, k)->flags & VSL_WORD_EPONYMIC && !(VSL_TOKEN (t, k)->flags & VSL_WORD_FACILITY))
      return;
  if (w->upper && !t->capitals_only && !known && !(at && seen))
    return;
  if ((at && (seen || !(w->flags & VSL_WORD_PERSON))) || (seen && (in || from || to)))
    add_place (t, n, last, VSL_DEID_HOSPITAL, 52);
  else if (lives)
    add_place (t, n, last, VSL_DEID_ADDRESS, 45);
}

/* "Ann Arbor II": a stage. */
static gboolean
is_staged (const VslDeidText *t, int last)
{
  static const char *const roman[] = { "i", "ii", "iii", "iv", "v", "ia", "ib", "iia", "iib", "iiia", "iiib", "iva", "ivb", "stage", "score", "classification", "criteria", "prep", "bowel", "staging", NULL };
  int n = _vsl_deid_next (t, last);
  if (n >= 0 && is_word (t, n) && VSL_TOKEN (t, n)->end - VSL_TOKEN (t, n)->start == 1 && VSL_TOKEN (t, n)->end < t->n && g_unichar_isdigit (t->c[VSL_TOKEN (t, n)->end]))
    return TRUE;                  /* "Montreal A2L3" */
  for (int k = 0; n >= 0 && is_word (t, n) && roman[k]; k++)
    if (_vsl_deid_word_is (t, VSL_TOKEN (t, n), roman[k]))
      return TRUE;
  return FALSE;
}

static void
look_at_known (VslDeidText *t, int i)
{
  const VslDeidToken *token = VSL_TOKEN (t, i);
  guint32 flags = token->flags, more = 0;
  guint words = _vsl_deid_phrase_at (t, (guint) i, &more);
  if (words) {
    flags = more;
    int last = i + (int) words - 1;
    if (is_staged (t, last))
      return;
    if (!(flags & (VSL_WORD_CITY | VSL_WORD_HOSPITAL)) || (!token->capital && !t->small_only))
      return;
    int n = _vsl_deid_next (t, last);
    if (n >= 0 && is_word (t, n) && VSL_TOKEN (t, n)->flags & VSL_WORD_EPONYMIC && !(VSL_TOKEN (t, n)->flags & VSL_WORD_FACILITY))
      return;
    add_place (t, i, extend (t, last), flags & VSL_WORD_HOSPITAL ? VSL_DEID_HOSPITAL : VSL_DEID_ADDRESS, 70);
    return;
  }
  if (!(flags & (VSL_WORD_CITY | VSL_WORD_HOSPITAL)) || (!token->capital && !t->small_only))
    return;
  int n = _vsl_deid_next (t, i), p = _vsl_deid_previous (t, i);
  if (is_staged (t, i))
    return;
  if (n >= 0 && is_word (t, n) && VSL_TOKEN (t, n)->flags & VSL_WORD_EPONYMIC && !(VSL_TOKEN (t, n)->flags & VSL_WORD_FACILITY))
    return;
  gboolean short_name = token->end - token->start <= 5 && token->upper;
  gboolean unsure = flags & (VSL_WORD_COMMON | VSL_WORD_PERSON | VSL_WORD_MEDICAL | VSL_WORD_MONTH | VSL_WORD_STATE | VSL_WORD_GENERIC) || t->small_only;
  gboolean led = p >= 0 && is_word (t, p) && (_vsl_deid_word_is (t, VSL_TOKEN (t, p), "in") || _vsl_deid_word_is (t, VSL_TOKEN (t, p), "from") || _vsl_deid_word_is (t, VSL_TOKEN (t, p), "near")
                 || _vsl_deid_word_is (t, VSL_TOKEN (t, p), "at") || _vsl_deid_word_is (t, VSL_TOKEN (t, p), "to") || _vsl_deid_word_is (t, VSL_TOKEN (t, p), "around") || _vsl_deid_word_is (t, VSL_TOKEN (t, p), "our"));
  if (flags & VSL_WORD_HOSPITAL && !short_name && flags & VSL_WORD_COMMON && !led)
    return;
  if (unsure && !led)
    return;
  if (token->upper && !t->capitals_only && !short_name && unsure)
    return;
  add_place (t, i, extend (t, i), flags & VSL_WORD_HOSPITAL ? VSL_DEID_HOSPITAL : VSL_DEID_ADDRESS, unsure ? 50 : 66);
}

static void
find_places (VslDeidText *t)
{
  for (int i = 0; i < (int) t->tokens->len; i++) {
    const VslDeidToken *token = VSL_TOKEN (t, i);
    if (token->kind != VSL_DEID_WORD)
      continue;
    if (token->flags & VSL_WORD_FACILITY)
      look_at_facility (t, i);
    if (token->flags & (VSL_WORD_CITY | VSL_WORD_HOSPITAL | VSL_WORD_PHRASE))
      look_at_known (t, i);
    if (token->capital)
      look_at_saint (t, i);
    else
      look_behind_at (t, i);
  }
}

const VslDeidRecogniser vsl_deid_place = { "place", VSL_DEID_RULES (rules), find_places };
