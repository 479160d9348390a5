/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which department is the patient sent to? The complaints of the others are there too: denied, long past, or somebody else's. */
#include "vsl-notes.h"

#define RULE static const VslPhrase

RULE opening[] = {
  "{age}-year-old {man}, letter of referral", "{man} of {age} years, seen in the practice", "thank you for seeing this {age}-year-old {man}",
  "{age}-year-old {man}, known to the practice for years", "new patient, {man} aged {age}", "{age}-year-old {man}, home visit", NULL };

RULE since[] = { "for two days", "for a week", "for a month", "since the summer", "for three weeks", "since last winter", NULL };

/* Complaints, as somebody has them. */
RULE c0[] = { "chest pain on walking uphill", "a racing heart at night", "tightness in the chest", "skipped beats", "fainting on standing",
              "swollen legs in the evening", "breathlessness lying flat", NULL };
RULE c1[] = { "an itchy rash on both arms", "a changing mole", "scaly patches on the elbows", "blisters on the hands", "acne on the back",
              "hair falling out in patches", "red weals", NULL };
RULE c2[] = { "burning pain after meals", "loose stools", "blood in the stool", "difficulty swallowing", "cramps in the belly", "yellow eyes",
              "heartburn at night", NULL };
RULE c3[] = { "throbbing headaches", "numb fingers", "a tremor of the right hand", "double vision", "a seizure in sleep", "weakness of one arm",
              "unsteady gait", NULL };
RULE c4[] = { "pain in the knee on stairs", "a stiff shoulder", "a fall on the hip", "low back pain", "a swollen ankle after sport",
              "a clicking finger", "a sore heel", NULL };
RULE c5[] = { "a cough with phlegm", "wheezing at night", "coughing up blood", "breathlessness on exertion", "a barking cough", "noisy breathing",
              "pain on deep breaths", NULL };

#define COMES_FOR(complaint)                                                                                                         \
  { "{he} has had " complaint " {since}", "the complaint is " complaint ", {since}", "what brings {him} here is " complaint,          \
    "{since} there has been " complaint, "{his} worry is " complaint, NULL }
RULE class0[] = COMES_FOR ("{c0}"), class1[] = COMES_FOR ("{c1}"), class2[] = COMES_FOR ("{c2}"), class3[] = COMES_FOR ("{c3}"),
  class4[] = COMES_FOR ("{c4}"), class5[] = COMES_FOR ("{c5}");

RULE hint0[] = { "the pulse is irregular", "the tracing of the heart shows new changes", "a murmur is heard", "the pressure is high on both arms", NULL };
RULE hint1[] = { "the skin is thick and red there", "photographs of the skin are attached", "the border is uneven", "creams did not help", NULL };
RULE hint2[] = { "the abdomen is tender", "liver values are raised", "antacids helped a little", "weight was lost", NULL };
RULE hint3[] = { "reflexes are brisk", "the pupils differ", "sensation is reduced", "the gait is broad", NULL };
RULE hint4[] = { "the joint is warm", "movement is limited", "the film shows no break", "there is pain on turning", NULL };
RULE hint5[] = { "the chest sounds wet", "peak flow is low", "oxygen is at 93 per cent", "the inhaler helped a little", NULL };

#define DOES_NOT_COME_FOR(complaint)                                                                                                 \
  { "there has been no sign of " complaint, "{his} {relative} had " complaint, complaint " years ago, never again",                   \
    "{he} was asked about " complaint " and denies it", NULL }
RULE elsewhere0[] = DOES_NOT_COME_FOR ("{c0}"), elsewhere1[] = DOES_NOT_COME_FOR ("{c1}"), elsewhere2[] = DOES_NOT_COME_FOR ("{c2}"),
  elsewhere3[] = DOES_NOT_COME_FOR ("{c3}"), elsewhere4[] = DOES_NOT_COME_FOR ("{c4}"), elsewhere5[] = DOES_NOT_COME_FOR ("{c5}");

RULE relative[] = { "mother", "father", "brother", "sister", "neighbour", "daughter", NULL };

RULE filler[] = {
  "{he} works in an office", "{he} is retired", "{he} does not smoke", "{he} stopped smoking years ago", "no regular medicines",
  "temperature is normal", "{he} sleeps well", "appetite is unchanged", "{he} lives with family", "blood was taken today",
  "the general state is good", "no known allergies", "{he} would like to know the cause", "it is worse in the evening", "it comes and goes",
  "rest does not help", "painkillers helped for an hour", "there was no injury", "{he} drives to work", NULL };

RULE closing[] = { "please see {him} soon", "your opinion would help", "a date within a month would be welcome", "urgent if possible",
                   "results will follow", "thank you for taking over", NULL };

static const VslNoteRule rules[] = {
  { "opening", opening }, { "since", since }, { "c0", c0 }, { "c1", c1 }, { "c2", c2 }, { "c3", c3 }, { "c4", c4 }, { "c5", c5 },
  { "class0", class0 }, { "class1", class1 }, { "class2", class2 }, { "class3", class3 }, { "class4", class4 }, { "class5", class5 },
  { "hint0", hint0 }, { "hint1", hint1 }, { "hint2", hint2 }, { "hint3", hint3 }, { "hint4", hint4 }, { "hint5", hint5 },
  { "elsewhere0", elsewhere0 }, { "elsewhere1", elsewhere1 }, { "elsewhere2", elsewhere2 }, { "elsewhere3", elsewhere3 },
  { "elsewhere4", elsewhere4 }, { "elsewhere5", elsewhere5 }, { "relative", relative }, { "filler", filler }, { "closing", closing }, { NULL } };

RULE she[] = { "she", NULL }, her[] = { "her", NULL }, woman[] = { "woman", NULL };
RULE he[] = { "he", NULL }, his[] = { "his", NULL }, him[] = { "him", NULL }, man[] = { "man", NULL };
static const VslNoteRule female[] = { { "he", she }, { "his", her }, { "him", her }, { "man", woman }, { NULL } };
static const VslNoteRule male[] = { { "he", he }, { "his", his }, { "him", him }, { "man", man }, { NULL } };

static const char *const classes[] = { "cardiology", "dermatology", "gastroenterology", "neurology", "orthopaedics", "respiratory", NULL };

const VslNoteTask vsl_departments_en = {
  .id = "departments-en", .title = "Synthetic notes: six departments", .classes = classes, .positive = -1, .hints = 0.75, .elsewhere = 2,
  .spaced = TRUE, .least = 30, .most = 78, .seed = 20240613, .rules = rules, .female = female, .male = male };
