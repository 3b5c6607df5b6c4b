use std::sync::atomic::{AtomicUsize, Ordering};

use domain::RecordId as _;

use super::*;

/// Says the same every time, after a while.
struct Says {
    answer: &'static str,
    after: Duration,
    asked: AtomicUsize,
}

#[async_trait::async_trait]
impl Phrasing for Says {
    async fn phrase(&self, _asked: &Phrase) -> Result<String, PhrasingError> {
        self.asked.fetch_add(1, Ordering::SeqCst);
        tokio::time::sleep(self.after).await;
        match self.answer {
            "" => Err(PhrasingError::Unavailable("500".to_owned())),
            answer => Ok(answer.to_owned()),
        }
    }
}

struct Trial {
    says: Arc<Says>,
    phraser: Phraser,
    patience: Patience,
    tenant: TenantId,
    now: Instant,
}

impl Trial {
    fn new(answer: &'static str, after: Duration, per_day: u32) -> Self {
        let says = Arc::new(Says { answer, after, asked: AtomicUsize::new(0) });
        let timeout = Duration::from_secs(8);
        let rest = Duration::from_secs(30);
        let model = Model { phrasing: says.clone(), timeout, per_day, rest };
        let patience = Patience::default();
        patience.renew(timeout);
        let now = "2026-11-23T07:00:00Z".parse().unwrap();
        Self {
            says,
            phraser: Phraser::new(model),
            patience,
            tenant: TenantId::from_uuid(uuid::Uuid::nil()),
            now,
        }
    }

    async fn ask(&self) -> Option<String> {
        let passages = vec!["Wifi ni bure.".to_owned()];
        let question = "Mna wifi?";
        let (language, patience) = (Language::Sw, &self.patience);
        self.phraser.phrased(self.tenant, question, passages, language, self.now, patience).await
    }

    fn asked(&self) -> usize {
        self.says.asked.load(Ordering::SeqCst)
    }
}

#[tokio::test(start_paused = true)]
async fn a_day_has_so_many_questions_and_the_next_has_as_many_again() {
    let mut trial = Trial::new("Ndiyo, ni bure.", Duration::ZERO, 2);
    for _ in 0..2 {
        assert_eq!(trial.ask().await.as_deref(), Some("Ndiyo, ni bure."));
    }
    assert_eq!((trial.ask().await, trial.asked()), (None, 2));
    trial.now += chrono::TimeDelta::days(1);
    assert!(trial.ask().await.is_some());
}

#[tokio::test(start_paused = true)]
async fn who_failed_is_left_alone_for_a_while() {
    let mut trial = Trial::new("", Duration::ZERO, 100);
    assert_eq!((trial.ask().await, trial.asked()), (None, 1));
    assert_eq!((trial.ask().await, trial.asked()), (None, 1));
    trial.now += chrono::TimeDelta::seconds(31);
    assert_eq!((trial.ask().await, trial.asked()), (None, 2));
}

#[tokio::test(start_paused = true)]
async fn a_round_waits_no_longer_than_its_patience() {
    let trial = Trial::new("Ndiyo.", Duration::from_secs(5), 100);
    let began = tokio::time::Instant::now();
    assert!(trial.ask().await.is_some());
    // Three seconds are left, which is too little.
    assert_eq!((trial.ask().await, trial.asked()), (None, 2));
    assert_eq!((trial.ask().await, trial.asked()), (None, 2));
    assert_eq!(began.elapsed(), Duration::from_secs(8));
}

#[tokio::test(start_paused = true)]
async fn who_has_no_answer_or_makes_one_up_is_not_heard() {
    for answer in ["NO_ANSWER", "Ni 5,000 kwa siku."] {
        let trial = Trial::new(answer, Duration::ZERO, 100);
        assert_eq!(
            (trial.ask().await, trial.ask().await, trial.asked()),
            (None, None, 2),
            "{answer}"
        );
    }
}

#[test]
fn a_question_leaves_without_who_asks_it() {
    for (question, left) in [
        ("Bei ya rasta 15,000?", "Bei ya rasta 15,000?"),
        ("Nipigie 0754 123 456 kuhusu wifi", "Nipigie kuhusu wifi"),
        ("Namba yangu ni +255754123456, mna wifi?", "Namba yangu ni mna wifi?"),
        ("asha@example.com mna wifi", "mna wifi"),
        ("Tarehe 3 saa 4?", "Tarehe 3 saa 4?"),
    ] {
        assert_eq!(without_addresses(question), left);
    }
}

#[test]
fn both_languages_say_when_to_keep_quiet() {
    for language in [Language::Sw, Language::En] {
        let passages = vec!["Wifi ni bure.".to_owned(), "Maegesho.".to_owned()];
        let asked = Phrase { question: "Wifi?".to_owned(), passages, language };
        assert!(asked.instructions().contains(NO_ANSWER));
        let material = asked.material();
        assert!(material.contains("Wifi ni bure.\n---\nMaegesho.") && material.ends_with("Wifi?"));
    }
}
