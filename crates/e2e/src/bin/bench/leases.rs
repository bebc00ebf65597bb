//! Leases: what settling costs.

mod settling;

pub use settling::figures;
