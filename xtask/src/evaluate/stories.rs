//! The conversations as whole errands: whether each goes as it is written, and what it asks of the person.
//!
//! Decides what is counted. The files and their player are the tests': `core/tests/conversations`, `core/tests/player`.
//! Writes `stories.json` and `stories.md` into `models/evaluate`.

use std::path::{Path, PathBuf};

use serde_json::json;

use crate::{Failure, root};

#[path = "../../../core/tests/player/mod.rs"]
mod player;
#[path = "../../../core/tests/stage/mod.rs"]
pub(crate) mod stage;

/// What all turns of all conversations come to.
#[derive(Default)]
struct Counted {
    files: usize,
    as_written: usize,
    turns: usize,
    one_ending: usize,
    left_open: usize,
    done: usize,
    questions: usize,
    committed: usize,
    confirmations: usize,
    again: usize,
    consents: usize,
    wrong: Vec<String>,
}

pub(crate) fn measure() -> Result<(), Failure> {
    let folder = root().join("core/tests/conversations");
    let mut files = Vec::new();
    collect(&folder, &mut files)?;
    files.sort();
    let mut all = Counted::default();
    for file in &files {
        let script = std::fs::read_to_string(file)?;
        let played = player::play(&script);
        all.files += 1;
        if played.text == script {
            all.as_written += 1;
        } else {
            all.wrong.push(file.strip_prefix(&folder)?.display().to_string());
        }
        for turn in &played.turns {
            all.add(turn);
        }
    }
    let share = |part: usize, whole: usize| part as f64 / whole.max(1) as f64;
    let report = json!({
        "conversations": all.files,
        "asWritten": share(all.as_written, all.files),
        "otherwise": all.wrong,
        "turns": all.turns,
        "turnsWithExactlyOneEnding": all.one_ending,
        "turnsLeftOpenByTheScript": all.left_open,
        "completedErrands": all.done,
        "questionsPerCompletedErrand": share(all.questions, all.done),
        "committedErrands": all.committed,
        "confirmationsPerCommittedErrand": share(all.confirmations, all.committed),
        "ofThosePutAgain": share(all.again, all.committed),
        "consentsPerCommittedErrand": share(all.consents, all.committed),
    });
    let target = root().join("models/evaluate");
    std::fs::write(target.join("stories.json"), serde_json::to_string_pretty(&report)? + "\n")?;
    let text = format!(
        "# Stories\n\nWritten by `cargo xtask evaluate stories`. The conversations of `core/tests/conversations`, played with the demo services and their faults.\n\n\
         | what | figure | goal |\n|---|---|---|\n\
         | conversations | {} | |\n\
         | that go as written | {:.1} % | 100 % |\n\
         | turns | {} | |\n\
         | with exactly one ending | {} | all but those that the script leaves open: {} |\n\
         | questions a completed errand | {:.2} (of {}) | ≤ 1.0 |\n\
         | confirmations a committed errand, not put again | {:.2} (of {}) | ≤ 1 |\n\
         | put again: the person changed the act, spoke instead of approving, or let the card expire | {:.2} | |\n\
         | consents a committed errand, each given once and for good | {:.2} | |\n\
         | acts other than written | {} | 0 |\n",
        all.files,
        100.0 * share(all.as_written, all.files),
        all.turns,
        all.one_ending,
        all.left_open,
        share(all.questions, all.done),
        all.done,
        share(all.confirmations - all.again, all.committed),
        all.committed,
        share(all.again, all.committed),
        share(all.consents, all.committed),
        all.wrong.len(),
    );
    std::fs::write(target.join("stories.md"), &text)?;
    println!("{text}");
    Ok(())
}

impl Counted {
    fn add(&mut self, turn: &player::TurnLog) {
        self.turns += 1;
        match turn.endings.len() {
            0 => self.left_open += 1,
            1 => self.one_ending += 1,
            _ => {}
        }
        let is_done = turn.endings.iter().any(|ending| ending == "completed" || ending == "answered");
        if is_done {
            self.done += 1;
            self.questions += turn.questions;
        }
        if is_done && turn.committed > 0 {
            self.committed += 1;
            self.confirmations += turn.confirmations - turn.declined;
            self.again += turn.again;
            self.consents += turn.consents;
        }
    }
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> Result<(), Failure> {
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            collect(&path, files)?;
        } else if path.extension().is_some_and(|extension| extension == "txt") {
            files.push(path);
        }
    }
    Ok(())
}
