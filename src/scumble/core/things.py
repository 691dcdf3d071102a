"""Names of things: the 80 COCO classes with the words people use for them, and nouns that no class stands for.

Data only, shared by the planner (which words are things) and the regions (which things are looked for). Words of a row
are separated by '|', singular and plural both written out where the plural is not simply the word and an 's'.
"""

from functools import cache

COCO: dict[str, str] = {
    "person": """person|man|woman|men|women|girl|boy|guy|guys|lady|ladies|gentleman|child|children|kid|human|someone
        everyone|everybody|people|persons|pedestrian|tourist|bystander|stranger|passerby|passersby|passer by|rider
        cyclist|biker|skater|surfer|skier|player|athlete|dude|crowd|couple|family|baby|toddler|bride|groom|worker
        teenager|figure|soldier|photographer|him|her""",
    "bicycle": "bicycle|bike|mountain bike|push bike|cycle|road bike",
    "car": "car|automobile|sedan|suv|taxi|cab|sports car|supercar|vehicle|hatchback|convertible|limousine|jeep",
    "motorcycle": "motorcycle|motorbike|dirt bike|scooter|moped|motocross bike",
    "airplane": "airplane|plane|aeroplane|aircraft|jet",
    "bus": "bus|buses|coach bus|minibus",
    "train": "train|locomotive|tram|railway car",
    "truck": "truck|lorry|lorries|van|pickup|pickup truck",
    "boat": "boat|sailboat|sailing boat|ship|yacht|rowboat|canoe|kayak|ferry|ferries|vessel|dinghy",
    "traffic light": "traffic light|stoplight|traffic signal",
    "fire hydrant": "fire hydrant|hydrant",
    "stop sign": "stop sign|stopsign",
    "parking meter": "parking meter",
    "bench": "bench|benches|park bench",
    "bird": "bird|parrot|macaw|pigeon|seagull|gull|duck|goose|geese|swan|crow|eagle|chicken|owl|sparrow|hen",
    "cat": "cat|kitten|kitty|tabby",
    "dog": "dog|puppy|puppies|doggy|hound|poodle|corgi|labrador|terrier|retriever|husky|doggo|pup",
    "horse": "horse|pony|ponies|foal|stallion|mare",
    "sheep": "sheep|lamb|ram",
    "cow": "cow|cattle|bull|calf|calves|ox|oxen",
    "elephant": "elephant",
    "bear": "bear|polar bear|grizzly",
    "zebra": "zebra",
    "giraffe": "giraffe",
    "backpack": "backpack|rucksack|school bag|schoolbag",
    "umbrella": "umbrella|parasol",
    "handbag": "handbag|purse|bag|tote|totes|tote bag|shopping bag",
    "tie": "tie|necktie",
    "suitcase": "suitcase|luggage|trolley case",
    "frisbee": "frisbee",
    "skis": "skis|ski",
    "snowboard": "snowboard",
    "sports ball": "sports ball|ball|football|soccer ball|basketball|tennis ball|volleyball|golf ball|beach ball",
    "kite": "kite",
    "baseball bat": "baseball bat|bat",
    "baseball glove": "baseball glove",
    "skateboard": "skateboard|longboard",
    "surfboard": "surfboard|surf board",
    "tennis racket": "tennis racket|racket|racquet",
    "bottle": "bottle|flask|wine bottle|water bottle|beer bottle",
    "wine glass": "wine glass|wine glasses|wineglass|wineglasses|champagne glass|drinking glass|glass|goblet",
    "cup": "cup|mug|coffee cup|tea cup|teacup|tumbler|coffee mug|coffee",
    "fork": "fork",
    "knife": "knife|knives",
    "spoon": "spoon|teaspoon|ladle",
    "bowl": "bowl|dish|dishes|basin",
    "banana": "banana",
    "apple": "apple",
    "sandwich": "sandwich|sandwiches|burger|hamburger",
    "orange": "orange|oranges|tangerine|mandarin",
    "broccoli": "broccoli",
    "carrot": "carrot",
    "hot dog": "hot dog|hotdog",
    "pizza": "pizza",
    "donut": "donut|doughnut",
    "cake": "cake|cupcake|birthday cake",
    "chair": "chair|armchair|stool|seat",
    "couch": "couch|couches|sofa|settee|loveseat",
    "potted plant": """potted plant|plant|houseplant|flower pot|flowerpot|plant pot|pot plant|succulent|cactus|cacti
        cactuses|potted cactus""",
    "bed": "bed",
    "dining table": "dining table|table|desk|coffee table|kitchen table",
    "toilet": "toilet|loo",
    "tv": "tv|television|monitor|screen|display|flat screen",
    "laptop": "laptop|notebook computer|macbook|computer",
    "mouse": "mouse|mice|computer mouse",
    "remote": "remote|remote control",
    "keyboard": "keyboard",
    "cell phone": "cell phone|phone|mobile phone|smartphone|mobile|iphone|cellphone|telephone",
    "microwave": "microwave",
    "oven": "oven|stove|cooker",
    "toaster": "toaster",
    "sink": "sink|washbasin",
    "refrigerator": "refrigerator|fridge",
    "book": "book",
    "clock": "clock|alarm clock|wall clock",
    "vase": "vase",
    "scissors": "scissors",
    "teddy bear": "teddy bear|teddy|plush bear|stuffed bear|stuffed animal|plush toy|plushie",
    "hair drier": "hair drier|hair dryer|hairdryer|blow dryer",
    "toothbrush": "toothbrush|toothbrushes",
}
"""Class of the detector -> words for it."""

