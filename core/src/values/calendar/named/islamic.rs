//! Days of the Islamic calendar.

use crate::values::calendar::holidays::Rule;

pub(in crate::values) const DAYS: &[(&[&str], Rule)] = &[
    (
        &[
            "islamic new year",
            "arabic new year",
            "hijri new year",
            "muharram",
            "伊斯兰新年",
            "伊斯兰历新年",
            "伊斯兰教新年",
        ],
        Rule::Hijri(1, 1),
    ),
    (&["ashura", "day of ashura", "阿舒拉节"], Rule::Hijri(1, 10)),
    (&["mawlid", "mawlid al-nabawi", "milad un nabi", "圣纪节", "圣纪"], Rule::Hijri(3, 12)),
    (&["isra and mi'raj", "isra and miraj", "夜行登霄节", "登霄节"], Rule::Hijri(7, 27)),
    (
        &["ramadan", "ramadhan", "ramazan", "ramzan", "ramathan", "month of ramadan", "斋月", "穆斯林斋月"],
        Rule::HijriMonth(9),
    ),
    (
        &["laylat al-qadr", "laylat al qadr", "laylat al kadr", "night of power", "权力之夜", "法令之夜"],
        Rule::Hijri(9, 27),
    ),
    (
        &[
            "eid al-fitr",
            "eid al fitr",
            "eid ul-fitr",
            "eid",
            "festival of breaking the fast",
            "开斋节",
            "肉孜节",
            "尔代节",
        ],
        Rule::Hijri(10, 1),
    ),
    (
        &[
            "eid al-adha",
            "eid al adha",
            "eid ul-adha",
            "id ul-adha",
            "eid al-azha",
            "eid ul-azha",
            "eidul azha",
            "bakr id",
            "bakrid",
            "sacrifice feast",
            "feast of the sacrifice",
            "古尔邦节",
            "宰牲节",
        ],
        Rule::Hijri(12, 10),
    ),
];
