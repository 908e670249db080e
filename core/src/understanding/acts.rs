//! One sentence to acts: each part of it ranked, looked at twice where that is unsure, and cut where both sides are requests.
//!
//! Decides where the acts are and what may be meant by each; how near a capability is comes from `search` and `head`, how likely from `ranking`.

use std::collections::BTreeMap;
use std::ops::Range;

use super::boundary::{Meeting, Side};
use super::openings::Openings;
use super::ranking::{self, Ranking};
use super::reading::{Act, Considered, ConsideredCut};
use super::search::Nearness;
use super::slots::{Lists, Slots};
use super::weights::Signs;
use super::{Understanding, candidate, constraints, segments, tagger};
use crate::action::Constraint;
use crate::action::{Argument, Source};
use crate::error::Error;
use crate::manifest::MaxCardinality;
use crate::store::Store;
use crate::text::{Language, Utterance, frame};
use crate::values::{Reference, SaidValues, Value, correction};

/// One act with everything that was read for its candidates.
#[derive(Clone, Debug)]
pub(crate) struct ReadAct {
    pub act: Act,
    /// What was read for each candidate.
    pub slots: Vec<Slots>,
    /// What is wanted of the result, whichever service it comes from.
    pub constraints: Vec<Constraint>,
}

/// What one sentence says.
#[derive(Clone, Debug, Default)]
pub(crate) struct Read {
    /// The acts, in the order said.
    pub acts: Vec<ReadAct>,
    /// The nearest capabilities (service and id) when there is no act.
    pub nearest: Vec<(String, String)>,
    /// How likely the whole sentence means any capability.
    pub served: f32,
    /// What the whole sentence was compared with, best first.
    pub considered: Vec<Considered>,
    /// Where it might have been cut.
    pub cuts: Vec<ConsideredCut>,
}

/// What a sentence is read with.
struct Scene<'a> {
    lists: &'a Lists,
    store: &'a Store,
    values: SaidValues<'a>, // of the whole sentence, read once for all that may be meant
    names: Vec<(String, Range<usize>)>, // services that are named, and where
    is_whole: bool, // whether the whole sentence is ranked; "…,叶子茶的" is no act because it names a service
}

/// Part of a sentence with its ranking and what was read for each capability on the shortlist.
struct Part {
    range: Range<usize>,
    near: Vec<Nearness>,
    ranking: Ranking,
    slots: BTreeMap<usize, Slots>,
}

/// What is likely no request at all is not cut off; a look at the other side is saved.
const MIN_PART: f32 = 0.03;
/// Where two requests meet, by the boundary's weights.
const MIN_CUT: f32 = 0.5;
/// A part that is as likely a request as this is looked at twice; at others a second look would not tell more. The whole always is.
const UNSURE: Range<f32> = 0.02..0.9;
/// A schema that the head finds likelier than this needs no second look.
const SURE: f32 = 0.8;
/// How much a capability must account for of a sentence that is longer than the tagger has learned to read.
const MIN_LONG: f32 = 0.95;
/// Frames that are looked at.
const MAX_FRAMES: usize = 4;
/// How much an act accounts for of a part that says all of it.
const MIN_WHOLE: f32 = 0.9;
/// The most acts of one sentence.
const MAX_ACTS: usize = 4;

impl Part {
    /// The part when what is likeliest meant by it is right with at least this probability.
    fn at_least(self, confidence: f32) -> Self {
        Self { ranking: self.ranking.with_best_at(confidence), ..self }
    }

    /// Where those stand who are named in one row, by what is likeliest meant.
    fn row(&self) -> Option<&Range<usize>> {
        let top = self.ranking.all.first()?;
        self.slots.get(&top.capability)?.row.as_ref()
    }

