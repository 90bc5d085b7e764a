"""The 59 regions of the body map as a table, and what is written from it: regions.json and the C table of the program."""
import json

GROUPS = [
    ("head-neck", "Head and neck"),
    ("left-arm", "Left shoulder, arm and hand"), ("right-arm", "Right shoulder, arm and hand"),
    ("front-trunk", "Chest and belly"), ("back", "Back"), ("hips", "Hips and buttocks"),
    ("left-leg", "Left leg and foot"), ("right-leg", "Right leg and foot"), ("many", "Many places at once"),
]

# base id, plain name ({s} = left/right), medical term, view, site of the naming rule, limb, WPI area, group
TABLE = [
    ("head-front", "forehead and top of the head", "frontalis", "front", "head", False, None, "head-neck"),
    ("head-back", "back of the head", "occiput", "back", "head", False, None, "head-neck"),
    ("{s}-eyelid", "{s} eyelid", "orbicularis oculi", "front", "eyelid", False, None, "head-neck"),
    ("{s}-face", "{s} side of the face", "facial muscles", "front", "face", False, None, "head-neck"),
    ("{s}-jaw", "{s} jaw", "masseter", "front", "jaw", False, "jaw-{s}", "head-neck"),
    ("neck-front", "front of the neck", "sternocleidomastoid", "front", "neck", False, "neck", "head-neck"),
    ("neck-back", "back of the neck", "nape", "back", "neck", False, "neck", "head-neck"),
    ("{s}-shoulder", "{s} shoulder", "deltoid, upper trapezius", "both", "shoulder", False, "shoulder-girdle-{s}", "{s}-arm"),
    ("{s}-upper-arm", "{s} upper arm", "biceps, triceps", "both", "upper-arm", True, "upper-arm-{s}", "{s}-arm"),
    ("{s}-elbow", "{s} elbow", None, "both", "elbow", True, None, "{s}-arm"),
    ("{s}-forearm", "{s} forearm", "wrist and finger flexors and extensors", "both", "forearm", True, "lower-arm-{s}", "{s}-arm"),
    ("{s}-wrist", "{s} wrist", None, "both", "wrist", True, None, "{s}-arm"),
    ("{s}-hand", "{s} hand", None, "both", "hand", True, None, "{s}-arm"),
    ("{s}-thumb", "{s} thumb", "thenar muscles", "both", "thumb", True, None, "{s}-arm"),
    ("{s}-fingers", "{s} fingers", None, "both", "finger", True, None, "{s}-arm"),
    ("{s}-chest", "{s} side of the chest", "pectoralis", "front", "chest", False, "chest", "front-trunk"),
    ("upper-abdomen", "upper belly", "upper abdomen", "front", "abdomen", False, "abdomen", "front-trunk"),
    ("lower-abdomen", "lower belly", "lower abdomen", "front", "abdomen", False, "abdomen", "front-trunk"),
    ("{s}-upper-back", "{s} upper back", "trapezius, rhomboids", "back", "upper-back", False, "upper-back", "back"),
    ("{s}-mid-back", "{s} middle back", "thoracic erector spinae", "back", "upper-back", False, "upper-back", "back"),
    ("{s}-lower-back", "{s} lower back", "lumbar region", "back", "lower-back", False, "lower-back", "back"),
    ("{s}-hip", "{s} hip and groin", "hip flexors", "front", "hip-buttock", False, "hip-buttock-{s}", "hips"),
    ("{s}-buttock", "{s} buttock", "gluteal muscles", "back", "hip-buttock", False, "hip-buttock-{s}", "hips"),
    ("{s}-thigh-front", "front of the {s} thigh", "quadriceps", "front", "thigh", True, "upper-leg-{s}", "{s}-leg"),
    ("{s}-thigh-back", "back of the {s} thigh", "hamstrings", "back", "thigh", True, "upper-leg-{s}", "{s}-leg"),
    ("{s}-knee", "{s} knee", None, "both", "knee", True, None, "{s}-leg"),
    ("{s}-shin", "{s} shin", "tibialis anterior", "front", "shin", True, "lower-leg-{s}", "{s}-leg"),
    ("{s}-calf", "{s} calf", "gastrocnemius, soleus", "back", "calf", True, "lower-leg-{s}", "{s}-leg"),
    ("{s}-ankle", "{s} ankle", None, "both", "ankle", True, None, "{s}-leg"),
    ("{s}-foot", "{s} foot", None, "both", "foot", True, None, "{s}-leg"),
    ("{s}-sole", "sole of the {s} foot", "plantar muscles", "back", "foot", True, None, "{s}-leg"),
    ("{s}-toes", "{s} toes", None, "both", "toe", True, None, "{s}-leg"),
    ("whole-body", "all over", None, "both", "whole-body", False, None, "many"),
]

