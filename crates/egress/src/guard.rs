//! The way out.

use crate::{EgressError, Endpoint, address};
use hickory_resolver::{
	TokioResolver,
	config::{LookupIpStrategy, ResolverConfig},
	net::runtime::TokioRuntimeProvider,
};
use reqwest::{
	Client, ClientBuilder, RequestBuilder, Response,
	dns::{Addrs, Name, Resolve, Resolving},
	header::{ACCEPT, CONTENT_ENCODING, CONTENT_TYPE},
	redirect, retry,
};
use std::{
	net::{IpAddr, SocketAddr},
	sync::Arc,
	time::Duration,
};

const JSON: &str = "application/json";
const BYTES: &str = "application/octet-stream";
/// Idle connections that are kept to one host, and for how long: enough to ask again without a new
/// handshake, not enough to hoard.
const IDLE_CONNECTIONS: usize = 1;
const IDLE_TIMEOUT: Duration = Duration::from_secs(5);
/// One DNS query; a second attempt follows.
const DNS_TIMEOUT: Duration = Duration::from_secs(1);
/// Longest cached answer: a provider that moves is found again within it.
const DNS_MAX_TTL: Duration = Duration::from_secs(60);
/// Names whose addresses are remembered.
const DNS_CACHE: u64 = 1_024;

/// What one exchange may take.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Limits {
	/// Longest body that is read. Headers are bounded by hyper: 100 of them, 400 KiB in all.
	pub response_bytes: usize,
	/// Resolving, connecting and the TLS handshake together.
	pub connect: Duration,
	/// Everything together, to the body's last byte.
	pub total: Duration,
}

impl Default for Limits {
	fn default() -> Self {
		Self {
			response_bytes: 16 * 1_024,
			connect: Duration::from_secs(2),
			total: Duration::from_secs(4),
		}
	}
}

/// Asks strangers without ever reaching inside. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Guard {
	allow_private: bool,
	limits: Limits,
	client: Client,
}

impl Guard {
	/// A guard with the system's resolver configuration (`/etc/resolv.conf`, `/etc/hosts`, read once).
	pub fn new(allow_private: bool, limits: Limits) -> Result<Self, EgressError> {
		Self::with_resolver(allow_private, limits, system_resolver()?)
	}

	/// A guard with the given resolver, which should ask for IPv4 and IPv6 addresses alike.
	pub fn with_resolver(
		allow_private: bool,
		limits: Limits,
		resolver: TokioResolver,
	) -> Result<Self, EgressError> {
		let client = careful(resolver, allow_private)
			.connect_timeout(limits.connect)
			.timeout(limits.total)
			.pool_max_idle_per_host(IDLE_CONNECTIONS)
			.pool_idle_timeout(IDLE_TIMEOUT)
			.build()
			.map_err(|error| EgressError::Setup(error.to_string()))?;
		Ok(Self { allow_private, limits, client })
	}

	/// Posts a JSON `body` to `path` below `endpoint`; returns the body of the answer.
	pub async fn post_json(
		&self,
		endpoint: &Endpoint,
		path: &str,
		body: Vec<u8>,
	) -> Result<Vec<u8>, EgressError> {
		let request = self.client.post(endpoint.url(path)?).header(ACCEPT, JSON);
		self.exchange(endpoint, request.header(CONTENT_TYPE, JSON).body(body)).await
	}

	/// Posts a JSON `body` with further headers, such as a signature of it.
	pub async fn post_json_with(
		&self,
		endpoint: &Endpoint,
		path: &str,
		headers: &[(&str, String)],
		body: Vec<u8>,
	) -> Result<Vec<u8>, EgressError> {
		let request = self.client.post(endpoint.url(path)?).header(CONTENT_TYPE, JSON);
		let request = headers
			.iter()
			.fold(request, |request, (name, value)| request.header(*name, value.as_str()));
		self.exchange(endpoint, request.body(body)).await
	}

	/// Puts `body` at `path` below `endpoint`.
	pub async fn put(
		&self,
		endpoint: &Endpoint,
		path: &str,
		body: Vec<u8>,
	) -> Result<(), EgressError> {
		let request = self.client.put(endpoint.url(path)?).header(CONTENT_TYPE, BYTES);
		self.exchange(endpoint, request.body(body)).await.map(|_| ())
	}

	/// What is at `path` below `endpoint`.
	pub async fn get(&self, endpoint: &Endpoint, path: &str) -> Result<Vec<u8>, EgressError> {
		self.get_with(endpoint, path, &[]).await
	}

	/// The same with further headers, such as who asks.
	pub async fn get_with(
		&self,
		endpoint: &Endpoint,
		path: &str,
		headers: &[(&str, String)],
	) -> Result<Vec<u8>, EgressError> {
		let request = self.client.get(endpoint.url(path)?);
		let request = headers
			.iter()
			.fold(request, |request, (name, value)| request.header(*name, value.as_str()));
		self.exchange(endpoint, request).await
	}

