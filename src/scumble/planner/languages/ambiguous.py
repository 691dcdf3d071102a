"""Words of the other languages that are English words too: alone they do not tell the language. Data only."""

ENGLISH_TOO = frozenset(
    """
affine agora aisle alas all alter alto an animal animals area arena arm armband arms article aspect asphalt ate auto
baby ball banana bananas bank banner barcode basket baskets beau beige belle bike bikini biscuit blender blouse bone
bonnet booster boot boots bouquet box bracelet branches buffet bureau burger bus cable cables cactus cafe camera
canal canto canvas cap carafe cartel carton cascade casserole change changer changes chaos chat chats chemise
chocolate clean cleaner cliche clone cloture cobra coin coins col cola collar color colored computer con confetti
conserve contour cookie copier coral corona costume couch coupe couple coupons crayon croissant cuisine cupcake cyan
dame
data date dates decor delete den dent detail details diagonal die ding disco discrete display divan donut dose
double drone edifice elephant emblem encore entre envelope etiquette expanded facade femme festive fines fissure fleck
 fora format fort four fruit fuchsia garde gateau glace gold golden grade grades grain grass grip gross
habits halloween hammer hand handy heft hell helm herd hi hoodie horizon horizontal hose hut image images in inferior
inscription installer intense inverse inverted jean jersey journal khaki kind label laptop largo leg link
links lion lions lit livre logo long look lunar lustre magenta main male man manga mango manta mantel mar mare
marina marine marquee mascara masque mast matter mayor me meme mesa meta micro mince minimal mint mixer model
modifier monitor mono monochrome motif motifs move moved movie muffin mug mustache natural negro neutral no
notebook nova obscure ocean or orange oranges ore pack pain pane papa par parasol park parking parquet parties pas
passe passer passes pasta pastel perfume person persona petrol photo photos piano pie piece pieces pigeon pink pique
pixel pizza place places plaid plaque plat plate plates playa plus point points polaroid pony pool portable
pose posed poses poster pot pour prairie premier preserve primer prise pro proportion pros pull pullover queue quite
rad raisin rand
ratio rayon reduce reduced remove removed rend replica rest retire reverse ride rides ring robe robot rock roller
rose rot rotation route rue sable sac sachet salmon salon salvo sand sandwich saturation scooter
sculpture sea second see seen selection sensible serpent shampoo short shorts simple sin singe skate skis so sofa
sole solo sombrero son sous stark statue steak stern sticker stop studio sumo super superior support
sushi table tableau tables tablet taco tampon tape taste taupe taxi teddy tee teller temperature tenant tennis
terracotta terrain text the tier tiger timbre tinge tire toilette ton top toque total tour tourist tours tout train
tram transform transparent transporter trio tripe turquoise type uniform use vague valise varies vase vegetal
vertical villa violet violin vis visage visual voile ware wares warm will winter wolf zebra zone zones
""".split()
)
