//! Orders: where they stand, how they reach the customer, and when somebody who did not finish one is asked.

use chrono::Duration;

use crate::text_enum::text_enum;

/// Longest address that an order is brought to, in characters (the column's length); longer ones are cut.
pub const ADDRESS_MAX: u32 = 500;

text_enum! {
    /// Where an order stands.
    OrderStatus {
        /// The customer has placed it; the business has not looked at it yet.
        New => "NEW",
        /// The business does it.
        Accepted => "ACCEPTED",
        /// It can be fetched, or taken along.
        Ready => "READY",
        /// It is on its way to the customer.
        OnTheWay => "ON_THE_WAY",
        /// The customer has it.
        Completed => "COMPLETED",
        /// It is called off, and what was in it is in stock again.
        Cancelled => "CANCELLED",
    }
}

text_enum! {
    /// How an order reaches the customer.
    Fulfilment {
        /// The business brings it.
        Delivery => "DELIVERY",
        /// The customer fetches it.
        Pickup => "PICKUP",
    }
}

text_enum! {
    /// What becomes of an order.
    OrderAct {
        /// The business does it.
        Accept => "accept",
        /// It can be fetched, or taken along.
        Ready => "ready",
        /// It leaves for the customer.
        SendOut => "send_out",
        /// The customer has it.
        Complete => "complete",
        /// It is called off.
        Cancel => "cancel",
    }
}

/// An order stands where this cannot become of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not possible while the order is {status}")]
pub struct OrderRefused {
    /// Where it stands.
    pub status: OrderStatus,
}

impl OrderStatus {
    /// Where the order stands after this. Steps may be left out, but none is taken back; only a delivery is
    /// ever on its way.
    ///
    /// # Errors
    /// When this cannot become of it any more.
    pub const fn apply(self, act: OrderAct, fulfilment: Fulfilment) -> Result<Self, OrderRefused> {
        use OrderAct as A;
        match (self, act, fulfilment) {
            (Self::New, A::Accept, _) => Ok(Self::Accepted),
            (Self::New | Self::Accepted, A::Ready, _) => Ok(Self::Ready),
            (Self::New | Self::Accepted | Self::Ready, A::SendOut, Fulfilment::Delivery) => {
                Ok(Self::OnTheWay)
            }
            (Self::New | Self::Accepted | Self::Ready | Self::OnTheWay, A::Complete, _) => {
                Ok(Self::Completed)
            }
            (Self::New | Self::Accepted | Self::Ready | Self::OnTheWay, A::Cancel, _) => {
                Ok(Self::Cancelled)
            }
            (status, ..) => Err(OrderRefused { status }),
        }
    }

    /// Whether something is still to be done for it.
    pub const fn is_open(self) -> bool {
        !matches!(self, Self::Completed | Self::Cancelled)
    }

    /// Whether the customer may still call it off by writing: nobody has begun with it.
    pub const fn is_customers(self) -> bool {
        matches!(self, Self::New)
    }
}

text_enum! {
    /// What a customer left unfinished when they went silent.
    Unfinished {
        /// There is something in the basket.
        Basket => "BASKET",
        /// Everything was said but the last yes.
        Confirmation => "CONFIRMATION",
    }
}

/// How long after the customer's last word the questions about an unfinished order come, each once; any word
/// of the customer's calls the rest off. Who only filled a basket is asked once.
pub fn follow_ups(unfinished: Unfinished) -> Vec<Duration> {
    match unfinished {
        Unfinished::Basket => vec![Duration::hours(1)],
        Unfinished::Confirmation => {
            vec![Duration::minutes(30), Duration::hours(3), Duration::hours(24)]
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use OrderAct as A;
    use OrderStatus as S;

    #[test]
    fn every_edge_is_as_it_should_be() {
        // Columns: accept, ready, send out, complete, cancel; of a delivery.
        let [done, off] = [Some(S::Completed), Some(S::Cancelled)];
        let table = [
            (S::New, [Some(S::Accepted), Some(S::Ready), Some(S::OnTheWay), done, off]),
            (S::Accepted, [None, Some(S::Ready), Some(S::OnTheWay), done, off]),
            (S::Ready, [None, None, Some(S::OnTheWay), done, off]),
            (S::OnTheWay, [None, None, None, done, off]),
            (S::Completed, [None; 5]),
            (S::Cancelled, [None; 5]),
        ];
        assert_eq!(table.len(), S::ALL.len());
        for (status, wanted) in table {
            for (act, wanted) in A::ALL.iter().zip(wanted) {
                assert_eq!(status.apply(*act, Fulfilment::Delivery).ok(), wanted, "{status} {act}");
                let wanted = wanted.filter(|_| *act != A::SendOut);
                assert_eq!(status.apply(*act, Fulfilment::Pickup).ok(), wanted, "{status} {act}");
            }
        }
    }
}
