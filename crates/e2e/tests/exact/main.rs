//! Class Exact with real nodes and real providers: an answer that is audited and paid, every kind of liar
//! refuted by the runtime, and honest providers that nobody can harm.
//!
//! One development network carries all scenarios. Liars run the tiny model, whose portable operations are
//! quick enough to be meddled with; the happy path runs the real one. A liar's bond is larger than its
//! auditors', and orders are repeated until it is drawn to execute.

mod attacks;
mod honest;
mod stage;

use stage::{Cast, Stage};
use stoa_e2e::scenario::{block_on, named};

/// A liar's release, and what it is started with.
macro_rules! liars {
	($($name:literal: $($argument:literal)+;)*) => {
		&[$(($name, &[$($argument),+])),*]
	};
}

/// Every liar with a release of its own, served by two honest auditors beside it.
const LIARS: &[(&str, &[&str])] = liars! {
	"inner": "--lie" "inner";
	"token": "--lie" "token";
	"cut": "--lie" "cut";
	"garbage": "--lie" "garbage";
	"key": "--lie" "key";
	"second-index": "--lie" "second-index";
	"root": "--lie" "root";
	"silent": "--lie" "inner" "--fault" "no-moves";
};

#[test]
fn the_runtime_refutes_every_lie_and_nobody_honest_loses() {
	block_on(async {
		let stage = Stage::new(&Cast::new(LIARS)).await?;
		let lies = futures::future::join_all(LIARS.iter().enumerate().map(|(at, (name, _))| {
			let stage = &stage;
			async move { named(&format!("{name}: refuted"), attacks::refuted(stage, at)).await }
		}));
		let honest = async {
			tokio::join!(
				named("a real model's answer is audited and paid", honest::real(&stage)),
				named("a false auditor loses", attacks::false_auditor(&stage)),
				named("two of a gang fall to a stranger", attacks::gang(&stage)),
			)
		};
		let (lies, (real, auditor, gang)) = tokio::join!(lies, honest);
		let outcomes: Vec<anyhow::Result<()>> =
			lies.into_iter().chain([real, auditor, gang]).collect();
		for outcome in outcomes {
			outcome?;
		}
		attacks::honest_lost_nothing(&stage).await
	});
}
