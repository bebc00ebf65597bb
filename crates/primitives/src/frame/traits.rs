//! Traits between pallets, joined in the runtime. Each is owned by the pallet that implements it.

use super::sum_tree::Taken;
use crate::{
	Balance, BlockNumber, DataReleaseId, Digest, JobId, LicenseId, ReleaseId, Sampling, TokenPrice,
	VerificationClass,
};
use alloc::vec::Vec;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::{BoundedVec, traits::ConstU32};
use scale_info::TypeInfo;
use sp_arithmetic::Perbill;
use sp_runtime::{DispatchError, DispatchResult, Weight};

/// Benchmarks only: the keystore's key type under which the signing keys of
/// [`ProviderBond::benchmark_provider`] lie, so that a benchmark can sign as the provider.
#[cfg(feature = "runtime-benchmarks")]
pub const BENCHMARK_KEY_TYPE: [u8; 4] = *b"bnch";

/// Seeds from BABE's VRF outputs of several consecutive blocks. Implemented by `draws`.
pub trait DrawSource {
	/// The seed for attempt `attempt` at drawing for `id` under `tag`
	/// ([`crate::payload::draw_seed`]), mixed from the outputs of blocks `first..first + count`.
	/// `None` while one of them is not known (yet, or no longer): the caller tries again later.
	fn seed(
		tag: &[u8; 16],
		id: u64,
		attempt: u32,
		first: BlockNumber,
		count: u32,
	) -> Option<Digest>;
	/// Benchmarks only: makes the outputs of blocks `first..first + count` known.
	#[cfg(feature = "runtime-benchmarks")]
	fn benchmark_outputs(first: BlockNumber, count: u32);
}

/// Which chain this is. Implemented by `draws`.
pub trait ChainIdentity {
	/// The hash of block 0: what every signed payload names.
	fn genesis() -> Digest;
}

/// The clock by which duties are timed. It stands still in blocks in which nobody could have done anything.
/// Implemented by `clock`.
pub trait Clock {
	/// For how many blocks it has stood still so far. A deadline that was set when that was `then` is put off
	/// by `stood_still() - then` blocks.
	fn stood_still() -> BlockNumber;
}

/// What a provider offers for one release.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Offer {
	/// The provider's own price for its seat.
	pub price: TokenPrice,
	/// Its weight: bond in whole STOA, capped.
	pub weight: u32,
}

/// Who may sell compute. Implemented by `providers`.
pub trait ProviderInspect<AccountId> {
	/// How many providers have weight in the draw for `release`.
	fn server_count(release: ReleaseId) -> u32;
	/// A lower bound of what the providers of `release` ask: below it no executor can be found.
	fn price_floor(release: ReleaseId) -> Option<TokenPrice>;
	/// The sum of all weights in the draw for `release`, in whole STOA: about the bond behind it.
	fn total_weight(release: ReleaseId) -> u64;
	/// Whoever of the first `limit` providers of `release` can be drawn, with its offer. Looks at so many and no more.
	fn servers(release: ReleaseId, limit: u32) -> Vec<(AccountId, Offer)>;
	/// The provider at a random point of what is left of the tree of `release`, in proportion to bond;
	/// O(log n). The tree is as calls left it the activation delay ago: later ones move nobody's place in
	/// it. Ask `offer` whether who is drawn may still sit.
	fn draw(release: ReleaseId, random: u64, taken: &Taken) -> Option<AccountId>;
	/// Takes the place of `provider` in the tree of `release`, if it has one, out of a draw; O(log n).
	fn take_out(provider: &AccountId, release: ReleaseId, taken: &mut Taken);
	/// What `provider` offers for `release`, while it may be drawn: never more weight than it has in the
	/// tree, and never more than its bond entitles it to now.
	fn offer(provider: &AccountId, release: ReleaseId) -> Option<Offer>;
	/// Whether `server_count` counts `provider`.
	fn in_draw(provider: &AccountId, release: ReleaseId) -> bool;
	/// Bond that is neither reserved for unfinished work nor on its way out.
	fn free_bond(provider: &AccountId) -> Balance;
	/// The sr25519 key that signs the provider's statements.
	fn signing_key(provider: &AccountId) -> Option<[u8; 32]>;
	/// The X25519 key to which private prompts are sealed.
	fn transport_key(provider: &AccountId) -> Option<[u8; 32]>;
	/// The base URL of the provider's daemon, as registered (never dialled by the runtime).
	fn endpoint(provider: &AccountId) -> Option<Vec<u8>>;
	/// Whether the two must not sit in one matter: the same account, signing key or endpoint host. Keys
	/// and endpoints count once they are as old as the activation delay.
	fn related(provider: &AccountId, other: &AccountId) -> bool;
	/// The last block in which its keys or endpoint changed or bond began to leave: what is known of its
	/// honesty was learned before. 0 if it is not known.
	fn changed_at(provider: &AccountId) -> BlockNumber;
}

