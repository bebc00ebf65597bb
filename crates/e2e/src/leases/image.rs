//! An image of one layer with nothing but busybox, as `docker save` would write it.

use anyhow::{Context, Result, ensure};
use serde_json::json;
use std::{
	fs,
	os::unix::fs::symlink,
	path::{Path, PathBuf},
	process::Command,
};

/// What the image runs: tells who it is once and for all, says that it is ready, and serves a page.
pub const SERVE: &str = "mkdir -p /tmp/www && cat /proc/sys/kernel/random/uuid > /tmp/www/id && echo hello from $NAME \
                         > /tmp/www/index.html && echo ready: $NAME && exec httpd -f -v -p 8080 -h /tmp/www";

/// Programs that the image has; all are busybox.
const PROGRAMS: [&str; 16] = [
	"sh", "cat", "echo", "httpd", "wget", "dd", "ls", "mkdir", "ps", "sleep", "seq", "tail",
	"touch", "df", "nc", "wc",
];

/// Makes `image.tar` in a folder.
pub fn busybox(folder: &Path) -> Result<PathBuf> {
	let (root, parts) = (folder.join("image-root"), folder.join("image-parts"));
	for path in ["bin", "tmp", "data", "proc", "dev"] {
		fs::create_dir_all(root.join(path))?;
	}
	fs::create_dir_all(&parts)?;
	let program =
		["/bin/busybox", "/usr/bin/busybox"].into_iter().find(|path| Path::new(path).exists());
	let program = program.context("no busybox: install Debian's busybox-static")?;
	fs::copy(program, root.join("bin/busybox"))?;
	for name in PROGRAMS {
		symlink("busybox", root.join("bin").join(name))?;
	}
	tar(&root, &parts.join("layer.tar"), &["."])?;
	let layer = said("sha256sum", &[&parts.join("layer.tar")])?;
	let layer = layer.split_whitespace().next().context("a hash")?;
	let config = json!({
		"architecture": "amd64",
		"os": "linux",
		"config": { "Cmd": ["/bin/sh", "-c", SERVE], "Env": ["PATH=/bin", "NAME=nobody"], "WorkingDir": "/" },
		"rootfs": { "type": "layers", "diff_ids": [format!("sha256:{layer}")] },
	});
	let manifest = json!([{ "Config": "config.json", "RepoTags": ["stoa/busybox:test"], "Layers": ["layer.tar"] }]);
	fs::write(parts.join("config.json"), config.to_string())?;
	fs::write(parts.join("manifest.json"), manifest.to_string())?;
	let image = folder.join("image.tar");
	tar(&parts, &image, &["manifest.json", "config.json", "layer.tar"])?;
	Ok(image)
}

fn tar(folder: &Path, into: &Path, what: &[&str]) -> Result<()> {
	let mut command = Command::new("tar");
	command.args(["--owner=0", "--group=0", "-C"]).arg(folder).arg("-cf").arg(into).args(what);
	let made = command.output()?;
	ensure!(made.status.success(), "tar: {}", String::from_utf8_lossy(&made.stderr));
	Ok(())
}

fn said(program: &str, arguments: &[&Path]) -> Result<String> {
	let output = Command::new(program).args(arguments).output()?;
	ensure!(output.status.success(), "{program}: {}", String::from_utf8_lossy(&output.stderr));
	Ok(String::from_utf8(output.stdout)?)
}
