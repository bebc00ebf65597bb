//! What is to run: from the command line, a file in TOML, or both; what is typed comes first.

use crate::{args::WorkloadArgs, fail::Fail};
use serde::Deserialize;
use std::{
	collections::BTreeMap,
	fs,
	path::{Path, PathBuf},
};
use stoa_client::{
	tenant::{Archive, ImageSource, Manifest, Volume},
	types::Static,
};
use stoa_exact::artefact_digest;
use stoa_primitives::{Attribute, BlockNumber, OfferId, Resources};

/// How long a lease is if nobody says: an hour.
const BLOCKS: BlockNumber = 1_200;

/// The file.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct File {
	offer: Option<OfferId>,
	blocks: Option<BlockNumber>,
	units: Option<u32>,
	image: Option<PathBuf>,
	registry: Option<String>,
	entrypoint: Option<Vec<String>>,
	command: Option<Vec<String>>,
	env: BTreeMap<String, String>,
	workdir: Option<String>,
	user: Option<String>,
	ports: Vec<u16>,
	volume: Option<Volume>,
	internet: bool,
	restart: Option<String>,
}

/// What is to run, for how long, on how many units.
pub struct Workload {
	/// The offer that the file names.
	pub offer: Option<OfferId>,
	pub blocks: BlockNumber,
	pub units: u32,
	pub manifest: Manifest,
	/// The archive, if the image is one.
	pub image: Option<PathBuf>,
	/// Whether whoever opens it stays and signs.
	pub keeps: bool,
}

impl Workload {
	/// Reads what there is, the image's hash included, and refuses what the daemon would refuse.
	pub fn read(args: &WorkloadArgs) -> Result<Self, Fail> {
		let mut file = match &args.manifest {
			Some(path) => File::read(path)?,
			None => File::default(),
		};
		file.take(args)?;
		let (source, image) = source(file.image.take(), file.registry.take())?;
		let mut json = serde_json::json!({
			"image": source,
			"env": file.env,
			"ports": file.ports,
			"internet": file.internet,
		});
		let volume = file.volume.map(serde_json::to_value).transpose().ok().flatten();
		for (name, value) in [
			("entrypoint", file.entrypoint.map(|words| words.into())),
			("command", file.command.map(|words| words.into())),
			("workdir", file.workdir.map(|text| text.into())),
			("user", file.user.map(|text| text.into())),
			("restart", file.restart.map(|text| text.into())),
			("volume", volume),
		] {
			if let Some(value) = value {
				json[name] = value;
			}
		}
		let manifest: Manifest = serde_json::from_value(json)
			.map_err(|error| Fail::refused(format!("what is to run: {error}")))?;
		manifest.check().map_err(|why| Fail::refused(format!("what is to run: {why}")))?;
		Ok(Self {
			offer: file.offer,
			blocks: file.blocks.unwrap_or(BLOCKS),
			units: file.units.unwrap_or(1),
			manifest,
			image,
			keeps: args.keep,
		})
	}
}

impl Workload {
	/// Refuses what no provider could run on such units of its offer: the lease would only be declined.
	pub fn fits(&self, unit: &Resources, attributes: &[Static<Attribute>]) -> Result<(), Fail> {
		let says = |one: &Static<Attribute>| {
			(one.key.as_slice(), one.value.as_slice()) == (&b"internet"[..], &b"yes"[..])
		};
		if self.manifest.internet && !attributes.iter().any(says) {
			return Err(Fail::refused(
				"this offer has no internet: leave it out, or look for `--attribute internet=yes`",
			));
		}
		let disk = u64::from(unit.disk_gib) * 1_024 * u64::from(self.units);
		let volume = self.manifest.volume.as_ref().map_or(0, |volume| u64::from(volume.mib));
		let image = match &self.manifest.image {
			ImageSource::Archive(archive) => archive.bytes.div_ceil(1 << 20),
			ImageSource::Registry(_) => 0,
		};
		if volume + image >= disk {
			return Err(Fail::refused(format!(
				"the lease has {disk} MiB of disk, also for logs and temporary files: too little for a volume of \
				 {volume} and an image of {image} MiB; make them smaller or lease more --units"
			)));
		}
		Ok(())
	}
}

impl File {
	/// Paths in it begin where it is.
	fn read(path: &Path) -> Result<Self, Fail> {
		let wrong = |why: String| Fail::refused(format!("{}: {why}", path.display()));
		let text = fs::read_to_string(path).map_err(|error| wrong(error.to_string()))?;
		let mut file: Self = toml::from_str(&text).map_err(|error| wrong(error.to_string()))?;
		let folder = path.parent().unwrap_or(Path::new(""));
		file.image = file.image.map(|image| folder.join(image));
		Ok(file)
	}

