"""Words of the other languages that are English words too: alone they do not tell the language. Data only."""

ENGLISH_TOO = frozenset(
    """
all alter an arm arms armband asphalt auto baby ball bank banner barcode beige bikini boot boots box bus cap clean
cleaner computer couch croissant cupcake dame den die detail details diagonal ding display dose emblem fleck format
gold golden gross grass hammer hand handy heft hell helm herd hi hoodie horizontal hose hut in khaki kind label
laptop leg link links logo look male man mango mantel marine mast matter minimal mint mixer model monitor mug muffin
neutral orange pack park pasta person petrol photo pink pixel pizza plus pool poster pullover rad rand rest ring rock
roller rose rot sand sandwich see seen shampoo shorts skis so sofa stark steak stern sticker studio super sushi tablet
taste taupe taxi teddy tee teller terracotta text tier tiger total tourist tram transparent transporter uniform vase
ware wares warm will wolf zebra
""".split()
)
