"""How a command ends that could not do its work: what it says on stderr, and the exit code for what kind it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from helpdesk.daemon.exits import CONFIGURATION, FAULT, INTERRUPTED, TEMPORARY, UNAVAILABLE, USAGE, Stop

if TYPE_CHECKING:
    from typer.exceptions import TyperException

    from helpdesk.daemon.printer import Printer


def explain(fault: Exception) -> int:
    """Say on stderr what went wrong, as `place: what. fix?`, and return the exit code that says what kind it is."""
    from typer import Abort
    from typer.exceptions import TyperException

    from helpdesk.daemon.errors import OperatorError, Problem, TryLater
    from helpdesk.daemon.printer import Printer
    from helpdesk.tickets.errors import CannotOpen, StoreError

    printer = Printer()
    match fault:
        case Stop():
            if fault.message:
                printer.problem(Problem("", fault.message))
            return fault.code
        case OperatorError():
            for problem in fault.problems:
                printer.problem(problem)
            return fault.code
        case TyperException():
            return _misused(fault, printer)
        case Abort():
            return INTERRUPTED
        case TryLater():
            printer.problem(Problem("", str(fault)))
            return TEMPORARY
        case CannotOpen() | StoreError():
            printer.problem(Problem("", str(fault)))
            return CONFIGURATION
        case OSError():
            printer.complain(str(fault.filename or "helpdesk"), fault.strerror or str(fault))
            return UNAVAILABLE
        case _:
            import secrets

            incident = secrets.token_hex(4)
            printer.complain(
                "helpdesk", f"a fault of our own, incident {incident}: {type(fault).__name__}: {fault}"
            )
            return FAULT


def _misused(fault: TyperException, printer: Printer) -> int:
    """What was typed cannot be understood: the command it was meant for, what is wrong, and its help."""
    words = str(getattr(fault, "format_message", lambda: str(fault))())
    context = getattr(fault, "ctx", None)
    command = context.command_path if context is not None else "helpdesk"
    if "\n" in words:  # nothing was typed after a command that wants more: this is its help page
        printer.err.write(words + "\n")
    else:
        printer.complain(command, words.rstrip("."), f"{command} --help")
    return USAGE
