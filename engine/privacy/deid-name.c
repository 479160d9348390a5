/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names of people where words have capital letters or an alphabet: by dictionaries, by what stands around them, by their form. */
#include <string.h>

#include "privacy/vsl-deid-private.h"

/* A capitalised word, an initial or a short title with its point; the point behind a word ends the sentence and the name. */
#define CAP "(?:(?:\\p{Lu}\\.){1,3}(?!\\p{L})|(?:St|Dr|Mr|Mrs|Ms|Jr|Sr)\\.|\\p{Lu}(?:[\\p{L}\\p{M}'-]|\\.(?=\\p{L}))*)"
#define NOT_NAMED "(?!(?:The|This|That|Patient|He|She|It|We|They|There|No|Not|In|On|At|And|Or|Is|Was|Will|Please|See|If|Date|Age|Sex|Gender|History|MRN|DOB|Phone|Address|Unknown|None|Male|Female)\\b)"

static gboolean is_written_name (const VslDeidText *text, guint start, guint end);
static gboolean is_addressed (const VslDeidText *text, guint start, guint end);
static gboolean are_initials (const VslDeidText *text, guint start, guint end);
static gboolean is_no_word (const VslDeidText *text, guint start, guint end);
static gboolean is_given (const VslDeidText *text, guint start, guint end);

static const VslDeidRule rules[] = {
  { "(?<![A-Za-z0-9_])(?i:patient(?:'?s)? name|pt\\.? name|full name|first name|last name|middle name|surname|family name|given name|maiden name|name of patient|next of kin|emergency contact|guardian|"
    "(?:attending|referring|primary|ordering|consulting|admitting|treating|rendering|supervising)(?: physician| doctor| provider| surgeon)?|physician|provider|surgeon|anesthesiologist|assistant|nurse|technologist|"
    "(?:dictated|transcribed|signed|electronically signed|reviewed|reported|performed|interpreted|authenticated|verified|prepared|written|entered|recorded|approved|referred|ordered|requested) by|cc|attn|attention|patient|name|re|from|to|"
    "spouse|mother|father|contact|contact person|dear|sincerely|regards|caller|informant|witness|interpreter|pcp|md|author|recipient|employee|client|student|subject|relative)\\s*[:=]\\s*\"?((?:(?:Dr|Mr|Mrs|Ms|Prof)\\.?\\s+)?" NOT_NAMED CAP
    "(?:(?:,? |-)(?:(?:van|von|de|der|da|del|la|al|bin|el|di|du|den|ter) ){0,2}" NOT_NAMED CAP "){0,4})", VSL_DEID_NAME, 1, 74, VSL_NEEDS_LATIN, is_written_name },
  { "(?<![\\p{L}'-])((?:" CAP "[ -]){1,3}" CAP "),? ?(?:MD|M\\.D\\.|D\\.?O\\.|RN|R\\.N\\.|NP|PA-C|PhD|Ph\\.D\\.|DDS|FACS|FACC|MBBS|ARNP|CRNP|APRN|LCSW|Esq\\.?|Jr\\.?|Sr\\.)(?![\\p{L}])", VSL_DEID_NAME, 1, 76, VSL_NEEDS_LATIN,
    is_written_name },
  { "(?<![A-Za-z0-9_])(?i:my name is|name is|name's|name was|i am called|named|called|known as|goes by|aka|a\\.k\\.a\\.|nicknamed|née|nee|formerly|signed|this is|i'm|i am|speaking to|talk to|talked to|spoke to|spoke with|speak to|speak with|"
    "name\\?|who is it\\?|change it to|change the name to|correct it to)\\s+(?:Dr\\.? |Mr\\.? |Mrs\\.? |Ms\\.? |Miss )?\"?"
    "(" NOT_NAMED CAP "(?:[ -](?:(?:van|von|de|der|da|del|la|al|bin|el|di|du|den|ter) ){0,2}" CAP "){0,3})", VSL_DEID_NAME, 1, 60, VSL_NEEDS_LATIN, is_written_name },
  { "(?:^|[\"\\n]\\s*|[.!?:]\\s+)(" CAP "(?: " CAP ")?),\\s(?:can|could|please|would|will|i|you|what|why|when|where|how|do|did|are|is it|thank|thanks|let|come|tell|we|don't|it's|have)\\b", VSL_DEID_NAME, 1, 50, VSL_NEEDS_LATIN, is_addressed },
  { "(?<![A-Za-z0-9.])((?:[A-Z]\\.){2,3})(?=,? (?:is|was|has|had|presents|presented|reports|reported|states|stated|complains|denies|denied|came|comes|returned|returns|underwent|called|lives|works)\\b|'s )", VSL_DEID_NAME, 1, 60,
    VSL_NEEDS_LATIN, are_initials },
  { "(?<![A-Za-z0-9_])(?:patient|pt|client|re|name|mr|mrs|ms)\\.?:?\\s((?:[A-Z]\\.\\s?){2,3})(?=[\\s,;:)]|$)", VSL_DEID_NAME, 1, 62, VSL_NEEDS_LATIN | VSL_ANY_CASE, are_initials },
  { "(?<![A-Za-z0-9_])(?i:dict(?:ated)?(?: by)?|trans(?:cribed)?(?: by)?|typed by|signed by|entered by|scribe|initials|tech)\\s?:\\s?([A-Z]{2,4}|[a-z]{2,4})(?![A-Za-z0-9])", VSL_DEID_NAME, 1, 60, VSL_NEEDS_LATIN, is_no_word },
  { "(?:^|[.:]\\s)(\\p{Lu}\\p{Ll}{2,})(?=, (?:an?|the) (?:[a-z]+ ){1,3}|, (?:age |aged )?[0-9]{1,3}[, ])", VSL_DEID_NAME, 1, 50, VSL_NEEDS_LATIN, is_given },
  { ",\\s(" CAP ")(?:[!?]|\\.\"?$)", VSL_DEID_NAME, 1, 50, VSL_NEEDS_LATIN, is_addressed },
};

