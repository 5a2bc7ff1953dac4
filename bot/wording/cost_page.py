"""A year's costs on one page that needs nothing else: for a telephone, a desk and a printer. Indonesian, for the secretariat."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from html import escape
from typing import Final

from bot.analysis.spending import Cost, by_union, together
from bot.wording.shown import number, rupiah

MONTHS: Final = (
    "Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus", "September", "Oktober", "November", "Desember",
)  # fmt: skip

_MEDIA: Final = {"sms": "SMS", "whatsapp": "WhatsApp"}
_CHANNELS: Final = {
    "twilio": "Twilio",
    "cloud": "Meta",
    "smsgate": "HP dan kartu SIM",
    "gammu": "modem dan kartu SIM",
    "simulator": "simulator",
}
_NO_UNION: Final = "tanpa serikat"


def through(one: Cost) -> str:
    """Return the way that messages took as people call it: "SMS, HP dan kartu SIM"."""
    return ", ".join(
        part for part in (_MEDIA.get(one.medium, one.medium), _CHANNELS.get(one.channel, one.channel)) if part
    )


def page(year: int, months: Mapping[date, Sequence[Cost]]) -> str:
    """Return the page; ``months`` holds each month's rows, by union and channel."""
    rows = _yearly(months)
    total = together(rows)
    body = (
        [_headline(total), _unions(rows), _by_month(months), _table(rows, total), _notes()]
        if rows
        else ["<p>Belum ada pesan yang berangkat.</p>"]
    )
    return f"""<!doctype html>
<html lang="id">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Biaya pesan {year}</title>
<style>{_STYLE}</style>
</head>
<body>
<main>
<h1>Biaya pesan {year}</h1>
{"".join(body)}</main>
</body>
</html>
"""


def _yearly(months: Mapping[date, Sequence[Cost]]) -> list[Cost]:
    """Return the rows of all months added up, by union and channel."""
    groups: dict[tuple[str, str, str], list[Cost]] = {}
    for rows in months.values():
        for one in rows:
            groups.setdefault((one.key, one.channel, one.medium), []).append(one)
    found = (
        together(same, Cost(same[0].union, key, channel, medium)) for (key, channel, medium), same in groups.items()
    )
    return sorted(found, key=lambda one: (not one.union, one.union, one.medium, one.channel))


def _headline(total: Cost) -> str:
    cards = (
        ("biaya setahun", rupiah(total.rupiah), f"{number(total.messages)} pesan"),
        ("satu jawaban lengkap", _money(total.per_response), f"{number(total.responses)} survei terisi"),
        ("satu jawaban", _money(total.per_answer), f"{number(total.answers)} jawaban"),
        ("dibayar Ibu-ibu sendiri", rupiah(total.her_rupiah), f"{number(total.received)} pesan dari Ibu-ibu"),
    )
    shown = "".join(
        f"<div><dt>{title}</dt><dd>{amount}</dd><dd class=small>{said}</dd></div>" for title, amount, said in cards
    )
    return f"<dl class=cards>{shown}</dl>\n"


def _unions(rows: Sequence[Cost]) -> str:
    """Say and draw what one completed response costs in each union, the dearest first."""
    wholes = [whole for whole, _ in by_union(rows) if whole.union and whole.per_response is not None]
    wholes.sort(key=lambda one: -(one.per_response or 0))
    if not wholes:
        return ""
    dearest, cheapest = wholes[0], wholes[-1]
    most = dearest.per_response or 0
    bars = "".join(
        f"<li><span class=name>{escape(one.union)}</span><span class=bar><i style='width:{_share(one.per_response, most)}%'>"
        f"</i></span><b>{_money(one.per_response)}</b></li>"
        for one in wholes
    )
    said = ""
    if cheapest is not dearest and cheapest.per_response:
        times = number(round(most / cheapest.per_response, 1))
        said = (
            f"<p>Satu survei yang terisi lengkap di {escape(dearest.union)} memakan {_money(most)}, di "
            f"{escape(cheapest.union)} {_money(cheapest.per_response)}: {times} kali lipat.</p>"
        )
    return f"<section><h2>Satu jawaban lengkap, per serikat</h2>{said}<ul class=bars>{bars}</ul></section>\n"


def _share(value: float | None, most: float) -> int:
    return round(100 * (value or 0) / most) if most else 0


def _by_month(months: Mapping[date, Sequence[Cost]]) -> str:
    """Draw each month's cost, SMS and WhatsApp one above the other."""
    sums = {
        month: {medium: together(one for one in rows if one.medium == medium).rupiah for medium in _MEDIA}
        for month, rows in sorted(months.items())
    }
    most = max(sum(each.values()) for each in sums.values())
    # A column is as wide as three figures on a telephone.
    unit, said = (1_000_000, "juta") if most >= 1_000_000 else (1_000, "ribu")
    columns = "".join(
        f"<li><b>{_short(sum(each.values()), unit)}</b><span class=pile>"
        + "".join(
            f"<i class={medium} style='height:{_share(each[medium], most)}%'></i>" for medium in ("whatsapp", "sms")
        )
        + f"</span><span>{MONTHS[month.month - 1][:3]}</span></li>"
        for month, each in sums.items()
    )
    legend = "".join(f"<span class=key><i class={medium}></i>{name}</span>" for medium, name in _MEDIA.items())
    return f"<section><h2>Per bulan, {said} rupiah</h2><p class=legend>{legend}</p><ol class=months>{columns}</ol></section>\n"


def _short(amount: int, unit: int) -> str:
    if not amount:
        return ""
    return number(round(amount / unit) if unit == 1_000 else round(amount / unit, 1))


