//! Recordings and pictures: a local folder through `object_store`. Keys are never reused for other bytes.

use std::{
    io::{Seek, SeekFrom},
    path::{Path as FilePath, PathBuf},
    sync::Arc,
};

use bytes::Bytes;
use object_store::{ObjectStore, ObjectStoreExt, PutPayload, local::LocalFileSystem, path::Path};

use crate::Error;

/// The object store, and a folder beside it for files that are being put together.
#[derive(Clone)]
pub struct Objects {
    store: Arc<LocalFileSystem>,
    scratch: PathBuf,
}

impl Objects {
    /// The store in a folder, which is made when it is not there.
    ///
    /// # Errors
    /// When the folder cannot be made or written.
    pub fn open(dir: &FilePath) -> Result<Self, Error> {
        let (objects, scratch) = (dir.join("objects"), dir.join("scratch"));
        std::fs::create_dir_all(&objects)?;
        std::fs::create_dir_all(&scratch)?;
        let store = LocalFileSystem::new_with_prefix(&objects)?.with_automatic_cleanup(true).with_fsync(true);
        Ok(Self { store: Arc::new(store), scratch })
    }

    /// The store itself, for answers over HTTP.
    #[must_use]
    pub fn store(&self) -> &dyn ObjectStore {
        self.store.as_ref()
    }

    /// Keeps bytes under a key.
    ///
    /// # Errors
    /// When the disk is full or fails.
    pub async fn put(&self, key: &str, bytes: Bytes) -> Result<(), Error> {
        self.store.put(&Path::from(key), PutPayload::from_bytes(bytes)).await?;
        Ok(())
    }

    /// The bytes of a small object.
    ///
    /// # Errors
    /// `NotFound` when there is none.
    pub async fn get(&self, key: &str) -> Result<Bytes, Error> {
        Ok(self.store.get(&Path::from(key)).await?.bytes().await?)
    }

    /// Removes an object; that it is gone already is fine.
    pub async fn delete(&self, key: &str) {
        match self.store.delete(&Path::from(key)).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => {}
            // Left-over bytes harm nobody, and what they belonged to is gone already.
            Err(error) => tracing::warn!(%error, key, "an object could not be removed"),
        }
    }

    /// A new file to put bytes into; it vanishes when dropped, unless [`Objects::adopt`] takes it.
    ///
    /// # Errors
    /// When the disk is full or fails.
    pub fn scratch_file(&self) -> Result<tempfile::NamedTempFile, Error> {
        Ok(tempfile::Builder::new().prefix("incoming-").tempfile_in(&self.scratch)?)
    }

    /// Appends objects to a file, in order, without holding more than a piece in memory.
    ///
    /// # Errors
    /// When one is missing, or the disk is full or fails.
    pub async fn concatenate(&self, keys: &[String], into: &FilePath) -> Result<(), Error> {
        let parts = keys.iter().map(|key| self.path(key)).collect::<Result<Vec<_>, _>>()?;
        let into = into.to_owned();
        // In one blocking task: the standard library lets the kernel copy, and 2 GiB in small reads would be seconds of CPU.
        tokio::task::spawn_blocking(move || {
            let mut file = std::fs::OpenOptions::new().write(true).open(into)?;
            file.seek(SeekFrom::End(0))?;
            for part in parts {
                std::io::copy(&mut std::fs::File::open(part)?, &mut file)?;
            }
            file.sync_all()?;
            Ok(())
        })
        .await
        .map_err(Error::internal)?
    }

    /// Moves a finished file into the store.
    ///
    /// # Errors
    /// When the disk is full or fails.
    pub async fn adopt(&self, file: tempfile::NamedTempFile, key: &str) -> Result<(), Error> {
        let to = self.path(key)?;
        tokio::task::spawn_blocking(move || {
            if let Some(dir) = to.parent() {
                std::fs::create_dir_all(dir)?;
            }
            file.as_file().sync_all()?;
            let file = file.persist(&to).map_err(|e| e.error)?;
            drop(file);
            Ok(())
        })
        .await
        .map_err(Error::internal)?
    }

    /// Where an object lies, for the decoder.
    ///
    /// # Errors
    /// When the key is not one.
    pub fn path(&self, key: &str) -> Result<PathBuf, Error> {
        Ok(self.store.path_to_filesystem(&Path::from(key))?)
    }
}
