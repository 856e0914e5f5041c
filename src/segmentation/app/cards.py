"""Small pieces of HTML; whatever comes from a file or a model is escaped."""

from html import escape

from segmentation.app import colours
from segmentation.base.words import capital

MARKS = set("\\$*_`[]<>#~:|!&")  # what Markdown, or Streamlit's own marks, would take for its own
SCORE = "Distance score: 0 half-way to the next segment, 1 at the centre; not a probability."
STYLE = """
<style>
.seg-card{border-radius:.75rem;padding:1rem 1.25rem;line-height:1.45}
.seg-card .seg-over{font-size:.95rem}
.seg-card .seg-name{font-size:1.9rem;font-weight:700;line-height:1.2;margin:.1rem 0 .4rem}
.seg-meter{margin:.2rem 0 .4rem}
.seg-track{height:.9rem;border-radius:.45rem;background:rgba(128,128,128,.3);overflow:hidden}
.seg-fill{height:100%;border-radius:.45rem}
.seg-ends{display:flex;justify-content:space-between;font-size:.85rem;margin-top:.2rem}
.seg-chip{display:inline-block;border-radius:.4rem;padding:.1rem .5rem;font-weight:600}
.seg-table{border-collapse:collapse;width:100%;font-size:.95rem}
.seg-table th,.seg-table td{padding:.35rem .5rem;border-bottom:1px solid rgba(128,128,128,.35);
text-align:right;vertical-align:top}
.seg-table th:first-child,.seg-table td:first-child{text-align:left}
.seg-table td.seg-text,.seg-table th.seg-text{text-align:left}
.seg-scroll{overflow-x:auto}
.seg-heat{border-collapse:separate;border-spacing:2px;width:100%;font-size:.9rem}
.seg-heat th{font-weight:600;padding:.2rem .4rem;vertical-align:bottom}
.seg-heat tbody th{text-align:left;font-weight:400;white-space:nowrap}
.seg-heat td{text-align:center;padding:.35rem .5rem;border-radius:.25rem;min-width:4.6rem}
.seg-grid{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,17rem),1fr));gap:1rem}
.seg-one{border:1px solid rgba(128,128,128,.45);border-radius:.6rem;overflow:hidden}
.seg-one h4{margin:0;padding:.5rem .8rem;font-size:1.05rem;font-weight:700}
.seg-one p{margin:0;padding:.4rem .8rem}
.seg-one p:last-child{padding-bottom:.8rem}
[data-testid="stAlert"] code{color:inherit;background:none;padding:0}
.seg-small{font-size:.9rem;line-height:1.4}
.seg-over+.seg-name+.seg-plain{margin:-.2rem 0 .4rem}
.seg-again{font-weight:600}
@media (min-width:641px){.seg-again{display:none}}
@media (max-width:480px){.seg-table{font-size:.88rem}
.seg-table th,.seg-table td{padding:.25rem .25rem}
.seg-heat td,.seg-heat th{padding:.25rem .25rem}}
[data-testid="stPageLink-NavLink"]:focus-visible{outline:2px solid currentColor;outline-offset:2px}
[data-testid="stBaseButton-primary"]{color:light-dark(#ffffff,#000000)}
</style>
"""


def plain(text: str) -> str:
    """A text that Markdown shows as it is."""
    return "".join(f"\\{c}" if c in MARKS else c for c in text)


def opened(text: str) -> str:
    """A sentence with a capital, as `plain` makes it."""
    return plain(capital(text))


def bullets(sentences: list[str]) -> str:
    """Sentences as `opened` makes them; several as a list."""
    if len(sentences) == 1:
        return opened(sentences[0])
    return "\n".join(f"- {opened(sentence)}" for sentence in sentences)


def small(text: str, kind: str = "seg-small") -> str:
    """A line of its own."""
    return f'<div class="{kind}">{escape(text)}</div>'


