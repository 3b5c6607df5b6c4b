//! News between nodes that share one PostgreSQL database, so that browsers and workers of each hear of what happens on
//! any other within a tenth of a second.
//!
//! Only words travel, which say where to look. Nothing depends on them: a node that misses some has its browsers take a
//! snapshot, and its workers look by themselves now and then.

mod hear;
mod outgoing;
mod queue;
mod retell;
mod tell;
mod word;

pub(crate) use hear::hear;
pub(crate) use outgoing::Outgoing;
pub(crate) use tell::tell;
pub(crate) use word::Word;
