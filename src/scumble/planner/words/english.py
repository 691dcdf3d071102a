"""English vocabulary of the grammar: class of meaning -> phrases, and the words that carry a value.

Data only. A further language is another module of this form with the same classes. Longest phrase wins.
"""

PHRASES: dict[str, str] = {
    # dropped: politeness and praise that ask for nothing
    "POLITE": """please|can the|could the|thanks in advance
        instead|pls|plz|kindly|can you|could you|would you|will you|can we|could i
        could we|can i|i want you to|i want to|i would like you to|i would like to|we want to|we need to
        i'd like you to|i'd like to|i need you to|i need to|let's|let us|just|simply|now|thanks|thank you|thx|hi|hey
        for me|help me|try to|go ahead and|want to|want|to have|to see|really|actually|maybe|also|only|too please
        if possible|first|finally|lastly|a version with|if you can|with care|carefully|bitte|automatically|ok|okay|well
        hello|would you please|could you please|can you please|if that's possible|asap|would you mind|do me a favor
        do me a favour and|i was wondering if you could|is it possible to|would it be possible to|thank you so much
        many thanks|cheers|for us|as well please|i think|dear|guys|there""",
    # asks for what follows, where no verb does
    "WANT": """i want|i would like|i'd like|i'd love|i need|we need|we want|we'd like|we would like|i just want
        i only want|i wish for
        i really want|i just need|we just want|we just need|i'd prefer|i would prefer|i would love|we'd love
        can i have|could i have|can we have|could we have|can i get|could i get|can we get|could we get|i wanna have
        may i have|i'd rather have|let me have|i wish to have|please give me|we'd prefer|id like|id love
        i am looking for
        i'm looking for""",
    "DET": "a|an|the|my|our|your|some|his|her|their|any|such a",
    "FLUFF": """ecommerce|e commerce|clean|plain|simple|nice|professional|professionally|seamless|solid|neat
        beautiful|high quality|smooth|even|uniform|minimal|minimalist|minimalistic|good|proper|perfect
        brand color|brand colour|company color|company colour|house color|house colour|corporate color
        corporate colour|basic|completely plain|crisp clean|nicely|pure|single coloured|single colored|looking
        proper looking|clean looking|blank|empty|pretty|lovely|great""",
    # separators and small words
    "AND": "and|as well as|plus|along with",
    "THEN": "then|and then|after that|afterwards|next|followed by|and finally|and after that|and afterwards|and also",
    "BUT": "but|however|though|yet|while|whilst|so",
    "EXCEPT": "except|except for|apart from|other than|but not|excluding",
    "ALLBUT": """all but|everything but|everything except|everything except for|all except|everything apart from
        everything other than|anything but|all except for""",
    "WITHOUT": "without",
    "TO": "to|into|so that it is|so it is|so the|until|to make it|so that it becomes|to become|to be",
    "OF": "of",
    "P": "w /|w|with|by|using|as|for|via|that has|which is|that is|in terms of|having",
    "IN": """in|inside|within|at|look like it was shot in|look like it was taken in|look as if it was shot in
        look like it is in|look like it's in|looks like it was shot in|look like shot in""",
    "ON": "on|onto|upon|against|over|on top of|in front of|before|up against",
    "FROM": "from",
    "BEHIND": "behind|in back of|in the back of",
    "AROUND": "around|round|all around|about",
    "OFF": "off|away|out",
    "BE": "is|be|should be|are|being|was|becomes|become|looks|look|it's|that's|shall be|must be|needs to be|has to be",
    "TOO": "too|way too|a bit too|much too|a little too",
    "AS": "as much as",
    "ONE": "one|ones|only one",
    "NO": "no|zero|nothing|none",
    "NOT": "not|do not|don't|dont|never|doesn't|shouldn't|should not|must not|cannot|can't|avoid",
    "SIDES": """each side|every side|all sides|all edges|each edge|all four sides|every edge|both sides
        the sides|the edges|edges|sides|all round|all around it""",
    # things acted on
    "BG": """transparent area|transparent areas|transparent part|transparent parts|transparent pixels
        background|backgrounds|backdrop|backdrops|bg|back ground|back drop|background area
        background layer|background color|background colour|color of the background
        colour of the background|background image|background picture|scenery""",
    "BGBEHIND": "what is behind|area behind|background behind|everything behind|what's behind|all behind",
    "SUBJECT": """subject|object|main subject|product|products|item|foreground|main object|main item|person|people|man
        woman|men|women|model|girl|boy|guy|lady|child|kid|figure|foreground object|foreground subject
        couple|family|baby|portrait subject|product shot|product photo|central object|him|main figure
        hero product""",
    "WHOLE": """picture|photo|image|photograph|pic|pics|shot|everything|whole image|whole picture|whole photo
        whole thing|entire image|entire picture|entire photo|overall|all of it|whole scene|snapshot|img
        complete picture|full image|first image|image 1|original|original image|original photo|scene
        it all|overall image|whole|picture overall""",
    "REGION": """masked area|selected area|selection|mask|marked area|marked object|marked part|marked thing
        marked spot|highlighted area|highlighted object|highlighted part|circled area|circled object
        painted area|drawn area|drawn region|region|selected object|selected part|selected spot
        selected region|masked region|masked part|masked object|marked region|area i marked
        area i selected|area i painted|area i circled|area i drew|thing i marked|object i marked
        object i selected|part i marked|part i selected|part i painted|spot i marked|box|boxed area
        this area|this part|this spot|this region|this thing|this object|this section|here|what i marked
        what i selected|inside of the mask|selected pixels|outlined area|outlined object|brushed area
        stuff i marked|area i masked|what is marked|what's marked|what i painted|what i drew|what i circled
        what is painted|what is selected|what i masked|what is masked|marking|markings|everything i marked""",
    "IT": "it|them|itself|the lot|him or her|its",
    "THIS": "this|that|these|those",
    "OBJECT": """cup|mug|glass|glasses|bottle|plate|bowl|vase|plant|flower|flowers|tree|trees|bush|grass|lawn
        leaf|leaves|dog|cat|horse|bird|cow|sheep|animal|pet|car|truck|bus|bike|bicycle|motorcycle
        motorbike|scooter|boat|ship|plane|airplane|train|shoe|shoes|sneaker|sneakers|boot|boots|bag
        handbag|backpack|suitcase|watch|ring|necklace|bracelet|earring|earrings|jewelry|jewellery|shirt
        t shirt|tshirt|dress|jacket|coat|pants|trousers|jeans|skirt|hat|cap|scarf|tie|sofa|couch|chair
        armchair|table|desk|lamp|bed|pillow|cushion|rug|carpet|curtain|shelf|cupboard|door|umbrella|ball
        toy|doll|clock|candle|window|wall|walls|floor|ceiling|roof|house|building|buildings|street|road
        path|sign|signs|pole|poles|wire|wires|power line|power lines|cable|cables|fence|phone|laptop
        computer|screen|monitor|keyboard|tv|camera|book|books|pen""",
    "PART": """sky|cloud|clouds|sun|moon|sea|ocean|water|lake|river|mountain|mountains|sand|snow|rock|rocks
        face|faces|skin|hair|eye|eyes|teeth|nose|mouth|lips|ear|ears|hand|hands|arm|arms|finger|fingers
        leg|legs|foot|feet|head|beard|smile|logo|logos|watermark|watermarks|text|texts|writing|lettering
        letters|date stamp|timestamp|caption|label|price tag|sticker|stickers|stamp|price|number plate
        license plate|licence plate|plate number|scratch|scratches|stain|stains|spot|spots|dust|blemish
        blemishes|pimple|pimples|wrinkle|wrinkles|crack|cracks|hole|holes|trash|garbage|bin|litter
        box on the left|bystander|bystanders|tourist|tourists|crowd|stranger|strangers|passerby
        reflection|reflections|shadow of it|glare|tripod|stand|mannequin|hanger|string|thread|cord|pipe
        food|cake|pizza|apple|banana|fruit|mirror image of it|mirrors|kite|lid|packaging|package|thing
        objects|stuff""",
    # what backgrounds become
    "STUDIO": """studio|studios|photo studio|photography studio|product studio|infinity cove|cyclorama
        seamless paper|studio paper|studio shot|studio photo|studio look|product photography
        product photo studio|studio lit""",
    "SETTING": "setting|settings|scene like setting|environment|sweep|style|look|surrounding|surroundings|wall",
    "GRADIENT": "gradient|gradients|fade|color gradient|colour gradient|ombre|blend|soft gradient|smooth gradient",
    "TRANSPARENT": "transparent|transparency|see through|fully transparent|transparent png|alpha|clear background",
    "CUTOUT": "cutout|cut out version|cut out image|clipping path|background removal|bg removal",
    "OTHERIMAGE": """other image|other picture|other photo|attached image|attached picture|attached photo
        reference image|reference photo|reference picture|style reference|style image|reference|other one|new image
        extra image""",
    "TOP": "top|at the top|from the top|upper side|up top|on top|top side|above",
    "BOTTOM": "bottom|at the bottom|from the bottom|lower side|bottom side|below|the base",
    "LEFTSIDE": "on the left|at the left|left side|left hand side|from the left|on the left side",
    "RIGHTSIDE": "on the right|at the right|right side|right hand side|from the right|on the right side",
    "NEXTTO": "next to|beside|near|close to|under|underneath|above it|below it|between|beneath|along|across",
    # which of several things is meant
    "QUANT": "all|all of|all of the|both|both of|every|every single|each|two|three|four|five",
    "ORD": """second|third|fourth|fifth|sixth|last|2nd|3rd|4th|5th|second to last|next to last|leftmost|rightmost
        topmost|largest|biggest|smallest|tallest|shortest|nearest|furthest|farthest|far left|far right|upper|single""",
    "PLACE": """middle|center|centre|corner|upper left corner|upper right corner|lower left corner|lower right corner
        top left corner|top right corner|bottom left corner|bottom right corner|distance|back|front|row|in the middle
        in the center|in the centre|in the corner|in the distance|in the back|at the back|in front|at the front""",
    "REL": """holding|carrying|wearing|riding|sitting on|standing on|lying on|sitting in|sitting next to|leaning on
        standing next to|lying next to|lying under|hanging on|parked next to|parked behind|standing behind|sitting
        standing|lying|parked|hanging|riding on|in between""",
    # verbs
    "SETV": """recolor|recolour|make|change|set|switch|convert|transform|turn into|render|apply|create
        produce|generate|alter|redo|swap|swap out|replace|exchange|substitute|changing|making
        update|show|bring|draw|let|process""",
    "TURN": "turn|turning",
    "PUT": "put|place|position|lay|photograph|placed",
    "USE": "use|take|using the",
    "GIVE": "give|give it|give me",
    "PAINT": "paint",
    "FILLV": "fill|flood fill",
    "WHITENV": "whiten|whitening|whitewash",
    "MAXIMUM": "max|maximum|at most|no more than|no larger than|no bigger than|a maximum of|max of|maximum of",
    "COLORNOUN": "color|colour|colors|colours|tones|tone|hues|coloring|colored|coloured",
    "ADD": "add|insert|put in|add in|draw in|include|adding",
    "REMOVE": """remove|delete|erase|get rid of|take out|take away|strip|strip out|strip away|clear|clear away
        eliminate|wipe|wipe out|knock out|drop out|dispose of|retouch out|paint out|clone out|rub out
        removing|edit out|photoshop out|heal|remove away|inpaint|discard|take|removed|erased|deleted
        cut away|be gone|gone|disappear|vanish""",
    "FILLIN": "fill in|fill from|patch|fill up|content aware fill|heal up|reconstruct",
    "SURROUND": "surroundings|surrounding|its surroundings|surrounding area|neighbourhood|what is around it",
    "CUTV": "cut out|extract|isolate|separate|crop out the background of|mask out|free|clip out|lift out",
    "CUT": "cut|cutting",
    "KEEP": "keep|leave|preserve|retain|maintain|protect|keeping|leaving|preserving|respect|stay|stays|remain|remains",
    "KEEPONLY": "keep only|only keep|keep just|just keep|leave only|leave just",
    "TOUCH": "touch|touching|change|changing|affect|affecting|alter|altering|modify|modifying|edit|editing|mess with",
    "REST": """everything else|rest|all else|anything else|the remainder|other things|all the rest|others
        rest of the image|rest of the picture|rest of the photo|rest of it|other areas|other parts""",
    "NOTHINGELSE": "nothing else|no other changes|no other change",
    "SAME": """same|as is|as it is|as they are|unchanged|alone|untouched|intact|the way it is|exactly as it is
        as it was|identical|exactly the same|in place|in colour|in color|as before|like it is
        sharp and clear|visible|in focus""",
    "PROP": """font|fonts|typeface|font size|font style|lettering style
        aspect ratio|proportions|ratio|resolution|quality|details|detail|composition|pose|shape|texture
        framing|original size|image size|identity|original quality""",
    "BLURV": "blur|blurr|blur out|defocus|soften|blurring|unfocus|blurs",
    "BLURADJ": "blurry|blurred|out of focus|defocused|unsharp|soft focus|unfocused|fuzzy",
    "BOKEH": "bokeh|shallow depth of field|depth of field|depth of field effect|portrait mode|bokeh effect|blur effect",
    "NEUTRAL": """neutralize|neutralise|desaturate|decolorize|decolourize|decolor|gray out|grey out|drain
        bleach out|take the color out|take the colour out|take color out|take colour out
        remove the color|remove the colour|remove color|remove colour|neutralizing|desaturating
        remove the colors|remove the colours|take all color out|remove all color|remove all colour""",
    "NEUTRALADJ": "neutral|desaturated|colorless|colourless|neutralized|neutralised",
    "BW": """black and white|balck and white|black and withe|black & white|bw|grayscale|greyscale|gray scale
        grey scale|monochrome|black n white|monochromatic|shades of gray|shades of grey|b and w
        black white""",
    "AUTOV": """auto level|auto levels|autolevel|autolevels|auto enhance|auto enhancement|auto correct
        auto correction|auto tone|auto adjust|auto fix|auto improve|enhance|enhance overall
        auto contrast|auto|automatic|auto color|auto colour|auto white balance|level automatically
        auto exposure|auto balance|autocorrect|autoenhance""",
    "FIX": "fix|correct|improve|balance|optimize|optimise|even out|rebalance|correcting|adjust|repair|better",
    "LIGHT": """lighting|light|levels|white balance|color balance|colour balance|exposure and color|tonal range
        tonality|lights|lightning|color cast|colour cast|exposure levels""",
    "UP": """increase|raise|boost|bump up|turn up|crank up|push|push up|lift|amplify|intensify|strengthen|up
        higher|extra|pump up|bring up|dial up|stronger|increased|bump|ramp up|increasing|raised|boosted
        greater|heighten""",
    "MORE": "more",
    "DOWN": """decrease|reduce|lower|turn down|dial down|bring down|weaken|diminish|tone down|take down|down
        cut down|reduced|decreased|dial back|pull down|pull back|drop|lessen|decreasing|lowered|weaker
        minimize""",
    "LESS": "less|fewer|not so|not as|not that",
    "ROTATE": "rotate|spin|tilt|rotated|rotation|rotating",
    "FLIPV": "flip|mirror|reflect|flop|flipped|mirrored|mirror image|mirror flip|flipping",
    "HORIZONTAL": """horizontally|horizontal|left to right|left right|sideways|along the vertical axis|right to left
        side to side""",
    "VERTICAL": "vertically|vertical|top to bottom|top down|up down|bottom to top|along the horizontal axis",
    "DIAGONAL": "diagonal|diagonally",
    "RADIAL": "radial|radially|circular|round gradient|from the center|from the centre|spherical",
    "LINEAR": "linear",
    "UPSIDEDOWN": "upside down|on its head|head over heels|bottom up",
    "LEFT": "left|to the left|leftwards|counterclockwise|counter clockwise|anticlockwise|anti clockwise|ccw|leftward",
    "RIGHT": "right|to the right|rightwards|clockwise|clock wise|cw|rightward",
    "STRAIGHT": "straighten|straighten out|straighten up|deskew|straightening|straight|level out|levelled|leveled",
    "LEVELV": "level|align",
    "HORIZON": "horizon|tilt of it|tilted horizon|crooked horizon|skyline|horizon line",
    "CROOKED": "crooked|tilted|slanted|skewed|not straight|not level|askew|wonky",
    "CROP": """crop|trim|cropped|cropping|crop off|crop away|crop in|crop down|recrop|trim off|trim away
        crop out|crop it""",
    "SQUARE": "square|a square|square format|square shape|square crop|squared",
    "FORMAT": "aspect ratio|ratio|format|aspect|size|dimensions|proportion|shape|resolution",
    "TIGHT": "tight|tightly|close|closely|snug|snugly|closer",
    "LOOSE": "loosely|loose|generously|generous",
    "MARGIN": "margin|margins|padding|breathing room|spacing|whitespace|space|room|white space around",
    "HALFWORD": "half|one half",
    "RESIZE": """resize|scale|rescale|resample|resized|re size|scaled|scale up|scale down|size|scaling|upscale
        downscale|upsample|enlarge|shrink|upsize|downsize|blow up|magnify|resizing""",
    "SIZEADJ": "big|large|size|as big|as large|bigger|larger|its size|original size of it",
    "SMALLADJ": "small|as small|smaller|tiny looking|tiny|minuscule",
    "WIDE": "wide|width|in width|broad|across the width",
    "HIGH": "high|height|tall|in height",
    "LONGSIDE": """longest side|long side|longer side|longest edge|long edge|largest side|longest dimension
        max side|longer edge""",
    "SHORTSIDE": "shortest side|short side|shorter side|shortest edge|short edge|smallest side|shorter edge",
    "FITWITHIN": "fit within|fit inside|fit into|fit in|to fit within|to fit inside|to fit into|to fit|contain|fit",
    "STRETCH": "stretch|stretched|ignore the aspect ratio|ignoring the aspect ratio|distort",
    "PADV": "pad|padding of|padded|letterbox|pillarbox",
    "CANVASNOUN": "canvas|wallpaper|artboard|page|sheet",
    "WHITESPACE": "white space|whitespace|white padding|white margin|white margins|white room",
    "BORDER": "border|frame|borders|frames|outline frame|edge border|picture frame|bordered|framed|bordering",
    "DEFECT": "haze|fog|red eye|red eyes|moire|vignette|distortion|blurriness",
    "FILEFORMAT": "png|jpeg|jpg|webp|kb|mb|file size|gif|tiff|heic|pdf|svg",
    "STYLE": "style|painting|drawing|cartoon|illustration|artwork",
    "STYLEV": "restyle|stylize|stylise|transfer|match|mimic|imitate|adopt",
    "SAMEAS": """look like the|look like this|look like that|looks like the|like the|like this|like that
        similar to|similar to the|in the same style as|the same style as|same style as|same look as|in the manner of""",
    "SEASON": """forest|beach|mountain scene|city|living room|kitchen|garden|park|sunset|landscape|winter|autumn|summer
        on the moon|on mars|in space|outer space|space|galaxy|night sky|desert|jungle|castle|underwater|dragon|dragons
        unicorn|rainbow|spaceship|ufo|alien|aliens|astronaut|dinosaur|fireworks|santa|snowfall|sunrise|restaurant|cafe
        paris|new york|london|tokyo|eiffel tower|christmas|halloween|village|farm|field|meadow|hotel|bedroom|office""",
}

