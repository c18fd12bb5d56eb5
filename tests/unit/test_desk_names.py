"""What reads like a help desk's address, and what a person may well read."""

import pytest

from helpdesk.mailflow.desk_names import reads_like_desk


@pytest.mark.parametrize(
    "address",
    [
        "support@otra.example", "Soporte@otra.example", "suporte+r-abc@otra.example", "eu-support@otra.example",
        "soporte.acme@otra.example", "help@otra.example", "help.desk@otra.example", "atencion_al_cliente@otra.example",
        "tickets@otra.example", "atendimento@outra.example",
    ],
)  # fmt: skip
def test_a_desk(address: str) -> None:
    assert reads_like_desk(address)


@pytest.mark.parametrize(
    "address",
    [
        "lucia@otra.example", "info@otra.example", "facturacion@otra.example", "helpmann@otra.example",
        "ana.soportes@otra.example", "lucia@support.example", "desktop@otra.example", "",
    ],
)  # fmt: skip
def test_a_person_or_a_small_company(address: str) -> None:
    assert not reads_like_desk(address)
