"""Colours by name: the CSS names and a few more, with modifiers such as light, dark, pale, deep and bright.

Names: CSS Color Module Level 4, section 6.1, written with spaces. Not taken over: 'dark gray', which CSS makes lighter
than 'gray'; and names that are more often a thing than a colour (snow, linen, tomato ...) count only with the word
'colour' or 'coloured' after them.
"""

import colorsys
from collections.abc import Sequence

_CSS = """
alice blue=f0f8ff|antique white=faebd7|aqua=00ffff|aquamarine=7fffd4|azure=f0ffff|beige=f5f5dc|bisque=ffe4c4
black=000000|blanched almond=ffebcd|blue=0000ff|blue violet=8a2be2|brown=a52a2a|burly wood=deb887
cadet blue=5f9ea0|chartreuse=7fff00|chocolate=d2691e|coral=ff7f50|cornflower blue=6495ed|cornsilk=fff8dc
crimson=dc143c|cyan=00ffff|dark blue=00008b|dark cyan=008b8b|dark goldenrod=b8860b|dark gray=a9a9a9
dark green=006400|dark khaki=bdb76b|dark magenta=8b008b|dark olive green=556b2f|dark orange=ff8c00
dark orchid=9932cc|dark red=8b0000|dark salmon=e9967a|dark sea green=8fbc8f|dark slate blue=483d8b
dark slate gray=2f4f4f|dark turquoise=00ced1|dark violet=9400d3|deep pink=ff1493|deep sky blue=00bfff
dimgray=696969|dodger blue=1e90ff|fire brick=b22222|floral white=fffaf0|forest green=228b22|fuchsia=ff00ff
gainsboro=dcdcdc|ghost white=f8f8ff|gold=ffd700|goldenrod=daa520|gray=808080|green=008000|green yellow=adff2f
honeydew=f0fff0|hot pink=ff69b4|indian red=cd5c5c|indigo=4b0082|ivory=fffff0|khaki=f0e68c|lavender=e6e6fa
lavender blush=fff0f5|lawn green=7cfc00|lemon chiffon=fffacd|light blue=add8e6|light coral=f08080
light cyan=e0ffff|light goldenrod yellow=fafad2|light green=90ee90|light gray=d3d3d3|light pink=ffb6c1
light salmon=ffa07a|light sea green=20b2aa|light sky blue=87cefa|light slate gray=778899|light steel blue=b0c4de
light yellow=ffffe0|lime=00ff00|lime green=32cd32|linen=faf0e6|magenta=ff00ff|maroon=800000
medium aquamarine=66cdaa|medium blue=0000cd|medium orchid=ba55d3|medium purple=9370db|medium sea green=3cb371
medium slate blue=7b68ee|medium spring green=00fa9a|medium turquoise=48d1cc|medium violet red=c71585
midnight blue=191970|mint cream=f5fffa|misty rose=ffe4e1|moccasin=ffe4b5|navajo white=ffdead|navy=000080
old lace=fdf5e6|olive=808000|olive drab=6b8e23|orange=ffa500|orange red=ff4500|orchid=da70d6
pale goldenrod=eee8aa|pale green=98fb98|pale turquoise=afeeee|pale violet red=db7093|papaya whip=ffefd5
peach puff=ffdab9|peru=cd853f|pink=ffc0cb|plum=dda0dd|powder blue=b0e0e6|purple=800080|rebecca purple=663399
red=ff0000|rosy brown=bc8f8f|royal blue=4169e1|saddle brown=8b4513|salmon=fa8072|sandy brown=f4a460
sea green=2e8b57|seashell=fff5ee|sienna=a0522d|silver=c0c0c0|sky blue=87ceeb|slate blue=6a5acd|slate gray=708090
snow=fffafa|spring green=00ff7f|steel blue=4682b4|tan=d2b48c|teal=008080|thistle=d8bfd8|tomato=ff6347
turquoise=40e0d0|violet=ee82ee|wheat=f5deb3|white=ffffff|white smoke=f5f5f5|yellow=ffff00|yellow green=9acd32
"""
_MORE = """
off white=faf9f6|cream=fffdd0|eggshell=f0ead6|charcoal=36454f|navy blue=000080|burgundy=800020|mint=98ff98
mint green=98ff98|mustard=ffdb58|peach=ffe5b4|rose=ff007f|rose gold=b76e79|lilac=c8a2c8|mauve=e0b0ff
scarlet=ff2400|emerald=50c878|emerald green=50c878|ruby=e0115f|sapphire=0f52ba|amber=ffbf00|apricot=fbceb1
taupe=483c32|terracotta=e2725b|ochre=cc7722|cobalt=0047ab|cobalt blue=0047ab|electric blue=7df9ff
baby blue=89cff0|baby pink=f4c2c2|dusty pink=dcaeae|blush=de5d83|sage=b2ac88|sage green=b2ac88|warm white=fdf4dc
cool white=f4fdff|warm gray=a8a29e|cool gray=9ca3af|neutral gray=808080|mid gray=808080|middle gray=777777
medium gray=808080|anthracite=383e42|graphite=383838|jet black=0a0a0a|snow white=fffafa|ice blue=d6ecef
petrol=005f6a
blonde=e6c98a|blond=e6c98a|wine red=722f37|blood red=8a0303|brick red=cb4154|pine green=01796f|olive green=808000
bottle green=006a4e|mocha=a38068|sand=c2b280|nude=e3bc9a|bronze=cd7f32|copper=b87333|champagne=f7e7ce
"""
_THINGS = frozenset(
    [
        "snow",
        "linen",
        "seashell",
        "tomato",
        "wheat",
        "orchid",
        "chocolate",
        "thistle",
        "peru",
        "sand",
        "plum",
        "rose",
        "peach",
        "mint",
        "mustard",
        "champagne",
        "honeydew",
        "cornsilk",
        "sage",
        "mocha",
        "nude",
        "copper",
        "bronze",
        "ruby",
        "sapphire",
        "emerald",
        "amber",
        "apricot",
        "blush",
        "petrol",
    ]
)
_SPELLINGS = {
    "grey": "gray",
    "greyish": "gray",
    "ligth": "light",
    "balck": "black",
}

