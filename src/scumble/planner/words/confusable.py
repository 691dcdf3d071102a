"""Ordinary English words that lie one or two typing errors from a key word and must never be mended into it.

Made by mending the 40,000 most frequent words of a spelling list and keeping those that changed, plurals and other
inflections of key words aside.
"""

_TEXT = """
bluer greener redder whiter blacker pinker yellower browner colorize colorise colorized colourize colourise
adjuster aloha altar amply aptly aromatic asthmatic autocratic automated automation automaton backdoor backstop
barfly baring barley bartered bartering batter beater bering bette betted birder bitter bland bleed blight blighter
blind blond blues bluffing blurb blurt blurted blurting blurts blushing boarder boarders boast boasted bolder
booster boosters booted borderline boring bother bothered bothering boulders bread brighton brine brink briny broads
brokered brokering brood brother bullring burdened burdening burry butter calamity calder caroling chaining chairing
chalking champing chance chancing chang changeling changer changers chanting charge charging charity charming
charring charting chatting chile chili chill chipping chlorine chomping choosing chopped chopping chugging chunk
chunks clanging clanking clapping clarify cleaner cleaners cleanly cleanser cleared clearest cleat cleaver cleverer
cleverly clinging clomping clunky coddling coder coiling collared collaring collecting collider colluded colon
colorado colorist completed completes concert concerto concerts congrats conjured connecting considerable consoling
contacts contests contours contract contracts contras contrasting convent convents converge converse converter
cooing cooker cooking cooled cooper copped copping corrections corrective correctly correlating corrupting coupe
coupled coupler couplers couplet couplets coupling covering covert cowering cramping cranking crapped crapping crate
crease creatine creative creature creeping cremate cremated crimp cringing crippled crippling crispy croaking
crossing crowding crowning cultured dampened dampening darkness darren deceased deeper defeated defected deflated
deflected dejected delegate delegated demented deplete depleted depressed depressing deserted detected detested
dimmed discord downside downsides downstage downstate downtime drastically dulled dulles eased enhancer enhancers
entirety entrance eraser expend extent extractor extremity fairy famed farmed fatter figurine filly fizzy flame
flamed flames flapped flapping flatten flattens flattered flattery flicking flinging flippant flipper flippers
flirting flitting flopped flopping flutter flutters fluttery folder folly foully framers frayed generals generator
gentile gentiles gentler gentlest gentry grape grater greaser greasers greatest greeter hairpins hallway hallways
hardline hatter heady heartily heave heavenly hither hitter hooter immensely immolate improper improvise incense
increasingly inpatient insert insulate intended intensively intently inversely labelled laughter leotards lesser
lesson levees levers licensed lightening limiting littler littlest livid lonelier loner loser lovelier lovelies
lover magically makings marginal marin marking marlin martians martin martinis martins marvin masking mated mating
maximize maxing meted minor modal modem moderator modes modulate motel mused mutes narrower narrowly neutrality
neutralizer noticeable optimism optimist originally originate overhaul overkill oversell pacer paddled paddling
pager pales palmer parading parson partiality partials party payer peddling peopled persona personal personas
peterson phonograph photographer photographic photon pictured piddling plaid plodding portly predicts princess
prison proceeds processor prodding producer profess progress projects protects protests prowess pudding puddings
puncher punching puncture quiet quits quote raided railed rained raiser ravished reader realized realizing reciting
redacted redder reelect refining reflector regional reindeer relating relation religion remaking reminder remote
remover renter repaid replayed resale rescuing resemble reside resided residing resigned resigning resisted
resisting resolved resolving resuming retaking retiring revising revoking revolved revolving rewiring rezoning
riches richter rights roasting roosting rotational rotted rotting rousting salutation satiated scald scalded
scalding scalp scalped scalping scaly scamming scanning scape scare scared scarfing scaring scarring scathing
scatting scent scolding scone scowling scraping scrawled scrip sealed sealing seduction selecting selective
selectmen selector separately shacking shadowy shale shallows shard share shark sharpener shave shortened shortening
shortness shrank shriek shrine shrunk sidewalk sidewalks sight significant situated situation skylight slacking
sleight smacking smartened smartness smell snacking snarling snitch softener softer softy spaces spacey spade spake
spanking spanning spare sparing sparking sparring spate spawning speaking spearing spice spicing splicing spraying
sprightly springer sprucing squarely squash squashed squatted squeaked squealed squire squirted stacking stale
stalking stall stalling stapling starlight starling stealing stitch straighter straightest strangely strangle
strangler strap strength strengths strep stringed stringer stripe stripy stroking stroller strongest strung studies
studious subjected substantial subtitle subtler subtlety suckling sunlight superb supper surer swatch temperate
tenacity think toned toner tongs tonnes torch totality totalled totes touchy tough transfer transfers transformer
transparently transport trick tunes vagrancy vanquish varnish vilify waken warbling warder warding wards wares
waring warmed warner warning warnings warns warping warps warring warts wearer weaver whale whore whose woken
worming worms woven
"""

WORDS = frozenset(_TEXT.split())
