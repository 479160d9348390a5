/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Streets, houses, boxes and postal codes. */
#include <string.h>

#include "privacy/vsl-deid-private.h"

#define CAP "(?:(?:\\p{Lu}\\.){1,3}(?!\\p{L})|(?:St|Ste|Mt|Ft|Dr|Av|Avda|Pt)\\.|\\p{Lu}(?:[\\p{L}\\p{M}'-]|\\.(?=\\p{L}))*)"
#define SUFFIX "(?:Street|St|Avenue|Ave|Av|Road|Rd|Boulevard|Blvd|Lane|Ln|Drive|Dr|Court|Ct|Place|Pl|Square|Sq|Terrace|Ter|Way|Circle|Cir|Parkway|Pkwy|Highway|Hwy|Trail|Trl|Loop|Alley|Crescent|Cres|" \
  "Close|Row|Mews|Walk|Path|Plaza|Pike|Turnpike|Expressway|Freeway|Esplanade|Quay|Gardens|Grove|Heights|Hollow|Hill|Hills|Ridge|Crossing|Run|Bend|Point|Points|Landing|Cove|Coves|Isle|Fort|Park|Meadows|" \
  "Meadow|Manor|Estates|Estate|Village|Glen|Glens|View|Views|Station|Junction|Junctions|Bypass|Causeway|Mall|Rise|Vale|Wharf|Common|Green|Field|Fields|Ford|Forge|Garden|Island|Key|Knoll|Lake|Lakes|Light|" \
  "Lodge|Mill|Mills|Mission|Mountain|Neck|Orchard|Oval|Pass|Passage|Pine|Pines|Plain|Plains|Port|Prairie|Ramp|Ranch|Rapid|Rapids|Rest|River|Route|Shoal|Shore|Shores|Skyway|Spring|Springs|Spur|Spurs|" \
  "Squares|Stravenue|Stream|Summit|Throughway|Trace|Track|Tunnel|Union|Valley|Ville|Vista|Well|Wells|Extension|Flat|Flats|Forest|Burg|Bluff|Branch|Bridge|Brook|Camp|Canyon|Cape|Center|Cliff|Club|Corner|Corners|Course|Creek|Crest|Curve|Dale|Dam|Divide)"
#define HOUSE "[0-9]{1,6}[A-Za-z]?(?:[-/ ][0-9]{1,5}[A-Za-z]?)?"
#define ROOM "(?:Apt|Apartment|Suite|Ste|Unit|Flat|Floor|Fl|Room|Rm|Bldg|Building|P\\.?O\\.? Box|#)"
#define TAIL "(?:[,\\s]+" ROOM "\\.?\\s*#?[0-9A-Za-z-]+)?(?:,?\\s+(?:" CAP "[ ,\\n]*){1,3}[, \\n]+[A-Z]{2}(?:\\s+[0-9]{5}(?:-[0-9]{4})?)?(?![A-Za-z])|,?\\s+[A-Z]{2}\\s+[0-9]{5}(?:-[0-9]{4})?)?"
#define STREET_END "straße|strasse|gata|gatan|gaten|gade|gården|vej|vejen|vegen|veien|vägen|väg|katu|kuja|polku|tie|laan|straat|weg|gasse|platz|plein|kade|allee|allé|alle|stræti|gränd|backen|stien|stigen|torget|" \
  "tänav|maantee|utca|utcája|ulica|ulice|třída|náměstí|nábřeží|cesta|gracht|singel|dreef|hof|ring|damm|ufer|bakken|terrasse|plass|brekke|mäki|ranta|linna|puiestee|põik|tee|vík|gerði|hlíð|holt|braut|vegur|torg"
