//! Well-known names, and the words by which a name tells what it names.
//!
//! Small on purpose: the transcript says what is a name, these lists only say what kind of name it is. A name that is on no
//! list is not lost, its kind is left open.

use std::collections::HashSet;
use std::sync::LazyLock;

use model::insight::EntityKind;

/// Given names, lower case.
const FIRST_NAMES: &str = "aaron abby abigail adam adrian agnes aidan aisha alan albert alberto alejandra alejandro alessandro alex \
    alexander alexandra alexandre alexis alfred ali alice alicia alison allan allen allison alyssa amanda amber amelia amir amy ana anders andre \
    andrea andreas andrew andy angel angela anita anja ann anna anne annette annie anthony antoine anton antonio antonopoulos arianna arjun \
    arnold arthur astrid audrey austin ava barack barbara barry beatrice ben benedict benjamin bernard bernd beth betty bill billy björn bob bobby \
    boris brad bradley brandon brenda brendan brett brian bridget bruce bruno bryan buzz caitlin camille carl carla carlos carmen carol carolina \
    caroline carrie catherine cathy cecilia celia charles charlie charlotte chelsea cheryl chloe chris christian christina christine christoph \
    christopher cindy claire clara claude claudia clive colin connor craig cristina curtis cynthia daisy dale damian dan dana daniel daniela \
    danielle danny darren dave david dawn dean deborah debra denise dennis derek diana diane diego dieter dmitri dominic don donald donna \
    dorothy doug douglas duncan dustin dylan earl eddie edgar edith eduardo edward edwin elaine eleanor elena eli elias elijah elisabeth eliza \
    elizabeth ella ellen elon elsa emil emily emma enrique eric erica erik erika erin ernest esther ethan eugene eva evan eve evelyn fabian \
    felipe felix fernando fiona florian frances francesca francesco francis francisco françois frank franz fred frederick friedrich gabriel \
    gabriela gareth garrett gary gavin gene glenn glen geoff geoffrey george georgia gerald gerard gerhard giovanni giulia gloria gordon graham greg gregory \
    greta guillaume gus gustav guy hannah hans harold harriet harry harvey heather heidi heinrich helen helena helmut henrik henry herbert \
    herman hillary holger holly horst howard hugh hugo ian ibrahim igor ilya ingrid irene iris isaac isabel isabella isabelle ivan jack \
    jackie jacob jacqueline jacques jaime jake james jamie jan jane janet janice jared jason javier jay jean jeff jeffrey jennifer jenny jens \
    jeremy jerod jerome jerry jesse jessica jill jim jimmy joachim joan joanna joanne joe joel johan johann johannes john johnny jon jonas \
    jonathan jordan jorge jose josef joseph josh joshua josé joy joyce juan judith judy julia julian juliana julie julien juliet julio jürgen \
    justin kai karen karin karl karla kate katherine kathleen kathryn kathy katie katja kay keith kelly kelsey ken kenneth kent kevin kim \
    kimberly klaus kris kristen kristin kristina kurt kyle lana lance lara larry lars laura lauren laurence laurent lawrence lea leah lee \
    lena leo leon leonard leonardo leroy leslie lewis liam lillian lily linda lindsay lisa liz lois lorenzo lori louis louise luc luca lucas \
    lucia lucy luigi luis luisa lukas luke luther lydia lynn madeleine madison maggie malcolm manuel marc marcel marcia marco marcos marcus \
    margaret maria marianne marie marina mario marion marjorie markus marlene marsha marta martha martin martina marvin mary mathieu mats \
    matt matteo matthew matthias maureen maurice max maya megan meghan mel melanie melissa mercedes meredith mia michael michel michele \
    michelle miguel mika mike mikael mildred miles mindy miranda miriam mitch mohamed mohammed moira molly mona monica monika morgan muhammad \
    murray nadia nancy naomi natalia natalie natasha nate nathan nathaniel neal neil nelson nicholas nick nicola nicolas nicole niels nigel \
    nikita nils nina noah noel nora norman olga oliver olivia olivier omar oscar otto owen pablo pamela paola paolo patricia patrick paul \
    paula pauline pavel pedro peggy penny pete peter petra phil philip philipp philippe phillip phoebe pierre pieter piotr priya rachel rafael \
    rainer ralph ramon randall randy raphael raul ray raymond rebecca regina reinhard renate renee reuben rex ricardo richard rick ricky rita \
    rob robbie robert roberta roberto robin rodney rodrigo roger roland rolf roman ron ronald rory rosa rosemary ross roxanne roy ruben rudolf \
    rupert russ russell ruth ryan sabine sally salvador sam samantha samuel sandra sandy sara sarah satoshi scott sean sebastian sergei sergey \
    sergio seth shane shannon sharon shaun sheila shelly sheryl shirley sidney silvia simon simone sofia sonia sophia sophie stacey stan stanley \
    stefan steffen stella stephan stephanie stephen steve steven stewart stuart sue susan susanna susanne suzanne sven sylvia tamara tammy \
    tanya tara ted teresa terrence terry theo theodore theresa thierry thomas tiffany tim timothy tina tobias todd tom tommy toni tony tracy \
    travis trevor tristan tyler ulrich ursula ute uwe valentina valerie vanessa vera vernon veronica vicki victor victoria vincent vincenzo \
    viola violet virginia vivian vladimir walter wanda warren wayne wendy wesley whitney wilhelm willem william willie winston wolfgang xavier \
    yan yannick yasmin yolanda yuri yusuf yves zach zachary zoe";

