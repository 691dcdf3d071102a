"""German: verbs of instructions with their English. Data only; '*' before a verb makes its forms by rule."""

VERBS: dict[str, dict[str, str]] = {
    "V": {
        "remove": """
            *entfernen|*löschen|*tilgen|*eliminieren|*beseitigen|verschwinde|*weg+machen|*weg+nehmen|weggenommen
            *raus+nehmen|*raus+machen|*raus+schneiden|rausgenommen|*heraus+nehmen|*weg+retuschieren|*retuschieren
            *raus+retuschieren|*entferne|entfern|*weg+radieren|*aus+radieren|weg|raus|verschwinden|verschwindet
            weghaben|*weg+zaubern|*weg+bekommen|*weg+tun|*heraus+schneiden|*heraus+retuschieren|rauswerfen
            wegbekommen|loswerden|*auslöschen
        """,
        "cut out": """
            *frei+stellen|freigestellt|*aus+schneiden|ausgeschnitten|*ausschneiden|freisteller|*isolieren
            *frei+machen
        """,
        "blur": """
            weichzeichnen|*weich+zeichnen|*verwischen|*verpixeln|*unscharf+machen|*unkenntlich+machen|*blurren
            unscharf machen|verschwommen machen|unkenntlich machen|*verschwimmen|*anonymisieren|*weich+machen
            unscharf stellen|unscharf zeichnen|unlesbar machen|weichgezeichnet|*zensieren
        """,
        "replace": "*ersetzen|*aus+tauschen|*tauschen|*aus+wechseln|*wechseln",
        "change": "*ändern|*verändern|*ab+ändern|*um+stellen|*bearbeiten",
        "brighten": "*auf+hellen|*erhellen|*heller+machen|heller machen|*beleuchten",
        "darken": "*ab+dunkeln|*verdunkeln|*dunkler+machen|dunkler machen|*nach+dunkeln",
        "increase": """
            *erhöhen|*steigern|*verstärken|*an+heben|angehoben|*hoch+drehen|*hoch+schrauben|*hoch+setzen
            *intensivieren
        """,
        "reduce": """
            *verringern|*reduzieren|*senken|*ab+senken|*herab+setzen|*vermindern|*mindern|*runter+drehen
            *ab+schwächen|*zurück+nehmen|*runter+schrauben|*runter+setzen
        """,
        "sharpen": "*schärfen|*nach+schärfen|*scharf+zeichnen|*schärfer+machen|scharfstellen|scharf stellen",
        "crop": """
            *zu+schneiden|zugeschnitten|*beschneiden|beschnitten|*croppen|*ab+schneiden|*zurecht+schneiden
            zuschnitt|*schneiden
        """,
        "resize": """
            *skalieren|*um+skalieren|*resizen|größe ändern|*herunter+skalieren|*runter+rechnen|*hoch+skalieren
            *runter+skalieren
        """,
        "enlarge": "*vergrößern|*größer+machen|größer machen",
        "shrink": "*verkleinern|*kleiner+machen|kleiner machen|*schrumpfen",
        "rotate": "*drehen|*rotieren|*kippen|*schwenken|*schräg+stellen",
        "turn": "*wenden|*um+drehen",
        "flip": "*spiegeln|spiegle|*um+klappen|*spiegelverkehrt+machen|gespiegelt",
        "straighten": """
            *begradigen|*gerade+richten|*gerade+rücken|gerade rücken|gerade richten|*aus+richten|gerade stellen
            gerade machen|*geradestellen|*gerade+stellen
        """,
        "denoise": "*entrauschen",
        "expand": "*erweitern|*aus+dehnen|*verlängern",
        "add": """
            *hinzu+fügen|*ein+fügen|*hin+zufügen|*ergänzen|*zu+fügen|*dazu+geben|*hinzu+geben|*an+fügen|hinzugefügt
            dazu
        """,
        "keep": "*behalten|*bewahren|*erhalten|bleibt|bleiben|*bei+behalten|*belassen|*lassen|lass|lasse",
        "leave": "*verlassen",
        "enhance": "*optimieren|*verbessern|*auf+hübschen|*verschönern",
        "invert": "*invertieren|*um+kehren|*negieren",
        "shear": "*scheren|*verscheren",
        "blend": "*mischen|*vermischen|*tönen",
        "desaturate": "*entsättigen|*entfärben|farbe entziehen|farbe entfernen|farben entfernen",
        "convert": "*um+wandeln|*konvertieren|*verwandeln",
        "move": "*verschieben|*bewegen|*schieben|*rücken|*versetzen|verrücken|*hin+schieben",
        "center": "*zentrieren|*mittig+setzen|*mittig+stellen",
        "duplicate": "*verdoppeln|*duplizieren|*kopieren|*klonen|*vervielfältigen",
        "put": "*platzieren|*legen|leg|*setzen|*packen|*stellen|*positionieren|*hängen",
        "give": "*geben|gib",
        "touch": "*an+fassen|*berühren",
        "fill": "*füllen|*aus+füllen|*auf+füllen",
        "mirror": "spiegelverkehrt",
        "saturate": "sättigen",
        "show": "*zeigen|*haben",
        "apply": "*an+wenden",
        "retouch out": "wegstempeln",
        "warm up": "*erwärmen",
        "cool down": "*ab+kühlen",
        "auto enhance": """
            automatisch verbessern|automatisch optimieren|automatisch korrigieren|autokorrektur
            automatische korrektur|automatisch anpassen|automatische verbesserung|bildverbesserung
        """,
        "adjust": "*an+passen|*korrigieren|*justieren|*aus+gleichen",
        "soften": "weicher machen|*mildern",
    },
    "S": {
        "make": """
            *machen|mach|machs|*färben|*ein+färben|*um+färben|*streichen|*an+malen|*malen|*lackieren|*gestalten
            soll|sollte|sollen|sollten|muss|müssen|müsste|wird|werde|wirds|*um+lackieren|eingefärbt|gefärbt
        """,
        "turn": "*tauchen",
    },
}

