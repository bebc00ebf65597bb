//! Unpacks an image in a process that has no rights on the host: in the user namespace of the workload, with the
//! target as its root. Whatever an archive does with links and `..`, it does to itself.

use super::userns;
use crate::{
	Input, RunnerError, Spec,
	archive::{Archive, MAX_ENTRIES, bad},
	error::During,
	helper::Helper,
	image::{self, ImageConfig},
	spec::{Image, Network},
};
use rustix::{
	fs::Mode,
	process::{Resource, Rlimit, setrlimit},
};
use std::{
	ffi::OsString,
	fs::{self, File},
	io::{self, ErrorKind, Read},
	os::fd::AsFd,
	path::{Component, Path, PathBuf},
	process::Stdio,
};

/// Memory of the process, in bytes.
const MEMORY_BYTES: u64 = 2 << 30;
/// What a file system must have for the system inside.
const FOLDERS: [&str; 4] = ["/proc", "/dev", "/tmp", "/etc"];

/// Unpacks the image of `spec` into `root`, which becomes the property of the host's ids from `base` on.
pub(crate) fn unpack(
	helper: &Helper,
	spec: &Spec,
	root: &Path,
	base: u32,
) -> Result<ImageConfig, RunnerError> {
	let Image::Archive { path, hash } = &spec.image else {
		return Err(RunnerError::Unsupported(
			"this provider's engine does not pull images: send a local archive, or find a provider with Docker".into(),
		));
	};
	let archive = image::open(path, hash)?;
	fs::create_dir(root).during(root.display())?;
	std::os::unix::fs::chown(root, Some(base), Some(base)).during(root.display())?;
	let space = userns::make(helper, base)?;
	let out = helper
		.command("unpack")
		.arg(space.pid().to_string())
		.env("STOA_RUNNER_SPEC", serde_json::to_string(spec)?)
		.env("STOA_RUNNER_FILES", serde_json::to_string(&input_files(spec))?)
		.current_dir(root)
		.stdin(archive)
		.stdout(Stdio::piped())
		.stderr(Stdio::piped())
		.output()
		.during("starting the helper")?;
	if !out.status.success() {
		let text = String::from_utf8_lossy(&out.stderr).trim().to_owned();
		return Err(if text.is_empty() {
			bad("it takes too much memory")
		} else {
			RunnerError::BadImage(text)
		});
	}
	Ok(serde_json::from_slice(&out.stdout)?)
}

/// The helper. Its folder is the target, its input the archive.
pub(crate) fn main(arguments: &[OsString]) -> Result<i32, RunnerError> {
	let spec: Spec = serde_json::from_str(&std::env::var("STOA_RUNNER_SPEC").unwrap_or_default())?;
	let archive = File::from(io::stdin().as_fd().try_clone_to_owned()?);
	userns::enter(arguments.first())?;
	// What it makes beside the image is for every user of the workload, whatever the daemon's own files are.
	rustix::process::umask(Mode::from(0o022));
	rustix::process::chroot(".").during("chroot")?;
	rustix::process::chdir("/")?;
	let most = u64::from(spec.limits.image_mib) << 20;
	for (resource, limit) in [(Resource::As, MEMORY_BYTES), (Resource::Fsize, most)] {
		setrlimit(resource, Rlimit { current: Some(limit), maximum: Some(limit) })?;
	}
	let scratch = || {
		let file = File::options().read(true).write(true).create_new(true).open("/.image")?;
		fs::remove_file("/.image").map(|()| file)
	};
	let mut archive = Archive::read(archive, scratch, most)?;
	let mut left = most;
	for number in 0..archive.layers() {
		unpack_layer(archive.layer(number)?, &mut left)?;
	}
	let files: Vec<String> =
		serde_json::from_str(&std::env::var("STOA_RUNNER_FILES").unwrap_or_default())?;
	prepare(&spec, &files)?;
	println!("{}", serde_json::to_string(&archive.config)?);
	Ok(0)
}

