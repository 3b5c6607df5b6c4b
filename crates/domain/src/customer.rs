//! The customers of a business, as its people list, describe and find them.

use serde::{Deserialize, Serialize};

use crate::booking::AppointmentView;
use crate::consent::ConsentRecord;
use crate::inbox::InboxRow;
use crate::message::AddressKind;
use crate::problem::FieldProblem;
use crate::shop::OrderView;
use crate::text_enum::text_enum;
use crate::{ContactId, Instant, Language, Problem};

/// Longest tag, in characters (the column's length).
pub const TAG_MAX: u32 = 40;
/// The most tags of one customer.
pub const TAGS_MAX: usize = 20;
/// Longest name of a customer, in characters.
pub const CUSTOMER_NAME_MAX: u32 = 100;

text_enum! {
    /// How far a customer is with the business: it follows what they book and order, until its people say otherwise.
    #[derive(Default)]
    ContactStatus {
        /// Nothing came of it yet.
        #[default]
        New => "NEW",
        /// Something is asked for and not promised yet.
        Pending => "PENDING",
        /// It is promised.
        Confirmed => "CONFIRMED",
        /// It is done.
        Completed => "COMPLETED",
        /// It was called off.
        Cancelled => "CANCELLED",
    }
}

/// What came of a booking or an order of a customer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dealing {
    /// The customer asked for it.
    Placed,
    /// The customer will come, or the business does it.
    Confirmed,
    /// The customer came, or has it.
    Done,
    /// It was called off, or the customer did not come.
    CalledOff,
}

impl Dealing {
    /// Whether nothing of it is still to come.
    pub const fn ends_one(self) -> bool {
        matches!(self, Self::Done | Self::CalledOff)
    }
}

impl ContactStatus {
    /// How far a customer is after that. While something else of theirs `goes_on` it is not over.
    #[must_use]
    pub const fn after(self, news: Dealing, goes_on: bool) -> Self {
        match news {
            Dealing::Placed => Self::Pending,
            Dealing::Confirmed => Self::Confirmed,
            Dealing::Done | Dealing::CalledOff if goes_on => self,
            Dealing::Done => Self::Completed,
            Dealing::CalledOff => Self::Cancelled,
        }
    }
}

/// A customer in the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CustomerRow {
    /// The customer's id.
    pub id: ContactId,
    /// The name, where it is known.
    pub name: Option<String>,
    /// Where the customer is reached: the phone number where there is one.
    pub address: String,
    /// How far the customer is.
    pub status: ContactStatus,
    /// What the business's people sort customers by, in the order of the alphabet.
    pub tags: Vec<String>,
    /// Whether the customer wants no messages.
    pub opted_out: bool,
    /// When the customer was first heard of.
    pub first_at: Instant,
    /// When the customer wrote last; nothing for who never did.
    pub last_at: Option<Instant>,
}

impl CustomerRow {
    /// What the customer is called: by name, or else where they are reached.
    pub fn called(&self) -> &str {
        self.name.as_deref().unwrap_or(&self.address)
    }
}

/// One way to reach a customer.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct CustomerAddress {
    /// What it is.
    pub kind: AddressKind,
    /// The address.
    pub value: String,
}

/// All that is written down of a customer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CustomerView {
    /// As the list shows the customer.
    pub row: CustomerRow,
    /// Every way to reach the customer, the phone number first.
    pub addresses: Vec<CustomerAddress>,
    /// What the customer speaks, where that is known.
    pub language: Option<Language>,
    /// What the business's people note about the customer.
    pub note: Option<String>,
    /// Since when the customer wants no messages.
    pub opted_out_at: Option<Instant>,
    /// What the customer said about messages, newest first.
    pub consent: Vec<ConsentRecord>,
}

/// What customer and business had to do with each other, newest first, as much as one page shows.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CustomerHistory {
    /// What was booked.
    pub bookings: Vec<AppointmentView>,
    /// What was ordered.
    pub orders: Vec<OrderView>,
    /// The conversations.
    pub conversations: Vec<InboxRow>,
}

