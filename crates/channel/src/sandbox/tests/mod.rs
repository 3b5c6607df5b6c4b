//! The sandbox, driven as the phone page and a worker drive it.

mod delivery;
mod lifecycle;
mod pairing;
mod rig;
mod sending;
