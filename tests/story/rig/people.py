"""The people of the stories, and the desk's own people, by the short names that stories call them by."""

from __future__ import annotations

ADDRESSES = {
    # customers
    "lucia": "lucia.perez@gmail.example",
    "john": "john.miller@outlook.example",
    "joana": "joana@empresa.example",
    "pedro": "pedro@empresa.example",
    "tomas": "tomas@icloud.example",
    "cfo": "cfo@bancodelsur.example",
    # nobody knows her
    "mallory": "mallory@evil.example",
    # the desk's people (desk/config/agents.yaml, and the policy of the stories about rules)
    "ana": "ana@acme.example",
    "luis": "luis@acme.example",
    "kate": "kate@acme.example",
    "rita": "rita@acme.example",
    "marta": "marta@acme.example",
    "nico": "nico@acme.example",
    "admin": "avisos@casa.example",
}
_NAMES = {address: name for name, address in ADDRESSES.items()}


def address_of(name: str) -> str:
    """The address of a person, or `name` itself where it is one."""
    return name if "@" in name else ADDRESSES[name]


def name_of(address: str) -> str:
    """The short name of who has this address, else the address."""
    return _NAMES.get(address, address)
