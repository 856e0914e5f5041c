"""Which column of an orders file is the customer, the date, the amount: found by its name.

Names are compared without case, accents, blanks and punctuation, in English, German, French,
Spanish, Portuguese, Italian and Dutch. What fits two columns is asked for, never guessed.
"""

import re
import unicodedata
from collections.abc import Collection, Mapping

from segmentation.base.errors import DataError
from segmentation.reading.numbers import CODES, SAME

NONE = "none"  # as a parameter: do not look for this column

EXCERPT = 80  # characters of a line in an error
# The currency at the end of a name: a sign, or a code alone or in brackets.
MONEY = re.compile(rf"\s*(?:\bin\s+)?[(\[]?\s*(€|£|¥|₹|US\$|R\$|\$|\b(?:{CODES})\b)\s*[)\]]?$")
# A date or an amount, which no column is called by.
VALUE = re.compile(
    r"^\d{1,4}[./-]\d{1,2}[./-]\d{1,4}(?:[T\s].*)?$|^[-+]?[€£$]?\s?\d[\d.,'\s]*\s?[€£$]?$"
)

# Role → usual names, the surest first: a later line counts only if no earlier one is there.
NAMES: dict[str, tuple[str, ...]] = {
    "customer": (
        "customerid customeruserid custid clientid buyerid userid memberid shopperid accountid "
        "customernumber customerno customernr customerkey custno clientnumber kundennummer "
        "kundennr kundenid kundenr kdnr idclient numeroclient noclient nclient codeclient "
        "nocliente idcliente clienteid "
        "codigocliente codigodocliente numerocliente nrocliente codicecliente "
        "klantnummer klantid klantnr",
        "customer client buyer user member shopper account customercode kunde kaufer besteller "
        "acheteur cliente comprador utente klant",
        "customeremail email emailaddress emailbilling billingemail kundenemail courriel correo",
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
        "date datetime timestamp createdat createdutc created datecreated datecreatedgmt datum "
        "zeitpunkt jour fecha data dia",
    ),
    "amount": (
        "orderamount ordertotal ordertotalamount ordervalue totalamount amount grandtotal "
        "lineamount linetotal salesamount invoiceamount paymentvalue totalprice bestellwert "
        "gesamtbetrag rechnungsbetrag betrag auftragswert montanttotal montant montantttc "
        "montantht totalttc "
        "totalht importetotal importe monto montototal valortotal valordopedido valortotaldopedido "
        "importototale importo totaalbedrag bedrag orderbedrag",
        "total sales revenue turnover spend value netamount grossamount umsatz gesamt summe "
        "nettobetrag bruttobetrag wertbrutto wertnetto bruttowert nettowert betragbrutto "
        "betragnetto umsatzbrutto umsatznetto gesamtpreis warenwert "
        "chiffredaffaires valor totale totaal omzet",
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
    "status": (
        "financialstatus paymentstatus zahlungsstatus statutpaiement statutdepaiement estadopago "
        "estadodepago",
        "orderstatus bestellstatus auftragsstatus statutcommande statutdelacommande "
        "statutdecommande estadopedido estadodelpedido statuspedido statusdopedido statoordine "
        "bestelstatus",
        "status statut estado stato",
    ),
    "country": (
        "country shippingcountry countrycode billingcountry land lieferland pays pais paese",
    ),
    "category": ("category productcategory kategorie warengruppe categorie categoria",),
}  # fmt: skip
NEEDED = ("customer", "date", "amount")
# Pieces of a name by which a column may be meant, if no usual name is there: only to suggest it.
HINTS = {
    "customer": "kund kd cust client user buyer member email mail acheteur klant wer who",
    "date": "date datum data zeit time creat fecha bestelltag kauftag day jour wann when",
    "amount": "betrag wert amount total summe umsatz revenue montant import valor value preis",
}


class OpenColumnsError(DataError):
    """Columns that are not found, or could be several; `suggested` is role → a column or ""."""

    def __init__(self, message: str, suggested: dict[str, str]) -> None:
        super().__init__(message)
        self.suggested = suggested


def bare(name: str) -> str:
    """A name in small letters and digits only, accents dropped."""
    plain_letters = unicodedata.normalize("NFKD", name.casefold())
    return re.sub(r"[^0-9a-z]", "", plain_letters)


def currency_in(name: str) -> str:
    """The currency that a column's name ends in, as its code; "" if it names none.

    Examples
    --------
    >>> [currency_in(name) for name in ("Umsatz €", "Total (EUR)", "Amount in USD", "Total")]
    ['EUR', 'EUR', 'USD', '']
    """
    found = MONEY.search(name.strip())
    return SAME.get(found[1], found[1]) if found and found.start() else ""


def plain(name: str) -> str:
    """A name as it is compared: without a currency at its end, then as `bare` makes it.

    Examples
    --------
    >>> plain("Käufer-Nr. "), plain("Umsatz (€)")
    ('kaufernr', 'umsatz')
    """
    return bare(MONEY.sub("", name.strip()) or name)


def has_further_lines(columns: list[str]) -> bool:
    """Whether an order goes on in rows without an amount, as in exports of Shopify."""
    return any(plain(name).startswith("lineitem") for name in columns)


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
    raise OpenColumnsError(
        f"there is no column {name!r} ({role}); the columns found are {_listed(columns)}.",
        {role: suggest(role, columns, [])},
    )


def _by_usual_name(role: str, columns: list[str]) -> list[int]:
    """The positions of the columns that a role is usually called by."""
    names = [plain(column) for column in columns]
    lines = NAMES[role]
    if role == "order" and (has_further_lines(columns) or "financialstatus" in names):
        lines = ("name", *lines)  # Shopify
    for line in lines:
        usual = line.split()
        found = [i for i, name in enumerate(names) if name in usual]
        if found:
            return found
    return []


def suggest(role: str, columns: list[str], taken: Collection[int]) -> str:
    """The one column that a role may be meant by, judged by pieces of its name; "" without one."""
    pieces = HINTS.get(role, "").split()
    free = [column for i, column in enumerate(columns) if i not in taken]
    found = [
        column
        for column in free  # a short piece is in many names by chance
        if any(
            plain(column) == piece or (len(piece) > 3 and piece in plain(column))
            for piece in pieces
        )
    ]
    return found[0] if len(found) == 1 else ""


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
    OpenColumnsError
        If a column that was named is not there, a role fits several, or customer, date or amount
        is not found: all that is open at once.
    DataError
        If the first line is no header, or a column is named twice.
    """
    found: dict[str, int] = {}
    several: dict[str, list[str]] = {}
    for role in NAMES:
        name = given.get(role, "")
        if name.casefold() == NONE:
            continue
        at = [_named(role, name, columns)] if name else _by_usual_name(role, columns)
        if len(at) > 1:
            several[role] = [columns[i] for i in at]
        elif at:
            found[role] = at[0]
    if given.get("quantity") and given.get("price") and not given.get("amount"):
        found.pop("amount", None)  # asked for by name, they go before an amount found by itself
    by_parts = {"quantity", "price"} <= set(found)
    missing = [r for r in NEEDED if r not in found and r not in several]
    missing = [r for r in missing if r != "amount" or not by_parts]
    _check_header(columns, list(found.values()), bool(missing))
    if missing or several:
        raise _open(missing, several, columns, list(found.values()))
    if "amount" in found:
        found = {role: at for role, at in found.items() if role not in ("quantity", "price")}
    twice = [role for role, at in found.items() if list(found.values()).count(at) > 1]
    if twice:
        name = columns[found[twice[0]]]
        raise DataError(f"the column {name} is taken as {' and as '.join(twice)}; name another.")
    return found


def _open(
    missing: list[str], several: dict[str, list[str]], columns: list[str], taken: list[int]
) -> OpenColumnsError:
    """One sentence on all columns that are to be set."""
    said = [
        f"the {role} could be any of {_listed(names)}; set {role} to the right one"
        for role, names in several.items()
    ]
    if missing:
        said.insert(
            0,
            f"no column is known as {' or '.join(missing)}; set {', '.join(missing)} to one of "
            f"{_listed(columns)}",
        )
    suggested = {role: suggest(role, columns, taken) for role in missing}
    return OpenColumnsError("; ".join(said) + ".", suggested | dict.fromkeys(several, ""))


def _check_header(columns: list[str], taken: list[int], missing: bool) -> None:
    """Raise if the first line is an order rather than a header."""
    looked_at = columns if missing else [columns[i] for i in taken]
    value = next((name for name in looked_at if VALUE.match(name)), None)
    if value is not None:
        raise DataError(
            f"the first line ({_listed(columns)[:EXCERPT]}) looks like an order, not a header, "
            f"since {value} is no name; put a line with the names of the columns above it."
        )
