"""The words for what ails the desk itself: mail that does not come or go, settings refused, limits reached."""

from __future__ import annotations

from helpdesk.tickets.model import Language

DESK_WORDS: dict[str, dict[Language, tuple[str, str]]] = {
    "policy": {
        "es": (
            "La configuración nueva tiene errores; sigue en vigor la última buena.",
            "Corrígela en la línea indicada y recárgala; «helpdesk check» dice todo lo que falta.",
        ),
        "en": (
            "The new configuration has errors; the last good one stays in force.",
            "Mend the line it names and reload; “helpdesk check” tells all there is to mend.",
        ),
        "pt": (
            "A configuração nova tem erros; continua valendo a última boa.",
            "Corrija a linha indicada e recarregue; “helpdesk check” diz tudo o que falta.",
        ),
    },
    "fault": {
        "es": (
            "Un fallo del propio programa; lo que estaba en curso se repite.",
            "Busca el incidente en el registro y avisa a quien mantiene el programa.",
        ),
        "en": (
            "A fault of the program itself; what was in hand is done again.",
            "Look for the incident in the log and tell the program's maintainers.",
        ),
        "pt": (
            "Uma falha do próprio programa; o que estava em curso é refeito.",
            "Procure o incidente no registro e avise quem mantém o programa.",
        ),
    },
    "disk-full": {
        "es": ("Falta espacio en disco; no entra correo.", "Haz sitio: el correo entra después por sí solo."),
        "en": ("The disk is nearly full; no mail is taken in.", "Make room: mail then comes in by itself."),
        "pt": (
            "Falta espaço em disco; não entra e-mail.",
            "Libere espaço: o e-mail entra depois sozinho.",
        ),
    },
    "imap-refused": {
        "es": (
            "El servidor IMAP rechaza la contraseña o el acceso.",
            "Revisa la cuenta; el correo espera en el servidor y se reintenta cada cinco minutos.",
        ),
        "en": (
            "The IMAP server refuses the password or the access.",
            "Check the account; the mail waits at the server, and it is tried every five minutes.",
        ),
        "pt": (
            "O servidor IMAP recusa a senha ou o acesso.",
            "Verifique a conta; o e-mail espera no servidor e tenta-se a cada cinco minutos.",
        ),
    },
    "imap-silent": {
        "es": (
            "Hace rato que no se puede leer una cuenta IMAP.",
            "Comprueba el servidor y la red; se reintenta solo.",
        ),
        "en": (
            "An IMAP account could not be read for a while.",
            "Check the server and the network; it is tried again by itself.",
        ),
        "pt": (
            "Há algum tempo não se consegue ler uma conta IMAP.",
            "Verifique o servidor e a rede; tenta-se de novo sozinho.",
        ),
    },
    "imap-folder": {
        "es": ("No se puede leer una carpeta IMAP.", "Comprueba que existe y que la cuenta puede abrirla."),
        "en": ("An IMAP folder cannot be read.", "See that it exists and that the account may open it."),
        "pt": ("Não se consegue ler uma pasta IMAP.", "Verifique se existe e se a conta pode abri-la."),
    },
    "imap-fault": {
        "es": (
            "Un fallo del propio programa al leer una cuenta IMAP; se reintenta.",
            "Busca el incidente en el registro y avisa a quien mantiene el programa.",
        ),
        "en": (
            "A fault of the program itself while reading an IMAP account; it is tried again.",
            "Look for the incident in the log and tell the program's maintainers.",
        ),
        "pt": (
            "Uma falha do próprio programa ao ler uma conta IMAP; tenta-se de novo.",
            "Procure o incidente no registro e avise quem mantém o programa.",
        ),
    },
    "imap-tidy": {
        "es": (
            "Un correo ya guardado no se pudo mover o marcar en el servidor IMAP.",
            "No se pierde nada; revisa los permisos de la carpeta.",
        ),
        "en": (
            "A mail that is safely stored could not be moved or marked at the IMAP server.",
            "Nothing is lost; check the rights on the folder.",
        ),
        "pt": (
            "Um e-mail já guardado não pôde ser movido ou marcado no servidor IMAP.",
            "Nada se perde; verifique as permissões da pasta.",
        ),
    },
    "imap-unreadable": {
        "es": (
            "El servidor IMAP no entrega un correo que dice tener.",
            "Ábrelo con otro programa; sus cabeceras, si llegaron, están en un caso.",
        ),
        "en": (
            "The IMAP server does not hand over a mail that it lists.",
            "Open it with another program; its headers, if they came, are on a ticket.",
        ),
        "pt": (
            "O servidor IMAP não entrega um e-mail que diz ter.",
            "Abra-o com outro programa; os cabeçalhos, se chegaram, estão em um caso.",
        ),
    },
    "outgoing mail stands still": {
        "es": (
            "El correo de salida está parado.",
            "Comprueba el servidor de salida; lo pendiente sale solo cuando responda.",
        ),
        "en": (
            "Outgoing mail stands still.",
            "Check the smarthost; what waits goes out by itself when it answers.",
        ),
        "pt": (
            "O e-mail de saída está parado.",
            "Verifique o servidor de saída; o pendente sai sozinho quando ele responder.",
        ),
    },
    "not-delivered": {
        "es": (
            "Un correo de la mesa no se pudo entregar.",
            "Mira la dirección y lo que dijo el servidor: «helpdesk outbox list».",
        ),
        "en": (
            "A mail of the desk could not be delivered.",
            "See the address and what the server said: “helpdesk outbox list”.",
        ),
        "pt": (
            "Um e-mail do atendimento não pôde ser entregue.",
            "Veja o endereço e o que disse o servidor: “helpdesk outbox list”.",
        ),
    },
    "guessing": {
        "es": (
            "De un mismo dominio llegan muchos números de caso ajenos o que no existen.",
            "Abren sus casos, pero sin acuse durante una hora. Si prueba números, bloquéalo en tu servidor de correo.",
        ),
        "en": (
            "Many numbers of others' cases, or of none, come from one domain.",
            "Each opens a case, without a receipt for an hour. If numbers are tried, block it at your mail server.",
        ),
        "pt": (
            "De um mesmo domínio chegam muitos números de casos alheios ou que não existem.",
            "Abrem casos próprios, sem recibo durante uma hora. Se testa números, bloqueie-o no servidor de e-mail.",
        ),
    },
    "receipts-capped": {
        "es": (
            "Se llegó al tope de acuses por hora; los demás quedan retenidos.",
            "Mira si alguien abusa de la mesa; «helpdesk outbox retry» los envía.",
        ),
        "en": (
            "The cap on acknowledgements in an hour is reached; the others are kept back.",
            "See whether somebody abuses the desk; “helpdesk outbox retry” sends them.",
        ),
        "pt": (
            "Chegou-se ao limite de avisos por hora; os demais ficam retidos.",
            "Veja se alguém abusa do atendimento; “helpdesk outbox retry” os envia.",
        ),
    },
    "confirm-flood": {
        "es": (
            "Llegan demasiados correos dudosos en nombre de un agente; no se le pregunta por más.",
            "Mira lo retenido con «helpdesk held list»: puede ser una suplantación.",
        ),
        "en": (
            "Too many doubtful mails in an agent's name; the agent is not asked about more.",
            "See what is held with “helpdesk held list”: it may be a forger.",
        ),
        "pt": (
            "Chegam e-mails duvidosos demais em nome de um agente; não se pergunta mais a ele.",
            "Veja o retido com “helpdesk held list”: pode ser uma falsificação.",
        ),
    },
    "clock-jump": {
        "es": (
            "El reloj de la máquina saltó; los plazos esperan un minuto por si se corrige.",
            "Comprueba la hora y el servicio NTP de la máquina.",
        ),
        "en": (
            "The machine's clock jumped; promises wait a minute in case it is set right.",
            "Check the machine's time and its NTP service.",
        ),
        "pt": (
            "O relógio da máquina saltou; os prazos esperam um minuto, caso seja corrigido.",
            "Verifique a hora e o serviço NTP da máquina.",
        ),
    },
    "rule-brake": {
        "es": (
            "Una regla escribió demasiados correos en un minuto; está en pausa.",
            "Mira su condición en la línea indicada; lo que no se envió está en los casos.",
        ),
        "en": (
            "A rule wrote too many mails in a minute; it is paused.",
            "Look at its condition at the line named; what was not sent stands on the tickets.",
        ),
        "pt": (
            "Uma regra escreveu e-mails demais em um minuto; está em pausa.",
            "Veja sua condição na linha indicada; o que não foi enviado está nos casos.",
        ),
    },
}
