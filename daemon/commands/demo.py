"""`helpdesk demo`: the product itself with a cast, on one machine, with no outside server and no question."""

from __future__ import annotations

import os
import shutil
import signal
import smtplib
import sys
from pathlib import Path

from helpdesk.daemon.clock import SystemClock
from helpdesk.daemon.demo.cast import ANA, CAST, LUCIA, Person, is_desk, named
from helpdesk.daemon.demo.folder import Folder
from helpdesk.daemon.demo.letters import Letter, answer, first_letter
from helpdesk.daemon.demo.mailboxes import Mailboxes
from helpdesk.daemon.demo.post import send
from helpdesk.daemon.demo.stage import Stage, open_stage
from helpdesk.daemon.demo.story import Story
from helpdesk.daemon.demo.teller import Teller
from helpdesk.daemon.exits import DONE, FINDINGS, UNAVAILABLE, Stop
from helpdesk.daemon.printer import Printer
from helpdesk.daemon.told import Told

LOOK_EVERY = 0.2  # seconds between two looks at what happened, while people try things out


def play(folder: Path, once: bool) -> int:
    """Play the story in `folder`; without `once` go on until Ctrl-C. Returns 1 where a step went wrong.

    Raises Stop (the folder is somebody else's), Held (a demo runs in it), OperatorError.
    """
    place = Folder(folder)
    printer = Printer()
    # SIGTERM ends like Ctrl-C: everything is closed in order.
    with Told(signal.SIGINT, signal.SIGTERM) as told, open_stage(place, told, usual_ports=not once) as stage:
        teller = Teller(printer, stage)
        teller.say(
            f"La mesa de ayuda de Acme, entera, en {place.path}: el programa de verdad y siete personas."
        )
        flaws = Story(stage, teller).play()
        _sum_up(stage, teller, flaws)
        if not once:
            _go_on(stage, teller)
    return FINDINGS if flaws else DONE


def write_as(folder: Path, person: str, text: str) -> int:
    """Write `text` as `person` to the running demo: an answer to the last mail of the desk, else a first mail.

    Raises Stop: nobody is called so, no demo is running, or its post office refused.
    """
    place, who = Folder(folder), named(person)
    port = place.post_office()
    letter = _letter(place, who, text)
    try:
        reply = send(port, letter)
    except (OSError, smtplib.SMTPException) as fault:
        raise Stop(
            UNAVAILABLE,
            f"{place.path}: the demo's post office does not answer ({fault}). Start it: {place.again()}",
        ) from None
    if not reply.startswith("2"):
        raise Stop(UNAVAILABLE, f"{letter.to}: {reply}.")
    Printer().say(
        f"{who.id} → {_plain(letter.to)}  «{letter.subject}»: enviado. Lo que pase se ve donde corre la demo."
    )
    return DONE


def _letter(place: Folder, who: Person, text: str) -> Letter:
    now = SystemClock().now()
    mails = [mail for mail in Mailboxes(place.mail).of(who) if is_desk(mail.sender)]
    if mails:
        return answer(who, mails[-1], text, now)
    subject = " ".join(text.split())[:50] or "(sin asunto)"
    return first_letter(who, who.writes_to, subject, text, now)


def _sum_up(stage: Stage, teller: Teller, flaws: list[str]) -> None:
    store = stage.desk.store
    counts, report = store.counts(stage.desk.clock.now()), store.verify()
    sent = len(store.outbox_list())
    teller.say()
    teller.say(
        f"Resumen: {sum(counts.tickets.values())} casos · {report.received} correos recibidos · {sent} enviados · "
        f"{counts.held} retenido{'' if counts.held == 1 else 's'} · "
        f"verify: {'todo cuadra' if report.sound else f'{len(report.findings)} descuadres'}"
    )
    if not flaws:
        teller.say("Todo salió como estaba escrito.")
        return
    teller.say(f"No salió como estaba escrito ({len(flaws)}):")
    for flaw in flaws:
        teller.say(f"  ✗ {flaw}")


def _go_on(stage: Stage, teller: Teller) -> None:
    """People may write, read and look; every mail is told as it happens."""
    folder = stage.folder
    program = _program()
    settings = f"{program} --config {folder.settings}"
    where = "" if folder.path == Path("demo") else f" --dir {folder.path}"
    teller.say()
    teller.say(f"Los casos      {stage.login_link(ANA)}   (un solo uso; otro: {settings} login-link ana)")
    teller.say(
        "¿Por qué?      ahí, pulse «Entrar» y elija un caso: bajo el título dice por qué es de quien es; cada paso dice"
        " el suyo"
    )
    teller.say(
        f"Los buzones    mutt -f {stage.mailboxes.path(LUCIA)}   y lo mismo con {', '.join(p.id for p in CAST[1:])}"
    )
    teller.say(
        f'Pruebe         {program} demo{where} mail lucia "¿Y mi reembolso?"   luego: mail ana "Ya está hecho"'
    )
    teller.say(f"Lo retenido    {settings} held list")
    teller.say(f"Las reglas     {settings} rules explain PROTOCOLO   (están en {folder.path / 'config'})")
    teller.say(f"Ctrl-C termina; nada queda fuera de {folder.path}.")
    teller.say()
    while stage.told.wait(LOOK_EVERY) is None:
        teller.news()
    teller.say("La demo termina.")


def _program() -> str:
    """How this shell calls us: the bare name where it is on the path, else where it was started from."""
    return "helpdesk" if shutil.which("helpdesk") else os.path.relpath(sys.argv[0])


def _plain(address: str) -> str:
    """Without its tag: an agent's handle is for her eyes."""
    local, _, domain = address.rpartition("@")
    return f"{local.partition('+')[0]}@{domain}"
