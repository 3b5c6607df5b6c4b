//! What conversations cost: the interpreter alone, many open at once, and a question looked up in all that a
//! business may write down.

use std::fmt::Write as _;
use std::hint::black_box;
use std::time::{Duration, Instant};

use chrono::{NaiveDate, NaiveTime};
use domain::forms::SignUpForm;
use domain::hours::WeekHours;
use domain::knowledge::{PASSAGES_MAX, Tried};
use domain::{Language, Principal, RecordId, ResourceId, ServiceId, TemplateType};
use engine::ClientInfo;
use flow::{Business, Calendar, Facts, FlowState, Outcome, Resource, Service, Text, Turn, builtin};
use tokio::task::JoinSet;
use uuid::Uuid;

use crate::load::Times;
use crate::report::{Figure, Report, number};
use crate::world::World;

const SPAN: Duration = Duration::from_secs(3);
/// Conversations that are open at once, and how many customers write at the same time until they are.
const OPEN: usize = 10_000;
const AT_ONCE: usize = 100;
const DOCUMENTS: usize = 5;
const ASKED: usize = 500;

pub async fn measure(report: &mut Report, sqlite: impl Fn(&str) -> String, postgres: Option<&str>) {
    report.group(
        "conversations",
        "The interpreter runs on one core, without a database: a customer greets, asks for a booking, names a service, \
         a time in words and a name, and says yes; the state is written and read between the turns as the store keeps \
         it. Memory is this process's own (VmRSS), the customers' end included. Questions are looked up among as many \
         passages as a business may have, of 70 words each.",
    );
    report.add(interpreter());
    report.add(memory(&sqlite("open")).await);
    for (database, url) in [("SQLite", Some(sqlite("passages").as_str())), ("PostgreSQL", postgres)]
    {
        if let Some(url) = url {
            lookups(report, database, url).await;
        }
    }
}

fn interpreter() -> Figure {
    let booking = builtin(TemplateType::Booking);
    let business = Business { business_name: "Salon Asha".to_owned(), ..Business::default() };
    let monday = NaiveDate::from_ymd_opt(2026, 11, 23).unwrap();
    let now = monday.and_time(NaiveTime::from_hms_opt(8, 0, 0).unwrap());
    let facts = facts(monday);
    let (mut steps, began) = (0_u32, Instant::now());
    while began.elapsed() < SPAN {
        let mut state: Option<String> = None;
        for text in ["Habari", "1", "kusuka", "kesho saa nne asubuhi", "Asha Mushi", "ndiyo"] {
            let before: Option<FlowState> =
                state.as_deref().map(|kept| serde_json::from_str(kept).unwrap());
            let turn = Turn::plain(black_box(text), Language::Sw, &business, now, &facts);
            let outcome: Outcome = flow::step(booking, before.as_ref(), &turn).unwrap();
            state = Some(serde_json::to_string(&outcome.state).unwrap());
            black_box(outcome);
            steps += 1;
        }
    }
    let each = began.elapsed().as_secs_f64() / f64::from(steps);
    Figure::new(
        "steps of the interpreter, on one core",
        format!("{}/s, {:.0} µs each", number(1.0 / each), each * 1_000_000.0),
    )
}

/// A salon with six services and three chairs.
fn facts(day: NaiveDate) -> Facts {
    let names = ["Kusuka", "Kunyoa", "Kucha", "Massage", "Rasta", "Kuosha nywele"];
    let services = names.iter().zip(1..).map(|(name, n)| Service {
        id: ServiceId::from_uuid(Uuid::from_u128(n)),
        name: Text { sw: (*name).to_owned(), en: (*name).to_owned() },
        minutes: 60,
        buffer: 10,
        price: None,
    });
    let resources = ["Asha", "Neema", "Rehema"].iter().zip(1..).map(|(name, n)| Resource {
        id: ResourceId::from_uuid(Uuid::from_u128(n)),
        name: (*name).to_owned(),
        capacity: 1,
        hours: None,
        services: Vec::new(),
    });
    Facts {
        services: Some(services.collect()),
        calendar: Some(Calendar {
            until: day + chrono::Days::new(200),
            hours: WeekHours::USUAL,
            resources: resources.collect(),
            ..Calendar::default()
        }),
        appointments: Some(Vec::new()),
        ..Facts::of_nobody()
    }
}

