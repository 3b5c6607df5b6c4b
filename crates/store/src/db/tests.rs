//! What holds for every piece of work, tried on SQLite.

use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Waker};

use sea_orm::{ConnectionTrait, DbErr};
use tokio::sync::oneshot;
use tokio::task::JoinSet;

use super::*;

async fn sqlite() -> (tempfile::TempDir, Db) {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite://{}/a/b/test.db", folder.path().display());
    let db = Db::connect(&StoreConfig::new(url)).await.unwrap();
    let table = "CREATE TABLE notes (id INTEGER PRIMARY KEY, text TEXT NOT NULL)";
    db.migrations().await.unwrap().connection().execute_unprepared(table).await.unwrap();
    (folder, db)
}

async fn note(tx: &DatabaseTransaction) -> Result<()> {
    tx.execute_unprepared("INSERT INTO notes (text) VALUES ('x')").await?;
    Ok(())
}

async fn notes(db: &Db) -> i64 {
    db.read(Scope::Upkeep, |tx| {
        Box::pin(async move {
            let row = tx
                .query_one_raw(sea_orm::Statement::from_string(
                    tx.get_database_backend(),
                    "SELECT count(*) AS notes FROM notes",
                ))
                .await?
                .ok_or(StoreError::Missing("count"))?;
            Ok(row.try_get("", "notes")?)
        })
    })
    .await
    .unwrap()
}

#[tokio::test]
async fn work_that_fails_or_panics_leaves_nothing_and_the_writer_goes_on() {
    let (_folder, db) = sqlite().await;
    let failed = db
        .write(Scope::Upkeep, |tx| {
            Box::pin(async move {
                note(tx).await?;
                Err::<(), _>(StoreError::Missing("luck"))
            })
        })
        .await;
    assert!(matches!(failed, Err(StoreError::Missing("luck"))));
    let panicked: Result<()> = db
        .write(Scope::Upkeep, |tx| {
            Box::pin(async move {
                note(tx).await?;
                panic!("as a test must")
            })
        })
        .await;
    assert!(matches!(panicked, Err(StoreError::Database(_))), "{panicked:?}");
    assert_eq!(notes(&db).await, 0);
    db.write(Scope::Upkeep, |tx| Box::pin(note(tx))).await.unwrap();
    assert_eq!(notes(&db).await, 1);
}

#[tokio::test]
async fn work_goes_on_when_the_caller_goes() {
    let (_folder, db) = sqlite().await;
    let mut handed_over = Box::pin(db.write(Scope::Upkeep, |tx| Box::pin(note(tx))));
    let mut context = Context::from_waker(Waker::noop());
    assert!(handed_over.as_mut().poll(&mut context).is_pending());
    drop(handed_over);
    // The queue is in order: when this one is done, so is the one before.
    db.write(Scope::Upkeep, |tx| Box::pin(note(tx))).await.unwrap();
    assert_eq!(notes(&db).await, 2);
}

#[tokio::test]
async fn who_only_reads_cannot_write() {
    let (_folder, db) = sqlite().await;
    let refused = db.read(Scope::Upkeep, |tx| Box::pin(note(tx))).await;
    assert!(matches!(refused, Err(StoreError::Database(DbErr::Exec(_)))), "{refused:?}");
    assert_eq!(notes(&db).await, 0);
}

#[tokio::test]
async fn an_unknown_scheme_is_named() {
    for url in ["mysql://localhost/x", "", "flowhq.db"] {
        let refused = Db::connect(&StoreConfig::new(url)).await.unwrap_err();
        assert!(refused.to_string().contains("neither sqlite: nor postgres:"), "{url}");
    }
}

async fn note_of(tx: &DatabaseTransaction, number: usize) -> Result<()> {
    tx.execute_unprepared(&format!("INSERT INTO notes (text) VALUES ('{number}')")).await?;
    Ok(())
}

/// The notes' numbers in the order in which they were written, read on another connection.
async fn numbers(db: &Db) -> Vec<usize> {
    db.read(Scope::Upkeep, |tx| {
        Box::pin(async move {
            let all = "SELECT text FROM notes ORDER BY id";
            let all = sea_orm::Statement::from_string(tx.get_database_backend(), all);
            let rows = tx.query_all_raw(all).await?;
            rows.iter().map(|row| Ok(row.try_get::<String>("", "text")?.parse().unwrap())).collect()
        })
    })
    .await
    .unwrap()
}

/// A piece of work that holds the writer up until something is sent to it; it is under way already.
async fn hold_up(db: &Arc<Db>, work: &mut JoinSet<()>) -> oneshot::Sender<()> {
    let (go_on, may_go_on) = oneshot::channel::<()>();
    let (started, has_started) = oneshot::channel();
    let writer = Arc::clone(db);
    work.spawn(async move {
        let held = writer.write(Scope::Upkeep, |_| {
            Box::pin(async move {
                started.send(()).unwrap();
                may_go_on.await.unwrap();
                Ok(())
            })
        });
        // What came of the group is the others' business.
        let _ = held.await;
    });
    has_started.await.unwrap();
    go_on
}

