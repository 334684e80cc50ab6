//! Verbs: from principal parts to every form that the press writes.
//!
//! A row of `data/words/verbs.tsv` gives a verb's past and present (third person masculine
//! singular) and, where they differ, its past and present before an ending that begins with a
//! consonant: قال يقول قل يقل, مد يمد مدد يمدد. What follows from a weak last letter, and the
//! passives of hollow, defective and assimilated verbs, follow by rule.

use crate::arabic::chars::fold_lexical_str;

/// A verb by its principal parts, as its row gives them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verb {
    /// Past, third person masculine singular: the lemma.
    pub past: String,
    /// Present, third person masculine singular indicative, with its ي.
    pub present: String,
    /// Past before ت, نا, ن.
    pub past_before_consonant: String,
    /// Present before ن, and without ending (jussive) of hollow verbs.
    pub present_before_consonant: String,
}

/// A form of a verb.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct VerbForm {
    /// As written, without clitics, at the lexical level.
    pub form: String,
    /// Which endings it has.
    pub tense: Tense,
    /// What can follow it.
    pub stands: Stands,
    /// How often the news writes it.
    pub person: Person,
}

/// Who does it, as far as it matters: news is about third persons.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Person {
    /// Third person singular, or first person plural of the present.
    Common,
    /// Third person masculine plural.
    Plural,
    /// Passives that are written otherwise than the active.
    Passive,
    /// Duals, first and second persons, feminine plurals, jussives of weak verbs.
    Rare,
}

/// Past or present: س and ل come before the present only.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Tense {
    /// What was.
    Past,
    /// What is or will be.
    Present,
}

/// Whether a pronoun follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Stands {
    /// Only by itself: a ى or وا that would be written otherwise before a pronoun.
    Alone,
    /// Only before a pronoun.
    BeforePronoun,
    /// Either way.
    Anywhere,
}

/// The person prefixes of the present.
const PERSONS: [char; 4] = ['ي', 'ت', 'ن', 'ا'];

impl Verb {
    /// Every form of the verb, active and passive, sorted, each once, as the commoner person.
    pub fn forms(&self) -> Vec<VerbForm> {
        let mut forms = Forms(Vec::new());
        forms.past(&self.past, &self.past_before_consonant);
        forms.present(&self.present, &self.present_before_consonant);
        let active = forms.0.len();
        if let Some((past, before_consonant)) = self.passive_past() {
            forms.past(&past, &before_consonant);
        }
        if let Some(present) = self.passive_present() {
            forms.present(&present, &present);
        }
        for form in &mut forms.0[active..] {
            form.person = form.person.max(Person::Passive);
        }
        forms.0.sort();
        forms
            .0
            .dedup_by_key(|form| (form.form.clone(), form.tense, form.stands));
        forms.0
    }

    /// The passive past where it is written otherwise than the active: قيل, أعطي, قوتل.
    fn passive_past(&self) -> Option<(String, String)> {
        let past = &self.past;
        if let Some(stem) = past.strip_suffix(['ى', 'ا']) {
            let passive = format!("{stem}ي");
            return Some((passive.clone(), passive));
        }
        if self.past_before_consonant != *past
            && let Some(at) = past.rfind('ا')
            && at > 0
        {
            let passive = format!("{}ي{}", &past[..at], &past[at + 'ا'.len_utf8()..]);
            return Some((passive, self.past_before_consonant.clone()));
        }
        let letters: Vec<char> = past.chars().collect();
        match letters[..] {
            [first, 'ا', second, third] => {
                let passive: String = [first, 'و', second, third].iter().collect();
                Some((passive.clone(), passive))
            }
            _ => None,
        }
    }

    /// The passive present where it is written otherwise than the active: يقال, يدعى, يوصل.
    fn passive_present(&self) -> Option<String> {
        let present = &self.present;
        if let Some(stem) = present.strip_suffix(['و', 'ي']) {
            return Some(format!("{stem}ى"));
        }
        let hollow = self.present_before_consonant != *present;
        if hollow && let Some(at) = present.rfind(['و', 'ي']).filter(|at| *at > 0) {
            return Some(format!(
                "{}ا{}",
                &present[..at],
                &present[at + 'و'.len_utf8()..]
            ));
        }
        let assimilated = self.past.starts_with('و') && present.chars().count() == 3;
        assimilated.then(|| format!("ي{}", self.past))
    }
}

