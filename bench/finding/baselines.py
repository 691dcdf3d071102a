"""Baselines of finding: always the picture's subject, and the detector's best box of the class that is named."""

from collections.abc import Callable

import numpy as np

from bench.finding.phrases import Fractions, Phrase
from bench.finding.score import Answer, box_of
from scumble.core.image import Image
from scumble.core.region import Box
from scumble.core.work import CancelToken
from scumble.vision.coco import LABELS
from scumble.vision.models import Models
from scumble.vision.objects import find_objects
from scumble.vision.subject import find_subject

Baseline = Callable[[Phrase], Answer]
NOTHING = Answer(box=None, confident=False)


def baselines(image: Image, models: Models) -> dict[str, Baseline]:
    """The baselines for one picture; everything that does not depend on the words is computed here, once."""
    alpha = find_subject(image, models, cancel=CancelToken()).alpha
    subject = Answer(box=box_of((alpha > 0.5).astype(np.float32)), confident=True)
    seen = find_objects(image, models, cancel=CancelToken())

    def named(phrase: Phrase) -> Answer:
        """The surest box of the first class the phrase names: 'the dog on the bench' counts as the dog."""
        words = phrase.words.removeprefix("the ")
        found = sorted((words.index(label), -len(label), label) for label in LABELS if label in words)
        best = next((d for d in seen if found and d.label == found[0][2]), None)
        return NOTHING if best is None else Answer(box=fractions(best.box, image), confident=True)

    return {"always the subject": lambda _: subject, "detector, class named": named}


def fractions(box: Box, image: Image) -> Fractions:
    """A pixel box in fractions of the picture."""
    return box.x0 / image.width, box.y0 / image.height, box.x1 / image.width, box.y1 / image.height
