//! Programs and queries beside data that stays where it is.

use crate::stage::{KEEPERS, REFUNDED, REFUSED, Sold, Stage, ended, succeeded};
use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};
use std::process::{Command, Output};

const TERMS: &str = "[[term]]\nprice = \"1 STOA\"\nuses = 20\ncompute_only = true\nspdx = \"CC0-1.0\"\n\
                     [[term]]\nprice = \"1 STOA\"\nblocks = 20\ncompute_only = true\nspdx = \"CC0-1.0\"\n";
const TABLE: &str =
	"species,body_mass_g\nAdelie,3750\nAdelie,3800\nGentoo,5000\nGentoo,5200\nChinstrap,3700\n";

/// What is written in a file, and the program that an image runs.
struct Ready<'a> {
	stage: &'a Stage,
	sold: Sold,
}

pub async fn whole(stage: &Stage) -> Result<()> {
	let custodians = ["--custodian", KEEPERS[0], "--custodian", KEEPERS[1]];
	let sold = stage.publish("//Owner", TABLE.as_bytes(), TERMS, &custodians).await?;
	let (release, store) = (sold.release.to_string(), sold.store.display().to_string());
	stage.person("//Owner").done(&["data", "entrust", &release, "--store", &store]).await?;
	// The custodians have the ciphertext from its owner's address, or from each other: here, from a copy.
	for name in ["keeper-1", "keeper-2"] {
		let folder = stage.leases.network.folder().join(name).join("data/custody/data");
		for entry in std::fs::read_dir(&sold.store)? {
			let path = entry?.path();
			let file = path.file_name().context("a name")?;
			std::fs::copy(&path, folder.join(file))?;
		}
	}
	let ready = Ready { stage, sold };
	ready.buy(0).await?;
	ready.allowed_program_runs().await?;
	ready.what_is_not_allowed_does_not_start().await?;
	ready.nothing_else_comes_out().await?;
	ready.queries_end_with_the_budget().await?;
	ready.a_licence_that_is_over_is_refused().await
}