#[tokio::test]
async fn of_a_hundred_that_share_a_commit_only_the_one_that_fails_and_the_one_that_panics_are_undone()
 {
    const FAILS: usize = 31;
    const PANICS: usize = 62;
    let (_folder, db) = sqlite().await;
    let db = Arc::new(db);
    let mut work = JoinSet::new();
    let go_on = hold_up(&db, &mut work).await;
    let before = db.writes().unwrap();
    let mut writers = JoinSet::new();
    for number in 0..100 {
        let db = Arc::clone(&db);
        writers.spawn(async move {
            let written = db
                .write(Scope::Upkeep, move |tx| {
                    Box::pin(async move {
                        note_of(tx, number).await?;
                        match number {
                            FAILS => Err(StoreError::Missing("luck")),
                            PANICS => panic!("as a test must"),
                            number => Ok(number),
                        }
                    })
                })
                .await;
            // Whoever has an answer sees the row on another connection: it is committed.
            let seen = numbers(&db).await.contains(&number);
            (number, written, seen)
        });
    }
    while db.writes().unwrap().waiting < 100 {
        tokio::task::yield_now().await;
    }
    go_on.send(()).unwrap();
    while let Some(ended) = writers.join_next().await {
        let (number, written, seen) = ended.unwrap();
        match number {
            FAILS => assert!(matches!(written, Err(StoreError::Missing("luck"))), "{written:?}"),
            PANICS => assert!(matches!(written, Err(StoreError::Database(_))), "{written:?}"),
            number => assert_eq!(written.unwrap(), number),
        }
        assert_eq!(seen, number != FAILS && number != PANICS, "{number}");
    }
    work.join_all().await;
    assert_eq!(numbers(&db).await.len(), 98);
    let after = db.writes().unwrap();
    assert_eq!(after.jobs - before.jobs, 101);
    assert!(after.commits - before.commits < 20, "{after:?}");
}

#[tokio::test]
async fn nobody_is_answered_before_the_commit() {
    let (_folder, db) = sqlite().await;
    let db = Arc::new(db);
    let mut work = JoinSet::new();
    let first = hold_up(&db, &mut work).await;
    let mut early = pin!(db.write(Scope::Upkeep, |tx| Box::pin(note_of(tx, 1))));
    let mut context = Context::from_waker(Waker::noop());
    assert!(early.as_mut().poll(&mut context).is_pending());
    // The third one is in the same group and keeps the commit from coming.
    let (go_on, may_go_on) = oneshot::channel::<()>();
    let (started, has_started) = oneshot::channel();
    let mut late = pin!(db.write(Scope::Upkeep, |_| {
        Box::pin(async move {
            started.send(()).unwrap();
            may_go_on.await.unwrap();
            Ok(())
        })
    }));
    assert!(late.as_mut().poll(&mut context).is_pending());
    first.send(()).unwrap();
    has_started.await.unwrap();
    assert!(early.as_mut().poll(&mut context).is_pending());
    assert!(numbers(&db).await.is_empty());
    go_on.send(()).unwrap();
    early.await.unwrap();
    assert_eq!(numbers(&db).await, [1]);
    late.await.unwrap();
    work.join_all().await;
}

#[tokio::test]
async fn work_is_done_in_the_order_in_which_it_came() {
    let (_folder, db) = sqlite().await;
    let db = Arc::new(db);
    let mut work = JoinSet::new();
    let go_on = hold_up(&db, &mut work).await;
    let mut context = Context::from_waker(Waker::noop());
    let mut writes: Vec<_> = (0..300)
        .map(|number| Box::pin(db.write(Scope::Upkeep, move |tx| Box::pin(note_of(tx, number)))))
        .collect();
    for write in &mut writes {
        assert!(write.as_mut().poll(&mut context).is_pending());
    }
    go_on.send(()).unwrap();
    for write in writes {
        write.await.unwrap();
    }
    work.join_all().await;
    assert_eq!(numbers(&db).await, (0..300).collect::<Vec<_>>());
}

#[tokio::test]
async fn when_the_common_commit_fails_all_are_told() {
    let (_folder, db) = sqlite().await;
    let children = "CREATE TABLE children (note INTEGER NOT NULL REFERENCES notes (id) \
                    DEFERRABLE INITIALLY DEFERRED)";
    let migrating = db.migrations().await.unwrap();
    migrating.connection().execute_unprepared(children).await.unwrap();
    let db = Arc::new(db);
    let mut work = JoinSet::new();
    let go_on = hold_up(&db, &mut work).await;
    let mut context = Context::from_waker(Waker::noop());
    let mut good = pin!(db.write(Scope::Upkeep, |tx| Box::pin(note_of(tx, 1))));
    let mut bad = pin!(db.write(Scope::Upkeep, |tx| {
        Box::pin(async move {
            // A key that is looked at only when the transaction is committed.
            tx.execute_unprepared("INSERT INTO children (note) VALUES (77)").await?;
            Ok(())
        })
    }));
    assert!(good.as_mut().poll(&mut context).is_pending());
    assert!(bad.as_mut().poll(&mut context).is_pending());
    go_on.send(()).unwrap();
    for told in [good.await, bad.await] {
        assert!(matches!(told, Err(StoreError::Database(_))), "{told:?}");
    }
    work.join_all().await;
    assert!(numbers(&db).await.is_empty());
    db.write(Scope::Upkeep, |tx| Box::pin(note_of(tx, 2))).await.unwrap();
    assert_eq!(numbers(&db).await, [2]);
}
