//! The analysis of an hour of conversation (about 9000 words), made from a seed so that every run reads the same.

use std::hint::black_box;

use criterion::Criterion;
use insight::{Options, analyse};
use model::transcript::{Segment, Transcript, Word};

/// What an episode speaks of, one part of it after the other.
const SUBJECTS: [&str; 6] = [
    "printing press,movable type,workshop,ink,paper mill,Gutenberg,Mainz,apprentice,printed page,binding",
    "lunar module,docking probe,Neil Armstrong,Houston,guidance computer,sextant,crew,descent stage,flight plan,Tranquility Base",
    "sourdough starter,rye flour,oven,crust,bakery,Vienna,long fermentation,dough,water content,baker",
    "humpback whale,krill,ocean current,Iceland,calf,sound recording,ship traffic,migration,marine biologist,feeding ground",
    "compiler,type checker,garbage collector,Rust,memory model,open source,maintainer,release train,bug report,test suite",
    "violin,gut strings,Cremona,varnish,spruce top,Antonio Stradivari,concert hall,bow maker,overtone,workbench",
];
const OPENINGS: &str = "I think,You know,So what we saw was that,And then,To be honest,What nobody tells you is that,In those years,\
    Most people believe that,The strange thing is that,We learned the hard way that,Well,At some point";
const VERBS: &str =
    "changes,needs,carries,surprised,belongs to,depends on,never replaces,comes before,works without,is loved by";
const ENDINGS: &str = "and that took years,which is a wonderful thing,but nobody had the money,because it was terribly hard,and I still love it,\
    as everybody said at the time,so we had to begin again,,,";
const ASKED: &str = "How did,Why does,When did,Where does,What happens if,Would you say that";
const SPEAKERS: [&str; 3] = ["Anna Weber", "Paul Okafor", "Maria Rossi"];

/// A linear congruential generator (Knuth's constants).
struct Dice(u64);

impl Dice {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) as usize) % n
    }

    fn pick<'a>(&mut self, list: &'a str) -> &'a str {
        let items: Vec<&str> = list.split(',').collect();
        items[self.below(items.len())]
    }
}

fn sentence(dice: &mut Dice, subject: &str) -> String {
    let (a, b) = (dice.pick(subject), dice.pick(subject));
    if dice.below(9) == 0 {
        return format!("{} the {a} {} the {b}?", dice.pick(ASKED), dice.pick(VERBS));
    }
    let end = dice.pick(ENDINGS);
    let comma = if end.is_empty() { "" } else { ", " };
    format!("{} the {a} {} the {b}{comma}{end}.", dice.pick(OPENINGS), dice.pick(VERBS))
}

fn hour(words: usize) -> Transcript {
    let mut dice = Dice(1969);
    let mut transcript = Transcript { speakers: SPEAKERS.map(str::to_owned).to_vec(), ..Transcript::default() };
    let (mut now, mut spoken, mut speaker) = (0_u32, 0, 0);
    while spoken < words {
        let subject = SUBJECTS[(spoken * SUBJECTS.len() / words).min(SUBJECTS.len() - 1)];
        let turns = dice.below(5) == 0;
        if turns {
            speaker = u16::try_from(dice.below(SPEAKERS.len())).unwrap_or_default();
        }
        let text = sentence(&mut dice, subject);
        let start = now;
        let timed = |word: &str| {
            now += 400;
            Word { start_ms: Some(now - 400), end_ms: Some(now), ..Word::plain(word) }
        };
        let words: Vec<Word> = text.split_whitespace().map(timed).collect();
        spoken += words.len();
        transcript.segments.push(Segment {
            start_ms: Some(start),
            end_ms: Some(now),
            speaker: Some(speaker),
            paragraph: turns,
            words,
        });
    }
    transcript
}

fn main() {
    let transcript = hour(9000);
    let mut criterion = Criterion::default().configure_from_args();
    criterion.bench_function("one hour of conversation", |b| {
        b.iter(|| analyse(black_box(&transcript), &Options::default()))
    });
    criterion.final_summary();
}
