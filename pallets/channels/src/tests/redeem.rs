use super::*;
use frame_support::{dispatch::Pays, traits::fungible::Mutate};

fn answers(id: u64) -> Answers {
	Answers::new(id, 1, 0, STOA, 3)
}

#[test]
fn redeem_should_pay_what_was_signed_when_the_channel_is_self_audited() {
	build_and_execute(1, || {
		let id = opened(false);
		let before = (balance(&provider(0)), issuance());
		assert_ok!(redeem(answers(id).redemption()));
		let fee = pricing::redeem_fee(&Parameters::default(), 3 * STOA);
		assert!(fee > 0);
		assert_eq!(balance(&provider(0)) - before.0, 3 * STOA - fee);
		assert_eq!(before.1 - issuance(), fee);
		assert_eq!(held(HoldReason::ChannelDeposit, &alice()), DEPOSIT - 3 * STOA);
		assert_eq!(details(id).redeemed, 3 * STOA);
		// Later ones pay the difference.
		let more = Answers::new(id, 4, 3 * STOA, STOA, 2);
		assert_ok!(redeem(more.redemption()));
		assert_eq!(details(id).redeemed, 5 * STOA);
	});
}

#[test]
fn redeem_should_pay_those_who_back_the_provider_their_part() {
	build_and_execute(1, || {
		let id = opened(false);
		Backed::set(true);
		assert_ok!(Balances::mint_into(&account(251), STOA));
		let before = balance(&provider(0));
		assert_ok!(redeem(answers(id).redemption()));
		let rest = 3 * STOA - pricing::redeem_fee(&Parameters::default(), 3 * STOA);
		assert_eq!(balance(&provider(0)) - before, rest - rest / 4);
		assert_eq!((balance(&account(251)) - STOA, SharedSoFar::take()), (rest / 4, rest / 4));
	});
}

#[test]
fn redeem_should_hold_the_money_back_when_the_channel_is_audited() {
	build_and_execute(1, || {
		let id = opened(true);
		let before = balance(&provider(0));
		assert_ok!(redeem(answers(id).redemption()));
		assert_eq!(balance(&provider(0)), before);
		assert_eq!(held(HoldReason::ChannelDeposit, &alice()), DEPOSIT);
		assert_eq!(details(id).pending, 3 * STOA);
		let more = Answers::new(id, 4, 3 * STOA, STOA, 2);
		assert_noop!(redeem(more.redemption()), Fault::AuditRunning);
	});
}

#[test]
fn redeem_should_refuse_what_was_not_signed_for_this() {
	build_and_execute(2, || {
		let id = opened(false);
		let good = answers(id).redemption();
		let other = opened(false);
		// Another amount, receipt, channel; a signature of somebody else.
		let amount = Redemption { amount: 2 * STOA, ..good };
		let root = Answers::new(id, 1, 0, STOA, 2).root();
		assert_noop!(redeem(Redemption { root, ..amount }), Fault::BadSignature);
		assert_noop!(redeem(Redemption { receipt: [9; 32], ..good }), Fault::BadSignature);
		assert_noop!(redeem(Redemption { channel: other, ..good }), Fault::BadSignature);
		assert_noop!(redeem(Redemption { signature: [1; 64], ..good }), Fault::BadSignature);
		// The sum must be what is paid.
		assert_noop!(redeem(Redemption { root, ..good }), Fault::SumMismatch);
		assert_noop!(redeem(Redemption { channel: 9, ..good }), Fault::ChannelNotFound);
		// Only the provider makes the root that it answers for.
		let by = |who: &AccountId| {
			let one = vec![good].try_into().unwrap();
			whole(|| Market::redeem(signed(who), one).map(|_| ()).map_err(|error| error.error))
		};
		assert_noop!(by(&alice()), Fault::NotParty);
		assert_noop!(by(&provider(1)), Fault::NotParty);
		let none = vec![].try_into().unwrap();
		let nothing = Market::redeem(signed(&provider(0)), none).map_err(|error| error.error);
		assert_noop!(nothing, Fault::NothingToRedeem);
	});
}

#[test]
fn redeem_should_refuse_when_the_voucher_is_stale_or_over_the_deposit() {
	build_and_execute(1, || {
		let id = opened(false);
		let good = answers(id).redemption();
		assert_ok!(redeem(good));
		assert_noop!(redeem(good), Fault::VoucherStale);
		let less = Answers::new(id, 1, 0, STOA, 1).redemption();
		assert_noop!(redeem(less), Fault::VoucherStale);
		let much = Answers::new(id, 4, 3 * STOA, DEPOSIT, 1).redemption();
		assert_noop!(redeem(much), Fault::AmountAboveDeposit);
	});
}

#[test]
fn redeem_should_not_be_replayed_on_another_chain() {
	build_and_execute(1, || {
		use sp_core::Pair;
		use stoa_primitives::channel::voucher_digest;
		let id = opened(false);
		let good = answers(id).redemption();
		let digest = voucher_digest(&[8; 32], &good.voucher());
		let signature = lane().sign(&digest).0;
		assert_noop!(redeem(Redemption { signature, ..good }), Fault::BadSignature);
	});
}

#[test]
fn redeem_should_cover_a_hundred_channels_and_leave_out_what_is_no_good() {
	build_and_execute(1, || {
		let ids: Vec<u64> = (0..100).map(|_| opened(false)).collect();
		let mut all: Vec<_> = ids.iter().map(|id| answers(*id).redemption()).collect();
		let whole = all.clone().try_into().unwrap();
		frame_support::assert_storage_noop!({
			let _ = frame_support::storage::with_transaction(|| {
				let paid = Market::redeem(signed(&provider(0)), whole).unwrap();
				assert_eq!(paid.pays_fee, Pays::No);
				let done = Ok::<(), sp_runtime::DispatchError>(());
				sp_runtime::TransactionOutcome::Rollback(done)
			});
		});
		all[50].signature = [0; 64];
		let paid = Market::redeem(signed(&provider(0)), all.try_into().unwrap()).unwrap();
		assert_eq!(paid.pays_fee, Pays::Yes);
		let redeemed = ids.iter().filter(|id| details(**id).redeemed == 3 * STOA).count();
		assert_eq!(redeemed, 99);
		assert_eq!(details(ids[50]).redeemed, 0);
		let error = Fault::BadSignature.into();
		assert!(events().contains(&Event::RedemptionFailed { channel: ids[50], error }));
	});
}

#[test]
fn redeem_should_take_the_same_bytes_however_many_answers_are_behind_it() {
	use codec::Encode;
	build_and_execute(1, || {
		let id = opened(false);
		let bytes =
			|count| Answers::new(id, 1, 0, STOA / 10_000, count).redemption().encode().len();
		assert_eq!(bytes(1), bytes(200));
		assert!(bytes(1) <= 200);
	});
}

#[test]
fn redeem_should_be_possible_by_the_signing_keys_account() {
	use sp_core::Pair;
	build_and_execute(1, || {
		let id = opened(false);
		let key = AccountId::new(signer(0).public().0);
		let one = vec![answers(id).redemption()].try_into().unwrap();
		assert_ok!(Market::redeem(signed(&key), one));
	});
}
