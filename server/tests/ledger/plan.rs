//! What is to happen in a run, drawn from one seed.

use std::fmt;
use std::ops::RangeInclusive;
use std::time::Duration;

use rand::rngs::StdRng;
use rand::seq::{SliceRandom, index};
use rand::{Rng, SeedableRng};

/// Messages of one customer at most: the product gives a customer 20 replies in ten minutes, and here
/// none is to wait for that.
const PER_CUSTOMER: usize = 15;
/// One in so many messages is sent twice.
const TWICE: u32 = 10;

/// A question that the BOOKING flow answers in the same way wherever the conversation stands.
pub struct Question {
    /// What the customer writes.
    pub text: &'static str,
    /// The flow's step that answers it.
    pub step: &'static str,
}

/// All questions; neighbours differ, so that answers in a wrong order are seen.
pub const QUESTIONS: [Question; 4] = [
    Question { text: "0", step: "menu" },
    Question { text: "how much", step: "prices" },
    Question { text: "which services", step: "services" },
    Question { text: "opening hours", step: "contact" },
];

/// How large a run is.
pub struct Size {
    /// Businesses.
    pub tenants: usize,
    /// Customers of each.
    pub customers: usize,
    /// What they write, altogether.
    pub messages: usize,
    /// How often the server process is killed.
    pub kills: usize,
    /// How often the line of a business is cut.
    pub drops: usize,
    /// How long the customers take.
    pub length: Duration,
    /// How many replies a process has sent when it is killed.
    pub replies_before_kill: RangeInclusive<usize>,
}

const DEFAULT: Size = Size {
    tenants: 4,
    customers: 4,
    messages: 120,
    kills: 2,
    drops: 3,
    length: Duration::from_secs(20),
    replies_before_kill: 5..=15,
};

const SOAK: Size = Size {
    tenants: 20,
    customers: 10,
    messages: 2_000,
    kills: 3,
    drops: 20,
    length: Duration::from_mins(1),
    replies_before_kill: 20..=150,
};

impl fmt::Display for Size {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} tenants, {} messages in {} s, {} kills, {} drops",
            self.tenants,
            self.messages,
            self.length.as_secs(),
            self.kills,
            self.drops
        )
    }
}

/// One message of a customer's.
pub struct Ask {
    /// Which business, by its place.
    pub shop: usize,
    /// Which of its customers.
    pub customer: usize,
    /// Which question, by its place in [`QUESTIONS`].
    pub question: usize,
    /// How often the same stanza comes.
    pub times: u16,
    /// Lines to be cut before it.
    pub drops: usize,
}

/// A run.
pub struct Plan {
    /// What it was drawn from.
    pub seed: u64,
    /// How large it is.
    pub size: Size,
    /// The messages in the order in which they are written.
    pub asks: Vec<Ask>,
    /// How many replies each process that is killed has sent by then.
    pub kills: Vec<usize>,
}

impl Plan {
    /// The run that the environment asks for.
    pub fn from_environment() -> Self {
        let size =
            if std::env::var("FLOWHQ_SOAK").is_ok_and(|soak| soak == "1") { SOAK } else { DEFAULT };
        let seed = std::env::var("FLOWHQ_LEDGER_SEED").map(|seed| seed.parse().unwrap());
        Self::draw(size, seed.unwrap_or_else(|_| rand::random()))
    }

    fn draw(size: Size, seed: u64) -> Self {
        let mut random = StdRng::seed_from_u64(seed);
        let mut places: Vec<_> = (0..size.tenants)
            .flat_map(|shop| (0..size.customers).map(move |customer| (shop, customer)))
            .flat_map(|place| std::iter::repeat_n(place, PER_CUSTOMER))
            .collect();
        places.shuffle(&mut random);
        assert!(places.len() >= size.messages, "too few customers for so many messages");
        let mut asks: Vec<_> = places
            .into_iter()
            .take(size.messages)
            .map(|(shop, customer)| Ask {
                shop,
                customer,
                question: random.random_range(0..QUESTIONS.len()),
                times: if random.random_ratio(1, TWICE) { 2 } else { 1 },
                drops: 0,
            })
            .collect();
        for place in index::sample(&mut random, size.messages, size.drops) {
            asks[place].drops += 1;
        }
        let kills = (0..size.kills)
            .map(|_| random.random_range(size.replies_before_kill.clone()))
            .collect();
        Self { seed, size, asks, kills }
    }

    /// Draws what the plan cannot know before, such as which line is up when one is to be cut.
    pub fn later(&self) -> StdRng {
        StdRng::seed_from_u64(self.seed.wrapping_add(1))
    }

    /// Between two messages.
    pub fn pause(&self) -> Duration {
        self.size.length / u32::try_from(self.size.messages).unwrap()
    }
}
