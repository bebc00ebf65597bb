use super::*;

const GOOD: &str = r#"
node = "ws://127.0.0.1:9944"
data_dir = "data"
listen = "127.0.0.1:8090"
public_endpoint = "https://gpu.example.org"
bond = "1000 STOA"

[[serve]]
release = 0
price_in = "0.001 STOA"
price_out = "0.002 STOA"
engine = { embedded = { gguf = "model.gguf" } }
"#;

fn problems(text: &str) -> String {
	Config::parse(text, Path::new("/etc/stoa")).unwrap_err().to_string()
}

#[test]
fn a_good_file_is_read_and_its_paths_start_at_the_file() {
	let config = Config::parse(GOOD, Path::new("/etc/stoa")).unwrap();
	assert_eq!(config.data_dir, Path::new("/etc/stoa/data"));
	assert_eq!(config.keys.signing_file, Path::new("/etc/stoa/data/signing.key"));
	assert_eq!(
		config.serve[0].engine,
		EngineConfig::Embedded { gguf: "/etc/stoa/model.gguf".into() }
	);
	assert_eq!(config.bond.planck(), 1_000 * stoa_primitives::STOA);
	let exact = GOOD.replace("embedded = { gguf", "exact = { artefact");
	let config = Config::parse(&exact, Path::new("/etc/stoa")).unwrap();
	assert_eq!(
		config.serve[0].engine,
		EngineConfig::Exact { artefact: "/etc/stoa/model.gguf".into(), tokenizer: None }
	);
}

#[test]
fn a_misspelt_key_is_named_with_the_nearest() {
	let text = GOOD.replace("bond =", "bnod =") + "\n[limits]\nmax_promt_bytes = 5\n";
	let said = problems(&text);
	assert!(said.contains("`bnod`: did you mean `bond`?"), "{said}");
	let said = problems(&(GOOD.to_owned() + "\n[limits]\nmax_promt_bytes = 5\n"));
	assert!(said.contains("`limits.max_promt_bytes`: did you mean `max_prompt_bytes`?"), "{said}");
	let said = problems(&GOOD.replace("gguf", "ggfu"));
	assert!(said.contains("`serve.engine.embedded.ggfu`: did you mean `gguf`?"), "{said}");
}

#[test]
fn every_problem_is_told_at_once() {
	let text =
		GOOD.replace("ws://127.0.0.1:9944", "http://x").replace("https://gpu", "https://me@gpu")
			+ "[limits]\nqueue = 0\n";
	let said = problems(&text);
	for part in ["node:", "public_endpoint:", "limits.queue:"] {
		assert!(said.contains(part), "{part} not in {said}");
	}
}

#[test]
fn what_is_sold_by_the_token_is_checked() {
	let said = problems(&format!(
		"{GOOD}[channels]\nmax_unpaid = \"1 planck\"\nconcurrent = 0\n[[channels.prices]]\nrelease = 5\n\
		 price_in = \"1 planck\"\nprice_out = \"1 planck\"\n"
	));
	for part in ["channels.max_unpaid:", "channels.concurrent:", "release 5 is not served"] {
		assert!(said.contains(part), "{part} not in {said}");
	}
	let said = problems(&format!("{GOOD}[channels]\nmax_unpiad = \"1 STOA\"\n"));
	assert!(said.contains("`channels.max_unpiad`: did you mean `max_unpaid`?"), "{said}");
	let config = Config::parse(&format!("{GOOD}[channels]\n"), Path::new(".")).unwrap();
	let price = config.channels.unwrap().price(&config.serve[0]);
	assert_eq!((price.per_1k_input, price.per_1k_output), (1_000_000_000, 2_000_000_000));
}

#[test]
fn wrong_types_and_missing_keys_are_told() {
	assert!(problems(&GOOD.replace("release = 0", "release = \"a\"")).contains("release"));
	assert!(problems(&GOOD.replace("bond = \"1000 STOA\"", "")).contains("bond"));
	assert!(problems("= 3").contains("1"));
	let twice = format!("{GOOD}{}", &GOOD[GOOD.find("[[serve]]").unwrap()..]);
	assert!(problems(&twice).contains("appears twice"));
}

#[test]
fn deliveries_are_made_from_an_account_that_the_owner_names() {
	let deliveries =
		|more: &str| Config::parse(&(GOOD.to_owned() + more), Path::new(".")).unwrap().deliveries;
	let usual = deliveries("");
	assert!(usual.account_file.is_none() && usual.account_uri.is_none());
	let said = deliveries("[deliveries]\naccount_file = \"a\"\nleast_gain = \"7 planck\"\n");
	assert!(said.account_file.unwrap().ends_with("a"));
	assert_eq!(said.least_gain.planck(), 7);
}

#[test]
fn the_list_of_known_keys_is_the_struct() {
	// Every known key is accepted by the deserializer too.
	let full = r#"
node = "ws://127.0.0.1:9944"
data_dir = "data"
listen = "127.0.0.1:8090"
public_endpoint = "https://gpu.example.org"
metrics_listen = "127.0.0.1:9616"
log_format = "json"
bond = "1 planck"
auto_register = false
[keys]
account_uri = "//Alice"
account_file = "a"
signing_file = "b"
transport_file = "c"
[limits]
max_prompt_bytes = 10
max_concurrent = 1
queue = 1
max_requests = 1
[timing]
self_post_after_blocks = 3
prompt_wait_blocks = 3
[deliveries]
account_file = "d"
account_uri = "//Dave"
least_gain = "1 mSTOA"
[channels]
max_unpaid = "1 STOA"
payment_seconds = 20
concurrent = 4
queue = 16
max_body_bytes = 2000
max_answer_seconds = 60
free_tokens = 100
redeem_factor = 20
collateral = "5 STOA"
min_deposit = "1 STOA"
opening_fee = "0 planck"
max_channels = 3
[[channels.prices]]
release = 1
price_in = "1 planck"
price_out = "1 planck"
[[serve]]
release = 1
price_in = "1 planck"
price_out = "1 planck"
engine = { exact = { artefact = "a", tokenizer = "t" } }
[[serve]]
release = 2
price_in = "1 planck"
price_out = "1 planck"
engine = { openai = { url = "http://127.0.0.1:1/v1", model = "m", api_key_env = "K", artefact = "f" } }
"#;
	Config::parse(full, Path::new(".")).unwrap();
}
