use super::*;
use crate::{question::Route, stats::Stats};
use axum::http::HeaderValue;
use stoa_egress::Endpoint;
use stoa_primitives::{STOA, TokenPrice};

fn offer(account: u8, milli: Balance) -> Offer {
	Offer {
		account: [account; 32],
		endpoint: Endpoint::parse("http://gpu.example.org").unwrap(),
		their_name: "m".into(),
		release: 1,
		class: VerificationClass::Replicated,
		price: TokenPrice {
			per_1k_input: milli * STOA / 1_000,
			per_1k_output: milli * STOA / 1_000,
		},
		max_unpaid: 1,
		context: 2_048,
		record: Record::default(),
		stats: Arc::new(Stats::default()),
	}
}

fn wants(policy: Policy) -> Wants {
	Wants {
		policy,
		max_input_price: STOA,
		max_output_price: STOA,
		class: None,
		provider: None,
		hedge_after: None,
		attempts: 3,
	}
}

fn question(tail: &str) -> Question {
	let body = format!(r#"{{"model":"m","messages":[{{"role":"user"}}]{tail}}}"#);
	Question::parse(Route::Chat, body.as_bytes()).unwrap()
}

fn order(wants: &Wants, offers: &[Arc<Offer>]) -> Vec<u8> {
	let ranked = wants.rank(offers, &question(""), |_| 0.0);
	ranked.iter().map(|offer| offer.account[0]).collect()
}

fn measured(offer: &Offer, first: u64, per_second: u32) {
	offer.stats.began(Duration::from_millis(first));
	offer.stats.ended(per_second + 1, Duration::from_secs(1));
}

#[test]
fn each_policy_puts_its_own_first() {
	let offers: Vec<Arc<Offer>> = vec![
		// Cheap and slow; soon but few tokens a second; many tokens a second; a long record.
		offer(1, 1).into(),
		offer(2, 8).into(),
		offer(3, 8).into(),
		Offer { record: Record { done: 10_000, strikes: 0, slashes: 0 }, ..offer(4, 8) }.into(),
	];
	measured(&offers[0], 2_000, 5);
	measured(&offers[1], 50, 20);
	measured(&offers[2], 800, 200);
	measured(&offers[3], 800, 20);
	for (policy, first) in
		[(Policy::Price, 1), (Policy::Latency, 2), (Policy::Throughput, 3), (Policy::Record, 4)]
	{
		assert_eq!(order(&wants(policy), &offers)[0], first, "{policy:?}");
	}
}

#[test]
fn what_is_not_wanted_is_not_asked() {
	let offers: Vec<Arc<Offer>> = vec![
		offer(1, 5).into(),
		offer(2, 9).into(),
		Offer { class: VerificationClass::Exact, ..offer(3, 9) }.into(),
	];
	let all = wants(Policy::Price);
	assert_eq!(order(&all, &offers).len(), 3);
	let limit = Wants { max_output_price: 6 * STOA / 1_000, ..all.clone() };
	assert_eq!(order(&limit, &offers), [1]);
	let class = Wants { class: Some(VerificationClass::Exact), ..all.clone() };
	assert_eq!(order(&class, &offers), [3]);
	let provider = Wants { provider: Some([2; 32]), ..all.clone() };
	assert_eq!(order(&provider, &offers), [2]);
	assert!(all.rank(&offers, &question(r#","max_tokens":2049"#), |_| 0.0).is_empty());
}

#[test]
fn who_failed_comes_last_and_who_is_ready_sooner() {
	let offers: Vec<Arc<Offer>> = vec![offer(1, 5).into(), offer(2, 5).into()];
	let wants = wants(Policy::Balanced);
	let ready = |offer: &Offer| if offer.account[0] == 1 { 6.0 } else { 0.0 };
	let ranked = wants.rank(&offers, &question(""), ready);
	assert_eq!(ranked[0].account, [2; 32]);
	offers[1].stats.failed();
	assert_eq!(wants.rank(&offers, &question(""), ready)[0].account, [1; 32]);
}

#[test]
fn a_slash_weighs_more_than_its_price() {
	let bad = Record { done: 100, strikes: 0, slashes: 2 };
	let good = Record { done: 100, strikes: 0, slashes: 0 };
	let offers: Vec<Arc<Offer>> = vec![
		Offer { record: bad, ..offer(1, 4) }.into(),
		Offer { record: good, ..offer(2, 8) }.into(),
	];
	assert_eq!(order(&wants(Policy::Balanced), &offers), [2, 1]);
}

fn headers(pairs: &[(&'static str, &str)]) -> HeaderMap {
	let pairs = pairs.iter();
	pairs.map(|(k, v)| ((*k).parse().unwrap(), HeaderValue::from_str(v).unwrap())).collect()
}

#[test]
fn headers_change_what_is_wanted_but_raise_no_limit() {
	let usual = wants(Policy::Balanced);
	let some = headers(&[
		("stoa-route", "Latency"),
		("stoa-class", "exact"),
		("stoa-max-output-price", "2 mSTOA"),
		("stoa-max-input-price", "2 STOA"),
		("stoa-hedge", "250"),
		("stoa-provider", "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY"),
	]);
	let got = usual.with_headers(&some).unwrap();
	assert_eq!((got.policy, got.class), (Policy::Latency, Some(VerificationClass::Exact)));
	assert_eq!((got.max_input_price, got.max_output_price), (STOA, 2 * STOA / 1_000));
	assert_eq!(got.hedge_after, Some(Duration::from_millis(250)));
	assert!(got.provider.is_some());
	let hedged = Wants { hedge_after: got.hedge_after, ..usual.clone() };
	let off = headers(&[("stoa-hedge", "off")]);
	assert_eq!(hedged.with_headers(&off).unwrap(), usual);
	for (name, value) in [
		("stoa-route", "best"),
		("stoa-class", "verified"),
		("stoa-max-input-price", "cheap"),
		("stoa-hedge", "0"),
		("stoa-provider", "bob"),
	] {
		let error = usual.with_headers(&headers(&[(name, value)])).unwrap_err();
		assert!(error.message.contains(name), "{}", error.message);
	}
}
