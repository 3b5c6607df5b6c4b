//! A passage as a customer reads it on a phone: short, and without the signs of Markdown.

use ::knowledge::terms;
use domain::knowledge::{DocumentKind, PassageView};

/// The longest answer, in characters: what fits on a phone's screen.
const MOST: usize = 700;

/// What stands between headings of a passage's title.
const BELOW: &str = " › ";

/// A passage as an answer. A long one is cut between lines or sentences, and shows where the question's words are.
pub(super) fn answer(passage: &PassageView, question: &[String]) -> String {
    let heading = match passage.kind {
        // The customer asked it just now.
        DocumentKind::Qa => None,
        _ => passage.title.as_deref().and_then(|title| title.rsplit(BELOW).next()),
    };
    let heading = heading.map(plain).filter(|heading| !heading.is_empty());
    let heading = heading.map(|heading| format!("*{}*\n", heading.replace('*', "")));
    let heading = heading.filter(|heading| heading.chars().count() < MOST / 2).unwrap_or_default();
    let room = MOST - heading.chars().count();
    heading + &window(&pieces(&passage.text), question, room)
}

/// A line or a sentence, and what stands before it when something does.
struct Piece {
    before: &'static str,
    text: String,
}

impl Piece {
    fn length(&self) -> usize {
        self.text.chars().count() + 1
    }
}

fn pieces(text: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut lines = text.lines().peekable();
    while let Some(line) = lines.next() {
        let is_table = lines.peek().is_some_and(|next| cells(next).is_some());
        let Some(header) = cells(line).filter(|_| is_table) else {
            let mut before = "\n";
            for sentence in sentences(line.trim()) {
                let text = plain(sentence);
                if !text.is_empty() {
                    pieces.push(Piece { before, text });
                }
                before = " ";
            }
            continue;
        };
        while let Some(cells) = lines.peek().and_then(|line| cells(line)) {
            lines.next();
            let signs = |cell: &String| cell.chars().all(|sign| matches!(sign, '-' | ':'));
            if !cells.iter().all(signs) {
                pieces.push(Piece { before: "\n", text: row(&header, &cells) });
            }
        }
    }
    pieces
}

/// A row of a table in words: "Kusuka: 15,000", and with more columns "Kusuka: Bei 15,000, Muda saa 2".
fn row(header: &[String], cells: &[String]) -> String {
    let mut all = cells.iter().map(|cell| plain(cell));
    let first = all.next().unwrap_or_default();
    let rest: Vec<_> = all
        .enumerate()
        .filter(|(_, cell)| !cell.is_empty())
        .map(|(place, cell)| match header.get(place + 1) {
            Some(name) if header.len() > 2 && !name.is_empty() => format!("{} {cell}", plain(name)),
            _ => cell,
        })
        .collect();
    match (first.is_empty(), rest.is_empty()) {
        (false, false) => format!("{first}: {}", rest.join(", ")),
        (true, _) => rest.join(", "),
        (false, true) => first,
    }
}

/// The cells of a table's line, with or without borders at its ends; nothing when it is none.
fn cells(line: &str) -> Option<Vec<String>> {
    let line = line.trim();
    let inside = line.strip_prefix('|');
    if inside.is_none() && !line.contains(" | ") {
        return None;
    }
    let line = inside.unwrap_or(line);
    let line = line.strip_suffix('|').unwrap_or(line).replace("\\|", "\u{1}");
    Some(line.split('|').map(|cell| cell.trim().replace('\u{1}', "|")).collect())
}

/// A line's sentences; a dot within a number or a short form ends none.
fn sentences(line: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut rest = line;
    let mut from = 0;
    while let Some(at) = rest[from..].find(['.', '!', '?']) {
        let end = from + at + 1;
        let after = &rest[end..];
        let is_end = after.starts_with(' ')
            && after
                .trim_start()
                .starts_with(|letter: char| letter.is_uppercase() || letter.is_ascii_digit());
        if is_end {
            found.push(rest[..end].trim());
            rest = after.trim_start();
            from = 0;
        } else {
            from = end;
        }
    }
    if !rest.is_empty() {
        found.push(rest);
    }
    found
}

/// A text without the signs of Markdown; WhatsApp's own bold is one star.
fn plain(text: &str) -> String {
    let text = text.trim();
    let text = text.trim_start_matches('#').trim_start();
    let text = match text.strip_prefix("- ").or_else(|| text.strip_prefix("* ")) {
        Some(item) => format!("• {item}"),
        None => text.to_owned(),
    };
    text.replace("**", "*").replace("__", "_")
}

