use super::*;

fn problems(text: &str) -> String {
	Config::parse(text, Path::new("/etc/stoa")).unwrap_err().to_string()
}

#[test]
fn an_empty_file_is_a_valid_one_and_paths_start_at_it() {
	let config = Config::parse("", Path::new("/etc/stoa")).unwrap();
	assert_eq!(config.listen, LISTEN.parse().unwrap());
	assert_eq!(config.keys.lane_file, Path::new("/etc/stoa/gateway/lane.key"));
	assert_eq!(config.database_url(), "sqlite:///etc/stoa/gateway/gateway.db");
	let text = "[tls]\ncertificate = \"a.pem\"\nkey = \"/b.pem\"";
	let tls = Config::parse(text, Path::new("/etc/stoa")).unwrap().tls.unwrap();
	assert_eq!(tls.certificate, Path::new("/etc/stoa/a.pem"));
	assert_eq!(tls.key, Path::new("/b.pem"));
}

#[test]
fn the_example_says_the_defaults() {
	let example = include_str!("../../gateway.example.toml");
	let base = Path::new("/etc/stoa");
	let (example, empty) = (Config::parse(example, base), Config::parse("", base));
	assert_eq!(format!("{:?}", example.unwrap()), format!("{:?}", empty.unwrap()));
}

#[test]
fn a_misspelt_key_is_named_with_those_that_are_known() {
	let said = problems("[limits]\nbody_byts = 5\n");
	assert!(said.contains("body_byts") && said.contains("body_bytes"), "{said}");
}

#[test]
fn every_problem_is_told_at_once() {
	let said = problems(
		"node = \"http://x\"\ndatabase = \"mysql://u:hidden@x\"\nlisten = \"0.0.0.0:80\"\n\
		 [spending]\ntotal = \"1 planck\"\ndeposit_per_channel = \"2 planck\"\n\
		 [routing]\nclass = \"true\"\nattempts = 0\n",
	);
	for part in [
		"node:",
		"database:",
		"auth.mode:",
		"tls:",
		"spending.total:",
		"spending.deposit_per_channel:",
		"routing.class:",
		"routing.attempts:",
	] {
		assert!(said.contains(part), "{part} not in {said}");
	}
	assert!(!said.contains("hidden"), "{said}");
}

#[test]
fn amounts_have_units() {
	let config =
		Config::parse("[spending]\nmax_unpaid = \"3 mSTOA\"", Path::new("/etc/stoa")).unwrap();
	assert_eq!(config.spending.max_unpaid.0, 3_000_000_000);
	assert!(problems("[spending]\nmax_unpaid = \"3 dollars\"").contains("not an amount"));
}
