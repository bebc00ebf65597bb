use crate::mock::*;
use frame_support::traits::OneSessionHandler;
use sp_core::Pair;

#[test]
fn dispatch_keys_should_follow_the_session_when_validators_change() {
	build_and_execute(0, || {
		let who = alice();
		let keys = |range: std::ops::Range<u8>| {
			range.map(|n| (&who, authority(n).public())).collect::<Vec<_>>().into_iter()
		};
		Inference::on_genesis_session(keys(0..3));
		assert_eq!(Inference::dispatch_keys().len(), 3);
		Inference::on_new_session(true, keys(2..7), keys(0..3));
		assert_eq!(Inference::dispatch_keys()[0], authority(2).public());
		assert_eq!(Inference::dispatch_keys().len(), 5);
	});
}
