"""Portuguese: small words, places and amounts of instructions with their English. Data only; see `vocabulary.py`."""

from scumble.planner.languages.portuguese_verbs import VERBS
from scumble.planner.languages.portuguese_words import NOUNS_AND_ADJECTIVES

SMALL: dict[str, dict[str, str]] = {
    "F": {
        "": """
            por favor|de cor|na cor|pfv|pf|porfavor|obrigado|obrigada|olá|oi|você pode|você poderia|pode|podes
            poderia|podia|podias|consegue|quero|quero que|queria|queria que|gostaria|gostaria de|gostaria que
            preciso|preciso de|preciso que|é para|tem como|dá para|dá pra|agora|apenas isso|simplesmente|que está
            que estão|que fica|que aparece|que aparecem|que seja|que fique|que|se possível|também|além disso|me|nos
            te|se|ficar|fique|seja|ai|aí|já|só isso|talvez|muito obrigado|para que fique|pra ficar|para ficar
            por gentileza|vocês|você|a ver|é possível|ter|aqui|bem|situado|estaciona
        """,
    },
    "J": {
        "and": "e|assim como|e também|bem como",
        "then": "depois|em seguida|e depois|e em seguida|logo depois|por fim|por último|então|finalmente|a seguir",
        "first": "primeiro|em primeiro lugar|antes de tudo|primeiramente",
        "but": "mas|porém|enquanto|no entanto",
        "without": "sem",
    },
    "NOT": {
        "not": "não|nunca|nada|nao",
    },
    "D": {
        "the": "o|a|os|as|este|esta|estes|estas|esse|essa|esses|essas|aquele|aquela|aqueles|aquelas",
        "my": "meu|minha|meus|minhas|nosso|nossa|nossos|nossas|o meu|a minha|os meus|as minhas|o nosso|a nossa",
        "his": "seu|sua|seus|suas|o seu|a sua",
    },
    "I": {
        "a": "um|uma",
        "": "uns|umas",
    },
    "O": {
        "it": "isso|isto|ele|ela|eles|elas|lo|la|los|las|lhe",
    },
    "B": {
        "is": "é|está|estão|são|parece|fica|ficou|tá|ta",
    },
    "Q": {
        "all": "todos|todas",
        "all the": "todos os|todas as",
        "both": "ambos|ambas|os dois|as duas",
        "every": "cada",
        "two": "dois|duas",
        "three": "três",
        "four": "quatro",
        "five": "cinco",
        "first": "primeiro|primeira",
        "second": "segundo|segunda",
        "third": "terceiro|terceira",
        "fourth": "quarta",
        "fifth": "quinto|quinta",
        "last": "último|última|últimos|últimas",
        "second to last": "penúltimo|penúltima",
        "no": "nenhum|nenhuma",
    },
    "M": {
        "more": "mais",
        "less": "menos",
        "too": "demasiado|demais|muito demais|demasiada",
    },
    "L": {
        "slightly": """
            um pouco|levemente|ligeiramente|um pouquinho|pouquinho|um bocadinho|um bocado|sutilmente|subtilmente
            de leve|um tiquinho|suavemente|um tanto|um nadinha
        """,
        "a lot": "bastante|muito|bem mais|fortemente|consideravelmente|muito mais",
        "extremely": "extremamente|ao máximo|no máximo",
        "completely": "completamente|totalmente|por completo|inteiramente",
    },
    "U": {
        "%": "por cento|porcento",
        "degrees": "grau|graus",
        "px": "pixel|pixels|píxel|píxeis|pixeis|px",
        "stops": "pontos de luz|stops|ev",
        "times": "vezes",
    },
    "A0": {
        "": "chato|feio|horrível|irritante|incômodo|incómodo|indesejado",
    },
    "X": {
        "only": "só|apenas|somente|unicamente",
        "except": "exceto|excepto|menos|salvo|a não ser|com exceção de|tirando",
        "everything except": "tudo menos|tudo exceto|tudo excepto|tudo salvo|tudo o que não é|tudo que não seja",
        "everything else": """
            todo o resto|o resto|resto|tudo o resto|o restante|o resto da foto|o resto da imagem|tudo mais
        """,
        "everything": "tudo",
        "wide": "de largura|de comprimento",
        "high": "de altura",
        "black and white": """
            preto e branco|em preto e branco|para preto e branco|a preto e branco|p b|pb|em pb|branco e preto
        """,
        "grayscale": """
            escala de cinza|tons de cinza|escala de cinzentos|tons de cinzento|em tons de cinza|em escala de cinza
            para tons de cinza|para escala de cinza
        """,
        "to the left": """
            para a esquerda|pra esquerda|mais para a esquerda|mais à esquerda|no sentido anti horário|para esquerda
            pra a esquerda
        """,
        "to the right": """
            para a direita|pra direita|mais para a direita|mais à direita|no sentido horário|para direita
        """,
        "up": "para cima|pra cima|mais para cima|mais acima",
        "down": "para baixo|pra baixo|mais para baixo|mais abaixo",
        "to the center": "para o centro|pro centro|ao centro da imagem|para o meio|pro meio",
        "to the top left": "para o canto superior esquerdo",
        "to the top right": "para o canto superior direito",
        "to the bottom right": "para o canto inferior direito",
        "to the bottom left": "para o canto inferior esquerdo",
        "on the left": "à esquerda|da esquerda|do lado esquerdo|na esquerda|no lado esquerdo",
        "on the right": "à direita|da direita|do lado direito|na direita|no lado direito",
        "at the top": "em cima|no topo|do topo|de cima|na parte de cima|na parte superior|lá em cima",
        "at the bottom": "em baixo|embaixo|na parte de baixo|na parte inferior|de baixo",
        "at the top left": """
            em cima à esquerda|no canto superior esquerdo|do canto superior esquerdo|no topo à esquerda
        """,
        "at the top right": "em cima à direita|no canto superior direito|do canto superior direito|no topo à direita",
        "at the bottom left": """
            em baixo à esquerda|embaixo à esquerda|no canto inferior esquerdo|do canto inferior esquerdo
        """,
        "at the bottom right": """
            em baixo à direita|embaixo à direita|no canto inferior direito|do canto inferior direito
        """,
        "in the middle": "no meio|no centro|do meio|do centro|ao centro|ao meio",
        "in the corner": "no canto|do canto",
        "in the front": "na frente|da frente|à frente",
        "in the back": "atrás|de trás|lá atrás|lá no fundo",
        "from the left": """
            a contar da esquerda|a partir da esquerda|contando da esquerda|vindo da esquerda|vinda da esquerda
        """,
        "from the right": """
            a contar da direita|a partir da direita|contando da direita|vindo da direita|vinda da direita
        """,
        "on all sides": "em todos os lados|de todos os lados|em cada lado|de cada lado|à volta toda",
        "behind it": "por trás",
        "around it": "ao redor|em volta|à volta",
        "in the foreground": "em primeiro plano|no primeiro plano",
        "in the background": "ao fundo|no fundo|em segundo plano|de fundo",
        "horizontally": "horizontalmente|na horizontal|em horizontal",
        "vertically": "verticalmente|na vertical",
        "upside down": "de cabeça para baixo|de cabeça pra baixo|ao contrário|de ponta cabeça|de pernas para o ar",
        "automatically": "automaticamente|de forma automática|no automático",
        "diagonally": "na diagonal",
        "half the size": """
            para metade|pela metade|à metade|para a metade|metade do tamanho|na metade do tamanho|pra metade
            para metade do tamanho
        """,
        "twice as big": """
            duas vezes maior|o dobro do tamanho|duas vezes mais grande|o dobro|para o dobro|2 vezes maior
        """,
        "three times as big": "três vezes maior|o triplo do tamanho|o triplo",
        "square": """
            quadrado|em quadrado|para quadrado|quadrada|um quadrado|formato quadrado|em formato quadrado
            para formato quadrado|no formato quadrado
        """,
        "like it is": "como está|tal como está|do jeito que está|como estão|tal e qual",
        "unchanged": "intacto|intacta|sem alterações|igual|sem mexer|inalterado",
        "in color": "a cores|colorido|em cores|colorida|em cor",
        "that says": "que diz|escrito|com o texto|com a palavra|onde está escrito",
        "for the web": """
            para a web|para a loja|para minha loja|para a minha loja
            para o site|pro site|pra loja|para o catálogo|para o mercado livre
        """,
        "for instagram": "para o instagram|pro instagram|para a instagram|para instagram",
        "for facebook": "para o facebook|pro facebook|para a facebook|para facebook",
        "for linkedin": "para o linkedin|pro linkedin|para a linkedin|para linkedin",
        "for pinterest": "para o pinterest|pro pinterest|para a pinterest|para pinterest",
        "for tiktok": "para o tiktok|pro tiktok|para a tiktok|para tiktok",
        "for youtube": "para o youtube|pro youtube|para a youtube|para youtube",
        "for twitter": "para o twitter|pro twitter|para a twitter|para twitter",
        "for amazon": "para o amazon|pro amazon|para a amazon|para amazon",
        "for ebay": "para o ebay|pro ebay|para a ebay|para ebay",
        "for etsy": "para o etsy|pro etsy|para a etsy|para etsy",
        "for shopify": "para o shopify|pro shopify|para a shopify|para shopify",
        "for zalando": "para o zalando|pro zalando|para a zalando|para zalando",
        "for an instagram story": """
            para um story do instagram|para o story do instagram|pro story do instagram|para stories do instagram
            para um story
        """,
        "for a youtube thumbnail": "para uma miniatura do youtube|para uma thumbnail do youtube",
        "amazon main image": "imagem principal da amazon|foto principal da amazon",
    },
    "P": {
        "of;share=by;number=of;surface=on;scene=in;goal=of;colour=of": "de|d'",
        "to": "até ficar|até que fique|até|para os",
        "to;surface=on": "à",
        "in;share=by;surface=on;goal=to;code=to;colour=in": "em",
        "with;goal=to": "por|com",
        "on": "sobre|em cima de|por cima de|acima da mesa",
        "for;colour=to;code=to;share=to;goal=to;number=to": "para|pra",
        "next to": "ao lado de|junto a|perto de|junto de|do lado de|ao pé de",
        "to the left of": "à esquerda de",
        "to the right of": "à direita de",
        "behind": "atrás de|por trás de|detrás de",
        "in front of": "em frente de|na frente de|diante de|à frente de",
        "under": "debaixo de|sob|embaixo de|por baixo de|em baixo de",
        "above": "acima de",
        "between": "entre",
        "around": "ao redor de|em volta de|à volta de|em torno de",
        "as": "como",
        "from": "desde",
        "holding": "segurando",
        "wearing": "usando|vestindo",
        "inside": "dentro de",
    },
}