#define STREET_BEGIN "(?:Rua|Rue|Avenida|Av\\.|Avda\\.?|Calle|C/|Carrer|Via|Viale|Piazza|Piazzale|Corso|Plaza|Paseo|Camino|Carretera|Ronda|ul\\.|ulica|Ulica|al\\.|aleja|os\\.|pl\\.|plac|Λεωφόρος|οδός|Οδός|ул\\.|улица|проспект|Chemin|" \
  "Impasse|Quai|Travessa|Largo|Praça|Praca|Estrada|Strada|Vicolo|Contrada|Bulevar|Bulevardul|Calea|Jalan|Jl\\.|Cours|Passage|Route|Allée|Place|Boulevard|Avenue|Am|An der|Auf der|Im|Zum|Zur)"
#define STATE "(?:A[LKZR]|C[AOT]|D[CE]|FL|GA|HI|I[DLNA]|K[SY]|LA|M[EDAINSOT]|N[EVHJMYCD]|O[HKR]|P[AR]|RI|S[CD]|T[NX]|UT|V[TA]|W[AVIY]|AB|BC|MB|NB|NL|NS|ON|PE|QC|SK|NSW|VIC|QLD)"

/* All words of it may be parts of a street's name: none is an ordinary word or a medicine. */
static gboolean
is_unusual (const VslDeidText *text, guint start, guint end)
{
  guint letters = 0, words = 0, medical = 0, upper = 0;
  for (int i = _vsl_deid_token_at (text, start); i >= 0 && i < (int) text->tokens->len && VSL_TOKEN (text, i)->start < end; i++) {
    const VslDeidToken *t = VSL_TOKEN (text, i);
    if (t->kind != VSL_DEID_WORD)
      continue;
    if (t->flags & (VSL_WORD_MONTH | VSL_WORD_TITLE | VSL_WORD_DEGREE) || (t->flags & (VSL_WORD_COMMON | VSL_WORD_MEDICAL) && !(t->flags & VSL_WORD_PERSON) && !t->foreign))
      return FALSE;
    letters = MAX (letters, t->end - t->start);
    guint32 known = 0;
    if (t->flags & VSL_WORD_PHRASE && _vsl_deid_phrase_at (text, (guint) i, &known) && known & VSL_WORD_MEDICAL)
      return FALSE;
    words++;
    medical += (t->flags & (VSL_WORD_MEDICAL | VSL_WORD_EPONYMIC)) != 0;
    upper += t->upper;
  }
  if (medical == words || (medical && !text->everyday) || (upper == words && !text->capitals_only))       /* "Gleason 7", "NIHSS 4" */
    return FALSE;
  return letters >= 4 && !_vsl_deid_behind (text, end, 6, "mg|mcg|ml|cm|mm|kg|units|tablets|tabs|iu|cc|french|fr|percent");
}

/* "Dr" and "St" before a capital letter are a title and a saint, and "4 Day Course" is no street. */
static gboolean
is_street (const VslDeidText *text, guint start, guint end)
{
  int i = _vsl_deid_token_at (text, start), last = -1, words = 0;
  gboolean name = FALSE;
  for (; i >= 0 && i < (int) text->tokens->len && VSL_TOKEN (text, i)->start < end; i++) {
    const VslDeidToken *t = VSL_TOKEN (text, i);
    if (t->kind != VSL_DEID_WORD)
      continue;
    words++;
    if (t->flags & VSL_WORD_STREET && last < 0)
      last = i;
    if (!(t->flags & VSL_WORD_STREET))
      name = name || t->capital || text->small_only;
  }
  if (_vsl_deid_behind (text, end, 8, "mg|mcg|ml|mm|cm|units"))
    return FALSE;
  return words >= 2 && name;
}

