//! One benchmark per call, one for what a verdict does and one for the hook, each in its worst case: the liar's
//! audit has an auditor, its channel a subscription, and other challengers were right too.

#![allow(
	clippy::arithmetic_side_effects,
	clippy::expect_used,
	clippy::indexing_slicing,
	clippy::panic,
	clippy::unwrap_used
)]

use crate::*;
use alloc::{boxed::Box, vec, vec::Vec};
use codec::{Decode, Encode};
use frame_benchmarking::v2::*;
use frame_support::{
	pallet_prelude::*,
	traits::{EnsureOrigin, fungible::Mutate},
};
use frame_system::RawOrigin;
use sp_core::{crypto::KeyTypeId, sr25519};
use stoa_primitives::{
	Balance, ChannelId, Digest, Generation, ReleaseId, STOA, Sampling, Template, TokenPrice,
	channel::{
		Anchor, Arithmetic, Receipt, ReceiptRoots, Voucher, receipt_digest, trace_commitment,
		trace_salt, voucher_digest,
	},
	frame::{
		BENCHMARK_KEY_TYPE, ChainIdentity, DrawSource, ModelInspect, OnRefereed, ProviderBond,
		ProviderInspect, Verdict,
	},
	payload::{output_commitment, output_salt, prompt_commitment_of},
	sums::{self, Paid},
};

const PRICE: TokenPrice = TokenPrice { per_1k_input: STOA, per_1k_output: STOA };
const DEPOSIT: Balance = 1_000 * STOA;
const AMOUNT: Balance = 100 * STOA;
const TERMS: Terms =
	Terms { collateral: 50 * STOA, min_deposit: STOA, opening_fee: STOA, channels: 1_000 };
const ROOTS: ReceiptRoots =
	ReceiptRoots { salt: [1; 32], prompt: [2; 32], output: [3; 32], trace: [4; 32] };

fn funded<T: pallet::Config>(name: &'static str, n: u32) -> T::AccountId {
	let who: T::AccountId = account(name, n, 0);
	T::Currency::mint_into(&who, 1_000_000 * STOA).expect("can be funded");
	who
}

fn set_now<T: pallet::Config>(block: u32) {
	frame_system::Pallet::<T>::set_block_number(block.into());
}

fn payer<T: pallet::Config>() -> T::AccountId {
	funded::<T>("payer", 0)
}

fn lane() -> sr25519::Public {
	sp_io::crypto::sr25519_generate(KeyTypeId(BENCHMARK_KEY_TYPE), Some(b"//lane".to_vec()))
}

fn sign(key: &[u8; 32], digest: &Digest) -> [u8; 64] {
	let key = sr25519::Public::from_raw(*key);
	let signature = sp_io::crypto::sr25519_sign(KeyTypeId(BENCHMARK_KEY_TYPE), &key, digest);
	signature.expect("the key lies in the keystore").0
}

/// A provider with terms, and what it serves.
fn seller<T: pallet::Config>() -> (T::AccountId, ReleaseId) {
	let release = T::Models::benchmark_release(&funded::<T>("owner", 0), 1);
	let provider = T::Providers::benchmark_provider(0, release, PRICE);
	T::Currency::mint_into(&provider, 1_000_000 * STOA).expect("can be funded");
	Pallet::<T>::do_set_terms(provider.clone(), Some(TERMS)).expect("are within bounds");
	(provider, release)
}

fn channel_with<T: pallet::Config>(provider: &T::AccountId, audited: bool) -> ChannelId {
	let id = NextChannelId::<T>::get();
	let lane = lane().0;
	let until = Pallet::<T>::now() + 1_000;
	Pallet::<T>::do_open(payer::<T>(), provider.clone(), DEPOSIT, lane, until, audited, STOA)
		.expect("opens");
	id
}

fn receipt<T: pallet::Config>(
	provider: &T::AccountId,
	release: ReleaseId,
	channel: ChannelId,
) -> Receipt {
	Receipt {
		channel,
		sequence: 1,
		part: 0,
		previous: [0; 32],
		anchor: Anchor { number: Pallet::<T>::now(), hash: [0; 32] },
		provider: Decode::decode(&mut &provider.encode()[..]).expect("32 bytes"),
		release,
		arithmetic: Arithmetic::X1,
		generation: Generation {
			max_new_tokens: 100,
			sampling: Sampling::Greedy,
			template: Template::Raw,
		},
		prompt: prompt_commitment_of(&ROOTS.salt, &ROOTS.prompt),
		output: output_commitment(&output_salt(&ROOTS.salt), &ROOTS.output),
		trace: Some(trace_commitment(&trace_salt(&ROOTS.salt), &ROOTS.trace)),
		prompt_tokens: 1_000,
		output_tokens: 100,
		ended: false,
		price: AMOUNT,
		total: AMOUNT,
		end: None,
	}
}

