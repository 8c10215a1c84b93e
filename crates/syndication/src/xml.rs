//! Writing XML: escaping, and the characters that XML 1.0 forbids even when escaped (section 2.2).

/// Whether a character may stand in an XML 1.0 document.
pub(crate) fn allowed(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | '\u{20}'..='\u{D7FF}' | '\u{E000}'..='\u{FFFD}' | '\u{10000}'..)
}

/// Text for elements and quoted attributes.
pub(crate) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars().filter(|c| allowed(*c)) {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
    out
}

/// Text as a CDATA section; one that contains its end becomes two sections.
pub(crate) fn cdata(text: &str) -> String {
    let clean: String = text.chars().filter(|c| allowed(*c)).collect();
    format!("<![CDATA[{}]]>", clean.replace("]]>", "]]]]><![CDATA[>"))
}

/// A document that is written element by element.
#[derive(Default)]
pub(crate) struct Writer {
    out: String,
}

impl Writer {
    pub(crate) fn new() -> Self {
        Self { out: "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n".into() }
    }

    /// A start tag; the values of attributes are escaped.
    pub(crate) fn open(&mut self, name: &str, attributes: &[(&str, &str)]) {
        self.start(name, attributes);
        self.out.push_str(">\n");
    }

    pub(crate) fn close(&mut self, name: &str) {
        self.out.push_str("</");
        self.out.push_str(name);
        self.out.push_str(">\n");
    }

    /// An element without content.
    pub(crate) fn empty(&mut self, name: &str, attributes: &[(&str, &str)]) {
        self.start(name, attributes);
        self.out.push_str("/>\n");
    }

    /// An element with text.
    pub(crate) fn text(&mut self, name: &str, text: &str) {
        self.text_with(name, &[], text);
    }

    /// An element with attributes and text.
    pub(crate) fn text_with(&mut self, name: &str, attributes: &[(&str, &str)], text: &str) {
        self.start(name, attributes);
        self.out.push('>');
        self.out.push_str(&escape(text));
        self.close(name);
    }

    /// An element with HTML in a CDATA section.
    pub(crate) fn html(&mut self, name: &str, html: &str) {
        self.start(name, &[]);
        self.out.push('>');
        self.out.push_str(&cdata(html));
        self.close(name);
    }

    pub(crate) fn finish(self) -> String {
        self.out
    }

    fn start(&mut self, name: &str, attributes: &[(&str, &str)]) {
        self.out.push('<');
        self.out.push_str(name);
        for (name, value) in attributes {
            self.out.push(' ');
            self.out.push_str(name);
            self.out.push_str("=\"");
            self.out.push_str(&escape(value));
            self.out.push('"');
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_xml_forbids_is_left_out() {
        assert_eq!(escape("a\u{0}\u{B}\u{FFFE}<&>\"'"), "a&lt;&amp;&gt;&quot;&#39;");
    }

    #[test]
    fn cdata_cannot_be_left() {
        let xml = format!("<a>{}</a>", cdata("x ]]> <script/> ]]]]>> \u{1}"));
        let document = roxmltree::Document::parse(&xml).unwrap();
        let text: String = document.root_element().children().filter_map(|n| n.text()).collect();
        assert_eq!(text, "x ]]> <script/> ]]]]>> ");
    }
}
