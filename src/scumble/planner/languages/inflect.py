"""Forms of words by rule: German, French, Spanish and Portuguese endings, and English plurals.

Rules make more forms than exist; a form that nobody writes does no harm. What is irregular stands in the tables.
"""

import re
from collections.abc import Callable, Mapping

_IRREGULAR = {
    "person": "people",
    "man": "men",
    "woman": "women",
    "child": "children",
    "foot": "feet",
    "tooth": "teeth",
    "mouse": "mice",
    "goose": "geese",
    "knife": "knives",
    "leaf": "leaves",
    "shelf": "shelves",
    "wolf": "wolves",
    "scarf": "scarves",
    "loaf": "loaves",
    "fish": "fish",
    "people": "people",
    "sheep": "sheep",
    "deer": "deer",
}
_HAVE_NO_PLURAL = re.compile(r"(?:s|wear|luggage|furniture|hair|grass|water|food|text|trash|writing)$")


def english_plural(noun: str) -> str:
    """'wine glass' -> 'wine glasses'; nouns that are plural already stay."""
    head, _, last = noun.rpartition(" ")
    if last in _IRREGULAR:
        plural = _IRREGULAR[last]
    elif re.search(r"(?:ss|x|ch|sh|us|bus)$", last):
        plural = last + "es"
    elif _HAVE_NO_PLURAL.search(last):
        plural = last
    elif re.search(r"[^aeiou]y$", last):
        plural = last[:-1] + "ies"
    else:
        plural = last + ("es" if last in {"potato", "tomato"} else "s")
    return f"{head} {plural}".strip()


def german_noun(spec: str) -> tuple[list[str], list[str]]:
    """(singular, plural) forms of 'tasse~+n', 'baum~bäume' or 'wasser'; the dative and genitive are made by rule."""
    single, _, plural = spec.partition("~")
    singles = [single, single + "s", single + "es"]
    if not plural:
        return singles, []
    full = single + plural[1:] if plural[0] == "+" else plural
    return singles, [full] if full[-1] in "ns" else [full, full + "n"]


def german_adjective(stem: str) -> list[str]:
    """'rot', 'dunkel' with every ending."""
    short = stem[:-2] + stem[-1] if re.search(r"[^aeiou]e[lr]$", stem) else stem
    base = short.removesuffix("e")
    return [
        stem,
        *(base + e for e in ("e", "en", "er", "es", "em")),
        *(stem + e for e in ("e", "en", "er", "es", "em")),
    ]


def german_verb(infinitive: str) -> list[str]:
    """Imperatives, infinitives and participle of 'entfernen' or 'aus+schneiden' (the forms written as one word)."""
    particle, _, verb = infinitive.rpartition("+")
    stem = verb[:-2] if verb.endswith("en") else verb[:-1]
    bare = bool(re.match(r"(?:be|ent|er|ver|zer|ge|über)", verb)) or verb.endswith("ieren")
    done = [("" if bare else "ge") + stem + e for e in ("t", "et")]
    if particle:
        return [particle + verb, f"{particle}zu{verb}", *(particle + d for d in done)]
    return [verb, *german_bases(verb), *done]


def german_bases(verb: str) -> list[str]:
    """The forms that stand apart from a separable verb's particle: 'schneide', 'schneid', 'schneidet', 'schneiden'."""
    stem = verb[:-2] if verb.endswith("en") else verb[:-1]
    return [stem + "e", stem, stem + "t", stem + "et", stem + "st", verb]


def french_plural(word: str) -> list[str]:
    """Plural of a French noun or adjective."""
    if word[-1] in "sxz":
        return [word]
    if word.endswith(("eau", "eu")):
        return [word + "x"]
    return [word[:-1] + "ux", word + "s"] if word.endswith("al") else [word + "s"]


def french_adjective(word: str) -> list[str]:
    """Gender and number of a French adjective."""
    if word.endswith("eux"):
        forms = [word, word[:-1] + "se"]
    elif word.endswith("if"):
        forms = [word, word[:-1] + "ve"]
    elif word.endswith("er"):
        forms = [word, word[:-2] + "ère"]
    elif word.endswith(("el", "et", "en", "on", "il")):
        forms = [word, word + word[-1] + "e", word + "e"]
    else:
        forms = [word] if word.endswith("e") else [word, word + "e"]
    return [*forms, *(p for f in forms for p in french_plural(f))]


def french_verb(infinitive: str) -> list[str]:
    """The forms of a French verb that instructions use."""
    first, space, rest = infinitive.partition(" ")
    forms = _french_forms(first)
    return [f + space + rest for f in forms]


def _french_forms(verb: str) -> list[str]:
    stem = verb[:-2]
    if verb.endswith("er"):
        forms = [stem + e for e in ("e", "es", "ez", "er", "ons", "é", "ée", "és", "ées", "ant")]
        open_stem = re.sub(r"[eé]([bcdfghjklmnpqrstv]{1,2})$", r"è\1", stem)
        if open_stem != stem:
            forms += [open_stem + "e", open_stem + "es"]
        if stem.endswith(("g", "c")):
            forms += [stem + "eons", stem + "eant"]
        if stem.endswith("y"):
            forms += [stem[:-1] + "ie", stem[:-1] + "ies"]
        return forms
    if verb.endswith("ir"):
        return [stem + e for e in ("is", "it", "issez", "issons", "ir", "i", "ie", "ies", "isse")]
    return [verb, stem + "s", stem, stem + "ez", stem + "ons", stem + "u", stem + "ue"]


