"""English paraphrases as data: other ways to say what a canonical sentence says, with slots for what they are about.

Slots: {thing} a noun phrase, {color}, {percent}, {pixels}, {degrees}, {size} (800x600), {ratio} (16:9), {factor} (2x),
{level} (slightly, a lot; taken out of the paraphrases, so it stands only in the canonical sentence).
"""

PARAPHRASES: dict[str, str] = {
    # removing things
    "remove {thing}": """
        I do not want {thing} in the picture|I do not want to see {thing}|nobody wants to see {thing}
        {thing} should go|{thing} has to go
        {thing} must go|lose {thing}|ditch {thing}|scrap {thing}|drop {thing}|make {thing} go away
        make {thing} disappear|make {thing} vanish|make {thing} invisible|I do not need {thing}
        {thing} is distracting|{thing} does not belong here|{thing} is in the way|{thing} is ruining the picture
        {thing} is not needed|pretend {thing} was never there|{thing} spoils the picture
        there should be no {thing}|no {thing} in the picture|hide {thing}|edit {thing} out
        could {thing} be taken out|can we do without {thing}|the picture would be better without {thing}
        kick {thing} out|wipe {thing} off the picture|{thing} bothers me
        {thing} ruins it|I never wanted {thing} in the photo|get {thing} out of the picture|{thing} is unwanted
        show the picture without {thing}|how would it look without {thing}|banish {thing}|{thing} needs to be gone
        could you magic {thing} away|tidy {thing} away|clean up {thing}""",
    # colours of things
    "make {thing} {color}": """
        could {thing} be {color}|I want {thing} in {color}|{thing} should be {color}|{thing} in {color}
        I would prefer {thing} in {color}|dye {thing} {color}|tint {thing} {color}|paint {thing} {color}
        colour {thing} {color}|give {thing} a {color} colour|change {thing} to {color}|let {thing} be {color}
        {thing} would look better in {color}|how would {thing} look in {color}|show me {thing} in {color}
        the colour of {thing} should be {color}|set the colour of {thing} to {color}|I wish {thing} was {color}
        repaint {thing} in {color}|{thing} needs to be {color}|what if {thing} were {color}|spray {thing} {color}
        recolour {thing} to {color}|turn {thing} into {color}""",
    # backgrounds
    "make the background {color}": """
        I need the background to be {color}|the background should be {color}|{color} behind it
        a {color} backdrop would be nice|put {color} behind it|I would like a {color} background
        colour the background {color}|paint the background {color}|let the background be {color}
        the background would look better in {color}|swap the background for {color}
        could the background be {color}|set it against {color}|fill the background with {color}
        everything behind it should be {color}|give it a {color} background|I prefer a {color} background
        the background needs to be {color}|use {color} behind {thing}|put {thing} in front of {color}
        make everything around {thing} {color}|everything behind {thing} should be {color}""",
    "remove the background": """
        I do not want the background|the background should go|the background has to go|lose the background
        drop the background|ditch the background|I just want {thing}|get {thing} off its background
        a picture without the background|no background|the background is distracting, remove it
        strip everything around {thing}|leave only {thing}
        knock the background out|I need a transparent png of {thing}
        make everything but {thing} transparent|erase what is behind {thing}
        just {thing}, without the background|could you cut {thing} out|make the background invisible
        make everything around {thing} transparent|get rid of what surrounds {thing}
        I need it without the background|delete everything behind {thing}""",
    "blur the background {level}": """
        the background should be blurry|the background should be out of focus|I want a blurry background
        make what is behind {thing} blurry|soften the background|throw the background out of focus
        the background is too sharp|portrait mode|give it bokeh|add some bokeh|shallow depth of field please
        the background distracts, blur it|keep the focus on {thing} and blur the rest|a dreamy blurred background
        like taken with a wide aperture|background blur|add blur to the background
        let the background fade out of focus|I would like the background less sharp
        put the background out of focus|simulate a shallow depth of field""",
    "make the background black and white": """
        only {thing} in colour|keep only {thing} in colour|colour pop on {thing}
        take the colour out of the background|the background should have no colour|selective colour on {thing}
        drain the background of colour|background without colour|colour on {thing} and nowhere else
        everything without colour but {thing}""",
    "replace the background with a white studio": """
        make it look like a studio photo|like shot in a studio|photographed in a studio|put it in a photo studio
        studio look|I want a professional studio background|as if taken in a studio|give it a studio backdrop
        catalogue look with studio background|make it look like a shop photo|a photo for the online shop""",
    # light and colour
    "make it {level} brighter": """
        it is too dark|the picture is too dark|this came out too dark|it needs more light|more light please
        give it more light|there is not enough light|let there be light|add light|I wish it was brighter
        everything is so dark|it looks gloomy|the lighting is too dim|lift the shadows|turn the lights on
        it should be lighter|raise the light|far too gloomy|it is underexposed|illuminate the scene
        one can hardly see anything|it is hard to see anything|I cannot see anything""",
    "make it {level} darker": """
        it is too bright|the picture is too bright|this came out too bright|less light please|take some light away
        it is overexposed|it should be darker|I wish it was darker|there is too much light
        tone the brightness down|the light is too strong|it is blown out|make it look like dusk|dim the lights""",
    "brighten {thing} {level}": """
        {thing} is too dark|{thing} needs more light|more light on {thing}|put some light on {thing}
        let {thing} shine|I can hardly see {thing}|{thing} should be brighter|light up {thing}|illuminate {thing}
        I want {thing} to be brighter|make {thing} lighter|there is not enough light on {thing}
        {thing} could be brighter""",
    "darken {thing} {level}": """
        {thing} is too bright|less light on {thing}|{thing} should be darker|take light off {thing}
        I want {thing} to be darker|make {thing} darker|{thing} could be darker|tone down {thing}
        {thing} is glaring""",
    "make it {level} warmer": """
        it looks too cold|it is too cold|give it a warm look|a warmer mood please|warm light
        make it feel like golden hour|more cosy|I want warmer colours|shift the white balance towards warm
        the colours are too cold|add warmth|give it a warm tint|it should feel warmer|make it look sunny""",
    "make it {level} cooler": """
        it looks too warm|it is too warm|give it a cool look|cold light|a cooler mood please|I want colder colours
        shift the white balance towards cool|the colours are too warm|bluish tint|give it a cold tint
        it should feel colder|make it look wintry""",
    "more contrast {level}": """
        it looks flat|it is too flat|it lacks contrast|it needs more contrast|it looks hazy|give it punch
        I want deeper blacks and brighter whites|it looks dull and flat|there is not enough contrast
        the contrast is too low|make the difference between light and dark larger|add punch|it is washed out""",
    "less contrast {level}": """
        the contrast is too high|the contrast is too strong|it is too contrasty|soften the contrast
        it looks too harsh|there is too much contrast|I want it flatter|tame the contrast""",
    "increase saturation {level}": """
        the colours are too weak|the colours are too pale|it looks pale|more colour please|richer colours
        I want stronger colours|make the colours pop|let the colours shine|the colours look faded
        the colours look dull|it needs more colour|intensify the colours|bring the colours to life
        more intense colours|colours should be bolder""",
    "decrease saturation {level}": """
        the colours are too strong|the colours are too loud|it is too colourful|less colour please
        the colours are garish|tone the colours down|I want softer colours|calm the colours|pastel colours
        muted colours|there is too much colour""",
    "make it black and white": """
        no colours|without colours|take all colour out|I want it without colour|like an old black and white photo
        remove all colour|in shades of gray|monochrome please|like a black and white film|noir look
        no colour at all|drop the colours|turn it into grayscale|make it colourless""",
    "sharpen the picture {level}": """
        it is blurry|it looks soft|it is not sharp|it is out of focus|bring out the details|make it crisp
        it should be sharper|the details are lost|I want more detail|more definition|increase the clarity
        the picture is fuzzy|make it less soft|make it less blurry|crisp up the picture|the photo looks unsharp""",
    "auto enhance": """
        make it look better|improve it|one click fix|do your magic|fix it for me|make it nicer|make it look good
        do whatever makes it look better|give it a quick fix|just make it better|automatic improvement
        optimise the picture|make the most of it|fix the colours|fix the light|correct the exposure|touch it up
        improve the quality|enhance the quality|better quality|increase the quality|make the quality better
        higher quality|make it higher quality|raise the image quality""",
    # shape and size
    "rotate 180 degrees": """
        it is upside down|it is the wrong way up|turn it on its head|turn it upside down
        the photo is upside down, fix that|flip it the right way up""",
    "straighten the horizon": """
        the horizon is not straight|the picture is crooked|it is tilted|it leans to one side|level it
        the horizon slopes|it is not level|get the horizon level|fix the tilt|make the horizon horizontal
        it looks slanted""",
    "flip horizontally": """
        make it a mirror image|swap left and right|reverse it|as seen in a mirror|reverse left and right
        I want the mirrored version|make it look the other way""",
    "flip {thing} horizontally": """
        make {thing} look the other way|mirror {thing}|reverse {thing}|{thing} looks in the wrong direction""",
    "crop to {thing}": """
        zoom in on {thing}|I only want to see {thing}|show only {thing}|go nearer to {thing}|focus on {thing}
        cut the picture down to {thing}|zoom to {thing}|frame {thing} tightly|make {thing} fill the frame
        just the part with {thing}""",
    "crop to square": """
        I need it square|it has to be square|a square version|square for my profile|same width and height
        make it as wide as it is high|square format please""",
    "crop to {ratio}": """
        I need it in {ratio}|it has to be {ratio}|in {ratio} format|make it fit {ratio}|a {ratio} version
        {ratio} please|cut it to {ratio}|I want a {ratio} picture""",
    "resize to {size}": """
        it has to be {size}|I need it in {size}|make it fit {size}|a version of {size}|{size} please
        the output should be {size}|get it down to {size}|bring it to {size}""",
    "scale to {percent}": """
        reduce it to {percent}|{percent} of the size|shrink it to {percent}|scale it down to {percent}
        make it {percent} of what it is|bring the size to {percent}|only {percent} of its size|down to {percent}""",
    "add a {color} border": """
        put a {color} frame around it|frame it in {color}|surround it with {color}|give it a {color} edge
        {color} edges all around|I want a {color} frame|a {color} line around the picture
        outline the picture in {color}""",
    # single things
    "make {thing} bigger": """
        {thing} should be bigger|{thing} is too small|I want {thing} larger|enlarge {thing}|blow {thing} up
        {thing} could be larger|grow {thing}|increase the size of {thing}|{thing} looks tiny, make it bigger
        magnify {thing}""",
    "make {thing} smaller": """
        {thing} should be smaller|{thing} is too big|{thing} is too large|I want {thing} smaller|shrink {thing}
        reduce the size of {thing}|{thing} takes up too much room|{thing} could be smaller|minimise {thing}""",
    "make {thing} {percent} bigger": """
        enlarge {thing} by {percent}|increase the size of {thing} by {percent}|{thing} should be {percent} bigger
        grow {thing} by {percent}""",
    "duplicate {thing}": """
        I want two of {thing}|I want another one of {thing}|clone {thing}|copy {thing}|a second one of {thing}
        make a copy of {thing}|one more of {thing}|repeat {thing}
        there should be two of {thing}|give {thing} a twin""",
    "move {thing} to the center": """
        centre {thing}|{thing} is not centred|I want {thing} centred|align {thing} in the centre""",
    "move {thing} to the left": """
        push {thing} to the left|shift {thing} to the left|{thing} should be further left|slide {thing} left""",
    "move {thing} to the right": """
        push {thing} to the right|shift {thing} to the right|{thing} should be further right|slide {thing} right""",
    "blur {thing}": """
        make {thing} unrecognisable|anonymise {thing}|nobody should recognise {thing}|{thing} should be blurry
        pixelate {thing}|hide {thing} behind a blur|make {thing} illegible|censor {thing}|obscure {thing}
        make {thing} blurry|protect the privacy of {thing}|disguise {thing}|nobody should be able to read {thing}
        {thing} should be unreadable""",
}
"""Canonical sentence, as the grammar reads it -> its paraphrases, between bars or line ends."""
