//! Chinese: how subjects are announced and guests greeted. Words are found by [`crate::unspaced`], which has its own lists.

use super::{Language, NEUTRAL};

pub(super) const ZH: Language = Language {
    tag: "zh",
    interrogatives: "为什么 什么 怎么 如何 哪里 谁",
    chatter: &["欢迎", "大家好", "谢谢收听", "感谢收听", "订阅", "赞助", "本期节目", "下期", "再见"],
    starters: "",
    openings: &[
        "首先",
        "接下来",
        "然后是",
        "最后",
        "下一个问题",
        "另一个问题",
        "另一种",
        "我们来",
        "我们先",
        "现在我们",
        "那么",
        "说到",
        "关于",
        "回到",
        "让我们",
    ],
    announcements: &["接下来", "下一个", "另一个", "问题", "我们来", "让我们", "我想", "最后"],
    acknowledgements: &["谢谢", "很好", "有意思"],
    conjunctions: "",
    ..NEUTRAL
};
