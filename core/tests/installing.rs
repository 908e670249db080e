//! What is worked out from a manifest once, and again when it is missing.

mod stage;

use std::path::PathBuf;

use errand_core::{Assistant, ErrorKind, Options};
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

/// A pack of some demo services.
fn pack(stage: &Stage, version: &str, services: &[&str]) -> String {
    let manifests: Vec<&str> = stage
        .app
        .manifests()
        .iter()
        .filter(|(path, _)| services.iter().any(|service| path.contains(service)))
        .map(|(_, text)| text.as_str())
        .collect();
    assert_eq!(manifests.len(), services.len());
    let id = "com.example.shops";
    format!(
        r#"{{"packVersion": "1.0", "id": "{id}", "version": "{version}", "services": [{}]}}"#,
        manifests.join(",")
    )
}

/// A file of its own.
fn other_file(stage: &Stage) -> PathBuf {
    stage.database().with_file_name("packs.db")
}

/// An assistant that knows nothing.
fn blank(stage: &Stage) -> Assistant {
    Assistant::open(Options::new(stage::bundle(), other_file(stage))).expect("the bundle")
}

fn ids(assistant: &Assistant) -> Vec<String> {
    let mut ids: Vec<String> =
        assistant.services().expect("services").into_iter().map(|service| service.id).collect();
    ids.sort();
    ids
}

#[test]
fn a_pack_replaces_the_one_before_as_one_and_goes_back() {
    let stage = Stage::new();
    let mut assistant = blank(&stage);
    let (one, two) =
        (pack(&stage, "1.0.0", &["reminders", "music"]), pack(&stage, "1.1.0", &["reminders", "clock"]));
    assert_eq!(assistant.install_pack(&one).expect("a pack").version_before, None);
    let first = ids(&assistant);
    assert_eq!(first.len(), 2);
    assistant.set_enabled("app.reminders", false).expect("off");

    let installed = assistant.install_pack(&two).expect("a newer one");
    assert_eq!((installed.version.as_str(), installed.version_before.as_deref()), ("1.1.0", Some("1.0.0")));
    assert_eq!(installed.services.len(), 2);
    assert!(!ids(&assistant).contains(&"app.music".to_owned()), "what the new one lacks is gone");
    let reminders =
        installed.services.iter().find(|service| service.id == "app.reminders").expect("reminders");
    assert!(!reminders.is_enabled, "the person's switch stays");

    // A start that brings the app's own pack along.
    assert_eq!(assistant.install_pack(&one).expect("an older one").version, "1.1.0");
    assert_eq!(assistant.install_pack(&two).expect("the same one").version_before.as_deref(), Some("1.0.0"));

    drop(assistant);
    let mut assistant = blank(&stage);
    let back = assistant.roll_back_pack("com.example.shops").expect("read").expect("the one before");
    assert_eq!((back.version.as_str(), back.version_before), ("1.0.0", None));
    assert_eq!(ids(&assistant), first);
    assert_eq!(assistant.roll_back_pack("com.example.shops").expect("read"), None);
    for said in ["下一首歌", "next song please"] {
        let reading = assistant.understand(said, &stage.now).expect("a reading");
        assert_eq!(reading.acts[0].candidates[0].service, "app.music", "{said}");
    }
    assert!(assistant.remove_pack("com.example.shops").expect("removed"));
    assert!(!assistant.remove_pack("com.example.shops").expect("gone"));
    assert!(ids(&assistant).is_empty() && assistant.packs().expect("packs").is_empty());
}