/// What is typed about a customer.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct CustomerForm {
    /// The name; empty where it is not known.
    pub name: String,
    /// A [`ContactStatus`].
    pub status: String,
    /// The one that the form came with: where it is chosen still, whatever has moved it on meanwhile holds.
    #[serde(default)]
    pub was: String,
    /// Tags, between commas.
    pub tags: String,
    /// A note.
    pub note: String,
}

impl From<&CustomerView> for CustomerForm {
    fn from(view: &CustomerView) -> Self {
        Self {
            name: view.row.name.clone().unwrap_or_default(),
            status: view.row.status.as_str().to_owned(),
            was: view.row.status.as_str().to_owned(),
            tags: view.row.tags.join(", "),
            note: view.note.clone().unwrap_or_default(),
        }
    }
}

/// Which customers are looked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CustomerFilter {
    /// A part of a name or an address; empty for all.
    pub find: String,
    /// Only those who are so far.
    pub status: Option<ContactStatus>,
    /// Only those with this tag; empty for all.
    pub tag: String,
    /// Only those who want no messages.
    pub opted_out: bool,
}

/// Tags as people type them: between commas or semicolons, each once however it is capitalized, in the order of the
/// alphabet.
///
/// # Errors
/// When one is too long, or there are too many.
pub fn typed_tags(typed: &str) -> Result<Vec<String>, FieldProblem> {
    let refused = |problem| FieldProblem::new("tags", problem);
    let mut tags: Vec<String> = Vec::new();
    for tag in typed.split([',', ';', '\n']) {
        let tag = tag.replace('\0', "").split_whitespace().collect::<Vec<_>>().join(" ");
        if tag.is_empty() {
            continue;
        }
        if tag.chars().count() > TAG_MAX as usize {
            return Err(refused(Problem::TooLong { max: TAG_MAX }));
        }
        if !tags.iter().any(|known| known.to_lowercase() == tag.to_lowercase()) {
            tags.push(tag);
        }
    }
    if tags.len() > TAGS_MAX {
        let max = i64::try_from(TAGS_MAX).unwrap_or(i64::MAX);
        return Err(refused(Problem::Range { min: 0, max }));
    }
    tags.sort_by_key(|tag| tag.to_lowercase());
    Ok(tags)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_stand_between_commas_and_each_stands_once() {
        let tags = typed_tags(" vip, Jumla ;VIP,, mteja   wa  zamani\n").unwrap();
        assert_eq!(tags, ["Jumla", "mteja wa zamani", "vip"]);
        assert_eq!(typed_tags(" ,; ").unwrap(), [""; 0]);
    }

    #[test]
    fn a_customer_is_as_far_as_what_they_booked_or_ordered_last() {
        use ContactStatus::{Cancelled, Completed, Confirmed, Pending};
        for before in ContactStatus::ALL {
            for goes_on in [false, true] {
                assert_eq!(before.after(Dealing::Placed, goes_on), Pending);
                assert_eq!(before.after(Dealing::Confirmed, goes_on), Confirmed);
            }
            assert_eq!(before.after(Dealing::Done, false), Completed);
            assert_eq!(before.after(Dealing::CalledOff, false), Cancelled);
            assert_eq!(before.after(Dealing::Done, true), *before);
            assert_eq!(before.after(Dealing::CalledOff, true), *before);
        }
    }

    #[test]
    fn too_long_and_too_many_tags_are_refused() {
        let longest = "é".repeat(TAG_MAX as usize);
        assert_eq!(typed_tags(&longest).unwrap(), std::slice::from_ref(&longest));
        let problem = typed_tags(&format!("{longest}é")).unwrap_err().problem;
        assert_eq!(problem, Problem::TooLong { max: TAG_MAX });
        let many: Vec<String> = (0..=TAGS_MAX).map(|n| n.to_string()).collect();
        assert!(typed_tags(&many.join(",")).is_err());
        assert_eq!(typed_tags(&many[1..].join(",")).unwrap().len(), TAGS_MAX);
    }
}