fn signed<T: pallet::Config>(provider: &T::AccountId, receipt: Receipt) -> Box<SignedReceipt> {
	let key = T::Providers::signing_key(provider).expect("is one");
	let digest = receipt_digest(&T::Chain::genesis(), &receipt.hash());
	Box::new(SignedReceipt { receipt, signature: sign(&key, &digest) })
}

/// A voucher for the first answer of a channel, and the way to its root.
fn redemption<T: pallet::Config>(receipt: &Receipt) -> (Redemption, SampleOpening) {
	let paid = [Paid { receipt: receipt.hash(), amount: AMOUNT }];
	let (channel, amount) = (receipt.channel, AMOUNT);
	let voucher = Voucher { channel, amount, receipt: receipt.hash() };
	let signature = sign(&lane().0, &voucher_digest(&T::Chain::genesis(), &voucher));
	let root = sums::root(&paid).expect("has one");
	let (_, path) = sums::prove(&paid, 0).expect("is there");
	let signed = SignedReceipt { receipt: *receipt, signature: [0; 64] };
	let redemption = Redemption { channel, amount, receipt: receipt.hash(), signature, root };
	(redemption, SampleOpening { receipt: signed, amount, path })
}

fn subscribed<T: pallet::Config>(provider: &T::AccountId, channel: ChannelId) {
	let plan = NextPlanId::<T>::get();
	Pallet::<T>::do_publish_plan(provider.clone(), None, Allowance::Calls(1), 100, STOA)
		.expect("publishes");
	Pallet::<T>::do_subscribe(payer::<T>(), channel, plan, 1).expect("subscribes");
}

/// An audited channel with a redemption that waits for its seed.
struct Board<T: pallet::Config> {
	provider: T::AccountId,
	channel: ChannelId,
	receipt: Receipt,
	opening: Box<SampleOpening>,
}

impl<T: pallet::Config> Board<T> {
	fn new() -> Self {
		set_now::<T>(100);
		let (provider, release) = seller::<T>();
		let channel = channel_with::<T>(&provider, true);
		let receipt = receipt::<T>(&provider, release, channel);
		let (redemption, mut opening) = redemption::<T>(&receipt);
		opening.receipt = *signed::<T>(&provider, receipt);
		Pallet::<T>::do_redeem(provider.clone(), vec![redemption]).expect("redeems");
		Self { provider, channel, receipt, opening: Box::new(opening) }
	}

	/// The audit is at `stage`.
	fn at(self, stage: AuditStage<T::AccountId>) -> Self {
		Audits::<T>::mutate(self.channel, |audit| audit.as_mut().unwrap().stage = stage);
		self
	}

	fn opening() -> Self {
		Self::new().at(AuditStage::Opening { seed: [1; 32], point: 0, until: 200 })
	}

	fn sample(&self, looked: u32) -> Sample {
		Sample {
			receipt: self.receipt.hash(),
			trace: self.receipt.trace.expect("has one"),
			release: self.receipt.release,
			prompt_tokens: self.receipt.prompt_tokens,
			output_tokens: self.receipt.output_tokens,
			seed: [1; 32],
			looked,
			drawn: 1,
			refused: 0,
		}
	}

	/// Providers of the release beside the seller.
	fn crowd(&self, count: u32) -> Vec<T::AccountId> {
		let release = self.receipt.release;
		let one = |seed| T::Providers::benchmark_provider(seed, release, PRICE);
		(1..=count).map(one).collect()
	}

	/// An auditor, its bond reserved, at a seat with this demand.
	fn seat(&self, prompt: PromptDemand) -> AuditorSeat<T::AccountId> {
		let auditor = T::Providers::benchmark_provider(100, self.receipt.release, PRICE);
		T::Currency::mint_into(&auditor, STOA).expect("can be funded");
		let bond = Parameters::default().verdict_bond;
		T::Providers::reserve(&auditor, bond).expect("has a bond");
		AuditorSeat { auditor, price: STOA, bond, until: 200, prompt }
	}

	fn auditing(prompt: PromptDemand) -> (Self, T::AccountId) {
		let board = Self::new();
		let (sample, seat) = (board.sample(1), board.seat(prompt));
		let auditor = seat.auditor.clone();
		(board.at(AuditStage::Auditing { sample, seat }), auditor)
	}

