"""The web chat: page, widget, sockets."""
