//! Character references, as the HTML standard reads them (section 13.5, "Named character references").

/// Name and code points of every named reference, sorted by name; the names that stand without a semicolon are listed so.
static TABLE: &str = include_str!("entities.txt");
const LONGEST: usize = 33;

/// Appends what a reference at the beginning of `text` (which starts with `&`) stands for, or the `&` itself; gives the bytes
/// consumed.
pub(crate) fn push_reference(out: &mut String, text: &str) -> usize {
    let after = &text[1..];
    if let Some(number) = after.strip_prefix('#') {
        if let Some((c, length)) = numeric(number) {
            out.push(c);
            return 2 + length;
        }
    } else if let Some(length) = named(out, after) {
        return 1 + length;
    }
    out.push('&');
    1
}

/// A text with its references replaced.
pub(crate) fn decode(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        rest = &rest[push_reference(&mut out, rest)..];
    }
    out.push_str(rest);
    out
}

fn numeric(text: &str) -> Option<(char, usize)> {
    let (digits, radix, prefix) = match text.strip_prefix(['x', 'X']) {
        Some(digits) => (digits, 16, 1),
        None => (text, 10, 0),
    };
    let length = digits.bytes().take_while(|b| char::from(*b).is_digit(radix)).count();
    if length == 0 {
        return None;
    }
    let code = u32::from_str_radix(&digits[..length], radix).unwrap_or(u32::MAX);
    let semicolon = usize::from(digits.as_bytes().get(length) == Some(&b';'));
    let c = match code {
        // Numbers of the Windows code page, which the standard reads as their authors meant them.
        0x80..=0x9F => {
            let byte = [u8::try_from(code).unwrap_or(b'?')];
            encoding_rs::WINDOWS_1252.decode_without_bom_handling(&byte).0.chars().next().unwrap_or('\u{fffd}')
        }
        0 => '\u{fffd}',
        _ => char::from_u32(code).unwrap_or('\u{fffd}'),
    };
    Some((c, prefix + length + semicolon))
}

fn named(out: &mut String, text: &str) -> Option<usize> {
    let mut end = text.bytes().take(LONGEST).take_while(u8::is_ascii_alphanumeric).count();
    if text.as_bytes().get(end) == Some(&b';') {
        end += 1;
    }
    // The longest name that the table knows: `&notit;` is `&not` and `it;`.
    (2..=end).rev().find_map(|length| {
        let codes = look_up(&text[..length])?;
        out.extend(codes.split(' ').filter_map(|c| u32::from_str_radix(c, 16).ok()).filter_map(char::from_u32));
        Some(length)
    })
}

/// Binary search over the lines of the table.
fn look_up(name: &str) -> Option<&'static str> {
    let bytes = TABLE.as_bytes();
    let (mut low, mut high) = (0, bytes.len());
    while low < high {
        let middle = low + (high - low) / 2;
        let start = bytes[low..middle].iter().rposition(|b| *b == b'\n').map_or(low, |i| low + i + 1);
        let end = bytes[middle..high].iter().position(|b| *b == b'\n').map_or(high, |i| middle + i);
        let (key, codes) = TABLE[start..end].split_once(' ')?;
        match name.cmp(key) {
            std::cmp::Ordering::Equal => return Some(codes),
            std::cmp::Ordering::Less => high = start,
            std::cmp::Ordering::Greater => low = end + 1,
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_reference_of_the_table_is_found() {
        for line in TABLE.lines() {
            let (name, codes) = line.split_once(' ').unwrap();
            assert_eq!(look_up(name), Some(codes), "{name}");
        }
    }

    #[test]
    fn references_are_read_as_browsers_do() {
        assert_eq!(decode("Q&amp;A &lt;3 caf&eacute; &#233; &#xE9; &#150;"), "Q&A <3 café é é –");
        assert_eq!(decode("AT&T & Co &; &1; &notit; &not &nonsense;"), "AT&T & Co &; &1; ¬it; ¬ &nonsense;");
        assert_eq!(decode("&#0; &#x110000; &#"), "\u{fffd} \u{fffd} &#");
    }
}
