//! One file per call or subject; `invariants` plays at random.

mod auditors;
mod audits;
mod challenge_receipt;
mod clock;
mod close;
mod drop_channel;
mod invariants;
mod open;
mod plans;
mod prompts;
mod prove_equivocation;
mod quota;
mod redeem;
mod seeds;
mod set_parameters;
mod set_terms;
mod top_up;
mod verdict;
mod views;

use crate::{mock::*, *};
use frame_support::{assert_noop, assert_ok};
use stoa_primitives::{Balance, STOA};

type Fault = Error<Runtime>;
