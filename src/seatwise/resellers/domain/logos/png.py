"""A PNG reduced to its picture: whole, of a bounded size, and without what else a PNG can carry."""

import struct
import zlib

from seatwise.kernel.refusal import N_
from seatwise.resellers.domain.logos.refusals import LogoRefused

SIGNATURE = b"\x89PNG\r\n\x1a\n"
MOST_PIXELS = 2_000
"""In each direction."""
_KEPT = frozenset({b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND", b"sRGB", b"gAMA"})
_CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
_DEPTHS = {0: {1, 2, 4, 8, 16}, 2: {8, 16}, 3: {1, 2, 4, 8}, 4: {8, 16}, 6: {8, 16}}


def reduced(content: bytes) -> bytes:
    """This function will answer the PNG with the chunks of its picture only. Raises LogoRefused where it is broken or too big.

    The picture itself is unpacked no further than its size allows, so that a small file cannot fill the memory.
    """
    chunks = _chunks(content)
    most = _bytes_of_picture(chunks[0])
    unpacking = zlib.decompressobj()
    packed = b"".join(data for kind, data in chunks if kind == b"IDAT")
    try:
        unpacked = unpacking.decompress(packed, most + 1)
    except zlib.error as broken:
        raise _broken() from broken
    if not unpacking.eof or not 0 < len(unpacked) <= most or chunks[-1] != (b"IEND", b""):
        raise _broken()
    return SIGNATURE + b"".join(_written(kind, data) for kind, data in chunks if kind in _KEPT)


def _chunks(content: bytes) -> list[tuple[bytes, bytes]]:
    found: list[tuple[bytes, bytes]] = []
    at = len(SIGNATURE)
    while not found or found[-1][0] != b"IEND":
        head = content[at : at + 8]
        if len(head) < 8:
            raise _broken()
        length, kind = struct.unpack(">I4s", head)
        data, check = content[at + 8 : at + 8 + length], content[at + 8 + length : at + 12 + length]
        if len(check) < 4 or struct.unpack(">I", check)[0] != zlib.crc32(kind + data):
            raise _broken()
        found.append((kind, data))
        at += 12 + length
    return found


def _bytes_of_picture(first: tuple[bytes, bytes]) -> int:
    """What the picture comes to when unpacked, at most: an interlaced one has more rows, each with a byte before it."""
    kind, data = first
    if kind != b"IHDR" or len(data) != 13:
        raise _broken()
    width, height, depth, colour, _packing, _filter, interlaced = struct.unpack(">IIBBBBB", data)
    if depth not in _DEPTHS.get(colour, set()) or interlaced not in {0, 1} or not (width and height):
        raise _broken()
    if max(width, height) > MOST_PIXELS:
        raise LogoRefused(
            N_(
                "This picture has %(width)s × %(height)s pixels. Save it with at most %(most)s in each direction."
            ),
            width=width,
            height=height,
            most=MOST_PIXELS,
        )
    row = (width * depth * _CHANNELS[colour] + 7) // 8 + 1
    most: int = row * height * (2 if interlaced else 1) + 64
    return most


def _written(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def _broken() -> LogoRefused:
    return LogoRefused(N_("This PNG is broken or not complete. Save the logo again and choose the new file."))
