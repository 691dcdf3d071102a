"""What a noun may stand for in a picture: the detector's boxes, the subject as a witness, anything for 'thing'."""

import cv2
import numpy as np

from scumble.regions.agreed import in_box, overlap_of
from scumble.regions.colours import VIVID
from scumble.regions.named import looks_like
from scumble.regions.phrase import Phrase, built, garments
from scumble.regions.scene import Scene, Thing, area, inside, overlap
from scumble.vision.objects import Detection

ALONE = 0.35
"""Score from which a detection stands alone; below, the subject has to be at the same place."""
UNAIDED = 0.5
"""Score from which no witness is asked."""
SECOND_NAME = 0.3
"""Score from which a detection's second name counts as its name."""
STEADY = frozenset(
    """person|bicycle|car|motorcycle|airplane|bus|train|bench|bird|cat|dog|horse|elephant|zebra|giraffe|stop sign|couch
    pizza|tv""".replace("\n    ", "|").split("|")
)
"""Classes whose detections contradict another name of the same thing early; the others need more."""
CONTRADICTS, CONTRADICTS_LATE = 0.58, 0.75
WITNESS = 0.08
"""What a score gains when the subject network, which knows no names, sees a thing at the same place."""
CLEAR_SUBJECT = 0.6
"""Confidence of the subject network from which its find may stand for a noun that no class knows."""
CERTAIN_SUBJECT, ENDS_ALIKE = 0.9, 0.85
"""Confidence and overlap with the segmenter's answer from which a word that is not known is no reason to doubt it."""
RIVAL = 0.65
"""What is left of a score when another class is surer of the same thing."""
DENIED = 0.45
"""Score of any other class at that place from which it is not."""
HINT = 0.2
"""Score with which the detector must name a class it knows at the subject's place for the subject to be it."""
LOOKS = 0.25
"""Probability with which the classifier calls the subject what the phrase names for it to be believed."""
FAINTLY, WITHIN = 0.3, 0.9
"""Score from which the classifier is asked about a detection, and how much of it has to lie in what stands out."""
ELSEWHERE = 0.4
"""Overlap with what stands out at a glance below which a detection is not where the subject is (0.6 of the cut-out)."""
INEXACT = 0.85
"""What is left of a score when the class is only what the detector takes such a thing for."""


def known(scene: Scene, phrase: Phrase) -> list[Thing]:
    """Detections that answer to the phrase's noun, the surest first; one box is one thing."""
    things: list[Thing] = []
    for d in scene.objects:
        score, rivalled = _score(d, phrase), False
        if score is not None and any(_rivals(other, d, score, phrase) for other in scene.objects):
            score *= RIVAL
            rivalled = True
        if score is None:
            continue
        if score < UNAIDED and not rivalled and _is_subject(d, scene):
            score += WITNESS
        elif score < ALONE:
            if rivalled or not _looks_so(d, score, scene, phrase):
                continue
            score += WITNESS
        label = phrase.labels[0] if phrase.exact else phrase.noun
        if not any(overlap(d.box, t.box) > 0.6 or inside(d.box, t.box) > 0.85 for t in things):
            things.append(Thing(label=label, box=d.box, score=score))
    return sorted(things, key=lambda t: -t.score)


def _score(d: Detection, phrase: Phrase) -> float | None:
    """The detection's score as one of the phrase's classes; None when it is none of them."""
    names = {d.label: d.score, **{n: s for n, s in d.also if s >= SECOND_NAME}}
    scores = [names[label] for label in phrase.labels if label in names]
    if not scores:
        return None
    # Another class of the same look is surer: 'the cat' that is a dog.
    best = max(scores)
    others = [s for n, s in names.items() if n not in phrase.labels]
    if max(others, default=0.0) > 1.1 * best:
        best *= RIVAL
    return best if phrase.exact else best * INEXACT


def _rivals(other: Detection, d: Detection, score: float, phrase: Phrase) -> bool:
    """True when a surer detection of another class lies at the same place."""
    return other.label not in phrase.labels and other.score > 1.1 * score and overlap(other.box, d.box) > 0.7


