"""Synonyms of nouns: what is another word is found, what is only near or a compound never."""

import pytest

from scumble.core import things
from scumble.language.nouns import nearest

CHOICES = tuple(things.COCO)
SYNONYMS = """automobile=car|sofa=couch|television=tv|fridge=refrigerator|cellphone=cell phone|surf board=surfboard
bike=bicycle|aircraft=airplane|paperback=book|notebook computer=laptop|aeroplane=airplane|cattle=cow
luggage=suitcase|locomotive=train|seat=chair|novel=book|human=person|lamb=sheep|vessel=boat|mare=horse
sparrow=bird|pigeon=bird|mug=cup|stallion=horse"""
TRAPS = """cat dog|hot dog stand
wolf|fox|lion|hamster|rabbit|pig|goat|fork lift|spatula|chopstick|hot dog stand|sausage|strawberry|tomato
cucumber|lettuce|bread|cheese|lamp|rug|curtain|pillow|blanket|ladder|hammer|helmet|shoe|sock|hat|glove|ring
necklace|guitar|piano|drum|camera|printer|speaker|headphones|radio|tractor|ambulance|helicopter|rocket
scooter|wheelchair|sled|fence|gate|roof|chimney|tree|bush|rock|sand|wave|cloud|moon|star|candle|mirror
painting|poster|flag|balloon|kite string|rope|chain|wheel|tire|steering wheel|door|window|floor|wall|stairs
bridge|tower|statue|fountain|tent|basket|bucket|box|barrel|jar|teapot|pan|pot|plate|napkin|towel|soap
shampoo|pencil|pen|paper|envelope|coin|key|lock|watch|bracelet|belt|scarf|coat|dress|shirt|skirt|trousers
beard|hair|hand|foot|face|eye|tail|wing|horn|hoof|paw|saddle|leash|collar|cage|nest|egg|feather|fish|shark
whale|snake|frog|turtle|bee|spider|ant|monkey|gorilla|kangaroo|deer|camel|duck pond|penguin suit"""
OTHER_WORDS = """pooch dog|doggy dog|mutt dog|hound dog|feline cat|tomcat cat|automobile car|sedan car|hatchback car
minivan car|motorcar car|coach bus|minibus bus|lorry truck|pickup truck|locomotive train|aeroplane airplane
aircraft airplane|jet airplane|jetliner airplane|motorbike motorcycle|bike bicycle|cycle bicycle
sailboat boat|dinghy boat|vessel boat|settee couch|sofa couch|loveseat couch|armchair chair|seat chair
television tv|telly tv|cellphone cell phone|smartphone cell phone|mobile cell phone|notebook computer laptop
fridge refrigerator|refrigerator refrigerator|mug cup|beaker cup|goblet wine glass|purse handbag
rucksack backpack|knapsack backpack|luggage suitcase|parasol umbrella|brolly umbrella|necktie tie
frisbee frisbee|pony horse|stallion horse|mare horse|lamb sheep|bull cow|calf cow|cattle cow|pigeon bird
sparrow bird|seagull bird|doughnut donut|burger sandwich|pastry cake|timepiece clock|houseplant potted plant
plush toy teddy bear|stuffed bear teddy bear|hydrant fire hydrant|stoplight traffic light
traffic signal traffic light|loo toilet|washbasin sink|basin sink|cooker oven|stove oven
blow dryer hair drier|novel book|paperback book|dining table dining table|human person|guy person
lady person|woman person|child person|toddler person|flask bottle|dish bowl|racket tennis racket
surf board surfboard"""
"""True pairs, noun before class: which of them are found is not promised, that none is found as something else is."""


def listed(text: str) -> list[str]:
    return text.replace("\n", "|").split("|")


@pytest.mark.parametrize("pair", listed(SYNONYMS))
def test_another_word_is_found(pair: str) -> None:
    noun, _, meant = pair.partition("=")
    found = nearest(noun, CHOICES)
    assert found is not None
    assert found[0] == meant
    assert 0.7 <= found[1] <= 1


def test_what_is_only_near_is_nothing() -> None:
    assert {t: found for t in listed(TRAPS) if (found := nearest(t, CHOICES)) is not None} == {}


def test_no_true_pair_is_found_as_something_else() -> None:
    wrong = {}
    for pair in listed(OTHER_WORDS):
        meant = max((c for c in CHOICES if pair.endswith(f" {c}")), key=len)
        found = nearest(pair.removesuffix(f" {meant}"), CHOICES)
        if found is not None and found[0] != meant:
            wrong[pair] = found
    assert wrong == {}


def test_neighbours_are_told_apart() -> None:
    assert nearest("cat", ["dog", "horse"]) is None
    assert nearest("knife", ["fork", "spoon"]) is None
    assert nearest("hot dog", ["dog", "cat"]) is None
    assert nearest("", CHOICES) is None
    assert nearest("dog", []) is None
