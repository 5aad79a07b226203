"""The table that `scale.py` prints as a picture: how long a question takes as the phrasings grow.

    python tests/benchmarks/scale.py > table.md
    python tests/benchmarks/plot.py table.md docs/scale.svg

Both axes are logarithmic. The picture is readable on light and on dark pages.
"""

import math
import sys
from pathlib import Path
from xml.sax.saxutils import escape

WIDTH, HEIGHT = 720, 400
LEFT, RIGHT, TOP, BOTTOM = 76, 190, 24, 48
OURS = "#d9480f"
OTHERS = ["#1c7ed6", "#37b24d", "#ae3ec9", "#f59f00", "#0ca678", "#868e96", "#e64980"]
GREY = "#868e96"


def main():
    table, picture = map(Path, sys.argv[1:])
    picture.write_text(drawn(read(table.read_text("utf-8"))), "utf-8")


def read(text):
    """For each thing measured, its points: phrasings and milliseconds."""
    found = {}
    for line in text.splitlines():
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        size = cells[0].replace(",", "")
        if size.isdecimal() and len(cells) > 5 and cells[5].replace(".", "").isdecimal():
            found.setdefault(cells[1], []).append((int(size), float(cells[5])))
    return found


def drawn(lines):
    """The picture as SVG."""
    sizes = sorted({size for points in lines.values() for size, _ in points})
    times = [time for points in lines.values() for _, time in points]
    least, most = (math.floor(math.log10(min(times))), math.ceil(math.log10(max(times))))

    def across(size):
        share = math.log(size / sizes[0]) / max(math.log(sizes[-1] / sizes[0]), 1e-9)
        return LEFT + share * (WIDTH - LEFT - RIGHT)

    def up(time):
        return HEIGHT - BOTTOM - (math.log10(time) - least) / (most - least) * (HEIGHT - TOP - BOTTOM)

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" fill="{GREY}" role="img">',
        "<style>text { font: 13px sans-serif }</style>",
        "<title>Milliseconds a question (median), by phrasings</title>",
    ]
    for power in range(least, most + 1):
        y = up(10.0**power)
        parts.append(f'<path d="M{LEFT} {y:.1f}H{WIDTH - RIGHT}" stroke="{GREY}" stroke-opacity=".3"/>')
        parts.append(f'<text x="{LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">{10.0**power:g} ms</text>')
    parts += [
        f'<text x="{across(size):.1f}" y="{HEIGHT - BOTTOM + 20}" text-anchor="middle">{size:,}</text>'
        for size in sizes
    ]
    parts.append(f'<text x="{LEFT}" y="{HEIGHT - 8}">phrasings</text>')
    taken = []
    for number, (name, points) in enumerate(sorted(lines.items(), key=lambda item: -item[1][-1][1])):
        colour = OURS if name == "engine" else OTHERS[number % len(OTHERS)]
        places = [(across(size), up(time)) for size, time in sorted(points)]
        path = "L".join(f"{x:.1f} {y:.1f}" for x, y in places)
        wide = 3 if name == "engine" else 1.5
        parts.append(f'<path d="M{path}" fill="none" stroke="{colour}" stroke-width="{wide}"/>')
        parts += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{colour}"/>' for x, y in places]
        label = max([places[-1][1], *(y + 15 for y in taken)])  # below those above
        taken.append(label)
        parts.append(
            f'<text x="{WIDTH - RIGHT + 10}" y="{label + 4:.1f}" fill="{colour}">{escape(name)}</text>'
        )
    return "\n".join([*parts, "</svg>\n"])


if __name__ == "__main__":
    main()
