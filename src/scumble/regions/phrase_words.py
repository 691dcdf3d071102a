"""Words of noun phrases, as data: places, ordinals, sizes, quantities, relations and colours, for `phrase.py`."""

PLACES: dict[str, str] = {
    "left": """on the left|at the left|to the left|from the left|left|leftmost|far left|left side|left hand
        left hand side|on the left side|on the far left|at the far left|on the left hand side
        furthest left""",
    "right": """on the right|at the right|to the right|from the right|right|rightmost|far right|right side
        right hand|right hand side|on the right side|on the far right|at the far right|on the right hand side
        furthest right""",
    "top": "at the top|on top|on the top|top|topmost|upper|uppermost|up top|highest|from the top|above|at the very top",
    "bottom": """at the bottom|on the bottom|bottom|bottommost|lower|lowest|from the bottom|below|down below
        at the very bottom""",
    "middle": """in the middle|in the center|in the centre|middle|center|centre|central|in the very middle|centered
        in the middle of the picture|centred""",
    "background": """in the background|background|in the back|at the back|in the distance|distant|far away|back
        furthest away|farthest|behind|rear""",
    "foreground": "in the foreground|foreground|in front|at the front|front|nearest|closest|up front|close up|main",
    "corner": "in the corner|corner|in a corner|at the edge|on the edge",
}
"""Where in the picture; 'main' counts as the foreground."""

ORDINALS: dict[int, str] = {
    1: "first|1st",
    2: "second|2nd",
    3: "third|3rd",
    4: "fourth|4th",
    5: "fifth|5th",
    6: "sixth|6th",
    7: "seventh|7th",
    8: "eighth|8th",
    -1: "last|final",
    -2: "second to last|second last|next to last",
}
"""Place in the row, counted from the left unless said otherwise; negative from the other end."""

SIZES: dict[str, str] = {
    "largest": "largest|biggest|tallest|widest|highest|longest",
    "smallest": "smallest|tiniest|shortest|littlest",
    "large": "big|large|bigger|larger|tall|taller|huge|giant|great",
    "small": "small|smaller|little|tiny|short|shorter|mini",
}

ALL = "all|all of|every|each|each of|any|every single|all the|all of the|every one of"
COUNTS: dict[int, str] = {2: "two|2|both|both of|pair of|a pair of", 3: "three|3", 4: "four|4", 5: "five|5"}
SINGLE = "a|an|one|this|that"
EVERYONE = "everyone|everybody"

RELATIONS: dict[str, str] = {
    "on": """on|on top of|sitting on|standing on|lying on|laying on|resting on|placed on|upon|riding on|riding|atop
        sitting in|that is on|which is on""",
    "next to": """next to|beside|near|close to|by|nearest to|closest to|alongside|standing next to|sitting next to
        leaning on|leaning against|at""",
    "left of": "to the left of|left of|on the left of|on the left side of",
    "right of": "to the right of|right of|on the right of|on the right side of",
    "behind": "behind|in back of|in the back of",
    "in front of": "in front of|before",
    "under": "under|underneath|below|beneath|lying under",
    "above": "above|over|hanging over|hanging above",
    "in": "in|inside|inside of|within",
    "with": "holding|with|carrying|wearing|that holds|who holds|that has|who has|walking|leading|having",
    "between": "between|in between",
    "of": "of|belonging to",
    "around": "around|surrounding",
}
"""Relations to another thing; 'with' also leads to a colour worn ('with the red jacket'), 'in' to one ('in black')."""

COLOURS: dict[str, str] = {
    "red": "red|crimson|scarlet|maroon|burgundy|ruby|dark red|reddish|bright red|cherry",
    "orange": "orange|amber|rust|tangerine coloured",
    "yellow": "yellow|golden yellow|lemon|mustard|yellowish|bright yellow",
    "gold": "gold|golden|brass",
    "green": "green|olive|lime|dark green|light green|emerald|greenish|bright green|mint|khaki",
    "turquoise": "turquoise|teal|cyan|aqua",
    "blue": "blue|navy|dark blue|light blue|sky blue|royal blue|azure|bluish|bright blue|navy blue|denim",
    "purple": "purple|violet|lilac|lavender|mauve",
    "pink": "pink|magenta|rose coloured|fuchsia|hot pink|salmon",
    "brown": "brown|tan|chestnut|bronze|dark brown|light brown|wooden|brownish|copper",
    "beige": "beige|cream coloured|ivory|sand coloured|blond|blonde",
    "white": "white|snow white|off white|whitish",
    "black": "black|jet black|pitch black|dark",
    "grey": "grey|gray|silver|dark grey|dark gray|light grey|light gray|greyish|silvery|metallic",
}
"""Colour that can be told apart in a photo -> words for it and its shades."""

SILENT = """the|my|our|your|his|her|their|please|some|its|it's|just|only|entire|whole|complete|and|that|is|are|which
    who|there|standing|sitting|lying|parked|hanging|visible|of the picture|in the picture|in the photo|in the image
    of the photo|of the image|in this picture|in this photo|in the scene|from the picture|from the photo|from the image
    side|coloured|colored|looking|nice|old|new|young|plain|single|to be seen|on screen|picture|photo|image"""
"""Words that say nothing about which thing is meant."""

SUBJECTS = """subject|main subject|product|products|main object|main item|foreground object|foreground subject|it|them
    portrait subject|central object|main figure|hero product|model|main person|main thing|item in focus|foreground"""
"""Names of the picture's subject."""

TYPICAL: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(
        ("lifebuoy", "life buoy", "life ring", "traffic cone", "cone", "pumpkin", "fire"), ("orange", "red")
    ),
    **dict.fromkeys(("tomato", "strawberry", "strawberries", "cherry", "cherries", "tongue", "heart"), ("red", "pink")),
    **dict.fromkeys(("lemon", "sunflower", "duckling", "corn"), ("yellow",)),
    **dict.fromkeys(("blueberry", "blueberries", "grapes", "plum"), ("blue", "purple", "black")),
    **dict.fromkeys(("cucumber", "lettuce", "lime", "kiwi"), ("green",)),
}
"""Noun -> colours that such things have more often than not, looked for when no colour was said."""
