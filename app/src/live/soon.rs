//! Doing something soon, and once, however often it is asked for meanwhile.

use std::time::Duration;

use leptos::prelude::*;

/// Something that waits to be done.
#[derive(Clone, Copy)]
pub(crate) struct Soon {
    waits: StoredValue<bool>,
    gather: Duration,
}

impl Soon {
    /// Nothing waits; wishes are gathered for so long, so that a wave of events costs one question.
    pub(crate) fn after(gather: Duration) -> Self {
        Self { waits: StoredValue::new(false), gather }
    }

    /// Does it in a moment, unless it waits already or the page has gone by then.
    pub(crate) fn run(self, then: impl FnOnce() + 'static) {
        if self.waits.try_get_value() != Some(false) {
            return;
        }
        self.waits.set_value(true);
        let then: Box<dyn FnOnce()> = Box::new(then);
        set_timeout(
            move || {
                if self.waits.try_set_value(false).is_none() {
                    then();
                }
            },
            self.gather,
        );
    }
}
