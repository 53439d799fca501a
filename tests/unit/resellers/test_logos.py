"""S27: whatever is uploaded as a logo, what is kept can only be looked at."""

import html
import re
import struct
import zlib
from xml.parsers import expat

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seatwise.resellers.domain import logos

SVG = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
RUNS = re.compile(
    r"script|onload|onclick|onerror|foreignobject|iframe|javascript:|https?://(?!www\.w3\.org/2000/svg)|@import|"
    r"url\((?!\s*['\"]?#)|<!entity|<!doctype|<animate|<set|<image|<use|<a[ >]|data:",
    re.IGNORECASE,
)
HOSTILE = {
    "script": "<script>alert(1)</script>",
    "script elsewhere": '<script xlink:href="https://evil.example/x.js"/>',
    "handler": '<rect onload="alert(1)" width="1" height="1"/>',
    "handler in capitals": '<rect ONCLICK="alert(1)" width="1" height="1"/>',
    "html": '<foreignObject><body xmlns="http://www.w3.org/1999/xhtml"><iframe src="https://evil.example"/></body></foreignObject>',
    "link": '<a href="javascript:alert(1)"><rect width="1" height="1"/></a>',
    "picture": '<image href="https://evil.example/p.png"/>',
    "picture of old": '<image xlink:href="file:///etc/passwd"/>',
    "use": '<use xlink:href="https://evil.example/x.svg#a"/>',
    "use of a data address": '<use href="data:image/svg+xml;base64,AAAA#a"/>',
    "animation": '<set attributeName="onload" to="alert(1)"/>',
    "animated link": '<a><animate attributeName="href" values="javascript:alert(1)"/></a>',
    "url in an attribute": '<rect fill="url(https://evil.example/#a)"/>',
    "url in a style": "<rect style=\"fill:url( 'https://evil.example/' )\"/>",
    "escaped url": '<rect style="fill:u\\72l(https://evil.example/)"/>',
    "import": "<style>@import 'https://evil.example/x.css';</style>",
    "font": "<style>text{font-family:x;src:url(https://evil.example/f)}</style>",
    "image-set": '<style>rect{fill:image-set("https://evil.example/x" 1x)}</style>',
    "style ended": "<style>&lt;/style&gt;&lt;script&gt;alert(1)&lt;/script&gt;</style>",
    "script as data": "<style><![CDATA[</style><script>alert(1)</script>]]></style>",
    "gradient elsewhere": '<linearGradient xlink:href="https://evil.example/#g"/>',
    "instruction": '<?xml-stylesheet href="https://evil.example/x.css"?>',
    "another namespace": '<x:script xmlns:x="http://www.w3.org/1999/xhtml">alert(1)</x:script>',
    "svg under another prefix": '<s:script xmlns:s="http://www.w3.org/2000/svg">alert(1)</s:script>',
}


def drawing(inside: str) -> bytes:
    return f'<?xml version="1.0"?><svg {SVG} viewBox="0 0 10 10">{inside}<circle r="4"/></svg>'.encode()


def drawn(content: bytes) -> str:
    """What is kept, read back: names of elements and attributes must be parsed, not guessed at."""
    text = logos.made_safe(content).content.decode()
    expat.ParserCreate().Parse(text, True)
    return text


@pytest.mark.parametrize("what", HOSTILE)
def test_what_could_act_is_left_out_and_the_drawing_stays(what) -> None:
    kept = drawn(drawing(HOSTILE[what]))
    assert '<circle r="4">' in kept
    # Text may say anything; only tags and attributes can do something.
    assert RUNS.search(re.sub(r">[^<]*<", "><", kept)) is None, kept
    assert "evil.example" not in kept


def test_what_was_left_out_is_named() -> None:
    safe = logos.made_safe(drawing('<rect onload="alert(1)"/><script>alert(1)</script><script/>'))
    assert safe.left_out == ("onload", "script")


@pytest.mark.parametrize(
    "declaration",
    [
        '<!DOCTYPE svg [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>',
        '<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE svg [<!ENTITY % p SYSTEM "https://evil.example/x.dtd"> %p;]>',
    ],
)
def test_entities_are_refused_before_they_are_read(declaration) -> None:
    with pytest.raises(logos.LogoRefused, match="entities"):
        logos.made_safe(f"{declaration}<svg {SVG}><text>&a;&b;&x;</text></svg>".encode())


def test_the_declaration_of_an_old_drawing_program_is_no_obstacle() -> None:
    old = '<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">'
    assert drawn(f'{old}<svg {SVG}><path d="M0 0h9"/></svg>'.encode()) == (
        '<svg xmlns="http://www.w3.org/2000/svg"><path d="M0 0h9"></path></svg>'
    )


def test_colours_gradients_and_classes_stay() -> None:
    inside = (
        '<defs><linearGradient id="g"><stop offset="0" stop-color="#0a667d"/></linearGradient>'
        '<linearGradient id="h" xlink:href="#g"/></defs>'
        "<style>.a{fill:url(#h);stroke:#fff}</style>"
        '<g transform="scale(2)"><path class="a" fill="url(#g)" d="M0 0"/></g><text>A &amp; B</text>'
    )
    kept = drawn(drawing(inside))
    for part in (
        'stop-color="#0a667d"',
        'href="#g"',
        ".a{fill:url(#h);stroke:#fff}",
        'fill="url(#g)"',
        "A &amp; B",
    ):
        assert part in kept
    assert logos.made_safe(drawing(inside)).left_out == ()


