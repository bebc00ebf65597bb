//! One file per subject.

mod delegate;
mod invariants;
mod leave;
mod money;
mod set_terms;
mod simulation;
