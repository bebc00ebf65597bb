//! One `Config` per pallet, by subject.

mod accounts;
mod consensus;
mod court;
mod markets;
mod money;
mod system;

pub use accounts::ProxyType;
pub use consensus::{DisableOffenders, GenesisValidators};
pub use court::{COURT_POT, Subject};
pub use markets::INFERENCE_POT;
pub use money::{DealFees, TREASURY, treasury_account};
