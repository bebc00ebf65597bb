use super::*;
use stoa_primitives::channel::Receipt;

fn prove(who: &AccountId, one: SignedReceipt, other: SignedReceipt) -> sp_runtime::DispatchResult {
	let proven = Market::prove_equivocation(signed(who), Box::new(one), Box::new(other));
	proven.map(|_| ()).map_err(|error| error.error)
}

#[test]
fn prove_equivocation_should_catch_a_provider_that_opens_another_receipt_than_it_gave() {
	build_and_execute(2, || {
		// Alice got lies, and paid; what is redeemed names honest answers that she never saw.
		let id = opened(true);
		let given = Answers::new(id, 1, 0, CERTAIN, 2);
		let mut shown = given.clone();
		for receipt in &mut shown.receipts {
			receipt.prompt = [9; 32];
		}
		let last = given.redemption();
		assert_ok!(redeem(Redemption { root: shown.root(), ..last }));
		draw(id);
		let opening = shown.opening();
		let opened = opening.receipt.clone();
		assert_ok!(Market::open_sample(signed(&provider(0)), Box::new(opening)));
		let mine = given
			.receipts
			.iter()
			.find(|mine| mine.sequence == opened.receipt.sequence)
			.map(|mine| sign(*mine))
			.unwrap();
		let bond = Providers::bond(&provider(0));
		let before = balance(&alice());
		assert_ok!(prove(&alice(), mine, opened));
		let parameters = Parameters::default();
		let lost = TERMS.collateral + parameters.slash_floor;
		assert_eq!(bond - Providers::bond(&provider(0)), lost);
		// Nothing was paid yet, so nothing comes back but the deposit; she found it.
		assert_eq!(balance(&alice()) - before, TERMS.collateral / pricing::FINDER_PART);
		assert_eq!(held(HoldReason::ChannelDeposit, &alice()), 0);
		assert_eq!(Providers::get(&provider(1)).reserved, 0);
	});
}

#[test]
fn prove_equivocation_should_give_the_payer_back_what_it_paid_within_bounds() {
	build_and_execute(1, || {
		let id = opened(false);
		assert_ok!(redeem(Answers::new(id, 1, 0, STOA, 3).redemption()));
		let one = receipt(id, 1, 0, STOA);
		let other = Receipt { output: [9; 32], ..one };
		let before = balance(&alice());
		assert_ok!(prove(&bob(), sign(one), sign(other)));
		assert_eq!(balance(&alice()) - before, STOA);
		assert_eq!(balance(&bob()) - FUNDS, TERMS.collateral / pricing::FINDER_PART);
		// Nobody loses the same collateral twice.
		assert_noop!(prove(&bob(), sign(one), sign(other)), Fault::ChannelRefuted);
	});
}

#[test]
fn prove_equivocation_should_refuse_what_can_both_be_true() {
	build_and_execute(1, || {
		let id = opened(false);
		let [one, two] = [receipt(id, 1, 0, STOA), receipt(id, 2, STOA, STOA)];
		assert_noop!(prove(&bob(), sign(one), sign(two)), Fault::NoContradiction);
		assert_noop!(prove(&bob(), sign(one), sign(one)), Fault::NoContradiction);
		let other = Receipt { output: [9; 32], ..one };
		let forged = SignedReceipt { receipt: other, ..sign(one) };
		assert_noop!(prove(&bob(), sign(one), forged), Fault::BadSignature);
		let elsewhere = Receipt { channel: 9, ..other };
		assert_noop!(prove(&bob(), sign(one), sign(elsewhere)), Fault::NoContradiction);
		assert_noop!(prove(&provider(0), sign(one), sign(other)), Fault::OwnChannel);
	});
}