async fn memory(url: &str) -> Figure {
    let world = World::open(url).await;
    world.engine.run();
    let tenant = world.tenants(1).await[0];
    let talk = async |first: usize, count: usize| {
        for round in (first..first + count).step_by(AT_ONCE) {
            let mut chats = JoinSet::new();
            for n in round..round + AT_ONCE {
                let wire = world.wire.clone();
                chats.spawn(async move {
                    wire.ask(tenant, &format!("+25571{n:07}"), format!("open-{n}")).await;
                });
            }
            chats.join_all().await;
        }
    };
    // What every process needs that has talked at all is not the conversations'.
    talk(0, AT_ONCE * 5).await;
    let before = resident();
    talk(AT_ONCE * 5, OPEN).await;
    let grown = (resident() - before).max(0.0);
    world.close().await;
    Figure::new(
        format!("{OPEN} open conversations of one tenant"),
        format!(
            "{:.1} MiB more than with {}, {:.2} KiB each",
            grown / 1024.0,
            AT_ONCE * 5,
            grown / OPEN as f64
        ),
    )
}

/// Resident memory of this process, in KiB.
pub fn resident() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with("VmRSS:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}

async fn lookups(report: &mut Report, database: &str, url: &str) {
    let world = World::open(url).await;
    let form = SignUpForm {
        name: "Asha".to_owned(),
        business_name: "Duka la Asha".to_owned(),
        email: "asha@example.com".to_owned(),
        password: "nenosiri refu sana".to_owned(),
    };
    let by: Principal =
        world.engine.sign_up(&form, &ClientInfo::default()).await.unwrap().principal;
    let mut numbers = Numbers(7);
    for document in 0..DOCUMENTS {
        let text = text(&mut numbers, document).into_bytes();
        world.engine.save_file(&by, format!("waraka{document}.md"), text).await.unwrap();
    }
    let written = world.engine.documents(&by).await.unwrap();
    let passages: u32 = written.iter().map(|document| document.passages).sum();
    for (what, words) in [
        ("three common words", 3),
        ("two common words and a rare one", 2),
        ("a mistyped word and one that is written nowhere", 1),
    ] {
        let (mut times, mut answered) = (Times::default(), 0);
        for _ in 0..ASKED {
            let mut question: Vec<_> = (0..words).map(|_| numbers.word().to_owned()).collect();
            match words {
                2 => question.push(format!("namba{}", numbers.below(PASSAGES_MAX as usize))),
                1 => question.push("kompiuta mnazotengeneza".to_owned()),
                _ => {}
            }
            let asked = Instant::now();
            let tried = world.engine.try_question(&by, &question.join(" ")).await.unwrap();
            times.add(asked.elapsed());
            answered += usize::from(matches!(tried, Tried::Best { said: Some(_), .. }));
        }
        report.add(Figure::new(
            format!("a question of {what} among {passages} passages, {database}"),
            format!("{}; {answered} of {ASKED} answered", times.shown()),
        ));
    }
    world.close().await;
}

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

fn text(numbers: &mut Numbers, document: usize) -> String {
    let mut text = format!("# Waraka {document}\n\n");
    let passages = PASSAGES_MAX as usize / DOCUMENTS;
    for number in document * passages..(document + 1) * passages {
        write!(text, "## Bidhaa {} namba{number}\n\n", numbers.word()).unwrap();
        for _ in 0..70 {
            write!(text, "{} ", numbers.word()).unwrap();
        }
        writeln!(text, "{number},000.\n").unwrap();
    }
    text
}
