//! Weights of pallets of the SDK that are measured in this runtime: those of `contracts` say what gas buys, and
//! `parameters` publishes none with which storage costs what it costs here. The others have their published ones.

pub mod contracts;
pub mod parameters;
