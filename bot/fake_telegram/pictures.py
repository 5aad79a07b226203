"""The size of a picture, from the first bytes of the file."""

import struct

_PNG = b"\x89PNG\r\n\x1a\n"
_JPEG = b"\xff\xd8"
# The markers that open a frame of a JPEG: ITU-T T.81, table B.1.
_FRAMES = {*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC}


def size(data: bytes) -> tuple[int, int] | None:
    """Width and height of a PNG or JPEG file; None if it is neither, or broken."""
    try:
        if data.startswith(_PNG):
            width, height = struct.unpack_from(">II", data, 16)
            return width, height
        return _jpeg_size(data) if data.startswith(_JPEG) else None
    except struct.error:
        return None


def _jpeg_size(data: bytes) -> tuple[int, int] | None:
    place = len(_JPEG)
    while True:
        start, marker, length = struct.unpack_from(">BBH", data, place)
        if start != 0xFF:  # noqa: PLR2004 - what every marker starts with
            return None
        if marker in _FRAMES:
            height, width = struct.unpack_from(">HH", data, place + 5)
            return width, height
        place += 2 + length
