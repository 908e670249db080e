//! Holds the import table of `lib.rs` to the code, and the promises that a reader can check by searching.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// Each room and the rooms it may import. Order: from the ground up.
const ROOMS: &[(&str, &[&str])] = &[
    ("text", &[]),
    ("values", &["text"]),
    ("manifest", &["text", "values"]),
    ("action", &["text", "values", "manifest"]),
    ("store", &["text", "values", "manifest", "action"]),
    ("minitool", &["text", "values"]),
    ("toolbox", &["text", "values", "store", "minitool"]),
    ("understanding", &["text", "values", "manifest", "action", "store", "minitool"]),
    ("trust", &["values", "manifest", "action", "store"]),
    ("record", &["action", "store"]),
    ("plan", &["values", "manifest", "action"]),
    ("dialogue", &["text", "values", "manifest", "action", "plan"]),
    (
        "turn",
        &[
            "text",
            "values",
            "manifest",
            "action",
            "store",
            "minitool",
            "toolbox",
            "understanding",
            "trust",
            "plan",
            "dialogue",
        ],
    ),
    (
        "assistant",
        &[
            "text",
            "values",
            "manifest",
            "action",
            "store",
            "minitool",
            "toolbox",
            "understanding",
            "trust",
            "record",
            "plan",
            "dialogue",
            "turn",
        ],
    ),
];

/// The most lines of code in one file, tests and comments not counted.
const MAX_LINES: usize = 400;

fn source() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

fn files_of(path: &Path, files: &mut Vec<PathBuf>) {
    if path.is_dir() {
        std::fs::read_dir(path).expect("a folder").flatten().for_each(|entry| files_of(&entry.path(), files));
    } else if path.extension().is_some_and(|extension| extension == "rs") {
        files.push(path.to_owned());
    }
}

fn room_files(room: &str) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let (file, folder) = (source().join(format!("{room}.rs")), source().join(room));
    files_of(if folder.is_dir() { &folder } else { &file }, &mut files);
    assert!(!files.is_empty(), "room {room} has no file");
    files
}

/// The code of a file without its tests and comments.
fn code(file: &Path) -> Vec<String> {
    let text = std::fs::read_to_string(file).expect("a file");
    let until = text.find("#[cfg(test)]\nmod tests").unwrap_or(text.len());
    text[..until]
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty() && !line.starts_with("//"))
        .map(str::to_owned)
        .collect()
}

/// Sums, and all that counts, are decimals: only where the sun stands and how much alike two names sound are binary fractions.
#[test]
fn no_value_passes_through_a_float() {
    const MAY: &[&str] = &["calendar/lunar.rs", "name.rs"];
    for file in room_files("values").iter().filter(|file| !MAY.iter().any(|may| file.ends_with(may))) {
        let found: Vec<String> =
            code(file).into_iter().filter(|line| line.contains("f64") || line.contains("f32")).collect();
        assert!(found.is_empty(), "{}: {found:?}", file.display());
    }
}

#[test]
fn rooms_import_only_what_the_table_allows() {
    let rooms: BTreeSet<&str> = ROOMS.iter().map(|(room, _)| *room).collect();
    for (room, allowed) in ROOMS {
        for file in room_files(room) {
            for line in code(&file) {
                for rest in line.split("crate::").skip(1) {
                    let imported: String =
                        rest.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect();
                    let is_foreign = rooms.contains(imported.as_str()) && imported != *room;
                    assert!(
                        !is_foreign || allowed.contains(&imported.as_str()),
                        "{}: {room} imports {imported}: the table in lib.rs does not allow it",
                        file.display()
                    );
                }
            }
        }
    }
}

#[test]
fn the_map_in_lib_rs_has_every_room() {
    let map = std::fs::read_to_string(source().join("lib.rs")).expect("the map");
    for (room, allowed) in ROOMS {
        let row = map
            .lines()
            .find(|line| line.contains(&format!("| `{room}`")))
            .unwrap_or_else(|| panic!("{room} is not on the map"));
        let imports = row.split('|').nth(3).unwrap_or_default();
        let all_below = imports.contains("every room");
        assert!(
            all_below || allowed.iter().all(|name| imports.contains(name)),
            "{room}: the map says {imports:?}"
        );
    }
}

#[test]
fn no_room_reads_a_clock_opens_a_connection_or_starts_a_thread() {
    for (room, _) in ROOMS {
        for file in room_files(room) {
            for line in code(&file) {
                for word in [
                    "SystemTime",
                    "Instant::now",
                    "::now()",
                    "thread::spawn",
                    "std::net",
                    "TcpStream",
                    " rand::",
                ] {
                    assert!(!line.contains(word), "{}: {line}", file.display());
                }
            }
        }
    }
}

#[test]
fn sql_stands_in_the_store_alone() {
    for (room, _) in ROOMS.iter().filter(|(room, _)| *room != "store") {
        for file in room_files(room) {
            for line in code(&file) {
                assert!(
                    !["rusqlite", "SELECT ", "INSERT ", "UPDATE ", "DELETE FROM"]
                        .iter()
                        .any(|word| line.contains(word)),
                    "{}: {line}",
                    file.display()
                );
            }
        }
    }
}

#[test]
fn every_file_opens_with_what_it_is_and_holds_one_concept() {
    let mut files = Vec::new();
    files_of(&source(), &mut files);
    for file in files {
        let text = std::fs::read_to_string(&file).expect("a file");
        assert!(text.starts_with("//!"), "{} does not say what it is", file.display());
        let lines = code(&file).len();
        assert!(lines <= MAX_LINES, "{} has {lines} lines of code: two concepts?", file.display());
    }
}

#[test]
fn the_core_depends_on_no_runtime_and_no_binding() {
    let manifest = std::fs::read_to_string(source().join("../Cargo.toml")).expect("the manifest");
    for name in ["uniffi", "tokio", "reqwest", "hyper"] {
        assert!(!manifest.contains(name), "{name}");
    }
}