	fn contradicted() -> Self {
		let board = Self::new();
		let (sample, seat) = (board.sample(1), board.seat(PromptDemand::None));
		board.at(AuditStage::Contradicted { sample, seat, until: 200 })
	}

	/// The receipt is a subject of the referee.
	fn shown(self) -> Self {
		let who = funded::<T>("challenger", 0);
		let receipt = signed::<T>(&self.provider, self.receipt);
		Pallet::<T>::do_challenge_receipt(who, *receipt, ROOTS).expect("is shown");
		self
	}
}

fn anyone<T: pallet::Config>() -> T::AccountId {
	funded::<T>("anyone", 0)
}

#[benchmarks]
mod benchmarks {
	use super::*;

	#[benchmark]
	fn set_terms() {
		let (provider, _) = seller::<T>();
		#[extrinsic_call]
		_(RawOrigin::Signed(provider.clone()), Some(TERMS));
		assert!(ProviderTerms::<T>::contains_key(provider));
	}

	#[benchmark]
	fn open() {
		let (provider, _) = seller::<T>();
		let until = Pallet::<T>::now() + 1_000;
		let lane = lane().0;
		#[extrinsic_call]
		_(RawOrigin::Signed(payer::<T>()), provider, DEPOSIT, lane, until, true, STOA);
		assert!(Channels::<T>::contains_key(0));
	}

	#[benchmark]
	fn top_up() {
		let id = channel_with::<T>(&seller::<T>().0, true);
		#[extrinsic_call]
		_(RawOrigin::Signed(payer::<T>()), id, STOA);
		assert_eq!(Channels::<T>::get(id).unwrap().deposit, DEPOSIT + STOA);
	}

	/// Half of the channels are audited: what is dearer of both is paid for in each.
	#[benchmark]
	fn redeem(n: Linear<1, 128>) {
		let (provider, release) = seller::<T>();
		let redemptions: Vec<_> = (0..n)
			.map(|at| {
				let id = channel_with::<T>(&provider, at % 2 == 0);
				redemption::<T>(&receipt::<T>(&provider, release, id)).0
			})
			.collect();
		let redemptions = BoundedVec::truncate_from(redemptions);
		#[extrinsic_call]
		_(RawOrigin::Signed(provider), redemptions);
		assert!(Channels::<T>::iter_values().all(|channel| channel.redeemed == AMOUNT));
	}

	#[benchmark]
	fn close() {
		let (provider, _) = seller::<T>();
		let id = channel_with::<T>(&provider, true);
		#[extrinsic_call]
		_(RawOrigin::Signed(provider), id);
		assert_eq!(Channels::<T>::get(id).unwrap().held(), 0);
	}

	#[benchmark]
	fn expire() {
		let id = channel_with::<T>(&seller::<T>().0, true);
		set_now::<T>(2_000);
		#[extrinsic_call]
		_(RawOrigin::Signed(anyone::<T>()), id);
		assert_ne!(Channels::<T>::get(id).unwrap().state, ChannelState::Open);
	}

	#[benchmark]
	fn withdraw() {
		let id = channel_with::<T>(&seller::<T>().0, true);
		Pallet::<T>::do_close(payer::<T>(), id).expect("closes");
		set_now::<T>(2_000);
		#[extrinsic_call]
		_(RawOrigin::Signed(anyone::<T>()), id);
		assert_eq!(Channels::<T>::get(id).unwrap().held(), 0);
	}

	#[benchmark]
	fn drop_channel() {
		let (provider, _) = seller::<T>();
		let id = channel_with::<T>(&provider, true);
		Pallet::<T>::do_close(provider, id).expect("closes");
		set_now::<T>(5_000);
		#[extrinsic_call]
		_(RawOrigin::Signed(anyone::<T>()), id);
		assert!(!Channels::<T>::contains_key(id));
	}

	#[benchmark]
	fn challenge_receipt() {
		let board = Board::<T>::new();
		let receipt = signed::<T>(&board.provider, board.receipt);
		let hash = board.receipt.hash();
		#[extrinsic_call]
		_(RawOrigin::Signed(anyone::<T>()), receipt, ROOTS);
		assert!(Challenged::<T>::contains_key(hash));
	}

	#[benchmark]
	fn drop_receipt() {
		let board = Board::<T>::new().shown();
		set_now::<T>(5_000);
		#[extrinsic_call]
		_(RawOrigin::Signed(anyone::<T>()), board.receipt.hash());
		assert_eq!(Challenged::<T>::iter().count(), 0);
	}

