"""Last touches to a clause in English order: directions, sizes, quotes, and prepositions by what follows them."""

from scumble.planner.languages.items import Clause, Item, gerund
from scumble.planner.languages.nouns import SURFACES

_FREE = frozenset({"J", "F", "L"})
GOALS = frozenset(
    """crop resize set change expand extend convert turn rotate pad reduce increase enlarge shrink scale move lower
    raise trim straighten switch""".split()
)
"""Verbs after which a preposition leads to what things become."""
_CROPPED = frozenset(
    {"photo", "picture", "border", "margin", "edge", "side", "top", "bottom", "corner", "aspect ratio", "size"}
)
_DIRECTIONS = {
    "on the left": "to the left",
    "on the right": "to the right",
    "at the top": "to the top",
    "at the bottom": "to the bottom",
    "in the middle": "to the center",
    "at the top left": "to the top left",
    "at the top right": "to the top right",
    "at the bottom left": "to the bottom left",
    "at the bottom right": "to the bottom right",
}
_DIMENSIONS = frozenset(
    """brightness contrast saturation sharpness clarity exposure temperature warmth color colors light lighting size
    width height noise blur shadow shadows details highlights margin border tone bokeh balance""".split()
)
"""What is increased and reduced; things are made larger and smaller."""
_SIZING = frozenset({"reduce", "shrink", "enlarge", "resize", "increase", "scale"})
_SIZES = {
    "half the size": "half as big",
    "twice the size": "twice as big",
    "twice as big": "twice as big",
    "half as big": "half as big",
}


def settled(clause: Clause) -> Clause:
    """What is done to every clause once its words are in English order."""
    ordered = _sized(_quoting(_without(_negated(_observed(_coloured(clause))))))
    return _whole(_prepositions(_goal_first(_headed(ordered))))


def cut_out(clause: Clause) -> Clause:
    """'recorta el producto' cuts it out, 'recorta la foto' crops it."""
    made = list(clause)
    for k, item in enumerate(clause[:-2]):
        named = clause[k + 1].tag == "D" and clause[k + 2].tag == "N"
        if item.english == "crop" and named and clause[k + 2].english not in _CROPPED:
            made[k] = item.says("cut out")
    return made


def _coloured(clause: Clause) -> Clause:
    """To leave something in colour is to keep it so."""
    if not any(i.english == "in color" for i in clause):
        return clause
    return [Item("V", "keep", typed=i.typed) if i.tag == "S" else i for i in clause]


def _observed(clause: Clause) -> Clause:
    """'is very dark' is a complaint: 'is too dark'."""
    made = list(clause)
    for k in range(1, len(clause) - 1):
        if clause[k].english == "a lot" and clause[k - 1].tag == "B" and clause[k + 1].tag == "A":
            made[k] = Item("M", "too", typed=clause[k].typed)
    return made


def _headed(clause: Clause) -> Clause:
    """'tourne à gauche', 'déplace la tasse à gauche': where to, not where."""
    verb = next((i.english for i in clause if i.tag == "V"), "")
    if verb == "turn upside down":
        return [*(i.says("turn") if i.tag == "V" else i for i in clause), Item("X", "upside down")]
    if verb in {"rotate", "turn"} and any(i.english in {"horizontally", "vertically"} for i in clause):
        return [i.says("flip") if i.tag == "V" else i for i in clause]
    if verb not in {"rotate", "turn", "move"} or any(i.english in _DIRECTIONS.values() for i in clause):
        return clause
    return [i.says(_DIRECTIONS.get(i.english, i.english)) if i.tag == "X" else i for i in clause]


def _quoting(clause: Clause) -> Clause:
    """'the text "SALE"' -> 'the text that says "SALE"'."""
    made: Clause = []
    for item in clause:
        if item.english.startswith('"') and made and made[-1].tag == "N":
            made.append(Item("X", "that says"))
        made.append(item)
    return made


def _sized(clause: Clause) -> Clause:
    """'reduce to half' -> 'half the size', 'reduce the lamp to half' -> 'make the lamp half as big'."""
    verb = next((i for i in clause if i.tag == "V" and i.english in _SIZING), None)
    if verb is None or not any(i.english in _SIZES for i in clause):
        return [_grown(i, clause) if i is verb else i for i in clause]
    rest = [i for i in clause if i is not verb]
    at = start_of(rest)
    if any(i.tag in {"N", "O"} for i in rest):
        said = [i.says(_SIZES.get(i.english, i.english)) for i in rest]
        return [*said[:at], Item("S", "make"), *said[at:]]
    return [i.says("twice the size") if i.english == "twice as big" else i for i in rest]


