"""Order of words: clauses of foreign items put into English order, adjectives and verbs above all.

German: the verb moves to the front of its clause. French, Spanish and Portuguese: adjectives move before their noun,
but for those that a verb gives it ("rends le fond blanc").
"""

from scumble.planner.languages.items import Clause, Item, comparative, superlative
from scumble.planner.languages.settle import GOALS, cut_out, settled, start_of

_GENITIVE = frozenset({"des", "der", "dieses", "dieser", "eines", "einer", "meines", "meiner", "unseres", "unserer"})
_RELATIVE = frozenset({"der", "die", "das", "den", "dem", "welcher", "welche", "welches"})
_WHOLE = frozenset({"photo", "picture", "image", "color", "background", "rest", "group", "couple", "top", "bottom"})
"""Nouns that make no compound with the noun after 'de'."""


def english_order(items: list[Item], code: str) -> list[Item]:
    """All items in English order."""
    clauses = _clauses(items)
    if code == "de":
        clauses = _german(clauses)
    else:
        clauses = [cut_out(c) if code != "fr" else c for c in clauses]
        verb: Item | None = None
        for k, clause in enumerate(clauses):
            verb = next((i for i in reversed(clause) if i.tag in "VS"), verb)
            clauses[k] = _romance(clause, verb)
    return [item for clause in clauses for item in settled(clause)]


def _clauses(items: list[Item]) -> list[Clause]:
    """Clauses, each beginning with what joins it to the one before."""
    found: list[Clause] = [[]]
    for item in items:
        if item.tag == "J" and any(i.tag not in "JF" for i in found[-1]):
            found.append([])
        found[-1].append(item)
    plain = [_compared([i for i in c if i.tag != "F"]) for c in found]
    return [_kept(_pronouns(c)) for c in plain]


def _kept(clause: Clause) -> Clause:
    """'nur das Motiv farbig' asks to keep it so."""
    if not any(i.english == "in color" for i in clause) or any(i.tag in "VS" for i in clause):
        return clause
    rest = [i for i in clause if i.english != "only"]
    at = start_of(rest)
    return [*rest[:at], Item("V", "keep"), *rest[at:]]


def _compared(clause: Clause) -> Clause:
    """'more' + 'dark' -> 'darker'; 'too' before anything but an adjective is 'to'."""
    made: Clause = []
    for k, item in enumerate(clause):
        before = made[-1] if made else None
        if before is not None and before.tag == "M" and item.tag in "AC" and not item.colour:
            words = comparative(item.english) if before.english == "more" else f"{before.english} {item.english}"
            made[-1] = Item("C", words, typed=item.typed)
        elif item.tag == "M" and item.english == "zu":
            after = next((i for i in clause[k + 1 :] if i.tag != "L"), None)
            if after is not None and after.tag in "VS":
                continue
            too = after is not None and (after.tag == "C" or (after.tag == "A" and not after.colour))
            made.append(item.says("too") if too else Item("P", "to", typed=item.typed))
        elif before is not None and before.tag == "M" and item.tag == "P" and item.english.startswith("of"):
            continue
        else:
            made.append(item)
    return made


def _pronouns(clause: Clause) -> Clause:
    """'la' without a noun after it is 'it'; before a verb it moves behind it."""
    made: Clause = []
    for k, item in enumerate(clause):
        pronoun = item.tag == "D" and item.english == "the" and not _noun_follows(clause, k)
        made.append(Item("O", "it", typed=item.typed) if pronoun else item)
    for k in range(len(made) - 1):
        if made[k].tag == "O" and made[k + 1].tag in "VS":
            made[k], made[k + 1] = made[k + 1], made[k]
    return made


def _noun_follows(clause: Clause, k: int) -> bool:
    """Whether the article at k has a noun, or stands for one after a verb that gives no quality ('die rote')."""
    for item in clause[k + 1 :]:
        if item.tag in {"N", "NAME"}:
            return True
        if item.tag not in "ACMQLNUM" or item.tag == "NUM":
            break
    after = clause[k + 1].tag if k + 1 < len(clause) else ""
    return after in {"Q", "A"} and not (k > 0 and clause[k - 1].tag == "S")


