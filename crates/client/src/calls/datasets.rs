//! Calls of the market of data. Amounts are in planck; durations and heights in blocks.

use crate::{
	Call,
	chain::stoa,
	types::{
		AccountId, Algorithm, DataParameters, DataParent, DataRelease, DataTerm, DatasetMetadata,
		DatasetState, KeySplit, ListMode, Perbill, Static,
	},
};
use stoa_primitives::{
	Balance, DataReleaseId, DatasetId, Digest, LicenseId, RunId, TermId,
	dataset::{DataCommitment, DataOpening, Envelope},
};

/// Lists a dataset of the signer, and puts `bond` behind its keys and chunks.
pub fn publish(metadata: DatasetMetadata, bond: Balance) -> impl Call {
	stoa::tx().datasets().publish(metadata, bond)
}

/// Says something else about a dataset.
pub fn set_metadata(dataset: DatasetId, metadata: DatasetMetadata) -> impl Call {
	stoa::tx().datasets().set_metadata(dataset, metadata)
}

/// Lets licences be bought, or not, or never again.
pub fn set_state(dataset: DatasetId, state: DatasetState) -> impl Call {
	stoa::tx().datasets().set_state(dataset, state)
}

/// Puts more behind a dataset.
pub fn add_bond(dataset: DatasetId, amount: Balance) -> impl Call {
	stoa::tx().datasets().add_bond(dataset, amount)
}

/// What is needed for a release.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NewDataRelease {
	/// What it commits to.
	pub data: DataCommitment,
	/// Who holds its key beside the owner.
	pub custodians: Vec<AccountId>,
	/// How the key is split among them; none: each has all of it.
	pub key_split: Option<KeySplit>,
	/// Who shares what the parents do not get.
	pub split: Vec<(AccountId, Perbill)>,
	/// What it was made from.
	pub parents: Vec<DataParent>,
}

/// Adds a release.
pub fn add_release(dataset: DatasetId, release: NewDataRelease) -> impl Call {
	let NewDataRelease { data, custodians, key_split, split, parents } = release;
	let data = Static(data);
	let release =
		DataRelease { data, custodians, key_split, split, parents, __ignore: Default::default() };
	stoa::tx().datasets().add_release(dataset, release)
}

/// Sells no more licences of a release.
pub fn retire_release(release: DataReleaseId) -> impl Call {
	stoa::tx().datasets().retire_release(release)
}

/// Takes a release out that is not sold and has no open licences.
pub fn drop_release(release: DataReleaseId) -> impl Call {
	stoa::tx().datasets().drop_release(release)
}

/// Takes a dataset out that has no entries and no open licences; deposit and bond come back.
pub fn unpublish(dataset: DatasetId) -> impl Call {
	stoa::tx().datasets().unpublish(dataset)
}

/// Sells licences on these terms.
pub fn add_term(dataset: DatasetId, term: DataTerm) -> impl Call {
	stoa::tx().datasets().add_term(dataset, term)
}

/// Lets licences to come cost something else.
pub fn set_price(dataset: DatasetId, term: TermId, price: Balance) -> impl Call {
	stoa::tx().datasets().set_price(dataset, term, price)
}

/// Sells nothing on these terms any more.
pub fn drop_term(dataset: DatasetId, term: TermId) -> impl Call {
	stoa::tx().datasets().drop_term(dataset, term)
}

/// Says what the list of accounts means.
pub fn set_list(dataset: DatasetId, mode: ListMode) -> impl Call {
	stoa::tx().datasets().set_list(dataset, mode)
}

/// Puts an account on the list, or takes it off.
pub fn list_account(dataset: DatasetId, account: AccountId, listed: bool) -> impl Call {
	stoa::tx().datasets().list_account(dataset, account, listed)
}

/// Lets an algorithm run beside the data, or not any more.
pub fn set_algorithm(
	dataset: DatasetId,
	checksum: Digest,
	algorithm: Option<Algorithm>,
) -> impl Call {
	stoa::tx().datasets().set_algorithm(dataset, checksum, algorithm)
}

/// Says how much may be learned from a dataset, in millionths of an epsilon.
pub fn set_privacy_budget(dataset: DatasetId, total: u64) -> impl Call {
	stoa::tx().datasets().set_privacy_budget(dataset, total)
}

/// Buys a licence. The data key is to be sealed to `one_time_key`, which is used for nothing else; none if the term
/// delivers no key. It cannot be cancelled: fetch and check the ciphertext first.
pub fn buy(
	release: DataReleaseId,
	term: TermId,
	price_limit: Balance,
	one_time_key: Option<[u8; 32]>,
) -> impl Call {
	stoa::tx().datasets().buy(release, term, price_limit, one_time_key)
}

/// Delivers the data key to a licence; free when valid.
pub fn deliver(license: LicenseId, envelope: Envelope) -> impl Call {
	stoa::tx().datasets().deliver(license, envelope)
}

/// Delivers a custodian's share of the data key to a licence; free when valid.
pub fn deliver_share(license: LicenseId, envelope: Envelope) -> impl Call {
	stoa::tx().datasets().deliver_share(license, envelope)
}

