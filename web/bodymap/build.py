#!/usr/bin/env python3
"""Writes regions.json, front.svg, back.svg and the program's table of regions. Needs nothing but Python 3.

    python3 build.py              into this directory, the table into src/diary/site_table.inc
    python3 build.py DIRECTORY    all four into DIRECTORY
"""
import pathlib
import sys
import figure
from curves import back as reverse, middle, mirror, move, path
from regions import TABLE, as_c, as_json, regions, sided

HERE = pathlib.Path(__file__).resolve().parent
PROGRAM = HERE.parent.parent / "src/diary"
WIDTH, HEIGHT = 360, 752          # one unit is one CSS pixel when the picture is 360 px wide
SCALE, TOP = 0.98, 74             # the standing figure
SEAM, EDGE = 1.4, 1.9             # stroke widths: between regions, around the figure

# How far, in px, the tap area of a region reaches beyond its drawing. Regions come in this order, later ones on top.
REACH = {
    "chest": 0, "upper-back": 0, "thigh-front": 2, "thigh-back": 2, "mid-back": 0, "lower-back": 0, "upper-abdomen": 0,
    "lower-abdomen": 0, "buttock": 3, "hip": 8, "shin": 6, "calf": 6, "head-back": 6, "neck-back": 5, "shoulder": 0,
    "upper-arm": 0, "elbow": 0, "forearm": 0, "wrist": 0, "hand": 0, "knee": 0, "ankle": 0, "foot": 0,
    "neck-front": 0, "head-front": 0, "face": 0,
}

# Small regions have a tap area of their own, a polygon in figure units (right half): 45 units are 44 px.
ARM_IN = [(227, 60), (272, 62), (317, 66), (362, 74), (407, 76), (470, 72)]
ARM_OUT = [(227, 107), (272, 118), (317, 128), (362, 134), (407, 138), (470, 140)]


def band(y0, y1):
    """A slice of the arm and the air beside it."""
    def x(table, y):
        for (ya, xa), (yb, xb) in zip(table, table[1:]):
            if y <= yb:
                return xa + (xb - xa) * (y - ya) / (yb - ya)
    return [(x(ARM_IN, y0), y0), (x(ARM_OUT, y0), y0), (x(ARM_OUT, y1), y1), (x(ARM_IN, y1), y1)]


def box(x0, y0, x1, y1):
    return [(x0, y0), (x1, y0), (x1, y1), (x0, y1)]


TAP = {
    "head-front": box(-40, 36, 40, 86), "face": box(0, 86, 47.5, 135), "neck-front": box(-25, 135, 25, 181),
    "shoulder": [(25, 153), (60, 163), (94, 168), (108, 190), (107, 227), (60, 227), (57, 208), (50, 190), (38, 177),
                 (24, 169)],
    "upper-arm": band(227, 272.5), "elbow": band(272.5, 318.2), "forearm": band(318.2, 363.8),
    "wrist": band(363.8, 409.5), "hand": band(409.5, 470), "knee": box(0.5, 498.5, 67, 545.5), "ankle": box(0.5, 649, 67.5, 695.3),
    "foot": box(0.5, 695.3, 67.5, 741.7),
}


def n(x):
    return f"{round(x, 2):g}"


def picture(z):
    """Figure units to picture units."""
    return complex(WIDTH / 2 + SCALE * z.real, TOP + SCALE * (z.imag - 50))