LEVELS: dict[str, str] = {
    "tiny": """very slightly|a tiny bit|tiny bit|just a touch|ever so slightly|barely|minimally|very subtly
        a hair|very subtle|a very little""",
    "slight": """slightly|a bit|a little bit|a little|little|bit|somewhat|a touch|subtly|subtle|a tad
        tad|gently|gentle|lightly|mildly|mild|slight|softly|a wee bit|a smidge|small amount|a small amount
        faintly|a bit of|a little bit of|a touch of|a hint of|a notch|one notch|by a notch|a smidgen|a pinch
        a pinch of|a dash of|a shade|just a little|just a bit|just slightly""",
    "half": "partly|partially|halfway|half way|moderate|moderately|fairly|medium",
    "strong": """strongly|a lot|lot|lots|lots of|much|heavily|heavy|strong|considerably|significantly|very
        quite a bit|greatly|a great deal|way|far|big time|intense|intensely|deeply|highly|super|a lot of
        substantially|really strongly|clearly|noticeably|quite|dramatically
        like crazy|like mad|a ton|tons|tons of|massively|insanely|really hard|hard|loads|loads of|plenty|so much""",
    "extreme": "extremely|maximally|as much as possible|hugely|extreme|to the max",
    "whole": "completely|totally|fully|entirely|wholly|altogether|100 percent|all the way",
    "thin": "thin|narrow|fine|slim|hairline|small",
    "thick": "thick|broad|bold|chunky|large|fat|hefty",
}

