"""Plain shapes in English, German, French, Spanish and Portuguese. Data only; the form of a row: `nouns_picture.py`."""

NOUNS = """
circle = kreis~+e, kreisscheibe~+n = cercle, disque, rond = círculo = círculo
square = quadrat~+e = carré = cuadrado = quadrado
rectangle = rechteck~+e = rectangle = rectángulo = retângulo, rectângulo
triangle = dreieck~+e = triangle = triángulo = triângulo
star = stern~+e = étoile = estrella = estrela
hexagon = sechseck~+e, hexagon~+e = hexagone = hexágono = hexágono
pentagon = fünfeck~+e, pentagon~+e = pentagone = pentágono = pentágono
octagon = achteck~+e, oktagon~+e = octogone = octógono, octágono = octógono
ellipse = ellipse~+n, oval~+e = ellipse, ovale = elipse, óvalo = elipse, oval
diamond = raute~+n = losange = rombo = losango
cross = kreuz~+e = croix~croix = cruz~cruces = cruz~cruzes
arrow = pfeil~+e = flèche = flecha = seta, flecha
shape = form~+en, figur~+en = forme, figure = forma, figura = forma, figura
"""
