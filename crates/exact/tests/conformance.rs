//! The engine against `reference/x1.py`, which was written from the specification alone.

use std::{
	env,
	ops::ControlFlow,
	path::{Path, PathBuf},
	sync::Arc,
};
use stoa_exact::{
	digest::{artefact_digest, blake2_256},
	engine::{Finish, Progress, Session, SessionError},
	kernel::Kernel,
	model::Model,
	ops::argmax,
	pool::Pool,
};

fn hex(bytes: [u8; 32]) -> String {
	bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn tiny() -> Arc<Model> {
	open("tiny.gguf")
}

fn open(name: &str) -> Arc<Model> {
	let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data").join(name);
	Arc::new(Model::open(&path).expect("the model is sound"))
}

/// Digest of the logits of all positions, fed one by one.
fn logits_digest(model: &Arc<Model>, kernel: Kernel, ids: &[u32]) -> String {
	let mut session = Session::with(model.clone(), kernel, Pool::shared());
	let mut bytes = Vec::new();
	for id in ids {
		session.feed(&[*id]).expect("the token exists");
		bytes.extend(session.logits().iter().flat_map(|logit| logit.to_le_bytes()));
	}
	hex(blake2_256(&bytes))
}

const TINY_IDS: [u32; 10] = [1, 5, 77, 200, 3, 258, 259, 260, 2, 0];
const TINY_DIGEST: &str = "808de47be46e4e5af2e5be63f3db2e065a25224bbf3661fddda357cba7d46f52";

/// Biases, pairs in halves, and factors of rotations.
const EXTRAS_DIGEST: &str = "b70d29408e9fef2d726af0482054fc5fc06c57d7a0393441192cf9e656398a50";

#[test]
fn tiny_models_give_the_reference_logits() {
	for (name, digest) in [("tiny.gguf", TINY_DIGEST), ("extras.gguf", EXTRAS_DIGEST)] {
		let model = open(name);
		for kernel in Kernel::available() {
			let got = logits_digest(&model, kernel, &TINY_IDS);
			assert_eq!(got, digest, "{name} {}", kernel.name());
		}
	}
}

#[test]
fn batches_do_not_change_the_result() {
	let model = tiny();
	let ids: Vec<u32> = (0..100).map(|i| i * 37 % 256).collect();
	let mut single = Session::with(model.clone(), Kernel::PORTABLE, Pool::new(1));
	for id in &ids {
		single.feed(&[*id]).unwrap();
	}
	let expected = single.logits().to_vec();
	for kernel in Kernel::available() {
		for split in [0, 1, 15, 17, 50, 63, 64, 65, 99] {
			let mut session = Session::with(model.clone(), kernel, Pool::shared());
			session.feed(&ids[..split]).unwrap();
			session.feed(&ids[split..]).unwrap();
			assert_eq!(session.logits(), expected, "{} split at {split}", kernel.name());
		}
	}
}

#[test]
fn generation_takes_the_likeliest_token_each_time() {
	let model = tiny();
	let mut by_hand = Session::new(model.clone());
	by_hand.feed(&TINY_IDS).unwrap();
	let mut expected = Vec::new();
	for _ in 0..12 {
		let token = argmax(by_hand.logits()) as u32;
		expected.push(token);
		by_hand.feed(&[token]).unwrap();
	}

	let mut tokens = Vec::new();
	let mut session = Session::new(model.clone());
	let finish = session.generate(&TINY_IDS, 12, &[], |progress| {
		if let Progress::Token(token) = progress {
			tokens.push(token);
		}
		ControlFlow::Continue(())
	});
	assert_eq!((finish, &tokens), (Ok(Finish::Length), &expected));

	let end = expected[5];
	let before = expected.iter().position(|token| *token == end).unwrap();
	tokens.clear();
	let finish = Session::new(model.clone()).generate(&TINY_IDS, 12, &[end], |progress| {
		if let Progress::Token(token) = progress {
			tokens.push(token);
		}
		ControlFlow::Continue(())
	});
	assert_eq!((finish, &tokens[..]), (Ok(Finish::EndToken), &expected[..before]));

	let stopped = Session::new(model).generate(&TINY_IDS, 12, &[], |_| ControlFlow::Break(()));
	assert_eq!(stopped, Ok(Finish::Stopped));
}

#[test]
fn sessions_refuse_what_they_cannot_do() {
	let model = tiny();
	let mut session = Session::new(model.clone());
	assert_eq!(session.feed(&[1, 9_999]), Err(SessionError::UnknownToken(9_999)));
	assert_eq!(
		session.feed(&[1; 257]),
		Err(SessionError::ContextFull { context: 256, asked: 257 })
	);
	let go = |_| ControlFlow::Continue(());
	assert_eq!(session.generate(&[], 5, &[], go), Err(SessionError::EmptyPrompt));
	let full = session.generate(&[1; 200], 57, &[], go);
	assert_eq!(full, Err(SessionError::ContextFull { context: 256, asked: 257 }));
	assert_eq!(session.position(), 0);
	assert!(session.logits().is_empty());
	assert_eq!(session.generate(&[1; 200], 56, &[], go), Ok(Finish::Length));
}

/// The real model's file, if `scripts/fetch-model` has put it into the cache.
fn real_model() -> Option<PathBuf> {
	let cache = env::var_os("STOA_CACHE")
		.map(PathBuf::from)
		.or_else(|| env::var_os("HOME").map(|home| PathBuf::from(home).join(".cache/stoa")))?;
	let path = cache.join("models/SmolLM2-135M-Instruct.Q4_1.gguf");
	path.exists().then_some(path)
}

const REAL_IDS: [u32; 21] = [
	1, 9690, 198, 2683, 359, 253, 5356, 5646, 11173, 3365, 3511, 308, 34519, 28, 7018, 411, 407,
	19712, 8182, 2, 198,
];
const REAL_DIGEST: &str = "7cfabde3130d946aa22fd72b7026af9b1855d16450f3a21c044f19e1b75bcbca";
const REAL_ARTEFACT: &str = "d63af87b96e2fd6551e9e7320602f3934f34c41a91004117dd24981571d02f79";

#[test]
fn real_model_gives_the_reference_logits() {
	let Some(path) = real_model() else {
		eprintln!("SKIPPED: the model is not in the cache; scripts/fetch-model brings it");
		return;
	};
	assert_eq!(hex(artefact_digest(&path).unwrap()), REAL_ARTEFACT);
	let model = Arc::new(Model::open(&path).expect("the model is covered"));
	assert_eq!(logits_digest(&model, Kernel::best(), &REAL_IDS), REAL_DIGEST);
}
