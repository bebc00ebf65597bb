//! Programs beside data that stays where it is: what the owner allows runs, and nothing else comes out of it.

use crate::stage::{KEEPERS, REFUNDED, REFUSED, Sold, Stage, ended, ensure_whole, succeeded};
use anyhow::{Context, Result, ensure};
use serde_json::Value;
use std::process::{Command, Output};
use stoa_client::{
	calls::datasets::{self as calls, RunOrder},
	keys,
};
use stoa_primitives::{LicenseId, RunId};

// The first one is not all earned for so long that what its licensees own does not change by it.
const TERMS: &str = "[[term]]\nprice = \"1 STOA\"\nuses = 20\ndays = 30\ncompute_only = true\nspdx = \"CC0-1.0\"\n\
                     [[term]]\nprice = \"1 STOA\"\nblocks = 20\ncompute_only = true\nspdx = \"CC0-1.0\"\n";
const TABLE: &str =
	"species,body_mass_g\nAdelie,3750\nAdelie,3800\nGentoo,5000\nGentoo,5200\nChinstrap,3700\n";
/// Who has programs run; each has a licence of their own.
const RESEARCHER: &str = "//Researcher";
const STUDENT: &str = "//Student";
/// Has one that is soon over.
const LATECOMER: &str = "//Latecomer";

/// A dataset beside which custodians compute, and who owns it.
pub struct Beside<'a> {
	/// The network.
	pub stage: &'a Stage,
	/// Whose.
	pub owner: &'static str,
	/// What is sold.
	pub sold: Sold,
}

/// What the owner allows in the scenarios, and how long each may run.
const PROGRAMS: [(&str, &str, u32); 4] = [
	("count", "wc -l < /in/data > /out/rows && echo counted", 20),
	(
		"thief",
		"cat /in/data > /out/secret; ls /sys/class/net > /out/net; wget -T 2 -O - http://1.1.1.1/ \
		 && echo reached > /out/rows; exit 0",
		20,
	),
	("breaks", "echo half > /out/rows; exit 3", 20),
	("sleeps", "echo half > /out/rows; sleep 50", 2),
];

pub async fn whole(stage: &Stage) -> Result<()> {
	let beside = Beside::new(stage, "//Owner2", &[]).await?;
	let allowing = async {
		for (name, script, seconds) in PROGRAMS {
			let program = beside.program(name, script, seconds).await?;
			beside.allow(&program).await?;
		}
		anyhow::Ok(())
	};
	let (late, ..) = tokio::try_join!(
		beside.buy(LATECOMER, 1),
		beside.buy(RESEARCHER, 0),
		beside.buy(STUDENT, 0),
		allowing
	)?;
	let went = tokio::join!(beside.what_is_allowed(), beside.what_comes_to_nothing());
	went.0.and(went.1)?;
	beside.over_is_over(late).await
}

impl<'a> Beside<'a> {
	/// A table with the first two custodians, who have its key, or as `more` says, and its ciphertext.
	pub async fn new(stage: &'a Stage, owner: &'static str, more: &[&str]) -> Result<Self> {
		let beside = Self::publish(stage, owner, &KEEPERS[..2], more).await?;
		beside.entrust().await?;
		Ok(beside)
	}

	/// A table with these custodians, who have nothing yet.
	pub async fn publish(
		stage: &'a Stage,
		owner: &'static str,
		custodians: &[&str],
		more: &[&str],
	) -> Result<Self> {
		let named = custodians.iter().flat_map(|custodian| ["--custodian", *custodian]);
		let all: Vec<&str> = named.chain(more.iter().copied()).collect();
		let sold = stage.publish(owner, TABLE.as_bytes(), TERMS, &all).await?;
		Ok(Self { stage, owner, sold })
	}

	/// Hands all custodians their key or share, and the first two the ciphertext.
	pub async fn entrust(&self) -> Result<()> {
		let (stage, sold) = (self.stage, &self.sold);
		let (release, store) = (sold.release.to_string(), sold.store.display().to_string());
		stage.person(self.owner).done(&["data", "entrust", &release, "--store", &store]).await?;
		// The custodians have the ciphertext from its owner's address, or from each other: here, from a copy.
		for name in ["keeper-1", "keeper-2"] {
			let folder = stage.leases.network.folder().join(name).join("data/custody/data");
			for entry in std::fs::read_dir(&sold.store)? {
				let path = entry?.path();
				let file = path.file_name().context("a name")?;
				std::fs::copy(&path, folder.join(file))?;
			}
		}
		Ok(())
	}

	/// A licence on one of the terms.
	pub async fn buy(&self, buyer: &'static str, term: usize) -> Result<LicenseId> {
		let (dataset, term) = (self.sold.dataset.to_string(), self.sold.terms[term].to_string());
		let arguments = ["data", "buy", &dataset, "--term", &term, "--price-limit", "1", "--yes"];
		let bought = self.stage.person(buyer).done(&arguments).await?;
		bought["license"].as_u64().context("a licence")
	}

	/// Has the owner allow what is in a file.
	pub async fn allow(&self, algorithm: &str) -> Result<Value> {
		let dataset = self.sold.dataset.to_string();
		let arguments =
			["data", "allow", &dataset, algorithm, "--price", "0.1", "--seat-price", "0.1"];
		self.stage.person(self.owner).done(&arguments).await
	}

