//! Folds one character: width, case, script and punctuation.
//!
//! Decides which characters count as the same when text is compared.
//! Invariant: one character in, one character out, so that no offset map is needed.
//!
//! Not handled, on purpose: accents (they tell names apart) and ligatures (nobody types them).

/// The character that `c` is compared as.
///
/// Full width becomes half width, capitals small, traditional Chinese simplified,
/// and the punctuation of Chinese its ASCII counterpart.
pub fn fold(c: char) -> char {
    match c {
        'a'..='z' | '0'..='9' | ' ' => c,
        'A'..='Z' => c.to_ascii_lowercase(),
        '\u{3000}' | '\t' | '\n' | '\r' | '\u{a0}' | '\u{2002}'..='\u{200a}' | '\u{202f}' => ' ',
        '。' => '.',
        '、' => ',',
        '“' | '”' | '「' | '」' | '『' | '』' | '《' | '》' => '"',
        '‘' | '’' => '\'',
        '【' => '[',
        '】' => ']',
        '…' => '.',
        '—' | '–' | '−' => '-',
        '¥' => '¥',
        '￥' => '¥',
        '\u{ff01}'..='\u{ff5e}' => fold_ascii(char::from_u32(c as u32 - 0xfee0).unwrap_or(c)),
        '\u{4e00}'..='\u{9fff}' => simplified(c),
        _ if c.is_control() => ' ',
        _ => c.to_lowercase().next().unwrap_or(c),
    }
}

fn fold_ascii(c: char) -> char {
    c.to_ascii_lowercase()
}

fn simplified(c: char) -> char {
    let mut buffer = [0; 4];
    let converted = fast2s::convert(c.encode_utf8(&mut buffer));
    converted.chars().next().unwrap_or(c)
}

#[cfg(test)]
mod tests {
    use super::fold;

    #[test]
    fn folds_width_case_script_and_punctuation() {
        let rows = [
            ('Ａ', 'a'),
            ('Z', 'z'),
            ('聯', '联'),
            ('，', ','),
            ('。', '.'),
            ('　', ' '),
            ('\u{7}', ' '),
            ('É', 'é'),
        ];
        for (from, to) in rows {
            assert_eq!(fold(from), to, "from {from:?}");
        }
    }
}
