"""Words that shops use: names of columns, statuses, and customers who are nobody. Data only.

Names of columns stand as `folding.bare` makes them: small letters and digits, accents off.
English, German, French, Spanish, Portuguese, Italian, Dutch, Polish, Swedish, Turkish, Russian,
Japanese, Chinese, in this order as far as a language has its own word.
"""

# What a column of yes and no says of an order that was given back.
GIVEN_BACK = (
    "returned isreturned isrefunded wasreturned wasrefunded orderreturned orderrefunded "
    "fullyrefunded zuruckgegeben retourniert istretourniert isterstattet rembourse estrembourse "
    "retourne devuelto reembolsado devolvido reembolsada rimborsato geretourneerd zwrocone "
    "returnerad iadeedildi возвращен возвращён"
)

# Role → usual names, the surest first: a later line counts only if no earlier one is there.
NAMES: dict[str, tuple[str, ...]] = {
    "customer": (
        "customerid customeruserid customeruniqueid custid clientid buyerid userid memberid "
        "shopperid accountid buyerusername customernumber customerno customernr customerkey custno "
        "clientnumber kundennummer kundennr kundenid kundenr kdnr idclient numeroclient noclient "
        "nclient codeclient nocliente idcliente clienteid codigocliente codigodocliente "
        "numerocliente nrocliente codicecliente klantnummer klantid klantnr idklienta klientid "
        "numerklienta nrklienta kundid kundnummer kundnr musteriid musterino musterinumarasi "
        "idклиента кодклиента номерклиента клиентid 顧客id 顧客番号 会員id 会員番号 客户id "
        "客户编号 会员id 用户id 買家id",
        "customer client buyer user member shopper account customercode kunde kaufer besteller "
        "acheteur cliente comprador utente klant klient kupujacy kund musteri alici "
        "клиент покупатель 顧客 会員 お客様 客户 买家 用户 会员",
        "customeremail email emailaddress emailbilling billingemail buyeremail payeremail "
        "customeremailaddress kundenemail emaildelcliente emailcliente emaildocliente contactemail "
        "personemail courriel correo correoelectronico adresemail eposta epost mail эпочта "
        "электроннаяпочта メールアドレス メール 邮箱 电子邮件 电子邮箱",
    ),
    "order": (
        "orderid ordernumber orderno ordernr orderkey orderref invoiceid invoiceno invoicenumber "
        "amazonorderid transactionid receiptid receiptno bestellnummer bestellnr bestellid "
        "auftragsnummer auftragsnr rechnungsnummer rechnungsnr belegnummer belegnr bonnummer "
        "idcommande numerocommande numerodecommande nocommande ncommande nopedido npedido "
        "commandeid numerofacture nofacture idpedido numeropedido numerodepedido nropedido "
        "pedidoid numerofactura numerodopedido numeroordine idordine ordineid bestelnummer "
        "ordernummer idzamowienia numerzamowienia nrzamowienia orderidentitet siparisno siparisid "
        "siparisnumarasi номерзаказа idзаказа 注文番号 注文id 受注番号 订单号 订单编号 订单id",
        "order invoice transaction receipt bestellung auftrag rechnung beleg commande facture "
        "pedido factura encomenda ordine fattura bestelling zamowienie siparis заказ 注文 订单",
        "eventid",
    ),
    "date": (
        "orderdate orderedat orderdatetime ordertime orderpurchasetimestamp invoicedate "
        "purchasedate purchasedat transactiondate saledate dateofpurchase orderedon bestelldatum "
        "auftragsdatum rechnungsdatum kaufdatum belegdatum datecommande "
        "datedecommande datefacture dateachat datedachat fechapedido fechadepedido fechacompra "
        "fechadecompra fechafactura datadopedido datapedido datacompra datadacompra dataordine "
        "dataacquisto besteldatum orderdatum datazamowienia siparistarihi датазаказа "
        "注文日 注文日時 購入日 受注日 下单时间 订单日期 订单时间 付款时间",
        "date datetime timestamp createdat createdutc created createddate creationdate datecreated "
        "datecreatedgmt datum zeitpunkt jour fecha data dia tarih дата 日付 日期",
    ),
    "amount": (
        "orderamount ordertotal ordertotalamount ordervalue totalamount amount grandtotal "
        "lineamount linetotal totalcollected purchaserevenue salesamount invoiceamount "
        "paymentvalue totalprice bestellwert gesamtbetrag rechnungsbetrag betrag auftragswert "
        "montanttotal montant montantttc montantht totalttc totalht importetotal importe monto "
        "montototal valortotal valordopedido valortotaldopedido importototale importo totaalbedrag "
        "bedrag orderbedrag kwota wartosczamowienia belopp ordervarde tutar toplamtutar "
        "суммазаказа сумма 注文金額 合計金額 金額 订单金额 实付金额 金额",
        "total sales revenue nrevenue netrevenue gross turnover spend value netamount grossamount "
        "umsatz gesamt summe nettobetrag bruttobetrag wertbrutto wertnetto bruttowert nettowert "
        "betragbrutto betragnetto umsatzbrutto umsatznetto gesamtpreis warenwert chiffredaffaires "
        "valor totale totaal omzet suma razem summa totalt toplam итого 合計 総額 总价 总额",
    ),
    "quantity": (
        "quantity qty orderquantity units quantityordered menge anzahl stuckzahl quantite qte "
        "cantidad quantidade quantita aantal ilosc antal adet miktar количество 数量",
    ),
    "price": (
        "unitprice itemprice itemcost priceperunit priceeach einzelpreis stuckpreis prixunitaire "
        "preciounitario precounitario prezzounitario stukprijs cenajednostkowa styckpris "
        "birimfiyat 単価 单价",
        "price preis prix precio preco prezzo prijs cena pris fiyat цена 価格 价格",
    ),
    "returned": (
        "returnedamount refundedamount amountrefunded refundamount amountreturned refund refunds "
        "totalrefunded totalrefund totalrefunds totalrefundedamount refundtotal refundedtotal "
        "refundvalue orderrefund orderrefunds orderrefundamount refunded returns returntotal "
        "retourbetrag ruckerstattung erstattung erstattungsbetrag erstatteterbetrag "
        "ruckerstattungsbetrag erstattet gutschrift gutschriftbetrag retouren montantrembourse "
        "remboursement remboursements totalrembourse importereembolsado importedevuelto "
        "totalreembolsado montoreembolsado reembolso reembolsos devolucion valorreembolsado "
        "valordoreembolso valorestornado estorno rimborso rimborsi importorimborsato "
        "totalerimborsato terugbetaling terugbetaald terugbetaaldbedrag kwotazwrotu zwrot zwroty "
        "zwroconakwota aterbetalning aterbetalt aterbetaltbelopp iadetutari iade iadeedilentutar "
        "возврат суммавозврата возвращено 返金額 返金 返金合計 退款金额 退款 已退款金额",
        GIVEN_BACK,
    ),
    "product": (
        "productid sku stockcode articlenumber itemid productcode artikelnummer artikelnr "
        "codeproduit reference referencia codigoproducto codigoproduto",
        "itemnumber lineitemsku itemsku asin listingid",
        "product item article description artikel produkt produit article producto produto "
        "articolo prodotto itemtitle itemname productname lineitemname listingtitle urun товар "
        "商品 商品名 商品名称 产品",
    ),
    "currency": (
        "ordercurrency currency currencycode ordercurrencycode transactioncurrency paymentcurrency "
        "currencyiso isocurrency shopcurrency storecurrency presentmentcurrency invoicecurrency "
        "amountcurrency pricecurrency curr ccy currencyiso3 basecurrencycode wahrung wahrungscode "
        "auftragswahrung bestellwahrung rechnungswahrung devise devisecommande codedevise monnaie "
        "moneda monedadelpedido codigomoneda divisa moeda moedadopedido codigodamoeda valuta "
        "valutacode valutaordine waluta walutazamowienia kodwaluty valutakod parabirimi doviz "
        "валюта кодвалюты 通貨 通貨コード 币种 货币",
    ),
    "status": (
        "financialstatus paymentstatus paymentstate zahlungsstatus zahlstatus bezahlstatus "
        "statutpaiement statutdepaiement statutdupaiement estadopago estadodepago estadodelpago "
        "statusdopagamento statuspagamento situacaodopagamento statopagamento statodelpagamento "
        "betaalstatus betalingsstatus statusplatnosci statuspatnosci betalstatus betalningsstatus "
        "odemedurumu статусоплаты 支払い状況 支払状況 入金状況 支付状态 付款状态",
        "orderstatus orderstate bestellstatus auftragsstatus statutcommande statutdelacommande "
        "statutdecommande etatcommande etatdelacommande estadopedido estadodelpedido statuspedido "
        "statusdopedido situacaodopedido statoordine statodellordine bestelstatus statuszamowienia "
        "siparisdurumu статусзаказа 注文状況 受注状況 注文ステータス 订单状态",
        "status state cleared statut etat estado stato situacao durum статус ステータス 状態 状态",
    ),
    "country": (
        "country", "shippingcountry deliverycountry shiptocountry lieferland paysdelivraison",
        "countrycode shippingcountrycode", "billingcountry buyercountry billtocountry",
        "land pays pais paese kraj ulke страна 国 国家",
    ),
    "category": (
        "category productcategory kategorie warengruppe categorie categoria kategoria kategori",
    ),
}  # fmt: skip

