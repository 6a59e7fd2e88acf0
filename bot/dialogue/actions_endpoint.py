"""Runs the project's rasa_sdk actions inside the worker; `rasa run actions` runs the same ones as a server."""

from __future__ import annotations

import json as json_format
from typing import Any

from jsonschema.validators import validator_for
from rasa.core.actions.action import RemoteAction
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
        _check_the_schema_once()

    async def request(self, *_: Any, json: dict[str, Any], **__: Any) -> dict[str, Any]:
        """Run the action that Rasa names; a rejection becomes what Rasa expects of a server."""
        try:
            return await self._executor.run(json)  # type: ignore[no-any-return]
        except ActionExecutionRejection as rejection:
            body = {"error": str(rejection), "action_name": rejection.action_name}
            raise ClientResponseError(400, "rejected", json_format.dumps(body)) from None
        except ActionNotFoundException as missing:
            raise ClientResponseError(404, str(missing), "{}") from None


def _check_the_schema_once() -> None:
    """Let Rasa validate what actions return with a schema that is itself checked once, not at every turn.

    Rasa calls `jsonschema.validate`, which checks the schema against its meta-schema each time: a third of a turn.
    """
    schema = RemoteAction.action_response_format_spec()
    kind = validator_for(schema)
    kind.check_schema(schema)
    validator = kind(schema)

    def validate(_: RemoteAction, result: dict[str, Any]) -> bool:
        validator.validate(result)
        return True

    RemoteAction._validate_action_result = validate
