"""Spanish: small words, places and amounts of instructions with their English. Data only; see `vocabulary.py`."""

from scumble.planner.languages.spanish_verbs import VERBS
from scumble.planner.languages.spanish_words import NOUNS_AND_ADJECTIVES

SMALL: dict[str, dict[str, str]] = {
    "F": {
        "": """
            por favor|de color|porfavor|porfa|gracias|hola|buenas|puedes|puedes me|podrías|podrías me|puede|podría
            me puedes|me podrías|quiero|quiero que|quisiera|me gustaría|me gustaría que|necesito|necesito que
            hay que|solo que|ahora|simplemente|que está|que están|que hay|que se ve|que sea|que quede|que tenga|que
            si es posible|también|además|un favor|me|nos|te|se|quedar|quede|sea|aún|ya|a ver|es posible|tal vez|oye
            muchas gracias|para que quede|para que|situado|situada|bien|haga el favor de|ha de|deben|favor de|ay
            tener|poner me|debería|ubicado|ubicada|bastante
        """,
    },
    "J": {
        "and": "y|e|así como|y además|y también",
        "then": "luego|después|y luego|y después|a continuación|por último|finalmente|seguidamente",
        "first": "primero|en primer lugar|antes de nada",
        "but": "pero|sin embargo|mientras que|aunque",
        "without": "sin",
    },
    "NOT": {
        "not": "no|nunca|nada",
    },
    "D": {
        "the": "el|la|los|las|lo|este|esta|estos|estas|ese|esa|esos|esas|aquel|aquella",
        "my": "mi|mis|nuestro|nuestra|nuestros|nuestras",
        "his": "su|sus",
    },
    "I": {
        "a": "un|una",
        "": "unos|unas",
    },
    "O": {
        "it": "ello|eso|esto|él|ella|le|les",
    },
    "B": {
        "is": "es|está|están|son|se ve|se ven|parece|salió",
    },
    "Q": {
        "all": "todos|todas",
        "all the": "todos los|todas las",
        "both": "ambos|ambas|los dos|las dos",
        "every": "cada",
        "two": "dos",
        "three": "tres",
        "four": "cuatro",
        "five": "cinco",
        "first": "primer|primero|primera",
        "second": "segundo|segunda",
        "third": "tercer|tercero|tercera",
        "fourth": "cuarto|cuarta",
        "fifth": "quinto|quinta",
        "last": "último|última|últimos|últimas",
        "second to last": "penúltimo|penúltima",
        "no": "ningún|ninguna",
    },
    "M": {
        "more": "más|mas",
        "less": "menos",
        "too": "demasiado|demasiada|muy demasiado|un poco demasiado",
    },
    "L": {
        "slightly": """
            un poco|ligeramente|un poquito|un pelín|levemente|sutilmente|un tanto|algo|un toque|apenas|suavemente
            poquito
        """,
        "a lot": "mucho|bastante más|muy|fuertemente|considerablemente|notablemente|mucha|muchísimo",
        "extremely": "extremadamente|al máximo|a tope",
        "completely": "completamente|totalmente|del todo|por completo",
    },
    "U": {
        "%": "por ciento|porciento",
        "degrees": "grado|grados",
        "px": "píxel|píxeles|pixels|pixeles|px",
        "stops": "pasos|paso|diafragma|diafragmas|ev",
        "times": "veces",
    },
    "A0": {
        "": "molesto|feo|horrible|antiestético|indeseado|horroroso",
    },
    "X": {
        "only": "solo|sólo|solamente|únicamente",
        "except": "excepto|salvo|menos|a excepción de|aparte de|exceptuando",
        "everything except": "todo menos|todo excepto|todo salvo|todo lo que no es|todo lo que no sea",
        "everything else": """
            todo lo demás|lo demás|el resto|resto|el resto de la foto|el resto de la imagen|los demás
        """,
        "everything": "todo",
        "wide": "de ancho|de anchura",
        "high": "de alto|de altura",
        "black and white": "blanco y negro|en blanco y negro|a blanco y negro|b n|byn|bn",
        "grayscale": "escala de grises|escalas de grises|tonos de gris|en escala de grises|a escala de grises",
        "to the left": """
            a la izquierda|hacia la izquierda|más a la izquierda|en sentido antihorario
            en sentido contrario a las agujas del reloj
        """,
        "to the right": """
            a la derecha|hacia la derecha|más a la derecha|en sentido horario|en el sentido de las agujas del reloj
        """,
        "up": "hacia arriba|más arriba|para arriba",
        "down": "hacia abajo|más abajo|para abajo",
        "to the top left": "hacia la esquina superior izquierda",
        "to the top right": "hacia la esquina superior derecha",
        "to the center": "al centro|hacia el centro",
        "on the left": """
            de la izquierda|a mano izquierda|izquierda|en la izquierda|del lado izquierdo|en el lado izquierdo
            a la izquierda del todo
        """,
        "on the right": "de la derecha|a mano derecha|derecha|en la derecha|del lado derecho|en el lado derecho",
        "at the top": "arriba|de arriba|en la parte superior|en la parte de arriba",
        "at the bottom": "abajo|de abajo|en la parte inferior|en la parte de abajo",
        "at the top left": """
            arriba a la izquierda|de arriba a la izquierda|en la esquina superior izquierda
            de la esquina superior izquierda|arriba izquierda
        """,
        "at the top right": """
            arriba a la derecha|de arriba a la derecha|en la esquina superior derecha
            de la esquina superior derecha|arriba derecha
        """,
        "at the bottom left": """
            abajo a la izquierda|de abajo a la izquierda|en la esquina inferior izquierda
            de la esquina inferior izquierda
        """,
        "at the bottom right": """
            abajo a la derecha|de abajo a la derecha|en la esquina inferior derecha|de la esquina inferior derecha
        """,
        "in the middle": "en medio|en el medio|en el centro|del medio|del centro",
        "in the corner": "en la esquina|de la esquina|en el rincón",
        "in the front": "delante|de delante|al frente",
        "in the back": "atrás|de atrás|al fondo",
        "from the left": "empezando por la izquierda|desde la izquierda|por la izquierda|contando desde la izquierda",
        "from the right": "empezando por la derecha|desde la derecha|por la derecha|contando desde la derecha",
        "on all sides": "por todos los lados|en todos los lados|a cada lado|alrededor de todo",
        "behind it": "detrás",
        "around it": "alrededor",
        "in the foreground": "en primer plano|del primer plano",
        "in the background": "en el fondo|del fondo|de fondo|en segundo plano",
        "horizontally": "horizontalmente|en horizontal|de forma horizontal",
        "vertically": "verticalmente|en vertical",
        "upside down": "boca abajo|del revés|al revés|cabeza abajo|de cabeza",
        "automatically": "automáticamente|de forma automática",
        "diagonally": "en diagonal",
        "half the size": """
            a la mitad|la mitad de tamaño|a mitad de tamaño|a la mitad del tamaño|la mitad de grande|la mitad
        """,
        "twice as big": "el doble de grande|dos veces más grande|el doble de tamaño|al doble|el doble",
        "three times as big": "el triple de grande|tres veces más grande|el triple",
        "twice the size": "al doble de tamaño",
        "square": """
            cuadrado|en cuadrado|a cuadrado|cuadrada|un cuadrado|formato cuadrado|a formato cuadrado
            en formato cuadrado
        """,
        "like it is": "tal cual|como está|como están|igual que está",
        "unchanged": "intacto|intacta|sin cambios|igual|intactos|sin tocar",
        "in color": "en color|a color|a todo color",
        "that says": "que dice|que pone|con el texto|con la palabra",
        "for the web": """
            para la web|para la tienda|para mi tienda|para nuestra tienda
            para el catálogo|para mercado libre|para wallapop
        """,
        "for instagram": "para instagram",
        "for facebook": "para facebook",
        "for linkedin": "para linkedin",
        "for pinterest": "para pinterest",
        "for tiktok": "para tiktok",
        "for youtube": "para youtube",
        "for twitter": "para twitter",
        "for amazon": "para amazon",
        "for ebay": "para ebay",
        "for etsy": "para etsy",
        "for shopify": "para shopify",
        "for zalando": "para zalando",
        "for an instagram story": """
            para una historia de instagram|para historia de instagram|para mi historia de instagram
            para una story de instagram
        """,
        "for a youtube thumbnail": "para una miniatura de youtube",
        "amazon main image": "imagen principal de amazon|foto principal de amazon|imagen principal amazon",
    },
    "P": {
        "of;share=by;number=of;surface=on;scene=in;goal=of;colour=of": "de",
        "to;surface=on": "a",
        "in;share=by;surface=on;goal=to;code=to;colour=in": "en",
        "with;goal=to": "con|por",
        "on": "sobre|encima de|arriba de|en lo alto de",
        "for;colour=to;code=to;share=to": "para",
        "to": "hasta que quede|hasta quedar|hasta que sea|hasta|hacia|hasta los|a un|hasta un",
        "next to": "al lado de|junto a|cerca de|al lado",
        "to the left of": "a la izquierda de",
        "to the right of": "a la derecha de",
        "behind": "detrás de|tras|atrás de",
        "in front of": "delante de|enfrente de|frente a",
        "under": "debajo de|bajo|abajo de",
        "above": "por encima de",
        "between": "entre",
        "around": "alrededor de",
        "as": "como",
        "from": "desde",
        "holding": "sosteniendo",
        "wearing": "que lleva",
        "inside": "dentro de",
        "about": "sobre unos",
    },
}

WORDS: dict[str, dict[str, str]] = {**SMALL, **VERBS, **NOUNS_AND_ADJECTIVES}
"""Part of speech -> English -> phrases; on equal phrases the first wins."""

CONTRACTIONS: dict[str, tuple[str, ...]] = {
    "del": ("de", "el"),
    "al": ("a", "el"),
    "pa": ("para",),
}
"""Words that are two."""

ENCLITICS: tuple[str, ...] = (
    "melos",
    "melas",
    "melo",
    "mela",
    "selo",
    "sela",
    "los",
    "las",
    "les",
    "lo",
    "la",
    "le",
    "me",
    "nos",
)
"""Pronouns written on to a verb, longest first."""
