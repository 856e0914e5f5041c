"""What is a sale: statuses in many languages and columns, refunds, and what is asked."""

from pathlib import Path

import pandas as pd
import pytest
from odd_orders import GOOD, HEADER, PLAIN, aside, made, orders, reads

from segmentation.base.errors import DataError
from segmentation.orders_file.source import ReadResult
from segmentation.orders_file.status_words import kind_of, type_of

SAYS = {
    "cancelled": (
        "Cancelled|canceled by customer|wc-cancelled|Order cancelled|Storniert|annulé|"
        "Annulée par le client|Anulado|Cancelado|Annullato|Geannuleerd|Anulowane|Avbruten|"
        "Makulerad|İptal edildi|İPTAL|Отменён|Отменен покупателем|キャンセル|キャンセル済み|"
        "已取消|取消|abgebrochen|Pedido cancelado|CANCELLED_BY_ADMIN|cancelledByCustomer|"
        "Order Canceled - Refunded"
    ),
    "refunded": (
        "Refunded|erstattet|Remboursée|Reembolsado|Rimborsato|Terugbetaald|Zwrócone|"
        "Återbetald|İade edildi|Возврат|Возвращён|返金済み|已退款|fully_refunded|Chargeback|"
        "Returned|Devuelto|Devolvido|Estornado|retourniert"
    ),
    "pending": (
        "pending|Pending payment|On hold|wc-on-hold|unpaid|Awaiting bank wire payment|"
        "Not paid|not yet paid|nicht bezahlt|Noch nicht bezahlt|unbezahlt|Zahlung ausstehend|"
        "En attente de paiement|Non payé|impayé|Pendiente de pago|no pagado|"
        "Aguardando pagamento|não pago|In attesa di pagamento|non pagato|In afwachting|"
        "niet betaald|Oczekuje na płatność|nieopłacone|Väntar på betalning|obetald|ej betald|"
        "Ödeme bekleniyor|ödenmedi|Ожидает оплаты|не оплачен|неоплачен|未払い|入金待ち|"
        "未付款|待付款|On backorder (not paid)"
    ),
    "failed": (
        "failed|Payment failed|Payment error|Fehlgeschlagen|échoué|Refusé|Paiement refusé|"
        "Fallido|Rechazado|Falhou|Recusado|Fallito|Rifiutato|Mislukt|Nieudane|Misslyckades|"
        "Başarısız|Reddedildi|Отклонён|Ошибка оплаты|失敗|支付失败|declined|Zahlung abgelehnt"
    ),
    "sold": (
        "Completed|Processing|paid|Paid|partially_refunded|Partially Refunded|"
        "teilweise erstattet|Partiellement remboursé|Parcialmente reembolsado|"
        "parzialmente rimborsato|Gedeeltelijk terugbetaald|Częściowo zwrócone|"
        "Delvis återbetald|Kısmen iade edildi|Частично возвращён|一部返金|部分退款|"
        "Pending shipment|awaiting fulfillment|Versand ausstehend|not cancelled|Not refunded|"
        "nicht storniert|未取消|Payment accepted|On backorder (paid)|bezahlt|Versendet|"
        "Abgeschlossen|Payé|Expédiée|Livré|Terminée|Pagado|Enviado|Completado|Pago|"
        "Confirmado|Concluído|Pagato|Spedito|Consegnato|Betaald|Verzonden|Opłacone|Wysłane|"
        "Zrealizowane|Betald|Skickad|Levererad|Ödendi|Tamamlandı|Kargoya verildi|Оплачен|"
        "Выполнен|Доставлен|支払い済み|発送済み|完了|已付款|已完成|交易成功|已发货|"
        "in Bearbeitung|Processing in progress|Shipped|Delivered|authorized|Ready for pickup|"
        "In transit"
    ),
    "open": ("Open|offen|new|Neu|ouverte|Abierto|Aberto|Aperto|unfulfilled|Новый|Nowe"),
    "voided": ("voided"),
    "expired": ("expired|abgelaufen|Caducado|Expiré|期限切れ"),
    "draft": ("draft|checkout-draft|Entwurf|Brouillon|Borrador"),
}


