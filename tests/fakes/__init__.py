"""Peers of the daemon that speak the real protocol and can be told to fail next."""
