//! German.

use super::Language;

pub(super) const DE: Language = Language {
    tag: "de",
    stop: "aber alle allem allen aller alles als also am an ander andere anderem anderen anderer anderes anders auch auf aus bei beim bereits besonders \
        besser bin bis bisschen bist bitte bleiben bleibt brauchen braucht da dabei dadurch dafür dagegen daher dahin damals damit danach daneben dann daran darauf \
        daraus darf darin darüber darum das dass davon davor dazu dein deine deinem deinen deiner dem den denen denke denken denn dennoch der deren des deshalb \
        dessen dich die dies diese diesem diesen dieser dieses dir doch dort du durch dürfen eben ebenso echt eher eigentlich eigenen ein eine einem einen einer eines \
        einfach einige einigen einiger einiges einmal einzige ende endlich ep er erst erste ersten erstmal es etwa etwas euch euer eure eurem euren fast \
        fand finde finden fest fragen fragte für fünf gab ganz ganze ganzen gar geben gegeben gegen gegenüber gehabt gehen geht gehört gekommen gemacht genau \
        genug gerade gern gerne gesagt geworden gewesen gibt ging glaub glaube glauben gleich gott groß große großen großer gut gute guten guter gutes hab habe haben habt hallo \
        halt hat hatte hatten hätte hätten heißt her heute hier hin hinter ich ihm ihn ihnen ihr ihre ihrem ihren ihrer ihres im immer in indem ins irgendwann irgendwas \
        irgendwie irgendwo ist ja je jede jedem jeden jeder jedes jedoch jemand jene jetzt kam kann kannst kaum kein keine keinem keinen keiner klar kleine kleinen \
        komme kommen kommt können könnte könnten lange lassen lässt leider letzte letzten leute liegt los mach mache machen macht machte mag mal man manche manchmal \
        mehr mein meine meinem meinen meiner meines meisten mich mir mit möchte möchten müssen müsste muss muß na nach nachdem nächste nächsten naja nämlich \
        natürlich ne neben nee nein neu neue neuen neuer nicht nichts nie niemand noch nochmal nun nur ob oben oder oft oh ohne ok okay paar rein richtig ruhig sag sage sagen sagt \
        sagte sah schon schön sehe sehen sehr sei seid sein seine seinem seinen seiner seines seit seitdem selber selbst sich sie sieht sind so sobald sogar solche solchen \
        soll sollen sollte sollten sondern sonst soweit sowie sozusagen spricht stark statt steht stehen stellen tatsächlich tja toll total trotzdem tun über überhaupt \
        übrigens um und uns unser unsere unserem unseren unserer unter viel viele vielen vieler vielleicht vier völlig vom von vor vorher \
        wahrscheinlich während wann war waren warst warum was weg wegen weil weiß weiter weitere weiteren welche welchem welchen welcher welches wenig weniger wenn wer werde \
        werden weshalb wie wieder wieso will willst wir wird wirklich wirst wissen wo wohl wollen wollte wollten worden wurde wurden würde würden zehn zeigen ziemlich zu zuerst zum zur zurück \
        zusammen zwar zwei drei zwischen äh ähm hm mhm bzw usw sechs sieben acht neun hundert tausend danke genauso quasi sodass",
    weak: "Art Arbeit Anfang Angst Antwort Art Auge Augen Beispiel Bereich Bild Dank Ding Dinge Ecke Fall Fälle Folge Form Frage Fragen Frau Freund Freunde Geld Geschichte Gespräch Gefühl Grund Gründe Gruppe Hand Haus Herr \
        idee Idee Ideen Jahr Jahre Jahren Jahrhundert Job Kind Kinder Kopf Land Leben Leute Mal Mann Meinung Mensch Menschen Minute Minuten Moment Monat Monate Morgen Name Ort Person Platz Podcast Problem Probleme Prozent \
        Punkt Recht Sache Sachen Satz Seite Seiten Sinn Situation Spaß Stelle Stück Stunde Stunden Tag Tage Tagen Teil Thema Themen Uhr Unterschied Vergangenheit Weg Weise Welt Woche Wochen Wort Worte Wörter Zahl Zeit Zeiten Zukunft Ziel Zuhörer \
        million millionen milliarden euro montag dienstag mittwoch donnerstag freitag samstag sonntag januar februar märz april mai juni juli august september oktober november dezember",
    connectors: "der des von für",
    determiners: "der die das den dem des ein eine einen einem einer eines mein meine unser unsere ihr ihre sein seine dieser diese dieses diesen kein keine zum zur im am vom jede jeder",
    verb_cues: "zu ich du wir ihr sie er man kann können will wollen soll sollen muss müssen darf möchte würde werde wird nicht",
    degree: "sehr so zu mehr ganz ziemlich wirklich total besonders extrem unglaublich absolut völlig echt",
    negations: "nicht kein keine keinen keinem keiner nie niemals nichts niemand ohne weder kaum",
    positive: "gut besser beste schön toll super großartig wunderbar hervorragend ausgezeichnet perfekt freude freuen froh glücklich glück liebe lieben begeistert begeisterung erfolg \
        erfolgreich gewinnen gewonnen hoffnung spannend stolz spaß lachen fantastisch genial beeindruckend angenehm sicher stark hilfreich vertrauen dankbar mutig lecker freundlich sympathisch herzlich gelungen vorteil nützlich",
    negative: "schlecht schlechter schlimm schrecklich furchtbar traurig angst sorge sorgen problem krise krieg tod sterben gestorben hass hassen wütend wut ärger ärgerlich fehler \
        falsch verlust verlieren verloren scheitern gescheitert gefahr gefährlich schmerz krank krankheit katastrophe enttäuscht enttäuschung leid leiden böse dumm langweilig schwierig \
        gewalt mord opfer zerstört einsam verzweifelt peinlich schuld bedrohung unfall nachteil",
    dangling: "und aber oder denn also das dies er sie es dann da dort hier ja nein genau so deshalb deswegen darum außerdem trotzdem doch sondern naja na die der dieser diese dieses weil auch dazu damit dabei",
    emphatic: "nie immer jeder niemand alles nichts nur sondern aber trotzdem größte beste schlimmste wichtigste erste wahrheit wichtig glaube liebe angst stolz unmöglich zukunft traum gelernt",
    interrogatives: "was warum wieso weshalb wie wer wo wann welche welcher welches woher wohin hast_du bist_du kannst_du haben_sie sind_sie können_sie gibt_es",
    chatter: &[
        "herzlich willkommen",
        "willkommen",
        "hallo zusammen",
        "guten tag",
        "guten morgen",
        "guten abend",
        "danke fürs",
        "vielen dank",
        "schön, dass du da",
        "schön dass du da",
        "bis zum nächsten",
        "nächste woche",
        "werbung",
        "gesponsert",
        "sponsor",
        "rabatt",
        "gutschein",
        "abonniert",
        "abonnieren",
        "newsletter",
        "shownotes",
        "dieser folge",
        "diese folge",
        "heutigen folge",
        "unser gast",
        "mein gast",
        "podcast",
        ".de",
        ".com",
        "tschüss",
    ],
    starters: "so also okay ok gut nun jetzt kommen",
    openings: &[
        "kommen wir zu",
        "nächste frage",
        "lass uns",
        "reden wir",
        "sprechen wir",
        "zum thema",
        "was ist mit",
        "eine letzte frage",
        "fangen wir an",
        "erzähl",
        "kapitel",
    ],
    announcements: &[
        "lass uns",
        "lasst uns",
        "ich möchte",
        "wir möchten",
        "ich würde gern",
        "reden über",
        "sprechen über",
        "bevor wir",
        "weiter mit",
        "nächste",
        "noch eine",
        "frage",
        "wechseln",
    ],
    acknowledgements: &[
        "dank",
        "cool",
        "super",
        "toll",
        "großartig",
        "spannend",
        "interessant",
        "verstehe",
        "wunderbar",
        "klasse",
        "fantastisch",
    ],
    conjunctions: "und aber oder weil denn dass dann sondern",
    clitics: &[],
    titles: "herr herrn frau dr doktor prof professor professorin präsident präsidentin bundeskanzler bundeskanzlerin kanzler kanzlerin minister ministerin könig königin kaiser papst sankt",
    place_cues: "in nach aus bei",
    and: "und",
};