static guint
length (const VslDeidToken *w)
{
  return w->end - w->start;
}

/* Letters of alphabets other than A to Z, as in names of other countries, or a form that only names have. */
static gboolean
has_form (const VslDeidText *t, const VslDeidToken *w)
{
  static const char *const ends[] = { "ová", "ova", "sson", "sen", "ski", "ska", "wicz", "czyk", "vić", "vic", "ić", "enko", "chuk", "shvili", "dze", "yan", "ian", "oğlu", "oglu", "dóttir", "dottir", "nen", "poulos",
                                      "idis", "akis", "escu", "eanu", "ström", "strom", "qvist", "quist", "gren", "lund", "berg", "stein", "mann", "baum", "feld", "ev", "ov", "eva", "evich", "ovich", "vsky",
                                      "ez", "es", "ini", "elli", "etti", "ucci", "ello", "moto", "mura", "yama", "kawa", "saki", "shita", "wala", "singh", "nathan", "swamy", "murthy", "pour", "zadeh", "worth", "ham",
                                      "field", "ford", "ton", "well", "son", "ley", "land", "wood", "more", "man", NULL };
  gsize n = w->to - w->from;
  if (w->foreign)
    return length (w) >= 3;
  const char *p = t->norm + w->from;
  if (n >= 5 && !w->upper && ((g_str_has_prefix (p, "Mc") && g_ascii_isupper (p[2])) || (g_str_has_prefix (p, "Mac") && g_ascii_isupper (p[3])) || ((p[0] == 'O' || p[0] == 'D') && p[1] == '\'')))
    return TRUE;
  for (int i = 0; ends[i] && n >= 6; i++) {
    gsize k = strlen (ends[i]);
    if (n > k + 2 && g_ascii_strncasecmp (p + n - k, ends[i], k) == 0)
      return TRUE;
  }
  return FALSE;
}

static gboolean
is_mark (const VslDeidText *t, int i, gunichar c)
{
  return i >= 0 && i < (int) t->tokens->len && VSL_TOKEN (t, i)->kind == VSL_DEID_MARK && t->c[VSL_TOKEN (t, i)->start] == c;
}

static const VslDeidToken *
word (const VslDeidText *t, int i)
{
  return i >= 0 && i < (int) t->tokens->len && VSL_TOKEN (t, i)->kind == VSL_DEID_WORD ? VSL_TOKEN (t, i) : NULL;
}

static gboolean
is_person (const VslDeidToken *w)
{
  return w->flags & VSL_WORD_PERSON && !(w->flags & (VSL_WORD_MONTH | VSL_WORD_TITLE));
}

/* Certainly a name: nothing else is written so. */
static gboolean
is_sure (const VslDeidToken *w)
{
  return is_person (w) && !(w->flags & (VSL_WORD_COMMON | VSL_WORD_CITY | VSL_WORD_STATE | VSL_WORD_COUNTRY | VSL_WORD_HOSPITAL)) && (!(w->flags & VSL_WORD_MEDICAL) || w->flags & VSL_WORD_GIVEN);
}

/* A pattern's match behind "Name:" and the like: at least one word that can be a name. */
static gboolean
is_written_name (const VslDeidText *t, guint start, guint end)
{
  for (int i = _vsl_deid_token_at (t, start); i >= 0 && i < (int) t->tokens->len && VSL_TOKEN (t, i)->start < end; i++) {
    const VslDeidToken *w = word (t, i);
    if (!w || length (w) < 2 || w->flags & VSL_WORD_TITLE)
      continue;
    if (!w->capital && !t->small_only)
      return FALSE;
    if (w->flags & VSL_WORD_EPONYMIC && w->flags & VSL_WORD_COMMON && !is_person (w))
      return FALSE;
    if (is_person (w) || !(w->flags & (VSL_WORD_COMMON | VSL_WORD_MEDICAL | VSL_WORD_MONTH | VSL_WORD_COUNTRY | VSL_WORD_STATE | VSL_WORD_CITY | VSL_WORD_GENERIC | VSL_WORD_FACILITY)))
      return !(w->upper && !is_person (w) && length (w) < 4) && !_vsl_deid_medical_form (t, w);
    return FALSE;
  }
  return FALSE;
}

