"""Instructions about text: what is written is kept to the sign, in five languages; everything else is left alone."""

import pytest

from scumble.core.errors import Unsupported
from scumble.planner.lettering import Writing, pieces
from scumble.planner.plan import Context, plan_edit

PLAIN = Context(sources=1, has_drawn=False, transparent=None, width=1200, height=800)
DRAWN = Context(sources=1, has_drawn=True, transparent=None, width=1200, height=800)

REPLACED = [
    ("change SALE to WINTER SALE", "SALE", "WINTER SALE", "the text"),
    ("replace 'OPEN' with 'CLOSED'", "OPEN", "CLOSED", "the text"),
    ("make the sign say OPEN 24 HOURS", None, "OPEN 24 HOURS", "the sign"),
    ('the sign should say "Back at 5"', None, "Back at 5", "the sign"),
    ("change the price to 19,99 €", None, "19,99 €", "the price"),
    ("change the price from 19.99 to 24.99", "19.99", "24.99", "the text"),
    ('change the text on the mug to "Hello, world!"', None, "Hello, world!", "the text on the mug"),
    ("change \"Don't walk\" to 'It's fine'", "Don't walk", "It's fine", "the text"),
    ('Replace the word "Summer" with "Winter" on the poster', "Summer", "Winter", "the poster"),
    ('write "CLOSED" instead of "OPEN"', "OPEN", "CLOSED", "the text"),
    ("instead of OPEN write CLOSED", "OPEN", "CLOSED", "the text"),
    ("change the text to say HELLO", None, "HELLO", "the text"),
    ("Change the number 7 to 9.", "7", "9", "the text"),
    ("change “Old town” to “New  Town…”", "Old town", "New  Town…", "the text"),
    ("ändere 'SALE' in 'WINTER SALE'", "SALE", "WINTER SALE", "the text"),
    ("ersetze „OFFEN“ durch „GESCHLOSSEN“", "OFFEN", "GESCHLOSSEN", "the text"),
    ("ändere den Preis auf 19,99 €", None, "19,99 €", "the price"),
    ('ändere den Text auf dem Schild zu "Heute geschlossen"', None, "Heute geschlossen", "the text on the sign"),
    ('auf dem Schild soll "Ruhetag" stehen', None, "Ruhetag", "the sign"),
    ("remplace 'OPEN' par 'FERMÉ'", "OPEN", "FERMÉ", "the text"),
    ("change le prix en 19,99 €", None, "19,99 €", "the price"),
    ('le panneau doit dire "Fermé le lundi"', None, "Fermé le lundi", "the sign"),
    ("cambia 'OPEN' por 'CERRADO'", "OPEN", "CERRADO", "the text"),
    ("cambia el precio a 19,99 €", None, "19,99 €", "the price"),
    ('haz que el cartel diga "¡Cerrado!"', None, "¡Cerrado!", "the sign"),
    ("troque 'OPEN' por 'FECHADO'", "OPEN", "FECHADO", "the text"),
    ("mude o preço para R$ 19,99", None, "R$ 19,99", "the price"),
    ('faça a placa dizer "Fechado"', None, "Fechado", "the sign"),
]
ADDED = [
    ("add the text 'New' in the top right corner in white", "New", {"place": "top right", "color": "#ffffff"}),
    ('add "SALE" at the bottom', "SALE", {"place": "bottom"}),
    (
        "write 'Happy Birthday, Anna!' in large red letters at the top",
        "Happy Birthday, Anna!",
        {"place": "top", "size": 0.1, "color": "#ff0000"},
    ),
    ("add a caption saying Summer in Rome at the bottom", "Summer in Rome", {"place": "bottom"}),
    ("add the text Summer Sale at the bottom in red", "Summer Sale", {"place": "bottom", "color": "#ff0000"}),
    (
        'add bold yellow text "Hot!" 48 px in the bottom left corner',
        "Hot!",
        {"place": "bottom left", "bold": True, "color": "#ffff00", "size": 0.0432},
    ),
    ("füge den Text 'Neu' oben rechts in weiß hinzu", "Neu", {"place": "top right", "color": "#ffffff"}),
    (
        'schreib "Frohe Weihnachten" unten in die Mitte in großen roten Buchstaben',
        "Frohe Weihnachten",
        {"place": "bottom", "size": 0.1, "color": "#ff0000"},
    ),
    (
        "ajoute le texte « Nouveau » en haut à droite en blanc",
        "Nouveau",
        {"place": "top right", "color": "#ffffff"},
    ),
    ("añade el texto 'Nuevo' arriba a la derecha en blanco", "Nuevo", {"place": "top right", "color": "#ffffff"}),
    ("adicione o texto 'Novo' no canto superior direito em branco", "Novo", {"place": "top right", "color": "#ffffff"}),
]
SAME = [
    "replace 'SALE' with 'SOLD' in the same font",
    "replace 'SALE' with 'SOLD', same font and colour",
    "change 'SALE' to 'SOLD' keeping the font",
    "change 'SALE' to 'SOLD' with the same font, size and colour",
    "change 'SALE' to 'SOLD' and keep the font",
    "change 'SALE' to 'SOLD' and keep the same font, size and style",
    "ersetze 'SALE' durch 'SOLD' in derselben Schriftart und Farbe",
    "remplace 'SALE' par 'SOLD' dans la même police",
    "cambia 'SALE' por 'SOLD' con la misma fuente y el mismo color",
    "troque 'SALE' por 'SOLD' com a mesma fonte",
]
NOT_TEXT = """make it brighter|change the sky to blue|change the text to bold|change the text color to red
make the text bigger
replace the car with a red truck|remove the text "SALE"|remove the sign that says SALE|change the background to white
translate the text to German|add a white border|add a hat|put the dog on a beach|ändere den Hintergrund in Weiß
ersetze den Hintergrund durch Weiß|change le fond en blanc|cambia el fondo a blanco|mude o fundo para branco
turn the clock by 20 degrees|turn the sign by 20° to the left
move the text to the bottom|turn the photo into a pencil sketch|resize to 1200 px|rotate by 90 degrees""".replace(
    "\n", "|"
)


