"""German instructions are read as the English that means the same, and planned like it."""

import pytest

from tests.planner.languages.rows import english, planned, refused, rows

READ = rows(
    """
Können Sie bitte den Hintergrund entfernen? = remove the background
bitte hintergrund weg = remove background
schneid mal bitte die Flasche aus = cut out the bottle
bitte freistellen = cut out the subject
mach hintergrund weiss = make background white
der Hintergrund soll dunkelgrün sein = make the background dark green
Tausche den Hintergrund gegen ein helles Grau aus = replace the background with a light gray
Farbverlauf von blau nach weiß als Hintergrund = gradient from blue to white as background
Hintergrund etwas verwischen = blur background slightly
entferne die rote Tasse links oben = remove the red cup at the top left
loesche das zweite Auto von rechts = remove the second car from the right
Entferne die drei Männer im Hintergrund = remove the three men in the background
die Tasse und den Teller entfernen = remove the cup and the plate
nimm die Tasse und den Teller weg = remove the cup and the plate
entferne das Auto, das links steht = remove the car on the left
entferne alles außer der Person = remove everything except the person
das Wasserzeichen muss weg = remove the watermark
die störenden Kabel entfernen = remove the cable
entferne das Schild mit der Aufschrift "SALE" = remove the sign that says "SALE"
entferne den größten Baum = remove the largest tree
Entferne die Blumenvase auf dem Holztisch = remove the flower vase on the wooden table
Helligkeit um 20 % erhöhen = increase brightness by 20 %
etwas mehr Kontrast und etwas wärmer = slightly more contrast and slightly warmer
das Foto ist zu dunkel = the photo is too dark
um 1,5 Grad nach links drehen = rotate by 1.5 degrees to the left
auf 1.200 px Breite verkleinern = shrink to 1200 px width
quadratisch zuschneiden = crop square
stell das Bild auf den Kopf = turn the picture upside down
10 px schwarzer Rand = 10 px black border
ändere die Farbe des Autos zu Grün = change the color of the car to green
mach das Sofa marineblau = make the sofa navy
verschieb den Hund 100 Pixel nach rechts = move the dog 100 px to the right
mach den Hund doppelt so groß = make the dog twice as big
dupliziere den Baum = duplicate the tree
mach das Gesicht unkenntlich, aber lass die Haare wie sie sind = blur the face but keep the hair like it is
mach den Hintergrund heller, ohne das Motiv zu verändern = make the background brighter without changing the subject
das Motiv nicht verändern = don't change the subject
alles schwarzweiß, nur das Motiv farbig = everything black and white, keep the subject in color
erst auf 1:1 zuschneiden, dann schwarzweiß = first crop to 1:1 then black and white
"""
)


@pytest.mark.parametrize(("words", "meaning"), READ)
def test_german_is_read_as_english(words: str, meaning: str) -> None:
    assert english(words, "de") == meaning


@pytest.mark.parametrize(
    ("words", "steps"),
    [
        ("mach den Hintergrund weiß und das Bild heller", [("background.color", "background"), ("tone", "whole")]),
        ("nimm die Tasse auf dem Tisch weg", [("fill", "object")]),
        ("alles außer der Person unscharf machen", [("background.blur", "background")]),
        ("nur das Motiv aufhellen", [("tone", "subject")]),
    ],
)
def test_german_is_planned(words: str, steps: list[tuple[str, str]]) -> None:
    plan = planned(words)
    assert [(str(s.op), s.target.kind) for s in plan.steps] == steps


def test_the_note_says_what_was_read_and_mended() -> None:
    plan = planned("Hintergund entferen")
    assert 'Read as: "remove background".' in plan.notes
    assert '"Hintergund" was read as "hintergrund".' in plan.notes


def test_a_thing_keeps_an_english_name() -> None:
    assert planned("entferne die grüne Flasche neben der Lampe").steps[0].target.words == (
        "the green bottle next to the lamp"
    )


def test_an_unknown_word_is_named() -> None:
    error = refused("entferne den Flurps neben der Tasse")
    assert error.part == "Flurps"
    assert "German" in error.message
    assert "English works too" in error.message


def test_what_english_refuses_says_what_was_read() -> None:
    error = refused("setz der Katze einen Hut auf")
    assert "read as" in error.message