/// Countries, large cities, regions, worlds.
const PLACES: &str = "Afghanistan|Africa|Alabama|Alaska|Albania|Alberta|Algeria|Alps|America|Amsterdam|Andes|Angola|Ankara|Antarctica|Arctic|Argentina|\
    Arizona|Arkansas|Armenia|Asia|Athens|Atlanta|Atlantic|Austin|Australia|Austria|Azores|Baghdad|Baltimore|Bangkok|Bangladesh|Barcelona|Bavaria|\
    Beijing|Belarus|Belfast|Belgium|Berkeley|Berlin|Bermuda|Bogotá|Bolivia|Bombay|Bosnia|Boston|Brazil|Brisbane|Bristol|Britain|British Columbia|\
    Brooklyn|Brussels|Bucharest|Budapest|Buenos Aires|Bulgaria|Cairo|Calgary|California|Cambodia|Cambridge|Cameroon|Canada|Canary|Canary Islands|Canaries|Cape Canaveral|\
    Cape Kennedy|Cape Town|Caribbean|Carnarvon|Chicago|Chile|China|Cincinnati|Cleveland|Cologne|Colombia|Colorado|Connecticut|Copenhagen|Costa Rica|\
    Croatia|Cuba|Cyprus|Czech Republic|Czechia|Dallas|Delaware|Delhi|Denmark|Denver|Detroit|Dubai|Dublin|Düsseldorf|Earth|East Coast|Ecuador|\
    Edinburgh|Egypt|El Salvador|England|Estonia|Ethiopia|Europe|Everest|Finland|Florence|Florida|France|Frankfurt|Geneva|Georgia|Germany|Ghana|Glasgow|\
    Great Britain|Greece|Greenland|Guam|Guatemala|Haiti|Hamburg|Hanoi|Havana|Hawaii|Helsinki|Himalayas|Hiroshima|Holland|Hollywood|Honduras|Hong Kong|\
    Honolulu|Houston|Hungary|Iceland|Idaho|Illinois|India|Indiana|Indonesia|Iowa|Iran|Iraq|Ireland|Israel|Istanbul|Italy|Jakarta|Jamaica|Japan|Jerusalem|\
    Johannesburg|Jupiter|Kabul|Kansas|Kansas City|Karachi|Kazakhstan|Kentucky|Kenya|Kiev|Korea|Kuwait|Kyiv|Kyoto|Lagos|Laos|Las Vegas|Latin America|\
    Latvia|Lebanon|Leipzig|Liberia|Libya|Lima|Lisbon|Lithuania|Liverpool|London|Los Angeles|Louisiana|Luxembourg|Lyon|Madagascar|Madrid|Maine|Mainz|Malaysia|Mali|\
    Malta|Manchester|Manhattan|Manila|Mars|Marseille|Maryland|Massachusetts|Mediterranean|Melbourne|Memphis|Mexico|Mexico City|Miami|Michigan|Middle East|Milan|\
    Minneapolis|Minnesota|Mississippi|Missouri|Mongolia|Montana|Monte Carlo|Montreal|Moon|Morocco|Moscow|Mozambique|Mumbai|Munich|Myanmar|Nagasaki|Nairobi|\
    Namibia|Naples|Nashville|Nebraska|Nepal|Netherlands|Nevada|New Delhi|New England|New Hampshire|New Jersey|New Mexico|New Orleans|New York|New York City|\
    New Zealand|Newfoundland|Nicaragua|Nigeria|North America|North Carolina|North Dakota|North Korea|Northern Ireland|Norway|Nuremberg|Oakland|Ohio|Oklahoma|\
    Ontario|Oregon|Orlando|Osaka|Oslo|Ottawa|Oxford|Pacific|Pakistan|Palestine|Palo Alto|Panama|Paraguay|Paris|Pennsylvania|Perth|Peru|Philadelphia|\
    Philippines|Pittsburgh|Pluto|Poland|Portland|Porto|Portugal|Prague|Puerto Rico|Quebec|Reykjavik|Rio de Janeiro|Romania|Rome|Rotterdam|Russia|\
    Rwanda|Sacramento|Sahara|San Diego|San Francisco|San Jose|Santiago|Saturn|Saudi Arabia|Scandinavia|Scotland|Seattle|Senegal|Seoul|Serbia|Shanghai|Siberia|Sicily|Silicon Valley|\
    Singapore|Slovakia|Slovenia|Somalia|South Africa|South America|South Carolina|South Dakota|South Korea|Soviet Union|Spain|Sri Lanka|St. Louis|Stockholm|\
    Strasbourg|Stuttgart|Sun|Sudan|Sweden|Switzerland|Sydney|Syria|Taipei|Taiwan|Tahiti|Tananarive|Tanzania|Tehran|Tel Aviv|Tennessee|Texas|Thailand|Tibet|\
    Tokyo|Toronto|Tunisia|Turin|Turkey|Uganda|Ukraine|United Kingdom|United States|United States of America|Uruguay|Utah|Valencia|Vancouver|Venezuela|Venice|\
    Venus|Vermont|Vienna|Vietnam|Virginia|Wales|Warsaw|Washington|Washington DC|Washington D.C|West Coast|West Virginia|Wisconsin|Wuhan|Wyoming|Yemen|\
    Yorkshire|Yugoslavia|Zambia|Zimbabwe|Zurich|UK|USA|US|U.S|U.S.A|U.K|EU|USSR|D.C|NYC|L.A|UAE|\
    Allemagne|Angleterre|Belgique|Brésil|Espagne|États-Unis|Italie|Londres|Suisse|Royaume-Uni|\
    Alemania|Brasil|España|Estados Unidos|Europa|Francia|Inglaterra|Italia|México|Nueva York|Perú|Reino Unido|Rusia|Suiza|Roma|Milano|Napoli|Firenze|Venezia|\
    Torino|Alemanha|Espanha|França|Lisboa|São Paulo|Bélgica|Portugal|Berlín|París|\
    Deutschland|Österreich|Schweiz|Frankreich|Spanien|Italien|England|Großbritannien|Amerika|USA|Russland|Polen|Türkei|Griechenland|Niederlande|Belgien|\
    Dänemark|Schweden|Norwegen|Finnland|Brasilien|Indien|Afrika|Asien|Australien|Köln|München|Wien|Zürich|Hannover|Bremen|Dresden|Ukraine|Ungarn|\
    Nederland|België|Duitsland|Frankrijk|Engeland|Spanje|Italië|Parijs|Brussel|Antwerpen|Utrecht|Den Haag";