WORDS: dict[str, dict[str, str]] = {**SMALL, **VERBS, **NOUNS_AND_ADJECTIVES}
"""Part of speech -> English -> phrases; on equal phrases the first wins."""

CONTRACTIONS: dict[str, tuple[str, ...]] = {
    "do": ("de", "o"),
    "da": ("de", "a"),
    "dos": ("de", "os"),
    "das": ("de", "as"),
    "no": ("em", "o"),
    "na": ("em", "a"),
    "nos": ("em", "os"),
    "nas": ("em", "as"),
    "ao": ("à", "o"),
    "aos": ("à", "os"),
    "à": ("à", "a"),
    "às": ("à", "as"),
    "pelo": ("por", "o"),
    "pela": ("por", "a"),
    "pelos": ("por", "os"),
    "pelas": ("por", "as"),
    "num": ("em", "um"),
    "numa": ("em", "uma"),
    "dum": ("de", "um"),
    "duma": ("de", "uma"),
    "pro": ("para", "o"),
    "pros": ("para", "os"),
    "deste": ("de", "este"),
    "desta": ("de", "esta"),
    "desse": ("de", "esse"),
    "dessa": ("de", "essa"),
    "neste": ("em", "este"),
    "nesta": ("em", "esta"),
}
"""Words that are two."""

ENCLITICS: tuple[str, ...] = ()
"""Pronouns written on to a verb, longest first."""
