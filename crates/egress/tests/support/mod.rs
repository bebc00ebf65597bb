//! A canary that counts who reaches it, a provider that misbehaves, and a name server that lies.
// Each test file uses its part.
#![allow(dead_code)]

use hickory_resolver::{
	TokioResolver,
	config::{ConnectionConfig, LookupIpStrategy, NameServerConfig, ResolverConfig},
	net::runtime::TokioRuntimeProvider,
	proto::{
		op::{Message, OpCode},
		rr::{
			RData, Record, RecordType,
			rdata::{A, AAAA, CNAME},
		},
	},
};
use std::{
	collections::HashMap,
	net::{IpAddr, SocketAddr},
	sync::{
		Arc,
		atomic::{AtomicUsize, Ordering},
	},
	time::Duration,
};
use stoa_egress::Limits;
use tokio::{
	io::{AsyncReadExt, AsyncWriteExt},
	net::{TcpListener, TcpStream, UdpSocket},
};

pub fn limits() -> Limits {
	Limits {
		response_bytes: 4_096,
		connect: Duration::from_millis(700),
		total: Duration::from_millis(1_000),
	}
}

/// Counts connections, on IPv4 and IPv6 loopback, and answers each with a valid reply.
pub struct Canary {
	pub port: u16,
	hits: Arc<AtomicUsize>,
}

impl Canary {
	pub async fn start() -> Self {
		let v4 = TcpListener::bind("127.0.0.1:0").await.unwrap();
		let port = v4.local_addr().unwrap().port();
		let hits = Arc::new(AtomicUsize::new(0));
		let listeners = [Some(v4), TcpListener::bind(("::1", port)).await.ok()];
		for listener in listeners.into_iter().flatten() {
			let hits = hits.clone();
			tokio::spawn(async move {
				while let Ok((stream, _)) = listener.accept().await {
					hits.fetch_add(1, Ordering::SeqCst);
					tokio::spawn(answer(stream, b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}"));
				}
			});
		}
		Self { port, hits }
	}

	pub fn hits(&self) -> usize {
		self.hits.load(Ordering::SeqCst)
	}
}

async fn answer(mut stream: TcpStream, reply: &[u8]) {
	let mut request = [0; 4_096];
	let _ = stream.read(&mut request).await;
	let _ = stream.write_all(reply).await;
}

/// A provider that answers `head`, then `piece` again and again with `pause` between.
pub async fn provider(head: String, piece: Vec<u8>, pause: Duration) -> (String, Arc<AtomicUsize>) {
	let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
	let url = format!("http://{}", listener.local_addr().unwrap());
	let sent = Arc::new(AtomicUsize::new(0));
	let counter = sent.clone();
	tokio::spawn(async move {
		while let Ok((mut stream, _)) = listener.accept().await {
			let (head, piece, counter) = (head.clone(), piece.clone(), counter.clone());
			tokio::spawn(async move {
				answer_head(&mut stream, head.as_bytes()).await;
				while !piece.is_empty() && stream.write_all(&piece).await.is_ok() {
					counter.fetch_add(piece.len(), Ordering::SeqCst);
					tokio::time::sleep(pause).await;
				}
			});
		}
	});
	(url, sent)
}

async fn answer_head(stream: &mut TcpStream, head: &[u8]) {
	let mut request = [0; 4_096];
	let _ = stream.read(&mut request).await;
	let _ = stream.write_all(head).await;
}

/// What the name server says: per name, the answers to the first, second, … lookup of each type (the
/// last one stands for all that follow).
#[derive(Clone)]
pub enum Says {
	Addresses(Vec<Vec<IpAddr>>),
	Alias(&'static str),
}

/// A name server on loopback, and a resolver that asks it and keeps nothing.
pub async fn resolver(zone: &[(&'static str, Says)]) -> TokioResolver {
	let socket = UdpSocket::bind("127.0.0.1:0").await.unwrap();
	let port = socket.local_addr().unwrap().port();
	let zone: HashMap<String, Says> =
		zone.iter().map(|(name, says)| (format!("{name}."), says.clone())).collect();
	tokio::spawn(serve_names(socket, zone));

	let mut udp = ConnectionConfig::udp();
	udp.port = port;
	let mut server = NameServerConfig::udp(IpAddr::from([127, 0, 0, 1]));
	server.connections = vec![udp];
	let config = ResolverConfig::from_parts(None, vec![], vec![server]);
	let mut builder = TokioResolver::builder_with_config(config, TokioRuntimeProvider::default());
	builder.options_mut().ip_strategy = LookupIpStrategy::Ipv4AndIpv6;
	builder.options_mut().cache_size = 0;
	builder.options_mut().timeout = Duration::from_millis(300);
	builder.build().unwrap()
}

async fn serve_names(socket: UdpSocket, zone: HashMap<String, Says>) {
	let mut asked: HashMap<(String, RecordType), usize> = HashMap::new();
	let mut packet = [0; 1_500];
	while let Ok((length, from)) = socket.recv_from(&mut packet).await {
		let Ok(query) = Message::from_vec(&packet[..length]) else { continue };
		let reply = answer_query(&query, &zone, &mut asked);
		let _ = socket.send_to(&reply.to_vec().unwrap(), from as SocketAddr).await;
	}
}

fn answer_query(
	query: &Message,
	zone: &HashMap<String, Says>,
	asked: &mut HashMap<(String, RecordType), usize>,
) -> Message {
	let mut reply = Message::response(query.metadata.id, OpCode::Query);
	reply.metadata.recursion_desired = true;
	reply.metadata.recursion_available = true;
	for question in &query.queries {
		reply.add_query(question.clone());
		let mut owner = question.name().clone();
		let mut says = zone.get(&owner.to_string().to_lowercase());
		if let Some(Says::Alias(target)) = says {
			let target: hickory_resolver::proto::rr::Name = format!("{target}.").parse().unwrap();
			reply.add_answer(Record::from_rdata(owner, 0, RData::CNAME(CNAME(target.clone()))));
			says = zone.get(&target.to_string());
			owner = target;
		}
		let Some(Says::Addresses(rounds)) = says else { continue };
		let round = asked.entry((owner.to_string(), question.query_type())).or_default();
		let addresses = rounds.get(*round).or(rounds.last()).cloned().unwrap_or_default();
		*round += 1;
		for address in addresses {
			let data = match (address, question.query_type()) {
				(IpAddr::V4(v4), RecordType::A) => RData::A(A(v4)),
				(IpAddr::V6(v6), RecordType::AAAA) => RData::AAAA(AAAA(v6)),
				_ => continue,
			};
			reply.add_answer(Record::from_rdata(owner.clone(), 0, data));
		}
	}
	reply
}
