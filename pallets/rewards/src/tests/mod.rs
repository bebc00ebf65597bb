//! Each call, the end of eras, and that nobody gains by trading with himself.

mod claim;
mod claim_release;
mod end_era;
mod invariants;
mod set_parameters;
mod simulation;