struct Forms(Vec<VerbForm>);

impl Forms {
    fn add(&mut self, tense: Tense, stands: Stands, person: Person, form: &str) {
        self.0.push(VerbForm {
            form: fold_lexical_str(form),
            tense,
            stands,
            person,
        });
    }

    fn past(&mut self, past: &str, before_consonant: &str) {
        let mut add = |stands, person, form: &str| self.add(Tense::Past, stands, person, form);
        // What is left of the stem before وا and ت: دعا gives دعوا, دعت; نسي gives نسوا, نسيت.
        let (before_plural, before_feminine) = match past.chars().last() {
            Some('ى' | 'ا') => (cut_last(past), cut_last(past)),
            Some('ي') => (cut_last(past), past),
            _ => (past, past),
        };
        match past.strip_suffix('ى') {
            Some(stem) => {
                add(Stands::Alone, Person::Common, past);
                add(Stands::BeforePronoun, Person::Common, &format!("{stem}ا"));
            }
            None => add(Stands::Anywhere, Person::Common, past),
        }
        for stem in seats(before_plural) {
            add(Stands::Alone, Person::Plural, &format!("{stem}وا"));
            add(Stands::BeforePronoun, Person::Plural, &format!("{stem}و"));
        }
        add(
            Stands::Anywhere,
            Person::Common,
            &format!("{before_feminine}ت"),
        );
        add(Stands::Alone, Person::Rare, &format!("{before_feminine}تا"));
        let dual = match past.ends_with(['ى', 'ا']) {
            true => before_consonant,
            false => past,
        };
        add(Stands::Alone, Person::Rare, &format!("{dual}ا"));
        for (ending, person) in [
            ("ت", Person::Rare),
            ("نا", Person::Plural),
            ("ن", Person::Rare),
        ] {
            // امتن and نا is امتنا.
            let stem = match before_consonant.chars().last() == ending.chars().next() {
                true => cut_last(before_consonant),
                false => before_consonant,
            };
            add(Stands::Anywhere, person, &format!("{stem}{ending}"));
        }
        add(
            Stands::Alone,
            Person::Rare,
            &format!("{before_consonant}تم"),
        );
    }

    fn present(&mut self, present: &str, before_consonant: &str) {
        for person in PERSONS {
            let (stem, short) = (cut_first(present), cut_first(before_consonant));
            // أأكل is written آكل.
            let (stem, short) = match person {
                'ا' => (without_hamza(stem), without_hamza(short)),
                _ => (stem, short),
            };
            let singular = match person {
                'ا' => Person::Rare,
                _ => Person::Common,
            };
            self.present_singular(person, singular, stem, short);
            if matches!(person, 'ي' | 'ت') {
                self.present_plural(person, stem, short);
            }
        }
    }

    fn present_singular(&mut self, prefix: char, person: Person, stem: &str, short: &str) {
        let mut add = |stands, person, form: &str| {
            self.add(Tense::Present, stands, person, &format!("{prefix}{form}"));
        };
        match stem.strip_suffix('ى') {
            Some(before) => {
                add(Stands::Alone, person, stem);
                add(Stands::BeforePronoun, person, &format!("{before}ا"));
            }
            None => seats(stem)
                .iter()
                .for_each(|stem| add(Stands::Anywhere, person, stem)),
        }
        let jussive = match is_weak(stem) {
            true => cut_last(stem),
            false => short,
        };
        // A jussive of one letter (يف) is too short to be told from other words.
        if jussive != stem && jussive.chars().count() >= 2 {
            add(Stands::Anywhere, Person::Rare, jussive);
        }
    }

