//! What only the chain needs: how pallets meet without knowing each other.

pub mod agenda;
mod backing;
mod deliver;
mod holds;
mod markets;
pub mod royalty;
mod ruling;
pub mod runtime_api;
pub mod sum_tree;
mod traits;
mod within;

pub use backing::*;
pub use deliver::*;
pub use holds::Holds;
pub use markets::*;
pub use ruling::*;
pub use traits::*;
pub use within::Within;
