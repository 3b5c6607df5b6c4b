//! What a node that asks several things is in the middle of.

use domain::{AppointmentId, ResourceId, ServiceId};
use serde::{Deserialize, Serialize};

use crate::slots::Slot;
use crate::vocabulary::Wish;

/// What is asked just now; kept with the conversation's state.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "asks", rename_all = "snake_case")]
pub(crate) enum Task {
    /// Which service.
    PickService {
        /// What the customer said before, which may hold a time.
        wish: String,
    },
    /// Which time.
    PickTime {
        service: ServiceId,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        with: Option<ResourceId>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        moves: Option<AppointmentId>,
        /// The times under their numbers.
        offered: Vec<Slot>,
    },
    /// The customer's name.
    Name { service: ServiceId, slot: Slot },
    /// Whether all of it is right.
    Confirm {
        service: ServiceId,
        slot: Slot,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        with: Option<ResourceId>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        moves: Option<AppointmentId>,
    },
    /// Which of the customer's bookings.
    PickBooking {
        /// What is wanted of it, where that was said already.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        wish: Option<Wish>,
    },
    /// What is to become of a booking.
    PickChange { appointment: AppointmentId },
    /// Whether it is really to be cancelled.
    Cancel { appointment: AppointmentId },
}
