//! Nobody has looked at a referral for days: coordinators are reminded, until somebody does.

use passerelle_domain::{
    ids::ReferralId,
    matter::MatterKind,
    message::About,
    people::{Member, StaffRole},
    referral::REMIND_AFTER,
};
use passerelle_notify::EmailTemplate;
use passerelle_store::{lines, referrals, staff, transact};

use crate::{
    App,
    error::{AppError, Outcome},
    schedule::{is_due, set_timer},
    send_text::{arguments, reader, send_email},
};

/// Advances a referral whose timer is due.
pub(crate) async fn advance_referral(app: &App, id: ReferralId) -> Outcome<()> {
    let now = app.clock.now();
    transact!(app.db, |tx| {
        if !is_due(tx, MatterKind::Referral, id.0, now).await? {
            return Ok(());
        }
        let found = referrals::by_id(tx, &app.secrets, id).await?;
        let Some(referral) = found.filter(|referral| referral.is_waiting()) else {
            set_timer(tx, MatterKind::Referral, id.0, None, now).await?;
            return Ok(());
        };
        let owner = referral.organisation_id;
        let facts = arguments([("code", referral.code.to_string()), ("lien", app.urls.received_referrals())]);
        if let Some(line) = lines::of_organisation(tx, owner).await?.into_iter().next() {
            for member in staff::of_organisation(tx, &app.secrets, owner).await? {
                if member.role != StaffRole::Coordinator {
                    continue;
                }
                let Some(reader) = reader(app, tx, Member::Staff(member.id)).await? else { continue };
                let template = EmailTemplate::ReferralWaits;
                send_email(app, tx, &line, &reader, template, &facts, About::Nothing, now).await?;
            }
        }
        set_timer(tx, MatterKind::Referral, id.0, Some(now + REMIND_AFTER), now).await?;
        Ok::<(), AppError>(())
    })
    .await
}
