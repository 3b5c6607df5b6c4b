use super::*;

fn titled(text: &str) -> Vec<(Option<String>, usize)> {
    passages(text).into_iter().map(|passage| (passage.title, words(&passage.text))).collect()
}

#[test]
fn nothing_makes_no_passage() {
    assert_eq!(passages(""), []);
    assert_eq!(passages("# Kichwa tu\n\n## Kingine"), []);
}

#[test]
fn a_passage_keeps_its_headings() {
    let text = "# Saluni\nKaribu.\n## Bei\nKusuka 5000.\n# Mahali\nSinza.";
    assert_eq!(
        passages(text),
        [("Saluni", "Karibu."), ("Saluni › Bei", "Kusuka 5000."), ("Mahali", "Sinza.")]
            .map(|(title, text)| Passage { title: Some(title.into()), text: text.into() })
    );
}

#[test]
fn a_question_is_the_title_of_its_answer() {
    let text = "# Maswali\nSwali: Mko wapi?\nJibu: Sinza.\nQ: Do you deliver?\nA: Yes, in town.";
    let found = passages(text);
    assert_eq!(found[0].title.as_deref(), Some("Maswali › Mko wapi?"));
    assert_eq!(found[1].title.as_deref(), Some("Maswali › Do you deliver?"));
    assert_eq!(found[1].text, "Yes, in town.");
}

#[test]
fn short_paragraphs_go_together_and_long_ones_are_cut_at_sentences() {
    let short = "Neno moja mbili tatu.\n\n".repeat(8);
    assert_eq!(titled(&short), [(None, 32)]);
    let long = "Neno moja mbili tatu nne tano sita saba nane tisa. ".repeat(40);
    let found = passages(&long);
    assert_eq!(
        found.iter().map(|passage| words(&passage.text)).collect::<Vec<_>>(),
        [160, 160, 80]
    );
    assert!(found.iter().all(|passage| passage.text.ends_with("tisa.")));
}

#[test]
fn a_list_is_cut_between_items() {
    let list = "- kitu kimoja chenye maneno kumi hivi na bei yake 5000\n".repeat(30);
    let found = passages(&list);
    assert!(found.len() > 1);
    assert!(
        found.iter().all(|passage| passage.text.lines().all(|line| line.starts_with("- kitu")))
    );
    assert!(found.iter().all(|passage| words(&passage.text) <= MOST_WORDS));
}

#[test]
fn a_price_list_keeps_its_header() {
    let rows = "|Kusuka|5000|\n".repeat(20);
    let found = passages(&format!("## Bei\n|Huduma|Bei|\n|---|---|\n{rows}"));
    assert_eq!(found.len(), 3);
    assert!(found.iter().all(|passage| passage.text.starts_with("Huduma | Bei\nKusuka | 5000")));
    assert!(found.iter().all(|passage| passage.title.as_deref() == Some("Bei")));
}

#[test]
fn a_document_has_an_end() {
    let text = "# K\nneno\n".repeat(MAX_PASSAGES + 500);
    assert_eq!(passages(&text).len(), MAX_PASSAGES);
}
