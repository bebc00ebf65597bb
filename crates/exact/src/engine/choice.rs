//! Which token comes next, by the engine: [`Sampling::choose`] at many positions, with the noise of those
//! tokens only that can be chosen.

use super::linear::{Rows, likeliest, piece};
use crate::{
	hash::{Blake2, Hash},
	kernel::{Kernel, Vectors, hashes::hash_all},
	leaf::Choice,
	matrix::Matrix,
	ops::argmax,
	pool::Team,
	sampling::{Sampling, Seeded, TOKENS_PER_DRAW, gumbel, noise_in},
};
use std::sync::LazyLock;

/// The noise of each draw.
static NOISE: LazyLock<Vec<i32>> = LazyLock::new(|| (0..=u16::MAX).map(gumbel).collect());

/// What is chosen after each vector, of which the first is that of position `first`.
pub(super) fn choose(
	team: &Team<'_>,
	kernel: Kernel,
	sampling: &Sampling,
	first: u32,
	head: &Matrix,
	x: &Vectors,
) -> Vec<Choice> {
	let Sampling::Seeded(by) = sampling else {
		let best = likeliest(team, kernel, head, x).into_iter();
		let choice = |(logit, token)| Choice::of_likeliest(token, logit);
		return best.map(choice).collect();
	};
	let eligible = eligible(team, kernel, by, first, head, x);
	let mut draws = Vec::new();
	for (position, tokens) in (first..).zip(&eligible) {
		let blocks = tokens.chunk_by(|a, b| draw_of(a) == draw_of(b));
		draws.extend(blocks.map(|block| by.draw(position, draw_of(&block[0]))));
	}
	let draws: Vec<&[u8]> = draws.iter().map(|draw| &draw[..]).collect();
	let mut draws = hash_all(team, &draws).into_iter();
	eligible.iter().map(|tokens| best_of(by, tokens, &mut draws)).collect()
}

/// A token and its logit.
type Logit = (u32, i64);

fn draw_of((token, _): &Logit) -> u32 {
	token / TOKENS_PER_DRAW
}

/// The choice among all eligible tokens, in order, and their draws.
fn best_of(by: &Seeded, tokens: &[Logit], draws: &mut impl Iterator<Item = Hash>) -> Choice {
	let (likeliest, greatest) = greatest(tokens);
	let mut choice = Choice::of_likeliest(likeliest, greatest);
	let mut best = i64::MIN;
	for block in tokens.chunk_by(|a, b| draw_of(a) == draw_of(b)) {
		let draw = draws.next().unwrap_or_default();
		for (token, logit) in block {
			let noise = NOISE[usize::from(noise_in(&draw, *token))];
			let score = i64::from(noise) - by.below(greatest, *logit);
			if score > best {
				(best, choice.token, choice.logit) = (score, *token, *logit);
			}
		}
	}
	choice
}

/// The likeliest of some tokens, the first on ties.
fn greatest(tokens: &[Logit]) -> Logit {
	let none = (0, i64::MIN);
	tokens.iter().fold(none, |best, next| if next.1 > best.1 { *next } else { best })
}

/// The tokens that may be chosen after each vector and have a chance, in order.
fn eligible(
	team: &Team<'_>,
	kernel: Kernel,
	by: &Seeded,
	position: u32,
	head: &Matrix,
	x: &Vectors,
) -> Vec<Vec<Logit>> {
	let (piece, count, reach) = (piece(team, head.rows()), x.count(), by.reach());
	if count == 0 {
		return Vec::new();
	}
	// Those that would be, if there were no other pieces.
	let mut near: Vec<Vec<Logit>> = vec![Vec::new(); head.rows().div_ceil(piece) * count];
	team.each(near.chunks_exact_mut(count).enumerate(), |(at, near)| {
		let rows = at * piece..head.rows().min((at + 1) * piece);
		let (first, length) = (rows.start as u32, rows.len());
		let logits = Rows::normed(head, rows, 64).times_here(kernel, x);
		for (near, logits) in near.iter_mut().zip(logits.chunks_exact(length)) {
			let least = logits[argmax(logits)].saturating_sub(reach);
			let tokens = (first..).zip(logits.iter().copied());
			near.extend(tokens.filter(|(_, logit)| *logit >= least));
		}
	});
	let of = |vector: usize| {
		let pieces = near.iter().skip(vector).step_by(count);
		let bests: Vec<Logit> = pieces.clone().map(|tokens| greatest(tokens)).collect();
		let (likeliest, greatest) = greatest(&bests);
		let noise = by.noise::<Blake2>(position + vector as u32, likeliest);
		let least = greatest.saturating_sub(by.reach_against(noise));
		pieces.flatten().filter(|(_, logit)| *logit >= least).copied().collect()
	};
	(0..count).map(of).collect()
}