_LIGHTER = {"light": 0.5, "lighter": 0.5, "pale": 0.65, "pastel": 0.5, "faint": 0.75, "soft": 0.4}
_DARKER = {"dark": 0.5, "darker": 0.5, "deep": 0.6, "deeper": 0.6}
_STRONGER = frozenset({"bright", "vivid", "neon", "vibrant"})
_DULLER = frozenset({"muted", "dull", "dusty"})
_SAME = frozenset({"pure", "plain", "solid", "true", "simple", "clean", "flat"})
MODIFIERS = frozenset(_LIGHTER) | frozenset(_DARKER) | _STRONGER | _DULLER | _SAME | {"very"}
LONGEST_NAME = 3


def _table() -> dict[str, str]:
    """Name with spaces -> '#rrggbb'; CSS names are also known without their spaces."""
    names: dict[str, str] = {}
    for row in (_CSS + _MORE).replace("\n", "|").split("|"):
        if row:
            name, value = row.split("=")
            names[name] = "#" + value
            names.setdefault(name.replace(" ", ""), "#" + value)
    del names["dark gray"]
    return names


NAMES = _table()
_NAME_OF = {value: name for name, value in reversed(NAMES.items()) if " " in name or len(name) < 9}


def name_of(value: str) -> str:
    """The name of a colour, or its '#rrggbb' where it has none."""
    return _NAME_OF.get(value, value)


def read_color(words: Sequence[str], at: int) -> tuple[str, int] | None:
    """The colour that starts at word `at`: ('#rrggbb', words used), longest first; None when there is none."""
    modifiers: list[str] = []
    i = at
    while i < len(words) and len(modifiers) < 3:
        named = _name_at(words, i)
        if named is not None:
            value, used = named
            return _modified(value, modifiers), i + used - at
        word = _SPELLINGS.get(words[i], words[i])
        if word not in MODIFIERS:
            return None
        modifiers.append(word)
        i += 1
    named = _name_at(words, i) if i < len(words) else None
    return None if named is None else (_modified(named[0], modifiers), i + named[1] - at)


def _name_at(words: Sequence[str], at: int) -> tuple[str, int] | None:
    """A plain colour name at a place, longest first."""
    plain = [_SPELLINGS.get(w, w) for w in words[at : at + LONGEST_NAME + 1]]
    for used in range(min(LONGEST_NAME, len(plain)), 0, -1):
        name = " ".join(plain[:used])
        if name in NAMES and (name not in _THINGS or plain[used : used + 1] in (["colored"], ["coloured"])):
            return NAMES[name], used
    return None


def _modified(value: str, modifiers: Sequence[str]) -> str:
    """A colour made lighter (mixed with white), darker (scaled), stronger or duller (HLS saturation)."""
    rgb = [int(value[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    very = "very" in modifiers
    for word in modifiers:
        if word in _LIGHTER:
            share = min(_LIGHTER[word] * (1.5 if very else 1.0), 0.85)
            rgb = [c + (1 - c) * share for c in rgb]
        elif word in _DARKER:
            rgb = [c * _DARKER[word] * (0.5 if very else 1.0) for c in rgb]
        elif word in _STRONGER or word in _DULLER:
            h, lightness, s = colorsys.rgb_to_hls(rgb[0], rgb[1], rgb[2])
            rgb = list(
                colorsys.hls_to_rgb(h, (lightness + 0.5) / 2, min(1.0, s * 1.3))
                if word in _STRONGER
                else colorsys.hls_to_rgb(h, lightness, s * 0.5)
            )
    return "#" + "".join(f"{int(c * 255 + 0.5):02x}" for c in rgb)
