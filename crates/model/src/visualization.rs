//! How the episode pages of a show look: theme, colours, and which panels stand where.
//!
//! What people and programs send is a [`VisualizationDraft`]; [`VisualizationSettings`] are what passed every rule.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};

use crate::FieldError;

/// Speakers with a colour of their own; whoever speaks after them has their colours again.
pub const MAX_VOICES: usize = 8;
/// The least contrast of graphics with what they stand on (WCAG 2.2, success criterion 1.4.11).
pub const MIN_CONTRAST: f64 = 3.0;

/// A colour, `#rrggbb` on the wire.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Colour([u8; 3]);

impl Colour {
    /// The paper of pages in the light theme; `--paper` of the style sheet.
    pub const LIGHT_PAPER: Self = Self([0xfc, 0xfa, 0xf6]);
    /// The paper of pages in the dark theme.
    pub const DARK_PAPER: Self = Self([0x15, 0x12, 0x0f]);

    /// Reads `#rrggbb`, in capitals or not.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let digits = text.strip_prefix('#')?;
        if digits.len() != 6 || !digits.bytes().all(|b| b.is_ascii_hexdigit()) {
            return None;
        }
        let [_, red, green, blue] = u32::from_str_radix(digits, 16).ok()?.to_be_bytes();
        Some(Self([red, green, blue]))
    }

    /// Relative luminance (WCAG 2.2), 0 for black to 1 for white.
    #[must_use]
    pub fn luminance(self) -> f64 {
        let [red, green, blue] = self.0.map(|channel| {
            let c = f64::from(channel) / 255.0;
            if c <= 0.040_45 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) }
        });
        0.2126 * red + 0.7152 * green + 0.0722 * blue
    }

    /// Contrast ratio with another colour (WCAG 2.2), 1 to 21; the same either way.
    #[must_use]
    pub fn contrast(self, other: Self) -> f64 {
        let (a, b) = (self.luminance() + 0.05, other.luminance() + 0.05);
        a.max(b) / a.min(b)
    }

    /// The nearest colour that can be told from the paper of a theme: darkened or lightened, whichever takes less.
    #[must_use]
    pub fn nearest(self, theme: Theme) -> Self {
        let mixed = |step: u32, end: u32| {
            // A weighted mean of two bytes is a byte.
            Self(self.0.map(|c| u8::try_from((u32::from(c) * (255 - step) + end * step + 127) / 255).unwrap_or(c)))
        };
        (0..=255)
            .flat_map(|step| [mixed(step, 0), mixed(step, 255)])
            .find(|colour| theme.shows(*colour))
            .unwrap_or(self)
    }
}

impl fmt::Display for Colour {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [red, green, blue] = self.0;
        write!(f, "#{red:02x}{green:02x}{blue:02x}")
    }
}

impl Serialize for Colour {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// Which theme pages have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Theme {
    /// What the reader's system asks for.
    #[default]
    Auto,
    /// Always light.
    Light,
    /// Always dark.
    Dark,
}

impl Theme {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Auto, Self::Light, Self::Dark];

    /// Its name on the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    /// The theme of a name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|theme| theme.as_str() == name)
    }

    /// The papers that pages of this theme are shown on, with their names.
    const fn papers(self) -> &'static [(&'static str, Colour)] {
        const BOTH: &[(&str, Colour)] = &[("light", Colour::LIGHT_PAPER), ("dark", Colour::DARK_PAPER)];
        match self {
            Self::Auto => BOTH,
            Self::Light => BOTH.split_at(1).0,
            Self::Dark => BOTH.split_at(1).1,
        }
    }

    /// Whether a colour can be told from every paper of this theme.
    #[must_use]
    pub fn shows(self, colour: Colour) -> bool {
        self.papers().iter().all(|(_, paper)| colour.contrast(*paper) >= MIN_CONTRAST)
    }

    /// The contrast of a colour with every paper of this theme, for people: `5.4:1 on light, 3.2:1 on dark`.
    #[must_use]
    pub fn contrast_of(self, colour: Colour) -> String {
        let told = |(name, paper): &(&str, Colour)| format!("{} on {name}", ratio(colour.contrast(*paper)));
        self.papers().iter().map(told).collect::<Vec<_>>().join(", ")
    }
}

/// `2.9:1`: rounded down, so that what is not enough never reads as if it were.
fn ratio(contrast: f64) -> String {
    format!("{:.1}:1", (contrast * 10.0).floor() / 10.0)
}

