//! The part of a URL that names a show or an episode.

use serde::{Deserialize, Serialize};

/// Lower-case ASCII letters, digits and single hyphens between them; 1 to 80 characters.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(value_type = String))]
pub struct Slug(String);

impl Slug {
    /// The longest slug, in characters.
    pub const MAX: usize = 80;

    /// Takes a slug as it stands in a URL.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let shape = !text.is_empty()
            && text.len() <= Self::MAX
            && !text.starts_with('-')
            && !text.ends_with('-')
            && !text.contains("--")
            && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
        shape.then(|| Self(text.to_owned()))
    }

    /// Makes a slug from a title. Latin letters lose their accents; a title without any Latin letter or digit (emoji, Arabic,
    /// Chinese) gives `None`, and the caller names the thing by its kind and a number.
    #[must_use]
    pub fn from_title(title: &str) -> Option<Self> {
        let mut out = String::new();
        let mut gap = false;
        for c in title.chars().flat_map(char::to_lowercase) {
            let plain: &str = match c {
                'a'..='z' | '0'..='9' => {
                    if gap && !out.is_empty() {
                        out.push('-');
                    }
                    gap = false;
                    out.push(c);
                    continue;
                }
                'à' | 'á' | 'â' | 'ã' | 'å' | 'ā' | 'ą' => "a",
                'ä' | 'æ' => "ae",
                'ç' | 'ć' | 'č' => "c",
                'ď' | 'đ' => "d",
                'è' | 'é' | 'ê' | 'ë' | 'ē' | 'ę' | 'ě' => "e",
                'ğ' => "g",
                'ì' | 'í' | 'î' | 'ï' | 'ī' | 'ı' => "i",
                'ł' => "l",
                'ñ' | 'ń' | 'ň' => "n",
                'ò' | 'ó' | 'ô' | 'õ' | 'ø' | 'ō' | 'ő' => "o",
                'ö' | 'œ' => "oe",
                'ř' => "r",
                'ś' | 'š' | 'ş' => "s",
                'ß' => "ss",
                'ť' | 'ţ' => "t",
                'ù' | 'ú' | 'û' | 'ū' | 'ů' | 'ű' => "u",
                'ü' => "ue",
                'ý' | 'ÿ' => "y",
                'ź' | 'ż' | 'ž' => "z",
                // An apostrophe joins: "don't" is one word.
                '\'' | '’' => continue,
                _ => {
                    gap = true;
                    continue;
                }
            };
            if gap && !out.is_empty() {
                out.push('-');
            }
            gap = false;
            out.push_str(plain);
        }
        if out.len() > Self::MAX - 8 {
            let cut = out[..=Self::MAX - 8].rfind('-').unwrap_or(Self::MAX - 8);
            out.truncate(cut);
        }
        Self::parse(&out)
    }

    /// The same slug with a number, for the second thing of that name.
    #[must_use]
    pub fn numbered(&self, n: u32) -> Self {
        Self(format!("{}-{n}", &self.0[..self.0.len().min(Self::MAX - 11)].trim_end_matches('-')))
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Display for Slug {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<Slug> for String {
    fn from(slug: Slug) -> Self {
        slug.0
    }
}

impl TryFrom<String> for Slug {
    type Error = &'static str;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text).ok_or("a slug has 1 to 80 lower-case letters, digits and single hyphens")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_become_readable() {
        for (title, slug) in [
            ("Apollo 11: Air-to-Ground", "apollo-11-air-to-ground"),
            ("Über Größe / Café", "ueber-groesse-cafe"),
            ("Don’t \"panic\" 🎧!", "dont-panic"),
        ] {
            assert_eq!(Slug::from_title(title).unwrap().as_str(), slug);
        }
        assert_eq!(Slug::from_title("🎧🎧"), None);
        assert_eq!(Slug::from_title("مرحبا"), None);
        assert!(Slug::from_title(&"word ".repeat(60)).unwrap().as_str().len() <= Slug::MAX);
    }

    #[test]
    fn paths_are_refused() {
        for bad in ["", "-a", "a-", "a--b", "A", "../etc", "a/b", "é"] {
            assert_eq!(Slug::parse(bad), None, "{bad}");
        }
    }
}
