//! Makes what a container needs: its image, its disks, its files.

use super::{Docker, engine, seccomp, spec};
use crate::{
	Network, RunnerError, Spec, WorkloadId,
	embedded::{blocking, store},
	error::During,
	network, volume,
};
use bollard::query_parameters::CreateContainerOptions;
use std::{
	fs::{self, Permissions},
	os::unix::fs::PermissionsExt,
};

impl Docker {
	/// Makes all that the container needs.
	pub(super) async fn fill(&self, id: &WorkloadId, spec: &Spec) -> Result<(), RunnerError> {
		let home = self.home(id);
		store::make_dir(&home)?;
		store::write(&home.join("spec.json"), spec)?;
		let image = self.bring_image(id, spec).await?;
		let disks: Vec<_> = spec.disks().iter().map(|(name, mib, _)| (*name, *mib)).collect();
		if !disks.is_empty() {
			let (owner, home) = (self.owner(spec, &image).await?, home.clone());
			let make = move |(name, mib): (&str, u32)| {
				volume::make(&home.join(format!("{name}.img")), mib, owner)
			};
			blocking(move || disks.into_iter().try_for_each(make)).await?;
			self.mount(id).await?;
		}
		let names = match spec.network {
			Network::None => String::new(),
			Network::Internet => format!("nameserver {}\n", network::NAME_SERVER),
		};
		let resolv = home.join("resolv.conf");
		fs::write(&resolv, names).during("resolv.conf")?;
		// Every user of the workload reads it, whatever the daemon's own files are.
		fs::set_permissions(&resolv, Permissions::from_mode(0o644)).during("resolv.conf")?;
		if self.podman {
			seccomp::write(&home.join("seccomp.json"))?;
		}
		let body = spec::container(self, id, spec, &image, &home);
		let options = CreateContainerOptions {
			name: Some(self.name(id)),
			..CreateContainerOptions::default()
		};
		self.api.create_container(Some(options), body).await.map_err(engine)?;
		Ok(())
	}

	/// Who owns an empty disk: the workload's user, if it is a number.
	async fn owner(&self, spec: &Spec, image: &str) -> Result<(u32, u32), RunnerError> {
		let image = self.api.inspect_image(image).await.map_err(engine)?;
		let user =
			spec.user.clone().or(image.config.and_then(|config| config.user)).unwrap_or_default();
		let mut ids = user.split(':').map(|id| id.parse().unwrap_or(0));
		Ok((ids.next().unwrap_or(0), ids.next().unwrap_or(0)))
	}

	/// Mounts the disks that are not.
	pub(super) async fn mount(&self, id: &WorkloadId) -> Result<(), RunnerError> {
		let home = self.home(id);
		let names: Vec<_> = self.spec(id)?.disks().iter().map(|(name, ..)| *name).collect();
		blocking(move || {
			for name in names {
				let at = home.join(name);
				store::make_dir(&at)?;
				if !volume::is_mount(&at)? {
					volume::mount(&home.join(format!("{name}.img")), &at)?;
				}
			}
			Ok(())
		})
		.await
	}
}
