//! One file per call, one per trait, and the invariants.

mod activate;
mod appeal_strikes;
mod backing;
mod bond_extra;
mod chill;
mod deregister;
mod drop_expired_hardware;
mod force_chill;
mod invariants;
mod provider_bond;
mod provider_inspect;
mod queue;
mod register;
mod serve;
mod set_endpoint;
mod set_hardware;
mod set_keys;
mod slash;
mod spoken_for;
mod strike;
mod unbond;
mod unserve;
mod views;
mod withdraw_unbonded;
