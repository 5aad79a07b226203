"""The font of the pictures: Noto Sans CJK, for Latin and both Chinese scripts, from the extra `charts`."""

from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from bot.languages import Language

if TYPE_CHECKING:
    from PIL.ImageFont import FreeTypeFont

REGULAR, BOLD = 400, 700
_PACKAGE = "manimgx_fonts_cjk"  # carries the font as Noto publishes it, under the SIL Open Font License 1.1
# The characters are the same in each, their shapes as each script's readers expect them. The Korean face is
# the one whose quotation marks are as narrow as Latin text wants them.
_FACES = {
    Language.EN: "Noto Sans CJK KR",
    Language.ZH_HANS: "Noto Sans CJK SC",
    Language.ZH_HANT: "Noto Sans CJK TC",
}
_MOST_FACES = 32


class NoFontError(Exception):
    """The extra `charts` is not installed, or not whole."""


def check() -> None:
    """NoFontError if pictures cannot be drawn here. Quick: nothing is loaded."""
    if find_spec("PIL") is None:
        raise NoFontError("Pillow is not installed")
    _path()


def font(language: Language, size: int, weight: int = REGULAR) -> "FreeTypeFont":
    """The font for `language`; `size` in pixels, `weight` from 100 to 900. NoFontError if there is none."""
    check()
    from PIL import ImageFont

    path = _path()
    found = ImageFont.truetype(path, size, index=_face(path, _FACES[language]))
    found.set_variation_by_axes([weight])
    return found


def _path() -> Path:
    spec = find_spec(_PACKAGE)
    for folder in (spec.submodule_search_locations or ()) if spec else ():
        for path in sorted(Path(folder).glob("*.tt[cf]")):
            return path
    raise NoFontError(f"{_PACKAGE} is not installed")


@cache
def _face(path: Path, name: str) -> int:
    """The place of the face called `name` among those in one file."""
    from PIL import ImageFont

    for index in range(_MOST_FACES):
        try:
            family, _ = ImageFont.truetype(path, 10, index=index).getname()
        except OSError:
            break
        if family == name:
            return index
    raise NoFontError(f"{path.name} holds no {name}")
