//! One `Config` per pallet, by subject.

mod accounts;
mod consensus;
pub(crate) mod contracts;
mod court;
mod governance;
mod markets;
mod money;
mod rewards;
mod staking;
mod system;
mod validators;

pub use accounts::ProxyType;
pub use court::{COURT_POT, Subject};
pub use governance::Period;
pub use markets::INFERENCE_POT;
pub use money::{DealFees, TREASURY, treasury_account};
pub use rewards::{DELEGATION_POT, EMISSION};
pub use staking::{MAX_BACKERS, MAX_CANDIDATES, MAX_VALIDATORS, MAX_VOTERS};
pub use validators::{ChillSilent, ElectedValidators, Offenders, PunishEquivocators};
