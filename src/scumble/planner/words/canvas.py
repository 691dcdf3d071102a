"""Words for the canvas and for repairs: extending, formats of networks and shops, perspective, noise, blur.

Data only, in the form of `english`. `FRAMES`: name in `core/formats.py` -> what it is called.
"""

PHRASES: dict[str, str] = {
    "EXTENDV": """extend|expand|uncrop|un crop|outpaint|out paint|extend out|expand out|extending|expanding|extended
        zoom out|zoom out of|zoom out from|extend around|continue|outpainting|uncropping|make more of""",
    "MORESPACE": """more space|more room|more canvas|extra space|extra room|additional space|extra canvas
        more headroom|more breathing room|more background|extra background|additional room|more breathing space
        more negative space|more empty space|additional background|extra headroom|headroom|negative space""",
    "PREPARE": "prepare|prep|make it ready|make this ready|get it ready|get this ready|make it fit|crop and resize",
    "WIDER": "wider|more wide|wider frame|wider view|wider crop|broader",
    "TALLER": "taller|more tall",
    "NOISE": """noise|grain|graininess|film grain|image noise|noise and grain|grain and noise|iso noise|color noise
        colour noise|digital noise|chroma noise|luminance noise|pixel noise|sensor noise|jpeg artifacts|jpeg artefacts
        compression artifacts|compression artefacts|artifacts|artefacts|speckle|jpeg noise|jpg artifacts
        blockiness|speckled noise|color speckles|grains""",
    "DENOISEV": "denoise|de noise|noise reduction|despeckle|degrain|de grain|denoising|noise removal|denoised",
    "NOISYADJ": "noisy|grainy|speckled|full of noise|full of grain",
    "DEBLURV": """deblur|de blur|unblur|un blur|deblurring|remove the blur|remove blur|reduce blur|reduce the blur
        fix the blur|fix blur|fix the focus|correct the focus|refocus|bring into focus|bring it into focus
        get rid of the blur|get rid of blur|take out the blur|remove blurriness|remove the blurriness|undo the blur
        fix the blurriness|fix blurriness|correct the blur|repair the blur|reduce blurriness|reduce the blurriness
        undo blur|sharpen out of focus|remove the out of focus blur|remove motion blur""",
}
OWNERS = ("", "the ", "this ", "my ", "its ", "that ")
_UPRIGHT_VERBS = "straighten|fix|correct|level|align|adjust|straighten out|make straight|straighten up"
_UPRIGHT_NOUNS = """verticals|vertical lines|converging verticals|converging lines|falling lines|building|buildings
    facade|house|houses|architecture|tower|building verticals|verticals of it|leaning building|leaning lines
    leaning walls|stürzende linien|keystone|keystoning|keystone effect|keystone distortion|building's verticals
    perspective of the building|perspective of the house|perspective of the buildings|building perspective
    architectural perspective|perspective of the facade|perspective of the architecture|lines of the building
    vertical perspective|tilted building|tilted buildings"""
_FLAT_VERBS = "straighten|flatten|deskew|flatten out|unwarp|rectify|straighten out|square up|straighten up|dewarp"
_FLAT_NOUNS = """document|page|sheet|paper|receipt|scan|scanned page|scanned document|whiteboard|business card|invoice
    label|sign|book page|letter|form|certificate|painting|poster|id card|card|ticket|note|photo of the document"""
_PERSPECTIVE_VERBS = "correct|fix|straighten|straighten out|adjust|repair|undo|remove|rectify|improve|even out"
_PERSPECTIVE_NOUNS = """perspective|perspective distortion|perspective distortions|camera perspective|camera angle
    skewed perspective|distorted perspective|perspective error|perspective errors|perspective tilt"""
_OF_FLAT = """perspective of the document|perspective of the page|perspective of the sign|perspective of the label
    perspective of the sheet|perspective of the paper|perspective of the receipt|perspective of the whiteboard
    document perspective|perspective of the painting|perspective of the poster|perspective of the card"""


def _all(verbs: str, nouns: str) -> str:
    """Every verb before every noun, with and without an article, as one row of phrases."""
    return "|".join(
        f"{verb} {owner}{noun.strip()}"
        for verb in verbs.split("|")
        for noun in nouns.replace("\n", "|").split("|")
        for owner in OWNERS
    )


LINES: dict[str, str] = {
    "UPRIGHTS": _all(_UPRIGHT_VERBS, _UPRIGHT_NOUNS),
    "FLATDOC": _all(_FLAT_VERBS, _FLAT_NOUNS) + "|" + _all(_PERSPECTIVE_VERBS, _OF_FLAT),
    "PERSPECTIVE": _all(_PERSPECTIVE_VERBS, _PERSPECTIVE_NOUNS)
    + "|perspective correction|perspective fix|correct perspective|keystone correction|perspective crop",
}

FRAMES: dict[str, str] = {
    "instagram square": "instagram|insta|instagram post|instagram square|instagram feed|instagram square post|ig post",
    "instagram portrait": "instagram portrait|instagram portrait post|instagram vertical post|instagram 4 5",
    "instagram landscape": "instagram landscape|instagram landscape post",
    "instagram story": """instagram story|insta story|instagram stories|instagram reel|instagram reels|ig story|reels
        reel|instagram reel cover|insta stories|ig reel|story format|stories""",
    "facebook post": "facebook|facebook post|fb post|facebook feed",
    "facebook cover": "facebook cover|facebook cover photo|facebook banner|facebook header|fb cover",
    "facebook story": "facebook story|facebook stories",
    "x post": "twitter|twitter post|tweet|x post|x twitter",
    "x header": "twitter header|twitter banner|x header|x banner|twitter cover",
    "linkedin post": "linkedin|linkedin post|linked in post|linkedin feed",
    "linkedin banner": "linkedin banner|linkedin background|linkedin cover|linkedin header",
    "youtube thumbnail": "youtube|youtube thumbnail|yt thumbnail|youtube thumbnails|video thumbnail|youtube video",
    "youtube banner": "youtube banner|youtube channel art|youtube channel banner|youtube header",
    "pinterest pin": "pinterest|pinterest pin|pin|pinterest post",
    "tiktok": "tiktok|tik tok|tiktok video|tiktok post",
    "whatsapp status": "whatsapp|whatsapp status",
    "profile picture": "profile picture|profile photo|avatar|profile pic|linkedin profile picture|profile image",
    "link preview": "link preview|open graph|og image|social preview|open graph image",
    "amazon main": """amazon ready|ready for amazon
        amazon|amazon main image|amazon main picture|amazon listing|amazon product image|amazon main photo
        amazon hero image|amazon product photo|amazon store|amazon shop""",
    "ebay": "ebay|ebay listing|ebay photo|ebay picture|ebay image",
    "etsy": "etsy|etsy listing|etsy shop|etsy photo|etsy image",
    "shopify": "shopify|shopify product image|shopify store|shopify product photo|shopify image|shopify shop",
    "google shopping": "google shopping|google merchant|google merchant center|google shopping image",
    "walmart": "walmart|walmart listing|walmart marketplace",
    "zalando": "zalando|zalando listing|zalando shop",
}
ALONE = frozenset({"pin", "reel", "reels", "stories", "tweet", "avatar", "twitter", "youtube"})
"""Names that mean a format only after 'for' and the like."""
FOR = ("for", "as", "to fit", "to suit")
