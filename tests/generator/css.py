"""A style as CSS."""

from tests.generator.style import Style


def _family(*names: str) -> str:
    return ", ".join(f'"{name}"' for name in names if name)


def _page(style: Style, running: str) -> str:
    number = style.page_number
    content = '" "'
    if number:
        content = '"' + number.replace("{n}", '" counter(page) "').replace("{total}", '" counter(pages) "') + '"'
    head = f'@top-center{{content:"{running}";font-size:9pt;color:#333}}' if style.running_head else ""
    vertical, side = style.margin
    return (
        f"@page{{size:{style.page};margin:{vertical}mm {side}mm;font-family:{_family(style.digit_font, style.body_font)};"
        f"@bottom-center{{content:{content};font-size:10.5pt}}{head}}}"
    )


def _rules(style: Style) -> str:
    """The borders of table cells: inner rules, then what the outer edges do otherwise."""
    inner = f"{style.rule_pt}pt {style.rule_style} {style.rule_colour}"
    frame_style = "solid" if style.rule_style == "dotted" and style.frame_pt > 1 else style.rule_style
    frame = f"{style.frame_pt}pt {frame_style} {style.rule_colour}"
    edges = {"l": "left", "r": "right", "t": "top", "b": "bottom"}
    gone = {
        "all": "",
        "open": "lr",
        "left_open": "l",
        "right_open": "r",
        "horizontal": "lr",
        "none": "lrtb",
    }[style.rule_sides]
    css = [f"table.form td{{border:{inner}}}"]
    if style.rule_sides == "horizontal":
        css = [f"table.form td{{border:none;border-top:{inner};border-bottom:{inner}}}"]
    if style.rule_sides == "none":
        css = ["table.form td{border:none}"]
    for short, edge in edges.items():
        css.append(f"table.form td.{short}{{border-{edge}:{'none' if short in gone else frame}}}")
    return "".join(css)


def _tables(style: Style) -> str:
    align = {"touch": "right"}.get(style.number_align, style.number_align)
    shade = f"table.form td.head,table.form td.title{{background:{style.shade}}}" if style.shade else ""
    cut = "" if style.cut_rows else "tr{break-inside:avoid}"
    bold = "font-weight:bold;" if style.digit_bold else ""
    return (
        f"table.form{{border-collapse:collapse;table-layout:fixed;width:100%;margin:3pt 0 6pt;"
        f"font-family:{_family(style.digit_font, style.table_font)};font-size:{style.table_pt}pt;line-height:1.25}}"
        f"table.form td{{padding:{style.row_pad}pt {style.cell_pad}pt;vertical-align:middle;text-align:center}}"
        f"table.form td.label{{text-align:{style.label_align}}}"
        f"table.form td.value{{text-align:{align};white-space:nowrap;font-size:var(--value);{bold}}}"
        f".upright{{display:inline-block;width:1.05em;text-align:center;line-height:1.15}}"
        f"p.caption{{text-align:center;text-indent:0;font-size:{style.table_pt}pt;margin:4pt 0 0}}"
        f"table.plain{{border-collapse:collapse;margin:4pt auto}}table.plain td{{border:0.75pt solid #000;padding:2pt 9pt;"
        f"font-size:{style.table_pt}pt;text-align:center}}{shade}{cut}{_rules(style)}"
    )


def css(style: Style, running: str) -> str:
    """The style sheet of a report; ``running`` is the running head's text."""
    spaced = "letter-spacing:0.15em;" if "spaced_title" in style.variants else ""
    return (
        f"{_page(style, running)}"
        f"html{{font-family:{_family(style.digit_font, style.body_font)};font-size:{style.body_pt}pt;"
        f"line-height:{style.line_height};orphans:1;widows:1}}body{{margin:0}}"
        f"h1{{font-family:{_family(style.title_font)};font-size:{min(22, style.body_pt * 1.45)}pt;text-align:center;"
        f"line-height:1.4;margin:0 0 16pt;{spaced}}}"
        f"h2{{font-family:{_family(style.head_font)};font-size:1em;font-weight:{'bold' if style.overview % 2 else 'normal'};"
        f"text-indent:2em;margin:5pt 0 3pt;break-after:avoid}}"
        f"p{{margin:0;text-indent:2em;text-align:justify}}"
        f".cover{{break-after:page;padding-top:70mm}}.cover h1{{font-size:26pt}}"
        f".signature{{position:relative;margin-top:22pt;break-inside:avoid}}.signature p{{text-align:right;padding-right:2em}}"
        f".seal{{position:absolute;right:8mm;top:-12mm;width:40mm;height:40mm}}"
        f".chart{{margin:6pt 12mm;font-size:10pt}}.chart p{{text-align:center;text-indent:0}}"
        f".bar .name{{display:inline-block;width:25%}}.bar .fill{{display:inline-block;height:0.8em;background:#4472c4}}"
        f"{_tables(style)}"
    )
