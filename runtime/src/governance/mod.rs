//! What the DAO may decide, on which track, and what of it anybody can rely on (docs/governance.md).
//!
//! | module | what it holds |
//! | --- | --- |
//! | [`origins`] | in whose name a referendum speaks |
//! | [`tracks`] | what a referendum costs and how long it takes |
//! | [`bounded`] | numbers that no vote can move beyond their bounds |
//! | [`parameters`] | figures of the runtime that the DAO may move |
//! | [`pauses`] | what an emergency may stop, and for how long |

pub mod bounded;
pub mod origins;
pub mod parameters;
pub mod pauses;
pub mod tracks;
