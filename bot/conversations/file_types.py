"""What a file is by its content, whatever its sender and the provider call it."""

from __future__ import annotations

from collections.abc import Mapping

import filetype

from bot.conversations.contract import FileKind

# What phones send, and browsers or common programs show. No type is here that may hold a script.
TYPES: Mapping[str, FileKind] = {
    "image/jpeg": FileKind.PICTURE,
    "image/png": FileKind.PICTURE,
    "image/gif": FileKind.PICTURE,
    "image/webp": FileKind.PICTURE,
    "image/heic": FileKind.PICTURE,
    "audio/ogg": FileKind.SOUND,
    "audio/amr": FileKind.SOUND,
    "audio/mpeg": FileKind.SOUND,
    "audio/mp4": FileKind.SOUND,
    "audio/aac": FileKind.SOUND,
    "video/mp4": FileKind.VIDEO,
    "application/pdf": FileKind.DOCUMENT,
}
SHOWN = frozenset(TYPES) - {"image/heic", "audio/amr", "application/pdf"}
"""What a browser shows or plays in the page; all else is only saved."""
SUFFIXES: Mapping[str, str] = {"image/jpeg": "jpg", "audio/mpeg": "mp3", "audio/mp4": "m4a"}


def type_of(content: bytes) -> str | None:
    """The media type (RFC 6838); None for what is none of TYPES."""
    found = filetype.guess_mime(content)
    return found if found in TYPES else None


def kind_of(type_: str, said: FileKind) -> FileKind:
    """What a file of a type is. `said`: by the provider, which alone knows a sound in a container for video (3GP)."""
    found = TYPES[type_]
    return said if (found, said) == (FileKind.VIDEO, FileKind.SOUND) else found


def suffix_of(type_: str) -> str:
    """How the name of a file of this type ends."""
    return SUFFIXES.get(type_) or type_.partition("/")[2]
