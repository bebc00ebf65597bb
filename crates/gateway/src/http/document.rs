//! One OpenAPI document for everything that a gateway serves.

use crate::http;
use utoipa::openapi::{
	Content, OpenApi, Ref, RefOr, Response, ResponseBuilder,
	path::{Operation, PathItem},
	security::{HttpAuthScheme, HttpBuilder, SecurityRequirement, SecurityScheme},
};

/// The name of the way in which requests say who asks.
const KEY: &str = "key";

/// The document of an index with the gateway's own routes, and with what every route can answer because of what
/// requests go through. `keys`: whether everybody needs a key.
pub fn joined(index: OpenApi, keys: bool) -> OpenApi {
	let mut document = index.merge_from(http::routes().into_openapi());
	document.info.description = Some(
		"Answers as OpenAI's interface gives them, and below `/v1/stoa/` what happened in finalised blocks of the \
		 Stoa chain. Amounts are in planck (10^12 to the STOA), as strings; heights count blocks of 3 s."
			.to_string(),
	);
	for (path, item) in &mut document.paths.paths {
		let free = !path.starts_with("/v1/");
		for operation in operations(item) {
			if free {
				operation.security = Some(Vec::new());
			} else {
				admit(operation, path.starts_with("/v1/stoa"));
			}
		}
	}
	if keys {
		let bearer = HttpBuilder::new()
			.scheme(HttpAuthScheme::Bearer)
			.description(Some("A key of `stoa-gateway keys create`, or a JWT."))
			.build();
		let components = document.components.get_or_insert_default();
		components.add_security_scheme(KEY, SecurityScheme::Http(bearer));
		document.security = Some(vec![SecurityRequirement::new(KEY, Vec::<String>::new())]);
	}
	document
}

fn operations(item: &mut PathItem) -> impl Iterator<Item = &mut Operation> {
	let PathItem { get, put, post, delete, .. } = item;
	[get, put, post, delete].into_iter().flatten()
}

/// What admission can answer.
fn admit(operation: &mut Operation, problems: bool) {
	for (status, description) in [
		("401", "The key is missing, wrong, expired or revoked."),
		("403", "The key has no scope for this, or only programs on this machine are served."),
		("429", "Too many requests: `Retry-After` says when to come back."),
	] {
		let responses = &mut operation.responses.responses;
		responses
			.entry(status.to_string())
			.or_insert_with(|| RefOr::T(refusal(description, problems)));
	}
}

fn refusal(description: &str, problem: bool) -> Response {
	let (kind, schema) = match problem {
		true => ("application/problem+json", "Problem"),
		false => ("application/json", "ErrorBody"),
	};
	ResponseBuilder::new()
		.description(description)
		.content(kind, Content::new(Some(Ref::from_schema_name(schema))))
		.build()
}

#[cfg(test)]
mod tests {
	use super::*;
	use serde_json::Value;
	use std::collections::BTreeSet;

	fn document() -> Value {
		serde_json::to_value(joined(stoa_index::openapi(), true)).unwrap()
	}

	/// Every reference in a part of the document.
	fn references(part: &Value, found: &mut BTreeSet<String>) {
		match part {
			Value::Object(fields) => fields.iter().for_each(|(name, value)| match value {
				Value::String(to) if name == "$ref" => {
					found.insert(to.clone());
				}
				value => references(value, found),
			}),
			Value::Array(parts) => parts.iter().for_each(|part| references(part, found)),
			_ => {}
		}
	}

	#[test]
	fn every_reference_leads_somewhere() {
		let document = document();
		let mut found = BTreeSet::new();
		references(&document, &mut found);
		assert!(found.len() > 20, "{found:?}");
		for to in found {
			let pointer = to.strip_prefix('#').unwrap();
			assert!(document.pointer(pointer).is_some(), "{to}");
		}
	}

	#[test]
	fn every_route_says_how_it_refuses_and_all_names_differ() {
		let document = document();
		let mut names = BTreeSet::new();
		for (path, item) in document["paths"].as_object().unwrap() {
			for (method, operation) in item.as_object().unwrap() {
				let name = operation["operationId"].as_str().unwrap();
				assert!(names.insert(name.to_owned()), "{name} twice");
				let responses = operation["responses"].as_object().unwrap();
				if path.starts_with("/v1/") {
					assert!(responses.contains_key("429"), "{method} {path}");
				} else {
					assert_eq!(operation["security"], serde_json::json!([]), "{path}");
				}
			}
		}
		for name in ["chat", "show_receipt", "list_jobs", "is_ready"] {
			assert!(names.contains(name), "{name}");
		}
	}
}
