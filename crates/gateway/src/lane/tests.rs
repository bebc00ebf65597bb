use super::*;
use proptest::prelude::*;
use stoa_primitives::{
	Generation, Sampling, Template,
	channel::{Anchor, Arithmetic, End},
};

const GENESIS: Digest = [9; 32];
const DEPOSIT: Balance = 1_000_000;

pub(crate) fn pair(seed: u8) -> Keypair {
	Keypair::from_secret_key([seed; 32]).unwrap()
}

fn entry() -> ChannelEntry {
	ChannelEntry {
		id: 7,
		provider: [1; 32],
		receipt_key: pair(2).public_key().0,
		deposit: DEPOSIT,
		redeemed: 0,
		expires_at: 1_000,
		closing: false,
	}
}

fn key() -> LaneKey {
	LaneKey::new(pair(3), GENESIS)
}

/// A provider's side of the lane, honest.
struct Provider(Option<Receipt>);

impl Provider {
	fn receipt(&self, price: Balance, new: bool, end: Option<End>) -> Receipt {
		let blank = Receipt {
			channel: 7,
			sequence: 1,
			part: 0,
			previous: Digest::default(),
			anchor: Anchor { number: 5, hash: [5; 32] },
			provider: [1; 32],
			release: 4,
			arithmetic: Arithmetic::Engine,
			generation: Generation {
				max_new_tokens: 100,
				sampling: Sampling::Greedy,
				template: Template::Raw,
			},
			prompt: [0; 32],
			output: [0; 32],
			trace: None,
			prompt_tokens: 1,
			output_tokens: 1,
			ended: false,
			price,
			total: price,
			end,
		};
		let Some(before) = self.0 else { return blank };
		let previous = before.hash();
		match new {
			true => Receipt {
				sequence: before.sequence + 1,
				previous,
				total: before.total + price,
				..blank
			},
			false => Receipt {
				part: before.part + 1,
				previous,
				price: before.price + price,
				total: before.total + price,
				end,
				..before
			},
		}
	}

	fn sign(&mut self, receipt: Receipt) -> Signed<Receipt> {
		self.0 = Some(receipt);
		sign(2, receipt)
	}
}

/// What an honest provider signs first.
pub(crate) fn signed_receipt() -> Signed<Receipt> {
	sign(2, Provider(None).receipt(10, true, None))
}

fn sign(seed: u8, what: Receipt) -> Signed<Receipt> {
	Signed { what, signature: pair(seed).sign(&receipt_digest(&GENESIS, &what.hash())).0 }
}

#[test]
fn a_lane_pays_for_what_it_took_and_no_more() {
	let (mut lane, mut provider) = (Lane::fresh(key(), entry()), Provider(None));
	assert_eq!((lane.next_sequence(), lane.voucher()), (1, None));
	let receipt = provider.sign(provider.receipt(100, true, None));
	assert_eq!(lane.take(&receipt, |_| Ok(())), Ok(100));
	let voucher = lane.voucher().unwrap();
	assert_eq!((voucher.what.amount, voucher.what.receipt), (100, receipt.what.hash()));
	let digest = voucher_digest(&GENESIS, &voucher.what);
	assert!(verify(&Signature(voucher.signature), digest, &pair(3).public_key()));
	assert_eq!(lane.voucher(), None, "promised already");
	let receipt = provider.sign(provider.receipt(20, false, Some(End::Stop)));
	assert_eq!(lane.take(&receipt, |_| Ok(())), Ok(20));
	assert_eq!(lane.voucher().unwrap().what.amount, 120);
	assert_eq!((lane.next_sequence(), lane.left()), (2, DEPOSIT - 120));
}

#[test]
fn what_does_not_follow_or_is_not_signed_changes_nothing() {
	let (mut lane, mut provider) = (Lane::fresh(key(), entry()), Provider(None));
	let first = provider.sign(provider.receipt(100, true, None));
	lane.take(&first, |_| Ok(())).unwrap();
	let right = provider.receipt(20, false, None);
	let wrong = [
		(sign(2, Receipt { total: 121, ..right }), "total"),
		(sign(2, Receipt { previous: [1; 32], ..right }), "previous"),
		(sign(2, Receipt { part: 2, ..right }), "part"),
		(sign(2, Receipt { channel: 8, ..right }), "channel"),
		(sign(2, Receipt { provider: [2; 32], ..right }), "provider"),
		(sign(4, right), "key"),
		(first, "again"),
	];
	for (receipt, what) in wrong {
		assert!(lane.take(&receipt, |_| Ok(())).is_err(), "{what}");
		assert_eq!(lane.total(), 100, "{what}");
	}
	assert_eq!(lane.take(&sign(2, right), |_| Err(Mistrust::Content)), Err(Mistrust::Content));
	let over = Receipt { price: DEPOSIT + 1, total: DEPOSIT + 1, ..right };
	assert_eq!(lane.take(&sign(2, over), |_| Ok(())), Err(Mistrust::Deposit));
	assert_eq!(lane.take(&sign(2, right), |_| Ok(())), Ok(20));
}

#[test]
fn requests_are_signed_for_their_body_and_number() {
	let lane = Lane::fresh(key(), entry());
	let (sequence, signature) = lane.ask(b"body");
	let signed = |body: &[u8], sequence| {
		let digest = request_digest(&GENESIS, 7, sequence, &Blake2::hash(body));
		verify(&Signature(signature), digest, &pair(3).public_key())
	};
	assert!(signed(b"body", sequence));
	assert!(!signed(b"other", sequence) && !signed(b"body", sequence + 1));
}

