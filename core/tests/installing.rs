//! What is worked out from a manifest once, and again when it is missing.

mod stage;

use rusqlite::Connection;
use stage::Stage;

/// Rows of places in the file.
fn places(stage: &Stage) -> i64 {
    let file = Connection::open(stage.database()).expect("the file");
    file.query_row("SELECT count(*) FROM places", [], |row| row.get(0)).expect("a number")
}

#[test]
fn what_an_older_core_did_not_work_out_is_worked_out_at_the_next_installation() {
    let mut stage = Stage::new();
    let before = places(&stage);
    assert!(before > 50, "the demo services mark their examples");
    Connection::open(stage.database())
        .and_then(|file| file.execute("DELETE FROM places", []))
        .expect("as an older core left it");
    stage.restart();
    let texts: Vec<String> = stage.app.manifests().iter().map(|(_, text)| text.clone()).collect();
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    stage.assistant.install_all(&texts[..3]).expect("good manifests");
    let some = places(&stage);
    assert!(some > 0 && some < before, "{some} of {before}");
    stage.assistant.install_all(&texts).expect("good manifests");
    assert_eq!(places(&stage), before);
}

#[test]
fn a_service_whose_free_words_nothing_marks_is_studied_once() {
    let mut stage = Stage::new();
    let manifests = stage.app.manifests();
    let (_, text) = manifests.iter().find(|(path, _)| path.contains("reminders")).expect("reminders");
    // The times stay marked, the words do not.
    let mut text = text.clone();
    while let Some(end) = text.find("](text)") {
        let begin = text[..end].rfind('[').expect("a mark");
        text.replace_range(end..end + "](text)".len(), "");
        text.remove(begin);
    }
    stage.assistant.install(&text).expect("a good manifest");
    let file = Connection::open(stage.database()).expect("the file");
    let changed = || file.query_row("PRAGMA data_version", [], |row| row.get::<_, i64>(0)).expect("a number");
    let before = changed();
    stage.assistant.install(&text).expect("a good manifest");
    assert_eq!(changed(), before, "nothing was written");
}
