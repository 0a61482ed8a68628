//! Emails: a subject, a plain text, and the same text as a page.

use super::{Arguments, TextProblem, require, words};
use crate::{EmailTemplate, Language};
use std::fmt;

/// A finished email. `Debug` shows sizes only.
#[derive(Clone, PartialEq, Eq)]
pub struct EmailText {
    /// One line, without personal data.
    pub subject: String,
    /// Plain text, lines separated by `\n`.
    pub text: String,
    /// A whole HTML document saying the same.
    pub html: String,
}

impl fmt::Debug for EmailText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "EmailText({} bytes of text, {} of HTML)", self.text.len(), self.html.len())
    }
}

/// Writes one email: subject, plain text and HTML with the same words. The same input always gives the same email.
///
/// # Errors
/// [`TextProblem`]: an argument is missing, or `lien` is not a web address.
///
/// # Source
/// Domain, section 6.4: "code, one line of what to do, a link that needs login".
pub fn render_email(
    language: Language,
    template: EmailTemplate,
    arguments: &Arguments,
) -> Result<EmailText, TextProblem> {
    let key = template.key();
    require(key, template.arguments(), arguments)?;
    let link = match arguments.get("lien") {
        Some(link) if template.arguments().contains(&"lien") => {
            Some(checked_link(link).ok_or(TextProblem::BadLink { template: key })?)
        }
        _ => None,
    };
    let arguments: Arguments = arguments.iter().map(|(name, text)| (name.clone(), one_line(text))).collect();
    let not_written = || TextProblem::NotWritten { template: key, language: language.tag() };

    let words = |attribute| words::text(language, words::Channel::Email, key, attribute, &arguments);
    let subject = words(None).ok_or_else(not_written)?;
    let body = words(Some("body")).ok_or_else(not_written)?;
    let action = match link {
        Some(link) => Some((words(Some("link")).ok_or_else(not_written)?, link)),
        None => None,
    };
    let subject = one_line(&subject);
    Ok(EmailText {
        text: plain(&body, action.as_ref()),
        html: page(language, &subject, &body, action.as_ref()),
        subject,
    })
}

/// Writes one email in which several others follow: their subjects and their plain texts, in order. A line that is nothing but a
/// web address is the link whose words stand above it.
///
/// # Errors
/// As [`render_email`].
pub fn render_joined(
    language: Language,
    template: EmailTemplate,
    arguments: &Arguments,
    parts: &[(&str, &str)],
) -> Result<EmailText, TextProblem> {
    let mut email = render_email(language, template, arguments)?;
    let mut html = String::new();
    for (subject, text) in parts {
        email.text.push_str(&format!("\n{}\n\n{}\n", one_line(subject), text.trim()));
        html.push_str(&format!("<h2 style=\"font-size:1.25rem\">{}</h2>\n", escaped(&one_line(subject))));
        for paragraph in paragraphs(text) {
            let link = paragraph.rsplit_once('\n').and_then(|(words, link)| Some((words, checked_link(link)?)));
            html.push_str(&match link {
                Some((words, link)) => anchor(words, link),
                None => format!("<p>{}</p>\n", escaped(paragraph).replace('\n', "<br>\n")),
            });
        }
    }
    email.html = email.html.replacen("</main>", &format!("{html}</main>"), 1);
    Ok(email)
}

/// An argument is a few words. A line break in one could forge a paragraph, or a header in the subject.
fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Only web addresses: a `javascript:` or `data:` address in a mail is an attack whoever wrote it.
fn checked_link(link: &str) -> Option<&str> {
    let link = link.trim();
    let is_web = link.starts_with("https://") || link.starts_with("http://");
    (is_web && !link.contains(|c: char| c.is_whitespace() || c.is_control())).then_some(link)
}

fn paragraphs(body: &str) -> impl Iterator<Item = &str> {
    body.split("\n\n").map(str::trim).filter(|paragraph| !paragraph.is_empty())
}

fn plain(body: &str, action: Option<&(String, &str)>) -> String {
    let mut text = paragraphs(body).collect::<Vec<_>>().join("\n\n");
    if let Some((label, link)) = action {
        text.push_str(&format!("\n\n{label}\n{link}"));
    }
    text.push('\n');
    text
}

/// A page that a screen reader announces in the right language, that a phone shows without zoom, and that needs no
/// image, script or outside style: one column, large type, the link written in full after the button's words.
fn page(language: Language, subject: &str, body: &str, action: Option<&(String, &str)>) -> String {
    let mut html = format!(
        "<!doctype html>\n<html lang=\"{language}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>{title}</title>\n</head>\n\
         <body style=\"margin:0;padding:1.5rem;font:1.125rem/1.5 sans-serif;color:#1a1a1a;background:#ffffff\">\n\
         <main style=\"max-width:36rem;margin:0 auto\">\n<h1 style=\"font-size:1.375rem\">{title}</h1>\n",
        language = language.tag(),
        title = escaped(subject),
    );
    for paragraph in paragraphs(body) {
        html.push_str(&format!("<p>{}</p>\n", escaped(paragraph).replace('\n', "<br>\n")));
    }
    if let Some((label, link)) = action {
        html.push_str(&anchor(label, link));
    }
    html.push_str("</main>\n</body>\n</html>\n");
    html
}

fn anchor(label: &str, link: &str) -> String {
    format!(
        "<p><a href=\"{link}\" style=\"color:#0b4f8a;font-weight:bold\">{label}</a></p>\n",
        link = escaped(link),
        label = escaped(label),
    )
}

/// Text made safe between tags and inside a quoted attribute.
fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            other => safe.push(other),
        }
    }
    safe
}
