//! What an upgrade from the last release changes in the state, in the first block of the new runtime.
//!
//! A storage item that is read otherwise than by the last release (`runtime/releases`) needs a migration here; a test of
//! the client compares the two. Each must be bounded, since that block has to end: what grows with use is read in the
//! old form where it is met, or belongs in `pallet_migrations`. When a release is made, they go.

/// In this order. Each is `frame_support::migrations::VersionedMigration`, so that it runs once.
pub type FromLastRelease = ();
