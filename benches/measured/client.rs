//! A lean HTTP client: it writes requests made beforehand and reads answers, so that it takes as
//! little as possible of the machine the service is measured on.

use std::{
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use anyhow::{Context, ensure};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

/// Connections that send at the same time; each is kept alive and waits for its answer before it
/// sends again.
pub const CONNECTIONS: usize = 32;
/// An answer of the service is smaller.
const MAX_ANSWER_BYTES: usize = 64 * 1024;

/// What came back.
pub struct Answers {
    /// The documents, in the order of the requests.
    pub bodies: Vec<String>,
    /// How long each answer took, in the order of the requests.
    pub latencies: Vec<Duration>,
    /// From the first request to the last answer.
    pub elapsed: Duration,
}

/// When requests leave.
#[derive(Clone, Copy)]
pub enum Pace {
    /// As soon as a connection is free.
    AsFastAsAnswered,
    /// So many a second, whether the earlier ones are answered or not (while a connection is free).
    Steady(u32),
}

/// Sends every request once and waits for every answer. `status` is what each must be answered.
/// Runs on a thread and a runtime of its own, so that the service keeps its own.
///
/// # Errors
/// A connection that failed, or an answer that is not the one expected.
pub fn send(address: SocketAddr, requests: Vec<Vec<u8>>, pace: Pace, status: u16) -> anyhow::Result<Answers> {
    let sending = std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        runtime.block_on(send_all(address, Arc::new(requests), pace, status))
    });
    sending.join().map_err(|_| anyhow::anyhow!("the client panicked"))?
}

async fn send_all(
    address: SocketAddr,
    requests: Arc<Vec<Vec<u8>>>,
    pace: Pace,
    status: u16,
) -> anyhow::Result<Answers> {
    let mut streams = Vec::new();
    for _ in 0..CONNECTIONS {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        streams.push(stream);
    }
    let next = Arc::new(AtomicUsize::new(0));
    let began = Instant::now();
    let tasks: Vec<_> = streams
        .into_iter()
        .map(|stream| tokio::spawn(send_in_turn(stream, Arc::clone(&requests), Arc::clone(&next), pace, began, status)))
        .collect();
    let mut answers = Vec::new();
    for task in tasks {
        answers.extend(task.await??);
    }
    let elapsed = began.elapsed();
    answers.sort_by_key(|(place, ..)| *place);
    let (latencies, bodies) = answers.into_iter().map(|(_, latency, body)| (latency, body)).unzip();
    Ok(Answers { bodies, latencies, elapsed })
}

type Answer = (usize, Duration, String);

async fn send_in_turn(
    mut stream: TcpStream,
    requests: Arc<Vec<Vec<u8>>>,
    next: Arc<AtomicUsize>,
    pace: Pace,
    began: Instant,
    status: u16,
) -> anyhow::Result<Vec<Answer>> {
    let mut answers = Vec::new();
    let mut buffer = Vec::with_capacity(MAX_ANSWER_BYTES);
    loop {
        let place = next.fetch_add(1, Ordering::Relaxed);
        let Some(request) = requests.get(place) else { return Ok(answers) };
        if let Pace::Steady(a_second) = pace {
            let at = began + Duration::from_secs_f64(place as f64 / f64::from(a_second));
            tokio::time::sleep_until(at.into()).await;
        }
        let sent_at = Instant::now();
        stream.write_all(request).await?;
        let body = read_answer(&mut stream, &mut buffer, status).await?;
        answers.push((place, sent_at.elapsed(), body));
    }
}

async fn read_answer(stream: &mut TcpStream, buffer: &mut Vec<u8>, status: u16) -> anyhow::Result<String> {
    buffer.clear();
    loop {
        ensure!(stream.read_buf(buffer).await? > 0, "the service closed the connection");
        ensure!(buffer.len() < MAX_ANSWER_BYTES, "the answer never ends");
        let Some(head_end) = buffer.windows(4).position(|bytes| bytes == b"\r\n\r\n") else { continue };
        let head = std::str::from_utf8(&buffer[..head_end])?;
        let length = content_length(head).context("an answer without a length")?;
        let body_from = head_end + 4;
        if buffer.len() < body_from + length {
            continue;
        }
        let first_line = head.lines().next().unwrap_or_default();
        ensure!(first_line.contains(&format!(" {status} ")), "answered {first_line}");
        return Ok(std::str::from_utf8(&buffer[body_from..body_from + length])?.to_owned());
    }
}

fn content_length(head: &str) -> Option<usize> {
    let value = head.lines().find_map(|line| line.strip_prefix("content-length: "))?;
    value.trim().parse().ok()
}
