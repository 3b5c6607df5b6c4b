//! Doing something soon, and once, however often it is asked for meanwhile.

use std::time::Duration;

use leptos::prelude::*;

/// How long wishes are gathered: a wave of events costs one question.
const GATHER: Duration = Duration::from_millis(1_500);

/// Something that waits to be done.
#[derive(Clone, Copy)]
pub(in crate::pages::dashboard) struct Soon(StoredValue<bool>);

impl Soon {
    /// Nothing waits.
    pub(in crate::pages::dashboard) fn new() -> Self {
        Self(StoredValue::new(false))
    }

    /// Does it in a moment, unless it waits already or the page has gone by then.
    pub(in crate::pages::dashboard) fn run(self, then: impl FnOnce() + 'static) {
        if self.0.try_get_value() != Some(false) {
            return;
        }
        self.0.set_value(true);
        let then: Box<dyn FnOnce()> = Box::new(then);
        set_timeout(
            move || {
                if self.0.try_set_value(false).is_none() {
                    then();
                }
            },
            GATHER,
        );
    }
}
