"""Unit tests: one noun or verb at a time, no sockets, no sleeps."""
