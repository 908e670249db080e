//! Names of reigns, and the years that they begin in.
//!
//! Decides which names are known: those that schools and series speak of, and those that are still counted by.

use super::Line;
use crate::values::chart::item::Sym::*;

pub(super) const WORDS: &[Line] = &[
    ("贞观", Era, 627),
    ("神龙", Era, 705),
    ("开元", Era, 713),
    ("天宝", Era, 742),
    ("洪武", Era, 1368),
    ("永乐", Era, 1403),
    ("嘉靖", Era, 1522),
    ("万历", Era, 1573),
    ("崇祯", Era, 1628),
    ("顺治", Era, 1644),
    ("康熙", Era, 1662),
    ("雍正", Era, 1723),
    ("干隆", Era, 1736),
    ("嘉庆", Era, 1796),
    ("道光", Era, 1821),
    ("咸丰", Era, 1851),
    ("同治", Era, 1862),
    ("光绪", Era, 1875),
    ("宣统", Era, 1909),
    ("民国", Era, 1912),
    ("昭和", Era, 1926),
    ("平成", Era, 1989),
    ("令和", Era, 2019),
    ("元年", LunarMonth, 200),
];
