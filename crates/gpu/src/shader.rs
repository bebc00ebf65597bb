//! The program that runs on the GPU: [`Work`](stoa_primitives::measure::Work)'s cells, one strand for each invocation.
//!
//! WGSL has no numbers of 64 bits that every GPU knows, so those of BLAKE2b are pairs of 32. Its rounds are written out:
//! a GPU that looks words up by a number that it computes keeps them in slow memory.

use std::fmt::Write;
use stoa_primitives::payload::domain;

/// Invocations of a workgroup.
pub const WORKGROUP: u32 = 64;

/// Which word of a block each of the sixteen places of a round takes (RFC 7693, 2.7); rounds 10 and 11 are 0 and 1.
const SIGMA: [[usize; 16]; 10] = [
	[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15],
	[14, 10, 4, 8, 9, 15, 13, 6, 1, 12, 0, 2, 11, 7, 5, 3],
	[11, 8, 12, 0, 5, 2, 15, 13, 10, 14, 3, 6, 7, 1, 9, 4],
	[7, 9, 3, 1, 13, 12, 11, 14, 2, 6, 5, 10, 4, 0, 15, 8],
	[9, 0, 5, 7, 2, 4, 10, 15, 14, 1, 11, 12, 6, 8, 3, 13],
	[2, 12, 6, 10, 0, 11, 8, 3, 4, 13, 7, 5, 15, 14, 1, 9],
	[12, 5, 1, 15, 14, 13, 4, 10, 0, 7, 6, 3, 9, 2, 8, 11],
	[13, 11, 7, 14, 12, 1, 3, 9, 5, 0, 15, 4, 8, 6, 2, 10],
	[6, 15, 14, 9, 11, 3, 0, 8, 12, 2, 13, 7, 1, 4, 10, 5],
	[10, 2, 8, 4, 7, 6, 1, 5, 15, 11, 9, 14, 3, 12, 13, 0],
];
/// The four words that a half round mixes, for columns and then for diagonals.
const MIXED: [[usize; 4]; 8] = [
	[0, 4, 8, 12],
	[1, 5, 9, 13],
	[2, 6, 10, 14],
	[3, 7, 11, 15],
	[0, 5, 10, 15],
	[1, 6, 11, 12],
	[2, 7, 8, 13],
	[3, 4, 9, 14],
];
const IV: [u64; 8] = [
	0x6a09_e667_f3bc_c908,
	0xbb67_ae85_84ca_a73b,
	0x3c6e_f372_fe94_f82b,
	0xa54f_f53a_5f1d_36f1,
	0x510e_527f_ade6_82d1,
	0x9b05_688c_2b3e_6c1f,
	0x1f83_d9ab_fb41_bd6b,
	0x5be0_cd19_137e_2179,
];
/// Of BLAKE2b with 32 bytes of output and no key.
const PARAMETERS: u64 = 0x0101_0020;

/// What does not depend on the hash: arithmetic in pairs, and the way along a strand.
const BODY: &str = include_str!("strand.wgsl");

/// The whole program.
pub fn source() -> String {
	let mut text = String::from(BODY);
	hash(&mut text);
	first_block(&mut text);
	text
}

fn pair(word: u64) -> String {
	format!("vec2<u32>({}u, {}u)", word as u32, word >> 32)
}

