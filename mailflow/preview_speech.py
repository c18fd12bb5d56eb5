"""What the made-up people of the previews say, in the language of the mail: a preview is read like a mail."""

from __future__ import annotations

from dataclasses import dataclass

from helpdesk.tickets.model import Language


@dataclass(frozen=True, slots=True)
class Speech:
    """Of a case about an invoice that was charged twice."""

    subject: str
    other_subject: str
    asks: str  # the customer
    answers: str  # the agent
    notes: str  # a colleague
    asks_vendor: str
    vendor: str
    team: str
    reason: str  # of an escalation, to the customer
    notice: str  # a macro to many
    article: str
    hours: str
    open_from: str
    refused: str  # why an answer was not sent
    marked: str
    advice: str
    doubt: str  # why an answer waits for a yes
    alert: str
    file: str


SPEECH: dict[Language, Speech] = {
    "es": Speech(
        subject="Factura duplicada",
        other_subject="Cambio de titular",
        asks="Me han cobrado dos veces la factura de noviembre.\n¿Pueden mirarlo?",
        answers="Hola, Lucía:\n\nTiene razón: el segundo cobro está anulado. Lo verá en su cuenta en 3 días.\n\nAna",
        notes="Ojo: ya llamó ayer por lo mismo.",
        asks_vendor="¿Pueden confirmarnos si el segundo cobro salió de su lado?",
        vendor="Sí, salió de nuestro lado. Lo anulamos hoy.",
        team="Pagos",
        reason="requiere un permiso que el primer nivel no tiene",
        notice="Su pedido sale con dos días de retraso: llega el jueves 26.\n\nSentimos la espera.",
        article="Cobro repetido: por qué aparece dos veces",
        hours="Horario de atención",
        open_from="De lunes a viernes, de 9:00 a 18:00.\nSábados y domingos, cerrado.",
        refused="una orden no se entiende.",
        marked="1 | #asignar luiz\n  |          ^^^^ no hay agente «luiz». ¿luis o luisa?",
        advice="corrige la orden y vuelve a responder, o toca una de estas.",
        doubt="nada prueba que lo hayas escrito tú.",
        alert="un correo dice ser de un agente y nada lo prueba",
        file="extracto de año.pdf",
    ),
    "en": Speech(
        subject="Duplicate invoice",
        other_subject="Change of holder",
        asks="I was charged twice for the November invoice.\nCould you look into it?",
        answers="Hello Lucía,\n\nYou are right: the second charge is cancelled. You will see it in 3 days.\n\nAna",
        notes="Mind: she called about this yesterday.",
        asks_vendor="Can you confirm that the second charge came from your side?",
        vendor="Yes, it came from our side. We cancel it today.",
        team="Payments",
        reason="it needs access our first line lacks",
        notice="Your order leaves two days late: it arrives on Thursday 26.\n\nWe are sorry. There is nothing to do.",
        article="A charge that shows twice, and why",
        hours="Opening hours",
        open_from="Monday to Friday, 9:00 to 18:00.\nClosed on Saturdays and Sundays.",
        refused="a command is not understood.",
        marked="1 | #assign luiz\n  |         ^^^^ there is no agent “luiz”. luis or luisa?",
        advice="mend the command and reply again, or tap one of these.",
        doubt="nothing proves that you wrote it.",
        alert="a mail says it is an agent's, and nothing proves it",
        file="statement of the year.pdf",
    ),
    "pt": Speech(
        subject="Fatura duplicada",
        other_subject="Mudança de titular",
        asks="Fui cobrada duas vezes pela fatura de novembro.\nPodem verificar?",
        answers="Olá, Lucía,\n\nTem razão: a segunda cobrança foi cancelada. Você a verá em 3 dias.\n\nAna",
        notes="Atenção: ela já ligou ontem pelo mesmo motivo.",
        asks_vendor="Podem confirmar se a segunda cobrança saiu do seu lado?",
        vendor="Sim, saiu do nosso lado. Cancelamos hoje.",
        team="Pagamentos",
        reason="exige uma permissão do segundo nível",
        notice="Seu pedido sai com dois dias de atraso: chega na quinta-feira, 26.\n\nPedimos desculpas pela espera.",
        article="Cobrança repetida: por que aparece duas vezes",
        hours="Horário de atendimento",
        open_from="De segunda a sexta, das 9:00 às 18:00.\nFechado aos sábados e domingos.",
        refused="um comando não foi entendido.",
        marked="1 | #atribuir luiz\n  |           ^^^^ não há agente «luiz». luis ou luisa?",
        advice="corrija o comando e responda de novo, ou toque em um destes.",
        doubt="nada prova que foi você que escreveu.",
        alert="um e-mail diz ser de um agente e nada o prova",
        file="extrato do ano.pdf",
    ),
}
