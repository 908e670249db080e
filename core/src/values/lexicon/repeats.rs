//! Words of what comes again. The number behind is what rules read of it: how many units are skipped, which unit, which weekdays.

use super::Line;
use crate::values::chart::item::Sym::*;

/// A set of weekdays that was said in the plural comes again by itself: on mondays.
pub(in crate::values) const PLURAL: i32 = 0x100;

const MON: i32 = 1;
const TUE: i32 = 1 << 1;
const WED: i32 = 1 << 2;
const THU: i32 = 1 << 3;
const FRI: i32 = 1 << 4;
const SAT: i32 = 1 << 5;
const SUN: i32 = 1 << 6;
const WORK: i32 = MON | TUE | WED | THU | FRI;
const REST: i32 = SAT | SUN;

pub(super) const WORDS: &[Line] = &[
    ("every", Every, 1),
    ("each", Every, 1),
    ("every single", Every, 1),
    ("each and every", Every, 1),
    ("every other", Every, 2),
    ("every second", Every, 2),
    ("每", Every, 1),
    ("每一", Every, 1),
    ("每逢", Every, 1),
    ("每到", Every, 1),
    ("每隔", Every, 3),
    ("隔", Skip, 0),
    ("everyday", Periodic, 3),
    ("daily", Periodic, 3),
    ("nightly", Periodic, 3),
    ("weekly", Periodic, 4),
    ("monthly", Periodic, 5),
    ("quarterly", Periodic, 6),
    ("yearly", Periodic, 7),
    ("annually", Periodic, 7),
    ("hourly", Periodic, 2),
    ("biweekly", Periodic, 104),
    ("bi weekly", Periodic, 104),
    ("fortnightly", Periodic, 104),
    ("bimonthly", Periodic, 105),
    ("biannually", Periodic, 107),
    ("每日", Periodic, 3),
    ("天天", Periodic, 3),
    ("日日", Periodic, 3),
    ("每月", Periodic, 5),
    ("月月", Periodic, 5),
    ("每年", Periodic, 7),
    ("年年", Periodic, 7),
    ("每季", Periodic, 6),
    ("每季度", Periodic, 6),
    ("每个季度", Periodic, 6),
    ("隔天", Periodic, 103),
    ("隔日", Periodic, 103),
    ("隔周", Periodic, 104),
    ("隔月", Periodic, 105),
    ("隔年", Periodic, 107),
    ("once", Once, 1),
    ("one time", Once, 1),
    ("一次", Once, 1),
    ("一回", Once, 1),
    ("weekday", Days, WORK),
    ("weekdays", Days, WORK | PLURAL),
    ("workday", Days, WORK),
    ("workdays", Days, WORK | PLURAL),
    ("work day", Days, WORK),
    ("work days", Days, WORK | PLURAL),
    ("working day", Days, WORK),
    ("business day", Days, WORK),
    ("school day", Days, WORK),
    ("weekend day", Days, REST),
    ("weekends", Days, REST | PLURAL),
    ("mondays", Days, MON | PLURAL),
    ("tuesdays", Days, TUE | PLURAL),
    ("wednesdays", Days, WED | PLURAL),
    ("thursdays", Days, THU | PLURAL),
    ("fridays", Days, FRI | PLURAL),
    ("saturdays", Days, SAT | PLURAL),
    ("sundays", Days, SUN | PLURAL),
    ("工作日", Days, WORK | PLURAL),
    ("平日", Days, WORK | PLURAL),
    ("非工作日", Days, REST | PLURAL),
    ("双休日", Days, REST | PLURAL),
    ("twice", Once, 2),
    ("times", Times, 0),
    ("次", Times, 0),
    ("回", Times, 0),
    ("annual", Periodic, 7),
];
