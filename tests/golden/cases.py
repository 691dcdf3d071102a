"""The golden cases: for every operation of the embedded engine, words that ask for it and words that ask for another
picture as plausible (the opposite, another amount, another place). An operation without a case fails a test."""

from dataclasses import dataclass, field

from scumble.core.plan import Op

Box = tuple[int, int, int, int]
LABEL: Box = (30, 20, 340, 260)
"""The label of the picture `glaring`."""
BOX: Box = (140, 90, 100, 110)
"""The box of the pictures `shaded` and `mirrored`."""
MIRROR: Box = (140, 200, 100, 62)
"""The mirror image of that box in `mirrored`."""
BALL: Box = (92, 52, 56, 56)
"""The ball of the picture `ball`."""


@dataclass(frozen=True)
class Case:
    """Words that ask for `op` on a picture, and `wrong` words whose result must not pass for theirs.

    picture: None = from nothing. box, wrong_box: [x, y, w, h] in pixels, drawn by the caller; the wrong one is the same
    when absent. second: another input picture. name: tells cases of one operation apart.
    """

    op: Op
    picture: str | None
    words: str
    wrong: str
    box: Box | None = field(default=None, kw_only=True)
    wrong_box: Box | None = field(default=None, kw_only=True)
    second: str | None = field(default=None, kw_only=True)
    seed: int = field(default=7, kw_only=True)
    name: str = field(default="", kw_only=True)

    @property
    def title(self) -> str:
        """Unique; the golden's file name."""
        return f"{self.op}{'.' if self.name else ''}{self.name}"


