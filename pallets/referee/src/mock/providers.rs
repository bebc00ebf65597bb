//! Honest and lying providers, who answer with the tiny model.

use std::{
	path::Path,
	sync::{Arc, OnceLock},
};
use stoa_exact::{
	Hash, Sampling,
	artefact::Artefact,
	model::Model,
	op::Op,
	shape::CellLeaf,
	trace::{Execution, Meddle, execution::Honest},
};
use stoa_primitives::{Sampling as Asked, frame::TraceClaim};

const GREEDY: Sampling = Sampling::Greedy;

/// The tiny model, which ends at token 2.
pub fn tiny() -> Arc<Artefact> {
	static TINY: OnceLock<Arc<Artefact>> = OnceLock::new();
	let load = || {
		let model = Model::open(&tiny_path()).expect("the tiny model is sound");
		Arc::new(Artefact::new(Arc::new(model), &[2], [7; 32]).expect("it is within the limits"))
	};
	TINY.get_or_init(load).clone()
}

pub fn tiny_path() -> std::path::PathBuf {
	Path::new(env!("CARGO_MANIFEST_DIR")).join("../../crates/exact/tests/data/tiny.gguf")
}

fn prompt(length: u32) -> Vec<u32> {
	(0..length).map(|i| (i * 37 + 5) % 256 + 3).collect()
}

/// A provider's answer, whatever it made of it.
pub fn lie(length: u32, most: u32, meddle: impl Meddle + 'static) -> Execution {
	lie_seeded(GREEDY, length, most, meddle)
}

/// The same, of which tokens are to be chosen by `sampling`.
pub fn lie_seeded(
	sampling: Sampling,
	length: u32,
	most: u32,
	meddle: impl Meddle + 'static,
) -> Execution {
	let prompt = prompt(length);
	Execution::meddled(tiny(), sampling, &prompt, most, Arc::new(meddle)).expect("it runs")
}

/// An honest provider's answer, of three pages.
pub fn truth() -> &'static Execution {
	static TRUTH: OnceLock<Execution> = OnceLock::new();
	TRUTH.get_or_init(|| lie(70, 4, Honest))
}

/// A provider's that lied in the norm before the feed-forward part of position 41, layer 2.
pub fn liar() -> &'static Execution {
	static LIAR: OnceLock<Execution> = OnceLock::new();
	LIAR.get_or_init(|| {
		lie(70, 4, Inner { position: 41, slot: 2, op: Op::FeedInput, leaf: 0, byte: 8 })
	})
}

/// The honest execution of what `provider` claims.
pub fn honest(provider: &Execution) -> Execution {
	let shape = *provider.claim().shape();
	let (prompt, output) = provider.tokens().split_at(shape.prompt() as usize);
	let (artefact, sampling) = (provider.artefact().clone(), *provider.claim().sampling());
	Execution::run(artefact, sampling, prompt, output, shape.ended()).expect("it runs")
}

/// The tiny model with a gain that breaks the bounds, and an honest answer with it.
pub fn bad_model() -> Execution {
	let mut model = Model::open(&tiny_path()).expect("the tiny model is sound");
	model.norm[3] = 1 << 24;
	let artefact = Artefact::new(model.into(), &[2], [7; 32]).expect("it is within the limits");
	let honest = Arc::new(Honest);
	Execution::meddled(artefact.into(), GREEDY, &prompt(3), 1, honest).expect("it runs")
}

/// What a market says of an answer.
pub fn parts(provider: &Execution) -> TraceClaim {
	let claim = provider.claim();
	TraceClaim {
		header: claim.header().encode().try_into().expect("fits"),
		prompt_tokens: claim.shape().prompt(),
		output_tokens: claim.shape().output(),
		ended: claim.shape().ended(),
		sampling: match claim.sampling().parameters() {
			None => Asked::Greedy,
			Some((inverse_temperature, cut, seed)) => {
				Asked::Seeded { inverse_temperature, cut, seed }
			}
		},
		prompt: *claim.prompt(),
		output: *claim.output(),
		trace: *claim.trace(),
	}
}

/// Chooses by another sampling than was asked for.
pub struct Samples(pub Sampling);

impl Meddle for Samples {
	fn sampling(&self, _: Sampling) -> Sampling {
		self.0
	}
}

/// Changes one bit of one leaf of an inner operation.
pub struct Inner {
	pub position: u32,
	pub slot: u32,
	pub op: Op,
	pub leaf: usize,
	pub byte: usize,
}

impl Meddle for Inner {
	fn inner(&self, position: u32, slot: u32, op: Op, leaves: &mut Vec<Vec<u8>>) {
		if (position, slot, op) == (self.position, self.slot, self.op) {
			let leaf = self.leaf % leaves.len();
			let byte = 1 + self.byte % (leaves[leaf].len() - 1);
			leaves[leaf][byte] ^= 1;
		}
	}
}

/// Changes one bit of a leaf of the trace.
pub struct Leaf {
	pub position: u32,
	pub slot: u32,
	pub leaf: CellLeaf,
	pub bit: u8,
}

impl Meddle for Leaf {
	fn leaf(&self, position: u32, slot: u32, leaf: CellLeaf, bytes: &mut Vec<u8>) {
		if (position, slot, leaf) == (self.position, self.slot, self.leaf) {
			bytes[1] ^= self.bit;
		}
	}
}

/// Writes another token than it chose, or stops early.
pub struct Writer {
	pub at: u32,
	pub cut: bool,
}

impl Meddle for Writer {
	fn emit(&self, position: u32, token: u32) -> u32 {
		if position == self.at && !self.cut { (token + 1) % 256 + 3 } else { token }
	}

	fn cut(&self, position: u32) -> bool {
		self.cut && position == self.at
	}
}

/// Forges the second index only.
pub struct SecondIndex(pub u32, pub u32);

impl Meddle for SecondIndex {
	fn second_index(&self) -> Option<(u32, u32, Hash)> {
		Some((self.0, self.1, [9; 32]))
	}
}

/// Has another hash for a cell than that of its leaves.
pub struct Planted(pub u32, pub u32);

impl Meddle for Planted {
	fn cell(&self, position: u32, slot: u32, hash: &mut Hash) {
		if (position, slot) == (self.0, self.1) {
			*hash = [1; 32];
		}
	}
}
