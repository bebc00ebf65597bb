//! What stands in the extrinsics of a block, however it is wrapped.
//!
//! A batch, a proxy, a multisig or sudo carries the call that it makes as it is. So a call is found by the
//! bytes with which it begins wherever it stands, and a stranger's nesting need not be decoded. The bytes do
//! not say whether the call was made, or by whom: ask only about the extrinsic that deposited the event, and
//! check what is found.

use crate::{
	search::answers,
	types::{AccountId, JobEvent},
};
use codec::{Compact, Decode, Encode};
use stoa_primitives::{
	AnswerClaim, Assurance, Balance, Digest, Generation, JobId, JobSubject, Prompt, merkle,
	payload::output_commitment,
};

/// Most calls of one extrinsic that are looked at where only their receiver can tell which is good.
const MAX_CANDIDATES: usize = 64;
/// Bytes that sealing may add to a chunk; the pallet accepts as many.
const SEAL_OVERHEAD: usize = 464;

/// A call by its place in the runtime: index of the pallet, index of the call.
pub(crate) type CallIndex = [u8; 2];

/// The index of a call of pallet `inference`.
pub(crate) fn index(metadata: &subxt::Metadata, name: &str) -> Option<CallIndex> {
	let pallet = metadata.pallet_by_name("Inference")?;
	Some([pallet.call_index(), pallet.call_variant_by_name(name)?.index])
}

/// The prompts that an extrinsic posts for `provider`, of at least `least` bytes, sealed.
pub(crate) fn posted_prompts(
	extrinsic: &[u8],
	call: CallIndex,
	job: JobId,
	provider: &AccountId,
	least: u32,
) -> Vec<Vec<u8>> {
	let beginning = (call, job, provider.0).encode();
	after(extrinsic, &beginning)
		.filter_map(|mut rest| bytes(&mut rest))
		.filter(|sealed| sealed.len() as u64 >= u64::from(least))
		.take(MAX_CANDIDATES)
		.map(<[u8]>::to_vec)
		.collect()
}

/// Which chunk is looked for, and what is known of it.
pub(crate) struct Wanted<'a> {
	pub job: JobId,
	pub chunk: u32,
	pub claim: &'a AnswerClaim,
	/// Whether a chunk may come sealed, without a proof that anybody but its receiver could check.
	pub sealed: bool,
}

/// What an extrinsic provides as a chunk of an output: the one that is proven, or else all that may be a
/// sealed one.
pub(crate) fn provided_chunks(
	extrinsic: &[u8],
	call: CallIndex,
	wanted: &Wanted<'_>,
) -> Vec<Vec<u8>> {
	let beginning = (call, wanted.job, wanted.chunk).encode();
	let found = || after(extrinsic, &beginning).filter_map(Provided::read);
	if let Some(proven) = found().find(|provided| provided.proves(wanted)) {
		return vec![proven.bytes.to_vec()];
	}
	if !wanted.sealed {
		return Vec::new();
	}
	let full = merkle::CHUNK_BYTES;
	let from = full.saturating_mul(wanted.chunk as usize);
	let length = (wanted.claim.bytes as usize).saturating_sub(from).min(full);
	found()
		.filter(|provided| (length..=full + SEAL_OVERHEAD).contains(&provided.bytes.len()))
		.take(MAX_CANDIDATES)
		.map(|provided| provided.bytes.to_vec())
		.collect()
}

/// What a requester ordered.
#[derive(Clone, PartialEq, Eq, Debug, Decode)]
pub struct Submitted {
	/// What runs.
	pub subject: JobSubject,
	/// The prompt, with its content if it travelled along.
	pub prompt: Prompt,
	/// What to generate.
	pub generation: Generation,
	/// The verification.
	pub assurance: Assurance,
	/// X25519 key to which the output is sealed.
	pub reply_key: Option<[u8; 32]>,
	/// Most it may cost, in planck.
	pub max_fee: Balance,
}

/// All that may be orders in an extrinsic.
pub(crate) fn submitted_orders(extrinsic: &[u8], call: CallIndex) -> Vec<Submitted> {
	let orders = after(extrinsic, &call).filter_map(|mut rest| Submitted::decode(&mut rest).ok());
	orders.take(MAX_CANDIDATES).collect()
}

