//! Threat 1: a provider's URL points inside. Nothing of ours connects; a canary on loopback sees no hit.

mod support;

use std::{net::IpAddr, time::Duration};
use stoa_egress::{EgressError, Endpoint, Guard};
use support::{Canary, Says, limits, provider, resolver};

async fn ask(guard: &Guard, url: &str) -> Result<Vec<u8>, EgressError> {
	let endpoint = Endpoint::parse(url)?;
	guard.post_json(&endpoint, "stoa/v1/seats", b"{}".to_vec()).await
}

fn ip(text: &str) -> IpAddr {
	text.parse().unwrap()
}

#[tokio::test]
async fn no_way_of_writing_an_inside_address_reaches_it() {
	let canary = Canary::start().await;
	let guard = Guard::new(false, limits()).unwrap();
	let port = canary.port;
	for host in [
		"127.0.0.1",
		"127.0.0.2",
		"127.255.255.254",
		"127.1",
		"127.0.1",
		"127.0.0.1.",
		"2130706433",
		"0x7f000001",
		"0x7F.0x0.0x0.0x1",
		"0177.0.0.01",
		"017700000001",
		"%31%32%37.0.0.1",
		"0",
		"0.0.0.0",
		"[::]",
		"[::1]",
		"[0:0:0:0:0:0:0:1]",
		"[::ffff:127.0.0.1]",
		"[::ffff:7f00:1]",
		"[::ffff:0:127.0.0.1]",
		"[::127.0.0.1]",
		"[64:ff9b::7f00:1]",
		"[64:ff9b:1::7f00:1]",
		"[2002:7f00:1::]",
		"[2001:0:7f00:1::80ff:fffe]",
		"[fe80::1]",
		"[fd00::1]",
		"[ff02::1]",
		"10.0.0.1",
		"172.16.0.1",
		"192.168.0.1",
		"100.64.0.1",
		"169.254.169.254",
		"0xA9FEA9FE",
		"2852039166",
		"255.255.255.255",
		"224.0.0.1",
	] {
		for scheme in ["http", "https"] {
			let url = format!("{scheme}://{host}:{port}");
			let said = ask(&guard, &url).await;
			assert!(matches!(said, Err(EgressError::NotGlobal { .. })), "{url}: {said:?}");
		}
	}
	assert_eq!(canary.hits(), 0);
}

#[tokio::test]
async fn urls_that_hide_their_host_are_not_dialled() {
	let canary = Canary::start().await;
	let guard = Guard::new(false, limits()).unwrap();
	let port = canary.port;
	for url in [
		format!("http://example.com@127.0.0.1:{port}"),
		format!("http://example.com:80@127.0.0.1:{port}"),
		format!("http://127.0.0.1:{port}\\@example.com"),
		format!("http://127.0.0.1:{port}#@example.com"),
		format!("http:127.0.0.1:{port}"),
		format!("http:///127.0.0.1:{port}"),
		format!("http://127.0.0.1:{port}\r\nHost: example.com"),
		format!("http://127.0.0.1\t:{port}"),
		format!("http://①②⑦.⓪.⓪.①:{port}"),
		format!("http://127。0。0。1:{port}"),
		format!("gopher://127.0.0.1:{port}"),
		format!("unix:127.0.0.1:{port}"),
		format!("//127.0.0.1:{port}"),
	] {
		let said = ask(&guard, &url).await;
		assert!(matches!(said, Err(EgressError::BadUrl(_))), "{url}: {said:?}");
	}
	assert_eq!(canary.hits(), 0);
}

#[tokio::test]
async fn a_name_of_the_machine_itself_is_not_dialled() {
	let canary = Canary::start().await;
	let guard = Guard::new(false, limits()).unwrap();
	for name in ["localhost", "LOCALHOST", "localhost.", "any.localhost"] {
		let said = ask(&guard, &format!("http://{name}:{}", canary.port)).await;
		let refused =
			matches!(said, Err(EgressError::NotGlobal { .. } | EgressError::Unresolved { .. }));
		assert!(refused, "{name}: {said:?}");
	}
	let said = ask(&guard, &format!("http://localhost:{}", canary.port)).await;
	assert!(matches!(said, Err(EgressError::NotGlobal { .. })), "{said:?}");
	assert_eq!(canary.hits(), 0);
}

