"""Makes a .mo of a .po. Needs Babel alone, since a wheel is built where nothing else of ours is installed."""

from __future__ import annotations

import io
import os
import tempfile
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po


def compile_catalogue(po: Path, mo: Path) -> None:
    """Write a .mo from a .po, whole or not at all; fuzzy translations are left out."""
    with po.open("rb") as file:
        catalogue = read_po(file)
    content = io.BytesIO()
    write_mo(content, catalogue)
    handle, name = tempfile.mkstemp(dir=mo.parent, suffix=".mo.new")
    with os.fdopen(handle, "wb") as target:
        target.write(content.getvalue())
    Path(name).chmod(0o644)
    Path(name).replace(mo)