class View:
    def __init__(self, name):
        self.name = name
        self.net, self.shapes = (figure.front if name == "front" else figure.back)()
        # seen from the front, the person's left is on the right of the picture
        self.sides = (("left", False), ("right", True)) if name == "front" else (("right", False), ("left", True))
        self.bases = {sided(r[0], "").lstrip("-"): r for r in TABLE if r[3] in (name, "both")}
        self.layers = {"cards": [], "regions": [], "lines": [], "insets": [], "numbers": []}
        self.drawn = set()

    # -- pieces of SVG

    def region(self, layer, rid, segs, reach=0, cell=None, twin=False, title=None, tap=None, spot=None):
        """One tappable group: tap area, then the drawing. A twin repeats a region in an inset and carries no id."""
        d = path(segs)
        if tap:
            hit = f'<path class="bm-hit" d="M{"L".join(n(z.real) + " " + n(z.imag) for z in tap)}Z"/>'
        elif cell:
            hit = f'<rect class="bm-hit" x="{n(cell[0])}" y="{n(cell[1])}" width="{n(cell[2])}" height="{n(cell[3])}"/>'
        else:
            hit = f'<path class="bm-hit" d="{d}" stroke-width="{2 * reach}"/>'
        own = "" if twin else f' id="{rid}"'
        self.layers[layer].append(
            f'<g class="bm-g" data-region="{rid}"><title>{title}</title>{hit.replace("/>", " " + HIT + "/>")}'
            f'<path{own} class="bm-r" pointer-events="none" fill="var(--bm-{rid}, var(--bm-body, #dfe4ea))" d="{d}">'
            f"<title>{title}</title></path></g>")
        z, deep = (spot, 10) if spot else middle(segs)
        self.number(rid, z, deep)
        if not twin:
            assert rid not in self.drawn, rid
            self.drawn.add(rid)

    def echo(self, layer, rid, segs):
        """A small copy that only shows the colour."""
        self.layers[layer].append(f'<path class="bm-r bm-echo" data-for="{rid}" pointer-events="none" '
                                  f'fill="var(--bm-{rid}, var(--bm-body, #dfe4ea))" d="{path(segs)}"/>')

    def number(self, rid, z, deep):
        size = 13 if deep > 9.5 else 11 if deep > 7 else 9.5
        self.layers["numbers"].append(
            f'<text class="bm-n" data-for="{rid}" x="{n(z.real)}" y="{n(z.imag + size * 0.36)}" font-size="{size}" '
            f'fill="var(--bm-{rid}-ink, currentColor)"></text>')

    def strokes(self, layer, curves, width, opacity):
        d = "".join(path(c, closed=False) for c in curves)
        self.layers[layer].append(f'<path class="bm-line" d="{d}" fill="none" stroke="currentColor" '
                                  f'stroke-width="{width}" stroke-opacity="{opacity}" pointer-events="none"/>')

    def shade(self, layer, half):
        mid = WIDTH / 2 if layer == "lines" else self.face_mid
        other = [tuple(complex(2 * mid - p.real, p.imag) for p in s) for s in reverse(half)]
        self.layers[layer].append(f'<path class="bm-line" d="{path(half + other)}" fill="currentColor" stroke="none" '
                                  'fill-opacity="0.13" pointer-events="none"/>')

    def edge(self, layer, segs, closed=True, width=EDGE):
        self.layers[layer].append(f'<path class="bm-edge" d="{path(segs, closed)}" fill="none" stroke="currentColor" '
                                  f'stroke-width="{width}" pointer-events="none"/>')

    # -- the standing figure

    def standing(self):
        inset_only = {"eyelid", "jaw", "thumb", "fingers", "toes", "sole"}
        for base in [b for b in REACH if b in self.shapes]:
            shape = self.shapes[base]
            self.place("regions", base, shape.segs, shape.paired, picture, reach=REACH[base])
        for base in [b for b in self.shapes if b in inset_only]:
            for side, flip in self.sides:
                segs = mirror(self.shapes[base].segs) if flip else self.shapes[base].segs
                self.echo("regions", f"{side}-{base}", move(segs, picture))
        self.shade("lines", move(figure.hair(self.name), picture))
        fine = figure.body_lines(self.name) + [move(c, figure.hand_place) for c in
                                               figure.hand_lines(lambda z: z, palm=False)[:3]]
        self.strokes("lines", [move(c, picture) for c in fine + [mirror(c) for c in fine]], 1, 0.34)
        if self.name == "front":
            f = figure.face_inset()[2]
            f = f[:2] + f[4:6]          # eyebrow, lash line, nose, mouth
            self.strokes("lines", [move(c, picture) for c in f + [mirror(c) for c in f]], 0.9, 0.5)
        half = figure.silhouette(self.net, self.name)
        full = half + reverse(mirror(half))
        self.edge("lines", move(full, picture))
        chin = self.net.walk("jawline", "nape", "chin")[0] if self.name == "front" else []
        if chin:
            self.edge("lines", move(chin + reverse(mirror(chin)), picture), closed=False, width=1.3)
        self.silhouette = full

    def place(self, layer, base, segs, paired, put, reach=0, cells=None, twin=False):
        row = self.bases[base]
        if not paired:
            tap = [picture(complex(*p)) for p in TAP[base]] if cells is None and base in TAP else None
            self.region(layer, base, move(segs, put), reach, cells, twin, sided(row[1], ""), tap)
            return
        for side, flip in self.sides:
            part = move(mirror(segs) if flip else segs, put)
            tap = [picture(complex(-x if flip else x, y)) for x, y in TAP[base]] if cells is None and base in TAP else None
            spot = put(complex(-CHEEK[0] if flip else CHEEK[0], CHEEK[1])) if base == "face" else None
            self.region(layer, sided(row[0], side), part, reach, cells and cells[flip], twin, sided(row[1], side), tap, spot)

    # -- insets

    def card(self, x, y, w, h, tail):
        """A rounded panel with a small tail that points at the part it magnifies."""
        r = 16
        (ax, ay), (bx, by), (tx, ty) = tail
        self.layers["cards"].append(
            f'<path class="bm-card" d="M{n(ax)} {n(ay)}L{n(tx)} {n(ty)}L{n(bx)} {n(by)}Z" {CARD}/>'
            f'<rect class="bm-card" x="{n(x)}" y="{n(y)}" width="{n(w)}" height="{n(h)}" rx="{r}" {CARD}/>')

    def face(self):
        x, y, w, h, k = 4, 5, 129, 192, 1.76
        self.card(x, y, w, h, ((x + w - .3, 108), (x + w - .3, 130), (x + w + 9, 119)))
        _, parts, lines = figure.face_inset()
        def put(z):
            return complex(x + w / 2 + k * z.real, y + 12 + k * (z.imag - 50))
        half, mid = w / 2, x + w / 2
        self.face_mid = mid
        rows = {"head-front": (0, 54), "eyelid": (54, 46), "face": (100, 46), "jaw": (146, 46)}
        for base in ("head-front", "face", "jaw", "eyelid"):
            top, tall = rows[base]
            if base == "head-front":
                cells = (x, y + top, w, tall)
            else:      # not flipped = right of the picture
                cells = ((mid, y + top, half, tall), (x, y + top, half, tall))
            self.place("insets", base, parts[base].segs, parts[base].paired, put, cells=cells,
                       twin=base in ("head-front", "face"))
        self.shade("insets", move(figure.hair("front"), put))
        self.strokes("insets", [move(c, put) for c in lines + [mirror(c) for c in lines]], 1.2, 0.6)
        n_ = figure.face_inset()[0]
        half_line = n_.face("skull", "ear", "jawline")[0]
        self.edge("insets", move(half_line + reverse(mirror(half_line)), put), width=1.6)

    def extremity(self, kind):
        """Hands or feet: one panel on each side, below the hand and beside the foot."""
        w = 108
        if kind == "hand":
            y, h, k = 487, 127, 1.74
            net, parts, lines = figure.hand_inset(palm=self.name == "back")
            edge = net.face("side-out", "ring", "middle", "index", "web", "arm-in")[0]
            dx, dy = 37, 7
            # panel of the picture's left side, thumb towards the middle of the picture
            cells = {"thumb": (60, 0, 48, h), "hand": (0, 0, 60, 64), "fingers": (0, 64, 60, h - 64)}
            order, ids = ("hand", "fingers", "thumb"), ("fingers", "thumb")
            tail = ((50, .3), (70, .3), (62, -9))
        else:
            y, h = 620, 127
            net, parts, lines = figure.foot_inset() if self.name == "front" else figure.sole_inset()
            edge = net.face("out", "toe4", "toe3", "toe2", "in")[0]
            k, dx, dy = (1.02, 54, 6) if self.name == "front" else (1.02, 54, 8)
            main = "foot" if self.name == "front" else "sole"
            cells = {main: (0, 0, w, 80), "toes": (0, 80, w, h - 80)}
            order, ids = (main, "toes"), ("toes", "sole")
            tail = ((w - .3, 84), (w - .3, 104), (w + 8, 95))
        for side, flip in self.sides:
            x = 5 if flip else WIDTH - 5 - w
            def put(z, flip=flip, x=x):
                return complex(x + (dx - k * z.real if flip else w - dx + k * z.real), y + dy + k * z.imag)
            def at(px, x=x, flip=flip):
                return x + px if flip else x + w - px
            self.card(x, y, w, h, tuple((at(px), y + py) for px, py in tail))
            for base in order:
                cx, cy, cw, ch = cells[base]
                cell = (x + (cx if flip else w - cx - cw), y + cy, cw, ch)
                row = self.bases[base]
                self.region("insets", sided(row[0], side), move(parts[base].segs, put), cell=cell,
                            twin=base not in ids, title=sided(row[1], side))
            self.strokes("insets", [move(c, put) for c in lines], 1.1, 0.45)
            self.edge("insets", move(edge, put), closed=kind == "foot" and self.name == "back", width=1.6)

    def tile(self):
        x, y, w, h, k = 291, 5, 64, 128, 0.142
        self.layers["cards"].append(f'<rect class="bm-card" x="{x}" y="{y}" width="{w}" height="{h}" rx="16" {CARD}/>')
        def put(z):
            return complex(x + w / 2 + k * z.real, y + 9 + k * (z.imag - 50))
        segs = move(self.silhouette, put)
        self.region("insets", "whole-body", segs, cell=(x, y, w, h), title="all over")
        self.edge("insets", segs, width=1.1)
        self.label(x + w / 2, y + h - 7, "all over", 12)

    def label(self, x, y, text, size, weight=400):
        self.layers["insets"].append(f'<text class="bm-t" x="{n(x)}" y="{n(y)}" font-size="{size}" font-weight="{weight}" '
                                     f'fill="currentColor" pointer-events="none" aria-hidden="true">{text}</text>')

    def marks(self):
        for side, flip in self.sides:
            x, y = (31 if flip else WIDTH - 31), 262
            self.layers["insets"].append(f'<circle class="bm-card" cx="{x}" cy="{y}" r="15" {CARD}/>')
            self.label(x, y + 5.6, side[0].upper(), 16, 700)
            self.label(x, y + 30, f"your {side}", 11.5)

    def svg(self):
        self.standing()
        if self.name == "front":
            self.face()
        self.extremity("hand")
        self.extremity("foot")
        self.tile()
        self.marks()
        want = {sided(r[0], s) for b, r in self.bases.items() for s in ("left", "right")}
        assert want == self.drawn, want ^ self.drawn
        v, out = self.name, []
        what = "seen from the front" if v == "front" else "seen from behind"
        out.append(f'<svg xmlns="http://www.w3.org/2000/svg" class="bm" data-view="{v}" viewBox="0 0 {WIDTH} {HEIGHT}" '
                   f'role="img" aria-labelledby="bm-{v}-title" font-family="system-ui, sans-serif" text-anchor="middle">')
        out.append(f'<title id="bm-{v}-title">Body map, {what}</title>')
        out.append('<g class="bm-cards">' + "\n".join(self.layers["cards"]) + "</g>")
        for name in ("regions", "lines", "insets"):
            extra = (f' stroke="var(--bm-seam, #fff)" stroke-width="{SEAM}" stroke-linejoin="round" '
                     'stroke-linecap="round"' if name != "lines" else ' stroke-linejoin="round" stroke-linecap="round"')
            out.append(f'<g class="bm-{name}"{extra}>\n' + "\n".join(self.layers[name]).replace(
                '<text class="bm-t"', '<text stroke="none" class="bm-t"') + "\n</g>")
        out.append('<g class="bm-rings" fill="none" pointer-events="none"></g>')
        out.append('<g class="bm-numbers" font-weight="700" pointer-events="none" aria-hidden="true">\n'
                   + "\n".join(self.layers["numbers"]) + "\n</g>")
        return "\n".join(out) + "\n</svg>\n"


CHEEK = (18.5, 110.5)      # where the number of the face stands, below the eyelid
HIT = 'fill="none" stroke="none" pointer-events="all"'
CARD = 'fill="var(--bm-card, #f1f3f6)" stroke="none"'


def main(directory=None):
    views = [View("front"), View("back")]
    table = regions(views)
    pictures = pathlib.Path(directory or HERE)
    (pictures / "regions.json").write_text(as_json(table))
    for view in views:
        (pictures / f"{view.name}.svg").write_text(view.svg())
    (pathlib.Path(directory or PROGRAM) / "site_table.inc").write_text(as_c(table))
    print(len(table), "regions")


if __name__ == "__main__":
    main(*sys.argv[1:2])
