"""Takes what the project's own actions answer as it is: no schema is checked."""

from __future__ import annotations

from typing import Any

from rasa.core.actions.action import RemoteAction


def trust_own_actions() -> None:
    """Do without the JSON schema for an action server's answer: ours is made by rasa_sdk in this process."""
    RemoteAction._validate_action_result = _is_ours


def _is_ours(_: RemoteAction, result: dict[str, Any]) -> bool:
    return True
