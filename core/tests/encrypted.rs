//! The file under a key: unreadable without it, refused under another, and one that was made without comes under it whole.
//! Only in a build with the feature `encryption`: `cargo test -p errand-core --features encryption --test encrypted`.

#![cfg(feature = "encryption")]

use std::path::Path;

use errand_core::{Approver, Assistant, Context, ErrorKind, Event, Input, Key, Options, Step};

const SECRET: &str = "把孩子的药放在门口";

fn now() -> jiff::ZonedDateTime {
    "2026-11-25T09:30:00+08:00[Asia/Shanghai]".parse().expect("a time")
}

fn open(file: &Path, key: Option<Key>) -> Result<(Assistant, Approver), ErrorKind> {
    let bundle = Path::new(env!("CARGO_MANIFEST_DIR")).join("../models/errand-zh-en");
    let options = Options { key, ..Options::new(bundle, file) };
    let mut assistant = Assistant::open(options).map_err(|e| e.kind())?;
    let approver = assistant.take_approver().expect("the first");
    Ok((assistant, approver))
}

fn install(assistant: &mut Assistant) {
    let manifest = errand_demo_services::default_folder().join("notes/capability.json");
    assistant.install(&std::fs::read_to_string(manifest).expect("a manifest")).expect("installed");
}

/// Makes a note of the secret; the words lie beside the ledger then.
fn note(assistant: &Assistant) {
    let mut turn = assistant.begin(Context::default());
    let said = Event::Said(format!("记一下{SECRET}"));
    let step = turn.advance(Input { now: now(), event: said }).expect("a step");
    assert!(matches!(step, Step::Call(_)), "{}", step.json());
}

fn holds(file: &Path, text: &str) -> bool {
    ["", "-wal"].iter().any(|end| {
        let bytes = std::fs::read(format!("{}{end}", file.display())).unwrap_or_default();
        bytes.windows(text.len()).any(|window| window == text.as_bytes())
    })
}

#[test]
fn without_the_key_nothing_is_read_and_another_key_changes_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("sealed.db");
    {
        let (mut assistant, _) = open(&file, Some(Key::new([7; 32]))).expect("a new file");
        install(&mut assistant);
        note(&assistant);
    }
    let before = std::fs::read(&file).expect("the file");
    assert!(!holds(&file, SECRET) && !holds(&file, "SQLite format 3") && !holds(&file, "app.notes"));
    assert_eq!(open(&file, Some(Key::new([8; 32]))).err(), Some(ErrorKind::WrongKey));
    assert_eq!(open(&file, None).err(), Some(ErrorKind::Corrupt), "without a key it is no database");
    assert_eq!(std::fs::read(&file).expect("the file"), before, "a refused key changes nothing");
    let (assistant, _) = open(&file, Some(Key::new([7; 32]))).expect("the right key");
    assert_eq!(assistant.broken_ledger_entry().expect("a ledger"), None);
    assert_eq!(assistant.open_turns().expect("turns").len(), 1);
}

#[test]
fn a_file_that_was_made_without_a_key_comes_under_one_whole() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("plain.db");
    let (turn, ledger) = {
        let (mut assistant, _) = open(&file, None).expect("a new file");
        install(&mut assistant);
        note(&assistant);
        (assistant.open_turns().expect("turns"), assistant.ledger().expect("a ledger"))
    };
    assert!(holds(&file, SECRET), "it is plain");
    // While somebody else has it open, it stays as it is.
    {
        let (_other, _) = open(&file, None).expect("it is plain");
        assert_eq!(open(&file, Some(Key::new([9; 32]))).err(), Some(ErrorKind::Storage));
        assert!(holds(&file, SECRET));
    }
    // An attempt that died half-way left something behind: it is no hindrance.
    std::fs::write(folder.path().join("plain.db.encrypting"), "half").expect("a file");
    for _ in 0..2 {
        let (assistant, _) = open(&file, Some(Key::new([9; 32]))).expect("it comes under the key");
        assert_eq!(assistant.open_turns().expect("turns"), turn);
        assert_eq!(assistant.ledger().expect("a ledger"), ledger);
        assert_eq!(assistant.services().expect("services").len(), 1);
    }
    let (assistant, _) = open(&file, Some(Key::new([9; 32]))).expect("the right key");
    assert!(assistant.resume(&turn[0], &now()).is_ok());
    assert!(!holds(&file, SECRET));
    assert!(!folder.path().join("plain.db.encrypting").exists());
}
