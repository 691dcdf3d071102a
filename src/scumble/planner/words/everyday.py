"""English as people type it, beside the vocabulary of `english`: remarks, praise and roundabout ways to say things.

Data only; a class named in both has the phrases of both, and of equal phrases the one in `english` counts.
"""

PHRASES: dict[str, str] = {
    # remarks that ask for nothing
    "POLITE": """it is my own photo|it's my own photo|it is my photo|it's my photo|it is my own picture
        it is mine|it's mine|i own the rights|i own it|i own the photo|i have the rights|this is my own photo
        this is my photo|exactly|precisely|i can hardly see anything|i can barely see anything
        i can't see anything|i can't see it|i cannot see it|i can hardly see it|i can barely see it|hard to see
        it is hard to see|it's hard to see|kind of|sort of|basically|literally|somehow|by the way|btw|fyi
        as you can see|you know|so to speak|if it works|when you're done|afterwards|when you are done
        as discussed|tho|pretty please|thank u|thanku|ty|tysm|u|can u|could u|pleaseee|plss|asap please
        on this one|on this photo|on this picture|on this image|in this photo|in this picture|in this image
        in this one|in the photo|in the picture|in the image|on the photo|on the picture|on the image
        for this photo|for this image|for this picture|its sideways|it's sideways|it is sideways
        the picture is sideways|the photo is sideways|what about|how about|i think|maybe try|let's try
        it would be nice to have|would be nice|it would be great to have|we were thinking of""",
    "FLUFF": """new|fresh|fake|simulated|artificial|faux|dramatic|elegant|stylish|classy|modern|sleek
        tidy|one click|one tap|quick|instant|instantly|quickly|magic|normal|regular|standard|ordinary|usual
        correctly|consistent|premium|luxury|studio quality|eye catching|attractive|sexy|awesome|nice looking
        good looking|big fat|decent|proper looking|aesthetic|crisp looking|ready made|full on|further|farther
        a bit over""",
    "TRANSPARENT": """png with alpha|png with transparency|png with a transparent background
        png with an alpha channel|alpha channel|with alpha|with transparency|alpha transparency|transparent file""",
    "BGBEHIND": """everything around|whatever is behind|whatever's behind|area around|what is around
        what's around|everything that is behind|anything behind|all that is behind|part behind|stuff behind
        everything that's behind|whatever is around|everything in back of|stuff around|things behind
        space behind""",
    "GRADIENT": """should go from|go from|goes from|going from|fade from|fades from|fading from
        running from|runs from|that goes from|that fades from|blend from|transition from|transitioning from
        gradient going from|should fade from|gradually from|to fade from|gradient that goes from|gradient fade""",
    "EDGE": """outside|at the edges|on the outside|around the edges|at the edge|outwards
        at the corners|in the corners|towards the edges|toward the edges|to the outside|outer""",
    "PUT": "shoot|shooting|shoot it",
    "COMPOSE": "composite|combine|overlay|superimpose|layer|merge|compose",
    "TONEDOWN": "tone it down|tone that down|tone this down|dial it down|dial it back|take it down a notch|tame it",
    "TINT": "feel|feeling|tint|cast|glow|mood|vibe|vibes|touch|atmosphere|hue|finish|effect|appearance|shade",
    "TO": """toward|towards|so it becomes|so it is|so it's|so that it's|so they become|until it's
        to get|to look|so it looks|so that it looks|to appear|so they are|so it gets|onto a|into a|to be more
        so that they are|in order to be""",
    "MARGIN": "bars|bar|strips|letterbox bars|breathing space|padding space|empty space|blank space|free space|buffer",
    "FLIPV": "reverse|invert horizontally|mirrored version|mirror version|mirror it|flip it over|flip over|flip around",
    "FIX": "sort out|tweak|touch up|polish|spruce up|fine tune",
    "FORMAT": "dimensions",
    "ORIENT": "widescreen|wide screen|portrait|landscape|portrait format|landscape format|vertical format|upright",
    "CROP": """cut down|cut it down|trim down|trim it down|crop it down|reframe|clip|zoom in|zoom
        zoom into|zoom to""",
    "NEUTRAL": """decolour|take the colors out|take the colours out|drain the color|drain the colour
        wash out the color|remove all the color|remove all the colour|remove all colors|remove all colours
        kill the color|kill the colour|strip the color|strip the colour|get rid of the color
        get rid of the colour|lose the color|lose the colour""",
    "BW": """b w|black n' white|blackwhite|b n w|black and whtie|balck n white|gray tones
        grey tones|greytone|graytone|black and white photo|black and white picture|black and white image
        no color|no colour|no colors|no colours""",
    "BLURADJ": "unfocussed|not sharp|not in focus|soft and blurry|hazy looking|milky",
    "SUBJECT": "products shown|main thing|hero|sitter|main character|focal point|main item shown|she|he|mannequins",
    "AUTOV": """make it look better|make it look good|make it look nice|make it look great
        make it look amazing|make it look professional|make it pretty|make it nicer|make it better
        make this better|make this look better|make it look nicer|make this look good|make this look nice
        auto retouch|improve quality|auto adjustment|beautify|make this look great|make this look professional
        make it look more professional|do your magic|glow up|remove the color cast|remove the colour cast
        remove color cast|remove colour cast|get rid of the color cast|get rid of the colour cast
        neutralize the color cast|neutralise the colour cast|fix the color cast|fix the colour cast
        correct the color cast|correct the colour cast""",
    "REASON": "because|cause|cuz|since it|as it is|as it's",
    "EDITV": "edit|photoshop|airbrush|get",
    "MORE": """not enough|too little|lacks|lacking|needs more|could use more|could do with more
        is missing|needs some more|need more|could use some|needs some|give me more""",
    "LESS": "too much|too many|has too much|has too many",
    "UP": "is too low|are too low|too low|is too weak|too weak|is low|is weak|is lacking",
    "DOWN": """is too high|are too high|too high|is too strong|are too strong|too strong|too intense
        are too intense|is too intense|flatten|too heavy|is too heavy""",
    "STANDOUT": "stand out|stands out|standing out|stand out more",
    "BG": "green screen|greenscreen|chroma key|area behind it|back drop|background area|backround",
    "CUTOUT": """png cutout|png cut out|transparent cutout|cutout png|transparent cut out
        clipped version|freistellung""",
    "REMOVE": "kill|nuke|purge|expunge|eradicate|obliterate|subtract",
    "P": "look like a|look like an|looks like a|looks like an|looking like a|looking like an",
    "FITWITHIN": """so it fits|so that it fits|so it fits in|so it fits into|so it fits within
        so that it fits in|so that it fits into""",
    "BORDER": "contour|contours|outline|outlines|keyline|stroke|line",
    "WANT": """i only need|we only need|i only require|all i need is|all we need is|all i want is
        i just require|we are looking for|i require|we require""",
    "SIZEADJ": """huge|giant|gigantic|enormous|taller and wider""",
    "LEFTSIDE": """to the left side|to the left edge|to the left hand side|at the left edge
        on the left edge|to the far left|on the far left|at the far left|in the left part|on the left hand side""",
    "RIGHTSIDE": """to the right side|to the right edge|to the right hand side|at the right edge
        on the right edge|to the far right|on the far right|at the far right|in the right part
        on the right hand side""",
    "PART": """word|words|slogan|headline|lettering on it""",
    "OBJECT": """ex|friend|friends|boss|coworker|colleague|husband|wife|mother|father|mom|mum|dad
        sister|brother|son|daughter|grandma|grandpa|photobomber|photobombers|guest|guests|leash|collar|cutlery
        graffiti|scaffolding|branch|branches|lamp post|lamppost|street lamp|trash can|antenna|satellite dish
        crane|billboard|poster|banner|flag|flagpole|traffic cone|cone|barrier|railing|stairs|gate|bench|mailbox
        hydrant|manhole""",
    "SETV": """try|go with|go for|have|can we go with|could we go with|opt for|pick|choose|let it be""",
    "BE": """should match|would be|could be|might be|may be|can be|would look better in
        would look better|would look nicer|would look good in|should look|ought to be|could do with being
        must look|has to look|needs to look""",
    "BOKEH": """portrait mode effect|portrait effect|portrait blur|portrait mode look|bokeh look
        dslr look|depth effect|depth blur""",
    "BLURV": """gaussian blur|lens blur|box blur""",
    "REL": """who is|who are|who's|who was|that is|which are|going across|running across
        running along|hanging over|lying across""",
    "RESIZE": """blow it up|scale it up|scale it down|size it down|size it up|shrink it down
        shrink down|scale this down|scale this up|resize it down""",
}
