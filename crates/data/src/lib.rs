//! # stoa-data
//!
//! Datasets as files, with no need of a chain: what their owners, buyers and custodians do to them.
//!
//! | module | subject |
//! | --- | --- |
//! | [`pack`] | plaintext to ciphertext and leaves |
//! | [`unpack`] | and back, each chunk compared with what was promised; what shows that it was not kept |
//! | [`store`] | where ciphertext and leaves lie, and how they are named |
//! | [`fetch`] | from strangers' stores, checked chunk by chunk, resumed |
//! | [`owner`] | the one secret from which an owner's data keys follow |
//! | [`shares`] | a data key for several custodians, of whom so many are needed |
//! | [`custody`] | what passes between owners, custodians and those who compute |
//! | [`peers`] | the way to custodians' daemons |
//! | [`aggregate`] | what may be learned of a table with noise |
//!
//! The formats are `stoa_primitives::dataset`. Everything here works in constant memory, whatever the length of a
//! dataset, but [`unpack::opening`], which takes 96 bytes for each 16 KiB: nobody needs it but who was cheated.
//!
//! ```
//! # fn f() -> Result<(), stoa_data::DataError> {
//! use stoa_data::{pack::pack, unpack::unpack};
//!
//! let (key, text) = ([7; 32], b"id,kind\n1,gentoo\n");
//! let (mut data, mut leaves) = (Vec::new(), Vec::new());
//! let commitment = pack(&text[..], text.len() as u64, &key, &mut data, &mut leaves, |_| ())?;
//! let mut read = Vec::new();
//! unpack(&data[..], &leaves[..], &commitment, &key, &mut read, |_| ())?;
//! assert_eq!(read, text);
//! # Ok(()) }
//! # f().unwrap();
//! ```
#![warn(missing_docs)]

pub mod aggregate;
mod arriving;
pub mod custody;
mod error;
pub mod fetch;
mod many;
mod noise;
pub mod owner;
pub mod pack;
pub mod peers;
mod pipeline;
pub mod shares;
mod steady;
pub mod store;
pub mod unpack;

pub use error::DataError;
