//! Conversations played through the worker and the store: who says what at what time, what must come back, and what
//! must be in the database. docs/flows.md describes the files; each is a test of its own.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop where it stands")]

mod business;
#[path = "../../../store/tests/support/database.rs"]
#[expect(dead_code, reason = "the store's own tests use all of it")]
mod database;
mod deeds;
mod head;
mod looking;
mod playing;
mod reading;
mod strictness;

use std::path::Path;

/// A test for each script, and one that none is left out.
macro_rules! scripts {
    ($($name:ident)+) => {
        $(
            #[tokio::test]
            async fn $name() {
                playing::play(stringify!($name)).await;
            }
        )+

        #[test]
        fn every_script_is_played() {
            let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/scripts");
            let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
            let texts = files.filter(|path| path.extension().is_some_and(|it| it == "txt"));
            let names = texts.map(|path| path.file_stem().unwrap().to_string_lossy().into_owned());
            let mut names: Vec<_> = names.collect();
            names.sort();
            assert_eq!(names, [$(stringify!($name)),+], "in the order of the alphabet");
        }
    };
}

scripts! {
    booking
    changed_bookings
    closed
    consent
    ecommerce
    healthcare
    hotel
    languages
    last_packet
    one_time
    person
    pieces
    questions
    real_estate
    reminders
    requests
    restaurant
    salon
    studio
    support
    unfinished_orders
}