@pytest.mark.parametrize(("kind", "texts"), SAYS.items())
def test_what_statuses_say_in_many_languages(kind: str, texts: str) -> None:
    found = {text: kind_of(text) for text in texts.split("|")}
    assert found == dict.fromkeys(found, kind)


@pytest.mark.parametrize("text", ["SP", "gold", "3", "VIP", "Bavaria", "Nordrhein-Westfalen", ""])
def test_what_is_no_status_says_nothing(text: str) -> None:
    assert kind_of(text) == ""


@pytest.mark.parametrize(
    ("kind", "texts"),
    [
        ("refund", "Refund|REFUND|Payment Refund|Gutschrift|Remboursement|Avoir|Devolución|Rimborso"
                   "|Zwrot|İade|Возврат|返金|退款|credit memo|Reversal|Retoure"),
        ("sold", "Sale|Order|charge|Express Checkout Payment|Verkauf|Vente|Venta|Pedido|売上"),
        ("no sale", "Payout|Fee|General Withdrawal|Transfer|Auszahlung|Transaction Fee"),
        ("", "Shirt|B2B|web"),
    ],
)  # fmt: skip
def test_what_types_of_rows_say(kind: str, texts: str) -> None:
    found = {text: type_of(text) for text in texts.split("|")}
    assert found == dict.fromkeys(found, kind)


def with_cells(folder: Path, header: str, *cells: str) -> Path:
    """GOOD orders with these cells behind, and one more order of 7.00 for each further cell."""
    lines = [*GOOD, *(f"c{i},{i},2024-01-10,7.00" for i in range(4, 1 + len(cells)))]
    return made(folder, *[f"{line},{cell}" for line, cell in zip(lines, cells, strict=True)],
                header=f"{HEADER},{header}")  # fmt: skip


@pytest.mark.parametrize(
    ("header", "good", "bad", "reason"),
    [
        ("cancelled_at", "", "2024-01-11", "cancelled"),
        ("Cancelled at", "", "2024-01-11 10:00:00 -0500", "cancelled"),
        ("is_cancelled", "false", "true", "cancelled"),
        ("Storniert am", "", "11.01.2024", "cancelled"),
        ("Storniert", "nein", "ja", "cancelled"),
        ("Cancelado", "No", "Sí", "cancelled"),
        ("date_annulation", "0000-00-00", "2024-01-11", "cancelled"),
        ("キャンセル日", "", "2024-01-11", "cancelled"),
        ("test", "false", "true", "test"),
        ("is_test", "0", "1", "test"),
        ("mode", "live", "test", "test"),
        ("livemode", "true", "false", "test"),
        ("order_status", "processing", "Order cancelled", "cancelled"),
        ("status", "Paid", "Order cancelled by customer", "cancelled"),
        ("Status do Pedido", "Concluído", "Cancelado", "cancelled"),
        ("Zahlungsstatus", "Bezahlt", "Offen", "pending"),
        ("Zahlungsstatus", "Bezahlt", "nicht bezahlt", "pending"),
        ("payment_status", "paid", "unpaid", "pending"),
        ("Paid On Date", "2024-01-05", "", "not paid"),
        ("注文状況", "完了", "キャンセル", "cancelled"),
        ("订单状态", "已完成", "已取消", "cancelled"),
        ("Статус заказа", "Выполнен", "Отменён", "cancelled"),
        ("type", "sale", "payout", "no sale"),
    ],
)  # fmt: skip
def test_every_column_that_says_there_was_no_sale_is_read(
    tmp_path: Path, header: str, good: str, bad: str, reason: str
) -> None:
    reading = reads(with_cells(tmp_path, header, good, good, good, bad))
    assert (orders(reading), aside(reading)) == (PLAIN, {f"status: {reason}": 1})
    assert len(orders(reads(reading.orders.parent.parent / "orders.csv", status="none"))) == 4


