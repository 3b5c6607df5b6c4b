//! What a business writes down for its assistant, and what becomes of the questions that it does not answer.

mod phrasing;
mod readable;
mod renew;
mod search;
mod trial;
mod worded;

pub use phrasing::{Model, Phrase, Phrasing, PhrasingError};
pub(crate) use phrasing::{Patience, Phraser};
pub(crate) use search::{Answered, answered, key_of};
pub(crate) use worded::Asking;

use ::knowledge as reading;
use domain::knowledge::{
    ANSWER_MAX, AnswerForm, DocumentDetail, DocumentKind, DocumentView, FileProblem, HEADINGS_MAX,
    QuestionView, TEXT_MAX, TITLE_MAX, TextForm,
};
use domain::{
    Conflict, DocumentId, FieldProblem, Permission, Principal, Problem, QuestionId, Sees,
};
use reading::Unreadable;
use store::{Actor, DocumentInput, PassageInput};

use crate::{Engine, EngineError, access};

/// Questions without an answer that a page shows.
const QUESTIONS_SHOWN: u32 = 50;

/// Why a file was not taken.
#[derive(Debug, thiserror::Error)]
pub enum FileRefused {
    /// It could not be read, or there is no room for it.
    #[error("the file was refused: {0}")]
    Problem(FileProblem),
    /// What else can come of a use case.
    #[error(transparent)]
    Engine(#[from] EngineError),
}

impl Engine {
    /// What the business has written down, in the order in which it came.
    pub async fn documents(&self, principal: &Principal) -> Result<Vec<DocumentView>, EngineError> {
        let tenant = access::own_tenant(principal, Permission::ReadMessages)?;
        Ok(self.store().tenant(tenant).documents().await?)
    }

    /// A document with its text and passages.
    ///
    /// # Errors
    /// When there is none such.
    pub async fn document(
        &self,
        principal: &Principal,
        id: DocumentId,
    ) -> Result<DocumentDetail, EngineError> {
        let tenant = access::own_tenant(principal, Permission::ReadMessages)?;
        self.store().tenant(tenant).document(id).await?.ok_or(EngineError::NotFound)
    }

    /// The questions that the assistant did not answer and nobody has seen to; none for who does not see all customers, in
    /// whose words they are.
    pub async fn open_questions(
        &self,
        principal: &Principal,
    ) -> Result<Vec<QuestionView>, EngineError> {
        let tenant = access::own_tenant(principal, Permission::ReadMessages)?;
        match self.sees(principal, tenant).await? {
            Sees::All => Ok(self.store().tenant(tenant).open_questions(QUESTIONS_SHOWN).await?),
            Sees::Only(_) => Ok(Vec::new()),
        }
    }

    /// One of these questions.
    ///
    /// # Errors
    /// When it does not wait any more.
    pub async fn open_question(
        &self,
        principal: &Principal,
        id: QuestionId,
    ) -> Result<QuestionView, EngineError> {
        let tenant = access::own_tenant(principal, Permission::ReadMessages)?;
        if self.sees(principal, tenant).await? != Sees::All {
            return Err(EngineError::NotFound);
        }
        self.store().tenant(tenant).open_question(id).await?.ok_or(EngineError::NotFound)
    }

    /// Takes a question off the list that needs no answer.
    ///
    /// # Errors
    /// When it does not wait any more.
    pub async fn dismiss_question(
        &self,
        principal: &Principal,
        id: QuestionId,
    ) -> Result<(), EngineError> {
        let tenant = access::own_tenant(principal, Permission::ChangeBusiness)?;
        let door = self.store().tenant(tenant);
        let dismissed = door.dismiss_question(&Actor::from(principal), id).await?;
        if !dismissed {
            return Err(EngineError::NotFound);
        }
        self.publish_questions(tenant);
        Ok(())
    }

    /// Keeps a question with its answer; a customer's question that it answers waits no more.
    ///
    /// # Errors
    /// Names every wrong field at once; a conflict when there is no room.
    pub async fn save_answer(
        &self,
        principal: &Principal,
        form: &AnswerForm,
    ) -> Result<DocumentId, EngineError> {
        let mut problems = Vec::new();
        let question = required("question", &form.question, TITLE_MAX, &mut problems);
        let answer = required("answer", &form.answer, ANSWER_MAX, &mut problems);
        if !problems.is_empty() {
            return Err(EngineError::Invalid(problems));
        }
        let passage = passage(Some(question.clone()), answer.clone());
        let input = DocumentInput {
            kind: DocumentKind::Qa,
            title: question,
            file_name: None,
            size_bytes: size_of(&answer),
            source: answer,
            rules: reading::RULES,
            passages: vec![passage],
        };
        let asked = form.asked.parse().ok();
        self.keep(principal, some_id(&form.id)?, input, asked).await
    }