ADJECTIVES: dict[str, str] = {
    "brightness+": "brighter|bright|lighter|light|brightly lit|luminous",
    "brightness-": "darker|dark|dimmer|dim|darkened",
    "temperature+": "warmer|warm|hotter|golden|yellowish|orangish|sunnier|sunny",
    "temperature-": "cooler|cool|colder|cold|bluish|blueish|icy|frosty|wintry",
    "contrast+": "contrasty|contrastier|higher contrast|punchier|punchy|high contrast|more contrasty|more punch",
    "contrast-": "flatter|flat|low contrast|lower contrast|less contrasty",
    "saturation+": """more intense|intenser|more intensive|vivid|vibrant|saturated|colorful|colourful
        livelier|richer|pop|pop out|more pop|more colorful|more colourful|vivider|intense in color|vibrancy""",
    "saturation-": """less intense|dull|faded|lifeless|bland|muted|less colorful|less colourful|duller
        washed out|subdued|paler""",
    "sharpen-": "soft|softer|blurrier",
    "sharpen+": "more detailed|sharper|crisper|sharp|crisp|clearer",
    "exposure+": "overexposed",
    "exposure-": "underexposed",
}

TONE_VERBS: dict[str, str] = {
    "brightness+": "brighten|brighten up|lighten|lighten up|brightening|brightens|light up|brightened",
    "brightness-": "darken|darken down|dim down|darkening|darkens|deepen",
    "temperature+": "warm up|warms|warming",
    "temperature-": "cool down|cool off|cooling",
    "sharpen+": """sharpen|sharpn|sharpen up|sharpening|sharpened|make the details pop
        enhance the details|enhance details|more details|more detail|bring out details|bring out the details
        bring out more detail|bring out detail""",
    "saturation+": "saturate|enliven|liven up|vivify",
    "saturation-": "mute|tone the colors down|tone the colours down",
}

