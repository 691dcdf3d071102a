"""Lexer of foreign instructions: text to items with their English; names kept, unknown words found, typos mended."""

from dataclasses import dataclass, field

from scumble.planner.colors import read_color
from scumble.planner.languages import compounds
from scumble.planner.languages.items import Item
from scumble.planner.languages.pieces import Piece, fold, pieces
from scumble.planner.languages.vocabulary import Entry, Pair, Vocabulary
from scumble.planner.lexicon import distance, english_lexicon

_SIGNS = {
    ",": Item("J", ","),
    "&": Item("J", "and"),
    "/": Item("J", "and"),
    "%": Item("U", "%"),
    "°": Item("U", "degrees"),
    "→": Item("P", "to"),
    ":": Item("F", ""),
    "+": Item("J", "and"),
}
_LONGEST = 10
"""Words of the longest phrase of a table, and a few more."""
_FARTHEST = 40
"""Words between the two parts of a verb at most."""
_ENGLISH_NOUNS = frozenset({"OBJECT", "PART", "SUBJECT", "BG", "WHOLE", "STUDIO", "SHADOW", "GRADIENT", "BORDER"})
_ENGLISH_VERBS = frozenset({"REMOVE", "BLURV", "CROP", "RESIZE", "ROTATE", "FLIPV", "CUTV", "TVERB"})
_NAMING = frozenset({"logo", "text", "sign", "label", "lettering", "brand", "poster", "banner", "word", "sticker"})
"""Nouns that a proper name may stand beside."""


@dataclass(slots=True)
class Lexed:
    """Items of an instruction; unknown: words, as typed, of no table; mended: (typed, meant); known: words known."""

    items: list[Item] = field(default_factory=list[Item])
    unknown: list[str] = field(default_factory=list[str])
    mended: list[tuple[str, str]] = field(default_factory=list[tuple[str, str]])


def lex(words: str, vocabulary: Vocabulary, *, mend: bool = True) -> Lexed:
    """The items of an instruction in one language; mend ends at the first unknown word, without it typing
    errors are unknown words too and all of them are found."""
    found = Lexed()
    parts = pieces(words, vocabulary.contractions)
    texts = [p.text for p in parts]
    taken: set[int] = set()
    i = 0
    while i < len(parts):
        if i in taken:
            i += 1
            continue
        if parts[i].kind != "word":
            found.items.append(_plain(parts[i]))
            i += 1
            continue
        noun = bool(found.items) and found.items[-1].tag in {"D", "I"} and parts[i].text in vocabulary.nouns
        pair = None if noun else _pair_at(parts, i, vocabulary)
        if pair is not None:
            entry, tail = pair
            taken.update(tail)
            found.items.append(_item(entry, parts[i].typed))
            i += 1
            continue
        run = i
        while run < min(len(parts), i + _LONGEST) and parts[run].kind == "word" and run not in taken:
            run += 1
        hit = vocabulary.find(texts[i:run], 0)
        if hit is None:
            hit = _shade_at(texts[i:run], None, vocabulary)
        if hit is None:
            found.items.extend(_strange(parts, i, vocabulary, found, mend))
            if mend and found.unknown:
                return found
            i += 1
            continue
        shade = _shade_at(texts[i:run], hit, vocabulary)
        if shade is not None:
            hit = shade
        entry, used = hit
        if entry.tag != "N" and found.items and found.items[-1].tag in {"D", "I"}:
            entry = vocabulary.nouns.get(" ".join(texts[i : i + used]), entry)
        found.items.append(_item(entry, " ".join(p.typed for p in parts[i : i + used])))
        i += used
    return found


def _shade_at(words: list[str], hit: tuple[Entry, int] | None, vocabulary: Vocabulary) -> tuple[Entry, int] | None:
    """A colour with what makes it lighter or darker: 'bleu foncé', 'dunkles Blau', 'dunkelblau'; None for others."""
    if hit is not None and hit[0].colour and vocabulary.code != "de":
        rest = words[hit[1] :]
        said = vocabulary.modifiers.get(fold(rest[0])) if rest else None
        return None if said is None else (Entry(f"{said} {hit[0].english}", "A", colour=True), hit[1] + 1)
    said = vocabulary.modifiers.get(fold(words[0]))
    if said is not None and len(words) > 1 and (vocabulary.code == "de" or said == "plain"):
        after = _shade_at(words[1:], None, vocabulary) or vocabulary.find(words[1:], 0)
        if after is not None and after[0].colour:
            return Entry(f"{said} {after[0].english}", "A", colour=True), after[1] + 1
    if hit is None and vocabulary.code == "de":
        plain = fold(words[0])
        for cut in range(3, len(plain) - 2):
            said, after = vocabulary.modifiers.get(plain[:cut]), vocabulary.loose.get(plain[cut:])
            if said is not None and after is not None and after.colour:
                return Entry(f"{said} {after.english}", "A", colour=True), 1
    return None


def _item(entry: Entry, typed: str) -> Item:
    """The item of a vocabulary entry."""
    return Item(entry.tag, entry.english, entry.plural, entry.colour, typed)


def _plain(part: Piece) -> Item:
    """The item of a number, code, quote or sign."""
    if part.kind == "number":
        return Item("NUM", part.text, typed=part.typed)
    if part.kind == "code":
        nth = part.text.isalpha() or part.text.endswith("th")
        return Item("Q" if nth else "CODE", part.text, typed=part.typed)
    if part.kind == "quoted":
        return Item("NAME", part.text, typed=part.typed)
    if part.kind == "stop":
        return Item("J", part.text)
    return _SIGNS.get(part.text, Item("X", part.text, typed=part.typed))


