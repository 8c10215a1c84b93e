//! A drawing: plotters' marks below, invisible shapes with seek times and hover labels above.

use std::fmt::Write as _;

use model::timecode;
use plotters::coord::Shift;
use plotters::element::{PathElement, Polygon, Rectangle, Text};
use plotters::prelude::{Color, DrawingArea, IntoDrawingArea, SVGBackend};
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{ShapeStyle, TextStyle};

use crate::Kind;
use crate::ink::Ink;
use crate::squeeze::squeeze;
use crate::words::{escape_into, tidy};

/// Width of the small charts in units of their own; 22 of them are 12 px where the chart is shown 360 px wide.
pub(crate) const WIDTH: i32 = 640;
/// Height of their text.
pub(crate) const TEXT: i32 = 22;

type Point = (i32, i32);
type Area<'a> = DrawingArea<SVGBackend<'a>, Shift>;

/// Something to be seen.
pub(crate) enum Mark {
    /// A filled outline.
    Shape { points: Vec<Point>, ink: Ink, opacity: f64 },
    /// A line of some width.
    Line { points: Vec<Point>, ink: Ink, width: u32 },
    /// A filled rectangle between two corners.
    Bar { from: Point, to: Point, ink: Ink, opacity: f64 },
    /// A text below its upper left, or upper right, corner.
    Text { text: String, at: Point, to_the_right: bool, ink: Ink },
}

impl Mark {
    /// A text that starts at a point.
    pub(crate) fn text(text: impl Into<String>, at: Point, ink: Ink) -> Self {
        Self::Text { text: text.into(), at, to_the_right: true, ink }
    }

    /// A text that ends at a point.
    pub(crate) fn text_ending(text: impl Into<String>, at: Point, ink: Ink) -> Self {
        Self::Text { text: text.into(), at, to_the_right: false, ink }
    }

    fn draw(&self, area: &Area<'_>) -> Result<(), impl std::error::Error> {
        match self {
            Self::Shape { points, ink, opacity } => {
                area.draw(&Polygon::new(points.as_slice(), ink.stand_in().mix(*opacity).filled()))
            }
            Self::Line { points, ink, width } => {
                area.draw(&PathElement::new(points.as_slice(), ShapeStyle::from(ink.stand_in()).stroke_width(*width)))
            }
            Self::Bar { from, to, ink, opacity } => {
                area.draw(&Rectangle::new([*from, *to], ink.stand_in().mix(*opacity).filled()))
            }
            Self::Text { text, at, to_the_right, ink } => {
                let anchor = if *to_the_right { HPos::Left } else { HPos::Right };
                let colour = ink.stand_in();
                let style = TextStyle::from(("sans-serif", TEXT)).color(&colour).pos(Pos::new(anchor, VPos::Top));
                area.draw(&Text::new(tidy(text), *at, style))
            }
        }
    }
}

/// An invisible rectangle that can be hovered and, where it has a time, sought to.
pub(crate) struct Hit {
    pub(crate) at: Point,
    pub(crate) size: Point,
    pub(crate) seek_ms: Option<u32>,
    pub(crate) label: String,
}

/// A whole `svg` element.
pub(crate) struct Canvas<'a> {
    pub(crate) kind: Kind,
    pub(crate) title: &'a str,
    pub(crate) size: Point,
    /// Further attributes of the element, with a space in front.
    pub(crate) attributes: String,
    pub(crate) marks: Vec<Mark>,
    pub(crate) hits: Vec<Hit>,
}

impl Canvas<'_> {
    /// Draws it.
    pub(crate) fn svg(&self) -> String {
        let kind = self.kind.as_str();
        let (width, height) = self.size;
        let mut out = String::new();
        let _ = write!(
            out,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" role=\"img\" \
             aria-labelledby=\"chart-{kind}\"{}><title id=\"chart-{kind}\">",
            self.attributes
        );
        escape_into(&mut out, self.title);
        out.push_str("</title>");
        out.push_str(&squeeze(&self.raw()));
        if !self.hits.is_empty() {
            out.push_str("<g fill=\"none\" pointer-events=\"all\">");
            for hit in &self.hits {
                hit.write(&mut out);
            }
            out.push_str("</g>");
        }
        out.push_str("</svg>");
        out
    }

    fn raw(&self) -> String {
        let mut raw = String::new();
        let size = (self.size.0.unsigned_abs(), self.size.1.unsigned_abs());
        {
            let area = SVGBackend::with_string(&mut raw, size).into_drawing_area();
            for mark in &self.marks {
                // Writing to memory does not fail; if it did, the other marks and the table would still tell the finding.
                let _ = mark.draw(&area);
            }
            let _ = area.present();
        }
        raw
    }
}

impl Hit {
    fn write(&self, out: &mut String) {
        out.push_str("<rect");
        for (name, value) in [("x", self.at.0), ("y", self.at.1)] {
            if value != 0 {
                let _ = write!(out, " {name}=\"{value}\"");
            }
        }
        let _ = write!(out, " width=\"{}\" height=\"{}\"", self.size.0, self.size.1);
        if let Some(ms) = self.seek_ms {
            let _ = write!(out, " data-t=\"{}\"", timecode::fragment(ms));
        }
        out.push_str(" data-label=\"");
        escape_into(out, &self.label);
        out.push_str("\"/>");
    }
}
