//! Italian.

use super::Language;

pub(super) const IT: Language = Language {
    tag: "it",
    stop: "a abbastanza abbia abbiamo abbiano ad adesso agli ai al alcune alcuni all alla alle allo allora altra altre altri altro anche ancora andare anzi appena appunto attraverso avendo avere avete aveva avevano avevo avuto \
        bella bello bene beh bisogna buon buona c che chi ci ciao cioè ciò circa cinque col come comunque con contro cosa così cui da dagli dai dal dalla dalle dallo dare davvero degli dei del dell della delle dello dentro detto deve devono di \
        dice dicono dico dietro dire diverse diversi dobbiamo dopo dove dovrebbe due dunque durante e è ecco ed effettivamente ella entrambi eppure era erano eri ero esattamente esempio essa esse essendo essere essi fa fanno \
        fare fatta fatto fino forse fosse fra fu fuori già gente gli ha hai hanno ho i il in infatti infine inoltre insieme insomma intanto invece io l la là le lei li lì lo loro lui ma magari mai me meglio meno mentre \
        mettere mi mia mie miei mio modo molta molte molti molto ne né negli nei nel nell nella nelle nello nessuna nessuno niente no noi non nostra nostre nostri nostro nulla nuova nuove nuovi nuovo o od oggi ogni oh ok oltre oppure ora ossia ovviamente parte \
        penso per perché perciò però persino piccola piccolo più poca poche pochi poco poi possa possiamo possono posso potrebbe prima primo probabilmente proprio può pure qua qualche qualcosa qualcuno quale quali qualsiasi quando quanta quanti quanto quasi quattro quella \
        quelle quelli quello quel quell questa queste questi questo qui quindi quindi sapere sapete sai sanno sarà sarebbe se sé sei sembra sempre senza sia siamo siano siccome siete sì solo soltanto sono sopra soprattutto sotto sta stai stanno stare stata state stati \
        stato stava stavano stesse stessi stesso stessa su sua sue sugli sui sul sulla sulle suo suoi talmente tanta tante tanti tanto te ti tra tre troppo tu tua tue tuo tuoi tutta tutte tutti tutto un una uno va vabbè vado vai vale vede vedere vediamo \
        venire verso vero vi viene vogliamo vogliono voglio voi volta volte vorrei vostra vostro vuol vuole sette otto nove dieci cento mila milioni grazie diciamo praticamente semplicemente dai eh ehm mah boh",
    weak: "anni anno argomento aspetto caso casi città cose cosa domanda domande donna donne episodio fine fondo forma fronte giorno giorni gruppo idea idee importante lavoro livello luogo mano mese mesi minuti mondo momento modi nome numero ora ore paese parola \
        parole parti persona persone podcast posto problema problemi punto ragione risposta senso settimana settimane sistema situazione storia tema temi tempo tipo uomini uomo via vita voce volta \
        lunedì martedì mercoledì giovedì venerdì sabato domenica gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre euro",
    connectors: "di del della dei delle dell d per",
    determiners: "il lo la i gli le l un uno una un' al allo alla del dello della dei degli delle nel nella sul sulla questo questa quello quella mio mia suo sua nostro nostra ogni",
    verb_cues: "io tu lui lei noi voi loro non si mi ti ci può possono devo deve vuole voglio posso per",
    degree: "molto così troppo più abbastanza davvero veramente estremamente completamente totalmente assolutamente particolarmente",
    negations: "non mai niente nulla nessuno nessuna senza né",
    positive: "buono buona migliore ottimo ottima eccellente bello bella bellissimo meraviglioso fantastico perfetto perfetta felice felicità gioia amore amare adoro contento contenta successo speranza orgoglioso interessante affascinante vincere vinto \
        piacere fiducia divertente ridere sorriso coraggio libertà pace gentile utile efficace vantaggio straordinario emozionante grazie",
    negative: "cattivo cattiva peggio peggiore brutto brutta terribile orribile triste tristezza paura problema crisi guerra morte morire morto odio odiare rabbia arrabbiato errore sbagliato fallimento fallire perdere perso perdita pericolo pericoloso \
        dolore malato malattia catastrofe delusione deluso soffrire sofferenza violenza vittima solitudine distrutto vergogna stupido noioso difficile complicato minaccia incidente preoccupato",
    dangling: "e ma o quindi perché questo quello ciò lui lei loro poi allora così anche inoltre sì no beh ecco però che invece cioè infatti lì qui",
    emphatic: "mai sempre tutto niente nessuno solo ma però invece migliore peggiore primo verità importante credo amore paura orgoglioso impossibile futuro sogno imparato segreto",
    interrogatives: "cosa che_cosa come quando dove chi quale quali quanto quanti perché puoi potresti hai",
    chatter: &[
        "benvenut",
        "grazie per",
        "grazie mille",
        "ciao a tutti",
        "buongiorno",
        "buonasera",
        "alla prossima",
        "ci vediamo",
        "sponsor",
        "codice sconto",
        "iscriv",
        "questo episodio",
        "questa puntata",
        "nostro ospite",
        "mio ospite",
        "questo podcast",
        ".com",
        ".it",
    ],
    starters: "allora bene quindi ora adesso ok",
    openings: &[
        "parliamo di",
        "passiamo a",
        "prossima domanda",
        "altra domanda",
        "ultima domanda",
        "per cominciare",
        "cominciamo",
        "per quanto riguarda",
        "raccontaci",
        "capitolo",
    ],
    announcements: &[
        "parliamo",
        "parlare di",
        "prima di",
        "vorrei",
        "voglio",
        "volevo",
        "andiamo",
        "prossim",
        "altra domanda",
        "una domanda",
        "domanda",
    ],
    acknowledgements: &[
        "grazie",
        "bello",
        "fantastico",
        "interessante",
        "perfetto",
        "ottimo",
        "eccellente",
        "affascinante",
        "capito",
    ],
    conjunctions: "e ma o perché che poi",
    clitics: &[
        "l'", "d'", "c'", "un'", "dell'", "all'", "nell'", "sull'", "dall'", "quell'", "quest'", "s'", "m'", "t'", "v'",
    ],
    titles: "sig signor signora signorina dott dottor dottore dottoressa prof professor professore professoressa presidente ministro re regina principe papa san santa don",
    place_cues: "a in da",
    and: "e",
};
