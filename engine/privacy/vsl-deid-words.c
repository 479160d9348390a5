/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The dictionaries as tables: made once, at the first text that is looked at. */
#include "privacy/vsl-deid-words.h"

#include <string.h>

/* Small lists with a role in the rules. */
static const struct { guint32 flags; const char *words; } roles[] = {
  { VSL_WORD_FACILITY,
    "hospital hosp hospitals clinic clinics center centre infirmary hospice institute healthcare health memorial sanatorium sanitarium pharmacy "
    "office practice associates va university rehab rehabilitation physicians surgicenter medical campus med ctr polyclinic foundation "
    "dispensary hospitalet klinik klinikum krankenhaus hôpital hopital ospedale ziekenhuis sjukhus" },
  { VSL_WORD_GENERIC,
    "world the our a an this that local outside community emergency surgery medical cancer primary outpatient inpatient ambulatory surgical national "
    "american health care intensive acute urgent family public private teaching tertiary referral academic regional free specialty wellness "
    "nursing behavioral mental dental eye heart kidney dialysis infusion pain sleep breast women's men's children's veterans imaging radiology "
    "cardiology oncology neurology urology dermatology pediatric paediatric orthopedic ophthalmology psychiatry gastroenterology hematology "
    "endocrinology rheumatology pulmonary cardiac diabetes wound trauma transplant burn stroke rehabilitation rehab research day home school "
    "college university doctor's patient hospital clinic center office practice pharmacy her his my your their" },
  { VSL_WORD_TITLE, "dr dr. mr mrs ms miss prof professor doctor mister madam sir lady rev reverend fr father rabbi imam sr sra señor señora "
    "herr frau monsieur madame mme mlle mx capt captain sgt sergeant lt lieutenant col colonel maj judge dame nurse drs messrs" },
  { VSL_WORD_DEGREE, "md do rn np pa phd dds dmd dpm od bsn msn dnp lpn lvn lcsw pharmd psyd facs facc mbbs frcs frcp mrcp mph crna cnm pt ot lmft esq jd "
    "m.d. d.o. r.n. ph.d. pa-c fnp arnp aprn cma lpc rd slp" },
  { VSL_WORD_MONTH, "january february march april may june july august september october november december jan feb mar apr jun jul aug sep sept oct nov dec" },
  { VSL_WORD_PARTICLE, "van von de der den del della di da dos das du la le el al bin ibn abu ben ter ten zu af av san santa y e mac st o ap bint ould "
    "ul ud dela des los las" },
  { VSL_WORD_EPONYMIC,
    "disease diseases neg pos negative positive syndrome syndromes sign signs test tests score scores scale scales criteria criterion classification grade stage index lymphoma "
    "tumor tumors tumour sarcoma palsy phenomenon reflex maneuver manoeuvre procedure procedures operation repair technique method position approach "
    "incision catheter catheters tube tubes clamp clamps forceps retractor retractors scissors needle needles elevator drain drains stent stents blade "
    "suture sutures graft valve valves ring pin pins wire wires rod rods nail screw screws plate plates splint dressing bandage bag pack line port "
    "fracture fractures deformity contracture hernia ulcer esophagus oesophagus thyroiditis arthritis encephalopathy chorea ataxia anemia anaemia "
    "angina cyst cysts gland glands duct ducts canal space node nodes nodule nodules body bodies cell cells fiber fibers triangle ligament fascia "
    "ganglion area aphasia artery arteries vein veins pouch spot spots angle lines murmur respiration breathing pulse aneurysm nevus "
    "carcinoma melanoma neuroma neuropathy dystrophy atrophy dementia psychosis purpura vasculitis granulomatosis uropathy stain agar medium solution "
    "monitor ultrasound doppler imaging questionnaire inventory survey study studies trial trials cohort formula equation rule law curve plot "
    "exercises exercise regimen protocol diet crisis phase type virus fever infection agent toxin factor antigen antibody hemoglobin protein proteins "
    "rash erythema lesion dermatitis colitis enteritis hepatitis nephritis nephropathy pancreatitis myopathy migraine seizure epilepsy "
    "anomaly malformation abnormality defect block wave rhythm bundle tetralogy triad chamber speculum knife rongeur curette laser scope "
    "endoscope mask cannula trocar cuff boot brace collar frame table bed chair crutch walker prosthesis implant implants device applicator "
    "tear tears mouth count counts posterior anterior spect perfusion scan chromosome chromosomes scales probability parameters shunt vacuum dilator dilators roll gag equation vernier analyzer assay kit trial registry database guidelines level levels contraction contractions staging gait risk lobe pattern lung heart kidney stool chart figure coma reaction response effect model transform distribution" },
  { VSL_WORD_SPEAKS,
    "said says told tells reports reported states stated denies denied complains complained presents presented describes described asked asks "
    "called calls wrote writes agreed agrees spent had has listed visited lives lived returned returns came comes underwent was is were will would "
    "did does can could arrived went signed explained noted notes replied answered added mentioned thinks thought wants wanted needs needed feels "
    "felt works worked takes took got gets speaks spoke points pointed became joined married died plays played starring employs directed just and" },
  { VSL_WORD_ACTS, "said says told tells asked asks agreed agrees spent listed visited lives lived went replied answered thinks thought wants wanted works worked spoke speaks wrote writes "
    "called calls married directed stars explained mentioned joined phoned texted emailed complains denies insists smiled laughed cried" },
  { VSL_WORD_CLINICAL, "patient patients pt diagnosis diagnosed diagnoses treatment treated therapy symptoms disease syndrome clinical dose doses mg ml mcg blood hospital surgery surgical "
    "procedure medication medications history exam examination pain tumor carcinoma cancer infection chronic acute drug drugs toxicity adverse induced lesion lesions biopsy serum plasma renal hepatic cardiac "
    "pulmonary artery vein fracture prescribed prescribing tablets injection infusion physician mrn hypertension diabetes fever cough nausea vomiting edema anemia asthma stroke seizure seizures pregnancy "
    "analogue discontinuation analysis parameters onset concentration concentrations species bacteria chromosome mutation receptor enzyme acid effects eruption eruptions "
    "cells cell protein gene levels level syndrome disorder disorders administered administration trial efficacy tx dx hx rx mri ct ecg ekg reaction reactions rash hepatitis pneumonia apgar apgars neg bid tid qid prn hgb wbc bp spo2 moro wound ulcer polyp colonoscopy catheter" },
  { VSL_WORD_BEFORE,
    "named called by with patient pt client is am are to tell told meet met ask asked add from for and or contact contacted name mother father son "
    "daughter wife husband brother sister aunt uncle cousin niece nephew friend neighbor neighbour caregiver colleague partner fiance fiancée like "
    "surgeon physician doctor nurse therapist attending resident hi hello dear hey thanks regards sincerely commenter songwriter player "
    "actor actress singer director author writer president senator minister that than as but because when where why how if before after "
    "heard thank see seen saw love loves loved know knew owner spouse guardian regarding re cc attn signed mr about given leave heard speak than" },
  { VSL_WORD_STREET,
    "street st avenue ave road rd boulevard blvd lane ln drive dr court ct place pl square sq terrace ter way circle cir parkway pkwy highway hwy "
    "trail loop alley crescent close row mews walk path plaza pike turnpike esplanade quay" },
  { VSL_WORD_RELATIVE,
    "mother father son daughter wife husband brother sister aunt uncle cousin niece nephew friend neighbor neighbour caregiver partner spouse grandson "
    "granddaughter husb dtr bro sis grandma grandpa nana stepmother stepfather mum daughter-in-law grandmother grandfather stepson stepdaughter fiance fiancee girlfriend boyfriend guardian mom dad roommate landlord" },
};

