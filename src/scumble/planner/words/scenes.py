"""Words for scenes and moods: the name of each in `core/scenes.py` -> what it is called. Data only.

`PLACES` are said as a background or after 'in', 'at' or 'on'; `ENDINGS` may follow them ('winter scene').
"""

PLACES: dict[str, str] = {
    "winter": """winter|wintry|snow|snowy|snowy forest|snow forest|winter forest|winter wonderland|snowy landscape
        winter landscape|winter wood|winter woods|snow covered forest|snowy winter|snowy winter forest|snowy field
        snow landscape|snowy wood""",
    "forest": "forest|wood land|woodland|woods|green forest|forest bokeh|green bokeh|leafy|summer forest|jungle green",
    "autumn": """autumn|autumnal|autumn forest|fall forest|autumn leaves|fall leaves|autumn wood|autumn woods
        autumn colors|autumn colours|fall colors|fall colours|autumn park|autumnal forest|october forest""",
    "spring": """spring|springtime|spring blossom|spring blossoms|cherry blossom|cherry blossoms|blossoms|spring garden
        spring meadow|spring colors|spring colours|blooming garden""",
    "garden": "garden|green garden|flower garden|summer garden|garden party|park|backyard",
    "meadow": """meadow|summer|summer meadow|flower meadow|field|grass field|green field|summer field|grassy field
        wildflower meadow|meadow of flowers|summer colors|summer colours|field of flowers|summery""",
    "beach": "beach|sandy beach|tropical beach|beach sand|seaside|seashore|summer beach|sunny beach|ocean beach",
    "sunset": "sunset|sunrise|sunset sky|evening sky|sunset landscape",
    "city night": """city night|night city|city at night|city lights|city lights at night|city bokeh|night street
        street at night|city street at night|urban night|bokeh city lights|city by night|nighttime city|night time city
        city nightlife|neon city|downtown at night""",
    "wood table": """wooden table|wood table|wooden desk|wooden tabletop|wood tabletop|wooden surface|wood surface
        wooden board|wooden boards|rustic wooden table|rustic wood|wooden table top|wooden countertop|oak table
        rustic table""",
    "marble": """marble|marble table|marble countertop|marble surface|marble top|marble counter|white marble
        marble tabletop|white marble table|white marble countertop|marble slab""",
    "kitchen": "kitchen|modern kitchen|kitchen counter|kitchen countertop|kitchen table|kitchen worktop|home kitchen",
    "office": "office|modern office|office desk|home office|workplace|office table",
    "living room": "living room|lounge|sitting room|home interior|cosy home|cozy home|coffee table",
    "christmas": """christmas|xmas|christmas tree|christmas lights|christmas bokeh|christmassy|holiday lights
        christmas table|christmas colors|christmas colours""",
    "halloween": "halloween|halloween lights|halloween night|spooky halloween|halloween colors|halloween colours",
}
ENDINGS = "scene|scenery|setting|environment|landscape|atmosphere|backdrop|theme|vibe|mood|interior|ambience|ambiance"
TABLES_ARE_THINGS = frozenset({"wood table", "marble", "kitchen", "office", "living room"})
"""Scenes whose words, after 'the', name something that is in the picture already."""

QUALITIES: dict[str, str] = {
    "soft": "soft|gentle|diffused|diffuse|softly|delicate|dreamy|subdued|subtle",
    "warm": "warm|cosy|cozy|warmly",
    "cool": "cool|cold|icy|chilly",
    "golden hour": "golden",
    "moody": "moody|dramatic|dark|gloomy|low key",
    "bright": "bright|sunny|brightly|airy|high key",
    "night": "nighttime|moonlit",
}
"""Mood -> adjectives of light and of scenes."""
BETWEEN = "and|natural|morning|evening|afternoon|winter|autumn|summer|spring|very|ambient|day|studio|candle"
LIGHTS = (
    "light|lights|lighting|lit|sunlight|daylight|illumination|mood|atmosphere|ambience|ambiance|tones|glow|feel|sun"
)
PHRASES: dict[str, str] = {
    "golden hour": """golden hour|golden hour light|golden hour lighting|at golden hour|at dusk|at sunset|at sunrise
        in the evening sun|evening sun|low sun|dusk|at dawn""",
    "night": "at night|by night|night time|at nighttime|at night time|in the dark|in moonlight|moonlight",
    "bright": "in sunshine|sunshine|in the sun|full sun",
}
"""Mood -> what it is called as a whole."""
SILENT = """out of focus|blurred|blurry|defocused|softly blurred|with bokeh|bokeh|real looking|realistic
    shallow depth of field|beautiful|nice|lovely|modern|rustic|photorealistic
    with a shallow depth of field|with shallow depth of field"""
"""What every scene is anyway."""