# What stands behind a name, parted from it by a blank, a bracket or the like, by its kind.
QUALIFIERS: dict[str, tuple[str, ...]] = {
    "whole": (
        "inc tax", "incl tax", "incl. tax", "including tax", "inc vat", "incl vat", "incl. vat",
        "including vat", "inc gst", "incl gst", "tax inc", "tax incl", "tax incl.",
        "tax included", "with tax", "gross", "brutto", "bruto", "inkl. mwst", "inkl mwst",
        "inkl. ust", "inkl. steuer", "ttc", "tvac", "con iva", "iva incluido", "iva inclusa",
        "com iva", "ivato", "incl. btw", "incl btw", "inkl moms", "inkl. moms", "kdv dahil",
        "с ндс", "税込",
    ),
    "net": (
        "ex tax", "excl tax", "excl. tax", "excluding tax", "ex vat", "excl vat", "excl. vat",
        "excluding vat", "ex gst", "excl gst", "tax ex", "tax excl", "tax excl.", "tax excluded",
        "without tax", "net", "netto", "neto", "exkl. mwst", "ohne mwst", "zzgl. mwst",
        "exkl. ust", "ht", "htva", "sin iva", "iva excluido", "iva esclusa", "sem iva",
        "excl. btw", "excl btw", "exkl moms", "exkl. moms", "kdv haric", "без ндс", "税抜",
    ),
    "": ("purchased", "base", "utc", "gmt", "local time", "local", "- refund"),
    "other": ("formatted",),
}  # fmt: skip
# Names that say it by themselves.
WITHIN = {
    "whole": ("brutto", "gross", "ttc"),
    "net": ("netto", "netamount", "nettotal", "totalht", "montantht"),
}
# Names that are not meant where one of the others stands beside them: an order's value is that of
# its goods, and a time beside a date is its clock.
GIVES_WAY = {
    "ordervalue bestellwert auftragswert wartosczamowienia ordervarde": (
        "ordertotal ordertotalamount ordergrandtotal grandtotal totalamount gesamtbetrag "
        "rechnungsbetrag"
    ),
    "ordertime": "orderdate",
}