typedef struct {
  const char *word;
  guint32 n, flags;
} Slot;

typedef struct {
  Slot *slots;
  guint mask, used;
} Table;

static Table words, phrases;
static GHashTable *han, *han_pairs;          /* character or pair → flags */
static GHashTable *han_places;               /* first character → GPtrArray of gunichar *, zero-ended */

static guint
hash_of (const char *s, gsize n)
{
  guint h = 2166136261u;
  for (gsize i = 0; i < n; i++)
    h = (h ^ (guchar) s[i]) * 16777619u;
  return h ^ (h >> 15);
}

static Slot *
find_slot (const Table *t, const char *s, gsize n)
{
  guint i = hash_of (s, n) & t->mask;
  while (t->slots[i].word && (t->slots[i].n != n || memcmp (t->slots[i].word, s, n) != 0))
    i = (i + 1) & t->mask;
  return &t->slots[i];
}

/* Tables are booked far larger than all lists together, so that a place is always found. */
static void
put (Table *t, const char *s, gsize n, guint32 flags)
{
  Slot *slot = find_slot (t, s, n);
  if (!slot->word) {
    g_assert (t->used < t->mask / 2);
    t->used++;
    slot->word = s;
    slot->n = (guint32) n;
  }
  slot->flags |= flags;
}

static void
put_words (const char *list, guint32 flags)
{
  while (*list) {
    gsize n = strcspn (list, " ");
    if (n)
      put (&words, list, n, flags);
    list += n + (list[n] == ' ');
  }
}

/* A phrase of one word goes to the words; of another its first word is marked. */
static void
put_phrases (const char *list, guint32 flags)
{
  while (*list) {
    gsize n = strcspn (list, "|"), first = strcspn (list, " -.'&|");
    if (first >= n) {
      put (&words, list, n, flags);
    } else if (n) {
      put (&phrases, list, n, flags);
      put (&words, list, first, VSL_WORD_PHRASE);
    }
    list += n + (list[n] == '|');
  }
}