/// Which of the orders in an extrinsic was given the number `job`. Its events tell what each order asked
/// for, in their order; none if that does not tell them apart.
pub(crate) fn which<'a>(
	events: impl Iterator<Item = &'a JobEvent>,
	job: JobId,
	orders: Vec<Submitted>,
) -> Option<Submitted> {
	let asked = events.filter_map(|event| match event {
		JobEvent::JobSubmitted { job, subject, assurance, max_fee, .. } => {
			Some((*job, (subject.0.clone(), assurance.0, *max_fee)))
		}
		_ => None,
	});
	let asked: Vec<_> = asked.collect();
	let (_, ours) = asked.iter().find(|(id, _)| *id == job)?;
	let alike: Vec<JobId> =
		asked.iter().filter(|(_, other)| other == ours).map(|(id, _)| *id).collect();
	let fits =
		|order: &Submitted| (order.subject.clone(), order.assurance, order.max_fee) == ours.clone();
	let mut orders: Vec<Submitted> = orders.into_iter().filter(fits).collect();
	let place = alike.iter().position(|id| *id == job)?;
	if orders.len() == alike.len() {
		return Some(orders.swap_remove(place));
	}
	// Some were not made, or are none.
	orders.dedup();
	orders.pop().filter(|_| orders.is_empty())
}

/// The public output of `length` bytes that was claimed, if an extrinsic shows it: in whatever call, of
/// whatever runtime, since its hash tells it from everything else.
pub(crate) fn shown_output(extrinsic: &[u8], length: u32, claimed: &Digest) -> Option<Vec<u8>> {
	// An output is optional where it stands.
	let beginning = (1u8, Compact(length)).encode();
	after(extrinsic, &beginning)
		.filter_map(|rest| rest.get(..length as usize))
		.find(|output| answers(output, claimed))
		.map(<[u8]>::to_vec)
}

/// The arguments of `provide_data` after job and chunk.
struct Provided<'a> {
	bytes: &'a [u8],
	proof: Option<(Digest, Digest, Vec<Digest>)>,
}

impl<'a> Provided<'a> {
	fn read(mut rest: &'a [u8]) -> Option<Self> {
		let bytes = bytes(&mut rest)?;
		Some(Self { bytes, proof: Decode::decode(&mut rest).ok()? })
	}

	fn proves(&self, wanted: &Wanted<'_>) -> bool {
		let Some((salt, root, siblings)) = &self.proof else { return false };
		output_commitment(salt, root) == wanted.claim.output
			&& merkle::verify(root, wanted.claim.bytes, wanted.chunk, self.bytes, siblings)
	}
}

/// What follows each place where `beginning` stands.
fn after<'a>(bytes: &'a [u8], beginning: &'a [u8]) -> impl Iterator<Item = &'a [u8]> {
	(0..bytes.len())
		.filter_map(|at| bytes.get(at..))
		.filter_map(move |rest| rest.strip_prefix(beginning))
}

