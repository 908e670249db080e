//! Days of the Hebrew calendar. They begin in the evening before, and so do these: the day that is given is the one whose evening it is.

use crate::values::calendar::holidays::Rule;

pub(in crate::values) const DAYS: &[(&[&str], Rule)] = &[
    (
        &[
            "rosh hashanah",
            "rosh hashana",
            "rosh ha-shanah",
            "yom teruah",
            "jewish new year",
            "犹太新年",
            "犹太教新年",
        ],
        Rule::Hebrew(1, 1, 3),
    ),
    (&["yom kippur", "day of atonement", "赎罪日"], Rule::Hebrew(1, 10, 1)),
    (
        &[
            "sukkot",
            "succos",
            "feast of tabernacles",
            "feast of booths",
            "feast of the ingathering",
            "feast of ingathering",
            "住棚节",
        ],
        Rule::Hebrew(1, 15, 9),
    ),
    (&["shemini atzeret", "shmini atzeret", "圣会节"], Rule::Hebrew(1, 22, 1)),
    (
        &["simchat torah", "诵经节", "转经节", "律法节", "欢庆圣法节", "西赫托拉节", "西赫妥拉节"],
        Rule::Hebrew(1, 23, 1),
    ),
    (
        &[
            "hanukkah",
            "chanukah",
            "hanukah",
            "hanukka",
            "光明节",
            "哈努卡节",
            "修殿节",
            "献殿节",
            "烛光节",
            "马加比节",
        ],
        Rule::Hebrew(3, 25, 8),
    ),
    (&["tu bishvat", "tu b'shevat", "树木新年", "犹太植树节", "图比舍巴特节"], Rule::Hebrew(5, 15, 1)),
    (&["purim", "普珥节"], Rule::Hebrew(6, 14, 1)),
    (&["passover", "pesach", "逾越节"], Rule::Hebrew(7, 15, 9)),
    (&["yom haatzmaut", "israeli independence day", "以色列独立日", "以色列国庆节"], Rule::Hebrew(8, 5, 1)),
    (&["lag baomer", "lag b'omer", "篝火节", "犹太教篝火节"], Rule::Hebrew(8, 18, 1)),
    (
        &["shavuot", "feast of weeks", "shovuos", "七七节", "收获节", "新果实节", "周日节", "沙夫幼特节"],
        Rule::Hebrew(9, 6, 3),
    ),
    (&["tisha b'av", "tish'a b'av", "圣殿被毁日", "禁食日"], Rule::Hebrew(11, 9, 1)),
];