def _german(clauses: list[Clause]) -> list[Clause]:
    """Verbs to the front; 'die Tasse und den Teller entfernen' gives its verb to the first of its things."""
    clauses = _relative([_genitives(c) for c in clauses])
    for k, clause in enumerate(clauses):
        verbs = [i for i in clause if i.tag in "VS"]
        if not verbs:
            clauses[k] = _is_last(clause)
            continue
        verb = next((v for v in reversed(verbs) if v.tag == "V"), verbs[-1])
        leading = clause[start_of(clause)] is verb
        rest = [i for i in clause if i.tag not in "VS" and not (i.tag == "B" and verb.tag == "S")]
        rest = [i for i in rest if i.tag != "B"] if verb.tag == "V" else rest
        clauses[k] = rest
        first = k if leading else _first_thing(clauses, k)
        clauses[first].insert(start_of(clauses[first]), verb)
    return clauses


def _genitives(clause: Clause) -> Clause:
    """'die Farbe des Autos' -> 'the color of the car'."""
    made: Clause = []
    for k, item in enumerate(clause):
        if item.tag in "DI" and item.typed.lower() in _GENITIVE and k > 0 and clause[k - 1].tag == "N":
            made.append(Item("P", "of"))
        made.append(item)
    return made


def _relative(clauses: list[Clause]) -> list[Clause]:
    """'das Auto, das links steht' -> 'the car on the left'."""
    made: list[Clause] = []
    for clause in clauses:
        starts = len(clause) > 3 and clause[0].english == "," and clause[1].typed.lower() in _RELATIVE
        if made and starts and clause[-1].tag == "B":
            made[-1].extend(clause[2:-1])
        else:
            made.append(clause)
    return made


def _first_thing(clauses: list[Clause], k: int) -> int:
    """The clause that the final verb of clause k belongs to: the first of a list of things."""
    while k > 0 and clauses[k] and clauses[k][0].english in {"and", ","} and _only_things(clauses[k - 1]):
        k -= 1
    return k


def _only_things(clause: Clause) -> bool:
    """True for 'die Tasse links': a thing and where it is, nothing to do with it."""
    nouns = [i.english for i in clause if i.tag == "N"]
    colours = any(i.tag == "A" for i in clause)
    edits = {"background", "contrast", "brightness", "saturation", "sharpness"}
    return (
        bool(nouns)
        and all(i.tag in {"J", "D", "I", "Q", "A", "N", "P", "X", "NAME"} for i in clause)
        and not (edits.intersection(nouns) and (colours or (len(nouns) == 1 and nouns[0] != "background")))
    )


def _is_last(clause: Clause) -> Clause:
    """'das Auto, das links ist': the copula at the end says nothing."""
    return clause[:-1] if clause and clause[-1].tag == "B" else clause


def _romance(clause: Clause, verb: Item | None) -> Clause:
    """Adjectives before nouns, compounds of 'de', no preposition before what a verb makes of a thing."""
    clause = _compounds(_superlatives(_demanded(_plainer(clause))))
    setting = verb is not None and verb.tag == "S"
    out: Clause = []
    k = 0
    while k < len(clause):
        item = clause[k]
        out.append(item)
        k += 1
        if item.tag != "N":
            continue
        last = k
        while last < len(clause) and clause[last].tag in "ACL" and not (clause[last].tag == "L" and not setting):
            last += 1
        group = clause[k:last]
        definite = _definite(out)
        ends = last == len(clause) or (
            clause[last].tag == "P"
            and clause[last].english.startswith("of;number")
            and last + 1 < len(clause)
            and clause[last + 1].tag == "NUM"
        )
        given: Clause = []
        if group and ends and _is_given(group[-1], definite, verb):
            at = len(group) - 1
            while at > 0 and group[at - 1].tag == "L":
                at -= 1
            given, group = group[at:], group[:at]
        before = [_chosen(g, definite) for g in group]
        place = len(out) - 1
        out[place:place] = before
        out.extend(given)
        k = last
    return _given_colour(out, verb) if setting else out


