//! plotters to themed, accessible SVG with table twins; pure.
//!
//! A chart is drawn with plotters in stand-in colours, made small, and given the theme's CSS variables for them, so that one
//! prepared text follows light, dark and high contrast. What plotters cannot say (seek times, hover labels, a name for
//! screen readers) lies on top as a second layer of invisible shapes. Every value is in the table twin too.
//!
//! The same input gives the same bytes, and no input makes a chart fail: times of zero, missing or not-a-number values give
//! a flat chart, or none where there is nothing to show.

mod bins;
mod canvas;
mod ink;
mod sentiment;
mod squeeze;
mod talk;
mod topics;
mod voices;
mod waveform;
mod words;

pub use sentiment::sentiment;
pub use talk::{talk_time, talk_time_in};
pub use topics::topics;
pub use voices::voices;
pub use waveform::waveform;

use words::{escape, escape_into};

/// Which chart a figure is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// The outline of the recording with its chapters.
    Waveform,
    /// How much each speaker speaks.
    TalkTime,
    /// Who speaks when, who breaks in, and how warm and how loud each voice is.
    Voices,
    /// What is spoken about when.
    Topics,
    /// Whether the words are warm or dark.
    Sentiment,
}

impl Kind {
    /// All charts, in the order in which a page shows them.
    pub const ALL: [Self; 5] = [Self::Waveform, Self::TalkTime, Self::Voices, Self::Topics, Self::Sentiment];

    /// The name in URLs and in `data-chart`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Waveform => "waveform",
            Self::TalkTime => "talk-time",
            Self::Voices => "voices",
            Self::Topics => "topics",
            Self::Sentiment => "sentiment",
        }
    }

    /// The chart of a name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == name)
    }
}

/// The values of a chart as plain text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Table {
    /// Names of the columns.
    pub head: Vec<String>,
    /// Rows with one text per column.
    pub rows: Vec<Vec<String>>,
}

/// A chart with its finding and its table twin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Figure {
    /// Which chart it is.
    pub kind: Kind,
    /// The finding in a sentence, plain text.
    pub title: String,
    /// A whole `svg` element, well-formed XML, coloured by CSS variables only.
    pub svg: String,
    /// The same in words and numbers.
    pub table: Table,
}

impl Figure {
    /// The figure as HTML: caption, drawing, and the table in a fold.
    #[must_use]
    pub fn to_html(&self) -> String {
        let mut html = String::with_capacity(self.svg.len() + 64 * (self.table.rows.len() + 8));
        html.push_str("<figure class=\"chart\" data-chart=\"");
        html.push_str(self.kind.as_str());
        html.push_str("\"><figcaption>");
        html.push_str(&escape(&self.title));
        html.push_str("</figcaption>");
        html.push_str(&self.svg);
        html.push_str("<details class=\"twin\"><summary>Show as a table</summary>");
        self.table.write_html(&mut html);
        html.push_str("</details></figure>");
        html
    }
}

impl Table {
    /// Leaves out the end tags that may be left out (HTML, section 13.1.2.4): a page has hundreds of cells.
    fn write_html(&self, html: &mut String) {
        html.push_str("<table><thead><tr>");
        for cell in &self.head {
            html.push_str("<th scope=\"col\">");
            escape_into(html, cell);
        }
        html.push_str("<tbody>");
        for row in &self.rows {
            html.push_str("<tr>");
            for cell in row {
                html.push_str("<td>");
                escape_into(html, cell);
            }
        }
        html.push_str("</table>");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_read_back() {
        for kind in Kind::ALL {
            assert_eq!(Kind::parse(kind.as_str()), Some(kind));
        }
        assert_eq!(Kind::parse("Waveform"), None);
    }

    #[test]
    fn the_figure_is_the_one_that_pages_rely_on() {
        let figure = Figure {
            kind: Kind::TalkTime,
            title: "A <b> & \"c\"".into(),
            svg: "<svg/>".into(),
            table: Table { head: vec!["<i>".into()], rows: vec![vec!["'x'".into()]] },
        };
        assert_eq!(
            figure.to_html(),
            "<figure class=\"chart\" data-chart=\"talk-time\"><figcaption>A &lt;b&gt; &amp; &quot;c&quot;</figcaption><svg/>\
             <details class=\"twin\"><summary>Show as a table</summary><table><thead><tr><th scope=\"col\">&lt;i&gt;\
             <tbody><tr><td>&#39;x&#39;</table></details></figure>"
        );
    }
}