    /// Keeps a text that somebody typed or pasted.
    ///
    /// # Errors
    /// Names every wrong field at once; a conflict when there is no room.
    pub async fn save_text(
        &self,
        principal: &Principal,
        form: &TextForm,
    ) -> Result<DocumentId, EngineError> {
        let mut problems = Vec::new();
        let title = required("title", &form.title, TITLE_MAX, &mut problems);
        let text = required("text", &form.text, TEXT_MAX, &mut problems);
        if !problems.is_empty() {
            return Err(EngineError::Invalid(problems));
        }
        let input = DocumentInput {
            kind: DocumentKind::Text,
            passages: passages_of(&title, &text),
            file_name: None,
            size_bytes: size_of(&text),
            source: text,
            rules: reading::RULES,
            title,
        };
        if input.passages.is_empty() {
            return Err(EngineError::field("text", Problem::Required));
        }
        self.keep(principal, some_id(&form.id)?, input, None).await
    }

    /// Reads a file and keeps what it says.
    ///
    /// # Errors
    /// When it cannot be read or there is no room; says why.
    pub async fn save_file(
        &self,
        principal: &Principal,
        name: String,
        bytes: Vec<u8>,
    ) -> Result<DocumentId, FileRefused> {
        access::own_tenant(principal, Permission::ChangeBusiness)?;
        let name = file_name(&name);
        if name.is_empty() && bytes.is_empty() {
            return Err(FileRefused::Problem(FileProblem::Missing));
        }
        let size_bytes = u32::try_from(bytes.len()).unwrap_or(u32::MAX);
        let of = name.clone();
        // Seconds of processor for a large one, so few at once and none where others wait.
        let turn = self.reading().await;
        let read = tokio::task::spawn_blocking(move || {
            let mut document = reading::read_document(&of, &bytes)?;
            document.title = spoken(&document.title);
            let passages = passages_of(&document.title, &document.text);
            Ok((document, passages))
        });
        let read = read.await.map_err(|panic| EngineError::Internal(Box::new(panic)))?;
        drop(turn);
        let (document, passages) = read.map_err(|why| FileRefused::Problem(problem_of(why)))?;
        if passages.is_empty() {
            return Err(FileRefused::Problem(FileProblem::NoText));
        }
        let is_list = name.to_lowercase().ends_with(".csv");
        let input = DocumentInput {
            kind: if is_list { DocumentKind::Prices } else { DocumentKind::File },
            title: clip(&document.title, TITLE_MAX),
            file_name: Some(name),
            size_bytes,
            source: document.text,
            rules: reading::RULES,
            passages,
        };
        match self.keep(principal, None, input, None).await {
            Err(EngineError::Conflict(Conflict::DocumentsFull { .. })) => {
                Err(FileRefused::Problem(FileProblem::TooManyDocuments))
            }
            Err(EngineError::Conflict(Conflict::PassagesFull { .. })) => {
                Err(FileRefused::Problem(FileProblem::TooManyPassages))
            }
            kept => Ok(kept?),
        }
    }

    /// Forgets a document.
    ///
    /// # Errors
    /// When there is none such.
    pub async fn remove_document(
        &self,
        principal: &Principal,
        id: DocumentId,
    ) -> Result<(), EngineError> {
        let tenant = access::own_tenant(principal, Permission::ChangeBusiness)?;
        let removed =
            self.store().tenant(tenant).remove_document(&Actor::from(principal), id).await?;
        if !removed {
            return Err(EngineError::NotFound);
        }
        self.publish_deed(tenant).await;
        Ok(())
    }

