//! One file per interface.

mod genesis;
mod outputs;
mod seed;