/* "Anna, could you …", "…, Tom!": one word that is somebody's, or that no dictionary has. */
static gboolean
is_addressed (const VslDeidText *t, guint start, guint end)
{
  const VslDeidToken *w = word (t, _vsl_deid_token_at (t, start));
  return w && length (w) > 2 && !w->upper && !_vsl_deid_medical_form (t, w)
         && ((is_person (w) && (!(w->flags & VSL_WORD_COMMON) || (w->flags & VSL_WORD_GIVEN && start > 0))) || !w->flags);
}

/* "J.K." of a person, not of a country or a time. */
static gboolean
are_initials (const VslDeidText *t, guint start, guint end)
{
  static const char *const others[] = { "U.S.", "U.S.A.", "U.K.", "D.C.", "A.M.", "P.M.", "I.V.", "E.R.", "E.D.", "O.R.", "I.M.", "M.D.", "D.O.", "R.N.", "N.P.", "P.A.", "B.P.", "H.R.", "Q.D.", "P.O.", "C.T.", "D.M.", "R.A.", "M.I.", "G.I.", "L.A.", "U.N.", "E.U.", "S.O.B.", NULL };
  gsize left;
  const char *p = _vsl_deid_at (t, start, &left);
  g_autofree char *text = g_utf8_substring (p, 0, end - start);
  for (int i = 0; others[i]; i++)
    if (g_ascii_strcasecmp (g_strstrip (text), others[i]) == 0)
      return FALSE;
  return TRUE;
}

/* Initials of who wrote or typed: no ordinary word. */
static gboolean
is_no_word (const VslDeidText *t, guint start, guint end)
{
  const VslDeidToken *w = word (t, _vsl_deid_token_at (t, start));
  return w && !(w->flags & (VSL_WORD_COMMON | VSL_WORD_MEDICAL | VSL_WORD_CLINICAL | VSL_WORD_TITLE | VSL_WORD_DEGREE));
}

/* "Grace, a retired nun, fell": a given name, also one that is a word, that is explained. */
static gboolean
is_given (const VslDeidText *t, guint start, guint end)
{
  const VslDeidToken *w = word (t, _vsl_deid_token_at (t, start));
  return w && w->flags & VSL_WORD_GIVEN && !(w->flags & (VSL_WORD_MEDICAL | VSL_WORD_MONTH | VSL_WORD_CITY | VSL_WORD_COUNTRY | VSL_WORD_STATE));
}

/* A run of words that may be one name: capitalised words, initials, particles, over single spaces, hyphens and a point after an initial. */
typedef struct {
  int first, last;              /* tokens */
  guint words, sure, person, given, family, common, medical, unknown, initials, upper, formed, particles;
} Run;

static gboolean
joins (const VslDeidText *t, const VslDeidToken *w)
{
  if (!w || w->odd || length (w) > 40 || w->flags & (VSL_WORD_TITLE) || (w->flags & VSL_WORD_MONTH && w->flags & VSL_WORD_COMMON && !is_person (w)))
    return FALSE;
  return w->capital || (t->small_only && is_person (w) && !(w->flags & VSL_WORD_COMMON));
}

static void
count_word (Run *run, const VslDeidText *t, const VslDeidToken *w)
{
  run->words++;
  if (length (w) == 1) {
    run->initials++;
    return;
  }
  run->sure += is_sure (w);
  run->person += is_person (w);
  run->given += (w->flags & VSL_WORD_GIVEN) != 0;
  run->family += (w->flags & VSL_WORD_FAMILY) != 0;
  run->common += (w->flags & (VSL_WORD_COMMON | VSL_WORD_GENERIC)) != 0;
  run->medical += (w->flags & VSL_WORD_MEDICAL) != 0 || _vsl_deid_medical_form (t, w);
  run->unknown += !(w->flags & ~(guint32) (VSL_WORD_PHRASE | VSL_WORD_PARTICLE));
  run->upper += w->upper;
  run->formed += has_form (t, w) && !(w->flags & (VSL_WORD_COMMON | VSL_WORD_MEDICAL));
}

