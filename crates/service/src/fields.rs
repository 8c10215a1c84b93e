//! Limits on what people type, with messages that say what would be right.

use model::FieldError;

use crate::Error;

/// Collects the errors of a form, so that all are told at once.
#[derive(Default)]
pub struct Fields {
    errors: Vec<FieldError>,
}

impl Fields {
    /// A text of 1 to `max` characters on one line, trimmed.
    pub fn line(&mut self, field: &str, label: &str, value: &str, max: usize) -> String {
        let value = value.trim();
        if value.is_empty() {
            self.add(field, format!("{label} is missing."));
        }
        self.optional_line(field, label, value, max)
    }

    /// A text of at most `max` characters on one line, trimmed.
    pub fn optional_line(&mut self, field: &str, label: &str, value: &str, max: usize) -> String {
        let value = value.trim();
        let length = value.chars().count();
        if length > max {
            self.add(field, format!("{label} has {length} characters; at most {max} are possible."));
        }
        if value.chars().any(char::is_control) {
            self.add(field, format!("{label} has a line break or an invisible control character; remove it."));
        }
        value.to_owned()
    }

    /// A longer text of at most `max` bytes; line breaks are fine, other control characters are not.
    pub fn text(&mut self, field: &str, label: &str, value: &str, max: usize) -> String {
        let value = value.trim().replace("\r\n", "\n");
        if value.len() > max {
            self.add(field, format!("{label} has {} bytes; at most {max} are possible.", value.len()));
        }
        if value.chars().any(|c| c.is_control() && c != '\n' && c != '\t') {
            self.add(field, format!("{label} has an invisible control character; remove it."));
        }
        value
    }

    /// A BCP 47 language tag (shape only).
    pub fn language(&mut self, field: &str, value: &str) -> String {
        let value = value.trim();
        let mut parts = value.split('-');
        let primary =
            parts.next().is_some_and(|p| (2..=3).contains(&p.len()) && p.bytes().all(|b| b.is_ascii_alphabetic()));
        let rest = parts.all(|p| (1..=8).contains(&p.len()) && p.bytes().all(|b| b.is_ascii_alphanumeric()));
        if !primary || !rest {
            self.add(field, "Give a language tag such as en, de or pt-BR.");
        }
        value.to_owned()
    }

    /// `#rrggbb`.
    pub fn colour(&mut self, field: &str, value: &str) {
        let digits = value.strip_prefix('#').is_some_and(|d| d.len() == 6 && d.bytes().all(|b| b.is_ascii_hexdigit()));
        if !digits {
            self.add(field, "Give a colour as #rrggbb, for example #0a7d5a.");
        }
    }

    /// Adds an error.
    pub fn add(&mut self, field: &str, message: impl Into<String>) {
        self.errors.push(FieldError::new(field, message));
    }

    /// Ends the checks.
    pub fn done(self) -> Result<(), Error> {
        if self.errors.is_empty() { Ok(()) } else { Err(Error::Invalid(self.errors)) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_errors_are_told_at_once() {
        let mut fields = Fields::default();
        fields.line("title", "The title", "  ", 200);
        fields.language("language", "english");
        fields.colour("accent", "red");
        fields.text("notes", "The notes", "a\u{0}b", 10);
        let Err(Error::Invalid(errors)) = fields.done() else { panic!("refused") };
        let named: Vec<_> = errors.iter().map(|e| e.field.as_str()).collect();
        assert_eq!(named, ["title", "language", "accent", "notes"]);
    }

    #[test]
    fn any_script_is_a_title() {
        let mut fields = Fields::default();
        for title in ["🎧 “Quotes” / slashes", "مرحبا بالعالم", "日本語"] {
            assert_eq!(fields.line("title", "The title", title, 200), title);
        }
        assert!(fields.done().is_ok());
    }
}
