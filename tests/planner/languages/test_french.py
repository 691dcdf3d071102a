"""French instructions are read as the English that means the same, and planned like it."""

import pytest

from tests.planner.languages.rows import english, planned, refused, rows

READ = rows(
    """
enleve le fond stp = remove the background
Pouvez-vous supprimer l'arrière-plan, s'il vous plaît ? = remove the background
détoure la chaussure = cut out the shoe
un fond gris clair = a light gray background
mets le fond en bleu marine = make the background navy
le fond doit être blanc = make the background white
change la couleur du fond en vert foncé = change the color of the background to dark green
remplace l'arrière-plan par du blanc pur = replace the background with pure white
supprime la tasse rouge à gauche = remove the red cup on the left
supprime la petite tasse rouge = remove the small red cup
efface le deuxième verre en partant de la droite = remove the second glass from the right
supprime l'étiquette de prix en haut à droite = remove the price tag at the top right
supprime l'arbre le plus grand = remove the largest tree
efface le vase de fleurs sur la table en bois = remove the flower vase on the wooden table
supprime le texte "SOLDES" = remove the text that says "SOLDES"
supprime le logo Nike = remove the logo Nike
rends la photo un peu plus lumineuse = make the photo slightly brighter
rends-la plus chaude = make it warmer
augmente la luminosité de 20 % = increase the brightness by 20 %
plus de contraste = more contrast
la photo est trop sombre = the photo is too dark
tourne la photo de 1,5 degré vers la gauche = rotate the photo by 1.5 degrees to the left
pivote à gauche = rotate to the left
redimensionne à 1200 pixels de large = resize to 1200 px wide
réduis de moitié = half the size
recadre en carré = crop square
rends le canapé bleu marine = make the sofa navy
peins la voiture en rouge = make the car red
déplace la tasse vers la gauche = move the cup to the left
rends le chien deux fois plus grand = make the dog twice as big
duplique l'arbre = duplicate the tree
fais pivoter l'assiette de 45 degrés = rotate the plate by 45 degrees
floute tout sauf le produit = blur everything except the product
rends la plaque d'immatriculation illisible = blur the license plate
supprime le chien mais garde la laisse = remove the dog but keep the leash
ajoute un cadre blanc de 20 px = add a white border by 20 px
garde le sujet en couleur et le reste en gris = keep the subject in color and everything else in black and white
enlève la poubelle et le vélo puis recadre en carré = remove the trash can and the bicycle then crop square
"""
)


@pytest.mark.parametrize(("words", "meaning"), READ)
def test_french_is_read_as_english(words: str, meaning: str) -> None:
    assert english(words, "fr") == meaning


def test_french_is_planned_in_order() -> None:
    plan = planned("fond blanc et plus lumineux")
    assert [str(s.op) for s in plan.steps] == ["background.color", "tone"]
    assert 'Read as: "white background and brighter".' in plan.notes


def test_an_unknown_word_is_named() -> None:
    assert refused("supprime le machinchose").part == "machinchose"