static Run
run_at (const VslDeidText *t, int i)
{
  Run run = { .first = i, .last = i };
  int k = i;
  for (guint n = 0; n < 6; n++) {
    const VslDeidToken *w = word (t, k);
    if (!joins (t, w))
      break;
    count_word (&run, t, w);
    run.last = k;
    int next = k + 1;
    int before = _vsl_deid_previous (t, k);
    if (is_mark (t, next, '.') && length (w) == 1 && before >= 0 && VSL_TOKEN (t, before)->kind == VSL_DEID_DIGITS)
      break;                      /* "GCS 3T. Glasgow", "1 L. Whipple" */
    if (is_mark (t, next, '.') && (length (w) == 1 || (length (w) <= 2 && w->capital && !w->flags)))
      next++, run.last = next - 1;
    if (is_mark (t, next, '-') && VSL_TOKEN (t, next)->start == VSL_TOKEN (t, next - 1)->end && joins (t, word (t, next + 1))) {
      k = next + 1;
      continue;
    }
    const VslDeidToken *tail = is_mark (t, next, '-') ? word (t, next + 1) : NULL;
    if (tail && !tail->capital && VSL_TOKEN (t, next)->start == VSL_TOKEN (t, next - 1)->end && tail->start == VSL_TOKEN (t, next)->end && !(tail->flags & (VSL_WORD_COMMON | VSL_WORD_MEDICAL))
        && joins (t, word (t, next + 3))) {
      run.last = next + 1;        /* "Hyun-woo Park" */
      next += 2;
    }
    if (next < (int) t->tokens->len && VSL_TOKEN (t, next)->kind == VSL_DEID_SPACE && VSL_TOKEN (t, next)->end - VSL_TOKEN (t, next)->start <= 2)
      next++;
    else
      break;
    int p = next;
    while (word (t, p) && !word (t, p)->capital && word (t, p)->flags & VSL_WORD_PARTICLE && p + 2 < (int) t->tokens->len && p < next + 6)
      p += 2;                 /* "van der Berg": particles, then a capital letter */
    if (p > next && !joins (t, word (t, p)))
      break;
    run.particles += p > next;
    const VslDeidToken *more = word (t, p);
    if (length (w) == 1 && run.words == 1 && more && more->flags & VSL_WORD_COMMON && !is_person (more))
      break;                      /* "Dr. Y. The patient" */
    k = p;
  }
  return run;
}

static gboolean
stands_before (const VslDeidText *t, int i, guint32 flags)
{
  int p = _vsl_deid_previous (t, i);
  if (p >= 0 && (is_mark (t, p, '"') || is_mark (t, p, '(') || is_mark (t, p, '.')))
    p = is_mark (t, p, '.') && word (t, p - 1) && word (t, p - 1)->flags & VSL_WORD_TITLE ? p - 1 : _vsl_deid_previous (t, p);
  const VslDeidToken *w = word (t, p);
  return w && w->flags & flags;
}

static gboolean
starts_sentence (const VslDeidText *t, int i)
{
  int p = _vsl_deid_previous (t, i);
  return p < 0 || is_mark (t, p, '.') || is_mark (t, p, '!') || is_mark (t, p, '?') || is_mark (t, p, ':') || is_mark (t, p, '"') || is_mark (t, p, '-') || (is_mark (t, p, ',') && VSL_TOKEN (t, p)->end == VSL_TOKEN (t, i)->start);
}

static const VslDeidToken *
follower (const VslDeidText *t, int i)
{
  int n = _vsl_deid_next (t, i);
  if (n >= 0 && is_mark (t, n, '\'') && word (t, n + 1) && length (word (t, n + 1)) == 1)
    n = _vsl_deid_next (t, n + 1);
  if (n >= 0 && is_mark (t, n, '-'))
    n = _vsl_deid_next (t, n);
  return word (t, n);
}

/* "Murphy征", "Child-Pugh 分级". */
static gboolean
is_chinese_eponym (const VslDeidText *t, const Run *run)
{
  static const char *const behind[] = { "征", "氏", "病", "综合", "反射", "评分", "试验", "实验", "分级", "分期", "分型", "分类", "三角", "线", "点", "手术", "导管", "引流", "尿管", "钳", "镜", "环", "结", "瓣", "间隙", "孔", "细胞", "染色", "三联",
                                        "五联", "法", "指数", "量表", "标准", "骨折", "疝", "囊肿", "憩室", "溃疡", "食管", "呼吸", "甲状腺炎", "淋巴瘤", "瘤", "水肿", "肌营养", "贫血", "体", NULL };
  guint end = VSL_TOKEN (t, run->last)->end;
  while (end < t->n && t->c[end] == ' ')
    end++;
  return t->han && _vsl_deid_han_any (t, end, behind) > 0;
}

static gboolean
is_eponym (const VslDeidText *t, const Run *run)
{
  const VslDeidToken *next = follower (t, run->last), *first = VSL_TOKEN (t, run->first);
  if (run->words == 1 && is_chinese_eponym (t, run))
    return TRUE;
  if (first->flags & VSL_WORD_GIVEN && run->person >= 2 && run->medical < run->words - run->initials)
    return FALSE;               /* "Mary Wilson saw him": she is no disease */
  if (next && next->flags & VSL_WORD_EPONYMIC)
    return TRUE;
  for (int k = run->first + 1; k <= run->last; k++)
    if (word (t, k) && word (t, k)->flags & VSL_WORD_EPONYMIC && !(word (t, k)->flags & VSL_WORD_FAMILY))
      return TRUE;
  return FALSE;
}

