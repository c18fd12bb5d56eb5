"""What `helpdesk init` says, in the three languages of the desk."""

from __future__ import annotations

from helpdesk.tickets.model import Language

QUESTIONS: dict[Language, dict[str, str]] = {
    "es": {
        "name": "Nombre de la mesa",
        "prefix": "Prefijo de los protocolos (2 a 8 letras o cifras)",
        "address": "Dirección a la que escriben los clientes",
        "imap": "Buzón IMAP, como imaps://usuario@imap.ejemplo.com (vacío: ninguno)",
        "smtp": "Servidor de salida, como smtps://usuario@smtp.ejemplo.com (vacío: ninguno)",
    },
    "en": {
        "name": "The desk's name",
        "prefix": "Prefix of the protocols (2 to 8 letters or digits)",
        "address": "The address customers write to",
        "imap": "IMAP mailbox, like imaps://user@imap.example.com (empty: none)",
        "smtp": "Outgoing server, like smtps://user@smtp.example.com (empty: none)",
    },
    "pt": {
        "name": "Nome do atendimento",
        "prefix": "Prefixo dos protocolos (2 a 8 letras ou algarismos)",
        "address": "Endereço para o qual os clientes escrevem",
        "imap": "Caixa IMAP, como imaps://usuario@imap.exemplo.com (vazio: nenhuma)",
        "smtp": "Servidor de saída, como smtps://usuario@smtp.exemplo.com (vazio: nenhum)",
    },
}

# Asked before the language is known.
LANGUAGE_QUESTION = "Idioma / language / idioma: es, en, pt"

HEADS: dict[Language, str] = {
    "es": """\
# La placa de la mesa: quién es, de dónde viene su correo y adónde va.
# Lo que va tras "#" muestra el valor por omisión o un ejemplo: quite el "#" para cambiarlo.
# Todos los ajustes, uno por uno, están en docs/settings.md.
# Las contraseñas nunca van aquí: "env:NOMBRE" (variable de entorno) o "file:RUTA".
# Después de cada cambio: helpdesk check
""",
    "en": """\
# The nameplate of the desk: who it is, where its mail comes from and where it goes.
# What stands behind "#" is the default, or an example: take the "#" away to change it.
# Every setting there is stands in docs/settings.md.
# Passwords never stand here: "env:NAME" (an environment variable) or "file:PATH".
# After every change: helpdesk check
""",
    "pt": """\
# A placa do atendimento: quem é, de onde vem o seu e-mail e para onde vai.
# O que está atrás de "#" é o valor padrão ou um exemplo: tire o "#" para mudá-lo.
# Todos os ajustes, um por um, estão em docs/settings.md.
# Senhas nunca ficam aqui: "env:NOME" (variável de ambiente) ou "file:CAMINHO".
# Depois de cada mudança: helpdesk check
""",
}

NEXT: dict[Language, dict[str, str]] = {
    "es": {
        "written": "Escrito:",
        "next": "Siguiente:",
        "people": "ponga a su gente en {agents}, y borre {tests}, que hablan de los cuatro de la muestra",
        "secret": "export {name}=…   (la contraseña de {user})",
        "check": "{helpdesk} check",
        "run": "{helpdesk} run",
        "shadow": "{helpdesk} run --shadow   (lee el buzón de verdad; no envía ni mueve nada)",
        "no_smtp": "Sin servidor de salida, el correo que se envíe queda en {outgoing}, un Maildir.",
    },
    "en": {
        "written": "Written:",
        "next": "Next:",
        "people": "put your people into {agents}, and delete {tests}, which speak of the sample's four",
        "secret": "export {name}=…   (the password of {user})",
        "check": "{helpdesk} check",
        "run": "{helpdesk} run",
        "shadow": "{helpdesk} run --shadow   (reads the real mailbox; sends and moves nothing)",
        "no_smtp": "With no outgoing server, mail that is sent stays in {outgoing}, a Maildir.",
    },
    "pt": {
        "written": "Escrito:",
        "next": "A seguir:",
        "people": "ponha as suas pessoas em {agents}, e apague {tests}, que falam dos quatro da amostra",
        "secret": "export {name}=…   (a senha de {user})",
        "check": "{helpdesk} check",
        "run": "{helpdesk} run",
        "shadow": "{helpdesk} run --shadow   (lê a caixa de verdade; não envia nem move nada)",
        "no_smtp": "Sem servidor de saída, o que for enviado fica em {outgoing}, um Maildir.",
    },
}