def _is_subject(d: Detection, scene: Scene) -> bool:
    """True when the picture's subject lies where the detection is. It is not cut out for what is elsewhere."""
    if scene.glance is not None and overlap(d.box, scene.glance) < ELSEWHERE:
        return False
    subject = scene.subject_thing
    return subject is not None and overlap(d.box, subject.box) > 0.6


def _looks_so(d: Detection, score: float, scene: Scene, phrase: Phrase) -> bool:
    """True when a part of what stands out looks like what the phrase names: a clock in the hand that holds it up."""
    if score < FAINTLY or not phrase.exact or scene.glance is None or inside(d.box, scene.glance) < WITHIN:
        return False
    likely = looks_like(scene, Thing(label=d.label, box=d.box, score=score), phrase.noun)
    return likely is not None and likely >= LOOKS


def subject_as(scene: Scene, phrase: Phrase) -> Thing | None:
    """The subject as what the phrase names, when nothing speaks against it.

    For nouns that no class stands for, and only when the phrase means one thing. A steady detection of something else
    at the same place speaks against it; so does a noun the detector knows by itself, for then it would have said so.
    """
    told_apart = phrase.many or phrase.ordinal is not None or phrase.size or phrase.relation
    subject = scene.subject_thing
    if phrase.ignored and (subject is None or phrase.exact or not _certain(subject, scene)):
        return None
    if told_apart or phrase.noun in garments() | built() or subject is None or not _one_thing(subject, scene):
        return None
    exact = phrase.kind == "class" and phrase.exact
    if exact and not _has_colour(scene, phrase, subject):
        own, other = scene.hinted(phrase.labels, subject.box)
        if own < HINT or other >= DENIED:
            return None
    for d in scene.objects:
        limit = CONTRADICTS if d.label in STEADY else CONTRADICTS_LATE
        if d.score >= limit and d.label not in phrase.labels and overlap(d.box, subject.box) > 0.5:
            return None
    score = 0.3 + 0.12 * min(1.0, subject.score)
    likely = looks_like(scene, subject, phrase.noun)
    if likely is not None and likely >= LOOKS:
        score = float(np.interp(likely, [LOOKS, 0.6], [0.45, 0.62]))
    return Thing(label="subject", box=subject.box, score=score, region=subject.region)


def _certain(subject: Thing, scene: Scene) -> bool:
    """True when the segmenter ends the subject where the subject network does: 'the cartoon character' is this one."""
    if subject.region is None or subject.score < CERTAIN_SUBJECT:
        return False
    seen = in_box(scene, subject.box)
    return (
        seen is not None and seen.steady and overlap_of(seen.shape, scene.shrunk(subject.region.weights)) >= ENDS_ALIKE
    )


def _one_thing(subject: Thing, scene: Scene) -> bool:
    """True when the subject is clear, in one piece and not most of the picture: then it is what the picture shows."""
    if subject.region is None or subject.score < CLEAR_SUBJECT:
        return False
    mask = (subject.region.weights > 0.5).astype(np.uint8)
    stats = np.asarray(cv2.connectedComponentsWithStats(mask, connectivity=8)[2])[1:, cv2.CC_STAT_AREA]
    whole = float(stats.sum())
    return bool(stats.max() > 0.9 * whole and 0.01 < whole / mask.size < 0.6)


def _has_colour(scene: Scene, phrase: Phrase, subject: Thing) -> bool:
    """True when the phrase names a vivid colour and the subject plainly has it: a toy duck is yellow."""
    return phrase.colour in VIVID and scene.colour_share(phrase.colour or "", subject.box) > 0.4


def vague_things(scene: Scene, *, coloured: bool) -> list[Thing]:
    """Everything in the picture, for 'the thing on the left': surest first, one box one thing."""
    things: list[Thing] = []
    for d in scene.objects:
        if d.score >= (0.45 if coloured else 0.4) and not any(overlap(d.box, t.box) > 0.5 for t in things):
            things.append(Thing(label=d.label, box=d.box, score=d.score))
    subject = scene.subject_thing
    if subject is not None and not any(overlap(subject.box, t.box) > 0.4 for t in things):
        things.append(Thing(label="subject", box=subject.box, score=0.45, region=subject.region))
    return [t for t in things if area(t.box) < 0.8 * scene.size[0] * scene.size[1]]
