//! The runner itself: what does not hold is found, and what is not understood is named.

use crate::playing::failures;
use crate::reading::read;

const HEAD: &str = "flow BOOKING\ncustomer Neema\n";

#[test]
fn what_is_not_understood_is_named_by_its_line() {
    for (line, why) in [
        ("flow NOTHING", "'NOTHING' is no TemplateType"),
        ("Juma: habari", "there is no customer 'Juma'"),
        ("Neema:", "nothing stands here"),
        ("says habari", "there is no line 'says'"),
        ("at noon", "a day and a time"),
        ("at Mon 9", "'9' is no time like 09:00"),
        ("stored bookings Neema", "nothing is stored that is a 'bookings'"),
        ("order 1 NEW", "nobody makes an order new"),
        ("hours Mon-Fri", "'Mon-Fri' are no hours like Mon-Fri 08:00 to 18:00"),
        (
            "hours Fri-Mon 08:00 to 18:00",
            "'Fri-Mon 08:00 to 18:00' are no hours like Mon-Fri 08:00 to 18:00",
        ),
        ("pickup maybe", "'maybe' is neither yes nor no"),
        ("service Kusuka", "'Kusuka' has not 3 to 4 parts"),
        ("customer Neema", "'Neema' cannot be told from other words"),
        ("Neema: habari\nservice Kusuka | Braiding | 30", "'service' belongs to the head"),
    ] {
        let Err(wrong) = read(&format!("{HEAD}{line}")) else { panic!("'{line}' was understood") };
        let number = 2 + line.lines().count();
        assert_eq!(wrong, [(number, why.to_owned())], "{line}");
    }
    let Err(wrong) = read("customer Neema\n") else { panic!("no flow is named") };
    assert_eq!(wrong, [(1, "no flow is named".to_owned())]);
}

#[tokio::test]
async fn what_does_not_hold_is_found() {
    let script = [
        "Neema: habari",
        "~ Kwaheri",
        "! Karibu",
        "= Karibu",
        "nothing",
        "stored booking Neema",
        "stored nothing mode Neema | BOT",
        "stored mode Neema | BOT",
        "Neema: bei",
        "at 2026-02-23 08:00",
        "stored booking Juma",
    ];
    let script =
        read(&format!("{HEAD}{}", script.join("\n"))).map_err(|wrong| format!("{wrong:?}"));
    let failures = failures(script.unwrap()).await;
    let lines: Vec<_> = failures.iter().map(|(line, _)| *line).collect();
    assert_eq!(lines, [4, 5, 7, 3, 8, 9, 11, 12], "{failures:?}");
    assert!(failures[5].1.contains("mode Neema | BOT"), "{failures:?}");
}