@pytest.mark.parametrize(
    "content",
    [
        b"<svg",
        b"<html><body>no</body></html>",
        f"<svg {SVG}>".encode() + b"<g>" * 60 + b"</g>" * 60 + b"</svg>",
        f"<svg {SVG}>".encode() + b"<g/>" * 6_000 + b"</svg>",
        b"<svg xmlns='http://www.w3.org/2000/svg'>\xff\xfe</svg>",
        b"<?xml version='1.0' encoding='nonsense'?><svg xmlns='http://www.w3.org/2000/svg'/>",
        f"<svg {SVG}/>".encode(),
        f"<svg {SVG}><script/><g><defs/></g></svg>".encode(),
        b"GIF89a",
        b"",
        b"x" * (logos.LARGEST + 1),
    ],
)
def test_what_is_no_drawing_is_refused(content) -> None:
    with pytest.raises(logos.LogoRefused):
        logos.made_safe(content)


def test_a_reference_said_in_both_ways_is_written_once() -> None:
    """Twice the same attribute is no XML, and no browser would show the logo."""
    for said in ('href="#a" xlink:href="#b"', 'xlink:href="#b" href="#a"'):
        kept = drawn(drawing(f"<linearGradient {said}/>"))
        assert 'href="#a"' in kept
        assert "#b" not in kept


NAMES = st.sampled_from(
    [
        "svg",
        "g",
        "rect",
        "path",
        "text",
        "style",
        "script",
        "image",
        "use",
        "a",
        "foreignObject",
        "set",
        "animate",
        "stop",
        "mask",
    ]
)
ATTRIBUTES = st.dictionaries(
    st.sampled_from(
        ["id", "class", "style", "fill", "href", "xlink:href", "onload", "onclick", "d", "width", "xml:base"]
    ),
    st.sampled_from(
        ["#a", "url(#a)", "url(https://evil.example)", "javascript:alert(1)", "red", 'a"b', "\\75 rl(x)"]
    ),
    max_size=4,
)
TEXTS = st.sampled_from(["", "a", "&lt;script&gt;", "url(@", "&amp;x;", "}*{"])


def part(name: str, attributes: dict[str, str], inside: list[str]) -> str:
    said = "".join(f' {attribute}="{html.escape(value)}"' for attribute, value in attributes.items())
    return f"<{name}{said}>{''.join(inside)}</{name}>"


LEAVES = st.builds(part, NAMES, ATTRIBUTES, st.lists(TEXTS, max_size=1))
BRANCHES = st.builds(part, NAMES, ATTRIBUTES, st.lists(LEAVES | TEXTS, max_size=3))
TREES = st.lists(BRANCHES | LEAVES, max_size=3).map("".join)


@given(inside=TREES)
def test_nothing_that_acts_comes_through(inside) -> None:
    kept: list[tuple[str, dict[str, str]]] = []
    parser = expat.ParserCreate()
    parser.StartElementHandler = lambda name, attributes: kept.append((name, attributes))
    content = logos.made_safe(drawing(inside)).content
    parser.Parse(content, True)
    for name, attributes in kept:
        assert name not in {"script", "image", "use", "a", "foreignObject", "set", "animate"}
        for attribute, value in attributes.items():
            assert not attribute.startswith(("on", "xlink", "xml:"))
            assert "evil" not in value
            assert attribute != "href" or value.startswith("#")
    # What was made safe is safe: once more changes nothing.
    assert logos.made_safe(content).content == content


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(*, width: int = 2, height: int = 2, rows: bytes | None = None, extra: bytes = b"") -> bytes:
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0))
    picture = zlib.compress((b"\0" + bytes(4 * width)) * height if rows is None else rows)
    return b"\x89PNG\r\n\x1a\n" + head + extra + chunk(b"IDAT", picture) + chunk(b"IEND", b"")


def test_a_png_keeps_its_picture_and_nothing_else() -> None:
    secret = chunk(b"tEXt", b"Comment\0where it was taken") + chunk(b"eXIf", b"MM\0*<script>")
    safe = logos.made_safe(png(extra=secret) + b"<script>alert(1)</script>")
    assert (safe.content, safe.content_type) == (png(), "image/png")
    assert safe.name == logos.made_safe(png()).name != logos.made_safe(png(width=3)).name


@pytest.mark.parametrize(
    "content",
    [
        png()[:-13],
        png().replace(b"IDAT", b"IDAX"),
        b"\x89PNG\r\n\x1a\n",
        png(rows=b""),
        png(width=0),
        png(width=2_001),
        # A bomb: two rows by its head, many megabytes when it is unpacked.
        png(rows=bytes(80_000_000)),
    ],
)
def test_a_broken_or_huge_png_is_refused(content) -> None:
    with pytest.raises(logos.LogoRefused):
        logos.made_safe(content)


@given(content=st.binary(max_size=200), at=st.integers(0, 60))
def test_damage_never_crashes(content, at) -> None:
    damaged = png()[:at] + content
    try:
        safe = logos.made_safe(damaged)
    except logos.LogoRefused:
        return
    assert logos.made_safe(safe.content).content == safe.content
