"""Language check: tells instructions in another language than English by their script or by a small list of words."""

import re
import unicodedata

_SURE = frozenset(
    """
hintergrund hintergrundes vordergrund weiß weisser weißer weißen schwarz schwarzweiß entferne entfernen
freistellen ausschneiden zuschneiden weichzeichnen bild heller dunkler mache drehe spiegle ersetze lösche
supprime supprimer supprimez enlève enlever efface effacer effacez remplace remplacer arrière rends recadre
recadrer floute flouter éclaircir assombrir détoure détourer quita quitar elimina eliminar borra borrar
reemplaza cambia cambiar fondo blanco imagen recorta recortar desenfoca desenfocar haz hazlo remova fundo
branco imagem apague apagar troque trocar desfoque desfocar recorte deixe mude sfondo rimuovi bianco
achtergrond verwijder tło usuń bakgrund
""".split()
)
"""Words that English instructions do not have: German, French, Spanish, Portuguese and a few neighbours."""
_HINTS = frozenset(
    """
der das den dem und mit auf ein eine einen bitte mach nicht von für le les un une et avec sur fond du en blanc bleu
noir el los las una con y por para más o os um uma com e mais da na
""".split()
)
"""Small words that hint at those languages; two of them are needed."""
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