/// Says that the key is right; free when valid.
pub fn acknowledge(license: LicenseId) -> impl Call {
	stoa::tx().datasets().acknowledge(license)
}

/// Shows that envelope or shares do not hold the data key. A false proof burns the deposit and shows the key to all.
pub fn prove_wrong_key(
	license: LicenseId,
	secret: [u8; 32],
	opening: Option<DataOpening>,
) -> impl Call {
	stoa::tx().datasets().prove_wrong_key(license, secret, opening.map(Static))
}

/// Shows that a chunk does not decrypt to what the release says. A false proof burns the deposit.
pub fn prove_garbage(
	license: LicenseId,
	opening: DataOpening,
	chunk_key: [u8; 32],
	chunk: Vec<u8>,
) -> impl Call {
	stoa::tx().datasets().prove_garbage(license, Static(opening), chunk_key, chunk)
}

/// Takes back what is not earned of a licence of a release that was shown to be garbage.
pub fn claim_refund(license: LicenseId) -> impl Call {
	stoa::tx().datasets().claim_refund(license)
}

/// Pays what a licence has earned.
pub fn collect(license: LicenseId) -> impl Call {
	stoa::tx().datasets().collect(license)
}

/// Brings a licence before the court.
pub fn go_to_court(license: LicenseId) -> impl Call {
	stoa::tx().datasets().go_to_court(license)
}

/// Gives a licence to another account.
pub fn transfer_license(license: LicenseId, to: AccountId) -> impl Call {
	stoa::tx().datasets().transfer_license(license, to)
}

/// Passes a licence on while it lasts.
pub fn sublicense(license: LicenseId, to: AccountId) -> impl Call {
	stoa::tx().datasets().sublicense(license, to)
}

/// Gives a licence up.
pub fn drop_license(license: LicenseId) -> impl Call {
	stoa::tx().datasets().drop_license(license)
}

/// Does what is due about a licence and was not done.
pub fn poke(license: LicenseId) -> impl Call {
	stoa::tx().datasets().poke(license)
}

/// Lets licences to come begin under other parameters; root, or the DAO.
pub fn set_parameters(parameters: DataParameters) -> impl Call {
	stoa::tx().datasets().set_parameters(parameters)
}

/// What a run is asked for with.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RunOrder {
	/// By which licence.
	pub license: LicenseId,
	/// Checksum of image and entry point.
	pub checksum: Digest,
	/// blake2b-256 of the parameters that the custodians are handed.
	pub input: Digest,
	/// X25519 key to which the result's key is sealed; used for nothing else.
	pub one_time_key: [u8; 32],
	/// Which of the release's custodians run it.
	pub seats: Vec<AccountId>,
	/// Most it may cost.
	pub price_limit: Balance,
}

/// Asks custodians to run an algorithm beside the data.
pub fn request_run(order: RunOrder) -> impl Call {
	stoa::tx().datasets().request_run(
		order.license,
		order.checksum,
		order.input,
		order.one_time_key,
		order.seats,
		order.price_limit,
	)
}

/// Commits to what a run put out; free when valid.
pub fn commit_run(run: RunId, commitment: Digest) -> impl Call {
	stoa::tx().datasets().commit_run(run, commitment)
}

/// Says that computing a run came to nothing; free when valid.
pub fn fail_run(run: RunId) -> impl Call {
	stoa::tx().datasets().fail_run(run)
}

/// Says what a run put out; free when valid.
pub fn reveal_run(run: RunId, result: DataCommitment, salt: Digest) -> impl Call {
	stoa::tx().datasets().reveal_run(run, Static(result), salt)
}

/// Says that the ciphertext of a result is here, and right; free when valid.
pub fn accept_run(run: RunId) -> impl Call {
	stoa::tx().datasets().accept_run(run)
}

/// Delivers the key of a result; free when valid.
pub fn deliver_run(run: RunId, envelope: Envelope) -> impl Call {
	stoa::tx().datasets().deliver_run(run, envelope)
}

/// Says that a result's key is right, and pays for the run.
pub fn acknowledge_run(run: RunId) -> impl Call {
	stoa::tx().datasets().acknowledge_run(run)
}

/// Shows that an envelope does not hold the key of a result.
pub fn prove_wrong_run_key(
	run: RunId,
	secret: [u8; 32],
	opening: Option<DataOpening>,
) -> impl Call {
	stoa::tx().datasets().prove_wrong_run_key(run, secret, opening.map(Static))
}

/// Shows that a chunk of a result does not decrypt to what was promised.
pub fn prove_run_garbage(
	run: RunId,
	opening: DataOpening,
	chunk_key: [u8; 32],
	chunk: Vec<u8>,
) -> impl Call {
	stoa::tx().datasets().prove_run_garbage(run, Static(opening), chunk_key, chunk)
}

/// Does what is overdue about a run.
pub fn poke_run(run: RunId) -> impl Call {
	stoa::tx().datasets().poke_run(run)
}
