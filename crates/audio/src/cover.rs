//! The cover picture that a file carries.

use std::path::Path;

use symphonia::core::meta::{StandardVisualKey, Visual};

use crate::{
    ProbeError,
    source::{MAX_COVER, Source},
    tags::each_revision,
};

/// A picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cover {
    /// `image/jpeg`, `image/png` or `image/webp`, told by the bytes and not by the tag.
    pub media_type: &'static str,
    /// The picture, at most 10 MiB.
    pub bytes: Vec<u8>,
}

/// The front cover of a recording, or its first picture; `None` without one that browsers show.
///
/// # Errors
/// As [`crate::probe`].
pub fn cover(path: &Path) -> Result<Option<Cover>, ProbeError> {
    Ok(of_source(&mut Source::open(path)?))
}

pub(crate) fn of_source(source: &mut Source) -> Option<Cover> {
    let mut found: Option<(bool, Cover)> = None;
    each_revision(source.reader.as_mut(), &mut |revision| {
        let per_track = revision.per_track.iter().flat_map(|t| &t.metadata.visuals);
        for visual in revision.media.visuals.iter().chain(per_track) {
            let front = visual.usage == Some(StandardVisualKey::FrontCover);
            let better = found.as_ref().is_none_or(|(was_front, _)| front && !was_front);
            if better && let Some(cover) = picture(visual) {
                found = Some((front, cover));
            }
        }
    });
    found.map(|(_, cover)| cover)
}

fn picture(visual: &Visual) -> Option<Cover> {
    let bytes = &visual.data;
    let media_type = match bytes.as_ref() {
        [0xff, 0xd8, 0xff, ..] => "image/jpeg",
        [0x89, b'P', b'N', b'G', 0x0d, 0x0a, 0x1a, 0x0a, ..] => "image/png",
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => "image/webp",
        _ => return None,
    };
    (bytes.len() <= MAX_COVER).then(|| Cover { media_type, bytes: bytes.to_vec() })
}
