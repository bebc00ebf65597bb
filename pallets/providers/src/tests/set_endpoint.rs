use crate::{mock::*, *};
use frame_support::{assert_noop, assert_ok};

fn call(who: AccountId, endpoint: &str) -> sp_runtime::DispatchResult {
	let endpoint = endpoint.as_bytes().to_vec().try_into().unwrap();
	ProvidersPallet::set_endpoint(RuntimeOrigin::signed(who), endpoint)
}

#[test]
fn set_endpoint_should_replace_the_url_when_it_is_one() {
	build_and_execute(|| {
		register(ALICE, 10);
		assert_ok!(call(ALICE, "http://[2001:db8::7]:9000/x"));
		assert_eq!(
			<ProvidersPallet as ProviderInspect<_>>::endpoint(&ALICE),
			Some(b"http://[2001:db8::7]:9000/x".to_vec())
		);
		let endpoint = details(ALICE).endpoint;
		assert_event(Event::EndpointSet { provider: ALICE, endpoint });
	});
}

#[test]
fn set_endpoint_should_fail_when_it_is_no_url_or_no_provider() {
	build_and_execute(|| {
		assert_noop!(call(ALICE, "http://a.example"), Error::<Test>::ProviderNotFound);
		register(ALICE, 10);
		for endpoint in ["", "file:///etc/passwd", "http://a b", "http://u@a", "http://a?q"] {
			assert_noop!(call(ALICE, endpoint), Error::<Test>::InvalidEndpoint);
		}
	});
}
