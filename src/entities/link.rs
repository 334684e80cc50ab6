//! Linking: one person, one id.
//!
//! A name that the authority knows means whom [`super::context`] says. Any other gets an id
//! [made](super::made) of its words, and within an article the names of one person share one: the
//! surname after the whole name, the short name beside the long (محمد الحداد, محمد علي الحداد), and
//! the spellings that share a skeleton.

use super::authority::{Authority, EntityNumber, name_key};
use super::context::Context;
use super::spans::Name;
use super::{EntityType, Mention, Source, demonym, made, name_words};
use crate::arabic::skeleton::{are_near, skeleton};
use crate::arabic::{Analysis, Layer};
use rustc_hash::FxHashMap;
use std::borrow::Cow;
use std::ops::Range;

/// A text and its analysis.
type Text<'t> = (&'t str, &'t Analysis);

/// A person whom the article names with two words or more.
struct Person {
    words: Vec<String>,
    skeletons: Vec<String>,
    mention: Mention,
}

/// A mention, and the words of its name where they are needed: those of a name that the authority
/// does not know, and of every person named with two or more.
struct Linked {
    mention: Mention,
    words: Vec<String>,
}

/// Decides whom each name of an article means, which speaks of the places `adjectives` by their
/// adjectives.
pub(super) fn link(
    authority: &Authority,
    texts: &[Text<'_>],
    found: Vec<Vec<Name>>,
    adjectives: Vec<EntityNumber>,
) -> Vec<Vec<Mention>> {
    let mut context = Context::new(authority, texts, &found, adjectives);
    let mut people: Vec<Person> = Vec::new();
    let mut linked: Vec<Vec<Linked>> = Vec::with_capacity(texts.len());
    for (text, names) in texts.iter().zip(found) {
        let mut of_text = Vec::with_capacity(names.len());
        for name in names {
            let entity = context.meant(&name);
            if let Some(name) = mention(authority, text, &name, entity) {
                remember(&mut people, &name);
                of_text.push(name);
            }
        }
        linked.push(of_text);
    }
    let surnames = surnames(&people);
    let of_texts = texts.iter().zip(linked).map(|(text, linked)| {
        let mut said: Option<usize> = None;
        let joined = linked
            .into_iter()
            .map(|name| join(&people, name, &mut said));
        let mut mentions = joined.collect();
        add_surnames(&surnames, text, &mut mentions);
        mentions
    });
    of_texts.collect()
}

fn mention(
    authority: &Authority,
    text: &Text<'_>,
    name: &Name,
    entity: Option<EntityNumber>,
) -> Option<Linked> {
    let of = name.of;
    let words = match entity {
        Some(_) => Vec::new(),
        None => words(text, &name.tokens),
    };
    if words.len() == 1 && is_doubtful(&words[0], name) {
        return None;
    }
    // A spelling that nobody listed of a name that somebody did.
    let by_skeleton = || {
        (of == Some(EntityType::Person) && words.len() > 1)
            .then(|| by_skeleton(authority, &words))?
    };
    let entity = entity.or_else(by_skeleton);
    let entity = entity.map(|entity| authority.meant(entity));
    let (entity, id, of, listed) = match entity {
        // The reader's file hides it.
        Some(None) => return None,
        Some(Some(entity)) => {
            let row = authority.entity(entity);
            (
                Some(entity),
                Cow::Borrowed(row.id()),
                authority.entity_type(entity),
                Some(row.name()),
            )
        }
        None => {
            let words: Vec<&str> = words.iter().map(String::as_str).collect();
            (None, Cow::Owned(made::id(of?, &words)), of?, None)
        }
    };
    let mention = Mention {
        span: name.span.clone(),
        tokens: name.tokens.clone(),
        id,
        entity,
        listed,
        of,
        source: match (entity, name.source) {
            (Some(entity), _) if authority.is_own(entity) => Source::Own,
            (Some(_), _) => Source::Authority,
            (None, _) => Source::Tagger,
        },
        confidence: name.confidence,
    };
    let words = match words.is_empty() && is_whole(&mention) {
        true => self::words(text, &mention.tokens),
        false => words,
    };
    Some(Linked { mention, words })
}

/// Whether a mention names a person with two words or more.
fn is_whole(mention: &Mention) -> bool {
    mention.of == EntityType::Person && mention.tokens.len() > 1
}

/// A single word that nobody lists is believed to be a person or a place from here on.
const SURE_OF_A_NAME: f32 = 0.5;
/// And a common word from here on: سعيد is glad more often than it is somebody.
const SURE_OF_A_NAMESAKE: f32 = 0.7;
/// A common word that nobody lists is believed to be a place from here on: الشمس is none.
const SURE_OF_A_PLACE: f32 = 0.8;

/// Whether a single word that nobody lists is most likely no name: a word for a people, or one that
/// the tagger was not sure of.
fn is_doubtful(word: &str, name: &Name) -> bool {
    match name.of {
        Some(EntityType::Person) => {
            demonym::place(word).is_some()
                || word.starts_with("لل")
                || name.confidence < SURE_OF_A_NAME
                || name.confidence < SURE_OF_A_NAMESAKE && name_words::is_common(word)
        }
        Some(EntityType::Place) => {
            name.confidence < SURE_OF_A_NAME
                || name.confidence < SURE_OF_A_PLACE && name_words::is_common(word)
        }
        _ => false,
    }
}

/// The words of a name at the exact level, without what is attached to the first. عبد and the word
/// after it are one word of a name, and so are أبو and آل.
fn words((_, analysis): &Text<'_>, tokens: &Range<usize>) -> Vec<String> {
    let form = |at: usize| analysis.form(&analysis.tokens()[at], Layer::Exact);
    let first = &analysis.tokens()[tokens.start];
    let letters =
        name_words::letters_before_name(form(tokens.start), analysis.form(first, Layer::Lemma));
    let bare: String = form(tokens.start).chars().skip(letters).collect();
    // للتحالف is ل and التحالف.
    let bare = match form(tokens.start)
        .strip_prefix("لل")
        .filter(|_| letters == 1)
    {
        Some(rest) => format!("ال{rest}"),
        None => bare,
    };
    let mut words: Vec<String> = vec![bare];
    for at in tokens.start + 1..tokens.end {
        match words.last_mut() {
            Some(last) if GOES_ON.contains(&last.as_str()) => {
                last.push(made::JOINT);
                last.push_str(form(at));
            }
            _ => words.push(form(at).to_owned()),
        }
    }
    words
}

/// Words that are no name without the next.
const GOES_ON: [&str; 5] = ["عبد", "ابو", "ابي", "ال", "ابن"];

fn by_skeleton(authority: &Authority, words: &[String]) -> Option<EntityNumber> {
    let entity = authority.by_skeleton(&skeletons(words).join(" "))?;
    let row = authority.entity(entity);
    let mut names = std::iter::once(row.name()).chain(row.aliases());
    let near = names.any(|name| {
        let name = name_key(name);
        let of_name: Vec<&str> = name.split(' ').collect();
        of_name.len() == words.len() && of_name.iter().zip(words).all(|(a, b)| are_near(a, b))
    });
    near.then_some(entity)
}

fn skeletons(words: &[String]) -> Vec<String> {
    words.iter().map(|word| skeleton(word)).collect()
}

/// More people than an article names: in what is longer, a book, those named later stand for
/// themselves only.
const MOST_PEOPLE: usize = 300;

fn remember(people: &mut Vec<Person>, Linked { mention, words }: &Linked) {
    if !is_whole(mention) || people.len() >= MOST_PEOPLE {
        return;
    }
    let known = |person: &Person| person.mention.id == mention.id && person.words == *words;
    if !people.iter().any(known) {
        people.push(Person {
            words: words.clone(),
            skeletons: skeletons(words),
            mention: mention.clone(),
        });
    }
}

/// Gives a person that the authority does not know the id of one whom the article names more
/// fully, if there is one; `said` is who was said last.
fn join(people: &[Person], linked: Linked, said: &mut Option<usize>) -> Mention {
    let Linked { mut mention, words } = linked;
    if mention.of != EntityType::Person {
        return mention;
    }
    let same = |id: &str| people.iter().position(|person| person.mention.id == id);
    if mention.entity.is_some() {
        *said = same(&mention.id).or(*said);
        return mention;
    }
    let skeletons = skeletons(&words);
    let is_spelling = |person: &Person| {
        person.skeletons == skeletons
            && person.words.iter().zip(&words).all(|(a, b)| are_near(a, b))
    };
    let fits = |person: &Person| match words.len() {
        1 => person.words[1..].contains(&words[0]),
        _ => is_short_for(&person.words, &words) || is_spelling(person),
    };
    let fitting = (0..people.len()).filter(|at| fits(&people[*at]));
    let last_said = |at: &usize| {
        Some(people[*at].mention.id.as_ref()) == said.map(|s| people[s].mention.id.as_ref())
    };
    let chosen = match words.len() {
        1 => fitting.max_by_key(|at| (last_said(at), std::cmp::Reverse(*at))),
        // Of a long and a short name the one that the authority knows, else the shortest.
        _ => fitting.min_by_key(|at| {
            (
                people[*at].mention.entity.is_none(),
                people[*at].words.len(),
                *at,
            )
        }),
    };
    if let Some(chosen) = chosen {
        let whole = &people[chosen].mention;
        mention.id = whole.id.clone();
        mention.entity = whole.entity;
        mention.listed = whole.listed;
        mention.source = whole.source;
    }
    *said = same(&mention.id).or(*said);
    mention
}

/// Whether one of two names is the other without some of its words: with the same first and last
/// one, or cut before the father's name.
fn is_short_for(a: &[String], b: &[String]) -> bool {
    let (long, short) = if a.len() < b.len() { (b, a) } else { (a, b) };
    let mut rest = long.iter();
    let all = short.iter().all(|word| rest.any(|other| other == word));
    let ends = long.last() == short.last()
        || long
            .get(short.len())
            .is_some_and(|next| SONS.contains(&next.as_str()));
    all && ends && long.first() == short.first()
}

/// What stands before a father's name.
const SONS: [&str; 2] = ["بن", "ابن"];

/// How sure a surname is that the tagger passed over.
const PASSED_OVER: f32 = 0.5;
const FEWEST_LETTERS_OF_A_SURNAME: usize = 4;

/// The surnames that can stand for their bearers.
fn surnames(people: &[Person]) -> FxHashMap<&str, &Mention> {
    let mut surnames = FxHashMap::default();
    for person in people {
        if let Some(surname) = person.words.last().filter(|word| is_telling(word)) {
            surnames.entry(surname.as_str()).or_insert(&person.mention);
        }
    }
    surnames
}

/// Adds the surnames that stand alone where the tagger saw no name.
fn add_surnames(
    surnames: &FxHashMap<&str, &Mention>,
    text: &Text<'_>,
    mentions: &mut Vec<Mention>,
) {
    if surnames.is_empty() {
        return;
    }
    let (written, analysis) = text;
    let mut added = Vec::new();
    let mut taken = mentions.iter().peekable();
    for (at, token) in analysis.tokens().iter().enumerate() {
        while taken.next_if(|mention| mention.tokens.end <= at).is_some() {}
        if taken
            .peek()
            .is_some_and(|mention| mention.tokens.contains(&at))
        {
            continue;
        }
        let form = analysis.form(token, Layer::Exact);
        let bare = form.strip_prefix(name_words::PROCLITICS);
        let whole = surnames.get(form).map(|whole| (0, *whole));
        let of = whole.or_else(|| Some((1, *surnames.get(bare?)?)));
        if let Some((letters, whole)) = of {
            let before =
                super::gazetteer::byte_after_letters(&written[token.span.clone()], letters);
            added.push(Mention {
                span: token.span.start + before..token.span.end,
                tokens: at..at + 1,
                confidence: PASSED_OVER,
                ..whole.clone()
            });
        }
    }
    mentions.extend(added);
    mentions.sort_by_key(|mention| mention.tokens.start);
}

/// Whether a surname is no common word, so that it can stand for its bearer.
fn is_telling(surname: &str) -> bool {
    surname.chars().count() >= FEWEST_LETTERS_OF_A_SURNAME
        && match name_words::look_up(surname) {
            Some(word) => !word.is_ordinary(),
            None => !name_words::is_common(surname),
        }
}
