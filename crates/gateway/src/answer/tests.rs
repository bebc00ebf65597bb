use super::*;
use stoa_primitives::{
	Generation, Sampling, Template,
	channel::{trace_commitment, trace_salt},
	payload::{output_commitment, output_salt, prompt_commitment_of},
};

const SALT: Digest = [6; 32];
const PRICE: TokenPrice = TokenPrice { per_1k_input: 1_000, per_1k_output: 2_000 };

fn answer(arithmetic: Arithmetic) -> Answer {
	let deal = Deal { release: 4, price: PRICE, arithmetic };
	let mut answer = Answer::new(deal, Route::Chat, 3, Some(50), b"the body");
	answer.salt = Some(SALT);
	answer
}

fn receipt(arithmetic: Arithmetic, prompt: Digest, output: Digest) -> Receipt {
	Receipt {
		channel: 7,
		sequence: 3,
		part: 0,
		previous: Digest::default(),
		anchor: Anchor { number: 990, hash: [5; 32] },
		provider: [1; 32],
		release: 4,
		arithmetic,
		generation: Generation {
			max_new_tokens: 50,
			sampling: Sampling::Greedy,
			template: Template::Raw,
		},
		prompt: prompt_commitment_of(&SALT, &prompt),
		output: output_commitment(&output_salt(&SALT), &output),
		trace: None,
		prompt_tokens: 3,
		output_tokens: 2,
		ended: false,
		price: PRICE.cost(3, 2),
		total: 100,
		end: None,
	}
}

fn check(answer: &Answer, receipt: &Receipt) -> Result<(), Mistrust> {
	answer.check(receipt, 1_000, |anchor| match anchor.number {
		990 => Some(anchor.hash == [5; 32]),
		_ => None,
	})
}

#[test]
fn a_receipt_over_what_was_sent_is_right_and_every_other_one_is_not() {
	let mut answer = answer(Arithmetic::Engine);
	answer.add(b"Good ", 0, &[]);
	answer.add(b"day", 0, &[]);
	let prompt = merkle::content_root(b"the body");
	let right = receipt(Arithmetic::Engine, prompt, merkle::content_root(b"Good day"));
	assert_eq!(check(&answer, &right), Ok(()));
	let cheaper = Receipt { price: right.price - 1, ..right };
	assert_eq!(check(&answer, &cheaper), Ok(()), "free tokens");
	let wrong = [
		(Receipt { sequence: 4, ..right }, Mistrust::OtherAnswer),
		(Receipt { release: 5, ..right }, Mistrust::OtherAnswer),
		(Receipt { arithmetic: Arithmetic::X1, ..right }, Mistrust::OtherAnswer),
		(
			Receipt { price: right.price + 1, ..right },
			Mistrust::Price { asked: right.price + 1, quoted: right.price },
		),
		(Receipt { output: [0; 32], ..right }, Mistrust::Content),
		(Receipt { prompt: [0; 32], ..right }, Mistrust::Content),
		(Receipt { prompt_tokens: 8 + 1_024 + 1, price: 0, ..right }, Mistrust::Tokens),
		(Receipt { output_tokens: 51, price: 0, ..right }, Mistrust::Tokens),
		(Receipt { anchor: Anchor { number: 990, hash: [6; 32] }, ..right }, Mistrust::Anchor),
		(Receipt { anchor: Anchor { number: 899, hash: [5; 32] }, ..right }, Mistrust::Anchor),
	];
	for (receipt, why) in wrong {
		assert_eq!(check(&answer, &receipt), Err(why));
	}
	answer.add(b"!", 0, &[]);
	assert_eq!(check(&answer, &right), Err(Mistrust::Content), "it is older than what came");
}

#[test]
fn tokens_without_text_are_few() {
	let mut answer = answer(Arithmetic::Engine);
	answer.max_tokens = None;
	let prompt = merkle::content_root(b"the body");
	let mut many = receipt(Arithmetic::Engine, prompt, merkle::content_root(b""));
	many.generation.max_new_tokens = 10_000;
	let with = |output_tokens| Receipt { output_tokens, price: 0, ..many };
	assert_eq!(check(&answer, &with(64)), Ok(()));
	assert_eq!(check(&answer, &with(65)), Err(Mistrust::Tokens));
	answer.add(b"", 100, &[]);
	assert_eq!(check(&answer, &with(65)), Ok(()), "a call of a tool has them");
}

#[test]
fn class_exact_commits_to_token_ids() {
	let mut answer = answer(Arithmetic::X1);
	answer.add(b"Hi", 0, &[11, 12]);
	answer.prompt_tokens = Some(vec![1, 2, 3]);
	answer.trace = [8; 32];
	let roots = [&[1, 2, 3][..], &[11, 12]].map(tokens_root::<Blake2>);
	let trace = Some(trace_commitment(&trace_salt(&SALT), &[8; 32]));
	let right = Receipt { trace, ..receipt(Arithmetic::X1, roots[0], roots[1]) };
	assert_eq!(check(&answer, &right), Ok(()));
	let another = Some(trace_commitment(&trace_salt(&SALT), &[7; 32]));
	assert_eq!(check(&answer, &Receipt { trace: another, ..right }), Err(Mistrust::Content));
	assert_eq!(
		check(&answer, &Receipt { output_tokens: 3, price: 0, ..right }),
		Err(Mistrust::Tokens)
	);
	answer.prompt_tokens = None;
	assert_eq!(
		check(&answer, &Receipt { prompt_tokens: 0, price: 0, ..right }),
		Err(Mistrust::Content)
	);
}

#[test]
fn only_the_first_word_about_the_prompt_counts() {
	let mut answer = answer(Arithmetic::X1);
	answer.salt = None;
	let signed = Signed { what: receipt(Arithmetic::X1, [1; 32], [2; 32]), signature: [3; 64] };
	let (what, signature) = signed.to_hex();
	let event = |salt: u8, tokens: &str| {
		let salt = hex::encode([salt; 32]);
		format!(
			r#"{{"receipt":"{what}","signature":"{signature}","salt":"0x{salt}","promptTokens":{tokens}}}"#
		)
	};
	assert_eq!(answer.read(event(1, "[1,2]").as_bytes()), Ok(signed));
	assert_eq!(answer.read(event(2, "[3]").as_bytes()), Ok(signed));
	assert_eq!(answer.salt(), Some([1; 32]));
	assert_eq!(answer.prompt_tokens.as_deref(), Some(&[1, 2][..]));
	for data in ["", "{}", r#"{"receipt":"0x00","signature":"0x00"}"#] {
		assert_eq!(answer.read(data.as_bytes()), Err(Mistrust::Malformed), "{data}");
	}
}