/// What a provider did wrong, short of a proven lie.
#[derive(
	Clone,
	Copy,
	PartialEq,
	Eq,
	Debug,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
pub enum StrikeReason {
	/// Drawn, and no commitment by the deadline.
	#[codec(index = 0)]
	NoCommitment,
	/// Its answer lost the verdict of the enlarged committee.
	#[codec(index = 1)]
	Outvoted,
	/// It did not start a lease of its own offer in time.
	#[codec(index = 2)]
	LeaseNotStarted,
	/// It left a lease: by its silence, or as a ruling says.
	#[codec(index = 3)]
	LeaseNotServed,
	/// A ruling says that it leased out another machine than it had offered.
	#[codec(index = 4)]
	WrongHardware,
}

/// What became of a slash, all in planck.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Slashed {
	/// Taken from the bond in all.
	pub taken: Balance,
	/// Of that, paid to the payee.
	pub paid: Balance,
}

/// The bond behind unfinished work. Implemented by `providers`.
pub trait ProviderBond<AccountId> {
	/// Sets `amount` of free bond aside. Fails, changing nothing, when there is too little.
	fn reserve(provider: &AccountId, amount: Balance) -> DispatchResult;
	/// Frees what was reserved.
	fn release(provider: &AccountId, amount: Balance);
	/// Takes `reserved` (which stops being reserved) and up to `floor` more of the bond, free,
	/// unbonding or not. Up to `payee.1` of it goes to `payee.0` but never more than 40%; the rest
	/// leaves circulation by the runtime's policy (burn or treasury).
	fn slash(
		provider: &AccountId,
		reserved: Balance,
		floor: Balance,
		payee: Option<(&AccountId, Balance)>,
	) -> Slashed;
	/// Moves up to `amount` out of what was reserved to `payee` in full, to pay for work that the
	/// provider's fault made necessary. Returns what was moved; that much stops being reserved.
	fn pay_from_reserved(provider: &AccountId, amount: Balance, payee: &AccountId) -> Balance;
	/// Notes a fault. Enough of them within the window take the provider out of every draw until it
	/// reactivates itself.
	fn strike(provider: &AccountId, reason: StrikeReason);
	/// Takes the provider out of every draw, as if it had asked for it, until it reactivates itself.
	fn rest(provider: &AccountId);
	/// Notes a job done as promised.
	fn credit(provider: &AccountId);
	/// Benchmarks only: a funded provider, another one for each `seed`, that serves `release` at
	/// `price` and as many other releases as it may, and can be drawn at once. Its signing key lies
	/// in the keystore under [`BENCHMARK_KEY_TYPE`].
	#[cfg(feature = "runtime-benchmarks")]
	fn benchmark_provider(seed: u32, release: ReleaseId, price: TokenPrice) -> AccountId;
}

/// Whether providers may sell, and what their faults come to. Implemented by `providers`.
pub trait ProviderStanding<AccountId> {
	/// Whether `provider` may take new work of any kind: registered, and neither leaving nor chilled.
	fn may_sell(provider: &AccountId) -> bool;
	/// As [`ProviderBond::strike`].
	fn strike(provider: &AccountId, reason: StrikeReason);
	/// Benchmarks only: a funded provider that may sell, another one for each `seed`, of which the signing
	/// key lies in the keystore under [`BENCHMARK_KEY_TYPE`].
	#[cfg(feature = "runtime-benchmarks")]
	fn benchmark_seller(seed: u32) -> AccountId;
}

/// What the chain knows of a release that can be sold.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ReleaseTerms {
	/// How results of this release are verified.
	pub class: VerificationClass,
	/// The owners' price, paid once per job.
	pub price: TokenPrice,
	/// Longest prompt and output together, in tokens.
	pub context_tokens: u32,
	/// Whether it takes new jobs.
	pub active: bool,
}

/// Accounts and their shares of a release's royalty; the shares add up to one.
pub type Payees<AccountId> = BoundedVec<(AccountId, Perbill), ConstU32<32>>;

/// Models and their releases. Implemented by `models`.
pub trait ModelInspect<AccountId> {
	/// The terms of `release`, retired ones included; `None` if it never existed.
	fn terms(release: ReleaseId) -> Option<ReleaseTerms>;
	/// Who shares the royalty of `release`, ancestors up the lineage included.
	fn payees(release: ReleaseId) -> Payees<AccountId>;
	/// The header of the model of a release of class Exact, bad ones included.
	fn exact_header(release: ReleaseId) -> Option<ModelHeader>;
	/// Benchmarks only: a release that is active, pays `payees` accounts and has the longest header of a model.
	#[cfg(feature = "runtime-benchmarks")]
	fn benchmark_release(owner: &AccountId, payees: u32) -> ReleaseId;
}

