/* The questions. The words are ours; what is asked is theirs.
 *
 * Read in the source: areas, regions, ranges and the rule of the 2016 criteria; the structure and
 * the nine activities of the FIQR. From memory, not read again: the last two of the three extra
 * symptoms of the 2016 criteria (lower belly, depression), and the FIQR's two questions on the
 * week as a whole, its ten symptoms and the divisors 3, 1 and 2. docs/format.md says the same. */
#include "diary/survey.h"

#define AREA(key, words)                                                                           \
    {                                                                                              \
        "wpi." key, "wpi", words, 0, 1, "no pain there", "pain there"                              \
    }

static const kn_survey_item acr2016[] = {
    AREA("jaw-left", "Left jaw"),
    AREA("shoulder-girdle-left", "Left shoulder"),
    AREA("upper-arm-left", "Left upper arm"),
    AREA("lower-arm-left", "Left lower arm"),
    AREA("jaw-right", "Right jaw"),
    AREA("shoulder-girdle-right", "Right shoulder"),
    AREA("upper-arm-right", "Right upper arm"),
    AREA("lower-arm-right", "Right lower arm"),
    AREA("hip-buttock-left", "Left hip or buttock"),
    AREA("upper-leg-left", "Left upper leg"),
    AREA("lower-leg-left", "Left lower leg"),
    AREA("hip-buttock-right", "Right hip or buttock"),
    AREA("upper-leg-right", "Right upper leg"),
    AREA("lower-leg-right", "Right lower leg"),
    AREA("neck", "Neck"),
    AREA("upper-back", "Upper back"),
    AREA("lower-back", "Lower back"),
    AREA("chest", "Chest"),
    AREA("abdomen", "Belly"),
    {"sss.fatigue", "sss", "In the past week: how much were you bothered by being tired?", 0, 3,
     "not at all", "badly, all the time"},
    {"sss.waking", "sss", "In the past week: how much did you wake up without feeling rested?", 0,
     3, "not at all", "badly, all the time"},
    {"sss.thinking", "sss", "In the past week: how much trouble had you with thinking or memory?",
     0, 3, "none", "bad, all the time"},
    {"sss.headache", "sss", "In the past six months: did you have headaches?", 0, 1, "no", "yes"},
    {"sss.abdomen", "sss", "In the past six months: did your lower belly hurt or cramp?", 0, 1,
     "no", "yes"},
    {"sss.depression", "sss", "In the past six months: were you depressed?", 0, 1, "no", "yes"},
    {"months.three", "months", "Has all of this been much the same for three months or longer?", 0,
     1, "no", "yes"},
};

#define ACTIVITY(key, words)                                                                       \
    {                                                                                              \
        "fiqr." key, "function", words, 0, 10, "no trouble", "very hard"                           \
    }

static const kn_survey_item fiqr[] = {
    ACTIVITY("brush-hair", "Brush or comb your hair"),
    ACTIVITY("walk", "Walk for 20 minutes without a stop"),
    ACTIVITY("cook", "Make a meal at home"),
    ACTIVITY("clean", "Vacuum, scrub or sweep a floor"),
    ACTIVITY("groceries", "Lift and carry a full bag of shopping"),
    ACTIVITY("stairs", "Climb one flight of stairs"),
    ACTIVITY("sheets", "Change the sheets of a bed"),
    ACTIVITY("sit", "Sit on a chair for 45 minutes"),
    ACTIVITY("shop", "Go shopping for food"),
    {"fiqr.goals", "overall", "How often did fibromyalgia keep you from what you meant to do?", 0,
     10, "never", "always"},
    {"fiqr.overwhelmed", "overall", "How often was it all too much for you?", 0, 10, "never",
     "always"},
    {"fiqr.pain", "symptoms", "How much pain had you?", 0, 10, "no pain", "unbearable"},
    {"fiqr.energy", "symptoms", "How was your energy?", 0, 10, "plenty", "none"},
    {"fiqr.stiffness", "symptoms", "How stiff were you?", 0, 10, "not stiff", "very stiff"},
    {"fiqr.sleep", "symptoms", "How did you feel on waking?", 0, 10, "well rested", "very tired"},
    {"fiqr.depression", "symptoms", "How low or depressed were you?", 0, 10, "not at all",
     "very much"},
    {"fiqr.memory", "symptoms", "How was your memory?", 0, 10, "good", "very poor"},
    {"fiqr.anxiety", "symptoms", "How anxious were you?", 0, 10, "not at all", "very"},
    {"fiqr.tenderness", "symptoms", "How tender to touch were you?", 0, 10, "not at all", "very"},
    {"fiqr.balance", "symptoms", "How was your balance?", 0, 10, "steady", "very unsteady"},
    {"fiqr.sensitivity", "symptoms",
     "How much did loud noise, bright light, smells or cold trouble you?", 0, 10, "not at all",
     "very much"},
};

const kn_survey kn_surveys[] = {
    {"acr2016", "Widespread pain and symptoms (2016 criteria)",
     "Where did it hurt in the past 7 days? Mark each area, then answer seven short questions. "
     "0 is none; 1 is slight, or now and then; 2 is clear, or often; 3 is bad, and there all the "
     "time.",
     "Asks what the 2016 fibromyalgia criteria ask, in our own words: Wolfe F and others, Semin "
     "Arthritis Rheum 2016;46:319-329.",
     acr2016, sizeof acr2016 / sizeof *acr2016},
    {"fiqr", "Fibromyalgia impact (FIQR)",
     "Think of the past 7 days. How hard was each of these nine things? If you did not do one, say "
     "how hard it would have been. Then twelve questions on the week as a whole.",
     "Adapted, in our own words, from the Revised Fibromyalgia Impact Questionnaire: Bennett RM "
     "and "
     "others, Arthritis Res Ther 2009;11:R120, doi 10.1186/ar2783, licence CC BY 2.0.",
     fiqr, sizeof fiqr / sizeof *fiqr},
};
const size_t kn_survey_count = sizeof kn_surveys / sizeof *kn_surveys;
