//! A network that loses machines and links: how it goes on, and how soon it is whole again.

use anyhow::{Result, ensure};
use stoa_e2e::{
	bench::Figure,
	faults::{equivocation, flood, one, partition, trade::Trade},
	lab::{self, Lab},
};

/// Its figures. One thing after the other on one network, so that nothing else takes the machine's time.
pub async fn figures() -> Result<Vec<Figure>> {
	ensure!(lab::permitted()?, "measuring a network takes network namespaces: run it as root");
	let mut lab = Lab::new().await?;
	let mut trade = Trade::new(&lab).await?;
	let mut figures = one::nothing(&lab).await?;
	trade.order_here(1).await?;
	figures.extend(one::killed(&mut lab).await?);
	figures.extend(one::wiped(&mut lab).await?);
	figures.extend(one::stopped(&lab).await?);
	figures.extend(one::bad_weather(&lab).await?);
	figures.extend(flood::flooded(&lab).await?);
	figures.extend(partition::two_and_two(&lab, &mut trade).await?);
	figures.extend(one::late_clock(&mut lab).await?);
	figures.extend(equivocation::same_keys_twice(&mut lab).await?);
	Ok(figures)
}
