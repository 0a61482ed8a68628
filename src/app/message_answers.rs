//! What the answers of the carrier and of the mail server say: of a message, and of the provider itself.

use chrono::{DateTime, TimeDelta, Utc};
use passerelle_domain::message::{Failure, Report};
use passerelle_notify::{MailError, MailStage, Sent};
use passerelle_telephony::{CarrierError, client::MessageSnapshot, webhook::MessageStatus};

/// A carrier that says 401, or that the account is closed, is down for us.
const NOT_LET_IN: [u32; 2] = [20003, 20005];

/// What the answer to a text says, and the identifier it has now.
pub(crate) fn sms_report(
    answer: &Result<MessageSnapshot, CarrierError>,
    now: DateTime<Utc>,
) -> (Report, Option<String>) {
    match answer {
        Ok(message) => (receipt_of(message.status, message.error_code, false), Some(message.sid.clone())),
        Err(CarrierError::Refused { code, .. }) => (Report::Refused(*code), None),
        Err(CarrierError::Throttled { retry_after }) => {
            let patience = retry_after.and_then(|patience| TimeDelta::from_std(patience).ok());
            (patience.map_or(Report::NotDone, |patience| Report::NotBefore(now + patience)), None)
        }
        Err(CarrierError::Unreachable) => (Report::NotDone, None),
        Err(CarrierError::Ambiguous(_)) => (Report::Ambiguous, None),
    }
}

/// What a status says; `asked` when no receipt came in time and the carrier was asked.
pub(crate) fn receipt_of(status: MessageStatus, error_code: Option<u32>, asked: bool) -> Report {
    match status {
        MessageStatus::Delivered | MessageStatus::Read | MessageStatus::PartiallyDelivered => Report::Delivered,
        status if status.is_failure() => Report::Refused(error_code),
        // No receipt will come any more: handed over is all that can be known.
        MessageStatus::Sent if asked => Report::Delivered,
        _ => Report::Sent,
    }
}

/// What the answer to an email says.
pub(crate) fn email_report(answer: &Result<Sent, MailError>) -> Report {
    match answer {
        Ok(_) => Report::Sent,
        Err(MailError::Refused { stage, code }) => {
            let failure = match stage {
                // Nobody is there, or it is no address at all.
                MailStage::Recipient | MailStage::Writing => Failure::UnknownAddress,
                MailStage::Connecting | MailStage::Sender | MailStage::Content | MailStage::Disk => Failure::Refused,
            };
            Report::Never(failure, code.map(u32::from))
        }
        Err(MailError::TryLater { .. }) => Report::NotDone,
        // Repeated with the same Message-ID: a page lost is worse than a page read twice.
        Err(MailError::Ambiguous) => Report::NotDone,
    }
}

/// Whether the carrier works, when its answer says so. A lost answer says nothing yet: the look-up that follows does.
pub(crate) fn carrier_works<T>(answer: &Result<T, CarrierError>) -> Option<bool> {
    match answer {
        Err(CarrierError::Unreachable) => Some(false),
        Err(CarrierError::Refused { code: Some(code), .. }) if NOT_LET_IN.contains(code) => Some(false),
        Ok(_) | Err(CarrierError::Refused { .. }) => Some(true),
        Err(CarrierError::Throttled { .. } | CarrierError::Ambiguous(_)) => None,
    }
}

/// Whether the carrier works, says the answer to a question: one that gets lost says that it does not.
pub(crate) fn carrier_answers<T>(answer: &Result<T, CarrierError>) -> Option<bool> {
    if matches!(answer, Err(CarrierError::Ambiguous(_))) { Some(false) } else { carrier_works(answer) }
}

/// Whether the mail server works, when its answer says so. Greylisting and a full mailbox are about one reader.
pub(crate) fn mail_works(answer: &Result<Sent, MailError>) -> Option<bool> {
    match answer {
        Ok(_) => Some(true),
        Err(MailError::Refused { stage: MailStage::Writing, .. }) => None,
        Err(MailError::Refused { .. }) => Some(true),
        Err(MailError::TryLater { stage, .. }) => match stage {
            MailStage::Connecting | MailStage::Sender | MailStage::Disk => Some(false),
            MailStage::Writing | MailStage::Recipient | MailStage::Content => None,
        },
        Err(MailError::Ambiguous) => Some(false),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_then_whether_the_provider_works() {
        let later = |stage| Err(MailError::TryLater { stage, code: Some(451) });
        assert_eq!(mail_works(&later(MailStage::Recipient)), None, "greylisted");
        assert_eq!(mail_works(&later(MailStage::Connecting)), Some(false));
        let no_such_user = MailError::Refused { stage: MailStage::Recipient, code: Some(550) };
        assert_eq!(mail_works(&Err(no_such_user)), Some(true));
        assert_eq!(email_report(&Err(no_such_user)), Report::Never(Failure::UnknownAddress, Some(550)));

        let refused =
            |code| Err::<(), _>(CarrierError::Refused { status: 400, code: Some(code), message: String::new() });
        assert_eq!(carrier_works(&refused(21610)), Some(true));
        assert_eq!(carrier_works(&refused(20003)), Some(false));
        let lost = Err::<(), _>(CarrierError::Ambiguous("no answer in time"));
        assert_eq!((carrier_works(&lost), carrier_answers(&lost)), (None, Some(false)));
    }
}
