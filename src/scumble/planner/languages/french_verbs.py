"""French: verbs of instructions with their English. Data only; '*' before a verb makes its forms by rule."""

VERBS: dict[str, dict[str, str]] = {
    "V": {
        "remove": """
            *supprimer|*enlever|*effacer|*retirer|*éliminer|*ôter|*virer|*gommer|*dégager|*nettoyer|*masquer
            fais disparaître|faites disparaître|faire disparaître|*retoucher|débarrasse moi de|débarrasse
            plus de trace
        """,
        "cut out": "*détourer|*découper|*isoler|détourage|détourage du|détourage de",
        "blur": "*flouter|*flouer|*pixelliser|*pixeliser|*anonymiser|*brouiller|rends flou|floutage|*censurer",
        "replace": "*remplacer|*substituer|*échanger",
        "change": "*changer|*modifier|*passer",
        "switch": "*basculer",
        "brighten": "*éclaircir|*illuminer|*éclairer",
        "darken": "*assombrir|*foncer|*obscurcir",
        "increase": "*augmenter|*accentuer|*renforcer|*monter|*booster|*pousser|*hausser|*intensifier|*rehausser",
        "reduce": "*réduire|réduis|réduit|réduisez|*diminuer|*baisser|*atténuer|*abaisser|*amoindrir",
        "sharpen": "*aiguiser|*affiner|*netter",
        "crop": "*recadrer|*rogner|*couper|recadrage|*tailler",
        "resize": "*redimensionner|redimensionnement",
        "enlarge": "*agrandir|*grossir",
        "shrink": "*rapetisser|*rétrécir",
        "rotate": "*tourner|*pivoter|fais pivoter|faire pivoter|faites pivoter|*incliner|rotation|fais tourner",
        "turn": "*retourner",
        "scale": "mets à l' échelle|*échelonner",
        "flip": "*inverser|*refléter|effet miroir|miroir|en miroir|*basculer horizontalement|symétrie",
        "straighten": "*redresser|*aligner|*niveler",
        "expand": "*étendre|étends|*élargir|*prolonger",
        "add": "*ajouter|*insérer|*rajouter|*incruster",
        "keep": "*garder|*conserver|*préserver|*maintenir|maintiens",
        "leave": "laisse tel|laissez tel",
        "enhance": "*améliorer|*optimiser|*embellir",
        "invert": "*négativer",
        "shear": "*cisailler",
        "blend": "*mélanger|*teinter",
        "desaturate": "*désaturer|*décolorer",
        "make it look like": "fais en sorte que ça ressemble à|fais que ça ressemble à",
        "convert": "*convertir|*transformer",
        "move": "*déplacer|*bouger|*décaler|*glisser|fais glisser",
        "center": "*centrer|*recentrer",
        "duplicate": "*dupliquer|*copier|*cloner|*dédoubler",
        "apply": "*appliquer|*utiliser|*reprendre|reprends",
        "put": "*placer|*poser|*positionner|*installer",
        "give": "*donner",
        "touch": "*toucher",
        "fill": "*remplir|*combler",
        "adjust": "*ajuster|*corriger|*régler|*équilibrer",
        "auto enhance": """
            améliore automatiquement|améliorer automatiquement|correction automatique|amélioration automatique
            retouche auto|retouche automatique|corrige automatiquement|optimise automatiquement
        """,
        "saturate": "*saturer",
        "warm up": "*réchauffer",
        "cool down": "*refroidir",
        "soften": "*adoucir",
        "show": "*montrer",
        "gradient": "dégradé|un dégradé|en dégradé|dégrade",
        "blur the background": """
            flou d' arrière plan|flou de l' arrière plan|effet bokeh|flou artistique en fond|arrière plan en bokeh
            flou en arrière plan|flou de fond
        """,
        "black and white": "*griser|passe au noir",
    },
    "S": {
        "make": """
            mets|mettre|mettez|met|rends|rendre|rendez|rend|fais|faire|faites|fait|*colorer|*peindre|peins|peignez
            peint|*teindre|teins|teignez|*colorier|*teinter|laisse|laisser|laissez|*repeindre|repeins|repeignez
            doit être|devrait être|devient|deviennent|doivent être
        """,
    },
}

PAIRS: dict[str, str] = {
    "blur": """
        rends … flou|rends … floue|rends … illisible|rends … illisibles|rends … floues|rendre … flou|rendre … floue
        mets … en flou|rends … méconnaissable|mettre … en flou|rendez … flou|rendez … floue|rendre … illisible
        rends … flous|met … en flou
    """,
    "remove": "fais … disparaître|faites … disparaître|faire … disparaître|débarrasse … de",
    "rotate": "fais … pivoter|fais … tourner|faire … pivoter|faites … pivoter",
    "turn upside down": """
        mets … à l' envers|mettre … à l' envers|*retourner … à l' envers|mets … tête en bas|mets … la tête en bas
    """,
    "leave": """
        laisse … tel quel|laisse … telle quelle|laisse … tels quels|laissez … tel quel|laisse … comme il est
        laisse … comme elle est|laisse … intact|laisse … intacte
    """,
    "straighten": "remets … droit|remets … droite|mets … droit|remettre … droit",
    "flip": "mets … en miroir",
    "keep": "laisse … en couleur keep|laisse … tranquille",
}
"""Verbs in two parts, which stand around an ellipsis."""