fn unpack_layer(layer: Box<dyn Read + '_>, left: &mut u64) -> Result<(), RunnerError> {
	let mut archive = tar::Archive::new(layer);
	archive.set_preserve_permissions(true);
	archive.set_preserve_ownerships(true);
	archive.set_preserve_mtime(true);
	archive.set_overwrite(true);
	for (number, entry) in archive.entries().map_err(bad)?.enumerate() {
		let mut entry = entry.map_err(bad)?;
		// Its header, and what the host's file system takes for it at least.
		*left = left.checked_sub(entry.size().saturating_add(512)).ok_or_else(|| {
			bad(
				"unpacked it is larger than the limit image_mib: raise it, or make the image smaller",
			)
		})?;
		if number >= MAX_ENTRIES {
			return Err(bad(format!("it has more than {MAX_ENTRIES} entries")));
		}
		let path = place(&entry.path().map_err(bad)?)?;
		let kind = entry.header().entry_type();
		if whiteout(&path)?
			|| !(kind.is_file()
				|| kind.is_gnu_sparse()
				|| kind.is_dir()
				|| kind.is_symlink()
				|| kind.is_hard_link())
		{
			continue;
		}
		make_way(&path, kind.is_dir())?;
		entry.unpack_in("/").map_err(|error| {
			let cause = std::error::Error::source(&error).map(ToString::to_string);
			bad(format!("{error} ({})", cause.unwrap_or_default()))
		})?;
	}
	Ok(())
}

/// The absolute path of an entry.
fn place(path: &Path) -> Result<PathBuf, RunnerError> {
	let mut place = PathBuf::from("/");
	for part in path.components() {
		match part {
			Component::Normal(part) => place.push(part),
			Component::RootDir | Component::CurDir => {}
			_ => return Err(bad(format!("{path:?} leads out of it"))),
		}
	}
	Ok(place)
}

/// Removes what a layer says is gone. Whether this entry says so.
fn whiteout(path: &Path) -> Result<bool, RunnerError> {
	let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
	let Some(gone) = name.strip_prefix(".wh.") else { return Ok(false) };
	let folder = path.parent().unwrap_or(Path::new("/"));
	if gone == ".wh..opq" {
		for entry in fs::read_dir(folder).into_iter().flatten() {
			remove(&entry?.path())?;
		}
	} else if !gone.is_empty() && gone != "." && gone != ".." {
		remove(&folder.join(gone))?;
	}
	Ok(true)
}

/// Removes what a lower layer has at this place, but for a folder where there is to be one.
fn make_way(path: &Path, folder: bool) -> Result<(), RunnerError> {
	match fs::symlink_metadata(path) {
		Ok(there) if there.is_dir() && (folder || path == Path::new("/")) => Ok(()),
		Ok(_) => remove(path),
		Err(_) => Ok(()),
	}
}

fn remove(path: &Path) -> Result<(), RunnerError> {
	let removed = match fs::symlink_metadata(path) {
		Ok(there) if there.is_dir() => fs::remove_dir_all(path),
		Ok(_) => fs::remove_file(path),
		Err(error) => Err(error),
	};
	match removed {
		Err(error) if !matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => {
			Err(bad(format!("{}: {error}", path.display())))
		}
		_ => Ok(()),
	}
}

/// Where the workload sees inputs that are files. They are the host's, which the helper does not see.
fn input_files(spec: &Spec) -> Vec<&str> {
	let is_file = |input: &&Input| input.source.is_file();
	spec.inputs.iter().filter(is_file).map(|input| input.at.as_str()).collect()
}

/// Makes the folders and `files` on which something will be mounted, and the files of the network.
fn prepare(spec: &Spec, files: &[String]) -> Result<(), RunnerError> {
	for at in FOLDERS.into_iter().chain(spec.places()) {
		let path = Path::new(at);
		if files.iter().any(|file| file == at) {
			make_folders(path.parent().unwrap_or(path))?;
			match fs::symlink_metadata(path) {
				Ok(there) if there.is_file() => {}
				Ok(_) => return Err(bad(format!("{at} has to be a file"))),
				Err(_) => fs::write(path, "").during(at)?,
			}
		} else {
			make_folders(path)?;
		}
	}
	write_names(spec)
}

fn make_folders(path: &Path) -> Result<(), RunnerError> {
	let mut folder = PathBuf::from("/");
	for part in path.iter().skip(1) {
		folder.push(part);
		match fs::symlink_metadata(&folder) {
			Ok(there) if there.is_dir() => {}
			Ok(_) => return Err(bad(format!("{} has to be a folder", folder.display()))),
			Err(_) => fs::create_dir(&folder).during(folder.display())?,
		}
	}
	Ok(())
}

/// How the workload finds hosts.
fn write_names(spec: &Spec) -> Result<(), RunnerError> {
	let names = match spec.network {
		Network::None => String::new(),
		Network::Internet => format!("nameserver {}\n", crate::network::NAME_SERVER),
	};
	let hosts = "127.0.0.1 localhost\n::1 localhost\n".to_owned();
	for (path, text) in [("/etc/resolv.conf", names), ("/etc/hosts", hosts)] {
		remove(Path::new(path))?;
		fs::write(path, text).during(path)?;
	}
	Ok(())
}
