//! What publishing and buying a large file take, beside hash and cipher alone: prints one JSON object. `scripts/bench
//! datasets` runs it, optimised. Each step is a process of its own, so that its peak of memory is its own; of several
//! rounds the best one counts, as what else the machine does only slows things down.
//!
//! `speed FOLDER [MIB [ROUNDS]]`

use std::{
	collections::BTreeMap,
	fs::{self, File},
	hint::black_box,
	io::{Read, Write},
	path::Path,
	process::Command,
	time::Instant,
};
use stoa_data::{
	fetch::{Source, fetch},
	owner::Master,
	store::Store,
};
use stoa_primitives::dataset::{
	DataCommitment, apply_keystream, chunk_key, ciphertext_hash, key_commitment,
};

const MIB: u64 = 1 << 20;
const CHUNK: usize = 16_384;

type Fallible<T> = Result<T, Box<dyn std::error::Error>>;

fn main() -> Fallible<()> {
	let arguments: Vec<String> = std::env::args().skip(1).collect();
	let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
	match words.as_slice() {
		["publish", folder] => publish(Path::new(folder)),
		["buy", folder, root, bytes] => buy(Path::new(folder), root, bytes.parse()?),
		["bare", hashes] => bare(hashes.parse()?),
		["copy", folder] => copy(Path::new(folder)),
		[folder] => all(Path::new(folder), 1_024, 3),
		[folder, mib] => all(Path::new(folder), mib.parse()?, 3),
		[folder, mib, rounds] => all(Path::new(folder), mib.parse()?, rounds.parse()?),
		_ => Err("speed FOLDER [MIB [ROUNDS]]".into()),
	}
}

/// Bytes that no disk makes shorter.
fn write_file(path: &Path, mib: u64) -> Fallible<()> {
	let mut file = File::create(path)?;
	let mut piece = vec![0u8; MIB as usize];
	for number in 0..mib {
		apply_keystream(&chunk_key(&[1; 32], number as u32), &mut piece);
		file.write_all(&piece)?;
	}
	file.sync_all()?;
	Ok(())
}

/// Peak of resident memory of this process, in MiB.
fn peak() -> Fallible<f64> {
	let status = fs::read_to_string("/proc/self/status")?;
	let line = status.lines().find(|line| line.starts_with("VmHWM:")).ok_or("no VmHWM")?;
	let kib: f64 = line.split_whitespace().nth(1).ok_or("no number")?.parse()?;
	Ok(kib / 1_024.0)
}

fn publish(folder: &Path) -> Fallible<()> {
	let master = Master::open_or_create(&folder.join("master.key"))?;
	let store = Store::open(&folder.join("store"))?;
	let began = Instant::now();
	let data = store.add(&folder.join("plain"), &master, |_| ())?;
	let seconds = began.elapsed().as_secs_f64();
	println!("{seconds} {} {}", peak()?, hex::encode(data.root));
	Ok(())
}

fn buy(folder: &Path, root: &str, bytes: u64) -> Fallible<()> {
	let root: [u8; 32] = hex::decode(root)?.try_into().map_err(|_| "no root")?;
	let from = Store::open(&folder.join("store"))?;
	let key = Master::open(&folder.join("master.key"))?.data_key(&from.nonce(&root)?);
	let data = DataCommitment { root, bytes, key: key_commitment(&key) };
	let to = Store::open(&folder.join("bought"))?;
	let began = Instant::now();
	let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
	let sources = [Source::Folder(from.folder().to_path_buf())];
	runtime.block_on(fetch(&sources, &data, &to, |_| ()))?;
	let fetched = began.elapsed().as_secs_f64();
	to.decrypt(&data, &key, &folder.join("read"), |_| ())?;
	let seconds = began.elapsed().as_secs_f64() - fetched;
	println!("{seconds} {} {fetched}", peak()?);
	Ok(())
}

/// Hash and cipher alone, on all processors, of chunks that are in memory: publishing needs two hashes of each chunk,
/// buying three, as the ciphertext is looked at before it is paid for.
fn bare(hashes: u32) -> Fallible<()> {
	let threads = std::thread::available_parallelism()?.get();
	let began = Instant::now();
	std::thread::scope(|scope| {
		for _ in 0..threads {
			scope.spawn(move || {
				let mut chunk = vec![7u8; CHUNK];
				for index in 0..(256 * MIB as usize / CHUNK / threads) as u32 {
					for _ in 1..hashes {
						black_box(ciphertext_hash(&chunk));
					}
					apply_keystream(&chunk_key(&[2; 32], index), &mut chunk);
					black_box(ciphertext_hash(&chunk));
				}
			});
		}
	});
	println!("{}", 256.0 / began.elapsed().as_secs_f64());
	Ok(())
}