def _plainer(clause: Clause) -> Clause:
    """'un 20 %' is by 20 %, 'par du blanc' with white; the 'a' of Spanish before people says nothing."""
    made: Clause = []
    for k, item in enumerate(clause):
        before = clause[k - 1] if k else None
        last = k + 1 if item.tag == "P" else k if item.tag == "D" else 0
        part = clause[max(last - 2, 0) : last]
        if len(part) == 2 and part[0].tag == "P" and part[1].tag == "P" and part[1].english.startswith("of"):
            continue
        personal = item.tag == "P" and item.typed.lower() in {"a", "al"} and before is not None and before.tag in "VS"
        if personal and before is not None and before.english not in GOALS:
            continue
        amount = item.tag == "I" and k + 1 < len(clause) and clause[k + 1].tag == "NUM"
        if amount and (before is None or before.tag != "P"):
            made.append(Item("P", "by", typed=item.typed))
        elif not amount:
            made.append(item)
    return made


def _demanded(clause: Clause) -> Clause:
    """'le fond doit être blanc' -> 'make the background white'."""
    at = next((k for k, i in enumerate(clause) if i.tag == "S"), 0)
    first = start_of(clause)
    if at <= first or not any(i.tag == "N" for i in clause[first:at]):
        return clause
    return [*clause[:first], clause[at], *clause[first:at], *clause[at + 1 :]]


def _is_given(last: Item, definite: bool, verb: Item | None) -> bool:
    """Whether the adjective after a noun is what the noun becomes, not which one it is."""
    if not definite:
        return False
    if verb is None:
        return last.tag == "C"
    return verb.tag == "S"


def _definite(out: Clause) -> bool:
    """Whether the noun that ends `out` has a definite article."""
    for item in reversed(out[:-1]):
        if item.tag == "D":
            return True
        if item.tag not in "AQC":
            return False
    return False


def _chosen(item: Item, definite: bool) -> Item:
    """'le verre plus grand': the largest, where one is meant."""
    return Item("A", superlative(item.english)) if item.tag == "C" and definite else item


def _superlatives(clause: Clause) -> Clause:
    """'le plus grand arbre', 'l'arbre le plus grand': the article before 'plus' makes a superlative."""
    made: Clause = []
    for k, item in enumerate(clause):
        before = made[-1] if made else None
        if item.tag == "C" and before is not None and before.tag in "DO" and before.english in {"the", "it"}:
            noun_after = k + 1 < len(clause) and clause[k + 1].tag == "N"
            noun_before = len(made) > 1 and made[-2].tag == "N"
            if noun_after or noun_before:
                made[-1:] = [*([before] if noun_after else []), Item("A", superlative(item.english))]
                continue
        made.append(item)
    return made


def _compounds(clause: Clause) -> Clause:
    """'bouteille de vin' -> 'wine bottle': two nouns joined by 'de' without an article."""
    made: Clause = []
    k = 0
    while k < len(clause):
        item = clause[k]
        joined = (
            item.tag == "N"
            and item.english not in _WHOLE
            and k + 2 < len(clause)
            and clause[k + 1].tag == "P"
            and clause[k + 1].english.startswith("of")
            and clause[k + 2].tag == "N"
            and clause[k + 2].english not in _WHOLE
        )
        if joined:
            first = clause[k + 2].english
            single = first[:-1] if clause[k + 2].plural and first.endswith("s") else first
            made.append(item.says(f"{single} {item.english}"))
            k += 3
        else:
            made.append(item)
            k += 1
    return made


def _given_colour(clause: Clause, verb: Item | None) -> Clause:
    """'mets le canapé en bleu' -> 'make the sofa blue'."""
    made: Clause = []
    for k, item in enumerate(clause):
        rest = clause[k + 1 :]
        while rest and rest[0].tag in "DI":
            rest = rest[1:]
        if item.tag == "P" and rest and rest[0].colour and (len(rest) == 1 or rest[1].tag != "N") and made:
            if verb is not None and verb.english != "make":
                made.append(Item("P", "to"))
            continue
        if item.tag in "DI" and rest and rest[0].colour and made and clause[k - 1].tag == "P":
            continue
        made.append(item)
    return made
