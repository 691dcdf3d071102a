"""Instructions about text, taken out before the grammar reads the rest: new words keep every sign as it was typed.

    pieces('change "SALE" to "WINTER SALE" and make it brighter')
        ->  [Writing(find="SALE", text="WINTER SALE", ...), "make it brighter"]

What a picture is to say is no language of ours, so that it must not reach tables that translate, mend or fold words.
English, German, French, Spanish and Portuguese are read by patterns over `words/lettering.py`.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache

from scumble.core.plan import JsonValue
from scumble.planner.lettering_details import FIRST, MARK, any_of, details, english, inside, rx, words_in
from scumble.planner.words import lettering as data
from scumble.planner.words.lettering import TONGUES, Tongue

TURNED = r"turn\s\d+(?:[.,]\d+)?\s*(?:°|deg)\w*(?:\s.*)?"
"""'turn', and what would be the new words: an angle is none ('turn the sign by 20 degrees')."""
MOST = 600
"""Characters of an instruction that are searched for text."""
_QUOTED = re.compile(
    '"([^"\n]{1,200})"|“([^”\n]{1,200})[”“]|„([^“”\n]{1,200})[“”"]|«\\s?([^»\n]{1,200}?)\\s?»|»([^«\n]{1,200})«'
    "|(?<![^\\s(:=])['‘‚]([^'’‘\n]{1,200}(?:['’][^\\W\\d_][^'’‘\n]{0,200})??)['’‘](?![^\\s.,;:!?)])"
)


@dataclass(frozen=True, kw_only=True)
class Writing:
    """A clause about text. kind: other words in place of old ones, or words added. text: the new ones. find: the old
    ones, '' where they were not said. about: what carries them, in English ('the sign'), '' for any. params: of adding.
    unknown: words of the clause that were not understood. said: the clause as typed."""

    kind: str
    text: str
    find: str = ""
    about: str = ""
    params: dict[str, JsonValue] = field(default_factory=dict[str, JsonValue])
    pixels: float | None = None
    color: str = ""
    unknown: str = ""
    said: str = ""


def pieces(words: str) -> list[str | Writing]:
    """The instruction in order: what is about text, and the rest as it was typed. All of it when nothing is."""
    if len(words) > MOST:
        return [words]
    masked, quoted = _masked(words)
    if not quoted and not _may_speak_of_text().search(words):
        return [words]
    found: list[str | Writing] = []
    rest = ""
    for clause, joint in (c for whole in _clauses(masked) for c in _verb_shared(*whole, quoted)):
        writing = _reading(clause, quoted)
        if writing is None:
            rest += clause + joint
            continue
        if rest.strip(" ,;."):
            found.append(_unmasked(_unjoined(rest), quoted))
        found.append(writing)
        rest = ""
    if not any(isinstance(f, Writing) for f in found):
        return [_unmasked(masked, quoted)]
    if rest.strip(" ,;."):
        found.append(_unmasked(_unjoined(rest), quoted))
    return found


@cache
def _may_speak_of_text() -> re.Pattern[str]:
    """A digit, a word in capitals, or a noun of text: without any of them, and without quotation marks, a text is
    neither changed nor added."""
    nouns = any_of("|".join(tongue.nouns.replace("\n", "|") for tongue in TONGUES))
    return re.compile(rf"\d|[A-ZÄÖÜÀ-Þ]{{2}}|(?<!\w)(?i:{nouns})(?!\w)")


@cache
def _joint() -> re.Pattern[str]:
    """What parts clauses."""
    return re.compile(
        rf"\s*(?:[;\n]+|[.!](?=\s+\S)|,)?\s*(?:(?<=\s){any_of(data.JOINS)}(?=\s),?)?\s+(?={any_of(data.STARTS)}\b)"
        r"|\s*[;\n]+\s*|[.](?=\s+\S)\s*",
        re.IGNORECASE,
    )


def _masked(words: str) -> tuple[str, list[tuple[str, str]]]:
    """The text with a private character for each quoted part, and those parts: (as typed with its marks, inside)."""
    quoted: list[tuple[str, str]] = []

    def mark(hit: re.Match[str]) -> str:
        quoted.append((hit.group(0), next(g for g in hit.groups() if g is not None)))
        return chr(FIRST + len(quoted) - 1)

    return _QUOTED.sub(mark, words) if words.count("\ue000") == 0 else words, quoted


def _unmasked(text: str, quoted: Sequence[tuple[str, str]]) -> str:
    """A masked text as it was typed; what stood in single quotation marks stands in double ones, which tables leave
    alone."""

    def typed(hit: re.Match[str]) -> str:
        whole, inner = quoted[ord(hit.group(0)) - FIRST]
        return f'"{inner}"' if whole[0] in "'‘‚" and '"' not in inner else whole

    return re.sub(MARK, typed, text)


def _clauses(masked: str) -> list[tuple[str, str]]:
    """The clauses with what follows each of them; 'and' parts clauses only before a verb."""
    out: list[tuple[str, str]] = []
    start = 0
    for hit in _joint().finditer(masked):
        between = hit.group(0)
        if not between.strip() or hit.start() == 0 or hit.start() < start:
            continue
        out.append((masked[start : hit.start()], between))
        start = hit.end()
    return [*out, (masked[start:], "")]


def _verb_shared(clause: str, joint: str, quoted: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """'add a frame and the text "B" below' as 'add a frame' and 'add the text "B" below'."""
    for tongue in TONGUES:
        verb = rx(rf"\s*(?:please\s+)?{any_of(tongue.add)}\b").match(clause)
        if verb is None:
            continue
        # 'füge A und B hinzu': the verb's second half stands behind both.
        half = re.search(r"\s(?:hinzu|dazu|ein)(?=[.!]?\s*$)", clause)
        for hit in rx(rf",?\s+{any_of(data.JOINS)}\s+").finditer(clause):
            after = clause[hit.end() :]
            read = _reading(f"{verb.group(0).strip()} {after}", quoted) if re.search(MARK, after) else None
            if read is not None and read.kind == "add" and rx(any_of(tongue.nouns)).search(after):
                first = clause[: hit.start()] + (half.group(0) if half and half.start() >= hit.end() else "")
                return [(first, hit.group(0)), *_verb_shared(f"{verb.group(0).strip()} {after}", joint, quoted)]
    return [(clause, joint)]


def _unjoined(text: str) -> str:
    """A rest without the separators at its ends."""
    return rx(rf"^[\s,;.]*(?:{any_of(data.JOINS)}\s+)?|[\s,;]+$|\s+{any_of(data.JOINS)}[\s,;]*$").sub("", text)


def _reading(clause: str, quoted: Sequence[tuple[str, str]]) -> Writing | None:
    """What a clause says about text; None where it does not."""
    plain = " ".join(clause.split()).strip(" ,;:")
    plain = rx(rf"^(?:{any_of('please|bitte|por favor|kindly|can you|could you|now|also|then|and')}[\s,]+)+").sub(
        "", plain
    )
    plain = rx(r"[\s,]+(?:please|bitte|por favor|s'il te plaît|s'il vous plaît|thanks|thank you)[.!]?$").sub("", plain)
    if not plain:
        return None
    said = _without_same(plain)
    for tongue in TONGUES:
        found = _instead(said, tongue, quoted) or _change(said, tongue, quoted) or _says(said, tongue, quoted)
        found = found or _add(plain, tongue, quoted)
        if found is not None:
            return found
    return None


def _without_same(plain: str) -> str:
    """A clause without 'in the same font' at its end: so replaced text is set anyway."""
    same = "|".join(pattern.replace("{N}", any_of(data.SAME_NOUNS)) for pattern in data.SAME)
    hit = rx(rf"({MARK}|\w)[\s,]+(?:{same})\W*$").search(plain)
    return plain[: hit.end(1)] if hit else plain


def _change(plain: str, tongue: Tongue, quoted: Sequence[tuple[str, str]]) -> Writing | None:
    """'change A to B'."""
    verb = rx(rf"{any_of(tongue.change)}\s+(.+)$").match(plain)
    if verb is None:
        return None
    body = verb.group(1)
    for hit in rx(rf"\s+{any_of(tongue.to)}:?\s+").finditer(body):
        old = _old(body[: hit.start()], tongue, quoted)
        after, carrier = _carrier(body[hit.end() :], tongue)
        if rx(TURNED).fullmatch(f"{plain.split(maxsplit=1)[0]} {after}"):
            continue
        new = _new(after, tongue, quoted, sure=old is not None and bool(old[0]))
        if old is not None and carrier and not old[1]:
            old = old[0], carrier
        if old is not None and new is not None:
            return _replacing(old, new, plain, quoted)
    # 'mach aus "A" "B"'
    two = re.fullmatch(rf"({MARK}) ({MARK})", body)
    return _replacing((inside(two[1], quoted), ""), inside(two[2], quoted), plain, quoted) if two else None


def _carrier(said: str, tongue: Tongue) -> tuple[str, str]:
    """New words in quotation marks and what follows them, 'on the poster', in English."""
    hit = rx(rf"(.*{MARK})\s+(?:{any_of(tongue.on, 'on|in|at')})\s+(\S.*)").fullmatch(said)
    return (hit.group(1), english(hit.group(2), tongue)) if hit else (said, "")


def _instead(plain: str, tongue: Tongue, quoted: Sequence[tuple[str, str]]) -> Writing | None:
    """'write B instead of A', 'instead of A write B'."""
    first = rx(rf"{any_of(tongue.out_of)}\s+(?P<a>.+?),?\s+{any_of(tongue.add, tongue.change)}\s+(?P<b>.+)").fullmatch(
        plain
    )
    last = rx(rf"{any_of(tongue.add, tongue.change)}\s+(?P<b>.+?)\s+{any_of(tongue.out_of)}\s+(?P<a>.+)").fullmatch(
        plain
    )
    hit = first or last
    if hit is None:
        return None
    old, new = _old(hit["a"], tongue, quoted), _new(hit["b"], tongue, quoted, sure=True)
    return _replacing(old, new, plain, quoted) if old is not None and new is not None else None


def _says(plain: str, tongue: Tongue, quoted: Sequence[tuple[str, str]]) -> Writing | None:
    """'make the sign say B', 'the sign should read B', and '"A" should read B'."""
    for pattern in tongue.say:
        body = pattern.replace("{N}", r"(?P<n>.{1,60}?)")
        hit = rx(rf"{body}\s*:?\s+(?P<b>.+)").fullmatch(plain)
        if hit is None:
            continue
        pointed = hit["n"].lower() in {"it", "this", "that", "es", "das", "ça", "cela", "esto", "isso"}
        old = ("", "the text") if pointed else _old(hit["n"], tongue, quoted)
        speaks = rx(r"\b(?:be|become|être|devenir|ser|soll|sollte)\b").search(hit.group(0)[: hit.start("b")]) is None
        if old is None and speaks:
            old = ("", f"the text on {english(hit['n'], tongue)}")
        new = _new(hit["b"], tongue, quoted, sure=speaks or bool(old and old[0]))
        if old is not None and new is not None and old[1] != "the text on ":
            return _replacing(old, new, plain, quoted)
    return None


def _replacing(old: tuple[str, str], new: str, plain: str, quoted: Sequence[tuple[str, str]]) -> Writing:
    return Writing(kind="replace", text=new, find=old[0], about=old[1], said=_unmasked(plain, quoted))


def _old(said: str, tongue: Tongue, quoted: Sequence[tuple[str, str]]) -> tuple[str, str] | None:
    """What is to be changed: (old words, what carries them in English); None where it is no text."""
    said = said.strip(" ,:")
    marks = re.findall(MARK, said)
    around = " ".join(re.sub(MARK, " ", said).split())
    named = rx(rf"\b{any_of(tongue.nouns)}\b").search(around)
    if len(marks) == 1:
        find = inside(marks[0], quoted).strip()
        on = rx(rf"\b(?:{any_of(tongue.on, 'on|in|at|of|auf|sur|en|em|no|na')})\s+(.+)$").search(around)
        carrier = english(on.group(1), tongue) if on else ""
        if around and named is None and on is None and rx(rf"\b{any_of(tongue.small)}\b|\W").sub("", around):
            return None
        return find, carrier
    return None if marks else _old_unquoted(said, named is not None, tongue)


def _old_unquoted(said: str, named: bool, tongue: Tongue) -> tuple[str, str] | None:
    """The same without quotation marks; named: a noun of text is there."""
    since = rx(r"^(.*?)\s+(?:from|von|de|desde)\s+(\S.*)$").search(said)
    if since and named and _is_text(since.group(2)):
        return since.group(2).strip(), ""
    after = rx(rf"(?:\w+\s+)?{any_of(tongue.nouns)}\s+(\S+.*)$").match(said)
    if after and _is_text(after.group(1)):
        return after.group(1).strip(), ""
    if _is_text(said):
        return said, ""
    if named:
        head = rx(rf"(?:\S+\s+){{0,3}}?{any_of(tongue.nouns)}\b").match(said)
        colour = rx(
            r"\b(?:colou?r|font|size|style|farbe|schriftart|größe|couleur|police|taille|color|fuente|cor|fonte)\b"
        ).search(said)
        if head is not None and colour is None:
            return "", english(said, tongue)
    return None


def _is_text(said: str) -> bool:
    """True for words that are written as on a sign: in capitals, or with digits."""
    letters = [c for c in said if c.isalpha()]
    digits = any(c.isdigit() for c in said)
    if len(said.split()) > 6:
        return False
    if not letters:
        return digits
    if all(c.isupper() for c in letters):
        return len(letters) > 1 or digits
    return digits and len(said.split()) <= 2


def _new(said: str, tongue: Tongue, quoted: Sequence[tuple[str, str]], *, sure: bool) -> str | None:
    """The new words; None where there are none. sure: what is changed is text beyond doubt."""
    said = said.strip()
    if tongue.end:
        said = rx(rf"\s+(?:{any_of(tongue.end)}\s*)+[.!]?$").sub("", said)
    said = re.sub(r"^(?:say|read|show|spell|now say|now read)\s+(?=\S)", "", said)
    lead = rf"(?:(?:the|a|das|den|le|la|les|el|o|a)\s+)?(?:{any_of(tongue.nouns)})\s+"
    whole = rx(rf"(?:{lead})?({MARK})\W*").fullmatch(said)
    if whole:
        return inside(whole.group(1), quoted).strip()
    if said.endswith((".", ",", ";")) and not said.endswith(".."):
        said = said[:-1]
    if re.search(MARK, said):
        return None
    said = said.strip(" ,;:")
    if not said:
        return None
    if said.lower() in {p for line in data.LOOKS.split("\n") for p in line.strip().split("|")}:
        return None
    plain = said.islower() and not any(c.isdigit() for c in said)
    if plain and (not sure or re.match(r"(?:an?|the|another|be|look|in)\b", said)):
        return None
    return said


def _add(plain: str, tongue: Tongue, quoted: Sequence[tuple[str, str]]) -> Writing | None:
    """'add the text B in the top right corner in white'."""
    verb = rx(rf"{any_of(tongue.add)}\b\s+(.+)$").match(plain)
    if verb is None:
        return None
    body = verb.group(1)
    marks = re.findall(MARK, body)
    nouns = any_of(tongue.nouns)
    if len(marks) == 1:
        text, rest = inside(marks[0], quoted), body.replace(marks[0], " ")
        first = words_in(body.split(marks[0])[0])
        writes = rx(r"(?:write|type|letter|inscribe|schreib|écri|escri|escrev|caption|print|stamp|overlay)").match(
            plain
        )
        if not (rx(rf"\b{nouns}\b").search(rest) or writes or not first):
            return None
        lead = body.split(marks[0])[0]
        if rx(r"\b(?:sign|panneau|schild|cartel|placa)\b").search(lead) and not writes:
            # 'add a sign that says "X"' wants a thing.
            return None
    else:
        told = rx(
            rf"(?P<lead>(?:\S+\s+){{0,4}}?(?:{nouns})(?:\s+(?:{any_of(tongue.says)}))?\s*:?)\s+(?P<b>\S.*)$"
        ).match(body)
        if marks or told is None:
            return None
        lead, after = told["lead"], told["b"]
        tail = _tail(after, tongue)
        text, rest = after[:tail].strip(" ,:"), f"{lead} {after[tail:]}"
        if not text or text.islower():
            return None
        text = re.sub(r"(?<=[^.\d])\.$", "", text)
    params, color, pixels, about, unknown = details(rest, tongue)
    return Writing(
        kind="add", text=text.strip(), about=about, params=params, color=color, pixels=pixels, unknown=unknown,
        said=_unmasked(plain, quoted),
    )  # fmt: skip


def _tail(after: str, tongue: Tongue) -> int:
    """Where a text without quotation marks ends and its place, size or colour begins."""
    opens = any_of(
        "in|at|on|to|with|near|im|am|an|auf|mit|oben|unten|links|rechts|en|au|à|sur|arriba|abajo|con|no|na|em|com|ao"
    )
    best = len(after)
    for hit in rx(rf"\s+(?={opens}\b)").finditer(after):
        *_, about, unknown = details(after[hit.end() :], tongue)
        if not unknown and not about:
            best = min(best, hit.start())
            break
    return best
