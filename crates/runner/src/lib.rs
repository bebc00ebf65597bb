//! Runs workloads of strangers in isolation, behind one trait, [`Runner`].
//!
//! Two engines:
//!
//! - [`Embedded`] needs no daemon: bubblewrap in cgroups, with a filter of system calls. It takes local images.
//! - [`Docker`] speaks the Docker API, to Docker or podman, and also pulls from registries.
//!
//! What holds for both (docs/decisions/0025-runner.md says what it rests on and what it does not protect from):
//!
//! - **Limits** on processors, memory, processes and disk ([`Limits`], [`Volume`]). Nothing of a workload counts
//!   against the host: `/tmp` is memory of the workload, its volume is a file system of its own in a file.
//! - **Files**: the image is the root, read-only. Writable are `/tmp`, `/dev/shm`, the volume and the output folder.
//!   Nothing of the host is mounted but the [`Input`]s that the caller names, read-only.
//! - **Network**: a network namespace with nothing but its own loopback. Ports are published by a relay in this
//!   process, which enters that namespace to connect; so a workload that bought no network has no route anywhere,
//!   and there is no bridge on which tenants could meet. A bought network is a user-space one that leads to global
//!   addresses only ([`Network::Internet`]).
//! - **Restart**: workloads live on without the process that started them. [`Runner::adopt`] finds them again.
//! - **Removal** leaves no process, container, image, volume, mount, port, cgroup or network behind, and
//!   [`Runner::sweep`] removes what a crash left.
//!
//! # Images
//!
//! An [`Image::Archive`] is one file, named with the BLAKE2b-256 of its bytes, plain or gzipped, of one of these forms:
//!
//! | form | known by | taken from it |
//! | --- | --- | --- |
//! | what `docker save` or `podman save` writes | `manifest.json` | layers, entry point, command, environment, folder, user |
//! | an OCI image layout with one image | `index.json` | the same |
//! | a tar of a root file system, as `docker export` writes | neither | files; the [`Spec`] has to say what to run |
//!
//! Layers are plain or gzipped tars. Of entries files, folders and links are taken; device nodes and sockets are left
//! out. It is unpacked by a process without any rights on the host (own user namespace, root changed to the target).
//!
//! # Data in, results out
//!
//! A program of a stranger over data that must not leave: the data as [`Input`]s, no network, no ports, and an
//! [`Output`] that says which files come out and how large they are together.
//!
//! ```no_run
//! # async fn f(runner: &dyn stoa_runner::Runner, image: stoa_runner::Image) -> Result<(), stoa_runner::RunnerError> {
//! use stoa_runner::{Input, Limits, LogOptions, Output, Spec};
//!
//! let mut spec = Spec::new(image, Limits::default());
//! spec.inputs = vec![Input { source: "/var/lib/stoa/data/3".into(), at: "/in".into() }];
//! let files = vec!["model.bin".into(), "report.json".into()];
//! spec.output = Some(Output { at: "/out".into(), mib: 256, files, max_bytes: 1 << 20 });
//! let id = "compute-5".parse()?;
//! runner.create(&id, &spec).await?;
//! runner.start(&id).await?;
//! let exit = runner.wait(&id).await?; // Within a time of the caller's: `stop` ends it.
//! if exit.code == Some(0) {
//!     let files = runner.collect(&id, "/var/lib/stoa/results/5".as_ref()).await?;
//! }
//! let log = runner.logs(&id, LogOptions::default()).await?; // At most `log_mib`; who may see it is the caller's to say.
//! runner.remove(&id).await?;
//! # Ok(()) }
//! ```
//!
//! What its log, its exit code and the time that it took say about the data leaves with them. An [`Input`] is for code,
//! never for a path that a tenant names.
//!
//! # The helper
//!
//! The embedded engine starts its own program again for what outlives it. The `main` of a program that uses it begins with:
//!
//! ```no_run
//! if let Some(code) = stoa_runner::helper() {
//!     std::process::exit(code);
//! }
//! // Only now threads, arguments, a tokio runtime.
//! ```
//!
//! # Example
//!
//! ```no_run
//! # async fn f() -> Result<(), stoa_runner::RunnerError> {
//! use stoa_runner::{Embedded, EmbeddedConfig, Image, Limits, Runner, Spec};
//!
//! let runner = Embedded::open(EmbeddedConfig::new("/var/lib/stoa/runner"))?;
//! runner.check().await?;
//! runner.adopt().await?;
//! let id = "lease-17".parse()?;
//! let image = Image::Archive { path: "/var/lib/stoa/images/web.tar".into(), hash: [0; 32] };
//! let spec = Spec::new(image, Limits { cpu_millis: 500, memory_mib: 256, ..Limits::default() });
//! runner.create(&id, &spec).await?;
//! runner.start(&id).await?;
//! # Ok(()) }
//! ```
#![warn(missing_docs)]

mod archive;
mod docker;
mod embedded;
mod error;
mod helper;
mod image;
mod input;
mod network;
mod output;
mod ports;
mod process;
mod runner;
mod spec;
mod volume;
mod workload;

pub use docker::{Docker, DockerConfig};
pub use embedded::{Embedded, EmbeddedConfig};
pub use error::RunnerError;
pub use helper::helper;
pub use input::Input;
pub use output::{Collected, Output};
pub use runner::{
	ExecSpec, Exit, Found, LogOptions, LogStream, Runner, Session, SessionControl, Size, Stats,
	Status,
};
pub use spec::{Gpu, Image, Limits, Network, Port, Spec, Volume};
pub use workload::WorkloadId;
