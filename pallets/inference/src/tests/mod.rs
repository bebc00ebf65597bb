//! One file per call, and files for what follows without one.

mod acknowledge;
mod agenda;
mod bytes;
mod cancel_job;
mod claim;
mod commit;
mod deadlines;
mod decline;
mod demand_data;
mod drop_expired;
mod escalate;
mod invariants;
mod offchain;
mod poke;
mod post_prompt;
mod provide_data;
mod relay;
mod reveal;
mod session;
mod set_parameters;
mod submit_job;
mod verdict;
mod views;
