"""Colours of the app: a segment keeps its colour, and every text can be read on what is behind."""

BLACK, WHITE = "#000000", "#ffffff"
READABLE = 4.5  # least contrast of text (WCAG 2.2, success criterion 1.4.3)
LIGHT = {"textColor": "#1f2328", "backgroundColor": "#ffffff"}  # as in .streamlit/config.toml
DARK = {"textColor": "#f0f3f6", "backgroundColor": "#14181f"}
HEAT_LIGHT = ("#f2f3f5", "#6baed6", "#f4a261")  # at the average, below it, above it
HEAT_DARK = ("#2a303a", "#3d9be0", "#e08a3d")
FULL = 2.0  # σ from which a colour is as strong as it gets
INK = "currentColor"  # of the text around a chart
PAPER = f"light-dark({LIGHT['backgroundColor']},{DARK['backgroundColor']})"
VISIBLE = 3.0  # least contrast of a mark that stands alone (WCAG 2.2, 1.4.11)


def luminance(colour: str) -> float:
    """Relative luminance of "#rrggbb", from 0 (black) to 1 (white), as WCAG defines it."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Contrast of two colours, from 1 to 21.

    Examples
    --------
    >>> round(contrast("#000000", "#ffffff"), 1)
    21.0
    """
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def text_on(background: str) -> str:
    """Black or white, whichever is read better; one of them always reaches `READABLE`."""
    return max((BLACK, WHITE), key=lambda colour: contrast(colour, background))


def visible(colour: str, paper: str) -> str:
    """A colour as a mark on a background: moved towards black or white as far as it must be."""
    away = text_on(paper)
    steps = (blend(colour, away, step / 20) for step in range(21))
    return next(found for found in steps if contrast(found, paper) >= VISIBLE)


def either(light: str, dark: str) -> str:
    """A colour of CSS that follows the reader's theme, also when it is switched."""
    return f"light-dark({light},{dark})"


def mark(colour: str) -> str:
    """A colour as a mark that stands out in either theme."""
    return either(*(visible(colour, theme["backgroundColor"]) for theme in (LIGHT, DARK)))


def shade(z: float, dark: bool) -> str:
    """The colour of a figure that lies z σ from the average: blue below it, orange above."""
    middle, low, high = HEAT_DARK if dark else HEAT_LIGHT
    return blend(middle, high if z > 0 else low, min(1.0, abs(z) / FULL))


def blend(low: str, high: str, share: float) -> str:
    """A colour between two others."""
    ends = [[int(colour[i : i + 2], 16) for i in (1, 3, 5)] for colour in (low, high)]
    mixed = [round(a + (b - a) * share) for a, b in zip(*ends, strict=True)]
    return "#" + "".join(f"{part:02x}" for part in mixed)
