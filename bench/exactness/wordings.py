"""Wordings of the twenty operations. `{s}` is the shape with its article. The last third of each list is held out.

The held-out ones were written last and never looked at while anything was changed; they are counted apart.
"""

SEEN: dict[str, tuple[str, ...]] = {
    "recolour": (
        "make {s} {c}",
        "change the colour of {s} to {c}",
        "recolor {s} to {c}",
        "paint {s} {c}",
        "turn {s} {c}",
        "{s} should be {c}",
    ),
    "flood fill": (
        "flood fill at {x}, {y} with {c}",
        "fill the area at ({x}, {y}) with {c}",
        "flood fill from point {x},{y} in {c}",
        "bucket fill at ({x}, {y}) with {c}",
        "flood fill the area at x={x}, y={y} with {c}",
        "use the bucket at pixel ({x}, {y}) with {c}",
    ),
    "background": (
        "make the background {c}",
        "fill the background with {c}",
        "set the background colour to {c}",
        "change the background to {c}",
        "paint the background {c}",
        "I want a {c} background",
    ),
    "gradient": (
        "give {s} a {d} gradient from {a} to {b}",
        "fill {s} with a {d} gradient from {a} to {b}",
        "paint {s} with a {d} gradient of {a} to {b}",
        "make {s} a {d} gradient from {a} to {b}",
        "fill {s} with a gradient from {a} to {b}, {d}",
        "apply a {d} gradient from {a} to {b} to {s}",
    ),
    "blend": (
        "blend {s} {p} % with {c}",
        "blend {s} with {p} % {c}",
        "tint {s} {p} % {c}",
        "mix {s} with {p} % {c}",
        "blend {p} % {c} into {s}",
        "tint {s} with {c} by {p} %",
    ),
    "invert shape": (
        "invert the colours of {s}",
        "invert {s}",
        "invert the colors of {s}",
        "negate {s}",
        "show {s} in inverted colours",
        "make {s} negative",
    ),
    "invert picture": (
        "invert the colours",
        "invert the picture",
        "invert all colors",
        "make a negative",
        "invert the image",
        "turn the picture into a negative",
    ),
    "border outside": (
        "put a {n} px {c} border around {s}",
        "add a {n} pixel {c} outline around {s}",
        "outline {s} with {n} px {c}",
        "give {s} a {c} border of {n} px",
        "add a {c} border {n} px wide around {s}",
        "draw a {n} px {c} line around {s}",
    ),
    "border inside": (
        "put a {n} px {c} border inside {s}",
        "give {s} a {n} px {c} border on the inside",
        "add a {n} px {c} inner border to {s}",
        "give {s} an inner {c} border of {n} px",
        "add a {n} pixel {c} inside border to {s}",
        "add a {c} border of {n} px inside {s}",
    ),
    "translate": (
        "move {s} {n} pixels {w}",
        "shift {s} {n} px {w}",
        "move {s} {w} by {n} px",
        "move {s} {n} px to the {w}",
        "push {s} {w} by {n} pixels",
        "slide {s} {n} px {w}",
    ),
    "centre": (
        "move {s} to the centre",
        "centre {s}",
        "put {s} in the middle of the picture",
        "place {s} in the center",
        "move {s} to the middle",
        "center {s} in the image",
    ),
    "quarter turn": (
        "rotate {s} by {n} degrees",
        "rotate {s} {n} degrees clockwise",
        "turn {s} by {n}°",
        "rotate {s} {n}°",
        "turn {s} {n} degrees clockwise",
        "spin {s} by {n} degrees",
    ),
    "turn": (
        "rotate {s} by {n} degrees",
        "rotate {s} {n} degrees clockwise",
        "turn {s} by {n} degrees",
        "rotate {s} {n} degrees to the right",
        "turn {s} {n}° clockwise",
        "rotate {s} by an angle of {n} degrees",
    ),
    "scale up": (
        "scale {s} to twice its size",
        "make {s} twice as big",
        "enlarge {s} to 200 %",
        "scale {s} by a factor of 2",
        "double the size of {s}",
        "scale {s} up by 2x",
    ),
    "scale": (
        "scale {s} to {n} %",
        "resize {s} to {n} %",
        "scale {s} to {n} percent of its size",
        "make {s} {n} % of its size",
        "resize {s} to {n} percent",
        "bring {s} to {n} % of its size",
    ),
    "shear": (
        "shear {s} by {n} degrees",
        "skew {s} {n} degrees to the right",
        "slant {s} by {n} degrees",
        "shear {s} {n}° to the right",
        "skew {s} by {n} degrees",
        "shear {s} horizontally by {n} degrees",
    ),
    "reflect": (
        "flip {s} {h}",
        "mirror {s} {h}",
        "flip {s} {h} in place",
        "{h} flip {s}",
        "mirror {s} {h}, please",
        "reflect {s} {h}",
    ),
    "copy": (
        "copy {s} {n} px {w}",
        "duplicate {s} {n} pixels {w}",
        "copy {s} {n} px to the {w}",
        "make a copy of {s} {n} px {w}",
        "duplicate {s} {n} px to the {w}",
        "clone {s} {n} px {w}",
    ),
    "crop": (
        "crop to {s}",
        "crop the picture to {s}",
        "crop tightly to {s}",
        "cut the picture down to {s}",
        "crop around {s}",
        "trim the image to {s}",
    ),
    "delete": (
        "remove {s}",
        "delete {s}",
        "erase {s}",
        "get rid of {s}",
        "take away {s}",
        "take {s} out",
    ),
}
HELD_OUT: dict[str, tuple[str, ...]] = {
    "recolour": (
        "give {s} the colour {c}",
        "I'd like {s} to be {c}",
        "could you colour {s} {c}?",
    ),
    "flood fill": (
        "fill with {c} at ({x}, {y})",
        "paint the area at ({x}, {y}) {c}",
        "please flood fill the region at {x}, {y} using {c}",
    ),
    "background": (
        "replace the background with {c}",
        "turn the background {c}",
        "the background should be {c}",
    ),
    "gradient": (
        "fill {s} with a gradient running from {a} to {b}, {d}",
        "please give {s} a {d} gradient from {a} to {b}",
        "color {s} with a {d} gradient from {a} to {b}",
    ),
    "blend": (
        "blend {s} {p} percent with {c}",
        "mix {p} % {c} into {s}",
        "tint {s} by {p} % with {c}",
    ),
    "invert shape": (
        "please invert {s}",
        "invert the colour of {s}",
        "can you negate the colours of {s}",
    ),
    "invert picture": (
        "invert everything",
        "please invert the colors of the picture",
        "negate the image",
    ),
    "border outside": (
        "draw a {c} border of {n} px around {s}",
        "surround {s} with a {n} px {c} border",
        "add a {n} px thick {c} outline to {s}",
    ),
    "border inside": (
        "draw a {n} px {c} border on the inside of {s}",
        "put a {c} inner border of {n} px on {s}",
        "give {s} a {n} px wide {c} border inside",
    ),
    "translate": (
        "please move {s} {n} px {w}",
        "{s} should move {n} px {w}",
        "nudge {s} {w} by {n} px",
    ),
    "centre": (
        "put {s} in the centre",
        "place {s} in the middle of the image",
        "please centre {s}",
    ),
    "quarter turn": (
        "please rotate {s} by {n} degrees",
        "rotate {s} clockwise by {n} degrees",
        "turn {s} {n}°",
    ),
    "turn": (
        "please turn {s} by {n} degrees",
        "rotate {s} clockwise by {n} degrees",
        "turn {s} {n} degrees to the right",
    ),
    "scale up": (
        "make {s} 2 times as large",
        "scale {s} to 200 percent",
        "please make {s} twice as large",
    ),
    "scale": (
        "please scale {s} to {n} %",
        "scale {s} down or up to {n} %",
        "change the size of {s} to {n} %",
    ),
    "shear": (
        "please shear {s} by {n} degrees",
        "skew {s} by {n}° to the right",
        "slant {s} {n} degrees",
    ),
    "reflect": (
        "please flip {s} {h}",
        "mirror {s} {h} in place",
        "turn {s} around {h}",
    ),
    "copy": (
        "please copy {s} {n} px {w}",
        "put a copy of {s} {n} px to the {w}",
        "add a second copy of {s} {n} px to the {w}",
    ),
    "crop": (
        "please crop to {s}",
        "crop the image to {s}",
        "crop it to {s}",
    ),
    "delete": (
        "please delete {s}",
        "can you remove {s}?",
        "{s} should be removed",
    ),
}

WORDINGS: dict[str, tuple[str, ...]] = {operation: (*SEEN[operation], *HELD_OUT[operation]) for operation in SEEN}
"""Operation -> wordings."""


def held_out(at: int) -> bool:
    """Whether the wording at a place of its list is held out."""
    return at >= len(SEEN["recolour"])