#[test]
fn a_lane_is_made_again_from_what_the_provider_shows() {
	let (mut lane, mut provider) = (Lane::fresh(key(), entry()), Provider(None));
	let first = provider.sign(provider.receipt(100, true, None));
	lane.take(&first, |_| Ok(())).unwrap();
	let voucher = lane.voucher();
	// The payer died before it saw this one.
	let unseen = provider.sign(provider.receipt(30, false, None));
	let shown = Shown { receipt: Some(unseen), voucher };
	let mut again = Lane::recover(key(), entry(), &shown, 30).unwrap();
	assert_eq!((again.total(), again.vouched(), again.next_sequence()), (130, 100, 2));
	assert_eq!(again.voucher().unwrap().what.amount, 130);
	let next = provider.sign(provider.receipt(5, true, None));
	assert_eq!(again.take(&next, |_| Ok(())), Ok(5));
}

#[test]
fn a_voucher_that_did_not_arrive_is_signed_again_and_for_no_more() {
	let (mut lane, mut provider) = (Lane::fresh(key(), entry()), Provider(None));
	let first = provider.sign(provider.receipt(100, true, None));
	lane.take(&first, |_| Ok(())).unwrap();
	let lost = lane.voucher().unwrap();
	assert_eq!(lane.voucher(), None);
	lane.adopt(&Shown { receipt: Some(first), voucher: None }, 30).unwrap();
	assert_eq!(lane.voucher().unwrap().what, lost.what);
	lane.adopt(&Shown { receipt: Some(first), voucher: Some(lost) }, 30).unwrap();
	assert_eq!(lane.voucher(), None);
}

#[test]
fn a_provider_cannot_make_more_of_a_lost_state() {
	let (mut lane, mut provider) = (Lane::fresh(key(), entry()), Provider(None));
	let first = provider.sign(provider.receipt(100, true, None));
	lane.take(&first, |_| Ok(())).unwrap();
	let voucher = lane.voucher();
	let recover = |receipt, voucher, entry| {
		Lane::recover(key(), entry, &Shown { receipt, voucher }, 30).map(|_| ())
	};
	let much = sign(2, provider.receipt(31, false, None));
	let claimed = Unusable::Overcharged { claimed: 31, most: 30 };
	assert_eq!(recover(Some(much), voucher, entry()), Err(claimed));
	assert_eq!(recover(None, voucher, entry()), Err(Unusable::Forgotten));
	let redeemed = ChannelEntry { redeemed: 101, ..entry() };
	assert_eq!(recover(Some(first), voucher, redeemed), Err(Unusable::Forgotten));
	assert_eq!(recover(Some(sign(4, first.what)), voucher, entry()), Err(Unusable::ForeignReceipt));
	let other = Receipt { channel: 8, ..first.what };
	assert_eq!(recover(Some(sign(2, other)), voucher, entry()), Err(Unusable::ForeignReceipt));
	let forged =
		voucher.map(|voucher| Signed { what: Voucher { amount: 130, ..voucher.what }, ..voucher });
	assert_eq!(recover(Some(first), forged, entry()), Err(Unusable::ForeignVoucher));
	assert_eq!(recover(None, None, entry()), Ok(()), "nothing was asked yet");
}

#[test]
fn signed_things_travel_as_hexadecimal() {
	let receipt = sign(2, Provider(None).receipt(1, true, None));
	let (what, signature) = receipt.to_hex();
	assert_eq!(Signed::from_hex(&what, &signature), Some(receipt));
	assert_eq!(Signed::<Receipt>::from_hex(&what, "0x12"), None);
	assert_eq!(Signed::<Receipt>::from_hex(&format!("{what}00"), &signature), None);
}

proptest! {
	/// However answers go and wherever the payer forgets everything: what is promised is never more than what
	/// was signed for, and the payer never loses more than one unpaid part each time it forgets.
	#[test]
	fn nobody_takes_more_than_was_signed(
		steps in prop::collection::vec((1u32..30, any::<bool>(), 0u8..4), 1..60)
	) {
		let (mut lane, mut provider) = (Lane::fresh(key(), entry()), Provider(None));
		let (mut voucher, mut blind) = (None, 0);
		for (price, new, what) in steps {
			let new = new || provider.0.is_none();
			let receipt = provider.sign(provider.receipt(price.into(), new, None));
			if what == 0 {
				// The payer dies before it sees the receipt.
				let shown = Shown { receipt: Some(receipt), voucher };
				let most = receipt.what.total - lane.vouched();
				lane = Lane::recover(key(), entry(), &shown, most).unwrap();
				blind += Balance::from(price);
			} else {
				prop_assert_eq!(lane.take(&receipt, |_| Ok(())), Ok(price.into()));
			}
			if what != 1 {
				voucher = lane.voucher().or(voucher);
			}
			prop_assert!(lane.vouched() <= receipt.what.total);
			if let Some(voucher) = voucher {
				prop_assert!(voucher.what.amount <= receipt.what.total);
			}
			prop_assert_eq!(lane.total(), receipt.what.total);
		}
		prop_assert!(blind <= lane.total());
	}
}