    /// The part by what is likeliest meant by it.
    fn side(&self, said: &Utterance, openings: &Openings) -> Side {
        let top = self.ranking.all.first();
        let near = top.and_then(|top| self.near.iter().find(|near| near.capability == top.capability));
        near.map_or_else(Side::default, |near| Side {
            any: self.ranking.any,
            explained: near.explained,
            required: near.required,
            head: near.by_head(),
            begins: openings.begins_like(&said.chars()[self.range.clone()], near.capability),
        })
    }
}

impl Understanding {
    /// Understands one sentence.
    pub(crate) fn read(
        &mut self,
        said: &Utterance,
        here: Reference,
        lists: &Lists,
        store: &Store,
    ) -> Result<Read, Error> {
        let whole = segments::trimmed(said.chars(), 0..said.chars().len());
        let mut read = Read::default();
        if said.is_wordless() || whole.is_empty() {
            return Ok(read);
        }
        let scene = Scene {
            lists,
            store,
            values: SaidValues::new(said, here),
            names: self.names(said),
            is_whole: true,
        };
        let first = self.rank(said, &whole, &scene)?;
        read.served = first.ranking.any;
        let near_of =
            |ranked: &ranking::Ranked| first.near.iter().find(|near| near.capability == ranked.capability);
        let ranked = first.ranking.all.iter().filter_map(|ranked| Some((ranked, near_of(ranked)?)));
        read.considered = ranked.map(|(ranked, near)| self.considered(ranked.confidence, near)).collect();
        let scene = Scene { is_whole: false, ..scene };
        for part in self.split(said, first, &scene, &mut read.cuts)? {
            if part.ranking.ranked.is_empty() {
                let near =
                    part.ranking.nearest.iter().map(|capability| &self.index.capabilities[*capability]);
                read.nearest.extend(near.map(|entry| (entry.service.clone(), entry.capability.clone())));
            } else {
                read.acts.push(self.act(said, part, &scene));
            }
        }
        Ok(read)
    }

    fn rank(&mut self, said: &Utterance, range: &Range<usize>, scene: &Scene<'_>) -> Result<Part, Error> {
        let look = self.look(said, range, &scene.names)?;
        let mut near = self.index.search(&look.vector, look.language, &look.text, scene.store)?;
        for judged in self.head.judge(&look.vector) {
            near.iter_mut().for_each(|near| {
                near.learned = judged.learned[self.schemas[near.capability]];
                near.served = judged.served;
                near.everyday = judged.everyday;
            });
        }
        let opened = self.openings.in_sentence(&said.chars()[range.clone()]);
        let mut near = ranking::shortlist(near, &self.weights, &opened);
        let mut slots = BTreeMap::new();
        for near in &mut near {
            let entry = self.index.capabilities[near.capability].clone();
            let taken = scene.names.iter().map(|(_, range)| range.clone()).collect();
            let place = (entry.service.as_str(), entry.capability.as_str());
            let read = self.slots_at(said, range, place, &look.sight, taken, (&scene.values, scene.lists));
            near.explained = read.explained;
            let typed =
                read.arguments.values().filter(|argument| !matches!(argument.value, Value::Text(_))).count();
            near.placed = read.evidence.unwrap_or(0.5);
            let unlisted = read
                .mentions
                .keys()
                .filter(|name| self.takes_list(&entry.service, &entry.capability, name))
                .count();
            let typed = typed + read.several.len() + unlisted;
            near.bound = typed.min(3) as f32 / 3.0;
            near.required = self.required(&entry.service, &entry.capability, &read);
            let is_named = scene.names.iter().any(|(service, _)| *service == entry.service);
            near.named = f32::from(is_named && scene.is_whole);
            slots.insert(near.capability, read);
        }
        let mut ranking = ranking::rank(&near, &self.weights, |capability| self.schemas[capability]);
        if scene.is_whole || UNSURE.contains(&ranking.any) {
            self.look_at_frames(said, range, &mut near, &slots, &opened)?;
            ranking = ranking::rank(&near, &self.weights, |capability| self.schemas[capability]);
        }
        if look.sight.pieces.len() > tagger::USUAL_PIECES {
            // A story with a wish in it is longer than what the tagger knows: only what accounts for nearly all of it counts.
            let explained = |ranked: &ranking::Ranked| slots[&ranked.capability].explained;
            ranking.ranked.retain(|ranked| explained(ranked) >= MIN_LONG);
            if ranking.ranked.is_empty() {
                ranking.any = 0.0;
            }
        }
        Ok(Part { range: range.clone(), near, ranking, slots })
    }

