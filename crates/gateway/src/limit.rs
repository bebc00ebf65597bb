//! How many requests somebody may send: token buckets, and the headers that tell where they stand.

use axum::http::{HeaderMap, HeaderName, HeaderValue};
use governor::{
	Quota, RateLimiter,
	clock::{Clock, DefaultClock},
	middleware::{StateInformationMiddleware, StateSnapshot},
	state::{InMemoryState, NotKeyed, keyed::DefaultKeyedStateStore},
};
use std::{
	net::{IpAddr, Ipv6Addr},
	num::NonZeroU32,
	time::Duration,
};

const LIMIT: HeaderName = HeaderName::from_static("x-ratelimit-limit-requests");
const REMAINING: HeaderName = HeaderName::from_static("x-ratelimit-remaining-requests");
const RESET: HeaderName = HeaderName::from_static("x-ratelimit-reset-requests");

/// Where a bucket stands after a request.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Stand {
	/// Requests a minute.
	pub limit: u32,
	/// Requests that it has left now.
	pub remaining: u32,
	/// Until it is full again.
	pub reset: Duration,
}

impl Stand {
	/// Tells a client.
	pub fn tell(&self, headers: &mut HeaderMap) {
		headers.insert(LIMIT, self.limit.into());
		headers.insert(REMAINING, self.remaining.into());
		let reset = format!("{}ms", self.reset.as_millis());
		if let Ok(value) = HeaderValue::from_str(&reset) {
			headers.insert(RESET, value);
		}
	}
}

fn quota(per_minute: u32) -> Quota {
	let per_minute = NonZeroU32::new(per_minute).unwrap_or(NonZeroU32::MIN);
	// A burst of what ten seconds bring.
	let burst = NonZeroU32::new(per_minute.get().div_ceil(6)).unwrap_or(NonZeroU32::MIN);
	Quota::per_minute(per_minute).allow_burst(burst)
}

fn stand(limit: u32, snapshot: &StateSnapshot) -> Stand {
	let quota = snapshot.quota();
	let remaining = snapshot.remaining_burst_capacity();
	let missing = quota.burst_size().get().saturating_sub(remaining);
	Stand { limit, remaining, reset: quota.replenish_interval().saturating_mul(missing) }
}

/// One bucket.
pub struct Bucket {
	per_minute: u32,
	clock: DefaultClock,
	limiter: RateLimiter<NotKeyed, InMemoryState, DefaultClock, StateInformationMiddleware>,
}

impl Bucket {
	/// For so many requests a minute.
	pub fn new(per_minute: u32) -> Self {
		let limiter =
			RateLimiter::direct(quota(per_minute)).with_middleware::<StateInformationMiddleware>();
		Self { per_minute, clock: DefaultClock::default(), limiter }
	}

	/// Requests a minute.
	pub fn per_minute(&self) -> u32 {
		self.per_minute
	}

	/// Takes one request out, or says how long to wait.
	pub fn take(&self) -> Result<Stand, Duration> {
		match self.limiter.check() {
			Ok(snapshot) => Ok(stand(self.per_minute, &snapshot)),
			Err(not_until) => Err(not_until.wait_time_from(self.clock.now())),
		}
	}
}

/// A bucket for each address.
pub struct ByAddress {
	clock: DefaultClock,
	limiter: RateLimiter<
		IpAddr,
		DefaultKeyedStateStore<IpAddr>,
		DefaultClock,
		StateInformationMiddleware,
	>,
}

/// Who has one IPv6 address has 2^64 of them.
fn neighbourhood(address: IpAddr) -> IpAddr {
	match address.to_canonical() {
		IpAddr::V4(address) => address.into(),
		IpAddr::V6(address) => Ipv6Addr::from(u128::from(address) >> 64 << 64).into(),
	}
}

impl ByAddress {
	/// For so many requests a minute from each.
	pub fn new(per_minute: u32) -> Self {
		let limiter =
			RateLimiter::keyed(quota(per_minute)).with_middleware::<StateInformationMiddleware>();
		Self { clock: DefaultClock::default(), limiter }
	}

	/// Takes one request out of an address's bucket, or says how long to wait.
	pub fn take(&self, address: IpAddr) -> Result<(), Duration> {
		match self.limiter.check_key(&neighbourhood(address)) {
			Ok(_) => Ok(()),
			Err(not_until) => Err(not_until.wait_time_from(self.clock.now())),
		}
	}

	/// Forgets full buckets.
	pub fn tidy(&self) {
		self.limiter.retain_recent();
		self.limiter.shrink_to_fit();
	}

	/// Number of addresses that are remembered.
	pub fn len(&self) -> usize {
		self.limiter.len()
	}

	/// Whether none is.
	pub fn is_empty(&self) -> bool {
		self.limiter.is_empty()
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn a_bucket_runs_out_and_says_so() {
		let bucket = Bucket::new(60);
		let mut stands = Vec::new();
		let wait = loop {
			match bucket.take() {
				Ok(stand) => stands.push(stand.remaining),
				Err(wait) => break wait,
			}
		};
		assert_eq!(stands.len(), 10, "a burst of ten seconds");
		assert_eq!((stands[0], stands[9]), (9, 0));
		assert!(wait > Duration::ZERO && wait <= Duration::from_secs(1), "{wait:?}");
	}

	#[test]
	fn neighbours_in_ipv6_share_a_bucket() {
		let addresses = ByAddress::new(6);
		assert!(addresses.take("2001:db8::1".parse().unwrap()).is_ok());
		assert!(addresses.take("2001:db8::2".parse().unwrap()).is_err());
		assert!(addresses.take("2001:db8:0:1::1".parse().unwrap()).is_ok());
		assert!(addresses.take("127.0.0.1".parse().unwrap()).is_ok());
		assert!(addresses.take("::ffff:127.0.0.1".parse().unwrap()).is_err());
		assert_eq!(addresses.len(), 3);
	}

	#[test]
	fn clients_are_told() {
		let mut headers = HeaderMap::new();
		Bucket::new(60).take().unwrap().tell(&mut headers);
		assert_eq!(headers[LIMIT], "60");
		assert_eq!(headers[REMAINING], "9");
		assert!(headers[RESET].to_str().unwrap().ends_with("ms"));
	}
}
