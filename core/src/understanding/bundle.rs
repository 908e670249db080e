//! The model folder: what it holds, its version and its checksums.
//!
//! Decides whether a folder can be used at all; what the weights mean is the encoder's matter.
//! Invariant: nothing is parsed before its size and SHA-256 are those that `config.json` names,
//! so a damaged or truncated file is an [`Error`], never a panic in a parser.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use sha2::{Digest, Sha256};

use crate::error::{Error, ErrorKind};

/// The bundle format that this core reads.
pub(crate) const BUNDLE_VERSION: u32 = 1;

const DOING: &str = "opening the model bundle";

/// A bundle whose files are whole.
pub(crate) struct Bundle {
    pub config: Config,
    pub weights: Vec<u8>,
    pub tokenizer: Vec<u8>,
    /// Names the weights and the tokenizer; vectors of another id are of no use.
    pub id: String,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Config {
    pub bundle_version: u32,
    pub name: String,
    pub network: Network,
    pub prefix: String,
    files: BTreeMap<String, FileEntry>,
}

/// Sizes of the network.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Network {
    pub layers: usize,
    pub dim: usize,
    pub heads: usize,
    pub inner: usize,
    pub pieces: usize,
    pub max_tokens: usize,
    pub norm_eps: f32,
}

#[derive(Clone, Debug, Deserialize)]
struct FileEntry {
    bytes: u64,
    sha256: String,
}

impl Bundle {
    /// Reads a bundle.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Storage`] when a file cannot be read, [`ErrorKind::WrongVersion`] when the format is another one,
    /// [`ErrorKind::Corrupt`] when a file is not the one that `config.json` names.
    pub(crate) fn open(folder: &Path) -> Result<Self, Error> {
        let path = folder.join("config.json");
        let text = read(&path)?;
        let corrupt = |what: String| Error::new(ErrorKind::Corrupt, DOING, format!("{}: {what}", path.display()));
        let version = serde_json::from_slice::<serde_json::Value>(&text).map_err(|e| corrupt("is no JSON".to_owned()).because(e))?;
        let version = version.get("bundleVersion").and_then(serde_json::Value::as_u64);
        if version != Some(BUNDLE_VERSION.into()) {
            let found = version.map_or("none".to_owned(), |v| v.to_string());
            let why = format!("{}: bundle version {found}, this core reads {BUNDLE_VERSION}", path.display());
            return Err(Error::new(ErrorKind::WrongVersion, DOING, why));
        }
        let config: Config = serde_json::from_slice(&text).map_err(|e| corrupt(e.to_string()))?;
        let weights = config.checked(folder, "weights.gguf")?;
        let tokenizer = config.checked(folder, "tokenizer.json")?;
        let id = format!("{}-{}-{}", config.name, config.bundle_version, &config.files["weights.gguf"].sha256[..16]);
        Ok(Self { config, weights, tokenizer, id })
    }
}

impl Config {
    /// A file of the bundle, if it is the one that was meant.
    fn checked(&self, folder: &Path, name: &str) -> Result<Vec<u8>, Error> {
        let path = folder.join(name);
        let corrupt = |what: String| Error::new(ErrorKind::Corrupt, DOING, format!("{}: {what}", path.display()));
        let entry = self.files.get(name).ok_or_else(|| corrupt("is not named in config.json".to_owned()))?;
        let content = read(&path)?;
        if content.len() as u64 != entry.bytes {
            return Err(corrupt(format!("has {} bytes, {} expected", content.len(), entry.bytes)));
        }
        let sum: String = Sha256::digest(&content).iter().map(|byte| format!("{byte:02x}")).collect();
        if sum != entry.sha256 {
            return Err(corrupt("its checksum is not the one in config.json".to_owned()));
        }
        Ok(content)
    }
}

fn read(path: &PathBuf) -> Result<Vec<u8>, Error> {
    std::fs::read(path).map_err(|e| Error::new(ErrorKind::Storage, DOING, format!("{}: {e}", path.display())).because(e))
}