/// A part of the episode page that tells what was found in the recording.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum PanelKind {
    /// The outline of the recording, with its chapters.
    Waveform,
    /// The list of chapters.
    Chapters,
    /// The summary, "In short".
    Summary,
    /// Quotes, "Worth quoting".
    Quotes,
    /// How much each speaker speaks.
    TalkTime,
    /// The chart of who speaks when, who breaks in, and how warm and how loud each voice is.
    Voices,
    /// The chart of what is spoken about when.
    TopicRiver,
    /// The chart of whether words are warm or dark.
    Sentiment,
    /// The list of topics.
    Topics,
    /// Key phrases.
    KeyPhrases,
    /// People and things that are named.
    Entities,
    /// Questions that are asked.
    Questions,
}

/// Where on the page a panel stands. Its place in the order is among those of the same region.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Region {
    /// Beside the player.
    Player,
    /// Above the transcript.
    Story,
    /// Beside the transcript, among the insights.
    Margin,
}

impl PanelKind {
    /// All of them, in the order in which a page shows them where nobody chose another.
    pub const ALL: [Self; 12] = [
        Self::Waveform,
        Self::Chapters,
        Self::Summary,
        Self::Quotes,
        Self::TalkTime,
        Self::Voices,
        Self::TopicRiver,
        Self::Sentiment,
        Self::Topics,
        Self::KeyPhrases,
        Self::Entities,
        Self::Questions,
    ];

    /// Its name on the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Waveform => "waveform",
            Self::Chapters => "chapters",
            Self::Summary => "summary",
            Self::Quotes => "quotes",
            Self::TalkTime => "talk_time",
            Self::Voices => "voices",
            Self::TopicRiver => "topic_river",
            Self::Sentiment => "sentiment",
            Self::Topics => "topics",
            Self::KeyPhrases => "key_phrases",
            Self::Entities => "entities",
            Self::Questions => "questions",
        }
    }

    /// The kind of a name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == name)
    }

    /// Where it stands.
    #[must_use]
    pub const fn region(self) -> Region {
        match self {
            Self::Waveform | Self::Chapters => Region::Player,
            Self::Summary => Region::Story,
            _ => Region::Margin,
        }
    }
}

/// A panel, and whether pages show it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Panel {
    /// Which one.
    pub kind: PanelKind,
    /// Pages show it, where there is something in it.
    pub shown: bool,
}

/// The style of an embedded player.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum EmbedStyle {
    /// Artwork, title and waveform above the controls.
    #[default]
    Card,
    /// One line with title and controls.
    Compact,
}

impl EmbedStyle {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::Card, Self::Compact];

    /// Its name on the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Card => "card",
            Self::Compact => "compact",
        }
    }

    /// The style of a name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|style| style.as_str() == name)
    }
}

/// Settings as somebody wishes them; what is left out is as if it had never been set.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct VisualizationDraft {
    /// The theme.
    pub theme: Theme,
    /// The accent colour of the show, `#rrggbb`; none or an empty text for the usual one. It is the show's own `accent`.
    pub accent: Option<String>,
    /// Colours of the speakers, `#rrggbb`, in the order in which they first speak; at most 8.
    pub voices: Vec<String>,
    /// Panels in their order, each at most once; those left out follow, shown.
    pub panels: Vec<Panel>,
    /// The style of embedded players.
    pub embed: EmbedStyle,
}

impl VisualizationDraft {
    /// Adds the panels that are not in the list, in their usual order.
    pub fn complete(&mut self) {
        for kind in PanelKind::ALL {
            if !self.panels.iter().any(|panel| panel.kind == kind) {
                self.panels.push(Panel { kind, shown: true });
            }
        }
    }

    /// Exchanges a panel with the one before it in its region, or with the one after it; the first and the last stay.
    pub fn move_panel(&mut self, kind: PanelKind, earlier: bool) {
        let Some(at) = self.panels.iter().position(|panel| panel.kind == kind) else { return };
        let near = |panel: &Panel| panel.kind.region() == kind.region();
        let other = if earlier {
            self.panels[..at].iter().rposition(near)
        } else {
            self.panels[at + 1..].iter().position(near).map(|n| at + 1 + n)
        };
        if let Some(other) = other {
            self.panels.swap(at, other);
        }
    }
}

