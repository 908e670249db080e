//! The names of a host's list that a sentence holds: who or what a parameter takes.
//!
//! Decides which of several is the one, whether others are named with it, and what is open where a name fits several. Which words name some together is
//! `together`'s and `told_too`'s.

use std::ops::Range;

use super::bind::Binder;
use super::together::{self, Joined};
use super::told_too::{self, ToldToo};
use super::{Other, ReadName};
use crate::action::{Argument, Source};
use crate::manifest::Parameter;
use crate::values::{ListEntry, Mention, find_choices, find_names};

impl Binder<'_, '_> {
    /// Reads who or what of a list is meant for a parameter, and who else.
    pub(super) fn listed(&mut self, parameter: &Parameter, list: &str) {
        let Some(entries) = self.reader.lists.get(list) else { return };
        let mentions: Vec<_> = find_names(self.said, entries, None)
            .into_iter()
            .filter(|mention| self.is_free(&mention.range))
            .collect();
        // One who is told something is one of those who are named together.
        let is_single = self.capability.told().is_some_and(|told| told.name == parameter.name);
        // Who is called is told nothing: "给小王打电话,顺便告诉妈妈" calls one.
        let tells = is_single && self.capability.parameters.iter().any(Parameter::is_free_text);
        let too = if tells { told_too::told_too(self.said, self.range.clone(), &mentions) } else { None };
        let is_told_too = |mention: &Mention| {
            too.as_ref().is_some_and(|too| too.others.iter().any(|other| other.range == mention.range))
        };
        let best = mentions
            .iter()
            .filter(|mention| !is_told_too(mention))
            .map(|mention| (self.evidence(parameter, &mention.range), mention))
            .reduce(|a, b| if b.0 > a.0 { b } else { a });
        let mut row: Vec<Joined> = Vec::new();
        if let Some((_, best)) = best {
            let alone =
                if is_single { told_too::only_names(self.said, self.range.clone(), &mentions) } else { None };
            if let Some(names) = alone {
                row = names;
            } else {
                row.push(Joined {
                    entries: best.entries.clone(),
                    range: best.range.clone(),
                    joined: best.range.clone(),
                });
                if is_single {
                    row.extend(together::named_with(self.said, self.range.clone(), best, &mentions));
                }
            }
            row.retain(|name| {
                too.as_ref().is_none_or(|too| too.others.iter().all(|other| other.range != name.range))
            });
            row.sort_by_key(|name| name.range.start);
        }
        if row.len() > 1 {
            self.slots.row = Some(row[0].range.start..row[row.len() - 1].range.end);
        }
        let ToldToo { others, unlisted } = too.unwrap_or_default();
        if let Some(range) = unlisted {
            self.slots.mentions.insert(parameter.name.clone(), self.said.original(range.clone()).to_owned());
            self.taken.push(range);
        }
        row.extend(others);
        self.named(parameter, list, row);
    }

    /// Those who are named for a parameter: the first who is on the list is the one that it takes, and each other one an act of its own.
    fn named(&mut self, parameter: &Parameter, list: &str, mut row: Vec<Joined>) {
        let is_open = !self.slots.mentions.contains_key(&parameter.name);
        let first = row.iter().position(|name| !name.entries.is_empty()).filter(|_| is_open);
        let first = first.map(|at| row.remove(at));
        let mut seen: Vec<Vec<usize>> = first.iter().map(|first| first.entries.clone()).collect();
        for name in row {
            self.taken.push(name.joined);
            // Who is named twice is told once.
            if !name.entries.is_empty() && seen.contains(&name.entries) {
                continue;
            }
            let read = self.read_name(list, &name.entries, name.range);
            self.slots.others.push(Other { parameter: parameter.name.clone(), read });
            seen.push(name.entries);
        }
        if let Some(first) = first {
            self.entries(parameter, list, first.entries, first.range);
        }
    }

    /// One more name as it was read.
    fn read_name(&self, list: &str, entries: &[usize], range: Range<usize>) -> ReadName {
        let all = &self.reader.lists[list];
        match entries {
            [] => ReadName::Unlisted(self.said.original(range).to_owned()),
            [one] => {
                let value = all[*one].value();
                ReadName::Entry(Argument { value, source: Source::Said { span: self.said.span(range) } })
            }
            several => ReadName::Several(several.iter().map(|i| all[*i].clone()).collect()),
        }
    }

    pub(super) fn entries(
        &mut self,
        parameter: &Parameter,
        list: &str,
        entries: Vec<usize>,
        range: Range<usize>,
    ) {
        let all = &self.reader.lists[list];
        match entries.as_slice() {
            [one] => {
                let entry = &all[*one];
                self.put(parameter, entry.value(), range);
            }
            several => {
                // "同事张伟", "my colleague Zhang Wei": the note tells them apart.
                let noted = |entry: &ListEntry| {
                    let notes: Vec<(usize, &str)> =
                        entry.note.iter().flat_map(|note| note.all()).map(|(_, note)| (0, note)).collect();
                    !find_choices(self.said, &notes).is_empty()
                };
                if let [one] = several
                    .iter()
                    .map(|i| &all[*i])
                    .filter(|entry| noted(entry))
                    .collect::<Vec<_>>()
                    .as_slice()
                {
                    let value = one.value();
                    return self.put(parameter, value, range);
                }
                let entries = several.iter().map(|i| all[*i].clone()).collect();
                self.slots.several.insert(parameter.name.clone(), entries);
                self.taken.push(range);
            }
        }
    }
}