CASES: tuple[Case, ...] = (
    Case(Op.BACKGROUND_REMOVE, "mug", "remove the background", "make the background white"),
    Case(Op.BACKGROUND_COLOR, "mug", "make the background mint green", "make the background light grey"),
    Case(
        Op.BACKGROUND_GRADIENT,
        "mug",
        "replace the background with a gradient from white to blue",
        "replace the background with a gradient from blue to white",
    ),
    Case(
        Op.BACKGROUND_STUDIO,
        "mug",
        "replace the background with a clean white studio setting",
        "make the background white",
    ),
    Case(Op.BACKGROUND_SCENE, "mug", "put it in a winter forest", "put it on a beach at sunset"),
    Case(
        Op.BACKGROUND_IMAGE,
        "mug",
        "use picture 2 as the background",
        "blur the background",
        second="cat",
    ),
    Case(Op.BACKGROUND_BLUR, "coffee", "blur the background strongly", "blur the picture"),
    Case(Op.BACKGROUND_DESATURATE, "mug", "make the background black and white", "make it black and white"),
    Case(Op.TONE, "coffee", "make it brighter and warmer", "make it darker and cooler"),
    Case(Op.TONE, "cat", "auto enhance", "more contrast", name="auto"),
    Case(
        Op.TONE,
        "cat",
        "brighten this",
        "brighten this",
        box=(20, 20, 90, 110),
        wrong_box=(120, 20, 90, 110),
        name="part",
    ),
    Case(Op.FILL, "ball", "remove the marked object", "blur this", box=BALL),
    Case(Op.BLUR, "cat", "blur the picture slightly", "blur the picture strongly"),
    Case(Op.STYLE, "cat", "make it an oil painting", "make it a watercolour painting"),
    Case(Op.STYLE, "cat", "turn it into a pencil sketch", "turn it into an ink drawing", name="pencil"),
    Case(
        Op.STYLE,
        "coffee",
        "apply the style of picture 2",
        "make it an oil painting",
        second="rocket",
        name="reference",
    ),
    Case(Op.OBJECT_RECOLOR, "mug", "make the mug red", "make the mug green"),
    Case(Op.OBJECT_REPLACE, "mug", "replace the mug with the thing in picture 2", "remove the mug", second="shaded"),
    Case(
        Op.OBJECT_REPLACE,
        "mug",
        "replace the mug with the thing in picture 2",
        "duplicate the mug to the left",
        second="coffee",
        name="round",
    ),
    Case(Op.OBJECT_MOVE, "mug", "move the mug to the left by 20 %", "move the mug to the right by 20 %"),
    Case(Op.OBJECT_SCALE, "mug", "make the mug 30 % smaller", "make the mug 15 % bigger"),
    Case(Op.OBJECT_DUPLICATE, "mug", "duplicate the mug to the left", "duplicate the mug to the right"),
    Case(Op.OBJECT_FLIP, "mug", "mirror the mug", "mirror the picture"),
    Case(
        Op.OBJECT_ROTATE,
        "mug",
        "rotate the mug by 20 degrees clockwise",
        "rotate the mug by 20 degrees counterclockwise",
    ),
    Case(Op.OBJECT_SHEAR, "flat", "shear the blue rectangle by 20 degrees", "shear the blue rectangle by -20 degrees"),
    Case(
        Op.OBJECT_GRADIENT,
        "flat",
        "fill the red circle with a gradient from yellow to green",
        "fill the red circle with a gradient from green to yellow",
    ),
    Case(Op.OBJECT_BLEND, "flat", "blend the red circle with yellow at 50 %", "blend the red circle with blue at 50 %"),
    Case(
        Op.OBJECT_BORDER,
        "mug",
        "draw a 4 px yellow outline around the mug",
        "draw a 4 px black outline around the mug",
    ),
    Case(Op.FLOOD_FILL, "flat", "flood fill at 150, 110 with purple", "flood fill at 60, 70 with purple"),
    Case(Op.INVERT, "mug", "invert the colours of the mug", "invert the colours"),
    Case(Op.TEXT_REPLACE, "sign", "change 'OPEN' to 'CLOSED'", "change 'OPEN' to 'SHUT'"),
    Case(Op.TEXT_ADD, "coffee", "write 'Fresh' at the bottom in white", "write 'Fresh' at the top in white"),
    Case(Op.SHADOW_ADJUST, "mug", "weaken the shadow of the mug", "remove the shadow of the mug"),
    Case(Op.SHADOW_REMOVE, "mug", "remove the shadow of the mug", "weaken the shadow of the mug"),
    Case(Op.SHADOW_ADD, "mug", "add a shadow to the left of the mug", "add a shadow to the right of the mug"),
    Case(Op.REFLECTION_REMOVE, "mirrored", "remove the reflection", "blur this", box=MIRROR),
    Case(Op.REFLECTION_ADD, "mug", "add a strong reflection under the mug", "add a reflection under the mug"),
    Case(Op.GLARE_REDUCE, "glaring", "remove the glare", "make it darker", box=LABEL),
    Case(Op.CROP, "coffee", "crop to a square", "cut off the right 80 px"),
    Case(Op.CROP, "framed", "trim the white border", "crop 10 % off each side", name="trim"),
    Case(Op.RESIZE, "coffee", "resize to 120 px wide", "crop to 120x80"),
    Case(Op.PAD, "coffee", "pad to a square with white", "pad to a square with black"),
    Case(Op.EXTEND, "mug", "extend the picture by 15 % on the left", "extend the picture by 15 % on the right"),
    Case(Op.FRAME, "mug", "make it an instagram landscape post", "stretch to 1080x566"),
    Case(Op.PERSPECTIVE, "facade", "correct the perspective", "flip it vertically"),
    Case(Op.DENOISE, "grainy", "remove the noise", "blur the picture"),
    Case(Op.DEBLUR, "soft", "deblur the picture", "sharpen the picture"),
    Case(Op.ROTATE, "coffee", "rotate 90 degrees clockwise", "rotate 90 degrees counterclockwise"),
    Case(Op.ROTATE, "coffee", "rotate by 7 degrees clockwise", "rotate by 7 degrees counterclockwise", name="slightly"),
    Case(Op.FLIP, "coffee", "mirror it", "flip it vertically"),
    Case(Op.STRAIGHTEN, "sea", "straighten the horizon", "rotate by 5 degrees clockwise"),
    Case(Op.BORDER, "coffee", "add a 12 px red border", "add a 12 px white border"),
    Case(Op.BORDER, "coffee", "add a christmas frame", "add a frame with hearts", name="christmas"),
    Case(Op.CANVAS, None, "a gradient from red to yellow", "a gradient from yellow to red"),
    Case(Op.CANVAS, None, "a light grey studio backdrop", "a dark grey studio backdrop", name="studio"),
)
"""In the order of the table."""
