"""French: small words, places and amounts of instructions with their English. Data only; see `vocabulary.py`."""

from scumble.planner.languages.french_verbs import VERBS
from scumble.planner.languages.french_words import NOUNS_AND_ADJECTIVES

SMALL: dict[str, dict[str, str]] = {
    "F": {
        "": """
            s' il te plaît|de couleur|s' il vous plaît|stp|svp|merci|merci d' avance|bonjour|salut|peux tu
            peux tu me|tu peux|tu peux me|pourrais tu|pourrais tu me|pouvez vous|pourriez vous|vous pouvez
            est ce que tu peux|est ce que vous pouvez|je voudrais|je voudrais que|j' aimerais|j' aimerais que
            je veux|je veux que|il faudrait|il faut|il me faut|j' ai besoin d'|j' ai besoin de|on peut|juste
            simplement|maintenant|moi|nous|me|ne|n'|avoir|que|qu'|qui est|qui sont|qui se trouve|qui se trouvent
            située|situé|si possible|aussi|encore|gentiment|peut être|afin de|enfin|vous|tu|veuillez|merci de
            essaie de|essaye de|donc|voilà|soit|soient|j'|je|pour que|de façon à|il y a|faudrait|voudrais|bien
            assez|même
        """,
    },
    "J": {
        "and": "et|ainsi que|et aussi|puis aussi|et également",
        "then": "puis|ensuite|et puis|après|et ensuite|après ça|après cela|pour finir|finalement",
        "first": "d' abord|premièrement|en premier|tout d' abord",
        "but": "mais|par contre|cependant|tandis que|alors que",
        "without": "sans",
    },
    "NOT": {
        "not": "pas|jamais|surtout pas|rien",
    },
    "D": {
        "the": "le|la|les|l'|ce|cet|cette|ces",
        "my": "mon|ma|mes|notre|nos|votre|vos",
        "his": "son|sa|ses|leur|leurs",
    },
    "I": {
        "a": "un|une",
        "": "des",
    },
    "O": {
        "it": "lui|ça|cela|il|elle|celui ci|celle ci",
    },
    "B": {
        "is": "est|sont|est en|c' est|semble|paraît|était",
    },
    "Q": {
        "all": "tous|toutes",
        "all the": "tous les|toutes les|l' ensemble des",
        "both": "les deux",
        "every": "chaque",
        "two": "deux",
        "three": "trois",
        "four": "quatre",
        "five": "cinq",
        "first": "premier|première|premiers",
        "second": "deuxième|second|seconde",
        "third": "troisième",
        "fourth": "quatrième",
        "fifth": "cinquième",
        "last": "dernier|dernière|derniers",
        "second to last": "avant dernier|avant dernière",
        "no": "aucun|aucune",
    },
    "M": {
        "more": "plus|davantage|plus d'|davantage de",
        "less": "moins|moins d'",
        "too": "trop|beaucoup trop|un peu trop|bien trop",
    },
    "L": {
        "slightly": """
            un peu|légèrement|un tout petit peu|un chouïa|un petit peu|un brin|discrètement|subtilement|un poil
            un tantinet|doucement|à peine
        """,
        "a lot": """
            beaucoup|nettement|fortement|très|vraiment|bien plus|énormément|sensiblement|largement|considérablement
        """,
        "extremely": "extrêmement|au maximum|à fond",
        "completely": "complètement|totalement|entièrement",
    },
    "U": {
        "%": "pour cent|pourcent|pourcents",
        "degrees": "degré|degrés|°",
        "px": "pixel|pixels|px",
        "stops": "ils|diaphragme|diaphragmes|ev",
        "times": "fois",
    },
    "A0": {
        "": "gênant|moche|horrible|embêtant|disgracieux|inutile|indésirable|vilain",
    },
    "X": {
        "only": "seulement|uniquement|que le|rien que",
        "except": "sauf|excepté|à part|hormis|à l' exception de|à l' exception du",
        "everything except": "tout sauf|tout excepté|tout à part|tout hormis|tout ce qui n' est pas",
        "everything else": "tout le reste|le reste|reste|le reste de la photo|le reste de l' image",
        "everything": "tout",
        "black and white": "noir et blanc|en noir et blanc|n b|nb|en nb",
        "grayscale": "niveaux de gris|nuances de gris|en niveaux de gris",
        "to the left": """
            vers la gauche|à gauche toute|dans le sens antihoraire|dans le sens inverse des aiguilles d' une montre
            sur sa gauche|plus à gauche|plus vers la gauche
        """,
        "to the right": """
            vers la droite|dans le sens horaire|dans le sens des aiguilles d' une montre|plus à droite
            plus vers la droite
        """,
        "up": "vers le haut|plus haut",
        "down": "vers le bas|plus bas",
        "to the top left": "vers le coin supérieur gauche|vers le haut à gauche",
        "to the top right": "vers le coin supérieur droit|vers le haut à droite",
        "to the bottom left": "vers le bas à gauche",
        "to the bottom right": "vers le bas à droite",
        "to the center": "vers le centre|au centre de l' image",
        "on the left": """
            à gauche|sur la gauche|de gauche|du côté gauche|à gauche de l' image|à gauche de la photo|tout à gauche
        """,
        "on the right": """
            à droite|sur la droite|de droite|du côté droit|à droite de l' image|à droite de la photo|tout à droite
        """,
        "at the top": "en haut|dans le haut|du haut|tout en haut|en haut de l' image",
        "at the bottom": "en bas|dans le bas|du bas|tout en bas|en bas de l' image",
        "at the top left": """
            en haut à gauche|dans le coin supérieur gauche|dans le coin en haut à gauche|du coin supérieur gauche
        """,
        "at the top right": """
            en haut à droite|dans le coin supérieur droit|dans le coin en haut à droite|du coin supérieur droit
        """,
        "at the bottom left": "en bas à gauche|dans le coin inférieur gauche|dans le coin en bas à gauche",
        "at the bottom right": "en bas à droite|dans le coin inférieur droit|dans le coin en bas à droite",
        "in the middle": "au milieu|au centre|du milieu|du centre",
        "in the corner": "dans le coin|dans l' angle",
        "in the front": "devant|à l' avant",
        "in the back": "au fond|derrière lui|à l' arrière",
        "from the left": """
            venant de gauche|venant de la gauche|provenant de la gauche|en partant de la gauche
            depuis la gauche|à partir de la gauche
        """,
        "from the right": """
            venant de droite|venant de la droite|provenant de la droite|en partant de la droite
            depuis la droite|à partir de la droite
        """,
        "on all sides": "de chaque côté|de tous les côtés|tout autour|sur tous les côtés",
        "behind it": "derrière",
        "around it": "autour",
        "in the foreground": "au premier plan|à l' avant plan",
        "in the background": """
            en arrière plan|à l' arrière plan|dans l' arrière plan|en fond|d' arrière plan|de l' arrière plan
        """,
        "horizontally": "horizontalement|à l' horizontale",
        "vertically": "verticalement|à la verticale",
        "upside down": "à l' envers|tête en bas|la tête en bas|sens dessus dessous",
        "automatically": "automatiquement|en automatique",
        "diagonally": "en diagonale",
        "half the size": """
            de moitié|à la moitié|moitié moins grand|moitié plus petit|à moitié|deux fois plus petit
            deux fois plus petite
        """,
        "twice as big": """
            deux fois plus grand|deux fois plus grande|deux fois plus gros|deux fois plus grosse|2 fois plus grand
            le double
        """,
        "three times as big": "trois fois plus grand|trois fois plus grande",
        "twice the size": "double taille|au double",
        "square": "carré|en carré|au carré|au format carré|carrée|un carré|format carré|un format carré",
        "like it is": "tel quel|telle quelle|comme il est|comme elle est|comme ça",
        "unchanged": "intact|intacte|intacts|intactes|inchangé|inchangée|tels quels",
        "in color": "en couleur|en couleurs",
        "that says": "qui dit|où il est écrit|avec écrit|avec le texte|marqué",
        "for the web": """
            pour le web|pour le site|pour la boutique|pour ma boutique|pour notre site
            pour notre boutique|pour vinted|pour leboncoin
        """,
        "for instagram": "pour instagram",
        "for facebook": "pour facebook",
        "for linkedin": "pour linkedin",
        "for pinterest": "pour pinterest",
        "for tiktok": "pour tiktok",
        "for youtube": "pour youtube",
        "for twitter": "pour twitter",
        "for amazon": "pour amazon",
        "for ebay": "pour ebay",
        "for etsy": "pour etsy",
        "for shopify": "pour shopify",
        "for zalando": "pour zalando",
        "for an instagram story": """
            pour une story instagram|pour story instagram|pour ma story instagram|pour une story
            pour les stories instagram
        """,
        "for a youtube thumbnail": "pour une miniature youtube|pour une vignette youtube",
        "amazon main image": "image principale amazon|photo principale amazon",
        "wide": "de large|de largeur",
        "high": "de haut|de hauteur",
        "square format": "au format carré",
        "behind": "de derrière",
    },
    "P": {
        "of;share=by;number=by;removed=of": "de|d'",
        "to;share=by;degrees=by;surface=on;goal=to;thing=with": "à",
        "in;share=by;surface=on;goal=to;code=to;number=to": "en",
        "in": "dans",
        "with;goal=to;share=by": "par",
        "with": "avec|contre",
        "on": "sur|dessus de|au dessus du",
        "for;colour=to;code=to": "pour",
        "to": "pour obtenir|pour avoir|jusqu' à obtenir|pour faire|vers|jusqu'|jusqu' à|jusque",
        "next to": "à côté de|à côté d'|près de|près d'|à côté",
        "to the left of;number=to the left by": "à gauche de|à gauche d'|à la gauche de",
        "to the right of;number=to the right by": "à droite de|à droite d'|à la droite de",
        "behind": "derrière|à l' arrière de",
        "in front of": "devant|en face de",
        "under": "sous|en dessous de|au dessous de",
        "above": "au dessus de|par dessus",
        "between": "entre",
        "around": "autour de|autour d'",
        "as": "comme",
        "from": "depuis",
        "holding": "tenant|qui tient",
        "wearing": "portant|qui porte",
        "sitting on": "assis sur|assise sur",
        "about": "environ",
        "out of": "hors de",
    },
}

WORDS: dict[str, dict[str, str]] = {**SMALL, **VERBS, **NOUNS_AND_ADJECTIVES}
"""Part of speech -> English -> phrases; on equal phrases the first wins."""

CONTRACTIONS: dict[str, tuple[str, ...]] = {
    "du": ("de", "le"),
    "au": ("à", "le"),
    "aux": ("à", "les"),
}
"""Words that are two."""

ENCLITICS: tuple[str, ...] = ()
"""Pronouns written on to a verb, longest first."""
