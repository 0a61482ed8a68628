//! A conversation in the page: what would be said, a key pressed, silence, the line hung up. The form holds the answers so
//! far and the server nothing.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::{Path, Query, State};
use passerelle_app::{MOST_ANSWER_CHARS, MOST_ANSWERS, Preview, PreviewWish, look_at_script, preview_script};
use passerelle_domain::voice_script::{Hearer, Moment, Then, What};
use serde::Deserialize;

use super::{
    edit::{Choice, choices, language_of, query_of},
    labels,
};
use crate::{
    WebState,
    console::{
        Words,
        form::Signed,
        frame::{Frame, draw},
        guard::{Refusal, Shown, Visitor},
    },
};

/// Fields of a situation are called `fact.` and its name.
const FACT: &str = "fact.";
/// Takes the last answer back.
const BACK: &str = "back";
const KEYPAD: [&str; 12] = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "*", "0", "#"];

#[derive(Template)]
#[template(path = "console/script_preview.html")]
struct Page {
    frame: Frame,
    form_token: String,
    script: String,
    title: String,
    query: String,
    languages: Vec<Choice>,
    lines: Vec<Choice>,
    editions: Vec<Choice>,
    situations: Vec<(String, String, Vec<Choice>)>,
    /// What the answer forms carry: every choice above, and the answers so far.
    state: Vec<(String, String)>,
    language: String,
    moments: Vec<MomentView>,
    length: String,
    is_misunderstood: bool,
    has_ended: bool,
    may_go_back: bool,
    keys: Vec<(&'static str, bool)>,
    buttons: Vec<(&'static str, String)>,
    /// Label and help of a field for words or digits.
    typing: Option<(String, String)>,
    most_chars: usize,
}

struct MomentView {
    at: String,
    who: String,
    says: String,
    seconds: Option<String>,
    class: &'static str,
    is_said: bool,
}

#[derive(Deserialize, Default)]
pub(crate) struct Beginning {
    #[serde(default)]
    lang: String,
    #[serde(default)]
    line: String,
    #[serde(default)]
    edition: String,
}

/// `GET /scripts/{name}/preview`: a call begins.
pub(crate) async fn begin(
    State(state): State<WebState>,
    visitor: Visitor,
    Path(name): Path<String>,
    Query(asked): Query<Beginning>,
) -> Shown {
    let wish = PreviewWish {
        language: language_of(&visitor, &asked.lang),
        line: asked.line,
        is_draft: asked.edition != "heard",
        ..PreviewWish::default()
    };
    shown(&state, &visitor, &name, wish).await
}

/// `POST /scripts/{name}/preview`: one more answer. Nothing is written.
pub(crate) async fn answer(
    State(state): State<WebState>,
    visitor: Visitor,
    Path(name): Path<String>,
    Signed(fields): Signed<Vec<(String, String)>>,
) -> Shown {
    let field = |name: &str| fields.iter().find(|(field, _)| field == name).map(|(_, value)| value.as_str());
    let mut answers: Vec<String> =
        fields.iter().filter(|(name, _)| name == "said").map(|(_, said)| said.clone()).collect();
    match (field("do"), field("press"), field("typed")) {
        (Some(BACK), _, _) => drop(answers.pop()),
        (_, Some(press), _) => answers.push(press.to_owned()),
        (_, None, Some(typed)) => answers.push(typed.to_owned()),
        (_, None, None) => {}
    }
    answers.truncate(MOST_ANSWERS);
    let situation =
        fields.iter().filter_map(|(name, value)| Some((name.strip_prefix(FACT)?.to_owned(), value.clone())));
    let wish = PreviewWish {
        language: language_of(&visitor, field("lang").unwrap_or_default()),
        line: field("line").unwrap_or_default().to_owned(),
        is_draft: field("edition") != Some("heard"),
        situation: situation.collect(),
        answers,
    };
    shown(&state, &visitor, &name, wish).await
}

async fn shown(state: &WebState, visitor: &Visitor, name: &str, wish: PreviewWish) -> Shown {
    let app = state.app();
    let owner = visitor.owner();
    let file = look_at_script(app, owner, name, &wish.line, &wish.language).await?.ok_or(Refusal::NotFound)?;
    let preview = preview_script(app, owner, name, &wish).await?.ok_or(Refusal::NotFound)?;
    let w = visitor.words();
    let title = labels::script_title(&w, name);
    let (languages, lines) = choices(&w, &file, &wish.line, &wish.language);
    let edition =
        |value: &str, key: &str, is_chosen: bool| Choice { value: value.to_owned(), label: w.say(key), is_chosen };
    let situations = situations(&w, &preview, &wish.situation);
    let edition_name = if wish.is_draft { "draft" } else { "heard" };
    let mut carried =
        vec![("lang", wish.language.clone()), ("line", wish.line.clone()), ("edition", edition_name.to_owned())]
            .into_iter()
            .map(|(name, value)| (name.to_owned(), value))
            .collect::<Vec<_>>();
    let chosen = |values: &[Choice]| values.iter().find(|one| one.is_chosen).map(|one| one.value.clone());
    carried.extend(situations.iter().filter_map(|(field, _, values)| Some((field.clone(), chosen(values)?))));
    carried.extend(preview.answers.iter().map(|said| ("said".to_owned(), said.clone())));
    let (keys, buttons, typing) = answers_to(&w, &preview.waits_for);
    let last_s = preview.moments.last().map_or(0, |moment| moment.at_s + lasts_s(moment));
    draw(&Page {
        frame: visitor.frame(w.fill("script-preview-title", [("name", title.as_str())])),
        form_token: visitor.form_token.clone(),
        script: name.to_owned(),
        title,
        query: query_of(&wish.language, &wish.line),
        editions: vec![
            edition("draft", "script-preview-draft", wish.is_draft),
            edition("heard", "script-preview-heard", !wish.is_draft),
        ],
        state: carried,
        moments: preview.moments.iter().map(|moment| moment_view(&w, moment)).collect(),
        length: w.fill("script-preview-length", [("length", clock(last_s))]),
        is_misunderstood: preview.is_misunderstood,
        has_ended: preview.has_ended,
        may_go_back: !preview.answers.is_empty(),
        language: wish.language,
        most_chars: MOST_ANSWER_CHARS,
        languages,
        lines,
        situations,
        keys,
        buttons,
        typing,
    })
}

fn situations(w: &Words, preview: &Preview, chosen: &BTreeMap<String, String>) -> Vec<(String, String, Vec<Choice>)> {
    let view = |situation: &passerelle_domain::voice_script::Situation| {
        let usual = situation.values.first().cloned().unwrap_or_default();
        let is_so =
            chosen.get(&situation.fact).filter(|value| situation.values.contains(value)).unwrap_or(&usual).clone();
        let values = situation.values.iter().map(|value| Choice {
            value: value.clone(),
            label: labels::value_name(w, value),
            is_chosen: *value == is_so,
        });
        (format!("{FACT}{}", situation.fact), labels::fact_name(w, &situation.fact), values.collect())
    };
    preview.situations.iter().map(view).collect()
}

fn lasts_s(moment: &Moment) -> i64 {
    match &moment.what {
        What::Says { lasts_s, .. } => i64::from(*lasts_s),
        What::Typed(_) | What::Noted(_) | What::Does(_) => 0,
    }
}

fn clock(seconds: i64) -> String {
    format!("{}:{:02}", seconds / 60, seconds % 60)
}

fn moment_view(w: &Words, moment: &Moment) -> MomentView {
    let (class, who, says, seconds) = match &moment.what {
        What::Typed(typed) if typed.is_empty() => ("you", w.say("script-who-you"), w.say("script-silence"), None),
        What::Typed(typed) if typed == "hangup" => ("you", w.say("script-who-you"), w.say("script-hang-up"), None),
        What::Typed(typed) => ("you", w.say("script-who-you"), typed.clone(), None),
        What::Noted(effect) => ("noted", w.say("script-who-noted"), labels::noted(w, effect), None),
        What::Does(act) => ("line", w.say("script-who-line"), labels::act(w, *act), None),
        What::Says { to, sentence, lasts_s, .. } => {
            let who = match to {
                Hearer::Caller => "script-who-voice",
                Hearer::Listener => "script-who-to-listener",
                Hearer::Other => "script-who-to-other",
            };
            ("voice", w.say(who), sentence.clone(), Some(w.count("script-lasts", *lasts_s)))
        }
    };
    MomentView { at: clock(moment.at_s), is_said: seconds.is_some(), who, says, seconds, class }
}

type Answers = (Vec<(&'static str, bool)>, Vec<(&'static str, String)>, Option<(String, String)>);

/// What may be answered to what the line waits for: keys with whether they mean something, buttons, a field.
fn answers_to(w: &Words, waits_for: &Then) -> Answers {
    let keypad = |meant: &[String]| KEYPAD.into_iter().map(|key| (key, meant.iter().any(|one| one == key))).collect();
    let button = |(value, key): (&'static str, &'static str)| (value, w.say(key));
    let buttons = |values: &[(&'static str, &'static str)]| values.iter().copied().map(button).collect::<Vec<_>>();
    let silence = ("", "script-stay-silent");
    let hang_up = ("hangup", "script-hang-up");
    match waits_for {
        Then::Gather { keys, speech, .. } => {
            let typing = speech.then(|| (w.say("script-say-words"), w.say("script-say-words-help")));
            (keypad(keys), buttons(&[silence, hang_up]), typing)
        }
        Then::GatherNumber { .. } => {
            let typing = Some((w.say("script-type-number"), w.say("script-type-number-help")));
            (Vec::new(), buttons(&[silence, hang_up]), typing)
        }
        Then::CheckCode { .. } => {
            (Vec::new(), buttons(&[("right", "script-code-right"), ("wrong", "script-code-wrong"), hang_up]), None)
        }
        Then::FindListener => (
            Vec::new(),
            buttons(&[
                ("free", "script-listener-free"),
                ("busy 200", "script-listener-busy"),
                ("busy", "script-listener-unknown"),
                hang_up,
            ]),
            None,
        ),
        Then::RingListener { .. } => {
            (Vec::new(), buttons(&[("talked", "script-listener-talks"), ("", "script-listener-silent"), hang_up]), None)
        }
        Then::Hold { interruptible, .. } => {
            let one = ["1".to_owned()];
            let keys = if *interruptible { keypad(&one) } else { Vec::new() };
            (keys, buttons(&[("", "script-wait-on"), hang_up]), None)
        }
        Then::Record { .. } => {
            (Vec::new(), buttons(&[("20", "script-leave-message"), ("", "script-leave-nothing")]), None)
        }
        Then::Bridge { .. } => (
            Vec::new(),
            buttons(&[
                ("talked", "script-bridge-talked"),
                ("no answer", "script-bridge-no-answer"),
                ("busy", "script-bridge-busy"),
                ("machine", "script-bridge-machine"),
                ("somebody else", "script-bridge-somebody-else"),
                ("failed", "script-bridge-failed"),
                hang_up,
            ]),
            None,
        ),
        Then::Hangup => (Vec::new(), Vec::new(), None),
    }
}