    /// What a message says hides what is asked: "给汤姆发消息说我到楼下了" is nearer to its examples without the words of the message.
    /// So where no candidate is sure, the best few with free text are compared once more without it.
    fn look_at_frames(
        &self,
        said: &Utterance,
        range: &Range<usize>,
        near: &mut [Nearness],
        slots: &BTreeMap<usize, Slots>,
        opened: &[usize],
    ) -> Result<(), Error> {
        // Words that say what is asked weigh more than what the whole is like: a long note may read like a message.
        let is_opened = |near: &Nearness| opened.is_empty() || opened.contains(&near.capability);
        if near.iter().any(|near| near.by_head() > SURE && is_opened(near)) {
            return Ok(());
        }
        // Those whose opening was said come first.
        let worth = |near: &Nearness| (opened.contains(&near.capability), self.weights.of(near));
        near.sort_by(|a, b| {
            let (a, b) = (worth(a), worth(b));
            b.0.cmp(&a.0).then(b.1.total_cmp(&a.1))
        });
        let frame_of = |near: &Nearness| frame(said.chars(), range.clone(), &slots[&near.capability].free);
        let frames: Vec<Option<String>> = near.iter().map(frame_of).collect();
        // Rivals leave the same words out: each frame is encoded once.
        let mut texts: Vec<(Language, &str)> = Vec::new();
        for text in frames.iter().flatten() {
            if texts.len() < MAX_FRAMES && !texts.iter().any(|(_, known)| known == text) {
                texts.push((Language::of(&text.chars().collect::<Vec<_>>()), text));
            }
        }
        let vectors = self.encoder.encode(&texts)?;
        let products = self.index.products(&vectors);
        let judged = self.head.judge(&vectors.concat());
        for (near, frame) in near.iter_mut().zip(&frames) {
            let Some(at) = texts.iter().position(|(_, text)| Some(*text) == frame.as_deref()) else {
                continue;
            };
            *near = self.index.nearer(near, &products[at]);
            let judged = &judged[at];
            let learned = judged.learned[self.schemas[near.capability]];
            let framed = Nearness { learned, served: judged.served, everyday: judged.everyday, ..*near };
            if framed.by_head() > near.by_head() {
                *near = framed;
            }
        }
        Ok(())
    }

