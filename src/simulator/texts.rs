//! The application's texts to handsets, and what people answer.

use std::sync::Arc;

use passerelle_clock::Busy;
use rand::Rng;

use crate::{
    Fault, Happening, MessageContext, Private, ReceivedText, Reply,
    callbacks::Callback,
    chance,
    directory::ask,
    habits::Habits,
    records::MessageRecord,
    webhooks::{Method, Params, Target, param},
    world::World,
};

/// A person answers one text with at most this many.
const MAX_REPLIES: usize = 10;

/// A text the application wants sent, already checked.
pub(crate) struct Outgoing {
    pub(crate) from: Private,
    pub(crate) to: Private,
    pub(crate) body: Private,
    pub(crate) callback: Option<Target>,
}

impl World {
    /// Accepts a text; it is sent and delivered a few seconds later. Returns its identifier.
    pub(crate) fn send_text(self: &Arc<Self>, text: Outgoing) -> String {
        let sid = self.new_sid("SM", &format!("{}|{}", text.from, text.to));
        self.state().messages.push(MessageRecord {
            sid: sid.clone(),
            from: text.from.clone(),
            to: text.to.clone(),
            body: text.body.clone(),
            inbound: false,
            status: "queued",
            error_code: None,
            created_at: self.now(),
            sent_at: None,
        });
        let (from, to, body) = (text.from.clone(), text.to.clone(), text.body.clone());
        self.tell(Happening::TextSent { sid: sid.clone(), from, to, body });
        let (send_s, deliver_s) = {
            let mut chance = chance::draw(self.seed, &format!("text|{sid}"), 0);
            (chance.random_range(0.3..1.2), chance.random_range(1.0..5.0))
        };
        let why = self
            .state()
            .faults
            .iter()
            .find_map(|fault| if let Fault::TextsUndelivered { code, .. } = fault { Some(*code) } else { None });
        let is_undelivered = self.use_fault(|fault| match fault {
            Fault::TextsUndelivered { n, .. } => Some(n),
            Fault::RestUnavailable
            | Fault::RestTimeoutAfterDoing
            | Fault::HoldRequests { .. }
            | Fault::HoldAnswers
            | Fault::WebhooksUnreachable
            | Fault::UpdatesRefused
            | Fault::DeletionsRefused
            | Fault::SoundsRefused
            | Fault::RecordingsUnannounced
            | Fault::Throttle { .. }
            | Fault::CallsFail { .. } => None,
        });
        let undelivered = why.filter(|_| is_undelivered);
        let message_sid = sid.clone();
        self.later(send_s, move |world, busy| async move {
            world.mark_text(&message_sid, "sent", None);
            world.tell_text(&message_sid, &text, 0, "sent", None).await;
            let after = Arc::clone(&world);
            world.later(deliver_s, move |_, busy: Busy| async move {
                after.arrive(message_sid, text, undelivered).await;
                drop(busy);
            });
            drop(busy);
        });
        sid
    }

    async fn arrive(self: &Arc<Self>, sid: String, text: Outgoing, undelivered: Option<u32>) {
        if let Some(code) = undelivered {
            self.mark_text(&sid, "undelivered", Some(code));
            self.tell(Happening::TextUndelivered { sid: sid.clone(), to: text.to.clone(), code });
            self.tell_text(&sid, &text, 1, "undelivered", Some(code)).await;
            self.deliver_held(&sid).await;
            return;
        }
        self.mark_text(&sid, "delivered", None);
        let received =
            ReceivedText { at: self.now(), sid: sid.clone(), from: text.from.clone(), body: text.body.clone() };
        self.state().handsets.entry(text.to.to_string()).or_default().push(received);
        self.tell(Happening::TextDelivered { sid: sid.clone(), to: text.to.clone() });
        self.tell_text(&sid, &text, 1, "delivered", None).await;
        self.deliver_held(&sid).await;
        self.let_answer(&text);
    }

    fn let_answer(self: &Arc<Self>, text: &Outgoing) {
        let Some(person) = self.state().directory.person(&text.to) else {
            return;
        };
        let ordinal = self.state().directory.next_ordinal(&text.to, "message");
        let context = MessageContext { at: self.now(), from: text.from.clone(), body: text.body.clone(), ordinal };
        let replies = ask(&person).message(&context);
        for Reply { after_s, body } in replies.into_iter().take(MAX_REPLIES) {
            let (from, to) = (text.to.clone(), text.from.clone());
            self.later(after_s, move |world, busy| async move {
                world.text_from_person(&from, &to, &body).await;
                drop(busy);
            });
        }
    }

    fn mark_text(&self, sid: &str, status: &'static str, error_code: Option<u32>) {
        let now = self.now();
        if let Some(message) = self.state().messages.iter_mut().rev().find(|message| message.sid == sid) {
            message.status = status;
            message.error_code = error_code;
            message.sent_at.get_or_insert(now);
        }
    }

    async fn tell_text(
        self: &Arc<Self>,
        sid: &str,
        text: &Outgoing,
        sequence: u32,
        status: &'static str,
        error_code: Option<u32>,
    ) {
        let Some(target) = text.callback.clone() else {
            return;
        };
        let mut params = self.message_params(sid, &text.from, &text.to);
        param(&mut params, "MessageStatus", status);
        param(&mut params, "SmsStatus", status);
        if let Some(code) = error_code {
            param(&mut params, "ErrorCode", code.to_string());
        }
        if sequence > 0 {
            param(&mut params, "RawDlrDoneDate", self.now().format("%y%m%d%H%M").to_string());
        }
        let callback = Callback { sid: sid.to_owned(), status: status.to_owned(), sequence, target, params };
        self.deliver(callback).await;
    }

    pub(crate) fn message_params(&self, sid: &str, from: &str, to: &str) -> Params {
        let mut params = Params::new();
        for name in ["MessageSid", "SmsSid", "SmsMessageSid"] {
            param(&mut params, name, sid);
        }
        param(&mut params, "AccountSid", &self.account_sid);
        param(&mut params, "From", from);
        param(&mut params, "To", to);
        param(&mut params, "ApiVersion", "2010-04-01");
        params
    }
}

/// A callback target as REST gives it.
pub(crate) fn callback_target(habits: &Habits, url: Option<&str>, method: Option<&str>) -> Option<Target> {
    let url = crate::leg::read_url(url?)?;
    Some(Target { url, method: Method::read(habits, method) })
}
