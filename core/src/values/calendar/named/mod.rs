//! Days with names: the tables. Adding one is a line, its names in both languages and its rule.

pub(super) mod chinese;
pub(super) mod church;
pub(super) mod islamic;
pub(super) mod jewish;
pub(super) mod western;