/// The disk alone: the file is copied, and on it.
fn copy(folder: &Path) -> Fallible<()> {
	let to = folder.join("copy");
	let began = Instant::now();
	let bytes = fs::copy(folder.join("plain"), &to)?;
	File::open(&to)?.sync_all()?;
	println!("{}", (bytes / MIB) as f64 / began.elapsed().as_secs_f64());
	fs::remove_file(to)?;
	Ok(())
}

/// Runs a step in a process of its own; the words that it prints.
fn step(arguments: &[&str]) -> Fallible<Vec<String>> {
	let output = Command::new(std::env::current_exe()?).args(arguments).output()?;
	if !output.status.success() {
		return Err(String::from_utf8_lossy(&output.stderr).into_owned().into());
	}
	let said = String::from_utf8(output.stdout)?;
	Ok(said.split_whitespace().map(str::to_string).collect())
}

/// Measured values, by name.
#[derive(Default)]
struct Told(BTreeMap<&'static str, f64>);

impl Told {
	/// Of several, the greater one is kept.
	fn note(&mut self, name: &'static str, value: f64) {
		let known = self.0.entry(name).or_insert(value);
		*known = known.max(value);
	}

	fn ratio(&self, of: &str, to: &str) -> Option<f64> {
		Some(self.0.get(of)? / self.0.get(to)?)
	}
}

fn all(folder: &Path, mib: u64, rounds: u32) -> Fallible<()> {
	write_file(&folder.join("plain"), mib)?;
	let mut told = Told::default();
	for _ in 0..rounds {
		round(folder, mib, &mut told)?;
	}
	let publish = told.ratio("publish_mib_per_s", "bare_publish_mib_per_s").ok_or("nothing")?;
	let decrypt = told.ratio("decrypt_mib_per_s", "bare_publish_mib_per_s").ok_or("nothing")?;
	let buy = told.ratio("buy_mib_per_s", "bare_buy_mib_per_s").ok_or("nothing")?;
	told.note("publish_ratio", publish);
	told.note("decrypt_ratio", decrypt);
	told.note("buy_ratio", buy);
	told.note("mib", mib as f64);
	println!("{}", serde_json::to_string(&told.0)?);
	Ok(())
}

fn round(folder: &Path, mib: u64, told: &mut Told) -> Fallible<()> {
	let path = folder.display().to_string();
	let number = |text: &String| text.parse::<f64>();
	// Nothing of the last round is replaced: that would be a part of this one's time.
	for name in ["store", "bought"] {
		if folder.join(name).exists() {
			fs::remove_dir_all(folder.join(name))?;
		}
	}
	if folder.join("read").exists() {
		fs::remove_file(folder.join("read"))?;
	}
	told.note("disk_mib_per_s", number(&step(&["copy", &path])?[0])?);
	told.note("bare_publish_mib_per_s", number(&step(&["bare", "2"])?[0])?);
	let published = step(&["publish", &path])?;
	told.note("publish_mib_per_s", mib as f64 / number(&published[0])?);
	told.note("publish_peak_mib", number(&published[1])?);
	told.note("bare_buy_mib_per_s", number(&step(&["bare", "3"])?[0])?);
	let bytes = (mib * MIB).to_string();
	let bought = step(&["buy", &path, &published[2], &bytes])?;
	let (decrypt, fetch) = (number(&bought[0])?, number(&bought[2])?);
	told.note("fetch_mib_per_s", mib as f64 / fetch);
	told.note("decrypt_mib_per_s", mib as f64 / decrypt);
	told.note("buy_mib_per_s", mib as f64 / (fetch + decrypt));
	told.note("buy_peak_mib", number(&bought[1])?);
	if !same(&folder.join("plain"), &folder.join("read"))? {
		return Err("what was bought is not what was published".into());
	}
	Ok(())
}

fn same(one: &Path, other: &Path) -> Fallible<bool> {
	let (mut one, mut other) = (File::open(one)?, File::open(other)?);
	let (mut a, mut b) = (vec![0; MIB as usize], vec![0; MIB as usize]);
	loop {
		let read = one.read(&mut a)?;
		if read == 0 {
			return Ok(other.read(&mut b)? == 0);
		}
		other.read_exact(&mut b[..read])?;
		if a[..read] != b[..read] {
			return Ok(false);
		}
	}
}
