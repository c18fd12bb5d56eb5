"""The mails that replies of the check from outside quote: other desks', and ours as the product writes them."""

from __future__ import annotations

import re

from helpdesk.mailflow.preview import previews, read_html, read_text

QES = "Estimado Sr. Olmedo:\n\nPara tramitar la devolución necesitamos:\n\n1. El número de pedido.\n2. Una foto del embalaje.\n3. ¿Prefiere abono o cambio?\n\nUn saludo,\nMercedes Roca\nAtención al Cliente\nTel. 910 000 111"
QMX = "Buen día Ingeniero,\n\n¿Nos puede confirmar el RFC al que se factura y si la dirección de entrega sigue siendo la de Monterrey?\n\nQuedo atenta.\n\nLic. Karla Treviño"
QEN = "Hi Graham,\n\nThanks for getting in touch. Could you tell us:\n\n- which version you are running\n- what the error says\n- whether it also happens in a private window\n\nBest wishes,\nHolly\nCustomer Care"
QPT = "Olá Thiago,\n\nTudo bem? Precisamos do CPF do titular e do comprovante de pagamento.\nQual o melhor horário para contato?\n\nAtenciosamente,\nEquipe de Suporte"
QPP = "Bom dia Sr. Fonseca,\n\nO técnico passa na quinta-feira entre as 9h e as 12h.\nConfirma que está alguém em casa?\n\nCom os melhores cumprimentos,\nApoio ao Cliente"
QFR = "Bonjour Monsieur Girard,\n\nMerci de nous indiquer le numéro de série de l'appareil.\nEst-il encore sous garantie ?\n\nCordialement,\nLe service après-vente"
QDE = "Guten Tag Frau Brandt,\n\nbitte teilen Sie uns Ihre Kundennummer mit.\nWelches Gerät verwenden Sie?\n\nMit freundlichen Grüßen\nIhr Serviceteam"
QIT = "Gentile Sig. Ferri,\n\nper procedere ci serve il codice fiscale e l'IBAN.\nDesidera la fattura?\n\nCordiali saluti\nAssistenza Clienti"
A = "soporte@acme.example"
FULL = f"Soporte Acme <{A}>"

HOTEL = "Hola, Nuria:\n\nTe confirmamos la reserva para el puente.\n¿Llegáis el viernes por la tarde o el sábado?\n¿Necesitáis cuna?\n\nUn abrazo,\nEquipo de Reservas\nwww.casarural.example"
GYM = "Hello Imogen,\n\nYour membership renews on 1 December.\nWould you like to keep the swimming add-on?\nPlease also confirm your new address.\n\nMany thanks,\nMembers' Desk"
VPN = "Hola Esteban,\n\nReinicia el cliente VPN y dime:\n- la versión que aparece en «Acerca de»\n- si el candado se pone verde\n- a qué hora te falló\n\nQuedo al pendiente,\nMesa de Ayuda"
LIVRE = "Bonjour Madame Aubert,\n\nVotre livre est de nouveau disponible.\nSouhaitez-vous le recevoir par la poste ?\n\nBien cordialement,\nLa librairie"
FIBRA = "Prezada Sra. Lívia,\n\nO técnico esteve no local e não encontrou ninguém.\nPodemos reagendar para amanhã de manhã?\n\nAtenciosamente,\nCentral de Atendimento"
ZUG = "Sehr geehrter Herr Kessler,\n\nIhre Erstattung wurde genehmigt.\nAuf welches Konto dürfen wir überweisen?\n\nFreundliche Grüße\nFahrgastservice"


def page_of(html: str) -> str:
    """What stands in the body of a page."""
    found = re.search(r"<body[^>]*>(.*)</body>", html, re.DOTALL)
    return found[1] if found else ""


_ES, _EN, _PT = (previews(language) for language in ("es", "en", "pt"))
ACK, ACK_PAGE = read_text(_ES["acknowledgement"]).strip(), page_of(read_html(_ES["acknowledgement"]))
ACKEN, ACKEN_PAGE = read_text(_EN["acknowledgement"]).strip(), page_of(read_html(_EN["acknowledgement"]))
ACKPT = read_text(_PT["acknowledgement"]).strip()
REP = read_text(_ES["reply"]).strip()

# What companies' servers add.
DIS = "AVISO LEGAL: Este mensaje y sus archivos adjuntos van dirigidos exclusivamente a su destinatario, pudiendo contener información confidencial sometida a secreto profesional. No está permitida su reproducción o distribución sin la autorización expresa de OLMEDO S.L. Si usted no es el destinatario final por favor elimínelo e infórmenos por esta vía."
BANK = "Estimada clienta:\n\nHemos abierto la incidencia 55-201.\n¿Puede indicarnos la fecha exacta de la operación y el importe?\n¿Reconoce el comercio?\n\nAtentamente,\nServicio de Atención al Cliente\nBanco Verde, S.A."
SAAS = "Hi Priya,\n\nWe can see two workspaces on your account.\n\n1) Which one should we keep?\n2) Shall we move the invoices as well?\n\nThanks!\nTeam Orbit\nhttps://orbit.example/help"
GOV = "Bom dia,\n\nPara concluir o pedido falta o comprovativo de morada.\nPode enviar até sexta-feira?\n\nMelhores cumprimentos\nBalcão Único"
CHOICE = "Hola, Teo:\n\nPuede elegir entre estas dos cosas:\n\nA) Devolver el producto y recibir el abono en su cuenta en un plazo de diez días.\nB) Cambiar el producto por otro igual sin coste alguno en la tienda más cercana.\n\nDíganos qué prefiere, por favor.\n\nEquipo de Devoluciones\nTienda Norte"
BOILER = "Dear Ms Obi,\n\nPlease let us know the meter reading and the date you took it.\nIs the boiler still locked out?\n\nYours sincerely,\nNorth Energy"
PARCEL = "Bonjour,\n\nVotre colis est arrivé au point relais.\nAvez-vous reçu le code de retrait ?\n\nL'équipe livraison"
AER = "Apreciado Sr. Bru:\n\nSu maleta ha sido localizada en Lisboa.\n¿A qué dirección se la enviamos?\n¿Estará usted en casa el jueves?\n\nReciba un cordial saludo,\nEquipajes · Aero Azul"
CLIN = "Buenas tardes, Pilar:\n\nTiene cita el 9 de diciembre a las 11:30 con la doctora Vela.\nPor favor, confirme asistencia y traiga la analítica.\n\nClínica Sol"
UNI = "Dear Tomasz,\n\nYour transcript is ready. Please confirm the postal address below:\n\n14 Mill Lane, Leeds\n\nDo you need a certified copy?\n\nRegistry"
HOST = "Olá Débora,\n\nSeu site está fora do ar por falta de pagamento da fatura 9917.\nPode nos enviar o comprovante?\n\nAbraços,\nTime HostBR"
VER = "Sehr geehrte Frau Lenz,\n\nvielen Dank für Ihre Schadensmeldung.\nWann genau ist der Schaden entstanden? Gibt es Zeugen?\n\nIhre Versicherung"
MUT = "Bonjour,\n\nVotre remboursement est en attente d'une facture acquittée.\nPouvez-vous nous l'envoyer ?\n\nVotre mutuelle"
