//! Goes on with lists imported from the console.

use passerelle_app::{App, MatterKind, advance_matter};
use passerelle_store::JobPayload;

use crate::{JobError, trouble};

/// Runs the use case on the matter named by the payload; again changes nothing.
pub(crate) async fn run(app: App, payload: JobPayload) -> Result<(), JobError> {
    advance_matter(&app, MatterKind::FileImport, payload.id).await.map_err(trouble)
}
