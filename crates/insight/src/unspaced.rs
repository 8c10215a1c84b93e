//! Words of scripts that are written without spaces (Chinese, Japanese, Thai, Lao, Khmer, Burmese).
//!
//! Without a dictionary the text itself has to tell its words: a run of characters is a word where it returns often and is
//! followed and preceded by different characters each time (accessor variety, Feng et al. 2004). The text is then cut by
//! longest match over the words found.

use std::collections::{BTreeSet, HashMap};

const LONGEST: usize = 6;
/// About four hours of speech; the words of a longer text are learned from its beginning.
const LEARN_CHARS: usize = 60_000;
const LEAST_COUNT: u32 = 3;
const LEAST_VARIETY: usize = 2;

/// Characters of grammar that do not begin or end a word of content.
const GRAMMAR: &str = "的了是在和与及或也都就而但不没有我你他她它们这那个些么吗呢吧啊之其被把让给对从到为以于会能可要想说很更最还再又只所如果因并且则当时后前上下中里么什怎哪谁一二三四五六七八九十两几多少大小好做来去过着得地";

/// Chinese words of grammar and of talk, which are no subject.
const TALK: &str = "我们 你们 他们 她们 它们 自己 大家 这个 那个 这些 那些 这样 那样 这里 那里 这种 那种 一个 一些 一种 一下 什么 怎么 怎样 为什么 哪些 \
    因为 所以 如果 但是 不过 而且 或者 还是 以及 虽然 然后 然而 因此 于是 并且 可以 可能 应该 需要 必须 能够 希望 想要 愿意 知道 觉得 认为 看到 听到 使用 进行 通过 \
    没有 不是 就是 只是 还有 已经 正在 开始 现在 今天 时候 时间 其实 当然 非常 比较 特别 一直 一定 任何 其他 不同 部分 东西 问题 情况 事情 方式 方面 简单 直接 \
    谢谢 欢迎 来说 之后 之前 之间 对于 关于 根据 作为 成为 出现 发生 得到 告诉 第一 第二 很多 许多 所有 每个 同时 接下来 也就是说";

/// Whether a character belongs to a script without spaces between words.
pub(crate) fn is_unspaced(c: char) -> bool {
    matches!(u32::from(c),
        0x0E00..=0x0EFF // Thai, Lao
        | 0x1000..=0x109F // Burmese
        | 0x1780..=0x17FF // Khmer
        | 0x3005..=0x3007 | 0x3040..=0x30FF | 0x31F0..=0x31FF | 0xFF66..=0xFF9F // kana
        | 0x3400..=0x4DBF | 0x4E00..=0x9FFF | 0xF900..=0xFAFF | 0x20000..=0x323AF) // Han
}

fn is_katakana(c: char) -> bool {
    matches!(u32::from(c), 0x30A1..=0x30FA | 0x30FC..=0x30FE | 0xFF66..=0xFF9F)
}

fn is_hiragana(c: char) -> bool {
    matches!(u32::from(c), 0x3041..=0x309F)
}

/// Whether a piece is grammar rather than content: one character, or nothing but hiragana or characters of grammar.
pub(crate) fn is_function_word(piece: &str) -> bool {
    piece.chars().count() < 2
        || TALK.split_whitespace().any(|word| word == piece)
        || piece.chars().all(|c| is_hiragana(c) || GRAMMAR.contains(c))
}

/// The words that a text made of such runs seems to consist of.
pub(crate) fn discover<'a>(runs: impl Iterator<Item = &'a str>) -> BTreeSet<String> {
    #[derive(Default)]
    struct Seen {
        count: u32,
        before: BTreeSet<char>,
        after: BTreeSet<char>,
    }
    let mut seen: HashMap<Vec<char>, Seen> = HashMap::new();
    let mut learned = 0;
    for run in runs {
        if learned > LEARN_CHARS {
            break;
        }
        let chars: Vec<char> = run.chars().take(LEARN_CHARS).collect();
        learned += chars.len();
        for start in 0..chars.len() {
            if edge(chars[start]) {
                continue;
            }
            for end in start + 2..=chars.len().min(start + LONGEST) {
                if edge(chars[end - 1]) {
                    continue;
                }
                let entry = seen.entry(chars[start..end].to_vec()).or_default();
                entry.count += 1;
                // The border of a run counts as a neighbour of its own: a word at the end of a sentence is free there.
                entry.before.insert(if start == 0 { '\0' } else { chars[start - 1] });
                entry.after.insert(chars.get(end).copied().unwrap_or('\0'));
            }
        }
    }
    let mut candidates: Vec<(Vec<char>, u32)> = seen
        .into_iter()
        .filter(|(_, s)| s.count >= LEAST_COUNT && s.before.len().min(s.after.len()) >= LEAST_VARIETY)
        .map(|(chars, s)| (chars, s.count))
        .collect();
    // Longest first, so that a part which hardly occurs outside a longer word can be recognised as just that.
    candidates.sort_by(|a, b| b.0.len().cmp(&a.0.len()).then_with(|| a.0.cmp(&b.0)));
    let mut within: HashMap<Vec<char>, u32> = HashMap::new();
    let mut found = BTreeSet::new();
    for (chars, count) in candidates {
        let inner = within.get(&chars).copied().unwrap_or_default();
        if count <= inner.saturating_add(inner / 4) {
            continue;
        }
        for length in 2..chars.len() {
            for part in chars.windows(length) {
                *within.entry(part.to_vec()).or_default() += count;
            }
        }
        found.insert(chars.into_iter().collect());
    }
    found
}

fn edge(c: char) -> bool {
    is_hiragana(c) || GRAMMAR.contains(c)
}

/// Cuts a run into words: katakana stays together, known words by longest match, the rest one character each.
pub(crate) fn cut<'a>(run: &'a str, words: &BTreeSet<String>) -> Vec<&'a str> {
    let bounds: Vec<usize> = run.char_indices().map(|(i, _)| i).chain([run.len()]).collect();
    let chars: Vec<char> = run.chars().collect();
    let mut pieces = Vec::new();
    let mut at = 0;
    while at < chars.len() {
        let katakana = chars[at..].iter().take_while(|c| is_katakana(**c)).count();
        let length = if katakana >= 2 {
            katakana
        } else {
            (2..=LONGEST.min(chars.len() - at))
                .rev()
                .find(|n| words.contains(&run[bounds[at]..bounds[at + n]]))
                .unwrap_or(1)
        };
        pieces.push(&run[bounds[at]..bounds[at + length]]);
        at += length;
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_by_their_returning() {
        let runs = [
            "我准备讲讲瞭望塔",
            "瞭望塔可以在你下线的时候",
            "这就是瞭望塔的工作",
            "闪电网络瞭望塔的想法",
            "在闪电网络中",
        ];
        let words = discover(runs.into_iter());
        assert!(words.contains("瞭望塔"), "{words:?}");
        assert!(!words.contains("望塔"), "{words:?}");
        assert_eq!(cut("是瞭望塔的", &words), ["是", "瞭望塔", "的"]);
    }

    #[test]
    fn katakana_stays_together() {
        assert_eq!(cut("ポッドキャストです", &BTreeSet::new()), ["ポッドキャスト", "で", "す"]);
    }
}