def test_an_order_is_a_sale_only_if_no_column_says_it_is_not(tmp_path: Path) -> None:
    path = with_cells(
        tmp_path, "payment_status,order_status,cancelled_at,test",
        "paid,processing,,no", "paid,Completed,,no", "paid,open,,no", "paid,cancelled,,no",
        "pending,processing,,no", "paid,processing,2024-01-12,no", "paid,processing,,yes",
    )  # fmt: skip
    reading = reads(path)
    assert orders(reading) == PLAIN
    assert aside(reading) == {"status: cancelled": 2, "status: pending": 1, "status: test": 1}


def test_a_shipment_that_waits_is_a_sale(tmp_path: Path) -> None:
    path = with_cells(tmp_path, "Fulfillment Status", "fulfilled", "pending", "unfulfilled")
    assert orders(reads(path)) == PLAIN


FIRST = "customer,order,date,amount,financial_status,cancelled_at"


def test_a_status_on_the_first_line_of_an_order_is_that_of_all_its_lines(tmp_path: Path) -> None:
    lines = ["a,1,2024-01-05,4.00,paid,", "a,1,2024-01-05,6.50,,", "b,2,2024-01-31,20.00,paid,",
             "a,3,2024-02-01,2.00,paid,2024-02-02", "a,3,2024-02-01,1.00,,",
             "c,4,2024-02-03,8.00,pending,", "c,4,2024-02-03,9.00,,"]  # fmt: skip
    reading = reads(made(tmp_path, *lines, header=FIRST))
    assert orders(reading) == PLAIN[:2]
    assert aside(reading) == {"status: cancelled": 2, "status: pending": 2}


def test_a_mark_of_one_line_is_not_carried_to_the_others(tmp_path: Path) -> None:
    lines = ["a,1,2024-01-05,4.00,paid,", "a,1,2024-01-05,6.50,,2024-01-06",
             "b,2,2024-01-31,20.00,paid,", "b,2,2024-01-31,1.00,,"]  # fmt: skip
    reading = reads(made(tmp_path, *lines, header=FIRST))
    assert [row[2] for row in orders(reading)] == [4.0, 21.0]
    assert aside(reading) == {"status: cancelled": 1}


def test_lines_that_were_cancelled_by_themselves_leave_the_others(tmp_path: Path) -> None:
    lines = ["a,1,2024-01-05,4.00,2024-01-06", "a,1,2024-01-05,6.50,", "b,2,2024-01-31,20.00,"]
    reading = reads(made(tmp_path, *lines, header=f"{HEADER},cancelled_at"))
    assert [row[2] for row in orders(reading)] == [6.5, 20.0]


def test_a_name_of_a_state_is_no_status(tmp_path: Path) -> None:
    path = with_cells(tmp_path, "state", "New York", "Texas", "Ohio")
    assert (orders(reads(path)), reads(path).statuses) == (PLAIN, {})


def test_what_is_neither_sold_nor_not_is_one_question_with_counts(tmp_path: Path) -> None:
    cells = ["3,paid", "3,paid", "3,x7", "5,x7", "5,x7", "cancelled,x7"]
    path = with_cells(tmp_path, "order_status,payment_status", *cells)
    with pytest.raises(DataError) as stop:
        reads(path)
    assert str(stop.value) == (
        "statuses that say neither sold nor not sold (payment_status: x7 (3 rows); order_status: 5 "
        '(2 rows), 3 (1 row)); set sold to those that are sales, as in "x7,5,3", or to all (to '
        "none, if none of them is)."
    )
    assert len(orders(reads(path, sold="all"))) == 5
    assert len(orders(reads(path, sold="none"))) == 2
    reading = reads(path, sold="x7,5")
    assert aside(reading) == {"status: cancelled": 1, "status: not counted as sold": 1}
    assert reading.statuses["3"] == "not counted as sold" and reading.statuses["5"] == ""
    # What was asked for and is not set is no sale, whatever stands beside it.
    assert aside(reads(path, sold="5")) == {
        "status: cancelled": 1, "status: not counted as sold": 3
    }  # fmt: skip