/* "Smith, John": the part behind the comma. */
static int
with_comma (const VslDeidText *t, const Run *run)
{
  if (run->words > 2 || !is_mark (t, run->last + 1, ','))
    return run->last;
  int k = _vsl_deid_next (t, run->last + 1);
  const VslDeidToken *w = word (t, k);
  if (!w || !w->capital || !(w->flags & VSL_WORD_GIVEN) || w->flags & VSL_WORD_COMMON || !(run->family || run->unknown) || run->medical)
    return run->last;
  Run behind = run_at (t, k);
  return behind.words <= 2 ? behind.last : k;
}

static gboolean
behind_preposition (const VslDeidText *t, int i)
{
  const VslDeidToken *p = word (t, _vsl_deid_previous (t, i));
  static const char *const words[] = { "in", "at", "from", "near", "to", "of", "around", "through", "outside", NULL };
  for (int k = 0; p && words[k]; k++)
    if (_vsl_deid_word_is (t, p, words[k]))
      return TRUE;
  return FALSE;
}

/* "Weber B", "Wagner 3", "Barrett C2M4", "Ann Arbor II": an eponym and its grade. */
static gboolean
is_graded (const VslDeidText *t, const Run *run)
{
  static const char *const roman[] = { "i", "ii", "iii", "iv", "v", "vi", "ia", "ib", "iia", "iib", "iiia", "iiib", "iva", "ivb", NULL };
  const VslDeidToken *first = VSL_TOKEN (t, run->first);
  int n = _vsl_deid_next (t, run->last);
  if (run->words - run->initials > 2 || !run->medical || !(first->flags & VSL_WORD_MEDICAL) || length (first) < 2)
    return FALSE;
  const VslDeidToken *letter = VSL_TOKEN (t, run->last);
  if (run->initials == 1 && run->words == 2 && letter->kind == VSL_DEID_WORD && length (letter) == 1 && t->c[letter->start] <= 'D'
      && (!(first->flags & VSL_WORD_GIVEN) || (letter->end < t->n && g_unichar_isdigit (t->c[letter->end]))))
    return TRUE;
  if (n >= 0 && VSL_TOKEN (t, n)->kind == VSL_DEID_DIGITS)
    return TRUE;
  for (int i = 0; roman[i]; i++)
    if ((word (t, n) && _vsl_deid_word_is (t, word (t, n), roman[i])) || (run->words > 1 && letter->kind == VSL_DEID_WORD && length (letter) > 1 && _vsl_deid_word_is (t, letter, roman[i])))
      return TRUE;
  return FALSE;
}

static gboolean
is_name (const VslDeidText *t, Run *run)
{
  const VslDeidToken *first = VSL_TOKEN (t, run->first);
  gboolean beginning = starts_sentence (t, run->first), shouts = run->upper == run->words - run->initials && !t->capitals_only && length (first) > 1;
  gboolean cue = stands_before (t, run->first, VSL_WORD_BEFORE | VSL_WORD_RELATIVE | VSL_WORD_TITLE);
  const VslDeidToken *next = follower (t, run->last);
  gboolean acts = next && next->flags & VSL_WORD_SPEAKS;
  if (is_graded (t, run) && !stands_before (t, run->first, VSL_WORD_TITLE | VSL_WORD_RELATIVE))
    return FALSE;
  if (shouts || t->capitals_only)
    return run->words - run->initials >= 2 && run->given && run->person == run->words - run->initials && !run->common;
  if (run->words - run->initials >= 2) {
    if (run->sure >= 1 && run->person + run->unknown + run->formed >= 2 && run->common == 0)
      return TRUE;
    if (run->given && run->person >= 2)
      return run->common <= run->person;
    if (run->sure && !run->medical)
      return TRUE;
    if ((run->formed || run->particles) && !run->medical && run->common == 0)
      return TRUE;
    if (t->everyday && run->unknown && run->unknown + run->person >= 2 && !run->medical && run->common == 0 && !beginning)
      return TRUE;
    if (run->unknown >= 2 && !run->medical && run->common == 0 && (cue || acts))
      return TRUE;
    return FALSE;
  }
  if (run->words - run->initials == 0)
    return FALSE;
  if (run->initials && run->person && (run->sure || run->given || !beginning))
    return TRUE;
  if (run->initials && run->unknown && !run->medical && !beginning && length (first) >= 3)
    return cue || acts || t->everyday;
  if (run->sure)
    return !run->medical || first->flags & VSL_WORD_GIVEN;
  if (run->person && !(first->flags & (VSL_WORD_CITY | VSL_WORD_COUNTRY | VSL_WORD_STATE | VSL_WORD_HOSPITAL)))
    return !beginning && (!run->medical || (cue && t->everyday)) && length (first) > 2 && (!(first->flags & VSL_WORD_COMMON) || (cue && first->flags & VSL_WORD_GIVEN) || acts);
  if (run->person)
    return !beginning && (cue || (first->flags & VSL_WORD_GIVEN && !(first->flags & (VSL_WORD_COMMON | VSL_WORD_STATE | VSL_WORD_COUNTRY)) && !behind_preposition (t, run->first)));
  if (run->medical || length (first) < 3)
    return FALSE;
  if (run->formed && first->foreign)
    return TRUE;
  if (!run->unknown)
    return FALSE;
  if (beginning)
    return acts && (t->everyday || next->flags & VSL_WORD_ACTS);
  return t->everyday || (cue && (run->formed || acts)) || (acts && run->formed) || stands_before (t, run->first, VSL_WORD_RELATIVE);
}

