//! The language a file names.

/// The language in a file name such as `talk.es.md` or `episode.pt-BR.vtt`.
pub(crate) fn of_file_name(name: &str) -> Option<String> {
    let name = name.rsplit(['/', '\\']).next()?;
    let (stem, _) = name.rsplit_once('.')?;
    let (base, tag) = stem.rsplit_once('.')?;
    (!base.is_empty()).then(|| of_tag(tag)).flatten()
}

/// A BCP 47 tag of a known language, in its usual case: `pt-BR`.
pub(crate) fn of_tag(tag: &str) -> Option<String> {
    let mut parts = tag.trim().split(['-', '_']);
    let language = parts.next()?.to_ascii_lowercase();
    if !KNOWN.split(' ').any(|known| known == language) {
        return None;
    }
    let mut out = language;
    for part in parts {
        if !(2..=8).contains(&part.len()) || !part.bytes().all(|b| b.is_ascii_alphanumeric()) {
            return None;
        }
        out.push('-');
        match part.len() {
            2 => out.push_str(&part.to_ascii_uppercase()),
            4 => {
                out.push_str(&part[..1].to_ascii_uppercase());
                out.push_str(&part[1..].to_ascii_lowercase());
            }
            _ => out.push_str(part),
        }
    }
    Some(out)
}

/// The two-letter codes of ISO 639-1, and the longer ones that podcasts use.
const KNOWN: &str = "aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz \
ee el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik io is it iu ja jv ka \
kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd ne ng nl nn no nr \
nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg si sk sl sm sn so sq sr ss st su sv sw ta te tg th ti tk \
tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu ast ceb ckb fil gsw haw nds yue";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_name_may_name_its_language() {
        assert_eq!(of_file_name("talk.es.md").as_deref(), Some("es"));
        assert_eq!(of_file_name("/in/talk.pt-br.vtt").as_deref(), Some("pt-BR"));
        assert_eq!(of_file_name("talk.zh-hans.vtt").as_deref(), Some("zh-Hans"));
        assert_eq!(of_file_name("episode.final.srt"), None);
        assert_eq!(of_file_name("es.srt"), None);
        assert_eq!(of_file_name("episode"), None);
    }
}
