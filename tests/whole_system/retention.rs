//! What has passed its time goes, every night, and nothing sooner.

use passerelle_app::{PassedTime, keep_time};
use passerelle_store::{messages, retention};
use passerelle_world::*;

use crate::referrals::refers;

/// Thierry works for a landlord; nobody is called.
pub(crate) async fn quiet(on: On) -> World {
    let mut files = files();
    files.retain(|(name, _)| name != "series.csv");
    for (name, content) in &mut files {
        if name == "staff.csv" {
            *content = content.replace("language\n", "language,partner\n").replace(",fr\n", ",fr,\n");
            content.push_str("thierry,Thierry,Gillet,,thierry@example.org,partner,fr,herault\n");
        }
    }
    World::begin_at(on, World::morning(), files).await
}

/// How many messages still say something.
async fn saying(world: &World) -> usize {
    let app = &world.service.app;
    let mut read = app.db.read().await.unwrap();
    let all = messages::since(&mut read, &app.secrets, world.service.organisation, World::morning()).await.unwrap();
    all.iter()
        .filter(|message| {
            !message.content.text.is_empty() && message.made_at < World::morning() + chrono::TimeDelta::days(1)
        })
        .count()
}

on_both! {
    async fn texts_and_referrals_then_gone_at_their_time_and_counted_before(world: World in quiet) {
        let thierry = world.signed_in("thierry").await;
        assert_eq!(refers(&thierry, &[]).await.status, 200);
        world.minutes(10).await;
        assert!(saying(&world).await > 0);
        let (app, owner) = (&world.service.app, world.service.organisation);
        assert_eq!(keep_time(app, owner, false).await.unwrap(), PassedTime::default(), "nothing is due");

        world.until(29, 12, 0).await;
        let mut read = app.db.read().await.unwrap();
        assert!(retention::referrals(&mut read, &app.secrets, owner).await.unwrap()[0].is_waiting());
        drop(read);
        world.until(31, 12, 0).await;
        let mut read = app.db.read().await.unwrap();
        let referral = retention::referrals(&mut read, &app.secrets, owner).await.unwrap().remove(0);
        drop(read);
        assert!(!referral.is_waiting() && referral.whom.is_none(), "nobody looked: who she is goes");
        let thierry = world.signed_in("thierry").await;
        assert!(thierry.opens("/referrals").await.says("clos"));
        world.until(63, 12, 0).await;
        let mut read = app.db.read().await.unwrap();
        assert!(retention::referrals(&mut read, &app.secrets, owner).await.unwrap().is_empty());
        drop(read);
        assert!(saying(&world).await > 0, "texts have ninety days");

        world.until(89, 12, 0).await;
        let limits = passerelle_domain::retention::Limits::at(world.now() + chrono::TimeDelta::days(2));
        let mut read = app.db.read().await.unwrap();
        assert!(retention::texts(&mut read, owner, limits.texts).await.unwrap() > 0, "in two days");
        drop(read);
        world.until(91, 12, 0).await;
        assert_eq!(saying(&world).await, 0, "the night has passed");
        assert_eq!(keep_time(app, owner, true).await.unwrap().texts, 0);
    }
}
