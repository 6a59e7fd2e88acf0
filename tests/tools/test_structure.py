"""The picture of the structure is the code's own."""

from __future__ import annotations

import pytest

from tools.structure import PAGE, picture, rooms, with_picture


def test_the_page_shows_the_structure_as_it_is() -> None:
    page = PAGE.read_text("utf-8")
    assert page == with_picture(page, picture(rooms())), "run `make picture`"


def test_an_arrow_that_others_imply_is_left_out() -> None:
    drawn = picture({"bot.a": {"bot.b", "bot.c"}, "bot.b": {"bot.c"}, "bot.c": set()})
    assert "a --> b" in drawn
    assert "b --> c" in drawn
    assert "a --> c" not in drawn


def test_a_page_without_marks_is_refused() -> None:
    with pytest.raises(ValueError, match="make picture"):
        with_picture("no marks", "picture")
