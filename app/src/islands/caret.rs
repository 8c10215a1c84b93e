//! Where the caret is, and putting it somewhere.

use wasm_bindgen::JsCast;
use web_sys::{Element, Node, Selection};

use super::dom;

fn selection() -> Option<Selection> {
    dom::window().get_selection().ok().flatten()
}

/// The node that the caret is in.
pub fn node() -> Option<Node> {
    selection()?.anchor_node()
}

/// Nothing is selected.
pub fn is_collapsed() -> bool {
    selection().is_some_and(|s| s.is_collapsed())
}

/// The text of an element before the caret; none when the caret is elsewhere.
pub fn before(element: &Element) -> Option<String> {
    let selection = selection()?;
    let node = selection.focus_node()?;
    if !element.contains(Some(&node)) {
        return None;
    }
    let range = dom::document().create_range().ok()?;
    range.set_start(element, 0).ok()?;
    range.set_end(&node, selection.focus_offset()).ok()?;
    range.to_string().as_string()
}

/// Puts the caret so many UTF-16 units into the text of an element.
pub fn put(element: &Element, offset: usize) {
    let mut left = u32::try_from(offset).unwrap_or(0);
    let mut last = None;
    let mut stack = vec![element.clone().unchecked_into::<Node>()];
    while let Some(node) = stack.pop() {
        if node.node_type() == Node::TEXT_NODE {
            let length = node.text_content().map_or(0, |t| t.encode_utf16().count() as u32);
            if left <= length {
                last = Some((node, left));
                break;
            }
            left -= length;
            last = Some((node, length));
        } else {
            let children = node.child_nodes();
            stack.extend((0..children.length()).rev().filter_map(|i| children.get(i)));
        }
    }
    if let (Some(selection), Some((node, at))) = (selection(), last) {
        let _ = selection.collapse_with_offset(Some(&node), at);
    }
}

/// Selects the content of an element.
pub fn select(element: &Element) {
    if let Some(selection) = selection() {
        let _ = selection.select_all_children(element);
    }
}
