//! The helper of the library as a program of its own: for whoever embeds the library in a program whose `main` it
//! cannot change, and for the tests. Nobody calls it by hand.

fn main() {
	match stoa_runner::helper() {
		Some(code) => std::process::exit(code),
		None => {
			eprintln!("stoa-runner is started by programs that run workloads, not by hand");
			std::process::exit(2);
		}
	}
}
