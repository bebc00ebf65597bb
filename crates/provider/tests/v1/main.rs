//! Answers sold by the token: a real server, the real engine on a small model, a payer that checks everything.

#[path = "../common/mod.rs"]
mod common;
mod payer;
mod shop;

mod answers;
mod hostile;
mod payment;
mod prepaid;
mod restarts;
mod samples;
mod terms;
mod upstream;
