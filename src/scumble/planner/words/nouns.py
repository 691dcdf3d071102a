"""Words that name no thing in a picture, as data: the little words of sentences, and nouns of what cannot be seen.

A word of no vocabulary is taken for a thing where it stands like a noun ('remove the gizmo'), but never one of these.
"""

FUNCTION = frozenset(
    """
after again ago ahead albeit alike almost already although always am amid amidst among amongst anyhow anymore anyone
anything anyway anyways apparently as aside asap be because been before being besides bit can cannot cause come comes
could cuz dare did didn do does doesn doing don done during each either else elsewhere enough ever everywhere exactly
far feel feels few for forever from get gets getting given go goes going gonna got gotta had has hasn have haven
having he hence hers herself himself how however i if im instead isn ive less let like likely likewise look looks many
me meanwhile mere mightn might mine more most much must myself namely need needed needs neither never no nobody nope
nor not nowhere nvm of off often once ones or other otherwise ought ours ourselves own per perhaps rather same see
seem seems self shall she should simple since so somehow someone something sometimes somewhere soon still such than
that their theirs then thence there therefore they though through throughout thus till together tomorrow tonight too
toward towards try twice unless unlike until upon us used useful using usual usually various versus very wanna want
wants was wasn we well were weren what whatever when whenever where wherever whether which whichever who whoever whom
whose why will within without won would wouldn yes yesterday yet you yours yourself sort kind kinda sorta stay way
ways lot lots half
""".split()
)
"""Conjunctions, pronouns, auxiliaries and adverbs."""

ABSTRACT = frozenset(
    """
ability accuracy action activity advice aesthetic aesthetics age ambiance ambience amount angle anger appeal
atmosphere attitude aura balance beauty behavior behaviour belief body-type branding business calm care case
change chaos character charm choice clarity class clue comfort competition complexity composition concept concern
confidence content contents context continuity cost course creativity crop crops culture curiosity danger data day
deal death decade decision default degree demand density depth design desire destiny difference difficulty dignity
dimension direction doubt drama dream duration ease edit edits effect effects effort elegance emotion emotions
emphasis end energy enhancement enthusiasm entropy epoch era error errors essence event evening everything evidence
exhibit experience expression eyesight fact faith fame fantasy fashion fault favor favour fear feature feel feeling
feelings fiction file focus force format freedom friendship fun future gender genre glamour goal grace happiness
harmony hate health history honesty hope hour hours humor humour idea ideas identity imagination impact importance
impression information innocence inspiration intensity intention interest intrigue irony issue issues job joke journey
joy justice kindness knowledge language layout legend length life lifestyle likeness listing location logic look looks
love luck luxury magic manner marketing matter meaning meme memory message method midnight mind minute minutes mode
moment mood morality morning motion movement mystery myth narrative nature need night noon nostalgia notion novelty
occasion opinion option order outcome pace paragraph part-time passion past peace perception perfection performance
period personality perspective philosophy phrase pixel pixels plan plot poem poetry point pose position posture power
presence pressure pride principle problem problems process purpose quality quantity question realism reality reason
relation relationship resolution result retouch rhythm romance sadness sale scale scenario scheme season seasons sense
sentence sentiment setting shape sharpness silence similarity situation size skill smell song soul sound source space
speed spirit state status story strategy strength stress structure stuff-up style success suggestion summary suspense
symbolism symmetry tale taste technique temper tension theme theory thought time timing title tone topic touch trend
trouble trust truth type values value variation version vibe vibes vibrancy view vintage violence vision voice warmth
wealth weather weekend weight whim wisdom wish wonder work world worry year years yesterday youth
""".split()
)
"""Nouns of moods, times, qualities and ideas: they are in no place of a picture."""

ADJECTIVE_ENDINGS = (
    "y",
    "ed",
    "ing",
    "er",
    "est",
    "ful",
    "ish",
    "al",
    "ic",
    "ous",
    "ive",
    "less",
    "able",
    "ible",
    "ly",
)
"""Endings that an adjective after its noun may have: 'make the cup shiny' is no noun 'cup shiny'."""

NOUNS_IN_LY = frozenset(
    """
lily family butterfly dragonfly firefly fly belly jelly trolley bully ally assembly bubbly italy july homely doily
holly brolly dolly lolly gully fuselage anomaly panoply tally
""".split()
)
"""Nouns that end like adverbs."""