# Columns that say how far an order came, besides those of `status` above.
FULFILMENT = (
    "fulfillmentstatus fulfilmentstatus shippingstatus shipmentstatus deliverystatus "
    "versandstatus lieferstatus statutlivraison statutdelivraison statutdelexpedition estadoenvio "
    "estadodelenvio estadodeenvio statusdoenvio statusenvio statusdaentrega statospedizione "
    "statoevasione verzendstatus statuswysylki leveransstatus kargodurumu статусдоставки "
    "発送状況 配送状況 发货状态 物流状态"
)
CANCELLED = (  # a date, or yes
    "cancelledat canceledat cancelledon canceledon cancelleddate canceleddate cancellationdate "
    "canceldate datecancelled datecanceled cancelled canceled iscancelled iscanceled "
    "ordercancelled ordercanceled cancelledtime canceltime voided isvoid isvoided voidedat "
    "storniert storniertam stornodatum storno istsorniert iststorniert annule annulele "
    "dateannulation datedannulation estannule cancelado canceladoel fechacancelacion "
    "fechadecancelacion fechaanulacion anulado estacancelado canceladoem datacancelamento "
    "datadocancelamento datadecancelamento annullato annullatoil dataannullamento geannuleerd "
    "geannuleerdop annuleringsdatum anulowano dataanulowania anulowane avbruten avbokad makulerad "
    "iptal iptaltarihi iptaledildi отменен отменён датаотмены キャンセル日 キャンセル日時 "
    "キャンセル 取消时间 已取消"
)
TEST = "test istest testorder istestorder testmode testbestellung commandetest pedidodeprueba"
MODE = "mode environment env ordermode paymentmode transactionmode"
LIVE = "livemode islive live"
PAID = (  # the day of payment: missing where nothing was paid
    "paidat paidon paidondate datepaid paiddate paymentdate dateofpayment zahlungsdatum bezahltam "
    "zahldatum bezahldatum datepaiement datedepaiement payele fechapago fechadepago "
    "datadepagamento datapagamento datadopagamento betaaldatum betaaldop dataplatnosci "
    "datazaplaty betaldatum odemetarihi датаоплаты 入金日 支払日 支払い日 支付时间"
)
TYPE = (
    "type transactiontype eventtype rowtype recordtype ordertype salestype saletype documenttype "
    "doctype entrytype kind reportingcategory transactiontypename typ art belegart vorgangsart "
    "buchungsart transaktionstyp typetransaction typedetransaction typeoperation tipo "
    "tipotransaccion tipodetransaccion tipodetransacao tipooperazione tipodocumento "
    "typtransakcji transaktionstyp islemturu islemtipi типоперации тип 取引種別 種別 交易类型 类型"
)
PHONE = (
    "phone phonenumber customerphone billingphone shippingphone buyerphone mobile telephone "
    "telefon telefonnummer telefonnr telefono telefone telefoon telefonu телефон 電話番号 "
    "电话 手机 手机号"
)
PERSON = (
    "customername billingname buyername fullname customerfullname clientname kundenname "
    "nomclient nomduclient nombrecliente nombredelcliente nomedocliente nomedocomprador "
    "nomecliente klantnaam imienazwisko imieinazwisko kundnamn musteriadi имяклиента фио 氏名 "
    "お名前 姓名 shippingname"
)

