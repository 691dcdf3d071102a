"""People, animals, plants and food in English, German, French, Spanish and Portuguese; see `nouns_picture.py`."""

NOUNS = """
person = person~+en, mensch~+en = personne = persona = pessoa
people = leute~, menschen~, personen~ = gens~, personnes~ = gente, personas~ = pessoas~, gente
man = mann~männer, herr~+en, kerl~+e, typ~+en = homme, monsieur, mec, type = hombre, señor, tipo, chico = homem,
    senhor, cara de camisa
woman = frau~+en, dame~+n = femme, dame = mujer, señora, chica = mulher, senhora, moça
boy = junge~+n, jungs~ = garçon = niño, muchacho = menino, garoto, rapaz~rapazes
girl = mädchen~mädchen = fille, fillette = niña, muchacha = menina, garota, rapariga
child = kind~+er = enfant, gamin, gosse = crío, chaval = criança
baby = baby~+s = bébé = bebé = bebê, bebé
couple = paar~+e, pärchen~pärchen = couple = pareja = casal
family = familie~+n = famille = familia = família
group = gruppe~+n = groupe = grupo = grupo
crowd = menge~+n, menschenmenge~+n = foule = multitud, muchedumbre = multidão
tourist = tourist~+en = touriste = turista = turista
passerby = passant~+en = passant = transeúnte, peatón = transeunte, pedestre
stranger = fremder~fremden, fremde~fremden, unbekannter~unbekannten = inconnu, étranger = desconocido, extraño =
    desconhecido, estranho
bride = braut~bräute = mariée = novia = noiva
groom = bräutigam = marié = novio = noivo
player = spieler~spieler = joueur = jugador = jogador
cyclist = radfahrer~radfahrer = cycliste = ciclista = ciclista
surfer = surfer~surfer = surfeur = surfista = surfista
photographer = fotograf~+en = photographe = fotógrafo = fotógrafo
doll = puppe~+n = poupée = muñeca = boneca
animal = tier~+e = animal = animal = animal, bicho
pet = haustier~+e = animal de compagnie = mascota = animal de estimação, bicho de estimação
dog = hund~+e = chien, toutou = perro, perrito = cão, cachorro, cachorrinho, cãozinho
puppy = welpe~+n = chiot = cachorro de perro, cachorrito = filhote
cat = katze~+n, kater~kater = chat, chatte = gato, gatito, michi = gato, gatinho
kitten = kätzchen~kätzchen = chaton = gatitos~ = gatinhos~
horse = pferd~+e = cheval = caballo = cavalo
bird = vogel~vögel = oiseau = pájaro, ave = pássaro, ave, passarinho
cow = kuh~kühe = vache = vaca = vaca
sheep = schaf~+e = mouton, brebis = oveja = ovelha
goat = ziege~+n = chèvre = cabra = cabra
pig = schwein~+e = cochon = cerdo, chancho = porco
elephant = elefant~+en = éléphant = elefante = elefante
bear = bär~+en = ours = oso = urso
zebra = zebra~+s = zèbre = cebra = zebra
giraffe = giraffe~+n = girafe = jirafa = girafa
lion = löwe~+n = lion = león = leão
tiger = tiger~tiger = tigre = tigre = tigre
monkey = affe~+n = singe = mono = macaco
fox = fuchs~füchse = renard = zorro = raposa
wolf = wolf~wölfe = loup = lobo = lobo
deer = hirsch~+e, reh~+e = cerf, biche = ciervo, venado = veado, cervo
rabbit = kaninchen~kaninchen, hase~+n = lapin = conejo = coelho
squirrel = eichhörnchen~eichhörnchen = écureuil = ardilla = esquilo
duck = ente~+n = canard = pato = pato
goose = gans~gänse = oie = ganso, oca = ganso
swan = schwan~schwäne = cygne = cisne = cisne
chicken = huhn~hühner, hähnchen~hähnchen = poulet, poule = pollo, gallina = frango, galinha
rooster = hahn~hähne = coq = gallo = galo
pigeon = taube~+n = pigeon, colombe = paloma = pombo
seagull = möwe~+n = mouette, goéland = gaviota = gaivota
eagle = adler~adler = aigle = águila = águia
owl = eule~+n = hibou~hiboux, chouette = búho, lechuza = coruja
parrot = papagei~+en = perroquet = loro, papagayo = papagaio
penguin = pinguin~+e = pingouin, manchot = pingüino = pinguim
fish = fisch~+e = poisson = pez~peces, pescado = peixe
dolphin = delfin~+e, delphin~+e = dauphin = delfín = golfinho
shark = hai~+e = requin = tiburón = tubarão
turtle = schildkröte~+n = tortue = tortuga = tartaruga
snake = schlange~+n = serpent = serpiente, culebra = cobra, serpente
frog = frosch~frösche = grenouille = rana = sapo, rã
butterfly = schmetterling~+e = papillon = mariposa = borboleta
bee = biene~+n = abeille = abeja = abelha
insect = insekt~+en, käfer~käfer = insecte, scarabée = insecto, bicho = inseto, insecto
fly = fliege~+n = mouche = mosca = mosca
spider = spinne~+n = araignée = araña = aranha
plant = pflanze~+n = plante = planta = planta
potted plant = topfpflanze~+n, zimmerpflanze~+n = plante en pot, plante verte = planta en maceta, maceta = vaso de
    planta, planta em vaso
flower pot = blumentopf~blumentöpfe = pot de fleurs~pots de fleurs = tiesto = vaso de flores
flower = blume~+n, blüte~+n = fleur = flor = flor
rose = rose~+n = rosier = rosal = roseira
bouquet = blumenstrauß~blumensträuße, strauß~sträuße = bouquet, bouquet de fleurs~bouquets de fleurs = ramo de
    flores~ramos de flores, ramo = buquê, ramo de flores~
sunflower = sonnenblume~+n = tournesol = girasol = girassol
tulip = tulpe~+n = tulipe = tulipán = tulipa
cactus = kaktus~kakteen = cactus = cactus = cacto
tree = baum~bäume = arbre = árbol = árvore
palm tree = palme~+n = palmier = palmera = palmeira
christmas tree = weihnachtsbaum~weihnachtsbäume, tannenbaum~tannenbäume = sapin de noël~sapins de noël, sapin = árbol
    de navidad~árboles de navidad = árvore de natal~árvores de natal
bush = busch~büsche, strauch~sträucher = buisson, arbuste = arbusto, mata = arbusto, moita
hedge = hecke~+n = haie = seto = cerca viva
branch = ast~äste, zweig~+e = branche = rama = galho, ramo
leaf = blatt~blätter = feuille = hoja = folha
leaves = laub = feuillage = follaje, hojarasca = folhagem
grass = gras~gräser = herbe = hierba, césped, pasto, grama = grama, relva, capim
lawn = rasen = pelouse, gazon = prado = relvado, gramado
mushroom = pilz~+e = champignon = seta, hongo, champiñón = cogumelo
food = essen, lebensmittel~lebensmittel, speise~+n = nourriture, aliment, plat cuisiné = comida, alimento = comida,
    alimento
fruit = obst, frucht~früchte = fruit = fruta = fruta
vegetable = gemüse = légume = verdura, hortaliza = legume, verdura, vegetal
apple = apfel~äpfel = pomme = manzana = maçã
banana = banane~+n = banane = plátano, banana = banana
orange = orange~+n, apfelsine~+n = orange = naranja = laranja
lemon = zitrone~+n = citron = limón = limão
strawberry = erdbeere~+n = fraise = fresa, frutilla = morango
cherry = kirsche~+n = cerise = cereza = cereja
grapes = traube~+n, weintrauben~ = raisin = uva = uva
pear = birne~+n = poire = pera = pera
peach = pfirsich~+e = pêche = melocotón, durazno = pêssego
pineapple = ananas = ananas = piña = abacaxi, ananás
watermelon = wassermelone~+n = pastèque = sandía = melancia
mango = mango~+s = mangue = mango = manga
avocado = avocado~+s = avocat = aguacate, palta = abacate
carrot = karotte~+n, möhre~+n = carotte = zanahoria = cenoura
tomato = tomate~+n = tomate = tomate = tomate
potato = kartoffel~+n = pomme de terre~pommes de terre, patate = patata, papa = batata
broccoli = brokkoli = brocoli = brócoli, brécol = brócolis, brócolos
pumpkin = kürbis~+se = citrouille, potiron = calabaza = abóbora
onion = zwiebel~+n = oignon = cebolla = cebola
salad = salat~+e = salade = ensalada = salada
soup = suppe~+n = soupe = sopa = sopa
bread = brot~+e, brötchen~brötchen = pain = pan = pão
sandwich = sandwich~+es, belegtes brot = sandwich~sandwichs = sándwich, bocadillo = sanduíche, sandes
burger = burger~burger, hamburger~hamburger = burger, hamburger = hamburguesa = hambúrguer
hot dog = hotdog~+s, hot dog~ = hot dog = perrito caliente, hot dog = cachorro quente, cachorro-quente
pizza = pizza~+s, pizzen~ = pizza = pizza = pizza
pasta = nudeln~, pasta = pâtes~ = pasta, fideos~ = massa, macarrão
fries = pommes~, pommes frites~ = frites~ = patatas fritas~, papas fritas~ = batatas fritas~
sushi = sushi = sushi = sushi = sushi
cheese = käse = fromage = queso = queijo
egg = ei~+er = oeuf~oeufs = huevo = ovo
meat = fleisch = viande = carne = carne
steak = steak~+s = steak = filete, bistec = bife
cake = kuchen~kuchen, torte~+n = gâteau = pastel, tarta, torta = bolo
cupcake = cupcake~+s, muffin~+s = cupcake, muffin = magdalena, cupcake = cupcake
cookie = keks~+e, plätzchen~plätzchen = biscuit, cookie = galleta = biscoito, bolacha
donut = donut~+s, krapfen~krapfen = donut, beignet = dónut, dona, rosquilla = donut, rosquinha
croissant = croissant~+s = croissant = cruasán, croissant = croissant
chocolate = schokolade~+n = chocolat = chocolate = chocolate
ice cream = eis, eiscreme = glace, crème glacée = helado = sorvete, gelado
coffee = kaffee~+s = café = café = café
tea = tee~+s = thé = té = chá
beer = bier~+e = bière = cerveza = cerveja
wine = wein~+e = vin = vino = vinho
juice = saft~säfte = jus = zumo, jugo = suco, sumo
milk = milch = lait = leche = leite
"""
