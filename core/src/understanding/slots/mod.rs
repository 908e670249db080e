//! Spans and values to the arguments of a candidate.
//!
//! Decides which words of a sentence are which argument: typed values by kind, closed lists by their spoken names,
//! the host's lists by name and sound, free text and entity mentions by what the tagger makes of them.
//! Words for an entity are a mention, not yet an argument: a service must find the entity first.
//!
//! Invariant: no value is made up: every argument has the bytes it was read from.

mod bind;
mod context;
mod listed;
mod together;
mod told_too;
mod unlisted;

pub(crate) use self::told_too::tells;

use std::collections::BTreeMap;
use std::ops::Range;

use self::bind::Binder;
pub(crate) use self::context::Contexts;
use super::tagger::{Place, Sight, Tagger};
use crate::action::Argument;
use crate::manifest::{Capability, Parameter, ParameterType, spoken_kind};
use crate::text::Utterance;
use crate::values::{ListEntry, Reference, SaidValues, find_choices};

/// The host's lists by name.
pub(crate) type Lists = BTreeMap<String, Vec<ListEntry>>;

/// What one sentence says for one capability.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Slots {
    /// Values by parameter.
    pub arguments: BTreeMap<String, Argument>,
    /// Words by parameter, for entities and for names that are on no list.
    pub mentions: BTreeMap<String, String>,
    /// Entries of a host's list by parameter, where several fit equally.
    pub several: BTreeMap<String, Vec<ListEntry>>,
    /// Parameters whose value was said and lies outside their limits.
    pub unfit: Vec<String>,
    /// Who else was named where one is taken: "告诉小王和李雷" asks for as many acts.
    pub others: Vec<Other>,
    /// Where those stand who are named in one row, from the first to the last.
    pub row: Option<Range<usize>>,
    /// Whether it was said how often, and nothing takes that.
    pub is_repeated: bool,
    /// How much of the sentence the capability accounts for, 0 to 1.
    pub explained: f32,
    /// How likely its free text is its own, the weakest one counting, a probability; `None` without free text.
    pub evidence: Option<f32>,
    /// Where its free text and its mentions stand.
    pub free: Vec<Range<usize>>,
}

/// One more who was named for a parameter.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Other {
    /// The parameter.
    pub parameter: String,
    /// What was read of the name, in the form that [`Slots`] has it.
    pub read: ReadName,
}

/// A name as it was read.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum ReadName {
    /// An entry of the list.
    Entry(Argument),
    /// Several that fit equally.
    Several(Vec<ListEntry>),
    /// Nobody on the list.
    Unlisted(String),
}

/// What the reading of arguments needs besides the sentence.
pub(crate) struct Reader<'a> {
    pub tagger: &'a Tagger,
    pub contexts: &'a Contexts,
    pub places: &'a BTreeMap<String, Place>,
    pub lists: &'a Lists,
}

/// Reads the arguments of a capability from part of a sentence.
///
/// `values`: those of the whole sentence. `sight`: what the tagger sees there. `named`: where the service itself is named; those words are no argument.
pub(crate) fn read(
    said: &Utterance,
    range: Range<usize>,
    capability: &Capability,
    reader: &Reader<'_>,
    sight: &Sight,
    values: &SaidValues<'_>,
    named: Vec<Range<usize>>,
) -> Slots {
    Binder { said, range, capability, reader, sight, taken: named, slots: Slots::default(), values }.bind()
}

/// Learns what surrounds the arguments of a capability.
pub(crate) fn learn(capability: &Capability, lists: &Lists, here: Reference) -> Contexts {
    let examples = capability.examples.direct.iter().chain(&capability.examples.indirect);
    let texts = examples.flat_map(|example| example.all().map(|(_, text)| text));
    let is_free = |name: &str| capability.parameter(name).is_some_and(Parameter::takes_free_words);
    Contexts::learn(texts, is_free, |chars| {
        let text: String = chars.iter().collect();
        let said = Utterance::new(&text);
        let values = SaidValues::new(&said, here);
        capability.parameters.iter().flat_map(|parameter| typed(parameter, &said, lists, &values)).collect()
    })
}

/// Where typed values and spoken names of a parameter stand in a sentence.
fn typed(
    parameter: &Parameter,
    said: &Utterance,
    lists: &Lists,
    values: &SaidValues<'_>,
) -> Vec<Range<usize>> {
    if let Some(kind) = spoken_kind(&parameter.kind).filter(|kind| *kind != crate::values::Kind::Boolean) {
        return values.find(kind, false).into_iter().map(|found| found.range).collect();
    }
    if parameter.kind == ParameterType::Enum {
        let names: Vec<(usize, &str)> = parameter.spoken_values().map(|(_, name)| (0, name)).collect();
        return find_choices(said, &names).into_iter().map(|(_, range)| range).collect();
    }
    if let Some(list) = parameter.host_list().and_then(|list| lists.get(list)) {
        return crate::values::find_names(said, list, None)
            .into_iter()
            .map(|mention| mention.range)
            .collect();
    }
    Vec::new()
}
