"""Words of instructions that change or add text, in five languages: verbs, what stands between old and new, places.

Data only. Phrases are separated by '|' and matched as whole words whatever their capitals.
"""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, kw_only=True)
class Tongue:
    """One language's words.

    change: verbs that take an old and a new text; to: what stands between the two; out_of: what stands before the old
    one where the new one comes first ('write B instead of A'). say: what makes a thing say something ('make the sign
    say'), as patterns with {N} for the thing. add: verbs that add text; end: verb parts at the end of a clause, of no
    meaning here. lead: what stands right before the words of a text. nouns: nouns of text. says: between a noun and
    its words ('saying'). on: words before the thing that is written on; small: words that change nothing; after: what a
    text without quotation marks ends before, in front of a place or colour. remove: 'remove', for reading a noun.
    """

    code: str
    change: str
    to: str
    out_of: str
    say: tuple[str, ...]
    add: str
    end: str
    nouns: str
    says: str
    on: str
    small: str
    remove: str


ENGLISH: Final = Tongue(
    code="en",
    change="""change|replace|swap|swap out|switch|edit|update|alter|rewrite|correct|modify|turn|rename|substitute
        reword""",
    to="to|with|by|into|for|->|=>|→",
    out_of="instead of|in place of|rather than",
    say=(
        r"(?:make|let|have|get) {N} (?:to )?(?:say|says|read|reads|show|spell|display)(?: as)?",
        r"{N} (?:should|must|has to|needs to|ought to|shall)(?: now| instead)? "
        r"(?:say|read|be|become|show|display|be changed to)",
    ),
    add="add|put|write|insert|place|overlay|print|include|type|draw|paint|stamp|superimpose|letter|inscribe|caption",
    end="",
    nouns="""text|texts|word|words|wording|writing|lettering|letters|caption|headline|heading|title|subtitle
        inscription|slogan|phrase|label|sign|signs|price|price tag|date|number|name|message|line|line of text
        watermark|banner|plate|license plate|licence plate|number plate|logo|sticker|tag|poster|billboard|signboard
        digits|year|quote|sentence|greeting|letter|notice|menu|score|clock|time|percentage|discount|brand name|plaque
        placard""",
    says="""saying|that says|which says|that reads|which reads|reading|with the text|with the words|with the word
        as follows|with|spelling|called|to say|so it says""",
    on="on|onto|over|across|upon",
    small="""the|a|an|some|please|in|at|to|of|and|with|it|this|that|there|here|photo|picture|image|my|our|as|using
        near|side|corner|edge|letters|lettering|font|typeface|text|written|type|colour|color|colored|coloured|size
        sized|part|area|top|set|into|nicely|just|now|also|its|by|for|position|positioned|aligned|placed|located|is|be
        should|on|over|across|above""",
    remove="remove",
)
GERMAN: Final = Tongue(
    code="de",
    change="""ändere|ändern|ersetze|ersetzen|tausche|tauschen|wechsle|wechsel|wandle|mach aus|mache aus|korrigiere
        aktualisiere|verändere|schreibe um|benenne|überschreibe|ändre|austauschen""",
    to="in|zu|durch|mit|gegen|auf|->|→",
    out_of="statt|anstatt|anstelle von|an stelle von",
    say=(
        r"(?:lass|lasse) {N} (?:sagen|zeigen)?:?",
        r"(?:auf|an|in) {N} soll(?:te)?(?: jetzt| nun)?",
        r"{N} soll(?:te)?(?: jetzt| nun)?(?: heißen| lauten| sagen| zeigen)?:?",
    ),
    add="""füge|fügen|schreib|schreibe|schreiben|setze|setz|ergänze|platziere|drucke|leg|lege|mach|mache|beschrifte
        blende""",
    end="""hinzu|ein|aus|ab|um|dazu|drauf|darauf|stehen|heißen|lauten|sagen|hin|rein|hinzufügen|einfügen
        geändert werden""",
    nouns="""text|texte|wort|wörter|worte|schrift|schriftzug|aufschrift|beschriftung|überschrift|titel|untertitel
        inschrift|slogan|spruch|etikett|schild|preis|preisschild|datum|zahl|nummer|name|namen|botschaft|zeile
        textzeile|wasserzeichen|banner|nummernschild|kennzeichen|logo|aufkleber|plakat|poster|buchstaben|ziffern|jahr
        jahreszahl|bildunterschrift""",
    says="mit dem text|mit den worten|mit dem wort|mit der aufschrift|das sagt|namens|lautend|mit",
    on="auf|über|an",
    small="""der|die|das|den|dem|des|ein|eine|einen|einem|bitte|in|im|am|an|auf|und|mit|es|dies|dort|da|hier|foto|bild
        farbe|schrift|buchstaben|text|ecke|rand|seite|unten|zu|zum|zur|noch|jetzt|als|von|groß|geschrieben|oben|ins
        aufs|lettern""",
    remove="entferne",
)
FRENCH: Final = Tongue(
    code="fr",
    change="""change|changez|changer|remplace|remplacez|remplacer|modifie|modifiez|modifier|corrige|corrigez|échange
        transforme""",
    to="par|en|pour|à|avec|->|→",
    out_of="au lieu de|à la place de|plutôt que",
    say=(
        r"(?:fais|faites|faire) (?:dire|afficher|lire)(?: à| au| aux| sur)? {N}:?",
        r"(?:fais|faites) (?:en sorte )?que {N} (?:dise|affiche|indique):?",
        r"{N} (?:doit|devrait) (?:dire|afficher|indiquer|devenir|être):?",
    ),
    add="""ajoute|ajoutez|ajouter|écris|écrivez|écrire|mets|mettez|mettre|insère|insérez|place|placez|inscris
        inscrivez|appose""",
    end="",
    nouns="""texte|textes|mot|mots|inscription|légende|titre|sous-titre|slogan|étiquette|panneau|enseigne|prix|date
        chiffre|nombre|numéro|nom|message|ligne|filigrane|bannière|plaque|plaque d'immatriculation|logo|autocollant
        affiche|lettres|phrase|écriteau|pancarte|lettrage|année""",
    says="qui dit|disant|avec le texte|avec les mots|avec le mot|avec l'inscription|indiquant|intitulé",
    on="sur",
    small="""le|la|les|l|un|une|des|du|de|d|s'il te plaît|en|à|au|aux|dans|et|avec|ce|cette|là|ici|photo|image|couleur
        lettres|texte|coin|bord|côté|sur|partie|écrit|par|vers|s'il vous plaît|police""",
    remove="enlève",
)
SPANISH: Final = Tongue(
    code="es",
    change="""cambia|cambie|cambiar|reemplaza|reemplace|reemplazar|sustituye|sustituya|sustituir|modifica|modifique
        corrige|corrija|actualiza|edita|convierte""",
    to="por|a|con|en|->|→",
    out_of="en lugar de|en vez de",
    say=(
        r"(?:haz|haga|hacer) que {N} diga:?",
        r"(?:haz|haga) que en {N} (?:ponga|diga):?",
        r"{N} (?:debe|debería|tiene que) (?:decir|poner|ser|mostrar):?",
    ),
    add="""añade|añada|añadir|agrega|agregue|agregar|pon|ponga|poner|escribe|escriba|escribir|inserta|inserte|coloca
        coloque|incluye""",
    end="",
    nouns="""texto|textos|palabra|palabras|inscripción|leyenda|título|subtítulo|lema|eslogan|etiqueta|cartel|letrero
        precio|fecha|número|cifra|nombre|mensaje|línea|marca de agua|pancarta|placa|matrícula|logo|pegatina|letras
        rótulo|señal|año|frase""",
    says="que diga|que dice|diciendo|con el texto|con las palabras|con la palabra",
    on="sobre|en|encima de",
    small="""el|la|los|las|lo|un|una|de|del|por favor|en|a|al|y|con|este|esta|ahí|aquí|foto|imagen|color|letras|texto
        esquina|borde|lado|parte|escrito|fuente|por""",
    remove="quita",
)
PORTUGUESE: Final = Tongue(
    code="pt",
    change="""troca|troque|trocar|muda|mude|mudar|altera|altere|alterar|substitui|substitua|substituir|modifica
        modifique|corrige|corrija|atualiza|edita|edite|converte""",
    to="por|para|pra|com|em|->|→",
    out_of="em vez de|ao invés de|no lugar de",
    say=(
        r"(?:faz|faça|fazer) (?:com que )?{N} (?:dizer|diga):?",
        r"{N} (?:deve|deveria|tem que|tem de) (?:dizer|ser|mostrar):?",
    ),
    add="""adiciona|adicione|adicionar|acrescenta|acrescente|põe|ponha|pôr|coloca|coloque|colocar|escreve|escreva
        escrever|insere|insira|inclui|inclua""",
    end="",
    nouns="""texto|textos|palavra|palavras|inscrição|legenda|título|subtítulo|slogan|etiqueta|rótulo|placa|letreiro
        cartaz|preço|data|número|nome|mensagem|linha|marca d'água|faixa|matrícula|logo|logotipo|adesivo|letras|sinal
        ano|frase""",
    says="que diz|que diga|dizendo|com o texto|com as palavras|com a palavra",
    on="sobre|em|no|na|em cima de",
    small="""o|a|os|as|um|uma|de|do|da|por favor|em|no|na|ao|à|e|com|este|esta|ali|aqui|foto|imagem|cor|letras|texto
        canto|borda|lado|parte|escrito|fonte|para|pelo""",
    remove="remova",
)
TONGUES: Final = (ENGLISH, GERMAN, FRENCH, SPANISH, PORTUGUESE)

