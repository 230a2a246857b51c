"""Everyday English: words that never tell one subject from another, and words that seldom do."""

_NEVER = """
a an the and or but nor so if then else than as of at by for from in into on onto to with without within
is am are was were be been being do does did doing done have has had having will would shall should can could
may might must ought cannot i me my mine myself we us our ours ourselves you your yours yourself yourselves he
him his himself she her hers herself it its itself they them their theirs themselves this that these those here
there who whom whose which what when where why how all any both each few more most other some such no not only
own same too very just also again ever even still yet about above after before below between during over under
until while because through up down out off further once s t d ll m o re ve y don doesn didn isn aren wasn weren
won wouldn shouldn couldn hasn haven hadn ain mustn needn cant dont doesnt didnt isnt arent wasnt werent wont
wouldnt shouldnt couldnt hasnt havent hadnt im ive id ill youre youve youd youll hes shes theyre theyve weve
whats thats theres heres lets gonna wanna gotta
"""

# Left out of the index altogether.
STOP_WORDS = frozenset(_NEVER.split())

_SELDOM = """
able absolutely actual actually add advance advice afraid afternoon ago agree ah allow allowed almost alone
along already alright although always amazing among amount annoyed annoying another answer anybody anymore
anyone anything anyway anywhere apologies apparent apparently appear appreciate approx approximately apr april
around asap ask asked asking assist assistance assume aug august autumn available away awesome awful awhile back
bad badly basically bear become behind believe best better big bit bother boy bring brother btw buddy bunch busy
call called calling came care catch cause certain certainly chance cheers choose clear clearly cold colleague
come comes coming common complain complete completely complicated confirm confused confusing consider constantly
cool correct correctly couple course crap crazy curious currently dad damn daughter day deal dear decade
december decide definitely depend desperate despite difference different difficult disappointed doable doubt
dozen dude earlier early easier easily easy eg eight either enough entire especially etc evening eventually
every everybody everyone everything everywhere exact exactly example excellent except excited exist expect
expected explain explanation extra extremely fact fairly family far fast father favor favour feb february feel
feels felt figure figured final finally find fine finish first five fix fixed folk folks follow following
forever forgive fortnight found four frankly free frequently fri friday friend friends frustrated frustrating
full fun funny future general generally gentleman get gets getting girl give given giving glad go god goes going
gone good got gotten grateful great greetings guess guidance guy guys half happen happened happening happens
happy hard hardly hate hear heard heck hell hello help helped helpful helping hence hey hi hint hit hold honest
honestly hope hopefully hoping hour hours however huge hundred husband idea ideal ideally ideas idk immediately
impossible indeed instance instantly instead interested issue issues jan january job jul july jun june keep
keeps kept kid kids kind kindly knew know known lady large last late lately later least leave left less let life
like likely line little live lol long longer look looked looking looks lose lot lots love loved luck mad made
main mainly make makes making man many mar mate mates matter maybe mean meaning means meant meantime meanwhile
men mention mentioned middle midnight mind minute minutes miss missing mistake mom moment monday money month
months morning mother much mum myself name namely near nearly necessary need needed needing needs neither never
nevertheless new next nice nine nobody none noon nope normal normally nothing noticed nov november now nowhere
obvious obviously occasionally oct october odd often oh ok okay old one ones onto opinion ordinary otherwise
ourselves outside overall pain pardon part particular particularly past people percent perfect perfectly perhaps
person piece place please plenty pls plus plz point poor possibility possible possibly ppl prefer presently
pretty previous previously probably problem problems proper properly put question questions quick quickly quite
random rather reach ready real really reason reasonable recent recently recommend regard regarding regards
regularly related remember reply respond response rest ridiculous right roughly running sad said saturday saw
say saying says seconds see seeing seem seemed seems seen sense sep sept september serious seriously set seven
several similar simple simply since sincerely sir sister sit situation six small somebody somehow someone
something sometime sometimes somewhat somewhere son soon sorry sound sounds specific specifically spend spent
stand stay straight strange stuck stuff stupid suddenly suggest suggestion suggestions summer sunday supposed
sure surely surprised take taken takes taking tell telling ten terrible terribly thank thanks thing things think
thinking third thought thousand three throw thu thursday thus thx till time times tip tips tired today together
told tomorrow tonight took top totally tough toward towards tried tries trouble true truly try trying tue
tuesday twice two unable understand understood unfortunately unless unlike upon urgent urgently use used useful
uses using usual usually various via wait waiting want wanted wanting wants way ways wed wednesday week weekday
weekend weird welcome well went whatever whenever whether whole wife winter wish woman women won wonder wondered
wondering work worked working works world worry worse worst worth wow wrong yeah year years yep yes yesterday
young
"""

# Kept in the index, but a customer who uses them has said little: they count for less when we ask whether a
# passage covers the question, and their absence from the knowledge base is no evidence of anything.
EVERYDAY_WORDS = frozenset(_SELDOM.split())