/// How the episode pages of a show look.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct VisualizationSettings {
    /// The theme.
    theme: Theme,
    /// The accent colour of the show, where it has one: the same as its `accent`. It may be any colour; pages make it lighter
    /// or darker where it would be hard to read.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    accent: Option<Colour>,
    /// Colours of the speakers in the order in which they first speak, in transcripts and charts; those after them keep the usual
    /// ones. Each has a contrast of at least 3:1 with the paper of the theme, of both themes where it is `auto`.
    #[cfg_attr(feature = "openapi", schema(value_type = Vec<String>))]
    voices: Vec<Colour>,
    /// Every panel once, in order. The order counts within a region of the page: waveform and chapters beside the player, the
    /// summary above the transcript, all others beside it.
    panels: Vec<Panel>,
    /// How a player looks that another site embeds: for whoever makes one of a show's episodes, so that it fits its pages.
    /// Nothing on the pages themselves depends on it.
    embed: EmbedStyle,
}

impl Default for VisualizationSettings {
    fn default() -> Self {
        let panels = PanelKind::ALL.map(|kind| Panel { kind, shown: true });
        Self {
            theme: Theme::Auto,
            accent: None,
            voices: Vec::new(),
            panels: panels.to_vec(),
            embed: EmbedStyle::default(),
        }
    }
}

impl VisualizationSettings {
    /// Settings that pass every rule.
    ///
    /// # Errors
    /// All that is wrong, each with the name of its field (`voices[2]`) and what would be right.
    pub fn new(draft: &VisualizationDraft) -> Result<Self, Vec<FieldError>> {
        let mut errors = Vec::new();
        let accent = draft.accent.as_deref().map(str::trim).filter(|text| !text.is_empty());
        let accent = accent.and_then(|text| {
            let colour = Colour::parse(text);
            if colour.is_none() {
                errors.push(FieldError::new("accent", NO_COLOUR));
            }
            colour
        });
        let voices = voices(draft, &mut errors);
        check_panels(&draft.panels, &mut errors);
        if !errors.is_empty() {
            return Err(errors);
        }
        let mut draft = draft.clone();
        draft.complete();
        Ok(Self { theme: draft.theme, accent, voices, panels: draft.panels, embed: draft.embed })
    }

    /// The theme.
    #[must_use]
    pub const fn theme(&self) -> Theme {
        self.theme
    }

    /// The show's accent colour.
    #[must_use]
    pub const fn accent(&self) -> Option<Colour> {
        self.accent
    }

    /// Colours of the speakers.
    #[must_use]
    pub fn voices(&self) -> &[Colour] {
        &self.voices
    }

    /// Every panel, in order.
    #[must_use]
    pub fn panels(&self) -> &[Panel] {
        &self.panels
    }

    /// The style of embedded players.
    #[must_use]
    pub const fn embed(&self) -> EmbedStyle {
        self.embed
    }

    /// The panels that a region shows, in order.
    pub fn shown(&self, region: Region) -> impl Iterator<Item = PanelKind> {
        self.panels.iter().filter(move |panel| panel.shown && panel.kind.region() == region).map(|panel| panel.kind)
    }

    /// Whether pages show a panel.
    #[must_use]
    pub fn shows(&self, kind: PanelKind) -> bool {
        self.panels.iter().any(|panel| panel.kind == kind && panel.shown)
    }
}

impl From<&VisualizationSettings> for VisualizationDraft {
    fn from(settings: &VisualizationSettings) -> Self {
        Self {
            theme: settings.theme,
            accent: settings.accent.map(|colour| colour.to_string()),
            voices: settings.voices.iter().map(Colour::to_string).collect(),
            panels: settings.panels.clone(),
            embed: settings.embed,
        }
    }
}

impl<'de> Deserialize<'de> for VisualizationSettings {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::new(&VisualizationDraft::deserialize(deserializer)?).map_err(|errors| {
            let told: Vec<String> = errors.into_iter().map(|e| format!("{}: {}", e.field, e.message)).collect();
            D::Error::custom(told.join(" "))
        })
    }
}

const NO_COLOUR: &str = "Give a colour as #rrggbb, for example #0a7d5a.";

fn voices(draft: &VisualizationDraft, errors: &mut Vec<FieldError>) -> Vec<Colour> {
    if draft.voices.len() > MAX_VOICES {
        let told = format!("There are {} colours; at most {MAX_VOICES} are possible.", draft.voices.len());
        errors.push(FieldError::new("voices", told));
        return Vec::new();
    }
    let mut found = Vec::new();
    for (n, text) in draft.voices.iter().enumerate() {
        let wrong = match Colour::parse(text.trim()) {
            Some(colour) if draft.theme.shows(colour) => {
                found.push(colour);
                continue;
            }
            Some(colour) => format!(
                "{colour} can hardly be seen on the page: its contrast is {}, and at least 3:1 is needed. Near it, {} can be.",
                draft.theme.contrast_of(colour),
                colour.nearest(draft.theme),
            ),
            None if text.trim().is_empty() => "Give this voice a colour too, or none to those after it.".to_owned(),
            None => NO_COLOUR.to_owned(),
        };
        errors.push(FieldError::new(&format!("voices[{n}]"), wrong));
    }
    found
}

