"""The sorting office: bytes to typed mail and back; guard, threading, body, commands, compose. Pure."""
