//! A hundred prompts from end to end: every kernel, with one thread and with several, gives the logits of
//! `reference/prompts.py`, and one trace.

mod common;

use common::{prompts, tiny};
use std::collections::BTreeSet;
use stoa_exact::{kernel::Kernel, pool::Pool};

#[test]
fn every_kernel_gives_the_reference_logits_of_every_prompt() {
	let artefact = tiny();
	let pools = [1, 3].map(Pool::new);
	let mut count = 0;
	for line in include_str!("data/prompts.txt").lines() {
		let (ids, expected) = prompts::parse(line);
		let mut roots = BTreeSet::new();
		for (kernel, pool) in Kernel::available()
			.into_iter()
			.flat_map(|kernel| pools.each_ref().map(|pool| (kernel, pool)))
		{
			let (hash, root) = prompts::follows(artefact.model(), kernel, pool, &ids);
			assert_eq!(hash, expected, "{} {line}", kernel.name());
			roots.insert(root);
		}
		assert_eq!(roots.len(), 1, "{line}");
		count += 1;
	}
	assert_eq!(count, 100);
}
