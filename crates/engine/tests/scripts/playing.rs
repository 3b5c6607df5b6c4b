//! Playing a script: its lines one after the other, and what was not as it must be.

use std::path::Path;

use crate::business::Business;
use crate::reading::{Line, Script, read};

/// Plays the script of this name.
///
/// # Panics
/// When anything is not as the script says; names file and line.
pub async fn play(name: &str) {
    let file = format!("tests/scripts/{name}.txt");
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(&file);
    let text = std::fs::read_to_string(&path).unwrap();
    let failures = match read(&text) {
        Ok(script) => failures(script).await,
        Err(wrong) => wrong,
    };
    let failures =
        failures.iter().map(|(line, why)| format!("\ncrates/engine/{file}:{line}: {why}"));
    let failures: String = failures.collect();
    assert!(failures.is_empty(), "{failures}");
}

/// The lines that do not hold, with why.
pub async fn failures(Script { head, lines }: Script) -> Vec<(usize, String)> {
    let heard = vec![0; head.customers.len()];
    let business = Business::open(head).await;
    let mut stage = Stage { business, heard, open: None, failures: Vec::new() };
    let last = lines.last().map_or(1, |(number, _)| *number);
    let mut lines = lines.into_iter().peekable();
    while let Some((number, line)) = lines.next() {
        let goes_on = matches!(lines.peek(), Some((_, Line::Says { meanwhile: true, .. })));
        if let Err(why) = stage.play(number, line, goes_on).await {
            // What comes after it makes no sense any more.
            stage.failures.push((number, why));
            break;
        }
    }
    stage.settle();
    if stage.failures.is_empty() {
        for who in 0..stage.heard.len() {
            stage.look_back(last, who).await;
        }
    }
    stage.business.close().await;
    stage.failures
}

/// A script that is being played.
struct Stage {
    business: Business,
    /// How many messages of each customer's a line has looked at.
    heard: Vec<usize>,
    open: Option<Open>,
    failures: Vec<(usize, String)>,
}

/// What a customer was told, while the lines about it are read.
struct Open {
    line: usize,
    told: Vec<String>,
    exact: Vec<String>,
    is_expected: bool,
}

impl Stage {
    /// Plays a line; `goes_on` where the next one is written before this one is answered.
    async fn play(&mut self, number: usize, line: Line, goes_on: bool) -> Result<(), String> {
        match line {
            Line::Exact(text) => self.open()?.exact.push(text),
            Line::Has(text) => self.expect(number, |told| told.contains(&text), &text)?,
            Line::Lacks(text) => self.expect(number, |told| !told.contains(&text), &text)?,
            Line::Silence => self.expect(number, str::is_empty, "nothing")?,
            Line::Says { who, text, .. } => {
                self.settle();
                self.look_back(number, who).await;
                self.business.say(who, &text).await;
                if !goes_on {
                    self.business.settle().await?;
                    self.look(number, who).await;
                }
            }
            Line::To(who) => {
                self.settle();
                self.look(number, who).await;
            }
            Line::At(moment) => {
                self.settle();
                self.business.wait_until(moment).await?;
            }
            Line::Does(deed) => {
                self.settle();
                self.business.carry_out(&deed).await?;
            }
            Line::Stored(stored) => {
                self.settle();
                if let Err(why) = self.business.compare(&stored).await {
                    self.failures.push((number, why));
                }
            }
        }
        Ok(())
    }

    fn open(&mut self) -> Result<&mut Open, String> {
        let open = self.open.as_mut().ok_or("nobody was told anything that this is about")?;
        open.is_expected = true;
        Ok(open)
    }

    fn expect(
        &mut self,
        line: usize,
        is_right: impl FnOnce(&str) -> bool,
        wanted: &str,
    ) -> Result<(), String> {
        let told = self.open()?.told.join("\n\n");
        if !is_right(&told) {
            self.failures
                .push((line, format!("not as expected ('{wanted}'); what was told:\n{told}")));
        }
        Ok(())
    }

    /// Begins to look at what a customer was told since the last time.
    async fn look(&mut self, line: usize, who: usize) {
        let told = self.unheard(who).await;
        self.open = Some(Open { line, told, exact: Vec::new(), is_expected: false });
    }

    /// Nothing was told that no line is about.
    async fn look_back(&mut self, line: usize, who: usize) {
        let told = self.unheard(who).await;
        if !told.is_empty() {
            let label = &self.business.head.customers[who].label;
            let why = format!(
                "before this {label} was told, and no line says so:\n{}",
                told.join("\n\n")
            );
            self.failures.push((line, why));
        }
    }

    async fn unheard(&mut self, who: usize) -> Vec<String> {
        let all = self.business.heard(who).await;
        let before = std::mem::replace(&mut self.heard[who], all.len());
        all[before..].to_vec()
    }

    /// Judges what can only be judged when all lines about it are known.
    fn settle(&mut self) {
        let Some(open) = self.open.take() else { return };
        let told = open.told.join("\n\n");
        if !open.is_expected {
            self.failures
                .push((open.line, format!("nothing is expected of this; what was told:\n{told}")));
        }
        if !open.exact.is_empty() && open.exact.join("\n") != told {
            self.failures.push((open.line, format!("what was told is not this, but\n{told}")));
        }
    }
}
