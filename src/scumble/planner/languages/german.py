"""German: small words, places and amounts of instructions with their English. Data only; see `vocabulary.py`."""

from scumble.planner.languages.german_verbs import VERBS
from scumble.planner.languages.german_words import NOUNS_AND_ADJECTIVES

SMALL: dict[str, dict[str, str]] = {
    "F": {
        "": """
            bitte|in der farbe|bitteschön|danke|danke schön|vielen dank|mal|doch|einfach|eben|kurz|jetzt|gerne|gern
            noch|hallo|hi|kannst du|kannst du mir|könntest du|könntest du mir|können sie|könnten sie|würdest du
            würden sie|sie|ich möchte dass|ich möchte|ich will dass|ich will|ich hätte gern|ich hätte gerne
            ich brauche|wir brauchen|ich würde gern|ich würde gerne|wir möchten|ich wünsche mir|kann man|man sollte
            du sollst|hilf mir|mir|uns|wenn möglich|falls möglich|lg|mfg|ein wenig mehr geduld|eigentlich
            vielleicht|so dass|sodass|damit|dass|nämlich|hier|da|dort|dich|mich|ihnen|ihr|so|ganz normal
            etwas anderes|ob|wäre es möglich|möglichst|wäre schön|wäre super|super|tun|geht das|man|lieber
            rest bleibt so|für mich|dann bitte|bloß|hätte gern|hätte gerne|brauche|möchte|will|dabei|wieder
        """,
    },
    "J": {
        "and": "und|u|sowie|und auch|und außerdem|außerdem|und dabei",
        "then": """
            dann|danach|anschließend|und dann|und danach|und anschließend|zuletzt|am ende|schließlich|im anschluss
        """,
        "first": "zuerst|erst|zunächst|als erstes",
        "but": "aber|jedoch|wobei|allerdings|sondern",
        "without": "ohne",
    },
    "NOT": {
        "not": "nicht|nichts|keinesfalls|niemals",
    },
    "D": {
        "the": "der|die|das|den|dem|des|dies|diese|dieser|dieses|diesen|diesem|jene|jener|jenes",
        "my": "mein|meine|meinen|meinem|meines|meiner|unser|unsere|unseren|unserem|unserer",
        "his": "seine|seinen|seinem|seiner",
        "her": "ihre|ihren|ihrem|ihrer",
    },
    "I": {
        "a": "ein|eine|einen|einem|eines|einer|nen|ne",
    },
    "O": {
        "it": "es|ihn|ihm|sies",
    },
    "B": {
        "is": """
            ist|sind|sein|werden|wirkt|sieht|aussehen|aussieht|steht|stehen|liegt|sitzt|hängt|befindet
            wird aussehen
        """,
    },
    "Q": {
        "all": "alle|aller|allen|sämtliche|sämtlichen|all",
        "all the": "alle die|all die",
        "both": "beide|beiden",
        "every": "jede|jeden|jedes|jeder",
        "two": "zwei",
        "three": "drei",
        "four": "vier",
        "five": "fünf",
        "first": "erste|ersten|erster|erstes",
        "second": "zweite|zweiten|zweiter|zweites",
        "third": "dritte|dritten|dritter|drittes",
        "fourth": "vierte|vierten|vierter|viertes",
        "fifth": "fünfte|fünften",
        "last": "letzte|letzten|letzter|letztes",
        "second to last": "vorletzte|vorletzten|vorletzter|vorletztes",
        "any": "irgendwelche|etwaige|jegliche|jeglichen",
        "no": "kein|keine|keinen|keinem|keiner",
    },
    "M": {
        "more": "mehr",
        "less": "weniger",
        "too": "zu stark|allzu|viel zu|etwas zu|ein bisschen zu|ein wenig zu|leicht zu",
        "zu": "zu",
    },
    "L": {
        "slightly": """
            etwas|leicht|leichte|leichten|leichter|leichtes|leichtem|ein wenig|ein bisschen|bisschen|ein bißchen
            bissl|bissel|nen tick|einen tick|einen hauch|dezent|sanft|minimal|ein klein wenig|ein stück
            ein stückchen|geringfügig|n bisschen|ein bisserl
        """,
        "a lot": """
            viel|deutlich|stark|kräftig|sehr|wesentlich|erheblich|ordentlich|richtig|extrem stark|starken|starke
            um einiges|merklich
        """,
        "extremely": "extrem|maximal|total",
        "completely": "komplett|vollständig|völlig|ganz|vollkommen|gänzlich",
    },
    "U": {
        "%": "prozent",
        "degrees": "grad",
        "px": "pixel|pixeln|px",
        "stops": "blendenstufen|blenden|blende|blendenstufe",
        "times": "mal so|fach|faches",
        "cm": "zentimeter",
    },
    "A0": {
        "": "störend|nervig|lästig|hässlich|komisch|blöd|doof|unschön",
    },
    "X": {
        "only": "nur|ausschließlich",
        "alone": "in ruhe",
        "except": "außer|ausgenommen|bis auf|abgesehen von|mit ausnahme von",
        "everything except": "alles außer|alles bis auf|alles ausser|alles andere als",
        "everything else": "alles andere|den rest|der rest|dem rest|das übrige|alles übrige|rest",
        "everything": "alles",
        "black and white": """
            schwarzweiß|schwarz weiß|s w|sw|schwarz und weiß|schwarzweiss|schwarzweißbild|in schwarzweiß
            in schwarz weiß|in sw|schwarzweißes
        """,
        "grayscale": "graustufen|grautöne|grautönen",
        "to the left": "nach links|links herum|linksherum|gegen den uhrzeigersinn|weiter nach links|weiter links",
        "to the right": "nach rechts|rechts herum|rechtsherum|im uhrzeigersinn|weiter nach rechts|weiter rechts",
        "up": "nach oben|hoch|höher|weiter nach oben|rauf|weiter oben",
        "down": "nach unten|runter|herunter|tiefer|weiter nach unten|weiter unten",
        "to the top left": "nach links oben|nach oben links|nach oben in die linke ecke",
        "to the top right": "nach rechts oben|nach oben rechts",
        "to the bottom left": "nach links unten|nach unten links",
        "to the bottom right": "nach rechts unten|nach unten rechts",
        "to the center": "in die mitte|zur mitte|ins zentrum|zentriert",
        "forward": "nach vorne",
        "on the left": """
            links|auf der linken seite|linkerhand|am linken rand|von links gesehen|links im bild|ganz links
        """,
        "on the right": "rechts|auf der rechten seite|am rechten rand|rechts im bild|ganz rechts",
        "at the top": "oben|am oberen rand|ganz oben|oben im bild",
        "at the bottom": "unten|am unteren rand|ganz unten|unten im bild",
        "at the top left": """
            links oben|oben links|in der ecke links oben|in der linken oberen ecke|in der oberen linken ecke
        """,
        "at the top right": "rechts oben|oben rechts|in der rechten oberen ecke|in der oberen rechten ecke",
        "at the bottom left": "links unten|unten links|in der linken unteren ecke|in der unteren linken ecke",
        "at the bottom right": "rechts unten|unten rechts|in der rechten unteren ecke|in der unteren rechten ecke",
        "in the middle": "in der mitte|mittig|im zentrum|in der bildmitte",
        "in the corner": "in der ecke",
        "in the front": "vorne|vorn|ganz vorne",
        "in the back": "hinten|ganz hinten",
        "from the left": "von links kommend|von links",
        "from the right": "von rechts kommend|von rechts",
        "on all sides": "auf allen seiten|an allen seiten|ringsum|rundherum|rundum|ringsherum",
        "of it": "daraus",
        "behind it": "dahinter",
        "in the foreground": "im vordergrund",
        "next to it": "daneben",
        "around it": "drum herum|drumherum|darum herum|drumrum|außenrum",
        "horizontally": "horizontal|waagerecht|waagrecht|seitlich",
        "vertically": "vertikal|senkrecht",
        "upside down": "auf den kopf|kopfüber|auf dem kopf",
        "diagonally": "diagonal",
        "automatically": "automatisch",
        "half the size": """
            halb so groß|halbe größe|auf die hälfte|um die hälfte|halb so gross|auf halbe größe|auf die halbe größe
            halbe grösse
        """,
        "twice the size": "doppelte größe|auf die doppelte größe|auf doppelte größe",
        "twice as big": "doppelt so groß|zweimal so groß|2 mal so groß",
        "three times as big": "dreimal so groß",
        "half as big": "nur halb so groß",
        "square": """
            quadratisch|quadrat|als quadrat|ein quadrat|quadratisches format|quadratischem format|im quadrat
            quadratischen
        """,
        "like it is": """
            wie es ist|wie er ist|wie sie ist|so wie es ist|so wie er ist|so wie sie ist|wie gehabt|wie sie sind
        """,
        "unchanged": "unverändert|unangetastet|unberührt|gleich|so",
        "in color": "farbig|in farbe|bunt",
        "to natural size": "auf originalgröße",
        "alt": "alt text",
        "that says": "mit der aufschrift|auf dem steht|mit dem text|mit der schrift|wo draufsteht|auf dem steht dass",
        "wider": "breiter",
        "sides": "seiten|kanten",
        "for the web": """
            fürs web|für das web|für die website|für die webseite|für den onlineshop|für den shop
            für den online shop|für unseren shop
        """,
        "for instagram": "für instagram",
        "for facebook": "für facebook",
        "for linkedin": "für linkedin",
        "for pinterest": "für pinterest",
        "for tiktok": "für tiktok",
        "for youtube": "für youtube",
        "for twitter": "für twitter",
        "for amazon": "für amazon",
        "for ebay": "für ebay",
        "for etsy": "für etsy",
        "for shopify": "für shopify",
        "for zalando": "für zalando",
        "for an instagram story": """
            für eine instagram story|für instagram story|für die instagram story|für instagram stories|für meine story
            für eine story
        """,
        "for a youtube thumbnail": "für ein youtube thumbnail|für ein youtube vorschaubild|für youtube thumbnail",
        "amazon main image": "amazon hauptbild",
        "from pale to": "von hell zu",
    },
    "P": {
        "on;number=to;share=to;code=to;goal=to": "auf",
        "in;goal=to;code=to": "in",
        "on": "an",
        "by": "um",
        "to": "bis|bis zu|nach",
        "with;share=by": "mit|samt|inklusive|plus",
        "with": "durch|gegen|mithilfe",
        "of;removed=from;colour=from": "von|aus",
        "from": "ab",
        "next to": "neben",
        "to the left of": "links neben|links von|links vom",
        "to the right of": "rechts neben|rechts von|rechts vom",
        "behind": "hinter",
        "in front of": "vor",
        "under": "unter|unterhalb|unterhalb von",
        "above": "über|oberhalb|oberhalb von",
        "on top of": "oben auf|obendrauf auf",
        "between": "zwischen",
        "around": "um herum|rund um|rings um",
        "near": "bei|nahe|in der nähe von",
        "as": "als",
        "for": "für",
        "like": "wie",
        "wearing": "trägt",
        "outside": "außerhalb|außerhalb von",
        "inside": "innerhalb|innerhalb von",
    },
}

WORDS: dict[str, dict[str, str]] = {**SMALL, **VERBS, **NOUNS_AND_ADJECTIVES}
"""Part of speech -> English -> phrases; on equal phrases the first wins."""

CONTRACTIONS: dict[str, tuple[str, ...]] = {
    "im": ("in", "dem"),
    "ins": ("in", "das"),
    "am": ("an", "dem"),
    "ans": ("an", "das"),
    "aufs": ("auf", "das"),
    "aufm": ("auf", "dem"),
    "vom": ("von", "dem"),
    "zum": ("zu", "dem"),
    "zur": ("zu", "der"),
    "beim": ("bei", "dem"),
    "fürs": ("für", "das"),
    "ums": ("um", "das"),
    "hinterm": ("hinter", "dem"),
    "unterm": ("unter", "dem"),
    "überm": ("über", "dem"),
    "vorm": ("vor", "dem"),
    "durchs": ("durch", "das"),
    "s": ("es",),
    "n": ("ein",),
}
"""Words that are two."""

ENCLITICS: tuple[str, ...] = ()
"""Pronouns written on to a verb, longest first."""