	fn take(&mut self, args: &WorkloadArgs) -> Result<(), Fail> {
		if args.image.is_some() || args.registry.is_some() {
			(self.image, self.registry) = (args.image.clone(), args.registry.clone());
		}
		if !args.ports.is_empty() {
			self.ports = args.ports.clone();
		}
		for pair in &args.env {
			let (key, value) = pair.split_once('=').ok_or_else(|| {
				Fail::refused("an --env has no value: write KEY=VALUE".to_string())
			})?;
			self.env.insert(key.to_string(), value.to_string());
		}
		if let Some(text) = &args.volume {
			self.volume = Some(volume(text)?);
		}
		if !args.command.is_empty() {
			self.command = Some(args.command.clone());
		}
		self.internet |= args.internet;
		self.blocks = args.blocks.or(self.blocks);
		self.units = args.units.or(self.units);
		Ok(())
	}
}

fn volume(text: &str) -> Result<Volume, Fail> {
	let parts = text.split_once(':').and_then(|(mib, at)| Some((mib.parse().ok()?, at)));
	let (mib, at) = parts.ok_or_else(|| {
		Fail::refused(format!("{text:?} is no volume: write MiB and where, such as 1024:/data"))
	})?;
	Ok(Volume { mib, at: at.to_string() })
}

fn source(
	image: Option<PathBuf>,
	registry: Option<String>,
) -> Result<(ImageSource, Option<PathBuf>), Fail> {
	match (image, registry) {
		(Some(_), Some(_)) => {
			Err(Fail::refused("the image is an archive or in a registry: give one of them"))
		}
		(None, Some(reference)) => Ok((ImageSource::Registry(reference), None)),
		(None, None) => Err(Fail::refused(
			"nothing to run: give --image FILE (an archive as `docker save` or `podman save` write it), or \
			 --manifest FILE",
		)),
		(Some(path), None) => {
			let unreadable = |error: std::io::Error| {
				Fail::refused(format!("{}: {error}: give the image's archive", path.display()))
			};
			let bytes = fs::metadata(&path).map_err(unreadable)?.len();
			let hash = artefact_digest(&path).map_err(unreadable)?;
			let archive = Archive { hash: hex::encode(hash), bytes };
			Ok((ImageSource::Archive(archive), Some(path)))
		}
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	fn files() -> (tempfile::TempDir, PathBuf) {
		let folder = tempfile::tempdir().unwrap();
		fs::write(folder.path().join("image.tar"), b"not looked into here").unwrap();
		let path = folder.path().join("lease.toml");
		let text = "offer = 7\nblocks = 300\nimage = \"image.tar\"\nports = [80]\n\
		            [env]\nMODE = \"file\"\n[volume]\nmib = 64\nat = \"/data\"\n";
		fs::write(&path, text).unwrap();
		(folder, path)
	}

	#[test]
	fn what_is_typed_comes_before_what_the_file_says() {
		let (_folder, path) = files();
		let args = WorkloadArgs { manifest: Some(path), ..WorkloadArgs::default() };
		let read = Workload::read(&args).unwrap();
		assert_eq!((read.offer, read.blocks, read.units), (Some(7), 300, 1));
		assert_eq!(read.manifest.ports, [80]);
		let typed = WorkloadArgs {
			ports: vec![8_080],
			env: vec!["MODE=typed".to_string()],
			blocks: Some(20),
			..args
		};
		let read = Workload::read(&typed).unwrap();
		assert_eq!((read.manifest.ports.as_slice(), read.blocks), (&[8_080][..], 20));
		assert_eq!(read.manifest.env["MODE"], "typed");
	}

	#[test]
	fn what_cannot_run_is_refused_before_it_costs_anything() {
		let refused = |args: &WorkloadArgs| Workload::read(args).err().unwrap().text;
		let nothing = WorkloadArgs::default();
		assert!(refused(&nothing).contains("--image"));
		let gone = WorkloadArgs { image: Some("/nowhere/at/all".into()), ..nothing.clone() };
		assert!(refused(&gone).contains("/nowhere/at/all"));
		let wrong = WorkloadArgs { volume: Some("lots".into()), ..nothing };
		assert!(refused(&wrong).contains("1024:/data"));
	}

	#[test]
	fn what_an_offer_has_no_room_for_is_refused() {
		let unit = Resources { cpu_cores: 1, disk_gib: 1, ..Resources::default() };
		let (_folder, path) = files();
		let args = WorkloadArgs { manifest: Some(path), ..WorkloadArgs::default() };
		assert!(Workload::read(&args).unwrap().fits(&unit, &[]).is_ok());
		let large = WorkloadArgs { volume: Some("1024:/data".into()), ..args.clone() };
		assert!(Workload::read(&large).unwrap().fits(&unit, &[]).is_err());
		let more = WorkloadArgs { units: Some(2), ..large };
		assert!(Workload::read(&more).unwrap().fits(&unit, &[]).is_ok());
		let reaching = Workload::read(&WorkloadArgs { internet: true, ..args }).unwrap();
		assert!(reaching.fits(&unit, &[]).is_err());
		let yes = Attribute {
			key: b"internet".to_vec().try_into().unwrap(),
			value: b"yes".to_vec().try_into().unwrap(),
		};
		assert!(reaching.fits(&unit, &[Static(yes)]).is_ok());
	}
}
