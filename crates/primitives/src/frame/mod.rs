//! What only the chain needs: how pallets meet without knowing each other.

mod backing;
mod deliver;
mod markets;
pub mod royalty;
mod ruling;
pub mod runtime_api;
pub mod sum_tree;
mod traits;
mod within;

pub use backing::*;
pub use deliver::*;
pub use markets::*;
pub use ruling::*;
pub use traits::*;
pub use within::Within;