/// Organisations whose name does not say so.
const ORGANISATIONS: &str = "Adobe|Airbnb|Airbus|Alphabet|Amazon|AMD|Apple|ARD|Associated Press|AT&T|Atlassian|AWS|CNCF|W3C|IEEE|ICANN|FDA|EPA|CDC|SEC|FCC|FTC|IRS|NIH|NHS|NSF|DARPA|UCLA|NYU|DHL|UPS|GCP|Red Hat|BBC|Bell Labs|Bitmain|BlackRock|Blockstream|BMW|\
    Boeing|Bosch|CBS|CERN|CIA|Cisco|Cloudflare|CNN|Coca-Cola|Coinbase|Congress|Chaincode|Chaincode Labs|Dell|Deutsche Bank|DigitalOcean|Disney|Docker|Dropbox|eBay|ESA|Facebook|\
    Fastly|FBI|FIFA|Ford|GCHQ|General Electric|General Motors|GitHub|GitLab|Goldman Sachs|Google|Grumman|Harvard|HBO|Heroku|Hewlett-Packard|Honda|\
    HP|IBM|IETF|IKEA|IMF|Instagram|Intel|JPL|JPMorgan|KGB|Kraken|Lego|LinkedIn|Linode|Lockheed|Lufthansa|Mastercard|McDonald's|Mercedes-Benz|Meta|\
    Microsoft|MIT|Mozilla|NASA|NATO|NBC|Netflix|Netlify|Nintendo|Nokia|NPR|NSA|NVIDIA|Nvidia|Oracle|O'Reilly|PayPal|PBS|Pentagon|Pfizer|Pixar|Porsche|Reddit|Reuters|\
    Salesforce|Samsung|SAP|Senate|Siemens|Slack|SoundCloud|SpaceX|Spiral|Spotify|Square|Stanford|Stripe|Target|Tesla|TikTok|Toyota|Twitter|Uber|UN|UNESCO|UNICEF|\
    United Nations|Vercel|Visa|Volkswagen|Walmart|Wall Street|White House|WHO|Wikimedia|Xerox|Yahoo|Yale|YouTube|ZDF|Zoom|Bundestag|SPD|CDU|FDP|AfD|European Union|World Bank|\
    Supreme Court|Democratic Party|Republican Party|Labour Party|Conservative Party|Green Party|Communist Party|European Commission|World Health Organization|Red Cross|House of Commons|House of Representatives";

