"""Portuguese: verbs of instructions with their English. Data only; '*' before a verb makes its forms by rule."""

VERBS: dict[str, dict[str, str]] = {
    "V": {
        "remove": """
            *remover|*tirar|*retirar|*apagar|*eliminar|*excluir|exclui|*deletar|deleta|suma com|some com
            faz desaparecer|faça desaparecer|*limpar|*retocar|*sumir|*tapar|fora
        """,
        "cut out": "*isolar|*destacar do fundo|*silhuetar|*extrair|extrai|extraia",
        "blur": "*desfocar|*borrar|*embaçar|*pixelar|*censurar|*anonimizar|desfoque|*esfumar",
        "replace": "*substituir|substitui|substitua|*trocar",
        "change": "*mudar|*alterar|*modificar|*cambiar",
        "brighten": "*clarear|clareia|clareie|*iluminar|*aclarar",
        "darken": "*escurecer|escurece|escureça",
        "increase": "*aumentar|*subir|sobe|suba|*elevar|*reforçar|*intensificar|*realçar|*acentuar",
        "reduce": "*reduzir|reduz|reduza|*diminuir|diminui|diminua|*baixar|*abaixar|*atenuar",
        "sharpen": "*nitidificar|*focar|*afiar",
        "crop": "*cortar|*recortar|*enquadrar|corte|recorte|*croppar",
        "resize": "*redimensionar|*reescalar|*escalar|*dimensionar",
        "enlarge": "*ampliar|amplia|amplie",
        "shrink": "*encolher|encolhe|encolha",
        "rotate": "*girar|*rodar|*rotacionar|rotação|*inclinar",
        "turn": "*virar",
        "flip": "*espelhar|espelha|espelhe|*inverter|inverte|inverta|*refletir|espelho|efeito espelho",
        "straighten": "*endireitar|*nivelar|*alinhar|*aprumar",
        "expand": "*expandir|*estender|estenda|*alargar",
        "apply": "*aplicar|aplica|aplique|*utilizar|utilize|utiliza",
        "add": "*adicionar|adiciona|adicione|*acrescentar|*inserir|insira|insere|*juntar|*incluir",
        "keep": "*manter|mantém|mantenha|mantenham|*preservar|*conservar",
        "enhance": "*melhorar|*otimizar|*aprimorar|*optimizar",
        "invert": "*negativar",
        "shear": "*enviesar",
        "blend": "*misturar|*tingir|tinja|tinge",
        "desaturate": "*dessaturar|*descolorir",
        "make it look like": "faça parecer|faz parecer|faça com que pareça|deixe parecendo",
        "convert": "*converter|converte|converta|*transformar",
        "move": "*mover|mova|*deslocar|*arrastar|*empurrar",
        "center": "*centralizar|*centrar",
        "duplicate": "*duplicar|*copiar|*clonar|*replicar",
        "touch": "*tocar|mexa em|mexe em|mexer em|mexas em|mexam em|mexa|mexas",
        "fill": "*preencher|preenche|preencha|*encher",
        "adjust": "*ajustar|*corrigir|corrija|corrige|*equilibrar",
        "give": "dê|dá",
        "auto enhance": """
            melhora automaticamente|melhorar automaticamente|melhore automaticamente|correção automática
            corrige automaticamente|melhoria automática|ajuste automático|corrigir automaticamente
            ajusta automaticamente
        """,
        "saturate": "*saturar",
        "warm up": "*aquecer|aquece|aqueça",
        "cool down": "*arrefecer|*esfriar",
        "soften": "*suavizar",
        "show": "*mostrar",
    },
    "S": {
        "make": """
            deixa|deixar|deixe|deixem|deixas|faz|faça|fazer|façam|torna|tornar|torne|põe|por o|ponha|pôr|ponham
            bota|bote|botar|coloca|coloque|colocar|coloquem|*pintar|*colorir|colore|*tingir|tinge|tinja|deve ser
            deve ficar|deve estar|tem que ser|tem de ser|tem que ficar|meta|mete|meter
        """,
    },
}

PAIRS: dict[str, str] = {
    "blur": """
        deixa … desfocado|deixa … desfocada|deixe … desfocado|deixa … ilegível|torna … ilegível|torne … ilegível
        deixe … ilegível|deixa … borrado|deixa … borrada|deixe … desfocada|põe … desfocado|torna … irreconhecível
        faz … ilegível|coloca … desfocado
    """,
    "remove": "faz … desaparecer|faça … desaparecer|faz … sumir|faça … sumir|some … com",
    "turn upside down": """
        vira … de cabeça para baixo|vire … de cabeça para baixo|virar … de cabeça para baixo
        coloca … de cabeça para baixo|vira … de cabeça pra baixo|põe … de cabeça para baixo
        coloque … de cabeça para baixo
    """,
    "leave": "deixa … como está|deixe … como está|deixa … como estão|deixa … igual|deixa … intacto|deixa … intacta",
    "straighten": "deixa … reto|põe … direito|deixe … reto",
}
"""Verbs in two parts, which stand around an ellipsis."""
