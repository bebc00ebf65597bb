//! What requests and answers look like, for the OpenAPI document. Bodies are passed on byte for byte, so nothing is
//! read or written through these types; [`crate::question`] checks what they say.
// Only the derive of the document reads their fields.
#![allow(dead_code)]

use crate::error::ErrorBody as Error;
pub(super) use crate::error::ErrorBody;
use serde_json::Value;
use utoipa::{IntoParams, IntoResponses, ToSchema};

/// How a request says which provider it wants.
#[derive(IntoParams)]
#[into_params(parameter_in = Header)]
pub(super) struct RouteHeaders {
	/// What matters most.
	#[param(
		rename = "stoa-route",
		value_type = String,
		required = false,
		pattern = "^(balanced|price|latency|throughput|record)$"
	)]
	route: String,
	/// The class that the release must have.
	#[param(
		rename = "stoa-class",
		value_type = String,
		required = false,
		pattern = "^(exact|replicated|tolerant|attested)$"
	)]
	class: String,
	/// The only provider to ask: its account in hexadecimal digits. An SS58 address is taken too.
	#[param(
		rename = "stoa-provider",
		value_type = String,
		required = false,
		pattern = "^[0-9a-f]{64}$"
	)]
	provider: String,
	/// Most for 1,000 tokens that are read. It lowers the limit of the configuration, and cannot raise it.
	#[param(
		rename = "stoa-max-input-price",
		value_type = String,
		required = false,
		pattern = "^[0-9]{1,6} m?STOA$",
		example = "2 mSTOA"
	)]
	max_input_price: String,
	/// Most for 1,000 tokens that are written. It lowers the limit of the configuration, and cannot raise it.
	#[param(
		rename = "stoa-max-output-price",
		value_type = String,
		required = false,
		pattern = "^[0-9]{1,6} m?STOA$",
		example = "2 mSTOA"
	)]
	max_output_price: String,
	/// Milliseconds without a first token after which a second provider is asked; `off`.
	#[param(
		rename = "stoa-hedge",
		value_type = String,
		required = false,
		pattern = "^([1-9][0-9]{0,3}|off)$",
		example = "300"
	)]
	hedge: String,
}

/// How an answer is streamed.
#[derive(ToSchema)]
pub(super) struct StreamOptions {
	/// Whether an event with the usage comes before the last one.
	include_usage: Option<bool>,
}

/// A chat.
#[derive(ToSchema)]
pub(super) struct ChatRequest {
	/// From `/v1/models`.
	#[schema(min_length = 1, max_length = 256, example = "SmolLM2-135M")]
	model: String,
	/// The conversation, oldest message first.
	#[schema(min_items = 1, value_type = Vec<Object>)]
	messages: Vec<Value>,
	/// Whether the answer comes as events.
	stream: Option<bool>,
	/// How it is streamed.
	stream_options: Option<StreamOptions>,
	/// Most tokens to write. It comes before `max_tokens`.
	#[schema(minimum = 1, maximum = 4_294_967_295_u64)]
	max_completion_tokens: Option<u32>,
	/// Most tokens to write.
	#[schema(minimum = 1, maximum = 4_294_967_295_u64)]
	max_tokens: Option<u32>,
	/// Always 1: send the request once for each answer that you want.
	#[schema(minimum = 1, maximum = 1)]
	n: Option<u8>,
}

/// A text to go on with.
#[derive(ToSchema)]
pub(super) struct CompletionRequest {
	/// From `/v1/models`.
	#[schema(min_length = 1, max_length = 256, example = "SmolLM2-135M")]
	model: String,
	/// The text.
	#[schema(min_length = 1, example = "Once upon a time")]
	prompt: String,
	/// Whether the answer comes as events.
	stream: Option<bool>,
	/// How it is streamed.
	stream_options: Option<StreamOptions>,
	/// Most tokens to write.
	#[schema(minimum = 1, maximum = 4_294_967_295_u64)]
	max_tokens: Option<u32>,
	/// Always 1: send the request once for each answer that you want.
	#[schema(minimum = 1, maximum = 1)]
	n: Option<u8>,
}

/// Texts to embed.
#[derive(ToSchema)]
pub(super) struct EmbeddingsRequest {
	/// From `/v1/models`.
	#[schema(min_length = 1, max_length = 256, example = "SmolLM2-135M")]
	model: String,
	/// The text; an array of texts is taken too.
	#[schema(min_length = 1, example = "Once upon a time")]
	input: String,
}

/// What an answer took, in tokens.
#[derive(ToSchema)]
#[schema(as = Usage)]
pub(super) struct UsageShape {
	/// Read.
	prompt_tokens: u64,
	/// Written.
	completion_tokens: Option<u64>,
	/// Both.
	total_tokens: u64,
}

/// A whole answer to a chat, as OpenAI has it.
#[derive(ToSchema)]
pub(super) struct ChatCompletion {
	/// The provider's name for the answer.
	id: Option<String>,
	/// `chat.completion`.
	object: String,
	/// When it was made, in seconds since 1970.
	created: Option<u64>,
	/// The provider's name for the model.
	model: Option<String>,
	/// One choice, with its `message`.
	#[schema(value_type = Vec<Object>)]
	choices: Vec<Value>,
	/// What it took.
	usage: Option<UsageShape>,
}

/// A whole text, as OpenAI has it.
#[derive(ToSchema)]
pub(super) struct TextCompletion {
	/// The provider's name for the answer.
	id: Option<String>,
	/// `text_completion`.
	object: String,
	/// When it was made, in seconds since 1970.
	created: Option<u64>,
	/// The provider's name for the model.
	model: Option<String>,
	/// One choice, with its `text`.
	#[schema(value_type = Vec<Object>)]
	choices: Vec<Value>,
	/// What it took.
	usage: Option<UsageShape>,
}

/// Embeddings, as OpenAI has them.
#[derive(ToSchema)]
pub(super) struct Embeddings {
	/// `list`.
	object: String,
	/// One for each text.
	#[schema(value_type = Vec<Object>)]
	data: Vec<Value>,
}

/// How asking for an answer can end beside well.
#[derive(IntoResponses)]
pub(super) enum Refusals {
	/// Something in the request does not have its form, or the provider refuses it.
	#[response(status = 400)]
	Malformed(Error),
	/// A budget, the limit of what is spent, or no offer within the limits.
	#[response(status = 402)]
	TooDear(Error),
	/// There is no such model.
	#[response(status = 404)]
	Missing(Error),
	/// The body took too long to come.
	#[response(status = 408)]
	TooSlow(Error),
	/// The body is too long.
	#[response(status = 413)]
	TooLong(Error),
	/// The provider does not take this kind of body.
	#[response(status = 415)]
	WrongKind(Error),
	/// The provider cannot do this.
	#[response(status = 422)]
	Unable(Error),
	/// The request could not be passed on.
	#[response(status = 500)]
	Internal(Error),
	/// No provider gave an answer that holds.
	#[response(status = 502)]
	Failed(Error),
	/// Nobody can answer now.
	#[response(status = 503)]
	Unavailable(Error),
	/// No provider began to answer in time.
	#[response(status = 504)]
	Silent(Error),
}
