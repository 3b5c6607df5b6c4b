//! Statements that touch several rows at once.
//!
//! Every statement is a trip to the database and back, which costs more than what it does to a row, so
//! what is done to many messages at once is said once ([`super`]).

use sea_orm::Value;

/// The values of a statement, in their places.
pub(super) struct Values {
    first: usize,
    values: Vec<Value>,
}

impl Values {
    /// None yet; the first one will be `$first`.
    pub(super) fn from(first: usize) -> Self {
        Self { first, values: Vec::new() }
    }

    /// Takes a value; gives its place, such as `$4`.
    pub(super) fn put(&mut self, value: impl Into<Value>) -> String {
        let place = format!("${}", self.first + self.values.len());
        self.values.push(value.into());
        place
    }

    /// Takes some; gives their places, such as `$4, $5`.
    pub(super) fn list<V: Into<Value>>(&mut self, values: impl IntoIterator<Item = V>) -> String {
        let places: Vec<_> = values.into_iter().map(|value| self.put(value)).collect();
        places.join(", ")
    }

    /// Takes a row; gives it as a row of `VALUES`, whose columns both databases call `column1` and so
    /// on.
    pub(super) fn row<const N: usize>(&mut self, row: [Value; N]) -> String {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_count_on() {
        let mut values = Values::from(4);
        assert_eq!(values.list(["a", "b"]), "$4, $5");
        assert_eq!(values.row([1.into(), 2.into()]), "($6, $7)");
        assert_eq!(values.into_iter().count(), 4);
    }
}
