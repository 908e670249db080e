//! Days that follow Easter.

use crate::values::calendar::holidays::Rule;

pub(in crate::values) const DAYS: &[(&[&str], Rule)] = &[
    (
        &[
            "stpatrick",
            "carnival",
            "mardi gras",
            "fat tuesday",
            "shrove tuesday",
            "pancake tuesday",
            "pancake day",
            "忏悔节",
            "忏悔星期二",
            "油腻星期二",
            "薄饼日",
            "忏悔火曜日",
        ],
        Rule::Easter(-47),
    ),
    (&["clean monday", "shrove monday", "rose monday"], Rule::Easter(-48)),
    (
        &["ash wednesday", "圣灰星期三", "圣灰礼仪日", "圣灰节", "大斋首日", "圣灰日", "灰日"],
        Rule::Easter(-46),
    ),
    (&["palm sunday", "branch sunday", "棕枝主日", "圣枝主日", "基督苦难主日", "圣树主日"], Rule::Easter(-7)),
    (
        &[
            "maundy thursday",
            "covenant thursday",
            "holy thursday",
            "sheer thursday",
            "thursday of mysteries",
            "濯足节",
            "神圣星期四",
            "圣周星期四",
            "圣周四",
            "设立圣餐日",
        ],
        Rule::Easter(-3),
    ),
    (
        &[
            "good friday",
            "great friday",
            "black friday easter",
            "耶稣受难日",
            "受难节",
            "圣周五",
            "沈默周五",
            "主受难日",
        ],
        Rule::Easter(-2),
    ),
    (
        &[
            "holy saturday",
            "black saturday",
            "easter eve",
            "easter vigil",
            "joyous saturday",
            "圣周六",
            "耶稣受难日翌日",
            "黑色星期六",
            "主受难节翌日",
            "复活节前夜",
        ],
        Rule::Easter(-1),
    ),
    (
        &["easter", "easter sunday", "easter day", "pascha", "复活节", "复活节星期日", "主复活日"],
        Rule::Easter(0),
    ),
    (&["easter monday", "复活节星期一", "复活节后星期一"], Rule::Easter(1)),
    (
        &["ascension day", "ascension thursday", "feast of ascension", "耶稣升天节", "升天节", "耶稣升天日"],
        Rule::Easter(39),
    ),
    (
        &["pentecost", "whit sunday", "white sunday", "圣神降临", "五旬节", "圣灵降临节", "圣灵降临日"],
        Rule::Easter(49),
    ),
    (
        &["whit monday", "pentecost monday", "monday of the holy spirit", "圣灵节庆日", "圣神降临周一"],
        Rule::Easter(50),
    ),
    (&["trinity sunday", "圣三一主日", "天主圣三一", "圣三主日", "圣三节", "天主三一主日"], Rule::Easter(56)),
    (
        &["corpus christi", "feast of corpus christi", "基督圣体节", "基督圣体圣血节", "基督圣体圣血瞻礼"],
        Rule::Easter(60),
    ),
    (&["orthodox easter", "orthodox easter sunday", "东正教复活节", "东正教复活节星期日"], Rule::Orthodox(0)),
    (&["orthodox easter monday", "东正教复活节星期一"], Rule::Orthodox(1)),
    (
        &[
            "orthodox good friday",
            "orthodox great friday",
            "东正教受难节",
            "东正教主受难节",
            "东正教耶稣受难日",
            "东正教圣周五",
            "东正教沈默周五",
        ],
        Rule::Orthodox(-2),
    ),
    (
        &[
            "东正教圣周六",
            "东正教神圣周六",
            "东正教耶稣受难日翌日",
            "东正教主受难节翌日",
            "东正教复活节前夜",
            "orthodox holy saturday",
        ],
        Rule::Orthodox(-1),
    ),
    (
        &["东正教圣枝主日", "东正教棕枝主日", "东正教基督苦难主日", "东正教圣树主日", "orthodox palm sunday"],
        Rule::Orthodox(-7),
    ),
    (&["拉撒路圣周六", "拉匝路周六", "lazarus saturday"], Rule::Orthodox(-8)),
];