    async fn keep(
        &self,
        principal: &Principal,
        id: Option<DocumentId>,
        input: DocumentInput,
        asked: Option<QuestionId>,
    ) -> Result<DocumentId, EngineError> {
        let tenant = access::own_tenant(principal, Permission::ChangeBusiness)?;
        let door = self.store().tenant(tenant);
        let kept = door.save_document(&Actor::from(principal), id, input, asked).await?;
        let kept = kept.ok_or(EngineError::NotFound)?;
        self.publish_questions(tenant);
        self.publish_deed(tenant).await;
        Ok(kept)
    }
}

fn passage(title: Option<String>, text: String) -> PassageInput {
    let mut words = reading::terms(title.as_deref().unwrap_or_default());
    words.extend(reading::terms(&text));
    words.sort_unstable();
    words.dedup();
    PassageInput { title, text, words }
}

/// A text's passages; those without a heading stand below the document's own title.
fn passages_of(title: &str, text: &str) -> Vec<PassageInput> {
    let named = |found: reading::Passage| {
        let heading = found.title.unwrap_or_else(|| title.to_owned());
        let heading = clip(heading.trim(), HEADINGS_MAX);
        passage((!heading.is_empty()).then_some(heading), found.text)
    };
    reading::passages(text).into_iter().map(named).collect()
}

fn required(field: &str, value: &str, max: u32, problems: &mut Vec<FieldProblem>) -> String {
    // PostgreSQL keeps no text with a zero in it, and browsers end lines with two signs.
    let value = value.replace('\0', "").replace("\r\n", "\n").trim().to_owned();
    let problem = match value.chars().count() {
        0 => Some(Problem::Required),
        n if n > max as usize => Some(Problem::TooLong { max }),
        _ => None,
    };
    problems.extend(problem.map(|problem| FieldProblem::new(field, problem)));
    value
}

/// Nothing for a new one.
fn some_id(text: &str) -> Result<Option<DocumentId>, EngineError> {
    if text.is_empty() {
        return Ok(None);
    }
    text.parse().map(Some).map_err(|_| EngineError::NotFound)
}

fn problem_of(why: Unreadable) -> FileProblem {
    match why {
        Unreadable::TooLarge => FileProblem::TooLarge,
        Unreadable::UnknownKind => FileProblem::UnknownKind,
        Unreadable::NoText => FileProblem::NoText,
        Unreadable::Broken => FileProblem::Broken,
        Unreadable::Encrypted => FileProblem::Encrypted,
    }
}

/// A file's name without the folders that some browsers send along, and without what no name should have.
fn file_name(name: &str) -> String {
    let name = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let name: String = name.chars().filter(|letter| !letter.is_control()).collect();
    let name = name.trim();
    match name.chars().count() {
        n if n <= TITLE_MAX as usize => name.to_owned(),
        // What a file is stands at its end.
        n => name.chars().skip(n - TITLE_MAX as usize).collect(),
    }
}

/// A title as people say it: of a file without a heading it is the file's name, such as "bei-za_huduma".
fn spoken(title: &str) -> String {
    if title.contains(char::is_whitespace) {
        return title.to_owned();
    }
    let words = title.replace(['-', '_'], " ");
    let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut letters = words.chars();
    let first: String = letters.next().into_iter().flat_map(char::to_uppercase).collect();
    first + letters.as_str()
}

fn clip(text: &str, most: u32) -> String {
    text.replace('\0', "").chars().take(most as usize).collect()
}

fn size_of(text: &str) -> u32 {
    u32::try_from(text.len()).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_keeps_its_own_name_only() {
        assert_eq!(file_name("C:\\Users\\Asha\\bei.csv"), "bei.csv");
        assert_eq!(file_name("../../etc/bei\n.md"), "bei.md");
        let long = format!("{}.docx", "a".repeat(500));
        assert!(file_name(&long).ends_with("aa.docx") && file_name(&long).len() == 200);
    }

    #[test]
    fn a_files_name_is_told_in_words() {
        assert_eq!(spoken("bei-za_huduma"), "Bei za huduma");
        assert_eq!(spoken("Saa za kazi - 2026"), "Saa za kazi - 2026");
        assert_eq!(spoken("__"), "");
    }

    #[test]
    fn every_wrong_field_is_named() {
        let mut problems = Vec::new();
        assert_eq!(required("question", " Mna wifi?\r\n ", 10, &mut problems), "Mna wifi?");
        required("question", " \0 ", 10, &mut problems);
        required("answer", "ndiyo ndiyo ndiyo", 10, &mut problems);
        let wrong: Vec<_> =
            problems.iter().map(|p| (p.field.as_str(), p.problem.clone())).collect();
        let expected = [("question", Problem::Required), ("answer", Problem::TooLong { max: 10 })];
        assert_eq!(wrong, expected);
    }

    #[test]
    fn a_text_without_headings_stands_below_its_title() {
        let passages = passages_of("Wifi", "Tuna wifi ya bure kwa wateja wote.");
        assert_eq!(passages.len(), 1);
        assert_eq!(passages[0].title.as_deref(), Some("Wifi"));
        assert!(passages[0].words.contains(&reading::terms("wifi")[0]), "{:?}", passages[0].words);
        assert!(passages[0].words.is_sorted());
    }
}
