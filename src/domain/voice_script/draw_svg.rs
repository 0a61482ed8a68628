//! A script as a picture of its own: SVG, readable in any browser and by a screen reader.
//!
//! Where things go is decided by `layout-rs`; what they look like here, because its own pictures have
//! neither title nor description. Ways that lead to the same place are one line with all their names. Key 0 to the
//! script's person is in the description only: a line from every menu would hide the rest.

use std::{collections::BTreeMap, fmt::Write};

use layout::{
    core::{
        base::Orientation,
        color::Color,
        format::{ClipHandle, RenderBackend},
        geometry::Point,
        style::{LineStyleKind, StyleAttr},
    },
    std_shapes::shapes::{Arrow, Element, LineEndKind, ShapeKind},
    topo::layout::VisualGraph,
};

use super::{Node, Script, draw::kind, edges::edges};

/// Height of a letter, pixels.
const FONT_PX: usize = 15;
/// Width of a letter, pixels: what a common sans-serif needs for its wider letters.
const LETTER_PX: f64 = 8.6;
/// White around the picture, pixels.
const MARGIN_PX: f64 = 24.0;

/// The picture as an SVG document. Nodes of one kind have one colour and say their kind in words as well; a full
/// line is followed by doing nothing, a dashed one by a choice.
#[must_use]
pub fn draw_svg(script: &Script) -> String {
    draw_svg_in(script, "en", &format!("Voice script {}", script.name), &str::to_owned)
}

/// The same in another language: `say` gives the words of a label (`menu`, `key 1`, `silence`, `line_open is no`).
#[must_use]
pub fn draw_svg_in(script: &Script, language: &str, title: &str, say: &dyn Fn(&str) -> String) -> String {
    let mut graph = VisualGraph::new(Orientation::TopToBottom);
    let mut places = BTreeMap::new();
    places.insert("", graph.add_node(boxed(&say("call"), "#ffffff", 18)));
    // From the start onward, so that the picture reads from top to bottom.
    for name in in_reading_order(script) {
        let (text, colour, rounded) = match script.nodes.get(name) {
            Some(node) => (format!("{name}\n{}", say(kind(node))), colour(node), roundness(node)),
            None => (format!("{name} ?\n{}", say("does not exist")), "#ff9d9d", 0),
        };
        places.insert(name, graph.add_node(boxed(&text, colour, rounded)));
    }
    let mut join = |from: &str, to: &str, label: &str, is_silent: bool| {
        if let (Some(from), Some(to)) = (places.get(from), places.get(to)) {
            let style = if is_silent { LineStyleKind::Normal } else { LineStyleKind::Dashed };
            let arrow =
                Arrow::new(LineEndKind::None, LineEndKind::Arrow, style, label, &look("#333333", 0), &None, &None);
            graph.add_edge(arrow, *from, *to);
        }
    };
    join("", &script.start, "", true);
    for (name, node) in &script.nodes {
        for (to, (labels, is_silent)) in ways(script, node) {
            let labels: Vec<String> = labels.iter().map(|label| say(label)).collect();
            join(name, to, &labels.join("\n"), is_silent);
        }
    }
    let mut picture = Picture::default();
    graph.do_it(false, false, false, &mut picture);
    picture.document(language, title, &description(script, say))
}

/// Every target with what leads there, and whether doing nothing does.
fn ways<'s>(script: &'s Script, node: &'s Node) -> BTreeMap<&'s str, (Vec<String>, bool)> {
    let mut ways: BTreeMap<&str, (Vec<String>, bool)> = BTreeMap::new();
    for edge in edges(script, node) {
        if edge.label == "key 0" && edge.to == script.person {
            continue;
        }
        let way = ways.entry(edge.to).or_default();
        way.0.push(edge.label);
        way.1 |= edge.is_silent;
    }
    ways
}

/// Nodes and targets in the order in which a walk from the start meets them, then what it never meets.
pub(super) fn in_reading_order(script: &Script) -> Vec<&str> {
    let mut order: Vec<&str> = vec![&script.start];
    let mut next = 0;
    let unreached = script.nodes.keys().map(String::as_str);
    let mut later: Vec<&str> = [script.person.as_str()].into_iter().chain(unreached).rev().collect();
    loop {
        while let Some(name) = order.get(next).copied() {
            next += 1;
            let targets = script.nodes.get(name).map(|node| edges(script, node)).unwrap_or_default();
            for edge in targets {
                if !order.contains(&edge.to) {
                    order.push(edge.to);
                }
            }
        }
        match later.pop() {
            Some(name) if !order.contains(&name) => order.push(name),
            Some(_) => {}
            None => return order,
        }
    }
}