#[tokio::test]
async fn a_name_with_one_inside_address_is_not_dialled_at_all() {
	let canary = Canary::start().await;
	let always =
		|addresses: &[&str]| Says::Addresses(vec![addresses.iter().map(|a| ip(a)).collect()]);
	let zone = [
		("v4.example", always(&["127.0.0.1"])),
		("v6.example", always(&["::1"])),
		("mapped.example", always(&["::ffff:127.0.0.1"])),
		("metadata.example", always(&["169.254.169.254"])),
		("first.example", always(&["127.0.0.1", "1.1.1.1"])),
		("last.example", always(&["1.1.1.1", "127.0.0.1"])),
		("families.example", always(&["1.1.1.1", "::1"])),
		("alias.example", Says::Alias("v4.example")),
	];
	let guard = Guard::with_resolver(false, limits(), resolver(&zone).await).unwrap();
	for (name, _) in &zone {
		let said = ask(&guard, &format!("http://{name}:{}", canary.port)).await;
		assert!(matches!(said, Err(EgressError::NotGlobal { .. })), "{name}: {said:?}");
	}
	let said = ask(&guard, "http://nobody.example").await;
	assert!(matches!(said, Err(EgressError::Unresolved { .. })), "{said:?}");
	assert_eq!(canary.hits(), 0);
}

#[tokio::test]
async fn a_name_that_changes_its_answer_never_leads_inside() {
	let canary = Canary::start().await;
	// 3ffe::/16 is global unicast that nobody holds: passes the check and leads nowhere.
	let answers = (0..40).map(|i| vec![ip(if i % 2 == 0 { "3ffe::1" } else { "127.0.0.1" })]);
	let zone = [("rebind.example", Says::Addresses(answers.collect()))];
	let mut short = limits();
	short.connect = Duration::from_millis(150);
	let guard = Guard::with_resolver(false, short, resolver(&zone).await).unwrap();
	let url = format!("http://rebind.example:{}", canary.port);
	let mut refused = 0;
	for _ in 0..8 {
		match ask(&guard, &url).await {
			Err(EgressError::NotGlobal { .. }) => refused += 1,
			Err(EgressError::TimedOut | EgressError::Connect(_)) => {}
			said => panic!("{said:?}"),
		}
	}
	assert!(refused >= 2, "the second answer was seen {refused} times");
	assert_eq!(canary.hits(), 0);
}

#[tokio::test]
async fn a_redirect_is_not_followed_even_where_private_addresses_are_allowed() {
	let canary = Canary::start().await;
	for status in [301, 302, 303, 307, 308] {
		let head = format!(
			"HTTP/1.1 {status} x\r\nlocation: http://127.0.0.1:{}/\r\ncontent-length: 0\r\n\r\n",
			canary.port
		);
		let (url, _) = provider(head, vec![], Duration::ZERO).await;
		let guard = Guard::new(true, limits()).unwrap();
		assert_eq!(ask(&guard, &url).await, Err(EgressError::Redirect(status)));
	}
	assert_eq!(canary.hits(), 0);
}

#[tokio::test]
async fn a_proxy_from_the_environment_is_not_used() {
	let canary = Canary::start().await;
	let proxy = format!("http://127.0.0.1:{}", canary.port);
	// Safety: tests of this file do not read these variables from other threads.
	unsafe {
		std::env::set_var("http_proxy", &proxy);
		std::env::set_var("HTTPS_PROXY", &proxy);
		std::env::set_var("ALL_PROXY", &proxy);
	}
	let mut short = limits();
	short.connect = Duration::from_millis(150);
	let guard = Guard::new(false, short).unwrap();
	let said = ask(&guard, "http://[3ffe::1]:8080").await;
	assert!(matches!(said, Err(EgressError::TimedOut | EgressError::Connect(_))), "{said:?}");
	assert_eq!(canary.hits(), 0);
}

#[tokio::test]
async fn the_development_switch_lets_loopback_through() {
	let canary = Canary::start().await;
	let guard = Guard::new(true, limits()).unwrap();
	for host in ["127.0.0.1", "localhost"] {
		let said = ask(&guard, &format!("http://{host}:{}", canary.port)).await;
		assert_eq!(said, Ok(b"{}".to_vec()), "{host}");
	}
	assert_eq!(canary.hits(), 2);
}