static gboolean
is_town_and_state (const VslDeidText *text, guint start, guint end)
{
  guint32 known = 0;
  int words = 0;
  gboolean plain = FALSE, town = FALSE;
  for (int i = _vsl_deid_token_at (text, start); i >= 0 && i < (int) text->tokens->len && VSL_TOKEN (text, i)->start < end; i++) {
    const VslDeidToken *t = VSL_TOKEN (text, i);
    if (t->kind == VSL_DEID_MARK && text->c[t->start] == ',')
      break;
    if (t->kind != VSL_DEID_WORD)
      continue;
    words++;
    town = town || t->flags & VSL_WORD_CITY || _vsl_deid_phrase_at (text, (guint) i, &known);
    plain = plain || t->upper || t->odd || (t->flags & (VSL_WORD_COMMON | VSL_WORD_MEDICAL | VSL_WORD_MONTH | VSL_WORD_TITLE) && !(t->flags & (VSL_WORD_CITY | VSL_WORD_PHRASE | VSL_WORD_PERSON)));
  }
  if (town)
    return TRUE;
  gboolean degree = text->c[end - 2] == 'M' || (text->c[end - 2] == 'P' && text->c[end - 1] == 'A') || (text->c[end - 2] == 'C' && text->c[end - 1] == 'A');
  return words > 0 && !plain && !degree;
}

/* "the corner of X and Y" of a town, not of the mouth. */
static gboolean
is_corner (const VslDeidText *text, guint start, guint end)
{
  guint names = 0;
  for (int i = _vsl_deid_token_at (text, start); i >= 0 && i < (int) text->tokens->len && VSL_TOKEN (text, i)->start < end; i++) {
    const VslDeidToken *t = VSL_TOKEN (text, i);
    names += t->kind == VSL_DEID_DIGITS || (t->kind == VSL_DEID_WORD && (t->capital || t->flags & VSL_WORD_STREET));
  }
  return names >= 2 && text->everyday + (names >= 3) + _vsl_deid_behind (text, start, end - start, "street|st|avenue|ave|road|rd|boulevard|lane|drive") > 0;
}

/* In a text that no doctor wrote, five digits alone are a postal code. */
static gboolean
is_lone_code (const VslDeidText *text, guint start, guint end)
{
  return text->everyday && !_vsl_deid_behind (text, end, 6, "g|kg|mg|ml|mcg|cm|mm|grams|iu|units|steps|calories|hours|days|patients");
}

static gboolean
is_country_code (const VslDeidText *text, guint start, guint end)
{
  guint32 known = 0;
  int i = _vsl_deid_token_at (text, start);
  return i >= 0 && (VSL_TOKEN (text, i)->flags & (VSL_WORD_COUNTRY | VSL_WORD_STATE) || _vsl_deid_phrase_at (text, (guint) i, &known)
                    || (known & (VSL_WORD_COUNTRY | VSL_WORD_STATE)));
}