/// As many pieces as there is room for: from the beginning, if what the question asks for is within reach of it, and
/// else from where that begins.
fn window(pieces: &[Piece], question: &[String], room: usize) -> String {
    let all: usize = pieces.iter().map(Piece::length).sum();
    let mut from = 0;
    // Room for the signs that something is left out.
    let room = if all <= room { room } else { room.saturating_sub(4) };
    if all > room {
        let fit = |piece: &Piece| {
            let terms = terms(&piece.text);
            question.iter().filter(|term| terms.contains(term)).count()
        };
        let best = (0..pieces.len()).rev().max_by_key(|at| fit(&pieces[*at])).unwrap_or(0);
        let until: usize = pieces[..=best.min(pieces.len() - 1)].iter().map(Piece::length).sum();
        from = if until <= room { 0 } else { best };
    }
    let mut text = String::new();
    let mut left = room;
    let mut to = from;
    for piece in &pieces[from..] {
        if piece.length() > left {
            break;
        }
        left -= piece.length();
        to += 1;
        if !text.is_empty() {
            text.push_str(piece.before);
        }
        text.push_str(&piece.text);
    }
    if to == from
        && let Some(piece) = pieces.get(from)
    {
        // One sentence longer than all the room: cut it between two words.
        let cut: String = piece.text.chars().take(left.saturating_sub(1)).collect();
        text = cut.rsplit_once(' ').map_or(cut.clone(), |(whole, _)| whole.to_owned());
        text.push_str(" …");
    } else if to < pieces.len() {
        text.push_str(" …");
    }
    if from > 0 { format!("… {text}") } else { text }
}

#[cfg(test)]
mod tests {
    use domain::RecordId;

    use super::*;

    fn of(kind: DocumentKind, title: &str, text: &str, question: &str) -> String {
        let nobody = || RecordId::from_uuid(uuid::Uuid::nil());
        let passage = PassageView {
            id: RecordId::from_uuid(uuid::Uuid::nil()),
            document_id: nobody(),
            kind,
            title: Some(title.to_owned()),
            text: text.to_owned(),
        };
        answer(&passage, &terms(question))
    }

    #[test]
    fn an_answer_to_a_question_is_told_as_it_was_written() {
        let told = of(DocumentKind::Qa, "Mna wifi?", "Ndiyo. Neno la siri: karibu.", "wifi");
        assert_eq!(told, "Ndiyo. Neno la siri: karibu.");
    }

    #[test]
    fn a_price_list_is_lines_and_says_what_it_is() {
        let text = "| Huduma | Bei |\n|---|---|\n| Kusuka | 15,000 |\n| Kunyoa | 5,000 |";
        let told = of(DocumentKind::File, "Salon › Bei", text, "bei");
        assert_eq!(told, "*Bei*\nKusuka: 15,000\nKunyoa: 5,000");
        let text = "Huduma | Bei\nKusuka | 15,000\n\nKaribu.";
        assert_eq!(of(DocumentKind::Prices, "", text, "bei"), "Kusuka: 15,000\nKaribu.");
        assert_eq!(of(DocumentKind::Text, "", "Chagua: A | B", "chagua"), "Chagua: A | B");
        let text = "| Huduma | Bei | Muda |\n|---|---|---|\n| Kusuka | 15,000 | saa 2 |";
        assert_eq!(of(DocumentKind::File, "", text, "bei"), "Kusuka: Bei 15,000, Muda saa 2");
    }

    #[test]
    fn markdown_is_no_language_of_customers() {
        let told = of(DocumentKind::Text, "Malipo", "- **M-Pesa**\n- Taslimu", "malipo");
        assert_eq!(told, "*Malipo*\n• *M-Pesa*\n• Taslimu");
    }

    #[test]
    fn a_long_text_is_cut_between_sentences_and_shows_what_was_asked() {
        let filler = "Tunahudumia wateja wetu kwa upendo na uangalifu mkubwa kila siku ya wiki. ";
        let text = format!("{}Maegesho ya magari yapo nyuma ya duka. {filler}", filler.repeat(12));
        let told = of(DocumentKind::Qa, "x", &text, "maegesho ya magari");
        assert!(told.contains("Maegesho ya magari yapo nyuma ya duka."), "{told}");
        assert!(told.starts_with("… ") && told.chars().count() <= MOST, "{told}");
        let told = of(DocumentKind::Qa, "x", &filler.repeat(12), "wateja");
        assert!(told.ends_with("wiki. …") && told.chars().count() <= MOST, "{told}");
    }

    #[test]
    fn whatever_is_written_fits() {
        for text in
            ["", "|", "| |\n|---|", "neno", &"neno ".repeat(400), &"x".repeat(3000), "?!. A. 1."]
        {
            let told = of(DocumentKind::File, &"kichwa ".repeat(100), text, "neno");
            assert!(told.chars().count() <= MOST, "{} of {text:.20}", told.chars().count());
        }
    }
}
