"""Draws a `Picture` for a phone: one column, figures and bars, on a ground of its own.

By Pillow, which is in the extra `charts`. Chart libraries were weighed: matplotlib takes 50 MB of memory at
run time (Pillow 16), half a second to load and a writable folder for its caches, which a read-only container
has not; SVG charts (pygal, leather) cannot be sent as photos without a renderer, and put labels where a phone
cuts them off. The picture is 1,080 pixels wide, three for each point of a narrow phone.
"""

import io
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING

from bot.charts.fonts import BOLD, font
from bot.charts.lines import wrap
from bot.charts.picture import Mark, Picture

if TYPE_CHECKING:
    from PIL.ImageDraw import ImageDraw
    from PIL.ImageFont import FreeTypeFont

VERSION = 1  # of the look: raise it when the same picture is to be drawn anew
WIDTH = 1080
_MARGIN = 64
_INNER = WIDTH - 2 * _MARGIN
_GROUND, _INK, _PALE, _ACCENT = "#fbfbf9", "#17202a", "#56616d", "#1b6ca8"
# Parts of bars, told apart by how light they are, too.
_PARTS = (_ACCENT, "#8fbce0", "#e0a526", "#a8432f", "#b9bec4")
_SWATCH = 34
_BAR_HEIGHT, _LEAST_BAR = 44, 3
_GAP = 24  # between a bar and its figure, a number and its label
_BESIDE = 0.5  # the share of the width up to which a number stands beside its label or bar
_LEADING = 1.3


def draw(picture: Picture) -> bytes:
    """The picture as a PNG file. NoFontError if the extra `charts` is not installed."""
    page = _Page(picture)
    height = page.lay_out(None)
    from PIL import Image, ImageDraw

    image = Image.new("RGB", (WIDTH, height), _GROUND)
    page.lay_out(ImageDraw.Draw(image))
    file = io.BytesIO()
    image.save(file, "PNG", optimize=True)
    return file.getvalue()


@dataclass(frozen=True, slots=True)
class _Style:
    font: "FreeTypeFont"
    colour: str = _INK

    @property
    def height(self) -> int:
        return round(self.font.size * _LEADING)

    def wrap(self, text: str, width: float) -> list[str]:
        return wrap(text, width, self.font.getlength)


class _Page:
    """Goes down the page twice: to learn how high it is, then to draw."""

    def __init__(self, picture: Picture) -> None:
        self._picture = picture
        of = partial(font, picture.language)
        self._title = _Style(of(54, BOLD))
        self._number = _Style(of(72, BOLD), _ACCENT)
        self._label = _Style(of(42))
        self._value = _Style(of(46, BOLD))
        self._footer = _Style(of(34), _PALE)
        self._y = 0
        self._on: ImageDraw | None = None

    def lay_out(self, on: "ImageDraw | None") -> int:
        """Draws on `on`, or on nothing; the result is the height of all."""
        self._y, self._on = _MARGIN - 12, on
        self._lines(self._picture.title, self._title)
        self._y += 36
        self._figures()
        if self._picture.figures and self._picture.bars:
            self._y += 28
        self._legend()
        self._bars()
        self._y += 20
        for line in self._picture.footer.splitlines():
            self._lines(line, self._footer)
        return self._y + _MARGIN - 12

    def _figures(self) -> None:
        figures = self._picture.figures
        column = max((self._number.font.getlength(mark.shown) for mark in figures), default=0)
        for mark in figures:
            if column <= _INNER * _BESIDE:
                self._figure_beside(mark, column + _GAP + 12)
            else:
                self._lines(mark.shown, self._number)
                self._lines(mark.label, self._label)
            self._y += 24

    def _figure_beside(self, mark: Mark, indent: float) -> None:
        top, drop = self._y, round(self._number.font.size - self._label.font.size)
        self._text(0, self._y, mark.shown, self._number)
        self._y += drop
        self._lines(mark.label, self._label, indent)
        self._y = max(self._y, top + self._number.height)

    def _bars(self) -> None:
        bars = self._picture.bars
        widest = max((self._value.font.getlength(mark.shown) for mark in bars), default=0)
        most = max((mark.value for mark in bars), default=0) or 1
        beside = widest <= _INNER * _BESIDE
        room = _INNER - _GAP - widest if beside else _INNER
        for mark in bars:
            if mark.heading:
                self._y += 28
                self._lines(mark.heading, self._value)
                self._y += 12
            self._lines(mark.label, self._label)
            if not beside:
                self._lines(mark.shown, self._value)
            self._y += 6
            length = max(_LEAST_BAR, round(room * float(mark.value / most))) if mark.value else 0
            self._bar(mark, length)
            if beside:
                middle = self._y + (_BAR_HEIGHT - self._value.height) // 2
                self._text(length + _GAP, middle, mark.shown, self._value)
            self._y += _BAR_HEIGHT + 30

    def _bar(self, mark: Mark, length: int) -> None:
        """One bar, in its parts if it has any; their ends are rounded one by one, so that none is off."""
        if not self._on or not length:
            return
        start, told = 0, Decimal(0)
        whole = _PALE if self._picture.legend else _ACCENT  # no colour of the legend
        parts = zip(mark.parts, _PARTS, strict=False) if mark.parts else [(mark.value, whole)]
        for part, colour in parts:
            told += part
            end = round(length * float(told / mark.value))
            if end > start:
                corners = (_MARGIN + start, self._y, _MARGIN + end - 1, self._y + _BAR_HEIGHT - 1)
                self._on.rectangle(corners, fill=colour)
            start = end

    def _legend(self) -> None:
        for text, colour in zip(self._picture.legend, _PARTS, strict=False):
            top = self._y + (self._label.height - _SWATCH) // 2
            if self._on:
                self._on.rectangle((_MARGIN, top, _MARGIN + _SWATCH, top + _SWATCH), fill=colour)
            self._lines(text, self._label, _SWATCH + _GAP)
        if self._picture.legend:
            self._y += 36

    def _lines(self, text: str, style: _Style, indent: float = 0) -> None:
        for line in style.wrap(text, _INNER - indent):
            self._text(indent, self._y, line, style)
            self._y += style.height

    def _text(self, x: float, y: float, text: str, style: _Style) -> None:
        """One line whose box begins at `y`, its letters in the middle of it."""
        if self._on:
            baseline = y + style.height / 2 + style.font.size * 0.36
            self._on.text((_MARGIN + x, baseline), text, font=style.font, fill=style.colour, anchor="ls")
