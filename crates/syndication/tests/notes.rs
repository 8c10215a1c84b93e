//! Notes are hostile until they have been sanitised.

use std::path::Path;

use proptest::prelude::*;
use syndication::{notes_html, plain, teaser};

const TAGS: &str = "a abbr b bdi bdo blockquote br caption cite code dd del details div dl dt em h3 h4 h5 h6 hr i ins kbd li \
                    mark ol p pre q s small span strong sub summary sup table tbody td tfoot th thead tr u ul";
const ATTRIBUTES: [&str; 8] = ["href", "rel", "lang", "dir", "start", "colspan", "rowspan", "scope"];

/// Every `<` begins a tag of the list whose attributes are of the list, and links lead only where links may.
fn check(html: &str) -> Result<(), String> {
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        rest = rest[at + 1..].strip_prefix('/').unwrap_or(&rest[at + 1..]);
        let length = rest.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(rest.len());
        let tag = &rest[..length];
        if !TAGS.split_ascii_whitespace().any(|known| known == tag) {
            return Err(format!("tag {tag:?} in {html}"));
        }
        rest = &rest[length..];
        while let Some(after) = rest.strip_prefix(' ') {
            let (name, after) =
                after.split_once("=\"").ok_or_else(|| format!("attribute without a value in {html}"))?;
            let (value, after) = after.split_once('"').ok_or_else(|| format!("open quote in {html}"))?;
            let local =
                value.starts_with('#') || (value.starts_with('/') && !value.starts_with("//") && !value.contains('\\'));
            let known = ["http:", "https:", "mailto:", "tel:"].iter().any(|s| value.to_lowercase().starts_with(s));
            if !ATTRIBUTES.contains(&name) || (name == "href" && !local && !known) {
                return Err(format!("{name}={value:?} in {html}"));
            }
            rest = after;
        }
        rest = rest.strip_prefix('>').ok_or_else(|| format!("open tag in {html}"))?;
    }
    Ok(())
}

#[test]
fn hostile_notes_are_harmless() {
    for notes in [
        "<script>alert(1)</script>safe",
        "safe<SCRIPT SRC=//evil.example/x.js></SCRIPT>",
        "<p onclick=alert(1) style=\"position:fixed\" id=player class=turn>safe</p>",
        "<a href=\"javascript:alert(1)\">safe</a>",
        "<a href=\" jAvA\tscript:alert(1)\">safe</a>",
        "<a href=\"&#106;avascript:alert(1)\">safe</a>",
        "<a href=\"data:text/html,<script>alert(1)</script>\">safe</a>",
        "<a href=\"//evil.example\">safe</a><a href=\"/\\evil.example\">x</a>",
        "<svg onload=alert(1)><a xlink:href=\"javascript:alert(1)\"><text>gone</text></a></svg>safe",
        "<math><mi xlink:href=\"data:x,<script>alert(4)</script>\">gone</mi></math>safe",
        "<img src=x onerror=alert(1)>safe<img src=\"https://tracker.example/p.gif\">",
        "<iframe src=\"https://evil.example\"></iframe><object data=x></object><embed src=x>safe",
        "<form action=/logout method=post><button>safe</button></form><input autofocus onfocus=alert(1)>",
        "<style>*{display:none}</style><link rel=stylesheet href=//evil.example/x.css>safe",
        "<meta http-equiv=refresh content=\"0;url=//evil.example\"><base href=//evil.example>safe",
        "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\"></noscript>safe",
        "<template><script>alert(1)</script></template>safe<!--<script>alert(1)</script>-->",
        "<p>safe<scr<script>ipt>alert(1)</scr</script>ipt>",
        "<b title='\"><script>alert(1)</script>'>safe</b>",
        "<audio src=x onerror=alert(1)></audio><video poster=javascript:alert(1)></video>safe",
        "safe \" onmouseover=\"alert(1) https://a.example/\"onmouseover=\"alert(1)",
        "https://a.example/'><script>alert(1)</script> safe",
        "safe &lt;script&gt;alert(1)&lt;/script&gt;",
        "safe &amp;#60;script&#62; 12:34 \"><script",
        "<details open ontoggle=alert(1)><summary>safe</summary></details>",
        "<p>safe\u{0}<scr\u{0}ipt>alert(1)</script>",
    ] {
        let html = notes_html(notes);
        check(&html).unwrap();
        assert!(html.contains("safe"), "{notes} became {html}");
        assert!(!html.contains("gone") || !notes.contains("gone"), "{html}");
        check(&notes_html(&html)).unwrap();
    }
}

