//! Code generated from the committed metadata. `scripts/update-metadata` renews the file; a test compares
//! it with the runtime.
#![allow(missing_docs, clippy::all)]

#[subxt::subxt(
	runtime_metadata_path = "metadata.scale",
	derive_for_all_types = "Clone, PartialEq, Eq",
	substitute_type(
		path = "bounded_collections::bounded_vec::BoundedVec<T>",
		with = "::std::vec::Vec<T>"
	),
	substitute_type(
		path = "stoa_primitives::job::JobSubject",
		with = "::subxt::utils::Static<::stoa_primitives::JobSubject>"
	),
	substitute_type(
		path = "stoa_primitives::job::Prompt",
		with = "::subxt::utils::Static<::stoa_primitives::Prompt>"
	),
	substitute_type(
		path = "stoa_primitives::job::PromptKind",
		with = "::subxt::utils::Static<::stoa_primitives::PromptKind>"
	),
	substitute_type(
		path = "stoa_primitives::job::Generation",
		with = "::subxt::utils::Static<::stoa_primitives::Generation>"
	),
	substitute_type(
		path = "stoa_primitives::job::Sampling",
		with = "::subxt::utils::Static<::stoa_primitives::Sampling>"
	),
	substitute_type(
		path = "stoa_primitives::job::VerificationClass",
		with = "::subxt::utils::Static<::stoa_primitives::VerificationClass>"
	),
	substitute_type(
		path = "stoa_primitives::job::Assurance",
		with = "::subxt::utils::Static<::stoa_primitives::Assurance>"
	),
	substitute_type(
		path = "stoa_primitives::job::TokenPrice",
		with = "::subxt::utils::Static<::stoa_primitives::TokenPrice>"
	),
	substitute_type(
		path = "stoa_primitives::job::AnswerClaim",
		with = "::subxt::utils::Static<::stoa_primitives::AnswerClaim>"
	),
	substitute_type(
		path = "stoa_primitives::job::DeclineReason",
		with = "::subxt::utils::Static<::stoa_primitives::DeclineReason>"
	),
	substitute_type(
		path = "stoa_primitives::ids::SubjectKey",
		with = "::subxt::utils::Static<::stoa_primitives::SubjectKey>"
	),
	substitute_type(
		path = "stoa_primitives::channel::Receipt",
		with = "::subxt::utils::Static<::stoa_primitives::channel::Receipt>"
	),
	substitute_type(
		path = "stoa_primitives::channel::ReceiptRoots",
		with = "::subxt::utils::Static<::stoa_primitives::channel::ReceiptRoots>"
	),
	substitute_type(
		path = "stoa_primitives::sums::Sum",
		with = "::subxt::utils::Static<::stoa_primitives::sums::Sum>"
	),
	substitute_type(
		path = "stoa_primitives::sums::Neighbour",
		with = "::subxt::utils::Static<::stoa_primitives::sums::Neighbour>"
	),
	substitute_type(
		path = "stoa_primitives::dispute::Court",
		with = "::subxt::utils::Static<::stoa_primitives::Court>"
	),
	substitute_type(
		path = "stoa_primitives::dispute::Ruling",
		with = "::subxt::utils::Static<::stoa_primitives::Ruling>"
	),
	substitute_type(
		path = "stoa_primitives::dispute::Rulings",
		with = "::subxt::utils::Static<::stoa_primitives::Rulings>"
	),
	substitute_type(
		path = "stoa_primitives::dispute::Side",
		with = "::subxt::utils::Static<::stoa_primitives::Side>"
	),
	substitute_type(
		path = "stoa_primitives::dispute::ListingFault",
		with = "::subxt::utils::Static<::stoa_primitives::ListingFault>"
	),
	substitute_type(
		path = "stoa_primitives::lease::Usage",
		with = "::subxt::utils::Static<::stoa_primitives::Usage>"
	),
	substitute_type(
		path = "stoa_primitives::lease::Meters",
		with = "::subxt::utils::Static<::stoa_primitives::Meters>"
	),
	substitute_type(
		path = "stoa_primitives::lease::Resources",
		with = "::subxt::utils::Static<::stoa_primitives::Resources>"
	),
	substitute_type(
		path = "stoa_primitives::lease::Attribute",
		with = "::subxt::utils::Static<::stoa_primitives::Attribute>"
	),
	substitute_type(
		path = "stoa_primitives::lease::LeaseFault",
		with = "::subxt::utils::Static<::stoa_primitives::LeaseFault>"
	),
	substitute_type(
		path = "stoa_primitives::lease::LeaseSide",
		with = "::subxt::utils::Static<::stoa_primitives::LeaseSide>"
	),
	substitute_type(
		path = "stoa_primitives::measure::OpenedStep",
		with = "::subxt::utils::Static<::stoa_primitives::measure::OpenedStep>"
	),
	substitute_type(
		path = "stoa_primitives::dataset::DataCommitment",
		with = "::subxt::utils::Static<::stoa_primitives::dataset::DataCommitment>"
	),
	substitute_type(
		path = "stoa_primitives::dataset::shares::SealedShare",
		with = "::subxt::utils::Static<::stoa_primitives::dataset::SealedShare>"
	),
	substitute_type(
		path = "stoa_primitives::dataset::DataOpening",
		with = "::subxt::utils::Static<::stoa_primitives::dataset::DataOpening>"
	),
	substitute_type(
		path = "stoa_primitives::job::Statement",
		with = "::subxt::utils::Static<::stoa_primitives::Statement>"
	)
)]
pub mod stoa {}
