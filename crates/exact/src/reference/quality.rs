//! How well a model predicts a text, in floats and in integers, and how far apart the two predictions are.

use super::Reference;
use crate::{
	engine::{Session, SessionError},
	model::{ImportError, Model},
	source::Source,
};
use std::{
	panic::resume_unwind,
	sync::{
		Arc, Mutex, PoisonError,
		atomic::{AtomicUsize, Ordering},
	},
	thread,
};

/// Positions whose logits are there at a time.
const BATCH: usize = 64;
/// A logit of the integer model that is one.
const ONE: f64 = 65_536.;

/// Why nothing was measured.
#[derive(Debug, thiserror::Error)]
pub enum QualityError {
	/// The model file cannot be used.
	#[error(transparent)]
	Import(#[from] ImportError),
	/// The text does not fit the model.
	#[error(transparent)]
	Session(#[from] SessionError),
	/// There is nothing to predict.
	#[error("the text has fewer than two tokens")]
	TooShort,
}

/// What was measured.
#[derive(Clone, Copy, Debug, Default)]
pub struct Quality {
	/// Tokens that were predicted from those before them.
	pub predictions: u64,
	/// Sums, in nats.
	float_loss: f64,
	exact_loss: f64,
	divergence: f64,
	/// Predictions in which both have the same likeliest token.
	agreements: u64,
}

impl Quality {
	fn mean(&self, sum: f64) -> f64 {
		sum / self.predictions.max(1) as f64
	}

	/// Perplexity in floats.
	pub fn float_perplexity(&self) -> f64 {
		self.mean(self.float_loss).exp()
	}

	/// Perplexity in integers.
	pub fn exact_perplexity(&self) -> f64 {
		self.mean(self.exact_loss).exp()
	}

	/// How much greater the perplexity in integers is, in percent.
	pub fn difference_percent(&self) -> f64 {
		(self.mean(self.exact_loss - self.float_loss).exp() - 1.) * 100.
	}

	/// Mean Kullback-Leibler divergence of the integers' prediction from the floats', in nats.
	pub fn divergence(&self) -> f64 {
		self.mean(self.divergence)
	}

	/// How often both have the same likeliest token, in percent.
	pub fn agreement_percent(&self) -> f64 {
		self.mean(self.agreements as f64) * 100.
	}

	fn add(&mut self, other: &Self) {
		self.predictions += other.predictions;
		self.float_loss += other.float_loss;
		self.exact_loss += other.exact_loss;
		self.divergence += other.divergence;
		self.agreements += other.agreements;
	}

	/// Takes in what both predict for the place of token `next`.
	fn prediction(&mut self, float: &[f32], exact: &[i64], next: usize) {
		let float: Vec<f64> = float.iter().copied().map(f64::from).collect();
		let exact: Vec<f64> = exact.iter().map(|logit| *logit as f64 / ONE).collect();
		let (float_total, exact_total) = (log_sum(&float), log_sum(&exact));
		let loss = |logits: &[f64], total: f64| total - logits.get(next).copied().unwrap_or(0.);
		self.predictions += 1;
		self.float_loss += loss(&float, float_total);
		self.exact_loss += loss(&exact, exact_total);
		let apart = float.iter().zip(&exact).map(|(float, exact)| {
			(float - float_total).exp() * ((float - float_total) - (exact - exact_total))
		});
		self.divergence += apart.sum::<f64>();
		self.agreements += u64::from(likeliest(&float) == likeliest(&exact));
	}
}

/// The logarithm of the sum of the powers.
fn log_sum(logits: &[f64]) -> f64 {
	let greatest = logits.iter().copied().fold(f64::MIN, f64::max);
	greatest + logits.iter().map(|logit| (logit - greatest).exp()).sum::<f64>().ln()
}

fn likeliest(logits: &[f64]) -> usize {
	let better = |best: usize, at: usize| if logits[at] > logits[best] { at } else { best };
	(0..logits.len()).fold(0, better)
}

/// Lets both forms of a model predict a text, in windows of `window` tokens that know nothing of each other.
/// `file` is the one that `model` was imported from; `on_tokens` hears how many tokens are done.
pub fn compare(
	file: &impl Source,
	model: &Arc<Model>,
	tokens: &[u32],
	window: usize,
	on_tokens: &(dyn Fn(usize) + Sync),
) -> Result<Quality, QualityError> {
	let reference = Reference::import(file)?;
	// All is refused before anything is computed.
	Session::new(model.clone()).check_tokens(tokens)?;
	let windows: Vec<&[u32]> =
		tokens.chunks(window.max(2)).filter(|window| window.len() > 1).collect();
	let (next, sum) = (AtomicUsize::new(0), Mutex::new(Quality::default()));
	let work = || {
		while let Some(window) = windows.get(next.fetch_add(1, Ordering::Relaxed)) {
			let quality = of_window(&reference, model, window)?;
			sum.lock().unwrap_or_else(PoisonError::into_inner).add(&quality);
			on_tokens(window.len());
		}
		Ok::<_, SessionError>(())
	};
	let threads = thread::available_parallelism().map_or(1, usize::from).min(windows.len());
	thread::scope(|scope| {
		let threads: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
		let joined = threads.into_iter().map(|thread| thread.join());
		joined.into_iter().try_for_each(|done| done.unwrap_or_else(|panic| resume_unwind(panic)))
	})?;
	let quality = sum.into_inner().unwrap_or_else(PoisonError::into_inner);
	if quality.predictions == 0 { Err(QualityError::TooShort) } else { Ok(quality) }
}

fn of_window(
	reference: &Reference,
	model: &Arc<Model>,
	tokens: &[u32],
) -> Result<Quality, SessionError> {
	let mut quality = Quality::default();
	let mut session = Session::new(model.clone());
	let (dim, vocabulary) = (model.config.dim as usize, model.config.vocabulary as usize);
	// Nothing follows the last one.
	let read = &tokens[..tokens.len() - 1];
	let activations = reference.activations(read);
	let mut following = tokens[1..].iter();
	for (batch, activations) in read.chunks(BATCH).zip(activations.chunks(BATCH * dim)) {
		let logits = reference.logits(activations);
		let mut float = logits.chunks_exact(vocabulary);
		session.predict(batch, |exact| {
			if let (Some(float), Some(next)) = (float.next(), following.next()) {
				quality.prediction(float, exact, *next as usize);
			}
		})?;
	}
	Ok(quality)
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::gguf::Gguf;

	#[test]
	fn equal_predictions_are_not_apart() {
		let mut quality = Quality::default();
		quality.prediction(&[0., 1., 2.], &[0, 65_536, 131_072], 1);
		assert_eq!(quality.predictions, 1);
		assert!(quality.divergence().abs() < 1e-12);
		assert!(quality.difference_percent().abs() < 1e-9);
		// -ln(e / (1 + e + e²))
		let loss = (1f64 + 1f64.exp() + 2f64.exp()).ln() - 1.;
		assert!((quality.float_perplexity() - loss.exp()).abs() < 1e-9);
		assert_eq!(quality.agreement_percent(), 100.);
	}

	#[test]
	fn other_predictions_are_apart() {
		let mut quality = Quality::default();
		quality.prediction(&[1., 0.], &[0, 65_536], 0);
		let p = 1f64.exp() / (1. + 1f64.exp());
		assert!((quality.divergence() - (2. * p - 1.)).abs() < 1e-9);
		assert!(quality.difference_percent() > 100.);
		assert_eq!(quality.agreement_percent(), 0.);
	}

	#[test]
	fn the_tiny_models_integers_are_close_to_their_floats() {
		for name in ["tiny.gguf", "extras.gguf"] {
			let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data");
			let file = Gguf::open(&std::path::Path::new(folder).join(name)).unwrap();
			are_close(&file);
		}
	}

	#[test]
	fn a_folders_integers_are_close_to_its_floats() {
		let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/folder");
		let file = crate::folder::Folder::open(path.as_ref()).unwrap();
		let model = Arc::new(Model::import(&file).unwrap());
		let tokens: Vec<u32> = (0..200).map(|i| (i * 37 + 5) % 32).collect();
		let quality = compare(&file, &model, &tokens, 100, &|_| {}).unwrap();
		// The floats are those of the folder: this is what 8 bits cost, too.
		assert!(quality.divergence() < 1e-3, "{quality:?}");
		assert!(quality.agreement_percent() > 95., "{quality:?}");
	}

	fn are_close(file: &Gguf) {
		let model = Arc::new(Model::import(file).unwrap());
		let tokens: Vec<u32> = (0..300).map(|i| (i * 37 + 5) % 256 + 3).collect();
		let done = AtomicUsize::new(0);
		let count = |tokens| {
			done.fetch_add(tokens, Ordering::Relaxed);
		};
		let quality = compare(file, &model, &tokens, 100, &count).unwrap();
		assert_eq!((quality.predictions, done.into_inner()), (297, 300));
		assert!(quality.divergence() < 1e-3, "{quality:?}");
		assert!(quality.difference_percent().abs() < 0.1, "{quality:?}");
		assert!(quality.agreement_percent() > 95., "{quality:?}");
		let refused = |tokens: &[u32]| compare(file, &model, tokens, 100, &|_| {}).unwrap_err();
		assert!(matches!(refused(&[1]), QualityError::TooShort));
		assert!(matches!(refused(&[1, 1 << 20]), QualityError::Session(_)));
	}
}
