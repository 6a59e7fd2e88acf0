"""Runs the project's rasa_sdk actions inside the worker; `rasa run actions` runs the same ones as a server."""

from __future__ import annotations

import json as json_format
from typing import Any

from rasa.core.actions.action import RemoteAction
from rasa.shared.core.events import Event
from rasa.utils.endpoints import ClientResponseError, EndpointConfig
from rasa_sdk.executor import ActionExecutor
from rasa_sdk.interfaces import ActionExecutionRejection, ActionNotFoundException

from bot.assistant.memory import event_kind

ACTIONS_PACKAGE = "actions"


class InProcessActions(EndpointConfig):
    """An action endpoint without a server. Rasa only ever calls its `request`."""

    def __init__(self) -> None:
        super().__init__("in-process")
        self._executor = ActionExecutor()
        self._executor.register_package(ACTIONS_PACKAGE)
        RemoteAction._validate_action_result = _is_ours
        Event.resolve_by_type = staticmethod(event_kind)

    async def request(self, *_: Any, json: dict[str, Any], **__: Any) -> dict[str, Any]:
        """Run the action that Rasa names; a rejection becomes what Rasa expects of a server."""
        try:
            return await self._executor.run(json)  # type: ignore[no-any-return]
        except ActionExecutionRejection as rejection:
            body = {"error": str(rejection), "action_name": rejection.action_name}
            raise ClientResponseError(400, "rejected", json_format.dumps(body)) from None
        except ActionNotFoundException as missing:
            raise ClientResponseError(404, str(missing), "{}") from None


def _is_ours(_: RemoteAction, result: dict[str, Any]) -> bool:
    """Rasa checks an action server's answer against a JSON schema, a third of a turn; ours is made by rasa_sdk."""
    return True
