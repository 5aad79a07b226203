"""The drawn picture, looked at pixel by pixel."""

import io
import subprocess
import sys
from dataclasses import replace
from decimal import Decimal

import pytest
from PIL import Image

from bot.charts import fonts
from bot.charts.drawing import WIDTH, draw
from bot.charts.fonts import NoFontError, font
from bot.charts.picture import Mark, Picture, picture
from bot.engine import Engine
from bot.knowledge import default_directory, load
from bot.languages import Language

BAR = (0x1B, 0x6C, 0xA8)


def drawn(shown):
    image = Image.open(io.BytesIO(draw(shown)))
    assert image.format == "PNG"
    return image.convert("RGB")


def bars(image):
    """The lengths of the bars, from the top: rows that begin with a run of the bars' colour."""
    rows = [[image.getpixel((x, y)) == BAR for x in range(image.width)] for y in range(image.height)]
    left = min(row.index(True) for row in rows if True in row)
    lengths = [next((n for n, on in enumerate(row[left:]) if not on), 0) for row in rows]
    return [length for length, above in zip(lengths[1:], lengths, strict=False) if length and not above]


def made(figures=(), bars=(), language=Language.EN, title="Title", footer="Source: A, as of 1 May 2020"):
    return Picture(
        language=language,
        title=title,
        figures=tuple(Mark(label, shown, Decimal(1)) for label, shown in figures),
        bars=tuple(Mark(label, str(value), Decimal(value)) for label, value in bars),
        footer=footer,
    )


def ink(image, box):
    """How many pixels of a part of the picture are not the ground."""
    part = image.crop(box)
    ground = image.getpixel((0, 0))
    return sum(count for count, colour in part.getcolors(1 << 24) if colour != ground)


@pytest.mark.parametrize("values", [(90, 30, 3), (1, 10, 91), (5, 5, 5)])
def test_bars_are_as_long_as_their_figures_are_large(values):
    lengths = bars(drawn(made(bars=[("Hens", value) for value in values])))

    assert len(lengths) == len(values)
    scale = max(lengths) / max(values)
    assert lengths == [pytest.approx(value * scale, abs=1) for value in values]


def test_a_bar_too_short_to_see_is_still_a_line():
    assert min(bars(drawn(made(bars=[("Few", 1), ("Many", 68000)])))) >= 3


def test_the_parts_of_a_bar_are_as_long_as_they_are_large_and_told_in_the_legend():
    whole = Mark("Monday", "40", Decimal(40), parts=(Decimal(10), Decimal(0), Decimal(30)))
    other = Mark("Hens", "20", Decimal(20), heading="Animals")
    shown = replace(made(), bars=(whole, other), legend=("yes 25%", "perhaps 0%", "no 75%"))
    image = drawn(shown)
    rows = [[image.getpixel((x, y)) for x in range(image.width)] for y in range(image.height)]
    parts = [(row.count(BAR), row.count((0xE0, 0xA5, 0x26))) for row in rows]
    first, last = max(parts, key=lambda each: each[0] + each[1])
    assert last == pytest.approx(3 * first, abs=3)  # three times the half pixel that was rounded
    assert max(row.count((0x56, 0x61, 0x6D)) for row in rows) == pytest.approx((first + last) / 2, abs=1)


def test_nothing_has_no_bar():
    assert len(bars(drawn(made(bars=[("None", 0), ("Many", 68000)])))) == 1


def test_the_ground_is_light_and_opaque_whatever_the_chat_looks_like(engine):
    image = Image.open(io.BytesIO(draw(picture(engine, "farm", Language.EN))))

    assert image.mode == "RGB"
    assert min(image.getpixel((0, 0))) > 240


LONG = "A label that goes on and on, much longer than anybody would write, " * 2


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize(
    "shown",
    [
        {"figures": [(LONG, "about 1,234,567,890 square kilometres of land in all of the region")]},
        {"figures": [("很长" * 40, "一" * 60)]},
        {"bars": [(LONG, n * 10**40) for n in range(8)]},
        {"bars": [("Nothing", 0)]},
        {"title": LONG * 3, "footer": f"{LONG}\n{LONG}", "figures": [("x" * 200, "9" * 200)]},
    ],
)
def test_however_long_the_words_nothing_runs_over_the_edges(shown, language):
    image = drawn(made(**shown, language=language))

    assert image.width == WIDTH
    assert ink(image, (WIDTH - 60, 0, WIDTH, image.height)) == 0
    assert ink(image, (0, image.height - 40, WIDTH, image.height)) == 0


@pytest.mark.parametrize("language", Language)
def test_every_character_of_the_pictures_that_come_with_the_bot_has_a_shape(language):
    engine = Engine(load(default_directory()))
    letters = font(language, 40)
    none = bytes(letters.getmask("\uffff"))
    for chart in engine.kb.charts:
        shown = picture(engine, chart, language)
        text = "".join([shown.title, *shown.lines(), shown.footer])
        assert [char for char in text if char.strip() and bytes(letters.getmask(char)) == none] == []


def test_each_script_gets_the_shapes_its_readers_know():
    simplified, traditional = font(Language.ZH_HANS, 40), font(Language.ZH_HANT, 40)

    assert bytes(simplified.getmask("骨")) != bytes(traditional.getmask("骨"))


def test_without_the_extra_the_reason_is_said(monkeypatch, engine):
    monkeypatch.setattr(fonts, "_PACKAGE", "no_such_package")

    with pytest.raises(NoFontError, match="no_such_package is not installed"):
        draw(picture(engine, "farm", Language.EN))


def test_neither_checking_nor_the_words_load_the_drawing_library():
    code = (
        "import sys; from bot.charts import drawing, fonts, picture; fonts.check();"
        "print([m for m in sys.modules if m.startswith('PIL')])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "[]"
