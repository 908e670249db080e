//! A text to the pieces of the network's vocabulary.
//!
//! Decides which pieces a word is cut into. A text is folded and cut into words by the `tokenizers` crate, in the one way that a bundle may ask for,
//! and so is the way back to the characters of the text: asking for any way would bring every regular expression of that crate into the app.
//! The crate's own model of pieces gives the same ones, but keeps a hash table for each letter of each piece: thirty megabytes, and a part of every cold start.
//!
//! # Source
//!
//! Kudo, Subword regularization (2018), section 3.2: the likeliest cut by a model of single pieces, found by Viterbi's algorithm.
//! The tests hold it to the crate's model on sentences of all kinds.

use std::collections::{BTreeMap, VecDeque};

use serde::Deserialize;
use tokenizers::normalizers::NFKC;
use tokenizers::pre_tokenizers::metaspace::{Metaspace, PrependScheme};
use tokenizers::pre_tokenizers::whitespace::WhitespaceSplit;
use tokenizers::{Normalizer, OffsetType, PreTokenizedString, PreTokenizer, Token};

use super::DOING;
use super::seen::Seen;
use crate::error::{Error, ErrorKind};

/// How much less likely a letter of no piece is than the least likely piece, in nats.
const UNKNOWN_PENALTY: f64 = 10.0;
/// No piece ends here.
const NONE: u32 = u32::MAX;

/// Cuts texts into pieces.
pub(super) struct Pieces {
    words: Metaspace,
    vocabulary: Vocabulary,
    begin: u32,
    end: u32,
}

/// What of `tokenizer.json` is used.
#[derive(Deserialize)]
struct File {
    #[serde(default)]
    added_tokens: Vec<serde_json::Value>,
    normalizer: Named,
    pre_tokenizer: Words,
    post_processor: PostProcessor,
    model: Model,
}

#[derive(Deserialize)]
struct Named {
    r#type: String,
}

#[derive(Deserialize)]
struct Words {
    r#type: String,
    pretokenizers: (Named, Mark),
}

/// A mark before each word.
#[derive(Deserialize)]
struct Mark {
    r#type: String,
    replacement: char,
    prepend_scheme: String,
    split: bool,
}

#[derive(Deserialize)]
struct PostProcessor {
    special_tokens: BTreeMap<String, SpecialToken>,
}

#[derive(Deserialize)]
struct SpecialToken {
    ids: Vec<u32>,
}

#[derive(Deserialize)]
struct Model {
    r#type: String,
    unk_id: u32,
    #[serde(default)]
    byte_fallback: bool,
    vocab: Vec<(String, f64)>,
}

impl Pieces {
    /// Reads `tokenizer.json`. `count`: how many pieces the network knows.
    pub(super) fn read(content: &[u8], count: usize) -> Result<Self, Error> {
        let corrupt = |why: &str| Error::new(ErrorKind::Corrupt, DOING, format!("tokenizer.json: {why}"));
        let file: File = serde_json::from_slice(content).map_err(|e| corrupt(&e.to_string()))?;
        if file.model.r#type != "Unigram" || file.model.byte_fallback || !file.added_tokens.is_empty() {
            return Err(corrupt("a plain unigram model is expected"));
        }
        let special = |name: &str| {
            let ids = file.post_processor.special_tokens.get(name).map(|token| token.ids.as_slice());
            match ids {
                Some([id]) => Ok(*id),
                _ => Err(corrupt("<s> and </s> are expected at the ends")),
            }
        };
        let (begin, end) = (special("<s>")?, special("</s>")?);
        if file.model.vocab.len() != count || begin.max(end) as usize >= count {
            return Err(corrupt("its pieces are not those of the network"));
        }
        let vocabulary = Vocabulary::new(&file.model.vocab, file.model.unk_id)
            .ok_or_else(|| corrupt("the piece for unknown letters is not there"))?;
        let (words, (spaces, mark)) = (&file.pre_tokenizer, &file.pre_tokenizer.pretokenizers);
        let is_known = file.normalizer.r#type == "NFKC"
            && words.r#type == "Sequence"
            && spaces.r#type == "WhitespaceSplit"
            && mark.r#type == "Metaspace"
            && mark.prepend_scheme == "always";
        if !is_known {
            return Err(corrupt("NFKC, a cut at white space and a mark before each word are expected"));
        }
        let words = Metaspace::new(mark.replacement, PrependScheme::Always, mark.split);
        Ok(Self { words, vocabulary, begin, end })
    }

    /// A text as pieces, with `<s>` and `</s>`; at most `most`. Vectors are still missing.
    pub(super) fn cut(&self, text: &str, most: usize) -> Result<Seen, Error> {
        // The crate's own words might quote the text, so they are not passed on.
        let bug = |_| Error::new(ErrorKind::Bug, "cutting a text into pieces", "the tokenizer failed");
        let mut words = PreTokenizedString::from(text);
        words.normalize(|word| NFKC.normalize(word)).map_err(bug)?;
        WhitespaceSplit.pre_tokenize(&mut words).map_err(bug)?;
        self.words.pre_tokenize(&mut words).map_err(bug)?;
        words.tokenize(|word| Ok(self.vocabulary.cut(word.get()))).map_err(bug)?;
        let encoding = words.into_encoding(None, 0, OffsetType::Char).map_err(bug)?;
        let mut seen = Seen::default();
        seen.ids.push(self.begin);
        seen.ids.extend(encoding.get_ids());
        seen.ids.push(self.end);
        seen.places.push(0..0);
        seen.places.extend(encoding.get_offsets().iter().map(|(start, end)| *start..*end));
        seen.places.push(0..0);
        seen.is_cut = seen.ids.len() > most;
        seen.ids.truncate(most);
        seen.places.truncate(most);
        Ok(seen)
    }

    /// The piece of one character, or the one for unknown letters.
    pub(super) fn of(&self, c: char) -> u32 {
        self.vocabulary.id(c).unwrap_or(self.vocabulary.unknown)
    }
}