@pytest.mark.parametrize(("words", "find", "text", "about"), REPLACED, ids=[r[0] for r in REPLACED])
def test_new_words_are_kept_as_typed(words: str, find: str | None, text: str, about: str) -> None:
    (step,) = plan_edit(words, PLAIN).steps
    assert step.op == "text.replace"
    assert (step.target.kind, step.target.words) == ("object", about)
    assert dict(step.params) == ({"text": text} if find is None else {"text": text, "find": find})


@pytest.mark.parametrize("words", SAME)
def test_the_same_font_is_how_text_is_replaced_and_no_thing_to_look_for(words: str) -> None:
    (step,) = plan_edit(words, PLAIN).steps
    assert (step.target.words, dict(step.params)) == ("the text", {"text": "SOLD", "find": "SALE"})


@pytest.mark.parametrize(("words", "text", "params"), ADDED, ids=[a[0] for a in ADDED])
def test_added_words_have_their_place_colour_and_size(words: str, text: str, params: dict[str, object]) -> None:
    (step,) = plan_edit(words, PLAIN).steps
    assert step.op == "text.add"
    assert step.target.kind == "whole"
    assert dict(step.params) == {"text": text, **params}


@pytest.mark.parametrize("words", NOT_TEXT.split("|"))
def test_what_is_not_about_words_is_left_to_the_grammar(words: str) -> None:
    assert pieces(words) == [words]


def test_other_edits_stand_beside_it_in_their_order() -> None:
    steps = plan_edit('make it brighter, then change "SALE" to "50 % off" and blur the background', PLAIN).steps
    assert [s.op for s in steps] == ["tone", "text.replace", "background.blur"]
    assert steps[1].params["text"] == "50 % off"


@pytest.mark.parametrize(
    ("words", "ops"),
    [
        ("add a thin gold frame and the text 'New arrival' at the bottom", ["border", "text.add"]),
        ('add the text "A" at the top and the text "B" at the bottom', ["text.add", "text.add"]),
        ('add a festive border, and the words "Sale now" in white', ["border", "text.add"]),
        ('Füge einen goldenen Rahmen und den Text "Neu" unten hinzu', ["border", "text.add"]),
        ('ajoute un cadre doré et le texte "Nouveau" en bas', ["border", "text.add"]),
    ],
)
def test_a_verb_is_shared_with_words_that_are_added(words: str, ops: list[str]) -> None:
    assert [step.op.value for step in plan_edit(words, PLAIN).steps] == ops


def test_a_verb_is_not_shared_with_a_text_that_is_changed() -> None:
    assert pieces('write "Tom" and "Jerry"') == ['write "Tom" and "Jerry"']
    assert pieces('make it brighter and the text "SALE" bigger') == ['make it brighter and the text "SALE" bigger']


def test_words_in_quotation_marks_are_no_instruction() -> None:
    (step,) = plan_edit('add the text "Crop here, then rotate and blur" at the bottom', PLAIN).steps
    assert step.params["text"] == "Crop here, then rotate and blur"


def test_a_drawn_region_is_where_the_text_is() -> None:
    (step,) = plan_edit('change the text to "Hello"', DRAWN).steps
    assert step.target.kind == "region"
    (step,) = plan_edit('write "Hello" here', DRAWN).steps
    assert (step.op, step.target.kind) == ("text.add", "region")


def test_what_is_not_understood_beside_the_words_is_refused() -> None:
    with pytest.raises(Unsupported, match="sparkling"):
        plan_edit('add the sparkling text "Hello" at the top', PLAIN)


def test_a_thing_to_write_on_is_named() -> None:
    (piece,) = pieces('put the words "50 % off" on the mug')
    assert isinstance(piece, Writing)
    assert (piece.kind, piece.text, piece.about) == ("add", "50 % off", "the mug")


def test_what_was_understood_is_said() -> None:
    said = plan_edit("change SALE to WINTER SALE", PLAIN).understood
    assert said == 'I understood: change the text "SALE" to "WINTER SALE".'
