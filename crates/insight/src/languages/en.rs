//! English.

use super::Language;

pub(super) const EN: Language = Language {
    tag: "en",
    stop: "a about above absolutely across actually after again against ago ah ahead aint all almost alone along already alright also \
        although always am among an and another any anybody anymore anyone anything anyway anywhere apparently are aren't around as aside \
        ask asked asking asks at away b back basically be became because become becomes becoming been before began begin behind being \
        believe below besides best better between beyond both bring brings brought but by bye c call called calling calls came can can't cannot \
        care certain certainly change changed changes clearly come comes coming completely consider could couldn't d day days deal definitely did didn't do does doesn't \
        doing don't done dot down due during e each early easily either else em end ended ends enough er especially essentially etc even \
        eventually ever every everybody everyone everything everywhere exactly except f fact fairly far feel feeling feels felt few \
        finally find finding first folks for forth forward found four from full fully further g gave generally get gets getting give \
        given gives giving go goes going gone gonna good got gotta gotten great guess guy guys h had hadn't half happen happened happening happens \
        hard hardly has hasn't have haven't having he hear heard hello help helped helpful helping helps hence her here here's hers herself hey hi him \
        himself his hmm hold honestly hopefully how however huge huh i if imagine important in include included includes including \
        indeed inside instead interested interesting into is isn't it it's its itself j just k keep keeping keeps kept kind kinda kinds knew know \
        knowing known knows l large last late later learn learned least leave left less let let's lets like liked likely likes little live ll long \
        longer look looked looking looks lot lots love loved m made mainly make makes making many matter may maybe me mean meaning \
        means meant meet mentioned mhm might mine mm mmm moment more most mostly move moved moves moving much must my myself n name near nearly \
        necessarily need needed needing needs neither never new next nice no nobody none nope nor normally not nothing now nowhere o obviously of off \
        often oh ok okay old on once one one's ones only onto open or originally other others otherwise ought our ours ourselves out \
        outside over overall own p part particular particularly past per perfect perhaps plus point pointed points possible possibly \
        pretty previous previously probably put puts putting q quick quickly quite r rather re read ready real realize realized really recently regarding remember \
        right roughly run running runs s said same saw say saying says second see seeing seem seemed seems seen sense set several shall \
        she should shouldn't show showed shows side similar simple simply since single small so some somebody somehow someone something \
        sometimes somewhat somewhere soon sorry sort sorta sound sounds speak speaking specific specifically spend spent start started starting starts stay still stop \
        stuff such suddenly super suppose supposed sure t take taken takes taking talk talked talking talks tell telling tells ten terms than thank thanks that \
        that's the their theirs them themselves then there there's therefore these they thing things think thinking thinks third this those though \
        thought thoughts three through throughout thus till time times to today together told tomorrow tonight too took totally toward towards tried \
        tries true truly try trying turn turned turns twice two type typically u uh ultimately um under understand understood unfortunately \
        unless until up upon us use used useful uses using usually v various very via w wait wanna want wanted wanting wants was wasn't watch way ways we \
        we'll we're we've well went were weren't what what's whatever when whenever where where's wherever whether which while who who's \
        whoever whole whom whose why will willing wish with within without won't wonder wondering word words work worked working works worth would wouldn't wow wrong \
        wrote x y ya yeah year years yep yes yesterday yet you you're your yours yourself yourselves yup z zero five six seven eight nine \
        hundred thousand million billion mr mrs ms dr roger affirmative copy over stand gotcha cool awesome amazing crazy funny weird fun \
        whilst able based build built create created creating write writing add added adding allow allows allowed check grab decide decided happy \
        easy easier harder bigger biggest smaller different difference bit sit sat seriously literally personally hopefully obvious course \
        written minus whereas opposite forget forgot hit agree answer answers break broke choose explain follow followed handle hate join joined lose lost meant pay pick play played plays \
        pull push quote unquote send sent share sell serve solve sitting standing stick test tend tends throw trust wants win worry worrying walk walked \
        appreciate assume basic become bunch can can't checking clear close closed common correct couple current currently depends describe different \
        directly eat entire entirely exact exciting excited extremely familiar fast fine free friendly fresh giant grow growing guessing hand high higher \
        incredible incredibly intended interact introduce invited kick knock listen listening listened loud low lower major natural necessary nonetheless \
        normal particular poor possible potentially powerful prefer present proper properly quiet random rare reach realise reasonable recent recommend \
        related relatively require required requires respect responsible rid ridiculous sad safe saved saving scary separate serious short significant silly slightly \
        slow slowly smart special spoke stupid successful supporting surprised surprising surprise talk terrible thankful tough tricky typical usual \
        vast wide wild yell apply applied asking assuming avoid bear breaking carry caught cause caused changing choosing complete connect continue \
        convince count cover cut define defined depend deploy describe design determine develop die discuss discussed draw drive drop enable encourage ensure \
        enter establish exist exists expect expected expecting experience express fail fall feed fight figure figured fill fit fix fixed focus force forced \
        gain gather generate grew guarantee guide hang happens hide hope hoping identify ignore implement improve increase involve involved jump keep kill land \
        launch lead leads lean led lie lift limit link load lock log look maintain manage mark match measure mention miss missing notice noticed occur offer \
        operate organize own pass perform place plan planned planning prevent produce prove provide provides publish raise react receive recognize reduce refer \
        reflect release remain remove replace represent respond rest return reveal rise save scale search seek select shift shut shoot sign sleep slip smile solve sort \
        sound split spread stare steal step suggest supply support switch teach taught tear touch track train transfer travel treat \
        understanding update visit wake wear whatnot wanting",
    weak: "compare contribute detect fair seconds south north east west ability access account action advantage age air amount approach area areas aspect attempt attention audience back background bad basis beginning benefit \
        big body book box boy brain business capability care case cases chance character chat choice church circumstance class color comment community company complexity concept \
        concern condition connection contact content context control conversation cost country couple credit crowd culture data date debate decade decision degree detail details \
        difficult direction discussion door down effect effort element energy environment era error event evening everyday evidence example examples excellent experience expert \
        extent eye eyes face factor family father feature features feedback field file final flow folk foot form format foundation framework friend friends front function future \
        game general generation girl global goal god ground group groups growth guest guests hand hands head health heart history home hour hours house human idea ideas identity \
        image impact important individual industry info information input instance interest internal issue issues item job journey key kid kids knowledge lack language latter law layer \
        leader level levels life light line lines list local location logic longtime look loop loss lunch main majority man manner market mass material meeting member members men \
        message method mid middle mind minute minutes mistake mode model modern money month months morning mother motion multiple music nature negative network night note number \
        numbers object objective office opinion opportunity option options order organization original outcome output page pain paper parent parents particular partner \
        path pattern people percent percentage period person perspective phase phone picture piece pieces place places player podcast episode episodes policy population position \
        positive possibility post power practice pressure price primary principle private problem problems process product products program project projects proof property proposal \
        public purpose quality question questions queue range rate reality reason reasons recording regular relationship report request research resource response result results \
        review rich risk road role room rule rules sample scenario scene schedule school science scope script section self sentence series service services set sets share \
        shot show shows side sides site situation situations size skill skills social solution solutions source space speech speed stage standard state statement status step steps \
        story stories strange strategy strength stress strong structure student study style subject success suggestion system systems table task team teams technique technology tension \
        term text theory thought title tool tools top topic topics total tour town training trend trick trouble truth types unique unit user users value values \
        variety version versions video view views voice water weak week weeks weekend website wife wing woman women wonderful world worst young anniversary mom dad \
        host hosts listener listeners sponsor episode show podcast laughs laughter laugh crosstalk applause inaudible unclear music chuckles audio \
        january february march april may june july august september october november december monday tuesday wednesday thursday friday saturday sunday \
        minute fifth fourth sixth dozen twenty thirty forty fifty sixty seventy eighty ninety eleven twelve fifteen percent dollar dollars bucks",
    connectors: "of for",
    determiners: "the a an this these those my our your his her their its of every each no some any such another",
    verb_cues: "to i you we they he she it who can could will would should may might must don't doesn't didn't can't couldn't won't wouldn't \
        shouldn't i'll you'll we'll they'll he'll she'll i'd you'd we'd they'd let's not never gonna please wanna gotta",
    degree: "very so too more most really quite pretty extremely incredibly super absolutely totally completely highly particularly \
        especially truly deeply enormously fairly really less as how",
    negations: "not never no none nobody nothing neither nor nowhere without cannot can't don't doesn't didn't won't wouldn't couldn't shouldn't isn't \
        aren't wasn't weren't hasn't haven't hadn't ain't rarely seldom hardly despite",
    positive: "",
    negative: "",
    dangling: "and but so or because it it's its that that's this they they're them he he's she she's then which those these there there's here also \
        yeah yes no well right okay ok sure like also plus though however anyway now exactly absolutely oh um uh hmm whereas therefore thus otherwise \
        too him her his their such who whom whose where",
    emphatic: "never always every nobody everybody nothing everything only instead rather but despite although most best worst greatest biggest hardest \
        first ever must truly believe learned realized realised wrong right matter matters secret lesson love hate fear proud dangerous impossible future \
        everyone dream dreamed change changed truth important",
    interrogatives: "what why how who where when which whose do_you did_you are_you is_it is_there can_you could_you would_you have_you is_that \
        does_it does_that what's how's who's should_we do_we will_you was_it was_there did_it",
    chatter: &[
        "welcome to",
        "welcome back",
        "welcome everybody",
        "welcome, everybody",
        "thanks for having",
        "thank you for having",
        "thanks for joining",
        "thank you for joining",
        "thanks for listening",
        "thank you for listening",
        "thanks for inviting",
        "thank you so much",
        "thanks so much",
        "thank you very much",
        "thanks for coming",
        "thank you for coming",
        "thanks for tuning",
        "glad to be here",
        "happy to be here",
        "great to be here",
        "pleasure to be here",
        "good to be here",
        "honored to have",
        "excited to have",
        "joining us",
        "join us",
        "hello everybody",
        "hello, everybody",
        "hello everyone",
        "hello, everyone",
        "hi everybody",
        "hi, everybody",
        "hi everyone",
        "hi, everyone",
        "good morning",
        "good evening",
        "good afternoon",
        "see you next",
        "until next time",
        "next week",
        "brought to you by",
        "sponsor",
        "promo code",
        "discount code",
        "coupon",
        "use code",
        "free trial",
        "sign up at",
        "dot com",
        ".com",
        ".fm",
        ".io",
        ".org",
        "www.",
        "subscribe",
        "patreon",
        "leave a review",
        "rate us",
        "newsletter",
        "follow us",
        "follow me on",
        "on twitter",
        "show notes",
        "our guest",
        "my guest",
        "special guest",
        "today's guest",
        "your host",
        "our host",
        "my co-host",
        "co-hosts",
        "on the show",
        "to the show",
        "of the show",
        "this show",
        "this episode",
        "today's episode",
        "the podcast",
        "this podcast",
        "next episode",
        "let's get started",
        "let's dive in",
        "take a break",
        "short break",
        "be right back",
        "we're back",
        "i'm back",
        "happy birthday",
        "happy new year",
        "can you hear me",
        "you're muted",
        "on mute",
        "share my screen",
        "share your screen",
        "next slide",
        "my name is",
        "introduce yourself",
        "tell us about yourself",
        "transcript",
        "librivox",
        "public domain",
        "we are out of time",
        "out of time",
        "wrap up",
        "wrap it up",
        "this is houston",
        "how do you read",
        "loud and clear",
        "do you read",
        "you read me",
        "read you",
        "reading you",
        "radio check",
        "do you copy",
        "say again",
        "breaking up",
        "cutting out",
        "you froze",
        "good conversation",
        "great conversation",
        "standing by for",
        "stand by for",
    ],
    starters: "so ok okay alright now let's next cool great well moving",
    openings: &[
        "let's talk about",
        "let's move",
        "moving on",
        "let's switch",
        "switching gears",
        "so let's",
        "let's get into",
        "let's start",
        "next up",
        "next topic",
        "next question",
        "another question",
        "my next",
        "the next",
        "i want to talk",
        "i wanted to talk",
        "i want to ask",
        "i wanted to ask",
        "i'd like to ask",
        "i'd like to talk",
        "speaking of",
        "tell me about",
        "tell us about",
        "can you tell",
        "could you tell",
        "one more",
        "finally",
        "before we",
        "to start",
        "first of all",
        "another thing",
        "on the topic",
        "talk to us about",
        "so what is",
        "so how",
        "what about",
        "how about",
        "okay, so",
        "alright, so",
        "all right",
        "chapter",
        "part one",
        "part two",
        "last question",
        "let me ask",
    ],
    announcements: &[
        "let's",
        "let me ask",
        "we'd like",
        "i'd like to",
        "i would like to",
        "i want to",
        "talk about",
        "before we",
        "move on",
        "moving on",
        "another",
        "next",
        "one more",
        "question",
        "switch",
    ],
    acknowledgements: &[
        "thank",
        "cool",
        "awesome",
        "great",
        "got it",
        "makes sense",
        "interesting",
        "fantastic",
        "wonderful",
        "excellent",
        "fascinating",
        "nice",
        "amazing",
    ],
    conjunctions: "and but like or because which that then",
    clitics: &[],
    titles: "mr mrs ms miss dr doctor prof professor president senator sir lady lord king queen prince princess captain colonel general \
        commander reverend father judge justice minister chancellor governor mayor pope saint",
    place_cues: "in at near from to",
    and: "and",
};