/* Ordinary words at the beginning of a run are of the sentence, not of the name: "Patient Mary Jones". */
static int
skip_ordinary (const VslDeidText *t, int i)
{
  for (guint n = 0; n < 3; n++) {
    const VslDeidToken *w = word (t, i), *next = word (t, i + 2);
    if (!w || is_person (w) || !(w->flags & (VSL_WORD_COMMON | VSL_WORD_GENERIC | VSL_WORD_MONTH | (w->upper ? 0 : VSL_WORD_BEFORE | VSL_WORD_RELATIVE | VSL_WORD_CLINICAL))) || i + 2 >= (int) t->tokens->len || !next || !joins (t, next) || VSL_TOKEN (t, i + 1)->kind != VSL_DEID_SPACE)
      return i;
    i += 2;
  }
  return i;
}

/* Behind "Dr." and the like everything with a capital letter is a name; in small letters the next one or two words. */
static int
look_behind_title (VslDeidText *t, int i)
{
  int n = _vsl_deid_next (t, i);
  const VslDeidToken *title = VSL_TOKEN (t, i);
  if (n >= 0 && is_mark (t, n, '.'))
    n = _vsl_deid_next (t, n);
  const VslDeidToken *w = word (t, n);
  if (!w || (!title->capital && !t->small_only && length (title) > 3))
    return i;
  if (title->upper && length (title) > 1 && !t->capitals_only && !(is_mark (t, i + 1, '.') && w->capital) && !(w->capital && is_person (w)))
    return i;
  guint begin = w->start;
  for (guint k = 0; k < 3 && !w->capital && w->flags & VSL_WORD_PARTICLE && word (t, _vsl_deid_next (t, n)); k++) {      /* "Dr. van den Berg" */
    n = _vsl_deid_next (t, n);
    w = word (t, n);
  }
  if (w->capital && w->flags & VSL_WORD_MONTH) {          /* "Dr. May", "Ms. April June Summers" */
    int last = n, m = _vsl_deid_next (t, n);
    for (guint k = 0; k < 2 && word (t, m) && word (t, m)->capital && (word (t, m)->flags & (VSL_WORD_MONTH | VSL_WORD_PERSON) || !word (t, m)->flags); k++, m = _vsl_deid_next (t, m))
      last = m;
    _vsl_deid_add (t, w->start, VSL_TOKEN (t, last)->end, VSL_DEID_NAME, 82);
    return last;
  }
  if (joins (t, w)) {
    Run run = run_at (t, n);
    if (run.common == run.words && length (w) > 1 && !is_person (w) && run.words > 1)
      return i;
    if (length (w) > 1 && w->flags & VSL_WORD_COMMON && !is_person (w) && (title->flags & VSL_WORD_COMMON || !title->capital))
      return i;
    if (is_eponym (t, &run) && w->flags & VSL_WORD_MEDICAL)
      return i;
    _vsl_deid_add (t, begin, VSL_TOKEN (t, run.last)->end, VSL_DEID_NAME, 82);
    return run.last;
  }
  const VslDeidToken *behind = follower (t, n);
  gboolean family = w->flags & VSL_WORD_FAMILY && !(behind && behind->flags & VSL_WORD_EPONYMIC) && !(w->flags & (VSL_WORD_BEFORE | VSL_WORD_SPEAKS | VSL_WORD_TITLE | VSL_WORD_MONTH))
                    && (!(w->flags & VSL_WORD_COMMON) || _vsl_deid_word_is (t, title, "dr") || _vsl_deid_word_is (t, title, "mr") || _vsl_deid_word_is (t, title, "mrs"));
  int number = _vsl_deid_previous (t, i);
  if (number >= 0 && VSL_TOKEN (t, number)->kind == VSL_DEID_DIGITS && !title->capital)
    return i;                     /* "190 ms may correlate" */
  if ((t->small_only || length (title) <= 3) && length (w) > 1 && (family || !(w->flags & (VSL_WORD_COMMON | VSL_WORD_MEDICAL | VSL_WORD_BEFORE | VSL_WORD_SPEAKS)))) {
    int last = n, m = _vsl_deid_next (t, n);
    if (word (t, m) && is_person (word (t, m)) && !(word (t, m)->flags & VSL_WORD_COMMON))
      last = m;
    _vsl_deid_add (t, w->start, VSL_TOKEN (t, last)->end, VSL_DEID_NAME, 70);
    return last;
  }
  return i;
}