fn look(colour: &str, rounded: usize) -> StyleAttr {
    // Colours are written beside their use; one that is mistyped is drawn white.
    let hex = u32::from_str_radix(colour.trim_start_matches('#'), 16).unwrap_or(0x00ff_ffff);
    StyleAttr::new(Color::new(0x3333_33ff), 1, Some(Color::new((hex << 8) | 0xff)), rounded, FONT_PX)
}

fn boxed(text: &str, colour: &str, rounded: usize) -> Element {
    let longest = text.lines().map(|line| line.chars().count()).max().unwrap_or(0);
    let height = (text.lines().count() * FONT_PX) as f64 * 1.3 + 14.0;
    let size = Point::new(longest as f64 * LETTER_PX + 20.0, height);
    Element::create(ShapeKind::new_box(text), look(colour, rounded), Orientation::TopToBottom, size)
}

fn colour(node: &Node) -> &'static str {
    match node {
        Node::Say(_) | Node::Goto(_) => "#f4f1ea",
        Node::Menu(_) | Node::Listen(_) | Node::OfferCallback(_) | Node::AskCode(_) => "#dcebf7",
        Node::Ring(_) | Node::Bridge(_) => "#dff2dd",
        Node::Record(_) => "#fdf0cf",
        Node::Hangup(_) => "#eadcf3",
    }
}

fn roundness(node: &Node) -> usize {
    match node {
        Node::Hangup(_) => 18,
        Node::Menu(_) | Node::Listen(_) | Node::OfferCallback(_) | Node::AskCode(_) => 8,
        Node::Say(_) | Node::Goto(_) | Node::Ring(_) | Node::Bridge(_) | Node::Record(_) => 0,
    }
}

/// What is drawn, in two layers: lines below, boxes and letters above.
#[derive(Default)]
struct Picture {
    lines: String,
    boxes: String,
    width: f64,
    height: f64,
}

impl Picture {
    fn document(&self, language: &str, title: &str, described: &str) -> String {
        let (width, height) = (self.width + MARGIN_PX, self.height + MARGIN_PX);
        let (title, described) = (escaped(title), escaped(described));
        format!(
            r##"<?xml version="1.0" encoding="UTF-8"?>
<svg xmlns="http://www.w3.org/2000/svg" width="{width:.0}" height="{height:.0}" viewBox="0 0 {width:.0} {height:.0}" role="img" aria-labelledby="title desc" lang="{language}">
<title id="title">{title}</title>
<desc id="desc">{described}</desc>
<defs><marker id="arrow" markerWidth="9" markerHeight="7" refX="8" refY="3.5" orient="auto-start-reverse"><path d="M0 0 L9 3.5 L0 7 z" fill="#333333"/></marker></defs>
<rect width="100%" height="100%" fill="#ffffff"/>
<g fill="none" stroke="#333333" stroke-width="1.2">
{}</g>
<g font-family="Verdana, 'DejaVu Sans', sans-serif" font-size="13" text-anchor="middle" fill="#1a1a1a">
{}</g>
</svg>
"##,
            self.lines, self.boxes,
        )
    }

    fn grow(&mut self, x: f64, y: f64) {
        self.width = self.width.max(x);
        self.height = self.height.max(y);
    }
}