def _pair_at(parts: list[Piece], i: int, vocabulary: Vocabulary) -> tuple[Entry, range] | None:
    """A verb in two parts that starts at i ('schneide ... aus'), and the places of its second part."""
    pairs = vocabulary.pairs.get(fold(parts[i].text))
    if not pairs:
        return None
    best: tuple[Pair, int] | None = None
    for j in range(i + 1, min(len(parts), i + _FARTHEST)):
        if parts[j].kind == "stop":
            break
        for pair in pairs:
            if tuple(fold(p.text) for p in parts[j : j + len(pair.tail)]) != pair.tail:
                continue
            if vocabulary.code == "de" and not _ends(parts, j + len(pair.tail), vocabulary):
                continue
            if best is None or len(pair.tail) > len(best[0].tail):
                best = (pair, j)
        if best is not None or (parts[j].kind == "word" and _is_verb(parts[j].text, vocabulary)):
            break
    return None if best is None else (best[0].entry, range(best[1], best[1] + len(best[0].tail)))


def _ends(parts: list[Piece], j: int, vocabulary: Vocabulary) -> bool:
    """True when a clause ends before place j."""
    if j >= len(parts) or parts[j].kind in {"stop", "sign"}:
        return True
    entry = vocabulary.exact.get(parts[j].text)
    return entry is not None and entry.tag in {"J", "F"}


def _is_verb(word: str, vocabulary: Vocabulary) -> bool:
    """True for a word that begins another edit."""
    entry = vocabulary.exact.get(word)
    return (entry is not None and entry.tag in {"V", "S"}) or (entry is None and fold(word) in vocabulary.pairs)


def _strange(parts: list[Piece], i: int, vocabulary: Vocabulary, found: Lexed, mend: bool) -> list[Item]:
    """The items of a word that no table has: an English one, a verb with its pronoun, a compound, a name, a typo."""
    part = parts[i]
    made = (
        _enclitic(part, vocabulary)
        or compounds.split_compound(part.text, vocabulary)
        or _english(part)
        or _name(parts, i, found)
    )
    if made is not None:
        return made
    meant = mended(part.text, vocabulary) if mend else None
    if meant is None:
        found.unknown.append(part.typed)
        return [Item("NAME", part.typed, typed=part.typed)]
    found.mended.append((part.typed, meant))
    return [_item(vocabulary.loose[meant], part.typed)]


def _enclitic(part: Piece, vocabulary: Vocabulary) -> list[Item] | None:
    """'quítalo' -> remove it; 'quítame' -> remove."""
    word = fold(part.text)
    for ending in vocabulary.enclitics:
        if not word.endswith(ending) or len(word) < len(ending) + 2:
            continue
        entry = vocabulary.loose.get(word.removesuffix(ending))
        if entry is not None and entry.tag in {"V", "S"}:
            pronoun = [Item("O", "it", typed=part.typed)] if ending[-2:] not in {"me", "os"} or ending == "los" else []
            return [_item(entry, part.typed), *pronoun]
    return None


def _english(part: Piece) -> list[Item] | None:
    """An English noun, verb or colour that the grammar knows ('Sneakers', 'croppen' is none)."""
    lexicon = english_lexicon()
    word = part.text
    if read_color([word], 0) is not None:
        return [Item("A", word, colour=True, typed=part.typed)]
    for form in (word, word.removesuffix("s")):
        entry = lexicon.longest([form], 0) if len(form) > 2 else None
        if entry is None or len(entry.words) != 1:
            continue
        if entry.cls in _ENGLISH_NOUNS:
            return [Item("N", word, plural=form != word, typed=part.typed)]
        if entry.cls in _ENGLISH_VERBS and form == word:
            return [Item("V", word, typed=part.typed)]
    return None


def _name(parts: list[Piece], i: int, found: Lexed) -> list[Item] | None:
    """A proper name beside 'logo', 'text' and the like: kept as typed."""
    if not parts[i].typed[:1].isupper() or i == 0:
        return None
    before = found.items[-1] if found.items else None
    if before is not None and (before.english in _NAMING or before.tag == "NAME"):
        return [Item("NAME", parts[i].typed, typed=parts[i].typed)]
    after = parts[i + 1].text if i + 1 < len(parts) else ""
    return [Item("NAME", parts[i].typed, typed=parts[i].typed)] if after == "logo" else None


def mended(word: str, vocabulary: Vocabulary) -> str | None:
    """The key word of a language (folded) that a mistyped word stands for: one error, two from 8 letters on."""
    plain = fold(word)
    if len(plain) < 5 or len(plain) > 20:
        return None
    limit = 2 if len(plain) >= 8 else 1
    best: dict[str, str] = {}
    for candidate in vocabulary.mendable.get(plain[0], ()):
        if abs(len(candidate) - len(plain)) > limit:
            continue
        errors = distance(plain, candidate, limit)
        if errors > limit:
            continue
        if errors < limit:
            best, limit = {}, errors
        entry = vocabulary.loose[candidate]
        best.setdefault(f"{entry.tag} {entry.english}", candidate)
    return next(iter(best.values())) if len(best) == 1 else None
