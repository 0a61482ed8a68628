//! Lets the most urgent of the texts that wait leave, at the carrier's pace.

use passerelle_app::{App, MatterKind, advance_matter};
use passerelle_store::JobPayload;

use crate::{JobError, trouble};

/// Runs the use case on the matter named by the payload; again changes nothing.
pub(crate) async fn run(app: App, payload: JobPayload) -> Result<(), JobError> {
    advance_matter(&app, MatterKind::TextPace, payload.id).await.map_err(trouble)
}
