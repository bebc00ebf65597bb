//! One file per call, and files for what follows without one.

mod advance;
mod bond;
mod challenge_listing;
mod clock;
mod commit_vote;
mod draw_jurors;
mod drop_flag;
mod execute;
mod fund_appeal;
mod invariants;
mod join;
mod moot;
mod open;
mod prove_early_opening;
mod reveal_vote;
mod scale;
mod set_parameters;
mod settle;
mod simulation;
mod stake_moves;
mod submit_evidence;
mod try_state;
mod unbond;
mod views;
mod withdraw;
mod withdraw_contribution;
