//! What is wrong with a configuration, and what to do: each problem, not only the first.

use crate::{auth::Mode, config::Config, route};

/// All problems. No file or socket is touched.
pub fn problems(config: &Config) -> Vec<String> {
	let mut problems = Vec::new();
	places(config, &mut problems);
	numbers(config, &mut problems);
	money(config, &mut problems);
	problems
}

fn places(config: &Config, problems: &mut Vec<String>) {
	let mut wrong = |text: &str| problems.push(text.to_owned());
	if !config.node.starts_with("ws://") && !config.node.starts_with("wss://") {
		wrong("node: must begin with ws:// or wss://; a local node listens at ws://127.0.0.1:9944");
	}
	let database = config.database.as_str();
	let known = ["sqlite://", "postgres://", "postgresql://"];
	if database != "sqlite" && !known.iter().any(|scheme| database.starts_with(scheme)) {
		// Not the URL: it may carry a password.
		wrong("database: must be `sqlite`, or a URL that begins with postgres:// or sqlite://");
	}
	if config.metrics_listen == Some(config.listen) {
		wrong("metrics_listen: must differ from listen; leave it out to have both in one place");
	}
	let local = config.listen.ip().is_loopback();
	if config.auth.mode == Mode::Open && !local {
		wrong(
			"auth.mode: `open` lets anybody spend, so it is for loopback only: set `mode = \"keys\"`, or \
			 listen at 127.0.0.1",
		);
	}
	if !local && config.tls.is_none() && config.limits.proxies.is_empty() {
		wrong(
			"tls: API keys would cross the network unencrypted: add [tls], or name the proxy that brings it in \
			 limits.proxies",
		);
	}
	if config.auth.jwt.is_none() && config.auth.jwt_budget.is_some() {
		wrong("auth.jwt_budget: there is no [auth.jwt]: add it, or remove the budget");
	}
	if config.routing.class.as_deref().is_some_and(|class| route::class(class).is_none()) {
		wrong("routing.class: must be exact, replicated, tolerant or attested");
	}
}

fn numbers(config: &Config, problems: &mut Vec<String>) {
	let (limits, routing) = (&config.limits, &config.routing);
	let most = u64::from(u32::MAX);
	for (name, value, least, most) in [
		("limits.body_bytes", limits.body_bytes as u64, 1_024, 1 << 30),
		("limits.connections", limits.connections as u64, 1, 1 << 20),
		("limits.requests_per_minute", limits.requests_per_minute.into(), 1, most),
		(
			"limits.requests_per_minute_per_address",
			limits.requests_per_minute_per_address.into(),
			1,
			most,
		),
		("limits.head_seconds", limits.head_seconds, 1, 600),
		("limits.body_seconds", limits.body_seconds, 1, 600),
		("limits.first_token_seconds", limits.first_token_seconds, 1, 3_600),
		("limits.stall_seconds", limits.stall_seconds, 1, 3_600),
		("limits.farewell_seconds", limits.farewell_seconds, 0, 3_600),
		("routing.attempts", routing.attempts as u64, 1, 16),
		("routing.hedge_after_ms", routing.hedge_after_ms.unwrap_or(1), 1, 60_000),
		("routing.refresh_seconds", routing.refresh_seconds, 1, 3_600),
		("receipts.keep_days", config.receipts.keep_days.into(), 1, 3_650),
	] {
		if value < least || value > most {
			problems.push(format!("{name}: must be {least} to {most}"));
		}
	}
}

fn money(config: &Config, problems: &mut Vec<String>) {
	let spending = &config.spending;
	let mut wrong = |text: &str| problems.push(text.to_owned());
	if spending.max_unpaid.0.saturating_mul(4) > spending.deposit_per_channel.0 {
		wrong(
			"spending.deposit_per_channel: must be at least four times spending.max_unpaid, or channels would \
			 be used up before they pay for an answer",
		);
	}
	if spending.total < spending.deposit_per_channel {
		wrong(
			"spending.total: is less than spending.deposit_per_channel, so no channel could be opened",
		);
	}
	if spending.channels_per_provider == 0 || spending.channels_per_provider > 1_024 {
		wrong("spending.channels_per_provider: must be 1 to 1024");
	}
	if spending.channel_blocks < 1_200 {
		wrong(
			"spending.channel_blocks: must be at least 1200 (one hour): a channel is not used in its last half \
			 hour",
		);
	}
	if spending.wait_seconds > 600 {
		wrong("spending.wait_seconds: must be at most 600");
	}
}
