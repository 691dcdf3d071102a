"""Clothes, shoes, bags and jewellery in five languages; see `nouns_picture.py` for the form of a row."""

NOUNS = """
clothes = kleidung, klamotten~, kleider~ = vêtements~, habits~ = ropa = roupa, roupas~
shirt = hemd~+en = chemise = camisa = camisa
t-shirt = t shirt~t shirts, tshirt~+s = t shirt, tee shirt, tshirt = camiseta, playera, remera = camiseta, t shirt
blouse = bluse~+n = chemisier, blouse = blusa = blusa
sweater = pullover~pullover, pulli~+s = pull, pullover = jersey, suéter = suéter, camisola
hoodie = kapuzenpullover~, hoodie~+s, kapuzenpulli~+s = sweat à capuche, hoodie = sudadera, sudadera con capucha =
    moletom, sweatshirt
dress = kleid~+er = robe = vestido = vestido
skirt = rock~röcke = jupe = falda, pollera = saia
pants = hose~+n = pantalon = pantalón, pantalones~ = calça, calças~
jeans = jeans = jean, jeans = vaqueros~, jeans = jeans
shorts = shorts = short, bermuda = pantalón corto = calção, bermuda
suit = anzug~anzüge = costume, tailleur = traje = terno, fato
jacket = jacke~+n = veste, blouson = chaqueta, chamarra, campera = jaqueta, casaco, blusão
coat = mantel~mäntel = manteau = abrigo = sobretudo, casacão
vest = weste~+n = gilet = chaleco = colete
sock = socke~+n = chaussette = calcetín = meia, peúga
shoe = schuh~+e = chaussure = zapato = sapato
sneaker = turnschuh~+e, sneaker~sneaker, sportschuh~+e = basket, tennis, sneaker = zapatilla, tenis, deportiva =
    tênis, ténis, sapatilha
boot = stiefel~stiefel = botte, bottine = bota = bota
sandal = sandale~+n = sandale = sandalia = sandália
high heels = stöckelschuhe~, high heels~ = talons~, talons hauts~ = tacones~ = salto alto~, saltos~
slipper = hausschuh~+e, pantoffel~+n = chausson, pantoufle = pantufla = chinelo, pantufa
hat = hut~hüte = chapeau = sombrero = chapéu
cap = mütze~+n, kappe~+n, cap~+s = casquette, bonnet = gorra, gorro = boné, gorro
helmet = helm~+e = casque = casco = capacete
scarf = schal~+s, halstuch~halstücher = écharpe, foulard = bufanda, pañuelo = cachecol, lenço
glove = handschuh~+e = gant = guante = luva
belt = gürtel~gürtel = ceinture = cinturón = cinto
tie = krawatte~+n, schlips~+e = cravate = corbata = gravata
bow tie = fliege am hals = noeud papillon~noeuds papillon = pajarita, corbatín = gravata borboleta, laço
glasses = brille~+n = lunettes~ = gafas~, lentes~, anteojos~ = óculos~
sunglasses = sonnenbrille~+n = lunettes de soleil~ = gafas de sol~, lentes de sol~ = óculos de sol~, óculos escuros~
watch = armbanduhr~+en = montre = reloj = relógio
ring = ring~+e = bague, anneau = anillo = anel
necklace = halskette~+n, kette~+n = collier = collar = colar
bracelet = armband~armbänder = bracelet = pulsera, brazalete = pulseira
earring = ohrring~+e = boucle d' oreille~boucles d' oreilles = pendiente, arete, aro = brinco
jewelry = schmuck = bijoux~, bijou~ = joyas~, joyería = joias~, bijuteria
crown = krone~+n = couronne = corona = coroa
mask = maske~+n = masque = máscara, mascarilla = máscara
bag = tasche~+n, beutel~beutel, tüte~+n = sac, sachet = bolsa = saco, sacola
handbag = handtasche~+n = sac à main~sacs à main = bolso, cartera = bolsa, mala de mão, carteira de mão
backpack = rucksack~rucksäcke = sac à dos~sacs à dos = mochila = mochila
suitcase = koffer~koffer = valise = maleta, valija = mala
wallet = geldbörse~+n, portemonnaie~+s, brieftasche~+n = portefeuille, porte monnaie = billetera, monedero = carteira
umbrella = regenschirm~+e, schirm~+e, sonnenschirm~+e = parapluie, parasol = paraguas, sombrilla = guarda chuva,
    guarda-chuva, guarda sol, sombrinha
uniform = uniform~+en = uniforme = uniforme = uniforme
button hole = knopfloch~ = boutonnière = ojal = botoeira
collar = kragen~kragen, halsband~halsbänder = col = cuello de camisa = gola, colarinho
sleeve = ärmel~ärmel = manche = manga = manga de camisa
pocket = hosentasche~+n = poche = bolsillo = bolso da calça
leash = leine~+n, hundeleine~+n = laisse = correa = trela, coleira
fabric = stoff~+e = tissu = tela, tejido = tecido, pano
costume = kostüm~+e = déguisement = disfraz = fantasia
swimsuit = badeanzug~badeanzüge, bikini~+s = maillot de bain~maillots de bain, bikini = traje de baño, bañador,
    bikini = maiô, biquíni, fato de banho
veil = schleier~schleier = voile = velo = véu
"""
