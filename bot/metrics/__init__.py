"""Numbers for who watches the service: Prometheus reads them on a port of their own. No text, no address, no key."""
