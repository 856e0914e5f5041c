"""Exports of shop software: what is read of them is what is known of the made-up shop."""

from dataclasses import replace
from pathlib import Path

import pytest
from shop_exports import FORMATS, SHOP, Format
from shop_exports.payments import TAKEN, given_back
from shop_exports.reading import tried
from shop_exports.truth import FATES, ORDERS, PEOPLE, figures

MAY_ASK = ("Amazon", "Square", "PayPal", "Klaviyo", "GA4", "Shopware")  # nobody can know


def test_the_made_up_shop_has_every_fate() -> None:
    assert len(SHOP) == ORDERS == 200
    assert {order.person.number for order in SHOP} == {*range(PEOPLE), 99}
    assert {order.fate for order in SHOP} == {*FATES, "paid"}
    assert len({order.number for order in SHOP}) == ORDERS
    typed = {order.email for order in SHOP if order.person.number == 0}
    assert typed == {"buyer0@mail.example", "Buyer0@Mail.example"}
    days = [(order.person, order.when.date()) for order in SHOP]
    assert len(set(days)) < ORDERS - 5  # some order twice on one day
    # By hand: 200 less 16 cancelled, 6 unpaid, 6 failed, 5 tests.
    assert figures(SHOP).orders == 167
    # The last orders were no sales.
    assert figures(SHOP).last < f"{SHOP[-1].when:%Y-%m-%d}"


@pytest.mark.parametrize("form", [pytest.param(form, id=form.name) for form in FORMATS])
def test_an_export_gives_the_figures_of_the_shop(form: Format, tmp_path: Path) -> None:
    found = tried(form, tmp_path)
    assert found.figures == form.truth, found.questions
    assert found.adds_up
    assert form.name in MAY_ASK or not found.questions


def test_a_refund_whose_sender_is_the_shop_is_the_buyers(tmp_path: Path) -> None:
    paypal = next(form for form in FORMATS if form.name == "PayPal")
    by_sender = paypal.answers | {"customer": "From Email Address"}
    found = tried(replace(paypal, answers=by_sender), tmp_path)
    known = figures(SHOP, TAKEN, returned=given_back)
    assert found.figures == known
    assert found.answers["customer"] == "From Email Address"


def test_at_most_a_third_of_the_formats_may_ask() -> None:
    assert set(MAY_ASK) <= {form.name for form in FORMATS}
    assert 3 * len(MAY_ASK) <= len(FORMATS)
