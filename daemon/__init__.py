"""The caretaker: command line, settings, wiring, sockets, threads; the only room that knows the outside world."""