def test_a_status_that_is_set_as_sold_is_one(tmp_path: Path) -> None:
    path = with_cells(tmp_path, "status", "completed", "on-hold", "completed", "cancelled")
    assert len(orders(reads(path))) == 2
    assert orders(reads(path, sold="on-hold")) == PLAIN


# Refunds


def back(reading: ReadResult) -> list[float]:
    table = pd.read_parquet(reading.orders)
    return table["returned_amount"].tolist() if "returned_amount" in table else []


@pytest.mark.parametrize(
    "name",
    ["Total Refunded", "refunded_amount", "Refunds", "Erstattungsbetrag", "Montant remboursé",
     "Importe reembolsado", "Valor reembolsado", "Importo rimborsato", "Terugbetaald bedrag",
     "Kwota zwrotu", "Återbetalning", "İade tutarı", "Сумма возврата", "返金額", "退款金额"],
)  # fmt: skip
def test_a_column_of_refunds_is_found(tmp_path: Path, name: str) -> None:
    reading = reads(with_cells(tmp_path, name, "0", "5.00", ""))
    assert (orders(reading), back(reading)) == (PLAIN, [0, 5, 0])


@pytest.mark.parametrize(
    ("name", "cells"),
    [("Refunded", ("false", "TRUE", "false")), ("returned", ("", "Yes", "")),
     ("Is returned", ("0", "1", "0")), ("Erstattet", ("nein", "ja", "nein"))],
)  # fmt: skip
def test_yes_in_a_column_of_refunds_means_all_of_the_order(
    tmp_path: Path, name: str, cells: tuple[str, ...]
) -> None:
    reading = reads(with_cells(tmp_path, name, *cells))
    assert (orders(reading), back(reading), aside(reading)) == (PLAIN, [0, 20, 0], {})
    assert reading.statuses == {"refunded": "refunded"}


def test_a_refund_of_one_is_an_amount_where_the_column_is_called_so(tmp_path: Path) -> None:
    reading = reads(with_cells(tmp_path, "Refund amount", "0", "1", "0"))
    assert (orders(reading), back(reading), reading.statuses) == (PLAIN, [0, 1, 0], {})


@pytest.mark.parametrize(
    ("name", "cells"),
    [("refunded", ("no", "no", "")), ("returned", ("", "2024-03-04", "")),
     ("refunded", ("0", "0", "0"))],
)  # fmt: skip
def test_no_refund_is_none(tmp_path: Path, name: str, cells: tuple[str, ...]) -> None:
    reading = reads(with_cells(tmp_path, name, *cells))
    assert (orders(reading), back(reading), aside(reading)) == (PLAIN, [], {})


@pytest.mark.parametrize("sign", ["", "-"])
@pytest.mark.parametrize("kind", ["Refund", "Gutschrift", "Remboursement", "返金"])
def test_a_row_of_type_refund_is_one_whatever_its_sign(
    tmp_path: Path, kind: str, sign: str
) -> None:
    lines = [f"{line},Order" for line in GOOD] + [f"b,2,2024-02-03,{sign}4.00,{kind}"]
    reading = reads(made(tmp_path, *lines, header=f"{HEADER},type"))
    assert (orders(reading), back(reading)) == (PLAIN, [0, 4, 0])


def test_a_type_of_goods_is_no_status(tmp_path: Path) -> None:
    assert orders(reads(with_cells(tmp_path, "type", "Shirt", "Sale", "Shoes"))) == PLAIN


def test_two_minus_signs_are_a_return(tmp_path: Path) -> None:
    lines = ("a,1,2024-01-05,2,3.50", "a,2,2024-01-06,-1,-3.50", "b,3,2024-01-07,-1,4",
             "b,4,2024-01-01,1,4")  # fmt: skip
    reading = reads(made(tmp_path, *lines, header="customer,order,date,quantity,price"))
    assert [row[2] for row in orders(reading)] == [4, 7]
    assert back(reading) == [4, 3.5]
