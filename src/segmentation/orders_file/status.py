"""What the status of an order says: whether it became a sale, and whether it was given back.

Only statuses that say so plainly count; whatever else stands there is a sale, and is listed.
"""

import re
from collections.abc import Mapping

import ibis
import ibis.expr.types as ir

from segmentation.orders_file.column_roles import bare

MOST = 1_000  # different texts in a column that is a status
REFUNDED = "refunded"
# Reason → what the status begins with, accents and case apart, in the languages of `own_columns`.
BEGINNINGS = {
    "cancelled": "cancel storn annul abgebrochen geannul abandon",
    "voided": "void",
    "failed": "fail fehlgeschlagen echoue echec fallid falhou fallit mislukt declin refus reject "
    "recus rechaz abgelehnt denied uncollectible",
    "expired": "expir abgelaufen caducad verlopen scadut",
    "draft": "draft checkoutdraft entwurf brouillon borrador rascunho bozza concept",
    REFUNDED: "refunded fullyrefunded erstattet ruckerstattet zuruckerstattet rembourse "
    "reembolsad rimborsat terugbetaald chargedback chargeback",
}
# Words that mean "not paid yet" alone, and something else beside others (pending shipment).
WHOLE = {
    "pending": "pending pendingpayment paymentpending awaitingpayment onhold unpaid incomplete "
    "requirespaymentmethod requiresconfirmation requiresaction ausstehend unbezahlt "
    "zahlungausstehend inwartestellung enattente enattentedepaiement impaye pendiente "
    "pendientedepago pendente pagamentopendente aguardandopagamento inattesa inattesadipagamento "
    "inafwachting",
    REFUNDED: "returned zuruckgegeben retourniert",
}


def meaning(status: str) -> str:
    """What a status says: a reason why there was no sale, "refunded", or "" for a sale.

    Examples
    --------
    >>> [meaning(text) for text in ("Storniert", "wc-on-hold", "REFUNDED", "Completed")]
    ['cancelled', 'pending', 'refunded', '']
    """
    word = re.sub("^wc(?=[a-z])", "", bare(status))
    for kind, usual in BEGINNINGS.items():
        if word.startswith(tuple(usual.split())):
            return kind
    return next((kind for kind, usual in WHOLE.items() if word in usual.split()), "")


def meanings(texts: ir.Table) -> dict[str, str]:
    """Every status of a file with its meaning; nothing if there is no such column.

    Parameters
    ----------
    texts : ibis table
        With a column `status`, if the file has one.
    """
    if "status" not in texts.columns:
        return {}
    few = texts.filter(texts.status.notnull()).select("status").distinct().limit(MOST + 1)
    found = few.execute()["status"].tolist()
    return {status: meaning(status) for status in sorted(found)} if len(found) <= MOST else {}


def unsold(rows: ir.Table, known: Mapping[str, str]) -> ir.StringValue:
    """The reason why a row is no sale, such as "status: cancelled"; missing for a sale."""
    reasons = {
        text: f"status: {kind}" for text, kind in known.items() if kind not in ("", REFUNDED)
    }
    return _looked_up(rows, reasons)


def refunded(rows: ir.Table, known: Mapping[str, str]) -> ir.BooleanValue:
    """Whether a row's status says that all of it was given back."""
    back = [text for text, kind in known.items() if kind == REFUNDED]
    return rows.status.isin(back).coalesce(False) if back else ibis.literal(False)


def _looked_up(rows: ir.Table, reasons: Mapping[str, str]) -> ir.StringValue:
    if not reasons:
        return ibis.null("string")
    return ibis.cases(
        *[
            (rows.status.isin([t for t, r in reasons.items() if r == reason]), reason)
            for reason in sorted(set(reasons.values()))
        ]
    )