static void
put_han (const char *list, guint flag)
{
  for (; *list; list = g_utf8_next_char (list)) {
    gpointer c = GUINT_TO_POINTER (g_utf8_get_char (list));
    g_hash_table_insert (han, c, GUINT_TO_POINTER (GPOINTER_TO_UINT (g_hash_table_lookup (han, c)) | flag));
  }
}

static void
put_han_places (const char *list)
{
  g_auto (GStrv) all = g_strsplit (list, "|", -1);
  for (char **p = all; *p; p++) {
    gunichar *c = g_utf8_to_ucs4_fast (*p, -1, NULL);
    GPtrArray *same = c[0] ? g_hash_table_lookup (han_places, GUINT_TO_POINTER (c[0])) : NULL;
    if (!c[0]) {
      g_free (c);
      continue;
    }
    if (!same) {
      same = g_ptr_array_new ();
      g_hash_table_insert (han_places, GUINT_TO_POINTER (c[0]), same);
    }
    g_ptr_array_add (same, c);
  }
}

static gpointer
make_tables (gpointer unused)
{
  words = (Table) { g_new0 (Slot, 1 << 16), (1 << 16) - 1, 0 };
  phrases = (Table) { g_new0 (Slot, 1 << 12), (1 << 12) - 1, 0 };
  put_words (_vsl_deid_given, VSL_WORD_GIVEN);
  put_words (_vsl_deid_family, VSL_WORD_FAMILY);
  put_words (_vsl_deid_common_1, VSL_WORD_COMMON);
  put_words (_vsl_deid_common_2, VSL_WORD_COMMON);
  put_words (_vsl_deid_medical, VSL_WORD_MEDICAL);
  put_words (_vsl_deid_eponyms, VSL_WORD_MEDICAL);
  put_phrases (_vsl_deid_eponym_pairs, VSL_WORD_MEDICAL);
  put_phrases (_vsl_deid_cities, VSL_WORD_CITY);
  put_phrases (_vsl_deid_countries, VSL_WORD_COUNTRY);
  put_phrases (_vsl_deid_states, VSL_WORD_STATE);
  put_phrases (_vsl_deid_hospitals, VSL_WORD_HOSPITAL);
  for (guint i = 0; i < G_N_ELEMENTS (roles); i++)
    put_words (roles[i].words, roles[i].flags);
  han = g_hash_table_new (NULL, NULL);
  han_pairs = g_hash_table_new (NULL, NULL);
  han_places = g_hash_table_new (NULL, NULL);
  put_han (_vsl_deid_zh_family, VSL_HAN_FAMILY);
  put_han (_vsl_deid_zh_given, VSL_HAN_GIVEN);
  put_han (_vsl_deid_zh_given_2, VSL_HAN_GIVEN_RARE);
  put_han_places (_vsl_deid_zh_places);
  g_auto (GStrv) pairs = g_strsplit (_vsl_deid_zh_family_2, "|", -1);
  for (char **p = pairs; *p && **p; p++)
    g_hash_table_add (han_pairs, GUINT_TO_POINTER (g_utf8_get_char (*p) << 16 ^ g_utf8_get_char (g_utf8_next_char (*p))));
  return &words;
}

static void
need_tables (void)
{
  static GOnce once = G_ONCE_INIT;
  g_once (&once, make_tables, NULL);
}

guint32
_vsl_deid_word (const char *lower, gsize n)
{
  need_tables ();
  return find_slot (&words, lower, n)->flags;
}

guint32
_vsl_deid_phrase (const char *lower, gsize n)
{
  need_tables ();
  return find_slot (&phrases, lower, n)->flags;
}

guint
_vsl_deid_han (gunichar c)
{
  need_tables ();
  return GPOINTER_TO_UINT (g_hash_table_lookup (han, GUINT_TO_POINTER (c)));
}

gboolean
_vsl_deid_han_family_2 (gunichar a, gunichar b)
{
  need_tables ();
  return g_hash_table_contains (han_pairs, GUINT_TO_POINTER (a << 16 ^ b));
}

guint
_vsl_deid_han_place (const gunichar *c, guint n)
{
  guint best = 0;
  need_tables ();
  GPtrArray *same = n ? g_hash_table_lookup (han_places, GUINT_TO_POINTER (c[0])) : NULL;
  for (guint i = 0; same && i < same->len; i++) {
    const gunichar *place = same->pdata[i];
    guint k = 0;
    while (place[k] && k < n && place[k] == c[k])
      k++;
    if (!place[k] && k > best)
      best = k;
  }
  return best;
}
