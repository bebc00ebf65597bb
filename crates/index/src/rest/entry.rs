//! What one row tells and a number names: pages of it, and one of it.

use super::{
	Problem,
	answer::{Known, cut},
	open,
};
use crate::{
	Index, Result as Inner,
	head::Head,
	store::{Select, Tx},
};
use axum::response::Response;
use serde::Serialize;
use sqlx::any::AnyRow;

/// What one row tells, and its column `id` names.
pub(crate) trait Entry: Serialize + Sized {
	/// What there is of it, for further conditions.
	const ALL: &'static str;
	/// What one of it is called.
	const NAME: &'static str;

	/// What `row` tells.
	fn of(row: &AnyRow) -> Inner<Self>;

	/// Its id.
	fn id(&self) -> u64;
}

/// The page of at most `limit` entries that `select` finds, as of what was opened.
pub(crate) async fn page<T: Entry>(
	known: &Known,
	(mut tx, head): (Tx, Head),
	select: Select,
	limit: usize,
) -> Result<Response, Problem> {
	let rows = select.all(&mut tx, limit.saturating_add(1)).await?;
	let entries = rows.iter().map(T::of).collect::<Inner<Vec<_>>>()?;
	let (entries, next) = cut(entries, limit, |entry| entry.id().to_string());
	Ok(known.page(head, entries, next))
}

/// The one that `id` names.
pub(crate) async fn find<T: Entry>(tx: &mut Tx, id: u64) -> Result<T, Problem> {
	let rows = Select::new(T::ALL).and("id = ?", Some(id)).all(tx, 1).await?;
	let missing = || Problem::not_found(format!("there is no {} {id} up to this block", T::NAME));
	Ok(T::of(rows.first().ok_or_else(missing)?)?)
}

/// The one that `id` names, as an answer.
pub(crate) async fn show<T: Entry>(
	known: &Known,
	index: &Index,
	id: u64,
) -> Result<Response, Problem> {
	let (mut tx, head) = open(index).await?;
	Ok(known.one(head, find::<T>(&mut tx, id).await?))
}
