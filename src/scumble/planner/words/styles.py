"""Words for styles: the name of each style in Op.STYLE -> what it is called; and styles that cannot be drawn here.

Data only. `NAMED` are phrases that mean the style wherever they stand; `BASES` mean it with one of `ENDINGS` ('vintage
look') or where they end their clause and no thing is meant ('make it vintage').
"""

NAMED: dict[str, str] = {
    "neon": "cyberpunk|neon cyberpunk|cyberpunk neon|synthwave|neon noir",
    "watercolour": """watercolor|watercolour|watercolors|watercolours|water color|water colour|watercolor painting
        watercolour painting|aquarelle|aquarelle painting|watercolour picture|watercolor picture""",
    "oil": """oil painting|oil paint|oil painted|oil on canvas|painting in oil|oil painting on canvas
        impasto|impasto painting|painted in oil|oil colors|oil colours""",
    "pencil": """sketch|pencil sketch|pencil drawing|pencil art|graphite drawing|graphite sketch|drawn in pencil
        drawn with a pencil|drawn with pencil|sketch drawing|pencil illustration|charcoal drawing|charcoal sketch""",
    "ink": """ink drawing|pen and ink|pen and ink drawing|ink sketch|ink illustration|pen drawing|drawn in ink
        brush and ink|ink art|black ink drawing""",
    "comic": """comic|comic book|comic strip|comic book style|comics|graphic novel|comic book art|comic art
        comic illustration|comic book illustration""",
    "poster": "poster|posterize|posterise|posterized|posterised|screen print|screen printed poster|flat color poster",
    "duotone": "duotone|duo tone|duotones|two tone|two color print|two colour print",
    "halftone": "halftone|half tone|halftone print|halftone dots|newspaper print|newsprint|halftoned",
    "pixel art": "pixel art|pixelart|8 bit|8bit|8 bit art|16 bit|16 bit art",
    "film": """cinematic look|cinematic style|kodak portra|kodak portra look|kodak portra 400|fuji film look
        kodachrome|kodachrome look|portra look|movie look|movie still|film still|look like film
        film look|analog film|analogue film|analog photo|analogue photo|analog film photo|film photo
        35 mm film|35mm film|old film photo|old film photograph|kodak film|film photograph|film photography""",
    "vintage": """vintage photo|old photo|old photograph|vintage photograph|retro photo|faded old photo
        vintage print""",
    "line art": "line art|lineart|line drawing|outline drawing|contour drawing|one line drawing|line art drawing",
    "engraving": """engraving|copperplate engraving|copper engraving|etching|woodcut|steel engraving|copperplate
        banknote engraving""",
    "stained glass": "stained glass|stained glass art|stained glass picture|stained glass illustration",
}
BASES: dict[str, str] = {
    "neon": "neon|neon light|neon lights",
    "oil": "oil",
    "pencil": "pencil|graphite",
    "ink": "ink",
    "poster": "silkscreen|screenprint",
    "halftone": "newspaper",
    "pixel art": "pixel|retro game",
    "film": "film|analog|analogue|cinematic film|cinematic",
    "vintage": "vintage|retro|nostalgic|sepia|old fashioned|antique",
    "stained glass": "stained glass window|church window",
}
ENDINGS = "style|styled|look|effect|filter|aesthetic|art style|vibe|feel|treatment"
NOT_HERE = """anime|manga|ghibli|studio ghibli|pixar|disney|disney pixar|claymation|plasticine|van gogh|monet
    picasso|banksy|warhol|andy warhol|rembrandt|klimt|dali|hokusai|vermeer|simpsons|the simpsons|south park|low poly
    3 d render|3 d rendering|3 d model|3 d character|3 d animation|3d render|render in 3 d
    caricature|chibi|voxel art|cubist|cubism|impressionism
    expressionism|baroque painting|renaissance painting|ukiyo e|pop art|art nouveau|art deco|steampunk
    cartoonify|cartoonize|cartoonise"""
"""Styles that need new shapes or a painter's hand: they are refused."""
NOT_HERE_WITH_ENDING = "lego|clay|barbie|minecraft|impressionist|surrealist|baroque|renaissance"
"""The same where the word alone is a thing or says how one looks: they count with an ending alone."""