# Ids of a browser or a device, by which a visitor without an account comes back.
DEVICE = "userpseudoid anonymousid visitorid fullvisitorid deviceid cookieid browserid gaclientid"

# Ids, names and e-mails (before the @) that stand for nobody in particular, in small letters.
NOBODY = (
    "guest", "guests", "guest customer", "guest user", "guest checkout", "guestcheckout",
    "guest_checkout", "visitor", "unknown", "unknown customer", "unbekannt", "inconnu",
    "desconocido", "desconhecido", "sconosciuto", "onbekend", "nieznany", "okänd", "bilinmeyen",
    "неизвестно", "неизвестный", "不明", "未知", "anonymous", "anonym", "anonyme", "anónimo",
    "anonimo", "anônimo", "anoniem", "anonim", "аноним", "匿名", "gast", "gastkunde",
    "gastbestellung", "invité", "invite", "invitado", "invitada", "convidado", "ospite", "gość",
    "gosc", "gäst", "misafir", "гость", "ゲスト", "游客", "访客", "walk-in", "walk in",
    "walk-in customer", "walkin", "laufkunde", "laufkundschaft", "barverkauf", "cash customer",
    "cash sale", "pos customer", "default customer", "no customer", "nobody", "no name", "noname",
    "none", "null", "nil", "na", "n/a", "n.a.", "#n/a", "#ref!", "#name?", "#value!", "#null!",
    "#div/0!", "#num!", "undefined", "not set", "(not set)", "not provided", "not available",
    "unassigned", "?", "??", "???", "\\n", "(blank)", "blank", "(empty)", "empty", "(none)",
    "(unknown)", "[unknown]", "(vide)", "(leer)", "(en blanco)", "-1", "-2", "0", "0.0", "00",
    "000", "0000", "00000", "000000", ".", "..", "...", "--", "---", "_", "*", "**", "***", "tbd",
    "redacted", "[redacted]", "[deleted]", "deleted",
)  # fmt: skip
ZEROS = ("0", "0.0", "00", "000", "0000", "00000", "000000")  # which may also be the first of many
# What an e-mail that stands for nobody begins with, before the @.
NO_MAILBOX = (
    "noemail", "no-email", "no_email", "no.email", "nomail", "no-mail", "no_mail", "no.mail",
    "keineemail", "keine-email", "keinemail", "pasdemail", "sinemail", "sin-email", "sincorreo",
    "semmail", "sememail", "sem-email", "geenemail", "brakemaila", "noreply", "no-reply",
    "no_reply", "donotreply", "do-not-reply", "notprovided", "not-provided", "notavailable",
    "none", "null", "na", "n.a", "unknown", "anonymous", "guest", "gast", "invite", "invitado",
    "nobody", "noone", "placeholder", "dummy", "fake", "test", "example", "xxx", "deleted",
    "redacted",
)  # fmt: skip