/// A dataset release that a model was trained on.
#[derive(
	Clone,
	Copy,
	PartialEq,
	Eq,
	Debug,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
pub struct TrainedOn {
	/// The dataset release.
	pub release: DataReleaseId,
	/// Its root: fixes every byte.
	pub root: Digest,
	/// The licence by which it was allowed.
	pub license: LicenseId,
}

/// Licences of datasets. Implemented by `datasets`; `()` knows none.
pub trait LicenseInspect<AccountId> {
	/// Whether `licensee` may train on the dataset release of licence `license` now.
	fn may_train(license: LicenseId, licensee: &AccountId) -> bool;
	/// Notes that release `model` was trained by these licences of `licensee`, and uses each up by one. What is
	/// noted stays true, whatever becomes of the licences. Fails, changing nothing, if one of them does not allow
	/// it or the model's data was noted before.
	fn train(model: ReleaseId, licensee: &AccountId, licenses: &[LicenseId]) -> DispatchResult;
	/// Who shares what the licence's dataset release earns, ancestors included; nobody if there is none.
	fn payees(license: LicenseId) -> Payees<AccountId>;
	/// Most that `train` takes for each licence, `may_train` and `payees` included.
	fn train_weight() -> Weight;
	/// Most that `forget` takes.
	fn forget_weight() -> Weight;
	/// What `model` was trained on, as far as that was noted.
	fn trained_on(model: ReleaseId) -> Vec<TrainedOn>;
	/// Forgets what a release was trained on that is dropped.
	fn forget(model: ReleaseId);
}

impl<AccountId> LicenseInspect<AccountId> for () {
	fn may_train(_: LicenseId, _: &AccountId) -> bool {
		false
	}
	fn train(_: ReleaseId, _: &AccountId, licenses: &[LicenseId]) -> DispatchResult {
		if licenses.is_empty() { Ok(()) } else { Err(DispatchError::Unavailable) }
	}
	fn payees(_: LicenseId) -> Payees<AccountId> {
		Payees::default()
	}
	fn train_weight() -> Weight {
		Weight::zero()
	}
	fn forget_weight() -> Weight {
		Weight::zero()
	}
	fn trained_on(_: ReleaseId) -> Vec<TrainedOn> {
		Vec::new()
	}
	fn forget(_: ReleaseId) {}
}

/// What an owner lets run beside a dataset.
#[derive(
	Clone,
	Copy,
	PartialEq,
	Eq,
	Debug,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
pub struct Algorithm {
	/// Most bytes that leave a run.
	pub output_bytes: u32,
	/// What each run takes of the dataset's privacy budget, in millionths of an epsilon.
	pub epsilon: u64,
	/// What each run costs, in planck: the payees of the release share it.
	pub price: Balance,
	/// What each custodian gets for computing a run, in planck.
	pub seat_price: Balance,
}

/// A settled job, told to whoever keeps rewards or records.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SettledJob<AccountId> {
	/// The job.
	pub job: JobId,
	/// The release that was run.
	pub release: ReleaseId,
	/// Who paid.
	pub requester: AccountId,
	/// Charged in all.
	pub charged: Balance,
	/// Of that, burned.
	pub burned: Balance,
	/// Executors and what each was paid.
	pub executors: Vec<(AccountId, Balance)>,
	/// Whether somebody else who was drawn by lot has found the same, on a release that enough providers serve.
	pub audited: bool,
}

/// Told when a job is `Final`.
pub trait OnSettled<AccountId> {
	/// Must not fail and must be O(executors).
	fn on_settled(job: &SettledJob<AccountId>);
}

impl<AccountId> OnSettled<AccountId> for () {
	fn on_settled(_: &SettledJob<AccountId>) {}
}

/// Longest header of a model of the Exact class, in bytes.
pub const MAX_MODEL_HEADER: u32 = 438;
/// Header of a model of the Exact class: the beginning of its artefact, of which its root is the hash.
pub type ModelHeader = BoundedVec<u8, ConstU32<MAX_MODEL_HEADER>>;

/// What a provider claims of an answer: all that a referee needs to recompute any step of it.
#[derive(
	Clone, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct TraceClaim {
	/// Header of the release's model, which its root is the hash of.
	pub header: ModelHeader,
	/// Tokens read.
	pub prompt_tokens: u32,
	/// Tokens written, the end token excluded.
	pub output_tokens: u32,
	/// Whether the model chose an end token.
	pub ended: bool,
	/// How each token was to be chosen.
	pub sampling: Sampling,
	/// Root of the prompt's tokens.
	pub prompt: Digest,
	/// Root of the output's tokens.
	pub output: Digest,
	/// Root of the trace.
	pub trace: Digest,
}