#[test]
fn a_refused_pack_leaves_all_as_it_was() {
    let stage = Stage::new();
    let mut assistant = blank(&stage);
    assistant.install_pack(&pack(&stage, "1.0.0", &["reminders", "music"])).expect("a pack");
    let before = (ids(&assistant), assistant.packs().expect("packs"));
    // The first service is good, the second is not.
    let bad = pack(&stage, "1.1.0", &["clock", "music"]).replacen(r#""app.music""#, r#""Music!""#, 1);
    let refused = assistant.install_pack(&bad).expect_err("a bad one");
    assert_eq!(refused.kind(), ErrorKind::InvalidInput);
    assert!(refused.to_string().contains("$.services["), "{refused}");
    // Another pack wants one of the services.
    let other =
        pack(&stage, "1.0.0", &["clock", "music"]).replacen("com.example.shops", "com.example.others", 1);
    let refused = assistant.install_pack(&other).expect_err("a service of another pack");
    assert!(refused.to_string().contains("belongs to the pack \"com.example.shops\""), "{refused}");
    assert_eq!((ids(&assistant), assistant.packs().expect("packs")), before);
    // Once it is given up there, it may come from here.
    assert!(assistant.remove("app.music").expect("removed"));
    assistant.install_pack(&other).expect("a pack");
    assert_eq!(assistant.packs().expect("packs").len(), 2);
}

#[test]
fn what_another_model_left_is_worked_out_anew() {
    let stage = Stage::new();
    let mut assistant = blank(&stage);
    assistant.install_pack(&pack(&stage, "1.0.0", &["reminders", "music"])).expect("a pack");
    assert_eq!(assistant.refresh().expect("nothing to do"), 0);
    drop(assistant);
    let file = Connection::open(other_file(&stage)).expect("the file");
    file.execute("UPDATE phrases SET hash = hash || 'x'", []).expect("as another model left it");
    file.execute("DELETE FROM vectors", []).expect("as another model left it");
    drop(file);
    let mut assistant = blank(&stage);
    assert_eq!(assistant.refresh().expect("worked out"), 2);
    assert_eq!(assistant.refresh().expect("nothing to do"), 0);
    let reading = assistant.understand("下一首歌", &stage.now).expect("a reading");
    assert_eq!(reading.acts[0].candidates[0].service, "app.music");
}

#[test]
fn what_was_rolled_back_from_does_not_come_in_again_and_a_switch_that_was_off_stays_off() {
    let stage = Stage::new();
    let mut assistant = blank(&stage);
    let one = pack(&stage, "1.0.0", &["reminders", "music"]);
    let two = pack(&stage, "1.1.0", &["reminders"]);
    assistant.install_pack(&one).expect("a pack");
    assistant.set_enabled("app.music", false).expect("off");
    assistant.install_pack(&two).expect("a newer one, without music");
    let back = assistant.roll_back_pack("com.example.shops").expect("read").expect("the one before");
    let music = back.services.iter().find(|service| service.id == "app.music").expect("it is back");
    assert!(!music.is_enabled, "the person had switched it off");
    for bad in [&two, &pack(&stage, "1.0.5", &["reminders"])] {
        assert_eq!(assistant.install_pack(bad).expect("left alone").version, "1.0.0");
    }
    assert_eq!(
        assistant.install_pack(&pack(&stage, "1.2.0", &["reminders"])).expect("a mended one").version,
        "1.2.0"
    );
}

#[test]
fn the_apps_own_copy_of_a_service_does_not_undo_a_packs() {
    let stage = Stage::new();
    let mut assistant = blank(&stage);
    let newer =
        pack(&stage, "1.0.0", &["music"]).replacen(r#""version": "1.0.0","#, r#""version": "1.0.0", "#, 1);
    let newer = newer.replacen(r#""id": "app.music","#, r#""id": "app.music", "x-note": "newer","#, 1);
    assistant.install_pack(&newer).expect("a pack");
    let before = assistant.services().expect("services");
    let manifests = stage.app.manifests();
    let (_, own) = manifests.iter().find(|(path, _)| path.contains("music")).expect("music");
    let own = own.replacen(r#""version": "1.0.0""#, r#""version": "0.9.0""#, 1);
    assert_eq!(assistant.install(&own).expect("left alone").version, "1.0.0");
    assert_eq!(assistant.services().expect("services"), before);
}

#[test]
fn a_yes_to_what_a_capability_read_is_none_to_what_it_reads_now() {
    let stage = Stage::new();
    let mut assistant = blank(&stage);
    let manifests = stage.app.manifests();
    let (_, text) =
        manifests.iter().find(|(path, _)| path.contains("social-security")).expect("social security");
    assistant.install(text).expect("a good manifest");
    let file = Connection::open(other_file(&stage)).expect("the file");
    let given =
        || file.query_row("SELECT count(*) FROM consents", [], |row| row.get::<_, i64>(0)).expect("a number");
    let give = "INSERT INTO consents (service, capability) VALUES ('gov.city.socialsecurity', 'getRecords')";
    file.execute(give, []).expect("a yes");
    assistant
        .install(&text.replacen(r#""version": "1.0.0""#, r#""version": "1.0.1""#, 1))
        .expect("the same again");
    assert_eq!(given(), 1, "what it reads did not change");
    let other = text.replacen("pub-city-hrss", "pub-other", 1);
    assert_ne!(&other, text);
    assistant.install(&other).expect("another publisher");
    assert_eq!(given(), 0);
}
