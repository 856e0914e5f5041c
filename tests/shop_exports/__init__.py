"""A made-up shop with known figures, in the layouts in which shop software exports its orders."""

from shop_exports.events import EVENTS
from shop_exports.german import GERMAN
from shop_exports.items import ITEMS
from shop_exports.markets import MARKETS
from shop_exports.payments import PAYMENTS
from shop_exports.shops import SHOPS
from shop_exports.truth import SHOP, Figures
from shop_exports.woocommerce import WOOCOMMERCE
from shop_exports.writing import Format

FORMATS = [*ITEMS, *SHOPS, *WOOCOMMERCE, *MARKETS, *PAYMENTS, *EVENTS, *GERMAN]

__all__ = ["FORMATS", "SHOP", "Figures", "Format"]