/// A claim that anybody may challenge.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NewSubject<AccountId> {
	/// Who made the claim, and has to defend it.
	pub defender: AccountId,
	/// The claim.
	pub claim: TraceClaim,
	/// Last block at which it can be challenged, unless games make that later.
	pub until: BlockNumber,
	/// What stays frozen while it is open, in planck: part of what a challenge costs.
	pub reserved: Balance,
	/// How long the release takes to compute one position again, in thousandths of a block: part of
	/// both sides' time.
	pub regeneration: u32,
}

/// Games about claims. Implemented by `referee`. A market names its claims by keys that it never uses
/// twice.
pub trait Referee<AccountId, Subject> {
	/// Opens a claim for challenges. Fails, changing nothing, if the key is in use or the claim is none
	/// that can be refereed.
	fn open(subject: Subject, claim: NewSubject<AccountId>) -> DispatchResult;
	/// Makes the window last until `until`, if it would end earlier.
	fn extend(subject: &Subject, until: BlockNumber);
	/// Forgets a claim that nobody can challenge any more. Fails, changing nothing, while somebody can or
	/// does. Succeeds if the claim is not known.
	fn close(subject: &Subject) -> DispatchResult;
	/// Forgets a claim, whatever goes on about it: nobody is at fault, and all bonds go back.
	fn void(subject: &Subject);
	/// Whether anybody challenges it: games that run or queue, and hidden challenges.
	fn has_open_games(subject: &Subject) -> bool;
	/// Whether `who` challenges it now, hidden or shown.
	fn is_challenged_by(subject: &Subject, who: &AccountId) -> bool;
	/// Last block at which a known claim can be challenged as things stand; games may make it later.
	fn open_until(subject: &Subject) -> Option<BlockNumber>;
}

/// What came of a game.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Verdict<AccountId> {
	/// The provider lied, or did not show what it had committed to. The claim is closed.
	ProviderLied {
		/// Whose challenge came first of those that this proves right: the bounty is its.
		finder: AccountId,
		/// Whether it was silence that lost.
		silent: bool,
		/// What the moves of those who were right and whose games ended with this one cost, in planck: the
		/// finder first, then in the order of their commitments. At most two more than games may run
		/// against one provider.
		costs: Vec<(AccountId, Balance)>,
	},
	/// One challenge failed. It proves nothing for the claim, which stays open at least as long as
	/// `until`.
	ChallengeFailed {
		/// Who lost its bond.
		challenger: AccountId,
		/// Of that, paid to the provider, in planck.
		paid: Balance,
		/// Last block at which the claim can be challenged.
		until: BlockNumber,
	},
	/// The model's publisher is at fault. The claim is closed.
	BadRelease {
		/// Who showed it.
		by: AccountId,
	},
}

/// Told what came of a game. Implemented by the markets.
pub trait OnRefereed<AccountId, Subject> {
	/// Must not fail.
	fn on_refereed(subject: &Subject, defender: &AccountId, verdict: Verdict<AccountId>);
	/// Most that it takes.
	fn weight() -> Weight;
}

impl<AccountId, Subject> OnRefereed<AccountId, Subject> for () {
	fn on_refereed(_: &Subject, _: &AccountId, _: Verdict<AccountId>) {}
	fn weight() -> Weight {
		Weight::zero()
	}
}

/// Models that broke the contract's bounds. Implemented by `models`; `()` takes every report and
/// remembers none.
pub trait BadModels<AccountId> {
	/// Whether the model with this root was shown to be bad.
	fn is_bad(model: &Digest) -> bool;
	/// The model with this root is bad, as `by` has shown. Fails, changing nothing, if no release is of
	/// it or it is known already.
	fn report(model: &Digest, by: &AccountId) -> DispatchResult;
	/// Benchmarks only: makes a release of the model with this root.
	#[cfg(feature = "runtime-benchmarks")]
	fn benchmark_model(model: &Digest);
}

impl<AccountId> BadModels<AccountId> for () {
	fn is_bad(_: &Digest) -> bool {
		false
	}
	fn report(_: &Digest, _: &AccountId) -> DispatchResult {
		Ok(())
	}
	#[cfg(feature = "runtime-benchmarks")]
	fn benchmark_model(_: &Digest) {}
}

/// Who speaks for an account. Implemented by `providers`.
pub trait SpokenFor<AccountId> {
	/// Whether `who` may make the moves of `account`: it is the account, or that of its signing key.
	fn speaks_for(who: &AccountId, account: &AccountId) -> bool;
	/// Whether `signature` (sr25519) is that of the signing key of `account` under `digest`.
	fn signed(account: &AccountId, digest: &Digest, signature: &[u8; 64]) -> bool;
	/// Benchmarks only: makes `account` one that can sign, and signs.
	#[cfg(feature = "runtime-benchmarks")]
	fn benchmark_sign(account: &AccountId, digest: &Digest) -> [u8; 64];
}
