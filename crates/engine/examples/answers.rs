//! How long an answer takes for a business that has written as much as it may: 10,000 passages.
//!
//! `cargo run --release -p engine --example answers -- DATABASE_URL [OWNER_URL]`, with an empty database. It writes
//! five documents of 2,000 passages each, asks, and prints the figures; nothing passes or fails.

#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a figure that cannot be taken should stop the run where it stands"
)]

use std::fmt::Write as _;
use std::sync::Arc;
use std::time::{Duration, Instant};

use domain::forms::SignUpForm;
use domain::knowledge::Tried;
use engine::{ClientInfo, Engine, EngineConfig, SystemClock};
use store::{SecretKey, Store, StoreConfig};

const DOCUMENTS: usize = 5;
const PASSAGES: usize = 2000;
const ASKED: usize = 200;

/// Words that passages are made of; the first stand in most of them, as "bei" does in a price list.
const WORDS: [&str; 48] = [
    "bei", "huduma", "mteja", "duka", "siku", "saa", "malipo", "nywele", "kusuka", "kunyoa",
    "rasta", "manicure", "pedicure", "massage", "ngozi", "kucha", "harusi", "bibi", "picha",
    "simu", "chaja", "betri", "kioo", "kompyuta", "printa", "karatasi", "daftari", "kalamu",
    "mkoba", "viatu", "shati", "suruali", "gauni", "kofia", "miwani", "saruji", "mabati",
    "misumari", "rangi", "mbao", "bomba", "chakula", "wali", "nyama", "samaki", "kuku", "maji",
    "juisi",
];

/// Always the same numbers.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, most: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % most
    }

    /// Low places more often than high ones.
    fn word(&mut self) -> &'static str {
        let (one, other) = (self.below(WORDS.len()), self.below(WORDS.len()));
        WORDS[one.min(other)]
    }
}

fn document(numbers: &mut Numbers, document: usize) -> String {
    let mut text = format!("# Waraka {document}\n\n");
    for passage in 0..PASSAGES {
        let number = document * PASSAGES + passage;
        write!(text, "## Bidhaa {} namba{number}\n\n", numbers.word()).unwrap();
        for _ in 0..70 {
            write!(text, "{} ", numbers.word()).unwrap();
        }
        writeln!(text, "{number},000.\n").unwrap();
    }
    text
}

#[tokio::main]
async fn main() {
    let mut arguments = std::env::args().skip(1);
    let url = arguments.next().unwrap();
    let config = StoreConfig { owner_url: arguments.next(), ..StoreConfig::new(url) };
    let clock = Arc::new(SystemClock);
    let store = Store::connect(&config, SecretKey::generate(), clock.clone()).await.unwrap();
    store.migrate().await.unwrap();
    let engine = Engine::open(EngineConfig::default(), store, clock).await.unwrap();
    let form = SignUpForm {
        name: "Asha".into(),
        business_name: "Duka".into(),
        email: "asha@example.com".into(),
        password: "nenosiri refu sana".into(),
    };
    let by = engine.sign_up(&form, &ClientInfo::default()).await.unwrap().principal;
    let mut numbers = Numbers(7);
    let started = Instant::now();
    for number in 0..DOCUMENTS {
        let text = document(&mut numbers, number);
        engine.save_file(&by, format!("waraka{number}.md"), text.into_bytes()).await.unwrap();
    }
    let written = engine.documents(&by).await.unwrap();
    let passages: u32 = written.iter().map(|document| document.passages).sum();
    println!("{passages} passages read, cut and written in {:.1?}", started.elapsed());

    for (name, words) in
        [("common words", 3), ("common words and a rare one", 2), ("a mistyped word", 1)]
    {
        let mut took: Vec<Duration> = Vec::with_capacity(ASKED);
        let mut answered = 0;
        for _ in 0..ASKED {
            let mut question: Vec<_> = (0..words).map(|_| numbers.word().to_owned()).collect();
            match words {
                2 => question.push(format!("namba{}", numbers.below(DOCUMENTS * PASSAGES))),
                1 => question.push("kompiuta mnazotengeneza".to_owned()),
                _ => {}
            }
            let asked = Instant::now();
            let tried = engine.try_question(&by, &question.join(" ")).await.unwrap();
            took.push(asked.elapsed());
            answered += usize::from(matches!(tried, Tried::Best { said: Some(_), .. }));
        }
        took.sort_unstable();
        let (half, most) = (took[ASKED / 2], took[ASKED * 99 / 100]);
        println!("{name}: p50 {half:.1?}, p99 {most:.1?}; {answered} of {ASKED} answered");
    }
}
