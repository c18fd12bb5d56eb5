"""What is known about the domain in From: from our submission, from our own mail server's word, or from DKIM.

Only alignment with From counts (A3). What is not known is 'none', never 'pass'; only a verdict makes a 'fail'.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from helpdesk.mailflow.addresses import domain_of, dot_atom, fold, same
from helpdesk.mailflow.alignment import aligned
from helpdesk.mailflow.auth_results import AuthResults, Verdict, trusted_results
from helpdesk.mailflow.dkim_check import check
from helpdesk.tickets.mail import Authentication, Envelope, InboundMail, KeyLookup

BY_RESULTS = "authentication-results"
# A MAIL FROM that could end a clause of a careless server's header and start another one.
_SMUGGLING = re.compile(r"[;\s\"()\\]|=\s*(?:pass|fail)", re.IGNORECASE | re.ASCII)


@dataclass(frozen=True, slots=True)
class TrustSettings:
    """Whose word is taken. `authserv_ids`: exact names of our own servers' Authentication-Results; `hosts`: further
    names our servers give themselves in Received; `trust_header`: "Name: value" of a header that the provider
    strips from outside mail, '' for none."""

    authserv_ids: tuple[str, ...] = ()
    trust_header: str = ""
    own_dkim_check: bool = True
    hosts: tuple[str, ...] = ()


def assess(
    mail: InboundMail,
    raw: bytes,
    envelope: Envelope,
    trust: TrustSettings,
    keys: KeyLookup | None,
    now: datetime,
) -> Authentication:
    """What is known about who wrote `mail`; `keys` None = no DKIM check. Asks `keys` at most three times.

    In this order: the login that owns From; what `ingest` was told; the results our own server wrote, a fail of
    which is final; the provider's own header; our own DKIM check.
    """
    if envelope.login:
        return _login(mail, envelope.login)
    if envelope.source == "ingest" or envelope.told:
        told = envelope.told or "none"
        return Authentication(told, "told", f"told: {told}")
    if mail.sender_problem or not dot_atom(mail.sender.address):
        return Authentication(
            "none", because=f"nobody to authenticate: {mail.sender_problem or 'From is empty'}"
        )
    known = Authentication("none", because="no result of a trusted server")
    if envelope.source == "imap" or envelope.trusted_peer:
        known = _by_results(mail, envelope, trust)
        if known.result in ("pass", "fail"):
            return known
        if _stamped(mail, trust.trust_header):
            name = trust.trust_header.partition(":")[0]
            return Authentication("pass", "trust-header", f"{name} says it comes from within")
    if keys is None or not trust.own_dkim_check:
        return known
    signed = check(mail, raw, keys, now)
    if signed.result == "none":
        because = f"{known.because}; {signed.because}"
        return Authentication(known.result, because=because)
    return signed


def _login(mail: InboundMail, login: str) -> Authentication:
    if not mail.sender_problem and same(mail.sender.address, login):
        return Authentication("pass", "smtp-auth", f"signed in as {login}")
    return Authentication("none", because=f"signed in as {login}, but From is another address")


def _by_results(mail: InboundMail, envelope: Envelope, trust: TrustSettings) -> Authentication:
    if not trust.authserv_ids:
        return Authentication("none", because="no authserv-id is configured")
    results = trusted_results(mail.headers, trust.authserv_ids, trust.hosts)
    if results is None:
        return Authentication("none", because="the Authentication-Results of our server cannot be read")
    if not results:
        return Authentication("none", because="no Authentication-Results of a configured id")
    return_path = mail.first("Return-Path").strip().removeprefix("<").removesuffix(">")
    if _SMUGGLING.search(envelope.mail_from) or _SMUGGLING.search(return_path):
        return Authentication(
            "none", because="the envelope sender could have written the Authentication-Results"
        )
    return _verdict([verdict for result in results for verdict in result.verdicts], mail, results)


def _verdict(
    verdicts: Sequence[Verdict], mail: InboundMail, results: Sequence[AuthResults]
) -> Authentication:
    """dmarc= decides where it stands, the worst of several; else aligned dkim=, else aligned spf= (A2, A3)."""
    who, domain = results[0].authserv_id, domain_of(mail.sender.address)
    dmarc = [verdict for verdict in verdicts if verdict.method == "dmarc"]
    said = {verdict.result for verdict in dmarc}
    if "fail" in said:
        return Authentication("fail", BY_RESULTS, f"{who}: dmarc=fail")
    if said == {"pass"}:
        named = {fold(verdict.properties.get("header.from", "")) for verdict in dmarc}
        if named == {domain}:
            return Authentication("pass", BY_RESULTS, f"{who}: dmarc=pass for {domain}")
        if named != {""}:
            return Authentication("none", because=f"{who}: dmarc=pass, but for another From than {domain}")
    elif "pass" in said:
        return Authentication("none", because=f"{who}: contradicts itself about dmarc")
    signer = next((d for d in map(_signer, verdicts) if aligned(d, domain)), "")
    if signer:
        return Authentication("pass", BY_RESULTS, f"{who}: dkim=pass by {signer}")
    spf = [
        verdict for verdict in verdicts if verdict.method == "spf" and aligned(_mail_from(verdict), domain)
    ]
    if {verdict.result for verdict in spf} == {"pass"}:
        return Authentication("pass", BY_RESULTS, f"{who}: spf=pass for {_mail_from(spf[0])}")
    if "temperror" in said:
        return Authentication("temperror", BY_RESULTS, f"{who}: dmarc=temperror")
    if any(verdict.result == "fail" for verdict in spf):
        # A19: SPF fail without DKIM is a fail; softfail and neutral say nothing.
        return Authentication("fail", BY_RESULTS, f"{who}: spf=fail for {_mail_from(spf[0])}")
    return Authentication("none", because=f"{who}: nothing aligned with {domain}")


def _signer(verdict: Verdict) -> str:
    if (verdict.method, verdict.result) != ("dkim", "pass"):
        return ""
    return verdict.properties.get("header.d", "") or verdict.properties.get("header.i", "").rpartition("@")[2]


def _mail_from(verdict: Verdict) -> str:
    return verdict.properties.get("smtp.mailfrom", verdict.properties.get("smtp.mail", "")).rpartition("@")[2]


def _stamped(mail: InboundMail, trust_header: str) -> bool:
    name, colon, value = trust_header.partition(":")
    found = mail.all(name.strip())
    return bool(colon) and len(found) == 1 and fold(found[0].strip()) == fold(value.strip())
