"""Runs the project's rasa_sdk actions inside the worker; `rasa run actions` runs the same ones as a server."""

from __future__ import annotations

import json as json_format
from typing import Any

from rasa.utils.endpoints import ClientResponseError, EndpointConfig
from rasa_sdk.executor import ActionExecutor
from rasa_sdk.interfaces import ActionExecutionRejection, ActionNotFoundException

ACTIONS_PACKAGE = "actions"


class InProcessActions(EndpointConfig):
    """An action endpoint without a server. Rasa only ever calls its `request`."""

    def __init__(self) -> None:
        super().__init__("in-process")
        self._executor = ActionExecutor()
        self._executor.register_package(ACTIONS_PACKAGE)

    async def request(self, *_: Any, json: dict[str, Any], **__: Any) -> dict[str, Any]:
        """Run the action that Rasa names; a rejection becomes what Rasa expects of a server."""
        try:
            return await self._executor.run(json)  # type: ignore[no-any-return]
        except ActionExecutionRejection as rejection:
            body = {"error": str(rejection), "action_name": rejection.action_name}
            raise ClientResponseError(400, "rejected", json_format.dumps(body)) from None
        except ActionNotFoundException as missing:
            raise ClientResponseError(404, str(missing), "{}") from None