_HEAD: Final = ("pesan", "biaya", "per pesan", "per jawaban", "per jawaban lengkap", "terisi lengkap", "dibayar Ibu")


def _table(rows: Sequence[Cost], total: Cost) -> str:
    head = "".join(f"<th>{name}</th>" for name in _HEAD)
    lines = []
    for whole, parts in by_union(rows):
        lines.append(_line(escape(whole.union or _NO_UNION), whole, "union"))
        lines += [_line(escape(through(one)), one, "way") for one in parts]
    lines.append(_line("Semua", total, "union"))
    return (
        "<section><h2>Per serikat dan saluran</h2><table><thead><tr><th></th>"
        f"{head}</tr></thead><tbody>{''.join(lines)}</tbody></table></section>\n"
    )


def _line(title: str, one: Cost, kind: str) -> str:
    amounts = (
        number(one.messages),
        rupiah(one.rupiah),
        _money(one.per_message),
        _money(one.per_answer),
        _money(one.per_response),
        number(one.responses),
        rupiah(one.her_rupiah),
    )
    cells = "".join(f"<td data-name='{name}'>{amount}</td>" for name, amount in zip(_HEAD, amounts, strict=True))
    return f"<tr class={kind}><th>{title}</th>{cells}</tr>"


def _money(value: float | None) -> str:
    return "-" if value is None else rupiah(value)


def _notes() -> str:
    return (
        "<section class=small><h2>Cara menghitung</h2><p>Harga tiap pesan adalah harga pada hari ia berangkat, dari "
        "harga.yaml. Yang gratis dalam satu bulan (pesan WhatsApp, isi paket SIM) dibagi rata ke semua pesan bulan itu, begitu "
        "juga harga paketnya. Balasan dan pengingat ikut dihitung pada serikatnya. Yang dibayar Ibu adalah perkiraan: jumlah "
        "pesannya kali harga satu SMS dari pulsa, atau kuota untuk WhatsApp.</p></section>\n"
    )


_STYLE: Final = """
:root{--ink:#1d2521;--soft:#5b665f;--line:#d9dfd9;--paper:#fbfbf8;--sms:#b3541e;--whatsapp:#1f7a5c}
*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.45 system-ui,'Segoe UI',Roboto,'Noto Sans',sans-serif}
main{max-width:1120px;margin:0 auto;padding:20px 16px 40px}
h1{font-size:1.7rem;margin:.2em 0 .7em}
h2{font-size:1.15rem;margin:0 0 .5em}
section{margin:2.2em 0}
p{margin:0 0 .9em;max-width:44em}
.small{font-size:.88rem;color:var(--soft)}
.cards{display:grid;grid-template-columns:repeat(2,minmax(0,1fr));gap:10px;margin:0}
.cards div{border:1px solid var(--line);border-radius:10px;padding:12px 14px;background:#fff}
dt{color:var(--soft);font-size:.88rem}
dd{margin:0;font-size:1.15rem;overflow-wrap:anywhere;font-weight:650;font-variant-numeric:tabular-nums}
dd.small{font-size:.85rem;font-weight:400}
ul,ol{list-style:none;margin:0;padding:0}
.bars li{display:grid;grid-template-columns:1fr auto;gap:2px 12px;margin:0 0 10px}
.bars .bar{grid-column:1/3;grid-row:2;background:#ecefe9;border-radius:4px;height:14px}
.bars i{display:block;height:100%;border-radius:4px;background:var(--sms)}
.bars b{font-variant-numeric:tabular-nums}
.months{display:grid;grid-auto-flow:column;grid-auto-columns:1fr;gap:3px;align-items:end}
.months li{text-align:center;font-size:.68rem;color:var(--soft);min-width:0}
.months b{font-weight:500;display:block;font-variant-numeric:tabular-nums}
.pile{display:flex;flex-direction:column;justify-content:flex-end;height:150px;border-bottom:1px solid var(--ink)}
.pile i{display:block}
i.sms{background:var(--sms)}
i.whatsapp{background:var(--whatsapp)}
.legend{font-size:.88rem}
.key{margin-right:16px}
.key i{display:inline-block;width:12px;height:12px;border-radius:2px;margin-right:6px;vertical-align:-1px}
table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums}
th,td{padding:6px 8px;text-align:right;border-bottom:1px solid var(--line);vertical-align:bottom}
th:first-child{text-align:left;font-weight:400}
thead th{font-size:.82rem;color:var(--soft);font-weight:500}
tr.union th,tr.union td{font-weight:650;border-top:2px solid var(--line)}
tr.way th{padding-left:20px;color:var(--soft)}
@media (max-width:719px){
thead{display:none}
tr{display:block;padding:8px 0;border-bottom:1px solid var(--line)}
tr.union{border-top:2px solid var(--ink);margin-top:12px}
tr.way{padding-left:14px}
tr th,tr td,tr.union th,tr.union td{display:block;border:0;padding:1px 0;text-align:left}
tr.way th{padding:1px 0}
td{display:flex!important;justify-content:space-between}
tr.way td:nth-of-type(1),tr.way td:nth-of-type(3),tr.way td:nth-of-type(4){display:none!important}
td:before{content:attr(data-name);color:var(--soft);font-weight:400}
}
@media (min-width:720px){
body{font-size:17px}
.cards{grid-template-columns:repeat(4,minmax(0,1fr))}
dd{font-size:1.4rem}
.bars li{grid-template-columns:170px 1fr 100px;align-items:center}
.bars .bar{grid-column:2;grid-row:1;height:20px}
.bars b{text-align:right}
.months{gap:14px}
.months li{font-size:.85rem}
.pile{height:220px}
}
@media print{body{background:#fff}section{break-inside:avoid}}
"""
