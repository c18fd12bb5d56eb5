"""What people call the place of a time zone: the zone database knows it in English, and without accents."""

from __future__ import annotations

from datetime import tzinfo

from helpdesk.tickets.model import Language

# Last part of the zone's name: what follows `hora` in Spanish and `horário` in Portuguese, and stands before `time`.
_CALLED: dict[str, tuple[str, str, str]] = {
    "Amsterdam": ("de Ámsterdam", "de Amsterdã", "Amsterdam"),
    "Asuncion": ("de Asunción", "de Assunção", "Asunción"),
    "Athens": ("de Atenas", "de Atenas", "Athens"),
    "Azores": ("de Azores", "dos Açores", "Azores"),
    "Bahia": ("de Bahía", "da Bahia", "Bahia"),
    "Belem": ("de Belém", "de Belém", "Belém"),
    "Berlin": ("de Berlín", "de Berlim", "Berlin"),
    "Bogota": ("de Bogotá", "de Bogotá", "Bogotá"),
    "Brussels": ("de Bruselas", "de Bruxelas", "Brussels"),
    "Canary": ("de Canarias", "das Canárias", "Canary Islands"),
    "Cancun": ("de Cancún", "de Cancún", "Cancún"),
    "Cape_Verde": ("de Cabo Verde", "de Cabo Verde", "Cape Verde"),
    "Ciudad_Juarez": ("de Ciudad Juárez", "de Ciudad Juárez", "Ciudad Juárez"),
    "Cordoba": ("de Córdoba", "de Córdoba", "Córdoba"),
    "Costa_Rica": ("de Costa Rica", "da Costa Rica", "Costa Rica"),
    "Cuiaba": ("de Cuiabá", "de Cuiabá", "Cuiabá"),
    "Dublin": ("de Dublín", "de Dublin", "Dublin"),
    "Guatemala": ("de Guatemala", "da Guatemala", "Guatemala"),
    "Havana": ("de La Habana", "de Havana", "Havana"),
    "Lisbon": ("de Lisboa", "de Lisboa", "Lisbon"),
    "London": ("de Londres", "de Londres", "London"),
    "Los_Angeles": ("de Los Ángeles", "de Los Angeles", "Los Angeles"),
    "Maceio": ("de Maceió", "de Maceió", "Maceió"),
    "Madeira": ("de Madeira", "da Madeira", "Madeira"),
    "Merida": ("de Mérida", "de Mérida", "Mérida"),
    "Mexico_City": ("de Ciudad de México", "da Cidade do México", "Mexico City"),
    "Montevideo": ("de Montevideo", "de Montevidéu", "Montevideo"),
    "Moscow": ("de Moscú", "de Moscou", "Moscow"),
    "New_York": ("de Nueva York", "de Nova York", "New York"),
    "Noronha": ("de Fernando de Noronha", "de Fernando de Noronha", "Fernando de Noronha"),
    "Panama": ("de Panamá", "do Panamá", "Panama"),
    "Paris": ("de París", "de Paris", "Paris"),
    "Puerto_Rico": ("de Puerto Rico", "de Porto Rico", "Puerto Rico"),
    "Rome": ("de Roma", "de Roma", "Rome"),
    "Santarem": ("de Santarém", "de Santarém", "Santarém"),
    "Sao_Paulo": ("de São Paulo", "de São Paulo", "São Paulo"),
    "Sao_Tome": ("de Santo Tomé", "de São Tomé", "São Tomé"),
    "Tokyo": ("de Tokio", "de Tóquio", "Tokyo"),
    "UTC": ("UTC", "UTC", "UTC"),
    "Vienna": ("de Viena", "de Viena", "Vienna"),
    "Zurich": ("de Zúrich", "de Zurique", "Zurich"),
}
_PLACE: dict[Language, int] = {"es": 0, "pt": 1, "en": 2}


def of_city(zone: tzinfo | None, language: Language) -> str:
    """`de Buenos Aires` of America/Argentina/Buenos_Aires, `Buenos Aires` in English; what is not listed goes by the
    database's own name."""
    name = str(zone).rpartition("/")[2]
    if name in _CALLED:
        return _CALLED[name][_PLACE[language]]
    plain = name.replace("_", " ")
    return plain if language == "en" else f"de {plain}"
