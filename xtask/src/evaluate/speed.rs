//! `cargo xtask evaluate speed`: the encoder against ONNX Runtime int8 on the same network, one sentence, one thread, in the same run.
//!
//! Decides the sentences; prints a table. Ours counts cutting the text into tokens, theirs begins with the tokens.

use errand_core::{Assistant, Options};

use crate::{Failure, root, run};

/// Ten to seventeen tokens.
const SENTENCES: [&str; 4] = [
    "remind me to call the dentist tomorrow at three",
    "帮我点一杯少冰的茉莉奶茶送到公司",
    "book a table for two at a quiet place near the office tonight",
    "明天下午三点提醒我给牙医打电话",
];
const RUNS: usize = 400;

/// Measures both.
pub(crate) fn measure() -> Result<(), Failure> {
    let assistant = Assistant::open(Options::new(root().join("models/errand-zh-en"), ":memory:"))?;
    println!("errand, tokens cut: best and median ms");
    for text in SENTENCES {
        let mut spent = Vec::with_capacity(RUNS);
        for _ in 0..RUNS {
            let began = std::time::Instant::now();
            std::hint::black_box(assistant.sentence_vector(text)?);
            spent.push(began.elapsed().as_secs_f64() * 1e3);
        }
        spent.sort_by(f64::total_cmp);
        println!("  {:.3}  {:.3}  {text}", spent[0], spent[RUNS / 2]);
    }
    println!("ONNX Runtime, dynamic int8, one thread:");
    run::onnx_speed(&SENTENCES)
}