static const VslDeidRule rules[] = {
  { "(?<![A-Za-z0-9_.,/-])" HOUSE "(?:,? (?:N|S|E|W|NE|NW|SE|SW|North|South|East|West)\\.?)?\\s(?:(?:" CAP "|[0-9]{1,3}(?:st|nd|rd|th)|de|la|del|of|the)\\s){1,4}" SUFFIX "\\b(?!\\.?\\s?'|\\. ?\\p{Lu}\\p{Ll}+ (?:was|is|saw|and|in))" TAIL,
    VSL_DEID_ADDRESS, 0, 84, VSL_NEEDS_DIGITS, is_street },
  { "(?<![A-Za-z0-9_.,/-])" HOUSE "\\s(?:[\\p{L}'.-]+\\s){1,3}(?:street|avenue|ave|road|rd|boulevard|blvd|lane|drive|terrace|highway|parkway|crescent|circle|court)\\b", VSL_DEID_ADDRESS, 0, 70,
    VSL_NEEDS_DIGITS | VSL_ANY_CASE, is_street },
  { "(?<![A-Za-z0-9_])(?:P\\.?\\s?O\\.?\\s?Box|PSC|CMR|Postfach|Apartado|Casilla|Boîte postale)\\s*#?[0-9]{1,6}(?:,?\\s*Box\\s+[0-9]+)?(?:[,\\s]+" ROOM "\\.?\\s*#?[0-9]+)?", VSL_DEID_ADDRESS, 0, 86, VSL_NEEDS_DIGITS | VSL_ANY_CASE },
  { "(?<![A-Za-z0-9_])Unit [0-9]{3,5},? Box [0-9]{2,5}\\b", VSL_DEID_ADDRESS, 0, 84, VSL_NEEDS_DIGITS | VSL_ANY_CASE },
  { "(?<![A-Za-z0-9_])(?:APO|FPO|DPO),?\\s+A[AEP]\\s+[0-9]{5}", VSL_DEID_ADDRESS, 0, 86, VSL_NEEDS_DIGITS | VSL_ANY_CASE },
  { "(?<![A-Za-z0-9_])(?:Apt|Apartment|Suite|Ste)\\.?\\s*#?\\s*[0-9][0-9A-Za-z-]*\\b", VSL_DEID_ADDRESS, 0, 72, VSL_NEEDS_DIGITS | VSL_ANY_CASE },
  { "(?<![A-Za-z0-9_])(?:Flat|Apt|Apartment|Unit)\\.? #?[0-9]{1,4}[A-Za-z]?(?=,? [0-9]{1,5}[A-Za-z]? \\p{Lu})", VSL_DEID_ADDRESS, 0, 72, VSL_NEEDS_DIGITS | VSL_NEEDS_LATIN },
  { "(?<![A-Za-z0-9_])(?:USNS|USS|USCGC|USNV) " CAP, VSL_DEID_ADDRESS, 0, 60, VSL_NEEDS_LATIN },
  { "(?<![A-Za-z0-9_])(?:zip(?:\\s*code)?|postal code|post ?code|postleitzahl|PLZ|邮编|邮政编码)\\W{0,4}(?:is |of |for |was |# ?)*((?:[A-Z]{1,2}-)?[0-9]{4,6}(?:-[0-9]{4})?|[A-Z]{1,2}[0-9][A-Z0-9]? ?[0-9][A-Z]{2})(?![0-9])", VSL_DEID_ADDRESS, 1, 82,
    VSL_NEEDS_DIGITS | VSL_ANY_CASE },
  { "(?<![A-Za-z0-9_])(?:zip|postal|post ?code|postleitzahl)\\b[^\\n.]{0,40}?(?<![0-9.])((?:[A-Za-z]{1,2}-)?[0-9]{3,6}(?:[ -][0-9]{2,4})?)(?![0-9])", VSL_DEID_ADDRESS, 1, 70, VSL_NEEDS_DIGITS | VSL_ANY_CASE },
  { "(?<![A-Za-z0-9_.,/$#:-])(?:[0-9]{3} [0-9]{2}|[0-9]{2}-[0-9]{3}|[0-9]{4}-[0-9]{3}|[0-9]{4} ?[A-Z]{2}|(?!(?:1[89]|20)[0-9]{2})[0-9]{4})(?![A-Za-z0-9_/%-]|[.,: ][0-9])", VSL_DEID_ADDRESS, 0, 38, VSL_NEEDS_DIGITS, is_lone_code },
  { "(?<![A-Za-z0-9_.,/$#:-])[0-9]{5}(?:-[0-9]{4})?(?![A-Za-z0-9_/%-]|[.,][0-9])", VSL_DEID_ADDRESS, 0, 40, VSL_NEEDS_DIGITS, is_lone_code },
  { "(?<![A-Za-z])" STATE "\\.?,?\\s+[0-9]{5}(?:-[0-9]{4})?(?![0-9])", VSL_DEID_ADDRESS, 0, 80, VSL_NEEDS_DIGITS },
  { "(?<![A-Za-z0-9_])[A-PR-UWYZ][A-HK-Y]?[0-9][A-Z0-9]? [0-9][ABD-HJLNP-UW-Z]{2}(?![A-Za-z0-9_])", VSL_DEID_ADDRESS, 0, 70, VSL_NEEDS_DIGITS },
  { "(?<![A-Za-z0-9_])[ABCEGHJ-NPRSTVXY][0-9][ABCEGHJ-NPRSTV-Z] [0-9][ABCEGHJ-NPRSTV-Z][0-9](?![A-Za-z0-9_])", VSL_DEID_ADDRESS, 0, 70, VSL_NEEDS_DIGITS },
  { "(?<![A-Za-z0-9_])(?:" CAP "\\s){0,2}" CAP "(?<=[\\p{L}])[,\\s]+[0-9]{4,6}(?![0-9.%/-]|\\s?(?:mg|ml))", VSL_DEID_ADDRESS, 0, 55, VSL_NEEDS_DIGITS, is_country_code },
  { "(?<!\\p{L})\\p{L}{3,30}+(?=\\.?\\s+[0-9])(?<=" STREET_END ")\\.?\\s+[0-9]{1,5}[A-Za-z]?\\b", VSL_DEID_ADDRESS, 0, 74, VSL_NEEDS_DIGITS, is_unusual },
  { "(?<![\\p{L}])" "(?i:" STREET_BEGIN ")" "\\s(?:(?:" CAP "|de|la|le|les|du|des|da|do|dos|del|della|di|el|los|las|y|e)\\s?){1,5}(?:,?\\s?(?:n\\.?º?\\s?)?[0-9]{1,5}[A-Za-z]?)?\\b", VSL_DEID_ADDRESS, 0, 66, VSL_NEEDS_LATIN, is_unusual },
  { "(?:^|\\n|[0-9]\\s|:\\s|, )((?:[0-9]{1,6} )?" CAP "(?: [\\p{L}'.-]+){0,4} [0-9]{1,5}[A-Za-z]?)(?=\\s*(?:\\n|,|Apt|Suite|\\.?$|\"|\\?))", VSL_DEID_ADDRESS, 1, 58, VSL_NEEDS_DIGITS, is_unusual },
  { "(?<![A-Za-z0-9_])(?:live[sd]? (?:at|on|in|near)|living (?:at|on|in)|resid(?:es|ing|ed) (?:at|on|in)|address(?: is| was|:| of [^\\n]{1,40} is)?|located (?:at|on)|(?:send|sent|deliver(?:ed)?|ship(?:ped)?|mail(?:ed)?|moved?|go|come) (?:it |one |them |this )?to|"
    "drops? you off at|side of|street|corner of|meet (?:me )?at|it'?s (?:in|at|on))[:,]?\\s+((?:[0-9][0-9A-Za-z/-]{0,6}\\s+){0,2}(?:" CAP "\\s){1,4}[0-9]{1,5}[A-Za-z]?)\\b", VSL_DEID_ADDRESS, 1, 68, VSL_NEEDS_DIGITS | VSL_NEEDS_LATIN },
  { "(?<![A-Za-z0-9_])(?:address|live[sd]?|living|resid(?:es|ing|ed)|located|sen[dt]|deliver(?:ed)?|ship(?:ped)?|mail(?:ed)?|drops? you off|house|home|is)\\W+(?:(?:at|on|in|to|is|was|near|it|one|her|his|their)\\W+){0,3}((?:[0-9][0-9A-Za-z/-]{0,6}\\s+)?[0-9]{1,6}[A-Za-z]?\\s+(?:" CAP "[ ,\\n]+){0,4}" CAP ")",
    VSL_DEID_ADDRESS, 1, 62, VSL_NEEDS_DIGITS | VSL_NEEDS_LATIN, is_unusual },
  { "(?<![A-Za-z0-9_])(?:the )?(?:corner|intersection|junction) of ([^,;\\n]{3,60}? and [\\p{L}0-9 .'-]{3,40})", VSL_DEID_ADDRESS, 1, 66, VSL_NEEDS_LATIN | VSL_ANY_CASE, is_corner },
  { "(?<![A-Za-z0-9_])" CAP "(?:[ -]" CAP "){0,2},\\s" STATE "(?![\\p{L}A-Za-z0-9_])", VSL_DEID_ADDRESS, 0, 70, VSL_NEEDS_LATIN, is_town_and_state },
  { "(?<![A-Za-z0-9_])(?:street address|mailing address|home address|billing address|address)\\s?[:=]\\s?([^\\n]{5,90})", VSL_DEID_ADDRESS, 1, 64, VSL_NEEDS_DIGITS | VSL_ANY_CASE, is_street },
  { "(?<![A-Za-z0-9_])(?i:on|at|near|to|along|from|off|of|via|cross|past|street|the)\\s((?:" CAP "\\s){1,3}(?:Street|St|Avenue|Ave|Road|Rd|Boulevard|Blvd|Lane|Drive|Terrace|Highway|Parkway|Turnpike|Crescent|Isle|Squares?|Plaza|Alley|"
    "Mews|Quay|Court|Circle|Row|Str|Expressway|Esplanade|Fort|Cove|Coves|Route)\\b)(?!\\.? ?'|\\. \\p{Lu})", VSL_DEID_ADDRESS, 1, 60, VSL_NEEDS_LATIN, is_street },
};