def _grown(verb: Item, clause: Clause) -> Item:
    """'aumenta la lámpara': a thing is enlarged, brightness increased."""
    said = {"increase": "enlarge", "reduce": "shrink"}.get(verb.english)
    nouns = [i.english for i in clause if i.tag == "N"]
    if said is None or not nouns or _DIMENSIONS.intersection(n.split()[-1] for n in nouns):
        return verb
    return verb.says(said)


def _goal_first(clause: Clause) -> Clause:
    """'expand with white to square' -> 'expand to square with white'."""
    verb = next((k for k, i in enumerate(clause) if i.english == "expand"), None)
    goal = next((k for k, i in enumerate(clause) if i.tag == "CODE" or i.english == "square"), None)
    between = () if verb is None or goal is None else clause[verb + 1 : goal]
    if verb is None or goal is None or not any(i.english.startswith("with") for i in between):
        return clause
    first = goal - 1 if clause[goal - 1].tag == "P" else goal
    said = clause[first : goal + 1]
    return [*clause[: verb + 1], *said, *clause[verb + 1 : first], *clause[goal + 1 :]]


def _whole(clause: Clause) -> Clause:
    """'freistellen' alone cuts out the subject."""
    verb = next((k for k, i in enumerate(clause) if i.tag == "V" and i.english == "cut out"), None)
    if verb is None or any(i.tag in {"N", "NAME", "O", "D"} or i.english.startswith("every") for i in clause):
        return clause
    return [*clause[: verb + 1], Item("D", "the"), Item("N", "subject"), *clause[verb + 1 :]]


def _negated(clause: Clause) -> Clause:
    """'not' stands first."""
    at = next((k for k, i in enumerate(clause) if i.tag == "NOT"), None)
    if at is None or not any(i.tag in "VS" for i in clause):
        return clause
    item = clause.pop(at)
    clause.insert(start_of(clause), item.says("don't"))
    return clause


def _without(clause: Clause) -> Clause:
    """'without change' -> 'without changing'."""
    if not any(i.english == "without" for i in clause[: start_of(clause)]):
        return clause
    return [i.says(gerund(i.english)) if i.tag in "VS" else i for i in clause]


def start_of(clause: Clause) -> int:
    """The first place after what joins the clause to the one before."""
    return next((k for k, i in enumerate(clause) if i.tag not in _FREE), len(clause))


def _prepositions(clause: Clause) -> Clause:
    """Each preposition with the words that fit what follows it."""
    verb = next((i.english.split()[0] for i in clause if i.tag in "VS" and i.english), "")
    made: Clause = []
    for k, item in enumerate(clause):
        if item.tag != "P":
            made.append(item)
            continue
        default, *rest = item.english.split(";")
        kinds = dict(pair.split("=") for pair in rest)
        fits = _follows(clause, k + 1)
        if verb == "remove":
            fits.append("removed")
        if verb in GOALS:
            fits.append("goal")
        words = next((kinds[f] for f in fits if f in kinds), default)
        made.append(item.says(words))
    return made


def _follows(clause: Clause, k: int) -> list[str]:
    """What kind of thing follows a preposition, most telling first."""
    while k < len(clause) and clause[k].tag in "DI":
        k += 1
    if k >= len(clause):
        return []
    item = clause[k]
    after = clause[k + 1] if k + 1 < len(clause) else None
    if item.tag == "NUM":
        unit = {"%": ["share"], "degrees": ["degrees"]}.get(after.english, []) if after is not None else []
        return [*unit, "number"]
    if item.tag == "CODE" or (item.colour and (after is None or after.tag not in {"N", "A"})):
        return ["code" if item.tag == "CODE" else "colour"]
    noun = next((i for i in clause[k:] if i.tag == "N"), None)
    if noun is None or noun.english in {"background", "foreground"}:
        return [] if noun is None else ["scene"]
    return ["surface"] if noun.english.split()[-1] in SURFACES else ["thing"]
