//! # stoa-gateway
//!
//! Point any OpenAI client at it: it finds a provider, streams the answer, and pays for it token by token with
//! vouchers over payment channels, for receipts that it checked.
//!
//! | module | subject |
//! | --- | --- |
//! | [`http`], [`relay`] | the routes, and answers as clients get them |
//! | [`question`], [`sse`], [`chunk`], [`assemble`] | OpenAI's requests, events and answers |
//! | [`begin`], [`running`] | from a question to an answer that has begun, and on to its end |
//! | [`route`], [`book`], [`stats`] | who is asked: offers, prices, how well it went so far |
//! | [`lane`], [`answer`] | one channel's signatures in order; whether a receipt says what was sent |
//! | [`lanes`], [`keep`] | channels in use: opened, filled up, taken up again, mended, closed |
//! | [`upstream`] | what is said to providers, through the guard of `stoa-egress` |
//! | [`market`], [`chain`] | what is needed of a chain, and how `stoa-client` gives it |
//! | [`auth`], [`apikeys`], [`spend`], [`limit`] | who asks, what it may spend, how fast |
//! | [`receipts`], [`database`] | what is kept |
//! | [`listen`], [`metrics`], [`error`] | connections, numbers, errors |
//! | [`config`], [`config_check`], [`secrets`], [`init`], [`run`], [`gateway`] | the owner's words, and a gateway out of them |
//!
//! **Invariant**: no prompt, answer or key appears in a log line, metric or error.
//!
//! **Invariant**: no lock is held across an `await`.
#![warn(missing_docs)]

pub mod answer;
pub mod apikeys;
pub mod assemble;
pub mod auth;
pub mod begin;
pub mod book;
pub mod chain;
pub mod chunk;
pub mod config;
pub mod config_check;
pub mod database;
pub mod error;
pub mod gateway;
pub mod http;
pub mod init;
pub mod keep;
pub mod lane;
pub mod lanes;
pub mod limit;
pub mod listen;
pub mod market;
pub mod metrics;
pub mod question;
pub mod receipts;
pub mod relay;
pub mod route;
pub mod run;
pub mod running;
pub mod secrets;
pub mod spend;
pub mod sse;
pub mod stats;
pub mod upstream;

#[cfg(test)]
mod tests;
