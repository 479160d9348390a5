/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Did a drug do harm? The sentences that decide come in pairs that say the opposite with nearly the same words. */
#include "vsl-notes.h"

#define RULE static const VslPhrase

RULE opening[] = {
  "{age}-year-old {man} seen in the clinic", "{age}-year-old {man}, review by telephone", "ward round, {age}-year-old {man}",
  "seen again today, {man} of {age} years", "{man} aged {age}, sent by the practice nurse", "follow-up visit, {age}-year-old {man}",
  "this {age}-year-old {man} came without an appointment", "medication review, {age}-year-old {man}", NULL };

RULE drug[] = {
  "amoxicillin", "ramipril", "metformin", "simvastatin", "ibuprofen", "sertraline", "omeprazole", "doxycycline", "amlodipine",
  "gabapentin", "methotrexate", "codeine", "allopurinol", "furosemide", "citalopram", "naproxen", "lamotrigine", "warfarin",
  "ciprofloxacin", "prednisolone", "trimethoprim", "bisoprolol", NULL };

RULE symptom[] = {
  "a rash", "nausea", "itching", "swollen lips", "diarrhoea", "dizziness", "a dry cough", "hives", "headaches", "muscle pain",
  "palpitations", "stomach pain", "wheezing", "swollen ankles", "drowsiness", "flushing", "vomiting", "a tremor", "blisters", "tiredness", NULL };

RULE span[] = { "one day", "two days", "three days", "a week", "ten days", "two weeks", "a month", "a few hours", NULL };

RULE cause[] = { "a virus", "a change of diet", "a new washing powder", "stress at work", "the heat", "an infection", "a missed meal", "a long flight", NULL };

/* A drug did harm. */
RULE class0[] = {
  "{symptom!1} began {span} after {drug!1} was started", "first came {drug!1}, then {symptom!1}", "{symptom!1} followed {drug!1} within {span}",
  "{he} took {drug!1} and then developed {symptom!1}",
  "{symptom!1} settled once {drug!1} was stopped and returned when it was tried again",
  "{drug!1} had to be stopped because of {symptom!1}",
  "since {drug!1} was added there has been {symptom!1}, and none before",
  "{symptom!1}, at first put down to {cause}, proved to be due to {drug!1}",
  "unlike {span} ago, {he} no longer tolerates {drug!1}, and each dose brings {symptom!1}",
  "the pharmacist suspected {drug!1} behind {symptom!1}, and the test agreed",
  "on {drug!1} {he} had {symptom!1}, off it none",
  "{drug!2} was tolerated well, but {drug!1} gave {him} {symptom!1}",
  "{he} thought of {cause}, but it was {drug!1} that brought on {symptom!1}", NULL };

/* No drug did harm. */
RULE class1[] = {
  "{symptom!1} began {span} before {drug!1} was started", "first came {symptom!1}, then {drug!1}", "{drug!1} followed {symptom!1} within {span}",
  "{he} developed {symptom!1} and then took {drug!1}",
  "{symptom!1} settled once {drug!1} was started and returned when it was stopped",
  "{drug!1} had to be started because of {symptom!1}",
  "before {drug!1} was added there had been {symptom!1}, and none since",
  "{symptom!1}, at first put down to {drug!1}, proved to be due to {cause}",
  "unlike {span} ago, {he} now tolerates {drug!1}, and no dose brings {symptom!1}",
  "the pharmacist suspected {drug!1} behind {symptom!1}, but the test disagreed",
  "off {drug!1} {he} had {symptom!1}, on it none",
  "{drug!2} was tolerated well, and {drug!1} gave {him} no {plain}",
  "{he} thought of {drug!1}, but it was {cause} that brought on {symptom!1}", NULL };

RULE plain[] = { "rash", "nausea", "itching", "diarrhoea", "dizziness", "cough", "headaches", "muscle pain", "wheezing", "drowsiness", "vomiting", NULL };

RULE hint0[] = {
  "{drug!1} is now listed among {his} intolerances", "{drug!1} was replaced by {drug!3}", "the reaction was reported to the agency",
  "{he} is not to take {drug!1} again", "a lower dose of {drug!1} may be tried later", NULL };

RULE hint1[] = {
  "{drug!1} is to be continued", "the prescription for {drug!1} was renewed", "{his} list of intolerances is empty",
  "{he} may take {drug!1} again", "a higher dose of {drug!1} may be tried later", NULL };

RULE filler[] = {
  "no {plain} and no {plain} were reported", "blood pressure was {pressure}", "{he} also takes {drug!4}, without change",
  "{drug!4} was given years ago for a short time", "the chest was clear", "heart sounds were normal", "the abdomen was soft", "weight is steady",
  "blood tests were taken", "kidney function was normal", "liver values were normal", "{he} does not smoke", "{he} walks every day",
  "{he} lives alone", "sleep is good", "appetite is good", "temperature was normal", "the last dose of {drug!1} was taken this morning",
  "{he} asked whether {drug!1} may be taken with food", "the leaflet of {drug!1} was read together", "family history adds nothing",
  "{his} {relative} had to stop {drug!5} because of {symptom!5}", "{his} {relative} developed {symptom!5} after {drug!5} was started",
  "{his} {relative} took {drug!5} and then developed {symptom!5}", "{symptom!6} had settled once {drug!6} was started, and that is long ago",
  "last year first came {symptom!6}, then {drug!6}", "{drug!6} had to be started because of {symptom!6} in the spring",
  "{he} has had {symptom!2} since childhood, as before", "{he} had {symptom!2} last winter, long gone", NULL };

RULE pressure[] = { "118 over 76", "124 over 80", "131 over 84", "138 over 79", "142 over 88", "126 over 71", NULL };

RULE relative[] = { "mother", "father", "brother", "sister", "neighbour", "daughter", NULL };

RULE closing[] = {
  "review in {span}", "to return if anything changes", "letter to the practice", "next appointment in {span}", "plan discussed, {he} agrees",
  "blood tests again in {span}", "no further visit planned", "to telephone in {span}", NULL };

static const VslNoteRule rules[] = {
  { "opening", opening }, { "drug", drug }, { "symptom", symptom }, { "span", span }, { "cause", cause }, { "class0", class0 },
  { "class1", class1 }, { "plain", plain }, { "hint0", hint0 }, { "hint1", hint1 }, { "filler", filler }, { "pressure", pressure },
  { "relative", relative }, { "closing", closing }, { NULL } };

RULE she[] = { "she", NULL }, her[] = { "her", NULL }, woman[] = { "woman", NULL };
RULE he[] = { "he", NULL }, his[] = { "his", NULL }, him[] = { "him", NULL }, man[] = { "man", NULL };
static const VslNoteRule female[] = { { "he", she }, { "his", her }, { "him", her }, { "man", woman }, { NULL } };
static const VslNoteRule male[] = { { "he", he }, { "his", his }, { "him", him }, { "man", man }, { NULL } };

static const char *const classes[] = { "adverse", "none", NULL };

const VslNoteTask vsl_notes_en = {
  .id = "notes-en", .title = "Synthetic notes: adverse drug reactions", .classes = classes, .positive = 0, .share = 0.4, .hints = 0.5,
  .spaced = TRUE, .least = 24, .most = 76, .seed = 20240611, .rules = rules, .female = female, .male = male };
