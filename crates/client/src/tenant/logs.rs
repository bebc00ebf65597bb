//! What a workload prints.

use super::{Tenant, TenantError, ask::Question};
use bytes::Bytes;
use reqwest::Response;
use stoa_egress::Streams;

/// What a workload prints, output and errors in one.
pub struct Logs(Response);

impl Logs {
	/// The next part; nothing at the end.
	pub async fn next(&mut self) -> Result<Option<Bytes>, TenantError> {
		Ok(Streams::part(&mut self.0).await?)
	}
}

impl Tenant {
	/// What was printed, at most so many lines of it; with `follow` also what will be, until the workload ends.
	pub async fn logs(&self, tail: Option<usize>, follow: bool) -> Result<Logs, TenantError> {
		let path = match tail {
			Some(lines) => format!("logs?tail={lines}&follow={follow}"),
			None => format!("logs?follow={follow}"),
		};
		self.ask(&self.patient, &Question::get(&path)).await.map(Logs)
	}
}
