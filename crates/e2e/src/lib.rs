//! Starts real nodes and real providers and talks to them as a person would.
//!
//! | module | what it holds |
//! | --- | --- |
//! | [`data`] | files that are sold |
//! | [`books`] | what a chain says of every job |
//! | [`js`] | the examples for @polkadot/api |
//! | [`faults`] | what befalls a network of four validators, and how it comes through |
//! | [`lab`] | machines of their own on one: namespaces, and a switch between them |
//! | [`leases`] | landlords, tenants, an image, what the chain wrote down of their money |
//! | [`monitoring`] | the files by which operators watch nodes |
//! | [`process`] | one child process: its log, its end |
//! | [`node`] | one node: JSON-RPC and metrics beside what the client library reads |
//! | [`network`] | a chain with its validators, and the providers on it |
//! | [`spec`] | raw chain specs of presets, as they are or otherwise |
//! | [`lies`] | what a provider can lie about in class Exact |
//! | [`scenario`] | running scenarios |
//! | [`bench`] | figures against their bounds |
//! | [`verdicts`] | what the referee has done |
//! | [`records`] | jobs that are over, for states that no network has made |
//! | [`market`] | published releases, orders, and waiting for what becomes of them |

pub mod bench;
pub mod books;
pub mod data;
pub mod faults;
pub mod js;
pub mod lab;
pub mod leases;
pub mod lies;
pub mod market;
pub mod monitoring;
pub mod network;
pub mod node;
pub mod process;
pub mod records;
pub mod scenario;
pub mod spec;
pub mod verdicts;