PLACES: Final[dict[str, str]] = {
    "top left": """top left|upper left|top left hand|left top|oben links|links oben|linke obere|linken oberen
        obere linke|oberen linken|en haut à gauche|haut gauche|supérieur gauche|arriba a la izquierda
        superior izquierda|superior izquierdo|em cima à esquerda|superior esquerdo|superior esquerda""",
    "top right": """top right|upper right|top right hand|right top|oben rechts|rechts oben|rechte obere|rechten oberen
        obere rechte|oberen rechten|en haut à droite|haut droit|supérieur droit|arriba a la derecha|superior derecha
        superior derecho|em cima à direita|superior direito|superior direita""",
    "bottom left": """bottom left|lower left|left bottom|unten links|links unten|linke untere|linken unteren
        untere linke|unteren linken|en bas à gauche|bas gauche|inférieur gauche|abajo a la izquierda
        inferior izquierda|inferior izquierdo|em baixo à esquerda|embaixo à esquerda|inferior esquerdo
        inferior esquerda""",
    "bottom right": """bottom right|lower right|right bottom|unten rechts|rechts unten|rechte untere|rechten unteren
        untere rechte|unteren rechten|en bas à droite|bas droit|inférieur droit|abajo a la derecha|inferior derecha
        inferior derecho|em baixo à direita|embaixo à direita|inferior direito|inferior direita""",
    "top": """top|at the top|upper|top center|top centre|top middle|oben|oben mittig|am oberen rand|oberen|en haut
        haut|arriba|parte superior|superior|em cima|no topo|topo""",
    "bottom": """bottom|at the bottom|lower|bottom center|bottom centre|bottom middle|underneath|unten|unten mittig
        unteren|en bas|bas|abajo|parte inferior|inferior|em baixo|embaixo|abaixo""",
    "center": """center|centre|middle|centered|centred|in the middle|mitte|mittig|in der mitte|zentriert|zentrum
        au centre|centre|au milieu|milieu|centré|centro|en el centro|en medio|centrado|no centro|no meio|meio""",
    "left": """left|left hand|left side|links|linken|à gauche|gauche|a la izquierda|izquierda|à esquerda|esquerda
        esquerdo""",
    "right": """right|right hand|right side|rechts|rechten|à droite|droite|a la derecha|derecha|à direita|direita
        direito""",
}
"""Where text goes, by the name in Op.TEXT_ADD."""
SIZES: Final[dict[float, str]] = {
    0.16: """huge|giant|enormous|very large|very big|extra large|riesig|riesige|riesiger|riesigen|sehr groß
        sehr großen|énorme|très grand|très grandes|enorme|enormes|muy grande|muito grande""",
    0.1: "large|big|bigger|larger|groß|große|großer|großen|grosse|grand|grande|grandes|grands|gros",
    0.035: """small|little|smaller|klein|kleine|kleiner|kleinen|petit|petite|petits|petites|pequeño|pequeña|pequeños
        pequeñas|pequeno|pequena""",
    0.022: """tiny|very small|winzig|winzige|winziger|sehr klein|minuscule|très petit|diminuto|muy pequeño|minúsculo
        muito pequeno""",
}
"""Heights of capitals as a share of the picture's shorter side, and what they are called."""
FACES: Final[dict[str, str]] = {
    "serif": "serif|serifs|with serifs|serifenschrift|mit serifen|avec empattements|con serifas|com serifas|times",
    "sans": "sans serif|sans|sans-serif|serifenlos|serifenlose|serifenlosen|sin serifas|sem serifas|arial|helvetica",
    "mono": """mono|monospace|monospaced|typewriter|schreibmaschine|schreibmaschinenschrift|machine à écrire
        máquina de escribir""",
    "slab": "slab|slab serif",
    "condensed": "condensed|narrow|schmal|schmale|schmaler|étroit|estrecha|estreita",
    "script": """script|cursive|calligraphy|calligraphic|kalligraphie|schreibschrift|cursif|calligraphie|cursiva
        caligrafía|caligrafia""",
    "hand": """handwritten|handwriting|hand written|hand lettered|handschrift|handschriftlich|manuscrit|manuscrite
        manuscrito|manuscrita""",
}
BOLD: Final = "bold|heavy|fat|fett|fetter|fette|fetten|gras|grasse|negrita|negrito"
LIGHT: Final = "thin|light|regular|dünn|dünne|dünner|fin|fine|delgada|fina|fino"
ITALIC: Final = "italic|italics|slanted|kursiv|kursiver|kursive|italique|itálica|itálico|cursiva"
LOOKS: Final = """bold|italic|italics|red|bigger|larger|smaller|uppercase|lowercase|capitals|black|white|sharp|sharper
    blurry|english|german|french|spanish|portuguese|italian|chinese|japanese|arabic|russian|dutch|polish
    something else|something|another font|a different font|comic sans|helvetica|arial|brighter|darker|lighter|thicker
    thinner|deutsch|englisch|fett|kursiv|größer|kleiner|français|anglais|inglés|español|inglês|português|nothing
    anything|one|it|black and white|grey|gray|mehr|more|less|readable|legible|transparent|centered|the background
    the image"""
