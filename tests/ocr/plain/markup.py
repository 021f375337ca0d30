"""The form's tables as HTML with their true spans, written independently of how dangan lays them out."""

from collections.abc import Callable, Sequence

from archive.forms import FormTable, load_form
from archive.records import Edition

Values = Callable[[str], str]


def requests_html(edition: Edition, values: Values) -> str:
    """Table 2: three label columns, merged downwards and across."""
    table = load_form(edition).table("requests")
    block = table.blocks[0]
    organisations = [column.labels[-1] for column in block.columns if len(column.labels) == 3]
    rows = [
        f'<tr><td rowspan="3" colspan="3">{block.corner}</td><td colspan="7">申请人情况</td></tr>',
        f'<tr><td rowspan="2">自然人</td><td colspan="{len(organisations)}">法人或其他组织</td><td rowspan="2">总计</td></tr>',
        "<tr>" + "".join(f"<td>{label}</td>" for label in organisations) + "</tr>",
    ]
    open_groups: list[str] = []
    for number, row in enumerate(block.rows):
        cells = []
        for level, label in enumerate(row.labels[:-1]):
            if label not in open_groups:
                count = sum(other.labels[: level + 1] == row.labels[: level + 1] for other in block.rows)
                cells.append(f'<td rowspan="{count}">{label}</td>')
                open_groups.append(label)
        cells.append(f'<td colspan="{4 - len(row.labels)}">{row.labels[-1]}</td>')
        cells.extend(_value_cells(table, edition, 0, number, values))
        rows.append(f"<tr>{''.join(cells)}</tr>")
    return f"<table>{''.join(rows)}</table>"


def disputes_html(edition: Edition, values: Values) -> str:
    """Table 3: three header rows, one row of values."""
    table = load_form(edition).table("disputes")
    five = ["结果维持", "结果纠正", "其他结果", "尚未审结", "总计"]
    rows = [
        '<tr><td colspan="5">行政复议</td><td colspan="10">行政诉讼</td></tr>',
        "<tr>"
        + "".join(f'<td rowspan="2">{label}</td>' for label in five)
        + '<td colspan="5">未经复议直接起诉</td><td colspan="5">复议后起诉</td></tr>',
        "<tr>" + "".join(f"<td>{label}</td>" for label in five * 2) + "</tr>",
        f"<tr>{''.join(_value_cells(table, edition, 0, 0, values))}</tr>",
    ]
    return f"<table>{''.join(rows)}</table>"


def disclosure_html(edition: Edition, values: Values) -> str:
    """Table 1: blocks one above the other; the last column of a short block is wider."""
    table = load_form(edition).table("disclosure")
    rows = []
    for at, block in enumerate(table.blocks):
        last = 4 - len(block.columns)
        labels = [column.labels[-1] for column in block.columns]
        rows.append(f'<tr><th colspan="4">{block.title}</th></tr>')
        rows.append(_row([f"<td>{block.corner}</td>", *(f"<td>{label}</td>" for label in labels)], last))
        for number, row in enumerate(block.rows):
            rows.append(_row([f"<td>{row.labels[-1]}</td>", *_value_cells(table, edition, at, number, values)], last))
    return f"<table>{''.join(rows)}</table>"


def _row(cells: Sequence[str], last: int) -> str:
    widened = cells[-1].replace("<td", f"<td colspan='{last}'", 1)
    return f"<tr>{''.join(cells[:-1])}{widened}</tr>"


def _value_cells(table: FormTable, edition: Edition, block: int, row: int, values: Values) -> list[str]:
    count = len(table.blocks[block].columns)
    metrics = [load_form(edition).metric_at(table.id, block, row, column).id for column in range(count)]
    return [f"<td><p>{values(metric)}</p></td>" for metric in metrics]


def page_html(edition: Edition, values: Values, title: str) -> str:
    """A page as an office's site publishes it, with the site around the report."""
    return f"""<!DOCTYPE html><html><head><meta charset="utf-8"><title>网站</title><style>td{{}}</style></head><body>
<div class="nav"><ul><li>首页</li><li>政务公开 99</li></ul></div>
<table class="layout"><tr><td><div class="breadcrumb">首页 &gt; 年报</div>
<div id="zoom"><h1>{title}</h1><p>发布时间：2021-01-20</p>
<p>一、总体情况</p><p>本机关认真贯彻<b>条例</b>，全年公开信息12条。</p><p>　　做好公开工作。<br>完善制度。</p>
<p>二、主动公开政府信息情况</p>{disclosure_html(edition, values)}
<p>三、收到和处理政府信息公开申请情况</p>{requests_html(edition, values)}
<p>四、政府信息公开行政复议、行政诉讼情况</p>{disputes_html(edition, values)}
<p>五、存在的主要问题及改进情况</p><p>公开的内容还不够全面。</p>
<p>六、其他需要报告的事项</p><p>无其他需要报告的事项。</p>
<p>【打印】 【关闭】</p></div></td></tr></table>
<div class="footer">版权所有 某区人民政府 京ICP备00000000号</div><script>var a = 1;</script></body></html>"""
