//! Reads the application's documents into a small tree, as strictly as the carrier does.

use quick_xml::{Reader, XmlVersion, events::Event};

/// The carrier refuses documents above this size (code 11750).
pub(crate) const MAX_DOCUMENT_BYTES: usize = 64 * 1024;
/// Deeper nesting than this is no call document.
const MAX_DEPTH: usize = 16;

/// One element: a verb or a noun.
#[derive(Clone, Debug, PartialEq, Default)]
pub(crate) struct Element {
    pub(crate) name: String,
    attributes: Vec<(String, String)>,
    pub(crate) children: Vec<Element>,
    /// All text inside, that of nested elements included (speech marks such as `<break/>` leave only their words).
    text: String,
}

impl Element {
    /// An attribute, empty ones included.
    pub(crate) fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// An attribute that says something.
    pub(crate) fn filled(&self, name: &str) -> Option<&str> {
        self.attribute(name).map(str::trim).filter(|value| !value.is_empty())
    }

    /// A number, or the carrier's default when absent or unreadable.
    pub(crate) fn number(&self, name: &str, default: f64) -> f64 {
        self.filled(name).and_then(|value| value.parse().ok()).filter(|n: &f64| n.is_finite()).unwrap_or(default)
    }

    /// A flag, or the carrier's default.
    pub(crate) fn flag(&self, name: &str, default: bool) -> bool {
        match self.filled(name) {
            Some("true" | "TRUE" | "True") => true,
            Some("false" | "FALSE" | "False") => false,
            Some(_) | None => default,
        }
    }

    /// The words inside, white space folded.
    pub(crate) fn words(&self) -> String {
        self.text.split_whitespace().collect::<Vec<_>>().join(" ")
    }
}

/// Why a document was refused, as the carrier's debugger would say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Refusal {
    TooLarge,
    NotXml,
    WrongRoot,
}

impl Refusal {
    /// The carrier's error code.
    pub(crate) fn code(self) -> u32 {
        match self {
            Refusal::TooLarge => 11750,
            Refusal::NotXml => 12100,
            Refusal::WrongRoot => 12102,
        }
    }
}

/// The verbs of a document, in order.
///
/// White space or a byte-order mark before the XML declaration is refused, as the carrier does.
pub(crate) fn parse(document: &str) -> Result<Vec<Element>, Refusal> {
    if document.len() > MAX_DOCUMENT_BYTES {
        return Err(Refusal::TooLarge);
    }
    if !document.starts_with("<?xml")
        && document.trim_start_matches(['\u{feff}', ' ', '\n', '\r', '\t']).starts_with("<?xml")
    {
        return Err(Refusal::NotXml);
    }
    let root = tree(document)?;
    if root.name == "Response" { Ok(root.children) } else { Err(Refusal::WrongRoot) }
}

fn tree(document: &str) -> Result<Element, Refusal> {
    let mut reader = Reader::from_str(document);
    let mut open: Vec<Element> = Vec::new();
    let mut root: Option<Element> = None;
    loop {
        match reader.read_event().map_err(|_| Refusal::NotXml)? {
            Event::Start(start) => {
                if root.is_some() || open.len() >= MAX_DEPTH {
                    return Err(Refusal::NotXml);
                }
                open.push(element(&start)?);
            }
            Event::Empty(start) => {
                let element = element(&start)?;
                close(element, &mut open, &mut root)?;
            }
            Event::End(_) => {
                let element = open.pop().ok_or(Refusal::NotXml)?;
                close(element, &mut open, &mut root)?;
            }
            Event::Text(text) => add_text(&text.xml10_content(), &mut open)?,
            Event::CData(text) => add_text(&text.xml10_content(), &mut open)?,
            Event::GeneralRef(reference) => {
                let text = match reference.resolve_char_ref().map_err(|_| Refusal::NotXml)? {
                    Some(character) => character.to_string(),
                    None => quick_xml::escape::resolve_predefined_entity(&reference.xml10_content())
                        .ok_or(Refusal::NotXml)?
                        .to_owned(),
                };
                add_text(&text, &mut open)?;
            }
            Event::Decl(_) | Event::PI(_) | Event::DocType(_) | Event::Comment(_) => {}
            Event::Eof => break,
        }
    }
    if open.is_empty() { root.ok_or(Refusal::NotXml) } else { Err(Refusal::NotXml) }
}

fn element(start: &quick_xml::events::BytesStart<'_>) -> Result<Element, Refusal> {
    let mut element = Element { name: start.name().as_ref().to_owned(), ..Element::default() };
    for attribute in start.attributes() {
        let attribute = attribute.map_err(|_| Refusal::NotXml)?;
        let value = attribute.normalized_value(XmlVersion::Implicit1_0).map_err(|_| Refusal::NotXml)?;
        element.attributes.push((attribute.key.as_ref().to_owned(), value.into_owned()));
    }
    Ok(element)
}

fn close(element: Element, open: &mut [Element], root: &mut Option<Element>) -> Result<(), Refusal> {
    match open.last_mut() {
        Some(parent) => {
            parent.text.push_str(&element.text);
            parent.children.push(element);
            Ok(())
        }
        None if root.is_none() => {
            *root = Some(element);
            Ok(())
        }
        None => Err(Refusal::NotXml),
    }
}

fn add_text(text: &str, open: &mut [Element]) -> Result<(), Refusal> {
    match open.last_mut() {
        Some(element) => element.text.push_str(text),
        None if text.trim().is_empty() => {}
        None => return Err(Refusal::NotXml),
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escaped_text_and_attributes_then_plain() {
        let verbs = parse(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Response><Gather action=\"/a?x=1&amp;y=2\" numDigits=\"1\">\
             <Say>L&apos;&#233;t&#xe9; <prosody rate=\"85%\">doux</prosody> &amp; long</Say></Gather><Hangup/></Response>",
        )
        .unwrap();
        assert_eq!(verbs.iter().map(|v| v.name.as_str()).collect::<Vec<_>>(), ["Gather", "Hangup"]);
        assert_eq!(verbs[0].attribute("action"), Some("/a?x=1&y=2"));
        assert_eq!(verbs[0].children[0].words(), "L'été doux & long");
    }

    #[test]
    fn bad_documents_then_carrier_codes() {
        let code = |text: &str| parse(text).unwrap_err().code();
        assert_eq!(code("\n<?xml version=\"1.0\"?><Response/>"), 12100);
        assert_eq!(code("<Response><Say>unclosed</Response>"), 12100);
        assert_eq!(code("<Response>&nonsense;</Response>"), 12100);
        assert_eq!(code("plain words"), 12100);
        assert_eq!(code(""), 12100);
        assert_eq!(code("<Reponse/>"), 12102);
        assert_eq!(code(&format!("<Response>{}</Response>", "x".repeat(70_000))), 11750);
        assert!(parse("<Response/>").unwrap().is_empty());
    }
}
