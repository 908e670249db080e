//! Runs every conversation of `conversations/**/*.txt`: what was said, what the core asked, and how it ended, to the letter.
//!
//! `UPDATE=1 cargo test --test conversations` writes the core's lines anew; the diff is the review. `ERRAND_CONVERSATIONS=DIR` plays the files of another folder.
//! The format is written down in `player/mod.rs`.

mod player;
mod stage;

use std::num::NonZero;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use player::play;

/// Names another folder to play, for who writes conversations of their own.
const OTHER_FOLDER: &str = "ERRAND_CONVERSATIONS";

#[test]
fn every_conversation_goes_as_written() {
    let other = std::env::var_os(OTHER_FOLDER).map(PathBuf::from);
    let is_own = other.is_none();
    let folder = other.unwrap_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/conversations"));
    let mut files = Vec::new();
    collect(&folder, &mut files);
    files.sort();
    assert!(!is_own || files.len() >= 80, "{} conversations", files.len());
    let next = AtomicUsize::new(0);
    let failures = Mutex::new(Vec::new());
    let workers = std::thread::available_parallelism().map_or(1, NonZero::get);
    std::thread::scope(|scope| {
        for _ in 0..workers {
            scope.spawn(|| {
                while let Some(file) = files.get(next.fetch_add(1, Ordering::Relaxed)) {
                    if let Some(failure) = check(file) {
                        failures.lock().expect("no worker panicked").push(failure);
                    }
                }
            });
        }
    });
    let mut failures = failures.into_inner().expect("no worker panicked");
    failures.sort();
    assert!(
        failures.is_empty(),
        "{} of {} conversations go otherwise:\n{}",
        failures.len(),
        files.len(),
        failures.join("\n")
    );
}

/// The tools of `docs/mini-tools.md` are made by the sentences that are shown there: each block is a conversation.
#[test]
fn the_documented_tools_are_made_as_written() {
    const OPEN: &str = "```conversation\n";
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/mini-tools.md");
    let text = std::fs::read_to_string(&file).expect("the document");
    let mut written = String::new();
    let mut blocks = text.split(OPEN);
    written.push_str(blocks.next().unwrap_or_default());
    let mut count = 0;
    for block in blocks {
        let (script, rest) = block.split_once("```").expect("a block ends");
        written.push_str(&format!("{OPEN}{}```{rest}", play(script).text));
        count += 1;
    }
    assert!(count >= 10, "{count} tools");
    if written != text && std::env::var_os("UPDATE").is_some() {
        return std::fs::write(&file, written).expect("the document");
    }
    for (played, shown) in written.lines().zip(text.lines()) {
        assert_eq!(played, shown, "what comes of it is not what is shown");
    }
    assert_eq!(written.len(), text.len());
}

/// Plays one file; answers where it goes otherwise than written.
fn check(file: &Path) -> Option<String> {
    let update = std::env::var_os("UPDATE").is_some();
    let script = std::fs::read_to_string(file).expect("a conversation");
    let played = play(&script).text;
    if played == script {
        return None;
    }
    if update {
        std::fs::write(file, played).expect("a new conversation");
        return None;
    }
    let line = script
        .lines()
        .zip(played.lines())
        .position(|(a, b)| a != b)
        .unwrap_or_else(|| script.lines().count().min(played.lines().count()));
    let at = |text: &str| text.lines().nth(line).unwrap_or("(nothing)").to_owned();
    Some(format!("{}:{}\n  written: {}\n  played:  {}", file.display(), line + 1, at(&script), at(&played)))
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("conversations").flatten() {
        let path = entry.path();
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "txt") {
            files.push(path);
        }
    }
}