PAIRS: dict[str, str] = {
    "remove": """
        *nehmen … weg|nimm … weg|nimm … raus|nimm … heraus|nehme … weg|nehme … raus|*nehmen … raus|*machen … weg
        mach … weg|*machen … raus|mach … raus|soll … weg|soll … raus|soll … verschwinden|muss … weg|muss … raus
        müssen … weg|müssen … raus|sollen … weg|sollen … raus|sollen … verschwinden|sollte … weg|sollte … raus
        muss … verschwinden|müssen … verschwinden|lass … verschwinden|*lassen … verschwinden|lasse … verschwinden
        kann … weg|können … weg|*schneiden … raus|*schneiden … heraus|*retuschieren … weg|*retuschieren … raus
        *radieren … weg|*radieren … aus|*tun … weg|*zaubern … weg|werde … los|*werden … los|*bekommen … weg
        *löschen … aus|*löschen … raus|*entfernen … raus|möchte … weg|will … weg|darf … weg|*holen … raus
    """,
    "cut out": "*schneiden … aus|*stellen … frei|stell … frei|*machen … frei|*schneiden … frei",
    "crop": "*schneiden … zu|*schneiden … ab|*schneiden … zurecht|*croppen … zu",
    "blur": """
        *machen … unkenntlich|mach … unkenntlich|*machen … unscharf|mach … unscharf|*zeichnen … weich
        *machen … unlesbar|mach … unlesbar|*machen … verschwommen|mach … verschwommen|*stellen … unscharf
        stell … unscharf|mach … weich
    """,
    "brighten": "*hellen … auf|hell … auf",
    "darken": "*dunkeln … ab|dunkel … ab|dunkle … ab|*dunkeln … nach",
    "replace": "*tauschen … aus|*wechseln … aus",
    "convert": "*wandeln … um|wandle … um",
    "straighten": """
        *richten … gerade|*rücken … gerade|*machen … gerade|mach … gerade|*stellen … gerade|*richten … aus
        *ziehen … gerade
    """,
    "add": """
        *fügen … hinzu|*fügen … ein|*fügen … an|*geben … dazu|*setzen … ein|*bauen … ein|füg … ein|füg … hinzu
        *malen … dazu
    """,
    "make": """
        lass … aussehen|lasse … aussehen|*färben … ein|*färben … um|*malen … an|färb … um|färb … ein|*lackieren … um
        *streichen … an
    """,
    "increase": "*heben … an|*drehen … hoch|*schrauben … hoch|*setzen … hoch",
    "reduce": "*setzen … herab|*schrauben … runter|*drehen … runter|*nehmen … zurück|*schwächen … ab|nimm … zurück",
    "resize": "*skalieren … herunter|*rechnen … runter",
    "turn upside down": """
        *drehen … auf den kopf|*stellen … auf den kopf|stell … auf den kopf|dreh … auf den kopf|*drehen … kopfüber
    """,
    "turn around": "*drehen … um|dreh … um",
    "enlarge": "*ziehen … größer|*ziehen … groß",
    "keep": "*behalten … bei|*lassen … so",
    "don't touch": "*lassen … in ruhe|lass … in ruhe",
    "adjust": "*passen … an|*gleichen … aus",
    "cool down": "*kühlen … ab",
    "duplicate": "*verdoppeln … dazu",
    "change": "*ändern … ab|*stellen … um",
}
"""Verbs in two parts, which stand around an ellipsis."""
