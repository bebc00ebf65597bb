//! Messages under the model's chat template; a text is one message of a user.
//!
//! Templates come with the model file and are run by `minijinja`, as transformers and llama.cpp run them:
//! with block trimming, Python's methods and `raise_exception`, within a bound of steps. Nothing that differs
//! between machines, such as the time, can be asked for.

use crate::TextError;
use minijinja::{Environment, Error, ErrorKind, Value, context};
use stoa_exact::gguf::Gguf;

/// Most steps that a template may take.
const FUEL: u64 = 100_000;
const NAME: &str = "chat";

/// A message of a conversation.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Message {
	/// Who says it: `system`, `user`, `assistant`, or what else the template knows.
	pub role: String,
	/// What is said.
	pub content: String,
}

/// A model's chat template.
pub struct ChatTemplate {
	environment: Environment<'static>,
	source: String,
	begin: String,
	end: String,
}

fn failed(error: Error) -> TextError {
	TextError::Template(error.to_string())
}

impl ChatTemplate {
	pub(crate) fn new(file: &Gguf, tokens: &[String]) -> Result<Self, TextError> {
		let token = |key: &str| {
			let id = file.u32(key).ok().and_then(|id| tokens.get(id as usize));
			id.cloned().unwrap_or_default()
		};
		Self::compile(
			file.text("tokenizer.chat_template")?.to_owned(),
			token("tokenizer.ggml.bos_token_id"),
			token("tokenizer.ggml.eos_token_id"),
		)
	}

	pub(crate) fn compile(source: String, begin: String, end: String) -> Result<Self, TextError> {
		let mut environment = Environment::new();
		environment.set_trim_blocks(true);
		environment.set_lstrip_blocks(true);
		environment.set_fuel(Some(FUEL));
		environment
			.set_unknown_method_callback(minijinja_contrib::pycompat::unknown_method_callback);
		environment.add_function("raise_exception", |why: String| -> Result<String, Error> {
			Err(Error::new(ErrorKind::InvalidOperation, why))
		});
		environment.template_from_named_str(NAME, &source).map_err(failed)?;
		Ok(Self { environment, source, begin, end })
	}

	/// Source, and what it knows as beginning and end.
	pub(crate) fn parts(&self) -> [&str; 3] {
		[&self.source, &self.begin, &self.end]
	}

	/// The model's input for one user message.
	pub fn render(&self, message: &str) -> Result<String, TextError> {
		self.render_messages(vec![context! { role => "user", content => message }])
	}

	/// The model's input for a conversation, which the assistant is to go on with.
	pub fn render_all(&self, messages: &[Message]) -> Result<String, TextError> {
		let message =
			|message: &Message| context! { role => message.role, content => message.content };
		self.render_messages(messages.iter().map(message).collect())
	}

	fn render_messages(&self, messages: Vec<Value>) -> Result<String, TextError> {
		let context = context! {
			messages,
			add_generation_prompt => true,
			bos_token => self.begin,
			eos_token => self.end,
		};
		self.environment.render_named_str(NAME, &self.source, context).map_err(failed)
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	fn render(source: &str, message: &str) -> Result<String, TextError> {
		ChatTemplate::compile(source.into(), "<s>".into(), "</s>".into())?.render(message)
	}

	#[test]
	fn blocks_are_trimmed_and_methods_are_pythons() {
		let source = "{{ bos_token }}\n{% for m in messages %}\n  {% if m['role'] == 'user' %}\n\
			[{{ m.content.strip().upper() }}]\n  {% endif %}\n{% endfor %}\n{{ eos_token }}";
		assert_eq!(render(source, " hi ").unwrap(), "<s>\n[HI]\n</s>");
	}

	#[test]
	fn a_conversation_keeps_its_order() {
		let source = "{% for m in messages %}<{{ m.role }}>{{ m.content }}{% endfor %}";
		let template = ChatTemplate::compile(source.into(), "".into(), "".into()).unwrap();
		let message =
			|role: &str, content: &str| Message { role: role.into(), content: content.into() };
		let messages = [message("system", "be brief"), message("user", "why?")];
		assert_eq!(template.render_all(&messages).unwrap(), "<system>be brief<user>why?");
	}

	#[test]
	fn messages_are_not_run_nor_escaped() {
		let text = "{{ 7 * 7 }} {% raw %} <&>\"'";
		assert_eq!(render("{{ messages[0]['content'] }}", text).unwrap(), text);
	}

	#[test]
	fn faults_and_endless_loops_are_errors() {
		assert!(render("{% for", "").is_err());
		assert!(render("{{ strftime_now('%d') }}", "").is_err());
		let error = render("{{ raise_exception('only pairs') }}", "").unwrap_err();
		assert!(error.to_string().contains("only pairs"), "{error}");
		let endless =
			"{% for a in range(9999) %}{% for b in range(9999) %}{% endfor %}{% endfor %}";
		assert!(render(endless, "").is_err());
	}
}