/// Books, products, languages and other works by name.
const WORKS: &str = "Android|Angular|Ansible|Bible|Chrome|CSS|Debian|Deno|Django|Elixir|Emacs|Erlang|Ethereum|Excel|Express|Firefox|Firebase|Flutter|Fortran|\
    GraphQL|Grafana|Haskell|HTML|HTTP|iOS|iPad|iPhone|Java|JavaScript|jQuery|JSON|Jupyter|Koran|Kotlin|Kubernetes|Laravel|Linux|Lisp|MacBook|macOS|MongoDB|MySQL|\
    New York Times|Nginx|Node|Node.js|NPM|Nomad|Odyssey|Perl|Photoshop|PHP|Playstation|PostgreSQL|Postgres|PowerPoint|Prometheus|Python|PyTorch|Quran|Rails|React|Redis|Redux|\
    Ruby|Ruby on Rails|Rust|Safari|Scala|Spark|SQL|SQLite|Star Trek|Star Wars|Svelte|Swift|TensorFlow|Terraform|TypeScript|Ubuntu|Unix|Vim|Vue|WebAssembly|Webpack|\
    Wikipedia|Windows|WordPress|Xbox|Torah|Iliad|Washington Post|Guardian|Go";

/// Last words of the name of an organisation, lower case.
const ORGANISATION_ENDINGS: &str = "academy administration agency ag airlines airways alliance assembly association associates authority bank bureau capital \
    centre center church club co college commission committee company conference congress consortium corp corporation council court department \
    enterprises exchange federation force foundation fund gmbh government group guild holdings hospital inc inc. incorporated industries initiative \
    institute institution laboratories laboratory labs league library llc ltd media ministry motors museum navy organisation organization orchestra \
    parliament partners police press records research reserve school senate society solutions squadron studio studios systems team technologies \
    technology trust union universität universidad université university ventures verlag works universiteit hochschule stiftung verein bundesamt";

/// First words of the name of an organisation that goes on with "of", lower case.
const ORGANISATION_HEADS: &str = "academy association bank board bureau center centre church college council court department faculty federation \
    house institute league library ministry museum national office university society united royal federal";