/// The pieces and how likely each is: a tree of letters in a few flat lists.
///
/// The branches of branch `i` are `first[i]..first[i + 1]`, in the order of their letters; branch 0 is the root.
struct Vocabulary {
    letters: Vec<char>,
    first: Vec<u32>,
    ids: Vec<u32>,    // the piece that ends at a branch
    scores: Vec<f64>, // log likelihoods, by id
    unknown: u32,
    unknown_score: f64,
}

impl Vocabulary {
    /// [`None`] without the piece for unknown letters.
    fn new(pieces: &[(String, f64)], unknown: u32) -> Option<Self> {
        pieces.get(unknown as usize)?;
        let scores: Vec<f64> = pieces.iter().map(|(_, score)| *score).collect();
        let least = scores.iter().copied().fold(f64::INFINITY, f64::min);
        let mut sorted: Vec<(&str, u32)> =
            pieces.iter().zip(0..).map(|((piece, _), id)| (piece.as_str(), id)).collect();
        sorted.sort_unstable();
        let mut tree = Self {
            letters: vec!['\0'],
            first: Vec::new(),
            ids: vec![NONE],
            scores,
            unknown,
            unknown_score: least - UNKNOWN_PENALTY,
        };
        // Breadth first, so that the branches of a branch come to stand side by side: the pieces of each, and how many bytes of them are behind it.
        let mut branches = VecDeque::from([(sorted.as_slice(), 0)]);
        while let Some((mut rest, behind)) = branches.pop_front() {
            tree.first.push(tree.letters.len() as u32);
            while let Some((piece, id)) = rest.first() {
                let Some(letter) = piece[behind..].chars().next() else {
                    rest = &rest[1..]; // the piece that ends here comes first
                    continue;
                };
                let end = behind + letter.len_utf8();
                let count = rest.partition_point(|(piece, _)| piece[behind..].starts_with(letter));
                tree.letters.push(letter);
                tree.ids.push(if piece.len() == end { *id } else { NONE });
                branches.push_back((&rest[..count], end));
                rest = &rest[count..];
            }
        }
        tree.first.push(tree.letters.len() as u32);
        Some(tree)
    }

    /// The branch of a letter behind another branch.
    fn step(&self, branch: usize, letter: char) -> Option<usize> {
        let (start, end) = (self.first[branch] as usize, self.first[branch + 1] as usize);
        Some(start + self.letters[start..end].binary_search(&letter).ok()?)
    }

    /// The piece of one letter.
    fn id(&self, c: char) -> Option<u32> {
        Some(self.ids[self.step(0, c)?]).filter(|id| *id != NONE)
    }

