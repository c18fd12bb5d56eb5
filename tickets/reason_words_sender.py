"""Words for holds about who wrote a mail and where it belongs: code -> language -> (what happened, what to do)."""

from __future__ import annotations

from helpdesk.tickets.model import Language

SENDER_WORDS: dict[str, dict[Language, tuple[str, str]]] = {
    "agent-unverified": {
        "es": (
            "Llegó un mensaje en nombre de un agente y nada prueba que sea suyo.",
            "Si lo escribiste tú, confírmalo desde tu dirección registrada. Si no, no hagas nada: no saldrá.",
        ),
        "en": (
            "A message came in an agent's name and nothing proves that it is theirs.",
            "If you wrote it, confirm it from your registered address. If not, do nothing: it will not go out.",
        ),
        "pt": (
            "Chegou uma mensagem em nome de um agente e nada prova que seja dele.",
            "Se foi você, confirme a partir do seu endereço cadastrado. Se não, não faça nada: ela não sairá.",
        ),
    },
    "agent-unchecked": {
        "es": (
            "El DNS no responde y no se pudo comprobar quién escribe.",
            "Se comprobará de nuevo durante 24 horas. Si corre prisa, confírmalo o envíalo con SMTP AUTH.",
        ),
        "en": (
            "DNS does not answer, so who wrote this could not be checked.",
            "It is checked again for 24 hours. If it is urgent, confirm it or send it signed in (SMTP AUTH).",
        ),
        "pt": (
            "O DNS não responde e não foi possível verificar quem escreveu.",
            "Será verificado de novo durante 24 horas. Se for urgente, confirme ou envie autenticado (SMTP AUTH).",
        ),
    },
    "agent-alias": {
        "es": (
            "Respondiste desde una dirección que no está registrada.",
            "Escribe desde tu dirección registrada, o pide que añadan esa dirección en agents.yaml.",
        ),
        "en": (
            "You answered from an address that is not registered.",
            "Write from your registered address, or have that address added to agents.yaml.",
        ),
        "pt": (
            "Você respondeu a partir de um endereço não cadastrado.",
            "Escreva do seu endereço cadastrado ou peça que o incluam em agents.yaml.",
        ),
    },
    "agent-confirm": {
        "es": (
            "Falta tu confirmación: el mensaje no trae pruebas suficientes de que sea tuyo.",
            "Responde al correo de confirmación desde tu dirección registrada y saldrá tal cual.",
        ),
        "en": (
            "Your confirmation is missing: the message does not prove well enough that it is yours.",
            "Answer the confirmation mail from your registered address and it goes out as it stands.",
        ),
        "pt": (
            "Falta a sua confirmação: a mensagem não prova o bastante que seja sua.",
            "Responda ao e-mail de confirmação do seu endereço cadastrado e ela sairá como está.",
        ),
    },
    "not-confirmed": {
        "es": (
            "Pasaron 24 horas y nadie confirmó este mensaje: sigue retenido y el cliente no lo ha recibido.",
            "Si lo escribiste tú, envíalo otra vez; si no, no hagas nada.",
        ),
        "en": (
            "24 hours have passed and nobody confirmed this mail: it is still held and the customer has not got it.",
            "If you wrote it, send it again; if not, do nothing.",
        ),
        "pt": (
            "Passaram 24 horas e ninguém confirmou esta mensagem: continua retida e o cliente não a recebeu.",
            "Se foi você, envie de novo; se não, não faça nada.",
        ),
    },
    "not-decided": {
        "es": (
            "Pasaron 48 horas y este mensaje tuyo sigue retenido: nadie lo ha recibido.",
            "Si aún hace falta, escríbelo de nuevo a una de las direcciones de abajo; un administrador puede soltarlo.",
        ),
        "en": (
            "48 hours have passed and this mail of yours is still held: nobody has received it.",
            "If it is still needed, write it anew to one of the addresses below; an admin can release it.",
        ),
        "pt": (
            "Passaram 48 horas e esta sua mensagem continua retida: ninguém a recebeu.",
            "Se ainda for preciso, escreva de novo para um dos endereços abaixo; um administrador pode liberá-la.",
        ),
    },
    "dealt-with": {
        "es": (
            "Lo que querías decidir ya está decidido, o pasó su plazo.",
            "Mira el caso: «#estado» te lo cuenta. Si el mensaje sigue retenido, un administrador puede soltarlo.",
        ),
        "en": (
            "What you wanted to decide is decided already, or its time has passed.",
            "Look at the case: “#status” tells you. If the mail is still held, an admin can release it.",
        ),
        "pt": (
            "O que você queria decidir já está decidido, ou passou o prazo.",
            "Veja o caso: «#estado» conta. Se a mensagem continua retida, um administrador pode liberá-la.",
        ),
    },
    "taps-over": {
        "es": (
            "Pasaron las 48 horas en que un toque o una palabra en respuesta a ese aviso decidía sobre tu mensaje.",
            (
                "Escríbelo de nuevo a una de las direcciones de abajo, según a quién va; o que un administrador suelte "
                "el retenido: helpdesk held list, helpdesk held release."
            ),
        ),
        "en": (
            "The 48 hours are over in which a tap or a word in answer to that receipt decided about your mail.",
            (
                "Write it again to one of the addresses below, as to whom it is for; or have an admin release what is "
                "held: helpdesk held list, helpdesk held release."
            ),
        ),
        "pt": (
            "Passaram as 48 horas em que um toque ou uma palavra em resposta a esse aviso decidia sobre sua mensagem.",
            (
                "Escreva de novo a um dos endereços abaixo, conforme a quem vai; ou peça a um administrador que libere "
                "a retida: helpdesk held list, helpdesk held release."
            ),
        ),
    },
    "tap-not-offered": {
        "es": (
            "Eso no se puede hacer con este mensaje retenido.",
            "Elige una de las acciones del aviso que recibiste.",
        ),
        "en": (
            "That cannot be done with this held mail.",
            "Choose one of the actions in the notice you got.",
        ),
        "pt": (
            "Isso não se pode fazer com esta mensagem retida.",
            "Escolha uma das ações do aviso que você recebeu.",
        ),
    },
    "kept-as-note": {
        "es": (
            "Respondiste a un aviso interno, así que quedó como nota aunque va a la dirección del cliente.",
            "Si era para el cliente, envíaselo con la acción de abajo o escribe a su dirección en un mensaje nuevo.",
        ),
        "en": (
            "You answered an internal mail, so this was kept as a note although it goes to the customer's address.",
            "If it was for the customer, send it by the action below, or write a new mail to the address below.",
        ),
        "pt": (
            "Você respondeu a um aviso interno, por isso ficou como nota embora vá para o endereço do cliente.",
            "Se era para o cliente, envie-a com a ação abaixo ou escreva uma mensagem nova para o endereço dele.",
        ),
    },
    "filed-as-note": {
        "es": (
            "Tu mensaje nombra este caso, pero nada dice que deba llegar al cliente: quedó como nota interna.",
            "Para enviárselo, escríbelo a la dirección del cliente que está debajo.",
        ),
        "en": (
            "Your mail names this case, but nothing says that it may go to the customer: it was kept as a note.",
            "To send it to the customer, write it to the customer's address below.",
        ),
        "pt": (
            "A sua mensagem menciona este caso, mas nada diz que deva chegar ao cliente: ficou como nota interna.",
            "Para enviá-la, escreva para o endereço do cliente que está abaixo.",
        ),
    },
    "agent-automatic": {
        "es": ("Es un correo automático de un agente.", "No hay que hacer nada: queda anotado y no sale."),
        "en": (
            "It is an agent's automatic mail.",
            "Nothing is to be done: it is on record and goes nowhere.",
        ),
        "pt": (
            "É um e-mail automático de um agente.",
            "Não é preciso fazer nada: fica registrado e não sai.",
        ),
    },
    "confirm-refused": {
        "es": (
            "La confirmación no vale: es automática, usada, vencida, de otra dirección, o no dice SÍ ni NO.",
            "Responde solo SÍ o NO desde la dirección registrada, o pide a un administrador que lo suelte.",
        ),
        "en": (
            "The confirmation does not count: automatic, used, expired, from another address, or neither YES nor NO.",
            "Answer YES or NO alone from the registered address, or ask an admin to release it.",
        ),
        "pt": (
            "A confirmação não vale: é automática, já usada, vencida, de outro endereço, ou não diz SIM nem NÃO.",
            "Responda só SIM ou NÃO do endereço cadastrado ou peça a um administrador que a libere.",
        ),
    },
    "from-malformed": {
        "es": (
            "El remitente está escrito de una forma que dos programas leerían de manera distinta.",
            "Compruébalo por otra vía antes de soltarlo: así se disfraza quien suplanta a otro.",
        ),
        "en": (
            "The sender is written so that two programs would read two different people.",
            "Check by other means before releasing it: this is how impostors dress.",
        ),
        "pt": (
            "O remetente está escrito de um modo que dois programas leriam de forma diferente.",
            "Verifique por outro meio antes de liberar: é assim que se disfarça quem se passa por outro.",
        ),
    },
    "dup-headers": {
        "es": (
            "Trae dos veces una cabecera que solo puede ir una, y dice ser de alguien conocido.",
            "Mira el original con «helpdesk held show» y suéltalo solo si el remitente lo reconoce.",
        ),
        "en": (
            "A header that may stand once stands twice, and it claims to be from somebody known.",
            "Look at the original with “helpdesk held show” and release it only if the sender owns up to it.",
        ),
        "pt": (
            "Traz duas vezes um cabeçalho que só pode aparecer uma vez e diz ser de alguém conhecido.",
            "Veja o original com “helpdesk held show” e libere-o só se o remetente o reconhecer.",
        ),
    },
    "foreign-on-token": {
        "es": (
            "Alguien ajeno al caso respondió a un mensaje que era para otra persona.",
            "Léelo: si debe participar, admítelo; el cliente no lo ve mientras tanto.",
        ),
        "en": (
            "Somebody outside the case answered a mail that was for another person.",
            "Read it: admit the sender if they belong to the case; the customer does not see it meanwhile.",
        ),
        "pt": (
            "Alguém de fora do caso respondeu a um e-mail que era para outra pessoa.",
            "Leia: se deve participar, admita-o; enquanto isso o cliente não o vê.",
        ),
    },
    "quarantine": {
        "es": (
            "Una regla de la mesa lo toma por spam: ni abre un caso ni se contesta.",
            "Míralo con «helpdesk held show»; si es de un cliente, suéltalo y abre su caso como cualquiera.",
        ),
        "en": (
            "A rule of the desk takes it for spam: it opens no case and is not answered.",
            "Look at it with “helpdesk held show”; a customer's, once released, opens its case like any other.",
        ),
        "pt": (
            "Uma regra do atendimento o toma por spam: não abre um caso nem é respondido.",
            "Veja-o com “helpdesk held show”; se é de um cliente, libere-o e abre o seu caso como qualquer outro.",
        ),
    },
    "spoof-suspect": {
        "es": (
            "Dice ser de un participante, pero su dominio no lo reconoce.",
            "Se preguntó a la dirección del expediente; si confirma, entra solo.",
        ),
        "en": (
            "It claims to be from a participant, but their domain disowns it.",
            "The address on file has been asked; if it confirms, the mail goes in by itself.",
        ),
        "pt": (
            "Diz ser de um participante, mas o domínio dele não o reconhece.",
            "O endereço do processo foi consultado; se confirmar, a mensagem entra sozinha.",
        ),
    },
    "ambiguous": {
        "es": (
            "El asunto nombra dos casos distintos.",
            "Decide a cuál pertenece; suelto sin más, va al primero que exista.",
        ),
        "en": (
            "The subject names two different cases.",
            "Decide where it belongs; released as it is, it goes by the first of them.",
        ),
        "pt": (
            "O assunto menciona dois casos diferentes.",
            "Decida a qual pertence; liberada como está, vai para o primeiro deles.",
        ),
    },
}
