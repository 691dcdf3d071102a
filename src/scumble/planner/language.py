"""Language check for what is read in no language here: tells other languages by their script or a few sure words.

English, German, French, Spanish and Portuguese are told apart by their vocabularies: see `languages/detect.py`.
"""

import re
import unicodedata

_SURE = frozenset(
    """
sfondo rimuovi bianco nero cancella ritaglia sfoca luminosa luminoso achtergrond verwijder vervang wit zwart
maak tło usuń zdjęcie bakgrund bakgrunn baggrund arkaplan fundal háttér pozadí pozadie
""".split()
)
"""Words that no language read here has: Italian, Dutch, Polish, Scandinavian languages and a few neighbours."""
_HINTS = frozenset(
    """
der das den dem und mit auf ein eine einen bitte mach nicht von für le les un une et avec sur fond du en blanc bleu
noir el los las una con y por para más o os um uma com e mais da na il lo gli het een van op zijn
""".split()
)
"""Small words that hint at another language than English; two of them are needed."""
_WORD = re.compile(r"[^\W\d_]+")
_PLAIN_SCRIPTS = frozenset({"LATIN", "FULLWIDTH", "MICRO", "MASCULINE", "FEMININE", "MODIFIER", "MATHEMATICAL"})


def surely_foreign(words: str) -> bool:
    """True when a word of the text belongs to another language beyond doubt."""
    return any(w in _SURE for w in _WORD.findall(words.lower()))


def seems_foreign(words: str) -> bool:
    """True when the text, not understood, looks like another language: its script, a sure word, or two small ones."""
    found = _WORD.findall(words.lower())
    if any(w in _SURE for w in found) or len({w for w in found if w in _HINTS}) >= 2:
        return True
    return any(c.isalpha() and unicodedata.name(c, "LATIN").split()[0] not in _PLAIN_SCRIPTS for c in words)
