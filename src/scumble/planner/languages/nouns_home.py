"""Furniture, kitchen, devices, tools and toys in five languages; see `nouns_picture.py` for the form of a row."""

NOUNS = """
furniture = möbel~möbel = meuble, mobilier = mueble = móvel, mobília
chair = stuhl~stühle = chaise = silla = cadeira
armchair = sessel~sessel = fauteuil = sillón, butaca = poltrona
stool = hocker~hocker = tabouret = taburete = banquinho, banqueta
bench = bank~bänke, sitzbank~sitzbänke, parkbank~parkbänke = banc = banco, banca = banco
sofa = sofa~+s, couch~+s = canapé, sofa, divan = sofá = sofá
table = tisch~+e = table = mesa = mesa
coffee table = couchtisch~+e = table basse = mesa de centro, mesita = mesa de centro, mesinha
desk = schreibtisch~+e = bureau = escritorio = escrivaninha, secretária
bed = bett~+en = lit = cama = cama
pillow = kopfkissen~kopfkissen, kissen~kissen = oreiller = almohada = travesseiro
cushion = sofakissen~sofakissen, polster~polster = coussin = cojín = almofada
blanket = decke~+n, wolldecke~+n = couverture, plaid = manta, cobija = cobertor, manta
mattress = matratze~+n = matelas = colchón = colchão
shelf = regal~+e, brett~+er = étagère = estante, estantería, repisa = prateleira, estante
cupboard = schrank~schränke = placard, armoire, buffet = armario, aparador = armário
wardrobe = kleiderschrank~kleiderschränke = penderie = ropero = guarda roupa, guarda-roupa
drawer = schublade~+n = tiroir = cajón = gaveta
lamp = lampe~+n, leuchte~+n = lampe, luminaire = lámpara = lâmpada, abajur, candeeiro, luminária
floor lamp = stehlampe~+n = lampadaire = lámpara de pie = luminária de chão
light bulb = glühbirne~+n = ampoule = bombilla, foco = lâmpada elétrica
lantern = laterne~+n = lanterne = farol, linterna = lanterna
candle = kerze~+n = bougie = vela = vela
chandelier = kronleuchter~kronleuchter = lustre = araña de luces = lustre
mirror = spiegel~spiegel = miroir, glace = espejo = espelho
carpet = teppichboden~ = moquette = moqueta = carpete
rug = teppich~+e = tapis = alfombra, tapete = tapete
curtain = vorhang~vorhänge, gardine~+n = rideau = cortina = cortina
picture frame = bilderrahmen~bilderrahmen = cadre photo = portarretratos, marco de fotos = porta retrato, moldura de
    foto
painting = gemälde~gemälde = tableau, peinture = cuadro = quadro
clock = uhr~+en, wanduhr~+en, wecker~wecker = horloge, pendule, réveil = reloj de pared, despertador = relógio de
    parede, despertador
vase = vase~+n = vase = jarrón, florero = jarro, vaso
door = tür~+en = porte = puerta = porta
window = fenster~fenster = fenêtre, vitre = ventana = janela
wall = wand~wände, mauer~+n = mur = pared, muro = parede, muro
floor = boden~böden, fußboden~fußböden = sol, plancher, parquet = suelo, piso = chão, piso
ceiling = zimmerdecke~+n = plafond = techo = teto
stairs = treppe~+n = escalier = escalera = escada, escadas~
ladder = leiter~+n = échelle = escalera de mano = escadote
fireplace = kamin~+e = cheminée = chimenea = lareira
sink = waschbecken~waschbecken, spüle~+n, spülbecken~ = évier, lavabo = fregadero, lavabo, lavamanos = pia, lavatório
toilet = toilette~+n, klo~+s, wc~ = toilettes~, toilette, wc = inodoro, váter, wc = vaso sanitário, sanita, privada
bathtub = badewanne~+n = baignoire = bañera = banheira
shower = dusche~+n = douche = ducha = chuveiro
towel = handtuch~handtücher = serviette = toalla = toalha
soap = seife~+n = savon = jabón = sabonete, sabão
shampoo = shampoo~+s = shampoing, shampooing = champú = xampu, champô
toothbrush = zahnbürste~+n = brosse à dents~brosses à dents = cepillo de dientes~cepillos de dientes = escova de
    dentes~escovas de dentes
hair dryer = föhn~+e, haartrockner~haartrockner, fön~ = sèche cheveux = secador, secador de pelo~ = secador, secador
    de cabelo~
comb = kamm~kämme = peigne = peine = pente
brush = bürste~+n, pinsel~pinsel = brosse, pinceau = cepillo, pincel = escova, pincel
cup = tasse~+n, becher~becher = tasse, gobelet = taza, tazita = xícara, chávena
mug = kaffeebecher~kaffeebecher, pott~pötte, mug~+s = mug = tazón, jarrita = caneca
glass = glas~gläser = verre = vaso = copo
wine glass = weinglas~weingläser = verre à vin~verres à vin, verre à pied = copa, copa de vino~copas de vino = taça,
    taça de vinho~taças de vinho, copo de vinho~
bottle = flasche~+n = bouteille, flacon = botella, frasco, bote = garrafa, frasco
can = dose~+n, büchse~+n = canette, boîte de conserve~ = lata = lata
jar = einmachglas~einmachgläser = bocal, pot = tarro = pote
jug = krug~krüge, kanne~+n = cruche, carafe, pichet = jarra = jarra
teapot = teekanne~+n = théière = tetera = bule
kettle = wasserkocher~wasserkocher = bouilloire = hervidor = chaleira
plate = teller~teller = assiette = plato = prato
bowl = schüssel~+n, schale~+n = bol, saladier = bol, cuenco, tazón de sopa = tigela, taça de sopa
tray = tablett~+s = plateau = bandeja = bandeja, tabuleiro
pot = topf~töpfe = casserole, marmite = olla, cazuela = panela
pan = pfanne~+n = poêle = sartén~sartenes = frigideira
fork = gabel~+n = fourchette = tenedor = garfo
knife = messer~messer = couteau = cuchillo = faca
spoon = löffel~löffel = cuillère, cuiller = cuchara = colher
chopsticks = stäbchen~ = baguettes~ = palillos~ = hashis~, pauzinhos~
napkin = serviette~+n = serviette de table = servilleta = guardanapo
tablecloth = tischdecke~+n, tischtuch~tischtücher = nappe = mantel = toalha de mesa
lid = deckel~deckel = couvercle = tapa = tampa
straw = strohhalm~+e = paille = pajita, popote = canudo, palhinha
coffee machine = kaffeemaschine~+n = machine à café~machines à café, cafetière = cafetera = cafeteira, máquina de café
toaster = toaster~toaster = grille pain = tostadora = torradeira
microwave = mikrowelle~+n = micro ondes, four à micro ondes = microondas = micro ondas, microondas
oven = ofen~öfen, backofen~backöfen = four = horno = forno
stove = herd~+e = cuisinière = estufa, cocina = fogão
refrigerator = kühlschrank~kühlschränke = réfrigérateur, frigo = nevera, frigorífico, refrigerador, heladera =
    geladeira, frigorífico
washing machine = waschmaschine~+n = machine à laver~ = lavadora = máquina de lavar
blender = mixer~mixer = mixeur, blender = licuadora, batidora = liquidificador
vacuum cleaner = staubsauger~staubsauger = aspirateur = aspiradora = aspirador
tv = fernseher~fernseher, tv = télé, télévision, téléviseur, tv = televisor, televisión, tele, tv = televisão, tv,
    televisor
screen = bildschirm~+e, display~+s, monitor~+e = écran, moniteur = pantalla, monitor = ecrã, tela, monitor
computer = computer~computer, rechner~rechner, pc~+s = ordinateur, ordi = ordenador, computadora, computador =
    computador
laptop = laptop~+s = ordinateur portable~ordinateurs portables, laptop, portable = portátil, laptop = notebook,
    laptop, portátil
keyboard = tastatur~+en = clavier = teclado = teclado
mouse = maus~mäuse = souris = ratón = rato, mouse
remote control = fernbedienung~+en = télécommande = mando a distancia, control remoto, mando = controle remoto,
    comando
phone = telefon~+e, handy~+s, smartphone~+s = téléphone, portable, smartphone = teléfono, móvil, celular = telefone,
    celular, telemóvel
tablet = tablet~+s = tablette = tableta = tablet
camera = kamera~+s, fotoapparat~+e = appareil photo, caméra = cámara = câmera, câmara, máquina fotográfica
headphones = kopfhörer~kopfhörer = casque audio, écouteurs~ = auriculares~, audífonos~, cascos~ = fones~, fone de
    ouvido~fones de ouvido, auscultadores~
speaker = lautsprecher~lautsprecher = enceinte, haut parleur = altavoz, parlante = alto falante, caixa de som, coluna
microphone = mikrofon~+e, mikro~+s = micro, microphone = micrófono = microfone
cable = kabel~kabel = câble = cable = cabo
wires = draht~drähte = fil~fils, fils électriques~ = alambre, cables eléctricos~ = fio, fios elétricos~
power lines = stromleitungen~, stromleitung~, hochspannungsleitungen~, stromkabel~, oberleitung~ = lignes
    électriques~, ligne électrique~ = líneas eléctricas~, tendido eléctrico~ = linhas elétricas~, rede elétrica
plug = stecker~stecker = prise électrique = enchufe = ficha, plugue
power outlet = steckdose~+n = prise = toma de corriente = tomada
switch = schalter~schalter = interrupteur = interruptor = interruptor
button = knopf~knöpfe, taste~+n = touche = botón = botão
printer = drucker~drucker = imprimante = impresora = impressora
book = buch~bücher = livre, bouquin = libro = livro
notebook = notizbuch~notizbücher, heft~+e = carnet, cahier = cuaderno, libreta = caderno
newspaper = zeitung~+en = journal = periódico, diario = jornal
paper = papier~+e, blatt papier~ = papier = papel = papel
pen = stift~+e, kugelschreiber~kugelschreiber, kuli~+s = stylo = bolígrafo, boli, lapicero = caneta
pencil = bleistift~+e = crayon = lápiz = lápis
scissors = schere~+n = ciseaux~ = tijeras~, tijera = tesoura
box = kiste~+n, schachtel~+n, karton~+s, box~+en = boîte, carton, caisse = caja = caixa
package = paket~+e, packung~+en, päckchen~päckchen = colis, paquet = paquete = pacote, encomenda
packaging = verpackung~+en = emballage = empaque, embalaje, envase = embalagem
envelope = umschlag~umschläge, briefumschlag~briefumschläge = enveloppe = sobre de papel = envelope
gift = geschenk~+e = cadeau = regalo = presente, prenda
basket = korb~körbe = panier = cesta, canasta = cesta, cesto
bucket = eimer~eimer = seau = cubo, balde = balde
trash can = mülleimer~mülleimer, mülltonne~+n, papierkorb~papierkörbe, abfalleimer~abfalleimer = poubelle = papelera,
    cubo de basura, basurero = lixeira, caixote do lixo, lata de lixo
ball = ball~bälle, fußball~fußbälle = balle, ballon = pelota, balón, bola = bola
balloon = luftballon~+s, ballon~+s = ballon de baudruche = globo = balão, bexiga
toy = spielzeug~+e = jouet = juguete = brinquedo
teddy bear = teddybär~+en, teddy~+s, kuscheltier~+e, plüschtier~+e = ours en peluche~, peluche, nounours = oso de
    peluche, osito, peluche = urso de pelúcia, ursinho, urso de peluche
kite = drachen~drachen, lenkdrachen~ = cerf volant~cerfs volants = cometa, papalote = pipa, papagaio de papel
frisbee = frisbee~+s = frisbee = frisbee = frisbee, disco
guitar = gitarre~+n = guitare = guitarra = violão, guitarra
piano = klavier~+e = piano = piano = piano
violin = geige~+n = violon = violín = violino
drum = trommel~+n = tambour = tambor = tambor
hammer = hammer~hämmer = marteau = martillo = martelo
drill = bohrmaschine~+n = perceuse = taladro = furadeira, berbequim
tool = werkzeug~+e = outil = herramienta = ferramenta
screw = schraube~+n = vis = tornillo = parafuso
rope = seil~+e = corde = cuerda = corda
string = schnur~schnüre, faden~fäden = ficelle, fil de nylon = hilo, cordel = barbante, cordel, linha
key = schlüssel~schlüssel = clé, clef = llave = chave
perfume = parfüm~+s, parfum~+s = parfum = perfume = perfume
lipstick = lippenstift~+e = rouge à lèvres~rouges à lèvres = pintalabios, labial, lápiz labial = batom
cream = hautcreme~+s = pot de crème = crema facial = creme facial
nail polish = nagellack~+e = vernis à ongles, vernis = esmalte de uñas, esmalte = esmalte, verniz
skateboard = skateboard~+s = skateboard, skate, planche à roulettes = monopatín, patineta = skate
surfboard = surfbrett~+er = planche de surf~planches de surf = tabla de surf~tablas de surf = prancha de
    surf~pranchas de surf, prancha
snowboard = snowboard~+s = snowboard = snowboard = snowboard
skis = ski~skier, schi~schier = skis~ = esquís~, esquíes~ = esquis~
tennis racket = tennisschläger~tennisschläger = raquette de tennis~, raquette = raqueta, raqueta de tenis~ = raquete,
    raquete de tênis~
baseball bat = baseballschläger~baseballschläger = batte de baseball~, batte = bate, bate de béisbol~ = taco de
    beisebol, taco
baseball glove = baseballhandschuh~+e = gant de baseball~ = guante de béisbol~ = luva de beisebol~
statue = statue~+n, skulptur~+en = statue, sculpture = estatua, escultura = estátua, escultura
robot = roboter~roboter = robot = robot = robô
flag = flagge~+n, fahne~+n = drapeau = bandera = bandeira
tent = zelt~+e = tente = tienda de campaña, carpa = tenda, barraca
trophy = pokal~+e = trophée = trofeo = troféu
"""