def segment(name: str, colour: str, action: str, over: str, means: str = "") -> str:
    """The card that says which segment it is; `means` are figures that its name lacks."""
    figures = f'<div class="seg-plain">{escape(means)}</div>' if means else ""
    return (
        f'<div class="seg-card" role="status" aria-live="polite" '
        f'style="background:{colour};color:{colours.text_on(colour)}">'
        f'<div class="seg-over">{escape(over)}</div>'
        f'<div class="seg-name" data-testid="segment">{escape(name)}</div>{figures}'
        f"<div>{escape(action)}</div></div>"
    )


def meter(margin: float, colour: str, own: str, following: str) -> str:
    """How sure the segment is, as a bar from half-way (0) to the centre (1)."""
    filled = max(0.0, min(1.0, margin))
    bar = f"width:{filled:.0%};background:{colours.mark(colour)}"
    return (
        f'<div class="seg-meter"><div class="seg-track" role="meter" aria-valuemin="0" '
        f'aria-valuemax="1" aria-valuenow="{filled:.2f}" aria-label="How sure">'
        f'<div class="seg-fill" style="{bar}"></div></div>'
        f'<div class="seg-ends"><span>0: half-way to {escape(following)}</span>'
        f"<span>1: centre of {escape(own)}</span></div>"
        f'<div class="seg-small">{SCORE}</div></div>'
    )


def chip(name: str, colour: str) -> str:
    """A name on its colour."""
    return (
        f'<span class="seg-chip" style="background:{colour};color:{colours.text_on(colour)}">'
        f"{escape(name)}</span>"
    )


def table(
    header: list[str],
    rows: list[list[str]],
    texts: tuple[int, ...] = (),
    chips: dict[str, str] | None = None,
) -> str:
    """A small table that scrolls inside its place.

    Columns of `texts` are set to the left, as the first one is; `chips` are colours of names in it.
    """
    kinds = [' class="seg-text"' if i in texts else "" for i in range(len(header))]
    cells = [f"<th{k} scope='col'>{escape(c)}</th>" for k, c in zip(kinds, header, strict=True)]
    body = ""
    for row in rows:
        first = chip(row[0], chips[row[0]]) if chips and row[0] in chips else escape(row[0])
        rest = [f"<td{k}>{escape(c)}</td>" for k, c in zip(kinds[1:], row[1:], strict=True)]
        body += f"<tr><td>{first}</td>{''.join(rest)}</tr>"
    return (
        f'<div class="seg-scroll" tabindex="0"><table class="seg-table"><thead><tr>'
        f"{''.join(cells)}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def grid(cells: list[tuple[str, str, list[str]]]) -> str:
    """Cards side by side, as many as fit, each of a name, a colour and paragraphs."""
    out = ""
    for name, colour, paragraphs in cells:
        text = "".join(f"<p>{escape(paragraph)}</p>" for paragraph in paragraphs)
        out += (
            f'<div class="seg-one"><h4 style="background:{colour};'
            f'color:{colours.text_on(colour)}">{escape(name)}</h4>{text}</div>'
        )
    return f'<div class="seg-grid">{out}</div>'


def heat(header: list[str], rows: list[tuple[str, list[tuple[str, float]]]]) -> str:
    """A table of (text, σ), coloured by σ; `header` is of the columns after the first."""
    head = "".join(f"<th scope='col'>{escape(cell)}</th>" for cell in header)
    body = "".join(
        f"<tr><th scope='row'>{escape(name)}</th>{''.join(_heated(*cell) for cell in cells)}</tr>"
        for name, cells in rows
    )
    return (
        f'<div class="seg-scroll" tabindex="0"><table class="seg-heat"><thead><tr><td></td>{head}'
        f"</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _heated(text: str, z: float) -> str:
    behind = [colours.shade(z, dark) for dark in (False, True)]
    written = [colours.text_on(shade) for shade in behind]
    return (
        f'<td style="background:{colours.either(*behind)};color:{colours.either(*written)}">'
        f"{escape(text)}</td>"
    )