# touching each other, but not along one line of one picture
ALSO_TOUCH = [
    ("head-front", "head-back"), ("neck-front", "neck-back"), ("head-back", "{s}-face"),
    ("{s}-eyelid", "{s}-face"), ("{s}-eyelid", "head-front"), ("{s}-jaw", "neck-front"), ("{s}-hip", "{s}-buttock"),
    ("{s}-thigh-front", "{s}-thigh-back"), ("{s}-shin", "{s}-calf"), ("{s}-sole", "{s}-foot"), ("{s}-sole", "{s}-toes"),
    ("{s}-hip", "{s}-lower-back"), ("{s}-lower-back", "lower-abdomen"), ("{s}-mid-back", "upper-abdomen"),
    ("{s}-mid-back", "{s}-chest"), ("{s}-upper-back", "{s}-chest"),
]


def sided(pattern, side):
    return pattern.replace("{s}", side) if pattern else pattern


def neighbours(views):
    """Regions that share a piece of curve, or meet on the middle line, or are listed in ALSO_TOUCH."""
    touch = {}
    def join(a, b):
        if a != b:
            touch.setdefault(a, set()).add(b)
            touch.setdefault(b, set()).add(a)
    for view in views:
        owner = {}
        for base, shape in view.shapes.items():
            if base not in view.bases:
                continue
            row = view.bases[base]
            mids = [(round(min(s[0].imag, s[3].imag), 1), round(max(s[0].imag, s[3].imag), 1)) for s in shape.segs
                    if abs(s[0].real) < 1e-6 and abs(s[3].real) < 1e-6]
            if shape.paired and mids:
                join(sided(row[0], "left"), sided(row[0], "right"))
            for side in ("left", "right"):
                for piece in shape.pieces:
                    owner.setdefault((side, piece), []).append(sided(row[0], side))
        for ids in owner.values():
            for a in ids:
                for b in ids:
                    join(a, b)
    for a, b in ALSO_TOUCH:
        for side in ("left", "right"):
            join(sided(a, side), sided(b, side))
    return touch


def regions(views):
    touch, out, seen = neighbours(views), [], set()
    for row in TABLE:
        for side in (("left", "right") if "{s}" in row[0] else (None,)):
            rid, name, medical, view, site, limb, wpi, group = (sided(v, side) if isinstance(v, str) and side else v
                                                                for v in row)
            assert rid not in seen
            seen.add(rid)
            out.append({"id": rid, "name": name, "medical": medical, "side": side, "view": view, "site": site,
                        "limb": limb, "wpi": wpi, "group": group, "neighbours": sorted(touch.get(rid, ()))})
    return out


def as_json(table):
    rows = ",\n".join("    " + json.dumps(r) for r in table)
    groups = ",\n".join("    " + json.dumps({"id": g, "name": t}) for g, t in GROUPS)
    return ('{\n  "schema": 1,\n  "sides": "left and right are always the person\'s own",\n'
            f'  "groups": [\n{groups}\n  ],\n  "regions": [\n{rows}\n  ]\n}}\n')


def as_c(table):
    """The rows of kn_sites and kn_site_groups, included by src/diary/site.c."""
    def text(value):
        return "NULL" if value is None else json.dumps(value)
    sites = "\n".join(
        f'    {{{text(r["id"])}, {text(r["name"])}, {text(r["site"])}, {"true" if r["limb"] else "false"}, '
        f'{text(r["wpi"])}, {text(r["group"])}, \'{"2" if r["view"] == "both" else r["view"][0]}\'}},' for r in table)
    groups = "\n".join(f"    {{{text(g)}, {text(t)}}}," for g, t in GROUPS)
    return ("/* Written by web/bodymap/build.py; do not edit. */\n"
            f"const kn_site kn_sites[] = {{\n{sites}\n}};\n\n"
            f"const kn_site_group kn_site_groups[] = {{\n{groups}\n}};\n")
