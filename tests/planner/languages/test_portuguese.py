"""Portuguese instructions, of Brazil and of Portugal, are read as the English that means the same."""

import pytest

from tests.planner.languages.rows import english, planned, refused, rows

READ = rows(
    """
tira o fundo pfv = remove the background
Você pode remover o fundo da foto? = remove the background
recorta o sapato = cut out the shoe
quero um fundo cinza claro = a light gray background
muda a cor do fundo para verde escuro = change the background to dark green
o fundo deve ser branco = make the background white
remove a xícara vermelha da esquerda = remove the red cup on the left
tire as duas pessoas do fundo = remove both people in the background
apaga o segundo copo a contar da direita = remove the second glass from the right
remove a etiqueta de preço no canto superior direito = remove the price tag at the top right
apague a maior árvore = remove the largest tree
tira o vaso que está em cima da mesa de madeira = remove the vase on the wooden table
remove a sombra = remove the shadow
tira a minha marca d'água = remove my watermark
deixa a foto um pouco mais clara = make the photo slightly brighter
aumenta o brilho em 20% = increase the brightness by 20 %
mais contraste e um pouco mais quente = more contrast and slightly warmer
está muito escura = is too dark
gire a foto 1,5 graus para a esquerda = rotate the photo 1.5 degrees to the left
vira a imagem na horizontal = flip the picture horizontally
redimensione para 1.080 pixels de largura = resize to 1080 px wide
reduz para metade = half the size
corta em quadrado e depois aumenta o contraste = crop square then increase the contrast
pinta o vestido de vermelho = make the dress red
deixe o sofá azul-marinho = make the sofa navy
move a xícara para a esquerda = move the cup to the left
deixa o cachorro duas vezes maior = make the dog twice as big
aumenta a luminária = enlarge the lamp
duplica a árvore = duplicate the tree
desfoca tudo menos o produto = blur everything except the product
apaga o logo da camiseta = remove the logo on the t-shirt
adiciona uma borda branca de 20 px = add a white border of 20 px
não mexa no sujeito = don't touch the subject
deixa o fundo preto e branco e o produto colorido = make the background black and white and keep the product in color
"""
)


@pytest.mark.parametrize(("words", "meaning"), READ)
def test_portuguese_is_read_as_english(words: str, meaning: str) -> None:
    assert english(words, "pt") == meaning


def test_portuguese_is_planned_in_order() -> None:
    plan = planned("fundo branco e mais claro")
    assert [str(s.op) for s in plan.steps] == ["background.color", "tone"]
    assert 'Read as: "white background and brighter".' in plan.notes


def test_an_unknown_word_is_named() -> None:
    assert refused("tira o trambolho").part == "trambolho"
