//! What a listing and a release are made of.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::{BoundedVec, traits::ConstU32};
use scale_info::TypeInfo;
use sp_runtime::Perbill;
use stoa_primitives::{
	Balance, Digest, LicenseId, ListingId, ReleaseId, TokenPrice, VerificationClass,
	frame::ModelHeader,
};

/// Most accounts that share a release's own part of the royalty.
pub const MAX_SPLIT: u32 = 8;
/// Most parents of a release.
pub const MAX_PARENTS: u32 = 4;
/// Most listings in one page of the `listings` view function.
pub const MAX_PAGE: u32 = 100;

/// A name for people, UTF-8.
pub type Name = BoundedVec<u8, ConstU32<64>>;
/// Where the model card and the artefacts can be fetched, printable ASCII. A hint for people and
/// daemons, who check hashes; the chain never dials it.
pub type Uri = BoundedVec<u8, ConstU32<256>>;
/// A licence identifier of the SPDX list, or `LicenseRef-…`.
pub type Licence = BoundedVec<u8, ConstU32<64>>;
/// Accounts that share a release's own part of the royalty. The shares add up to one.
pub type Split<AccountId> = BoundedVec<(AccountId, Perbill), ConstU32<MAX_SPLIT>>;
/// What a release was made from, each with the share of this release's royalty that goes there.
pub type Parents = BoundedVec<(Parent, Perbill), ConstU32<MAX_PARENTS>>;

/// What a listing says about itself. The owner may change it.
#[derive(
	Clone, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct Metadata {
	/// A name for people.
	pub name: Name,
	/// blake2b-256 of the model card.
	pub card: Digest,
	/// Where the model card and the artefacts can be fetched; may be empty.
	pub uri: Uri,
}

/// The file format of an artefact.
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
pub enum ArtefactFormat {
	/// GGUF weights with their tokenizer.
	#[codec(index = 0)]
	Gguf,
	/// Safetensors weights.
	#[codec(index = 1)]
	Safetensors,
	/// The integer format whose steps the runtime can recompute.
	#[codec(index = 2)]
	Exact,
	/// An OCI container image, packed as one archive.
	#[codec(index = 3)]
	ContainerImage,
}

/// The file that a provider must serve, fixed for ever by its hash.
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
pub struct Artefact {
	/// blake2b-256 of the file, as `b2sum -l 256` prints it.
	pub hash: Digest,
	/// Length of the file in bytes.
	pub bytes: u64,
	/// How to read it.
	pub format: ArtefactFormat,
}

/// What a release was made from.
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
pub enum Parent {
	/// Another release, active or retired.
	#[codec(index = 0)]
	Release(ReleaseId),
	/// Data, by a licence of the owner's that allows to train. Its share may be zero.
	#[codec(index = 1)]
	License(LicenseId),
}

/// A listing as stored.
#[derive(
	Clone, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct ListingDetails<AccountId> {
	/// Who may change the listing, and on whose account all its deposits are held.
	pub owner: AccountId,
	/// What it says about itself.
	pub metadata: Metadata,
	/// Planck held for the listing itself.
	pub deposit: Balance,
	/// Number of its releases, retired ones included until they are dropped.
	pub releases: u32,
	/// Planck held for those releases.
	pub releases_deposit: Balance,
	/// Planck held as the bonds of those of class Exact.
	pub bonds: Balance,
}

/// A release as stored. Only `price` and `retired_at` ever change.
#[derive(
	Clone, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct ReleaseDetails<BlockNumber> {
	/// The listing it belongs to.
	pub listing: ListingId,
	/// What a provider must serve.
	pub artefact: Artefact,
	/// Identifies the program, with its version and settings, that turns a prompt into an answer.
	pub engine: Digest,
	/// How its results are verified.
	pub class: VerificationClass,
	/// Under which terms the artefact may be used.
	pub licence: Licence,
	/// Longest prompt and output together, in tokens.
	pub context_tokens: u32,
	/// The royalty that a job pays once, in planck per 1,000 tokens.
	pub price: TokenPrice,
	/// What it was made from.
	pub parents: Parents,
	/// Generations above it: 0 without parents.
	pub depth: u8,
	/// Planck held for it on the owner's account.
	pub deposit: Balance,
	/// Class Exact: what its publisher stands for.
	pub exact: Option<ExactRelease>,
	/// The block in which it stopped taking jobs.
	pub retired_at: Option<BlockNumber>,
}

/// What a publisher stands for: that the model keeps the contract's bounds.
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
pub struct ExactRelease {
	/// The model's root: the hash of its header.
	pub model: Digest,
	/// Planck on hold on the owner's account until the release is dropped.
	pub bond: Balance,
}

/// A model that was shown to break the contract's bounds.
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
pub struct BadModel<AccountId, BlockNumber> {
	/// Who showed it.
	pub reporter: AccountId,
	/// When.
	pub reported_at: BlockNumber,
}

/// What `add_release` fixes for ever, and the first price.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NewRelease<AccountId> {
	/// What a provider must serve.
	pub artefact: Artefact,
	/// Identifies the program.
	pub engine: Digest,
	/// How results are verified.
	pub class: VerificationClass,
	/// Under which terms the artefact may be used.
	pub licence: Licence,
	/// Longest prompt and output together, in tokens.
	pub context_tokens: u32,
	/// Planck per 1,000 tokens.
	pub price: TokenPrice,
	/// Who shares what the parents do not get.
	pub split: Split<AccountId>,
	/// What it was made from.
	pub parents: Parents,
	/// Class Exact: the beginning of the artefact.
	pub model: Option<ModelHeader>,
}

/// An ancestor of a release, as the `lineage` view function tells it.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, TypeInfo)]
pub struct Ancestor {
	/// The ancestor.
	pub parent: Parent,
	/// The release that names it as a parent.
	pub child: ReleaseId,
	/// Generations between the release asked about and this ancestor; a parent is 1.
	pub distance: u8,
	/// The part of the child's royalty that flows to it.
	pub share: Perbill,
}

/// Part of the list of listings.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, TypeInfo)]
pub struct ListingPage<AccountId> {
	/// Listings in the order of their ids.
	pub listings: alloc::vec::Vec<(ListingId, ListingDetails<AccountId>)>,
	/// Where the next page begins, if there is one.
	pub next: Option<ListingId>,
}
