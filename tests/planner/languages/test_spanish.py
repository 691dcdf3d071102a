"""Spanish instructions are read as the English that means the same, and planned like it."""

import pytest

from tests.planner.languages.rows import english, planned, refused, rows

READ = rows(
    """
¿Puedes eliminar el fondo de la imagen? = remove the background
quítame el fondo = remove the background
elimínalo = remove it
recorta el producto = cut out the product
quiero un fondo gris claro = a light gray background
ponle un fondo blanco = add a white background
pon el fondo de color azul cielo = make the background sky blue
el fondo debe ser blanco = make the background white
quita la taza roja de la izquierda = remove the red cup on the left
elimina a las dos personas del fondo = remove both people in the background
borra el segundo vaso desde la derecha = remove the second glass from the right
borra el árbol más grande = remove the largest tree
quita el jarrón que está sobre la mesa de madera = remove the vase on the wooden table
quita la taza de la mesa = remove the cup on the table
hazlo más oscuro = make it darker
sube el brillo un 20% = increase the brightness by 20 %
mas contraste y un poco mas calido = more contrast and slightly warmer
la foto está muy oscura = the photo is too dark
gira la foto 1,5 grados a la izquierda = rotate the photo 1.5 degrees to the left
redimensiona a 1.080 píxeles de ancho = resize to 1080 px wide
reduce la foto a la mitad = make the photo half as big
recorta en cuadrado y luego aumenta el contraste = crop square then increase the contrast
pinta el vestido de rojo = make the dress red
haz el sofá azul marino = make the sofa navy
cambia el color del coche a negro = change the color of the car to black
mueve la taza a la izquierda = move the cup to the left
haz el perro el doble de grande = make the dog twice as big
agranda la lámpara = enlarge the lamp
duplica el árbol = duplicate the tree
desenfoca todo excepto el producto = blur everything except the product
haz ilegible la matrícula = blur the license plate
elimina el logo de la camiseta = remove the logo on the t-shirt
añade un marco blanco de 20 px = add a white border of 20 px
no toques el sujeto = don't touch the subject
deja al sujeto en color y el resto en gris = keep the subject in color and everything else black and white
quita la papelera y la bici y luego recorta en cuadrado = remove the trash can and the bicycle then crop square
"""
)


@pytest.mark.parametrize(("words", "meaning"), READ)
def test_spanish_is_read_as_english(words: str, meaning: str) -> None:
    assert english(words, "es") == meaning


def test_spanish_is_planned_in_order() -> None:
    plan = planned("fondo blanco y más brillante")
    assert [str(s.op) for s in plan.steps] == ["background.color", "tone"]
    assert 'Read as: "white background and brighter".' in plan.notes


def test_an_unknown_word_is_named() -> None:
    assert refused("quita el chismecito de la mesa").part == "chismecito"
