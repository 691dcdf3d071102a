"""Spanish: verbs of instructions with their English. Data only; '*' before a verb makes its forms by rule."""

VERBS: dict[str, dict[str, str]] = {
    "V": {
        "remove": """
            *eliminar|*quitar|*borrar|*suprimir|*retirar|*remover|*sacar|saque|*limpiar|deshazte de|haz desaparecer
            *desaparecer|*tapar|*retocar|*extraer del cuadro|fuera
        """,
        "cut out": "*recortar la silueta de|*aislar|aísla|*siluetear|*extraer|extrae",
        "blur": "*desenfocar|*difuminar|*pixelar|*emborronar|*censurar|*anonimizar|*borronear|desenfoque|*difumar",
        "replace": "*reemplazar|*sustituir|sustituye|*remplazar|*intercambiar",
        "change": "*cambiar|*modificar|*variar",
        "brighten": "*aclarar|*iluminar|*abrillantar",
        "darken": "*oscurecer|oscurece|*ensombrecer",
        "increase": """
            *aumentar|*subir|*incrementar|*reforzar|*potenciar|*realzar|*intensificar|*elevar|dale más|ponle más
            dale
        """,
        "reduce": "*reducir|reduce|reduzca|reduzcas|*bajar|*disminuir|disminuye|*rebajar|*atenuar|atenúa",
        "sharpen": "*enfocar|*afilar|*nitidizar",
        "crop": "*recortar|*cortar|*encuadrar|*reencuadrar|recorte|*cropear",
        "resize": """
            *redimensionar|*reescalar|*escalar|cambia el tamaño|cambiar el tamaño|cambia de tamaño|ajusta el tamaño
        """,
        "enlarge": "*ampliar|amplía|*agrandar",
        "shrink": "*encoger|*achicar|*empequeñecer",
        "rotate": "*rotar|*girar|gira|rotación|*inclinar",
        "flip": """
            *voltear|*reflejar|*invertir|invierte|espejo|en espejo|*espejar|efecto espejo|imagen en espejo
            imagen espejo
        """,
        "straighten": "*enderezar|endereza|*nivelar|*alinear",
        "expand": "*extender|extiende|*expandir|*prolongar",
        "add": "*añadir|añade|*agregar|*incluir|incluye|*insertar|ponle|agrégale|añádele",
        "keep": "*mantener|mantén|mantenga|mantiene|*conservar|*preservar",
        "enhance": "*mejorar|*optimizar",
        "invert": "*negativizar",
        "shear": "*sesgar",
        "blend": "*mezclar|*teñir|tiñe|tiña",
        "desaturate": "*desaturar|*decolorar",
        "make it look like": "haz que parezca|que parezca|hazla parecer|hazlo parecer",
        "convert": "*convertir|convierte|conviértela|conviértelo|*transformar",
        "move": "*mover|mueve|mueva|*desplazar|*correr|*trasladar",
        "center": "*centrar|*recentrar",
        "duplicate": "*duplicar|*copiar|*clonar|*replicar",
        "apply": "*aplicar|aplica|aplique|*usar|*utilizar|utiliza",
        "put": "*colocar|*situar|*meter",
        "give": "da",
        "touch": "*tocar|toques",
        "fill": "*rellenar|*llenar",
        "adjust": "*ajustar|*corregir|corrige|*equilibrar",
        "auto enhance": """
            mejora automáticamente|mejorar automáticamente|mejora automática|corrección automática
            corrige automáticamente|ajuste automático|mejóralo automáticamente|mejórala automáticamente
            autocorrección|retoque automático
        """,
        "saturate": "*saturar",
        "warm up": "*calentar|calienta",
        "cool down": "*enfriar|enfría",
        "soften": "*suavizar",
        "show": "*mostrar|muestra",
    },
    "S": {
        "make": """
            haz|haga|haz que|hace|hacer|haces|hagas|pon|poner|ponga|pone|pones|ponlo|deja|dejar|deje|dejes|*pintar
            *colorear|*teñir|tiñe|*tintar|debe ser|debe estar|debería ser|tiene que ser|vuelve|volver
        """,
    },
}

PAIRS: dict[str, str] = {
    "blur": """
        haz … ilegible|haz … borroso|haz … borrosa|pon … borroso|pon … borrosa|haz … irreconocible|deja … borroso
        deja … borrosa|haz … ilegibles|vuelve … borroso|deja … desenfocado|pon … desenfocado|pon … ilegible
        haga … ilegible|haga … borroso
    """,
    "remove": "haz … desaparecer|haga … desaparecer|haz desaparecer … de la foto|quita … de en medio",
    "turn upside down": """
        pon … boca abajo|pon … del revés|*girar … boca abajo|*voltear … boca abajo|ponla … boca abajo
    """,
    "straighten": "pon … recto|pon … derecho|pon … recta",
    "leave": "deja … como está|deja … tal cual|deja … como están|deja … intacto|deja … intacta|deja … igual",
    "keep": "deja … en color keep",
    "rotate": "haz … girar",
}
"""Verbs in two parts, which stand around an ellipsis."""
