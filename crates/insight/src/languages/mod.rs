//! What has to be known of a language: its function words, and the small word lists that the findings rest on.
//!
//! Seven languages have curated lists, Chinese a few. Every other one works by frequency alone (see [`crate::tokens`]): short words that
//! turn up everywhere are taken for function words, and the findings that need a list (sentiment, chatter) stay empty.

mod de;
mod en;
mod es;
mod fr;
mod it;
mod nl;
mod pt;
mod zh;

use rust_stemmers::Algorithm;

/// The lists of one language; words are lower case and separated by white space.
#[derive(Debug)]
pub(crate) struct Language {
    /// BCP 47 primary subtag.
    pub tag: &'static str,
    /// Function words, auxiliary and everyday verbs, adverbs, and the fillers of speech.
    pub stop: &'static str,
    /// Nouns and adjectives too general to be a phrase by themselves.
    pub weak: &'static str,
    /// Function words that may stand inside a phrase ("proof of stake").
    pub connectors: &'static str,
    /// Words that announce a noun: articles, possessives.
    pub determiners: &'static str,
    /// Words that announce a verb: subject pronouns, modals, the infinitive's particle.
    pub verb_cues: &'static str,
    /// Words that announce an adjective or adverb, and that strengthen a judgement.
    pub degree: &'static str,
    /// Words that turn a judgement round.
    pub negations: &'static str,
    /// Words that carry a favourable judgement; empty for English, which has a lexicon with strengths.
    pub positive: &'static str,
    /// Words that carry an unfavourable judgement.
    pub negative: &'static str,
    /// Sentence openings that lean on the sentence before.
    pub dangling: &'static str,
    /// Words of emphasis and contrast that make a sentence quotable.
    pub emphatic: &'static str,
    /// First words of a question in text without punctuation; two words are joined by `_`.
    pub interrogatives: &'static str,
    /// Pieces of greetings, thanks, housekeeping and advertising, in lower case.
    pub chatter: &'static [&'static str],
    /// First words of a sentence that takes the talk on ("so", "okay").
    pub starters: &'static str,
    /// Sentence openings that announce a new subject, in lower case.
    pub openings: &'static [&'static str],
    /// Pieces of sentences that go on to something else, at the beginnings of words ("before we", "another").
    pub announcements: &'static [&'static str],
    /// Pieces of sentences that thank for an answer or praise it, at the beginnings of words.
    pub acknowledgements: &'static [&'static str],
    /// First words of a sentence that goes on with the one before ("and", "because").
    pub conjunctions: &'static str,
    /// Elided articles and pronouns that are cut off the word they cling to, with their apostrophe.
    pub clitics: &'static [&'static str],
    /// Forms of address and offices that stand before a person's name.
    pub titles: &'static str,
    /// Prepositions that stand before a place.
    pub place_cues: &'static str,
    /// The word that joins the two halves of a title.
    pub and: &'static str,
}

const NEUTRAL: Language = Language {
    tag: "",
    stop: "",
    weak: "",
    connectors: "",
    determiners: "",
    verb_cues: "",
    degree: "",
    negations: "",
    positive: "",
    negative: "",
    dangling: "",
    emphatic: "",
    interrogatives: "",
    chatter: &[],
    starters: "",
    openings: &[],
    announcements: &[],
    acknowledgements: &[],
    conjunctions: "",
    clitics: &[],
    titles: "",
    place_cues: "",
    and: "·",
};

/// The lists of a BCP 47 tag, by its primary subtag; empty lists where none are curated.
pub(crate) fn of(tag: Option<&str>) -> &'static Language {
    const CURATED: [&Language; 8] = [&en::EN, &de::DE, &fr::FR, &es::ES, &it::IT, &pt::PT, &nl::NL, &zh::ZH];
    let primary = tag.map(primary_subtag).unwrap_or_default();
    CURATED.into_iter().find(|l| l.tag == primary).unwrap_or(&NEUTRAL)
}

/// The Snowball stemmer of a language, where there is one.
pub(crate) fn stemmer(tag: Option<&str>) -> Option<Algorithm> {
    Some(match primary_subtag(tag?).as_str() {
        "ar" => Algorithm::Arabic,
        "da" => Algorithm::Danish,
        "nl" => Algorithm::Dutch,
        "en" => Algorithm::English,
        "fi" => Algorithm::Finnish,
        "fr" => Algorithm::French,
        "de" => Algorithm::German,
        "el" => Algorithm::Greek,
        "hu" => Algorithm::Hungarian,
        "it" => Algorithm::Italian,
        "nb" | "no" => Algorithm::Norwegian,
        "pt" => Algorithm::Portuguese,
        "ro" => Algorithm::Romanian,
        "ru" => Algorithm::Russian,
        "es" => Algorithm::Spanish,
        "sv" => Algorithm::Swedish,
        "ta" => Algorithm::Tamil,
        "tr" => Algorithm::Turkish,
        _ => return None,
    })
}

fn primary_subtag(tag: &str) -> String {
    tag.split(['-', '_']).next().unwrap_or_default().to_lowercase()
}

/// The language of a text as a BCP 47 tag; `None` where it cannot be told.
pub(crate) fn detect(text: &str) -> Option<String> {
    let info = whatlang::detect(text)?;
    // A guess by trigrams on a few words is worth nothing; a script of its own (Greek, Hangul) settles it at any length.
    if !info.is_reliable() && text.chars().count() < 200 {
        return None;
    }
    let code = info.lang().code();
    // whatlang speaks ISO 639-3, BCP 47 wants the two-letter code where one exists.
    const TWO: &str = "afr:af aka:ak amh:am ara:ar aze:az bel:be ben:bn bul:bg cat:ca ces:cs cmn:zh cym:cy dan:da deu:de ell:el \
        eng:en epo:eo est:et fin:fi fra:fr guj:gu heb:he hin:hi hrv:hr hun:hu hye:hy ind:id ita:it jav:jv jpn:ja kan:kn kat:ka \
        khm:km kor:ko lat:la lav:lv lit:lt mal:ml mar:mr mkd:mk mya:my nep:ne nld:nl nob:nb ori:or pan:pa pes:fa pol:pl por:pt \
        ron:ro rus:ru sin:si slk:sk slv:sl sna:sn spa:es srp:sr swe:sv tam:ta tel:te tgl:tl tha:th tuk:tk tur:tr ukr:uk urd:ur \
        uzb:uz vie:vi yid:yi zul:zu";
    let two = TWO.split_whitespace().find_map(|pair| pair.strip_prefix(code)?.strip_prefix(':'));
    Some(two.unwrap_or(code).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_with_a_region_finds_its_lists() {
        assert_eq!(of(Some("en-GB")).tag, "en");
        assert_eq!(of(Some("PT_br")).tag, "pt");
        assert_eq!(of(Some("sv")).tag, "");
        assert_eq!(of(None).tag, "");
    }

    #[test]
    fn languages_are_told_apart() {
        let german =
            "Heute sprechen wir über die Geschichte des Buchdrucks und darüber, wie er die Welt verändert hat.";
        assert_eq!(detect(german).as_deref(), Some("de"));
        assert_eq!(detect("我准备讲讲瞭望塔和闪电网络的通道").as_deref(), Some("zh"));
        assert_eq!(detect("ok"), None);
        assert_eq!(detect(""), None);
    }
}
