from __future__ import annotations

import re

from bot.hotline import Hotline
from bot.settings import Settings, variable_of
from tools.settings_page import PAGE, page


def test_the_page_of_the_settings_is_current() -> None:
    assert PAGE.read_text("utf-8") == page(), f"{PAGE} is not current: make settings"


def test_every_setting_is_there_and_says_what_it_is() -> None:
    rows = dict(re.findall(r"^\| `(.+?)` \| (.*?) \| .*? ?\|$", page(), re.MULTILINE))
    for name in (*Hotline.__fields__, *map(variable_of, Settings.__fields__)):
        assert rows[name], name
