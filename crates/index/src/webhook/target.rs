//! Where a webhook may lead.

use stoa_egress::{Endpoint, address::refusal};

/// The address that a URL means: what the guard dials, and the path below it. Says what is wrong with it.
pub(crate) fn target(url: &str, allow_private: bool) -> Result<(Endpoint, String), String> {
	if !allow_private && !url.starts_with("https://") {
		return Err("url begins with https://".to_string());
	}
	let host = url.find("://").map_or(0, |scheme| scheme + 3);
	let (base, path) = match url.get(host..).and_then(|rest| rest.rfind('/')) {
		Some(slash) => url.split_at(host + slash + 1),
		None => (url, ""),
	};
	// The rest is checked by what reads the base.
	let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~%+@,".contains(&byte);
	if !path.bytes().all(plain) || matches!(path, "." | "..") {
		return Err("url's path is plain: no query, no fragment, no dots alone".to_string());
	}
	let endpoint = Endpoint::parse(base).map_err(|error| format!("url: {error}"))?;
	if let (Some(literal), false) = (endpoint.literal(), allow_private)
		&& let Some(block) = refusal(literal)
	{
		return Err(format!("url leads to {literal} ({block}): only global addresses are dialled"));
	}
	Ok((endpoint, path.to_string()))
}

/// Whether the operator allows a host: by its name, by `*.name` for all below it, or by `*`.
pub(crate) fn allowed(hosts: &[String], host: &str) -> bool {
	let host = host.trim_end_matches('.');
	hosts.iter().any(|pattern| match pattern.strip_prefix('*') {
		Some("") => true,
		Some(end) => end.starts_with('.') && host.len() > end.len() && host.ends_with(end),
		None => pattern == host,
	})
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn a_url_is_dialled_as_it_stands() {
		let read = |url: &str| target(url, false).map(|(to, path)| (to.host().to_string(), path));
		assert_eq!(read("https://a.example"), Ok(("a.example".into(), String::new())));
		assert_eq!(read("https://a.example/hook"), Ok(("a.example".into(), "hook".into())));
		assert_eq!(read("https://a.example/x/y/"), Ok(("a.example".into(), String::new())));
	}

	#[test]
	fn what_leads_inside_or_is_no_plain_url_is_refused() {
		for url in [
			"http://a.example/hook",
			"https://127.0.0.1/hook",
			"https://[::1]/hook",
			"https://2130706433/hook",
			"https://169.254.169.254/latest",
			"https://a.example/hook?x=1",
			"https://a.example/hook#x",
			"https://a.example/x/..",
			"https://user:word@a.example/hook",
			"https://a.example/http:b",
			"ftp://a.example/hook",
			"https:///hook",
			"",
		] {
			assert!(target(url, false).is_err(), "{url}");
		}
		assert!(target("http://127.0.0.1:8080/hook", true).is_ok());
	}

	#[test]
	fn hosts_are_allowed_by_name() {
		let hosts = ["a.example".to_string(), "*.b.example".to_string()];
		for good in ["a.example", "a.example.", "x.b.example", "x.y.b.example"] {
			assert!(allowed(&hosts, good), "{good}");
		}
		for bad in ["b.example", "xa.example", "x.a.example", "xb.example", ".b.example", ""] {
			assert!(!allowed(&hosts, bad), "{bad}");
		}
		assert!(allowed(&["*".to_string()], "anything.example"));
		assert!(!allowed(&[], "a.example"));
	}
}