"""What is said of how text looks, in what language it is, or nothing: never new words, unless in quotation marks."""
SAME: Final = (
    r"(?:but |and )?(?:in|with|using|of|keeping|keep|retaining|preserving|matching|match)? ?(?:exactly )?"
    r"(?:the (?:same|original|existing|current|old)|same|(?<=keeping )the|(?<=retaining )the|(?<=preserving )the"
    r"|(?<=matching )the|(?<=keep )the) {N}(?:(?:, | and |, and |/)(?:the )?(?:same )?{N})*(?: as (?:before|now|is))?",
    r"(?:aber |und )?(?:in |mit |im )?(?:der |dem |die |das )?(?:gleiche[nmrs]?|selbe[nmrs]?|derselben|demselben"
    r"|dieselbe|denselben) {N}(?:(?:, | und )(?:der |dem )?(?:gleiche[nmr]? )?{N})*",
    r"(?:et |mais )?(?:dans |avec |en gardant |de |du )?(?:la même|le même|les mêmes) {N}"
    r"(?:(?:, | et )(?:la même |le même )?{N})*",
    r"(?:y |pero )?(?:en |con |manteniendo )?(?:la misma|el mismo|los mismos) {N}"
    r"(?:(?:, | y )(?:el mismo |la misma )?{N})*",
    r"(?:e |mas )?(?:em |com |mantendo |n)?(?:a mesma|o mesmo|os mesmos) {N}(?:(?:, | e )(?:o mesmo |a mesma )?{N})*",
)
"""'in the same font', in five languages: what replaced text is set in unless something else is said. {N}: of what."""
SAME_NOUNS: Final = """font|fonts|typeface|style|styling|size|colour|color|colours|colors|look|lettering|formatting
    weight|design|layout|position|place|font size|font style|font color|font colour|text style|handwriting
    schrift|schriftart|schriftgröße|größe|farbe|stil|aussehen|police|taille|couleur|style|écriture|fuente|letra|tamaño
    color|estilo|fonte|tamanho|cor|tipo de letra"""