    /// Cuts a sentence where both sides are requests of their own.
    fn split(
        &mut self,
        said: &Utterance,
        whole: Part,
        scene: &Scene<'_>,
        considered: &mut Vec<ConsideredCut>,
    ) -> Result<Vec<Part>, Error> {
        let mut parts = vec![whole];
        let whole = parts[0].range.clone();
        for cut in segments::cuts(&said.chars()[whole.clone()]) {
            if parts.len() == MAX_ACTS {
                break;
            }
            let (end, start) = (whole.start + cut.end, whole.start + cut.start);
            let Some(at) = parts.iter().position(|part| part.range.start < end && start < part.range.end)
            else {
                continue;
            };
            let range = parts[at].range.clone();
            let (left, right) = (
                segments::trimmed(said.chars(), range.start..end),
                segments::trimmed(said.chars(), start..range.end),
            );
            if [&left, &right].iter().any(|part| !Self::says_something(said, part, &scene.names)) {
                continue;
            }
            // "给小王和李雷打电话" is one request.
            if parts[at].row().is_some_and(|row| row.start < end && start < row.end) {
                continue;
            }
            // A part is looked at only where the cut may still be made.
            let mut meeting = Meeting {
                is_strong: cut.is_strong,
                is_pause: cut.is_pause,
                whole: parts[at].side(said, &self.openings),
                ..Meeting::default()
            };
            // Of an act that is said twice, something is left over when it is read as one.
            let may_be_twice = parts[at].side(said, &self.openings).explained < MIN_WHOLE;
            if !may_be_twice && self.is_out_of_question(&meeting, &meeting.with_most()) {
                continue;
            }
            let first = self.rank(said, &left, scene)?;
            if first.ranking.any < MIN_PART {
                continue;
            }
            meeting.left = first.side(said, &self.openings);
            meeting.left_is_whole = self.top_schema(&first) == self.top_schema(&parts[at]);
            meeting.is_choice = self.has_choice(&parts[at], &first, said, &right);
            let may_be_twice = may_be_twice && meeting.left.required >= 1.0;
            if !may_be_twice && self.is_out_of_question(&meeting, &meeting.with_most_at_right()) {
                continue;
            }
            let second = self.rank(said, &right, scene)?;
            if second.ranking.any < MIN_PART {
                continue;
            }
            meeting.right = second.side(said, &self.openings);
            meeting.right_is_whole = self.top_schema(&second) == self.top_schema(&parts[at]);
            meeting.is_same = self.top_schema(&first) == self.top_schema(&second);
            let confidence = self.boundary.as_ref().map_or(0.0, |weights| weights.confidence(&meeting));
            let is_twice = may_be_twice
                && self.is_said_twice(&first, &second)
                && !takes_back(said, &first.range, &second.range);
            let confidence = if is_twice { confidence.max(MIN_CUT) } else { confidence };
            considered.push(ConsideredCut {
                at: said.span(right).start,
                left: self.schema(&first),
                right: self.schema(&second),
                confidence,
                signs: Meeting::NAMES.iter().copied().zip(meeting.signs()).collect(),
            });
            // What speaks for a cut speaks for both parts: it is one where each means what is likeliest meant by it.
            if confidence >= MIN_CUT {
                parts.splice(at..=at, [first, second].map(|part| part.at_least(confidence)));
            }
        }
        Ok(parts)
    }

    /// Whether both parts ask for the same, each whole by itself, and say another value where the act takes one:
    /// "告诉妈妈我晚点到,再跟小王说会议改到三点". As one act it would tell the one what is meant for the other.
    fn is_said_twice(&self, first: &Part, second: &Part) -> bool {
        let (Some(a), Some(b)) = (first.ranking.all.first(), second.ranking.all.first()) else {
            return false;
        };
        let is_whole = |part: &Part, top: usize| {
            let near = part.near.iter().find(|near| near.capability == top);
            near.is_some_and(|near| near.required >= 1.0 && near.explained >= MIN_WHOLE)
        };
        if self.schemas[a.capability] != self.schemas[b.capability]
            || !is_whole(first, a.capability)
            || !is_whole(second, b.capability)
        {
            return false;
        }
        let entry = &self.index.capabilities[a.capability];
        let Some((_, capability)) = self.capability(&entry.service, &entry.capability) else { return false };
        let said = |part: &Part, top: usize, name: &str| {
            let argument = part.slots.get(&top)?.arguments.get(name)?;
            matches!(argument.source, Source::Said { .. }).then(|| argument.value.clone())
        };
        capability.parameters.iter().any(|parameter| {
            let is_one = parameter.is_required() && parameter.max == MaxCardinality::One;
            let name = &parameter.name;
            let values = (said(first, a.capability, name), said(second, b.capability, name));
            let (Some(one), Some(other)) = values else { return false };
            is_one && !parameter.takes_free_words() && one != other
        })
    }

    /// Whether no cut is made, whatever is still found out. A bundle without a boundary, from which one is fitted, looks at all of them.
    fn is_out_of_question(&self, least: &Meeting, most: &Meeting) -> bool {
        self.boundary.as_ref().is_some_and(|weights| weights.at_most(least, most) < MIN_CUT)
    }