impl Ready<'_> {
	async fn buy(&self, term: usize) -> Result<u64> {
		let (dataset, term) = (self.sold.dataset.to_string(), self.sold.terms[term].to_string());
		let arguments = ["data", "buy", &dataset, "--term", &term, "--price-limit", "1", "--yes"];
		let bought = self.stage.person("//Researcher").done(&arguments).await?;
		bought["license"].as_u64().context("a licence")
	}

	/// Writes what an image runs.
	async fn program(&self, name: &str, script: &str, files: &[&str]) -> Result<String> {
		let image = self.stage.leases.image.display().to_string();
		let mut arguments =
			vec!["data", "program", &image, "--memory-mib", "64", "--seconds", "20"];
		for file in files {
			arguments.extend(["--file", file]);
		}
		arguments.extend(["--", "/bin/sh", "-c", script]);
		let program = self.stage.person("//Researcher").done(&arguments).await?;
		self.stage.file(&format!("{name}.json"), program.to_string().as_bytes())
	}

	async fn allow(&self, algorithm: &str) -> Result<Value> {
		let dataset = self.sold.dataset.to_string();
		let arguments =
			["data", "allow", &dataset, algorithm, "--price", "0.1", "--seat-price", "0.1"];
		self.stage.person("//Owner").done(&arguments).await
	}

	async fn compute(&self, program: &str, out: &str) -> Result<Output> {
		let dataset = self.sold.dataset.to_string();
		let image = self.stage.leases.image.display().to_string();
		let out = self.stage.path(out);
		let mut arguments = vec!["data", "compute", &dataset, "--algorithm", program];
		arguments.extend(["--image", &image, "--out", &out, "--price-limit", "1", "--yes"]);
		self.stage.person("//Researcher").run(&arguments).await
	}

	async fn allowed_program_runs(&self) -> Result<()> {
		let script = "wc -l < /in/data > /out/rows && echo counted";
		let program = self.program("count", script, &["rows"]).await?;
		self.allow(&program).await?;
		let output = self.compute(&program, "count").await?;
		if !output.status.success() {
			println!("{}\n{}", self.stage.tail(0).await, self.stage.tail(1).await);
		}
		let done = succeeded(&output)?;
		ensure!(done["class"] == "Replicated", "{done}");
		ensure!(done["log"] == "counted\n", "{done}");
		let archive = done["out"].as_str().context("an archive")?;
		let rows = Command::new("tar").args(["-xOf", archive, "rows"]).output()?;
		ensure!(String::from_utf8_lossy(&rows.stdout).trim() == "6", "{rows:?}");
		Ok(())
	}

	async fn what_is_not_allowed_does_not_start(&self) -> Result<()> {
		let program = self.program("copy", "cat /in/data > /out/rows", &["rows"]).await?;
		let refused = ended(&self.compute(&program, "copy").await?, REFUSED)?;
		let why = refused["error"].as_str().context("why")?;
		ensure!(why.contains("does not let"), "{refused}");
		Ok(())
	}

	/// It writes what it did not declare, and tries to reach somebody.
	async fn nothing_else_comes_out(&self) -> Result<()> {
		let script = "cat /in/data > /out/secret; ls /sys/class/net > /out/net; wget -T 2 -O - http://1.1.1.1/ \
		              && echo reached > /out/declared; exit 0";
		let program = self.program("thief", script, &["declared"]).await?;
		self.allow(&program).await?;
		let told = ended(&self.compute(&program, "thief").await?, REFUNDED)?;
		let why = told["error"].as_str().context("why")?;
		ensure!(why.contains("none of the files"), "{told}");
		ensure!(!std::path::Path::new(&self.stage.path("thief")).join("output.tar").exists());
		Ok(())
	}

	async fn queries_end_with_the_budget(&self) -> Result<()> {
		let question = json!({ "op": "mean", "name": "body_mass_g", "low": 2_500, "high": 6_500 });
		let query =
			json!({ "question": question, "only": null, "decimals": 0, "epsilon": 40_000_000 });
		let file = self.stage.file("mean.json", query.to_string().as_bytes())?;
		self.allow(&file).await?;
		let dataset = self.sold.dataset.to_string();
		self.stage.person("//Owner").done(&["data", "budget", &dataset, "50"]).await?;
		let ask = ["data", "aggregate", &dataset, "--query", &file, "--price-limit", "1", "--yes"];
		let told = self.stage.person("//Researcher").done(&ask).await?;
		let mean = told["answers"][0]["value"].as_f64().context("a mean")?;
		// 4,290 without noise; with so little of it, within some hundred.
		ensure!((3_500.0..5_000.0).contains(&mean), "{told}");
		let spent = ended(&self.stage.person("//Researcher").run(&ask).await?, REFUSED)?;
		ensure!(spent["error"].as_str().is_some_and(|why| why.contains("spent")), "{spent}");
		Ok(())
	}

	async fn a_licence_that_is_over_is_refused(&self) -> Result<()> {
		let license = self.buy(1).await?;
		let end = self.stage.client().best().await?.number() + 30;
		self.stage.leases.wait_for_block(end).await?;
		let dataset = self.sold.dataset.to_string();
		let image = self.stage.leases.image.display().to_string();
		let (program, out) = (self.stage.path("count.json"), self.stage.path("late"));
		let license = license.to_string();
		let mut arguments = vec!["data", "compute", &dataset, "--algorithm", &program];
		arguments.extend(["--image", &image, "--out", &out, "--price-limit", "1", "--yes"]);
		arguments.extend(["--license", &license]);
		let told = ended(&self.stage.person("//Researcher").run(&arguments).await?, REFUSED)?;
		let why = told["error"].as_str().context("why")?;
		ensure!(why.contains("no licence"), "{told}");
		Ok(())
	}
}
