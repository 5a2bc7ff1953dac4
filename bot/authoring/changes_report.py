"""What changed between two versions of a survey, as a report for people and as values for programs."""

from __future__ import annotations

from collections import Counter
from typing import Final

from bot.authoring.changes import Change, Comparison, Verdict

SAID: Final = {
    Verdict.SAME: "bisa dibandingkan",
    Verdict.CAREFUL: "hati-hati",
    Verdict.NOT: "tidak bisa dibandingkan",
}


def as_text(found: Comparison) -> str:
    """Return the report for a terminal: the survey as a whole, then each question with what it means for comparing."""
    old, new = found.old, found.new
    if old.hash == new.hash:
        return f"{new.name}: kedua versi sama persis ({new.hash[:12]}).\n"
    lines = [f"{old.name} {old.hash[:12]} → {new.name} {new.hash[:12]}", ""]
    lines += [f"  {_said(change)}" for change in found.whole] or ["  Pengaturan dan persetujuan sama."]
    lines.append("")
    width = max((len(one.name) for one in found.questions), default=0)
    verdict = max(map(len, SAID.values()))
    for one in found.questions:
        said = "; ".join(change.said for change in one.changes)
        lines.append(f"  {one.name:{width}}  {SAID[one.verdict]:{verdict}}  {said}".rstrip())
    counted = Counter(one.verdict for one in found.questions)
    lines += ["", ", ".join(f"{SAID[each]}: {counted[each]}" for each in Verdict) + "."]
    return "\n".join(lines) + "\n"


def in_short(found: Comparison) -> str:
    """Return in one sentence what the changes mean for comparing the answers of both versions."""
    by_verdict = {each: [one.name for one in found.questions if one.verdict is each] for each in Verdict}
    careful, lost, same = by_verdict[Verdict.CAREFUL], by_verdict[Verdict.NOT], by_verdict[Verdict.SAME]
    if not careful and not lost:
        return "semua jawaban masih bisa dibandingkan."
    parts = [f"{len(same)} pertanyaan {SAID[Verdict.SAME]}"] if same else []
    parts += [f"{SAID[Verdict.CAREFUL]} dengan {', '.join(careful)}"] if careful else []
    parts += [f"{SAID[Verdict.NOT]}: {', '.join(lost)}"] if lost else []
    return "; ".join(parts) + "."


def as_values(found: Comparison) -> dict[str, object]:
    """Return the report as values for JSON."""
    return {
        "old": {"name": found.old.name, "hash": found.old.hash},
        "new": {"name": found.new.name, "hash": found.new.hash},
        "same": found.old.hash == found.new.hash,
        "survey": [_values(change) for change in found.whole],
        "questions": [
            {
                "name": one.name,
                "before": one.before or None,
                "verdict": SAID[one.verdict],
                "changes": [_values(change) for change in one.changes],
            }
            for one in found.questions
        ],
    }


def _said(change: Change) -> str:
    said = change.said[:1].upper() + change.said[1:]
    return said if change.verdict is Verdict.SAME else f"{said} ({SAID[change.verdict]})"


def _values(change: Change) -> dict[str, str]:
    return {"what": change.what, "said": change.said, "verdict": SAID[change.verdict]}