def spanish_plural(word: str) -> list[str]:
    """Plural of a Spanish noun or adjective."""
    if word.endswith("z"):
        return [word[:-1] + "ces"]
    if word[-1] in "aeiouáéó":
        return [word + "s"]
    if word.endswith("s") and not word.endswith(("és", "ús")):
        return [word]
    plain = re.sub(r"[áéíóú](?=[ns]$)", lambda m: "aeiou"["áéíóú".index(m.group())], word)
    return [plain + "es"]


def spanish_adjective(word: str) -> list[str]:
    """Gender and number of a Spanish or Portuguese adjective that ends in -o or -or; others have a plural."""
    forms = [word, word[:-1] + "a"] if word.endswith("o") else [word]
    if word.endswith(("dor", "és")):
        forms.append(word.replace("és", "es") + "a")
    return [*forms, *(p for f in forms for p in spanish_plural(f))]


def spanish_verb(infinitive: str) -> list[str]:
    """The forms of a regular Spanish verb that instructions use; enclitic pronouns are taken off when reading."""
    first, space, rest = infinitive.partition(" ")
    return [f + space + rest for f in _iberian_forms(first, ("emos", "amos"))]


def portuguese_verb(infinitive: str) -> list[str]:
    """The forms of a regular Portuguese verb that instructions use."""
    first, space, rest = infinitive.partition(" ")
    return [f + space + rest for f in _iberian_forms(first, ("emos", "amos"))]


def _iberian_forms(verb: str, plural: tuple[str, str]) -> list[str]:
    stem, ending = verb[:-2], verb[-2:]
    soft = stem
    if ending == "ar":
        soft = stem[:-1] + "qu" if stem.endswith("c") else stem + "u" if stem.endswith("g") else stem
        soft = stem[:-1] + "c" if stem.endswith("z") else soft
        return [
            *(stem + e for e in ("ar", "a", "as", "á", "o", "an", "am", "ado", "ada", "ados", "adas", "ando", "ad")),
            *(soft + e for e in ("e", "es", "en", "em", "é", plural[0])),
            *([stem[:-1] + "ce"] if stem.endswith("ç") else []),
        ]
    return [
        *(stem + e for e in (ending, "e", "es", "a", "am", "an", "as", "o", "ido", "ida", "idos", "idas", plural[1])),
        *(stem + e for e in ("iendo", "endo", "indo", "é", "í", "ed", "id")),
    ]


def portuguese_plural(word: str) -> list[str]:
    """Plural of a Portuguese noun or adjective."""
    if word.endswith("ão"):
        return [word[:-2] + e for e in ("ões", "ães", "ãos")]
    if word.endswith("il"):
        return [word[:-1] + "s", word[:-2] + "eis"]
    if word.endswith("l"):
        return [word[:-1] + "is", re.sub(r"[eo]l$", lambda m: {"el": "éis", "ol": "óis"}[m.group()], word)]
    if word.endswith("m"):
        return [word[:-1] + "ns"]
    if word[-1] in "rz":
        return [word + "es"]
    return [word + "es"] if word.endswith("ês") else [word] if word[-1] in "sx" else [word + "s"]


def portuguese_adjective(word: str) -> list[str]:
    """Gender and number of a Portuguese adjective."""
    forms = [word, word[:-1] + "a"] if word.endswith("o") and not word.endswith("ão") else [word]
    return [*forms, *(p for f in forms for p in portuguese_plural(f))]


PLURALS: Mapping[str, Callable[[str], list[str]]] = {
    "fr": french_plural,
    "es": spanish_plural,
    "pt": portuguese_plural,
}
ADJECTIVES: Mapping[str, Callable[[str], list[str]]] = {
    "de": german_adjective,
    "fr": french_adjective,
    "es": spanish_adjective,
    "pt": portuguese_adjective,
}
VERBS: Mapping[str, Callable[[str], list[str]]] = {
    "de": german_verb,
    "fr": french_verb,
    "es": spanish_verb,
    "pt": portuguese_verb,
}


def noun_forms(language: str, spec: str) -> tuple[list[str], list[str]]:
    """(singular, plural) forms of a noun as a table writes it; of several words the first or all take the plural.

    '~form' gives an irregular plural; '~' alone means that the word is a plural ('lunettes~').
    """
    if language == "de":
        if spec.endswith("~"):
            return [], [spec[:-1]]
        return german_noun(spec)
    single, given, plural = spec.partition("~")
    if given:
        return ([single], [plural]) if plural else ([], [single])
    make = PLURALS[language]
    first, space, rest = single.partition(" ")
    if not space:
        return [single], [p for p in make(single) if p != single]
    every = [" ".join(make(w)[0] if len(w) > 3 else w for w in single.split())]
    return [single], [*(f + " " + rest for f in make(first)), *every]


def adjective_forms(language: str, word: str) -> list[str]:
    """Every form of an adjective; of several words ('vert foncé') the first or all are inflected."""
    make = ADJECTIVES[language]
    first, space, rest = word.partition(" ")
    if not space:
        return make(word)
    if language == "de":
        return [first + " " + f for f in make(rest)] if " " not in rest else [word]
    same = [f + " " + rest for f in make(first)]
    return [*same, *(" ".join(ws) for ws in zip(make(first), make(rest), strict=False))] if " " not in rest else same


def verb_forms(language: str, word: str) -> list[str]:
    """Forms of a verb as a table writes it: '*entfernen' by rule, anything else as it stands."""
    return VERBS[language](word[1:]) if word.startswith("*") else [word]