    /// The schema of what a part is likeliest to mean, as `schemas` numbers it.
    fn top_schema(&self, part: &Part) -> Option<usize> {
        part.ranking.all.first().map(|ranked| self.schemas[ranked.capability])
    }

    /// The schema that a part is likeliest to mean.
    fn schema(&self, part: &Part) -> String {
        let entry = part.ranking.all.first().map(|ranked| &self.index.capabilities[ranked.capability]);
        let found = entry.and_then(|entry| self.capability(&entry.service, &entry.capability));
        found.map_or_else(String::new, |(_, capability)| capability.schema.clone())
    }

    /// Whether what the first part asks for has one of its closed choices in the second.
    fn has_choice(&self, whole: &Part, first: &Part, said: &Utterance, second: &Range<usize>) -> bool {
        let Some(top) = first.ranking.all.first() else { return false };
        let second = said.span(second.clone());
        let is_there = |argument: &Argument| {
            let Source::Said { span } = &argument.source else { return false };
            matches!(argument.value, Value::Choice(_)) && second.start <= span.start && span.end <= second.end
        };
        let (Some(whole), Some(first)) = (whole.slots.get(&top.capability), first.slots.get(&top.capability))
        else {
            return false;
        };
        whole
            .arguments
            .iter()
            .any(|(name, argument)| is_there(argument) && !first.arguments.contains_key(name))
    }

    fn considered(&self, confidence: f32, near: &Nearness) -> Considered {
        let entry = &self.index.capabilities[near.capability];
        let found = self.capability(&entry.service, &entry.capability);
        Considered {
            service: entry.service.clone(),
            capability: entry.capability.clone(),
            schema: found.map_or_else(String::new, |(_, capability)| capability.schema.clone()),
            confidence,
            signs: ranking::SIGNS.into_iter().zip(ranking::signs(near)).collect(),
        }
    }

    /// Whether a part holds more than the name of a service: "…,叶子茶的" is no request.
    fn says_something(said: &Utterance, part: &Range<usize>, names: &[(String, Range<usize>)]) -> bool {
        let letters = part.clone().filter(|i| {
            said.chars()[*i].is_alphanumeric() && !names.iter().any(|(_, name)| name.contains(i))
        });
        letters.count() >= 2
    }

    fn act(&self, said: &Utterance, mut part: Part, scene: &Scene<'_>) -> ReadAct {
        let constraints = constraints::read(said, part.range.clone(), &scene.values);
        let mut candidates = Vec::new();
        let mut slots = Vec::new();
        for ranked in &part.ranking.ranked {
            let entry = &self.index.capabilities[ranked.capability];
            let Some((manifest, capability)) = self.capability(&entry.service, &entry.capability) else {
                continue;
            };
            let read = part.slots.remove(&ranked.capability).unwrap_or_default();
            let is_named = scene.names.iter().any(|(service, _)| *service == entry.service);
            candidates.push(candidate(manifest, capability, ranked.confidence, is_named, &read));
            slots.push(read);
        }
        let act = Act {
            text: said.original(part.range).to_owned(),
            is_ambiguous: part.ranking.is_ambiguous,
            candidates,
        };
        ReadAct { act, slots, constraints }
    }
}

/// Whether words between two parts take the first one back: "at six, no, at seven".
fn takes_back(said: &Utterance, first: &Range<usize>, second: &Range<usize>) -> bool {
    let chars = said.chars();
    let last = chars[first.clone()].iter().rposition(|c| matches!(c, ',' | '.')).map_or(0, |stop| stop + 1);
    let ends = format!("{} x", said.original(first.start + last..first.end));
    let begins = said.original(second.clone());
    [ends.as_str(), begins].iter().any(|words| correction(&Utterance::new(words)).is_some())
}
