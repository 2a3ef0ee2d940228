//! Names that nothing has, and those spelled like them that the pattern has rows with.

use oxrdf::vocab::rdf;
use oxrdf::{NamedNode, NamedOrBlankNode, Term, Variable};

use super::super::algebra::{Member, Position, Triple};
use super::triples::{MOST_READ, node};
use super::{Emptiness, Error, Inquiry, MOST_COUNTED, Tally, add, named};
use crate::language::{Wording, grouped, wording};
use crate::sparql::nearness::{self, all_near, shown_iri, times};
use crate::sparql::subclasses;

/// Names spelled like another one that are tried in its place at most.
const MOST_TRIED: usize = 8;

/// A place in a triple pattern.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    Subject,
    Predicate,
    Object,
}

impl Place {
    const ALL: [Self; 3] = [Self::Subject, Self::Predicate, Self::Object];

    fn of(self, triple: &mut Triple) -> &mut Position {
        match self {
            Self::Subject => &mut triple.subject,
            Self::Predicate => &mut triple.predicate,
            Self::Object => &mut triple.object,
        }
    }
}

/// A name that is spelled like the one that is asked for.
pub(super) struct Near {
    name: NamedNode,
    /// How often it occurs at all, as far as it matters.
    anywhere: usize,
    /// The rows that the pattern has with it; nothing where there is no pattern to try it in.
    here: Option<usize>,
}

impl Near {
    /// Takes the nearest of `known`, without a pattern to try it in.
    pub(super) fn untried<'a>(
        wanted: &NamedNode,
        known: impl IntoIterator<Item = (&'a str, usize)>,
    ) -> Option<Self> {
        let (near, anywhere) = nearness::nearest(wanted.as_str(), known)?;
        Some(Self {
            name: NamedNode::new_unchecked(near),
            anywhere,
            here: None,
        })
    }

    fn has_rows_here(&self) -> bool {
        self.here.is_some_and(|here| here > 0)
    }
}

