//! What names, addresses and passwords may be.

use domain::forms::{EMAIL_MAX, NAME_MAX, PASSWORD_MAX, PASSWORD_MIN};
use domain::{FieldProblem, Problem};
use zxcvbn::{Score, zxcvbn};

pub(super) fn check_text(field: &str, text: &str, problems: &mut Vec<FieldProblem>) {
    if text.is_empty() {
        problems.push(FieldProblem::new(field, Problem::Required));
    } else if text.chars().count() > NAME_MAX as usize {
        problems.push(FieldProblem::new(field, Problem::TooLong { max: NAME_MAX }));
    }
}

/// The form only: one `@` with something before it and a dotted name behind it. Whether somebody
/// reads mail there is for a confirmation mail to find out.
pub(crate) fn check_email(email: &str, problems: &mut Vec<FieldProblem>) {
    let problem = if email.is_empty() {
        Problem::Required
    } else if email.len() > EMAIL_MAX as usize {
        Problem::TooLong { max: EMAIL_MAX }
    } else {
        let good = email.split_once('@').is_some_and(|(name, host)| {
            let dotted = host.contains('.') && host.split('.').all(|part| !part.is_empty());
            !name.is_empty() && dotted && !host.contains('@')
        });
        if good && !email.contains(|c: char| c.is_whitespace() || c.is_control()) {
            return;
        }
        Problem::Email
    };
    problems.push(FieldProblem::new("email", problem));
}

/// Judges a new password. `personal` are the texts that everybody knows of this person: name,
/// business, address.
pub(super) fn check_password(
    field: &str,
    password: &str,
    personal: &[&str],
    problems: &mut Vec<FieldProblem>,
) {
    let problem = match password.chars().count() {
        0 => Problem::Required,
        n if n < PASSWORD_MIN as usize => Problem::TooShort { min: PASSWORD_MIN },
        n if n > PASSWORD_MAX as usize => Problem::TooLong { max: PASSWORD_MAX },
        _ if is_personal(password, personal) => Problem::PersonalPassword,
        _ if is_common(password, personal) => Problem::CommonPassword,
        _ => return,
    };
    problems.push(FieldProblem::new(field, problem));
}

fn is_personal(password: &str, personal: &[&str]) -> bool {
    let password = bare(password);
    personal.iter().any(|text| {
        let name = text.split_once('@').map_or("", |(name, _)| name);
        password == bare(text) || (!name.is_empty() && password == bare(name))
    })
}

/// As it sounds when it is said: without case, spaces and signs.
fn bare(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// Whether fewer than a million guesses find it (zxcvbn's scores 0 and 1): it is on the lists of
/// leaked passwords that the crate carries, or made from them by what everybody does.
fn is_common(password: &str, personal: &[&str]) -> bool {
    let personal: Vec<&str> =
        personal.iter().flat_map(|text| text.split(['@', '.', ' ']).chain([*text])).collect();
    zxcvbn(password, &personal).score() < Score::Two
}

#[cfg(test)]
mod tests {
    use super::*;

    fn email_problem(email: &str) -> Option<Problem> {
        let mut problems = Vec::new();
        check_email(email, &mut problems);
        problems.pop().map(|found| found.problem)
    }

    fn password_problem(password: &str) -> Option<Problem> {
        let personal = ["Asha Mrema", "Mama Salon Bora", "mama.asha@example.co.tz"];
        let mut problems = Vec::new();
        check_password("password", password, &personal, &mut problems);
        problems.pop().map(|found| found.problem)
    }

    #[test]
    fn email_addresses_are_judged_by_their_form() {
        for good in ["asha@example.co.tz", "a.b+c@x.io", "juma@ex-ample.com"] {
            assert_eq!(email_problem(good), None, "{good}");
        }
        for bad in
            ["asha", "@example.com", "asha@", "asha@example", "a b@x.io", "a@b@c.io", "a@.io"]
        {
            assert_eq!(email_problem(bad), Some(Problem::Email), "{bad}");
        }
        assert_eq!(email_problem(""), Some(Problem::Required));
    }

    #[test]
    fn a_few_words_are_a_good_password() {
        for good in [
            "kahawa na chapati",
            "nenosiri refu",
            "correct horse",
            "siri ya admin",
            "flowhq-demo",
            "the first admin of all",
        ] {
            assert_eq!(password_problem(good), None, "{good}");
        }
    }

    #[test]
    fn what_others_took_before_is_refused_however_it_is_dressed_up() {
        for bad in [
            "password12",
            "Password123",
            "P@ssw0rd123",
            "1234567890",
            "0987654321",
            "qwertyuiop",
            "qwerty12345",
            "iloveyou123",
            "aaaaaaaaaaaa",
            "abcdefghij",
            "abc123abc123",
            "12345678910",
        ] {
            assert_eq!(password_problem(bad), Some(Problem::CommonPassword), "{bad}");
        }
    }

    #[test]
    fn what_everybody_knows_of_a_person_is_refused() {
        for bad in ["Asha  MREMA", "mama.asha@example.co.tz", "mama salon bora", "MamaSalonBora!"] {
            assert_eq!(password_problem(bad), Some(Problem::PersonalPassword), "{bad}");
        }
    }

    #[test]
    fn a_password_has_its_lengths() {
        assert_eq!(password_problem(""), Some(Problem::Required));
        assert_eq!(password_problem("kahawa na"), Some(Problem::TooShort { min: 10 }));
        assert_eq!(password_problem(&"kahawa".repeat(40)), Some(Problem::TooLong { max: 200 }));
    }
}
