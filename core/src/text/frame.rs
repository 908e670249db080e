//! Frames: a sentence without its free words, what is left of a request whatever it is about.
//!
//! Decides what is left, for examples and for what people say alike; which words are free is known to others.

use std::ops::Range;

/// The fewest letters that still say something.
const MIN_LETTERS: usize = 2;

/// Characters of a range without its free stretches; [`None`] where nothing is free, or too little is left.
pub(crate) fn frame(chars: &[char], range: Range<usize>, free: &[Range<usize>]) -> Option<String> {
    let is_left = |i: &usize| !free.iter().any(|free| free.contains(i));
    let rest: String = range.filter(is_left).map(|i| chars[i]).collect();
    let letters = rest.chars().filter(|c| c.is_alphanumeric()).count();
    (!free.is_empty() && letters >= MIN_LETTERS).then(|| rest.trim().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_says_something_or_is_nothing() {
        let rows = [
            ("看看蛋糕有没有", 2..4, Some("看看有没有")),
            ("remind me to call home", 13..22, Some("remind me to")),
            ("蛋糕呢", 0..2, None),
            ("蛋糕,!", 0..2, None),
            ("看看都有什么", 0..0, Some("看看都有什么")),
        ];
        for (said, free, left) in rows {
            let chars: Vec<char> = said.chars().collect();
            let free = std::slice::from_ref(&free);
            assert_eq!(frame(&chars, 0..chars.len(), free).as_deref(), left, "said: {said}");
        }
        assert_eq!(frame(&['好', '的'], 0..2, &[]), None, "nothing is free");
    }
}