ANIMALS = ("dog", "cat", "horse", "bird", "cow", "sheep", "bear", "elephant", "zebra", "giraffe")

GROUPS: dict[str, tuple[str, ...]] = {
    "animal|pet|beast|creature": ANIMALS,
    "fruit": ("apple", "banana", "orange"),
    "food|meal|snack": (
        "pizza",
        "sandwich",
        "hot dog",
        "cake",
        "donut",
        "apple",
        "banana",
        "orange",
        "broccoli",
        "bowl",
    ),
    "furniture": ("chair", "couch", "bed", "dining table", "bench"),
    "lion|lioness|tiger|leopard|cheetah|fox|wolf|panda|lemur|monkey|deer|raccoon|rabbit|hare|goat|pig|squirrel": (
        *ANIMALS,
        "teddy bear",
    ),
    "teapot|kettle|jug|pitcher|can|tin|soda can|beer can|pot": ("bottle", "cup", "vase", "bowl"),
    "toy|doll|robot|statue|sculpture|figurine|bust|cartoon|character|monster|toy robot": ("teddy bear", "person"),
    "rubber duck|toy duck|rubber ducky": ("bird", "teddy bear"),
    "lamp|desk lamp|floor lamp|chandelier": ("potted plant", "umbrella", "parking meter", "toilet"),
    "watch|wristwatch": ("clock",),
    "glasses|eyeglasses|spectacles": ("wine glass", "scissors"),
    "basket|box|crate|package|parcel|carton": ("suitcase", "bowl", "refrigerator"),
    "sign|traffic sign|road sign|street sign": ("stop sign", "traffic light", "parking meter"),
    "flower|flowers|bouquet|blossom|rose|tulip|hibiscus": ("potted plant", "vase"),
}
"""Nouns without a class of their own -> classes that the detector takes such things for."""

OBJECTS = """shoe|sneaker|boot|sandal|slipper|trainer|shirt|t shirt|tshirt|dress|jacket|coat|pants|trousers|jeans
    skirt|hat|cap|helmet|scarf|scarves|glove|sweater|hoodie|ring|necklace|bracelet|earring|jewelry|jewellery
    sunglasses|goggles|camera|headphones|speaker|guitar|violin|piano|drum|lantern|candle
    pen|pencil|pillow|cushion|blanket|balloon|flag|ladder|tent|swing|trophy|hammer|drill|tool|perfume|lipstick|cream
    jar|plate|pan|bucket|barrel|bin|trash can|trash|garbage|litter|drone
    lighthouse|tower|castle|church|churches|windmill|bridge|mushroom|pumpkin|tomato|tomatoes|bread|cookie|pie|cheese|egg
    fish|turtle|snake|frog|butterfly|butterflies|bee|insect|spider|snowman|snowmen|fountain|mannequin|tripod
    microphone|chess piece|globe|buoy|anchor|wreath|rifle|sword|shield|mask|crown"""