	/// Writes what an image runs; its file.
	async fn program(&self, name: &str, script: &str, seconds: u32) -> Result<String> {
		let image = self.stage.leases.image.display().to_string();
		let seconds = seconds.to_string();
		let limits = ["--memory-mib", "64", "--seconds", &seconds, "--file", "rows"];
		let command = ["--", "/bin/sh", "-c", script];
		let arguments = [&["data", "program", &image][..], &limits, &command].concat();
		let program = self.stage.person(RESEARCHER).done(&arguments).await?;
		self.stage.file(&format!("{name}.json"), program.to_string().as_bytes())
	}

	async fn compute(&self, who: &'static str, program: &str, more: &[&str]) -> Result<Output> {
		let dataset = self.sold.dataset.to_string();
		let image = self.stage.leases.image.display().to_string();
		let (out, program) =
			(self.stage.path(program), self.stage.path(&format!("{program}.json")));
		let mut arguments = vec!["data", "compute", &dataset, "--algorithm", &program];
		arguments.extend(["--image", &image, "--out", &out, "--price-limit", "1", "--yes"]);
		arguments.extend(more);
		self.stage.person(who).run(&arguments).await
	}

	/// It runs at both custodians, who find the same; another one does not begin.
	async fn what_is_allowed(&self) -> Result<()> {
		let output = self.compute(RESEARCHER, "count", &[]).await?;
		if !output.status.success() {
			println!("{}\n{}", self.stage.tail(0).await, self.stage.tail(1).await);
		}
		let done = succeeded(&output)?;
		ensure!(done["class"] == "Replicated", "{done}");
		ensure!(done["log"] == "counted\n", "{done}");
		let archive = done["out"].as_str().context("an archive")?;
		let rows = Command::new("tar").args(["-xOf", archive, "rows"]).output()?;
		ensure!(String::from_utf8_lossy(&rows.stdout).trim() == "6", "{rows:?}");
		self.program("copy", "cat /in/data > /out/rows", 20).await?;
		let refused = ended(&self.compute(RESEARCHER, "copy", &[]).await?, REFUSED)?;
		let why = refused["error"].as_str().context("why")?;
		ensure!(why.contains("does not let"), "{refused}");
		// It writes what it did not declare, and tries to reach somebody.
		self.fails(RESEARCHER, "thief", "none of the files").await
	}

	/// Programs that end with an error, or not in time: the run is over as soon as the custodians say so, and everything
	/// is back.
	async fn what_comes_to_nothing(&self) -> Result<()> {
		self.fails(STUDENT, "breaks", "exit code 3").await?;
		self.fails(STUDENT, "sleeps", "did not end within 2 seconds").await
	}

	async fn fails(&self, who: &'static str, program: &str, because: &str) -> Result<()> {
		let person = self.stage.person(who);
		let (_, before, held) = person.wealth().await?;
		let told = ended(&self.compute(who, program, &[]).await?, REFUNDED)?;
		let why = told["error"].as_str().context("why")?;
		// Not by the silence of its custodians: nobody has waited for the deadline.
		ensure!(why.contains("came to nothing") && why.contains(because), "{told}");
		ensure!(!std::path::Path::new(&self.stage.path(program)).join("output.tar").exists());
		ensure_whole(&person, before, held).await
	}

	/// Nothing runs by a licence whose time is over: neither the program nor the chain takes it.
	async fn over_is_over(&self, late: LicenseId) -> Result<()> {
		let client = self.stage.client();
		while client.best().await?.license(late).await?.is_some_and(|info| info.in_force) {
			let next = client.best().await?.number() + 1;
			self.stage.leases.wait_for_block(next).await?;
		}
		let license = late.to_string();
		let output = self.compute(LATECOMER, "count", &["--license", &license]).await?;
		let told = ended(&output, REFUSED)?;
		let why = told["error"].as_str().context("why")?;
		ensure!(why.contains("no licence"), "{told}");
		let (checksum, _) = client.best().await?.data_algorithms(self.sold.dataset).await?[0];
		let why =
			self.ordered(LATECOMER, late, checksum).await.err().context("run by what is over")?;
		ensure!(format!("{why:#}").contains("NotInForce"), "{why:#}");
		let account = keys::account(STUDENT)?;
		let licenses = client.best().await?.licenses_of(&account).await?;
		let license = *licenses.first().context("a licence")?;
		let why =
			self.ordered(STUDENT, license, [7; 32]).await.err().context("run without leave")?;
		ensure!(format!("{why:#}").contains("AlgorithmNotAllowed"), "{why:#}");
		Ok(())
	}

	/// What the chain says of an order that no program of ours would send.
	async fn ordered(
		&self,
		who: &str,
		license: LicenseId,
		checksum: [u8; 32],
	) -> Result<Option<RunId>> {
		let client = self.stage.client();
		let order = RunOrder {
			license,
			checksum,
			input: [0; 32],
			one_time_key: [9; 32],
			seats: vec![keys::account(KEEPERS[0])?],
			price_limit: stoa_primitives::STOA,
		};
		let sent = client.submit(&keys::from_uri(who)?, &calls::request_run(order)).await?;
		Ok(sent.in_best_block().await?.requested_run())
	}
}
