"""Sky, land, buildings, streets and vehicles in five languages; see `nouns_picture.py` for the form of a row."""

NOUNS = """
sky = himmel = ciel~cieux = cielo = céu
cloud = wolke~+n = nuage = nube = nuvem
sun = sonne~+n = soleil = sol = sol
moon = mond~+e = lune = luna = lua
star = stern~+e = étoile = estrella = estrela
rain = regen = pluie = lluvia = chuva
snow = schnee = neige = nieve = neve
fog = nebel = brouillard, brume = niebla = neblina, nevoeiro
smoke = rauch = fumée = humo = fumaça, fumo
fire = feuer~feuer = feu~feux = fuego = fogo
sunset = sonnenuntergang~sonnenuntergänge = coucher de soleil~couchers de soleil = puesta de sol~puestas de sol,
    atardecer = pôr do sol, por do sol, pôr-do-sol
sunrise = sonnenaufgang~sonnenaufgänge = lever de soleil~ = amanecer = nascer do sol
rainbow = regenbogen~regenbögen = arc en ciel~arcs en ciel = arcoíris, arco iris = arco íris, arco-íris
water = wasser = eau~eaux = agua = água
sea = meer~+e = mer = mar = mar
ocean = ozean~+e = océan = océano = oceano
wave = welle~+n = vague = ola = onda
lake = see~+n = lac = lago = lago
river = fluss~flüsse = rivière, fleuve = río = rio
pond = teich~+e = étang = estanque = lagoa
pool = pool~+s, schwimmbecken~, becken~ = piscine = piscina, alberca = piscina
waterfall = wasserfall~wasserfälle = cascade, chute d' eau = cascada, catarata = cachoeira, cascata
fountain = brunnen~brunnen, springbrunnen~ = fontaine = fuente = fonte, chafariz
beach = strand~strände = plage = playa = praia
sand = sand = sable = arena = areia
island = insel~+n = île = isla = ilha
mountain = berg~+e, gebirge~ = montagne, mont = montaña, monte = montanha, monte
hill = hügel~hügel = colline = colina, cerro = colina, morro
rock = fels~+en, felsen~felsen = rocher, roche = roca = rocha, pedregulho
stone = stein~+e = pierre, caillou~cailloux = piedra = pedra
ground = erdboden~, untergrund~ = sol extérieur, terrain = tierra, terreno = terra, terreno
forest = wald~wälder = forêt, bois = bosque = floresta, bosque
meadow = wiese~+n = prairie, pré = pradera = prado, campina
field = feld~+er = champ = campo de cultivo, campo = campo
garden = garten~gärten = jardin = jardín = jardim
park = park~+s = parc = parque = parque
city = stadt~städte = ville = ciudad = cidade
house = haus~häuser = maison = casa = casa
building = gebäude~gebäude = bâtiment, immeuble, édifice = edificio = prédio, edifício
skyscraper = wolkenkratzer~, hochhaus~hochhäuser = gratte ciel = rascacielos = arranha céu
tower = turm~türme = tour = torre = torre
church = kirche~+n = église = iglesia = igreja
castle = schloss~schlösser, burg~+en = château = castillo = castelo
bridge = brücke~+n = pont = puente = ponte
roof = dach~dächer = toit, toiture = tejado, azotea = telhado
balcony = balkon~+e = balcon = balcón = varanda, sacada
facade = fassade~+n = façade = fachada = fachada
fence = zaun~zäune = clôture, barrière, grillage = valla, cerca, reja = cerca, grade, vedação
gate = tor~+e = portail = portón, verja = portão
street = straße~+n = rue = calle = rua
road = fahrbahn~+en, landstraße~+n = route = carretera = estrada
path = weg~+e, pfad~+e = chemin, sentier, allée = camino, sendero = caminho, trilha
sidewalk = gehweg~+e, bürgersteig~+e, gehsteig~+e = trottoir = acera, vereda, banqueta = calçada, passeio
pavement = asphalt, pflaster = chaussée, bitume, asphalte = asfalto, pavimento = asfalto, pavimento
parking lot = parkplatz~parkplätze = parking = aparcamiento, estacionamiento = estacionamento
pole = mast~+en, pfosten~pfosten, strommast~+en = poteau, pylône = poste = poste
lamp post = straßenlaterne~+n, laternenmast~+en, laternenpfahl~laternenpfähle = réverbère, lampadaire de rue =
    farola, poste de luz~postes de luz = poste de luz~postes de luz, candeeiro de rua
traffic light = ampel~+n, verkehrsampel~+n = feu de circulation~, feu rouge~feux rouges, feux tricolores~ = semáforo
    = semáforo, sinal de trânsito
traffic sign = verkehrsschild~+er, straßenschild~+er = panneau de signalisation, panneau routier = señal de
    tráfico~señales de tráfico = placa de trânsito~placas de trânsito, sinal de trânsito
stop sign = stoppschild~+er, stopschild~+er = panneau stop, stop = señal de stop, señal de alto = placa de pare,
    sinal de stop
fire hydrant = hydrant~+en = bouche d' incendie~, borne d' incendie~ = boca de incendios~, hidrante = hidrante
parking meter = parkuhr~+en = parcmètre = parquímetro = parquímetro
vehicle = fahrzeug~+e = véhicule = vehículo = veículo
car = auto~+s, wagen~wagen, pkw~+s = voiture, auto, bagnole = coche, carro, auto = carro, automóvel, automóveis~
taxi = taxi~+s = taxi = taxi = táxi
truck = lkw~+s, laster~laster, lastwagen~lastwagen = camion = camión = caminhão, camião
van = lieferwagen~lieferwagen, transporter~ = camionnette, fourgonnette = furgoneta = furgão, carrinha
bus = bus~+se, busse~ = bus, autobus, autocar = autobús, bus, colectivo = ônibus, autocarro
motorcycle = motorrad~motorräder = moto, motocyclette = moto, motocicleta = moto, motocicleta, mota
scooter = roller~roller, motorroller~motorroller = scooter, trottinette = patinete, escúter = patinete, trotinete
bicycle = fahrrad~fahrräder, rad~räder = vélo, bicyclette = bicicleta, bici = bicicleta, bike
wheel = reifen~reifen = roue, pneu~pneus = rueda, llanta = roda, pneu
train = zug~züge, bahn~+en = train = tren = trem, comboio
tram = straßenbahn~+en, tram~+s = tramway, tram = tranvía = bonde, elétrico
airplane = flugzeug~+e, flieger~flieger = avion = avión = avião, aeroplano
helicopter = hubschrauber~hubschrauber, helikopter~helikopter = hélicoptère = helicóptero = helicóptero
drone = drohne~+n = drone = dron = drone
boat = boot~+e = bateau, barque = barco, barca, bote de remos = barco, bote
ship = schiff~+e = navire, paquebot = buque, navío = navio
sailboat = segelboot~+e = voilier = velero = veleiro
tractor = traktor~+en = tracteur = tractor = trator
crane = kran~kräne = grue = grúa = guindaste
construction site = baustelle~+n = chantier = obra = obra
scaffolding = gerüst~+e = échafaudage = andamio = andaime
antenna = antenne~+n = antenne = antena = antena
lighthouse = leuchtturm~leuchttürme = phare = faro = farol
windmill = windmühle~+n = moulin = molino = moinho
snowman = schneemann~schneemänner = bonhomme de neige~ = muñeco de nieve~muñecos de nieve = boneco de neve~bonecos de
    neve
market = markt~märkte = marché = mercado = mercado
room = zimmer~zimmer, raum~räume = pièce, chambre = habitación, cuarto = quarto, sala
kitchen = küche~+n = cuisine = cocina de casa = cozinha
living room = wohnzimmer~ = salon = sala de estar, salón = sala de estar
"""