	#[benchmark]
	fn prove_equivocation() {
		let board = Board::<T>::contradicted();
		subscribed::<T>(&board.provider, board.channel);
		let other = Receipt { output: [9; 32], ..board.receipt };
		let one = signed::<T>(&board.provider, board.receipt);
		let other = signed::<T>(&board.provider, other);
		#[extrinsic_call]
		_(RawOrigin::Signed(anyone::<T>()), one, other);
		assert!(Channels::<T>::get(board.channel).unwrap().refuted);
	}

	/// An auditor is silent, and the next one is found late.
	#[benchmark]
	fn poke() {
		let board = Board::<T>::new();
		for full in &board.crowd(7) {
			T::Providers::reserve(full, T::Providers::free_bond(full)).expect("is free");
		}
		let (sample, seat) = (board.sample(4), board.seat(PromptDemand::None));
		let board = board.at(AuditStage::Auditing { sample, seat });
		set_now::<T>(1_000);
		#[extrinsic_call]
		_(RawOrigin::Signed(anyone::<T>()), board.channel);
		let audit = Audits::<T>::get(board.channel);
		assert!(!audit.is_some_and(|audit| {
			matches!(audit.stage, AuditStage::Auditing { sample, .. } if sample.looked == 4)
		}));
	}

	#[benchmark]
	fn open_sample() {
		let board = Board::<T>::opening();
		for full in &board.crowd(7)[..3] {
			T::Providers::reserve(full, T::Providers::free_bond(full)).expect("is free");
		}
		let (provider, opening) = (board.provider.clone(), board.opening.clone());
		#[extrinsic_call]
		_(RawOrigin::Signed(provider), opening);
		let audit = Audits::<T>::get(board.channel);
		assert!(!audit.is_some_and(|audit| matches!(audit.stage, AuditStage::Opening { .. })));
	}

	#[benchmark]
	fn confirm_sample() {
		let (board, auditor) = Board::<T>::auditing(PromptDemand::None);
		let salt = trace_salt(&ROOTS.salt);
		#[extrinsic_call]
		_(RawOrigin::Signed(auditor), board.channel, salt, ROOTS.trace);
		assert!(!Audits::<T>::contains_key(board.channel));
	}

	#[benchmark]
	fn contradict_sample() {
		let (board, auditor) = Board::<T>::auditing(PromptDemand::None);
		#[extrinsic_call]
		_(RawOrigin::Signed(auditor), board.channel);
		let stage = Audits::<T>::get(board.channel).unwrap().stage;
		assert!(matches!(stage, AuditStage::Contradicted { .. }));
	}

	#[benchmark]
	fn show_trace() {
		let board = Board::<T>::contradicted();
		let (provider, receipt) = (board.provider.clone(), Box::new(board.receipt));
		#[extrinsic_call]
		_(RawOrigin::Signed(provider), receipt, ROOTS);
		assert!(Challenged::<T>::contains_key(board.receipt.hash()));
	}

	#[benchmark]
	fn demand_prompt() {
		let (board, auditor) = Board::<T>::auditing(PromptDemand::None);
		#[extrinsic_call]
		_(RawOrigin::Signed(auditor), board.channel);
		let stage = Audits::<T>::get(board.channel).unwrap().stage;
		let AuditStage::Auditing { seat, .. } = stage else { panic!("{stage:?}") };
		assert!(matches!(seat.prompt, PromptDemand::Asked { .. }));
	}

	#[benchmark]
	fn provide_prompt(b: Linear<0, { MAX_SEALED_BYTES }>) {
		let (board, _) = Board::<T>::auditing(PromptDemand::Asked { until: 200 });
		Audits::<T>::mutate(board.channel, |audit| {
			let audit = audit.as_mut().unwrap();
			if let AuditStage::Auditing { sample, .. } = &mut audit.stage {
				sample.prompt_tokens = MAX_SEALED_BYTES;
			}
		});
		let sealed = SealedPrompt::truncate_from(vec![7; b as usize]);
		#[extrinsic_call]
		_(RawOrigin::Signed(board.provider.clone()), board.channel, sealed);
		let stage = Audits::<T>::get(board.channel).unwrap().stage;
		let AuditStage::Auditing { seat, .. } = stage else { panic!("{stage:?}") };
		assert_eq!(seat.prompt, PromptDemand::Posted);
	}