STARTS: Final = """add|adjust|apply|blur|brighten|change|convert|crop|cut|darken|delete|desaturate|draw|erase|extend
    fill|flip|give|increase|decrease|insert|keep|lighten|make|mirror|move|paint|place|put|recolor|reduce|remove
    replace|resize|rotate|scale|set|sharpen|straighten|swap|turn|use|write|zoom|warm|cool|ändere|ersetze|entferne|mach
    mache|füge|schreib|schreibe|dreh|drehe|spiegle|schneide|verkleinere|vergrößere|helle|dunkle|lösche|setze|lass
    tausche|verschiebe|färbe|zeichne|schärfe|change|changez|remplace|remplacez|enlève|enlevez|supprime|supprimez
    ajoute|ajoutez|mets|mettez|écris|écrivez|fais|faites|rends|rendez|recadre|recadrez|tourne|floute|éclaircis
    assombris|efface|cambia|cambie|reemplaza|reemplace|quita|quite|elimina|elimine|añade|añada|agrega|agregue|pon
    ponga|escribe|haz|haga|recorta|gira|borra|desenfoca|aclara|oscurece|troca|troque|muda|mude|substitui|substitua
    remove|remova|tira|tire|apaga|adiciona|adicione|põe|ponha|escreve|escreva|faz|faça|recorta|recorte|gira|gire
    desfoca|desfoque|clareia|escurece"""
"""Verbs with which a clause begins: after 'and' they end a text without quotation marks."""
JOINS: Final = (
    "and|then|and then|und|dann|und dann|et|puis|et puis|ensuite|y|luego|y luego|e|depois|e depois|after that"
)
COLOUR_ENDINGS: Final = {"de": ("e", "er", "en", "em", "es"), "fr": ("e", "s", "es"), "es": ("s", "es"), "pt": ("s",)}
"""Endings that words for colours take."""
