"""What people and their mail programs say in each language."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Speech:
    """A customer's answer, the mail of ours it answers, and how programs introduce that mail."""

    answer: str
    ours: str
    gmail: str  # attribution of Gmail, its address as <...>
    apple: str
    thunderbird: str
    labels: tuple[str, str, str, str]  # From, Sent, To, Subject as Outlook says them
    day: str  # the moment, as Outlook says it
    phone: str = ""
    original: str = ""


ACME = "Soporte Acme <soporte@acme.example>"
SPEECH = {
    "es": Speech(
        "Buenos días:\n\nEl cargo sigue apareciendo dos veces. ¿Lo pueden revisar?\n\nUn saludo,\nLucía",
        "Hola, Lucía:\n\nYa hemos anulado el segundo cargo.\nLo verá en dos o tres días.\n\nSoporte Acme",
        f"El lun, 16 nov 2026 a las 10:20, {ACME} escribió:",
        f"El 16 nov 2026, a las 10:20, {ACME} escribió:",
        "El 16/11/26 a las 10:20, Soporte Acme escribió:",
        ("De:", "Enviado el:", "Para:", "Asunto:"), "lunes, 16 de noviembre de 2026 10:20",
        "Enviado desde mi iPhone", "Mensaje original",
    ),
    "en": Speech(
        "Hi,\n\nThe charge still shows up twice. Could you check again?\n\nThanks,\nLucía",
        "Hello Lucía,\n\nWe have cancelled the second charge.\nIt will show in two or three days.\n\nAcme Support",
        f"On Mon, Nov 16, 2026 at 10:20 AM {ACME} wrote:",
        f"On 16 Nov 2026, at 10:20, {ACME} wrote:",
        "On 11/16/26 10:20 AM, Soporte Acme wrote:",
        ("From:", "Sent:", "To:", "Subject:"), "Monday, November 16, 2026 10:20 AM",
        "Sent from my iPhone", "Original Message",
    ),
    "pt": Speech(
        "Bom dia,\n\nA cobrança continua aparecendo duas vezes. Podem verificar?\n\nObrigada,\nLucía",
        "Olá, Lucía,\n\nJá cancelamos a segunda cobrança.\nEla some em dois ou três dias.\n\nSuporte Acme",
        f"Em seg., 16 de nov. de 2026 às 10:20, {ACME} escreveu:",
        f"Em 16 de nov. de 2026, à(s) 10:20, {ACME} escreveu:",
        "Em 16/11/2026 10:20, Soporte Acme escreveu:",
        ("De:", "Enviada em:", "Para:", "Assunto:"), "segunda-feira, 16 de novembro de 2026 10:20",
        "Enviado do meu iPhone", "Mensagem original",
    ),
    "fr": Speech(
        "Bonjour,\n\nLe débit apparaît toujours deux fois. Pouvez-vous vérifier ?\n\nCordialement,\nLucía",
        "Bonjour Lucía,\n\nNous avons annulé le second débit.\n\nLe support Acme",
        f"Le lun. 16 nov. 2026 à 10:20, {ACME} a écrit :",
        f"Le 16 nov. 2026 à 10:20, {ACME} a écrit :",
        "Le 16/11/2026 à 10:20, Soporte Acme a écrit :",
        ("De :", "Envoyé :", "À :", "Objet :"), "lundi 16 novembre 2026 10:20",
        "Envoyé de mon iPhone", "Message d'origine",
    ),
    "de": Speech(
        "Guten Tag,\n\ndie Abbuchung erscheint immer noch doppelt. Können Sie das prüfen?\n\nViele Grüße\nLucía",
        "Hallo Lucía,\n\nwir haben die zweite Abbuchung storniert.\n\nIhr Acme-Support",
        f"Am Mo., 16. Nov. 2026 um 10:20 Uhr schrieb {ACME}:",
        f"Am 16.11.2026 um 10:20 schrieb {ACME}:",
        "Am 16.11.26 um 10:20 schrieb Soporte Acme:",
        ("Von:", "Gesendet:", "An:", "Betreff:"), "Montag, 16. November 2026 10:20",
        "Von meinem iPhone gesendet", "Ursprüngliche Nachricht",
    ),
    "it": Speech(
        "Buongiorno,\n\nl'addebito compare ancora due volte. Potete controllare?\n\nCordiali saluti,\nLucía",
        "Ciao Lucía,\n\nabbiamo annullato il secondo addebito.\n\nSupporto Acme",
        f"Il giorno lun 16 nov 2026 alle ore 10:20 {ACME} ha scritto:",
        f"Il giorno 16 nov 2026, alle ore 10:20, {ACME} ha scritto:",
        "Il 16/11/26 10:20, Soporte Acme ha scritto:",
        ("Da:", "Inviato:", "A:", "Oggetto:"), "lunedì 16 novembre 2026 10:20",
        "Inviato da iPhone", "Messaggio originale",
    ),
    "nl": Speech(
        "Goedemorgen,\n\nDe afschrijving staat er nog steeds twee keer. Kunt u dat nakijken?\n\nGroet,\nLucía",
        "Hallo Lucía,\n\nWe hebben de tweede afschrijving geannuleerd.\n\nAcme",
        f"Op ma 16 nov 2026 om 10:20 schreef {ACME}:",
        f"Op 16 nov 2026 om 10:20 heeft {ACME} het volgende geschreven:",
        "Op 16-11-2026 om 10:20 schreef Soporte Acme:",
        ("Van:", "Verzonden:", "Aan:", "Onderwerp:"), "maandag 16 november 2026 10:20",
        "Verstuurd vanaf mijn iPhone", "Oorspronkelijk bericht",
    ),
    "pl": Speech(
        "Dzień dobry,\n\nobciążenie nadal widnieje dwa razy. Proszę o sprawdzenie.\n\nPozdrawiam\nLucía",
        "Witaj Lucía,\n\nanulowaliśmy drugie obciążenie.\n\nAcme",
        f"pon., 16 lis 2026 o 10:20 {ACME} napisał(a):",
        f"Wiadomość napisana przez {ACME} w dniu 16 lis 2026, o godz. 10:20:",
        "W dniu 16.11.2026 o 10:20, Soporte Acme pisze:",
        ("Od:", "Wysłano:", "Do:", "Temat:"), "poniedziałek, 16 listopada 2026 10:20",
        "Wysłane z iPhone'a", "Wiadomość oryginalna",
    ),
    "sv": Speech(
        "Hej,\n\nBeloppet syns fortfarande två gånger. Kan ni kontrollera?\n\nHälsningar\nLucía",
        "Hej Lucía,\n\nVi har tagit bort det andra beloppet.\n\nAcme",
        f"Den mån 16 nov. 2026 kl 10:20 skrev {ACME}:",
        f"16 nov. 2026 kl. 10:20 skrev {ACME}:",
        "Den 2026-11-16 kl. 10:20, skrev Soporte Acme:",
        ("Från:", "Skickat:", "Till:", "Ämne:"), "den 16 november 2026 10:20",
        "Skickat från min iPhone", "Ursprungligt meddelande",
    ),
    "ca": Speech(
        "Bon dia,\n\nEl càrrec encara surt dues vegades. Ho podeu mirar?\n\nSalutacions,\nLucía",
        "Hola, Lucía:\n\nJa hem anul·lat el segon càrrec.\n\nAcme",
        f"Missatge de {ACME} del dia dl., 16 de nov. 2026 a les 10:20:",
        f"El 16 nov 2026, a les 10:20, {ACME} va escriure:",
        "El 16/11/26 a les 10:20, Soporte Acme ha escrit:",
        ("De:", "Enviat:", "Per a:", "Assumpte:"), "dilluns, 16 de novembre de 2026 10:20",
        "Enviat des del meu iPhone", "Missatge original",
    ),
}  # fmt: skip