/// `hash(m, length)`: the BLAKE2b-256 of one block of `length` bytes.
fn hash(text: &mut String) {
	let line = |text: &mut String, line: std::fmt::Arguments<'_>| {
		// Writing to a string does not fail.
		let _ = writeln!(text, "\t{line}");
	};
	text.push_str("fn hash(m: array<vec2<u32>, 16>, length: u32) -> array<vec2<u32>, 4> {\n");
	for (at, iv) in IV.iter().enumerate() {
		let first = if at == 0 { iv ^ PARAMETERS } else { *iv };
		line(text, format_args!("var v{at} = {};", pair(first)));
	}
	for (at, iv) in (8..).zip(IV) {
		// The last block, and the only one.
		let last = if at == 14 { !iv } else { iv };
		line(text, format_args!("var v{at} = {};", pair(last)));
	}
	line(text, format_args!("v12.x ^= length;"));
	for round in 0..12 {
		let words = SIGMA[round % SIGMA.len()].chunks(2);
		for ([a, b, c, d], words) in MIXED.iter().zip(words) {
			line(text, format_args!("v{a} = add(add(v{a}, v{b}), m[{}]);", words[0]));
			line(text, format_args!("v{d} = (v{d} ^ v{a}).yx;"));
			line(text, format_args!("v{c} = add(v{c}, v{d});"));
			line(text, format_args!("v{b} = right24(v{b} ^ v{c});"));
			line(text, format_args!("v{a} = add(add(v{a}, v{b}), m[{}]);", words[1]));
			line(text, format_args!("v{d} = right16(v{d} ^ v{a});"));
			line(text, format_args!("v{c} = add(v{c}, v{d});"));
			line(text, format_args!("v{b} = left1(v{b} ^ v{c});"));
		}
	}
	let out = (0..4).map(|at| {
		let first = if at == 0 { IV[0] ^ PARAMETERS } else { IV[at] };
		format!("{} ^ v{at} ^ v{}", pair(first), at + 8)
	});
	let out: Vec<String> = out.collect();
	line(text, format_args!("return array<vec2<u32>, 4>({});", out.join(", ")));
	text.push_str("}\n");
}

/// `first_block(strand, at, previous, earlier)`: what a cell hashes first, as `primitives::measure` encodes it. The
/// fields lie at odd bytes, so each word of the block has parts of two.
fn first_block(text: &mut String) {
	let tag = domain::MEASURE.chunks(4).map(|four| {
		let mut word = [0; 4];
		word.copy_from_slice(four);
		format!("{}u", u32::from_le_bytes(word))
	});
	let digest = |name: &str| -> Vec<String> {
		(0..8).map(|at| format!("{name}[{}].{}", at / 2, ["x", "y"][at % 2])).collect()
	};
	let seed = (0..8).map(|at| format!("params.seed[{}][{}]", at / 4, at % 4));
	// Expression of up to four bytes, and how many they are.
	let fields = tag
		.chain(seed)
		.map(|word| (word, 4))
		.chain([
			("params.linked".to_owned(), 1),
			("strand".into(), 4),
			("at".into(), 4),
			("0u".into(), 4),
		])
		.chain(digest("previous").into_iter().chain(digest("earlier")).map(|word| (word, 4)));
	let mut words = vec![Vec::new(); 32];
	let mut byte = 0;
	for (field, bytes) in fields {
		let shift = 8 * (byte % 4);
		words[byte / 4].push(format!("({field} << {shift}u)"));
		if shift > 0 && byte % 4 + bytes > 4 {
			words[byte / 4 + 1].push(format!("({field} >> {}u)", 32 - shift));
		}
		byte += bytes;
	}
	let words: Vec<String> = words
		.iter()
		.map(|parts| if parts.is_empty() { "0u".into() } else { parts.join(" | ") })
		.collect();
	let pairs: Vec<String> =
		words.chunks(2).map(|two| format!("vec2<u32>({}, {})", two[0], two[1])).collect();
	let _ = write!(
		text,
		"const FIRST_BYTES = {byte}u;\n\
		 fn first_block(strand: u32, at: u32, previous: array<vec2<u32>, 4>, earlier: array<vec2<u32>, 4>)\
		 -> array<vec2<u32>, 16> {{\n\treturn array<vec2<u32>, 16>(\n\t\t{}\n\t);\n}}\n",
		pairs.join(",\n\t\t")
	);
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn what_a_cell_hashes_fits_into_one_block() {
		assert!(source().contains("const FIRST_BYTES = 125u;"));
	}
}
