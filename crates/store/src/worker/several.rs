//! Statements that touch several rows at once.
//!
//! Every statement is a trip to the database and back, which costs more than what it does to a row, so
//! what is done to many messages at once is said once ([`super`]).

use std::collections::HashSet;

use sea_orm::{
    ActiveModelTrait, ConnectionTrait, DatabaseTransaction, DbBackend, DbErr, EntityName,
    EntityTrait, IdenStatic, IntoActiveModel, Iterable, Statement, Value,
};
use uuid::Uuid;

use crate::error::Result;

/// The values of a statement, in their places.
pub(crate) struct Values {
    first: usize,
    values: Vec<Value>,
}

impl Values {
    /// None yet; the first one will be `$first`.
    pub(crate) fn from(first: usize) -> Self {
        Self { first, values: Vec::new() }
    }

    /// Takes a value; gives its place, such as `$4`.
    pub(crate) fn put(&mut self, value: impl Into<Value>) -> String {
        let place = format!("${}", self.first + self.values.len());
        self.values.push(value.into());
        place
    }

    /// Takes some; gives their places, such as `$4, $5`, and `NULL`, which nothing is in, for none.
    pub(crate) fn list<V: Into<Value>>(&mut self, values: impl IntoIterator<Item = V>) -> String {
        let places: Vec<_> = values.into_iter().map(|value| self.put(value)).collect();
        if places.is_empty() { "NULL".to_owned() } else { places.join(", ") }
    }

    /// Takes a row; gives it as a row of `VALUES`, whose columns both databases call `column1` and so
    /// on.
    pub(crate) fn row<const N: usize>(&mut self, row: [Value; N]) -> String {
        format!("({})", self.list(row))
    }
}

impl IntoIterator for Values {
    type Item = Value;
    type IntoIter = std::vec::IntoIter<Value>;

    fn into_iter(self) -> Self::IntoIter {
        self.values.into_iter()
    }
}

/// Statements that are said in one trip. None may go by what another one does, and no two may change
/// the same row: PostgreSQL does them all at once.
pub(super) struct Script {
    statements: Vec<String>,
    /// Which of them give ids.
    giving: Vec<usize>,
    values: Values,
}

impl Script {
    pub(super) fn new() -> Self {
        Self { statements: Vec::new(), giving: Vec::new(), values: Values::from(1) }
    }

    /// Adds a statement that gives nothing.
    pub(super) fn add(&mut self, statement: impl FnOnce(&mut Values) -> String) {
        let statement = statement(&mut self.values);
        self.statements.push(statement);
    }

    /// Adds a statement that gives the ids of the rows that it changes.
    pub(super) fn add_giving_ids(&mut self, statement: impl FnOnce(&mut Values) -> String) {
        self.giving.push(self.statements.len());
        self.add(|values| format!("{} RETURNING id", statement(values)));
    }

    /// Adds rows to their table.
    pub(super) fn insert<M, A>(&mut self, rows: Vec<M>)
    where
        M: IntoActiveModel<A>,
        A: ActiveModelTrait,
    {
        self.add(|values| insertion(values, rows));
    }

    /// The same, but for rows that a unique key has already; gives the ids of the others.
    pub(super) fn insert_giving_ids_of_new<M, A>(&mut self, rows: Vec<M>)
    where
        M: IntoActiveModel<A>,
        A: ActiveModelTrait,
    {
        self.add_giving_ids(|values| format!("{} ON CONFLICT DO NOTHING", insertion(values, rows)));
    }

    /// Runs the statements; gives the ids that they give.
    pub(super) async fn run(self, tx: &DatabaseTransaction) -> Result<HashSet<Uuid>> {
        if self.statements.is_empty() {
            return Ok(HashSet::new());
        }
        let backend = tx.get_database_backend();
        let gives = !self.giving.is_empty();
        let sql = self.sql(backend);
        let statement = Statement::from_sql_and_values(backend, sql, self.values);
        if !gives {
            tx.execute_raw(statement).await?;
            return Ok(HashSet::new());
        }
        let rows = tx.query_all_raw(statement).await?;
        Ok(rows
            .iter()
            .map(|row| row.try_get("", "id"))
            .collect::<std::result::Result<_, DbErr>>()?)
    }

    /// SQLite's driver takes several statements as they are, and PostgreSQL several parts of one.
    fn sql(&self, backend: DbBackend) -> String {
        if backend == DbBackend::Sqlite || self.statements.len() == 1 {
            return self.statements.join("; ");
        }
        let parts: Vec<_> = self
            .statements
            .iter()
            .enumerate()
            .map(|(place, statement)| format!("s{place} AS ({statement})"))
            .collect();
        let given: Vec<_> =
            self.giving.iter().map(|place| format!("SELECT id FROM s{place}")).collect();
        let last = if given.is_empty() { "SELECT 1".to_owned() } else { given.join(" UNION ALL ") };
        format!("WITH {} {last}", parts.join(", "))
    }
}

fn insertion<M, A>(values: &mut Values, rows: Vec<M>) -> String
where
    M: IntoActiveModel<A>,
    A: ActiveModelTrait,
{
    type Columns<A> = <<A as ActiveModelTrait>::Entity as EntityTrait>::Column;
    let columns: Vec<_> = Columns::<A>::iter().collect();
    let rows: Vec<_> = rows
        .into_iter()
        .map(|row| {
            let row = row.into_active_model();
            let row = columns.iter().filter_map(|column| row.get(*column).into_value());
            format!("({})", values.list(row))
        })
        .collect();
    let names: Vec<_> = columns.iter().map(IdenStatic::as_str).collect();
    let table = A::Entity::default().table_name();
    format!("INSERT INTO {table} ({}) VALUES {}", names.join(", "), rows.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_count_on() {
        let mut values = Values::from(4);
        assert_eq!(values.list(["a", "b"]), "$4, $5");
        assert_eq!(values.row([1.into(), 2.into()]), "($6, $7)");
        assert_eq!(values.list(std::iter::empty::<i32>()), "NULL");
        assert_eq!(values.into_iter().count(), 4);
    }

    #[test]
    fn a_script_is_one_trip_on_each_database() {
        let mut script = Script::new();
        script.add_giving_ids(|values| format!("UPDATE a SET x = {}", values.put(1)));
        script.add(|values| format!("DELETE FROM b WHERE y = {}", values.put(2)));
        assert_eq!(
            script.sql(DbBackend::Sqlite),
            "UPDATE a SET x = $1 RETURNING id; DELETE FROM b WHERE y = $2"
        );
        assert_eq!(
            script.sql(DbBackend::Postgres),
            "WITH s0 AS (UPDATE a SET x = $1 RETURNING id), s1 AS (DELETE FROM b WHERE y = $2) \
             SELECT id FROM s0"
        );
    }
}
