"""The caretaker: command line, settings, wiring, sockets, threads, clock; the only room that knows the outside world."""