/* "Kálmán Imre utca 12": the words before a street's last one that no dictionary of ordinary words has. */
static guint
before_street (const VslDeidText *t, guint start)
{
  int i = _vsl_deid_token_at (t, start);
  const VslDeidToken *first = VSL_TOKEN (t, i);
  if (first->kind != VSL_DEID_WORD || first->capital)
    return start;
  for (guint k = 0; k < 3; k++) {
    int p = _vsl_deid_previous (t, i);
    const VslDeidToken *w = p >= 0 ? VSL_TOKEN (t, p) : NULL;
    if (!w || w->kind != VSL_DEID_WORD || !w->capital || w->flags & (VSL_WORD_COMMON | VSL_WORD_MEDICAL))
      break;
    i = p;
  }
  return VSL_TOKEN (t, i)->start;
}

/* Lines that belong to an address that was found: the number before the street, the country with its postal code behind. */
static void
grow (VslDeidText *t)
{
  guint n = t->found->len;
  for (guint i = 0; i < n; i++) {
    const VslDeidFound f = g_array_index (t->found, VslDeidFound, i);
    guint from = f.start, to = f.end;
    if (f.type != VSL_DEID_ADDRESS)
      continue;
    guint begin = before_street (t, f.start);
    from = begin;
    while (from > 0 && t->c[from - 1] == ' ')
      from--;
    guint digits = from;
    while (digits > 0 && t->c[digits - 1] < 0x80 && g_ascii_isdigit (t->c[digits - 1]) && from - digits < 7)
      digits--;
    gboolean number = digits < from && from < begin && (digits == 0 || !g_unichar_isalnum (t->c[digits - 1])) && (digits == 0 || !strchr (".,/-", (int) MIN (t->c[digits - 1], 127u)));
    for (guint k = f.end, lines = 0; k < t->n && k < f.end + 80 && lines < 5; k++) {
      if (t->c[k] == '\n')
        lines++;
      else if (t->c[k] < 0x80 && g_ascii_isdigit (t->c[k])) {
        guint e = k;
        while (e < t->n && t->c[e] < 0x80 && g_ascii_isdigit (t->c[e]))
          e++;
        gboolean last = e >= t->n || t->c[e] == '\n' || t->c[e] == '?' || t->c[e] == '"' || (t->c[e] == '.' && e + 1 >= t->n);
        if (lines && last && e - k >= 4 && e - k <= 6)
          to = e;
        if (!(lines && k > 0 && !last))
          break;
        k = e;
      } else if (!g_unichar_isalpha (t->c[k]) && !strchr (" ,()'.-#", (int) MIN (t->c[k], 127u)))
        break;
    }
    if (number || to > f.end || begin < f.start)
      _vsl_deid_add (t, number ? digits : begin, to, VSL_DEID_ADDRESS, f.score);
  }
}

const VslDeidRecogniser vsl_deid_address = { "address", VSL_DEID_RULES (rules), grow };
