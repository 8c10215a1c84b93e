//! Dutch.

use super::Language;

pub(super) const NL: Language = Language {
    tag: "nl",
    stop: "aan al alle alleen allemaal alles als alsof altijd ander andere anders af ben bent beetje beter bij bijna bijvoorbeeld binnen blijft blijven boven d daar daarmee daarna daarom daarvan daarvoor dan dat de denk denken deze die dit doe doen doet door \
        dus echt een eens eerst eerste eigen eigenlijk elk elke en er erg ergens even gaan gaat gedaan geen gewoon gegeven gehad geweest geworden gezegd goed goede graag groot grote had hadden haar heb hebben hebt heeft heel hele helemaal hem hen het hier \
        hij hoe hoeveel hun iedere iedereen iemand iets ik in inderdaad is ja jaar je jij jou jouw jullie kan kijk kijken klein kleine kon konden kunnen kunt komen komt kwam laat laten laatste leuk liggen maak maar maakt maken me meer meest meestal \
        men met mij mijn misschien moest moet moeten mogen mooi mooie mag na naar natuurlijk nee neem net niet niets niks niemand nieuw nieuwe nog nou nooit nu of ofzo om omdat onder ongeveer ons onze ook oh oké ok op opeens over paar pas precies \
        recht s samen snel soms soort staan staat steeds t te tegen terug terwijl toch toe toen tot tussen twee u uit uiteindelijk uur uw vaak van vanuit veel verder vier vijf vind vinden voor vooral vol volgende volgens vond waar waarom wanneer want \
        waren was wat we weer weet weg wel weten weinig welk welke werd werden wie wij wil wilde willen word worden wordt wou zal ze zeg zeggen zegt zei zelf zelfs zich zie zien ziet zij zijn zo zoals zou zouden zonder zoveel zullen zes zeven acht negen tien \
        honderd duizend drie miljoen uh eh hè hoor zeker dank bedankt absoluut letterlijk",
    weak: "aantal begin beeld deel dag dagen ding dingen einde feit geval gevoel geld groep hand huis idee ideeën jaar jaren keer kant kind kinderen land leven luisteraars maand maanden man manier mens mensen minuten moment naam nummer onderwerp onderzoek \
        periode persoon plaats plek podcast aflevering probleem problemen punt reden rest stap stuk thema tijd uren verhaal verschil vraag vragen vrouw wereld werk week weken woord woorden zaak zaken zin \
        maandag dinsdag woensdag donderdag vrijdag zaterdag zondag januari februari maart april mei juni juli augustus september oktober november december euro procent",
    connectors: "van der de voor",
    determiners: "de het een dit deze die dat mijn jouw zijn haar ons onze hun elke ieder geen",
    verb_cues: "te ik jij je hij zij ze wij we jullie kan kunnen wil willen moet moeten zal zullen mag niet",
    degree: "zeer heel erg zo te meer best echt super ontzettend ongelooflijk helemaal absoluut bijzonder",
    negations: "niet geen nooit niets niks niemand zonder noch",
    positive: "goed goede beter beste mooi mooie leuk leuke geweldig fantastisch prachtig uitstekend perfect blij gelukkig geluk plezier liefde houden succes succesvol winnen gewonnen hoop trots spannend interessant lachen vertrouwen dankbaar \
        moedig lekker vriendelijk handig nuttig voordeel indrukwekkend",
    negative: "slecht slechte slechter erg vreselijk verschrikkelijk verdrietig bang angst zorgen probleem crisis oorlog dood sterven gestorven haat haten boos woede fout verkeerd verlies verliezen verloren mislukt mislukking gevaar gevaarlijk pijn \
        ziek ziekte ramp teleurgesteld lijden dom saai moeilijk ingewikkeld geweld moord slachtoffer eenzaam schuld bedreiging ongeluk nadeel",
    dangling: "en maar of want dus dat dit hij zij ze het dan toen daar hier ja nee precies daarom ook omdat die deze zo nou er daarnaast",
    emphatic: "nooit altijd iedereen niemand alles niets alleen maar toch grootste beste ergste eerste waarheid belangrijk geloof liefde bang trots onmogelijk toekomst droom geleerd geheim",
    interrogatives: "wat waarom hoe wie waar wanneer welke welk hoeveel heb_je ben_je kun_je kan_je is_het is_er",
    chatter: &[
        "welkom",
        "hallo allemaal",
        "goedemorgen",
        "goedemiddag",
        "goedenavond",
        "bedankt voor",
        "dank je wel",
        "dankjewel",
        "tot de volgende",
        "tot volgende",
        "volgende week",
        "sponsor",
        "kortingscode",
        "abonneer",
        "deze aflevering",
        "onze gast",
        "mijn gast",
        "deze podcast",
        "nieuwsbrief",
        ".nl",
        ".com",
    ],
    starters: "dus oké ok goed nu nou dan",
    openings: &[
        "laten we het hebben",
        "volgende vraag",
        "andere vraag",
        "laatste vraag",
        "om te beginnen",
        "laten we beginnen",
        "vertel",
        "hoofdstuk",
    ],
    announcements: &[
        "laten we",
        "ik wil",
        "we willen",
        "ik zou graag",
        "praten over",
        "hebben over",
        "voordat we",
        "volgende",
        "nog een",
        "vraag",
    ],
    acknowledgements: &[
        "dank",
        "bedankt",
        "cool",
        "mooi",
        "geweldig",
        "interessant",
        "fantastisch",
        "prachtig",
        "snap ik",
    ],
    conjunctions: "en maar of omdat want dat dan",
    clitics: &[],
    titles: "meneer mevrouw dhr mevr dr dokter prof professor president minister koning koningin prins prinses paus sint",
    place_cues: "in naar uit bij te",
    and: "en",
};