/* "RN Foley", and in small letters "pt smith": what is a name there may be an eponym elsewhere. */
static gboolean
look_behind_degree (VslDeidText *t, int i)
{
  static const char *const degrees[] = { "rn", "lpn", "lvn", "np", "cna", "emt", "crna", "arnp", "aprn", "fnp", NULL };
  static const char *const persons[] = { "pt", "patient", "husband", "wife", "son", "daughter", "brother", "sister", NULL };
  const VslDeidToken *w = VSL_TOKEN (t, i);
  int n = _vsl_deid_next (t, i);
  const VslDeidToken *next = word (t, n), *behind = next ? follower (t, n) : NULL;
  if (!next || length (next) < 3 || next->upper || n != i + 2 || (behind && behind->flags & VSL_WORD_EPONYMIC))
    return FALSE;
  for (int k = 0; degrees[k] && w->upper && next->capital; k++)
    if (_vsl_deid_word_is (t, w, degrees[k]) && (is_person (next) || !(next->flags & (VSL_WORD_COMMON | VSL_WORD_MEDICAL | VSL_WORD_GENERIC))) && !_vsl_deid_medical_form (t, next)) {
      Run run = run_at (t, n);
      _vsl_deid_add (t, next->start, VSL_TOKEN (t, MAX (run.last, n))->end, VSL_DEID_NAME, 60);
      return TRUE;
    }
  for (int k = 0; persons[k] && !next->capital; k++)
    if (_vsl_deid_word_is (t, w, persons[k]) && next->flags & VSL_WORD_FAMILY && !(next->flags & (VSL_WORD_COMMON | VSL_WORD_BEFORE | VSL_WORD_SPEAKS | VSL_WORD_CLINICAL | VSL_WORD_PARTICLE)) && length (next) > 3) {
      _vsl_deid_add (t, next->start, next->end, VSL_DEID_NAME, 52);
      return TRUE;
    }
  return FALSE;
}

/* A text all in small letters: a name of the dictionaries that is nothing else, with its neighbours. */
static int
look_at_small (VslDeidText *t, int i)
{
  const VslDeidToken *w = VSL_TOKEN (t, i);
  int n = _vsl_deid_next (t, i), last = i;
  const VslDeidToken *next = word (t, n);
  if (next && length (next) == 1 && t->everyday)
    next = word (t, n = _vsl_deid_next (t, n));
  gboolean cue = stands_before (t, i, VSL_WORD_RELATIVE) || _vsl_deid_before (t, w->start, 14, "name is|named|i'm|i am|this is|with|name's|said|by|name|heard|hi|hello|dear|tell|ask|met|call|contact|than|but|me|is");
  gboolean strange = !w->flags && length (w) > 2 && length (w) < 30 && !_vsl_deid_medical_form (t, w);
  gboolean follows = next && (is_person (next) || (!next->flags && length (next) > 2)) && !(next->flags & VSL_WORD_COMMON);
  if ((!w->foreign || length (w) < 3) && (!is_sure (w) || length (w) < 3) && !(strange && ((cue && (t->everyday || (follows && next->flags))) || (t->everyday && follows))))
    return i;
  if (next && !(next->flags & (VSL_WORD_COMMON | VSL_WORD_MEDICAL | VSL_WORD_SPEAKS)) && (is_person (next) || !next->flags))
    last = n;
  _vsl_deid_add (t, w->start, VSL_TOKEN (t, last)->end, VSL_DEID_NAME, 50);
  return last;
}

/* A word that may stand beside a name in a list, or be named once more. */
static gboolean
may_be_name (const VslDeidText *t, const VslDeidToken *w)
{
  return w && w->capital && !w->odd && length (w) > 2 && !(w->upper && !t->capitals_only) && !_vsl_deid_medical_form (t, w) && (is_person (w) || !w->flags || w->foreign)
         && !(w->flags & (VSL_WORD_TITLE | VSL_WORD_MONTH | VSL_WORD_EPONYMIC));
}

/* "Kónya, Becker and Vasquez": what is listed with a name is one. */
static void
look_beside (VslDeidText *t, guint start, guint end)
{
  for (int direction = -1; direction <= 1; direction += 2) {
    int i = direction < 0 ? _vsl_deid_token_at (t, start) : _vsl_deid_token_at (t, end - 1);
    for (guint k = 0; k < 4 && i >= 0; k++) {
      int n = direction < 0 ? _vsl_deid_previous (t, i) : _vsl_deid_next (t, i);
      gboolean link = FALSE;
      while (n >= 0 && (is_mark (t, n, ',') || is_mark (t, n, '&') || (word (t, n) && (_vsl_deid_word_is (t, word (t, n), "and") || _vsl_deid_word_is (t, word (t, n), "or"))))) {
        link = TRUE;
        n = direction < 0 ? _vsl_deid_previous (t, n) : _vsl_deid_next (t, n);
      }
      const VslDeidToken *w = word (t, n), *after = n >= 0 ? follower (t, n) : NULL;
      if (!link || !may_be_name (t, w) || (w->flags & VSL_WORD_MEDICAL && !(w->flags & VSL_WORD_GIVEN) && !t->everyday) || (after && after->flags & VSL_WORD_EPONYMIC) || (w->flags & VSL_WORD_COMMON && direction < 0 && starts_sentence (t, n)))
        break;
      _vsl_deid_add (t, w->start, w->end, VSL_DEID_NAME, 45);
      i = n;
    }
  }
}

