"""Marks, text, blemishes and parts of the body in English, German, French, Spanish and Portuguese. Data only.

A row: English = German = French = Spanish = Portuguese. Alternatives are separated by commas. 'baum~bäume' and
'tasse~+n' give the plural where no rule does; 'lunettes~' is a plural without a singular. Indented lines
go on with the row before.
"""

NOUNS = """
text = text~+e, schrift~+en, schriftzug~schriftzüge, beschriftung~+en = texte, inscription, écriture = texto,
    escritura = texto, escrita
letter = buchstabe~+n = lettre = letra = letra
word = wort~wörter = mot = palabra = palavra
number = zahl~+en, nummer~+n, ziffer~+n = chiffre, numéro, nombre = número, cifra = número
logo = logo~+s, markenlogo~+s, firmenlogo~+s, emblem~+e = logo, logotype, emblème = logo, logotipo, emblema = logo,
    logotipo, logomarca, emblema
watermark = wasserzeichen~wasserzeichen = filigrane, watermark = marca de agua~marcas de agua = marca d' água~marcas
    d' água, marca de água~marcas de água
date = datum~daten = date = fecha = data
date stamp = datumsstempel~datumsstempel, datumsanzeige~+n = date imprimée = sello de fecha~sellos de fecha = carimbo
    de data~carimbos de data
timestamp = zeitstempel~zeitstempel = horodatage = marca de tiempo~marcas de tiempo = carimbo de hora
caption = bildunterschrift~+en, untertitel~untertitel = légende, sous titre = leyenda, subtítulo = legenda
label = etikett~+en, label~+s, aufschrift~+en = étiquette = etiqueta = etiqueta, rótulo
price tag = preisschild~+er, preisetikett~+en = étiquette de prix, étiquette prix = etiqueta de precio, etiqueta del
    precio = etiqueta de preço, etiqueta do preço
price = preis~+e = prix = precio = preço
sticker = aufkleber~aufkleber, sticker~sticker = autocollant, sticker, pastille = pegatina, calcomanía, adhesivo,
    sticker = adesivo, autocolante
stamp = stempel~stempel, briefmarke~+n = tampon, timbre = sello, estampilla = carimbo, selo
barcode = strichcode~+s, barcode~+s = code barres~codes barres = código de barras = código de barras
sign = schild~+er, hinweisschild~+er = panneau, pancarte, enseigne = letrero, cartel, señal = placa, letreiro, cartaz
poster = poster~poster, plakat~+e = affiche, poster = póster, afiche = pôster, poster, cartaz
banner = banner~banner = bannière, banderole = pancarta, banner = faixa, banner
license plate = nummernschild~+er, kennzeichen~kennzeichen, autokennzeichen~
    = plaque d' immatriculation~plaques d' immatriculation, plaque, plaque minéralogique, immatriculation
    = matrícula, placa, patente = matrícula, placa, placa do carro~placas dos carros, chapa do carro
shadow = schatten~schatten, schattenwurf~ = ombre, ombre portée = sombra = sombra
reflection = spiegelung~+en, reflexion~+en, reflex~+e = reflet, réflexion = reflejo = reflexo
glare = blendfleck~+en, blendung~+en, glanzlicht~+er = éblouissement, reflet brillant = destello, brillo molesto =
    ofuscamento, clarão
scratch = kratzer~kratzer, schramme~+n = rayure, éraflure, égratignure = arañazo, rayón, rasguño = arranhão, risco,
    risquinho
stain = fleck~+en, schmutzfleck~+en = tache, salissure = mancha = mancha, nódoa
spot = punkt~+e = point = punto = ponto
dust = staub, staubkorn~staubkörner, fussel~+n = poussière = polvo = poeira, pó
dirt = schmutz, dreck = saleté, crasse = suciedad, mugre = sujeira, sujidade
blemish = makel~makel, hautunreinheit~+en, unreinheit~+en = imperfection = imperfección, defecto = imperfeição,
    imperfeições
pimple = pickel~pickel = bouton, bouton d' acné = grano, espinilla, granito = espinha, borbulha
wrinkle = falte~+n, knitterfalte~+n = ride, pli = arruga = ruga, vinco
crack = riss~+e, sprung~sprünge = fissure, craquelure = grieta = rachadura, fenda
hole = loch~löcher = trou = agujero, hueco = buraco, furo
freckles = sommersprossen~ = taches de rousseur~ = pecas~ = sardas~
mole = muttermal~+e, leberfleck~+en = grain de beauté~grains de beauté = lunar = sinal, pinta
scar = narbe~+n = cicatrice = cicatriz = cicatriz
tattoo = tattoo~+s, tätowierung~+en, tatoo~+s = tatouage = tatuaje = tatuagem, tatuagens
dark circles = augenringe~ = cernes~ = ojeras~ = olheiras~
red eyes = rote augen~ = yeux rouges~ = ojos rojos~ = olhos vermelhos~
face = gesicht~+er = visage = cara, rostro = rosto, cara
skin = haut = peau = piel = pele
hair = haar~+e = cheveu~cheveux, chevelure = pelo, cabello = cabelo
eye = auge~+n = oeil~yeux = ojo = olho
eyebrow = augenbraue~+n = sourcil = ceja = sobrancelha
teeth = zahn~zähne = dent = diente = dente
nose = nase~+n = nez = nariz = nariz
mouth = mund~münder = bouche = boca = boca
lips = lippen~, lippe~ = lèvres~ = labios~ = lábios~
ear = ohr~+en = oreille = oreja = orelha
cheek = wange~+n = joue = mejilla = bochecha
chin = kinn = menton = barbilla, mentón = queixo
forehead = stirn = front = frente = testa
neck = hals = cou = cuello = pescoço
shoulder = schulter~+n = épaule = hombro = ombro
arm = arm~+e = bras = brazo = braço
hand = hand~hände = main = mano = mão~mãos
finger = finger~finger = doigt = dedo = dedo
nail = fingernagel~fingernägel = ongle = uña = unha
leg = bein~+e = jambe, pied de table = pierna, pata = perna
foot = fuß~füße = pied = pie = pé
knee = knie~knie = genou~genoux = rodilla = joelho
head = kopf~köpfe = tête = cabeza = cabeça
body = körper~körper = corps = cuerpo = corpo
back = rücken = dos = espalda = costas~
belly = bauch~bäuche = ventre = barriga, vientre = barriga
beard = bart~bärte = barbe = barba = barba
mustache = schnurrbart~schnurrbärte = moustache = bigote = bigode
smile = lächeln = sourire = sonrisa = sorriso
tail = schwanz~schwänze = queue = cola, rabo = cauda, rabo
wing = flügel~flügel = aile = ala = asa
paw = pfote~+n = patte = garra = pata
corner = ecke~+n = coin = esquina, rincón = canto
edge = kante~+n = bord = orilla = beirada
hanger = kleiderbügel~kleiderbügel = cintre = percha = cabide
tripod = stativ~+e = trépied = trípode = tripé
mannequin = schaufensterpuppe~+n = mannequin = maniquí = manequim
stand = ständer~ständer, aufsteller~ = présentoir, support = soporte, expositor = suporte, expositor
trash = müll, abfall~abfälle = ordures~, déchets~, détritus = basura = lixo
"""
