//! Times in addresses and attributes, in milliseconds. Whole numbers all the way: reading and writing fractions as
//! floating point would add a tenth to the WASM.

/// Reads `SS`, `SS.mmm`, `MM:SS`, `HH:MM:SS` with an optional fraction.
pub fn read(text: &str) -> Option<u32> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let mut seconds = 0_u32;
    for part in whole.split(':') {
        seconds = seconds.checked_mul(60)?.checked_add(digits(part)?)?;
    }
    let mut ms = 0;
    for (digit, weight) in fraction.bytes().zip([100, 10, 1]) {
        if !digit.is_ascii_digit() {
            return None;
        }
        ms += u32::from(digit - b'0') * weight;
    }
    seconds.checked_mul(1000)?.checked_add(ms)
}

/// Reads the starts of sentences, `125 15 - 612`: tenths of a second after the start before, `-` for a sentence without a time.
/// Yields milliseconds with the place of the sentence.
pub fn starts(list: &str) -> impl Iterator<Item = (u32, usize)> {
    let mut at = 0_u32;
    list.split(' ').enumerate().filter_map(move |(place, step)| {
        at = match step.strip_prefix('-') {
            Some(back) => at.saturating_sub(digits(back)?),
            None => at.saturating_add(digits(step)?),
        };
        Some((at.saturating_mul(100), place))
    })
}

fn digits(text: &str) -> Option<u32> {
    if text.is_empty() {
        return None;
    }
    text.bytes().try_fold(0_u32, |n, b| {
        let digit = b.is_ascii_digit().then(|| u32::from(b - b'0'))?;
        n.checked_mul(10)?.checked_add(digit)
    })
}

/// The moment or passage that a fragment or query names: `#t=12.5`, `#t=12.5,20`, `?a=1&t=1:02`.
pub fn passage(address_part: &str) -> Option<(u32, Option<u32>)> {
    let value = address_part.trim_start_matches(['#', '?']).split('&').find_map(|pair| pair.strip_prefix("t="))?;
    // A comma may come percent-encoded from an application that passed the link on.
    let (start, end) = value.split_once([',', '%']).unwrap_or((value, ""));
    let start = read(start)?;
    let end = read(end.strip_prefix("2C").or_else(|| end.strip_prefix("2c")).unwrap_or(end));
    Some((start, end.filter(|end| *end > start)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_read_as_people_write_them() {
        assert_eq!(read("12"), Some(12_000));
        assert_eq!(read("12.5"), Some(12_500));
        assert_eq!(read("0.0625"), Some(62));
        assert_eq!(read("1:02:03.25"), Some(3_723_250));
        for bad in ["", "a", "1:", "-1", "1.x", "99999999999"] {
            assert_eq!(read(bad), None, "{bad}");
        }
    }

    #[test]
    fn starts_are_told_by_their_distance() {
        let read: Vec<_> = starts("125 15 - 612 -52").collect();
        assert_eq!(read, [(12_500, 0), (14_000, 1), (75_200, 3), (70_000, 4)]);
        assert_eq!(starts("").count() + starts("-").count() + starts("x").count(), 0);
    }

    #[test]
    fn a_passage_has_a_start_and_perhaps_an_end() {
        assert_eq!(passage("#t=12.5"), Some((12_500, None)));
        assert_eq!(passage("#t=12.5,20"), Some((12_500, Some(20_000))));
        assert_eq!(passage("#t=12.5%2C20"), Some((12_500, Some(20_000))));
        assert_eq!(passage("?from=feed&t=1:02"), Some((62_000, None)));
        assert_eq!(passage("#t=20,12"), Some((20_000, None)));
        assert_eq!(passage("#s40"), None);
    }
}