#[test]
fn what_notes_are_made_of_stays() {
    let html = notes_html(
        "<h1>Links</h1><ul><li>12:34 <b>Moon</b></li><li><a href=\"https://a.example/?x=1&y=2\" target=_blank>a</a></li></ul>\
         <p>see https://b.example/.<br>(1:02:03) End</p>",
    );
    assert_eq!(
        html,
        "<h3>Links</h3><ul><li><a href=\"#t=754\">12:34</a> <b>Moon</b></li><li><a href=\"https://a.example/?x=1&amp;y=2\" \
         rel=\"nofollow noopener ugc\">a</a></li></ul><p>see <a href=\"https://b.example/\" rel=\"nofollow noopener \
         ugc\">https://b.example/</a>.<br>(<a href=\"#t=3723\">1:02:03</a>) End</p>"
    );
}

#[test]
fn plain_text_gets_paragraphs_and_links() {
    assert_eq!(
        notes_html("Anna & Ben <3 the moon.\r\nAnd AT&amp;T\n\n\n0:00 Start\n12:34 Moon: https://a.example/b?c=1&d=2!"),
        "<p>Anna &amp; Ben &lt;3 the moon.<br>And AT&amp;T</p><p><a href=\"#t=0\">0:00</a> Start<br><a \
         href=\"#t=754\">12:34</a> Moon: <a href=\"https://a.example/b?c=1&amp;d=2\" rel=\"nofollow noopener \
         ugc\">https://a.example/b?c=1&amp;d=2</a>!</p>"
    );
    assert_eq!(notes_html(" \n\n "), "");
}

#[test]
fn links_are_not_made_within_links_or_code() {
    for html in [
        "<a href=\"#t=1\" rel=\"nofollow noopener ugc\">0:01 https://a.example</a>",
        "<pre>0:01 https://a.example</pre>",
    ] {
        assert_eq!(notes_html(html), html);
    }
}

#[test]
fn text_alone_reads_well() {
    assert_eq!(
        plain(
            "<h2>About</h2><p>One &amp; <b>two</b>\nthree&nbsp;&lt;4&gt;</p><ul><li>a</li><li>b</li></ul>end<script>x</script>"
        ),
        "About\n\nOne & two three <4>\n\na\nb\n\nend"
    );
    assert_eq!(plain("a  <3\r\n\r\n\r\nb it&#8217;s\nc"), "a <3\n\nb it’s\nc");
    assert_eq!(teaser(&plain("<p>First one. Second one. Third.</p>"), 160), "First one. Second one.");
}

#[test]
fn feeds_of_other_people_are_harmless() {
    let Some(shared) = std::env::var_os("PODCASTFLOW_SHARED") else {
        println!("skipped: PODCASTFLOW_SHARED is not set");
        return;
    };
    let folder = Path::new(&shared).join("data/feeds/feedparser/wellformed-sanitize");
    let mut cases = 0;
    for entry in std::fs::read_dir(&folder).unwrap() {
        let path = entry.unwrap().path();
        let Ok(file) = std::fs::read_to_string(&path) else { continue };
        // The file itself is markup too, and hostile.
        check(&notes_html(&file)).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
        let Ok(document) = roxmltree::Document::parse(&file) else { continue };
        for node in document.descendants().filter(roxmltree::Node::is_element) {
            let text: String = node.children().filter(|n| n.is_text()).filter_map(|n| n.text()).collect();
            let html = notes_html(&text);
            check(&html).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
            if file.contains("== 'safe description'") && text.contains("description") && text.contains('<') {
                assert_eq!(plain(&text), "safe description", "{}", path.display());
                cases += 1;
            }
        }
    }
    assert!(cases > 20, "{cases} cases with an expected text");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn no_notes_get_through(parts in proptest::collection::vec(prop_oneof![
        Just("<"), Just(">"), Just("</"), Just("\""), Just("'"), Just("="), Just(" "), Just("\n"), Just("&"), Just(";"), Just("<!--"), Just("-->"),
        Just("script"), Just("svg"), Just("style"), Just("a href="), Just("javascript:"), Just("https://a.example/"), Just("onload"), Just("p"),
        Just("<b>"), Just("</a>"), Just("<table>"), Just("<math>"), Just("<noscript>"), Just("title"), Just("12:34"), Just("&lt;"), Just("]]>"),
        Just("é"), Just("\u{1F600}"), Just("\u{0}"), Just("("), Just(")"), Just("http"), Just("<h1>"), Just("&#x3c;"),
    ], 0..24)) {
        let notes = parts.concat();
        let html = notes_html(&notes);
        prop_assert!(check(&html).is_ok(), "{:?}", check(&html));
        prop_assert!(check(&notes_html(&html)).is_ok());
        let _ = plain(&notes);
    }

    #[test]
    fn teasers_fit(text in "(?s).{0,120}", most in 0_usize..60) {
        prop_assert!(teaser(&text, most).chars().count() <= most);
    }
}