impl Inquiry<'_> {
    /// Tells of names in the pattern at `index` that occur nowhere in their place.
    pub(super) fn unknown_names(
        &self,
        triple: &Triple,
        index: usize,
        found: &mut Emptiness,
    ) -> Result<(), Error> {
        let predicate = node(&triple.predicate);
        if let Some(predicate) = predicate {
            self.unknown_property(predicate, Some((triple, index)), found)?;
            if found.fix.is_some() {
                // What stands around it is looked at with the property that is meant.
                return Ok(());
            }
        }
        if let Some(subject) = node(&triple.subject)
            && self.never_is(subject, Place::Subject)?
        {
            let known = self.vocabulary.things.iter();
            let near = self.best_name(subject, known, Place::Subject, triple, index)?;
            let role = Wording::new(" as a subject", " als Subjekt");
            self.tell_nearest(subject, role, near, found);
        }
        let Some(object) = node(&triple.object) else {
            return Ok(());
        };
        if predicate.is_some_and(|predicate| *predicate == rdf::TYPE) {
            self.unknown_class(object, triple, index, found)
        } else if self.is_nowhere(object)? {
            let near = self.near_object(object, triple, index)?;
            self.tell_nearest(object, Wording::new("", ""), near, found);
            Ok(())
        } else {
            Ok(())
        }
    }

    /// Tells of a property that nothing has; `at` is the pattern that asks for it with its index, where it is one.
    pub(super) fn unknown_property(
        &self,
        property: &NamedNode,
        at: Option<(&Triple, usize)>,
        found: &mut Emptiness,
    ) -> Result<(), Error> {
        if !self.never_is(property, Place::Predicate)? {
            return Ok(());
        }
        if let Some(instances) = self.vocabulary.classes.get(property.as_str()) {
            let name = self.name(property);
            let instances = match instances {
                1 => wording!("of 1 thing", "einmal vergeben"),
                many => wording!("of {} things", "{}-mal vergeben", grouped(many)),
            };
            found.reasons.push(wording!(
                "{name} is a class, {instances}, and no property: `a {name}`",
                "{name} ist eine Klasse ({instances}), keine Eigenschaft: `a {name}`"
            ));
            return Ok(());
        }
        let known = self.vocabulary.properties.iter();
        let near = match at {
            Some((triple, index)) => {
                self.best_name(property, known, Place::Predicate, triple, index)?
            }
            None => Near::untried(property, known),
        };
        let role = Wording::new(" as a property", " als Eigenschaft");
        self.tell_nearest(property, role, near, found);
        Ok(())
    }

    /// Tells of misspelt properties in the paths before the member at `index`: a path that may have no step, or one of
    /// several, gives rows without them, only not those that are meant.
    pub(super) fn misspelt_paths(&self, index: usize, found: &mut Emptiness) -> Result<(), Error> {
        for member in &self.members.list[..index] {
            let Member::Path(_, properties) = member else {
                continue;
            };
            let mut misspelt = Emptiness::default();
            for property in properties {
                misspelt.also(|found| self.unknown_property(property, None, found))?;
            }
            // A name that is not there may as well stand beside others on purpose.
            if let Some(fix) = misspelt.fix
                && self.has_rows(&fix)?
            {
                found.reasons.append(&mut misspelt.reasons);
                found.fix.get_or_insert(fix);
            }
        }
        Ok(())
    }

    /// Tells of misspelt properties in the members from `index` on, which the rows do not even come to.
    pub(super) fn later_properties(
        &self,
        index: usize,
        found: &mut Emptiness,
    ) -> Result<(), Error> {
        for member in self.members.list.iter().skip(index) {
            let properties = match member {
                Member::Triple(triple) => node(&triple.predicate).into_iter().collect(),
                Member::Path(_, properties) => properties.iter().collect(),
                _ => Vec::new(),
            };
            for property in properties {
                found.also(|found| self.unknown_property(property, None, found))?;
            }
        }
        Ok(())
    }

    /// Tells of `things`, which DESCRIBE names, and of which nothing is stated.
    pub(super) fn undescribed(
        &self,
        things: &[&NamedNode],
        found: &mut Emptiness,
    ) -> Result<(), Error> {
        for thing in things {
            let told = found.reasons.len();
            found.also(|found| self.unknown_node(thing, found))?;
            if found.reasons.len() == told && self.never_is(thing, Place::Subject)? {
                let object = Term::from((*thing).clone());
                let count = self.occurrences(None, None, Some(&object), MOST_COUNTED)?;
                let name = self.name(thing);
                found.reasons.push(wording!(
                    "{name} is never a subject; as an object it occurs {}",
                    "{name} ist nie Subjekt; als Objekt kommt es {} vor",
                    times(count)
                ));
            }
        }
        Ok(())
    }

    /// Tells of a thing that is nowhere.
    pub(super) fn unknown_node(
        &self,
        node: &NamedNode,
        found: &mut Emptiness,
    ) -> Result<(), Error> {
        if self.is_nowhere(node)? {
            let mut near = Near::untried(node, self.vocabulary.things.iter());
            if let Some(near) = &mut near {
                near.anywhere = self.mentions(&near.name)?;
            }
            self.tell_nearest(node, Wording::new("", ""), near, found);
        }
        Ok(())
    }

    fn unknown_class(
        &self,
        class: &NamedNode,
        triple: &Triple,
        index: usize,
        found: &mut Emptiness,
    ) -> Result<(), Error> {
        let object = Term::from(class.clone());
        let type_of = rdf::TYPE.into_owned();
        if self.occurrences(None, Some(&type_of), Some(&object), 1)? == 0 {
            if let Some((told, fix)) =
                subclasses::told(class, self.text, self.prefixes, self.dataset)?
            {
                found.reasons.push(told);
                found.fix = found.fix.take().or(fix);
                return Ok(());
            }
            let known = self.vocabulary.classes.iter();
            let near = self.best_name(class, known, Place::Object, triple, index)?;
            let role = Wording::new(" as a class", " als Klasse");
            self.tell_nearest(class, role, near, found);
        }
        Ok(())
    }

    /// Tells that a name occurs nowhere, and what is near.
    pub(super) fn tell_nearest(
        &self,
        node: &NamedNode,
        role: Wording,
        near: Option<Near>,
        found: &mut Emptiness,
    ) {
        let name = self.name(node);
        let mut reason = wording!(
            "{name} occurs 0 times{role}",
            "{name} kommt{role} nicht vor"
        );
        if let Some(near) = near {
            reason = format!("{reason}; {}", self.told(&near));
            if near.here != Some(0) {
                self.propose(&node.clone().into(), &self.name(&near.name), found);
            }
        }
        found.reasons.push(reason);
    }

    /// Says how often a name occurs, where it counts.
    fn told(&self, near: &Near) -> String {
        let name = self.name(&near.name);
        let anywhere = times(near.anywhere);
        match near.here {
            Some(0) => wording!(
                "{name} {anywhere}, but never in this place",
                "{name} {anywhere}, aber nie an dieser Stelle"
            ),
            Some(here) if here != near.anywhere => wording!(
                "{name} {} in this place",
                "{name} an dieser Stelle {}",
                times(here)
            ),
            _ => format!("{name} {anywhere}"),
        }
    }

    /// Finds a thing that is spelled like the object of the pattern at `index`, rather one that its property has.
    fn near_object(
        &self,
        object: &NamedNode,
        triple: &Triple,
        index: usize,
    ) -> Result<Option<Near>, Error> {
        if let Some(predicate) = node(&triple.predicate) {
            let tally = self.objects_of(predicate)?;
            let near = self.best_name(object, named(&tally), Place::Object, triple, index)?;
            if near.is_some() {
                return Ok(near);
            }
        }
        let known = self.vocabulary.things.iter();
        self.best_name(object, known, Place::Object, triple, index)
    }

    /// Gives the values of a property, as far as they are read.
    pub(super) fn objects_of(&self, property: &NamedNode) -> Result<Tally, Error> {
        let mut tally = Tally::new();
        let quads = self
            .dataset
            .quads(None, Some(property.as_ref()), None, None);
        for quad in quads.take(MOST_READ) {
            add(&mut tally, quad?.object);
        }
        Ok(tally)
    }

    /// Tells of a name of the pattern that occurs, but never in its place, where one that is spelled like it does.
    pub(super) fn misplaced(
        &self,
        triple: &Triple,
        index: usize,
        found: &mut Emptiness,
    ) -> Result<bool, Error> {
        let Some(predicate) = node(&triple.predicate) else {
            return Ok(false);
        };
        let property = self.name(predicate);
        if let Some(object) = node(&triple.object)
            && *predicate != rdf::TYPE
        {
            let tally = self.objects_of(predicate)?;
            let near = self.best_name(object, named(&tally), Place::Object, triple, index)?;
            if let Some(near) = near.filter(Near::has_rows_here) {
                let [name, told] = [self.name(object), self.told(&near)];
                found.reasons.push(match triple.subject.term() {
                    None => wording!(
                        "{name} is the {property} of nothing; {told}",
                        "nichts hat {name} als {property}; {told}"
                    ),
                    Some(subject) => wording!(
                        "{property} of {0} is not {name}; {told}",
                        "{property} von {0} ist nicht {name}; {told}",
                        nearness::shown(subject, self.prefixes)
                    ),
                });
                self.propose(&object.clone().into(), &self.name(&near.name), found);
                return Ok(true);
            }
        }
        if let (Some(subject), None) = (node(&triple.subject), triple.object.term()) {
            let known = self.vocabulary.things.iter();
            let near = self.best_name(subject, known, Place::Subject, triple, index)?;
            if let Some(near) = near.filter(Near::has_rows_here) {
                let [name, told] = [self.name(subject), self.told(&near)];
                found.reasons.push(wording!(
                    "{name} has no {property}; {told}",
                    "{name} hat {property} nicht; {told}"
                ));
                self.propose(&subject.clone().into(), &self.name(&near.name), found);
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Gives the one of `known` that is best written for `wanted` in the pattern at `index`: one with which it fits the
    /// rows before, else one with which it has rows at all, else the nearest.
    fn best_name<'a>(
        &self,
        wanted: &NamedNode,
        known: impl IntoIterator<Item = (&'a str, usize)>,
        place: Place,
        triple: &Triple,
        index: usize,
    ) -> Result<Option<Near>, Error> {
        let mut best: Option<((bool, bool), Near)> = None;
        let pattern = self.without_unknown(triple, place)?;
        let near = all_near(wanted.as_str(), known);
        for (name, anywhere) in near.into_iter().take(MOST_TRIED) {
            let name = NamedNode::new_unchecked(name);
            let mut pattern = pattern.clone();
            *place.of(&mut pattern) = Position::Term(name.clone().into());
            let member = Member::Triple(pattern);
            let here = self.count(&self.members.of_one(&member, MOST_COUNTED))?;
            let joins = here > 0 && self.count(&self.members.rows(index, Some(&member), 1))? > 0;
            let rank = (joins, here > 0);
            if best.as_ref().is_none_or(|(known, _)| rank > *known) {
                let is_thing = place == Place::Object
                    && node(&triple.predicate).is_none_or(|predicate| *predicate != rdf::TYPE);
                let anywhere = if is_thing {
                    self.mentions(&name)?
                } else {
                    anywhere
                };
                let near = Near {
                    name,
                    anywhere,
                    here: Some(here),
                };
                best = Some((rank, near));
            }
            if joins {
                break;
            }
        }
        Ok(best.map(|(_, near)| near))
    }

    /// Puts a variable in the place of each other name of a pattern that occurs nowhere: it is told of by itself.
    fn without_unknown(&self, triple: &Triple, place: Place) -> Result<Triple, Error> {
        let mut pattern = triple.clone();
        for (number, other) in Place::ALL.into_iter().enumerate() {
            let position = other.of(&mut pattern);
            if other != place
                && let Some(name) = node(position)
                && self.never_is(name, other)?
            {
                *position = Position::Variable(Variable::new_unchecked(format!("any_{number}")));
            }
        }
        if let Some(term @ Term::Literal(_)) = pattern.object.term()
            && self.occurrences(None, None, Some(term), 1)? == 0
        {
            pattern.object = Position::Variable(Variable::new_unchecked("any_value"));
        }
        Ok(pattern)
    }

    /// Tells whether a name is neither the subject nor the object of anything.
    fn is_nowhere(&self, name: &NamedNode) -> Result<bool, Error> {
        Ok(self.never_is(name, Place::Subject)? && self.never_is(name, Place::Object)?)
    }

    /// Counts the quads that have a name as their subject, and those that have it as their object.
    fn mentions(&self, name: &NamedNode) -> Result<usize, Error> {
        let subject = NamedOrBlankNode::from(name.clone());
        let object = Term::from(name.clone());
        Ok(self.occurrences(Some(&subject), None, None, MOST_COUNTED)?
            + self.occurrences(None, None, Some(&object), MOST_COUNTED)?)
    }

    fn never_is(&self, name: &NamedNode, place: Place) -> Result<bool, Error> {
        let count = match place {
            Place::Subject => {
                let subject = NamedOrBlankNode::from(name.clone());
                self.occurrences(Some(&subject), None, None, 1)?
            }
            Place::Predicate => self.occurrences(None, Some(name), None, 1)?,
            Place::Object => {
                let object = Term::from(name.clone());
                self.occurrences(None, None, Some(&object), 1)?
            }
        };
        Ok(count == 0)
    }

    /// Gives the IRI among some values whose local name is `text`, or the end of it, with its count.
    pub(super) fn named_like(text: &str, values: &Tally) -> Option<(NamedNode, usize)> {
        let local = text.trim();
        let local = local.rsplit([':', '/', '#']).next().unwrap_or(local);
        // Only the local name counts, so that any namespace will do.
        let (near, count) = nearness::nearest(&format!("name:{local}"), named(values))?;
        Some((NamedNode::new_unchecked(near), count))
    }

    pub(super) fn name(&self, node: &NamedNode) -> String {
        shown_iri(node.as_str(), self.prefixes)
    }
}
