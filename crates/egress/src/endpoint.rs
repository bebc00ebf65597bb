//! The URL that a stranger registered, read strictly.

use crate::EgressError;
use reqwest::Url;
use std::net::IpAddr;

/// Longest base URL that is read.
pub const MAX_URL_BYTES: usize = 512;

/// A base URL: `http` or `https`, a host, an optional port and path, nothing else.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Endpoint {
	base: Url,
}

impl Endpoint {
	/// Reads `text`. Says nothing about where it leads: see [`crate::Guard`].
	pub fn parse(text: &str) -> Result<Self, EgressError> {
		let bad = |why: &str| EgressError::BadUrl(why.to_string());
		if text.len() > MAX_URL_BYTES {
			return Err(bad("it is longer than 512 bytes"));
		}
		// The URL standard forgives blanks, backslashes and tabs, each parser in its own way.
		if !text.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\') {
			return Err(bad("it has blanks, control characters or characters outside ASCII"));
		}
		// Nor is `http:host` or `http:///host` what a provider means.
		let after_scheme = text.split_once("://").map(|(_, rest)| rest).unwrap_or_default();
		if after_scheme.is_empty() || after_scheme.starts_with('/') {
			return Err(bad("it does not begin with http:// or https:// and a host"));
		}
		let mut base = Url::parse(text).map_err(|error| EgressError::BadUrl(error.to_string()))?;
		if !matches!(base.scheme(), "http" | "https") {
			return Err(bad("its scheme is neither http nor https"));
		}
		if !base.username().is_empty() || base.password().is_some() || text.contains('@') {
			return Err(bad("it carries credentials"));
		}
		if base.query().is_some() || base.fragment().is_some() {
			return Err(bad("it has a query or a fragment"));
		}
		if base.host_str().is_none_or(str::is_empty) || base.port() == Some(0) {
			return Err(bad("it has no host or no port"));
		}
		if !base.path().ends_with('/') {
			let path = format!("{}/", base.path());
			base.set_path(&path);
		}
		Ok(Self { base })
	}

	/// The host as the parser normalised it: one string per host, however it was written.
	pub fn host(&self) -> &str {
		self.base.host_str().unwrap_or_default()
	}

	/// The address, if the host is one in any of the forms that are read as one (decimal, octal,
	/// hexadecimal, short: the parser turns them all into this).
	pub fn literal(&self) -> Option<IpAddr> {
		let host = self.host();
		host.trim_start_matches('[').trim_end_matches(']').parse().ok()
	}

	/// `path` below the base.
	pub(crate) fn url(&self, path: &str) -> Result<Url, EgressError> {
		let url = self.base.join(path).map_err(|error| EgressError::BadUrl(error.to_string()))?;
		if url.origin() != self.base.origin() || !url.path().starts_with(self.base.path()) {
			return Err(EgressError::BadUrl("the path leaves the base".to_string()));
		}
		Ok(url)
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn a_base_url_with_and_without_path_is_read() {
		let url =
			|text: &str| Endpoint::parse(text).unwrap().url("stoa/v1/seats").unwrap().to_string();
		assert_eq!(url("https://gpu.example.com"), "https://gpu.example.com/stoa/v1/seats");
		assert_eq!(
			url("http://gpu.example.com:8080/"),
			"http://gpu.example.com:8080/stoa/v1/seats"
		);
		assert_eq!(url("https://example.com/a/b"), "https://example.com/a/b/stoa/v1/seats");
		assert_eq!(url("https://EXAMPLE.com/a/.."), "https://example.com/stoa/v1/seats");
	}

	#[test]
	fn a_path_does_not_leave_its_base() {
		let endpoint = Endpoint::parse("https://example.com/base/").unwrap();
		assert!(endpoint.url("a/b").is_ok());
		for path in ["//127.0.0.1/", "http://127.0.0.1/", "/elsewhere", "../up"] {
			assert!(endpoint.url(path).is_err(), "{path}");
		}
	}

	#[test]
	fn every_way_of_writing_an_address_is_seen_as_that_address() {
		for text in [
			"http://127.0.0.1",
			"http://2130706433",
			"http://0x7f000001",
			"http://0x7f.0.0.1",
			"http://0177.0.0.1",
			"http://017700000001",
			"http://127.1",
			"http://127.0.1",
			"http://127.0.0.1.",
			"http://%31%32%37.0.0.1",
		] {
			let endpoint = Endpoint::parse(text).unwrap();
			assert_eq!(endpoint.literal(), Some("127.0.0.1".parse().unwrap()), "{text}");
		}
		let mapped = Endpoint::parse("http://[::ffff:127.0.0.1]:80").unwrap();
		assert_eq!(mapped.literal(), Some("::ffff:7f00:1".parse().unwrap()));
		assert_eq!(Endpoint::parse("http://a.example").unwrap().literal(), None);
	}

	#[test]
	fn what_is_not_a_plain_base_url_is_refused() {
		let long = format!("http://example.com/{}", "a".repeat(MAX_URL_BYTES));
		for text in [
			"",
			"example.com",
			"ftp://example.com",
			"file:///etc/passwd",
			"unix:/run/docker.sock",
			"http://",
			"http:///path",
			"http:example.com",
			"http:/example.com",
			"http://user@example.com",
			"http://user:word@example.com",
			"http://@example.com",
			"http://example.com?x=1",
			"http://example.com#x",
			"http://example.com:0",
			"http://example.com:99999",
			"http://exa mple.com",
			" http://example.com",
			"http://example.com\n",
			"http://example.com\\@127.0.0.1",
			"http://１２７.0.0.1",
			"http://[::1",
			"http://[fe80::1%25eth0]",
			"http://1.2.3.4.5",
			"http://256.256.256.256",
			long.as_str(),
		] {
			assert!(matches!(Endpoint::parse(text), Err(EgressError::BadUrl(_))), "{text}");
		}
	}
}