DIMENSIONS: dict[str, str] = {
    "brightness": "brightness|luminosity|luminance",
    "contrast": "contrast|contrasts",
    "exposure": "exposure",
    "saturation": "saturation|vibrance|color intensity|colour intensity|color saturation|colour saturation",
    "temperature": "temperature|warmth|color temperature|colour temperature",
    "sharpen": "sharpness|clarity|crispness",
}

SHADOWS: dict[float, str] = {
    0.0: """no shadow|no shadows|without shadow|without shadows|without a shadow|shadowless|with no shadow
        without any shadow""",
    0.3: """subtle shadow|light shadow|faint shadow|slight shadow|gentle shadow|subtle shadows
        very soft shadow|faint shadows""",
    0.5: """shadow|shadows|soft shadow|soft shadows|natural shadow|contact shadow|drop shadow
        soft contact shadow|realistic shadow|natural shadows|ground shadow|soft natural shadow
        soft drop shadow""",
    0.8: "strong shadow|dark shadow|strong shadows|deep shadow|heavy shadow|pronounced shadow|dark shadows",
}

NUMBERS: dict[float, str] = {
    1: "one",
    2: "two",
    3: "three",
    4: "four",
    5: "five",
    6: "six",
    8: "eight",
    10: "ten",
    20: "twenty",
    45: "forty five",
    90: "ninety",
    180: "one hundred eighty|one hundred and eighty",
}

