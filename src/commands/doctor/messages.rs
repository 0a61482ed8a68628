//! Do messages leave, and do they arrive?

use passerelle_domain::{circuit::Provider, people::StaffRole};
use passerelle_store::{Db, Secrets, StoreError, circuits, messages, organisations, staff, volunteers};

use super::Finding;

/// Looks at the carrier and the mail server as the service found them, and at numbers and addresses where nothing arrives.
pub(super) async fn examine(db: &Db, secrets: &Secrets) -> Vec<Finding> {
    match look(db, secrets).await {
        Ok(findings) => findings,
        Err(error) => vec![Finding::problem("messages", format!("could not be looked at: {error}"))],
    }
}

async fn look(db: &Db, secrets: &Secrets) -> Result<Vec<Finding>, StoreError> {
    let mut findings = Vec::new();
    let mut read = db.read().await?;
    for provider in Provider::ALL {
        let Some(since) = circuits::of(&mut read, provider).await?.down_since() else { continue };
        let kept = messages::held_count(&mut read, provider).await?;
        let (name, since) = (provider.as_str(), since.format("%Y-%m-%d %H:%M"));
        let says = format!(
            "the {name} is down for the service since {since} UTC; {kept} messages are kept and leave when it answers again"
        );
        findings.push(Finding::problem("messages", says));
    }
    let (mut bounced, mut unverified) = (0, 0);
    for (owner, _) in organisations::all(&mut read).await? {
        let staff = staff::of_organisation(&mut read, secrets, owner).await?;
        let volunteers = volunteers::of_organisation(&mut read, secrets, owner).await?;
        // Who is paged at night should have proved once that pages arrive.
        let paged = staff.iter().filter(|staff| staff.role == StaffRole::Coordinator);
        unverified += paged.filter(|staff| staff.contacts.phone.verified_at.is_none()).count();
        let contacts = staff.iter().map(|staff| &staff.contacts);
        let contacts = contacts.chain(volunteers.iter().map(|volunteer| &volunteer.contacts));
        bounced += contacts.filter(|known| known.phone.trouble.is_some() || known.email.trouble.is_some()).count();
    }
    if bounced > 0 {
        let says = format!(
            "nothing arrives at a number or an address of {bounced} people of the team; see `passerelle staff contacts`"
        );
        findings.push(Finding::warning("messages", says));
    }
    if unverified > 0 {
        let says = format!(
            "{unverified} coordinators never proved that texts reach them; they are paged all the same; see `passerelle staff verify`"
        );
        findings.push(Finding::warning("messages", says));
    }
    if findings.is_empty() {
        findings.push(Finding::ok("messages", "they leave, and no number or address is known not to receive them"));
    }
    Ok(findings)
}
