"""Whether a port is free, asked before anything starts that would only fail there."""

from __future__ import annotations

import socket

from bot.settings import Mendable


def refuse_taken_port(host: str, port: int, option: str) -> None:
    """Raise Mendable where something listens there already; `option` names another port."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # what has just ended is no hindrance
        try:
            listener.bind((host, port))
        except OSError as problem:
            why = problem.strerror
            raise Mendable(f"port {port} of {host} cannot be used ({why}); name another with {option}") from None