/* Given names that are what they are called after: "Grace period". */
static gboolean
is_virtue (const VslDeidText *t, const VslDeidToken *w)
{
  static const char *const words[] = { "grace", "faith", "hope", "joy", "charity", "patience", "mercy", "rose", "lily", "violet", "ivy", "amber", "summer", "autumn", "dawn", "heather", "hazel", "iris", "ruby", "pearl", "crystal", "melody", "destiny", "chance", "miles", "mark", "will", "rich", "bill", "frank", "art", "jack", "chip", "drew", "pat", "max", NULL };
  for (int i = 0; words[i]; i++)
    if (_vsl_deid_word_is (t, w, words[i]))
      return TRUE;
  return FALSE;
}

/* A word of a name of several words is a name wherever else it stands. */
static void
look_again (VslDeidText *t, guint first)
{
  g_autoptr (GHashTable) known = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  guint n = t->found->len;
  for (guint i = 0; i < n; i++) {
    const VslDeidFound f = g_array_index (t->found, VslDeidFound, i);
    if (f.type != VSL_DEID_NAME || f.score < 50)
      continue;
    for (int k = _vsl_deid_token_at (t, f.start); k >= 0 && k < (int) t->tokens->len && VSL_TOKEN (t, k)->start < f.end; k++)
      if (may_be_name (t, word (t, k)))
        g_hash_table_add (known, g_strndup (t->norm + VSL_TOKEN (t, k)->from, VSL_TOKEN (t, k)->to - VSL_TOKEN (t, k)->from));
    if (i >= first)
      look_beside (t, f.start, f.end);
  }
  if (!g_hash_table_size (known))
    return;
  for (int i = 0; i < (int) t->tokens->len; i++) {
    const VslDeidToken *w = word (t, i), *after;
    if (!w || !may_be_name (t, w))
      continue;
    g_autofree char *text = g_strndup (t->norm + w->from, w->to - w->from);
    after = follower (t, i);
    gboolean instrument = w->flags & VSL_WORD_MEDICAL && !(w->flags & VSL_WORD_GIVEN && !(w->flags & VSL_WORD_COMMON)) && !(after && after->flags & VSL_WORD_SPEAKS) && !stands_before (t, i, VSL_WORD_TITLE | VSL_WORD_BEFORE);      /* "a Foley" of Dr. Foley's */
    gboolean thing = w->flags & VSL_WORD_GIVEN && after && !after->capital && after->flags & VSL_WORD_COMMON && !(after->flags & (VSL_WORD_SPEAKS | VSL_WORD_ACTS)) && starts_sentence (t, i) && is_virtue (t, w);
    if (instrument || thing)
      continue;
    if (g_hash_table_contains (known, text) && !(after && after->flags & VSL_WORD_EPONYMIC) && !(w->flags & VSL_WORD_COMMON && starts_sentence (t, i)))
      _vsl_deid_add (t, w->start, w->end, VSL_DEID_NAME, 44);
  }
}

static void
find_names (VslDeidText *t)
{
  guint first = t->found->len;
  for (int i = 0; i < (int) t->tokens->len; i++) {
    const VslDeidToken *w = VSL_TOKEN (t, i);
    if (w->kind != VSL_DEID_WORD)
      continue;
    if (w->flags & VSL_WORD_TITLE) {
      i = look_behind_title (t, i);
      continue;
    }
    if (t->small_only) {
      i = look_at_small (t, i);
      continue;
    }
    if (look_behind_degree (t, i))
      continue;
    if (!w->capital)
      continue;
    guint32 pair = 0;
    guint words = w->flags & VSL_WORD_PHRASE ? _vsl_deid_phrase_at (t, (guint) i, &pair) : 0;
    if (words && pair & VSL_WORD_MEDICAL && !stands_before (t, i, VSL_WORD_TITLE | VSL_WORD_RELATIVE)) {
      i += (int) words - 1;       /* "Braxton Hicks" */
      continue;
    }
    i = skip_ordinary (t, i);
    Run run = run_at (t, i);
    if (run.words == 0)
      continue;
    int last = with_comma (t, &run);
    if (last > run.last || (is_name (t, &run) && !is_eponym (t, &run)))
      _vsl_deid_add (t, VSL_TOKEN (t, i)->start, VSL_TOKEN (t, last)->end, VSL_DEID_NAME, run.sure ? 64 : 52);
    i = MAX (i, last);
  }
  if (!t->small_only)
    look_again (t, first);
}

const VslDeidRecogniser vsl_deid_name = { "name", VSL_DEID_RULES (rules), find_names };
