//! What tokens cost, and how far an answer may grow on what was paid. No I/O.

use stoa_primitives::{Balance, TokenPrice};

/// The price of an answer's tokens.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Terms {
	/// Price of 1,000 tokens.
	pub price: TokenPrice,
	/// Tokens of this answer that cost nothing: those of the prompt first.
	pub free: u32,
	/// Most that may be owed and not paid, in planck.
	pub max_unpaid: Balance,
	/// What the channel owed before, in planck.
	pub before: Balance,
	/// What the channel holds, in planck.
	pub deposit: Balance,
}

/// Tokens of an answer.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Tokens {
	/// Read.
	pub prompt: u32,
	/// Written.
	pub output: u32,
}

impl Tokens {
	/// Both.
	pub fn all(self) -> u32 {
		self.prompt.saturating_add(self.output)
	}
}

impl Terms {
	/// Those that cost something.
	fn charged(&self, tokens: Tokens) -> Tokens {
		let prompt = tokens.prompt.saturating_sub(self.free);
		let rest = self.free.saturating_sub(tokens.prompt);
		Tokens { prompt, output: tokens.output.saturating_sub(rest) }
	}

	/// What an answer costs, in planck, rounded up; never more than the channel holds.
	pub fn cost(&self, tokens: Tokens) -> Balance {
		let Tokens { prompt, output } = self.charged(tokens);
		self.price.cost(prompt, output).min(self.deposit.saturating_sub(self.before))
	}

	/// How many more tokens, read (`reading`) or written, cost no more than `budget` with those that there are.
	fn within(&self, tokens: Tokens, reading: bool, budget: Balance) -> u32 {
		let free = self.free.saturating_sub(tokens.all());
		let Tokens { prompt, output } = self.charged(tokens);
		let each = if reading { self.price.per_1k_input } else { self.price.per_1k_output };
		let spent = self.price.per_1k_input.saturating_mul(prompt.into());
		let spent = spent.saturating_add(self.price.per_1k_output.saturating_mul(output.into()));
		let Some(left) = budget.saturating_mul(1_000).checked_sub(spent) else { return 0 };
		let more =
			left.checked_div(each).map_or(u32::MAX, |n| u32::try_from(n).unwrap_or(u32::MAX));
		free.saturating_add(more)
	}

	/// How far the answer may grow, when so much is paid in the channel.
	pub fn room(&self, tokens: Tokens, reading: bool, paid: Balance) -> u32 {
		match self.max_unpaid.saturating_add(paid).checked_sub(self.before) {
			Some(budget) => self.within(tokens, reading, budget),
			None => 0,
		}
	}

	/// Whether the channel can pay for a prompt.
	pub fn holds(&self, prompt: u32) -> bool {
		let charged = self.charged(Tokens { prompt, output: 0 });
		self.price.cost(charged.prompt, 0) <= self.deposit.saturating_sub(self.before)
	}

	/// How many tokens can be written after a prompt before the deposit is used up.
	pub fn affordable(&self, prompt: u32) -> u32 {
		let budget = self.deposit.saturating_sub(self.before);
		self.within(Tokens { prompt, output: 0 }, false, budget)
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use proptest::prelude::*;

	proptest! {
		/// What may grow costs no more than may be owed, and one token more would.
		#[test]
		fn the_room_is_used_up_and_not_exceeded(
			input in 0u128..5_000, output in 0u128..5_000, free in 0u32..50, max_unpaid in 0u128..500,
			before in 0u128..100, paid in 0u128..200, prompt in 0u32..60, written in 0u32..60,
			reading: bool,
		) {
			let price = TokenPrice { per_1k_input: input, per_1k_output: output };
			let terms = Terms { price, free, max_unpaid, before, deposit: Balance::MAX };
			let tokens = Tokens { prompt, output: if reading { 0 } else { written } };
			let room = terms.room(tokens, reading, paid);
			let after = |more: u32| match reading {
				true => Tokens { prompt: tokens.prompt + more, ..tokens },
				false => Tokens { output: tokens.output + more, ..tokens },
			};
			let owed = |tokens| before + terms.cost(tokens);
			if room > 0 && room < 1_000_000 {
				prop_assert!(owed(after(room)) <= max_unpaid + paid);
			}
			if room < 1_000_000 {
				prop_assert!(owed(after(room + 1)) > max_unpaid + paid || before > max_unpaid + paid);
			}
		}

		#[test]
		fn nothing_costs_more_than_the_deposit(
			input in 0u128..5_000, output in 1u128..5_000, free in 0u32..50, before in 0u128..100,
			deposit in 0u128..300, prompt in 0u32..60,
		) {
			let price = TokenPrice { per_1k_input: input, per_1k_output: output };
			let terms = Terms { price, free, max_unpaid: 0, before, deposit };
			let most = terms.affordable(prompt);
			prop_assert!(most < 1_000_000);
			let uncapped = Terms { deposit: Balance::MAX, ..terms };
			if most > 0 && before <= deposit {
				let whole = Tokens { prompt, output: most };
				prop_assert!(before + uncapped.cost(whole) <= deposit);
			}
			let long = Tokens { prompt, output: 1_000 };
			prop_assert!(before + terms.cost(long) <= deposit.max(before));
		}
	}
}