# What a status says, word by word; "*" stands for any ending, "_" joins words of a phrase. Words
# of Japanese and Chinese are found anywhere in a text, all others as whole words.
STATUS_WORDS: dict[str, str] = {
    "test": "test testorder sandbox testbestellung テスト 测试",
    "cancelled": (
        "cancel* storn* annul* geannul* anul* abgebrochen abandon* withdrawn revoked avbrut* "
        "avbokad* avbest* makuler* iptal* отмен* аннулир* キャンセル 取消 取り消し 已关闭 交易关闭"
    ),
    "voided": "void voided voiding",
    "failed": (
        "fail* fehlgeschlagen echoue* echec fallid* falhou falhad* fallit* mislukt* declin* refus* "
        "recus* rechaz* rifiutat* abgelehnt denied uncollectible error fehler erreur erro errore "
        "reject* rejet* geweigerd afgewezen odrzucon* nieudan* niepowodzenie misslyck* nekad* "
        "avvis* basarisiz* reddedil* hata отклон* неудач* ошибка отказ* 失敗 エラー 失败 拒绝"
    ),
    "expired": (
        "expir* abgelaufen caducad* verlopen scadut* wygas* utgang* suresi_dol* истек* просроч* "
        "期限切れ 过期 已过期"
    ),
    "draft": (
        "draft checkout_draft entwurf brouillon borrador rascunho bozza concept szkic "
        "roboczy utkast taslak черновик 下書き 草稿"
    ),
    "refunded": (
        "refunded refund* fullyrefunded erstattet ruckerstatt* zuruckerstattet gutgeschrieben "
        "rembours* reembols* rimbors* terugbetaald terugbetaling chargeback charge_back "
        "chargedback returned zuruckgegeben retourniert retourne* devuelt* devolvid* estornad* "
        "reso restituit* geretourneerd zwrocon* zwrot* aterbetal* returnera* iade* geri_odendi "
        "возврат* возвращ* 返金 返品 退款 退货"
    ),
    "pending": (
        "pending pendingpayment paymentpending awaiting awaitingpayment on_hold onhold hold unpaid "
        "incomplete requirespaymentmethod requiresconfirmation requiresaction requires_action "
        "requires_payment_method requires_confirmation overdue outstanding due ausstehend "
        "unbezahlt offene_zahlung zahlungsverzug in_wartestellung wartend en_attente impaye* "
        "en_suspens pendient* impagad* en_espera pendent* aguardando nao_pago em_espera in_attesa "
        "in_sospeso non_pagato in_afwachting in_de_wacht onbetaald openstaand oczekuj* nieoplacon* "
        "niezaplacon* wstrzyman* vantar vantande obetald* avvaktar beklemede bekliyor bekleyen "
        "odenmedi odenmemis odeme_bekleniyor ожида* неоплач* не_оплач* в_ожидании 保留 未払い 未払 "
        "未入金 入金待ち 支払い待ち 未決済 待付款 未付款 待支付 未支付 等待付款"
    ),
    "sold": (
        "paid complete* processing processed shipped delivered fulfilled closed approved captured "
        "succeeded success* settled received accepted confirmed confirmation sold cleared invoiced "
        "dispatched authorized authorised in_transit transit picked packed ok done authorization "
        "authorized_payment picked_up ready active production preparing preparation progress valid "
        "validated backorder awaiting_fulfillment awaiting_shipment bezahlt abgeschlossen "
        "abgeschl* versendet versandt geliefert zugestellt erledigt bearbeitung verarbeitung "
        "bestatigt erhalten autorisiert genehmigt erfolgreich fakturiert vorbereitung verschickt "
        "ausgeliefert paye* termine* livre* expedie* confirme* traitement valide* accepte* "
        "facture* approuve* preparation pagad* completad* enviad* entregad* procesando procesad* "
        "confirmad* aprobad* aceptad* cobrad* facturad* proceso preparacion pago* paga pagas "
        "concluid* finalizad* aprovad* processando faturad* separacao enviado despachad* "
        "autorizad* pagat* completat* spedit* consegnat* confermat* lavorazione elaborazione "
        "approvat* evas* accettat* fatturat* betaald voltooid afgerond verzonden geleverd "
        "verwerking bevestigd afgehandeld goedgekeurd oplacon* zaplacon* zrealizowan* zakonczon* "
        "wyslan* dostarczon* realizacji potwierdzon* przyjet* betald* betalt slutford* skickad* "
        "levererad* bekraftad* behandlas klar genomford* odendi odenmis tamamland* gonderildi "
        "kargolandi teslim_edildi teslim onayland* hazirlaniyor isleniyor kargoda kargoya оплачен* "
        "выполнен* завершен* доставлен* отправлен* обработ* подтвержден* получен* 支払い済み "
        "支払済 入金済 完了 発送済 発送済み 出荷済 配達済 処理中 已付款 已支付 已完成 已发货 "
        "已签收 交易成功 已收货 处理中 已确认 未取消 未退款 未キャンセル 未返金 teilstorno "
        "teilstorniert"
    ),
    "open": (
        "open opened new neu neue offen ouvert* nouveau nouvelle abiert* nuev* abert* nov* apert* "
        "nuovo nuova nieuw nowe nowy otwart* ny oppen oppet yeni acik новый открыт* 新規 新建 "
        "unfulfilled unshipped created erstellt queued scheduled planned"
    ),
}
# Words of payment: one that is denied says that nothing was paid, whatever else is said.
PAYMENT_WORDS = (
    "paid bezahlt paye* pagad* pago* paga pagat* betaald oplacon* zaplacon* betald* betalt odendi "
    "оплачен*"
)
NEGATIONS = (
    "not non no nicht kein keine nie ne pas sin sem nao niet geen nao ikke ej inte degil not_yet "
    "без не net never nunca jamais mai"
)
NEGATED = "未 尚未 没有 不"  # right before a word of Japanese or Chinese
PARTLY = (
    "partially partial partly part teilweise teil* anteilig partiel* en_partie parcial* "
    "parzial* gedeeltelijk deels czesciow* delvis kismi kismen частич* 一部 部分"
)
# With one of these, what is pending is not the payment.
SENDING = (
    "shipment shipping fulfillment fulfilment delivery pickup dispatch collection versand "
    "lieferung abholung expedition livraison envio entrega retirada spedizione consegna ritiro "
    "verzending levering wysylk* dostaw* leverans frakt kargo teslimat отправк* доставк* 発送 出荷 "
    "发货 配送"
)

