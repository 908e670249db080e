//! Pieces of a time: its beginning, its end, the week around it.
//!
//! Decides how long they are; `docs/adr/0021` says why.

use jiff::civil::DateTime;

use super::resolve::Resolver;
use super::units::{days_later, middle, midnight, units_on};
use super::{Grain, Piece, Stretch};

/// The week of a day, or the days off around it.
fn around(start: DateTime, piece: Piece) -> Option<Stretch> {
    let day = start.date();
    let monday = super::units::monday(day)?;
    let (first, days) = match (piece, day.weekday().to_monday_one_offset()) {
        (Piece::Week, _) => (monday, 7),
        // A Monday off lengthens the weekend before it, a Thursday or Friday the one behind.
        (_, 1) => (days_later(day, -2)?, 3),
        (_, 4) => (day, 4),
        (_, 5) => (day, 3),
        (_, 2) => (days_later(day, -3)?, 2),
        _ => (days_later(monday, 5)?, 2),
    };
    Some(Stretch {
        start: Some(midnight(first)),
        end: Some(midnight(days_later(first, days)?)),
        grain: if piece == Piece::Week { Grain::Week } else { Grain::Day },
        is_point: piece == Piece::Week,
    })
}

impl Resolver<'_> {
    pub(super) fn piece(&self, of: &Stretch, piece: Piece) -> Option<Stretch> {
        let (start, end) = (of.start?, of.end?);
        if matches!(piece, Piece::Week | Piece::WeekendAt) {
            return around(start, piece);
        }
        let cut = |start, end| {
            let grain = if of.grain == Grain::Day { Grain::Part } else { of.grain };
            Some(Stretch { start: Some(start), end: Some(end), grain, is_point: false })
        };
        let days = |from: i32, to: i32| {
            cut(
                units_on(start, Grain::Day, from)?,
                if to == 0 { end } else { units_on(start, Grain::Day, to)? },
            )
        };
        let months = |from: i32, to: i32| {
            cut(
                units_on(start, Grain::Month, from)?,
                if to == 0 { end } else { units_on(start, Grain::Month, to)? },
            )
        };
        match (piece, of.grain) {
            (Piece::Rest, _) => cut(self.here.now.max(start), end),
            (Piece::LaterHalf, _) => {
                cut(self.piece(of, Piece::Late)?.start?.max(midnight(self.here.now.date())), end)
            }
            (Piece::EarlierHalf, _) => {
                cut(start, self.piece(of, Piece::Early)?.end?.min(midnight(self.here.now.date())))
            }
            (Piece::Third(third), Grain::Month) => {
                let place = usize::try_from(third - 1).ok()?.min(2);
                days([0, 10, 20][place], [10, 20, 0][place])
            }
            (Piece::Outset, Grain::Year) => months(0, 2),
            (Piece::Close, Grain::Year) => months(10, 0),
            (Piece::Outset, _) => self.piece(of, Piece::Begin),
            (Piece::Close, _) => self.piece(of, Piece::End),
            (Piece::Begin, Grain::Month) => days(0, 10),
            (Piece::Middle, Grain::Month) => days(10, 20),
            (Piece::End, Grain::Month) => days(20, 0),
            (Piece::Early, Grain::Month) => days(0, 15),
            (Piece::Late, Grain::Month) => days(15, 0),
            (Piece::Begin, Grain::Year) => months(0, 4),
            (Piece::Middle, Grain::Year) => months(4, 8),
            (Piece::End, Grain::Year) => months(8, 0),
            (Piece::Early, Grain::Year) => months(0, 6),
            (Piece::Late, Grain::Year) => months(6, 0),
            (Piece::Begin | Piece::Early, Grain::Week) => days(0, 3),
            (Piece::Middle, Grain::Week) => days(1, 5),
            (Piece::End | Piece::Late, Grain::Week) => days(3, 0),
            (Piece::Begin | Piece::Early, Grain::Decade) => months(0, 36),
            (Piece::Middle, Grain::Decade) => months(36, 84),
            (Piece::End | Piece::Late, Grain::Decade) => months(84, 0),
            (Piece::Begin | Piece::Early, Grain::Century) => months(0, 240),
            (Piece::End | Piece::Late, Grain::Century) => months(960, 0),
            (Piece::Begin | Piece::Early, Grain::Day) => cut(start, units_on(start, Grain::Hour, 12)?),
            (Piece::End | Piece::Late, Grain::Day) => cut(units_on(start, Grain::Hour, 17)?, end),
            (Piece::Middle, Grain::Day) => {
                cut(units_on(start, Grain::Hour, 10)?, units_on(start, Grain::Hour, 16)?)
            }
            (Piece::Begin | Piece::Early, _) => cut(start, middle(start, end)?),
            (Piece::End | Piece::Late, _) => cut(middle(start, end)?, end),
            (Piece::Middle, _) => {
                let quarter = middle(start, middle(start, end)?)?;
                cut(quarter, middle(middle(start, end)?, end)?)
            }
            _ => None,
        }
    }
}