fn check_panels(panels: &[Panel], errors: &mut Vec<FieldError>) {
    if panels.len() > PanelKind::ALL.len() {
        let told = format!("There are {} panels; each of the {} stands here once.", panels.len(), PanelKind::ALL.len());
        errors.push(FieldError::new("panels", told));
        return;
    }
    for (n, panel) in panels.iter().enumerate() {
        if panels[..n].iter().any(|before| before.kind == panel.kind) {
            let told = format!("“{}” is in the list already; leave one of the two.", panel.kind.as_str());
            errors.push(FieldError::new(&format!("panels[{n}].kind"), told));
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::{Value, json};

    use super::*;

    fn fields(settings: Value) -> Vec<String> {
        let draft: VisualizationDraft = serde_json::from_value(settings).expect("a draft");
        VisualizationSettings::new(&draft).expect_err("refused").into_iter().map(|e| e.field).collect()
    }

    #[test]
    fn nothing_chosen_is_the_page_as_it_always_was() {
        let settings: VisualizationSettings = serde_json::from_value(json!({})).unwrap();
        assert_eq!(settings, VisualizationSettings::default());
        let order: Vec<PanelKind> = settings.panels().iter().map(|p| p.kind).collect();
        assert_eq!(order, PanelKind::ALL);
        assert!(settings.panels().iter().all(|p| p.shown));
    }

    #[test]
    fn black_and_white_have_the_greatest_contrast_and_grey_the_known_one() {
        let colour = |text| Colour::parse(text).unwrap();
        assert!((colour("#000000").contrast(colour("#ffffff")) - 21.0).abs() < 1e-9);
        // The darkest grey that the usual checkers let pass on white as text.
        let grey = colour("#767676").contrast(colour("#FFFFFF"));
        assert!((4.54..4.55).contains(&grey), "{grey}");
    }

    #[test]
    fn colours_are_six_digits_and_nothing_else() {
        assert_eq!(Colour::parse("#0A7d5a").unwrap().to_string(), "#0a7d5a");
        for text in ["", "#", "0a7d5a", "#0a7d5", "#0a7d5a0", "#+a7d5a", "#0a7d5g", "red", "#äöü", " #0a7d5a"] {
            assert_eq!(Colour::parse(text), None, "{text}");
        }
    }

    #[test]
    fn a_colour_that_cannot_be_seen_is_named_with_its_ratio_and_the_way_out() {
        let draft = VisualizationDraft {
            voices: vec!["#0069a8".into(), "#c04f00".into(), "#ffee00".into()],
            theme: Theme::Light,
            ..VisualizationDraft::default()
        };
        let errors = VisualizationSettings::new(&draft).unwrap_err();
        assert_eq!(errors.len(), 1);
        assert_eq!(errors[0].field, "voices[2]");
        let near = Colour::parse("#ffee00").unwrap().nearest(Theme::Light).to_string();
        assert!(errors[0].message.contains("1.1:1 on light") && errors[0].message.contains(&near), "{errors:?}");
        // On dark paper it shines.
        assert!(
            VisualizationSettings::new(&VisualizationDraft {
                theme: Theme::Dark,
                voices: vec!["#ffee00".into()],
                ..draft
            })
            .is_ok()
        );
    }

    #[test]
    fn all_errors_are_told_at_once_each_with_its_field() {
        let settings = json!({"accent": "red", "voices": ["", "#12"],
            "panels": [{"kind": "quotes", "shown": true}, {"kind": "quotes", "shown": false}]});
        assert_eq!(fields(settings), ["accent", "voices[0]", "voices[1]", "panels[1].kind"]);
        assert_eq!(fields(json!({"voices": vec!["#777777"; 9]})), ["voices"]);
    }

    #[test]
    fn what_is_left_out_of_the_order_follows_and_is_shown() {
        let settings: VisualizationSettings = serde_json::from_value(
            json!({"panels": [{"kind": "questions", "shown": true}, {"kind": "quotes", "shown": false}]}),
        )
        .unwrap();
        let margin: Vec<PanelKind> = settings.shown(Region::Margin).collect();
        assert_eq!(margin[0], PanelKind::Questions);
        assert_eq!(margin[1], PanelKind::TalkTime);
        assert_eq!(margin.len(), 8);
        assert!(!settings.shows(PanelKind::Quotes) && settings.shows(PanelKind::Summary));
    }

    #[test]
    fn a_list_from_before_a_panel_was_there_reads_with_it_shown() {
        let before: Vec<Value> = PanelKind::ALL
            .iter()
            .filter(|kind| **kind != PanelKind::Voices)
            .map(|kind| json!({"kind": kind.as_str(), "shown": *kind != PanelKind::Quotes}))
            .collect();
        let settings: VisualizationSettings = serde_json::from_value(json!({"panels": before})).unwrap();
        assert!(settings.shows(PanelKind::Voices) && !settings.shows(PanelKind::Quotes));
        let told = serde_json::to_value(&settings).unwrap();
        assert_eq!(told["panels"].as_array().unwrap()[..before.len()], before[..], "the order that was chosen stays");
        assert_eq!(told["panels"][before.len()], json!({"kind": "voices", "shown": true}));
    }

    #[test]
    fn a_panel_moves_within_its_region_only() {
        let mut draft = VisualizationDraft::from(&VisualizationSettings::default());
        draft.move_panel(PanelKind::Quotes, true);
        draft.move_panel(PanelKind::Questions, false);
        assert_eq!(draft, VisualizationDraft::from(&VisualizationSettings::default()), "first and last stay");
        draft.move_panel(PanelKind::Quotes, false);
        let settings = VisualizationSettings::new(&draft).unwrap();
        assert_eq!(
            settings.shown(Region::Margin).take(2).collect::<Vec<_>>(),
            [PanelKind::TalkTime, PanelKind::Quotes]
        );
        draft.move_panel(PanelKind::Quotes, true);
        assert_eq!(draft, VisualizationDraft::from(&VisualizationSettings::default()));
    }

    fn any_colour() -> impl Strategy<Value = Colour> {
        any::<[u8; 3]>().prop_map(Colour)
    }

    fn any_theme() -> impl Strategy<Value = Theme> {
        (0..Theme::ALL.len()).prop_map(|n| Theme::ALL[n])
    }

    /// JSON that often has the right names with the wrong things in them.
    fn any_json() -> impl Strategy<Value = Value> {
        let text = prop_oneof![
            any::<String>(),
            any_colour().prop_map(|c| c.to_string()),
            (0..PanelKind::ALL.len()).prop_map(|n| PanelKind::ALL[n].as_str().to_owned()),
            Just("dark".to_owned()),
            Just("compact".to_owned()),
        ];
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            text.prop_map(Value::from)
        ];
        let names = ["theme", "accent", "voices", "panels", "embed", "kind", "shown", "other"];
        leaf.prop_recursive(3, 48, 10, move |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..10).prop_map(Value::from),
                prop::collection::vec((0..names.len(), inner), 0..6).prop_map(move |pairs| {
                    pairs
                        .into_iter()
                        .map(|(n, value)| (names[n].to_owned(), value))
                        .collect::<serde_json::Map<_, _>>()
                        .into()
                }),
            ]
        })
    }

    proptest! {
        #[test]
        fn contrast_is_symmetric_and_between_1_and_21(a in any_colour(), b in any_colour()) {
            let contrast = a.contrast(b);
            prop_assert!((1.0..=21.000_001).contains(&contrast), "{contrast}");
            prop_assert!((contrast - b.contrast(a)).abs() < 1e-12);
        }

        #[test]
        fn the_colour_that_is_suggested_passes(colour in any_colour(), theme in any_theme()) {
            let near = colour.nearest(theme);
            prop_assert!(theme.shows(near), "{colour} {near} {theme:?}");
            prop_assert!(!theme.shows(colour) || near == colour, "what passes stays");
            let draft = VisualizationDraft { theme, voices: vec![near.to_string()], ..VisualizationDraft::default() };
            prop_assert!(VisualizationSettings::new(&draft).is_ok());
        }

        #[test]
        fn any_json_is_valid_settings_or_an_error(value in any_json()) {
            if let Ok(settings) = serde_json::from_value::<VisualizationSettings>(value) {
                prop_assert!(settings.voices().len() <= MAX_VOICES);
                prop_assert!(settings.voices().iter().all(|c| settings.theme().shows(*c)));
                prop_assert!(PanelKind::ALL.iter().all(|k| settings.panels().iter().filter(|p| p.kind == *k).count() == 1));
                let again = serde_json::from_value(serde_json::to_value(&settings).unwrap()).unwrap();
                prop_assert_eq!(settings, again);
            }
        }
    }
}