# What a row of a ledger of transactions is.
TYPE_WORDS: dict[str, str] = {
    "refund": (
        "refund* return returns returned reversal reversed chargeback credit_note creditnote "
        "credit_memo creditmemo ruckerstattung ruckzahlung erstattung gutschrift retoure storno "
        "stornorechnung rechnungskorrektur remboursement avoir retour reembolso devolucion "
        "devolucao estorno rimborso reso nota_di_credito terugbetaling creditnota zwrot* korekta "
        "aterbetalning retur kreditfaktura iade* возврат* 返金 返品 退款 退货"
    ),
    "sold": (
        "sale sales order orders charge payment purchase invoice checkout transaction capture "
        "debit verkauf bestellung kauf zahlung rechnung auftrag vente achat commande paiement "
        "venta compra pedido pago venda pagamento vendita ordine acquisto verkoop bestelling "
        "betaling sprzedaz zamowienie platnosc faktura forsaljning kop betalning satis siparis "
        "odeme продажа заказ покупка оплата 売上 販売 注文 支払い 销售 订单 付款 express_checkout"
    ),
    "no sale": (
        "payout* fee fees transfer transfers withdrawal deposit adjustment hold release topup "
        "auszahlung gebuhr gebuhren uberweisung frais virement versement comision transferencia "
        "retiro taxa saque commissione bonifico prelievo kosten uitbetaling oplata wyplata "
        "avgift utbetalning komisyon комиссия выплата 手数料 入金 手续费 提现"
    ),
}
TRIAL = ("test", "testing", "sandbox", "test mode", "testmode", "demo")
YES = ("yes", "true", "1", "y", "t", "ja", "wahr", "oui", "vrai", "si", "sí", "verdadero", "sim",
       "verdadeiro", "vero", "tak", "prawda", "evet", "да", "истина", "はい",
       "是", "x")  # fmt: skip
NO = ("no", "false", "0", "n", "f", "nein", "falsch", "non", "faux", "falso", "nao", "não", "nee",
      "onwaar", "nie", "fałsz", "nej", "falskt", "hayır", "нет", "ложь", "いいえ", "否", "0.0",
      "0000-00-00", "0000-00-00 00:00:00", "1970-01-01", "1970-01-01 00:00:00", "never", "live",
      "none", "null", "{}", "[]")  # fmt: skip
