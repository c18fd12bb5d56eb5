"""Words for what keeps an agent's answer from her customer: code -> language -> (what happened, what to do)."""

from __future__ import annotations

from helpdesk.tickets.model import Language

ANSWER_WORDS: dict[str, dict[Language, tuple[str, str]]] = {
    "set-aside": {
        "es": (
            "El caso está apartado (spam o descartado): de ahí no sale nada.",
            "Si debe salir, envíalo de nuevo con «#restaurar» en la primera línea.",
        ),
        "en": (
            "The ticket was put aside (spam or discarded): nothing goes out from there.",
            "If it should, send it again with “#restore” as its first line.",
        ),
        "pt": (
            "O chamado foi posto de lado (spam ou descartado): dali não sai nada.",
            "Se deve sair, envie de novo com “#restaurar” na primeira linha.",
        ),
    },
    "bad-address": {
        "es": (
            "La dirección del cliente no se puede usar para enviar correo.",
            "Pide al cliente otra dirección por otra vía; tu texto está guardado.",
        ),
        "en": (
            "The customer's address cannot be written to.",
            "Ask the customer for another address by other means; your text is kept.",
        ),
        "pt": (
            "O endereço do cliente não pode ser usado para enviar e-mail.",
            "Peça ao cliente outro endereço por outro meio; o seu texto está guardado.",
        ),
    },
    "too-long": {
        "es": (
            "Tu mensaje es demasiado largo para buscar en él lo citado.",
            "Envía lo tuyo en un mensaje corto y el resto como archivo adjunto; el mensaje entero está guardado.",
        ),
        "en": (
            "Your message is too long to look for quotes in.",
            "Send what is yours in a short message, and the rest as an attached file; the whole message is kept.",
        ),
        "pt": (
            "A sua mensagem é longa demais para procurar nela as citações.",
            "Envie o que é seu numa mensagem curta e o resto como arquivo anexo; a mensagem inteira está guardada.",
        ),
    },
    "stale": {
        "es": (
            "Otra persona respondió al cliente después de lo que tú leíste.",
            "Lee esa respuesta y contesta al aviso más reciente si aún hace falta.",
        ),
        "en": (
            "Somebody else answered the customer after what you had read.",
            "Read that answer, and reply to the newest notification if it is still needed.",
        ),
        "pt": (
            "Outra pessoa respondeu ao cliente depois do que você leu.",
            "Leia essa resposta e responda ao aviso mais recente se ainda for preciso.",
        ),
    },
    "merged": {
        "es": (
            "Otro caso se unió a este después de lo que tú leíste.",
            "Mira lo que llegó con él y contesta al aviso más reciente, o a la dirección de abajo.",
        ),
        "en": (
            "Another case was merged into this one after what you had read.",
            "Look at what came with it, and reply to the newest notification, or to the address below.",
        ),
        "pt": (
            "Outro caso foi unido a este depois do que você leu.",
            "Veja o que veio com ele e responda ao aviso mais recente, ou ao endereço abaixo.",
        ),
    },
    "empty": {
        "es": (
            "El mensaje no trae palabras tuyas ni archivos: no hay nada que enviar.",
            "Escribe tu respuesta por encima de lo citado y envíala de nuevo.",
        ),
        "en": (
            "The mail has no words of your own and no files: there is nothing to send.",
            "Write your answer above what is quoted and send it again.",
        ),
        "pt": (
            "A mensagem não traz palavras suas nem arquivos: não há nada a enviar.",
            "Escreva a resposta acima do texto citado e envie de novo.",
        ),
    },
    "leak": {
        "es": (
            "El texto lleva datos internos: la ficha, una dirección privada o parte de una nota.",
            "Quita esa parte y responde de nuevo.",
        ),
        "en": (
            "The text carries internal matter: the card, a private address or part of a note.",
            "Take that part out and answer again.",
        ),
        "pt": (
            "O texto leva dados internos: a ficha, um endereço privado ou parte de uma nota.",
            "Retire essa parte e responda de novo.",
        ),
    },
    "sealed": {
        "es": (
            "Viene cerrado (cifrado, firmado en un solo bloque, winmail.dat) y aquí nadie puede leerlo.",
            "Envíalo de nuevo sin cifrar y como texto sin formato; en Outlook, la firma «en texto no cifrado».",
        ),
        "en": (
            "It comes sealed (encrypted, signed in one piece, winmail.dat) and nobody here can read it.",
            "Send it again unencrypted and as plain text; in Outlook, sign it “as clear text”.",
        ),
        "pt": (
            "Vem fechado (cifrado, assinado em um só bloco, winmail.dat) e ninguém aqui pode lê-lo.",
            "Envie-o de novo sem cifrar e como texto sem formatação; no Outlook, a assinatura “em texto não cifrado”.",
        ),
    },
    "quoted-in-note": {
        "es": (
            "Una parte de tu nota parece una cita, pero nadie la escribió en este caso: sigue siendo nota.",
            "Escribe a la dirección del cliente, abajo, solo lo que deba leer.",
        ),
        "en": (
            "Part of your note looks quoted, but nobody wrote it in this case: it stays a note.",
            "Write to the customer's address below, and only what the customer is to read.",
        ),
        "pt": (
            "Uma parte da sua nota parece uma citação, mas ninguém a escreveu neste caso: continua nota.",
            "Escreva ao endereço do cliente, abaixo, só o que ele deva ler.",
        ),
    },
}
