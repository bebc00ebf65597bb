//! What a tenant tries from inside: to use up the machine, to see more of it than its own, to reach others.

use anyhow::{Context, Result, ensure};
use std::{net::TcpListener, time::Duration};
use stoa_e2e::leases::{Flat, Landlord, Person, Stage};
use tokio::time::sleep;

/// Until a server that was started listens, or one that has a hard time answers.
const LISTENS: Duration = Duration::from_secs(60);

/// All of them, one after the other, while a neighbour goes on serving.
pub async fn all(stage: &Stage, landlord: &Landlord) -> Result<()> {
	let (bad, good) = (Person::new(stage, "//Bad"), Person::new(stage, "//Neighbour"));
	let volume = ["--volume", "16:/data"];
	let (cell, home) = tokio::try_join!(
		bad.rent(landlord, 200, &volume, true),
		good.rent(landlord, 200, &[], true)
	)?;
	cell.page_within("index.html", LISTENS).await?;
	home.page_within("index.html", LISTENS).await?;
	walls(&bad, &cell).await.context("walls")?;
	loopback(&bad, &cell, &home).await.context("loopback")?;
	disk(&bad, &cell).await.context("disk")?;
	forks(&bad, &cell, &home).await.context("forks")?;
	memory(&bad, &cell, &home).await.context("memory")?;
	for (who, flat) in [(&bad, &cell), (&good, &home)] {
		who.done(&["lease", "close", &flat.lease.to_string(), "--yes"]).await?;
	}
	Ok(())
}

/// Nothing of the host can be seen or written.
async fn walls(bad: &Person<'_>, cell: &Flat) -> Result<()> {
	let said = bad.inside(cell, "touch /etc-x /bin/x; ls /; ps; ls /root /home /work /dev").await?;
	let refused =
		said.matches("Read-only file system").count() + said.matches("Permission denied").count();
	ensure!(refused >= 2, "the root is read-only: {said}");
	for secret in
		["provider.toml", "stoa-node", "stoa-provider", "account.key", "sda", "loop-control"]
	{
		ensure!(!said.contains(secret), "{secret} can be seen: {said}");
	}
	ensure!(said.contains("httpd"), "its own server can: {said}");
	let hostname = std::fs::read_to_string("/proc/sys/kernel/hostname")?;
	let said = bad
		.inside(cell, "cat /proc/sys/kernel/hostname; echo x > /proc/sys/kernel/hostname")
		.await?;
	ensure!(std::fs::read_to_string("/proc/sys/kernel/hostname")? == hostname, "{said}");
	Ok(())
}

/// Neither the host's own services nor the neighbour can be reached.
async fn loopback(bad: &Person<'_>, cell: &Flat, home: &Flat) -> Result<()> {
	let host = TcpListener::bind("0.0.0.0:0")?;
	host.set_nonblocking(true)?;
	let port = host.local_addr()?.port();
	let neighbour = home.url.rsplit(':').next().context("a port")?;
	// busybox's wget, linked statically, needs libraries to find a host; its nc does not.
	let own = bad
		.inside(cell, "printf 'GET /index.html HTTP/1.0\\r\\n\\r\\n' | nc -w 2 127.0.0.1 8080")
		.await?;
	ensure!(own.contains("hello from Bad"), "its own server can be reached: {own}");
	let script = format!(
		"for at in 127.0.0.1 10.0.2.2 172.17.0.1 192.168.0.1 169.254.169.254; do for port in {port} {neighbour}; do \
		 nc -w 2 $at $port < /dev/null && echo GOT $at:$port; done; done; echo done"
	);
	let said = bad.inside(cell, &script).await?;
	ensure!(said.contains("done") && !said.contains("GOT"), "{said}");
	ensure!(host.accept().is_err(), "somebody came to the host's port {port}");
	Ok(())
}

/// A full disk is the tenant's own: its volume is a file system in a file.
async fn disk(bad: &Person<'_>, cell: &Flat) -> Result<()> {
	let script = "dd if=/dev/zero of=/data/fill bs=1048576 count=4096; echo code $?; /bin/busybox rm /data/fill";
	let said = bad.inside(cell, script).await?;
	ensure!(said.contains("No space left on device") && said.contains("code 1"), "{said}");
	Ok(())
}

/// A fork bomb runs into its own bound.
async fn forks(bad: &Person<'_>, cell: &Flat, home: &Flat) -> Result<()> {
	let bomb = "i=0; while [ $i -lt 20000 ]; do sleep 20 & i=$((i+1)); done; echo all $i";
	// Its own shell may be the one that cannot be made any more.
	let said = bad.inside(cell, bomb).await.unwrap_or_else(|error| error.to_string());
	ensure!(!said.contains("all 20000") || said.contains("can't fork"), "20,000 processes: {said}");
	home.page_within("index.html", LISTENS).await.context("the neighbour serves")?;
	let mine = std::process::Command::new("true").status()?;
	ensure!(mine.success(), "the host can make processes");
	sleep(Duration::from_secs(22)).await;
	Ok(())
}

/// Whoever takes too much memory is killed, and nobody else.
async fn memory(bad: &Person<'_>, cell: &Flat, home: &Flat) -> Result<()> {
	let said =
		bad.inside(cell, "dd if=/dev/zero of=/dev/null bs=600000000 count=1; echo code $?").await;
	let said = said.unwrap_or_else(|error| error.to_string());
	ensure!(!said.contains("code 0"), "600 MB in 128 MiB: {said}");
	home.page_within("index.html", LISTENS).await.context("the neighbour serves")?;
	// Its own server was killed with it or not; a shell can be had again.
	let end = tokio::time::Instant::now() + Duration::from_secs(60);
	loop {
		let said = bad.inside(cell, "echo alive").await.unwrap_or_default();
		if said.contains("alive") {
			return Ok(());
		}
		ensure!(tokio::time::Instant::now() < end, "it does not come back: {said}");
		sleep(Duration::from_secs(1)).await;
	}
}