	async fn exchange(
		&self,
		endpoint: &Endpoint,
		request: RequestBuilder,
	) -> Result<Vec<u8>, EgressError> {
		check_literal(endpoint, self.allow_private)?;
		let exchange = async {
			let response = request.send().await.map_err(EgressError::from_reqwest)?;
			self.read(response).await
		};
		// reqwest's own limit is per request and covers the body; this one covers whatever it may not.
		tokio::time::timeout(self.limits.total, exchange)
			.await
			.unwrap_or(Err(EgressError::TimedOut))
	}

	async fn read(&self, mut response: Response) -> Result<Vec<u8>, EgressError> {
		let status = response.status();
		if status.is_redirection() {
			return Err(EgressError::Redirect(status.as_u16()));
		}
		if !status.is_success() {
			return Err(EgressError::Status(status.as_u16()));
		}
		if let Some(encoding) = response.headers().get(CONTENT_ENCODING) {
			let encoding = String::from_utf8_lossy(encoding.as_bytes()).chars().take(32).collect();
			return Err(EgressError::Encoded(encoding));
		}
		let limit = self.limits.response_bytes;
		let too_large = EgressError::TooLarge { limit };
		if response.content_length().is_some_and(|length| length > limit as u64) {
			return Err(too_large);
		}
		let mut body = Vec::new();
		while let Some(chunk) = response.chunk().await.map_err(EgressError::from_reqwest)? {
			if chunk.len() > limit - body.len() {
				return Err(too_large);
			}
			body.extend_from_slice(&chunk);
		}
		Ok(body)
	}
}

/// A client that goes nowhere by itself. Features of reqwest are united over the whole build, so everything
/// unwanted is switched off here whether or not some other crate switched it on.
pub(crate) fn careful(resolver: TokioResolver, allow_private: bool) -> ClientBuilder {
	Client::builder()
		.dns_resolver(Arc::new(CheckedNames { resolver, allow_private }))
		.redirect(redirect::Policy::none())
		.retry(retry::never())
		.no_proxy()
		.no_gzip()
		.no_brotli()
		.no_zstd()
		.no_deflate()
		.http1_only()
		.referer(false)
		.user_agent(concat!("stoa/", env!("CARGO_PKG_VERSION")))
}

/// An address in the URL never reaches the resolver, so it is checked here.
pub(crate) fn check_literal(endpoint: &Endpoint, allow_private: bool) -> Result<(), EgressError> {
	match (endpoint.literal(), allow_private) {
		(Some(literal), false) => check(endpoint.host(), &[literal]),
		_ => Ok(()),
	}
}

/// Refuses unless every address may be dialled.
fn check(host: &str, addresses: &[IpAddr]) -> Result<(), EgressError> {
	for address in addresses {
		if let Some(block) = address::refusal(*address) {
			return Err(EgressError::NotGlobal {
				host: host.to_string(),
				address: *address,
				block,
			});
		}
	}
	Ok(())
}

pub(crate) fn system_resolver() -> Result<TokioResolver, EgressError> {
	let mut builder = TokioResolver::builder_tokio().unwrap_or_else(|error| {
		tracing::warn!("no usable resolver configuration, only /etc/hosts is read: {error}");
		TokioResolver::builder_with_config(
			ResolverConfig::default(),
			TokioRuntimeProvider::default(),
		)
	});
	let options = builder.options_mut();
	options.ip_strategy = LookupIpStrategy::Ipv4AndIpv6;
	options.timeout = DNS_TIMEOUT;
	options.attempts = 1;
	options.cache_size = DNS_CACHE;
	options.positive_max_ttl = Some(DNS_MAX_TTL);
	options.negative_max_ttl = Some(DNS_MAX_TTL);
	builder.build().map_err(|error| EgressError::Setup(error.to_string()))
}

/// Hands the connector the addresses that were checked and no others: there is no second lookup whose
/// answer could differ.
struct CheckedNames {
	resolver: TokioResolver,
	allow_private: bool,
}

impl Resolve for CheckedNames {
	fn resolve(&self, name: Name) -> Resolving {
		let resolver = self.resolver.clone();
		let allow_private = self.allow_private;
		Box::pin(async move {
			let host = name.as_str().to_string();
			let addresses = lookup(&resolver, &host).await?;
			if !allow_private {
				check(&host, &addresses)?;
			}
			// Port 0: the connector puts the URL's port in its place.
			Ok(Box::new(addresses.into_iter().map(|ip| SocketAddr::new(ip, 0))) as Addrs)
		})
	}
}

async fn lookup(resolver: &TokioResolver, host: &str) -> Result<Vec<IpAddr>, EgressError> {
	let unresolved = |reason: String| EgressError::Unresolved { host: host.to_string(), reason };
	// A final dot: the machine's search domains are none of a stranger's business.
	let name = format!("{}.", host.trim_end_matches('.'));
	let found = resolver.lookup_ip(name).await.map_err(|error| unresolved(error.to_string()))?;
	let addresses: Vec<IpAddr> = found.iter().collect();
	if addresses.is_empty() {
		return Err(unresolved("no records".to_string()));
	}
	Ok(addresses)
}