/// The same in words: every node and where it leads.
fn description(script: &Script, say: &dyn Fn(&str) -> String) -> String {
    let mut said = format!("{} → {}. {} → {}.", say("call"), script.start, say("key 0"), script.person);
    for name in in_reading_order(script) {
        let Some(node) = script.nodes.get(name) else { continue };
        let ways: Vec<String> = ways(script, node)
            .iter()
            .map(|(to, (labels, _))| {
                let labels: Vec<String> = labels.iter().map(|label| say(label)).collect();
                format!("{} → {to}", labels.join(", "))
            })
            .collect();
        let ways = if ways.is_empty() { say("the call ends") } else { ways.join("; ") };
        let _ = write!(said, " {name} ({}): {ways}.", say(kind(node)));
    }
    said
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

// Writing into a String cannot fail.
impl RenderBackend for Picture {
    fn draw_rect(&mut self, xy: Point, size: Point, look: &StyleAttr, _: Option<String>, _: Option<ClipHandle>) {
        self.grow(xy.x + size.x, xy.y + size.y);
        let fill = look.fill_color.map_or_else(|| "none".to_owned(), |colour| colour.to_web_color());
        let _ = writeln!(
            self.boxes,
            r##"<rect x="{:.1}" y="{:.1}" width="{:.1}" height="{:.1}" rx="{}" fill="{fill}" stroke="#333333"/>"##,
            xy.x, xy.y, size.x, size.y, look.rounded,
        );
    }

    fn draw_line(&mut self, start: Point, stop: Point, _: &StyleAttr, _: Option<String>) {
        let _ = writeln!(self.lines, r#"<path d="M{:.1} {:.1} L{:.1} {:.1}"/>"#, start.x, start.y, stop.x, stop.y);
    }

    fn draw_circle(&mut self, xy: Point, size: Point, _: &StyleAttr, _: Option<String>) {
        self.grow(xy.x + size.x, xy.y + size.y);
        let _ = writeln!(
            self.boxes,
            r##"<ellipse cx="{:.1}" cy="{:.1}" rx="{:.1}" ry="{:.1}" fill="#ffffff" stroke="#333333"/>"##,
            xy.x,
            xy.y,
            size.x / 2.0,
            size.y / 2.0,
        );
    }

    fn draw_text(&mut self, xy: Point, text: &str, _: &StyleAttr) {
        let count = text.lines().count();
        for (index, line) in text.lines().enumerate() {
            let y = xy.y + (index as f64 - (count as f64 - 1.0) / 2.0) * FONT_PX as f64 * 1.2 + 4.5;
            let half = line.chars().count() as f64 * LETTER_PX / 2.0;
            self.grow(xy.x + half, y);
            // White behind the letters: a line may pass there.
            let _ = writeln!(
                self.boxes,
                r##"<text x="{:.1}" y="{y:.1}" paint-order="stroke" stroke="#ffffff" stroke-width="3">{}</text>"##,
                xy.x,
                escaped(line),
            );
        }
    }

    fn draw_arrow(
        &mut self,
        path: &[(Point, Point)],
        dashed: bool,
        head: (bool, bool),
        _: &StyleAttr,
        _: Option<String>,
        _: &str,
    ) {
        let [first, second, rest @ ..] = path else { return };
        let mut drawn = format!(
            "M{:.1} {:.1} C{:.1} {:.1} {:.1} {:.1} {:.1} {:.1}",
            first.0.x, first.0.y, first.1.x, first.1.y, second.0.x, second.0.y, second.1.x, second.1.y,
        );
        for point in rest {
            let _ = write!(drawn, " S{:.1} {:.1} {:.1} {:.1}", point.0.x, point.0.y, point.1.x, point.1.y);
        }
        for (a, b) in path {
            self.grow(a.x.max(b.x), a.y.max(b.y));
        }
        let dash = if dashed { r#" stroke-dasharray="5 4""# } else { "" };
        let start = if head.0 { r#" marker-start="url(#arrow)""# } else { "" };
        let end = if head.1 { r#" marker-end="url(#arrow)""# } else { "" };
        let _ = writeln!(self.lines, r#"<path d="{drawn}"{dash}{start}{end}/>"#);
    }

    fn create_clip(&mut self, _: Point, _: Point, _: usize) -> ClipHandle {
        0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::voice_script::examples;

    #[test]
    fn script_drawn_then_every_node_has_its_box_and_the_picture_says_what_it_shows() {
        for script in [examples::listening_line(), examples::convivial_call(), examples::callback()] {
            let picture = draw_svg(&script);
            assert!(picture.contains(&format!("<title id=\"title\">Voice script {}</title>", script.name)));
            assert!(picture.contains("role=\"img\"") && picture.contains("<desc id=\"desc\">call → "));
            for name in script.nodes.keys() {
                assert!(picture.contains(&format!(">{name}</text>")), "{}: {name}", script.name);
            }
            // One box a node, one for the call, and the ground.
            assert_eq!(picture.matches("<rect ").count(), script.nodes.len() + 2, "{}", script.name);
        }
    }

    #[test]
    fn script_with_a_lost_target_then_drawn_all_the_same() {
        let script = Script::parse(
            "name = 'a & b'\nstart = 'x'\nperson = 'x'\n[nodes.x]\nkind = 'goto'\nto = 'lost'\n[nodes.alone]\nkind = 'goto'\nto = 'alone'\n",
        )
        .unwrap();
        let picture = draw_svg(&script);
        assert!(picture.contains("lost ?") && picture.contains("a &amp; b") && picture.contains(">alone<"));
    }
}