	#[benchmark]
	fn grant_quota() {
		let (provider, _) = seller::<T>();
		let until = Pallet::<T>::now() + 10;
		#[extrinsic_call]
		_(RawOrigin::Signed(provider.clone()), payer::<T>(), 1_000, until);
		assert!(Quotas::<T>::contains_key(provider, payer::<T>()));
	}

	#[benchmark]
	fn drop_quota() {
		let (provider, _) = seller::<T>();
		let until = Pallet::<T>::now() + 10;
		Pallet::<T>::do_grant_quota(provider.clone(), payer::<T>(), 1_000, until).expect("grants");
		#[extrinsic_call]
		_(RawOrigin::Signed(provider.clone()), provider.clone(), payer::<T>());
		assert!(!Quotas::<T>::contains_key(provider, payer::<T>()));
	}

	#[benchmark]
	fn publish_plan() {
		let (provider, release) = seller::<T>();
		#[extrinsic_call]
		_(RawOrigin::Signed(provider), Some(release), Allowance::Calls(1), 100, STOA);
		assert!(Plans::<T>::contains_key(0));
	}

	#[benchmark]
	fn retire_plan() {
		let (provider, _) = seller::<T>();
		Pallet::<T>::do_publish_plan(provider.clone(), None, Allowance::Calls(1), 100, STOA)
			.expect("publishes");
		#[extrinsic_call]
		_(RawOrigin::Signed(provider), 0);
		assert!(!Plans::<T>::contains_key(0));
	}

	#[benchmark]
	fn subscribe() {
		let (provider, _) = seller::<T>();
		let id = channel_with::<T>(&provider, true);
		Pallet::<T>::do_publish_plan(provider, None, Allowance::Calls(1), 100, STOA)
			.expect("publishes");
		#[extrinsic_call]
		_(RawOrigin::Signed(payer::<T>()), id, 0, 1);
		assert!(Subscriptions::<T>::contains_key(id));
	}

	#[benchmark]
	fn collect() {
		let (provider, _) = seller::<T>();
		let id = channel_with::<T>(&provider, true);
		subscribed::<T>(&provider, id);
		set_now::<T>(500);
		#[extrinsic_call]
		_(RawOrigin::Signed(anyone::<T>()), id);
		assert_eq!(Subscriptions::<T>::get(id).unwrap().renewals, 0);
	}

	#[benchmark]
	fn unsubscribe() {
		let (provider, _) = seller::<T>();
		let id = channel_with::<T>(&provider, true);
		subscribed::<T>(&provider, id);
		Pallet::<T>::do_retire_plan(provider.clone(), 0).expect("retires");
		set_now::<T>(50);
		#[extrinsic_call]
		_(RawOrigin::Signed(provider), id);
		assert!(!Subscriptions::<T>::contains_key(id));
	}

	#[benchmark]
	fn set_parameters() -> Result<(), BenchmarkError> {
		let origin =
			T::ForceOrigin::try_successful_origin().map_err(|_| BenchmarkError::Weightless)?;
		let parameters = Parameters { bounty: 1, ..Default::default() };
		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, parameters);
		assert_eq!(CurrentParameters::<T>::get(), parameters);
		Ok(())
	}

	/// What the referee's calls contain of this pallet: six others were right too.
	#[benchmark]
	fn on_refereed() {
		let board = Board::<T>::contradicted().shown();
		subscribed::<T>(&board.provider, board.channel);
		let costs: Vec<_> = (0..6).map(|n| (funded::<T>("right", n), STOA)).collect();
		let finder = costs[0].0.clone();
		let verdict = Verdict::ProviderLied { finder, silent: false, costs };
		#[block]
		{
			Pallet::<T>::on_refereed(&board.receipt.hash(), &board.provider, verdict);
		}
		assert!(Channels::<T>::get(board.channel).unwrap().refuted);
	}

	#[benchmark]
	fn keep_seed() {
		let epoch = SEEDS_KEPT + 1;
		T::Draws::benchmark_outputs(epoch * EPOCH, EPOCH);
		Seeds::<T>::insert(1, [1; 32]);
		let now = (epoch + 1) * EPOCH;
		set_now::<T>(now);
		#[block]
		{
			Pallet::<T>::keep_seed(now);
		}
		assert!(Seeds::<T>::contains_key(epoch) && !Seeds::<T>::contains_key(1));
	}

	#[benchmark]
	fn no_seed() {
		#[block]
		{
			Pallet::<T>::keep_seed(EPOCH + 1);
		}
		assert_eq!(Seeds::<T>::iter().count(), 0);
	}

	impl_benchmark_test_suite!(Pallet, crate::mock::new_test_ext(), crate::mock::Runtime);
}