/// Last words of the name of a place, lower case.
const PLACE_ENDINGS: &str = "avenue basin bay beach bridge canal canyon castle city coast county crater desert falls forest gulf harbor harbour heights \
    hill hills island islands isles lake mountain mountains ocean park peninsula plateau province republic ridge river road sea springs square \
    straße street territory valley village airport platz station base";

/// Those of them that are surnames behind a given name, lower case.
const SURNAMES: &str = "banks castle church hill hills lake ridge road street";

/// First words of the name of a place, lower case.
const PLACE_HEADS: &str = "bay cape crater fort gulf isle lake los las mare mount mt mountains ocean port rio river san santa sea sinus strait sankt são saint";

/// Last words of the name of a work, lower case.
const WORK_ENDINGS: &str = "bible book chronicle gazette herald journal magazine podcast prize show times trilogy album quarterly post sonata symphony";

/// Nouns of a work which stand before or after its name, lower case.
const WORK_NOUNS: &str = "album book browser compiler documentary essay film framework game library magazine movie musical newspaper novel opera \
    painting play podcast poem series song language app";

/// Verbs and pronouns that follow the name of a person, lower case.
const PERSON_FOLLOWERS: &str =
    "said says told thinks wrote writes argued argues joked laughed asked who whose himself herself";

/// Verbs which make the name after "in", "to" or "from" that of a place, lower case.
const PLACE_VERBS: &str = "arrived arrive based born drove flew flight fly grew landed live lived lives living move moved office offices raised settled \
    sailed stationed travel traveled travelled trip went visited";

/// Words with a capital that name nothing: peoples and tongues, feasts, forms of address, words of speech.
const NO_NAMES: &str = "african american arab asian atlantic australian austrian belgian brazilian british canadian catholic chinese christian danish dutch english \
    european finnish french german greek hindu hungarian indian irish islamic israeli italian japanese jewish korean latin mexican muslim norwegian \
    polish portuguese protestant roman russian scottish soviet spanish swedish swiss turkish ukrainian victorian western welsh americans germans russians \
    christmas easter god internet web net lord sir ma'am madam mom mum dad mother father okay ok yes yeah hello bye hi north south east west q ph.d psy.d a.m p.m am pm ad bc a.d b.c gmt utc est pst cet ceo cto cfo coo pr tv \
    pdf faq url api aka diy phd md ms";

/// Labels of speakers that are no names, lower case.
const ROLES: &str = "announcer audience caller everyone guest host interviewee interviewer man men moderator multiple narrator person \
    participant questioner break reader reporter speaker speakers unidentified unknown voice woman women all crowd commentator presenter staff m f sprecher \
    moderation gast invité invitado sprecherin moderatorin";

struct Lists {
    first_names: HashSet<&'static str>,
    places: HashSet<String>,
    organisations: HashSet<String>,
    works: HashSet<String>,
    organisation_endings: HashSet<&'static str>,
    organisation_heads: HashSet<&'static str>,
    place_endings: HashSet<&'static str>,
    surname_endings: HashSet<&'static str>,
    place_heads: HashSet<&'static str>,
    work_endings: HashSet<&'static str>,
    work_nouns: HashSet<&'static str>,
    person_followers: HashSet<&'static str>,
    place_verbs: HashSet<&'static str>,
    no_names: HashSet<&'static str>,
    roles: HashSet<&'static str>,
}

static LISTS: LazyLock<Lists> = LazyLock::new(|| {
    let words = |list: &'static str| list.split_whitespace().collect::<HashSet<_>>();
    let names = |list: &str| list.split('|').map(|name| name.trim().to_lowercase()).collect::<HashSet<_>>();
    Lists {
        first_names: words(FIRST_NAMES),
        places: names(PLACES),
        organisations: names(ORGANISATIONS),
        works: names(WORKS),
        organisation_endings: words(ORGANISATION_ENDINGS),
        organisation_heads: words(ORGANISATION_HEADS),
        place_endings: words(PLACE_ENDINGS),
        surname_endings: words(SURNAMES),
        place_heads: words(PLACE_HEADS),
        work_endings: words(WORK_ENDINGS),
        work_nouns: words(WORK_NOUNS),
        person_followers: words(PERSON_FOLLOWERS),
        place_verbs: words(PLACE_VERBS),
        no_names: words(NO_NAMES),
        roles: words(ROLES),
    }
});

