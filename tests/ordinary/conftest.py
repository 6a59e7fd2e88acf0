"""The small project, once for all tests of its commands."""

from __future__ import annotations

import pytest

from tests.ordinary import project as small
from tests.ordinary.project import Project


@pytest.fixture(scope="session")
def project() -> Project:
    """The small project, trained."""
    return small.project()
