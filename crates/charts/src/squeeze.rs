//! What plotters wrote, made small and put into the theme.
//!
//! plotters writes one element per line with every attribute spelled out. A page carries its charts inline, so defaults are
//! left out, polygons and polylines become paths in relative steps (a third of the bytes), fonts are inherited, and the
//! stand-in colours become CSS variables. Only the drawing's own attributes are rewritten, never its texts.

use std::fmt::Write as _;

use crate::ink::variable;

/// The elements inside the `svg` element, rewritten.
pub(crate) fn squeeze(raw: &str) -> String {
    let mut out = String::with_capacity(raw.len() / 2);
    let mut lines = raw.lines();
    while let Some(line) = lines.next() {
        let Some((tag, attributes)) = element(line) else { continue };
        match tag {
            "polygon" | "polyline" => {
                out.push_str("<path");
                paint(&mut out, &attributes);
                let _ = write!(out, " d=\"{}\"/>", path(get(&attributes, "points"), tag == "polygon"));
            }
            "rect" | "line" | "circle" => {
                out.push('<');
                out.push_str(tag);
                paint(&mut out, &attributes);
                for name in ["x", "y", "width", "height", "x1", "y1", "x2", "y2", "cx", "cy", "r"] {
                    let value = get(&attributes, name);
                    if !value.is_empty() && value != "0" {
                        let _ = write!(out, " {name}=\"{value}\"");
                    }
                }
                out.push_str("/>");
            }
            "text" => {
                out.push_str("<text");
                paint(&mut out, &attributes);
                for (name, default) in [("x", "0"), ("y", "0"), ("dy", ""), ("text-anchor", "start")] {
                    let value = get(&attributes, name);
                    if !value.is_empty() && value != default {
                        let _ = write!(out, " {name}=\"{value}\"");
                    }
                }
                out.push('>');
                out.push_str(lines.next().unwrap_or_default());
                out.push_str("</text>");
            }
            _ => {}
        }
    }
    out
}

type Attributes<'a> = Vec<(&'a str, &'a str)>;

/// Name and attributes of a start tag. Values hold no quotes: plotters escapes them.
fn element(line: &str) -> Option<(&str, Attributes<'_>)> {
    let inner = line.strip_prefix('<')?.strip_suffix('>')?.trim_end_matches('/');
    let (tag, mut rest) = inner.split_once(' ')?;
    let mut attributes = Vec::new();
    while let Some((name, after)) = rest.split_once("=\"") {
        let (value, after) = after.split_once('"')?;
        attributes.push((name.trim_start(), value));
        rest = after;
    }
    Some((tag, attributes))
}

fn get<'a>(attributes: &[(&str, &'a str)], name: &str) -> &'a str {
    attributes.iter().find(|(n, _)| *n == name).map_or("", |(_, value)| value)
}

fn paint(out: &mut String, attributes: &[(&str, &str)]) {
    let fill = get(attributes, "fill");
    if fill.starts_with('#') {
        let _ = write!(out, " fill=\"{}\"", variable(fill));
    } else if !fill.is_empty() {
        let _ = write!(out, " fill=\"{fill}\"");
    }
    let stroke = get(attributes, "stroke");
    if stroke.starts_with('#') {
        let _ = write!(out, " stroke=\"{}\"", variable(stroke));
        let width = get(attributes, "stroke-width");
        if !width.is_empty() && width != "1" {
            let _ = write!(out, " stroke-width=\"{width}\"");
        }
    }
    let opacity: f64 = get(attributes, "opacity").parse().unwrap_or(1.0);
    if opacity < 1.0 {
        let short = format!("{opacity:.2}");
        let _ = write!(out, " opacity=\"{}\"", short.trim_start_matches('0').trim_end_matches('0'));
    }
}

/// Points as a path of relative steps; steps in the same direction along an axis are joined.
fn path(points: &str, close: bool) -> String {
    let mut points = points.split_ascii_whitespace().filter_map(|point| {
        let (x, y) = point.split_once(',')?;
        Some((x.parse::<i32>().ok()?, y.parse::<i32>().ok()?))
    });
    let Some(mut at) = points.next() else { return String::new() };
    let mut steps: Vec<(i32, i32)> = Vec::new();
    for point in points {
        let step = (point.0 - at.0, point.1 - at.1);
        at = point;
        match (steps.last_mut(), step) {
            (_, (0, 0)) => {}
            (Some((x, 0)), (dx, 0)) if x.signum() == dx.signum() => *x += dx,
            (Some((0, y)), (0, dy)) if y.signum() == dy.signum() => *y += dy,
            _ => steps.push(step),
        }
    }
    let start = (at.0 - steps.iter().map(|s| s.0).sum::<i32>(), at.1 - steps.iter().map(|s| s.1).sum::<i32>());
    let mut out = format!("M{}{}{}", start.0, if start.1 < 0 { "" } else { " " }, start.1);
    let mut command = ' ';
    for step in steps {
        let (next, numbers): (char, &[i32]) = match step {
            (dx, 0) => ('h', &[dx]),
            (0, dy) => ('v', &[dy]),
            (dx, dy) => ('l', &[dx, dy]),
        };
        let mut bare = next != command;
        if bare {
            out.push(next);
            command = next;
        }
        for number in numbers {
            if !bare && *number >= 0 {
                out.push(' ');
            }
            let _ = write!(out, "{number}");
            bare = false;
        }
    }
    if close {
        out.push('z');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn points_become_relative_steps() {
        assert_eq!(path("0,80 0,70 3,65 6,67 9,67 12,67 12,80 ", true), "M0 80v-10l3-5 3 2h6v13z");
        assert_eq!(path("5,5 5,5 5,9 5,2", false), "M5 5v4v-7".replace("v-7", "-7"));
        assert_eq!(path("", true), "");
    }

    #[test]
    fn colours_become_variables_and_texts_stay() {
        let raw = "<svg width=\"640\" height=\"9\">\n<text x=\"0\" y=\"4\" dy=\"0.76em\" text-anchor=\"start\" font-family=\"sans-serif\" font-size=\"22\" opacity=\"1\" fill=\"#01FE08\">\n#01FE00 &lt;b&gt;\n</text>\n<rect x=\"0\" y=\"1\" width=\"2\" height=\"3\" opacity=\"0.5\" fill=\"#01FE00\" stroke=\"none\"/>\n</svg>\n";
        assert_eq!(
            squeeze(raw),
            "<text fill=\"var(--ink)\" y=\"4\" dy=\"0.76em\">#01FE00 &lt;b&gt;</text><rect fill=\"var(--c0)\" opacity=\".5\" y=\"1\" width=\"2\" height=\"3\"/>"
        );
    }
}