"""Nouns of single things for which the detector has no class; only the subject or a colour can find them."""

STUFF: dict[str, str] = {
    "sky": "sky|skies",
    "clouds": "cloud|clouds",
    "ground": """ground|floor|floors|carpet|pavement|road|street|path|sidewalk|sidewalks|asphalt|tarmac|driveway
        concrete|pathway|rug""",
    "sand": "sand|beach|beaches|desert",
    "snow": "snow|ice",
    "grass": "grass|lawn|meadow|field|turf|pasture",
    "water": "water|sea|ocean|lake|river|pond|waves|stream",
    "trees": "tree|trees|forest|foliage|woods|greenery|treeline|vegetation|tree line",
    "bushes": "bush|bushes|hedge|hedges|shrub|shrubs|shrubbery",
    "wall": "wall|walls|ceiling|facade|brick wall|stone wall",
    "mountain": "mountain|mountains|hill|hills|mountain range",
    "rock": "rock|rocks|stones|boulder|boulders|cliff|cliffs",
    "background": "background|backdrop|backgrounds",
}
"""Areas, told apart by colour, texture and where they lie in the picture."""

BUILT = """house|building|roof|window|door|fence|gate|stairs|shelf|shelves|cupboard|curtain|blinds|pole|wire|cable
    sun|moon|tiles|steps|post|lamp post|lamppost|street lamp|street light|column|pillar|railing|balcony|chimney
    shutter|shutters|doorway|pier|jetty|dock|mast|sail|antenna|barn|shed|hut|cabin|garage|skyscraper"""
"""Built things: no class of the detector; told apart only by colour, as the subject or by where they stand."""

PARTS: dict[str, str] = {
    "face": "face|faces",
    "eye": "eye|eyes",
    "nose": "nose|noses|snout",
    "mouth": "mouth|mouths|lips|lip",
    "eyebrow": "eyebrow|eyebrows|brow|brows",
    "hair": "hair|hairdo|hairstyle",
    "hand": "hand|hands",
    "finger": "finger|fingers",
    "arm": "arm|arms|forearm|forearms",
    "tongue": "tongue|tongues",
    "beak": "beak|bill",
    "head": "head|heads",
    "wheel": "wheel|wheels|tire|tires|tyre|tyres",
    "shadow": "shadow|shadows",
    "part": "part|section|bit|area",
}
"""Parts of people, animals and things that can be told by where they lie in the whole."""

VAGUE = "thing|object|item|one|ones|stuff|blob|spot|shape|patch"
"""Nouns that say nothing by themselves; a colour or a place has to."""

LETTERING = """logo|logos|watermark|watermarks|text|texts|writing|lettering|letters|date stamp|timestamp|caption|label
    labels|price tag|sticker|stickers|price|number plate|license plate|licence plate|plate number|words|number|numbers
    inscription|headline|brand name"""
"""Nouns that reading the text in a picture finds."""

UNSEEN = """stamp|scratch|scratches|stain
    stains|spot|spots|dust|blemish|blemishes|pimple|pimples|wrinkle|wrinkles|crack|cracks|hole|holes|reflection
    reflections|glare|tattoo|tattoos|skin|teeth|leg|legs|foot|feet|beard|smile|shadow of it|red eyes|red eye
    string|thread|cord|pipe|wire|wires|cable|cables|power line|power lines|mirror image of it|packaging|braces|mole
    freckles"""
"""Nouns that nothing here can find in a picture; they are refused when the words are read."""


def words_of(text: str) -> tuple[str, ...]:
    """'a b|c' over several lines -> ('a b', 'c')."""
    return tuple(" ".join(w.split()) for w in text.replace("\n", "|").split("|") if w.strip())


@cache
def all_names() -> tuple[str, ...]:
    """Every noun of a thing that can be looked for, each once."""
    tables = [*COCO.values(), *GROUPS, OBJECTS, *STUFF.values(), BUILT]
    return tuple(dict.fromkeys(w for t in tables for w in words_of(t) if w not in {"him", "her"}))
