"""English words of operations on single things: move, duplicate, turn round, give another colour, take away.

Data only, beside the vocabulary of `english`; a class named in both has the phrases of both.
"""

PHRASES: dict[str, str] = {
    # takes back what was said before
    "CANCEL": """no wait|wait no|scratch that|never mind that|nevermind that|on second thought
        on second thoughts|forget that|no actually|actually no|correction|no scrap that|scrap that|ignore that""",
    "MOVEV": """move|shift|slide|nudge|drag|relocate|reposition|displace|scoot|shove|moving|shifting
        sliding|move over|slide over|shift over|scoot over|push over|relocating|repositioning|moved|shifted""",
    "CENTERV": """recenter|recentre|centralize|centralise|centering|centring|center align|centre align
        re center|re centre|centered|centred""",
    "DUPV": """duplicate|copy|clone|replicate|multiply|make a copy of|make a duplicate of
        create a copy of|copy paste|create a duplicate of|make a clone of|make another|add a copy of
        add a duplicate of|add another|one more|another|add one more|insert another|put another|duplicating
        duplicated|cloned|a copy of|a duplicate of|copy and paste|make a second copy of|add a second copy of
        make a second one of|a second copy of|make one more|add a second|put a second|add a 2nd|add one more of
        insert a second|repeat|make a second|create a second|make one more of|put a copy of|place a copy of
        make an extra""",
    "OTHERWAY": """face the other way|facing the other way|look the other way|looking the other way
        point the other way|face the opposite way|face the opposite direction|facing the opposite direction
        the other way around|backwards|face the other direction|facing the other direction
        point the opposite way|the other way round|the other way|look in the other direction
        point in the other direction|in the other direction|in the opposite direction
        look in the opposite direction|the opposite way|turn around|turn round""",
    "PAINT": """repaint|dye|respray|spray paint|spray|colour in|color in|paint over|repainting
        painting over|dyeing|painted|dyed|coloured in|colored in|painting the""",
    "INSTEAD": "instead of|rather than|and not|in place of",
    "SAYS": """that says|which says|saying|that reads|which reads|reading|with the word
        with the words|with the text|with the writing|labelled|labeled|lettered|that say|that read|with the name
        with the number|with the letters""",
    "REL": """that is on|which is on|who is on|that are on|that is in|which is in|who is in
        that are in|who are in|that is sitting on|that is standing on|that is lying on|walking on|standing in
        sitting at|standing at|looking at|standing by|sitting by|walking by|attached to|tied to|stuck to
        leaning against|lying in|hanging from|parked on|parked in|parked in front of|standing in front of
        sitting in front of|facing|next to me|right next to|directly behind|just behind|coming out of
        sticking out of|growing out of|walking|running|swimming|flying|sleeping|sitting under|standing under
        swimming in|walking in|painted on|printed on|written on""",
    "REMOVE": """lose|has to go|have to go|must go|should go|needs to go|need to go|go away|went away
        got to go|hide|omit|i don't want|we don't want|i do not want|i don't need|we don't need|i don't like
        don't show|do not show|scrub|scrub out|photoshop away|wipe away|wipe off|rub off|clean off|clean away
        banish|ditch|zap|drop out|cancel out|clear out|clear off|get rid off|get ride of|rid of|take off
        taking out|taking away|taken out|taken away|getting rid of|erasing|deleting|be removed|be erased
        be deleted|be taken out|be taken away|be away|make away with|i don't want to see|i dont want
        we dont want|no longer want|i hate|pull out|chop out|chop off|remove out|touch out|do without|spare me
        must disappear|should disappear|should be gone|must be gone|needs to disappear|has to disappear
        have to disappear|should not be there|shouldn't be there|should not be visible|shouldn't be visible
        must not be visible|is not supposed to be there|is in the way|should vanish|must vanish|can be removed
        should be removed|must be removed|needs to be removed|need to be removed|has to be removed
        have to be removed|should be deleted|should be erased|needs to be deleted|needs to be erased""",
    "NO": """no more|there should be no|there must be no|there shouldn't be any
        there should not be any|there should not be a|there shouldn't be a|there mustn't be any|with no more
        get me no""",
    "BLURV": """anonymize|anonymise|censor|anonymizing|anonymising|make unrecognizable
        make unrecognisable|blurred out|blur over|add blur to|add a blur to|put a blur on|apply blur to
        apply a blur to""",
    "REGION": """marked bit|selected bit|painted bit|marked stuff|selected stuff|circled bit
        circled thing|circled part|painted part|painted thing|what i have marked|what i've marked
        what i have selected|what i've selected|what i have painted|what i've painted|what i highlighted
        highlighted bit|highlighted region|highlighted thing""",
    "UP": "upwards|upward|higher up|further up",
    "DOWN": "downwards|downward|lower down|further down",
    "LEFTSIDE": "left edge|left border of it|left hand edge",
    "RIGHTSIDE": "right edge|right hand edge",
    "TOP": "top edge|upper edge|upper part",
    "BOTTOM": "bottom edge|lower edge|lower part",
    "PLACE": """upper left|upper right|lower left|lower right|left corner|right corner|lower corner
        upper corner|top corner|bottom corner|foreground|right in the middle|in the very middle|dead center
        dead centre|exact middle|exact center|exact centre""",
    "DET": "teh|hte|tha|th|thier|thsi|taht|ur|any of the|one of the|one of|some of the|such",
}
