"""Small files as phones send them."""

from __future__ import annotations

JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01" + b"a photo of a contract " * 40
OGG = b"OggS\x00\x02" + b"\x00" * 22 + b"\x01\x13OpusHead\x01" + b"a voice note " * 40
PDF = b"%PDF-1.7\n" + b"a contract " * 40
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
EXE = b"MZ" + b"\x00" * 400
