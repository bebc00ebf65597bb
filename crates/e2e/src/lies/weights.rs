//! How a model is changed: other weights in the same shape, as a dishonest provider would run them because they
//! are cheaper, or because somebody has put them there.

use anyhow::{Context, Result};
use std::{path::Path, sync::Arc};
use stoa_exact::{
	artefact::Artefact,
	gguf::Gguf,
	model::{Layer, Matrix, Model},
	ops::Quant,
};
use stoa_text::Text;

/// A change of all weights.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Weights {
	/// As they are.
	Same,
	/// A smaller model: its last layer adds nothing. (With fewer layers it would have another shape, and no
	/// daemon would load it for this release.)
	Smaller,
	/// Quantised again, with half the bits or less.
	Requantised,
	/// One weight of one row.
	Flipped,
}

/// Imports a model file, changes it, and writes the artefact.
pub fn write_artefact(gguf: &Path, weights: Weights, to: &Path) -> Result<()> {
	let file = Gguf::open(gguf)?;
	let text = Text::from_gguf(&file)?;
	let mut model = Model::import(&file)?;
	change(&mut model, weights).context("rows stay rows")?;
	Artefact::new(Arc::new(model), text.ends(), *text.hash())?.write(to)?;
	Ok(())
}

fn change(model: &mut Model, weights: Weights) -> Option<()> {
	match weights {
		Weights::Same => {}
		Weights::Smaller => {
			let last = model.layers.last_mut()?;
			for matrix in [&mut last.output, &mut last.down] {
				rewrite(matrix, |_, quants, row| row[quants..].fill(0))?;
			}
		}
		Weights::Requantised => {
			for matrix in model.layers.iter_mut().flat_map(matrices) {
				// Quants of 4 bits are two to a byte.
				let mask = if matrix.quant() == Quant::Q4 { 0xcc } else { 0xf0 };
				rewrite(matrix, |_, quants, row| {
					row[..quants].iter_mut().for_each(|quant| *quant &= mask);
				})?;
			}
		}
		Weights::Flipped => {
			let first = model.layers.first_mut()?;
			rewrite(&mut first.down, |at, _, row| {
				if at == 5 {
					row[7] ^= 0x40;
				}
			})?;
		}
	}
	Some(())
}

fn matrices(layer: &mut Layer) -> [&mut Matrix; 7] {
	[
		&mut layer.query,
		&mut layer.key,
		&mut layer.value,
		&mut layer.output,
		&mut layer.gate,
		&mut layer.up,
		&mut layer.down,
	]
}

/// Changes rows: their number, how many bytes of quants they have, and their bytes but for the exponent.
fn rewrite(matrix: &mut Matrix, change: impl Fn(usize, usize, &mut [u8])) -> Option<()> {
	let quants = matrix.groups() * if matrix.quant() == Quant::Q4 { 16 } else { 32 };
	let mut bytes = Vec::new();
	for at in 0..matrix.rows() {
		let mut row = matrix.written(at).to_vec();
		let exponent = row.len() - 1;
		change(at, quants, &mut row[..exponent]);
		bytes.extend(row);
	}
	*matrix = Matrix::of_rows(matrix.quant(), matrix.columns(), bytes.into())?;
	Some(())
}
