"""Words for holds about what a mail is or carries: code -> language -> (what happened, what to do)."""

from __future__ import annotations

from helpdesk.tickets.model import Language

CONTENT_WORDS: dict[str, dict[Language, tuple[str, str]]] = {
    "loop": {
        "es": (
            "Llegan demasiados mensajes seguidos: parecen dos máquinas respondiéndose.",
            "Detén el contestador del otro lado y suelta lo que haga falta.",
        ),
        "en": (
            "Too many mails in a row: it looks like two machines answering each other.",
            "Stop the responder at the other end, then release what is needed.",
        ),
        "pt": (
            "Chegam mensagens demais em seguida: parecem duas máquinas respondendo uma à outra.",
            "Pare a resposta automática do outro lado e libere o que for preciso.",
        ),
    },
    "parse-limit": {
        "es": (
            "El mensaje es tan grande o enredado que leerlo pondría en riesgo a los demás.",
            "El original está guardado entero: descárgalo con «helpdesk held show».",
        ),
        "en": (
            "The mail is so large or tangled that reading it would endanger the others.",
            "The original is kept whole: get it with “helpdesk held show”.",
        ),
        "pt": (
            "A mensagem é tão grande ou enredada que lê-la poria as outras em risco.",
            "O original está guardado inteiro: baixe-o com “helpdesk held show”.",
        ),
    },
    "too-big": {
        "es": (
            "El mensaje pasa del tamaño límite.",
            "El original está guardado entero: suéltalo para leerlo de todos modos, o sube «limits.mail».",
        ),
        "en": (
            "The mail is larger than the limit.",
            "The original is kept whole: release it to have it read all the same, or raise limits.mail.",
        ),
        "pt": (
            "A mensagem passa do tamanho limite.",
            "O original está guardado inteiro: libere-o para que seja lido assim mesmo, ou aumente «limits.mail».",
        ),
    },
    "unparseable": {
        "es": (
            "El mensaje está roto y no se puede leer.",
            "El original está guardado entero: míralo con «helpdesk held show» y pide que lo reenvíen.",
        ),
        "en": (
            "The mail is broken and cannot be read.",
            "The original is kept whole: look at it with “helpdesk held show” and ask for it again.",
        ),
        "pt": (
            "A mensagem está danificada e não pode ser lida.",
            "O original está guardado inteiro: veja-o com “helpdesk held show” e peça o reenvio.",
        ),
    },
    "poison": {
        "es": (
            "Tramitarlo falló tres veces.",
            "Es un fallo del programa: envía el original a quien lo mantiene; tras corregirlo, suéltalo.",
        ),
        "en": (
            "Processing it failed three times.",
            "This is a fault of the program: send the original to its maintainers; release it once mended.",
        ),
        "pt": (
            "O processamento falhou três vezes.",
            "É uma falha do programa: envie o original a quem o mantém; depois de corrigida, libere-a.",
        ),
    },
    "command-not-available": {
        "es": (
            "Una línea es una orden (#…) que por correo aún no existe aquí.",
            "Reenvía el texto sin esa línea. Si es texto, escribe «\\#» al principio.",
        ),
        "en": (
            "A line is a command (#…) that does not exist here by mail yet.",
            "Send the text again without that line. If it is text, begin it with “\\#”.",
        ),
        "pt": (
            "Uma linha é um comando (#…) que por e-mail ainda não existe aqui.",
            "Reenvie o texto sem essa linha. Se for texto, comece-a com “\\#”.",
        ),
    },
    "command-error": {
        "es": (
            "Una orden (#…) no se entiende, y por eso no se cumplió ninguna.",
            "Corrige esa línea y envía todo de nuevo. Si es texto, escribe «\\#» al principio.",
        ),
        "en": (
            "A command (#…) is not understood, so none was obeyed.",
            "Mend that line and send all of it again. If it is text, begin it with “\\#”.",
        ),
        "pt": (
            "Um comando (#…) não se entende, por isso nenhum foi cumprido.",
            "Corrija essa linha e envie tudo de novo. Se for texto, comece-a com “\\#”.",
        ),
    },
    "command-differs": {
        "es": (
            "Las dos versiones de tu mensaje (HTML y texto) no dicen lo mismo.",
            "Envíalo de nuevo como texto sin formato.",
        ),
        "en": (
            "The two versions of your message (HTML and text) do not say the same.",
            "Send it again as plain text.",
        ),
        "pt": (
            "As duas versões da sua mensagem (HTML e texto) não dizem o mesmo.",
            "Envie-a de novo como texto simples.",
        ),
    },
    "written-into": {
        "es": (
            "Una parte de tu mensaje parece una cita, pero nadie la escribió en este caso: no se envió nada.",
            "Di si esa parte es para el cliente: envíala con ella o sin ella, o guárdalo todo como nota.",
        ),
        "en": (
            "Part of your message looks quoted, but nobody wrote it in this case: nothing was sent.",
            "Say whether that part is for the customer: send with it or without it, or keep it all as a note.",
        ),
        "pt": (
            "Uma parte da sua mensagem parece uma citação, mas ninguém a escreveu neste caso: nada foi enviado.",
            "Diga se essa parte é para o cliente: envie com ela ou sem ela, ou guarde tudo como nota.",
        ),
    },
    "commands-only": {
        "es": (
            "A esta dirección solo se envían órdenes (#…); otro texto no llega a nadie.",
            "Escribe a una de las direcciones de abajo, según a quién va el texto.",
        ),
        "en": (
            "This address takes commands (#…) only; other text reaches nobody.",
            "Write to one of the addresses below, as to whom the text is for.",
        ),
        "pt": (
            "Este endereço recebe só comandos (#…); outro texto não chega a ninguém.",
            "Escreva para um dos endereços abaixo, conforme para quem é o texto.",
        ),
    },
    "spam-ticket": {
        "es": (
            "Llegó en un caso que un agente apartó como spam.",
            "Si no lo es, suéltalo: el caso vuelve con él. Si lo es, descártalo.",
        ),
        "en": (
            "It came in a ticket that an agent put aside as spam.",
            "If it is none, release it: the ticket comes back with it. If it is, discard it.",
        ),
        "pt": (
            "Chegou num chamado que um agente pôs de lado como spam.",
            "Se não for, libere-a: o chamado volta com ela. Se for, descarte-a.",
        ),
    },
    "template": {
        "es": (
            "Una plantilla falla y el correo no se pudo escribir.",
            "Corrige la plantilla que nombra el aviso y suéltalo: saldrá entonces.",
        ),
        "en": (
            "A template is faulty and the mail could not be written.",
            "Mend the template that the alert names and release it: it goes out then.",
        ),
        "pt": (
            "Um modelo está com defeito e o e-mail não pôde ser escrito.",
            "Corrija o modelo que o aviso indica e libere-o: sairá então.",
        ),
    },
    "replayed": {
        "es": (
            "Es un correo firmado que ya llegó una vez.",
            "Es probable que lo reenvíe otra persona: suéltalo solo si el remitente lo reconoce.",
        ),
        "en": (
            "It is a signed mail that has come once already.",
            "Somebody else probably sent it again: release it only if the sender owns up to it.",
        ),
        "pt": (
            "É um e-mail assinado que já chegou uma vez.",
            "É provável que outra pessoa o reenvie: libere-o só se o remetente o reconhecer.",
        ),
    },
    "bounce-unknown": {
        "es": (
            "Es un aviso de entrega fallida de un correo que no enviamos.",
            "Suele ser correo falsificado en nuestro nombre: no hay que hacer nada.",
        ),
        "en": (
            "It is a delivery report about a mail we did not send.",
            "Mostly somebody forged our name: nothing is to be done.",
        ),
        "pt": (
            "É um aviso de falha de entrega de um e-mail que não enviamos.",
            "Em geral alguém falsificou o nosso nome: não é preciso fazer nada.",
        ),
    },
}