/// What a well-known name names; `name` in lower case.
pub(crate) fn known(name: &str) -> Option<EntityKind> {
    let lists = &*LISTS;
    if lists.places.contains(name) {
        Some(EntityKind::Place)
    } else if lists.organisations.contains(name) {
        Some(EntityKind::Organisation)
    } else if lists.works.contains(name) {
        Some(EntityKind::Work)
    } else {
        None
    }
}

/// What the words of a name, in lower case, say about it.
pub(crate) fn by_shape(words: &[&str]) -> Option<EntityKind> {
    let lists = &*LISTS;
    let (first, last) = (words.first()?, words.last()?);
    if words.len() < 2 {
        return None;
    }
    // "Austin Hill" is not a hill.
    if words.len() == 2 && is_first_name(first) && lists.surname_endings.contains(last) {
        return Some(EntityKind::Person);
    }
    let of = words[1] == "of" || words[1] == "for";
    if of && lists.organisation_heads.contains(first) {
        Some(EntityKind::Organisation)
    } else if lists.place_heads.contains(first) {
        Some(EntityKind::Place)
    } else if lists.organisation_endings.contains(last) {
        Some(EntityKind::Organisation)
    } else if lists.place_endings.contains(last) {
        Some(EntityKind::Place)
    } else if lists.work_endings.contains(last) {
        Some(EntityKind::Work)
    } else {
        is_first_name(first).then_some(EntityKind::Person)
    }
}

/// Whether a word, in lower case, is a given name.
pub(crate) fn is_first_name(word: &str) -> bool {
    LISTS.first_names.contains(word)
}

/// Whether a word, in lower case, may go on with "of" and another name.
pub(crate) fn takes_of(word: &str) -> bool {
    LISTS.organisation_heads.contains(word) || LISTS.place_heads.contains(word)
}

/// Whether a word before or after a name makes a work of it.
pub(crate) fn is_work_noun(word: &str) -> bool {
    LISTS.work_nouns.contains(word)
}

/// Whether a word after a name makes a person of it.
pub(crate) fn follows_person(word: &str) -> bool {
    LISTS.person_followers.contains(word)
}

/// Whether a word before "in X" or "to X" makes a place of X.
pub(crate) fn leads_to_place(word: &str) -> bool {
    LISTS.place_verbs.contains(word)
}

/// Whether a word with a capital names nothing by itself.
pub(crate) fn is_no_name(word: &str) -> bool {
    LISTS.no_names.contains(word)
}

/// Whether the label of a speaker, in lower case, is a role rather than a name.
pub(crate) fn is_role(label: &str) -> bool {
    label.split_whitespace().any(|word| LISTS.roles.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_names_have_their_kind() {
        assert_eq!(known("new york"), Some(EntityKind::Place));
        assert_eq!(known("nasa"), Some(EntityKind::Organisation));
        assert_eq!(known("javascript"), Some(EntityKind::Work));
        assert_eq!(known("gutenberg"), None);
    }

    #[test]
    fn the_words_of_a_name_tell_its_kind() {
        assert_eq!(by_shape(&["university", "of", "mainz"]), Some(EntityKind::Organisation));
        assert_eq!(by_shape(&["kelmscott", "press"]), Some(EntityKind::Organisation));
        assert_eq!(by_shape(&["sea", "of", "tranquility"]), Some(EntityKind::Place));
        assert_eq!(by_shape(&["william", "morris"]), Some(EntityKind::Person));
        assert_eq!(by_shape(&["austin", "hill"]), Some(EntityKind::Person));
        assert_eq!(by_shape(&["notting", "hill"]), Some(EntityKind::Place));
        assert_eq!(by_shape(&["lightning", "network"]), None);
        assert_eq!(by_shape(&["press"]), None);
    }

    #[test]
    fn roles_are_no_names() {
        assert!(is_role("speaker 2"));
        assert!(!is_role("william morris"));
    }
}
