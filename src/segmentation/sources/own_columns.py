"""Which column of an orders file is the customer, the date, the amount: found by its name.

Names are compared without case, accents, blanks and punctuation, in English, German, French,
Spanish, Portuguese, Italian and Dutch. What fits two columns is asked for, never guessed.
"""

import re
import unicodedata
from collections.abc import Mapping

from segmentation.schemas import DataError

NONE = "none"  # as a parameter: do not look for this column

# Role → usual names, the surest first: a later line counts only if no earlier one is there.
NAMES: dict[str, tuple[str, ...]] = {
    "customer": (
        "customerid custid clientid buyerid userid memberid shopperid accountid customernumber "
        "customerno customernr customerkey custno clientnumber kundennummer kundennr kundenid "
        "kundenr kdnr idclient numeroclient noclient nclient codeclient nocliente "
        "idcliente clienteid "
        "codigocliente codigodocliente numerocliente nrocliente codicecliente "
        "klantnummer klantid klantnr",
        "customer client buyer user member shopper account customercode kunde kaufer besteller "
        "acheteur cliente comprador utente klant",
        "customeremail email emailaddress kundenemail courriel correo",
    ),
    "order": (
        "orderid ordernumber orderno ordernr orderkey orderref invoiceid invoiceno invoicenumber "
        "transactionid receiptid receiptno bestellnummer bestellnr bestellid auftragsnummer "
        "auftragsnr rechnungsnummer rechnungsnr belegnummer belegnr bonnummer idcommande "
        "numerocommande numerodecommande nocommande ncommande nopedido npedido commandeid "
        "numerofacture nofacture idpedido "
        "numeropedido numerodepedido nropedido pedidoid numerofactura numerodopedido "
        "numeroordine idordine ordineid bestelnummer ordernummer",
        "order invoice transaction receipt bestellung auftrag rechnung beleg commande facture "
        "pedido factura encomenda ordine fattura bestelling",
    ),
    "date": (
        "orderdate orderedat orderdatetime ordertime orderpurchasetimestamp invoicedate "
        "purchasedate purchasedat transactiondate saledate dateofpurchase orderedon bestelldatum "
        "auftragsdatum rechnungsdatum kaufdatum belegdatum datecommande "
        "datedecommande datefacture dateachat datedachat fechapedido fechadepedido fechacompra "
        "fechadecompra fechafactura datadopedido datapedido datacompra datadacompra dataordine "
        "dataacquisto besteldatum orderdatum",
        "date datetime timestamp createdat created datum zeitpunkt jour fecha data dia",
    ),
    "amount": (
        "orderamount ordertotal ordervalue totalamount amount grandtotal lineamount linetotal "
        "salesamount invoiceamount paymentvalue totalprice bestellwert gesamtbetrag "
        "rechnungsbetrag betrag auftragswert montanttotal montant montantttc montantht totalttc "
        "totalht importetotal importe monto montototal valortotal valordopedido valortotaldopedido "
        "importototale importo totaalbedrag bedrag orderbedrag",
        "total sales revenue turnover spend value netamount grossamount umsatz gesamt summe "
        "nettobetrag bruttobetrag gesamtpreis warenwert chiffredaffaires valor totale totaal "
        "omzet",
    ),
    "quantity": (
        "quantity qty orderquantity units quantityordered menge anzahl stuckzahl quantite qte "
        "cantidad quantidade quantita aantal",
    ),
    "price": (
        "unitprice itemprice priceperunit priceeach einzelpreis stuckpreis prixunitaire "
        "preciounitario precounitario prezzounitario stukprijs",
        "price preis prix precio preco prezzo prijs",
    ),
    "returned": (
        "returnedamount refundedamount amountrefunded refundamount amountreturned refund refunds "
        "retourbetrag ruckerstattung erstattung erstattungsbetrag gutschrift montantrembourse "
        "remboursement importereembolsado reembolso valorreembolsado rimborso terugbetaling",
    ),
    "product": (
        "productid sku stockcode articlenumber itemid productcode artikelnummer artikelnr "
        "codeproduit reference referencia codigoproducto codigoproduto",
        "product item article description artikel produkt produit article producto produto "
        "articolo prodotto",
    ),
    "currency": ("currency currencycode wahrung devise moneda divisa moeda valuta",),
    "country": (
        "country shippingcountry countrycode billingcountry land lieferland pays pais paese",
    ),
    "category": ("category productcategory kategorie warengruppe categorie categoria",),
}  # fmt: skip
NEEDED = ("customer", "date")


def plain(name: str) -> str:
    """A name as it is compared: small letters and digits only, accents dropped.

    Examples
    --------
    >>> plain("Käufer-Nr. ")
    'kaufernr'
    """
    bare = unicodedata.normalize("NFKD", name.casefold())
    return re.sub(r"[^0-9a-z]", "", bare)


def _listed(columns: list[str]) -> str:
    return ", ".join(column or "(no name)" for column in columns)


def _named(role: str, name: str, columns: list[str]) -> int:
    """The position of a column that was asked for, its case and blanks forgiven."""
    for fits in (lambda c: c == name, lambda c: c.strip().casefold() == name.strip().casefold()):
        found = [i for i, column in enumerate(columns) if fits(column)]
        if len(found) > 1:
            raise DataError(f"the column {name} ({role}) is there {len(found)} times; rename one.")
        if found:
            return found[0]
    raise DataError(
        f"there is no column {name!r} ({role}); the columns found are {_listed(columns)}."
    )


def _by_usual_name(role: str, columns: list[str]) -> int | None:
    names = [plain(column) for column in columns]
    for line in NAMES[role]:
        usual = line.split()
        found = [i for i, name in enumerate(names) if name in usual]
        if len(found) > 1:
            raise DataError(
                f"the {role} could be any of {_listed([columns[i] for i in found])}; set {role} "
                "to the right one."
            )
        if found:
            return found[0]
    return None


def find(columns: list[str], given: Mapping[str, str]) -> dict[str, int]:
    """Find the column of each role.

    Parameters
    ----------
    columns : list of str
        From the header.
    given : mapping of str to str
        Role → name of the column; "" to find it, "none" if there is none.

    Returns
    -------
    dict
        Role → position, of those that are there. An amount, if there is one, makes quantity and
        price superfluous.

    Raises
    ------
    DataError
        If a column that was named is not there, a role fits several, or customer, date or amount
        is not found.
    """
    found: dict[str, int] = {}
    for role in NAMES:
        name = given.get(role, "")
        if name.casefold() == NONE:
            continue
        position = _named(role, name, columns) if name else _by_usual_name(role, columns)
        if position is not None:
            found[role] = position
    if given.get("quantity") and given.get("price") and not given.get("amount"):
        found.pop("amount", None)  # asked for by name, they go before an amount found by itself
    missing = [role for role in NEEDED if role not in found]
    if "amount" not in found and not {"quantity", "price"} <= set(found):
        missing.append("amount")
    if missing:
        raise DataError(
            f"no column is known as {' or '.join(missing)}; set {', '.join(missing)} to one of "
            f"{_listed(columns)}."
        )
    if "amount" in found:
        found = {role: at for role, at in found.items() if role not in ("quantity", "price")}
    twice = [role for role, at in found.items() if list(found.values()).count(at) > 1]
    if twice:
        name = columns[found[twice[0]]]
        raise DataError(f"the column {name} is taken as {' and as '.join(twice)}; name another.")
    return found