    /// The likeliest pieces of a word; letters of no piece that stand side by side are one unknown piece.
    fn cut(&self, word: &str) -> Vec<Token> {
        // The best way to each byte: its score, the last piece, and where that begins.
        let mut ways: Vec<Option<(f64, u32, usize)>> = vec![None; word.len() + 1];
        ways[0] = Some((0.0, NONE, 0));
        for (start, c) in word.char_indices() {
            let Some((so_far, ..)) = ways[start] else { continue };
            let mut go = |end: usize, id: u32, score: f64| {
                if ways[end].is_none_or(|(known, ..)| so_far + score > known) {
                    ways[end] = Some((so_far + score, id, start));
                }
            };
            let mut is_known = false;
            let mut branch = 0;
            for (offset, letter) in word[start..].char_indices() {
                let Some(next) = self.step(branch, letter) else { break };
                branch = next;
                if self.ids[branch] != NONE {
                    go(
                        start + offset + letter.len_utf8(),
                        self.ids[branch],
                        self.scores[self.ids[branch] as usize],
                    );
                    is_known |= offset == 0;
                }
            }
            if !is_known {
                go(start + c.len_utf8(), self.unknown, self.unknown_score);
            }
        }
        let mut tokens: Vec<Token> = Vec::new();
        let mut end = word.len();
        while end > 0 {
            let Some((_, id, start)) = ways[end] else { break };
            match tokens.last_mut() {
                Some(next) if id == self.unknown && next.id == id => next.offsets.0 = start,
                _ => tokens.push(Token::new(id, String::new(), (start, end))),
            }
            end = start;
        }
        tokens.reverse();
        tokens
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;
    use std::sync::LazyLock;

    use proptest::prelude::*;
    use tokenizers::Tokenizer;

    use super::*;

    /// Ours and the crate's, of the bundle that ships.
    static BOTH: LazyLock<(Pieces, Tokenizer)> = LazyLock::new(|| {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../models/errand-zh-en/tokenizer.json");
        let content = std::fs::read(path).expect("the bundle's tokenizer");
        (Pieces::read(&content, 35_423).expect("ours"), Tokenizer::from_bytes(&content).expect("the crate's"))
    });

    fn assert_same(text: &str) {
        let (ours, theirs) = &*BOTH;
        let got = ours.cut(text, usize::MAX).expect("pieces");
        let want = theirs.encode_char_offsets(text, true).expect("pieces");
        assert_eq!(got.ids, want.get_ids(), "{text:?}");
        let places: Vec<_> = want.get_offsets().iter().map(|(start, end)| *start..*end).collect();
        assert_eq!(got.places, places, "{text:?}");
    }

    #[test]
    fn pieces_are_those_of_the_crate() {
        for text in [
            "",
            " ",
            "帮我点一杯奶茶,不另外加糖",
            "帮我book一个table for 2 at 7pm",
            "text Gandalf that I'm running late!!",
            "ＦＵＬＬ　ｗｉｄｔｈ ㈱ ﬁne ①",
            "𠮷野家 👨‍👩‍👧 ☕️☕️ ꙮꙮ",
            "ก็ <s>unk</s> <unk> ▁▁",
            "a\u{300}e\u{301} ﷺ \u{200b}zero\u{feff}",
        ] {
            assert_same(text);
        }
    }

    #[test]
    fn what_is_too_long_is_cut() {
        let seen = BOTH.0.cut("一二三四五六七八九十", 5).expect("pieces");
        assert!(seen.is_cut);
        assert_eq!((seen.ids.len(), seen.places.len()), (5, 5));
    }

    #[test]
    fn another_kind_of_file_is_refused() {
        for content in ["", "{}", r#"{"model": {"type": "BPE"}}"#] {
            assert_eq!(Pieces::read(content.as_bytes(), 1).err().map(|e| e.kind()), Some(ErrorKind::Corrupt));
        }
    }

    proptest! {
        #[test]
        fn pieces_of_any_text_are_those_of_the_crate(text in "\\PC{0,40}") {
            assert_same(&text);
        }

        #[test]
        fn pieces_of_requests_are_those_of_the_crate(
            text in "([一-龥]{1,4}|[a-z]{1,9}|[A-Z][a-z]{2,6}|[0-9]{1,4}|[,.!?,。!?'-]|[ ]{1,2}){0,12}",
        ) {
            assert_same(&text);
        }
    }
}
