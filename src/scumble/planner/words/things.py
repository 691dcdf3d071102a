"""English nouns as data: things that are photographed, scenery that is no subject, colour typos, purposes, symbols.

Phrases are written as in the English vocabulary: 'a|b c|d'. A word with another meaning there keeps that meaning.
"""

THINGS = """can|cans|tin|jar|teapot|kettle|coffee machine|coffee maker|espresso machine|coffee cup|coffee mug|tea cup
teacup|wine glass|water bottle|jug|pitcher|pot|pan|frying pan|saucepan|wok|spoon|fork|knife|knives|spatula|chopsticks
blender|mixer|toaster|microwave|oven|fridge|washing machine|vacuum cleaner|hair dryer|hairdryer|flask|thermos|tumbler
carafe|decanter|wine bottle|beer bottle|perfume|perfume bottle|lipstick|mascara|nail polish|soap|shampoo|lotion
toothbrush|razor|comb|hairbrush|towel|blanket|mattress|duvet|stool|bench|bookcase|bookshelf|wardrobe|dresser
nightstand|cabinet|drawer|lampshade|chandelier|lantern|basket|bucket|bin bag|box of chocolates|parcel|envelope|wallet
purse|belt|glove|gloves|mitten|mittens|sock|socks|slipper|slippers|sandal|sandals|heel|heels|high heels|loafers
trainer|trainers|flip flops|sweater|jumper|hoodie|cardigan|blouse|vest|suit|tuxedo|swimsuit|bikini|shorts|leggings
pyjamas|bra|underwear|beanie|helmet|sunglasses|spectacles|bracelets|pendant|brooch|cufflinks|tiara|wristwatch
smartwatch|headphones|earphones|earbuds|speaker|loudspeaker|microphone|smartphone|iphone|tablet|ipad|notebook|printer
router|charger|mouse|game controller|controller|joystick|console|drone|lens|telescope|binoculars|projector|remote
television|radio|guitar|piano|violin|drum|drums|trumpet|flute|saxophone|ukulele|football|basketball|tennis racket
racket|skateboard|snowboard|surfboard|skis|dumbbell|dumbbells|yoga mat|tent|sleeping bag|rucksack|tote bag|luggage
stroller|pram|crib|teddy bear|teddy|puzzle|figurine|statue|sculpture|toy car|lego|van|lorry|tractor|caravan|motorhome
taxi|ambulance|helicopter|rocket|yacht|kayak|canoe|hammer|screwdriver|wrench|spanner|pliers|drill|axe|shovel|spade
rake|lawnmower|wheelbarrow|ladder|toolbox|paintbrush|pencil|marker|stapler|scissors|ruler|calculator|globe|trophy
medal|coin|coins|banknote|key|keys|keychain|padlock|tie clip|bow tie|vinyl|cassette|burger|hamburger|sandwich|hot dog
sushi|noodles|pasta|salad|soup|steak|bread|croissant|bagel|donut|doughnut|cookie|cookies|muffin|cupcake|pie
chocolate bar|ice cream|strawberry|strawberries|lemon|pineapple|watermelon|grapes|pear|mango|avocado|carrot|potato
potatoes|broccoli|mushroom|mushrooms|pumpkin|egg|eggs|cheese|kitten|puppy|hamster|rabbit|bunny|fox|wolf|bear|lion
tiger|elephant|giraffe|zebra|monkey|gorilla|panda|koala|kangaroo|deer|goat|pig|duck|chicken|rooster|goose|swan|owl
eagle|parrot|penguin|dolphin|shark|turtle|frog|snake|lizard|butterfly|bee|spider|goldfish|cactus|succulent|houseplant
bouquet|bonsai|sunflower|tulip|tulips|bride|groom|dancer|athlete|player|musician|chef|doctor|nurse|soldier|athletes
gadget|appliance|garment|outfit|costume|uniform|package of it|merchandise|tableware|crockery|cutlery|instrument"""
"""Things that can be the subject of a photo, beside those of the vocabulary."""

SCENERY = frozenset(
    """
sky clouds cloud sun moon sea ocean water lake river mountain mountains sand snow rock rocks reflection
reflections wall walls floor ceiling roof street road path grass lawn fence windows ground
surface shadow shadows stand tripod trees buildings houses horizon scenery foliage
atmosphere mood vibe lighting light perspective colours colors style look feel feeling depth context setting
environment surroundings room scene landscape view sunset sunrise beach forest street city skyline foreground
background backdrop rest crop frame size format text
""".split()
)
"""Words that stand behind or around a subject, or for a quality: 'keep the sky' is no promise about the subject."""

COLOR_TYPOS: dict[str, str] = {
    "wite": "white",
    "whie": "white",
    "whtie": "white",
    "wihte": "white",
    "whte": "white",
    "gery": "gray",
    "hwite": "white",
    "blak": "black",
    "blck": "black",
    "gren": "green",
    "yelow": "yellow",
    "ornage": "orange",
    "purpel": "purple",
}
"""Typing errors of colours that lie near other words too ('wite': 'with', 'wide') and still mean one thing."""

MENDABLE_COLORS = frozenset(
    """
white black gray grey blue green brown yellow orange purple violet pink silver gold beige cream navy teal cyan
magenta maroon turquoise lavender crimson charcoal ivory olive coral indigo burgundy
""".split()
)
"""Colours that a word one typing error away may stand for."""

NEAR_COLORS = frozenset(
    """
back blacks blank blige block blown blues blum blur brawn bron brow browne browns brows chan choral clan
coal cora corals corral cram creams creamy gary goad golds golf good gould grab grad grady graf gram gran gras
gravy grays greed greek greene greens greer greet greg grew greys indio ivor marion marlon maroons nagy nave
navi oliver olives oranges pick pina pine ping pinks pinky pino pins pint punk silvers silvery sliver
solver teak team tear teas tell violent violets waite while whine whit whiter whites whitey whyte write
yellows
""".split()
)
"""Words among the 45,000 most frequent of English one typing error away from those colours; never mended."""

_PLACES = """instagram|insta|facebook|amazon|ebay|etsy|shopify|linkedin|tiktok|pinterest|youtube|twitter|whatsapp
social media|amazon listing|ebay listing|amazon store|amazon shop|etsy shop|etsy listing|e commerce
ecommerce|shop|store|online shop|online store|webshop|web shop|website|site|web|catalog|catalogue
newsletter|blog|listing|product listing|product page|homepage|instagram post|instagram story|brochure|stories
reels|my feed|our feed|thumbnail|thumbnails|ads|ad|banner
print|printing|portfolio|presentation"""
OWNERS = ("", "our ", "my ", "the ", "a ", "an ", "their ", "your ")
PURPOSES = "|".join(f"for {owner}{p}" for owner in OWNERS for p in _PLACES.replace("\n", "|").split("|"))
"""What a picture is for: it changes nothing, and the notes say so."""

DECORATIONS = frozenset("🙏👍👌👏🙌✨🎉🎊💯✅✔☑✓™®©")
"""Symbols that ask for nothing, but after an article."""
FACES = frozenset("💪⭐🌟★☆🔥🚀❤♥♡💕💖💗💙💚💛💜🖤🤍🤎🧡💓💞☺") | frozenset(
    chr(code) for code in (*range(0x1F600, 0x1F64C), *range(0x1F910, 0x1F930), *range(0x1F970, 0x1F97B))
)
"""Faces, hearts and stars: they ask for nothing, but after a verb or an article they may stand for a thing."""