    fn present_plural(&mut self, prefix: char, stem: &str, short: &str) {
        let mut add = |stands, person, form: &str| {
            self.add(Tense::Present, stands, person, &format!("{prefix}{form}"));
        };
        let before_plural = if is_weak(stem) { cut_last(stem) } else { stem };
        // The news does not address its readers: تكتبون is rare.
        let plural = match prefix {
            'ي' => Person::Plural,
            _ => Person::Rare,
        };
        for before in seats(before_plural) {
            for ending in ["ون", "وا"] {
                add(Stands::Alone, plural, &format!("{before}{ending}"));
            }
            for ending in ["ون", "و"] {
                add(Stands::BeforePronoun, plural, &format!("{before}{ending}"));
            }
        }
        let with_ya = |stem: &str| match stem.strip_suffix('ى') {
            Some(before) => format!("{before}ي"),
            None => stem.to_owned(),
        };
        add(Stands::Alone, Person::Rare, &format!("{}ان", with_ya(stem)));
        add(Stands::Alone, Person::Rare, &format!("{}ا", with_ya(stem)));
        if !short.ends_with('ن') {
            add(Stands::Alone, Person::Rare, &format!("{}ن", with_ya(short)));
        }
    }
}

fn is_weak(stem: &str) -> bool {
    stem.ends_with(['و', 'ي', 'ى'])
}

/// The spellings of a stem whose last letter is a hamza, before a vowel: يقرأ gives يقرؤه, يقرأون.
fn seats(stem: &str) -> Vec<String> {
    let mut spellings = vec![stem.to_owned()];
    match stem.chars().last() {
        Some('أ') => spellings.extend(["ؤ", "ئ"].map(|seat| format!("{}{seat}", cut_last(stem)))),
        Some('ء') => spellings.extend(["ؤ", "ئ"].map(|seat| format!("{}{seat}", cut_last(stem)))),
        _ => {}
    }
    spellings
}

fn without_hamza(stem: &str) -> &str {
    stem.strip_prefix(['أ', 'ؤ']).unwrap_or(stem)
}

fn cut_last(word: &str) -> &str {
    let mut letters = word.chars();
    letters.next_back();
    letters.as_str()
}

fn cut_first(word: &str) -> &str {
    let mut letters = word.chars();
    letters.next();
    letters.as_str()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn forms(parts: [&str; 4]) -> Vec<String> {
        let [
            past,
            present,
            past_before_consonant,
            present_before_consonant,
        ] = parts.map(str::to_owned);
        let verb = Verb {
            past,
            present,
            past_before_consonant,
            present_before_consonant,
        };
        verb.forms().into_iter().map(|form| form.form).collect()
    }

    #[test]
    fn weak_verbs_are_conjugated_as_grammars_print_them() {
        for (parts, expected) in [
            (
                ["قال", "يقول", "قل", "يقل"],
                "قال قالت قالوا قلت قلنا يقول تقول يقولون يقل قيل يقال نقول اقول",
            ),
            (
                ["دعا", "يدعو", "دعو", "يدعو"],
                "دعا دعت دعوا دعوت دعونا يدعو تدعو يدعون يدع دعي يدعى",
            ),
            (
                ["التقى", "يلتقي", "التقي", "يلتقي"],
                "التقى التقت التقوا التقيا التقينا يلتقي تلتقي يلتقون يلتقيان يلتق",
            ),
            (
                ["نسي", "ينسى", "نسي", "ينسى"],
                "نسي نسيت نسوا نسينا ينسى تنسى ينسون ينسيان",
            ),
            (
                ["مد", "يمد", "مدد", "يمدد"],
                "مد مدت مدوا مددت يمد تمد يمدون يمدد",
            ),
            (
                ["وصل", "يصل", "وصل", "يصل"],
                "وصل وصلت وصلوا يصل تصل يصلون يوصل",
            ),
            (
                ["أراد", "يريد", "أرد", "يرد"],
                "اراد ارادت اردنا يريد يريدون يرد اريد يراد",
            ),
            (
                ["قرأ", "يقرأ", "قرأ", "يقرأ"],
                "قرا قرات يقرا يقرؤ يقرؤون يقراون",
            ),
        ] {
            let found = forms(parts);
            for form in expected.split(' ') {
                assert!(found.iter().any(|f| f == form), "{form} of {}", parts[0]);
            }
        }
    }
}
