//! What a show's language and category are chosen from.

use std::fmt::Write;

use crate::shell::escape;

/// Apple Podcasts' categories with their subcategories: 19 and 91.
const CATEGORIES: [(&str, &[&str]); 19] = [
    ("Arts", &["Books", "Design", "Fashion & Beauty", "Food", "Performing Arts", "Visual Arts"]),
    ("Business", &["Careers", "Entrepreneurship", "Investing", "Management", "Marketing", "Non-Profit"]),
    ("Comedy", &["Comedy Interviews", "Improv", "Stand-Up"]),
    ("Education", &["Courses", "How To", "Language Learning", "Self-Improvement"]),
    ("Fiction", &["Comedy Fiction", "Drama", "Science Fiction"]),
    ("Government", &[]),
    ("Health & Fitness", &["Alternative Health", "Fitness", "Medicine", "Mental Health", "Nutrition", "Sexuality"]),
    ("History", &[]),
    ("Kids & Family", &["Education for Kids", "Parenting", "Pets & Animals", "Stories for Kids"]),
    (
        "Leisure",
        &["Animation & Manga", "Automotive", "Aviation", "Crafts", "Games", "Hobbies", "Home & Garden", "Video Games"],
    ),
    ("Music", &["Music Commentary", "Music History", "Music Interviews"]),
    (
        "News",
        &[
            "Business News",
            "Daily News",
            "Entertainment News",
            "News Commentary",
            "Politics",
            "Sports News",
            "Tech News",
        ],
    ),
    (
        "Religion & Spirituality",
        &["Buddhism", "Christianity", "Hinduism", "Islam", "Judaism", "Religion", "Spirituality"],
    ),
    (
        "Science",
        &[
            "Astronomy",
            "Chemistry",
            "Earth Sciences",
            "Life Sciences",
            "Mathematics",
            "Natural Sciences",
            "Nature",
            "Physics",
            "Social Sciences",
        ],
    ),
    ("Society & Culture", &["Documentary", "Personal Journals", "Philosophy", "Places & Travel", "Relationships"]),
    (
        "Sports",
        &[
            "Baseball",
            "Basketball",
            "Cricket",
            "Fantasy Sports",
            "Football",
            "Golf",
            "Hockey",
            "Rugby",
            "Running",
            "Soccer",
            "Swimming",
            "Tennis",
            "Volleyball",
            "Wilderness",
            "Wrestling",
        ],
    ),
    ("Technology", &[]),
    ("True Crime", &[]),
    ("TV & Film", &["After Shows", "Film History", "Film Interviews", "Film Reviews", "TV Reviews"]),
];

/// BCP 47 tags with the names of the languages in themselves.
const LANGUAGES: [(&str, &str); 40] = [
    ("en", "English"),
    ("en-GB", "English (United Kingdom)"),
    ("en-US", "English (United States)"),
    ("ar", "العربية"),
    ("bg", "Български"),
    ("ca", "Català"),
    ("cs", "Čeština"),
    ("da", "Dansk"),
    ("de", "Deutsch"),
    ("de-AT", "Deutsch (Österreich)"),
    ("de-CH", "Deutsch (Schweiz)"),
    ("el", "Ελληνικά"),
    ("es", "Español"),
    ("es-MX", "Español (México)"),
    ("et", "Eesti"),
    ("fa", "فارسی"),
    ("fi", "Suomi"),
    ("fr", "Français"),
    ("fr-CA", "Français (Canada)"),
    ("he", "עברית"),
    ("hi", "हिन्दी"),
    ("hr", "Hrvatski"),
    ("hu", "Magyar"),
    ("id", "Bahasa Indonesia"),
    ("it", "Italiano"),
    ("ja", "日本語"),
    ("ko", "한국어"),
    ("nb", "Norsk bokmål"),
    ("nl", "Nederlands"),
    ("pl", "Polski"),
    ("pt", "Português"),
    ("pt-BR", "Português (Brasil)"),
    ("ro", "Română"),
    ("sv", "Svenska"),
    ("th", "ไทย"),
    ("tr", "Türkçe"),
    ("uk", "Українська"),
    ("vi", "Tiếng Việt"),
    ("zh-Hans", "简体中文"),
    ("zh-Hant", "繁體中文"),
];

/// Option elements of all categories, `chosen` selected.
pub fn category_options(chosen: &str) -> String {
    let mut out = String::with_capacity(8 * 1024);
    option(&mut out, "", "Not chosen yet", chosen);
    for (parent, children) in CATEGORIES {
        if children.is_empty() {
            option(&mut out, parent, parent, chosen);
            continue;
        }
        let _ = write!(out, "<optgroup label=\"{}\">", escape(parent));
        option(&mut out, parent, &format!("{parent} (in general)"), chosen);
        for child in children {
            option(&mut out, &format!("{parent} / {child}"), child, chosen);
        }
        out.push_str("</optgroup>");
    }
    keep_unknown(&mut out, chosen);
    out
}

/// Option elements of common languages, `chosen` selected.
pub fn language_options(chosen: &str) -> String {
    let chosen = if chosen.is_empty() { "en" } else { chosen };
    let mut out = String::with_capacity(2 * 1024);
    for (tag, name) in LANGUAGES {
        option(&mut out, tag, name, chosen);
    }
    keep_unknown(&mut out, chosen);
    out
}

fn option(out: &mut String, value: &str, label: &str, chosen: &str) {
    let selected = if value == chosen { " selected" } else { "" };
    let _ = write!(out, "<option value=\"{}\"{selected}>{}</option>", escape(value), escape(label));
}

/// A value that came from elsewhere (an import, the API) is not lost by opening the form.
fn keep_unknown(out: &mut String, chosen: &str) {
    if !out.contains(" selected>") {
        option(out, chosen, chosen, chosen);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_categories_of_the_directory_are_there() {
        let children: usize = CATEGORIES.iter().map(|(_, c)| c.len()).sum();
        assert_eq!((CATEGORIES.len(), children), (19, 91));
    }

    #[test]
    fn one_option_is_chosen_and_none_is_lost() {
        for chosen in ["", "Science / Physics", "Health & Fitness", "Gardening & <Wine>"] {
            let options = category_options(chosen);
            assert_eq!(options.matches(" selected>").count(), 1, "{chosen}");
        }
        assert!(language_options("gsw").contains("<option value=\"gsw\" selected>"));
        assert!(language_options("").contains("<option value=\"en\" selected>"));
    }
}
