//! Emails as files.

use super::{MailError, MailStage};
use std::{
    io,
    path::PathBuf,
    sync::atomic::{AtomicU64, Ordering},
};
use tokio::{fs, io::AsyncWriteExt};
use uuid::Uuid;

/// A folder of `.eml` files.
#[derive(Clone)]
pub(super) struct Folder {
    path: PathBuf,
}

impl Folder {
    pub(super) fn new(path: PathBuf) -> Folder {
        Folder { path }
    }

    /// Writes `<id>.eml`, on disk when it returns. Writing it again replaces it by the same content.
    pub(super) async fn write(&self, id: Uuid, bytes: &[u8]) -> Result<(), MailError> {
        self.write_whole(&format!("{id}.eml"), bytes).await.map_err(disk)
    }

    /// Proves that a file can be written here.
    pub(super) async fn check(&self) -> Result<(), MailError> {
        let probe = "passerelle-check";
        self.write_whole(probe, b"").await.map_err(disk)?;
        fs::remove_file(self.path.join(probe)).await.map_err(disk)
    }

    /// Under another name first, then renamed: a reader of the folder never sees half a message. Each writing has its own
    /// other name, because two workers, or two processes, may write the same email at the same time.
    async fn write_whole(&self, name: &str, bytes: &[u8]) -> io::Result<()> {
        fs::create_dir_all(&self.path).await?;
        static WRITINGS: AtomicU64 = AtomicU64::new(0);
        let writing = WRITINGS.fetch_add(1, Ordering::Relaxed);
        let unfinished = self.path.join(format!(".{name}.{}.{writing}.part", std::process::id()));
        let mut file = fs::File::create(&unfinished).await?;
        file.write_all(bytes).await?;
        file.sync_all().await?;
        fs::rename(&unfinished, self.path.join(name)).await
    }
}

/// A full or forbidden disk is mended by a human; the email waits.
fn disk(_: io::Error) -> MailError {
    MailError::TryLater { stage: MailStage::Disk, code: None }
}
