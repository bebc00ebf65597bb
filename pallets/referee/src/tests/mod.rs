//! One file per call, and files for what follows without one.

mod answer;
mod bounty;
mod choose;
mod clock;
mod commit_challenge;
mod drop_commitment;
mod invariants;
mod prove;
mod prove_bad_release;
mod queue;
mod reveal_challenge;
mod set_parameters;
mod subjects;
mod timeout;
mod views;
