//! The model folder: what it holds, its version and its checksums.
//!
//! Decides whether a folder can be used at all; what the weights mean is the encoder's matter.
//! Invariant: nothing is parsed before its size and SHA-256 are those that `config.json` names,
//! so a damaged or truncated file is an [`Error`], never a panic in a parser.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::{boundary, outline, ranking, tagger};
use crate::action::sha256_hex;
use crate::error::{Error, ErrorKind};

/// The bundle format that this core reads.
pub(crate) const BUNDLE_VERSION: u32 = 5;

const DOING: &str = "opening the model bundle";

/// A bundle whose files are whole.
pub(crate) struct Bundle {
    pub config: Config,
    pub weights: Vec<u8>,
    pub tokenizer: Vec<u8>,
    pub background: Vec<u8>,
    pub tagger: Vec<u8>,
    /// Reads requests for mini-tools; a bundle may be without.
    pub outline: Option<Vec<u8>>,
    /// Names the weights and the tagger; what another id's made of a catalogue is of no use.
    pub id: String,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Config {
    pub bundle_version: u32,
    pub name: String,
    pub network: Network,
    pub ranking: ranking::Weights,
    /// Without it every cut is looked at and none is made, which is how one is fitted.
    #[serde(default)]
    pub boundary: Option<boundary::Weights>,
    pub tagger: tagger::Config,
    #[serde(default)]
    pub outline: Option<outline::Config>,
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
        let corrupt =
            |what: String| Error::new(ErrorKind::Corrupt, DOING, format!("{}: {what}", path.display()));
        let version = serde_json::from_slice::<serde_json::Value>(&text)
            .map_err(|e| corrupt("is no JSON".to_owned()).because(e))?;
        let version = version.get("bundleVersion").and_then(serde_json::Value::as_u64);
        if version != Some(BUNDLE_VERSION.into()) {
            let found = version.map_or("none".to_owned(), |v| v.to_string());
            let why = format!("{}: bundle version {found}, this core reads {BUNDLE_VERSION}", path.display());
            return Err(Error::new(ErrorKind::WrongVersion, DOING, why));
        }
        let config: Config = serde_json::from_slice(&text).map_err(|e| corrupt(e.to_string()))?;
        let weights = config.checked(folder, "weights.gguf")?;
        let tokenizer = config.checked(folder, "tokenizer.json")?;
        let background = config.checked(folder, "background.gguf")?;
        let tagger = config.checked(folder, "tagger.gguf")?;
        let outline = config.outline.map(|_| config.checked(folder, "outline.gguf")).transpose()?;
        let sum = |name: &str| &config.files[name].sha256[..16];
        let id = format!(
            "{}-{}-{}-{}",
            config.name,
            config.bundle_version,
            sum("weights.gguf"),
            sum("tagger.gguf")
        );
        Ok(Self { config, weights, tokenizer, background, tagger, outline, id })
    }
}

impl Config {
    /// A file of the bundle, if it is the one that was meant.
    fn checked(&self, folder: &Path, name: &str) -> Result<Vec<u8>, Error> {
        let path = folder.join(name);
        let corrupt =
            |what: String| Error::new(ErrorKind::Corrupt, DOING, format!("{}: {what}", path.display()));
        let entry = self.files.get(name).ok_or_else(|| corrupt("is not named in config.json".to_owned()))?;
        let content = read(&path)?;
        if content.len() as u64 != entry.bytes {
            return Err(corrupt(format!("has {} bytes, {} expected", content.len(), entry.bytes)));
        }
        if sha256_hex(&content) != entry.sha256 {
            return Err(corrupt("its checksum is not the one in config.json".to_owned()));
        }
        Ok(content)
    }
}

fn read(path: &PathBuf) -> Result<Vec<u8>, Error> {
    std::fs::read(path)
        .map_err(|e| Error::new(ErrorKind::Storage, DOING, format!("{}: {e}", path.display())).because(e))
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// Writes a small bundle with the right checksums.
    pub(in super::super) fn write(folder: &Path, weights: &str) {
        let files = [
            ("weights.gguf", weights),
            ("tokenizer.json", "tokenizer"),
            ("background.gguf", "background"),
            ("tagger.gguf", "tagger"),
        ];
        let mut entries = serde_json::Map::new();
        for (name, content) in files {
            std::fs::write(folder.join(name), content).expect("a file");
            let sum = sha256_hex(content.as_bytes());
            entries.insert(name.to_owned(), serde_json::json!({"bytes": content.len(), "sha256": sum}));
        }
        let config = serde_json::json!({
            "bundleVersion": BUNDLE_VERSION, "name": "test", "files": entries,
            "network": {"layers": 1, "dim": 32, "heads": 1, "inner": 32, "pieces": 4, "maxTokens": 8, "normEps": 1e-12},
            "tagger": {"layer": 1, "width": 2, "depth": 1, "reach": 3, "view": 2, "label": 2, "own": 2},
            "ranking": serde_json::from_str::<serde_json::Value>(ranking::tests::WEIGHTS).expect("weights"),
            "boundary": {"signs": {"leastAny": 4.0}, "none": 2.0},
        });
        std::fs::write(folder.join("config.json"), config.to_string()).expect("a file");
    }

    /// A small bundle; `change` damages it.
    fn opened(change: impl FnOnce(&Path)) -> Result<Bundle, Error> {
        let folder = tempfile::tempdir().expect("a folder");
        write(folder.path(), "weights");
        change(folder.path());
        Bundle::open(folder.path())
    }

    fn kind(change: impl FnOnce(&Path)) -> Option<ErrorKind> {
        opened(change).err().map(|error| error.kind())
    }

    #[test]
    fn a_whole_bundle_opens_and_any_damage_is_a_typed_error() {
        assert_eq!(kind(|_| {}), None);
        let write = |name: &'static str, content: &'static str| {
            move |folder: &Path| std::fs::write(folder.join(name), content).expect("a file")
        };
        assert_eq!(kind(write("weights.gguf", "weight")), Some(ErrorKind::Corrupt), "truncated");
        assert_eq!(kind(write("weights.gguf", "weightz")), Some(ErrorKind::Corrupt), "damaged");
        assert_eq!(kind(write("config.json", "{")), Some(ErrorKind::Corrupt));
        assert_eq!(kind(write("config.json", "{\"bundleVersion\": 5}")), Some(ErrorKind::Corrupt));
        assert_eq!(kind(write("config.json", "{\"bundleVersion\": 4}")), Some(ErrorKind::WrongVersion));
        assert_eq!(kind(write("config.json", "{}")), Some(ErrorKind::WrongVersion));
        assert_eq!(
            kind(|folder| std::fs::remove_file(folder.join("tokenizer.json")).expect("gone")),
            Some(ErrorKind::Storage)
        );
    }

    /// Files that are what the config names, and still no network: the parsers must say so, not panic.
    #[test]
    fn nonsense_under_a_right_checksum_is_corrupt() {
        let bundle = opened(|_| {}).expect("checksums fit");
        let error = crate::understanding::encoder::Encoder::load(bundle).err().expect("no network");
        assert_eq!(error.kind(), ErrorKind::Corrupt);
    }
}