FACTORS: dict[float, str] = {
    2.0: "twice|double|two times|twice as|doubled|twofold",
    3.0: "triple|three times|thrice",
    4.0: "quadruple|four times",
    0.25: """to a quarter|to one quarter|quarter of the|a quarter of the|a quarter of its|one quarter of the
        by three quarters""",
    0.333: "to a third|to one third|a third of the|one third of the|a third of its",
    0.5: "half as|half the|halve|to half|to half of|half of|by half|in half|half its",
}

STOPS: dict[float, str] = {
    0.5: "half a stop|half stop|a half stop|by half a stop|one half stop|half an ev",
    1.0: "a stop|one stop|by a stop|one full stop|a full stop",
    0.25: "a quarter stop|a quarter of a stop|quarter stop",
    0.333: "a third of a stop|a third stop|one third stop|one third of a stop",
    1.5: "one and a half stops|a stop and a half",
}

TURNS: dict[float, str] = {
    90.0: "quarter turn|a quarter turn|one quarter turn|by a quarter turn|a quarter",
    180.0: "half turn|a half turn|half a turn|by half a turn|all the way around|around completely",
}

UNITS: dict[str, str] = {
    "PCT": "%|percent|per cent|pct|percents",
    "PX": "px|pixel|pixels|pix",
    "DEG": "°|degree|degrees|deg|degs",
    "STOP": "stop|stops|ev|f stop|f stops",
    "TIMES": "times|x|fold",
}

IMAGE_NOUNS = "image|picture|photo|photograph|pic|one|img|input|file|input image"
ORDINALS: dict[int, str] = {
    1: "first|1st",
    2: "second|2nd",
    3: "third|3rd",
    4: "fourth|4th",
    5: "fifth|5th",
    6: "sixth|6th",
    7: "seventh|7th",
    8: "eighth|8th",
}

PARTS: dict[float, str] = {
    10.0: "by a tenth|by one tenth",
    25.0: "by a quarter|by one quarter",
    100 / 3: "by a third|by one third",
    200 / 3: "by two thirds",
    75.0: "by three quarters",
}
