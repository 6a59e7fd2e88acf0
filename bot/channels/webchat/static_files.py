"""The page's own scripts, styles and icon, in a folder whose name changes with their content."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

FOLDER = Path(__file__).parent / "static"
MODULES = tuple(sorted(f"chat/{file.name}" for file in (FOLDER / "chat").glob("*.js")))
FILES = (*MODULES, "chat.css", "icon.svg", "summary.js", "vendor/socket.io.min.js")
TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
HASH_CHARACTERS = 12


@dataclass(frozen=True)
class StaticFile:
    """A file as it is served."""

    path: str
    content: bytes
    media_type: str


@lru_cache(maxsize=1)
def static_files() -> dict[str, StaticFile]:
    """Every file by its name in the folder, read once.

    All are below one name made of all contents: the modules of a script import each other by relative paths.
    """
    contents = {name: (FOLDER / name).read_bytes() for name in FILES}
    digest = hashlib.sha256(b"\0".join(contents.values())).hexdigest()[:HASH_CHARACTERS]
    return {
        name: StaticFile(f"/static/{digest}/{name}", content, TYPES[Path(name).suffix])
        for name, content in contents.items()
    }


def static_path(name: str) -> str:
    """The path under which a file is served."""
    return static_files()[name].path


async def serve_static(request: Request) -> Response:
    """`GET /static/...`."""
    by_path = {file.path: file for file in static_files().values()}
    file = by_path.get(request.url.path)
    if file is None:
        return PlainTextResponse("not found", status_code=404)
    return Response(file.content, media_type=file.media_type)
