"""Facts and verdicts come back from their few bytes exactly as they were, and old bytes stay readable."""

from __future__ import annotations

import base64
import typing
from dataclasses import dataclass, fields
from datetime import UTC, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpdesk.tickets.errors import Damaged
from helpdesk.tickets.facts_codec import SHAPE, pack_verdict, unpack_verdict
from helpdesk.tickets.mail import Address
from helpdesk.tickets.model import Ticket
from helpdesk.tickets.plain_codec import codec
from helpdesk.tickets.verdict import (
    STAGES,
    Action,
    AgentFacts,
    ClockFacts,
    CustomerFacts,
    Facts,
    Line,
    Mean,
    MoveTo,
    SetService,
    Verdict,
)
from tests.unit.rules_kit import a_verdict, facts

pytestmark = pytest.mark.slow  # round trips of generated facts

anything = st.text(st.characters(codec=None), max_size=40)
times = st.datetimes(timezones=st.just(UTC))
numbers = st.floats(0, 1e9, allow_nan=False) | st.integers(0, 10**9)
words = st.lists(anything, max_size=3).map(tuple)
addresses = st.builds(Address, anything, anything)
means = st.dictionaries(
    anything, st.builds(Mean, numbers, st.integers(0, 999), st.none() | numbers), max_size=3
)
clock_names = st.sampled_from(["first_response", "next_response", "resolution"])
tickets = st.builds(
    Ticket,
    st.integers(0, 2**60),
    anything,
    anything,
    st.sampled_from(["new", "open", "resolved"]),
    anything,
    addresses,
    st.sampled_from(["es", "en", "pt"]),
    times,
    times,
    tags=words,
    assignee=anything,
    version=st.integers(0, 9),
    resolved_at=st.none() | times,
    not_delivered=st.booleans(),
)
all_facts = st.builds(
    Facts,
    happening=st.sampled_from(["opened", "message", "timer", "changed"]),
    at=times,
    mailbox=anything,
    ticket=tickets,
    sender=addresses,
    subject=anything,
    text=st.text(st.characters(codec=None), max_size=400),
    headers=st.dictionaries(anything, words, max_size=3),
    attachments=words,
    authentication=anything,
    automatic=st.booleans(),
    customer=st.builds(
        CustomerFacts, anything, anything, st.none() | st.just("pt"), st.dictionaries(anything, anything)
    ),
    agents=st.lists(st.builds(AgentFacts, anything, st.integers(0, 99), means), max_size=3).map(tuple),
    team_means=means,
    clocks=st.dictionaries(
        clock_names,
        st.builds(ClockFacts, st.none() | times, numbers, paused=st.booleans(), met=st.booleans()),
    ),
    idle_seconds=numbers,
    pins=st.frozensets(anything, max_size=3),
    turns=st.dictionaries(anything, anything, max_size=3),
    fired=st.frozensets(anything, max_size=3),
)
lines = st.builds(
    Line, st.sampled_from(STAGES), anything, anything, st.booleans(), anything, skipped=st.booleans()
)


def simple(kind: type) -> st.SearchStrategy[Action]:
    return st.from_type(kind)


actions: st.SearchStrategy[Action] = st.one_of(
    *(simple(kind) for kind in typing.get_args(Action) if kind is not SetService),
    st.builds(
        SetService,
        anything,
        st.integers(0, 9),
        st.dictionaries(clock_names, st.none() | times),
        st.booleans(),
    ),
)
verdicts = st.builds(
    Verdict,
    actions=st.lists(st.tuples(actions, lines), max_size=4).map(tuple),
    trace=st.lists(lines, max_size=6).map(tuple),
    revision=anything,
)


@settings(max_examples=150, deadline=None)
@given(all_facts, verdicts)
def test_whatever_was_packed_comes_back(told: Facts, verdict: Verdict) -> None:
    back, done, hits = unpack_verdict(pack_verdict(told, verdict))
    assert back == told
    assert done == verdict.actions
    said = [line for line in verdict.trace if line.hit or line.skipped]
    assert list(hits[: len(said)]) == said
    assert {line for _, line in verdict.actions} <= {*hits}


def test_a_usual_verdict_is_small() -> None:
    told = facts(text="Hola:\n" + "Me siguen cobrando dos veces la misma factura. Adjunto el extracto. " * 4)
    assert len(pack_verdict(told, a_verdict())) < 700


# Packed by the release that first had verdicts: an archive is full of these.
FIRST = base64.b85decode(
    "0eC-vqIHd(md#4TKoo^vW$4<*N!nNoqSl403X03N$e2bAghW~+B4jW4BraU}0D^fFpTu+LFJ?^q>&}|o-Z}Tq`A&zhG!5Ke"
    "qw6>f!Z6_64+g_<>z^w7et#lAC|kEP6^uq(tmG0mg>M^X$1u_&O2ocdLodFQzFBK9Eu!jKu;c1!72lH}-_OiFaC3t0f6WZ_"
    "L87F3$$Gd=zns*cd+$(BkF-{Fo*l&uJ5|IPi}Ldo882JrYjzt)@!Df=uO~(I#Bj%}mpy286$|nU+M^Uc+^6d@>+Qgs6R5lP"
    "TzPkU3n=MW0j_7N{bTcbdBLz}D-1aI@CS*~Wih6BbBjB*alGX~WD(95r|h&K>vP9z?L&J{4z8egYdFK797tqBdbYz?`q~h9"
    "Kof6+^eEioUWlzXFb@W0SppOi(P@#8X()>OB_tw3oY_*1t-@$5Y{#5)4|ZnD4mqlRVsi)R{Shtj2ydJFY@$IBQh_GY{eW6G"
    "T(>l(HVxV((SSHOA)N&!EdIr9vd;V4Ty07XJhbg{*PatT2Nh<px(2Ah4Fhe9a(XV<XhZg)G8J_f=`l>F3*!hA*^=gHalWB)"
    "4&2enN?*169FHhy;q)yrggU^EO<Gcdo_|+TfUe~NYS#%tb6o2s+crcW7^G{9VDAr)Y%bvmhn)ioHc{v*Dig^_Wpjb8LXM(K"
    "=;s<GY|v<kZTO}#MqNu>8mEs4WpyViz^Eb2_yPyAVaC2~M$dGHtKU}C#7h{&4dR!^sQc^KRTi-Pf*~;~4Ho4G7{XXY"
)


def test_what_the_first_release_packed_is_still_read() -> None:
    back, done, _ = unpack_verdict(FIRST)
    assert back == facts()
    assert done == a_verdict().actions


def test_bytes_that_are_no_verdict_are_named_damaged() -> None:
    whole = pack_verdict(facts(), a_verdict())
    for bad in (b"", b"\x09abc", whole[:40], whole[:60] + b"\xff" * 40):
        with pytest.raises(Damaged):
            unpack_verdict(bad)
    assert SHAPE.isascii()


def test_a_field_that_a_release_adds_has_its_default_in_older_rows() -> None:
    to_plain, from_plain = codec(MoveTo)
    assert to_plain is not None and from_plain is not None
    assert from_plain({"folder": "x"}) == MoveTo("x")
    plain = codec(Facts)[0]
    assert plain is not None
    assert plain(facts()).keys() < {each.name for each in fields(Facts)}


def test_types_without_a_plain_form_are_refused_when_compiled() -> None:
    @dataclass(frozen=True)
    class Odd:
        wait: timedelta

    for hint in (timedelta, set[str], int | str, MoveTo | Line | None):
        with pytest.raises(TypeError, match="no plain form"):
            codec(hint)