/// Takes bytes that stand with their length before them.
fn bytes<'a>(rest: &mut &'a [u8]) -> Option<&'a [u8]> {
	let Compact(length) = Compact::<u32>::decode(rest).ok()?;
	let (bytes, after) = rest.split_at_checked(length as usize)?;
	*rest = after;
	Some(bytes)
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::{
		chain::stoa::{self, runtime_types as rt},
		keys,
		types::DataProof,
	};
	use stoa_primitives::payload::ZERO_SALT;
	use subxt::ext::scale_encode::EncodeAsType;

	type Call = stoa::Call;
	type Inference = rt::pallet_inference::pallet::Call;

	fn metadata() -> subxt::Metadata {
		subxt::Metadata::decode_from(include_bytes!("../metadata.scale")).unwrap()
	}

	fn encoded(call: &Call) -> Vec<u8> {
		let metadata = metadata();
		let mut out = Vec::new();
		let outer = metadata.outer_enums().call_enum_ty();
		call.encode_as_type_to(outer, metadata.types(), &mut out).unwrap();
		out
	}

	fn bob() -> AccountId {
		keys::account("//Bob").unwrap()
	}

	fn post(job: JobId, provider: AccountId, sealed: &[u8]) -> Call {
		Call::Inference(Inference::post_prompt { job, provider, sealed: sealed.to_vec() })
	}

	fn provide(chunk: u32, bytes: &[u8], proof: Option<DataProof>) -> Call {
		Call::Inference(Inference::provide_data { job: 7, chunk, bytes: bytes.to_vec(), proof })
	}

	fn batch(calls: Vec<Call>) -> Call {
		Call::Utility(rt::pallet_utility::pallet::Call::force_batch { calls })
	}

	/// Every way of wrapping that the runtime has.
	fn wrapped(call: &Call) -> Vec<Call> {
		use rt::{
			pallet_multisig::pallet::Call as Multisig, pallet_proxy::pallet::Call as Proxy,
			pallet_sudo::pallet::Call as Sudo, pallet_utility::pallet::Call as Utility,
		};
		let weight = || rt::sp_weights::weight_v2::Weight { ref_time: 1, proof_size: 1 };
		let boxed = || Box::new(call.clone());
		let real = || subxt::utils::MultiAddress::Id(bob());
		vec![
			call.clone(),
			batch(vec![call.clone()]),
			Call::Utility(Utility::batch { calls: vec![call.clone()] }),
			Call::Utility(Utility::batch_all { calls: vec![batch(vec![call.clone()])] }),
			Call::Utility(Utility::as_derivative { index: 3, call: boxed() }),
			Call::Utility(Utility::with_weight { call: boxed(), weight: weight() }),
			Call::Multisig(Multisig::as_multi_threshold_1 {
				other_signatories: vec![bob()],
				call: boxed(),
			}),
			Call::Multisig(Multisig::as_multi {
				threshold: 2,
				other_signatories: vec![bob()],
				maybe_timepoint: None,
				call: boxed(),
				max_weight: weight(),
			}),
			Call::Proxy(Proxy::proxy { real: real(), force_proxy_type: None, call: boxed() }),
			Call::Sudo(Sudo::sudo { call: boxed() }),
			Call::Sudo(Sudo::sudo_as { who: real(), call: boxed() }),
		]
	}

	fn prompts(extrinsic: &[u8]) -> Vec<Vec<u8>> {
		let call = index(&metadata(), "post_prompt").unwrap();
		posted_prompts(extrinsic, call, 7, &bob(), 3)
	}

	#[test]
	fn a_prompt_is_found_however_it_is_wrapped() {
		for call in wrapped(&post(7, bob(), b"sealed")) {
			assert_eq!(prompts(&encoded(&call)), vec![b"sealed".to_vec()], "{call:?}");
		}
	}

	#[test]
	fn every_candidate_is_returned_and_nothing_else() {
		let alice = keys::account("//Alice").unwrap();
		let calls = vec![
			post(8, bob(), b"another job's"),
			post(7, alice, b"another provider's"),
			post(7, bob(), b"x"),
			post(7, bob(), b"junk"),
			post(7, bob(), b"sealed"),
		];
		let found = prompts(&encoded(&batch(calls)));
		assert_eq!(found, vec![b"junk".to_vec(), b"sealed".to_vec()]);
		assert!(prompts(b"").is_empty());
		let mut cut = encoded(&post(7, bob(), b"sealed"));
		cut.pop();
		assert!(prompts(&cut).is_empty());
	}

	#[test]
	fn many_candidates_are_not_all_copied() {
		let calls = (0..1_000).map(|_| post(7, bob(), b"junk")).collect();
		assert_eq!(prompts(&encoded(&batch(calls))).len(), MAX_CANDIDATES);
	}

	fn output() -> (Vec<u8>, AnswerClaim) {
		let content = vec![9u8; merkle::CHUNK_BYTES + 10];
		let root = merkle::content_root(&content);
		let claim = AnswerClaim {
			output: output_commitment(&ZERO_SALT, &root),
			tokens: 1,
			bytes: content.len() as u32,
			trace: None,
		};
		(content, claim)
	}

	fn chunks(call: &Call, claim: &AnswerClaim, chunk: u32, sealed: bool) -> Vec<Vec<u8>> {
		let index = index(&metadata(), "provide_data").unwrap();
		provided_chunks(&encoded(call), index, &Wanted { job: 7, chunk, claim, sealed })
	}

	#[test]
	fn the_proven_chunk_is_found_beside_junk() {
		let (content, claim) = output();
		let last = &content[merkle::CHUNK_BYTES..];
		let proof = || DataProof {
			salt: ZERO_SALT,
			root: merkle::content_root(&content),
			siblings: merkle::prove(&content, 1).unwrap(),
		};
		let good = provide(1, last, Some(proof()));
		let other = provide(1, b"0123456789", Some(proof()));
		let junk = provide(1, b"0123456789", None);
		for call in wrapped(&batch(vec![junk.clone(), other, good])) {
			assert_eq!(chunks(&call, &claim, 1, false), vec![last.to_vec()]);
			assert_eq!(chunks(&call, &claim, 1, true), vec![last.to_vec()]);
			assert!(chunks(&call, &claim, 0, false).is_empty());
		}
		assert!(chunks(&junk, &claim, 1, false).is_empty());
	}

	#[test]
	fn a_sealed_chunk_has_the_length_of_one() {
		let (_, claim) = output();
		let calls = batch(vec![provide(1, b"short", None), provide(1, &[5; 58], None)]);
		assert_eq!(chunks(&calls, &claim, 1, true), vec![vec![5; 58]]);
		assert!(chunks(&provide(0, &[5; 58], None), &claim, 0, true).is_empty());
	}

	fn order(text: &[u8], max_fee: Balance) -> Submitted {
		let inline = stoa_primitives::InlineBytes::try_from(text.to_vec()).ok();
		Submitted {
			subject: JobSubject::Model(4),
			prompt: Prompt {
				kind: stoa_primitives::PromptKind::Text,
				commitment: [1; 32],
				bytes: text.len() as u32,
				tokens: 5,
				inline,
			},
			generation: Generation {
				max_new_tokens: 9,
				sampling: stoa_primitives::Sampling::Greedy,
				template: stoa_primitives::Template::Raw,
			},
			assurance: Assurance::Replicated { executors: 3, quorum: 2 },
			reply_key: None,
			max_fee,
		}
	}

	fn submit(order: &Submitted) -> Call {
		use subxt::utils::Static;
		let order = order.clone();
		Call::Inference(Inference::submit_job {
			subject: Static(order.subject),
			prompt: Static(order.prompt),
			generation: Static(order.generation),
			assurance: Static(order.assurance),
			reply_key: order.reply_key,
			max_fee: order.max_fee,
			value_at_risk: None,
			timeout_blocks: Some(7),
		})
	}

	fn submitted(job: JobId, order: &Submitted) -> JobEvent {
		use subxt::utils::Static;
		JobEvent::JobSubmitted {
			job,
			requester: bob(),
			subject: Static(order.subject.clone()),
			assurance: Static(order.assurance),
			max_fee: order.max_fee,
			value_at_risk: 0,
			deadline: 99,
		}
	}

	#[test]
	fn an_order_is_found_however_it_is_wrapped() {
		let call = index(&metadata(), "submit_job").unwrap();
		let orders = [order(b"one", 1), order(b"two", 2), order(b"three", 2)];
		let events: Vec<_> = (7..).zip(&orders).map(|(id, order)| submitted(id, order)).collect();
		for wrapped in wrapped(&batch(orders.iter().map(submit).collect())) {
			let found = submitted_orders(&encoded(&wrapped), call);
			for (id, order) in (7..).zip(&orders) {
				assert_eq!(which(events.iter(), id, found.clone()).as_ref(), Some(order));
			}
			assert_eq!(which(events.iter(), 6, found), None);
		}
		// One of two alike was not made: nothing tells which.
		let found = submitted_orders(&encoded(&batch(orders.iter().map(submit).collect())), call);
		assert_eq!(which(events[..2].iter(), 8, found), None);
	}

	#[test]
	fn an_output_is_known_by_its_hash() {
		let claim = output_commitment(&ZERO_SALT, &merkle::content_root(b"42"));
		let reveal = |output: Option<&[u8]>| {
			let claim = AnswerClaim { output: claim, tokens: 1, bytes: 2, trace: None };
			Call::Inference(Inference::reveal {
				job: 7,
				claim: subxt::utils::Static(claim),
				salt: [0; 32],
				output: output.map(<[u8]>::to_vec),
			})
		};
		for call in wrapped(&batch(vec![reveal(Some(b"43")), reveal(Some(b"42"))])) {
			assert_eq!(shown_output(&encoded(&call), 2, &claim), Some(b"42".to_vec()));
		}
		assert_eq!(shown_output(&encoded(&reveal(Some(b"43"))), 2, &claim), None);
		assert_eq!(shown_output(&encoded(&reveal(None)), 2, &claim), None);
	}
}
