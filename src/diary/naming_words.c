/* What people read about each label. Names, never diagnoses. */
#include "diary/naming.h"

const char kn_label_footer[] = "This is a label for your diary, not a diagnosis.";

const kn_label_words kn_labels[KN_LABEL_COUNT] = {
    [KN_LABEL_UNSORTED] =
        {"UNSORTED", "not sorted yet", NULL, NULL,
         "It is saved. Whether it hurt is what we need to name it. You can say so at any time.",
         false},
    [KN_LABEL_TWITCH] =
        {"TWITCH", "twitch", "a twitch", "a twitch, or fasciculation",
         "A small flicker under the skin that does not hurt. Most people get these, and they are "
         "nearly always harmless. Being tired, worried or full of coffee can bring them on. Show a "
         "doctor if a muscle gets weaker or thinner, or if you trip, drop things, slur your words "
         "or choke.",
         false},
    [KN_LABEL_TWITCH_FELT] = {"TWITCH_FELT", "twitch, felt only", "a twitch",
                              "a twitch, or fasciculation",
                              "A flick that you could feel and not see. It is counted with the "
                              "twitches.",
                              false},
    [KN_LABEL_TIGHTNESS] = {"TIGHTNESS", "tightness without pain", NULL, NULL,
                            "A tight feeling that stayed and did not hurt. It is kept apart from "
                            "spasms. Medicine has no agreed word for it.",
                            false},
    [KN_LABEL_PAINFUL_TWITCH] =
        {"PAINFUL_TWITCH", "twitch that hurt", NULL, NULL,
         "A very short jerk, and it hurt. The twitches in textbooks do not hurt, so this one has a "
         "drawer of its own.",
         false},
    [KN_LABEL_PAIN_JOLT] = {"PAIN_JOLT", "jolt of pain", NULL, NULL,
                            "A pain over in a moment. It may have been no muscle tightening at "
                            "all.",
                            false},
    [KN_LABEL_KNOT_OR_LASTING] = {"KNOT_OR_LASTING", "lasting tight spot", "a muscle knot",
                                  "a trigger point, a word in dispute",
                                  "Something that stays for an hour or more is not counted as a "
                                  "spasm. Many people feel sore, "
                                  "tight spots, called knots. What they are is disputed. If it is "
                                  "new, or in the calf, chest "
                                  "or jaw, ask for medical advice today.",
                                  false},
    [KN_LABEL_PROLONGED] =
        {"PROLONGED", "long spasm", "a spasm", NULL,
         "This lasted longer than an ordinary cramp, which is over in ten minutes. If it still "
         "holds, or if this is new for you, ask for medical advice today.",
         false},
    [KN_LABEL_CRAMP_NIGHT] =
        {"CRAMP_NIGHT", "night cramp", "a cramp", "a nocturnal cramp",
         "A cramp in bed. Nearly all let go by themselves, in seconds or in minutes, ten at most. "
         "People often draw the muscle long, slowly, and hold it there. It can be sore for hours.",
         true},
    [KN_LABEL_CRAMP_EFFORT] =
        {"CRAMP_EFFORT", "effort cramp", "a cramp", "an exercise-associated cramp",
         "A cramp during effort or in the hours after. People rest the muscle and stretch it "
         "gently. If your urine turns dark, or the muscle is weak and swollen after hard effort, "
         "that is an emergency.",
         true},
    [KN_LABEL_CRAMP] =
        {"CRAMP", "cramp", "a cramp", "a muscle cramp",
         "A sudden, painful, hard muscle in an arm or a leg. The article keeps the word cramp for "
         "arms and legs. Clinics use it for any muscle.",
         true},
    [KN_LABEL_SPASMS] =
        {"SPASMS", "spasms", "spasms", "a muscle spasm or cramp, more than one",
         "More than one within an hour, in one place. The article calls that spasms. Each one that "
         "you log is counted, and they are marked as belonging together.",
         true},
    [KN_LABEL_SPASM] =
        {"SPASM", "spasm", "a spasm", "a muscle spasm or cramp",
         "A painful tightening that is not in an arm or a leg. The article calls it a spasm. "
         "Clinics use that word loosely, and no diary can tell what caused one.",
         true},
};
