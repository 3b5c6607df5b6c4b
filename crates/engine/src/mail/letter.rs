//! From what a mail says to how it looks: plain text, and the same as simple HTML.

use super::kind::Letter;
use super::port::Mail;
use super::texts::{self, Draft};

/// Lays a mail out; links begin with our own public address and nothing that a request named.
pub(super) fn lay_out(letter: &Letter, public_url: &str) -> Mail {
    let draft = texts::write(&letter.kind, letter.language);
    let link = draft.link.as_ref().map(|(_, path)| format!("{public_url}{path}"));
    let foot = texts::foot(letter.language);
    Mail {
        to: letter.to.clone(),
        text: plain(&draft, link.as_deref(), foot),
        html: html(&draft, link.as_deref(), foot),
        reply_to: draft.reply_to,
        subject: draft.subject,
        link,
    }
}

fn plain(draft: &Draft, link: Option<&str>, foot: &str) -> String {
    let mut parts = draft.before.clone();
    if let (Some((action, _)), Some(link)) = (&draft.link, link) {
        parts.push(format!("{action}:\n{link}"));
    }
    parts.extend(draft.after.iter().cloned());
    parts.push(format!("-- \n{foot}"));
    parts.join("\n\n") + "\n"
}

fn html(draft: &Draft, link: Option<&str>, foot: &str) -> String {
    let paragraph = |text: &String| format!("<p>{}</p>\n", escaped(text).replace('\n', "<br>"));
    let before: String = draft.before.iter().map(paragraph).collect();
    let after: String = draft.after.iter().map(paragraph).collect();
    let action = match (&draft.link, link) {
        (Some((action, _)), Some(link)) => {
            let (action, link) = (escaped(action), escaped(link));
            format!("<p><a href=\"{link}\"><b>{action}</b></a></p>\n<p>{link}</p>\n")
        }
        _ => String::new(),
    };
    let foot = escaped(foot);
    format!(
        "<!DOCTYPE html>\n<html><body style=\"font-family:sans-serif;line-height:1.5\">\n\
         {before}{action}{after}<hr><p><small>{foot}</small></p>\n</body></html>\n"
    )
}

fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        match c {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            c => safe.push(c),
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use domain::Language;

    use super::*;
    use crate::mail::kind::{AccountNote, MailKind};

    #[test]
    fn a_link_begins_with_our_own_address_in_both_forms() {
        for language in [Language::Sw, Language::En] {
            let kind = MailKind::ResetPassword { token: "abc".into() };
            let letter = Letter::new("asha@example.com", language, kind);
            let mail = lay_out(&letter, "https://flow.example");
            let link = "https://flow.example/reset?token=abc";
            assert!(mail.text.contains(link) && mail.html.contains(link));
            assert_eq!(mail.link.as_deref(), Some(link));
        }
    }

    #[test]
    fn what_a_person_chose_is_text_and_never_markup() {
        let note = AccountNote::EmailChanged { new: "\"<b>\"@x.io".into() };
        let kind = MailKind::Note { name: "<script>&".into(), note };
        let mail = lay_out(&Letter::new("a@x.io", Language::En, kind), "http://localhost");
        assert!(mail.html.contains("&lt;script&gt;&amp;") && mail.html.contains("&quot;&lt;b&gt;"));
        assert!(!mail.html.contains("<script>"));
    }

    #[test]
    fn a_letter_comes_back_as_it_was_kept() {
        let note = AccountNote::RecoveryCodeUsed { left: 3 };
        let kind = MailKind::Note { name: "Asha".into(), note };
        let bytes = Letter::new("a@x.io", Language::Sw, kind).to_bytes();
        let letter: Letter = serde_json::from_slice(&bytes).unwrap();
        assert_eq!((letter.to.as_str(), letter.language), ("a@x.io", Language::Sw));
        assert!(matches!(
            letter.kind,
            MailKind::Note { note: AccountNote::RecoveryCodeUsed { left: 3 }, .. }
        ));
    }
}
